"""Claims that words make even where no sum bears them out: one wrong cell is placed, and nothing else is said."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Reading, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_column_claims import HOUSE_HEADERS, HOUSES
from tests.test_rows_by_order import RESULTS
from tests.test_swapped_columns import columns


def damaged(made: Statement, item: str, value: int, column: int = 0) -> Statement:
    """The statement with one figure misread."""
    r = next(i for i, row in enumerate(made.rows) if row.item == item)
    data = [
        replace(d, readings=(Reading(f"{value:,}"),), value=value) if (d.row, d.column) == (r, column) else d for d in made.data
    ]
    return replace(made, data=tuple(data))


def said(*statements: Statement) -> list[tuple[str, str, str]]:
    """Kind, item and proposal of all that is said, information apart."""
    found = reconcile(packet(*statements)).findings
    return [(f.kind, f.item, f.proposed) for f in found if f.severity != "info"]


def test_both_sides_of_a_balance_that_nothing_else_bears_out() -> None:
    made = statement(
        "資産\n現金 8,421\n預金 4,306\n資産合計 12,727\n負債\n未払金 1,918\n預り金 318\n負債合計 2,236\n正味財産 10,491",
        "inventory",
    )
    made = replace(made, rows=(*made.rows[:-1], replace(made.rows[-1], section=())))
    assert said(made) == []
    assert [what[:2] for what in said(damaged(made, "正味財産", 10_481))] in (
        [("misread_digit", "正味財産")],
        [("unexplained", "正味財産")],
        [("unexplained", "資産合計")],
    )


def test_a_balance_is_what_it_opened_with_and_grew_and_shrank_by() -> None:
    made = statement("剰余金\n1期首残高 4,118\n2当期増加高 620\n3当期減少高 0\n4期末残高 4,738", "other")
    assert said(made) == []
    assert len(said(damaged(made, "3当期減少高", 8))) == 1


def test_what_is_to_be_disposed_of_is_the_year_and_what_was_brought_forward() -> None:
    rows = f"{RESULTS}当期首繰越剰余金 318 301\n当期未処分剰余金 824 1,154"
    made = statement(rows, "income_statement", ["当年度", "前年度"])
    assert said(made) == []
    assert len(said(damaged(made, "当期未処分剰余金", 1_159, 1))) == 1


def test_a_centred_total_is_no_part_of_the_row_above() -> None:
    rows = (
        "1分担金 2,073\n    1市分担金 2,073\n2使用料 318\n    1手数料 318\n"
        "3県支出金 124\n    1県補助金 124\n10組合債 214\n    1債 214\n"
    )
    made = statement(rows + "  歳入合計 2,729", "budget")
    assert said(made) == []
    assert said(damaged(made, "2使用料", 378)) == [("misread_digit", "2使用料", "318")]


def test_what_is_paid_is_no_sum_of_what_comes_in() -> None:
    rows = "有価証券の取得による支出 100 100\n有価証券の償還による収入 100 100\n固定資産の取得による支出 142 151"
    made = statement(rows, "cash_flow", ["当年度", "前年度"])
    assert not reconcile(packet(made)).equations


def test_what_stands_under_its_own_header_goes_first() -> None:
    made = statement(HOUSES, "other", columns(*HOUSE_HEADERS))
    assert said(damaged(made, "桜木", 36, 2)) == [("misread_digit", "桜木", "39")]


def test_a_total_of_one_column() -> None:
    rows = "当期首残高 8,206 8,206 1,598 9,804\n取得 0 0 421 421\n減価償却 0 0 △152 △152\n当期末残高 8,206 8,206 1,867 10,073"
    names = ("資本金 / 出資金", "資本金 / 資本金合計", "剰余金 / 積立金", "純資産合計")
    made = statement(rows, "equity_changes", [Column(n, "", measure="金額") for n in names])
    assert said(made) == []
    assert said(damaged(made, "当期末残高", 8_260)) == [("misread_digit", "当期末残高", "8206")]


def test_what_went_may_be_printed_with_a_minus() -> None:
    rows = "調整基金 1,180 0 △213 967\n振興基金 2,014 20 △117 1,917\n運営基金 900 31 △40 891\n合計 4,094 51 △370 3,775"
    names = ("前年度末現在高", "増減高 / 積立額", "増減高 / 取崩額", "年度末現在高")
    made = statement(rows, "inventory", columns(*names))
    assert said(made) == []
    assert said(damaged(made, "合計", 370, 2)) == [("dropped_sign", "合計", "-370")]


def test_a_sign_turned_and_turned_back_is_not_told() -> None:
    rows = "1分担金 2,073 2,041 32\n2使用料 318 304 14\n3寄附金 0 100 △100\n4繰越金 800 800 0\n合計 3,191 3,245 △54"
    made = statement(rows, "budget", columns("本年度予算額", "前年度予算額", "比較"))
    assert said(made) == []
    assert said(damaged(made, "2使用料", 504, 1)) == [("misread_digit", "2使用料", "304")]


def test_a_wrong_sum_of_columns_that_step_inwards_lacks_no_row() -> None:
    rows = (
        "経常費用\n業務費\n研究費 2,508 . .\n評価費 815 . .\n業務費計 . 3,323 .\n一般管理費 . 451 .\n財務費用\n支払利息 33 . .\n"
    )
    rows += "手数料 12 . .\n財務費用計 . 45 .\n経常費用合計 . . 3,819\n経常収益\n補助金\n国補助 2,711 . .\n市補助 615 . .\n"
    rows += "補助金計 . 3,326 .\n手数料収入 . 498 .\n経常収益合計 . . 3,824\n経常利益 . . 5"
    made = statement(rows, "income_statement", ["金額", "金額 #2", "金額 #3"])
    assert said(made) == []
    assert said(damaged(made, "一般管理費", 415, 1)) == [("misread_digit", "一般管理費", "451")]


PAYMENTS = """
総給付費(A) 90 80
審査手数料 10 9
標準給付費(B) 100 89
総合事業費 7 6
包括支援費 3 4
地域支援費(C) 10 10
合計(B)+(C) 110 99
"""


def test_a_formula_in_a_label_that_holds_is_the_only_sum_of_its_row() -> None:
    made = statement(PAYMENTS, "other", columns("令和6年度", "令和7年度"))
    sums = [e.kind for e in reconcile(packet(made)).equations if e.key.item == "合計(B)+(C)"]
    assert sums == ["difference", "difference"]


AGES = """
20歳未満 120 80,500
20歳から39歳 340 110,400
40歳以上 410 240,900
計 870 160,700
"""


def test_what_an_age_group_costs_a_head_is_no_part_of_what_all_cost() -> None:
    made = statement(AGES, "other", columns("加入者数", "1人当たり医療費"))
    assert [e for e in reconcile(packet(made)).equations if e.kind == "footing" and "1人当たり" in e.key.column] == []


EQUITY = """
当期首残高 500 30 △12 18 518
当期増加 20 4 △3 1 21
当期末残高 520 34 △15 19 539
"""
EQUITY_HEADERS = (
    "資本金 / 政府出資金", "資本剰余金 / 資本剰余金", "資本剰余金 / 累計額 / 減価償却相当累計額",
    "資本剰余金 / 資本剰余金合計", "純資産合計",
)  # fmt: skip


def test_a_total_adds_up_the_columns_under_its_own_heading_however_deep() -> None:
    assert said(statement(EQUITY, "equity_changes", columns(*EQUITY_HEADERS))) == []
