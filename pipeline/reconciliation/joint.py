"""Which smallest set of changes makes all true that hangs together, where chains of a few changes were not enough?

Exact integers with CP-SAT: every sign, digit and pair of neighbouring digits of every figure around the failure is an option,
every relation there must hold.  One worker, a fixed seed and a limit on its own count of work, so that the same packet gives
the same answer on any machine; what was found within the limit but not proven smallest is told as such, and never repaired.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reconciliation.system import OTHER, System, change_cost

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MOST_WORK = 2.0
"""Deterministic time for one answer: two seconds or so on a machine of today."""
MOST_CELLS = 160
"""Figures around a failure, at most; more are told as unexplained."""
MOST_SETS = 12
"""Equally good sets that are listed, at most."""
SEED = 20190331


@dataclass(frozen=True, slots=True)
class Answer:
    """Sets of (cell, value) of least cost."""

    sets: tuple[tuple[tuple[int, int], ...], ...]
    proven: bool
    """Whether none is smaller and no other is as small; ``False`` where the limit was reached first."""


@dataclass(frozen=True, slots=True)
class Option:
    """One cell read otherwise."""

    cell: int
    value: int
    delta: int
    cost: int


def smallest(system: System, failing: set[int]) -> Answer | None:
    """All smallest sets of likely changes after which every relation around the failing ones holds."""
    cells = _cells(system, failing)
    relations = {i for cell in cells for i, _ in system.by_cell[cell] if _linear(system, i)}
    if not failing <= relations or len(cells) > MOST_CELLS:
        return None
    options = [option for cell in sorted(cells) for option in _options(system, cell)]
    return _solve(system, sorted(relations), options, len(failing))


def around(system: System, i: int) -> set[int]:
    """Relations that fail beside this one: those that share a figure with it or with each other, one relation apart at most."""
    found, edge = set[int](), {i}
    while edge:
        found |= edge
        cells = {cell for j in edge for cell in system.relations[j].cells()}
        near = {j for cell in cells for j, _ in system.by_cell[cell]}
        edge = {j for j in near if system.fails(j) and not system.relations[j].weak} - found
    return found


def _cells(system: System, failing: set[int]) -> set[int]:
    """Figures of what fails, and of what shares one with it, if there are not too many."""
    own = {cell for i in failing for cell in system.relations[i].cells()}
    near = {c for cell in own for i, _ in system.by_cell[cell] if _linear(system, i) for c in system.relations[i].cells()}
    return own | near if len(own | near) <= MOST_CELLS else own


def _linear(system: System, i: int) -> bool:
    relation = system.relations[i]
    return relation.divisor == 1 and not relation.weak and isinstance(system.gaps[i], int)


def _options(system: System, cell: int) -> Iterator[Option]:
    old = system.values[cell]
    if not isinstance(old, int):
        return
    for value in sorted(_readings(old)):
        cost = change_cost(old, value)
        if value != old and cost < OTHER and not (value < 0 and cell in system.counts):
            yield Option(cell, value, value - old, cost)


def _readings(old: int) -> set[int]:
    """What a figure may have said: the other sign, another digit, or two neighbours the other way round."""
    text, sign = str(abs(old)), -1 if old < 0 else 1
    digits = {text[:k] + d + text[k + 1 :] for k in range(len(text)) for d in "0123456789"}
    swaps = {text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in range(len(text) - 1)}
    return {-old} | {sign * int(t) for t in digits | swaps if t[0] != "0" or len(t) == 1}


def _solve(system: System, relations: list[int], options: list[Option], most: int) -> Answer | None:
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return None
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in options]
    by_cell: dict[int, list[int]] = {}
    for n, option in enumerate(options):
        by_cell.setdefault(option.cell, []).append(n)
    for members in by_cell.values():
        model.add_at_most_one(chosen[n] for n in members)
    for i in relations:
        relation, gap = system.relations[i], system.gaps[i] or 0
        if gap != int(gap):
            return None  # the solver knows whole numbers only, and rates are none
        weights = {relation.total: 1}
        for weight, cell in relation.terms:
            weights[cell] = weights.get(cell, 0) - weight
        moves = sum(weights[c] * options[n].delta * chosen[n] for c in weights for n in by_cell.get(c, ()))
        slack = int(relation.tolerance)
        model.add_linear_constraint(moves + int(gap), -slack, slack)
    cost = sum((100 * option.cost + 1) * chosen[n] for n, option in enumerate(options))
    model.add(sum(chosen) <= most)
    model.minimize(cost)
    return _all_smallest(model, chosen, cost, options)


def _all_smallest(
    model: cp_model.CpModel, chosen: list[cp_model.IntVar], cost: cp_model.LinearExpr | int, options: list[Option]
) -> Answer | None:
    """Solve, forbid what was found, and solve again, until nothing of that cost is left or the limit is reached."""
    from ortools.sat.python import cp_model as cp

    found: list[tuple[tuple[int, int], ...]] = []
    solver = cp.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = MOST_WORK
    while len(found) < MOST_SETS:
        status = solver.solve(model)
        if status == cp.INFEASIBLE:
            return Answer(tuple(sorted(found)), True) if found else None
        if status not in (cp.OPTIMAL, cp.FEASIBLE):
            break
        picked = [n for n, variable in enumerate(chosen) if solver.boolean_value(variable)]
        found.append(tuple((options[n].cell, options[n].value) for n in picked))
        if status != cp.OPTIMAL or not picked:
            break
        model.add(sum(chosen[n] for n in picked) <= len(picked) - 1)
        if len(found) == 1:
            model.add(cost <= round(solver.objective_value))
    return Answer(tuple(sorted(found)), False) if found and found[0] else None
