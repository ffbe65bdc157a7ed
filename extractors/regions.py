"""Where on a page ruled tables stand: connected rules that part columns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token
from pipeline.model import Box, Rules

TOUCH = 3.0
"""Points: rules that end this near each other belong together (Excel's thick frames stop 1–2 points short)."""
THICK_RULE = 4.5
"""Points: what parts a header from its rows may be a filled bar this thick, which is no rule."""
MIN_COLUMN_RULE = 40.0
"""Points: shorter upright rules that nothing joins part the cells of a header, no table."""
SAME_WIDTH = 12.0
"""Points: a header and the rows below it reach as far, give or take this in all."""
COLUMN_SHARE = 0.5
"""Of a region's height: an upright rule inside it that touches nothing and is this long parts columns."""
WALL = 0.9
"""Of a region's height: a rule between two tables runs that far at least."""
HEADING_HEIGHT = 34.0
"""Points: so high may a heading of a line or two be that interrupts the rules between columns."""
MIN_OWN_RULES = 2
"""Rules between rows that each of two touching tables has for itself."""
WIDE = 0.7
"""Of a run's width: shorter rules underline a number, they close nothing."""
HEADER_HEIGHT = 64.0
"""Points: how far above the last rule met the next one may be drawn (a header of three lines)."""
HEADER_RULES = 3
"""Rules above a table's first row that may belong to its header: below it, between two levels, above it."""
NEAR_RULE = 4.0
"""Points: rules nearer than this are one double rule."""

Strokes = Sequence[Sequence[float]]
"""Rules of one direction as plain numbers (height, start and end): NumPy's calls cost more than a look at a page's few."""

DATED, CLOSE = frozenset("年月日期回"), 0.6
"""What figures of a date are followed by, and em between the two, at most."""
GAP = 20.0
"""Points: a blank column that sets the last columns of a table apart is no wider."""
GAP_RULES = 4
"""Rules along rows that the columns behind a gap have at least: over the header, under it, and under two rows."""


@dataclass(frozen=True, eq=False, slots=True)
class Region:
    """Where a table stands, and the rules that belong to it."""

    box: Box
    rules: Rules
    ruled: bool
    """Whether rules part its columns."""
    lines: Sequence[list[list[Token]]] = ()
    """Its text line by line, parted into chunks, where it was found by that."""
    numbers: Sequence[list[list[Token]]] = ()
    """Those of them that are numbers and can stand in a column, line by line."""


def inside(box: Box, token: Token, slack: float = 1.0) -> bool:
    """Whether a token's middle lies in a box."""
    return box[0] - slack <= token[7] <= box[2] + slack and box[1] - slack <= token[8] <= box[3] + slack


def within(box: Box, tokens: Sequence[Token], slack: float = 1.0) -> list[Token]:
    """The tokens whose middle lies in a box."""
    x0, top, x1, bottom = box.x0 - slack, box.top - slack, box.x1 + slack, box.bottom + slack
    return [t for t in tokens if x0 <= t[7] <= x1 and top <= t[8] <= bottom]


def parted_by(box: Box, tokens: Sequence[Token], slack: float = 1.0) -> tuple[list[Token], list[Token]]:
    """The tokens whose middle lies in a box, and the others."""
    x0, top, x1, bottom = box.x0 - slack, box.top - slack, box.x1 + slack, box.bottom + slack
    own: list[Token] = []
    others: list[Token] = []
    for token in tokens:
        (own if x0 <= token[7] <= x1 and top <= token[8] <= bottom else others).append(token)
    return own, others


def holds_figures(box: Box, tokens: Sequence[Token]) -> bool:
    """Whether any figures stand in a box but those of years and days in its header: 令和 6 年度, 4 月 1 日."""
    own = within(box, tokens)
    return any(t.numeric and not any(_counts(t, other) for other in own) for t in own)


def _counts(token: Token, after: Token) -> bool:
    """Whether a token goes on behind figures with what they count in a date, or says before them that they count: 第 1."""
    if abs(after.cy - token.cy) > token.em / 2:
        return False
    behind, before = after.x0 - token.x1, token.x0 - after.x1
    return (-CLOSE < behind / token.em < CLOSE and after.text[0] in DATED) or (
        -CLOSE < before / token.em < CLOSE and after.text[-1] == "第"
    )


# -------------------------------------------------------------------------------------------------------------------- ruled


def ruled_regions(rules: Rules, tokens: Sequence[Token] = ()) -> list[Region]:
    """Connected rules with columns, top to bottom; a mere frame is none.

    ``tokens``: what is printed, if known: where nothing but figures stands right of a wall, it parts no two tables.
    """
    flat, tall = rules.horizontal.tolist(), rules.vertical.tolist()
    regions: list[Region] = []
    lone: list[int] = []
    for h, v in _side_by_side(_connected(flat, tall), tall):
        if len(v) == 0 or len(h) + len(v) < 3:
            lone += v
            continue
        own_flat, own_tall = [flat[k] for k in h], [tall[k] for k in v]
        box = _box_of(own_flat, own_tall)
        if _is_frame(box, own_flat, own_tall):
            continue
        regions += _parted_at_walls(Region(box, Rules(rules.horizontal[h], rules.vertical[v]), True), tokens)
    if len(regions) > 1:
        regions = _absorbed(sorted(regions, key=lambda r: (r.box.top, r.box.x0)))
    if lone:
        regions = [_with_columns(region, rules.vertical[lone]) for region in regions]
    regions = [_with_heading(region, flat, tokens) for region in _stacked(regions, tokens)] if tokens else _stacked(regions, ())
    return _over_gaps(regions, tokens)


def _over_gaps(regions: list[Region], tokens: Sequence[Token]) -> list[Region]:
    """Regions with rows of the same heights, a narrow blank between them, are one where the right one has figures alone."""
    found: list[Region] = []
    for region in sorted(regions, key=lambda r: r.box.x0) if len(regions) > 1 and tokens else regions:
        left = next((each for each in found if _goes_on_in(each, region)), None)
        if left is not None and not _has_labels(region, tokens):
            found[found.index(left)] = _united(left, region)
        else:
            found.append(region)
    return sorted(found, key=lambda r: (r.box.top, r.box.x0))


def _goes_on_in(left: Region, right: Region) -> bool:
    """Whether every row of two regions side by side begins and ends at one height; the header may have more levels in one."""
    one, two = left.box, right.box
    if not 0 < two.x0 - one.x1 <= GAP or max(abs(one.top - two.top), abs(one.bottom - two.bottom)) > TOUCH:
        return False
    here, there = ([y for y, *_ in each.rules.horizontal.tolist()] for each in (left, right))
    same = [y for y in there if any(abs(y - other) <= TOUCH / 3 for other in here)]
    below = sorted(same)[1] if len(same) > 1 else one.bottom  # the first row of figures
    apart = [y for y in here if y > below + TOUCH and not any(abs(y - other) <= TOUCH / 3 for other in there)]
    return len(same) == len(there) >= GAP_RULES and not apart


def _with_columns(region: Region, vertical: NDArray[np.float32]) -> Region:
    """A region with upright rules inside it that stop short of all others: long ones, and those that go on where its own end."""
    box, rules = region.box, region.rules
    own = vertical[(vertical[:, 0] > box.x0 + TOUCH) & (vertical[:, 0] < box.x1 - TOUCH)]
    own = own[(own[:, 1] > box.top - TOUCH) & (own[:, 2] < box.bottom + TOUCH)]
    goes_on = np.abs(np.subtract.outer(own[:, 0], rules.vertical[:, 0])).min(1, initial=np.inf) <= TOUCH
    own = own[goes_on | (own[:, 2] - own[:, 1] > COLUMN_SHARE * (box.bottom - box.top))]
    return Region(box, Rules(rules.horizontal, np.concatenate((rules.vertical, own))), True) if len(own) else region


def _box_of(flat: Strokes, tall: Strokes) -> Box:
    """The box around horizontal and vertical rules."""
    xs = [x for _, x0, x1 in flat for x in (x0, x1)] + [x for x, _, _ in tall]
    ys = [y for _, top, bottom in tall for y in (top, bottom)] + [y for y, _, _ in flat]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _parted_at_walls(region: Region, tokens: Sequence[Token]) -> list[Region]:
    """Two tables that share a border, parted where rules end at it from both sides at heights of their own."""
    box = region.box
    inner = [rule for rule in region.rules.horizontal.tolist() if box.top + TOUCH < rule[0] < box.bottom - TOUCH]
    short = [rule for rule in inner if rule[2] - rule[1] < box.x1 - box.x0 - TOUCH]
    if len(short) < 2 * MIN_OWN_RULES:
        return [region]
    tall, inside_it = WALL * (box.bottom - box.top), (box.x0 + 2 * TOUCH, box.x1 - 2 * TOUCH)
    walls = [x for x, top, bottom in region.rules.vertical.tolist() if bottom - top > tall and inside_it[0] < x < inside_it[1]]
    for x in sorted(walls):
        left, right = [y for y, _, end in short if end <= x + TOUCH], [y for y, start, _ in short if start >= x - TOUCH]
        if len(left) < MIN_OWN_RULES or len(right) < MIN_OWN_RULES:
            continue
        level = np.abs(np.subtract.outer(left, right)) <= TOUCH / 3
        if min((~level.any(1)).sum(), (~level.any(0)).sum()) < MIN_OWN_RULES:
            continue
        halves = [_half(region, box.x0, x), _half(region, x, box.x1)]
        if tokens and not _has_labels(halves[1], tokens):
            continue  # steps of one column of amounts, its sums underlined at heights of their own
        return [part for half in halves for part in _parted_at_walls(half, tokens)]
    return [region]


def _has_labels(half: Region, tokens: Sequence[Token]) -> bool:
    """Whether words stand beside the figures of a part of a region, and not only over them."""
    own = within(half.box, tokens, 0.0)
    first = min([t.cy for t in own if t.numeric], default=half.box.bottom)
    return any(len(t.text) > 1 and not t.numeric and t.cy > first - t.em for t in own)


def _half(region: Region, x0: float, x1: float) -> Region:
    """The part of a region between two upright lines, its rules cut to size."""
    box, h, v = region.box, region.rules.horizontal.copy(), region.rules.vertical
    h[:, 1], h[:, 2] = np.maximum(h[:, 1], x0), np.minimum(h[:, 2], x1)
    rules = Rules(h[h[:, 2] - h[:, 1] > TOUCH], v[(v[:, 0] > x0 - TOUCH) & (v[:, 0] < x1 + TOUCH)])
    return Region(Box(x0, box.top, x1, box.bottom), rules, True)


def _is_frame(box: Box, flat: Strokes, tall: Strokes) -> bool:
    """A box drawn around something: no rule inside it."""
    left, top, right, bottom = box.x0 + 2 * TOUCH, box.top + 2 * TOUCH, box.x1 - 2 * TOUCH, box.bottom - 2 * TOUCH
    return not any(left < x < right for x, _, _ in tall) and not any(top < y < bottom for y, _, _ in flat)


def _connected(flat: Strokes, tall: Strokes) -> list[tuple[list[int], list[int]]]:
    """Index lists (horizontal, vertical) of rules that touch, directly or through others."""
    by_height = sorted([(y, x0 - TOUCH, x1 + TOUCH, index) for index, (y, x0, x1) in enumerate(flat)])
    heights = [rule[0] for rule in by_height]
    groups: list[tuple[set[int], list[int]]] = []
    for index, (x, top, bottom) in enumerate(tall):
        level = by_height[bisect_left(heights, top - TOUCH) : bisect_right(heights, bottom + TOUCH)]
        rows, columns = {row for _, x0, x1, row in level if x0 <= x <= x1}, [index]
        apart = []
        for group in groups:
            if rows.isdisjoint(group[0]):
                apart.append(group)
            else:
                rows |= group[0]
                columns += group[1]
        groups = [*apart, (rows, columns)]
    return sorted([(sorted(rows), sorted(columns)) for rows, columns in groups], key=lambda group: group[1][0])


def _side_by_side(groups: list[tuple[list[int], list[int]]], tall: Strokes) -> list[tuple[list[int], list[int]]]:
    """Groups, with upright rules of one height that no rule joins taken together: a table with lines between columns only."""
    found = [group for group in groups if group[0]]
    if len(found) == len(groups):
        return found
    lone = sorted([v for rows, columns in groups if not rows for v in columns], key=lambda v: tuple(tall[v][1:]))
    run: list[int] = []
    for v in lone:
        _, top, bottom = tall[v]
        if bottom - top < MIN_COLUMN_RULE:
            found.append(([], [v]))  # a row high: no table's, but a piece of an edge perhaps
            continue
        if run and abs(top - tall[run[-1]][1]) <= TOUCH and abs(bottom - tall[run[-1]][2]) <= TOUCH:
            run.append(v)
        else:
            found.append(([], run))
            run = [v]
    return [*(group for group in found if group[1]), ([], run)] if run else [group for group in found if group[1]]


def _absorbed(regions: list[Region]) -> list[Region]:
    """Regions that lie within or across another one become part of it: rules inside that stop short of the frame."""
    found: list[Region] = []
    for region in sorted(regions, key=lambda r: -_area(r.box)):
        for index, other in enumerate(found):
            if _overlap(region.box, other.box) > 0.5 * max(_area(region.box), 1.0):
                found[index] = _united(other, region)
                break
        else:
            found.append(region)
    return sorted(found, key=lambda r: (r.box.top, r.box.x0))


def _stacked(regions: list[Region], tokens: Sequence[Token]) -> list[Region]:
    """Regions of one width with no more than a thick rule between them are one: a header, and the rows below it."""
    found: list[Region] = []
    for region in regions:
        above = found[-1] if found else region
        gap = region.box.top - above.box.bottom
        same = abs(region.box.x0 - above.box.x0) <= TOUCH and abs(region.box.x1 - above.box.x1) <= TOUCH
        if found and same and abs(gap) <= THICK_RULE:
            seam = np.array([[above.box.bottom, region.box.x0, region.box.x1]], np.float32)
            found[-1] = _united(above, Region(region.box, Rules(seam, region.rules.vertical[:0]), True), region)
        elif found and same and _goes_on_below(above, region, tokens):
            found[-1] = _united(above, region)
        else:
            found.append(region)
    return found


def _goes_on_below(above: Region, region: Region, tokens: Sequence[Token]) -> bool:
    """Whether columns go on below a heading that interrupts their rules: the same columns, no rule over them, figures at once."""
    gap = region.box.top - above.box.bottom
    if not THICK_RULE < gap <= HEADING_HEIGHT or any(y < region.box.top + TOUCH for y, *_ in region.rules.horizontal.tolist()):
        return False
    one, two = (_columns_of(each) for each in (above, region))
    if len(two) < MIN_OWN_RULES or len(one) != len(two) or any(abs(a - b) > TOUCH for a, b in zip(one, two, strict=True)):
        return False
    own = within(region.box, tokens)
    first = min([t.cy for t in own], default=0.0)
    return any(t.numeric for t in own if t.cy < first + t.em)


def _with_heading(region: Region, flat: Strokes, tokens: Sequence[Token]) -> Region:
    """A region open at its top with the heading between it and a rule as wide above: a page that a table goes on to."""
    box = region.box
    if any(y < box.top + TOUCH for y, *_ in region.rules.horizontal.tolist()):
        return region
    over = [(y, x0, x1) for y, x0, x1 in flat if THICK_RULE < box.top - y <= HEADING_HEIGHT]
    over = [rule for rule in over if abs(rule[1] - box.x0) <= TOUCH and abs(rule[2] - box.x1) <= TOUCH]
    if len(over) != 1:
        return region
    heading = within(Box(box.x0, over[0][0], box.x1, box.top), tokens, 0.0)
    if not heading or any(t.numeric for t in heading) or max(t.x1 for t in heading) > (box.x0 + box.x1) / 2:
        return region
    return _united(region, Region(box, Rules(np.array(over, np.float32), region.rules.vertical[:0]), True))


def _columns_of(region: Region) -> list[float]:
    """Where a region's upright rules stand, left to right."""
    return sorted({round(x, 1) for x, *_ in region.rules.vertical.tolist()})


def _united(*regions: Region) -> Region:
    """One region with the rules of several."""
    rules = Rules(
        np.concatenate([region.rules.horizontal for region in regions]),
        np.concatenate([region.rules.vertical for region in regions]),
    )
    return Region(_box_of(rules.horizontal.tolist(), rules.vertical.tolist()), rules, True)


def _area(box: Box) -> float:
    return max(box.x1 - box.x0, 0.0) * max(box.bottom - box.top, 0.0)


def _overlap(a: Box, b: Box) -> float:
    return _area(Box(max(a.x0, b.x0), max(a.top, b.top), min(a.x1, b.x1), min(a.bottom, b.bottom)))


def free_rules(drawn: Strokes, regions: Sequence[Region]) -> Strokes:
    """The horizontal rules (y, x0, x1) that belong to none of these regions."""
    for region in regions:
        left, top, right, bottom = region.box
        top, bottom = top - TOUCH, bottom + TOUCH
        drawn = [r for r in drawn if not top < r[0] < bottom or min(r[2], right) - max(r[1], left) <= 0.5 * (r[2] - r[1])]
    return drawn


def header_top(top: float, rules: Sequence[float]) -> float:
    """Where a header over ``top`` begins: up to two rules higher, near ones counted as one (``rules``: their heights)."""
    steps = 0
    for y in sorted(rules, reverse=True):
        if y >= top:
            continue
        if top - y > HEADER_HEIGHT or steps == HEADER_RULES:
            break
        steps += top - y > NEAR_RULE
        top = y
    return top


def run_along(rule: Sequence[float], x0: float, x1: float) -> float:
    """How much of a stretch a rule runs along."""
    _, start, end = rule
    return (end if end < x1 else x1) - (start if start > x0 else x0)
