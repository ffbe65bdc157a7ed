"""Which few changes explain all that does not add up?  The best single change, again and again; then sets of changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.reconciliation.system import OTHER, Change, System

MOST_ROUNDS = 400
"""Changes accepted in one packet: beyond it the packet is not damaged but misunderstood."""
DEEPEST = 4
"""Changes that are tried together when none alone explains anything."""
BREADTH = 6
"""Changes tried at each depth, best first."""
_WITHIN_A_TABLE = ("footing", "cross_footing", "difference")
"""Relations whose failure may take several changes to explain; years and statements may differ in the source."""
LEAST_WITNESSES = 2
"""Relations that must ask for a value which no likely misreading explains: one alone may as well lack a row."""
LEAST_HINTS = 2
"""Guesses alone must agree at least this often before they accuse a cell."""


@dataclass(slots=True)
class Outcome:
    """What the search believes."""

    accepted: list[Change] = field(default_factory=list)
    rivals: dict[int, list[Change]] = field(default_factory=dict)
    """For an accepted cell, other single changes that explain the same at a higher cost."""
    ambiguous: list[list[Change]] = field(default_factory=list)
    """Groups of changes that explain the same equally well."""
    left: list[int] = field(default_factory=list)
    """Relations that nothing explains."""


def search(system: System, allowed: int = MOST_ROUNDS) -> Outcome:
    """Explain the violated relations of a system; accepted changes are applied to it."""
    outcome = Outcome()
    for _ in range(allowed):
        step = _best(system)
        if step is None:
            together = _together(system)
            if not together:
                break
            for change in together:
                system.set(change.cell, change.value)
            outcome.accepted += together
            continue
        change, rivals = step
        outcome.accepted.append(change)
        outcome.rivals[change.cell] = rivals
        system.set(change.cell, change.value)
    outcome.ambiguous = _ambiguous(system)
    explained = {i for group in outcome.ambiguous for change in group for i in change.mended | change.hinted}
    outcome.left = [i for i in system.violated() if i not in explained]
    return outcome


def _candidates(system: System) -> list[Change]:
    doubtful = [i for i in range(len(system.relations)) if system.fails(i)]
    found = [
        change for change in system.candidates(doubtful)
        if not change.broken and (change.mended or len(change.hinted) >= LEAST_HINTS or (change.soft and change.cost < OTHER))
    ]  # fmt: skip
    return sorted(found, key=_rank)


def _rank(change: Change) -> tuple[int, int, int]:
    return (-4 * len(change.mended) - 2 * len(change.hinted) - min(1, change.hints), change.cost, change.cell)


def _best(system: System) -> tuple[Change, list[Change]] | None:
    """The change that explains most without breaking anything, if no other explains the same as well."""
    candidates = _candidates(system)
    settled: set[int] = set()
    for change in candidates:
        touched = change.mended | change.hinted
        if touched & settled or (change.cost >= OTHER and len(touched) < LEAST_WITNESSES):
            continue
        rivals = [other for other in candidates if other.cell != change.cell and (other.mended | other.hinted) >= touched]
        twins = [other for other in candidates if other.cell == change.cell and other.value != change.value
                 and _rank(other)[:2] == _rank(change)[:2]]  # fmt: skip
        if not twins and all(_rank(other)[:2] > _rank(change)[:2] for other in rivals):
            return change, rivals
        settled |= touched
    return None


def _ambiguous(system: System) -> list[list[Change]]:
    groups: list[list[Change]] = []
    seen: set[int] = set()
    candidates = _candidates(system)
    for change in candidates:
        touched = change.mended | change.hinted
        if touched & seen:
            continue
        group = [o for o in candidates if (o.mended | o.hinted) >= touched and _rank(o)[:2] <= _rank(change)[:2]]
        seen |= touched
        groups.append(group)
    return groups


def _together(system: System) -> list[Change]:
    """A set of changes that mends everything around a violated relation, where each alone breaks something."""
    for i in system.violated():
        if system.relations[i].kind in _WITHIN_A_TABLE:
            found = _chain(system, i, [], DEEPEST)
            if found is not None and 1 < len(found) <= _mended_by(system, found):
                return found
    return []


def _mended_by(system: System, changes: list[Change]) -> int:
    """How many relations a set of changes mends on balance: fewer than it has changes, and it explains nothing."""
    before = len(system.violated())
    old = [(change.cell, system.values[change.cell]) for change in changes]
    for change in changes:
        system.set(change.cell, change.value)
    after = len(system.violated())
    for cell, value in old:
        system.set(cell, value)
    return before - after


def _chain(system: System, i: int, done: list[Change], depth: int) -> list[Change] | None:
    """Mend relation ``i`` and whatever mending it breaks, with signs and single digits only."""
    cells = {change.cell for change in done}
    options = [c for c in system.candidates([i]) if c.cell not in cells and i in c.mended and c.cost < OTHER]
    options.sort(key=lambda c: (c.broken - len(c.mended), c.cost, c.cell))
    for option in options[:BREADTH]:
        old = system.values[option.cell]
        system.set(option.cell, option.value)
        broken = next((j for j, _ in system.by_cell[option.cell] if system.fails(j) and not system.relations[j].weak), None)
        path = [*done, option]
        result = path if broken is None else _chain(system, broken, path, depth - 1) if depth > 1 else None
        system.set(option.cell, old)
        if result is not None:
            return result
    return None
