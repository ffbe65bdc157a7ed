"""Equations as text: written, read back, worked out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.expressions import ExpressionError, parse_expression, rounded, write_expression
from pipeline.model import FactKey

TOTAL = FactKey("bs", "資産の部 > 流動資産", "流動資産合計", 1, "金額")


def cell(
    item: str = "流動資産合計", n: int = 1, column: str = "金額", section: str = "資産の部 > 流動資産", table: str = "bs"
) -> FactKey:
    return FactKey(table, section, item, n, column)


@pytest.mark.parametrize(
    ("terms", "divisor", "text"),
    [
        ([(1, cell("現金")), (1, cell("未収金")), (-1, cell("引当金"))], 1, "[現金] + [未収金] - [引当金]"),
        ([(1, cell("リース資産", 2))], 1, "[リース資産#2]"),
        ([(1, cell(column="一般")), (1, cell(column="特別 #2"))], 1, "[|一般] + [|特別 #2]"),
        ([(1, cell("建物", section="固定資産"))], 1, "[固定資産|建物|]"),
        ([(1, cell("建物", section=""))], 1, "[∅|建物|]"),
        ([(-1, cell("当期末未収金", table="cf", section="", column="補正額"))], 1, "0 - [cf|∅|当期末未収金|補正額]"),
        ([(3, cell("現金")), (-2, cell("借入"))], 1, "3*[現金] - 2*[借入]"),
        ([(1, cell(table="pl"))], 1000, "round([pl|||] / 1000)"),
        ([(1, cell(table="pl")), (1, cell("x", table="pl"))], 1000, "round(([pl|||] + [pl||x|]) / 1000)"),
        ([(-1, cell(table="pl"))], 1000, "round((0 - [pl|||]) / 1000)"),
        ([(1, cell("1#2 [内]|\\"))], 1, "[1\\#2 \\[内\\]\\|\\\\]"),
        ([(1, cell("∅"))], 1, "[\\∅]"),
        ([(1, cell("流動資産合計", 2))], 1, "[流動資産合計#2]"),
        ([], 1, "0"),
    ],
)
def test_written_and_read_back(terms: list[tuple[int, FactKey]], divisor: int, text: str) -> None:
    assert write_expression(TOTAL, terms, divisor) == text
    expression = parse_expression(TOTAL, text)
    assert expression.terms == tuple(terms)
    assert expression.divisor == divisor


PART = st.text(alphabet="あ1[]|#\\∅ >+-*()/=", max_size=5)
KEYS = st.builds(FactKey, PART, PART, PART, st.integers(1, 3), PART)
WEIGHTS = st.integers(-3, 3).filter(bool)


@given(KEYS, st.lists(st.tuples(WEIGHTS, KEYS), max_size=4), st.sampled_from([1, 1000]))
def test_any_label_survives(key: FactKey, terms: list[tuple[int, FactKey]], divisor: int) -> None:
    expression = parse_expression(key, write_expression(key, terms, divisor))
    assert (expression.terms, expression.divisor) == (tuple(terms), divisor)


@pytest.mark.parametrize(
    "text", ["", "[a", "[a] [b]", "[a] + ", "a + b", "[a|b|c|d|e]", "round([a] / 0)", "import os", "[a] + 5", "1.5*[a]"]
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(TOTAL, text)


def test_values_are_exact() -> None:
    expression = parse_expression(TOTAL, "2*[現金] - [未収金]")
    assert expression.value({cell("現金"): 10**18, cell("未収金"): 1}) == 2 * 10**18 - 1
    assert expression.value({cell("現金"): Decimal("0.1"), cell("未収金"): Decimal("0.3")}) == Decimal("-0.1")
    assert expression.value({cell("現金"): 1}) is None


@pytest.mark.parametrize(
    ("total", "rounding", "result"),
    [
        (1_264_500, "round", 1265),
        (-2500, "round", -3),
        (1499, "round", 1),
        (-2900, "trunc", -2),
        (2999, "trunc", 2),
        (Decimal("2500.0"), "round", 3),
    ],
)
def test_rounding_is_half_up(total: int | Decimal, rounding: str, result: int) -> None:
    assert rounded(total, 1000, "round" if rounding == "round" else "trunc") == result
