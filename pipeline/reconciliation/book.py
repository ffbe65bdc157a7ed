"""Which numbers are there, and how do they hang together?  Cells by number, and relations between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Datum, EquationKind, FactKey, Number, Packet, Row, Statement
from pipeline.reconciliation.words import is_rate_column, is_ratio

Mode = Literal["half_up", "down"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A datum that is, or should be, a number."""

    index: int
    statement: int
    row: int
    column: int
    datum: int
    unit: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One claim: the cell ``total`` equals the weighted sum of ``terms`` (divided and rounded when ``divisor`` > 1)."""

    kind: EquationKind
    total: int
    terms: tuple[tuple[int, int], ...]
    """(weight, cell) of each addend."""
    rule: str
    """How it was found, in words for the evidence."""
    divisor: int = 1
    mode: Mode = "half_up"
    tolerance: Number = 0
    """Largest honest difference, in the total's unit."""
    weak: bool = False
    """A guess: alone it accuses nobody, but it may confirm what another relation says."""
    soft: bool = False
    """A guess that a label backs: it may accuse a cell alone, if a likely misreading explains it."""
    hint: bool = False
    """Not even a guess: two figures of one name.  It accuses nobody, but where explanations are equally good it decides."""
    constant: Number = 0
    """Added to the sum: an amount claimed in prose."""
    template: str = ""
    """What its instances in other columns or rows have in common."""

    def cells(self) -> Iterable[int]:
        """The total, then the addends."""
        yield self.total
        for _, cell in self.terms:
            yield cell


@dataclass(slots=True)
class Book:
    """All numbers of a packet.  ``values`` is what is believed now; everything else stays as printed."""

    packet: Packet
    cells: list[Cell] = field(default_factory=list)
    values: list[Number | None] = field(default_factory=list)
    at: list[dict[tuple[int, int], int]] = field(default_factory=list)
    """For each statement, (row, column) to cell."""
    by_row: list[dict[int, list[int]]] = field(default_factory=list)
    """For each statement, row to its cells, left to right."""
    money: list[list[int]] = field(default_factory=list)
    """For each statement, the columns that hold numbers that may be added."""

    def statement(self, cell: int) -> Statement:
        """The statement that prints a cell."""
        return self.packet.statements[self.cells[cell].statement]

    def row(self, cell: int) -> Row:
        """The row that prints a cell."""
        return self.statement(cell).rows[self.cells[cell].row]

    def datum(self, cell: int) -> Datum:
        """The cell as printed."""
        return self.statement(cell).data[self.cells[cell].datum]

    def key(self, cell: int) -> FactKey:
        """The cell's key in every published file."""
        place = self.cells[cell]
        statement = self.packet.statements[place.statement]
        row = statement.rows[place.row]
        return FactKey(statement.id, " > ".join(row.section), row.item, row.occurrence, statement.columns[place.column].name)

    def siblings(self, index: int) -> list[Statement]:
        """The other statements of a statement's kind."""
        kind = self.packet.statements[index].kind
        return [other for n, other in enumerate(self.packet.statements) if n != index and other.kind == kind]


NEVER_ADDED = frozenset({"歳", "倍", "‰", "ポイント"})
"""Units of figures that nobody adds up, as little as rates."""


def open_book(packet: Packet) -> Book:
    """Number every datum that is, or should be, a number."""
    book = Book(packet)
    for s, statement in enumerate(packet.statements):
        at: dict[tuple[int, int], int] = {}
        rows: dict[int, list[int]] = {}
        for d, datum in enumerate(statement.data):
            if datum.value is None and not datum.unreadable:
                continue
            index = len(book.cells)
            ratio = is_ratio(statement.rows[datum.row].item) or is_rate_column(statement.columns[datum.column].name)
            unit = datum.unit_in(statement.columns[datum.column])
            unit = "%" if ratio or unit in NEVER_ADDED else unit
            book.cells.append(Cell(index, s, datum.row, datum.column, d, unit))
            book.values.append(datum.value)
            at[datum.row, datum.column] = index
            rows.setdefault(datum.row, []).append(index)
        book.at.append(at)
        book.by_row.append(rows)
        book.money.append(_addable(statement, at))
    return book


def _addable(statement: Statement, at: dict[tuple[int, int], int]) -> list[int]:
    held = {column for _, column in at}
    return [
        c for c, column in enumerate(statement.columns)
        if c in held and column.unit not in ("%", "ポイント", "年度", "年") and not is_rate_column(column.name)
    ]  # fmt: skip


def size(value: Number) -> Number:
    """A number without its sign, of the same type."""
    return value if value >= 0 else -value


def value_sum(values: Sequence[Number | None], terms: Iterable[tuple[int, int]]) -> Number | None:
    """The weighted sum of the terms; ``None`` when one of them is unknown."""
    result: Number = 0
    for weight, cell in terms:
        value = values[cell]
        if value is None:
            return None
        result += weight * value
    return result


def rounded(value: Number, divisor: int, mode: Mode) -> Number:
    """Divide and round: half up by magnitude (四捨五入), or towards zero (切捨て).  Exact integers, no floats.

    >>> rounded(1_264_500, 1000, "half_up"), rounded(-2_500, 1000, "half_up"), rounded(-1_999, 1000, "down")
    (1265, -3, -1)
    """
    if divisor == 1:
        return value
    magnitude = size(value)
    whole = (2 * magnitude + divisor) // (2 * divisor) if mode == "half_up" else magnitude // divisor
    return int(whole) if value >= 0 else -int(whole)


def computed(relation: Relation, values: Sequence[Number | None]) -> Number | None:
    """What the relation says its total should be; ``None`` when a term is unknown."""
    raw = value_sum(values, relation.terms)
    if raw is None:
        return None
    return rounded(raw + relation.constant, relation.divisor, relation.mode)


def residual(relation: Relation, values: Sequence[Number | None]) -> Number | None:
    """Printed total minus computed; ``None`` when one of them is unknown."""
    total, other = values[relation.total], computed(relation, values)
    return None if total is None or other is None else total - other


def holds(relation: Relation, values: Sequence[Number | None]) -> bool | None:
    """Whether the relation holds, within its tolerance; ``None`` when a number is unknown."""
    gap = residual(relation, values)
    return None if gap is None else size(gap) <= relation.tolerance


def is_evidence(relation: Relation, values: Sequence[Number | None]) -> bool:
    """Whether anything in it is not zero: an equation of nothing but zeros proves nothing."""
    return any(values[cell] for cell in relation.cells()) or bool(relation.constant)
