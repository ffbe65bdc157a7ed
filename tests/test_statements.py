"""Grids become statements: each test looks like the table that it describes."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from extractors.markdown import parse_markdown, read_markdown
from normalizers.statements import understand
from pipeline.model import Packet, Statement

FIXTURES = Path(__file__).parent.parent / "fixtures"
KEY = ("table", "section", "item", "occurrence", "column")
MEANING = ("statement", "title", "fiscal_year", "period_start", "period_end", "segment", "version", "measure", "unit", "raw")


@cache
def seed() -> Packet:
    return understand("jlis-committee-21", read_markdown(FIXTURES / "markdown" / "jlis-committee-21.md"))


def packet(text: str) -> Packet:
    return understand("test", [parse_markdown(text)])


def only_statement(text: str) -> Statement:
    [statement] = packet(text).statements
    return statement


def rows(statement: Statement) -> list[dict[str, str]]:
    result = []
    for datum in statement.data:
        row, column = statement.rows[datum.row], statement.columns[datum.column]
        result.append({
            "table": statement.id, "section": " > ".join(row.section), "item": row.item, "occurrence": str(row.occurrence),
            "column": column.name, "statement": statement.kind, "title": statement.title,
            "fiscal_year": str(column.fiscal_year or ""), "period_start": column.period_start, "period_end": column.period_end,
            "segment": column.segment, "version": column.version, "measure": column.measure,
            "unit": datum.unit_in(column), "raw": datum.raw, "value": "" if datum.value is None else str(datum.value),
        })  # fmt: skip
    return result


def test_a_sentence_above_a_table_is_not_its_title() -> None:
    above = (
        "令和4年度決算審査意見書\n\n審査に付された一般会計及び特別会計の歳入歳出決算は、法令に適合し、計数は正確であると認め\n\n"
        "られた。一般会計の実質収支は黒字である。\n\n"
    )
    table = "| 区分 | 金額 |\n|--|--|\n| 一般会計 | 3 |\n"
    assert only_statement(f"{above}第1表 会計別収支の状況\n\n(単位:千円)\n\n{table}").title == "第1表会計別収支の状況"
    assert only_statement(f"{above}会計別収支の状況\n\n{table}").title == "会計別収支の状況"


def test_a_caption_without_the_name_of_a_statement_may_say_its_kind() -> None:
    table = "\n\n| 区分 | 数 |\n|--|--|\n| 甲 | 3 |\n"
    kinds = [only_statement(title + table).kind for title in ("令和6年度当初予算 会計別", "(1)土地及び建物", "級別職員数", "表")]
    assert kinds == ["budget", "inventory", "personnel", "other"]


def test_a_caption_over_two_lines_is_one() -> None:
    table = "| 区分 | 金額 |\n|--|--|\n| 普通債 | 3 |\n"
    for first, second in (
        ("債務負担行為で翌年度以降にわたるものについての前年度末までの支出額", "の見込みに関する調書"),
        ("地方債の前々年度末における現在高並びに前年度末及び当該", "年度末における現在高の見込みに関する調書"),
    ):
        assert only_statement(f"{first}\n\n{second}\n\n(単位 千円)\n\n{table}").title == first + second


def test_a_breakdown_by_its_title_has_segments_without_a_total() -> None:
    statement = only_statement(
        "令和4年度資金収支内訳表\n\n(単位:円)\n\n| 勘定科目 | 法人本部 | 特養さくら苑 |\n"
        "|--|--|--|\n| 事業収入 | 3 | 2 |\n| 寄附金収入 | 1 | 4 |\n"
    )
    assert [column.segment for column in statement.columns] == ["法人本部", "特養さくら苑"]
    assert statement.id.endswith("-事業別")


def test_every_fact_of_the_seed_is_understood_as_expected() -> None:
    """Signs apart: a dropped △ is for the sums to find."""
    with (FIXTURES / "expected_csv" / "jlis-committee-21.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    fields = (*KEY, *MEANING)
    got = [row for statement in seed().statements for row in rows(statement)]
    assert [[row[f] for f in fields] for row in got] == [[row[f] for f in fields] for row in expected]
    assert [row["value"].lstrip("-") for row in got] == [row["value"].lstrip("-") for row in expected]


def test_the_seed_has_twenty_eight_statements_and_no_contents() -> None:
    assert len(seed().statements) == 28
    assert any("組織・体制 1" in line.text for line in seed().lines)


def test_broken_segment_headers_are_told_once_each() -> None:
    kinds = [finding.kind for finding in seed().findings]
    assert kinds.count("split_column") == 2
    assert kinds.count("phantom_column") == 1
    assert kinds.count("lost_caption") == 4
    assert {finding.id for finding in seed().findings} >= {repair.finding for repair in seed().repairs}


def test_labels_that_siblings_print_differently_are_told_and_kept() -> None:
    variants = {finding.printed: finding for finding in seed().findings if finding.kind == "label_variant"}
    assert set(variants) == {"未払法人税等", "自治体中間サーバ関連交付金"}
    assert all(finding.action == "reported" for finding in variants.values())


def test_years_that_start_before_their_act_are_told() -> None:
    [finding] = [finding for finding in seed().findings if finding.kind == "impossible_range"]
    assert (finding.item, finding.severity) == ("第三次LGWAN運営における認証基盤新規機器リース", "warning")


def test_a_continued_table_counts_its_rows_on() -> None:
    [act] = [statement for statement in seed().statements if statement.id.startswith("commitments-2018")]
    assert len(act.rows) == 43
    assert act.rows[19].printed_row == 22


def test_a_rounding_note_goes_on_for_the_same_unit() -> None:
    rounded = [statement.unit for statement in seed().statements if statement.rounding]
    assert rounded == ["百万円"] * 6


def test_two_lists_side_by_side_become_two_statements() -> None:
    first, second = packet(
        "貸借対照表\n\n(令和5年3月31日現在)\n\n(単位:円)\n\n"
        "| 科目 | 金額 | 科目 | 金額 |\n|--|--|--|--|\n"
        "| 資産の部 | | 負債の部 | |\n| 現金 | 300 | 借入金 | 100 |\n| 資産合計 | 300 | 負債合計 | 100 |\n"
    ).statements
    assert [row.item for row in first.rows] == ["資産の部", "現金", "資産合計"]
    assert [row.section for row in second.rows] == [(), ("負債の部",), ("負債の部",)]
    assert second.id == first.id + "-2"


def test_text_columns_are_facts_without_value_and_unit() -> None:
    statement = only_statement(
        "債務負担行為\n\n(単位:千円)\n\n| 事項 | 限度額 | 行為年度 |\n|--|--|--|\n| 回線 | 120 | 平成30年度 |\n"
    )
    limit, year = statement.data
    assert (limit.value, year.value) == (120, None)
    assert [column.measure for column in statement.columns] == ["限度額", "行為年度"]
    assert [column.unit for column in statement.columns] == ["千円", ""]


def test_a_cell_that_should_be_a_number_is_told_when_it_is_none() -> None:
    found = packet("損益計算書\n\n| 科目 | 金額 |\n|--|--|\n| 収入 | 1,23 |\n| 支出 | 1,200 |\n| 雑費 | 12 |\n")
    [finding] = [finding for finding in found.findings if finding.kind == "unreadable"]
    assert (finding.item, finding.printed, finding.severity) == ("収入", "1,23", "error")
    assert found.statements[0].data[0].unreadable


def test_a_caption_above_another_table_is_not_inherited() -> None:
    _, second = packet(
        "資金計画\n\n| 区分 | 金額 |\n|--|--|\n| 資金収入合計 | 10 |\n\n"
        "| 科目 | 甲事業 | 乙事業 | 合計 |\n|--|--|--|--|\n"
        "| 流動資産 | | | |\n| 流動資産合計 | 1 | 2 | 3 |\n| 負債合計 | 1 | 2 | 3 |\n"
    ).statements
    assert (second.kind, second.title) == ("balance_sheet", "")


def test_a_budget_of_cash_is_a_budget_and_its_statement_is_cash_flow() -> None:
    text = "\n\n| 科目 | 金額 |\n|--|--|\n| 収入 | 1,200 |\n"
    assert only_statement("令和7年度資金収支予算書" + text).kind == "budget"
    assert only_statement("資金収支計算書" + text).kind == "cash_flow"


def test_a_statement_of_one_site_keeps_its_title_though_it_starts_like_a_line_that_names_the_site() -> None:
    text = "\n\n| 科目 | 金額 |\n|--|--|\n| 収入 | 1,200 |\n"
    assert only_statement("拠点区分事業活動計算書内訳表\n\n拠点区分 本部" + text).title == "拠点区分事業活動計算書内訳表"


def test_a_caption_that_says_it_goes_on_goes_on() -> None:
    lines = "\n\n| 品名 | 取得価額 |\n|--|--|\n"
    for again in ("器具備品台帳（続き）", "（つづき）", "器具備品台帳 (2/2)"):
        first = parse_markdown("器具備品台帳" + lines + "| 机 | 1,200 |\n")
        second = parse_markdown(again + lines + "| 椅子 | 300 |\n")
        moved = replace(second, page=2, tables=tuple(replace(table, page=2) for table in second.tables))
        [statement] = understand("test", [first, moved]).statements
        assert [row.item for row in statement.rows] == ["机", "椅子"]


def test_what_is_counted_beside_money_has_no_unit_and_its_own_measure() -> None:
    statement = only_statement(
        "固定資産台帳\n\n(単位:円)\n\n| 名称 | 数量 | 耐用年数(年) | 取得価額 |\n|--|--|--|--|\n| 机 | 2 | 15 | 1,200 |\n"
    )
    assert [column.measure for column in statement.columns] == ["数量", "耐用年数", "金額"]
    assert [column.unit for column in statement.columns] == ["", "年", "円"]


def test_a_column_of_units_beside_money_is_of_the_quantities_alone() -> None:
    statement = only_statement(
        "引受実績\n\n(単位:円)\n\n| 目的 | 戸数 | 引受数量 | 単位 | 共済金額 |\n|--|--|--|--|--|\n| 水稲 | 18 | 29 | ha | 87 |\n"
    )
    own = {statement.columns[datum.column].name: datum.unit or statement.columns[datum.column].unit for datum in statement.data}
    assert (own["戸数"], own["引受数量"], own["共済金額"]) == ("戸", "ha", "円")


def test_columns_whose_figures_print_several_units_measure_nothing_of_their_own() -> None:
    statement = only_statement(
        "指標一覧\n\n| 項目 | 当年度 | 増減 |\n|--|--|--|\n| 利用者 | 218人 | 6人 |\n| 比率 | 2.5% | 0.1% |\n"
    )
    assert [column.measure for column in statement.columns] == ["", "増減"]


def test_two_columns_of_totals_keep_their_names_apart() -> None:
    statement = only_statement(
        "事業活動計算書\n\n| 科目 | 甲拠点 | 乙拠点 | 合計 | 内部取引消去 | 法人合計 |\n|--|--|--|--|--|--|\n"
        "| 収益 | 1 | 2 | 3 | △1 | 2 |\n"
    )
    assert [column.segment for column in statement.columns] == ["甲拠点", "乙拠点", "合計", "内部取引消去", "法人合計"]


def test_contents_with_their_own_numbering_are_contents() -> None:
    lines = "".join(f"| {n} | 第{n}表……… | {3 * n} |\n" for n in range(1, 6))
    assert packet("目次\n\n| | | |\n|--|--|--|\n" + lines).statements == ()


def test_words_beside_labels_are_data_though_they_go_on_in_a_second_line() -> None:
    statement = only_statement(
        "財産目録\n\n| 貸借対照表科目 | 場所 | 使用目的 | 金額 |\n|--|--|--|--|\n| (流動資産) | | | |\n"
        "| 預金 | 甲銀行本店 | 運転資金 | 400 |\n| | 他2行 | | |\n| 未収金 | 受講料 | 3月分 | 100 |\n"
        "| 国債 | 第367回 | 満期保有 | 20 |\n"
    )
    assert [column.name for column in statement.columns] == ["場所", "使用目的", "金額"]
    assert statement.data[0].raw == "甲銀行本店\n他2行"


def test_words_that_start_a_line_above_their_row_belong_to_it() -> None:
    statement = only_statement(
        "予算の概要\n\n| 区分 | 29年度 | 主な増減理由 |\n|--|--|--|\n| 収入 | | |\n| | | 被保険者の減 |\n"
        "| 保険料 | 53 | (△1,200人) |\n| その他 | 78 | 繰入金の減 |\n"
    )
    assert [datum.raw for datum in statement.data] == ["53", "被保険者の減\n(△1,200人)", "78", "繰入金の減"]
    assert [row.item for row in statement.rows] == ["収入", "保険料", "その他"]


def test_debit_and_credit_side_by_side_are_two_lists() -> None:
    _, second = packet(
        "貸借対照表\n\n| 借方 | 金額 | 貸方 | 金額 |\n|--|--|--|--|\n| 現金 | 30 | 借入金 | 10 |\n| 土地 | 70 | 剰余金 | 90 |\n"
    ).statements
    assert [row.item for row in second.rows] == ["借入金", "剰余金"]


def test_a_supplement_beside_what_it_changes_is_no_list_of_segments() -> None:
    statement = only_statement(
        "令和2年度予算実施計画\n\n| 科目 | 既決予定額 | 補正予定額 | 計 |\n|--|--|--|--|\n| 収益 | 7,300 | 1,200 | 8,500 |\n"
    )
    assert [column.segment for column in statement.columns] == ["", "", ""]
    assert [column.version for column in statement.columns] == ["予算", "補正額", "予算"]


def test_a_change_has_the_newer_year_though_only_the_older_is_named() -> None:
    statement = only_statement(
        "平成27年度収支予算書\n\n| 科目 | 予算額 | 前年度予算額 | 増減 |\n|--|--|--|--|\n| 会費 | 700 | 300 | 400 |\n"
    )
    assert [column.fiscal_year for column in statement.columns] == [2015, 2014, 2015]


def test_what_explains_some_of_the_rows_between_two_years_labels_no_list_of_its_own() -> None:
    text = "歳入予算\n\n| 款・項 | 本年度 | 内容 | 前年度 | 比較 |\n|--|--|--|--|--|\n"
    text += "| 1 支出金 | 34,038 | | 34,975 | ▲937 |\n| 負担金 | 34,038 | 事務費の負担金 | 34,975 | ▲937 |\n"
    text += (
        "| 2 繰入金 | 3,087 | | 2,896 | 191 |\n| 一般会計 | 880 | 職員給与費等 | 872 | 8 |\n| 基金 | 2,207 | | 2,024 | 183 |\n"
    )
    text += "| 合計 | 37,125 | | 37,871 | ▲746 |\n"
    assert [column.name for column in only_statement(text).columns] == ["本年度", "内容", "前年度", "比較"]
