"""Regions to cells: tables drawn as text are read as drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.digital import tables_of
from extractors.drawings import rules_of
from extractors.geometry import tokens_of
from extractors.grids import build_grid
from extractors.header_numbers import without_header_numbers
from extractors.regions import ruled_regions, within
from extractors.spanners import unpart_spanners
from extractors.unruled import unruled_regions
from pipeline.model import Page, Rules
from tests.printed import (
    EM,
    LEFT,
    PITCH,
    TOP,
    Run,
    boxes,
    cell_of,
    glyphs_at,
    grid,
    joined_glyphs,
    page_at,
    read,
    rows_of,
    sketched,
    table_in,
    tokens_at,
    width_of,
)

# -------------------------------------------------------------------------------------------------------------------- ruled


def test_a_ruled_table_is_read_as_drawn() -> None:
    assert grid("""
        ┌──────────┬──────────┬──────────┐
        │科目      │  当年度  │  前年度  │
        ├──────────┼──────────┼──────────┤
        │現金      │     1,000│       900│
        ├──────────┼──────────┼──────────┤
        │預金      │    20,000│△     800│
        └──────────┴──────────┴──────────┘
    """) == [["科目", "当年度", "前年度"], ["現金", "1,000", "900"], ["預金", "20,000", "△ 800"]]


def test_rows_without_rules_between_them_are_rows_all_the_same() -> None:
    assert grid("""
        ┌──────────┬──────────┬──────────┐
        │科目      │  当年度  │  前年度  │
        ├──────────┼──────────┼──────────┤
        │流動資産  │          │          │
        │  現金    │     1,000│       900│
        │  預金    │    20,000│         0│
        │固定資産  │          │          │
        │  土地    │     5,000│         ―│
        └──────────┴──────────┴──────────┘
    """) == [
        ["科目", "当年度", "前年度"],
        ["流動資産", "", ""], ["現金", "1,000", "900"], ["預金", "20,000", "0"],
        ["固定資産", "", ""], ["土地", "5,000", "―"],
    ]  # fmt: skip


def test_outer_columns_without_an_outer_rule_belong_to_the_table() -> None:
    assert grid("""
        ──────────┬──────────┬──────────
        科目      │  当年度  │  前年度
        ──────────┼──────────┼──────────
        現金      │     1,000│     900
        預金      │    20,000│     800
        ──────────┴──────────┴──────────
    """) == [["科目", "当年度", "前年度"], ["現金", "1,000", "900"], ["預金", "20,000", "800"]]


def test_a_header_over_two_columns_and_a_stub_over_two_rows_span() -> None:
    table = table_in("""
        ┌────────┬─────────────────────┐
        │        │       当年度        │
        │科目    ├──────────┬──────────┤
        │        │  当初    │  補正    │
        ├────────┼──────────┼──────────┤
        │現金    │     1,000│     2,000│
        ├────────┼──────────┼──────────┤
        │預金    │     3,000│     4,000│
        └────────┴──────────┴──────────┘
    """)
    assert rows_of(table)[2:] == [["現金", "1,000", "2,000"], ["預金", "3,000", "4,000"]]
    assert cell_of(table, "科目")[:2] == (0, 0) and cell_of(table, "科目").row_span == 2
    assert cell_of(table, "当年度")[:2] == (0, 1) and cell_of(table, "当年度").column_span == 2
    assert cell_of(table, "補正")[:2] == (1, 2)


def test_a_row_group_runs_down_beside_its_rows() -> None:
    table = table_in("""
        ┌──┬────────┬──────────┐
        │  │科目    │金額      │
        ├──┼────────┼──────────┤
        │収│会費    │     1,000│
        │  ├────────┼──────────┤
        │益│寄附    │     3,000│
        ├──┼────────┼──────────┤
        │費│給料    │     2,000│
        │用│家賃    │     3,000│
        └──┴────────┴──────────┘
    """)
    income, expense = cell_of(table, "収益"), cell_of(table, "費用")
    assert (income.row, income.row_span, income.vertical) == (1, 2, True)
    assert (expense.row, expense.row_span, expense.vertical) == (3, 2, True)
    labels = [["会費", "1,000"], ["寄附", "3,000"], ["給料", "2,000"], ["家賃", "3,000"]]
    assert [row[1:] for row in rows_of(table)[1:]] == labels


def test_stacked_headers_stand_over_their_columns() -> None:
    table = table_in("""
        ┌────────┬──────┬──────┐
        │科目    │情 本 │  一  │
        │        │報 人 │  般  │
        │        │処 確 │  事  │
        │        │理 認 │  業  │
        ├────────┼──────┼──────┤
        │現金    │ 1,000│ 2,000│
        └────────┴──────┴──────┘
    """)
    assert rows_of(table) == [["科目", "本人確認情報処理", "一般事業"], ["現金", "1,000", "2,000"]]
    assert cell_of(table, "一般事業").vertical


def test_two_lists_side_by_side_keep_their_rows() -> None:
    assert grid("""
        ┌────────┬────────┬────────┬────────┐
        │科目    │金額    │科目    │金額    │
        ├────────┼────────┼────────┼────────┤
        │現金    │   1,000│未払金  │     300│
        │預金    │   2,000│        │        │
        │        │        │資本金  │   2,700│
        │資産計  │   3,000│負債純資│   3,000│
        │        │        │産計    │        │
        └────────┴────────┴────────┴────────┘
    """) == [
        ["科目", "金額", "科目", "金額"],
        ["現金", "1,000", "未払金", "300"], ["預金", "2,000", "", ""], ["", "", "資本金", "2,700"],
        ["資産計", "3,000", "負債純資\n産計", "3,000"],
    ]  # fmt: skip


def test_units_above_the_first_figures_are_a_row() -> None:
    assert grid("""
        ┌────────┬────────┬────────┐
        │科目    │本年度  │前年度  │
        ├────────┼────────┼────────┤
        │        │    千円│    千円│
        │市税    │   1,000│   2,000│
        ├────────┼────────┼────────┤
        │地方税  │   3,000│   4,000│
        └────────┴────────┴────────┘
    """)[1:3] == [["", "千円", "千円"], ["市税", "1,000", "2,000"]]


def test_an_explanation_with_amounts_in_it_is_one_cell() -> None:
    assert grid("""
        ┌────────┬────────┬────────────────────────┐
        │節      │金額    │説明                    │
        ├────────┼────────┼────────────────────────┤
        │報酬    │   1,000│議員報酬           800  │
        │        │        │委員報酬           200  │
        ├────────┼────────┼────────────────────────┤
        │給料    │   2,000│一般職           2,000  │
        └────────┴────────┴────────────────────────┘
    """)[1:] == [["報酬", "1,000", "議員報酬 800\n委員報酬 200"], ["給料", "2,000", "一般職 2,000"]]


def test_printed_brackets_around_nothing_are_no_cell() -> None:
    assert grid("""
        ┌────────┬──────────┐
        │科目    │金額      │
        ├────────┼──────────┤
        │現金    │(        )│
        ├────────┼──────────┤
        │預金    │(   1,000)│
        └────────┴──────────┘
    """)[1:] == [["現金", ""], ["預金", "( 1,000)"]]


def test_numbers_set_without_a_gap_over_a_rule_come_apart() -> None:
    runs = [(43.0, 60.0, "現金"), (85.0, 60.0, "1,0002,000"), (43.0, 80.0, "預金"), (85.0, 80.0, "3,0004,000")]
    rules = [(40, y, 140, y + 0.4) for y in (50, 70, 90)] + [(x, 50, x + 0.4, 90) for x in (40, 80, 109.8, 140)]
    assert _grid_of(page_at(runs, rules)) == [["現金", "1,000", "2,000"], ["預金", "3,000", "4,000"]]


def test_a_label_that_runs_on_over_its_rule_stays_whole() -> None:
    runs = [(43.0, 60.0, "減価償却累計額合計"), (160.0, 60.0, "1,000"), (43.0, 80.0, "預金"), (160.0, 80.0, "3,000")]
    rules = [(40, y, 190, y + 0.4) for y in (50, 70, 90)] + [(x, 50, x + 0.4, 90) for x in (40, 115, 190)]
    assert _grid_of(page_at(runs, rules)) == [["減価償却累計額合計", "1,000"], ["預金", "3,000"]]


def test_a_header_above_a_thick_bar_belongs_to_its_rows() -> None:
    runs = [(43.0, 60.0, "科目"), (100.0, 60.0, "金額"), (43.0, 82.0, "現金"), (105.0, 82.0, "1,000")]
    runs += [(43.0, 94.0, "預金"), (105.0, 94.0, "3,000"), (43.0, 106.0, "土地"), (105.0, 106.0, "7,000")]
    rules = [(40.0, 50.0, 140.0, 50.4), (40, 50, 40.4, 70), (90, 50, 90.4, 70), (140, 50, 140.4, 70)]
    rules += [(40.0, y, 140.0, y + 0.4) for y in (88, 100, 112)] + [(40.0, 74.0, 40.4, 112.0), (140.0, 74.0, 140.4, 112.0)]
    assert _grid_of(page_at(runs, rules)) == [
        ["科目", "金額"], ["現金", "1,000"], ["預金", "3,000"], ["土地", "7,000"],
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------------ unruled


def test_rules_between_the_lines_only() -> None:
    assert grid("""
        ───────────────────────────
        科目        当年度    前年度
        ───────────────────────────
        現金         1,000     1,200
        預金        20,000       300
        ───────────────────────────
        合計        21,000     1,500
        ───────────────────────────
    """) == [
        ["科目", "当年度", "前年度"], ["現金", "1,000", "1,200"], ["預金", "20,000", "300"], ["合計", "21,000", "1,500"],
    ]  # fmt: skip


def test_no_rules_at_all() -> None:
    assert grid("""
            科目           当年度      前年度
        流動資産
          現金              1,000      △ 200
          預金             20,000         300
        固定資産
          土地              3,000       4,000
            合計           24,000       4,100
    """) == [
        ["科目", "当年度", "前年度"], ["流動資産", "", ""], ["現金", "1,000", "△ 200"], ["預金", "20,000", "300"],
        ["固定資産", "", ""], ["土地", "3,000", "4,000"], ["合計", "24,000", "4,100"],
    ]  # fmt: skip


def test_subtotals_in_brackets_spread_over_the_column() -> None:
    assert grid("""
            科目           当年度           前年度
        流動資産
          現金               1,000            2,000
          預金               3,000            4,000
          資産計       〔    4,000 〕   〔    6,000 〕
        負債
          借入               1,000            2,000
          負債計       〔    1,000 〕   〔    2,000 〕
          差引         〔    3,000 〕   〔    4,000 〕
    """)[-5:] == [
        ["資産計", "〔 4,000 〕", "〔 6,000 〕"], ["負債", "", ""], ["借入", "1,000", "2,000"],
        ["負債計", "〔 1,000 〕", "〔 2,000 〕"], ["差引", "〔 3,000 〕", "〔 4,000 〕"],
    ]  # fmt: skip


def test_the_last_row_is_not_lost_because_its_numbers_end_elsewhere() -> None:
    assert grid("""
            科目           当年度           前年度
          現金           1,000            2,000
          預金           3,000            4,000
          土地           1,000            2,000
          資産計     〔      5,000 〕  〔    8,000 〕
    """)[-1] == ["資産計", "〔 5,000 〕", "〔 8,000 〕"]


def test_detail_and_subtotal_columns_of_one_year() -> None:
    assert grid("""
                       第3期               第2期
        現金        1,000               1,500
        預金        2,000               2,500
          流動計               3,000               4,000
        土地        5,000               5,000
        建物        6,000               7,000
          固定計              11,000              12,000
          資産計              14,000              16,000
    """)[1:4] == [["現金", "1,000", "", "1,500", ""], ["預金", "2,000", "", "2,500", ""], ["流動計", "", "3,000", "", "4,000"]]


# --------------------------------------------------------------------------------------------------------------- properties

NUMBERS = st.integers(-(10**9), 10**9).map(lambda n: f"△{-n:,}" if n < 0 else f"{n:,}")
CELLS = st.one_of(NUMBERS, st.just(""), st.just("―"))
TABLES = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=2, max_size=8))
LABELS = ("現金", "預金", "未収金", "土地", "建物", "器具備品", "合計", "差引")


def _drawn(cells: list[list[str]], rows_ruled: bool) -> Page:
    """A ruled page: a stub of 60 points, columns of 80, numbers right-aligned, rows 14 points high."""
    runs, rules = [], []
    left, right = LEFT, LEFT + 60 + 80 * len(cells[0])
    for row, texts in enumerate(cells):
        y = TOP + 7 + 14 * row
        runs.append((LEFT + 3, y, LABELS[row % len(LABELS)]))
        for column, text in enumerate(texts):
            runs.append((LEFT + 60 + 80 * (column + 1) - 3 - sum(map(width_of, text)), y, text))
    edges = range(len(cells) + 1) if rows_ruled else (0, len(cells))
    rules += [(left, TOP + 14 * k - 0.2, right, TOP + 14 * k + 0.2) for k in edges]
    verticals = [left, *(LEFT + 60 + 80 * k for k in range(len(cells[0]) + 1))]
    rules += [(x - 0.2, TOP, x + 0.2, TOP + 14 * len(cells)) for x in verticals]
    return page_at(runs, rules)


def _grid_of(page: Page) -> list[list[str]]:
    tokens = tokens_of(page.glyphs)
    [region] = ruled_regions(page.rules)
    found = build_grid(region, within(region.box, tokens), page.glyphs)
    rows = [[""] * found.columns for _ in range(found.rows)]
    for cell in found.cells:
        rows[cell.row][cell.column] += cell.text
    return rows


@settings(max_examples=60, deadline=None)
@given(TABLES, st.booleans())
def test_any_ruled_grid_of_numbers_reads_back(cells: list[list[str]], rows_ruled: bool) -> None:
    wanted = [[LABELS[row % len(LABELS)], *texts] for row, texts in enumerate(cells)]
    if not rows_ruled and not all(any(texts) for texts in cells):
        return  # a row without any number is a heading, whose place is a matter of its neighbours
    assert _grid_of(_drawn(cells, rows_ruled)) == wanted


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 31), st.integers(0, 20), st.text("現金1,0△", min_size=1, max_size=6)), max_size=25))
def test_every_token_of_a_region_is_in_exactly_one_cell(marks: list[tuple[int, int, str]]) -> None:
    places = {(x // 8, y): text for x, y, text in marks}
    runs = [(LEFT + 80.0 * x, TOP + 13.0 * y, text) for (x, y), text in places.items()]
    rules = [(LEFT - 5, TOP - 9 + PITCH * k, LEFT + 420, TOP - 8.6 + PITCH * k) for k in (0, 4, 9, 26)]
    rules += [(x, TOP - 9, x + 0.4, TOP - 9 + PITCH * 26) for x in (LEFT - 5, LEFT + 150, LEFT + 260, LEFT + 420)]
    page = page_at(runs, rules)
    tokens = tokens_of(page.glyphs)
    [region] = ruled_regions(page.rules)
    printed = build_grid(region, within(region.box, tokens), page.glyphs)
    read_back = sorted("".join("".join(cell.text.split()) for cell in printed.cells))
    assert read_back == sorted("".join(t.text for t in tokens))
    assert len({(cell.row, cell.column) for cell in printed.cells}) == len(printed.cells)


def test_two_tables_one_below_the_other_are_two() -> None:
    content = read("""
        ┌──────┬──────┐
        │現金  │ 1,000│
        ├──────┼──────┤
        │預金  │ 2,000│
        └──────┴──────┘
        次の表
        ┌──────┬──────┐
        │土地  │ 3,000│
        ├──────┼──────┤
        │建物  │ 4,000│
        └──────┴──────┘
    """)
    assert [rows_of(table) for table in content.tables] == [
        [["現金", "1,000"], ["預金", "2,000"]], [["土地", "3,000"], ["建物", "4,000"]],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sketch", ["現金 1,000", "第1条 この規則は、令和4年4月1日から\n施行する。\n第2条 前条の規定は、令和5年度から\n適用する。"]
)
def test_prose_is_no_table(sketch: str) -> None:
    assert unruled_regions(tokens_of(sketched(sketch).glyphs), page_at([]).rules.horizontal) == []


def test_a_numbered_heading_is_no_header_of_a_table_whose_own_has_no_rule_between_its_columns() -> None:
    runs: list[Run] = [
        (115, 56, "区分"),
        (240, 56, "金額"),
        (44, 76, "Ⅰ"),
        (62, 76, "業務活動"),
        (44, 112, "Ⅱ"),
        (62, 112, "投資活動"),
    ]
    runs += [(66, 88, "人件費支出"), (255, 88, "3,384"), (66, 100, "授業料収入"), (255, 100, "1,462"), (66, 124, "施設費収入")]
    runs += [(265, 124, "590"), (66, 136, "利息収入"), (265, 136, "120")]
    rules = [(40, y, 290, y + 0.4) for y in (48, 66, 144)] + [(210, 66, 210.4, 144)]
    [table] = tables_of(page_at(runs, rules)).tables
    assert rows_of(table)[0] == ["区分", "金額"]


def test_a_header_in_the_middle_of_a_drawn_cell_stands_over_its_columns() -> None:
    table = table_in(
        """
        ┌──────────────────────────────┬──────────────────────────────┐
        │           当期期首           │           当期期末           │
        ├──────────────────────────────┼──────────────────────────────┤
        │現金預金勘定                 0│現金預金勘定            80,207│
        │現金同等物                   0│現金同等物              80,207│
        └──────────────────────────────┴──────────────────────────────┘
        """
    )
    assert [(cell.text, cell.column, cell.column_span) for cell in table.cells if cell.row == 0] == [
        ("当期期首", 0, 2), ("当期期末", 2, 2),
    ]  # fmt: skip


def test_two_label_columns_without_a_rule_between_them() -> None:
    rows = grid(
        """
        ┌────────────────────────────────────────────────┬────────┐
        │                 資産の内訳                     │金    額│
        ├────────────────────────────────────────────────┼────────┤
        │流動資産                                        │        │
        │  現金預金                手許有高              │      37│
        │                          北陸銀行  入善支店    │  57,124│
        │                          富山銀行  入善支店    │     260│
        │  有価証券                出資証券              │      10│
        │  立替金                                        │       0│
        │  貯蔵品                  保存食  他            │   1,408│
        ├────────────────────────────────────────────────┼────────┤
        │               流動資産計                       │  58,839│
        └────────────────────────────────────────────────┴────────┘
        """
    )
    assert [row[:2] for row in rows[2:8]] == [
        ["現金預金", "手許有高"], ["", "北陸銀行 入善支店"], ["", "富山銀行 入善支店"], ["有価証券", "出資証券"], ["立替金", ""],
        ["貯蔵品", "保存食 他"],
    ]  # fmt: skip


def test_a_quantity_at_the_end_of_each_label_is_no_column() -> None:
    rows = grid(
        """
        ┌──────────────────────────────┬────────┐
        │内容・物量等                  │金    額│
        ├──────────────────────────────┼────────┤
        │録画カメラ              1 台  │  87,217│
        │スタンド                1 台  │   4,581│
        │カード                  2 枚  │   3,960│
        │録音機                  1 台  │  18,898│
        └──────────────────────────────┴────────┘
        """
    )
    assert [row[0] for row in rows[1:]] == ["録画カメラ 1 台", "スタンド 1 台", "カード 2 枚", "録音機 1 台"]


def test_a_group_named_once_at_half_the_height_of_its_rows_stands_for_all_of_them() -> None:
    table = table_in(
        """
        ──────────────────────
                   職種      当初   末
        ──────────────────────
                   研究職     153   156
        常勤職員   事務職      59    57
                   小計       212   213
        ──────────────────────
                   任期付      34    35
        有期雇用   契約        45    44
                   小計        79    79
        ──────────────────────
        """
    )
    group = cell_of(table, "常勤職員")
    assert (group.column, group.row, group.row_span) == (0, 1, 3)
    assert [row[1] for row in rows_of(table)][1:4] == ["研究職", "事務職", "小計"]


def test_short_numbers_before_a_text_are_amounts_where_they_end_under_one() -> None:
    assert grid(
        """
        内容          予定額  財源
        ──────────────────────
        受電設備更新     221  補助金
        空調設備改修     191  補助金
        観測塔補強        38  借入金
        計               450
        ──────────────────────
        """
    )[1:3] == [["受電設備更新", "221", "補助金"], ["空調設備改修", "191", "補助金"]]


def test_a_sum_in_a_step_of_its_own_above_its_details_is_a_row_and_no_header() -> None:
    assert grid(
        """
        ──────────────────────────────────────
        区分                     金        額
        ──────────────────────────────────────
        当期未処分利益                  16,026
                         ────────
          当期総利益        16,026
        利益処分額
          積立金             6,026
          環境整備積立金    10,000      16,026
        ──────────────────────────────────────
        """
    ) == [
        ["区分", "金", "額"],
        ["当期未処分利益", "", "16,026"],
        ["当期総利益", "16,026", ""],
        ["利益処分額", "", ""],
        ["積立金", "6,026", ""],
        ["環境整備積立金", "10,000", "16,026"],
    ]


def test_dots_that_lead_to_a_number_leave_it_a_number() -> None:
    assert grid(
        """
        歳入決算額...........1,449,158
        歳出決算額...........1,405,051
        差引残額................44,107
        """
    ) == [["歳入決算額", "1,449,158"], ["歳出決算額", "1,405,051"], ["差引残額", "44,107"]]


def test_a_header_between_rows_begins_the_next_table() -> None:
    tables = read(
        """
        款             予算額   決算額
        議会費          1,214    1,188
        総務費          1,216    1,190
        合計            2,430    2,378
        ３ 負担金
        市町村           人口   負担額
        北市            5,050    7,865
        東町            1,633    2,532
        計              6,683   10,397
        """
    ).tables
    assert [rows_of(table)[0] for table in tables] == [["款", "予算額", "決算額"], ["市町村", "人口", "負担額"]]


def test_a_header_that_begins_over_the_labels_column_is_the_next_columns() -> None:
    assert grid(
        """
                特別養護老人ホーム   センター
        職種           苑               計
        ──────────────────────
        施設長           1                1
        介護職員        38                6
        看護職員         5                2
        ──────────────────────
        """
    )[0][1].startswith("特別養護老人ホーム")


def test_a_header_that_begins_with_a_figure_set_apart_is_one_columns() -> None:
    quarter = EM / 4
    heads = [(100, 8, "11"), (110 + quarter, 8, "月補正後"), (190, 8, "補正額"), (230, 8, "3"), (235 + quarter, 8, "月補正後")]
    rows = ("受取利息", "282,742", "△1,522", "281,220"), ("配当金", "508", "18", "526"), ("計", "283,250", "△1,504", "281,746")
    runs = [*heads]
    for y, row in zip((24, 40, 56), rows, strict=True):
        runs += [(x - sum(map(width_of, text)), y, text) for x, text in zip((50, 150, 220, 290), row, strict=True)]
    page = page_at(runs, [(0, y, 295, y + 0.4) for y in (0, 16, 64)])
    [table] = tables_of(page).tables
    assert rows_of(table)[0] == ["", "11 月補正後", "補正額", "3 月補正後"]


def test_a_column_of_words_right_behind_amounts_is_one() -> None:
    assert grid(
        """
        ─────────────────────────────────────
        名称                 決算額   備考
        ─────────────────────────────────────
        自治会活動費      4,500,000 90団体×50,000円
        防犯灯設置        1,280,000 32基
        敬老会補助金      2,340,000 対象者 1,170人
        合計              8,120,000
        ─────────────────────────────────────
        """
    ) == [
        ["名称", "決算額", "備考"],
        ["自治会活動費", "4,500,000", "90団体×50,000円"],
        ["防犯灯設置", "1,280,000", "32基"],
        ["敬老会補助金", "2,340,000", "対象者 1,170人"],
        ["合計", "8,120,000", ""],
    ]


def test_two_lists_on_one_line_that_nearly_touch_are_two() -> None:
    assert grid(
        """
        ────────────────────────────────────
        科目          金額 科目          金額
        ────────────────────────────────────
        会費         1,200 事業費       2,300
        補助金       2,000 管理費       1,100
        雑収入          15 予備費         115
        合計         3,215 合計         3,515
        ────────────────────────────────────
        """
    )[1:3] == [["会費", "1,200", "事業費", "2,300"], ["補助金", "2,000", "管理費", "1,100"]]


def test_amounts_that_nearly_touch_and_the_dash_before_one_are_apart() -> None:
    assert grid(
        """
        ────────────────────────────────────────
        款       国県支出金    地方債    その他  一般財源
        ────────────────────────────────────────
        議会費            0         0       120   150,180
        総務費       80,000   120,000    33,400 1,016,600
        民生費    1,650,000        ― 1,210,000 1,545,000
        合計      1,730,000   120,000 1,243,520 2,711,780
        ────────────────────────────────────────
        """
    )[1:] == [
        ["議会費", "0", "0", "120", "150,180"],
        ["総務費", "80,000", "120,000", "33,400", "1,016,600"],
        ["民生費", "1,650,000", "―", "1,210,000", "1,545,000"],
        ["合計", "1,730,000", "120,000", "1,243,520", "2,711,780"],
    ]


def test_rules_that_stop_short_of_row_groups_tell_their_column() -> None:
    table = table_in(
        """
        ────────────────────────────────────────
        保険者名                人数     負担金
        ────────────────────────────────────────
                  三笠浜市    48,206    300,000
                ────────────────────────────────
        市部      青柳市      31,204    300,000
                ────────────────────────────────
                  小計        79,410    600,000
        ────────────────────────────────────────
                  上沢町       4,206    120,000
                ────────────────────────────────
        町村部    下沢町       3,118    120,000
        ────────────────────────────────────────
        直営      診療所         120     10,000
        ────────────────────────────────────────
             合    計         86,854    850,000
        ────────────────────────────────────────
        """
    )
    assert rows_of(table) == [
        ["保険者名", "", "人数", "負担金"],
        ["市部", "三笠浜市", "48,206", "300,000"],
        ["", "青柳市", "31,204", "300,000"],
        ["", "小計", "79,410", "600,000"],
        ["町村部", "上沢町", "4,206", "120,000"],
        ["", "下沢町", "3,118", "120,000"],
        ["直営", "診療所", "120", "10,000"],
        ["合 計", "", "86,854", "850,000"],
    ]
    assert [(cell_of(table, text).row_span, cell_of(table, text).column_span) for text in ("市部", "合 計")] == [(3, 1), (1, 2)]


def test_rules_that_stop_short_twice_tell_groups_within_groups() -> None:
    table = table_in(
        """
        ────────────────────────────────────────────────
        区分                        男        女      計
        ────────────────────────────────────────────────
                         総務部      32        28      60
               市長部局────────────────────────────────
        本庁             福祉部      18        40      58
              ──────────────────────────────────────────
               行政委員会             6         4      10
              ──────────────────────────────────────────
               小計                  56        72     128
        ────────────────────────────────────────────────
        合計                         56        72     128
        ────────────────────────────────────────────────
        """
    )
    assert rows_of(table)[1:] == [
        ["本庁", "市長部局", "総務部", "32", "28", "60"],
        ["", "", "福祉部", "18", "40", "58"],
        ["", "行政委員会", "", "6", "4", "10"],
        ["", "小計", "", "56", "72", "128"],
        ["合計", "", "", "56", "72", "128"],
    ]


def test_the_name_of_groups_at_the_first_row_of_all_tells_a_column_too() -> None:
    table = table_in(
        """
        ────────────────────────────────────────────────────
        大区分  中区分        内容            当年度  前年度
        ────────────────────────────────────────────────────
          歳出  義務的経費    研修              400     100
                              ──────────────────────────────
                              相談              500     200
                              ──────────────────────────────
                              広報              700     200
                ────────────────────────────────────────────
                投資的経費    施設              800     300
                              ──────────────────────────────
                              調査              900     300
                ────────────────────────────────────────────
                その他        貸付              600     400
                              ──────────────────────────────
                              情報              300     500
        ────────────────────────────────────────────────────
        """
    )
    assert rows_of(table)[1:3] == [["歳出", "義務的経費", "研修", "400", "100"], ["", "", "相談", "500", "200"]]
    assert [cell_of(table, text).row_span for text in ("歳出", "義務的経費", "投資的経費")] == [7, 3, 2]


def test_a_name_for_two_lines_of_figures_spans_them() -> None:
    table = table_in(
        """
        ─────────────────────────────────────
        課名         人件費    物件費       計
        ─────────────────────────────────────
                     12,000     3,400  15,400
        総務課   ────────────────────────────
                     11,850     3,222  15,072
        ─────────────────────────────────────
                      9,000     2,100  11,100
        税務課   ────────────────────────────
                      8,900     2,010  10,910
        ─────────────────────────────────────
        """
    )
    assert rows_of(table)[1:3] == [["総務課", "12,000", "3,400", "15,400"], ["", "11,850", "3,222", "15,072"]]
    assert cell_of(table, "総務課").row_span == 2


def test_a_label_in_the_middle_of_two_lines_of_figures_spans_them() -> None:
    heads = [(30, 80, "区分"), (110, 80, "本年度")]
    first = [(30, 105, "使用料"), (110, 98, "(1,200)"), (110, 112, "15,000")]
    second = [(30, 140, "手数料"), (110, 133, "(300)"), (110, 147, "8,200")]
    strokes = [(20, y, 180, y + 0.4) for y in (70, 90, 120, 155)] + [(x, 70, x + 0.4, 155) for x in (20, 100, 180)]
    [table] = tables_of(page_at([*heads, *first, *second], strokes)).tables
    assert rows_of(table)[1:] == [["使用料", "(1,200)"], ["", "15,000"], ["手数料", "(300)"], ["", "8,200"]]
    assert cell_of(table, "使用料").row_span == 2


def test_a_word_spread_over_a_rule_is_one_heading_over_its_columns() -> None:
    table = table_in(
        """
        ──────────────────────────────────────────────
                           負    担    金
        団体          ────────────────────────    比率
                       平等割  人数割      計
        ──────────────────────────────────────────────
        三笠浜市      300,000   8,677   8,977   31.9
        青柳市        300,000   5,616   5,916   21.0
        上沢町        300,000     757     877    3.1
        ──────────────────────────────────────────────
        """
    )
    assert cell_of(table, "負 担 金").column_span == 3


def test_words_of_spread_characters_over_one_rule_are_headings_and_no_characters() -> None:
    table = table_in(
        """
        ──────────────────────────────────────────────────────
                             満  足              普  通
        項目          ────────────────────────────────────────
                         人数      割合      人数      割合
        ──────────────────────────────────────────────────────
        職員の応対          412      72.5       138      24.3
        施設の清潔さ        388      68.3       146      25.7
        予約                241      42.6       206      36.5
        ──────────────────────────────────────────────────────
        """
    )
    assert cell_of(table, "満 足").column_span == 2
    assert cell_of(table, "普 通").column_span == 2


def test_a_heading_over_the_blank_between_two_is_their_level_without_a_rule() -> None:
    table = table_in(
        """
        ─────────────────────────────────────────────────────────
                     令和５年度            令和４年度
        区分       決算額    構成比      決算額    構成比     増減
        ─────────────────────────────────────────────────────────
        人件費  1,200,345      22.1   1,180,222      21.9   20,123
        扶助費    980,100      18.0   1,010,400      18.8  △30,300
        公債費  3,260,000      59.9   3,190,000      59.3   70,000
        ─────────────────────────────────────────────────────────
        """
    )
    assert rows_of(table)[:2] == [
        ["区分", "令和５年度", "", "令和４年度", "", "増減"],
        ["", "決算額", "構成比", "決算額", "構成比", ""],
    ]
    assert cell_of(table, "令和５年度").column_span == 2


def test_headings_over_headings_need_no_rule() -> None:
    table = table_in(
        """
        ──────────────────────────────────────────────────────────────────
                                      給与費
        区分  職員数                      手当                共済費   合計
                       給料     期末手当 勤勉手当     計
        ──────────────────────────────────────────────────────────────────
        本年度   114   67,418     80,652   52,159   132,811   23,244  269,202
        前年度   233   95,511     48,688    3,796    52,484   32,344  208,626
        比較   △119 △28,093     31,964   48,363    80,327  △9,100   60,576
        ──────────────────────────────────────────────────────────────────
        """
    )
    assert rows_of(table)[:3] == [
        ["区分", "職員数", "給与費", "", "", "", "共済費", "合計"],
        ["", "", "給料", "手当", "", "", "", ""],
        ["", "", "", "期末手当", "勤勉手当", "計", "", ""],
    ]


def test_units_in_rows_set_close_are_a_unit_a_row() -> None:
    rows = ("土地", "㎡", "122,256", "122,260"), ("建物", "㎡", "45,678", "45,678"), ("車両", "台", "47", "49")
    lines = [("区分", "単位", "前年度末", "年度末"), *rows, ("出資金", "千円", "23,400", "23,400")]
    runs: list[Run] = []
    for y, (label, unit, *numbers) in zip((58.0, 74.0, 85.8, 97.6, 109.4), lines, strict=True):
        runs += [(40.0, y, label), (100.0, y, unit)]
        runs += [(right - sum(map(width_of, text)), y, text) for right, text in zip((220.0, 300.0), numbers, strict=True)]
    [table] = tables_of(page_at(runs, [(40, y, 305, y + 0.4) for y in (50, 66, 118)])).tables
    assert rows_of(table) == [list(line) for line in lines]


def test_a_column_of_single_digits_under_its_header_is_no_vertical_text() -> None:
    assert grid("""
        科　　目            本年度      前年度      頁

        議会費               1,000       1,100       3

        総務費              24,000      32,000       4

        民生費              48,000      64,000       4
    """) == [
        ["科　　目", "本年度", "前年度", "頁"], ["議会費", "1,000", "1,100", "3"], ["総務費", "24,000", "32,000", "4"],
        ["民生費", "48,000", "64,000", "4"],
    ]  # fmt: skip


def test_headers_of_stacked_characters_between_two_rules_may_be_far_higher_than_lines() -> None:
    heads = {100: "一般乗合事業", 160: "貸切事業", 220: "軌道事業", 280: "合計"}
    runs: list[Run] = [(40.0, 100.0, "科目")]
    runs += [(float(x), 60.0 + 11 * n, char) for x, text in heads.items() for n, char in enumerate(text)]
    for y, label in ((150.0, "運送収益"), (166.0, "雑収益"), (182.0, "計")):
        runs += [(40.0, y, label), *((x + 10 - 25.0, y, "2,239") for x in heads)]
    strokes = [(40, y, 300, y + 0.4) for y in (50, 140, 190)]
    [table] = tables_of(page_at(runs, strokes)).tables
    assert rows_of(table)[0] == ["科目", *heads.values()]


def test_amounts_of_a_strip_that_end_at_two_places_one_a_line_are_two_steps() -> None:
    assert grid(
        """
        ┌──────────────────┬──────────────────────────────┐
        │科　　目          │      金　　　額              │
        ├──────────────────┼──────────────────────────────┤
        │医業収益          │                    14,111,871│
        │  入院収益        │     9,874,215                │
        │  外来収益        │     3,961,087                │
        │  その他          │       276,569                │
        │運営費負担金      │                     1,742,306│
        │補助金等          │                       268,914│
        │収益合計          │                    16,123,091│
        └──────────────────┴──────────────────────────────┘
        """
    )[1:4] == [["医業収益", "", "14,111,871"], ["入院収益", "9,874,215", ""], ["外来収益", "3,961,087", ""]]


def test_a_word_that_runs_down_beside_many_rows_is_one_and_no_units() -> None:
    labels = ["国庫補助金", "県補助金", "市助成金", "管理者負担金", "保留地処分金", "借入金", "雑収入", "計"]
    runs: list[Run] = [(70.0, 50.0 + 14 * n, label) for n, label in enumerate(labels)]
    runs += [(170.0, 50.0 + 14 * n, "24,840") for n in range(len(labels))]
    runs += [(48.0, 92.0, "収"), (48.0, 104.0, "入")]
    strokes = [(40, y, 210, y + 0.4) for y in (40, 156)] + [(x, 40, x + 0.4, 156) for x in (40, 64, 150, 210)]
    [table] = tables_of(page_at(runs, strokes)).tables
    assert cell_of(table, "収入").row_span == len(labels)


def test_labels_of_two_spaced_characters_are_rows_however_close_they_are_set() -> None:
    names, numbers = ("貸　付", "保　証", "研　修", "相　談"), (("62", "7,336"), ("3,447", "35"), ("128", "96"), ("51", "7,204"))
    runs: list[Run] = [(46.0, 58.0, "区分"), (110.0, 58.0, "当年度"), (190.0, 58.0, "前年度")]
    for k, (name, own) in enumerate(zip(names, numbers, strict=True)):
        y = 72.0 + 10.7 * k
        runs += [(46.0, y, name[0]), (66.0, y, name[2])]
        runs += [(right - sum(map(width_of, text)), y, text) for right, text in zip((158.0, 238.0), own, strict=True)]
    upright = [(x, 50.0, x + 0.4, 112.0) for x in (40.0, 90.0, 160.0, 240.0)]
    [table] = tables_of(page_at(runs, [*upright, *((40.0, y, 240.4, y + 0.4) for y in (50.0, 66.0, 112.0))])).tables
    assert [row[0] for row in rows_of(table)] == ["区分", "貸 付", "保 証", "研 修", "相 談"]


def test_rules_of_one_width_between_rows_make_a_table_of_two_rows() -> None:
    assert grid("""
        ──────────────────────────────────────
        区分        令和６年度  令和５年度
        ──────────────────────────────────────
        保険料収入         203         198
        ──────────────────────────────────────
        外来件数         6,464       5,623
        ──────────────────────────────────────
    """) == [["区分", "令和６年度", "令和５年度"], ["保険料収入", "203", "198"], ["外来件数", "6,464", "5,623"]]


def test_a_dash_that_ends_where_the_numbers_of_its_column_do_is_no_sign() -> None:
    rows = ("繰入金", "535", "98.7"), ("県支出金", "－", "100.0"), ("諸収入", "－", "99.7")
    lines = [("款", "収入未済額", "収納率"), *rows, ("計", "535", "99.9")]
    runs: list[Run] = []
    for k, (label, *cells) in enumerate(lines):
        y = 58.0 + 16.0 * k
        runs += [(40.0, y, label)]
        runs += [(right - sum(map(width_of, text)), y, text) for right, text in zip((180.0, 220.0), cells, strict=True)]
    [table] = tables_of(page_at(runs, [(40.0, y, 222.0, y + 0.4) for y in (50.0, 66.0, 130.0)])).tables
    assert rows_of(table) == [list(line) for line in lines]


def test_names_of_groups_in_the_middle_of_their_rows_stand_for_them_without_a_rule() -> None:
    table = table_in("""
        ─────────────────────────────────────────────
        区分          事業名          予算額    決算額
        ─────────────────────────────────────────────
                      研修会の開催     5,937     5,436
        公益目的事業  施設管理        45,058       163
                      相談支援        55,243    94,746
                      出版事業         6,735    52,190
        法人管理      広報活動         6,581       607
                      国際交流       138,791    87,811
        合計                         258,345   240,953
        ─────────────────────────────────────────────
    """)
    first, second = cell_of(table, "公益目的事業"), cell_of(table, "法人管理")
    assert (first.row, first.row_span, second.row, second.row_span) == (1, 3, 4, 3)
    assert [row[1] for row in rows_of(table)[1:7]] == ["研修会の開催", "施設管理", "相談支援", "出版事業", "広報活動", "国際交流"]


def test_names_of_groups_typed_at_the_first_of_their_rows_stand_for_the_rows_below() -> None:
    table = table_in("""
        ┌──────────┬──────────┬──────────┐
        │会計      │事業      │    金額  │
        ├──────────┼──────────┼──────────┤
        │公益      │広報活動  │       100│
        │          │会員交流  │       200│
        │          ├──────────┼──────────┤
        │          │小計      │       300│
        │          ├──────────┼──────────┤
        │収益      │相談支援  │       400│
        │          │国際交流  │       500│
        │          ├──────────┼──────────┤
        │          │小計      │       900│
        ├──────────┴──────────┼──────────┤
        │合計                 │     1,200│
        └─────────────────────┴──────────┘
    """)
    first, second = cell_of(table, "公益"), cell_of(table, "収益")
    assert (first.row, first.row_span, second.row, second.row_span) == (1, 3, 4, 3)


def test_a_name_at_the_first_of_its_rows_is_not_in_the_middle_of_others() -> None:
    rows = grid("""
        ┌──────────┬──────────┬──────────┐
        │区分      │内容      │    金額  │
        ├──────────┼──────────┼──────────┤
        │人件費    │金額      │       100│
        │          │構成比    │      50.0│
        │物件費    │金額      │       100│
        │          │構成比    │      50.0│
        │合計      │金額      │       200│
        │          │構成比    │     100.0│
        └──────────┴──────────┴──────────┘
    """)
    assert [row[0] for row in rows[1:]] == ["人件費", "", "物件費", "", "合計", ""]


def test_labels_spread_over_their_column_are_one_column() -> None:
    rows = grid("""
        ┌─────────────────────────────┬──────────┐
        │       種      別            │    金額  │
        ├─────────────────────────────┼──────────┤
        │普     通     貸     付      │       100│
        ├─────────────────────────────┼──────────┤
        │住     宅     貸     付      │       200│
        ├─────────────────────────────┼──────────┤
        │災     害     貸     付      │       300│
        ├─────────────────────────────┼──────────┤
        │       合     計             │       600│
        └─────────────────────────────┴──────────┘
    """)
    assert [len(row) for row in rows] == [2] * 5


def test_numbers_on_both_sides_of_a_blank_are_two_cells_where_no_rule_parts_them() -> None:
    rows = grid("""
        ┌────────┬────────┬────────┬────────┐
        │種類    │  負担  │引受率  │対比    │
        ├────────┴────────┴────────┴────────┤
        │水稲        15,602     88.4    97.2│
        ├───────────────────────────────────┤
        │乳用牛       1,104            103.8│
        ├───────────────────────────────────┤
        │りんご       4,961     41.5    94.9│
        ├───────────────────────────────────┤
        │ガラス室     6,403     71.2   108.3│
        └───────────────────────────────────┘
    """)
    assert rows[2] == ["乳用牛", "1,104", "", "103.8"]


def test_a_lone_number_below_the_last_rule_of_its_step_stands_in_its_own_row() -> None:
    rows = grid("""
        ┌────────────┬────────┬────────┐
        │科目        │        金額     │
        ├────────────┼────────┬────────┤
        │建物        │   1,200│        │
        │備品        │     800│        │
        │            ├────────┤        │
        │資産合計    │        │   2,000│
        │            │        ├────────┤
        │未払金      │        │     300│
        │負債合計    │        │     300│
        │            │        ├────────┤
        │利益        │        │   1,700│
        │うち当期    │     700│        │
        │            │        ├────────┤
        │純資産合計  │        │   1,700│
        └────────────┴────────┴────────┘
    """)
    assert rows[-2] == ["うち当期", "700", ""]


def test_headings_on_rules_may_stand_a_whole_line_over_the_names_below() -> None:
    runs = [(40.0, 90.0, "事項"), (140.0, 90.0, "限度額"), (230.0, 69.0, "支出見込額"), (370.0, 69.0, "財源内訳")]
    runs += [(220.0, 90.0, "期間"), (285.0, 90.0, "金額"), (345.0, 90.0, "国費"), (410.0, 90.0, "一般財源")]
    for n, label in enumerate(("清掃", "賃借", "給食", "保守")):
        y = 111.0 + 21 * n
        runs += [(40.0, y, label), (145.0, y, f"9,87{n}"), (205.0, y, "５年度")]
        runs += [(280.0, y, f"8,66{n}"), (350.0, y, f"56{n}"), (425.0, y, f"1,15{n}")]
    [table] = tables_of(page_at(runs, [(200.0, 76.0, 310.0, 76.4), (330.0, 76.0, 455.0, 76.4)])).tables
    assert cell_of(table, "支出見込額").column_span == 2
    assert cell_of(table, "財源内訳").column_span == 2


def test_a_header_of_three_lines_ends_below_all_others_without_a_rule() -> None:
    runs = [(150.0, 66.0, "公的個人"), (230.0, 72.0, "普及啓発"), (310.0, 72.0, "調査研究")]
    runs += [(60.0, 78.0, "科目"), (150.0, 78.0, "認証サー"), (390.0, 78.0, "貸付事業")]
    runs += [(240.0, 84.0, "事業"), (320.0, 84.0, "事業"), (150.0, 90.0, "ビス事業"), (40.0, 108.0, "経常収益")]
    for n, label in enumerate(("事業収入", "負担金収入", "寄附金収入", "雑収入")):
        runs += [(40.0, 130.0 + 22 * n, label)] + [(x, 130.0 + 22 * n, f"{n + 1},{x:.0f}") for x in (165.0, 245.0, 325.0, 405.0)]
    [table] = tables_of(page_at(runs)).tables
    assert rows_of(table)[0][1:] == ["公的個人\n認証サー\nビス事業", "普及啓発\n事業", "調査研究\n事業", "貸付事業"]


def test_the_first_line_of_a_header_of_four_is_no_caption_though_it_stands_left_of_the_figures() -> None:
    runs = [(180.0, 58.0, "住民基本"), (180.0, 69.0, "台帳ネッ"), (180.0, 80.0, "トワーク"), (190.0, 91.0, "事業")]
    runs += [(60.0, 75.0, "科目"), (300.0, 69.5, "普及啓発"), (310.0, 80.5, "事業"), (400.0, 75.0, "合計")]
    runs += [(40.0, 105.0, "経常収益")]
    for n, label in enumerate(("会費収入", "負担金収入", "寄附金収入", "雑収入")):
        runs += [(40.0, 120.0 + 15 * n, label)] + [(x, 120.0 + 15 * n, f"{n + 1},{x:.0f}") for x in (205.0, 315.0, 405.0)]
    heights = [51.0, *[98.0 + 15 * n for n in range(6)]]
    [table] = tables_of(page_at(runs, [(38.0, y, 450.0, y + 0.4) for y in heights])).tables
    assert rows_of(table)[0] == ["科目", "住民基本\n台帳ネッ\nトワーク\n事業", "普及啓発\n事業", "合計"]


def test_a_name_of_two_lines_beside_two_rows_is_one_where_other_groups_have_theirs_in_the_middle() -> None:
    page = sketched("""
        ┌────┬────────┬──────────┐
        │月  │節名    │金額      │
        ├────┼────────┼──────────┤
        │    │第1回   │     1,000│
        │8月 ├────────┼──────────┤
        │    │月計    │     1,000│
        ├────┼────────┼──────────┤
        │    │第2回   │     2,000│
        │9月 ├────────┼──────────┤
        │    │月計    │     2,000│
        ├────┼────────┼──────────┤
        │    │第3回   │     3,000│
        │    ├────────┼──────────┤
        │    │月計    │     3,000│
        └────┴────────┴──────────┘
    """)
    middle = TOP + 12 * PITCH
    name = glyphs_at([(LEFT + 5, middle - 7.5, "10"), (LEFT + 5, middle + 7.5, "月")])
    [table] = tables_of(replace(page, glyphs=joined_glyphs(page.glyphs, name))).tables
    group = cell_of(table, "10\n月")
    assert (group.row, group.row_span) == (5, 2)


def test_a_total_ruled_off_over_its_figures_alone_parts_the_labels_beside_it() -> None:
    table = table_in("""
        ┌──────────────────┬──────────┐
        │科目              │金額      │
        ├──────────────────┼──────────┤
        │流動負債          │          │
        │  未払金          │       400│
        │  前受金          │       200│
        │      流動負債合計│       600│
        ├──────────────────┼──────────┤
        │固定負債          │          │
        │  長期借入金      │       300│
        │                  ├──────────┤
        │      固定負債合計│       300│
        └──────────────────┴──────────┘
    """)
    assert rows_of(table)[-3:] == [["固定負債", ""], ["長期借入金", "300"], ["固定負債合計", "300"]]


def test_the_name_of_a_part_is_one_word_however_it_is_spread_beside_its_rows() -> None:
    table = table_in("""
        ┌──┬────────┬──────────┐
        │  │科目    │金額      │
        ├──┼────────┼──────────┤
        │資│資本金  │     1,500│
        │本│剰余金  │       900│
        │の│利益    │       100│
        │部│資本合計│     2,500│
        └──┴────────┴──────────┘
    """)
    assert cell_of(table, "資本の部").row_span == 4


def test_characters_spread_evenly_beside_more_rows_are_one_word() -> None:
    page = sketched("""
        ┌──┬────────┬──────────┐
        │  │科目    │金額      │
        ├──┼────────┼──────────┤
        │  │人件費  │     1,500│
        │  │委託費  │       900│
        │  │賃借料  │       100│
        │  │旅費    │       200│
        │  │会議費  │       300│
        │  │小計    │     3,000│
        └──┴────────┴──────────┘
    """)
    down = glyphs_at([(LEFT + 5, TOP + (3 + 1.7 * n) * PITCH, char) for n, char in enumerate("事業支出")])
    [table] = tables_of(replace(page, glyphs=joined_glyphs(page.glyphs, down))).tables
    assert cell_of(table, "事業支出").row_span == 6


def test_a_heading_on_the_first_line_of_a_shaded_header_stands_over_the_stacks_it_leaves_the_rest_to() -> None:
    names = ("展示公開事業", "収集保管事業", "教育普及事業", "国際協力事業")
    runs: list[Run] = [(60 + 9 * 2.4 * n, 72.0, char) for n, char in enumerate("事業別区分")]
    runs += [(60 + 40 * k, 94 + 9 * n, char) for k, name in enumerate(names) for n, char in enumerate(name)]
    runs += [(220, 86 + 9 * n, char) for n, char in enumerate("法人共通合計")] + [(20, 108, "区分")]
    for row, label in enumerate(("人件費", "委託費", "その他", "計")):
        ends = [69 + 40 * k for k in range(4)] + [229]
        runs += [(10, 160 + 14 * row, label), *((end - 13.5, 160 + 14 * row, f"{row + 1}{k}0") for k, end in enumerate(ends))]
    shades = np.array([(64.0, 5.0, 240.0), (152.0, 5.0, 240.0)], np.float32)
    [table] = tables_of(page_at(runs, em=9.0), shades).tables
    heading = cell_of(table, "事業別区分" if any(c.text == "事業別区分" for c in table.cells) else "事 業 別 区 分")
    assert (heading.column, heading.column_span) == (1, 4)
    assert [c.text for c in table.cells if c.row == 1] == list(names)


def test_a_date_broken_off_its_era_is_no_figure() -> None:
    table = table_in("""
        ┌────────┬────────┬────────┐
        │種類    │借入額  │終期    │
        ├────────┼────────┼────────┤
        │病院債（│ 412,000│令和    │
        │改築）  │        │15.3.25 │
        ├────────┼────────┼────────┤
        │病院債（│ 180,000│令和    │
        │改修）  │        │21.3.25 │
        └────────┴────────┴────────┘
    """)
    assert rows_of(table)[1:] == [
        ["病院債（\n改築）", "412,000", "令和\n15.3.25"],
        ["病院債（\n改修）", "180,000", "令和\n21.3.25"],
    ]


def test_a_spread_heading_makes_no_column_below_it() -> None:
    table = table_in("""
        ┌──────┬─────────────────────────────┐
        │款    │令     和       ４  年   度  │
        │      ├─────────┬─────────┬─────────┤
        │      │予算現額 │支出済額 │ 構成比  │
        ├──────┼─────────┼─────────┼─────────┤
        │議会費│    1,812│    1,633│      0.1│
        ├──────┼─────────┼─────────┼─────────┤
        │総務費│  131,264│  128,790│      8.6│
        └──────┴─────────┴─────────┴─────────┘
    """)
    assert (table.columns, cell_of(table, "令 和 ４ 年 度").column_span) == (4, 3)


def test_two_framed_tables_under_one_rule_are_two() -> None:
    page = sketched("""
        科目      │   金額   科目        │   金額
        現金      │  1,000   借入金      │  3,000
        預金      │  2,000   未払金      │    500
        資産合計  │  3,000   負債合計    │  3,500
                             剰余金      │   △500
    """)
    gutter, right = LEFT + 97, LEFT + 210
    ends = [(-8, LEFT, right), (6, LEFT, gutter - 1), (6, gutter + 2, right), (42, LEFT, gutter - 0.5), (54, gutter + 1, right)]
    strokes = [(x0, TOP + y, x1, TOP + y + 0.4) for y, x0, x1 in ends]
    drawn = np.concatenate((page.rules.horizontal, rules_of(boxes(*strokes)).horizontal))
    tables = tables_of(replace(page, rules=Rules(drawn, page.rules.vertical))).tables
    assert [[row[0] for row in rows_of(table)] for table in tables] == [
        ["科目", "現金", "預金", "資産合計"], ["科目", "借入金", "未払金", "負債合計", "剰余金"],
    ]  # fmt: skip


def test_a_name_of_four_lines_beside_two_levels_is_one() -> None:
    page = sketched("""
        ┌──────────┬─────────────────────┬──────────┬──────────┐
        │          │       予算額        │          │          │
        │          │                     │          │          │
        │区分      ├──────────┬──────────┤          │    不用額│
        │          │          │          │          │          │
        │          │      当初│      合計│          │          │
        ├──────────┼──────────┼──────────┼──────────┼──────────┤
        │水道費用  │   333,510│   335,920│         0│    11,343│
        │営業費用  │   307,800│   310,940│         0│     9,511│
        └──────────┴──────────┴──────────┴──────────┴──────────┘
    """)
    name = ("地方公営企", "業法第26条", "の規定によ", "る繰越額")
    lines = [(235.0 - 5.0 * len(text.replace("26", "2")), 68.0 + 12.0 * n, text) for n, text in enumerate(name)]
    [table] = tables_of(replace(page, glyphs=joined_glyphs(page.glyphs, glyphs_at(lines)))).tables
    assert cell_of(table, "\n".join(name)).row_span == 2


def test_a_caption_above_the_header_parts_no_heading() -> None:
    table = table_in("""
        ─────────────────────────────────────────────────────┐
         四半期別執行計画                                    │
        ─────────────────────────────────────────────────────┤
                  │              令和7年度計画               │
                  ├──────────────────────────────────────────┤
         区分     │          上期          │         年間計  │
                  ├───────┬───────┬────────┤                 │
                  │ 第1期 │ 第2期 │   計   │                 │
        ──────────┼───────┼───────┼────────┼─────────────────┤
        人件費    │462,983│ 16,521│ 479,504│          550,737│
        補助費等  │  9,774│    652│  10,426│          138,352│
        ──────────┴───────┴───────┴────────┴─────────────────┘
    """)
    heading = cell_of(table, "上期")
    assert (heading.column, heading.column_span) == (1, 3)


def test_labels_one_to_a_row_are_no_wrapped_names_of_row_groups() -> None:
    rows = grid("""
        ─────────────────────────────────────────
        科目            使用目的等         金額
        ─────────────────────────────────────────
        流動資産
          現金及び預金  手元保管          3,223
          未収金        庁舎敷地        683,525
          前払費用      運転資金として    7,904
          貯蔵品        みどり銀行      613,051
          短期貸付金    みどり銀行      947,789
          流動資産合計                2,255,492
        固定資産
          建物          手元保管         66,422
          構築物        運転資金として   55,791
          固定資産合計                  122,213
        ─────────────────────────────────────────
    """)
    labels = [row[0] for row in rows]
    assert [label for label in labels if label][4:6] == ["前払費用", "貯蔵品"]


def test_the_first_line_of_a_label_tells_how_far_in_it_stands() -> None:
    table = table_in("""
        ┌──────────────┬───────┐
        │1 負担金      │    536│
        ├──────────────┼───────┤
        │  1 県土地改良│       │
        │団体負担金    │    386│
        ├──────────────┼───────┤
        │  2 協議会    │    150│
        └──────────────┴───────┘
    """)
    label = next(cell for cell in table.cells if "\n" in cell.text)
    assert label.box is not None and label.left is not None and label.left > label.box.x0


def test_two_rows_under_a_header_are_a_table_though_their_last_column_ends_where_others_above_do() -> None:
    tables = read("""
        科目          取得価額    期末残高
        建物            11,493       8,095
        備品            14,528       5,765
        合計            26,021      13,860


        引当金は次のとおりである。

        科目        期首  増加額  期末残高
        賞与       7,280   7,133     7,133
        退職      51,872   5,120    56,992
    """).tables
    assert [rows_of(table)[-1] for table in tables] == [["合計", "26,021", "13,860"], ["退職", "51,872", "5,120", "56,992"]]


def test_what_counts_labels_is_no_column_of_its_own() -> None:
    [table] = read("""
        ──────────────────────────────────────────────────────
            款                 項        補正前      補正後
        ──────────────────────────────────────────────────────
        第1款 事業収益                   24,998      24,231
                        第1項  営業収益  24,815      24,044
                        第2項  雑収益       183         187
        第2款 場外収益                    1,300       1,300
                        第1項  受託収益   1,264       1,264
                        第2項  雑収益        36          36
        ──────────────────────────────────────────────────────
    """).tables
    assert rows_of(table)[:3] == [
        ["款", "項", "補正前", "補正後"],
        ["第1款 事業収益", "", "24,998", "24,231"],
        ["", "第1項 営業収益", "24,815", "24,044"],
    ]


def test_rules_that_begin_at_the_indentation_of_counted_labels_tell_no_groups() -> None:
    table = table_in(
        """
        ────────────────────────────────────────
        款 項 目            予定額     前年度
        ────────────────────────────────────────
        1 事業収益             334         321
        ────────────────────────────────────────
          1  営業収益          300         290
            ────────────────────────────────────
             1 給水収益        250         240
            ────────────────────────────────────
             2 受託収益         50          50
          ──────────────────────────────────────
          2  営業外収益         34          31
            ────────────────────────────────────
             1 利息             30          21
            ────────────────────────────────────
             2 雑収益            4          10
        ────────────────────────────────────────
        """
    )
    assert [row[0] for row in rows_of(table)] == [
        "款 項 目", "1 事業収益", "1 営業収益", "1 給水収益", "2 受託収益", "2 営業外収益", "1 利息", "2 雑収益",
    ]  # fmt: skip


def test_a_part_headed_in_the_middle_is_a_row_wherever_the_columns_of_its_figures_begin() -> None:
    [table] = read("""
                       第1号 財産目録

              摘  要                     金  額
                       資  産  の  部
        1 流動資産
          現金                 101,344
          未収賦課金         2,060,870    2,162,214
        資産合計                                         2,162,214
                       負  債  の  部
        1 流動負債
          未払金             1,494,919
          預り金               206,513    1,701,432
        負債合計                                         1,701,432
                    正  味  財  産  の  部
        差引正味財産                                       460,782
    """).tables
    texts = [["".join(text.split()) for text in row if text] for row in rows_of(table)]
    assert texts[:3] == [["摘要", "金額"], ["資産の部"], ["1流動資産"]]
    assert ["負債の部"] in texts and ["正味財産の部"] in texts


def test_headings_at_a_pages_head_are_rows_though_a_rule_stands_over_the_total() -> None:
    [table] = read("""
        第3款 消防費
          1目 常備消防費
            1 報酬           6,300    6,188      112
            2 給料         667,080  656,440   10,640
            3 手当         513,947  499,947   14,000
            目計         1,187,327  1,162,575  24,752
        ─────────────────────────────────────────────
        歳出合計         1,187,327  1,162,575  24,752
        ─────────────────────────────────────────────
    """).tables
    assert [row[0] for row in rows_of(table)[:3]] == ["第3款 消防費", "1目 常備消防費", "1 報酬"]


def test_the_first_line_of_a_name_in_the_middle_of_all_columns_is_no_heading_of_them() -> None:
    [table] = read("""
        固定資産の取得価額
                                        （単位：円）
                                減価償却
        科目          取得価額   累計額    期末残高
        建物            11,493     3,398     8,095
        備品            14,528     8,763     5,765
        合計            26,021    12,161    13,860
    """).tables
    assert rows_of(table)[0] == ["科目", "取得価額", "減価償却\n累計額", "期末残高"]


def test_a_title_set_wide_on_the_line_of_the_unit_heads_no_columns() -> None:
    page = """
                      貸 借   対   照   表                          （単位：千円）
        科      目                令和7年3月31日  令和6年3月31日   増    減
        ───────────────────────────────────────────────────────────────
        現金                                412              388         24
        預金                              2,062            1,988         74
        資産合計                          2,474            2,376         98
    """
    assert grid(page)[0] == ["科 目", "令和7年3月31日", "令和6年3月31日", "増 減"]


def test_a_numbered_caption_with_the_year_at_the_other_end_of_its_line_heads_no_columns() -> None:
    page = """
        ２  支払実績                                           令和6年度
        共済目的             被害戸数(戸)     共済金額(千円)   被害率(%)
        ───────────────────────────────────────────────────────────────
        水稲                          222          6,821,400        1.43
        麦                             43            412,300        2.85
        合計                          265          7,233,700        1.51
    """
    assert grid(page)[0] == ["共済目的", "被害戸数(戸)", "共済金額(千円)", "被害率(%)"]


def test_a_caption_on_the_line_of_its_unit_is_no_header_of_steps() -> None:
    [table] = read("""
                  令和7年度      予定損益計算書        （単位：千円）
        1 営業収益
          給水収益       1,391,118
          その他収益        27,410   1,418,528
        2 営業費用
          原水費           361,402
          配水費         1,032,894   1,394,296
        営業利益                                   24,232
    """).tables
    assert rows_of(table)[0][0] == "1 営業収益"


def test_a_year_in_a_spread_heading_is_no_figure() -> None:
    tokens = tokens_of(sketched("令  和  6  年  取  扱  量").glyphs)
    assert [token.text for token in tokens if token.numeric] == ["6"]
    assert not any(token.numeric for token in without_header_numbers(tokens))


def test_names_of_two_lines_left_and_right_of_the_figures_belong_to_the_header() -> None:
    [table] = read("""
        第5  借入金明細                                （単位：円）

        借入先      借入    期首残高   期末残高    完済
                    年度                           年度
        公庫甲      平成    41,200     37,080      令和
        公庫乙      平成    27,900     24,800      令和
        計                  69,100     61,880
    """).tables
    assert rows_of(table)[0] == ["借入先", "借入\n年度", "期首残高", "期末残高", "完済\n年度"]


def test_the_last_row_of_a_table_that_goes_on_has_the_columns_of_its_header() -> None:
    table = table_in(
        """
        ──────────────────────────────────────────────────────
              種類         発行年月日     発行総額      残高
        ──────────────────────────────────────────────────────
        金融機構第8607号    令和6.3.24     540,000   540,000
        合計                             6,016,800 4,231,733
        ──────────────────────────────────────────────────────
        """
    )
    assert rows_of(table)[:2] == [
        ["種類", "発行年月日", "発行総額", "残高"], ["金融機構第8607号", "令和6.3.24", "540,000", "540,000"],
    ]  # fmt: skip


def test_numbers_of_levels_have_columns_of_their_own_where_headers_stand_over_them() -> None:
    table = table_in(
        """
        ──────────────────────────────────────────────
         款   項   目       科目      予算額    決算額
        ──────────────────────────────────────────────
        1              総務費         9,186     4,798
             1         総務管理費     8,072     4,702
                  1    一般管理費     7,972     3,696
                  2    整備費            96       743
        ──────────────────────────────────────────────
        """
    )
    assert rows_of(table)[0] == ["款", "項", "目", "科目", "予算額", "決算額"]
    assert rows_of(table)[3] == ["", "", "1", "一般管理費", "7,972", "3,696"]


def test_rules_between_the_names_of_groups_alone_part_the_groups() -> None:
    groups = {"引受戸数": 5, "引受面積": 5, "引受頭数": 4, "引受棟数": 3}
    left, labels, right, step, top = 47.0, 122.0, 548.0, 13.7, 74.0
    runs: list[Run] = [(60.0, 62.0, "区分"), (160.0, 62.0, "種類"), (300.0, 62.0, "令和5年度"), (420.0, 62.0, "令和6年度")]
    strokes = [(left, y, right, y + 0.4) for y in (50.0, top)] + [
        (x, 50.0, x + 0.4, top) for x in (left, labels, 280.0, 400.0, right)
    ]
    row = 0
    for name, count in groups.items():
        runs.append((60.0, top + step * (row + count / 2), name))
        for n in range(row, row + count):
            y = top + step * (n + 0.5)
            runs += [(130.0, y, f"種類{n}"), (320.0, y, f"{n + 1},235"), (440.0, y, f"{n + 2},412")]
        row += count
        strokes.append((left, top + step * row, labels if row < 17 else right, top + step * row + 0.4))
    shades = np.array([(top + step * n, labels, right) for n in range(1, 18)], np.float32)
    [table] = tables_of(page_at(runs, strokes, em=9.0), shades).tables
    cells = [cell_of(table, name) for name in groups]
    assert [(cell.row, cell.row_span) for cell in cells] == [(1, 5), (6, 5), (11, 4), (15, 3)]


def test_names_in_one_cell_down_the_rows_each_stand_in_the_middle_of_their_own() -> None:
    table = table_in(
        """
        ┌────────┬──────────┬────────┐
        │ 区分   │ 施設     │ 利用者 │
        ├────────┼──────────┼────────┤
        │        │ 中央館   │  4,206 │
        │ 図書館 │ 東館     │  3,118 │
        │        │ 西館     │  1,204 │
        │        │ 体育館   │  8,310 │
        │ 体育   │ 武道場   │  2,118 │
        │        │ プール   │  5,406 │
        └────────┴──────────┴────────┘
        """
    )
    groups = [(cell_of(table, name).row, cell_of(table, name).row_span) for name in ("図書館", "体育")]
    assert groups == [(1, 3), (4, 3)]


def test_rules_that_frame_the_middle_of_a_header_alone_leave_its_ends_to_it() -> None:
    table = table_in(
        """
                 ┌──────────┬──────────┐
        施設     │  利用者  │  収入    │   支出
                 └──────────┴──────────┘
        中央館      4,206      18,400     21,300
        東館        3,118      12,300     15,800
        西館        1,204       4,100      6,200
        """
    )
    assert rows_of(table)[0] == ["施設", "利用者", "収入", "支出"]
    assert rows_of(table)[-1] == ["西館", "1,204", "4,100", "6,200"]


def test_names_in_the_middle_of_their_rows_may_stand_beside_one_of_them() -> None:
    """正組合員 stands beside 法人, in the middle of three rows that rules part; the first row has no name of its own."""
    table = table_in("""
        ────────────────────────────────────
        区分                  期首      期末
        ────────────────────────────────────
                  個人       2,418     2,383
                  ──────────────────────────
        正組合員  法人          42        45
                  ──────────────────────────
                  計         2,460     2,428
                  ──────────────────────────
                  個人       3,106     3,100
                  ──────────────────────────
        准組合員  団体          64        62
                  ──────────────────────────
                  計         3,170     3,162
        ────────────────────────────────────
        合計                 5,630     5,590
        ────────────────────────────────────
    """)
    assert {(cell.text, cell.row, cell.row_span) for cell in table.cells if cell.column == 0 and cell.row} == {
        ("正組合員", 1, 3), ("准組合員", 4, 3), ("合計", 7, 1),
    }  # fmt: skip


def test_a_label_over_its_own_rule_stands_for_its_row_alone() -> None:
    """A rule runs under every row from its label on: 営業外 stands below the details of 営業, and spans none of them."""
    rows = grid("""
        ┌──────┬────────┬────────┬────────┐
        │款    │項      │目      │金額    │
        ├──────┼────────┼────────┼────────┤
        │水道  │        │        │  1,900 │
        ├──────┼────────┼────────┼────────┤
        │      │営業    │        │  1,800 │
        │      ├────────┼────────┼────────┤
        │      │        │給水    │  1,750 │
        │      │        ├────────┼────────┤
        │      │        │その他  │     50 │
        │      │        ├────────┼────────┤
        │      │営業外  │        │    100 │
        │      ├────────┼────────┼────────┤
        │      │        │利息    │    100 │
        └──────┴────────┴────────┴────────┘
    """)
    assert [row[1:] for row in rows[2:]] == [
        ["営業", "", "1,800"], ["", "給水", "1,750"], ["", "その他", "50"], ["営業外", "", "100"], ["", "利息", "100"],
    ]  # fmt: skip


def test_a_unit_beside_a_bare_sum_is_no_character_of_its_name() -> None:
    rows = grid("""
        区　分                     単位    令和6年度    令和5年度
        ─────────────────────────────────────────────────────────
        年間走行キロ                km     2,914,306    2,958,120
        定期                        人     3,018,442    2,996,105
        定期外                      人     4,806,214    4,512,308
        計                          人     7,824,656    7,508,413
        ─────────────────────────────────────────────────────────
    """)
    assert rows[-1] == ["計", "人", "7,824,656", "7,508,413"]


def test_a_name_over_its_unit_on_the_line_of_other_names_is_of_the_header() -> None:
    rows = grid("""
                                 業　務　量

                                                             増減率
        区　分                    令和6年度    令和5年度     （％）
        ──────────────────────────────────────────────────────────
        年間走行キロ              2,914,306    2,958,120      △1.5
        乗車人員                  7,824,656    7,508,413       4.2
        ──────────────────────────────────────────────────────────
    """)
    assert rows[0][-1] == "増減率\n（％）"


def test_labels_that_run_over_columns_drawn_in_the_header_alone_are_whole() -> None:
    """款, 項, 目, 節 stand between short rules; below them a label begins in its own and runs on over the others."""
    rows = grid("""
        ┌────┬────┬────┬──────────┬────────┬────────┐
        │ 款 │ 項 │ 目 │    節    │ 本年度 │ 前年度 │
        ├────┴────┴────┴──────────┼────────┼────────┤
        │1 国民健康保険料         │  5,949 │  5,786 │
        │     1 国民健康保険料    │  5,949 │  5,786 │
        │          1 一般分保険料 │  5,949 │  5,786 │
        │               1 現年分  │  5,949 │  5,786 │
        ├─────────────────────────┼────────┼────────┤
        │2 一部負担金             │      1 │      1 │
        │     1 一部負担金        │      1 │      1 │
        │          1 一部負担金   │      1 │      1 │
        └─────────────────────────┴────────┴────────┘
    """)
    assert ["".join(row[:4]) for row in rows[1:]] == [
        "1 国民健康保険料", "1 国民健康保険料", "1 一般分保険料", "1 現年分", "2 一部負担金", "1 一部負担金", "1 一部負担金",
    ]  # fmt: skip
    assert all(row[4:] in (["5,949", "5,786"], ["1", "1"]) for row in rows[1:])


def test_sides_in_the_middle_over_their_rows_head_these_and_no_column() -> None:
    page = """
        第3条　収益的収入及び支出の予定額は、次のとおりと定める。
                                   収    入
        第1款病院事業収益                          9,236,008千円
          第1項医業収益                            8,400,707千円
          第2項医業外収益                            835,301千円
                                   支    出
        第1款病院事業費用                          8,775,336千円
          第1項医業費用                            8,332,804千円
          第2項医業外費用                            442,532千円
    """
    rows = grid(page)
    assert rows[0] == ["収 入", ""]
    assert rows[4] == ["支 出", ""]
    assert rows[1] == ["第1款病院事業収益", "9,236,008千円"]


def test_two_amounts_counted_under_an_article_are_a_list() -> None:
    page = """
        第3条　次に掲げる経費については、議会の議決を経なければならない。
        (1)職員給与費                                 4,237,984千円
        (2)交際費                                           840千円

        第4条　次に掲げる収入を充てる。
        (1)企業債                                       640,000千円
    """
    assert grid(page) == [["(1)職員給与費", "4,237,984千円"], ["(2)交際費", "840千円"]]


def test_the_total_at_the_foot_of_a_page_belongs_to_the_rows_far_above() -> None:
    page = """
        科　目                 本年度        前年度
        掛金収入           95,360,000    94,501,760
        事業収入           16,099,255    16,103,346
        雑収入                286,430       341,275




          合    計        111,745,685   110,946,381
    """
    assert grid(page)[-1] == ["合 計", "111,745,685", "110,946,381"]


def test_rules_that_begin_right_of_a_groups_name_part_it_from_labels_that_are_counted() -> None:
    table = table_in("""
        ┌───────────────────────┬─────────┬─────────┐
        │      区　分           │ 計画額  │ 実績額  │
        ├───────────────────────┼─────────┼─────────┤
        │      1  運送収益      │  2,022  │  2,010  │
        │    ───────────────────┼─────────┼─────────┤
        │受    2  補助金        │    215  │    212  │
        │    ───────────────────┼─────────┼─────────┤
        │入    3  企業債        │    240  │    231  │
        │    ───────────────────┼─────────┼─────────┤
        │      4  計            │  2,477  │  2,453  │
        ├───────────────────────┼─────────┼─────────┤
        │      1  営業費用      │  2,011  │  1,916  │
        │    ───────────────────┼─────────┼─────────┤
        │支    2  支払利息      │     18  │     17  │
        │    ───────────────────┼─────────┼─────────┤
        │払    3  改良費        │    289  │    274  │
        │    ───────────────────┼─────────┼─────────┤
        │      4  計            │  2,318  │  2,207  │
        └───────────────────────┴─────────┴─────────┘
    """)
    assert [cell.text for cell in table.cells if cell.column == 0 and cell.row_span > 1] == ["受入", "支払"]


def test_units_beside_rows_whose_groups_alone_are_ruled_off_are_a_unit_a_row() -> None:
    rows = [
        ("入院", "患者数", "人"),
        ("", "利用率", "％"),
        ("", "単価", "円"),
        ("外来", "患者数", "人"),
        ("", "単価", "円"),
        ("", "件数", "件"),
    ]
    runs: list[Run] = [(42, 50, "区分"), (130, 50, "単位"), (175, 50, "6年度")]
    for n, (_, name, unit) in enumerate(rows):
        runs += [(72, 70 + 24 * n, name), (134, 70 + 24 * n, unit), (170, 70 + 24 * n, "1,234")]
    runs += [(46, 82, "入"), (46, 106, "院"), (46, 154, "外"), (46, 178, "来")]
    rules = [(40, y, 210, y + 0.4) for y in (42, 60, 204)] + [(40, 132, 64, 132.4)]
    uprights = [(x, 60, x + 0.4, 204) for x in (40, 64, 120, 155, 210)]
    [table] = tables_of(page_at(runs, [*rules, *uprights])).tables
    assert [row[2] for row in rows_of(table)[1:]] == [unit for _, _, unit in rows]


def test_names_of_as_many_lines_as_the_kinds_of_figures_beside_them_are_of_both() -> None:
    rows = rows_of(
        table_in("""
        ┌──────────┬──────────────┬──────┬──────────┬────────────────────┐
        │課        │事業名        │区分  │    事業費│事業の成果          │
        ├──────────┼──────────────┼──────┼──────────┼────────────────────┤
        │障がい福祉│障害福祉等    │予算  │   227,206│居宅介護の支給      │
        │課        │給付費        │決算  │   196,755│を行った。          │
        ├──────────┼──────────────┼──────┼──────────┼────────────────────┤
        │財政課    │積立金        │予算  │   163,331│剰余金を基金に      │
        │          │              │決算  │   147,134│積み立てた。        │
        ├──────────┼──────────────┼──────┼──────────┼────────────────────┤
        │住宅課    │市営住宅長寿命│予算  │    52,120│屋上防水をした。    │
        │          │化改修事業    │決算  │    49,980│                    │
        └──────────┴──────────────┴──────┴──────────┴────────────────────┘
    """)
    )
    assert rows[1:3] == [
        ["障がい福祉\n課", "障害福祉等\n給付費", "予算", "227,206", "居宅介護の支給\nを行った。"],
        ["", "", "決算", "196,755", ""],
    ]
    assert [row[1] for row in rows[5:7]] == ["市営住宅長寿命\n化改修事業", ""]


def test_rules_between_the_rows_right_of_their_groups_are_under_no_heading() -> None:
    """The first name of the header would stand in the middle of no cell that reaches to where they begin."""
    ys = [44.0, 56.0, 69.0, 83.0, 97.0, 111.0, 125.0]
    xs = [40.0, 56.0, 130.0, 186.0, 240.0, 296.0, 340.0]
    tokens = tokens_at(
        (149, 58, "件数"), (204, 58, "金額"), (259, 58, "件数"), (309, 58, "金額"), (64, 72, "青嵐市"), (310, 72, "1")
    )
    rules = [(y, 56.0, 340.0) for y in ys[2:]]
    for drawn, joined in ((rules[:1], [2]), (rules, [])):
        parted = np.ones((len(ys) - 1, len(xs)), bool)
        unpart_spanners(parted, np.array(drawn, np.float32), xs, ys, [False, *[True] * 5, False], tokens)
        assert np.flatnonzero(~parted[1]).tolist() == joined
