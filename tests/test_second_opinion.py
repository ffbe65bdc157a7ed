"""A second reader is asked where it can decide something, the sums choose, and no failure of its own stops a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.digital import read_pdf
from extractors.second_readers import runner
from pipeline import run
from pipeline.inputs import Source, find_inputs
from pipeline.model import Cell, Line, PageContent, Reading
from pipeline.reconciliation.choice import resembles
from pipeline.second_opinion import unexplained_pages
from pipeline.settings import Settings, When
from tests.packets import INPUTS, files_of, kenzan, lines_of
from tests.packets import Line as Row

STATEMENT = (
    ("科目", "令和5年度", "令和4年度", "増減"),
    ("事業収益", "1,234,500", "1,200,000", "34,500"),
    ("受取利息", "4,700", "3,200", "1,500"),
    ("雑収益", "60,800", "75,000", "△14,200"),
    ("収益合計", "1,300,000", "1,278,200", "21,800"),
)
REGISTER = (("区分", "件数", "金額"), ("東地区", "12", "348,100"), ("西地区", "7", "95,000"), ("北地区", "31", "510,400"))
"""No sum covers any of these."""


def draw(path: Path, *tables: tuple[tuple[str, ...], ...], title: str = "令和5年度 損益計算書") -> Path:
    """One page a table, ruled between all cells."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas = Canvas(str(path), pagesize=(500, 400), invariant=1)
    for rows in tables:
        canvas.setFont("HeiseiMin-W3", 10)
        canvas.drawString(180, 360, title)
        canvas.drawRightString(460, 335, "（単位：円）")
        for line in range(len(rows) + 1):
            canvas.line(40, 320 - 30 * line, 40 + 105 * len(rows[0]), 320 - 30 * line)
        for line in range(len(rows[0]) + 1):
            canvas.line(40 + 105 * line, 320, 40 + 105 * line, 320 - 30 * len(rows))
        for r, texts in enumerate(rows):
            canvas.drawString(46, 301 - 30 * r, texts[0])
            for c, text in enumerate(texts[1:], 1):
                canvas.drawRightString(140 + 105 * c, 301 - 30 * r, text)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def misread(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the first reader read some texts wrong, each time it reads them."""

    def arrange(**changes: str) -> None:
        wrong = {key.replace("_", ","): value for key, value in changes.items()}
        wrong = {key.lstrip("n,"): value for key, value in wrong.items()}

        def read(path: Path, pages: Sequence[int] | None = None, password: str | None = None) -> Iterator[PageContent]:
            for content in read_pdf(path, pages, password):
                tables = tuple(
                    replace(table, cells=tuple(
                        cell._replace(readings=(Reading(wrong.get(cell.text, cell.text)),)) for cell in table.cells
                    ))
                    for table in content.tables
                )  # fmt: skip
                yield replace(content, tables=tables)

        monkeypatch.setattr(run, "read_pdf", read)

    return arrange


def published(path: Path, when: When = "auto") -> dict[str, list[Row]]:
    """What comes of one input, file by file."""
    (source,) = find_inputs([path])
    assert isinstance(source, Source)
    out = path.parent / f"out-{when}"
    run.publish_packet(source, Settings(out, second_reader=when), lambda _page: None)
    return {name: lines_of(out / path.stem / f"{name}.csv") for name in ("facts", "findings", "repairs", "equations")}


def fact(files: dict[str, list[Row]], item: str, column: str) -> Row:
    (found,) = (row for row in files["facts"] if (row["item"], row["column"]) == (item, column))
    return found


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> None:
        raise AssertionError("nobody was to be asked")

    monkeypatch.setattr(run, "_ask", ask)


# ------------------------------------------------------------------------------------------------------------ who is asked


@pytest.mark.parametrize("name", ["other-care", "other-univ", "other-water", "hard-more"])
def test_nobody_is_asked_while_the_sums_hold(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    (source,) = find_inputs([INPUTS[name]])
    assert isinstance(source, Source)
    run.publish_packet(source, Settings(tmp_path), lambda _page: None)


def test_never_is_never(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, misread: Callable[..., None]) -> None:
    forbid(monkeypatch)
    misread(n1_234_500="1,284,500")
    files = published(draw(tmp_path / "x.pdf", STATEMENT), "never")
    assert [(row["kind"], row["proposed"]) for row in files["findings"]] == [("misread_digit", "1234500")]


def test_rows_of_figures_outside_tables_are_a_page_to_ask_about() -> None:
    rows = [Line(f"{label} 1,2{n}0,000", None, 3) for n, label in enumerate(("市税", "地方譲与税", "繰入金"))]
    prose = [Line("総額は 1,234,000円となり、前年度より増えた。", None, 4)] * 9
    contents = [Line(f"第{n}款 ………… 12{n}", None, 5) for n in range(9)]
    assert unexplained_pages([*rows, *prose, *contents], [(7, "49,286,300千円"), (8, "令和8年度以降")]) == {3, 7}


def test_a_table_that_the_first_reader_did_not_see_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(path: Path, pages: Sequence[int] | None = None, password: str | None = None) -> Iterator[PageContent]:
        for content in read_pdf(path, pages, password):
            cells = [cell for table in content.tables for cell in table.cells]
            rows = [" ".join(cell.text for cell in cells if cell.row == row) for row in range(6)]
            yield replace(content, tables=(), lines=tuple(Line(text, None, content.page) for text in rows))

    monkeypatch.setattr(run, "read_pdf", blind)
    (finding,) = published(draw(tmp_path / "x.pdf", STATEMENT))["findings"]
    assert (finding["kind"], finding["page"]) == ("reader_disagreement", "1")
    assert finding["evidence"].startswith("camelot sees a table with 12 figures here that the first reader has in none")


# ------------------------------------------------------------------------------------------------------ where sums decide


def test_the_reading_that_adds_up_is_taken_and_the_ledger_says_so(tmp_path: Path, misread: Callable[..., None]) -> None:
    misread(n1_234_500="1,284,500")
    files = published(draw(tmp_path / "x.pdf", STATEMENT))
    cell = fact(files, "事業収益", "令和5年度")
    assert (cell["value"], cell["raw"], cell["status"]) == ("1234500", "1,284,500", "repaired")
    (repair,) = files["repairs"]
    assert (repair["rule"], repair["printed"], repair["value"]) == ("second_reader", "1,284,500", "1234500")
    (finding,) = files["findings"]
    assert finding["finding"] == repair["finding"]
    assert (finding["kind"], finding["severity"], finding["action"]) == ("reader_disagreement", "warning", "repaired")
    assert "'1,284,500'" in finding["evidence"] and "camelot reads '1,234,500'" in finding["evidence"]
    assert {row["status"] for row in files["equations"]} == {"exact"}


def test_two_cells_of_one_sum_at_once(tmp_path: Path, misread: Callable[..., None]) -> None:
    misread(n1_234_500="1,284,500", n60_800="66,800")
    files = published(draw(tmp_path / "x.pdf", STATEMENT))
    assert {(row["item"], row["value"]) for row in files["repairs"]} == {("事業収益", "1234500"), ("雑収益", "60800")}
    assert {row["status"] for row in files["equations"]} == {"exact"}


def test_what_the_first_reader_cannot_read_the_second_may(tmp_path: Path, misread: Callable[..., None]) -> None:
    misread(n1_234_500="1,2■4,500")
    cell = fact(published(draw(tmp_path / "x.pdf", STATEMENT)), "事業収益", "令和5年度")
    assert (cell["value"], cell["status"]) == ("1234500", "repaired")


def test_words_to_the_first_reader_are_no_number_for_the_second(tmp_path: Path, misread: Callable[..., None]) -> None:
    misread(n_75_000="該当なし", n_1_278_200="1,278,500")
    [source] = find_inputs([draw(tmp_path / "p.pdf", STATEMENT)])
    assert isinstance(source, Source)
    [outcome] = run.extract([source], Settings(tmp_path / "out"), lambda _source, _step: None)
    assert isinstance(outcome, run.Summary)


def test_a_misread_figure_that_hides_the_sum_that_would_cover_it(tmp_path: Path, misread: Callable[..., None]) -> None:
    plain = (("科目", "金額"), ("寄附金", "2,510,300"), ("会費", "884,000"), ("その他", "41,700"), ("計", "3,436,000"))
    misread(n3_436_000="3,486,000")
    files = published(draw(tmp_path / "x.pdf", plain, title="令和5年度 収入の内訳"))
    total = fact(files, "計", "金額")
    assert (total["value"], total["status"]) == ("3436000", "repaired")


def test_a_number_in_pieces_is_read_whole() -> None:
    cell = Cell(0, 0, (Reading("x"),))
    assert run._figure(cell, "1\n,\n0\n33\n,\n2\n7\n4") == 1_033_274
    assert run._figure(cell, "1\n234") is None, "a cell cut in two is about placement"


def test_a_misprint_that_all_readers_read_stays_as_printed(tmp_path: Path) -> None:
    misprint = (*STATEMENT[:2], ("受取利息", "9,100", "3,200", "1,500"), *STATEMENT[3:])
    files = published(draw(tmp_path / "x.pdf", misprint))
    cell = fact(files, "受取利息", "令和5年度")
    assert (cell["value"], cell["status"]) == ("9100", "suspect")
    assert not files["repairs"]
    assert "reader_disagreement" not in {row["kind"] for row in files["findings"]}


# ---------------------------------------------------------------------------------------------------- where no sum decides


def test_always_confirms_what_no_sum_covers(tmp_path: Path) -> None:
    path = draw(tmp_path / "x.pdf", REGISTER, title="公用車台帳")
    assert {row["status"] for row in published(path)["facts"]} == {"unchecked"}
    files = published(path, "always")
    assert {row["status"] for row in files["facts"]} == {"agreed"}
    assert not files["findings"]


def test_a_disagreement_that_no_sum_decides_is_a_doubt(tmp_path: Path, misread: Callable[..., None]) -> None:
    misread(n348_100="343,100")
    files = published(draw(tmp_path / "x.pdf", REGISTER, title="公用車台帳"), "always")
    cell = fact(files, "東地区", "金額")
    assert (cell["value"], cell["status"]) == ("343100", "suspect")
    (finding,) = files["findings"]
    assert (finding["kind"], finding["action"], finding["printed"]) == ("reader_disagreement", "reported", "343,100")
    assert "'343,100'" in finding["evidence"] and "'348,100'" in finding["evidence"]
    assert not files["repairs"]


@pytest.mark.parametrize(
    ("read", "other", "alike"),
    [(1234, 1284, True), (1234, -1234, True), (1234, 123, True), (1234, 12_340, True), (1234, 1324, True), (None, 5, True),
     (157_691, 495_602, False), (7, 12, False), (0, 881, False)],
)  # fmt: skip
def test_what_may_be_a_misreading(read: int | None, other: int, alike: bool) -> None:
    assert resembles(read, other) is alike


def test_a_number_of_another_cell_is_never_taken_where_no_sum_failed(tmp_path: Path, misread: Callable[..., None]) -> None:
    """348,100 = 95,000 + 253,100: it would close a sum that nobody claims."""
    rows = (("区分", "金額"), ("計", "1,500"), ("西地区", "95,000"), ("北地区", "253,100"))
    misread(n1_500="348,100")
    files = published(draw(tmp_path / "x.pdf", rows, title="公用車台帳"), "always")
    assert not files["repairs"]


# ------------------------------------------------------------------------------------------------------- failing, and twice


@pytest.mark.parametrize("code", ["import os; os._exit(9)", "import time; time.sleep(60)"])
def test_a_reader_that_fails_costs_a_finding_not_the_run(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, misread: Callable[..., None]
) -> None:
    monkeypatch.setattr(runner, "CHILD", ("-c", code))
    monkeypatch.setattr(runner.Limits, "__init__", _impatient)
    misread(n1_234_500="1,284,500")
    files = published(draw(tmp_path / "x.pdf", STATEMENT))
    kinds = [row["kind"] for row in files["findings"]]
    assert kinds == ["misread_digit", "unsupported_page", "unsupported_page"], "both failed, the sums still tell"
    assert fact(files, "事業収益", "令和5年度")["value"] == "1284500"


def _impatient(self: runner.Limits, start: float = 0.5, page: float = 0.5, failures: int = 1) -> None:
    for name, value in (("start", start), ("page", page), ("failures", failures)):
        object.__setattr__(self, name, value)


def test_the_same_bytes_with_any_number_of_jobs(tmp_path: Path) -> None:
    misprint = (*STATEMENT[:2], ("受取利息", "9,100", "3,200", "1,500"), *STATEMENT[3:])
    paths = [draw(tmp_path / f"{name}.pdf", misprint, REGISTER) for name in "ab"]
    for jobs in (1, 2):
        done = kenzan("extract", *paths, "--out", tmp_path / f"jobs{jobs}", "--jobs", jobs, "--second-reader", "always")
        assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "jobs1") == files_of(tmp_path / "jobs2")
