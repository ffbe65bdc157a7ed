"""Budget books: 款 and 項 above and across the lists, 目 left and 節 right, units over the first figure, explanations."""

from __future__ import annotations

from dataclasses import replace

from normalizers.book import levels_of
from normalizers.statements import understand
from pipeline.model import Box, Line, PageContent, Statement, Table
from tests.test_layout import ROW_HEIGHT, cell, rows, table

ACCOUNTS = ("目|本年度予算額|前年度予算額|比較", "|千円|千円|千円")
SECTIONS = ("節||説明", "区分|金額|")


def placed(grid: Table, left: float, top: float) -> Table:
    """The grid moved to a place on its page."""
    boxes = [each.box or Box(0, 0, 0, 0) for each in grid.cells]
    moved = [Box(box.x0 + left, box.top + top, box.x1 + left, box.bottom + top) for box in boxes]
    cells = tuple(each._replace(box=box) for each, box in zip(grid.cells, moved, strict=True))
    tops = tuple(top + ROW_HEIGHT * row for row in range(grid.rows + 1))
    return replace(grid, cells=cells, box=Box(left, top, left + 300, tops[-1]), row_tops=tops)


def page(number: int, lines: tuple[str, ...], *tables: Table) -> PageContent:
    printed = tuple(Line(text, Box(10, 5 + 10 * n, 100, 13 + 10 * n), number) for n, text in enumerate(lines))
    return PageContent(number, "text", tuple(replace(each, page=number, above=printed) for each in tables), printed)


def statements(*pages: PageContent) -> tuple[Statement, ...]:
    return understand("test", pages).statements


def test_levels_are_read_from_lines_with_and_without_their_amount() -> None:
    assert levels_of(["1款市税49,286,300千円", "2項固定資産税23,861,300千円"]) == {-2: "1款市税", -1: "2項固定資産税"}
    assert levels_of(["14款使用料及び手数料1項使用料"]) == {-2: "14款使用料及び手数料", -1: "1項使用料"}
    assert levels_of(["平成30年度", "1目個人"]) == {}


def test_levels_in_brackets_are_read_too() -> None:
    assert levels_of(["(款)1市税(項)1市民税"]) == {-2: "(款)1市税", -1: "(項)1市民税"}
    assert levels_of(["(項)2固定資産税(単位:千円)"]) == {-1: "(項)2固定資産税"}


def test_lines_above_and_across_a_list_are_sections_and_the_list_goes_on_over_pages() -> None:
    first = placed(table(*ACCOUNTS, "1 個人|9|8|1", "計|9|8|1", "２項 固定資産税|||90千円", "1 固定資産税|90|80|10"), 0, 40)
    second = placed(table(*ACCOUNTS, "計|90|80|10"), 0, 40)
    [statement] = statements(
        page(1, ("２ 歳 入", "１款 市税 99千円", "１項 市民税 9千円"), first), page(2, ("１款 市税 ２項 固定資産税",), second)
    )
    assert (statement.kind, statement.title, statement.last_page) == ("budget", "2歳入", 2)
    assert rows(statement) == [
        ("1款市税 > 1項市民税", "1個人"), ("1款市税 > 1項市民税", "計"),
        ("1款市税 > 2項固定資産税", "1固定資産税"), ("1款市税 > 2項固定資産税", "計"),
    ]  # fmt: skip
    assert {column.unit for column in statement.columns} == {"千円"}


def test_the_list_at_the_right_stands_under_the_same_title() -> None:
    left = placed(table(*ACCOUNTS, "1 個人|9|8|1", "計|9|8|1"), 0, 40)
    right = placed(table(*SECTIONS, "1 現年課税分|9|均等割 5\n所得割 4"), 400, 40)
    _, sections = statements(page(1, ("１款 市税 99千円", "１項 市民税 9千円"), left, right))
    assert (sections.title, rows(sections)) == ("1款市税 1項市民税", [("", "1現年課税分")])
    assert [datum.value for datum in sections.data] == [9, None]


def test_an_explanation_over_several_columns_is_one_text() -> None:
    grid = table("節||説|明|", "区分|金額|||", "|千円|||千円", "1 手数料|95|行政手数料||1", "||戸籍手数料||34", "||1通|750円|")
    [statement] = statements(page(1, ("１款 手数料",), placed(grid, 0, 40)))
    assert [column.name for column in statement.columns] == ["金額", "説明"]
    [amount, words] = statement.data
    assert (amount.value, amount.unit_in(statement.columns[0])) == (95, "千円")
    assert words.raw == "千円\n行政手数料 1\n戸籍手数料 34\n1通 750円"


def test_words_at_the_head_of_a_page_go_on_from_the_last_row() -> None:
    first = table(*SECTIONS, "1 現年課税分|9|均等割 5")
    second = table(*SECTIONS, "||所得割 4", "||法人割 1", "2 滞納繰越分|3|法人 3")
    lines = ("１款 市税 １項 市民税",)
    [statement] = statements(page(1, lines, placed(first, 0, 40)), page(2, lines, placed(second, 0, 40)))
    assert [row.item for row in statement.rows] == ["1現年課税分", "2滞納繰越分"]
    assert statement.data[1].raw == "均等割 5\n所得割 4\n法人割 1"


def test_what_was_set_aside_is_said_by_rule() -> None:
    caption = cell(0, 0, "2 参考", spans=(1, 2))
    grid = table("|", "区分|決算", "収入|9", extra=(caption,))
    counts = table("従来型|50 人", "ユニット型|60 人")
    contents = [PageContent(1, "text", (placed(grid, 0, 0), placed(counts, 0, 200)))]
    assert {(each.text, each.rule) for each in understand("test", contents).aside} == {
        ("2 参考", "caption"), ("従来型", "counts in prose"), ("50 人", "counts in prose"),
        ("ユニット型", "counts in prose"), ("60 人", "counts in prose"),
    }  # fmt: skip


def test_a_list_under_lines_of_a_book_and_a_header_of_its_own_has_these_for_its_title() -> None:
    grid = placed(table(*ACCOUNTS, "1 個人|9|8|1", "計|9|8|1"), 0, 40)
    [statement] = statements(page(1, ("１款 市税 99千円", "１項 市民税 9千円"), grid))
    assert (statement.id, statement.title) == ("budget-1款市税1項市民税", "1款市税 1項市民税")


def test_items_that_are_levels_themselves_head_no_other_table() -> None:
    first = placed(table("科目|予算額", "第1款 事業収益|9", "第1項 営業収益|9"), 0, 40)
    second = replace(placed(table("科目|決算額", "会費|5"), 0, 200), page=1)
    first, second = replace(first, above=(Line("予算実施計画"),)), replace(second, above=(Line("決算報告書"),))
    _, plain = understand("test", [PageContent(1, "text", (first, second))]).statements
    assert rows(plain) == [("", "会費")]


def test_a_unit_over_the_first_figure_of_a_column_is_no_part_of_its_cell() -> None:
    grid = placed(table("目|本年度予算額", "1 個人|千円\n9,000", "2 法人|8,000"), 0, 40)
    [statement] = statements(page(1, ("１款 市税",), grid))
    assert [(datum.raw, datum.value) for datum in statement.data] == [("9,000", 9000), ("8,000", 8000)]
    assert statement.columns[0].unit == "千円"


def test_a_blank_column_that_prints_its_unit_over_its_first_row_has_no_fact_there() -> None:
    grid = placed(table("目|本年度予算額|地方債", "1 個人|千円\n9,000|千円", "2 法人|8,000|"), 0, 40)
    [statement] = statements(page(1, ("１款 市税",), grid))
    assert [datum.raw for datum in statement.data] == ["9,000", "8,000"]
    above = placed(table("目|本年度予算額|地方債", "|千円|千円", "1 個人|9,000|", "2 法人|8,000|"), 0, 40)
    [statement] = statements(page(1, ("１款 市税",), above))
    assert [datum.raw for datum in statement.data] == ["9,000", "8,000"]


def test_lists_under_headers_of_their_own_are_tables_of_their_own() -> None:
    lists = [placed(table(*ACCOUNTS, f"1 {name}|9|8|1", "計|9|8|1"), 0, 40) for name in ("個人", "土地")]
    above = ("2 歳入", "１款 市税 １項 市民税"), ("１款 市税 ２項 固定資産税",), ("１款 市税 ２項 固定資産税",)
    further = placed(table(*ACCOUNTS, "2 家屋|9|8|1", "計|9|8|1"), 0, 40)
    first, second = statements(*(page(n, *pair) for n, pair in enumerate(zip(above, (*lists, further), strict=True), 1)))
    assert (first.title, second.title) == ("2歳入 1款市税 1項市民税", "2歳入 1款市税 2項固定資産税")
    assert [item for _, item in rows(second)] == ["1土地", "計", "2家屋", "計"]


def test_a_grand_total_stands_under_no_level() -> None:
    [statement] = statements(
        page(1, ("費用明細書",), table("科目|本年度", "第3項特別損失|", "修正損|3", "特別損失合計|3", "病院事業費用総計|9"))
    )
    assert {row.item: row.section for row in statement.rows if not row.heading} == {
        "修正損": ("第3項特別損失",), "特別損失合計": ("第3項特別損失",), "病院事業費用総計": (),
    }  # fmt: skip


def test_what_is_spent_stands_under_its_account_and_the_levels_that_lines_of_the_list_name() -> None:
    first = ("目|本年度|節||説明", "||区分|金額|", "(款)1総務費||||", "(項)1総務管理費||||")
    second = ("1一般管理費|300|1報酬|100|委員", "||2給料|200|職員", "計|300|||", "(項)2徴収費||||")
    grid = table(*first, *second, "1賦課徴収費|40|1報酬|40|調査員", "計|40|||")
    over = cell(0, 2, "節", spans=(1, 2))
    grid = replace(grid, cells=(*(c for c in grid.cells if c.text != "節"), over))
    _, spent = statements(page(1, ("3 歳出",), grid))
    assert [(" > ".join(row.section), row.item) for row in spent.rows] == [
        ("(款)1総務費 > (項)1総務管理費 > 1一般管理費", "1報酬"),
        ("(款)1総務費 > (項)1総務管理費 > 1一般管理費", "2給料"),
        ("(款)1総務費 > (項)2徴収費 > 1賦課徴収費", "1報酬"),
    ]
    assert [row.occurrence for row in spent.rows] == [1, 1, 1]


def test_the_sum_of_a_kan_is_under_none_of_its_ko_and_that_of_all_under_no_kan() -> None:
    lines = ["１款 議会費|||", "１項 議会費|||", "１目 議会費|9|8|1"]
    lines += ["＊ 項 計|9|8|1", "＊＊ 款 計|9|8|1", "＊＊＊ 歳 出 合 計|9|8|1"]
    [statement] = statements(page(1, ("歳出",), placed(table(*ACCOUNTS, *lines), 0, 40)))
    assert rows(statement) == [
        ("1款議会費 > 1項議会費", "1目議会費"), ("1款議会費 > 1項議会費", "*項計"), ("1款議会費", "**款計"), ("", "***歳出合計"),
    ]  # fmt: skip


def test_a_kan_with_figures_of_its_own_is_no_part_of_the_one_before() -> None:
    lines = ["５款 公債費|||", "１目 元金|9|8|1", "計|9|8|1", "６款 予備費|3|3|0", "歳 出 合 計|12|11|1"]
    [statement] = statements(page(1, ("歳出",), placed(table(*ACCOUNTS, *lines), 0, 40)))
    assert rows(statement) == [("5款公債費", "1目元金"), ("5款公債費", "計"), ("", "6款予備費"), ("", "歳出合計")]
