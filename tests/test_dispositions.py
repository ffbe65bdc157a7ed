"""Surpluses disposed of: lists so short that no sum is left once a reserve is gone."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Statement
from tests.ledgers import statement
from tests.test_shortfalls import told, without

RESERVES = """
Ⅰ当期未処分利益 . 85,919,152
  当期総利益 85,919,152 .
Ⅱ利益処分額 . 85,919,152
  積立金 34,367,661 .
  研究機器整備等積立金 51,551,491 .
"""


def disposed(text: str) -> Statement:
    return replace(statement(text, "other", ["金額", "金額 #2"]), title="利益の処分に関する書類")


def test_one_reserve_alone_is_not_all_that_is_disposed_of() -> None:
    made = disposed(RESERVES)
    assert told(made) == []
    assert told(without(made, "積立金")) == [
        "a row is missing: 研究機器整備等積立金 alone stands below Ⅱ利益処分額, and is not all of it"
    ]
    whole = disposed(RESERVES.replace("  積立金 34,367,661 .\n", "").replace("51,551,491", "85,919,152"))
    assert told(whole) == []


def test_what_is_left_is_carried_forward() -> None:
    text = """
1当期未処分剰余金 . 62,418
2剰余金処分額 . 40,000
  利益準備金 25,000 .
  特別積立金 15,000 .
3次期繰越剰余金 . 22,418
"""
    made = replace(disposed(text), title="剰余金処分案")
    assert told(made) == []
    [said] = told(without(made, "3次期繰越剰余金"))
    assert said.startswith("a row is missing")
