"""Do results run on from line to line?  What stands between 当期純利益 and 当期総利益 is what they differ by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Number
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import OTHER, change_cost
from pipeline.reconciliation.words import is_difference, is_opening, plain

_RESULT = re.compile("(?:利益|損失|損益)(?:金|額)?(?:[(].*[)])?$|未処[分理].*(?:剰余金|欠損金)$")


def results_apart(book: Book, sheet: Sheet, summed: set[int]) -> Iterator[Structure]:
    """Two results one right below the other that differ, the lower of which nothing adds up: what lies between is not there."""
    statement = book.packet.statements[sheet.index]
    if statement.kind != "income_statement" or not summed:
        return
    at = book.at[sheet.index]
    for r in sheet.order:
        if r == 0 or r in summed or not (_is_result(statement.rows[r - 1].item) and _is_result(statement.rows[r].item)):
            continue
        both = [(at[r - 1, c], at[r, c]) for c in book.money[sheet.index] if (r - 1, c) in at and (r, c) in at]
        differ = [_differ(book.values[one], book.values[two]) for one, two in both]
        if both and all(differ) and statement.rows[r].section == statement.rows[r - 1].section:
            one, two = statement.rows[r - 1].item, statement.rows[r].item
            text = f"a row is missing: {two} follows {one} and differs from it, and no row says by what"
            yield Structure("unreadable", "warning", sheet.index, text, r - 1, None)
            return


def _differ(one: Number | None, two: Number | None) -> bool:
    """Whether two figures differ by more than one digit or sign."""
    return bool(one is not None and two and one != two and change_cost(one, two) >= OTHER)


def _is_result(item: str) -> bool:
    return bool(_RESULT.search(plain(item))) and is_difference(item) | ("未処" in item) and not is_opening(item)
