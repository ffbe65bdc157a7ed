"""A grid at the head of a page without a header: it has that of the page before, and its lists are told apart by it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Box, Line, Table
from tests.test_layout import cell, rows, statements, table

HEADER = "目|本年度|前年度|節||説明"
LEVELS = "|||区分|金額|"


def on_page(page: int, *lines: str, left: float = 40.0) -> Table:
    return replace(table(*lines, page=page), box=Box(left, 50, left + 600, 50 + 20 * len(lines)))


def test_two_lists_side_by_side_go_on_without_their_header() -> None:
    first = on_page(1, HEADER, LEVELS, "1 総務費|900|800|1 報酬|300|委員", "|||2 給料|600|職員")
    second = on_page(2, "2 民生費|500|400|3 手当|500|期末", "計|1,400|1,200|||")
    accounts, sections = statements(first, second)
    assert [row for _, row in rows(accounts)] == ["1総務費", "2民生費", "計"]
    assert [row for _, row in rows(sections)] == ["1報酬", "2給料", "3手当"]
    assert [datum.value for datum in sections.data if datum.column == 0] == [300, 600, 500]
    assert [row.printed_row for row in accounts.rows] == [3, 5, 6]


def test_a_grid_between_other_edges_has_no_header() -> None:
    first = on_page(1, HEADER, LEVELS, "1 総務費|900|800|1 報酬|300|委員", "|||2 給料|600|職員")
    second = on_page(2, "2 民生費|500|400|3 手当|500|期末", "計|1,400|1,200|||", left=90.0)
    assert {statement.first_page for statement in statements(first, second)} == {1, 2}


def steps(page: int, *lines: str, ends: tuple[float, ...]) -> Table:
    """Rows of a label and amounts that end at given places; no header."""
    made = replace(table(*lines, page=page), box=Box(40, 50, 400, 50 + 20 * len(lines)))
    placed = [(c, c.box, ends[c.column - 1]) for c in made.cells if c.column and c.box]
    cells = [c._replace(box=Box(end - 40, box.top, end, box.bottom)) for c, box, end in placed]
    return replace(made, cells=(*(c for c in made.cells if not c.column), *cells))


def test_the_last_page_of_stepped_amounts_may_have_fewer_steps() -> None:
    first = steps(1, "資産の部|||", "建物|500||", "減価償却累計額|△100|400|", "固定資産合計|||400", ends=(200.0, 280.0, 360.0))
    second = steps(2, "未払金|300|", "流動負債合計||300", "負債合計||300", ends=(280.0, 360.0))
    [statement] = statements(first, second)
    assert [(row.item, d.column) for d in statement.data for row in (statement.rows[d.row],)][-3:] == [
        ("未払金", 1), ("流動負債合計", 2), ("負債合計", 2),
    ]  # fmt: skip


def test_steps_under_one_header_may_begin_further_in_on_the_first_page() -> None:
    first = steps(1, "区分|金額|金額", "消耗品費|107|", "雑費|37|144", "旅費|98|98", ends=(280.0, 360.0))
    lines = ("区分|金額|金額|金額", "給料|713||", "賞与|418|1,131|", "報酬||62|1,193")
    second = steps(2, *lines, ends=(200.0, 280.0, 360.0))
    first, second = (replace(one, above=(Line(text),)) for one, text in ((first, "明細"), (second, "明細(続き)")))
    [statement] = statements(first, second)
    assert [(statement.rows[d.row].item, d.column) for d in statement.data if d.row in (0, 3)] == [("消耗品費", 1), ("給料", 0)]


def test_only_one_of_two_lists_goes_on_below_the_header_that_comes_again() -> None:
    first = on_page(1, "資産|金額|負債|金額", "現金|300|借入金|200", "土地|500|未払金|100", "建物|100|預り金|50")
    second = on_page(2, "資産|金額|負債|金額", "||資本金|550", "||負債資本合計|900")
    assets, debts = statements(first, second)
    assert [row for _, row in rows(assets)] == ["現金", "土地", "建物"]
    assert [row for _, row in rows(debts)] == ["借入金", "未払金", "預り金", "資本金", "負債資本合計"]


def test_a_column_that_is_words_on_the_last_page_keeps_its_place_under_the_same_header() -> None:
    head = "事業名|借入年月日|利率|残高|償還額"
    first = on_page(1, head, "甲用地|H30.4.1|1.05|26,768|8,337", "乙用地|R1.5.1|0.95|17,029|3,613")
    second = on_page(2, head, "丙用地|R2.6.1|無利子|18,057|7,665", "計|||61,854|19,615")
    [statement] = statements(first, second)
    assert [row for _, row in rows(statement)] == ["甲用地", "乙用地", "丙用地", "計"]


def test_rows_in_a_frame_of_their_own_right_below_go_on_under_the_header_above() -> None:
    total = cell(3, 0, "当期資金収支差額合計", spans=(1, 3))
    first = table("||勘定科目|予算|決算", "支出|その他|積立支出|120|119", "||雑支出|0|0", "|||8|7", extra=(total,))
    first = replace(first, box=Box(40, 50, 640, 130))
    second = replace(table("前期末残高|163|163", "当期末残高|171|170"), box=Box(40, 142, 640, 180))
    [statement] = statements(first, second)
    assert [row.item for row in statement.rows][-2:] == ["前期末残高", "当期末残高"]
    assert [column.name for column in statement.columns] == ["予算", "決算"]
