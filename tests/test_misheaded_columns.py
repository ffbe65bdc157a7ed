"""Columns whose figures are those of their neighbour's header, where every sum holds all the same."""

from __future__ import annotations

from pipeline.model import Column
from tests.ledgers import statement
from tests.test_swapped_columns import columns, swapped, told

SETTLED = """
会費収入 11,336 11,413 △77
寄附金収入 3,275 3,241 34
補助金収入 97,656 100,119 △2,463
受託金収入 40,764 41,372 △608
事業収入 3,836 3,882 △46
利息収入 210 227 △17
収入合計 157,077 160,254 △3,177
"""


def test_a_settlement_and_its_difference_from_the_budget() -> None:
    made = statement(SETTLED, "budget", columns("予算", "決算", "差異"))
    assert told(made) == []
    assert told(swapped(made, 1)) == [("決算", "差異")]


def test_a_formula_that_both_columns_keep() -> None:
    made = statement(SETTLED, "budget", columns("予算(A)", "決算(B)", "差異(A)-(B)"))
    assert told(made) == []
    assert told(swapped(made, 1)) == [("決算(B)", "差異(A)-(B)")]


REVISED = """
総務費 583,766 37,449 621,215
民生費 820,913 △5,631 815,282
農業費 168,010 1,973 169,983
土木費 369,088 △25,510 343,578
消防費 192,348 8,547 200,895
予備費 20,000 △4,277 15,723
"""


def test_what_was_there_before_and_what_was_added() -> None:
    before, after = Column("補正前の額", "補正前の額", measure="金額"), Column("計", "計", measure="金額")
    change = Column("補正額", "補正額", version="補正額", measure="金額")
    made = statement(REVISED, "budget", [before, change, after])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("補正前の額", "補正額")]


def test_a_new_programme_grows_by_all_it_has() -> None:
    grown = "甲事業 500 20 480\n乙事業 400 10 390\n丙事業 300 30 270\n丁事業 350 5 345\n計 1,550 65 1,485"
    assert told(statement(grown, "budget", columns("本年度", "前年度", "比較"))) == []


CARRIED = "\n".join(f"{n}款費 {900 + n} {860 - n} {40 if n == 3 else 0} {2 * n if n == 3 else 40 + 2 * n}" for n in range(1, 11))


def test_what_is_carried_over_and_what_is_left_unused() -> None:
    made = statement(CARRIED, "budget", columns("予算現額", "支出済額", "翌年度繰越額", "不用額"))
    assert told(made) == []
    assert told(swapped(made, 2)) == [("翌年度繰越額", "不用額")]


LOANS = """
学校債 609 644 240 73 811
衛生債 196 176 10 15 171
災害債 23 20 5 3 22
土木債 412 380 90 44 426
合計 1,240 1,220 345 135 1,430
"""
LOAN_HEADERS = ("前々年度末現在高", "前年度末現在高", "起債見込額", "元金償還見込額", "当該年度末現在高")


def test_balances_and_what_came_and_went() -> None:
    made = statement(LOANS, "other", columns(*LOAN_HEADERS))
    assert told(made) == []
    assert told(swapped(made, 0)) == [LOAN_HEADERS[:2]]
    assert told(swapped(made, 2)) == [LOAN_HEADERS[2:4]]


def test_formulas_with_their_own_mark_behind_them() -> None:
    headers = ("前年度末残高(A)", "増加額(B)", "減少額(C)", "残高(A)+(B)-(C)(D)", "償却累計額(E)", "差引残高(D)-(E)(G)")
    lines = "土地 167 36 10 193 0 193\n建物 369 18 2 385 236 149\n工作物 308 10 3 315 194 121\n合計 844 64 15 893 430 463"
    made = statement(lines, "other", columns(*headers))
    assert told(made) == []
    for at in (1, 2, 3):  # the first two are added alike, whichever is which
        assert told(swapped(made, at)) == [headers[at : at + 2]]


def test_an_addend_beside_a_column_that_no_total_adds() -> None:
    names = ("職員数", "給与費 / 報酬", "給与費 / 給料", "給与費 / 手当", "給与費 / 計")
    lines = "損益 262 189,901 853,739 801,156 1,844,796\n資本 3 0 10,880 9,187 20,067\n建設 7 20 8,100 3,001 11,121"
    made = statement(lines, "personnel", columns(*names))
    assert told(made) == []
    assert told(swapped(made, 0)) == [names[:2]]


def test_amounts_under_a_share() -> None:
    lines = "人件費 4,213 27\n扶助費 3,902 25\n公債費 1,410 9\n物件費 2,310 15\n投資費 3,775 24\n合計 15,610 100"
    made = statement(lines, "other", [Column("決算額", "決算額", measure="金額"), Column("構成比", "構成比", unit="%")])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("決算額", "構成比")]


def test_more_heads_than_yen() -> None:
    lines = "療養費 210 227,040\n療養給付 612 843,051\n高額療養 420 571,463\n葬祭費 3 17,620\n計 1,245 1,659,174"
    made = statement(lines, "other", [Column("件数", "件数", unit="件"), Column("給付額", "給付額", measure="金額", unit="円")])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("件数", "給付額")]


LENT = """
普通 412 204 88 61 102 71 398 194
住宅 618 2,604 21 188 74 402 565 2,390
災害 3 4 0 0 1 1 2 3
教育 204 188 31 38 44 41 191 185
合計 1,237 3,000 140 287 221 515 1,156 2,772
"""


def test_amounts_beside_counts_stand_where_their_header_says() -> None:
    def column(name: str, year: int) -> Column:
        return Column(name, name, measure="金額", fiscal_year=year, unit="千円" if name.endswith("金額") else "件")

    groups = (("前年度末", 2023), ("貸付", 2024), ("償還", 2024), ("当年度末", 2024))
    made = [column(f"{group} / {part}", year) for group, year in groups for part in ("件数", "金額")]
    assert told(statement(LENT, "other", made)) == []


def test_a_change_of_heads_may_be_less_than_there_are() -> None:
    heads = "2年度 8,204 12\n3年度 8,224 20\n4年度 8,232 8\n5年度 8,263 31\n6年度 8,277 14"
    made = [Column("組合員数", "組合員数", unit="人"), Column("対前年度増減", "対前年度増減", measure="増減", unit="円")]
    assert told(statement(heads, "other", made)) == []


def test_two_years_that_are_alike_are_not_told_apart_by_what_they_add_up_to() -> None:
    made = [
        Column(f"{group} / {year}", year, measure=year, fiscal_year=of, unit="人")
        for group in ("正規職員", "非常勤職員", "計")
        for year, of in (("本年度", 2026), ("前年度", 2025))
    ]
    rows = "事務局 3 3 2 2 5 5\n福祉係 2 2 3 3 5 5\n包括 2 2 1 . 3 2\n居宅 1 1 2 2 3 3\n訪問 1 1 9 10 10 11\n合計 9 9 17 17 26 26"
    assert told(statement(rows, "other", made)) == []


def test_a_change_is_of_two_years_and_the_older_one_stands_under_its_own_header() -> None:
    named = [
        ("令和6年度実績 / 引受戸数", "引受戸数", 2024, "戸"),
        ("令和6年度実績 / 共済金額", "金額", 2024, "千円"),
        ("令和7年度計画 / 引受戸数", "引受戸数", 2025, "戸"),
        ("令和7年度計画 / 共済金額", "金額", 2025, "千円"),
        ("令和7年度計画 / 共済掛金 / 国庫負担", "金額", 2025, "千円"),
        ("令和7年度計画 / 共済掛金 / 農家負担", "金額", 2025, "千円"),
        ("令和7年度計画 / 共済掛金 / 計", "金額", 2025, "千円"),
        ("共済金額の増減", "増減", 2025, "千円"),
    ]
    made = [Column(name, name, measure=measure, fiscal_year=year, unit=unit) for name, measure, year, unit in named]
    rows = """
水稲 2,418 5,842,600 2,377 5,837,800 18,097 18,097 36,194 △4,800
麦 214 418,300 219 412,700 10,730 10,731 21,461 △5,600
小計 2,632 6,260,900 2,596 6,250,500 28,827 28,828 57,655 △10,400
"""
    assert told(statement(rows, "other", made)) == []
