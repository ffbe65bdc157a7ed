"""From words and what was seen in them to cells with readings, on the grids that digital pages are cut by, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.columns import Stack, is_stacked, read_stacks, stacks_of
from extractors.ocr.cuts import doubtful_figures
from extractors.ocr.glyphs import ReadWord, glyphs_of_words, middle_of
from extractors.ocr.ink import Boxes, Ink
from extractors.ocr.labels import SURE_LABEL, UNREAD, in_context, is_balanced, is_doubtful, over_wraps
from extractors.ocr.numbering import numbered
from extractors.ocr.numbers import FAMILY, is_lone_dash, looks_numeric, mended, readings_of, spellings, unlike_figures
from extractors.ocr.picture import Grey, Picture
from extractors.ocr.recognition import HEIGHT, Seen, crop_of, recogniser
from extractors.ocr.rings import bracketed, circled, has_arcs, has_ring
from extractors.ocr.rules import Mask
from extractors.ocr.shapes import JAPANESE, fits_room, inked, is_level, is_overfull, with_latin_i, with_per_mille
from extractors.ocr.words import Word
from pipeline.model import Cell, Page, PageContent, PageKind, Reading, Rules, Table

UNREAD_FIGURES = "□□"
"""The same where figures must stand: what the normalizers take for an amount that cannot be read."""
DASH = "－"
SMALL, TINY = "ppocrv6-small", "ppocrv6-tiny"
DIGIT_EMS = 0.73
"""Height of a digit in ems."""
KANJI_EMS = 0.92
"""Height of a kanji's ink in ems."""
RULE_EMS = (0.3, 3.2)
"""Words that are at most so high and at least so wide are pieces of rules."""
LEAST_WORD_EMS = 0.3
"""Ink smaller than this both ways that reads as nothing is dirt."""
FAINT = (0.5, 150)
"""Words lower than this many ems must be at least so dark, of 255 for full ink: a dash is as black as digits,
hairlines 30 to 60."""
SLIVER_EMS = 0.2
"""Ink this thin that reads as nothing is a piece of a rule."""
LEAST_AMOUNT = 3
"""Figures of so many characters are an amount; fewer may stand side by side in a column of stacked text."""
ALONE_EMS = 0.1
"""Nothing stands further right of a circle that is a word of its own."""
CIRCLED = tuple("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
GLYPH_INK = 0.12
"""Of its box: what can't be read and has less ink is the edge of a watermark or a stroke, no glyph."""
NOUGHT_EMS = 0.4
"""A nought or a dash is at least so large one way; the ・ of a stacked header is .25."""
SLENDER = 2.2
"""A bracket is at least so many times as high as wide."""
JOINT_GAP = 10
"""Pixels (of 48): paper left between the words of one amount when they are read together."""
AMONG_FIGURES = 0.7
"""Of a column's cells in rows with figures: from this share on the others are figures, too, if they are short."""
LIKE_A_FIGURE = (0.3, 0.65)
"""The same for one Latin letter, or one glyph so much narrower than high: a small 6 is seen as B, a crossed 0 as 日."""
READ_WELL = 850
"""Parts per thousand: mean certainty of the characters."""
LEAST_CROP_EMS = 0.7
"""A crop is at least so high: a dash alone must not be blown up to the height of a glyph."""


def page_em(words: Sequence[Word]) -> float:
    """The em of the page's ordinary print, in pixels: from the heights of its words."""
    heights = sorted(word.box[3] - word.box[1] for word in words)
    return heights[len(heights) // 2] / 0.85 if heights else 30.0


def read_words(words: Sequence[Word], ink: Ink) -> list[ReadWord]:
    """Read every word once with the larger network."""
    em = page_em(words)
    words = [word for word in words if not _is_faint_dirt(word, ink.clean, em)]
    crops = [crop_of(ink.clean, word.box, LEAST_CROP_EMS * em) for word in words]
    found = []
    seen_along = _looked_at_twice(words, recogniser(SMALL).read(crops), ink.clean, em)
    stacked, taken = _stacked(words, seen_along, ink, em)
    for i, (word, seen) in enumerate(zip(words, seen_along, strict=True)):
        read = None if i in taken else _understood(word, seen, em, ink.marks)
        if read is not None:
            found.append(read)
    return found + stacked


def _looked_at_twice(words: Sequence[Word], seen: Sequence[Seen], clean: Grey, em: float) -> list[Seen]:
    """What was seen, labels of which characters were passed over or made up read once more as broad as they are printed."""
    found = list(seen)
    unlike = [
        i
        for i, (word, first) in enumerate(zip(words, seen, strict=True))
        if first.text.strip() and not looks_numeric(first) and not fits_room(first, word, _em_of(word, first, em))
    ]
    crops = [crop_of(clean, words[i].box, LEAST_CROP_EMS * em, 1.0) for i in unlike]
    for i, second in zip(unlike, recogniser(SMALL).read(crops), strict=True):
        longer = len(second.text) > len(seen[i].text)
        if second.mean >= READ_WELL and longer != is_overfull(seen[i], words[i], _em_of(words[i], seen[i], em)):
            found[i] = second
    return found


def _em_of(word: Word, seen: Seen, em: float) -> float:
    """The em of a word's own print; that of the page for words of low glyphs alone."""
    own = (word.box[3] - word.box[1]) / (DIGIT_EMS if looks_numeric(seen) else KANJI_EMS)
    return em if own < 0.8 * em else own


def _is_faint_dirt(word: Word, clean: Grey, em: float) -> bool:
    """Whether a word is low and far paler than print: a piece of a hairline, or grain.  A dash is as black as digits."""
    x0, top, x1, bottom = word.box
    return bottom - top < FAINT[0] * em and 255 - int(clean[top:bottom, x0:x1].min()) < FAINT[1]


def _stacked(words: Sequence[Word], seen: Sequence[Seen], ink: Ink, em: float) -> tuple[list[ReadWord], set[int]]:
    """The words that are columns of stacked glyphs, and the indices of the slices that they were first taken for."""
    slices = _above_amounts(words, seen, em)
    candidates = stacks_of([words[i] for i in slices], ink.marks, em)
    along = {area: [i for i in slices if words[i].area == area] for area in candidates}
    figures = {a for a, own in along.items() if 2 * sum(max(seen[i].text, default="") < "ぁ" for i in own) >= len(own)}
    candidates = {area: stacks for area, stacks in candidates.items() if area not in figures}
    found: list[ReadWord] = []
    taken: set[int] = set()
    for (area, stacks), down in zip(candidates.items(), read_stacks(list(candidates.values()), ink.clean, SMALL), strict=True):
        if is_stacked(stacks, down, [seen[i] for i in along[area]]):
            taken.update(along[area])
            found += [_column(stack, s, area) for stack, s in zip(stacks, down, strict=True)]
    return found, taken


def _above_amounts(words: Sequence[Word], seen: Sequence[Seen], em: float) -> list[int]:
    """Indices of the words in areas enclosed by rules that stand above the area's first amount: headers, row groups."""
    ceiling: dict[int, int] = {}
    for word, s in zip(words, seen, strict=True):
        if looks_numeric(s) and (len(s.text) >= LEAST_AMOUNT or (s.text in ("0", "O", "-") and _extent(word) >= NOUGHT_EMS * em)):
            ceiling[word.area] = min(ceiling.get(word.area, word.box[1]), word.box[1])
    return [i for i, word in enumerate(words) if word.area and (word.area not in ceiling or word.box[3] <= ceiling[word.area])]


def _extent(word: Word) -> int:
    return max(word.box[2] - word.box[0], word.box[3] - word.box[1])


def _column(stack: Stack, seen: Seen, area: int) -> ReadWord:
    glyphs = stack.glyphs
    box = (int(glyphs[:, 0].min()), int(glyphs[:, 1].min()), int(glyphs[:, 2].max()), int(glyphs[:, 3].max()))
    em = float(max(np.percentile(glyphs[:, 2:] - glyphs[:, :2], 80) * 1.06, 1.0))
    seen = seen if len(seen.text) == len(glyphs) else replace(seen, score=0)
    return ReadWord(Word(box, glyphs, True, area), seen, in_context(seen.text.replace(" ", "")) or UNREAD, False, em)


def _understood(word: Word, seen: Seen, em: float, black: Mask) -> ReadWord | None:
    """What the word is; ``None`` for dirt."""
    if is_lone_dash(word.marks, em):
        return ReadWord(word, seen, DASH, True, em) if is_level(word, black) else None
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    if height <= RULE_EMS[0] * em and width >= RULE_EMS[1] * em:
        return None
    own_em = _em_of(word, seen, em)
    if not JAPANESE.match(seen.text) and (has_ring(word, black) or has_arcs(word, em)):
        return _ringed(word, seen, own_em)
    if looks_numeric(seen) or (not seen.text.strip() and spellings(seen.numbers)[0].score > 500):
        text = bracketed(word, spellings(seen.numbers)[0].text) or UNREAD
        return ReadWord(word, seen, text if len(text) > 1 or text != "1" or seen.text != "I" else "I", True, own_em)
    seen = seen if fits_room(seen, word, own_em) else replace(seen, score=0)
    text = _bracket(word, in_context(with_per_mille(word, with_latin_i(word, seen).replace(" ", ""))))
    small = max(width, height) < LEAST_WORD_EMS * em or min(width, height) < SLIVER_EMS * em
    if not text and (small or inked(word, black) < GLYPH_INK):
        return None
    return ReadWord(word, seen, text or UNREAD, False, own_em)


def _ringed(word: Word, seen: Seen, em: float) -> ReadWord:
    """A word that begins with a circled numeral, which is in doubt where the network saw none in it."""
    text = in_context(seen.text.replace(" ", ""))
    if text[:1] in CIRCLED:
        return ReadWord(word, seen, text, False, em)
    alone = has_arcs(word, em) or word.box[2] <= word.marks[0, 2] + ALONE_EMS * em
    numeral = circled(text) if alone else ""
    return ReadWord(word, replace(seen, score=999 if numeral else 0), numeral or f"{UNREAD}{'' if alone else text}", False, em)


def _bracket(word: Word, text: str) -> str:
    """A lone slender glyph that looks like a bracket is one: brackets set apart from their amount are read as letters."""
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    if len(text) != 1 or height < SLENDER * width or len(word.marks) > 1:
        return text
    return "(" if text in "CcGEeL(（" else ")" if text in "DJj)）" else text


def page_of(words: Sequence[ReadWord], ink: Ink, picture: Picture, number: int, kind: PageKind) -> Page:
    """What the picture shows, as a digital page would tell it."""
    width, height = picture.size
    rules = Rules(ink.horizontal / np.float32(picture.point), ink.vertical / np.float32(picture.point))
    return Page(number, width, height, kind, glyphs_of_words(words, picture.point), rules)


def with_readings(content: PageContent, words: Sequence[ReadWord], ink: Ink, picture: Picture) -> PageContent:
    """The page's tables with every reading of every cell."""
    middles = np.array([((w.word.box[0] + w.word.box[2]) / 2, (w.word.box[1] + w.word.box[3]) / 2) for w in words])
    middles = middles.reshape(-1, 2) / picture.point
    owned = {(t, c): _inside(cell, middles) for t, table in enumerate(content.tables) for c, cell in enumerate(table.cells)}
    contents = {key: [words[i] for i in found] for key, found in owned.items()}
    figures = {key: found for key, found in contents.items() if found and _is_amount(found)}
    numbers = dict(zip(figures, _numbers_of(list(figures.values()), ink, picture), strict=True))
    unsure = numbers if picture.worn else doubtful_figures(content.tables, figures, words, ink, picture.point)
    for key in list(unsure):
        numbers[key] = (*numbers[key], Reading(UNREAD_FIGURES, FAMILY, 0))
    tables = []
    for t, table in enumerate(content.tables):
        owned_by = {c: contents[t, c] for c in range(len(table.cells))}
        misread = _misread_figures(table, {c for c in owned_by if (t, c) in numbers}, owned_by)
        cells = tuple(
            cell._replace(readings=numbers[t, c])
            if (t, c) in numbers
            else cell._replace(readings=_doubtful_figure(owned_by[c]))
            if c in misread
            else _label(cell, owned_by[c], picture)
            for c, cell in enumerate(table.cells)
        )
        tables.append(replace(table, cells=_numbered(cells, owned_by)))
    return replace(content, tables=tuple(tables))


def _numbered(cells: tuple[Cell, ...], owned: Mapping[int, Sequence[ReadWord]]) -> tuple[Cell, ...]:
    """The cells, their labels numbered as the table numbers them; a numeral that stands in order is no doubt any more."""
    texts = [cell.text for cell in cells]
    found = list(cells)
    for i, text in numbered(texts).items():
        readings = cells[i].readings
        rest = [sure for word in owned[i] for sure in word.seen.sure][len(texts[i]) - len(text) + 1 :]
        same = normalize("NFKC", texts[i]) == normalize("NFKC", text)
        settled = same and UNREAD not in text and is_balanced(text) and min(rest, default=0) >= SURE_LABEL
        found[i] = cells[i]._replace(readings=(readings[0]._replace(text=text), *(() if settled else readings[1:])))
    return tuple(found)


def _misread_figures(table: Table, figures: set[int], owned: dict[int, list[ReadWord]]) -> set[int]:
    """Cells read as text that stand among figures, in their column and in their row, and are as short: misread figures."""
    numeric: dict[int, int] = defaultdict(int)
    texts: dict[int, int] = defaultdict(int)
    rows = {table.cells[c].row for c in figures}
    for c, cell in enumerate(table.cells):
        if cell.row in rows:
            (numeric if c in figures else texts)[cell.column] += 1
    return {
        c
        for c, cell in enumerate(table.cells)
        if c not in figures
        and cell.row in rows
        and len(owned[c]) == 1
        and numeric[cell.column] >= _least_share(cell.text, owned[c][0].word) * (numeric[cell.column] + texts[cell.column])
        and (len(cell.text) <= 1 or any(character.isdigit() for character in cell.text))
    }


def _least_share(text: str, word: Word) -> float:
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    like = len(text) == 1 and ((text.isascii() and text.isalpha()) or width <= LIKE_A_FIGURE[1] * height)
    return LIKE_A_FIGURE[0] if like else AMONG_FIGURES


def _doubtful_figure(words: Sequence[ReadWord]) -> tuple[Reading, ...]:
    """What a misread figure may say, and that it may say nothing of the kind."""
    ways = [(mended(way.text), way.score) for way in spellings(words[0].seen.numbers)]
    found = [Reading(text, FAMILY, score) for text, score in ways if text][:3]
    if not found and _is_upright_stroke(words[0].word):
        found = [Reading("1", FAMILY, 0)]
    return (*found, Reading("", FAMILY, 0)) if found else (Reading(UNREAD_FIGURES, FAMILY, 0), Reading("", FAMILY, 0))


def _is_upright_stroke(word: Word) -> bool:
    """Whether a word is one slender upright mark: a lone 1, which the networks pass over."""
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    return len(word.marks) == 1 and 1.8 * width <= height


def _inside(cell: Cell, middles: NDArray[np.float64]) -> NDArray[np.int64]:
    """Indices of the words whose middle lies in a cell's ink."""
    if cell.box is None:
        return np.empty(0, np.int64)
    x0, top, x1, bottom = cell.box
    x, y = middles[:, 0], middles[:, 1]
    return np.flatnonzero((x >= x0 - 0.5) & (x <= x1 + 0.5) & (y >= top - 0.5) & (y <= bottom + 0.5))


def _is_amount(words: Sequence[ReadWord]) -> bool:
    """Whether words make one amount: figures and signs on one line."""
    level = all(abs(middle_of(w) - middle_of(words[0])) < 0.5 * words[0].em for w in words)
    signs = all(w.numeric or set(w.text) <= set("△▲()（）[]［］") for w in words)
    return level and signs and any(w.numeric for w in words)


def _label(cell: Cell, words: Sequence[ReadWord], picture: Picture) -> Cell:
    """A cell of text with its reading; a doubtful one has another, which says that it may be anything."""
    scan_pixels = min((word.em for word in words), default=0.0) * picture.native_dpi / picture.dpi
    if words and all(word.word.vertical for word in words):
        columns = sorted(words, key=lambda word: -word.word.box[0])
        cell = cell._replace(vertical=True, readings=(Reading("".join(word.text for word in columns)),))
    cell = _upright(cell, words)
    cell = cell._replace(readings=(Reading(over_wraps(cell.text)),))
    score = min((word.seen.score for word in words if not word.numeric), default=999)
    doubt = (Reading(UNREAD_FIGURES, FAMILY, 0),) if _looks_like_an_amount(cell.text) else ()
    if not doubt and is_doubtful(cell.text, score, scan_pixels):
        doubt = (Reading(UNREAD, FAMILY, 0),)
    return cell._replace(readings=(Reading(cell.text, FAMILY, score), *doubt))


def _looks_like_an_amount(text: str) -> bool:
    """Whether a cell that is not all figures to us will be an amount to whoever reads its text."""
    return "," in text and any(c.isdigit() for c in text) and all(c in "0123456789,.△▲()-" for c in "".join(text.split()))


def _upright(cell: Cell, words: Sequence[ReadWord]) -> Cell:
    """A cell of two short lines taken for two short columns: what was read well along the lines was printed so."""
    if not cell.vertical or not words or any(w.word.vertical for w in words):
        return cell
    length = sum(len(w.text) for w in words)
    if length < 2 * len(words) or sum(len(w.text) * w.seen.mean for w in words) < READ_WELL * length:
        return cell
    lines = sorted(words, key=lambda w: (round(middle_of(w) / w.em), w.word.box[0]))
    return cell._replace(vertical=False, readings=(Reading("\n".join(w.text for w in lines)),))


def _numbers_of(cells: Sequence[Sequence[ReadWord]], ink: Ink, picture: Picture) -> list[tuple[Reading, ...]]:
    """Readings of cells of figures: the second network reads all of them, the first again those in several pieces."""
    ordered = [sorted(words, key=lambda word: word.word.box[0]) for words in cells]
    crops = [_joint_crop(words, ink.clean) for words in ordered]
    tiny = recogniser(TINY).read(crops)
    pieces = [i for i, words in enumerate(ordered) if len(words) > 1]
    again = dict(zip(pieces, recogniser(SMALL).read([crops[i] for i in pieces]), strict=True))
    found = []
    for i, words in enumerate(ordered):
        small = again.get(i, words[0].seen)
        found.append(_number(words, small, tiny[i], ink, picture))
    return found


def _number(words: Sequence[ReadWord], small: Seen, tiny: Seen, ink: Ink, picture: Picture) -> tuple[Reading, ...]:
    if len(words) == 1 and words[0].text == DASH:
        return (Reading(DASH, "shape", None),)
    marks: Boxes = np.vstack([word.word.marks for word in words])
    height = float((marks[:, 3] - marks[:, 1]).max()) * picture.native_dpi / picture.dpi
    found = readings_of(small, tiny, marks=marks, black=ink.marks, digit_pixels=height, extra_doubt=unlike_figures(small))
    return found if found[0].text.strip() else (Reading(UNREAD_FIGURES, FAMILY, 0), *found)


def _joint_crop(words: Sequence[ReadWord], clean: Grey) -> Grey:
    """Words of one line side by side, gaps closed up."""
    top, bottom = min(w.word.box[1] for w in words), max(w.word.box[3] for w in words)
    least = LEAST_CROP_EMS * words[0].em
    crops = [crop_of(clean, (w.word.box[0], top, w.word.box[2], bottom), least) for w in words]
    if len(crops) == 1:
        return crops[0]
    gap = np.full((HEIGHT, JOINT_GAP), 255, np.uint8)
    parts = [part for crop in crops for part in (crop, gap)][:-1]
    return np.asarray(cv2.hconcat(parts), np.uint8)


__all__ = ["DASH", "UNREAD", "ReadWord", "Table", "page_of", "read_words", "with_readings"]
