"""Columns that no rule parts: edges by where the numbers stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.columns import inner_edges, is_number_column, numbers_in
from extractors.geometry import Token, chunks_of, lines_of, slot, tokens_of
from tests.printed import HALF, LEFT, sketched, tokens_at, width_of


def tokens_in(sketch: str) -> list[Token]:
    return tokens_of(sketched(sketch).glyphs)


def parted(sketch: str, texts_part: bool = True) -> list[list[str]]:
    """The texts of a sketch by the columns found in it, line by line."""
    tokens = tokens_in(sketch)
    edges = [float("-inf"), *inner_edges(tokens, texts_part), float("inf")]
    rows = []
    for line in lines_of(tokens):
        row = [""] * (len(edges) - 1)
        for token in line:
            row[slot(edges, token.cx)] += token.text
        rows.append(row)
    return rows


def test_labels_and_two_columns_of_numbers_of_any_length() -> None:
    assert parted("""
        現金             1,000           200
        有価証券    12,345,678   △9,876,543
        土地                 7             ―
    """) == [["現金", "1,000", "200"], ["有価証券", "12,345,678", "△9,876,543"], ["土地", "7", "―"]]


def test_a_strip_of_numbers_alone_is_one_column() -> None:
    assert inner_edges(tokens_in("1,000\n 200\n 300")) == []
    assert inner_edges(tokens_in("現金\n預金\n未収金")) == []


def test_columns_that_overlap_sideways_are_parted_by_where_they_end() -> None:
    assert parted("""
        現金          1,000
        預金          2,000
        計          123,456,789
        土地          5,000      123,456,789
        資産計                   234,567,890
    """)[3] == ["土地", "5,000", "123,456,789"]


def test_a_word_between_two_columns_is_a_column() -> None:
    assert parted("""
        現金    1,000   千円    900
        預金    2,000   千円    800
        土地    3,000   千円    700
    """) == [["現金", "1,000", "千円", "900"], ["預金", "2,000", "千円", "800"], ["土地", "3,000", "千円", "700"]]


def test_a_header_left_of_its_short_numbers_stands_over_them() -> None:
    assert parted("""
        基金名              前年度末            増減        増減率
        地域振興基金                2,000          120           2.3
        減債基金                      500            0          皆減
        合計                        2,500          120           2.3
    """)[0] == ["基金名", "前年度末", "増減", "増減率"]


def test_words_among_rates_are_in_their_column() -> None:
    assert parted("""
        町民税       450,000    2.3
        入湯税         1,200   皆増
        特別税           300   皆減
        計           451,500    2.5
    """)[1] == ["入湯税", "1,200", "皆増"]


def test_an_amount_with_a_notes_number_is_in_its_column() -> None:
    assert parted("""
        基金名            前年度末      増減
        財政調整基金         1,234     △56
        減債基金           500注1)       0
        地域振興基金         2,000     120
    """)[:3] == [["基金名", "前年度末", "増減"], ["財政調整基金", "1,234", "△56"], ["減債基金", "500注1)", "0"]]


def test_units_in_a_column_beside_short_labels_are_one() -> None:
    assert parted("""
        区分     単位      年度末現在高
        土地     ㎡          122,256.78
        車両     台                  47
        出資金   千円            23,400
    """) == [["区分", "単位", "年度末現在高"], ["土地", "㎡", "122,256.78"], ["車両", "台", "47"], ["出資金", "千円", "23,400"]]


def test_words_that_nearly_touch_their_amount_are_a_column() -> None:
    assert parted("""
        借入先     償還期限  利率     残高
        機構       R25.9.20 1.50   98,000
        ○○銀行   R12.5.31 0.45   36,000
        財務省     R21.3.1  2.10  171,500
    """)[1:] == [
        ["機構", "R25.9.20", "1.50", "98,000"],
        ["○○銀行", "R12.5.31", "0.45", "36,000"],
        ["財務省", "R21.3.1", "2.10", "171,500"],
    ]


def test_numbering_before_a_label_is_no_column() -> None:
    assert parted("""
        1  現金     1,000
        2  預金     2,000
        12  土地     3,000
    """) == [["1現金", "1,000"], ["2預金", "2,000"], ["12土地", "3,000"]]


def test_a_remark_after_the_numbers_is_a_column() -> None:
    assert parted("""
        現金    1,000   手許有高
        預金    2,000   普通預金
        土地    3,000
    """) == [["現金", "1,000", "手許有高"], ["預金", "2,000", "普通預金"], ["土地", "3,000", ""]]


def test_an_explanation_with_amounts_is_one_column_right_of_ruled_numbers() -> None:
    sketch = """
        議員報酬           800
        委員報酬           200
    """
    assert parted(sketch) == [["議員報酬", "800"], ["委員報酬", "200"]]
    assert parted(sketch, texts_part=False) == [["議員報酬800"], ["委員報酬200"]]


@pytest.mark.parametrize(
    ("line", "standing"),
    [
        ("現金     1,000     200", ["1,000", "200"]),
        ("3   報酬     1,000", ["1,000"]),
        ("1,000   3   報酬    500", ["1,000", "500"]),
        ("195   42.6   (42.3–42.9)", ["195", "42.6"]),
        ("4.2   概要     500", ["500"]),
        ("050   現金     500", ["500"]),
    ],
)
def test_which_numbers_stand_in_columns(line: str, standing: list[str]) -> None:
    [found] = [chunks_of(tokens) for tokens in lines_of(tokens_at((0, 10, line)))]
    assert [chunk[0].text for chunk in numbers_in(found)] == standing


def test_a_column_of_numbers_may_have_a_header() -> None:
    assert is_number_column(tokens_at((0, 10, "金額"), (0, 22, "1,000"), (0, 34, "200")))
    assert not is_number_column(tokens_at((0, 10, "備考"), (0, 22, "議員"), (0, 34, "200"), (0, 46, "委員")))


@given(st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), min_size=2, max_size=12))
def test_right_aligned_numbers_of_any_size_come_apart(rows: list[list[int]]) -> None:
    runs = []
    for row, numbers in enumerate(rows):
        runs.append((LEFT, 50.0 + 14 * row, "科目"))
        for column, number in enumerate(numbers):
            text = f"{number:,}"
            runs.append((LEFT + 110.0 * (column + 1) - sum(map(width_of, text)), 50.0 + 14 * row, text))
    edges = inner_edges(tokens_at(*runs))
    assert len(edges) == 3
    for column, edge in enumerate(edges):
        longest = max(len(f"{row[column]:,}") for row in rows) * HALF
        assert LEFT + 110.0 * column < edge + 90 and edge <= LEFT + 110.0 * (column + 1) - longest + 0.01


def test_a_heading_over_two_columns_does_not_draw_their_edge_into_the_header_of_one() -> None:
    heads = [(300, 96, "組合員数（人）"), *((x, 111, text) for x, text in ((200, "前年度末"), (282, "加　入"), (359, "脱　退")))]
    cells = (46, "北"), (227, "23,542"), (310, "1,365"), (387, "1,416")
    rows = [(x, y, text) for y in (127, 144, 161) for x, text in cells]
    edges = inner_edges(tokens_at(*heads, *rows, em=7.9))
    assert 332 < edges[2] < 359, "between 1,365 and 脱　退"


def test_heads_counted_before_words_are_figures() -> None:
    assert parted("""
        総代会     87人   予算、決算、役員選任
        理事会    104人   賦課徴収
        監事会     12人   例月監査
    """) == [["総代会", "87人", "予算、決算、役員選任"], ["理事会", "104人", "賦課徴収"], ["監事会", "12人", "例月監査"]]


def test_marks_that_formulas_call_rows_by_are_no_column() -> None:
    assert parted("""
        収入支出差引額  (1)
        財政調整分残金    (2)
        一般勘定残金  (3) ＝ (1) － (2)
        うち積立金    (4)
    """)[3] == ["うち積立金(4)"]


def test_a_formula_behind_a_label_is_part_of_it() -> None:
    assert parted("""
        経常収入  Ａ          2,152,282    2,098,447
        経常支出  Ｂ          2,214,334    2,190,318
        経常収支差引  Ａ－Ｂ    △62,052      △91,871
    """)[2] == ["経常収支差引Ａ－Ｂ", "△62,052", "△91,871"]
