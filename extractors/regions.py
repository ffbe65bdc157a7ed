"""Where on a page tables stand: connected rules that part columns, and runs of lines whose numbers stand in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.columns import counts
from extractors.geometry import CLOSING, OPENING, Token, chunks_of, hull, lines_of
from pipeline.model import Box, Rules

TOUCH = 3.0
"""Points: rules that end this near each other belong together (Excel's thick frames stop 1–2 points short)."""
THICK_RULE = 4.5
"""Points: what parts a header from its rows may be a filled bar this thick, which is no rule."""
ALIGNED = 0.6
"""Em: right (or left) edges of numbers in one column differ less than this; a bracket is .5 em wide."""
MIN_COLUMN_RULE = 40.0
"""Points: shorter upright rules that nothing joins part the cells of a header, no table."""
SAME_WIDTH = 12.0
"""Points: a header and the rows below it reach as far, give or take this in all."""
WALL = 0.9
"""Of a region's height: a rule between two tables runs that far at least."""
MIN_OWN_RULES = 2
"""Rules between rows that each of two touching tables has for itself."""
MIN_NUMBER_LINES = 3
"""Lines with aligned numbers that make a table where no rule says so; two are chance in prose."""
LINE_STEP = 2.6
"""Line heights: a wider blank ends a run of rows (a blank line between blocks is 2)."""
HEADING_LINES = 4
"""Lines without numbers that may stand between two rows with numbers (headings, wrapped labels)."""
WIDE = 0.7
"""Of a run's width: shorter rules underline a number, they close nothing."""
SPANNER = 0.06
"""Of a run's width: a shorter rule among its headers is no more than an underlined word."""
HEADER_HEIGHT = 64.0
"""Points: how far above the last rule met the next one may be drawn (a header of three lines)."""
WRAP_STEP = 0.5
"""Line heights between the lines of one wrapped header, at most."""
HEADER_STEP = 1.0
"""Line heights between two header lines, at most."""
HEADER_RULES = 3
"""Rules above a table's first row that may belong to its header: below it, between two levels, above it."""
NEAR_RULE = 4.0
"""Points: rules nearer than this are one double rule."""
HEADER_LINES = 6
"""Lines above the first number that may be column headers."""


@dataclass(frozen=True, eq=False, slots=True)
class Region:
    """Where a table stands, and the rules that belong to it."""

    box: Box
    rules: Rules
    ruled: bool
    """Whether rules part its columns."""


def inside(box: Box, token: Token, slack: float = 1.0) -> bool:
    """Whether a token's middle lies in a box."""
    return box[0] - slack <= token[7] <= box[2] + slack and box[1] - slack <= token[8] <= box[3] + slack


def within(box: Box, tokens: Sequence[Token], slack: float = 1.0) -> list[Token]:
    """The tokens whose middle lies in a box."""
    x0, top, x1, bottom = box.x0 - slack, box.top - slack, box.x1 + slack, box.bottom + slack
    return [t for t in tokens if x0 <= t[7] <= x1 and top <= t[8] <= bottom]


# -------------------------------------------------------------------------------------------------------------------- ruled


def ruled_regions(rules: Rules) -> list[Region]:
    """Connected rules with columns, top to bottom; a mere frame is none."""
    groups = _side_by_side(_connected(rules.horizontal, rules.vertical), rules.vertical)
    regions: list[Region] = []
    for h, v in groups:
        horizontal, vertical = rules.horizontal[h], rules.vertical[v]
        if len(vertical) == 0 or len(horizontal) + len(vertical) < 3:
            continue
        box = _box_of(horizontal, vertical)
        if _is_frame(box, vertical, horizontal):
            continue
        regions += _parted_at_walls(Region(box, Rules(horizontal, vertical), True))
    return _stacked(_absorbed(sorted(regions, key=lambda r: (r.box.top, r.box.x0))))


def _box_of(horizontal: NDArray[np.float32], vertical: NDArray[np.float32]) -> Box:
    xs = np.concatenate((vertical[:, 0], horizontal[:, 1], horizontal[:, 2]))
    ys = np.concatenate((horizontal[:, 0], vertical[:, 1], vertical[:, 2]))
    return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def _parted_at_walls(region: Region) -> list[Region]:
    """Two tables that share a border, parted where rules end at it from both sides at heights of their own."""
    box, h, v = region.box, region.rules.horizontal, region.rules.vertical
    inner = h[(h[:, 0] > box.top + TOUCH) & (h[:, 0] < box.bottom - TOUCH)]
    if len(inner) < 2 * MIN_OWN_RULES:
        return [region]
    tall = v[(v[:, 2] - v[:, 1]) > WALL * (box.bottom - box.top), 0]
    for x in sorted(tall[(tall > box.x0 + 2 * TOUCH) & (tall < box.x1 - 2 * TOUCH)].tolist()):
        left, right = inner[inner[:, 2] <= x + TOUCH, 0], inner[inner[:, 1] >= x - TOUCH, 0]
        if len(left) < MIN_OWN_RULES or len(right) < MIN_OWN_RULES:
            continue
        level = np.abs(left[:, None] - right[None, :]) <= TOUCH / 3
        if min((~level.any(1)).sum(), (~level.any(0)).sum()) < MIN_OWN_RULES:
            continue
        halves = [_half(region, box.x0, x), _half(region, x, box.x1)]
        return [part for half in halves for part in _parted_at_walls(half)]
    return [region]


def _half(region: Region, x0: float, x1: float) -> Region:
    """The part of a region between two upright lines, its rules cut to size."""
    box, h, v = region.box, region.rules.horizontal.copy(), region.rules.vertical
    h[:, 1], h[:, 2] = np.maximum(h[:, 1], x0), np.minimum(h[:, 2], x1)
    rules = Rules(h[h[:, 2] - h[:, 1] > TOUCH], v[(v[:, 0] > x0 - TOUCH) & (v[:, 0] < x1 + TOUCH)])
    return Region(Box(x0, box.top, x1, box.bottom), rules, True)


def _is_frame(box: Box, vertical: NDArray[np.float32], horizontal: NDArray[np.float32]) -> bool:
    """A box drawn around something: no rule inside it."""
    inner_x = (vertical[:, 0] > box.x0 + 2 * TOUCH) & (vertical[:, 0] < box.x1 - 2 * TOUCH)
    inner_y = (horizontal[:, 0] > box.top + 2 * TOUCH) & (horizontal[:, 0] < box.bottom - 2 * TOUCH)
    return not inner_x.any() and not inner_y.any()


def _connected(horizontal: NDArray[np.float32], vertical: NDArray[np.float32]) -> list[tuple[list[int], list[int]]]:
    """Index lists (horizontal, vertical) of rules that touch, directly or through others."""
    if not len(horizontal) or not len(vertical):
        return [([], [i]) for i in range(len(vertical))]
    touches = (
        (vertical[None, :, 0] >= horizontal[:, None, 1] - TOUCH)
        & (vertical[None, :, 0] <= horizontal[:, None, 2] + TOUCH)
        & (horizontal[:, None, 0] >= vertical[None, :, 1] - TOUCH)
        & (horizontal[:, None, 0] <= vertical[None, :, 2] + TOUCH)
    )
    unseen_h, unseen_v = set(range(len(horizontal))), set(range(len(vertical)))
    groups = []
    while unseen_v:
        rows: set[int] = set()
        columns = {unseen_v.pop()}
        fresh = set(columns)
        while fresh:
            new_rows = set(np.flatnonzero(touches[:, sorted(fresh)].any(1)).tolist()) & unseen_h
            unseen_h -= new_rows
            rows |= new_rows
            fresh = set(np.flatnonzero(touches[sorted(new_rows)].any(0)).tolist()) & unseen_v if new_rows else set()
            unseen_v -= fresh
            columns |= fresh
        groups.append((sorted(rows), sorted(columns)))
    return groups


def _side_by_side(
    groups: list[tuple[list[int], list[int]]], vertical: NDArray[np.float32]
) -> list[tuple[list[int], list[int]]]:
    """Groups, with upright rules of one height that no rule joins taken together: a table with lines between columns only."""
    found = [group for group in groups if group[0]]
    lone = sorted((v for rows, columns in groups if not rows for v in columns), key=lambda v: tuple(vertical[v, 1:]))
    run: list[int] = []
    for v in lone:
        if vertical[v, 2] - vertical[v, 1] < MIN_COLUMN_RULE:
            continue
        if run and np.abs(vertical[v, 1:] - vertical[run[-1], 1:]).max() <= TOUCH:
            run.append(v)
        else:
            found.append(([], run))
            run = [v]
    return [*(group for group in found if group[1]), ([], run)] if run else found


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


def _stacked(regions: list[Region]) -> list[Region]:
    """Regions of one width with no more than a thick rule between them are one: a header, and the rows below it."""
    found: list[Region] = []
    for region in regions:
        above = found[-1] if found else region
        gap = region.box.top - above.box.bottom
        same = abs(region.box.x0 - above.box.x0) <= TOUCH and abs(region.box.x1 - above.box.x1) <= TOUCH
        if found and same and abs(gap) <= THICK_RULE:
            seam = np.array([[above.box.bottom, region.box.x0, region.box.x1]], np.float32)
            found[-1] = _united(above, Region(region.box, Rules(seam, region.rules.vertical[:0]), True), region)
        else:
            found.append(region)
    return found


def _united(*regions: Region) -> Region:
    """One region with the rules of several."""
    rules = Rules(
        np.concatenate([region.rules.horizontal for region in regions]),
        np.concatenate([region.rules.vertical for region in regions]),
    )
    return Region(_box_of(rules.horizontal, rules.vertical), rules, True)


def _area(box: Box) -> float:
    return max(box.x1 - box.x0, 0.0) * max(box.bottom - box.top, 0.0)


def _overlap(a: Box, b: Box) -> float:
    return _area(Box(max(a.x0, b.x0), max(a.top, b.top), min(a.x1, b.x1), min(a.bottom, b.bottom)))


def widened(region: Region, tokens: Sequence[Token], others: Sequence[Region], drawn: NDArray[np.float32]) -> Region:
    """A region whose outer columns have no rule outside, or whose header has none: it reaches to the text that belongs to it.

    ``drawn``: shape (n, 3): y, x0, x1 of horizontal rules and of the edges of shading.
    """
    box, edges = region.box, region.rules.vertical[:, 0]
    if edges.min() - box.x0 >= TOUCH or box.x1 - edges.max() >= TOUCH:
        box = _wider(box, tokens, others, region)
    ceiling = max((o.box.bottom for o in others if o.box.bottom < box.top + TOUCH), default=0.0)
    return _with_header(Region(box, region.rules, True), tokens, drawn[drawn[:, 0] > ceiling + TOUCH])


def _wider(box: Box, tokens: Sequence[Token], others: Sequence[Region], region: Region) -> Box:
    rows = max(1, len(lines_of(within(box, tokens))))
    level = [t for t in tokens if box.top <= t.cy <= box.bottom and not box.x0 <= t.cx <= box.x1]
    stray = [t for t in level if not any(inside(o.box, t) for o in others if o is not region)]
    left, right = [t for t in stray if t.cx < box.x0], [t for t in stray if t.cx > box.x1]
    x0 = min(t.x0 for t in left) - 2.0 if left and len(lines_of(left)) >= 0.5 * rows else box.x0
    x1 = max(t.x1 for t in right) + 2.0 if right and len(lines_of(right)) >= 0.5 * rows else box.x1
    return Box(x0, box.top, x1, box.bottom)


def _with_header(region: Region, tokens: Sequence[Token], drawn: NDArray[np.float32]) -> Region:
    """A region and the header above it that has rules along but none between its columns."""
    box, rules = region.box, region.rules
    shared = np.minimum(drawn[:, 2], box.x1) - np.maximum(drawn[:, 1], box.x0)
    above = drawn[(shared > WIDE * (box.x1 - box.x0)) & (drawn[:, 0] < box.top - NEAR_RULE)]
    top = header_top(box.top, above[:, 0]) if len(above) else box.top
    if top == box.top:
        return region
    first = lines_of(within(Box(box.x0, box.top, box.x1, box.top + HEADER_HEIGHT), tokens, 0.0))
    if first and len(chunks_of(first[0])) > 1 and not any(t.numeric for t in first[0]):
        return region  # it has its header already
    header = lines_of(within(Box(box.x0, top, box.x1, box.top), tokens, 0.0))
    if not any(len(chunks_of(line)) > 1 for line in header):
        return region
    horizontal = np.concatenate((rules.horizontal, above[above[:, 0] >= top - 0.5]))
    return Region(Box(box.x0, top, box.x1, box.bottom), Rules(horizontal, rules.vertical), True)


def with_bodies(ruled: Sequence[Region], unruled: Sequence[Region], tokens: Sequence[Token]) -> list[Region]:
    """Regions, a ruled header joined with the rows right below it that no rule parts."""
    rest = list(unruled)
    found = []
    for region in ruled:
        box = region.box
        below = [
            r
            for r in rest
            if abs(r.box.x0 - box.x0) + abs(r.box.x1 - box.x1) < SAME_WIDTH
            and -TOUCH < r.box.top - box.bottom < box.bottom - box.top + SAME_WIDTH
        ]
        if below and not any(t.numeric for t in within(box, tokens)):
            rest.remove(below[0])
            body = below[0]
            rules = Rules(np.concatenate((region.rules.horizontal, body.rules.horizontal)), region.rules.vertical)
            box = Box(min(box.x0, body.box.x0), box.top, max(box.x1, body.box.x1), body.box.bottom)
            region = Region(box, rules, True)
        found.append(region)
    return [*found, *rest]


def free_rules(drawn: NDArray[np.float32], regions: Sequence[Region]) -> NDArray[np.float32]:
    """The horizontal rules (y, x0, x1) that belong to none of these regions."""
    for region in regions:
        box = region.box
        shared = np.minimum(drawn[:, 2], box.x1) - np.maximum(drawn[:, 1], box.x0)
        own = shared > 0.5 * (drawn[:, 2] - drawn[:, 1])
        drawn = drawn[~(own & (drawn[:, 0] > box.top - TOUCH) & (drawn[:, 0] < box.bottom + TOUCH))]
    return drawn


# ------------------------------------------------------------------------------------------------------------------ unruled


@dataclass(slots=True)
class _PrintedLine:
    """A line of text outside ruled tables, with those of its chunks that are numbers standing at its end."""

    tokens: list[Token]
    chunks: list[list[Token]]
    numbers: list[list[Token]]
    aligned: list[list[Token]]
    box: Box


def unruled_regions(
    tokens: Sequence[Token], drawn: NDArray[np.float32], taken: Sequence[Region] = ()
) -> list[Region]:
    """Runs of lines with numbers one above the other, with the headers and headings that belong to them.

    ``drawn``: shape (n, 3): y, x0, x1 of horizontal rules and of the edges of shading.  ``taken``: tables known already.
    """
    drawn = free_rules(drawn, taken)
    lines = [_printed(line) for line in lines_of(tokens)]
    _mark_aligned(lines)
    regions: list[Region] = []
    for first, last in _runs(lines):
        block = lines[first : last + 1]
        if sum(bool(line.aligned) for line in block) < MIN_NUMBER_LINES:
            continue
        start = _header_start(lines, first, block, drawn)
        box = hull([t for line in lines[start : last + 1] for t in line.tokens])
        ceiling = max((r.box.bottom for r in [*taken, *regions] if r.box.bottom < box.top + 2.0), default=0.0)
        captions = [b.bottom for b in _captions(lines[:start], box)]
        box, hints = _with_rules(box, drawn, block[0].box.top, max([ceiling, *captions]))
        box = _covering(box, lines[:start])
        regions.append(Region(box, Rules(hints, np.empty((0, 3), np.float32)), False))
    return regions


def _captions(above: Sequence[_PrintedLine], box: Box) -> list[Box]:
    """The lines above a run that go right across it: no header is as wide as its table."""
    width = box.x1 - box.x0
    return [hull(c) for line in above[-HEADER_LINES:] for c in line.chunks if c[-1].x1 - c[0].x0 > WIDE * width]


def _printed(line: list[Token]) -> _PrintedLine:
    chunks = chunks_of(line)
    numbers = [chunk for index, chunk in enumerate(chunks) if counts(chunks, index)]
    return _PrintedLine(line, chunks, numbers, [], hull(line))


def _mark_aligned(lines: list[_PrintedLine]) -> None:
    """Note which numbers stand under or over others: equal right edges (or left ones) in enough lines."""
    found = [(line, chunk) for line in lines for chunk in line.numbers]
    for edge in (lambda c: c[-1].x1, lambda c: (c[0].x0 + c[-1].x1) / 2):
        groups: list[list[tuple[_PrintedLine, list[Token]]]] = []
        for line, chunk in sorted(found, key=lambda pair: edge(pair[1])):
            if groups and edge(chunk) - edge(groups[-1][-1][1]) <= ALIGNED * chunk[0].em:
                groups[-1].append((line, chunk))
            else:
                groups.append([(line, chunk)])
        for group in groups:
            if len({id(line) for line, _ in group}) >= MIN_NUMBER_LINES:
                for line, chunk in group:
                    if chunk not in line.aligned:
                        line.aligned.append(chunk)


def _runs(lines: list[_PrintedLine]) -> list[tuple[int, int]]:
    """First and last line of each run of rows; prose across the number columns, or a wide blank, ends one."""
    runs: list[tuple[int, int]] = []
    previous: int | None = None
    for index, line in enumerate(lines):
        if not line.aligned:
            continue
        if previous is not None and _continues(lines, previous, index):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
        previous = index
    return runs


def _continues(lines: list[_PrintedLine], previous: int, index: int) -> bool:
    between = lines[previous + 1 : index]
    if len(between) > HEADING_LINES:
        return False
    left = _data_left((lines[previous], lines[index]))
    for line in between:
        alone = not line.numbers and len(line.chunks) == 1
        if alone and line.chunks[0][0].x0 < left < line.chunks[0][-1].x1 - 1.0:
            return False  # running text across the columns
    heights = [line.box.bottom - line.box.top for line in (lines[previous], lines[index])]
    steps = zip(lines[previous:index], lines[previous + 1 : index + 1], strict=True)
    return all(b.box.top - a.box.bottom < LINE_STEP * max(heights) for a, b in steps)


def _data_left(lines: Sequence[_PrintedLine]) -> float:
    """Where the columns of numbers begin: years and numbering at a line's start are its label, where others follow."""
    inner = [c[0].x0 for line in lines for c in line.aligned if c is not line.chunks[0]]
    return min(inner or [c[0].x0 for line in lines for c in line.aligned])


def _header_start(
    lines: list[_PrintedLine], first: int, block: list[_PrintedLine], drawn: NDArray[np.float32]
) -> int:
    """The first line of the headers over a run: lines whose chunks stand over its columns, headings between them.

    Above a header, a rule or a blank parts the caption from the table; a remark in brackets (a unit) is no header.
    """
    left, right = _data_left(block), max(c[-1].x1 for line in block for c in line.aligned)
    stub = max((c[-1].x1 for line in block for c in line.chunks if c[-1].x1 <= left), default=left)
    wide = drawn[np.minimum(drawn[:, 2], right) - np.maximum(drawn[:, 1], left) > WIDE * (right - left), 0]
    start = first
    for index in range(first - 1, max(first - 1 - HEADER_LINES, -1), -1):
        line, below = lines[index], lines[index + 1]
        blank, height = below.box.top - line.box.bottom, line.box.bottom - line.box.top
        ruled = bool(((wide > line.box.bottom - 2.0) & (wide < below.box.top + 2.0)).any())
        if blank > (LINE_STEP if start == first else HEADER_STEP) * height or (ruled and start < first):
            break
        over = [c for c in line.chunks if (c[0].x0 + c[-1].x1) / 2 > stub and c[0].x0 < right + height]
        if over and (len(line.chunks) >= 2 or (blank < WRAP_STEP * height and not _bracketed(line.chunks[0]))):
            start = index
        elif not (line.chunks[-1][-1].x1 <= left + 1.0):
            break
    while start < first and len(lines[start].chunks) < 2:  # a caption set close is no header: a header names columns
        start += 1
    return start if start < first else _heading_start(lines, first, left, min(line.box.x0 for line in block))


def _heading_start(lines: list[_PrintedLine], first: int, left: float, stub: float) -> int:
    """The first of the headings that stand right above a run without a header, at the left like its labels."""
    while first:
        line, below = lines[first - 1], lines[first]
        height = line.box.bottom - line.box.top
        close = below.box.top - line.box.bottom < HEADER_STEP * height
        if not close or line.box.x1 > left or line.box.x0 > stub + 2.0 * height or _bracketed(line.chunks[0]):
            break
        first -= 1
    return first


def _bracketed(chunk: Sequence[Token]) -> bool:
    return chunk[0].text[0] in OPENING and chunk[-1].text[-1] in CLOSING


def _with_rules(
    box: Box, drawn: NDArray[np.float32], first: float, ceiling: float
) -> tuple[Box, NDArray[np.float32]]:
    """The rules along a run: they close its header and its totals, and a header stands between the first two.

    Above ``first``, where the first line of numbers begins, a short rule stands under a heading over several columns.
    Nothing above ``ceiling`` (where the table before ends) belongs to this one.
    """
    width = box.x1 - box.x0
    shared = np.minimum(drawn[:, 2], box.x1) - np.maximum(drawn[:, 1], box.x0)
    wide = drawn[shared > WIDE * width]
    top = header_top(box.top, wide[wide[:, 0] > ceiling, 0])
    bottom = box.bottom
    for y in sorted(wide[:, 0].tolist()):
        if bottom < y < bottom + HEADER_HEIGHT / 2:
            bottom = y
    chosen = wide[(wide[:, 0] >= top - 0.5) & (wide[:, 0] <= bottom + 0.5)]
    short = (shared > SPANNER * width) & (shared <= WIDE * width)
    chosen = np.concatenate((chosen, drawn[short & (drawn[:, 0] > top + 2.0) & (drawn[:, 0] < first)]))
    if not len(chosen):
        return box, chosen
    x0, x1 = min(box.x0, float(chosen[:, 1].min())), max(box.x1, float(chosen[:, 2].max()))
    return Box(x0, top, x1, bottom), chosen


def header_top(top: float, rules: NDArray[np.float32]) -> float:
    """Where a header over ``top`` begins: up to two rules higher, near ones counted as one (``rules``: their heights)."""
    steps = 0
    for y in sorted(rules.tolist(), reverse=True):
        if y >= top:
            continue
        if top - y > HEADER_HEIGHT or steps == HEADER_RULES:
            break
        steps += top - y > NEAR_RULE
        top = y
    return top


def _covering(box: Box, above: Sequence[_PrintedLine]) -> Box:
    """A box that ends between lines, not through one."""
    crossed = [line.box for line in above if line.box.top < box.top < line.box.bottom]
    return Box(box.x0, min([b.top for b in crossed] + [box.top]), box.x1, box.bottom)
