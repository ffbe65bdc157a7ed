"""What a drawn table consists of: heads, rows and figures, and what must be read from it (`Table.truth`).

Nothing here knows how the table is set.  A cell is an amount, a share (a decimal, printed with all its places), words, or
nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeVar

from fixtures.makers.packet import clean

Cell = int | Decimal | str | None
Form = Literal["plain", "groups", "levels", "codes", "numbered", "units"]
"""What stands left of the figures: one label; 区分 that span their rows, then the label; 款 項 目, a column each; a code and the
label; the numbers of 款 項 目, a column each, and the label; the label and its unit."""
Role = Literal["heading", "item", "total"]
MONEY, WORDS = "money", ""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """A column head, and the heads that it spans."""

    label: str
    parts: tuple[Head, ...] = ()
    unit: str = MONEY
    """What a row of units says of the column; ``WORDS`` where it holds words."""

    @property
    def levels(self) -> int:
        """How many heads stand one above the other."""
        return 1 + max((part.levels for part in self.parts), default=0)

    def leaves(self, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Head]]:
        """The columns under this head: their labels, outermost first, and the innermost head."""
        path = (*above, self.label)
        if not self.parts:
            yield path, self
        for part in self.parts:
            yield from part.leaves(path)


@dataclass(frozen=True)
class Row:
    """A printed row; a heading has no cells."""

    label: str
    cells: tuple[Cell, ...] = ()
    depth: int = 0
    role: Role = "item"
    section: tuple[str, ...] = ()
    """The headings and row groups that it stands under."""
    code: str = ""

    def at(self, column: int) -> int:
        """The amount of a column.  Raises TypeError if it holds none."""
        cell = self.cells[column]
        if not isinstance(cell, int):
            raise TypeError(f"no amount: {cell!r}")
        return cell


@dataclass(frozen=True)
class Expected:
    """A cell that must be read: the key as published, and the cell as made."""

    section: str
    item: str
    column: str
    cell: Cell


@dataclass(frozen=True)
class Table:
    """A table as made, not yet set."""

    title: str
    stubs: tuple[str, ...]
    """The heads of the label columns; an empty one is spanned by the one before it."""
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    form: Form = "plain"
    own_units: bool = False
    """Whether heads or labels say the units, so that no unit stands above the table."""
    upright: bool = False
    """Whether its heads are long names that are often set upright."""

    @cached_property
    def leaves(self) -> tuple[tuple[tuple[str, ...], Head], ...]:
        """Its data columns."""
        return tuple(leaf for head in self.heads for leaf in head.leaves())

    @property
    def levels(self) -> int:
        """How many rows of heads it has."""
        return max(head.levels for head in self.heads)

    @property
    def has_words(self) -> bool:
        """Whether any of its columns holds words."""
        return any(head.unit == WORDS for _, head in self.leaves)

    def columns(self) -> list[str]:
        """The columns' published names: all levels, and a number behind one that repeats."""
        seen: Counter[str] = Counter()
        names = []
        for path, _ in self.leaves:
            name = " / ".join(clean(label) for label in path)
            seen[name] += 1
            names.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
        return names

    def truth(self) -> Iterator[Expected]:
        """Every cell that is not empty, in document order."""
        names = self.columns()
        for row in self.rows:
            section = " > ".join(clean(label) for label in row.section)
            item = clean(row.label if self.form == "units" else row.code + row.label)
            for name, cell in zip(names, row.cells, strict=bool(row.cells)):
                if cell is not None and cell != "":
                    yield Expected(section, item, name, cell)


class Dice:
    """Chance, for all that is drawn; the same seed, the same tables."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def chance(self, share: float) -> bool:
        """True in so many of all cases."""
        return self._random.random() < share

    def one_of(self, *choices: T) -> T:
        """One of these."""
        return self._random.choice(choices)

    def weighted(self, choices: dict[T, float]) -> T:
        """One of these, by weight."""
        return self._random.choices(list(choices), list(choices.values()))[0]

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(least, most)

    def amount(self, least: int, most: int) -> int:
        """A positive number of so many digits."""
        digits = self._random.randint(least, most)
        return self._random.randint(10 ** (digits - 1), 10**digits - 1)

    def some(self, choices: Sequence[T], least: int, most: int) -> list[T]:
        """So many of these, in their order."""
        count = min(self._random.randint(least, most), len(choices))
        return [choices[n] for n in sorted(self._random.sample(range(len(choices)), count))]


Kind = Callable[[Dice], Table]
KindOfHalves = Callable[[Dice], tuple[Table, Table]]


def heads(*labels: str, unit: str = MONEY) -> tuple[Head, ...]:
    """Heads of one level."""
    return tuple(Head(label, unit=unit) for label in labels)


def sums(rows: Iterable[Row]) -> tuple[Cell, ...]:
    """The sum of every column of amounts; nothing under the others."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return tuple(_sum(column) for column in columns)


def _sum(column: Sequence[Cell]) -> Cell:
    amounts = [cell for cell in column if isinstance(cell, int)]
    return sum(amounts) if len(amounts) == len(column) else None


def less(row: Sequence[Cell], other: Sequence[Cell]) -> tuple[Cell, ...]:
    """What is left of each column."""
    pairs = zip(row, other, strict=True)
    return tuple(a - b if isinstance(a, int) and isinstance(b, int) else None for a, b in pairs)


def share(part: int, whole: int, places: int = 1) -> Decimal:
    """Per cent, rounded as printed."""
    return (Decimal(100) * part / whole).quantize(Decimal(1).scaleb(-places)) + 0  # no -0.0
