"""A published packet is worked out again from its CSVs: what was tampered with is seen."""

import csv
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from pipeline.expressions import write_expression
from pipeline.facts import read_facts
from pipeline.model import (
    Box,
    Equation,
    EquationStatus,
    Fact,
    FactKey,
    Finding,
    Number,
    Packet,
    Reconciled,
    Repair,
    Statement,
    Status,
)
from pipeline.publication import SourceInfo, publish
from pipeline.publication.schema import FILES, File
from pipeline.verification import check

Row = dict[str, str]


def cell(item: str, column: str = "金額") -> FactKey:
    return FactKey("bs", "流動資産", item, 1, column)


def fact(item: str, value: Number, status: Status = "footed", checks: int = 1, raw: str = "", unit: str = "千円") -> Fact:
    printed = raw or f"{value:,}".replace("-", "△")
    return Fact(
        cell(item), "balance_sheet", "貸借対照表", 2018, "", "2019-03-31", "item", "", "", "金額", value, unit, printed,
        status, box=Box(1, 2, 3, 4), checks=checks,
    )  # fmt: skip


def footing(
    total: str, *items: str, printed: Number, computed: Number, status: EquationStatus = "exact", **more: object
) -> Equation:
    terms = tuple((1, cell(item)) for item in items)
    text = write_expression(cell(total), terms)
    tolerance, finding = more.get("tolerance", 0), str(more.get("finding", ""))
    assert isinstance(tolerance, int)
    return Equation(f"e-{total}", "footing", cell(total), text, printed, computed, tolerance, status, terms, finding)


SUM = footing("流動資産合計", "現金", "未収金", printed=30, computed=30)
FACTS = (fact("現金", 50), fact("未収金", -20), fact("流動資産合計", 30))


def published(folder: Path, reconciled: Reconciled, name: str = "p") -> Path:
    packet = Packet(name, (Statement("bs", "balance_sheet", "貸借対照表", (), (), ()),))
    publish(folder / name, packet, reconciled, SourceInfo("0" * 64))
    return folder / name


def messages(folder: Path) -> list[str]:
    return [problem.message for problem in check([folder]).problems]


def tampered(path: Path, change: Callable[[list[Row]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def first_row_with(column: str, value: str, rows: list[Row]) -> None:
    rows[0][column] = value


def test_a_packet_that_holds(tmp_path: Path) -> None:
    published(tmp_path, Reconciled(FACTS, (SUM,)))
    checked = check([tmp_path])
    assert checked.problems == ()
    assert (checked.exit_code(), checked.exit_code(strict=True)) == (0, 0)
    assert list(checked.lines()) == ["p: 3 facts; 3 numbers; 3 proven; 1 equation worked out again; findings: none"]


def test_a_changed_digit_is_seen(tmp_path: Path) -> None:
    folder = published(tmp_path, Reconciled(FACTS, (SUM,)))

    def change(rows: list[Row]) -> None:
        rows[0]["value"], rows[0]["value_yen"], rows[0]["raw"] = "51", "51000", "51"

    tampered(folder / "facts.csv", change)
    assert messages(tmp_path) == [
        "computed is 30, the terms come to 31",
        "difference is 0, and should be -1",
        "exact, but printed and computed differ by -1",
    ]
    assert check([tmp_path]).exit_code() == 1


@pytest.mark.parametrize(
    ("file", "column", "value", "message"),
    [
        ("facts.csv", "value", "051", "has '051', which is no number"),
        ("facts.csv", "status", "fine", "has 'fine', which is not one of its words"),
        ("facts.csv", "fiscal_year", "H30", "has 'H30', which is no integer"),
        ("facts.csv", "period_end", "2019-02-30", "has '2019-02-30', which no calendar has"),
        ("facts.csv", "value_yen", "50", "value_yen is 50 for 50 千円"),
        ("facts.csv", "raw", "60", "50 is not what '60' says, and repairs.csv does not tell why"),
        ("facts.csv", "raw", "", "a blank cell is no row"),
        ("facts.csv", "raw", "=1+1", "starts like a formula: '=1+1'"),
        ("facts.csv", "status", "unchecked", "unchecked, but its equations prove it footed"),
        ("facts.csv", "status", "suspect", "suspect, and no finding names its table"),
        ("facts.csv", "status", "repaired", "repaired without a row in repairs.csv"),
        ("facts.csv", "item", "未収金", "a term is no fact: bs | 流動資産 | 現金 | 金額"),
        ("cells.csv", "checks", "0", "cells.csv counts 0 checks, equations.csv 1"),
        ("cells.csv", "item", "貯蔵品", "has no row for bs | 流動資産 | 現金 | 金額"),
        ("equations.csv", "computed", "31", "computed is 31, the terms come to 30"),
        ("equations.csv", "printed", "31", "printed is 31, facts.csv has 30"),
        ("equations.csv", "difference", "5", "difference is 5, and should be 0"),
        ("equations.csv", "status", "mismatch", "mismatch, but the difference 0 is within 0"),
        ("equations.csv", "tolerance", "100", "tolerance 100 is more than 2 rounded terms can explain"),
        ("equations.csv", "tolerance", "-1", "tolerance is -1"),
        ("equations.csv", "expression", "[現金] + [x", "expression '[現金] + [x': not understood from ' + [x' on"),
        ("equations.csv", "finding", "f9", "names what findings.csv does not hold: f9"),
    ],
)
def test_what_was_tampered_with_is_seen(tmp_path: Path, file: str, column: str, value: str, message: str) -> None:
    folder = published(tmp_path, Reconciled(FACTS, (SUM,)))
    tampered(folder / file, partial(first_row_with, column, value))
    assert message in messages(tmp_path)
    assert check([tmp_path]).exit_code(strict=True) == 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.path))
def test_no_cell_can_make_a_check_fall_over(tmp_path: Path, file: File) -> None:
    finding = Finding("f1", "info", "label_variant", "e", "bs")
    repair = Repair("f1", "title", "x", "y", "rule", "e", "bs")
    folder = published(tmp_path, Reconciled(FACTS, (SUM,), (finding,), (repair,)))
    before = (folder / file.path).read_bytes()
    for name in file.header:
        for strange in ("", "x", "-", "1e5", "٣", "9" * 30, "[[|#\\", "\n"):
            tampered(folder / file.path, partial(first_row_with, name, strange))
            list(check([folder]).lines())
            (folder / file.path).write_bytes(before)


def test_a_mismatch_of_the_source_is_reported_and_not_hidden(tmp_path: Path) -> None:
    facts = (fact("現金", 50, "disputed", 0), fact("流動資産合計", 45, "disputed", 0))
    equation = footing("流動資産合計", "現金", printed=45, computed=50, status="mismatch", finding="f1")
    finding = Finding("f1", "warning", "source_mismatch", "e-流動資産合計", "bs", page=3)
    published(tmp_path, Reconciled(facts, (equation,), (finding,)))
    checked = check([tmp_path])
    assert [str(problem) for problem in checked.problems] == ["p: warning: finding f1 p.3 bs: source_mismatch: e-流動資産合計"]
    assert (checked.exit_code(), checked.exit_code(strict=True)) == (0, 1)


def test_a_repair_stands_in_the_ledger(tmp_path: Path) -> None:
    facts = (fact("現金", -50, "repaired", raw="50"), fact("流動資産合計", -50))
    equation = footing("流動資産合計", "現金", printed=-50, computed=-50)
    finding = Finding("f1", "warning", "dropped_sign", "e", "bs")
    repair = Repair("f1", "value", "50", "-50", "dropped_sign", "e", *cell("現金"))
    published(tmp_path, Reconciled(facts, (equation,), (finding,), (repair,)))
    assert [problem.severity for problem in check([tmp_path]).problems] == ["warning"]


def test_zeros_alone_prove_nothing(tmp_path: Path) -> None:
    facts = (fact("現金", 0), fact("流動資産合計", 0, "unchecked"))
    published(tmp_path, Reconciled(facts, (footing("流動資産合計", "現金", printed=0, computed=0),)))
    assert messages(tmp_path) == ["footed, but the equations that cover it (1) prove nothing"]


def test_rounding_is_within_what_print_allows(tmp_path: Path) -> None:
    facts = tuple(fact(item, value, "rounded") for item, value in (("現金", 2), ("未収金", 2), ("流動資産合計", 5)))
    published(
        tmp_path,
        Reconciled(facts, (footing("流動資産合計", "現金", "未収金", printed=5, computed=4, status="rounded", tolerance=1),)),
    )
    assert messages(tmp_path) == []


@pytest.mark.parametrize("name", ["facts.csv", "cells.csv", "manifest.json"])
def test_unreadable_packets_are_one_line_and_the_others_go_on(tmp_path: Path, name: str) -> None:
    published(tmp_path, Reconciled(FACTS, (SUM,)), "a")
    (published(tmp_path, Reconciled(FACTS, (SUM,)), "b") / name).write_bytes(b"\xff")
    checked = check([tmp_path, tmp_path / "nowhere"])
    assert [packet.name for packet in checked.packets] == ["a"]
    assert len(checked.unreadable) == 2
    assert checked.exit_code() == 2


def test_facts_for_analysts(tmp_path: Path) -> None:
    share = fact("構成比", Decimal("12.5"), "unchecked", 0, "12.5%", "%")
    published(tmp_path, Reconciled(FACTS, (SUM,)), "a")
    table = read_facts(tmp_path)
    assert [str(table[name].dtype) for name in ("value", "fiscal_year", "item", "status", "period_end")][:4] == [
        "Int64",
        "Int64",
        "string",
        "category",
    ]
    assert table["value_yen"].sum() == 60_000
    assert table["period_end"].dt.year.eq(2019).all()
    assert table["period_start"].isna().all()
    published(tmp_path, Reconciled((*FACTS, share), (SUM,)), "b")
    assert read_facts(tmp_path / "b")["value"].tolist() == [50, -20, 30, Decimal("12.5")]
    assert len(read_facts(tmp_path)) == 7
