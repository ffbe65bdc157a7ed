"""Which two columns must change places for the headers to be right?  What headers claim of columns, kept by the rows or not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.columns import Across, claims_a_relation, is_total_column, rolling
from pipeline.reconciliation.forms import prescribed
from pipeline.reconciliation.sheets import Sheet

MOST_COLUMNS = 16
"""Columns of a statement at most, so that trying every pair of neighbours costs little."""

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
    claimed = {c for c in money if claims_a_relation(columns[c])}
    claimed |= {total for total, _ in prescribed(columns, money)} | {after for after, _ in rolling(columns, money)}
    kept, half = across.kept() & claimed, across.kept(share=(1, 2)) & claimed
    if not claimed - kept:
        return None
    better: dict[tuple[int, int], set[int]] = {}
    for a, b in neighbours(book, sheet):
        swapped = across.kept(a, b) & claimed
        gain, lost = swapped - kept, half - swapped
        if gain and kept <= swapped and (not lost or any(is_total_column(columns[c]) for c in gain)):
            better[a, b] = gain
    most = max((len(gain) for gain in better.values()), default=0)
    best = [pair for pair, gain in better.items() if len(gain) == most]
    if len(best) != 1:
        return None
    told = columns[min(better[best[0]])].name
    return *best[0], f"what {told} claims fails in rows as read, and holds in nearly all once swapped"


def neighbours(book: Book, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Columns of numbers beside each other, and those with nothing but 0 between them."""
    money = book.money[sheet.index]
    filled = {c for (_, c), cell in book.at[sheet.index].items() if book.values[cell]}
    pairs = dict.fromkeys([*pairwise(money), *pairwise(c for c in money if c in filled)])
    yield from pairs
