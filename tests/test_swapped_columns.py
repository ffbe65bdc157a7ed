"""Columns under each other's header, told by what the headers of forms prescribe, by steps inwards and by siblings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.model import Column, Statement, StatementKind
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_equations import ABOVE


def swapped(made: Statement, a: int) -> Statement:
    """The figures of a column and its right neighbour under each other's header."""
    other = {a: a + 1, a + 1: a}
    data = sorted((replace(d, column=other.get(d.column, d.column)) for d in made.data), key=lambda d: (d.row, d.column))
    return replace(made, data=tuple(data))


def told(*statements: Statement) -> list[tuple[str, str]]:
    """Tables and columns that are said to be swapped; nothing else may be said."""
    findings = [f for f in reconcile(packet(*statements)).findings if f.severity != "info"]
    assert all("seem swapped" in f.evidence for f in findings)
    return [(f.column, f.proposed) for f in findings]


def columns(*names: str) -> list[Column]:
    return [
        Column(name, name, measure="差異" if "比較" in name or name == "差異" else "金額", fiscal_year=2023) for name in names
    ]


REVENUE = """
1市税 8,191 8,354 8,153 11 190 △38
2譲与税 211 214 214 0 0 3
3負担金 124 126 123 1 2 △1
4使用料 379 382 370 4 8 △9
歳入合計 8,905 9,076 8,860 16 200 △45
"""
REVENUE_HEADERS = ("予算現額", "調定額", "収入済額", "不納欠損額", "収入未済額", "予算現額と収入済額との比較")


@pytest.mark.parametrize(
    ("at", "pair"), [(0, ("予算現額", "調定額")), (1, ("調定額", "収入済額")), (2, ("収入済額", "不納欠損額"))]
)
def test_columns_of_a_settlement_follow_the_form(at: int, pair: tuple[str, str]) -> None:
    made = statement(REVENUE, "budget", columns(*REVENUE_HEADERS))
    assert told(made) == []
    assert told(swapped(made, at)) == [pair]


ASSETS = """
建物 5,679 228 33 5,874 2,563 114 3,311
構築物 912 52 5 959 438 30 521
機械 876 41 12 905 333 51 572
合計 7,467 321 50 7,738 3,334 195 4,404
"""
ASSET_HEADERS = ("期首残高", "当期増加額", "当期減少額", "期末残高", "減価償却累計額", "当期償却額", "差引当期末残高")


@pytest.mark.parametrize(("at", "pair"), [(3, ("期末残高", "減価償却累計額")), (4, ("減価償却累計額", "当期償却額"))])
def test_columns_of_a_schedule_of_assets_follow_the_form(at: int, pair: tuple[str, str]) -> None:
    made = statement(ASSETS, "other", columns(*ASSET_HEADERS))
    assert told(made) == []
    assert told(swapped(made, at)) == [pair]


def test_details_stand_left_of_their_sums() -> None:
    rows = """
営業収益
給水収益 1,418 . .
受託収益 22 . .
雑収益 61 1,501 .
営業費用
原水費 402 . .
配水費 231 . .
総係費 588 1,221 .
営業利益 . . 280
営業外収益
受取利息 14 . .
戻入 151 . .
雑収益 9 174 .
営業外費用
支払利息 98 . .
雑支出 12 110 64
経常利益 . . 344
"""
    made = statement(rows, "income_statement", columns("金額", "金額 #2", "金額 #3"))
    assert told(made) == []
    assert told(swapped(made, 0)) == [("金額", "金額 #2")]


def plan(name: str, *figures: str) -> Statement:
    lines = "\n".join(f"項目{n} {line}" for n, line in enumerate(figures))
    return statement(lines, "budget", columns("予算", "決算", "差異"), name=name)


def test_a_difference_is_taken_as_in_the_sibling_statements() -> None:
    one = plan("収入の部", "700 650 50", "90 95 △5", "40 31 9")
    two = plan("支出の部", "500 480 20", "60 52 8", "33 30 3")
    three = plan("内訳", "300 270 30", "80 84 △4", "25 21 4")
    assert told(one, two, three) == []
    assert told(one, two, swapped(three, 0)) == [("予算", "決算")]
    assert told(one, swapped(two, 0)) == []  # which of two is the right way round nobody can say


def test_income_less_its_budget_and_a_budget_less_its_expenses() -> None:
    income = [plan(f"{name}収入", "650 700 50", "95 90 △5", "31 40 9") for name in ("収益的", "資本的")]
    expenses = [plan(f"{name}支出", "500 480 20", "60 52 8", "33 30 3") for name in ("収益的", "資本的")]
    assert told(*income, *expenses) == []
    assert told(income[0], *expenses) == []
    assert told(*income, *expenses, swapped(plan("投資支出", "300 270 30", "80 84 △4", "25 21 4"), 0)) == [("予算", "決算")]


def test_years_that_open_where_the_year_after_closed() -> None:
    rows = "収入 900 800\n支出 △700 △650\n資金増加額 200 150\n資金期首残高 3,150 3,000\n資金期末残高 3,350 3,150"
    made = statement(rows, "cash_flow", [Column(f"{y}年度", f"{y}年度", measure="金額", fiscal_year=y) for y in (2023, 2022)])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("2023年度", "2022年度")]


def test_sums_above_their_details_stand_right_of_them() -> None:
    lines = [f"{n}{name} . {a + b}\n甲{n} {a} .\n乙{n} {b} ." for n, (name, a, b) in enumerate(
        [("収益", 318, 8), ("原価", 303, 2), ("管理費", 10, 3), ("雑益", 14, 5)], 1
    )]  # fmt: skip
    made = statement("\n".join(lines), "income_statement", ["金額", "金額 #2"])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("金額", "金額 #2")]


def test_a_change_that_its_header_writes_with_years() -> None:
    rows = "医師 318 322 331 9\n看護職 1,204 1,198 1,187 △11\n技術職 366 371 380 9\n事務職 182 182 179 △3"
    names = ("令和4年度", "令和5年度", "令和6年度", "6-5")
    made = statement(rows, "other", [Column(n, n, measure="金額", fiscal_year=None) for n in names])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("令和4年度", "令和5年度")]


LENT = """
普通 412 204,118 88 61,330 102 71,204 398 194,244
住宅 618 2,604,330 21 188,204 74 402,118 565 2,390,416
災害 3 4,118 0 0 1 1,204 2 2,914
教育 204 188,330 31 38,204 44 41,118 191 185,416
合計 1,237 3,000,896 140 287,738 221 515,644 1,156 2,772,990
"""


def lent() -> Statement:
    groups = (("前年度末", 2022), ("貸付", 2023), ("償還", 2023), ("当年度末", 2023))
    parts = (("件数", "件"), ("金額", "千円"))
    made = [
        Column(f"{group} / {part}", part, measure="金額", fiscal_year=year, unit=unit)
        for group, year in groups
        for part, unit in parts
    ]
    return statement(LENT, "other", made)


@pytest.mark.parametrize("at", [0, 2, 4, 6])
def test_what_was_lent_and_paid_back_tells_counts_from_amounts(at: int) -> None:
    names = [column.name for column in lent().columns]
    assert told(lent()) == []
    assert told(swapped(lent(), at)) == [(names[at], names[at + 1])]


def test_what_was_received_becomes_revenue_whatever_that_is_called() -> None:
    names = ("期首残高", "当期受入額", "受託研究収益", "期末残高")
    rows = "甲 182 963 1,012 133\n乙 41 882 840 83\n丙 20 214 204 30\n合計 243 2,059 2,056 246"
    made = statement(rows, "other", columns(*names))
    assert told(made) == []
    assert told(swapped(made, 1)) == [names[1:3]]


@pytest.mark.parametrize("at", [2, 3, 4])
def test_assets_at_cost_and_what_they_have_worn_off(at: int) -> None:
    names = ("前年度末取得価額", "当年度増加額", "当年度減少額", "当年度末取得価額", "当年度償却額", "償却累計額", "差引帳簿価額")
    rows = "建物 5,679 228 33 5,874 114 2,563 3,311\n構築物 912 52 5 959 30 438 521\n機械 876 41 12 905 51 333 572\n"
    made = statement(rows + "合計 7,467 321 50 7,738 195 3,334 4,404", "other", columns(*names))
    assert told(made) == []
    assert told(swapped(made, at)) == [names[at : at + 2]]


def test_a_bond_with_its_sum_and_its_price() -> None:
    names = ("発行総額", "当年度償還高", "償還高累計", "未償還残高", "発行価額")
    rows = "病院 980 38 613 367 980\n機器 48 10 29 19 48\n空調 62 3 6 56 62\n車両 34 5 12 22 34\n合計 1,124 56 660 464 1,124"
    made = statement(rows, "other", columns(*names))
    assert told(made) == []
    assert [told(swapped(made, at)) for at in (0, 1)] == [[names[:2]], [names[1:3]]]


def test_a_rate_is_taken_of_the_amount_whose_name_it_bears() -> None:
    made = [
        *columns("引受額", "徴収額"),
        Column("徴収率", "徴収率", measure="徴収率", fiscal_year=2023, unit="%"),
    ]
    rows = "市民税 83,024 39,088 47\n法人税 11,321 4,510 40\n資産税 143,408 46,606 32\n保険税 124,536 55,628 45\n"
    rows += "合計 362,289 145,832 40"
    good = statement(rows, "other", made)
    assert told(good) == []
    assert told(swapped(good, 0)) == [("引受額", "徴収額")]


def test_yen_have_no_fractions_and_rates_do() -> None:
    made = statement("5㎥ 150 14\n10㎥ 180 14\n20㎥ 370 14\n30㎥ 600 15", "other", [])
    headers = [Column("増加額(円)", "", measure="増減", unit="円"), Column("増加率(%)", "", measure="率", unit="%")]
    rates = {r: Decimal(text) for r, text in enumerate(("14.4", "14.2", "14.3", "14.5"))}
    data = tuple(replace(d, value=rates[d.row], candidates=(rates[d.row],)) if d.column == 1 else d for d in made.data)
    whole = replace(made, columns=tuple(headers), data=data)
    assert told(whole) == []
    assert told(swapped(whole, 0)) == [("増加額(円)", "増加率(%)")]


def test_yen_have_no_fractions_and_areas_do() -> None:
    names = (("件数", "件"), ("面積", "㎡"), ("金額", "千円"))
    made = [Column(n, n, measure="金額", fiscal_year=2023, unit=unit) for n, unit in names]
    areas = statement("甲 2 21240 38,204\n乙 5 68412 104,118\n丙 8 312048 212,480\n計 15 401700 354,802", "other", made)
    parted = (replace(d, value=Decimal(d.value or 0) / 100) if d.column == 1 else d for d in areas.data)
    fractions = replace(areas, data=tuple(parted))
    assert told(fractions) == []
    assert [told(swapped(fractions, at)) for at in (0, 1)] == [[("件数", "面積")], [("面積", "金額")]]


def test_a_second_revision_is_of_the_first_and_not_of_what_the_year_began_with() -> None:
    names = (("当初予算額", "当初"), ("第1次補正後予算額", "補正後"), ("第2次補正額", "補正額"), ("第2次補正後予算額", "補正後"))
    made = [Column(n, n, version=version, measure="金額", fiscal_year=2023) for n, version in names]
    rows = "負担金 3,804 3,804 0 3,804\n手数料 612 630 18 648\n補助金 0 284 96 380\n繰越金 206 241 12 253\n"
    rows += "合計 4,622 4,959 126 5,085"
    good = statement(rows, "budget", made)
    assert told(good) == []
    assert told(swapped(good, 0)) == [(names[0][0], names[1][0])]


def in_groups(groups: tuple[str, ...], names: tuple[tuple[str, str], ...]) -> list[Column]:
    return [
        Column(f"{group} / {name}", name, measure="金額", fiscal_year=2023, unit=unit) for group in groups for name, unit in names
    ]


PASSED = """
建設 46 30 121 45 167 75
機械 80 21 103 51 183 72
電気 93 51 65 30 158 81
食品 40 18 77 29 117 47
合計 259 120 366 155 625 275
"""


@pytest.mark.parametrize("at", [0, 2, 4])
def test_what_the_total_of_groups_adds_up_it_adds_up_under_each_name(at: int) -> None:
    made = statement(PASSED, "other", in_groups(("前期", "後期", "計"), (("申請者", "人"), ("合格者", "人"))))
    names = [column.name for column in made.columns]
    assert told(made) == []
    assert told(swapped(made, at)) == [(names[at], names[at + 1])]


SOLD = """
1街区 24 48 206 16 32 140 8 16 66
2街区 12 21 118 9 14 90 3 7 28
3街区 31 62 301 11 25 99 20 37 202
4街区 9 20 84 4 11 50 5 9 34
合計 76 151 709 40 82 379 36 69 330
"""


def test_what_is_left_of_a_plan_under_one_name_is_left_under_all() -> None:
    names = (("画地数", "画地"), ("地積", "㎡"), ("金額", "千円"))
    made = statement(SOLD, "other", in_groups(("計画", "処分済", "未処分"), names))
    assert told(made) == []
    assert told(swapped(made, 0)) == [("計画 / 画地数", "計画 / 地積")]
    assert told(swapped(made, 4)) == [("処分済 / 地積", "処分済 / 金額")]


def test_what_came_of_a_budget_is_no_revision_of_it() -> None:
    names = (("当初予算額", "当初"), ("補正額", "補正額"), ("予算現額(A)", "予算"), ("決算額(B)", "決算"), ("差異(A)-(B)", ""))
    made = [Column(n, n, version=v, measure="差異" if n.startswith("差異") else "金額", fiscal_year=2023) for n, v in names]
    rows = "会費 492 0 492 490 2\n補助金 703 79 782 782 0\n委託費 82 △41 41 40 1\n手数料 434 0 434 431 3\n"
    rows += "合計 1,711 38 1,749 1,743 6"
    good = statement(rows, "budget", made)
    assert told(good) == []
    assert told(swapped(good, 2)) == [("予算現額(A)", "決算額(B)")]


def test_a_form_that_has_a_column_more_does_not_stand_in_the_way() -> None:
    names = ("期首帳簿価額", "当期増加額", "当期減少額", "当期償却額", "期末帳簿価額")
    rows = "建物 213 12 4 9 212\n構築物 81 6 1 7 79\n機械 122 31 2 24 127\n土地 73 0 6 0 67\n合計 489 49 13 40 485"
    made = statement(rows, "other", columns(*names))
    assert told(made) == []
    assert told(swapped(made, 1)) == [names[1:3]]


def test_segments_of_two_statements_that_share_a_result() -> None:
    def by_account(rows: str, kind: StatementKind) -> Statement:
        names = ("農作物勘定", "家畜勘定", "果樹勘定", "合計")
        made = [Column(n, n, segment=n, measure="金額", fiscal_year=2023) for n in names]
        return statement(rows, kind, made, name=kind)

    result = by_account("収益 900 700 500 2,100\n費用 628 581 473 1,682\n当期剰余金 272 119 27 418", "income_statement")
    stocks = "現金 372 219 57 648\n資産合計 372 219 57 648\n責任準備金 100 100 30 230\n当期剰余金 272 119 27 418\n"
    sheet = by_account(stocks + "負債純資産合計 372 219 57 648", "balance_sheet")
    assert told(result, sheet) == []
    assert told(swapped(result, 0), sheet) == [("農作物勘定", "家畜勘定")]


def test_the_change_right_behind_a_budget_and_its_settlement_is_what_they_differ_by() -> None:
    headed = [
        Column("予算額", "予算額", version="予算", measure="金額", fiscal_year=2023),
        Column("決算額", "決算額", version="決算", measure="金額", fiscal_year=2023),
        Column("増減", "増減", measure="増減", fiscal_year=2023),
        Column("前年度決算額", "前年度決算額", version="決算", measure="金額", fiscal_year=2022),
    ]
    rows = "保険料 3,842 3,818 △24 3,740\n負担金 1,204 1,188 △16 1,210\n繰入金 521 518 △3 509\n合計 5,567 5,524 △43 5,459"
    made = statement(rows, "budget", headed)
    assert told(made) == []
    assert told(swapped(made, 1)) == [("決算額", "増減")]


def test_a_column_of_no_header_is_under_no_other_s() -> None:
    headed = [
        Column("", "", measure="金額", fiscal_year=2023),
        Column("補正後予定額", "補正後予定額", version="補正後", measure="金額", fiscal_year=2023),
    ]
    made = statement("営業収益 0 83,842\n営業外収益 0 14,204\n特別利益 0 1,521\n合計 0 99,567", "income_statement", headed)
    whole = [Column("合計", "合計", measure="金額", fiscal_year=2023)]
    other = statement("営業収益 83,842\n営業外収益 14,204\n特別利益 1,521\n合計 99,567", "income_statement", whole, name="事業別")
    findings = [f.evidence for f in reconcile(packet(made, other)).findings]
    assert not any("seem swapped" in said for said in findings)


def test_a_plan_over_what_came_of_the_year_before_is_no_rate_of_execution() -> None:
    rows = "農作物 5,629 5,846 103.9\n家畜 4,600 4,703 102.2\n果樹 384 393 102.3\n園芸 1,222 1,213 99.3\n合計 11,835 12,155 102.7"
    names = [
        Column("3年度実績", "", version="実績", measure="金額", fiscal_year=2021),
        Column("4年度計画", "", measure="金額", fiscal_year=2022),
        Column("計画比(%)", "", measure="計画比", fiscal_year=2022, unit="%"),
    ]
    made = statement(rows, "other", names)
    exact = {
        "103.9": Decimal("103.9"),
        "102.2": Decimal("102.2"),
        "102.3": Decimal("102.3"),
        "99.3": Decimal("99.3"),
        "102.7": Decimal("102.7"),
    }
    data = tuple(replace(d, value=exact[d.raw], unreadable=False) if d.raw in exact else d for d in made.data)
    assert told(replace(made, data=data)) == []


def test_a_total_adds_up_the_columns_that_bear_its_word() -> None:
    made = statement(
        """
北部支所 240 221 5,200 5,318 5,539
中央支所 410 433 8,100 8,024 8,457
東部支所 180 176 3,900 3,911 4,087
南部支所 150 139 3,200 3,162 3,301
計 980 969 20,400 20,415 21,384
""",
        "other",
        [*(f"{article} / {what}" for article in ("7条検査", "11条検査") for what in ("計画", "実績")), "実績計"],
        unit="基",
    )
    assert told(made) == []
    assert told(swapped(made, 0)) == [("7条検査 / 計画", "7条検査 / 実績")]


def test_several_revisions_lead_from_the_first_budget_to_the_last() -> None:
    versions = {"当初予算額": "当初", "第1回補正額": "補正額", "今回補正額": "補正額", "補正後予算額": "補正後"}
    made = statement(
        """
会費 1,000 20 △5 1,015
補助金 840 △40 15 815
雑入 60 0 12 72
収入合計 1,900 △20 22 1,902
""",
        "budget",
        [Column(name, name, version=version, measure="金額", fiscal_year=2023) for name, version in versions.items()],
    )
    assert told(made) == []
    assert told(swapped(made, 2)) == [("今回補正額", "補正後予算額")]


def test_a_plan_that_is_changed_comes_to_what_it_is_changed_to() -> None:
    made = statement(
        """
医業収益 15,120 △436 14,684
運営費負担金収益 1,650 0 1,650
営業外収益 160 43 203
計 16,930 △393 16,537
""",
        "income_statement",
        columns("変更前", "変更額", "変更後"),
    )
    assert told(made) == []
    assert told(swapped(made, 1)) == [("変更額", "変更後")]


def test_steps_of_which_half_seem_to_hold_either_way() -> None:
    lines = []
    for name, one, two in (("甲", 330, 115), ("乙", 530, 215), ("丙", 730, 415), ("丁", 930, 615)):
        lines += [f"{name}一 {one} . .", f"{name}二 {two} . .", f"{name}計 . {one + two} ."]
    lines.append("資産合計 . . 3,880")
    for name, one, two in (("戊", 800, 111), ("己", 200, 47), ("庚", 300, 29), ("辛", 420, 38), ("壬", 510, 66), ("癸", 90, 7)):
        lines += [f"{name}一 . {one} .", f"{name}二 . {two} .", f"{name}計 . . {one + two}"]
    made = statement("\n".join(lines), "balance_sheet", columns("金額", "金額 #2", "金額 #3"))
    assert told(made) == []
    assert told(swapped(made, 0)) == [("金額", "金額 #2")]


def test_results_stand_right_of_the_sums_above_their_details() -> None:
    made = statement(ABOVE, "income_statement", columns("金額", "金額 #2", "金額 #3"))
    assert told(swapped(made, 1)) == [("金額 #2", "金額 #3")]


def test_details_of_an_inventory_stand_left_of_their_sums() -> None:
    lines = "現金 18 . .\n甲銀行 700 . .\n乙銀行 600 1,318 .\n会費 90 . .\n使用料 64 154 .\n流動資産合計 . . 1,472\n"
    lines += "国債 1,500 . .\n地方債 900 2,400 .\n机 40 . .\n車 37 77 .\n固定資産合計 . . 2,477"
    made = statement(lines, "inventory", columns("金額", "金額 #2", "金額 #3"))
    assert told(made) == []
    assert told(swapped(made, 0)) == [("金額", "金額 #2")]


@pytest.mark.parametrize("segment", ["観測", "移転"])
def test_differences_of_segments_whose_total_adds_them_up(segment: str) -> None:
    kinds = (("予算額", "金額"), ("決算額", "金額"), ("差額", "差異"))
    names = [(s, *kind) for s in ("観測", "移転", "合計") for kind in kinds]
    heads = [Column(f"{s} / {m}", m, segment=s, measure=measure, fiscal_year=2023) for s, m, measure in names]
    lines = "交付金 4,120 4,016 △104 1,180 1,227 47 5,300 5,243 △57\n受託収入 655 631 △24 512 535 23 1,167 1,166 △1\n"
    lines += "補助金 402 387 △15 251 254 3 653 641 △12\n自己収入 18 19 1 27 28 1 45 47 2"
    made = statement(lines, "budget", heads)
    assert told(made) == []
    known = {e.key.column for e in reconcile(packet(made)).equations if e.kind == "difference"}
    assert known == {"観測 / 差額", "移転 / 差額"}  # from which that of the total follows
    at = [c.name for c in heads].index(f"{segment} / 差額")
    assert told(swapped(made, at)) == [(heads[at].name, heads[at + 1].name)]


FUNDS = """
財政調整基金 3,325,713 316,225 176,423 139,802 3,465,515
減債基金 767,398 38,677 71,718 △33,041 734,357
公共施設基金 1,942,938 139,902 30,660 109,242 2,052,180
福祉基金 322,449 34,444 40,983 △6,539 315,910
応援基金 253,184 4,824 8,585 △3,761 249,423
森林基金 54,209 2,079 6,466 △4,387 49,822
合計 6,665,891 536,151 334,835 201,316 6,867,207
"""


@pytest.mark.parametrize("at", [0, 3])
def test_of_balances_none_stands_alone_with_what_comes_and_goes(at: int) -> None:
    change = "決算年度中増減高"
    names = ("前年度末現在高", f"{change} / 積立額", f"{change} / 取崩額", f"{change} / 差引", "決算年度末現在高")
    before, *headers, after = columns(*names)
    made = statement(FUNDS, "other", [replace(before, fiscal_year=2022), *headers, replace(after, version="決算")])
    assert told(made) == []
    assert told(swapped(made, at)) == [(names[at], names[at + 1])]


def test_a_plan_is_not_what_came_of_it_though_no_version_tells_them_apart() -> None:
    rows = (
        ("保証承諾", 50_500, 51_347),
        ("保証債務残高", 204_000, 203_518),
        ("代位弁済", 2_600, 2_716),
        ("回収", 490, 476),
        ("申込", 56_000, 55_874),
    )
    done = statement("\n".join(f"{name} {value:,}" for name, _, value in rows), "other", ["令和6年度"], name="推移", year=2024)
    plan = [Column("令和6年度 / 計画", "計画", measure="金額", fiscal_year=2024)]
    plan += [Column("令和6年度 / 実績", "実績", version="実績", measure="金額", fiscal_year=2024)]
    text = "\n".join(f"{name} {one:,} {two:,}" for name, one, two in rows)
    assert told(done, statement(text, "other", plan, name="見通し", year=2024)) == []
