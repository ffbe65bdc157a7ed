"""Rows that are not there, by headings, results, totals of amounts and what other tables say."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_column_claims import gains
from tests.test_missing_rows import change
from tests.test_shortfalls import told, without


def missed(made: Statement, item: str, *others: Statement) -> list[str]:
    """What is said without a row; nothing may be said with it."""
    assert told(made, *others) == []
    return told(without(made, item), *others)


def test_quantities_without_a_total_do_not_hide_that_amounts_are_short() -> None:
    rows = "水稲 6,418 824 158\n麦 412 118 26\n死亡 284 18 124\n疾病 302 17 88\n大豆 206 42 14\n合計 7,622 . 410"
    made = statement(rows, "other", ["戸数", "数量", "掛金"])
    crops = ("農作物", "農作物", "家畜", "家畜", "畑作物")
    made = replace(made, rows=tuple(replace(r, section=crops[n : n + 1]) for n, r in enumerate(made.rows)))
    [said] = missed(made, "死亡")
    assert "a row is missing" in said and said.endswith("by 284, 124")


def test_a_row_that_no_revision_changed_is_missed_by_the_amounts() -> None:
    rows = "資金支出\n貸付金 1,318 △84 1,234\n債券償還金 1,906 0 1,906\n債券利息 173 △2 171\n借用金償還金 128 0 128\n"
    made = statement(rows + "資金支出合計 3,525 △86 3,439", "cash_flow", ["補正前", change("増減"), "補正後"])
    assert missed(made, "借用金償還金")[0].startswith("a row is missing")


def test_one_of_two_funds() -> None:
    made = statement("準備基金 612 104 60 656\n振興基金 220 37 18 239\n合計 832 141 78 895", "inventory", list("甲乙丙丁"))
    assert missed(made, "振興基金")[0].startswith("a row is missing: 合計 is more than the rows above it in all columns, by 220")


def test_a_heading_right_above_the_next_one() -> None:
    rows = (
        "営業収益\n発売収入 584 521\n受託収入 32 30\n営業収益計 616 551\n"
        "営業費用\n払戻金 438 390\n交付金 21 19\n営業費用計 459 409\n"
    )
    rows += "営業利益 157 142\n営業外収益\n雑収益 18 13\n営業外費用\n支払利息 3 2\n経常利益 172 153"
    made = statement(rows, "income_statement", ["合計", "本場"])
    rows_ = [replace(row, section=() if row.heading else row.section[-1:]) for row in made.rows]  # one ends the other
    made = replace(made, rows=tuple(rows_))
    [said] = missed(made, "雑収益")
    assert "no row stands below the heading 営業外収益" in said


RESULTS = """
供給高 18,315 18,482
供給原価 13,046 13,184
供給剰余金 5,269 5,298
事業経費 4,611 4,326
事業剰余金 658 972
特別利益 110 120
特別損失 83 47
税引前当期剰余金 685 1,045
法人税等 179 192
当期剰余金 506 853
"""


def test_a_result_that_does_not_follow_from_the_rows_since_the_one_before_it() -> None:
    made = statement(RESULTS, "income_statement", ["当年度", "前年度"])
    for item, result in (("供給原価", "供給剰余金"), ("特別損失", "税引前当期剰余金"), ("事業経費", "事業剰余金")):
        [said] = missed(made, item)
        assert said.startswith("a row is missing: ") and result in said


def test_what_stands_beside_a_result_does_not_follow_from_it() -> None:
    rows = "供給剰余金 5,384 3,929\n事業経費 5,028 3,151\n事業剰余金 356 778\n事業外損益 23 4\n経常剰余金 379 782"
    assert told(statement(rows, "income_statement", ["合計", "宅配"])) == []


def test_a_number_left_out_weighs_more_than_a_digit_of_round_figures() -> None:
    made = statement(
        "処分額\n1準備金 30,000\n2割戻金 62,000\n3配当金 26,092\n4積立金 20,000\n5寄附金 5,000\n処分額合計 143,092", "other"
    )
    [said] = missed(made, "1準備金")
    assert "no row bears the number 1" in said


def test_even_the_only_part_of_a_short_form_is_printed() -> None:
    came = (
        "第1款収入 684 541\n  第1項企業債 600 450\n    1建設債 600 450\n"
        "  第2項補助金 83 90\n    1県補助金 83 90\n  第3項売却代金 1 1\n    1売却代金 1 1"
    )
    went = (
        "第1款支出 900 800\n  第1項建設費 500 410\n    1施設費 300 200\n"
        "    2備品費 200 210\n  第2項償還金 300 290\n    1償還金 300 290\n"
    )
    went += "  第3項積立金 100 100\n    1積立金 100 100"
    one, two = (statement(rows, "budget", ["本年度", "前年度"], name=n) for rows, n in ((came, "収入"), (went, "支出")))
    [said] = missed(one, "1建設債", two)
    assert said.startswith("a row is missing: 第1項企業債 has no row below it")


def test_the_same_gap_in_two_columns_is_no_misreading() -> None:
    rows = (
        "第1款収益 1,789,360 1,785,340 1,784,102\n  第1項営業 1,628,400 1,621,200 1,617,004\n"
        "  第2項営業外 160,860 164,040 167,098\n"
    )
    rows += "  第3項特別利益 100 100 0\n第2款費用 1,690,800 1,679,960 1,653,800\n  第1項営業 1,530,200 1,518,560 1,499,402\n"
    rows += "  第2項営業外 160,600 161,400 154,398\n第3款資本 900 800 700\n  第1項企業債 500 450 400\n  第2項補助金 400 350 300\n"
    rows += "第4款支出 700 600 500\n  第1項建設 400 350 300\n  第2項償還 300 250 200"
    [said] = missed(statement(rows, "budget", ["当初", "計", "決算"]), "第3項特別利益")
    assert said.startswith("a row is missing") and "第1款収益" in said and said.endswith("by 100, 100")


def test_blocks_and_a_row_of_its_own_under_one_total() -> None:
    rows = (
        "国内債\n5年債 800 700\n10年債 4,200 3,900\n国内債計 5,000 4,600\n"
        "国外債\n基準債 5,500 5,300\n他債 620 500\n国外債計 6,120 5,800\n"
    )
    made = statement(rows + "私募債 1,234 1,271\n合計 12,354 11,671", "other", ["当初", "補正後"])
    made = replace(made, rows=tuple(replace(r, section=()) if r.item in ("私募債", "合計") else r for r in made.rows))
    assert missed(made, "私募債")[0].startswith("a row is missing")


def test_equity_opens_before_it_changes() -> None:
    rows = (
        "当期首残高 8,206 1,598 9,804\n当期変動額\n取得 0 421 421\n"
        "減価償却 0 △152 △152\n当期変動額合計 0 269 269\n当期末残高 8,206 1,867 10,073"
    )
    made = statement(rows, "equity_changes", ["資本金", "剰余金", "純資産合計"])
    made = replace(made, rows=tuple(replace(r, section=()) if r.item == "当期末残高" else r for r in made.rows))
    assert missed(made, "当期首残高")[-1].startswith("a row is missing")


def test_gains_apart_from_losses_lose_no_minus() -> None:
    said = told(without(gains(), "2旅費"))
    assert said and all("row is missing" in text for text in said)


def test_one_row_that_is_not_there_is_told_once() -> None:
    rows = "1議会費 310\n2総務費 38,454\n3消防費 2,173,093\n4公債費 151,448\n5予備費 7,532\n歳出合計 2,370,837"
    wide = (
        "1議会費 310 300 310\n2総務費 38,454 37,240 38,144\n"
        "3消防費 2,173,093 2,041,415 1,896,449\n4公債費 151,448 151,000 151,448\n"
    )
    wide += "5予備費 7,532 7,000 7,532\n歳出合計 2,370,837 2,236,955 2,093,883"
    made = [Column("本年度", "", measure="金額", fiscal_year=2018), Column("前年度", "", measure="金額", fiscal_year=2017)]
    made.append(Column("財源内訳 / 一般財源", "", measure="金額", fiscal_year=2018))
    one, two = statement(rows, "budget", name="第1表"), statement(wide, "budget", made, name="事項別明細書")
    for item in ("2総務費", "歳出合計"):
        [finding] = [f for f in reconcile(packet(without(one, item), two)).findings if f.severity != "info"]
        assert "row is missing" in finding.evidence


def test_small_statements_print_even_the_only_part() -> None:
    came = statement(
        "保険収入 689 691\n  保険料 689 691\n繰入金 28 28\n  準備金繰入 28 28\n雑収入 20 19\n  利子 20 19\n合計 737 738",
        "other",
        ["甲", "乙"],
    )
    went = statement(
        "納付金 690 706\n  納付金 690 706\n還付金 40 39\n  過誤納 40 39\n予備費 7 5\n  予備費 7 5\n合計 737 750",
        "other",
        ["甲", "乙"],
        name="支出",
    )
    [said] = missed(came, "準備金繰入", went)
    assert said.startswith("a row is missing: 繰入金 has no row below it")


def test_an_item_blank_for_zero_heads_nothing() -> None:
    """(3) counts on to (2), which has a figure: it is one like it, and no heading without a row."""
    lines = "1歳入総額 108\n2歳出総額 106\n3歳入歳出差引額 2\n4財源 .\n  (1)繰越明許費 1\n  (2)事故繰越し .\n"
    lines += "5基金 .\n  (1)積立 3\n6実質収支額 1"
    made = statement(lines, "budget", ["金額"])
    rows = [replace(row, heading=row.item in ("4財源", "(2)事故繰越し", "5基金")) for row in made.rows]
    sections = {"(1)繰越明許費": ("4財源",), "(2)事故繰越し": ("4財源",), "(1)積立": ("5基金",)}
    made = replace(made, rows=tuple(replace(row, section=sections.get(row.item, ())) for row in rows))
    assert not any("no row stands below" in text for text in told(made))
