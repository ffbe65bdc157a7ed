"""Does a year open where the year before closed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconciliation.book import Relation

if TYPE_CHECKING:
    from pipeline.reconciliation.equations import Claims


def roll_forwards(claims: Claims) -> list[Relation]:
    """Opening balances against the closing balances of the year before."""
    return []
