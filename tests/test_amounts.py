"""The doorway from text to number: small tables of what is printed and what it says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.amounts import Legend, UnreadableAmount, legend_of, looks_numeric, parse_amount, says_minus, split_unit


def value_of(printed: str) -> int | Decimal:
    amount = parse_amount(printed)
    assert amount is not None
    assert amount.candidates[0] == amount.value
    return amount.value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1,234", 1234),
        ("12345", 12345),
        ("0", 0),
        ("１，２３４", 1234),
        ("1、234", 1234),
        ("+1,234", 1234),
        ("＋5", 5),
        ("△1,234", -1234),
        ("△ 1,234", -1234),
        ("△\n1,234", -1234),
        ("▲7,710", -7710),
        ("Δ5", -5),
        ("∆5", -5),
        ("−5", -5),
        ("－1,234", -1234),
        ("-1,234", -1234),
        ("- 5", -5),
        ("△　１２３", -123),
        ("△0", 0),
        ("‐12", -12),
        ("-", 0),
        ("－", 0),
        ("―", 0),
        ("—", 0),
        ("ー", 0),
        ("−", 0),
        ("――", 0),
        ("─", 0),
        ("(－)", 0),
        ("1 2 3", 123),
        ("1 , 2 3 4", 1234),
        ("1, 234", 1234),
        ("12,345,\n678", 12345678),
        ("12.5", Decimal("12.5")),
        ("△0.35", Decimal("-0.35")),
        ("0.0", Decimal("0.0")),
        ("1,234.5", Decimal("1234.5")),
    ],
)
def test_numbers(printed: str, value: object) -> None:
    assert value_of(printed) == value
    assert type(value_of(printed)) is type(value)
    assert looks_numeric(printed)


@pytest.mark.parametrize(
    ("printed", "candidates"),
    [
        ("(1,234)", (1234, -1234)),
        ("（1,234）", (1234, -1234)),
        ("［1,234］", (1234, -1234)),
        ("〔12〕", (12, -12)),
        ("<1,234>", (1234, -1234)),
        ("(△1,234)", (-1234,)),
        ("（▲ 1,234）", (-1234,)),
        ("△(1,234)", (-1234,)),
        ("(0)", (0,)),
        ("(+5,000)", (5000,)),
    ],
)
def test_brackets_leave_the_sign_to_the_sums(printed: str, candidates: tuple[int, ...]) -> None:
    amount = parse_amount(printed)
    assert amount is not None
    assert amount.candidates == candidates


@pytest.mark.parametrize("blank", ["", " ", "　", "\n", "\u200b", "\u00a0"])
def test_blank_is_none_and_never_zero(blank: str) -> None:
    assert parse_amount(blank) is None
    assert not looks_numeric(blank)


@pytest.mark.parametrize(
    "printed",
    [
        "1,23",
        "1,2345",
        "12,34,567",
        "1.234.567",
        "△",
        "▲",
        "△△5",
        "1,234△",
        "1,234\n5,678",
        "12 34",
        "1\n2",
        "1,234.",
        ",123",
        "(1,234",
        "1,234)",
        "####",
        "119,806,550円）",
        "12,34O",
        "l,234",
        "1,■34",
        "0,123",
    ],
)
def test_broken_numbers_are_quoted(printed: str) -> None:
    with pytest.raises(UnreadableAmount) as error:
        parse_amount(printed)
    assert error.value.printed == printed
    assert looks_numeric(printed)


@pytest.mark.parametrize(
    "text",
    [
        "平成30年度から",
        "①",
        "3階",
        "3階※",
        "12*3",
        "12²",
        "(注1)",
        "4,700※123",
        "050",
        "01",
        "1-2",
        "30.4.1",
        "5年リース",
        "1~3",
        "一般会計",
        "※1",
        "(1)",
        "(1)(2)",
        "½",
        "H30",
        "１級",
        "5日",
        "（人）",
        "38歳2月",
        "350円×100件",
        "( )",
        "1)",
        ".",
        "円",
        "一",
    ],
)
def test_words_with_digits_are_words(text: str) -> None:
    assert not looks_numeric(text)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("1,234円", 1234, "円"),
        ("△1,234 千円", -1234, "千円"),
        ("12.5％", Decimal("12.5"), "%"),
        ("¥1,200", 1200, "円"),
        ("￥1,200円", 1200, "円"),
        ("5人", 5, "人"),
        ("123㎥", 123, "㎥"),
        ("(12)%", 12, "%"),
        ("（336人）", 336, "人"),
        ("(△1,234円)", -1234, "円"),
        ("１台", 1, "台"),
        ("4,700ドル", 4700, "ドル"),
        ("4,700※1", 4700, ""),
        ("4,700*", 4700, ""),
        ("4,700¹", 4700, ""),
        ("△4,700¹⁾", -4700, ""),
        ("4,700＊２", 4700, ""),
        ("△4,700(注1)", -4700, ""),
        ("1,234 注2", 1234, ""),
        ("1,234円※1", 1234, "円"),
        ("42,800人*1", 42800, "人"),
        ("11,846回", 11846, "回"),
        ("24 店", 24, "店"),
        ("5.1倍", Decimal("5.1"), "倍"),
    ],
)
def test_units_stand_beside_the_value(printed: str, value: object, unit: str) -> None:
    amount = parse_amount(printed)
    assert amount is not None
    assert (amount.value, amount.unit) == (value, unit)
    assert looks_numeric(printed)


def test_split_unit() -> None:
    assert split_unit("1,234円") == ("1,234", "円")
    assert split_unit("1,234") == ("1,234", "")


@given(st.integers(-(10**15), 10**15), st.sampled_from(["△{}", "▲{}", "-{}", "△ {}", "−{}"]), st.booleans())
def test_every_printed_amount_reads_back(number: int, minus: str, commas: bool) -> None:
    digits = f"{abs(number):,}" if commas else str(abs(number))
    printed = minus.format(digits) if number < 0 else digits
    assert value_of(printed) == number
    assert value_of(printed.translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))) == number


@given(st.text())
def test_any_text_has_one_of_three_outcomes(text: str) -> None:
    try:
        amount = parse_amount(text)
    except UnreadableAmount as error:
        assert error.printed == text
    else:
        assert amount is None or amount.candidates


@given(st.text(alphabet="0123456789,.△-()［］ー 円%", max_size=12))
def test_what_can_be_read_and_is_no_numbering_looks_numeric(text: str) -> None:
    try:
        amount = parse_amount(text)
    except UnreadableAmount:
        return
    bare = text.strip()
    assert amount is None or looks_numeric(text) or (bare[:1] == "(" and amount.value in range(100))


def test_two_pairs_of_brackets_are_a_subtotal_and_perhaps_a_sign() -> None:
    amount = parse_amount("［（１４９，０００）］")
    assert amount is not None
    assert amount.candidates == (149_000, -149_000)


@pytest.mark.parametrize("note", ["（注）（    ）は負数を示す。", "※ ( )内の数値はマイナスを表す", "（　）書は、負の値"])
def test_a_note_may_say_that_brackets_are_a_minus(note: str) -> None:
    assert says_minus(note)


def test_other_notes_on_brackets_say_nothing_of_signs() -> None:
    assert not any(map(says_minus, ("（　）内は前年度の数値である。", "（ ）は内書である。", "△は負数を示す。")))


@pytest.mark.parametrize(
    ("note", "legend"),
    [("（注）括弧書きは負数を示す。", Legend(True, False)), ("「…」は該当がないことを示す。", Legend(False, True)),
     ("（　）内は前年度の数値である。", Legend(False, False)), ("「…」は不明を示す。", Legend(False, False))],
)  # fmt: skip
def test_what_notes_say_that_signs_stand_for(note: str, legend: Legend) -> None:
    assert legend_of(["別紙", note]) == legend
