"""Where does a table stand among those of its page?  A spread of two printed pages has lists side by side in own frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from normalizers.drafts import Draft
from pipeline.model import Table

BESIDE_SHARE = 0.5
"""Share of the lower one's height by which two tables must overlap to stand side by side; stacked ones share none."""


class Placing(NamedTuple):
    """A table's place on its page."""

    left_of_it: int
    """How many tables stand beside it on the left."""
    first: bool
    """Whether no table stands above it (one beside it may come before it)."""
    last: bool

    def of(self, draft: Draft) -> Draft:
        """A draft of the table, in its place."""
        return replace(draft, side=self.left_of_it + draft.side, first_on_page=self.first, last_on_page=self.last)


def placing(tables: Sequence[Table], number: int) -> Placing:
    """The place of table ``number``; where there are no boxes, by order alone."""
    table = tables[number]
    sides = [n for n, other in enumerate(tables) if other is not table and _beside(table, other)]
    left = sum(_left(tables[n]) < _left(table) for n in sides)
    return Placing(left, min(number, *sides, number) == 0, max(number, *sides, number) == len(tables) - 1)


def beside(tables: Sequence[Table], number: int) -> list[Table]:
    """The tables that stand side by side with table ``number``."""
    return [other for other in tables if other is not tables[number] and _beside(tables[number], other)]


def _left(table: Table) -> float:
    return table.box.x0 if table.box else 0.0


def _beside(table: Table, other: Table) -> bool:
    if table.box is None or other.box is None:
        return False
    shared = min(table.box.bottom, other.box.bottom) - max(table.box.top, other.box.top)
    lower = min(table.box.bottom - table.box.top, other.box.bottom - other.box.top)
    apart = table.box.x1 <= other.box.x0 or other.box.x1 <= table.box.x0
    return apart and shared > BESIDE_SHARE * lower
