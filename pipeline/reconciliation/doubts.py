"""Which readings of a doubtful cell do the sums bear out?  Scans only: everywhere else a cell has one reading.

A cell whose readings differ is settled by a sum that holds with one of them alone, if a figure that was read without doubt
takes part in it: figures of one kind of print are misread alike, and a sum of nothing but doubts may hold with all of them
wrong.  What is not settled stays in doubt, and a sum that it takes part in proves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from pipeline.model import Datum, FactKey, Number
from pipeline.reconciliation.book import Book, Relation, holds, is_evidence
from pipeline.reconciliation.equations import Claims

RULE = "read_by_sum"
MOST_CHANGED = 2
"""Cells of one sum whose likeliest reading is wrong at once: with more, chance finds a way to make almost any sum hold."""
MOST_DOUBTED = 12
"""Doubtful cells of one sum, beyond which it settles none."""
MOST_ROUNDS = 4
"""A settled cell may settle others, and show sums that its wrong reading hid."""
_SIGNS = str.maketrans("▲", "△", " \t\n　")
_DIGITS = frozenset("0123456789")
_NOUGHTS = frozenset("-－―—–ー─━")


@dataclass(slots=True)
class Doubts:
    """What became of the cells whose readings differ."""

    chosen: dict[int, Number] = field(default_factory=dict)
    """Cells whose value is another than the first reading says, because the sums hold with it alone."""
    open: set[int] = field(default_factory=set)
    """Cells that no sum settles."""
    blocking: set[int] = field(default_factory=set)
    """Those of them that make a sum doubtful: the others may be no figure at all, and then count for nothing anyway."""


def is_doubted(datum: Datum) -> bool:
    """Whether the readings of a cell differ in more than how a sign is drawn."""
    return len(datum.readings) > 1 and len({_same(reading.text) for reading in datum.readings}) > 1


def is_hopeless(datum: Datum) -> bool:
    """Whether a reading says that part of the figures may be gone: no candidate need be right, and no sum may settle it."""
    return any(text and not set(text) & (_DIGITS | _NOUGHTS) for text in (_same(r.text) for r in datum.readings))


def settle_doubts(book: Book, decided: Collection[FactKey] = ()) -> Doubts:
    """Settle what the sums settle; chosen values are put into the book.  ``decided``: cells that a person has looked at."""
    found = Doubts()
    doubted = [c.index for c in book.cells if is_doubted(book.datum(c.index)) and book.key(c.index) not in decided]
    if not doubted:
        return found
    domains = {cell: _values(book, cell) for cell in doubted}
    pending = {c for c in doubted if len(domains[c]) > 1 or not _says_number(book.datum(c)) or is_hopeless(book.datum(c))}
    for _ in range(MOST_ROUNDS):
        settled = _round(book, pending, domains)
        pending -= settled.keys()
        changed = {cell: value for cell, value in settled.items() if value != book.values[cell]}
        for cell, value in changed.items():
            book.values[cell] = value
        unread = {cell: value for cell, value in settled.items() if not _says_number(book.datum(cell))}
        found.chosen |= changed | unread
        if not settled:
            break
    found.blocking = pending
    found.open = pending | {cell for cell in doubted if len(domains[cell]) == 1 and _may_be_nothing(book.datum(cell))}
    for cell in pending:
        if not _says_number(book.datum(cell)):
            book.values[cell] = None
    return found


def _values(book: Book, cell: int) -> tuple[Number, ...]:
    """What a cell may be worth, the value believed now first; nothing at all is worth nought."""
    datum, value = book.datum(cell), book.values[cell]
    values = dict.fromkeys(([] if value is None else [value]) + list(datum.candidates))
    return tuple(values | dict.fromkeys([0] if _may_be_nothing(datum) else []))


def _may_be_nothing(datum: Datum) -> bool:
    return any(not reading.text.strip() for reading in datum.readings)


def _says_number(datum: Datum) -> bool:
    """Whether the first reading alone says the value that was taken from the readings."""
    if datum.value is None:
        return False
    figures = "".join(char for char in datum.raw if char in _DIGITS)
    if not figures:
        return datum.value == 0 and bool(set(datum.raw.strip()) & _NOUGHTS)
    return figures == "".join(char for char in str(datum.value) if char in _DIGITS)


def _same(text: str) -> str:
    plain = text.translate(_SIGNS)
    return "-" if plain and set(plain) <= _NOUGHTS else plain


def _round(book: Book, pending: set[int], domains: Mapping[int, Sequence[Number]]) -> dict[int, Number]:
    """One look at every sum: the cells that it settles, with their values."""
    relations = [relation for relation in Claims(book).relations if not relation.weak and not relation.hint]
    covering: dict[int, list[Relation]] = {}
    for relation in relations:
        for cell in set(relation.cells()) & pending:
            covering.setdefault(cell, []).append(relation)
    settled: dict[int, Number] = {}
    for relation in relations:
        left = sorted(set(relation.cells()) & (pending - settled.keys()))
        hopeless = any(is_hopeless(book.datum(cell)) for cell in left)
        if not left or hopeless or len(left) > MOST_DOUBTED or not _has_sure_figure(relation, book, pending - settled.keys()):
            continue
        values = _with(book.values, settled)
        for cell, value in _decided(relation, left, domains, values).items():
            if value in book.datum(cell).candidates and not _breaks(covering[cell], pending, cell, value, values):
                settled[cell] = value
    return settled


def _has_sure_figure(relation: Relation, book: Book, doubtful: Collection[int]) -> bool:
    return bool(relation.constant) or any(book.values[cell] for cell in relation.cells() if cell not in doubtful)


def _decided(
    relation: Relation, doubted: Sequence[int], domains: Mapping[int, Sequence[Number]], values: Sequence[Number | None]
) -> dict[int, Number]:
    """The doubted cells of one sum that have one value in every likely way to make it hold."""
    ways = [way for way in _ways(doubted, domains, values) if _is_true(relation, _with(values, way))]
    if not ways:
        return {}
    if not ways[0]:  # it holds as read: every other way casts doubt on what it would change
        other = {cell for way in ways for cell in way}
        return {cell: value for cell in doubted if cell not in other and (value := values[cell]) is not None}
    return ways[0] if len(ways) == 1 else {}


def _ways(
    doubted: Sequence[int], domains: Mapping[int, Sequence[Number]], values: Sequence[Number | None]
) -> Iterator[dict[int, Number]]:
    """Other values for none, one or several of the cells, fewest first."""
    others = {cell: [value for value in domains[cell] if value != values[cell]] for cell in doubted}
    for size in range(min(MOST_CHANGED, len(doubted)) + 1):
        for cells in combinations(doubted, size):
            for chosen in product(*(others[cell] for cell in cells)):
                yield dict(zip(cells, chosen, strict=True))


def _is_true(relation: Relation, values: Sequence[Number | None]) -> bool:
    return bool(holds(relation, values)) and is_evidence(relation, values)


def _breaks(relations: Sequence[Relation], pending: set[int], cell: int, value: Number, values: Sequence[Number | None]) -> bool:
    """Whether a sum that has no other doubtful cell would not hold with this value."""
    tried = _with(values, {cell: value})
    sure = [relation for relation in relations if not (set(relation.cells()) & pending) - {cell}]
    return any(holds(relation, tried) is False for relation in sure)


def _with(values: Sequence[Number | None], changed: Mapping[int, Number]) -> list[Number | None]:
    found = list(values)
    for cell, value in changed.items():
        found[cell] = value
    return found
