"""Cash books: every balance follows from the one above it, and none is added up."""

from __future__ import annotations

from pipeline.model import Column
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_shortfalls import told, without

DAYS = """
前月繰越 . . 470
9月2日 28 25 473
9月3日 2 4 471
9月4日 . 5 466
9月5日 27 . 493
9月8日 5 3 495
当月計 62 37 495
"""


def columns() -> list[Column]:
    named = ("収入 / 金額(円)", "収入"), ("支出 / 金額(円)", "支出"), ("残高(円)", "金額")
    return [Column(name, name, measure=measure, fiscal_year=2025, unit="円") for name, measure in named]


def test_each_balance_is_the_one_above_it_and_what_came_and_went() -> None:
    result = reconcile(packet(statement(DAYS, "other", columns())))
    assert [f.evidence for f in result.findings if f.severity != "info"] == []
    rolled = {e.key.item: e.status for e in result.equations if e.kind == "roll_forward"}
    assert rolled == dict.fromkeys(("9月2日", "9月3日", "9月4日", "9月5日", "9月8日", "当月計"), "exact")


def test_a_day_that_is_gone_is_missed() -> None:
    assert told(without(statement(DAYS, "other", columns()), "9月4日")) != []
