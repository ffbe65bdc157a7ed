"""What tables and lines does an OCR engine's Markdown hold?  Pipe and HTML tables in, grids out; no geometry, one page.

Only the form is read here.  Damage that the engine did to a table (split columns, garbled headers, a table of contents
among the data) is handed on as it stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractors.html_tables import html_tables, parts_of
from pipeline.errors import InputError
from pipeline.model import Cell, Line, PageContent, Reading, Table

READER = "markdown"

_SEPARATOR_CELL = re.compile(r":?-+:?")
_LONG_SEPARATOR_CELL = re.compile(r":?-{3,}:?")
"""Inside a table's body a lone dash is a printed nought; only three dashes or more are a stray separator."""

_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<\s*br\s*/?\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:html|body|div|p|center|span|font|b|i|u|strong|em|h[1-6]|sub|sup|img|br|hr)\b[^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"#{1,6}\s+")
_FENCE = re.compile(r"(```|~~~)")
_NUMBER = re.compile(r"[△▲Δ∆+\-−(\[]*\s*[0-9０-９][0-9０-９,，.．\s]*[)\]%％]?")
_MAX_SEPARATOR_ROW = 3
"""How many header rows an engine was ever seen to write above the separator (two), and one to spare."""


@dataclass(slots=True)
class _Block:
    """One run of table lines, and the lines of text before it."""

    above: list[Line] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def read_markdown(path: Path) -> list[PageContent]:
    """Read one Markdown file as one page.

    Raises ``InputError`` where the file cannot be opened or is not UTF-8.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise InputError(path, f"not UTF-8: byte {error.start + 1} of the file is no character") from error
    return [parse_markdown(text)]


def parse_markdown(text: str) -> PageContent:
    """Tables and lines of a Markdown text, as page 1."""
    tables: list[Table] = []
    rest: list[Line] = []
    for part, is_html in parts_of(text):
        if is_html:
            tables += html_tables(part, rest, READER)
            rest = []
        else:
            blocks, rest = _blocks(part.splitlines(), rest)
            tables += [_table(block) for block in blocks]
    lines = [line for table in tables for line in table.above] + rest
    if tables:
        tables[-1] = replace(tables[-1], below=tuple(rest))
    return PageContent(page=1, kind="markdown", tables=tuple(tables), lines=tuple(lines))


def _blocks(lines: Sequence[str], above: list[Line]) -> tuple[list[_Block], list[Line]]:
    """The runs of table lines with the text before each (``above`` before the first), and the text after the last."""
    blocks: list[_Block] = []
    fenced = open_table = False
    for number, line in enumerate(lines):
        stripped = line.strip()
        fenced ^= bool(_FENCE.match(stripped))
        if not fenced and _is_row(lines, number, open_table):
            if not open_table:
                blocks.append(_Block(above))
                above, open_table = [], True
            blocks[-1].rows.append(_split(stripped))
            continue
        open_table = False
        if stripped and not _FENCE.match(stripped) and (words := _without_tags(stripped)):
            above.append(Line(_HEADING.sub("", words, count=1)))
    return blocks, above


def _without_tags(line: str) -> str:
    """A line of text without the HTML around it; untouched where there is none."""
    if "<" not in line or not _TAG.search(line):
        return line
    return html.unescape(_TAG.sub("", _BREAK.sub(" ", line))).strip()


def _is_row(lines: Sequence[str], number: int, open_table: bool) -> bool:
    """Whether the line is part of a table: it starts with a pipe, or has one and stands at a separator or in an open table."""
    stripped = lines[number].strip()
    if stripped.startswith("|"):
        return True
    if not _UNESCAPED_PIPE.search(stripped):
        return False
    if open_table:
        return True
    following = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return bool(_UNESCAPED_PIPE.search(following)) and _is_separator(_split(following))


def _split(stripped: str) -> list[str]:
    """The cells of a table line, markup removed."""
    inner = stripped[1:] if stripped.startswith("|") else stripped
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [_plain(cell) for cell in _UNESCAPED_PIPE.split(inner)]


def _plain(cell: str) -> str:
    """The text of a cell: ``<br>`` as a line feed, entities and escapes resolved, emphasis gone."""
    text = cell.strip()
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(r"\2", text)
    if "<" in text:
        text = "\n".join(part.strip() for part in _BREAK.split(text))
    if "\\" in text:
        text = _BACKSLASH.sub(r"\1", text)
    return html.unescape(text).replace("\u00a0", " ").strip() if "&" in text else text


def _is_separator(row: Sequence[str], cell: re.Pattern[str] = _SEPARATOR_CELL) -> bool:
    return bool(row) and all(cell.fullmatch(text) for text in row)


def _table(block: _Block) -> Table:
    """A grid from the rows of a block: header rows counted, ragged rows padded, header cells spanned."""
    header_rows = next((n for n, row in enumerate(block.rows[: _MAX_SEPARATOR_ROW + 1]) if _is_separator(row)), None)
    rows = [
        row
        for n, row in enumerate(block.rows)
        if n != header_rows and not (header_rows is not None and n > header_rows and _is_separator(row, _LONG_SEPARATOR_CELL))
    ]
    width = max((_ink_width(row) for row in rows), default=0)
    width = max(width, len(block.rows[header_rows]) if header_rows is not None else 0)
    grid = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    if header_rows:
        header_rows += _continued_header(grid, header_rows)
    cells = tuple(
        Cell(r, c, (Reading(text, READER),), *_spans(grid, r, c, header_rows or 0))
        for r, row in enumerate(grid)
        for c, text in enumerate(row)
        if text
    )
    return Table(1, len(grid), width, cells, tuple(block.above), (), header_rows)


def _ink_width(row: Sequence[str]) -> int:
    """How many cells a row has up to its last one with text: a ragged row's blank surplus is no column."""
    return max((n for n, text in enumerate(row, 1) if text), default=0)


def _continued_header(grid: Sequence[Sequence[str]], header_rows: int) -> int:
    """How many rows after the separator still are header: they fill blanks of the header above with words."""
    count = 0
    while header_rows + count < len(grid):
        upper, row = grid[header_rows + count - 1], grid[header_rows + count]
        words = [c for c, text in enumerate(row) if text]
        if not words or row[0] or any(_NUMBER.fullmatch(row[c]) for c in words) or all(upper[c] for c in words):
            break
        count += 1
    return count


def _spans(grid: Sequence[Sequence[str]], row: int, column: int, header_rows: int) -> tuple[int, int]:
    """Rows and columns that a header cell covers: blanks to its right that have words below, blanks under it to the body."""
    if row >= header_rows:
        return 1, 1
    below = range(row + 1, header_rows)
    columns = 1
    while (
        column + columns < len(grid[row])
        and not grid[row][column + columns]
        and any(grid[r][column + columns] for r in below)
        and any(grid[r][column] for r in below)
    ):
        columns += 1
    if columns > 1 or any(grid[r][column] for r in below):
        return 1, columns
    return header_rows - row, 1
