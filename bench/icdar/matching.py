"""Which of a reader's tables is which of the truth's, in the three ways found in the literature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bench.icdar.relations import GridCell, Normalize, Relation, relations
from bench.icdar.scores import Counts, added
from bench.icdar.truth import TrueTable
from pipeline.model import Box, Cell, Table


def grid_cells(cells: Sequence[Cell]) -> list[GridCell]:
    """Our cells in the competition's form, without the reader's line feeds."""
    return [
        GridCell(cell.row, cell.column, cell.row + cell.row_span - 1, cell.column + cell.column_span - 1, cell.text)
        for cell in cells
    ]


def by_best_relations(truth: Sequence[TrueTable], found: Sequence[Table], normalize: Normalize) -> Counts:
    """The competition's tool, end to end: each true table takes the unused table of its page that shares most relations.

    Every table left over counts as false relations, every true table without one as missed ones.
    """
    true = [(table.page, relations(table.cells, normalize)) for table in truth]
    left = [(table.page, relations(grid_cells(table.cells), normalize)) for table in found]
    counts: list[Counts] = []
    for page, wanted in true:
        candidates = [pair for pair in left if pair[0] == page]
        best = max(candidates, key=lambda pair: (wanted & pair[1]).total(), default=None)
        if best is not None:
            left.remove(best)
        counts.append(compare(wanted, best[1] if best else Counter()))
    counts.extend(Counts(0, false.total(), 0) for _, false in left)
    return added(counts)


def by_region(
    truth: Sequence[TrueTable], true_boxes: Sequence[Sequence[tuple[int, Box]]], found: Sequence[Table], normalize: Normalize
) -> Counts:
    """End to end, matched by place: pairs of a true and a found table by intersection over union, the best pairs first."""
    overlaps = sorted(
        (
            (-intersection_over_union(regions, table), t, f)
            for t, regions in enumerate(true_boxes)
            for f, table in enumerate(found)
        ),
    )
    match: dict[int, int] = {}
    for share, t, f in overlaps:
        if share < 0 and t not in match and f not in match.values():
            match[t] = f
    counts = [
        compare(
            relations(table.cells, normalize),
            relations(grid_cells(found[match[t]].cells), normalize) if t in match else Counter(),
        )
        for t, table in enumerate(truth)
    ]
    spare = [table for f, table in enumerate(found) if f not in match.values()]
    counts.extend(Counts(0, relations(grid_cells(table.cells), normalize).total(), 0) for table in spare)
    return added(counts)


def within_regions(
    truth: Sequence[TrueTable], true_boxes: Sequence[Sequence[tuple[int, Box]]], found: Sequence[Table], normalize: Normalize
) -> Counts:
    """Structure where the region is given: of each found table the cells that lie in a true region, the best table taken.

    Tables and cells outside the true regions are not held against a reader, and a found table may serve several regions.
    (Readers are not run again inside the region: not all of them can be told one.)
    """
    counts: list[Counts] = []
    for table, regions in zip(truth, true_boxes, strict=True):
        wanted = relations(table.cells, normalize)
        inside = [[cell for cell in other.cells if _lies_in(other.page, cell, regions)] for other in found]
        got = [compare(wanted, relations(grid_cells(cells), normalize)) for cells in inside]
        counts.append(max(got, key=lambda count: (count.right, -count.found), default=Counts(wanted.total(), 0, 0)))
    return added(counts)


def compare(wanted: Counter[Relation], got: Counter[Relation]) -> Counts:
    """How many relations of each bag are in the other, one to one."""
    return Counts(wanted.total(), got.total(), (wanted & got).total())


def intersection_over_union(regions: Sequence[tuple[int, Box]], table: Table) -> float:
    """Overlap of a found table with a true one's region on that page, 0 to 1."""
    if table.box is None:
        return 0.0
    return max((_shared(box, table.box) for page, box in regions if page == table.page), default=0.0)


def _shared(box: Box, other: Box) -> float:
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (_area(box) + _area(other) - width * height)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _lies_in(page: int, cell: Cell, regions: Sequence[tuple[int, Box]]) -> bool:
    if cell.box is None:
        return False
    x, y = (cell.box.x0 + cell.box.x1) / 2, (cell.box.top + cell.box.bottom) / 2
    return any(number == page and box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for number, box in regions)
