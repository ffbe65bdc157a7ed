"""Rows that are not there, told by the order of those that are."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Row, Statement
from pipeline.reconciliation import reconcile
from pipeline.reconciliation.numbering import breaks
from tests.ledgers import packet, statement


def told(*statements: Statement) -> list[str]:
    """What is said, information apart."""
    return [f.evidence for f in reconcile(packet(*statements)).findings if f.severity != "info"]


def lacking(*labels: str) -> list[str]:
    """Numbers that labels lack; two blanks stand for one level further in, ``:`` ends a heading."""
    rows = [
        Row(label.strip(" :"), indent=(len(label) - len(label.lstrip())) // 2, heading=label.endswith(":")) for label in labels
    ]
    return [found.lacks for found in breaks(rows)]


def without(made: Statement, item: str) -> Statement:
    """The statement with one row left out."""
    r = next(i for i, row in enumerate(made.rows) if row.item == item)
    data = tuple(replace(d, row=d.row - (d.row > r)) for d in made.data if d.row != r)
    return replace(made, rows=(*made.rows[:r], *made.rows[r + 1 :]), data=data)


# ----------------------------------------------------------------------------------------------------------------- numbers


def test_numbers_run_on_within_a_list_and_start_again_under_each_parent() -> None:
    assert lacking("1市税", "  1市民税", "  2固定資産税", "2譲与税", "  1譲与税", "3交付金", "  1交付金") == []
    assert lacking("1市税", "  1市民税", "  3軽自動車税", "2譲与税", "  1譲与税", "3交付金", "  1交付金") == ["2"]
    assert lacking("1市税", "  2固定資産税", "  3軽自動車税", "2譲与税", "  1譲与税", "3交付金", "  1交付金") == ["1"]


def test_a_parent_left_out_breaks_its_own_list_and_that_of_its_parts() -> None:
    assert lacking("1市税", "  1市民税", "  2固定資産税", "  1譲与税", "3交付金", "  1交付金", "4繰入金", "  1繰入金") == [
        "",
        "2",
    ]


def test_lists_may_start_again_after_a_heading_or_a_total() -> None:
    assert lacking("収入:", "第1項料金", "第2項補助金", "第3項特別利益", "支出:", "第1項費用", "第2項特別損失") == []
    assert lacking("(1)給料", "(2)手当", "(3)共済費", "計", "(1)旅費", "(2)需用費") == []


def test_numbers_may_run_on_from_block_to_block() -> None:
    labels = ("資産の部:", "  1固定資産", "  2流動資産", "負債の部:", "  3固定負債", "  4流動負債", "資本の部:", "  5資本金")
    assert lacking(*labels) == []


def test_letters_are_numbers_where_they_go_on() -> None:
    assert lacking("イ土地", "ロ建物", "ハ構築物", "ニ機械", "ホ車両", "ト備品") == ["ヘ"]
    assert lacking("アスファルト", "イアエステ費", "ソフトウェア", "ロッカー", "ハンドル") == []


NUMBERED = """
(1)給水収益 1,418
(2)受託収益 22
(3)雑収益 61
(4)補助金 90
(5)負担金 35
合計 1,626
"""


def test_a_number_left_out_where_the_sum_is_short() -> None:
    [said] = told(without(statement(NUMBERED, "income_statement"), "(3)雑収益"))
    assert said == "a row is missing: no row bears the number (3) after (2)受託収益, and (4)補助金 follows"


def test_a_number_left_out_on_purpose_where_the_sum_holds() -> None:
    whole = NUMBERED.replace("(3)雑収益 61\n", "").replace("1,626", "1,565")
    assert told(statement(whole, "income_statement")) == []


# ------------------------------------------------------------------------------------------------------- parents and parts


BUDGET = """
1市税 600 700
  1市民税 400 450
  2固定資産税 200 250
2譲与税 90 80
  1揮発油譲与税 50 40
  2重量譲与税 40 40
3交付金 30 20
  1交付金 30 20
4使用料 62 41
  1使用料 35 30
  2手数料 27 11
5繰入金 70 60
  1繰入金 70 60
歳入合計 852 901
"""


def test_a_parent_whose_only_part_is_gone() -> None:
    [said] = told(without(statement(BUDGET, "budget", ["本年度", "前年度"]), "1交付金"))
    assert said == "a row is missing: 3交付金 has no row below it, and all 4 other rows of its level have their parts"


def test_a_parent_whose_parts_fall_short() -> None:
    [said] = told(without(statement(BUDGET, "budget", ["本年度", "前年度"]), "2手数料"))
    assert said.startswith("a row is missing: the rows below 4使用料 fall short of it by 27, 11")


def test_parts_that_one_digit_makes_whole_lack_no_row() -> None:
    lines = BUDGET.replace("  2手数料 27 11", "  2手数料 27 17")
    [said] = told(statement(lines, "budget", ["本年度", "前年度"]))
    assert said.startswith("read as 11, ")


def test_parts_of_a_summary_may_be_left_out() -> None:
    summary = without(statement(BUDGET, "budget", ["本年度", "前年度"], unit="百万円"), "2手数料")
    assert told(summary, statement("別表 852,123", "budget", unit="千円", name="別")) == []


def test_a_balance_at_the_end_and_none_at_the_beginning() -> None:
    lines = "収入 900\n寄附金 50\n収入合計 950\n支出 700\n雑支出 30\n支出合計 730\n資金収支差額 220\n期末資金残高 570"
    [said] = told(statement(lines, "cash_flow"))
    assert said == "a row is missing: 期末資金残高 follows 資金収支差額, and no row says what it was before"


def test_a_balance_of_a_plan_goes_on_from_the_year_before() -> None:
    rows = ["企業債 598 627 633", "補助金 150 154 146", "収入計 748 781 779", "改良費 900 930 960", "償還金 200 210 220"]
    rows += ["支出計 1,100 1,140 1,180", "収支差引額 △352 △359 △401", "留保資金等 458 454 400", "年度末資金残高 3,275 {} {}"]
    years = ["5年度", "6年度", "7年度"]
    assert told(statement("\n".join(rows).format("3,370", "3,369"), "budget", years)) == []
    assert told(statement("\n".join(rows).format("3,391", "3,417"), "budget", years)) != []


STEPS = """
営業収益
(1)給水収益 1,418 . .
(2)受託収益 22 . .
(3)雑収益 61 1,501 .
営業費用
(1)原水費 402 . .
(2)配水費 231 . .
(3)総係費 588 1,221 .
営業利益 . . 280
営業外収益
(1)受取利息 14 . .
(2)長期前受金戻入 151 . .
(3)雑収益 9 174 .
営業外費用
(1)支払利息 98 . .
(2)雑支出 12 110 64
経常利益 . . 344
"""


def test_details_that_fall_short_of_the_sum_beside_them() -> None:
    made = statement(STEPS, "income_statement", ["金額", "金額 #2", "金額 #3"])
    assert told(made) == []
    [said] = told(without(made, "(2)配水費"))
    assert said.startswith("a row is missing: ")


def test_parts_of_blocks_whose_sums_stand_above_them_and_their_total_below() -> None:
    rows = """
資産の部
1流動資産 . 1,072 .
  現金 795 . .
  未収金 259 . .
  前払費用 18 . .
2固定資産 . 964 .
  建物 461 . .
  器具 503 . .
    資産合計 . . 2,036
負債及び純資産の部
1流動負債 . 241 .
  未払金 173 . .
  預り金 68 . .
2固定負債 . 530 .
  引当金 419 . .
  リース債務 111 . .
    負債合計 . . 771
  出資金 . 50 .
  剰余金 . 1,215 .
    純資産合計 . . 1,265
    負債及び純資産合計 . . 2,036
"""
    made = statement(rows, "balance_sheet", ("金額", "金額 #2", "金額 #3"))
    assert not [f for f in reconcile(packet(made)).findings if f.severity != "info"]
    [found] = [f for f in reconcile(packet(without(made, "預り金"))).findings if f.severity != "info"]
    assert found.evidence.startswith("a row is missing: the rows below 1流動負債 fall short of it by 68")
