"""Which lists side by side are one, that goes on at the head of the next column?  The sum of both says so.

市町村名 | 金額 | 市町村名 | 金額: the total at the foot of the last column, or at the head of the first, is that of all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise, takewhile

from normalizers.drafts import Draft, DraftRow
from normalizers.figures import figure
from normalizers.headers import header_keys
from normalizers.labels import clean_label, key_of
from normalizers.words import is_total

LEAST_ROWS = 3
"""Of each of the lists."""


def join_columns(drafts: Sequence[Draft], join: Callable[[Draft, Draft], Draft]) -> list[Draft]:
    """The drafts of one page, those that go on from column to column as one; ``join``: how two become one."""
    joined: list[Draft] = []
    left = list(drafts)
    while left:
        alike = list(takewhile(lambda pair: _may_go_on(*pair), pairwise(left)))
        count = next((n + 1 for n in range(len(alike), 0, -1) if _has_one_total(left[: n + 1])), 1)
        joined.append(reduce(join, [left[0], *(_below(left[0], draft) for draft in left[1:count])]))
        del left[:count]
    return joined


def _below(first: Draft, draft: Draft) -> Draft:
    """A list with its labels where they would begin below another one: how far in they stand tells their levels."""
    edges = [[row.box.x0 for row in each.rows if row.box] for each in (first, draft)]
    if not all(edges):
        return draft
    off = min(edges[0]) - min(edges[1])
    moved = (row.box and row.box._replace(x0=row.box.x0 + off, x1=row.box.x1 + off) for row in draft.rows)
    return replace(draft, rows=tuple(replace(row, box=box) for row, box in zip(draft.rows, moved, strict=True)))


def _may_go_on(first: Draft, second: Draft) -> bool:
    """Whether two lists side by side have one header, and the second no caption of its own."""
    if first.last_page != second.first_page or second.side != first.side + 1 or first.heading or second.heading:
        return False
    header = header_keys(first)
    if header != header_keys(second) or not any(header) or min(len(first.rows), len(second.rows)) < LEAST_ROWS:
        return False
    return second.caption.bare or key_of(second.caption.title) == key_of(first.caption.title)


def _has_one_total(lists: Sequence[Draft]) -> bool:
    """Whether lists without groups have a single total over the rows of all: at the very beginning, or at the end."""
    rows = [row for draft in lists for row in draft.rows]
    if any(row.blank or row.groups or not row.label for row in rows):
        return False
    totals = [row for row in rows if is_total(clean_label(row.label))]
    if len(totals) != 1 or totals[0] not in (rows[0], rows[-1]):
        return False
    columns = [n for n, column in enumerate(lists[0].columns) if column.numeric]
    return any(_adds_up(totals[0], [row for row in rows if row is not totals[0]], n) for n in columns)


def _adds_up(total: DraftRow, rows: Sequence[DraftRow], column: int) -> bool:
    """Whether a total is the sum of all rows in a column, to the last digit."""
    whole, parts = figure(total.cells[column]), [figure(row.cells[column]) for row in rows]
    return bool(whole) and isinstance(whole, int) and sum(part or 0 for part in parts) == whole
