"""Does a year open where the year before closed?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconciliation.book import Book, Relation
from pipeline.reconciliation.column_words import is_change, is_period
from pipeline.reconciliation.restatements import ColumnKey, Place
from pipeline.reconciliation.words import core, is_closing, is_opening

if TYPE_CHECKING:
    from pipeline.reconciliation.equations import Claims


_FUNDS = re.compile(r"現金|資金|正味財産|繰越")
"""Balances that open where they closed by definition; believed where other balances of the same two years do."""


_PLANNED = re.compile("予算|当初|補正|計画")
"""Versions of a year that was planned: the next one opens where the year closed indeed."""


class Opening(NamedTuple):
    """An opening balance and the closing balance that it should be."""

    core: str
    opening: int
    closing: int
    version: str


def roll_forwards(claims: Claims) -> list[Relation]:
    """Opening balances against the closing balances of the year before, where most of them agree."""
    pairs = list(_pairs(claims))
    found: list[Relation] = []
    doubtful: list[str] = []
    versions: set[str] = set()
    for name in dict.fromkeys(pair.core for pair in pairs):
        believed, version = _believed(claims.book, [pair for pair in pairs if pair.core == name])
        found += believed
        if believed:
            versions.add(version)
        else:
            doubtful.append(name)
    for name in doubtful:
        if _FUNDS.search(name):
            kept = [pair for pair in pairs if pair.core == name and pair.version in versions]
            found += [replace(_relation(pair, 1), weak=_PLANNED.search(pair.version) is not None) for pair in kept]
    return found


def _pairs(claims: Claims) -> Iterator[Opening]:
    before: dict[tuple[ColumnKey, str], list[tuple[str, Place]]] = {}
    for (key, unit), places in claims.groups.items():
        before.setdefault((key._replace(version=""), unit), []).extend((key.version, place) for place in places)
    for (key, unit), places in claims.groups.items():
        if key.fiscal_year is None or key.measure in ("増減", "差異"):
            continue
        columns = [claims.book.packet.statements[place.sheet.index].columns[place.column] for place in places]
        places = [
            place
            for place, column in zip(places, columns, strict=True)
            if not is_change(column) and not _is_later_part(claims.book, place)
        ]
        earlier = before.get((key._replace(version="", fiscal_year=key.fiscal_year - 1), unit), [])
        versions: dict[str, list[Place]] = {}
        for version, place in earlier:
            versions.setdefault(version, []).append(place)
        for version, sources in versions.items():
            for n, place in enumerate(places):
                yield from _between(claims.book, place, sources[min(n, len(sources) - 1)], version)


def _is_later_part(book: Book, place: Place) -> bool:
    """Whether a column is a part of a year that another part stands before: 下期 opens where 上期 closed."""
    columns = book.packet.statements[place.sheet.index].columns
    year = columns[place.column].fiscal_year
    before = [c for c in book.money[place.sheet.index] if c < place.column and columns[c].fiscal_year == year]
    return is_period(columns[place.column]) and any(is_period(columns[c]) for c in before)


def _between(book: Book, place: Place, source: Place, version: str) -> Iterator[Opening]:
    rows, others = book.packet.statements[place.sheet.index].rows, book.packet.statements[source.sheet.index].rows
    closings: dict[str, list[int]] = {}
    for r in source.sheet.order:
        if is_closing(others[r].item):
            closings.setdefault(core(others[r].item), []).append(r)
    for r in place.sheet.order:
        name = core(rows[r].item) if is_opening(rows[r].item) else ""
        found = closings.get(name, [])
        beside = [o for o in found if others[o].section == rows[r].section]  # one of several: that of its own part
        if found and (beside or len(found) == 1 or not rows[r].section):
            opening = book.at[place.sheet.index].get((r, place.column))
            closing = book.at[source.sheet.index].get(((beside or found)[-1], source.column))
            if opening is not None and closing is not None:
                yield Opening(name, opening, closing, version)


def _believed(book: Book, pairs: list[Opening]) -> tuple[list[Relation], str]:
    """Relations by the version and sign that most columns bear out, if at least half of them do, and that version."""
    best: tuple[int, int, str, list[Opening]] | None = None
    for version in dict.fromkeys(pair.version for pair in pairs):
        group = [pair for pair in pairs if pair.version == version]
        for sign in (1, -1):
            held = sum(_holds(book, pair, sign) for pair in group)
            if best is None or held > best[0]:
                best = held, sign, version, group
    if best is None or not best[0]:
        return [], ""
    held, sign, version, group = best
    tried = sum(1 for pair in group if book.values[pair.opening] or book.values[pair.closing])
    if 2 * held < tried:
        return [], ""
    return [_relation(pair, sign) for pair in group], version


def _relation(pair: Opening, sign: int) -> Relation:
    terms, rule = ((sign, pair.closing),), "the closing balance of the year before"
    return Relation("roll_forward", pair.opening, terms, rule, template=f"y{pair.core}")


def _holds(book: Book, pair: Opening, sign: int) -> bool:
    opening, closing = book.values[pair.opening], book.values[pair.closing]
    return bool(opening) and closing is not None and opening == sign * closing
