"""What a reader lost, table by table: for whoever mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.icdar.matching import compare, grid_cells
from bench.icdar.relations import GridCell, Normalize, relations
from bench.icdar.truth import TrueTable
from pipeline.model import Table

SHOWN = 8
"""Cells named of each kind."""


def lost(truth: Sequence[TrueTable], found: Sequence[Table], normalize: Normalize) -> Iterator[str]:
    """Lines that say which cells of each true table are missing, which are false, and which span differently.

    Tables are matched as the competition's tool does; found tables left over come last.
    """
    left = list(found)
    for table in truth:
        wanted = relations(table.cells, normalize)
        here = [other for other in left if other.page == table.page]
        got = {id(other): compare(wanted, relations(grid_cells(other.cells), normalize)) for other in here}
        best = max(here, key=lambda other: got[id(other)].right, default=None)
        rows, columns = max(c.last_row for c in table.cells) + 1, max(c.last_column for c in table.cells) + 1
        yield f"  page {table.page}: {rows} x {columns}, {wanted.total()} relations"
        if best is None:
            yield "    not found"
            continue
        left.remove(best)
        counts = got[id(best)]
        yield f"    found {best.rows} x {best.columns}, {counts.found} relations, {counts.right} right"
        yield from _cells(table.cells, grid_cells(best.cells), normalize)
    for other in left:
        texts = [" ".join(cell.text.split())[:20] for cell in other.cells[:4]]
        yield f"  page {other.page}: no such table: {other.rows} x {other.columns} {texts}"


def _cells(true: Sequence[GridCell], found: Sequence[GridCell], normalize: Normalize) -> Iterator[str]:
    true_spans = {normalize(cell.text): _span(cell) for cell in true}
    found_spans = {normalize(cell.text): _span(cell) for cell in found}
    missing = [_named(cell) for cell in true if normalize(cell.text) not in found_spans]
    false = [_named(cell) for cell in found if normalize(cell.text) not in true_spans]
    spans = [
        f"{_named(cell)} {_span(cell)} for {true_spans[text]}"
        for cell in found
        if (text := normalize(cell.text)) in true_spans and true_spans[text] != _span(cell)
    ]
    for name, cells in (("missing", missing), ("false", false), ("other span", spans)):
        if cells:
            yield f"    {name}: {len(cells)}: " + "; ".join(cells[:SHOWN])


def _span(cell: GridCell) -> tuple[int, int]:
    return cell.last_row - cell.row + 1, cell.last_column - cell.column + 1


def _named(cell: GridCell) -> str:
    return f"({cell.row},{cell.column}) {' '.join(cell.text.split())[:40]!r}"
