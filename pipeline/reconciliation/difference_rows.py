"""What does a row called 利益, 差額 or 残高 come to, and with which signs?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from pipeline.model import Row
from pipeline.reconciliation.breakdowns import parents_first
from pipeline.reconciliation.flow_sides import outflows_negative
from pipeline.reconciliation.open_rows import Candidate, OpenRows
from pipeline.reconciliation.sheets import Plan
from pipeline.reconciliation.words import is_closing, is_difference, is_flow_total, is_opening, is_total, moves, plain, sign, stem

OF_BRANCHES = "results of all branches"
LEAST_BRANCHES = 3
"""Results that end in the name of the one below them, at least."""
NEVER = 3
"""Columns in none of which a difference holds, from which on it is not that."""
LONGEST_DIFFERENCE = 7
"""Addends of a 利益 or 差額 line at most: longer ones are sums of blocks, and 2^n signs must be tried."""
_BLOCK = re.compile(r"(?:差額|差引額?|増減額?|収支額?)(?:合計|計)?$")
"""What a block of rows comes to, whichever way they count."""
_COST = re.compile(r"(?:純(?:経常)?|^)行政コスト$|不足(?:する)?額?$")
"""Printed as cost less revenue by some, with a minus by others (so is what is short); without 純 what all costs come to."""


def difference_of(above: OpenRows, r: int, row: Row) -> Plan | None:
    """The likeliest signed sum that a row is; weak where neither arithmetic nor the siblings bear it out."""
    candidates = [*_signed(above, r, row), *_closings(above, r, row), *above.remembered(r)]
    whole = any(0 < c.fit.tried == c.fit.holds for c in candidates)
    if above.parents and is_closing(row.item) and not whole:
        candidates += _carried_on_by_parents(above, r)
    elif not whole:
        candidates += [*_outer_rows(above, r, row), *_results_alone(above, r)]
    if not candidates:
        return None
    best = max(candidates, key=lambda c: (c.pooled + c.fit.holds, c.favoured, c.fit.holds))
    if best.fit.holds + best.pooled == 0 and not best.favoured:
        return None
    closing = is_closing(row.item)
    supported = best.fit.good or best.pooled >= 2
    if closing and not supported and not best.favoured:
        return None
    if best.fit.holds == 0 and best.fit.tried >= NEVER and not best.pooled and best.rule != OF_BRANCHES:
        return None  # no misreading hits every column: it is reckoned otherwise
    sure = supported or best.rule == OF_BRANCHES
    return Plan("difference", r, best.terms, best.rule, weak=not sure, soft=not sure and best.favoured)


def _signed(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    n = len(above.open)
    default, block = _default_difference(above), _block(above, row)
    if n and above.open[-1] in above.sums:
        fit = above.sheet.fit(r, ((1, above.open[-1]),))
        if fit.tried and fit.holds == fit.tried:
            yield above.candidate(r, ((1, above.open[-1]),), "the same as the sum above", False, fit)
    if block == 1 and _changes_of_its_block(above, r, row):
        for terms in (((1, above.open[-1]),), ((-1, above.open[-1]),)):
            fit = above.sheet.fit(r, terms)
            if fit.tried and fit.holds == fit.tried:
                yield above.candidate(r, terms, "the only row under its heading", False, fit)
    for k in range(2, min(LONGEST_DIFFERENCE, n) + 1):
        rows = above.open[n - k :]
        words = [_side(above, o) for o in rows]
        if k in (block, n):
            yield from _branches(above, r, rows)
        worded = k == n and all(words[1:])  # 供給高, 供給原価: before the first result of a list
        if not any(o in above.sums for o in rows) and not above.parents and k not in (default, block) and not worded:
            continue
        if is_flow_total(row.item) and outflows_negative(above.sheet):
            words = [1] * k
        if is_closing(row.item):
            opening = [is_opening(above.statement.rows[o].item) for o in rows]
            if not any(opening):
                continue
            paid = not outflows_negative(above.sheet)  # 支出計 is taken away, unless what is paid bears a minus
            words = [
                1 if first or (o in above.sums and not (w < 0 and paid)) else w
                for o, w, first in zip(rows, words, opening, strict=True)
            ]
        yield from _sign_choices(above, r, rows, words, k == default or (is_closing(row.item) and _carried_on(above, rows)))


def _side(above: OpenRows, r: int) -> int:
    """The side that a row takes in a difference; open where what is paid or lost bears a minus: 臨時損失 △4,218."""
    side = _word(above.statement.rows[r])
    return 0 if side < 0 and max(above.sheet.numbers[r]) <= 0 else side


def _branches(above: OpenRows, r: int, rows: list[int]) -> Iterator[Candidate]:
    """事業総利益 below 信用事業総利益, 共済事業総利益 …: what all branches come to, by their names."""
    name = plain(above.statement.rows[r].item)
    named = [plain(above.statement.rows[o].item).endswith(name) for o in rows]
    if sum(named) >= LEAST_BRANCHES and all(is_difference(above.statement.rows[o].item) for o in rows):
        terms = tuple((1, o) for o in rows)
        yield above.candidate(r, terms, OF_BRANCHES, True, above.sheet.fit(r, terms))


def _closings(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    """正味財産期末残高 below 一般正味財産期末残高 and 指定正味財産期末残高: the balances of all parts, by their names."""
    if not is_closing(row.item):
        return
    name, items = plain(row.item), {o: above.statement.rows[o].item for o in above.open}
    own = [o for o, item in items.items() if is_closing(item) and plain(item).endswith(name)]
    if len(own) > 1:
        terms = tuple((1, o) for o in own)
        fit = above.sheet.fit(r, terms)
        if fit.holds or any(plain(items[o]) != name for o in own):  # 当期末残高 of every fund is no part of the next one's
            yield above.candidate(r, terms, OF_BRANCHES, True, fit)


def _carried_on_by_parents(above: OpenRows, r: int) -> Iterator[Candidate]:
    """The balance before and what it changed by, without the parts of the changes, which are printed no further in."""
    before = next((i for i, o in enumerate(above.open) if is_opening(above.statement.rows[o].item)), None)
    if before is None:
        return
    parents, roots = parents_first(above.sheet, above.open[before:], flat=True)
    terms = tuple((1, o) for o in roots)
    fit = above.sheet.fit(r, terms)
    if parents and len(terms) > 1 and fit.tried and fit.holds == fit.tried:
        above.inner.update(parents)
        above.sums -= parents.keys()
        yield above.candidate(r, terms, "difference of the rows above", True, fit)


def _outer_rows(above: OpenRows, r: int, row: Row) -> Iterator[Candidate]:
    """What the rows of its block come to without the parts of some of them: 受取寄付金 beside 受取寄付金, its only part."""
    block = above.open[len(above.open) - _block(above, row) :]
    parents, roots = parents_first(above.sheet, block) if len(block) > 2 else ({}, [])
    if not parents or not 1 < len(roots) < len(block):
        return
    words = [_word(above.statement.rows[o]) for o in roots]
    for candidate in _sign_choices(above, r, roots, [words[0] or 1, *(0 for _ in words[1:])], False):
        if 0 < candidate.fit.tried == candidate.fit.holds:
            above.inner.update(parents)
            above.sums -= parents.keys()
            yield candidate
            return


def _results_alone(above: OpenRows, r: int) -> Iterator[Candidate]:
    """What the results of all blocks come to, whichever rows stand in these: III 当期収支差額 below those of I and II."""
    terms = tuple((1, o) for o in above.open if is_difference(above.statement.rows[o].item))
    if 1 < len(terms) < len(above.open):
        fit = above.sheet.fit(r, terms)
        if 0 < fit.tried == fit.holds:
            yield above.candidate(r, terms, "difference of the rows above", False, fit)


def _carried_on(above: OpenRows, rows: list[int]) -> bool:
    """Whether rows are an opening balance and what it grew and shrank by, each by its own word: 期首残高, 増加高, 減少高."""
    items = [above.statement.rows[o].item for o in rows]
    return is_opening(items[0]) and all(map(moves, items[1:])) and len({moves(item) for item in items[1:]}) > 1


def _changes_of_its_block(above: OpenRows, r: int, row: Row) -> bool:
    """Whether the row ends its section and says what that comes to: 当期経常外増減額 under a heading with 除却損 alone."""
    at = above.sheet.order.index(r) + 1
    ends = at == len(above.sheet.order) or above.statement.rows[above.sheet.order[at]].section != row.section
    return ends and bool(_BLOCK.search(plain(row.item)))


def _block(above: OpenRows, row: Row) -> int:
    """How many open rows stand under the row's own heading: 受入額 and 返還額 before 当期増減額."""
    return sum(above.statement.rows[o].section == row.section for o in above.open) if row.section else 0


def _sign_choices(above: OpenRows, r: int, rows: list[int], words: list[int], default: bool) -> Iterator[Candidate]:
    free = [[w] if w else [1, -1] for w in words]
    free[0] = [words[0] or 1]
    first = True
    of_costs = list(_turned(product(*free), words[0])) if _COST.search(plain(above.statement.rows[r].item)) else []
    spent = all(w < 0 for w in words) and all(above.statement.rows[o].section == above.statement.rows[r].section for o in rows)
    for signs in (*product(*free), *of_costs):
        if all(s < 0 for s in signs) and not spent:
            continue  # but 投資活動収支差額 below 什器備品購入支出 alone is what was spent
        terms = tuple(zip(signs, rows, strict=True))
        fit = above.sheet.fit(r, terms)
        if fit.holds or (default and first):
            yield above.candidate(r, terms, "difference of the rows above", default and first, fit)
        first = False


def _turned(choices: Iterator[tuple[int, ...]], first: int) -> Iterator[tuple[int, ...]]:
    """Each choice with what costs adding and what brings in taken away; a result before it, of no side, stays what it is."""
    for signs in choices:
        yield (-signs[0] if first else signs[0], *(-s for s in signs[1:]))


def _default_difference(above: OpenRows) -> int:
    """How many open rows a difference line takes when arithmetic does not tell: all sums since the last difference."""
    count = 0
    for o in reversed(above.open):
        item = above.statement.rows[o].item
        if not (o in above.sums or is_opening(item)):
            break
        count += 1
        if is_difference(item):
            break
    results = 0
    for o in reversed(above.open):  # what several activities come to: all results, none used yet
        if o not in above.sums or not is_difference(above.statement.rows[o].item):
            break
        results += 1
    return count if count > 1 else results if results > 1 else 0


def _word(row: Row) -> int:
    """The side that a row takes in a difference; of a bare 計 its heading tells."""
    bare = is_total(row.item) and not stem(row.item) and row.section
    return sign(row.section[-1] if bare else row.item)
