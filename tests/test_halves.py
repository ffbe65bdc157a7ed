"""Two statements on one page, with a rule between them."""

from __future__ import annotations

from tests.printed import read, rows_of


def test_a_rule_alone_between_two_statements_parts_them_and_notes_below_run_across() -> None:
    content = read(
        """
                                   貸   借   対   照   表
        流動資産                                  │ 流動負債
          現金預金                        851,963 │   短期借入金                   80,000
          未収金                           47,811 │   未払金                       90,560
          流動資産合計                    899,774 │   流動負債合計                170,560
        固定資産                                  │ 資本金                        729,214
          土地                                900 │ 資本合計                      729,214
        資産合計                          900,674 │ 負債資本合計                  900,674
        １  事業資産は取得原価で計上し、減価償却は行わない。
        ２  担保に供している資産はない。期末の残高である。
        ３  引当金は料金収入から費用を控除した額を計上した。
        """
    )
    left, right = content.tables
    assert rows_of(left)[:2] == [["流動資産", ""], ["現金預金", "851,963"]]
    assert rows_of(right)[:2] == [["流動負債", ""], ["短期借入金", "80,000"]]
    assert [line.text[:2] for line in content.lines] == ["貸 ", "１ ", "２ ", "３ "]


def test_a_title_in_the_middle_of_the_head_hides_no_white_between_two_lists() -> None:
    content = read(
        """
        白竜広域水道企業団                      水 道 事 業 貸 借 対 照 表                              頁：   5
        会計：01                                   令和7年3月31日                                 （単位：円）

        １  固定資産                                              ３  固定負債
          土地            412,650                                   企業債          1,466,070
          建物            689,204                                   引当金            138,829
          構築物        7,559,994                                   長期借入金        204,116
            固定資産合計              8,661,848                       固定負債合計                1,809,015
        ２  流動資産                                              ４  流動負債
          現金          1,491,630                                   未払金             92,839
          未収金           96,719                                   預り金             97,316
            流動資産合計              1,588,349                       流動負債合計                  190,155
        """
    )
    left, right = content.tables
    assert [row[1:] for row in rows_of(left)][-1] == ["", "1,588,349"]
    assert rows_of(right)[0][0] == "３ 固定負債"
    assert "水 道 事 業 貸 借 対 照 表" in [line.text for line in content.lines]


def test_the_bar_of_a_title_closes_no_white_between_two_columns_of_a_brochure() -> None:
    content = read(
        """
        ──────────────────────────────────────────────────────────────────────────────────────────────────────
        市債と基金
        ──────────────────────────────────────────────────────────────────────────────────────────────────────

        市債残高の推移                                          基金残高の見込み
        区分                     R5見込     R6見込              基金名                       R6末         R7末
        一般会計                 21,440     20,872              財政調整基金                5,210        3,772
        特別会計                    612        540              減債基金                    1,384        1,107
        企業会計                 38,844     37,906              地域福祉基金                  802          781
                                                                その他の基金                1,175        1,177
        合計                     60,896     59,318              合計                        8,571        6,837

        市債は減少する見込みです。                              市民1人当たりの予算額
                                                                使いみち                     金額       前年度
        健全化判断比率                                          福祉のために              167,448        8,960
        指標                         R5         R6              教育のために               47,294        5,220
        実質公債費比率              7.8        7.4              道路のために               38,840         △804
        将来負担比率               48.2       41.6              その他                     25,505          △77
        """
    )
    assert [(table.columns, rows_of(table)[0][0]) for table in content.tables] == [
        (3, "区分"),
        (3, "指標"),
        (3, "基金名"),
        (3, "使いみち"),
    ]
