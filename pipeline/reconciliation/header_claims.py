"""Which two columns must change places for the headers to be right?  What headers claim of columns, kept by the rows or not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.column_words import is_total_column
from pipeline.reconciliation.columns_by_words import Across
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_total

MOST_COLUMNS = 40
"""Columns of a statement at most, so that trying every pair of neighbours costs little."""

LEAST_DIFFERENT = 2
"""Rows in which two columns must differ: where one does, a figure is wrong, and no header."""

Swap = tuple[int, int, str]
"""Two columns that stand under each other's header, and what shows it."""


def unkept(book: Book, sheet: Sheet) -> Swap | None:
    """A claim of headers that some rows break, and nearly all rows keep if two neighbouring columns change places.

    No other claim may be lost by it, but a change (増減) that only half of the rows keep for the sake of a total.
    """
    money = book.money[sheet.index]
    if not 3 <= len(money) <= MOST_COLUMNS:
        return None
    across = Across(book, sheet.index, sheet.allowance)
    columns = book.packet.statements[sheet.index].columns
    claimed = across.claimed()
    as_read = across.kept()
    kept = as_read.keys() & claimed
    # A change of columns that stand too far apart to be looked for is kept as read.
    claimed = {c for c in claimed if c in kept or not across.differs_anywhere(c)}
    half = across.kept(share=(1, 2)).keys() & claimed
    if not claimed - kept:
        return None
    better: dict[tuple[int, int], set[int]] = {}
    for a, b in neighbours(book, sheet):
        if sum(row.get(a, 0) != row.get(b, 0) for row in across.rows) < LEAST_DIFFERENT:
            continue
        swapped = across.kept(a, b).keys() & claimed
        gain = swapped - kept
        if not gain:
            continue
        total = any(is_total_column(columns[c]) for c in gain)
        lost = {c for c in kept - swapped if not (total and as_read[c].by == c and as_read[c].total in (a, b))}
        if not lost and (total or half <= across.kept(a, b, share=(1, 2)).keys()):
            better[a, b] = gain
    most = max((len(gain) for gain in better.values()), default=0)
    best = [pair for pair, gain in better.items() if len(gain) == most]
    either = len(best) == 2 and better[best[0]] == better[best[1]]
    if len(best) != 1 and not either:
        return None
    told = columns[min(better[best[0]])].name
    why = f"what {told} claims fails in rows as read, and holds in nearly all once swapped"
    if either:  # 本年度 − 前年度 = 増 − 減: turned round on either side
        why += f", or with {columns[best[1][0]].name} and {columns[best[1][1]].name} swapped"
    return *best[0], why


def neighbours(book: Book, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Columns of numbers beside each other, and those with nothing but 0 between them, or figures that no total adds up."""
    money = book.money[sheet.index]
    filled = {c for (_, c), cell in book.at[sheet.index].items() if book.values[cell]}
    rows = book.packet.statements[sheet.index].rows
    summed = {c for (r, c), cell in book.at[sheet.index].items() if book.values[cell] and is_total(rows[r].item)}
    yield from dict.fromkeys(pair for kept in (money, filled, summed) for pair in pairwise(c for c in money if c in kept))
