"""What grid does an HTML ``<table>`` in an OCR engine's Markdown hold?  Markup in, tables out; no geometry, one page.

Engines write tables with merged cells as HTML, whole or cut off, with and without closing tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipeline.model import Cell, Line, Reading, Table

MAX_SPAN = 200
"""Columns or rows that one cell may cover; a larger number is a slip of the engine."""

_TABLE_TAG = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINE_ENDS = frozenset(["br", "p", "div", "li"])
_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
"""A raised digit stays apart from the number that it stands behind."""
_NUMBER = re.compile(r"[△▲Δ∆+\-−(\[]*\s*[0-9０-９][0-9０-９,，.．\s]*[)\]%％]?")


@dataclass(slots=True)
class _Entry:
    """A cell as written: where it stands is known once all rows are."""

    heads: bool
    row_span: int
    column_span: int
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(self.parts).replace("\u00a0", " ").split("\v"))
        return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class _Sheet:
    """A table as written."""

    rows: list[list[_Entry]] = field(default_factory=list)
    head_rows: int = 0
    caption: list[str] = field(default_factory=list)
    in_head: bool = False
    in_caption: bool = False
    open: bool = False
    """Whether text goes into the last row's last cell."""


class _Reader(HTMLParser):
    """Collects tables, one inside another's cell after that one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[_Sheet] = []
        self._stack: list[_Sheet] = []
        self._raised = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._stack.append(_Sheet())
            self.sheets.append(self._stack[-1])
        elif not self._stack:
            return
        elif tag in ("td", "th"):
            self._open_cell(tag == "th", dict(attrs))
        elif tag == "tr":
            self._open_row()
        elif tag in ("thead", "tbody", "tfoot"):
            self._stack[-1].in_head, self._stack[-1].open = tag == "thead", False
        elif tag == "caption":
            self._stack[-1].in_caption = True
        elif tag == "sup":
            self._raised = True
        elif tag in _LINE_ENDS:
            self.handle_data("\v")

    def handle_endtag(self, tag: str) -> None:
        if not self._stack:
            return
        sheet = self._stack[-1]
        if tag == "table":
            self._stack.pop()
        elif tag in ("td", "th", "tr"):
            sheet.open = False
        elif tag == "thead":
            sheet.in_head = False
        elif tag == "caption":
            sheet.in_caption = False
        elif tag == "sup":
            self._raised = False
        elif tag in _LINE_ENDS:
            self.handle_data("\v")

    def handle_data(self, data: str) -> None:
        text = data.translate(_RAISED) if self._raised else data
        sheet = self._stack[-1] if self._stack else None
        if sheet and sheet.in_caption:
            sheet.caption.append(text)
        elif sheet and sheet.open:
            sheet.rows[-1][-1].parts.append(text)

    def _open_row(self) -> None:
        sheet = self._stack[-1]
        sheet.rows.append([])
        sheet.head_rows += sheet.in_head
        sheet.open = sheet.in_caption = False

    def _open_cell(self, heads: bool, attributes: dict[str, str | None]) -> None:
        sheet = self._stack[-1]
        if not sheet.rows:
            self._open_row()
        row_span, column_span = (_span(attributes.get(name)) for name in ("rowspan", "colspan"))
        sheet.rows[-1].append(_Entry(heads, row_span, column_span))
        sheet.open, self._raised = True, False


def _span(written: str | None) -> int:
    digits = (written or "").strip()
    return min(max(int(digits), 1), MAX_SPAN) if digits.isascii() and digits.isdigit() else 1


def parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, and of each whether it is an HTML table: from its first tag to its last, or to the text's end."""
    start = depth = begun = 0
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            if not depth:
                yield text[start : tag.start()], False
                begun = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield text[begun : tag.end()], True
                start = tag.end()
    yield text[begun if depth else start :], depth > 0


def html_tables(source: str, above: Sequence[Line], reader: str) -> list[Table]:
    """The tables of an outermost ``<table>``; ``above`` are the lines before it, to which its captions are added."""
    parser = _Reader()
    parser.feed(source)
    parser.close()
    tables = []
    before = list(above)
    for sheet in parser.sheets:
        caption = "".join(sheet.caption).split("\v")
        before += [Line(line) for part in caption if (line := _SPACE.sub(" ", part).strip())]
        tables.append(_table(sheet, before, reader))
        before = []
    return tables


def _table(sheet: _Sheet, above: Sequence[Line], reader: str) -> Table:
    rows = [row for row in sheet.rows if row]
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for entry in row:
            while (r, c) in taken:
                c += 1
            down = min(entry.row_span, len(rows) - r)
            taken |= {(r + i, c + j) for i in range(down) for j in range(entry.column_span)}
            if entry.text:
                cells.append(Cell(r, c, (Reading(entry.text, reader),), down, entry.column_span))
            c += entry.column_span
    width = max((cell.column + 1 for cell in cells), default=0)
    width = max([width, *(_last_word(cell, cells) for cell in cells)])
    cells = [cell._replace(column_span=min(cell.column_span, width - cell.column)) for cell in cells]
    return Table(1, len(rows), width, tuple(cells), tuple(above), (), _header_rows(sheet, rows, cells))


def _last_word(cell: Cell, cells: Sequence[Cell]) -> int:
    """Where a cell's span ends, if a cell below or above has something under it: a blank surplus is no column."""
    end = cell.column + cell.column_span
    return max((other.column + 1 for other in cells if cell.column <= other.column < end), default=0)


def _header_rows(sheet: _Sheet, rows: Sequence[Sequence[_Entry]], cells: Sequence[Cell]) -> int | None:
    """Rows of ``<thead>`` or of nothing but ``<th>``, with those that a merged header cell reaches into or is parted by."""
    heads = next((n for n, row in enumerate(rows) if not all(entry.heads for entry in row)), 0)
    count = max(sheet.head_rows, heads)
    if not count or count >= len(rows):
        return None
    while True:
        reach = max((cell.row + cell.row_span for cell in cells if cell.row < count), default=count)
        over = [cell for cell in cells if cell.row < count == cell.row + cell.row_span and cell.column_span > 1]
        below = [cell for cell in cells if cell.row == count]
        parted = any(c.column <= cell.column < c.column + c.column_span for c in over for cell in below)
        words = bool(below) and not any(_NUMBER.fullmatch(cell.text) for cell in below)
        more = reach if reach > count else count + (parted and words)
        if more == count or more >= len(rows):
            return count
        count = more
