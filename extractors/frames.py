"""The skeleton of a table: its edges along both axes, which of them is drawn where, and which atom a token falls into."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.broken_rules import RUN_ALONG, SAME_EDGE, breaks_of, bridged, rule_between_spans, rule_breaks
from extractors.columns import inner_edges, is_number_column
from extractors.geometry import LINE_TOLERANCE, Token, hull, lines_of, slot, split_at, token_of
from extractors.header_bands import (
    part_bare_bands,
    part_levels,
    part_middles,
    part_names,
    rule_beside_spanners,
    rule_like_spanners,
    rule_under_header,
    unpart_centred,
    unruled_foot,
)
from extractors.header_levels import levels_of, spread_words
from extractors.middle_headings import middle_headings
from extractors.regions import Region
from extractors.row_groups import group_edges, part_groups
from extractors.spanners import is_spread, part_by_texts, unpart_spanners
from extractors.spread_words import whole_words
from extractors.stacked import is_vertical
from extractors.stubs import stub_edge
from pipeline.model import Glyphs

EMPTY_BAND = 6.0
"""Points: a band this low without text is the gap of a double rule."""
OVERFLOW = re.compile(r"([^0-9０-９△▲(（［\[−\-]*)([△▲(（［\[−\-]*[0-9０-９][0-9０-９,，.．]*)?")
"""What a label that runs on into the next cell leaves there: its end, and perhaps the number right after it."""

INSET = 0.3
"""Points by which a token may reach beyond an edge, and still lie on this side of it."""

WHOLE_ENDS = frozenset("計部")
"""The last character of a sum's or a part's name."""
WHOLE = re.compile("(?:[歳収支][入出])?[合総小]計|.+の部")
"""Names that are spread over columns of labels or figures: 歳　出　合　計, 資　産　の　部 (分 beside 計 ends a group's name)."""
ZEROS = frozenset("－―—–")
"""Dashes printed for zero (not ー, which stacked words have)."""

Bool = NDArray[np.bool_]
Place = tuple[int, int]
"""Band and column of an atom: the smallest piece between edges."""


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """The drawn skeleton of one table."""

    xs: list[float]
    ys: list[float]
    hard: list[bool]
    """For each x edge whether a rule draws it (the outer two count as drawn)."""
    parted: Bool
    """Shape (bands, x edges): whether the edge parts its neighbours in that band."""
    ruled: Bool
    """Shape (y edges, columns): whether a rule is drawn there."""
    headings: list[list[Token]]
    """The lines that head rows from the middle over all columns: they belong to the labels."""


def frame_of(region: Region, tokens: Sequence[Token]) -> Frame:
    """The skeleton of a region: drawn edges, and those between columns of numbers where none is drawn."""
    box, rules = region.box, region.rules
    hard_xs = _edges(rules.vertical[:, 0], box.x0, box.x1)
    headings = _middle_headings(tokens) if len(hard_xs) == 2 else []
    tokens = _without(tokens, headings)
    ys = _without_slits(_edges(rules.horizontal[:, 0], box.top, box.bottom), sorted([t.cy for t in tokens]))
    breaks = breaks_of(hard_xs, ys, rules.vertical, tokens)
    ys = sorted({*ys, *breaks})
    strips = _strips(hard_xs, tokens)
    seam = _below_stacked(strips, ys)
    if seam is not None:
        ys.insert(1, seam)
        strips = [[t for t in strip if t.cy > seam] for strip in strips]
    xs, hard = _with_inner(region, hard_xs, _below_headings(hard_xs, rules.vertical, strips))
    groups = group_edges(rules.horizontal, xs[0], strips[0])
    xs, hard = _with_edges(xs, hard, groups, strips[0])
    levels = [] if all(hard) else levels_of(xs, ys, tokens)
    foot = unruled_foot(hard, xs, ys, rules.horizontal, tokens)
    ys = sorted({*ys, *(level.y for level in levels), *([] if foot is None else [foot])})
    parted = _drawn(bridged(rules.vertical, ys, breaks), xs, ys).T
    for edge, drawn in enumerate(hard):
        if not drawn:
            parted[:, edge] = True
    parted[:, 0] = parted[:, -1] = True
    drawn_there = parted.copy()
    bare = part_bare_bands(parted, hard, xs, ys, tokens)
    part_by_texts(parted, drawn_there, xs, ys, tokens)
    part_middles(parted, hard, xs, ys, tokens)
    part_names(parted, hard, xs, ys, tokens)
    part_groups(parted, groups, xs, ys, rules.horizontal, strips[0])
    if not all(hard):
        unpart_spanners(parted, rules.horizontal, xs, ys, [not drawn for drawn in hard], tokens)
        unpart_centred(parted, hard, xs, ys, tokens, rules.horizontal)
    part_levels(parted, levels, ys, hard)
    if bare:
        under = rules.horizontal[rules.horizontal[:, 0] < ys[bare] + SAME_EDGE]
        unpart_spanners(parted, under, xs, ys, [True] * len(xs), tokens)
    ruled = _drawn(rules.horizontal, ys, xs)
    ruled[0] = ruled[-1] = True
    if seam is not None:
        ruled[1] = True
    if foot is not None:
        ruled[ys.index(foot)] = True
    rule_under_header(ruled, xs, ys, tokens)
    rule_beside_spanners(ruled, parted, hard, xs, ys, tokens)
    rule_between_spans(ruled, parted, hard)
    rule_like_spanners(ruled, parted, xs, ys, tokens)
    if breaks:
        rule_breaks(ruled, breaks, xs, ys, tokens)
    for level in levels:
        ruled[ys.index(level.y), level.left : level.right + 1] = True
    return Frame(xs, ys, hard, parted, ruled, headings)


def _middle_headings(tokens: Sequence[Token]) -> list[list[Token]]:
    """The lines among a table's tokens that head rows from the middle."""
    lines = lines_of(tokens) if len(tokens) > 1 else []
    return [lines[n] for n in middle_headings(lines)]


def _without(tokens: Sequence[Token], headings: Sequence[Sequence[Token]]) -> Sequence[Token]:
    """The tokens that are of none of the headings."""
    taken = {id(t) for line in headings for t in line}
    return [t for t in tokens if id(t) not in taken] if taken else tokens


def _below_headings(
    edges: Sequence[float], vertical: NDArray[np.float32], strips: Sequence[list[Token]]
) -> Sequence[list[Token]]:
    """Each strip's tokens from where both of its edges begin: a heading above it stands over others, too."""
    if len(strips) == 1:
        return strips
    strokes = vertical[:, :2].tolist()
    highest = min([t.cy for strip in strips for t in strip], default=0.0)
    if not any(top > highest for _, top in strokes):
        return strips
    starts = [float("-inf")] * len(edges)
    for k, x in enumerate(edges[1:-1], 1):
        starts[k] = min([top for at, top in strokes if -SAME_EDGE <= at - x <= SAME_EDGE], default=float("-inf"))
    tops = [max(pair) for pair in pairwise(starts)]
    return [[t for t in strip if t.cy > top] for strip, top in zip(strips, tops, strict=True)]


def _with_inner(region: Region, drawn: Sequence[float], strips: Sequence[Sequence[Token]]) -> tuple[list[float], list[bool]]:
    """Drawn edges with those found in the strips between them, and for each whether a rule draws it."""
    xs, hard = [drawn[0]], [True]
    numbers_before = False
    for right, strip in zip(drawn[1:], strips, strict=True):
        inner = inner_edges(strip, not numbers_before, region.lines, region.numbers)
        if not inner and not numbers_before:
            inner = stub_edge(strip)
        numbers_before = numbers_before or (not inner and is_number_column(strip))
        xs += [*inner, right]
        hard += [False] * len(inner) + [True]
    return xs, hard


def _with_edges(
    xs: list[float], hard: list[bool], more: Sequence[float], tokens: Sequence[Token]
) -> tuple[list[float], list[bool]]:
    """Edges with more that no rule draws, each in the place of one that was found in the same blank between ``tokens``."""
    for x in more:
        kept = [drawn or any(min(x, old) < t.cx < max(x, old) for t in tokens) for old, drawn in zip(xs, hard, strict=True)]
        pairs = [(old, drawn) for old, drawn, keep in zip(xs, hard, kept, strict=True) if keep]
        xs, hard = map(list, zip(*sorted([*pairs, (x, False)]), strict=True))
    return xs, hard


def _below_stacked(strips: Sequence[Sequence[Token]], ys: Sequence[float]) -> float | None:
    """Where a header of stacked text ends and the numbers below it begin, when no rule is drawn between them."""
    ends, starts = [], []
    upper, lower = ys[0], ys[1]
    for strip in strips:
        own = [t for t in strip if upper <= t.cy < lower]
        if len(own) < 3:
            continue
        own.sort(key=lambda t: t.cy)
        first = next((k for k, t in enumerate(own) if t.numeric or t.text in ZEROS), 0)
        if first > 1 and len(own[0].text) <= 2 and is_vertical(own[:first]):
            ends.append(max(t.bottom for t in own[:first]))
            starts.append(own[first].top)
    if len(ends) < 2 or max(ends) > min(starts) + 1.0:
        return None
    level = [t.top for strip in strips for t in strip if t.cy > max(ends) and ys[0] <= t.cy < ys[1]]
    return (max(ends) + min(level)) / 2


def placed_tokens(tokens: Sequence[Token], frame: Frame, glyphs: Glyphs) -> dict[Place, list[Token]]:
    """Every token in its atom; those that a rule runs through are cut there."""
    placed: dict[Place, list[Token]] = {}
    soft = not all(frame.hard)
    xs, inner, ys = frame.xs, frame.xs[1:-1], frame.ys[1:-1]  # what lies beyond the outer edges belongs to the outer cells
    body = min([t.cy for t in tokens if t.numeric], default=0.0) if soft else 0.0  # where the first number stands
    tokens = _without(tokens, frame.headings)
    for token in _with_whole_names(_with_whole_totals(tokens, frame, body), frame, body) if soft else tokens:
        slack, column = 0.35 * token.em, bisect_right(inner, token.cx)
        inset = INSET if slack > INSET else slack
        if xs[column] <= token.x0 + inset <= token.x1 - inset < xs[column + 1]:  # it lies between two edges, as most do
            placed.setdefault((bisect_right(ys, token.cy), column), []).append(token)
            continue
        first, end = bisect_right(xs, token.x0 + slack), bisect_right(xs, token.x1 - slack)
        for piece in (token,) if first >= end else _cut_at_rules(token, range(first, end), frame, glyphs, tokens):
            column = _column_of(piece, xs, frame.hard, piece.cy < body) if soft else bisect_right(inner, piece.cx)
            placed.setdefault((bisect_right(ys, piece.cy), column), []).append(piece)
    return placed


def _with_whole_totals(tokens: Sequence[Token], frame: Frame, body: float) -> Sequence[Token]:
    """The tokens, the name of a sum or a part that is spread over columns which no rule parts (歳　出　合　計) as one."""
    ends = [t for t in tokens if t.text in WHOLE_ENDS and t.cy > body]
    merged: list[Token] = []
    lost: set[int] = set()
    for end in ends:
        line = sorted((t for t in tokens if abs(t.cy - end.cy) < LINE_TOLERANCE * end.em and t.x1 <= end.x1), key=lambda t: t.x0)
        word = whole_words([[t] for t in line])[-1]
        first, last = slot(frame.xs, word[0].cx), slot(frame.xs, word[-1].cx)
        text = "".join(t.text for t in word)
        if first < last and WHOLE.fullmatch(text) and not any(frame.hard[first + 1 : last + 1]):
            merged.append(token_of(*hull(word), " ".join(text), end.em, word[0].at))
            lost |= {id(t) for t in word}
    return [*(t for t in tokens if id(t) not in lost), *merged] if merged else tokens


def _with_whole_names(tokens: Sequence[Token], frame: Frame, body: float) -> Sequence[Token]:
    """The tokens, a name of the header that is spread wider than its column of figures (共　済　費) as one.

    It stands in the middle of its own column: an edge that no rule draws parts its characters, and nothing else.
    """
    single = [t for t in tokens if t.cy < body - t.em / 2 and len(t.text) == 1 and not t.text.isascii()]
    if len(single) < 2:
        return tokens
    merged: list[Token] = []
    lost: set[int] = set()
    for line in lines_of(single):
        band = slot(frame.ys, line[0].cy)
        below = [t for t in tokens if line[0].cy + t.em / 2 < t.cy < body - t.em / 2]
        for word in spread_words(line, frame.xs, below):
            first, last = slot(frame.xs, word[0].cx), slot(frame.xs, word[-1].cx)
            parted = frame.parted[band, first + 1 : last + 1].tolist()
            own = slot(frame.xs, (word[0].x0 + word[-1].x1) / 2)
            within = word[-1].x1 - word[0].x0 < frame.xs[own + 1] - frame.xs[own]
            if first < last and within and all(parted) and not any(frame.hard[first + 1 : last + 1]) and is_spread(word):
                merged.append(token_of(*hull(word), " ".join(t.text for t in word), word[0].em, word[0].at))
                lost |= {id(t) for t in word}
    return [*(t for t in tokens if id(t) not in lost), *merged] if merged else tokens


def _strips(xs: list[float], tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens that lie wholly between each pair of drawn edges."""
    strips: list[list[Token]] = [[] for _ in xs[1:]]
    inner = xs[1:-1]
    for token in tokens:
        index = bisect_right(inner, token.cx)
        if token.x0 > xs[index] - 2.0 and token.x1 < xs[index + 1] + 2.0:
            strips[index].append(token)
    return strips


def _edges(positions: NDArray[np.float32], low: float, high: float) -> list[float]:
    """Sorted edges with the outer two, near ones united."""
    edges: list[float] = []
    last, total, count = float("-inf"), 0.0, 0
    for position in sorted([low, high, *positions.tolist()]):
        if position - last <= SAME_EDGE:
            total, count = total + position, count + 1
            edges[-1] = total / count
        else:
            total, count = position, 1
            edges.append(position)
        last = position
    return edges if len(edges) > 1 else [edges[0], edges[0] + 1.0]


def _without_slits(ys: list[float], heights: Sequence[float]) -> list[float]:
    """Edges without the lower one of a double rule's two; ``heights`` of the tokens, sorted."""
    found = [ys[0]]
    for y in ys[1:]:
        slit = y - found[-1] < EMPTY_BAND and bisect_right(heights, found[-1]) == bisect_right(heights, y)
        if slit and len(found) > 1:
            found[-1] = y if y == ys[-1] else found[-1]
        elif not slit or y == ys[-1]:
            found.append(y)
    return found


def _drawn(rules: NDArray[np.float32], edges: Sequence[float], across: Sequence[float]) -> Bool:
    """Shape (edges, intervals of across): whether some rule lies on the edge and runs along the middle of the interval."""
    width = len(across) - 1
    drawn, along = bytearray(len(edges) * width), b"\x01" * width
    margin = (1 - RUN_ALONG) / 2
    low = [a + margin * (b - a) for a, b in pairwise(across)]
    high = [b - margin * (b - a) for a, b in pairwise(across)]
    spans: dict[tuple[float, float], tuple[int, int]] = {}  # most rules are as long as others
    for position, start, end in rules.tolist():
        first = bisect_left(edges, position - 1.5 * SAME_EDGE)
        last = bisect_right(edges, position + 1.5 * SAME_EDGE)
        if first < last:
            span = spans.get((start, end))
            if span is None:
                span = spans[start, end] = bisect_left(low, start - 1.0), bisect_right(high, end + 1.0)
            left, right = span
            for at in range(first * width, last * width, width):
                drawn[at + left : at + right] = along[left:right]
    return np.frombuffer(drawn, bool).reshape(len(edges), width)


def _cut_at_rules(token: Token, edges: range, frame: Frame, glyphs: Glyphs, tokens: Sequence[Token]) -> list[Token]:
    """A token through which drawn rules run is cut there: two cells printed without a gap between them.

    A label too long for its cell runs on over the rule: what stands beyond it before the number stays with the label.
    """
    pieces = [token]
    band = slot(frame.ys, token.cy)
    for edge in edges:
        x = frame.xs[edge]
        if frame.hard[edge] and frame.parted[band, edge] and pieces[-1].x1 > x:
            pieces = [*pieces[:-1], *_parted(pieces[-1], glyphs, x, tokens)]
    return pieces


def _parted(token: Token, glyphs: Glyphs, x: float, tokens: Sequence[Token]) -> list[Token]:
    pieces = split_at(token, glyphs, x)
    if len(pieces) < 2 or pieces[0].numeric:
        return pieces
    overflow = OVERFLOW.fullmatch(pieces[1].text)
    if overflow is None:
        return pieces
    head, number = overflow.groups()
    if number:
        return split_at(token, glyphs, _start_of(pieces[1], number, glyphs)) if head else pieces
    beside = any(t.numeric and abs(t.cy - token.cy) < 0.5 * token.em and t.x0 >= token.x1 - 0.5 for t in tokens)
    return [token] if beside else pieces


def _start_of(token: Token, number: str, glyphs: Glyphs) -> float:
    """Where the number at the end of a token begins, in points."""
    boxes = glyphs.boxes
    on_line = np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - token.cy) < 0.3 * token.em
    lefts = np.sort(boxes[on_line & (boxes[:, 0] >= token.x0 - 0.1) & (boxes[:, 2] <= token.x1 + 0.1), 0])
    return float(lefts[-len(number)])


def _column_of(token: Token, xs: Sequence[float], hard: Sequence[bool], header: bool) -> int:
    """By its middle; across an edge that no rule draws a number belongs where it ends, a label of the stub where it starts.

    A ``header``, a word above all numbers, that starts in the right half of the stub is the next column's, if its middle is.
    """
    first, last = slot(xs, token.x0 + INSET), slot(xs, token.x1 - INSET)
    if first == last:
        return first
    if not any(hard[first + 1 : last + 1]):
        if token.numeric:
            return last
        beyond = token.cx > xs[first + 1] and token.x0 > (xs[first] + xs[first + 1]) / 2
        if hard[first] and not (header and beyond and len(token.text) > 1):
            return first
    return slot(xs, token.cx)
