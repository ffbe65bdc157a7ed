"""Which figures of one statement are figures of another?  Learned by value, and believed when many columns agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconciliation.book import Relation

if TYPE_CHECKING:
    from pipeline.reconciliation.equations import Claims


def ties(claims: Claims) -> list[Relation]:
    """Relations between two statements of one year, segment and version."""
    return []
