"""Which columns stand under the same names in several groups: 件数 and 金額 under 計画, 処分済 and 未処分?

What one group is of the others it is under each of these names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations, product
from typing import NamedTuple

from pipeline.model import Column
from pipeline.reconciliation.column_fit import Across, ColumnPlan
from pipeline.reconciliation.column_words import without_unit
from pipeline.reconciliation.words import is_total

LEAST_GROUPS, MOST_GROUPS = 3, 5
"""Groups of columns, without those that share no names with others."""
LEAST_NAMES = 2
"""Names that all groups have in common, at least."""
_AT_END = re.compile("(?<!前)年度末|(?<!前)期末|本年度末|^残高$")
_AT_BEGINNING = re.compile("前年度末|年度当初|前期末|期首|年度始")
_CAME = re.compile("^(?:(?:年度中|当期|本年度|当年度)の?)?(?:増加?|貸付|借入|発行|取得|積立|受入|新規)(?:額|高|分)?$")
_WENT = re.compile("^(?:(?:年度中|当期|本年度|当年度)の?)?(?:減少?|償還|返済|取崩|処分|回収|払出)(?:額|高|分)?$")
LEAST_ROWS = 3
"""Rows that must bear out a relation between groups."""


class Pattern(NamedTuple):
    """One group as the sum or difference of others."""

    total: str
    addends: tuple[str, ...]
    weights: tuple[int, ...]
    said: bool
    """Whether its own header says so: 計, 合計."""


def _like_groups(columns: Sequence[Column], money: Sequence[int]) -> dict[str, dict[str, int]]:
    """Of each group, by the header above, the columns whose own headers all groups have; none where these are too few."""
    groups: dict[str, dict[str, int]] = {}
    for c in money:
        outer, _, own = columns[c].name.rpartition(" / ")
        if outer:
            groups.setdefault(outer, {})[own] = c
    groups = {outer: own for outer, own in groups.items() if len(own) >= LEAST_NAMES}
    if not LEAST_GROUPS <= len(groups) <= MOST_GROUPS:
        return {}
    shared = set.intersection(*(set(own) for own in groups.values()))
    if len(shared) < LEAST_NAMES:
        return {}
    return {outer: {name: c for name, c in own.items() if name in shared} for outer, own in groups.items()}


def _balance_of(groups: Sequence[str]) -> Pattern | None:
    """What is there at the end of a year, of what was there at its beginning, came and went, if the groups are called so."""
    names = [re.sub(r"\s|[(（].*", "", group.rpartition(" / ")[2]) for group in groups]
    closing = [n for n, name in enumerate(names) if _AT_END.search(name)]
    opening = [n for n, name in enumerate(names) if _AT_BEGINNING.search(name)]
    moves = [(n, 1 if _CAME.search(name) else -1 if _WENT.search(name) else 0) for n, name in enumerate(names)]
    moves = [move for move in moves if move[0] not in (*closing, *opening)]
    if len(closing) != 1 or len(opening) != 1 or {weight for _, weight in moves} != {1, -1}:
        return None
    addends = (groups[opening[0]], *(groups[n] for n, _ in moves))
    return Pattern(groups[closing[0]], addends, (1, *(weight for _, weight in moves)), said=True)


def _patterns_of(groups: Sequence[str]) -> Iterator[Pattern]:
    """What groups may be of one another: what they are called, or else the last or the first of the others with any signs."""
    if told := _balance_of(groups):
        yield told
        return
    for total in groups:
        if is_total(without_unit(total.rpartition(" / ")[2])):
            others = tuple(group for group in groups if group != total)
            yield Pattern(total, others, (1,) * len(others), said=True)
            return
    for total in dict.fromkeys((*groups[-1:], *groups[:1])):
        others = tuple(group for group in groups if group != total)
        for weights in product((1, -1), repeat=len(others)):
            if 1 in weights:
                yield Pattern(total, others, weights, said=False)


def grouped(across: Across) -> Iterator[ColumnPlan]:
    """Relations between groups of columns of the same names, found under one of these and claimed under all of them."""
    groups = _like_groups(across.columns, across.money)
    for pattern in _patterns_of(list(groups)):
        plans = [
            ColumnPlan(
                "difference" if -1 in pattern.weights else "cross_footing",
                groups[pattern.total][name],
                tuple((weight, groups[outer][name]) for weight, outer in zip(pattern.weights, pattern.addends, strict=True)),
                "as under the other names of its groups",
            )
            for name in groups[pattern.total]
        ]
        fits = [across.fit(plan.total, plan.terms) for plan in plans]
        kept = [fit.tried >= LEAST_ROWS and (fit.good if pattern.said else fit.holds == fit.tried) for fit in fits]
        if any(kept) or pattern.said:
            yield from (replace(plan, weak=not good) for plan, good in zip(plans, kept, strict=True))
            return


def against_one(across: Across) -> Iterator[ColumnPlan]:
    """What each of several groups differs by from one column outside of them: 現行, and 改定後 and 差額 under each 改定案.

    Found in most of the groups, and claimed in all of them.
    """
    groups = _like_groups(across.columns, across.money)
    inside = {c for own in groups.values() for c in own.values()}
    outside = [c for c in across.money if c not in inside]
    names = list(next(iter(groups.values()), {}))
    for change, level in permutations(names, 2):
        for base in outside:
            plans = [
                ColumnPlan("difference", own[change], ((1, own[level]), (-1, base)), "as in the other groups of its columns")
                for own in groups.values()
                if across.same_unit(own[level], base)
            ]
            fits = [across.fit(plan.total, plan.terms) for plan in plans]
            kept = [
                fit.tried >= LEAST_ROWS and fit.holds == fit.tried and across.moves(plan.total, plan.terms)
                for fit, plan in zip(fits, plans, strict=True)
            ]
            if 2 * sum(kept) > len(groups):
                yield from (replace(plan, weak=not good) for plan, good in zip(plans, kept, strict=True))
