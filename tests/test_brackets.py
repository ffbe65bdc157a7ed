"""Brackets for a minus in one table, for subtotals in another: the sums of each table say which."""

from __future__ import annotations

from decimal import Decimal

from normalizers.amounts import parse_amount
from pipeline.model import Column, Datum, Number, Packet, Reading, Row, Statement
from pipeline.reconciliation.brackets import settle_brackets


def table(columns: str, *rows: str) -> Statement:
    """``項目 当年度 前年度`` and rows such as ``収益 (120) 100``."""
    data = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row.split()[1:]):
            amount = parse_amount(text)
            assert amount is not None
            data.append(Datum(r, c, (Reading(text),), amount.value, amount.candidates))
    return Statement(
        "t",
        "income_statement",
        "計算書",
        tuple(Column(name, name, measure="金額", unit="円") for name in columns.split()),
        tuple(Row(row.split()[0]) for row in rows),
        tuple(data),
        unit="円",
    )


def values(statement: Statement) -> list[Number | None]:
    [settled] = settle_brackets(Packet("p", (statement,))).statements
    return [datum.value for datum in settled.data]


def test_brackets_are_a_minus_where_a_change_says_so() -> None:
    statement = table(
        "当年度 前年度 増減",
        "会費 800 1,000 (200)",
        "寄附金 300 250 50",
        "雑収入 90 110 (20)",
        "収益合計 1,190 1,360 (170)",
    )
    assert values(statement)[2::3] == [-200, 50, -20, -170]


def test_brackets_are_subtotals_where_the_items_add_up_to_them() -> None:
    income = ["チケット 800", "広告 36", "収益計 (836)"]
    statement = table("金額", *income, "会場費 500", "印刷費 136", "費用計 (636)", "収支差額 200")
    assert values(statement) == [800, 36, 836, 500, 136, 636, 200]


def test_a_row_that_a_formula_adds_has_a_minus_where_only_then_the_formula_holds() -> None:
    rows = ["(1)受取寄附金 3,500 2,000", "(2)一般正味財産への振替額 (1,800) (1,500)", "(3)当期増減額(1)+(2) 1,700 500"]
    assert values(table("当年度 前年度", *rows))[2:4] == [-1800, -1500]


def test_brackets_around_changes_alone_are_a_minus_though_nothing_bears_it_out() -> None:
    rows = ["大ホール 1,200 1,132 6.0", "小ホール 968 1,000 (3.2)", "展示室 500 445 12.4"]
    assert values(table("令和6年度 令和5年度 増減率", *rows))[5] == Decimal("-3.2")


def test_brackets_around_all_figures_of_a_row_are_no_minus_in_its_change() -> None:
    rows = ["人件費 1,200 1,132 68", "うち手当 (968) (900) (70)", "物件費 500 445 55"]
    assert values(table("本年度 前年度 備考増減", *rows))[3:6] == [968, 900, 70]
