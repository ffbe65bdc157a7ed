"""An OCR engine's Markdown becomes grids; its damage is handed on, its markup is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.markdown import parse_markdown, read_markdown
from pipeline.errors import InputError
from pipeline.model import Table

SEED = Path(__file__).parent.parent / "fixtures" / "markdown" / "jlis-committee-21.md"


def only_table(text: str) -> Table:
    [table] = parse_markdown(text).tables
    return table


def texts(table: Table) -> list[list[str]]:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def test_the_separator_tells_header_from_body() -> None:
    table = only_table("| 科 目 | 金額 |\n|---|---:|\n| 未収金 | 1,200 |\n")
    assert table.header_rows == 1
    assert texts(table) == [["科 目", "金額"], ["未収金", "1,200"]]


def test_a_header_that_goes_on_below_the_separator_spans_its_columns() -> None:
    table = only_table("| 科目 | 一般事業 | | |\n|--|--|--|--|\n| | 補正前 | 補正額 | 補正後 |\n| 未収金 | 1 | 2 | 3 |\n")
    assert table.header_rows == 2
    [segment] = [cell for cell in table.cells if cell.text == "一般事業"]
    assert segment.column_span == 3


def test_without_a_separator_the_header_is_unknown() -> None:
    assert only_table("| 科目 | 金額 |\n| 未収金 | 1,200 |").header_rows is None


def test_ragged_rows_are_padded_and_blank_surplus_is_no_column() -> None:
    table = only_table("| 科目 | 金額 |\n|--|--|\n| 資産の部 |\n| 未収金 | 1,200 | |\n")
    assert texts(table) == [["科目", "金額"], ["資産の部", ""], ["未収金", "1,200"]]


def test_escapes_entities_breaks_and_emphasis_are_markup() -> None:
    table = only_table("| a \\| b | 研究&amp;開発 |\n|--|--|\n| 運営<br>事業 | **1,200** |\n")
    assert texts(table) == [["a | b", "研究&開発"], ["運営\n事業", "1,200"]]


def test_a_lone_dash_in_the_body_is_a_printed_nought() -> None:
    assert texts(only_table("| a | b |\n|--|--|\n| - | - |\n"))[1] == ["-", "-"]


def test_lines_between_tables_belong_above_the_next_and_the_last_lines_below() -> None:
    page = parse_markdown("# 表題\n\n| a | b |\n|--|--|\n\n(単位:円)\n\n| c | d |\n|--|--|\n| x | 1 |\n\n(注) 終わり\n")
    first, second = page.tables
    assert [line.text for line in first.above] == ["表題"]
    assert [line.text for line in second.above] == ["(単位:円)"]
    assert [line.text for line in second.below] == ["(注) 終わり"]
    assert [line.text for line in page.lines] == ["表題", "(単位:円)", "(注) 終わり"]


HTML = (
    "<h2>損益計算書</h2>\n\n(単位:円)\n\n<html><body><table border=1><caption>別表</caption><tr><td rowspan=2>科目</td>"
    "<td colspan='2'>一般事業</td></tr><tr><td>補正前</td><td>補正額</td></tr>\n"
    "<tr><td>研究<br>開発費</td><td>1,200</td><td>△34<sup>1)</sup></td></tr>"
    "<tr><td>計<td>1,200<td></td></tr></table></body></html>\n\n(注) 終わり\n"
)


def test_an_html_table_is_a_grid_with_spans() -> None:
    page = parse_markdown(HTML)
    [table] = page.tables
    assert texts(table) == [
        ["科目", "一般事業", ""], ["", "補正前", "補正額"], ["研究\n開発費", "1,200", "△34¹⁾"], ["計", "1,200", ""],
    ]  # fmt: skip
    assert [(cell.row_span, cell.column_span) for cell in table.cells[:3]] == [(2, 1), (1, 2), (1, 1)]
    assert [line.text for line in table.above] == ["損益計算書", "(単位:円)", "別表"]
    assert [line.text for line in table.below] == ["(注) 終わり"]


def test_an_html_header_goes_on_below_its_merged_cells() -> None:
    head = "<table><thead><tr><th rowspan=2>科目</th><th colspan=2>事業</th></tr></thead>"
    assert only_table(head + "<tr><td>前</td><td>後</td></tr><tr><td>計</td><td>1</td><td>2</td></tr></table>").header_rows == 2
    assert only_table("<table><tr><th>科目</th><th>金額</th></tr><tr><th>計</th><td>1</td></tr></table>").header_rows == 1
    assert only_table("<table><tr><td>科目</td><td>金額</td></tr><tr><td>計</td><td>1</td></tr></table>").header_rows is None


def test_html_and_pipe_tables_stand_in_the_order_of_the_text() -> None:
    page = parse_markdown(
        "甲\n\n<TABLE><tr><td>a</td><td>1</td></tr></TABLE>\n乙\n\n| b | 2 |\n|--|--|\n\n丙 <table><tr><td>c<td>3"
    )
    assert [(table.cells[0].text, [line.text for line in table.above]) for table in page.tables] == [
        ("a", ["甲"]), ("b", ["乙"]), ("c", ["丙"]),
    ]  # fmt: skip


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    first, second = parse_markdown(
        "<table><tr><td>甲<table><tr><td>x</td><td>1</td></tr></table>乙</td><td>2</td></tr></table>"
    ).tables
    assert (texts(first), texts(second)) == ([["甲乙", "2"]], [["x", "1"]])


def test_a_table_of_blanks_stays_a_table() -> None:
    assert only_table("| | |\n|--|--|\n| | |\n").cells == ()


def test_the_seed_has_thirty_tables() -> None:
    [page] = read_markdown(SEED)
    assert len(page.tables) == 30
    assert [table.header_rows for table in page.tables[12:15]] == [2, 2, 2]


def test_a_file_that_is_no_text_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.md"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"broken\.md"):
        read_markdown(path)
