"""Where do columns that step inwards not come to what stands further in?  A detail is not there, or the sum of a block.

Only told in statements whose other steps hold: a sum that its details do not come to lacks one, and details that run on into
the next heading's sum lack their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from pipeline.model import Number
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, Relation, size
from pipeline.reconciliation.gaps import misread
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import OTHER, System, change_cost
from pipeline.reconciliation.words import is_difference, is_total

MOST_BREAKS = 3
"""Places at which one row left out shows: its own sum, the sum that this goes into, and a figure left alone."""


LEAST_RESULTS = 2
"""Results that must run on before one that does not is held against the rows between."""


class Sort(IntEnum):
    """What a break is, the surest first."""

    UNSUMMED = 0
    SHORT = 1
    RESULT = 2
    BESIDE = 3
    ALONE = 4


@dataclass(frozen=True, slots=True)
class Step:
    """A sum one column further in that does not hold."""

    sort: Sort
    row: int
    gap: Number
    heading: str = ""
    inwards: int = 0
    """How far in its addends stand: what breaks there follows from what broke further out."""


def step_breaks(book: Book, sheet: Sheet, system: System, guesses: list[int]) -> Iterator[Structure]:
    """The surest of the few sums that break, and with it all that follows from it."""
    steps = [i for i in guesses if system.relations[i].template.startswith(f"{sheet.index}vs")]
    failing = [i for i in steps if system.fails(i)]
    found = [step for i in failing if (step := _step(book, sheet, system, i))]
    if not found or len(found) > MOST_BREAKS or min(found, key=lambda s: s.sort).sort == Sort.ALONE:
        return
    if len(failing) > 1 and misread(system, failing):  # one figure that two sums ask for is no row
        return
    best = min(found, key=lambda step: (step.sort, step.inwards, step.row))
    item = book.packet.statements[sheet.index].rows[best.row].item
    if best.sort == Sort.UNSUMMED:
        text = f"a row is missing: the figures below {best.heading} are added up nowhere, and those of the other headings are"
    else:
        more = f"{in_print(size(best.gap))} {'more' if best.gap > 0 else 'less'}"
        text = f"a row is missing: the sum printed beside {item} is {more} than the rows that it adds up"
    yield Structure("unreadable", "warning", sheet.index, text, best.row, None, set(failing))


def _step(book: Book, sheet: Sheet, system: System, i: int) -> Step | None:
    relation = system.relations[i]
    rows = book.packet.statements[sheet.index].rows
    r = book.cells[relation.total].row
    terms = _outermost(book, relation)
    total = system.values[relation.total] or 0
    gap = total - sum(weight * (system.values[cell] or 0) for weight, cell in terms)
    if not gap or not terms or _held_otherwise(system, relation.total):
        return None
    if relation.template == f"{sheet.index}vs{len(rows)}":
        told = _results_held(system, relation.template) >= LEAST_RESULTS and not _one_digit(system, relation.total, terms, gap)
        return Step(Sort.RESULT, r, gap) if told else None
    section = rows[r].section
    own = [(w, cell) for w, cell in terms if book.row(cell).section == section or is_total(book.row(cell).item)]
    before = [(w, cell) for w, cell in terms if (w, cell) not in own]
    if before and not is_total(rows[r].item):
        heading = book.row(before[-1][1]).section
        complete = bool(own) and total == sum(abs(w) * (system.values[cell] or 0) for w, cell in own)
        apart = not own and is_difference(rows[r].item) and not _one_digit(system, relation.total, terms, gap)
        if heading and heading != section and (complete or apart):
            return Step(Sort.UNSUMMED, book.cells[before[-1][1]].row, gap, heading[-1], book.cells[before[-1][1]].column)
    if (before and not is_total(rows[r].item)) or is_difference(rows[r].item):
        return None
    if misread(system, [i]) or _one_digit(system, relation.total, terms, gap):
        return None
    if all(book.cells[cell].row > r for _, cell in terms):  # a block whose sum stands above its details
        return Step(Sort.SHORT if 0 < gap * (1 if total > 0 else -1) < size(total) else Sort.ALONE, r, gap)
    beside = any(book.cells[cell].row == r for _, cell in terms)
    return Step(Sort.SHORT if is_total(rows[r].item) else Sort.BESIDE if beside else Sort.ALONE, r, gap)


def _results_held(system: System, template: str) -> int:
    """How many results down the innermost column hold."""
    return sum(not system.fails(j) for j, relation in enumerate(system.relations) if relation.template == template)


def _held_otherwise(system: System, total: int) -> bool:
    """Whether another sum comes to the same figure: a guess at the other direction of the steps failed then."""
    relations = [(j, system.relations[j]) for j, _ in system.by_cell.get(total, ())]
    return any(r.total == total and "v" in r.template and not system.fails(j) for j, r in relations)


def _outermost(book: Book, relation: Relation) -> tuple[tuple[int, int], ...]:
    """The addends of a sum without those that another of them adds up: the rows above a total of the total's own section."""
    inner: set[int] = set()
    totals = [cell for _, cell in relation.terms if is_total(book.row(cell).item)]
    for total in totals:
        section, at = book.row(total).section, book.cells[total].row
        own = {
            cell for _, cell in relation.terms
            if book.cells[cell].row < at and section and book.row(cell).section[: len(section)] == section
        }  # fmt: skip
        inner |= own if sum(book.values[cell] or 0 for cell in own) == book.values[total] else set()
    return tuple((w, cell) for w, cell in relation.terms if cell not in inner)


def _one_digit(system: System, total: int, terms: tuple[tuple[int, int], ...], gap: Number) -> bool:
    """Whether one digit or sign of one figure explains a gap, whatever else that breaks."""
    changes = [(total, -gap), *((cell, gap * weight) for weight, cell in terms)]
    return any(change_cost(system.values[cell], (system.values[cell] or 0) + more) < OTHER for cell, more in changes)
