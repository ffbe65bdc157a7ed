"""Which lists stand side by side in a grid (資産の部, 負債の部; 目, 節), and which columns are their labels?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.drafts import Block, Grid
from normalizers.figures import is_figure
from normalizers.labels import clean_label
from normalizers.rows import all_codes, counts_lines
from normalizers.words import STUB_HEADERS, is_total

REMARKS = re.compile(
    "^(備考|摘要|注記|積算根拠|期間|単位|.{0,6}(説明|理由|目的等?)|場所.{0,6}|(取得|購入|設置|行為|議決|契約|発行|借入)年(度|月日?)?)$"
)
"""Headers of columns that say something in words, dashes and lone years among them."""
SIDES = re.compile(
    "^(借方|貸方|資産|負債|(負債(・|及び)?)?(純資産|純財産|正味財産|資本)|収入|支出|収益|費用|利益|損失|歳入|歳出)(科目|勘定|の部)?$"
)
"""Headers of the label columns of two lists side by side."""
_NAME_HEADER = re.compile("名$|^事業$|^事項$")
_LEVELS_OF_BUDGET = frozenset("款項目節")
_DIGIT = re.compile("[0-9０-９]")
ALONE_SHARE = 0.1
"""A column of words that has cells without a label beside them in more than this share of its cells is a level of labels."""
GROUPED_SHARE = 0.5
"""Row groups span most rows of their column; a label over two lines of figures is the exception."""
UNLABELLED = (1, 3)
"""Share of the rows with figures, at most, that the labels of a list in mid table may leave without a word."""
NAMED_AGAIN = 2
"""Columns called as those of the list left of theirs, at least."""
LABELS_AGAIN = 3
"""Words that say again what stands left of them, at least, for a second label column."""


def blocks_of(grid: Grid, numeric: Sequence[bool], header: int) -> list[Block]:
    """The lists side by side: a new one starts where words under a label header stand between columns of numbers."""
    columns = range(grid.table.columns)
    starts = [0]
    for column in columns[1:]:
        if (
            not numeric[column]
            and any(numeric[each] and not counts_lines(grid, each, header) for each in range(starts[-1], column))
            and any(numeric[column + 1 :])
            and (
                _starts_labels(grid, column, header)
                or _repeats_columns(grid, numeric, column, header)
                or _is_under_another(grid, numeric, column, header)
            )
        ):
            counted = column - 1 > starts[-1] and numeric[column - 1] and counts_lines(grid, column - 1, header)
            starts.append(column - counted)  # 順位 before the names
    blocks: list[Block] = []
    for start, end in zip(starts, [*starts[1:], grid.table.columns], strict=True):
        stubs = _stubs(grid, numeric, header, start, end)
        groups = blocks[-1].stubs if blocks and _is_under_another(grid, numeric, start, header) else ()
        blocks.append(Block(stubs, tuple(column for column in range(start, end) if column not in stubs), groups))
    return _labelled(blocks)


def _labelled(blocks: list[Block]) -> list[Block]:
    """The lists, a first one without labels as one with the second: 勘定科目 stand between what was debited and credited."""
    if len(blocks) < 2 or blocks[0].stubs:
        return blocks
    first, second, *others = blocks
    return [replace(second, data=(*first.data, *second.data)), *others]


def _is_under_another(grid: Grid, numeric: Sequence[bool], column: int, header: int) -> bool:
    """Whether a list in mid table stands under the row groups of the one before it."""
    return (
        _shares_header(grid, numeric, column, header)
        or _says_labels_again(grid, column, header)
        or _details_spans(grid, numeric, column, header)
    )


def _details_spans(grid: Grid, numeric: Sequence[bool], column: int, header: int) -> bool:
    """Whether words and figures right of them have several rows each beside one amount that runs down: its details."""
    if numeric[column] or not any(numeric[column + 1 : column + 2]):
        return False
    heads = [clean_label(cell.text) for row in range(header) if (cell := grid.at[row][column])]
    if any(map(REMARKS.search, heads)):
        return False
    amounts = [
        (row, cell)
        for row in range(header, grid.table.rows)
        for left in range(column)
        if numeric[left] and (cell := grid.anchored(row, left))
    ]
    beside = [sum(grid.anchored(row + n, column) is not None for n in range(cell.row_span)) for row, cell in amounts]
    spans = [cell.row_span for _, cell in amounts]
    return max(spans, default=1) > 1 and beside == spans


def _says_labels_again(grid: Grid, column: int, header: int) -> bool:
    """Whether a column of words prints again what the labels of its rows say: 1級, 2級 … 計 beside other columns."""
    words = [(row, cell) for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column))]
    said = sum(
        any(clean_label(left.text) == clean_label(cell.text) for left in grid.at[row][:column] if left) for row, cell in words
    )
    return len(words) >= LABELS_AGAIN and said == len(words)


def _shares_header(grid: Grid, numeric: Sequence[bool], column: int, header: int) -> bool:
    """Whether words and the figures right of them stand under one header cell: a list of its own (増減事由別内訳, 節)."""
    if not header or numeric[column] or column + 1 >= grid.table.columns or not numeric[column + 1]:
        return False
    cell = grid.at[header - 1][column]
    own = cell is not None and cell.column == column and cell.column_span == 2 and not REMARKS.search(clean_label(cell.text))
    return own or names_sections(grid, column)


def names_sections(grid: Grid, column: int) -> bool:
    """Whether a list stands under 節, what the 目 of a budget left of it is spent on or comes from."""
    over = [cell for row in grid.at if (cell := row[column]) and cell.column == column and cell.column_span == 2]
    return any(clean_label(cell.text) == "節" for cell in over)


def _starts_labels(grid: Grid, column: int, header: int) -> bool:
    """Whether a column of words in mid table is a second label column, by its header, or by what heads both lists."""
    heads = range(header or _heads_both_lists(grid))
    names = [clean_label(cell.text) for row in heads if (cell := grid.at[row][column])]
    first = [clean_label(cell.text) for row in heads if (cell := grid.at[row][0])]
    if not names:
        return False
    if any(STUB_HEADERS.match(name) and not REMARKS.search(name) for name in names) and _labels_its_figures(grid, column, header):
        return True
    if names[-1] in first or _is_named_again(grid, names[-1], column, header):
        return True
    if _ends_in_totals(grid, column, header) or _names_again(grid, column, header):
        return True
    return bool(SIDES.match(names[-1])) and any(SIDES.match(name) for name in first)


def _is_named_again(grid: Grid, name: str, column: int, header: int) -> bool:
    """Whether labels behind what counts them (順位) are called as a column of words further left is."""
    if REMARKS.search(name) or not counts_lines(grid, column - 1, header):
        return False
    return any((cell := grid.at[row][left]) and clean_label(cell.text) == name for row in range(header) for left in range(column))


def _labels_its_figures(grid: Grid, column: int, header: int) -> bool:
    """Whether most figures right of a column of words have some in it: where many have none, it explains what stands left."""
    beside = [
        row for row in range(header, grid.table.rows) if any(cell and is_figure(cell.text) for cell in grid.at[row][column:])
    ]
    return UNLABELLED[1] * sum(grid.at[row][column] is None for row in beside) <= UNLABELLED[0] * len(beside)


def _heads_both_lists(grid: Grid) -> bool:
    """Whether the first row of a grid without a header says nothing but which sides stand below: 資産の部 and 負債の部."""
    cells = [cell for column in range(grid.table.columns) if (cell := grid.anchored(0, column))]
    return len(cells) > 1 and all(SIDES.match(clean_label(cell.text)) for cell in cells)


def _ends_in_totals(grid: Grid, column: int, header: int) -> bool:
    """Whether a column of words says 合計 in the last row, as the first one does, and a word of its own in all others."""
    words = [clean_label(cell.text) if (cell := grid.anchored(row, column)) else "" for row in range(header, grid.table.rows)]
    last = grid.anchored(grid.table.rows - 1, 0)
    totals = last is not None and is_total(clean_label(last.text)) and bool(words) and is_total(words[-1])
    return totals and len(words) >= LABELS_AGAIN and all(words) and len(set(words)) == len(words)


def _names_again(grid: Grid, column: int, header: int) -> bool:
    """Whether the columns right of words, which stand beside every figure, are called as those left of them: 件数, 未収額."""
    names = [clean_label(cell.text) if (cell := grid.at[header - 1][each]) else "" for each in range(grid.table.columns)]
    own, end = names[column + 1 :], grid.table.columns
    if not header or len(own) < NAMED_AGAIN or not all(own) or names[max(column - len(own), 0) : column] != own:
        return False
    beside = [row for row in range(header, grid.table.rows) if any(grid.at[row][column + 1 : end])]
    return not REMARKS.search(names[column]) and all(grid.anchored(row, column) for row in beside)


def _repeats_columns(grid: Grid, numeric: Sequence[bool], column: int, header: int) -> bool:
    """Whether words without a header of their own begin what a heading spans, and its columns are named as those left of them."""
    cells = [cell for row in range(header) if (cell := grid.at[row][column])]
    if not cells or grid.at[header - 1][column] or any(cell.column != column or cell.column_span < 2 for cell in cells[-1:]):
        return False
    names = [clean_label(cell.text) if (cell := grid.at[header - 1][each]) else "" for each in range(grid.table.columns)]
    own = [names[each] for each in range(column + 1, column + cells[-1].column_span) if numeric[each]]
    return len(own) > 1 and all(name and name in names[:column] for name in own)


def _stubs(grid: Grid, numeric: Sequence[bool], header: int, start: int, end: int) -> tuple[int, ...]:
    """The label columns of a list: its leading columns of words and codes."""
    stubs: list[int] = []
    for column in range(start, end):
        if numeric[column] and not _are_codes(grid, numeric, header, stubs, column, end):
            break
        beside = stubs and not numeric[column] and not _is_named_below(grid, numeric, stubs, column, header)
        if beside and _is_beside(grid, stubs[-1], column, header):
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
    return groups and column + 1 < end and not numeric[column + 1] and all_codes(grid, column, header)


def _is_named_below(grid: Grid, numeric: Sequence[bool], stubs: Sequence[int], column: int, header: int) -> bool:
    """Whether a column of words goes on from 款 and 項 with what they are spent on, under one header or as 事業名 …"""
    heads = [cell for row in range(header) if (cell := grid.at[row][column])]
    if any(cell.column <= stubs[-1] and not any(numeric[cell.column : cell.column + cell.column_span]) for cell in heads):
        return True
    over = [clean_label(cell.text) for row in range(header) for stub in stubs if (cell := grid.at[row][stub])]
    own = [clean_label(cell.text) for cell in heads]
    named = any(_NAME_HEADER.search(name) or (name and set(name) <= _LEVELS_OF_BUDGET) for name in own)
    return named and any(name and set(name) <= _LEVELS_OF_BUDGET for name in over)


def _is_beside(grid: Grid, left: int, right: int, header: int) -> bool:
    """Whether a column of words stands beside the labels as data: filled only where they are, so no level of labels."""
    if all_codes(grid, left, header):
        return False
    both = alone = grouped = 0
    for row in range(header, grid.table.rows):
        first, second = grid.at[row][left], grid.anchored(row, right)
        if first and first.vertical:
            return False
        if second:
            labelled = any(grid.at[row][column] for column in range(left + 1))
            grouped += bool(first and first.row_span > 1)
            both += bool(first)
            text = clean_label(second.text)
            alone += not (labelled or is_total(text) or text.endswith("の部") or _goes_on(grid, row))
    if grouped > 1 and _is_headed_as_labels(grid, right, header):
        return False
    return both > 1 and alone <= ALONE_SHARE * both and grouped <= GROUPED_SHARE * both


def _is_headed_as_labels(grid: Grid, column: int, header: int) -> bool:
    """Whether a column of words is called as labels are: 種別, beside names that run down over several of them."""
    names = [clean_label(cell.text) for row in range(header) if (cell := grid.at[row][column])]
    return any(STUB_HEADERS.match(name) and not REMARKS.search(name) for name in names)


def _goes_on(grid: Grid, row: int) -> bool:
    """Whether a row without a label is the second line of the one above: words only where it has them, or all its figures."""
    above = [cell for cell in grid.at[row - 1] if cell] if row else []
    cells = [cell for cell in grid.at[row] if cell]
    if above and above[0].column == 0 and not any(is_figure(cell.text) and _DIGIT.search(cell.text) for cell in above):
        return True
    return bool(above) and all(grid.at[row - 1][cell.column] and not is_figure(cell.text) for cell in cells)
