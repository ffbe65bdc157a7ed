"""Where tables stand on a page: connected rules, and runs of lines whose numbers stand in columns."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.digital import tables_of
from extractors.drawings import rules_of
from extractors.geometry import text_of, tokens_of
from extractors.reach import widened
from extractors.regions import Region, ruled_regions, within
from extractors.unruled import unruled_regions
from pipeline.model import Page, Rules
from tests.printed import LEFT, PITCH, TOP, boxes, glyphs_at, grid, joined_glyphs, read, rows_of, sketched, table_in

H = 0.2


def drawn(*strokes: tuple[float, float, float, float]) -> Rules:
    """Rules from lines without thickness."""
    return rules_of(boxes(*[(x0 - H, top - H, x1 + H, bottom + H) for x0, top, x1, bottom in strokes]))


def frame(x0: float, top: float, x1: float, bottom: float) -> list[tuple[float, float, float, float]]:
    return [(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)]


def lines_within(region: Region, sketch: str) -> str:
    return " / ".join(token.text for token in within(region.box, tokens_of(sketched(sketch).glyphs)))


# -------------------------------------------------------------------------------------------------------------------- ruled


def test_rules_that_touch_are_one_region_and_others_another() -> None:
    rules = drawn(*frame(0, 0, 100, 40), (50, 0, 50, 40), *frame(0, 100, 100, 140), (50, 100, 50, 140))
    assert [region.box.top for region in ruled_regions(rules)] == pytest.approx([0, 100], abs=0.3)


def test_a_mere_frame_is_no_table() -> None:
    assert ruled_regions(drawn(*frame(0, 0, 100, 40))) == []


def test_inner_rules_that_stop_short_of_the_frame_belong_to_it() -> None:
    grid = [*frame(0, 0, 200, 100), (0, 20, 200, 20)]
    [region] = ruled_regions(drawn(*grid, (100, 25, 100, 95)))
    assert region.rules.vertical[:, 0].tolist() == pytest.approx([0, 200, 100])
    [region] = ruled_regions(drawn(*grid, (100, 50, 100, 60)))
    assert len(region.rules.vertical) == 2  # a mark in a cell


def test_a_thick_bar_below_the_header_does_not_part_it_from_its_rows() -> None:
    header = [*frame(0, 0, 200, 20), (100, 0, 100, 20)]
    rows = [*frame(0, 24, 200, 100), (100, 24, 100, 100), (0, 50, 200, 50)]
    [region] = ruled_regions(drawn(*header, *rows))
    assert region.box == pytest.approx((0, 0, 200, 100), abs=0.3)


def test_tables_of_other_widths_stay_apart_however_near() -> None:
    upper, lower = [*frame(0, 0, 200, 20), (100, 0, 100, 20)], [*frame(0, 24, 150, 60), (50, 24, 50, 60)]
    assert len(ruled_regions(drawn(*upper, *lower))) == 2


def test_columns_of_figures_behind_a_narrow_blank_are_the_last_ones_of_the_table_before_it() -> None:
    content = read("""
        ┌──────────┬──────────┐ ┌────────┬────────┐
        │  事業名  │  事業費  │ │ 前年度 │  比較  │
        ├──────────┼──────────┤ ├────────┼────────┤
        │防波堤延伸│  420,000 │ │389,700 │ 30,300 │
        ├──────────┼──────────┤ ├────────┼────────┤
        │岸壁改良  │  286,000 │ │332,100 │△46,100 │
        └──────────┴──────────┘ └────────┴────────┘
    """)
    [table] = content.tables
    assert [text for text in rows_of(table)[2] if text] == ["岸壁改良", "286,000", "332,100", "△46,100"]


def test_a_table_with_names_of_its_own_behind_a_narrow_blank_is_another() -> None:
    content = read("""
        ┌──────────┬──────────┐ ┌────────┬────────┐
        │  事業名  │  事業費  │ │  町名  │ 負担金 │
        ├──────────┼──────────┤ ├────────┼────────┤
        │防波堤延伸│  420,000 │ │真帆市  │ 30,300 │
        ├──────────┼──────────┤ ├────────┼────────┤
        │岸壁改良  │  286,000 │ │帆下町  │ 46,100 │
        └──────────┴──────────┘ └────────┴────────┘
    """)
    assert len(content.tables) == 2


def test_a_region_reaches_to_texts_right_and_left_of_its_outer_rules() -> None:
    sketch = """
        科目      │  当年度  │  前年度
        ──────────┼──────────┼──────────
        現金      │     1,000│     900
        預金      │    20,000│     800
    """
    page = sketched(sketch)
    found = ruled_regions(page.rules)
    assert len(found) == 1
    wide = widened(found[0], tokens_of(page.glyphs), found, page.rules.horizontal)
    assert "科目" in lines_within(wide, sketch) and "900" in lines_within(wide, sketch)


# ------------------------------------------------------------------------------------------------------------------ unruled


def regions_in(sketch: str) -> list[str]:
    """The texts of each unruled region."""
    page = sketched(sketch)
    tokens = tokens_of(page.glyphs)
    found = [within(region.box, tokens) for region in unruled_regions(tokens, page.rules.horizontal)]
    return [text_of(sorted(own, key=lambda t: (t.cy, t.x0))) for own in found]


def test_a_header_belongs_to_its_run_and_a_caption_does_not() -> None:
    [text] = regions_in("""
                  貸借対照表
                          （単位：円）

        科目       当年度    前年度
        現金        1,000     2,000
        預金        3,000     4,000
        土地        5,000     6,000
    """)
    assert text.startswith("科目") and text.endswith("6,000")


def test_a_caption_as_wide_as_the_table_is_no_header() -> None:
    [text] = regions_in("""
        ─────────────────────────
        令和四年度貸借対照表のあらまし
        ─────────────────────────
        科目       当年度    前年度
        ─────────────────────────
        現金        1,000     2,000
        預金        3,000     4,000
        土地        5,000     6,000
        ─────────────────────────
    """)
    assert text.startswith("科目")


def test_two_lines_with_numbers_are_chance_and_three_are_a_table() -> None:
    assert regions_in("現金        1,000\n預金        3,000") == []
    assert len(regions_in("現金        1,000\n預金        3,000\n土地        5,000")) == 1


def test_the_last_rows_of_a_table_under_its_header_again_are_a_table_however_few() -> None:
    assert grid("""
        科　　目              5年度       4年度     増　減

        基本財産繰入額      395,967     451,082   △ 55,115
        次期繰越収支差額          0           0          0
    """)[1:] == [["基本財産繰入額", "395,967", "451,082", "△ 55,115"], ["次期繰越収支差額", "0", "0", "0"]]
    assert grid("""
        科　　目              5年度       4年度     増　減


        次期繰越収支差額    395,967     451,082   △ 55,115
    """)[1:] == [["次期繰越収支差額", "395,967", "451,082", "△ 55,115"]]
    assert grid("""
        科　　目              金　額
        正味財産合計         451,082
        負債正味財産合計     951,082
    """)[1:] == [["正味財産合計", "451,082"], ["負債正味財産合計", "951,082"]]


def test_a_line_of_prose_below_a_line_in_pieces_is_no_table() -> None:
    assert (
        regions_in("""
        議案第１号　　　　　　　　　令和５年度　　　　　決算について
        収入の合計は  395,967  円、支出の合計は  451,082
    """)
        == []
    )
    assert (
        regions_in("""
        議案第１号　　　　　　　　　令和５年度　　　　　決算について

        収入                                        451,082
    """)
        == []
    )


def test_prose_across_the_columns_ends_a_table() -> None:
    sketch = "\n".join(["現金        1,000", "預金        3,000", "土地        5,000", "上の表は、令和四年度の計算書類による。"])
    assert [text.endswith("5,000") for text in regions_in(sketch)] == [True]


def test_a_wide_blank_parts_two_tables() -> None:
    rows = "現金        1,000\n預金        3,000\n土地        5,000"
    assert len(regions_in(f"{rows}\n\n\n\n\n{rows}")) == 2
    assert len(regions_in(f"{rows}\n\n{rows}")) == 1


def test_headings_without_numbers_do_not_part_a_table() -> None:
    assert (
        len(
            regions_in("""
        現金             1,000
        預金             2,000
        固定資産
          有形固定資産
        土地             5,000
    """)
        )
        == 1
    )


def test_years_and_numbering_in_prose_are_no_columns() -> None:
    assert (
        regions_in("""
        令和 3 年度の事業は、次のとおりである。
        令和 4 年度の事業は、次のとおりである。
        令和 5 年度の事業は、次のとおりである。
    """)
        == []
    )


# ------------------------------------------------------------------------------------------------- words between wide rules


def test_words_in_columns_between_wide_rules_are_a_table() -> None:
    content = read("""
        ─────────────────────────────────────────
        区分          前年度              当年度
        ─────────────────────────────────────────
        最低        99円以下            199円以下
        中位        100円から500円      200円から600円
        最高        501円以上           601円以上
        ─────────────────────────────────────────
    """)
    [table] = content.tables
    assert [cell.text for cell in table.cells if cell.row == 0] == ["区分", "前年度", "当年度"]
    assert [cell.text for cell in table.cells if cell.row == 2] == ["中位", "100円から500円", "200円から600円"]
    assert (table.rows, table.columns) == (4, 3)


def test_prose_between_wide_rules_is_none() -> None:
    assert (
        read("""
        ─────────────────────────────────────────
        お知らせ
        ─────────────────────────────────────────
        令和四年度の計算書類は、次のとおりである
        ので、御覧ください。
        なお、詳しくは事務局に御照会ください。
        ─────────────────────────────────────────
    """).tables
        == ()
    )


def test_a_table_of_words_alone_is_one_and_a_box_of_names_is_none() -> None:
    rows = ("氏名│役職", "甲野│会長", "乙川│理事", "丙山│監事", "丁田│評議員")
    line = "├────────┼────────┤"

    def sketch(count: int) -> str:
        body = [f"│{a}{' ' * (8 - 2 * len(a))}│{b}{' ' * (8 - 2 * len(b))}│" for a, b in (row.split("│") for row in rows[:count])]
        return "\n".join(["┌────────┬────────┐", f"\n{line}\n".join(body), "└────────┴────────┘"])

    assert table_in(sketch(5)).rows == 5
    assert read(sketch(3)).tables == ()
    assert len(read(sketch(3)).lines) == 3


def test_a_region_knows_its_box_in_points() -> None:
    table = table_in("┌────┬────┐\n│現金│   1│\n├────┼────┤\n│預金│   2│\n└────┴────┘")
    assert table.box == pytest.approx((LEFT + 2.5, TOP, LEFT + 52.5, TOP + 4 * PITCH), abs=0.6)
    assert np.diff(table.row_tops) == pytest.approx([2 * PITCH], abs=0.6)


def test_notes_and_a_caption_inside_the_frame_are_lines_and_a_heading_is_a_row() -> None:
    content = read("""
        ┌───────────────────────────┐
        │       貸借対照表          │
        │  （令和5年3月31日現在）   │
        ├──────┬─────────┬──────────┤
        │科目  │ 当年度  │  前年度  │
        ├──────┼─────────┼──────────┤
        │現金  │    1,000│     2,000│
        ├──────┼─────────┼──────────┤
        │預金  │    3,000│     4,000│
        ├──────┴─────────┴──────────┤
        │（注）金額は消費税を含む額 │
        │で、四捨五入している。     │
        └───────────────────────────┘
    """)
    [table] = content.tables
    assert table.rows == 3
    assert [line.text for line in table.above] == ["貸借対照表", "（令和5年3月31日現在）"]
    assert [line.text for line in table.below] == ["（注）金額は消費税を含む額", "で、四捨五入している。"]
    heading = table_in("""
        ┌───────────────────────────┐
        │負債の部                   │
        ├──────┬─────────┬──────────┤
        │借入金│    1,000│     2,000│
        ├──────┼─────────┼──────────┤
        │基金  │    3,000│     4,000│
        └──────┴─────────┴──────────┘
    """)
    assert [cell.text for cell in heading.cells if cell.row == 0] == ["負債の部"]


def test_the_ticks_of_a_chart_are_no_table_and_amounts_in_equal_steps_are() -> None:
    ticks = regions_in("""
           4,000              0.40
           3,000              0.30
           2,000              0.20
           1,000              0.10
    """)
    assert ticks == []
    assert (
        len(
            regions_in("""
        現金        4,000      40
        預金        3,000      30
        土地        2,000      20
    """)
        )
        == 1
    )


def test_figures_in_yen_without_any_rule_are_a_table_under_no_header() -> None:
    content = read(
        """
        ２．重要な会計方針の変更                         なし

        ３．担保に供されている資産
              建物                               686,960,762 円
              建物付属設備                       131,215,108 円
              土地                                87,861,632 円
                                          計     906,037,502 円
        """
    )
    [table] = content.tables
    assert [line.text.split(" ")[0] for line in content.lines] == ["２．重要な会計方針の変更"]
    assert rows_of(table)[1] == ["建物", "686,960,762 円"]


def test_a_wall_with_nothing_but_figures_right_of_it_parts_no_tables() -> None:
    [table] = read("""
        ┌────────────┬────────┬────────┐
        │科目        │ 金     │     額 │
        ├────────────┼────────┼────────┤
        │建物        │   1,200│        │
        │償却累計額  │     200│        │
        │            ├────────┤        │
        │建物合計    │   1,000│        │
        │備品        │     500│        │
        │            ├────────┤        │
        │備品合計    │     500│        │
        │有形        │        │   1,500│
        │            │        ├────────┤
        │無形        │        │     500│
        │            │        ├────────┤
        │資産合計    │        │   2,000│
        └────────────┴────────┴────────┘
    """).tables
    assert rows_of(table)[-1] == ["資産合計", "", "2,000"]


def test_a_sum_below_the_upright_rules_belongs_to_the_table() -> None:
    [table] = read("""
        ┌────────┬────────────┬────────┬────────┐
        │区分    │種類        │  件数  │  金額  │
        ├────────┼────────────┼────────┼────────┤
        │農作物  │水稲        │   1,822│   2,104│
        │        ├────────────┼────────┼────────┤
        │        │麦          │      96│     310│
        ├────────┼────────────┼────────┼────────┤
        │果樹    │りんご      │     204│     288│
        └────────┴────────────┴────────┴────────┘
         合計                      2,122    2,702
        ────────────────────────────────────────
    """).tables
    assert rows_of(table)[-1][0] == "合計"
    assert rows_of(table)[-1][-2:] == ["2,122", "2,702"]


def test_a_boxed_header_heads_the_rows_below_it_that_nothing_upright_parts() -> None:
    [table] = read("""
        表２　準備金残高の推移           （単位：百万円）
        ┌──────────┬────────────┬───────────┬───────────┐
        │   年度   │   期首残高 │   繰入額  │  期末残高 │
        └──────────┴────────────┴───────────┴───────────┘
        令和2年度       412,806      12,118     424,924
        ─────────────────────────────────────────────────
        令和3年度       424,924      11,806     436,730
        ─────────────────────────────────────────────────
        令和4年度       436,730      11,418     448,148
        ─────────────────────────────────────────────────
    """).tables
    assert [row[0] for row in rows_of(table)[1:]] == ["令和2年度", "令和3年度", "令和4年度"]


def test_columns_whose_rules_a_heading_interrupts_go_on_below_it() -> None:
    [table] = read("""
        ─────────────────────────────────────────
        件名        │ 相手方   │ 契約金額│  差額
        ────────────┼──────────┼─────────┼───────
        工事請負契約
          配水管布設│ 丸瀬建設 │   50,556│  3,344
          電気設備  │ 城山組   │   96,547│  5,313
        業務委託契約
          検針      │ みなせ社 │    4,202│    308
          台帳保守  │ 中央社   │   40,590│      0
        ─────────────────────────────────────────
    """).tables
    assert [row[0] for row in rows_of(table)] == [
        "件名", "工事請負契約", "配水管布設", "電気設備", "業務委託契約", "検針", "台帳保守",
    ]  # fmt: skip


def test_a_heading_under_the_rule_at_the_head_of_a_page_is_the_first_row_below_it() -> None:
    [table] = read("""
        ─────────────────────────────────────────
        業務委託契約
          検針      │ みなせ社 │    4,202│    308
          台帳保守  │ 中央社   │   40,590│      0
          警備      │ 東雲社   │    1,397│     33
        ────────────┴──────────┴─────────┴───────
    """).tables
    assert rows_of(table)[0] == ["業務委託契約", "", "", ""]


ARTICLES = """
    第1款　収益的収入                            1,234千円
      第1項　営業収益                            1,000千円
      第2項　営業外収益                            234千円
    {}
    第1款　資本的収入                              900千円
      第1項　企業債                                600千円
      第2項　補助金                                300千円
"""


def test_an_article_between_two_lists_parts_them() -> None:
    content = read(ARTICLES.format("第4条　資本的収入を次のとおりと定める。"))
    assert [len(rows_of(table)) for table in content.tables] == [3, 3]


def test_a_heading_in_the_letters_of_the_rows_parts_no_list() -> None:
    [table] = read(ARTICLES.format("資本的収入")).tables
    assert len(rows_of(table)) == 7


def test_a_caption_set_larger_than_the_rows_and_left_of_them_parts_two_lists() -> None:
    rows = [(80.0, 100.0 + 14 * k, f"第{k % 3 + 1}項　費目") for k in range(3)] + [
        (80.0, 175.0 + 14 * k, f"第{k + 1}項　費目") for k in range(3)
    ]
    figures = [(300.0, y, "1,234千円") for _, y, _ in rows]
    body, larger = glyphs_at([*rows, *figures], em=8), glyphs_at([(50.0, 82.0, "収入"), (50.0, 157.0, "支出")], em=10)
    none = Rules(np.empty((0, 3), np.float32), np.empty((0, 3), np.float32))
    page = Page(1, 600.0, 800.0, "text", joined_glyphs(body, larger), none)
    content = tables_of(page)
    assert [len(rows_of(table)) for table in content.tables] == [3, 3]
    assert [line.text for line in content.lines] == ["収入", "支出"]
