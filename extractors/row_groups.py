"""Which label columns do rules between rows tell, that begin right of the names of their groups?  No upright rule is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import CHUNK_GAP, Token
from extractors.spanners import is_spread
from extractors.stubs import COUNTING

SAME_START = 2.5
"""Points: rules of one column begin, and the table's rules begin at its left edge, this near each other."""
MIN_SHORT = 2
"""Rules between rows that begin at one place, from which on an edge is there."""
CELL_PADDING = 1.2
"""Em from where a cell's rule begins to its text, at most."""
ROW, LEVEL = 2.0, 0.3
"""Em: the lines of two rows stand within so much of the rule between them, and a name for both at its height."""
CROSSES = 1.0
"""Points by which a text runs over an edge on both sides."""

Bool = NDArray[np.bool_]


def group_edges(horizontal: NDArray[np.float32], left: float, tokens: Sequence[Token]) -> list[float]:
    """Where rules between rows begin right of the names of row groups and left of their labels, left to right.

    ``horizontal``: y, x0, x1 of the table's rules; ``left``: its left edge; ``tokens``: those of its labels.
    """
    starts = sorted([x for x in horizontal[:, 1].tolist() if x > left + 2 * SAME_START])
    if len(starts) < MIN_SHORT:
        return []
    whole = horizontal[horizontal[:, 1] <= left + 2 * SAME_START, 0].tolist()
    found: list[tuple[float, int]] = []
    while starts:
        own = [x for x in starts if x - starts[0] <= SAME_START]
        starts = starts[len(own) :]
        heights = _apart(horizontal[np.abs(horizontal[:, 1] - own[0]) <= SAME_START, 0].tolist())
        above = max([y for y in whole if y < min(heights)], default=0.0)
        below = min([y for y in whole if y > max(heights)], default=np.inf)
        within = [t for t in tokens if above < t.cy < below]  # not the header, which may stand across
        if _parts_labels(own[0], heights, within) or _parts_figures(own[0], heights, within):
            found.append((own[0], len(own)))
    sure = any(count >= MIN_SHORT for _, count in found)  # beside them, a group within or around a group may have but two rows
    return [x for x, _ in found] if sure else []


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights, those of a rule and of the shading it bounds as one."""
    found: list[float] = []
    for y in sorted(heights):
        if not found or y - found[-1] > CROSSES:
            found.append(y)
    return found


def _parts_labels(x: float, heights: Sequence[float], tokens: Sequence[Token]) -> bool:
    """Whether labels begin right of an edge, next to most of its rules, and the names of groups stand left of them."""
    right = [t for t in tokens if x - CROSSES <= t.x0 <= x + CELL_PADDING * t.em]
    right = [t for t in right if not t.numeric or _counts_a_label(t, tokens)]
    return len(right) >= len(heights) and _stand_left(x, heights, tokens)


def _parts_figures(x: float, heights: Sequence[float], tokens: Sequence[Token]) -> bool:
    """Whether figures alone stand right of an edge, in several lines for each label: no rule has labels above and below it."""
    if not _stand_left(x, heights, tokens):
        return False
    for y in heights:
        near = [(t, (t.cy - y) / t.em) for t in tokens if abs(t.cy - y) < ROW * t.em]
        above, below = ([t for t, step in near if side * step > LEVEL] for side in (-1, 1))
        labels = [any(t.x1 <= x + CROSSES for t in row) for row in (above, below)]
        figures = [any(t.numeric and t.x0 >= x for t in row) for row in (above, below)]
        if all(labels) or not all(figures):
            return False
    return True


def _stand_left(x: float, heights: Sequence[float], tokens: Sequence[Token]) -> bool:
    """Whether texts stand left of an edge beside its rules, else at the first of their group's rows, and none across it."""
    low, high = min(heights), max(heights)
    left = [t for t in tokens if t.x0 < x - CROSSES]
    beside = [t for t in left if low - ROW * t.em < t.cy < high + ROW * t.em] or left
    if not beside or any(t.x1 > x + CROSSES for t in beside):
        return False
    return not all(COUNTING.fullmatch(t.text) and _counts_a_label(t, tokens) for t in beside)


def _counts_a_label(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a label, no figure, begins on a token's line right of it."""
    return any(not t.numeric and t.x0 > token.x1 and abs(t.cy - token.cy) < LEVEL * token.em for t in tokens)


def part_groups(
    parted: Bool,
    groups: Sequence[float],
    xs: Sequence[float],
    ys: Sequence[float],
    horizontal: NDArray[np.float32],
    tokens: Sequence[Token],
) -> None:
    """Join the bands across such edges that no short rule bounds, where one text stands for both sides: headers and totals."""
    for x in groups:
        edge = xs.index(x)
        if any(t.numeric for t in tokens if x < t.cx < xs[edge + 1]):
            continue  # a heading over figures keeps to its column
        heights = horizontal[horizontal[:, 1] >= x - SAME_START, 0]  # those of groups within the groups are theirs, too
        for band, (top, bottom) in enumerate(pairwise(ys)):
            bounded = ((np.abs(heights - top) <= SAME_START) | (np.abs(heights - bottom) <= SAME_START)).any()
            own = [t for t in tokens if top <= t.cy < bottom and xs[edge - 1] <= t.cx < xs[edge + 1]]
            if not bounded and not _stand_on_both_sides(own, x):
                parted[band, edge] = False


def _stand_on_both_sides(tokens: Sequence[Token], x: float) -> bool:
    """Whether texts of a band are two, one left and one right of an edge."""
    before = max((t.x1 for t in tokens if t.cx < x), default=None)
    after = min((t for t in tokens if t.cx > x), default=None)
    if before is None or after is None or is_spread(tokens):
        return False
    return after.x0 - before > CHUNK_GAP * after.em
