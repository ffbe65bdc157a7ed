"""pdfplumber as a reader, on pdfminer.six: text decoded without pdfium, tables from ruled lines only."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.second_readers.cell_boxes import table_of_boxes
from extractors.second_readers.frames import Frame, displayed_frame, rectangle, shift
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
            frame = page_frame(page)
            found = page.find_tables()
            tables = [table for raw in found if (table := _table(raw, number, frame))]
            page.close()
            yield PageContent(number, "text", tuple(tables), width=frame.width, height=frame.height)


def page_frame(page: Any) -> Frame:
    """The displayed frame of a pdfplumber page, whose coordinates start where its turned MediaBox does."""
    frame = displayed_frame(rectangle(page.page_obj.mediabox), rectangle(page.page_obj.cropbox), page.rotation)
    return frame._replace(left=frame.left + float(page.bbox[0]), top=frame.top + float(page.bbox[1]))


def _table(raw: Any, number: int, frame: Frame) -> Table | None:
    boxes = [
        (shift(Box(*map(float, box)), frame), text or "")
        for row, texts in zip(raw.rows, raw.extract(), strict=True)
        for box, text in zip(row.cells, texts, strict=True)
        if box is not None
    ]
    return table_of_boxes(number, READER, boxes)
