"""What a person decided is data with a guard."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import KenzanError
from pipeline.model import FactKey
from pipeline.reconciliation import reconcile
from pipeline.reconciliation.overrides import Override, StaleOverride, accept, read_overrides
from tests.ledgers import packet, statement

HEADER = "table,section,item,occurrence,column,printed,value,reason\n"
FINDINGS = "finding,severity,kind,table,section,item,occurrence,column,page,printed,proposed,action,evidence\n"
LINES = packet(statement("収入\n会費 7,120\n寄附金 3,120\n収入合計 10,740", "income_statement", name="t"))
KEY = FactKey("t", "収入", "会費", 1, "金額")


def test_an_accepted_value_is_published_as_a_repair_with_its_reason() -> None:
    result = reconcile(LINES, (Override(KEY, "7,120", 7620, "seen on the page image"),))
    [fact] = [f for f in result.facts if f.key == KEY]
    assert (fact.value, fact.raw, fact.status) == (7620, "7,120", "repaired")
    [repair] = result.repairs
    assert (repair.value, repair.printed, repair.rule, repair.evidence) == (
        "7620",
        "7,120",
        "accepted by a person",
        "seen on the page image",
    )
    assert not result.findings


@pytest.mark.parametrize(
    ("override", "cause"),
    [
        (Override(KEY, "7,125", 7620, ""), "t / 収入 > 会費 / 金額 quotes '7,125', but the cell says '7,120'"),
        (Override(KEY._replace(item="会費等"), "7,120", 7620, ""), "t / 収入 > 会費等 / 金額: there is no such number"),
    ],
)
def test_an_override_that_no_longer_fits_stops_the_packet(override: Override, cause: str) -> None:
    with pytest.raises(StaleOverride) as caught:
        reconcile(LINES, (override,))
    assert str(caught.value) == f"test: override of {cause}"


def test_reading_and_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "x.overrides.csv"
    file.write_text(HEADER + 't,収入,会費,1,金額,"7,120",7620,looked\n', "utf-8")
    assert read_overrides(file) == (Override(KEY, "7,120", 7620, "looked"),)
    file.write_text(HEADER + "t,収入,会費,1,金額,7,７６２０,\n", "utf-8")
    with pytest.raises(KenzanError, match="line 2: value '７６２０' is no plain number"):
        read_overrides(file)
    file.write_text("table,item\nt,x\n", "utf-8")
    with pytest.raises(KenzanError, match="column section is missing"):
        read_overrides(file)


def test_accepting_writes_what_was_proposed_and_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "findings.csv").write_text(
        FINDINGS
        + 'misread_digit-1,error,misread_digit,t,収入,会費,1,金額,1,"7,120",7620,proposed,two sums\n'
        + "unexplained-1,error,unexplained,t,収入,寄附金,1,金額,1,,,reported,?\n",
        "utf-8",
    )
    file = tmp_path / "t.overrides.csv"
    file.write_text(HEADER + "t,,その他,1,金額,5,6,before\n", "utf-8")
    assert accept(tmp_path, ["misread_digit-1"], file) == 1
    kept, new = read_overrides(file)
    assert (kept.key.item, kept.value) == ("その他", 6)
    assert new == Override(KEY, "7,120", 7620, "misread_digit-1: two sums")
    assert accept(tmp_path, ["misread_digit-1"], file) == 1
    assert len(read_overrides(file)) == 2
    with pytest.raises(KenzanError, match="proposes no number to accept"):
        accept(tmp_path, ["unexplained-1"], file)
    with pytest.raises(KenzanError, match="no finding 'other-9'"):
        accept(tmp_path, ["other-9"], file)
