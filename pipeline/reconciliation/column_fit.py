"""How well does a relation between the columns of one statement fit its rows?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Column, EquationKind, Number
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.column_words import NEIGHBOURS, Choice, own_header
from pipeline.reconciliation.sheets import Fit, slack
from pipeline.reconciliation.words import is_partial

Terms = tuple[tuple[int, int], ...]
"""(weight, column) of each addend."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A sum across the columns of one statement, for every row of it."""

    kind: EquationKind
    total: int
    terms: Terms
    """(weight, column) of each addend."""
    rule: str
    weak: bool = False
    periods: bool = False
    """Whether the addends are parts of a year: balances do not add up over them."""
    by: int | None = None
    """The column whose header says so, where it is not that of the total."""

    @property
    def told_by(self) -> int:
        """The column whose header claims it."""
        return self.total if self.by is None else self.by


@dataclass(frozen=True, slots=True)
class Across:
    """The columns of one statement, and how well a relation between them fits its rows."""

    columns: tuple[Column, ...]
    money: Sequence[int]
    """Which of them hold figures that may add up."""
    allowance: str
    """How the page says its figures were rounded, or empty."""
    numbers: tuple[int, ...]
    rows: tuple[dict[int, Number], ...]
    """The figures of each row by column; which rows of the statement these are, ``numbers`` says."""

    def exchanged(self, a: int, b: int) -> Across:
        """The same with two columns in each other's place."""
        other = {a: b, b: a}
        return replace(self, rows=tuple({other.get(c, c): value for c, value in row.items()} for row in self.rows))

    def parted(self, start: int) -> tuple[Across, Across]:
        """What stands above a row of the statement, and the rest."""
        n = sum(number < start for number in self.numbers)
        return (
            replace(self, numbers=self.numbers[:n], rows=self.rows[:n]),
            replace(self, numbers=self.numbers[n:], rows=self.rows[n:]),
        )

    def fit(self, total: int, terms: Terms) -> Fit:
        """In how many rows a relation holds, and in how many it says anything."""
        allowed = slack(self.allowance, len(terms))
        holds = tried = 0
        for row in self.rows:
            printed = row.get(total)
            if printed is None:
                continue
            parts = [weight * row.get(column, 0) for weight, column in terms]
            if any(parts) or printed:
                tried += 1
                holds += size(sum(parts) - printed) <= allowed
        return Fit(holds, tried)

    def beside(self, a: int, b: int) -> bool:
        """Whether a column stands under the header of another, at its level or further down."""
        one, two = self.outer(a), self.outer(b)
        return bool(two) and (one == two or one.startswith(two + " / "))

    def outer(self, column: int) -> str:
        """The headers above a column's own."""
        return self.columns[column].name.rpartition(" / ")[0]

    def alike(self, a: int, b: int) -> bool:
        """Whether two columns state the same measure of the same year and version."""
        one, two = self.columns[a], self.columns[b]
        return (one.fiscal_year, one.version, one.measure, one.unit) == (two.fiscal_year, two.version, two.measure, two.unit)

    def same_block(self, column: int, change: int) -> bool:
        """Whether a column stands near another, with its segment and unit."""
        one, two = self.columns[column], self.columns[change]
        return one.segment == two.segment and one.unit == two.unit and abs(column - change) <= NEIGHBOURS

    def negative(self, column: int) -> bool:
        """Whether a column prints its figures with a minus, most of them at least."""
        figures = [row[column] for row in self.rows if row.get(column)]
        return bool(figures) and 2 * sum(value < 0 for value in figures) >= len(figures)

    def moves(self, total: int, terms: Terms) -> bool:
        """Whether a relation holds in at least half of the rows whose total is not 0: two equal columns and a 0 say little."""
        return self.moved(total, terms) >= 0

    def moved(self, total: int, terms: Terms) -> int:
        """In how many more rows with a total other than 0 a relation holds than not: figures that cancel out say little."""
        allowed = slack(self.allowance, len(terms))
        moving = [row for row in self.rows if row.get(total)]
        held = sum(size(sum(weight * row.get(c, 0) for weight, c in terms) - row[total]) <= allowed for row in moving)
        return 2 * held - len(moving)

    def directions(self, a: int, b: int) -> list[tuple[int, int]]:
        """Newer less older first, else left less right."""
        one, two = self.columns[a].fiscal_year, self.columns[b].fiscal_year
        if one is not None and two is not None and one < two:
            return [(b, a), (a, b)]
        return [(a, b), (b, a)]

    def best(self, choices: list[Choice], rule: str) -> Iterator[ColumnPlan]:
        """The difference that most rows keep, weak where half do not; where none does, the first, if a version is named."""
        if not choices:
            return
        fits = [(self.fit(total, terms), total, terms) for total, terms in choices]
        fit, total, terms = max(fits, key=lambda f: f[0].holds)
        if fit.holds or self.columns[fits[0][1]].version:
            if fit.holds == 0:
                fit, total, terms = fits[0]
            yield ColumnPlan("difference", total, terms, rule, weak=not (fit.good and self.moves(total, terms)))

    def own(self, column: int) -> str:
        """A column's innermost header."""
        return own_header(self.columns[column])

    def same_unit(self, a: int, b: int) -> bool:
        """Whether two columns are printed in one unit."""
        return self.columns[a].unit == self.columns[b].unit


def across_of(book: Book, index: int, allowance: str) -> Across:
    """The columns of a statement (by index), with the rows that have figures in two of them at least."""
    columns, places = book.packet.statements[index].columns, book.cells
    money = [c for c in book.money[index] if not is_partial(own_header(columns[c]))]  # うち当期総利益 is of the one before it
    rows: dict[int, dict[int, Number]] = {}
    for r, cells in book.by_row[index].items():
        values = {places[c].column: book.values[c] for c in cells if places[c].unit != "%"}  # 利率 stands before amounts
        known = {column: value for column, value in values.items() if value is not None and column in money}
        if len(known) > 1:
            rows[r] = known
    return Across(columns, money, allowance, tuple(rows), tuple(rows.values()))
