"""Does a table start again after its total?  Where no caption is left between two lists, their order still tells them apart."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Row
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.breakdowns import parents_first
from pipeline.reconciliation.column_fit import Across, ColumnPlan, across_of
from pipeline.reconciliation.columns_by_words import by_words
from pipeline.reconciliation.header_claims import unkept
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_total, is_whole, stem

LEAST_ROWS = 3
"""Rows on either side that must keep, or break, what the columns say."""

Seam = tuple[int, str]
"""The first row of the second list, and what shows it."""


def second_list(book: Book, sheet: Sheet) -> Seam | None:
    """The first row of a list whose outermost numbers start again, or whose columns hang together in another way."""
    rows = book.packet.statements[sheet.index].rows
    of_sections = any(column.name.split(" / ")[0] == "節" for column in book.packet.statements[sheet.index].columns)
    again = None if of_sections else _starts_again(sheet, rows)  # 節 are numbered anew within each 目, printed left of them
    if again is not None:
        return again, "the numbers of its outermost rows start again there, and no heading parts them from those above"
    again = _after_the_whole(sheet, rows)
    if again is not None:
        return (
            again,
            "all rows above it come to the total right above, all from there on to another of that name, and no row to both",
        )
    if unkept(book, sheet):  # two columns under each other's header break the rule of the rows that fill them
        return None
    for n, r in enumerate(sheet.order[:-1]):
        if is_total(rows[r].item) and n + 1 >= LEAST_ROWS and len(sheet.order) - n - 1 > LEAST_ROWS:
            why = _rule_ends(book, sheet, sheet.order[n + 1])
            if why:
                return sheet.order[n + 1], why
    return None


def _starts_again(sheet: Sheet, rows: Sequence[Row]) -> int | None:
    """The row at which the numbers of rows without any heading begin at 1 a second time, after a list of two at least."""
    if any(row.heading for row in rows):
        return None
    outermost = min((rows[r].indent for r in sheet.order), default=0)
    last: tuple[str, int] | None = None
    starts: list[int] = []
    for n, r in enumerate(sheet.order):
        own = number(rows[r].item) if rows[r].indent == outermost and not rows[r].section else None
        if own and own[1] == 1 and (last is None or last[0] == own[0]):
            starts.append(n)
        last = own or last
    if len(starts) != 2 or starts[0] > 0 or min(starts[1], len(sheet.order) - starts[1]) < LEAST_ROWS:
        return None
    return None if _closes_both(sheet, starts[1]) else sheet.order[starts[1]]


def _after_the_whole(sheet: Sheet, rows: Sequence[Row]) -> int | None:
    """The row below a plain 合計 of all rows above it, where all rows from there on come to a plain 合計 that stands last."""
    if any(row.heading or row.section for row in rows):
        return None
    wholes = [n for n, r in enumerate(sheet.order) if is_whole(rows[r].item) and not stem(rows[r].item)]
    if len(wholes) != 2 or wholes[1] != len(sheet.order) - 1 or len({rows[sheet.order[n]].item for n in wholes}) > 1:
        return None
    first, start = sheet.order[: wholes[0]], wholes[0] + 1
    for total, run in ((sheet.order[wholes[0]], first), (sheet.order[wholes[1]], sheet.order[start:-1])):
        _, outer = parents_first(sheet, run)
        fit = sheet.fit(total, tuple((1, r) for r in outer))
        if len(run) < LEAST_ROWS or not fit.tried or fit.holds < fit.tried:
            return None
    return sheet.order[start]


def _closes_both(sheet: Sheet, start: int) -> bool:
    """Whether the last row adds up the totals of both lists: 負債及び資本合計, of 負債合計 and 資本合計 above it."""
    first, second, whole = (sheet.numbers[sheet.order[n]] for n in (start - 1, -2, -1))
    return any(whole) and all(a + b == c for a, b, c in zip(first, second, whole, strict=True))


def _rule_ends(book: Book, sheet: Sheet, start: int) -> str:
    """A relation between columns that every row above keeps and none from ``start`` on, or the other way round."""
    above, below = across_of(book, sheet.index, sheet.allowance).parted(start)
    for here, there, side in ((above, below, "above"), (below, above, "below")):
        for plan in by_words(here):
            own, other = here.fit(plan.total, plan.terms), there.fit(plan.total, plan.terms)
            if plan.weak or own.tried < LEAST_ROWS or own.holds < own.tried:
                continue
            name = here.columns[plan.total].name
            if other.tried >= LEAST_ROWS and not other.holds:
                return f"every row {side} it keeps what {name} claims, and no row on the other side does"
            if side == "above" and _leaves_open(below, plan) and _ends_in_a_total(book, sheet):
                return f"every row above it keeps what {name} claims, and all rows on the other side leave that column open"
    return ""


def _leaves_open(rows: Across, plan: ColumnPlan) -> bool:
    """Whether rows print what a column of the others adds up, and none of them prints that column itself."""
    terms = [c for _, c in plan.terms]
    return len(rows.rows) > LEAST_ROWS and all(plan.total not in row and all(c in row for c in terms) for row in rows.rows)


def _ends_in_a_total(book: Book, sheet: Sheet) -> bool:
    return is_total(book.packet.statements[sheet.index].rows[sheet.order[-1]].item)
