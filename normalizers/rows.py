"""Which printed rows of a list are one, and what are the label and the row groups of each?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from normalizers.drafts import Block, DraftRow, Grid
from normalizers.figures import is_figure, is_unit, without_unit_line
from normalizers.label_lines import joined_labels
from normalizers.labels import clean_label, numbering
from normalizers.words import closed_name, flow_name, is_result, is_total, section_name
from pipeline.model import Box, Cell

INDENTED = 3.0
"""Points between two left edges that make two levels of labels."""
CENTRED = 1.0
"""Points between the middles of labels that are set in the middle of their column, at most."""
_CODE = re.compile(r"[0-9A-Z]{1,6}(?:[-.][0-9]{1,4})*\.?")
_BRACKETED = re.compile("[(〔\\[【].*(資産|負債|の部)[)〕\\]】]")
"""A heading of an inventory: (流動資産)."""
_NUMBERED = re.compile("0[0-9]{1,3}")
"""An account code, which leads the label beside it."""
_LAW, _ARTICLE = re.compile("(?:法|令|条例|規則|基準)$"), re.compile("第[0-9]+条")
_SENTENCE = re.compile(r"^[(（][^()（）]{6,}。[)）](?:\n|$)")
"""A note of a whole sentence over a label, or in the place of one."""
COUNTING = re.compile("No[.]?|NO[.]?|№|(?:一連|整理)?番号|連番|通番|番|順位|順番", re.IGNORECASE)
"""The header of a column that counts its lines."""
_LISTED = re.compile("事項|件名|.{1,4}名")
"""The header of a list of things, which are counted as they come."""
LEAST_RUNS = 4
"""Groups that begin with their total, from which on all are taken to."""


def all_codes(grid: Grid, column: int, header: int) -> bool:
    """Whether a column holds nothing but codes that number the labels beside it."""
    cells = [cell for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column))]
    texts = [text for cell in cells if cell.column_span == 1 and not is_total(text := clean_label(cell.text))]
    return bool(texts) and all(_CODE.fullmatch(text) for text in texts)


def counts_lines(grid: Grid, column: int, header: int) -> bool:
    """Whether a column's numbers only number the lines: 1, 2, 3, or 16, 17, 18 on the next page."""
    cells = [cell for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column))]
    texts = [text for cell in cells if cell.column_span == 1 and not is_total(clean_label(text := cell.text.strip()))]
    first = int(texts[0]) if texts and texts[0].isdecimal() else 1
    return len(texts) > 1 and texts == [str(n) for n in range(first, first + len(texts))]


def rows_of(grid: Grid, block: Block, numeric: Sequence[bool], header: int) -> list[DraftRow]:
    """The printed rows of a list, labels and row groups told apart."""
    rows: list[DraftRow] = []
    codes = {c: not _is_count(grid, c, header) for c in block.stubs[:-1] if all_codes(grid, c, header)}
    spanned = {
        column
        for column in block.stubs
        if any((cell := grid.anchored(row, column)) and cell.row_span > 1 for row in range(header, grid.table.rows))
    }
    inner = {n for n in _inner_levels(grid, block.stubs, header) if block.stubs[n - 1] not in codes}
    carried: dict[int, str] = {}
    spans: dict[int, str] = {}
    numbers = [numeric[column] for column in block.data]
    figures = {column for column in block.data if numeric[column] or _without_figures(grid, column, header)}
    for row in range(header, grid.table.rows):
        if across := _heads_both_lists(grid, row, block):
            rows.append(DraftRow(across.text, (), (None,) * len(block.data), grid.table.page, row + 1, across.box, (), 0))
            continue
        cells = tuple(_without_unit(grid.anchored(row, column), column in figures) for column in block.data)
        label, groups, box, place = _label(grid, row, block.stubs, codes, spanned, carried, any(cells))
        if _is_part(label, cells):
            label, cells = " ".join([label, *(cell.text for cell in cells if cell)]), (None,) * len(cells)
        if place in inner:
            above = grid.at[row][block.stubs[place - 1]]
            groups = {n: text for n, text in groups.items() if _runs_down(grid.at[row][block.stubs[n]])}
            if above and above.row == row and label and not _NUMBERED.fullmatch(above.text):
                blank = (None,) * len(cells)
                rows.append(DraftRow(above.text, (), blank, grid.table.page, row + 1, above.box, (), place - 1))
        label = _SENTENCE.sub("", label)
        covering = grid.at[row][block.stubs[place]] if block.stubs else None
        if covering and covering.row < row:
            label, spans[row + 1] = "", label
        if not label:
            label, cells = _named_in_words(cells, numbers)
        if label or any(cells):
            texts, places = tuple(groups.values()), tuple(groups)
            rows.append(DraftRow(label, texts, cells, grid.table.page, row + 1, box, places, place))
    joined = _with_whole_names(joined_labels(rows, numbers))
    return _without_headings([replace(row, label=row.label or spans.get(row.number, "")) for row in joined])


def _heads_both_lists(grid: Grid, row: int, block: Block) -> Cell | None:
    """The heading across a list and the one left of it, which heads the rows of both: （款）２ 総務費."""
    if not block.stubs or block.stubs[0] == 0 or not block.data:
        return None
    cell = grid.at[row][block.stubs[0]]
    whole = cell and cell.row == row and cell.column == 0 and cell.column_span > block.data[-1] and not is_figure(cell.text)
    return cell if whole else None


def _with_whole_names(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Rows under whole names of groups: where groups begin with their 計, one of nothing else and the next are one name's lines.

    金属機械 stands beside 計, 工業品 beside 鋼材.
    """
    runs: list[list[DraftRow]] = []
    for row in rows:
        if runs and runs[-1][-1].groups == row.groups:
            runs[-1].append(row)
        else:
            runs.append([row])
    first = [is_total(clean_label(run[0].label)) for run in runs]
    for n, (run, below) in enumerate(pairwise(runs)):
        cut = len(run) == 1 and first[n] and not first[n + 1] and run[0].groups and len(run[0].groups) == len(below[0].groups)
        if cut and sum(first) >= LEAST_RUNS:
            name = f"{run[0].groups[-1]}{below[0].groups[-1]}"
            runs[n], runs[n + 1] = ([replace(row, groups=(*row.groups[:-1], name)) for row in part] for part in (run, below))
    return [row for run in runs for row in run]


def _is_part(label: str, cells: Sequence[Cell | None]) -> bool:
    """Whether a row is the heading of a part (資産の部), set in the middle of its list and so over figures."""
    words = [label, *(cell.text for cell in cells if cell)]
    return any(cells) and clean_label("".join(words)).endswith("の部") and not any(map(str.isdigit, "".join(words)))


def _runs_down(cell: Cell | None) -> bool:
    return cell is not None and cell.row_span > 1


def _inner_levels(grid: Grid, stubs: Sequence[int], header: int) -> set[int]:
    """The label columns without a header beside one whose labels are indented against each other: its next levels.

    What stands left of such a label, on its line or above, is no row group that runs down beside it but a heading.
    """
    found = set()
    for n, column in enumerate(stubs[1:], 1):
        named = any((cell := grid.at[row][column]) and cell.column == column for row in range(header))
        beside = [(row, grid.at[row][stubs[n - 1]]) for row in range(header, grid.table.rows)]
        left = [cell for row, cell in beside if cell and cell.row == row and cell.column + cell.column_span <= column]
        left = [cell for cell in left if not _NUMBERED.fullmatch(cell.text)]
        boxes = [cell.box for cell in left if cell.box and cell.row_span == 1 and not cell.vertical]
        if not named and len(boxes) == len(left) > 1 and _are_indented(boxes):
            found.add(n)
    return found


def _are_indented(boxes: Sequence[Box]) -> bool:
    """Whether labels begin at several edges, and not because each is set in the middle."""
    edges, middles = [box.x0 for box in boxes], [(box.x0 + box.x1) / 2 for box in boxes]
    return max(edges) - min(edges) > INDENTED and max(middles) - min(middles) > CENTRED


def _without_figures(grid: Grid, column: int, header: int) -> bool:
    """Whether a column prints nothing below its header but, once, its unit: it is blank here."""
    texts = [cell.text for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column))]
    return len(texts) == 1 and is_unit(texts[0])


def _without_unit(cell: Cell | None, numeric: bool) -> Cell | None:
    """The cell without the unit that a column of figures prints over the first of them; none where that is all."""
    if not cell or not numeric:
        return cell
    if is_unit(cell.text):
        return None
    if "\n" not in cell.text:
        return cell
    return cell._replace(readings=tuple(each._replace(text=without_unit_line(each.text)[0]) for each in cell.readings))


def _named_in_words(cells: tuple[Cell | None, ...], numbers: Sequence[bool]) -> tuple[str, tuple[Cell | None, ...]]:
    """The name of a sum that stands in a column of words, and the cells without it; no name where there is none."""
    words = [n for n, (cell, number) in enumerate(zip(cells, numbers, strict=True)) if cell and not number]
    if len(words) == len([cell for cell in cells if cell]) or len(words) != 1:
        return "", cells
    cell = cells[words[0]]
    if cell is None or not is_result(clean_label(cell.text)):
        return "", cells
    return cell.text, tuple(None if n == words[0] else each for n, each in enumerate(cells))


def _without_headings(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Headings that were read into the label below them are rows of their own."""
    labels = [clean_label(row.label) for row in rows]
    closed = Counter(closed_name(label) if is_total(label) else flow_name(label) for label in labels)
    del closed[""]
    apart: list[DraftRow] = []
    for row in rows:
        label = row.label
        while (parts := label.partition("\n"))[2] and _is_heading(parts[0], parts[2], row, closed):
            apart.append(replace(row, label=parts[0], cells=(None,) * len(row.cells)))
            label = parts[2]
        apart.append(replace(row, label=label))
    return apart


def _is_heading(first: str, rest: str, row: DraftRow, closed: Counter[str]) -> bool:
    """Whether a label's first line is a heading over the rest: each numbered, in brackets, or closed by a total further on."""
    line = clean_label(first)
    if row.blank:
        return bool(numbering(line)[0] and numbering(clean_label(rest))[0])
    whole = clean_label(row.label)
    own = is_total(whole) or bool(flow_name(whole))
    return bool(_BRACKETED.fullmatch(line)) or (bool(line) and not own and closed[section_name(line)] > 0)


def _is_count(grid: Grid, column: int, header: int) -> bool:
    """Whether a column of codes only counts the lines, by its header: no part of a label (No. | 件名, or 事項 over both)."""
    heads = [cell for row in range(header) if (cell := grid.at[row][column])]
    if not heads:
        return False
    name = clean_label(heads[-1].text)
    if heads[-1] is grid.at[header - 1][column + 1]:
        return bool(_LISTED.fullmatch(name)) and counts_lines(grid, column, header)
    return bool(COUNTING.fullmatch(name))


def line_counts(grid: Grid, header: int) -> Iterator[Cell]:
    """The cells below headers that say that they only count the lines, or rank them: no facts, and part of no label."""
    for column in range(grid.table.columns - 1) if header else ():
        if _is_count(grid, column, header):
            yield from (cell for row in range(header, grid.table.rows) if (cell := grid.anchored(row, column)))


def _label(
    grid: Grid, row: int, stubs: Sequence[int], codes: dict[int, bool], spanned: set[int], carried: dict[int, str], has_data: bool
) -> tuple[str, dict[int, str], Box | None, int]:
    """A row's own label, the row groups left of it by label column, the label's ink, and its label column.

    Label columns count from 0; ``carried`` keeps the open label of each that prints it once for several rows; ``codes``:
    columns of numbers, and whether these lead the label.
    """
    cells = {n: cell for n, column in enumerate(stubs) if (cell := grid.at[row][column]) and cell.column == column}
    covering = grid.at[row][stubs[-1]] if stubs else None
    if covering and covering.row < row and covering.column < stubs[-1] and not covering.vertical:
        left = {n: text for n, text in carried.items() if stubs[n] < covering.column}
        return covering.text, left, covering.box, len(stubs) - 1
    counted = {n for n, cell in cells.items() if stubs[n] in codes and (codes[stubs[n]] or not is_total(clean_label(cell.text)))}
    code = counted | {n for n, cell in cells.items() if _NUMBERED.fullmatch(cell.text) and cell.row_span == 1}
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
    leads = [n for n in sorted(code) if codes.get(stubs[n], True) or cells[n].column_span > 1]  # 計 over both, too
    parts = [cells[n].text for n in leads if cells[n].row == row]
    if place not in cells or place in code:
        return " ".join(parts), groups, None, place
    label = cells[place]
    if label.row == row:
        for deeper in [n for n in carried if n >= place]:
            del carried[deeper]
        across = label.row_span == 1 and label.column == stubs[0] and label.column + label.column_span > stubs[-1]
        if not has_data and place < len(stubs) - 1 and not across:  # a heading across all label columns runs down beside none
            carried[place] = label.text
    box = label.box._replace(x0=label.left) if label.box and label.left is not None else label.box
    return "\n".join([*parts, label.text]), groups, box, place
