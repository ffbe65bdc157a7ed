"""Does a list begin with the level that its siblings begin with?  第1項 at the top, where 第1款 heads every other list.

The chapters, sections and items of a budget are numbered by Japan's 地方自治法施行規則 (款項目節) and by 地方公営企業法施行規則;
a list that begins further in has lost the row that all its rows are parts of, which no sum tells where nothing adds that up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Row
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.structure import Structure

LEAST_SIBLINGS = 2
"""Lists of its kind in the packet that have both levels and begin with the outer one, before one without it is doubted."""
_LEVELS = "款項目節"


def first_levels(book: Book) -> Iterator[Structure]:
    """The lists that begin one level further in than all others that have that level."""
    firsts = {s: _first(statement.rows) for s, statement in enumerate(book.packet.statements)}
    levels = {s: _levels(statement.rows) for s, statement in enumerate(book.packet.statements)}
    for s, first in firsts.items():
        if first is None or first[1] == _LEVELS[0]:
            continue
        r, level = first
        outer = _LEVELS[_LEVELS.index(level) - 1]
        statement = book.packet.statements[s]
        alike = {o for o, other in enumerate(book.packet.statements) if o != s and other.kind == statement.kind}
        others = [own for o, own in firsts.items() if o in alike and level in levels[o] and own]
        told = outer in levels[s] or outer in statement.title
        if told or len(others) < LEAST_SIBLINGS or any(own[1] != outer for own in others):
            continue
        item = statement.rows[r].item
        text = f"a row is missing: {item} stands first, and a row 第…{outer} in all {len(others)} other lists of 第…{level}"
        yield Structure("unreadable", "warning", s, text, r, None)


def _first(rows: Sequence[Row]) -> tuple[int, str] | None:
    """The first row that bears a number and a level, if it is the first of its level: 第1項."""
    for r, row in enumerate(rows):
        for name in (*row.section, row.item):
            if found := _numbered(name):
                value, level = found
                return (r, level) if value == 1 else None
    return None


def _levels(rows: Sequence[Row]) -> set[str]:
    return {found[1] for row in rows for name in (*row.section, row.item) if (found := _numbered(name))}


def _numbered(name: str) -> tuple[int, str] | None:
    """The number and the level of 第1項営業費用."""
    found = number(name)
    return (found[1], found[0][-1]) if found and found[0][-1] in _LEVELS else None
