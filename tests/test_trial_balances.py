"""Trial balances: the sum of a side is none of the columns beside it, and a balance is what is left of both sides."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_swapped_columns import columns, swapped
from tests.test_swapped_columns import told as swaps

NAMES = ("借方 / 残高", "借方 / 累計", "借方 / 当月", "貸方 / 当月", "貸方 / 累計", "貸方 / 残高")
ACCOUNTS = """
土地 48,210 48,210 . . . .
工具器具備品 13,729 13,729 679 . . .
現金預金 394,517 522,079 24,081 22,598 127,562 .
未収金 21,492 134,007 20,432 21,781 112,515 .
未払金 . 97,470 19,453 6,612 110,503 13,033
資本金 . . . . 324,917 324,917
給水収益 . . . 18,575 166,450 166,450
原水費 26,452 26,452 4,395 . . .
"""


def trial_balance() -> Statement:
    return statement(ACCOUNTS, "other", columns(*NAMES))


def test_a_sides_sum_is_no_sum_of_the_columns_beside_it() -> None:
    result = reconcile(packet(trial_balance()))
    assert [f.evidence for f in result.findings if f.severity != "info"] == []
    held = {(e.key.item, e.key.column): e.expression for e in result.equations if e.kind == "difference"}
    assert held["現金預金", "借方 / 残高"] == "[|借方 / 累計] - [|貸方 / 累計]"
    assert held["未払金", "貸方 / 残高"] == "[|貸方 / 累計] - [|借方 / 累計]"


def test_two_columns_of_a_side_that_have_changed_places_are_told() -> None:
    assert swaps(swapped(trial_balance(), 0)) != []


def test_a_trial_balance_lists_the_accounts_of_all_statements() -> None:
    made = trial_balance()
    other = replace(made, id="other", title="試算表")
    assert [f.evidence for f in reconcile(packet(other)).findings if f.severity != "info"] == []
