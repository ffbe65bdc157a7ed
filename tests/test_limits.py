"""docs/limits.md says what the program says: each line marked † is held against it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.model import Box, Fact, FactKey, Reconciled
from pipeline.second_opinion import MOST_PAGES, Answers, second_opinion
from tests.packets import ROOT, kenzan, lines_of
from tests.test_second_opinion import draw

LIMITS = (ROOT / "docs" / "limits.md").read_text("utf-8")
ENGLISH = (("Item", "FY2023", "FY2022"), ("Sales", "1,234", "1,200"), ("Other", "66", "50"), ("Total", "1,300", "1,250"))
NAMES = (("氏名", "役職"), ("山田太郎", "理事長"), ("鈴木花子", "理事"))


def in_the_page(said: str) -> str:
    assert said in LIMITS, f"docs/limits.md does not say {said!r}"
    return said


def locked(path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "1,234")
    canvas.save()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notes.txt", "not a kind of input (.pdf, .md, .png, .jpg, .jpeg, .tif, .tiff, or a folder of these)"),
        ("locked.pdf", "encrypted, a password is needed (--password)"),
        ("cut.pdf", "the PDF is damaged or truncated"),
    ],
)
def test_inputs_that_cannot_be_read(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("1,234")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n" + bytes(3000))
    locked(tmp_path / "locked.pdf")
    run = kenzan("extract", tmp_path / name, "--out", tmp_path / "out")
    assert run.returncode == 2
    assert in_the_page(said) in run.stderr


def test_pages_that_hold_nothing_for_us(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    form = Canvas(str(tmp_path / "form.pdf"))
    form.drawString(50, 700, "form")
    for number in range(4):
        form.acroForm.textfield(name=f"f{number}", value=f"1,{number}00,000", x=200, y=600 - 40 * number, width=100, height=20)
    form.showPage()
    form.save()
    draw(tmp_path / "names.pdf", NAMES, title="役員名簿")
    run = kenzan("extract", *(tmp_path / name for name in ("form.pdf", "names.pdf")), "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert [in_the_page("0 tables") in line for line in run.stdout.splitlines()] == [True] * 2


def test_tilted_text_is_said_to_lie_outside_tables(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "tilted.pdf"))
    canvas.rotate(10)
    for number in range(5):
        canvas.drawString(200, 600 - 20 * number, f"item {number}   1,{number}00,000")
    canvas.save()
    run = kenzan("extract", tmp_path / "tilted.pdf", "--out", tmp_path / "out")
    assert in_the_page("numbers outside tables: page") in run.stdout


def test_english_statements_are_read_and_not_proven(tmp_path: Path) -> None:
    draw(tmp_path / "english.pdf", ENGLISH, title="Income statement")
    kenzan("extract", tmp_path / "english.pdf", "--out", tmp_path / "out")
    facts = lines_of(tmp_path / "out" / "english" / "facts.csv")
    assert [row["value"] for row in facts] == ["1234", "1200", "66", "50", "1300", "1250"]
    assert {row["status"] for row in facts} <= {in_the_page("unchecked"), "footed"}


def test_at_most_so_many_pages_are_asked_about() -> None:
    asked: list[int] = []

    def ask(pages: Sequence[int], _reader: str) -> Answers:
        asked.append(len(pages))
        return Answers((), (), ())

    box = Box(0, 0, 1, 1)
    facts = tuple(
        Fact(FactKey("t", "", "x", page, "c"), "other", "", None, "", "", "item", "", "", "金額", 1, "円", "1", "suspect",
             page=page, box=box)
        for page in range(1, MOST_PAGES + 9)
    )  # fmt: skip
    judged = second_opinion(Reconciled(facts), "auto", range(1, 99), (), ask, lambda _decided: Reconciled(facts))
    assert asked == [MOST_PAGES, MOST_PAGES]
    said = in_the_page("pages are in doubt: camelot was asked about the first 24 only")
    assert said in " ".join(finding.evidence for finding in judged.findings)


def test_the_page_links_to_what_is_there() -> None:
    assert "(gallery.md)" in LIMITS and (ROOT / "docs" / "gallery.md").exists()
