"""Does each activity of a cash flow statement come to its total?  Where what is paid bears a minus, its rows just add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Number, Row
from pipeline.money import in_print
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.flow_sides import outflows_negative
from pipeline.reconciliation.gaps import one_digit, one_digit_beside, told_gaps
from pipeline.reconciliation.parents import parts_of
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import is_flow_total, is_total

LEAST_FLOWS = 2
"""Activities, or 小計 of one, whose rows come to their total, before one whose rows do not is held against it."""


def flow_totals(book: Book, sheet: Sheet, summed: set[int]) -> Iterator[Structure]:
    """The one activity whose rows do not come to its total, and not for one digit."""
    rows = book.packet.statements[sheet.index].rows
    closed = {rows[r].section for r in sheet.order if is_flow_total(rows[r].item) and rows[r].section}
    flows = [r for r in sheet.order if is_flow_total(rows[r].item) or (is_total(rows[r].item) and rows[r].section in closed)]
    short = [r for r in flows if r not in summed]
    if len(short) != 1 or len(flows) - 1 < LEAST_FLOWS or not outflows_negative(sheet):
        return
    r = short[0]
    run = [o for o in sheet.order if o < r and rows[o].section == rows[r].section and rows[r].section]
    run = run or _further_in(sheet, rows, r)
    last = max((n for n, o in enumerate(run) if is_total(rows[o].item)), default=0)
    found = told_gaps(sheet, r, run[last:]) if run else []
    if any(found) and not _is_misread(sheet, r, run[last:], found):
        said = ", ".join(in_print(gap) for gap in found[:8] if gap)
        text = f"a row is missing: {rows[r].item} differs from the rows of its activity by {said}, and the others add up"
        yield Structure("unreadable", "warning", sheet.index, text, r, None)


def _further_in(sheet: Sheet, rows: Sequence[Row], total: int) -> list[int]:
    """The rows of an activity whose total stands above them, where they stand a column further in."""
    parts = parts_of(sheet, rows)[total]
    return [] if _beside(sheet, total, parts) else parts


def _beside(sheet: Sheet, total: int, run: Sequence[int]) -> bool:
    """Whether any row has a figure in a column of the total's."""
    return any(here and there for o in run for here, there in zip(sheet.present[o], sheet.present[total], strict=True))


def _is_misread(sheet: Sheet, total: int, run: Sequence[int], found: Sequence[Number]) -> bool:
    """Whether one digit explains what each column lacks, or all that lacks where the rows stand a column further in."""
    if not _beside(sheet, total, run):
        return one_digit_beside(sheet, total, run)
    return all(one_digit(sheet, total, run, c) for c, gap in enumerate(found) if gap)
