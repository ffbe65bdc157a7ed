"""From words and what was seen in them to cells with readings, on the grids that digital pages are cut by, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.ink import Boxes, Ink
from extractors.ocr.labels import in_context
from extractors.ocr.numbers import is_lone_dash, looks_numeric, readings_of, spellings, unlike_figures
from extractors.ocr.picture import Grey, Picture
from extractors.ocr.recognition import HEIGHT, MARGIN_SHARE, Seen, crop_of, recogniser
from extractors.ocr.words import Word
from pipeline.model import Cell, Glyphs, Page, PageContent, PageKind, Reading, Rules, Table

UNREAD = "〓"
"""Stands for ink that nobody could read, as printers put it for a glyph they lack."""
DASH = "－"
SMALL, TINY = "ppocrv6-small", "ppocrv6-tiny"
DIGIT_EMS = 0.73
"""Height of a digit in ems."""
KANJI_EMS = 0.92
"""Height of a kanji's ink in ems."""
LEAST_WORD_EMS = 0.3
"""Ink smaller than this both ways that reads as nothing is dirt."""
JOINT_GAP = 10
"""Pixels (of 48): paper left between the words of one amount when they are read together."""
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
    crops = [crop_of(ink.clean, word.box, LEAST_CROP_EMS * em) for word in words]
    found = []
    for word, seen in zip(words, recogniser(SMALL).read(crops), strict=True):
        read = _understood(word, seen, em)
        if read is not None:
            found.append(read)
    return found


def _understood(word: Word, seen: Seen, em: float) -> ReadWord | None:
    """What the word is; ``None`` for dirt."""
    if is_lone_dash(word.marks, em):
        return ReadWord(word, seen, DASH, True, em)
    width, height = word.box[2] - word.box[0], word.box[3] - word.box[1]
    own_em = height / (DIGIT_EMS if looks_numeric(seen) else KANJI_EMS)
    own_em = em if own_em < 0.8 * em else own_em
    if looks_numeric(seen) or (not seen.text.strip() and spellings(seen.numbers)[0].score > 500):
        text = spellings(seen.numbers)[0].text
        return ReadWord(word, seen, text if len(text) > 1 or text != "1" or seen.text != "I" else "I", True, own_em)
    text = in_context(seen.text.replace(" ", ""))
    if not text and max(width, height) < LEAST_WORD_EMS * em:
        return None
    return ReadWord(word, seen, text or UNREAD, False, own_em)


def glyphs_of_words(words: Sequence[ReadWord], point: float) -> Glyphs:
    """Glyphs as a text layer would give them: em boxes in points, side by side within a word."""
    texts: list[str] = []
    boxes: list[NDArray[np.float32]] = []
    for read in words:
        edges = _character_edges(read)
        x0, top, x1, bottom = read.word.box
        middle = (top + bottom) / 2
        half = read.em / 2
        boxes += [np.array([a, middle - half, b, middle + half], np.float32) for a, b in zip(edges, edges[1:], strict=False)]
        texts.append(read.text)
    shaped = np.array(boxes, np.float32).reshape(-1, 4) / np.float32(point)
    return Glyphs("".join(texts), shaped)


def _character_edges(read: ReadWord) -> list[float]:
    """Where each character of a word begins, and where the last ends, in pixels."""
    x0, top, x1, bottom = read.word.box
    number = len(read.text)
    if read.numeric or number != len(read.seen.text.replace(" ", "")):
        return [x0 + (x1 - x0) * i / number for i in range(number + 1)]
    margin = MARGIN_SHARE * (bottom - top)
    places = [p for p, c in zip(read.seen.places, read.seen.text, strict=True) if c != " "]
    middles = [x0 - margin + place * (x1 - x0 + 2 * margin) for place in places]
    between = [(a + b) / 2 for a, b in zip(middles, middles[1:], strict=False)]
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
    figures = {
        key: [words[i] for i in found] for key, found in owned.items() if len(found) and _is_amount([words[i] for i in found])
    }
    numbers = dict(zip(figures, _numbers_of(list(figures.values()), ink, picture), strict=True))
    tables = []
    for t, table in enumerate(content.tables):
        cells = tuple(
            replace(cell, readings=numbers.get((t, c)) or _label(cell, [words[i] for i in owned[t, c]]))
            for c, cell in enumerate(table.cells)
        )
        tables.append(replace(table, cells=cells))
    return replace(content, tables=tuple(tables))


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


def _label(cell: Cell, words: Sequence[ReadWord]) -> tuple[Reading, ...]:
    score = min((word.seen.score for word in words if not word.numeric), default=999)
    return (Reading(cell.text, SMALL, score),)


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
    return readings_of(small, tiny, marks=marks, black=ink.marks, digit_pixels=height, extra_doubt=unlike_figures(small))


def _joint_crop(words: Sequence[ReadWord], clean: Grey) -> Grey:
    """Words of one line side by side, gaps closed up."""
    top, bottom = min(w.word.box[1] for w in words), max(w.word.box[3] for w in words)
    least = LEAST_CROP_EMS * words[0].em if len(words) > 1 else LEAST_CROP_EMS * words[0].em
    crops = [crop_of(clean, (w.word.box[0], top, w.word.box[2], bottom), least) for w in words]
    if len(crops) == 1:
        return crops[0]
    gap = np.full((HEIGHT, JOINT_GAP), 255, np.uint8)
    parts = [part for crop in crops for part in (crop, gap)][:-1]
    return np.asarray(cv2.hconcat(parts), np.uint8)


GridMaker = Callable[[Page], PageContent]
"""What cuts a page into tables: the same for pictures and for digital pages."""

__all__ = ["DASH", "UNREAD", "GridMaker", "ReadWord", "Table", "page_of", "read_words", "with_readings"]
