"""Columns under each other's header, told by what a header means: what it is the difference of, whose year, which rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.model import Column, Datum, Reading, Statement
from tests.ledgers import segments, statement
from tests.test_swapped_columns import swapped, told


def column(name: str, year: int = 2023, unit: str = "千円") -> Column:
    own = name.rsplit(" / ", 1)[-1]
    change = "増減" in name and own != "件数" and unit != "%"
    version = "予算" if own.startswith("予算") else "決算" if own.startswith("決算") else ""
    return Column(
        name, name, measure="増減" if change else own if unit == "件" else "金額", fiscal_year=year, unit=unit, version=version
    )


def told_apart(made: Statement, at: int, *others: Statement) -> list[tuple[str, str]]:
    """Nothing is said of the table as printed; what is said once a column and its right neighbour change places."""
    assert told(made, *others) == []
    return told(swapped(made, at), *others)


MEMBERS = """
個人 412 6 21 397 △15
法人 9 1 0 10 1
団体 268 14 11 271 3
組合 25 0 1 24 △1
合計 714 21 33 702 △12
"""


@pytest.mark.parametrize(("at", "pair"), [(0, ("前期末", "加入")), (2, ("脱退", "当期末"))])
def test_a_change_beside_two_balances_is_theirs(at: int, pair: tuple[str, str]) -> None:
    headers = [column("前期末", 2022, "人"), *(column(name, unit="人") for name in ("加入", "脱退", "当期末", "増減"))]
    assert told_apart(statement(MEMBERS, "other", headers), at) == [pair]


def test_two_levels_of_one_name_are_what_a_comparison_is_of() -> None:
    headers = [
        column(f"{when} / {what}", year, unit)
        for when, year in (("令和4年度", 2022), ("令和5年度", 2023), ("比較増減", 2023))
        for what, unit in (("件数", "件"), ("金額", "千円"))
    ]
    list_ = (
        "停止 214 8,127 186 6,934 △28 △1,193\n消滅 97 5,216 131 8,403 34 3,187\n時効 402 6,480 355 5,709 △47 △771\n"
        "計 713 19,823 672 21,046 △41 1,223"
    )
    assert told_apart(statement(list_, "other", headers), 2) == [("令和5年度 / 件数", "令和5年度 / 金額")]


def test_a_year_before_stands_far_from_its_change() -> None:
    names = ("予算現額", "調定額", "収入済額", "不納欠損額", "収入未済額", "前年度収入済額", "前年度比較増減")
    list_ = (
        "1市税 9,812 10,093 9,874 21 198 9,748 126\n2譲与税 241 238 238 0 0 241 △3\n3負担金 148 151 146 1 4 158 △12\n"
        "4使用料 402 411 396 1 14 389 7\n歳入合計 10,603 10,893 10,654 23 216 10,536 118"
    )
    made = statement(list_, "budget", [column(name) for name in names])
    assert told_apart(made, 4) == [("収入未済額", "前年度収入済額")]
    assert told_apart(made, 2) == [("収入済額", "不納欠損額")]


def test_what_a_header_sets_beside_a_budget_is_held_against_it() -> None:
    list_ = (
        "1使用料 42,118 43,206 43,206 1,088\n2支出金 6,000 5,912 5,412 △588\n3収入 220,780 219,608 219,608 △1,172\n"
        "4諸収入 12,063 12,189 12,143 80\n歳入合計 280,961 280,915 280,369 △592"
    )
    headers = [column(name) for name in ("予算現額", "調定額", "収入済額")] + [
        Column("予算現額との比較", "予算現額との比較", measure="増減", fiscal_year=2023, unit="千円")
    ]
    assert told_apart(statement(list_, "budget", headers), 0) == [("予算現額", "調定額")]


def test_funds_and_loans_grow_and_shrink_by_more_words() -> None:
    list_ = "普通 284 86 104 266\n住宅 1,618 118 312 1,424\n災害 14 6 3 17\n入学 118 52 48 122\n合計 2,034 262 467 1,829"
    headers = [column("前年度末残高見込", 2022), *(column(n) for n in ("貸付額", "回収額", "本年度末残高見込"))]
    assert told_apart(statement(list_, "other", headers), 1) == [("貸付額", "回収額")]


def test_rates_before_the_amounts_hide_no_row() -> None:
    list_ = "庁舎 20 211 30 31 210\n車 50 68 12 16 64\n台 30 123 11 29 105\n救急車 85 90 78 5 163\n合計 . 492 131 81 542"
    headers = [
        column("利率(%)", unit="%"),
        column("前年度末残高", 2022),
        *(column(n) for n in ("借入額", "償還額", "当年度末残高")),
    ]
    assert told_apart(statement(list_, "inventory", headers), 2) == [("借入額", "償還額")]


def test_the_whole_of_a_plan_is_the_sum_of_its_years() -> None:
    headers = [column("全体計画"), column("令和5年度まで"), column("令和6年度", 2024), column("令和7年度以降", 2025)]
    list_ = "補助金 694 412 84 198\n負担金 319 188 48 83\n処分金 983 318 135 530\n借入金 370 245 45 80\n計 2,366 1,163 312 891"
    assert told_apart(statement(list_, "cash_flow", headers), 0) == [("全体計画", "令和5年度まで")]


def test_figures_of_another_year_in_another_kind_of_table() -> None:
    list_ = "料金収入 182,406 190,837\n補助金 64,218 61,940\n利息 21,884 22,407\n手数料 5,218 4,180"
    made = statement(list_, "income_statement", [column("本年度"), column("前年度", 2022)])
    summary = statement("料金収入 182,406\n補助金 64,218\n利息 21,884", "other", ["金額"], year=2023)
    assert told_apart(made, 0, summary) == [("本年度", "前年度")]


def test_figures_of_two_segments_crosswise() -> None:
    list_ = "受託収入 1,318 742 604\n自己収入 1,120 3,600 800\n"
    made = statement(list_ + "補助金 2,418 3,106 1,284", "cash_flow", segments("資源", "養殖", "海洋"))
    other = statement(list_ + "雑益 31 24 12", "income_statement", segments("資源", "養殖", "海洋"))
    [(one, two)] = told_apart(made, 0, other)
    assert {one, two} == {"資源", "養殖"}


def with_rates(made: Statement, at: int, rates: str) -> Statement:
    """The statement with a column of shares in percent, one a row."""
    data = [replace(d, column=d.column + (d.column >= at)) for d in made.data]
    data += [Datum(r, at, (Reading(text),), Decimal(text)) for r, text in enumerate(rates.split())]
    share = Column("構成比(%)", "構成比(%)", measure="構成比", fiscal_year=2023, unit="%")
    return replace(
        made,
        columns=(*made.columns[:at], share, *made.columns[at:]),
        data=tuple(sorted(data, key=lambda d: (d.row, d.column))),
    )


def test_a_share_whose_total_is_a_hundred_needs_fewer_rows() -> None:
    made = statement("保険料 648,210\n繰入金 24,000\n雑収入 6\n収入合計 672,216", "budget", [column("予算額")])
    assert told_apart(with_rates(made, 1, "96.4 3.6 0.0 100.0"), 0) == [("予算額", "構成比(%)")]


def test_an_execution_rate_is_what_was_spent_of_the_budget() -> None:
    list_ = "総務費 3,402 3,274\n民生費 11,236 10,822\n衛生費 2,118 2,017\n土木費 2,967 2,641\n教育費 3,118 2,617"
    made = statement(list_, "budget", [column("予算額"), column("決算額")])
    rated = with_rates(made, 2, "96.2 96.3 95.2 89.0 83.9")
    rated = replace(rated, columns=(*rated.columns[:2], replace(rated.columns[2], name="執行率(%)", raw="執行率(%)")))
    assert told_apart(rated, 0) == [("予算額", "決算額")]


def test_a_sum_by_arithmetic_stands_at_an_end_of_its_addends() -> None:
    list_ = "甲 12 3 4 5\n乙 25 8 10 7\n丙 41 11 14 16\n丁 33 9 13 11\n戊 58 21 17 20"
    headers = [column(name) for name in ("負担", "本所", "支所", "分所")]
    assert told_apart(statement(list_, "other", headers), 0) == [("負担", "本所")]
