"""Is what the parts of a row lack a figure that another table names?  業務費 lacks 1,386, and elsewhere 教育研究経費 is 1,386."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Number
from pipeline.money import YEN_FACTORS, in_print
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.gaps import failing_down, gaps, levels, one_digit
from pipeline.reconciliation.parents import parents_of
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import is_difference, is_total, plain

LEAST_GAP = 100
"""What must be lacking, so that no other figure equals it by chance."""
LEAST_ALONE = 10_000
"""The same where other tables print but one of several amounts that are lacking."""
LEAST_WHOLE = 1
"""Rows of a statement, totals among them, that must be the sum of their parts before one that is not is doubted."""


def told_elsewhere(book: Book, sheet: Sheet, system: System, totals: set[int]) -> Iterator[Structure]:
    """The one row whose parts lack what another table prints of the same year under a name that no row bears here.

    ``totals``: rows that are sums and hold.
    """
    rows = book.packet.statements[sheet.index].rows
    columns = levels(book, sheet)
    parents = {r: parts for r, parts in parents_of(sheet, rows).items() if len(parts) > 1}
    short = [r for r, parts in parents.items() if r not in totals and any(gaps(sheet, r, parts))]
    if len(short) != 1 or len(totals) < LEAST_WHOLE:
        return
    r = short[0]
    parts, found = parents[r], gaps(sheet, r, parents[r])
    lacks = [n for n in columns if found[n]]
    if not lacks or any(not LEAST_GAP <= found[n] < sheet.numbers[r][n] or one_digit(sheet, r, parts, n) for n in lacks):
        return
    names = [_name(book, sheet, book.money[sheet.index][n], found[n]) for n in lacks]
    told = {name for name in names if name}
    sure = all(names) or (len(lacks) > 1 and any(name and found[n] >= LEAST_ALONE for name, n in zip(names, lacks, strict=True)))
    if len(told) == 1 and sure:
        failing = failing_down(book, system, sheet.index)
        explains = {i for i in failing if r in {book.cells[cell].row for cell in system.relations[i].cells()}}
        said = ", ".join(in_print(found[n]) for n in lacks)
        text = f"a row is missing: the parts of {rows[r].item} fall short of it by {said}, which elsewhere is {told.pop()}"
        yield Structure("unreadable", "warning", sheet.index, text, r, None, explains)


def _name(book: Book, sheet: Sheet, column: int, gap: Number) -> str:
    """What other statements call a figure of a column's year, if no row here is called so."""
    own = book.packet.statements[sheet.index]
    here = [plain(row.item) for row in own.rows]
    for s, statement in enumerate(book.packet.statements):
        for (r, c), cell in book.at[s].items() if s != sheet.index else ():
            item = statement.rows[r].item
            value = book.values[cell]
            if not value or statement.columns[c].fiscal_year != own.columns[column].fiscal_year:
                continue
            named = not (is_total(item) or is_difference(item)) and not any(plain(item)[:4] in name for name in here)
            if named and _same(value, statement.columns[c].unit, gap, own.columns[column].unit):
                return item
    return ""


def _same(value: Number, unit: str, gap: Number, coarse: str) -> bool:
    """Whether a figure is what is lacking, perhaps in a finer unit; roundings of all parts may lie between them."""
    fine_worth, worth = YEN_FACTORS.get(unit), YEN_FACTORS.get(coarse)
    if fine_worth is None or worth is None or worth < fine_worth:
        return unit == coarse and value == gap
    return size(value * fine_worth - gap * worth) < worth if worth > fine_worth else value == gap
