"""Which rows does each name in a column of row groups stand for, where no rule parts the groups?

A name stands in the middle of its rows, and every row has one group: so from the first row on, each name takes as many rows as
it needs to stand in their middle, and the last name takes the last row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.geometry import Token

OFF = 0.3
"""Of the step from row to row: how far from the middle of its rows a name may stand."""
MOST_WRAPS = 3
"""Lines of one name, at most."""
SOLID = 1.6
"""Em from line to line of one name, at most."""


class Named(NamedTuple):
    """A name, one or more lines of text, and the first and last of its rows."""

    lines: tuple[int, ...]
    first: int
    last: int


def rows_of_names(lines: Sequence[Sequence[Token]], heights: Sequence[float]) -> list[Named]:
    """The rows of each name; ``lines`` of the column and ``heights`` of the rows, top to bottom.  Empty where they do not fit."""
    if len(heights) < 2 or not lines:
        return []
    steps = sorted(b - a for a, b in pairwise(heights))
    slack = OFF * steps[len(steps) // 2]
    dead: set[tuple[int, int]] = set()

    def fill(line: int, row: int) -> list[Named] | None:
        if line == len(lines) or row == len(heights):
            return [] if line == len(lines) and row == len(heights) else None
        if (line, row) in dead:
            return None
        for end in range(line + 1, min(line + MOST_WRAPS, len(lines)) + 1):
            own = lines[line:end]
            if any(b[0].cy - a[0].cy > SOLID * a[0].em for a, b in pairwise(own)):
                break
            last = _last_row((own[0][0].cy + own[-1][0].cy) / 2, heights, row, slack)
            rest = fill(end, last + 1) if last is not None else None
            if rest is not None and last is not None:
                return [Named(tuple(range(line, end)), row, last), *rest]
        dead.add((line, row))
        return None

    return fill(0, 0) or []


def _last_row(middle: float, heights: Sequence[float], first: int, slack: float) -> int | None:
    """The row down to which rows from ``first`` on have their middle at a height."""
    for last in range(first, len(heights)):
        off = (heights[first] + heights[last]) / 2 - middle
        if abs(off) <= slack:
            return last
        if off > slack:
            return None
    return None
