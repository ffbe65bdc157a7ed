"""Whose quotient is a rate?  執行率 is what was spent of the budget, 増減率 what the change is of the year before.

Rates are rounded and never added up, but they say which of two columns is the numerator: where every row's rate is one column
over another, and the words of the rate say that it is taken the other way round, or of a neighbour, the headers are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from pipeline.model import Column, Number
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.column_words import is_change, own_header
from pipeline.reconciliation.header_claims import Swap
from pipeline.reconciliation.sheets import Sheet

LEAST_ROWS = 4
"""Rows whose rate must be one column over another; of rates that differ, for 100 and 0 are any column's over its like."""
LEAST_RATES = 3
NEARLY_ALL = (9, 10)
MOST_COLUMNS = 10
"""Columns of amounts beside rates at most, so that trying every pair of them costs little."""
_DONE = re.compile("執行率|収入率|収納率|徴収率|消化率|進捗率|達成率|支出率|予算比|計画比")
_CHANGED = re.compile("増減率|伸び?率|増加率")
_RATE = re.compile("率|比$")
_PLANNED = re.compile("予算|計画|目標|調定")
_ACTUAL = re.compile("決算|実績|収入済|支出済|収納|執行額|収入額|支出額")

Rows = list[tuple[Number, dict[int, Number]]]


def misrated(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """Neighbours that must change places for a rate to be what its words say."""
    columns, money = book.packet.statements[sheet.index].columns, book.money[sheet.index]
    for rate in sorted({c for _, c in book.at[sheet.index]} - set(money)):
        kind = _DONE if _DONE.search(own_header(columns[rate])) else _CHANGED
        if kind.search(own_header(columns[rate])) and len(money) <= MOST_COLUMNS:
            found = list(_quotients(_rows(book, sheet, rate), money))
            if len(found) == 1:
                swap = (_done if kind is _DONE else _changed)(columns, money, *found[0])
                swap = swap or _named_after(columns, rate, *found[0])
                if swap:
                    one, two = (columns[c].name for c in found[0])
                    yield *swap, f"{columns[rate].name} is {one} over {two} in nearly every row"


def _done(columns: tuple[Column, ...], _money: list[int], over: int, under: int) -> tuple[int, int] | None:
    """A plan over what came of it, not of a plan of the year before: the two turned round."""
    one, two = own_header(columns[over]), own_header(columns[under])
    planned = bool(_PLANNED.search(one)) and not _ACTUAL.search(one)
    actual = bool(_ACTUAL.search(two)) and not _PLANNED.search(two)
    if (columns[over].fiscal_year or 0) > (columns[under].fiscal_year or columns[over].fiscal_year or 0):
        return None
    return (min(over, under), max(over, under)) if planned and actual and abs(over - under) == 1 else None


def _named_after(columns: tuple[Column, ...], rate: int, over: int, under: int) -> tuple[int, int] | None:
    """A rate that is taken of the amount whose name it bears: 徴収率 is 徴収額 over something else."""
    stem = _RATE.split(own_header(columns[rate]))[0]
    one, two = own_header(columns[over]), own_header(columns[under])
    mine = len(stem) > 1 and two.startswith(stem) and not one.startswith(stem)
    return (min(over, under), max(over, under)) if mine and abs(over - under) == 1 else None


def _changed(columns: tuple[Column, ...], money: list[int], over: int, under: int) -> tuple[int, int] | None:
    """A level over a level where the change stands beside it, or over the newer year where the older one does."""
    near = [c for c in (over - 1, over + 1) if c in money and c != under and is_change(columns[c])]
    if not is_change(columns[over]) and len(near) == 1:
        return min(over, near[0]), max(over, near[0])
    year = columns[under].fiscal_year
    older = [
        c for c in (under - 1, under + 1)
        if c in money and c != over and not is_change(columns[c]) and columns[c].unit == columns[under].unit
        and year is not None and (columns[c].fiscal_year or year) < year
    ]  # fmt: skip
    newest = is_change(columns[over]) and year == columns[over].fiscal_year
    return (min(under, older[0]), max(under, older[0])) if newest and len(older) == 1 else None


def _rows(book: Book, sheet: Sheet, rate: int) -> Rows:
    at = book.at[sheet.index]
    found: Rows = []
    for r in sheet.order:
        value = book.values[at[r, rate]] if (r, rate) in at else None
        if value is not None:
            known = {c: v for c in book.money[sheet.index] if (r, c) in at and (v := book.values[at[r, c]]) is not None}
            found.append((value, known))
    return found


def _quotients(rows: Rows, money: list[int]) -> Iterator[tuple[int, int]]:
    """(over, under) of columns whose quotient in percent is the rate in nearly every row that prints both."""
    for over in money:
        for under in money:
            told = [(rate, known[over], known[under]) for rate, known in rows if known.get(over) and known.get(under)]
            if over == under or len(told) < LEAST_ROWS:
                continue
            held = [rate for rate, a, b in told if _is_rate(rate, a, b)]
            if (
                NEARLY_ALL[1] * len(held) >= NEARLY_ALL[0] * len(told)
                and len({r for r in held if r not in (0, 100)}) >= LEAST_RATES
            ):
                yield over, under


def _is_rate(rate: Number, over: Number, under: Number) -> bool:
    """Whether a rate is a quotient in percent, rounded or cut off at its last digit."""
    exact = Decimal(100) * Decimal(over) / Decimal(under)
    places = Decimal(1).scaleb(int(Decimal(rate).as_tuple().exponent))
    return Decimal(rate) in (exact.quantize(places, ROUND_HALF_UP), exact.quantize(places, ROUND_DOWN))
