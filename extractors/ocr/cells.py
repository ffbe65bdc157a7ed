"""From words and what was seen in them to cells with readings, on the grids that digital pages are cut by, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.columns import Stack, is_stacked, read_stacks, stacks_of
from extractors.ocr.cuts import doubtful_figures
from extractors.ocr.ink import Boxes, Ink
from extractors.ocr.labels import LEADING_ONE, UNREAD, figures_number, in_context, is_doubtful, over_wraps
from extractors.ocr.numbers import FAMILY, is_lone_dash, looks_numeric, mended, readings_of, spellings, unlike_figures
from extractors.ocr.picture import Grey, Picture
from extractors.ocr.recognition import HEIGHT, MARGIN_SHARE, Seen, crop_of, recogniser
from extractors.ocr.words import Word
from pipeline.model import Cell, Glyphs, Page, PageContent, PageKind, Reading, Rules, Table

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
NOUGHT_EMS = 0.4
"""A nought or a dash is at least so large one way; the ・ of a stacked header is .25."""
WIDEST_BLANK_EMS = 1.35
"""Between the ink of two full-width signs that stand side by side."""
BLANK_AFTER = frozenset("）)=＝－+＋-、。，,．.：:・］]〕」×÷")
BLANK_BEFORE = frozenset("（(=＝－+＋-：:・［[〔「×÷")
"""Glyphs whose em is half blank on that side."""
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


@dataclass(frozen=True, eq=False, slots=True)
class ReadWord:
    """A word, and what is known of it."""

    word: Word
    seen: Seen
    text: str
    """What the grid is to be cut by: an amount where the word is figures."""
    numeric: bool
    em: float
    """Pixels."""


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
    seen_along = recogniser(SMALL).read(crops)
    stacked, taken = _stacked(words, seen_along, ink, em)
    for i, (word, seen) in enumerate(zip(words, seen_along, strict=True)):
        read = None if i in taken else _understood(word, seen, em)
        if read is not None:
            found.append(read)
    return found + stacked


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
    return ReadWord(Word(box, glyphs, True, area), seen, in_context(seen.text.replace(" ", "")) or UNREAD, False, em)


def _understood(word: Word, seen: Seen, em: float) -> ReadWord | None:
    """What the word is; ``None`` for dirt."""
    if is_lone_dash(word.marks, em):
        return ReadWord(word, seen, DASH, True, em)
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    if height <= RULE_EMS[0] * em and width >= RULE_EMS[1] * em:
        return None
    own_em = height / (DIGIT_EMS if looks_numeric(seen) else KANJI_EMS)
    own_em = em if own_em < 0.8 * em else own_em
    if looks_numeric(seen) or (not seen.text.strip() and spellings(seen.numbers)[0].score > 500):
        text = spellings(seen.numbers)[0].text
        return ReadWord(word, seen, text if len(text) > 1 or text != "1" or seen.text != "I" else "I", True, own_em)
    text = _bracket(word, in_context(seen.text.replace(" ", "")))
    if not text and (max(width, height) < LEAST_WORD_EMS * em or min(width, height) < SLIVER_EMS * em):
        return None
    return ReadWord(word, seen, text or UNREAD, False, own_em)


def _bracket(word: Word, text: str) -> str:
    """A lone slender glyph that looks like a bracket is one: brackets set apart from their amount are read as letters."""
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    if len(text) != 1 or height < SLENDER * width or len(word.marks) > 1:
        return text
    return "(" if text in "CcGEeL(（" else ")" if text in "DJj)）" else text


def glyphs_of_words(words: Sequence[ReadWord], point: float) -> Glyphs:
    """Glyphs as a text layer would give them: em boxes in points, side by side within a word."""
    texts: list[str] = []
    boxes: list[NDArray[np.float32]] = []
    reach = _reaches(words)
    for read, (left, right) in zip(words, reach, strict=True):
        if read.word.vertical:
            boxes += _stacked_boxes(read)
            texts.append(read.text)
            continue
        edges = _character_edges(read)
        edges[0], edges[-1] = left, right
        _, top, _, bottom = read.word.box
        middle = (top + bottom) / 2
        half = read.em / 2
        boxes += [np.array([a, middle - half, b, middle + half], np.float32) for a, b in pairwise(edges)]
        texts.append(read.text)
    shaped = np.array(boxes, np.float32).reshape(-1, 4) / np.float32(point)
    return Glyphs("".join(texts), shaped)


def _stacked_boxes(read: ReadWord) -> list[NDArray[np.float32]]:
    """Em boxes of a column's characters, one below the other."""
    x0, top, x1, bottom = read.word.box
    middle, half = (x0 + x1) / 2, read.em / 2
    number = len(read.text)
    if number == len(read.word.marks):
        heights = [(glyph[1] + glyph[3]) / 2 for glyph in read.word.marks.tolist()]
    else:
        heights = [top + (bottom - top) * (i + 0.5) / number for i in range(number)]
    return [np.array([middle - half, y - half, middle + half, y + half], np.float32) for y in heights]


def _reaches(words: Sequence[ReadWord]) -> list[list[float]]:
    """Where each word's first glyph begins and its last ends: full-width brackets and signs reach over the blank in their em.

    So that ``（６）＝（４）－（５）`` is one run, as it is where a text layer tells the em boxes.
    """
    reach = [[float(read.word.box[0]), float(read.word.box[2])] for read in words]
    order = sorted(range(len(words)), key=lambda i: words[i].word.box[0])
    for position, i in enumerate(order):
        left = words[i]
        for j in order[position + 1 :]:
            right = words[j]
            gap = right.word.box[0] - left.word.box[2]
            em = min(left.em, right.em)
            if gap > WIDEST_BLANK_EMS * em:
                break
            same = (
                left.word.area == right.word.area
                and not left.word.vertical
                and not right.word.vertical
                and abs(_middle(left) - _middle(right)) < 0.3 * em
            )
            if same and gap > 0 and (left.text[-1] in BLANK_AFTER or right.text[0] in BLANK_BEFORE):
                reach[i][1] = reach[j][0] = (left.word.box[2] + right.word.box[0]) / 2
                break
    return reach


def _character_edges(read: ReadWord) -> list[float]:
    """Where each character of a word begins, and where the last ends, in pixels."""
    x0, top, x1, bottom = read.word.box
    number = len(read.text)
    if read.numeric or number != len(read.seen.text.replace(" ", "")):
        return [x0 + (x1 - x0) * i / number for i in range(number + 1)]
    margin = MARGIN_SHARE * (bottom - top)
    places = [p for p, c in zip(read.seen.places, read.seen.text, strict=True) if c != " "]
    middles = [x0 - margin + place * (x1 - x0 + 2 * margin) for place in places]
    between = [(a + b) / 2 for a, b in pairwise(middles)]
    return [float(x0), *between, float(x1)]


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
    for key in doubtful_figures(content.tables, figures, words, ink, picture.point):
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
        tables.append(replace(table, cells=_numbered(cells)))
    return replace(content, tables=tuple(tables))


def _numbered(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells, with an I before a label as 1 where the table numbers its labels in figures."""
    if not figures_number([cell.text for cell in cells]):
        return cells
    ones = (cell.readings[0]._replace(text=LEADING_ONE.sub("1", cell.text)) for cell in cells)
    return tuple(cell._replace(readings=(one, *cell.readings[1:])) for cell, one in zip(cells, ones, strict=True))


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
    level = all(abs(_middle(w) - _middle(words[0])) < 0.5 * words[0].em for w in words)
    signs = all(w.numeric or set(w.text) <= set("△▲()（）[]［］") for w in words)
    return level and signs and any(w.numeric for w in words)


def _middle(read: ReadWord) -> float:
    return (read.word.box[1] + read.word.box[3]) / 2


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
    lines = sorted(words, key=lambda w: (round(_middle(w) / w.em), w.word.box[0]))
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


GridMaker = Callable[[Page], PageContent]
"""What cuts a page into tables: the same for pictures and for digital pages."""

__all__ = ["DASH", "UNREAD", "GridMaker", "ReadWord", "Table", "page_of", "read_words", "with_readings"]
