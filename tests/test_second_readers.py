"""The second readers: where their cells lie, what an agreement is, and that no failure of theirs stops a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.second_readers import Limits, agreement, agrees, read_again, runner, second_round, unclaimed
from extractors.second_readers.cell_boxes import table_of_boxes
from extractors.second_readers.frames import Frame, displayed_frame, turn_back
from pipeline.model import Box, Cell, Reading, Table

WIDTH, HEIGHT = 400.0, 300.0
CROP = (20.0, 10.0, 390.0, 280.0)
AMOUNTS = (("Item", "Budget", "Actual"), ("Sales", "1,234", "1,200"), ("Costs", "-567", "(580)"))


def grid_pdf(path: Path, rotate: int = 0, crop: tuple[float, float, float, float] | None = None) -> Path:
    """A page of 400 by 300 points with a ruled grid of three rows and columns, then cropped and turned."""
    import pypdfium2
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for line in range(4):
        canvas.line(60, 100 + 40 * line, 330, 100 + 40 * line)
        canvas.line(60 + 90 * line, 100, 60 + 90 * line, 220)
    for row, texts in enumerate(AMOUNTS):
        for column, text in enumerate(texts):
            canvas.drawString(70 + 90 * column, 195 - 40 * row, text)
    canvas.save()
    if rotate or crop:
        pdf = pypdfium2.PdfDocument(path.read_bytes())
        if crop:
            pdf[0].set_cropbox(*crop)
        pdf[0].set_rotation(rotate)
        pdf.save(path)
        pdf.close()
    return path


def glyph_box(path: Path, text: str) -> Box:
    """Where pdfium says the text is printed, from the top left of the page as displayed."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    page = pdf[0]
    words = page.get_textpage()
    index, count = words.search(text).get_next()
    corners = [page_to_display(page, words.get_charbox(i)) for i in range(index, index + count)]
    pdf.close()
    x0s, tops, x1s, bottoms = zip(*corners, strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def page_to_display(page: object, box: tuple[float, float, float, float]) -> Box:
    """One box of pdfium's page space as displayed: the page's own device mapping at a hundredth of a point."""
    import ctypes

    import pypdfium2.raw as raw

    width, height = page.get_size()  # type: ignore[attr-defined]
    points = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, round(width * 100), round(height * 100), 0, x, y, across, down)
        points.append((across.value / 100, down.value / 100))
    (xa, ya), (xb, yb) = points
    return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def table(page: int, *cells: tuple[str, tuple[float, float, float, float]], reader: str = "pdfium") -> Table:
    """A table of one row whose cells have these texts and boxes."""
    made = tuple(Cell(0, i, (Reading(text, reader),), box=Box(*box)) for i, (text, box) in enumerate(cells))
    return Table(page, 1, len(cells), made)


@pytest.mark.parametrize("reader", ["camelot", "pdfplumber"])
@pytest.mark.parametrize("crop", [None, CROP])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_cells_lie_where_they_are_displayed(
    tmp_path: Path, reader: runner.ReaderName, crop: tuple[float, float, float, float] | None, rotate: int
) -> None:
    path = grid_pdf(tmp_path / "grid.pdf", rotate, crop)
    (content,) = read_again(path, [1], reader)
    width, height = (CROP[2] - CROP[0], CROP[3] - CROP[1]) if crop else (WIDTH, HEIGHT)
    assert (content.width, content.height) == pytest.approx((width, height) if rotate % 180 == 0 else (height, width))
    assert not content.findings
    cells = {cell.text: cell for found in content.tables for cell in found.cells}
    if rotate == 0:
        assert set(cells) == {text for row in AMOUNTS for text in row}
    ink = glyph_box(path, "1,234")
    holding = [cell for text, cell in cells.items() if "1,234" in "".join(text.split()) or "432,1" in "".join(text.split())]
    assert holding, cells
    box = holding[0].box
    assert box and box.x0 <= ink.x0 + 1 and ink.x1 <= box.x1 + 1 and box.top <= ink.top + 1 and ink.bottom <= box.bottom + 1


def test_the_frame_of_a_turned_cropped_page() -> None:
    media, crop = (0.0, 0.0, 400.0, 300.0), (20.0, 10.0, 390.0, 280.0)
    assert displayed_frame(media, crop, 0) == Frame(370, 270, 20, 20)
    assert displayed_frame(media, crop, 90) == Frame(270, 370, 10, 20)
    assert displayed_frame(media, crop, 180) == Frame(370, 270, 10, 10)
    assert displayed_frame(media, crop, 270) == Frame(270, 370, 20, 10)
    assert displayed_frame(media, (500, 500, 600, 600), 0) == Frame(400, 300, 0, 0)


def test_turning_back_undoes_camelots_turn() -> None:
    """A box 10 from the left and 20 from the top of a page of 400 by 300, turned either way and back."""
    box = Box(10, 20, 50, 30)
    anticlockwise = Box(20, 400 - 50, 30, 400 - 10)
    clockwise = Box(300 - 30, 10, 300 - 20, 50)
    assert turn_back(anticlockwise, "clockwise", 300, 400) == box
    assert turn_back(clockwise, "anticlockwise", 300, 400) == box


def test_spans_follow_from_skipped_edges() -> None:
    boxes = [
        (Box(0, 0, 30, 10), "all"), (Box(0, 10, 10, 30), "left"), (Box(10, 10, 30.4, 20), "1"), (Box(10, 20, 20, 30), "2"),
        (Box(20, 20, 30, 30), ""),
    ]  # fmt: skip
    made = table_of_boxes(3, "x", boxes)
    assert made is not None and (made.page, made.rows, made.columns) == (3, 3, 3)
    places = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in made.cells}
    assert places == {"all": (0, 0, 1, 3), "left": (1, 0, 2, 1), "1": (1, 1, 1, 2), "2": (2, 1, 1, 1)}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("△1,234", "- 1 234", True),
        ("△1,234", "1,234", False),
        ("(1,234)", "1,234", False),
        ("１，２３４", "1,234", True),
        ("1,234円", "1234", True),
        ("1,234", "1,243", False),
        ("12.5", "125", False),
        ("－", "―", True),
        ("流動資産", "流動\n資産", True),
        ("流動資産", "固定資産", False),
        ("流動", "流流流動動動", True),
        ("123", "112233", True),
        ("11", "1111", True),
        ("11", "111", False),
        ("△1,234", "△ 1,234\n△ 1,234\n△ 1,234", True),
        ("1,234", "1,234\n1,284", False),
        ("( 2,000 )", "(\n)\n 2,000", True),
        ("△5", "5△", True),
    ],
)
def test_what_agrees(first: str, second: str, same: bool) -> None:
    assert agrees(first, second) is same


def test_an_opinion_for_each_cell() -> None:
    first = table(1, ("10", (12, 2, 18, 8)), ("△20", (32, 2, 38, 8)), ("30", (52, 2, 58, 8)), ("40", (72, 2, 78, 8)))
    second = table(1, ("10", (10, 0, 20, 10)), ("20", (30, 0, 40, 10)), ("3040", (50, 0, 80, 10)), reader="camelot")
    elsewhere = table(2, ("99", (10, 0, 20, 10)))
    agreeing, differing, *merged = agreement(first, [elsewhere, second])
    assert agreeing and agreeing.agrees and agreeing.reading == Reading("10", "camelot")
    assert differing and not differing.agrees and differing.reading.text == "20"
    assert merged == [None, None], "one cell over two of the first reader's says nothing of either"


def test_a_cell_cut_in_two_is_a_disagreement() -> None:
    first = table(1, ("1,234", (10, 0, 50, 10)))
    (opinion,) = agreement(first, [table(1, ("1", (0, 0, 25, 10)), ("234", (25, 0, 60, 10)), reader="camelot")])
    assert opinion and not opinion.agrees and opinion.reading.text == "1\n234"


def test_prose_laid_over_a_table_hides_no_opinion() -> None:
    first = table(1, ("10", (12, 2, 18, 8)), ("20", (32, 2, 38, 8)))
    prose = table(1, ("10 20", (0, 0, 100, 10)))
    second = table(1, ("10", (10, 0, 20, 10)), ("20", (30, 0, 40, 10)))
    assert [opinion is not None and opinion.agrees for opinion in agreement(first, [prose, second])] == [True, True]


def test_numbers_that_only_the_second_reader_saw() -> None:
    first = table(1, ("10", (12, 2, 18, 8)))
    second = table(1, ("10", (10, 0, 20, 10)), ("20", (30, 0, 40, 10)), ("label", (50, 0, 60, 10)))
    prose = table(1, ("on page 7", (0, 50, 100, 60)))
    assert [(page, cell.text) for page, cell in unclaimed([first], [second, prose])] == [(1, "20")]


def test_a_round_adds_readings_and_keeps_the_first() -> None:
    asked = second_round(Path("nowhere.pdf"), [])
    assert asked.tables == () and asked.findings == ()


def test_a_round_over_a_page(tmp_path: Path) -> None:
    path = grid_pdf(tmp_path / "grid.pdf")
    first = table(1, ("1,234", glyph_box(path, "1,234")), ("999", glyph_box(path, "1,200")))
    asked = second_round(path, [first], reader="pdfplumber")
    readings = [[reading.text for reading in cell.readings] for cell in asked.tables[0].cells]
    assert readings == [["1,234", "1,234"], ["999", "1,200"]]
    assert [opinion is not None and opinion.agrees for opinion in asked.opinions[0]] == [True, False]
    assert [cell.text for _, cell in asked.unclaimed] == ["-567", "(580)"]


def stub(tmp_path: Path, body: str) -> tuple[str, ...]:
    """A child whose reader is replaced by ``body``, a function of the page's number."""
    script = tmp_path / "stub.py"
    script.write_text(
        "import os, sys, time\n"
        "from extractors.second_readers import child\n"
        "from pipeline.model import PageContent\n"
        "def read(path, pages, password):\n"
        "    for page in pages:\n"
        f"        {body}\n"
        "        yield PageContent(page, 'text', width=1.0, height=1.0)\n"
        "child.page_reader = lambda name: read\n"
        "child.main()\n",
        encoding="utf-8",
    )
    return (str(script),)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("time.sleep(60 * (page == 2))", "did not finish within 1 seconds"),
        ("page == 2 and os._exit(9)", "crashed"),
        ("page == 2 and 1 // 0", "gave up (ZeroDivisionError)"),
    ],
)
def test_a_failing_page_is_a_finding_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, cause: str
) -> None:
    monkeypatch.setattr(runner, "CHILD", stub(tmp_path, body))
    contents = read_again(Path("any.pdf"), [1, 2, 3], limits=Limits(page=1.0))
    assert [content.page for content in contents] == [1, 2, 3]
    assert [content.width for content in contents] == [1.0, 0.0, 1.0]
    (finding,) = contents[1].findings
    assert cause in finding.evidence and finding.page == 2 and finding.severity == "info"
    assert not contents[0].findings and not contents[2].findings


def test_a_reader_that_always_crashes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "CHILD", stub(tmp_path, "os._exit(9)"))
    contents = read_again(Path("any.pdf"), range(1, 11), limits=Limits(failures=2))
    causes = [content.findings[0].evidence for content in contents]
    assert ["crashed" in cause for cause in causes] == [True, True] + [False] * 8
    assert all("not asked" in cause for cause in causes[2:])


def test_what_a_library_prints_does_not_disturb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "CHILD", stub(tmp_path, "print('noise'); os.write(1, b'more noise\\n')"))
    assert not read_again(Path("any.pdf"), [1])[0].findings


def test_a_missing_library_is_said_once_per_page_and_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "missing.py"
    script.write_text(
        "import sys\nsys.modules['camelot'] = None\nfrom extractors.second_readers import child\nchild.main()\n", encoding="utf-8"
    )
    monkeypatch.setattr(runner, "CHILD", (str(script),))
    contents = read_again(Path("any.pdf"), [1, 2])
    assert all("camelot is not installed" in content.findings[0].evidence for content in contents)


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"no PDF")
    (content,) = read_again(path, [1], "pdfplumber")
    assert "gave up" in content.findings[0].evidence
