"""What stands in a published packet?  Its CSVs alone, read back as they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from pipeline.errors import InputError
from pipeline.model import FactKey, Number
from pipeline.publication.csv_files import read_csv
from pipeline.publication.schema import FACTS, FILES

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""A published number: no separators, ASCII minus, no leading zeros, no exponent."""

Row = dict[str, str]


@dataclass(frozen=True)
class PublishedPacket:
    """The rows of a packet's CSVs, as text."""

    folder: Path
    rows: dict[str, list[Row]]
    """File name without its ending → its rows, in order."""

    @property
    def name(self) -> str:
        """The packet's name: the folder's."""
        return self.folder.name

    @cached_property
    def values(self) -> dict[FactKey, Number | None]:
        """Every fact's published value; ``None`` for a text cell or one that could not be read."""
        return {key_of(row): number(row["value"]) for row in self.rows["facts"]}


def read_packet(folder: Path) -> PublishedPacket:
    """Read every CSV of a published packet.

    Raises:
        InputError: a file is missing or broken.
    """
    packet = PublishedPacket(folder, {file.name: read_csv(folder / file.path, file) for file in FILES})
    for name in ("manifest.json", "datapackage.json"):
        _read_json(folder / name)
    return packet


def find_packets(paths: Iterable[Path]) -> Iterator[Path | InputError]:
    """The folders of published packets: each path's own, or those below it in sorted order; an error for a path without any."""
    for path in paths:
        if (path / FACTS.path).exists():
            yield path
            continue
        below = sorted(facts.parent for facts in path.rglob(FACTS.path) if not _hidden(facts, path)) if path.is_dir() else []
        if not below:
            yield InputError(path, "holds no published packet" if path.is_dir() else "is no folder of published packets")
        yield from below


def key_of(row: Row) -> FactKey:
    """The key of the fact that a row names; an occurrence that is no number gives 0, which no fact has."""
    occurrence = row["occurrence"]
    return FactKey(row["table"], row["section"], row["item"], int(occurrence) if occurrence.isdecimal() else 0, row["column"])


def number(text: str) -> Number | None:
    """A published number, exactly; ``None`` for an empty cell or what is no number."""
    if not NUMBER.fullmatch(text):
        return None
    return Decimal(text) if "." in text else int(text)


def _read_json(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(path, error.strerror or "cannot be read") from error
    except ValueError as error:
        raise InputError(path, f"is no JSON: {error}") from error


def _hidden(facts: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in facts.relative_to(root).parts)
