"""Which rules can't be seen, for an opaque box is painted over them?  A merged header's shade hides the grid drawn before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

EDGE = 1.0
"""Points inside a box's edges: what is drawn nearer to them bounds the box."""
Fill = tuple[int, Sequence[float]]
"""When a box is painted, among all that is drawn, and where: left, bottom, right, top."""
Opaque = Callable[[int], bool]
"""Whether what is painted then covers; asked for the few that lie over any line."""
LEAST = 1.0
"""Points of a rule that must be left to be one."""


def uncovered(lines: NDArray[np.float32], order: NDArray[np.intp], fills: Sequence[Fill], opaque: Opaque) -> NDArray[np.float32]:
    """Thin boxes, shape (n, 4), without what lies under a filled box painted later; ``order``: when each of them is drawn."""
    if not len(lines) or not fills or max(place for place, _ in fills) < order[0]:
        return lines
    for place, box in fills:
        under = (order < place) & _meet(lines, box)
        if not under.any() or not opaque(place):
            continue
        hidden = zip(lines[under].tolist(), order[under].tolist(), strict=True)
        pieces = [(piece, at) for line, at in hidden for piece in _rest(line, box)]
        lines = np.concatenate((lines[~under], np.array([piece for piece, _ in pieces], np.float32).reshape(-1, 4)))
        order = np.concatenate((order[~under], np.array([at for _, at in pieces], np.intp)))
    return lines


def _meet(lines: NDArray[np.float32], box: Sequence[float]) -> NDArray[np.bool_]:
    """Which lines run through the inside of a box."""
    x0, y0, x1, y1 = box[0] + EDGE, box[1] + EDGE, box[2] - EDGE, box[3] - EDGE
    met: NDArray[np.bool_] = (lines[:, 0] < x1) & (lines[:, 2] > x0) & (lines[:, 1] < y1) & (lines[:, 3] > y0)
    return met


def _rest(line: Sequence[float], box: Sequence[float]) -> list[list[float]]:
    """What is left of a thin line outside a box: a piece before it and one behind, or neither."""
    along = 0 if line[2] - line[0] > line[3] - line[1] else 1
    before, behind = list(line), list(line)
    before[along + 2], behind[along] = min(line[along + 2], box[along]), max(line[along], box[along + 2])
    return [piece for piece in (before, behind) if piece[along + 2] - piece[along] >= LEAST]
