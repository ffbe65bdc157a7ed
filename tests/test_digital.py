"""Pages with a text layer, from file to tables and the lines between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.digital import read_pdf, tables_of
from pipeline.model import PageContent
from tests.printed import glyphs_at, joined_glyphs, page_at, read, rows_of, sketched

MINCHO = "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(MINCHO))

STATEMENT = """
    第１号様式
                 貸借対照表
                               （単位：円）
    ┌──────────┬──────────┬──────────┐
    │科目      │  当年度  │  前年度  │
    ├──────────┼──────────┼──────────┤
    │現金      │     1,000│       900│
    │預金      │    20,000│       800│
    └──────────┴──────────┴──────────┘
    （注）金額は四捨五入している。
    ┌──────────┬──────────┐
    │科目      │  当年度  │
    ├──────────┼──────────┤
    │会費      │     7,000│
    └──────────┴──────────┘
    （注）会費は年額である。
                    - 3 -
"""


def glyphs_of(content: PageContent) -> Counter[str]:
    """Every character in cells and lines."""
    cells = [cell.text for table in content.tables for cell in table.cells]
    return Counter("".join("".join([*cells, *(line.text for line in content.lines)]).split()))


def test_every_line_stands_above_or_below_the_tables_it_belongs_to() -> None:
    content = read(STATEMENT)
    first, second = content.tables
    assert [line.text for line in first.above] == ["第１号様式", "貸借対照表", "（単位：円）"]
    assert [line.text for line in first.below] == []
    assert [line.text for line in second.above] == ["（注）金額は四捨五入している。"]
    assert [line.text for line in second.below] == ["（注）会費は年額である。", "- 3 -"]
    assert content.lines == (*first.above, *second.above, *second.below)


def test_a_statement_is_read_with_its_glyphs_each_once() -> None:
    page = sketched(STATEMENT)
    assert glyphs_of(tables_of(page)) == Counter(page.glyphs.text)


WORDS = st.text("現金預1,0△．年", min_size=1, max_size=8).filter(lambda text: "．．" not in text)
"""Dots in a row lead from a label to its number, and are left out."""
PLACES = st.tuples(st.integers(0, 6), st.integers(0, 40))
ROWS, EDGES = st.sets(st.integers(0, 40), max_size=8), st.sets(st.integers(0, 7), max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(PLACES, WORDS, max_size=60), ROWS, EDGES)
def test_no_glyph_of_any_page_is_lost_or_read_twice(words: dict[tuple[int, int], str], across: set[int], down: set[int]) -> None:
    runs = [(40 + 75.0 * x, 50 + 16.0 * y, text) for (x, y), text in words.items()]
    strokes = [(35.0, 42 + 16.0 * y, 560.0, 42.4 + 16 * y) for y in across]
    strokes += [(35 + 75.0 * x, 42.0, 35.4 + 75 * x, 700.0) for x in down]
    page = page_at(runs, strokes)
    assert glyphs_of(tables_of(page)) == Counter(page.glyphs.text)


def written(folder: Path, *pages: list[str]) -> Path:
    """A PDF with lines of text, page by page."""
    path = folder / "packet.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for lines in pages:
        canvas.setFont(MINCHO, 10)
        for k, line in enumerate(lines):
            canvas.drawString(70, A4[1] - 80 - 16 * k, line)
        canvas.showPage()
    canvas.save()
    return path


def test_a_page_of_prose_gives_its_lines_without_boxes(tmp_path: Path) -> None:
    [content] = list(read_pdf(written(tmp_path, ["議事次第", "１ 開会", "２ 令和４年度決算について"])))
    assert [line.text.strip() for line in content.lines] == ["議事次第", "１ 開会", "２ 令和４年度決算について"]
    assert content.tables == () and content.kind == "text"


def test_a_table_between_three_rules_whose_rows_end_in_words_is_no_prose(tmp_path: Path) -> None:
    path = tmp_path / "packet.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(MINCHO, 10)
    rows = ("名称", "金額", "備考"), ("活動費", "4,500,000", "90団体"), ("設備", "1,280,000", "32基"), ("計", "5,780,000", "見込")
    for k, (name, amount, remark) in enumerate(rows):
        canvas.drawString(70, 700 - 16 * k, name)
        canvas.drawRightString(220, 700 - 16 * k, amount)
        canvas.drawString(240, 700 - 16 * k, remark)
    for y in (712, 695, 645):
        canvas.line(70, y, 400, y)
    canvas.save()
    [content] = list(read_pdf(path))
    assert [rows_of(table) for table in content.tables] == [[list(row) for row in rows]]


def test_a_blank_page_is_blank(tmp_path: Path) -> None:
    [first, second] = list(read_pdf(written(tmp_path, [], ["終わり"])))
    assert (first.kind, second.kind) == ("blank", "text")


def test_only_wanted_pages_are_read_in_their_order(tmp_path: Path) -> None:
    path = written(tmp_path, ["一"], ["二"], ["三"])
    assert [content.page for content in read_pdf(path, [2, 3])] == [2, 3]
    assert [content.page for content in read_pdf(path)] == [1, 2, 3]


@pytest.mark.parametrize("mark", ["案", "見本"])
def test_a_watermark_spoils_no_cell(mark: str) -> None:
    page = sketched(STATEMENT)
    clean = [rows_of(table) for table in tables_of(page).tables]
    marked = replace(page, glyphs=joined_glyphs(page.glyphs, glyphs_at([(60, 110, mark)], 130.0)))
    assert [rows_of(table) for table in tables_of(marked).tables] == clean
