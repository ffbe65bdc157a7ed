"""Does a column run on from row to row: what there was, what came in, less what went out?  A cash book (日計表, 出納帳).

Its balances are of as many dates, and are not added up: the sum of a month prints the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

from pipeline.reconciliation.book import Book, Relation
from pipeline.reconciliation.chained_rows import LEAST_LINKS, LEAST_SHARE, LINK
from pipeline.reconciliation.column_words import is_balance
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_total

_IN = re.compile("収入|受入|入金|受領|借方|増")
_OUT = re.compile("支出|払出|出金|支払|貸方|減")


class Running(NamedTuple):
    """The column of balances, and those of what comes in and goes out."""

    balance: int
    came: int
    went: int


def running(book: Book, sheet: Sheet) -> Running | None:
    """The columns of a cash book; ``None`` where nothing runs on, or more than one reading does."""
    columns, money = book.packet.statements[sheet.index].columns, book.money[sheet.index]
    balances = [c for c in money if is_balance(columns[c])]
    if len(balances) != 1:
        return None
    alike = [c for c in money if c != balances[0] and columns[c].unit == columns[balances[0]].unit]
    came = [c for c in alike if _IN.search(columns[c].name) and not _OUT.search(columns[c].name)]
    went = [c for c in alike if _OUT.search(columns[c].name) and not _IN.search(columns[c].name)]
    found = [own for one, two in product(came, went) if _runs_on(book, sheet, own := Running(balances[0], one, two))]
    return found[0] if len(found) == 1 else None


def _runs_on(book: Book, sheet: Sheet, own: Running) -> bool:
    kept = [
        sum(weight * (book.values[cell] or 0) for weight, cell in ((-1, total), *terms)) == 0
        for total, terms in _links(book, sheet, own)
    ]
    return sum(kept) >= LEAST_LINKS and LEAST_SHARE[1] * sum(kept) >= LEAST_SHARE[0] * len(kept)


def _links(book: Book, sheet: Sheet, own: Running) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Each balance but the first, and what it comes of: the one above it, and what its own row moves."""
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    held = [r for r in sheet.order if (r, own.balance) in at and not is_total(rows[r].item)]
    for above, below in pairwise(held):
        moved = [(weight, at[below, c]) for weight, c in ((1, own.came), (-1, own.went)) if (below, c) in at]
        if moved:
            yield at[below, own.balance], ((1, at[above, own.balance]), *moved)


def balances_down(book: Book, sheet: Sheet, own: Running) -> Iterator[Relation]:
    """Every balance from the one above it; a sum's is the last one of its rows."""
    template = f"{sheet.index}{LINK}"
    for total, terms in _links(book, sheet, own):
        yield Relation("roll_forward", total, terms, "the balance of the row above, and what came and went", template=template)
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    last: int | None = None
    for r in sheet.order:
        cell = at.get((r, own.balance))
        if cell is None:
            continue
        if not is_total(rows[r].item):
            last = cell
        elif last is not None:
            yield Relation("roll_forward", cell, ((1, last),), "the balance of the last row above it", template=template)
