"""Which header cells are one word, set so wide over several columns that it was cut between them?  Tables in, tables out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from normalizers.figures import is_figure
from normalizers.labels import clean_label
from pipeline.model import Box, Cell, Table

MOST_PIECES = 5
"""Characters of a word spread over a header, at most (繰入金充当額 and longer are set solid)."""
_ALONE = frozenset("款項目節計月年日期増減借貸人円数率比％%種類型級号番")
"""Single characters that head a column by themselves."""
_WORDS = frozenset("金額 科目 区分 摘要 備考 予算 決算 差異 内訳 説明 単価 残高 定員 予算額 決算額".split())
"""Header words of two and three characters: what else stands in one character a column may be names (甲, 乙)."""
_KANJI = re.compile("[一-鿿]")
_BLOCK = re.compile("の部$")


def with_whole_words(table: Table) -> Table:
    """The table with the pieces of each such word as one cell over their columns: 金 | 額 → 金額, 資産の | 部 → 資産の部."""
    end = min((cell.row for cell in table.cells if cell.column and is_figure(cell.text)), default=0)
    header = [cell for cell in table.cells if cell.row < end]
    headed = {column for cell in header for column in range(cell.column, cell.column + cell.column_span)}
    for row in range(end):
        for run in _runs([cell for cell in header if cell.row == row]):
            word = clean_label(" ".join(cell.text for cell in run))
            if word not in _WORDS and not _BLOCK.search(word) and len(headed) == table.columns:
                continue
            kept = [cell for cell in table.cells if cell not in run]
            table = replace(table, cells=tuple(sorted([*kept, as_one(run)], key=lambda cell: (cell.row, cell.column))))
    return table


def _runs(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells of one row that are pieces of a word, word by word."""
    runs: list[list[Cell]] = []
    run: list[Cell] = []
    for cell in cells:
        if _is_piece(cell):
            run.append(cell)
            continue
        runs.append(run)
        run = []
    found = [run for run in [*runs, run] if 1 < len(run) <= MOST_PIECES]
    return found or [list(pair) for pair in pairwise(cells) if _is_block(*pair)]


def _is_piece(cell: Cell) -> bool:
    text = clean_label(cell.text)
    return len(text) == 1 and bool(_KANJI.match(text)) and text not in _ALONE and cell.row_span == 1


def _is_block(first: Cell, second: Cell) -> bool:
    """Whether the end of X の 部 stands in the next cell."""
    texts = clean_label(first.text), clean_label(second.text)
    return not _BLOCK.search(texts[0]) and len(texts[1]) <= 2 and bool(_BLOCK.search("".join(texts)))


def as_one(cells: Sequence[Cell]) -> Cell:
    """Cells of one row as one, from the first to the last."""
    if len(cells) == 1:
        return cells[0]
    first, last = cells[0], cells[-1]
    boxes = [cell.box for cell in cells if cell.box]
    sides = zip(*boxes, strict=True) if boxes else ()
    box = Box(*(pick(side) for pick, side in zip((min, min, max, max), sides, strict=True))) if boxes else None
    reading = first.readings[0]._replace(text=" ".join(cell.text for cell in cells))
    return Cell(first.row, first.column, (reading,), first.row_span, last.column + last.column_span - first.column, box)
