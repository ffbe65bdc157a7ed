"""Units by what is measured: a table's yen is not that of heads, rates and indices beside the money."""

from __future__ import annotations

import pytest

from normalizers.quantities import quantity_of
from normalizers.units import unit_of_label, units_in
from pipeline.model import Statement
from tests.test_layout import cell, statements, table


def units(statement: Statement) -> list[list[str]]:
    """The unit of every figure, row by row."""
    found: list[list[str]] = [[] for _ in statement.rows]
    for datum in statement.data:
        found[datum.row].append(datum.unit_in(statement.columns[datum.column]))
    return [row for row in found if row]


@pytest.mark.parametrize(
    ("label", "kind", "unit"),
    [("職員数(A)", "count", "人"), ("給水戸数", "count", "戸"), ("執行率(B/A)%", "rate", ""), ("財政力指数", "index", ""),
     ("予算額", "money", ""), ("学校数", "count", "校"), ("利用時間", "count", "時間"), ("面積", "measure", ""), ("男", "", ""),
     ("給水量", "measure", ""), ("水質計量", "", "")],
)  # fmt: skip
def test_what_words_measure(label: str, kind: str, unit: str) -> None:
    found = quantity_of(label)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "found"),
    [("供給単価(円/㎥)", ("円/㎥",)), ("計画交通量(台/日)", ("台/日",)), ("開催日数(日)", ("日",)), ("画地数(画地)", ("画地",)),
     ("(税率:%、税額・限度額:円)", ("%", "円")), ("(単位:千円/人)", ("千円", "人")), ("開催(日)", ()), ("残高(A)", ()),
     ("土 地（地積 ㎡）", ("㎡",)), ("建物(延面積㎡)", ("㎡",)), ("建物(木造m)", ()),
     ("数量(千本)", ("千本",)), ("料率(倍)", ("倍",))],
)  # fmt: skip
def test_units_in_brackets(text: str, found: tuple[str, ...]) -> None:
    assert units_in(text) == found


def test_a_labels_last_brackets_may_be_its_unit() -> None:
    assert [unit_of_label(label) for label in ("有収水量(千m3)", "(株)甲社", "基金(再掲)")] == ["千㎥", "", ""]
    assert [unit_of_label(label) for label in ("標準報酬月額（年度平均、円）", "被保険者数(再掲、人)")] == ["円", "人"]


def test_heads_below_a_counted_heading_are_no_yen() -> None:
    grid = table("区分|職員数|給料", "本年度|262|853,739", "前年度|258|859,065", above=("給与費明細書", "(単位:人、千円)"))
    assert units(statements(grid)[0]) == [["人", "千円"]] * 2


def test_rows_that_are_rates_and_indices_are_no_yen() -> None:
    lines = "区分|令和4年度|令和5年度", "歳入総額|5,402,117|5,386,290", "財政力指数|0.27|0.26", "経常収支比率(%)|90.7|92.3"
    [statement] = statements(table(*lines, above=("決算収支", "(単位:千円・%)")))
    assert units(statement) == [["千円"] * 2, [""] * 2, ["%"] * 2]


def test_parts_have_the_unit_of_their_whole() -> None:
    lines = "項目|令和5年度|令和6年度", "被保険者数(人)|8,412|8,214", "うち65歳以上|3,796|3,742", "保険料率(‰)|94.0|95.0"
    [statement] = statements(table(*lines, above=("基礎数値",)))
    assert units(statement) == [["人"] * 2, ["人"] * 2, ["‰"] * 2]


def test_where_only_the_unit_tells_two_columns_apart_it_is_a_level() -> None:
    lines = "年齢|よく利用する|よく利用する", "|人|%", "20歳未満|4|3.4", "75歳以上|274|31.8"
    [statement] = statements(table(*lines, above=("利用状況",)))
    assert [column.name for column in statement.columns] == ["よく利用する / 人", "よく利用する / %"]


def test_a_ratio_that_is_a_difference_is_a_change() -> None:
    lines = "区分|令和5年度|令和6年度|前年度比", "人件費|79,118|80,436|1,318", "事業費|12,404|12,806|402"
    [statement] = statements(table(*lines, above=("指定管理料", "(単位:千円)")))
    assert (statement.columns[2].measure, units(statement)[0]) == ("増減", ["千円"] * 3)


def test_rows_under_a_heading_that_counts_heads_are_no_yen_beside_it() -> None:
    groups = (cell(1, 0, "職員数", spans=(2, 1)), cell(3, 0, "人件費", spans=(2, 1)))
    lines = ("区分||3年度", "|常勤職員|62", "|計|62", "|給与等|402", "|計|402")
    grid = table(*lines, above=("(単位：人、千円)",), extra=groups)
    assert units(statements(grid)[0]) == [["人"], ["人"], ["千円"], ["千円"]]


def test_by_what_a_charge_is_reckoned_is_not_its_unit() -> None:
    [statement] = statements(table("区分|単位|利用料", "装置|1時間|600", "試料|1件|700", above=("(単位：円)",)))
    assert {unit for row in units(statement) for unit in row} <= {"", "円"}


def test_of_several_measures_each_has_the_one_that_its_header_names() -> None:
    grid = table("街区|画地数|地積|金額", "第1街区|24|4,812.36|206", "第2街区|12|2,118.40|118", above=("(単位：画地、㎡、千円)",))
    assert units(statements(grid)[0]) == [["画地", "㎡", "千円"]] * 2


def test_who_pays_is_not_what_is_counted_where_headers_tell_counts_from_money() -> None:
    [made] = statements(
        table("区分|件数|金額(円)", "一般会費(世帯)|5,412|2,706,000", "賛助会費(口)|312|936,000", above=("会費の内訳",))
    )
    assert units(made) == [["件", "円"], ["件", "円"]]


def test_people_are_counted_where_the_caption_says_so() -> None:
    [made] = statements(
        table("区分|任意継続組合員|標準報酬の月額", "小学校|45|375,287", "中学校|36|340,562", above=("(単位：人、円)",))
    )
    assert units(made) == [["人", "円"]] * 2


def test_a_change_of_the_amount_is_money_beside_the_unit_of_the_quantity() -> None:
    lines = "種目|単位|数量|金額|金額の増減", "素材|m3|8,118|131,200|15,744", "きのこ|kg|11,970|15,504|2,319"
    [made] = statements(table(*lines, above=("事業計画", "(単位：千円)")))
    assert [row[-3:] for row in units(made)] == [["m3", "千円", "千円"], ["kg", "千円", "千円"]]


def test_a_caption_that_names_what_is_printed_in_what() -> None:
    title = "第8表 保険者別審査支払状況（件数：件　金額：千円　１人当たり：円）"
    lines = "保険者|件数|金額|1人当たり金額", "青嵐市|11,362|7,047,935|475,084", "東浜市|6,396|4,049,855|488,921"
    [made] = statements(table(*lines, above=(title,)))
    assert units(made) == [["件", "千円", "円"]] * 2
    assert made.title == "第8表保険者別審査支払状況"
