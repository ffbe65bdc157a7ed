"""A row with parts, or a total with rows, that lacks one of them: told by what else adds it up, and by other tables."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Statement
from tests.ledgers import revision, statement
from tests.test_missing_rows import change
from tests.test_shortfalls import told, without

YEARS = ("本年度", "前年度", change("増減"))
COSTS = """
業務費 1,730 1,690 40
  教育経費 612 598 14
  研究経費 331 340 △9
  受託研究費 96 88 8
  教員人件費 691 664 27
一般管理費 318 301 17
財務費用 4 5 △1
経常費用合計 2,052 1,996 56
"""


def test_parts_of_a_row_that_a_total_adds_up_without_them() -> None:
    made = statement(COSTS, "income_statement", YEARS)
    assert told(made) == []
    [said] = told(without(made, "教育経費"))
    assert said == "a row is missing: the rows below 業務費 fall short of it by 612, 598, 14, and a sum adds it up without them"


def test_a_few_lines_picked_from_a_row_lack_nothing() -> None:
    picked = without(without(statement(COSTS, "income_statement", YEARS), "教育経費"), "研究経費")
    assert told(picked) == []


def test_the_one_row_whose_only_other_part_is_left() -> None:
    lines = "大学 960 959\n  人文学部 640 628\n  看護学部 320 331\n高等学校 960 882\n  普通科 720 684\n  商業科 240 198\n"
    lines += "幼稚園 150 126\n  三年保育 150 126\n合計 2,070 1,967"
    made = statement(lines, "other", ["収容定員", "在籍者数"], unit="人")
    assert told(made) == []
    [said] = told(without(made, "普通科"))
    assert said.startswith("a row is missing: the rows below 高等学校 fall short of it by 720, 684")


def test_what_a_row_lacks_before_and_after_a_revision_is_told_elsewhere_for_one_of_both() -> None:
    plan = (
        "収入 96,200 300 96,500\n  負担金 61,900 100 62,000\n  手数料 34,300 200 34,500\n"
        "支出 95,601 △278 95,323\n  人件費 32,207 △207 32,000\n  委託費 17,271 △71 17,200\n  賃借料 46,123 0 46,123"
    )
    costs = statement("給与 32,000\n委託 17,200\n賃借料 46,123", "income_statement", ["3月補正後予定額"], name="costs")
    made = statement(plan, "cash_flow", revision())
    assert told(made, costs) == []
    [said] = told(without(made, "賃借料"), costs)
    assert said.endswith("the parts of 支出 fall short of it by 46,123, 46,123, which elsewhere is 賃借料")


def test_a_result_under_the_heading_of_an_activity_is_one_of_its_rows() -> None:
    made = _under_headings(
        "1業務活動によるキャッシュ・フロー: 純利益 △252 減価償却費 864 除却費 11 戻入額 △371 引当金の増減額 48 業務活動による"
        "キャッシュ・フロー計 300",
        "2投資活動によるキャッシュ・フロー: 取得 △741 補助金 96 投資活動によるキャッシュ・フロー計 △645",
        "3財務活動によるキャッシュ・フロー: 企業債 392 償還 △282 財務活動によるキャッシュ・フロー計 110",
    )
    assert told(made) == []
    [said] = told(without(made, "戻入額"))
    assert "業務活動によるキャッシュ・フロー計 differs from its rows by △371" in said


def _under_headings(*blocks: str) -> Statement:
    """A statement of cash flows in one column, each block under its heading."""
    lines, sections = [], []
    for block in blocks:
        heading, _, rest = block.partition(": ")
        words = rest.split()
        lines += [heading, *(" ".join(pair) for pair in zip(words[::2], words[1::2], strict=True))]
        sections += [(), *[(heading,)] * (len(words) // 2)]
    made = statement("\n".join(lines), "cash_flow")
    rows = tuple(replace(row, section=section) for row, section in zip(made.rows, sections, strict=True))
    return replace(made, rows=rows)


def test_changes_are_parts_of_the_flow_that_is_printed_above_them() -> None:
    lines = (
        "1業務活動によるキャッシュ・フロー 1,456 17 1,473\n  当年度純利益 75 12 87\n  減価償却費 1,566 0 1,566\n"
        "  長期前受金戻入額 △194 8 △186\n  未収金の増減額 △11 △7 △18\n  未払金の増減額 20 4 24\n"
        "2投資活動によるキャッシュ・フロー △1,567 127 △1,440\n  取得による支出 △1,950 148 △1,802\n  補助金 383 △21 362\n"
        "3財務活動によるキャッシュ・フロー 266 △120 146\n  企業債による収入 1,250 △120 1,130\n  償還による支出 △984 0 △984\n"
        "資金増減額 155 24 179"
    )
    made = statement(lines, "cash_flow", revision())
    assert told(made) == []
    said = told(without(made, "長期前受金戻入額"))
    assert any(
        text.startswith("a row is missing: 1業務活動によるキャッシュ・フロー differs from its rows by △194, 8") for text in said
    )


def test_a_balance_that_is_less_than_its_only_part_lacks_what_is_taken_from_it() -> None:
    lines = "1固定負債 394\n  (1)企業債 195\n  (2)引当金 199\n2流動負債 130\n  (1)企業債 19\n  (2)未払金 111\n"
    lines += "3繰延収益 233\n  (1)長期前受金 421\n  (2)収益化累計額 △188\n負債合計 757\n4剰余金 238\n  (1)資本剰余金 31\n"
    made = statement(lines + "  (2)利益剰余金 207", "balance_sheet")
    assert told(made) == []
    [said] = told(without(made, "(2)収益化累計額"))
    assert said.startswith("a row is missing: the rows below 3繰延収益 fall short of it by △188")


def test_a_total_below_a_single_row_that_it_differs_from() -> None:
    made = statement("消防車両整備事業 62,300\n分署改修事業 36,400\n計 98,700", "other", ["限度額"])
    assert told(made) == []
    assert told(without(made, "消防車両整備事業")) == [
        "a row is missing: 計 is more than the rows above it in all columns, by 62,300"
    ]


def test_a_total_that_stands_first_is_short_of_the_rows_below_it() -> None:
    lines = "合計 19,186 12,586\n  普通会員 18,420 9,210\n  賛助会員 612 1,836\n  特別会員 84 840\n  団体会員 70 700"
    made = statement(lines, "other", ["会員数", "会費"])
    assert told(made) == []
    [said] = told(without(made, "賛助会員"))
    assert said == "a row is missing: 合計 is more than the rows below it in all columns, by 612, 1,836"


def test_a_closing_balance_without_the_one_before_it() -> None:
    lines = "収入計 4,351 4,337\n支出計 3,949 3,912\n当年度収支差額 402 425\n前年度繰越収支差額 △1,630 △2,067\n基金取崩額 0 12\n"
    made = statement(lines + "翌年度繰越収支差額 △1,228 △1,630", "income_statement", ["本年度", "前年度"])
    assert told(made) == []
    [said] = told(without(made, "前年度繰越収支差額"))
    assert said.startswith("a row is missing: 翌年度繰越収支差額 follows 当年度収支差額")


def test_what_stands_below_a_result_is_no_part_of_a_row_above_it() -> None:
    lines = "収益 900 800\n  会費 500 450\n  事業 400 350\n費用 700 640\n  人件費 400 380\n  物件費 300 260\n管理費 100 90\n"
    lines += "  役務費 100 90\n  経常利益 100 70\n  法人税等 30 20\n  当期純利益 70 50"
    assert told(statement(lines, "income_statement", ["本年度", "前年度"])) == []


def test_a_form_that_breaks_down_some_rows_alone_lacks_no_parts() -> None:
    income = (
        "1受託収入 399 400\n  (1)北部 128 125\n  (2)中央 271 275\n2市町村 47 45\n  (1)運転 41 40\n  (2)検査 6 5\n3手数料 9 10\n"
    )
    income += "4補助金 36 35\n  (1)県 30 29\n  (2)国 6 6\n5雑収入 2 2\n  (1)利息 1 1\n  (2)他 1 1\n収入合計 493 492"
    spent = "1維持費 383 387\n  (1)人件費 70 67\n  (2)電力費 313 320\n2試験費 8 8\n3啓発費 21 20\n4管理費 81 77\n"
    spent += "  (1)給与 39 37\n  (2)その他 42 40\n支出合計 493 492"
    years = ["本年度", "前年度"]
    alone = statement(income, "budget", years, name="収入")
    assert told(alone) != []
    assert told(alone, statement(spent, "budget", years, name="支出")) == []


def test_what_was_left_a_year_ago_follows_from_nothing() -> None:
    lines = "1歳入総額 2,783\n2歳出総額 2,758\n3歳入歳出差引額 25\n4繰り越すべき財源 6\n5実質収支額 19\n"
    lines += "6前年度実質収支額 84\n7単年度収支額 △65"
    assert told(statement(lines, "budget")) == []


def test_a_block_that_lacks_one_of_the_details_below_its_sum() -> None:
    lines = """
1医業収益 . 4,114 .
(1)入院収益 2,713 . .
(2)外来収益 1,194 . .
(3)その他医業収益 207 . .
2医業費用 . 4,399 .
(1)給与費 2,584 . .
(2)材料費 861 . .
(3)経費 648 . .
(4)減価償却費 306 . .
医業損益 . . △285
3医業外収益 . 533 .
(1)受取利息 318 . .
(2)負担金交付金 215 . .
4医業外費用 . 117 .
(1)支払利息 42 . .
(2)雑損失 75 . .
医業外損益 . . 416
経常損益 . . 131
"""
    made = statement(lines, "income_statement", ["金額", "金額 #2", "金額 #3"])
    assert told(made) == []
    [said] = told(without(made, "(3)その他医業収益"))
    assert said == "a row is missing: the sum printed beside 1医業収益 is 207 more than the rows that it adds up"


BALANCE = """
流動資産 11,684
  現金 132
  普通預金 6,552
  定期預金 5,000
固定資産 20,505
  備品 8,420
  設備 12,085
資産合計 32,189
"""


def test_a_balance_sheet_breaks_down_all_or_nothing() -> None:
    made = statement(BALANCE)
    assert told(made) == []
    [said] = told(without(made, "普通預金"))
    assert said.startswith("a row is missing: the rows below 流動資産 fall short of it by 6,552, and 1 other row of such")


def test_a_block_with_a_change_of_a_balance_where_what_is_paid_bears_a_minus() -> None:
    made = _under_headings(
        "1事業活動によるキャッシュ・フロー: 減価償却費 864 未収金の減少額 118 預り金の増減額 △48 計 934",
        "2投資活動によるキャッシュ・フロー: 取得による支出 △741 補助金 96 計 △645",
        "3財務活動によるキャッシュ・フロー: 借入れによる収入 392 返済による支出 △282 計 110",
    )
    assert told(made) == []
    [said] = told(without(made, "未収金の減少額"))
    assert said.startswith("a row is missing: 計 differs from")


def test_what_is_left_undisposed_is_a_part_of_the_equity_above_it() -> None:
    lines = "純資産 8,281\n  資本金 5,200\n  積立金 2,953\n  当期未処分利益 128\n"
    lines += "負債 3,610\n  借入金 2,970\n  未払金 640\n合計 11,891"
    assert told(statement(lines)) == []


def test_a_surplus_is_a_part_of_the_equity_and_has_parts() -> None:
    debts = "契約準備金 4,684 4,449\n  支払備金 672 655\n  責任準備金 4,012 3,794\nその他負債 364 376\n  未払法人税等 21 19\n"
    debts += "  未払金 343 357\n諸引当金 468 453\n  賞与引当金 70 65\n  退職給付引当金 398 388\n負債合計 5,516 5,278\n"
    equity = (
        "出資金 1,657 1,668\n剰余金 5,239 5,141\n  法定準備金 1,446 1,420\n  任意積立金 3,182 3,106\n  当期未処分剰余金 611 615\n"
    )
    made = statement(debts + equity + "評価差額金 △8 △9\n純資産合計 6,888 6,800", "balance_sheet", YEARS[:2])
    assert told(made) == []
    [said] = told(without(made, "法定準備金"))
    assert "剰余金" in said and "1,446, 1,420" in said


def test_a_column_that_says_it_breaks_down_the_other_lacks_a_row() -> None:
    lines = "I未処分剰余金 611 .\n  期首繰越剰余金 . 504\n  当期剰余金 . 107\nII処分額 330 .\n  法定準備金 . 22\n"
    made = statement(lines + "  出資配当金 . 8\n  任意積立金 . 300\nIII次期繰越剰余金 281 .", "other", ["金額", "内訳"])
    assert told(made) == []
    [said] = told(without(made, "期首繰越剰余金"))
    assert said.startswith("a row is missing: ") and "I未処分剰余金" in said and "504" in said


CHAPTERS = """
1分担金 900 880
  1負担金 900 880
    1事務費負担金 900 880
2支出金 300 290
  1負担金 200 190
    1給付費負担金 200 190
  2補助金 100 100
    1調整交付金 100 100
3財産収入 5 4
  1運用収入 5 4
    1利子 5 4
4寄附金 7 6
  1寄附金 7 6
    1一般寄附金 7 6
5繰入金 40 30
  1基金繰入金 40 30
    1準備金繰入金 40 30
6諸収入 8 9
  1延滞金 8 9
    1延滞金 8 9
歳入合計 1,260 1,219
"""
REPORT = """
1歳入総額 1,219
2歳出総額 1,200
3歳入歳出差引額 19
4繰り越すべき財源 0
  (1)逓次繰越額 0
  (2)繰越明許費 0
5実質収支額 19
"""


def test_a_report_of_other_columns_tells_nothing_of_what_a_budget_breaks_down() -> None:
    made = statement(CHAPTERS, "budget", ["予算現額", "収入済額"])
    other = statement(REPORT, "budget", ["金額"], name="実質収支に関する調書")
    assert told(made, other) == []
    [said] = told(without(made, "1準備金繰入金"), other)
    assert said.startswith("a row is missing: 1基金繰入金 has no row below it, and all ")


EXPENSES = """
経常費用 . .
  事業費 700 650
    給料 400 380
    委託費 300 270
  管理費 100 90
    役員報酬 60 60
    旅費 40 30
  雑費 10 9
    手数料 6 5
    図書費 4 4
  経常費用計 810 749
"""


def test_parts_set_in_from_a_row_that_is_not_there() -> None:
    made = statement(EXPENSES, "income_statement", ["当年度", "前年度"])
    rows = tuple(replace(row, section=("経常費用",) if n else (), heading=not n) for n, row in enumerate(made.rows))
    made = replace(made, rows=rows)
    assert told(made) == []
    assert told(without(made, "事業費")) == ["a row is missing: 給料 is set in from a row that is not there, and 管理費 is one"]
