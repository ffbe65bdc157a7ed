"""Units that only a note says, or a running head, or a remark in brackets."""

from __future__ import annotations

from dataclasses import replace

from normalizers.captions import read_caption
from normalizers.statements import understand
from normalizers.units import unit_in
from pipeline.model import Box, Line, PageContent
from tests.test_layout import table

FUND = table("区分|前年度末現在高|本年度末現在高", "財政調整基金|412|320", "給付費準備基金|286|255", above=("第1表 基金の状況",))
LOANS = table("区分|前年度末現在高|本年度末現在高", "財政融資資金|900|800", "市中銀行|70|60", above=("第2表 借入金の状況",))


def units(*notes: str) -> list[str]:
    page = PageContent(1, "text", (FUND, LOANS), tuple(Line(note) for note in notes))
    return [statement.unit for statement in understand("packet", [page]).statements]


def test_a_note_says_in_which_unit_all_tables_of_its_page_are() -> None:
    assert units("（注）１　金額は、すべて千円単位で、消費税を含む。") == ["千円", "千円"]
    assert units("（注）金額の単位は円である。利率は年利を示す。") == ["円", "円"]
    assert units("予算総額は、歳入歳出それぞれ千円である。") == ["", ""]


def test_a_note_that_names_tables_is_of_these_alone() -> None:
    assert units("（注）基金の状況の金額は、千円単位で表示している。") == ["千円", ""]
    assert units("（注）第２表の金額の単位は、百万円である。") == ["", "百万円"]


def test_a_unit_stands_behind_the_year_in_brackets() -> None:
    assert read_caption([Line("拠点区分別内訳"), Line("（令和４年度、円）")]).unit == "円"
    assert unit_in("金額単位 円") == "円"


def test_the_unit_of_a_running_head_holds_for_the_tables_of_its_pages() -> None:
    head = Line("組合　**令和６年度決算書**　金額単位 円", Box(40, 10, 500, 20))
    pages = []
    for number, name in enumerate(("歳入決算書", "歳出決算書"), 1):
        own = (replace(head, page=number), Line(name, Box(40, 40, 500, 50), number))
        grid = replace(FUND, page=number, above=own)
        pages.append(PageContent(number, "text", (grid,), own, 600.0, 800.0))
    assert [statement.unit for statement in understand("packet", pages).statements] == ["円", "円"]
