"""Does every branch of a list of accounts end as deep as the others?  A 項 without a 目, where all other 項 have one.

A chapter of a budget may have one section with one item, all three of one figure (款, 項 and 目 of 地方自治法施行規則): of
such a branch no sum tells that its last row is not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.numbering import numbered
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import is_partial, is_total

LEAST_PARENTS = 5
"""Rows of one level with rows below them, at least, before one without any is doubted."""


def childless(book: Book, claims: Claims) -> Iterator[Structure]:
    """The only rows with figures of an inner level that have no row below them."""
    for sheet in claims.sheets:
        rows = book.packet.statements[sheet.index].rows
        told = [r for r in sheet.order if any(sheet.numbers[r]) and not is_total(rows[r].item) and not is_partial(rows[r].item)]
        above = {rows[r].section for r in sheet.order}
        paths = {r: (*rows[r].section, rows[r].item) for r in told}
        named = set(paths.values())
        levels: dict[int, list[int]] = {}
        for r in told:
            if rows[r].section in named and numbered(rows[r].item):  # what it is part of is a row, too
                levels.setdefault(len(rows[r].section), []).append(r)
        for level in levels.values():
            without = [r for r in level if paths[r] not in above]
            if len(without) == 1 and len(level) > LEAST_PARENTS:
                item = rows[without[0]].item
                text = f"a row is missing: {item} has no row below it, and all {len(level) - 1} others of its level have one"
                yield Structure("unreadable", "warning", sheet.index, text, without[0], None, proposed=item)
