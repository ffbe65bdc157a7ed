"""Which tables are data, and which of their rows and columns are header, labels and figures?

A grid may hold two lists side by side (資産の部 left, 負債の部 right; 目 left, 節 right): each becomes a draft of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalizers.drafts import Caption, Draft, DraftColumn, DraftRow, Grid
from normalizers.figures import is_figure, without_unit_line
from normalizers.labels import clean_label
from normalizers.words import STUB_HEADERS
from pipeline.model import Box, Cell, Reading

CONTENTS_CAPTION = re.compile("^(目次|もくじ|CONTENTS)$", re.IGNORECASE)
_CODE = re.compile(r"[0-9A-Z]{1,6}(?:[-.][0-9]{1,4})*\.?")
_NUMBERED = re.compile("0[0-9]{1,3}")
"""An account code, which leads the label beside it."""
_YEAR_HEADER = re.compile(r"(?:19|20)[0-9]{2}")
_REMARKS = re.compile("^(備考|摘要|注記|積算根拠|.{0,6}(説明|理由))$")
_SIDES = re.compile("^(借方|貸方|資産|負債|純資産|負債・?純資産|収入|支出|収益|費用|歳入|歳出)(科目|の部)?$")
"""Headers of the label columns of two lists side by side."""
NUMERIC_SHARE = 0.5
"""A column is one of numbers when they are at least half as many as the words below its first number: 備考 is not."""
ALONE_SHARE = 0.1
"""A column of words that has cells without a label beside them in more than this share of its cells is a level of labels."""
HEADER_WORDS = 2
"""Cells of words over a column's first number that are no more than its header."""
MAX_PAGE_NUMBER = 999
MIN_CONTENTS_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One list of a grid: its label columns and its data columns."""

    stubs: tuple[int, ...]
    data: tuple[int, ...]


def set_aside(grid: Grid, lines_above: Sequence[str]) -> str:
    """Why the table holds no figures: ``empty``, ``one column``, ``table of contents``, ``no numbers``; empty where it does."""
    table = grid.table
    if not table.cells:
        return "empty"
    if table.columns < 2:
        return "one column"
    if _is_contents(grid, lines_above):
        return "table of contents"
    if not any(numeric_columns(grid)):
        return "no numbers"
    return ""


def numeric_columns(grid: Grid) -> list[bool]:
    """For every column, whether its cells are numbers."""
    result = []
    for column in range(grid.table.columns):
        numbers = digits = words = above = 0
        remarks = False
        for row in range(grid.table.rows):
            cell = grid.anchored(row, column)
            if cell is None:
                continue
            remarks |= bool(_REMARKS.match(clean_label(cell.text)))
            if is_figure(cell.text) and not _YEAR_HEADER.fullmatch(cell.text.strip()):
                numbers += 1
                digits += any(char.isdigit() for char in cell.text)
            elif numbers:
                words += 1
            else:
                above += 1
        few_words = words + above <= HEADER_WORDS  # a column of nothing but dashes still is one of numbers
        most = numbers > NUMERIC_SHARE * words and numbers > NUMERIC_SHARE / 2 * (above - HEADER_WORDS)
        result.append(most and not remarks and (digits > 0 or few_words))
    return result


def drafts_of(grid: Grid, caption: Caption) -> list[Draft]:
    """The drafts of one data table, left to right."""
    numeric = numeric_columns(grid)
    header = _header_rows(grid, numeric)
    blocks = _blocks(grid, numeric, header)
    drafts = [replace(_draft(grid, block, numeric, header, caption), side=side) for side, block in enumerate(blocks)]
    return [draft for draft in drafts if draft.columns and any(not row.blank for row in draft.rows)]


def _is_contents(grid: Grid, lines_above: Sequence[str]) -> bool:
    """Whether the last column holds nothing but page numbers, never falling, under 目次 or without any header."""
    last = grid.table.columns - 1
    texts = [cell.text.strip() for row in range(grid.table.rows) if (cell := grid.anchored(row, last))]
    words = [text for text in texts if not text.isdecimal()]
    pages = [int(text) for text in texts if text.isdecimal()]
    if len(pages) < MIN_CONTENTS_ENTRIES or pages != sorted(pages) or pages[-1] > MAX_PAGE_NUMBER:
        return False
    if len(set(pages)) < len(pages) / 2:
        return False
    if any(number and not _counts(grid, column) for column, number in enumerate(numeric_columns(grid)[:-1])):
        return False
    named = any(CONTENTS_CAPTION.match(clean_label(line)) for line in lines_above[-2:])
    return (named and len(words) <= 1) or (not words) or all(re.search("頁|ページ|page", word, re.IGNORECASE) for word in words)


def _counts(grid: Grid, column: int) -> bool:
    """Whether a column's numbers only number the lines: 1, 2, 3."""
    texts = [cell.text.strip() for row in range(grid.table.rows) if (cell := grid.anchored(row, column))]
    return texts == [str(n) for n in range(1, len(texts) + 1)]


def _header_rows(grid: Grid, numeric: Sequence[bool]) -> int:
    """How many rows are header: as the reader says, else those down to the last words over the first number."""
    if grid.table.header_rows is not None:
        return grid.table.header_rows
    first_value = next(
        (
            row
            for row in range(grid.table.rows)
            if any(
                numeric[column] and (cell := grid.anchored(row, column)) and _is_value(cell.text)
                for column in range(1, grid.table.columns)
            )
        ),
        0,
    )
    words_over_figures = [
        row
        for row in range(first_value)
        if any(
            numeric[column] and (cell := grid.at[row][column]) and (cell.column > 0 or cell.column_span == grid.table.columns)
            for column in range(grid.table.columns)
        )
    ]
    header = max(words_over_figures, default=-1) + 1
    spanned = [cell.row + cell.row_span for row in range(header) if (cell := grid.at[row][0]) and cell.row_span <= 4]
    return min(max([header, *spanned]), first_value)


def _is_value(text: str) -> bool:
    return is_figure(text) and not _YEAR_HEADER.fullmatch(text.strip())


def _blocks(grid: Grid, numeric: Sequence[bool], header: int) -> list[Block]:
    """The lists side by side: a new one starts where words under a label header stand between columns of numbers."""
    columns = range(grid.table.columns)
    starts = [0]
    for column in columns[1:]:
        if (
            not numeric[column]
            and any(numeric[starts[-1] : column])
            and any(numeric[column + 1 :])
            and _starts_labels(grid, column, header)
        ):
            starts.append(column)
    blocks = []
    for start, end in zip(starts, [*starts[1:], grid.table.columns], strict=True):
        stubs = _stubs(grid, numeric, header, start, end)
        blocks.append(Block(stubs, tuple(column for column in range(start, end) if column not in stubs)))
    return blocks


def _starts_labels(grid: Grid, column: int, header: int) -> bool:
    """Whether a column of words in mid table is a second label column, by its header."""
    names = [clean_label(cell.text) for row in range(header) if (cell := grid.at[row][column])]
    first = [clean_label(cell.text) for row in range(header) if (cell := grid.at[row][0])]
    if not names:
        return False
    if any(STUB_HEADERS.match(name) and not _REMARKS.search(name) for name in names) or names[-1] in first:
        return True
    return bool(_SIDES.match(names[-1])) and any(_SIDES.match(name) for name in first)


def _stubs(grid: Grid, numeric: Sequence[bool], header: int, start: int, end: int) -> tuple[int, ...]:
    """The label columns of a list: its leading columns of words and codes."""
    stubs: list[int] = []
    for column in range(start, end):
        if numeric[column] and not _are_codes(grid, numeric, header, stubs, column, end):
            break
        if stubs and not numeric[column] and _is_beside(grid, stubs[-1], column, header):
            break
        stubs.append(column)
    return tuple(stubs)


def _are_codes(grid: Grid, numeric: Sequence[bool], header: int, stubs: Sequence[int], column: int, end: int) -> bool:
    """Whether digits before the first label column, row groups apart, number the labels to their right: 050, 1."""
    groups = all(
        (cell := grid.anchored(row, stub)) is None or cell.row_span > 1 or cell.vertical
        for stub in stubs
        for row in range(header, grid.table.rows)
    )
    return groups and column + 1 < end and not numeric[column + 1] and _all_codes(grid, column, header)


def _all_codes(grid: Grid, column: int, header: int) -> bool:
    texts = [cell.text.strip() for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column))]
    return bool(texts) and all(_CODE.fullmatch(text) for text in texts)


def _is_beside(grid: Grid, left: int, right: int, header: int) -> bool:
    """Whether a column of words stands beside the labels as data: filled only where they are, so no level of labels."""
    if _all_codes(grid, left, header):
        return False
    both = alone = 0
    for row in range(header, grid.table.rows):
        first, second = grid.at[row][left], grid.anchored(row, right)
        if first and (first.row_span > 1 or first.vertical):
            return False
        both += bool(first and second)
        alone += bool(second and not first and not _goes_on(grid, row))
    return both > 1 and alone <= ALONE_SHARE * both


def _goes_on(grid: Grid, row: int) -> bool:
    """Whether a row of words is the second line of the cells above it: it has no figures, and words only where they have."""
    cells = [cell for cell in grid.at[row] if cell]
    return row > 0 and all(grid.at[row - 1][cell.column] and not is_figure(cell.text) for cell in cells)


def _draft(grid: Grid, block: Block, numeric: Sequence[bool], header: int, caption: Caption) -> Draft:
    levels = tuple(DraftColumn(_levels(grid, column, header, block), numeric[column]) for column in block.data)
    keep = [n for n, column in enumerate(block.data) if levels[n].levels or _has_ink(grid, column, header)]
    data = tuple(block.data[n] for n in keep)
    return Draft(
        columns=tuple(levels[n] for n in keep),
        rows=tuple(_rows(grid, Block(block.stubs, data), numeric, header)),
        caption=caption,
        header_rows=header,
        printed_rows=grid.table.rows,
        heading=_block_heading(grid, block, header),
        first_page=grid.table.page,
        last_page=grid.table.page,
    )


def _has_ink(grid: Grid, column: int, header: int) -> bool:
    return any(grid.anchored(row, column) for row in range(header, grid.table.rows))


def _levels(grid: Grid, column: int, header: int, block: Block) -> tuple[str, ...]:
    """The header texts over a column, outer first; a cell that also covers the label column names the list, not the column."""
    cells: list[Cell] = []
    for row in range(header):
        cell = grid.at[row][column]
        if cell is None or (block.stubs and cell.column <= block.stubs[-1]) or (cells and cell is cells[-1]):
            continue
        cells.append(cell)
    texts = [cell.text for cell in cells]
    below = (grid.anchored(row, column) for row in range(header, grid.table.rows))
    unit = next((unit for cell in below if cell and (unit := without_unit_line(cell.text)[1])), "")
    return (*texts, unit) if unit else tuple(texts)


def _block_heading(grid: Grid, block: Block, header: int) -> str:
    """A header cell over the label column that says which half this is: 資産の部."""
    for row in range(header):
        for column in block.stubs:
            cell = grid.at[row][column]
            if cell and re.search("の部$", clean_label(cell.text)):
                return cell.text
    return ""


def _rows(grid: Grid, block: Block, numeric: Sequence[bool], header: int) -> list[DraftRow]:
    """The printed rows of a list, labels and row groups told apart."""
    rows: list[DraftRow] = []
    codes = {column for column in block.stubs[:-1] if _all_codes(grid, column, header)}
    spanned = {
        column
        for column in block.stubs
        if any((cell := grid.anchored(row, column)) and cell.row_span > 1 for row in range(header, grid.table.rows))
    }
    carried: dict[int, str] = {}
    for row in range(header, grid.table.rows):
        cells = tuple(grid.anchored(row, column) for column in block.data)
        label, groups, box, place = _label(grid, row, block.stubs, codes, spanned, carried, any(cells))
        if label and _is_spread(label, cells, [numeric[column] for column in block.data]):
            label, cells = " ".join([label, *(cell.text for cell in cells if cell)]), (None,) * len(cells)
        if label or any(cells):
            texts, places = tuple(groups.values()), tuple(groups)
            rows.append(DraftRow(label, texts, cells, grid.table.page, row + 1, box, places, place))
    return _joined_labels(rows, [numeric[column] for column in block.data])


def _is_spread(label: str, cells: Sequence[Cell | None], numeric: Sequence[bool]) -> bool:
    """Whether a heading (純 資 産 の 部) was printed so wide that its end stands in the columns of figures."""
    words = [(cell.text, number) for cell, number in zip(cells, numeric, strict=True) if cell]
    if not words or any(not number or is_figure(text) for text, number in words):
        return False
    return clean_label(" ".join([label, *(text for text, _ in words)])).endswith("の部")


def _label(
    grid: Grid, row: int, stubs: Sequence[int], codes: set[int], spanned: set[int], carried: dict[int, str], has_data: bool
) -> tuple[str, dict[int, str], Box | None, int]:
    """A row's own label, the row groups left of it by label column, the label's ink, and its label column.

    Label columns count from 0; ``carried`` keeps the open label of each that prints it once for several rows.
    """
    cells = {n: cell for n, column in enumerate(stubs) if (cell := grid.at[row][column]) and cell.column == column}
    code = {n for n, cell in cells.items() if stubs[n] in codes or (_NUMBERED.fullmatch(cell.text) and cell.row_span == 1)}
    own = [n for n, cell in cells.items() if cell.row == row and n not in code]
    place = own[-1] if own else len(stubs) - 1
    groups: dict[int, str] = {}
    for n in range(place):
        if n in cells and n not in code:
            groups[n] = carried[n] = cells[n].text
            for deeper in [m for m in carried if m > n and m not in cells]:
                del carried[deeper]
        elif stubs[n] not in spanned and n in carried:
            groups[n] = carried[n]
    parts = [cells[n].text for n in sorted(code) if cells[n].row == row]
    if place not in cells or place in code:
        return " ".join(parts), groups, None, place
    label = cells[place]
    if label.row == row:
        for deeper in [n for n in carried if n >= place]:
            del carried[deeper]
        if not has_data and place < len(stubs) - 1:
            carried[place] = label.text
    return "\n".join([*parts, label.text]), groups, label.box, place


def _joined_labels(rows: Sequence[DraftRow], numeric: Sequence[bool]) -> list[DraftRow]:
    """Join what one row's print was spread over: figures a line below their label, and words that start above or go on below.

    A heading keeps its row where figures have a label of their own.
    """
    joined: list[DraftRow] = []
    above: DraftRow | None = None
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        row, above = (_with_words(above, row) if above else row), None
        last = joined[-1] if joined else None
        if below and below.label and _is_words(row, numeric) and _both(row, below) and not (last and _both(last, row)):
            above = row
            continue
        if last and row.blank and _on_its_line(row, last):
            joined[-1] = replace(last, label=f"{last.label}\n{row.label}")
        elif last is None or row.label or last.groups != row.groups:
            joined.append(row)
        elif last.label and last.blank:
            joined[-1] = replace(row, label=last.label, box=last.box)
        elif not any(cell and number for cell, number in zip(row.cells, numeric, strict=True)):
            joined[-1] = replace(last, cells=_with_words(last, row).cells)
        else:
            joined.append(row)
    return joined


def _on_its_line(row: DraftRow, last: DraftRow) -> bool:
    """Whether words stand on the line of figures whose label starts a line above."""
    if not (row.label and last.label and row.box and last.box and row.groups == last.groups):
        return False
    lines = [cell.box for cell in last.cells if cell and cell.box]
    middle = (row.box.top + row.box.bottom) / 2
    return bool(lines) and all(box.top < middle < box.bottom and last.box.bottom < middle for box in lines)


def _is_words(row: DraftRow, numeric: Sequence[bool]) -> bool:
    """Whether a printed row holds nothing but words of text columns."""
    return not row.label and not any(cell and number for cell, number in zip(row.cells, numeric, strict=True))


def _both(first: DraftRow, second: DraftRow) -> bool:
    """Whether every cell of the row with fewer has one of the other beside it."""
    places = [{n for n, cell in enumerate(row.cells) if cell} for row in (first, second)]
    return bool(places[0] & places[1]) and (places[0] <= places[1] or places[1] <= places[0])


def _with_words(first: DraftRow, second: DraftRow) -> DraftRow:
    """The second row with the words of the first line of its cells."""
    return replace(second, cells=tuple(map(_with_more, first.cells, second.cells)))


def _with_more(cell: Cell | None, more: Cell | None) -> Cell | None:
    """A cell of words with the line that goes on below it."""
    if cell is None or more is None:
        return cell or more
    first, second = cell.readings[0], more.readings[0]
    joined = Reading(f"{first.text}\n{second.text}", first.reader, first.score)
    box = cell.box
    if cell.box and more.box:
        box = Box(min(cell.box.x0, more.box.x0), cell.box.top, max(cell.box.x1, more.box.x1), more.box.bottom)
    return Cell(cell.row, cell.column, (joined,), cell.row_span, cell.column_span, box, cell.vertical)
