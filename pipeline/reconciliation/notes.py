"""Which columns of a note are a row of a statement by segments?  予定前受金 by project is その他 of the cash plan by segment.

The labels have nothing in common, so only values can tell: the total and nearly every figure of the column must be found
in one row of a statement of the same year and unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Number
from pipeline.reconciliation.book import Book, Relation, size
from pipeline.reconciliation.words import is_total

if TYPE_CHECKING:
    from pipeline.reconciliation.equations import Claims

BY_VALUE = "note"
"""Template of ties that follow the values wherever they stand: they say nothing about where a column belongs."""
LEAST_FOUND = 3
"""Different non-zero figures, the total among them, that must be found again in one row."""
LONGEST_NOTE = 12
"""Rows that a note has at most: longer lists match rows by chance."""


class Line(NamedTuple):
    """A row of a statement by segments: its cells, the total last."""

    cells: tuple[int, ...]
    total: int


def notes(claims: Claims) -> Iterator[Relation]:
    """Ties between the figures of notes and the rows of statements by segments."""
    lines, index = _lines(claims)
    for sheet in claims.sheets:
        statement = claims.book.packet.statements[sheet.index]
        if statement.kind in ("balance_sheet", "income_statement", "cash_flow") or len(sheet.order) > LONGEST_NOTE:
            continue
        for plan in claims.plans.get(sheet.index, ()):
            if plan.kind != "footing" or plan.weak:
                continue
            for c in claims.book.money[sheet.index]:
                at = claims.book.at[sheet.index]
                total = at.get((plan.total, c))
                parts = [at[r, c] for _, r in plan.terms if (r, c) in at]
                if total is not None:
                    scope = statement.columns[c].fiscal_year, statement.columns[c].unit
                    yield from _tied(claims.book, scope, total, parts, lines, index)


def _lines(claims: Claims) -> tuple[list[Line], dict[tuple[int | None, str, Number], list[int]]]:
    lines: list[Line] = []
    index: dict[tuple[int | None, str, Number], list[int]] = {}
    for sheet in claims.sheets:
        columns = claims.book.packet.statements[sheet.index].columns
        segments = [c for c in claims.book.money[sheet.index] if columns[c].segment]
        totals = [c for c in segments if is_total(columns[c].segment)]
        if len(segments) < 3 or len(totals) != 1:
            continue
        for r in sheet.order:
            at = claims.book.at[sheet.index]
            cells = tuple(at[r, c] for c in segments if c != totals[0] and (r, c) in at)
            if (r, totals[0]) not in at:
                continue
            lines.append(Line(cells, at[r, totals[0]]))
            key = columns[totals[0]].fiscal_year, columns[totals[0]].unit
            for value in {size(claims.book.values[cell] or 0) for cell in (*cells, at[r, totals[0]])} - {0}:
                index.setdefault((*key, value), []).append(len(lines) - 1)
    return lines, index


def _tied(
    book: Book, scope: tuple[int | None, str], total: int, parts: list[int], lines: list[Line],
    index: dict[tuple[int | None, str, Number], list[int]],
) -> Iterator[Relation]:  # fmt: skip
    """The row in which nearly all figures are found, and what each figure is there."""
    wanted = [cell for cell in (total, *parts) if book.values[cell]]
    votes: dict[int, int] = {}
    for cell in wanted:
        for line in set(index.get((*scope, size(book.values[cell] or 0)), ())):
            votes[line] = votes.get(line, 0) + 1
    if not votes:
        return
    best = max(votes, key=lambda line: (votes[line], -line))
    there = [cell for cell in lines[best].cells if book.values[cell]]
    if votes[best] < max(LEAST_FOUND, len(wanted) - 1) or len(there) != len(wanted) - 1:
        return
    sign = _direction(book, wanted, (*there, lines[best].total))
    yield _same(total, lines[best].total, sign)
    left_here = [cell for cell in parts if book.values[cell]]
    left_there = list(there)
    for cell in list(left_here):
        match = [other for other in left_there if book.values[other] == sign * (book.values[cell] or 0)]
        if len(match) == 1:
            left_here.remove(cell)
            left_there.remove(match[0])
            yield _same(cell, match[0], sign)
    if len(left_here) == 1 and len(left_there) == 1:
        yield _same(left_here[0], left_there[0], sign)


def _direction(book: Book, cells: Sequence[int], others: Sequence[int]) -> int:
    """-1 where more of the figures stand there with the other sign: 取崩額 of a note, and what a cash plan pays out."""
    there = {book.values[cell] for cell in others}
    here = [book.values[cell] or 0 for cell in cells]
    return -1 if sum(-value in there for value in here) > sum(value in there for value in here) else 1


def _same(cell: int, other: int, sign: int) -> Relation:
    return Relation("tie", cell, ((sign, other),), "the same figure in another statement", template=BY_VALUE)
