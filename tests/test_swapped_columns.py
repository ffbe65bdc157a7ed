"""Columns under each other's header, told by what the headers of forms prescribe, by steps inwards and by siblings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Column, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement


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
