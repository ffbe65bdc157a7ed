"""Every number printed on a page of the fixture packets is a fact, or a named rule sets it aside."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.digital import read_pdf
from extractors.markdown import read_markdown
from extractors.pdf_pages import PdfPage, open_pdf
from normalizers.statements import understand
from pipeline.census import PageNotes, Printed, account_cells, line_rule, pages_with_numbers_outside, with_unread_said
from pipeline.model import Cell, Line, Packet, PageContent, Reading, Table
from tests.packets import INPUTS

PDFS = sorted(name for name, path in INPUTS.items() if path.suffix == ".pdf")


@pytest.mark.parametrize("packet", sorted(INPUTS))
def test_every_number_in_a_table_is_a_fact_or_set_aside_by_a_rule(packet: str) -> None:
    notes = PageNotes()
    understood = understand(packet, notes.noting(contents_of(INPUTS[packet])))
    lost = [cell for cell, rule in account_cells(notes, understood) if rule is None]
    assert lost == []


@pytest.mark.parametrize("packet", sorted(INPUTS))
def test_every_number_outside_tables_is_set_aside_by_a_rule(packet: str) -> None:
    for content in contents_of(INPUTS[packet]):
        for line in content.lines:
            assert line_rule(line) is not None or not any(char.isdigit() for char in line.text), line


@pytest.mark.parametrize("packet", PDFS)
def test_every_digit_drawn_on_a_page_was_read_once(packet: str) -> None:
    document = open_pdf(INPUTS[packet])
    for content in contents_of(INPUTS[packet]):
        with PdfPage(document, content.page) as page:
            drawn = page.glyphs(page.text()).text
        read = [cell.text for table in content.tables for cell in table.cells] + [line.text for line in content.lines]
        assert digits(read) == digits([drawn]), f"page {content.page}"


def contents_of(path: Path) -> Iterable[PageContent]:
    return read_pdf(path, None, None) if path.suffix == ".pdf" else read_markdown(path)


def digits(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if char.isdigit())


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("- 12 -", "page number"),
        ("12 / 45", "page number"),
        ("１２ページ", "page number"),
        ("様式第１号（第４条関係）", "form"),
        ("平成30年度3月補正予算（案） ・・・・・・ 12", "contents"),
        ("平成31年3月31日現在", "date"),
        ("第21回 経営審議委員会", "numbering"),
        ("(1) 平成31年度事業計画", "numbering"),
        ("参考資料 1 - 2", "numbering"),
        ("補正額は1,234千円である。", "amount in prose"),
        ("職員 12 人を増員した。", "amount in prose"),
        ("１項 市民税          18,719,000千円", "heading"),
        ("１項は18,719,000千円で、前年度より増えた。", "amount in prose"),
        ("単位：千円", None),
    ],
)
def test_the_rule_that_sets_a_line_aside(text: str, rule: str | None) -> None:
    assert line_rule(Line(text)) == rule


@pytest.mark.parametrize("text", ["・" * 50_000 + "1x", "1." * 50_000, "1," * 50_000, "-1" * 50_000, "第1" * 50_000])
def test_no_line_takes_long(text: str) -> None:
    start = time.process_time()
    line_rule(Line(text))
    assert time.process_time() - start < 2


def test_a_cell_that_became_no_fact_is_named() -> None:
    notes = PageNotes({1: "text"}, [[Printed(1, "1,234")]])
    assert list(account_cells(notes, Packet("x", ()))) == [(Printed(1, "1,234"), None)]


def test_pages_with_amounts_outside_tables_are_named() -> None:
    lines = (Line("増額は 1,234 千円", page=3), Line("- 4 -", page=4))
    assert pages_with_numbers_outside(Packet("x", (), lines)) == (3,)


def test_a_page_of_which_nothing_was_read_is_said() -> None:
    unread = with_unread_said(PageContent(3, "image"))
    (finding,) = unread.findings
    assert (finding.kind, finding.severity, finding.page) == ("unsupported_page", "error", 3)
    told = replace(unread, findings=(finding, finding))
    assert with_unread_said(told) is told, "whoever read it has said why already"
    for content in (PageContent(1, "blank"), PageContent(1, "text"), PageContent(1, "image", lines=(Line("表紙"),))):
        assert with_unread_said(content) is content


def test_a_figure_below_the_unit_of_its_column_is_its_fact() -> None:
    cells = tuple(
        Cell(row, column, (Reading(text),))
        for row, column, text in ((0, 0, "目"), (0, 1, "予算額"), (1, 0, "個人"), (1, 1, "千円\n946"), (2, 0, "法"), (2, 1, "5"))
    )
    notes = PageNotes()
    understood = understand("test", notes.noting([PageContent(1, "text", (Table(1, 3, 2, cells),))]))
    assert [(cell.text, rule) for cell, rule in account_cells(notes, understood)] == [("千円\n946", "fact"), ("5", "fact")]
