"""Which figures does the text around the tables repeat?  「事業費……200百万円の増」, 「12億円」 beside the name of a row.

Read cautiously: a bullet claims the change of the row that it names, other text only what that row does print.  Text never
accuses a figure by itself unless most bullets of the packet keep their word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.model import Number
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Relation
from pipeline.reconciliation.words import plain

if TYPE_CHECKING:
    from pipeline.reconciliation.equations import Claims

_UNITS = "|".join(sorted(YEN_FACTORS, key=len, reverse=True))
_BULLET = re.compile(rf"(.{{2,40}}?)\s*(?:[.･・‥…]\s*){{2,}}([△▲-]?)\s*([0-9,]+)\s*({_UNITS})の(増|減)")
_AMOUNT = re.compile(rf"([△▲-]?)([0-9][0-9,]*)({_UNITS})(?!余|程度|超|未満|以上|以下)")
_WORTH = {"兆": 10**12, "億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 1000}
_MYRIADS = "|".join(_WORTH)
_AND_MORE = re.compile(rf"((?:[0-9][0-9,]*\s*(?:{_MYRIADS}))+)円余")
_PART = re.compile(rf"([0-9][0-9,]*)\s*({_MYRIADS})")
SHORTEST_NAME = 5
"""Characters of a row's name that text is searched for, at least: 事業費 stands in any sentence."""
LEAST_SHARE = (8, 10)
"""Share of a packet's bullets that must agree with a cell before one that does not is held against it."""


def prose(claims: Claims) -> Iterator[Relation]:
    """Relations between cells and amounts named in the text."""
    lines = [unicodedata.normalize("NFKC", line.text) for line in claims.book.packet.lines]
    rows = _rows(claims)
    # Every bullet ends so; the pattern itself walks back and forth over all of a line that is none.
    written = [(line, _BULLET.search(line) if "の増" in line or "の減" in line else None) for line in lines]
    bullets = [found for _, bullet in written if bullet and (found := _changed(bullet, rows, claims))]
    kept = sum(any(equal for _, _, equal in found) for found in bullets)
    trusted = LEAST_SHARE[1] * kept >= LEAST_SHARE[0] * len(bullets)
    told: set[int] = set()
    for found in bullets:
        for cell, value, equal in found:
            if cell not in told and (equal or (trusted and len(found) == 1)):
                told.add(cell)
                yield _claim(cell, value)
    for line, bullet in written:
        if not bullet:
            yield from _named(line, rows, claims, told)
            yield from _at_least(line, rows, claims, told)


def _rows(claims: Claims) -> dict[str, list[tuple[int, int]]]:
    """(statement, row) by the row's name."""
    found: dict[str, list[tuple[int, int]]] = {}
    for sheet in claims.sheets:
        for r, (_, item, _) in sheet.keys.items():
            found.setdefault(item, []).append((sheet.index, r))
    return found


def _changed(found: re.Match[str], rows: dict[str, list[tuple[int, int]]], claims: Claims) -> list[tuple[int, Number, bool]]:
    """Cells of change in rows that a bullet names, in its unit: (cell, the amount it claims, whether they agree)."""
    value: Number = int(found[3].replace(",", "")) * (-1 if bool(found[2]) != (found[5] == "減") else 1)
    cells: list[tuple[int, Number, bool]] = []
    for s, r in rows.get(plain(found[1].strip()), ()):
        columns = claims.book.packet.statements[s].columns
        for cell in claims.book.by_row[s][r]:
            column = columns[claims.book.cells[cell].column]
            if column.unit == found[4] and (column.version == "補正額" or column.measure == "増減"):
                cells.append((cell, value, claims.book.values[cell] == value))
    return [entry for entry in cells if entry[2]] or cells


def _named(line: str, rows: dict[str, list[tuple[int, int]]], claims: Claims, told: set[int]) -> Iterator[Relation]:
    """Cells that print just the amount that a sentence names beside their row."""
    amounts = {
        int(digits.replace(",", "")) * YEN_FACTORS[unit] * (-1 if sign else 1) for sign, digits, unit in _AMOUNT.findall(line)
    }
    if not amounts:
        return
    text = plain(line)
    for item, places in rows.items():
        if len(item) < SHORTEST_NAME or item not in text:
            continue
        for s, r in places:
            for cell in claims.book.by_row[s][r]:
                value, unit = claims.book.values[cell], claims.book.cells[cell].unit
                if value and cell not in told and unit in YEN_FACTORS and value * YEN_FACTORS[unit] in amounts:
                    told.add(cell)
                    yield _claim(cell, value)


def ranges(line: str) -> list[tuple[int, int]]:
    """What amounts with 余 say, in yen: at least the first number, less than the second.

    >>> ranges("9億4千万円余")
    [(940000000, 950000000)]
    """
    found = []
    for amount in _AND_MORE.findall(line):
        parts = [(int(digits.replace(",", "")), _WORTH[unit]) for digits, unit in _PART.findall(amount)]
        low = sum(count * worth for count, worth in parts)
        found.append((low, low + min(worth for _, worth in parts)))
    return found


def _at_least(line: str, rows: dict[str, list[tuple[int, int]]], claims: Claims, told: set[int]) -> Iterator[Relation]:
    """Figures of a row that a sentence names beside 「…円余」, where just one value of it lies in that range.

    The claim is told as the middle of the range, give or take half of it; it confirms, and never accuses.
    """
    book, text = claims.book, plain(line)
    for low, high in ranges(line):
        for item, places in rows.items():
            if len(item) < SHORTEST_NAME or item not in text:
                continue
            cells = [cell for s, r in places for cell in book.by_row[s][r] if cell not in told]
            units = {cell: YEN_FACTORS.get(book.cells[cell].unit, 0) for cell in cells}
            inside = [cell for cell in cells if units[cell] and low <= (book.values[cell] or 0) * units[cell] < high]
            if not inside or any(len({book.values[c] for c in inside if units[c] == unit}) > 1 for unit in units.values()):
                continue
            for cell in inside:
                half, odd = divmod(high - low, 2 * units[cell])
                if half and not odd and low % units[cell] == 0:
                    told.add(cell)
                    middle = low // units[cell] + half
                    yield Relation("rounding", cell, (), "the text, and more", tolerance=half, constant=middle, template="prose")


def _claim(cell: int, value: Number) -> Relation:
    return Relation("tie", cell, (), "the text", constant=value, template="prose")
