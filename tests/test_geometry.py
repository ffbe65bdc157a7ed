"""Glyphs to tokens to lines, and the reading of stacked text."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.geometry import (
    chunks_of,
    em_per_height,
    hull,
    is_number,
    lines_of,
    slot,
    split_at,
    text_of,
    token_of,
    tokens_of,
)
from extractors.stacked import is_vertical, read_vertical, text_of_cell
from pipeline.model import Glyphs
from tests.printed import EM, Run, glyphs_at, joined_glyphs, tokens_at

LONG = "本人確認情報処理事業"


def texts(*runs: Run) -> list[str]:
    return [token.text for token in tokens_at(*runs)]


# ------------------------------------------------------------------------------------------------------------------- tokens


def test_touching_glyphs_are_one_token_and_a_blank_parts_two() -> None:
    assert texts((0, 10, "現金及び預金  1,000")) == ["現金及び預金", "1,000"]


def test_runs_that_the_file_draws_apart_are_joined() -> None:
    runs = (0, 10, "現金及び預金"), (200, 10, "1,"), (0, 30, "未収金"), (210, 10, "000")
    assert texts(*runs) == ["現金及び預金", "1,000", "未収金"]


def test_figures_a_quarter_of_an_em_from_their_kanji_are_one_word_with_them() -> None:
    blank = EM / 4
    typeset = (0, 10, "令和"), (20 + blank, 10, "4"), (25 + 2 * blank, 10, "年度"), (200, 10, "30"), (210 + blank, 10, "円")
    assert texts(*typeset) == ["令和 4 年度", "30", "円"]
    assert texts((0, 10, "10"), (10 + blank, 10, "ａ当たり"), (200, 10, "3,300")) == ["10ａ当たり", "3,300"]
    assert texts((0, 10, "基金"), (20 + blank, 10, "1,234"), (45 + blank, 10 + EM, "月")) == ["基金", "1,234", "月"]


def test_kerned_figures_stay_one_number() -> None:
    text = "1,000,000"
    boxes = [(100 + k * 5.7, 5, 105 + k * 5.7, 15) for k in range(len(text))]  # .07 em of air between them
    assert [t.text for t in tokens_of(Glyphs(text, np.array(boxes, np.float32)))] == [text]


def test_a_watermark_is_no_text_and_a_title_is() -> None:
    body = glyphs_at([(0, 10 + 12 * k, "現金及び預金") for k in range(8)])
    for em, kept in ((200.0, False), (40.0, True)):
        mark = glyphs_at([(100, 300, "案")], em)
        page = Glyphs(body.text + mark.text, np.concatenate((body.boxes, mark.boxes)))
        assert any(t.text == "案" for t in tokens_of(page)) is kept


def test_the_em_is_told_by_full_width_glyphs_where_there_are_enough() -> None:
    narrow = Glyphs("現" * 8, np.array([(k * 8, 0, k * 8 + 8, 10) for k in range(8)], np.float32))
    assert em_per_height(narrow) == pytest.approx(0.8)
    assert em_per_height(glyphs_at([(0, 0, "1,000")])) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,000", True), ("△1,000", True), ("(1,000)", True), ("１，０００円", True), ("12.5%", True), ("▲7", True),
     ("第1回", False), ("1年", False), ("△", False), ("R7", False), ("$1.1M", False)],
)  # fmt: skip
def test_what_reads_as_a_number(text: str, number: bool) -> None:
    assert token_of(0, 0, 50, 10, text, EM, 0).numeric is number


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 700), st.text("資産の部1,0△()ーAz", min_size=1, max_size=9)), max_size=40
    )
)
def test_no_glyph_is_lost_and_none_is_made(runs: list[tuple[int, int, str]]) -> None:
    glyphs = glyphs_at(runs)
    assert Counter("".join(t.text for t in tokens_of(glyphs))) == Counter(glyphs.text)


def test_a_token_is_cut_where_a_rule_runs_through_it() -> None:
    glyphs = glyphs_at([(0, 10, "1,0002,000")])
    [token] = tokens_of(glyphs)
    assert [t.text for t in split_at(token, glyphs, 25.0)] == ["1,000", "2,000"]
    assert [t.text for t in split_at(token, glyphs, 60.0)] == ["1,0002,000"]


# -------------------------------------------------------------------------------------------------------------------- lines


def test_numbers_set_lower_than_their_label_are_on_its_line() -> None:
    tokens = tokens_at((0, 10, "現金"), (80, 13, "1,000"), (0, 26, "預金"), (80, 29, "2,000"))
    assert [text_of(line) for line in lines_of(tokens)] == ["現金 1,000", "預金 2,000"]


def test_columns_set_half_a_line_apart_do_not_run_together() -> None:
    left = [(0.0, 10 + 12.0 * k, "左") for k in range(6)]
    right = [(80.0, 16 + 12.0 * k, "右") for k in range(6)]
    assert [text_of(line) for line in lines_of(tokens_at(*left, *right))] == ["左", "右"] * 6


def test_an_amount_in_brackets_that_its_words_open_stays_with_them() -> None:
    [line] = lines_of(tokens_at((0, 10, "（うち当期総利益  43,128円）     9,000")))
    assert [text_of(chunk) for chunk in chunks_of(line)] == ["（うち当期総利益 43,128円）", "9,000"]


def test_a_wide_blank_parts_chunks_and_a_sign_waits_for_its_number() -> None:
    [line] = lines_of(tokens_at((0, 10, "減価償却 累計額    △ 7,710   1,000")))
    assert [text_of(chunk) for chunk in chunks_of(line)] == ["減価償却 累計額", "△ 7,710", "1,000"]


def test_brackets_spread_over_a_column_stay_with_their_number() -> None:
    [line] = lines_of(tokens_at((0, 10, "資産計  〔      4,000 〕  〔         〕")))
    chunks = chunks_of(line)
    assert [text_of(chunk) for chunk in chunks] == ["資産計", "〔 4,000 〕", "〔 〕"]
    assert [is_number(chunk) for chunk in chunks] == [False, True, False]


def test_a_remark_in_brackets_is_no_number() -> None:
    [line] = lines_of(tokens_at((0, 10, "(  注 記  )   1,000")))
    assert [is_number(chunk) for chunk in chunks_of(line)][-1]
    assert not any(is_number(chunk) for chunk in chunks_of(line)[:-1])


def test_a_lone_dash_is_a_number_and_the_long_vowel_of_a_word_is_not() -> None:
    assert is_number(tokens_at((0, 10, "―")))
    assert is_number(tokens_at((0, 10, "-")))
    assert not is_number(tokens_at((0, 10, "センター")))


# ------------------------------------------------------------------------------------------------------------- stacked text


def stacked(text: str, columns: int, along: float, down: float, top: float = 10.0) -> list[Run]:
    """Text in columns of upright glyphs, right to left: pitches in points between columns and between glyphs."""
    height = -(-len(text) // columns)
    return [(200 - along * (k // height), top + down * (k % height), char) for k, char in enumerate(text)]


@pytest.mark.parametrize(("along", "down"), [(10.5, 9.5), (12, 10), (12, 11), (15, 12), (15, 14), (20, 18)])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_stacked_headers_read_down_their_columns_at_any_pitch(columns: int, along: float, down: float) -> None:
    tokens = tokens_at(*stacked(LONG, columns, along, down))
    assert is_vertical(tokens)
    assert read_vertical(tokens) == LONG


@given(st.text("総合行政運営事業確認情報", min_size=3, max_size=24), st.integers(1, 3), st.floats(1.2, 2), st.floats(0.95, 1.05))
def test_any_stacked_word_reads_back(word: str, columns: int, along: float, down: float) -> None:
    columns = min(columns, len(word) // 3)
    assert read_vertical(tokens_at(*stacked(word, columns, along * EM, down * EM))) == word


def test_brackets_and_long_vowels_drawn_for_vertical_text_are_kept() -> None:
    tokens = tokens_at(*stacked("サ｜ビス︵増減︶", 1, 12, 11))
    assert is_vertical(tokens)
    assert read_vertical(tokens) == "サ｜ビス︵増減︶"


def test_two_digits_side_by_side_are_one_row_of_a_column() -> None:
    tokens = tokens_at((0, 10, "平"), (0, 21, "成"), (0, 32, "31"), (0, 43, "年"), (0, 54, "度"))
    assert is_vertical(tokens)
    assert read_vertical(tokens) == "平成31年度"


def test_horizontal_text_turned_left_is_read_upwards() -> None:
    upwards = [(0.0, 100.0 - 10 * k, char) for k, char in enumerate("当初予算")]
    second = [(12.0, 100.0 - 10 * k, char) for k, char in enumerate("現額")]
    assert read_vertical(tokens_at(*upwards, *second)) == "当初予算現額"


def test_a_wrapped_label_is_horizontal() -> None:
    tokens = tokens_at((0, 10, "総合行政ネッ"), (0, 22, "トワーク事業"))
    vertical = is_vertical(tokens)
    assert (text_of_cell(tokens, vertical), vertical) == ("総合行政ネッ\nトワーク事業", False)


@pytest.mark.parametrize("lines", [("資  産", "負  債"), ("金  額", "千  円"), ("一  般", "行政職")])
@pytest.mark.parametrize("step", [10.3, 15])
def test_words_spread_over_their_cell_are_horizontal(lines: tuple[str, str], step: float) -> None:
    assert not is_vertical(tokens_at((0, 10, lines[0]), (0, 10 + step, lines[1])))


def test_lines_that_the_file_writes_one_after_the_other_are_no_columns() -> None:
    upper, lower = tokens_at((0, 10, "他１"), (0, 19.5, "物販"))
    first, second = upper._replace(at=10), lower._replace(at=14)  # 他1, a line's end of two characters, 物販
    assert not is_vertical([first, second])
    assert is_vertical([first, second._replace(at=40)]), "set as tight, and written elsewhere"


def test_figures_one_below_the_other_are_horizontal() -> None:
    assert not is_vertical(tokens_at((0, 10, "1"), (0, 20, "2"), (0, 30, "―")))


def test_a_hull_holds_its_tokens_and_outer_slots_reach_outwards() -> None:
    assert hull(tokens_at((0, 10, "現金"), (80, 20, "1"))) == (0, 5, 85, 25)
    assert [slot([0, 10, 20], x) for x in (-5, 0, 9, 10, 25)] == [0, 0, 0, 1, 1]


def test_a_page_whose_file_writes_its_glyphs_in_any_order_says_nothing_by_it() -> None:
    words = [(0.0, 20.0 * n, "職員手当の内訳") for n in range(12)]
    down = [(200.0, 100.0 - 10 * k, char) for k, char in enumerate("運転士"[::-1])]
    glyphs = glyphs_at([*words, *down])
    order = np.argsort(list(glyphs.text), kind="stable")
    shuffled = Glyphs("".join(glyphs.text[n] for n in order), glyphs.boxes[order])
    tokens = [token for token in tokens_of(shuffled) if token.x0 >= 200]
    assert read_vertical(tokens) == "士転運"[::-1]


def test_a_page_that_its_file_writes_from_the_foot_up_has_no_text_turned_left() -> None:
    rows = [(0.0, 400.0 - 12 * n, "科目") for n in range(20)] + [(60.0, 400.0 - 12 * n, "1,000") for n in range(20)]
    down = [(200.0, 100.0 - 10 * k, char) for k, char in enumerate("士転運")]
    tokens = [token for token in tokens_of(glyphs_at([*rows, *down])) if token.x0 >= 200]
    assert read_vertical(tokens) == "運転士"


def test_a_point_whose_box_is_only_its_ink_parts_no_words() -> None:
    words = glyphs_at([(40.0, 50.0, "場所"), (73.0, 50.0, "物量等")])
    point = Glyphs("・", np.array([[65.5, 49.0, 67.5, 51.0]], np.float32))
    [line] = lines_of(tokens_of(joined_glyphs(words, point)))
    assert [text_of(chunk) for chunk in chunks_of(line)] == ["場所 ・ 物量等"]
