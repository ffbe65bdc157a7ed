"""What happens to the equations when a number changes?  The relations of a packet, kept evaluated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Number
from pipeline.reconciliation.book import Relation, computed, residual, size

SIGN, LOOK_ALIKE, SWAP, DIGIT, OTHER = 1, 2, 2, 3, 6
"""Costs of an explanation: a lost △ is likelier than a digit read as one that looks like it or two digits swapped,
those than another digit, and that than anything else."""
MOST_SLACK = 12
"""Units of rounding that are looked through for a likelier figure, at most."""
_ALIKE = ("38", "17", "06", "08", "09", "14", "27", "35", "56", "58", "68", "69", "89", "49")
LOOK_ALIKES = frozenset(pair[::way] for pair in _ALIKE for way in (1, -1))
"""Pairs of digits that readers take for each other in print of poor quality."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell with another value, and what that does."""

    cell: int
    value: Number
    mended: frozenset[int]
    """Relations that do not hold now and would."""
    hinted: frozenset[int]
    """The same among guesses."""
    soft: bool
    """Whether one of those guesses is what a label says, so that it may accuse on its own if the change is likely."""
    hints: int
    """Figures of the same name elsewhere that it would agree with."""
    broken: int
    """Relations that hold now and would not."""
    cost: int

    @property
    def weight(self) -> int:
        """How much it explains; a guess counts for a relation only beside others."""
        return len(self.mended) + len(self.hinted)


Incidence = dict[int, list[tuple[int, int]]]
"""Of each cell the relations that it takes part in, and with which weight (that of a total is 1)."""


def _incidence(relations: Sequence[Relation]) -> Incidence:
    found: Incidence = {}
    for i, relation in enumerate(relations):
        found.setdefault(relation.total, []).append((i, 1))
        for weight, cell in relation.terms:
            found.setdefault(cell, []).append((i, -weight))
    return found


class System:
    """Relations and current values; ``gaps`` are kept up to date as values change."""

    def __init__(
        self,
        relations: Sequence[Relation],
        values: Sequence[Number | None],
        counts: Collection[int] = frozenset(),
        by_cell: Incidence | None = None,
    ) -> None:
        """``by_cell``: that of another system of the same relations, to be shared: in a long packet it is what takes room."""
        self.relations = list(relations)
        self.counts = counts
        """Cells that count heads or items, which no reader robbed of a minus."""
        self.values = list(values)
        self.by_cell = _incidence(self.relations) if by_cell is None else by_cell
        self.gaps: list[Number | None] = [residual(relation, self.values) for relation in self.relations]

    def fails(self, i: int) -> bool:
        """Whether a relation does not hold."""
        gap = self.gaps[i]
        return gap is not None and size(gap) > self.relations[i].tolerance

    def holds(self, i: int) -> bool:
        """Whether a relation is claimed, and holds."""
        gap = self.gaps[i]
        return gap is not None and size(gap) <= self.relations[i].tolerance and not self.relations[i].weak

    def violated(self) -> list[int]:
        """Relations that do not hold, guesses apart."""
        return [i for i, relation in enumerate(self.relations) if not relation.weak and self.fails(i)]

    def set(self, cell: int, value: Number | None) -> None:
        """Change a value."""
        old = self.values[cell]
        self.values[cell] = value
        for i, coefficient in self.by_cell.get(cell, ()):
            relation, gap = self.relations[i], self.gaps[i]
            linear = relation.divisor == 1 or cell == relation.total
            if linear and old is not None and value is not None and gap is not None:
                self.gaps[i] = gap + coefficient * (value - old)
            else:
                self.gaps[i] = residual(relation, self.values)

    def implied(self, i: int, cell: int) -> Number | None:
        """The value of a cell that would make a relation hold, if there is just one."""
        relation = self.relations[i]
        if cell == relation.total:
            return computed(relation, self.values)
        gap, value = self.gaps[i], self.values[cell]
        if gap is None or value is None or relation.divisor != 1:
            return None
        weight = sum(w for w, c in relation.terms if c == cell)
        if weight in (1, -1):
            return value + gap * weight
        return None

    def _likeliest(self, i: int, cell: int) -> Number | None:
        """The value that would make a relation hold; of those that rounding allows the likeliest, and the nearest of these."""
        value, old, allowed = self.implied(i, cell), self.values[cell], self.relations[i].tolerance
        if value is None or old is None or not allowed or size(self.gaps[i] or 0) <= 2 * allowed:
            return value  # so small a gap may be rounding upon rounding
        near = [value + sign * off for off in range(1, min(int(allowed), MOST_SLACK) + 1) for sign in (1, -1)]
        return min([value, *near], key=lambda each: change_cost(old, each))

    def change(self, cell: int, value: Number) -> Change:
        """What another value of a cell would mend and break."""
        old = self.values[cell]
        mended: set[int] = set()
        hinted: set[int] = set()
        hints = broken = 0
        for i, coefficient in self.by_cell.get(cell, ()):
            relation, gap = self.relations[i], self.gaps[i]
            if gap is None or old is None:
                continue
            fails = size(gap) > relation.tolerance
            linear = relation.divisor == 1 or cell == relation.total
            after = gap + coefficient * (value - old) if linear else self._retry(i, cell, value)
            still = size(after) > relation.tolerance
            if relation.hint:
                hints += fails and not still
            elif fails and not still:
                (hinted if relation.weak else mended).add(i)
            elif still and not fails and not relation.weak:
                broken += 1
        soft = any(self.relations[i].soft for i in hinted)
        cost = OTHER if value < 0 and cell in self.counts else change_cost(old, value)
        return Change(cell, value, frozenset(mended), frozenset(hinted), soft, hints, broken, cost)

    def _retry(self, i: int, cell: int, value: Number) -> Number:
        old = self.values[cell]
        self.values[cell] = value
        gap = residual(self.relations[i], self.values)
        self.values[cell] = old
        return gap if gap is not None else 0

    def candidates(self, violated: Iterable[int]) -> list[Change]:
        """Every single change that some violated relation asks for."""
        seen: set[tuple[int, Number]] = set()
        found: list[Change] = []
        for i in violated:
            if self.relations[i].hint:
                continue
            for cell in self.relations[i].cells():
                value = self._likeliest(i, cell)
                if value is None or value == self.values[cell] or (cell, value) in seen:
                    continue
                seen.add((cell, value))
                found.append(self.change(cell, value))
        return found


def _is_likely(old: Number, new: Number, allowed: int) -> bool:
    """Whether one digit or sign makes a figure another, give or take what rounding allows."""
    return any(change_cost(old, new + off) < OTHER for off in range(-min(allowed, MOST_SLACK), min(allowed, MOST_SLACK) + 1))


def any_likely(changes: Iterable[tuple[Number, Number]], allowed: int) -> bool:
    """Whether one digit or sign of one figure explains a gap; ``changes``: each figure, and by how much it would change."""
    return any(_is_likely(value, value + more, allowed) for value, more in changes)


def change_cost(old: Number | None, new: Number) -> int:
    """How unlikely it is that ``new`` was printed and ``old`` was read."""
    if old is None:
        return SIGN
    if old < 0 < new:
        return OTHER  # a △ gets lost; none comes from nowhere
    if new == -old:
        return SIGN
    return digit_cost(str(size(old)), str(size(new))) + (SIGN if new < 0 < old else 0)


def digit_cost(old: str, new: str) -> int:
    """One digit wrong, two neighbours swapped, or anything else: a figure that is shorter by several digits, or 0, lost no digit.

    >>> digit_cost("1234", "1284"), digit_cost("1234", "1244"), digit_cost("1234", "1324"), digit_cost("1234", "99")
    (2, 3, 2, 6)
    >>> digit_cost("0", "100000"), digit_cost("234", "1234"), digit_cost("152", "1052")
    (6, 3, 2)
    """
    if abs(len(old) - len(new)) > 1 or ("0" in (old, new) and len(old) != len(new)):
        return OTHER
    width = max(len(old), len(new))
    old, new = old.zfill(width), new.zfill(width)
    if old != new:
        places = [k for k, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        if len(places) == 1:
            return LOOK_ALIKE if old[places[0]] + new[places[0]] in LOOK_ALIKES else DIGIT
        if len(places) == 2 and places[1] == places[0] + 1:
            a, b = places
            return SWAP if (old[a], old[b]) == (new[b], new[a]) else OTHER
    return OTHER
