"""Columns and headings where few rules or none are drawn, as sketches."""

from __future__ import annotations

from tests.printed import rows_of, table_in


def test_words_beside_the_numbers_have_a_column_under_each_header() -> None:
    table = table_in("""
        ────────────────────────────────────────────────────────
          款          項            事業名               金額
        ────────────────────────────────────────────────────────
        3 民生費    2 児童福祉費    認定こども園整備    84,118
        8 土木費    2 道路橋梁費    橋りょう修繕       142,330
                                    市道改良            61,204
        9 教育費    2 小学校費      給食室改修          38,802
        ────────────────────────────────────────────────────────
    """)
    assert rows_of(table)[1] == ["3 民生費", "2 児童福祉費", "認定こども園整備", "84,118"]
    assert rows_of(table)[3] == ["", "", "市道改良", "61,204"]


def test_a_heading_stands_over_columns_whose_names_are_flush_with_their_figures() -> None:
    table = table_in("""
        ──────────────────────────────────────────────────────
                           令和5年度           令和6年度
        地区              件数    交付額      件数    交付額
        ──────────────────────────────────────────────────────
        北海道              41     1,204        44     1,318
        東北                88     2,118        91     2,330
        関東                62     1,804        60     1,711
        ──────────────────────────────────────────────────────
    """)
    heading = [cell for cell in table.cells if cell.text == "令和5年度"]
    assert [(cell.column, cell.column_span) for cell in heading] == [(1, 2)]


def test_a_dash_beside_every_number_is_a_column_of_noughts() -> None:
    table = table_in("""
        ──────────────────────────────────────
        事項          国庫  地方債     その他
        ──────────────────────────────────────
        庁舎清掃    38,922     － 790,450
        情報機器    27,261     －  19,252
        給食業務   139,508     － 119,022
        ──────────────────────────────────────
    """)
    assert [row[2:] for row in rows_of(table)[1:]] == [["－", "790,450"], ["－", "19,252"], ["－", "119,022"]]
