"""Does a published packet keep to the form: words, numbers, dates, keys, the ledger?  Nothing here says whether a sum holds.

A check is a function from a packet to problems; none raises, prints or changes what it was given.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from normalizers.amounts import UnreadableAmount, parse_amount
from pipeline.model import FactKey, Number, Severity
from pipeline.money import YEN_FACTORS, yen
from pipeline.publication.csv_files import RAW, guarded
from pipeline.publication.schema import FILES, Field, FieldType, File
from pipeline.published import NUMBER, PublishedPacket, Row, key_of, number

FIRST_LINE = 2
"""Line of a CSV's first row; the header is line 1.  Wrapped cells are not counted: the row's place, not the editor's."""


class Problem(NamedTuple):
    """What is wrong, and where to look."""

    packet: str
    severity: Severity
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.packet}: {self.severity}: {self.where}: {self.message}"


def check_form(packet: PublishedPacket) -> Iterator[Problem]:
    """Every departure from the form, file by file."""
    for check in CHECKS:
        yield from check(packet)


def check_encoding(packet: PublishedPacket) -> Iterator[Problem]:
    """LF only, to the end; UTF-8 without BOM was a matter of reading."""
    for file in FILES:
        raw = (packet.folder / file.path).read_bytes()
        if b"\r" in raw:
            yield _error(packet, file.path, "has carriage returns")
        if not raw.endswith(b"\n"):
            yield _error(packet, file.path, "does not end with a line feed")


def check_formulas(packet: PublishedPacket) -> Iterator[Problem]:
    """No text that a spreadsheet would run: those start with an apostrophe."""
    for file in FILES:
        texts = [(place, field.name) for place, field in enumerate(file.fields) if field.type == "string"]
        with (packet.folder / file.path).open(encoding="utf-8", newline="") as opened:
            for line, row in enumerate(csv.reader(opened), FIRST_LINE - 1):
                for place, name in texts:
                    if guarded(row[place], name == RAW) != row[place]:
                        yield _error(packet, f"{file.path} row {line} {name}", f"starts like a formula: {row[place][:40]!r}")


def check_fields(packet: PublishedPacket) -> Iterator[Problem]:
    """Types, closed lists of words, and cells that may not be empty."""
    for file in FILES:
        for field in file.fields:
            if field.type == "string" and not field.words and not field.required:
                continue
            for value in {row[field.name] for row in packet.rows[file.name]}:
                fault = _field_fault(field, value)
                if fault:
                    yield _error(packet, f"{file.path} {field.name}", fault)


def check_keys(packet: PublishedPacket) -> Iterator[Problem]:
    """No key twice; every row of another file that is named is there; a fact for each cell and a cell for each fact."""
    for file in FILES:
        if file.primary_key:
            seen: set[tuple[str, ...]] = set()
            for line, row in enumerate(packet.rows[file.name], FIRST_LINE):
                key = tuple(row[name] for name in file.primary_key)
                if key in seen:
                    yield _error(packet, f"{file.path} row {line}", f"the same key twice: {_readable(key)}")
                seen.add(key)
        yield from _references(packet, file)
    cells = {key_of(row) for row in packet.rows["cells"]}
    for fact in packet.values:
        if fact not in cells:
            yield _error(packet, "cells.csv", f"has no row for {place(fact)}")


def check_ledger(packet: PublishedPacket) -> Iterator[Problem]:
    """A value that is not what the cell says stands in repairs.csv, and only such a one is called repaired."""
    ledger = {key_of(row) for row in packet.rows["repairs"] if row["field"] == "value"}
    for line, row in enumerate(packet.rows["facts"], FIRST_LINE):
        key, where = key_of(row), f"facts.csv row {line} {place(row)}"
        if not row["raw"].strip():
            yield _error(packet, where, "a blank cell is no row")
        if row["status"] == "repaired" and key not in ledger:
            yield _error(packet, where, "repaired without a row in repairs.csv")
        value = number(row["value"])
        if value is None or value in _said(row["raw"]):
            continue
        if key not in ledger:
            yield _error(packet, where, f"{row['value']} is not what {row['raw']!r} says, and repairs.csv does not tell why")
        if row["status"] != "repaired":
            yield _error(packet, where, f"{row['value']} is not what {row['raw']!r} says, and its status is {row['status']}")


def check_yen(packet: PublishedPacket) -> Iterator[Problem]:
    """value_yen is value in its unit, and empty where the unit is not money."""
    for line, row in enumerate(packet.rows["facts"], FIRST_LINE):
        expected = yen(number(row["value"]), row["unit"])
        if number(row["value_yen"]) != expected:
            said = row["value_yen"] or "empty"
            unit = row["unit"] if row["unit"] in YEN_FACTORS else f"{row['unit'] or 'no unit'}, which is not money"
            yield _error(packet, f"facts.csv row {line} {place(row)}", f"value_yen is {said} for {row['value']} {unit}")


def check_doubts(packet: PublishedPacket) -> Iterator[Problem]:
    """A cell in doubt belongs to a table that a finding names."""
    doubted = {row["table"] for row in packet.rows["findings"]}
    for line, row in enumerate(packet.rows["facts"], FIRST_LINE):
        if row["status"] in ("suspect", "disputed") and row["table"] not in doubted:
            yield _error(packet, f"facts.csv row {line} {place(row)}", f"{row['status']}, and no finding names its table")


CHECKS: tuple[Callable[[PublishedPacket], Iterator[Problem]], ...] = (
    check_encoding,
    check_formulas,
    check_fields,
    check_keys,
    check_ledger,
    check_yen,
    check_doubts,
)


def place(row: Row | FactKey) -> str:
    """A fact's key as a person reads it."""
    parts = row if isinstance(row, FactKey) else key_of(row)
    item = parts.item if parts.occurrence in (0, 1) else f"{parts.item} #{parts.occurrence}"
    return " | ".join(part for part in (parts.table, parts.section, item, parts.column) if part)


def _error(packet: PublishedPacket, where: str, message: str) -> Problem:
    return Problem(packet.name, "error", where, message)


def _readable(key: tuple[object, ...]) -> str:
    return " | ".join(str(part) for part in key)


def _field_fault(field: Field, value: str) -> str:
    if not value:
        return "is empty" if field.required else ""
    if field.words and value not in field.words:
        return f"has {value!r}, which is not one of its words"
    pattern = _PATTERNS.get(field.type)
    if pattern and not pattern.fullmatch(value):
        return f"has {value!r}, which is no {field.type}"
    return f"has {value!r}, which no calendar has" if field.type == "date" and not _is_date(value) else ""


_PATTERNS: dict[FieldType, re.Pattern[str]] = {
    "integer": re.compile(r"0|[1-9][0-9]*"),
    "number": NUMBER,
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _references(packet: PublishedPacket, file: File) -> Iterator[Problem]:
    for foreign in file.foreign_keys:
        there = {tuple(row[name] for name in foreign.reference) for row in packet.rows[foreign.file]}
        for line, row in enumerate(packet.rows[file.name], FIRST_LINE):
            key = tuple(row[name] for name in foreign.fields)
            if any(key) and key not in there:
                yield _error(packet, f"{file.path} row {line}", f"names what {foreign.file}.csv does not hold: {_readable(key)}")


def _said(raw: str) -> tuple[Number, ...]:
    """Every value that the printed text allows; none where it says no number."""
    try:
        amount = parse_amount(raw)
    except UnreadableAmount:
        return ()
    return amount.candidates if amount else ()
