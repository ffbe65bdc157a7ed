"""Upright rules that stop beside a row whose cells are merged, and names that run down a column without rules between them."""

from __future__ import annotations

import numpy as np

from extractors.broken_rules import breaks_of
from extractors.digital import tables_of
from tests.printed import Run, cell_of, grid, page_at, rows_of, table_in, tokens_at


def test_a_total_across_a_rule_that_stops_above_it_is_one_cell() -> None:
    assert grid("""
        ┌──────────┬──────────┬──────────┐
        │款        │項        │      金額│
        ├──────────┼──────────┼──────────┤
        │1負担金   │          │   421,518│
        │          │1負担金   │   421,518│
        │2諸収入   │          │     2,188│
        │          │1預金利子 │         1│
        │          │2雑入     │     2,187│
        │    歳  入  合  計   │   423,706│
        └─────────────────────┴──────────┘
    """)[-1] == ["歳 入 合 計", "", "423,706"]


def test_a_total_spread_from_the_first_of_several_columns_is_one_cell_and_no_stack() -> None:
    rows = grid("""
        ┌──┬──┬──┬──────────┬──────────┐
        │款│項│目│科目      │    予算額│
        ├──┼──┼──┼──────────┼──────────┤
        │1 │  │  │総務費    │   421,518│
        │  │1 │  │総務管理費│   421,518│
        │  │  │1 │一般管理費│   421,518│
        │2 │  │  │土木費    │     2,188│
        │  │1 │  │河川費    │     2,188│
        │  │  │1 │維持費    │     2,188│
        │歳  出  合  計     │   423,706│
        └───────────────────┴──────────┘
    """)
    assert rows[-1] == ["歳 出 合 計", "", "", "", "423,706"]
    assert [row[0] for row in rows[1:-1]] == ["1", "", "", "2", "", ""]


def test_a_heading_in_the_middle_of_columns_whose_rules_stop_for_it_heads_them() -> None:
    table = table_in("""
        ┌──────────────┬──────────┬──────────┐
        │科目          │  当年度末│  前年度末│
        ├──────────────┼──────────┼──────────┤
        │流動負債      │    22,150│    22,436│
        │固定負債      │    32,394│    33,294│
        │負債の部合計  │    54,544│    55,730│
        │             純資産の部             │
        │基本金        │     3,000│     3,000│
        │積立金        │    60,406│    62,198│
        │純資産合計    │    63,406│    65,198│
        └──────────────┴──────────┴──────────┘
    """)
    assert cell_of(table, "純資産の部").column_span == 3


def test_names_that_run_down_beside_their_rows_part_at_the_ends_of_their_rows() -> None:
    table = table_in("""
        ┌────┬────────────────┬──────────┐
        │区分│科目            │      金額│
        ├────┼────────────────┼──────────┤
        │    │会費収入        │     3,850│
        │収  │寄附金収入      │     1,200│
        │入  │受託金収入      │    38,902│
        │    │雑収入          │     1,000│
        │    │人件費          │    15,268│
        │    │事業費          │    24,117│
        │支  │事務費          │    15,846│
        │出  │助成金          │     3,175│
        │    │負担金          │       512│
        │    │雑費            │       600│
        └────┴────────────────┴──────────┘
    """)
    income, expense = cell_of(table, "収入"), cell_of(table, "支出")
    assert (income.row, income.row_span, expense.row, expense.row_span) == (1, 4, 5, 6)


def test_dashes_one_below_the_other_are_figures_and_no_name() -> None:
    rows = grid("""
        ┌────────────┬────────┬────────┐
        │科目        │施設    │内部取引│
        ├────────────┼────────┼────────┤
        │経常増減額  │     418│      － │
        │経常外増減の部│        │        │
        │経常外収益計│       8│      － │
        │経常外費用計│       5│      － │
        │経常外増減額│       3│      － │
        │他会計振替額│       2│      － │
        └────────────┴────────┴────────┘
    """)
    assert [row[2] for row in rows[1:]] == ["－", "", "－", "－", "－", "－"]


def test_a_number_set_apart_from_its_label_is_part_of_a_text_across_columns() -> None:
    upright = np.array([(79.0, 150.0, 330.0), (119.0, 165.0, 330.0)], np.float32)
    tokens = tokens_at((54, 143, "1"), (71, 143, "水道事業収益"), (82, 158, "1"), (99, 158, "営業収益"), (122, 173, "1 給水"))
    assert breaks_of([50.0, 79.0, 119.0, 306.0], [120.0, 136.0, 330.0], upright, tokens) == [150.0, 165.0]


def test_each_of_several_lines_in_the_middle_below_the_end_of_a_rule_is_a_cell_across_it() -> None:
    rows = grid("""
        ┌──────────────────────────┬──────────┐
        │性質別                    │      金額│
        ├──────────────────────────┼──────────┤
        │義│人件費                 │   421,518│
        │務│扶助費                 │    12,188│
        │的│公債費                 │     8,294│
        │費│小計                   │   442,000│
        │  │物件費                 │   118,294│
        │他│補助費                 │     8,294│
        │  │小計                   │   126,588│
        │         歳出合計         │   568,588│
        │          構成比          │     100.0│
        └──────────────────────────┴──────────┘
    """)
    assert rows[-2:] == [["歳出合計", "", "568,588"], ["構成比", "", "100.0"]]


def test_headings_that_end_before_the_rule_that_breaks_beside_them_part_no_rows_of_figures() -> None:
    rows = grid("""
        ┌───────────────────┬──────────┐
        │区分               │   金額   │
        ├───────────────────┴──────────┤
        │業務活動                      │
        │  人件費支出       │   593,010│
        │  補助金収入       │   702,532│
        │  業務活動計       │   109,522│
        │投資活動                      │
        │  取得による支出   │    92,091│
        │  補助金収入       │    27,287│
        │  投資活動計       │   △64,804│
        ├───────────────────┬──────────┤
        │資金増加額         │    44,718│
        └───────────────────┴──────────┘
    """)
    assert [row for row in rows if row[0] == "取得による支出"] == [["取得による支出", "92,091"]]


def test_a_heading_over_one_column_stands_as_high_as_one_over_several() -> None:
    """Nothing is drawn below either.  The lines of 内部取引等消去 stand closer together, and a unit is of its name."""
    sketch = """
        ┌────────┬────────────────────┬──────────────┬──────────┬──────────┐
        │        │  公益目的事業会計  │収益事業等会計│          │  前年度比│
        │科目    │         │          │              │ 内部取引 │          │
        │        │ 共通    │  小計    │  駐車場事業  │ 等消去   │   （％） │
        ├────────┼─────────┼──────────┼──────────────┼──────────┼──────────┤
        │事業収益│      192│       444│            75│        12│         1│
        │事業費  │       98│       348│            61│         9│         1│
        └────────┴─────────┴──────────┴──────────────┴──────────┴──────────┘
    """
    table = table_in(sketch)
    assert [cell_of(table, "収益事業等会計").row, cell_of(table, "駐車場事業").row] == [0, 1]
    assert cell_of(table, "前年度比\n（％）").row_span == 2
    assert cell_of(table, "内部取引\n等消去").row_span == 2


def test_labels_beside_rows_that_are_ruled_in_their_figures_alone_are_no_one_name() -> None:
    """A heading among them has no row of figures at its height."""
    labels = ["一般増減額", "一般期首残高", "一般期末残高", "指定増減の部", "指定増減額", "指定期末残高"]
    runs: list[Run] = [(42, 56, "科目"), (150, 56, "当年度")]
    runs += [(42 if label.endswith("の部") else 52, 70 + 14 * n, label) for n, label in enumerate(labels)]
    runs += [(165, 70 + 14 * n, "28,472") for n in (0, 1, 2, 4, 5)]
    rules = [(40, y, 200, y + 0.4) for y in (49, 63, 147)] + [(120, y, 200, y + 0.4) for y in (77, 91, 105, 133)]
    uprights = [(x, 49, x + 0.4, 147) for x in (40, 120, 200)]
    [table] = tables_of(page_at(runs, [*rules, *uprights])).tables
    assert [cell_of(table, label).row_span for label in (*labels[:3], labels[-1])] == [1] * 4


def test_a_number_and_its_sign_on_a_line_of_their_own_in_a_blank_stretch_are_of_that_row() -> None:
    table = table_in("""
        ┌────────────────┬──────────┬──────────┐
        │科目            │      共通│      合計│
        ├────────────────┼──────────┼──────────┤
        │期首残高        │          │   124,427│
        │                │          ├──────────┤
        │期末残高        │          │   152,899│
        │                │          ├──────────┤
        │振替額          │  △   640│  △   640│
        │                ├──────────┼──────────┤
        │当期増減額      │  △   640│  △   640│
        └────────────────┴──────────┴──────────┘
    """)
    assert [[c.text for c in table.cells if c.row == row] for row in (2, 3)] == [
        ["期末残高", "152,899"],
        ["振替額", "△ 640", "△ 640"],
    ]


def test_two_characters_of_one_name_may_be_spread_further_than_those_of_the_others() -> None:
    """比 and 較 stand beside the first and the third of their rows, 本年度 and 前年度 closer together beside theirs."""
    groups = [(62, "本"), (72, "年"), (82, "度"), (110, "前"), (120, "年"), (130, "度"), (158, "比"), (178, "較")]
    runs: list[Run] = [(44, height, glyph) for height, glyph in groups]
    names = ["国保", "介護", "後期", "計"] * 3
    runs += [(75, 54 + 12 * n, name) for n, name in enumerate(names)]
    runs += [(150, 54 + 12 * n, "1,234") for n in range(len(names))]
    rules = [(40, y, 200, y + 0.4) for y in (48, 192)]
    uprights = [(x, 48, x + 0.4, 192) for x in (40, 65, 130, 200)]
    [table] = tables_of(page_at(runs, [*rules, *uprights])).tables
    assert cell_of(table, "比較").row_span == 4


def test_a_heading_over_one_column_ends_as_the_one_over_several_does() -> None:
    """Nothing else says how close the lines of one name stand; 前年度 末 ends otherwise."""
    table = table_in("""
        ┌────────┬────────────────────┬──────────┬──────────┐
        │        │    社会福祉事業    │収益事業  │    前年度│
        │科目    │         │          │          │          │
        │        │ 法人運営│  地域福祉│ 売店     │  末残高  │
        ├────────┼─────────┼──────────┼──────────┼──────────┤
        │収入    │      192│       444│        75│        12│
        │支出    │       98│       348│        61│         9│
        └────────┴─────────┴──────────┴──────────┴──────────┘
    """)
    assert [cell_of(table, "収益事業").row, cell_of(table, "売店").row] == [0, 1]
    assert cell_of(table, "前年度\n末残高").row_span == 2


def test_names_of_two_lines_above_and_below_the_rule_of_a_heading_beside_them_are_whole_where_nothing_ends_the_header() -> None:
    runs: list[Run] = [(70, 61, "区分"), (130, 58, "前年度末"), (130, 70, "現在高"), (210, 54, "年度中増減")]
    runs += [
        (190, 64, "年度中"),
        (190, 74, "起債額"),
        (240, 64, "年度中"),
        (240, 74, "償還額"),
        (295, 58, "年度末"),
        (295, 70, "見込額"),
    ]
    for n, name in enumerate(("普通債", "その他", "合計")):
        runs += [(44, 88 + 13 * n, name), *((x, 88 + 13 * n, "1,234") for x in (145, 205, 255, 305))]
    rules = [(40, 48, 340, 48.4), (180, 59, 285, 59.4), (40, 106, 340, 106.4), (40, 120, 340, 120.4)]
    uprights = [(x, 48, x + 0.4, 120) for x in (40, 120, 180, 285, 340)] + [(232, 59, 232.4, 120)]
    [table] = tables_of(page_at(runs, [*rules, *uprights])).tables
    assert [cell_of(table, name).row_span for name in ("前年度末\n現在高", "年度末\n見込額", "区分")] == [2, 2, 2]
    assert cell_of(table, "年度中\n償還額").row == 1
    assert [row[0] for row in rows_of(table)[2:]] == ["普通債", "その他", "合計"]


def test_two_lines_set_around_the_rules_beside_them_are_one_name_though_its_first_ends_as_a_heading_does() -> None:
    """Each line of the names beside it stands in the middle of its own cell, and these two nearer to each other."""
    runs: list[Run] = [(70, 57, "区分"), (160, 52, "6年度末"), (140, 67, "市部"), (185, 67, "計")]
    runs += [(225, 54, "5年度末"), (235, 65, "計"), (290, 52, "増減"), (272, 67, "人数"), (322, 67, "率")]
    for n, name in enumerate(("国保", "介護", "合計")):
        runs += [(44, 82 + 15 * n, name), *((x, 82 + 15 * n, "1,234") for x in (135, 178, 230, 270, 315))]
    rules = [(40, y, 350, y + 0.4) for y in (44, 74, 89, 104, 119)] + [(120, 59, 215, 59.4), (262, 59, 350, 59.4)]
    uprights = [(x, 44, x + 0.4, 119) for x in (40, 120, 215, 262, 350)] + [(x, 59, x + 0.4, 119) for x in (168, 305)]
    [table] = tables_of(page_at(runs, [*rules, *uprights])).tables
    assert cell_of(table, "5年度末\n計").row_span == 2
