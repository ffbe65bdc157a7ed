"""The readers side by side, behind one type: (PDF, page numbers) → tables of cells with spans, text and box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from pipeline.model import Box, PageContent, Table

Reader = Callable[[Path, Sequence[int]], list[Table]]
"""Reads the given pages (from 1) of a PDF; boxes in points from the top left."""


def tables_of(contents: Sequence[PageContent]) -> list[Table]:
    """Every table of some pages."""
    return [table for content in contents for table in content.tables]


def kenzan(path: Path, pages: Sequence[int]) -> list[Table]:
    """Our own first reader."""
    from extractors.digital import read_pdf

    return tables_of(list(read_pdf(path, list(pages), None)))


def camelot(path: Path, pages: Sequence[int], flavour: str) -> list[Table]:
    """camelot: ``hybrid`` with the vector engine, or ``lattice`` as it comes."""
    from extractors.second_readers import camelot_reader

    options = camelot_reader.HYBRID if flavour == "hybrid" else camelot_reader.LATTICE
    return tables_of(list(camelot_reader.read_pages(path, pages, options=options)))


def pdfplumber(path: Path, pages: Sequence[int]) -> list[Table]:
    """pdfplumber with its default settings (ruled lines)."""
    from extractors.second_readers import pdfplumber_reader

    return tables_of(list(pdfplumber_reader.read_pages(path, pages)))


def tablers(path: Path, pages: Sequence[int]) -> list[Table]:
    """tablers with its default settings."""
    from extractors.second_readers.cell_boxes import table_of_boxes

    library = import_module("tablers")  # its stubs name one module twice, which mypy refuses
    document = library.Document(str(path))
    try:
        found = [
            (number, table) for number in pages for table in library.find_tables(document.get_page(number - 1), extract_text=True)
        ]
        made = [
            table_of_boxes(number, "tablers", [(Box(*cell.bbox), cell.text or "") for cell in table.cells])
            for number, table in found
        ]
    finally:
        document.close()
    return [table for table in made if table is not None]


READERS: dict[str, Reader] = {
    "kenzan": kenzan,
    "camelot hybrid vector": partial(camelot, flavour="hybrid"),
    "camelot lattice": partial(camelot, flavour="lattice"),
    "pdfplumber": pdfplumber,
    "tablers": tablers,
}
