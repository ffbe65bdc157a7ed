"""Sheets that are more than one upright page: two side by side, drawn sideways, damaged, pictures; PDFs drawn in the test."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.damage import damage_of, damaged_parts
from extractors.digital import read_page, read_pages, read_pdf
from extractors.geometry import tokens_of
from extractors.pdf_pages import PdfPage, open_pdf, pages_of
from normalizers.sheets import displayed, printed_pages
from normalizers.statements import understand
from pipeline.census import line_rule, with_unread_said
from pipeline.errors import InputError
from pipeline.model import Box, PageContent, Table
from tests.packets import INPUTS
from tests.printed import rows_of

FONT = "HeiseiKakuGo-W5"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
Draw = Callable[["Sheet"], None]
Rows = Sequence[Sequence[str]]

BALANCE = [("現金預金", "33,210"), ("未収金", "64,550"), ("建物", "1,529,984"), ("資産合計", "1,627,744")]
INCOME = [("営業収益", "19,527"), ("営業費用", "8,685"), ("営業外収益", "2,778"), ("当期純利益", "13,620")]


class Sheet:
    """A page to draw on, measured from its top left."""

    def __init__(self, canvas: Canvas, size: tuple[float, float]) -> None:
        self.canvas, (self.width, self.height) = canvas, size
        canvas.setFont(FONT, 10)

    def text(self, x: float, y: float, text: str, align: str = "left") -> None:
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString, "centre": self.canvas.drawCentredString}
        draw[align](x, self.height - y, text)

    def rows(self, x: float, y: float, rows: Rows, rights: Sequence[float] = (220,), pitch: float = 16) -> None:
        """Rows without rules: a label at ``x``, the others with their right edges so far from there."""
        for n, (label, *numbers) in enumerate(rows):
            self.text(x, y + pitch * n, label)
            for right, number in zip(rights, numbers, strict=False):
                self.text(x + right, y + pitch * n, number, "right")

    def ruled(self, x: float, y: float, rows: Rows, edges: Sequence[float] = (0, 120, 220), pitch: float = 16) -> None:
        """A table with all its rules."""
        for n in range(len(rows) + 1):
            self.canvas.line(x + edges[0], self.height - y - pitch * n, x + edges[-1], self.height - y - pitch * n)
        for edge in edges:
            self.canvas.line(x + edge, self.height - y, x + edge, self.height - y - pitch * len(rows))
        for n, (label, *numbers) in enumerate(rows):
            self.text(x + edges[0] + 3, y + pitch * n + 12, label)
            for edge, number in zip(edges[2:], numbers, strict=True):
                self.text(x + edge - 3, y + pitch * n + 12, number, "right")


def pdf(folder: Path, *draws: Draw, size: tuple[float, float] = A4, **options: object) -> Path:
    """A PDF, a page for each of ``draws``."""
    path = folder / "page.pdf"
    canvas = Canvas(str(path), pagesize=size, invariant=True, **options)
    for draw in draws:
        draw(Sheet(canvas, size))
        canvas.showPage()
    canvas.save()
    return path


def only(path: Path) -> PageContent:
    [content] = read_pdf(path)
    return content


def above(table: Table) -> list[str]:
    return [re.sub(r"\s", "", line.text) for line in table.above]


def texts(content: PageContent) -> list[str]:
    return [re.sub(r"\s", "", line.text) for line in content.lines]


# ---------------------------------------------------------------------------------------------------------- two pages on one


def two_up(put: str) -> Draw:
    """Two statements side by side, their titles at one height; ``put``: ``rows`` or ``ruled``."""

    def draw(sheet: Sheet) -> None:
        half = sheet.width / 2
        for left, title, rows, number in ((0.0, "貸借対照表", BALANCE, "― 1 ―"), (half, "損益計算書", INCOME, "― 2 ―")):
            sheet.text(left + half / 2, 60, title, "centre")
            sheet.text(left + half - 60, 90, "（単位：円）", "right")
            getattr(sheet, put)(left + 60, 110, rows)
            sheet.text(left + half / 2, 800, number, "centre")

    return draw


@pytest.mark.parametrize("put", ["rows", "ruled"])
def test_two_pages_on_one_sheet_have_each_their_own_lines(put: str, tmp_path: Path) -> None:
    sheet = only(pdf(tmp_path, two_up(put), size=landscape(A3)))
    assert sheet.gutter is not None
    assert abs(sheet.gutter - sheet.width / 2) < 0.25 * sheet.width
    left, right = printed_pages([sheet])
    assert texts(left) == ["貸借対照表", "（単位：円）", "―1―"]
    assert texts(right) == ["損益計算書", "（単位：円）", "―2―"]
    [balance], [income] = left.tables, right.tables
    assert above(balance) == ["貸借対照表", "（単位：円）"]
    assert above(income) == ["損益計算書", "（単位：円）"]
    assert [rows_of(balance), rows_of(income)] == [[list(row) for row in rows] for rows in (BALANCE, INCOME)]
    assert [line.text.strip("― ") for line in (*balance.below, *income.below)] == ["1", "2"]


def test_a_title_across_both_statements_belongs_to_both(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(sheet.width / 2, 60, "令和五年度財務諸表", "centre")
        for left, title, rows in ((40, "貸借対照表", BALANCE), (320, "損益計算書", INCOME)):
            sheet.text(left, 80, title)
            sheet.rows(left, 110, rows)

    sheet = only(pdf(tmp_path, draw))
    assert [above(table) for table in sheet.tables] == [
        ["令和五年度財務諸表", "貸借対照表"],
        ["令和五年度財務諸表", "損益計算書"],
    ]
    assert texts(sheet) == ["令和五年度財務諸表", "貸借対照表", "損益計算書"], "each line once"


def test_a_list_under_a_date_and_unit_alone_has_the_caption_of_the_one_beside_it(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(40, 60, "損益計算書")
        sheet.text(sheet.width - 40, 80, "（令和６年度　単位：千円）", "right")
        sheet.ruled(40, 100, BALANCE)
        sheet.ruled(sheet.width / 2 + 10, 100, INCOME)

    sheet = only(pdf(tmp_path, draw))
    assert [above(table)[0] for table in sheet.tables] == ["損益計算書", "損益計算書"]


def test_a_date_with_the_unit_at_the_end_of_its_line_runs_across_both_lists(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        middle = sheet.width / 2
        sheet.text(middle, 60, "貸借対照表", "centre")
        sheet.text(middle, 80, "（令和７年３月31日）", "centre")
        sheet.text(sheet.width - 40, 80, "（単位：千円）", "right")
        for left, rows in ((30, BALANCE), (middle + 30, INCOME)):
            sheet.rows(left, 110, rows, rights=(360,))
        sheet.text(middle, 560, "1", "centre")

    sheet = only(pdf(tmp_path, draw, size=landscape(A4)))
    assert [rows_of(table) for table in sheet.tables] == [[list(row) for row in rows] for rows in (BALANCE, INCOME)]


def test_the_right_half_of_a_spread_takes_the_lines_of_the_left(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for top, title in ((60, "１項 市民税"), (300, "２項 固定資産税")):
            sheet.text(40, top, title)
            sheet.ruled(40, top + 20, BALANCE)
            sheet.ruled(sheet.width / 2 + 40, top + 20, INCOME)
        for x in (0.25, 0.75):
            sheet.text(sheet.width * x, 560, f"- {int(x * 4)} -", "centre")

    sheet = only(pdf(tmp_path, draw, size=landscape(A4)))
    assert sheet.gutter is None, "a spread is one page"
    assert [above(table) for table in sheet.tables] == [["１項市民税"]] * 2 + [["２項固定資産税"]] * 2
    assert [rows_of(table)[0][0] for table in sheet.tables] == ["現金預金", "営業収益"] * 2
    assert texts(sheet)[-2:] == ["-1-", "-3-"]


def test_a_table_goes_on_from_the_left_page_to_the_right_one(tmp_path: Path) -> None:
    header = ("科目", "金額")
    items = [(f"{name}収入", f"{1000 + n:,}") for n, name in enumerate("甲乙丙丁戊己庚辛")]

    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "平成30年度収支計算書")
        sheet.ruled(60, 80, [header, *items[:5]])
        sheet.ruled(sheet.width / 2 + 60, 80, [header, *items[5:]])

    packet = understand("x", [only(pdf(tmp_path, draw, size=landscape(A3)))])
    [statement] = packet.statements
    assert [row.item for row in statement.rows] == [label for label, _ in items]


REMARKS = [(*row, remark) for row, remark in zip(BALANCE, ("銀行預金", "受講料等", "本館", "前年度比 3"), strict=True)]
UNITS = [(label, "12.5", unit, amount) for (label, amount), unit in zip(BALANCE, ("㎡", "㎡", "台", "㎡"), strict=True)]


@pytest.mark.parametrize(("rows", "rights"), [(BALANCE, [420]), (REMARKS, [240, 420]), (UNITS, [180, 300, 460])])
def test_white_between_the_columns_of_one_table_parts_no_pages(rows: Rows, rights: list[float], tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(60, 60, "財産目録")
        sheet.rows(60, 100, rows, rights)

    assert only(pdf(tmp_path, draw)).gutter is None


def test_a_rule_across_the_middle_makes_it_one_page(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        two_up("rows")(sheet)
        for y in (100, 180, 200):
            sheet.canvas.line(60, sheet.height - y, sheet.width - 60, sheet.height - y)

    assert only(pdf(tmp_path, draw, size=landscape(A3))).gutter is None


# ------------------------------------------------------------------------------------------------------------ drawn sideways


def statement(sheet: Sheet) -> None:
    sheet.text(120, 60, "平成30年度貸借対照表")
    sheet.ruled(60, 100, [("科目", "金額"), *BALANCE])
    sheet.rows(60, 300, INCOME)


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_drawn_sideways_reads_like_an_upright_one(quarters: int, tmp_path: Path) -> None:
    upright = only(pdf(tmp_path, statement))

    def drawn(sheet: Sheet) -> None:
        canvas = sheet.canvas
        if quarters == 1:
            canvas.translate(0, A4[0])
            canvas.rotate(-90)
        else:
            canvas.translate(A4[1], 0)
            canvas.rotate(90)
        statement(Sheet(canvas, A4))

    sideways = only(pdf(tmp_path, drawn, size=landscape(A4)))
    assert (upright.turn, sideways.turn) == (0, 4 - quarters)
    assert [rows_of(table) for table in sideways.tables] == [rows_of(table) for table in upright.tables]
    assert texts(sideways) == texts(upright)
    assert (round(sideways.width), round(sideways.height)) == (595, 842)


@pytest.mark.parametrize("quarters", [1, 3])
def test_names_that_run_downwards_on_a_page_drawn_sideways(quarters: int, tmp_path: Path) -> None:
    """pdfium gives them backwards where they run from right to left on the sheet as it is stored."""

    def drawn(sheet: Sheet) -> None:
        canvas = sheet.canvas
        canvas.translate(*((0, A4[0]) if quarters == 1 else (A4[1], 0)))
        canvas.rotate(-90 if quarters == 1 else 90)
        upright = Sheet(canvas, A4)
        upright.ruled(60, 100, [("区分", "金額"), *BALANCE])
        for n, glyph in enumerate("国民健康保険"):
            upright.text(40, 130 + 11 * n, glyph)

    with PdfPage(open_pdf(pdf(tmp_path, drawn, size=landscape(A4))), 1) as page:
        text = page.text()
        page.turn_upright(text)
        assert "国民健康保険" in page.glyphs(text).text


@pytest.mark.parametrize("quarters", [1, 3])
def test_the_head_and_the_foot_of_a_sheet_stand_upright_beside_a_table_drawn_sideways(quarters: int, tmp_path: Path) -> None:
    def drawn(sheet: Sheet) -> None:
        sheet.text(300, 30, "令和6年度 連合会決算書")
        sheet.text(290, 830, "- 5 -")
        canvas = sheet.canvas
        canvas.translate(*((0, A4[1]) if quarters == 1 else (A4[0], 0)))
        canvas.rotate(-90 if quarters == 1 else 90)
        wide = Sheet(canvas, landscape(A4))
        wide.text(20, 60, "第8表 保険者別診療報酬")
        wide.ruled(45, 80, [("区分", "金額"), *BALANCE])

    content = only(pdf(tmp_path, drawn))
    [table] = content.tables
    assert [row[0] for row in rows_of(table)] == ["区分", *(label for label, _ in BALANCE)]
    assert [line.text for line in content.lines] == ["令和6年度 連合会決算書", "- 5 -", "第8表 保険者別診療報酬"]


def test_a_page_on_its_head_reads_like_an_upright_one(tmp_path: Path) -> None:
    def drawn(sheet: Sheet) -> None:
        sheet.canvas.translate(*A4)
        sheet.canvas.rotate(180)
        statement(sheet)

    content = only(pdf(tmp_path, drawn))
    assert content.turn == 2
    assert [rows_of(table) for table in content.tables] == [rows_of(table) for table in only(pdf(tmp_path, statement)).tables]


@pytest.mark.parametrize(
    ("turn", "shown"), [(0, (10, 20, 30, 25)), (1, (20, 70, 25, 90)), (2, (70, 175, 90, 180)), (3, (175, 10, 180, 30))]
)
def test_boxes_are_told_as_displayed(turn: int, shown: tuple[float, ...]) -> None:
    assert displayed(Box(10, 20, 30, 25), PageContent(1, "text", width=100, height=200, turn=turn)) == shown


def test_data_of_a_sideways_page_stand_where_a_viewer_shows_them(tmp_path: Path) -> None:
    def drawn(sheet: Sheet) -> None:
        sheet.canvas.translate(A4[1], 0)
        sheet.canvas.rotate(90)
        statement(Sheet(sheet.canvas, A4))

    [upright, *_] = understand("x", [only(pdf(tmp_path, statement))]).statements
    [sideways, *_] = understand("x", [only(pdf(tmp_path, drawn, size=landscape(A4)))]).statements
    for datum, other in zip(upright.data, sideways.data, strict=True):
        assert datum.box and other.box
        assert np.allclose(other.box, (datum.box.top, A4[0] - datum.box.x1, datum.box.bottom, A4[0] - datum.box.x0), atol=0.2)


# ----------------------------------------------------------------------------------------------------------------- damage


def broken(path: Path, page: int) -> Path:
    """The file with the dictionary of a page overwritten, length for length."""
    data = path.read_bytes()
    starts = [found.start() for found in re.finditer(rb"<<\s*/Contents", data)]
    path.write_bytes(data[: starts[page - 1]] + b"#" * 20 + data[starts[page - 1] + 20 :])
    return path


def overwritten(path: Path, part: int) -> Path:
    """The file with some bytes in the middle of a compressed part overwritten."""
    data = path.read_bytes()
    found = list(re.finditer(rb"(?<!end)stream\r?\n", data))[part]
    middle = (found.end() + data.index(b"endstream", found.end())) // 2
    path.write_bytes(data[:middle] + b"\xff\x00" * 6 + data[middle + 12 :])
    return path


def test_one_broken_page_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    first, second, third = read_pdf(broken(pdf(tmp_path, statement, statement, statement), 2))
    assert len(first.tables) == len(third.tables) == 2
    assert (second.page, second.kind, second.tables) == (2, "damaged", ())
    [finding] = second.findings
    assert (finding.kind, finding.severity, finding.page) == ("unsupported_page", "error", 2)
    assert finding.evidence.startswith("page 2 is damaged")


def test_nothing_but_broken_pages_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="damaged"):
        list(read_pdf(broken(pdf(tmp_path, statement), 1)))


@pytest.mark.parametrize("compressed", [0, 1])
@pytest.mark.parametrize("ascii85", [0, 1])
def test_whole_files_are_not_damaged(compressed: int, ascii85: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportlab.rl_config.useA85", ascii85)
    path = pdf(tmp_path, statement, statement, pageCompression=compressed)
    assert damaged_parts(path.read_bytes()) == []
    assert not any(content.findings for content in read_pdf(path))


@pytest.mark.parametrize("ascii85", [0, 1])
def test_a_page_whose_drawing_was_overwritten_is_told(ascii85: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportlab.rl_config.useA85", ascii85)
    path = overwritten(pdf(tmp_path, statement, statement, pageCompression=1), 1)
    first, second = read_pdf(path)
    assert (first.findings, len(first.tables)) == ((), 2)
    [finding] = second.findings
    assert (finding.kind, finding.severity, finding.page) == ("unsupported_page", "error", 2)


def test_damage_that_no_page_is_known_for_is_told_once() -> None:
    data = b"%PDF-1.4\n7 0 obj\n<</Filter/FlateDecode/Length 9>>\nstream\nnot zlib.\nendstream\nendobj\n"
    damage = damage_of(data)
    assert (damage.pages, damage.unplaced) == ({}, True)
    assert damage.file is not None
    assert "1 compressed part" in damage.file.evidence
    assert damage_of(data + b"trailer <</Encrypt 5 0 R>>") == damage_of(b"%PDF-1.4\n")


def test_no_fixture_is_damaged() -> None:
    assert {stem: damaged_parts(path.read_bytes()) for stem, path in INPUTS.items() if path.suffix == ".pdf"} == {
        stem: [] for stem, path in INPUTS.items() if path.suffix == ".pdf"
    }


def test_pages_that_are_wanted_and_not_there(tmp_path: Path) -> None:
    path = pdf(tmp_path, statement, statement)
    assert [content.page for content in read_pdf(path, range(2, 9))] == [2]
    with pytest.raises(InputError, match="there is no page 7: the PDF has 2 pages"):
        list(read_pdf(path, [7, 8]))


# ------------------------------------------------------------------------------------------------------------- kinds of pages


def picture(sheet: Sheet) -> None:
    noise = np.tile(np.arange(0, 255, 5, dtype=np.uint8), (60, 1))
    sheet.canvas.drawImage(ImageReader(Image.fromarray(noise)), 40, 40, sheet.width - 80, sheet.height - 160)


def numbered_picture(sheet: Sheet) -> None:
    picture(sheet)
    sheet.text(sheet.width / 2, 820, "- 3 -", "centre")


def outlines(sheet: Sheet) -> None:
    for n in range(80):
        sheet.canvas.bezier(60 + n * 5, 700, 62 + n * 5, 706, 64 + n * 5, 694, 64 + n * 5, 700)


@pytest.mark.parametrize(("draw", "kind"), [(picture, "image"), (numbered_picture, "image"), (outlines, "outlines")])
def test_what_is_no_text_is_told(draw: Draw, kind: str, tmp_path: Path) -> None:
    content = with_unread_said(only(pdf(tmp_path, draw)))
    assert (content.kind, content.tables) == (kind, ())
    assert [(f.kind, f.severity, f.page) for f in content.findings] == [("unsupported_page", "error", 1)]


def test_a_blank_page_is_nothing_to_tell(tmp_path: Path) -> None:
    content = with_unread_said(only(pdf(tmp_path, lambda _: None)))
    assert (content.kind, content.findings) == ("blank", ())


def test_a_picture_that_takes_up_a_page_of_some_text_is_a_doubt(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        picture(sheet)
        sheet.text(60, 60, "平成30年度貸借対照表は次のとおりである。")

    content = only(pdf(tmp_path, draw))
    assert (content.kind, texts(content)) == ("text", ["平成30年度貸借対照表は次のとおりである。"])
    assert [(f.kind, f.severity) for f in content.findings] == [("unsupported_page", "warning")]


# ------------------------------------------------------------------------------------------------------------ pages of prose


def listed(title: str, *entries: tuple[str, str]) -> Draw:
    """A title, and below it entries from which dots lead to a number."""

    def draw(sheet: Sheet) -> None:
        sheet.text(sheet.width / 2, 60, title, "centre")
        for n, (entry, number) in enumerate(entries):
            sheet.text(60, 110 + 16 * n, f"{entry} {'…' * 20}")
            sheet.text(480, 110 + 16 * n, number, "right")
        sheet.text(sheet.width / 2, 820, "2", "centre")

    return draw


def test_a_table_of_contents_is_prose_and_its_numbers_are_set_aside_as_such(tmp_path: Path) -> None:
    entries = ("貸借対照表", "3"), ("損益計算書", "4"), ("附属明細書", "12")
    content = only(pdf(tmp_path, listed("目　次", *entries)))
    assert content.tables == ()
    assert [line_rule(line) for line in content.lines] == [None, "contents", "contents", "contents", "page number"]


def test_dots_that_lead_to_amounts_are_in_a_table(tmp_path: Path) -> None:
    content = only(pdf(tmp_path, listed("目　次", *BALANCE[:3])))
    assert [row[-1] for row in rows_of(content.tables[0])][-3:] == ["33,210", "64,550", "1,529,984"]


@pytest.mark.parametrize(
    "lines", [["第 2 回 経営審議会 資料 3", "令和 7 年 6 月 24 日"], ["（余白）", "電話 000-555-0142（内線 12）", "－ 24 －"]]
)
def test_nobody_asks_where_the_words_of_a_cover_stand(lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(sheet: Sheet) -> None:
        for n, line in enumerate(lines):
            sheet.text(100, 200 + 40 * n, line)

    monkeypatch.delattr(PdfPage, "glyphs")
    assert texts(only(pdf(tmp_path, draw))) == [line.replace(" ", "") for line in lines]


def test_the_last_rows_of_a_table_alone_on_their_page_are_a_table(tmp_path: Path) -> None:
    rows = [("科　　目", "金　額"), ("正味財産合計", "451,082"), ("負債正味財産合計", "951,082")]
    content = only(pdf(tmp_path, lambda sheet: sheet.rows(60, 110, rows)))
    assert rows_of(content.tables[0])[1:] == [["正味財産合計", "451,082"], ["負債正味財産合計", "951,082"]]


# ------------------------------------------------------------------------------------------------------------------ census


@pytest.mark.parametrize("stem", [stem for stem, path in INPUTS.items() if path.suffix == ".pdf"])
def test_every_character_of_a_page_is_in_one_cell_or_line(stem: str) -> None:
    document = open_pdf(INPUTS[stem])
    for page in pages_of(document):
        content = read_page(page)
        told = [line.text for line in content.lines] + [cell.text for table in content.tables for cell in table.cells]
        if content.tables:
            printed = "".join(token.text for token in tokens_of(page.glyphs(page.text())))
            assert Counter(re.sub(r"\s", "", "".join(told))) == Counter(re.sub(r"\s", "", printed)), f"page {page.number}"
    document.close()


# --------------------------------------------------------------------------------------------------------------- many pages


def test_a_file_that_is_opened_anew_between_its_pages_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = list(read_pages(INPUTS["hard-more"]))
    monkeypatch.setattr("extractors.digital.PAGES_A_READING", 2)
    assert list(read_pages(INPUTS["hard-more"])) == at_once
