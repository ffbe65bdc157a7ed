"""Does a list end without the total that a table like it prints?  歳入 comes to what 歳出合計 says, and no row says so."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Number
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.parents import parts_of
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import is_difference, is_total, plain, stem

LEAST_OUTERMOST = 3
"""Rows that must be added up before their sum is one that a total should say …"""
LEAST_SUM = 1000
"""… and its least size, so that no other figure equals it by chance."""

Sums = dict[str, Number]
"""The sum of each column, by the column's name."""


def end_totals(book: Book, sheets: list[Sheet]) -> Iterator[Structure]:
    """Lists without any total of all rows, whose outermost rows come to the last total of another statement of their kind."""
    totals: dict[tuple[str, Number], list[tuple[Sheet, int]]] = {}
    for sheet in sheets:
        r = _last_total(book, sheet)
        for figure in _figures(book, sheet, r).items() if r is not None else ():
            totals.setdefault(figure, []).append((sheet, r or 0))
    for sheet in sheets:
        statement = book.packet.statements[sheet.index]
        if _last_total(book, sheet) is not None or any(is_difference(row.item) for row in statement.rows):
            continue
        sums = _outermost_sums(book, sheet)
        likely = [place for figure in sums.items() if size(figure[1]) >= LEAST_SUM for place in totals.get(figure, ())]
        for other, r in likely:
            there = book.packet.statements[other.index]
            alike = there.kind == statement.kind and there.title != statement.title and there.unit == statement.unit
            if alike and _equal(sums, _figures(book, other, r)):
                said = ", ".join(in_print(value) for value in list(sums.values())[:4])
                like = f"{there.rows[r].item} of {there.title}"
                text = f"a row is missing: the rows come to {said}, as {like} does, and no total says so"
                yield Structure("unreadable", "warning", sheet.index, text, sheet.order[-1], None, proposed="合計")
                break


def _last_total(book: Book, sheet: Sheet) -> int | None:
    """The total of all rows of a statement, which stands last, or first under its own name."""
    rows = book.packet.statements[sheet.index].rows
    outer = [r for r in sheet.order if is_total(rows[r].item) and not rows[r].section]
    return outer[-1] if outer and (outer[-1] == sheet.order[-1] or stem(rows[outer[-1]].item) not in ("", "小")) else None


def _outermost_sums(book: Book, sheet: Sheet) -> Sums:
    rows = book.packet.statements[sheet.index].rows
    parts = parts_of(sheet, rows)
    inner = {part for own in parts.values() for part in own}
    outer = [r for r in sheet.order if r not in inner and not is_total(rows[r].item) and not rows[r].section]
    if len(outer) < LEAST_OUTERMOST:
        return {}
    columns = book.packet.statements[sheet.index].columns
    named = zip(book.money[sheet.index], range(len(book.money[sheet.index])), strict=True)
    return {plain(columns[c].name): sum(sheet.numbers[r][n] for r in outer) for c, n in named}


def _figures(book: Book, sheet: Sheet, r: int) -> Sums:
    columns = book.packet.statements[sheet.index].columns
    return {plain(columns[c].name): value for c, value in zip(book.money[sheet.index], sheet.numbers[r], strict=True)}


def _equal(one: Sums, two: Sums) -> bool:
    """Whether the columns that both have are equal."""
    return all(one[name] == two[name] for name in one if name in two)
