"""Brackets for a minus in one table, for subtotals in another: the sums of each table say which."""

from __future__ import annotations

from normalizers.amounts import parse_amount
from pipeline.model import Column, Datum, Packet, Reading, Row, Statement
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


def values(statement: Statement) -> list[int | None]:
    [settled] = settle_brackets(Packet("p", (statement,))).statements
    return [None if datum.value is None else int(datum.value) for datum in settled.data]


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
