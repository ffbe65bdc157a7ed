"""Rows that are not there, told by what the rest of the table still says."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Datum, Row, Statement
from tests.ledgers import revision, statement
from tests.test_shortfalls import BUDGET, STEPS, told, without


def change(name: str) -> Column:
    """A column that tells what two others differ by."""
    return Column(name, name, measure="増減", fiscal_year=2018)


def in_sections(made: Statement, *parents: str) -> Statement:
    """The statement with the rows below each parent in its section, as normalizers put them."""
    rows: list[Row] = []
    section: tuple[str, ...] = ()
    for row in made.rows:
        section = (row.item,) if row.item in parents else () if not row.indent else section
        rows.append(replace(row, section=section if row.indent else ()))
    return replace(made, rows=tuple(rows))


def blocks_of(made: list[Statement]) -> Statement:
    """One statement of several, each under the heading that its first row is."""
    rows: list[Row] = []
    data: list[Datum] = []
    for one in made:
        data += [replace(d, row=d.row + len(rows)) for d in one.data]
        rows += [row if row.heading else replace(row, section=(one.rows[0].item,)) for row in one.rows]
    return replace(made[0], rows=tuple(rows), data=tuple(data))


# ------------------------------------------------------------------------------------------------------------------ totals


def test_a_total_that_is_short_in_every_column() -> None:
    list_ = "  北町 41,288 169,572\n汐町 12,044 49,465\n  大町 9,318 38,269\n小村 2,207 9,064\n  合計 64,857 266,370"
    made = statement(list_, "other", ["人口", "金額"])  # labels are centred
    assert told(made) == []
    [said] = told(without(made, "汐町"))
    assert said == "a row is missing: 合計 is more than the rows above it in all columns, by 12,044, 49,465"


def test_a_total_that_is_short_in_one_of_several_columns_lacks_no_row() -> None:
    list_ = "北町 41,288 169,572\n汐町 12,044 49,465\n大町 9,318 38,269\n小村 2,207 9,064\n合計 64,857 266,379"
    assert not any("row is missing" in said for said in told(statement(list_, "other", ["人口", "金額"])))


def test_a_total_that_is_short_in_most_of_many_columns_though_one_digit_explains_each() -> None:
    """Nobody of them is there in one column."""
    made = statement(
        "研究員 64 63 64 65 66\n技術員 18 17 18 18 19\n事務員 21 21 20 20 21\n任期付 5 3 0 4 5\n合計 108 104 102 107 111",
        "other", ["4月", "6月", "9月", "12月", "3月"],
    )  # fmt: skip
    assert told(made) == []
    assert any("合計 differs from its rows in 4 columns at once, by 5, 3, 4, 5" in said for said in told(without(made, "任期付")))


def test_a_total_of_rows_set_in_adds_up_no_balance_before_them() -> None:
    rows = "期首残高 510 620\n  交付金 400 420\n  受託収入 28 33\n  事業収入 61 57\n収入計 489 510\n"
    rows += "  人件費 250 260\n  研究費 131 148\n支出計 381 408\n期末残高 618 722"
    made = statement(rows, "cash_flow", ["第1四半期", "第2四半期"])
    assert told(made) == []
    assert any("row is missing" in said and "28, 33" in said for said in told(without(made, "受託収入")))


def test_a_list_without_the_total_that_its_like_has() -> None:
    came = statement("1市税 8,191\n2譲与税 211\n3市債 998\n歳入合計 9,400", "budget", name="歳入")
    went = statement("1議会費 1,200\n2総務費 5,200\n3民生費 3,000\n歳出合計 9,400", "budget", name="歳出")
    assert told(came, went) == []
    [said] = told(without(came, "歳入合計"), went)
    assert said == "a row is missing: the rows come to 9,400, as 歳出合計 of 歳出 does, and no total says so"


def test_a_heading_whose_total_has_no_rows_in_a_stepped_balance_sheet() -> None:
    blocks = [f"{name}\n甲{n} {30 + n} .\n乙{n} {50 + n} .\n{name}合計 . {80 + 2 * n}" for n, name in enumerate("土水火金木")]
    capital = "資本金\n出資金 700 .\n資本金合計 . 700"
    made = statement("\n".join([*blocks, capital]), columns=["金額", "金額 #2"])
    assert told(made) == []
    [said] = told(without(made, "出資金"))
    assert said == "a row is missing: 資本金合計 has a figure, and no row stands between it and its heading"


def test_a_doubt_about_the_capital_hides_no_other_row() -> None:
    blocks = [f"{name}\n甲{n} {307 + n} .\n乙{n} {518 + n} .\n{name}合計 . {825 + 2 * n}" for n, name in enumerate("土水火金木")]
    made = statement("\n".join([*blocks, "資本金\n資本金合計 . 700"]), columns=["金額", "金額 #2"])
    [doubt] = told(made)
    assert "資本金合計 has a figure" in doubt
    lacks = told(without(made, "乙2"))
    assert doubt in lacks and any("the sum printed beside 火合計" in said for said in lacks)


# ----------------------------------------------------------------------------------------------------- parents and their parts


def test_a_chapter_lacks_one_of_its_items_as_its_columns_claim() -> None:
    columns: list[Column | str] = ["予算額 / 当初予算額", change("予算額 / 補正予算額"), "予算額 / 合計"]
    list_ = (
        "第1款事業収益 5,653 △71 5,582\n  第1項営業収益 5,075 △98 4,977\n  第2項営業外収益 567 15 582\n  第3項特別利益 11 12 23"
    )
    made = statement(list_, "budget", columns)
    assert told(made) == []
    [said] = told(without(made, "第2項営業外収益"))
    assert said.startswith("a row is missing: 第1款事業収益 differs from its rows by 567, 15, 582")


NUMBERLESS = """
給付費 4,002 3,807
  法定給付 3,814 3,627
  付加給付 188 180
納付金 3,001 3,031
  前期納付金 1,295 1,281
  後期支援金 1,706 1,750
連合会費 50 52
  連合会の会費 50 52
積立金 96 94
  退職積立金 96 94
予備費 130 311
  当初予備費 130 311
支出合計 7,279 7,295
"""


def test_the_only_part_where_a_form_prints_even_those() -> None:
    made = statement(NUMBERLESS, "other", ["本年度", "前年度"])
    assert told(made) == []
    [said] = told(without(made, "退職積立金"))
    assert said == "a row is missing: 積立金 has no row below it, and all 4 other rows of its level have their parts"


def test_what_the_years_leave_to_be_disposed_of_has_no_parts() -> None:
    lines = NUMBERLESS.replace("  退職積立金 96 94\n", "").replace("積立金 ", "当年度未処分剰余金 ")
    assert told(statement(lines, "other", ["本年度", "前年度"])) == []


def test_a_reserve_that_is_its_own_only_part_has_no_parts() -> None:
    kan = [("議会費", "議会費", "報酬", "90 80"), ("総務費", "管理費", "給料", "70 60"), ("土木費", "道路費", "委託料", "30 20")]
    lines = []
    for n, (name, part, setsu, figures) in enumerate([*kan, ("教育費", "学校費", "需用費", "15 14")], 1):
        lines += [f"{n}{name} {figures}", f"  1{part} {figures}", f"    1{part} {figures}", f"      1{setsu} {figures}"]
    lines += ["5予備費 9 9", "  1予備費 9 9", "    1予備費 9 9", "歳出合計 214 183"]
    assert told(statement("\n".join(lines), "budget", ["本年度", "前年度"])) == []


def test_rows_without_parts_among_others_lack_nothing() -> None:
    made = without(without(statement(NUMBERLESS, "other", ["本年度", "前年度"]), "退職積立金"), "連合会の会費")
    assert told(made) == []


def test_a_parent_that_the_rows_below_it_name() -> None:
    made = statement(BUDGET, "budget", ["本年度", "前年度"])
    parents = [row.item for row in made.rows if not row.indent]
    assert told(in_sections(made, *parents)) == []
    [said] = told(without(in_sections(made, *parents), "4使用料"))
    assert said.startswith("a row is missing: the rows below it name 4使用料, and no row prints it")


def test_parts_that_are_added_up_beside_the_parents_of_others() -> None:
    made = statement(NUMBERLESS, "other", ["本年度", "前年度"])
    [said] = told(without(made, "連合会費"))
    assert said.startswith("a row is missing: 連合会の会費 stands further in than the rows beside which 支出合計 adds it up")


def test_parts_that_fall_short_though_a_change_is_of_the_other_sign() -> None:
    lines = """
歳入合計 1,165 1,020 145
1国庫支出金 672 530 142
  1負担金 472 300 172
  2補助金 120 150 △30
  3委託金 80 80 0
2県支出金 272 270 2
  1補助金 150 150 0
  2委託金 122 120 2
3繰入金 221 220 1
  1基金繰入金 200 205 △5
  2他会計繰入金 21 15 6
4諸収入 60 55 5
  1預金利子 20 21 △1
  2雑入 40 34 6
"""
    made = statement(lines.replace("1,165 1,020 145", "1,225 1,075 150"), "budget", ["本年度", "前年度", change("比較")])
    assert told(made) == []
    [said] = told(without(without(made, "2補助金"), "3委託金"))
    assert said.startswith("a row is missing: the rows below 1国庫支出金 fall short of it by 200, 230, △30")


# ------------------------------------------------------------------------------------------------- steps, results, activities


def test_a_block_whose_sum_went_with_its_last_detail() -> None:
    made = statement(STEPS.replace("営業外費用", "費用外"), "income_statement", ["金額", "金額 #2", "金額 #3"])
    [said] = told(without(_open(made), "(3)総係費"))
    assert said == "a row is missing: the figures below 営業費用 are added up nowhere, and those of the other headings are"


def _open(made: Statement) -> Statement:
    """Each heading on its own: none inside the one before."""
    rows: list[Row] = []
    heading: tuple[str, ...] = ()
    for row in made.rows:
        heading = (row.item,) if row.heading else heading
        result = row.item.endswith("利益")
        rows.append(replace(row, section=() if row.heading or result else heading))
    return replace(made, rows=tuple(rows))


def test_an_asset_whose_depreciation_alone_is_left() -> None:
    lines = """
土地 . 943 .
建物 6,226 . .
減価償却累計額 △3,249 2,977 .
構築物 2,009 . .
減価償却累計額 △1,062 947 .
機械 2,580 . .
減価償却累計額 △2,051 529 .
有形固定資産合計 . . 5,396
"""
    made = statement(lines, columns=["金額", "金額 #2", "金額 #3"])
    assert told(made) == []
    [said] = told(without(made, "構築物"))
    assert said == "a row is missing: the sum printed beside 減価償却累計額 is 2,009 more than the rows that it adds up"


RESULTS = """
収益
料金 4,000
補助金 1,000
収益合計 5,000
費用
給料 3,100
経費 973
費用合計 4,073
当期純利益 927
目的積立金取崩額 67
当期総利益 994
"""


def test_results_that_differ_though_nothing_stands_between() -> None:
    assert told(statement(RESULTS, "income_statement")) == []
    [said] = told(without(statement(RESULTS, "income_statement"), "目的積立金取崩額"))
    assert said == "a row is missing: 当期総利益 follows 当期純利益 and differs from it, and no row says by what"


def test_what_is_handed_on_takes_in_what_was_left_before() -> None:
    text = "収入\n会費 5,300\n受託金 8,890\n収入合計 14,190\n支出\n給料 830\n経費 370\n支出合計 1,200\n"
    made = statement(text + "収支差額 12,990\n前期繰越収支差額 19,640\n次期繰越収支差額 32,630", "budget")
    assert told(made) == []
    [said] = told(without(made, "前期繰越収支差額"))
    assert said == "a row is missing: 次期繰越収支差額 follows 収支差額 and differs from it, and no row says by what"


FLOWS = """
業務活動によるキャッシュ・フロー
医薬品の購入による支出 △2,400
人件費支出 △4,100
医業収入 7,300
業務活動によるキャッシュ・フロー 800
投資活動によるキャッシュ・フロー
定期預金の預入による支出 △500
定期預金の払戻による収入 417
建物の取得による支出 △183
投資活動によるキャッシュ・フロー △266
財務活動によるキャッシュ・フロー
長期借入れによる収入 300
長期借入金の返済による支出 △410
財務活動によるキャッシュ・フロー △110
資金増加額 424
"""


def test_the_one_activity_that_does_not_add_up() -> None:
    made = statement(FLOWS, "cash_flow")
    sections = {"業務": range(1, 5), "投資": range(6, 10), "財務": range(11, 14)}
    placed = {r: (f"{name}活動によるキャッシュ・フロー",) for name, rows in sections.items() for r in rows}
    made = replace(made, rows=tuple(replace(row, section=placed.get(r, ())) for r, row in enumerate(made.rows)))
    assert told(made) == []
    said = told(without(made, "定期預金の払戻による収入"))
    assert any(text.startswith("a row is missing: 投資活動によるキャッシュ・フロー differs from the rows") for text in said)


# ------------------------------------------------------------------------------------------------------- comparisons, formulas


def test_two_of_three() -> None:
    made = statement("本年度 847 456\n前年度 890 439\n比較 △43 17", "personnel", ["扶養手当", "住居手当"])
    assert told(made) == []
    for lost in ("本年度", "前年度"):
        there = [name for name in ("本年度", "前年度", "比較") if name != lost]
        assert told(without(made, lost)) == [f"a row is missing: {there[0]} and {there[1]} stand without {lost}"]


def test_two_of_three_under_the_name_of_one_group() -> None:
    lines = "特別職 . .\n本年度 8 9\n前年度 7 9\n比較 1 0\n一般職 . .\n本年度 84 50\n前年度 80 48\n比較 4 2"
    made = statement(lines.replace(" . .", ""), "personnel", ["給料", "手当"])
    rows = tuple(replace(row, section=(name,)) for name, row in zip(["特別職"] * 4 + ["一般職"] * 4, made.rows, strict=True))
    made = replace(made, rows=rows)
    assert told(made) == []
    for lost, there in (("前年度", "本年度 and 比較"), ("比較", "本年度 and 前年度")):
        gone = next(r for r, row in enumerate(rows) if row.section == ("一般職",) and row.item == lost)
        kept = tuple(row for r, row in enumerate(rows) if r != gone)
        data = tuple(replace(d, row=d.row - (d.row > gone)) for d in made.data if d.row != gone)
        assert told(replace(made, rows=kept, data=data)) == [f"a row is missing: {there} stand without {lost}"]


def test_a_revision_and_what_it_changes_do_not_stand_alone() -> None:
    made = statement("補正後 847 456\n補正前 890 439\n比較 △43 17", "personnel", ["扶養手当", "住居手当"])
    assert told(made) == []
    assert told(without(made, "補正前")) == ["a row is missing: 補正後 and 比較 stand without 補正前"]


def test_two_years_alone_lack_no_comparison() -> None:
    assert told(statement("本年度 847 456\n前年度 890 439", "personnel", ["扶養手当", "住居手当"])) == []


def test_a_mark_behind_its_formula_that_no_row_bears() -> None:
    lines = "歳入総額A 28,569 28,027\n歳出総額B 28,151 27,714\n差引残額(A-B)C 418 313\n繰越財源D 2 1\n実質収支額(C-D)E 416 312"
    made = statement(lines, "other", ["本年度", "前年度"])
    assert told(made) == []
    assert told(without(made, "繰越財源D")) == ["a row is missing: 実質収支額(C-D)E calls it (D), and no row bears that mark"]


# --------------------------------------------------------------------------------------------------- results, balances, blocks


def test_what_is_left_of_one_row_alone() -> None:
    for lost, left in (("支出総額", (0, 0, 0)), ("支出総額", (10, 4, 6)), ("収入総額", (0, 0, 0))):
        spent = [came - rest for came, rest in zip((147, 148, -1), left, strict=True)]
        figures = [" ".join(f"{n}".replace("-", "△") for n in row) for row in ((147, 148, -1), spent, left)]
        lines = "\n".join(f"{item} {row}" for item, row in zip(("収入総額", "支出総額", "差引"), figures, strict=True))
        made = statement(lines, "budget", ["本年度", "前年度", change("増減")])
        assert told(made) == []
        [said] = told(without(made, lost))
        assert said.startswith("a row is missing: 差引 follows ")


def test_each_block_opens_before_it_closes() -> None:
    rows = """
一般正味財産増減の部
収益 900 800
費用 700 650
当期一般正味財産増減額 200 150
一般正味財産期首残高 3,150 3,000
一般正味財産期末残高 3,350 3,150
指定正味財産増減の部
受取寄付金 90 70
振替額 △30 △20
当期指定正味財産増減額 60 50
指定正味財産期首残高 410 360
指定正味財産期末残高 470 410
"""
    made = statement(rows, "income_statement", ["当年度", "前年度"])
    sections = [("",), *[("一般",)] * 6, ("",), *[("指定",)] * 5]
    under = [replace(row, section=s if s[0] else ()) for row, s in zip(made.rows, sections, strict=False)]
    made = replace(made, rows=tuple(under))
    assert told(made) == []
    said = told(without(made, "一般正味財産期首残高"))
    assert any("一般正味財産期末残高 follows 当期一般正味財産増減額" in text for text in said)


def test_a_total_of_all_right_below_that_of_some() -> None:
    lines = "文学部 208 203 411\n理学部 181 176 357\n医学部 146 143 289\n学部計 535 522 1,057\n大学院 31 28 59\n"
    lines += "合計 566 550 1,116"
    made = statement(lines, "other", ["1年", "2年", "計"])
    assert told(made) == []
    [said] = told(without(made, "大学院"))
    assert said == "a row is missing: 合計 differs from its rows by 31, 28, 59, which keep what the columns claim as a row does"


def test_an_allowance_left_out_of_the_parts_of_two_years() -> None:
    rows = """
資産の部
流動資産 744 826
  現金 736 817
  未収収益 8 9
固定資産 4,656 4,548
  有形固定資産 427 418
  有価証券 3,120 3,020
  求償権 1,503 1,421
  求償権償却引当金 △394 △311
資産合計 5,400 5,374
負債の部
流動負債 290 294
  未払金 11 10
  前受保証料 279 284
固定負債 300 310
  責任準備金 60 70
  退職引当金 240 240
負債合計 590 604
純資産の部
基金 4,810 4,770
  出資金 2,810 2,800
  準備金 2,000 1,970
純資産合計 4,810 4,770
"""
    made = statement(rows, "balance_sheet", ["当期末", "前期末"])
    assert told(made) == []
    [said] = told(without(made, "求償権償却引当金"))
    assert said.startswith("a row is missing: the rows below 固定資産 fall short of it by △394, △311")


def test_a_section_of_blocks_without_the_total_that_its_like_has() -> None:
    rows: list[str] = []
    for side, figures in (("収入", (400, 30, 60)), ("支出", (380, 20, 50))):
        rows.append(side)
        for block, figure in zip("甲乙丙", figures, strict=True):
            rows += [f"{side}{block}", f"ア{block} {figure - 9} {figure}", f"イ{block} 9 9"]
            rows.append(f"{side}{block}計 {figure} {figure + 9}")
        rows.append(f"{side}計 {sum(figures)} {sum(figures) + 27}")
    made = statement("\n".join([*rows, "収支差引 40 40"]), "budget", ["予算", "決算"])
    assert told(made) == []
    assert any(said.startswith("a row is missing: 収入 has no total") for said in told(without(made, "収入計")))


def test_a_block_of_one_figure_needs_no_total() -> None:
    rows: list[str] = []
    for block in "甲乙丙":
        rows += [f"費用{block}", "給与 40", "賃借料 5", f"費用{block}計 45"]
    rows += ["臨時利益", "戻入 7", "売却益 0"]
    assert told(statement("\n".join([*rows, "当期純利益 128"]), "income_statement")) == []


def test_totals_over_totals_make_no_sum_of_what_follows_them() -> None:
    rows = ["資産合計 48,210 47,940", "負債合計 20,118 19,880", "純資産合計 28,092 28,060"]
    rows += ["経常費用 24,118 25,103", "経常収益 24,340 25,011"]
    made = statement("\n".join(rows), "balance_sheet", ["令和元年度", "令和2年度"])
    assert told(made) == []


# ------------------------------------------------------------------------------------------------------- lists without indents

FLAT = """
1分担金 104,320 101,940
1負担金 104,320 101,940
1町負担金 104,320 101,940
2手数料 1,966 2,051
1使用料 96 96
1施設使用料 96 96
2手数料 1,870 1,955
1証明手数料 1,030 1,225
2許可手数料 840 730
3国庫支出金 15,413 12,018
1国庫補助金 15,413 12,018
1消防費補助金 15,413 12,018
4諸収入 6,220 5,989
1雑入 6,220 5,989
1雑入 6,220 5,989
歳入合計 127,919 121,998
"""


def test_a_reserve_of_a_flat_list_needs_no_parts() -> None:
    costs = (
        "1事務費 500 480\n(1)会議費 200 190\n(2)需用費 300 290\n2維持管理費 800 760\n(1)水路費 500 470\n(2)揚水機場費 300 290\n"
    )
    costs += "3諸支出金 60 50\n(1)還付金 60 50\n4予備費 40 0\n支出合計 1,400 1,290"
    assert told(statement(costs, "budget", ["予算額", "決算額"])) == []


def test_a_flat_list_of_three_levels_lacks_one_of_the_innermost() -> None:
    made = statement(FLAT, "budget", ["本年度", "前年度"])
    [said] = told(without(made, "2許可手数料"))
    assert said.startswith("a row is missing")


def test_a_misread_figure_of_a_flat_list_lacks_no_row() -> None:
    made = statement(FLAT.replace("1,030 1,225", "1,080 1,225"), "budget", ["本年度", "前年度"])
    assert not any("the parts of" in said for said in told(made))


def test_a_flat_list_that_leaves_out_several_levels_lacks_no_row() -> None:
    made = statement(FLAT, "budget", ["本年度", "前年度"])
    assert told(without(without(made, "1国庫補助金"), "1負担金")) == []


# ------------------------------------------------------------------------------------------------------------ what labels call


def test_two_formulas_call_a_mark_that_no_row_bears() -> None:
    list_ = (
        "期首残高(A) 1,218 1,589\n収入額(B) 1,524 2,286\n支出額(C) 1,153 1,811\n"
        "収支差引(B-C) 371 475\n期末残高(A+B-C) 1,589 2,064"
    )
    made = statement(list_, "cash_flow", ["第1四半期", "第2四半期"])
    [said] = told(without(made, "支出額(C)"))
    assert said == "a row is missing: 期末残高(A+B-C) calls it (C), and no row bears that mark"


def test_a_subtotal_of_an_activity_lacks_a_row_where_the_activities_hold() -> None:
    blocks = (
        "1業務活動によるキャッシュ・フロー\n当年度純損失(△) △47,296\n減価償却費 438,025\n賞与引当金の増減額 △318\n"
        "未払金の増減額 8,104\n小計 398,515\n利息の受取額 402\n利息の支払額 △36,904\n業務活動によるキャッシュ・フロー 362,013",
        "2投資活動によるキャッシュ・フロー\n資産の取得による支出 △359,918\n補助金による収入 230,475\n"
        "投資活動によるキャッシュ・フロー △129,443",
        "3財務活動によるキャッシュ・フロー\n企業債による収入 118,000\n企業債の償還による支出 △104,118\n"
        "財務活動によるキャッシュ・フロー 13,882",
    )
    made = [statement(block, "cash_flow") for block in blocks]
    one = blocks_of(made)
    assert told(one) == []
    [said] = told(without(one, "賞与引当金の増減額"))
    assert said == "a row is missing: 小計 differs from the rows of its activity by △318, and the others add up"


def test_a_result_before_something_is_followed_by_the_one_after_it() -> None:
    list_ = (
        "収入計 4,351 4,337\n支出計 3,949 3,912\n基本金組入前当年度収支差額 402 425\n基本金組入額合計 △386 △214\n"
        "当年度収支差額 16 211\n前年度繰越収支差額 △1,843 △2,054\n翌年度繰越収支差額 △1,827 △1,843"
    )
    made = statement(list_, "budget", ["本年度", "前年度"])
    assert told(made) == []
    said = told(without(made, "当年度収支差額"))
    before = "基本金組入前当年度収支差額 says what was before 基本金組入額合計"
    assert f"a row is missing: {before}, and no row says 当年度収支差額 after it" in said


def test_parts_that_lack_what_another_table_names() -> None:
    plan = "業務費 6,315\n  教育研究経費 1,386\n  人件費 4,227\n  一般管理費 702\n施設整備費 486\n受託研究費 413\n計 7,214"
    finer = "教育研究経費 1,385,739\n人件費 4,227,122\n一般管理費 701,908\n施設整備費 485,674\n受託研究費 412,594\n計 7,213,037"
    made = statement(plan, "budget", unit="百万円", name="予算")
    beside = statement(finer, "budget", unit="千円", name="前年度比較")
    said = told(without(made, "教育研究経費"), beside)
    assert "a row is missing: the parts of 業務費 fall short of it by 1,386, which elsewhere is 教育研究経費" in said
    assert not any("which elsewhere" in text for text in told(made, beside))


def test_one_row_is_likelier_not_there_than_one_digit_in_each_column() -> None:
    made = statement("不良住宅 11 5,500\n準不良住宅 9 2,700\n跡地整備加算 4 400\n計 24 8,600", "other", ["件数", "補助額"])
    [said] = told(without(made, "跡地整備加算"))
    assert said == "a row is missing, or one too many stands in the sum: 計 differs from its rows in 2 columns at once, by 4, 400"


def test_what_all_branches_come_to_lacks_the_one_that_is_not_there() -> None:
    rows = "信用事業総利益 288 330\n共済事業総利益 212 216\n購買事業総利益 158 157\n販売事業総利益 88 85\n事業総利益 746 788\n"
    made = statement(rows + "事業管理費 717 709\n事業利益 29 79", "other", ["本年度", "前年度"])
    assert told(made) == []
    assert any("row is missing" in said for said in told(without(made, "共済事業総利益")))


def test_a_sum_that_a_sibling_prints_between_two_neighbours() -> None:
    rows = "会費 34\n事業収益 878\n補助金 684\n収益計 1,596\n給料 760\n委託費 524\n減価償却費 58\n費用計 1,342\n当期増減額 254\n"
    rows += "期首残高 386\n期末残高 640"
    more = rows.replace("会費 34", "会費\n正会員 21\n賛助会員 13")
    whole = statement(rows, "income_statement", ["予算額"], name="内訳")
    finer = statement(more, "income_statement", ["予算額"], name="予算書")
    assert told(whole, finer) == []
    assert any("費用計" in said for said in told(without(whole, "費用計"), finer))


def test_a_block_counted_in_several_units_has_no_total() -> None:
    rows: list[str] = []
    for block in "甲乙丙":
        rows += [f"費用{block}", "給与 40", "賃借料 5", f"費用{block}計 45"]
    rows += ["輸送", "人員 700", "キロ 90", "車両 12"]
    made = statement("\n".join(rows), "other")
    units = {"人員": "人", "キロ": "km", "車両": "両"}
    own = tuple(replace(d, unit=units.get(made.rows[d.row].item)) for d in made.data)
    assert told(replace(made, data=own)) == []


def test_what_years_differ_by_says_nothing_of_how_outflows_are_printed() -> None:
    rows = """投資活動収入
敷金収入 0 0 0
投資活動収入計 0 0 0
投資活動支出
取得支出 924 1,308 △384
投資活動支出計 924 1,308 △384
投資活動によるキャッシュ・フロー △924 △1,308 384"""
    change = Column("増減", "増減", measure="増減")
    assert told(statement(rows, "cash_flow", ["当年度", "前年度", change])) == []


def test_a_side_is_closed_by_the_total_behind_it_that_is_just_its_blocks() -> None:
    assets = [
        "借方",
        "流動資産",
        "現金 5 9",
        "預金 7 4",
        "流動資産計 12 13",
        "固定資産",
        "建物 6 2",
        "土地 2 9",
        "固定資産計 8 11",
    ]
    debts = ["貸方", "流動負債", "未払 3 4", "預り 2 2", "流動負債計 5 6", "固定負債", "借入 8 9", "引当 7 9", "固定負債計 15 18"]
    made = statement("\n".join([*assets, "資産合計 20 24"]), "balance_sheet", ["甲", "乙"])
    rows = [replace(row, section=()) if row.item == "資産合計" else row for row in made.rows]
    more = statement("\n".join([*debts, "貸方計 20 24"]))
    data = (*made.data, *(replace(d, row=d.row + len(rows)) for d in more.data))
    whole = replace(made, rows=(*rows, *more.rows), data=data)
    assert not any("has no total" in said for said in told(whole))


def test_what_is_told_beside_a_statement_has_no_total() -> None:
    rows: list[str] = []
    for block in "甲乙丙":
        rows += [f"費用{block}", "給与 40", "賃借料 5", f"費用{block}計 45"]
    rows += ["その他の情報", "減価償却費 7", "損益外減価償却相当額 3"]
    assert told(statement("\n".join(rows), "other")) == []


def test_a_detail_that_prints_fewer_columns_than_its_sum() -> None:
    rows: list[str] = []
    for n, (levied, paid) in enumerate(((869, 839), (121, 118), (1076, 1033), (201, 183), (20, 19)), 1):
        rows += [f"{n}税 {levied} {levied} {paid}", f"    1現年分 . {levied - 18} {paid - 5}", "    2滞納分 . 18 5"]
    made = statement("\n".join(rows), "budget", ["予算現額", "調定額", "収入済額"])
    assert told(made) == []
    said = told(without(made, "2滞納分"))
    assert any(text.startswith("a row is missing: the rows below 1税 fall short of it by 18, 5,") for text in said)


def test_changes_of_both_signs_lack_one_that_is_more_than_their_sum() -> None:
    rows = """
財源 96 . 96
  税収等 66 . 66
  補助金 30 . 30
固定資産等の変動 . △509 509
  有形固定資産等の増加 . 14,592 △14,592
  有形固定資産等の減少 . △16,163 16,163
  基金等の増加 . 4,123 △4,123
  基金等の減少 . △3,061 3,061
無償所管換等 41 41 .
"""
    columns = [Column(name, name, measure="金額", fiscal_year=2018) for name in ("合計", "固定資産等形成分", "余剰分")]
    made = statement(rows, "equity_changes", columns)
    assert told(made) == []
    said = told(without(made, "基金等の減少"))
    assert [text for text in said if "固定資産等の変動" in text and "△3,061, 3,061" in text]


def test_a_statement_that_ends_before_its_sibling_does_lacks_no_row() -> None:
    rows = (
        "会費 34\n事業収益 878\n補助金 684\n収益計 1,596\n給料 760\n委託費 524\n減価償却費 58\n費用計 1,342\n当期一般増減額 254\n"
    )
    rows += "一般期首残高 386\n一般期末残高 640\n"
    more = "指定期首残高 300\n指定期末残高 300\n正味財産期末残高 940"
    whole = statement(rows + more, "income_statement", ["予算額"], name="計算書")
    part = statement(rows, "income_statement", ["予算額"], name="内訳")
    assert not any("row is missing" in said for said in told(part, whole))
    assert any("費用計" in said for said in told(without(part, "費用計"), whole))


# ----------------------------------------------------------------------------------------------- what a lost parent leaves behind


def test_parts_that_stand_below_a_parent_that_is_whole_without_them() -> None:
    rows = """
経常費用 20,052 4,883
  業務費用 10,907 67
    人件費 4,118 38
    物件費 6,789 29
  移転費用 9,145 4,816
    補助金 3,118 4,804
    給付 6,027 12
経常収益 896 18
  使用料 512 1
  雑入 384 17
純経常費用 19,156 4,865
"""
    made = statement(rows, "income_statement", ["一般会計", "国保会計"])
    assert told(made) == []
    [said] = told(without(made, "経常収益"))
    assert said.startswith("a row is missing: 使用料 stands below 経常費用, which is whole without it")


def test_parts_as_far_in_as_those_of_their_siblings() -> None:
    rows = """
費用 300
  人件費 120
    給料 90
    手当 30
  物件費 80
    消耗品 50
    修繕費 30
  移転費 100
    補助金 60
    給付 40
"""
    made = statement(rows, "other")
    assert told(made) == []
    [said] = told(without(made, "人件費"))
    assert said == "a row is missing: 給料 stands as far in as the rows below 物件費, and no row says what it is part of"


def test_a_total_of_one_side_below_its_only_row() -> None:
    rows = "経常収益 19,775 316 20,091\n特別利益 12 3 15\n収益計 19,787 319 20,106\n"
    rows += "経常費用 19,991 △18 19,973\n特別損失 18 78 96\n費用計 20,009 60 20,069"
    made = statement(rows, "budget", revision())
    assert told(made) == []
    [said] = told(without(made, "経常費用"))
    assert said == "a row is missing: 費用計 is more than the rows above it in all columns, by 19,991, △18, 19,973"


def test_a_grade_left_out_whose_neighbours_count_nobody_elsewhere() -> None:
    rows = "1級 2 1\n2級 4 3\n3級 7 5\n4級 5 0\n5級 3 0\n6級 1 0\n計 22 9"
    made = statement(rows, "personnel", ["行政職", "技能職"], unit="人")
    assert told(made) == []
    assert told(without(made, "5級")) == ["a row is missing: no row bears the number 5級 after 4級, and 6級 follows"]


def test_a_row_that_is_more_than_its_parent_beside_what_is_taken_away() -> None:
    rows = """
借入金 230 240
  政府借入金 210 220
  民間借入金 20 20
債券 312 286
  機構債券 330 301
  債券発行差金 △18 △15
引当金 25 24
  賞与引当金 5 5
  退職給付引当金 20 19
預り金 9 8
  源泉税 4 4
  保証金 5 4
その他負債 12 11
  未払費用 7 7
  仮受金 5 4
"""
    made = statement(rows, "balance_sheet", ["当年度", "前年度"])
    assert told(made) == []
    assert any("債券" in said and "330, 301" in said for said in told(without(made, "機構債券")))


def test_rows_that_the_page_says_are_left_out_are_not_missed() -> None:
    made = without(statement(BUDGET, "budget", ["本年度", "前年度"]), "1交付金")
    assert told(made) != []
    assert told(replace(made, notes="（注）補正のない項及び目は、記載を省略した。")) == []


def test_gains_and_losses_taken_into_the_result_behind_them_need_no_total() -> None:
    rows: list[str] = ["総損益"]
    for block, figures in (("収益", (300, 80)), ("費用", (200, 60))):
        rows += [f"事業{block}", f"販売{block} {figures[0]} {figures[0] - 9}", f"購買{block} {figures[1]} {figures[1] - 4}"]
        rows.append(f"事業{block}計 {sum(figures)} {sum(figures) - 13}")
    rows += [
        "事業利益 120 120",
        "外収益",
        "受取利息 7 6",
        "雑収入 3 2",
        "外収益計 10 8",
        "外費用",
        "支払利息 4 3",
        "雑損失 1 1",
        "外費用計 5 4",
    ]
    rows += ["経常利益 125 124", "特別損益", "特別利益 64 10", "特別損失 59 11", "税引前当期利益 130 123"]
    made = statement("\n".join(rows), "income_statement", ["当年度", "前年度"])
    within: list[Row] = []
    for row in made.rows:
        outer = row.heading or row.item in {"事業利益", "経常利益", "税引前当期利益"}
        above = next((other.item for other in reversed(within) if other.heading), "")
        within.append(row if outer else replace(row, section=(above,)))
    made = replace(made, rows=tuple(within))
    assert told(made) == []


def test_a_loss_left_of_a_trade_is_no_part_of_its_costs() -> None:
    rows = ["事業総利益 90 75"]
    for trade, (gains, costs) in {"購買": (160, 100), "販売": (130, 90)}.items():
        rows += [f"{trade}収益 {gains} {gains}", f"  甲収益 {gains - 9} {gains - 8}", "  雑収益 9 8"]
        rows += [f"{trade}費用 {costs} {costs + 5}", f"  甲費 {costs - 7} {costs - 6}", "  雑費 7 11"]
        rows.append(f"  {trade}総利益 {gains - costs} {gains - costs - 5}")
    rows += ["指導収益 30 30", "  補助金 20 21", "  賦課金 10 9", "指導費用 40 45", "  指導費 40 45", "  指導総損失 △10 △15"]
    assert told(statement("\n".join(rows), "income_statement", ["当年度", "前年度"])) == []


def test_debts_of_several_kinds_each_open_where_their_own_closed_the_year_before() -> None:
    years = [Column(f"令和{n}年度", f"令和{n}年度", measure="金額", fiscal_year=2018 + n) for n in (5, 6, 7)]
    kinds = {"通常の県債": (741, [(61, 72), (58, 73), (57, 74)]), "臨時財政対策債": (312, [(10, 26), (4, 26), (2, 27)])}
    blocks = []
    for kind, (opening, moves) in kinds.items():
        lines: list[list[int]] = [[], [], [], []]
        for issued, repaid in moves:
            closing = opening + issued - repaid
            for line, figure in zip(lines, (opening, issued, -repaid, closing), strict=True):
                line.append(figure)
            opening = closing
        names = ("前年度末残高", "発行額", "元金償還額", "年度末残高")
        told_ = [f"{name} " + " ".join(str(f).replace("-", "△") for f in line) for name, line in zip(names, lines, strict=True)]
        blocks.append(statement("\n".join([kind, *told_]), "other", years))
    assert told(blocks_of(blocks)) == []
