"""Which assets go into the sum of their block net, and which as they are?

A balance sheet in steps prints what an asset is worth now on the line of what it has lost so far (減価償却累計額), one column
further in.  The sum of the block takes these net figures and, from the column of the details, the assets that lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.reconciliation.book import Book, Relation, holds, residual
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.system import OTHER, change_cost
from pipeline.reconciliation.words import is_partial, is_total

NETTED = "net figures, and what stands beside none"
"""How sums of blocks that do so are told from others."""


def netted_blocks(book: Book, sheet: Sheet, steps: list[int]) -> Iterator[Relation]:
    """The sums of blocks, and the net figures in them, where both hold but for a digit; ``steps``: columns that step inwards."""
    if book.packet.statements[sheet.index].kind not in ("balance_sheet", "inventory"):
        return
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    details: list[int] = []
    whole: list[int] = []
    nets: list[Relation] = []
    for r in sheet.order:
        if (r, steps[0]) in at and not is_partial(rows[r].item):
            details.append(at[r, steps[0]])
        inner = next((at[r, c] for c in steps[1:] if (r, c) in at), None)
        if inner is None:
            continue
        if not is_total(rows[r].item):
            net = _net(book, sheet, inner, details)
            nets += [net] if net else []
            whole += details[: len(details) - (len(net.terms) if net else 0)]
            details = []
            continue
        terms = [*whole, *details, *(net.total for net in nets)]
        total = _sum(sheet, inner, terms, "v+")
        if any(len(net.terms) > 1 for net in nets) and len(terms) > len(nets):
            if holds(total, book.values):
                yield from (*nets, total)
            elif len(nets) > 1 and one_digit_off(book, total):
                yield from (*nets, replace(total, weak=True, soft=True))
        details, whole, nets = [], [], []


def _net(book: Book, sheet: Sheet, total: int, details: list[int]) -> Relation | None:
    """An asset and what it has lost, the last details above a figure further in that are what it says."""
    for k in range(1, len(details) + 1):
        found = _sum(sheet, total, details[-k:], "v=")
        taken = any((book.values[cell] or 0) < 0 for cell in details[-k:])
        if (taken or k == 1) and holds(found, book.values):
            return found
    return None


def one_digit_off(book: Book, relation: Relation) -> bool:
    """Whether one digit or sign of one figure would make a sum hold."""
    gap = residual(relation, book.values) or 0
    changes = [(relation.total, -gap), *((cell, gap * weight) for weight, cell in relation.terms)]
    return any(change_cost(book.values[cell], (book.values[cell] or 0) + more) < OTHER for cell, more in changes)


def _sum(sheet: Sheet, total: int, cells: list[int], template: str) -> Relation:
    terms = tuple((1, cell) for cell in cells)
    allowed = slack(sheet.allowance, len(terms))
    return Relation("footing", total, terms, NETTED, tolerance=allowed, template=f"{sheet.index}{template}")
