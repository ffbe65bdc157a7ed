"""How far does a ruled table reach beyond its rules?  Headers above, rows below, outer columns; remarks are none of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token, chunks_of, hull, lines_of
from extractors.regions import (
    HEADER_HEIGHT,
    NEAR_RULE,
    SAME_WIDTH,
    TOUCH,
    WIDE,
    Region,
    Strokes,
    header_top,
    holds_figures,
    inside,
    within,
)
from pipeline.model import Box, Rules

REMARK_HEIGHT = 18.0
"""Points: two lines of small print take so much at least."""
REMARK_NUMBERS = 0.2
"""Share of a remark's words that may be numbers (years, exhibits)."""
ROW_BELOW = 1.5
"""Heights of a table's last row that a row below its upright rules may take, at most."""
GROUPS_WIDTH = 0.3
"""Of a table's width: the columns of names of row groups take no more."""


def trimmed(region: Region, tokens: Sequence[Token]) -> Region:
    """A region without the caption or the notes that its frame takes in: several lines of words above or below all columns."""
    box, rules = region.box, region.rules
    left, right = box.x0 + 2 * TOUCH, box.x1 - 2 * TOUCH
    inner = [rule for rule in rules.vertical.tolist() if left < rule[0] < right]
    if not inner:
        return region
    top, bottom = min([rule[1] for rule in inner]), max([rule[2] for rule in inner])
    if not _is_remark(Box(box.x0, box.top, box.x1, top), rules, tokens):
        top = box.top
    if not _is_remark(Box(box.x0, bottom, box.x1, box.bottom), rules, tokens):
        bottom = box.bottom
    if (top, bottom) == (box.top, box.bottom):
        return region
    own = (rules.horizontal[:, 0] > top - TOUCH) & (rules.horizontal[:, 0] < bottom + TOUCH)
    return Region(Box(box.x0, top, box.x1, bottom), Rules(rules.horizontal[own], rules.vertical), True)


def _is_remark(box: Box, rules: Rules, tokens: Sequence[Token]) -> bool:
    """Whether a part of a region is one band with lines of words that go over more than half of its width."""
    if box.bottom - box.top < REMARK_HEIGHT:
        return False
    if any(box.top + TOUCH < y < box.bottom - TOUCH for y in rules.horizontal[:, 0].tolist()):
        return False
    own = within(box, tokens, 0.0)
    if sum(t.numeric for t in own) > REMARK_NUMBERS * len(own) or len(lines_of(own)) < 2:
        return False
    return max(t.x1 for t in own) - min(t.x0 for t in own) > 0.5 * (box.x1 - box.x0)


def widened(region: Region, tokens: Sequence[Token], others: Sequence[Region], drawn: NDArray[np.float32]) -> Region:
    """A region whose outer columns have no rule outside, or whose header has none: it reaches to the text that belongs to it.

    ``drawn``: shape (n, 3): y, x0, x1 of horizontal rules and of the edges of shading.
    """
    box, edges = region.box, region.rules.vertical[:, 0].tolist()
    if min(edges) - box.x0 >= TOUCH or box.x1 - max(edges) >= TOUCH:
        box = _wider(box, tokens, others, region)
    region = _with_rows_below(Region(box, region.rules, True), tokens, drawn.tolist())
    box = region.box
    ceiling = max([o.box.bottom for o in others if o.box.bottom < box.top + TOUCH], default=0.0)
    return _with_header(Region(box, region.rules, True), tokens, _rules_over(box, ceiling + TOUCH, drawn.tolist()))


def _with_rows_below(region: Region, tokens: Sequence[Token], drawn: Strokes) -> Region:
    """A region with the rows under it that its upright rules do not reach (a sum whose name takes the groups' column, too).

    Each is one line between two rules as wide as the region, no higher than its last row, with a name and figures.
    """
    box, rules = region.box, region.rules
    own = sorted(y for y in rules.horizontal[:, 0].tolist() if y < box.bottom - TOUCH)
    wide = sorted(r[0] for r in drawn if abs(r[1] - box.x0) < TOUCH and abs(r[2] - box.x1) < TOUCH and r[0] > box.bottom + TOUCH)
    added: list[list[float]] = []
    has_rows = bool(wide and own) and any(t.numeric for t in within(box, tokens))  # a header alone: see `with_bodies`
    for y in wide if has_rows else ():
        line = within(Box(box.x0, box.bottom, box.x1, y), tokens, 0.0)
        low = y - box.bottom < ROW_BELOW * (box.bottom - own[-1])
        named = bool(line) and not min(line, key=lambda t: t.x0).numeric and sum(t.numeric for t in line) > 1
        if not low or not named or len(lines_of(line)) > 1:
            break
        added.append([y, box.x0, box.x1])
        box = Box(box.x0, box.top, box.x1, y)
    if not added:
        return region
    return Region(box, Rules(np.concatenate((rules.horizontal, np.array(added, np.float32))), rules.vertical), True)


def _rules_over(box: Box, ceiling: float, drawn: Strokes) -> list[Sequence[float]]:
    """Those of the horizontal rules that run along a box above it, up to a height."""
    least, lowest = WIDE * (box.x1 - box.x0), box.top - NEAR_RULE
    return [r for r in drawn if ceiling < r[0] < lowest and min(r[2], box.x1) - max(r[1], box.x0) > least]


def _wider(box: Box, tokens: Sequence[Token], others: Sequence[Region], region: Region) -> Box:
    rows = max(1, len(lines_of(within(box, tokens))))
    level = [t for t in tokens if box.top <= t.cy <= box.bottom and not box.x0 <= t.cx <= box.x1]
    stray = [t for t in level if not any(inside(o.box, t) for o in others if o is not region)]
    left, right = [t for t in stray if t.cx < box.x0], [t for t in stray if t.cx > box.x1]
    left, right = ([] if any("。" in t.text for t in side) else side for side in (left, right))  # running text
    if not holds_figures(box, tokens):  # a header: rows beside it are another table's
        left, right = ([] if any(t.numeric for t in side) else side for side in (left, right))
    x0 = min(t.x0 for t in left) - 2.0 if left and len(lines_of(left)) >= 0.5 * rows else box.x0
    x1 = max(t.x1 for t in right) + 2.0 if right and len(lines_of(right)) >= 0.5 * rows else box.x1
    return Box(x0, box.top, x1, box.bottom)


def _with_header(region: Region, tokens: Sequence[Token], above: Strokes) -> Region:
    """A region and the header above it that has rules along (``above``) but none between its columns."""
    box, rules = region.box, region.rules
    top = header_top(box.top, [rule[0] for rule in above])
    if top == box.top:
        return region
    first = lines_of(within(Box(box.x0, box.top, box.x1, box.top + HEADER_HEIGHT), tokens, 0.0))
    words = list(takewhile(lambda line: not any(t.numeric for t in line), first))
    labels = min((x for x in rules.vertical[:, 0].tolist() if x > box.x0 + TOUCH), default=box.x0)
    if any(len(chunks_of(line)) > 1 and line[-1].x0 > labels for line in words):  # Ⅰ　業務活動 is a label
        return region  # it has its header already
    header = lines_of(within(Box(box.x0, top, box.x1, box.top), tokens, 0.0))
    if not any(len(chunks_of(line)) > 1 for line in header):
        return region
    own = np.array([rule for rule in above if rule[0] >= top - 0.5], np.float32)
    horizontal = np.concatenate((rules.horizontal, own))
    return Region(Box(box.x0, top, box.x1, box.bottom), Rules(horizontal, rules.vertical), True)


def with_bodies(ruled: Sequence[Region], unruled: Sequence[Region], tokens: Sequence[Token]) -> list[Region]:
    """Regions, a ruled header joined with the rows right below it that no rule parts."""
    rest = list(unruled)
    found = []
    for region in ruled:
        box = region.box
        near = [r for r in rest if -TOUCH < r.box.top - box.bottom < box.bottom - box.top + SAME_WIDTH]
        below = [r for r in near if _is_as_wide(box, r.box) or _is_part_of_header(box, r.box, tokens)]
        if below and not holds_figures(box, tokens):
            rest.remove(below[0])
            body = below[0]
            upright = _carried_down(region, body.box, tokens)
            seam, x0, x1 = box.bottom, min(box.x0, body.box.x0), max(box.x1, body.box.x1)
            foot = np.array([] if _is_as_wide(box, body.box) else [[seam, x0, x1]], np.float32).reshape(-1, 3)
            rules = Rules(np.concatenate((region.rules.horizontal, foot, body.rules.horizontal)), upright)
            box = Box(x0, box.top, x1, body.box.bottom)
            region = Region(box, rules, True)
        found.append(region)
    return [*found, *rest]


def _is_as_wide(header: Box, body: Box) -> bool:
    return abs(body.x0 - header.x0) + abs(body.x1 - header.x1) < SAME_WIDTH


def _is_part_of_header(header: Box, body: Box, tokens: Sequence[Token]) -> bool:
    """Whether rules frame the middle of a header alone: where the rows reach further, names stand beside it, and no figures."""
    if body.x0 > header.x0 + TOUCH or body.x1 < header.x1 - TOUCH:
        return False
    level = [t for t in tokens if header.top < t.cy < header.bottom and body.x0 - TOUCH < t.cx < body.x1 + TOUCH]
    return not any(t.numeric for t in level if not header.x0 < t.cx < header.x1)


def _carried_down(header: Region, body: Box, tokens: Sequence[Token]) -> NDArray[np.float32]:
    """A header's upright rules, those at its foot drawn on through the rows below where they cross nothing."""
    upright = header.rules.vertical.copy()
    below = [t for t in tokens if body.top - TOUCH < t.cy < body.bottom + TOUCH]
    for rule in upright:
        x = float(rule[0])
        if rule[2] > header.box.bottom - TOUCH and not any(t.x0 < x - TOUCH / 3 and t.x1 > x + TOUCH / 3 for t in below):
            rule[2] = body.bottom
    return upright


def with_groups(regions: Sequence[Region], tokens: Sequence[Token]) -> list[Region]:
    """Regions, the frames around names of row groups joined with the rows beside them that no rule parts."""
    found = list(regions)
    for body in [region for region in regions if not region.ruled]:
        frames = [r for r in found if r.ruled and _is_beside(r.box, body.box)]
        frames = [r for r in frames if not any(t.numeric for t in within(r.box, tokens))]
        if frames:
            horizontal = np.concatenate([r.rules.horizontal for r in (body, *frames)])
            vertical = np.concatenate([r.rules.vertical for r in frames])
            whole = hull([r.box for r in (body, *frames)])
            found = [r for r in found if r is not body and r not in frames]
            found.append(Region(whole, Rules(horizontal, vertical), True))
    return found


def _is_beside(frame: Box, body: Box) -> bool:
    """Whether a frame stands along the left edge of a table, and is a small part of its width."""
    inside = body.top - TOUCH < frame.top and frame.bottom < body.bottom + TOUCH
    return inside and abs(frame.x0 - body.x0) < SAME_WIDTH and frame.x1 - frame.x0 < GROUPS_WIDTH * (body.x1 - body.x0)
