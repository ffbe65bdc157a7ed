"""Headers say when, where and what a column measures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.markdown import parse_markdown
from normalizers.headers import version_of, version_of_title
from normalizers.statements import understand
from pipeline.model import Column, Line, PageContent
from tests.printed import read
from tests.test_layout import cell, table


def columns(text: str) -> tuple[Column, ...]:
    return understand("test", [parse_markdown(text)]).statements[0].columns


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("11月補正後予定額", "11月補正後"), ("補正額", "補正額"), ("当初予算額", "当初"), ("予算額", "予算"), ("決算(B)", "決算"),
        ("増減", ""), ("差異(A)-(B)", ""), ("金額", ""), ("30年度3月補正後", "3月補正後"),
    ],
)  # fmt: skip
def test_version_of_a_header(header: str, version: str) -> None:
    assert version_of(header) == version


def test_version_of_a_title() -> None:
    assert version_of_title("平成30年度3月補正予定貸借対照表") == "3月補正後"
    assert version_of_title("平成31年度資金計画") == ""


def test_a_column_of_last_year_has_last_years_period() -> None:
    now, before, change = columns(
        "貸借対照表\n\n(令和5年3月31日現在)\n\n(単位:円)\n\n"
        "| 科目 | 当年度末 | 前年度末 | 増減 |\n|--|--|--|--|\n| 現金 | 3 | 2 | 1 |\n"
    )
    assert (now.fiscal_year, now.period_start, now.period_end) == (2022, "", "2023-03-31")
    assert (before.fiscal_year, before.period_end) == (2021, "2022-03-31")
    assert (change.fiscal_year, change.measure, change.version) == (2022, "増減", "")


def test_headers_that_repeat_are_made_unique() -> None:
    names = [column.name for column in columns("損益計算書\n\n| 科目 | 金額 | 金額 |\n|--|--|--|\n| 収入 | 3 | 2 |\n")]
    assert names == ["金額", "金額 #2"]


def test_a_header_over_several_columns_names_each() -> None:
    found = columns(
        "平成30年度予定損益計算書\n\n| 科目 | 一般事業 | |\n|--|--|--|\n| | 11月補正後予定額 | 補 正 額 |\n| 営業収益 | 3 | 2 |\n"
    )
    assert [column.name for column in found] == ["一般事業 / 11月補正後予定額", "一般事業 / 補正額"]
    assert {column.segment for column in found} == {"一般事業"}


def test_a_unit_in_a_header_is_its_columns_own() -> None:
    staff, pay = columns("給与費明細書\n\n(単位:千円)\n\n| 区分 | 職員数(人) | 報酬 |\n|--|--|--|\n| 本年度 | 3 | 2,000 |\n")
    assert (staff.name, staff.unit, staff.measure) == ("職員数(人)", "人", "職員数")
    assert (pay.unit, pay.measure) == ("千円", "金額")


def test_a_rate_and_money_of_others_are_no_yen() -> None:
    budget, spent, rest, rate = columns(
        "令和5年度歳出予算執行状況\n\n(単位:円)\n\n"
        "| 款 | 予算現額(A) | 執行済額(B) | 残額(A)-(B) | 執行率(B/A)% |\n|--|--|--|--|--|\n"
        "| 総務費 | 3,000 | 1,500 | 1,500 | 50.0 |\n"
    )
    assert (rate.unit, rate.measure, rate.version) == ("%", "執行率", "")
    assert [(column.unit, column.version) for column in (budget, spent, rest)] == [("円", "予算"), ("円", "決算"), ("円", "")]
    foreign, yen = columns("預金\n\n(単位:円)\n\n| 銀行 | 金額(ドル) | 金額 |\n|--|--|--|\n| 甲 | 3,000 | 450,000 |\n")
    assert (foreign.unit, yen.unit) == ("ドル", "円")


def test_a_part_of_a_change_is_a_change() -> None:
    _, _, more, less = columns(
        "平成2年度収支予算書\n\n| 款 | 本年度予算額 | 前年度予算額 | 比較 | |\n|--|--|--|--|--|\n| | | | 増 | 減 |\n"
        "| 賦課金 | 3,000 | 1,500 | 1,500 | 0 |\n"
    )
    assert [(column.measure, column.version) for column in (more, less)] == [("増", ""), ("減", "")]
    _, _, change, rate = columns(
        "歳入決算\n\n(単位:円、%)\n\n| 款 | 令和4年度 | 令和3年度 | 比較増減 | |\n|--|--|--|--|--|\n"
        "| | 収入済額 | 収入済額 | 金額 | 増減率 |\n"
        "| 市税 | 3,000 | 1,500 | 1,500 | 100.0 |\n"
    )
    assert [(column.measure, column.unit) for column in (change, rate)] == [("増減", "円"), ("増減率", "%")]


def test_what_stands_below_a_change_of_several_amounts_is_a_change() -> None:
    *_, staff, fees = columns(
        "会員の状況\n\n| 種別 | 令和6年度 | | 増減 | |\n|--|--|--|--|--|\n| | 会員数(人) | 会費(円) | 会員数(人) | 会費(円) |\n"
        "| 普通 | 3,000 | 1,500 | 1,500 | 100 |\n"
    )
    assert [(column.measure, column.unit) for column in (staff, fees)] == [("増減", "人"), ("増減", "円")]


SEGMENTS = "| 科目 | 総務事業 | 情報処理事業 | 情報処理事業関連事業 | 合計 |\n|--|--|--|--|--|\n"


def test_a_header_is_mended_by_order_and_figures_not_by_likeness() -> None:
    """情報事業 looks most like 情報処理事業, and its figures stand under 情報処理事業関連事業."""
    text = (
        "(単位:円)\n\n資金計画\n\n" + SEGMENTS + "| 営業収益 | 1,100 | 2,200 | 3,300 | 6,600 |\n\n"
        "損益計算書\n\n| 科目 | 総務事業 | 情 処 | 報 理 事 業 | 情 報 事 業 | 合計 |\n|--|--|--|--|--|--|\n"
        "| 営業収益合計 | 1,100 | 2,200 | | 3,300 | 6,600 |\n| 営業利益 | 0 | | 0 | 0 | 0 |\n"
    )
    packet = understand("test", [parse_markdown(text)])
    names = [column.name for column in packet.statements[1].columns]
    assert names == ["総務事業", "情報処理事業", "情報処理事業関連事業", "合計"]
    assert sorted(finding.kind for finding in packet.findings) == ["garbled_header", "split_column"]


def test_a_header_that_nothing_decides_stays_as_read() -> None:
    text = (
        "資金計画\n\n" + SEGMENTS + "| 営業収益 | 1,100 | 2,200 | 3,300 | 6,600 |\n\n"
        "損益計算書\n\n"
        "| 科目 | 総務事業 | 情事業 | 情報処理事業関連事業 | 合計 |\n|--|--|--|--|--|\n| 営業利益 | 1 | 2 | 3 | 6 |\n"
    )
    packet = understand("test", [parse_markdown(text)])
    [finding] = [finding for finding in packet.findings if finding.kind == "garbled_header"]
    assert (finding.severity, packet.statements[1].columns[1].name) == ("warning", "情事業")


def test_segments_under_a_heading_in_one_table_and_under_none_in_another_are_as_printed() -> None:
    names = "短期経理", "退職等年金経理", "業務経理", "保健経理"
    spans = tuple(
        cell(0, column, text, spans=span)
        for column, text, span in ((0, "科目", (2, 1)), (1, "経理別", (1, 4)), (5, "合計", (2, 1)))
    )
    rows = [f"負担金|{a}|{b}|{c}|{d}|{a + b + c + d}" for a, b, c, d in ((4820, 9204, 6041, 4022), (1204, 3204, 5885, 1820))]
    plan = replace(table("", f"|{'|'.join(names)}|", *rows, extra=spans), above=(Line("収支予算総括表"),))
    stocks = replace(table(f"科目|{'|'.join(names)}|合計", *rows, page=2), above=(Line("予定貸借対照表"),))
    packet = understand("test", [PageContent(each.page, "text", (each,)) for each in (plan, stocks)])
    first, second = packet.statements
    assert [column.name for column in first.columns] == [*(f"経理別 / {name}" for name in names), "合計"]
    assert [column.name for column in second.columns] == [*names, "合計"]
    assert (packet.findings, packet.repairs) == ((), ())


def test_a_comparison_with_a_budget_is_a_change_and_no_budget() -> None:
    found = columns(
        "令和6年度収支予算\n\n(単位:百万円)\n\n| 区分 | 令和6年度予算 | 令和5年度 | | 比較 | |\n|--|--|--|--|--|--|\n"
        "| | | 予算 | 実績見込 | 対予算 | 対実績見込 |\n| 収入 | 2,124 | 2,149 | 2,091 | △25 | 33 |\n"
    )
    assert [(column.measure, column.version) for column in found[3:]] == [("増減", ""), ("増減", "")]


def test_a_unit_among_the_marks_of_formulas_is_a_level() -> None:
    content = read("""
        ┌────────┬─────────┬─────────┬────────┬───────┐
        │  科目  │ 予算額  │ 決算額  │  差引  │構成比 │
        │        ├─────────┼─────────┼────────┼───────┤
        │        │   (A)   │   (B)   │(B)-(A) │  (%)  │
        ├────────┼─────────┼─────────┼────────┼───────┤
        │保険料  │2,124,000│2,149,000│  25,000│   98.5│
        ├────────┼─────────┼─────────┼────────┼───────┤
        │雑収入  │   30,000│   32,700│   2,700│    1.5│
        └────────┴─────────┴─────────┴────────┴───────┘
    """)
    [made] = understand("test", [content]).statements
    assert [column.name for column in made.columns] == ["予算額 / (A)", "決算額 / (B)", "差引 / (B)-(A)", "構成比 / (%)"]


def test_a_note_on_rounding_for_the_whole_packet_holds_for_tables_in_its_unit() -> None:
    note = "本資料の計数は、百万円未満を四捨五入して表示しているため、合計と一致しない場合がある。"
    table_ = "| 科目 | 金額 |\n|--|--|\n| 収入 | 3 |\n"
    text = f"{note}\n\n貸借対照表\n\n(単位:百万円)\n\n{table_}\n損益計算書\n\n(単位:円)\n\n{table_}"
    made = understand("test", [parse_markdown(text)]).statements
    assert [statement.rounding for statement in made] == ["四捨五入", ""]


def test_a_ratio_to_the_term_before_is_of_this_one() -> None:
    before, now, ratio = columns(
        "空港の利用状況\n\n| 区分 | 第37期(令和5年度) | 第38期(令和6年度) | 前期比(%) |\n|--|--|--|--|\n"
        "| 着陸回数 | 50 | 52 | 104.0 |\n"
    )
    assert (before.fiscal_year, now.fiscal_year, ratio.fiscal_year) == (2023, 2024, 2024)
