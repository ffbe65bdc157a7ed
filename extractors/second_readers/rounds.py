"""A round of second readings for the tables in doubt: what the run calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from extractors.second_readers.agreement import Opinion, agreement, unclaimed
from extractors.second_readers.runner import Limits, ReaderName, read_again
from pipeline.model import Cell, Finding, Table


class SecondRound(NamedTuple):
    """What came of asking a second reader."""

    tables: tuple[Table, ...]
    """The tables asked about, in the same order; each cell with an opinion has it as its last reading."""
    opinions: tuple[tuple[Opinion | None, ...], ...]
    """For each table, the opinion of each cell in the order of its ``cells``."""
    unclaimed: tuple[tuple[int, Cell], ...]
    """(page, cell) with digits that only the second reader saw, on pages whose every table was given."""
    findings: tuple[Finding, ...]
    """Pages that the second reader did not get through."""


def second_round(
    path: Path,
    doubtful: Sequence[Table],
    others: Sequence[Table] = (),
    reader: ReaderName = "camelot",
    password: str = "",
    limits: Limits | None = None,
    pages: Sequence[int] = (),
) -> SecondRound:
    """Ask a second reader about the tables in doubt; each page is read once, whatever the number of its tables.

    ``others`` are the first reader's remaining tables on those pages, so that their numbers do not count as unclaimed;
    ``pages`` are read as well, tables in doubt or not.
    """
    asked = sorted({table.page for table in doubtful}.union(pages))
    contents = read_again(path, asked, reader, password, limits) if asked else []
    theirs = [table for content in contents for table in content.tables]
    opinions = tuple(agreement(table, theirs) for table in doubtful)
    return SecondRound(
        tables=tuple(_with_opinions(table, said) for table, said in zip(doubtful, opinions, strict=True)),
        opinions=opinions,
        unclaimed=tuple(unclaimed([*doubtful, *others], theirs)),
        findings=tuple(finding for content in contents for finding in content.findings),
    )


def _with_opinions(table: Table, opinions: Sequence[Opinion | None]) -> Table:
    cells = tuple(
        cell._replace(readings=(*cell.readings, opinion.reading)) if opinion else cell
        for cell, opinion in zip(table.cells, opinions, strict=True)
    )
    return replace(table, cells=cells)
