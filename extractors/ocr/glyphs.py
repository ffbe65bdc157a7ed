"""Where does each character of a read word stand?  Glyphs with em boxes, as a text layer would give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.ocr.recognition import MARGIN_SHARE, Seen
from extractors.ocr.words import Word
from pipeline.model import Glyphs

WIDEST_BLANK_EMS = 1.35
"""Between the ink of two full-width signs that stand side by side."""
BLANK_AFTER = frozenset("）)=＝－+＋-、。，,．.：:・］]〕」×÷")
BLANK_BEFORE = frozenset("（(=＝－+＋-：:・［[〔「×÷")
"""Glyphs whose em is half blank on that side."""


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
                and abs(middle_of(left) - middle_of(right)) < 0.3 * em
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


def middle_of(read: ReadWord) -> float:
    """Height of a word's middle, in pixels."""
    return (read.word.box[1] + read.word.box[3]) / 2
