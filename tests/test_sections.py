"""Headings, totals and indentation give each row its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from normalizers.drafts import Caption, Draft, DraftColumn, DraftRow
from normalizers.sections import understand_rows
from pipeline.model import Box, Cell, Reading, Row


def draft(*lines: str, groups: Mapping[str, tuple[str, ...]] | None = None) -> Draft:
    """Rows from lines: two blanks a level of indentation, a figure after a colon; no boxes where nothing is indented."""
    indented = any(line.startswith(" ") for line in lines)
    rows = []
    for number, line in enumerate(lines):
        label, _, figure = line.strip().partition(":")
        edge = 50.0 + 5 * (len(line) - len(line.lstrip()))
        box = Box(edge, 10.0 * number, edge + 40, 10.0 * number + 8) if indented else None
        cell = Cell(number, 1, (Reading(figure),)) if figure else None
        rows.append(DraftRow(label, (groups or {}).get(label, ()), (cell,), 1, number + 1, box))
    return Draft((DraftColumn(("金額",), True),), tuple(rows), Caption(), 1, len(rows) + 1)


def placed(*lines: str) -> dict[str, str]:
    return {row.item: " > ".join(row.section) for row in understand_rows(draft(*lines)) if not row.heading}


def row_of(rows: tuple[Row, ...], item: str) -> Row:
    return next(row for row in rows if row.item == item)


def test_totals_close_headings_without_indentation() -> None:
    assert placed(
        "資産の部", "流動資産", "現金:1", "流動資産合計:1", "固定資産", "有形固定資産", "建物:2", "有形固定資産合計:2",
        "固定資産合計:2", "資産合計:3", "純資産の部", "出資金:3", "純資産合計:3", "負債純資産合計:3",
    ) == {
        "現金": "資産の部 > 流動資産", "流動資産合計": "資産の部 > 流動資産", "建物": "資産の部 > 固定資産 > 有形固定資産",
        "有形固定資産合計": "資産の部 > 固定資産 > 有形固定資産", "固定資産合計": "資産の部 > 固定資産", "資産合計": "資産の部",
        "出資金": "純資産の部", "純資産合計": "純資産の部", "負債純資産合計": "",
    }  # fmt: skip


def test_results_stand_outside_the_blocks_that_they_subtract() -> None:
    places = placed(
        "営業収益", "収入:5", "営業収益合計:5",
        "営業費用", "事業費:3", "営業費用合計:3", "営業利益:2",
        "特別損失", "損失:1", "当期純利益:1",
    )  # fmt: skip
    assert places["営業利益"] == places["当期純利益"] == ""
    assert places["損失"] == "特別損失"


def test_indentation_closes_headings_that_no_total_closes() -> None:
    places = placed("流動資産", "  現金", "    手許現金:1", "  預金:2", "固定資産", "  建物:3")
    assert places == {"手許現金": "流動資産 > 現金", "預金": "流動資産", "建物": "固定資産"}


def test_a_result_or_total_that_is_indented_as_the_items_of_a_heading_stands_under_it() -> None:
    assert placed(
        "当期変動額", "  利益剰余金の当期変動額", "    当期純利益:5", "    積立金の取崩し:1", "  当期変動額合計:6",
        "当期末残高:9",
    ) == {
        "当期純利益": "当期変動額 > 利益剰余金の当期変動額", "積立金の取崩し": "当期変動額 > 利益剰余金の当期変動額",
        "当期変動額合計": "当期変動額", "当期末残高": "",
    }  # fmt: skip
    places = placed("費用、収益及び損益", "  費用", "    業務費:3", "  収益", "    受託収入:4", "  事業損益:1", "臨時損益:0")
    assert places["事業損益"] == "費用、収益及び損益"
    assert placed("その他事業", "  手数料収入:4", "  その他事業収入計:4", "事業総剰余金:9")["その他事業収入計"] == "その他事業"


def test_a_total_at_the_edge_of_a_heading_without_a_total_of_its_own_leaves_it() -> None:
    places = placed("Ⅰ 資本剰余金", "  期末残高:1", "Ⅱ 利益剰余金", "  期首残高:3", "  当期純利益:2", "Ⅲ 剰余金合計:6")
    assert places["当期純利益"] == "II利益剰余金"
    assert places["III剰余金合計"] == ""


def test_a_profit_among_the_net_assets_is_one_of_their_items() -> None:
    lines = ["純資産の部", "  資本金:1", "  利益剰余金:3", "    前期繰越利益剰余金:2", "    当期純利益:1", "負債純資産合計:9"]
    places = placed(*lines)
    assert (places["当期純利益"], places["負債純資産合計"]) == ("純資産の部", "")


def test_numbering_of_one_style_makes_neighbours() -> None:
    places = placed(
        "I 一般正味財産増減の部", "1.経常増減の部", "(1)経常収益", "会費:3", "経常収益計:3",
        "(2)経常費用", "事業費:1", "経常費用計:1", "当期経常増減額:2",
    )  # fmt: skip
    assert places["会費"] == "I一般正味財産増減の部 > 1.経常増減の部 > (1)経常収益"
    assert places["事業費"] == "I一般正味財産増減の部 > 1.経常増減の部 > (2)経常費用"
    assert places["当期経常増減額"] == "I一般正味財産増減の部 > 1.経常増減の部"


def test_a_row_with_figures_is_no_section() -> None:
    assert placed("営業収益:5", "事業収入:5") == {"営業収益": "", "事業収入": ""}


def test_a_side_over_all_columns_goes_on_over_groups_that_run_down_the_page() -> None:
    groups = {"総会費": ("会議費",), "小計": ("会議費",), "消耗品費": ("事務費",)}
    lines = ("収入の部", "会費:5", "収入合計:5", "支出の部", "総会費:2", "小計:2", "消耗品費:1", "予備費:2", "支出合計:5")
    sections = {row.item: row.section for row in understand_rows(draft(*lines, groups=groups)) if not row.heading}
    assert sections["小計"] == ("支出の部", "会議費")
    assert sections["消耗品費"] == ("支出の部", "事務費")
    assert sections["予備費"] == sections["支出合計"] == ("支出の部",)


def test_a_heading_that_is_a_level_of_its_groups_goes_on_over_the_next_one() -> None:
    one, two = ("(款)2国庫支出金", "(項)1国庫負担金", "1給付費負担金"), ("(款)2国庫支出金", "(項)2国庫補助金", "1調整交付金")
    lines = (
        "(款)2国庫支出金",
        "  (項)1国庫負担金",
        "    1現年度分:5",
        "  (項)2国庫補助金",
        "    1普通調整交付金:3",
        "    2特別調整交付金:2",
    )
    groups = {"1現年度分": one, "1普通調整交付金": two, "2特別調整交付金": two}
    rows = understand_rows(draft(*lines, groups=groups))
    assert [row.section for row in rows] == [(), one[:1], one, one[:1], two, two]


def test_row_groups_are_sections() -> None:
    groups = {"介護保険事業収益": ("サービス活動増減の部", "収益"), "サービス活動収益計(1)": ("サービス活動増減の部", "収益")}
    rows = understand_rows(draft("介護保険事業収益:5", "サービス活動収益計(1):5", "経常増減差額(7)=(3)+(6):5", groups=groups))
    assert rows[0].section == ("サービス活動増減の部", "収益")
    assert rows[1].role == "subtotal"
    assert (rows[2].section, rows[2].role) == ((), "difference")


def test_one_label_twice_in_one_section_is_counted() -> None:
    assert [row.occurrence for row in understand_rows(draft("その他:1", "その他:2"))] == [1, 2]


def test_roles() -> None:
    expected = {
        "現金": "item", "流動資産合計": "subtotal", "資産合計": "total", "(前期末現金及び預金)": "memo", "小計": "subtotal",
        "資金収支差額": "difference", "前期繰越利益": "item",
    }  # fmt: skip
    rows = understand_rows(draft("資産の部", "流動資産", *(f"{item}:1" for item in expected)))
    assert {item: row_of(rows, item).role for item in expected} == expected


def test_the_changes_of_a_stock_end_with_the_stock() -> None:
    places = placed(
        "Ⅰ 一般正味財産増減の部", "1.経常増減の部", "経常収益計:9", "当期経常増減額:3", "当期一般正味財産増減額:3",
        "一般正味財産期首残高:7", "一般正味財産期末残高:10", "Ⅱ 指定正味財産増減の部", "指定正味財産期末残高:0",
    )  # fmt: skip
    assert places["当期経常増減額"] == "I一般正味財産増減の部 > 1.経常増減の部"
    assert places["一般正味財産期首残高"] == places["一般正味財産期末残高"] == "I一般正味財産増減の部"
    assert places["指定正味財産期末残高"] == "II指定正味財産増減の部"


def test_a_total_right_below_the_only_subtotal_of_a_heading_is_not_the_headings() -> None:
    assert placed("基本財産", "定期預金:5", "小計:5", "特定資産", "引当資産:3", "小計:3", "合計:8") == {
        "定期預金": "基本財産", "引当資産": "特定資産", "小計": "特定資産", "合計": "",
    }  # fmt: skip


def test_a_total_below_several_subtotals_of_its_heading_closes_it() -> None:
    assert placed("収入", "会費:5", "小計:5", "寄附:3", "小計:3", "合計:8")["合計"] == "収入"


def test_what_a_total_holds_stands_where_the_total_does() -> None:
    assert placed(
        "正味財産の部", "指定正味財産", "寄附金:5", "指定正味財産合計:5", "(うち基本財産への充当額):4",
        "(うち特定資産への充当額):1", "一般正味財産:3", "正味財産合計:8",
    ) == {
        "寄附金": "正味財産の部 > 指定正味財産", "指定正味財産合計": "正味財産の部 > 指定正味財産",
        "(うち基本財産への充当額)": "正味財産の部 > 指定正味財産", "(うち特定資産への充当額)": "正味財産の部 > 指定正味財産",
        "一般正味財産": "正味財産の部", "正味財産合計": "正味財産の部",
    }  # fmt: skip


def test_a_heading_whose_items_are_not_indented_against_it_holds_until_the_next() -> None:
    assert placed("収入", "第1款 収益:9", "  第1項 医業:6", "  第2項 医業外:3", "支出", "第1款 費用:8", "  第1項 医業:8") == {
        "第1款収益": "収入", "第1項医業": "支出", "第2項医業外": "収入", "第1款費用": "支出",
    }  # fmt: skip


def test_an_item_without_a_figure_among_its_neighbours_heads_nothing() -> None:
    assert placed("流動資産", "  現金:5", "  有価証券", "  未収金:3", "  前払金:1", "固定資産", "  土地:2") == {
        "現金": "流動資産", "未収金": "流動資産", "前払金": "流動資産", "土地": "固定資産",
    }  # fmt: skip


def test_what_a_closing_total_consists_of_stands_with_it() -> None:
    places = placed(
        "正味財産の部", "指定正味財産", "指定正味財産合計:9", "(うち基本財産への充当額):4",
        "一般正味財産", "一般正味財産合計:8", "正味財産合計:17",
    )  # fmt: skip
    assert places["(うち基本財産への充当額)"] == "正味財産の部 > 指定正味財産"
    assert places["一般正味財産合計"] == "正味財産の部 > 一般正味財産"


def test_a_total_right_below_a_subtotal_sums_over_more_than_its_heading() -> None:
    places = [
        (" > ".join(row.section), row.item)
        for row in understand_rows(draft("基本財産", "小計:1", "特定資産", "預金:2", "小計:2", "合計:3"))
        if not row.heading
    ]
    assert places == [("基本財産", "小計"), ("特定資産", "預金"), ("特定資産", "小計"), ("", "合計")]


def test_a_total_below_more_items_closes_the_heading_that_a_subtotal_parted() -> None:
    assert placed("費用", "給与:1", "小計:1", "雑費:2", "合計:3")["合計"] == "費用"


def test_a_blank_row_that_the_next_counts_on_from_is_no_heading() -> None:
    assert placed("1級", "2級:89", "3級:12", "計:101") == {"1級": "", "2級": "", "3級": "", "計": ""}


def test_accounts_are_no_sums() -> None:
    rows = understand_rows(draft("一般会計:5", "水道事業会計:3", "下水道事業会計:2", "特別会計計:5", "合計:10"))
    assert [row.role for row in rows] == ["item", "item", "item", "total", "total"]


def test_what_is_left_after_costs_is_under_none_of_their_headings() -> None:
    assert placed(
        "Ⅴ 営業外費用", "  支払利息:1", "  雑損失:2", "  経常利益:5",
        "Ⅵ 特別損失", "  固定資産除却損:1", "  税引前当期純利益:4", "  法人税:1",
    ) == {
        "支払利息": "V営業外費用", "雑損失": "V営業外費用", "経常利益": "",
        "固定資産除却損": "VI特別損失", "税引前当期純利益": "", "法人税": "",
    }  # fmt: skip


def test_a_heading_set_in_the_middle_ends_where_another_one_is() -> None:
    assert placed(
        "            収入", "第1款事業収益:6", "  第1項営業収益:4", "  第2項財務収益:2",
        "            支出", "第1款事業費用:3", "  第1項営業費用:3",
    ) == {
        "第1款事業収益": "収入", "第1項営業収益": "収入", "第2項財務収益": "収入",
        "第1款事業費用": "支出", "第1項営業費用": "支出",
    }  # fmt: skip


def test_a_shorter_heading_in_the_middle_stands_under_no_longer_one() -> None:
    """Its left edge stands right of the other's, for both have one middle."""
    assert placed(
        "          正味財産の部", "基本財産:6", "            収益の部", "受託収入:4", "            費用の部", "給料手当:3",
    ) == {
        "基本財産": "正味財産の部", "受託収入": "収益の部", "給料手当": "費用の部",
    }  # fmt: skip


def test_a_result_stands_under_the_heading_of_both_its_sides() -> None:
    assert placed(
        "          外来", "患者数:6", "          収支", "医業収益:4", "医業費用:3", "医業損益:1", "医業収支比率:133",
    ) == {
        "患者数": "外来", "医業収益": "収支", "医業費用": "収支", "医業損益": "収支", "医業収支比率": "収支",
    }  # fmt: skip


def test_sides_in_brackets_stand_under_the_numbered_heading_at_their_own_edge() -> None:
    assert placed(
        "1事業活動による収支", "【収入】", "  会費収入:5", "  収入の計:5",
        "【支出】", "  人件費支出:3", "  支出計:3", "    収支差額(1):2",
        "3その他の活動による収支", "【収入】", "  補助金収入:1", "  収入計:1", "予備費支出:1",
    ) == {
        "会費収入": "1事業活動による収支 > 【収入】", "収入の計": "1事業活動による収支 > 【収入】",
        "人件費支出": "1事業活動による収支 > 【支出】", "支出計": "1事業活動による収支 > 【支出】",
        "収支差額(1)": "1事業活動による収支", "補助金収入": "3その他の活動による収支 > 【収入】",
        "収入計": "3その他の活動による収支 > 【収入】", "予備費支出": "",
    }  # fmt: skip


def test_a_total_printed_before_what_it_sums_over_closes_nothing() -> None:
    assert placed(
        "資金支出", "  資金支出計:9", "  業務活動による支出:6", "  投資活動による支出:3", "資金収入", "  資金収入計:9",
        "  業務活動による収入:9",
    ) == {
        "資金支出計": "資金支出", "業務活動による支出": "資金支出", "投資活動による支出": "資金支出",
        "資金収入計": "資金収入", "業務活動による収入": "資金収入",
    }  # fmt: skip


def test_the_heading_of_a_list_holds_for_its_second_part_too() -> None:
    flat = replace(draft("保健給付", "療養:1", "小計:1", "休業給付", "手当金:2", "小計:2", "合計:3"), heading="損失の部")
    sections = {row.item: row.section for row in understand_rows(flat) if not row.heading}
    assert sections["手当金"] == ("損失の部", "休業給付")


def test_brackets_that_hang_out_half_a_glyph_are_no_indentation() -> None:
    lines = ["その他の支出:31", "  前払金支払支出:4", "〔予備費〕:20", "資金支出調整勘定:△35", "  期末未払金:△31"]
    made = draft(*lines)
    rows = tuple(
        replace(row, box=Box(46, row.box.top, 90, row.box.bottom)) if row.box and row.label == "〔予備費〕" else row
        for row in made.rows
    )
    assert [row.indent for row in understand_rows(replace(made, rows=rows))] == [0, 1, 0, 0, 1]


def test_a_plain_total_at_the_edge_of_two_headings_without_totals_stands_under_neither() -> None:
    assert placed("文化会館", "  大ホール:3", "  小ホール:4", "ギャラリー", "  第1室:5", "合計:12")["合計"] == ""
    assert placed("文化会館", "  大ホール:3", "計:3", "ギャラリー", "  第1室:5", "計:5")["計"] == "ギャラリー"


def test_a_side_waits_for_no_total_of_its_name_below_a_later_heading_further_out() -> None:
    """事業活動収入計 at the end adds up the sides of all parts: none of them reaches down to it."""
    rows = placed(
        "教育活動収支", "  事業活動収入の部", "    納付金:9", "    教育活動収入計:9", "  事業活動支出の部", "    人件費:6",
        "    教育活動支出計:6", "  教育活動収支差額:3", "特別収支", "  事業活動収入の部", "    寄付:2", "    特別収入計:2",
        "（参考）", "事業活動収入計:11", "事業活動支出計:6",
    )  # fmt: skip
    assert rows["人件費"] == "教育活動収支 > 事業活動支出の部"
    assert rows["寄付"] == "特別収支 > 事業活動収入の部"


def test_a_hospitals_loss_is_under_none_of_its_costs() -> None:
    rows = understand_rows(draft("1医業収益", "  入院収益:5", "2医業費用", "  給与費:6", "    医業損失:1"))
    assert (row_of(rows, "医業損失").section, row_of(rows, "医業損失").role) == ((), "difference")
