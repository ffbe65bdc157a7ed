"""The commands as a person sees them: what they print, what they answer, and what they don't load."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.certificate import certificate
from pipeline.cli import counted, page_list, summary_line
from pipeline.errors import KenzanError
from pipeline.run import Summary
from pipeline.settings import parse_pages
from tests.packets import INPUTS, ROOT, files_of, kenzan

STATEMENT = """令和5年度 損益計算書

(単位：千円)

| 科目 | 金額 |
|---|---|
| 事業収益 | 1,200 |
| 雑収益 | 300 |
| 収益合計 | 1,500 |
"""
SLOW = ("numpy", "pandas", "pypdfium2", "pdfplumber", "camelot", "cv2", "onnxruntime", "ortools", "rich")


def test_help_loads_nothing_slow() -> None:
    code = f"import sys; import pipeline.cli; print([name for name in {SLOW} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.strip() == "[]"


def test_help_names_the_commands() -> None:
    run = kenzan("--help")
    assert run.returncode == 0
    assert "extract" in run.stdout


def test_extract_publishes_a_folder_and_prints_one_line(tmp_path: Path) -> None:
    path = tmp_path / "令和5年度.md"
    path.write_text(STATEMENT, "utf-8")
    run = kenzan("extract", path, "--out", tmp_path / "out")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "令和5年度: 1 page; 1 table; 3 numbers; 3 proven; findings: none\n"
    assert {name.split("/")[0] for name in files_of(tmp_path / "out")} == {"令和5年度"}


def test_the_packet_is_named_in_nfc(tmp_path: Path) -> None:
    (tmp_path / "か\u3099.md").write_text(STATEMENT, "utf-8")
    run = kenzan("extract", tmp_path, "--out", tmp_path / "out")
    assert run.stdout.startswith("が: ")
    assert (tmp_path / "out" / "が" / "facts.csv").exists()


def test_a_folder_is_searched_through_in_sorted_order_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b/2.md", "a/3.MD", "1.md", "notes.txt", ".hidden/4.md", "a/data.csv"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STATEMENT, "utf-8")
    run = kenzan("extract", tmp_path / "in", "--out", tmp_path / "out")
    assert (run.returncode, run.stderr) == (0, "")
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == ["1", "3", "2"]


def test_only_the_pages_asked_for(tmp_path: Path) -> None:
    pdf = next(path for path in INPUTS.values() if path.suffix == ".pdf")
    run = kenzan("extract", pdf, "--out", tmp_path, "--pages", "2-3")
    assert run.stdout.startswith(f"{pdf.stem}: 2 pages; ")
    manifest = json.loads((tmp_path / pdf.stem / "manifest.json").read_text("utf-8"))
    assert manifest["settings"] == {"pages": "2-3", "ocr": "auto", "second_reader": "auto"}


def test_check_answers_in_its_exit_code(tmp_path: Path) -> None:
    path, out = tmp_path / "x.md", tmp_path / "out"
    path.write_text(STATEMENT, "utf-8")
    kenzan("extract", path, "--out", out)
    good = kenzan("check", out)
    assert (good.returncode, good.stderr) == (0, "")
    facts = out / "x" / "facts.csv"
    facts.write_text(facts.read_text("utf-8").replace(",1200,", ",1300,", 1), "utf-8")
    broken = kenzan("check", out)
    assert broken.returncode == 1
    assert "x: error: " in broken.stdout
    missing = kenzan("check", tmp_path / "nowhere")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == f"kenzan: {tmp_path}/nowhere: is no folder of published packets\n"


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_a_file_names_nobodys_machine(name: str, published: Path) -> None:
    for path, content in files_of(published / name).items():
        assert str(ROOT).encode() not in content, path
        assert str(published).encode() not in content, path


def test_who_met_and_when_stands_in_the_manifest(published: Path) -> None:
    manifest = json.loads((published / "jlis-committee-21" / "manifest.json").read_text("utf-8"))
    assert {name: manifest[name] for name in ("body", "committee", "meeting", "date")} == {
        "body": "地方公共団体情報システム機構", "committee": "経営審議委員会", "meeting": "第21回", "date": "平成31年3月7日",
    }  # fmt: skip


def test_a_bar_shows_on_a_terminal_and_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(STATEMENT, "utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pipeline.cli", "extract", str(path), "--out", str(tmp_path / "out")]
    subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode("utf-8")
    assert "[........................] 0/1 x: page 1" in shown
    assert shown.endswith("\r\x1b[K")


# ------------------------------------------------------------------------------------------------------------- small pieces


@pytest.mark.parametrize(("text", "pages"), [("3", range(3, 4)), ("1-8", range(1, 9)), (" 2-2 ", range(2, 3))])
def test_pages_are_read(text: str, pages: range) -> None:
    assert parse_pages(text) == pages


@pytest.mark.parametrize("text", ["", "0", "1-", "-8", "8-1", "a", "1,3", "１"])
def test_other_pages_are_refused(text: str) -> None:
    with pytest.raises(KenzanError, match="--pages"):
        parse_pages(text)


def test_the_summary_names_what_to_look_at() -> None:
    findings = (("error", 0), ("warning", 2), ("info", 1))
    statuses = ["footed"] * 880 + ["rounded"] * 8 + ["unchecked"] * 160 + ["repaired"] * 8
    figures = certificate((1, status) for status in statuses)
    summary = Summary("x", 24, 1, figures, findings, outside=(7,), unread=(1, 2, 3, 9), lost=())  # type: ignore[arg-type]
    assert summary_line(summary) == (
        "x: 24 pages; 1 table; 1056 numbers; 888 proven, 160 unchecked, 8 repaired; findings: 2 warning, 1 info; "
        "not read: pages 1–3, 9; numbers outside tables: page 7"
    )


def test_one_and_many() -> None:
    assert (counted(0, "page"), counted(1, "page"), counted(2, "page")) == ("0 pages", "1 page", "2 pages")
    assert (page_list((7,)), page_list((1, 2, 3, 5))) == ("page 7", "pages 1–3, 5")
