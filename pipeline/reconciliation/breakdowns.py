"""Which rows are the sum of the rows below them?  By indentation or, where the print lost it, by arithmetic."""

from __future__ import annotations

import re

from pipeline.model import Number, Statement
from pipeline.reconciliation.book import size
from pipeline.reconciliation.sheets import Sheet, Terms, slack
from pipeline.reconciliation.system import any_likely
from pipeline.reconciliation.words import (
    is_closing,
    is_difference,
    is_opening,
    is_partial,
    is_total,
    is_whole,
    is_years_change,
    plain,
    sign,
)

_DEDUCTED = re.compile(r"[(]控除[)]$|^[(]控除[)]")
_GOODS = re.compile("棚卸|在庫|商品|製品|仕掛品|貯蔵品|原材料")
LONGEST_BREAKDOWN = 60
"""Parts of a parent at most; a longer run is a list, not a breakdown."""
LEAST_BREAKDOWNS = 2
"""Indented breakdowns of a statement that must add up before one that does not is held against it …"""
LEAST_RATIO = 3
"""… and how many of them for each that does not, unless one wrong figure explains them."""


def parents_first(sheet: Sheet, rows: list[int] | None = None, flat: bool = False) -> tuple[dict[int, Terms], list[int]]:
    """Rows that are the sum of the rows below them (総額 before its parts), and the rows that are part of none.

    Found from the bottom up, by indentation where the print shows any, else by arithmetic.  A parent with one listed
    part that is not equal is a partial breakdown (うち …), and no sum.  ``flat`` passes over indentation: a wrapped label,
    or a reader, may have lost it in some rows.
    """
    order = sheet.order if rows is None else rows
    known = sheet.breakdowns.get((flat, *order))
    if known is None:
        known = sheet.breakdowns[flat, *order] = _find_parents(sheet, order, flat)
    return known


def _find_parents(sheet: Sheet, order: list[int], flat: bool) -> tuple[dict[int, Terms], list[int]]:
    statement = sheet.book.packet.statements[sheet.index]
    indented = not flat and len({statement.rows[r].indent for r in order}) > 1
    roots: list[int] = []
    found: dict[int, Terms] = {}
    missed: dict[int, Terms] = {}
    for r in reversed(order):
        item = statement.rows[r].item
        if is_partial(item):
            continue
        if is_opening(item) and not plain(item).endswith("繰越金"):  # a balance brought forward is no sum of what follows
            roots.insert(0, r)
            continue
        below = _below(statement, r, roots) if indented else roots
        told = _sides(statement, r, below) or _results_of(statement, r, below) or _used_up(statement, below)
        told = told or _deducted(sheet, statement, below)
        whole = told or tuple((1, o) for o in below)
        fit = sheet.fit(r, whole) if indented and below else None
        terms = whole if fit and fit.good else _parts(sheet, r, below) or _nested(sheet, r, below, found)
        if terms:
            found[r] = terms
        elif fit and fit.tried and not any(is_difference(statement.rows[o].item) for o in below):
            missed[r] = whole
        roots = roots[len(below) if indented else len(terms) :]
        roots.insert(0, r)
    if found:
        doubtful = {r for r, terms in missed.items() if len(terms) == 1} if _one_fault(missed, found) else set(missed)
        sheet.doubtful |= doubtful
        found.update({r: terms for r, terms in missed.items() if r not in doubtful or _near(sheet, r, terms)})
    found.update(_totals_first(sheet, order, found))
    return found, roots


def _sides(statement: Statement, r: int, below: list[int]) -> Terms:
    """What is left above its sides: 事業外損益 over 事業外収益 and 事業外費用; empty where the words tell no sides."""
    items = [statement.rows[o].item for o in below]
    if not is_difference(statement.rows[r].item) or any(map(is_difference, items)):
        return ()
    sides = [sign(item) for item in items]
    return tuple(zip(sides, below, strict=True)) if {*sides} == {-1, 1} else ()


def _results_of(statement: Statement, r: int, below: list[int]) -> Terms:
    """The results of all branches, each behind its own rows: 購買事業収益, 購買事業費用, 購買事業総利益 … below 事業総利益."""
    results = [o for o in below if is_difference(statement.rows[o].item)]
    if len(results) < 2 or results[-1] != below[-1] or len(results) == len(below) or not is_difference(statement.rows[r].item):
        return ()
    return tuple((1, o) for o in results)


def _used_up(statement: Statement, below: list[int]) -> Terms:
    """What goods were used up: those at first and those bought, less those left; empty where none are left."""
    left = {o for o in below if _GOODS.search(plain(statement.rows[o].item)) and is_closing(statement.rows[o].item)}
    first = any(_GOODS.search(plain(statement.rows[o].item)) and is_opening(statement.rows[o].item) for o in below)
    return tuple((-1 if o in left else 1, o) for o in below) if left and first else ()


def _deducted(sheet: Sheet, statement: Statement, below: list[int]) -> Terms:
    """All rows below, those taken away that say so and bear no minus: 利用者負担金(控除); empty where none does."""
    taken = {o for o in below if _DEDUCTED.search(plain(statement.rows[o].item)) and min(sheet.numbers[o]) >= 0}
    return tuple((-1 if o in taken else 1, o) for o in below) if taken else ()


def _one_fault(missed: dict[int, Terms], found: dict[int, Terms]) -> bool:
    """Whether the breakdowns that do not add up are so few beside those that do, or so placed, that one figure may be wrong."""
    parts = {o for terms in missed.values() for _, o in terms}
    related = len(missed) == 2 and bool(parts & missed.keys())
    return len(found) >= LEAST_BREAKDOWNS and (len(missed) == 1 or related or len(found) >= LEAST_RATIO * len(missed))


def _near(sheet: Sheet, r: int, terms: Terms) -> bool:
    """Whether one digit or sign of one figure would make the parts come to their sum: else they are but some of its parts."""
    sums = [sum(w * sheet.numbers[o][c] for w, o in terms) for c in range(len(sheet.numbers[r]))]
    off = [c for c, value in enumerate(sheet.numbers[r]) if sheet.present[r][c] and value != sums[c]]
    changes = [(sheet.numbers[o][c], (sheet.numbers[r][c] - sums[c]) * sign) for c in off for sign, o in ((-1, r), *terms)]
    return any_likely(changes, slack(sheet.allowance, len(terms)))


def _totals_first(sheet: Sheet, order: list[int], found: dict[int, Terms]) -> dict[int, Terms]:
    """合計 before its parts, where another 合計 of the statement stands before its parts and adds up: all rows to the next."""
    rows = sheet.book.packet.statements[sheet.index].rows
    heads = [r for r in order if is_total(rows[r].item)]
    own = [r for r in heads if r in found and not any(is_total(rows[o].item) for _, o in found[r])]  # not 資産合計 over 負債合計
    if not any(len(found[r]) > 1 for r in own) or order[0] not in heads:
        return {}
    claimed: dict[int, Terms] = {}
    for r in heads:
        run: list[int] = []
        for o in order[order.index(r) + 1 :]:
            if is_total(rows[o].item) or is_difference(rows[o].item):
                break
            run.append(o)
        if r not in found and len(run) > 1:
            claimed[r] = tuple((1, o) for o in run)
    return claimed


def _nested(sheet: Sheet, r: int, below: list[int], found: dict[int, Terms]) -> Terms:
    """The rows below without the parts of some of them that are printed no further in than they are."""
    if len(below) < 3 or _outgrown(sheet, r, below):
        return ()
    roots: list[int] = []
    inner: dict[int, Terms] = {}
    for o in reversed(below):
        terms = found.get(o) or _parts(sheet, o, roots)
        if terms and o not in found:
            inner[o] = terms
            roots = roots[len(terms) :]
        roots.insert(0, o)
    whole = tuple((1, o) for o in roots)
    if not inner or not sheet.fit(r, whole).good:
        return ()
    found.update(inner)
    return whole


def _outgrown(sheet: Sheet, r: int, below: list[int]) -> bool:
    """Whether a row below is larger than this one in most columns without a negative: this is no sum of them.

    Spares long lists the search: only the rows that are larger than all below them are looked at.
    """
    outgrown = columns = 0
    for c, value in enumerate(sheet.numbers[r]):
        others = [sheet.numbers[o][c] for o in below]
        if min(others) >= 0 < max(others) and sheet.present[r][c]:
            columns += 1
            outgrown += max(others) > value + slack(sheet.allowance, len(below))
    return 2 * outgrown > columns


def _below(statement: Statement, r: int, roots: list[int]) -> list[int]:
    """The rows printed further in, down to the next one that is not, or that stands under another heading."""
    own = statement.rows[r]
    for k, o in enumerate(roots):
        row = statement.rows[o]
        goods = row.indent > own.indent and _GOODS.search(plain(row.item))  # 期末商品棚卸高 under 供給原価
        closes = is_whole(row.item) or (is_closing(row.item) and not goods) or is_years_change(row.item)
        closes |= sign(own.item) < 0 and is_difference(row.item)  # 購買事業総利益, far in below 購買事業費用
        if closes and row.section == own.section:  # a centred label is no part of the row above
            return roots[:k]
        if row.indent <= own.indent or row.section[: len(own.section)] != own.section:
            return roots[:k]
        first = statement.rows[roots[0]]
        if row.section == own.section and row.indent < first.indent and first.section == (*own.section, own.item):
            return roots[:k]  # its parts stand further in, under its name
    return roots


def _parts(sheet: Sheet, r: int, roots: list[int]) -> Terms:
    """The run of rows below that adds up to this one in most columns: the one that fits most exactly, else the shortest."""
    rows = sheet.book.packet.statements[sheet.index].rows
    if not roots or not any(sheet.numbers[r]):
        return ()
    sums: list[Number] = [0] * len(sheet.numbers[r])
    touched = [False] * len(sums)
    best, most = 0, 0
    for k, o in enumerate(roots[:LONGEST_BREAKDOWN], 1):
        if is_difference(rows[o].item) or sign(rows[r].item) * sign(rows[o].item) < 0:  # what is paid is no sum of what comes in
            break
        for c, value in enumerate(sheet.numbers[o]):
            if value:
                sums[c] += value
                touched[c] = True
        fit = sheet.compare(r, sums, touched, slack(sheet.allowance, k))
        if not fit.tried or 3 * fit.holds < 2 * fit.tried or (fit.holds < 2 and k < 3) or not _says_something(sheet, r, k):
            continue
        if k > 1 and fit.holds < fit.tried and not _moves(sheet, r, roots[:k]):
            continue  # 既定 is 補正後 wherever there is no 補正
        exact = sheet.compare(r, sums, touched, 0).holds
        if exact > most or not best:
            best, most = k, exact
    return tuple((1, o) for o in roots[:best])


def _moves(sheet: Sheet, r: int, parts: list[int]) -> bool:
    """Whether parts come to a row in some column in which two of them are anything."""
    several = [c for c in range(len(sheet.numbers[r])) if sum(bool(sheet.numbers[o][c]) for o in parts) > 1]
    allowed = slack(sheet.allowance, len(parts))
    return any(size(sheet.numbers[r][c] - sum(sheet.numbers[o][c] for o in parts)) <= allowed for c in several)


def _says_something(sheet: Sheet, r: int, terms: int) -> bool:
    """Figures so small that the allowance for rounding covers them prove nothing."""
    return max(size(v) for v in sheet.numbers[r]) > 10 * slack(sheet.allowance, terms)


def family(row: int, parents: dict[int, Terms]) -> list[int]:
    return [row, *(p for _, child in parents[row] if child in parents for p in family(child, parents))]


def descendants(row: int, parents: dict[int, Terms]) -> set[int]:
    found = set()
    for _, child in parents[row]:
        found.add(child)
        if child in parents:
            found |= descendants(child, parents)
    return found
