"""Which few changes explain all that does not add up?  The best single change, again and again; then sets of changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Number
from pipeline.reconciliation.joint import around, smallest
from pipeline.reconciliation.system import OTHER, Change, System

MOST_ROUNDS = 400
"""Changes accepted in one packet: beyond it the packet is not damaged but misunderstood."""
DEEPEST = 4
"""Changes that are tried together when none alone explains anything."""
MOST_TRIES = 4_000
"""Changes tried around one violated relation; a chain that takes more is told as not known to be the only one."""
LEAST_TOGETHER = 2
"""Relations that must fail together before sets of changes are looked for that no chain reaches."""
MOST_ASKED = 1
"""Joint searches in one packet, which bounds their cost."""
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
    undecided: list[tuple[int, list[list[Change]]]] = field(default_factory=list)
    """(violated relation, sets of changes that explain it equally well)."""
    unproven: set[int] = field(default_factory=set)
    """Accepted cells whose explanation is not known to be the only one: the search was cut short."""
    asked: list[set[int]] = field(default_factory=list)
    """Failing relations that were searched jointly."""
    left: list[int] = field(default_factory=list)
    """Relations that nothing explains."""


def search(system: System, allowed: int = MOST_ROUNDS) -> Outcome:
    """Explain the violated relations of a system; accepted changes are applied to it."""
    outcome = Outcome()
    told: set[int] = set()
    for _ in range(allowed):
        step = _best(system)
        if step is None:
            together = _together(system, outcome, told)
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
    outcome.undecided = [(i, sets) for i, sets in outcome.undecided if system.fails(i)]
    explained = {i for i, _ in outcome.undecided}
    explained |= {i for group in outcome.ambiguous for change in group for i in change.mended | change.hinted}
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


def _together(system: System, outcome: Outcome, told: set[int]) -> list[Change]:
    """The one smallest set of changes that mends all around a violated relation, where each alone breaks something.

    Where several sets are equally small they are told as undecided.
    """
    for i in system.violated():
        if i in told or system.relations[i].kind not in _WITHIN_A_TABLE:
            continue
        chains = Chains(system)
        found = [s for s in chains.smallest(i) if 1 < len(s) <= _mended_by(system, s)]
        complete = chains.complete
        if not complete or not found:
            found, complete = _jointly(system, i, outcome, found, complete)
        if not found:
            continue
        if len(found) == 1:
            if not complete:
                outcome.unproven |= {change.cell for change in found[0]}
            return found[0]
        told.add(i)
        outcome.undecided.append((i, found))
    return []


def _jointly(
    system: System, i: int, outcome: Outcome, found: list[list[Change]], complete: bool
) -> tuple[list[list[Change]], bool]:
    """The same by an exact search over all that fails around a relation, where chains were too many, or too short."""
    failing = around(system, i)
    if len(failing) < LEAST_TOGETHER or failing in outcome.asked or len(outcome.asked) >= MOST_ASKED:
        return found, complete
    outcome.asked.append(failing)
    answer = smallest(system, failing)
    if answer is None:
        return found, complete
    sets = [[system.change(cell, value) for cell, value in changes] for changes in answer.sets]
    sets = [s for s in sets if 1 < len(s) <= _mended_by(system, s)]
    return (sets, answer.proven) if sets else (found, complete)


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


class Chains:
    """Sets of signs and likely digits that mend a relation and whatever mending it breaks, each tried once, all of them."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.tries = 0
        self.best: dict[frozenset[tuple[int, Number]], list[Change]] = {}
        self.cost = DEEPEST * OTHER

    @property
    def complete(self) -> bool:
        """Whether every set was tried, so that the smallest is known to be the smallest."""
        return self.tries <= MOST_TRIES

    def smallest(self, i: int) -> list[list[Change]]:
        """Every set of least cost, of as few changes as possible."""
        self._extend(i, [], 0)
        least = min((len(s) for s in self.best.values()), default=0)
        return [s for s in self.best.values() if len(s) == least]

    def _extend(self, i: int, done: list[Change], cost: int) -> None:
        cells = {change.cell for change in done}
        options = [c for c in self.system.candidates([i]) if c.cell not in cells and i in c.mended and c.cost < OTHER]
        options.sort(key=lambda c: (c.broken - len(c.mended), c.cost, c.cell))
        for option in options:
            self.tries += 1
            if not self.complete:
                return
            total = cost + option.cost
            if total > self.cost:
                continue
            old = self.system.values[option.cell]
            self.system.set(option.cell, option.value)
            path = [*done, option]
            broken = self._broken(path)
            if broken is None:
                if total < self.cost:
                    self.cost, self.best = total, {}
                self.best[frozenset((c.cell, c.value) for c in path)] = path
            elif len(path) < DEEPEST:
                self._extend(broken, path, total)
            self.system.set(option.cell, old)

    def _broken(self, path: list[Change]) -> int | None:
        """A relation around the changed cells that fails now."""
        for change in path:
            for j, _ in self.system.by_cell[change.cell]:
                if self.system.fails(j) and not self.system.relations[j].weak:
                    return j
        return None
