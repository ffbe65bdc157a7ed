"""Does every heading have something below it?  A heading right above the next one has lost its only row."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Row
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import is_partial, is_total, stem

LEAST_HEADINGS = 2
"""Headings with rows with figures that a statement must have before one without any row is doubted."""


def bare_headings(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """The one printed heading of a statement under which no row stands, not even one without a figure.

    What is named by the rows' numbers instead is told elsewhere, and a heading at the very end may go on overleaf.
    """
    rows = book.packet.statements[sheet.index].rows
    inside = {row.section[:depth] for row in rows for depth in range(1, len(row.section) + 1)}
    named = [(r, row) for r, row in enumerate(rows) if row.heading and not row.item.endswith("。")]  # 第4条 … と定める。
    headings = [(r, (*row.section, row.item)) for r, row in named if not is_partial(row.item)]
    bare = [
        (r, path) for r, path in headings
        if path not in inside and r < len(rows) - 1 and rows[r + 1].section[-1:] != (rows[r].item,)
        and not _is_item_without_figure(sheet, rows, r)
    ]  # fmt: skip
    filled = [path for _, path in headings if path in inside]
    repeated = len({path for _, path in headings}) < len(headings)
    if len(bare) == 1 and len(filled) >= LEAST_HEADINGS and not repeated:
        r, path = bare[0]
        text = f"a row is missing: no row stands below the heading {path[-1]}, and all {len(filled)} other headings have theirs"
        yield Structure("unreadable", "warning", sheet.index, text, r, None)


def _is_item_without_figure(sheet: Sheet, rows: tuple[Row, ...], r: int) -> bool:
    """Whether the row right above or below counts on to it, as far in and with figures: (3) 事故繰越し below (2), blank for 0."""
    own = number(rows[r].item)
    for other, step in ((r - 1, -1), (r + 1, 1)):
        near = number(rows[other].item) if own and 0 <= other < len(rows) and rows[other].indent == rows[r].indent else None
        if own and near == (own[0], own[1] + step) and other in sheet.order and any(sheet.numbers[other]):
            return True
    return False


def bare_totals(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """The one total that is more than 0 right below its heading, where all others of headings have rows to add up."""
    rows = book.packet.statements[sheet.index].rows
    closing = [r for r in sheet.order if _closes_a_heading(rows, r) and any(sheet.numbers[r])]
    bare = [r for r in closing if rows[r - 1].heading]
    if len(bare) == 1 and len(closing) > LEAST_HEADINGS:
        r = bare[0]
        text = f"a row is missing: no row stands between the heading {rows[r - 1].item} and {rows[r].item}, "
        text += f"and all {len(closing) - 1} other totals of headings have rows to add up"
        yield Structure("unreadable", "warning", sheet.index, text, r, None)


def _closes_a_heading(rows: tuple[Row, ...], r: int) -> bool:
    """Whether a total bears the name of the heading that it stands under."""
    row = rows[r]
    return r > 0 and is_total(row.item) and bool(row.section) and bool(stem(row.item)) and stem(row.item) in stem(row.section[-1])
