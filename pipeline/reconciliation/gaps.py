"""What does a row that is not there leave behind?  Gaps between a total and its addends that look like the figures of one row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.model import Number, Statement
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.column_words import is_change, is_revision
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.system import OTHER, System, any_likely
from pipeline.reconciliation.words import is_total, plain

_GOES_ON = re.compile("[(]?(?:[^()]*の)?(?:続き|つづき)[)]?$")
_ITEM_OF_A_BUDGET = re.compile(r" (?:第?[0-9]+[款項]|[(\[〔【][款項][)\]〕】])")
"""A title that ends in the 款 and 項 which a table is of."""


def levels(book: Book, sheet: Sheet) -> list[int]:
    """Places among a row's numbers whose columns hold amounts, and not what these differ by."""
    columns = book.packet.statements[sheet.index].columns
    return [n for n, c in enumerate(book.money[sheet.index]) if not is_change(columns[c])]


def gaps(sheet: Sheet, total: int, parts: Sequence[int]) -> list[Number]:
    """By how much a row is more than the sum of others, in each column; 0 where rounding alone explains it."""
    allowed = slack(sheet.allowance, len(parts))
    found = [value - sum(sheet.numbers[o][c] for o in parts) for c, value in enumerate(sheet.numbers[total])]
    return [gap if size(gap) > allowed else 0 for gap in found]


def told_gaps(sheet: Sheet, total: int, parts: Sequence[int]) -> list[Number]:
    """The same in the columns that some of the others print, too (節 print no budget).

    Where they share none, the parts stand a column further in: one gap, between what they come to there and the sum.
    """
    found = gaps(sheet, total, parts)
    shared = [there and any(sheet.present[o][n] for o in parts) for n, there in enumerate(sheet.present[total])]
    if not any(shared):
        return [sum(found)]
    return [gap if told else 0 for gap, told in zip(found, shared, strict=True)]


def by_column(book: Book, sheet: Sheet, total: int, parts: Sequence[int]) -> dict[int, Number]:
    """The same, by column."""
    return dict(zip(book.money[sheet.index], gaps(sheet, total, parts), strict=True))


def lacks_a_row(book: Book, sheet: Sheet, total: int, parts: Sequence[int], least: int = 1) -> bool:
    """Whether a row as large as what is lacking fits in: no amount has more than its total, and most have less.

    What amounts differ by (増減, 補正額) may be of either sign; beside what is taken away (債券発行差金) a row may have more.
    ``least``: amounts that must be short.
    """
    found = gaps(sheet, total, parts)
    told = [n for n in levels(book, sheet) if sheet.numbers[total][n] and sheet.present[total][n]]
    within = all(0 <= found[n] * _way(sheet.numbers[total][n]) <= _most(sheet, total, parts, n) for n in told)
    within = within or _lacks_what_is_taken_away(book, sheet, [(sheet.numbers[total][n], found[n]) for n in told])
    short = [n for n in told if found[n]]
    if told and not any(sheet.present[o][n] for o in parts for n in told):
        return _lacks_beside(sheet, total, parts)
    summed = _summed_columns(book, sheet)
    elsewhere = any(found[n] and not sheet.numbers[total][n] and n in summed for n in levels(book, sheet))
    if elsewhere or not within or 2 * len(short) <= len(told) or len(short) < least:
        return False
    return same_gap(book, sheet, total, parts) or not all(one_digit(sheet, total, parts, n) for n in short)


def _way(value: Number) -> int:
    return 1 if value > 0 else -1


def _most(sheet: Sheet, total: int, parts: Sequence[int], n: int) -> Number:
    """What a part of a total may come to in a column: all of it, and what other parts take away."""
    value = sheet.numbers[total][n]
    return size(value) + sum(size(sheet.numbers[o][n]) for o in parts if sheet.numbers[o][n] * _way(value) < 0)


def _lacks_what_is_taken_away(book: Book, sheet: Sheet, lacks: Sequence[tuple[Number, Number]]) -> bool:
    """Whether a balance sheet lacks what bears a minus there, like 貸倒引当金: part of what it is taken from."""
    stocks = book.packet.statements[sheet.index].kind == "balance_sheet"
    return stocks and bool(lacks) and all(gap < 0 < value for value, gap in lacks)


def same_gap(book: Book, sheet: Sheet, total: int, parts: Sequence[int]) -> bool:
    """Whether amounts of several columns are short by the same: no two misreadings come to that."""
    found = gaps(sheet, total, parts)
    short = [size(found[n]) for n in levels(book, sheet) if found[n]]
    return len(short) > 1 and len(set(short)) == 1


def _summed_columns(book: Book, sheet: Sheet) -> set[int]:
    """Places among a row's numbers that some total fills, or all where none does: quantities of many units have no total."""
    rows = book.packet.statements[sheet.index].rows
    filled = {n for r in sheet.order if is_total(rows[r].item) for n, there in enumerate(sheet.present[r]) if there}
    return filled or set(range(len(book.money[sheet.index])))


def _lacks_beside(sheet: Sheet, total: int, parts: Sequence[int]) -> bool:
    """The same where the parts stand in another column than their sum."""
    whole, figures = sum(sheet.numbers[total]), [value for o in parts for value in sheet.numbers[o] if value]
    gap = whole - sum(figures)
    return bool(figures) and 0 < gap * (1 if whole > 0 else -1) <= size(whole) and not one_digit_beside(sheet, total, parts)


def one_digit_beside(sheet: Sheet, total: int, parts: Sequence[int]) -> bool:
    """Whether one digit or sign explains what parts that stand in another column than their sum lack."""
    whole, figures = sum(sheet.numbers[total]), [value for o in parts for value in sheet.numbers[o] if value]
    gap = whole - sum(figures)
    return any_likely([(whole, -gap), *((f, gap) for f in figures)], slack(sheet.allowance, len(parts)))


def one_digit(sheet: Sheet, total: int, parts: Sequence[int], column: int) -> bool:
    """Whether one digit or sign of one figure explains what a column lacks: likelier than a row that is not there."""
    gap = gaps(sheet, total, parts)[column]
    figures = [(sheet.numbers[total][column], -gap), *((sheet.numbers[o][column], gap) for o in parts)]
    return any_likely(figures, slack(sheet.allowance, len(parts)))


def goes_on(statement: Statement) -> bool:
    """Whether a table is the rest of another one by its own caption: 歳入(続き)."""
    return bool(_GOES_ON.search(statement.title))


def lists_revised(book: Book, sheet: Sheet) -> bool:
    """Whether a statement lists only what a revision changes: no row says 0, and one at most says nothing, for all the rest."""
    column, at = _revision(book, sheet), book.at[sheet.index]
    listed = [book.values[at[r, column]] if (r, column) in at else None for r in sheet.order] if column is not None else []
    return bool(listed) and 0 not in listed and listed.count(None) <= 1


def unrevised(book: Book, sheet: Sheet, total: int, lacks: Mapping[int, Number]) -> bool:
    """Whether what columns lack is the same before and after a revision, in a statement that lists only what it changes.

    The totals of a 補正予算 count the rest, too; the one of all has a line for it, that of a table for each 項 has not.
    """
    statement = book.packet.statements[sheet.index]
    column, row = _revision(book, sheet), statement.rows[total]
    if column is None or lacks.get(column) or len({gap for gap in lacks.values() if gap}) != 1:
        return False
    part = bool(row.section) or not is_total(row.item) or bool(_ITEM_OF_A_BUDGET.search(statement.title))
    return part and lists_revised(book, sheet)


def _revision(book: Book, sheet: Sheet) -> int | None:
    """The only column that tells what a budget is changed by."""
    columns = book.packet.statements[sheet.index].columns
    found = [c for c in book.money[sheet.index] if is_revision(columns[c])]
    return found[0] if len(found) == 1 else None


def misread(system: System, short: Sequence[int]) -> bool:
    """Whether one digit or sign explains all the relations that are short, and breaks nothing."""
    asked = system.candidates(short[:1])
    return any(c.cost < OTHER and not c.broken and (c.mended | c.hinted) >= set(short) for c in asked)


def failing_down(book: Book, system: System, statement: int, row: int | None = None) -> set[int]:
    """The sums down a statement that fail, guesses among them, by index; ``row``: only those whose total stands there."""
    found: set[int] = set()
    for i, relation in enumerate(system.relations):
        place = book.cells[relation.total]
        if place.statement == statement and row in (None, place.row) and "v" in relation.template and system.fails(i):
            found.add(i)
    return found


def is_summary(book: Book, sheet: Sheet) -> bool:
    """Whether the packet prints statements of this kind in a finer unit, too: summaries leave out rows on purpose."""
    own = book.packet.statements[sheet.index]
    worth = YEN_FACTORS.get(own.unit, 1)
    finer = [s for s in book.packet.statements if s.kind == own.kind and YEN_FACTORS.get(s.unit, worth) < worth]
    items = {plain(row.item) for row in own.rows}
    return any(s.kind != "other" or 2 * len(items & {plain(row.item) for row in s.rows}) >= len(items) for s in finer)
