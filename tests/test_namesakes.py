"""Rows with parts that lack one which a row of their name has in another table."""

from __future__ import annotations

from pipeline.model import Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_right_as_printed import indented, inwards
from tests.test_shortfalls import without

BUDGET = """
運営事業費 7,128 7,297 169
人件費 3,735 3,812 77
業務経費 2,725 2,804 79
一般管理費 668 681 13
施設整備費 455 280 △175
支出計 7,583 7,577 △6
"""
SETTLED = """
運営事業費 7,060 6,990 △70
人件費 3,699 3,650 △49
業務経費 2,706 2,690 △16
一般管理費 655 650 △5
施設整備費 443 275 △168
支出計 7,503 7,265 △238
"""


def listed(text: str, name: str, *years: str) -> Statement:
    return indented(statement(text, "budget", inwards(*years, "増減"), name=name), 0, 1, 1, 1, 0, 0)


def told(*statements: Statement) -> list[tuple[str, str]]:
    found = reconcile(packet(*statements)).findings
    return [(f.item, f.proposed) for f in found if f.severity != "info" and "another table has" in f.evidence]


def test_a_part_that_the_other_table_has() -> None:
    budget, settled = listed(BUDGET, "予算", "前年度", "本年度"), listed(SETTLED, "決算", "予算額", "決算額")
    assert told(budget, settled) == []
    assert told(without(budget, "人件費"), settled) == [("運営事業費", "人件費")]


def test_parts_that_differ_otherwise_are_of_other_things() -> None:
    budget = listed(BUDGET.replace("一般管理費", "管理運営費"), "予算", "前年度", "本年度")
    assert told(without(budget, "人件費"), listed(SETTLED, "決算", "予算額", "決算額")) == []
