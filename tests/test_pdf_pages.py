"""What is printed where: PDFs drawn in the test, read through pdfium."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractors import drawings
from extractors.digital import read_page
from extractors.drawings import drawn_of, joined, rules_of
from extractors.geometry import tokens_of
from extractors.pdf_pages import PdfPage, glyphs_of, open_pdf, pages_of
from pipeline.errors import InputError
from pipeline.model import Glyphs, PageContent, Rules
from tests.printed import boxes, rows_of

Draw = Callable[[Canvas], None]
MINCHO = "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(MINCHO))


def pdf(folder: Path, draw: Draw, **options: object) -> Path:
    """A one-page PDF."""
    path = folder / "page.pdf"
    canvas = Canvas(str(path), pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return path


def glyphs_in(path: Path) -> Glyphs:
    document = open_pdf(path)
    [page] = [page.glyphs(page.text()) for page in pages_of(document)]
    document.close()
    return page


def rules_in(path: Path) -> Rules:
    document = open_pdf(path)
    [rules] = [page.drawing().rules for page in pages_of(document)]
    document.close()
    return rules


def content_of(path: Path) -> PageContent:
    document = open_pdf(path)
    [content] = [read_page(page) for page in pages_of(document)]
    document.close()
    return content


def table(canvas: Canvas) -> None:
    """A ruled table of two rows, 100 points from the left, 200 from the top of an A4 page."""
    canvas.setFont("Helvetica", 10)
    canvas.setLineWidth(0.5)
    for k in range(3):
        canvas.line(100, A4[1] - 200 - 20 * k, 300, A4[1] - 200 - 20 * k)
    for x in (100, 200, 300):
        canvas.line(x, A4[1] - 200, x, A4[1] - 240)
    for row, (label, number) in enumerate((("Cash", "1,000"), ("Land", "25,000"))):
        canvas.drawString(105, A4[1] - 214 - 20 * row, label)
        canvas.drawRightString(295, A4[1] - 214 - 20 * row, number)


CELLS = [["Cash", "1,000"], ["Land", "25,000"]]

# ---------------------------------------------------------------------------------------------------------- turned and cropped


def turned(degrees: int) -> Draw:
    """The table as a viewer shows it upright, stored turned, with /Rotate to undo it."""

    def draw(canvas: Canvas) -> None:
        width, height = A4
        canvas.translate(*{0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[degrees])
        canvas.rotate(degrees)
        canvas.setPageRotation(degrees)  # which turns the sheet as well
        table(canvas)

    return draw


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_read_as_displayed_however_it_is_stored(tmp_path: Path, degrees: int) -> None:
    content = content_of(pdf(tmp_path, turned(degrees)))
    assert (content.width, content.height) == pytest.approx(A4, abs=0.1)
    [found] = content.tables
    assert rows_of(found) == CELLS
    assert found.box == pytest.approx((100, 200, 300, 240), abs=0.6)


def test_a_crop_box_moves_the_origin(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((80, 100, 500, A4[1] - 150))
        table(canvas)

    content = content_of(pdf(tmp_path, draw))
    [found] = content.tables
    assert rows_of(found) == CELLS
    assert found.box == pytest.approx((20, 50, 220, 90), abs=0.6)
    assert content.width == pytest.approx(420, abs=0.1)


def test_a_table_inside_a_form_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        table(canvas)
        canvas.endForm()
        canvas.translate(50, -100)
        canvas.doForm("inner")

    [found] = content_of(pdf(tmp_path, draw)).tables
    assert rows_of(found) == CELLS
    assert found.box == pytest.approx((150, 300, 350, 340), abs=0.6)


# --------------------------------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize("kind", ["line", "thin box", "dashes", "dots", "box edges", "pieces"])
def test_a_rule_is_a_rule_however_it_is_drawn(tmp_path: Path, kind: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        if kind == "line":
            canvas.line(100, 500, 300, 500)
        elif kind == "thin box":
            canvas.rect(100, 499.6, 200, 0.8, stroke=0, fill=1)
        elif kind == "dashes":
            for x in range(100, 300, 8):
                canvas.rect(x, 499.8, min(6.5, 300 - x), 0.4, stroke=0, fill=1)
        elif kind == "dots":
            for x in range(100, 300, 3):
                canvas.rect(x, 499.7, 0.6, 0.6, stroke=0, fill=1)
        elif kind == "box edges":
            canvas.rect(100, 450, 200, 50)
        else:
            for x in (100, 170, 240):
                canvas.line(x, 500, min(x + 69.0, 300), 500)

    rules = rules_in(pdf(tmp_path, draw))
    top = rules.horizontal[np.argmin(rules.horizontal[:, 0])]
    assert top == pytest.approx((A4[1] - 500, 100, 300), abs=3.1)
    assert len(rules.horizontal) == (2 if kind == "box edges" else 1)


def test_a_shaded_box_is_no_rule_and_leaves_its_edges(tmp_path: Path) -> None:
    path = pdf(tmp_path, lambda canvas: canvas.rect(100, 450, 200, 50, stroke=0, fill=1))
    document = open_pdf(path)
    [drawing] = [page.drawing() for page in pages_of(document)]
    assert len(drawing.rules.horizontal) == len(drawing.rules.vertical) == 0
    assert sorted(drawing.shades[:, 0].tolist()) == pytest.approx([A4[1] - 500, A4[1] - 450], abs=0.1)
    document.close()


@pytest.mark.parametrize(("alpha", "left"), [(1.0, 20), (0.5, 40)])
def test_an_opaque_box_hides_the_rules_drawn_before_it(tmp_path: Path, alpha: float, left: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        canvas.line(200, 400, 200, 440)  # between two columns, up through the merged header over them
        canvas.setFillGray(0.8, alpha)
        canvas.rect(100, 420, 200, 20, stroke=0, fill=1)
        canvas.line(100, 420, 300, 420)

    rules = rules_in(pdf(tmp_path, draw))
    [(x, top, bottom)] = rules.vertical.tolist()
    assert (x, bottom - top) == pytest.approx((200, left), abs=1.2)
    assert len(rules.horizontal) == 1


def test_double_rules_stay_two_and_the_same_rule_twice_is_one() -> None:
    horizontal = rules_of(boxes((0, 10, 100, 10.4), (0, 10.2, 100, 10.6), (0, 12.6, 100, 13))).horizontal
    assert horizontal[:, 0] == pytest.approx([10.3, 12.8], abs=0.1)


def test_dots_of_rows_that_begin_elsewhere_shift_no_upright_rule() -> None:
    upright = [(x, 0, x + 0.7, 200) for x in (40, 144, 250)]
    places = [(left + 1.5 * n, y) for left, y in ((40, 30), (40.5, 60), (41, 90)) for n in range(140)]
    rows = [(x, y, x + 0.7, y + 0.7) for x, y in places]
    rules = rules_of(boxes(*upright, *rows))
    assert rules.vertical[:, 0] == pytest.approx([40.35, 144.35, 250.35], abs=0.01)
    assert rules.horizontal[:, 0] == pytest.approx([30.35, 60.35, 90.35], abs=0.01)


def test_pieces_join_over_small_gaps_only() -> None:
    [rules] = joined([boxes((0, 10, 50, 10), (51.5, 10, 100, 10), (120, 10, 180, 10))])
    assert rules[:, 1:].tolist() == [[0, 100], [120, 180]]


def test_sets_of_pieces_are_joined_apart() -> None:
    first, none, second = joined([boxes((0, 10, 50, 10)), boxes(), boxes((50, 10, 90, 10), (0, 700, 90, 700))])
    assert (first.tolist(), none.tolist()) == ([[10, 0, 50]], [])
    assert second.tolist() == [[10, 50, 90], [700, 0, 90]]


MARKS = st.lists(st.tuples(*[st.integers(0, 40)] * 2, st.integers(1, 30), st.sampled_from([0.4, 1.0, 2.4])), max_size=12)


@given(MARKS, st.data())
def test_few_pieces_are_joined_like_many(marks: list[tuple[int, int, int, float]], data: st.DataObject) -> None:
    flat = [(x, y, x + long, y + thin) for x, y, long, thin in marks]
    lines = boxes(*[(box[1], box[0], box[3], box[2]) if data.draw(st.booleans()) else box for box in flat])
    fills = boxes(*[(x, y, x + 20, y + long) for x, y, long, _ in marks[:3]])
    few = drawn_of(lines, fills)
    with patch.object(drawings, "FEW", -1):
        many = drawn_of(lines, fills)
    assert [len(rules) for rules in few] == [len(rules) for rules in many]
    assert np.concatenate(few) == pytest.approx(np.concatenate(many))


# -------------------------------------------------------------------------------------------------------------------- glyphs


def test_fake_bold_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(MINCHO, 12)
        for dx, dy in ((0, 0), (0.3, 0), (0, 0.3), (0.3, 0.3)):
            canvas.drawString(100 + dx, 500 + dy, "流動資産11,100")

    assert glyphs_in(pdf(tmp_path, draw)).text == "流動資産11,100"


@pytest.mark.parametrize("text", ["11,111", "1,111,111", "lllIII", "II", "○○○○", "......"])
def test_narrow_and_repeated_glyphs_are_no_copies(tmp_path: Path, text: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(MINCHO if "○" in text else "Helvetica", 6)
        canvas.drawString(100, 500, text)

    assert glyphs_in(pdf(tmp_path, draw)).text == text


def test_glyphs_without_extent_are_left_out() -> None:
    codes = np.array([ord(c) for c in "ABC"], np.uint32)
    assert glyphs_of(codes, boxes((0, 0, 5, 10), (5, 0, 5, 10), (10, 0, 15, 10))).text == "AC"


def test_blanks_and_line_ends_are_no_glyphs(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(MINCHO, 10)
        canvas.drawString(100, 500, "資　産 の")
        canvas.drawString(100, 480, "部")

    glyphs = glyphs_in(pdf(tmp_path, draw))
    assert glyphs.text == "資産の部"
    assert glyphs.boxes.shape == (4, 4)


def test_em_boxes_stand_where_the_text_stands(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(100, A4[1] - 500, "1,000")

    [token] = tokens_of(glyphs_in(pdf(tmp_path, draw)))
    assert token.x0 == pytest.approx(100, abs=0.5)
    assert token.top < 500 - 7 < 500 < token.bottom + 0.5


# -------------------------------------------------------------------------------------------------------------------- inputs


def test_a_password_opens_what_is_encrypted(tmp_path: Path) -> None:
    path = pdf(tmp_path, table, encrypt=StandardEncryption("secret", ownerPassword="owner", canPrint=1))
    with pytest.raises(InputError, match="a password is needed"):
        open_pdf(path)
    with pytest.raises(InputError, match="wrong password"):
        open_pdf(path, "guess")
    document = open_pdf(path, "secret")
    [content] = [read_page(page) for page in pages_of(document)]
    assert rows_of(content.tables[0]) == CELLS
    document.close()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"PK\x03\x04 a workbook", "not a PDF"), (b"%PDF-1.7\n1 0 obj << /Type /Catalog", "damaged or truncated")],
)
def test_what_is_no_pdf_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "packet.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        open_pdf(path)


def test_a_file_without_pages_is_not_told_to_be_what_the_one_before_was(tmp_path: Path) -> None:
    damaged, empty = tmp_path / "damaged.pdf", tmp_path / "empty.pdf"
    damaged.write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Catalog")
    pypdfium2.PdfDocument.new().save(empty)
    for path, reason in ((damaged, "damaged"), (empty, "has no pages")):
        with pytest.raises(InputError, match=reason):
            open_pdf(path)


def test_a_page_keeps_its_file(tmp_path: Path) -> None:
    with PdfPage(open_pdf(pdf(tmp_path, table)), 1) as page:
        gc.collect()
        assert rows_of(read_page(page).tables[0]) == CELLS


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        open_pdf(tmp_path / "none.pdf")


def test_a_damaged_index_is_rebuilt(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    table(canvas)
    canvas.save()
    path = tmp_path / "cut.pdf"
    path.write_bytes(buffer.getvalue().split(b"startxref")[0])
    assert rows_of(content_of(path).tables[0]) == CELLS


def test_only_the_wanted_pages_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "three.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(3):
        canvas.drawString(100, 500, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    document = open_pdf(path)
    assert [page.number for page in pages_of(document, [3, 1])] == [3, 1]
    with PdfPage(document, 2) as page:
        assert page.text().strip() == "page 2"
    document.close()


def test_glyphs_of_a_font_without_ascent_are_as_high_as_it_is_large(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
        canvas.setFont("Vera", 10)
        canvas.drawString(100, A4[1] - 100, "12,345.6")

    path = pdf(tmp_path, draw, pageCompression=0)
    said = re.compile(rb"/(Ascent|Descent) (\S+)")
    silent = said.sub(lambda found: b"/" + found[1] + b" " + b"-5".ljust(len(found[2])), path.read_bytes())
    path.write_bytes(silent)  # equal: it says nothing, and pdfium gives the ink's own box
    glyphs = glyphs_in(path)
    assert glyphs.text == "12,345.6"
    assert glyphs.boxes[:, 1].tolist() == pytest.approx([100 - 8.8] * 8, abs=0.1)
    assert glyphs.boxes[:, 3].tolist() == pytest.approx([100 + 1.2] * 8, abs=0.1)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_of_four_copies_one_is_left_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    places = [(10.0, 10.0), (10.35, 10.0), (10.0, 10.3), (10.35, 10.3)]
    boxes = np.array([(x, y, x + 13.0, y + 13.0) for x, y in (places[n] for n in order)], np.float32)
    assert glyphs_of(np.full(4, ord("収"), np.uint32), boxes).text == "収"


def test_a_page_painted_through_a_hole_hides_no_more_than_the_hole(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 660):
            canvas.line(50, y, 300, y)
        for n in range(80):  # a dotted rule, each dot a clip with the whole page painted through it
            canvas.saveState()
            hole = canvas.beginPath()
            hole.rect(50 + 3 * n, 640, 1, 1)
            canvas.clipPath(hole, stroke=0, fill=0)
            canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
            canvas.restoreState()

    assert [round(rule[0]) for rule in rules_in(pdf(tmp_path, draw)).horizontal.tolist()] == [142, 162, 182, 201]
