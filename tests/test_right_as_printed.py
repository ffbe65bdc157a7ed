"""Statements that are right as printed and were once doubted: nothing may be said of them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import number, packet, segments, statement
from tests.test_missing_rows import blocks_of
from tests.test_shortfalls import without


def silent(*statements: Statement) -> bool:
    """Whether nothing but information is said."""
    return not [f for f in reconcile(packet(*statements)).findings if f.severity != "info"]


def indented(made: Statement, *levels: int) -> Statement:
    """The statement with its rows printed further in; a heading's level may be left out at the end."""
    rows = tuple(replace(row, indent=level) for row, level in zip(made.rows, levels, strict=True))
    return replace(made, rows=rows)


def inwards(*names: str) -> list[Column]:
    return [Column(name, name, measure="金額", fiscal_year=2024) for name in names]


STEPS = inwards("金額", "金額 #2", "金額 #3")


def test_a_subtotal_column_adds_up_the_columns_under_its_own_header() -> None:
    given = [f"剰余金 / 資本剰余金 / {name}" for name in ("受贈額", "負担金", "資本剰余金合計")]
    earned = [f"剰余金 / 利益剰余金 / {name}" for name in ("積立金", "未処分", "利益剰余金合計")]
    names = ("資本金", *given, *earned, "資本合計")
    rows = """
前年度末残高 2,837 11 33 44 114 182 296 3,177
処分額 80 0 0 0 20 △100 △80 0
資本金への組入れ 80 0 0 0 0 △80 △80 0
積立金の積立て 0 0 0 0 20 △20 0 0
処分後残高 2,917 11 33 44 134 82 216 3,177
積立金の取崩し 0 0 0 0 △40 40 0 0
当年度純利益 0 0 0 0 0 29 29 29
当年度末残高 2,917 11 33 44 94 151 245 3,206
"""
    assert silent(statement(rows, "other", inwards(*names)))


def test_a_column_of_changes_that_are_all_zero_is_not_swapped_with_the_total() -> None:
    budget = ("当初予算額", "補正予算額", "予備費支出額", "流用増減額", "合計")
    names = (*(f"予算額 / {name}" for name in budget), "決算額", "繰越額", "不用額")
    rows = """
資本的支出 636,732 2,186 0 0 638,918 578,660 46,200 14,058
建設改良費 419,855 0 0 0 419,855 359,600 46,200 14,055
企業債償還金 216,746 2,189 0 0 218,935 218,934 0 1
補助金返還金 131 △3 0 0 128 126 0 2
"""
    columns = inwards(*names)
    columns[0], columns[1] = replace(columns[0], version="当初"), replace(columns[1], version="補正額", measure="増減")
    columns[3] = replace(columns[3], measure="増減")
    assert silent(indented(statement(rows, "other", columns), 0, 1, 1, 1))


def test_a_grand_total_printed_under_the_last_heading() -> None:
    rows = """
基本財産
有価証券 95 0 0 95
定期預金 5 0 0 5
小計 100 0 0 100
特定資産
退職給付引当資産 19 2 1 20
積立資産 5 1 0 6
小計 24 3 1 26
合計 124 3 1 126
"""
    made = statement(rows, "other", ["前期末残高", "当期増加額", "当期減少額", "当期末残高"])
    sections = [row.section[-1:] if not row.heading else () for row in made.rows]
    flat = tuple(replace(row, section=section) for row, section in zip(made.rows, sections, strict=True))
    assert silent(replace(made, rows=flat))


def test_a_result_is_no_parent_of_the_next_block() -> None:
    lines = """業務支出 770
費用支出 400
人件費支出 300
物件費支出 100
移転支出 370
補助金支出 200
給付支出 170
業務収入 900
税収等収入 500
補助金収入 400
業務活動収支 130
投資活動支出 300
整備費支出 220
積立金支出 80
投資活動収入 250
補助収入 170
取崩収入 80
投資活動収支 △50"""
    levels = (2, 3, 4, 4, 3, 4, 4, 2, 3, 3, 1, 2, 3, 3, 2, 3, 3, 1)
    made = statement(lines, "cash_flow")
    sections = ["業務活動収支"] * 11 + ["投資活動収支"] * 7
    rows = tuple(replace(row, section=(s,)) for row, s in zip(made.rows, sections, strict=True))
    assert silent(indented(replace(made, rows=rows), *levels))


def test_figures_a_head_are_rounded_and_do_not_add_up() -> None:
    rows = "保険料収入 7,018 590\n利子 41 3\n施設利用料 60 5\n雑収入 99 9\n収入合計 7,218 608"
    columns = inwards("予算額", "被保険者1人当たり額(円)")
    assert silent(statement(rows, "budget", columns))


def test_losses_printed_without_a_minus_in_the_innermost_column() -> None:
    rows = """
経常費用
業務費
教育費 500 . .
研究費 300 800 .
管理費
支払利息 30 . .
手数料 20 50 .
経常費用合計 . . 850
経常収益
交付金 . 700 .
雑益
貸付料 200 . .
その他 106 306 .
経常収益合計 . . 1,006
経常利益 . . 156
臨時損失
除却損 . 4 .
災害損失 . 0 4
臨時利益
売却益 . 3 .
戻入 . 5 8
当期純利益 . . 160
目的積立金取崩額 . . 20
当期総利益 . . 180
"""
    assert silent(statement(rows, "income_statement", STEPS))


def test_losses_whose_label_says_that_they_bear_a_minus() -> None:
    rows = """
営業収益
医業収益 800 . .
査定減 △20 780 .
営業収益合計 . . 780
営業費用
医業費用
給与費 500 . .
材料費 240 740 .
一般管理費
給与費 60 . .
経費 20 80 .
営業費用合計 . . 820
営業損失(△) . . △40
営業外収益
財務収益 . 30 .
営業外収益合計 . . 30
営業外費用
財務費用 . 60 .
雑損失 . 10 .
営業外費用合計 . . 70
経常損失(△) . . △80
臨時損失
除却損 . 5 .
臨時損失合計 . . 5
当期純損失(△) . . △85
当期総損失(△) . . △85
"""
    assert silent(statement(rows, "income_statement", STEPS))


def test_a_balance_brought_forward_is_no_result() -> None:
    rows = """
営業収益
使用料 178 . .
負担金 19 . .
その他 19 216 .
営業費用
管渠費 24 . .
総係費 38 . .
減価償却費 451 513 .
営業利益(△損失) . . △297
営業外収益
補助金 149 . .
雑収益 188 337 .
営業外費用
支払利息 42 . .
雑支出 1 43 294
経常利益(△損失) . . △3
特別損失
修正損 1 1 △1
当年度純利益(△純損失) . . △4
前年度繰越利益剰余金 . . 7
当年度未処分利益剰余金 . . 3
"""
    assert silent(statement(rows, "income_statement", STEPS))
    [said] = reconcile(packet(statement(rows.replace("△4", "4"), "income_statement", STEPS))).findings
    assert (said.item, said.proposed) == ("当年度純利益(△純損失)", "-4")


def test_bare_totals_take_the_side_of_their_heading() -> None:
    rows = """
事業費用
業務費 1,082 836 1,918
管理費 0 310 310
計 1,082 1,146 2,228
事業収益
交付金 838 950 1,788
受託収入 115 99 214
計 953 1,049 2,002
事業損益 △129 △97 △226
"""
    assert silent(statement(rows, "other", ["甲事業", "乙事業", "合計"]))


def test_what_is_taken_away_is_printed_with_a_minus() -> None:
    earned = statement("交付金 900\n受託収入 270\n指導料 39\n寄附金 31\n雑益 62\n収益合計 1,302", "income_statement", name="損益")
    cost = "業務費用 2,353\n(控除)自己収入等\n受託収入 △270\n指導料 △39\n寄附金 △31\n雑益 △62\n差引コスト 1,951"
    assert silent(earned, statement(cost, "income_statement", name="実施コスト"))


def test_the_subtotal_of_one_account_does_not_open_where_the_whole_body_closed() -> None:
    years = {"当年度": 2023, "前年度": 2022}
    whole = [Column(name, name, measure="金額", fiscal_year=year) for name, year in years.items()]
    total = statement("期首残高 41,439 40,000\n当期増減額 100 1,439\n期末残高 41,539 41,439", "income_statement", whole)
    rows = "期首残高 20,000 4,663 24,663 16,776 41,439\n当期増減額 60 20 80 20 100\n期末残高 20,060 4,683 24,743 16,796 41,539"
    parts = segments("公演事業", "講座事業", "小計", "法人会計", "合計", year=2023)
    assert silent(total, statement(rows, "income_statement", parts, name="内訳表", year=2023))


def test_a_budget_has_rows_of_other_statements() -> None:
    income, cash = ("会費収益", "受託事業収益", "連合交付金", "雑収益"), ("人件費支出", "通信費支出", "設備支出", "貸付支出")
    one = statement("\n".join(f"{item} {n}" for n, item in enumerate(income, 1)), "income_statement", inwards("決算"))
    two = statement("\n".join(f"{item} {n}" for n, item in enumerate(cash, 11)), "cash_flow", inwards("決算"))
    both = statement("\n".join(f"{item} {n}" for n, item in enumerate((*income, *cash), 31)), "budget", inwards("予算"))
    assert silent(one, two, both)


def test_a_loss_that_says_so_bears_no_minus_beside_results_that_do() -> None:
    rows = """
営業収益
使用料 700 . .
その他 16 716 .
営業費用
管渠費 600 . .
減耗費 282 882 .
営業損失 . . 166
営業外収益
補助金 460 . .
雑収益 4 464 .
営業外費用
支払利息 90 . .
雑支出 8 98 366
経常利益 . . 200
特別利益
修正益 1 1 .
特別損失
修正損 3 3 △2
当年度純利益 . . 198
"""
    made = reconcile(packet(statement(rows, "income_statement", STEPS)))
    assert [(f.severity, f.kind, f.item, f.printed, f.proposed) for f in made.findings] == [
        ("info", "dropped_sign", "営業損失", "166", "-166")
    ]
    assert {fact.status for fact in made.facts} == {"footed"}


def test_a_subtotal_column_under_the_total_s_own_header_leaves_out_what_stands_behind_it() -> None:
    names = ("当初", "補正", "流用", "小計", "繰越額", "合計")
    rows = """
事業費用 1,024 △2 0 1,022 1 1,023
営業費用 912 △2 △1 909 1 910
営業外費用 96 0 1 97 0 97
特別損失 16 0 0 16 0 16
"""
    columns = inwards(*(f"予算額 / {name}" for name in names))
    assert silent(indented(statement(rows, "budget", columns), 0, 1, 1, 1))


def test_a_plan_by_quarters_takes_what_is_paid_from_what_was_there() -> None:
    rows = """
前期末支払資金残高 235 235 214 242
収入
事業活動収入 237 247 247 257
積立資産取崩収入 0 5 0 9
収入計 237 252 247 266
支出
事業活動支出 233 261 214 224
固定資産取得支出 2 9 3 4
借入金元金償還支出 2 3 2 16
支出計 237 273 219 244
当期末支払資金残高 235 214 242 264
"""
    columns = [Column(f"第{n}四半期", f"第{n}四半期", measure="金額", fiscal_year=2025) for n in range(1, 5)]
    made = reconcile(packet(statement(rows, "cash_flow", columns)))
    assert not [f for f in made.findings if f.severity != "info"]
    assert {e.status for e in made.equations if e.key.item == "当期末支払資金残高"} == {"exact"}


def test_what_is_counted_beside_its_worth_is_no_part_of_the_total() -> None:
    rows = """
美術品基金
現金 204,118 42,118 246,236
美術品(点) 412 7 419
美術品 795,881 61,204 857,085
計 999,999 103,322 1,103,321
用品基金
現金 18,204 104,118 122,322
用品 11,795 △101,204 △89,409
計 29,999 2,914 32,913
"""
    made = statement(rows, "other", inwards("前年度末", "増", "年度末"), unit="円")
    assert silent(made)


def test_changes_of_a_rate_do_not_add_up() -> None:
    rows = """
普通徴収 884,216 838,401 9,482 9,461 21
特別徴収 214,806 214,806 10,000 10,000 0
給与等 171,233 169,911 9,923 9,918 5
計 1,270,255 1,223,118 9,629 9,602 27
滞納分 231,480 48,206 2,083 2,296 △213
合計 1,501,735 1,271,324 8,466 8,344 122
"""
    columns = inwards("調定額", "収入額", "収納率 / 5年度", "収納率 / 4年度", "収納率 / 差")
    assert silent(statement(rows, "other", [*columns[:2], *(replace(c, unit=" ") for c in columns[2:])], unit="円"))


def test_what_each_area_pays_is_no_part_of_what_all_pay() -> None:
    rows = """
上流
上野 2,800 5,160 0 0 5,160
日向 2,800 2,693 1,200 1,154 3,847
瀬戸 2,800 3,949 1,200 1,692 5,641
上流小計 . 11,802 . 2,846 14,648
中流
本郷 2,800 9,028 1,600 5,159 14,187
柳町 2,800 2,467 1,600 1,410 3,877
中流小計 . 11,495 . 6,569 18,064
合計 . 23,297 . 9,415 32,712
"""
    names = ("経常 / 10a当り(円)", "経常 / 賦課額(円)", "特別 / 10a当り(円)", "特別 / 賦課額(円)", "賦課額計(円)")
    assert silent(statement(rows, "other", inwards(*names), unit="円"))


def test_a_column_of_zeros_under_a_header_that_spans_others_is_in_the_print() -> None:
    rows = "1総務費 5 2 3 2 {}3\n2納付金 90 80 10 70 {}20\n3事業費 27 20 7 20 {}7\n歳出合計 122 102 20 92 {}30"
    levels = ("本年度", "前年度", "比較")
    sources = [f"財源内訳 / {name}" for name in ("支出金", "地方債", "一般財源")]
    own = statement(rows.format(*["0 "] * 4), "budget", inwards(*levels, *sources), name="特会")
    others = [statement(rows.format(*[""] * 4), "budget", inwards(*levels, sources[0], sources[2]), name=n) for n in "甲乙"]
    assert silent(own, *others)


def test_assets_that_lose_nothing_stand_beside_those_that_are_net_of_what_they_lost() -> None:
    rows = """
固定資産
土地 422 . .
建物 718 . .
建物減価償却累計額 △270 448 .
構築物 9,271 . .
構築物減価償却累計額 △4,811 4,460 .
建設仮勘定 117 . .
固定資産合計 . 5,447 .
流動資産
現金預金 1,074 . .
未収金 105 . .
貸倒引当金 △1 104 .
貯蔵品 10 . .
流動資産合計 . . 1,188
"""
    made = reconcile(packet(statement(rows, "balance_sheet", STEPS)))
    assert not made.findings
    assert {f.status for f in made.facts} == {"footed"}


def test_what_a_breakdown_calls_others_is_listed_elsewhere() -> None:
    list_ = "給料 142\n手当 20\n委託費 71\n旅費 5\n印刷費 6\n修繕費 18\n保険料 1\n租税 22\n雑費 3\n費用計 288"
    one = statement(list_, "income_statement", inwards("当年度"), name="計算書")
    less = "給料 142\n手当 20\n委託費 71\n修繕費 18\n租税 22\nその他 15\n費用計 288"
    assert silent(one, statement(less, "income_statement", inwards("当年度"), name="内訳表"))


def test_a_total_of_another_name_is_a_total() -> None:
    rows = "1会費 266\n2補助金 60\n3財産収入 4\n4事業収入 7\n5繰入金 28\n6繰越金 31\n"
    one = statement(rows + "収入合計 396", "budget", inwards("本年度予算額"), name="収入の部")
    assert silent(one, statement(rows + "計 396", "budget", inwards("予算額"), name="収入支出予算"))


def revised(rows: str, name: str) -> Statement:
    versions = {"補正前の額": "補正前", "補正額": "補正額", "計": "補正後"}
    columns = [Column(n, n, version=v, measure="金額", fiscal_year=2024) for n, v in versions.items()]
    return statement(rows, "budget", columns, name=name)


def test_what_is_not_revised_is_not_listed() -> None:
    rows = """
1項負担金
2保険料負担金 9,204 41 9,245
3給付費負担金 6,818 62 6,880
1項負担金計 16,834 103 16,937
2項補助金
1調整交付金 7,204 △20 7,184
2健康診査補助金 88 1 89
2項補助金計 7,292 △19 7,273
"""
    assert silent(revised(rows, "歳入"))
    listed = rows.replace("2健康診査", "3事務費補助金 10 0 10\n4雑補助金 20 0 20\n2健康診査").replace("7,292", "7,322")
    assert not silent(revised(listed.replace("7,273", "7,303"), "歳入"))


def test_what_is_not_revised_in_one_line() -> None:
    rows = """
1議会費 4,120 △310 3,810
2総務費 190,836 64,545 255,381
      1総務管理費 190,424 64,545 254,969
3保険費 4,428 9,282 13,710
      1給付費 4,328 12,694 17,022
      2支援費 100 △3,412 △3,312
4消防費 935 4,202 5,137
      1消防費 935 4,202 5,137
  補正されなかった款に係る額 3,000 . 3,000
    歳出合計 203,319 77,719 281,038
"""
    made = revised(rows, "第1表")
    named = {2: "2総務費", 4: "3保険費", 5: "3保険費", 7: "4消防費"}
    under = [replace(row, section=(named[r],) if r in named else ()) for r, row in enumerate(made.rows)]
    one = replace(made, rows=tuple(under))
    two = "1議会費 4,120 △310 3,810\n2総務費 190,836 64,545 255,381\n3保険費 4,428 9,282 13,710\n"
    two += "4消防費 935 4,202 5,137\n5予備費 3,000 0 3,000\n歳出合計 203,319 77,719 281,038"
    assert silent(one, revised(two, "総括"))
    assert not silent(without(one, "補正されなかった款に係る額"), revised(two, "総括"))


def test_the_only_loss_under_its_heading_is_what_its_block_comes_to() -> None:
    rows = """
経常増減の部
収益計 200 100 300 80 680
費用計 150 60 280 90 580
当期経常増減額 50 40 20 △10 100
経常外増減の部
除却損 0 0 6 0 6
当期経常外増減額 0 0 △6 0 △6
他会計振替額 9 0 △9 0 0
税引前増減額 59 40 5 △10 94
"""
    made = statement(rows, "income_statement", inwards("公益1", "公益2", "収益", "法人", "合計"))
    sections = ("", *["経常増減の部"] * 3, "", *["経常外増減の部"] * 2, "", "")
    under = [replace(row, section=(name,) if name else ()) for row, name in zip(made.rows, sections, strict=True)]
    assert silent(replace(made, rows=tuple(under)))


def test_what_is_left_of_a_group_adds_up_the_rows_of_the_group() -> None:
    rows = """
出資金 11,240 0 0 11,240
計 11,240 0 0 11,240
施設費 1,279 84 4 1,359
交付金 742 0 0 742
補助金等 370 1 0 371
償却累計額 △3,571 △231 △2 △3,800
差引計 △1,180 △146 2 △1,328
"""
    made = statement(rows, "other", inwards("期首残高", "当期増加額", "当期減少額", "期末残高"))
    under = [replace(row, section=("資本金",) if r < 2 else ("資本剰余金",)) for r, row in enumerate(made.rows)]
    under[1] = replace(under[1], role="subtotal", indent=1)
    under[-1] = replace(under[-1], role="subtotal", indent=1)
    assert silent(replace(made, rows=tuple(under)))


def test_parts_of_a_disposal_printed_no_further_in() -> None:
    rows = """
前年度末残高 6,120 81 33 114 95 412 220 727 6,961
  前年度処分額 60 0 0 0 40 100 △200 △60 0
    議会の議決による処分額 60 0 0 0 40 100 △200 △60 0
      減債積立金の積立て 0 0 0 0 40 0 △40 0 0
建設改良積立金の積立て 0 0 0 0 0 100 △100 0 0
      資本金への組入れ 60 0 0 0 0 0 △60 △60 0
処分後残高 6,180 81 33 114 135 512 20 667 6,961
  当年度変動額 0 2 0 2 △60 0 350 290 292
      受贈財産の受入れ 0 2 0 2 0 0 0 0 2
      減債積立金の取崩し 0 0 0 0 △60 0 60 0 0
      当年度純利益 0 0 0 0 0 0 290 290 290
当年度末残高 6,180 83 33 116 75 512 370 957 7,253
"""
    given = [f"剰余金 / 資本剰余金 / {name}" for name in ("受贈額", "負担金", "資本剰余金合計")]
    earned = [f"剰余金 / 利益剰余金 / {name}" for name in ("減債積立金", "改良積立金", "未処分", "利益剰余金合計")]
    assert silent(statement(rows, "equity_changes", inwards("資本金", *given, *earned, "資本合計")))


def test_a_reduction_printed_with_a_minus_before_what_is_left() -> None:
    rows = "文学部 449 △28 421\n理学部 382 △23 359\n看護学部 304 △19 285\n学部計 1,135 △70 1,065\n大学院 31 0 31"
    rows += "\n合計 1,166 △70 1,096"
    columns = inwards(*(f"収入見込額 / {name}" for name in ("減免前", "減免額", "差引")))
    assert silent(statement(rows, "other", columns))


def test_segments_have_costs_revenues_and_assets_in_one_table() -> None:
    rows = """
業務費用
経常費用 176 215 391
臨時損失 48 48 96
業務費用計 224 263 487
業務収益
経常収益 632 722 1,354
臨時利益 9 7 16
業務収益計 641 729 1,370
業務損益 417 466 883
土地 2,403 2,603 5,006
建物 1,130 1,271 2,401
構築物 94 94 188
帰属資産 3,627 3,968 7,595
"""
    assets = statement("土地 5,006\n建物 2,401\n構築物 7\n現金及び預金 3\n資産合計 7,417", "balance_sheet", inwards("当年度"))
    made = statement(rows, "other", inwards("文学部", "理学部", "合計"), name="開示すべきセグメント情報")
    assert silent(made, assets)


def test_items_that_stand_elsewhere_under_no_row_are_no_parts() -> None:
    other = "1款総務費 30\n  1項管理費 20\n  2項徴収費 10\n2款事業費 50\n  1項給付費 40\n  2項保健費 10\n"
    other += "3款公債費 7\n  1項公債費 7\n4款諸費 9\n  1項償還金 9\n歳出合計 96"
    sections = statement(other, "budget", inwards("本年度"), name="歳出")
    beside = "  1報酬 3,092\n  8旅費 302\n10需用費 4,307\n18負担金 136,835\n  1報酬 166\n  8旅費 96\n11役務費 11"
    assert silent(sections, statement(beside, "budget", inwards("節"), name="節"))


def test_a_numbered_row_stands_as_far_in_as_the_next_number() -> None:
    rows = """
医業収益 1,165 1,164
  (1)入院収益 684 702
  (2)外来収益 481 462
医業外収益 263 303
  (1)負担金 184 180
  (2)補助金 79 123
医業費用 1,488 1,477
  (1)給与費 892 884
  (2)材料費 596 593
医業外費用 55 56
(1)支払利息及び企業債取扱諸費 14 15
  (2)消費税償却 3 4
  (3)雑損失 38 37
特別損失 1 2
  (1)過年度損益修正損 1 2
"""
    made = reconcile(packet(statement(rows, "income_statement", inwards("5年度", "4年度"))))
    assert not made.findings
    assert {fact.status for fact in made.facts} == {"footed"}


def test_the_total_of_all_counts_the_page_before() -> None:
    first = "1負担金 43 42\n  1市町村負担金 43 42\n2支出金 77 76\n  1国庫負担金 57 56\n  2国庫補助金 20 20\n"
    first += "3県費 19 19\n  1県負担金 19 19\n4交付金 98 101"
    rest = "  1共同事業交付金 98 101\n6財産収入 12 3\n  1運用収入 12 3\n7繰入金 65 60\n  1基金繰入金 65 60\n歳入合計 314 301"
    one = statement(first, "budget", inwards("本年度", "前年度"), name="歳入")
    two = replace(statement(rest, "budget", inwards("本年度", "前年度"), name="歳入続き"), title="(歳入続き)")
    assert silent(one, two)


def test_balances_of_an_account_whose_businesses_print_none() -> None:
    rows = """
収益 48 11 59 8 8 11 78
費用 38 10 48 5 5 9 62
当期増減額 10 1 11 3 3 2 16
一般期首残高 . . 18 6 6 9 33
一般期末残高 . . 29 9 9 11 49
指定期末残高 . . 10 . . . 10
正味財産期末残高 . . 39 9 9 11 59
"""
    names = ("公益 / 公1", "公益 / 公2", "公益 / 小計", "収益 / 収1", "収益 / 小計", "法人", "合計")
    columns = [Column(n, n, segment=n.split(" / ")[-1], measure="金額", fiscal_year=2024) for n in names]
    made = reconcile(packet(statement(rows, "budget", columns)))
    assert not made.findings
    assert {e.status for e in made.equations if e.key.column == "合計"} == {"exact"}


RAILWAY = """
鉄道事業
営業収益
旅客収入 398 . .
運輸雑収 14 412 .
営業費
運送費 523 . .
減価償却費 139 662 .
鉄道事業営業損益 . . △250
関連事業
営業収益
物販収入 61 . .
賃貸収入 27 88 .
営業費
売上原価 52 . .
諸税 17 69 .
関連事業営業損益 . . 19
全事業営業損益 . . △231
営業外収益
補助金 232 . .
雑収入 5 237 .
営業外費用
支払利息 3 3 234
経常損益 . . 3
法人税 . . 1
当期純損益 . . 2
"""


def test_a_tax_below_a_result_is_taken_away_and_bears_no_lost_minus() -> None:
    made = statement(RAILWAY, "income_statement", STEPS)
    business: tuple[str, ...] = ()
    block: tuple[str, ...] = ()
    rows = []
    for row in made.rows:
        if row.heading:
            outer = row.item.endswith("事業")
            business = (row.item,) if outer else () if row.item.startswith("営業外") else business
            block = () if outer else (row.item,)
        result = row.item.endswith("損益") or row.item == "法人税"
        rows.append(replace(row, section=() if result or row.heading else (*business, *block)))
    assert silent(replace(made, rows=tuple(rows)))


def test_the_only_block_since_a_result_is_summed_up_beside_the_results() -> None:
    rows = """
1事業収益
取得収益 401 . .
附帯収益 176 577 .
2事業原価
取得原価 393 . .
附帯原価 147 540 .
事業総利益 . . 37
3販売費及び一般管理費
人件費 18 . .
経費 5 . 23
事業利益 . . 14
4事業外収益
受取利息 4 . .
雑収益 1 5 .
5事業外費用
支払利息 2 2 3
経常利益 . . 17
"""
    made = statement(rows, "income_statement", STEPS)
    results = [replace(row, section=() if row.item.endswith("利益") else row.section[-1:]) for row in made.rows]
    assert silent(replace(made, rows=tuple(results)))


def test_rows_without_parts_belong_to_the_whole_of_a_row_that_sums_them() -> None:
    rows = """
線路保存費 48 70 118
電路保存費 22 21 43
運送費計 70 91 161
一般管理費 38 18 56
諸税 . . 18
減価償却費 . . 64
合計 108 109 299
"""
    assert silent(statement(rows, "other", segments("人件費", "経費", "合計", year=2024)))


def test_results_of_several_branches_do_not_follow_from_each_other() -> None:
    rows = """
信用事業総利益 288 330
共済事業総利益 212 216
購買事業総利益 158 157
事業総利益 658 703
人件費 316 312
業務費 70 68
施設費 98 96
事業管理費 484 476
事業利益 174 227
"""
    assert silent(statement(rows, "other", inwards("令和7年度計画", "令和6年度実績")))


def test_the_total_of_a_group_is_not_the_total_of_all_that_another_table_prints() -> None:
    disposed = "甲事業 120 188\n乙事業 880 205\n丙事業 320 124\n丁事業 41 21\n計 1,361 538"
    schedule = "甲事業 120 188\n乙事業 880 205\n小計 1,000 393\n丙事業 320 124\n丁事業 41 21\n小計 361 145\n合計 1,361 538"
    names = inwards("面積", "金額")
    assert silent(statement(disposed, "other", names, name="処分"), statement(schedule, "other", names, name="明細"))


def test_a_balance_on_the_first_of_april_is_an_opening_one() -> None:
    rows = """
令和6年4月1日残高 150 50 200
基金の返還 △30 0 △30
当期純利益 0 19 19
変動額合計 △30 19 △11
令和7年3月31日残高 120 69 189
"""
    assert silent(statement(rows, "equity_changes", segments("基金", "積立金", "純資産合計", year=2024)))


def test_a_plan_elsewhere_does_not_say_whose_figures_the_results_are() -> None:
    items = "受講料収入 58,204 63,118 4,914\n展示会収入 21,330 24,206 2,876\n"
    items += "受託収入 37,000 35,448 △1,552\n寄附金 2,840 2,652 △188"
    budget = [
        Column("予算額", "予算額", version="予算", measure="金額", fiscal_year=2024),
        Column("決算額", "決算額", version="決算", measure="金額", fiscal_year=2024),
        Column("差額", "差額", measure="差異", fiscal_year=2024),
    ]
    plan = [
        Column("計画額", "計画額", measure="金額", fiscal_year=2024),
        Column("実績額", "実績額", version="実績", measure="金額", fiscal_year=2024),
        Column("差額", "差額", measure="差異", fiscal_year=2024),
    ]
    assert silent(statement(items, "budget", budget), statement(items, "income_statement", plan))


def test_what_stands_twice_in_one_table_is_not_held_against_the_only_one_in_another() -> None:
    sheet = "会費 800\n補助金 310\n収益計 1,110\n給料手当 366\n印刷費 52\n委託費 81\n給料手当 122\n印刷費 33\n"
    sheet += "費用計 654\n当期増減額 456"
    parts = "会費 500 300 800\n補助金 310 0 310\n収益計 810 300 1,110\n給料手当 335 153 488\n印刷費 50 35 85\n委託費 81 0 81\n"
    parts += "費用計 466 188 654\n当期増減額 344 112 456"
    one = statement(sheet, "income_statement", inwards("当年度"))
    two = statement(parts, "income_statement", segments("公益", "法人", "合計", year=2024), name="内訳表")
    assert silent(one, two)


def test_a_result_that_formulas_call_and_that_has_none_itself_is_given() -> None:
    rows = """
収入計(1) 36,104 27,712 2,058 14,206 38,300 . 118,380
支出計(2) 31,872 32,736 2,212 13,930 33,324 . 114,074
事業活動収支差額(3)=(1)-(2) 4,232 △5,024 △154 276 4,976 . 4,306
施設整備等収支差額(4) . △2,324 . . . . △2,324
繰入金収入(5) . 6,000 . . . △6,000 .
繰入金支出(6) 2,600 . . . 3,400 △6,000 .
その他の活動収支差額(7) 2,314 . . . . . 2,314
予備費支出(8) 1,000 . . . . . 1,000
当期収支差額合計 2,946 △1,348 △154 276 1,576 . 3,296
"""
    names = ("法人運営", "地域福祉", "資金貸付", "居宅介護", "訪問介護", "内部取引消去", "合計")
    whole = """
収入計(1) 118,380
支出計(2) 114,074
事業活動収支差額(3)=(1)-(2) 4,306
施設収入計(4) 600
施設支出計(5) 2,924
施設整備等収支差額(6)=(4)-(5) △2,324
その他の収入計(7) 2,400
その他の支出計(8) 86
その他の活動収支差額(9)=(7)-(8) 2,314
予備費支出(10) 1,000
当期収支差額合計(11)=(3)+(6)+(9)-(10) 3,296
"""
    one = statement(whole, "budget", ["本年度予算額"], year=2024, name="法人単位")
    parts = statement(rows, "budget", segments(*names, year=2024), name="内訳")
    others = tuple(replace(row, section=("その他",) if 3 <= r <= 7 else ()) for r, row in enumerate(parts.rows))
    assert silent(one, replace(parts, rows=others))


def test_charges_add_up_to_nothing() -> None:
    rows = "回折装置 600 1,500 5,200\n電子顕微鏡 1,200 3,000 11,000\n走査顕微鏡 500 1,200 4,400\n分析装置 700 1,800 .\n"
    rows += "分光装置 900 2,200 8,200"
    made = statement(rows, "other", inwards("構成大学", "他大学", "民間"))
    assert silent(replace(made, title="令和7年度の機器利用料"))


def test_points_by_which_rates_changed_add_up_to_nothing() -> None:
    names = ("納付率", "前年度納付率", "増減(ポイント)")
    units = ("%", "%", "ポイント")
    made = [Column(n, n, measure=n, fiscal_year=2024, unit=unit) for n, unit in zip(names, units, strict=True)]
    amounts = [Column(n, n, measure="金額", fiscal_year=2024) for n in ("対象月数", "納付月数")]
    rows = "東北 618 496 803 799 4\n北関東 502 387 771 766 5\n南関東 2,206 1,694 768 764 4\n小計 3,326 2,577 776 772 4"
    assert silent(statement(rows, "other", [*amounts, *made]))


def test_details_of_a_block_may_be_summed_up_in_the_outermost_column_alone() -> None:
    rows = """
流動資産
現金 23 . .
未収金 24 . .
前払費用 3 . .
流動資産合計 . . 50
有形固定資産
建物 280 . .
土地 61 . .
有形固定資産合計 . 341 .
無形固定資産
ソフトウェア 16 . .
電話加入権 2 . .
無形固定資産合計 . 18 .
固定資産合計 . . 359
資産合計 . . 409
"""
    assert silent(statement(rows, "balance_sheet", STEPS))


def test_a_bare_minus_says_that_a_result_is_printed_with_its_sign() -> None:
    rows = """
経常利益(−は経常損失) △1,886 822 1,584
特別利益 1 2 1
特別損失 △6 △1 △1
特別損益計 △5 1 0
当期純利益(−は当期純損失) △1,891 823 1,584
"""
    assert silent(statement(rows, "income_statement", segments("設備資金", "創業支援", "事業再生")))


def budget_and_actual() -> list[Column]:
    made = inwards("予算額", "決算額", "差額")
    made[0], made[1] = replace(made[0], version="予算"), replace(made[1], version="決算")
    made[2] = replace(made[2], measure="差異")
    return made


def test_good_news_bears_no_minus_on_either_side_of_a_report() -> None:
    rows = """
収入 3,541 3,526 △15
  運営費交付金 2,985 2,985 0
  受託収入 285 285 0
  補助金等収入 271 256 △15
支出 3,196 3,189 7
  業務経費 1,647 1,720 △73
  人件費 1,373 1,296 77
  一般管理費 176 173 3
収支差 345 337 △8
"""
    made = statement(rows, "budget", budget_and_actual())
    assert silent(made)
    assert proven(made) == 27


def proven(*statements: Statement) -> int:
    """How many figures some sum bears out."""
    return sum(fact.status in ("footed", "rounded") for fact in reconcile(packet(*statements)).facts)


def test_net_assets_of_a_city_from_one_year_to_the_next() -> None:
    rows = """
  前年度末純資産残高 323 439 △116
純行政コスト(△) △101 . △101
財源 96 . 96
  税収等 66 . 66
  国県等補助金 30 . 30
      本年度差額 △5 . △5
固定資産等の変動(内部変動) . △5 5
  有形固定資産等の増加 . 14 △14
  有形固定資産等の減少 . △19 19
無償所管換等 4 4 .
その他 0 0 0
    本年度純資産変動額 △1 △1 0
    本年度末純資産残高 322 438 △116
"""
    made = statement(rows, "equity_changes", inwards("合計", "固定資産等形成分", "余剰分(不足分)"))
    assert silent(made)
    assert proven(made) == 30


def test_names_in_brackets_add_up_apart() -> None:
    rows = """
役員 48,210 4
(非常勤役員) 3,600 2
職員 1,218,642 181
(非常勤職員) 212,906 64
合計 1,266,852 185
(非常勤計) 216,506 66
"""
    made = statement(rows, "personnel", inwards("支給額", "支給人員"))
    assert silent(made)
    assert proven(made) >= 6


def test_what_follows_a_balance_brought_forward_is_no_part_of_it() -> None:
    rows = "期首における退職給付債務 448\n  勤務費用 34\n  利息費用 3\n  退職給付の支払額 △20\n期末における退職給付債務 465"
    others = "工事費 {0}\n  材料 {1}\n  労務 {2}\n"
    more = [
        statement(others.format(a + b, a, b), "other", name=f"表{a}") for a, b in ((310, 55), (77, 612), (145, 38), (904, 17))
    ]
    assert silent(statement(rows, "other"), *more)


def test_a_note_may_print_what_was_drawn_with_a_minus() -> None:
    names = ("水質", "管路", "検針", "合計")
    income = "営業収益 50 60 40 150\n長期前受金取崩収入 459 446 120 1,025\n収益計 509 506 160 1,175"
    rows = "管路台帳の更改 △459\n遠隔検針の構築 △446\n水質検査 △120\n合計 △1,025"
    draws = statement(rows, "advances", inwards("取崩額"))
    assert silent(statement(income, "income_statement", segments(*names, year=2024)), draws)


def test_personnel_cost_of_several_parents_is_rounded_in_its_own_place() -> None:
    fine = """
業務費 953,029,872
  人件費 853,029,872
  委託費 100,000,000
受託業務費 206,524,611
  人件費 106,524,611
  委託費 100,000,000
一般管理費 336,803,655
  人件費 236,803,655
  委託費 100,000,000
"""
    lines = [line.rsplit(" ", 1) for line in fine.strip("\n").split("\n")]
    coarse = "\n".join(f"{label} {round(number(figure) / 1000):,}" for label, figure in lines)
    made = statement(fine, "income_statement", unit="円", name="損益計算書")
    assert silent(made, statement(coarse, "income_statement", name="セグメント情報"))


def test_a_line_for_what_a_revision_leaves_as_it_is_has_no_parent() -> None:
    rows = """
1保険料 1,204 4 1,208
      1介護保険料 1,204 4 1,208
3国庫支出金 1,264 24 1,288
      1国庫負担金 918 18 936
      2国庫補助金 346 6 352
4支払基金交付金 1,402 19 1,421
      1支払基金交付金 1,402 19 1,421
  補正されなかった款に係る額 33 0 33
    歳入合計 3,903 47 3,950
"""
    columns = inwards("補正前の額", "補正額", "計")
    columns[1] = replace(columns[1], measure="増減", version="補正額")
    assert silent(statement(rows, "budget", columns))


def test_a_budget_and_what_came_of_it_on_two_lines_of_each_row() -> None:
    rows = """
補助金 3,500 1,800
補助金 3,522 1,868
協賛金 2,600 700
協賛金 2,498 665
受託料 120 2,600
受託料 131 2,579
計 6,220 5,100
計 6,151 5,112
"""
    made = statement(rows, "other", inwards("花火大会", "案内所"))
    assert silent(made)
    assert proven(made) == 16


def test_a_note_on_several_tables_in_a_unit_holds_for_the_others_in_it() -> None:
    told = [
        statement(f"甲 {a}\n乙 {b}\n計 {a + b}", "other", rounding="四捨五入", name=f"表{a}") for a, b in ((310, 55), (77, 612))
    ]
    bare = statement("使用料 512\n手数料 384\n負担金 77\n計 974", "other", name="収入")  # each rounded by itself
    assert silent(*told, bare)
    assert not silent(bare)


def test_a_net_total_may_take_away_rows_without_a_minus() -> None:
    rows = """
特別損益
固定資産売却益 0 2,276 1,403 3,679
準備金繰入額 124,211 53,820 0 178,031
特別損益計 △124,211 △51,544 1,403 △174,352
"""
    assert silent(statement(rows, "income_statement", segments("共同事業", "集約事業", "共通", "合計")))


def test_what_a_result_of_costs_adds_is_a_loss_and_what_it_takes_away_a_gain() -> None:
    rows = "純経常行政コスト 19,156\n臨時損失 165\n臨時利益 8\n純行政コスト 19,313"
    assert silent(statement(rows, "income_statement"))


def test_one_note_on_rounding_holds_for_all_tables_in_millions() -> None:
    noted = statement("甲 10\n乙 21\n計 31", "other", unit="百万円", rounding="四捨五入", name="注のある表")
    plain = statement("事業費 12,430\n管理費 317\n財務費用 17\n経常費用計 12,763", "other", unit="百万円", name="注のない表")
    assert silent(noted, plain)
    assert not silent(replace(noted, rounding=""), plain)


def test_what_blocks_leave_is_printed_beside_what_there_is_then() -> None:
    rows = """
営業収益
給水収益 258 . .
その他の営業収益 12 270 .
営業費用
浄水費 148 . .
減価償却費 133 281 .
営業損失 . . △11
営業外収益
補助金 14 . .
雑収益 49 63 .
営業外費用
支払利息 11 . .
雑支出 1 12 .
経常利益 . 51 40
特別損失
過年度損益修正損 1 1 .
当年度純利益 . . 39
前年度繰越利益剰余金 . . 3
当年度未処分利益剰余金 . . 42
"""
    made = statement(rows, "income_statement", STEPS)
    assert silent(made)
    assert proven(made) == len(made.data)


def test_balances_that_run_on_from_month_to_month_are_not_added_up() -> None:
    columns = [
        *(Column(n, n, measure="金額", fiscal_year=2024) for n in ("前月末残高", "受入", "払戻", "当月末残高")),
    ]
    rows = """
4月 100 30 20 110
5月 110 40 60 90
6月 90 25 15 100
7月 100 10 5 105
8月 105 45 50 100
計 100 150 150 100
"""
    made = statement(rows, "other", columns, name="基金の状況")
    assert silent(made)
    assert proven(made) == len(made.data)
    wrong = statement(rows.replace("100 10 5 105", "150 10 55 105"), "other", columns, name="基金の状況")
    assert not silent(wrong)


def test_a_sum_carried_to_the_next_page_is_no_part_of_the_total() -> None:
    rows = """
会費収入 300 280
寄附金収入 120 140
次頁へ 420 420
前頁より 420 420
補助金収入 500 480
雑収入 80 90
収入合計 1,000 990
"""
    assert silent(statement(rows, "budget", inwards("予算額", "決算額")))


def test_figures_picked_from_statements_leave_lines_out() -> None:
    columns = [Column(n, n, measure="金額", fiscal_year=y) for n, y in (("令和4年度", 2022), ("令和5年度", 2023))]
    rows = """
経常費用 4,100 4,300
経常収益 4,250 4,420
当期総利益 155 131
資産 9,900 9,800
負債 3,300 3,150
純資産 6,640 6,690
"""
    assert silent(statement(rows, "other", columns, name="主要な財務データの経年比較"))


BY_ACCOUNT = [
    *(Column(f"公益目的事業会計 / {n}", n, segment=n, measure="金額", fiscal_year=2023) for n in ("公1", "公2", "小計")),
    *(Column(f"収益事業等会計 / {n}", n, segment=n, measure="金額", fiscal_year=2023) for n in ("収1", "小計")),
    *segments("法人会計", "内部取引等消去", "合計", year=2023),
]


def test_a_total_of_subtotals_and_of_columns_of_no_group() -> None:
    rows = """
受取会費 0 57 57 0 0 57 0 114
事業収益 1,283 98 1,381 214 214 0 0 1,595
受取補助金等 0 35 35 0 0 0 0 35
雑収益 12 3 15 0 0 11 0 26
経常収益計 1,295 193 1,488 214 214 68 0 1,770
"""
    made = statement(rows, "income_statement", BY_ACCOUNT)
    assert silent(made)
    assert proven(made) == len(made.data)
    [said] = [f.evidence for f in reconcile(packet(without(made, "事業収益"))).findings if f.severity != "info"]
    assert said.startswith("a row is missing")


def test_a_result_above_its_two_sides_and_a_part_that_is_deducted() -> None:
    rows = """
1事業収益 6,969 643
  家賃収入 6,475 598
  補助金 494 45
2事業原価 4,598 348
  修繕費 1,781 195
  人件費 2,817 153
3事業総利益(1-2) 2,371 295
4一般管理費配賦額 409 44
5事業利益(3-4) 1,962 251
6事業外損益 △19 △4
  事業外収益 27 0
  事業外費用 46 4
7経常利益(5+6) 1,943 247
"""
    assert silent(statement(rows, "income_statement", inwards("合計", "受託事業")))
    deducted = """
1健康診査事業 6,316 3,159
  健診委託費 5,761 3,159
  通知費 555 0
2体育奨励事業 1,267 692
  保養所補助 925 557
  体育大会 492 213
  利用者負担金(控除) 150 78
合計 7,583 3,851
"""
    assert silent(statement(deducted, "other", inwards("合計", "本社")))


def test_net_assets_over_their_parts_are_a_part_of_the_side_that_they_stand_on() -> None:
    rows = """
資産の部
流動資産 506 488
  預金 429 412
  未収金 77 76
固定資産 550 548
  建物 306 287
  備品 244 261
資産合計 1,056 1,036
負債及び純資産の部
流動負債 79 75
  未払金 65 61
  預り金 14 14
固定負債 361 380
  責任準備金 208 215
  引当金 153 165
負債計 440 455
純資産 616 581
  法定積立金 186 183
  特別積立金 98 94
  未処分剰余金 332 304
負債及び純資産合計 1,056 1,036
"""
    made = statement(rows, "balance_sheet", inwards("令和6年度末", "令和5年度末"))
    assert silent(made)
    assert proven(made) == len(made.data)


def test_interest_paid_for_land_is_added_to_it() -> None:
    """No area has any: the columns of areas hold whichever sign it has."""
    rows = "  期首保有高 12,400 58,310 11,900 59,140\n  当期取得高 820 4,480 210 1,050\n  支払利息の算入 . 310 . 280\n"
    rows += "  当期処分高 1,320 3,960 640 3,330\n  期末保有高 11,900 59,140 11,470 57,140"
    names = [f"令和{year}年度 / {what}" for year in (5, 6) for what in ("面積", "金額")]
    assert silent(blocks_of([statement(f"{name}\n{rows}", "other", names) for name in ("公有用地", "代行用地")]))


def test_a_rate_with_a_mark_of_a_note_is_added_up_by_nobody() -> None:
    rows = "延患者数 4,100 3,900 8,000\n病床数 150 140 290\n病床利用率(%)※2 84 81 82\n収益 120 110 230"
    assert silent(statement(rows, "other", ["本院", "分院", "合計"]))
