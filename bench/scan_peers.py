"""What do full-page readers, tesseract and plain rapidocr, make of the same scans?  `make score-scans ARGS=--peers` asks them."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import cv2

from bench.scan_variants import Variant, pages_of, rasterised
from bench.score import read_csv

TESSERACT = """
import json, subprocess, sys
for path in sys.argv[1:]:
    command = ["tesseract", path, "stdout", "-l", "jpn+eng", "--psm", "6"]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    print(json.dumps(said.split()))
"""
RAPIDOCR = """
import json, logging, sys
from rapidocr import RapidOCR
logging.disable(logging.CRITICAL)
engine = RapidOCR(params={"Global.use_cls": False})
for path in sys.argv[1:]:
    print(json.dumps(list(engine(path).txts or ())))
"""
Programs = Mapping[str, tuple[str, str]]
"""Reader to a Python and a program that prints what it reads on each picture as a line of JSON."""


def peers(rapidocr: str) -> Programs:
    """The readers that work here; for each other a line is printed.  ``rapidocr``: a Python that has it."""
    wanted = {
        "tesseract": (sys.executable, TESSERACT, ("tesseract", "--version")),
        "rapidocr": (rapidocr, RAPIDOCR, (rapidocr, "-c", "import rapidocr; rapidocr.RapidOCR")),
    }
    found = {}
    for name, (python, program, trial) in wanted.items():
        if why := _fails(trial):
            print(f"{name} is not asked: {why}")
        else:
            found[name] = (python, program)
    return found


def _fails(command: Sequence[str]) -> str:
    """Why a command does not run; empty where it does."""
    try:
        run = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        return str(error)
    return run.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] if run.returncode else ""


def peers_of(variant: Variant, packets: Sequence[Path], expected: Path, most: int, programs: Programs) -> Iterator[list[str]]:
    """For each reader how many of the printed numbers stand anywhere in what it says of their page."""
    for name, (python, program) in programs.items():
        right = total = pages_read = 0
        before = _seconds()
        for path in packets:
            lines = read_csv(expected / f"{path.stem}.csv")
            pages = pages_of(lines, most)
            said = _said(python, program, path, pages, variant)
            for page in pages:
                wanted = Counter(_plain(line["raw"]) for line in lines if int(line["page"]) == page and line["value"])
                right, total, pages_read = right + (said[page] & wanted).total(), total + wanted.total(), pages_read + 1
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        share = f"{100 * right / max(total, 1):.2f}"
        yield [name, variant.name, str(total), share, f"{(_seconds() - before) / max(pages_read, 1):.1f}", str(peak)]


def _said(python: str, program: str, path: Path, pages: Sequence[int], variant: Variant) -> dict[int, Counter[str]]:
    with tempfile.TemporaryDirectory() as folder:
        pictures = []
        for page, grey in rasterised(path, pages, variant):
            pictures.append(str(Path(folder, f"{page}.png")))
            cv2.imwrite(pictures[-1], grey)
        run = subprocess.run([python, "-c", program, *pictures], capture_output=True, check=True)
    said = [json.loads(line) for line in run.stdout.splitlines() if line.startswith(b"[")]
    return {page: Counter(map(_plain, texts)) for page, texts in zip(pages, said, strict=True)}


def _seconds() -> float:
    """CPU time of all children so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _plain(text: str) -> str:
    return "".join(text.split()).replace("▲", "△")
