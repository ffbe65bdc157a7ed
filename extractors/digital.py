"""PDF pages with a text layer, from file to tables of cells and the lines between them."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import CLOSING, OPENING, Token, hull, lines_of, text_of, tokens_of
from extractors.grids import Grid, build_grid
from extractors.gutters import worded_regions
from extractors.halves import Half, gutter_of, parted
from extractors.pdf_pages import PdfPage, open_pdf, pages_of
from extractors.regions import ruled_regions, widened, with_bodies, within
from extractors.unruled import unruled_regions
from pipeline.model import Box, Line, Page, PageContent, PageKind, Table

FEW_RULES = 4
"""Rules fewer than this, and no numbers at line ends: a page of prose, whose glyph boxes nobody needs."""
NUMBER_LINES = 3
"""Lines that end in a number, for a page without rules to be looked at for tables."""
WORD_ROWS = 5
"""Rows of a table of words: the names of a body and its accounts stand in boxes of two or three."""
ABOVE = 4.0
"""Points by which a line may reach into a table that it stands above (boxes of glyphs are higher than their ink)."""
FULL = 0.75
"""Share of its cells that hold words, from which on a ruled grid without figures is a table."""
_ENDS_IN_NUMBER = re.compile(r"(?:^|[\s　)）】])[△▲(（−－-]?\s?[0-9０-９][0-9０-９,，.．]*[)）%％]?\s*$")


def read_pdf(path: Path, pages: Sequence[int] | None = None, password: str | None = None) -> Iterator[PageContent]:
    """Read the wanted pages (from 1; all by default), one at a time; raises InputError for what cannot be opened."""
    document = open_pdf(path, password)
    try:
        for page in pages_of(document, list(pages) if pages is not None else None):
            with _without_collection():
                content = read_page(page)
            yield content
    finally:
        document.close()


@contextmanager
def _without_collection() -> Iterator[None]:
    """A page's work makes thousands of tuples and no cycles: the collector would only look through them in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_page(page: PdfPage) -> PageContent:
    """One page: its tables, and its lines of text outside them."""
    text = page.text()
    drawing = page.drawing()
    rules = drawing.rules
    if len(rules.horizontal) + len(rules.vertical) < FEW_RULES and not _has_number_lines(text):
        shown_text = text.replace("\ufffe", "-").replace("\x02", "-")  # hyphens that end a line
        lines = tuple(Line(line, None, page.number) for line in shown_text.splitlines() if line.strip())
        kind: PageKind = "text" if lines else "image" if len(drawing.images) else "outlines" if drawing.paths else "blank"
        return PageContent(page.number, kind, (), lines, page.width, page.height)
    shown = Page(page.number, page.width, page.height, "text", page.glyphs(text), rules)
    return tables_of(shown, drawing.shades)


def _has_number_lines(text: str) -> bool:
    return sum(1 for line in text.splitlines() if _ENDS_IN_NUMBER.search(line)) >= NUMBER_LINES


def tables_of(page: Page, shades: NDArray[np.float32] | None = None) -> PageContent:
    """Tables and lines of a page whose glyphs and rules are known; ``shades`` (y, x0, x1): edges of shaded boxes."""
    drawn = page.rules.horizontal if shades is None else np.concatenate((page.rules.horizontal, shades))
    tokens = tokens_of(page.glyphs)
    gutter = gutter_of(page, tokens, drawn)
    if gutter is not None:
        return _two_pages(page, tokens, drawn, gutter)
    tables, lines = _tables_and_lines(page, Half(tokens, page.rules, drawn))
    placed = tuple(_with_lines(table, tables, lines) for table in tables)
    return PageContent(page.number, page.kind, placed, tuple(lines), page.width, page.height)


def _tables_and_lines(page: Page, half: Half) -> tuple[list[Table], list[Line]]:
    """Tables, top to bottom, without the lines around them, and those lines."""
    found = ruled_regions(half.rules)
    regions = [widened(region, half.tokens, found, half.drawn) for region in found]
    free = half.tokens
    for region in regions:
        free = _without(free, within(region.box, free))
    regions = with_bodies(regions, unruled_regions(free, half.drawn, regions), half.tokens)
    regions += worded_regions(free, half.rules.horizontal, regions)
    regions.sort(key=lambda r: (r.box.top, r.box.x0))
    tables: list[Table] = []
    outside = half.tokens
    for region in regions:
        own = within(region.box, outside)
        digits = any(t.numeric for t in own) or any(char.isdigit() for t in own for char in t.text)
        if not digits and not region.ruled:
            continue
        grid = build_grid(region, own, page.glyphs)
        if not digits and not _is_full(grid):
            continue
        outside = _without(outside, own)
        tables.append(Table(page.number, grid.rows, grid.columns, grid.cells, box=region.box, row_tops=grid.row_tops))
    return tables, _printed_lines(outside, page.number)


def _printed_lines(tokens: Sequence[Token], page: int) -> list[Line]:
    return [Line(text_of(line), hull(line), page) for line in lines_of(tokens)]


# ---------------------------------------------------------------------------------------------------- two pages printed on one


def _two_pages(page: Page, tokens: Sequence[Token], drawn: NDArray[np.float32], gutter: float) -> PageContent:
    """A page on which two are printed side by side: each has its own tables and lines; those across belong to both."""
    left, right, across = parted(tokens, page.rules, drawn, gutter)
    shared = _printed_lines(across, page.number)
    sides = [_tables_and_lines(page, half) for half in (left, right)]
    if _is_spread(sides[0][0], *sides[1], shared):
        tables = sorted(sides[0][0] + sides[1][0], key=lambda t: (_boxed(t).top, _boxed(t).x0))
        lines = _downwards(sides[0][1] + sides[1][1] + shared)
        placed = tuple(_with_lines(table, tables, lines) for table in tables)
        return PageContent(page.number, page.kind, placed, tuple(lines), page.width, page.height)
    placed = tuple(_with_lines(t, own, _downwards(lines + shared)) for own, lines in sides for t in own)
    lines = _downwards(sides[0][1] + shared) + sides[1][1]
    return PageContent(page.number, page.kind, placed, tuple(lines), page.width, page.height, gutter=gutter)


def _is_spread(left: Sequence[Table], right: Sequence[Table], lines: Sequence[Line], shared: Sequence[Line]) -> bool:
    """Whether the right side has no caption, so that the left one's holds for both: a spread of a book, an account's two sides.

    ``lines``: the right side's own.  A table that goes on from the left page to the right one has its header again.
    """
    if not right:
        return False
    top = _boxed(right[0]).top + ABOVE
    if any(line.box and line.box.bottom <= top and not _is_bracketed(line.text) for line in lines):
        return False
    titled = any(line.box and line.box.bottom <= top for line in shared)
    return titled or not left or _first_row(left[-1]) != _first_row(right[0])


def _is_bracketed(text: str) -> bool:
    return text[0] in OPENING and text[-1] in CLOSING


def _first_row(table: Table) -> list[str]:
    return [cell.text for cell in table.cells if cell.row == 0]


def _downwards(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.box.top if line.box else 0.0)


def _is_full(grid: Grid) -> bool:
    """Whether words without any figure stand in rows and columns: no frame around a heading, a body's name or stamps."""
    return grid.rows >= WORD_ROWS and grid.columns >= 2 and len(grid.cells) >= FULL * grid.rows * grid.columns


def _without(tokens: list[Token], taken: list[Token]) -> list[Token]:
    if len(taken) == len(tokens):
        return []
    gone = set(map(id, taken))
    return [t for t in tokens if id(t) not in gone]


def _with_lines(table: Table, tables: Sequence[Table], lines: Sequence[Line]) -> Table:
    """A table with the lines above it, down from the last table that ends above; the last one also with those below."""
    box = _boxed(table)
    ceiling = max((_boxed(t).bottom for t in tables if t is not table and _boxed(t).bottom <= box.top + 2.0), default=-1.0)
    above = tuple(line for line in lines if line.box and ceiling - 2.0 <= line.box.top and line.box.bottom <= box.top + ABOVE)
    lowest = max(_boxed(t).bottom for t in tables)
    below = tuple(line for line in lines if line.box and line.box.top >= lowest - 4.0) if box.bottom >= lowest else ()
    return Table(
        table.page, table.rows, table.columns, table.cells, above, below, table.header_rows, table.box, table.row_tops
    )


def _boxed(table: Table) -> Box:
    assert table.box is not None  # every table of a page has one
    return table.box
