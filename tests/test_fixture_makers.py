"""The data of the made packet must add up, so that an expected CSV is never wrong in a digit, a sign or a section."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.makers import seed_markdown
from fixtures.makers.expected import ExpectedFact, facts_of
from fixtures.makers.jlis_21 import load
from fixtures.makers.packet import Table, amount, clean

FIXTURES = Path(__file__).parent.parent / "fixtures"
PACKET = load()
BY_NUMBER = {int(table.name[1:3]): table for table in PACKET.tables}
BALANCE_SHEETS, INCOME, CASH = (0, 3, 9, 12, 19, 22), (1, 4, 10, 13, 20, 23), (2, 5, 11, 14, 21, 24)
SEGMENTS, REVISIONS, OUTLINES_31 = (3, 4, 5, 22, 23, 24), tuple(range(6, 15)), (27, 28, 29)


def column_of(number: int, column: int) -> dict[tuple[str, int], int]:
    """The amounts of a column by (item, nth row of that item)."""
    seen: dict[str, int] = {}
    amounts = {}
    for row in BY_NUMBER[number].rows:
        if row.cells[column]:
            seen[clean(row.label)] = seen.get(clean(row.label), 0) + 1
            amounts[clean(row.label), seen[clean(row.label)]] = amount(row.cells[column])
    return amounts


def value(number: int, column: int, item: str, nth: int = 1) -> int:
    """The amount, 0 where the table has no such row."""
    return column_of(number, column).get((item, nth), 0)


def every_column(numbers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for number in numbers:
        for column in range(len(BY_NUMBER[number].columns)):
            yield number, column


def blocks(table: Table, column: int) -> Iterator[tuple[str, int, int]]:
    """Each X合計 that closes its heading: (label, printed, sum of its own rows and of the totals just below it)."""
    for row in table.rows:
        if row.heading or not row.label.endswith("合計") or not row.section:
            continue
        inside = [other for other in table.rows if other.section == row.section and other is not row and not other.heading]
        closers = [
            other for other in table.rows
            if other.section[:-1] == row.section and len(other.section) == len(row.section) + 1 and closes(other.label, other.section[-1])
        ]  # fmt: skip
        yield row.label, amount(row.cells[column]), sum(amount(other.cells[column]) for other in inside + closers)


def closes(label: str, heading: str) -> bool:
    return label.endswith("合計") and heading in (label.removesuffix("合計"), label.removesuffix("合計") + "の部")


@pytest.mark.parametrize(("number", "column"), every_column(BALANCE_SHEETS + INCOME))
def test_every_total_is_the_sum_of_its_section(number: int, column: int) -> None:
    totals = list(blocks(BY_NUMBER[number], column))
    assert len(totals) == (11 if number in BALANCE_SHEETS else 5)
    assert [(label, printed) for label, printed, _ in totals] == [(label, total) for label, _, total in totals]


@pytest.mark.parametrize(("number", "column"), every_column(BALANCE_SHEETS))
def test_a_balance_sheet_balances(number: int, column: int) -> None:
    both = value(number, column, "負債合計") + value(number, column, "純資産合計")
    assert value(number, column, "資産合計") == value(number, column, "負債純資産合計") == both


@pytest.mark.parametrize(("number", "column"), every_column(INCOME))
def test_profits_follow_from_revenue_and_cost(number: int, column: int) -> None:
    def v(item: str) -> int:
        return value(number, column, item)

    assert v("営業利益") == v("営業収益合計") - v("営業費用合計")
    assert v("経常利益") == v("営業利益") + v("営業外収益合計") - v("営業外費用合計")
    assert v("当期純利益") == v("経常利益") - v("特別損失合計")


@pytest.mark.parametrize(("number", "column"), every_column(CASH))
def test_cash_flows_foot_and_roll_forward(number: int, column: int) -> None:
    amounts = [amount(row.cells[column]) for row in BY_NUMBER[number].rows]
    labels = [clean(row.label) for row in BY_NUMBER[number].rows]
    receipts, payments = labels.index("資金収入合計"), labels.index("資金支出合計")
    assert amounts[receipts] == sum(amounts[:receipts])
    assert amounts[payments] == sum(amounts[receipts + 1 : payments])
    difference, opening, closing = amounts[payments + 1 :]
    assert difference == amounts[receipts] - amounts[payments]
    assert closing == opening + difference


@pytest.mark.parametrize("number", SEGMENTS)
def test_segments_add_up_to_the_total_column(number: int) -> None:
    for row in BY_NUMBER[number].rows:
        if not row.heading:
            *segments, total = map(amount, row.cells)
            assert total == sum(segments), row.label


@pytest.mark.parametrize("number", REVISIONS)
def test_a_revision_is_before_plus_change(number: int) -> None:
    for row in BY_NUMBER[number].rows:
        if not row.heading:
            before, change, after = map(amount, row.cells)
            assert after == before + change, row.label


@pytest.mark.parametrize("number", OUTLINES_31)
def test_an_increase_is_the_difference_within_rounding(number: int) -> None:
    gaps = [amount(row.cells[0]) - amount(row.cells[1]) - amount(row.cells[2]) for row in BY_NUMBER[number].rows]
    assert all(abs(gap) <= 1 for gap in gaps)


@pytest.mark.parametrize(
    ("one", "other"),
    [((0, 0), (3, 7)), ((0, 0), (9, 2)), ((1, 0), (4, 7)), ((1, 0), (10, 2)), ((2, 0), (5, 7)), ((3, 2), (12, 2)),
     ((4, 2), (13, 2)), ((5, 2), (14, 2)), ((20, 0), (23, 7)), ((21, 0), (24, 7)), ((9, 1), (12, 1)), ((10, 1), (13, 1))],
)  # fmt: skip
def test_restated_columns_agree(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert column_of(*one) == column_of(*other)


@pytest.mark.parametrize(("sheet", "income", "cash"), [(0, 1, 2), (3, 4, 5), (9, 10, 11), (12, 13, 14), (19, 20, 21), (22, 23, 24)])
def test_the_three_statements_tie(sheet: int, income: int, cash: int) -> None:
    for column in range(len(BY_NUMBER[sheet].columns)):
        unpaid = ("未払金", "未払法人住民税等", "未払法人都民税", "未払法人税等", "未払返還負担金")
        drawn = ("長期前受金取崩収入", "住基ネット再構築平準化等積立金取崩収入", "符号生成運用経費積立金取崩収入")
        assert value(sheet, column, "現金及び預金") == value(cash, column, "当期末現金及び預金")
        assert value(sheet, column, "未収金") == -value(cash, column, "当期末未収金")
        assert sum(value(sheet, column, item) for item in unpaid) == -value(cash, column, "当期末未払金")
        revenue = value(income, column, "営業収益合計") - sum(value(income, column, item) for item in drawn)
        assert value(cash, column, "営業収益") == revenue


def rounded(thousands: int) -> int:
    """千円 to 百万円, half up by magnitude, in integers."""
    sign = -1 if thousands < 0 else 1
    return sign * ((abs(thousands) + 500) // 1000)


@pytest.mark.parametrize(
    ("outline", "item", "sources"),
    [((6, 0), "当期純利益", [(13, 0, "当期純利益")]), ((7, 2), "未収金", [(12, 2, "未収金")]), ((8, 2), "当期末未払金", [(11, 2, "当期末未払金")]),
     ((27, 0), "営業収益", [(20, 0, "営業収益合計")]), ((27, 0), "当期純利益", [(20, 0, "当期純利益")]), ((28, 1), "負債", [(0, 0, "負債合計")]),
     ((29, 1), "資金収支差額", [(2, 0, "資金収支差額")]), ((29, 0), "(前期末現金及び預金)", [(21, 0, "前期末現金及び預金")])],
)  # fmt: skip
def test_millions_are_rounded_from_thousands(outline: tuple[int, int], item: str, sources: list[tuple[int, int, str]]) -> None:
    assert value(*outline, item) == rounded(sum(value(*source) for source in sources))


def test_mismatches_of_the_source_stay() -> None:
    assert value(24, 1, "前期末現金及び預金") - value(5, 1, "当期末現金及び預金") == 723_932
    [row] = [row for row in BY_NUMBER[16].rows if row.cells[2] == "平成29年度から平成30年度"]
    assert row.cells[:2] == ("48,680", "平成30年度")
    assert {"未払法人都民税"} == {clean(row.label) for row in BY_NUMBER[19].rows if "未払法人" in row.label}
    assert {"未払法人税等"} == {clean(row.label) for row in BY_NUMBER[22].rows if "未払法人" in row.label}


def facts() -> list[ExpectedFact]:
    return list(facts_of(PACKET, {table.name: 1 for table in PACKET.tables}))


def test_ids_and_keys_are_unique() -> None:
    assert len({table.id for table in PACKET.tables}) == len(PACKET.tables) == 28
    keys = [(fact.table, fact.section, fact.item, fact.occurrence, fact.column) for fact in facts()]
    assert len(set(keys)) == len(keys) == 2567


def test_the_ids_that_were_agreed() -> None:
    assert BY_NUMBER[0].id == "balance_sheet-2018-平成30年度3月補正予定貸借対照表"
    assert BY_NUMBER[9].id == "balance_sheet-2018-平成30年度3月補正予定貸借対照表-補正"
    assert BY_NUMBER[12].id == "balance_sheet-2018-事業別財務情報平成30年度3月補正予定貸借対照表関係-公的個人認証サービス事業"


def test_the_seed_dropped_thirty_signs_and_nothing_else() -> None:
    text = (FIXTURES / "markdown" / f"{seed_markdown.NAME}.md").read_text("utf-8")
    dropped = []
    for fact, whole in zip(seed_markdown.facts_of_markdown(text), facts(), strict=True):
        same = ("table", "section", "occurrence", "column", "value", "title", "period_start", "period_end", "segment", "version")
        assert all(getattr(fact, name) == getattr(whole, name) for name in same)
        assert fact.item.replace("サーバ関連", "サーバー関連") == whole.item
        if fact.value and str(amount(fact.raw)) != fact.value:
            dropped.append((fact.statement, fact.item, amount(fact.raw) + int(fact.value)))
    assert len(dropped) == 30
    assert all(total == 0 for _, _, total in dropped)


@pytest.mark.parametrize("name", ["jlis-21-browser", "jlis-21-spreadsheet"])
def test_the_committed_expectations_are_those_of_the_data(name: str) -> None:
    with (FIXTURES / "expected_csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        committed = list(csv.DictReader(file))
    assert [{**row, "page": "1"} for row in committed] == [
        {key: str(cell) for key, cell in fact._replace(page=1)._asdict().items()} for fact in facts()
    ]
    pages = [int(row["page"]) for row in committed]
    assert all(before <= after for before, after in itertools.pairwise(pages))
