"""What does one statement look like to someone who adds it up?  Its rows of numbers, and how well a sum fits them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import EquationKind, Number, Row
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.words import counts, is_carried, is_ratio, plain

RowKey = tuple[str, str, int]
"""(innermost heading, item, occurrence), without punctuation: what a row is called in sibling statements."""
Terms = tuple[tuple[int, int], ...]
"""(weight, row) of each addend."""
SIBLINGS_ASKED = 16
"""Statements asked for one row's sum, at most: more would make the cost grow with the square of the packet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sum down the rows of one statement, for every column of it."""

    kind: EquationKind
    total: int
    terms: Terms
    rule: str
    weak: bool = False
    soft: bool = False
    """Weak, but what a label says."""


@dataclass(frozen=True, slots=True)
class Fit:
    """In how many columns a sum holds, and in how many it says anything."""

    holds: int
    tried: int

    @property
    def good(self) -> bool:
        """Holds in at least half of the columns that say anything."""
        return self.tried > 0 and 2 * self.holds >= self.tried


class Memory:
    """Which sums held in which statements, by the names of their rows."""

    def __init__(self) -> None:
        self._held: dict[RowKey, list[tuple[Sheet, dict[RowKey, int], int]]] = {}

    def remember(self, sheet: Sheet, plan: Plan, columns: int) -> None:
        """Count columns of a statement in which a sum held."""
        held = self._held.setdefault(sheet.keys[plan.total], [])
        if len(held) < SIBLINGS_ASKED:
            held.append((sheet, sheet.term_keys(plan.terms), columns))

    def held(self, sheet: Sheet, total: int, terms: Terms) -> int:
        """In how many columns of *other* statements the same sum held.

        The same: rows that both statements have are added with the same weight in both, or in neither.
        """
        mine = sheet.term_keys(terms)
        columns = 0
        for other, theirs, count in self._held.get(sheet.keys[total], ()):
            if other is not sheet and _compatible(sheet, mine, other, theirs):
                columns += count
        return columns

    def templates(self, sheet: Sheet, total: int) -> list[tuple[Terms, int]]:
        """Sums that held elsewhere for a row of this name, and whose rows are all here."""
        found: dict[Terms, int] = {}
        for other, theirs, count in self._held.get(sheet.keys[total], ()):
            if other is not sheet and all(key in sheet.named for key in theirs):
                terms = tuple(sorted(((w, sheet.named[key]) for key, w in theirs.items()), key=lambda t: t[1]))
                found[terms] = found.get(terms, 0) + count
        return sorted(found.items(), key=lambda item: -item[1])


def _compatible(sheet: Sheet, mine: dict[RowKey, int], other: Sheet, theirs: dict[RowKey, int]) -> bool:
    common = mine.keys() & theirs.keys()
    if 2 * len(common) < len(mine) or not all(mine[k] == theirs[k] for k in common):
        return False
    return not any(k in other.named for k in mine.keys() - common) and not any(k in sheet.named for k in theirs.keys() - common)


@dataclass(slots=True)
class Sheet:
    """The numbers of one statement by row, over its money columns; blanks count as 0."""

    index: int
    book: Book
    numbers: dict[int, list[Number]] = field(default_factory=dict)
    present: dict[int, list[bool]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    keys: dict[int, RowKey] = field(default_factory=dict)
    named: dict[RowKey, int] = field(default_factory=dict)
    allowance: str = ""
    """How the page says its figures were rounded: 四捨五入, 切捨て, or empty."""

    breakdowns: dict[tuple[int, ...], tuple[dict[int, Terms], list[int]]] = field(default_factory=dict)
    """Breakdowns found among a run of rows: asked for in both passes."""
    doubtful: set[int] = field(default_factory=set)
    """Rows whose breakdown is one by indentation only: a guess."""

    def fit(self, total: int, terms: Terms, exactly: bool = False) -> Fit:
        """How a sum fits, over all columns in which the total is printed; ``exactly`` without any allowance for rounding."""
        sums: list[Number] = [0] * len(self.numbers[total])
        touched = [False] * len(sums)
        for weight, row in terms:
            for c, value in enumerate(self.numbers[row]):
                if value:
                    sums[c] += weight * value
                    touched[c] = True
        return self.compare(total, sums, touched, 0 if exactly else slack(self.allowance, len(terms)))

    def compare(self, total: int, sums: list[Number], touched: list[bool], allowed: int) -> Fit:
        """Count the columns where a computed sum equals the printed total."""
        holds = tried = 0
        for value, there, other, some in zip(self.numbers[total], self.present[total], sums, touched, strict=True):
            if there and (some or value):
                tried += 1
                holds += size(value - other) <= allowed
        return Fit(holds, tried)

    def term_keys(self, terms: Terms) -> dict[RowKey, int]:
        """The weight of each term, by its row's name."""
        return {self.keys[r]: w for w, r in terms}


def slack(rounding: str, terms: int) -> int:
    """Largest honest difference between a total and its addends when each figure was rounded alone, in printed units.

    Each rounded figure lies within half a unit of the truth, each cut one within a whole unit (XBRL Calculations 1.1).
    """
    if rounding == "四捨五入":
        return (terms + 1) // 2
    return terms if rounding == "切捨て" else 0


def sheets(book: Book, allowances: dict[int, str]) -> list[Sheet]:
    """One sheet for each statement that has numbers."""
    return [_sheet(book, s, allowances.get(s, "")) for s in range(len(book.packet.statements)) if book.money[s]]


def _sheet(book: Book, index: int, allowance: str) -> Sheet:
    statement, at, columns = book.packet.statements[index], book.at[index], book.money[index]
    sheet = Sheet(index, book, allowance=allowance)
    for r, row in enumerate(statement.rows):
        carried = any(map(is_carried, (*row.section[-1:], row.item)))
        if row.heading or carried or r not in book.by_row[index] or is_ratio(row.item) or _counted_beside(statement.rows, r):
            continue
        cells = [at.get((r, c)) for c in columns]
        sheet.numbers[r] = [_value(book, cell) for cell in cells]
        sheet.present[r] = [cell is not None and book.values[cell] is not None for cell in cells]
        sheet.order.append(r)
        key = (plain(row.section[-1]) if row.section else "", plain(row.item), row.occurrence)
        sheet.keys[r] = key
        sheet.named.setdefault(key, r)
    return sheet


def _counted_beside(rows: Sequence[Row], r: int) -> bool:
    """Whether a row counts what the one beside it states in money: 美術品(点), 美術品."""
    name = counts(rows[r].item)
    beside = (rows[o] for o in (r - 1, r + 1) if 0 <= o < len(rows)) if name else ()
    return any((row.section, row.item) == (rows[r].section, name) for row in beside)


def _value(book: Book, cell: int | None) -> Number:
    value = book.values[cell] if cell is not None else None
    return value if value is not None else 0


def rows_of(terms: Iterable[tuple[int, int]]) -> list[int]:
    """The rows of a sum."""
    return [row for _, row in terms]
