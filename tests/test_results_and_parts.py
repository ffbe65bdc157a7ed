"""Results of branches, of blocks and of funds, above their parts or below them: right as printed, and proven."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_right_as_printed import indented, inwards, silent

YEARS = inwards("令和6年度", "令和5年度", "増減")


def proven(made: Statement, item: str) -> bool:
    """Whether every figure of a row is."""
    facts = [fact for fact in reconcile(packet(made)).facts if fact.key.item == item]
    return bool(facts) and all(fact.status != "unchecked" for fact in facts)


BRANCHES = """
1事業総利益 59,656 51,933 7,723
購買事業収益 296,034 292,514 3,520
購買事業費用 268,527 274,963 △6,436
購買事業総利益 27,507 17,551 9,956
販売事業収益 14,742 15,129 △387
販売事業費用 4,218 4,041 177
販売事業総利益 10,524 11,088 △564
利用事業収益 38,416 39,103 △687
利用事業費用 16,791 15,809 982
利用事業総利益 21,625 23,294 △1,669
2事業管理費 40,923 39,097 1,826
事業利益 18,733 12,836 5,897
"""


def test_a_result_above_what_its_branches_brought_in_and_cost() -> None:
    made = indented(statement(BRANCHES, "income_statement", YEARS), 0, *(1, 1, 2) * 3, 0, 0)
    assert silent(made)
    assert all(proven(made, item) for item in ("1事業総利益", "購買事業収益", "利用事業総利益", "事業利益"))


PLAN = """
事業総利益 58,810 59,656 △846
購買事業総利益 27,060 27,506 △446
販売事業総利益 10,200 10,524 △324
利用事業総利益 21,550 21,626 △76
事業管理費 39,350 40,923 △1,573
事業利益 19,460 18,733 727
事業外損益 1,300 1,870 △570
経常利益 20,760 20,603 157
"""


def test_the_results_of_branches_below_what_they_come_to() -> None:
    made = indented(statement(PLAN, "income_statement", inwards("計画", "実績", "増減")), 0, 1, 1, 1, 0, 0, 0, 0)
    assert silent(made)
    assert proven(made, "事業総利益")
    assert proven(made, "経常利益")


BLOCKS = """
I事業活動収支の部
会費収入 1,450 300 1,750
補助金収入 4,300 15,400 19,700
事業活動収入計 5,750 15,700 21,450
事業費支出 0 12,000 12,000
管理費支出 4,845 0 4,845
事業活動支出計 4,845 12,000 16,845
事業活動収支差額 905 3,700 4,605
II投資活動収支の部
特定資産取得支出 480 0 480
什器備品購入支出 0 350 350
投資活動収支差額 △480 △350 △830
III当期収支差額 425 3,350 3,775
"""


def test_what_two_blocks_come_to_one_of_which_is_only_spent() -> None:
    made = statement(BLOCKS, "budget", inwards("法人会計", "収益事業", "合計"))
    one, two = (row.item for row in made.rows if row.heading)
    below = {one: range(1, 8), two: range(9, 12)}
    rows = [
        replace(row, section=next(((name,) for name, own in below.items() if n in own), ())) for n, row in enumerate(made.rows)
    ]
    made = replace(made, rows=tuple(rows))
    assert silent(made)
    assert proven(made, "III当期収支差額")


FUNDS = """
第1号基本金
前期繰越高 11,919 11,128 791
当期組入高 120 100 20
当期末残高 12,039 11,228 811
第3号基本金
前期繰越高 800 790 10
当期末残高 800 790 10
第4号基本金
前期繰越高 700 690 10
当期末残高 700 690 10
"""


def test_the_balance_of_each_fund_is_no_sum_of_those_before_it() -> None:
    assert silent(in_sections(statement(FUNDS, "other", inwards("要組入高", "組入高", "未組入高"))))


def in_sections(made: Statement) -> Statement:
    """The statement with each row under the heading above it."""
    rows, heading = [], ""
    for row in made.rows:
        heading = row.item if row.heading else heading
        rows.append(replace(row, section=() if row.heading else (heading,), indent=int(not row.heading)))
    return replace(made, rows=tuple(rows))


def test_what_else_is_counted_has_no_total() -> None:
    blocks = [f"{n}\n{n}一般 {10 + k}\n{n}特別 {20 + k}\n計 {30 + 2 * k}" for k, n in enumerate(("入院", "外来", "救急", "手術"))]
    assert silent(in_sections(statement("\n".join([*blocks, "その他\n健診 480\n分娩 96"]), "other", ("予定量",))))


def test_a_note_says_that_one_block_has_no_total() -> None:
    blocks = [f"{n}\n{n}甲 {10 + k}\n{n}乙 {20 + k}\n計 {30 + 2 * k}" for k, n in enumerate(("面積", "頭数", "棟数", "本数"))]
    made = in_sections(statement("\n".join([*blocks, "戸数\n戸数甲 480\n戸数乙 96"]), "other", ("実績",)))
    assert not silent(made)
    assert silent(replace(made, notes="（注）戸数は種類ごとに数えており、重複するため計を設けない。"))


def listed(text: str, name: str, year: int = 2025) -> Statement:
    """One column of amounts of a budget."""
    return statement(text, "budget", [Column("予算額", "予算額", version="予算", measure="金額", fiscal_year=year)], name=name)


def test_a_figure_that_takes_in_a_row_of_the_other_table_restates_nothing() -> None:
    narrow = "負担金 54,124\n掛金 53,972\n連合会交付金 4,863\n前期損益修正益 10\n雑収入 1,250\n収入計 114,219"
    wide = "負担金 54,124\n掛金 53,972\n連合会交付金 4,863\n雑収入 1,260\n収入計 114,219"
    assert silent(listed(narrow, "短期経理"), listed(wide, "経理単位別"))
    apart = "会費 1,487\n市補助金 420\n社協交付金 180\n防犯灯補助 312\n協賛金 150\n広告料 60\n収入計 2,609"
    whole = "会費 1,487\n補助金 912\n協賛金 150\n広告料 60\n収入計 2,609"
    assert silent(listed(apart, "決算"), listed(whole, "予算"))


def test_a_sentence_is_no_heading_that_has_lost_its_rows() -> None:
    articles = "第2条\n患者数 480\n第3条\n収益 900\n第4条資本的収入及び支出の予定額は、次のとおりと定める。\n第5条\n限度額 300"
    assert silent(in_sections(statement(articles, "other", ("予定額",))))


MIXED = """
1信用事業 . . .
(1)信用事業収益 . 460 .
資金運用収益 412 . .
役務取引等収益 48 . .
(2)信用事業費用 . 84 .
資金調達費用 48 . .
その他経常費用 36 . .
信用事業総利益 . . 376
2共済事業 . . .
(1)共済事業収益 . 233 .
共済付加収入 215 . .
その他の収益 18 . .
(2)共済事業費用 . 12 .
共済推進費 8 . .
その他の費用 4 . .
共済事業総利益 . . 221
事業総利益 . . 597
3事業管理費 . . 532
(1)人件費 . 486 .
(2)業務費 . 46 .
事業利益 . . 65
4事業外収益 . . 44
(1)受取利息 . 21 .
(2)雑収入 . 23 .
5事業外費用 . . 9
(1)寄付金 . 3 .
(2)雑損失 . 6 .
経常利益 . . 100
"""


def test_blocks_whose_sums_stand_above_their_parts_one_column_in_or_two() -> None:
    made = indented(statement(MIXED, "income_statement", ["金額", "金額 #2", "金額 #3"]), 0, *(1, 2, 2, 1, 2, 2, 1), 0,
                    *(1, 2, 2, 1, 2, 2, 1), 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0)  # fmt: skip
    rows = list(made.rows)
    for n, row in enumerate(rows):
        rows[n] = replace(
            row, section=(("1信用事業",) if 0 < n < 8 else ("2共済事業",) if 8 < n < 16 else ()), heading=n in (0, 8)
        )
    made = replace(made, rows=tuple(rows))
    assert silent(made)
    named = ("資金運用収益", "(2)共済事業費用", "共済事業総利益", "(1)人件費", "4事業外収益", "(1)寄付金", "経常利益")
    assert [item for item in named if not proven(made, item)] == []


BRANCH_RESULTS = """
1指導部門 . .
(1)事業収益 84 .
(2)事業費用 142 .
指導部門総損益 . △58
2販売部門 . .
(1)事業収益 1,864 .
(2)事業費用 1,713 .
販売部門総損益 . 151
3購買部門 . .
(1)事業収益 241 .
(2)事業費用 209 .
購買部門総損益 . 32
事業総損益 . 125
"""


def test_details_of_two_sides_leave_a_result_one_column_further_in() -> None:
    made = indented(statement(BRANCH_RESULTS, "income_statement", ["金額", "金額 #2"]), *(0, 1, 1, 1) * 3, 0)
    sections = [(), *(("1指導部門",),) * 3, (), *(("2販売部門",),) * 3, (), *(("3購買部門",),) * 3, ()]
    rows = [replace(r, section=s, heading=n in (0, 4, 8)) for n, (r, s) in enumerate(zip(made.rows, sections, strict=True))]
    made = replace(made, rows=tuple(rows))
    assert silent(made)
    assert all(proven(made, item) for item in ("(1)事業収益", "(2)事業費用", "販売部門総損益", "事業総損益"))
