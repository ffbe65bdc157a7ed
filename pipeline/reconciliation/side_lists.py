"""Does a list at the left add up what a list at the right lists beside each of its rows?  目 left, its 節 right.

A budget book prints the amount of a 目 once, and beside it, down to the next 目, the 節 that it is made of; the detail of a
change of pay prints the change once, and beside it what it comes from.  Neither list says so: the right one's row groups or
its rows' heights do, and the sums bear it out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Statement
from pipeline.reconciliation.book import Book, Relation, holds, is_evidence
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.words import is_partial, is_total

LEAST_SHARE = (2, 3)
"""Sums of two lists that must hold before the right one is taken to detail the left one; the rest are guesses."""
ABOVE = 6.0
"""Points by which a list may begin above the row that it details: less than a line, more than baselines differ."""

Place = tuple[int, float]
"""Page and height."""


def side_lists(book: Book, sheets: list[Sheet]) -> Iterator[Relation]:
    """Each amount of a left list as the sum of what stands beside it at the right, where most of them add up."""
    for left, right in pairwise(sheets):
        if right.index == left.index + 1 and _beside(book, left.index, right.index):
            owners = _owners(book, left, right)
            if owners:
                yield from _sums(book, left, right, owners)


def _beside(book: Book, left: int, right: int) -> bool:
    """Whether the second statement stands right of the first wherever both have figures."""
    one, two = book.packet.statements[left], book.packet.statements[right]
    if one.title != two.title or one.first_page != two.first_page:
        return False
    edges = {datum.page: datum.box.x1 for datum in one.data if datum.box}
    for datum in one.data:
        if datum.box:
            edges[datum.page] = max(edges[datum.page], datum.box.x1)
    starts = [datum.box.x0 - edges[datum.page] for datum in two.data if datum.box and datum.page in edges]
    return bool(starts) and min(starts) >= 0


def _owners(book: Book, left: Sheet, right: Sheet) -> dict[int, int]:
    """For each row of the right list, the row of the left one that it details: the one that its row group names, else the
    last one above or beside it; none below a total."""
    rows, details = book.packet.statements[left.index].rows, book.packet.statements[right.index].rows
    named: dict[tuple[str, ...], int] = {(rows[r].item,): r for r in left.order if rows[r].item}
    named |= {(*rows[r].section, rows[r].item): r for r in left.order if rows[r].item}  # 国 and 県 have a 1負担金 each
    found = {r: named.get(details[r].section, named.get(details[r].section[-1:])) for r in right.order}
    if any(owner is not None for owner in found.values()):
        return {r: owner for r, owner in found.items() if owner is not None}
    tops = sorted(((page, bottom - ABOVE), r) for r, (page, bottom) in _places(book.packet.statements[left.index]).items())
    owners: dict[int, int] = {}
    for r, place in _places(book.packet.statements[right.index]).items():
        at = bisect_right(tops, (place, len(rows))) - 1
        if at >= 0 and not is_total(rows[tops[at][1]].item):
            owners[r] = tops[at][1]
    return owners


def _places(statement: Statement) -> dict[int, Place]:
    """Where each row's first figure ends: above it in its cell a unit may stand."""
    places: dict[int, Place] = {}
    for datum in statement.data:
        if datum.box and datum.value is not None:
            place = datum.page, datum.box.bottom
            places[datum.row] = min(place, places.get(datum.row, place))
    return places


def _sums(book: Book, left: Sheet, right: Sheet, owners: dict[int, int]) -> Iterator[Relation]:
    """The relations of the pair of columns that bears them out best."""
    best: list[Relation] = []
    most = 0
    for c in book.money[left.index]:
        for d in book.money[right.index]:
            found = [r for r in _relations(book, left, right, owners, c, d) if is_evidence(r, book.values)]
            held = sum(bool(holds(r, book.values)) for r in found)
            telling = any(len(r.terms) > 1 and holds(r, book.values) for r in found)
            if held > most and telling and LEAST_SHARE[1] * held >= LEAST_SHARE[0] * len(found):
                best, most = found, held
    for relation in best:
        yield relation if holds(relation, book.values) else replace(relation, weak=True, soft=True)


def _relations(book: Book, left: Sheet, right: Sheet, owners: dict[int, int], c: int, d: int) -> Iterator[Relation]:
    parts: dict[int, list[int]] = {}
    details = book.packet.statements[right.index].rows
    for r, owner in owners.items():
        cell = book.at[right.index].get((r, d))
        if cell is not None and not is_partial(details[r].item) and not is_total(details[r].item):
            parts.setdefault(owner, []).append(cell)
    for owner, cells in parts.items():
        total = book.at[left.index].get((owner, c))
        if total is not None and all(book.cells[cell].unit == book.cells[total].unit for cell in cells):
            terms = tuple((1, cell) for cell in cells)
            yield Relation("tie", total, terms, "what the list beside it adds up to", tolerance=slack(left.allowance, len(terms)),
                           template=f"{left.index}l{c}")  # fmt: skip
