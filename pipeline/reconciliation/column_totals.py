"""Which columns do headers call totals, and of which others?  合計, 小計, 総額, 左の財源内訳."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.reconciliation.column_fit import Across, ColumnPlan, Terms
from pipeline.reconciliation.column_words import is_period, is_total_column, says_whole, without_unit
from pipeline.reconciliation.sheets import Fit
from pipeline.reconciliation.trial_balances import sides_of

TOTAL = "total column"
LEAST_ROWS = 3
"""Rows that must bear out what the word 総額 alone claims."""
_SOURCES = re.compile(r"^(?:左|上記|同上|うち).*内訳$|財源内訳$")
"""Columns that break down the amount printed left of them, or right of them where none is."""


def totals(across: Across) -> Iterator[ColumnPlan]:
    """Each total column with its likeliest addends, weak where few rows keep it."""
    ledger = sides_of(across).values()
    named = [c for c in across.money if is_total_column(across.columns[c]) and c not in ledger]
    for total in named:
        alone = _only_one(across, total, named)
        if alone:
            yield ColumnPlan("cross_footing", total, alone, TOTAL)
            continue
        choices = [choice for choice in _addends(across, total, named) if len(choice) > 1]
        if not choices:
            continue
        fits = [(across.fit(total, tuple((1, c) for c in choice)), choice) for choice in choices]
        fit, choice = max(fits, key=lambda pair: _total_rank(across, total, *pair))
        if fit.holds == 0:
            fit, choice = fits[0]
        moving = tuple(c for c in choice if any(row.get(c) for row in across.rows))  # what is empty is no part of a year
        periods = all(is_period(across.columns[c]) for c in moving)
        terms = tuple((1, c) for c in (moving if periods and moving else choice))
        weak = 10 * fit.holds < 3 * fit.tried
        yield ColumnPlan("cross_footing", total, terms, TOTAL, weak=weak, periods=periods)
    yield from _wholes(across, named)


def of_one_unit(across: Across) -> Iterator[ColumnPlan]:
    """A total of measures of their own (輸出, 移入 …): all other columns of its unit, or all before it (behind it stand last
    year's and the change), where most rows keep their sum."""
    named = [c for c in across.money if is_total_column(across.columns[c])]
    for total in named if len(named) == 1 else ():
        others = [c for c in across.money if c != total and across.same_unit(c, total)]
        alone = not any(len(choice) > 1 for choice in _addends(across, total, named))
        for parts in (others, [c for c in others if c < total]):
            terms = tuple((1, c) for c in parts)
            if alone and len(terms) > 1 and across.fit(total, terms).good and across.moved(total, terms) > 0:
                yield ColumnPlan("cross_footing", total, terms, TOTAL)
                break


def broken_down_amounts(across: Across) -> Iterator[ColumnPlan]:
    """左の財源内訳: the amount left of a block of columns is their sum, where most rows keep it."""
    for total, group in broken_down(across):
        terms = tuple((1, c) for c in group)
        if across.fit(total, terms).good:
            yield ColumnPlan("cross_footing", total, terms, "broken down beside it", by=group[0])


def broken_down(across: Across) -> Iterator[tuple[int, list[int]]]:
    """(amount, columns that a header above them calls its breakdown): the one that the header names, else the nearest."""
    heads: dict[str, list[int]] = {}
    for c in across.money:
        for level in across.columns[c].name.split(" / ")[:-1]:
            if _SOURCES.search(level):
                heads.setdefault(level, []).append(c)
    for head, group in heads.items():
        parts = [c for c in group if not is_total_column(across.columns[c])]
        left = [c for c in across.money if c < group[0] and across.same_unit(c, group[0])]
        right = [c for c in across.money if c > group[-1] and across.same_unit(c, group[0])]
        named = [c for c in left if head.startswith(across.own(c))]
        if len(parts) > 1 and (left or right):
            yield (named or left or right[:1])[-1], parts


def _wholes(across: Across, totals: list[int]) -> Iterator[ColumnPlan]:
    """総額 beside its parts, where every row keeps it: the word alone may name something else."""
    for whole in across.money:
        if whole not in totals and says_whole(across.columns[whole]):
            others = [c for c in across.money if c not in (whole, *totals) and across.same_unit(c, whole)]
            alike = [c for c in others if across.alike(c, whole)]
            for parts in dict.fromkeys((tuple(alike), tuple(others))):
                terms = tuple((1, c) for c in parts)
                fit = across.fit(whole, terms)
                if len(terms) > 1 and fit.tried >= LEAST_ROWS and fit.holds == fit.tried:
                    yield ColumnPlan("cross_footing", whole, terms, TOTAL)
                    break


def _only_one(across: Across, total: int, totals: list[int]) -> Terms:
    """The one column beside a total under its header, where half of the rows keep that: 資本金 / 政府出資金, 資本金合計."""
    own = [c for c in across.money if c not in totals and across.beside(c, total)]
    terms = tuple((1, c) for c in own)
    return terms if len(own) == 1 and (fit := across.fit(total, terms)).good and fit.tried > 1 else ()


def _total_rank(across: Across, total: int, fit: Fit, choice: tuple[int, ...]) -> tuple[bool, int, int]:
    """What stands under the total's own header goes first if most rows keep it, whatever others come to as well."""
    within = all(across.beside(c, total) for c in choice)
    return within and fit.good, across.moved(total, tuple((1, c) for c in choice)), 2 * fit.holds - fit.tried


def _addends(across: Across, total: int, totals: list[int]) -> Iterator[tuple[int, ...]]:
    """Likely addends of a total column, likeliest first."""
    yield tuple(_of_its_word(across, total))
    own = [c for c in across.money if c not in totals and across.beside(c, total)]
    yield tuple(own)
    yield tuple(c for c in own if c < total)  # a 小計, other columns behind it
    inner = [t for t in totals if t < total and across.beside(t, total)]
    yield (*inner[-1:], *(c for c in own if inner and inner[-1] < c < total))  # a 小計 and what follows it
    same = [c for c in across.money if c != total and c not in totals and across.alike(c, total)]
    yield tuple(same)
    yield tuple(c for c in same if c < total)
    before = [t for t in totals if t < total]
    start = max(before) if before else -1
    yield tuple(c for c in same if start < c < total)
    yield tuple(c for c in totals if c < total)
    yield tuple(_by_groups(across, total, totals))
    yield tuple(c for c in same if c > total)
    yield tuple(c for c in across.money if start < c < total and not across.columns[c].unit)  # 6月, 12月 | 計(月分)


def _of_its_word(across: Across, total: int) -> Iterator[int]:
    """The columns of the word that a total bears, each under another header: 実績計 of 実績 and 実績."""
    word = without_unit(across.own(total)).removesuffix("計").removesuffix("合").removesuffix("の")
    for c in across.money if word else ():
        if c != total and across.outer(c) != across.outer(total) and without_unit(across.own(c)) == word:
            yield c


def _by_groups(across: Across, total: int, totals: list[int]) -> Iterator[int]:
    """The subtotals of groups left of a total of all, and the columns that belong to no group: 小計, 小計, 法人会計."""
    inner = [t for t in totals if t < total and across.outer(t)]
    for c in across.money if inner and not across.outer(total) else ():
        grouped = c not in inner and any(across.beside(c, t) for t in inner)
        if c < total and across.alike(c, total) and not grouped:
            yield c
