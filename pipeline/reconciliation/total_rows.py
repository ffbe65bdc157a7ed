"""What does a row called a total add up?  The block above it, a heading's rows, totals that its label joins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.model import Row
from pipeline.reconciliation.breakdowns import parents_first
from pipeline.reconciliation.difference_rows import difference_of
from pipeline.reconciliation.flow_sides import outflows_negative, side_unsaid, sides_said
from pipeline.reconciliation.numbering import numbered
from pipeline.reconciliation.open_rows import Candidate, OpenRows
from pipeline.reconciliation.sheets import Fit, Plan, Terms, slack
from pipeline.reconciliation.words import is_difference, is_opening, is_total, plain, stem

CLOSES_ITS_HEADING = "closes its heading"
LONGEST_MARK = 4
"""Characters of a number in brackets, (10), at most; longer ones are names."""
LEAST_COLUMNS = 2
"""Columns in which a row must be taken away before it is taken to be printed so."""
_LEFT_OUT = re.compile(r"\((.+?)(?:を|は)除く。?\)$")
_NET = re.compile("(?:損益|収支|差額|増減)$")
"""What a total may be the net of."""
LEAST_SUMS_ABOVE = 2
"""Sums found above, before a total that differs from the only row of its block is held against it."""


def total_of(above: OpenRows, r: int, row: Row) -> Plan | None:
    """The likeliest sum that a total row is; weak where neither arithmetic nor the siblings bear it out."""
    candidates = list(_candidates(above, r, row))
    if not candidates:
        return None
    best = max(candidates, key=_total_rank)
    net = None if best.fit.good else _net_of_its_block(above, r, row)
    if net:
        return net
    if best.fit.holds == 0 and not best.favoured and not best.pooled:
        return None
    outside = [o for _, o in best.terms if not row.section or above.statement.rows[o].section[: len(row.section)] != row.section]
    results = bool(stem(row.item)) and any(is_difference(above.statement.rows[o].item) for o in outside)
    favoured = best.favoured and not results  # 基本金組入額合計 adds up no 収支差額 above it
    strong = best.fit.good or best.pooled >= 2 or (favoured and _whole_block(above, row))
    if not best.fit.good and (not any(above.sheet.numbers[r]) or (not strong and len(best.terms) < 2)):
        return None
    return Plan(
        "footing",
        r,
        best.terms,
        best.rule,
        weak=not strong,
        soft=not strong and favoured and (outflows_negative(above.sheet) or not side_unsaid(above.statement, best.terms)),
    )


def _net_of_its_block(above: OpenRows, r: int, row: Row) -> Plan | None:
    """What is left of the rows under its heading, some taken away without a minus: 特別損益計 of 売却益 and 繰入額.

    Only if it holds in every column, several at least: one that fails may have lost the minus of one figure.
    """
    if not row.section or not _NET.search(stem(row.item)):
        return None
    plan = difference_of(above, r, row)
    if plan is None or plan.weak or len(plan.terms) != sum(above.statement.rows[o].section == row.section for o in above.open):
        return None
    fit = above.sheet.fit(r, plan.terms)
    taken = [o for weight, o in plan.terms if weight < 0]
    several = all(sum(bool(value) for value in above.sheet.numbers[o]) >= LEAST_COLUMNS for o in taken)
    return plan if taken and several and fit.tried == fit.holds else None


def _candidates(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    n = len(above.open)
    default, rule = _default_run(above, row)
    yield from _in_brackets(above, r, row, default)
    yield from _of_its_line(above, r, row)
    yield from _leaving_out(above, r, row)
    yield from _roots(above, r, default)
    yield from _of_two_sides(above, r, row)
    for k, fit in _suffix_fits(above, r, {default, *_joined(above, row)}):
        terms = tuple((1, o) for o in above.open[n - k :])
        joined = k in _joined(above, row)
        why = "totals named in its label" if joined else rule if k == default else "by arithmetic"
        yield above.candidate(r, terms, why, k == default or joined, fit)
    yield from above.remembered(r)


def _in_brackets(above: OpenRows, r: int, row: Row, default: int) -> Iterator[Candidate]:
    """Of a run in which some names stand in brackets, (非常勤役員) below 役員: those that are written as the total is."""
    run = above.open[len(above.open) - default :]
    own = [o for o in run if _bracketed(above.statement.rows[o].item) == _bracketed(row.item)]
    if 1 < len(own) < len(run):
        terms = tuple((1, o) for o in own)
        yield above.candidate(r, terms, "the rows above written as it is", True, above.sheet.fit(r, terms))


def _of_its_line(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    """Where each row has several lines, 予算 above and 決算 below: the same line of all rows of its section."""
    rows = above.statement.rows
    own = [o for o in above.open if rows[o].section == row.section and rows[o].item != row.item]
    lines = [o for o in own if rows[o].occurrence == row.occurrence]
    others = {rows[o].item for o in own if rows[o].occurrence != row.occurrence}
    if len(lines) > 1 and (row.occurrence > 1 or others == {rows[o].item for o in lines}):
        terms = tuple((1, o) for o in lines)
        yield above.candidate(r, terms, "the same line of the rows above", True, above.sheet.fit(r, terms))


def _leaving_out(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    """加入者合計（特約を除く。）: all that is open but what belongs to 特約."""
    named = _LEFT_OUT.search(plain(row.item))
    rows = above.statement.rows
    if named:
        left_out = {o for o in above.open if any(plain(name).startswith(named[1]) for name in (rows[o].item, *rows[o].section))}
        terms = tuple((1, o) for o in above.open if o not in left_out)
        if left_out and len(terms) > 1:
            yield above.candidate(r, terms, "the rows above that its label does not leave out", True, above.sheet.fit(r, terms))


def _of_two_sides(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    """負債純資産合計 of 負債合計 and 純資産合計 (or 資本), wherever these are printed: above their parts, too."""
    name, rows = stem(row.item), above.statement.rows
    sides = {o: stem(rows[o].item) for o in above.sheet.order if o < r} if name else {}
    totals = [o for o, side in sides.items() if side and (name.startswith(side) or name.endswith(side))]  # of many but a few
    if not any(is_total(rows[o].item) for o in totals):
        return
    for one, two in combinations(totals, 2):
        if sides[one] + sides[two] == name:
            terms = ((1, one), (1, two))
            yield above.candidate(r, terms, "totals named in its label", True, above.sheet.fit(r, terms))


def _bracketed(item: str) -> bool:
    return item[:1] == "(" and item[-1:] == ")" and len(item) > LONGEST_MARK


def _roots(above: OpenRows, r: int, default: int) -> Iterator[Candidate]:
    """The run without the parts of its own rows: 流動負債 beside 未払金, which it contains."""
    run = above.open[len(above.open) - default :]
    if default < 2 or above.sheet.fit(r, tuple((1, o) for o in run)).good:
        return
    for rows, parents in _without_parts(above, run):
        terms = tuple((1, o) for o in rows)
        fit = above.sheet.fit(r, terms)
        if len(rows) < len(run) and (fit.good or len(parents) >= LEAST_SUMS_ABOVE):
            above.inner.update(parents)
            yield above.candidate(r, terms, "closes the rows above, without their parts", True, fit)
            if fit.good:
                return
    yield from _roots_with_subtotals(above, r, run)


def _roots_with_subtotals(above: OpenRows, r: int, run: list[int]) -> Iterator[Candidate]:
    """The same run with the subtotals before it, where all hold together: 義務的経費計, 物件費, 投資的経費 and its parts."""
    sums = above.open[: len(above.open) - len(run)]
    for rows, parents in _without_parts(above, run) if sums else ():
        terms = tuple((1, o) for o in (*sums, *rows))
        fit = above.sheet.fit(r, terms)
        if fit.good and len(rows) < len(run):
            above.inner.update(parents)
            yield above.candidate(r, terms, "closes the subtotals and the rows above, without their parts", True, fit)
            return


def _without_parts(above: OpenRows, run: list[int]) -> Iterator[tuple[Sequence[int], dict[int, Terms]]]:
    """The rows of a run that are parts of none of it, as its sums or its levels tell, and the parents among them."""
    levels = [above.statement.rows[o].indent for o in run]
    outer = [o for o, level in zip(run, levels, strict=True) if level == min(levels)]
    flat = [parents_first(above.sheet, run, flat=True)] if len(set(levels)) > 1 else []
    for parents, rows in (parents_first(above.sheet, run), ({}, outer), *flat):
        yield rows, parents


def _suffix_fits(above: OpenRows, r: int, wanted: set[int]) -> list[tuple[int, Fit]]:
    """Fit of every run of open rows that ends here: those that hold somewhere, and the wanted ones."""
    width = len(above.sheet.numbers[r])
    sums, touched = [0] * width, [False] * width
    found: list[tuple[int, Fit]] = []
    for k, o in enumerate(reversed(above.open), 1):
        for c, value in enumerate(above.sheet.numbers[o]):
            if value:
                sums[c] += value  # type: ignore[assignment]
                touched[c] = True
        fit = above.sheet.compare(r, list(sums), touched, slack(above.sheet.allowance, k))
        if k in wanted or (k > 1 and fit.good):
            found.append((k, fit))
    return found


def _default_run(above: OpenRows, row: Row) -> tuple[int, str]:
    """How many open rows a total takes by layout alone, and why."""
    if _closes_heading(row):
        depth = len(row.section)
        count = 0
        for o in reversed(above.open):
            if above.statement.rows[o].section[:depth] != row.section:
                break
            count += 1
        if count or row.section in above.headings:
            return count, CLOSES_ITS_HEADING
    count = 0
    set_in = bool(above.open) and above.statement.rows[above.open[-1]].indent > row.indent
    for o in reversed(above.open):
        outside = row.section and above.statement.rows[o].section[: len(row.section)] != row.section
        other = above.statement.rows[o]
        before = set_in and other.indent <= row.indent and is_opening(other.item) and not numbered(other.item)
        if (o in above.sums) != (above.open[-1] in above.sums) or outside or before:  # 期首資金残高 is no income
            break
        count += 1
    return count, "closes the rows above"


def _closes_heading(row: Row) -> bool:
    if not row.section:
        return False
    name = stem(row.item)
    heading = plain(row.section[-1])
    return not name or name == stem(row.section[-1]) or heading.startswith(name) or heading.endswith(name)


def _whole_block(above: OpenRows, row: Row) -> bool:
    """Whether a total names a heading that is printed in this statement, so that none of its rows can be missing."""
    worded = sides_said([above.statement.rows[o].item for o in above.open])
    if above.statement.kind == "cash_flow" and not stem(row.item) and not worded:
        return False
    return (_closes_heading(row) and row.section in above.headings) or _simple_block(above, row)


def _simple_block(above: OpenRows, row: Row) -> bool:
    """Whether the rows above are plain items of the total's own section, at one level, between two others' rows."""
    run = above.open[len(above.open) - _default_run(above, row)[0] :]
    rows = [above.statement.rows[o] for o in run]
    if not run or is_difference(row.item) or any(o in above.sums or is_total(above.statement.rows[o].item) for o in run):
        return False
    alike = len({r.indent for r in rows}) == 1 and all(r.section == row.section for r in rows)
    alone = len(run) == 1 and (not row.section or len(above.sums) < LEAST_SUMS_ABOVE)
    return alike and not alone and not (above.continued and run[0] == above.sheet.order[0])


def _joined(above: OpenRows, row: Row) -> list[int]:
    """Lengths of runs whose names the label puts together: 負債純資産合計 = 負債合計 + 純資産合計."""
    name = stem(row.item)
    if not name:
        return []
    found = []
    for k in range(2, min(5, len(above.open) + 1)):
        stems = [stem(above.statement.rows[o].item) for o in above.open[-k:]]
        if all(stems) and _in_order(stems, name):
            found.append(k)
    return found


def _total_rank(candidate: Candidate) -> tuple[bool, bool, bool, int, bool, bool, int]:
    """What holds in all of several columns goes before what the label says, and that before what holds in most."""
    fit = candidate.fit
    whole = fit.good and fit.holds == fit.tried > 1
    return (fit.good, whole, candidate.favoured and fit.good, fit.holds, candidate.pooled > 0, candidate.favoured,
            candidate.pooled)  # fmt: skip


def _in_order(stems: list[str], name: str) -> bool:
    at = 0
    for text in stems:
        found = name.find(text, at)
        if found < 0:
            return False
        at = found + len(text)
    return True
