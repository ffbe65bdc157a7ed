"""Page numbers at the foot, alone or beside a running text, are no row of the table above them; a short last row is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from extractors.digital import tables_of
from pipeline.model import Glyphs, PageContent
from tests.printed import LEFT, PITCH, joined_glyphs, page_at, rows_of, width_of

FOOT = 780.0
"""Where a page number stands on a page 800 points high."""


def row(label: str, *figures: str, columns: tuple[int, ...] = (40, 56)) -> str:
    """A line of half-width cells: figures end at their columns."""
    line = label
    for end, figure in zip(columns, figures, strict=False):
        line += " " * (end - _cells(line) - _cells(figure)) + figure
    return line


def _cells(text: str) -> int:
    return round(sum(map(width_of, text)) / width_of("x"))


ROWS = (
    row("科　　目", "2023年度", "2024年度"),
    row("現金預金", "4,670,802", "4,688,585"),
    row("供給未収金", "1,379,208", "1,437,555"),
    row("商品", "614,303", "610,890"),
)


def page_with(rows: Sequence[str], foot: str, blank: float, rules: Sequence[float] = ()) -> PageContent:
    """A page whose foot line stands ``blank`` points below the last row, under rules so far below it."""
    last = FOOT - PITCH - blank
    heights = [last - (len(rows) - 1 - n) * PITCH for n in range(len(rows))]
    runs = []
    for y, row in zip([*heights, FOOT], [*rows, foot], strict=True):
        x = LEFT
        for char in row:
            runs.append((x, y, char))
            x += width_of(char)
    return tables_of(page_at(runs, [(LEFT, last + down - 0.2, LEFT + 260.0, last + down + 0.2) for down in rules]))


@pytest.mark.parametrize(
    "foot",
    [
        row("", "", "3"),
        row("", "", "第52回通常総代会　　3"),
        "                        － 3 －",
        "                       3 / 8",
        "3",
        "３ ページ",
        row("", "", "ページ 3"),
        row("", "", "P.3"),
        row("3", "", "第52回通常総代会"),
    ],
)
def test_a_page_number_close_below_a_table_is_none_of_its_rows(foot: str) -> None:
    content = page_with(ROWS, foot, blank=6.0)
    [table] = content.tables
    assert [row[0] for row in rows_of(table)[1:]] == ["現金預金", "供給未収金", "商品"]
    assert table.columns == 3
    assert "".join(foot.split()) in ["".join(line.text.split()) for line in content.lines]


def test_the_rule_that_closes_a_table_parts_a_page_number_from_it() -> None:
    [table] = page_with(ROWS, row("", "", "第52回通常総代会　　3"), blank=1.0, rules=(PITCH / 2,)).tables
    assert [row[0] for row in rows_of(table)[1:]] == ["現金預金", "供給未収金", "商品"]


@pytest.mark.parametrize("last", [("当期純利益", "12", "10"), ("雑損", "－", "3"), ("寄附金", "3", "")])
def test_a_short_last_row_at_the_foot_stays(last: tuple[str, ...]) -> None:
    [table] = page_with(ROWS, row(*last), blank=0.0).tables
    assert rows_of(table)[-1] == list(last)


def test_a_last_row_of_one_column_of_small_numbers_stays_though_it_is_set_apart() -> None:
    counts = [("区　　分", "人数"), ("正職員", "12"), ("臨時職員", "30"), ("嘱託職員", "21")]
    [table] = page_with([row(*each) for each in counts], row("理　　事", "15"), blank=6.0).tables
    assert rows_of(table)[-1] == ["理　　事", "15"]


@pytest.mark.parametrize("number", ["6", "-12-"])
def test_the_number_of_a_turned_page_stands_beside_its_table_and_is_no_part_of_a_row(number: str) -> None:
    runs = [(100.0 + dx, 200.0 + PITCH * n, text) for n, line in enumerate(ROWS) for dx, text in _pieces(line)]
    table = page_at(runs, [(100.0, y, 370.0, y + 0.4) for y in (190.0, 206.0, 250.0)])
    down = [213.0 + 6.0 * n for n in range(len(number))]
    turned = Glyphs(number, np.array([[70.0, y, 80.0, y + 5.0] for y in down], np.float32))
    page = replace(table, width=800.0, height=600.0, glyphs=joined_glyphs(table.glyphs, turned))
    [read] = tables_of(page).tables
    assert [row[0] for row in rows_of(read)[1:]] == ["現金預金", "供給未収金", "商品"]


def _pieces(line: str) -> list[tuple[float, str]]:
    x, found = 0.0, []
    for char in line:
        found.append((x, char))
        x += width_of(char)
    return found


def test_a_full_width_number_left_of_all_labels_is_of_its_row() -> None:
    runs = [(130.0 + dx, 200.0 + PITCH * n, text) for n, line in enumerate(ROWS) for dx, text in _pieces(line)]
    page = page_at([*runs, (100.0, 200.0 + PITCH, "１"), (100.0, 200.0 + 2 * PITCH, "２")])
    low = np.array([0.0, 0.1, 0.0, -0.1], np.float32)  # a hair less high than broad
    boxes = np.where(page.glyphs.boxes[:, :1] == 100.0, page.glyphs.boxes + low, page.glyphs.boxes)
    [read] = tables_of(replace(page, width=800.0, height=600.0, glyphs=Glyphs(page.glyphs.text, boxes))).tables
    assert [row[0] for row in rows_of(read)[1:3]] == ["１ 現金預金", "２ 供給未収金"]
