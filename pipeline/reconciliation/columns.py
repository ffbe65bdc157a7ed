"""Which columns of a statement are sums or differences of others?  合計 = Σ segments, after = before + change, 増減, 差異."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from pipeline.model import Column, EquationKind, Number
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.forms import AS_IN_FORMS, prescribed
from pipeline.reconciliation.sheets import Fit, slack
from pipeline.reconciliation.words import formula, is_closing, is_difference, is_opening, is_total, mark, sign

BY_ARITHMETIC = "by arithmetic"
ROLLED = "the balance before, and what came and went"
DIFFERENCE = "difference column"
REVISED = "after = before + change"
NEIGHBOURS = 4
"""How many columns to the left and right a difference column's terms are looked for."""
MOST_FREE_COLUMNS = 12
"""Columns among which relations are looked for by arithmetic alone; more would cost more than they tell."""
MISSED = 3
"""Rows that must keep one relation more than another to make up for a row that does not."""
NEARLY_ALL = (9, 10)
"""Share of the rows that keep what a header claims."""
_PERIOD = re.compile(r"^第?[1-4一二三四](?:四半期|期)|^[0-9]{1,2}月|^(?:上|下)(?:半)?期|^(?:上|下)半期|^第?[1-4一二三四]Q")
LEAST_ROWS = 3
"""Rows that must bear out a relation between columns that no header claims."""
_CHANGE = re.compile(r"増減|比較|差異|差引|差額|過不足|対比")
_BALANCE = re.compile(
    r"残高|現在高|(?:期首|期末|年度末)(?:帳簿)?(?:価額|簿価)|^(?:前年?度末|当年?度末|本年度末|前期末|当期末|期首|期末)$"
)
_CAME = re.compile(r"増加|起債|発行|借入|取得|繰入|受入|積立|加入|増資|^増(?:額|高)?$")
_WENT = re.compile(r"減少|償還|返済|取崩|除却|売却|目的使用|償却|脱退|減資|^減(?:額|高)?$")
"""What balances grow and shrink by between two of them: of a fund, a loan, an asset, of members and their shares."""
_INTEREST = re.compile(r"利子|利息|手数料")
"""Paid beside what is paid back: a loan does not fall by it."""
_SOURCES = re.compile(r"^(?:左|上記|同上)の.*内訳$|財源内訳$")
"""Columns that break down the amount printed left of them."""
_WHOLE = re.compile("総額$|総数$")
_UNIT_BEHIND = re.compile(r"\([^()]*\)$")
"""支給率計(月分) is the total of 支給率."""
_REVISION = re.compile(r"補正額$|補正額\(|更正額")


Choice = tuple[int, tuple[tuple[int, int], ...]]
"""A total column, and (weight, column) of each addend."""


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
            values = {places[c].column: book.values[c] for c in cells}
            known = {column: value for column, value in values.items() if value is not None and column in self.money}
            if len(known) > 1 and places[cells[0]].unit != "%":
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

    def plans(self) -> list[ColumnPlan]:
        """Every relation between the columns."""
        if len(self.money) < 2 or not self.rows:
            return []
        found: dict[int, ColumnPlan] = {}
        for plan in self.by_words():
            if not (plan.weak and plan.rule == AS_IN_FORMS):
                found.setdefault(plan.total, plan)
        used = {column for plan in found.values() for column in (plan.total, *(c for _, c in plan.terms))}
        while further := next(self._by_arithmetic(used, found), None):
            found[further.total] = further
        return list(found.values())

    def by_words(self) -> Iterator[ColumnPlan]:
        """Relations that headers claim; a change that a total adds up with what it changes is no difference of two levels."""
        told = [*self._written(), *self._prescribed(), *self._totals(), *self._sources(), *self._revisions(), *self._sides()]
        added = {c for plan in told if not plan.weak and plan.kind == "cross_footing" for _, c in plan.terms}
        changes = (plan for plan in self._changes() if plan.total not in added)
        yield from (*told, *self._gains_and_losses(), *changes, *self._rolled(), *self._of_one_unit())

    def kept(self, a: int | None = None, b: int | None = None, share: tuple[int, int] = NEARLY_ALL) -> set[int]:
        """Columns whose headers claim a relation that nearly every row keeps; ``a`` and ``b`` change places first."""
        as_read = self.rows
        if a is not None and b is not None:
            other = {a: b, b: a}
            self.rows = [{other.get(c, c): value for c, value in row.items()} for row in as_read]
        plans = [plan for plan in self.by_words() if (not plan.weak or plan.rule == AS_IN_FORMS) and not self._strays(plan)]
        told = {plan.told_by: plan for plan in reversed(plans)}
        fits = {c: self.fit(plan.total, plan.terms) for c, plan in told.items()}
        self.rows = as_read
        return {c for c, fit in fits.items() if fit.tried >= LEAST_ROWS and share[1] * fit.holds >= share[0] * fit.tried}

    def _strays(self, plan: ColumnPlan) -> bool:
        """Whether a total adds up columns under other headers though several stand under its own: no header claims that."""
        own = {c for c in self.money if c != plan.total and self._beside(c, plan.total)}
        return plan.rule == "total column" and len(own) > 1 and not {c for _, c in plan.terms} <= own

    def differs_anywhere(self, change: int) -> bool:
        """Whether nearly every row keeps a change as the difference of some two columns, however far they stand apart.

        Where a form or a formula says which two, no others will do.
        """
        told = {plan.total for plan in (*self._written(), *self._prescribed())}
        if change in told or not is_change(self.columns[change]) or self.columns[change].version:
            return False
        levels = [c for c in self.money if c != change and self._same_unit(c, change)]
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
        split = {up for _, up, *_ in gains_and_losses(self.columns, self.money)}
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
            others = [c for c in self.money if c != total and self._same_unit(c, total)]
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
            left = [c for c in self.money if c < group[0] and self._same_unit(c, group[0])]
            named = [c for c in left if head.startswith(self._last(c))]
            if len(parts) > 1 and left:
                yield (named or left)[-1], parts

    def _wholes(self, totals: list[int]) -> Iterator[ColumnPlan]:
        """総額 beside its parts, where every row keeps it: the word alone may name something else."""
        for whole in self.money:
            if whole not in totals and _WHOLE.search(self._last(whole)):
                terms = tuple((1, c) for c in self.money if c not in (whole, *totals) and self._alike(c, whole))
                fit = self.fit(whole, terms)
                if len(terms) > 1 and fit.tried >= LEAST_ROWS and fit.holds == fit.tried:
                    yield ColumnPlan("cross_footing", whole, terms, "total column")

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
            if column.version != "補正額" and not _REVISION.search(column.name):
                continue
            near = [c for c in self.money if c != change and self.columns[c].segment == column.segment and abs(c - change) <= 2]
            own = [c for c in near if self._beside(c, change)]
            near = own if len(own) > 1 else near
            choices: list[Choice] = [(after, ((1, before), (1, change))) for before in near for after in near if before < after]
            yield from (replace(plan, by=change) for plan in self._best(choices, REVISED))

    def _sides(self) -> Iterator[ColumnPlan]:
        """差引 beside what comes in and what goes out: the one total under each of the two headers, in most rows."""
        for c in self.money:
            if not is_difference(self._last(c)):
                continue
            totals = [t for t in self.money if t != c and self._same_unit(t, c)]
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

    def _changes(self) -> Iterator[ColumnPlan]:
        for change in self.money:
            column = self.columns[change]
            if column.measure not in ("増減", "差異") and not _CHANGE.search(column.name.rsplit(" / ", 1)[-1]):
                continue
            near = [c for c in self.money if c != change and self._same_block(c, change)]
            pairs = [(a, b) for i, a in enumerate(near) for b in near[i + 1 :]]
            pairs.sort(key=lambda pair: (self._strangers(change, pair), abs(pair[0] - change) + abs(pair[1] - change)))
            choices: list[Choice] = [(change, ((1, x), (-1, y))) for a, b in pairs[:6] for x, y in self._directions(a, b)]
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
        own = _repetition(self.columns[change])
        return sum(_repetition(self.columns[c]) != own for c in pair)

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
        marks = {mark(self._last(c)): c for c in self.money if mark(self._last(c))}
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
        return self.columns[column].name.rsplit(" / ", 1)[-1]

    def _by_arithmetic(self, used: set[int], known: dict[int, ColumnPlan]) -> Iterator[ColumnPlan]:
        """A column as the signed sum of two or three others that no header relates, borne out by nearly every row.

        After the first, each needs a column that none of those before it has, or it would follow from them.
        """
        told = {c for plan in known.values() if plan.rule == BY_ARITHMETIC for c in (plan.total, *(c for _, c in plan.terms))}
        free = [c for c in self.money if c not in used]
        if not 3 <= len(free) <= MOST_FREE_COLUMNS:
            return
        best: tuple[int, ColumnPlan] | None = None
        for total, terms in self._combinations(free):
            if total in known or told.issuperset((total, *(c for _, c in terms))):
                continue
            score = self._borne_out(total, terms)
            if score is not None and (best is None or score > best[0]):
                best = score, ColumnPlan("cross_footing", total, terms, BY_ARITHMETIC)
                if score == len(self.rows):
                    break
        if best:
            yield best[1]

    def _combinations(self, free: list[int]) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
        printed = {c: sum(c in row for row in self.rows) for c in free}
        for count in (2, 3):
            for total in sorted(free, key=lambda c: (printed[c], c), reverse=True):  # one that most rows have proves most
                near = [c for c in free if c != total and abs(c - total) <= NEIGHBOURS + 1 and self._same_unit(c, total)]
                for columns in combinations(near, count):
                    for signs in product((1, -1), repeat=count):
                        if max(signs) > 0:
                            yield total, tuple(zip(signs, columns, strict=True))
        for total in (free[0], free[-1]):
            rest = tuple((1, c) for c in free if c != total and self._same_unit(c, total))
            if len(rest) > 3:
                yield total, rest

    def _same_unit(self, a: int, b: int) -> bool:
        return self.columns[a].unit == self.columns[b].unit

    def _borne_out(self, total: int, terms: tuple[tuple[int, int], ...]) -> int | None:
        """How many rows keep a relation, less those that do not, which count more; ``None`` unless nearly every row does, and
        enough of them with two addends."""
        allowed = slack(self.allowance, len(terms))
        missed = telling = held = 0
        counted: set[int] = set()
        most = max(1, len(self.rows) // 10)
        for row in self.rows:
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


def at_a_time(plan: ColumnPlan, item: str) -> tuple[tuple[int, int], ...]:
    """The addends of a total in a row: of a balance over the parts of a year the first's opening, or the last's closing one."""
    if plan.periods and is_opening(item):
        return plan.terms[:1]
    if plan.periods and is_closing(item):
        return plan.terms[-1:]
    return plan.terms


def is_period(column: Column) -> bool:
    """Whether a header names a part of a year: a month, a quarter, a half, and not the month of a revision (3月補正後)."""
    own = column.name.rsplit(" / ", 1)[-1]
    return bool(_PERIOD.match(own)) and "補正" not in own and not is_total(own)


def is_total_column(column: Column) -> bool:
    """Whether a header, or the segment that it names, says that others are added up here."""
    own = _UNIT_BEHIND.sub("", column.name.rsplit(" / ", 1)[-1])
    return is_total(own) or (column.segment != "" and is_total(column.segment))


def rolling(columns: Sequence[Column], money: Sequence[int]) -> Iterator[Choice]:
    """Each balance as the one left of it, and the columns between them, all of which say what came or what went.

    Interest paid beside what is paid back leaves it as it is; what land has cost grows by it.
    """
    balances = [c for c in money if is_balance(columns[c])]
    for before, after in pairwise(balances):
        between = [c for c in money if before < c < after]
        paid = [c for c in between if not _INTEREST.search(columns[c].name.rsplit(" / ", 1)[-1])]
        for moved in (between, paid) if paid != between else (between,):
            signs = [moves(columns[c]) for c in moved]
            if moved and all(signs):
                yield after, ((1, before), *zip(signs, moved, strict=True))


def gains_and_losses(columns: Sequence[Column], money: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """(newer year, more, less, older year) where what two years differ by has a column for either direction."""
    measured = [c for c in money if columns[c].measure in ("増", "減")]
    for up, down in pairwise(measured):
        if (columns[up].measure, columns[down].measure) != ("増", "減") or down - up > 2:  # one that is not in the print between
            continue
        near = [c for c in money if 0 < up - c <= NEIGHBOURS and columns[c].unit == columns[up].unit and columns[c].fiscal_year]
        for a, b in pairwise(near[-2:]):
            one, two = columns[a].fiscal_year or 0, columns[b].fiscal_year or 0
            if one != two:
                yield (a, up, down, b) if one > two else (b, up, down, a)


def is_balance(column: Column) -> bool:
    """Whether a header names what there is of something at a time: 期末残高, 現在高."""
    return bool(_BALANCE.search(column.name.rsplit(" / ", 1)[-1])) and not moves(column)


def moves(column: Column) -> int:
    """Whether a header says what came to a balance or what went from it, outer levels asked where its own does not say."""
    for level in reversed(column.name.split(" / ")):
        if bool(_CAME.search(level)) != bool(_WENT.search(level)):
            return 1 if _CAME.search(level) else -1
    return 0


def _repetition(column: Column) -> str:
    return column.name.rpartition(" #")[2] if " #" in column.name else ""


def is_change(column: Column) -> bool:
    """Whether a column tells what amounts differ by (増減, 差異, 補正額), and so may be of either sign."""
    own = column.name.rsplit(" / ", 1)[-1]
    told = column.measure in ("増減", "差異") or column.version == "補正額"
    return told or bool(_CHANGE.search(own) or _REVISION.search(column.name))


def claims_a_relation(column: Column) -> bool:
    """Whether a header says that its figures follow from those of other columns."""
    own = column.name.rsplit(" / ", 1)[-1]
    changes = column.version == "補正額" or _CHANGE.search(own) or _REVISION.search(column.name)
    return is_total_column(column) or bool(changes or _WHOLE.search(own)) or formula(own) is not None
