"""Which texts of a header without rules head several columns, and which are lines of one name."""

from __future__ import annotations

from extractors.header_levels import levels_of
from tests.printed import Run, tokens_at


def test_a_heading_over_two_runs_alike_leaves_the_heading_above_it_a_run() -> None:
    """特定財源 stands in the middle of all columns from 比較 on, too; but then 財源内訳 would stand over nothing."""
    ends = {"本年度": 211, "前年度": 274, "比較": 327, "支出金": 387, "地方債": 429, "その他": 489, "一般財源": 549}
    runs: list[Run] = [(397, 62, "本年度予算額の財源内訳"), (395, 75, "特定財源"), (47, 98, "科目")]
    runs += [(end - 8 * len(name), 98, name) for name, end in ends.items()]
    for row, height in enumerate((113, 126, 139), 1):
        runs += [(44, height, f"{row} 費目"), *((end - 20, height, f"1,{row}{row}{row}") for end in ends.values())]
    levels = levels_of([44, 142, 220, 283, 337, 396, 439, 499, 549], [55, 105, 150], tokens_at(*runs, em=8))
    assert [(level.left, level.right) for level in levels] == [(4, 7), (4, 6)]


def test_what_no_name_begins_with_is_the_rest_of_the_text_over_it() -> None:
    """令和12年度 stands in the middle of three columns, and of that of 以降."""
    names = [(67, 96, "費目"), (150, 87, "令和7"), (151, 96, "年度"), (200, 87, "令和8"), (201, 96, "年度"), (257, 96, "計")]
    names += [(300, 96, "処分方法"), (360, 87, "令和12年度"), (373, 96, "以降"), (430, 96, "期末残高")]
    runs: list[Run] = list(names)
    for row, height in enumerate((113, 126, 139), 1):
        runs += [(44, height, f"{row} 費目"), *((end - 20, height, f"1,{row}{row}{row}") for end in (174, 224, 274, 400, 470))]
        runs += [(305, height, "公募")]
    levels = levels_of([40, 140, 185, 235, 290, 345, 410, 480], [80, 105, 150], tokens_at(*runs, em=8))
    assert levels == []
