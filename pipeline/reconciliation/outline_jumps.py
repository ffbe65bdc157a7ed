"""Does a list set its rows in from a row that is not there?  Parts two steps in, right below a heading.

Where parts stand below the row that they come to, set in from it, those of 事業費 stand right below 経常費用 once that row is
left out: the sum of all may still hold, as it then takes the parts for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Row
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import is_difference, is_partial, is_total

LEAST_PARENTS = 2
"""Rows of the statement with figures that have parts set in below them, at least."""


def outline_jumps(book: Book, claims: Claims) -> Iterator[Structure]:
    """The blocks whose first rows are set in further than a later one that has parts of its own below it."""
    for sheet in claims.sheets:
        rows = book.packet.statements[sheet.index].rows
        parents = {above for above, below in zip(sheet.order, sheet.order[1:], strict=False) if _is_part(rows, above, below)}
        blocks: dict[tuple[str, ...], list[int]] = {}
        for r in sheet.order:
            blocks.setdefault(rows[r].section, []).append(r)
        for section, block in blocks.items():
            first = block[0]
            later = [r for r in block if rows[r].indent < rows[first].indent and r in parents]
            if len(parents) < LEAST_PARENTS or not section or not later or _is_sum(rows[first]):
                continue
            item, other = rows[first].item, rows[later[0]].item
            text = f"a row is missing: {item} is set in from a row that is not there, and {other} is one"
            yield Structure("unreadable", "warning", sheet.index, text, first, None)


def _is_part(rows: Sequence[Row], above: int, below: int) -> bool:
    """Whether a row begins the parts of the one above it."""
    own = rows[above].section == rows[below].section and rows[below].indent > rows[above].indent
    return own and not _is_sum(rows[above]) and not is_partial(rows[below].item)


def _is_sum(row: Row) -> bool:
    return is_total(row.item) or is_difference(row.item) or is_partial(row.item)
