"""Which columns of a statement are sums or differences of others by what their headers say?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.reconciliation.column_changes import changes, compared, more_and_less, revisions, rolled, sides
from pipeline.reconciliation.column_fit import Across, ColumnPlan, Terms
from pipeline.reconciliation.column_groups import against_one, grouped
from pipeline.reconciliation.column_totals import broken_down_amounts, of_one_unit, totals
from pipeline.reconciliation.forms import AS_IN_FORMS, prescribed
from pipeline.reconciliation.trial_balances import balances
from pipeline.reconciliation.words import formula, is_closing, is_opening, mark

_YEAR = re.compile(r"(?<!\d)(\d{1,2})年度?$")


def by_words(across: Across) -> Iterator[ColumnPlan]:
    """Relations that headers claim; a change that a total adds up with what it changes is no difference of two levels.

    One that a total of changes adds up (差額 of each segment, 差額 of them all) is one as any other.
    """
    told = [*written_plans(across), *prescribed_plans(across), *totals(across), *broken_down_amounts(across)]
    told += [*revisions(across), *sides(across), *grouped(across), *against_one(across), *balances(across)]
    sums = [plan for plan in told if not plan.weak and plan.kind == "cross_footing"]
    added = {c for plan in sums for _, c in plan.terms if across.own(c) != across.own(plan.total)}
    moves = (plan for plan in (*compared(across), *changes(across)) if plan.total not in added)
    yield from (*told, *more_and_less(across), *moves, *rolled(across), *of_one_unit(across))


def written_plans(across: Across) -> Iterator[ColumnPlan]:
    """What formulas in headers say: (3)=(1)-(2), A-B, 6-5 beside 令和6年度 and 令和5年度."""
    years = {found[1]: c for c in across.money if (found := _YEAR.search(across.own(c)))}  # 6-5 beside 令和6年度, 令和5年度
    marks = years | {mark(across.own(c)): c for c in across.money if mark(across.own(c))}
    for c in across.money:
        written = formula(across.own(c))
        if written and all(m in marks for _, m in written[1]):
            terms = tuple((w, marks[m]) for w, m in written[1])
            yield ColumnPlan("difference", c, terms, "formula in its header", weak=not across.fit(c, terms).good)


def prescribed_plans(across: Across) -> Iterator[ColumnPlan]:
    """What a form prescribed by law says of its columns."""
    for total, terms in prescribed(across.columns, across.money):
        fit = across.fit(total, terms)
        yield ColumnPlan("difference", total, terms, AS_IN_FORMS, weak=not (fit.good and across.moves(total, terms)))


def at_a_time(plan: ColumnPlan, item: str) -> Terms:
    """The addends of a total in a row: of a balance over the parts of a year the first's opening, or the last's closing one."""
    if plan.periods and is_opening(item):
        return plan.terms[:1]
    if plan.periods and is_closing(item):
        return plan.terms[-1:]
    return plan.terms
