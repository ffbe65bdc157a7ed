"""Which edges part the bands of a header, and which rules close its cells, where nothing or too little is drawn?

Headings stand across columns, and the names under them in each: what stands in the middle of what tells them apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.broken_rules import SAME_EDGE
from extractors.geometry import OPENING, Token, all_of, any_of, chunks_of, lines_of, slot
from extractors.header_fits import are_siblings
from extractors.header_levels import Level
from extractors.header_start import is_bare_unit
from extractors.spanners import headings

CENTRED = 0.5
"""Em between the middles of a header's text and of the cell that it stands in."""
ONE_TEXT = 3.2
"""Em: words of a heading across all columns stand nearer than this, 字間 included."""

LEVEL = 0.2
"""Em between the middle heights of texts on one level of a header."""
MOST_BARE, SHORT = 3, 0.75
"""Columns' edges of a table too small to have headings in its header; the share of its width that their rules take at most."""
REACH = 1.0
"""Points by which a text reaches into a band, at least."""

Bool = NDArray[np.bool_]


def part_names(parted: Bool, hard: Sequence[bool], xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> None:
    """Part a header along an edge that is drawn from the first row on, where a name stands in the middle on either side.

    Under a coloured header 区　分 and 合計 may have no rule between them.
    """
    for edge in range(1, len(xs) - 1):
        first = int(parted[:, edge].argmax())
        if not hard[edge] or not first or not parted[first:, edge].all():
            continue
        for top in sorted({0, first - 1}):  # all of the header, or its last level: 予算 and 決算 under 令和6年度
            others = [k for k in range(len(xs)) if k != edge and parted[top:first, k].all()]
            left = max((k for k in others if k < edge), default=0)
            right = min((k for k in others if k > edge), default=len(xs) - 1)
            own = [t for t in tokens if ys[top] < t.cy < ys[first] and xs[left] < t.cx < xs[right]]
            sides = [[t for t in own if (t.cx < xs[edge]) == before] for before in (True, False)]
            bounds = (xs[left], xs[edge], xs[right])
            if all(_is_name_between(side, *pair) for side, pair in zip(sides, pairwise(bounds), strict=True)):
                parted[top:first, edge] = True
                break


def _is_name_between(side: Sequence[Token], left: float, right: float) -> bool:
    """Whether two glyphs or more stand in the middle between two edges, line by line, and cross neither."""
    if sum(len(t.text) for t in side) < 2 or any(t.numeric for t in side):
        return False
    extents = [(line[0].x0, line[-1].x1) for line in lines_of(side)]
    return all(left < x0 and x1 < right and abs(x0 + x1 - left - right) < 2 * CENTRED * side[0].em for x0, x1 in extents)


def part_middles(parted: Bool, hard: Sequence[bool], xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> None:
    """Part a band of the header along a rule that is left out there alone, where both texts beside it stand in their middles."""
    first = slot(ys, min([t.cy for t in tokens if t.numeric], default=ys[0]))
    for edge in range(1, len(hard) - 1):
        for band in range(1, first) if hard[edge] else ():
            if parted[band, edge] or not (parted[band - 1, edge] and parted[band + 1, edge]):
                continue
            own = [t for t in tokens if t.top < ys[band + 1] - REACH and t.bottom > ys[band] + REACH]  # or beside both bands
            outer = [e for e, part in enumerate(parted[band].tolist()) if part and hard[e]]  # 科目 stands over groups, too
            bounds = max(xs[e] for e in outer if e < edge), xs[edge], min(xs[e] for e in outer if e > edge)
            sides = [([t for t in own if left < t.cx < right], left, right) for left, right in pairwise(bounds)]
            parted[band, edge] = all(_is_name_between(*side) for side in sides)


def rule_beside_spanners(
    ruled: Bool, parted: Bool, hard: Sequence[bool], xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]
) -> None:
    """Part a heading from the name below it where one beside it has a rule below it, over the same name: 令和5年度, 金額.

    What stands between rules on both sides, and none across, is one name of two lines.
    """
    first = min([t.cy for t in tokens if t.numeric], default=ys[0])
    for seam in range(1, slot(ys, first)):
        if all_of(ruled[seam]) or not any_of(ruled[seam]):
            continue
        above, below = (
            ["".join(t.text for t in tokens if top <= t.cy < bottom and left < t.cx < right) for left, right in pairwise(xs)]
            for top, bottom in pairwise(ys[seam - 1 : seam + 2])
        )
        headed: dict[int, str] = {}
        for group in _joined(parted[seam - 1].tolist()):
            if any_of(ruled[seam, group.start : group.stop]):
                headed |= dict.fromkeys(group, "".join(above[k] for k in group))
        names = {below[k] for k in headed}
        free = (k for k in range(len(above)) if k not in headed and not (hard[k] and hard[k + 1]))
        for k in free:
            if below[k] in names and any(are_siblings(above[k], text) for text in headed.values()):
                ruled[seam, k] = True


def rule_like_spanners(ruled: Bool, parted: Bool, xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> None:
    """Part a heading over one column from the name below it where both stand at the heights of one over several and of its names.

    No rule is drawn below either: 収益事業等会計 over 駐車場事業.  It ends as the other one does (公益目的事業会計), or a name of
    two lines elsewhere shows that those stand closer together.  Brackets hold a name's unit, or the rest of it: （％）.
    """
    first = min([t.cy for t in tokens if t.numeric], default=ys[0])
    for seam in range(1, slot(ys, first)):
        if all_of(ruled[seam]) or not any_of(ruled[seam]):
            continue
        upper, lower = ([_lines_in(tokens, ys[n], ys[n + 1], *pair) for pair in pairwise(xs)] for n in (seam - 1, seam))
        groups = [g for g in _joined(parted[seam - 1].tolist()) if len(g) > 1 and parted[seam, g.start : g.stop + 1].all()]
        whole = [_lines_in(tokens, ys[seam - 1], ys[seam], xs[group.start], xs[group.stop]) for group in groups]
        spanners = [lines[0] for lines in whole if len(lines) == 1]
        over, ends = [line[0].cy for line in spanners], {_last_two(line) for line in spanners}
        under = [lower[k][0][0].cy for group in groups for k in group if len(lower[k]) == 1]
        free = np.flatnonzero(~ruled[seam]).tolist() if over and under else []
        whole = [_lines_in(tokens, ys[seam - 1], ys[seam + 1], xs[k], xs[k + 1]) for k in free]
        steps = [b[0].cy - a[0].cy for lines in (*lower, *whole) for a, b in pairwise(lines)] or [np.inf]
        for k in free:
            alone = parted[seam - 1 : seam + 1, k : k + 2].all() and len(upper[k]) == len(lower[k]) == 1
            if alone and lower[k][0][0].text[0] not in OPENING:
                heading, name = upper[k][0], lower[k][0]
                told = _last_two(heading) in ends or min(steps) < name[0].cy - heading[0].cy - LEVEL * heading[0].em
                ruled[seam, k] = told and _are_level(heading, over) and _are_level(name, under)


def _last_two(line: Sequence[Token]) -> str:
    """The characters that a text ends in."""
    return "".join(t.text for t in line)[-2:]


def _lines_in(tokens: Sequence[Token], top: float, bottom: float, left: float, right: float) -> list[list[Token]]:
    """The lines of text in a rectangle."""
    return lines_of([t for t in tokens if top <= t.cy < bottom and left < t.cx < right])


def _are_level(line: Sequence[Token], heights: Sequence[float]) -> bool:
    """Whether a line stands at one of some heights."""
    return any(abs(line[0].cy - height) < LEVEL * line[0].em for height in heights)


def rule_under_header(ruled: Bool, xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> None:
    """Rule the header off from the first row where a rule is drawn under some of its names alone (計画 実績 under 令和6年度)."""
    first = min([t.cy for t in tokens if t.numeric], default=ys[0])
    seam = slot(ys, first)
    if not seam or all_of(ruled[seam]) or not any_of(ruled[seam]):
        return
    for k in np.flatnonzero(~ruled[seam]).tolist():
        own = [t for t in tokens if xs[k] < t.cx < xs[k + 1]]
        row = [t for t in own if abs(t.cy - first) < CENTRED * t.em]
        names = [t for t in own if t.cy < ys[seam]]
        between = any(ys[seam] < t.cy < first - CENTRED * t.em for t in own)
        unit = bool(row) and is_bare_unit(row)  # ends its name beside 1～3齢級, whose numbers are no figures
        ruled[seam, k] = bool(row and names) and not between and not unit and not any(t.numeric for t in names)


def unruled_foot(
    hard: Sequence[bool], xs: Sequence[float], ys: Sequence[float], rules: NDArray[np.float32], tokens: Sequence[Token]
) -> float | None:
    """Where a header ends below the short rules of its headings when nothing rules it off from the rows; None where it need not.

    Its names, those under the headings and those of two lines beside them, then stand in one band with the figures.
    """
    if len(xs) <= MOST_BARE or len(ys) < 3 or not all(hard):
        return None
    lengths = dict.fromkeys(range(1, len(ys) - 1), 0.0)
    for y, x0, x1 in rules.tolist():
        seam = bisect_left(ys, y - SAME_EDGE)
        if seam in lengths and ys[seam] - y <= SAME_EDGE:
            lengths[seam] += x1 - x0
    short = {seam for seam, length in lengths.items() if 0 < length <= SHORT * (xs[-1] - xs[1])}
    rows = [line for line in lines_of(tokens) if sum(t.numeric for t in line) > 1] if short else []
    seam = slot(ys, rows[0][0].cy) if rows else 0
    if seam not in short:
        return None
    top = min(t.top for t in rows[0])
    names = [t for t in tokens if ys[seam] < t.cy < top and t.cx > xs[1]]
    under = {slot(xs, t.cx) for t in names}
    if len(under) < 2 or any(t.numeric for t in names) or max(t.bottom for t in names) > top:
        return None
    return (max(t.bottom for t in names) + top) / 2


def _joined(edges: Sequence[bool]) -> Iterator[range]:
    """The columns of a band that no edge parts, together."""
    ends = [k for k, parted in enumerate(edges) if parted]
    return (range(left, right) for left, right in pairwise(ends))


def part_levels(parted: Bool, levels: Sequence[Level], ys: Sequence[float], hard: Sequence[bool]) -> None:
    """Join the columns that stand under a heading of the header, and part all others beside it, and those below it."""
    places = [(ys.index(level.top), ys.index(level.y)) for level in levels]
    soft = [k for k, drawn in enumerate(hard) if not drawn]
    for top, seam in places:
        parted[top : seam + 1, soft] = True
    for level, (top, seam) in zip(levels, places, strict=True):
        parted[top:seam, level.left + 1 : level.right + 1] = False


def part_bare_bands(parted: Bool, hard: Sequence[bool], xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> int:
    """Part the bands that have no rule between their columns, headers above all, at the edges that no text crosses.

    Returns how many of the first bands are such.
    """
    bare = 0
    inner = [k for k, drawn in enumerate(hard) if drawn][1:-1]
    if len(inner) < 2:
        return 0
    for band in [band for band, edges in enumerate(parted[:, inner].tolist()) if True not in edges]:
        own = [t for t in tokens if ys[band] <= t.cy < ys[band + 1]]
        if len({slot(xs, t.cx) for t in own}) < 2 or _is_one_text(own):
            continue
        parted[band] = [all(not t.x0 + 1.0 < x < t.x1 - 1.0 for t in own) for x in xs]
        bare += bare == band
    return bare


def unpart_centred(
    parted: Bool,
    hard: Sequence[bool],
    xs: Sequence[float],
    ys: Sequence[float],
    tokens: Sequence[Token],
    horizontal: NDArray[np.float32],
) -> None:
    """Join, in the bands of the header, the columns of a drawn cell that has nothing but one text in its middle, and no rule
    under it that is shorter than the cell: that one tells which columns are the text's."""
    bands = slot(ys, min([t.cy for t in tokens if t.numeric], default=ys[0]))
    cells = [(left, right) for left, right in pairwise([k for k, each in enumerate(hard) if each]) if right - left > 1]
    header = [t for t in tokens if t.cy < ys[bands]] if bands and cells else []
    for band in range(bands):
        level = [t for t in header if ys[band] <= t.cy < ys[band + 1]]
        for left, right in cells:
            own = [t for t in level if xs[left] <= t.cx < xs[right]]
            if not own or len(headings(own)) > 1 or _is_underlined(horizontal, ys[band + 1], xs[left], xs[right]):
                continue
            middle = (min(t.x0 for t in own) + max(t.x1 for t in own)) / 2
            if abs(middle - (xs[left] + xs[right]) / 2) < CENTRED * own[0].em:
                parted[band, left + 1 : right] = False


def _is_underlined(horizontal: NDArray[np.float32], y: float, left: float, right: float) -> bool:
    """Whether rules at a height run along a part of the stretch between two edges, and no one along all of it."""
    own = [(x0, x1) for at, x0, x1 in horizontal.tolist() if abs(at - y) <= SAME_EDGE and x0 < right and x1 > left]
    return bool(own) and not any(x0 < left + SAME_EDGE and x1 > right - SAME_EDGE for x0, x1 in own)


def _is_one_text(tokens: Sequence[Token]) -> bool:
    """Whether a band holds one line of text alone, its words not far apart: a heading across the columns."""
    lines = lines_of(tokens)
    return len(lines) == 1 and len(chunks_of(lines[0], ONE_TEXT)) == 1 and not any(t.numeric and len(t.text) > 2 for t in tokens)
