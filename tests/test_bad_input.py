"""Whatever is wrong with an input costs one clear line and exit code 2; every other packet is still published."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.workers import Died, Report, run_each
from tests.packets import INPUTS, ROOT, kenzan
from tests.test_cli import STATEMENT

PDF = next(path for path in INPUTS.values() if path.suffix == ".pdf")


def without_pages(path: Path) -> None:
    pypdfium2.PdfDocument.new().save(path)


def encrypted(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=StandardEncryption("open sesame"))
    canvas.drawString(72, 720, "1,234")
    canvas.save()


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "not a PDF": ("bad.pdf", lambda path: path.write_text("hello"), "not a PDF"),
    "empty": ("bad.pdf", lambda path: path.write_bytes(b""), "the file is empty"),
    "empty Markdown": ("bad.md", lambda path: path.write_bytes(b""), "the file is empty"),
    "cut off": ("bad.pdf", lambda path: path.write_bytes(PDF.read_bytes()[:400]), "damaged or truncated"),
    "no pages": ("bad.pdf", without_pages, "the PDF has no pages"),
    "encrypted": ("bad.pdf", encrypted, "a password is needed"),
    "not UTF-8": ("bad.md", lambda path: path.write_bytes("金額".encode("cp932")), "not UTF-8"),
    "a picture": ("bad.png", lambda path: path.write_bytes(b"\x89PNG"), "the picture cannot be read"),
    "another kind": ("bad.docx", lambda path: path.write_bytes(b"PK"), "not a kind of input"),
    "missing": ("bad.pdf", lambda _path: None, "there is no such file or folder"),
    "an empty folder": ("bad", lambda path: path.mkdir(), "the folder holds no input"),
}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("case", BAD)
def test_one_line_and_the_other_packet_is_published(case: str, jobs: int, tmp_path: Path) -> None:
    name, make, cause = BAD[case]
    bad, good = tmp_path / name, tmp_path / "good.md"
    make(bad)
    good.write_text(STATEMENT, "utf-8")
    run = kenzan("extract", bad, good, "--out", tmp_path / "out", "--jobs", jobs)
    assert run.returncode == 2
    [line] = run.stderr.splitlines()
    assert str(bad) in line
    assert cause.lower() in line.lower()
    assert run.stdout.startswith("good: ")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good"]


def test_a_wrong_password_and_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    encrypted(path)
    wrong = kenzan("extract", path, "--out", tmp_path / "out", "--password", "abracadabra")
    assert wrong.returncode == 2
    assert wrong.stderr == f"kenzan: {path}: wrong password\n"
    right = kenzan("extract", path, "--out", tmp_path / "out", "--password", "open sesame")
    assert (right.returncode, right.stderr) == (0, "")
    assert "sesame" not in (tmp_path / "out" / "locked" / "manifest.json").read_text("utf-8")


def test_pages_that_a_pdf_does_not_have(tmp_path: Path) -> None:
    run = kenzan("extract", PDF, "--out", tmp_path, "--pages", "900-901")
    assert run.returncode == 2
    [line] = run.stderr.splitlines()
    assert str(PDF) in line
    assert "900" in line


def test_bad_pages_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    run = kenzan("extract", PDF, "--out", tmp_path / "out", "--pages", "8-1")
    assert (run.returncode, run.stderr) == (2, "kenzan: --pages 8-1: the range runs backwards\n")
    assert not (tmp_path / "out").exists()


def test_the_second_of_two_inputs_of_one_stem(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "x.md", tmp_path / "b" / "x.md"
    for path in (first, second):
        path.parent.mkdir()
        path.write_text(STATEMENT, "utf-8")
    run = kenzan("extract", tmp_path, "--out", tmp_path / "out")
    assert run.returncode == 2
    assert run.stderr == f"kenzan: {second}: its packet would be named x like that of {first}\n"
    assert run.stdout.startswith("x: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(STATEMENT, "utf-8")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    run = kenzan("extract", tmp_path, "--out", tmp_path / "out")
    assert run.returncode == 2
    assert run.stderr == f"kenzan: {closed}: the folder cannot be read: Permission denied\n"
    assert run.stdout.startswith("good: ")


def test_an_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    run = kenzan("extract", PDF, "--out", tmp_path / "file" / "out")
    assert run.returncode == 2
    assert run.stderr == f"kenzan: {tmp_path}/file/out: the output folder cannot be made: Not a directory\n"


def test_a_packet_whose_folder_cannot_be_written(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(STATEMENT, "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a").write_text("in the way")
    run = kenzan("extract", tmp_path / "a.md", tmp_path / "b.md", "--out", out)
    assert run.returncode == 2
    [line] = run.stderr.splitlines()
    assert f"{out}/a: cannot be written" in line
    assert run.stdout.startswith("b: ")


# ------------------------------------------------------------------------------------------------------- processes that die


def _work(task: str, report: Report) -> str:
    report(len(task))
    if task == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "gone":
        os._exit(3)
    return task.upper()


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_a_process_that_dies_takes_no_other_with_it(jobs: int) -> None:
    reports: list[tuple[str, int]] = []
    results = list(run_each(["a", "killed", "b", "gone", "c"], _work, jobs, lambda task, number: reports.append((task, number))))
    assert results == [
        "A",
        Died("its process was ended by SIGKILL"),
        "B",
        Died("its process ended with code 3 and no result"),
        "C",
    ]
    assert sorted(reports) == [("a", 1), ("b", 1), ("c", 1), ("gone", 4), ("killed", 6)]


def test_an_interrupt_ends_with_one_line(tmp_path: Path) -> None:
    pipe = tmp_path / "slow.md"
    os.mkfifo(pipe)  # a file that never answers
    command = [sys.executable, "-m", "pipeline.cli", "extract", str(pipe), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=_heeding_interrupts)
    deadline = time.monotonic() + 20
    while not (tmp_path / "out").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    try:
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, errors) == (130, "kenzan: interrupted\n")


def _heeding_interrupts() -> None:
    """What a shell starts in the background ignores interrupts, and so would what that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
