"""camelot as a reader: ``hybrid`` with the vector engine (the second reader), ``lattice`` as it comes (a peer to measure).

camelot 2 takes text and rules from playa, a pure-Python PDF parser; with ``engine="vector"`` pdfium is not involved at all,
so what it agrees on with the first reader was decoded twice, independently, from the same bytes.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.second_readers.cell_boxes import table_of_boxes
from extractors.second_readers.frames import Frame, displayed_frame, rectangle, shift, turn_back
from pipeline.model import Box, PageContent, Table

READER = "camelot"
HYBRID: dict[str, Any] = {"flavor": "hybrid", "engine": "vector"}
LATTICE: dict[str, Any] = {"flavor": "lattice"}


def read_pages(
    path: Path, page_numbers: Sequence[int], password: str = "", options: dict[str, Any] = HYBRID, reader: str = READER
) -> Iterator[PageContent]:
    """Yield each page's tables as camelot sees them, cell boxes being its grid's, not the ink's."""
    from camelot.io import read_pdf

    logging.getLogger("playa").setLevel(logging.ERROR)
    frames = page_frames(path, page_numbers, password)
    for number in page_numbers:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "no tables found in page" and the like: an empty list says it
            found = read_pdf(str(path), pages=str(number), password=password or None, suppress_stdout=True, **options)
        frame = frames[number]
        tables = [table for raw in found if (table := _table(raw, number, frame, reader))]
        yield PageContent(number, "text", tuple(tables), width=frame.width, height=frame.height)


def page_frames(path: Path, page_numbers: Sequence[int], password: str = "") -> dict[int, Frame]:
    """Each page's displayed frame, by playa, which camelot has loaded anyway."""
    import playa

    with playa.open(path, password=password, space="page") as pdf:
        pages = {number: pdf.pages[number - 1] for number in page_numbers}
        return {n: displayed_frame(rectangle(p.mediabox), rectangle(p.cropbox), p.rotate) for n, p in pages.items()}


def _table(raw: Any, number: int, frame: Frame, reader: str) -> Table | None:
    width, height = raw.pdf_size
    boxes: list[tuple[Box, str]] = []
    for group in merged_cells(raw.cells):
        texts = [text for cell in group if (text := cell.text.strip())]
        box = Box(
            min(cell.x1 for cell in group),
            height - max(cell.y2 for cell in group),
            max(cell.x2 for cell in group),
            height - min(cell.y1 for cell in group),
        )
        boxes.append((shift(turn_back(box, raw.rotation, width, height), frame), "\n".join(texts)))
    return table_of_boxes(number, reader, boxes)


def merged_cells(grid: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Group a camelot grid's cells into printed cells: neighbours with no rule between them, where they fill a rectangle."""
    seen: set[tuple[int, int]] = set()
    groups: list[list[Any]] = []
    for row, cells in enumerate(grid):
        for column in range(len(cells)):
            if (row, column) in seen:
                continue
            place = _open_neighbours(grid, row, column)
            rows, columns = {r for r, _ in place}, {c for _, c in place}
            if len(place) != len(rows) * len(columns) or place & seen:
                place = {(row, column)}
            seen |= place
            groups.append([grid[r][c] for r, c in sorted(place)])
    return groups


def _open_neighbours(grid: Sequence[Sequence[Any]], row: int, column: int) -> set[tuple[int, int]]:
    """Every place that can be reached from this one without crossing a rule."""
    place, front = {(row, column)}, [(row, column)]
    while front:
        r, c = front.pop()
        here = grid[r][c]
        near = []
        if c + 1 < len(grid[r]) and not (here.right or grid[r][c + 1].left):
            near.append((r, c + 1))
        if c and not (here.left or grid[r][c - 1].right):
            near.append((r, c - 1))
        if r + 1 < len(grid) and not (here.bottom or grid[r + 1][c].top):
            near.append((r + 1, c))
        if r and not (here.top or grid[r - 1][c].bottom):
            near.append((r - 1, c))
        front.extend(spot for spot in near if spot not in place)
        place.update(near)
    return place
