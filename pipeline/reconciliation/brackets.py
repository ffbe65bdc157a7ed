"""Which way does a table print its brackets: for a subtotal, or for a minus?  The way that more of its sums bear out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.model import Datum, Packet, Statement
from pipeline.reconciliation.book import holds, is_evidence, open_book
from pipeline.reconciliation.column_words import is_change
from pipeline.reconciliation.doubts import is_doubted
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.identities import WRITTEN
from pipeline.reconciliation.words import formula, lead, mark

Place = tuple[int, int]
"""Row and column of a number."""
_RATE_OF_CHANGE = re.compile("増減率|伸び?率|増加率")


def settle_brackets(packet: Packet) -> Packet:
    """The packet with every bracketed number read the way its own table uses brackets.

    A table prints them in one sense, seldom in another one for a column of changes or a row that a formula adds: so all of them
    are tried together, then column by column, then such rows.  One cell alone proves nothing: three bracketed figures of one
    row agree with either sign.  What nothing bears out is a minus where changes alone have brackets.
    """
    return replace(packet, statements=tuple(_settled(statement) for statement in packet.statements))


def _settled(statement: Statement) -> Statement:
    open_ = [datum for datum in statement.data if _may_be_minus(datum)]
    if not open_:
        return statement
    turned: set[Place] = set()
    best, score = statement, _borne_out(statement)
    for attempt in _attempts(statement, [(datum.row, datum.column) for datum in open_]):
        wanted = turned ^ attempt
        other = _turned(statement, wanted)
        found = _borne_out(other)
        if found > score:
            best, score, turned = other, found, wanted
    for attempt in _lone_changes(statement, open_):
        if not attempt & turned and _borne_out(other := _turned(statement, turned | attempt)) >= score:
            best, turned = other, turned | attempt
    return best


def _attempts(statement: Statement, places: Sequence[Place]) -> list[set[Place]]:
    """All bracketed places, those of each column, and those of each row that a formula calls."""
    by_column, by_row = (_by(places, axis) for axis in (1, 0))
    called = {name for row in statement.rows if (written := formula(row.item)) for _, name in written[1]}
    rows = [own for r, own in by_row.items() if called & {mark(statement.rows[r].item), lead(statement.rows[r].item)} - {""}]
    return [set(places), *by_column.values(), *rows]


def _by(places: Sequence[Place], axis: int) -> dict[int, set[Place]]:
    found: dict[int, set[Place]] = {}
    for place in sorted(places, key=lambda place: place[axis]):
        found.setdefault(place[axis], set()).add(place)
    return found


def _lone_changes(statement: Statement, open_: Sequence[Datum]) -> list[set[Place]]:
    """The bracketed changes and rates of change, column by column, beside which all other figures have no brackets."""
    bracketed = Counter(datum.row for datum in open_)
    changes = {c for c, column in enumerate(statement.columns) if is_change(column) or _RATE_OF_CHANGE.search(column.name)}
    amounts = Counter(datum.row for datum in statement.data if datum.column not in changes and datum.value)
    own = [d for d in open_ if d.column in changes and amounts[d.row]]
    in_changes = Counter(d.row for d in own)
    lone = [d for d in own if bracketed[d.row] == in_changes[d.row]]
    return list(_by([(d.row, d.column) for d in lone], 1).values())


def _may_be_minus(datum: Datum) -> bool:
    printed = datum.value is not None and datum.value > 0 and -datum.value in datum.candidates
    return printed and not is_doubted(datum)  # there the sign itself is one of the doubts


def _turned(statement: Statement, places: Collection[Place]) -> Statement:
    return replace(statement, data=tuple(_minus(d) if (d.row, d.column) in places else d for d in statement.data))


def _minus(datum: Datum) -> Datum:
    assert datum.value is not None  # as _may_be_minus has seen
    rest = tuple(value for value in datum.candidates if value != -datum.value)
    return replace(datum, value=-datum.value, candidates=(-datum.value, *rest))


def _borne_out(statement: Statement) -> int:
    """How many sums of a table hold, less those that do not; what a formula writes counts for more than what was found."""
    book = open_book(Packet("", (statement,)))
    claims = Claims(book)
    verdicts = [(holds(r, book.values), r.rule == WRITTEN) for r in claims.relations if is_evidence(r, book.values)]
    return sum((1 if verdict else -1) * (2 if written else 1) for verdict, written in verdicts if verdict is not None)
