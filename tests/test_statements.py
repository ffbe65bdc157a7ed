"""Grids become statements: each test looks like the table that it describes."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from extractors.markdown import parse_markdown, read_markdown
from normalizers.statements import understand
from pipeline.model import Packet, Statement

FIXTURES = Path(__file__).parent.parent / "fixtures"
KEY = ("table", "section", "item", "occurrence", "column")
MEANING = ("statement", "title", "fiscal_year", "period_start", "period_end", "segment", "version", "measure", "unit", "raw")


@cache
def seed() -> Packet:
    return understand("jlis-committee-21", read_markdown(FIXTURES / "markdown" / "jlis-committee-21.md"))


def packet(text: str) -> Packet:
    return understand("test", [parse_markdown(text)])


def only_statement(text: str) -> Statement:
    [statement] = packet(text).statements
    return statement


def rows(statement: Statement) -> list[dict[str, str]]:
    result = []
    for datum in statement.data:
        row, column = statement.rows[datum.row], statement.columns[datum.column]
        result.append({
            "table": statement.id, "section": " > ".join(row.section), "item": row.item, "occurrence": str(row.occurrence),
            "column": column.name, "statement": statement.kind, "title": statement.title,
            "fiscal_year": str(column.fiscal_year or ""), "period_start": column.period_start, "period_end": column.period_end,
            "segment": column.segment, "version": column.version, "measure": column.measure,
            "unit": datum.unit or column.unit, "raw": datum.raw, "value": "" if datum.value is None else str(datum.value),
        })  # fmt: skip
    return result


def test_every_fact_of_the_seed_is_understood_as_expected() -> None:
    """Signs apart: a dropped △ is for the sums to find."""
    with (FIXTURES / "expected_csv" / "jlis-committee-21.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    fields = (*KEY, *MEANING)
    got = [row for statement in seed().statements for row in rows(statement)]
    assert [[row[f] for f in fields] for row in got] == [[row[f] for f in fields] for row in expected]
    assert [row["value"].lstrip("-") for row in got] == [row["value"].lstrip("-") for row in expected]


def test_the_seed_has_twenty_eight_statements_and_no_contents() -> None:
    assert len(seed().statements) == 28
    assert any("組織・体制 1" in line.text for line in seed().lines)


def test_broken_segment_headers_are_told_once_each() -> None:
    kinds = [finding.kind for finding in seed().findings]
    assert kinds.count("split_column") == 2
    assert kinds.count("phantom_column") == 1
    assert kinds.count("lost_caption") == 4
    assert {finding.id for finding in seed().findings} >= {repair.finding for repair in seed().repairs}


def test_labels_that_siblings_print_differently_are_told_and_kept() -> None:
    variants = {finding.printed: finding for finding in seed().findings if finding.kind == "label_variant"}
    assert set(variants) == {"未払法人税等", "自治体中間サーバ関連交付金"}
    assert all(finding.action == "reported" for finding in variants.values())


def test_years_that_start_before_their_act_are_told() -> None:
    [finding] = [finding for finding in seed().findings if finding.kind == "impossible_range"]
    assert (finding.item, finding.severity) == ("第三次LGWAN運営における認証基盤新規機器リース", "warning")


def test_a_continued_table_counts_its_rows_on() -> None:
    [act] = [statement for statement in seed().statements if statement.id.startswith("commitments-2018")]
    assert len(act.rows) == 43
    assert act.rows[19].printed_row == 22


def test_a_rounding_note_goes_on_for_the_same_unit() -> None:
    rounded = [statement.unit for statement in seed().statements if statement.rounding]
    assert rounded == ["百万円"] * 6


def test_two_lists_side_by_side_become_two_statements() -> None:
    first, second = packet(
        "貸借対照表\n\n(令和5年3月31日現在)\n\n(単位:円)\n\n"
        "| 科目 | 金額 | 科目 | 金額 |\n|--|--|--|--|\n"
        "| 資産の部 | | 負債の部 | |\n| 現金 | 300 | 借入金 | 100 |\n| 資産合計 | 300 | 負債合計 | 100 |\n"
    ).statements
    assert [row.item for row in first.rows] == ["資産の部", "現金", "資産合計"]
    assert [row.section for row in second.rows] == [(), ("負債の部",), ("負債の部",)]
    assert second.id == first.id + "-2"


def test_text_columns_are_facts_without_value_and_unit() -> None:
    statement = only_statement(
        "債務負担行為\n\n(単位:千円)\n\n"
        "| 事項 | 限度額 | 行為年度 |\n|--|--|--|\n| 回線 | 120 | 平成30年度 |\n"
    )
    limit, year = statement.data
    assert (limit.value, year.value) == (120, None)
    assert [column.measure for column in statement.columns] == ["限度額", "行為年度"]
    assert [column.unit for column in statement.columns] == ["千円", ""]


def test_a_cell_that_should_be_a_number_is_told_when_it_is_none() -> None:
    found = packet("損益計算書\n\n| 科目 | 金額 |\n|--|--|\n| 収入 | 1,23 |\n| 支出 | 1,200 |\n| 雑費 | 12 |\n")
    [finding] = [finding for finding in found.findings if finding.kind == "unreadable"]
    assert (finding.item, finding.printed, finding.severity) == ("収入", "1,23", "error")
    assert found.statements[0].data[0].unreadable


def test_a_caption_above_another_table_is_not_inherited() -> None:
    _, second = packet(
        "資金計画\n\n| 区分 | 金額 |\n|--|--|\n| 資金収入合計 | 10 |\n\n"
        "| 科目 | 甲事業 | 乙事業 | 合計 |\n|--|--|--|--|\n"
        "| 流動資産 | | | |\n| 流動資産合計 | 1 | 2 | 3 |\n| 負債合計 | 1 | 2 | 3 |\n"
    ).statements
    assert (second.kind, second.title) == ("balance_sheet", "")
