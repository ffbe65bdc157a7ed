"""Lists that begin with 第1項 where the others begin with 第1款."""

from __future__ import annotations

from pipeline.model import Statement
from pipeline.reconciliation import reconcile
from tests.ledgers import packet, statement
from tests.test_shortfalls import without

REVENUE = "第1款市場事業収益 5,860\n第1項営業収益 5,000\n第2項営業外収益 860"
EXPENSE = "第1款市場事業費用 5,748\n第1項営業費用 5,378\n第2項営業外費用 345\n第3項予備費 25"
CAPITAL = "第1款資本的収入 900\n第1項企業債 600\n第2項補助金 300"


def named(text: str, name: str) -> Statement:
    return statement(text, "budget", ("予定額",), name=name)


def told(*statements: Statement) -> list[str]:
    found = reconcile(packet(*statements)).findings
    return [f.item for f in found if f.severity != "info" and "stands first" in f.evidence]


def test_a_chapter_that_is_not_there() -> None:
    whole = named(REVENUE, "収益的収入"), named(EXPENSE, "収益的支出"), named(CAPITAL, "資本的収入")
    assert told(*whole) == []
    assert told(whole[0], without(whole[1], "第1款市場事業費用"), whole[2]) == ["第1項営業費用"]


def test_a_list_of_sections_among_few_or_unlike_others() -> None:
    short = without(named(EXPENSE, "収益的支出"), "第1款市場事業費用")
    assert told(named(REVENUE, "収益的収入"), short) == []
    bare = without(named(CAPITAL, "資本的収入"), "第1款資本的収入")
    assert told(named(REVENUE, "収益的収入"), short, bare) == []


def test_a_list_whose_caption_names_the_chapter() -> None:
    short = without(named(EXPENSE, "第1款市場事業費用の内訳"), "第1款市場事業費用")
    assert told(named(REVENUE, "収益的収入"), named(CAPITAL, "資本的収入"), short) == []


def test_a_list_of_another_kind_may_begin_further_in() -> None:
    details = statement(
        "第1項医業費用 900\n第2項医業外費用 60\n病院事業費用総計 960", "income_statement", ("本年度",), name="費用明細書"
    )
    assert told(named(REVENUE, "収益的収入"), named(EXPENSE, "収益的支出"), details) == []
