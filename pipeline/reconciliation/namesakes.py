"""Does a row with parts lack one that its namesake in another table has?  運営事業費 without 人件費, in the budget alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.model import Row
from pipeline.money import in_print
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.gaps import gaps, levels
from pipeline.reconciliation.parents import parents_of
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import plain

LEAST_COLUMNS = 2
"""Columns in which parts must fall short: one misread figure explains one."""
LEAST_PARTS = 2
"""Parts that are there and bear the names of the other's."""


class _Parent(NamedTuple):
    sheet: Sheet
    row: int
    parts: Sequence[int]
    rows: Sequence[Row]

    def names(self) -> set[str]:
        """What the parts are called."""
        return {plain(self.rows[o].item) for o in self.parts}

    def whole(self) -> bool:
        """Whether the parts come to the row in every column."""
        fit = self.sheet.fit(self.row, tuple((1, o) for o in self.parts))
        return 0 < fit.tried == fit.holds

    def short_by(self, book: Book) -> list[int]:
        """What the parts fall short by in each column of levels; nothing where one is whole, or they are more than the row."""
        printed = [n for n in levels(book, self.sheet) if self.sheet.numbers[self.row][n]]
        found = gaps(self.sheet, self.row, self.parts)
        lacking = [int(found[n]) for n in printed]
        short = all(0 < gap < self.sheet.numbers[self.row][n] for gap, n in zip(lacking, printed, strict=True))
        return lacking if short and len(lacking) >= LEAST_COLUMNS else []


def namesakes(book: Book, sheets: Sequence[Sheet]) -> Iterator[Structure]:
    """The one row of a table whose parts fall short in every column, where a row of its name has one part more and is whole."""
    found: dict[str, list[_Parent]] = {}
    for sheet in sheets:
        rows = book.packet.statements[sheet.index].rows
        for r, parts in parents_of(sheet, rows).items():
            found.setdefault(plain(rows[r].item), []).append(_Parent(sheet, r, parts, rows))
    told: dict[int, list[Structure]] = {}
    for like in found.values():
        whole = [one for one in like if len(like) > 1 and one.whole()]
        for one in like if whole else ():
            lacks = {name for other in whole if other.sheet is not one.sheet for name in _lacks(one, other)}
            if len(lacks) == 1 and (short := one.short_by(book)):
                told.setdefault(one.sheet.index, []).append(_structure(one, lacks.pop(), short))
    yield from (structures[0] for structures in told.values() if len(structures) == 1)


def _lacks(one: _Parent, other: _Parent) -> set[str]:
    """The only name among the other's parts that no row of this table bears; empty where parts differ otherwise, too."""
    here, there = one.names(), other.names()
    missing = there - here
    known = {plain(row.item) for row in one.rows}
    return missing - known if here < there and len(here) >= LEAST_PARTS and len(missing) == 1 else set()


def _structure(one: _Parent, name: str, short: Sequence[int]) -> Structure:
    item = one.rows[one.row].item
    said = ", ".join(map(in_print, short[:8]))
    text = f"a row is missing: the rows below {item} fall short of it by {said}, and another table has {name} below {item}"
    lacking = frozenset(short)
    return Structure("unreadable", "warning", one.sheet.index, text, one.row, None, proposed=name, lacking=lacking)
