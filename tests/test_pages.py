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


def test_a_list_goes_on_by_its_own_caption_past_another_one_below_its_first_page() -> None:
    first = """
              支出の部

    科　　目              本年度      前年度
    事務費                   200         190
    給付費                   300         290
    還付金                   100         100


              積算内訳

    区　　分      件数      単価      金額
    入院            10        20       200
    外来            10        10       100
    """
    second = """
              支出の部（つづき）

    科　　目              本年度      前年度
    納付金                   300         290
    雑支出                   100          90
    合　　計               1,000         960
    """
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate((first, second), 1)]
    statements = understand("packet", contents).statements
    assert [[row.item for row in statement.rows] for statement in statements] == [
        ["事務費", "給付費", "還付金", "納付金", "雑支出", "合計"], ["入院", "外来"],
    ]  # fmt: skip


def items(page: str) -> list[str]:
    """The labels with figures of the only table of a page."""
    [statement] = understand("packet", [tables_of(sketched(page))]).statements
    return [row.item for row in statement.rows if not row.heading]


def test_figures_may_stand_beside_the_second_line_of_a_long_numbered_label() -> None:
    page = """
    科　　目                                  金額
    4　営業外費用
      (1)　支払利息及び企業債
           取扱諸費                             118
      (2)　雑支出                                 3
    5　特別利益
      (1)　固定資産売却益                         3
    当年度純利益                                124
    """
    assert items(page)[:2] == ["(1)支払利息及び企業債取扱諸費", "(2)雑支出"]
    alone = page.replace("支払利息及び企業債", "支払利息").replace("取扱諸費", "借入利息")
    assert items(alone)[0] == "借入利息"


def test_what_a_sign_means_ends_a_label() -> None:
    page = """
    科　　目                                  金額
    未収金の増減額（△は増加）                   16
    たな卸資産の増減額
      （△は増加）                              △1
    小計                                        15
    """
    assert items(page)[1] == "たな卸資産の増減額(△は増加)"


def test_a_label_that_ends_in_a_dot_goes_on_below() -> None:
    page = """
    科　　目                       予算額       前年度
    特定健康診査・                  1,840        1,795
    保健指導収入
    補助金収入                        300          400
    合計                            2,140        2,195
    """
    assert items(page) == ["特定健康診査・保健指導収入", "補助金収入", "合計"]


def test_a_table_goes_on_under_a_caption_that_says_no_more_than_that() -> None:
    first = """
              資金収支計算書

    科　　目              予　算      決　算
    授業料収入               292         286
    手数料収入                27          27
    """
    second = """
              （前頁からつづく）

    科　　目              予　算      決　算
    人件費支出               200         199
    支払資金                 119         114
    合　　計                 638         626
    """
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate((first, second), 1)]
    [statement] = understand("packet", contents).statements
    assert [row.item for row in statement.rows] == ["授業料収入", "手数料収入", "人件費支出", "支払資金", "合計"]


LEDGER = """
    3歳出
    ┌────────────┬──────┬────────────────────┐
    │            │      │         節         │
    │     目     │補正額├────────────┬───────┤
    │            │      │    区分    │ 金額  │
    ├────────────┴──────┴────────────┴───────┤
    │{}                         │
    ├────────────────────────────────────────┤
    │ {}                        │
    ├────────────┬──────┬────────────┬───────┤
    │ {} │   100│18負担金    │    100│
    ├────────────┼──────┼────────────┼───────┤
    │     計     │   100│            │       │
    └────────────┴──────┴────────────┴───────┘
"""


def test_a_chapter_at_the_head_of_a_page_ends_what_the_page_before_left_open() -> None:
    pages = (
        LEDGER.format("(款)2保健事業費", "(項)3増進事業費", "1葬祭給付費"),
        LEDGER.format("(款)5積立金の類", "(項)1基金積立金", "1準備積立金"),
    )
    contents = [tables_of(replace(sketched(page), number=number)) for number, page in enumerate(pages, 1)]
    for statement in understand("packet", contents).statements:
        headings = {row.item: row.section for row in statement.rows if row.heading}
        assert headings["(款)5積立金の類"] == ()
        assert headings["(項)1基金積立金"] == ("(款)5積立金の類",)
