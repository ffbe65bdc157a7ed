"""Second lines of labels, set further in, with the figures beside them and as far below the first as rows are from each other."""

from __future__ import annotations

from extractors.digital import tables_of
from normalizers.statements import understand
from tests.printed import rows_of, sketched, table_in


def items(page: str) -> list[str]:
    """The labels with figures of the only table of a page."""
    [statement] = understand("packet", [tables_of(sketched(page))]).statements
    return [row.item for row in statement.rows if not row.heading]


DUES = """
    款　項　目                        予算額     前年度
    第1項　使用料
      行政財産使用料                     412        398
    第2項　手数料
      {}
        {}                             2,184      2,046
      ごみ処理手数料                  86,420     84,160
      し尿処理手数料                  31,846     32,618
      計                             120,450    118,824
"""


def test_a_line_that_begins_where_nothing_else_does_ends_the_label_above_it() -> None:
    assert items(DUES.format("危険物許可等手数", "料　"))[1] == "危険物許可等手数料"
    assert items(DUES.format("消防防災施設等補", "助金"))[1] == "消防防災施設等補助金"


def test_a_short_heading_over_the_only_row_of_its_depth_stays_one() -> None:
    assert items(DUES.format("県補助金", "学校"))[1] == "学校"


def test_a_row_where_others_begin_ends_no_label() -> None:
    page = """
        区　　分                        予算額     前年度
        漁業近代化資金                     318        300
        漁業経営維持安定
          設備資金                          64         60
          運転資金                         182        170
        経営改善促進資金                    28         30
        合　計                             592        560
    """
    assert items(page)[1:3] == ["設備資金", "運転資金"]


def test_what_is_left_of_a_name_is_none_wherever_it_stands() -> None:
    page = """
        資金の種類                        件数       金額
        漁業近代化資金                     318      4,186
        漁業経営維持安定資
          金                                46      1,284
        一般資金
          設備資金                          64        484
          運転資金                         182        926
        合　計                             610      6,880
    """
    assert items(page)[1:3] == ["漁業経営維持安定資金", "設備資金"]


def test_a_numbered_label_goes_on_where_results_begin_if_the_next_number_follows() -> None:
    page = """
        4　医業外費用
          (1)　支払利息及び企業債取扱
               諸費                      14,208
          (2)　長期前払消費税償却         6,184
          (3)　雑損失                    41,862
               経常損失                              28,209
        5　特別利益
          (1)　過年度損益修正益           1,284
               当年度純損失                          26,925
    """
    assert items(page)[0] == "(1)支払利息及び企業債取扱諸費"


def test_a_heading_of_two_lines_heads_what_stands_below_both() -> None:
    page = """
        科　　目                        本年度     前年度
        第2項　医業外費用
          支払利息及び企業債取扱
            諸費
              企業債利息                14,208     13,753
              計                        14,208     13,753
          雑損失
              その他雑損失              41,862     43,703
              計                        41,862     43,703
        医業外費用合計                  56,070     57,456
    """
    [statement] = understand("packet", [tables_of(sketched(page))]).statements
    assert [" > ".join(row.section) for row in statement.rows if row.item == "企業債利息"] == [
        "第2項医業外費用 > 支払利息及び企業債取扱諸費"
    ]


def test_a_side_of_an_account_heads_all_that_stands_on_it() -> None:
    page = """
               借　　　　方                         貸　　　　方
        科　目      本年度    前年度         科　目      本年度    前年度

        役員報酬    14,280    14,280         保証料      86,420    88,164
        職員給与    48,216    47,384         預金利息     3,218     2,604
        事務費       7,214     7,068         雑収入         418       397
        剰余金      20,346    22,433
        合　計      90,056    91,165         合　計      90,056    91,165
    """
    names = [column.name for s in understand("packet", [tables_of(sketched(page))]).statements for column in s.columns]
    assert names == ["借方 / 本年度", "借方 / 前年度", "貸方 / 本年度", "貸方 / 前年度"]


def test_lines_of_one_ruled_cell_are_one_name_however_far_apart() -> None:
    table = table_in("""
        ┌────────┬─────────────────┬──────────────┐
        │        │      予算額     │ 予算額に比べ │
        │        │                 │              │
        │        ├────────┬────────┤              │
        │区　分  │  当初  │  補正  │ 決算額の増減 │
        ├────────┼────────┼────────┼──────────────┤
        │医業収益│ 10,184 │    920 │        △286 │
        │特別利益│  1,000 │      0 │          284 │
        └────────┴────────┴────────┴──────────────┘
    """)
    assert "予算額に比べ\n決算額の増減" in [text for row in rows_of(table)[:2] for text in row]


BUDGET = """
    科　　目                          予算額        決算額
    1　国庫補助金                     62,000        62,000
      (1)　道路整備特別会計           62,000        62,000
           補助金
    2　負担金                         28,000        27,946
      (1)　{}                   28,000        27,946
           {}
    前年度繰越金                       1,000         1,000
    収入合計                          91,000        90,946
"""


def test_a_label_goes_on_below_its_figures_where_nothing_else_begins_and_nothing_follows_further_in() -> None:
    assert items(BUDGET.format("上下水道　", "整備費負担金"))[1:4:2] == ["(1)道路整備特別会計補助金", "(1)上下水道整備費負担金"]


def test_a_label_of_three_lines_goes_on_below_its_figures() -> None:
    page = """
        借　入　先              利　率      残　　高
        鷺原農業協同組合         1.250     60,000,000
          本店
        県土地区画整理           0.900     50,000,000
          事業資金貸付会
          （都市整備分）
        北浜銀行鷺原支店         1.380     40,000,000
        合　　計                          150,000,000
    """
    assert items(page)[:2] == ["鷺原農業協同組合本店", "県土地区画整理事業資金貸付会(都市整備分)"]


def test_a_label_that_ends_in_a_particle_goes_on_at_its_own_edge() -> None:
    page = """
        区　　分                 資本金      積立金
        前年度末残高             26,841      11,830
        議会の議決に
        よる処分額                    0       1,500
        積立金の
        取崩し                        0     △1,240
        処分後残高               26,841      12,090
    """
    assert items(page) == ["前年度末残高", "議会の議決による処分額", "積立金の取崩し", "処分後残高"]


def test_a_numbered_heading_and_the_first_row_below_it_are_two_where_rows_begin_there() -> None:
    page = """
        科　　目                             金額
        1　流動資産
          (1)　現金及び預金
            普通預金                       14,300
            鷺原農業協同組合の普通預金口座
            当座預金                       14,206
            定期預金                        2,500
          (2)　未収金
            保留地処分金                   18,204
            負担金                          1,000
        流動資産合計                       50,210
    """
    [statement] = understand("packet", [tables_of(sketched(page))]).statements
    assert next(row.item for row in statement.rows if not row.heading) == "普通預金"


def test_a_heading_with_its_unit_set_solid_behind_its_last_character_is_one() -> None:
    table = table_in("""
                     数        量             事    業    費（円）
        工　種     計　画    実　施        予　算　額    決　算　額
        ──────────────────────────────────────────────────────────
        道路       842.50    830.00        88,000,000    86,914,000
        水路       316.00    316.00        54,000,000    52,950,000
        ──────────────────────────────────────────────────────────
    """)
    spans = {cell.text: cell.column_span for cell in table.cells if cell.row == 0}
    assert [span for text, span in spans.items() if text.startswith(("数", "事"))] == [2, 2]


def test_a_number_beside_a_short_one_that_heads_rows_heads_its_only_row() -> None:
    page = """
        区　　分                            資本金      剰余金
        当期首残高                           8,412      1,398
        当期変動額
          (1)利益の処分又は損失の処理
               利益処分による積立                -        520
          (2)その他
               目的積立金取崩額                182        170
        当期末残高                           8,594      2,088
    """
    assert items(page) == ["当期首残高", "利益処分による積立", "目的積立金取崩額", "当期末残高"]


def test_the_form_of_a_disposal_heads_the_reserves_below_it() -> None:
    page = """
        区　　分                                          前年度     本年度
        I 当期未処分利益                                 312,450    322,598
           当期総利益                                    312,450    322,598
        II 利益処分額
           利益準備金                                     50,000     50,000
           積立金                                         50,000     50,629
           法人法第40条第3項により承認を受けようとする額
              教育及び研究の質の向上及び改善積立金       212,450    221,969
    """
    assert items(page)[-1] == "教育及び研究の質の向上及び改善積立金"


def test_investments_are_a_heading_though_no_label_is_longer() -> None:
    page = """
        科　　目                           令和8年    令和7年
        資産の部
          1 流動資産
            現金及び預金                   206,738    218,330
            流動資産合計                   206,738    218,330
          2 固定資産
            投資その他の資産
              長期性預金                     5,000      5,000
            固定資産合計                     5,000      5,000
          資産合計                         211,738    223,330
    """
    assert items(page)[2:4] == ["長期性預金", "固定資産合計"]
