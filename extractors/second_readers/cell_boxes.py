"""From cell rectangles to a grid with spans: what pdfplumber, tablers and camelot's merged cells have in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipeline.model import Box, Cell, Reading, Table

SAME_EDGE = 0.75
"""Points within which two cell edges are one line of the grid; readers that snap rules differ by rounding only, and the
narrowest column seen in a printed statement is 8 points wide."""


def grid_lines(edges: Iterable[float]) -> list[float]:
    """Sort edges and keep the first of each run that lies within ``SAME_EDGE`` points."""
    lines: list[float] = []
    for edge in sorted(edges):
        if not lines or edge - lines[-1] > SAME_EDGE:
            lines.append(edge)
    return lines


def line_index(lines: Sequence[float], edge: float) -> int:
    """The index of the grid line that stands for this edge."""
    return bisect_right(lines, edge + 1e-6) - 1


def table_of_boxes(page: int, reader: str, boxes: Sequence[tuple[Box, str]]) -> Table | None:
    """Make a grid of all cell rectangles, blank ones included, of one table; spans follow from the edges they skip.

    Blank cells shape the grid and are not listed.  ``None`` where no rectangle has an extent.
    """
    boxes = [(box, text) for box, text in boxes if box.x1 > box.x0 and box.bottom > box.top]
    if not boxes:
        return None
    xs = grid_lines(x for box, _ in boxes for x in (box.x0, box.x1))
    ys = grid_lines(y for box, _ in boxes for y in (box.top, box.bottom))
    cells = [_cell(xs, ys, reader, box, text.strip()) for box, text in boxes if text.strip()]
    return Table(
        page=page,
        rows=max(1, len(ys) - 1),
        columns=max(1, len(xs) - 1),
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        box=Box(xs[0], ys[0], xs[-1], ys[-1]),
        row_tops=tuple(ys[:-1]),
    )


def _cell(xs: Sequence[float], ys: Sequence[float], reader: str, box: Box, text: str) -> Cell:
    row, column = line_index(ys, box.top), line_index(xs, box.x0)
    return Cell(
        row=row,
        column=column,
        readings=(Reading(text, reader),),
        row_span=max(1, line_index(ys, box.bottom) - row),
        column_span=max(1, line_index(xs, box.x1) - column),
        box=box,
    )
