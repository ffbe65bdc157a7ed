"""Which figures may have lost a part?  What a fold, a seal or a stroke leaves of a number still looks like a number.

Such a number must not be proven by sums: a fold cuts the same digits off a whole column, and the rest adds up all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.ink import Ink
from pipeline.model import Table

if TYPE_CHECKING:
    from extractors.ocr.glyphs import ReadWord

CellKey = tuple[int, int]
"""Index of a table on its page, and of a cell in it."""
TOUCHES = 0.1
"""Ems from a rule within which print may be cut by it; in tight tables it stands this close, too."""
BEHIND = (0.3, 0.02)
"""How many ems behind the rule the rest of a cut number begins, and how much of that strip is then ink at least."""
ONE_NUMBER = 0.45
"""Ems between the ink of two words of one line with a rule between: digits of one number stand this close, columns do not."""
FOREIGN_HEIGHT = 1.6
"""In heights of a digit: marks higher than this are strokes of a seal or a drawing, or print that they run through."""
NEAR_FOREIGN = (0.5, 0.1)
"""Ems to the sides, and up and down, within which such a mark may have taken a digit along."""
DIGIT_PERCENTILE = 60
"""Of the heights of an amount's marks: a digit's, neither a comma's nor that of two marks that touch."""
LONE_HEIGHT = (0.85, 1.15)
"""In heights of a digit: a lone upright stroke that is no such height is hardly a 1."""
DAMAGED = (4, 0.2)
"""So many figures of a table, and this share of them, that may have lost a part: then none of the table is to be relied on."""
_AMOUNT = re.compile(r"\d,\d{3}")


def doubtful_figures(
    tables: Sequence[Table], figures: Mapping[CellKey, Sequence[ReadWord]], words: Sequence[ReadWord], ink: Ink, point: float
) -> set[CellKey]:
    """The cells of figures that may have lost digits; ``words``: all of the page; ``point``: pixels in a point."""
    own = {id(word): key for key, found in figures.items() for word in found}
    marks = [w.word.marks[:, 3] - w.word.marks[:, 1] for found in figures.values() for w in found if len(w.text) > 1]
    if not marks:
        return set()
    usual = float(np.median([np.percentile(heights, DIGIT_PERCENTILE) for heights in marks]))
    hurt = _cut_by_rules(words, ink) | _near_foreign(words, ink, usual)
    found = {own[word] for word in hurt if word in own} | _beside_strays(tables, figures, words, set(own), point)
    for t in range(len(tables)):
        cells = {key for key in figures if key[0] == t}
        if len(cells & found) >= max(DAMAGED[0], DAMAGED[1] * len(cells)):
            found |= cells
    return found | {own[word] for word in _no_ones(words, ink, usual) if word in own}


def _cut_by_rules(words: Sequence[ReadWord], ink: Ink) -> set[int]:
    """Words of figures that touch an upright rule, or go on right behind it."""
    hurt: set[int] = set()
    level = sorted((w for w in words if not w.word.vertical), key=lambda w: w.word.box[0])
    for position, left in enumerate(level):
        _, top, x1, bottom = left.word.box
        if left.numeric and _goes_on_behind_a_rule(left, ink):
            hurt.add(id(left))
        for right in level[position + 1 :]:
            gap = right.word.box[0] - x1
            if gap > ONE_NUMBER * left.em:
                break
            same_line = min(bottom, right.word.box[3]) - max(top, right.word.box[1]) > 0.5 * min(
                bottom - top, right.word.box[3] - right.word.box[1]
            )
            if same_line and left.word.area != right.word.area and (left.numeric or right.numeric):
                hurt |= {id(left), id(right)}
    return hurt


def _goes_on_behind_a_rule(word: ReadWord, ink: Ink) -> bool:
    """Whether a word touches an upright rule with ink right behind it."""
    x0, top, x1, bottom = word.word.box
    along = np.minimum(ink.vertical[:, 2], bottom) - np.maximum(ink.vertical[:, 1], top) >= (bottom - top) / 2
    touch, reach = TOUCHES * word.em, int(BEHIND[0] * word.em)
    for x in ink.vertical[along, 0].tolist():
        if x0 - touch < x < x1 + touch:
            inside = x0 + touch < x < x1 - touch
            start = int(x + touch) if x > (x0 + x1) / 2 else int(x - touch) - reach
            strip = ink.marks[top:bottom, max(start, 0) : max(start, 0) + reach]
            if inside or (strip.size and np.count_nonzero(strip) >= BEHIND[1] * strip.size):
                return True
    return False


def _distance(box: tuple[int, int, int, int], upright: NDArray[np.float32]) -> float:
    """Pixels between a word's sides and the nearest upright rule that runs along half of its height."""
    x0, top, x1, bottom = box
    along = np.minimum(upright[:, 2], bottom) - np.maximum(upright[:, 1], top) >= (bottom - top) / 2
    near = upright[along, 0]
    if not len(near):
        return float("inf")
    outside = np.maximum(np.maximum(x0 - near, near - x1), 0)
    return float(outside.min())


def _near_foreign(words: Sequence[ReadWord], ink: Ink, usual: float) -> set[int]:
    """Words of figures beside or under marks that are far too high for print."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.marks, connectivity=8)
    foreign = np.flatnonzero(stats[:, cv2.CC_STAT_HEIGHT] > FOREIGN_HEIGHT * usual)
    foreign = foreign[foreign > 0]
    if not len(foreign):
        return set()
    large = np.zeros(len(stats), np.bool_)
    large[foreign] = True
    hurt: set[int] = set()
    for word in words:
        x0, top, x1, bottom = word.word.box
        if not word.numeric or bottom - top > FOREIGN_HEIGHT * usual * 2:
            continue
        aside, above = int(NEAR_FOREIGN[0] * word.em), int(NEAR_FOREIGN[1] * word.em)
        around = labels[max(top - above, 0) : bottom + above, max(x0 - aside, 0) : x1 + aside]
        if large[around].any():
            hurt.add(id(word))
    return hurt


def _no_ones(words: Sequence[ReadWord], ink: Ink, usual: float) -> set[int]:
    """Lone strokes read as 1 that are too high or low for one, or lean on a rule."""
    hurt: set[int] = set()
    for word in words:
        height = word.word.box[3] - word.word.box[1]
        if word.text == "1" and (
            not LONE_HEIGHT[0] * usual <= height <= LONE_HEIGHT[1] * usual
            or _distance(word.word.box, ink.vertical) < TOUCHES * 2 * word.em
        ):
            hurt.add(id(word))
    return hurt


def _beside_strays(
    tables: Sequence[Table], figures: Mapping[CellKey, Sequence[ReadWord]], words: Sequence[ReadWord], own: set[int], point: float
) -> set[CellKey]:
    """Cells of figures in rows where an amount became no cell of figures: what is in them may belong to another row."""
    hurt: set[CellKey] = set()
    for word in words:
        if id(word) in own or not word.numeric or not _AMOUNT.search(word.text):
            continue
        x0, top, x1, bottom = word.word.box
        x, y = (x0 + x1) / 2 / point, (top + bottom) / 2 / point
        for t, table in enumerate(tables):
            box = table.box
            if box is None or not (box.x0 <= x <= box.x1 and box.top <= y <= box.bottom):
                continue
            hurt |= {
                key for key, found in figures.items()
                if key[0] == t and any(w.word.box[1] < bottom and top < w.word.box[3] for w in found)
            }  # fmt: skip
    return hurt
