"""Is a total short of its rows in every column, as if one row were not there?  For totals that no learned sum bears out.

A sum that holds nowhere is not believed, so that a form misunderstood accuses nobody.  But where amounts of several columns are
short at once, each by no more than its total, the rows that the label names lack one: no misreading hits a whole row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Row
from pipeline.money import in_print
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.breakdowns import parents_first
from pipeline.reconciliation.gaps import by_column, failing_down, gaps, goes_on, lacks_a_row, levels, unrevised
from pipeline.reconciliation.parents import parts_of
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.staggered import column_steps
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import is_difference, is_flow_total, is_partial, is_total, sign, stem

LEAST_AMOUNTS = 2
"""Amounts of one row that must be short at once."""
LEAST_LEVELS = 3
"""Columns of amounts that a single row must fall short in, below another block whose total holds."""
LEAST_CLOSED = 2
"""Totals that hold, before one of a single amount is held against the single row that it closes."""


def short_totals(book: Book, sheet: Sheet, system: System, summed: set[int]) -> Iterator[Structure]:
    """The one total of a statement that is in no sum that holds and that is short of the rows above it.

    ``summed``: rows that some sum, be it a guess, comes to.
    """
    rows = book.packet.statements[sheet.index].rows
    parts = parts_of(sheet, rows)
    stocks = book.packet.statements[sheet.index].kind == "balance_sheet"
    found: list[tuple[int, list[int]]] = []
    for n, r in enumerate(sheet.order):
        if is_total(rows[r].item) and r not in summed:
            run = roots(rows_closed(rows, sheet.order[:n], r, stocks), parts) or _closed(rows, sheet.order[:n], r)
            run = run if n else roots(_all_below(rows, sheet.order[1:]), parts)
            alone = sheet.order == [*run, r]
            closes = bool(rows[r].section) or len(run) > 1 or alone or _paired(rows, r, summed) or _blocks(book, sheet, r, summed)
            if run and closes and (_side(rows[r]) or not _both_ways(rows, run)):
                found.append((r, run))
    closed = sum(is_total(rows[r].item) for r in summed)
    if found and _stepped(book, sheet):
        found = [(r, run) for r, run in found if not _beside(sheet, r, run)]
    if goes_on(book.packet.statements[sheet.index]):  # the total of all counts rows of the page before
        found = [(r, run) for r, run in found if rows[r].section]
    heads = parents_first(sheet)[0] if found else {}
    found = [(r, run) for r, run in found if r not in heads and _comparable(book, sheet, r, run)]  # 純資産合計 above its rows
    found = [(r, run) for r, run in found if not unrevised(book, sheet, r, by_column(book, sheet, r, run))]
    short = [(r, run) for r, run in found if lacks_a_row(book, sheet, r, run, _least(book, sheet, r))]
    if len(short) == 1 and (
        len(short[0][1]) > 1
        or _least(book, sheet, short[0][0]) > 1
        or (closed >= LEAST_CLOSED and _all_of(sheet, rows, *short[0]))
        or (sheet.order == [*short[0][1], short[0][0]] and not stem(rows[short[0][0]].item))  # 計 below a single row
    ):
        r, run = short[0]
        said = ", ".join(in_print(gap) for gap, there in zip(gaps(sheet, r, run), sheet.present[r], strict=True) if gap and there)
        explains = failing_down(book, system, sheet.index, r)
        where = "above" if run[0] < r else "below"
        text = f"a row is missing: {rows[r].item} is more than the rows {where} it in all columns, by {said}"
        yield Structure("unreadable", "error", sheet.index, text, r, None, explains)


def _all_below(rows: Sequence[Row], below: Sequence[int]) -> list[int]:
    """The rows below a total that stands first, where they are items alone."""
    plain_ = [r for r in below if not is_partial(rows[r].item)]
    return [] if any(is_total(rows[r].item) or is_difference(rows[r].item) for r in plain_) else plain_


def _paired(rows: Sequence[Row], total: int, summed: set[int]) -> bool:
    """Whether a total is one of two sides, the other of which is a sum that holds: 費用計 after 収益計."""
    side = sign(rows[total].item) if stem(rows[total].item) else 0
    return bool(side) and any(is_total(rows[r].item) and stem(rows[r].item) and sign(rows[r].item) == -side for r in summed)


def _blocks(book: Book, sheet: Sheet, total: int, summed: set[int]) -> bool:
    """Whether a total of its own name follows another that holds, each of the rows since the one before, over many columns."""
    rows = book.packet.statements[sheet.index].rows
    named = [r for r in summed if is_total(rows[r].item) and stem(rows[r].item) and rows[r].section == rows[total].section]
    return bool(named) and bool(stem(rows[total].item)) and len(levels(book, sheet)) >= LEAST_LEVELS


def _comparable(book: Book, sheet: Sheet, total: int, run: Sequence[int]) -> bool:
    """Whether rows are in the units of their total, column by column, and some of them amount to anything."""
    at = book.at[sheet.index]
    columns = [c for c in book.money[sheet.index] if (total, c) in at]
    cells = [(at[total, c], at[r, c]) for r in run for c in columns if (r, c) in at]
    return any(book.values[cell] for _, cell in cells) and all(book.cells[a].unit == book.cells[b].unit for a, b in cells)


def _all_of(sheet: Sheet, rows: Sequence[Row], total: int, run: list[int]) -> bool:
    """Whether nothing but these rows stands in the section that a total closes: no block with a total of its own."""
    section = rows[total].section
    return bool(section) and [r for r in sheet.order if r < total and rows[r].section[: len(section)] == section] == run


def _least(book: Book, sheet: Sheet, total: int) -> int:
    """How many amounts must be short: several where a total has several, or where they step inwards."""
    there = levels(book, sheet) if _stepped(book, sheet) else [n for n in levels(book, sheet) if sheet.present[total][n]]
    return min(LEAST_AMOUNTS, len(there) or 1)


def _stepped(book: Book, sheet: Sheet) -> bool:
    """Whether amounts step inwards from column to column: what does not come to its sum there is looked for step by step."""
    return any(True for _ in column_steps(book, sheet))


def _beside(sheet: Sheet, total: int, run: Sequence[int]) -> bool:
    """Whether none of the rows has a figure in a column of the total's."""
    columns = [n for n, there in enumerate(sheet.present[total]) if there]
    return not any(sheet.present[r][n] for r in run for n in columns)


def rows_closed(rows: Sequence[Row], above: Sequence[int], total: int, stocks: bool = False) -> list[int]:
    """The rows that a total closes: those of its section, or those since the total or result before it.

    ``stocks``: in a balance sheet 当期純利益 is one of the surpluses that its section adds up.
    """
    section = rows[total].section
    run: list[int] = []
    for r in reversed(above):
        result = is_difference(rows[r].item) and not (stocks and section and rows[r].section == section)
        if rows[r].section[: len(section)] != section or is_total(rows[r].item) or result:
            break
        if not is_partial(rows[r].item):
            run.insert(0, r)
    return run


def _closed(rows: Sequence[Row], above: Sequence[int], total: int) -> list[int]:
    """What a total of blocks adds up: the total of each block, and the rows that no block holds; nothing where results stand."""
    run: list[int] = []
    for r in above if not rows[total].section else ():
        section = rows[r].section
        if is_difference(rows[r].item) or (is_total(rows[r].item) and not section):
            return []
        if is_total(rows[r].item):
            run = [o for o in run if rows[o].section[: len(section)] != section]
        if not is_partial(rows[r].item):
            run.append(r)
    return run


def _side(row: Row) -> int:
    """Whether a total is one of what comes in or of what goes out; of a bare 計 its heading tells."""
    bare = row.section and not stem(row.item) and not is_flow_total(row.section[-1])
    return sign(row.item) or (sign(row.section[-1]) if bare else 0)


def roots(run: list[int], parts: dict[int, list[int]]) -> list[int]:
    """A run without the parts of its own rows."""
    inner = {part for r in run for part in parts[r]}
    return [r for r in run if r not in inner]


def _both_ways(rows: Sequence[Row], run: Sequence[int]) -> bool:
    """Whether what comes in and what goes out stand in one run: no total adds these up."""
    return {1, -1} <= {sign(rows[r].item) for r in run}
