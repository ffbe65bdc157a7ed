"""Do two years and what they differ by stand together?  給与費明細書 prints 本年度, 前年度 and 比較, and none of them alone."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import plain

THREE = ("本年度", "前年度", "比較")


def one_of_three(book: Book, sheets: list[Sheet]) -> Iterator[Structure]:
    """A table with two of the three; without 比較 only where the packet's other tables of its kind have it."""
    for sheet in sheets:
        statement = book.packet.statements[sheet.index]
        named = {plain(statement.rows[r].item): r for r in sheet.order}
        there = [name for name in THREE if name in named]
        lost = next((name for name in THREE if name not in named), "")
        if len(there) != 2 or not (set(named) <= set(THREE) or lost != "比較"):
            continue
        amounts = any(statement.columns[c].unit in YEN_FACTORS for c in book.money[sheet.index])
        if lost == "比較" and not (amounts and statement.kind == "personnel" and _printed_elsewhere(book, sheet.index)):
            continue
        text = f"a row is missing: {there[0]} and {there[1]} stand without {lost}"
        yield Structure("unreadable", "warning", sheet.index, text, named[there[0]], None, proposed=lost)


def _printed_elsewhere(book: Book, index: int) -> bool:
    """Whether another table of the packet of the same kind compares two years in rows."""
    kind = book.packet.statements[index].kind
    others = [s for n, s in enumerate(book.packet.statements) if n != index and s.kind == kind]
    return any("比較" in (plain(row.item), *row.section) for other in others for row in other.rows)
