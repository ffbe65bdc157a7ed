"""Does each part of a year open where the one before it closed?  第2四半期 begins with what 第1四半期 ended with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.reconciliation.book import Book, Relation, holds, is_evidence
from pipeline.reconciliation.column_words import is_period
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import core, is_closing, is_opening


def carried_on(book: Book, sheet: Sheet) -> Iterator[Relation]:
    """Opening balances as the closing ones of the column before; a guess where fewer than half of them are."""
    statement = book.packet.statements[sheet.index]
    parts = [c for c in book.money[sheet.index] if is_period(statement.columns[c])]
    closings = {core(statement.rows[r].item): r for r in sheet.order if is_closing(statement.rows[r].item)}
    found: list[Relation] = []
    for r in sheet.order if len(parts) > 1 else ():
        item = statement.rows[r].item
        if is_opening(item) and core(item) in closings:
            found += _row(book, sheet, r, closings[core(item)], parts)
    told = [relation for relation in found if is_evidence(relation, book.values)]
    held = sum(bool(holds(relation, book.values)) for relation in told)
    for relation in found:
        yield relation if 2 * held >= len(told) else replace(relation, weak=True)


def _row(book: Book, sheet: Sheet, opening: int, closing: int, parts: list[int]) -> Iterator[Relation]:
    at = book.at[sheet.index]
    for before, after in pairwise(parts):
        total, term = at.get((opening, after)), at.get((closing, before))
        if total is not None and term is not None and book.cells[total].unit == book.cells[term].unit:
            rule, template = "the closing balance of the column before", f"{sheet.index}p"
            yield Relation("roll_forward", total, ((1, term),), rule, template=template)
