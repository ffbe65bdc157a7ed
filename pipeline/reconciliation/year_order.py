"""Do two years stand under each other's header?  A balance opens where the year before closed, never where the next one does."""

from __future__ import annotations

from itertools import pairwise

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.header_claims import Swap
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import core, is_closing, is_opening


def turned_years(book: Book, sheet: Sheet) -> Swap | None:
    """Two neighbouring years, the older of which opens where the newer one closes, and no balance goes on the right way."""
    statement, at = book.packet.statements[sheet.index], book.at[sheet.index]
    closings = {core(statement.rows[r].item): r for r in sheet.order if is_closing(statement.rows[r].item)}
    openings = [(r, core(statement.rows[r].item)) for r in sheet.order if is_opening(statement.rows[r].item)]
    balances = [(r, closings[name]) for r, name in openings if name in closings]
    for a, b in pairwise(book.money[sheet.index]) if balances else ():
        one, two = statement.columns[a], statement.columns[b]
        years = (one.fiscal_year or 0) - (two.fiscal_year or 0)
        alike = (one.segment, one.unit, one.measure) == (two.segment, two.unit, two.measure)
        if abs(years) != 1 or not alike or not (one.fiscal_year and two.fiscal_year):
            continue
        newer, older = (a, b) if years > 0 else (b, a)
        figures = {(r, c): book.values[at[r, c]] for pair in balances for r in pair for c in (a, b) if (r, c) in at}
        kept = any(figures.get((o, newer)) == figures.get((c, older)) is not None for o, c in balances)
        turned = [o for o, c in balances if figures.get((o, older)) and figures.get((o, older)) == figures.get((c, newer))]
        if turned and not kept:
            item = statement.rows[turned[0]].item
            return a, b, f"{item} of {statement.columns[older].name} is what {statement.columns[newer].name} closes with"
    return None
