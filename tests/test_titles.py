"""Captions in steps: what a table is called when the line nearest to it says no more than a side."""

from __future__ import annotations

import pytest

from normalizers.captions import read_caption
from normalizers.drafts import Caption
from normalizers.titles import is_side, title_of, under
from pipeline.model import Box, Line


def title(*lines: str) -> str:
    return read_caption(tuple(Line(text) for text in lines)).title


@pytest.mark.parametrize("side", ["収入", "支出の部", "(歳入)", "【支出】", "1歳入", "2 歳出", "Ⅰ収入の部", "(歳出)3款民生費"])
def test_a_side_says_nothing_but_itself(side: str) -> None:
    assert is_side(side)


@pytest.mark.parametrize("name", ["歳入歳出決算書", "収入の状況", "事業収入", "資産の部", "支出予算書"])
def test_what_says_more_is_no_side(name: str) -> None:
    assert not is_side(name)


def test_a_side_stands_under_the_caption_above_it() -> None:
    assert title("第１表 歳 入 歳 出 予 算", "１ 歳 入 （単位：千円）") == "第1表歳入歳出予算 1歳入"
    assert title("(資本的収入及び支出)", "第3条 予定額は、次のとおりと定める。", "収 入") == "(資本的収入及び支出) 収入"
    assert title("歳入歳出予算事項別明細書", "1 総 括", "(歳 入)") == "歳入歳出予算事項別明細書 1総括 (歳入)"


def test_the_number_of_a_form_is_no_part_of_a_title() -> None:
    assert title("様式１－１－４－１ 年度評価 項目別評定調書", "Ⅲ－２ 収支計画") == "年度評価項目別評定調書 III-2収支計画"


def test_what_narrows_a_statement_down_belongs_to_its_title() -> None:
    assert title("令和7年度 予算実施計画", "収益的収入及び支出", "支 出") == "令和7年度予算実施計画 収益的収入及び支出 支出"
    assert title("給 与 費 明 細 書", "１ 総 括 （単位：人、千円）") == "給与費明細書 1総括"
    assert title("貸借対照表", "(令和5年3月31日)", "(単位：円)") == "貸借対照表"


@pytest.mark.parametrize("month", ["令和 7年 9月分", "(令和7年9月)", "令和7年9月中", "2025年9月末"])
def test_a_month_right_below_a_title_is_no_title(month: str) -> None:
    assert title("普 通 預 金 収 入 支 出 日 計 表", month, "(単位：円)") == "普通預金収入支出日計表"


@pytest.mark.parametrize("page", ["頁：  3", "3頁", "ページ: 12", "P.3", "PAGE 3"])
def test_the_number_of_a_page_on_the_line_of_a_title_is_no_part_of_it(page: str) -> None:
    assert title(f"水 道 事 業 決 算 報 告 書   {page}", "(単位：円)") == "水道事業決算報告書"


def test_a_table_that_names_a_month_is_called_so() -> None:
    assert title("令和7年9月分 給与支払額", "(単位：円)") == "令和7年9月分給与支払額"


def test_a_caption_stands_under_the_heading_in_larger_type_above_it() -> None:
    def typeset(heading: str, own: str, larger: float) -> str:
        lines = Line(heading, Box(200, 10, 300, 10 + 9 * larger)), Line(own, Box(40, 30, 100, 39))
        return read_caption(lines).title

    assert typeset("財産の状況", "基 金 （単位：円）", 1.4) == "財産の状況 基金"
    assert typeset("財産の状況", "基 金 （単位：円）", 1.0) == "基金"
    assert typeset("財務諸表", "貸 借 対 照 表", 1.4) == "貸借対照表"


def test_a_caption_in_brackets_stands_under_the_numbered_one_above_it_and_counts_on_below_it() -> None:
    assert title("10 地方債の状況", "(1) 目的別", "(単位：千円)") == "10地方債の状況 (1)目的別"
    before = ("10地方債の状況", "(1)目的別")
    assert under(Caption(steps=("(2)借入先別",)), before).steps == ("10地方債の状況", "(2)借入先別")


def test_a_caption_stands_under_one_that_is_numbered_higher_or_names_a_document_of_several_tables() -> None:
    assert title("５　将来負担比率の算定", "（１）将来負担額") == "5将来負担比率の算定 (1)将来負担額"
    assert title("第１表　収入支出予算", "１　収益的収入及び支出", "収　入") == "第1表収入支出予算 1収益的収入及び支出 収入"
    assert title("附属明細書", "（12）開示すべきセグメント情報") == "附属明細書 (12)開示すべきセグメント情報"
    assert title("財産に関する調書", "基　金 （単位：円）") == "財産に関する調書 基金"
    assert title("2023年度 事業の概要", "（１）将来負担額") == "(1)将来負担額"
    assert title("附属明細書", "貸借対照表") == "貸借対照表"
    assert title("(2)消費税等の会計処理", "2.基本財産の増減額") == "2.基本財産の増減額"


def test_the_part_of_a_body_that_a_statement_is_of_belongs_to_its_title() -> None:
    assert title("補正予定損益計算書", "個人番号カード発行等関連事業", "（令和3年4月1日～令和4年3月31日）") == (
        "補正予定損益計算書 個人番号カード発行等関連事業"
    )
    assert title("損益計算書", "さざなみ市民病院", "（令和3年4月1日～令和4年3月31日）") == "損益計算書"


def test_a_numbered_caption_goes_on_under_what_its_neighbour_before_printed() -> None:
    def after(own: str, *before: str) -> tuple[str, ...]:
        return under(Caption(steps=(own,)), before).steps

    assert after("(13)役員の給与の明細", "附属明細書", "(12)開示すべきセグメント情報") == ("附属明細書", "(13)役員の給与の明細")
    assert after("(1)繰越の状況", "附属明細書", "(12)開示すべきセグメント情報") == ("(1)繰越の状況",)
    assert after("第3表地方債", "予算書", "第2表債務負担行為") == ("第3表地方債",)


def test_a_side_alone_goes_on_under_what_the_table_before_printed() -> None:
    def after(own: str, *before: str) -> tuple[str, ...]:
        return under(Caption(steps=(own,)), before).steps

    assert after("支出", "決算報告書", "(1)収益的収入及び支出", "収入") == ("決算報告書", "(1)収益的収入及び支出", "支出")
    assert after("2歳入", "事項別明細書", "1総括", "(歳入)") == ("事項別明細書", "2歳入")
    assert after("支出", "貸借対照表") == ("支出",)
    assert after("損益計算書", "決算報告書", "収入") == ("損益計算書",)


def test_a_day_and_a_unit_in_one_pair_of_brackets_behind_a_title() -> None:
    caption = read_caption([Line("４　貸借対照表 （令和７年３月３１日　単位：円）", page=1)])
    assert (caption.title, caption.period, caption.unit) == ("4貸借対照表(令和7年3月31日)", "（令和７年３月３１日）", "円")


def test_a_unit_in_brackets_behind_a_title_holds_for_the_table() -> None:
    caption = read_caption([Line("３ 揚水機場の運転実績", page=1), Line("電力使用量（千kWh）", page=1)])
    assert (caption.title, caption.unit) == ("電力使用量", "千kWh")


def test_the_marks_around_a_caption_of_a_line_printer_and_what_stands_in_brackets_behind_it() -> None:
    assert title("*** 損益計算書 ***") == "損益計算書"
    assert title("別表3 職員の状況", "(4月1日現在、単位:人)") == "別表3職員の状況"
    assert title("貸借対照表（令和7年3月31日現在　単位：円）") == "貸借対照表(令和7年3月31日現在)"


def test_what_the_whole_paper_is_called_is_no_step_of_a_numbered_captions_title() -> None:
    assert title_of(["第2号議案令和7年度事業計画及び収支予算の設定について", "1引受実績"]) == "1引受実績"
    assert title_of(["令和7年度事業計画、予算及び資金計画書", "2収入支出予算", "(1)収益的収入"]) == "2収入支出予算 (1)収益的収入"
    assert title_of(["令和7年度予算実施計画", "収益的収入及び支出", "収入"]) == "令和7年度予算実施計画 収益的収入及び支出 収入"
    assert title_of(["令和7年度事業計画及び収支予算", "収入"]) == "令和7年度事業計画及び収支予算 収入"


def test_a_day_at_the_end_of_a_captions_line_is_no_part_of_it() -> None:
    assert title("部門別職員数      令和７年４月１日現在") == "部門別職員数"
    assert title("財産目録", "令和７年３月３１日現在") == "財産目録"
    assert title("職員数の状況", "朝霧市　令和７年４月１日現在") == "職員数の状況"


def test_where_figures_come_from_is_no_title() -> None:
    assert title("地区別人口", "資料：市民課", "（単位：人）") == "地区別人口"


def test_a_side_stands_under_what_it_is_of_and_not_under_who_meets() -> None:
    assert title("特別会計予算の説明", "総務企画委員会", "2 歳出（単位：千円）") == "特別会計予算の説明 2歳出"


def test_what_a_budgets_paper_is_called_is_no_step_of_its_tables() -> None:
    first = read_caption([Line("当初予算案の概要"), Line("1 予算規模")])
    assert under(read_caption([Line("4 歳入の内訳")]), first.steps).title == "4歳入の内訳"


def test_the_title_of_a_paper_stands_above_running_text_and_names_no_table_below_it() -> None:
    """But its year is theirs, as long as nothing nearer names one."""
    lines = ("令和5年度 事業報告及び決算書", "本会は、給食に要する物資を購入した。", "月別給食実施状況")
    assert title(*lines) == "月別給食実施状況"
    assert read_caption(tuple(Line(text) for text in lines)).years[0] == 2023
