"""Of which fiscal year is a table, a column?"""

from __future__ import annotations

from normalizers.statements import understand
from normalizers.years import are_years, column_years, is_over_years
from pipeline.model import Line, PageContent
from tests.test_layout import statements, table

ROWS = "科目|金額", "会費|1,000", "寄附金|2,000", "合計|3,000"


def years(*pages: PageContent) -> list[int | None]:
    return [statement.columns[0].fiscal_year for statement in understand("test", pages).statements]


def page(number: int, *lines: str, above: tuple[str, ...] = ("収支の状況",)) -> PageContent:
    """A page with a table below some lines."""
    grid = table(*ROWS, page=number, above=(*lines, *above))
    return PageContent(number, "text", (grid,), tuple(grid.above))


def test_the_nearest_heading_gives_the_year() -> None:
    bill = page(1, "議案第8号 令和6年度一般会計補正予算(第1号)", *["第1条 予算の総額を次のとおりとする。"] * 9)
    settlement = page(2, "認定第1号 令和5年度一般会計の認定について", *["別冊のとおり提出する。"] * 9)
    assert years(bill, settlement) == [2024, 2023]


def test_a_cover_that_lists_two_years_gives_none() -> None:
    cover = PageContent(1, "text", (), (Line("令和5年度事業報告", page=1), Line("令和6年度収支予算", page=1)))
    assert years(cover, page(2)) == [None]


def test_the_innermost_caption_goes_before_the_document() -> None:
    [statement] = statements(table(*ROWS, above=("令和7年度予算書", "4 施設の利用状況(令和6年度実績)")))
    assert statement.columns[0].fiscal_year == 2024


def test_headers_name_their_year_from_the_inside_outwards() -> None:
    outer = ["令和4年度 / 翌年度へ繰り越すべき財源", "第9期(令和6~8年度) / 年額"]
    own = ["令和5年度まで", "当該年度以降の支出予定額", "前年同月"]
    assert column_years([*outer, *own], 2025) == [2022, 2024, 2023, None, 2024]


def test_a_sum_over_years_is_of_none() -> None:
    names = ["全体計画", "令和5年度", "令和6年度", "令和7年度", "増減"]
    assert [is_over_years(names, index) for index in range(5)] == [True, False, False, False, False]


def test_columns_of_rows_that_are_years_are_of_none() -> None:
    lines = "年度|保証引受|代位弁済", "令和3年度|1,204|18", "令和4年度|1,180|22", "5年度|1,266|17", "6年度|1,310|20"
    [statement] = statements(table(*lines, above=("令和6年度 保証及び代位弁済の推移",)))
    assert {column.fiscal_year for column in statement.columns} == {None}


def test_terms_are_years_apart() -> None:
    assert column_years(["第68年度", "第67年度", "増減"], 2023) == [2023, 2022, None]
    assert column_years(["第68年度", "増減"], 2023) == [None, None]
    assert column_years(["第3事業年度", "第2事業年度(令和4年度)"], 2023) == [2023, 2022]
    assert column_years(["第9期", "第8期"], 2023) == [None, None]


def test_a_list_of_sittings_names_no_year_of_the_table_below_it() -> None:
    sittings = "第1回 令和5年5月26日 令和4年度決算の認定について", "第3回 令和6年3月22日 令和6年度予算について"
    cover = PageContent(1, "text", (), (Line("令和5年度 事業報告書", page=1),))
    assert years(cover, page(2, *sittings, above=("借入金明細表",))) == [2023]


def test_running_text_names_a_year_only_where_it_begins_with_it() -> None:
    cover = PageContent(1, "text", (), (Line("令和5年度 財務書類", page=1),))
    built = "ごみ焼却施設は平成14年度の供用開始から21年を経過しており、有形固定資産減価償却率は53.8%と", "なっている。"
    told = "令和6年度は、新しい装置の供用が通年となったこと、学外からの予約を受け付けるようにしたことに", "より増加した。"
    assert years(cover, page(2, *built, above=("構成町負担金",))) == [2023]
    assert years(cover, page(2, *told, above=("機器別利用実績",))) == [2024]


def test_bonds_named_by_their_year_are_no_years() -> None:
    assert are_years(["令和2年度", "令和3年度決算", "令和4年度末", "令和2年産"])
    assert not are_years(["平成12年度上水道事業債", "平成19年度上水道事業債", "合計"])
