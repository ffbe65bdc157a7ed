"""Rows of a band between two rules: labels wrapped around, above and below their numbers."""

from __future__ import annotations

import pytest

from extractors.geometry import lines_of
from extractors.rows import anchors_of, assign_rows, cell_line, offset_of, pitch_of
from tests.printed import grid, read, rows_of, table_in, tokens_at

LABEL = "総合行政ネットワーク積立"


def column_ruled(*rows: tuple[str, str]) -> list[list[str]]:
    """A table with no rules between its rows: labels in 60 points, numbers in 40."""
    drawn = ["┌────────────┬────────┐", "│科目        │金額    │", "├────────────┼────────┤"]
    for label, number in rows:
        drawn.append(f"│{label}{' ' * (12 - 2 * len(label))}│{number:>8}│")
    return grid("\n".join([*drawn, "└────────────┴────────┘"]))[1:]


def test_a_wrapped_label_has_its_number_at_the_top() -> None:
    assert column_ruled(("現金", "1,000"), ("総合行政ネッ", "200"), ("トワーク積立", ""), ("預金", "3,000")) == [
        ["現金", "1,000"], ["総合行政ネッ\nトワーク積立", "200"], ["預金", "3,000"],
    ]  # fmt: skip


def test_a_wrapped_label_has_its_number_at_the_bottom() -> None:
    assert column_ruled(("現金", "1,000"), ("総合行政ネッ", ""), ("トワーク積立", "200"), ("預金", "3,000")) == [
        ["現金", "1,000"], ["総合行政ネッ\nトワーク積立", "200"], ["預金", "3,000"],
    ]  # fmt: skip


def test_where_both_neighbours_could_take_a_line_the_rest_of_the_column_decides() -> None:
    rows = (("総合行政ネッ", ""), ("トワーク", "200"), ("住民基本台帳", "300"), ("確認情報処理", ""), ("関連事業", "400"))
    assert column_ruled(*rows)[:3] == [
        ["総合行政ネッ\nトワーク", "200"], ["住民基本台帳", "300"], ["確認情報処理\n関連事業", "400"],
    ]  # fmt: skip


def test_a_wrapped_label_has_its_number_in_the_middle() -> None:
    labels = [(40.0, 60.0, "現金"), (40.0, 80.0, LABEL[:6]), (40.0, 92.0, LABEL[6:]), (40.0, 112.0, "預金")]
    numbers = [(110.0, 60.0, "1,000"), (110.0, 86.0, "200"), (110.0, 112.0, "3,000")]
    lines = [cell_line(0, line) for line in lines_of(tokens_at(*labels))]
    lines += [cell_line(1, line) for line in lines_of(tokens_at(*numbers))]
    anchors = anchors_of(lines)
    assert len(assign_rows(lines, anchors, [105.0, 150.0], pitch_of(anchors), True)) == 3
    assert [line.row for line in lines] == [0, 1, 1, 2, 0, 1, 2]


def test_labels_of_twelve_characters_at_the_margin_of_their_column_were_broken_there() -> None:
    """Set solid to the margin, they measure a hair less than twelve em; the rows stand no further apart than their lines."""
    names = ["現金", "学校給食用基本物資供給事", "業収益", "学校給食用一般物資供給事", "業収益", "預金", "売掛金", "前払金"]
    labels = [(40.0, 60.0 + 13 * k, name) for k, name in enumerate(names)]
    numbers = [(220.0, y, "1,000") for _, y, name in labels if len(name) < 12]
    solid = [token._replace(x1=token.x1 - 0.2) for token in tokens_at(*labels)]
    lines = [cell_line(0, line) for line in lines_of(solid)] + [cell_line(1, line) for line in lines_of(tokens_at(*numbers))]
    anchors = anchors_of(lines)
    assert len(assign_rows(lines, anchors, [200.0, 260.0], pitch_of(anchors), True)) == 6
    assert [line.row for line in lines[:8]] == [0, 1, 1, 2, 2, 3, 4, 5]


def test_headings_between_rows_are_rows_of_their_own() -> None:
    assert column_ruled(("流動資産", ""), ("現金", "1,000"), ("預金", "200"), ("固定資産", ""), ("土地", "3,000")) == [
        ["流動資産", ""], ["現金", "1,000"], ["預金", "200"], ["固定資産", ""], ["土地", "3,000"],
    ]  # fmt: skip


def test_labels_printed_half_a_row_above_their_numbers() -> None:
    assert grid("""
        ┌────────┬────────┐
        │科目    │金額    │
        ├────────┼────────┤
        │現金    │        │
        │        │   1,000│
        │預金    │        │
        │        │   2,000│
        │土地    │        │
        │        │   3,000│
        └────────┴────────┘
    """)[1:] == [["現金", "1,000"], ["預金", "2,000"], ["土地", "3,000"]]


def test_the_whole_column_tells_how_far_above_in_bands_of_one_row() -> None:
    assert grid("""
        ┌────────┬────────┬────────┬────────┐
        │科目    │金額    │科目    │金額    │
        ├────────┼────────┼────────┼────────┤
        │現金    │        │未払金  │        │
        │        │   1,000│        │     100│
        │預金    │        │借入金  │        │
        │        │   2,000│        │     200│
        │未収金  │        │前受金  │        │
        │        │   3,000│        │     300│
        ├────────┼────────┼────────┼────────┤
        │土地    │        │基金    │        │
        │        │   4,000│        │     400│
        └────────┴────────┴────────┴────────┘
    """)[1:] == [
        ["現金", "1,000", "未払金", "100"], ["預金", "2,000", "借入金", "200"],
        ["未収金", "3,000", "前受金", "300"], ["土地", "4,000", "基金", "400"],
    ]  # fmt: skip


@pytest.mark.parametrize("shift", [5.0, 7.5])
def test_an_offset_is_told_by_three_labels(shift: float) -> None:
    heights = [60.0, 80.0, 100.0, 120.0]
    lines = [cell_line(0, line) for line in lines_of(tokens_at(*[(0, y - shift, "現金") for y in heights]))]
    wanted = shift if shift > 0.55 * lines[0].em else 0.0  # less is the same line
    assert offset_of([(lines, heights)], 20.0) == pytest.approx(wanted, abs=0.01)
    assert offset_of([(lines[:2], heights)], 20.0) == 0.0


def test_labels_of_two_lines_around_their_number_are_not_set_off() -> None:
    runs = [(0.0, y + dy, text) for y in (60.0, 90.0, 120.0) for dy, text in ((-6, LABEL[:6]), (6, LABEL[6:]))]
    lines = [cell_line(0, line) for line in lines_of(tokens_at(*runs))]
    assert offset_of([(lines, [60.0, 90.0, 120.0])], 30.0) == 0.0


def test_numbers_of_one_row_set_a_little_apart_are_one_row() -> None:
    lines = [cell_line(k, [token]) for k, token in enumerate(tokens_at((0, 10, "1,000"), (50, 12, "2,000"), (0, 30, "3")))]
    assert anchors_of(lines) == pytest.approx([11, 30])
    assert pitch_of([11, 30, 49, 90]) == 19
    assert pitch_of([11]) == 0


@pytest.mark.parametrize(("second", "rows"), [(66.0, 1), (60.0, 2)])
def test_a_header_of_two_lines_around_the_middle_of_the_others_is_one_header(second: float, rows: int) -> None:
    headers = [(40.0, second, "項目"), (100.0, second, "金額"), (150.0, second, "構成比")]
    headers += [(200.0, 60.0, "前年度"), (200.0, 72.0, "金額")]
    numbers = [(x, y, "1,000") for x in (100.0, 150.0, 200.0) for y in (100.0, 120.0, 140.0)]
    labels = [(40.0, y, "現金") for y in (100.0, 120.0, 140.0)]
    cells = {40.0: 0, 100.0: 1, 150.0: 2, 200.0: 3}
    lines = [cell_line(cells[run[0]], tokens_at(run)) for run in (*headers, *labels, *numbers)]
    anchors = anchors_of(lines)
    assert len(assign_rows(lines, anchors, [90.0, 140.0, 190.0, 240.0], pitch_of(anchors), True)) == rows + 3


def test_numbered_headings_above_a_ruled_off_row_are_rows_of_their_own() -> None:
    rows = grid("""
        ┌────────────────────────┬────────┐
        │科目                    │  金額  │
        ├────────────────────────┼────────┤
        │Ⅰ  経常増減の部        │        │
        │  (1) 経常収益          │        │
        │    ①資産運用益        │  18,422│
        ├────────────────────────┼────────┤
        │      受取利息          │  18,422│
        └────────────────────────┴────────┘
    """)
    assert rows[1:] == [["Ⅰ 経常増減の部", ""], ["(1) 経常収益", ""], ["①資産運用益", "18,422"], ["受取利息", "18,422"]]


def test_the_second_line_of_a_numbered_label_is_no_row() -> None:
    rows = grid("""
        ┌────────────┬────────┐
        │科目        │  金額  │
        ├────────────┼────────┤
        │(1) 総合行政│        │
        │  ネット積立│  18,422│
        ├────────────┼────────┤
        │(2) 預金    │  18,422│
        └────────────┴────────┘
    """)
    assert rows[1:] == [["(1) 総合行政\nネット積立", "18,422"], ["(2) 預金", "18,422"]]


def test_two_headings_over_each_side_of_a_statement_without_upright_rules_are_rows_of_their_own() -> None:
    left, right = read("""
        ──────────────────────────────────────────────────────────
            科目              金額        科目              金額
        ──────────────────────────────────────────────────────────
        資産の部                      負債の部
          流動資産                      流動負債
            現金             1,000        未払金             500
            預金             2,000        預り金             700
            流動資産合計     3,000        流動負債合計     1,200
        ──────────────────────────────────────────────────────────
    """).tables
    assert rows_of(left)[1:3] == [["資産の部", ""], ["流動資産", ""]]
    assert rows_of(right)[1:3] == [["負債の部", ""], ["流動負債", ""]]


def test_the_figures_in_the_middle_of_a_numbered_label_of_two_lines_part_nothing() -> None:
    label = [cell_line(0, tokens_at(run)) for run in ((0, 100, "２ 過年度損益"), (10, 111, "修正益"))]
    lines = [*label, cell_line(1, tokens_at((200, 106, "0")))]
    assert len(assign_rows(lines, [106.0], [120.0, 220.0], 0.0, False)) == 1


def test_the_second_line_of_a_numbered_label_hangs_behind_its_number() -> None:
    labels = (0, 100, "(1) 使用料"), (0, 118, "(2) 雨水処理"), (18, 129, "負担金"), (0, 147, "(3) その他")
    lines = [cell_line(0, tokens_at(run)) for run in labels]
    lines += [cell_line(1, tokens_at((200, y, "100"))) for y in (100, 118, 147)]
    assign_rows(lines, [100.0, 118.0, 147.0], [180.0, 230.0], 18.0, True)
    assert [line.row for line in lines[:4]] == [0, 1, 1, 2]


def test_a_numbered_line_begins_a_row_though_the_one_above_fills_its_column() -> None:
    rows = (("1 業務", ""), ("受取利息配当", "100"), ("業務活動収支", "100"), ("2 投資", ""), ("固定資産取得", "300"))
    assert column_ruled(*rows)[2:4] == [["業務活動収支", "100"], ["2 投資", ""]]


def test_the_last_label_of_a_table_may_go_on_below_its_figures() -> None:
    table = grid("""
        区　分                     予算額       決算額
        第1項　企業債           62,000,000   51,200,000
        第2項　補助金           13,600,000   14,840,000
        第3項　固定資産              1,000    3,120,000
              売却代金

        （注）税込みである。
    """)
    assert [row[0] for row in table][-2:] == ["第3項　固定資産", "売却代金"]


def test_a_heading_as_far_above_a_set_in_label_as_rows_are_stands_in_a_row_of_its_own() -> None:
    table = table_in("""
        ┌──────────────────┬──────────┬──────────┐
        │金融機関          │    件数  │    金額  │
        ├──────────────────┼──────────┼──────────┤
        │都市銀行          │          │          │
        │                  │          │          │
        │  みなと銀行      │      46  │     571  │
        ├──────────────────┼──────────┼──────────┤
        │  東都銀行        │      88  │   1,286  │
        ├──────────────────┼──────────┼──────────┤
        │  小　計          │     134  │   1,857  │
        └──────────────────┴──────────┴──────────┘
    """)
    assert [row[0] for row in rows_of(table)] == ["金融機関", "都市銀行", "みなと銀行", "東都銀行", "小　計"]
