"""Fonts that a PDF names and does not carry: its text must stand where it is printed, on machines without such a font too."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.pdf_pages import PdfPage, open_pdf

SIZE = 10


def drawn(path: Path) -> Path:
    """One line of one character, one of several, one of figures, in a font that stays outside the file."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas = Canvas(str(path))
    canvas.setFont("HeiseiMin-W3", SIZE)
    for y, text in ((500, "計"), (480, "△資産"), (460, "1,2")):
        canvas.drawString(100, y, text)
    canvas.save()
    return path


def test_a_lone_character_is_not_lost_and_boxes_are_the_em_boxes_of_the_file(tmp_path: Path) -> None:
    with PdfPage(open_pdf(drawn(tmp_path / "x.pdf")), 1) as page:
        glyphs = page.glyphs(page.text())
    assert glyphs.text == "計△資産1,2"
    widths = [round(float(box[2] - box[0]), 1) for box in glyphs.boxes]
    assert widths == [SIZE, SIZE, SIZE, SIZE, SIZE / 2, SIZE / 4, SIZE / 2]
    heights = {round(float(box[3] - box[1]), 1) for box in glyphs.boxes}
    assert len(heights) == 1, "a machine's own font would make each as high as its ink"


def test_every_character_is_the_same_mark(tmp_path: Path) -> None:
    path = drawn(tmp_path / "x.pdf")
    open_pdf(path)
    text = pdfium.PdfDocument(path)[0].get_textpage()
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    inks = {(round(right - left, 1), round(top - bottom, 1)) for left, bottom, right, top in boxes if right > left}
    assert len(inks) == 1
