"""Stacked text: which words of a page are columns of glyphs read downwards, and what do they say?

An area enclosed by rules is read both ways, along lines and down columns, and the way that the network is surer of wins.
Glyphs of a column are set side by side for it, vowel bars and brackets turned back, as if they had been printed along a line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.ocr.ink import Boxes
from extractors.ocr.picture import Grey
from extractors.ocr.recognition import Seen, crop_of, recogniser
from extractors.ocr.rules import Mask
from extractors.ocr.words import Word

MOST_WORDS = 60
"""Areas with more words are no header cell."""
MOST_COLUMNS = 6
EM_PERCENTILE = 70
"""Of the heights of an area's words, each a slice of glyphs side by side: the size of a whole glyph."""
GLYPH_EMS = 1.12
"""Pieces that together are no higher (wider) than this are one glyph (one column)."""
BAR = (0.38, 0.5)
"""A vowel bar is at most so wide and at least so high, in ems."""
BRACKET = (0.15, 0.45, 0.5)
"""A bracket lying across a column: least and greatest height, least width, in ems."""
SQUARE = 1.1
"""In widths of the broadest column: the height of its glyphs, which stand in squares, with the gap below."""
TOUCHING_EMS = 1.4
"""Marks longer than this are several glyphs that touch."""
TILE_GAP = 0.08
"""Ems of paper between glyphs set side by side."""
WIDE_TILE_GAP = 0.3
"""The same for a second look at columns of which a character was passed over: 人 among broader ones."""
COLUMN_BONUS = 60
"""Parts per thousand by which the reading down the columns may be less sure and still win where the pitch speaks for columns."""
LONG_COLUMNS = 2
"""Columns with so many times as many glyphs as there are columns are columns: nobody wraps a line after each second glyph."""
SAME_BELOW = 3
"""So many equal glyphs one below the other are lines that say the same (平成31年度 in every row of a list)."""
LEAST_GLYPHS = 2
LEAST_OF_SEVERAL = 3
"""Two columns of two glyphs are two lines of two."""


@dataclass(frozen=True, eq=False, slots=True)
class Stack:
    """The glyphs of one column, top to bottom."""

    glyphs: Boxes


def stacks_of(words: Sequence[Word], black: Mask, em: float) -> dict[int, list[Stack]]:
    """For each area that may hold stacked text its columns, right to left; areas with nothing of the kind are left out."""
    areas: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        areas[word.area].append(word)
    found = {area: _columns(own, black, em) for area, own in sorted(areas.items()) if area and _may_stack(own, em)}
    return {area: stacks for area, stacks in found.items() if stacks}


def _may_stack(words: Sequence[Word], em: float) -> bool:
    """Whether an area's words can be slices of columns: several lines, each of few glyphs."""
    if not 2 <= len(words) <= MOST_WORDS:
        return False
    tops = sorted(word.box[1] for word in words)
    lines = 1 + sum(b - a > 0.6 * em for a, b in pairwise(tops))
    widest = max(word.box[2] for word in words) - min(word.box[0] for word in words)
    return lines >= 2 and widest <= MOST_COLUMNS * 1.6 * em


def _columns(words: Sequence[Word], black: Mask, em: float) -> list[Stack]:
    """Columns of marks, right to left, each cut into glyphs; empty where they do not stand in columns."""
    marks = np.vstack([word.marks for word in words])
    heights = [word.box[3] - word.box[1] for word in words]
    size = float(np.clip(np.percentile(heights, EM_PERCENTILE) * 1.06, 0.5 * em, 1.6 * em))
    columns = _pieces(_cut_apart(marks, black, 0, size), 0, size)
    if not 1 <= len(columns) <= MOST_COLUMNS or any(np.ptp(column[:, [0, 2]]) > 1.35 * size for column in columns):
        return []
    size = min(size, SQUARE * max(int(np.ptp(column[:, [0, 2]])) for column in columns))
    columns = [_cut_apart(column, black, 1, size) for column in columns]
    glyphs = [[glyph for piece in _pieces(column, 1, size) for glyph in _parted(piece, size)] for column in columns]
    stacks = [Stack(np.array([_hull(glyph) for glyph in own], np.int32)) for own in glyphs]
    return stacks[::-1] if max(len(stack.glyphs) for stack in stacks) >= LEAST_GLYPHS else []


def _cut_apart(marks: Boxes, black: Mask, axis: int, size: float) -> Boxes:
    """Marks that run over several glyphs, cut where they hold least ink: columns (axis 0) or glyphs (axis 1) that touch."""
    found: list[list[int]] = []
    for box in marks.tolist():
        low, high = box[axis], box[axis + 2]
        number = round((high - low) / size)
        if high - low < TOUCHING_EMS * size or number < 2:
            found.append(box)
            continue
        ink = black[box[1] : box[3], box[0] : box[2]].sum(axis=axis)
        step, edges = (high - low) / number, [low]
        for k in range(1, number):
            near, far = int((k - 0.25) * step), int((k + 0.25) * step) + 1
            edges.append(low + near + int(ink[near:far].argmin()))
        for start, end in pairwise([*edges, high]):
            piece = list(box)
            piece[axis], piece[axis + 2] = start, end
            found.append(piece)
    return np.array(found, np.int32)


def _pieces(marks: Boxes, axis: int, size: float) -> list[Boxes]:
    """Marks cut along an axis where nothing covers it, pieces that together make one glyph (or column) united."""
    ordered = marks[np.argsort(marks[:, axis], kind="stable")]
    found: list[list[NDArray[np.int32]]] = []
    start = end = 0
    for mark in ordered:
        low, high = int(mark[axis]), int(mark[axis + 2])
        if found and (low < end - 0.04 * size or max(high, end) - start <= GLYPH_EMS * size):
            found[-1].append(mark)
            end = max(end, high)
        else:
            found.append([mark])
            start, end = low, high
    return [np.array(piece, np.int32) for piece in found]


def _parted(piece: Boxes, size: float) -> list[Boxes]:
    """A piece of a column as several glyphs where it is as long as these and each mark lies in one of them: 人 reaches up."""
    top, bottom = int(piece[:, 1].min()), int(piece[:, 3].max())
    number = round((bottom - top) / size)
    if bottom - top < TOUCHING_EMS * size or number < 2:
        return [piece]
    which = ((piece[:, 1] + piece[:, 3]) / 2 - top) * number // (bottom - top)
    parts = [piece[which == k] for k in range(number)]
    fit = all(len(part) and part[:, 3].max() - part[:, 1].min() <= GLYPH_EMS * size for part in parts)
    return parts if fit else [piece]


def _hull(marks: Boxes) -> tuple[int, int, int, int]:
    x0, top = marks[:, :2].min(axis=0).tolist()
    x1, bottom = marks[:, 2:].max(axis=0).tolist()
    return x0, top, x1, bottom


def side_by_side(stack: Stack, clean: Grey, tile_gap: float = TILE_GAP) -> Grey:
    """The glyphs of a column as a line."""
    sizes = stack.glyphs[:, 2:] - stack.glyphs[:, :2]
    em = int(np.ceil(sizes.max() * 1.02)) + 2
    gap = max(int(tile_gap * em), 1)
    line = np.full((em, len(stack.glyphs) * (em + gap)), 255, np.uint8)
    for i, (x0, top, x1, bottom) in enumerate(stack.glyphs.tolist()):
        glyph = _turned_back(clean[top:bottom, x0:x1], em)
        height, width = glyph.shape
        y, x = (em - height) // 2, i * (em + gap) + (em - width) // 2
        line[y : y + height, x : x + width] = glyph
    return line


def _turned_back(glyph: Grey, em: int) -> Grey:
    """Vowel bars and brackets as they stand in a line, everything else as it is."""
    height, width = glyph.shape
    bar = width <= BAR[0] * em and height >= BAR[1] * em
    bracket = BRACKET[0] * em <= height <= BRACKET[1] * em and width >= BRACKET[2] * em
    return np.ascontiguousarray(np.rot90(glyph)) if bar or bracket else glyph


def read_stacks(areas: Sequence[Sequence[Stack]], clean: Grey, reader: str) -> list[list[Seen]]:
    """What each column of each area says; one that says fewer or more characters than it has glyphs is looked at twice."""
    stacks = [stack for own in areas for stack in own]
    seen = _read(stacks, clean, reader, TILE_GAP)
    again = [i for i, stack in enumerate(stacks) if len(seen[i].text) != len(stack.glyphs)]
    for i, second in zip(again, _read([stacks[i] for i in again], clean, reader, WIDE_TILE_GAP), strict=True):
        if len(second.text) == len(stacks[i].glyphs):
            seen[i] = second
    ordered = iter(seen)
    return [[next(ordered) for _ in own] for own in areas]


def _read(stacks: Sequence[Stack], clean: Grey, reader: str, tile_gap: float) -> list[Seen]:
    lines = [side_by_side(stack, clean, tile_gap) for stack in stacks]
    return recogniser(reader).read([crop_of(line, (0, 0, line.shape[1], line.shape[0]), 0) for line in lines])


def is_stacked(stacks: Sequence[Stack], down: Sequence[Seen], along: Sequence[Seen]) -> bool:
    """Whether an area's text runs down: the network is surer of the columns, the more so the longer they are."""
    sure_down = _certainty([(len(seen.text), seen.mean) for seen in down])
    sure_along = _certainty([(len(seen.text), seen.mean) for seen in along])
    longest = max(len(stack.glyphs) for stack in stacks)
    if len(stacks) > 1 and (longest < LEAST_OF_SEVERAL or any(map(_repeats, down))):
        return False
    long = len(stacks) == 1 or longest >= LONG_COLUMNS * len(stacks)
    bonus = COLUMN_BONUS if long else 0 if _closer_down(stacks) else -COLUMN_BONUS
    return sure_down + bonus > sure_along


def _repeats(seen: Seen) -> bool:
    """Whether a column says one thing over and over."""
    return any(len(list(run)) >= SAME_BELOW for _, run in groupby(seen.text.replace(" ", "")))


def _certainty(parts: Sequence[tuple[int, int]]) -> float:
    """Mean certainty of a text in parts, by length."""
    length = sum(max(n, 1) for n, _ in parts)
    return sum(max(n, 1) * score for n, score in parts) / max(length, 1)


def _closer_down(stacks: Sequence[Stack]) -> bool:
    """Whether glyphs are nearer to the next below than to the next beside."""
    below = [b[1] - a[3] for stack in stacks for a, b in pairwise(stack.glyphs)]
    lefts, rights = [s.glyphs[:, 0].min() for s in stacks], [s.glyphs[:, 2].max() for s in stacks]
    beside = [left - right for left, right in zip(lefts, rights[1:], strict=False)]
    return not below or float(np.median(below)) < float(np.median(beside))
