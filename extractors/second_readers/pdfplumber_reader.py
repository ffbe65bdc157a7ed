"""pdfplumber as a reader, on pdfminer.six: text decoded without pdfium, tables from ruled lines only."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.second_readers.cell_boxes import table_of_boxes
from extractors.second_readers.frames import Frame, shift
from pipeline.model import Box, PageContent, Table

READER = "pdfplumber"


def read_pages(path: Path, page_numbers: Sequence[int], password: str = "") -> Iterator[PageContent]:
    """Yield each page's ruled tables.

    Overprinted characters stay doubled: pdfplumber's own remedy took ten times as long as all the rest of a page.
    """
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(path, password=password or None) as pdf:
        for number in page_numbers:
            page = pdf.pages[number - 1]
            x0, top, x1, bottom = page.bbox
            frame = Frame(float(x1 - x0), float(bottom - top), float(x0), float(top))
            found = page.find_tables()
            tables = [table for raw in found if (table := _table(raw, number, frame))]
            page.close()
            yield PageContent(number, "text", tuple(tables), width=frame.width, height=frame.height)


def _table(raw: Any, number: int, frame: Frame) -> Table | None:
    boxes = [
        (shift(Box(*map(float, box)), frame), text or "")
        for row, texts in zip(raw.rows, raw.extract(), strict=True)
        for box, text in zip(row.cells, texts, strict=True)
        if box is not None
    ]
    return table_of_boxes(number, READER, boxes)
