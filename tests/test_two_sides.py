"""Two lists side by side under rules that stop between them are two tables' worth of lines."""

from __future__ import annotations

import numpy as np

from extractors.digital import tables_of
from extractors.two_sides import two_sides
from tests.printed import LEFT, PITCH, TOP, read, rows_of, sketched

ACCOUNT = """
    科目            金額    科目            金額
    ───────────────────     ───────────────────
    現金           1,000    借入金         3,000
    預金           2,000    未払金           500
    未収金         4,000
    建物           5,500
    ───────────────────     ───────────────────
    合計          12,500    合計           3,500
    ───────────────────     ───────────────────
"""


def test_rules_that_stop_at_one_gutter_part_two_lists() -> None:
    tables = [rows_of(table) for table in read(ACCOUNT).tables]
    assert [rows[-1] for rows in tables] == [["合計", "12,500"], ["合計", "3,500"]]
    assert [[row[0] for row in rows[1:-1]] for rows in tables] == [["現金", "預金", "未収金", "建物"], ["借入金", "未払金"]]


def test_rules_over_sums_alone_end_a_pair_of_lists_whose_headers_are_underlined() -> None:
    tables = read("""
        科目              金額      科目              金額
        ───────────────────────     ───────────────────────
        現金             1,000      借入金           3,000
        預金             2,000      未払金             500
                     ──────────                  ──────────
        合計             3,000      合計             3,500
                     ──────────                  ──────────
    """).tables
    labels = [[row[0] for row in rows_of(table)[1:]] for table in tables]
    assert labels == [["現金", "預金", "合計"], ["借入金", "未払金", "合計"]]


def test_rules_under_the_headings_of_one_table_part_nothing() -> None:
    [table] = read("""
        ──────────────────────────────────────────────────
                    令和5年度              令和6年度
                  ───────────────        ───────────────
        科目      予算      決算         予算      決算
        ──────────────────────────────────────────────────
        会費     1,000     1,100        1,200     1,300
        寄附     2,000     2,100        2,200     2,300
        ──────────────────────────────────────────────────
    """).tables
    assert rows_of(table)[-1] == ["寄附", "2,000", "2,100", "2,200", "2,300"]


def test_no_rules_no_sides() -> None:
    assert two_sides([], []) == []


def test_a_rule_over_both_lists_belongs_to_each() -> None:
    tables = read("""
        ───────────────────────────────────────────
        科目            金額    科目            金額
        ───────────────────────────────────────────
        現金           1,000    借入金         3,000
        ───────────────────     ───────────────────
        預金           2,000    未払金           500
        ───────────────────     ───────────────────
        合計           3,000    合計           3,500
        ───────────────────     ───────────────────
    """).tables
    labels = [[row[0] for row in rows_of(table)] for table in tables]
    assert labels == [["科目", "現金", "預金", "合計"], ["科目", "借入金", "未払金", "合計"]]


def test_the_longer_of_two_lists_goes_on_below_the_other_and_codes_may_stand_before_labels() -> None:
    tables = read("""
        ───────────────────     ─────────────────────────
        科目            金額    コード  科目          金額
        ───────────────────     ─────────────────────────
        現金           1,000    600     人件費       3,000
        ───────────────────     ─────────────────────────
        合計           1,000    601     会議費         500
        ───────────────────     ─────────────────────────
                                703     雑費           100
                                ─────────────────────────
                                合計                 3,600
                                ─────────────────────────
    """).tables
    assert [[row[-1] for row in rows_of(table)[1:]] for table in tables] == [["1,000", "1,000"], ["3,000", "500", "100", "3,600"]]


def test_two_lists_under_one_header_end_each_where_its_own_sum_is_ruled() -> None:
    tables = read("""
        ───────────────────────     ───────────────────────
        科目              金額      科目              金額
        ───────────────────────     ───────────────────────
        Ⅰ 資産の部                  Ⅱ 負債の部
        流動資産                    流動負債
        現金             1,000      借入金           3,000
        預金             2,000      未払金           1,500
        未収金             900      ───────────────────────
        立替金             300      負債資本合計     4,500
        貯蔵品             200      ───────────────────────
        建物               100
        ───────────────────────
        資産合計         4,500
        ───────────────────────
    """).tables
    assert [(rows_of(table)[0], rows_of(table)[-1]) for table in tables] == [
        (["科目", "金額"], ["資産合計", "4,500"]), (["科目", "金額"], ["負債資本合計", "4,500"]),
    ]  # fmt: skip


def test_two_tables_under_one_height_of_rules_each_closed_by_its_own() -> None:
    tables = read("""
        【組合の概要】          【年度別加入状況】
        ──────────────────      ─────────────────────────────────
        項目          金額      年度           世帯       収入額
        ──────────────────                            （円）
        基本財産     3,441      ─────────────────────────────────
        運用財産       788      令和4年度      2,883    7,967,258
        出資金       5,770      令和5年度      4,206      737,227
        ──────────────────      令和6年度      4,701    7,033,754
                                ─────────────────────────────────
    """).tables
    assert [[row[0] for row in rows_of(table)[1:]] for table in tables] == [
        ["基本財産", "運用財産", "出資金"], ["令和4年度", "令和5年度", "令和6年度"],
    ]  # fmt: skip


def test_two_tables_that_no_rule_closes() -> None:
    tables = read("""
        ────────────────────────      ────────────────────────
        科目                金額      款                  金額
        ────────────────────────      ────────────────────────
        現金               1,000      総務費             3,000
        預金               2,000      民生費               500
        未収金             4,000      土木費               700
        資産合計           7,000
    """).tables
    assert [rows_of(table)[-1] for table in tables] == [["資産合計", "7,000"], ["土木費", "700"]]


def test_two_lists_under_framed_headers_that_nothing_frames() -> None:
    tables = read("""
        ┌──────────────┬───────────┐      ┌──────────────┬───────────┐
        │     科目     │   金額    │      │     科目     │   金額    │
        └──────────────┴───────────┘      └──────────────┴───────────┘
         固定資産                          固定負債
           製造設備         204,118          長期借入金       402,000
           供給設備         902,440          退職給付          86,204
         固定資産計       1,106,558        固定負債計         488,204
                                           ──────────────────────────
         流動資産                          純資産
           現金             345,518          資本金           963,872
         資産合計         1,452,076        負債純資産計     1,452,076
         ──────────────────────────        ──────────────────────────
    """).tables
    assert [rows_of(table)[2] for table in tables] == [["製造設備", "204,118"], ["長期借入金", "402,000"]]
    assert [rows_of(table)[-1][0] for table in tables] == ["資産合計", "負債純資産計"]


def test_a_caption_between_the_rule_over_two_lists_and_their_headers() -> None:
    page = read("""
        ────────────────────────────────────────────────
        貸借対照表
        科目                金額    科目            金額
        ────────────────────────    ────────────────────
        現金               1,000    借入金         3,000
        ────────────────────────    ────────────────────
        預金               2,000    未払金           500
        ────────────────────────    ────────────────────
        合計               3,000    合計           3,500
        ────────────────────────    ────────────────────
    """)
    assert [rows_of(table)[0] for table in page.tables] == [["科目", "金額"], ["科目", "金額"]]
    assert [[line.text for line in table.above] for table in page.tables] == [["貸借対照表"], ["貸借対照表"]]


def test_shading_across_two_lists_joins_them_no_more_than_blanks_do() -> None:
    page = sketched("""
        科目            金額    科目            金額
        ────────────────────    ────────────────────
        現金           1,000    借入金         3,000
        ────────────────────    ────────────────────
        預金           2,000    未払金           500
        ────────────────────    ────────────────────
        合計           3,000    合計           3,500
        ────────────────────    ────────────────────
    """)
    shades = np.array([(TOP + 3 * PITCH, LEFT, 270.0), (TOP + 5 * PITCH, LEFT, 270.0)], np.float32)
    assert [rows_of(table)[-1] for table in tables_of(page, shades).tables] == [["合計", "3,000"], ["合計", "3,500"]]


def test_letters_of_axes_are_no_labels_of_lists() -> None:
    tables = read("""
        ───────────────────────     ───────────────────────
        n          0.0950           n           7,400
        G          0.0930           o           7,350
        i          0.0900           i           7,300
        n          0.0820           L           7,120
        t          0.0810           t           7,110
        ───────────────────────     ───────────────────────
    """).tables
    assert len(tables) == 1


def test_two_lists_under_captions_on_one_line_with_a_unit_each() -> None:
    tables = read("""
        基金の状況          (単位:千円)    職員の配置      (単位:人)
        基金名        積立額       残高    課名      7年度     6年度
        準備基金         118      3,025    総務課       11        12
        調整基金           0        306    資格課       14        13
        計               118      3,331    会計室        2         3
                                           計           27        28
    """).tables
    assert [[row[0] for row in rows_of(table)] for table in tables] == [
        ["基金名", "準備基金", "調整基金", "計"], ["課名", "総務課", "資格課", "会計室", "計"],
    ]  # fmt: skip


def test_captions_side_by_side_over_lists_without_rules() -> None:
    page = read("""
        運転状況は次のとおりである。
             施設の状況                    水路の状況
        施設        時間    料金     路線          延長
                    (時)    (円)                   (m)
        第一機場   1,042   6,178     左岸用水     9,054
        第二機場   1,578   3,709     右岸用水     8,413
        川端機場     748   1,933     新開用水     4,599
        計         3,368  11,820     計          22,066
    """)
    assert [rows_of(table)[-1] for table in page.tables] == [["計", "3,368", "11,820"], ["計", "22,066"]]
    assert [[line.text for line in table.above][-1] for table in page.tables] == ["施設の状況", "水路の状況"]


def test_headings_over_two_groups_of_columns_part_no_table() -> None:
    [table] = read("""
                      前年度                    本年度
        科目        件数    金額    摘要     件数    金額
        会費          10   6,178    定額       12   7,178
        寄附          15   3,709    随時       17   3,909
        利子           7   1,933    年二回      8   2,033
    """).tables
    assert rows_of(table)[-1] == ["利子", "7", "1,933", "年二回", "8", "2,033"]


def test_any_number_of_lists_under_captions_each_with_its_unit() -> None:
    page = read("""
        土地            （m2）      建物           （m2）      係船岸           （m）
        埠頭用地       318,420      上屋          28,410      岸壁           4,210
        荷さばき地      96,310      事務所         3,260      物揚場         1,386
        緑地            58,240      倉庫           6,930      桟橋             742
        計             472,970      計            38,600      計             6,338

        経営の指標                                      （単位：％）
    """)
    assert [rows_of(table)[-1] for table in page.tables] == [["計", "472,970"], ["計", "38,600"], ["計", "6,338"]]


def test_parts_of_a_statement_below_the_header_of_both_sides_are_no_captions() -> None:
    tables = read("""
        科目          金額       科目          金額
        資産の部                 負債の部
        前払費用       201       未払金         218
        貯蔵品         132       前受金         525
        資産合計       333       負債合計       743
    """).tables
    assert [[row[0] for row in rows_of(table)[1:]] for table in tables] == [
        ["資産の部", "前払費用", "貯蔵品", "資産合計"],
        ["負債の部", "未払金", "前受金", "負債合計"],
    ]


def test_one_header_twice_parts_two_lists_though_rules_run_across_both() -> None:
    tables = read("""
        ──────────────────────────────────────────────────────────
            科目              金額        科目              金額
        ──────────────────────────────────────────────────────────
            現金             1,000        未払金             500
            預金             2,000        預り金             700
        ──────────────────────────────────────────────────────────
    """).tables
    assert [rows_of(table)[-1] for table in tables] == [["預金", "2,000"], ["預り金", "700"]]


def test_pairs_of_columns_under_one_list_s_labels_are_not_parted() -> None:
    [table] = read("""
                          本年度                前年度
        区分          件数       金額       件数       金額
        貸付           120      1,000        110        900
        給付            35        700         30        650
        計             155      1,700        140      1,550
    """).tables
    assert rows_of(table)[-1] == ["計", "155", "1,700", "140", "1,550"]


def test_text_beside_the_rows_under_a_framed_header_is_none_of_theirs() -> None:
    page = read("""
                                     ┌──────────┬────────┬────────┐
        港湾を取り巻く情勢は大きく   │指標      │  実績  │  計画  │
        変化している。施設の老朽化   └──────────┴────────┴────────┘
        に伴う費用の増加に対応する    入港隻数      8,214    8,150
        ため使用料を見直し、収支の    貨物量       25,694   26,018
        均衡を図る。                  寄港回数         27       48
    """)
    [table] = page.tables
    assert rows_of(table)[-1] == ["寄港回数", "27", "48"]
    assert any("使用料を見直し" in line.text for line in page.lines)


def test_a_part_of_a_statement_and_its_number_are_no_captions_of_two_lists() -> None:
    [table] = read("""
        科目                          金額
        ──────────────────────────────────
        Ⅰ  資産の部
          １  現金                   1,000
          ２  預金                   2,000
        Ⅱ  負債の部
          １  短期借入金             1,200
          ２  未払金                 1,218
          ３  預り金                   312
    """).tables
    assert rows_of(table)[-1][-1] == "312"


BESIDE = """
        ──────────────────────────────── ──────────────────────────────────
        項目      令和7年度   令和8年度   取組        令和7年度   令和8年度
        ──────────────────────────────── ──────────────────────────────────
        承諾         61,200      61,800   派遣企業数        120         130
        残高        214,800     211,500   会議開催数         90          95
        回収            820         840   相談数             75          80
        ──────────────────────────────── ──────────────────────────────────
""".lstrip("\n")
"""Two tables beside each other, without what stands above them."""


def test_the_caption_of_the_right_table_stands_right_behind_the_unit_of_the_left_one() -> None:
    page = read("        保証等の見通し  （単位：百万円） 支援の目標\n" + BESIDE)
    assert [rows_of(table)[-1][0] for table in page.tables] == ["回収", "相談数"]
    assert [line.text for line in page.lines] == ["保証等の見通し （単位：百万円）", "支援の目標"]


def test_the_characters_of_a_title_over_both_sides_are_not_parted_at_the_right_one() -> None:
    page = read("                          貸  借  対 照  表\n" + BESIDE)
    assert [line.text.replace(" ", "") for line in page.lines] == ["貸借対照表"]
