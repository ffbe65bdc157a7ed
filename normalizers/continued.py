"""Which header has a grid that goes on from the page before without printing one again?

Two lists side by side (目 left, 節 right) are told apart by their headers: without one the second part could not be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from normalizers.drafts import Draft, Grid, grid_of
from normalizers.layout import header_rows

SAME_EDGE = 3.0
"""Points between the edges of one table on two pages."""


@dataclass(frozen=True, slots=True)
class Headed:
    """A grid, and how many rows of its header stand on it though they are printed on the page before."""

    grid: Grid
    lent: int = 0

    def own(self, draft: Draft) -> Draft:
        """The draft with its rows counted as printed."""
        if not self.lent:
            return draft
        rows = tuple(replace(row, number=row.number - self.lent) for row in draft.rows)
        return replace(draft, rows=rows, header_rows=0, printed_rows=draft.printed_rows - self.lent)


def with_header(grid: Grid, before: Grid | None) -> Headed:
    """The grid under the header of the last one of the page before, where both have the same columns between the same edges."""
    if before is None or header_rows(grid):
        return Headed(grid)
    table, other, header = grid.table, before.table, header_rows(before)
    if not header or table.page != other.page + 1 or table.columns != other.columns or not (table.box and other.box):
        return Headed(grid)
    if max(abs(table.box.x0 - other.box.x0), abs(table.box.x1 - other.box.x1)) > SAME_EDGE:
        return Headed(grid)
    cells = [cell for cell in other.cells if cell.row < header]
    cells += [cell._replace(row=cell.row + header) for cell in table.cells]
    tops = (*table.row_tops[:1] * header, *table.row_tops)
    return Headed(grid_of(replace(table, rows=table.rows + header, cells=tuple(cells), row_tops=tops)), header)
