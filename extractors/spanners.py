"""Which edges part a band that no rule parts there: a heading stands across them, two columns of texts on their two sides."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import CHUNK_GAP, OPENING, Token, all_of, slot
from extractors.stacked import is_known

WHOLE = 0.9
"""Share of a table's width from which a rule closes it, and underlines no single heading."""
ROW_RULES = 4
"""Rules as long as that one, from which on they part rows right of their groups."""
ON_EDGE = 3.3
"""Points between a rule and the edge of the grid that was made of it."""
PARTED_BANDS = 3
"""Bands with texts on both sides of an edge, from which on it parts them though only the header rules it."""
ALIGNED = 2.0
"""Points: the texts of one column start this near each other, or end so; words spread over a cell do not."""
MOST_COUNTED, COUNT_GAP = 2, 2.0
"""Figures of a number before a label, at most, and em between the two, at most."""
MAX_EDGES = 14
"""Edges under one rule that are tried out against its headings: more is no heading."""

SPREAD, WIDEST = 3.2, 10.0
"""Em between the characters of a word that is spread over its cell (字間), at most, and of one that is known."""
EVEN = 0.3
"""Em by which their blanks may differ."""
_ERAS = frozenset("年和成正治")
"""What stands beside the number of a year."""
_BRACKETED = re.compile(r"[(（\[〔][^()（）]{1,4}[)）\]〕]")
_NAMES = frozenset("款項目節計")
"""Single characters that head a column each."""

Interval = tuple[float, float]


def unpart_spanners(
    parted: NDArray[np.bool_],
    horizontal: NDArray[np.float32],
    xs: Sequence[float],
    ys: Sequence[float],
    soft: Sequence[bool],
    tokens: Sequence[Token],
) -> None:
    """Take out of ``parted`` (bands, x edges) the undrawn edges that a heading over a rule stands across.

    ``horizontal``: y, x0, x1 of the table's rules; ``soft``: for each x edge whether no rule draws it.
    """
    width = xs[-1] - xs[0]
    drawn = horizontal.tolist()
    for y, x0, x1 in drawn:
        alike = sum(abs(a - x0) < ON_EDGE and abs(b - x1) < ON_EDGE for _, a, b in drawn)
        if x1 - x0 > WHOLE * width and (x0 < (xs[0] + xs[1]) / 2 or alike >= ROW_RULES):
            continue
        edge = bisect_left(ys, y)
        if edge == len(ys) or (edge and y - ys[edge - 1] <= ys[edge] - y):
            edge -= 1  # the nearer one
        if edge == 0 or abs(ys[edge] - y) > ON_EDGE:
            continue
        for top, left, right in _beside_each_other(horizontal, ys, edge, (x0, x1), tokens):
            _unpart(parted, xs, ys, soft, (top, edge, left, right), tokens)


def _unpart(
    parted: NDArray[np.bool_],
    xs: Sequence[float],
    ys: Sequence[float],
    soft: Sequence[bool],
    stretch: tuple[int, int, float, float],
    tokens: Sequence[Token],
) -> None:
    """The same for one stretch of a rule: from and to which y edge its headings reach, from and to which x the rule does."""
    top, edge, x0, x1 = stretch
    under = [t.cx for t in tokens if t.cy > ys[edge] and x0 < t.cx < x1]
    if not under:
        return
    first, last = min(under), max(under)
    inner = [k for k in range(1, len(xs) - 1) if soft[k] and first < xs[k] < last]
    left, right = xs[slot(xs, first)], xs[slot(xs, last) + 1]  # the columns that it stands over, whole
    own = [t for t in tokens if ys[top] < t.cy < ys[edge] and left < t.cx < right]
    if not inner or not own or any(t.numeric and len(t.text) > 1 for t in own):  # ３ of 令　和　３　年　度
        return
    kept = _kept_edges(own, [xs[k] for k in inner], x0, x1)
    parted[top:edge, [k for k in inner if xs[k] not in kept]] = False


def _beside_each_other(
    horizontal: NDArray[np.float32], ys: Sequence[float], edge: int, reach: tuple[float, float], tokens: Sequence[Token]
) -> list[tuple[int, float, float]]:
    """A rule as stretches, each with the y edge where its headings begin: those below a rule of a level above, and one beside.

    That one is as high as both levels (土地 beside 建物 over 木造, 非木造).
    """
    x0, x1 = reach
    whole = [(edge - 1, x0, x1)]
    over = [
        (a, b) for y, a, b in horizontal.tolist() if abs(y - ys[edge - 1]) < ON_EDGE and x0 - ON_EDGE <= a and b <= x1 + ON_EDGE
    ]
    if len(over) != 1 or edge < 2:
        return whole
    a, b = over[0]
    beside = (x0, a) if a - x0 > x1 - b else (b, x1)
    names = [t for t in tokens if ys[edge - 2] < t.cy < ys[edge] and beside[0] < t.cx < beside[1]]
    lower = [t for t in tokens if ys[edge - 1] < t.cy < ys[edge] and x0 < t.cx < x1]
    if not names or not lower or (len(headings(names)) > 1 and any(t in lower for t in names)):
        return whole
    return [(edge - 1, max(x0, a), min(x1, b)), (edge - 2, *beside)]


def _kept_edges(own: Sequence[Token], edges: Sequence[float], x0: float, x1: float) -> tuple[float, ...]:
    """Which edges part the texts over one rule: single characters apart head a column each (男 女), or are spread words."""
    if is_spread(own):
        return ()
    apart, together = headings(own), _spread_together(own)
    kept = borders(apart, edges, x0, x1)
    if len(together) in (len(apart), 1):
        return kept
    joined = borders(together, edges, x0, x1)
    nearer = _off_middle(together, joined, x0, x1) / len(together) < _off_middle(apart, kept, x0, x1) / len(apart)
    return joined if nearer else kept


def part_by_texts(
    parted: NDArray[np.bool_], drawn: NDArray[np.bool_], xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]
) -> None:
    """Part the bands along edges that are drawn beside the header alone, where texts stand in columns on both their sides.

    ``drawn``: where edges are drawn, of the shape of ``parted``.
    """
    if all_of(parted):
        return
    for edge in ((~parted).sum(0) >= PARTED_BANDS).nonzero()[0].tolist():
        if drawn[int(drawn[:, edge].argmin()) :, edge].any():
            continue  # it is drawn again further down: where it is not, a cell reaches across
        x, left, right = xs[edge], xs[edge - 1], xs[edge + 1]
        meeting, crossed = [], False
        for band in np.flatnonzero(~parted[:, edge]).tolist():
            own = [t for t in tokens if ys[band] < t.cy < ys[band + 1] and t.x1 > left and t.x0 < right]
            crossed = crossed or any(t.x0 < x - CHUNK_GAP and t.x1 > x + CHUNK_GAP for t in own)
            before = max((t for t in own if t.cx < x), key=lambda t: t.x1, default=None)
            after = min((t for t in own if t.cx > x), default=None)
            if before and after and after.x0 - before.x1 > (COUNT_GAP if _counts(before) else CHUNK_GAP) * after.em:
                meeting.append((band, after.x0, max(t.x1 for t in own)))
        starts, ends = [m[1] for m in meeting], [m[2] for m in meeting]
        if len(meeting) < PARTED_BANDS or crossed:
            continue
        if max(starts) - min(starts) <= ALIGNED or max(ends) - min(ends) <= ALIGNED:
            parted[[m[0] for m in meeting], edge] = True


def _counts(token: Token) -> bool:
    """Whether a number may be that of the label behind it: 1 国民健康保険料."""
    return token.numeric and len(token.text) <= MOST_COUNTED


def is_spread(tokens: Sequence[Token]) -> bool:
    """Whether the tokens of one line are the characters of one word, set evenly apart: 負　担　金, perhaps its unit behind."""
    line = sorted(tokens, key=lambda t: t.x0)
    opens = next((n for n, t in enumerate(line) if t.text[0] in OPENING), len(line))
    unit = "".join(t.text for t in line[opens:])
    if 1 < opens < len(line) and _BRACKETED.fullmatch(unit) and line[opens].x0 - line[opens - 1].x1 < SPREAD * line[-1].em:
        del line[opens:]
    names = {t.text for t in line}
    counted = any(t.numeric for t in line) and not names & _ERAS  # 令　和　３　年　度
    if len(line) < 2 or counted or any(len(t.text) > 1 for t in line):
        return False
    blanks = [(b.x0 - a.x1) / b.em for a, b in pairwise(line)]
    most = WIDEST if is_known("".join(t.text for t in line)) else SPREAD
    return max(blanks) - min(blanks) < EVEN and 0 < max(blanks) < most and len(names) == len(line) and not names <= _NAMES


def headings(tokens: Sequence[Token]) -> list[Interval]:
    """Extents of the texts of a band, side by side: the words and the wrapped lines of one together."""
    found: list[Interval] = []
    for token in sorted(tokens, key=lambda t: t.x0):
        if found and token.x0 - found[-1][1] < CHUNK_GAP * token.em:
            found[-1] = (found[-1][0], max(found[-1][1], token.x1))
        else:
            found.append((token.x0, token.x1))
    return found


def _spread_together(tokens: Sequence[Token]) -> list[Interval]:
    """Extents of the texts of a band, characters evenly apart as one word that is spread (満　足　　普　通)."""
    line = sorted(tokens, key=lambda t: t.x0)
    words: list[list[Token]] = []
    for token in line:
        last = words[-1] if words else []
        if last and (token.x0 - last[-1].x1 < CHUNK_GAP * token.em or is_spread([*last, token])):
            last.append(token)
        else:
            words.append([token])
    return [(word[0].x0, max(t.x1 for t in word)) for word in words]


def borders(found: Sequence[Interval], edges: Sequence[float], x0: float, x1: float) -> tuple[float, ...]:
    """Which edges part the headings over one rule: those between which each stands most nearly in the middle."""
    if len(found) == 1:
        return ()
    if len(found) > len(edges) or len(edges) > MAX_EDGES:
        return tuple(edges)

    return min(combinations(edges, len(found) - 1), key=lambda chosen: _off_middle(found, chosen, x0, x1))


def _off_middle(found: Sequence[Interval], chosen: tuple[float, ...], x0: float, x1: float) -> float:
    """How far the headings stand from the middles between the edges chosen, all together, doubled."""
    bounds = (x0, *chosen, x1)
    return sum(abs(a + b - left - right) for (a, b), left, right in zip(found, bounds, bounds[1:], strict=False))
