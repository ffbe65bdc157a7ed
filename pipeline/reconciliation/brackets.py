"""Which way does a table print its brackets: for a subtotal, or for a minus?  The way that more of its sums bear out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pipeline.model import Datum, Packet, Statement
from pipeline.reconciliation.book import holds, is_evidence, open_book
from pipeline.reconciliation.doubts import is_doubted
from pipeline.reconciliation.equations import Claims


def settle_brackets(packet: Packet) -> Packet:
    """The packet with every bracketed number read the way its own table uses brackets.

    A table prints them in one sense, seldom in another one for a column of changes: so all of them are tried together,
    then column by column.  One cell alone proves nothing: three bracketed figures of one row agree with either sign.
    """
    return replace(packet, statements=tuple(_settled(statement) for statement in packet.statements))


def _settled(statement: Statement) -> Statement:
    columns = sorted({datum.column for datum in statement.data if _may_be_minus(datum)})
    if not columns:
        return statement
    turned: set[int] = set()
    best, score = statement, _borne_out(statement)
    for attempt in [set(columns), *({column} for column in columns)]:
        wanted = turned ^ attempt
        other = _turned(statement, wanted)
        found = _borne_out(other)
        if found > score:
            best, score, turned = other, found, wanted
    return best


def _may_be_minus(datum: Datum) -> bool:
    printed = datum.value is not None and datum.value > 0 and -datum.value in datum.candidates
    return printed and not is_doubted(datum)  # there the sign itself is one of the doubts


def _turned(statement: Statement, columns: Collection[int]) -> Statement:
    return replace(
        statement,
        data=tuple(_minus(d) if d.column in columns and _may_be_minus(d) else d for d in statement.data),
    )


def _minus(datum: Datum) -> Datum:
    assert datum.value is not None  # as _may_be_minus has seen
    rest = tuple(value for value in datum.candidates if value != -datum.value)
    return replace(datum, value=-datum.value, candidates=(-datum.value, *rest))


def _borne_out(statement: Statement) -> int:
    """How many sums of a table hold, less those that do not."""
    book = open_book(Packet("", (statement,)))
    claims = Claims(book)
    verdicts = [holds(r, book.values) for r in claims.relations if is_evidence(r, book.values)]
    return sum(1 if verdict else -1 for verdict in verdicts if verdict is not None)
