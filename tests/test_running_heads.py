"""What is printed at the head of every page is no table's caption, and parts no table from its beginning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.digital import tables_of
from normalizers.statements import understand
from tests.printed import sketched

FIRST = """
{head}
              {caption}
                            （単位：円）
    科　　目              金　　額
    現金                       200
    預金                       300
    商品                       400
"""
SECOND = """
{head}

    科　　目              金　　額
    建物                       300
    土地                       400
    資産合計                 1,600
"""


def titles(first: str, second: str, caption: str = "貸借対照表") -> list[str]:
    """The titles of the tables of two pages with these lines at their heads."""
    pages = [FIRST.format(head=first, caption=caption), SECOND.format(head=second)]
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate(pages, 1)]
    return [statement.title for statement in understand("packet", contents).statements]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("第27回理事会                令和6年6月27日",) * 2,
        ("令和５年度のあらまし                   3", "令和５年度のあらまし                   4"),
        ("                                資料２－１",) * 2,
        ("", "議案第１２号"),
        ("", "（前頁の続き）           （単位：円）"),
        ("", "（資産　続き）           （単位：円）"),
        ("令和５年度決算書",) * 2,
    ],
)
def test_a_table_goes_on_below_a_running_head(first: str, second: str) -> None:
    assert titles(first, second) == ["貸借対照表"]


def test_a_caption_that_comes_again_is_none() -> None:
    assert titles("財産に関する調書", "財産に関する調書", "基　金") == ["財産に関する調書 基金", "財産に関する調書"]
    assert titles("令和５年度決算書", "令和５年度決算書", "歳　入") == ["令和5年度決算書 歳入", "令和5年度決算書"]
    assert titles("", "施設の状況") == ["貸借対照表", "施設の状況"]


def test_a_numbered_side_is_a_caption_below_a_running_head() -> None:
    head = "                                後期高齢者医療特別会計"
    assert titles(head, head, "２　歳　入") == ["2歳入"]


def test_a_chapter_is_a_running_head_however_it_is_numbered() -> None:
    head = "                          第５章　サービスの見込み"
    assert titles(head, head, "図表５－３ 給付費の見込み") == ["図表5-3給付費の見込み"]
    assert titles("（１）予算", "（１）予算", "ア　給付費") == ["(1)予算 ア給付費", "(1)予算"]


def test_a_running_head_still_says_its_year() -> None:
    pages = [FIRST.format(head="令和５年度予算に関する説明書", caption=caption) for caption in ("貸借対照表", "損益計算書")]
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate(pages, 1)]
    found = understand("packet", contents).statements
    assert [(each.title, each.columns[0].fiscal_year) for each in found] == [("貸借対照表", 2023), ("損益計算書", 2023)]


def test_the_name_of_a_document_over_a_numbered_caption_is_none() -> None:
    head = "水無瀬川水道企業団              契約状況報告書"
    assert titles(head, head, caption="第３　契約一覧") == ["第3契約一覧"]


def test_the_name_of_a_document_at_the_right_is_no_caption() -> None:
    head = "                            健全化判断比率審査意見書"
    assert titles(head, head, "第４表　比率の算定") == ["第4表比率の算定"]
