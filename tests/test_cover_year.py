"""The year that only a cover names."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.markdown import parse_markdown, read_markdown
from normalizers.statements import understand
from normalizers.years import column_years
from pipeline.model import Line, PageContent

TABLE = "| 区分 | 金額 |\n|---|---|\n| 人件費 | 1,200 |\n| 物件費 | 300 |\n| 計 | 1,500 |\n"


@pytest.mark.parametrize(
    ("cover", "year"),
    [
        (["令和２年度 予算に関する説明書", "川辺地区消防組合"], 2020),
        (["令和２年度 予算に関する説明書", "令和元年度 決算書"], None),
        (["川辺地区消防組合"], None),
        (["令和６年度に係る業務の実績", "令和７年度第１回 評価委員会"], 2024),
        (["財務諸表", "第20期事業年度", "自 令和５年４月１日", "至 令和６年３月31日"], 2023),
    ],
)
def test_a_table_without_a_year_takes_the_one_on_the_cover(cover: list[str], year: int | None, tmp_path: Path) -> None:
    path = tmp_path / "packet.md"
    path.write_text(TABLE, "utf-8")
    [table] = read_markdown(path)
    first = PageContent(1, "text", (), tuple(Line(text) for text in cover))
    [statement] = understand("packet", [first, table]).statements
    assert {column.fiscal_year for column in statement.columns} == {year}


@pytest.mark.parametrize(("later", "year"), [(["令和8年度 予算"], 2026), (["令和8年度 予算", "令和7年度 決算"], None)])
def test_tables_before_the_first_that_names_a_year_take_the_only_one(later: list[str], year: int | None) -> None:
    tables = "".join(f"\n{caption}\n\n{TABLE}" for caption in ["給与費明細書", *later])
    first = understand("packet", [parse_markdown(tables)]).statements[0]
    assert {column.fiscal_year for column in first.columns} == {year}


def test_a_month_in_a_caption_is_the_year_of_its_table_alone() -> None:
    captions = ("令和8年度 給与費明細書", "ク 特殊勤務手当(令和7年12月の実績)", "ケ その他")
    tables = "".join(f"\n{caption}\n\n{TABLE}" for caption in captions)
    years = [statement.columns[0].fiscal_year for statement in understand("packet", [parse_markdown(tables)]).statements]
    assert years == [2026, 2025, 2026]


def test_the_first_half_of_a_year_is_no_year_before() -> None:
    assert column_years(["前期 / 申請者", "後期 / 申請者", "計 / 申請者"], 2024) == [None, None, None]
    assert column_years(["前期", "当期"], 2024) == [2023, 2024]


def test_the_last_of_several_terms_is_the_tables() -> None:
    assert column_years(["第17期", "第18期", "第19期", "第20期"], 2024) == [2021, 2022, 2023, 2024]
    assert column_years(["第9期", "合計"], 2024) == [None, None]


def test_the_last_months_of_a_calendar_year_are_of_the_fiscal_year_before() -> None:
    assert column_years(["令和6年 / 4月", "令和6年 / 12月", "令和7年 / 1月", "令和7年 / 3月"], 2024) == [2024, 2024, 2024, 2024]
    assert column_years(["令和7年度 / 1月", "令和7年 / 4月"], 2024) == [2025, 2025]
