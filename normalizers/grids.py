"""Which grids of a page are one table, hold several, or hold their own caption?  Tables in, tables out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalizers.figures import is_figure, is_unit
from normalizers.labels import clean_label
from normalizers.spread_headers import as_one, with_whole_words
from normalizers.words import STUB_HEADERS
from pipeline.model import Box, Cell, Line, Table

SAME_LINE = 3.0
"""Points between the upper edges of one printed row on both sheets of a spread: less than half the smallest type."""
SAME_HEIGHT = 0.9
"""Share of their height that the two halves of a spread have in common."""
EXPLAINED_ABOVE = 3
"""Rows of a header."""
_EXPLANATION = re.compile("^(説|明|説明)$")
_BLOCK = re.compile("の部$|^[借貸]方$")
_UNIT = re.compile(r"[(\[〔]?単位[^()]*[)\]〕]?")
"""A line that says nothing but the unit."""
_AMOUNTS = re.compile(r"(?:額|高|金|決算|予算)(?:\([^()]*\))?$")
"""The header of one column of amounts."""


def whole_tables(tables: Sequence[Table]) -> list[Table]:
    """The tables of a page: halves of a spread joined, captions lifted out, grids parted where a header comes again."""
    joined: list[Table] = []
    for table in tables:
        if joined and _is_right_half(joined[-1], table):
            joined[-1] = _side_by_side(joined[-1], table)
        else:
            joined.append(table)
    joined = [with_whole_words(_with_blocks_across(_without_caption(table))) for table in joined]
    return [part for table in joined for part in _parted(_one_explanation(table))]


def _with_blocks_across(table: Table) -> Table:
    """Headings that stand alone in their row over the figures (資産の部, set in the middle) stand across the whole row.

    One over labels heads these alone: 資本の部 at the right of a statement whose left side has ended.
    """
    alone = {row for row in range(table.rows) if _count(table, row) == 1}
    figures = {(cell.row, cell.column) for cell in table.cells if is_figure(cell.text)}
    labels = {
        cell.column for cell in table.cells if (cell.row, cell.column) not in figures and (cell.row, cell.column + 1) in figures
    }
    cells = [
        cell._replace(column=0, column_span=table.columns)
        if cell.column and cell.column not in labels and cell.row in alone and _BLOCK.search(clean_label(cell.text))
        else cell
        for cell in table.cells
    ]
    return replace(table, cells=tuple(cells)) if cells != list(table.cells) else table


def _is_right_half(left: Table, right: Table) -> bool:
    """Whether a grid beside another has its rows and no labels: the second sheet of a spread."""
    if not (left.box and right.box and left.row_tops and right.row_tops) or left.box.x1 > right.box.x0 or not right.cells:
        return False
    common = min(left.box.bottom, right.box.bottom) - max(left.box.top, right.box.top)
    if common < SAME_HEIGHT * max(left.box.bottom - left.box.top, right.box.bottom - right.box.top):
        return False
    if any(line not in left.above and not _UNIT.fullmatch(clean_label(line.text)) for line in right.above):
        return False  # it has a caption of its own
    named = [clean_label(cell.text) for cell in right.cells if cell.column == 0 and not is_figure(cell.text)]
    if any(STUB_HEADERS.match(name) for name in named) or _is_list_of_its_own(right):
        return False
    tops = [top for top in right.row_tops[1:] if any(abs(top - other) <= SAME_LINE for other in left.row_tops)]
    rows = {cell.row for cell in left.cells}
    return len(tops) >= SAME_HEIGHT * (len(rows) - 1) and len(rows) > 2


def _is_list_of_its_own(table: Table) -> bool:
    """Whether a grid is labels and their figures below a caption and its unit: 給水戸数 (戸)."""
    top = [cell.text for cell in table.cells if cell.row == 0]
    units = [text for text in top if is_unit(clean_label(text).strip("()"))]
    labels = {cell.row for cell in table.cells if cell.column == 0 and not is_figure(cell.text)}
    return table.columns == 2 and len(top) == 2 and len(units) == 1 and len(labels) == table.rows


def _side_by_side(left: Table, right: Table) -> Table:
    """One grid of both halves, rows matched by their upper edges."""
    assert left.box and right.box
    tops: list[float] = []
    for top in sorted([*left.row_tops[: left.rows], *right.row_tops[: right.rows]]):
        if not tops or top - tops[-1] > SAME_LINE:
            tops.append(top)
    cells = [*_moved(left, tops, 0), *_moved(right, tops, left.columns)]
    box = Box(left.box.x0, min(left.box.top, right.box.top), right.box.x1, max(left.box.bottom, right.box.bottom))
    columns = left.columns + right.columns
    cells.sort(key=lambda cell: (cell.row, cell.column))
    below = left.below or right.below
    units = tuple(line for line in right.above if is_unit(line.text) and line not in left.above)  # printed at the right end only
    above = (*left.above, *units)
    return replace(
        left, rows=len(tops), columns=columns, cells=tuple(cells), above=above, below=below, box=box, row_tops=tuple(tops)
    )


def _moved(table: Table, tops: Sequence[float], by: int) -> list[Cell]:
    def place(row: int) -> int:
        if row >= table.rows:
            return len(tops)
        return min(range(len(tops)), key=lambda n: abs(tops[n] - table.row_tops[row]))

    return [
        cell._replace(
            row=place(cell.row), column=cell.column + by, row_span=max(1, place(cell.row + cell.row_span) - place(cell.row))
        )
        for cell in table.cells
    ]


def _without_caption(table: Table) -> Table:
    """Lines over the whole width above the header are captions, as is a group that runs down a whole grid without one."""
    first = next((row for row in range(table.rows) if _count(table, row) > 1), 0)
    lifted = [cell for cell in table.cells if cell.row < first]
    header = not any(cell.row == first and is_figure(cell.text) for cell in table.cells)  # else it is a first heading
    wide = all(cell.column_span == table.columns and not _BLOCK.search(clean_label(cell.text)) for cell in lifted)
    if lifted and header and wide:
        lines = _as_lines(lifted, table.page)
        only_units = all("単位" in line.text for line in lines)
        return replace(_rows(table, first, table.rows), above=(*table.above, *lines) if only_units else lines)
    group = next((cell for cell in table.cells if cell.row_span == table.rows > 2 and cell.column == 0), None)
    if group and all(_UNIT.fullmatch(clean_label(line.text)) for line in table.above) and table.box:
        line = Line(group.text, group.box, table.page)
        return replace(table, cells=tuple(cell for cell in table.cells if cell is not group), above=(line, *table.above))
    return table


def _one_explanation(table: Table) -> Table:
    """The columns under 説明 as one: words and amounts of an explanation stand where they like."""
    header = [cell for cell in table.cells if cell.row < EXPLAINED_ABOVE]
    heads = {cell.column: cell for cell in header if _EXPLANATION.match(clean_label(cell.text))}
    if not heads:
        return table
    first = min(heads)
    if "".join(clean_label(heads[column].text) for column in sorted(heads)) != "説明" or first + 1 >= table.columns:
        return table
    if any(cell.column > first and cell.row <= heads[first].row and cell.column not in heads for cell in table.cells):
        return table
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.column >= first:
            rows.setdefault(cell.row, []).append(cell)
    merged = [as_one(cells)._replace(column=first, column_span=1) for cells in rows.values()]
    cells = sorted([*(cell for cell in table.cells if cell.column < first), *merged], key=lambda cell: (cell.row, cell.column))
    return replace(table, columns=first + 1, cells=tuple(cells))


def _count(table: Table, row: int) -> int:
    return sum(cell.row <= row < cell.row + cell.row_span for cell in table.cells)


def _parted(table: Table) -> list[Table]:
    """The grid itself, or its parts where another header or another unit begins, each with the captions that stand there."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    parts: list[Table] = []
    begin = 0
    above = table.above
    if len(rows.get(0, ())) == 2 and _is_unit_row(rows[0]):
        begin, above = 1, (*above, *_as_lines(rows[0], table.page))
    for row in sorted(rows):
        if row <= begin + 1 or not (_is_unit_row(rows[row]) or _is_header_again(rows[row], rows)):
            continue
        if sum(cell.row_span > row for cell in rows.get(0, ())) > 1:
            continue  # the names of other columns run down beside it: a level of the header, under 節
        caption = _caption_above(rows, row, begin)
        parts.append(replace(_rows(table, begin, caption), above=above, below=() if parts else table.below))
        begin = row + 1 if _is_unit_row(rows[row]) else row
        lines = _as_lines([cell for n in range(caption, begin) for cell in rows.get(n, ())], table.page)
        titled = any(not _UNIT.fullmatch(clean_label(line.text)) for line in lines)
        above = lines if titled else (*above, *lines)
    return [*parts, replace(_rows(table, begin, table.rows), above=above)] if begin else [table]


def _as_lines(cells: Iterable[Cell], page: int) -> tuple[Line, ...]:
    return tuple(Line(text, cell.box, page) for cell in cells for text in cell.text.split("\n"))


def _is_unit_row(cells: Sequence[Cell]) -> bool:
    """Whether a row says nothing but the unit of what follows, a caption left of it perhaps."""
    last = cells[-1]
    return len(cells) <= 2 and last.column > 0 and bool(_UNIT.fullmatch(clean_label(last.text))) and not is_figure(cells[0].text)


def _is_header_again(cells: Sequence[Cell], rows: dict[int, list[Cell]]) -> bool:
    """Whether a row heads labels and amounts anew, as the first rows do."""
    first, beside = cells[0], [cell for cell in cells[1:] if cell.row_span == 1 or not is_figure(cell.text)]
    name = clean_label(first.text)
    if first.column_span > 1 or not STUB_HEADERS.match(name) or any(is_figure(cell.text) for cell in cells):
        return False
    heads = [clean_label(cell.text) for row in (0, 1) for cell in rows.get(row, ()) if cell.column == first.column]
    if not any(STUB_HEADERS.match(head) for head in heads):
        return False
    return (len(beside) > 1 and name in heads) or (len(beside) == 1 and bool(_AMOUNTS.search(clean_label(beside[0].text))))


def _caption_above(rows: dict[int, list[Cell]], row: int, begin: int) -> int:
    """The first of the rows of one text each, right above a row, that end no list: no figure stands beside them."""
    start = row
    while start - 1 > begin and len(rows.get(start - 1, ())) == 1 and not is_figure(rows[start - 1][0].text):
        start -= 1
    return start


def _rows(table: Table, start: int, end: int) -> Table:
    """Some rows of a grid as a grid, cells that reach in from outside clipped."""
    cells = [
        cell._replace(row=max(cell.row, start) - start, row_span=min(cell.row + cell.row_span, end) - max(cell.row, start))
        for cell in table.cells
        if cell.row < end and cell.row + cell.row_span > start
    ]
    tops = table.row_tops[start : end + 1] if table.row_tops else ()
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(table, rows=end - start, cells=tuple(cells), row_tops=tops, header_rows=None if start else table.header_rows)
