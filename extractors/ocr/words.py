"""Which marks stand together on a line?  From black pixels to words: runs of marks without a wide gap or a rule between."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.ink import Boxes, Ink
from extractors.ocr.rules import Mask

EM_POINTS = (5.0, 30.0)
"""Heights of marks that can be whole glyphs of print."""
LARGEST_MARK_POINTS = 60.0
"""Marks larger than this both ways are drawings or stamps, not print."""
STROKE = (2.2, 0.35)
"""In heights of a digit: marks higher and more slender than this are pieces of rules."""
LEAST_WORD = 0.28
"""In heights of a digit: words smaller than this both ways are dirt; a lone hyphen is .4 wide."""
WORD_GAP_EMS = 1.05
"""In heights of the higher mark: a gap this wide ends a word.  Full-width digits stand up to .95 of their height
apart, kanji with a full-width blank between them 1.15."""
SAME_LINE_SHARE = 0.15
"""How far, in ems, a mark may lie above or below its neighbour's extent and still be of the same line (comma, ー, dakuten)."""
TALL_LINE_EMS = 1.6
"""A group higher than this may hold more than one line."""
LEAST_LINE_EMS = 0.5
"""What is lower is part of a line (a dakuten, the upper stroke of 二), not a line."""
TOUCHING_LINES_EMS = 1.9
TOUCHING_SHARE = 0.5
"""Of the median row's ink: lines that touch are cut at rows that hold less."""
ONE_GLYPH_EMS = 1.45
"""In heights of a digit, .73 em: a kanji is 1.3 high."""
VALLEY_SHARE = 0.12
"""Of the widest row: rows covered less lie between two lines."""


@dataclass(frozen=True, eq=False, slots=True)
class Word:
    """A run of marks; ``area``: which area enclosed by rules it stands in, 0 on a rule."""

    box: tuple[int, int, int, int]
    """x0, top, x1, bottom of its ink, in pixels."""
    marks: Boxes
    """Its marks' boxes, shape (n, 4), left to right (top to bottom where vertical)."""
    vertical: bool = False
    area: int = 0


def mark_boxes(marks: Mask) -> Boxes:
    """Boxes of all connected marks, shape (n, 4)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    x, y, w, h = (stats[1:, i] for i in range(4))
    return np.column_stack([x, y, x + w, y + h]).astype(np.int32)


def cells_of_rules(ink: Ink, point: float) -> NDArray[np.int32]:
    """Which enclosed area each pixel lies in, shape as the picture at a quarter of its size; 0 on a rule.

    Ends of rules are drawn out a little, so that corners that do not quite meet are closed.
    """
    height, width = ink.marks.shape
    free = np.ones((height // 4 + 1, width // 4 + 1), np.uint8)
    reach = 2.5 * point
    for y, x0, x1 in ink.horizontal.tolist():
        cv2.line(free, (int(x0 - reach) // 4, int(y) // 4), (int(x1 + reach) // 4, int(y) // 4), 0, 1)
    for x, top, bottom in ink.vertical.tolist():
        cv2.line(free, (int(x) // 4, int(top - reach) // 4), (int(x) // 4, int(bottom + reach) // 4), 0, 1)
    return np.asarray(cv2.connectedComponents(free, connectivity=4)[1], np.int32)


def words_of(ink: Ink, point: float) -> list[Word]:
    """All words of the page, in reading order of their tops."""
    boxes = mark_boxes(ink.marks)
    size = (boxes[:, 2:] - boxes[:, :2]) / point
    boxes = boxes[~((size > LARGEST_MARK_POINTS).all(axis=1))]
    if not len(boxes):
        return []
    boxes = boxes[~_is_stroke(boxes, _usual_height(boxes[:, 3] - boxes[:, 1], point))]
    areas = _areas(boxes, ink, point)
    groups = _joined(boxes, areas, point)
    usual = _usual_height(boxes[:, 3] - boxes[:, 1], point)
    words = [
        replace(word, area=int(np.bincount(areas[group]).argmax()))
        for group in groups
        for word in _lines(boxes[group], ink.marks, usual)
    ]
    words = [word for word in _stacked_parts_joined(words, usual) if max(_size(word)) >= LEAST_WORD * usual]
    return sorted(words, key=lambda word: (word.box[1], word.box[0]))


def _is_stroke(boxes: Boxes, usual: float) -> NDArray[np.bool_]:
    """Which marks are pieces of upright rules: far higher than a glyph and slender."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    return np.asarray((height > STROKE[0] * usual) & (width < STROKE[1] * usual), np.bool_)


def _size(word: Word) -> tuple[int, int]:
    return word.box[2] - word.box[0], word.box[3] - word.box[1]


def _areas(boxes: Boxes, ink: Ink, point: float) -> NDArray[np.int32]:
    """The enclosed area each mark's middle lies in."""
    areas = cells_of_rules(ink, point)
    middle_y, middle_x = (boxes[:, 1] + boxes[:, 3]) // 8, (boxes[:, 0] + boxes[:, 2]) // 8
    return np.asarray(areas[middle_y, middle_x], np.int32)


def _joined(boxes: Boxes, areas: NDArray[np.int32], point: float) -> list[NDArray[np.int64]]:
    """Groups of neighbours on a line, as index arrays."""
    order = np.argsort(boxes[:, 0], kind="stable")
    heights = boxes[:, 3] - boxes[:, 1]
    usual = _usual_height(heights, point)
    parent = np.arange(len(boxes))
    reach = int(WORD_GAP_EMS * EM_POINTS[1] * point)
    starts = boxes[order, 0]
    for position, i in enumerate(order.tolist()):
        stop = int(np.searchsorted(starts, boxes[i, 2] + reach, side="right"))
        others = order[position + 1 : stop]
        for j in others[_near(boxes, i, others, usual)].tolist():
            if areas[i] == areas[j] or not areas[i] or not areas[j]:
                _unite(parent, i, j)
    roots = np.array([_root(parent, i) for i in range(len(boxes))])
    return [np.flatnonzero(roots == root) for root in np.unique(roots)]


def _usual_height(heights: NDArray[np.int32], point: float) -> float:
    """The height of an ordinary glyph on this page, in pixels."""
    glyphs = heights[(heights >= EM_POINTS[0] * point) & (heights <= EM_POINTS[1] * point)]
    return float(np.median(glyphs)) if len(glyphs) else 8 * point


def _near(boxes: Boxes, i: int, others: NDArray[np.int64], usual: float) -> NDArray[np.bool_]:
    """Which of the others, to the right of mark i, belong to its word."""
    top, bottom = boxes[others, 1], boxes[others, 3]
    own_top, own_bottom = boxes[i, 1], boxes[i, 3]
    larger = np.maximum(bottom - top, own_bottom - own_top)
    em = np.clip(larger, 0.8 * usual, 2.5 * usual)
    gap = boxes[others, 0] - boxes[i, 2]
    slack = SAME_LINE_SHARE * em
    middle, own_middle = (top + bottom) / 2, (own_top + own_bottom) / 2
    level = ((middle > own_top - slack) & (middle < own_bottom + slack)) | (
        (own_middle > top - slack) & (own_middle < bottom + slack)
    )
    return np.asarray((gap <= WORD_GAP_EMS * em) & level, np.bool_)


def _root(parent: NDArray[np.int64], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = int(parent[i])
    return i


def _unite(parent: NDArray[np.int64], i: int, j: int) -> None:
    a, b = _root(parent, i), _root(parent, j)
    parent[max(a, b)] = min(a, b)


def _lines(boxes: Boxes, marks: Mask, usual: float) -> list[Word]:
    """One word, or several where the group turns out to hold more than one line."""
    around = _around(boxes)
    if around[3] - around[1] <= TALL_LINE_EMS * usual:
        return [_word(boxes)]
    edges = _valleys(boxes, around, usual)
    if not edges:
        return _cut_through(boxes, marks, around, usual)
    which = np.searchsorted(edges, (boxes[:, 1] + boxes[:, 3]) / 2)
    return [_word(part) for line in np.unique(which) for part in _split_at_gaps(boxes[which == line])]


def _valleys(boxes: Boxes, around: tuple[int, int, int, int], usual: float) -> list[float]:
    """Heights at which a group of several lines is to be cut: rows that hardly any mark covers, at least half an em apart."""
    top, bottom = around[1], around[3]
    cover = np.zeros(bottom - top + 1)
    np.add.at(cover, boxes[:, 1] - top, boxes[:, 2] - boxes[:, 0])
    np.add.at(cover, boxes[:, 3] - top, boxes[:, 0] - boxes[:, 2])
    low = np.cumsum(cover)[:-1] <= VALLEY_SHARE * np.cumsum(cover).max()
    edges: list[float] = []
    start = 0
    while start < len(low):
        stop = start
        while stop < len(low) and low[stop] == low[start]:
            stop += 1
        far_enough = top + start - (edges[-1] if edges else top) >= LEAST_LINE_EMS * usual
        if low[start] and far_enough and bottom - top - stop >= LEAST_LINE_EMS * usual:
            edges.append(top + (start + stop) / 2)
        start = stop
    return edges


def _cut_through(boxes: Boxes, marks: Mask, around: tuple[int, int, int, int], usual: float) -> list[Word]:
    """Lines whose glyphs touch, cut where a row between them holds far less ink than the lines do."""
    x0, top, x1, bottom = around
    if bottom - top < TOUCHING_LINES_EMS * usual or x1 - x0 < bottom - top:
        return [_word(boxes)]
    rows = cv2.blur(marks[top:bottom, x0:x1].sum(axis=1).astype(np.float32).reshape(-1, 1), (1, 3)).ravel()
    number = max(round((bottom - top) / (1.25 * usual)), 2)
    pitch = (bottom - top) / number
    edges = [top]
    for line in range(1, number):
        low, high = int((line - 0.3) * pitch), int((line + 0.3) * pitch)
        at = low + int(rows[low:high].argmin())
        if rows[at] > TOUCHING_SHARE * float(np.median(rows)):
            return [_word(boxes)]
        edges.append(top + at)
    found = []
    for upper, lower in zip(edges, [*edges[1:], bottom], strict=True):
        part = boxes[(boxes[:, 3] > upper + 1) & (boxes[:, 1] < lower - 1)].copy()
        part[:, 1], part[:, 3] = np.maximum(part[:, 1], upper), np.minimum(part[:, 3], lower)
        found += [_word(piece) for piece in _split_at_gaps(part)] if len(part) else []
    return found


def _stacked_parts_joined(words: list[Word], usual: float) -> list[Word]:
    """Parts of one glyph that stand one above the other without touching (合, 三) are one word."""
    words = sorted(words, key=lambda word: word.box[1])
    found: list[Word] = []
    for word in words:
        for i, upper in enumerate(found):
            shared = min(upper.box[2], word.box[2]) - max(upper.box[0], word.box[0])
            narrower = min(upper.box[2] - upper.box[0], word.box[2] - word.box[0])
            height = max(upper.box[3], word.box[3]) - min(upper.box[1], word.box[1])
            if shared >= 0.6 * narrower and height <= ONE_GLYPH_EMS * usual:
                found[i] = replace(_word(np.vstack([upper.marks, word.marks])), area=word.area)
                break
        else:
            found.append(word)
    return found


def _split_at_gaps(boxes: Boxes) -> list[Boxes]:
    """Cut the marks of one line where a word gap lies between them."""
    boxes = boxes[np.argsort(boxes[:, 0], kind="stable")]
    em = float((boxes[:, 3] - boxes[:, 1]).max())
    reached = np.maximum.accumulate(boxes[:, 2])
    cuts = np.flatnonzero(boxes[1:, 0] - reached[:-1] > WORD_GAP_EMS * em) + 1
    return np.split(boxes, cuts)


def _word(boxes: Boxes) -> Word:
    return Word(_around(boxes), boxes[np.argsort(boxes[:, 0], kind="stable")])


def _around(boxes: Boxes) -> tuple[int, int, int, int]:
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return int(x0), int(top), int(x1), int(bottom)
