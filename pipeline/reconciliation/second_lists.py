"""Does a table start again after its total?  Where no caption is left between two lists, their order still tells them apart."""

from __future__ import annotations

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.columns import Across
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_total

LEAST_ROWS = 3
"""Rows on either side that must keep, or break, what the columns say."""

Seam = tuple[int, str]
"""The first row of the second list, and what shows it."""


def second_list(book: Book, sheet: Sheet) -> Seam | None:
    """The row below a total from which on the columns hang together in another way than above it."""
    rows = book.packet.statements[sheet.index].rows
    for n, r in enumerate(sheet.order[:-1]):
        if is_total(rows[r].item) and n + 1 >= LEAST_ROWS and len(sheet.order) - n - 1 > LEAST_ROWS:
            why = _rule_ends(book, sheet, sheet.order[n + 1])
            if why:
                return sheet.order[n + 1], why
    return None


def _rule_ends(book: Book, sheet: Sheet, start: int) -> str:
    """A relation between columns that every row above keeps and none from ``start`` on, or the other way round."""
    above, below = Across(book, sheet.index, sheet.allowance), Across(book, sheet.index, sheet.allowance)
    above.rows = [row for r, row in zip(above.numbers, above.rows, strict=True) if r < start]
    below.rows = [row for r, row in zip(below.numbers, below.rows, strict=True) if r >= start]
    for here, there, side in ((above, below, "above"), (below, above, "below")):
        for plan in here.by_words():
            own, other = here.fit(plan.total, plan.terms), there.fit(plan.total, plan.terms)
            if not plan.weak and own.tried >= LEAST_ROWS <= other.tried and own.holds == own.tried and not other.holds:
                name = here.columns[plan.total].name
                return f"every row {side} it keeps what {name} claims, and no row on the other side does"
    return ""
