"""How do the columns of a trial balance (合計残高試算表) hang together?  A balance is what one side has come to less the other.

合計 and 累計 of a side are no sums of the columns beside them, whatever they are called: 残高 is what remains of both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Column, Statement
from pipeline.reconciliation.column_fit import Across, ColumnPlan
from pipeline.reconciliation.words import plain

COLUMNS = 4
"""A total and a balance on each side."""
TRIAL_BALANCE = "a side's balance in a trial balance"
_SIDE = re.compile(r"(借方|貸方).*?(残高|合計|累計)額?(?:[(][^()]*[)])?$")


def sides_of(across: Across) -> dict[tuple[str, str], int]:
    """The columns of both sides by what they say: (借方, 残高), (借方, 累計), (貸方, 累計), (貸方, 残高); none if one lacks."""
    return _sides(across.columns, across.money)


def is_trial_balance(statement: Statement) -> bool:
    """Whether a table has a total and a balance on either side of its accounts."""
    return bool(_sides(statement.columns, range(len(statement.columns))))


def _sides(columns: Sequence[Column], among: Iterable[int]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for c in among:
        told = _SIDE.search(plain(columns[c].name))
        if told:
            found[told[1], "残高" if told[2] == "残高" else "累計"] = c
    return found if len(found) == COLUMNS else {}


def balances(across: Across) -> Iterator[ColumnPlan]:
    """Each side's balance as its total less the other's, and what remains there: 0 in all rows but those of sums."""
    columns = sides_of(across)
    for one, other in (("借方", "貸方"), ("貸方", "借方")) if columns else ():
        total, own = columns[one, "残高"], columns[one, "累計"]
        terms = ((1, own), (-1, columns[other, "累計"]), (1, columns[other, "残高"]))
        yield ColumnPlan("difference", total, terms, TRIAL_BALANCE, weak=not across.fit(total, terms).good)
