"""Is a surplus disposed of in full (剰余金処分案, 利益の処分に関する書類): to what, and what is carried forward?

The forms of 農業協同組合法施行規則, 地方公営企業法施行規則 and 独立行政法人会計基準 are lists of a few rows: where one of two
reserves is gone, no sum is left that would tell, but that the other one is not all that is disposed of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Number, Row
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.gaps import one_digit_beside
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import plain

_TITLE = re.compile("処分|処理")
_DISPOSED = re.compile("^(?:利益|剰余金|欠損金|損失金?)?(?:処分|処理)額$")
_TO_DISPOSE = re.compile("^(?:当期|当年度)?未処[分理](?:利益|損失|剰余金|欠損金|利益剰余金)$")
_CARRIED = re.compile("繰越")


def undisposed(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """The row below which one reserve alone stands for more, and the list that carries nothing forward of what it leaves."""
    statement = book.packet.statements[sheet.index]
    if not _TITLE.search(statement.title):
        return
    rows = statement.rows
    figures = {r: _figures(book, sheet, r) for r in sheet.order}
    for n, r in enumerate(sheet.order):
        if not _DISPOSED.search(plain(rows[r].item)) or not figures[r]:
            continue
        parts = [p for p in _below(rows, sheet.order[n:]) if figures[p]]
        alone = len(parts) == 1 and not set(figures[r].values()) & set(figures[parts[0]].values())
        if alone and not one_digit_beside(sheet, r, parts):
            text = f"a row is missing: {rows[parts[0]].item} alone stands below {rows[r].item}, and is not all of it"
            yield Structure("unreadable", "error", sheet.index, text, parts[0], None)
        yield from _not_carried(sheet, rows, figures, r)


def _not_carried(sheet: Sheet, rows: Sequence[Row], figures: dict[int, dict[int, Number]], r: int) -> Iterator[Structure]:
    """Where less is disposed of than there is, and no row says what becomes of the rest."""
    whole = [o for o in sheet.order if o < r and _TO_DISPOSE.search(plain(rows[o].item)) and figures[o]]
    later = [o for o in sheet.order if o > r and _CARRIED.search(rows[o].item)]
    if len(whole) != 1 or later:
        return
    shared = figures[whole[0]].keys() & figures[r].keys()
    if shared and all(size(figures[whole[0]][c]) > size(figures[r][c]) for c in shared):
        text = f"a row is missing: {rows[r].item} is less than {rows[whole[0]].item}, and nothing is carried forward"
        yield Structure("unreadable", "error", sheet.index, text, r, None, proposed="次期繰越")


def _below(rows: Sequence[Row], order: Sequence[int]) -> list[int]:
    """The rows below the first of some, as far as they are its parts: down to what is numbered as it is, or carried forward."""
    own = number(rows[order[0]].item)
    parts: list[int] = []
    for r in order[1:]:
        found = number(rows[r].item)
        if (own and found and found[0] == own[0]) or _CARRIED.search(rows[r].item) or rows[r].indent < rows[order[0]].indent:
            break
        parts.append(r)
    return parts


def _figures(book: Book, sheet: Sheet, r: int) -> dict[int, Number]:
    """What a row prints in columns of money, column by column."""
    values = ((c, book.values[cell]) for (row, c), cell in book.at[sheet.index].items() if row == r)
    return {c: value for c, value in values if value is not None}
