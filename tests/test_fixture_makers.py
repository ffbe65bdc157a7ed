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
from fixtures.makers.printing import page_texts

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


def every_column(numbers: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(number, column) for number in numbers for column in range(len(BY_NUMBER[number].columns))]


def blocks(table: Table, column: int) -> Iterator[tuple[str, int, int]]:
    """Each X合計 that closes its heading: (label, printed, sum of its own rows and of the totals just below it)."""
    for row in table.rows:
        if row.heading or not row.label.endswith("合計") or not row.section:
            continue
        inside = [other for other in table.rows if other.section == row.section and other is not row and not other.heading]
        closers = [
            other for other in table.rows
            if other.section and other.section[:-1] == row.section and closes(other.label, other.section[-1])
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


@pytest.mark.parametrize(("sheet", "income", "cash"), list(zip(BALANCE_SHEETS, INCOME, CASH, strict=True)))
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


# Outline table: its 千円 source, and which rows of the source make up each row whose label is not the same there.
OUTLINES = {6: 13, 7: 12, 8: 11}
MADE_OF = {
    6: {item: f"{item}合計" for item in ("営業収益", "営業外収益", "営業費用", "営業外費用", "特別損失")},
    7: {item: f"{item}合計" for item in ("資産", "流動資産", "固定資産", "負債", "流動負債", "固定負債", "純資産", "利益剰余金")}
    | {"その他の流動負債": "流動負債合計-未払返還負担金", "その他の固定負債": "固定負債合計-セキュリティ強化等積立金"},
    8: {"その他": "利息収入+雑収入+その他", "その他 2": "一般管理費+固定資産取得費+保証金支出+リース債務返済支出"},
}  # fmt: skip


@pytest.mark.parametrize(("outline", "column"), every_column(tuple(OUTLINES)))
def test_millions_are_rounded_from_thousands(outline: int, column: int) -> None:
    for (item, nth), millions in column_of(outline, column).items():
        made_of = MADE_OF[outline].get(f"{item} {nth}" if nth > 1 else item, item.strip("()"))
        plus, _, minus = made_of.partition("-")
        source = sum(value(OUTLINES[outline], column, part) for part in plus.split("+"))
        source -= value(OUTLINES[outline], column, minus) if minus else 0
        assert millions == rounded(source), item


@pytest.mark.parametrize(
    ("number", "items"),
    [(27, {item: f"{item}合計" for item in ("営業収益", "営業外収益", "営業費用", "営業外費用", "特別損失")}
      | {"収益計": "営業収益合計+営業外収益合計", "費用計": "営業費用合計+営業外費用合計", "当期純利益": "当期純利益"}),
     (28, {item: f"{item}合計" for item in ("資産", "負債", "純資産")}),
     (29, {"資金収入合計": "資金収入合計", "資金支出合計": "資金支出合計", "資金収支差額": "資金収支差額"}
      | {f"({when}現金及び預金)": f"{when}現金及び預金" for when in ("前期末", "当期末")})],
)  # fmt: skip
def test_the_outlines_of_both_years_are_rounded_from_thousands(number: int, items: dict[str, str]) -> None:
    now, before = {27: (20, 1), 28: (19, 0), 29: (21, 2)}[number]
    for item, made_of in items.items():
        this, last = (sum(value(source, 0, part) for part in made_of.split("+")) for source in (now, before))
        printed = [value(number, column, item) for column in range(3)]
        assert printed == [rounded(this), rounded(last), rounded(this - last)], item


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


@pytest.mark.parametrize("name", ["jlis-21-browser", "jlis-21-spreadsheet"])
def test_every_expected_cell_is_printed_on_its_page(name: str) -> None:
    texts = [clean(text) for text in page_texts(FIXTURES / "pdfs" / f"{name}.pdf")]
    assert not any("###" in text for text in texts), "a number was too wide for its column"
    with (FIXTURES / "expected_csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            page = texts[int(row["page"]) - 1]
            # A text cell that is wrapped may have its lines apart in the text layer; a number never has.
            assert all(clean(line) in page for line in row["raw"].split("\n")), row


def test_a_table_over_two_pages_has_facts_on_both() -> None:
    for name in ("jlis-21-browser", "jlis-21-spreadsheet"):
        with (FIXTURES / "expected_csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            pages = [int(row["page"]) for row in csv.DictReader(file) if row["table"] == BY_NUMBER[16].id]
        assert (pages.count(pages[0]), pages.count(pages[0] + 1)) == (19 * 3, 24 * 3)
