"""Does each row of a list open where the one above it closed?  前月末残高, 受入, 払戻, 当月末残高, month by month.

Columns of such balances are not added up: the total of the year opens as its first row does and closes as its last.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations

from pipeline.reconciliation.book import Book, Relation, holds
from pipeline.reconciliation.column_words import is_balance
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import is_total

LEAST_LINKS = 3
"""Rows that must open where the row above them closed."""
LEAST_SHARE = (4, 5)
"""Share of the rows that must."""

LINK = "c"
"""What marks the relations from row to row, behind their statement's index."""
Pair = tuple[int, int]
"""A column of opening balances, and the one of closing balances."""


def chains(book: Book, sheet: Sheet) -> list[Pair]:
    """The pairs of columns through which a list runs on from row to row."""
    columns = book.packet.statements[sheet.index].columns
    balances = [c for c in book.money[sheet.index] if is_balance(columns[c])]
    return [pair for pair in permutations(balances, 2) if _runs_on(book, sheet, pair)] if len(balances) > 1 else []


def _rows(book: Book, sheet: Sheet) -> list[int]:
    rows = book.packet.statements[sheet.index].rows
    return [r for r in sheet.order if not is_total(rows[r].item)]


def _runs_on(book: Book, sheet: Sheet, pair: Pair) -> bool:
    links = list(_links(book, sheet, pair))
    told = [(book.values[opening], book.values[closing]) for opening, closing in links]
    kept = sum(bool(opening) and opening == closing for opening, closing in told)
    return kept >= LEAST_LINKS and LEAST_SHARE[1] * kept >= LEAST_SHARE[0] * len(told)


def _links(book: Book, sheet: Sheet, pair: Pair) -> Iterator[tuple[int, int]]:
    """The cell of each opening balance, and that of the closing balance in the row above."""
    at = book.at[sheet.index]
    for above, below in pairwise(_rows(book, sheet)):
        opening, closing = at.get((below, pair[0])), at.get((above, pair[1]))
        if opening is not None and closing is not None:
            yield opening, closing


def linked(book: Book, sheet: Sheet, pairs: list[Pair]) -> Iterator[Relation]:
    """Each row's opening balance is what the row above closed with; a total opens and closes as the list does."""
    at, rows = book.at[sheet.index], _rows(book, sheet)
    for pair in pairs:
        rule = "the closing balance of the row above"
        for opening, closing in _links(book, sheet, pair):
            yield Relation("roll_forward", opening, ((1, closing),), rule, template=f"{sheet.index}{LINK}")
        totals = [r for r in sheet.order if r > rows[-1]]
        for column, row in zip(pair, (rows[0], rows[-1]), strict=True):
            if len(totals) == 1 and (totals[0], column) in at and (row, column) in at:
                rule = "the balance of the list's first row, or of its last"
                yield Relation(
                    "roll_forward", at[totals[0], column], ((1, at[row, column]),), rule, template=f"{sheet.index}{LINK}"
                )


def broken_links(system: System, statement: int) -> set[int]:
    """The rows that do not open where the row above closed."""
    return {i for i, relation in enumerate(system.relations) if relation.template == f"{statement}{LINK}" and system.fails(i)}


def added_up(book: Book, relation: Relation, pairs: list[Pair]) -> bool:
    """Whether a relation adds up balances of several dates, and does not hold."""
    column = book.cells[relation.total].column
    balances = any(column in pair for pair in pairs)
    return balances and relation.kind == "footing" and holds(relation, book.values) is False
