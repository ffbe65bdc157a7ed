"""Pages that are pictures, from pixels to cells: rules, words, tables, image files, and what happens without the extra."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")

import cv2
import numpy as np
import pypdfium2

from extractors import pictures
from extractors.digital import read_pdf, tables_of
from extractors.ocr import recognition
from extractors.ocr.ink import ink_of
from extractors.ocr.numbers import FAMILY
from extractors.ocr.picture import prepared, skew_of, turned
from extractors.pictures import read_picture_file, read_picture_page, with_pictures
from pipeline.errors import InputError
from pipeline.model import Line, PageContent
from tests.packets import INPUTS

DPI = 200
PACKET, PAGE = INPUTS["other-water"], 2


def scanned(path: Path, page: int, dpi: int) -> np.ndarray:
    """A page of a PDF as a grey picture."""
    bitmap: Any = pypdfium2.PdfDocument(path)[page - 1].render(scale=dpi / 72, grayscale=True)
    return np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width])


def numbers_of(content: PageContent) -> Counter[str]:
    """Every amount in a page's tables."""
    texts = (re.sub(r"\s", "", unicodedata.normalize("NFKC", c.text)) for table in content.tables for c in table.cells)
    return Counter(text for text in texts if re.fullmatch(r"[△▲(]*[\d,]+\)?", text))


@pytest.fixture(scope="module")
def grey() -> np.ndarray:
    return scanned(PACKET, PAGE, DPI)


@pytest.fixture(scope="module")
def content(grey: np.ndarray) -> PageContent:
    return read_picture_page(prepared(grey, DPI, DPI), PAGE, tables_of)


def test_a_scanned_page_says_what_its_text_layer_says(content: PageContent) -> None:
    [printed] = read_pdf(PACKET, [PAGE])
    assert numbers_of(content) == numbers_of(printed)
    assert content.kind == "image"


def test_no_reading_of_a_clean_scan_is_doubted_and_none_counts_as_a_second_reader(content: PageContent) -> None:
    figures = [c for table in content.tables for c in table.cells if re.fullmatch(r"[△▲]?[\d,]+", c.text)]
    assert figures
    assert all(len({reading.text for reading in cell.readings}) == 1 for cell in figures)
    assert {reading.reader for cell in figures for reading in cell.readings} == {FAMILY}


@pytest.mark.parametrize("degrees", [-1.5, -0.4, 0.0, 0.9])
def test_skew_is_measured_to_a_twentieth_of_a_degree(grey: np.ndarray, degrees: float) -> None:
    assert abs(skew_of(turned(grey, -degrees), DPI) - degrees) <= 0.05


def grid(style: str, shade: int = 0) -> np.ndarray:
    """A table of two rows and two columns with digits in it, drawn with rules of one style."""
    picture = np.full((400, 800), 255, np.uint8)
    for at in (50, 200, 350):
        stroke(picture, (50, at), (750, at), style, shade)
    for at in (50, 400, 750):
        stroke(picture, (at, 50), (at, 350), style, shade)
    for column in (100, 450):
        for row in (140, 290):
            cv2.putText(picture, "1,234", (column, row), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2, cv2.LINE_AA)
    return picture


def stroke(picture: np.ndarray, start: tuple[int, int], end: tuple[int, int], style: str, shade: int) -> None:
    """A rule from left or top, solid, dashed, dotted or broken."""
    on, off = {"solid": (10_000, 0), "dashed": (9, 6), "dotted": (2, 4), "broken": (300, 8)}[style]
    length = end[0] - start[0] + end[1] - start[1]
    along = np.array([(end[0] - start[0]) // length, (end[1] - start[1]) // length])
    for at in range(0, length, on + off):
        a, b = np.array(start) + along * at, np.array(start) + along * min(at + on - 1, length)
        cv2.line(picture, a.tolist(), b.tolist(), shade, 2)


@pytest.mark.parametrize(("style", "shade"), [("solid", 0), ("dashed", 0), ("dotted", 0), ("broken", 0), ("solid", 190)])
def test_rules_of_all_sorts_are_found_and_taken_out(style: str, shade: int) -> None:
    picture = prepared(grid(style, shade), DPI, DPI)
    ink = ink_of(picture)
    assert sorted(round(y / 10) for y, *_ in ink.horizontal.tolist()) == [5, 20, 35]
    assert sorted(round(x / 10) for x, *_ in ink.vertical.tolist()) == [5, 40, 75]
    left = ink.marks.copy()
    for column in (95, 445):
        for row in (100, 250):
            left[row : row + 60, column : column + 130] = 0
    assert left.sum() <= 200, "hardly anything but the digits is left as marks"


def test_light_print_on_a_dark_bar_is_ink_like_any_other() -> None:
    picture = np.full((400, 800), 255, np.uint8)
    picture[100:170, 50:750] = 70
    cv2.putText(picture, "1,234", (100, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 255, 3, cv2.LINE_AA)
    marks = ink_of(prepared(picture, DPI, DPI)).marks
    assert 300 < marks[115:160, 95:220].sum() < 3000
    assert marks[115:160, 300:700].sum() == 0


def test_a_watermark_and_strokes_through_empty_cells_are_no_ink() -> None:
    page = np.full((900, 900), 255, np.uint8)
    cv2.putText(page, "DRAFT", (60, 500), cv2.FONT_HERSHEY_SIMPLEX, 8, 222, 60)
    cv2.putText(page, "12,345", (300, 400), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 3)
    figures = page.copy()
    cv2.line(page, (100, 700), (500, 800), 0, 2, cv2.LINE_AA)
    ink = ink_of(prepared(page, 200, 200))
    assert not ink.marks[600:].any()
    box = cv2.boundingRect((figures < 128).astype(np.uint8))
    assert cv2.boundingRect(ink.marks) == pytest.approx(box, abs=3)


def test_shading_by_dots_is_no_ink() -> None:
    picture = np.full((400, 800), 255, np.uint8)
    picture[100:170:4, 50:750:4] = 0
    cv2.putText(picture, "1,234", (100, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3, cv2.LINE_AA)
    marks = ink_of(prepared(picture, DPI, DPI)).marks
    assert marks[115:160, 95:220].sum() > 300
    assert marks[115:160, 300:700].sum() == 0


@pytest.mark.parametrize("shading", ["even", "noisy", "dots"])
def test_the_edges_of_a_shaded_header_are_found(shading: str) -> None:
    picture = np.full((400, 800), 255, np.uint8)
    if shading == "dots":
        picture[100:170:4, 50:750:4] = 0
    else:
        picture[100:170, 50:750] = 235
    if shading == "noisy":
        picture[100:170, 50:750] += np.random.default_rng(7).integers(-3, 4, (70, 700)).astype(np.uint8)
    cv2.putText(picture, "1,234", (100, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3, cv2.LINE_AA)
    cv2.putText(picture, "5,678", (100, 250), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3, cv2.LINE_AA)
    edges = ink_of(prepared(picture, DPI, DPI)).shades
    assert sorted(edges[:, 0].tolist()) == pytest.approx([100, 170], abs=4)
    assert edges[0, 1:].tolist() == pytest.approx([50, 750], abs=4)


def test_dots_that_are_a_pixel_higher_than_long_make_a_rule() -> None:
    picture = grid("solid", 0)
    for top in range(210, 345, 6):
        picture[top : top + 2, 600:603] = 0
    ink = ink_of(prepared(picture, DPI, DPI))
    assert sorted(round(x / 10) for x, *_ in ink.vertical.tolist()) == [5, 40, 60, 75]


def test_one_stroke_below_the_other_in_each_row_is_no_dotted_rule() -> None:
    picture = np.full((400, 400), 255, np.uint8)
    for top in range(100, 260, 21):
        picture[top : top + 16, 100:103] = 0
        picture[top + 2 : top + 16, 107:110] = 0
        picture[top + 4 : top + 7, 107:122] = 0
    assert not len(ink_of(prepared(picture, DPI, DPI)).vertical)


# ------------------------------------------------------------------------------------------------------------- files and pages


def test_every_page_of_a_tiff_is_read(tmp_path: Path, grey: np.ndarray) -> None:
    from PIL import Image

    path = tmp_path / "scan.tiff"
    table = Image.fromarray(grey[200:900])
    table.save(path, save_all=True, append_images=[table], dpi=(DPI, DPI))
    first, second = read_picture_file(path, tables_of)
    assert (first.page, second.page) == (1, 2)
    assert numbers_of(first) == numbers_of(second) != Counter()


def test_a_damaged_picture_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    with pytest.raises(InputError):
        list(read_picture_file(path, tables_of))


def test_text_pages_open_nothing(tmp_path: Path) -> None:
    pages = [PageContent(1, "text", lines=(Line("議事"),)), PageContent(2, "blank")]
    assert list(with_pictures(pages, tmp_path / "is-not-there.pdf", tables_of)) == pages


def test_a_page_not_to_be_read_is_told(tmp_path: Path) -> None:
    [page] = with_pictures([PageContent(3, "image")], tmp_path / "is-not-there.pdf", tables_of, ocr="never")
    assert [(f.kind, f.severity, f.page) for f in page.findings] == [("unsupported_page", "error", 3)]


def test_without_the_extra_a_page_tells_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise recognition.MissingReaderError(f"{name} is not installed")

    pictures._check_health.cache_clear()
    monkeypatch.setattr("extractors.ocr.health.recogniser", missing)
    [page] = with_pictures([PageContent(PAGE, "image")], PACKET, tables_of)
    pictures._check_health.cache_clear()
    [finding] = page.findings
    assert (finding.kind, finding.severity) == ("unsupported_page", "error")
    assert "requirements-ocr.lock" in finding.evidence


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    pictures._check_health.cache_clear()
