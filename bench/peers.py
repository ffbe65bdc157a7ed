"""Each reader as one function: a file and its pages in, the number of table cells read out.

Ours and the peers' are called as their own users would, from the file on, text included.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from pathlib import Path

Read = Callable[[Path, Sequence[int]], int]
"""(PDF, pages from 1) → cells read: a check that something was read, not a score."""


def kenzan(path: Path, pages: Sequence[int]) -> int:
    """File to cells, what `kenzan extract` does before it understands anything."""
    from extractors.digital import read_pages

    return sum(len(table.cells) for content in read_pages(path, list(pages), None) for table in content.tables)


def floor(path: Path, pages: Sequence[int]) -> int:
    """What pdfium itself takes: every character with its box and every path with its bounds, through pypdfium2."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    document = pdfium.PdfDocument(path)
    seen = 0
    box, sides = raw.FS_RECTF(), [ctypes.c_float() for _ in range(4)]
    for number in pages:
        page = raw.FPDF_LoadPage(document.raw, number - 1)
        text = raw.FPDFText_LoadPage(page)
        count = raw.FPDFText_CountChars(text)
        raw.FPDFText_GetText(text, 0, count, (ctypes.c_ushort * (count + 1))())
        for index in range(count):
            raw.FPDFText_GetLooseCharBox(text, index, box)
        for index in range(raw.FPDFPage_CountObjects(page)):
            item = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH:
                raw.FPDFPageObj_GetBounds(item, *sides)
        seen += count
        raw.FPDFText_ClosePage(text)
        raw.FPDF_ClosePage(page)
    document.close()
    return seen


def tablers(path: Path, pages: Sequence[int]) -> int:
    """tablers with its defaults."""
    from tablers import Document, find_tables

    document = Document(path)
    cells = sum(len(table.cells) for number in pages for table in find_tables(document.get_page(number - 1), extract_text=True))
    document.close()
    return cells


def pdfplumber(path: Path, pages: Sequence[int]) -> int:
    """pdfplumber with its defaults."""
    import pdfplumber as library

    with library.open(path, pages=list(pages)) as document:
        return sum(len(row) for page in document.pages for table in page.extract_tables() for row in table)


def camelot(path: Path, pages: Sequence[int]) -> int:
    """camelot's best flavour: hybrid on vector lines."""
    import camelot as library

    tables = library.read_pdf(str(path), pages=",".join(map(str, pages)), flavor="hybrid", engine="vector", suppress_stdout=True)
    return sum(table.df.size for table in tables)


READERS: dict[str, Read] = {
    "kenzan": kenzan, "floor": floor, "tablers": tablers, "pdfplumber": pdfplumber, "camelot hybrid vector": camelot,
}  # fmt: skip
