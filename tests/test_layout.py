"""Which cells of a grid are labels, headers and figures, and which printed rows and pages are one."""

from __future__ import annotations

from dataclasses import replace

from normalizers.captions import notes_of
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


def test_a_label_whose_set_in_second_line_stands_beside_the_figures_is_one_label_where_rows_stand_further_apart() -> None:
    def grid(top: float) -> Table:
        first, second = cell(3, 0, "周年記念事業", Box(5, top, 55, top + 8)), cell(4, 0, "積立資産", Box(23, 85, 55, 93))
        figure = cell(4, 1, "15,000", Box(105, 85, 140, 93))
        return table("科目|金額", "投資有価証券|299", "退職給付資産|50", "|", "|", "小計|15,349", extra=(first, second, figure))

    assert ("", "周年記念事業積立資産") in rows(statements(grid(75.0))[0])
    assert ("周年記念事業", "積立資産") in rows(statements(grid(65.0))[0])  # as far apart as rows: a heading


def test_a_label_printed_once_stands_for_two_lines_of_figures() -> None:
    [statement] = statements(table("科目|予算", "予備費支出|3,000", "|0", "合計|4,000"))
    assert [(row.item, row.occurrence) for row in statement.rows] == [("予備費支出", 1), ("予備費支出", 2), ("合計", 1)]


def test_steps_of_a_measure_before_columns_of_figures_are_labels() -> None:
    """5㎥ is what a household uses, and the other columns what it pays for that; figures with one unit are figures."""
    [bills] = statements(
        table("使用水量|現行(円)|改定案(円)|増加率(%)", "5㎥|1,045|1,195|14.4", "10㎥|1,270|1,450|14.2", "20㎥|2,590|2,960|14.3")
    )
    assert [row.item for row in bills.rows] == ["5m3", "10m3", "20m3"]
    assert [column.name for column in bills.columns] == ["現行(円)", "改定案(円)", "増加率(%)"]
    [staff] = statements(table("5年度|6年度|7年度", "5人|6人|7人", "10人|12人|11人", "20人|21人|22人", above=("職員数",)))
    assert [column.name for column in staff.columns] == ["5年度", "6年度", "7年度"]


def test_a_sum_that_nobody_named_keeps_no_name() -> None:
    [statement] = statements(table("科目|予算", "収入|3,000", "|3,000"))
    assert [row.item for row in statement.rows] == ["収入", ""]


def test_numbers_under_a_header_of_their_own_only_count_the_lines() -> None:
    total = cell(4, 0, "合計", spans=(1, 2))
    grid = table("No.|件名|契約金額", "1|市道舗装|3,000", "2|橋補修|4,000", "3|屋上防水|1,000", "||8,000", extra=(total,))
    [statement] = statements(grid)
    assert [row.item for row in statement.rows] == ["市道舗装", "橋補修", "屋上防水", "合計"]
    assert [column.name for column in statement.columns] == ["契約金額"]


def test_numbers_under_a_header_over_the_names_too_count_the_lines_of_a_list_and_lead_those_of_a_budget() -> None:
    def items(header: str) -> list[str]:
        over = cell(0, 0, header, spans=(1, 2))
        [statement] = statements(table("||限度額", "1|更新業務|14,913", "2|配達業務|10,074", "3|保守業務|3,246", extra=(over,)))
        return [row.item for row in statement.rows]

    assert items("事項") == ["更新業務", "配達業務", "保守業務"]
    assert items("款") == ["1更新業務", "2配達業務", "3保守業務"]


def test_a_numbered_label_of_two_lines_with_its_figures_beside_the_second() -> None:
    lines = ("1総務費|900", "2保険給付費|800", "3財政安定化|", "基金拠出金|70", "4保健事業費|60", "5公債費|10", "合計|1,840")
    [statement] = statements(table("款|金額", *lines))
    assert rows(statement)[2:4] == [("", "3財政安定化基金拠出金"), ("", "4保健事業費")]


def test_words_below_a_number_without_figures_are_rows_where_others_without_a_number_are() -> None:
    lines = ("1総務費|900", "2給付費|800", "3積立金|70", "4事業費|60", "5その他|", "雑費|10", "預り金|5", "合計|1,845")
    [statement] = statements(table("款|金額", *lines))
    assert [item for _, item in rows(statement)][4:6] == ["雑費", "預り金"]


def test_a_second_list_whose_labels_end_in_a_total_too() -> None:
    lines = ("若年|35|市長部局|107", "中年|14|水道局|15", "高年|9|病院|79", "合計|58|合計|201")
    made = statements(table("区分|職員|部局|会計年度職員", *lines))
    assert [row.item for row in made[0].rows] == ["若年", "中年", "高年", "合計"]
    assert [row.item for row in made[1].rows] == ["市長部局", "水道局", "病院", "合計"]


def test_a_rate_over_its_formula_is_no_yen() -> None:
    lines = "科目|予算現額|収入済額|収入率", "|(A)|(B)|(B/A)", "分担金|3,000|1,500|50.0", "使用料|1,000|1,000|100.0"
    [statement] = statements(table(*lines, above=("予算決算対比", "(単位:円)")))
    rate = statement.columns[-1]
    assert (rate.name, rate.unit, rate.measure) == ("収入率 / (B/A)", "%", "収入率")


def test_an_account_code_in_its_own_cell_leads_its_label() -> None:
    grid = table("||科目|金額", "001||流動資産|", "||現金|3,000", "|小計||", "002||固定資産|", "||土地|4,000")
    [statement] = statements(grid)
    assert [row.item for row in statement.rows if row.heading][:1] == ["001流動資産"]


def test_lists_side_by_side_go_on_each_on_its_side() -> None:
    header = "科目|当年度|科目|当年度"
    first = table(
        "資産の部||負債の部|", header, "現金|100|借入金|40", "土地|200|負債合計|40", "建物|300|純資産の部|", "車|1|基本金|500"
    )
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


def test_two_headings_in_one_cell_are_two_headings() -> None:
    [statement] = statements(table("科目|金額", "Ⅲ 正味財産の部\n1. 指定正味財産|", "指定正味財産合計|0", "正味財産合計|9"))
    assert rows(statement) == [("III正味財産の部 > 1.指定正味財産", "指定正味財産合計"), ("III正味財産の部", "正味財産合計")]


def test_a_heading_in_the_cell_of_its_first_item_is_a_heading() -> None:
    [statement] = statements(table("科目|残高", "（流動資産）\n預金|80", "流動資産合計|80", "代替基金\n基金|5", "代替基金計|5"))
    assert rows(statement) == [
        ("(流動資産)", "預金"), ("(流動資産)", "流動資産合計"), ("代替基金", "基金"), ("代替基金", "代替基金計"),
    ]  # fmt: skip


def test_a_register_with_words_beside_its_labels_and_figures_a_line_below() -> None:
    header = "貸借対照表科目|場所・物量等|取得年度|使用目的等|貸借対照表価額"
    lines = (
        "現金預金|手許有高|―|運転資金|", "||||220", "|甲銀行|―|運転資金|", "||||799", "|||小計(現金預金)|1,019",
        "土地|上野2807番|2001年度|施設の用に供す|", "|||る|87", "預金|甲信用金庫|―||", "|支店|||15", "|||固定資産合計|102",
    )  # fmt: skip
    spanning = cell(1, 0, "現金預金", spans=(5, 1))
    grid = table(header, lines[0].removeprefix("現金預金"), *lines[1:], extra=(spanning,))
    [statement] = statements(grid)
    assert [column.name for column in statement.columns] == header.split("|")[1:]
    assert [row.item for row in statement.rows] == ["現金預金", "現金預金", "小計(現金預金)", "土地", "預金", "固定資産合計"]
    assert [datum.value for datum in statement.data if datum.column == 3] == [220, 799, 1019, 87, 15, 102]
    assert next(datum.raw for datum in statement.data if datum.row == 3 and datum.column == 2) == "施設の用に供す\nる"


def test_levels_of_labels_are_no_words_beside() -> None:
    [statement] = statements(table(
        "科目|内容|金額", "預金||90", "|甲銀行|40", "|乙銀行|50", "商品||9", "|ステッカー|5", "|ファイル|4",
    ))  # fmt: skip
    assert [row.item for row in statement.rows] == ["預金", "甲銀行", "乙銀行", "商品", "ステッカー", "ファイル"]


def test_counts_in_running_text_are_no_table() -> None:
    assert statements(table("従来型|50 人", "ユニット型|60 人", "短期入所|20 人")) == ()
    assert len(statements(table("土地|50 円", "建物|60 円"))) == 1


def test_a_nought_in_brackets_is_a_figure_and_no_header() -> None:
    [statement] = statements(table("科目|金額", "現金|( 0 )", "預金|( 192 )", "銀行|192"))
    assert [column.name for column in statement.columns] == ["金額"]
    assert [row.item for row in statement.rows] == ["現金", "預金", "銀行"]


def test_from_and_to_on_two_lines_are_one_period() -> None:
    above = ("損益計算書", "自 ： 2023年 4月 1日", "至 ： 2024年 3月31日")
    [statement] = statements(table("科目|当年度", "収益|9", above=above))
    assert (statement.columns[0].period_start, statement.columns[0].period_end) == ("2023-04-01", "2024-03-31")


def test_a_body_whose_year_ends_in_december_has_the_year_it_starts_in() -> None:
    above = ("正味財産増減計算書", "2023年1月24日から2023年12月31日まで")
    [statement] = statements(table("科目|当年度|前年度", "収益|9|8", above=above))
    assert [column.fiscal_year for column in statement.columns] == [2023, 2022]


def test_opening_balances_have_no_closing_date() -> None:
    [statement] = statements(table("科目|当年度|期首", "現金|9|8", above=("貸借対照表", "2023年12月31日現在")))
    assert [column.period_end for column in statement.columns] == ["2023-12-31", ""]


def test_a_note_that_mentions_a_statement_is_none() -> None:
    above = ("5. キャッシュ・フロー計算書における資金の範囲", "期末残高と貸借対照表に掲記されている金額との関係は、次のとおり")
    [statement] = statements(table("科目|期首", "現金|9", above=above))
    assert (statement.kind, statement.title) == ("other", "5.キャッシュ・フロー計算書における資金の範囲")


def test_the_two_sheets_of_a_spread_are_one_table() -> None:
    def sheet(left: float, *lines: str) -> Table:
        grid = table(*lines, above=("債務負担行為に関する調書", "(単位 千円)"))
        boxes = [each.box or Box(0, 0, 0, 0) for each in grid.cells]
        moved = [Box(box.x0 + left, box.top, box.x1 + left, box.bottom) for box in boxes]
        cells = tuple(each._replace(box=box) for each, box in zip(grid.cells, moved, strict=True))
        tops = tuple(ROW_HEIGHT * row for row in range(grid.rows + 1))
        return replace(grid, cells=cells, box=Box(left, 0, left + 300, tops[-1]), row_tops=tops)

    left = sheet(0, "一連番号|事項|限度額", "1|更新業務|14,913", "2|配達業務|10,074", "3|保守業務|103,246")
    right = sheet(400, "期間|金額|一般財源", "13年度まで|14,913|14,913", "9年度まで|5,460|5,460", "9年度まで|43,804|43,804")
    [statement] = statements(left, right)
    assert [column.name for column in statement.columns] == ["限度額", "期間", "金額", "一般財源"]
    assert [row.item for row in statement.rows] == ["更新業務", "配達業務", "保守業務"]


def test_a_header_that_comes_again_over_other_columns_starts_another_table() -> None:
    grid = table("区分|扶養手当|地域手当", "本年度|104|208", "区分|期末手当|勤勉手当", "本年度|137|34", above=("給与費明細書",))
    first, second = statements(grid)
    assert [column.name for column in second.columns] == ["期末手当", "勤勉手当"]
    assert [len(each.rows) for each in (first, second)] == [1, 1]


def test_a_line_over_the_whole_width_is_the_caption() -> None:
    grid = table("|||", "区分|6月|12月|計", "本年度|2.3|2.3|4.6", extra=(cell(0, 0, "オ 支給率", spans=(1, 4)),))
    [statement] = statements(grid)
    assert (statement.title, [row.item for row in statement.rows]) == ("オ支給率", ["本年度"])


def test_columns_name_the_statement_where_the_caption_does_not() -> None:
    [statement] = statements(table("区分|報酬|給料|共済費", "本年度|104|208|3", above=("ア 会計年度任用職員",)))
    assert statement.kind == "personnel"


def test_a_caption_over_two_lines_is_one() -> None:
    above = ("地方債の6年度末における現在高並びに7年度末", "及び8年度末における現在高の見込に関する調書", "(単位 千円)")
    [statement] = statements(table("区分|6年度末現在高", "総務|3", above=above))
    assert statement.title == "地方債の6年度末における現在高並びに7年度末及び8年度末における現在高の見込に関する調書"


def test_what_stands_between_the_unit_and_the_table_is_no_caption() -> None:
    [statement] = statements(table("現金|104", "預金|208", above=("資金の状況", "(単位:円)", "流動資産")))
    assert statement.title == "資金の状況"


def test_a_unit_on_a_line_of_its_own_is_no_part_of_a_header() -> None:
    [statement] = statements(table("区分|職員数\n人|給料(千円)", "本年度|5|208"))
    assert [(column.name, column.unit) for column in statement.columns] == [("職員数", "人"), ("給料(千円)", "千円")]


def test_a_wrapped_total_is_no_heading_with_a_total() -> None:
    [statement] = statements(table("区分|金額", "損失|9", "損益計算書上の費用\n合計|9"))
    assert [row.item for row in statement.rows] == ["損失", "損益計算書上の費用合計"]


def test_leader_dots_are_no_words() -> None:
    [statement] = statements(table("区分|金額", "受託料収入………|9", "会費……….|8"))
    assert [row.item for row in statement.rows] == ["受託料収入", "会費"]


def test_counts_take_their_unit_where_several_are_declared() -> None:
    [statement] = statements(table("区分|件数|金額|構成比", "会費|9|80|1.5", above=("内訳", "(単位:千円、件、%)")))
    assert [column.unit for column in statement.columns] == ["件", "千円", "%"]


def test_the_total_beside_a_supplement_is_the_supplemented_budget() -> None:
    [statement] = statements(table("科目|補正前の額|補正額|計", "会費|9|80|89", above=("補正予算書",)))
    assert [column.version for column in statement.columns] == ["補正前", "補正額", "補正後"]


def test_headings_between_the_unit_and_a_table_without_header_are_its_rows() -> None:
    above = ("資金計画書", "(単位：千円)", "Ⅰ 業務活動によるキャッシュ・フロー")
    [statement] = statements(table("受託料収入|9", "業務活動によるキャッシュ・フロー|9", above=above))
    assert statement.title == "資金計画書"
    assert rows(statement)[0] == ("I業務活動によるキャッシュ・フロー", "受託料収入")


def test_a_caption_inside_the_grid_replaces_what_stands_above_the_page() -> None:
    caption = (cell(0, 0, "使用料の内訳\n(単位：円)", spans=(1, 3)),)
    [statement] = statements(table("||", "種別|件数|金額", "土地|3|9", extra=caption, above=("収支予算書", "(単位：千円)")))
    assert (statement.kind, statement.title, statement.unit) == ("other", "使用料の内訳", "円")
    assert [column.unit for column in statement.columns] == ["件", "円"]


def test_segments_under_a_common_header_are_named_by_their_own() -> None:
    grid = table(
        "科目||||", "|甲受託事業|乙運営事業|計|合計", "収入|1|2|3|3", above=("資金収支内訳表",),
        extra=(cell(0, 1, "社会福祉事業", spans=(1, 3)),),
    )  # fmt: skip
    [statement] = statements(grid)
    assert [column.segment for column in statement.columns][:2] == ["甲受託事業", "乙運営事業"]


def test_what_is_set_against_the_year_before_is_of_this_year() -> None:
    above = ("令和5年度収支予算書", "(単位：千円・％)")
    [statement] = statements(table("科目|本年度予算額|対前年度比率", "会費|9|96.2", above=above))
    assert [(column.fiscal_year, column.unit) for column in statement.columns] == [(2023, "千円"), (2023, "%")]


def test_a_label_over_all_label_columns_and_two_lines_is_no_group() -> None:
    grid = table("|科目|予算", "|収入|9", "||3,000", "||0", "|合計|8", extra=(cell(2, 0, "予備費支出", spans=(2, 2)),))
    [statement] = statements(grid)
    assert rows(statement)[1:3] == [("", "予備費支出"), ("", "予備費支出")]


def test_a_line_across_below_the_header_is_the_first_heading() -> None:
    grid = table("科目|甲|乙|合計", "|||", "収入|1|2|3", "営業収益合計|1|2|3", extra=(cell(1, 0, "営業収益", spans=(1, 4)),))
    [statement] = statements(grid)
    assert rows(statement)[0] == ("営業収益", "収入")
    assert [column.name for column in statement.columns] == ["甲", "乙", "合計"]


def test_dashes_on_one_page_do_not_outvote_the_words_of_the_other() -> None:
    header = "科目|取得の時期|金額"
    first = table(header, "土地|2001年度|9", "建物|2014年度|8", "車|2015年度|7", "器具|―|6")
    second = table(header, "借入金|―|9", "引当金|―|8", page=2)
    [statement] = statements(first, second)
    assert [datum.value for datum in statement.data if datum.column == 0] == [None] * 6


def test_a_unit_behind_a_label_is_its_rows() -> None:
    [statement] = statements(table("区分|合計|比率(%)", "職員数(A)(人)|1,898|2.5", "(株)会館|5|1.0", "給料(円)|350|1.0"))
    assert [datum.unit_in(statement.columns[datum.column]) for datum in statement.data] == ["人", "%", "", "%", "円", "%"]
    assert [column.measure for column in statement.columns] == ["", "比率"]


def test_a_caption_below_the_unit_is_the_caption_where_the_table_has_a_header() -> None:
    [statement] = statements(table("科目|決算", "会費|9", above=("一般財団法人ひばり", "(単位:円)", "部門別の内訳")))
    assert (statement.title, statement.unit) == ("部門別の内訳", "円")


def test_a_first_heading_across_a_page_that_goes_on_is_no_caption() -> None:
    across = (cell(0, 0, "営業費用", spans=(1, 2)),)
    first = table("科目|決算", "営業収益|", "会費|9", above=("損益計算書",))
    [statement] = statements(first, table("|", "給与|8", "賃借料|1", page=2, extra=across))
    assert rows(statement)[1:] == [("営業費用", "給与"), ("営業費用", "賃借料")]


def test_a_word_spread_over_the_columns_of_a_header_is_one_word() -> None:
    [statement] = statements(table("科目|金||額", "給水収益|300||", "その他|40|340|", "営業利益|||340"))
    assert [column.name for column in statement.columns] == ["金額", "金額 #2", "金額 #3"]


def test_single_characters_that_head_columns_of_their_own_stay_apart() -> None:
    [statement] = statements(table("区分|増|減|計", "土地|300|40|260", "建物|500|20|480"))
    assert [column.name for column in statement.columns] == ["増", "減", "計"]


def test_a_heading_cut_by_a_column_is_whole() -> None:
    [statement] = statements(table("資 産 の|部|", "科 目|金 額|", "土地|300|", "合計||300"))
    assert [column.name for column in statement.columns] == ["金額", "金額 #2"]


def test_a_group_beside_all_rows_is_the_caption_of_a_table_under_nothing_but_its_unit() -> None:
    group = cell(0, 0, "手当の内訳", spans=(4, 1))
    lines = ("|区分|扶養手当|住居手当", "|本年度|300|40", "|前年度|200|30", "|比較|100|10")
    [statement] = statements(replace(table(*lines, above=("(単位：千円)",), extra=(group,)), box=Box(0, 0, 400, 80)))
    assert (statement.title, statement.unit) == ("手当の内訳", "千円")


def test_a_header_over_one_of_the_steps_holds_for_all_so_that_a_page_printed_otherwise_still_goes_on() -> None:
    first = table("科目|金 額||", "土地|300||", "固定資産合計||300|", "資産合計|||300", page=1, above=("貸借対照表",))
    second = table("科目||金 額|", "企業債|50||", "固定負債合計||50|", "負債合計|||50", page=2, above=("(単位 円)",))
    [statement] = statements(first, second)
    assert [column.name for column in statement.columns] == ["金額", "金額 #2", "金額 #3"]
    assert len(rows(statement)) == 6


def test_a_second_header_under_a_caption_of_its_own_begins_a_table_of_its_own() -> None:
    lines = ("区 分|金額", "収入|500", "資金期末残高|500", "(注記)期末残高の内訳|", "科 目|金 額(円)", "預金|900", "借越|△400")
    first, second = statements(table(*lines, above=("キャッシュ・フロー計算書", "(単位：円)")))
    assert [second.title, *rows(second)] == ["(注記)期末残高の内訳", ("", "預金"), ("", "借越")]
    assert rows(first)[-1] == ("", "資金期末残高")


def test_a_unit_between_rows_begins_a_table_of_its_own() -> None:
    lines = ("収入|500", "支出|△400", "期末残高|100", "利益の処分に関する書類|", "|（単位：千円）", "未処分利益|7", "積立金|3")
    first, second = statements(table(*lines))
    assert (second.title, second.unit) == ("利益の処分に関する書類", "千円")
    assert (len(rows(first)), len(rows(second))) == (3, 2)


def test_a_unit_over_the_right_sheet_of_a_spread_is_the_tables() -> None:
    def sheet(left: float, above: tuple[str, ...], *lines: str) -> Table:
        grid = table(*lines, above=above)
        boxes = [each.box or Box(0, 0, 0, 0) for each in grid.cells]
        moved = [Box(box.x0 + left, box.top, box.x1 + left, box.bottom) for box in boxes]
        cells = tuple(each._replace(box=box) for each, box in zip(grid.cells, moved, strict=True))
        tops = tuple(ROW_HEIGHT * row for row in range(grid.rows + 1))
        return replace(grid, cells=cells, box=Box(left, 0, left + 300, tops[-1]), row_tops=tops)

    left = sheet(0, ("債務負担行為に関する調書",), "番号|事項|限度額", "1|更新業務|14", "2|配達業務|10", "3|保守業務|103")
    right = sheet(400, ("（単位 千円）",), "期間|金額", "13年度まで|14", "9年度まで|5", "9年度まで|43")
    [statement] = statements(left, right)
    assert (statement.title, statement.unit) == ("債務負担行為に関する調書", "千円")


def test_a_note_ends_where_the_next_caption_stands_apart() -> None:
    def line(text: str, top: float) -> Line:
        return Line(text, Box(57, top, 400, top + 8))

    below = (line("※前年度の支給率は12月に、", 392), line("4.65月分に改定", 406), line("カ 退職手当", 425))
    assert notes_of(below) == "※前年度の支給率は12月に、4.65月分に改定"


def test_a_numbered_heading_above_a_sentence_that_says_it_again_is_the_caption() -> None:
    above = (
        "9.固定資産の取得価額、減価償却累計額及び当期末残高（貸借対照表上、間接法で表示してい",
        "る場合は記載不要。）",
        "固定資産の取得価額、減価償却累計額及び当期末残高は、以下のとおりである。",
        "（単位：円）",
    )
    [statement] = statements(table("|取得価額|当期末残高", "土地|3,000|3,000", above=above))
    assert statement.title.startswith("9.固定資産の取得価額、減価償却累計額及び当期末残高(")


def test_lists_side_by_side_in_one_grid_have_the_captions_over_them() -> None:
    """The shared heading above them is of both, a caption of one of them alone is of the other, too."""
    grid = table(
        "区分|9月|増減|区分|9月|増減", "延入院患者数|4,898|△28|延外来患者数|8,705|357", "新入院患者数|351|△26|初診患者数|812|△62"
    )
    both, left, right = (
        Line("当月の概況", Box(5, -60, 60, -48)),
        Line("入院患者の状況", Box(5, -20, 70, -10)),
        Line("外来患者の状況", Box(305, -20, 370, -10)),
    )
    assert [each.title for each in statements(replace(grid, above=(both, left, right)))] == ["入院患者の状況", "外来患者の状況"]
    assert [each.title for each in statements(replace(grid, above=(both, left)))] == ["入院患者の状況", "入院患者の状況"]


def test_a_list_under_one_header_beside_another_is_a_table_of_its_own() -> None:
    """給料及び職員手当の増減額の明細: the change of each kind of pay, and beside it what it comes from."""
    spans = (
        cell(0, 2, "増減事由別内訳", spans=(1, 2)),
        *(cell(row, column, text, spans=(2, 1)) for row, column, text in (
            (1, 0, "給料"), (1, 1, "292"), (3, 0, "職員手当等"), (3, 1, "318"),
        )),
    )  # fmt: skip
    grid = table(
        "区分|増減額||", "||給与改定分|246", "||昇給分|46", "||給与改定分|299", "||昇給分|19", extra=spans, above=("増減の明細",)
    )
    totals, reasons = statements(grid)
    assert rows(totals) == [("", "給料"), ("", "職員手当等")]
    assert [datum.value for datum in totals.data] == [292, 318]
    assert rows(reasons) == [("給料", "給与改定分"), ("給料", "昇給分"), ("職員手当等", "給与改定分"), ("職員手当等", "昇給分")]
    assert [column.name for column in reasons.columns] == ["増減事由別内訳"]


def test_a_header_over_labels_and_their_figures_names_the_figures() -> None:
    spans = tuple(cell(0, column, text, spans=(1, 2)) for column, text in ((0, "当期期首"), (2, "当期期末")))
    lines = ("|||", "現金預金勘定|0|現金預金勘定|80", "現金同等物|0|現金同等物|80")
    grid = table(*lines, extra=spans, above=("資金の範囲",))
    opening, closing = statements(grid)
    assert [column.name for each in (opening, closing) for column in each.columns] == ["当期期首", "当期期末"]
    assert rows(opening) == rows(closing) == [("", "現金預金勘定"), ("", "現金同等物")]


def test_a_label_column_without_a_header_is_the_next_level_of_an_indented_one() -> None:
    def at(row: int, column: int, text: str, left: float) -> Cell:
        return cell(row, column, text, Box(left, ROW_HEIGHT * row + 5, left + 40, ROW_HEIGHT * row + 15))

    labels = (
        at(1, 0, "流動資産", 5), at(2, 0, "現金預金", 15), at(2, 1, "手許有高", 105), at(3, 1, "甲銀行", 112),
        at(4, 0, "立替金", 15), at(5, 0, "流動資産計", 50),
    )  # fmt: skip
    amounts = ("||", "||37", "||57", "||0", "||94")
    [statement] = statements(table("||金額", *amounts, extra=(cell(0, 0, "資産の内訳", spans=(1, 2)), *labels)))
    assert rows(statement) == [
        ("流動資産 > 現金預金", "手許有高"), ("流動資産 > 現金預金", "甲銀行"),
        ("流動資産", "立替金"), ("流動資産", "流動資産計"),
    ]  # fmt: skip


def test_names_set_in_the_middle_of_their_column_are_no_levels_of_labels() -> None:
    names = [(1, "人件費", 38), (3, "維持補修費", 30), (5, "合計", 42)]
    groups = [cell(row, 0, name, Box(left, 20 * row + 5, 100 - left, 20 * row + 15)) for row, name, left in names]
    lines = ("||令和5年度", *["|金額|1,000", "|構成比|50.0"] * 3)
    grid = table(*lines, extra=(cell(0, 0, "区分", spans=(1, 2)), *groups))
    shares = [section for section, item in rows(statements(grid)[0]) if item == "構成比"]
    assert shares == ["人件費", "維持補修費", "合計"]


def test_a_second_list_whose_labels_have_no_header_repeats_the_columns_of_the_first() -> None:
    heads = (cell(0, 0, "①アウトプット情報", spans=(1, 4)), cell(0, 4, "②インプット情報", spans=(1, 3)))
    lines = ("", "指標|目標|5年度|6年度||5年度|6年度", "受講者数|9人以上|9|8|予算額|612|618", "修了率|90%以上|7|6|決算額|588|604")
    first, second = statements(table(*lines, extra=heads))
    assert rows(first) == [("", "受講者数"), ("", "修了率")]
    assert (rows(second), [column.name for column in second.columns]) == ([("", "予算額"), ("", "決算額")], ["5年度", "6年度"])


def test_names_below_two_levels_of_headings_are_of_the_header_however_high_that_of_the_labels_is() -> None:
    heads = (
        cell(0, 0, "区分", spans=(2, 1)),
        cell(0, 1, "令和7年度", spans=(1, 4)),
        cell(1, 1, "上期", spans=(1, 2)),
        cell(1, 3, "下期", spans=(1, 2)),
    )
    lines = ("", "", "|第1四半\n期|第2四半\n期|第3四半\n期|第4四半\n期", "人件費|50|25|30|28", "扶助費|18|35|53|80")
    [statement] = statements(table(*lines, extra=heads))
    assert [column.name for column in statement.columns][1:3] == ["令和7年度 / 上期 / 第2四半期", "令和7年度 / 下期 / 第3四半期"]
    assert rows(statement) == [("", "人件費"), ("", "扶助費")]


def test_a_label_that_begins_in_mid_phrase_goes_on_from_the_line_above() -> None:
    lines = ("区分|金額", "5 実質収支額|4", "6 実質収支額のうち地方自治法第233条|", "の2の規定による繰入額|0")
    [statement] = statements(table(*lines))
    assert rows(statement)[-1] == ("", "6実質収支額のうち地方自治法第233条の2の規定による繰入額")


def test_the_other_side_of_a_balance_sheet_in_a_grid_of_its_own_has_the_same_caption() -> None:
    assets = table("資産の部|金額", "現金及び預金|5", "建物|4", "資産合計|9", above=("予定貸借対照表",))
    debts = table("負債・純資産の部|金額", "未払金|2", "負債合計|2", "資本金|7", "純資産合計|7", "負債・純資産合計|9")
    packet = understand("test", [PageContent(1, "text", (assets, debts))])
    assert [statement.title for statement in packet.statements] == ["予定貸借対照表"] * 2
    assert not packet.findings


def test_a_law_that_a_label_names_goes_on_with_its_article() -> None:
    lines = ("区分|金額", "利益処分額|", "積立金|3", "準用する通則法|", "第44条第3項により承認を受けようとする額|5", "計|8")
    [statement] = statements(table(*lines))
    assert [item for _, item in rows(statement)][1] == "準用する通則法第44条第3項により承認を受けようとする額"


def test_an_activity_read_into_its_first_row_is_its_heading() -> None:
    lines = ("区分|金額", "Ⅰ 業務活動によるキャッシュ・フロー\n業務支出|△9", "自己収入|6", "業務活動によるキャッシュ・フロー|△3")
    [statement] = statements(table(*lines))
    section = "I業務活動によるキャッシュ・フロー"
    assert rows(statement)[:2] == [(section, "業務支出"), (section, "自己収入")]


def test_small_numbers_in_brackets_below_a_header_of_changes_are_decreases() -> None:
    [statement] = statements(table("工区|本年度|前年度|増減", "第一|362|369|（7）", "第二|90|80|10", "計|452|449|3"))
    assert [datum.value for datum in statement.data if datum.column == 2] == [-7, 10, 3]


def test_numbering_in_brackets_below_other_headers_is_none() -> None:
    [statement] = statements(table("区分|番号|金額", "土地|(1)|362", "建物|(2)|90"))
    assert [datum.value for datum in statement.data if datum.column == 0] == [None, None]


def test_a_list_of_notes_that_goes_on_with_its_third_is_not_named_after_its_second() -> None:
    above = ("計算書類に対する注記", "1.重要な会計方針", "(2)有価証券の評価方法 総平均法", "2.会計方針の変更 なし")
    [statement] = statements(table("3.基本財産の増加|", "建物|486 円", "計|486 円", above=above))
    assert statement.title == "計算書類に対する注記"


def test_labels_printed_again_in_mid_table_start_another_list_under_the_same_groups() -> None:
    groups = (cell(1, 0, "本年度", spans=(3, 1)), cell(4, 0, "前年度", spans=(3, 1)))
    lines = [f"|{level}|{n}|{again}|{other}" for level, n, again, other in (
        ("1級", "60", "１級", ""), ("2級", "98", "２級", "89"), ("計", "158", "計", "89"),
    )]  # fmt: skip
    grid = table("区分|行政職給料表|職員数|教育職給料表|職員数", *lines, *lines, extra=groups)
    first, second = statements(grid)
    assert [column.name for each in (first, second) for column in each.columns] == ["職員数", "職員数"]
    assert rows(second) == [(year, level) for year in ("本年度", "前年度") for level in ("1級", "2級", "計")]


def test_parts_of_a_heading_may_be_figures() -> None:
    head = (cell(0, 0, "団体", spans=(2, 1)), cell(0, 1, "月額", spans=(1, 2)), cell(0, 3, "経年化率(%)", spans=(2, 1)))
    [statement] = statements(table("|||", "|10㎥|20㎥|", "本市|1,430|2,860|38.6", "水守町|1,870|3,740|55.0", extra=head))
    assert [column.name for column in statement.columns] == ["月額 / 10m3", "月額 / 20m3", "経年化率(%)"]


def test_details_of_an_amount_that_runs_down_are_a_list_of_their_own() -> None:
    own = ((1, 0, "給料"), (1, 1, "△3,302"), (3, 0, "手当"), (3, 1, "△166"))
    spans = tuple(cell(row, column, text, spans=(2, 1)) for row, column, text in own)
    changes, reasons = statements(table(
        "区分|増減額|増減事由別内訳|金額|説明", "||給与改定に伴う増加分|964|", "||その他の増減分|△4,266|異動",
        "||制度改正に伴う増加分|843|", "||その他の増減分|△1,009|", extra=spans,
    ))  # fmt: skip
    assert [row for _, row in rows(changes)] == ["給料", "手当"]
    assert rows(reasons) == [
        ("給料", "給与改定に伴う増加分"), ("給料", "その他の増減分"),
        ("手当", "制度改正に伴う増加分"), ("手当", "その他の増減分"),
    ]  # fmt: skip


def test_codes_under_a_header_of_their_own_belong_to_the_names_beside_them() -> None:
    [statement] = statements(table("コード|科目|前期残高|当期残高", "101|現金|500|700", "110|未収金|80|95", "合計||580|795"))
    assert [row for _, row in rows(statement)] == ["101現金", "110未収金", "合計"]


def test_numbers_of_kan_kou_and_moku_in_columns_of_their_own_lead_the_name() -> None:
    lines = "款|項|目|科目|予算額", "1|||民生費|900", "|1||社会福祉費|900", "||1|総務費|500", "||2|施設費|400", "|||合計|900"
    [statement] = statements(table(*lines))
    assert [row.item for row in statement.rows] == ["1民生費", "1社会福祉費", "1総務費", "2施設費", "合計"]
    assert [column.name for column in statement.columns] == ["予算額"]


def test_a_label_without_a_number_below_a_numbered_one_is_its_next_line() -> None:
    first, second = cell(1, 0, "2 高齢者の保健事業と", Box(5, 22, 95, 30)), cell(2, 0, "介護予防等の事業費", Box(5, 31, 95, 39))
    figure = cell(1, 1, "6,120", Box(105, 22, 140, 30))
    grid = table("目|本年度", "|", "|", "3 諸費|900", "計|7,020", extra=(first, figure, second))
    assert [row.item for row in statements(grid)[0].rows] == ["2高齢者の保健事業と介護予防等の事業費", "3諸費", "計"]


def test_a_table_that_ended_in_its_sum_is_not_gone_on_with_on_its_page() -> None:
    one = table("区分|期末残高", "人件費積立金|24,000", "修繕積立金|61,000", "計|85,000", above=("積立金明細書",))
    two = table("区分|期末残高", "人件費積立資産|24,000", "修繕積立資産|61,000", "計|85,000")
    assert [len(statement.rows) for statement in statements(one, two)] == [3, 3]


def test_the_last_character_of_each_header_may_stand_on_a_line_of_its_own() -> None:
    [statement] = statements(table("|令和4年|令和5年", "区分|度|度", "人件費|27|41", "物件費|90|34"))
    assert [column.name for column in statement.columns] == ["令和4年度", "令和5年度"]


def test_a_unit_over_the_right_half_of_a_sheet_is_the_left_halfs_too() -> None:
    def half(left: float, *lines: str, above: str) -> Table:
        made = table(*lines, above=(above,))
        cells = tuple(c._replace(box=Box(c.box.x0 + left, c.box.top, c.box.x1 + left, c.box.bottom)) for c in made.cells if c.box)
        box = Box(left, 0, left + 200, 60)
        lines_ = tuple(replace(line, box=Box(left, -20, left + 90, -10)) for line in made.above)
        return replace(made, cells=cells, box=box, above=lines_)

    left = half(0, "款|金額", "市税|9", "計|9", above="歳入")
    right = half(300, "款|金額", "民生費|9", "計|9", above="歳出 (単位:千円)")
    sheet = PageContent(1, "text", (left, right), (), 600.0, 400.0, gutter=250.0)
    assert [s.columns[0].unit for s in understand("test", [sheet]).statements] == ["千円", "千円"]


def test_a_heading_over_the_labels_of_the_right_side_heads_these_alone() -> None:
    header = "科目|金額|科目|金額"
    grid = table(
        header, "現金|100|借入金|40", "土地|566|負債合計|40", "||資本の部|", "||資本金|626", "資産合計|666|負債資本合計|666"
    )
    right = statements(grid)[1]
    assert rows(right)[2:] == [("資本の部", "資本金"), ("", "負債資本合計")]


def test_a_line_over_a_list_names_its_item_without_the_unit_behind_it() -> None:
    [statement] = statements(
        table("目|本年度", "1労働諸費|48,954", "計|48,954", above=("2 歳出", "5款 労働費", "1項 労働諸費 （単位：千円）"))
    )
    assert statement.title == "2歳出 5款労働費 1項労働諸費"


def test_headings_over_labels_and_figures_of_both_sides_are_rows_below_a_header_with_all_names() -> None:
    spans = [cell(row, column, text, spans=(1, 2)) for row, column, text in (
        (1, 0, "資産の部"), (1, 2, "負債の部"), (2, 0, "流動資産"), (2, 2, "流動負債"),
    )]  # fmt: skip
    grid = table("科目|金額|科目|金額", "", "", "現金|100|未払金|40", "預金|566|流動負債合計|40", extra=tuple(spans))
    left, right = statements(grid)
    assert [rows(each)[0] for each in (left, right)] == [("資産の部 > 流動資産", "現金"), ("負債の部 > 流動負債", "未払金")]


def test_a_heading_in_brackets_close_below_another_narrows_it_down() -> None:
    first, second = cell(1, 0, "有形固定資産", Box(5, 22, 60, 30)), cell(2, 0, "（償却費損益内）", Box(5, 32, 80, 40))
    [statement] = statements(table("資産の種類|期末残高", "|", "|", "建物|897", "計|897", extra=(first, second)))
    assert rows(statement)[0] == ("有形固定資産(償却費損益内)", "建物")


def test_a_list_of_its_own_under_setsu_bears_that_name() -> None:
    setsu = cell(0, 0, "節", spans=(1, 2))
    [statement] = statements(table("||説明", "区分|金額|", "1 報酬|300|委員", "2 給料|600|職員", extra=(setsu,)))
    assert [column.name for column in statement.columns] == ["節 / 金額", "説明"]


def test_a_name_of_two_lines_at_the_first_rows_of_its_group_is_whole_where_groups_begin_with_their_total() -> None:
    lines = ["区分|品種|合計", "農水産品|計|5", "|麦|5", "林産品|計|7", "|原木|7", "鉱産品|計|9", "|石炭|9", "金属機械|計|4"]
    [statement] = statements(table(*lines, "工業品|鋼材|3", "|自動車|1"))
    assert rows(statement)[-3:] == [("金属機械工業品", "計"), ("金属機械工業品", "鋼材"), ("金属機械工業品", "自動車")]


def test_what_a_formula_goes_on_to_reckon_on_the_next_line_is_part_of_the_label() -> None:
    items = (f"その他の収入{n}|500|0" for n in "甲乙丙丁戊己")
    lines = ("科目|予算|決算", *items, "当期資金収支差額合計(11)=(3)+(6)|4,938|4,233")
    [made] = statements(table(*lines, "－(10)||", "前期末支払資金残高(12)|31,846|31,846"))
    assert [item for _, item in rows(made)][6] == "当期資金収支差額合計(11)=(3)+(6)-(10)"


def test_a_number_among_few_labels_makes_them_no_column_of_numbers() -> None:
    [made] = statements(table("科目|予算|決算", "その他の収入|500|0", "8|5|6", "前期末支払資金残高|31,846|31,846"))
    assert [item for _, item in rows(made)] == ["その他の収入", "8", "前期末支払資金残高"]


def test_a_note_in_brackets_over_a_label_is_none_of_it() -> None:
    [made] = statements(
        table(
            "科目|本年度|前年度", "財務費用|59|60", "（財務費用は、借入金に係る利息である。）\n経常収益|582|131", "補助金|582|131"
        )
    )
    assert [item for _, item in rows(made)] == ["財務費用", "経常収益", "補助金"]


def test_two_sides_without_a_header_are_two_lists_under_their_first_headings() -> None:
    assets = ("資産の部||負債の部|", "1固定資産|900|3固定負債|300", "2流動資産|100|4流動負債|200", "資産合計|1,000|負債合計|500")
    made = statements(table(*assets, "||資本の部|", "||5資本金|500", "||資本合計|500"))
    capital = [("資本の部", "5資本金"), ("資本の部", "資本合計")]
    assert [rows(statement) for statement in made] == [
        [("資産の部", "1固定資産"), ("資産の部", "2流動資産"), ("資産の部", "資産合計")],
        [("負債の部", "3固定負債"), ("負債の部", "4流動負債"), ("負債の部", "負債合計"), *capital],
    ]


def test_a_part_that_is_named_over_the_words_beside_the_labels_makes_no_labels_of_these() -> None:
    lines = ["科目|摘要|金額", "|資産の部|", "現金|手許保管|118", "預金|農協|142", "土地|事務所敷地|216", "資産合計||476"]
    lines += ["|負債の部|", "借入金|5件|372", "未払金|動力費|29", "負債合計||401"]
    [statement] = statements(table(*lines))
    assert [column.name for column in statement.columns] == ["摘要", "金額"]
    assert rows(statement)[0] == ("資産の部", "現金")


def test_a_label_that_ends_before_what_it_is_of_goes_on_on_the_next_line() -> None:
    [statement] = statements(table("科目|金額", "診療業務による収入|605", "その他の業務活動による|", "収入|838", "計|1,443"))
    assert ("", "その他の業務活動による収入") in rows(statement)


def test_what_ranks_the_rows_is_none_of_their_names_and_begins_the_second_list() -> None:
    lists = statements(
        table(
            "順位 | 品目     | 輸出  | 順位 | 品目 | 輸入",
            "1    | 自動車   | 717   | 1    | 原油 | 1,586",
            "2    | 部品     | 689   | 2    | 石炭 | 1,371",
            "     | その他   | 616   |      | その他 | 1,368",
            "     | 計       | 2,022 |      | 計   | 4,325",
        )
    )
    assert [rows(each) for each in lists] == [
        [("", "自動車"), ("", "部品"), ("", "その他"), ("", "計")],
        [("", "原油"), ("", "石炭"), ("", "その他"), ("", "計")],
    ]


def test_a_heading_that_fills_its_column_goes_on_on_the_next_line() -> None:
    texts = [
        ("Ⅰ業務活動によ", 20, 70),
        ("るキャッシュ・", 32, 70),
        ("フロー", 44, 40),
        ("人件費支出", 62, 60),
        ("業務支出", 80, 50),
    ]
    labels = tuple(cell(row, 0, text, Box(5, top, x1, top + 10)) for row, (text, top, x1) in enumerate(texts, 1))
    figures = tuple(cell(row, 1, "1,234", Box(105, top, 140, top + 10)) for row, top in ((4, 62), (5, 80)))
    [statement] = statements(table("区分 | 金額", " | ", " | ", " | ", " | ", " | ", extra=(*labels, *figures)))
    assert rows(statement)[0] == ("I業務活動によるキャッシュ・フロー", "人件費支出")


def test_a_heading_across_two_lists_heads_the_rows_of_both() -> None:
    heading = cell(1, 0, "(款)2 総務費", spans=(1, 4))
    lists = statements(
        table(
            "目 | 計 | 節 | 金額",
            " | | | ",
            "1 一般管理費 | 318 | 3 手当 | 12",
            "2 財産管理費 | 94 | 12 委託料 | 25",
            extra=(heading,),
        )
    )
    assert [{section for section, _ in rows(each)} for each in lists] == [{"(款)2総務費"}, {"(款)2総務費"}]


def test_labels_between_two_runs_of_figures_are_those_of_both() -> None:
    [statement] = statements(table("残高|累計|勘定科目|累計|残高", "412|412|土地||", "||累計額|420|420", "96|155|未収金|59|"))
    assert [column.name for column in statement.columns] == ["残高", "累計", "累計 #2", "残高 #2"]
    assert rows(statement) == [("", "土地"), ("", "累計額"), ("", "未収金")]


def test_a_second_list_has_the_columns_of_the_first_though_its_labels_are_called_otherwise() -> None:
    lines = (
        "用途・口径|件数|未収額|地区|件数|未収額",
        "家庭用|18,431|38,625|竜前市|16,097|50,599",
        "営業用|860|7,475|青浜町|6,022|19,846",
    )
    made = statements(table(*lines, "臨時|30|1,090", "計|19,321|47,190|計|22,119|70,445"))
    assert [[item for _, item in rows(each)] for each in made] == [["家庭用", "営業用", "臨時", "計"], ["竜前市", "青浜町", "計"]]


def test_what_kind_each_is_names_the_rows_of_a_merged_label() -> None:
    bank = cell(1, 0, "北陵銀行", spans=(2, 1))
    lines = (
        "預入先|種別|前月末|当月末",
        "|普通預金|158|159",
        "|定期預金|200|200",
        "農協|普通預金|30|32",
        "現金|釣銭準備金|50|50",
        "郵便|口座|4|2",
    )
    [made] = statements(table(*lines, extra=(bank,)))
    assert rows(made)[:3] == [("北陵銀行", "普通預金"), ("北陵銀行", "定期預金"), ("農協", "普通預金")]


def test_parts_of_a_statement_each_under_its_heading_and_the_header_again_are_one_table() -> None:
    """As the form of the school corporations prints them, the second on the next page without a caption."""
    title = ("資金収支計算書", "令和6年4月1日から令和7年3月31日まで", "(単位 円)")
    first = table("科目|予算|決算", "学費収入|700|710", "収入の部合計|700|710", above=(*title, "収入の部"))
    second = table("科目|予算|決算", "人件費支出|500|495", "支出の部合計|500|495", above=("支出の部",), page=2)
    [made] = statements(first, second)
    assert made.title == "資金収支計算書"
    assert rows(made)[0] == ("収入の部", "学費収入")
    assert ("支出の部", "人件費支出") in rows(made)
    assert {column.unit for column in made.columns} == {"円"}


def test_parts_under_another_header_are_tables_of_their_own() -> None:
    title = ("貸借対照表", "(単位 円)")
    first = table("科目|本年度末|前年度末", "現金|700|710", above=(*title, "資産の部"))
    second = table("科目|残高|増減", "借入金|500|495", above=("負債の部",))
    assert len(statements(first, second)) == 2
