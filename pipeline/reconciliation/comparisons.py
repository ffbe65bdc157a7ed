"""Do two years and what they differ by stand together?  給与費明細書 prints 本年度, 前年度 and 比較, and none of them alone.

So do 補正後 and 補正前, and two years by their numbers, in a table of their own or under the name of each group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Statement
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import plain

PAIRS = (("本年度", "前年度"), ("当年度", "前年度"), ("今年度", "前年度"), ("補正後", "補正前"))
_OTHER = {name: other for pair in reversed(PAIRS) for name, other in (pair, pair[::-1])}
CHANGE = "比較"
_CHANGES = frozenset((CHANGE, "増減", "差引", "比較増減", "差引増減", "差額"))
_YEAR = re.compile(r"(?:(?:令和|平成|昭和)(?:元|\d{1,2})|20\d\d)年度")
MOST_GROUPED = 3
"""Rows of a group that compares: what two columns show and what these differ by."""


def one_of_three(book: Book, sheets: list[Sheet]) -> Iterator[Structure]:
    """A group with two of the three; without 比較 only where the table's other groups, or the packet's other tables of its
    kind, have it."""
    for sheet in sheets:
        statement = book.packet.statements[sheet.index]
        groups = _groups(statement, sheet)
        lost = {section: missing for section, rows in groups.items() if (missing := _lost(statement, rows))}
        if len(lost) != 1:
            continue
        [(section, name)] = lost.items()
        own = groups[section]
        if name == CHANGE and not (_whole(statement, groups) or _printed_elsewhere(book, sheet)):
            continue
        one, two = (statement.rows[r].item for r in own)
        text = f"a row is missing: {one} and {two} stand without {name}"
        yield Structure("unreadable", "warning", sheet.index, text, own[0], None, proposed=name)


def _groups(statement: Statement, sheet: Sheet) -> dict[tuple[str, ...], list[int]]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for r in sheet.order:
        groups.setdefault(statement.rows[r].section, []).append(r)
    return groups


def _lost(statement: Statement, rows: Sequence[int]) -> str:
    """Which of the three a group of just two of them is without."""
    names = [plain(statement.rows[r].item) for r in rows]
    if len(names) != MOST_GROUPED - 1:
        return ""
    changed = [name for name in names if name in _CHANGES]
    if len(changed) == 1 and names[-1] in _CHANGES:
        return _OTHER.get(names[0], "the other year" if _YEAR.fullmatch(names[0]) else "")
    both = any(set(names) == set(pair) for pair in PAIRS) or (all(map(_YEAR.fullmatch, names)) and len(set(names)) == len(names))
    return CHANGE if both and not changed else ""


def _whole(statement: Statement, groups: dict[tuple[str, ...], list[int]]) -> bool:
    """Whether other groups of the table have all three."""
    found = [[plain(statement.rows[r].item) for r in rows] for section, rows in groups.items() if section]
    return any(len(names) == MOST_GROUPED and names[-1] in _CHANGES and not _CHANGES & set(names[:-1]) for names in found)


def _printed_elsewhere(book: Book, sheet: Sheet) -> bool:
    """Whether another table of the packet of the same kind compares two years in rows, as one of amounts does."""
    own = book.packet.statements[sheet.index]
    if own.kind != "personnel" or not any(own.columns[c].unit in YEN_FACTORS for c in book.money[sheet.index]):
        return False
    return any(_CHANGES & {plain(row.item), *row.section} for other in book.siblings(sheet.index) for row in other.rows)
