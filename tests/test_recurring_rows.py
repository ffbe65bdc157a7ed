"""Parts of a statement that are set alike: what all others have, one has, too."""

from __future__ import annotations

from pipeline.model import Statement
from tests.ledgers import statement
from tests.test_missing_rows import blocks_of
from tests.test_shortfalls import told, without


def activity(name: str, rest: str) -> Statement:
    """収入, 支出, what is left, an adjustment, and the result of one activity; ``rest``: the last three."""
    return statement(f"{name}\n  {name}収入計 900\n  {name}支出計 600\n  差引 300\n{rest}", "cash_flow")


def flows(adjusted: bool = True) -> Statement:
    parts = [activity(name, f"  調整勘定等 {n}\n  {name}収支差額 {300 + n}") for n, name in ((7, "教育"), (20, "施設"))]
    last = "  調整勘定等 △10\n  その他収支差額 290" if adjusted else "  その他収支差額 290"
    return blocks_of([*parts, activity("その他", last)])


def test_an_adjustment_before_the_result_recurs_in_all_parts() -> None:
    assert told(flows()) == []
    assert "a row is missing: 調整勘定等 stands below 差引 in all 2 other parts, and not here" in told(flows(adjusted=False))


def test_where_the_result_is_what_stands_above_it_nothing_was_adjusted() -> None:
    last = activity("その他", "  その他収支差額 300")
    parts = [activity(name, f"  調整勘定等 {n}\n  {name}収支差額 {300 + n}") for n, name in ((7, "教育"), (20, "施設"))]
    assert not any("調整勘定等" in said for said in told(blocks_of([*parts, last])))


BALANCES = """
当期一般増減額 254
一般期首残高 386
一般期末残高 640
当期指定増減額 △40
指定期首残高 300
指定期末残高 260
"""


def test_a_balance_at_the_beginning_has_one_at_the_end() -> None:
    made = statement(BALANCES, "income_statement", ["当年度"])
    assert told(made) == []
    said = told(without(made, "指定期末残高"))
    assert any("指定期首残高 has no balance at the end of the year beside it" in text for text in said)


def test_the_balance_of_all_parts_has_none_at_the_beginning() -> None:
    rows = "一般正味財産期首残高 386\n一般正味財産期末残高 640\n指定正味財産期首残高 300\n指定正味財産期末残高 260\n"
    rows += "正味財産期末残高 900"
    assert not any("row is missing" in text for text in told(statement(rows, "income_statement", ["当年度"])))


def results(*lost: str) -> Statement:
    ordinary = statement("1経常増減の部\n  収益計 900\n  費用計 600\n  当期経常増減額 300", "income_statement", name="内訳表")
    other = statement("2経常外増減の部\n  外収益計 0\n  外費用計 42\n  当期経常外増減額 △42", "income_statement", name="内訳表")
    made = blocks_of([ordinary, other])
    for item in lost:
        made = without(made, item)
    return made


def test_a_result_is_named_after_the_heading_of_its_part() -> None:
    whole = statement("当期経常増減額 300\n当期経常外増減額 △42\n当期増減額 258", "income_statement", name="計算書")
    assert not any("ends in" in said for said in told(results(), whole))
    assert any("2経常外増減の部 in no 当期経常外増減額" in said for said in told(results("当期経常外増減額"), whole))
    assert not any("ends in" in said for said in told(results("当期経常外増減額")))
