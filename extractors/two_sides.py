"""Do rules stop at one gutter, line for line, so that two lists (借方, 貸方) stand side by side with nothing upright between?

Then the right side's texts are lines of their own: read together, its labels would be words between two columns of figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.geometry import Token, lines_of
from extractors.regions import Strokes
from extractors.sides import FEWEST, GUTTER, SAME_HEIGHT, STEP, Sides, are_lists, with_header

SAME_EDGE = 2.0
"""Points between the ends of rules at one gutter."""
SHORTEST = 80.0
"""Points: shorter rules underline headings or sums."""
LONGER = 1.5
"""Of the widest step between rules that both lists have: further down the next rule is no more of the longer one."""


class _Pair(NamedTuple):
    """Two rules at one height: the left one's end, and where the right one begins and ends."""

    y: float
    left: float
    right: float
    end: float


def two_sides(tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """The places of a page where rules (y, x0, x1) stop at a gutter that no text and no other rule crosses, top to bottom."""
    found: list[Sides] = []
    for pairs in _gutters(drawn) if len(drawn) >= 2 * FEWEST else ():
        gutter = (max(pair.left for pair in pairs) + min(pair.right for pair in pairs)) / 2
        crossed = [y for y, x0, x1 in drawn if x0 < gutter < x1] + [t.cy for t in tokens if t.x0 < gutter < t.x1]
        for run in _runs([pair.y for pair in pairs], crossed, tokens, gutter):
            for bottom in _bottoms(tokens, drawn, crossed, pairs[0], run):
                if are_lists([t for t in tokens if run[0] <= t.cy <= bottom], gutter):
                    found.append(Sides(with_header(tokens, run[0], gutter, crossed), bottom + SAME_HEIGHT, gutter))
                    break
    return sorted(found)


def _bottoms(
    tokens: Sequence[Token], drawn: Strokes, crossed: Sequence[float], pair: _Pair, run: Sequence[float]
) -> Iterator[float]:
    """Where two lists may end, the likeliest first: with the rules that both have, with rules of their own, with their lines."""
    if len(run) >= FEWEST and are_lists([t for t in tokens if run[0] <= t.cy <= run[-1]], (pair.left + pair.right) / 2):
        yield _longer_side(drawn, crossed, pair, run)
        return
    yield _own_ends(drawn, crossed, pair, run[-1])
    if len(run) >= FEWEST:
        yield _last_line(tokens, crossed, pair, run[-1])


def _last_line(tokens: Sequence[Token], crossed: Sequence[float], pair: _Pair, top: float) -> float:
    """Where the lines under a header that a rule closes on both sides end, and no rule them: before a blank or what crosses."""
    limit = min((y for y in crossed if y > top), default=float("inf"))
    below = [t for t in tokens if top < t.cy < limit and t.x0 < pair.end + SAME_EDGE]
    bottom = top
    for line in lines_of(below) if below else ():
        height = max(t.bottom - t.top for t in line)
        if min(t.top for t in line) - bottom > STEP * height:
            break
        bottom = max([bottom, *(t.bottom for t in line)])
    return bottom


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
    return [run for run in runs if run]


def _longer_side(drawn: Strokes, crossed: Sequence[float], pair: _Pair, run: Sequence[float]) -> float:
    """Where the longer one of two lists ends: rules as wide as it go on below the last that both have, row by row."""
    bottom, step = run[-1], LONGER * max(below - above for above, below in pairwise(run))
    for y, x0, x1 in sorted(drawn, key=lambda rule: rule[0]):
        own = abs(x1 - pair.left) <= SAME_EDGE or (abs(x0 - pair.right) <= SAME_EDGE and abs(x1 - pair.end) <= SAME_EDGE)
        if own and bottom < y < bottom + step and not any(bottom < other <= y + SAME_HEIGHT for other in crossed):
            bottom = y
    return bottom


def _own_ends(drawn: Strokes, crossed: Sequence[float], pair: _Pair, top: float) -> float:
    """Where the longer of two lists under one header ends, each closed by rules of its own; ``top`` if none is."""
    limit = min((y for y in crossed if y > top), default=float("inf"))
    below = [rule for rule in drawn if top + SAME_HEIGHT < rule[0] < limit]
    left = [y for y, _, x1 in below if abs(x1 - pair.left) <= SAME_EDGE]
    right = [y for y, x0, x1 in below if abs(x0 - pair.right) <= SAME_EDGE and abs(x1 - pair.end) <= SAME_EDGE]
    return max(*left, *right) if left and right else top


def _gutters(drawn: Strokes) -> list[list[_Pair]]:
    """Heights at which a rule ends and the next begins further right; those of one gutter together, top to bottom.

    Where long rules stop at it, short ones at one height that end where theirs do (over sums) are a pair, too.
    """
    lines: list[list[Sequence[float]]] = []
    for rule in sorted(drawn, key=lambda rule: rule[0]):
        if lines and rule[0] - lines[-1][0][0] <= SAME_HEIGHT:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    groups: list[list[_Pair]] = []
    for line in lines:
        long = sorted((rule for rule in line if rule[2] - rule[1] >= SHORTEST), key=lambda rule: rule[1])
        for left, right in pairwise(long):
            if right[1] - left[2] < GUTTER:
                continue
            pair = _Pair(left[0], left[2], right[1], right[2])
            same = (g for g in groups if abs(g[0].left - pair.left) <= SAME_EDGE and abs(g[0].right - pair.right) <= SAME_EDGE)
            group = next(same, None)
            if group is None:
                groups.append([pair])
            else:
                group.append(pair)
    return [sorted({*group, *_over_sums(group, lines)}) for group in groups]


def _over_sums(group: Sequence[_Pair], lines: Sequence[Sequence[Sequence[float]]]) -> list[_Pair]:
    """The heights below the first pair of a gutter at which rules end on both sides where those of its pairs do."""
    first = group[0]
    known = [pair.y for pair in group]
    found: list[_Pair] = []
    for line in lines:
        y = line[0][0]
        ends = [end for _, _, end in line]
        both = all(any(abs(end - own) <= SAME_EDGE for end in ends) for own in (first.left, first.end))
        if y > first.y and both and not any(abs(y - own) <= SAME_HEIGHT for own in known):
            found.append(_Pair(y, *first[1:]))
    return found
