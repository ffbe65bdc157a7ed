"""Long books: every row found and footed, memory next to flat, prose next to free; and nothing where there is nothing to find."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bench.book import proven_rows
from bench.book_maker import draw_book
from bench.speed import Run, run_kenzan
from tests.packets import EXPECTED, INPUTS, ROOT, files_of, kenzan, lines_of

PAGES = 48
MORE = 96
MOST_MB_A_PAGE = 0.3
"""Facts are kept until their sums are proven (0.08 MB a page of a budget); glyphs, rules and boxes of pages are not."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("book")


def run_book(folder: Path, pages: int) -> tuple[Run, tuple[int, int], int]:
    """What a book took, how many 目 rows were found and footed, and how many it has."""
    drawn = draw_book(folder / f"book-{pages}.pdf", pages)
    run = run_kenzan(["extract", str(folder / f"book-{pages}.pdf"), "--out", str(folder / "out")])
    return run, proven_rows(drawn, folder / "out" / f"book-{pages}"), len(drawn)


def test_every_row_is_found_and_footed_and_memory_stays(book: Path) -> None:
    (short, proven, drawn), (long, more_proven, more_drawn) = run_book(book, PAGES), run_book(book, MORE)
    assert proven == (drawn, drawn)
    assert more_proven == (more_drawn, more_drawn)
    assert (long.peak_mb - short.peak_mb) / (MORE - PAGES) < MOST_MB_A_PAGE


def test_a_book_that_adds_up_has_no_finding_and_asks_nobody(book: Path) -> None:
    run_book(book, PAGES)
    folder = book / "out" / f"book-{PAGES}"
    assert [row for row in lines_of(folder / "findings.csv") if row["severity"] != "info"] == []
    kinds = {page["page"]: page["kind"] for page in json.loads((folder / "manifest.json").read_text("utf-8"))["pages"]}
    assert set(kinds.values()) == {"text"} and len(kinds) == PAGES


def test_the_same_book_is_drawn_twice_alike(tmp_path: Path) -> None:
    assert draw_book(tmp_path / "a.pdf", 9) == draw_book(tmp_path / "b.pdf", 9)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_bar_counts_the_pages_on_a_terminal(tmp_path: Path) -> None:
    draw_book(tmp_path / "book.pdf", 12)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pipeline.cli", "extract", str(tmp_path / "book.pdf"), "--out", str(tmp_path / "out")]
    subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode("utf-8")
    assert "book: page 1 (1 of 12)" in shown and "book: page 12 (12 of 12)" in shown and "[######################" in shown
    assert shown.endswith("\r\x1b[K")


# -------------------------------------------------------------------------------------------------------- negative controls


@pytest.mark.parametrize("name", sorted(name for name, path in INPUTS.items() if path.suffix == ".pdf"))
def test_no_fact_comes_from_a_page_without_tables(name: str, published: Path) -> None:
    """Prose, covers, contents: page numbers, dates, telephone and article numbers on them never become facts."""
    tables = {row["page"] for row in lines_of(EXPECTED / f"{name}.csv")}
    assert {row["page"] for row in lines_of(published / name / "cells.csv")} <= tables


def test_a_business_plan_has_no_table_of_figures(shared: Path, tmp_path: Path) -> None:
    plan = shared / "real" / "R2事業計画.pdf"
    if not plan.exists():
        pytest.skip("the business plan is not here")
    run = kenzan("extract", plan, "--out", tmp_path, "--second-reader", "always")
    assert run.returncode == 0, run.stderr
    assert lines_of(tmp_path / plan.stem / "facts.csv") == []


PROSE = """規程の一部改正について

第12条第3項中「30日」を「45日」に改め、第4条の2を削る。令和6年4月1日から施行する。
問い合わせ先：総務課 電話 03-0000-1234（内線 5678）、受付 9:00～17:15
附則　1 この規程は、令和6年4月1日から施行する。　2 改正前の第7条による申請 1,250件は、なお従前の例による。
- 12 -
"""


def test_articles_dates_and_telephones_are_no_facts(tmp_path: Path) -> None:
    (tmp_path / "改正.md").write_text(PROSE, "utf-8")
    run = kenzan("extract", tmp_path / "改正.md", "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    with (tmp_path / "out" / "改正" / "facts.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == []


def test_a_book_of_prose_alone_publishes_an_empty_packet(tmp_path: Path) -> None:
    draw_book(tmp_path / "prose.pdf", 1)
    run = kenzan("extract", tmp_path / "prose.pdf", "--out", tmp_path / "out")
    assert run.stdout.startswith("prose: 1 page; 0 tables; 0 numbers; 0 proven; findings: none")
    assert "prose/facts.csv" in files_of(tmp_path / "out")
