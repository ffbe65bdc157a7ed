"""What did a person decide?  Corrections are data, quote what was printed, and stop the packet when it no longer says so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.errors import KenzanError
from pipeline.model import FactKey, Number, Repair
from pipeline.reconciliation.book import Book

COLUMNS = ("table", "section", "item", "occurrence", "column", "printed", "value", "reason")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_BLANKS = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Override:
    """One accepted correction of one cell."""

    key: FactKey
    printed: str
    """The text of the cell when the person looked at it."""
    value: Number
    reason: str
    rule: str = "accepted by a person"
    """What the ledger names as having decided: a person, or a second reader that the sums side with."""
    finding: str = ""


class StaleOverride(KenzanError):  # noqa: N818 - it is the override that is stale
    """An override whose cell is gone, or no longer says what it quotes."""


def read_overrides(path: Path) -> tuple[Override, ...]:
    """Read ``<stem>.overrides.csv``.

    Raises:
        KenzanError: a column is missing, or a value is no number.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KenzanError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise KenzanError(f"{path}: column {missing[0]} is missing; expected {', '.join(COLUMNS)}")
    return tuple(_override(path, line, row) for line, row in enumerate(reader, 2))


def _override(path: Path, line: int, row: dict[str, str]) -> Override:
    value = (row["value"] or "").strip()
    if not _NUMBER.fullmatch(value):
        raise KenzanError(f"{path}: line {line}: value {value!r} is no plain number")
    occurrence = (row["occurrence"] or "1").strip()
    if not occurrence.isdigit():
        raise KenzanError(f"{path}: line {line}: occurrence {occurrence!r} is no number")
    number: Number = Decimal(value) if "." in value else int(value)
    key = FactKey(row["table"], row["section"] or "", row["item"], int(occurrence), row["column"])
    return Override(key, row["printed"] or "", number, row["reason"] or "")


def apply_overrides(book: Book, overrides: Sequence[Override]) -> tuple[set[int], list[Repair]]:
    """Put accepted values into the book; the cells they changed, and their lines of the ledger.

    Raises:
        StaleOverride: no such cell, or it does not say what the override quotes.
    """
    if not overrides:
        return set(), []
    wanted = {override.key: override for override in overrides}
    cells: set[int] = set()
    repairs: list[Repair] = []
    for cell in book.cells:
        override = wanted.pop(book.key(cell.index), None)
        if override is None:
            continue
        raw = book.datum(cell.index).raw
        if _plain(raw) != _plain(override.printed):
            where = f"{book.packet.name}: override of {_where(override.key)}"
            raise StaleOverride(f"{where} quotes {override.printed!r}, but the cell says {raw!r}")
        if book.values[cell.index] != override.value:
            cells.add(cell.index)
        book.values[cell.index] = override.value
        repairs.append(_repair(override, raw))
    if wanted:
        raise StaleOverride(f"{book.packet.name}: override of {_where(next(iter(wanted)))}: there is no such number")
    return cells, repairs


def _plain(text: str) -> str:
    return _BLANKS.sub("", text).lstrip("'")


def _where(key: FactKey) -> str:
    return f"{key.table} / {key.section + ' > ' if key.section else ''}{key.item} / {key.column}"


def _repair(override: Override, raw: str) -> Repair:
    key = override.key
    return Repair(override.finding, "value", raw, str(override.value), override.rule, override.reason, *key)


def accept(folder: Path, findings: Sequence[str], overrides_file: Path) -> int:
    """Write proposals that a person accepts into an overrides file; how many were added.

    Raises:
        KenzanError: the folder holds no findings, or a finding does not exist or proposes no value.
    """
    path = folder / "findings.csv"
    try:
        rows = {row["finding"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))}
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise KenzanError(f"{path}: cannot be read: {error}") from error
    chosen = []
    for finding in findings:
        row = rows.get(finding)
        if row is None:
            raise KenzanError(f"{path}: no finding {finding!r}")
        if not _NUMBER.fullmatch(row["proposed"]) or row["kind"] not in ("dropped_sign", "misread_digit", "unreadable"):
            raise KenzanError(f"{path}: finding {finding!r} proposes no number to accept")
        chosen.append(row)
    kept = list(read_overrides(overrides_file)) if overrides_file.exists() else []
    by_key = {override.key: override for override in kept}
    for row in chosen:
        override = _override(path, 0, {**row, "value": row["proposed"], "reason": f"{row['finding']}: {row['evidence']}"})
        by_key[override.key] = override
    _write(overrides_file, list(by_key.values()))
    return len(chosen)


def _write(path: Path, overrides: Sequence[Override]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*o.key, o.printed, o.value, o.reason] for o in overrides)
    try:
        path.write_text(out.getvalue(), "utf-8", newline="\n")
    except OSError as error:
        raise KenzanError(f"{path}: cannot be written: {error.strerror}") from error
