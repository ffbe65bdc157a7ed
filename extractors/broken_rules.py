"""Where do upright rules break off beside a row whose cell reaches across them, with no rule above or below it?

A clerk merges the cells of a heading (純資産の部) or of a total (合計): the rules between the columns stop there and go on below.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token, lines_of
from extractors.regions import HEADING_HEIGHT
from extractors.spanners import is_spread

SAME_EDGE = 2.2
"""Points: rules nearer than this are one edge (double rules, borders of cells drawn apart), and so are their breaks."""
LEAST = 6.0
"""Points: the least height of a break, and of what is left of a band above or below it."""
RUN_ALONG = 0.3
"""Share of a cell's side that a rule must run along to draw it: one that ends half way draws the next cell's."""
CENTRED = 1.0
"""Em between the middle of a text and that of the merged cell it stands in."""
CROSSES = 0.3
"""Points by which a text runs over an edge on both sides."""
NUMBERING, BEHIND = 2, 1.5
"""Characters of a label's number, and em of the blank behind it, at most."""
ON_ROW = 0.3
"""Em between the middle heights of a label and of the figures of its row."""

Bool = NDArray[np.bool_]
_Gap = tuple[float, float]
"""Where a break begins and ends."""


def breaks_of(xs: Sequence[float], ys: Sequence[float], vertical: NDArray[np.float32], tokens: Sequence[Token]) -> list[float]:
    """Heights between rows where upright rules break off, or go on, and a text stands across: edges that no rule draws.

    ``xs``: the drawn edges between columns, ``vertical``: x, top, bottom of the upright rules.
    """
    gaps: dict[_Gap, list[int]] = {}
    strokes = vertical.tolist() if len(xs) > 2 else []
    for edge in range(1, len(xs) - 1):
        for gap in _gaps(xs[edge], ys, strokes):
            same = next((known for known in gaps if max(abs(known[0] - gap[0]), abs(known[1] - gap[1])) <= SAME_EDGE), gap)
            gaps.setdefault(same, []).append(edge)
    found: list[float] = []
    for gap, edges in gaps.items():
        own = [t for t in tokens if gap[0] < t.cy < gap[1]]
        if any(_stands_across([xs[k] for k in range(run[0] - 1, run[-1] + 2)], own) for run in _runs(edges)):
            found += [y for y in gap if all(abs(y - known) > LEAST for known in (*ys, *found))]
    return found


def _gaps(x: float, ys: Sequence[float], strokes: Sequence[Sequence[float]]) -> list[_Gap]:
    """Where, in bands that an upright rule parts, it is not drawn; ``strokes``: x, top, bottom of the upright rules."""
    spans = sorted([(top, bottom) for at, top, bottom in strokes if -SAME_EDGE <= at - x <= SAME_EDGE])
    if sum([bottom - top for top, bottom in spans]) > ys[-1] - ys[0] - LEAST:
        return []  # most run all along
    found: list[_Gap] = []
    for top, bottom in pairwise(ys):
        own = [(max(a, top), min(b, bottom)) for a, b in spans if a < bottom - LEAST and b > top + LEAST]
        if sum(b - a for a, b in own) < RUN_ALONG * (bottom - top):
            continue
        heights = [top, *(height for span in own for height in span), bottom]
        found += [(a, b) for a, b in zip(heights[::2], heights[1::2], strict=True) if b - a > LEAST]
    return found


def bridged(vertical: NDArray[np.float32], ys: Sequence[float], breaks: Sequence[float]) -> NDArray[np.float32]:
    """Upright rules (x, top, bottom), the pieces of one together where nothing stands across between them.

    A heading that ends before the edge stands in the first column alone.

    ``ys``: the edges between bands; a piece that lacks in a whole band joins that band's cells.  ``breaks``: those where a text
    stands across.
    """
    pieces = sorted(vertical.tolist())
    if len(pieces) < 2:
        return vertical
    found = [pieces[0]]
    for x, top, bottom in pieces[1:]:
        last = found[-1]
        gap = (last[2], top)
        whole = all(any(abs(end - y) <= 2 * SAME_EDGE for y in ys) for end in gap)
        across = any(gap[0] - SAME_EDGE < y < gap[1] + SAME_EDGE for y in breaks)
        if x - last[0] <= SAME_EDGE / 2 and 0 < top - last[2] <= HEADING_HEIGHT and not whole and not across:
            last[2] = max(last[2], bottom)
        else:
            found.append([x, top, bottom])
    return vertical if len(found) == len(pieces) else np.array(found, np.float32)


def _runs(edges: Sequence[int]) -> list[list[int]]:
    """Neighbouring edges."""
    runs: list[list[int]] = []
    for edge in edges:
        if runs and edge == runs[-1][-1] + 1:
            runs[-1].append(edge)
        else:
            runs.append([edge])
    return runs


def _stands_across(xs: Sequence[float], tokens: Sequence[Token]) -> bool:
    """Whether a text stands in the cell between the outer two of some edges: over an inner one, or all lines in its middle."""
    own = [t for t in tokens if xs[0] < t.cx < xs[-1]]
    own = [t for t in own if not (t.numeric and _numbers(t, own))]
    if not own or any(t.numeric for t in own):
        return False
    if any(t.x0 < x - CROSSES and t.x1 > x + CROSSES for t in own for x in xs[1:-1]):
        return True
    lines = lines_of(own)
    if any(is_spread(line) and line[0].x0 < x < line[-1].x1 for line in lines for x in xs[1:-1]):
        return True  # 歳　出　合　計, a character in each column
    return all(_is_centred(line, xs[0] + xs[-1]) for line in lines)


def _is_centred(line: Sequence[Token], ends: float) -> bool:
    """Whether one text stands right in the middle; ``ends``: the sum of the two edges around it."""
    one = len(line) == 1 or is_spread(line)
    return one and abs(line[0].x0 + line[-1].x1 - ends) / 2 < CENTRED * line[0].em


def _numbers(token: Token, others: Sequence[Token]) -> bool:
    """Whether figures are the number of the words right of them: １　水道事業収益."""
    right = [t for t in others if not t.numeric and t.x0 > token.x1 and abs(t.cy - token.cy) < ON_ROW * token.em]
    return len(token.text) <= NUMBERING and any(t.x0 - token.x1 < BEHIND * token.em for t in right)


def rule_between_spans(ruled: Bool, parted: Bool, hard: Sequence[bool]) -> None:
    """Part a cell that reaches across an upright rule from those above and below that do not: cells are rectangles."""
    for edge in range(1, len(hard) - 1):
        if hard[edge]:
            ruled[1:-1][parted[1:, edge] != parted[:-1, edge], edge - 1 : edge + 1] = True


def rule_breaks(ruled: Bool, breaks: Sequence[float], xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> None:
    """Part what stands above a break from what stands below it wherever texts keep to the rows: several, or one on figures."""
    for y in breaks:
        place = ys.index(y)
        near = [t for t in tokens if ys[place - 1] < t.cy < ys[place + 1]]
        heights = [t.cy for t in near if t.numeric]
        rows = [t for t in near if any(abs(t.cy - height) < ON_ROW * t.em for height in heights)]
        figures = min([t.x0 for t in near if t.numeric and len(t.text) > NUMBERING], default=np.inf)
        for k in range(len(xs) - 1):
            levels = {round(t.cy / t.em) for t in rows if xs[k] <= t.cx < xs[k + 1]}
            ruled[place, k] |= len(levels) > (0 if xs[k] > figures else 1)
