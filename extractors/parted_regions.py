"""Is one frame two tables side by side, drawn so near each other that their outer rules run into one?

Statements in two lists (資産の部, 負債の部) may stand a point or two apart: the rule over both then looks like one, while those
further down stop at the gutter, each list at its own height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token
from extractors.regions import Region, within
from pipeline.model import Box, Rules

NARROWEST, WIDEST = 0.8, 8.0
"""Points between the two tables."""
SAME_END = 3.0
"""Points between ends of rules at one gutter."""
FEWEST_RULES = 4
"""One over both tables, two at a gutter, and one under each."""
LEAST_NUMBERS = 2
"""Numbers on either side."""


def parted_region(region: Region, tokens: Sequence[Token]) -> list[Region]:
    """A ruled region as it is, or the two that stand side by side in it."""
    horizontal = region.rules.horizontal
    if not region.ruled or len(horizontal) < FEWEST_RULES:
        return [region]
    for x in _gutters(horizontal):
        crossing = horizontal[(horizontal[:, 1] < x) & (horizontal[:, 2] > x)]
        upright = np.abs(region.rules.vertical[:, 0] - x) <= WIDEST
        own = within(region.box, tokens)
        if len(crossing) > 1 or upright.any() or any(t.x0 < x < t.x1 for t in own):
            continue
        if len(crossing) and float(crossing[0, 0]) > float(horizontal[:, 0].min()) + 1.0:
            continue
        sides = [[t for t in own if (t.cx < x) == left and t.numeric] for left in (True, False)]
        if min(map(len, sides)) >= LEAST_NUMBERS and _ends_differ(horizontal, x):
            return [_half(region, x, left) for left in (True, False)]
    return [region]


def _gutters(horizontal: NDArray[np.float32]) -> Iterator[float]:
    """Where a rule ends and another one begins at one height, right after it."""
    rules = sorted(horizontal.tolist(), key=lambda rule: (rule[0], rule[1]))
    for one, two in pairwise(rules):
        if abs(one[0] - two[0]) <= 1.0 and NARROWEST <= two[1] - one[2] <= WIDEST:
            yield (one[2] + two[1]) / 2


def _ends_differ(horizontal: NDArray[np.float32], x: float) -> bool:
    """Whether the two sides end at different heights, each with a rule that stops at the gutter."""
    left = horizontal[np.abs(horizontal[:, 2] - x) <= SAME_END, 0]
    right = horizontal[np.abs(horizontal[:, 1] - x) <= SAME_END, 0]
    return len(left) > 1 and len(right) > 1 and abs(float(left.max()) - float(right.max())) > SAME_END


def _half(region: Region, x: float, left: bool) -> Region:
    """What stands on one side of a gutter."""
    horizontal, vertical = region.rules.horizontal, region.rules.vertical
    rules = horizontal[horizontal[:, 1] < x - 1.0] if left else horizontal[horizontal[:, 2] > x + 1.0]
    rules = rules.copy()
    rules[:, 2 if left else 1] = np.minimum(rules[:, 2], x) if left else np.maximum(rules[:, 1], x)
    upright = vertical[(vertical[:, 0] < x) == left]
    box = region.box
    bottom = float(max(rules[:, 0].max(), upright[:, 2].max() if len(upright) else 0.0))
    own = Box(box.x0, box.top, x, bottom) if left else Box(x, box.top, box.x1, bottom)
    return Region(own, Rules(rules, upright), region.ruled)
