"""Which two columns must change places for the headers to be right?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.model import Column
from pipeline.reconciliation import claims_kept
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.column_changes import DIFFERENCE
from pipeline.reconciliation.column_fit import Across, ColumnPlan, across_of
from pipeline.reconciliation.column_words import is_total_column
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_total

MOST_COLUMNS = 40
"""Columns of a statement at most, so that trying every pair of neighbours costs little."""

LEAST_DIFFERENT = 2
"""Rows in which two columns must differ: where one does, a figure is wrong, and no header."""

MOST_CHOICES = 3
"""Pairs of neighbours, at most, that mend the same claims equally well: the first is told, and the others beside it."""

HALF = (1, 2)
"""Share of the rows in which a change holds for its claim to count at all."""

Swap = tuple[int, int, str]
"""Two columns that stand under each other's header, and what shows it."""


def unkept(book: Book, sheet: Sheet) -> Swap | None:
    """A claim of headers that some rows break, and nearly all rows keep if two neighbouring columns change places.

    No other claim may be lost by it, but a change (増減) that only half of the rows keep for the sake of a total.
    """
    money = book.money[sheet.index]
    if not 3 <= len(money) <= MOST_COLUMNS:
        return None
    across = across_of(book, sheet.index, sheet.allowance)
    columns = book.packet.statements[sheet.index].columns
    claimed = claims_kept.claimed(across)
    as_read = claims_kept.kept(across)
    kept = as_read.keys() & claimed
    # A change of columns that stand too far apart to be looked for is kept as read.
    claimed = {c for c in claimed if c in kept or not claims_kept.differs_anywhere(across, c)}
    half = claims_kept.kept(across, HALF).keys() & claimed
    if not claimed - kept:
        return None
    better = dict(_mending(book, sheet, across, as_read, claimed, half))
    most = max((len(gain) for gain in better.values()), default=0)
    best = [pair for pair, gain in better.items() if len(gain) == most]
    best.sort(key=lambda pair: not _newer_less_older(columns, better[pair]))
    if not best or len(best) > MOST_CHOICES or any(better[pair].keys() != better[best[0]].keys() for pair in best):
        return None
    told = columns[min(better[best[0]])].name
    why = f"what {told} claims fails in rows as read, and holds in nearly all once swapped"
    for one, two in best[1:]:  # 本年度 − 前年度 = 増 − 減: turned round on either side
        why += f", or with {columns[one].name} and {columns[two].name} swapped"
    return *best[0], why


def _mending(
    book: Book, sheet: Sheet, across: Across, as_read: Mapping[int, ColumnPlan], claimed: set[int], half: set[int]
) -> Iterator[tuple[tuple[int, int], dict[int, ColumnPlan]]]:
    """Neighbours, and the claims that are kept only once these have changed places."""
    columns = book.packet.statements[sheet.index].columns
    kept = as_read.keys() & claimed
    for a, b in neighbours(book, sheet):
        if sum(row.get(a, 0) != row.get(b, 0) for row in across.rows) < LEAST_DIFFERENT:
            continue
        changed = across.exchanged(a, b)
        swapped = {c: plan for c, plan in claims_kept.kept(changed).items() if c in claimed}
        gain = {c: plan for c, plan in swapped.items() if c not in kept}
        if not gain:
            continue
        total = any(is_total_column(columns[c]) for c in gain)
        lost = {c for c in kept - swapped.keys() if not (total and as_read[c].by == c and as_read[c].total in (a, b))}
        if not lost and (total or half <= claims_kept.kept(changed, HALF).keys()):
            yield (a, b), gain


def _newer_less_older(columns: Sequence[Column], gain: Mapping[int, ColumnPlan]) -> bool:
    """Whether no change among the claims is an older year less a newer one."""
    years = [[columns[c].fiscal_year or 0 for _, c in plan.terms] for plan in gain.values() if plan.rule == DIFFERENCE]
    return all(newer >= older for newer, older in years)


def neighbours(book: Book, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Columns of numbers beside each other, and those with nothing but 0 between them, or figures that no total adds up."""
    money = book.money[sheet.index]
    filled = {c for (_, c), cell in book.at[sheet.index].items() if book.values[cell]}
    rows = book.packet.statements[sheet.index].rows
    summed = {c for (r, c), cell in book.at[sheet.index].items() if book.values[cell] and is_total(rows[r].item)}
    yield from dict.fromkeys(pair for kept in (money, filled, summed) for pair in pairwise(c for c in money if c in kept))
