"""Statements written as text, the way they are printed, for tests of reconciliation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Column, Datum, Packet, Reading, Row, Statement, StatementKind

_PRINTED = re.compile(r"[△-]?[0-9,]+")


def number(text: str) -> int:
    """△1,234 → −1234."""
    return int(text.replace(",", "").replace("△", "-"))


def statement(
    text: str,
    kind: StatementKind = "balance_sheet",
    columns: Sequence[Column | str] = ("金額",),
    unit: str = "千円",
    rounding: str = "",
    name: str = "",
    year: int = 2018,
) -> Statement:
    """One statement; each line is a label and its figures, a line without figures is a heading, ``.`` a blank cell.

    A total (X合計, X計) stands in the section that it closes, as normalizers put it.
    """
    made = [c if isinstance(c, Column) else Column(c, c, measure="金額", fiscal_year=year) for c in columns]
    made = [replace(c, unit=c.unit or unit) for c in made]
    rows: list[Row] = []
    data: list[Datum] = []
    section: tuple[str, ...] = ()
    for line in text.strip("\n").split("\n"):
        indent = (len(line) - len(line.lstrip())) // 2
        label, *figures = line.split()
        if not figures:
            rows.append(Row(label, section, heading=True))
            section = (*section, label)
            continue
        own, section = _closed(label, section)
        seen = sum(not row.heading and (row.section, row.item) == (own, label) for row in rows)
        rows.append(Row(label, own, seen + 1, indent=indent))
        for c, figure in enumerate(figures):
            if figure != ".":
                value = number(figure) if _PRINTED.fullmatch(figure) else None
                data.append(Datum(len(rows) - 1, c, (Reading(figure),), value, unreadable=value is None))
    return Statement(
        name or f"{kind}-{year}", kind, name or kind, tuple(made), tuple(rows), tuple(data), unit=unit, rounding=rounding
    )


def _closed(label: str, section: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The section of a row, and the sections that stay open after it."""
    for depth, heading in enumerate(section):
        if label in (f"{heading}合計", f"{heading}計", f"{heading.removesuffix('の部')}合計"):
            return section[: depth + 1], section[:depth]
    if label.endswith(("利益", "差額")) or label.startswith("負債純資産"):
        return (), ()
    return section, section


def packet(*statements: Statement) -> Packet:
    """A packet of these statements."""
    return Packet("test", tuple(statements))


def segments(*names: str, year: int = 2018, version: str = "") -> list[Column]:
    """Columns of businesses, the last one their total."""
    return [Column(n, n, segment=n, version=version, measure="金額", fiscal_year=year) for n in names]


def revision(segment: str = "", year: int = 2018) -> list[Column]:
    """Before, change, after."""
    versions = {"11月補正後予定額": "11月補正後", "補正額": "補正額", "3月補正後予定額": "3月補正後"}
    return [Column(n, n, segment=segment, version=v, measure="金額", fiscal_year=year) for n, v in versions.items()]


BALANCE = """
資産の部
流動資産
現金 300
未収金 120
流動資産合計 420
固定資産
建物 500
備品 80
固定資産合計 580
資産合計 1,000
負債の部
未払金 250
引当金 150
負債合計 400
純資産の部
出資金 350
積立金 250
純資産合計 600
負債純資産合計 1,000
"""

CASH = """
営業収益 900 500 1,400
前期末未収金 100 60 160
当期末未収金 △120 △70 △190
資金収入合計 880 490 1,370
事業費 700 450 1,150
前期末未払金 90 80 170
当期末未払金 △50 △20 △70
資金支出合計 740 510 1,250
資金収支差額 140 △20 120
前期末現金及び預金 210 130 340
当期末現金及び預金 350 110 460
"""
