"""Ways to damage a packet as scans and OCR engines do: one cell, one column, one row, two tables run together."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model import Column, Datum, FactKey, Packet, Reading, Row, Statement

LOOK_ALIKES = {"0": "689", "1": "74", "2": "7", "3": "85", "4": "19", "5": "36", "6": "580", "7": "12", "8": "360", "9": "048"}
"""Digits that readers mistake for one another, on Japanese statements as scanned."""


@dataclass(frozen=True)
class Fault:
    """What was done, and what undoing it would say."""

    kind: str
    table: str
    key: FactKey | None = None
    was: int | None = None
    """The true value, for faults of one cell."""
    became: int | None = None


Damage = Callable[[Packet, random.Random, "set[FactKey]"], tuple[Packet, Fault] | None]


def key_of(statement: Statement, datum: Datum) -> FactKey:
    """The key of a datum in every published file."""
    row = statement.rows[datum.row]
    return FactKey(statement.id, " > ".join(row.section), row.item, row.occurrence, statement.columns[datum.column].name)


def restored(packet: Packet, values: dict[FactKey, int]) -> Packet:
    """The packet with some cells printed as they should have been."""
    return replace(packet, statements=tuple(
        replace(s, data=tuple(_reprint(d, values[key_of(s, d)]) if key_of(s, d) in values else d for d in s.data))
        for s in packet.statements
    ))  # fmt: skip


def _reprint(datum: Datum, value: int) -> Datum:
    text = f"△{-value:,}" if value < 0 else f"{value:,}"
    return replace(datum, readings=(Reading(text, datum.readings[0].reader),), value=value, candidates=(value,))


def _cells(packet: Packet, covered: set[FactKey]) -> list[tuple[int, int, Datum]]:
    return [
        (s, d, datum) for s, statement in enumerate(packet.statements) for d, datum in enumerate(statement.data)
        if isinstance(datum.value, int) and key_of(statement, datum) in covered
    ]  # fmt: skip


def _put(packet: Packet, s: int, d: int, kind: str, value: int) -> tuple[Packet, Fault]:
    statement = packet.statements[s]
    datum = statement.data[d]
    assert isinstance(datum.value, int)
    data = (*statement.data[:d], _reprint(datum, value), *statement.data[d + 1 :])
    statements = (*packet.statements[:s], replace(statement, data=data), *packet.statements[s + 1 :])
    return replace(packet, statements=statements), Fault(kind, statement.id, key_of(statement, datum), datum.value, value)


def look_alike(packet: Packet, rng: random.Random, covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """One digit read as another that looks like it."""
    s, d, datum = rng.choice(_cells(packet, covered))
    assert isinstance(datum.value, int)
    digits = list(str(abs(datum.value)))
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([c for c in LOOK_ALIKES[digits[place]] if c != "0" or place or len(digits) == 1] or ["5"])
    return _put(packet, s, d, "digit", int("".join(digits)) * (-1 if datum.value < 0 else 1))


def swapped_digits(packet: Packet, rng: random.Random, covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """Two neighbouring digits in the wrong order."""
    choices = [(s, d, x) for s, d, x in _cells(packet, covered) if len(set(str(abs(x.value or 0)))) > 1]
    s, d, datum = rng.choice(choices)
    assert isinstance(datum.value, int)
    text = str(abs(datum.value))
    places = [k for k in range(len(text) - 1) if text[k] != text[k + 1]]
    k = rng.choice(places)
    return _put(packet, s, d, "swap", int(text[:k] + text[k + 1] + text[k] + text[k + 2 :]) * (-1 if datum.value < 0 else 1))


def dropped_sign(packet: Packet, rng: random.Random, covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """A △ that was not read."""
    choices = [(s, d, x) for s, d, x in _cells(packet, covered) if (x.value or 0) < 0]
    if not choices:
        return None
    s, d, datum = rng.choice(choices)
    return _put(packet, s, d, "sign", -int(datum.value or 0))


# ------------------------------------------------------------------------------------------------------- whole rows, columns


def dropped_row(packet: Packet, rng: random.Random, covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """A row with numbers that was not read at all."""
    choices = [
        (s, r)
        for s, statement in enumerate(packet.statements)
        for r in {d.row for d in statement.data if d.value and key_of(statement, d) in covered}
    ]
    s, r = rng.choice(sorted(choices))
    statement = packet.statements[s]
    rows = tuple(row for i, row in enumerate(statement.rows) if i != r)
    data = tuple(replace(d, row=d.row - (d.row > r)) for d in statement.data if d.row != r)
    key = FactKey(statement.id, " > ".join(statement.rows[r].section), statement.rows[r].item, statement.rows[r].occurrence, "")
    return _replaced(packet, s, replace(statement, rows=rows, data=data)), Fault("row", statement.id, key)


def swapped_columns(packet: Packet, rng: random.Random, covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """Two neighbouring columns of numbers under each other's header."""
    choices = []
    for s, statement in enumerate(packet.statements):
        numbers = {(d.row, d.column): d.value for d in statement.data if d.value is not None and key_of(statement, d) in covered}
        columns = sorted({c for _, c in numbers})
        for a, b in pairwise(columns):
            if len({r for r, c in numbers if c == a and numbers[r, c] != numbers.get((r, b), 0)}) >= 3:
                choices.append((s, a, b))
    if not choices:
        return None
    s, a, b = rng.choice(choices)
    statement = packet.statements[s]
    other = {a: b, b: a}
    data = sorted((replace(d, column=other.get(d.column, d.column)) for d in statement.data), key=lambda d: (d.row, d.column))
    key = FactKey(statement.id, "", "", 1, statement.columns[a].name)
    return _replaced(packet, s, replace(statement, data=tuple(data))), Fault("columns", statement.id, key)


def phantom_column(packet: Packet, rng: random.Random, _covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """A column of zeros that is not in the print."""
    choices = [
        s
        for s, statement in enumerate(packet.statements)
        if len(statement.columns) > 1 and sum(d.value is not None for d in statement.data) > 20
    ]
    if not choices:
        return None
    s = rng.choice(choices)
    statement = packet.statements[s]
    at = rng.randrange(1, len(statement.columns) + 1)
    model = statement.columns[at - 1]
    cut = model.segment[: max(1, len(model.segment) // 2)] if model.segment else ""
    column = Column(
        f"{cut} #2",
        cut,
        cut,
        model.version if cut else "",
        "金額",
        model.fiscal_year,
        model.period_start,
        model.period_end,
        model.unit,
    )
    columns = (*statement.columns[:at], column, *statement.columns[at:])
    data = [replace(d, column=d.column + (d.column >= at)) for d in statement.data]
    data += [Datum(r, at, (Reading("0"),), 0, (0,)) for r in sorted({d.row for d in statement.data})]
    data.sort(key=lambda d: (d.row, d.column))
    key = FactKey(statement.id, "", "", 1, column.name)
    return _replaced(packet, s, replace(statement, columns=columns, data=tuple(data))), Fault("phantom", statement.id, key)


def glued_tables(packet: Packet, rng: random.Random, _covered: set[FactKey]) -> tuple[Packet, Fault] | None:
    """Two tables of as many columns, one under the other, read as one."""
    choices = [
        s for s, (one, two) in enumerate(zip(packet.statements, packet.statements[1:], strict=False))
        if one.kind != two.kind and len(one.columns) == len(two.columns) and len(two.rows) > 4
        and all(any(d.value is not None for d in x.data) for x in (one, two))
    ]  # fmt: skip
    if not choices:
        return None
    s = rng.choice(choices)
    one, two = packet.statements[s], packet.statements[s + 1]
    offset = len(one.rows)
    rows = _renumbered((*one.rows, *two.rows))
    data = (*one.data, *(replace(d, row=d.row + offset) for d in two.data))
    statements = (*packet.statements[:s], replace(one, rows=rows, data=data), *packet.statements[s + 2 :])
    return replace(packet, statements=statements), Fault("glued", one.id, FactKey(one.id, "", "", 1, ""))


def _renumbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    seen: dict[tuple[tuple[str, ...], str], int] = {}
    found = []
    for row in rows:
        name = row.section, row.item
        seen[name] = seen.get(name, 0) + (not row.heading)
        found.append(replace(row, occurrence=max(1, seen[name])))
    return tuple(found)


def _replaced(packet: Packet, s: int, statement: Statement) -> Packet:
    return replace(packet, statements=(*packet.statements[:s], statement, *packet.statements[s + 1 :]))


CELL_FAULTS: dict[str, Damage] = {"digit": look_alike, "swap": swapped_digits, "sign": dropped_sign}
STRUCTURE_FAULTS: dict[str, Damage] = {
    "row": dropped_row,
    "columns": swapped_columns,
    "phantom": phantom_column,
    "glued": glued_tables,
}
