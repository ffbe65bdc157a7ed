"""Two lists side by side under rules that stop between them are two tables' worth of lines."""

from __future__ import annotations

from extractors.two_sides import two_sides
from tests.printed import read, rows_of

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
