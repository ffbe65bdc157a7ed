"""Balances handed on from one part of a year to the next, goods used up, what is short, what is about other things."""

from __future__ import annotations

from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_right_as_printed import indented, inwards, silent

PERIODS = """
前期末支払資金 1,200 1,350 1,200
事業収入 4,000 3,800 7,800
借入金 500 0 500
受入資金計 5,700 5,150 9,500
事業費 4,100 3,600 7,700
借入金返済 250 300 550
支払資金計 4,350 3,900 8,250
翌期首支払資金 1,350 1,250 1,250
"""


def test_a_balance_that_the_first_half_hands_on_to_the_second_counts_once() -> None:
    made = statement(PERIODS, "cash_flow", inwards("上期", "下期", "計"))
    assert silent(made)


def test_a_balance_handed_on_is_no_sum_of_the_halves() -> None:
    found = reconcile(packet(statement(PERIODS, "cash_flow", inwards("上期", "下期", "計"))))
    across = [e for e in found.equations if e.key.item == "翌期首支払資金" and e.key.column == "計" and e.kind == "cross_footing"]
    assert [len(e.terms) for e in across] == [1]


GOODS = """
供給高 9,800 9,200
供給原価 7,100 6,900
期首商品棚卸高 1,500 1,400
当期商品仕入高 7,300 7,000
期末商品棚卸高 1,700 1,500
供給剰余金 2,700 2,300
"""


def test_goods_used_up_are_those_at_first_and_those_bought_without_those_left() -> None:
    made = indented(statement(GOODS, "income_statement", inwards("当期", "前期")), 0, 0, 1, 1, 1, 0)
    assert silent(made)
    facts = [fact for fact in reconcile(packet(made)).facts if fact.key.item == "供給原価"]
    assert facts and all(fact.status != "unchecked" for fact in facts)


def test_what_is_short_is_cost_less_revenue() -> None:
    short = "資本的収入合計 3,200 3,000\n資本的支出合計 5,100 4,800\n差引不足額 1,900 1,800"
    assert silent(statement(short, "budget", inwards("予算", "決算")))


STAFF = """
総務課 12 3,400 800
施設課 25 7,100 1,900
業務課 18 5,050 1,240
給水課 31 8,800 2,300
合計 86 24,350 6,240
"""
PLANNED = STAFF.replace("業務課 18 5,050 1,240", "業務課 20 5,600 1,380").replace("合計 86 24,350 6,240", "合計 88 24,900 6,380")


def test_a_row_that_differs_in_every_shared_column_is_about_other_things() -> None:
    names = ("職員数", "給料", "手当")
    one, two = (statement(text, "other", inwards(*names), name=name) for text, name in ((STAFF, "現員"), (PLANNED, "定員")))
    assert silent(one, two)
