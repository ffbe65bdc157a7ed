"""Columns and headings where few rules or none are drawn, as sketches."""

from __future__ import annotations

from extractors.digital import tables_of
from extractors.geometry import text_of
from extractors.header_start import header_start
from extractors.printed_lines import printed_lines
from tests.printed import Run, cell_of, grid, page_at, read, rows_of, table_in, tokens_at, width_of


def test_words_beside_the_numbers_have_a_column_under_each_header() -> None:
    table = table_in("""
        ────────────────────────────────────────────────────────
          款          項            事業名               金額
        ────────────────────────────────────────────────────────
        3 民生費    2 児童福祉費    認定こども園整備    84,118
        8 土木費    2 道路橋梁費    橋りょう修繕       142,330
                                    市道改良            61,204
        9 教育費    2 小学校費      給食室改修          38,802
        ────────────────────────────────────────────────────────
    """)
    assert rows_of(table)[1] == ["3 民生費", "2 児童福祉費", "認定こども園整備", "84,118"]
    assert rows_of(table)[3] == ["", "", "市道改良", "61,204"]


def test_a_heading_stands_over_columns_whose_names_are_flush_with_their_figures() -> None:
    table = table_in("""
        ──────────────────────────────────────────────────────
                           令和5年度           令和6年度
        地区              件数    交付額      件数    交付額
        ──────────────────────────────────────────────────────
        北海道              41     1,204        44     1,318
        東北                88     2,118        91     2,330
        関東                62     1,804        60     1,711
        ──────────────────────────────────────────────────────
    """)
    heading = [cell for cell in table.cells if cell.text == "令和5年度"]
    assert [(cell.column, cell.column_span) for cell in heading] == [(1, 2)]


def test_a_dash_beside_every_number_is_a_column_of_noughts() -> None:
    table = table_in("""
        ──────────────────────────────────────
        事項          国庫  地方債     その他
        ──────────────────────────────────────
        庁舎清掃    38,922     － 790,450
        情報機器    27,261     －  19,252
        給食業務   139,508     － 119,022
        ──────────────────────────────────────
    """)
    assert [row[2:] for row in rows_of(table)[1:]] == [["－", "790,450"], ["－", "19,252"], ["－", "119,022"]]


def test_a_sign_under_a_sign_is_no_nought_though_another_table_has_figures_there() -> None:
    content = read("""
        ──────────────────────────────────────
        区分             令和元年度  前年度
        ──────────────────────────────────────
        貸出金の純増減      33,867 − 35,978
        有価証券の取得      83,402 − 89,445
        社債の償還          45,000 − 55,000
        その他                 187   17,579
        ──────────────────────────────────────

        貸付実績

        ──────────────────────────────────────
        区分                  件数
        ──────────────────────────────────────
        一般貸付               3,991
        創業支援               1,951
        事業承継                 425
        ──────────────────────────────────────
    """)
    first = content.tables[0]
    assert [row[1:] for row in rows_of(first)[1:]] == [
        ["33,867", "− 35,978"], ["83,402", "− 89,445"], ["45,000", "− 55,000"], ["187", "17,579"]
    ]  # fmt: skip


def test_a_share_in_brackets_below_a_name_is_part_of_it() -> None:
    table = table_in("""
        ──────────────────────────────────────────────
                    均等割額    人口割額
        市町村名    （10％）    （90％）    負担金額
        ──────────────────────────────────────────────
        北斗市    10,150,550  140,669,043  150,819,593
        常念市    10,150,550   84,401,423   94,551,973
        三郷市    10,150,550   48,594,759   58,745,309
        ──────────────────────────────────────────────
    """)
    assert rows_of(table)[0] == ["市町村名", "均等割額\n（10％）", "人口割額\n（90％）", "負担金額"]


def test_a_bare_share_below_a_name_is_part_of_it() -> None:
    table = table_in("""
        ──────────────────────────────────────────────
                     均等割      人口割
        市町村名      20％        80％      負担金額
        ──────────────────────────────────────────────
        北斗市    10,150,550  140,669,043  150,819,593
        常念市    10,150,550   84,401,423   94,551,973
        三郷市    10,150,550   48,594,759   58,745,309
        ──────────────────────────────────────────────
    """)
    assert rows_of(table)[0] == ["市町村名", "均等割\n20％", "人口割\n80％", "負担金額"]


def test_a_column_of_remarks_that_one_row_has_is_named_by_its_header() -> None:
    table = table_in("""
        ────────────────────────────────────────────────────────────
                    均等割額
        市町村名   （円）    負担金額    構成比    摘  要
        ────────────────────────────────────────────────────────────
        北斗市    10,150,550  140,669,043   38.4 端数を含む
        常念市    10,150,550   84,401,423   24.2
        三郷市    10,150,550   48,594,759   15.5
        ────────────────────────────────────────────────────────────
    """)
    assert rows_of(table)[0][-2:] == ["構成比", "摘 要"]
    assert rows_of(table)[1][-2:] == ["38.4", "端数を含む"]


def test_a_unit_beside_the_caption_is_no_header() -> None:
    table = table_in("""
        受給者の状況                           （単位：人）
        区   分       令和5年度    令和4年度     増  減
        ─────────────────────────────────────────────────
        老齢年金          3,377        3,290         87
        遺族一時金           21           18          3
        待期者              905          905         －
    """)
    assert rows_of(table)[0] == ["区 分", "令和5年度", "令和4年度", "増 減"]


def test_headers_in_the_middle_of_their_cells_stand_left_of_short_figures() -> None:
    table = table_in("""
        ──────────────────────────────────────────────────────────
           区  分       評議員      理  事      監  事       計
        ──────────────────────────────────────────────────────────
           常  勤              －           2          －        2
           非常勤               8           6           2       16
             計                 8           8           2       18
        ──────────────────────────────────────────────────────────
    """)
    assert rows_of(table)[0] == ["区 分", "評議員", "理 事", "監 事", "計"]


def test_a_sum_spread_over_the_columns_of_codes_is_one_label() -> None:
    table = table_in("""
        ─────────────────────────────────────────────────
        款  項  目     科  目        予算現額    支出済額
        ─────────────────────────────────────────────────
        1              総務費       5,334,245   1,228,926
            1          総務管理費     903,925     245,412
                1      一般管理費       9,597       6,141
                2      施設管理費     169,907       5,205
        2              民生費       5,334,245   1,228,926
            1          社会福祉費     903,925     245,412
        歳    出    合    計        5,334,245   1,228,926
        ─────────────────────────────────────────────────
    """)
    assert rows_of(table)[1][:4] == ["1", "", "", "総務費"]
    assert rows_of(table)[-1][:4] == ["歳 出 合 計", "", "", ""]


def test_a_centred_caption_between_the_rules_of_two_tables_is_in_neither() -> None:
    def table_at(top: float, ends: tuple[float, ...], *lines: str) -> tuple[list[Run], list[tuple[float, float, float, float]]]:
        runs: list[Run] = []
        for k, line in enumerate(lines):
            label, *cells = line.split()
            y = top + 16.0 * k
            runs.append((40.0, y, label))
            runs += [(end - sum(map(width_of, cell)), y, cell) for end, cell in zip(ends, cells, strict=True)]
        return runs, [(40.0, top - 4.0 + 16.0 * k, 300.0, top - 3.6 + 16.0 * k) for k in range(len(lines) + 1)]

    first, rules = table_at(60.0, (160.0, 295.0), "科目 場所 金額", "現金 事務局 2,134", "備品 会議室 6,475", "土地 市内 9,120")
    lines = ("項目 当年度 前年度 増減", "給水人口 97 94 3", "給水戸数 52 50 2", "収益 79 75 4")
    second, more = table_at(150.0, (200.0, 250.0, 295.0), *lines)
    page = page_at([*first, (147.0, 128.0, "業務の概況"), *second], [*rules, *more])
    assert [rows_of(table)[-1][0] for table in tables_of(page).tables] == ["土地", "収益"]


def test_a_spread_heading_with_its_unit_behind_stands_over_all_its_columns() -> None:
    table = table_in("""
        ─────────────────────────────────────────────
        月      供   給   量   （Ｌ）         回収率
              ───────────────────────────
              東部       常盤      県立
        ─────────────────────────────────────────────
        ４月  1,330       619       236         92.7
        ５月    727       723       257         94.1
        ６月  1,042       712       233         92.0
        ─────────────────────────────────────────────
    """)
    assert rows_of(table)[0][1] == "供 給 量 （Ｌ）"


def test_numbers_of_kan_kou_and_moku_are_columns_though_the_first_amount_is_named_left_of_its_figures() -> None:
    rows = rows_of(
        table_in("""
        ──────────────────────────────────────────────────────
        款    項    目    科目      予算現額          支出済額
        ──────────────────────────────────────────────────────
        1                 総務費             346         1,377
        ──────────────────────────────────────────────────────
              1           総務管理費         336           785
        ──────────────────────────────────────────────────────
                    1     整備費             331           775
        ──────────────────────────────────────────────────────
                    2     振興費               5             9
        ──────────────────────────────────────────────────────
              2           徴税費              10           592
        ──────────────────────────────────────────────────────
                    1     整備費              10           592
        ──────────────────────────────────────────────────────
        歳出合計                             356         1,969
        ──────────────────────────────────────────────────────
    """)
    )
    assert [row[:3].index(number) for row, number in zip(rows[1:4], "111", strict=True)] == [0, 1, 2]


def test_headings_underlined_and_no_other_rule_part_the_header_from_the_rows() -> None:
    [table] = read("""
                                     支出見込額          支出予定額
        事項              限度額  ─────────────────   ─────────────────
                                  期間         金額   期間         金額
        指定管理料       237,510  5～6年度    7,093   7～10年度 230,417
        債務保証         721,114  5～6年度  717,173   7～11年度   3,941
        収集業務委託       9,665                      7～10年度   9,665
    """).tables
    assert [row[0] for row in rows_of(table)[-3:]] == ["指定管理料", "債務保証", "収集業務委託"]
    assert rows_of(table)[0][:2] == ["事項", "限度額"]


def test_a_name_begins_and_ends_around_the_height_of_the_others() -> None:
    texts = [(40, 90, "2 借入金明細書"), (120, 107, "平均利率"), (132, 119, "(%)"), (40, 113, "借入先"), (84, 113, "期首")]
    rows = [(40, 132, "地方公共団"), (75, 138, "351,351"), (140, 138, "0.83"), (40, 144, "機構")]
    lines = printed_lines(tokens_at(*texts, *rows))
    first = next(n for n, line in enumerate(lines) if line.numbers)
    lines[first].aligned = lines[first].numbers
    start = header_start(lines, first, [lines[first]], [(125.5, 38.0, 210.0)])
    assert text_of(lines[start].tokens) == "平均利率"


def test_units_below_the_names_of_columns_are_no_names() -> None:
    names = [(143, 56, "公益目的事業"), (294, 62, "広域連携"), (76, 67, "科目"), (186, 68, "普及啓発"), (240, 67, "収益事業")]
    names += [(355, 67, "合計"), (136, 73, "研修事業"), (294, 72, "推進事業"), (195, 78, "事業")]
    rows = [
        ("会費", (1683, 1413, 2469, 462, 6027)),
        ("寄附", (6411, 932, 4489, 687, 12519)),
        ("雑入", (7011, 151, 5113, 8137, 20412)),
    ]
    ends = (175, 224, 283, 332, 386)
    runs: list[Run] = [*names, *((end - 27, 89, "百万円") for end in ends)]
    for n, (label, figures) in enumerate(rows):
        texts = [(end, f"{figure:,}") for end, figure in zip(ends, figures, strict=True)]
        runs += [(44, 100 + 12 * n, label), *((end - 4.5 * len(text), 100 + 12 * n, text) for end, text in texts)]
    [table] = tables_of(page_at(runs, [(137, 61, 221, 61.4)], 9.0)).tables
    heading, name = cell_of(table, "公益目的事業"), cell_of(table, "普及啓発\n事業\n百万円")
    assert (heading.column, heading.column_span, name.column, name.column_span) == (1, 2, 2, 1)


def test_a_caption_across_columns_ends_a_table_between_rules_of_one_width() -> None:
    page = read("""
        ────────────────────────────────────────
        区分        上期      下期        年計
        ────────────────────────────────────────
        公債費     4,967     6,712      11,679
        ────────────────────────────────────────
        物件費     9,340       863      10,203
        ────────────────────────────────────────
                         歳入予算（単位 百万円）
        ────────────────────────────────────────
        款        補正前    補正額        計
        ────────────────────────────────────────
        保険料     1,055     9,885      10,940
        ────────────────────────────────────────
        繰入金     3,749     4,489       8,238
        ────────────────────────────────────────
    """)
    assert [rows_of(table)[-1] for table in page.tables] == [
        ["物件費", "9,340", "863", "10,203"], ["繰入金", "3,749", "4,489", "8,238"],
    ]  # fmt: skip


def test_a_header_of_characters_evenly_spread_is_parted_where_its_columns_are() -> None:
    table = table_in("""
        大 区 分  中 区 分    内  容        本 年 度  前 年 度
          歳入    自主財源    研修の開催      9,175     8,805
                              相談支援        6,840     5,560
                  依存財源    施設管理        5,250     5,129
                              調査研究        2,971     3,103
          歳出    義務経費    広報活動        9,400     8,776
                              会員交流        8,909     5,136
                  投資経費    貸付事業        1,853     5,676
    """)
    assert [cell.column for cell in table.cells if cell.text in ("歳入", "自主財源", "研修の開催")] == [0, 1, 2]


def test_one_rule_tells_the_edge_between_two_groups_around_others() -> None:
    table = table_in("""
        ──────────────────────────────────────────────────
        大区分  中区分    内容          本年度    前年度
        ──────────────────────────────────────────────────
                          研修の開催     9,175     8,805
                自主財源  ────────────────────────────────
                          相談支援       6,840     5,560
        歳入    ──────────────────────────────────────────
                          施設管理       5,250     5,129
                依存財源  ────────────────────────────────
                          調査研究       2,971     3,103
        ──────────────────────────────────────────────────
    """)
    spans = {cell.text: (cell.column, cell.row_span) for cell in table.cells}
    assert (spans["歳入"], spans["自主財源"], spans["施設管理"]) == ((0, 4), (1, 2), (2, 1))


def test_a_period_and_a_unit_in_brackets_over_a_header_are_no_part_of_it() -> None:
    page = read("""
        (4月1日～3月31日)              (単位：千円)
        科目                           金額
        ────────────────────────────────────
        教育経費                      1,120
        研究経費                      1,404
        人件費                          402
        ────────────────────────────────────
    """)
    [table] = page.tables
    assert rows_of(table)[0] == ["科目", "金額"]


def test_a_caption_and_its_unit_over_the_amounts_are_no_header() -> None:
    table = table_in("""
                                  貸借対照表     単位:千円
        科目                当年度末    前年度末      増減
        現金及び預金         58,741     5,799     52,942
        前払費用                 38       216       △178
        貯蔵品               62,181    82,303    △20,122
        流動資産合計        120,960    88,318     32,642
    """)
    assert rows_of(table)[0] == ["科目", "当年度末", "前年度末", "増減"]


def test_a_part_of_a_balance_sheet_is_named_in_the_middle_between_its_rows() -> None:
    table = table_in("""
        ──────────────────────────────────────
        科目                本年度末  前年度末
        ──────────────────────────────────────
        固定資産               6,654     6,618
        流動資産               1,171       854
        資産の部合計           7,825     7,472
        ──────────────────────────────────────
                      負 債 の 部
        ──────────────────────────────────────
        固定負債           6,646,448   576,118
        流動負債             417,896   384,526
        負債の部合計       7,064,344   960,644
        ──────────────────────────────────────
    """)
    assert rows_of(table)[-1] == ["負債の部合計", "7,064,344", "960,644"]


def test_a_heading_over_several_names_parts_none_of_their_columns() -> None:
    table = table_in("""
        ────────────────────────────────────────────────────────
                      ４月１日    年     度     中     増     減
        職種                      採  用      転  入      転  出
        ────────────────────────────────────────────────────────
        研究職             318        14           3           5
        船舶職              64         4          －          －
        事務職              97         3           9          10
        合計               479        21          12          15
        ────────────────────────────────────────────────────────
    """)
    assert rows_of(table)[-1] == ["合計", "479", "21", "12", "15"]
    names = {cell.column: cell.text for cell in table.cells if cell.text in ("採 用", "転 入", "転 出")}
    assert names == {2: "採 用", 3: "転 入", 4: "転 出"}


def test_a_dash_for_no_unit_is_one_of_the_units() -> None:
    assert grid("""
        項目              単位     令和2年度   令和3年度
        財政力指数          －          0.65        0.69
        経常収支比率        %           90.4        92.5
        将来負担比率        %           39.1        40.5
        地方債現在高      百万円      16,191      17,223
        基金残高          百万円       2,993       3,019
    """)[-1] == ["基金残高", "百万円", "2,993", "3,019"]


def test_short_amounts_before_the_labels_of_a_second_list() -> None:
    read_ = grid("""
        区分         男      女    合計     部局          事務   技術    合計
        18～29歳     51     47      98     市長部局        37     61      98
        30～39歳     68     11      79     教育委員会      15     60      75
        40～49歳     77     35     112     消防本部        58     87     145
        50～59歳     14      9      23     水道局          75      8      83
    """)
    assert read_[1] == ["18～29歳", "51", "47", "98", "市長部局", "37", "61", "98"]


def test_a_caption_that_counts_the_tables_is_no_header() -> None:
    table = table_in("""
        別表３    令和４年度し尿等処理量
        市町名    生し尿   汚泥
        瀬上市     1,189  1,143
        川合町     1,581  1,887
    """)
    assert rows_of(table)[0] == ["市町名", "生し尿", "汚泥"]


def test_a_heading_with_its_unit_stands_over_columns_that_no_rule_joins() -> None:
    table = table_in("""
                       令和３年度（千円）
        市町村名    共通経費    保険料      計     前年度
        潮見市       216,164   556,785   772,949   129,820
        北浜市        89,613   977,825 1,067,438   212,521
    """)
    heading = cell_of(table, "令和３年度（千円）")
    assert (heading.column, heading.column_span) == (1, 3)


def test_a_total_in_the_middle_of_the_label_columns_is_none_of_them() -> None:
    read_ = grid("""
             借入先           借入年度   前年度末    償還額
        日本政策金融公庫        H20       18,240     2,280
        農協                    H29        4,192       838
                       計                 22,432     3,118
    """)
    assert [row[0] for row in read_[1:]] == ["日本政策金融公庫", "農協", "計"]


def test_amounts_and_dashes_beside_a_column_of_dashes_stand_in_two() -> None:
    table = table_in("""
        ────────────────────────────────────────────
        区分        扶養  地域    通勤      住居
        ────────────────────────────────────────────
        補正後    41,280 －     38,410    29,760
        補正前    41,280 －     38,010    30,120
        比較          － －        400    △360
        ────────────────────────────────────────────
    """)
    assert [row[1:3] for row in rows_of(table)[1:3]] == [["41,280", "－"], ["41,280", "－"]]


def test_a_header_in_the_middle_of_two_levels_parts_the_words_left_of_the_amounts() -> None:
    heads = [(100, 72, "事　項"), (250, 62, "補正前"), (420, 62, "補正後")]
    names = [(x, 80, name) for x, name in ((240, "期間"), (325, "限度額"), (410, "期間"), (495, "限度額"))]
    rows = [
        (50, 106, "施設管理業務委託"), (325, 106, "412,000"), (495, 106, "538,700"),
        (50, 142, "融資利子補給"), (335, 142, "9,600"), (500, 142, "14,200"),
    ]  # fmt: skip
    periods = [
        (x, y + line, text)
        for x in (210, 380)
        for y in (100, 136)
        for line, text in ((0, "令和7年度から"), (12, "令和9年度まで"))
    ]
    rules = [(40, 52, 540), (205, 71, 540), (40, 90, 540), (40, 124, 540), (40, 160, 540)]
    page = page_at([*heads, *names, *rows, *periods], [(x0, y, x1, y + 0.4) for x0, y, x1 in rules])
    [table] = tables_of(page).tables
    assert table.columns == 5
    assert [row[:3] for row in rows_of(table)[2:]] == [
        ["施設管理業務委託", "令和7年度から\n令和9年度まで", "412,000"],
        ["融資利子補給", "令和7年度から\n令和9年度まで", "9,600"],
    ]


def test_a_caption_over_the_columns_is_no_header_though_its_unit_stands_right_of_them() -> None:
    [header, *_] = grid("""
                        財政状況の推移    単位:千円
         区  分   令和2年度  令和3年度
        地方税       88,526  8,774,555
        繰入金        8,564    945,331
        合計         97,090  9,719,886
    """)
    assert header == ["区 分", "令和2年度", "令和3年度"]


def test_a_name_of_two_lines_that_end_with_its_figures_is_no_heading_over_its_neighbours() -> None:
    table = table_in("""
                        予  算  額                    予算額に比べ
        区分      当初      補正      合計    決算額    決算の増減    備  考
        収益     1,598      △66     1,532     1,599            67    給水の増
        費用     1,408      △90     1,318     1,351            33    動力の増
        利益       190        24       214       248            34    端数なし
    """)
    names = {cell.text: cell.column for cell in table.cells if cell.column > 3 and cell.row < 2}
    assert names == {"決算額": 4, "予算額に比べ\n決算の増減": 5, "備 考": 6}


def test_two_headings_a_blank_line_over_their_columns_belong_to_the_header() -> None:
    table = table_in("""
                          受 益 面 積               賦 課 金

        地区         田       畑       計     経常     特別       計
        沢口      142.6    18.3   160.9    6,757    2,976    9,733
        大平      120.8     1.2   122.0    5,073    2,234    7,307
        合計      263.4    19.5   282.9   11,830    5,210   17,040
    """)
    heads = {cell.text.replace(" ", ""): (cell.column, cell.column_span) for cell in table.cells if cell.row == 0}
    assert (heads["受益面積"], heads["賦課金"]) == ((1, 3), (4, 3))


def test_headings_over_columns_much_wider_than_their_figures_stand_in_the_middle_of_the_columns() -> None:
    table = table_in("""
                                                     令和6年度                                               令和7年度

        指標                 1四半期       2四半期       3四半期       4四半期          通期               1四半期       2四半期

        入院患者              14,779        15,185        14,845        14,570        59,379                14,480        14,814

        外来患者              25,427        25,478        24,230        24,409        99,544                25,413        25,184

        手術件数               1,204         1,318         1,187         1,201         4,910                 1,231         1,250
    """)
    heads = {cell.text: (cell.column, cell.column_span) for cell in table.cells if cell.row == 0}
    assert (heads["令和6年度"], heads["令和7年度"]) == ((1, 5), (6, 2))


def test_a_heading_right_below_the_unit_stands_over_some_of_the_columns() -> None:
    table = table_in("""
        市町別負担金                                 (単位:千円)
                          共通経費負担金
        市町名     均等割    人口割        計    給付費      合計
        霞浦市      3,003    41,673    44,676    3,989    48,665
        湖南市      3,003    19,463    22,466    1,824    24,290
        合計        6,006    61,136    67,142    5,813    72,955
    """)
    heading = cell_of(table, "共通経費負担金")
    assert (heading.column, heading.column_span) == (1, 3)


def test_a_heading_between_what_there_was_and_what_there_is_stands_over_neither() -> None:
    table = table_in("""
                                償  還  高
        種類     発行総額   当年度分      累計   未償還残高
        第1期       2,150        120     1,722          428
        第2期       1,480         98       804          676
        合計        3,630        218     2,526        1,104
    """)
    [heading] = [cell for cell in table.cells if cell.text.replace(" ", "") == "償還高"]
    assert (heading.column, heading.column_span) == (2, 2)


def test_words_of_two_lines_around_their_figures_end_no_table() -> None:
    periods = [("令和5年度から", "令和6年度まで"), ("令和6年度から", "令和7年度まで"), ("令和4年度から", "令和6年度まで")]
    figures = [("412", "164", "247"), ("96", "31", "65"), ("58", "34", "23")]
    heads = ((40.0, "事項"), (130.0, "限度額"), (180.0, "期間"), (280.0, "金額"), (330.0, "期間"), (430.0, "金額"))
    runs = [(x, 50.0, head) for x, head in heads]
    for n, ((start, end), row) in enumerate(zip(periods, figures, strict=True)):
        y = 70.0 + 24.0 * n
        runs += [
            (40.0, y, f"事業{'甲乙丙'[n]}"),
            *((x - 5 * len(text), y, text) for x, text in zip((160.0, 300.0, 450.0), row, strict=True)),
        ]
        runs += [(x, y + off, text) for x in (180.0, 330.0) for off, text in ((-5.5, start), (5.5, end))]
    [table] = tables_of(page_at(runs)).tables
    assert [row[2] for row in rows_of(table)] == ["期間", *map("\n".join, periods)]


def test_the_rest_of_the_last_label_hangs_below_it() -> None:
    lines = [("資本的収入", "554", 50.0), ("企業債", "420", 64.0), ("出資金", "133", 78.0), ("固定資産", "1", 92.0)]
    runs = [run for name, figure, y in lines for run in ((40.0, y, name), (200.0 - 5 * len(figure), y, figure))]
    [table] = tables_of(
        page_at([*runs, (50.0, 102.0, "売却代金"), (40.0, 120.0, "(注)消費税を含む額であることに留意すること。")])
    ).tables
    assert rows_of(table)[-1][0] in ("売却代金", "固定資産\n売却代金")


def _right(y: float, *ends: tuple[float, str]) -> list[tuple[float, float, str]]:
    """Texts of half width letters that end at a place each."""
    return [(end - 5.0 * len(text), y, text) for end, text in ends]


def test_a_heading_below_the_caption_at_the_left_stands_over_some_of_the_columns() -> None:
    heads = [(74, 168, "被保険者等の推移"), (221, 186, "被保険者"), (361, 201, "1人の"), (410, 201, "現年度"),
             (172, 213, "75歳以上"), (235, 213, "75歳未"),
             (316, 213, "計"), (348, 213, "医療給付費"), (410, 213, "収納率(%)"), (74, 213, "年 度")]  # fmt: skip
    rows = [("令和2年度", "177,539", "3,100", "180,639", "932,167", "99.68"),
            ("令和3年度", "180,491", "3,353", "183,844", "939,151", "99.12"),
            ("令和4年度", "183,852", "3,233", "187,085", "906,417", "99.24")]  # fmt: skip
    runs = [(74.0, 232.0 + 14 * n, row[0]) for n, row in enumerate(rows)]
    for n, row in enumerate(rows):
        runs += _right(232.0 + 14 * n, *zip((213, 270, 326, 396, 460), row[1:], strict=True))
    [table] = tables_of(page_at([*heads, *runs])).tables
    heading = cell_of(table, "被保険者")
    assert (heading.row, heading.column, heading.column_span) == (0, 1, 3)


def test_the_caption_in_the_middle_of_all_and_the_heading_of_its_section_are_no_headers() -> None:
    heads = [(57, 146, "第1"), (84, 146, "組合員及び受益地"), (230, 164, "工区別組合員及び面積"), (297, 177, "受"),
             (317, 177, "益"), (337, 177, "面"), (357, 177, "積"), (72, 190, "工区"), (210, 190, "組合員"), (286, 190, "田"),
             (340, 190, "畑"), (394, 190, "計"), (436, 190, "前年度"), (500, 190, "増減")]  # fmt: skip
    rows = [("上流", "611", "285.5", "12.8", "298.3", "296.8", "1.5"), ("中流", "1,212", "594.5", "3.8", "598.3", "597.3", "1.0"),
            ("合計", "1,823", "880.0", "16.6", "896.6", "894.1", "2.5")]  # fmt: skip
    runs = [(72.0, 204.0 + 13 * n, row[0]) for n, row in enumerate(rows)]
    for n, row in enumerate(rows):
        runs += _right(204.0 + 13 * n, *zip((240, 300, 352, 406, 468, 520), row[1:], strict=True))
    [table] = tables_of(page_at([*heads, *runs])).tables
    heads_read = {cell.text.replace(" ", "") for cell in table.cells if cell.row < 2}
    assert heads_read == {"工区", "組合員", "受益面積", "田", "畑", "計", "前年度", "増減"}


def test_a_name_over_a_blank_is_a_column_that_nothing_is_printed_in() -> None:
    [table] = read("""
        事項                限度額  期間      金額    期間         金額
        ──────────────────────────────────────────────────────────────
        庁舎清掃業務         3,390                    7～8年度     3,390
        給食調理業務       602,008                    7～11年度  602,008
        複写機賃借         709,490                    7～12年度  709,490
    """).tables
    rows = rows_of(table)
    assert rows[0] == ["事項", "限度額", "期間", "金額", "期間", "金額"]
    assert rows[1] == ["庁舎清掃業務", "3,390", "", "", "7～8年度", "3,390"]


def test_names_in_the_middle_of_wide_cells_are_no_empty_columns() -> None:
    [table] = read("""
        月            経営          金融          税務         合計
        ─────────────────────────────────────────────────────────
        ４月                 110           49            5     164
        ５月                 117           30           29     176
        ６月                  85           33           21     139
    """).tables
    assert table.columns == 5


def test_a_dash_for_zero_close_before_the_only_amount_of_its_column_is_no_sign() -> None:
    [table] = read("""
        事業        前年度末    借入額   年度末
        ───────────────────────────────────────
        かんがい      61,844        －   54,431
        ほ場整備      53,120        －   48,138
        用水路        39,466        －   35,200
        揚水機            －    18,500   18,500
    """).tables
    assert rows_of(table)[-1] == ["揚水機", "－", "18,500", "18,500"]


def test_the_rules_of_a_wider_table_below_do_not_close_the_one_above() -> None:
    tables = read("""
        ────────────────────────────
        区分         件数      金額
        ────────────────────────────
        貸付        8,786        58
        保証        5,655     7,578
        計         14,441     7,636
        ────────────────────────────
                                  収納状況
        ──────────────────────────────────────────────
        款       予算現額    調定額   収入額  収納率
        ──────────────────────────────────────────────
        保険料      1,034     1,070    1,052    98.3
        使用料        705       705      705   100.0
        ──────────────────────────────────────────────
    """).tables
    assert [rows_of(table)[-1] for table in tables] == [["計", "14,441", "7,636"], ["使用料", "705", "705", "705", "100.0"]]


def test_a_statement_s_name_and_period_close_over_its_header_are_no_headings() -> None:
    [table] = read("""
                  資金収支計算書
              令和6年4月1日から令和7年3月31日まで
        区分          予算額      決算額    差異
        会費収入       1,000       1,200     200
        寄附金           500         400    △100
        収入合計       1,500       1,600     100
    """).tables
    assert rows_of(table)[0] == ["区分", "予算額", "決算額", "差異"]


def test_a_dash_for_zero_before_a_negative_number_in_brackets_is_no_sign() -> None:
    [table] = read("""
        科目          法人会計      内部取引     合計
        ───────────────────────────────────────────────
        現金            54,060            －     54,060
        未収金         841,500            －    841,500
        借入金              －   (5,400,000)         －
    """).tables
    assert rows_of(table)[-1] == ["借入金", "－", "(5,400,000)", "－"]


def test_headings_in_the_middle_of_all_columns_are_no_header_and_no_caption() -> None:
    table = table_in("""
        ────────────────────────
        区分                令和5年度   令和6年度
        ────────────────────────
                      組合及び事業所
        組合数                    31          30
        事業所数               2,118       2,126

                      被　保　険　者
        男                   164,206     165,027
        女                    88,417      88,240

                     任意継続の人びと
        継続した人の数         4,812       4,691
    """)
    assert [row[0] for row in rows_of(table)[1:]] == [
        "組合及び事業所",
        "組合数",
        "事業所数",
        "被　保　険　者",
        "男",
        "女",
        "任意継続の人びと",
        "継続した人の数",
    ]
    assert rows_of(table)[0][1:] == ["令和5年度", "令和6年度"]


def test_a_remark_in_a_column_in_the_middle_heads_no_rows() -> None:
    tops = (300, 312, 330, 342)
    row = [(40.0, 306, "県補助金"), (460.0, 306, "28,640"), (40.0, 336, "市交付金"), (460.0, 336, "12,480")]
    remarks = [(245.0, y, text) for y, text in zip(tops, ("多面的機能", "受託を含む", "施設の費用", "委託の費用"), strict=True)]
    assert not any(line.heads for line in printed_lines(tokens_at(*row, *remarks)))


def test_two_lists_have_their_captions_on_one_line_and_their_units_on_the_next() -> None:
    content = read("""
          規模別組合数                      保険料率別組合数
                 （単位：組合）                  （単位：組合）
        規　模      5年度  増減           料　率      5年度  増減
        千人未満        6    △1          8.0％未満       2     1
        二千人未満      8     1          8.5％未満       3    △1
        三千人未満      5    △1          9.0％未満       6     2
        計             19    △1          計             11     2
    """)
    assert [rows_of(table)[1] for table in content.tables] == [["千人未満", "6", "△1"], ["8.0％未満", "2", "1"]]


def test_the_last_label_goes_on_below_where_it_fills_its_column_or_stands_on_both_sides_of_its_figures() -> None:
    runs = [
        (40.0, y, text)
        for y, text in ((100, "漁労の用具と船"), (116, "発掘された列島"), (132, "港の写真百年の"), (142, "あゆみ"))
    ]
    runs += [(300.0, y, number) for y, number in ((100, "18,206"), (116, "24,118"), (132, "31,206"))]
    assert rows_of(tables_of(page_at([*runs, (40.0, 220, "（注）休館日を含む。")])).tables[0])[-1] == [
        "港の写真百年の\nあゆみ",
        "31,206",
    ]
    three = [
        (40.0, y, text)
        for y, text in ((100, "赤字組合"), (120, "料率"), (140, "平均の料率"), (150, "以上の組合"), (160, "（組合）"))
    ]
    three += [(300.0, y, number) for y, number in ((100, "12"), (120, "98"), (150, "35"))]
    assert (
        rows_of(tables_of(page_at([*three, (40.0, 220, "（注）年度末による。")])).tables[0])[-1][0]
        == "平均の料率\n以上の組合\n（組合）"
    )


def test_two_rows_under_a_header_are_a_table_though_other_tables_have_their_figures_there() -> None:
    content = read("""
        （１）収益的収入
        ──────────────────────
        款　　項                本年度予定額     前年度予定額
        ──────────────────────
        第1款  事業収益              363,645          392,914
        第1項  公有地取得            358,825          388,204
        第2項  附帯等                  4,820            4,710
        ──────────────────────

        （２）資本的収入
        ──────────────────────
        款　　項                本年度予定額     前年度予定額
        ──────────────────────
        第1款  資本的収入            336,000          284,000
        第1項  長期借入金            336,000          284,000
        ──────────────────────
    """)
    assert [len(rows_of(table)) for table in content.tables] == [4, 3]


def test_labels_of_a_trial_balance_stand_between_what_was_debited_and_credited() -> None:
    table = table_in("""
                   借        方                              貸        方
             残　高      累　計     勘定科目         累　計      残　高

                                   【資産】
            412,650     412,650     土地
                                    累計額         420,091     420,091
          1,491,630   2,969,260     現金預金     1,477,630
            412,650     412,650     建物
    """)
    spans = {cell.text: (cell.column, cell.column_span) for cell in table.cells if cell.row == 0}
    assert [span for text, span in spans.items() if text[0] in "借貸"] == [(0, 2), (3, 2)]
    assert rows_of(table)[2] == ["", "", "【資産】", "", ""]


def test_a_name_of_three_lines_flush_right_is_one_beside_a_heading_of_two_levels() -> None:
    table = table_in("""
                            予算額                     地方公営企業
                                                      法第26条第2項
        区　分      当初予算額   補正予算額            の規定による
                                                             繰越額

        水道事業費用  1,280,901     △11,054                  3,300
        営業費用      1,243,139     △11,054                  3,300
        予備費            5,000           0                       0
    """)
    assert cell_of(table, "地方公営企業\n法第26条第2項\nの規定による\n繰越額").column == 3


def test_an_article_and_when_a_statement_tells_are_no_headers() -> None:
    content = read("""
        会計：01 水道事業会計      令和 6年 4月 1日から令和 7年 3月31日まで      （単位：円）

        第３条  収益的収入の予定額は、次のとおりと定める。
                        収　　　入
        第１款  市場事業収益              853,475 千円
        第１項  営業収益                  684,952 千円
                        支　　　出
        第１款  市場事業費用              724,720 千円
        第１項  営業費用                  656,127 千円
    """)
    [table] = content.tables
    assert rows_of(table)[0] == ["収　　　入", ""]


def test_the_caption_of_a_framed_table_is_no_row_of_the_list_beside_it() -> None:
    content = read("""
        性質別歳出  （億円）          県債残高（億円）      県税の見込み        （億円）
        区分       R7     R6          ┌──────┬────┬────┐    税目         税収額   伸び率
        総額    5,963  6,011          │年　度│通常│  計│    県税計        2,222      2.4
        義務費  2,640  2,654          ├──────┼────┼────┤    個人住民税      512      2.8
        人件費  1,584  1,580          │R5末  │8,07│8,07│    法人二税        634      5.5
        扶助費    197    204          │R6末  │8,14│8,14│    消費税          571      1.4
        公債費    859    870          └──────┴────┴────┘    自動車税        247      0.8
        投資      965    991
        建設      924    930          基金残高（億円）
        災害       41     61          ┌──────┬────┬────┐
        その他  2,358  2,366          │基　金│R6末│R7末│
        補助    1,616  1,610          ├──────┼────┼────┤
        物件費    275    272          │財　調│ 214│ 137│
        貸付金    382    388          │減　債│ 163│ 135│
        繰出金     85     96          └──────┴────┴────┘
    """)
    assert sorted((table.columns, table.rows) for table in content.tables) == [(3, 3), (3, 3), (3, 6), (3, 14)]


def test_a_heading_in_the_middle_stands_among_the_labels_though_their_numbers_have_a_column_of_their_own() -> None:
    table = table_in("""
        ────────────────────────────────
        款    項　　目                    本年度      前年度
        ────────────────────────────────
                            収      入
        1     市場事業収益               853,475     846,332
              営業収益                   684,952     679,871
                            支      出
        1     市場事業費用               724,720     746,322
              営業費用                   656,127     677,323
        ────────────────────────────────
    """)
    assert [row[:2] for row in rows_of(table)][1:3] == [["", "収 入"], ["1", "市場事業収益"]]


def test_rows_set_wide_are_one_table_where_they_share_their_columns() -> None:
    names = [(60, 100, "区分"), (180, 100, "4月"), (240, 100, "5月"), (300, 100, "6月")]
    rows = [
        ("入院収益", "240,163", "270,160", "252,325"),
        ("外来収益", "122,114", "115,864", "117,129"),
        ("計", "362,277", "386,024", "369,454"),
    ]
    places = [40.0, 165.0, 225.0, 285.0]
    figures = [(x, 146.0 + 46 * n, text) for n, row in enumerate(rows) for x, text in zip(places, row, strict=True)]
    [table] = tables_of(page_at([*names, *figures])).tables
    assert rows_of(table)[0] == ["区分", "4月", "5月", "6月"]
    assert table.rows == 4


def test_a_name_that_runs_down_beside_labels_has_a_column_though_nothing_is_ruled() -> None:
    stacked = [(40.0, 122.0 + 9 * n, char) for n, char in enumerate("医業収益")]
    rows = [
        ("入院収益", "240,163", "270,160"),
        ("外来収益", "122,114", "115,864"),
        ("公衆衛生", "2,703", "5,145"),
        ("計", "364,980", "391,169"),
    ]
    names = [(60, 90, "区分"), (180, 90, "4月"), (240, 90, "5月")]
    figures = [(x, 110.0 + 20 * n, text) for n, row in enumerate(rows) for x, text in zip((60.0, 165.0, 225.0), row, strict=True)]
    below = [("利息", "412", "438"), ("負担金", "160", "160"), ("補助金", "320", "321"), ("計", "892", "919")]
    figures += [
        (x, 190.0 + 20 * n, text) for n, row in enumerate(below) for x, text in zip((60.0, 165.0, 225.0), row, strict=True)
    ]
    stacked += [(40.0, 198.0 + 9 * n, char) for n, char in enumerate("業外収益")]
    [table] = tables_of(page_at([*names, *stacked, *figures], em=9)).tables
    assert [row[:2] for row in rows_of(table)[1:3]] == [["医業収益", "入院収益"], ["", "外来収益"]]


def test_the_sum_of_all_belongs_to_no_group_that_runs_down_beside_rows() -> None:
    labels = ["道路", "橋", "堤防", "小計", "公園", "校舎", "病院", "小計", "合計"]
    heights = [110.0, 130.0, 150.0, 170.0, 190.0, 210.0, 230.0, 250.0, 276.0]
    figures = ["12", "14", "16", "42", "22", "24", "26", "72", "114"]
    rows = [(60.0, y, label) for y, label in zip(heights, labels, strict=True)]
    rows += [(200.0, y, figure) for y, figure in zip(heights, figures, strict=True)]
    names = [(40.0, 126.0 + 14 * n, char) for n, char in enumerate("土木費")] + [
        (40.0, 206.0 + 14 * n, char) for n, char in enumerate("建築費")
    ]
    [table] = tables_of(page_at([*rows, *names, (60.0, 88.0, "区分"), (195.0, 88.0, "件数")], em=9)).tables
    spans = {cell.text: cell.row_span for cell in table.cells if cell.column == 0}
    assert spans == {"土木費": 4, "建築費": 4}


def test_roman_numbers_far_apart_count_labels_and_name_no_groups() -> None:
    rows = [
        ("損益計算書上の費用", ""),
        ("業務費", "1,185,902"),
        ("管理費", "198,642"),
        ("財務費用", "412"),
        ("費用合計", "1,384,956"),
    ]
    rows += [("その他行政コスト", ""), ("減価償却相当額", "163,849"), ("除売却差額", "618"), ("コスト合計", "164,467")]
    rows += [("行政コスト", "1,549,423")]
    texts = [(60.0, 100.0 + 14 * n, label) for n, (label, _) in enumerate(rows)]
    texts += [(260.0, 100.0 + 14 * n, figure) for n, (_, figure) in enumerate(rows) if figure]
    texts += [(40.0, 100.0 + 14 * n, number) for n, number in ((0, "Ⅰ"), (5, "Ⅱ"), (9, "Ⅲ"))]
    [table] = tables_of(page_at(texts, em=9)).tables
    assert rows_of(table)[0][0] == "Ⅰ 損益計算書上の費用"
    assert rows_of(table)[-1] == ["Ⅲ 行政コスト", "1,549,423"]


def test_frames_without_columns_below_each_other_hold_a_table_each() -> None:
    content = read("""
        ──────────────────────────────
        収支の状況               （単位：千円）
        項　目           令和5年度   令和6年度
        経常収益           484,610     443,328
        経常費用           474,433     446,874
        増減                10,177      △3,546
        ──────────────────────────────

        ──────────────────────────────
        財政的関与               （単位：千円）
        項　目           令和5年度   令和6年度
        県支出金           231,035     248,720
        補助金             128,910     136,598
        負担金                 848         330
        ──────────────────────────────
    """)
    assert [[row[0] for row in rows_of(table) if any(row)] for table in content.tables] == [
        ["項　目", "経常収益", "経常費用", "増減"],
        ["項　目", "県支出金", "補助金", "負担金"],
    ]


def test_a_column_that_is_blank_beside_labels_of_a_single_character_has_its_name() -> None:
    """款 is no name that counts; 地方債 has no figure in any row, and is none of its neighbour's name."""
    rows = rows_of(
        table_in("""
          款        本年度予算額    比較    国県支出金  地方債    その他
        ──────────────────────────────────────────────────────────────────
        1 総務費           93,812      166
        2 保険給付費    3,328,472   11,985   3,212,605              8,000
        3 納付金        1,008,727   27,351      73,423              1,200
        4 保健事業費       59,870    2,361      26,404                648
    """)
    )
    assert rows[0][3:] == ["国県支出金", "地方債", "その他"]
    assert rows[2][3:] == ["3,212,605", "", "8,000"]


def test_the_second_lines_of_words_between_figures_end_no_table() -> None:
    table = table_in("""
        事項               限度額  期間            金額  期間               金額
        ────────────────────────────────────────────────────────────────────────
        システム標準化     31,460  令和６年度    10,486  令和７年度から   20,974
                                                         令和８年度まで
        窓口業務等包括    164,500  令和５年度から65,800  令和７年度から   98,700
                                   令和６年度まで        令和９年度まで
        点検業務           13,200  令和６年度     4,400  令和７年度から    8,800
                                                         令和８年度まで
        合計              217,980                80,686                  137,294
    """)
    assert rows_of(table)[-1][:2] == ["合計", "217,980"]


def test_a_numbered_section_with_its_side_behind_its_name_is_no_header() -> None:
    content = read("""
        (1) 収益的収入及び支出    支  出
                          予    算    額
        区分              当初       補正    合計       決算額
        ────────────────────────────────────────────────────────
        第1款 事業費用   1,656        44   1,700       1,672
        第1項 営業費用   1,531        43   1,574       1,552
        第2項 予備費       125         1     126         120
    """)
    [table] = content.tables
    assert next(cell.text for cell in table.cells if cell.row == 0) == "区分"
    assert "収益的収入及び支出" in content.lines[0].text


def test_a_period_with_the_unit_behind_it_is_no_header() -> None:
    content = read("""
              （令和５年４月１日から令和６年３月31日まで）    単位 円
                              剰    余    金
        区分         資本金   補助金   積立金       資本合計
        ────────────────────────────────────────────────────
        前年度末        386       42      118            546
        処分額           20        8       12             40
        当年度末        406       50      130            586
    """)
    [table] = content.tables
    assert not any("令和" in cell.text for cell in table.cells)


def test_the_first_line_of_one_name_stands_alone_over_the_header() -> None:
    rows = rows_of(
        table_in("""
                                                          予算現額と収入
          款              予 算 現 額     不納欠損額        済額との比較
        ────────────────────────────────────────────────────────────────
        1 分担金              939,422              0             939,211
        2 使用料              120,129         41,492               9,433
        3 繰入金              186,186              0                   0
    """)
    )
    assert rows[0][-1] == "予算現額と収入\n済額との比較"


def test_a_title_with_the_unit_behind_it_is_no_header() -> None:
    content = read("""
        実質収支に関する調書            金額単位  円
        区分                            金額
        ────────────────────────────────────
        1 歳入総額                     1,750
        2 歳出総額                     1,725
        3 歳入歳出差引額                  25
    """)
    [table] = content.tables
    assert rows_of(table)[0] == ["区分", "金額"]


def test_a_line_printers_last_label_goes_on_below_as_far_as_rows_are_apart() -> None:
    [table] = read("""
        区分                            金額
        ────────────────────────────────────
        1 歳入総額                     1,750
        2 歳出総額                     1,725
        3 実質収支額のうち規定に          25
        よる基金繰入額
    """).tables
    assert "よる基金繰入額" in {cell.text for cell in table.cells} | {cell.text.split("\n")[-1] for cell in table.cells}
