"""`make bench-book`: a municipal budget of 60, 300 and 612 pages through `kenzan extract`: CPU, memory, and every 目 row.

The books are drawn anew (`bench.book_maker`), so that each row's three figures are known.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.book_maker import MokuRow, draw_book
from bench.speed import Run, run_kenzan
from bench.table import print_table

PAGES = (60, 300, 612)
MOST_CPU = 12.0
"""Seconds of CPU for the longest book."""
MOST_MB = 400.0
KEY = ("table", "section", "item", "occurrence", "column")


def main() -> None:
    """Draw, extract, print; exit 1 where the longest book misses a limit or a row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=int, default=PAGES)
    options = parser.parse_args()
    rows, held = [], True
    with tempfile.TemporaryDirectory() as folder:
        for pages in options.pages:
            path = Path("build") / f"book-{pages}.pdf"
            drawn = draw_book(path, pages)
            run = run_kenzan(["extract", str(path), "--out", folder])
            found, footed = proven_rows(drawn, Path(folder, path.stem))
            good = run.cpu <= MOST_CPU and run.peak_mb <= MOST_MB and found == footed == len(drawn)
            held = held and good
            rows.append(_line(pages, run, found, footed, len(drawn), good))
    print_table(["pages", "CPU s", "ms a page", "peak MB", "目 rows found", "footed", ""], rows)
    sys.exit(not held)


def _line(pages: int, run: Run, found: int, footed: int, drawn: int, good: bool) -> list[str]:
    figures = [f"{run.cpu:.2f}", f"{1000 * run.cpu / pages:.1f}", f"{run.peak_mb:.0f}", f"{found}/{drawn}", f"{footed}/{drawn}"]
    return [str(pages), *figures, "held" if good else "MISSED"]


def proven_rows(drawn: Sequence[MokuRow], folder: Path) -> tuple[int, int]:
    """How many of the drawn rows stand on their page with their three figures in order, and how many of these are footed."""
    printed = _printed_rows(folder)
    found = footed = 0
    for row in drawn:
        statuses = next((said for numbers, said in printed[row.page] if numbers == row.numbers), None)
        found += statuses is not None
        footed += statuses == {"footed"}
    return found, footed


def _printed_rows(folder: Path) -> dict[int, list[tuple[tuple[int, ...], set[str]]]]:
    """For each page, the figures of each printed row and their statuses."""
    facts = {tuple(line[name] for name in KEY): line for line in _lines(folder / "facts.csv")}
    rows: dict[tuple[int, str, str], list[dict[str, str]]] = defaultdict(list)
    for cell in _lines(folder / "cells.csv"):
        fact = facts[tuple(cell[name] for name in KEY)]
        if fact["value"]:
            rows[int(cell["page"]), cell["table"], cell["row"]].append(fact)
    pages: dict[int, list[tuple[tuple[int, ...], set[str]]]] = defaultdict(list)
    for (page, _, _), own in rows.items():
        pages[page].append((tuple(int(fact["value"]) for fact in own), {fact["status"] for fact in own}))
    return pages


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
