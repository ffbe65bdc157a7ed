"""Do rules stop at one gutter, line for line, so that two lists (借方, 貸方) stand side by side with nothing upright between?

Then the right side's texts are lines of their own: read together, its labels would be words between two columns of figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.geometry import Token, lines_of
from extractors.regions import Strokes

SAME_HEIGHT = 1.0
"""Points between the heights of the two sides' rules."""
SAME_EDGE = 2.0
"""Points between the ends of rules at one gutter."""
GUTTER = 2.5
"""Points between the two sides' rules, at least: pieces of one rule lie nearer."""
SHORTEST = 80.0
"""Points: shorter rules underline headings or sums."""
FEWEST = 2
"""Heights at which both sides have a rule, and lines with figures on each side, at least."""
LABELLED = 0.6
"""Share of the right side's lines of figures that begin with words, at least: else it is more columns of the left side's rows."""
STEP = 2.6
"""Heights of a line by which the sides' header stands over their first rule, at most."""


class Sides(NamedTuple):
    """Where two lists stand side by side: from one height down to another, left and right of a gutter."""

    top: float
    bottom: float
    gutter: float

    @property
    def heights(self) -> tuple[float, float]:
        """From its header down to its last rule."""
        return self.top, self.bottom

    def holds_right(self, token: Token) -> bool:
        """Whether a token belongs to the list at the right."""
        return token.cx > self.gutter and self.top <= token.cy <= self.bottom


def two_sides(tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """The places of a page where rules (y, x0, x1) stop at a gutter that no text and no other rule crosses, top to bottom."""
    found: list[Sides] = []
    for pairs in _gutters(drawn) if len(drawn) >= 2 * FEWEST else ():
        gutter = (max(pair[1] for pair in pairs) + min(pair[2] for pair in pairs)) / 2
        crossed = [y for y, x0, x1 in drawn if x0 < gutter < x1] + [t.cy for t in tokens if t.x0 < gutter < t.x1]
        for run in _runs([pair[0] for pair in pairs], crossed, tokens, gutter):
            if _are_lists([t for t in tokens if run[0] <= t.cy <= run[-1]], gutter):
                found.append(Sides(_with_header(tokens, run[0], gutter), run[-1] + SAME_HEIGHT, gutter))
    return sorted(found)


def _runs(heights: Sequence[float], crossed: Sequence[float], tokens: Sequence[Token], gutter: float) -> list[list[float]]:
    """Heights of rules on both sides, those of one pair of lists together.

    What crosses the gutter parts two pairs, and so do lines on one side alone: the caption of the next pair.
    """
    runs = [[heights[0]]]
    for above, below in pairwise(heights):
        own = [t for t in tokens if above < t.cy < below]
        sides = {t.cx > gutter for t in own}
        alone = len(sides) == 1 and len(lines_of(own)) > 1
        if alone or any(above - SAME_HEIGHT < y < below + SAME_HEIGHT for y in crossed):
            runs.append([])
        runs[-1].append(below)
    return [run for run in runs if len(run) >= FEWEST]


def _gutters(drawn: Strokes) -> list[list[tuple[float, float, float]]]:
    """Heights at which a rule ends and the next begins further right, with both places; those of one gutter together."""
    heights: list[list[Sequence[float]]] = []
    for rule in sorted((rule for rule in drawn if rule[2] - rule[1] >= SHORTEST), key=lambda rule: rule[0]):
        if heights and rule[0] - heights[-1][0][0] <= SAME_HEIGHT:
            heights[-1].append(rule)
        else:
            heights.append([rule])
    groups: list[list[tuple[float, float, float]]] = []
    for line in heights:
        for left, right in pairwise(sorted(line, key=lambda rule: rule[1])):
            if right[1] - left[2] < GUTTER:
                continue
            pair = (left[0], left[2], right[1])
            same = (g for g in groups if abs(g[0][1] - pair[1]) <= SAME_EDGE and abs(g[0][2] - pair[2]) <= SAME_EDGE)
            group = next(same, None)
            if group is None:
                groups.append([pair])
            else:
                group.append(pair)
    return [group for group in groups if len(group) >= FEWEST]


def _are_lists(tokens: Sequence[Token], gutter: float) -> bool:
    """Whether lines with figures stand on both sides, and those at the right begin with words."""
    sides = [[t for t in tokens if t.cx < gutter], [t for t in tokens if t.cx > gutter]]
    rows = [[line for line in lines_of(side) if any(t.numeric for t in line)] if side else [] for side in sides]
    labelled = sum(not line[0].numeric for line in rows[1])
    return min(map(len, rows)) >= FEWEST and labelled >= LABELLED * len(rows[1])


def _with_header(tokens: Sequence[Token], top: float, gutter: float) -> float:
    """The height where the header over the sides' first rule begins: lines with texts on both sides that cross nothing."""
    above = [t for t in tokens if t.cy < top]
    for line in reversed(lines_of(above)) if above else ():
        height = max(t.bottom - t.top for t in line)
        left, right = [t.x1 for t in line if t.cx < gutter], [t.x0 for t in line if t.cx > gutter]
        if not left or not right or max(left) > gutter or min(right) - max(left) < height:
            break
        if top - max(t.bottom for t in line) > STEP * height:
            break
        top = min(t.top for t in line)
    return top
