"""Which columns are sums or differences of others though no header says so?  Borne out by nearly every row, or not told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from pipeline.reconciliation.book import size
from pipeline.reconciliation.column_fit import Across, ColumnPlan, Terms
from pipeline.reconciliation.column_words import NEIGHBOURS
from pipeline.reconciliation.columns_by_words import by_words
from pipeline.reconciliation.forms import AS_IN_FORMS
from pipeline.reconciliation.sheets import slack

BY_ARITHMETIC = "by arithmetic"
MOST_FREE_COLUMNS = 12
"""Columns among which relations are looked for by arithmetic alone; more would cost more than they tell."""
MISSED = 3
"""Rows that must keep one relation more than another to make up for a row that does not."""
LEAST_ROWS = 3
"""Rows that must bear out a relation between columns that no header claims."""


def column_plans(across: Across) -> list[ColumnPlan]:
    """Every relation between the columns of a statement: what headers claim, and what arithmetic finds among the rest."""
    if len(across.money) < 2 or not across.rows:
        return []
    found: dict[int, ColumnPlan] = {}
    for plan in by_words(across):
        if not (plan.weak and plan.rule == AS_IN_FORMS):
            found.setdefault(plan.total, plan)
    used = {column for plan in found.values() for column in (plan.total, *(c for _, c in plan.terms))}
    while further := next(_by_arithmetic(across, used, found), None):
        found[further.total] = further
    return list(found.values())


def _by_arithmetic(across: Across, used: set[int], known: dict[int, ColumnPlan]) -> Iterator[ColumnPlan]:
    """A column as the signed sum of two or three others that no header relates, borne out by nearly every row.

    After the first, each needs a column that none of those before it has, or it would follow from them.
    """
    told = {c for plan in known.values() if plan.rule == BY_ARITHMETIC for c in (plan.total, *(c for _, c in plan.terms))}
    free = [c for c in across.money if c not in used]
    if not 3 <= len(free) <= MOST_FREE_COLUMNS:
        return
    best: tuple[int, ColumnPlan] | None = None
    for total, terms in _combinations(across, free):
        if total in known or told.issuperset((total, *(c for _, c in terms))):
            continue
        score = _borne_out(across, total, terms)
        if score is not None and (best is None or score > best[0]):
            best = score, ColumnPlan("cross_footing", total, terms, BY_ARITHMETIC)
            if score == len(across.rows):
                break
    if best:
        yield best[1]


def _combinations(across: Across, free: list[int]) -> Iterator[tuple[int, Terms]]:
    printed = {c: sum(c in row for row in across.rows) for c in free}
    for count in (2, 3):
        for total in sorted(free, key=lambda c: (printed[c], c), reverse=True):  # one that most rows have proves most
            near = [c for c in free if c != total and abs(c - total) <= NEIGHBOURS + 1 and across.same_unit(c, total)]
            for columns in combinations(near, count):
                for signs in product((1, -1), repeat=count):
                    if max(signs) > 0:
                        yield total, tuple(zip(signs, columns, strict=True))
    for total in (free[0], free[-1]):
        rest = tuple((1, c) for c in free if c != total and across.same_unit(c, total))
        if len(rest) > 3:
            yield total, rest


def _borne_out(across: Across, total: int, terms: Terms) -> int | None:
    """How many rows keep a relation, less those that do not, which count more; ``None`` unless nearly every row does, and
    enough of them with two addends."""
    allowed = slack(across.allowance, len(terms))
    missed = telling = held = 0
    counted: set[int] = set()
    most = max(1, len(across.rows) // 10)
    for row in across.rows:
        if total not in row or not any(column in row for _, column in terms):
            continue
        parts = [weight * row.get(column, 0) for weight, column in terms]
        if size(sum(parts) - row[total]) > allowed:
            missed += 1
            if missed > most:
                return None
            continue
        held += 1
        if row[total] or any(parts):
            active = {column for (_, column), part in zip(terms, parts, strict=True) if part}
            counted |= active
            telling += len(active) > 1
    return held - MISSED * missed if telling >= LEAST_ROWS and len(counted) == len(terms) else None
