"""Which equations a statement claims, and which it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.model import Box, Column, Equation, Line, Packet, Statement
from pipeline.reconciliation import reconcile
from pipeline.reconciliation.forms import prescribed
from pipeline.reconciliation.words import formula, is_difference, is_ratio, is_total, mark, plain, sign, stem
from tests.ledgers import BALANCE, CASH, packet, revision, segments, statement


def said(source: Packet, kind: str = "") -> set[str]:
    """Equations of a packet as `total = expression`."""
    return {f"{e.key.item} = {short(e)}" for e in reconcile(source).equations if not kind or e.kind == kind}


def short(equation: Equation) -> str:
    """The terms by item, without sections."""
    text = " ".join(("+ " if weight > 0 else "- ") + key.item for weight, key in equation.terms)
    return text.removeprefix("+ ")


def test_totals_close_their_headings_and_headings_nest() -> None:
    assert said(packet(statement(BALANCE))) == {
        "流動資産合計 = 現金 + 未収金",
        "固定資産合計 = 建物 + 備品",
        "資産合計 = 流動資産合計 + 固定資産合計",
        "負債合計 = 未払金 + 引当金",
        "純資産合計 = 出資金 + 積立金",
        "負債純資産合計 = 負債合計 + 純資産合計",
        "負債純資産合計 = 資産合計",
    }


def test_profit_lines_take_the_sides_that_their_words_name() -> None:
    lines = statement(
        """
        営業収益
        事業収入 900
        雑入 100
        営業収益合計 1,000
        営業費用
        事業費 700
        管理費 250
        営業費用合計 950
        営業利益 50
        営業外費用
        支払利息 20
        営業外費用合計 20
        経常利益 30
        """.replace("        ", ""),
        "income_statement",
    )
    assert {"営業利益 = 営業収益合計 - 営業費用合計", "経常利益 = 営業利益 - 営業外費用合計"} <= said(packet(lines))


def test_a_cash_plan_without_headings() -> None:
    found = said(packet(statement(CASH, "cash_flow", segments("甲", "乙", "合計"))))
    assert {
        "資金収入合計 = 営業収益 + 前期末未収金 + 当期末未収金",
        "資金支出合計 = 事業費 + 前期末未払金 + 当期末未払金",
        "資金収支差額 = 資金収入合計 - 資金支出合計",
        "当期末現金及び預金 = 資金収支差額 + 前期末現金及び預金",
    } <= found


def test_parents_before_their_parts_without_indentation() -> None:
    summary = statement(
        "資産 900 100 1,000\n流動資産 400 100 500\n現金 150 30 180\n未収金 250 70 320\n"
        "固定資産 500 0 500\n負債 300 60 360\n純資産 600 40 640",
        columns=revision(),
    )
    assert {"資産 = 流動資産 + 固定資産", "流動資産 = 現金 + 未収金", "資産 = 負債 + 純資産"} <= said(packet(summary))


def test_a_partial_breakdown_is_no_sum() -> None:
    summary = statement("純資産 241 942 1,183\n利益剰余金 241 942 1,183\n財政調整積立金 0 942 942", columns=revision())
    assert said(packet(summary), "footing") == {"純資産 = 利益剰余金"}
    with_memo = statement("事業収入 700\n(うち受託収入) 200\n雑収入 100\n収入合計 800", "cash_flow")
    assert said(packet(with_memo)) == {"収入合計 = 事業収入 + 雑収入"}


def test_indented_parts_beside_a_total_that_closes_all() -> None:
    budget = statement(
        "収入\n  会費 900 800\n    正会員 600 500\n    賛助会員 300 300\n  雑収入 100 90\n収入合計 1,000 890",
        "budget",
        ("予算額", "前年度"),
    )
    assert said(packet(budget)) >= {"会費 = 正会員 + 賛助会員", "収入合計 = 会費 + 雑収入"}


def test_written_formulas() -> None:
    rows = (
        "事業収入計(1) 900 800\n事業支出計(2) 700 650\n事業収支差額(3)=(1)-(2) 200 150\n"
        "予備費(4) 50 0\n当期差額(5)=(3)-(4) 150 150"
    )
    found = said(packet(statement(rows, "budget", ("予算", "決算"))))
    assert {
        "事業収支差額(3)=(1)-(2) = 事業収入計(1) - 事業支出計(2)",
        "当期差額(5)=(3)-(4) = 事業収支差額(3)=(1)-(2) - 予備費(4)",
    } <= found


def test_a_block_of_nothing_claims_nothing() -> None:
    lines = statement("資産の部\n流動資産\n現金 500\n流動資産合計 500\n固定資産\n固定資産合計 0\n資産合計 500")
    result = reconcile(packet(lines))
    assert not result.findings
    assert {e.status for e in result.equations} == {"exact"}


def test_ratios_do_not_add_up() -> None:
    rows = statement(
        "職員数 120 80 200\n昇給者数 60 20 80\n比率(%) 50 25 40", "personnel", segments("甲", "乙", "合計"), unit="人"
    )
    assert not reconcile(packet(rows)).findings


@pytest.mark.parametrize("order", [("合計", "甲", "乙"), ("甲", "乙", "合計")])
def test_a_total_column_wherever_it_stands(order: tuple[str, ...]) -> None:
    figures = {"甲": (300, 200, 50), "乙": (40, 30, 20), "合計": (340, 230, 70)}
    text = "\n".join(f"項目{n} " + " ".join(str(figures[c][n]) for c in order) for n in range(3))
    across = [e for e in reconcile(packet(statement(text, "other", segments(*order)))).equations if e.kind == "cross_footing"]
    assert [e.status for e in across] == ["exact"] * 3
    assert {key.column for e in across for _, key in e.terms} == {"甲", "乙"}


def test_after_is_before_and_change() -> None:
    table = statement("事業費 700 30 730\n管理費 200 0 200\n予備費 50 △10 40", "budget", revision())
    assert [(e.key.column, e.status) for e in reconcile(packet(table)).equations] == [("3月補正後予定額", "exact")] * 3


def test_columns_that_no_header_relates_are_related_by_arithmetic() -> None:
    names = ("取得価額", "期首帳簿価額", "当期増加額", "当期減価償却額", "期末帳簿価額")
    rows = "建物 900 500 0 40 460\n備品 300 100 60 30 130\n車両 150 70 20 25 65\n構築物 80 60 0 10 50"
    found = reconcile(packet(statement(rows, "inventory", names))).equations
    assert {(e.key.column, tuple(k.column for _, k in e.terms)) for e in found} == {
        ("期末帳簿価額", ("期首帳簿価額", "当期増加額", "当期減価償却額"))
    }


def test_restated_figures_are_found_and_unlike_columns_left_alone() -> None:
    plan = statement(CASH, "cash_flow", segments("甲", "乙", "合計"), name="事業別")
    total = statement(
        "\n".join(" ".join((line.split()[0], line.split()[3])) for line in CASH.split("\n") if line), "cash_flow", name="総括"
    )
    other = statement("営業収益 1\n前期末未収金 2\n当期末未収金 △3\n資金収入合計 0", "cash_flow", name="別物", year=2018)
    found = [e for e in reconcile(packet(total, plan, other)).equations if e.kind == "restatement"]
    assert len(found) == 11
    assert {e.key.table for e in found} == {"事業別"}


def test_ties_between_statements_are_learned_with_their_signs() -> None:
    columns = segments("甲", "乙", "合計")
    sheet = statement("現金及び預金 350 110 460\n未収金 120 70 190\n貸付金 9 8 17\n資産合計 479 188 667", columns=columns)
    found = said(packet(sheet, statement(CASH, "cash_flow", columns)), "tie")
    assert found == {"当期末現金及び預金 = 現金及び預金", "当期末未収金 = - 未収金"}


def test_a_year_opens_where_the_year_before_closed() -> None:
    later = "前期末未収金 120 70 190\n前期末未払金 50 20 70\n前期末現金及び預金 350 110 460"
    found = said(
        packet(
            statement(CASH, "cash_flow", segments("甲", "乙", "合計")),
            statement(later, "cash_flow", segments("甲", "乙", "合計", year=2019), name="翌年"),
        ),
        "roll_forward",
    )
    assert found == {
        "前期末未収金 = - 当期末未収金",
        "前期末未払金 = - 当期末未払金",
        "前期末現金及び預金 = 当期末現金及び預金",
    }


def test_coarse_figures_are_half_up_of_their_finer_source() -> None:
    fine = statement("資産\n現金 1,264,500\n未収金 2,735,500\n建物 5,000,400\n資産合計 9,000,400", unit="千円")
    coarse = statement("現金 1,265\n未収金 2,736\n建物 5,000\n資産 9,000", unit="百万円", name="概要", rounding="四捨五入")
    result = reconcile(packet(fine, coarse))
    assert [e.status for e in result.equations if e.kind == "rounding"] == ["rounded"] * 4
    assert not [f for f in result.findings if f.severity != "info"]


def test_equation_ids_do_not_depend_on_other_tables() -> None:
    sheet, plan = statement(BALANCE), statement(CASH, "cash_flow", segments("甲", "乙", "合計"))
    alone = {e.id for e in reconcile(packet(sheet)).equations}
    assert alone <= {e.id for e in reconcile(packet(plan, sheet)).equations}


def test_words() -> None:
    assert [is_total(x) for x in ("流動資産合計", "小計", "一般会計", "減価償却累計額", "事業活動収入計(1)")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert [is_difference(x) for x in ("営業利益", "資金収支差額", "特別損失", "当期純損失")] == [True, True, False, True]
    assert (plain("(前期末現金及び預金)"), stem("純資産の部合計"), sign("営業費用合計")) == ("前期末現金及び預金", "純資産", -1)
    assert formula("当期資金収支差額合計(11)=(3)+(6)-(10)") == ("11", ((1, "3"), (1, "6"), (-1, "10")))
    assert formula("平成30年度") is None


def test_unlike_units_are_not_added() -> None:
    columns = (Column("金額", "金額", measure="金額", unit="千円"), Column("執行率", "執行率", measure="執行率", unit="%"))
    result = reconcile(packet(statement("甲 30 33\n乙 60 67\n合計 90 100", "other", columns)))
    assert {e.key.column for e in result.equations} == {"金額"}


def test_amounts_named_in_the_text_are_tied_to_the_cells_of_their_rows() -> None:
    table = statement(
        "営業収益 3,026 600 3,626\n当期末未収金 △66 △600 △666\n補助金等収入 600 600 1,200", "other", revision(), "百万円"
    )
    lines = (
        Line("(ア) 営業収益……600百万円の増"),
        Line("(イ) 当期末未収金……△600百万円の増"),
        Line("補助金等収入は、6億円から12億円とする。"),
    )
    result = reconcile(replace(packet(table), lines=lines))
    assert {(e.key.item, e.key.column, e.expression, e.status) for e in result.equations if e.kind == "tie"} == {
        ("営業収益", "補正額", "600", "exact"),
        ("当期末未収金", "補正額", "-600", "exact"),
        ("補助金等収入", "11月補正後予定額", "600", "exact"),
        ("補助金等収入", "補正額", "600", "exact"),
        ("補助金等収入", "3月補正後予定額", "1200", "exact"),
    }


OPERATING = """
営業収益
給水収益 1,400 . .
その他収益 100 1,500 .
営業費用
浄水費 900 . .
総係費 400 1,300 ."""


def test_details_step_inwards_to_their_sums() -> None:
    names = ("金額", "金額 #2", "金額 #3")
    rows = (
        OPERATING
        + """
営業利益 . . 200
営業外費用
支払利息 50 . .
雑支出 10 60 △60
経常利益 . . 140
"""
    )
    found = {
        (e.key.item, e.key.column, short(e)) for e in reconcile(packet(statement(rows, "income_statement", names))).equations
    }
    assert found >= {
        ("その他収益", "金額 #2", "給水収益 + その他収益"),
        ("総係費", "金額 #2", "浄水費 + 総係費"),
        ("営業利益", "金額 #3", "その他収益 - 総係費"),
        ("経常利益", "金額 #3", "営業利益 + 雑支出"),
    }


def placed_at(source: Statement, left: float, tops: Sequence[float]) -> Statement:
    """A statement with each row's figures at a height of their own, in columns from the left edge."""
    data = tuple(
        replace(datum, box=Box(left + 50 * datum.column, tops[datum.row], left + 50 * datum.column + 40, tops[datum.row] + 8))
        for datum in source.data
    )
    return replace(source, data=data)


def test_what_a_list_beside_it_adds_up_to() -> None:
    left = placed_at(
        statement("個人 16,203 15,840\n法人 2,515 2,580\n計 18,718 18,420", "budget", ("本年度", "前年度")), 0, (50, 90, 130)
    )
    right = placed_at(
        statement("現年課税分 16,084\n滞納繰越分 119\n現年課税分 2,513\n滞納繰越分 2", "budget"), 200, (50, 70, 88, 110)
    )
    found = {(e.key.item, e.key.column, short(e)) for e in reconcile(packet(left, right)).equations if e.kind == "tie"}
    assert found == {("個人", "本年度", "現年課税分 + 滞納繰越分"), ("法人", "本年度", "現年課税分 + 滞納繰越分")}


def test_a_list_beside_another_that_adds_up_to_nothing_of_it_is_left_alone() -> None:
    left = placed_at(statement("資産 300\n負債 200", "other"), 0, (50, 90))
    right = placed_at(statement("収入 70\n支出 20\n利息 5", "other"), 200, (50, 70, 90))
    assert not [e for e in reconcile(packet(left, right)).equations if e.kind == "tie"]


def test_details_may_begin_on_the_line_of_their_sum() -> None:
    rows = """
流動資産
手許有高 37 154
甲銀行 57 0
乙銀行 60 0
有価証券 10 10
未収金 96 96
立替金 . 0
流動資産計 . 260
"""
    register = packet(statement(rows, "inventory", ("金額", "金額 #2")))
    found = {(e.key.item, e.key.column, short(e)) for e in reconcile(register).equations}
    assert found >= {("手許有高", "金額 #2", "手許有高 + 甲銀行 + 乙銀行"), ("有価証券", "金額 #2", "有価証券")}


def test_a_total_leaves_out_what_its_label_says() -> None:
    made = statement(
        "こども型 48\n総合型 126\n生命共済計 174\n医療特約 40\nがん特約 29\n特約計 69\n火災共済 37\n加入者合計(特約を除く。) 211",
        "other",
    )
    rows = (*made.rows[:-1], replace(made.rows[-1], role="total"))
    assert "加入者合計(特約を除く。) = 生命共済計 + 火災共済" in said(packet(replace(made, rows=rows)))


def test_details_stand_in_a_column_of_their_own_beside_the_amounts_they_make_up() -> None:
    rows = """
      I未処分剰余金             611    .
        期首繰越剰余金            .  504
        当期剰余金                .  107
      II処分額                  330    .
        法定準備金                .   22
        出資配当金                .    8
        任意積立金                .  300
        事業安定積立金            .  180
        設備整備積立金            .  120
      III次期繰越剰余金         281    ."""
    found = said(packet(statement(rows, "other", ("金額", "内訳"))))
    assert found == {"I未処分剰余金 = 期首繰越剰余金 + 当期剰余金", "II処分額 = 法定準備金 + 出資配当金 + 任意積立金"}


def test_shares_come_to_their_whole_within_the_rounding_of_their_last_digit() -> None:
    def table(shares: str) -> Packet:
        columns = (Column("金額", "金額", measure="金額", unit="千円"), Column("構成比", "構成比", measure="構成比", unit="%"))
        source = statement("甲 30 1\n乙 60 2\n丙 1 3\n合計 91 4", "other", columns)
        values = iter(map(Decimal, shares.split()))
        data = (d if d.column == 0 else replace(d, value=next(values)) for d in source.data)
        return packet(replace(source, data=tuple(data)))

    def statuses(shares: str) -> list[str]:
        return [e.status for e in reconcile(table(shares)).equations if e.key.column == "構成比"]

    assert statuses("33.0 65.9 1.1 100.0") == ["exact"]
    assert statuses("33.0 65.9 1.0 100.0") == ["rounded"]
    assert statuses("33.0 65.9 9.1 100.0") == []


def test_named_subtotals_one_below_the_other_are_items() -> None:
    lent = "貸付金 40\n  木管小計 10\n  金管小計 25\n  弦楽器小計 5\n"
    rows = f"{lent}未収金 30\n  定期 10\n  室内楽 20\n引当金 △8\n  貸付金37% △8\n流動資産合計 62"
    assert said(packet(statement(rows, "inventory"))) >= {
        "貸付金 = 木管小計 + 金管小計 + 弦楽器小計", "未収金 = 定期 + 室内楽", "引当金 = 貸付金37%",
        "流動資産合計 = 貸付金 + 未収金 + 引当金",
    }  # fmt: skip


def test_a_fund_grows_by_what_it_takes_in_less_what_it_gives_back() -> None:
    rows = "基金増減の部\n基金受入額 100\n基金返還額 40\n当期基金増減額 60\n基金期首残高 15\n基金期末残高 75"
    lines = statement(rows, "income_statement")
    under = tuple(replace(row, section=("基金増減の部",)) if not row.heading else row for row in lines.rows)
    assert said(packet(replace(lines, rows=under))) >= {
        "当期基金増減額 = 基金受入額 - 基金返還額", "基金期末残高 = 当期基金増減額 + 基金期首残高",
    }  # fmt: skip


def test_a_balance_is_the_one_before_and_what_came_and_went() -> None:
    names = ("6年度末現在高", "7年度中増減見込 / 起債見込額", "7年度中増減見込 / 元金償還見込額", "7年度末現在高見込額")
    table = statement("総務 31 4 3 32\n民生 17 2 2 17\n衛生 143 0 13 130\n計 191 6 18 179", "other", names)
    found = {short_columns(e) for e in reconcile(packet(table)).equations if e.kind == "cross_footing"}
    assert found == {"7年度末現在高見込額 = + 6年度末現在高 + 起債見込額 - 元金償還見込額"}


def short_columns(equation: Equation) -> str:
    """The terms by the last level of their column."""
    terms = (("+ " if weight > 0 else "- ") + key.column.rsplit(" / ", 1)[-1] for weight, key in equation.terms)
    return f"{equation.key.column} = {' '.join(terms)}"


def test_a_change_is_of_the_columns_that_repeat_with_it() -> None:
    names = ("当年度", "当年度 #2", "前年度", "前年度 #2", "増減", "増減 #2")
    rows = "現金 . 90 . 40 . 50\n備品 458 . 383 . 75 .\n積立金 767 . 617 . 150 .\n差額 951 7 333 2 618 5"
    table = statement(rows, "other", names)
    found = {f"{e.key.item} {short_columns(e)}" for e in reconcile(packet(table)).equations if e.kind == "difference"}
    assert {"積立金 増減 = + 当年度 - 前年度", "現金 増減 #2 = + 当年度 #2 - 前年度 #2"} <= found


def test_a_blank_addend_is_nought_where_most_rows_print_the_total() -> None:
    names = ("取得価額", "減価償却累計額", "当期末残高")
    rows = "土地 87 . 87\n建物 126 39 87\n構築物 684 531 153\n車輌 240 183 57\n権利 6 . 6"
    found = {f"{e.key.item} {short_columns(e)}" for e in reconcile(packet(statement(rows, "inventory", names))).equations}
    assert "土地 当期末残高 = + 取得価額" in found


def test_a_total_column_with_a_unit_of_its_own_sums_up_columns_without_any() -> None:
    columns = (
        Column("支給期別支給率 / 6月", "6月", measure="金額"), Column("支給期別支給率 / 12月", "12月", measure="金額"),
        Column("支給率計(月分)", "支給率計(月分)", measure="支給率計", unit="月分"),
    )  # fmt: skip
    rates = statement("本年度 2325 2325 4650\n前年度 2300 2300 4600", "other", columns, unit="")
    found = {f"{e.key.item} {short_columns(e)}" for e in reconcile(packet(rates)).equations}
    assert found == {f"{year} 支給率計(月分) = + 6月 + 12月" for year in ("本年度", "前年度")}


def test_amounts_for_an_area_or_a_measure_are_rates() -> None:
    assert all(map(is_ratio, ("10a当たり(円)", "1㎥当たり", "構成比")))
    assert not any(map(is_ratio, ("賦課額(円)", "当たりくじ")))


def test_the_end_of_a_cash_flow_statement_adds_up_whatever_stands_in_brackets() -> None:
    rows = """
当年度純利益 200
減価償却費 14
業務活動によるキャッシュ・フロー 214
固定資産の取得による支出 △300
補助金による収入 27
投資活動によるキャッシュ・フロー △273
企業債による収入 81
企業債の償還による支出 △100
財務活動によるキャッシュ・フロー △19
資金増加額(又は減少額) △78
資金期首残高 1,449
資金期末残高 1,371
"""
    proven = {(e.key.item, e.status) for e in reconcile(packet(statement(rows, "cash_flow"))).equations}
    assert ("資金増加額(又は減少額)", "exact") in proven
    assert ("資金期末残高", "exact") in proven


def test_what_exchange_rates_changed_is_no_result() -> None:
    for change, closing in (("V資金増加額 177", "1,626"), ("V資金減少額(△) 177", "1,626")):
        rows = f"""
I業務活動によるキャッシュ・フロー
収入 900
支出 △686
業務活動によるキャッシュ・フロー 214
II投資活動によるキャッシュ・フロー
固定資産の取得による支出 △10
投資活動によるキャッシュ・フロー △10
III財務活動によるキャッシュ・フロー
リース債務の返済による支出 △19
財務活動によるキャッシュ・フロー △19
IV資金に係る換算差額 △8
{change}
VI資金期首残高 1,449
VII資金期末残高 {closing}
"""
        made = statement(rows, "cash_flow")
        heads = {0: (), 4: (), 7: ()}
        under = [replace(row, section=() if r in heads or r > 9 else row.section[:1]) for r, row in enumerate(made.rows)]
        result = reconcile(packet(replace(made, rows=tuple(under))))
        assert {fact.status for fact in result.facts if fact.key.item.startswith(("IV", "V", "VI"))} == {"footed"}


STEPS = ("金額", "金額 #2", "金額 #3")


def sums(rows: str, columns: Sequence[str]) -> set[tuple[str, str, str, str]]:
    made = reconcile(packet(statement(rows, "income_statement", columns)))
    assert not [f for f in made.findings if f.severity != "info"]
    return {(e.key.item, e.key.column, short(e), e.status) for e in made.equations}


def test_what_is_left_runs_on_to_what_is_not_yet_appropriated() -> None:
    rows = (
        OPERATING
        + """
当年度純利益 . . 200
前年度繰越利益剰余金 . . 50
その他未処分利益剰余金変動額 . . 80
当年度未処分利益剰余金 . . 330
"""
    )
    terms = "当年度純利益 + 前年度繰越利益剰余金 + その他未処分利益剰余金変動額"
    assert ("当年度未処分利益剰余金", "金額 #3", terms, "exact") in sums(rows, STEPS)


def test_results_beside_the_sums_of_blocks_take_the_sides_of_their_headings() -> None:
    rows = """
事業収益
売却収益 1,400 .
その他収益 100 1,500
事業原価
土地原価 900 .
諸原価 400 1,300
事業総利益 . 200
販売費
給料 90 .
諸費 30 120
事業利益 . 80
"""
    found = sums(rows, STEPS[:2])
    assert ("事業総利益", "金額 #2", "その他収益 - 諸原価", "exact") in found
    assert ("事業利益", "金額 #2", "事業総利益 - 諸費", "exact") in found


ABOVE = """
事業収益 . 1,919 .
公有地取得事業収益 1,251 . .
土地造成事業収益 668 . .
事業原価 . 1,719 .
公有地取得事業原価 1,184 . .
土地造成事業原価 535 . .
事業総利益 . . 200
管理費 . 118 .
人件費 76 . .
経費 42 . .
事業利益 . . 82
事業外収益 . 15 .
受取利息 4 . .
雑収益 11 . .
事業外費用 . 10 .
支払利息 9 . .
雑損失 1 . .
経常利益 . . 87
"""


def test_results_beside_blocks_whose_sums_stand_above_their_details() -> None:
    found = sums(ABOVE, STEPS)
    assert ("事業収益", "金額 #2", "公有地取得事業収益 + 土地造成事業収益", "exact") in found
    assert ("事業総利益", "金額 #3", "事業収益 - 事業原価", "exact") in found
    assert ("事業利益", "金額 #3", "事業総利益 - 管理費", "exact") in found
    assert ("経常利益", "金額 #3", "事業利益 + 事業外収益 - 事業外費用", "exact") in found


def test_sums_above_their_details_two_columns_further_in() -> None:
    rows = """
流動資産 . . 220
現金 190 . .
売掛金 30 . .
固定資産 . . 1,635
有形固定資産 . 1,626 .
建物 1,509 . .
土地 117 . .
投資 . 9 .
出資金 6 . .
敷金 3 . .
資産合計 . . 1,855
流動負債 . . 157
買掛金 91 . .
未払金 66 . .
固定負債 . . 724
借入金 664 . .
引当金 60 . .
負債合計 . . 881
"""
    made = reconcile(packet(statement(rows, columns=STEPS)))
    assert not [f for f in made.findings if f.severity != "info"]
    found = {(e.key.item, e.key.column, short(e), e.status) for e in made.equations}
    assert ("流動資産", "金額 #3", "現金 + 売掛金", "exact") in found
    assert ("投資", "金額 #2", "出資金 + 敷金", "exact") in found
    assert ("固定負債", "金額 #3", "借入金 + 引当金", "exact") in found


def test_the_stock_that_is_left_is_no_cost_of_the_year() -> None:
    rows = """
売上高
製品売上高 150 .
商品売上高 31 181
売上原価
期首製品棚卸高 24 .
当期製品製造原価 97 .
合計 121 .
期末製品棚卸高 27 94
売上総利益 . 87
営業外収益
受取利息 3 .
雑収入 5 8
経常利益 . 95
"""
    assert ("期末製品棚卸高", "金額 #2", "合計 - 期末製品棚卸高", "exact") in sums(rows, STEPS[:2])


def test_a_result_takes_in_the_sums_of_two_blocks_where_what_they_leave_is_not_printed() -> None:
    rows = """
1営業収益
給水収益 1,284 . .
その他 54 1,338 .
2営業費用
総係費 121 . .
減価償却費 498 619 .
営業利益 . . 719
3営業外収益
雑収益 165 165 .
4営業外費用
支払利息 74 . .
雑支出 2 76 .
経常利益 . . 808
5特別損失
修正損 1 1 .
当年度純利益 . . 807
"""
    found = sums(rows, STEPS)
    assert ("経常利益", "金額 #3", "営業利益 + 雑収益 - 雑支出", "exact") in found
    assert ("当年度純利益", "金額 #3", "経常利益 - 修正損", "exact") in found


def test_what_blocks_leave_may_be_printed_on_a_line_of_its_own() -> None:
    rows = """
1営業収益
給水収益 900 900 .
2営業費用
総係費 700 700 .
営業利益 . . 200
3営業外収益
雑収益 165 165 .
4営業外費用
支払利息 74 74 .
営業外収支差引 . . 91
経常利益 . . 291
"""
    assert ("経常利益", "金額 #3", "営業利益 + 営業外収支差引", "exact") in sums(rows, STEPS)


def test_a_sum_of_details_and_of_the_total_of_some_of_them() -> None:
    rows = """
業務費
教育経費 18 . .
研究経費 220 . .
人件費
役員人件費 10 . .
教員人件費 32 . .
人件費合計 42 . .
業務費合計 . 280 .
管理費
消耗品費 6 . .
委託費 5 11 .
費用合計 . . 291
"""
    made = statement(rows, "income_statement", STEPS)
    result = reconcile(packet(made))
    assert not result.findings
    assert {fact.status for fact in result.facts} == {"footed"}


def test_blocks_in_steps_beside_results_that_do_not_run_on() -> None:
    rows = """
経常費用
業務費
給与費 22 .
材料費 9 31
一般管理費 . 7
その他経常費用
支払利息 18 .
雑損 6 24
経常費用合計 . 62
経常収益
交付金収益 . 14
診療収益 . 92
経常収益合計 . 106
経常利益 . 44
臨時損失
除却損 . 4
臨時損失合計 . 4
当期純利益 . 40
当期総利益 . 40
"""
    found = sums(rows, STEPS[:2])
    assert {("材料費", "金額 #2", "給与費 + 材料費", "exact"), ("雑損", "金額 #2", "支払利息 + 雑損", "exact")} <= found


def test_a_tax_without_a_heading_is_taken_away() -> None:
    rows = """
経常収益
事業収益 900 .
経常収益合計 . 900
経常費用
事業費 840 .
経常費用合計 . 840
経常利益 . 60
特別損失
除却損 4 .
特別損失合計 . 4
税引前当期純利益 . 56
法人税等 {} {}
当期純利益 . 49
"""
    for places in ("7 .", ". 7"):
        found = sums(rows.format(*places.split()), STEPS[:2])
        assert ("当期純利益", "金額 #2", "税引前当期純利益 - 法人税等", "exact") in found


def test_a_sum_stands_above_its_details_one_column_further_out() -> None:
    rows = """
固定資産
(1)有形固定資産 . 800
イ土地 500 .
ロ建物 300 .
(2)投資その他の資産 . 60
イ長期貸付金 40 .
ロ出資金 20 .
固定資産合計 . 860
"""
    found = sums(rows, STEPS[:2])
    assert ("(1)有形固定資産", "金額 #2", "イ土地 + ロ建物", "exact") in found
    assert ("(2)投資その他の資産", "金額 #2", "イ長期貸付金 + ロ出資金", "exact") in found


def test_a_deficit_printed_without_a_minus_is_taken_away_from_the_surplus() -> None:
    rows = """
剰余金
資本剰余金
受贈財産評価額 18 . .
その他資本剰余金 4 . .
資本剰余金合計 . 22 .
欠損金
当年度未処理欠損金 78 . .
欠損金合計 . 78 .
剰余金合計 . . △56
"""
    assert ("剰余金合計", "金額 #3", "資本剰余金合計 - 欠損金合計", "exact") in sums(rows, STEPS)


def test_balances_do_not_add_up_over_the_quarters_of_a_year() -> None:
    names = ("第1四半期", "第2四半期", "第3四半期", "第4四半期", "年間計")
    quarters = [Column(n, n, measure="金額", fiscal_year=2018) for n in names]
    plan = statement(
        "前期末残高 10 15 13 20 10\n収入 30 28 34 31 123\n支出 25 30 27 30 112\n当期末残高 15 13 20 21 21",
        "cash_flow",
        columns=quarters,
    )
    result = reconcile(packet(plan))
    assert not result.findings
    across = [e for e in result.equations if e.kind == "cross_footing"]
    assert [(e.key.item, len(e.terms)) for e in across] == [("前期末残高", 1), ("収入", 4), ("支出", 4), ("当期末残高", 1)]


def test_a_change_printed_in_two_columns_adds_up_as_gains_less_losses() -> None:
    columns = [Column("本年度", "本年度", measure="金額"), Column("増", "増", measure="増"), Column("減", "減", measure="減")]
    budget = statement("事務費\n給料 500 30 .\n旅費 40 . 12\n備品費 60 . 10\n事務費計 600 8 .", "budget", columns=columns)
    result = reconcile(packet(budget))
    assert not result.findings
    [net] = [e for e in result.equations if e.key.column == "増"]
    assert short(net) == "給料 - 旅費 - 備品費"
    wrong = statement("事務費\n給料 500 30 .\n旅費 40 . 12\n備品費 60 . 10\n事務費計 600 9 .", "budget", columns=columns)
    assert reconcile(packet(wrong)).findings


def test_a_surplus_of_a_year_is_a_result_and_special_profit_is_an_item() -> None:
    assert is_difference("事業剰余金") and is_difference("当期剰余金") and is_difference("経常剰余金")
    assert not any(map(is_difference, ("特別利益", "利益剰余金", "資本剰余金", "繰越剰余金", "繰越利益剰余金")))


def test_formulas_in_circled_numerals_are_read_with_the_mark_before_them() -> None:
    assert formula("経常利益8(5+6-7)") == ("8", ((1, "5"), (1, "6"), (-1, "7")))
    assert (plain("経常利益8(5+6-7)"), mark("特別利益9"), mark("経常利益8(5+6-7)")) == ("経常利益", "9", "8")
    lines = statement(
        "事業利益5 900\n事業外収益6 50\n事業外費用7 20\n経常利益8(5+6-7) 930\n"
        "特別利益9 70\n特別損失10 40\n税引前当期利益11(8+9-10) 960",
        "income_statement",
    )
    assert not reconcile(packet(lines)).findings
    assert {
        "経常利益8(5+6-7) = 事業利益5 + 事業外収益6 - 事業外費用7",
        "税引前当期利益11(8+9-10) = 経常利益8(5+6-7) + 特別利益9 - 特別損失10",
    } <= said(packet(lines))


def test_letters_that_labels_begin_with_are_what_formulas_call() -> None:
    lines = "A元利償還金 3,912\nB準元利償還金 641\nC計(A+B) 4,553\nD特定財源 218\nE算入公債費 5,404\n"
    lines += "F差引(C-D-E) △1,069\nG標準財政規模 92,114\nH差引(G-E) 86,710"
    assert {"C計(A+B) = A元利償還金 + B準元利償還金", "H差引(G-E) = G標準財政規模 - E算入公債費"} <= said(
        packet(statement(lines, "other"))
    )
    assert (formula("差引C(A-B)"), mark("差引C(A-B)")) == (("C", ((1, "A"), (-1, "B"))), "C")


def test_coefficients_do_not_add_up() -> None:
    assert is_ratio("営業係数") and is_ratio("財政力指数")


def test_a_wrong_digit_among_steps_is_no_missing_row() -> None:
    rows = """
固定資産
土地 422,613 . .
建物 718,014 . .
建物減価償却累計額 △270,822 447,192 .
構築物 9,271,909 . .
構築物減価償却累計額 △4,811,461 4,460,448 .
固定資産合計 . 5,330,253 .
"""
    for right, wrong in (("5,330,253", "5,830,253"), ("422,613", "422,618")):
        made = statement(rows.replace(right, wrong), "balance_sheet", STEPS)
        assert not any("row is missing" in finding.evidence for finding in reconcile(packet(made)).findings)


def test_what_is_lost_and_printed_with_a_minus_is_added() -> None:
    rows = ["交付金 900 400", "受託収入 100 50", "事業収益計 1,000 450", "業務費 700 300", "管理費 200 100", "事業費用計 900 400"]
    rows += ["事業損益 100 50", "臨時損失 △4,218 △4,218", "臨時利益 4,234 4,234", "当期総損益 116 66"]
    made = statement("\n".join(rows), "income_statement", ["甲", "乙"])
    assert "当期総損益 = 事業損益 + 臨時損失 + 臨時利益" in said(packet(made))


def test_a_result_adds_up_the_outer_rows_of_its_block() -> None:
    rows = ["会費 900 800", "寄附 100 50", "経常収益計 1,000 850", "事業費 700 650", "管理費 100 100", "経常費用計 800 750"]
    rows += ["当期経常増減額 200 100", "指定の部", "  受取寄付金 1,500 800", "    受取寄付金 1,500 800", "  振替額 △1,240 △1,180"]
    made = statement("\n".join([*rows, "  当期指定増減額 260 △380"]), "income_statement", ["当年度", "前年度"])
    assert "当期指定増減額 = 受取寄付金 + 振替額" in said(packet(made))


def test_a_form_says_nothing_where_only_the_parts_of_one_of_its_columns_are_printed() -> None:
    names = ["期末残高", "減価償却累計額", "減損損失累計額 / 当期損益内", "減損損失累計額 / 当期損益外", "差引当期末残高"]
    columns = [Column(name, name, measure="金額", fiscal_year=2022) for name in names]
    whole = [replace(columns[2], name="減損損失累計額"), *columns[3:]]
    assert list(prescribed(columns, range(5))) == []
    assert list(prescribed([*columns[:2], *whole], range(5))) == [(4, ((1, 0), (-1, 1), (-1, 2)))]


def test_instruments_among_the_rows_are_no_sums() -> None:
    rows = "走査電子顕微鏡 7,136\n光度計 5,734\n熱分析装置 7,642\n騒音計 1,621\n電子天びん 3,213\n小計 25,346"
    assert said(packet(statement(rows, "inventory"))) == {"小計 = 走査電子顕微鏡 + 光度計 + 熱分析装置 + 騒音計 + 電子天びん"}


def test_liabilities_and_a_capital_that_is_printed_above_its_parts_come_to_both() -> None:
    rows = "負債及び資本の部\n流動負債 937\n  未払金 937\n固定負債 719\n  企業債 669\n  引当金 50\n負債計 1,656\n"
    rows += "6資本 1,092\n  資本金 941\n  剰余金 151\n負債資本計 2,748"
    made = statement(rows, "balance_sheet")
    under = tuple(row if row.heading else replace(row, section=("負債及び資本の部",)) for row in made.rows)
    assert "負債資本計 = 負債計 + 6資本" in said(packet(replace(made, rows=under)))


def test_blocks_whose_sums_stand_above_their_details_have_a_total_below_them() -> None:
    rows = (
        "1流動資産 . 239 .\n現金 62 . .\n預金 177 . .\n2積立資産 . 156 .\n財政積立金 100 . .\n退職積立金 56 . .\n"
        "3固定資産 . 131 .\n施設 118 . .\n土地 13 . .\n資産合計 . . 526\n"
        "4流動負債 . 36 .\n預り金 14 . .\n未払金 22 . .\n5固定負債 . 87 .\n借入金 60 . .\n引当金 27 . .\n負債合計 . . 123\n"
        "差引正味財産 . . 403"
    )
    made = packet(statement(rows, "inventory", ("金額", "金額 #2", "金額 #3")))
    assert said(made) >= {
        "1流動資産 = 現金 + 預金", "資産合計 = 1流動資産 + 2積立資産 + 3固定資産", "負債合計 = 4流動負債 + 5固定負債",
        "差引正味財産 = 資産合計 - 負債合計",
    }  # fmt: skip
    assert [f for f in reconcile(made).findings if f.severity != "info"] == []


def test_what_flows_above_their_rows_come_to_is_claimed() -> None:
    rows = """
1業務活動によるキャッシュ・フロー . 1,203
  当年度純利益 371 .
  減価償却費 1,324 .
  長期前受金戻入額 △492 .
2投資活動によるキャッシュ・フロー . △992
  取得による支出 △1,131 .
  補助金による収入 139 .
3財務活動によるキャッシュ・フロー . △158
  企業債による収入 420 .
  償還による支出 △578 .
4資金増加額 . 53
5資金期首残高 . 2,216
6資金期末残高 . 2,269
"""
    source = packet(statement(rows, "cash_flow", ("金額", "金額 #2")))
    found = reconcile(source)
    assert {"4資金増加額", "6資金期末残高"} <= {equation.key.item for equation in found.equations}
    assert not found.findings


def test_a_sum_that_steps_reach_in_two_ways_is_told_once() -> None:
    """A cell counts as many checks as equations hold it."""
    found = reconcile(packet(statement(ABOVE, "balance_sheet", ("金額", "金額 #2", "金額 #3"))))
    held = Counter(key for e in found.equations for key in {e.key, *(term for _, term in e.terms)})
    assert {fact.key: fact.checks for fact in found.facts} == {fact.key: held[fact.key] for fact in found.facts}


def test_a_total_adds_up_the_subtotal_before_rows_that_have_parts_of_their_own() -> None:
    rows = "人件費 34\n  うち職員給 20\n扶助費 48\n公債費 23\n(義務的経費計) 105\n物件費 36\n補助費 29\n投資的経費 22\n"
    made = statement(rows + "  普通建設事業費 20\n    うち補助 8\n  災害復旧事業費 2\n歳出合計 192", "budget", ["決算額"])
    found = reconcile(packet(made))
    assert [f for f in found.findings if f.severity != "info"] == []
    assert "歳出合計 = (義務的経費計) + 物件費 + 補助費 + 投資的経費" in said(packet(made))


def test_of_an_addend_with_parts_a_form_takes_the_sum() -> None:
    names = [
        "予算現額",
        "支出済額",
        *(f"翌年度繰越額 / {part}" for part in ("継続費逓次繰越", "繰越明許費", "事故繰越し", "計")),
        "不用額",
    ]
    columns = [Column(name, name, measure="金額", fiscal_year=2024) for name in names]
    assert list(prescribed(columns, range(7))) == [(6, ((1, 0), (-1, 1), (-1, 5)))]


def test_what_was_carried_over_to_be_spent_this_year_is_of_the_budget() -> None:
    names = ["当初予算額", "補正予算額", "繰越事業費繰越財源充当額", "計"]
    columns = [Column(f"予算現額 / {name}", name, measure="金額", fiscal_year=2024) for name in names]
    columns[3] = Column("予算現額", "予算現額", measure="金額", fiscal_year=2024)
    assert list(prescribed(columns, range(4))) == [(3, ((1, 0), (1, 1), (1, 2)))]
