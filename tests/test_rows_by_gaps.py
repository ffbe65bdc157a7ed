"""Rows that are not there, told by what sums lack: it is itself a row by what the columns claim."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Reading, Statement
from tests.ledgers import statement
from tests.test_missing_rows import change, in_sections
from tests.test_shortfalls import lacking, told, without


def year(name: str, of: int) -> Column:
    return Column(name, name, measure="金額", fiscal_year=of)


YEARS = [year("本年度", 2018), year("前年度", 2017), change("増減")]
BUDGET = (
    "健康保険収入 6,420 6,286 134\n  保険料 6,113 5,940 173\n  国庫負担金 307 346 △39\n調整保険料 84 82 2\n"
    "繰入金 412 518 △106\n  別途積立金繰入 402 499 △97\n  準備金繰入 10 19 △9\n収入合計 6,916 6,886 30"
)


def budget() -> Statement:
    return statement(BUDGET, "budget", YEARS)


def test_one_of_two_parts_where_the_other_parent_has_both() -> None:
    assert told(budget()) == []
    [said] = told(without(budget(), "保険料"))
    assert "健康保険収入 differs from its rows by 6,113, 5,940, 173, which keep what the columns claim" in said


def test_a_breakdown_of_a_part_alone_is_no_row_left_out_where_no_other_is_whole() -> None:
    lines = [line for line in BUDGET.split("\n") if "準備金繰入" not in line and "保険料 6" not in line]
    assert told(statement("\n".join(lines), "budget", YEARS)) == []


def test_what_is_lacking_in_one_year_only_is_a_row_by_its_change() -> None:
    loans = "1借入金 286 338 △52\n  1長期借入金 286 318 △32\n  2短期借入金 0 20 △20"
    grants = "2補助金 90 40 50\n  1国費 60 25 35\n  2県費 30 15 15"
    made = statement(f"{loans}\n{grants}\n収入合計 376 378 △2", "budget", YEARS)
    assert told(made) == []
    assert any("row is missing" in said and "1借入金" in said for said in told(without(made, "2短期借入金")))


def test_a_loan_left_out_of_a_block_of_two() -> None:
    headers = ["発行総額", "償還高累計", "未償還残高"]
    public = "公庫\n一号 946 882 64\n二号 1,428 792 636\n公庫計 2,374 1,674 700"
    banks = "銀行\n三号 18,400 16,842 1,558\n四号 1,240 620 620\n銀行計 19,640 17,462 2,178"
    made = statement(f"{public}\n{banks}\n合計 22,014 19,136 2,878", "other", headers)
    assert told(made) == []
    [said] = told(without(made, "四号"))
    assert "銀行計" in said and "row is missing" in said


def test_one_misread_figure_is_no_row() -> None:
    made = budget()
    at = next(i for i, d in enumerate(made.data) if d.value == 6113)
    wrong = replace(made.data[at], value=6713, readings=(Reading("6,713"),))
    damaged = replace(made, data=(*made.data[:at], wrong, *made.data[at + 1 :]))
    assert not any("row is missing" in said for said in told(damaged))


def test_a_single_row_under_a_total_where_other_blocks_are_whole() -> None:
    blocks = [f"{name}\n甲{name} {30 + n}\n乙{name} {50 + 3 * n}\n{name}計 {80 + 4 * n}" for n, name in enumerate("土水火")]
    made = statement("\n".join([*blocks, "合計 252"]), "other")
    assert told(made) == []
    assert any("火計 is more than the rows above it" in said for said in told(without(made, "乙火")))


def test_what_two_results_in_a_row_differ_by_in_some_segments() -> None:
    headers = [Column(n, n, segment=n, measure="金額", fiscal_year=2018) for n in ("資源", "養殖", "海洋", "合計")]
    sides = "収益 4,317 4,288 2,039 10,644\n費用 4,293 4,313 2,035 10,641"
    results = "当期純利益 24 △25 4 3\n積立金取崩額 26 22 0 48\n当期総利益 50 △3 4 51"
    made = statement(f"{sides}\n{results}", "income_statement", headers)
    assert told(made) == []
    assert any("row is missing" in said and "当期総利益" in said for said in told(without(made, "積立金取崩額")))


def test_a_second_list_that_starts_at_two_though_the_first_went_further() -> None:
    assert lacking("I未処分剰余金", "  1当期剰余金", "  2前期繰越", "  3取崩額", "II処分額", "  2特別準備金", "  3配当金") == [
        "1"
    ]


def test_parents_that_hold_though_no_sum_was_learned_are_not_short() -> None:
    made = in_sections(budget(), "健康保険収入", "繰入金")
    assert told(made) == []


def test_a_change_in_equity_that_alone_moves_its_column() -> None:
    names = ("基金", "積立金", "評価差額金", "純資産合計")
    made = [Column(n, n, segment="合計" if n.endswith("合計") else n, measure="金額", fiscal_year=2018) for n in names]
    rows = "当期首残高 150 2,238 1 2,389\n基金の返還 △30 0 . △30\n当期純利益 . 179 . 179\n評価差額金の変動額 . . 12 12\n"
    equity = statement(rows + "変動額合計 △30 179 12 161\n当期末残高 120 2,417 13 2,550", "equity_changes", made)
    assert told(equity) == []
    assert any("row is missing" in said for said in told(without(equity, "評価差額金の変動額")))


def test_a_revision_that_lists_what_it_changes_lacks_what_a_change_is_made_of() -> None:
    names = (("補正前の額", ""), ("補正額", "補正額"), ("計", ""))
    made = [Column(n, n, version=version, measure="金額", fiscal_year=2018) for n, version in names]
    rows = "1分担金 684 △21 663\n  1分担金 684 △21 663\n2使用料 139 6 145\n  2手数料 100 6 106\n4財産収入 382 100 482\n"
    rows += "  1運用収入 86 2 88\n  2売払収入 296 98 394\n5繰入金 500 △180 320\n  1基金繰入金 500 △180 320\n"
    rows += "歳入合計 1,705 △95 1,610"
    budget_ = in_sections(statement(rows, "budget", made), "1分担金", "2使用料", "4財産収入", "5繰入金")
    assert told(budget_) == []
    assert any("4財産収入" in said for said in told(without(budget_, "1運用収入")))


def test_grades_run_on_up_or_down() -> None:
    assert lacking("1級", "2級", "3級", "5級", "計") == ["4級"]
    assert lacking("6級", "5級", "3級", "2級", "計") == ["4級"]
    assert lacking("1級", "2級", "3級", "計", "1級", "2級", "4級") == ["3級"]
    assert lacking("1級", "3級", "5級") == []


def test_ranges_begin_where_the_one_before_ends() -> None:
    ages = ["0~4歳", "5~9歳", "10~14歳", "15~19歳", "20~24歳", "25~29歳"]
    assert lacking("総数", *(age for age in ages if age != "15~19歳")) == ["15~19歳"]
    assert lacking("0~500トン", "500~1,000トン", "3,000~6,000トン", "6,000~9,000トン") == ["1,000~3,000トン"]
    assert lacking("総数", *ages) == []
    assert lacking("0~4歳", "10~14歳", "20~24歳", "40~44歳") == []


def test_a_row_of_one_group_is_missed_where_totals_stand_before_their_parts_and_no_further_in() -> None:
    groups = {
        "農産計": (("麦", 60, 35), ("豆", 40, 15), ("米", 70, 40)),
        "林産計": (("原木", 150, 81), ("製材", 55, 22)),
        "鉱産計": (("石炭", 210, 90), ("砂", 33, 17)),
    }
    rows = ["総計 618 300"]
    for name, parts in groups.items():
        rows += [
            f"  {name} {sum(part[1] for part in parts)} {sum(part[2] for part in parts)}",
            *(f"  {a} {b} {c}" for a, b, c in parts),
        ]
    made = statement("\n".join(rows), "other", ["輸出", "輸入"])
    assert told(made) == []
    assert any("a row is missing" in said and "農産計" in said for said in told(without(made, "豆")))
