"""Which cells of a header or of a label are one word, set so wide that it was cut between columns?  Tables in, tables out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile

from normalizers.figures import is_figure
from normalizers.labels import clean_label
from normalizers.words import is_total
from pipeline.model import Box, Cell, Table

MOST_PIECES = 5
"""Characters of a word spread over a header, at most (繰入金充当額 and longer are set solid)."""
_ALONE = frozenset("款項目節計月年日期増減借貸人円数率比％%種類型級号番")
"""Single characters that head a column by themselves."""
_WORDS = frozenset(
    ["金額", "科目", "区分", "摘要", "備考", "予算", "決算", "差異", "内訳", "説明", "単価", "残高", "定員", "予算額", "決算額"]
)
"""Header words of two and three characters: what else stands in one character a column may be names (甲, 乙)."""
_SIDES = frozenset(["収入", "支出", "歳入", "歳出", "資産", "負債", "費用", "収益", "借方", "貸方"])
"""Names of the sides of an account."""
_KANJI = re.compile("[一-鿿]")
_BLOCK = re.compile("の部$")


def with_whole_words(table: Table) -> Table:
    """The table with the pieces of each such word as one cell over their columns: 金 | 額 → 金額, 資産の | 部 → 資産の部."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    end = min((cell.row for cell in table.cells if cell.column and is_figure(cell.text)), default=0)
    if tails := _tails(rows, end):
        lines = {above: as_two_lines(above, tail) for above, tail in tails}
        gone = {tail for _, tail in tails}
        return with_whole_words(replace(table, cells=tuple(lines.get(c, c) for c in table.cells if c not in gone)))
    headed = {at for cell in table.cells if cell.row < end for at in range(cell.column, cell.column + cell.column_span)}
    full = len(headed) == table.columns
    words = [run for row, cells in rows.items() for run in (_header_words(cells, full) if row < end else _total(cells))]
    if not words:
        return table
    pieces = {cell for run in words for cell in run}
    cells = [*(cell for cell in table.cells if cell not in pieces), *map(as_one, words)]
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _header_words(cells: Sequence[Cell], full: bool) -> list[list[Cell]]:
    """The pieces of each header; ``full``: every column has a header, so that there may be one name a column."""
    runs = [list(run) for piece, run in groupby(cells, lambda cell: _is_piece(cell) and cell.text not in _ALONE) if piece]
    runs = [part for run in runs for part in _sides_of(run) or [run]]
    runs += [list(pair) for pair in pairwise(cells) if _is_block(*pair)]
    runs = [run for run in runs if len({cell.text for cell in run}) == len(run)]  # 度 | 度 | 度 is no word
    return [run for run in runs if 1 < len(run) <= MOST_PIECES and (not full or _is_word(clean_label(_text_of(run))))]


def _tails(rows: Mapping[int, Sequence[Cell]], end: int) -> list[tuple[Cell, Cell]]:
    """The last characters of a row of headers, each on a line of its own (令和4年 | 令和5年 over 度 | 度), with what they end."""
    for row in range(1, end):
        ends = [cell for cell in rows.get(row, ()) if _is_piece(cell) and cell.text not in _ALONE]
        others = [cell for cell in rows.get(row, ()) if cell not in ends]
        above = {(cell.column, cell.column_span): cell for cell in rows.get(row - 1, ()) if cell.row_span == 1}
        pairs = [(found, cell) for cell in ends if (found := above.get((cell.column, cell.column_span)))]
        names = all(len(found.text) > 1 and not is_figure(found.text) for found, _ in pairs)
        stub = all(cell.column < ends[0].column for cell in others) if ends else False
        if len(pairs) == len(ends) > 1 and names and stub and len({cell.text for cell in ends}) == 1:
            return pairs
    return []


def as_two_lines(first: Cell, second: Cell) -> Cell:
    """A cell with the one below it as its second line."""
    reading = first.readings[0]._replace(text=f"{first.text}\n{second.text}")
    box = Box(*first.box[:3], second.box.bottom) if first.box and second.box else first.box
    return Cell(first.row, first.column, (reading,), first.row_span + second.row_span, first.column_span, box)


def _sides_of(run: Sequence[Cell]) -> list[list[Cell]]:
    """The names of the two sides of an account, each spread over its columns (収 | 入 | 支 | 出); empty where a run is none."""
    pairs = [list(run[n : n + 2]) for n in range(0, len(run), 2)]
    return pairs if all("".join(cell.text for cell in pair) in _SIDES for pair in pairs) else []


def _is_word(text: str) -> bool:
    return text in _WORDS or text in _SIDES or bool(_BLOCK.search(text))


def _total(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The pieces of the name of a sum at the head of a row: 歳 | 入 | 合 | 計, or 歳　入 | 合　計."""
    run = list(takewhile(_is_piece, cells))
    if 1 < len(run) <= MOST_PIECES and is_total(clean_label(_text_of(run))):
        return [run]
    both = [cell for cell in cells[:2] if cell.row_span == 1]
    words = [clean_label(cell.text) for cell in both]
    return [both] if len(both) == 2 and both[0].column == 0 and words[0] in _SIDES and words[1] == "合計" else []


def _is_piece(cell: Cell) -> bool:
    return (
        len(cell.text) == 1 and bool(_KANJI.match(cell.text)) and cell.row_span == cell.column_span == 1
    )  # 田 over two is a name


def _text_of(run: Sequence[Cell]) -> str:
    return " ".join(cell.text for cell in run)


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
    reading = first.readings[0]._replace(text=_text_of(cells))
    return Cell(first.row, first.column, (reading,), first.row_span, last.column + last.column_span - first.column, box)
