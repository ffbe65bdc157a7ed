"""Labels: what the print did to them is gone, what they say stays."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalizers.labels import clean_label, key_of, numbering, slug


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("科　目", "科目"),
        ("現金及び預金", "現金及び預金"),
        ("住基ネット再構築平準化等 積立金", "住基ネット再構築平準化等積立金"),
        ("11月補正後\n予算", "11月補正後予算"),
        ("サ ービス", "サービス"),
        ("L G W A N", "LGWAN"),
        ("第三次 L G W A N 運営", "第三次LGWAN運営"),
        ("W e b サイト", "Webサイト"),
        ("e ラーニング", "eラーニング"),
        ("フ ィ ラ ンセ 空調 設備 ＥＳ ＣＯ 事業", "フィランセ空調設備ESCO事業"),
        ("旧 JR EAST 事業", "旧JR EAST事業"),
        ("平成 3 1 年度", "平成31年度"),
        ("Windows 10 更新", "Windows 10更新"),
        ("Total assets (net)", "Total assets (net)"),
        ("（案）", "(案)"),
        ("︵内訳︶", "(内訳)"),
        ("サ｜ビス活動増減の部", "サービス活動増減の部"),
        ("センタ︱運営", "センター運営"),
        ("サ\n︱\nビ\nス", "サービス"),
        ("収入|支出", "収入|支出"),
        ("⼀般事業", "一般事業"),
        ("⻑期前受⾦", "長期前受金"),
        ("⺠間⻘少年", "民間青少年"),
        ("ｻｰﾋﾞｽ", "サービス"),
        ("ハ゜ス", "パス"),
        ("(1) 現金", "(1)現金"),
        ("①現金", "1現金"),
        ("固定\u00ad資\u200b産", "固定資産"),
        ("事業活動資金収支差額(3)=(1)-(2)", "事業活動資金収支差額(3)=(1)-(2)"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_clean_label(raw: str, label: str) -> None:
    assert clean_label(raw) == label


@given(st.text())
@example("×¯")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_label(clean_label(text)) == clean_label(text)


@given(st.text(alphabet="現金ーサビス科目ABxy12 　\n()|", max_size=15))
def test_cleaning_twice_is_cleaning_once_for_our_letters(text: str) -> None:
    label = clean_label(text)
    assert clean_label(label) == label
    assert unicodedata.is_normalized("NFKC", label)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(1)現金・預金", "1 現金 預金"),
        ("サ-ビス", "サービス"),
        ("Café №1", "CAFE No1"),
        ("ＬＧＷＡＮ", "L G W A N"),
        ("自治体〈中間〉", "自治体中間"),
    ],
)
def test_same_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("サーバ", "サーバー"), ("建物", "たてもの"), ("未払法人税等", "未払法人住民税等"), ("はし", "ハシ")]
)
def test_other_key(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(
    ("label", "number", "words"),
    [
        ("(1)現金", "(1)", "現金"),
        ("（ア）雑収入", "(ア)", "雑収入"),
        ("( ア ) 人件費", "(ア)", "人件費"),
        ("① 現金", "①", "現金"),
        ("ア 固定資産", "ア", "固定資産"),
        ("イ固定資産", "イ", "固定資産"),
        ("050 人件費支出", "050", "人件費支出"),
        ("01人件費", "01", "人件費"),
        ("1-2 積立資産", "1-2", "積立資産"),
        ("Ⅰ 資産の部", "I", "資産の部"),
        ("II資産の部", "II", "資産の部"),
        ("第1款 市税", "第1款", "市税"),
        ("１．負債", "1.", "負債"),
        ("3 報酬", "3", "報酬"),
        ("11月補正後", "", "11月補正後"),
        ("31年度", "", "31年度"),
        ("1株当たり", "", "1株当たり"),
        ("3歳入歳出差引額", "3", "歳入歳出差引額"),
        ("65歳以上", "", "65歳以上"),
        ("サ ービス", "", "サービス"),
        ("ソ フ ト", "", "ソフト"),
        ("アルバイト", "", "アルバイト"),
        ("ICカード", "", "ICカード"),
        ("一 般会計", "", "一般会計"),
        ("(株)日本", "", "(株)日本"),
        ("(1)", "", "(1)"),
    ],
)
def test_numbering(label: str, number: str, words: str) -> None:
    assert numbering(label) == (number, words)


def test_slug() -> None:
    assert slug("(事業別財務情報(平成30年度3月補正 予定貸借対照表関係))") == "事業別財務情報平成30年度3月補正予定貸借対照表関係"
    assert slug("債務負担行為 ・ 調書") == "債務負担行為調書"


def test_a_range_of_numbers_has_no_blanks() -> None:
    assert clean_label("３　～　５") == "3~5"
    assert clean_label("要介護 3 ～ 5") == "要介護3~5"
