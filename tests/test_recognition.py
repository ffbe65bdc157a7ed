"""What a crop may say: amounts under a mask, shapes where networks are weak, twins told apart, doubtful labels."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")

import cv2
import numpy as np

from extractors.ocr.characters import FORMS, printed_characters
from extractors.ocr.columns import Stack, is_stacked
from extractors.ocr.labels import (
    in_context,
    is_balanced,
    is_doubtful,
    is_rivalled,
    over_wraps,
    says_a_term,
    snapped,
    sure_labels,
    wavers,
)
from extractors.ocr.lexicon import TERM_COUNTS, is_term, stands_alone
from extractors.ocr.numbering import numbered
from extractors.ocr.numbers import fits_ink, is_lone_dash, is_triangle, looks_numeric, mended, readings_of, spellings
from extractors.ocr.recognition import NUMBER_CHARACTERS, Seen
from extractors.ocr.shapes import is_level, passes_over, with_latin_i, with_per_mille
from extractors.ocr.words import Word
from tests.packets import ROOT


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("1,234,567", "1,234,567"),
        ("△1,234", "△1,234"),
        ("▲12", "▲12"),
        ("0", "0"),
        ("-", "-"),
        ("(1,234)", "(1,234)"),
        ("1.234,567", "1,234,567"),
        ("1185,549,327", "1,185,549,327"),
        ("70.2", "70.2"),
        ("1,846.20", "1,846.20"),
        ("98.5%", "98.5%"),
        ("01", None),
        ("1,23,456", None),
        ("000", None),
        ("12,3456", None),
        ("△", None),
        ("1-2", None),
        ("(1,234", None),
    ],
)
def test_the_grouping_decides_what_is_an_amount(seen: str, printed: str | None) -> None:
    assert mended(seen) == printed


def frames(*columns: dict[str, float]) -> np.ndarray:
    """The output of a network: one frame a character, blanks between."""
    rows = []
    for column in columns:
        row = np.zeros(1 + len(NUMBER_CHARACTERS), np.float32)
        for character, probability in column.items():
            row[1 + NUMBER_CHARACTERS.index(character)] = probability
        row[0] = 1 - sum(column.values())
        rows += [row, np.eye(1, len(row), dtype=np.float32)[0]]
    return np.array(rows)


def seen(text: str, *columns: dict[str, float]) -> Seen:
    return Seen(text, (), 999, 999, frames(*columns))


def sure(text: str) -> Seen:
    return seen(text, *({character: 0.999} for character in text))


def boxes(widths_and_heights: list[tuple[int, int]]) -> np.ndarray:
    """Marks side by side on one foot."""
    found, x = [], 0
    for width, height in widths_and_heights:
        found.append((x, 40 - height, x + width, 40))
        x += width + 4
    return np.array(found, np.int32)


DIGITS_12 = boxes([(10, 30), (16, 30)])


def test_another_choice_of_one_character_is_a_candidate() -> None:
    ways = spellings(frames({"1": 0.99}, {"8": 0.6, "6": 0.3}))
    assert [(way.text, way.score) for way in ways[:2]] == [("18", 600), ("16", 300)]


def test_readers_that_agree_leave_no_doubt() -> None:
    readings = readings_of(sure("12"), sure("12"), marks=DIGITS_12, black=None, digit_pixels=30)
    assert [reading.text for reading in readings] == ["12", "12"]
    assert len({reading.reader for reading in readings}) == 1, "one family: their agreement is no proof"


@pytest.mark.parametrize(
    ("small", "tiny", "digit_pixels", "why"),
    [
        (sure("12"), sure("13"), 30, "the readers differ"),
        (seen("12", {"1": 0.99}, {"2": 0.5, "7": 0.4}), sure("12"), 30, "a digit is uncertain"),
        (sure("2"), sure("2"), 30, "more ink than the text explains"),
        (seen("12", {"1": 0.96}, {"2": 0.96}), sure("12"), 9, "small print and not quite sure"),
        (sure("012"), sure("012"), 30, "no amount is printed like this"),
    ],
)
def test_any_doubt_is_a_further_reading(small: Seen, tiny: Seen, digit_pixels: float, why: str) -> None:
    readings = readings_of(small, tiny, marks=DIGITS_12, black=None, digit_pixels=digit_pixels)
    assert len({reading.text for reading in readings}) > 1, why


def drawn_triangle() -> np.ndarray:
    black = np.zeros((60, 60), np.uint8)
    cv2.polylines(black, [np.array([[30, 10], [10, 45], [50, 45]])], True, 1, 2)
    return black


def test_a_triangle_that_both_readers_missed_is_a_doubt_with_the_sign_first() -> None:
    black = np.hstack([drawn_triangle(), np.zeros((60, 60), np.uint8)])
    marks = np.array([[9, 9, 52, 47], [60, 12, 80, 46], [84, 12, 104, 46]], np.int32)
    readings = readings_of(sure("12"), sure("12"), marks=marks, black=black, digit_pixels=30)
    assert readings[0].text == "△12"
    assert "12" in {reading.text for reading in readings}


@pytest.mark.parametrize("character", "14A07")
def test_no_digit_is_a_triangle(character: str) -> None:
    picture = np.zeros((60, 60), np.uint8)
    cv2.putText(picture, character, (12, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 1, 3)
    ys, xs = np.nonzero(picture)
    marks = np.array([[xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]], np.int32)
    assert not is_triangle(marks, picture)
    assert is_triangle(np.array([[9, 9, 52, 47]], np.int32), drawn_triangle())


def test_ink_and_text_are_held_against_each_other() -> None:
    assert fits_ink("12", DIGITS_12)
    assert fits_ink("1,234", DIGITS_12), "digits that touch are fewer marks"
    assert not fits_ink("1", DIGITS_12)


def test_a_lone_dash_is_told_by_its_shape() -> None:
    assert is_lone_dash(np.array([[0, 20, 24, 23]], np.int32), em=30)
    assert not is_lone_dash(np.array([[0, 0, 6, 22]], np.int32), em=30)


def test_a_dash_is_level_and_the_rest_of_a_slanting_stroke_is_not() -> None:
    black = np.zeros((20, 60), np.uint8)
    black[5, 10:40] = 1
    black[6, 10:14] = 1
    assert is_level(Word((10, 5, 40, 7), boxes([(30, 2)]), False, 0), black)
    slanting = np.zeros((20, 60), np.uint8)
    cv2.line(slanting, (10, 10), (40, 2), 1, 2)
    assert not is_level(Word((10, 1, 41, 12), boxes([(31, 11)]), False, 0), slanting)


@pytest.mark.parametrize(
    ("text", "numeric"), [("1,234", True), ("△12", True), ("O", True), ("1,2S4", True), ("2月", False), ("△", False)]
)
def test_what_looks_like_figures(text: str, numeric: bool) -> None:
    assert looks_numeric(Seen(text, (), 999, 999, np.zeros((0, 1 + len(NUMBER_CHARACTERS)), np.float32))) == numeric


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("個人番号力一ド等", "個人番号カード等"),
        ("フロ一", "フロー"),
        ("一般事業", "一般事業"),
        ("第ニ号", "第二号"),
        ("入力システム", "入力システム"),
        ("窓口サービス", "窓口サービス"),
        ("デイサービス", "デイサービス"),
        ("ショートステイ", "ショートステイ"),
        ("セキユリテイ強化", "セキュリティ強化"),
        ("キヤツシユ・フロー", "キャッシュ・フロー"),
        ("住基ネツト再構築", "住基ネット再構築"),
        ("スポーツセンター", "スポーツセンター"),
        ("科日", "科目"),
        ("期末残高", "期末残高"),
        ("前期未収金", "前期未収金"),
        ("当期未残高", "当期末残高"),
        ("サ一ビス一般", "サービス一般"),
        ("切り替え", "切り替え"),
        ("預リ金", "預り金"),
        ("LGWANヘの移設", "LGWANへの移設"),
        ("向けー括調達", "向け一括調達"),
        ("収人一支出", "収入－支出"),
        ("賃借人", "賃借人"),
        ("借人金", "借入金"),
        ("個人学習費", "個人学習費"),
        ("周定資産", "固定資産"),
        ("円周率", "円周率"),
        ("以上事業", "以上事業"),
        ("Z給料", "2給料"),
        ("り金", "預り金"),
        ("固定資産介計", "固定資産合計"),
        ("権利企", "権利金"),
        ("台計", "合計"),
        ("車両12台計", "車両12台計"),
        ("り-ス資産", "リース資産"),
        ("住民票コ-ド", "住民票コード"),
        ("ア-イ", "ア-イ"),
        ("A-B", "A-B"),
    ],
)
def test_twins_are_told_apart_by_their_neighbours(read: str, printed: str) -> None:
    assert in_context(read) == printed


def test_an_i_with_serifs_is_higher_than_broad() -> None:
    marks = np.array([(0, 0, 30, 32), (36, 2, 54, 30), (64, 6, 94, 28)], np.int32)  # K I エ
    word = Word((0, 0, 94, 32), marks, False, 0)
    assert with_latin_i(word, Seen("Kエエ", (0.16, 0.48, 0.84), 999, 999, frames({}))) == "KIエ"


@pytest.mark.parametrize(("rings", "printed"), [(1, "率(%)"), (2, "率(‰)")])
def test_rings_around_the_stroke_tell_per_mille(rings: int, printed: str) -> None:
    marks = [(0, 0, 26, 27), (30, 0, 36, 27), (38, 0, 46, 12), (42, 0, 60, 27)]
    marks += [(62 + 9 * k, 15, 70 + 9 * k, 27) for k in range(rings)]
    word = Word((0, 0, 100, 27), np.array([*marks, (92, 0, 100, 27)], np.int32), False, 0)
    assert with_per_mille(word, "率(%)") == printed


def test_a_word_wrapped_between_two_lines_is_one_word() -> None:
    assert over_wraps("利益処分による積立\nC") == "利益処分による積立\nて"


def stack(column: int, glyphs: int) -> Stack:
    """Glyphs of 10 pixels, one below the other, 20 from one to the next; columns 12 apart."""
    return Stack(np.array([(12 * column, 20 * i, 12 * column + 10, 20 * i + 10) for i in range(glyphs)], np.int32))


def test_a_list_that_says_the_same_in_every_row_is_no_stacked_header() -> None:
    stacks, lines = [stack(column, 8) for column in (3, 2, 1)], [seen("31年")] * 8
    assert not is_stacked(stacks, [seen("年" * 8), seen("1" * 8), seen("3" * 8)], lines)
    columns = [seen("公的個人認証サー"), seen("ビス事業並びに付"), seen("帯業務以外の事業")]
    assert is_stacked(stacks, columns, [seen("付ビ公")] * 8)


def test_a_first_stroke_that_a_stacked_header_lost_is_put_back() -> None:
    assert in_context("般乗合") == "一般乗合"


def test_letters_set_apart_are_one_word() -> None:
    assert over_wraps("台 計") == "合 計"
    assert over_wraps("科　　日") == "科　　目"
    assert over_wraps("台数 計") == "台数 計"


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("I報酬", "2給料"), {0: "1報酬"}),
        (("I事業収益", "1会費", "III事業費用", "III事業外収益", "N事業外費用"), {2: "Ⅱ事業費用", 4: "Ⅳ事業外費用"}),
        (("I固定資産", "Ⅱ流動資産", "I固定負債", "Ⅱ流動負債"), {2: "Ⅰ固定負債", 3: "Ⅱ流動負債"}),
        (("丁土地", "口建物", "八構築物", "丁電話加入権", "口特許権"), {1: "ロ建物", 2: "ハ構築物", 3: "イ電話加入権"}),
        (("I収益", "I会費", "2負担金", "Ⅱ費用", "I給付費", "Ⅲ外収益"), {0: "Ⅰ収益", 1: "1会費", 3: "Ⅱ費用", 4: "1給付費"}),
        (("Ⅰ収益", "Ⅱ費用", "Ⅲ外収益", "ⅣV外費用"), {3: "Ⅳ外費用"}),
        (("1報酬", "2給料", "(3)職員手当等", "4共済費"), {2: "3職員手当等"}),
        (("1報酬", "(1)委員", "(2)参与", "2給料"), {}),
        (("①会費", "〓負担金", "③雑収益"), {1: "②負担金"}),
        (("I固定資産", "V流動資産"), {1: "V流動資産"}),
    ],
)
def test_numerals_are_told_by_their_order(labels: tuple[str, ...], told: dict[int, str]) -> None:
    found = numbered(labels)
    assert {i: found.get(i, labels[i]) for i in told} == told


def test_older_forms_of_a_kanji_are_counted_with_it_and_never_said() -> None:
    assert "產" in FORMS["産"]
    assert not {"產", "产", "增"} & printed_characters()


def test_a_doubtful_label_is_taken_for_the_only_sure_one_near_it() -> None:
    models = sure_labels([("退職給付引当金", 990), ("賞与引当金", 980), ("役員賞与引当金", 970), ("未払金", 990)])
    assert snapped("退職給付引営金", 400, models) == "退職給付引当金"
    assert snapped("賞与弓当金", 400, models) is None, "役員賞与引当金 ends like it: too close to tell"
    assert snapped("退職給付引営金", 990, models) is None, "read surely"
    assert snapped("建物附属設備", 300, models) is None


def test_a_term_settles_a_doubtful_label_and_rivals_the_packets_own() -> None:
    assert is_term("(2)固定資産合計")
    assert not is_term("周定資産")
    assert stands_alone("構築物")
    assert not stands_alone("事業費"), "事務費 differs in one character"
    assert is_rivalled("事業未弘金", "事業未収金", ["事業未払金"])


def test_a_bracket_in_the_middle_that_nothing_opens_is_a_doubt() -> None:
    assert not is_balanced("(4)預り)金") and is_doubtful("(4)預り)金", 999, 40)
    assert all(map(is_balanced, ("(4)預り金", "1)給料", "ア）報酬", "増減(A)-(B)", "(うち利息")))


def test_the_same_characters_twice_are_a_doubt() -> None:
    assert is_doubtful("住基ネット再構築平構築平準化等積立金", 999, 40)
    assert not is_doubtful("公的個人認証サービス事業", 999, 40) and not is_doubtful("人人件費", 999, 40)


def test_kana_that_differ_by_two_dots_or_a_ring_are_doubted_outside_of_known_words() -> None:
    assert wavers("地方開催用ブロジェクターリース")
    assert not wavers("地方開催用プロジェクターリース") and not wavers("クラウドサービス") and not wavers("システム")


def test_a_character_that_was_passed_over_leaves_its_ink_and_its_room() -> None:
    marks = np.array([(40 * i, 0, 40 * i + 30, 32) for i in range(9)], np.int32)
    word = Word((0, 0, 350, 32), marks, False, 0)
    places = tuple((40 * i + 15 + 2.6) / 355.1 for i in range(9))
    assert not passes_over(Seen("におけるBOS化用", places, 999, 999, frames({})), word)
    assert passes_over(Seen("におけるBS化用", (*places[:5], *places[6:]), 999, 999, frames({})), word)


def test_a_label_with_more_ink_is_not_taken_for_a_shorter_one() -> None:
    assert snapped("令和元年度末", 700, {"令和元年度": 3}) is None
    assert snapped("未収消費税", 700, {"未収消費税等": 1}) == "未収消費税等"


def test_a_label_that_says_a_term_where_it_differs_is_not_taken_for_another() -> None:
    assert says_a_term("補助金等収入", "補助金等収益", TERM_COUNTS)
    assert not says_a_term("補助金等収〓", "補助金等収益", TERM_COUNTS)
    assert not says_a_term("現金及び須金", "現金及び預金", {"現金", "預金"})
    assert says_a_term("当期末収金", "当期末未収金", {"末収", "収金"})


def test_networks_read_a_picture_made_in_memory_with_networking_cut_off() -> None:
    program = (
        "import socket\n"
        "def refuse(*a, **k): raise OSError('no network here')\n"
        "socket.socket = socket.create_connection = refuse\n"
        "from extractors.ocr.health import check_readers\n"
        "check_readers()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
