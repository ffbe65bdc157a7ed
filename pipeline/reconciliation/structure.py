"""Is a column or a row out of place?  Faults of structure explain many violated relations at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import FindingKind, Severity
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.system import System


@dataclass(slots=True)
class Structure:
    """A fault of a whole column, row or table."""

    kind: FindingKind
    severity: Severity
    statement: int
    evidence: str
    row: int | None = None
    column: int | None = None
    explains: set[int] = field(default_factory=set)
    """Relations that fail because of it."""
    doubted: set[int] = field(default_factory=set)
    """Cells that stand in the wrong place."""


def structures(book: Book, claims: Claims, system: System) -> list[Structure]:
    """Every fault of structure."""
    return []
