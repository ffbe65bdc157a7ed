"""Faults that hide each other: no row or column is mended by one change, and all are by one set of several."""

from __future__ import annotations

import pytest

from pipeline.reconciliation import joint
from pipeline.reconciliation.book import Relation
from pipeline.reconciliation.system import System

TABLE = [[4_120, 2_510, 730, 7_360], [1_985, 3_046, 6_217, 11_248], [5_333, 908, 4_471, 10_712], [11_438, 6_464, 11_418, 29_320]]
RING = {(0, 0): 4_720, (0, 1): 2_590, (1, 1): 3_016, (1, 2): 6_717, (2, 2): 4_171, (2, 0): 5_383}
"""Six digits, two in each row and each column."""


def damaged() -> list[list[int]]:
    return [[RING.get((r, c), value) for c, value in enumerate(row)] for r, row in enumerate(TABLE)]


def system() -> System:
    """The sums of the table: each row's last figure, each column's last."""
    values = [value for row in damaged() for value in row]
    rows = [Relation("cross_footing", 4 * r + 3, tuple((1, 4 * r + c) for c in range(3)), "row") for r in range(4)]
    columns = [Relation("footing", 12 + c, tuple((1, 4 * r + c) for r in range(3)), "column") for c in range(4)]
    return System([*rows, *columns], values)


def test_six_digits_that_no_chain_reaches() -> None:
    made = system()
    failing = joint.around(made, made.violated()[0])
    assert len(failing) == 6
    answer = joint.smallest(made, failing)
    assert answer and answer.proven
    assert answer.sets == (tuple(sorted((4 * r + c, TABLE[r][c]) for r, c in RING)),)


def test_the_same_answer_every_time() -> None:
    made = system()
    failing = joint.around(made, made.violated()[0])
    assert len({joint.smallest(made, failing) for _ in range(3)}) == 1


def test_what_the_limit_cut_short_is_not_called_the_smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    made = system()
    failing = joint.around(made, made.violated()[0])
    monkeypatch.setattr(joint, "MOST_WORK", 0.0)
    answer = joint.smallest(made, failing)
    assert answer is None or not answer.proven
