"""Do packets of several years agree?  A year's closing figures stand again in the next packet, as 前年度 and as openings.

Two printed columns speak of the same figures when they have the same statement, fiscal year, segment, measure and unit,
and nearly all of their common rows are equal: that needs no name of a body, and other bodies' columns never pass it.  What still
differs in such a pair was restated, or misread, in one of the two.  Nothing says which: these are warnings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from normalizers.labels import clean_label, key_of
from pipeline.form import FIRST_LINE, Problem, place
from pipeline.model import Number
from pipeline.published import PublishedPacket, Row, number

MIN_SHARED = 5
"""Common rows with a figure other than zero that two columns need before they are compared: fewer may agree by chance."""
MIN_AGREEING = 0.8
"""Share of them that must be equal: a restatement moves a few accounts, never most of them."""
CHANGES = ("増減", "差異", "比較")
"""Measures that say how two years differ, and so belong to no single year."""

_FORMULA = re.compile(r"[(=+].*$")
_OPENING = re.compile(r"(?:前期末|前年度末|期首|前期繰越|前年度繰越)(.+)")
_CLOSING = re.compile(r"(?:当期末|当年度末|期末|次期繰越|翌年度繰越)(.+)")


class _Place(NamedTuple):
    """What a row says, whatever table it stands in."""

    section: tuple[str, ...]
    item: str
    occurrence: str


@dataclass(slots=True)
class _Column:
    """One printed column of one packet."""

    packet: PublishedPacket
    table: str
    version: str
    rows: dict[_Place, tuple[int, Row]] = field(default_factory=dict)
    """Row → (its number in facts.csv, its fields)."""

    def figure(self, place: _Place) -> Number:
        """The figure of a row, in the printed unit."""
        return number(self.rows[place][1]["value"]) or 0


class _Kind(NamedTuple):
    statement: str
    segment: str
    measure: str
    unit: str
    """A table in a coarser unit may gather rows that the finer one lists, under the same label."""
    year: int


def check_across(packets: Sequence[PublishedPacket]) -> Iterator[Problem]:
    """Figures that two packets print differently, and openings that are not the closings of the year before; each cell once."""
    printed = [_columns(packet) for packet in packets]
    told: set[tuple[str, str]] = set()
    for one, other in combinations(range(len(packets)), 2):
        pairs = _same_figures(printed[one], printed[other])
        if not pairs:
            continue
        problems = [problem for pair in pairs for problem in _restated(*pair)]
        problems += _openings(printed[one], printed[other])
        problems += _openings(printed[other], printed[one])
        for problem in problems:
            if (problem.packet, problem.where) not in told:
                told.add((problem.packet, problem.where))
                yield problem


def _columns(packet: PublishedPacket) -> dict[_Kind, list[_Column]]:
    """Every column of money with a fiscal year, by what it speaks of."""
    columns: dict[tuple[str, str], _Column] = {}
    by_kind: defaultdict[_Kind, list[_Column]] = defaultdict(list)
    for line, row in enumerate(packet.rows["facts"], FIRST_LINE):
        if not row["value_yen"] or not row["fiscal_year"].isdecimal() or row["measure"] in CHANGES:
            continue
        kind = _Kind(row["statement"], key_of(row["segment"]), row["measure"], row["unit"], int(row["fiscal_year"]))
        column = columns.get((row["table"], row["column"]))
        if column is None:
            column = _Column(packet, row["table"], row["version"])
            columns[row["table"], row["column"]] = column
            by_kind[kind].append(column)
        column.rows[_place(row["section"], row["item"], row["occurrence"])] = (line, row)
    return by_kind


@lru_cache(maxsize=16384)
def _place(section: str, item: str, occurrence: str) -> _Place:
    return _Place(tuple(key_of(part) for part in section.split(" > ")), key_of(item), occurrence)


def _same_figures(one: dict[_Kind, list[_Column]], other: dict[_Kind, list[_Column]]) -> list[tuple[_Column, _Column]]:
    """Pairs of columns that evidently print the same figures."""
    pairs = []
    for kind, columns in one.items():
        for first in columns:
            for second in other.get(kind, ()):
                versions = {first.version, second.version} - {""}
                if len(versions) < 2 and _nearly_equal(first, second):
                    pairs.append((first, second))
    return pairs


def _nearly_equal(first: _Column, second: _Column) -> bool:
    shared = [place for place in first.rows if place in second.rows and (first.figure(place) or second.figure(place))]
    agreeing = sum(_agree(first, second, place) for place in shared)
    return len(shared) >= MIN_SHARED and agreeing >= MIN_AGREEING * len(shared)


def _agree(first: _Column, second: _Column, place: _Place) -> bool:
    return first.figure(place) == second.figure(place)


def _restated(first: _Column, second: _Column) -> Iterator[Problem]:
    for row_place, (line, row) in second.rows.items():
        if row_place in first.rows and not _agree(first, second, row_place):
            _, before = first.rows[row_place]
            yield _problem(second, line, row, f"{first.packet.name} prints {_shown(before)} there ({place(before)})")


def _openings(earlier: dict[_Kind, list[_Column]], later: dict[_Kind, list[_Column]]) -> Iterator[Problem]:
    """Openings of a year beside the closings of the year before, in packets known to speak of the same body.

    A cash budget takes what is still owed at the end off its receipts: an opening may be the closing with the other sign.
    A packet that prints the year before by itself is compared with itself when it is published.
    """
    for kind, columns in later.items():
        before = kind._replace(year=kind.year - 1)
        closings = {} if before in later else _ends(earlier.get(before, ()), _CLOSING)
        for column in columns:
            for name, (line, row) in _ends([column], _OPENING).items():
                if name not in closings:
                    continue
                opening, closing = number(row["value"]) or 0, closings[name][1]
                if number(closing["value"]) not in (opening, -opening):
                    told = f"opens with another figure than {closing['packet']} closes: {_shown(closing)} ({place(closing)})"
                    yield _problem(column, line, row, told)


def _ends(columns: Sequence[_Column], pattern: re.Pattern[str]) -> dict[str, tuple[int, Row]]:
    """What is left of each opening or closing label → its row; labels that two rows share with different figures are left out."""
    found: dict[str, tuple[int, Row]] = {}
    doubtful: set[str] = set()
    for column in columns:
        for line, row in column.rows.values():
            match = pattern.match(_FORMULA.sub("", clean_label(row["item"])))
            if match is None:
                continue
            known = found.setdefault(match[1], (line, row))
            if known[1]["value"] != row["value"]:
                doubtful.add(match[1])
    return {name: row for name, row in found.items() if name not in doubtful}


def _problem(column: _Column, line: int, row: Row, message: str) -> Problem:
    where = f"facts.csv row {line} {place(row)}"
    return Problem(column.packet.name, "warning", where, f"printed {_shown(row)}; {message}")


def _shown(row: Row) -> str:
    return f"{row['value']} {row['unit']}"
