"""Which rows of a statement are sums of other rows?  Read top to bottom: rows stay open until a total closes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from pipeline.model import Row
from pipeline.reconciliation.breakdowns import descendants, family, parents_first
from pipeline.reconciliation.flow_sides import outflows_negative, side_unsaid, sides_said
from pipeline.reconciliation.sheets import Fit, Memory, Plan, Sheet, Terms, slack
from pipeline.reconciliation.words import (
    formula,
    is_closing,
    is_difference,
    is_flow_total,
    is_given,
    is_opening,
    is_partial,
    is_total,
    is_undisposed,
    moves,
    plain,
    sign,
    stem,
)

CLOSES_ITS_HEADING = "closes its heading"
OF_BRANCHES = "results of all branches"
STOCKS = ("balance_sheet", "inventory")
LEAST_SUMS_ABOVE = 2
"""Sums found above, before a total that differs from the only row of its block is held against it."""
LEAST_BRANCHES = 3
"""Results that end in the name of the one below them, at least."""
LEAST_ITEMS, LEAST_COLUMNS = 3, 2
"""Items that a line without a word for it adds up, and columns in which it does, at least."""
LONGEST_DIFFERENCE = 7
"""Addends of a 利益 or 差額 line at most: longer ones are sums of blocks, and 2^n signs must be tried."""


_BLOCK = re.compile(r"(?:差額|差引額?|増減額?|収支額?)(?:合計|計)?$")
"""What a block of rows comes to, whichever way they count."""
_COST = re.compile(r"純(?:経常)?行政コスト$")
"""Printed as cost less revenue by some, with a minus by others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of what a row is the sum of."""

    terms: Terms
    rule: str
    favoured: bool
    """The labels say so, not only the arithmetic."""
    fit: Fit
    pooled: int
    """Columns of all siblings in which it held."""


class Footing:
    """One pass down a statement.  ``memory`` holds what siblings taught in the pass before."""

    def __init__(self, sheet: Sheet, memory: Memory, parents: dict[int, Terms]) -> None:
        self.sheet, self.memory, self.parents = sheet, memory, parents
        self.statement = sheet.book.packet.statements[sheet.index]
        self.headings = {(*row.section, row.item) for row in self.statement.rows if row.heading}
        self.written = any(formula(row.item) for row in self.statement.rows)
        before = self.sheet.book.packet.statements[: self.sheet.index]
        self.continued = any(
            other.title == self.statement.title and other.kind == self.statement.kind and not is_total(other.rows[-1].item)
            for other in before if other.rows
        )  # fmt: skip
        """Whether the statement may begin in the middle of another one."""
        self.open: list[int] = []
        self.closed: set[int] = set()
        self.sums: set[int] = set()
        self.inner: dict[int, Terms] = {}
        """Parents among the open rows, found when a total did not add up without them."""

    def plans(self) -> list[Plan]:
        """Every sum down the rows."""
        found: list[Plan] = []
        for r in self.sheet.order:
            row = self.statement.rows[r]
            if r in self.closed or is_partial(row.item):
                continue
            if r in self.parents:
                self.closed.update(descendants(r, self.parents))
                found += [self._broken_down(p, self.parents[p]) for p in family(r, self.parents)]
                self.sums.add(r)
                if not is_difference(row.item):
                    self.open.append(r)
                    continue
            plan = self._plan(r, row)
            if plan:
                found += [*self._inner(plan), plan]
                self.sums.add(r)
                self._reduce(plan)
            if r not in self.open:
                self.open.append(r)
        return found

    def _plan(self, r: int, row: Row) -> Plan | None:
        if is_flow_total(row.item):
            plan = self._total(r, row)
            if plan and self.sheet.fit(r, plan.terms).good:
                return plan
            sure = any(is_flow_total(self.statement.rows[o].item) for o in self.sums)
            return self._difference(r, row) or (replace(plan, weak=not sure, soft=not sure) if plan else None)
        if self._may_differ(row):
            return self._difference(r, row)
        if is_total(row.item) or row.role in ("total", "subtotal"):
            if self._is_listed(r, row, -1):
                return None
            plan = self._total(r, row)
            return None if plan and self._is_listed(r, row, 1) and not self.sheet.fit(r, plan.terms).good else plan
        return self._unnamed(r)

    def _is_listed(self, r: int, row: Row, step: int) -> bool:
        """Whether the row and the next one up or down are named 小計 of one level: items whose parts are printed elsewhere."""
        if not _is_named_subtotal(row.item):
            return False
        at = self.sheet.order.index(r) + step
        if not 0 <= at < len(self.sheet.order):
            return False
        other = self.statement.rows[self.sheet.order[at]]
        return (other.section, other.indent) == (row.section, row.indent) and _is_named_subtotal(other.item)

    def _may_differ(self, row: Row) -> bool:
        """In a statement of stocks 利益 is an item like any other, and one that formulas call while it has none itself."""
        if self.written and is_given(row.item):
            return False
        if self.statement.kind in STOCKS:
            return row.role == "difference" and is_difference(row.item) and not row.section
        if self.statement.kind == "equity_changes":
            return is_closing(row.item)
        result = is_difference(row.item) or (self.statement.kind == "income_statement" and is_undisposed(row.item))
        return (result and row.role != "memo") or row.role == "difference" or is_closing(row.item)

    def _reduce(self, plan: Plan) -> None:
        used = {row for _, row in plan.terms}
        inner = {row for r in used if r in self.inner for row in descendants(r, self.inner)}
        self.open = [row for row in self.open if row not in used and row not in inner]

    def _inner(self, plan: Plan) -> list[Plan]:
        """Breakdowns inside what a total adds up."""
        parents = [p for _, r in plan.terms if r in self.inner and r not in self.sums for p in family(r, self.inner)]
        self.sums.update(parents)
        return [self._broken_down(p, self.inner[p]) for p in parents]

    def _broken_down(self, r: int, terms: Terms) -> Plan:
        guess = r in self.sheet.doubtful
        return Plan("footing", r, terms, "parent before its parts", weak=guess, soft=guess)

    def _unnamed(self, r: int) -> Plan | None:
        """A line without a word for it that is just the difference of the two sums before it, or the sum of all items since
        the last sum (人件費, 業務費 … 事業管理費), in every column."""
        if plan := self._sum_of_items(r):
            return plan
        rows = self.open[-2:]
        if len(rows) < 2 or not all(o in self.sums for o in rows):
            return None
        for signs in ((1, -1), (-1, 1)):
            terms = tuple(zip(signs, rows, strict=True))
            fit = self.sheet.fit(r, terms)
            if fit.tried and fit.holds == fit.tried:
                return Plan("difference", r, terms, "difference of the two sums above")
        return None

    def _sum_of_items(self, r: int) -> Plan | None:
        run = self.open[max((n + 1 for n, o in enumerate(self.open) if o in self.sums), default=len(self.open)) :]
        if len(run) < LEAST_ITEMS or len({self.statement.rows[o].section for o in (r, *run)}) > 1:
            return None
        terms = tuple((1, o) for o in run)
        fit = self.sheet.fit(r, terms)
        if fit.holds < LEAST_COLUMNS or fit.holds < fit.tried:
            return None
        return Plan("footing", r, terms, "sum of the items since the last sum")

    # ------------------------------------------------------------------------------------------------------------ totals

    def _total(self, r: int, row: Row) -> Plan | None:
        candidates = list(self._total_candidates(r, row))
        if not candidates:
            return None
        best = max(candidates, key=_total_rank)
        if best.fit.holds == 0 and not best.favoured and not best.pooled:
            return None
        results = bool(stem(row.item)) and any(is_difference(self.statement.rows[o].item) for _, o in best.terms)
        favoured = best.favoured and not results  # 基本金組入額合計 adds up no 収支差額 above it
        strong = best.fit.good or best.pooled >= 2 or (favoured and self._whole_block(row))
        if not best.fit.good and (not any(self.sheet.numbers[r]) or (not strong and len(best.terms) < 2)):
            return None
        return Plan(
            "footing",
            r,
            best.terms,
            best.rule,
            weak=not strong,
            soft=not strong and favoured and not side_unsaid(self.statement, best.terms),
        )

    def _total_candidates(self, r: int, row: Row) -> Iterator[Candidate]:
        n = len(self.open)
        default, rule = self._default_run(row)
        yield from self._roots(r, default)
        for k, fit in self._suffix_fits(r, {default, *self._joined(row)}):
            terms = tuple((1, o) for o in self.open[n - k :])
            joined = k in self._joined(row)
            why = "totals named in its label" if joined else rule if k == default else "by arithmetic"
            yield self._candidate(r, terms, why, k == default or joined, fit)
        yield from self._remembered(r)

    def _roots(self, r: int, default: int) -> Iterator[Candidate]:
        """The run without the parts of its own rows: 流動負債 beside 未払金, which it contains."""
        run = self.open[len(self.open) - default :]
        if default < 2 or self.sheet.fit(r, tuple((1, o) for o in run)).good:
            return
        levels = [self.statement.rows[o].indent for o in run]
        outer = [o for o, level in zip(run, levels, strict=True) if level == min(levels)]
        flat = [parents_first(self.sheet, run, flat=True)] if len(set(levels)) > 1 else []
        for parents, rows in (parents_first(self.sheet, run), ({}, outer), *flat):
            terms = tuple((1, o) for o in rows)
            fit = self.sheet.fit(r, terms)
            if len(rows) < len(run) and (fit.good or len(parents) >= LEAST_SUMS_ABOVE):
                self.inner.update(parents)
                yield self._candidate(r, terms, "closes the rows above, without their parts", True, fit)
                if fit.good:
                    return

    def _suffix_fits(self, r: int, wanted: set[int]) -> list[tuple[int, Fit]]:
        """Fit of every run of open rows that ends here: those that hold somewhere, and the wanted ones."""
        width = len(self.sheet.numbers[r])
        sums, touched = [0] * width, [False] * width
        found: list[tuple[int, Fit]] = []
        for k, o in enumerate(reversed(self.open), 1):
            for c, value in enumerate(self.sheet.numbers[o]):
                if value:
                    sums[c] += value  # type: ignore[assignment]
                    touched[c] = True
            fit = self.sheet.compare(r, list(sums), touched, slack(self.sheet.allowance, k))
            if k in wanted or (k > 1 and fit.good):
                found.append((k, fit))
        return found

    def _default_run(self, row: Row) -> tuple[int, str]:
        if self._closes_heading(row):
            depth = len(row.section)
            count = 0
            for o in reversed(self.open):
                if self.statement.rows[o].section[:depth] != row.section:
                    break
                count += 1
            if count or row.section in self.headings:
                return count, CLOSES_ITS_HEADING
        count = 0
        for o in reversed(self.open):
            outside = row.section and self.statement.rows[o].section[: len(row.section)] != row.section
            if (o in self.sums) != (self.open[-1] in self.sums) or outside:
                break
            count += 1
        return count, "closes the rows above"

    def _closes_heading(self, row: Row) -> bool:
        if not row.section:
            return False
        name = stem(row.item)
        heading = plain(row.section[-1])
        return not name or name == stem(row.section[-1]) or heading.startswith(name) or heading.endswith(name)

    def _whole_block(self, row: Row) -> bool:
        """Whether a total names a heading that is printed in this statement, so that none of its rows can be missing."""
        worded = sides_said([self.statement.rows[o].item for o in self.open])
        if self.statement.kind == "cash_flow" and not stem(row.item) and not worded:
            return False
        return (self._closes_heading(row) and row.section in self.headings) or self._simple_block(row)

    def _simple_block(self, row: Row) -> bool:
        """Whether the rows above are plain items of the total's own section, at one level, between two others' rows."""
        run = self.open[len(self.open) - self._default_run(row)[0] :]
        rows = [self.statement.rows[o] for o in run]
        if not run or is_difference(row.item) or any(o in self.sums or is_total(self.statement.rows[o].item) for o in run):
            return False
        alike = len({r.indent for r in rows}) == 1 and all(r.section == row.section for r in rows)
        alone = len(run) == 1 and (not row.section or len(self.sums) < LEAST_SUMS_ABOVE)
        return alike and not alone and not (self.continued and run[0] == self.sheet.order[0])

    def _joined(self, row: Row) -> list[int]:
        """Lengths of runs whose names the label puts together: 負債純資産合計 = 負債合計 + 純資産合計."""
        name = stem(row.item)
        if not name:
            return []
        found = []
        for k in range(2, min(5, len(self.open) + 1)):
            stems = [stem(self.statement.rows[o].item) for o in self.open[-k:]]
            if all(stems) and _in_order(stems, name):
                found.append(k)
        return found

    # ------------------------------------------------------------------------------------------------------- differences

    def _difference(self, r: int, row: Row) -> Plan | None:
        candidates = [*self._signed(r, row), *self._remembered(r)]
        whole = any(0 < c.fit.tried == c.fit.holds for c in candidates)
        if self.parents and is_closing(row.item) and not whole:
            candidates += self._carried_on_by_parents(r)
        elif not whole:
            candidates += self._outer_rows(r, row)
        if not candidates:
            return None
        best = max(candidates, key=lambda c: (c.pooled + c.fit.holds, c.favoured, c.fit.holds))
        if best.fit.holds + best.pooled == 0 and not best.favoured:
            return None
        closing = is_closing(row.item)
        supported = best.fit.good or best.pooled >= 2
        if closing and not supported and not best.favoured:
            return None
        sure = supported or best.rule == OF_BRANCHES
        return Plan("difference", r, best.terms, best.rule, weak=not sure, soft=not sure and best.favoured)

    def _signed(self, r: int, row: Row) -> Iterator[Candidate]:
        n = len(self.open)
        default, block = self._default_difference(), self._block(row)
        if n and self.open[-1] in self.sums:
            fit = self.sheet.fit(r, ((1, self.open[-1]),))
            if fit.tried and fit.holds == fit.tried:
                yield self._candidate(r, ((1, self.open[-1]),), "the same as the sum above", False, fit)
        if block == 1 and self._changes_of_its_block(r, row):
            for terms in (((1, self.open[-1]),), ((-1, self.open[-1]),)):
                fit = self.sheet.fit(r, terms)
                if fit.tried and fit.holds == fit.tried:
                    yield self._candidate(r, terms, "the only row under its heading", False, fit)
        for k in range(2, min(LONGEST_DIFFERENCE, n) + 1):
            rows = self.open[n - k :]
            words = [self._side(o) for o in rows]
            if k in (block, n):
                yield from self._branches(r, rows)
            worded = k == n and all(words[1:])  # 供給高, 供給原価: before the first result of a list
            if not any(o in self.sums for o in rows) and not self.parents and k not in (default, block) and not worded:
                continue
            if is_flow_total(row.item) and outflows_negative(self.sheet):
                words = [1] * k
            if is_closing(row.item):
                opening = [is_opening(self.statement.rows[o].item) for o in rows]
                if not any(opening):
                    continue
                paid = not outflows_negative(self.sheet)  # 支出計 is taken away, unless what is paid bears a minus
                words = [
                    1 if first or (o in self.sums and not (w < 0 and paid)) else w
                    for o, w, first in zip(rows, words, opening, strict=True)
                ]
            yield from self._sign_choices(r, rows, words, k == default or (is_closing(row.item) and self._carried_on(rows)))

    def _side(self, r: int) -> int:
        """The side that a row takes in a difference; open where what is paid or lost bears a minus: 臨時損失 △4,218."""
        side = _word(self.statement.rows[r])
        return 0 if side < 0 and max(self.sheet.numbers[r]) <= 0 else side

    def _branches(self, r: int, rows: list[int]) -> Iterator[Candidate]:
        """事業総利益 below 信用事業総利益, 共済事業総利益 …: what all branches come to, by their names."""
        name = plain(self.statement.rows[r].item)
        named = [plain(self.statement.rows[o].item).endswith(name) for o in rows]
        if sum(named) >= LEAST_BRANCHES and all(is_difference(self.statement.rows[o].item) for o in rows):
            terms = tuple((1, o) for o in rows)
            yield self._candidate(r, terms, OF_BRANCHES, True, self.sheet.fit(r, terms))

    def _carried_on_by_parents(self, r: int) -> Iterator[Candidate]:
        """The balance before and what it changed by, without the parts of the changes, which are printed no further in."""
        before = next((i for i, o in enumerate(self.open) if is_opening(self.statement.rows[o].item)), None)
        if before is None:
            return
        parents, roots = parents_first(self.sheet, self.open[before:], flat=True)
        terms = tuple((1, o) for o in roots)
        fit = self.sheet.fit(r, terms)
        if parents and len(terms) > 1 and fit.tried and fit.holds == fit.tried:
            self.inner.update(parents)
            self.sums -= parents.keys()
            yield self._candidate(r, terms, "difference of the rows above", True, fit)

    def _outer_rows(self, r: int, row: Row) -> Iterator[Candidate]:
        """What the rows of its block come to without the parts of some of them: 受取寄付金 beside 受取寄付金, its only part."""
        block = self.open[len(self.open) - self._block(row) :]
        parents, roots = parents_first(self.sheet, block) if len(block) > 2 else ({}, [])
        if not parents or not 1 < len(roots) < len(block):
            return
        words = [_word(self.statement.rows[o]) for o in roots]
        for candidate in self._sign_choices(r, roots, [words[0] or 1, *(0 for _ in words[1:])], False):
            if 0 < candidate.fit.tried == candidate.fit.holds:
                self.inner.update(parents)
                self.sums -= parents.keys()
                yield candidate
                return

    def _carried_on(self, rows: list[int]) -> bool:
        """Whether rows are an opening balance and what it grew and shrank by, each by its own word: 期首残高, 増加高, 減少高."""
        items = [self.statement.rows[o].item for o in rows]
        return is_opening(items[0]) and all(map(moves, items[1:])) and len({moves(item) for item in items[1:]}) > 1

    def _changes_of_its_block(self, r: int, row: Row) -> bool:
        """Whether the row ends its section and says what that comes to: 当期経常外増減額 under a heading with 除却損 alone."""
        at = self.sheet.order.index(r) + 1
        ends = at == len(self.sheet.order) or self.statement.rows[self.sheet.order[at]].section != row.section
        return ends and bool(_BLOCK.search(plain(row.item)))

    def _block(self, row: Row) -> int:
        """How many open rows stand under the row's own heading: 受入額 and 返還額 before 当期増減額."""
        return sum(self.statement.rows[o].section == row.section for o in self.open) if row.section else 0

    def _sign_choices(self, r: int, rows: list[int], words: list[int], default: bool) -> Iterator[Candidate]:
        free = [[w] if w else [1, -1] for w in words]
        free[0] = [words[0] or 1]
        first = True
        both = [tuple(-s for s in signs) for signs in product(*free)] if _COST.search(plain(self.statement.rows[r].item)) else []
        for signs in (*product(*free), *both):
            if all(s < 0 for s in signs):
                continue
            terms = tuple(zip(signs, rows, strict=True))
            fit = self.sheet.fit(r, terms)
            if fit.holds or (default and first):
                yield self._candidate(r, terms, "difference of the rows above", default and first, fit)
            first = False

    def _default_difference(self) -> int:
        """How many open rows a difference line takes when arithmetic does not tell: all sums since the last difference."""
        count = 0
        for o in reversed(self.open):
            item = self.statement.rows[o].item
            if not (o in self.sums or is_opening(item)):
                break
            count += 1
            if is_difference(item):
                break
        results = 0
        for o in reversed(self.open):  # what several activities come to: all results, none used yet
            if o not in self.sums or not is_difference(self.statement.rows[o].item):
                break
            results += 1
        return count if count > 1 else results if results > 1 else 0

    # ------------------------------------------------------------------------------------------------------------- shared

    def _remembered(self, r: int) -> Iterator[Candidate]:
        for terms, pooled in self.memory.templates(self.sheet, r)[:4]:
            if all(row in self.open for _, row in terms):
                yield Candidate(terms, "as in its sibling statements", False, self.sheet.fit(r, terms), pooled)

    def _candidate(self, r: int, terms: Terms, rule: str, favoured: bool, fit: Fit) -> Candidate:
        pooled = self.memory.held(self.sheet, r, terms)
        return Candidate(terms, rule, favoured, fit, pooled)


def _total_rank(candidate: Candidate) -> tuple[bool, bool, bool, int, bool, bool, int]:
    """What holds in all of several columns goes before what the label says, and that before what holds in most."""
    fit = candidate.fit
    whole = fit.good and fit.holds == fit.tried > 1
    return (fit.good, whole, candidate.favoured and fit.good, fit.holds, candidate.pooled > 0, candidate.favoured,
            candidate.pooled)  # fmt: skip


def _word(row: Row) -> int:
    """The side that a row takes in a difference; of a bare 計 its heading tells."""
    bare = is_total(row.item) and not stem(row.item) and row.section
    return sign(row.section[-1] if bare else row.item)


def _is_named_subtotal(item: str) -> bool:
    return plain(item).endswith("小計") and bool(stem(item))


def _in_order(stems: list[str], name: str) -> bool:
    at = 0
    for text in stems:
        found = name.find(text, at)
        if found < 0:
            return False
        at = found + len(text)
    return True
