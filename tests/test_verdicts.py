"""How equations and figures are judged."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Fact, Reading
from pipeline.reconciliation import reconcile
from pipeline.reconciliation.book import rounded, size
from pipeline.reconciliation.sheets import slack
from pipeline.reconciliation.system import change_cost
from pipeline.reconciliation.verdicts import readers_agree
from tests.ledgers import BALANCE, packet, revision, segments, statement


def statuses(facts: tuple[Fact, ...]) -> dict[str, str]:
    return {fact.key.item: fact.status for fact in facts}


def test_every_figure_under_a_true_sum_is_footed() -> None:
    result = reconcile(packet(statement(BALANCE)))
    assert set(statuses(result.facts).values()) == {"footed"}
    assert result.figures == {
        "numbers": 14, "proven": 14, "agreed": 0, "unchecked": 0, "repaired": 0, "suspect": 0, "disputed": 0,
    }  # fmt: skip
    assert {fact.key.item: fact.checks for fact in result.facts}["流動資産合計"] == 2


def test_zeros_alone_prove_nothing_but_a_zero_beside_a_figure_is_proven() -> None:
    rows = "投資の部\n保証金 445 0\n前払費用 0 0\n投資の部合計 445 0"
    facts = reconcile(packet(statement(rows, columns=("甲", "乙")))).facts
    assert [fact.status for fact in facts if fact.key.column == "甲"] == ["footed"] * 3
    assert [(fact.status, fact.checks) for fact in facts if fact.key.column == "乙"] == [("unchecked", 0)] * 3


def test_a_list_without_total_is_unchecked() -> None:
    limits = statement("回線 120\n業務委託 81,000\nサービス 780,000", "commitments", ("限度額",))
    assert set(statuses(reconcile(packet(limits)).facts).values()) == {"unchecked"}


@pytest.mark.parametrize(
    ("rounding", "status", "findings"), [("四捨五入", "rounded", ["rounding"]), ("", "blocked", ["misread_digit"])]
)
def test_declared_rounding_is_allowed_for_and_undeclared_is_not(rounding: str, status: str, findings: list[str]) -> None:
    table = statement(
        "収益\n営業収益 47,578\n営業外収益 101\n収益合計 47,680", "income_statement", unit="百万円", rounding=rounding
    )
    result = reconcile(packet(table))
    assert [e.tolerance for e in result.equations] == [slack(rounding, 2)]
    assert [f.kind for f in result.findings] == findings
    assert [e.status for e in result.equations] == [status]


def test_slack_follows_from_the_number_of_addends() -> None:
    assert [slack("四捨五入", n) for n in (1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3]
    assert [slack("切捨て", n) for n in (1, 3)] == [1, 3]
    assert slack("", 9) == 0


@pytest.mark.parametrize(
    ("value", "half_up", "down"),
    [(1_264_500, 1265, 1264), (665_500, 666, 665), (-665_500, -666, -665), (499, 0, 0), (-1_500, -2, -1), (0, 0, 0)],
)
def test_rounding_is_half_up_by_magnitude_in_integers(value: int, half_up: int, down: int) -> None:
    assert (rounded(value, 1000, "half_up"), rounded(value, 1000, "down")) == (half_up, down)


@given(st.integers(-(10**15), 10**15), st.sampled_from((1_000, 1_000_000, 100_000_000)))
def test_half_up_is_never_further_than_half_a_unit(value: int, divisor: int) -> None:
    assert 2 * size(value - divisor * rounded(value, divisor, "half_up")) <= divisor


def test_a_slip_of_one_in_a_coarse_figure_is_seen_by_its_finer_source() -> None:
    fine = statement("資産\n現金 1,264,500\n未収金 2,735,500\n建物 5,000,400\n備品 300,200\n資産合計 9,300,600", unit="千円")
    rows = "現金 1,265\n未収金 2,736\n建物 5,000\n備品 301\n資産 9,301"
    coarse = statement(rows, unit="百万円", name="概要", rounding="四捨五入")
    [finding] = [f for f in reconcile(packet(fine, coarse)).findings if f.severity == "error"]
    assert (finding.kind, finding.table, finding.item, finding.printed, finding.proposed) == (
        "misread_digit",
        "概要",
        "備品",
        "301",
        "300",
    )


def test_decimals_stay_exact() -> None:
    base = statement("甲 0 0 0\n乙 0 0 0\n丙 0 0 0", "other", segments("一", "二", "合計"), unit="ha")
    values = [Decimal("0.1"), Decimal("0.2"), Decimal("0.3")] * 3
    from dataclasses import replace

    exact = replace(base, data=tuple(replace(d, value=v) for d, v in zip(base.data, values, strict=True)))
    assert {e.status for e in reconcile(packet(exact)).equations} == {"exact"}


def test_two_readers_agree_only_when_they_are_two() -> None:
    datum = statement("甲 1,234", "other").data[0]
    from dataclasses import replace

    assert not readers_agree(datum)
    assert not readers_agree(replace(datum, readings=(Reading("1,234"), Reading("1,234"))))
    assert readers_agree(replace(datum, readings=(Reading("1,234"), Reading("1 ,234", "tesseract"))))
    assert not readers_agree(replace(datum, readings=(Reading("1,234"), Reading("1,284", "tesseract"))))


def test_what_is_likelier_costs_less() -> None:
    sign, alike, swap, digit, other = (change_cost(1234, v) for v in (-1234, 1284, 1324, 1274, 99))
    assert sign < alike <= swap < digit < other


def test_all_equations_hold_after_a_revision() -> None:
    table = statement("事業費 700 30 730\n管理費 200 0 200\n費用合計 900 30 930", "budget", revision())
    assert {e.status for e in reconcile(packet(table)).equations} == {"exact"}
