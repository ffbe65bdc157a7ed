"""Reading the competition's truth: ``-str.xml`` (cells) and ``-reg.xml`` (regions) beside each PDF.

Format: the competition's page "Table Recognition Dataset Format" (2013); coordinates are PDF points from the bottom left.
Rows and columns may be shifted for each region by ``row-increment`` and ``col-increment``; a table over several pages is one
table of several regions.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from bench.icdar.relations import GridCell
from pipeline.model import Box

Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class TrueTable:
    """One table of the truth: every cell that it prints, and the page of its last region, as the competition's tool counts."""

    page: int
    cells: tuple[GridCell, ...]
    regions: tuple[tuple[int, Box], ...]
    """(page, box) of each region, the box around its cells; from the bottom left."""


def read_structure(path: Path) -> list[TrueTable]:
    """All tables of a ``-str.xml``."""
    return [_table(element) for element in ElementTree.parse(path).getroot().iter("table")]


def read_regions(path: Path) -> list[tuple[int, Box]]:
    """(page, box) of each region of a ``-reg.xml``, the box as x0, bottom, x1, top from the page's bottom left."""
    return [(int(region.get("page", "1")), _box(region)) for region in ElementTree.parse(path).getroot().iter("region")]


def flipped(box: Box, height: float) -> Box:
    """From the competition's bottom-left boxes to top-left ones, and back."""
    return Box(box.x0, height - box.bottom, box.x1, height - box.top)


def _table(element: Element) -> TrueTable:
    cells: list[GridCell] = []
    regions: list[tuple[int, Box]] = []
    for region in element.iter("region"):
        page = int(region.get("page", "1"))
        down, along = int(region.get("row-increment", "0")), int(region.get("col-increment", "0"))
        found = list(region.iter("cell"))
        cells.extend(_cell(cell, down, along) for cell in found)
        boxes = [_box(cell) for cell in found if cell.find("bounding-box") is not None]
        if boxes:
            regions.append((page, _around(boxes)))
    return TrueTable(regions[-1][0] if regions else 1, tuple(cells), tuple(regions))


def _cell(cell: Element, down: int, along: int) -> GridCell:
    row, column = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
    last_row, last_column = int(cell.get("end-row", row)), int(cell.get("end-col", column))
    text = "".join(cell.itertext())
    return GridCell(row + down, column + along, last_row + down, last_column + along, text)


def _box(element: Element) -> Box:
    box = element.find("bounding-box")
    if box is None:
        raise ValueError(f"{element.tag} without a bounding-box")
    x1, y1, x2, y2 = (float(box.get(name, "0")) for name in ("x1", "y1", "x2", "y2"))
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
