"""Scans in black and white, and the scans that PDF pages carry: what was grey is grey again, no pixel is drawn anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cv2")

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from extractors.ocr.bitonal import with_greys
from extractors.ocr.embedded import embedded_scan
from extractors.ocr.grounds import dark_areas_turned
from extractors.ocr.ink import ink_of
from extractors.ocr.picture import picture_of_page, prepared

DPI = 150


def printed(ground: int = 255, ink: int = 0) -> np.ndarray:
    """A line of print on a ground, with soft edges, below it one on white."""
    page = np.full((300, 900), 255, np.uint8)
    page[40:110, 40:860] = ground
    cv2.putText(page, "1,234 5,678 90", (80, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.2, ink, 3, cv2.LINE_AA)
    cv2.putText(page, "1,234 5,678 90", (80, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2, cv2.LINE_AA)
    return page


def dithered(grey: np.ndarray) -> np.ndarray:
    """Floyd and Steinberg's, as imaging programs make black and white."""
    return np.asarray(Image.fromarray(grey).convert("1").convert("L"), np.uint8)


def test_what_a_threshold_made_black_and_white_stays_as_it_is() -> None:
    page = np.where(printed() < 128, 0, 255).astype(np.uint8)
    assert with_greys(page, DPI)[0] is page


def test_a_picture_with_greys_stays_as_it_is() -> None:
    page = printed(200)
    assert with_greys(page, DPI)[0] is page


def test_ragged_edges_are_smoothed() -> None:
    page = dithered(cv2.GaussianBlur(printed(), (0, 0), 1.0))
    smoothed, ragged = with_greys(page, DPI)
    assert ragged and prepared(page, DPI, DPI).worn and not prepared(page, DPI, 300).worn
    assert np.count_nonzero((smoothed > 0) & (smoothed < 255)) > 0


def test_a_dark_header_of_dots_is_turned_like_one_of_ink() -> None:
    picture = prepared(dithered(printed(70, 255)), DPI, DPI)
    _, [box] = dark_areas_turned(picture.grey, picture.point)
    scale = picture.dpi / DPI
    assert [value / scale for value in box] == pytest.approx([40, 40, 860, 110], abs=6)
    marks = ink_of(picture).marks
    line, right = marks[int(60 * scale) : int(95 * scale)], int(520 * scale)
    assert line[:, :right].sum() > 1000
    assert line[:, right : int(840 * scale)].sum() == 0


def test_dots_of_a_light_shade_are_taken_out_one_by_one() -> None:
    ink = ink_of(prepared(dithered(printed(225)), DPI, DPI))
    scale = 2
    assert ink.marks[45 * scale : 105 * scale, 560 * scale : 840 * scale].sum() == 0
    assert ink.marks[60 * scale : 95 * scale, : 520 * scale].sum() > 1000


def test_print_right_below_a_dark_header_is_no_part_of_it() -> None:
    page = printed(70, 255)
    for line in range(5):
        cv2.putText(page, "1,234 5,678 90 1,234 5,678 90", (45, 145 + 36 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 7)
    _, [box] = dark_areas_turned(page, DPI / 72)
    assert box == pytest.approx((40, 40, 860, 110), abs=4)


# -------------------------------------------------------------------------------------------- the picture that a page carries


def as_pdf(grey: np.ndarray, path: Path, dpi: float) -> Any:
    Image.fromarray(grey).save(path, "PDF", resolution=dpi)
    return pypdfium2.PdfDocument(path)


def test_a_page_that_is_one_scan_is_read_pixel_by_pixel(tmp_path: Path) -> None:
    page = np.where(printed() < 128, 0, 255).astype(np.uint8)
    Image.fromarray(page).convert("1").save(tmp_path / "scan.pdf", "PDF", resolution=DPI)
    found = embedded_scan(pypdfium2.PdfDocument(tmp_path / "scan.pdf")[0])
    assert found is not None
    assert found[1] == pytest.approx(DPI)
    assert np.array_equal(found[0], page)


def test_a_turned_page_is_read_upright(tmp_path: Path) -> None:
    document = as_pdf(printed(), tmp_path / "scan.pdf", DPI)
    document[0].set_rotation(90)
    found = embedded_scan(document[0])
    assert found is not None
    assert found[0].shape == (900, 300)
    assert float(np.abs(found[0].astype(int) - np.rot90(printed(), -1)).mean()) < 3


def test_a_scan_with_print_over_it_is_rendered(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    Image.fromarray(printed()).save(tmp_path / "scan.png")
    canvas = Canvas(str(tmp_path / "stamped.pdf"), pagesize=(432, 144))
    canvas.drawImage(str(tmp_path / "scan.png"), 0, 0, 432, 144)
    canvas.drawString(300, 20, "COPY")
    canvas.save()
    document = pypdfium2.PdfDocument(tmp_path / "stamped.pdf")
    assert embedded_scan(document[0]) is None
    assert picture_of_page(document[0]).native_dpi == pytest.approx(DPI)
