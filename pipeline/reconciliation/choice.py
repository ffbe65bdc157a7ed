"""Which of two readings adds up?  Decided by the equations alone, for cells that two readers read differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pipeline.expressions import parse_expression
from pipeline.model import Equation, FactKey, Number, Reconciled
from pipeline.reconciliation.system import OTHER, change_cost

Alternatives = Mapping[FactKey, Number]
"""What the other reader says of a cell."""
Judge = Callable[[Alternatives], Reconciled]
"""Reconciles the packet with other values in these cells."""

MOST_TOGETHER = 3
"""Cells of one equation that are taken to be misread at once: more is a table misplaced, not misread."""
MOST_DIFFERENT = 12
"""Cells of one equation that differ, beyond which no subset is tried: the other reader lays the table out differently."""
LEAST_UNLIKE = 1000
"""A number that has nothing in common with what was first read mends a sum by chance if it is smaller than this."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the equations of a packet stand, cell by cell; one of nothing but zeros is no evidence."""

    held: Counter[FactKey] = field(default_factory=Counter)
    failing: Counter[FactKey] = field(default_factory=Counter)

    def proves(self, key: FactKey) -> bool:
        """Whether at least one equation covers the cell and all that do hold."""
        return self.held[key] > 0 and not self.failing[key]


def standing(reconciled: Reconciled) -> Standing:
    """Count, for each cell, the equations that hold and that do not."""
    values = {fact.key: fact.value for fact in reconciled.facts}
    found = Standing()
    for equation in reconciled.equations:
        cells = cells_of(equation)
        if equation.status in ("exact", "rounded"):
            if any(values.get(cell) for cell in cells):
                found.held.update(cells)
        else:
            found.failing.update(cells)
    return found


def holds_too(reconciled: Reconciled, key: FactKey, value: Number) -> bool:
    """Whether every equation that covers a proven cell would hold with another value as well, within its rounding."""
    covering = [equation for equation in reconciled.equations if equation.tolerance and key in cells_of(equation)]
    if not covering or any(not equation.tolerance and key in cells_of(equation) for equation in reconciled.equations):
        return False
    values = {fact.key: fact.value for fact in reconciled.facts} | {key: value}
    return all(_holds(equation, values) for equation in covering)


def cells_of(equation: Equation) -> set[FactKey]:
    """The total and every term."""
    return {equation.key, *(key for _, key in equation.terms)}


def choose(reconciled: Reconciled, alternatives: Alternatives, judge: Judge) -> tuple[set[FactKey], Reconciled]:
    """The cells whose other reading adds up where the first does not, and the packet judged with it.

    A choice must be the only smallest one that makes an equation hold, break none, and leave every chosen cell proven
    once the whole packet is judged again.
    """
    before = standing(reconciled)
    open_ = {key: value for key, value in alternatives.items() if not before.proves(key)}
    read = {fact.key: fact.value for fact in reconciled.facts}
    alike = {key: value for key, value in open_.items() if resembles(read[key], value)}
    large = {key: value for key, value in open_.items() if not -LEAST_UNLIKE < value < LEAST_UNLIKE}
    chosen = _asked_for(reconciled, alike | large)
    rest = {key: value for key, value in alike.items() if key not in chosen}
    if rest:  # sums are found by what they come to: a misread figure may hide the one that would cover it
        after = standing(judge({**_only(alternatives, chosen), **rest}))
        chosen |= {key for key in rest if after.proves(key)}
    if not chosen:
        return set(), reconciled
    judged = judge(_only(alternatives, chosen))
    after = standing(judged)
    if all(after.proves(key) for key in chosen) and after.failing.total() <= before.failing.total():
        return chosen, judged
    return set(), reconciled


def resembles(read: Number | None, other: Number) -> bool:
    """Whether one may be a misreading of the other: a sign, a digit, two digits swapped, a digit too many or too few.

    Two numbers that have nothing in common are two cells of the print, and the readers differ about their places.
    """
    if read is None or change_cost(read, other) < OTHER:
        return True
    short, long = sorted((str(abs(read)), str(abs(other))), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _only(alternatives: Alternatives, keys: Iterable[FactKey]) -> dict[FactKey, Number]:
    wanted = set(keys)
    return {key: value for key, value in alternatives.items() if key in wanted}


def _asked_for(reconciled: Reconciled, alternatives: Alternatives) -> set[FactKey]:
    """The cells whose other reading makes an equation hold that fails as read, and breaks none."""
    values = {fact.key: fact.value for fact in reconciled.facts}
    covering: dict[FactKey, list[Equation]] = {}
    for equation in reconciled.equations:
        for cell in cells_of(equation) & alternatives.keys():
            covering.setdefault(cell, []).append(equation)
    order = list(alternatives)
    chosen: set[FactKey] = set()
    for equation in reconciled.equations:
        if _holds(equation, values):
            continue
        cells = cells_of(equation)
        different = [key for key in order if key in cells and key not in chosen]
        mending = _smallest(equation, different, values, alternatives, covering)
        if mending:
            chosen |= mending
            values.update(_only(alternatives, mending))
    return chosen


def _smallest(
    equation: Equation,
    different: Sequence[FactKey],
    values: Mapping[FactKey, Number | None],
    alternatives: Alternatives,
    covering: Mapping[FactKey, Sequence[Equation]],
) -> set[FactKey]:
    """The one smallest set of other readings that makes an equation hold and breaks no other; empty where several do."""
    for group in _by_size(different):
        found = []
        for keys in group:
            tried = {**values, **_only(alternatives, keys)}
            around = [other for key in keys for other in covering[key]]
            if _holds(equation, tried) and not any(_holds(e, values) and not _holds(e, tried) for e in around):
                found.append(set(keys))
        if found:
            return found[0] if len(found) == 1 else set()
    return set()


def _by_size(keys: Sequence[FactKey]) -> Iterator[Iterator[tuple[FactKey, ...]]]:
    most = MOST_TOGETHER if len(keys) <= MOST_DIFFERENT else 0
    return (combinations(keys, size) for size in range(1, most + 1))


def _holds(equation: Equation, values: Mapping[FactKey, Number | None]) -> bool:
    printed = values.get(equation.key)
    result = parse_expression(equation.key, equation.expression).value(values)
    if printed is None or result is None:
        return False
    return -equation.tolerance <= printed - result <= equation.tolerance
