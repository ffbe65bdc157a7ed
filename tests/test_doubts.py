"""Readings of scanned figures that differ: when the sums choose, and when nobody may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalizers.unsure import NO_HEADER, WORN, with_unsure_labels
from pipeline.model import Column, Reading, Statement, Status, UnsureLabel
from pipeline.reconciliation import reconcile
from tests.ledgers import CASH, number, packet, segments, statement

LEDGER = "収入\n会費 1,200\n寄附金 300\n収入合計 1,500"


def read(text: str, **doubted: str) -> Statement:
    """A statement with several readings, set apart by |, of the named items' figures; the first replaces the print.

    ``""`` is a reading as nothing, ``□□`` one as figures that cannot be read.
    """
    made = statement(text, "income_statement")
    data = []
    for datum in made.data:
        texts = doubted.get(made.rows[datum.row].item)
        if texts is None:
            data.append(datum)
            continue
        readings = tuple(Reading(t, "ppocrv6", 500) for t in texts.split("|"))
        values = tuple(dict.fromkeys(number(r.text) for r in readings if r.text.strip("□")))
        value = values[0] if values else None
        data.append(replace(datum, readings=readings, value=value, candidates=values, unreadable=not values))
    return replace(made, data=tuple(data))


def judged(made: Statement) -> tuple[dict[str, tuple[int | None, Status]], list[str], list[str]]:
    """Value and status of each item, rules of the ledger, kinds of findings."""
    result = reconcile(packet(made))
    facts = {fact.key.item: (None if fact.value is None else int(fact.value), fact.status) for fact in result.facts}
    return facts, [repair.rule for repair in result.repairs], [finding.kind for finding in result.findings]


def test_the_reading_that_adds_up_is_taken_and_the_ledger_names_all_of_them() -> None:
    result = reconcile(packet(read(LEDGER, 寄附金="800|300|900")))
    [repair], [finding] = result.repairs, result.findings
    assert (repair.rule, repair.printed, repair.value, repair.finding) == ("read_by_sum", "800", "300", finding.id)
    assert "'800' or '300' or '900'" in repair.evidence
    assert (finding.kind, finding.severity, finding.action, finding.proposed) == ("misread_digit", "warning", "repaired", "300")
    assert {fact.key.item: fact.status for fact in result.facts} == {"会費": "footed", "寄附金": "repaired", "収入合計": "footed"}


def test_a_reading_that_adds_up_as_it_is_needs_no_repair() -> None:
    facts, rules, kinds = judged(read(LEDGER, 寄附金="300|800"))
    assert facts["寄附金"] == (300, "footed")
    assert rules == kinds == []


def test_a_doubt_that_no_sum_settles_is_suspect_with_a_finding() -> None:
    facts, rules, kinds = judged(read("会費 1,200\n寄附金 300", 寄附金="300|800"))
    assert facts == {"会費": (1200, "unchecked"), "寄附金": (300, "suspect")}
    assert (rules, kinds) == ([], ["reader_disagreement"])


@pytest.mark.parametrize("total", ["1500|1600", "1,500"])
def test_two_ways_to_add_up_are_none(total: str) -> None:
    facts, rules, _ = judged(read(LEDGER, 会費="1200|1300", 寄附金="400|300|200", 収入合計=total.replace(",", "")))
    assert facts["寄附金"][1] == "suspect"
    assert rules == []


def test_sums_of_nothing_but_doubts_prove_nothing() -> None:
    facts, _, _ = judged(read(LEDGER, 会費="1200|1250", 寄附金="300|800", 収入合計="1500|1550"))
    assert {status for _, status in facts.values()} == {"suspect"}


def test_both_networks_alike_and_no_sum_is_unchecked() -> None:
    facts, _, kinds = judged(read("会費 1,200\n寄附金 300", 寄附金="300|300"))
    assert facts["寄附金"] == (300, "unchecked")
    assert kinds == []


def test_what_may_have_lost_digits_is_not_proven_by_the_rest_of_them() -> None:
    facts, _, _ = judged(read(LEDGER, 会費="200|□□", 収入合計="500|□□"))
    assert facts == {"会費": (200, "suspect"), "寄附金": (300, "unchecked"), "収入合計": (500, "suspect")}


def test_a_nought_that_may_be_dirt_is_suspect_and_spoils_no_sum() -> None:
    made = read(LEDGER.replace("収入合計", "雑収入 0\n収入合計"), 雑収入="0|")
    assert judged(made)[0] == {
        "会費": (1200, "footed"), "寄附金": (300, "footed"), "雑収入": (0, "suspect"), "収入合計": (1500, "footed"),
    }  # fmt: skip


def test_a_lost_triangle_is_told_as_one() -> None:
    _, rules, kinds = judged(read("収入\n会費 1,200\n返金 300\n収入合計 900", 返金="300|△300"))
    assert (rules, kinds) == (["read_by_sum"], ["dropped_sign"])


def test_figures_under_a_label_read_in_doubt_are_suspect_whatever_the_sums_say() -> None:
    made = replace(statement(LEDGER, "income_statement"), unsure=(UnsureLabel("寄附金", rows=(2,)),))
    facts, rules, kinds = judged(made)
    assert facts == {"会費": (1200, "footed"), "寄附金": (300, "suspect"), "収入合計": (1500, "footed")}
    assert (rules, kinds) == ([], ["garbled_header"])


def test_figures_side_by_side_on_a_scan_without_a_header_are_suspect_and_steps_of_one_column_are_not() -> None:
    columns = [Column("金額", ""), Column("金額 #2", "")]
    beside = statement("会費 1,200 1,100\n寄附金 300 200\n合計 1,500 1,300", columns=columns)
    stepped = statement("会費 1,200\n寄附金 300\n合計 . 1,500", columns=columns)
    assert with_unsure_labels(beside, {}, {1}).unsure == (UnsureLabel("", (), (0, 1), 1, NO_HEADER),)
    assert with_unsure_labels(beside, {}, set()).unsure == with_unsure_labels(stepped, {}, {1}).unsure == ()
    result = reconcile(packet(with_unsure_labels(beside, {}, {1})))
    assert {fact.status for fact in result.facts} == {"suspect"}
    assert [finding.evidence for finding in result.findings] == [
        "no header was read: 6 figures may stand for something else, whatever the sums say"
    ]


def test_no_figure_of_a_worn_scan_is_proven() -> None:
    made = with_unsure_labels(statement(LEDGER, "income_statement"), {}, {1}, {1})
    result = reconcile(packet(made))
    assert {fact.status for fact in result.facts} == {"suspect"}
    assert [finding.evidence for finding in result.findings] == [
        f"{WORN}: 3 figures may stand for something else, whatever the sums say"
    ]


def test_no_sign_is_repaired_on_a_worn_scan() -> None:
    made = statement(CASH.replace("△", "", 1), "cash_flow", segments("甲", "乙", "合計"))
    assert [repair.rule for repair in reconcile(packet(made)).repairs] == ["dropped sign"]
    worn = reconcile(packet(with_unsure_labels(made, {}, {1}, {1})))
    assert {fact.status for fact in worn.facts} == {"suspect"}
    assert not worn.repairs
