"""Lists that go on from one column of the page to the next."""

from __future__ import annotations

from dataclasses import replace

from normalizers.statements import understand
from pipeline.model import PageContent, Statement
from tests.test_layout import table


def read(*lines: str, columns: int = 2) -> tuple[Statement, ...]:
    header = "|".join(["市町村|人口"] * columns)
    return understand("packet", [PageContent(1, "text", (table(header, *lines, above=("市町村別人口",)),))]).statements


def test_lists_with_one_total_over_the_rows_of_both_are_one() -> None:
    [statement] = read("総計|210|丁市|40", "甲市|10|戊市|50", "乙市|20|己市|60", "丙市|30||")
    assert [row.item for row in statement.rows] == ["総計", "甲市", "乙市", "丙市", "丁市", "戊市", "己市"]
    assert len(read("甲市|10|丁市|40", "乙市|20|戊市|50", "丙市|30|合計|150")) == 1


def test_three_columns_of_one_list() -> None:
    [statement] = read("甲市|11|丁市|42|庚市|73", "乙市|25|戊市|51|辛市|80", "丙市|38|己市|64|合計|384", columns=3)
    assert statement.rows[-1].item == "合計"


def test_lists_that_end_in_their_own_sums_or_have_none_are_two() -> None:
    assert len(read("甲市|10|丁市|40", "乙市|20|戊市|50", "合計|30|合計|90")) == 2
    assert len(read("甲市|10|丁市|40", "乙市|20|戊市|50", "丙市|30|己市|60")) == 2
    assert len(read("甲市|10|丁市|40", "乙市|20|戊市|50", "丙市|30|合計|90")) == 2


def test_a_header_that_stands_alone_holds_for_the_lists_below_it_under_their_captions() -> None:
    from pipeline.model import Box

    wide = Box(0.0, 0.0, 300.0, 20.0)
    header = replace(table("区分|令和7年度|令和6年度"), box=wide)
    lists = [
        replace(table("男|4|5", "女|1|2", "計|5|7", above=("表1 被保険者数",)), box=wide),
        replace(table("基本|57|58", "特定|38|37", "計|95|95", above=("表2 保険料率",)), box=wide),
    ]
    page = PageContent(1, "text", (header, *lists))
    statements = understand("packet", [page]).statements
    assert [[column.name for column in each.columns] for each in statements] == [["令和7年度", "令和6年度"]] * 2
