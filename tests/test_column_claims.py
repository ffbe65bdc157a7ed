"""What headers claim of columns: quarters, loans, gains and losses, breakdowns, revisions, the two sides of a budget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Column, Datum, Reading, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_swapped_columns import columns, swapped, told

QUARTERS = """
収入計 324 513 575 196 1,608
支出計 246 452 546 302 1,546
収支差引 78 61 29 △106 62
前期末残高 412 490 551 580 412
当期末残高 490 551 580 474 474
"""


def quarters() -> Statement:
    made = columns("第1四半期", "第2四半期", "第3四半期", "第4四半期", "年間計")
    return statement(QUARTERS, "cash_flow", made)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_quarter_opens_where_the_one_before_it_closed(at: int) -> None:
    names = ("第1四半期", "第2四半期", "第3四半期", "第4四半期")
    assert told(quarters()) == []
    assert told(swapped(quarters(), at)) == [names[at : at + 2]]


def test_the_months_of_revisions_are_no_parts_of_a_year() -> None:
    made = statement(
        "前期末残高 400 20 420\n当期末残高 510 30 540", "cash_flow", columns("11月補正後予定額", "補正額", "3月補正後予定額")
    )
    assert not any("the column before" in e.expression + e.kind for e in reconcile(packet(made)).equations)
    assert told(made) == []


def test_an_empty_column_among_quarters_is_not_added_up() -> None:
    made = quarters()
    more = [replace(d, column=d.column + (d.column > 1)) for d in made.data]
    more += [Datum(r, 2, (Reading("0"),), 0) for r in range(5)]
    wide = replace(made, columns=(*made.columns[:2], Column("#2", ""), *made.columns[2:]), data=tuple(more))
    [finding] = [f for f in reconcile(packet(wide)).findings if f.severity != "info"]
    assert finding.kind == "phantom_column"


LOANS = """
資金運用部 1,218 60 84 78 1,194
簡易保険局 612 0 41 38 571
公営公庫 418 40 32 29 426
市中銀行 96 0 24 5 72
合計 2,344 100 181 150 2,263
"""
LOAN_HEADERS = ("前年度末現在高", "本年度借入額", "本年度償還額 / 元金", "本年度償還額 / 利子", "本年度末現在高")


@pytest.mark.parametrize("at", [2, 3])
def test_a_loan_falls_by_what_is_paid_back_and_not_by_its_interest(at: int) -> None:
    made = statement(LOANS, "other", columns(*LOAN_HEADERS))
    assert told(made) == []
    assert told(swapped(made, at)) == [LOAN_HEADERS[at : at + 2]]


BONDS = """
昭和62年債 640 31 608 32
昭和63年債 812 38 720 92
平成元年債 505 22 431 74
平成10年債 1,200 58 741 459
合計 3,157 149 2,500 657
"""


def test_what_is_left_of_a_bond_follows_from_all_that_was_paid_back() -> None:
    names = ("発行総額", "償還高 / 当年度償還高", "償還高 / 償還高累計", "未償還残高")
    made = statement(BONDS, "other", columns(*names))
    assert told(made) == []
    assert [told(swapped(made, at)) for at in (0, 1)] == [[names[0:2]], [names[1:3]]]


YEARS = """
1会議費 2,016 2,002 14 .
  1総代会費 812 798 14 .
  2理事会費 1,204 1,204 . .
2事務費 8,978 9,162 . 184
  1報酬 2,880 2,880 . .
  2旅費 318 430 . 112
  3需用費 1,418 1,502 . 84
  4賃借料 4,362 4,350 12 .
合計 10,994 11,164 . 170
"""


def gains() -> Statement:
    made = [
        Column("本年度予算額", "", measure="金額", fiscal_year=2024),
        Column("前年度予算額", "", measure="金額", fiscal_year=2023),
    ]
    made += [Column(f"比較増減 / {way}", "", measure=way, fiscal_year=2024) for way in ("増", "減")]
    return statement(YEARS, "budget", made)


def test_two_years_differ_by_what_there_is_more_or_less() -> None:
    assert told(gains()) == []
    assert told(swapped(gains(), 1)) == [("前年度予算額", "比較増減 / 増")]


def test_years_turned_round_look_like_gains_and_losses_turned_round() -> None:
    [either] = [f for f in reconcile(packet(swapped(gains(), 0))).findings if f.severity != "info"]
    assert (either.column, either.proposed) == ("本年度予算額", "前年度予算額")
    assert "or with 比較増減 / 増 and 比較増減 / 減 swapped" in either.evidence


COMMITTED = """
映像設備 412 275 137 0 0 137
保守業務 286 171 115 0 0 115
警備業務 918 612 306 0 0 306
改修工事 2,140 642 1,498 900 126 472
合計 3,756 1,700 2,056 900 126 1,030
"""


def test_the_columns_that_break_down_the_amount_left_of_them() -> None:
    names = (
        "限度額",
        "前年度末まで / 金額",
        "当該年度以降 / 金額",
        *(f"左の財源内訳 / {s}" for s in ("企業債", "補助金", "その他")),
    )
    made = statement(COMMITTED, "commitments", columns(*names))
    assert told(made) == []
    assert told(swapped(made, 1)) == [names[1:3]]


def test_what_was_there_before_a_revision_stands_under_its_own_header() -> None:
    rows = "利息 282 △2 280 180 △1 179\n配当 41 △1 40 30 4 34\n手数料 90 5 95 11 3 14\n雑益 8 1 9 3 2 5\n合計 421 3 424 224 8 232"
    versions = {"11月補正後": "11月補正後", "補正額": "補正額", "3月補正後": "3月補正後"}
    made = [Column(f"{s} / {n}", "", measure="金額", version=v) for s in ("一般", "管理") for n, v in versions.items()]
    table = statement(rows, "income_statement", made)
    assert told(table) == []
    assert told(swapped(table, 2)) == [("一般 / 3月補正後", "管理 / 11月補正後")]


HOUSES = """
朝霧台 68 443 16 459 44 74 118 341
若葉町 127 768 35 803 79 101 180 623
桜木 159 969 39 1,008 97 138 235 773
城山 110 731 33 764 93 548 641 123
合計 464 2,911 123 3,034 313 861 1,174 1,860
"""
HOUSE_HEADERS = ("戸数", "収入 / 家賃", "収入 / 共益費", "収入 / 計", "支出 / 管理費", "支出 / 修繕費", "支出 / 計", "収支差額")


@pytest.mark.parametrize("at", [3, 4])
def test_what_is_left_is_the_total_of_one_side_less_that_of_the_other(at: int) -> None:
    made = statement(HOUSES, "other", columns(*HOUSE_HEADERS))
    assert told(made) == []
    assert told(swapped(made, at)) == ([HOUSE_HEADERS[3:5]] if at == 3 else [])  # two costs count alike


TRADE = """
農水産品 12 184 118 38 352
林産品 0 412 41 21 474
鉱産品 183 160 204 318 865
工業品 386 421 118 96 1,021
計 581 1,177 481 473 2,712
"""


def test_a_total_of_measures_of_their_own() -> None:
    names = ("外国 / 輸出", "外国 / 輸入", "国内 / 移出", "国内 / 移入", "合計")
    made = statement(TRADE, "other", [Column(n, "", measure=n[-2:], unit="トン") for n in names])
    assert told(made) == []
    assert told(swapped(made, 3)) == [names[3:5]]


def test_members_that_joined_and_left() -> None:
    rows = "北 23,542 1,365 965 23,942\n中央 34,550 2,003 1,416 35,137\n東 20,695 1,200 848 21,047\n職域 8,732 506 358 8,880"
    names = ("組合員数 / 前年度末", "組合員数 / 加入", "組合員数 / 脱退", "組合員数 / 当年度末")
    made = statement(rows, "other", columns(*names), unit="人")
    assert told(made) == []
    assert told(swapped(made, 1)) == [names[1:3]]


def test_a_column_that_no_total_adds_up_stands_between_two_that_are_swapped() -> None:
    rows = "1区 421 32 134 50 184\n2区 386 30 123 46 169\n3区 217 28 65 0 65\n4区 183 26 47 18 65\n合計 1,207 . 369 114 483"
    names = ("面積", "10a当たり", "賦課金 / 経常", "賦課金 / 特別", "賦課金 / 計")
    made = statement(rows, "other", columns(*names))
    other = {0: 2, 2: 0}
    data = sorted((replace(d, column=other.get(d.column, d.column)) for d in made.data), key=lambda d: (d.row, d.column))
    assert told(made) == []
    assert told(replace(made, data=tuple(data))) == [("面積", "賦課金 / 経常")]


def test_results_may_be_of_either_sign_in_any_column() -> None:
    rows = "補助金 28,876 9,204 38,080\n受託 1,031 112 1,143\n給与 496 22 518\n委託 7,173 2,118 9,291\n印刷 15,850 △83 15,767\n"
    rows += "通信 3,280 880 4,160\n経常利益 △170 340 170"
    made = [Column("当初", "", measure="金額", version="当初"), Column("補正額", "", measure="金額", version="補正額")]
    made.append(Column("補正後", "", measure="金額", version="補正後"))
    table = statement(rows, "income_statement", made)
    assert told(table) == []
    assert told(swapped(table, 0)) == [("当初", "補正額")]


def test_an_empty_column_of_shares() -> None:
    rows = "製造 1,399 15 0\n建設 2,237 27 0\n卸売 797 9 0\n小売 1,111 14 0\n合計 5,544 65 0"
    made = [Column("金額", "金額", measure="金額"), Column("構成比", "構成比", unit="%"), Column("#2", "", unit="%")]
    [finding] = [f for f in reconcile(packet(statement(rows, "other", made))).findings if f.severity != "info"]
    assert (finding.kind, finding.column) == ("phantom_column", "#2")


def test_only_one_of_two_tables_is_swapped() -> None:
    rows = "利息 282 △28 254\n配当 41 18 59\n手数料 90 55 145\n雑益 18 1 19\n受取利息 61 △7 54"
    versions = {"11月補正後": "11月補正後", "補正額": "補正額", "3月補正後": "3月補正後"}
    made = [Column(n, "", measure="金額", version=v, fiscal_year=2018) for n, v in versions.items()]
    one, two = (statement(rows, "income_statement", made, name=name) for name in ("予定損益計算書", "勘定別予定損益計算書"))
    assert told(one, two) == []
    assert len(told(swapped(one, 0), two)) == 1


def test_what_assets_have_worn_off_is_named_by_the_header_above() -> None:
    rows = (
        "建物 5,679 228 33 5,874 2,563 114 3,311\n構築物 912 52 5 959 438 30 521\n"
        "機械 876 41 12 905 333 51 572\n合計 7,467 321 50 7,738 3,334 195 4,404"
    )
    names = (
        "期首残高",
        "当期増加額",
        "当期減少額",
        "期末残高",
        "減価償却累計額 / 期末残高",
        "減価償却累計額 / 当期償却額",
        "差引期末残高",
    )
    made = statement(rows, "other", columns(*names))
    assert told(made) == []
    assert [told(swapped(made, at)) for at in (2, 4)] == [[names[2:4]], [names[4:6]]]


def test_a_change_of_columns_too_far_apart_is_no_sign_of_swapped_ones() -> None:
    rows = (
        "市税 8,354 8,153 . 190 11 8,121 7,990 163\n譲与税 214 214 . 0 0 209 209 5\n"
        "負担金 126 123 . 2 1 131 130 △7\n使用料 382 370 . 8 4 375 361 9"
    )
    names = ("調定額", "収入済額", "還付", "収入未済額", "欠損額", "前年度 / 調定額", "前年度 / 収入済額", "前年度比較増減")
    made = [Column(n, "", measure="増減" if "増減" in n else "金額", fiscal_year=2022 if " / " in n else 2023) for n in names]
    assert told(statement(rows, "other", made)) == []


def test_an_empty_column_between_amounts_that_step_inwards() -> None:
    rows = "土地 422 0 .\n建物 718 0 .\n資産計 . 0 1,140\n未払金 5 0 .\n借入金 6 0 .\n負債計 . 0 11"
    made = [Column(n, raw, measure="金額", unit="円") for n, raw in (("金額", "金額"), (" #2", ""), ("金額 #2", "金額"))]
    [finding] = [f for f in reconcile(packet(statement(rows, "balance_sheet", made))).findings if f.severity != "info"]
    assert (finding.kind, finding.column) == ("phantom_column", " #2")


def test_an_empty_column_among_rates() -> None:
    rows = "経費率 15 27 0\n収益率 14 65 0\n流動比率 31 33 0\n構成比率 12 11 0"
    made = [Column(n, raw, measure="金額", unit="%") for n, raw in (("6年度", "6年度"), ("5年度", "5年度"), (" #2", ""))]
    [finding] = [f for f in reconcile(packet(statement(rows, "other", made))).findings if f.severity != "info"]
    assert (finding.kind, finding.column) == ("phantom_column", " #2")


def counted(unit: str, *names: str, year: int = 2024) -> list[Column]:
    """Columns of things that are no money, each a measure of its own; of 増減 the change."""
    return [Column(n, n, measure=n, unit=unit, fiscal_year=None if "前年" in n else year) for n in names]


WASTE = """
4月 2,938 221 345 3,504 3,644 △140
5月 3,296 189 390 3,875 3,911 △36
6月 3,143 204 391 3,738 3,902 △164
7月 3,150 207 351 3,708 3,581 127
累計 12,527 821 1,477 14,825 15,038 △213
"""


def test_a_total_of_what_is_counted_adds_up_the_columns_before_it() -> None:
    made = statement(WASTE, "other", counted("t", "可燃ごみ", "不燃ごみ", "資源ごみ", "搬入量計", "前年同月", "増減"), unit="t")
    assert told(made) == []
    assert told(swapped(made, 2)) == [("資源ごみ", "搬入量計")]


def test_what_is_not_paid_yet_is_what_was_granted_less_what_was_paid() -> None:
    lines = (
        "就農支援 21 5,901 2,479 3,422\n集積協力 12 5,076 3,941 1,135\n機械導入 45 11,430 6,605 4,825\n計 78 22,407 13,025 9,382"
    )
    made = statement(lines, "other", [*counted("件", "決定(件)"), *columns("交付決定額", "交付済額", "未交付額")])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("決定(件)", "交付決定額")]


@pytest.mark.parametrize("at", [0, 1])
def test_how_many_are_less_than_there_may_be(at: int) -> None:
    lines = "事務局 9 8 △1\nセンター 24 22 △2\n処理場 11 11 0\n斎場 5 4 △1\n合計 49 45 △4"
    made = statement(lines, "personnel", counted("人", "条例定数", "現員", "定数との差"), unit="人")
    assert told(made) == []
    assert told(swapped(made, at)) == [(made.columns[at].name, made.columns[at + 1].name)]


def test_a_change_is_of_the_only_word_that_stands_under_two_years() -> None:
    names = ("令和5年度 / 予算現額", "令和5年度 / 決算額", "令和4年度 / 決算額", "比較 / 増減額")
    years = (2023, 2023, 2022, 2023)
    lines = "分担金 524 567 556 11\n使用料 398 390 374 16\n補助金 194 195 190 5\n繰入金 38 41 0 41\n計 1,154 1,193 1,120 73"
    made = [Column(n, n, measure="増減" if "増減" in n else "金額", fiscal_year=y) for n, y in zip(names, years, strict=True)]
    assert told(statement(lines, "budget", made)) == []
    assert told(swapped(statement(lines, "budget", made), 0)) == [names[:2]]


@pytest.mark.parametrize("at", [0, 2])
def test_in_rows_that_are_years_each_opens_with_what_the_one_above_leaves(at: int) -> None:
    lines = "令和4年度 612 48 0 660\n令和5年度 660 30 25 665\n令和6年度 665 2 167 500\n令和7年度 500 4 132 372"
    made = statement(lines, "other", columns("前年度末残高", "積立額", "取崩額", "年度末残高"))
    assert told(made) == []
    names = [column.name for column in made.columns]
    assert told(swapped(made, at)) == [(names[at], names[at + 1])]


def test_a_budget_in_hand_is_what_was_voted_carried_over_and_moved() -> None:
    lines = (
        "給与 1,314 0 △85 1,229 1,204 25\n管理費 684 0 62 746 700 46\n運営費 1,746 420 23 2,189 2,120 69\n"
        "受託費 446 0 0 446 439 7\n研修費 88 0 0 88 87 1\n計 4,278 420 0 4,698 4,550 148"
    )
    names = ("予算額", "前年度繰越額", "流用等増減額", "予算現額", "支出済額", "不用額")
    made = [Column(n, n, measure="増減" if "増減" in n else "金額", fiscal_year=2018) for n in names]
    assert told(statement(lines, "budget", made)) == []


def test_what_is_left_of_income_is_no_change_of_the_budget_beside_it() -> None:
    names = ("収入 / 予算額", "収入 / 決算額", "支出 / 予算現額", "支出 / 支出済額", "収支差額")
    versions = ("予算", "決算", "予算", "決算", "")
    lines = "一般勘定 4,775 4,851 4,412 4,320 531\n整備勘定 2,956 2,848 2,960 2,724 124\n受託勘定 812 800 790 711 89\n"
    lines += "合計 8,543 8,499 8,162 7,755 744"
    made = [
        Column(n, n, version=v, measure="差異" if "差額" in n else "金額", fiscal_year=2018)
        for n, v in zip(names, versions, strict=True)
    ]
    assert told(statement(lines, "budget", made)) == []


def test_a_part_of_the_column_before_it_is_no_addend_of_the_total() -> None:
    names = ["目的積立金", "積立金", "当期未処分利益", "うち当期総利益", "利益剰余金合計"]
    rows = """
当期首残高 214 388 156 759
利益処分による積立 156 △156 0
当期純利益 121 121 121
目的積立金取崩額 △48 48 48 0
当期変動額合計 △48 156 14 170 121
当期末残高 165 544 170 170 880
"""
    texts = [line.split() for line in rows.strip().splitlines()]
    places = ([0, 1, 2, 4], [1, 2, 4], [2, 3, 4], [0, 2, 3, 4], range(5), range(5))
    whole = [
        [dict(zip(at, line[1:], strict=True)).get(c, "－") for c in range(5)] for at, line in zip(places, texts, strict=True)
    ]
    made = statement(
        "\n".join(" ".join([line[0], *cells]) for line, cells in zip(texts, whole, strict=True)),
        "equity_changes",
        columns(*(f"Ⅲ利益剰余金 / {name}" for name in names)),
    )
    across = [e.expression for e in reconcile(packet(made)).equations if e.kind == "cross_footing"]
    assert len(across) > 3 and not any("うち" in said for said in across)


def test_what_plans_differ_by_from_what_is_paid_now() -> None:
    rows = """
1㎥～10㎥ 45 51 6 54 9 56 11
11㎥～20㎥ 132 151 19 158 26 165 33
21㎥～30㎥ 158 181 23 189 31 197 39
31㎥～50㎥ 184 211 27 220 36 230 46
"""
    names = [f"改定案{n} / {name}" for n in (1, 2, 3) for name in ("改定後", "差額")]
    made = statement(rows, "other", columns("現行", *names))
    found = [e for e in reconcile(packet(made)).equations if e.kind == "difference"]
    assert len(found) == 12 and all("|現行]" in e.expression for e in found)
    assert told(made) == []
    assert told(swapped(made, 5)) == [(names[4], names[5])]


def test_groups_whose_names_open_and_close_a_year_roll_over_it() -> None:
    """Number and amount trade places under one of them: neither then goes on to the end of the year."""
    rows = """
普通貸付 612 486,215 148 132,600 186 164,380 574 454,435
住宅貸付 284 1,624,830 12 98,400 41 212,645 255 1,510,585
災害貸付 6 8,420 1 1,500 2 1,865 5 8,055
教育貸付 346 412,680 86 96,400 94 88,215 338 420,865
"""
    names = [f"{group} / {name}" for group in ("年度当初現在", "貸付", "償還", "年度末現在") for name in ("件数", "金額")]
    made = statement(rows, "other", columns(*names))
    assert told(made) == []
    for at in (0, 2, 4, 6):
        assert told(swapped(made, at)) == [(names[at], names[at + 1])]


def test_what_is_left_of_a_year_is_what_came_in_less_what_went_out_and_is_handed_on() -> None:
    rows = """
短期経理 18,629 18,282 347 3,186 3,533
業務経理 248 251 △3 96 93
保健経理 428 399 29 612 641
宿泊経理 186 214 △28 △84 △112
貯金経理 312 268 44 1,846 1,890
"""
    names = ["収入", "支出", "当期損益金", "前年度繰越剰余金", "翌年度繰越剰余金"]
    made = statement(rows, "budget", columns(*names))
    assert told(made) == []
    for at in (1, 2, 3):
        assert told(swapped(made, at)) == [(names[at], names[at + 1])]


def test_a_month_opens_where_the_month_in_the_row_above_closed() -> None:
    """The sum of the year has neither balance."""
    rows = """
4月 301 265 0 139 89 338
5月 338 250 20 141 90 377
6月 377 258 10 150 88 407
7月 407 261 0 160 91 417
年度計 . 1,034 30 590 358 .
"""
    names = ["前月末残高", "収入 / 保険料等", "収入 / 積立金取崩", "支出 / 保険給付費", "支出 / その他", "月末残高"]
    made = statement(rows, "cash_flow", columns(*names))
    assert told(made) == []
    assert told(swapped(made, 0)) == [(names[0], names[1])]
    assert told(swapped(made, 4)) == [(names[4], names[5])]
