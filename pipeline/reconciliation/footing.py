"""Which rows of a statement are sums of other rows?  Read top to bottom: rows stay open until a total closes them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipeline.model import Row
from pipeline.reconciliation.breakdowns import descendants, family
from pipeline.reconciliation.difference_rows import difference_of
from pipeline.reconciliation.open_rows import OpenRows, at_the_top
from pipeline.reconciliation.sheets import Memory, Plan, Sheet, Terms
from pipeline.reconciliation.total_rows import total_of
from pipeline.reconciliation.words import (
    is_closing,
    is_difference,
    is_flow_total,
    is_given,
    is_partial,
    is_total,
    is_undisposed,
    is_years_change,
    plain,
    stem,
)

STOCKS = ("balance_sheet", "inventory")
LEAST_ITEMS, LEAST_COLUMNS = 3, 2
"""Items that a line without a word for it adds up, and columns in which it does, at least."""


def footing(sheet: Sheet, memory: Memory, parents: dict[int, Terms]) -> list[Plan]:
    """Every sum down the rows of a statement, found in one pass."""
    above = at_the_top(sheet, memory, parents)
    found: list[Plan] = []
    branches = _branches(above)
    for r in above.sheet.order:
        row = above.statement.rows[r]
        if r in branches:
            found += _result_of_branch(above, r, row)
            continue
        if r in above.closed or is_partial(row.item):
            continue
        if r in above.parents:
            above.closed.update(descendants(r, above.parents))
            found += [_broken_down(above, p, above.parents[p]) for p in family(r, above.parents)]
            above.sums.add(r)
            if not is_difference(row.item):
                above.open.append(r)
                continue
        plan = _plan(above, r, row)
        if plan:
            found += [*_inner(above, plan), plan]
            if not _is_equity(above, plan, row):
                above.sums.add(r)
                _reduce(above, plan)
        if r not in above.open:
            above.open.append(r)
    return found


def _branches(above: OpenRows) -> set[int]:
    """Results that one above them adds up, each behind rows of its own: 購買事業総利益 after 購買事業収益 and its 費用."""
    found: set[int] = set()
    for parent, terms in above.parents.items():
        parts = {r for _, r in terms}
        if is_difference(above.statement.rows[parent].item):
            own = {r for r in parts if is_difference(above.statement.rows[r].item) and r not in above.parents}
            found |= {r for before, r in pairwise(above.sheet.order) if r in own and before not in {parent, *parts}}
    return found


def _result_of_branch(above: OpenRows, r: int, row: Row) -> list[Plan]:
    """What one branch comes to; the row above that adds up all of them stays open in its place."""
    plan = difference_of(above, r, row)
    if not plan or not above.sheet.fit(r, plan.terms).holds:
        return []
    found = [*_inner(above, plan), plan]
    _reduce(above, plan)
    return found


def _plan(above: OpenRows, r: int, row: Row) -> Plan | None:
    if is_flow_total(row.item):
        plan = total_of(above, r, row)
        if plan and above.sheet.fit(r, plan.terms).good:
            return plan
        sure = any(is_flow_total(above.statement.rows[o].item) for o in above.sums)
        return difference_of(above, r, row) or (replace(plan, weak=not sure, soft=not sure) if plan else None)
    if _may_differ(above, row):
        return difference_of(above, r, row)
    if is_total(row.item) or row.role in ("total", "subtotal"):
        if _is_listed(above, r, row, -1):
            return None
        plan = total_of(above, r, row)
        return None if plan and _is_listed(above, r, row, 1) and not above.sheet.fit(r, plan.terms).good else plan
    return _unnamed(above, r)


def _is_listed(above: OpenRows, r: int, row: Row, step: int) -> bool:
    """Whether the row and the next one up or down are named 小計 of one level: items whose parts are printed elsewhere."""
    if not _is_named_subtotal(row.item):
        return False
    at = above.sheet.order.index(r) + step
    if not 0 <= at < len(above.sheet.order):
        return False
    other = above.statement.rows[above.sheet.order[at]]
    return (other.section, other.indent) == (row.section, row.indent) and _is_named_subtotal(other.item)


def _may_differ(above: OpenRows, row: Row) -> bool:
    """In a statement of stocks 利益 is an item like any other, and one that formulas call while it has none itself."""
    if above.written and is_given(row.item):
        return False
    if above.statement.kind in STOCKS:
        return row.role == "difference" and is_difference(row.item) and not row.section
    if above.statement.kind == "equity_changes":
        return is_closing(row.item) or is_years_change(row.item)
    result = is_difference(row.item) or (above.statement.kind == "income_statement" and is_undisposed(row.item))
    return (result and row.role != "memo") or row.role == "difference" or is_closing(row.item)


def _reduce(above: OpenRows, plan: Plan) -> None:
    used = {row for _, row in plan.terms}
    inner = {row for r in used if r in above.inner for row in descendants(r, above.inner)}
    above.open = [row for row in above.open if row not in used and row not in inner]


def _is_equity(above: OpenRows, plan: Plan, row: Row) -> bool:
    """Whether an item of a balance sheet is just what liabilities leave of assets: both stay open for the sum of its side."""
    return plan.kind == "difference" and above.statement.kind in STOCKS and not is_difference(row.item)


def _inner(above: OpenRows, plan: Plan) -> list[Plan]:
    """Breakdowns inside what a total adds up."""
    parents = [p for _, r in plan.terms if r in above.inner and r not in above.sums for p in family(r, above.inner)]
    above.sums.update(parents)
    return [_broken_down(above, p, above.inner[p]) for p in parents]


def _broken_down(above: OpenRows, r: int, terms: Terms) -> Plan:
    guess = r in above.sheet.doubtful
    return Plan("footing", r, terms, "parent before its parts", weak=guess, soft=guess)


def _unnamed(above: OpenRows, r: int) -> Plan | None:
    """A line without a word for it that is just the difference of the two sums before it, or the sum of all items since
    the last sum (人件費, 業務費 … 事業管理費), in every column."""
    if plan := _sum_of_items(above, r):
        return plan
    rows = above.open[-2:]
    if len(rows) < 2 or not all(o in above.sums for o in rows):
        return None
    for signs in ((1, -1), (-1, 1)):
        terms = tuple(zip(signs, rows, strict=True))
        fit = above.sheet.fit(r, terms)
        if fit.tried and fit.holds == fit.tried:
            return Plan("difference", r, terms, "difference of the two sums above")
    return None


def _sum_of_items(above: OpenRows, r: int) -> Plan | None:
    run = above.open[max((n + 1 for n, o in enumerate(above.open) if o in above.sums), default=len(above.open)) :]
    if len(run) < LEAST_ITEMS or len({above.statement.rows[o].section for o in (r, *run)}) > 1:
        return None
    terms = tuple((1, o) for o in run)
    fit = above.sheet.fit(r, terms)
    if fit.holds < LEAST_COLUMNS or fit.holds < fit.tried:
        return None
    return Plan("footing", r, terms, "sum of the items since the last sum")


def _is_named_subtotal(item: str) -> bool:
    return plain(item).endswith("小計") and bool(stem(item))
