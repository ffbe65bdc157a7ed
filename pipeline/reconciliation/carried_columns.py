"""What does a total over periods say of balances that each hands on to the next, and of sums that take them in?

計 of 上期 and 下期 shows what there was before 上期 and after 下期; 受入資金, which takes that in, all flows and it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.model import Number
from pipeline.reconciliation.book import Book, Relation, holds
from pipeline.reconciliation.column_fit import ColumnPlan
from pipeline.reconciliation.sheets import Plan, Sheet
from pipeline.reconciliation.words import is_balance

ONCE = "total column, what one period hands on to the next counted once"


class Balances(NamedTuple):
    """The rows of a table that open its periods, and those that close them; each period opens where the one before it closed."""

    opening: frozenset[int]
    closing: frozenset[int]


def balances(book: Book, sheet: Sheet, plan: ColumnPlan) -> Balances:
    """Told by the figures: the total shows the first period's opening or the last one's closing balance; else none."""
    periods = [c for _, c in plan.terms]
    rows = [r for r in sheet.order if is_balance(book.packet.statements[sheet.index].rows[r].item)]
    first = {r: line for r in rows if (line := _line(book, sheet, r, periods)) and _shows(book, sheet, r, plan.total, line[0])}
    last = {r: line for r in rows if (line := _line(book, sheet, r, periods)) and _shows(book, sheet, r, plan.total, line[-1])}
    pairs = [(o, c) for o, opens in first.items() for c, closes in last.items() if o != c and opens[1:] == closes[:-1]]
    return Balances(frozenset(o for o, _ in pairs), frozenset(c for _, c in pairs))


def _line(book: Book, sheet: Sheet, row: int, columns: Sequence[int]) -> list[Number]:
    """A row's figures in these columns; empty where one is blank or all are the same: that tells nothing of periods."""
    found = [book.values[at] for c in columns if (at := book.at[sheet.index].get((row, c))) is not None]
    figures = [value for value in found if value is not None]
    moved = any(one != two for one, two in pairwise(figures))
    return figures if len(figures) == len(columns) > 1 and moved else []


def _shows(book: Book, sheet: Sheet, row: int, column: int, figure: Number) -> bool:
    at = book.at[sheet.index].get((row, column))
    return at is not None and book.values[at] == figure


def counted_once(
    book: Book, sheet: Sheet, plan: ColumnPlan, relation: Relation, row: int, sums: Sequence[Plan], found: Balances
) -> Relation | None:
    """The relation of a row that is such a balance or takes some in, if it holds with what is handed on counted once."""
    at, columns = book.at[sheet.index], [c for _, c in plan.terms]
    if row in found.opening or row in found.closing:
        column = columns[0] if row in found.opening else columns[-1]
        whole = replace(relation, terms=((1, at[row, column]),), rule=ONCE)
        return whole if holds(whole, book.values) else None
    again: list[tuple[int, int]] = []
    for weight, inner in _inner(row, sums):
        later = columns[1:] if inner in found.opening else columns[:-1] if inner in found.closing else []
        again += [(-weight, at[inner, c]) for c in later if (inner, c) in at]
    whole = replace(relation, terms=(*relation.terms, *again), rule=ONCE)
    return whole if again and holds(whole, book.values) else None


def _inner(row: int, sums: Sequence[Plan], depth: int = 4) -> Iterator[tuple[int, int]]:
    """The rows that a row sums, and those that these do, each with its weight."""
    plan = next((each for each in sums if each.total == row and each.kind == "footing"), None)
    for weight, inner in plan.terms if plan and depth else ():
        yield weight, inner
        yield from ((weight * w, r) for w, r in _inner(inner, sums, depth - 1))
