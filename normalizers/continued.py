"""Which header has a grid that goes on from the page before, or from right above, without printing one again?

Two lists side by side (目 left, 節 right) are told apart by their headers: without one the second part could not be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from normalizers.drafts import Draft, Grid, grid_of
from normalizers.layout import header_rows
from pipeline.model import Box, Table

BELOW = 48.0
"""Points between two grids of one table, with nothing between them, at most."""
SAME_EDGE = 3.0
"""Points between the edges of one table on two pages."""
MOST_ROWS, LEAST_COLUMNS = 3, 3
"""Of a header that stands alone above several lists."""


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
    """The grid under the header of the one before, on the page before or right above, where both have the same columns between
    the same edges."""
    if before is None or header_rows(grid):
        return Headed(grid)
    table, other, header = grid.table, before.table, header_rows(before)
    if table.page == other.page:
        table = _with_stubs_of(table, before)
    if not header or table.columns != other.columns or not (table.box and other.box):
        return Headed(grid)
    below = table.page == other.page and 0 <= table.box.top - other.box.bottom < BELOW and not table.above
    if not below and table.page != other.page + 1:
        return Headed(grid)
    if not _are_as_wide(table.box, other.box):
        return Headed(grid)
    return _lent(table, other, header)


def heads_all(grid: Grid) -> bool:
    """Whether a table is nothing but a header: the names of columns in a frame above the captions of several lists."""
    table = grid.table
    named = sum(cell.column > 0 for cell in table.cells) >= table.columns - 1
    return table.box is not None and table.rows <= MOST_ROWS and table.columns >= LEAST_COLUMNS and named


def under_shared(headed: Headed, shared: Grid | None) -> Headed:
    """A grid under a header that stands above its caption, of which it has none of its own and just as many columns."""
    table, other = headed.grid.table, shared.table if shared else None
    if other is None or headed.lent or header_rows(headed.grid) or table.columns != other.columns:
        return headed
    return _lent(table, other, other.rows) if table.box and other.box and _are_as_wide(table.box, other.box) else headed


def _are_as_wide(one: Box, two: Box) -> bool:
    return max(abs(one.x0 - two.x0), abs(one.x1 - two.x1)) <= SAME_EDGE


def _lent(table: Table, other: Table, header: int) -> Headed:
    """A table under the first rows of another."""
    cells = [cell for cell in other.cells if cell.row < header]
    cells += [cell._replace(row=cell.row + header) for cell in table.cells]
    tops = (*table.row_tops[:1] * header, *table.row_tops)
    return Headed(grid_of(replace(table, rows=table.rows + header, cells=tuple(cells), row_tops=tops)), header)


def _with_stubs_of(table: Table, before: Grid) -> Table:
    """A table whose one label column is as wide as those of row groups and labels together above it, with as many columns."""
    more = before.table.columns - table.columns
    if more <= 0 or not any(not cell.column and cell.column_span == more + 1 for cell in before.table.cells):
        return table
    cells = [
        cell._replace(column=cell.column + more) if cell.column else cell._replace(column_span=cell.column_span + more)
        for cell in table.cells
    ]
    return replace(table, columns=before.table.columns, cells=tuple(cells))
