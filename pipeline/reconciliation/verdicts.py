"""Does it hold?  Each equation's status and each fact's, from what is believed and what is in doubt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.expressions import write_expression
from pipeline.model import Datum, Equation, EquationStatus, Fact, FactKey, Status
from pipeline.reconciliation.book import Book, Relation, computed, is_evidence, size

_BLANKS = re.compile(r"[\s,，、]")


@dataclass(slots=True)
class Judgement:
    """What the search for causes decided, by cell and by relation."""

    repaired: set[int] = field(default_factory=set)
    suspect: set[int] = field(default_factory=set)
    disputed: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    """Suspect cells whose readings differ and that no sum settles: what they take part in proves nothing, even if it holds."""
    secondary: set[int] = field(default_factory=set)
    """Relations that fail because of a figure that another one disputes: a total of which the disputed figure is a part."""
    named: set[str] = field(default_factory=set)
    """Tables that some finding names: only there may a figure be called suspect or disputed."""
    finding_of: dict[int, str] = field(default_factory=dict)
    """Relation (by index) to the finding that explains why it does not hold."""


def short_id(*parts: str) -> str:
    """Eight hexadecimal digits that depend on content only, so that they stay when other tables come or go."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=4).hexdigest()


def equation_id(relation: Relation, keys: Sequence[FactKey]) -> str:
    """A stable id: the kind, the total's key and each term's key and weight."""
    terms = (f"{w}*{k}" for (w, _), k in zip(relation.terms, keys[1:], strict=True))
    constant = (str(relation.constant),) if relation.constant else ()
    return short_id(relation.kind, str(keys[0]), str(relation.divisor), *terms, *constant)


def equations(book: Book, relations: Sequence[Relation], judgement: Judgement, keys: KeyCache) -> list[Equation]:
    """Every claim that is no mere guess, with its verdict, in document order of its total."""
    found: dict[str, Equation] = {}
    order = sorted(range(len(relations)), key=lambda i: relations[i].total)
    for i in order:
        relation = relations[i]
        if relation.weak:
            continue
        names = [keys[cell] for cell in relation.cells()]
        name = equation_id(relation, names)
        if name not in found:
            status: EquationStatus = "blocked" if i in judgement.secondary else verdict(book, relation, judgement)
            found[name] = _equation(book, relation, name, names, status, judgement.finding_of.get(i, ""))
    return list(found.values())


def _equation(book: Book, relation: Relation, name: str, keys: list[FactKey], status: EquationStatus, finding: str) -> Equation:
    result = computed(relation, book.values)
    terms = tuple((w, k) for (w, _), k in zip(relation.terms, keys[1:], strict=True))
    rounding: Literal["round", "trunc"] = "round" if relation.mode == "half_up" else "trunc"
    expression = write_expression(keys[0], terms, relation.divisor, rounding) if terms else str(relation.constant)
    return Equation(
        name, relation.kind, keys[0], expression, book.values[relation.total], result, relation.tolerance,
        status, terms, finding,
    )  # fmt: skip


def verdict(book: Book, relation: Relation, judgement: Judgement) -> EquationStatus:
    """exact, rounded (within the declared rounding, or the rounding of its finer source), mismatch, or blocked by a doubt."""
    printed, result = book.values[relation.total], computed(relation, book.values)
    if printed is None or result is None or (judgement.doubted and not judgement.doubted.isdisjoint(relation.cells())):
        return "blocked"
    gap = size(printed - result)
    if gap > relation.tolerance:
        return "blocked" if any(cell in judgement.suspect for cell in relation.cells()) else "mismatch"
    if gap == 0 and (relation.divisor == 1 or _exactly(book, relation)):
        return "exact"
    return "rounded"


def _exactly(book: Book, relation: Relation) -> bool:
    """Whether the finer source is a whole number of the coarse unit, so that nothing was rounded away."""
    total = sum((w * (book.values[c] or 0) for w, c in relation.terms), start=0)
    return total % relation.divisor == 0


class KeyCache:
    """Keys of cells, each made once: facts, equations and findings share them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[int, FactKey] = {}
        self._sections: dict[tuple[int, int], str] = {}

    def __getitem__(self, cell: int) -> FactKey:
        key = self._known.get(cell)
        if key is None:
            place = self.book.cells[cell]
            key = self._known[cell] = self.of(place.statement, place.row, place.column)
        return key

    def of(self, statement: int, row: int, column: int) -> FactKey:
        """The key of what a statement (by index) prints there, number or text."""
        one = self.book.packet.statements[statement]
        label = one.rows[row]
        section = self._sections.get((statement, row))
        if section is None:
            section = self._sections[statement, row] = " > ".join(label.section)
        return FactKey(one.id, section, label.item, label.occurrence, one.columns[column].name)


def facts(book: Book, relations: Sequence[Relation], judgement: Judgement, keys: KeyCache) -> list[Fact]:
    """Every printed data cell with its verdict, in document order."""
    exact, rounded_, wrong = _coverage(book, relations, judgement)
    found: list[Fact] = []
    for s, statement in enumerate(book.packet.statements):
        at = book.at[s]
        for datum in statement.data:
            cell = at.get((datum.row, datum.column))
            row, column = statement.rows[datum.row], statement.columns[datum.column]
            checks = exact.get(cell, 0) + rounded_.get(cell, 0) if cell is not None else 0
            status: Status = "unchecked"
            if cell is not None:
                status = _status(cell, statement.id, datum, judgement, exact, rounded_, wrong)
            found.append(
                Fact(
                    keys.of(s, datum.row, datum.column) if cell is None else keys[cell], statement.kind, statement.title,
                    column.fiscal_year, column.period_start, column.period_end, row.role, column.segment,
                    column.version, column.measure, book.values[cell] if cell is not None else None,
                    "" if cell is None else datum.unit_in(column), datum.raw, status, row.printed_row, datum.page, datum.box,
                    datum.readings[0].reader, checks,
                )
            )  # fmt: skip
    return found


def _coverage(
    book: Book, relations: Sequence[Relation], judgement: Judgement
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """For each cell: equations that hold exactly, that hold rounded, and that do not hold for want of an explanation."""
    exact: dict[int, int] = {}
    near: dict[int, int] = {}
    wrong: dict[int, int] = {}
    for i, relation in enumerate(relations):
        if relation.weak or i in judgement.secondary or not is_evidence(relation, book.values):
            continue
        status = verdict(book, relation, judgement)
        if status == "blocked":
            continue
        counter = exact if status == "exact" else near if status == "rounded" else wrong
        for cell in set(relation.cells()):
            counter[cell] = counter.get(cell, 0) + 1
    return exact, near, wrong


def _status(
    cell: int,
    table: str,
    datum: Datum,
    judgement: Judgement,
    exact: Mapping[int, int],
    near: Mapping[int, int],
    wrong: Mapping[int, int],
) -> Status:
    if cell in judgement.repaired:
        return "repaired"
    named = table in judgement.named
    if datum.unreadable or (named and (cell in judgement.suspect or (cell in wrong and cell not in judgement.disputed))):
        return "suspect"
    if cell in judgement.disputed or cell in judgement.suspect or cell in wrong:
        return "disputed" if named else "unchecked"
    if cell in exact:
        return "footed"
    if cell in near:
        return "rounded"
    return "agreed" if readers_agree(datum) else "unchecked"


def readers_agree(datum: Datum) -> bool:
    """Whether two independent readers read the same."""
    readers = {reading.reader for reading in datum.readings}
    return len(readers) > 1 and len({_BLANKS.sub("", reading.text) for reading in datum.readings}) == 1
