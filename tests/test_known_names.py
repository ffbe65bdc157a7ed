"""Names broken where nothing in their table tells, known whole from the packet's other tables or from the law's list."""

from __future__ import annotations

from dataclasses import replace

from extractors.digital import tables_of
from normalizers.statements import understand
from tests.printed import sketched

SURPLUS = """
    科　　目                             金額
    当年度純利益                         87,831
    前年度繰越                           16,206
    {}
    {}                           12,400
    合計                                116,437
"""
LIST = """
    区　　分                             金額       前年度
    {}           12,400       11,000
    その他                                  600          500
    合計                                 13,000       11,500
"""


def items(*pages: str) -> list[str]:
    """The labels with figures of the first table of pages."""
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate(pages, 1)]
    return [row.item for row in understand("packet", contents).statements[0].rows if not row.heading]


def test_a_name_printed_whole_in_another_table_is_one_where_it_is_broken() -> None:
    broken = SURPLUS.format("利益積立金の目的外", "取崩額　　")
    assert "取崩額" in items(broken)
    assert "利益積立金の目的外取崩額" in items(broken, LIST.format("利益積立金の目的外取崩額　　　"))


def test_a_name_of_the_law_is_one_where_it_is_broken() -> None:
    assert "その他未処分利益剰余金変動額" in items(SURPLUS.format("その他未処分利益", "剰余金変動額"))


def test_a_heading_and_its_row_are_two_where_the_heading_is_a_row_elsewhere() -> None:
    broken = SURPLUS.format("利益積立金目的外", "取崩額　　")
    other = LIST.format("利益積立金目的外取崩額　　　　").replace("その他    ", "利益積立金目的外")
    assert "取崩額" in items(broken, other)
