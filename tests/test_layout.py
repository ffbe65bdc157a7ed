"""Which cells of a grid are labels, headers and figures, and which printed rows and pages are one."""

from __future__ import annotations

from normalizers.statements import understand
from pipeline.model import Box, Cell, Line, PageContent, Reading, Statement, Table

COLUMN_WIDTH, ROW_HEIGHT = 100.0, 20.0


def cell(row: int, column: int, text: str, box: Box | None = None, spans: tuple[int, int] = (1, 1)) -> Cell:
    left, top = COLUMN_WIDTH * column, ROW_HEIGHT * row
    box = box or Box(left + 5, top + 5, left + 5 + 8 * len(text), top + 15)
    return Cell(row, column, (Reading(text),), spans[0], spans[1], box)


def table(*lines: str, page: int = 1, above: tuple[str, ...] = (), extra: tuple[Cell, ...] = ()) -> Table:
    """A grid from lines of cells parted by ``|``; a blank one is left out."""
    texts = [[text.strip() for text in line.split("|")] for line in lines]
    cells = [cell(row, column, text) for row, line in enumerate(texts) for column, text in enumerate(line) if text]
    captions = tuple(Line(text, page=page) for text in above)
    return Table(page, len(texts), max(map(len, texts)), tuple(sorted([*cells, *extra])), captions)


def statements(*tables: Table) -> tuple[Statement, ...]:
    pages = sorted({each.page for each in tables})
    contents = [PageContent(page, "text", tuple(each for each in tables if each.page == page)) for page in pages]
    return understand("test", contents).statements


def rows(statement: Statement) -> list[tuple[str, str]]:
    return [(" > ".join(row.section), row.item) for row in statement.rows if not row.heading]


def test_a_label_whose_second_line_stands_on_the_line_of_its_figures_is_one_label() -> None:
    first, second = cell(1, 0, "1年以内返済予定", Box(5, 22, 60, 29)), cell(2, 0, "設備資金借入金", Box(5, 30, 60, 37))
    figure = cell(1, 1, "41,630", Box(105, 30, 140, 37))
    grid = table("科目|金額", "|", "|", "固定負債|900", extra=(first, figure, second))
    assert rows(statements(grid)[0])[0] == ("", "1年以内返済予定設備資金借入金")


def test_a_label_printed_once_stands_for_two_lines_of_figures() -> None:
    [statement] = statements(table("科目|予算", "予備費支出|3,000", "|0", "合計|4,000"))
    assert [(row.item, row.occurrence) for row in statement.rows] == [("予備費支出", 1), ("予備費支出", 2), ("合計", 1)]


def test_a_sum_that_nobody_named_keeps_no_name() -> None:
    [statement] = statements(table("科目|予算", "収入|3,000", "|3,000"))
    assert [row.item for row in statement.rows] == ["収入", ""]


def test_an_account_code_in_its_own_cell_leads_its_label() -> None:
    grid = table("||科目|金額", "001||流動資産|", "||現金|3,000", "|小計||", "002||固定資産|", "||土地|4,000")
    [statement] = statements(grid)
    assert [row.item for row in statement.rows if row.heading][:1] == ["001流動資産"]


def test_lists_side_by_side_go_on_each_on_its_side() -> None:
    header = "科目|当年度|科目|当年度"
    first = table("資産の部||負債の部|", header, "現金|100|借入金|40", "土地|200|負債合計|40", "建物|300|純資産の部|", "車|1|基本金|500")
    second = table("資産の部||純資産の部|", header, "権利|5|剰余金|66", "資産合計|606|純資産合計|566", page=2)
    left, right = statements(first, second)
    assert left.rows[-1].item == "資産合計"
    assert rows(right)[-2:] == [("純資産の部", "剰余金"), ("純資産の部", "純資産合計")]


def test_a_result_leaves_the_groups_that_go_on_from_the_page_before() -> None:
    group = (cell(1, 0, "事業活動による収支", spans=(3, 1)), cell(1, 1, "収入"), cell(2, 1, "支出", spans=(2, 1)))
    first = table("||科目|決算", "||会費収入|50", "||給与支出|20", "||事務費支出|5", extra=group)
    second = table("||科目|決算", "||事業費支出|10", "||事業活動収支差額|20", "||予備費支出|1", page=2)
    [statement] = statements(first, second)
    assert rows(statement)[3:] == [
        ("事業活動による収支 > 支出", "事業費支出"), ("事業活動による収支", "事業活動収支差額"), ("", "予備費支出"),
    ]  # fmt: skip


def test_a_caption_whose_brackets_go_on_in_the_next_line_is_whole() -> None:
    caption = ("9.固定資産の取得価額及び当期末残高(貸借対照表上、間接法で表示してい", "る場合は記載不要。)", "(単位:円)")
    [statement] = statements(table("科目|取得価額", "土地|3,000", above=caption))
    assert statement.title == "9.固定資産の取得価額及び当期末残高(貸借対照表上、間接法で表示している場合は記載不要。)"
    assert statement.unit == "円"


def test_circled_references_behind_a_total_are_no_part_of_its_words() -> None:
    [statement] = statements(table("科目|決算", "活動収入計①|9", "活動支出計②|4", "活動収支差額③(①-②)|5"))
    assert [row.role for row in statement.rows] == ["total", "total", "difference"]
