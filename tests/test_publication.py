"""A packet's folder: the same bytes, written at once, safe to open."""

import csv
import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import InputError, KenzanError
from pipeline.model import Box, Equation, Fact, FactKey, Finding, Packet, Reconciled, Repair, Statement
from pipeline.publication import SourceInfo, packet_files, publish
from pipeline.publication.csv_files import guarded, read_csv, unguarded
from pipeline.publication.dictionary import PATH, data_dictionary
from pipeline.publication.manifest import VERSION
from pipeline.publication.schema import CELLS, EQUATIONS, FACTS, FILES, FINDINGS

KEY = FactKey("bs-2018", "資産の部 > 流動資産", "現金, 預金", 1, "金額")
SOURCE = SourceInfo("ab" * 32, {"pages": "all"}, ((1, "text"),), {"body": "機構"})


def fact(
    key: FactKey = KEY, value: int | Decimal | None = -1234, unit: str = "千円", raw: str = "△1,234", box: Box | None = None
) -> Fact:
    return Fact(key, "balance_sheet", "貸借対照表", 2018, "", "2019-03-31", "item", "", "", "金額", value, unit, raw, box=box)


def reconciled(*facts: Fact) -> Reconciled:
    equation = Equation("e1", "footing", KEY, "[未収金]", 10, 12, 0, "mismatch", finding="f1")
    findings = (Finding("f2", "info", "rounding", "r"), Finding("f1", "error", "unexplained", "e1", "bs-2018", page=1))
    repair = Repair("f1", "title", "", "貸借対照表", "rule", "e", "bs-2018")
    return Reconciled(facts, (equation,), findings, (repair,))


PACKET = Packet("第1回", (Statement("bs-2018", "balance_sheet", "貸借対照表", (), (), ()),))


def row_of(folder: Path, name: str) -> dict[str, str]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))


def test_a_fact_is_one_row_and_one_place(tmp_path: Path) -> None:
    publish(tmp_path / "p", PACKET, reconciled(fact(box=Box(10, 20.04, 30.06, 40))), SOURCE)
    assert row_of(tmp_path / "p", "facts.csv") == {
        "packet": "第1回", "table": "bs-2018", "statement": "balance_sheet", "title": "貸借対照表", "fiscal_year": "2018",
        "period_start": "", "period_end": "2019-03-31", "section": "資産の部 > 流動資産", "item": "現金, 預金", "occurrence": "1",
        "role": "item", "column": "金額", "segment": "", "version": "", "measure": "金額", "value": "-1234", "unit": "千円",
        "value_yen": "-1234000", "raw": "△1,234", "status": "unchecked",
    }  # fmt: skip
    cell = row_of(tmp_path / "p", "cells.csv")
    assert [cell[edge] for edge in ("x0", "top", "x1", "bottom")] == ["10.0", "20.0", "30.1", "40.0"]
    assert row_of(tmp_path / "p", "equations.csv")["difference"] == "-2"
    assert row_of(tmp_path / "p", "findings.csv")["finding"] == "f1", "worst first"
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == sorted(
        [file.path for file in FILES] + ["manifest.json", "datapackage.json"]
    )


def test_bytes_are_plain_and_the_same() -> None:
    said = reconciled(fact(raw="△\r\n1,234\ud800"))
    one, other = ({name: "".join(parts) for name, parts in packet_files(PACKET, said, SOURCE)} for _ in range(2))
    assert one == other
    text = one["facts.csv"]
    assert text.endswith("\n")
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("value", "unit", "raw", "published", "in_yen"),
    [
        (Decimal("12.50"), "%", "12.50%", "12.50", ""),
        (Decimal("-0.0"), "%", "△0.0", "0.0", ""),
        (Decimal("1.5"), "億円", "1.5", "1.5", "150000000"),
        (10**20, "円", "x", "1" + "0" * 20, "1" + "0" * 20),
        (None, "", "第1回", "", ""),
        (0, "百万円", "－", "0", "0"),
    ],
)
def test_numbers(tmp_path: Path, value: int | Decimal | None, unit: str, raw: str, published: str, in_yen: str) -> None:
    publish(tmp_path / "p", PACKET, reconciled(fact(value=value, unit=unit, raw=raw)), SOURCE)
    row = row_of(tmp_path / "p", "facts.csv")
    assert (row["value"], row["value_yen"], row["raw"]) == (published, in_yen, raw)


@pytest.mark.parametrize(
    ("text", "raw", "safe"),
    [
        ("=1+1", False, "'=1+1"),
        ("＝SUM", False, "'＝SUM"),
        ("@x", False, "'@x"),
        ("\tx", False, "'\tx"),
        ("+α", False, "'+α"),
        ("﹣項目", False, "'﹣項目"),
        ("-1,234", True, "-1,234"),
        ("－1,234", True, "－1,234"),
        ("-", True, "-"),
        ("－", False, "－"),
        ("- 5", True, "- 5"),
        ("+5,000", True, "+5,000"),
        ("+5", False, "'+5"),
        ("--", True, "'--"),
        ("△1", True, "△1"),
        ("現金", False, "現金"),
        ("", False, ""),
        ("=", False, "'="),
        ("＠", False, "'＠"),
        ("-1-2", True, "'-1-2"),
    ],
)
def test_formulas_are_disarmed_and_numbers_are_not(text: str, raw: bool, safe: str) -> None:
    assert guarded(text, raw) == safe
    assert unguarded(safe) == text


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    key = KEY._replace(item='=1 "a"\nb', section="")
    publish(tmp_path / "p", PACKET, reconciled(fact(key)), SOURCE)
    [row] = read_csv(tmp_path / "p" / "facts.csv", FACTS)
    assert row["item"] == key.item


@pytest.mark.parametrize("content", [b"a,b\n", b"\xff\xfe", b"", b'"'])
def test_a_broken_csv_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.csv").write_bytes(content)
    with pytest.raises(InputError) as error:
        read_csv(tmp_path / "facts.csv", FACTS)
    assert "\n" not in str(error.value)


def test_an_earlier_run_is_replaced_and_notes_stay(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    publish(folder, PACKET, reconciled(fact(), fact(KEY._replace(item="未収金"))), SOURCE)
    (folder / "old.csv").write_text("x")
    (folder / "review.html").write_text("x")
    (folder / "notes.md").write_text("mine")
    publish(folder, PACKET, reconciled(fact()), SOURCE)
    assert len(read_csv(folder / "cells.csv", CELLS)) == 1
    assert not (folder / "old.csv").exists()
    assert not (folder / "review.html").exists()
    assert (folder / "notes.md").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_nobody_elses_folder_is_touched(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "thesis.tex").write_text("x")
    (tmp_path / "q").write_text("a file")
    for name in ("p", "q"):
        with pytest.raises(KenzanError, match="cannot be written") as error:
            publish(tmp_path / name, PACKET, reconciled(fact()), SOURCE)
        assert "\n" not in str(error.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p", "q"]
    assert (tmp_path / "p" / "thesis.tex").exists()


def test_a_folder_that_cannot_be_written_keeps_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "p", PACKET, reconciled(fact()), SOURCE)
    before = (tmp_path / "p" / "facts.csv").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(KenzanError, match="No space left"):
        patched.setattr(Path, "open", full)
        publish(tmp_path / "p", PACKET, reconciled(), SOURCE)
    assert (tmp_path / "p" / "facts.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_an_interrupted_swap_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "p", PACKET, reconciled(fact()), SOURCE)
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.name.startswith(".kenzan-new"):
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path / "p", PACKET, reconciled(), SOURCE)
    assert len(read_csv(tmp_path / "p" / "facts.csv", FACTS)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / f".kenzan-new-{2**22 + 1}-1").mkdir()
    (tmp_path / ".kenzan-new-1-1").mkdir()
    publish(tmp_path / "p", PACKET, reconciled(fact()), SOURCE)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".kenzan-new-1-1", "p"], "process 1 is alive"


def test_one_schema_says_it_all(tmp_path: Path) -> None:
    publish(tmp_path / "p", PACKET, reconciled(fact()), SOURCE)
    package = json.loads((tmp_path / "p" / "datapackage.json").read_text("utf-8"))
    assert [resource["path"] for resource in package["resources"]] == [file.path for file in FILES]
    for resource, file in zip(package["resources"], FILES, strict=True):
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == list(file.header)
        for key in resource["schema"].get("foreignKeys", []):
            target = next(other for other in FILES if other.name == key["reference"]["resource"])
            assert set(key["fields"]) <= set(names)
            assert set(key["reference"]["fields"]) <= set(target.header)
    assert next(field.words for field in FINDINGS.fields if field.name == "action") == ("repaired", "proposed", "reported")
    assert "mismatch" in next(field.words for field in EQUATIONS.fields if field.name == "status")


def test_the_manifest_counts(tmp_path: Path) -> None:
    publish(tmp_path / "p", PACKET, reconciled(fact(), fact(KEY._replace(item="注"), None, "", "あり")), SOURCE)
    manifest = json.loads((tmp_path / "p" / "manifest.json").read_text("utf-8"))
    assert manifest["sha256"] == "ab" * 32
    assert (manifest["body"], manifest["meeting"]) == ("機構", "")
    assert manifest["pages"] == [{"page": 1, "kind": "text"}]
    assert manifest["counts"]["facts"] == 2
    assert manifest["counts"]["numbers"] == 1
    assert manifest["counts"]["findings"] == {"error": 1, "warning": 0, "info": 1}


def test_the_data_dictionary_is_current() -> None:
    assert PATH.read_text("utf-8") == data_dictionary()


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((PATH.parents[1] / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == VERSION
