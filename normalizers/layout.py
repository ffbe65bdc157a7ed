"""Which tables are data, and which of their rows and columns are header, labels and figures?

A grid may hold two lists side by side (資産の部 left, 負債の部 right; 目 left, 節 right): each becomes a draft of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from normalizers.amounts import is_dots, split_unit
from normalizers.blocks import REMARKS, SIDES, blocks_of, names_sections
from normalizers.book import in_book, levels_of
from normalizers.drafts import Block, Caption, Draft, DraftColumn, DraftRow, Grid
from normalizers.figures import figure, is_figure, is_unit, without_unit_line
from normalizers.labels import clean_label
from normalizers.rows import COUNTING, all_codes, counts_lines, rows_of
from normalizers.units import YEN_FACTORS, unit_in
from normalizers.words import STUB_HEADERS, is_total, kind_of_title
from pipeline.model import Cell, Line

CONTENTS_CAPTION = re.compile("^(目次|もくじ|CONTENTS)$", re.IGNORECASE)
_YEAR_HEADER = re.compile(r"(?:19|20)[0-9]{2}")
_CHANGES = re.compile("増減|比較|差引|差異|過不足")
_BRACKETED = re.compile(r"\([0-9]{1,2}\)")
"""Numbering elsewhere; below such a header a small negative number."""
_LEVEL = re.compile("[款項目節]|(?:勘定|科目)?(?:コード|番号)", re.IGNORECASE)
"""Heads the numbers of rows; their names may stand beside them, as part of the next level's column."""
_LEDGER = re.compile("^[借貸]方$")
NUMERIC_SHARE = 0.5
"""A column is one of numbers when they are at least half as many as the words below its first number: 備考 is not."""
HEADER_WORDS = 2
"""Cells of words over a column's first number that are no more than its header."""
MOST_LEVELS = 4
"""Rows of a header, at most."""
MAX_PAGE_NUMBER = 999
MIN_CONTENTS_ENTRIES = 3
MIN_HEADS = 3
"""Different words in a header's first row, for it to be told from another's."""


def set_aside(grid: Grid, lines_above: Sequence[str]) -> str:
    """The rule that sets a table aside: ``empty``, ``one column``, ``table of contents``, ``no numbers``, ``counts in prose``."""
    table = grid.table
    if not table.cells:
        return "empty"
    if table.columns < 2:
        return "one column"
    if _is_contents(grid, lines_above):
        return "table of contents"
    numeric = numeric_columns(grid)
    if not any(numeric):
        return "no numbers"
    return "counts in prose" if _only_counts(grid, numeric) else ""


def _only_counts(grid: Grid, numeric: Sequence[bool]) -> bool:
    """Whether the figures are counts, each with its unit, under no header: a list in running text (定員 50人)."""
    cells = [cell for row in grid.at for cell, number in zip(row, numeric, strict=True) if cell and number]
    units = {split_unit(cell.text)[1] for cell in cells}
    return grid.table.columns == 2 and bool(units) and not units & {"", *YEN_FACTORS, "%"}


def numeric_columns(grid: Grid) -> list[bool]:
    """For every column, whether its cells are numbers."""
    result = []
    for column in range(grid.table.columns):
        numbers = digits = words = above = 0
        remarks = changes = False
        for row in range(grid.table.rows):
            cell = grid.anchored(row, column)
            if cell is None or is_dots(cell.text):
                continue
            label = clean_label(cell.text)
            remarks |= bool(REMARKS.match(label))
            changes |= bool(_CHANGES.search(label))
            if _is_value(cell.text) or (changes and _BRACKETED.fullmatch(label)):
                numbers += 1
                digits += any(char.isdigit() for char in cell.text)
            elif numbers:
                words += 1
            else:
                above += cell.column_span == 1  # a heading over several columns is no word of this one
        few_words = words + above <= HEADER_WORDS  # a column of nothing but dashes still is one of numbers
        most = numbers > NUMERIC_SHARE * words and numbers > NUMERIC_SHARE / 2 * (above - HEADER_WORDS)
        most = most and not (column == 0 and words and numbers < words + above - 1)  # labels, one of them －(10)
        result.append(most and not remarks and (digits > 0 or few_words))
    return [False, *result[1:]] if _labels_with_units(grid, result) else result


def _labels_with_units(grid: Grid, numeric: Sequence[bool]) -> bool:
    """Whether the first column, before others of figures alone, says steps of a measure, each with its unit: 5㎥, 10㎥, 20㎥."""
    rows = [[cell for cell in row if cell and is_figure(cell.text)] for row in grid.at]
    firsts = [row[0] for row in rows if len(row) > 1 and row[0].column == 0]
    if not all(numeric) or len(numeric) < MIN_HEADS or len(firsts) < MIN_HEADS:
        return False
    units = {split_unit(cell.text)[1] for cell in firsts}
    beside = any(split_unit(cell.text)[1] in units for row in rows for cell in row if cell.column)
    sizes = [value for cell in firsts if (value := figure(cell)) is not None]
    rising = len(sizes) == len(firsts) and all(before < after for before, after in pairwise(sizes))
    return len(units) == 1 and not units & {"", "%", *YEN_FACTORS} and not beside and rising


def drafts_of(grid: Grid, caption: Caption, before: Grid | None = None) -> list[Draft]:
    """The drafts of one data table, left to right; ``before``: the table before it, which it may go on under the same header."""
    numeric = numeric_columns(grid)
    known = before if before and _has_header_of(grid, before) else None
    if known:  # of a column of rates (1.00, 無利子) few rows may be left
        numeric = [own or other for own, other in zip(numeric, numeric_columns(known), strict=True)]
    header = header_rows(grid, numeric)
    for column in reversed(range(len(numeric))):  # the numbers of 款, 項 and 目 stand left of each other and of one name
        numeric[column] = numeric[column] and not _number_labels(grid, column, numeric, header)
    blocks = blocks_of(known or grid, numeric, header)
    if header and caption.headings and not kind_of_title(caption.title):
        last = caption.headings[-1].text  # over a header of its own a line is no heading but the caption
        caption = replace(caption, title=clean_label(last), printed=last)
    drafts = [replace(_draft(grid, block, numeric, header, caption), side=side) for side, block in enumerate(blocks)]
    if not header and drafts:
        drafts[0] = under_lines(drafts[0], caption.headings)
    return [draft for draft in drafts if draft.columns and any(not row.blank for row in draft.rows)]


def _has_header_of(grid: Grid, before: Grid) -> bool:
    """Whether the first row of a grid has the words of another's, three of them at least."""
    heads = [[clean_label(cell.text) if cell else "" for cell in each.at[0]] for each in (grid, before)]
    return heads[0] == heads[1] and len({*heads[0]} - {""}) >= MIN_HEADS


def under_lines(draft: Draft, headings: Sequence[Line]) -> Draft:
    """A draft under headings that were read as lines above its grid."""
    blank = (None,) * len(draft.columns)
    rows = [DraftRow(line.text, (), blank, draft.first_page, 1, line.box) for line in headings]
    return replace(draft, rows=(*rows, *draft.rows))


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
    if any(number and not counts_lines(grid, column, 0) for column, number in enumerate(numeric_columns(grid)[:-1])):
        return False
    named = any(CONTENTS_CAPTION.match(clean_label(line)) for line in lines_above[-2:])
    return (named and len(words) <= 1) or (not words) or all(re.search("頁|ページ|page", word, re.IGNORECASE) for word in words)


def _number_labels(grid: Grid, column: int, numeric: Sequence[bool], header: int) -> bool:
    """Whether digits under no header of their own, or one that says no more (No.), stand each before a label: 款 | 1 項."""
    if not header or column + 1 >= len(numeric) or numeric[column + 1]:
        return False
    heads = [cell for row in range(header) if (cell := grid.at[row][column]) and cell is not grid.at[row][column + 1]]
    if not column and heads and COUNTING.fullmatch(clean_label(heads[-1].text)) and counts_lines(grid, column, header):
        return any(numeric[column + 1 :])
    if not all_codes(grid, column, header):
        return False
    cells = [cell for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column)) and cell.column_span == 1]
    names = range(column + 1, next((n for n in range(column + 1, len(numeric)) if numeric[n]), len(numeric)))
    labels = [any(grid.anchored(cell.row, n) for n in names) for cell in cells if not is_total(clean_label(cell.text))]
    own = not heads or _LEVEL.fullmatch(clean_label(heads[-1].text))
    return bool(own) and all(labels) and any(numeric[column + 1 :])


def header_rows(grid: Grid, numeric: Sequence[bool] | None = None) -> int:
    """How many rows are header: as the reader says, else those down to the last words over the first number."""
    numeric = numeric_columns(grid) if numeric is None else numeric
    if grid.table.header_rows is not None:
        return grid.table.header_rows
    if drawn := _drawn_header(grid):
        return drawn
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
    named = [row for row in words_over_figures if not _is_across(grid, row) and not _heads_sides(grid, row, numeric)]
    bands = [row for row in words_over_figures if named and row < named[0]]  # elsewhere it is a first heading
    header = max([*named, *bands], default=-1) + 1
    while header and _is_unit_row(grid, header - 1, numeric):
        header -= 1  # its words are the first line of the row below
    if header > 1 and _are_parts(grid, header - 1):
        header -= 1  # the first heading of each half
    spanned = [cell.row + cell.row_span for row in range(header) if (cell := grid.at[row][0]) and cell.row_span <= MOST_LEVELS]
    return min(max([header, *spanned]), first_value)


def _drawn_header(grid: Grid) -> int:
    """How many rows the first row's cells show to be header: one over the labels and others as high as it stand beside headings
    over several columns, whose parts may be figures (10㎥, 20㎥); 0 where they do not show it."""
    first = list(dict.fromkeys(cell for cell in grid.at[0] if cell))
    height = first[0].row_span if first and first[0].column == 0 else 1
    over = [cell for cell in first[1:] if cell.row_span < height]
    headings = bool(over) and all(cell.column_span > 1 and not _is_value(cell.text) for cell in over)
    if not 1 < height <= MOST_LEVELS or not headings or None in grid.at[0]:
        return 0
    return 0 if _are_names(grid, height) else height  # what stands over the labels may end above the last names


def _are_names(grid: Grid, row: int) -> bool:
    """Whether a row says nothing of what it is, and has words, no figure and no unit where it is not blank."""
    cells = [cell for column in range(grid.table.columns) if row < grid.table.rows and (cell := grid.anchored(row, column))]
    return len(cells) > 1 and not grid.at[row][0] and not any(_is_value(cell.text) or is_unit(cell.text) for cell in cells)


def _are_parts(grid: Grid, row: int) -> bool:
    """Whether a row below a header says nothing but which parts stand below it: 資産の部 at the left, 負債の部 at the right."""
    cells = [cell for column in range(grid.table.columns) if (cell := grid.anchored(row, column))]
    return len(cells) > 1 and all(clean_label(cell.text).endswith("の部") for cell in cells)


def _is_across(grid: Grid, row: int) -> bool:
    """Whether a row is one cell over the whole grid."""
    cell = grid.at[row][0]
    return cell is not None and cell.column_span == grid.table.columns


def _heads_sides(grid: Grid, row: int, numeric: Sequence[bool]) -> bool:
    """Whether each cell of a row heads labels and their figures, whose columns all have names above it: 流動資産, 流動負債."""
    cells = [cell for column in range(grid.table.columns) if (cell := grid.anchored(row, column))]
    over = bool(cells) and all(cell.column_span > 1 and not numeric[cell.column] for cell in cells)
    return over and any(all(cell and cell.column_span == 1 for cell in grid.at[above]) for above in range(row))


def _is_unit_row(grid: Grid, row: int, numeric: Sequence[bool]) -> bool:
    """Whether columns of figures print their unit in this row, and a column of words what goes on in the row below."""
    cells = [grid.at[row][column] for column in range(1, grid.table.columns) if numeric[column]]
    words = [cell for column in range(1, grid.table.columns) if not numeric[column] and (cell := grid.anchored(row, column))]
    return bool(words) and any(cells) and all(cell is None or is_unit(cell.text) for cell in cells)


def _is_value(text: str) -> bool:
    return is_figure(text) and not _YEAR_HEADER.fullmatch(text.strip())


def _draft(grid: Grid, block: Block, numeric: Sequence[bool], header: int, caption: Caption) -> Draft:
    levels = _headed([DraftColumn(_levels(grid, numeric, column, header, block), numeric[column]) for column in block.data])
    keep = [n for n, column in enumerate(block.data) if levels[n].levels or _has_ink(grid, column, header)]
    data = tuple(block.data[n] for n in keep)
    rows = _under_groups(grid, block, rows_of(grid, Block(block.stubs, data), numeric, header))
    return Draft(
        columns=tuple(levels[n] for n in keep),
        rows=tuple(in_book(rows, levels_of(caption.levels))),
        caption=caption,
        header_rows=header,
        printed_rows=grid.table.rows,
        heading=_block_heading(grid, block, header),
        first_page=grid.table.page,
        last_page=grid.table.page,
    )


def _headed(columns: Sequence[DraftColumn]) -> tuple[DraftColumn, ...]:
    """A header that stands over one of several columns of figures alone, nothing over the others, is theirs, too.

    Details and their sums are printed in steps under one 金額.
    """
    figures = {column.levels for column in columns if column.numeric}
    named = figures - {()}
    if len(named) != 1 or figures == named:
        return tuple(columns)
    [levels] = named
    return tuple(replace(column, levels=levels) if column.numeric else column for column in columns)


def _under_groups(grid: Grid, block: Block, rows: list[DraftRow]) -> list[DraftRow]:
    """The rows of a list under the cells of the list before it that run down beside several of them."""
    grouped: list[DraftRow] = []
    if block.groups and names_sections(grid, block.stubs[0]) and (block.groups[1:] == () or not _run_down(grid, block, rows)):
        return _under_labels(grid, block, rows)
    for row in rows:
        cells = [grid.at[row.number - 1][column] for column in block.groups]
        own = {n: cell.text for n, cell in enumerate(cells) if cell and cell.row_span > 1}
        by = len(block.groups)
        places = (*own, *(place + by for place in row.places))
        grouped.append(replace(row, groups=(*own.values(), *row.groups), places=places, place=row.place + by))
    return grouped


def _run_down(grid: Grid, block: Block, rows: Sequence[DraftRow]) -> bool:
    """Whether cells of the list before run down beside several rows."""
    cells = (grid.at[row.number - 1][column] for row in rows for column in block.groups)
    return any(cell and cell.row_span > 1 for cell in cells)


def _under_labels(grid: Grid, block: Block, rows: list[DraftRow]) -> list[DraftRow]:
    """The rows of a list (節) under the last label of the list before it (目), and the 款 and 項 that lines of that name."""
    column, by = block.groups[-1], len(block.groups)
    above: dict[int, str] = {}
    at: dict[int, dict[int, str]] = {}
    for number in range(grid.table.rows):
        cell = grid.anchored(number, column)
        label = clean_label(cell.text) if cell else ""
        if named := levels_of([label]):
            above = {place: name for place, name in above.items() if place < min(named)} | named
        elif cell and label:
            outer = {place: name for place, name in above.items() if place < by - 1}
            above = outer if is_total(label) else outer | {by - 1: cell.text}
        at[number + 1] = above
    grouped = []
    for row in rows:
        reach = max((cell.row_span for cell in row.cells if cell), default=0)  # beside the headings and the total of its 目, too
        beside = [at[row.number + n] for n in range(reach)]
        own = next((each for each in reversed(beside) if by - 1 in each), beside[0] if beside else {})
        places = (*sorted(own), *(place + by for place in row.places))
        groups = (*(own[place] for place in sorted(own)), *row.groups)
        grouped.append(replace(row, groups=groups, places=places, place=row.place + by))
    return grouped


def _has_ink(grid: Grid, column: int, header: int) -> bool:
    return any(grid.anchored(row, column) for row in range(header, grid.table.rows))


def _levels(grid: Grid, numeric: Sequence[bool], column: int, header: int, block: Block) -> tuple[str, ...]:
    """The header texts over a column, outer first; a cell that also covers the label column names the list, not the column.

    What stands over a second list's labels and amounts (節 over 区分 and 金額) is their level all the same, unless it is a side,
    or the first list has its name beside it.
    """
    cells: list[Cell] = []
    for row in range(header):
        cell = grid.at[row][column]
        if cell is None or (cells and cell is cells[-1]):
            continue
        if block.stubs and cell.column <= block.stubs[-1] and cell.column + cell.column_span > block.stubs[0]:
            alone = clean_label(cell.text) == "節" or _LEDGER.match(clean_label(cell.text))
            of_list = block.stubs[0] <= cell.column and (block.stubs[0] > 0 or alone)
            named = not _LEDGER.match(clean_label(cell.text)) and _names_first_list(grid.at[row][0], numeric, block)
            if not of_list or _is_side(cell) or named:
                continue
        cells.append(cell)
    if not cells and block.stubs and header and (both := grid.at[header - 1][column]) and _names_column(both, block):
        cells.append(both)
    texts = [cell.text for cell in cells]
    below = (grid.anchored(row, column) for row in range(header, grid.table.rows))
    units = (unit_in(cell.text) if is_unit(cell.text) else without_unit_line(cell.text)[1] for cell in below if cell)
    unit = next(filter(None, units), "")
    return (*texts, unit) if unit else tuple(texts)


def _names_first_list(cell: Cell | None, numeric: Sequence[bool], block: Block) -> bool:
    """Whether a header cell stands over labels and figures left of a second list."""
    end = cell.column + cell.column_span if cell else 0
    return end <= block.stubs[0] and any(numeric[:end])


def _is_side(cell: Cell) -> bool:
    """Whether a header cell names a half that sections tell: 資産の部."""
    name = clean_label(cell.text)
    return bool(SIDES.match(name) and not _LEDGER.match(name)) or name.endswith("の部")


def _names_column(cell: Cell, block: Block) -> bool:
    """Whether a header cell over labels and their only column of figures names the column: 当期期首."""
    return cell.column == block.stubs[0] and cell.column_span == len(block.stubs) + 1 and not _heads_labels(cell)


def _heads_labels(cell: Cell) -> bool:
    name = clean_label(cell.text)
    return bool(STUB_HEADERS.match(name) or SIDES.match(name) or name.endswith("の部"))


def _block_heading(grid: Grid, block: Block, header: int) -> str:
    """A header cell over the label column that says which half this is: 資産の部."""
    for row in range(header):
        for column in block.stubs:
            cell = grid.at[row][column]
            if cell and re.search("の部$", clean_label(cell.text)):
                return cell.text
    return ""
