"""Tables of words between wide horizontal rules, where white gutters part the columns and no number stands in line.

Such a table says nothing to the finder of aligned numbers (``$9,595–$17,992``, ``annual growth of 0.6%``).  Its header
between the first two rules does: it has a word over every column.  The gutters and the blanks between its rows become
rules, so that everything after sees a ruled table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token, centre_of, chunks_of, hull, lines_of
from extractors.regions import TOUCH, Region, within
from pipeline.model import Box, Rules

MIN_RULES = 3
"""Above and below the header, and below the last row."""
HEADER_BAND = 64.0
"""Points: the header's band is no higher (three lines and air)."""
GUTTER = 1.0
"""Em: a blank this wide in all rows parts columns; between words it is a quarter."""
MIN_ROWS = 3
"""Lines below the header."""
BESIDE = 0.5
"""Share of the lines that have text in more than one column: the others are headings."""
WRAP_STEP = 0.93
"""Of the usual step from line to line: lines set closer are one row."""

Interval = tuple[float, float]
Line = list[list[Token]]
"""The chunks of one line of text, left to right."""


def worded_regions(tokens: Sequence[Token], horizontal: NDArray[np.float32], taken: Sequence[Region]) -> list[Region]:
    """The tables of words among tokens outside the regions ``taken``; ``horizontal``: y, x0, x1 of the page's rules."""
    if len(tokens) < MIN_RULES or len(horizontal) < MIN_RULES:
        return []
    free = horizontal[:, 0].tolist()
    for region in taken:
        free = [y for y in free if y < region.box.top - 1.0 or y > region.box.bottom + 1.0]
    if len(free) < MIN_RULES:
        return []
    found = []
    for rules in _ladders(horizontal):
        box = Box(float(rules[0, 1]), float(rules[0, 0]), float(rules[0, 2]), float(rules[-1, 0]))
        if any(other.box.top < box.bottom and other.box.bottom > box.top for other in taken):
            continue
        table = _region(box, rules, within(box, tokens))
        if table is not None:
            found.append(table)
    return found


def _ladders(horizontal: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Rules of one extent one below the other, from a pair that can hold a header down to the last rule."""
    left = list(horizontal[np.argsort(horizontal[:, 0])])
    while left:
        first = left[0]
        alike = [rule for rule in left if abs(rule[1] - first[1]) <= TOUCH and abs(rule[2] - first[2]) <= TOUCH]
        left = [rule for rule in left if not any(rule is other for other in alike)]
        starts = [k for k, (a, b) in enumerate(pairwise(alike)) if 2 * TOUCH < b[0] - a[0] <= HEADER_BAND]
        if starts and len(alike) - starts[0] >= MIN_RULES:
            yield np.array(alike[starts[0] :], np.float32)


def _region(box: Box, rules: NDArray[np.float32], tokens: Sequence[Token]) -> Region | None:
    header = [t for t in tokens if t.cy < rules[1, 0]]
    lines = [chunks_of(line) for line in lines_of([t for t in tokens if t.cy >= rules[1, 0]])]
    if not header or len(lines) < MIN_ROWS:
        return None
    gutters = _gutters(lines)
    if not gutters or sum(len({_column(c, gutters) for c in line}) > 1 for line in lines) < BESIDE * len(lines):
        return None
    headed = {_column(chunk, gutters) for line in lines_of(header) for chunk in chunks_of(line)}
    if not headed >= set(range(1, len(gutters) + 1)):
        return None
    seams = _seams(lines, gutters)
    vertical = [[x, box.top if not _crossed(header, x) else rules[1, 0], box.bottom] for x in gutters]
    drawn = Rules(
        np.concatenate((rules, np.array([[y, box.x0, box.x1] for y in seams], np.float32).reshape(-1, 3))),
        np.array(vertical, np.float32),
    )
    return Region(box, drawn, True)


def _gutters(lines: Sequence[Line]) -> list[float]:
    """Middles of the blanks that run through all lines."""
    found: list[float] = []
    reach = float("inf")
    for chunk in sorted((chunk for line in lines for chunk in line), key=lambda c: c[0].x0):
        if chunk[0].x0 - reach >= GUTTER * chunk[0].em:
            found.append((reach + chunk[0].x0) / 2)
        reach = chunk[-1].x1 if reach == float("inf") else max(reach, chunk[-1].x1)
    return found


def _column(chunk: Sequence[Token], gutters: Sequence[float]) -> int:
    middle = centre_of(chunk)
    return sum(x < middle for x in gutters)


def _crossed(tokens: Sequence[Token], x: float) -> bool:
    return any(t.x0 < x < t.x1 for t in tokens)


def _seams(lines: Sequence[Line], gutters: Sequence[float]) -> list[float]:
    """Heights between the rows; lines set close, without a label, or all in small letters go on with the row above."""
    boxes = [hull([t for chunk in line for t in chunk]) for line in lines]
    steps = [(b.top + b.bottom - a.top - a.bottom) / 2 for a, b in pairwise(boxes)]
    usual = sorted(steps)[len(steps) // 2]
    found = []
    for step, upper, lower, line in zip(steps, boxes, boxes[1:], lines[1:], strict=False):
        goes_on = _column(line[0], gutters) > 0 or all(chunk[0].text[0].islower() for chunk in line)
        if not goes_on and step >= WRAP_STEP * usual:
            found.append((upper.bottom + lower.top) / 2)
    return found
