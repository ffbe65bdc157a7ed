"""Changes reckoned from a column beside the one that the headers name: two columns have changed places."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Column, Statement
from tests.ledgers import statement
from tests.test_swapped_columns import columns, swapped, told

PATIENTS = """
中央病院 174,604 176,547 177,257 710
こども病院 62,798 63,369 62,127 △1,242
循環器病院 99,699 98,033 97,936 △97
こころの病院 56,207 57,708 55,865 △1,843
東部病院 73,492 74,763 74,466 △297
計 466,800 470,420 467,651 △2,769
"""


def years(last: str) -> Statement:
    """Three years and a change."""
    named = [Column(f"令和{n}年度", f"令和{n}年度", fiscal_year=2018 + n, measure="金額") for n in (4, 5, 6)]
    return statement(PATIENTS, "other", [*named, Column(last, last, fiscal_year=2024, measure="増減")])


def test_a_change_from_the_year_before() -> None:
    made = years("対前年度増減")
    assert told(made) == []
    assert told(swapped(made, 1)) == [("令和5年度", "令和6年度")]
    assert told(swapped(made, 0)) == [("令和4年度", "令和5年度")]


def test_a_change_that_names_no_year_is_of_any() -> None:
    assert told(swapped(years("増減"), 0)) == []


SETTLED = """
一般会計 910,000 908,854 877,507 31,347 31,204 143
業務勘定 1,486,200 1,489,316 1,441,085 48,231 52,186 △3,955
介護保険 612,480 609,815 587,204 22,611 20,418 2,193
特定健診 184,300 181,426 176,318 5,108 7,216 △2,108
合計 3,192,980 3,189,411 3,082,114 107,297 111,024 △3,727
"""


def test_what_is_left_of_two_sides_and_what_was_left_the_year_before() -> None:
    made = statement(SETTLED, "other", columns("予算現額", "歳入決算額", "歳出決算額", "差引残額", "前年度差引残額", "増減"))
    made = replace(made, columns=(*made.columns[:5], replace(made.columns[5], measure="増減")))
    assert told(made) == []
    assert told(swapped(made, 0)) == [("予算現額", "歳入決算額")]
    assert told(swapped(made, 2)) == [("歳出決算額", "差引残額")]


def test_what_is_left_of_a_budget_without_what_came_in() -> None:
    left = "総務費 500 420 80\n民生費 800 790 10\n土木費 640 600 40\n教育費 310 305 5\n計 2,250 2,115 135"
    assert told(statement(left, "other", columns("予算現額", "支出済額", "差引残額"))) == []


HEADS = """
評議員 15 14 15 △1
理事 12 12 11 1
監事 2 2 2 0
顧問 5 3 4 △1
参与 8 6 9 △3
合計 42 37 41 △4
"""


def test_a_change_between_two_days() -> None:
    names = ("定員", "令和7年3月31日現在", "令和6年3月31日現在", "増減")
    made = statement(HEADS, "other", [Column(n, n, measure="増減" if n == "増減" else "金額", unit="人") for n in names])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("定員", "令和7年3月31日現在")]


CARRIED = """
一般会計 18,129 30,486 30,872 △386 17,743
観光案内所会計 1,218 9,724 9,863 △139 1,079
駐車場会計 2,846 6,218 5,914 304 3,150
物産販売会計 3,412 8,426 8,159 267 3,679
合計 25,605 54,854 54,808 46 25,651
"""


def test_what_a_balance_has_changed_by() -> None:
    made = statement(CARRIED, "other", columns("前期繰越額", "収入額", "支出額", "当期収支差額", "次期繰越額"))
    assert told(made) == []
    assert told(swapped(made, 0)) == [("前期繰越額", "収入額")]


GOODS = """
燃油 4,218 186,420 186,552 4,086 201,846 15,294
漁具 9,864 41,286 40,932 10,218 46,218 5,286
氷 1,246 28,416 28,478 1,184 33,107 4,629
生活物資 2,864 12,418 12,564 2,718 14,862 2,298
合計 18,192 268,540 268,526 18,206 296,033 27,507
"""


def test_goods_bought_and_used_up() -> None:
    made = statement(GOODS, "other", columns("期首棚卸高", "当期仕入高", "供給原価", "期末棚卸高", "供給高", "購買利益"))
    assert told(made) == []
    assert told(swapped(made, 3)) == [("期末棚卸高", "供給高")]


MEMBERS = """
正組合員(個人) 318 6 15 309 14,210
正組合員(法人) 9 1 2 8 2,640
准組合員(個人) 124 4 7 121 1,986
准組合員(団体) 3 2 1 4 300
合計 454 13 25 442 19,136
"""


def test_members_at_first_and_at_last_and_their_shares() -> None:
    names = (("期首(人)", "人"), ("加入(人)", "人"), ("脱退(人)", "人"), ("期末(人)", "人"), ("出資口数(口)", "口"))
    made = statement(MEMBERS, "other", [Column(n, n, measure="金額", unit=u) for n, u in names])
    assert told(made) == []
    assert told(swapped(made, 3)) == [("期末(人)", "出資口数(口)")]


STAFF = """
役員 6 2 1 7 1
研究職員 214 17 12 219 5
技術職員 58 4 5 57 △1
事務職員 71 5 6 70 △1
任期付職員 43 12 15 40 △3
合計 392 40 39 393 1
"""


def test_staff_at_first_and_as_foreseen_at_last() -> None:
    names = ("期首人員", "採用予定", "退職予定", "期末見込", "増減")
    made = statement(STAFF, "other", [Column(n, n, measure="増減" if n == "増減" else n, unit="人") for n in names])
    assert told(made) == []
    assert told(swapped(made, 0)) == [("期首人員", "採用予定")]


ASSETS = """
建物 12,846,210 318,420 24,160 13,140,470 5,218,346 412,805 7,922,124
構築物 684,320 12,480 0 696,800 391,204 21,830 305,596
工具器具備品 3,216,408 284,615 196,342 3,304,681 2,318,790 246,118 985,891
図書 1,184,260 18,924 3,218 1,199,966 0 0 1,199,966
車両運搬具 21,480 4,310 3,120 22,670 16,205 1,892 6,465
計 17,952,678 638,749 226,840 18,364,587 7,944,545 682,645 10,420,042
"""


def test_what_is_left_of_assets_is_one_balance_less_another() -> None:
    depreciated = ("減価償却累計額 / 残高", "減価償却累計額 / 当期償却額")
    made = statement(ASSETS, "other", columns("期首残高", "当期増加額", "当期減少額", "期末残高", *depreciated, "差引当期末残高"))
    assert told(made) == []
    assert told(swapped(made, 2)) == [("当期減少額", "期末残高")]
    assert told(swapped(made, 4)) == [depreciated]
