"""Reading again, in a child process that can be killed: a slow or crashing reader costs a finding, never the run."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractors.second_readers.wire import content_from_line
from pipeline.model import Finding, PageContent

ReaderName = Literal["camelot", "pdfplumber"]
CHILD = ("-m", "extractors.second_readers.child")
"""What the child's Python is told to run."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, in seconds, and how often a second reader may fail before the run goes on without it."""

    start: float = 60.0
    """To start Python and load the library: 1.5 s measured on an idle machine, 20 s seen on a busy one."""
    page: float = 30.0
    """For one page: 0.2 s are usual, the slowest page seen took 4 s."""
    failures: int = 3
    """Pages that may fail by hanging or crashing; each costs a new child, so the rest of the file is given up after them."""


def read_again(
    path: Path,
    page_numbers: Sequence[int],
    reader: ReaderName = "camelot",
    password: str = "",
    limits: Limits | None = None,
) -> list[PageContent]:
    """Read pages with a second reader: one ``PageContent`` for each of ``page_numbers``, in their order.

    Cells carry one reading, whose ``reader`` is the name given here; their boxes are the second reader's grid cells, in
    points from the top left of the page as displayed.  A page that failed has no tables and one finding that says how.
    """
    limits = limits or Limits()
    contents: list[PageContent] = []
    failures = 0
    while len(contents) < len(page_numbers):
        rest = list(page_numbers[len(contents) :])
        if failures >= limits.failures:
            contents.extend(_failed(page, reader, "was not asked after it had failed on other pages") for page in rest)
            break
        done, cause, fatal = _read_in_child(path, rest, reader, password, limits)
        contents.extend(done)
        rest = rest[len(done) :]
        if fatal:
            contents.extend(_failed(page, reader, cause) for page in rest)
        elif rest:
            failures += 1
            contents.append(_failed(rest[0], reader, cause))
    return contents


def _read_in_child(
    path: Path, pages: Sequence[int], reader: str, password: str, limits: Limits
) -> tuple[list[PageContent], str, bool]:
    """Let one child read until it is through, hangs or dies: pages read, why it stopped, whether asking again is useless."""
    child = subprocess.Popen(
        [sys.executable, *CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        encoding="utf-8",
    )
    try:
        answers = _answers(child, {"path": str(path), "pages": list(pages), "reader": reader, "password": password})
        return _collect(answers, pages, reader, limits)
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _answers(child: subprocess.Popen[str], request: dict[str, object]) -> queue.SimpleQueue[str]:
    """Send the request (on standard input, where no process list shows a password); queue its answers, an empty one last."""
    assert child.stdin is not None and child.stdout is not None  # both are pipes
    answers: queue.SimpleQueue[str] = queue.SimpleQueue()
    stdout = child.stdout

    def drain() -> None:
        try:
            for line in stdout:
                answers.put(line)
        except ValueError:  # closed under our hands: the child was killed
            pass
        answers.put("")

    threading.Thread(target=drain, daemon=True).start()
    try:
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.close()
    except BrokenPipeError:  # the child died at once: its empty answer tells
        pass
    return answers


def _collect(
    answers: queue.SimpleQueue[str], pages: Sequence[int], reader: str, limits: Limits
) -> tuple[list[PageContent], str, bool]:
    contents: list[PageContent] = []
    allowed = limits.start + limits.page
    for page in pages:
        try:
            line = answers.get(timeout=allowed)
        except queue.Empty:
            return contents, f"did not finish within {limits.page:g} seconds", False
        if not line.endswith("\n"):
            return contents, "crashed", False
        data = json.loads(line)
        if "fatal" in data:
            return contents, str(data["fatal"]), True
        contents.append(_failed(page, reader, f"gave up ({data['error']})") if "error" in data else content_from_line(line))
        allowed = limits.page
    return contents, "", False


def _environment() -> dict[str, str]:
    """The parent's environment, with our own packages importable and numeric libraries held to one thread."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, os.environ.get("PYTHONPATH", "")]
    single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return os.environ | single | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONIOENCODING": "utf-8"}


def _failed(page: int, reader: str, cause: str) -> PageContent:
    finding = Finding(
        id=f"second-reader-{reader}-p{page}",
        severity="info",
        kind="unsupported_page",
        evidence=f"the second reader ({reader}) {cause}: the first reader's numbers on this page stand without its opinion",
        page=page,
    )
    return PageContent(page, "text", findings=(finding,))
