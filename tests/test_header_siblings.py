"""Headings beside each other that stand as far aside of their columns as one another."""

from __future__ import annotations

from extractors.header_fits import Cells, HeaderText
from extractors.header_siblings import Heading, set_alike
from pipeline.model import Box

EM = 8.0


def text(middle: float, top: float, column: int, words: str) -> HeaderText:
    half = EM * len(words) / 2
    return HeaderText(Box(middle - half, top, middle + half, top + EM), EM, column, words)


def cells(names: list[HeaderText]) -> Cells:
    return Cells([], {name.column: name for name in names}, {name.column: name.box.x1 for name in names}, {})


def test_headings_that_count_on_have_as_many_columns_each() -> None:
    """Greedily 第1四半期 would take two months, and 第2四半期 the five that stand in its very middle."""
    months = [text(189 + 49.5 * n, 97, n + 1, f"{n + 1}月") for n in range(12)]
    quarters = [text(222 + 148 * n, 81, 2 + 3 * n, f"第{n + 1}四半期") for n in range(4)]
    greedy = [
        Heading(1, 2, [quarters[0]], 93, 105),
        Heading(3, 7, [quarters[1]], 93, 105),
        Heading(9, 13, [quarters[3]], 93, 105),
    ]
    found = set_alike(greedy, [*quarters, *months], cells(months))
    assert sorted((each.left, each.right) for each in found) == [(1, 3), (4, 6), (7, 9), (10, 12)]


def test_a_heading_stands_as_far_aside_as_the_one_beside_it() -> None:
    names = [
        text(x, 123, n + 1, words)
        for n, (x, words) in enumerate([(268, "当初"), (348, "補正"), (448, "計"), (524, "当月"), (605, "累計")])
    ]
    names.append(text(682, 123, 6, "残額"))
    budget, spent = text(335, 110, 2, "予算現額"), text(546, 110, 4, "執行額")
    found = set_alike([Heading(1, 3, [budget], 121, 131)], [budget, spent, *names], cells(names))
    assert [(each.left, each.right) for each in found] == [(1, 3), (4, 5)]


def test_the_first_lines_of_names_are_no_headings() -> None:
    names = [
        text(x, 97, n + 3, words)
        for n, (x, words) in enumerate([(292, "貸出者数"), (349, "貸出冊数"), (405, "件数"), (462, "ンス件数")])
    ]
    names.append(text(519, 97, 7, "入館者数"))
    lent, first = text(320, 83, 3, "貸出"), text(462, 84, 6, "レファレ")
    found = set_alike([Heading(3, 4, [lent], 94, 105)], [lent, first, *names], cells(names))
    assert [(each.left, each.right) for each in found] == [(3, 4)]
