"""Which texts of a header without rules head several columns, and which are lines of one name."""

from __future__ import annotations

import numpy as np

from extractors.digital import tables_of
from extractors.header_bands import part_middles
from extractors.header_fits import Block, Cells, HeaderText, runs_under
from extractors.header_levels import levels_of
from extractors.spanners import is_spread
from pipeline.model import Box
from tests.printed import Run, cell_of, page_at, rows_of, table_in, tokens_at


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


def under(*ends: int) -> list[Run]:
    """Three rows of figures that end there, with labels."""
    rows = [(130, "甲"), (143, "乙"), (156, "丙")]
    labels: list[Run] = [(44, height, name) for height, name in rows]
    return labels + [(end - 20, height, "1,234") for height, _ in rows for end in ends]


def test_columns_begin_right_of_all_columns_of_labels() -> None:
    """外国 stands in the middle of three columns, by where their figures end; two columns of labels stand left of them."""
    ends = (306, 386, 466, 546, 626, 706)
    runs: list[Run] = [
        (338, 97, "外国"),
        (578, 97, "内国"),
        *((end - 16, 110, name) for end, name in zip(ends, ("輸出", "輸入", "小計", "移出", "移入", "小計"), strict=True)),
    ]
    runs += [*under(*ends), *((140, height, "品目") for height in (130, 143, 156))]
    levels = levels_of([40, 118, 223, 313, 404, 484, 560, 640, 720], [90, 118, 165], tokens_at(*runs, em=8))
    assert sorted((level.left, level.right) for level in levels) == [(2, 4), (5, 7)]


def test_one_character_over_names_of_several_heads_their_columns() -> None:
    ends = (235, 307, 363, 431)
    runs: list[Run] = [
        (238, 97, "田"),
        (365, 97, "畑"),
        *((end - 24, 110, name) for end, name in zip(ends, ("作面積", "賦課額") * 2, strict=True)),
    ]
    levels = levels_of([40, 168, 245, 319, 374, 441], [90, 118, 165], tokens_at(*runs, *under(*ends), em=8))
    assert sorted((level.left, level.right) for level in levels) == [(1, 2), (3, 4)]


def test_a_heading_stands_further_from_a_name_than_its_lines_from_each_other() -> None:
    """予算現額 ends where 補正予算額 below it does; but 不納 and 欠損額, one name, stand closer to each other."""
    ends = (211, 267, 330, 400)
    runs: list[Run] = [(227, 98, "予算の現額"), (171, 110, "当初予算額"), (227, 110, "補正の予定"), (314, 110, "合計")]
    runs += [(376, 101, "不納の"), (376, 110, "欠損額")]
    levels = levels_of([40, 160, 219, 275, 340, 410], [90, 118, 165], tokens_at(*runs, *under(*ends), em=8))
    assert [(level.left, level.right) for level in levels] == [(1, 3)]


def test_a_count_of_all_columns_heads_those_before_and_after_its_changes() -> None:
    """会員数（人） stands in the middle of 加入 and 脱退, too; but then 前年度末 and 年度末 would stand low under nothing."""
    names: list[Run] = [(194, 75, "前年度末"), (280, 75, "加入"), (350, 75, "脱退"), (413, 75, "年度末")]
    runs: list[Run] = [(276, 60, "会員数（人）"), (80, 67, "所属所"), (496, 67, "掛金収入"), *names]
    levels = levels_of([67, 145, 226, 296, 366, 437, 528], [55, 85, 170], tokens_at(*runs, *under(226, 296, 366, 437, 528), em=8))
    assert [(level.left, level.right) for level in levels] == [(1, 4)]


def test_a_heading_over_one_column_stands_on_the_line_of_its_like_and_over_the_same_name() -> None:
    names: list[Run] = [(186, 75, "件数"), (270, 75, "金額"), (347, 75, "金額")]
    runs: list[Run] = [(220, 60, "前年度末"), (340, 60, "当年度末"), *names]
    levels = levels_of([67, 145, 226, 296, 366], [55, 85, 170], tokens_at(*runs, *under(206, 286, 363), em=8))
    assert [(level.left, level.right) for level in levels] == [(1, 2), (3, 3)]


def test_the_side_of_an_account_stands_over_labels_and_figures() -> None:
    runs: list[Run] = [(208, 60, "借"), (231, 60, "方"), (90, 75, "科目"), (230, 75, "本年度"), (340, 75, "前年度")]
    levels = levels_of([67, 150, 270, 380], [55, 85, 170], tokens_at(*runs, *under(262, 372), em=8))
    assert [(level.left, level.right) for level in levels] == [(0, 2)]


def test_names_that_run_downwards_beside_each_other_are_no_spread_word() -> None:
    """執行委員 and 中央委員, each over its own figures: 執　中 is none of the header's words, and heads nothing."""
    stacks = ((141, 75, "執行委員"), (169, 75, "中央委員"), (197, 80.2, "代議員"), (226, 75, "会計監査"))
    runs: list[Run] = [(x, top + 9.6 * k, glyph) for x, top, name in stacks for k, glyph in enumerate(name)]
    runs.append((97, 91, "計"))
    levels = levels_of(
        [40, 85, 130, 162, 190, 218, 244], [60, 118, 165], tokens_at(*runs, *under(110, 155, 183, 211, 239), em=8.8)
    )
    assert levels == []


def wide(*characters: tuple[int, str]) -> list[tuple[int, int]]:
    """Columns under the headings of one line, characters as wide apart as given, over names of six columns."""
    ends = (170, 230, 290, 350, 410, 470)
    runs: list[Run] = [(x, 96, character) for x, character in characters]
    runs += [(end - 24, 110, name) for end, name in zip(ends, ("調定額", "収入額", "未収額") * 2, strict=True)]
    levels = levels_of([40, 120, 180, 240, 300, 360, 420, 480], [88, 118, 165], tokens_at(*runs, *under(*ends), em=8))
    return sorted((level.left, level.right) for level in levels)


def test_a_known_word_may_be_spread_over_all_columns_of_a_heading() -> None:
    """予　　算　　額 over three columns, and 合　　　計; 金 ends the first word, for it stands nearer to that."""
    assert wide((162, "予"), (202, "算"), (242, "額"), (356, "合"), (430, "計")) == [(1, 3), (4, 6)]
    assert wide((162, "賦"), (202, "課"), (242, "金"), (342, "収"), (382, "入"), (422, "額")) == [(1, 3), (4, 6)]


def test_characters_over_their_own_columns_are_no_word() -> None:
    assert wide((150, "甲"), (210, "乙"), (270, "丙")) == []


def test_a_heading_as_high_as_both_levels_beside_it_leaves_them_their_columns() -> None:
    """土地 stands beside 建物, which heads 木造 and 非木造; one rule runs under all three."""
    table = table_in("""
        ────────────────────────────────────────────────────────────────
                                              建物
                      土地        ──────────────────────────────────────
                                       木造                非木造
                  ──────────────────────────────────────────────────────
        区分       前年      今年    前年      今年      前年      今年
        ────────────────────────────────────────────────────────────────
        本庁舎      218       218     312       266     1,406     1,406
        消防署    1,842     1,817     862       862       618       402
        ────────────────────────────────────────────────────────────────
    """)
    spans = {cell.text: (cell.column, cell.column + cell.column_span - 1) for cell in table.cells if cell.row < 2}
    assert spans["土地"] == (1, 2)
    assert spans["建物"] == (3, 6)
    assert (spans["木造"], spans["非木造"]) == ((3, 4), (5, 6))


def test_a_rule_left_out_between_two_names_in_their_middles_parts_them_all_the_same() -> None:
    """償還額 stands under 増減額, 残高額 beside both: of the rule between the two, what is beside 償還額 is left out."""
    xs, ys = [40.0, 100.0, 160.0, 220.0, 280.0], [50.0, 66.0, 82.0, 98.0]
    parted = np.array([[1, 1, 0, 1, 1], [1, 1, 1, 0, 1], [1, 1, 1, 1, 1]], bool)
    names: list[Run] = [(148, 58, "増減額"), (118, 74, "起債額"), (178, 74, "償還額"), (238, 74, "残高額"), (180, 90, "1,234")]
    part_middles(parted, [True] * 5, xs, ys, tokens_at(*names, em=8))
    assert parted[1].all()
    assert not parted[0, 2]
    aside = [(x + 25 * (text == "残高額"), y, text) for x, y, text in names]
    parted[1, 3] = False
    part_middles(parted, [True] * 5, xs, ys, tokens_at(*aside, em=8))
    assert not parted[1, 3]
    beside_both = [(x, 64 if text == "残高額" else y, text) for x, y, text in names]
    part_middles(parted, [True] * 5, xs, ys, tokens_at(*beside_both, em=8))
    assert parted[1, 3]
    parted[1, 3] = False
    over_groups: list[Run] = [(152, 66, "科目"), (238, 74, "残高額"), (180, 90, "1,234")]
    part_middles(parted, [True, True, False, True, True], xs, ys, tokens_at(*over_groups, em=8))
    assert parted[1, 3]  # 科目 stands in the middle of its cell, which an edge that no rule draws runs through


def test_a_unit_on_the_line_of_other_names_is_of_the_name_above_it() -> None:
    table = table_in("""
        ────────────────────────────────────────────────────────────
                         経常賦課金            特別賦課金     収納率

        区　分        調定額    収入額      調定額    収入額  （％）
        ────────────────────────────────────────────────────────────
        上沢町       783,510   768,910     310,620   310,620    98.7
        下沢町       752,640   739,440     300,240   300,240    98.7
        合　計     1,536,150 1,508,350     610,860   610,860    98.7
        ────────────────────────────────────────────────────────────
    """)
    assert cell_of(table, "収納率\n（％）").column == 5


def test_the_last_level_of_a_coloured_header_is_parted_where_its_columns_are_drawn_below() -> None:
    """予算 and 決算 under 令和5年度 and 令和6年度: white lines part them, and none is drawn before the first row."""
    table = table_in("""
        ┌──────┬─────────────────┬─────────────────┐
        │      │    令和5年度    │    令和6年度    │
        │区　分├─────────────────┴─────────────────┤
        │      │  予算     決算  │  予算     決算  │
        │      │                 │                 │
        ├──────┼────────┬────────┼────────┬────────┤
        │収　入│  2,178 │  2,204 │  2,170 │  2,233 │
        ├──────┼────────┼────────┼────────┼────────┤
        │支　出│  2,100 │  2,199 │  2,160 │  2,101 │
        └──────┴────────┴────────┴────────┴────────┘
    """)
    assert [(cell.text, cell.column) for cell in sorted(table.cells) if cell.row == 1 and cell.column] == [
        ("予算", 1), ("決算", 2), ("予算", 3), ("決算", 4),
    ]  # fmt: skip


def test_a_text_set_as_the_names_of_two_lines_beside_it_is_the_first_line_of_its_own() -> None:
    """受贈財産 stands in the middle of three columns, and right over 評価額 as 減債 does over 積立金."""
    ends = (120, 180, 240, 300, 360, 420)
    second = ("資本金", "評価額", "補助金", "積立金", "積立金", "合計額")
    runs: list[Run] = [(end - 24, 110, name) for end, name in zip(ends, second, strict=True)]
    runs += [(150, 100, "受贈財産"), (280, 100, "減債"), (332, 100, "建設改良"), (396, 100, "剰余金")]
    levels = levels_of([40, 90, 130, 190, 250, 310, 370, 430], [92, 118, 165], tokens_at(*runs, *under(*ends), em=8))
    assert levels == []


def test_a_heading_and_its_unit_in_brackets_are_one_word_spread() -> None:
    assert is_spread(tokens_at((100, 50, "損"), (116, 50, "益"), (132, 50, "（千"), (156, 50, "円）"), em=8))
    assert not is_spread(tokens_at((100, 50, "損"), (116, 50, "益"), (180, 50, "（千"), (204, 50, "円）"), em=8))


def test_a_known_word_over_a_rule_may_be_spread_far() -> None:
    """部　　　　門 heads five columns by its rule; two names stand over two of several, as 男 and 女 do."""
    assert is_spread(tokens_at((100, 50, "部"), (150, 50, "門"), em=8))
    assert not is_spread(tokens_at((100, 50, "男"), (150, 50, "女"), em=8))


def test_a_units_line_beside_names_that_begin_with_numbers_ends_its_own_name() -> None:
    """齢級別面積（ha） stands over 1 ～ 3 齢級 and 4 ～ 6 齢級; 構成比 with its unit beside both levels."""
    xs, ys = (54.0, 150.0, 200.0, 250.0, 300.0), (250.0, 300.0, 318.0, 336.0)
    strokes = [(x, ys[0], x, ys[-1]) for x in xs if x != 200.0] + [(200.0, 269.0, 200.0, ys[-1])]
    strokes += [(xs[0], y, xs[-1], y) for y in ys] + [(150.0, 269.0, 250.0, 269.0)]
    names: list[Run] = [(90, 275, "樹種"), (165, 260, "齢級別面積"), (260, 268.5, "構成比"), (262, 281, "（％）")]
    names += [(160, 278, "1"), (172, 278, "～"), (184, 278, "3"), (165, 290, "齢級"), (210, 278, "4"), (222, 278, "～")]
    names += [(234, 278, "6"), (215, 290, "齢級")]
    figures = [(60, 309, "スギ"), (180, 309, "42"), (225, 309, "316"), (270, 309, "46.7")]
    figures += [(60, 327, "ヒノキ"), (180, 327, "68"), (225, 327, "528"), (270, 327, "43.7")]
    [table] = tables_of(page_at([*names, *figures], strokes, em=9)).tables
    assert rows_of(table)[0][3] == "構成比\n（％）"


def test_more_and_less_head_a_column_each_where_both_have_figures() -> None:
    table = table_in("""
        科　　目      本年度   前年度    比　　較
                                           増      減
        ──────────────────────────────
        会費          20,230   19,900     330
        補助金        55,530   53,850   1,680
        手数料         9,440    9,000     440
        雑収入         2,960    3,000              40
        役員報酬       7,260    7,500             240
        旅費           1,930    2,200             270
        ──────────────────────────────
    """)
    spans = {cell.text: (cell.column, cell.column_span) for cell in table.cells if cell.row < 2}
    assert (spans["増"], spans["減"]) == ((3, 1), (4, 1))


def test_the_second_line_of_a_name_is_no_heading_over_the_units_of_its_neighbours() -> None:
    names: list[Run] = [
        (50, 112, "図書館"),
        (140, 106, "蔵書冊数"),
        (205, 100, "年間受入"),
        (215, 112, "冊数"),
        (270, 106, "登録者数"),
    ]
    names += [(350, 97, "年間貸出冊数"), (340, 115, "個人"), (400, 115, "団体")]
    names += [(x, 134, text) for x, text in ((145, "（冊）"), (210, "（冊）"), (275, "（人）"), (335, "（冊）"), (395, "（冊）"))]
    rows = ("総数", "22,936", "63,696", "31,492", "19,927", "81,470"), ("県立", "81,245", "18,740", "96,214", "40,218", "31,560")
    lines = (*rows, ("市立", "49,812", "14,022", "81,377", "61,190", "22,418"))
    figures = [
        (x, 160.0 + 20 * n, text)
        for n, row in enumerate(lines)
        for x, text in zip((40, 145, 210, 275, 330, 395), row, strict=True)
    ]
    [table] = tables_of(page_at([*names, *figures], [(40, y, 440, y) for y in (85, 146, 210)])).tables
    assert cell_of(table, "年間受入\n冊数\n（冊）").column_span == 1


def test_the_first_of_many_lines_flush_right_is_no_heading_over_the_names_beside_them() -> None:
    ends = {"当初予算額": 251, "補正予算額": 331, "決算合計額": 431, "不用額": 592}
    runs: list[Run] = [
        (256, 10, "予算額"),
        (456, 10, "地方公営企業"),
        (451, 21, "法第26条第2項"),
        (456, 33, "の規定による"),
        (486, 45, "繰越額"),
    ]
    runs += [(31, 33, "区分"), *((end - 10 * len(name), 33, name) for name, end in ends.items())]
    for row, height in enumerate((80, 92, 104), 1):
        runs += [(31, height, f"{row} 費目"), *((end - 45, height, f"1,{row}{row}{row},000") for end in (*ends.values(), 516))]
    levels = levels_of([30, 180, 255, 335, 435, 520, 600], [4, 60, 110], tokens_at(*runs))
    assert [(level.left, level.right) for level in levels] == [(1, 2)]


def test_a_heading_takes_in_the_sum_at_the_end_of_its_columns() -> None:
    """下半期 stands in the middle of 10月 … 計, and still nearer to that of 12月 … 2月, whose figures are of other widths."""
    edges = [40.0, 141.0, 456.0, 497.0, 539.0, 575.0, 628.0, 665.0, 708.0, 758.0, 802.0]
    middles = {2: 471.0, 3: 513.0, 4: 555.0, 5: 597.0, 6: 639.0, 7: 681.0, 8: 726.0}
    names = {
        k: HeaderText(Box(x - 7, 106.0, x + 7, 113.0), 7.5, k, month)
        for (k, x), month in zip(middles.items(), ("10月", "11月", "12月", "1月", "2月", "3月", "計"), strict=True)
    }
    blocks = {k: Block(106.0, 113.0, k, k) for k in names}
    heading = HeaderText(Box(576.0, 91.0, 626.0, 98.0), 7.5, 5, "下半期")
    assert runs_under(heading, [], blocks, Cells(edges, names, {}, {}))[0] == (2, 8)


def test_a_year_is_set_wide_over_its_columns_though_it_has_a_number() -> None:
    """令　和　６　年　度 over five columns; its number is no figure of the table."""
    ends = (228, 290, 352, 414, 476, 538)
    year: list[Run] = [(x, 92, glyph) for x, glyph in ((203, "令"), (262, "和"), (321, "６"), (379, "年"), (438, "度"))]
    names = ["第一期", "第二期", "第三期", "第四期", "合計", "合計"]
    runs = [*year, (498, 92, "令和５年度"), *((end - 8 * len(name), 114, name) for end, name in zip(ends, names, strict=True))]
    levels = levels_of([53, 166, *ends], [84, 125, 175], tokens_at(*runs, *under(*ends), em=8))
    assert [(level.left, level.right) for level in levels] == [(1, 5), (6, 6)]


def test_the_halves_of_a_year_have_equally_many_months() -> None:
    """下半期 stands in the middle of the last eight columns, too."""
    ends = tuple(172 + 30.5 * n for n in range(13))
    halves: list[Run] = [(x, 87, glyph) for x, glyph in zip((177, 233, 288, 360, 416, 471), "上半期下半期", strict=True)]
    names = [f"{n}月" for n in "四五六七八九"] + ["10月", "11月", "12月", "一月", "二月", "三月", "計"]
    runs = [*halves, *((end - 8 * len(name), 102, name) for end, name in zip(ends, names, strict=True))]
    rows: list[Run] = [(end - 14, height, "123") for end in ends for height in (130, 143, 156)]
    levels = levels_of([53, 142, *ends], [83, 114, 170], tokens_at(*runs, *rows, em=7.6))
    assert sorted((level.left, level.right) for level in levels) == [(1, 6), (7, 12)]


def test_names_end_where_their_figures_do_but_for_the_blank_of_a_wide_bracket() -> None:
    """日本人 stands in the middle of its two columns, by where these end: 男（人） ends half an em behind its figures."""
    ends = (220, 273, 326, 379, 432, 485)
    names = ["世帯", "計", "男", "女", "男", "女"]
    runs: list[Run] = [(293, 326, "人"), (413, 326, "口"), (314, 341, "日本人"), (420, 341, "外国人")]
    runs += [(end - 8 * len(name), 356, name) for end, name in zip(ends, names, strict=True)]
    runs += [(end + 4 - 24, 366, "（人）") for end in ends]
    rows: list[Run] = [(end - 20, height, "1,234") for end in ends for height in (390, 403, 416)]
    levels = levels_of([53, 177, 238, 291, 344, 397, 450, 503], [322, 378, 430], tokens_at(*runs, *rows, em=8))
    assert sorted((level.left, level.right) for level in levels) == [(2, 6), (3, 4), (5, 6)]


def test_a_single_character_may_end_the_heading_of_two_lines() -> None:
    """令和6年度末までの支出（見込） and 額 in its middle, over 期間 and 金額."""
    ends = {"期間": 279, "金額": 328}
    runs: list[Run] = [(212, 81, "令和６年度までの支出見込"), (256, 90, "額"), (210, 103, "期間"), (296, 103, "金額")]
    runs += [(365, 92, "限度額"), (44, 92, "事項")]
    for row, height in enumerate((123, 136, 149), 1):
        runs += [(44, height, f"{row} 費目"), (ends["金額"] - 20, height, "1,234"), (370, height, "2,345")]
        runs += [(229, height, "令和六")]
    levels = levels_of([40, 157, 285, 334, 400], [75, 113, 160], tokens_at(*runs, em=8))
    assert [(level.left, level.right, level.y > 93) for level in levels] == [(1, 2, True)]


def test_the_sum_of_a_heading_stands_under_it() -> None:
    """利益剰余金 stands in the middle of four columns, one of them its sum, and of the two inner ones."""
    ends = (520, 591, 662, 733)
    names = ["減債積立金", "改良積立金", "未処分剰余金", "利益剰余金合計"]
    runs: list[Run] = [(575, 80, "利益剰余金"), (191, 80, "資本金")]
    runs += [(end - 27 - 4 * len(name), 94, name) for end, name in zip(ends, names, strict=True)]
    rows: list[Run] = [(end - 20, height, "1,234") for end in (449, *ends) for height in (113, 126, 139)]
    labels: list[Run] = [(44, height, "残高") for height in (113, 126, 139)]
    levels = levels_of([40, 167, 451, 522, 592, 663, 734], [75, 104, 150], tokens_at(*runs, *rows, *labels, em=7))
    assert [(level.left, level.right) for level in levels] == [(2, 5)]


def test_a_heading_over_one_column_ends_as_one_over_several_does() -> None:
    """収益事業 over 売店, beside 社会福祉事業 over two; 内部取引消去 is a name of two lines."""
    ends = (259, 327, 395, 463)
    runs: list[Run] = [(225, 79, "社会福祉事業"), (347, 79, "収益事業"), (420, 79, "内部取引")]
    runs += [(205, 92, "法人"), (275, 92, "地域"), (355, 92, "売店"), (428, 92, "消去")]
    rows: list[Run] = [(end - 20, height, "1,234") for end in ends for height in (113, 126, 139)]
    labels: list[Run] = [(44, height, "収入") for height in (113, 126, 139)]
    levels = levels_of([40, 190, 261, 329, 397, 465], [73, 100, 150], tokens_at(*runs, *rows, *labels, em=8))
    assert sorted((level.left, level.right) for level in levels) == [(1, 2), (3, 3)]
