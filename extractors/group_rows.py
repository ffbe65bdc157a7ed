"""Which rows does each name in a column of row groups stand for, where no rule parts the groups?

A name stands in the middle of its rows, and every row has one group: so from the first row on, each name takes as many rows as
it needs to stand in their middle, and the last name takes the last row.  Where the first name stands at the first row, and every
other one at a row, each was typed at the first of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.geometry import Token, lines_of

OFF = 0.3
"""Of the step from row to row: how far from the middle of its rows a name may stand."""
MOST_WRAPS = 3
"""Lines of one name, at most."""
SOLID = 1.6
"""Em from line to line of one name, at most."""
SAME_ROW = 0.25
"""Em between the middles of a name and a label on one line, at most."""


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


def blanks_below_names(pieces: Sequence[Sequence[Token]], beside: Sequence[Sequence[Token]]) -> list[int]:
    """The blank bands of a column that belong to the name above them; ``beside``: the next column's tokens, band by band.

    Names stand at the first label of their band, labels beside every one of their rows.
    """
    if len(pieces) < 3 or not pieces[0] or all(pieces):
        return []
    labels = [[line for line in lines_of(list(tokens)) if not line[0].numeric] if tokens else [] for tokens in beside]
    blanks, open_ = [], False
    for band, (piece, lines) in enumerate(zip(pieces, labels, strict=True)):
        if not piece:
            if open_ and lines:
                blanks.append(band)
            open_ = open_ and bool(lines)
            continue
        own = lines_of(list(piece))
        if any(t.numeric for t in piece) or any(b[0].cy - a[0].cy > SOLID * a[0].em for a, b in pairwise(own)):
            return []
        open_ = bool(lines)
        if open_ and not _on_one_line(own[0], lines[0]):
            return []
    several = sum(bool(piece) and bool(lines) for piece, lines in zip(pieces, labels, strict=True))
    return blanks if several > 1 else []


def label_every_row(names: Sequence[Sequence[Token]], heights: Sequence[float]) -> bool:
    """Whether each row's height has a line beside it: these are the rows' own labels, which name no groups."""
    own = [(name[0].cy, SAME_ROW * _em(name)) for name in names]
    return all(any(abs(cy - height) <= slack for cy, slack in own) for height in heights)


def stand_at_first_rows(names: Sequence[Sequence[Token]], labels: Sequence[Sequence[Token]], heights: Sequence[float]) -> bool:
    """Whether the first name stands at the first label and every other one at a label: none is set in the middle of its rows.

    Line by line, top to bottom; ``heights`` of the rows, for what has no label beside it (合計).  A further line of a name may
    stand anywhere.
    """
    if not names or not labels or not _on_one_line(names[0], labels[0]):
        return False
    beside = [any(_on_one_line(name, label) for label in labels) for name in names]
    own = [any(abs(name[0].cy - height) <= SAME_ROW * _em(name) for height in heights) for name in names]
    further = [False, *(b[0].cy - a[0].cy <= SOLID * _em(a) for a, b in pairwise(names))]
    return sum(beside) > 1 and all(any(each) for each in zip(beside, own, further, strict=True))


def _on_one_line(name: Sequence[Token], label: Sequence[Token]) -> bool:
    return abs(name[0].cy - label[0].cy) <= SAME_ROW * max(_em(name), _em(label))


def _em(line: Sequence[Token]) -> float:
    """Of the largest character: a 一 by itself is bounded by its ink."""
    return max(token.em for token in line)
