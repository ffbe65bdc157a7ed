"""In which rows is a difference taken the other way round?  What comes in is told less its budget, a budget less what goes out.

Reports of 独立行政法人 print 差額 so that a plus is good news on either side: 決算 − 予算 above, 予算 − 決算 below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.model import Row
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.column_changes import DIFFERENCE
from pipeline.reconciliation.column_fit import ColumnPlan
from pipeline.reconciliation.words import is_difference, plain

LEAST_TURNED = 2
"""Rows of a side whose figures differ and keep its direction, at least."""
MOSTLY = (3, 4)
"""Share of a side's rows with a change that keep its direction, at least."""
_IN = re.compile("^(?:収入|収益|歳入|経常収益|収入の部)(?:合計|計)?$")
_OUT = re.compile("^(?:支出|費用|歳出|経常費用|支出の部)(?:合計|計)?$")


def turned_rows(book: Book, index: int, plans: Sequence[ColumnPlan]) -> dict[int, frozenset[int]]:
    """By column of changes, the rows in which it is the second column less the first, not the first less the second.

    ``plans``: the relations between the columns of the statement (by index); most have no such rows.
    """
    found = {plan.total: _turned(book, index, plan) for plan in plans if _is_change(plan)}
    return {column: rows for column, rows in found.items() if rows}


def _is_change(plan: ColumnPlan) -> bool:
    return plan.rule == DIFFERENCE and [weight for weight, _ in plan.terms] == [1, -1]


def _turned(book: Book, index: int, plan: ColumnPlan) -> frozenset[int]:
    sides = _sides(book.packet.statements[index].rows)
    ways = {side: _ways(book, index, plan, [r for r, own in enumerate(sides) if own == side]) for side in (1, -1)}
    for side in (1, -1):
        (there, _, others), (_, back, own) = ways[-side], ways[side]
        if _mostly(there, others) and _mostly(back, own):
            return frozenset(r for r, own in enumerate(sides) if own == side)
    return frozenset()


def _mostly(kept: int, tried: int) -> bool:
    return kept >= LEAST_TURNED and MOSTLY[1] * kept >= MOSTLY[0] * tried


def _sides(rows: Sequence[Row]) -> list[int]:
    """For each row 1 where it comes in or is what is left, -1 where it goes out, 0 where no word above it says."""
    side, found = 0, []
    for row in rows:
        names = [plain(name) for name in (*row.section, row.item)]
        if any(map(_IN.search, names)):
            side = 1
        elif any(map(_OUT.search, names)):
            side = -1
        elif is_difference(row.item) or names[-1].startswith("収支差"):
            found.append(1)
            continue
        found.append(side)
    return found


def _ways(book: Book, index: int, plan: ColumnPlan, rows: Iterable[int]) -> tuple[int, int, int]:
    """Of rows with a change other than 0, how many keep a plan, how many keep it the other way round, and how many there are."""
    at = book.at[index]
    there = back = tried = 0
    for r in rows:
        cells = [at.get((r, c)) for c in (plan.total, *(c for _, c in plan.terms))]
        change, one, two = ((book.values[cell] or 0) if cell is not None else 0 for cell in cells)
        if change:
            there += one - two == change
            back += two - one == change
            tried += 1
    return there, back, tried
