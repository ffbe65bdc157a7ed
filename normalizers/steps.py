"""Which columns of a table without headers are which columns of the one that it goes on from?

Amounts that step inwards (明細, 小計, 合計) are not all there on every page: the last page of a balance sheet may have no more
than the outer two of its three steps.  They are the same where their figures end at the same edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from normalizers.drafts import Draft, DraftColumn
from normalizers.headers import header_of

SAME_END = 3.0
"""Points between the ends of the figures of one column on two pages."""


def same_steps(first: Draft, second: Draft) -> tuple[Draft, Draft]:
    """Both with the columns of both, in their order, where no header tells them apart; else as they are."""
    names = [{header_of(column.levels) for column in draft.columns} for draft in (first, second)]
    repeated = names[0] == names[1] and len(names[0]) == 1 and names[0] != {""}  # 金額 over all steps, on both pages
    if second.first_page != first.last_page + 1 or (any(names[1]) and not repeated):
        return first, second
    ends, others = _ends(first), _ends(second)
    if not ends or not others or len(first.columns) == len(second.columns):
        return first, second
    headed = any(names[0])
    new = [end for end in others if all(abs(end - known) > SAME_END for known in ends)]
    shared = len(others) - len(new)
    if shared < len(ends) if repeated else shared < len(others) if headed else shared == 0:
        return first, second
    union = sorted([*ends, *new])
    return _widened(first, ends, union), _widened(second, others, union)


def _ends(draft: Draft) -> list[float]:
    """Where the figures of each column end, left to right; none where a column is no column of figures."""
    ends: list[float] = []
    for number, column in enumerate(draft.columns):
        own = [cell.box.x1 for row in draft.rows if (cell := row.cells[number]) and cell.box]
        if not column.numeric or not own:
            return []
        ends.append(median(own))  # a bracket that closes stands beyond the others
    return ends if ends == sorted(ends) else []


def _widened(draft: Draft, ends: Sequence[float], union: Sequence[float]) -> Draft:
    """A draft with a column for each of more ends."""
    places = [min(range(len(union)), key=lambda k: abs(union[k] - end)) for end in ends]
    source = {place: number for number, place in enumerate(places)}
    levels = draft.columns[0].levels if len({column.levels for column in draft.columns}) == 1 else ()
    columns = tuple(draft.columns[source[k]] if k in source else DraftColumn(levels, True) for k in range(len(union)))
    rows = tuple(
        replace(row, cells=tuple(row.cells[source[k]] if k in source else None for k in range(len(union)))) for row in draft.rows
    )
    return replace(draft, columns=columns, rows=rows)
