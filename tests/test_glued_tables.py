"""Two tables read as one, told by what stands between their rows and by where the second list starts."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Box, Line, Packet, Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_swapped_columns import columns

HEIGHT = 20.0
"""Points from row to row."""


def told(made: Packet) -> list[str]:
    """What is said, information apart."""
    return [f.evidence for f in reconcile(made).findings if f.severity != "info"]


def glued(one: Statement, two: Statement) -> Statement:
    """The rows of two tables under the caption and the headers of the first."""
    offset = len(one.rows)
    data = (*one.data, *(replace(d, row=d.row + offset) for d in two.data))
    return replace(one, rows=(*one.rows, *two.rows), data=data)


def printed(made: Statement, gap_above: int) -> Statement:
    """The statement with a place for every figure on one page, and room for a line above one of its rows."""
    data = []
    for datum in made.data:
        top = HEIGHT * (datum.row + (datum.row >= gap_above))
        data.append(replace(datum, box=Box(300.0, top, 360.0, top + 10.0)))
    return replace(made, data=tuple(data))


COUNTED = statement("小売部会 120 118\n卸部会 80 83\n工業部会 60 60\n合計 260 261", "other", columns("本年度末", "前年度末"))
PAID = statement("会費 900 870\n事業費 340 300\n管理費 210 240\n支出合計 1,450 1,410", "budget", columns("予算", "決算"))


def with_line(text: str, made: Statement, above: int) -> Packet:
    line = Line(text, Box(200.0, HEIGHT * above + 2.0, 400.0, HEIGHT * above + 12.0))
    return replace(packet(printed(made, above)), lines=(line,))


def test_a_caption_between_two_rows() -> None:
    both = glued(PAID, COUNTED)
    [said] = told(with_line("部会別会員数（令和５年３月31日現在 単位：人）", both, len(PAID.rows)))
    assert said.startswith("two tables are glued together at 小売部会: a caption stands above it, 部会別会員数")
    [said] = told(with_line("部 会 別 会 員 数 調 書", both, len(PAID.rows)))
    assert said.endswith("a caption stands above it, 部会別会員数調書")


def test_what_is_printed_among_the_rows_of_one_table() -> None:
    both = replace(glued(PAID, COUNTED), title="収支予算書")
    for text in ("収支予算書（続き）", "（款）２総務費 （項）１管理費（単位：円）", "※ 会費は予算書による。", "－ 2 －"):
        assert told(with_line(text, both, len(PAID.rows))) == []


def test_a_caption_of_the_table_beside() -> None:
    beside = replace(COUNTED, title="部会別会員数調書", id="beside")
    made = with_line("部会別会員数調書", PAID, 2)
    for text in ("", "(単位:人)"):  # its unit on the same line
        lines = tuple(
            replace(line, text=line.text + text, box=Box(500.0, line.box.top, 600.0, line.box.bottom))
            for line in made.lines
            if line.box
        )
        assert told(replace(made, statements=(*made.statements, beside), lines=lines)) == []


BORROWED = statement(
    "衛生債 644 240 73 811\n学校債 176 0 15 161\n災害債 20 0 3 17\n合計 840 240 91 989",
    "other",
    columns("前年度末現在高", "起債額", "償還額", "本年度末現在高"),
)
STAFF = statement(
    "管理者 3 312 10 322\n議員 15 690 0 690\n職員 8 244 50 294\n教員 12 430 0 430\n技師 9 380 20 400\n計 47 2,056 80 2,136",
    "personnel",
    columns(*"甲乙丙丁"),
)


def test_a_rule_of_the_columns_that_ends_at_a_total() -> None:
    [said] = told(packet(glued(BORROWED, STAFF)))
    assert said.startswith("two tables are glued together at 管理者: every row above it keeps what 本年度末現在高 claims")


def test_figures_picked_from_several_statements_over_the_years_are_one_table() -> None:
    years = columns("令和3年度", "令和4年度", "令和5年度")
    lines = (
        "資産合計 900 880 860\n負債合計 300 290 310\n純資産合計 600 590 550\n経常費用 70 71 72\n経常収益 75 74 73\n経常利益 5 3 1"
    )
    glued_ = statement(lines, "balance_sheet", years)
    assert len(told(packet(replace(glued_, title="貸借対照表")))) == 1
    assert told(packet(replace(glued_, title="財務の概況(3か年の推移)"))) == []


def test_numbers_that_start_again() -> None:
    years = columns("本年度", "前年度")
    came = statement("1市税 819 835\n2譲与税 211 214\n3市債 124 126\n歳入合計 1,154 1,175", "budget", years)
    went = statement("1議会費 120 122\n2総務費 520 530\n3民生費 514 523\n歳出合計 1,154 1,175", "budget", years)
    assert told(packet(came, replace(went, id="went"))) == []
    [said] = told(packet(glued(came, went)))
    assert said.startswith("two tables are glued together at 1議会費: the numbers of its outermost rows start again there")


def test_numbers_start_again_below_a_heading() -> None:
    lines = "収入の部\n1会費 819\n2雑収入 211\n収入の部合計 1,030\n支出の部\n1事業費 720\n2管理費 310\n支出の部合計 1,030"
    assert told(packet(statement(lines, "budget"))) == []


def test_the_sections_of_each_item_are_numbered_anew() -> None:
    sections = "1医療分現年 138,642\n2支援金分現年 43,918\n3介護分現年 15,264\n1医療分滞納 1\n2支援金分滞納 1\n3介護分滞納 1"
    assert told(packet(statement(sections, "budget", ("節 / 金額",)))) == []
    assert len(told(packet(statement(sections, "budget", ("金額",))))) == 1


def test_rows_below_the_end_of_a_balance_sheet() -> None:
    debts = "未払金 41\n引当金 18\n負債計 59\n出資金 937\n積立金 61\n純資産計 998\n負債・純資産合計 1,057"
    one = statement(debts, "balance_sheet", columns("金額"))
    two = statement("当期未処分剰余金 97\n剰余金処分額 80\n次期繰越剰余金 17", "other", columns("金額"))
    assert told(packet(one, two)) == []
    said = "two tables are glued together at 当期未処分剰余金: 負債・純資産合計 stands above it, with which such a statement ends"
    assert told(packet(glued(one, two))) == [said]


def test_a_list_behind_the_end_of_a_balance_sheet() -> None:
    stocks = "借入金 230 240\n債券 312 286\n負債計 542 526\n資本金 98 96\n剰余金 35 33\n純資産計 133 129\n合計 675 655"
    sheet = statement(stocks, "balance_sheet", columns("当年度末", "前年度末"))
    flows = statement(
        "借入金利息 24 22\n債券利息 32 28\n事務費 40 39\n利益 9 8\n合計 105 97", "income_statement", columns("当年度", "前年度")
    )
    assert told(packet(sheet)) == []
    [said] = told(packet(glued(sheet, flows)))
    assert said.startswith("two tables are glued together at 借入金利息: 合計 stands above it, with which such a statement ends")


def test_a_list_that_leaves_a_column_of_the_first_open() -> None:
    names = ("前年度末残高", "貸付額", "回収額", "当年度末残高")
    loans = statement(
        "直接貸付 412 92 78 426\n代理貸付 186 39 41 184\n特例貸付 8 13 1 20\n計 606 144 120 630", "other", columns(*names)
    )
    earned = statement(
        "利息 980 941 39\n手数料 11 12 △1\n補給金 64 71 △7\n雑入 4 3 1\n収入合計 1,059 1,027 32", "budget", columns(*names[:3])
    )
    assert told(packet(loans)) == []
    assert any("glued together at 利息" in said for said in told(packet(glued(loans, earned))))


def test_two_plain_totals_each_of_its_own_rows_are_those_of_two_tables() -> None:
    rows = """
扶養手当 241 244
地域手当 222 218
通勤手当 112 110
計 575 572
本部 31 30
東署 62 61
西署 44 43
計 137 134
"""
    [found] = [f for f in reconcile(packet(statement(rows, "personnel", ("本年度", "前年度")))).findings if f.severity != "info"]
    assert (found.kind, found.item) == ("lost_caption", "本部")
    whole = rows + "合計 712 706\n"
    assert not [
        f for f in reconcile(packet(statement(whole, "personnel", ("本年度", "前年度")))).findings if f.severity != "info"
    ]
