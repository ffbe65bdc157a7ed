"""Which way do the rows of a cash flow count?  Their words say so, or a minus on what is paid does, or nothing at all."""

from __future__ import annotations

import re

from pipeline.model import Statement
from pipeline.reconciliation.column_words import is_change
from pipeline.reconciliation.sheets import Sheet, Terms
from pipeline.reconciliation.words import is_difference, plain

_FLOW = re.compile(r"収入|支出|支払|受取")
_PAID = re.compile(r"(?:支出|支払額?|返済|償還)$|による支出|の支払")
_SIDE_NOTE = re.compile(r"[△▲Δ-].{0,4}(?:増加|減少)")


def sides_said(items: list[str]) -> bool:
    """Whether all rows are worded as received or paid, or all changes of balances say how they count: 未収金の増減額(▲は増加)."""
    noted = [bool(_SIDE_NOTE.search(item)) for item in items if "増減" in item]
    return (bool(noted) and all(noted)) or all(map(_FLOW.search, items))


def side_unsaid(statement: Statement, terms: Terms) -> bool:
    """Whether changes of balances are added in a cash flow statement that does not say which way they count."""
    items = [statement.rows[r].item for _, r in terms]
    return statement.kind == "cash_flow" and any(is_difference(i) and plain(i).endswith(("増減額", "増減")) for i in items)


def outflows_negative(sheet: Sheet) -> bool:
    """Whether the statement prints what is paid with a minus, so that everything is added; what years differ by bears either."""
    statement = sheet.book.packet.statements[sheet.index]
    rows, columns = statement.rows, statement.columns
    years = [n for n, c in enumerate(sheet.book.money[sheet.index]) if not is_change(columns[c])]
    paid = [o for o in sheet.order if not is_difference(rows[o].item) and _PAID.search(plain(rows[o].item))]
    figures = [figure for o in paid for n in years if (figure := sheet.numbers[o][n])]
    return 2 * sum(figure < 0 for figure in figures) > len(figures)
