"""Frames made of characters: the table they draw, and dashes that draw none."""

from __future__ import annotations

import numpy as np

from extractors.box_drawing import framed
from extractors.digital import tables_of
from pipeline.model import Glyphs, Page, Rules

NONE = Rules(np.empty((0, 3), np.float32), np.empty((0, 3), np.float32))
PRINT = """
┌────────────┬─────────┐
│科目        │     金額│
├────────────┼─────────┤
│現金預金    │    1,234│
│未収金      │      567│
│資産合計    │    1,801│
└────────────┴─────────┘
"""


def printed(text: str, pitch: float = 12.0, em: float = 8.0) -> Glyphs:
    """Lines of characters, kanji and kana two columns wide."""
    characters, boxes = [], []
    for row, line in enumerate(text.strip().splitlines()):
        x = 50.0
        for char in line:
            width = em if ord(char) > 0x2FFF else em / 2
            if not char.isspace():
                characters.append(char)
                boxes.append((x, 50 + row * pitch, x + width, 50 + row * pitch + em))
            x += width
    return Glyphs("".join(characters), np.array(boxes, np.float32))


def test_a_frame_of_characters_is_a_table() -> None:
    page = Page(1, 300.0, 200.0, "text", printed(PRINT), NONE)
    [table] = tables_of(page).tables
    rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
    assert rows == [["科目", "金額"], ["現金預金", "1,234"], ["未収金", "567"], ["資産合計", "1,801"]]


def test_a_lone_dash_stays_text() -> None:
    glyphs = printed("現金　─\n預金　─\n合計　─")
    assert framed(glyphs, NONE) == (glyphs, NONE)


def test_dashes_on_both_sides_of_a_heading_are_a_rule_under_it() -> None:
    text = """
-----------------------------------------------------
             ---- 令和6年度 ----  ---- 令和5年度 ----
月              店舗       宅配      店舗       宅配
-----------------------------------------------------
4月              429        684       413        671
5月              433        670       431        699
計               862      1,354       844      1,370
-----------------------------------------------------
"""
    [table] = tables_of(Page(1, 400.0, 300.0, "text", printed(text), NONE)).tables
    first = [(cell.text, cell.column, cell.column_span) for cell in table.cells if cell.row == 0]
    assert first == [("月", 0, 1), ("令和6年度", 1, 2), ("令和5年度", 3, 2)]


ACCOUNT = """
================================================================================
歳入科目          予算現額     決算額  :    歳出科目          予算現額     決算額
--------------------------------------------------------------------------------
1 負担金           511,000    510,711  :    1 総務費           392,979    385,309
2 手数料            68,214     69,480  :    2 事業費           335,624    325,740
3 補助金            74,115     73,902  :    3 負担金            41,280     41,166
4 財産収入             418        436  :    4 積立金            98,000     98,000
5 繰入金           211,240    209,115  :    5 繰出金            27,500     26,418
歳入合計           864,987    863,644  :    歳出合計           895,383    876,633
================================================================================
"""


def test_colons_one_below_the_other_part_two_lists_of_a_line_printer() -> None:
    [table] = tables_of(Page(1, 500.0, 200.0, "text", printed(ACCOUNT), NONE)).tables
    rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
    assert rows[0] == ["歳入科目", "予算現額", "決算額", "歳出科目", "予算現額", "決算額"]
    assert rows[-1] == ["歳入合計", "864,987", "863,644", "歳出合計", "895,383", "876,633"]


def test_a_colon_that_touches_its_words_is_one_of_theirs() -> None:
    times = "=" * 60 + "\n" + "\n".join(f"開始{n + 10}:00   {n + 1},200" for n in range(8))
    glyphs, rules = framed(printed(times), NONE)
    assert glyphs.text.count(":") == 8 and not len(rules.vertical)


def test_a_rule_that_others_meet_goes_on_at_one_height() -> None:
    _, rules = framed(printed(PRINT), NONE)
    assert {round(float(y)) for y in rules.horizontal[:, 0]} == {54, 78, 126}


def test_a_row_of_dashes_with_blanks_between_is_a_rule_and_those_of_columns_are_one_each() -> None:
    spaced = """
      議会費    総務費
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
01        2,742,961   378,643
"""
    glyphs, rules = framed(printed(spaced), NONE)
    assert "-" not in glyphs.text
    assert len(rules.horizontal) == 1
    columns = "---------------- ---------------- ----------------"
    assert len(framed(printed("科目  金額  金額\n" + columns), NONE)[1].horizontal) == 3
