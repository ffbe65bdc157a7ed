"""Packets of several years against each other."""

from pathlib import Path

from pipeline.model import Fact, FactKey, Packet, Reconciled, Statement, StatementKind
from pipeline.publication import SourceInfo, publish
from pipeline.verification import check

ASSETS = {"現金": 120, "未収金": 30, "貯蔵品": 7, "建物": 900, "備品": 41, "合計": 1098}


def column(
    figures: dict[str, int], year: int, name: str, statement: StatementKind = "balance_sheet", measure: str = "金額"
) -> list[Fact]:
    return [
        Fact(
            FactKey(statement, "資産の部", item, 1, name), statement, "", year, "", "", "item", "", "", measure, value, "千円",
            f"{value:,}".replace("-", "△"), row=row,
        )
        for row, (item, value) in enumerate(figures.items(), 1)
    ]  # fmt: skip


def packet(folder: Path, name: str, *columns: list[Fact]) -> None:
    facts = tuple(fact for column in columns for fact in column)
    tables = tuple(Statement(table, "other", "", (), (), ()) for table in dict.fromkeys(fact.key.table for fact in facts))
    publish(folder / name, Packet(name, tables), Reconciled(facts), SourceInfo("0" * 64))


def told(folder: Path) -> list[str]:
    checked = check([folder])
    assert not any(one.problems for one in checked.packets)
    return [str(problem) for problem in checked.across]


def test_the_year_before_is_printed_again(tmp_path: Path) -> None:
    packet(tmp_path, "H29", column(ASSETS, 2017, "当年度末"))
    packet(tmp_path, "H30", column(ASSETS | {"現金": 5}, 2018, "当年度末"), column(ASSETS, 2017, "前年度末"))
    assert told(tmp_path) == []


def test_a_restated_figure_is_told_once(tmp_path: Path) -> None:
    packet(tmp_path, "H29", column(ASSETS, 2017, "当年度末"))
    packet(tmp_path, "H30", column(ASSETS | {"備品": 14}, 2017, "前年度末"))
    assert told(tmp_path) == [
        "H30: warning: facts.csv row 6 balance_sheet | 資産の部 | 備品 | 前年度末: printed 14 千円; "
        "H29 prints 41 千円 there (balance_sheet | 資産の部 | 備品 | 当年度末)"
    ]
    assert check([tmp_path]).exit_code() == 0
    assert check([tmp_path]).exit_code(strict=True) == 1


def test_other_bodies_are_left_alone(tmp_path: Path) -> None:
    packet(tmp_path, "a", column(ASSETS, 2017, "当年度末"))
    packet(tmp_path, "b", column({item: value + 1 for item, value in ASSETS.items()} | {"現金": 120}, 2017, "当年度末"))
    packet(tmp_path, "c", column({"現金": 120, "未収金": 30, "建物": 1}, 2017, "当年度末"))
    assert told(tmp_path) == []


def test_an_opening_is_the_closing_of_the_year_before(tmp_path: Path) -> None:
    first = {"前期末現金": 1, "収入": 20, "当期末未収金": -4, "当期末現金(3)=(1)+(2)": 60}
    second = {"前期末現金(1)": 61, "前期末未収金": 4, "収入": 9, "当期末現金": 5}
    packet(tmp_path, "H29", column(ASSETS, 2017, "当年度末"), column(first, 2017, "決算", "cash_flow"))
    packet(tmp_path, "H30", column(ASSETS, 2017, "前年度末"), column(second, 2018, "決算", "cash_flow"))
    [problem] = told(tmp_path)
    assert "前期末現金(1)" in problem
    assert "opens with another figure than H29 closes: 60 千円" in problem
