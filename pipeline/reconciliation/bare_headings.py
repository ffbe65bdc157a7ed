"""Does every heading have something below it?  A heading right above the next one has lost its only row."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import is_partial

LEAST_HEADINGS = 2
"""Headings with rows with figures that a statement must have before one without any row is doubted."""


def bare_headings(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """The one printed heading of a statement under which no row stands, not even one without a figure.

    What is named by the rows' numbers instead is told elsewhere, and a heading at the very end may go on overleaf.
    """
    rows = book.packet.statements[sheet.index].rows
    inside = {row.section[:depth] for row in rows for depth in range(1, len(row.section) + 1)}
    headings = [(r, (*row.section, row.item)) for r, row in enumerate(rows) if row.heading and not is_partial(row.item)]
    bare = [
        (r, path) for r, path in headings
        if path not in inside and r < len(rows) - 1 and rows[r + 1].section[-1:] != (rows[r].item,)
    ]  # fmt: skip
    filled = [path for _, path in headings if path in inside]
    repeated = len({path for _, path in headings}) < len(headings)
    if len(bare) == 1 and len(filled) >= LEAST_HEADINGS and not repeated:
        r, path = bare[0]
        text = f"a row is missing: no row stands below the heading {path[-1]}, and all {len(filled)} other headings have theirs"
        yield Structure("unreadable", "warning", sheet.index, text, r, None)
