"""`make bench`: CPU a page and peak memory, ours beside the peers', in one run on the fixture packets.

Every figure is the least of several rounds, each reader in a process of its own, rounds interleaved, so that a busy
machine slows all alike.  CPU time is user plus system; importing a library and one page to warm up are not counted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from bench.peers import READERS
from bench.table import print_table

FIXTURES = Path("fixtures")
_SCRIPT = Path(sys.executable).with_name("kenzan")
KENZAN = [str(_SCRIPT)] if _SCRIPT.exists() else [sys.executable, "-m", "pipeline.cli"]
SETTLED = 0.25
"""Seconds of CPU after which one round of a fast reader has been repeated often enough."""
KINDS = ("table", "prose")
ALL = "mean of all"
LONG_PACKET = 45
"""Pages of the packet on which the whole command is measured."""


@dataclass(frozen=True, slots=True)
class Job:
    """One reader on pages of one kind of one packet."""

    reader: str
    pdf: Path
    kind: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one round measured."""

    cpu_ms: float
    """Milliseconds of CPU a page."""
    peak_mb: float
    cells: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=6, help="pages of each kind and packet")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_measure_here(json.loads(options.one))))
        return
    jobs = list(_jobs(options.pages))
    figures = _rounds(jobs, options.rounds)
    means = _means(jobs, figures)
    _print_pages(means)
    _print_targets(means)
    _print_whole(options.rounds)


# ------------------------------------------------------------------------------------------------------------- single pages


def _jobs(most: int) -> Iterator[Job]:
    for pdf in sorted((FIXTURES / "pdfs").glob("*.pdf")):
        expected = FIXTURES / "expected_csv" / f"{pdf.stem}.csv"
        if not expected.exists():
            continue
        with expected.open(encoding="utf-8", newline="") as file:
            tables = {int(row["page"]) for row in csv.DictReader(file)}
        prose = set(range(1, _page_count(pdf) + 1)) - tables
        for kind, pages in zip(KINDS, (tables, prose), strict=True):
            for reader in READERS if pages else ():
                yield Job(reader, pdf, kind, tuple(_spread(sorted(pages), most)))


def _spread(pages: Sequence[int], most: int) -> Iterator[int]:
    """At most so many pages, evenly from the first to the last."""
    count = min(most, len(pages))
    return (pages[index * len(pages) // count] for index in range(count))


def _page_count(pdf: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _rounds(jobs: Sequence[Job], rounds: int) -> dict[Job, Figure]:
    best: dict[Job, Figure] = {}
    for _ in range(rounds):
        for job in jobs:
            request = json.dumps([job.reader, str(job.pdf), job.pages])
            command = [sys.executable, "-m", "bench.speed", "--one", request]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if run.returncode:
                sys.exit(f"{job.reader} on {job.pdf}:\n{run.stderr}")
            new = Figure(**json.loads(run.stdout.splitlines()[-1]))
            old = best.get(job, new)
            best[job] = Figure(min(old.cpu_ms, new.cpu_ms), max(old.peak_mb, new.peak_mb), new.cells)
    return best


def _measure_here(request: tuple[str, str, list[int]]) -> dict[str, float]:
    """One round, in this process."""
    import resource

    name, path, pages = request
    read, pdf = READERS[name], Path(path)
    read(pdf, pages[:1])
    least, spent, cells = float("inf"), 0.0, 0
    while spent < SETTLED:
        start = time.process_time()
        cells = read(pdf, pages)
        took = time.process_time() - start
        least, spent = min(least, took), spent + took
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_ms": 1000 * least / len(pages), "peak_mb": peak, "cells": cells}


def _means(jobs: Sequence[Job], figures: dict[Job, Figure]) -> dict[tuple[str, str, str], Figure]:
    """(packet, reader, kind) → figure, and the mean over the packets as a packet of its own: each packet counts the same."""
    means = {(job.pdf.stem, job.reader, job.kind): figures[job] for job in jobs}
    for reader in READERS:
        for kind in KINDS:
            own = [figures[job] for job in jobs if (job.reader, job.kind) == (reader, kind)]
            if own:
                mean = sum(figure.cpu_ms for figure in own) / len(own)
                means[ALL, reader, kind] = Figure(mean, max(f.peak_mb for f in own), sum(f.cells for f in own))
    return means


def _print_pages(means: dict[tuple[str, str, str], Figure]) -> None:
    rows = []
    for packet in dict.fromkeys(packet for packet, _, _ in means):
        for reader in READERS:
            own = {kind: means[packet, reader, kind] for kind in KINDS if (packet, reader, kind) in means}
            cpu = (f"{own[kind].cpu_ms:.1f}" if kind in own else "" for kind in KINDS)
            cells = "" if reader == "floor" else str(own["table"].cells)
            rows.append([packet, reader, *cpu, f"{max(figure.peak_mb for figure in own.values()):.0f}", cells])
    print("CPU ms a page; peak MB; cells read from the table pages measured")
    print_table(["packet", "reader", "table page", "prose page", "MB", "cells"], rows)


def _print_targets(means: dict[tuple[str, str, str], Figure]) -> None:
    rows = []
    for packet in dict.fromkeys(packet for packet, _, _ in means):
        cpu = {(reader, kind): figure.cpu_ms for (name, reader, kind), figure in means.items() if name == packet}
        ours, tablers, floor = (cpu[name, "table"] for name in ("kenzan", "tablers", "floor"))
        limit = max(1.2 * tablers, 1.3 * floor)
        rows.append([packet, "table page, of max(1.2 tablers, 1.3 floor)", f"{ours / limit:.2f}", "<= 1", _held(ours <= limit)])
        for name, times in (("pdfplumber", 15), ("camelot hybrid vector", 25)):
            ratio = cpu[name, "table"] / ours
            rows.append([packet, f"table page, times faster than {name}", f"{ratio:.1f}", f">= {times}", _held(ratio >= times)])
        if ("kenzan", "prose") in cpu:
            ratio = cpu["kenzan", "prose"] / cpu["tablers", "prose"]
            rows.append([packet, "prose page, of tablers", f"{ratio:.2f}", "<= 1", _held(ratio <= 1)])
    print("\nwhat must hold")
    print_table(["packet", "figure", "is", "must be", ""], rows)


def _held(holds: bool) -> str:
    return "held" if holds else "MISSED"


# ---------------------------------------------------------------------------------------------------------- the whole command


def _print_whole(rounds: int) -> None:
    """`kenzan --help`, and `kenzan extract` from start-up to the last file, on a packet and on ten times the packet."""
    with tempfile.TemporaryDirectory() as folder:
        once, tenfold = Path(folder, "once.pdf"), Path(folder, "tenfold.pdf")
        _copy_pages(once, LONG_PACKET)
        _copy_pages(tenfold, 10 * LONG_PACKET)
        out = str(Path(folder, "out"))
        help_ = [run_kenzan(["--help"]) for _ in range(max(rounds, 5))]
        short = [run_kenzan(["extract", str(once), "--out", out]) for _ in range(rounds)]
        long = run_kenzan(["extract", str(tenfold), "--out", out])
    wall, cpu = min(run.wall for run in help_), min(run.cpu for run in short)
    memory = max(run.peak_mb for run in short)
    more = (long.peak_mb - memory) / (9 * LONG_PACKET)
    rows = [
        ["kenzan --help, seconds", f"{wall:.2f}", "< 0.3", _held(wall < 0.3)],
        [f"kenzan extract, {LONG_PACKET} pages, seconds of CPU", f"{cpu:.2f}", "< 2", _held(cpu < 2)],
        [f"peak MB, {LONG_PACKET} pages", f"{memory:.0f}", "", ""],
        [f"peak MB, {10 * LONG_PACKET} pages", f"{long.peak_mb:.0f}", "", f"{more:.2f} MB a page"],
        [f"seconds of CPU, {10 * LONG_PACKET} pages", f"{long.cpu:.2f}", "", f"{100 * long.cpu / LONG_PACKET:.1f} ms a page"],
    ]
    print("\nthe whole command")
    print_table(["figure", "is", "must be", ""], rows)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command took, its own children included."""

    wall: float
    cpu: float
    peak_mb: float


def run_kenzan(arguments: Sequence[str]) -> Run:
    """Run the command in a process of its own; leaves with a message where its exit code is not 0."""
    start = time.perf_counter()
    process = subprocess.Popen([*KENZAN, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"kenzan {' '.join(arguments)}: exit code {process.returncode}")
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _copy_pages(path: Path, pages: int) -> None:
    """A PDF of so many pages, those of the fixture packets in turn."""
    import pypdfium2

    sources = [pypdfium2.PdfDocument(pdf) for pdf in sorted((FIXTURES / "pdfs").glob("*.pdf"))]
    target = pypdfium2.PdfDocument.new()
    for source in cycle(sources):
        if len(target) == pages:
            break
        target.import_pages(source, list(range(min(len(source), pages - len(target)))))
    target.save(path)


if __name__ == "__main__":
    main()
