"""Units declared in captions, headers and cells."""

from decimal import Decimal

import pytest

from normalizers.amounts import split_unit
from normalizers.units import rounding, unit_in, units_in, without_unit, yen


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("(単位：千円)", ("千円",)),
        ("（単位:百万円）", ("百万円",)),
        ("（単 位 ： 円）", ("円",)),
        ("単位 千円", ("千円",)),
        ("(単位：千円、％)", ("千円", "%")),
        ("(千円、%)", ("千円", "%")),
        ("千円", ("千円",)),
        ("円", ("円",)),
        ("％", ("%",)),
        ("人", ("人",)),
        ("㎥", ("㎥",)),
        ("(単位：億円)", ("億円",)),
        ("限度額(千円)", ("千円",)),
        ("本年度\n千円", ("千円",)),
        ("単位：円\n", ("円",)),
        ("[単位：万円]", ("万円",)),
        ("貸借対照表 (単位:円)", ("円",)),
        ("比率(B)/(A)(%)", ("%",)),
        ("35年勤続の者(月分)", ("月分",)),
        ("耐用年数(年)", ("年",)),
        ("執行率(B/A)%", ("%",)),
        ("執行率は10.0%", ()),
        ("金額（ドル）", ("ドル",)),
        ("使用量(kWh)", ("kWh",)),
        ("利率(年%)", ("%",)),
        ("有収水量（千㎥）", ("千㎥",)),
        ("年", ()),
        ("(株)日本", ()),
        ("平成31年3月24日(日)", ()),
        ("団体", ()),
        ("日", ()),
        ("構成比", ()),
        ("金額", ()),
        ("個人", ()),
        ("職員(人件費)", ()),
        ("6億円を計上した", ()),
        ("単位未満を切り捨て", ()),
        ("", ()),
    ],
)
def test_declared_units(text: str, units: tuple[str, ...]) -> None:
    assert units_in(text) == units


def test_money_comes_first() -> None:
    assert unit_in("(単位：人、千円)") == "千円"
    assert unit_in("予定貸借対照表") == ""


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("限度額(千円)", "限度額"),
        ("本年度\n千円", "本年度"),
        ("（単位：円）", ""),
        ("千円", ""),
        ("前年度", "前年度"),
        ("貸借対照表 （単位：円）", "貸借対照表"),
    ],
)
def test_a_header_without_its_unit(text: str, rest: str) -> None:
    assert without_unit(text) == rest


@pytest.mark.parametrize(
    ("value", "unit", "result"),
    [
        (12, "千円", 12_000),
        (-3, "百万円", -3_000_000),
        (Decimal("1.5"), "億円", 150_000_000),
        (7, "円", 7),
        (5, "%", None),
        (None, "円", None),
        (Decimal("0.25"), "円", Decimal("0.25")),
        (4, "", None),
    ],
)
def test_yen(value: int | Decimal | None, unit: str, result: int | Decimal | None) -> None:
    assert yen(value, unit) == result
    assert type(yen(value, unit)) is type(result)


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("※10万円単位を四捨五入しているため", "四捨五入"),
        ("千円未満は切り捨て", "切捨て"),
        ("切捨てて表示", "切捨て"),
        ("切捨", "切捨て"),
        ("端数処理なし", ""),
    ],
)
def test_rounding_notes(note: str, word: str) -> None:
    assert rounding(note) == word


def test_a_caption_says_of_what_each_of_its_units_is() -> None:
    assert units_in("（単位：面積 ㎡・金額 千円）") == ("㎡", "千円")
    assert units_in("(単位：税率：％、税額：円)") == ("%", "円")
    assert units_in("（単位：人・団体、千円）") == ("人", "団体", "千円")


def test_ares_stand_behind_an_area_in_its_cell_and_letters_behind_the_numbers_of_articles() -> None:
    assert split_unit("486,320ａ") == ("486,320", "a")
    assert split_unit("12a")[1] == ""
