"""What does a published packet hold?  The one list of files and columns.

It gives the CSVs their order, datapackage.json its Table Schemas and docs/data-dictionary.md its text; the words that a
column may hold are those of the model's own types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, get_args

from pipeline import model
from pipeline.model import Equation, Fact, Number
from pipeline.money import yen

FieldType = Literal["string", "integer", "number", "date"]

KEY = ("table", "section", "item", "occurrence", "column")
"""The key of a fact, in every file."""

PACKET = "(the packet's name)"
"""The one value that a record doesn't carry itself."""


@dataclass(frozen=True)
class Field:
    """One column of a CSV."""

    name: str
    type: FieldType
    of: str | Callable[[Any], object]
    """Where its value is found on a record of the model: dotted attribute names, or a function of the record."""
    description: str
    words: tuple[str, ...] = ()
    """The words it may hold, where there is a closed list."""
    required: bool = False
    """Whether a row without it is broken."""

    def getter(self, packet: str) -> Callable[[Any], object]:
        """Takes a record to the column's value."""
        if self.of is PACKET:
            return lambda record: packet  # noqa: ARG005
        return attrgetter(self.of) if isinstance(self.of, str) else self.of


@dataclass(frozen=True)
class ForeignKey:
    """Columns that name a row of another file."""

    fields: tuple[str, ...]
    file: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """One CSV of a packet."""

    name: str
    """Without its ending."""
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def path(self) -> str:
        """The file's name in the packet's folder."""
        return f"{self.name}.csv"

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(field.name for field in self.fields)

    def rows(self, packet: str, records: Iterable[Any]) -> Iterator[list[object]]:
        """Each record's values, in the order of the columns: ``Fact`` for facts and cells, ``Statement`` for tables, …"""
        getters = [field.getter(packet) for field in self.fields]
        for record in records:
            yield [get(record) for get in getters]


def difference(equation: Equation) -> Number | None:
    """printed − computed; ``None`` where either is."""
    return None if equation.printed is None or equation.computed is None else equation.printed - equation.computed


def _edge(name: str) -> Callable[[Fact], str]:
    """One edge of the box in points, with one decimal; empty where there is no geometry."""
    edge = attrgetter(name)

    def of(fact: Fact) -> str:
        return "" if fact.box is None else f"{round(float(edge(fact.box)), 1) + 0.0:.1f}"

    return of


def _key(path: str = "key.", required: bool = True) -> tuple[Field, ...]:
    """The five columns of a fact's key; of a finding or repair those that apply."""
    return (
        Field("table", "string", f"{path}table", "Id of the table: statement, year and caption", required=required),
        Field("section", "string", f"{path}section", "Headings and row groups above the item, outermost first, joined by ` > `"),
        Field("item", "string", f"{path}item", "The row's own label, blanks and broken glyphs mended, its words as printed"),
        Field(
            "occurrence",
            "integer",
            f"{path}occurrence",
            "1 for the table's first row of this section and item, 2 for the second, …",
        ),
        Field("column", "string", f"{path}column", "Column header, all levels joined by ` / `; ` #2` for one that repeats"),
    )


_TO_TABLE = ForeignKey(("table",), "tables", ("table",))
_TO_FACT = ForeignKey(KEY, "facts", KEY)
_TO_FINDING = ForeignKey(("finding",), "findings", ("finding",))

_FACT_TABLE, _FACT_SECTION, _FACT_ITEM, _FACT_OCCURRENCE, _FACT_COLUMN = _key()

FACTS = File(
    "facts",
    "What was printed: one row for each printed data cell, in document order.  Label cells and blank cells are no rows.",
    (
        Field("packet", "string", PACKET, "Name of the packet: the input's file name without its ending", required=True),
        _FACT_TABLE,
        Field("statement", "string", "statement", "Kind of statement", get_args(model.StatementKind), required=True),
        Field("title", "string", "title", "Caption of the table, repaired; where the print lost it, the one inferred"),
        Field(
            "fiscal_year",
            "integer",
            "fiscal_year",
            "Gregorian year in which the column's fiscal year starts (平成30年度 is 2018)",
        ),
        Field("period_start", "date", "period_start", "First day of the column's period; empty for a balance sheet"),
        Field("period_end", "date", "period_end", "Last day of the column's period, or the balance sheet's date"),
        _FACT_SECTION,
        _FACT_ITEM,
        _FACT_OCCURRENCE,
        Field("role", "string", "role", "What the row is to the rows around it", get_args(model.Role), required=True),
        _FACT_COLUMN,
        Field("segment", "string", "segment", "Business segment, 合計, or empty"),
        Field("version", "string", "version", "Version of the figures: 当初, 11月補正後, 補正額, 決算, … or empty"),
        Field("measure", "string", "measure", "What is measured: 金額, 限度額, 増減, 差異, …"),
        Field("value", "number", "value", "The number in the printed unit, after repairs; empty for a text cell"),
        Field("unit", "string", "unit", "Unit as printed: 円, 千円, 百万円, 億円, %, 人, …; empty for a text cell"),
        Field(
            "value_yen", "number", lambda fact: yen(fact.value, fact.unit), "The number in yen; empty where the unit is not money"
        ),
        Field("raw", "string", "raw", "The text of the cell as read, before any repair", required=True),
        Field("status", "string", "status", "How well the number is established", get_args(model.Status), required=True),
    ),
    KEY,
    (_TO_TABLE,),
)

TABLES = File(
    "tables",
    "Where each table stands and what is printed around it; a table over several pages is one table.",
    (
        Field("table", "string", "id", "Id of the table, unique in the packet", required=True),
        Field("first_page", "integer", "first_page", "Its first page, from 1", required=True),
        Field("last_page", "integer", "last_page", "Its last page", required=True),
        Field("title", "string", "title", "Caption, repaired"),
        Field("form", "string", "form", "Number of the form (様式第n号)"),
        Field("period", "string", "period", "Period or date as printed"),
        Field("unit", "string", "unit", "Unit as printed"),
        Field("rounding", "string", "rounding", "How its figures were rounded, by a note: 四捨五入, 切捨て or empty"),
        Field("notes", "string", "notes", "Notes (注) as printed"),
    ),
    ("table",),
)

EQUATIONS = File(
    "equations",
    "Every sum that the packet claims, and how it holds.  The key names the total.",
    (
        Field("equation", "string", "id", "Id of the equation, from its content", required=True),
        Field("kind", "string", "kind", "What kind of sum", get_args(model.EquationKind), required=True),
        *_key(),
        Field(
            "expression", "string", "expression", "What the total must equal, in printed units (grammar: docs/data-dictionary.md)"
        ),
        Field("printed", "number", "printed", "The total, as published"),
        Field("computed", "number", "computed", "What the expression comes to"),
        Field("difference", "number", difference, "printed − computed"),
        Field("tolerance", "number", "tolerance", "Largest honest difference, from the printed precision", required=True),
        Field("status", "string", "status", "How it holds", get_args(model.EquationStatus), required=True),
        Field("finding", "string", "finding", "The finding that explains it, if any"),
    ),
    ("equation",),
    (_TO_TABLE, _TO_FACT, _TO_FINDING),
)

FINDINGS = File(
    "findings",
    "Causes, each once, worst first.",
    (
        Field("finding", "string", "id", "Id of the finding", required=True),
        Field("severity", "string", "severity", "How grave it is", get_args(model.Severity), required=True),
        Field("kind", "string", "kind", "What kind of cause", get_args(model.FindingKind), required=True),
        *_key("", required=False),
        Field("page", "integer", "page", "Page, from 1"),
        Field("printed", "string", "printed", "What the print says"),
        Field("proposed", "string", "proposed", "What it should say"),
        Field("action", "string", "action", "What was done about it", get_args(model.Action), required=True),
        Field("evidence", "string", "evidence", "The equations, and why this and no other cause"),
    ),
    ("finding",),
    (_TO_TABLE,),
)

REPAIRS = File(
    "repairs",
    "The ledger: every change of what was read.",
    (
        Field("finding", "string", "finding", "The finding that explains it"),
        *_key("", required=False),
        Field("field", "string", "field", "What was changed", get_args(model.RepairField), required=True),
        Field("printed", "string", "printed", "What was read"),
        Field("value", "string", "value", "What is published instead"),
        Field("rule", "string", "rule", "The rule by which it was changed", required=True),
        Field("evidence", "string", "evidence", "What proves it"),
    ),
    (),
    (_TO_TABLE, _TO_FINDING),
)

CELLS = File(
    "cells",
    "Where each fact was printed, and how well it is covered.",
    (
        *_key(),
        Field("row", "integer", "row", "Which of its table's printed rows, from 1", required=True),
        Field("page", "integer", "page", "Page, from 1", required=True),
        Field("x0", "number", _edge("x0"), "Left edge of the ink in points, from the page's left edge as displayed"),
        Field("top", "number", _edge("top"), "Upper edge, from the page's top"),
        Field("x1", "number", _edge("x1"), "Right edge"),
        Field("bottom", "number", _edge("bottom"), "Lower edge"),
        Field("reader", "string", "reader", "Who read the text", required=True),
        Field("checks", "integer", "checks", "How many equations hold and cover the cell", required=True),
    ),
    KEY,
    (_TO_TABLE, _TO_FACT),
)

FILES = (FACTS, TABLES, EQUATIONS, FINDINGS, REPAIRS, CELLS)
"""Every CSV of a packet, in the order of the contract."""
