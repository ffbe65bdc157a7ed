"""Is a change what its header and those of its two columns say?  対前年度, 差引残額 beside 歳入 and 歳出.

Two columns that have changed places still differ by something: older less newer, of the year before last, or of 予算 and 歳出.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.model import Column
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.column_fit import ColumnPlan
from pipeline.reconciliation.column_words import is_change, moves, own_header, year_before
from pipeline.reconciliation.header_claims import Swap
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_closing, is_difference, is_opening, sign

_YEAR_BEFORE = re.compile("前年|前期")
_STOCK, _FLOW = re.compile("残高|現在高|累計額$"), re.compile("^当期|^本年度|増加|減少|償却額$")
"""What there is of something at a time, and what came or went within a year."""
_DIGITS = re.compile(r"[0-9]+|元(?=年)")


class Compared(NamedTuple):
    """A column that is what two others differ by, in nearly all rows."""

    columns: tuple[Column, ...]
    money: tuple[int, ...]
    total: int
    plus: int
    minus: int

    def beside(self, a: int, b: int) -> bool:
        """Whether nothing but text stands between two columns of figures."""
        return abs(self.money.index(a) - self.money.index(b)) == 1

    def why(self) -> str:
        """What is reckoned, in the words of the headers."""
        total, plus, minus = (self.columns[c].name for c in (self.total, self.plus, self.minus))
        return f"{total} is {plus} less {minus} as read"


def other_columns(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """A change that is reckoned from a column beside the one that the headers name."""
    columns, money = book.packet.statements[sheet.index].columns, tuple(book.money[sheet.index])
    for plan in plans:
        if plan.weak or sorted(weight for weight, _ in plan.terms) != [-1, 1]:
            continue
        by_weight = dict(plan.terms)
        one = Compared(columns, money, plan.total, by_weight[1], by_weight[-1])
        if not {one.total, one.plus, one.minus}.issubset(money):
            continue
        for check in (_years, _named, _dated, _sides, _balances, _net):
            yield from check(one)


def _years(one: Compared) -> Iterator[Swap]:
    """対前年度: the newer year less the one before it, and neither turned round nor of the year before that."""
    newer, older = one.columns[one.plus], one.columns[one.minus]
    told = _YEAR_BEFORE.search(one.columns[one.total].name) and is_change(one.columns[one.total])
    if not told or newer.fiscal_year is None or older.fiscal_year is None or newer.unit != older.unit:
        return
    if newer.fiscal_year < older.fiscal_year and _alike(newer, older) and one.beside(one.plus, one.minus):
        yield _swap(one.plus, one.minus, f"{one.why()}: the year before less the year")
    if newer.fiscal_year == older.fiscal_year + 2:
        between = [c for c in one.money if one.columns[c].fiscal_year == older.fiscal_year + 1 and _alike(one.columns[c], older)]
        if len(between) == 1 and one.beside(between[0], one.minus):
            yield _swap(between[0], one.minus, f"{one.why()}: not of the year before, {one.columns[between[0]].name}")


def _named(one: Compared) -> Iterator[Swap]:
    """増減 of 差引残額 and 前年度差引残額, one of which is named after the other, is of no third column."""
    pairs = [pair for pair in year_before(one.columns, one.money) if one.total not in pair]
    for this, before in pairs if is_change(one.columns[one.total]) and len(pairs) == 1 else ():
        if one.minus == before and one.plus != this and one.beside(one.plus, this):
            yield _swap(one.plus, this, f"{one.why()}: not {one.columns[this].name}")


def _dated(one: Compared) -> Iterator[Swap]:
    """増減 of 令和7年3月31日現在 and 令和6年3月31日現在, headers that differ in their dates alone, is not of 定員."""
    if not is_change(one.columns[one.total]):
        return
    for here, there in ((one.plus, one.minus), (one.minus, one.plus)):
        like = [c for c in one.money if c != there and _undated(one.columns[c]) == _undated(one.columns[there])]
        dated = _undated(one.columns[there]) != one.columns[there].name
        if dated and len(like) == 1 and here not in like and one.beside(here, like[0]) and one.total != like[0]:
            yield _swap(here, like[0], f"{one.why()}: not {one.columns[like[0]].name}")


def _sides(one: Compared) -> Iterator[Swap]:
    """差引残額 is what comes in less what goes out, where columns say so: no 予算現額 less 歳出決算額 beside 歳入決算額."""
    total, plus, minus = (own_header(one.columns[c]) for c in (one.total, one.plus, one.minus))
    if not is_difference(total) or sign(minus) >= 0 or is_difference(plus) or (sign(plus) and not is_opening(plus)):
        return
    unit = one.columns[one.plus].unit
    same = [c for c in one.money if one.columns[c].unit == unit and not is_difference(own_header(one.columns[c]))]
    came = [c for c in same if sign(own_header(one.columns[c])) > 0 and not is_opening(own_header(one.columns[c]))]
    if len(came) == 1 and one.beside(came[0], one.plus):
        yield _swap(came[0], one.plus, f"{one.why()}: not {one.columns[came[0]].name}")


def _balances(one: Compared) -> Iterator[Swap]:
    """当期収支差額 is 次期繰越額 less 前期繰越額, where there is such a column: no 次期繰越額 less 収入額."""
    plus, minus = (own_header(one.columns[c]) for c in (one.plus, one.minus))
    changes = is_difference(own_header(one.columns[one.total])) or is_change(one.columns[one.total])
    if not changes or not is_closing(plus) or is_opening(minus):
        return
    unit = one.columns[one.plus].unit
    opening = [c for c in one.money if one.columns[c].unit == unit and is_opening(own_header(one.columns[c]))]
    if len(opening) == 1 and one.beside(opening[0], one.minus) and (sign(minus) > 0 or moves(one.columns[one.minus])):
        yield _swap(opening[0], one.minus, f"{one.why()}: not {one.columns[opening[0]].name}")


def _net(one: Compared) -> Iterator[Swap]:
    """差引期末残高 is one balance less another, 期末残高 less 累計額の残高: no 当期減少額, no 当期償却額 beside these."""
    own = {c: own_header(one.columns[c]) for c in one.money}
    terms = (one.plus, one.minus)
    if not own[one.total].startswith("差引") or not _STOCK.search(own[one.total]) or any(is_opening(own[c]) for c in terms):
        return
    flows = [c for c in terms if _FLOW.search(own[c]) and not _STOCK.search(own[c])]
    stocks = [c for c in one.money if _STOCK.search(own[c]) and c not in (one.total, *terms)]
    beside = [c for c in stocks if len(flows) == 1 and one.beside(c, flows[0])]
    if len(beside) == 1:
        yield _swap(beside[0], flows[0], f"{one.why()}: not {one.columns[beside[0]].name}")


def _swap(a: int, b: int, why: str) -> Swap:
    return min(a, b), max(a, b), why


def _alike(one: Column, two: Column) -> bool:
    return (one.segment, one.version, one.measure, one.unit) == (two.segment, two.version, two.measure, two.unit)


def _undated(column: Column) -> str:
    """A header without its numbers: those of years and days."""
    return _DIGITS.sub("", column.name)
