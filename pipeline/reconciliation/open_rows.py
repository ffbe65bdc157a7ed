"""Which rows of a statement wait for a total?  What a pass from top to bottom knows when it comes to a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.model import Statement
from pipeline.reconciliation.sheets import Fit, Memory, Sheet, Terms
from pipeline.reconciliation.words import formula, is_total


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of what a row is the sum of."""

    terms: Terms
    rule: str
    favoured: bool
    """The labels say so, not only the arithmetic."""
    fit: Fit
    pooled: int
    """Columns of all siblings in which it held."""


@dataclass(slots=True)
class OpenRows:
    """What stands above a row, and the statement it stands in."""

    sheet: Sheet
    memory: Memory
    """What siblings taught in the pass before."""
    parents: dict[int, Terms]
    """Rows broken down below themselves."""
    statement: Statement
    headings: frozenset[tuple[str, ...]]
    written: bool
    """Whether some label writes a formula."""
    continued: bool
    """Whether the statement may begin in the middle of another one."""
    open: list[int] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    sums: set[int] = field(default_factory=set)
    inner: dict[int, Terms] = field(default_factory=dict)
    """Parents among the open rows, found when a total did not add up without them."""

    def remembered(self, r: int) -> Iterator[Candidate]:
        for terms, pooled in self.memory.templates(self.sheet, r)[:4]:
            if all(row in self.open for _, row in terms):
                yield Candidate(terms, "as in its sibling statements", False, self.sheet.fit(r, terms), pooled)

    def candidate(self, r: int, terms: Terms, rule: str, favoured: bool, fit: Fit) -> Candidate:
        pooled = self.memory.held(self.sheet, r, terms)
        return Candidate(terms, rule, favoured, fit, pooled)


def at_the_top(sheet: Sheet, memory: Memory, parents: dict[int, Terms]) -> OpenRows:
    """What is known before the first row of a statement."""
    statements = sheet.book.packet.statements
    statement = statements[sheet.index]
    headings = frozenset((*row.section, row.item) for row in statement.rows if row.heading)
    written = any(formula(row.item) for row in statement.rows)
    continued = any(
        other.title == statement.title and other.kind == statement.kind and not is_total(other.rows[-1].item)
        for other in statements[: sheet.index] if other.rows
    )  # fmt: skip
    return OpenRows(sheet, memory, parents, statement, headings, written, continued)
