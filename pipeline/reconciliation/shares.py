"""Do the shares of a column come to their total?  構成比 beside 金額: what adds up there comes to 100.0 here.

Shares are no money and never added across columns, but the sums down their neighbours hold for them too, within the
rounding of their last digit.  One that does not hold accuses nobody: a share is told by its amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Number
from pipeline.reconciliation.book import Book, Relation, holds
from pipeline.reconciliation.sheets import Plan, Sheet, slack

SHARES = re.compile(r"構成(?:比|割合|率)|比重|シェア")
"""Headers of columns that say which part of a whole each row is; other rates have no whole."""
LEAST_SHARE = (2, 3)
"""Sums of a column that must hold before its shares are taken for such."""


def shares(book: Book, sheet: Sheet, plans: list[Plan]) -> Iterator[Relation]:
    """The sums down a statement in its columns of shares."""
    columns = book.packet.statements[sheet.index].columns
    for c, column in enumerate(columns):
        if not SHARES.search(column.name.rsplit(" / ", 1)[-1]):
            continue
        found = [relation for n, plan in enumerate(plans) if (relation := _relation(book, sheet, plan, n, c))]
        held = [relation for relation in found if holds(relation, book.values)]
        if LEAST_SHARE[1] * len(held) >= LEAST_SHARE[0] * len(found):
            yield from held


def _relation(book: Book, sheet: Sheet, plan: Plan, number: int, column: int) -> Relation | None:
    at = book.at[sheet.index]
    total = at.get((plan.total, column))
    terms = tuple((weight, at[r, column]) for weight, r in plan.terms if (r, column) in at)
    if total is None or plan.kind != "footing" or plan.weak or len(terms) < 2:
        return None
    values = [book.values[cell] for cell in (total, *(cell for _, cell in terms))]
    step = min((_step(value) for value in values if value is not None), default=Decimal(1))
    allowed = step * slack("四捨五入", len(terms))
    return Relation(plan.kind, total, terms, "shares of a whole", tolerance=allowed, template=f"{sheet.index}s{number}")


def _step(value: Number) -> Decimal:
    """The worth of a number's last printed digit."""
    exponent = Decimal(value).as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
