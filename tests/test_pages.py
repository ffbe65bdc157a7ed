"""Tables over several pages: what stands at the foot of one and goes on at the head of the next."""

from __future__ import annotations

from dataclasses import replace

from extractors.digital import tables_of
from normalizers.statements import understand
from tests.printed import sketched


def placed(*pages: str) -> dict[str, str]:
    """Section of each item of the only table over these pages."""
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate(pages, 1)]
    [statement] = understand("packet", contents).statements
    return {row.item: " > ".join(row.section) for row in statement.rows if not row.heading}


FIRST = """
              貸借対照表

    科　　目                金額
    負債の部
      未払金                 200
      預り金                 300
    負債合計                 500
"""
SECOND = """
    科　　目                金額
      出資金                 300
      剰余金                 400
    純資産合計               700
    負債純資産合計         1,200
"""


def test_a_heading_below_the_last_figure_of_a_page_heads_what_the_next_goes_on_with() -> None:
    places = placed(f"{FIRST}    純資産の部\n", SECOND)
    assert places["負債合計"] == "負債の部"
    assert places["出資金"] == places["純資産合計"] == "純資産の部"
    assert places["負債純資産合計"] == ""


def test_a_note_below_the_last_figure_heads_nothing() -> None:
    for note in ("    （注）純資産の部", "      （次頁へ続く）", "    以下余白", "                          次頁へ"):
        assert placed(f"{FIRST}{note}\n", SECOND)["出資金"] == ""
