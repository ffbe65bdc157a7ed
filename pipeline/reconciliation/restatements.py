"""Which figures are printed more than once?  The same item, year, segment, version and unit in another table.

A pair of columns is believed only when many of its values agree, so nothing has to be listed by hand, and two columns
that merely have like headers are not held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.model import Number
from pipeline.reconciliation.book import Book, Relation, size
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_whole, plain

LEAST_AGREEING = 3
"""Different non-zero values that two columns must share to be the same facts."""
LEAST_SHARE = (6, 10)
"""… and the share of their comparable rows that must agree: below it they are different facts."""
REPRESENTATIVES = 4
"""Statements of a group that a new one is compared with, at most: keeps the cost linear in the number of tables."""
SHARED_COLUMNS = 3
"""Columns in which rows of one name differ, from which on they are different facts: a misreading touches one."""
LEAST_APART = 10
"""What a figure may be larger by, at least, because it takes in another row: less is too often the same by accident."""
LIKE_LABELS = 0.6
"""How alike two labels between the same neighbours must be to be one item, as a share of common characters."""


class ColumnKey(NamedTuple):
    """What a column's figures are about, whatever table prints them."""

    kind: str
    fiscal_year: int | None
    segment: str
    version: str
    measure: str


class Place(NamedTuple):
    """A column of a sheet."""

    sheet: Sheet
    column: int


@dataclass(frozen=True, slots=True)
class Twin:
    """Two columns of two statements that print the same facts, row by row."""

    one: Place
    two: Place
    rows: tuple[tuple[int, int], ...]


def column_groups(book: Book, all_sheets: list[Sheet]) -> dict[tuple[ColumnKey, str], list[Place]]:
    """Columns by what they are about and their unit, in document order."""
    groups: dict[tuple[ColumnKey, str], list[Place]] = {}
    for sheet in all_sheets:
        statement = book.packet.statements[sheet.index]
        for c in book.money[sheet.index]:
            column = statement.columns[c]
            segment = "" if is_whole(column.segment) else column.segment
            key = ColumnKey(statement.kind, column.fiscal_year, segment, column.version, column.measure)
            groups.setdefault((key, column.unit), []).append(Place(sheet, c))
    return groups


class Aligner:
    """Finds which row of one statement is which row of another, and remembers it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}

    def rows(self, one: Sheet, two: Sheet) -> tuple[tuple[int, int], ...]:
        """Pairs of rows: by heading and name, then by name alone, then by place between the same neighbours."""
        key = one.index, two.index
        if key not in self._known:
            self._known[key] = tuple(self._align(one, two))
        return self._known[key]

    def _align(self, one: Sheet, two: Sheet) -> Iterator[tuple[int, int]]:
        here, there = _counted(one), _counted(two)
        pairs = {
            r: two.named[k] for r, k in one.keys.items()
            if k in two.named and one.named[k] == r and here[k[:2]] == there[k[:2]]  # twice here, once there: of 事業費 or of all
        }  # fmt: skip
        taken = set(pairs.values())
        once = _once(two)
        for item, r in _once(one).items():
            if r not in pairs and item in once and once[item] not in taken and _is_part(one, r) == _is_part(two, once[item]):
                pairs[r] = once[item]
        taken = set(pairs.values())
        pairs.update(self._between(one, two, pairs, taken))
        yield from sorted(pairs.items())

    def _between(self, one: Sheet, two: Sheet, pairs: dict[int, int], taken: set[int]) -> dict[int, int]:
        """A single unmatched row between the same two neighbours, with a like label: a variant of the name."""
        place = {r: i for i, r in enumerate(two.order)}
        found = {}
        for i, r in enumerate(one.order):
            if r in pairs or i == 0:
                continue
            before = pairs.get(one.order[i - 1])
            after = pairs.get(one.order[i + 1]) if i + 1 < len(one.order) else None
            if before is None or place[before] + 1 >= len(two.order):
                continue
            other = two.order[place[before] + 1]
            closed = after is None or place[after] == place[before] + 2
            named = one.keys[r][1], two.keys[other][1]  # of one name they were told apart before
            if other not in taken and closed and named[0] != named[1] and _alike(*named):
                found[r] = other
        return found


def _counted(sheet: Sheet) -> Counter[tuple[str, ...]]:
    """How often each name stands under each heading."""
    return Counter(key[:2] for key in sheet.keys.values())


def _is_part(sheet: Sheet, row: int) -> bool:
    """Whether a row bears the name of its own heading, of which it is but a part: 雑収益 under 7雑収益."""
    own = sheet.book.packet.statements[sheet.index].rows[row]
    return bool(own.section) and plain(own.section[-1]) == plain(own.item)


def _once(sheet: Sheet) -> dict[str, int]:
    """Rows whose name stands only once in their statement."""
    rows: dict[str, list[int]] = {}
    for r, (_, item, _) in sheet.keys.items():
        rows.setdefault(item, []).append(r)
    return {item: places[0] for item, places in rows.items() if len(places) == 1}


def _alike(one: str, two: str) -> bool:
    if "小計" in (one, two) and one != two:
        return False  # of one group here, of all there
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= LIKE_LABELS


def twins(book: Book, groups: dict[tuple[ColumnKey, str], list[Place]], aligner: Aligner) -> Iterator[Twin]:
    """Pairs of columns that print the same facts: each column with the first one of its group that it agrees with."""
    for places in groups.values():
        if len(places) > 1:
            yield from _best(book, list(_pairs(book, places, aligner)))


def _best(book: Book, found: list[Twin]) -> Iterator[Twin]:
    """Of the columns of one table that agree with another's column those that differ from it in the fewest rows.

    一般財源 is most of what a budget has, and in many rows all of it; 本年度予算額 beside it is the same figure in all.
    """
    differ = [_differ(book, twin) for twin in found]
    columns = [(id(twin.one.sheet), twin.one.column, id(twin.two.sheet)) for twin in found]
    least: dict[tuple[int, int, int], int] = {}
    for column, rows in zip(columns, differ, strict=True):
        least[column] = min(rows, least.get(column, rows))
    yield from (twin for twin, column, rows in zip(found, columns, differ, strict=True) if rows == least[column])


def _differ(book: Book, twin: Twin) -> int:
    """In how many rows two columns differ, signs apart."""
    at_one, at_two = book.at[twin.one.sheet.index], book.at[twin.two.sheet.index]
    cells = [(at_one.get((a, twin.one.column)), at_two.get((b, twin.two.column))) for a, b in twin.rows]
    values = [(book.values[a], book.values[b]) for a, b in cells if a is not None and b is not None]
    return sum(size(a or 0) != size(b or 0) for a, b in values)


def _pairs(book: Book, places: list[Place], aligner: Aligner) -> Iterator[Twin]:
    representatives: list[Place] = [places[0]]
    for place in places[1:]:
        met: set[int] = set()
        for representative in representatives:
            if representative.sheet is place.sheet:
                continue
            pairs = tuple(p for p in aligner.rows(representative.sheet, place.sheet) if p[1] not in met)
            if pairs and agree(book, representative, place, pairs):
                met.update(two for _, two in pairs)
                yield Twin(representative, place, pairs)
        if len(met) < len(place.sheet.order) and len(representatives) < REPRESENTATIVES:
            representatives.append(place)


def agree(book: Book, one: Place, two: Place, rows: tuple[tuple[int, int], ...]) -> bool:
    """Whether two columns share enough values, signs apart (a lost △ must not hide that they are the same)."""
    same: set[Number] = set()
    equal = compared = 0
    at_one, at_two = book.at[one.sheet.index], book.at[two.sheet.index]
    for r1, r2 in rows:
        c1, c2 = at_one.get((r1, one.column)), at_two.get((r2, two.column))
        if c1 is None or c2 is None:
            continue
        a, b = book.values[c1], book.values[c2]
        if a is None or b is None or not (a or b):
            continue
        compared += 1
        if size(a) == size(b):
            equal += 1
            same.add(size(a))
    return len(same) >= LEAST_AGREEING and LEAST_SHARE[1] * equal >= LEAST_SHARE[0] * compared


def _deducts(sheet: Sheet, row: int) -> bool:
    """Whether a row stands among what is taken away, which is printed with a minus: (控除)自己収入等."""
    section = sheet.book.packet.statements[sheet.index].rows[row].section
    return any("(控除)" in heading for heading in section)


def _of_another_rest(book: Book, twin: Twin, row: int, cells: tuple[int, int]) -> bool:
    """Whether その他 is of other things here than there: figures of another size are no misreading of one another."""
    one, two = (book.values[cell] for cell in cells)
    item = book.packet.statements[twin.one.sheet.index].rows[row].item
    return "その他" in item and bool(one and two) and len(str(size(one or 0))) != len(str(size(two or 0)))


def _takes_in(book: Book, twin: Twin, cells: tuple[int, int]) -> bool:
    """Whether a figure differs by just what either table prints apart, in a row or in all rows between two that both have.

    雑収入 with 前期損益修正益, 物品 less 償却累計額; 補助金・交付金, which are 市補助金 and the two rows below it elsewhere.
    """
    gap = size((book.values[cells[0]] or 0) - (book.values[cells[1]] or 0))
    if gap < LEAST_APART:
        return False
    met = {a for a, _ in twin.rows}, {b for _, b in twin.rows}
    for place, known in zip((twin.one, twin.two), met, strict=True):
        at = book.at[place.sheet.index]
        apart: list[list[Number]] = [[]]
        for r in place.sheet.order:
            cell = at.get((r, place.column))
            if r in known:
                apart.append([])
            elif cell is not None:
                apart[-1].append(book.values[cell] or 0)
        if any(gap in (size(sum(run)), *map(size, run)) for run in apart):
            return True
    return False


def _of_other_things(book: Book, twin: Twin, row: int, cells: tuple[int, int]) -> bool:
    return _of_another_rest(book, twin, row, cells) or _takes_in(book, twin, cells)


def restatements(book: Book, found: list[Twin]) -> Iterator[Relation]:
    """One relation for each figure that a twin column prints again."""
    others = _other_facts(book, found)
    for twin in found:
        template = f"{twin.one.sheet.index}.{twin.one.column}={twin.two.sheet.index}.{twin.two.column}"
        for r1, r2 in twin.rows:
            cells = _cells(book, twin, r1, r2)
            if cells and (_tables(twin), r1, r2) not in others and not _of_other_things(book, twin, r1, cells):
                weight = -1 if _deducts(twin.one.sheet, r1) != _deducts(twin.two.sheet, r2) else 1
                yield Relation("restatement", cells[1], ((weight, cells[0]),), "the same figure again", template=template)


def _tables(twin: Twin) -> tuple[int, int]:
    return twin.one.sheet.index, twin.two.sheet.index


def _cells(book: Book, twin: Twin, one: int, two: int) -> tuple[int, int] | None:
    """The cells of two rows in the columns of a twin, where both are printed."""
    first = book.at[twin.one.sheet.index].get((one, twin.one.column))
    second = book.at[twin.two.sheet.index].get((two, twin.two.column))
    return (first, second) if first is not None and second is not None else None


def _other_facts(book: Book, found: list[Twin]) -> set[tuple[tuple[int, int], int, int]]:
    """The rows of two tables, alike by name, that differ in every column the tables share, several: of a budget and of a plan."""
    shared: dict[tuple[tuple[int, int], int, int], list[bool]] = {}
    for twin in found:
        for r1, r2 in twin.rows:
            if cells := _cells(book, twin, r1, r2):
                a, b = (book.values[cell] for cell in cells)
                shared.setdefault((_tables(twin), r1, r2), []).append(size(a or 0) == size(b or 0))
    return {key for key, same in shared.items() if len(same) >= SHARED_COLUMNS and not any(same)}
