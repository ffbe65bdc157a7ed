"""The random tables of `bench.layouts`: their sums are true, their truth is what is printed, a seed gives the same pages."""

from __future__ import annotations

import re

import pytest

from bench.layouts import budgets, comparisons, statements
from bench.layouts.kinds import KINDS, TWO_SIDED
from bench.layouts.pages import document, random_pages
from bench.layouts.score import compare
from bench.layouts.style import printed, random_style, suited
from bench.layouts.tables import Dice, Row, Table, sums

SEEDS = range(12)


def total_row(table: Table, label: str) -> Row:
    return next(row for row in table.rows if row.label == label)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_fits_its_heads(name: str) -> None:
    for seed in SEEDS:
        table = KINDS[name](Dice(str(seed)))
        assert all(len(row.cells) in (0, len(table.leaves)) for row in table.rows)
        assert len(set(table.columns())) == len(table.leaves)
        assert not any(row.cells for row in table.rows if row.role == "heading")
        assert sum(1 for _ in table.truth()) > len(table.leaves)


def test_a_sum_under_items_of_one_list_is_their_sum() -> None:
    seen = set()
    for name, kind in KINDS.items():
        *items, last = kind(Dice("1")).rows
        if last.label not in ("計", "合計") or any(row.role != "item" or row.section for row in items):
            continue  # its sums are of another shape
        seen.add(name)
        for cell, expected in zip(last.cells, sums(items), strict=True):
            assert expected is None or cell == expected
    assert len(seen) > 8


def test_what_is_left_is_what_came_in_less_what_went_out() -> None:
    for seed in SEEDS:
        table = statements.budget(Dice(str(seed)))
        came, went = total_row(table, "収入合計"), total_row(table, "支出合計")
        assert [table.rows[-1].at(n) for n in range(3)] == [came.at(n) - went.at(n) for n in range(3)]


def test_a_balance_sheet_adds_up_at_both_levels() -> None:
    for seed in SEEDS:
        table = statements.balance_sheet(Dice(str(seed)))
        groups = [row for row in table.rows if row.role == "total" and row.depth == 2]
        for group in groups:
            items = [row for row in table.rows if row.section == group.section and row.role == "item"]
            assert group.cells == sums(items)
        assert total_row(table, "資産合計").cells == sums(groups)


def test_levels_of_a_budget_add_up() -> None:
    for seed in SEEDS:
        rows = budgets.by_moku(Dice(str(seed))).rows
        for depth in (0, 1):
            assert sums([row for row in rows[:-1] if row.depth == depth]) == rows[-1].cells


def test_truth_is_of_the_figures_not_of_the_print() -> None:
    for page in random_pages(3, 40):
        for line in page.truth():
            if line["value"]:
                digits = re.sub(r"[^0-9.]", "", line["raw"]) or "0"
                assert float(digits) == abs(float(line["value"])), line
                assert ("-" in line["value"]) == (line["raw"][0] in "△▲-(" and float(line["value"]) != 0)


def test_blank_cells_are_no_facts_and_a_page_read_right_is_whole() -> None:
    pages = list(random_pages(5, 30))
    for page in pages:
        lines = list(page.truth())
        assert all(line["raw"] for line in lines)
        assert compare(page, lines).whole
        assert not compare(page, lines[1:]).whole or not lines[0]["value"]
    assert any(page.style.zero == "" for page in pages)


def test_one_seed_gives_one_document_and_a_page_does_not_depend_on_the_count() -> None:
    long, short = list(random_pages(8, 30)), list(random_pages(8, 10))
    assert document(long) == document(list(random_pages(8, 30)))
    assert long[:10] == short
    assert document(long) != document(list(random_pages(9, 30)))


def test_only_kinds_asked_for_are_drawn() -> None:
    assert {block.kind for page in random_pages(1, 20, ["loans"]) for block in page.blocks} == {"loans"}
    assert {block.kind for page in random_pages(1, 20, list(TWO_SIDED)) for block in page.blocks} == set(TWO_SIDED)


def test_brackets_mean_minus_only_among_whole_amounts() -> None:
    table = comparisons.indicators(Dice("2"))
    for seed in range(60):
        style = suited(random_style(Dice(str(seed))), [table], False)
        assert style.minus != "()"
        assert printed(-1234, style).strip("△▲- ") == "1,234"
