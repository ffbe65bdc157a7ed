"""Which claims of column headers do nearly all rows keep?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pipeline.reconciliation.column_changes import DIFFERENCE, REVISED, ROLLED, the_year_before
from pipeline.reconciliation.column_fit import Across, ColumnPlan
from pipeline.reconciliation.column_groups import against_one, grouped
from pipeline.reconciliation.column_totals import TOTAL, broken_down
from pipeline.reconciliation.column_words import (
    claims_a_relation,
    gains_and_losses,
    is_balance,
    is_change,
    levels_compared,
    rolling,
)
from pipeline.reconciliation.columns_by_words import by_words, prescribed_plans, written_plans
from pipeline.reconciliation.forms import AS_IN_FORMS, prescribed
from pipeline.reconciliation.sheets import Fit

NEARLY_ALL = (9, 10)
"""Share of the rows that keep what a header claims."""
LEAST_ROWS = 3
"""Rows that must say anything of a claim."""
_SETTLED = ("決算", "実績")
_IN_AND_OUT, _IN, _OUT = re.compile("(?:歳入歳出|収入支出).*差引"), re.compile("歳入|収入"), re.compile("歳出|支出")


def claimed(across: Across) -> set[int]:
    """Columns whose headers claim anything, kept or not."""
    named = {c for c in across.money if claims_a_relation(across.columns[c])}
    told = {after for after, _ in rolling(across.columns, across.money)}
    told |= {total for total, _ in prescribed(across.columns, across.money)}
    told |= {change for change, *_ in levels_compared(across.columns, across.money)}
    split = {up for _, up, *_ in gains_and_losses(across.columns, across.money)}
    told |= {plan.total for plan in (*grouped(across), *against_one(across))}
    return named | told | split | {group[0] for _, group in broken_down(across)}


def kept(across: Across, share: tuple[int, int] = NEARLY_ALL) -> dict[int, ColumnPlan]:
    """Columns whose headers claim a relation that such a share of the rows keeps, and this relation."""
    told: dict[int, ColumnPlan] = {}
    for plan in by_words(across):
        if (plan.weak and plan.rule != AS_IN_FORMS) or _strays(across, plan):
            continue
        first = told.setdefault(plan.told_by, plan)
        if first.weak and not plan.weak and plan.rule in (AS_IN_FORMS, ROLLED):  # either way round, or with a column more
            told[plan.told_by] = plan
    fits = {c: across.fit(plan.total, plan.terms) for c, plan in told.items()}
    return {c: told[c] for c, fit in fits.items() if _in_most_rows(fit, share)}


def _in_most_rows(fit: Fit, share: tuple[int, int]) -> bool:
    return fit.tried >= LEAST_ROWS and share[1] * fit.holds >= share[0] * fit.tried


def differs_anywhere(across: Across, change: int) -> bool:
    """Whether nearly every row keeps a change as the difference of some two columns, however far they stand apart.

    Where a form or a formula says which two, no others will do.
    """
    told = {plan.total for plan in (*written_plans(across), *prescribed_plans(across))}
    meant = any(True for _ in _meant(across, change))
    if change in told or meant or not is_change(across.columns[change]) or across.columns[change].version:
        return False
    levels = [c for c in across.money if c != change and across.same_unit(c, change)]
    for a, b in combinations(levels, 2):
        for terms in (((1, a), (-1, b)), ((1, b), (-1, a))):
            fit = across.fit(change, terms)
            if _in_most_rows(fit, NEARLY_ALL) and across.moves(change, terms):
                return True
    return False


def _strays(across: Across, plan: ColumnPlan) -> bool:
    """Whether a relation takes columns that its header does not claim.

    A total adds up what stands under its own header where several columns do; a change is what two levels under its own
    header differ by, or the only two balances beside it.
    """
    terms = {c for _, c in plan.terms}
    own = {c for c in across.money if c != plan.total and across.beside(c, plan.total)}
    if plan.rule == TOTAL:
        return len(own) > 1 and not terms <= own
    if plan.rule == REVISED:  # the last revision is of the one before, not of what it began with
        settled = across.columns[plan.total].version in _SETTLED  # what came of a budget is no revision of it
        return settled or any(min(terms) < c < plan.told_by and c not in terms and _is_revised(across, c) for c in across.money)
    return plan.rule == DIFFERENCE and any(not terms <= pair for pair in _meant(across, plan.total))


def _is_revised(across: Across, column: int) -> bool:
    return across.columns[column].version.endswith("補正後")


def _meant(across: Across, change: int) -> Iterator[set[int]]:
    """The two columns that a change is of by the words around it: each pair that some rule of them names."""
    yield from ({a, b} for c, a, b in levels_compared(across.columns, across.money) if c == change)
    yield from map(set, the_year_before(across, change))
    yield from _budgeted(across, change)
    yield from _in_and_out(across, change)
    own = {c for c in across.money if c != change and across.beside(c, change)}
    levels = {c for c in own if across.same_unit(c, change) and not is_change(across.columns[c])}
    balances = {c for c in across.money if is_balance(across.columns[c]) and across.same_block(c, change)}
    yield from (pair for pair in (levels, balances) if len(pair) == 2)


def _budgeted(across: Across, change: int) -> Iterator[set[int]]:
    """予算額, 決算額, 増減: a budget and what came of it right before their change, where no header says another year."""
    before = [c for c in across.money if c < change and across.same_block(c, change)][-2:]
    versions = [across.columns[c].version for c in before]
    aside = "前年" in across.columns[change].name or "収支" in across.own(change)  # what comes in less what goes out
    if sorted(versions) == ["予算", "決算"] and not aside and not the_year_before(across, change):
        yield set(before)


def _in_and_out(across: Across, change: int) -> Iterator[set[int]]:
    """歳入歳出差引額: what comes in and what goes out under its own header."""
    if not _IN_AND_OUT.search(across.own(change)):
        return
    own = [c for c in across.money if c != change and across.outer(c) == across.outer(change)]
    came = [c for c in own if _IN.search(across.own(c)) and not _OUT.search(across.own(c))]
    went = [c for c in own if _OUT.search(across.own(c)) and not _IN.search(across.own(c))]
    if len(came) == len(went) == 1:
        yield {*came, *went}
