"""What else did not roll forward?  Reserves whose closing, additions and drawings imply another opening than was printed.

Such a gap alone proves nothing, since the packet never claims it.  But when the gaps of a segment's reserves add up to the
gap of its opening cash, to the last unit, they are its explanation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.model import Number
from pipeline.reconciliation.book import Book, Relation
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.notes import BY_VALUE
from pipeline.reconciliation.restatements import ColumnKey, Place
from pipeline.reconciliation.words import plain

_ADDED = re.compile(r"(?:への)?(?:繰入額?|積立額?)$")
_DRAWN = re.compile(r"(?:の)?(?:取崩収入|取崩額?|戻入額?|戻入益)$")
_THIS_YEAR = ("予定", "当期", "当年度", "増加")
MOST_RESERVES = 8
"""Reserves with a gap among which an explanation is sought, at most: all of their subsets are tried."""


def explanation(claims: Claims, relations: Sequence[Relation], broken: Relation) -> list[tuple[str, Number]]:
    """Reserves whose gaps add up to the gap of a roll-forward, in the same segment; empty where none do."""
    book = claims.book
    opening, closing = broken.total, broken.terms[0][1]
    gap = (book.values[opening] or 0) - broken.terms[0][0] * (book.values[closing] or 0)
    gaps = sorted((name, value) for name, value in _gaps(claims, relations, opening, closing) if value)[:MOST_RESERVES]
    for size in range(len(gaps), 0, -1):
        for chosen in combinations(gaps, size):
            if sum(value for _, value in chosen) == gap:
                return list(chosen)
    return []


def _gaps(claims: Claims, relations: Sequence[Relation], opening: int, closing: int) -> Iterator[tuple[str, Number]]:
    now, before = _column_key(claims.book, opening), _column_key(claims.book, closing)
    unit = claims.book.cells[opening].unit
    stocks, earlier = _figures(claims, now, unit, ("balance_sheet",)), _figures(claims, before, unit, ("balance_sheet",))
    flows = _figures(claims, now, unit, ("income_statement", "cash_flow"))
    beside = _beside(claims, relations)
    for name, cell in stocks.items():
        added = sum((claims.book.values[c] or 0 for item, c in flows.items() if _of(item, name, _ADDED)), start=0)
        drawn = sum((claims.book.values[c] or 0 for item, c in flows.items() if _of(item, name, _DRAWN)), start=0)
        if cell in beside:
            added += beside[cell]
        if name in earlier and (added or drawn):
            yield name, (claims.book.values[cell] or 0) + drawn - added - (claims.book.values[earlier[name]] or 0)


def _column_key(book: Book, cell: int) -> ColumnKey:
    statement = book.statement(cell)
    column = statement.columns[book.cells[cell].column]
    return ColumnKey("", column.fiscal_year, column.segment, column.version, column.measure)


def _figures(claims: Claims, key: ColumnKey, unit: str, kinds: tuple[str, ...]) -> dict[str, int]:
    """Cells by item, of the first statement of each kind that prints a column."""
    found: dict[str, int] = {}
    for kind in kinds:
        places: list[Place] = claims.groups.get((key._replace(kind=kind), unit), [])
        for place in places[:1]:
            for (_, item, _), r in place.sheet.named.items():
                cell = claims.book.at[place.sheet.index].get((r, place.column))
                if cell is not None:
                    found.setdefault(item, cell)
    return found


def _of(item: str, name: str, ending: re.Pattern[str]) -> bool:
    return bool(ending.search(item)) and ending.sub("", item) == name


def _beside(claims: Claims, relations: Sequence[Relation]) -> dict[int, Number]:
    """For statement cells that a note repeats: what the note prints beside them as this year's addition."""
    book = claims.book
    found: dict[int, Number] = {}
    for relation in relations:
        if relation.template != BY_VALUE:
            continue
        place = book.cells[relation.total]
        columns = book.packet.statements[place.statement].columns
        others = [
            c for c in book.by_row[place.statement].get(place.row, ())
            if book.cells[c].column != place.column and plain(columns[book.cells[c].column].name).startswith(_THIS_YEAR)
        ]  # fmt: skip
        if len(others) == 1:
            found[relation.terms[0][1]] = book.values[others[0]] or 0
    return found
