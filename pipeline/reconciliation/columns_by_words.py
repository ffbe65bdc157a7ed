"""Which columns of a statement are sums or differences of others by what their headers say?  合計, 補正後, 増減, 差引, 残高."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.model import EquationKind, Number
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.column_groups import like_groups, patterns_of
from pipeline.reconciliation.column_words import (
    NEIGHBOURS,
    Choice,
    claims_a_relation,
    gains_and_losses,
    is_balance,
    is_change,
    is_period,
    is_revision,
    is_shift,
    is_total_column,
    levels_compared,
    own_header,
    repetition,
    rolling,
    says_change,
    says_whole,
    year_before,
)
from pipeline.reconciliation.forms import AS_IN_FORMS, prescribed
from pipeline.reconciliation.sheets import Fit, slack
from pipeline.reconciliation.words import formula, is_closing, is_difference, is_opening, is_total, mark, sign

ROLLED = "the balance before, and what came and went"
DIFFERENCE = "difference column"
REVISED = "after = before + change"
_SETTLED = ("決算", "実績")
NEARLY_ALL = (9, 10)
"""Share of the rows that keep what a header claims."""
LEAST_ROWS = 3
"""Rows that must bear out a relation between columns that no header claims."""
_SOURCES = re.compile(r"^(?:左|上記|同上|うち).*内訳$|財源内訳$")
"""Columns that break down the amount printed left of them, or right of them where none is."""
_YEAR = re.compile(r"(?<!\d)(\d{1,2})年度?$")
_LEFT, _TAKEN = re.compile("^差引|差引額?$"), re.compile("減(?!価)|控除|除く|返還|取消")
_IN_AND_OUT, _IN, _OUT = re.compile("(?:歳入歳出|収入支出).*差引"), re.compile("歳入|収入"), re.compile("歳出|支出")


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A sum across the columns of one statement, for every row of it."""

    kind: EquationKind
    total: int
    terms: tuple[tuple[int, int], ...]
    """(weight, column) of each addend."""
    rule: str
    weak: bool = False
    periods: bool = False
    """Whether the addends are parts of a year: balances do not add up over them."""
    by: int | None = None
    """The column whose header says so, where it is not that of the total."""

    @property
    def told_by(self) -> int:
        """The column whose header claims it."""
        return self.total if self.by is None else self.by


class Across:
    """The columns of one statement, and how well a relation between them fits its rows."""

    def __init__(self, book: Book, index: int, allowance: str) -> None:
        self.book, self.index, self.allowance = book, index, allowance
        self.columns = book.packet.statements[index].columns
        self.money = book.money[index]
        self.rows: list[dict[int, Number]] = []
        self.numbers: list[int] = []
        """Which row of the statement each of them is."""
        places = book.cells
        for r, cells in book.by_row[index].items():
            values = {places[c].column: book.values[c] for c in cells if places[c].unit != "%"}  # 利率 stands before amounts
            known = {column: value for column, value in values.items() if value is not None and column in self.money}
            if len(known) > 1:
                self.rows.append(known)
                self.numbers.append(r)

    def fit(self, total: int, terms: tuple[tuple[int, int], ...]) -> Fit:
        """In how many rows a relation holds, and in how many it says anything."""
        allowed = slack(self.allowance, len(terms))
        holds = tried = 0
        for row in self.rows:
            printed = row.get(total)
            if printed is None:
                continue
            parts = [weight * row.get(column, 0) for weight, column in terms]
            if any(parts) or printed:
                tried += 1
                holds += size(sum(parts) - printed) <= allowed
        return Fit(holds, tried)

    def by_words(self) -> Iterator[ColumnPlan]:
        """Relations that headers claim; a change that a total adds up with what it changes is no difference of two levels."""
        told = [*self._written(), *self._prescribed(), *self._totals(), *self._sources(), *self._revisions(), *self._sides()]
        told += grouped(self)
        added = {c for plan in told if not plan.weak and plan.kind == "cross_footing" for _, c in plan.terms}
        changes = (plan for plan in (*self._compared(), *self._changes()) if plan.total not in added)
        yield from (*told, *self._gains_and_losses(), *changes, *self._rolled(), *self._of_one_unit())

    def kept(self, a: int | None = None, b: int | None = None, share: tuple[int, int] = NEARLY_ALL) -> dict[int, ColumnPlan]:
        """Columns whose headers claim a relation that nearly every row keeps, and this; ``a`` and ``b`` change places first."""
        as_read = self.rows
        if a is not None and b is not None:
            other = {a: b, b: a}
            self.rows = [{other.get(c, c): value for c, value in row.items()} for row in as_read]
        told: dict[int, ColumnPlan] = {}
        for plan in self.by_words():
            if (plan.weak and plan.rule != AS_IN_FORMS) or self._strays(plan):
                continue
            first = told.setdefault(plan.told_by, plan)
            if first.weak and not plan.weak and plan.rule in (AS_IN_FORMS, ROLLED):  # either way round, or with a column more
                told[plan.told_by] = plan
        fits = {c: self.fit(plan.total, plan.terms) for c, plan in told.items()}
        self.rows = as_read
        return {c: told[c] for c, fit in fits.items() if fit.tried >= LEAST_ROWS and share[1] * fit.holds >= share[0] * fit.tried}

    def _strays(self, plan: ColumnPlan) -> bool:
        """Whether a relation takes columns that its header does not claim.

        A total adds up what stands under its own header where several columns do; a change is what two levels under its own
        header differ by, or the only two balances beside it.
        """
        terms = {c for _, c in plan.terms}
        own = {c for c in self.money if c != plan.total and self._beside(c, plan.total)}
        if plan.rule == "total column":
            return len(own) > 1 and not terms <= own
        if plan.rule == REVISED:  # the last revision is of the one before, not of what it began with
            settled = self.columns[plan.total].version in _SETTLED  # what came of a budget is no revision of it
            return settled or any(min(terms) < c < plan.told_by and c not in terms and self._is_revised(c) for c in self.money)
        return plan.rule == DIFFERENCE and any(not terms <= pair for pair in self._meant(plan.total))

    def _is_revised(self, column: int) -> bool:
        return self.columns[column].version.endswith("補正後")

    def _meant(self, change: int) -> Iterator[set[int]]:
        """The two columns that a change is of by the words around it: each pair that some rule of them names."""
        yield from ({a, b} for c, a, b in levels_compared(self.columns, self.money) if c == change)
        yield from map(set, self._year_before(change))
        yield from self._budgeted(change)
        yield from self._in_and_out(change)
        own = {c for c in self.money if c != change and self._beside(c, change)}
        levels = {c for c in own if self.same_unit(c, change) and not is_change(self.columns[c])}
        balances = {c for c in self.money if is_balance(self.columns[c]) and self._same_block(c, change)}
        yield from (pair for pair in (levels, balances) if len(pair) == 2)

    def _budgeted(self, change: int) -> Iterator[set[int]]:
        """予算額, 決算額, 増減: a budget and what came of it right before their change, where no header says another year."""
        before = [c for c in self.money if c < change and self._same_block(c, change)][-2:]
        versions = [self.columns[c].version for c in before]
        if sorted(versions) == ["予算", "決算"] and "前年" not in self.columns[change].name and not self._year_before(change):
            yield set(before)

    def _in_and_out(self, change: int) -> Iterator[set[int]]:
        """歳入歳出差引額: what comes in and what goes out under its own header."""
        if not _IN_AND_OUT.search(self._last(change)):
            return
        own = [c for c in self.money if c != change and self._outer(c) == self._outer(change)]
        came = [c for c in own if _IN.search(self._last(c)) and not _OUT.search(self._last(c))]
        went = [c for c in own if _OUT.search(self._last(c)) and not _IN.search(self._last(c))]
        if len(came) == len(went) == 1:
            yield {*came, *went}

    def _outer(self, column: int) -> str:
        return self.columns[column].name.rpartition(" / ")[0]

    def _year_before(self, change: int) -> list[tuple[int, int]]:
        """The only column named after another, as its year before, where this is the change between the two."""
        changes = [c for c in self.money if self.columns[c].measure in ("増減", "差異") or says_change(self.columns[c])]
        left = [c for c in self.money if c < change and self.same_unit(c, change) and c not in changes]
        beside = (
            {c for c in self.money if c < change} if len(left) > 1 and "前年" not in self.columns[change].name else {*self.money}
        )
        named = [pair for pair in year_before(self.columns, self.money) if beside.issuperset(pair)]
        return named if len(named) == 1 and (len(changes) == 1 or "前年" in self.columns[change].name) else []

    def differs_anywhere(self, change: int) -> bool:
        """Whether nearly every row keeps a change as the difference of some two columns, however far they stand apart.

        Where a form or a formula says which two, no others will do.
        """
        told = {plan.total for plan in (*self._written(), *self._prescribed())}
        meant = any(True for _ in self._meant(change))
        if change in told or meant or not is_change(self.columns[change]) or self.columns[change].version:
            return False
        levels = [c for c in self.money if c != change and self.same_unit(c, change)]
        for a, b in combinations(levels, 2):
            for terms in (((1, a), (-1, b)), ((1, b), (-1, a))):
                fit = self.fit(change, terms)
                kept = fit.tried >= LEAST_ROWS and NEARLY_ALL[1] * fit.holds >= NEARLY_ALL[0] * fit.tried
                if kept and self._moves(change, terms):
                    return True
        return False

    def claimed(self) -> set[int]:
        """Columns whose headers claim anything, kept or not."""
        named = {c for c in self.money if claims_a_relation(self.columns[c])}
        told = {after for after, _ in rolling(self.columns, self.money)}
        told |= {total for total, _ in prescribed(self.columns, self.money)}
        told |= {change for change, *_ in levels_compared(self.columns, self.money)}
        split = {up for _, up, *_ in gains_and_losses(self.columns, self.money)}
        told |= {plan.total for plan in grouped(self)}
        return named | told | split | {group[0] for _, group in self._broken_down()}

    # ----------------------------------------------------------------------------------------------------- total columns

    def _totals(self) -> Iterator[ColumnPlan]:
        totals = [c for c in self.money if is_total_column(self.columns[c])]
        for total in totals:
            alone = self._only_one(total, totals)
            if alone:
                yield ColumnPlan("cross_footing", total, alone, "total column")
                continue
            choices = [choice for choice in self._addends(total, totals) if len(choice) > 1]
            if not choices:
                continue
            fits = [(self.fit(total, tuple((1, c) for c in choice)), choice) for choice in choices]
            fit, choice = max(fits, key=lambda pair: self._total_rank(total, *pair))
            if fit.holds == 0:
                fit, choice = fits[0]
            moving = tuple(c for c in choice if any(row.get(c) for row in self.rows))  # what is empty is no part of a year
            periods = all(is_period(self.columns[c]) for c in moving)
            terms = tuple((1, c) for c in (moving if periods and moving else choice))
            weak = 10 * fit.holds < 3 * fit.tried
            yield ColumnPlan("cross_footing", total, terms, "total column", weak=weak, periods=periods)

        yield from self._wholes(totals)

    def _of_one_unit(self) -> Iterator[ColumnPlan]:
        """A total of measures of their own (輸出, 移入 …): all other columns of its unit, where most rows keep their sum."""
        totals = [c for c in self.money if is_total_column(self.columns[c])]
        for total in totals if len(totals) == 1 else ():
            others = [c for c in self.money if c != total and self.same_unit(c, total)]
            terms = tuple((1, c) for c in others)
            alone = not any(len(choice) > 1 for choice in self._addends(total, totals))
            if alone and len(terms) > 1 and self.fit(total, terms).good and self._moved(total, tuple(others)) > 0:
                yield ColumnPlan("cross_footing", total, terms, "total column")

    def _sources(self) -> Iterator[ColumnPlan]:
        """左の財源内訳: the amount left of a block of columns is their sum, where most rows keep it."""
        for total, group in self._broken_down():
            terms = tuple((1, c) for c in group)
            if self.fit(total, terms).good:
                yield ColumnPlan("cross_footing", total, terms, "broken down beside it", by=group[0])

    def _broken_down(self) -> Iterator[tuple[int, list[int]]]:
        """(amount, columns that a header above them calls its breakdown): the one that the header names, else the nearest."""
        heads: dict[str, list[int]] = {}
        for c in self.money:
            for level in self.columns[c].name.split(" / ")[:-1]:
                if _SOURCES.search(level):
                    heads.setdefault(level, []).append(c)
        for head, group in heads.items():
            parts = [c for c in group if not is_total_column(self.columns[c])]
            left = [c for c in self.money if c < group[0] and self.same_unit(c, group[0])]
            right = [c for c in self.money if c > group[-1] and self.same_unit(c, group[0])]
            named = [c for c in left if head.startswith(self._last(c))]
            if len(parts) > 1 and (left or right):
                yield (named or left or right[:1])[-1], parts

    def _wholes(self, totals: list[int]) -> Iterator[ColumnPlan]:
        """総額 beside its parts, where every row keeps it: the word alone may name something else."""
        for whole in self.money:
            if whole not in totals and says_whole(self.columns[whole]):
                others = [c for c in self.money if c not in (whole, *totals) and self.same_unit(c, whole)]
                alike = [c for c in others if self._alike(c, whole)]
                for parts in dict.fromkeys((tuple(alike), tuple(others))):
                    terms = tuple((1, c) for c in parts)
                    fit = self.fit(whole, terms)
                    if len(terms) > 1 and fit.tried >= LEAST_ROWS and fit.holds == fit.tried:
                        yield ColumnPlan("cross_footing", whole, terms, "total column")
                        break

    def _only_one(self, total: int, totals: list[int]) -> tuple[tuple[int, int], ...]:
        """The one column beside a total under its header, where half of the rows keep that: 資本金 / 政府出資金, 資本金合計."""
        own = [c for c in self.money if c not in totals and self._beside(c, total)]
        terms = tuple((1, c) for c in own)
        return terms if len(own) == 1 and (fit := self.fit(total, terms)).good and fit.tried > 1 else ()

    def _total_rank(self, total: int, fit: Fit, choice: tuple[int, ...]) -> tuple[bool, int, int]:
        """What stands under the total's own header goes first if most rows keep it, whatever others come to as well."""
        within = all(self._beside(c, total) for c in choice)
        return within and fit.good, self._moved(total, choice), 2 * fit.holds - fit.tried

    def _moved(self, total: int, choice: tuple[int, ...]) -> int:
        """In how many more rows with a total other than 0 the addends come to it than not: figures that cancel out say little."""
        allowed = slack(self.allowance, len(choice))
        moving = [row for row in self.rows if row.get(total)]
        held = sum(size(sum(row.get(c, 0) for c in choice) - row[total]) <= allowed for row in moving)
        return 2 * held - len(moving)

    def _addends(self, total: int, totals: list[int]) -> Iterator[tuple[int, ...]]:
        """Likely addends of a total column, likeliest first."""
        own = [c for c in self.money if c not in totals and self._beside(c, total)]
        yield tuple(own)
        yield tuple(c for c in own if c < total)  # a 小計, other columns behind it
        inner = [t for t in totals if t < total and self._beside(t, total)]
        yield (*inner[-1:], *(c for c in own if inner and inner[-1] < c < total))  # a 小計 and what follows it
        same = [c for c in self.money if c != total and c not in totals and self._alike(c, total)]
        yield tuple(same)
        yield tuple(c for c in same if c < total)
        before = [t for t in totals if t < total]
        start = max(before) if before else -1
        yield tuple(c for c in same if start < c < total)
        yield tuple(c for c in totals if c < total)
        yield tuple(c for c in same if c > total)
        yield tuple(c for c in self.money if start < c < total and not self.columns[c].unit)  # 6月, 12月 | 計(月分)

    def _beside(self, a: int, b: int) -> bool:
        """Whether a column stands under the header of another, at its level or further down."""
        one, two = (self.columns[c].name.rpartition(" / ")[0] for c in (a, b))
        return bool(two) and (one == two or one.startswith(two + " / "))

    def _alike(self, a: int, b: int) -> bool:
        one, two = self.columns[a], self.columns[b]
        return (one.fiscal_year, one.version, one.measure, one.unit) == (two.fiscal_year, two.version, two.measure, two.unit)

    # --------------------------------------------------------------------------------------------- revisions and changes

    def _revisions(self) -> Iterator[ColumnPlan]:
        for change in self.money:
            column = self.columns[change]
            if not is_revision(column):
                continue
            shifts = [c for c in self.money if is_shift(self.columns[c])]
            near = [c for c in self.money if c != change and c not in shifts and self.columns[c].segment == column.segment]
            near = [c for c in near if abs(c - change) - sum(min(c, change) < x < max(c, change) for x in shifts) <= 2]
            own = [c for c in near if self._beside(c, change)]
            near = own if len(own) > 1 else near
            choices: list[Choice] = []
            for before, after in ((before, after) for before in near for after in near if before < after):
                between = tuple((1, x) for x in shifts if before < x < after)  # 予備費充当額, too
                choices += [(after, ((1, before), (1, change), *moved)) for moved in dict.fromkeys(((), between))]
            yield from (replace(plan, by=change) for plan in self._best(choices, REVISED))

    def _sides(self) -> Iterator[ColumnPlan]:
        """差引 beside what comes in and what goes out: the one total under each of the two headers, in most rows."""
        for c in self.money:
            if not is_difference(self._last(c)):
                continue
            totals = [t for t in self.money if t != c and self.same_unit(t, c)]
            sides = {way: [t for t in totals if self._comes_to(t) == way] for way in (1, -1)}
            if all(len(found) == 1 for found in sides.values()):
                terms = tuple((way, found[0]) for way, found in sides.items())
                if self.fit(c, terms).good:
                    yield ColumnPlan("difference", c, terms, "what comes in less what goes out")

    def _comes_to(self, column: int) -> int:
        """Whether a column is the total of what comes in or of what goes out, by the header above it."""
        head, _, own = self.columns[column].name.rpartition(" / ")
        return sign(head) if head and is_total(own) and not is_difference(head) else 0

    def _gains_and_losses(self) -> Iterator[ColumnPlan]:
        """A year as the one before, with what it has more and without what it has less, each in a column of its own."""
        for newer, up, down, older in gains_and_losses(self.columns, self.money):
            terms = ((1, older), (1, up), (-1, down))
            both = sum(bool(row.get(up) and row.get(down)) for row in self.rows)
            if self.fit(newer, terms).good and NEARLY_ALL[1] * (len(self.rows) - both) >= NEARLY_ALL[0] * len(self.rows):
                yield ColumnPlan("cross_footing", newer, terms, "the year before, and what there is more or less", by=up)

    def _compared(self) -> Iterator[ColumnPlan]:
        """A change under a header that compares, of the two columns that bear its own under others."""
        for change, a, b in levels_compared(self.columns, self.money):
            yield from self._best([(change, ((1, x), (-1, y))) for x, y in self._directions(a, b)], DIFFERENCE)

    def _changes(self) -> Iterator[ColumnPlan]:
        for change in self.money:
            if self.columns[change].measure not in ("増減", "差異") and not says_change(self.columns[change]):
                continue
            if named := self._year_before(change):
                choices: list[Choice] = [(change, ((1, x), (-1, y))) for x, y in self._directions(*named[0])]
                yield from self._best(choices, DIFFERENCE)
            else:
                yield from self._of_neighbours(change)

    def _of_neighbours(self, change: int) -> Iterator[ColumnPlan]:
        """A change as what some two columns near it differ by."""
        near = [c for c in self.money if c != change and self._same_block(c, change)]
        pairs = [(a, b) for i, a in enumerate(near) for b in near[i + 1 :]]
        pairs.sort(key=lambda pair: (self._strangers(change, pair), abs(pair[0] - change) + abs(pair[1] - change)))
        choices: list[Choice] = [(change, ((1, x), (-1, y))) for a, b in pairs[:6] for x, y in self._directions(a, b)]
        if _LEFT.search(self._last(change)):  # 減免額 printed with a minus before 差引
            less = [(a, b) for a, b in pairs[:6] if _TAKEN.search(self._last(b)) and self._negative(b) and not self._negative(a)]
            choices += [(change, ((1, a), (1, b))) for a, b in less]
        yield from self._best(choices, DIFFERENCE)

    def _rolled(self) -> Iterator[ColumnPlan]:
        """A balance as the one left of it, and the columns between them that say what came and what went."""
        for after, moved in rolling(self.columns, self.money):
            terms = tuple((1 if weight < 0 and self._negative(c) else weight, c) for weight, c in moved)
            if self.fit(after, terms).good:
                yield ColumnPlan("cross_footing", after, terms, ROLLED)

    def _negative(self, column: int) -> bool:
        """Whether a column prints its figures with a minus, most of them at least."""
        figures = [row[column] for row in self.rows if row.get(column)]
        return bool(figures) and 2 * sum(value < 0 for value in figures) >= len(figures)

    def _strangers(self, change: int, pair: tuple[int, int]) -> int:
        """How many of two columns are another repetition of their header than the change's: 増減 #2 is of 当年度 #2."""
        own = repetition(self.columns[change])
        return sum(repetition(self.columns[c]) != own for c in pair)

    def _same_block(self, column: int, change: int) -> bool:
        one, two = self.columns[column], self.columns[change]
        return one.segment == two.segment and one.unit == two.unit and abs(column - change) <= NEIGHBOURS

    def _directions(self, a: int, b: int) -> list[tuple[int, int]]:
        """Newer less older first, else left less right."""
        one, two = self.columns[a].fiscal_year, self.columns[b].fiscal_year
        if one is not None and two is not None and one < two:
            return [(b, a), (a, b)]
        return [(a, b), (b, a)]

    def _best(self, choices: list[Choice], rule: str) -> Iterator[ColumnPlan]:
        if not choices:
            return
        fits = [(self.fit(total, terms), total, terms) for total, terms in choices]
        fit, total, terms = max(fits, key=lambda f: f[0].holds)
        if fit.holds or self.columns[fits[0][1]].version:
            if fit.holds == 0:
                fit, total, terms = fits[0]
            yield ColumnPlan("difference", total, terms, rule, weak=not (fit.good and self._moves(total, terms)))

    def _moves(self, total: int, terms: tuple[tuple[int, int], ...]) -> bool:
        """Whether a relation holds in at least half of the rows whose total is not 0: two equal columns and a 0 say little."""
        allowed = slack(self.allowance, len(terms))
        moving = [row for row in self.rows if row.get(total)]
        held = [row for row in moving if size(sum(w * row.get(c, 0) for w, c in terms) - row[total]) <= allowed]
        return 2 * len(held) >= len(moving)

    # ------------------------------------------------------------------------------------------- formulas and arithmetic

    def _written(self) -> Iterator[ColumnPlan]:
        years = {found[1]: c for c in self.money if (found := _YEAR.search(self._last(c)))}  # 6-5 beside 令和6年度, 令和5年度
        marks = years | {mark(self._last(c)): c for c in self.money if mark(self._last(c))}
        for c in self.money:
            written = formula(self._last(c))
            if written and all(m in marks for _, m in written[1]):
                terms = tuple((w, marks[m]) for w, m in written[1])
                yield ColumnPlan("difference", c, terms, "formula in its header", weak=not self.fit(c, terms).good)

    def _prescribed(self) -> Iterator[ColumnPlan]:
        for total, terms in prescribed(self.columns, self.money):
            fit = self.fit(total, terms)
            yield ColumnPlan("difference", total, terms, AS_IN_FORMS, weak=not (fit.good and self._moves(total, terms)))

    def _last(self, column: int) -> str:
        return own_header(self.columns[column])

    def same_unit(self, a: int, b: int) -> bool:
        """Whether two columns are printed in one unit."""
        return self.columns[a].unit == self.columns[b].unit


def grouped(across: Across) -> Iterator[ColumnPlan]:
    """Relations between groups of columns of the same names, found under one of these and claimed under all of them."""
    groups = like_groups(across.columns, across.money)
    for pattern in patterns_of(list(groups)):
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


def at_a_time(plan: ColumnPlan, item: str) -> tuple[tuple[int, int], ...]:
    """The addends of a total in a row: of a balance over the parts of a year the first's opening, or the last's closing one."""
    if plan.periods and is_opening(item):
        return plan.terms[:1]
    if plan.periods and is_closing(item):
        return plan.terms[-1:]
    return plan.terms
