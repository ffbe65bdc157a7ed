"""Do rules stop at one gutter, line for line, so that two lists (借方, 貸方) stand side by side with nothing upright between?

Then the right side's texts are lines of their own: read together, its labels would be words between two columns of figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token, centre_of, chunks_of, is_number, lines_of, text_of
from extractors.header_start import HEADER_LINES, UNIT_REMARK, is_bare_unit
from extractors.printed_lines import is_noted, words_in
from extractors.regions import Strokes
from pipeline.model import Box

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
LONGER = 1.5
"""Of the widest step between rules that both lists have: further down the next rule is no more of the longer one."""
OVER = 36.0
"""Points above the sides' headers where a rule over both may be drawn: a line of text may stand between."""
BESIDE = 1.5
"""Em by which a caption's left edge or middle stands beside its list's, at most."""
STEP = 2.6
"""Heights of a line by which the sides' header stands over their first rule, at most."""


class _Pair(NamedTuple):
    """Two rules at one height: the left one's end, and where the right one begins and ends."""

    y: float
    left: float
    right: float
    end: float


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

    def parted(self, tokens: Sequence[Token], drawn: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The rules (y, x0, x1) for each list: those across both, over their headers above all, end at the gutter.

        One over a caption over both is no header's rule: neither list has it.
        """
        captions = [t.cy for t in tokens if self.top - OVER < t.cy < self.top]
        over = (drawn[:, 0] > self.top - OVER) & (drawn[:, 0] < max(captions, default=0.0))
        drawn = drawn[~(over & (drawn[:, 1] < self.gutter) & (drawn[:, 2] > self.gutter))]
        own = (drawn[:, 0] > self.top - OVER) & (drawn[:, 0] < self.bottom + SAME_HEIGHT)
        across = (drawn[:, 1] < self.gutter) & (drawn[:, 2] > self.gutter)
        left, right = drawn.copy(), drawn.copy()
        left[across & own, 2], right[across, 1] = self.gutter, self.gutter  # other tables at the left keep theirs
        return left, right


def two_sides(tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """The places of a page where rules (y, x0, x1) stop at a gutter that no text and no other rule crosses, top to bottom."""
    found: list[Sides] = []
    for pairs in _gutters(drawn) if len(drawn) >= 2 * FEWEST else ():
        gutter = (max(pair.left for pair in pairs) + min(pair.right for pair in pairs)) / 2
        crossed = [y for y, x0, x1 in drawn if x0 < gutter < x1] + [t.cy for t in tokens if t.x0 < gutter < t.x1]
        for run in _runs([pair.y for pair in pairs], crossed, tokens, gutter):
            for bottom in _bottoms(tokens, drawn, crossed, pairs[0], run):
                if _are_lists([t for t in tokens if run[0] <= t.cy <= bottom], gutter):
                    found.append(Sides(_with_header(tokens, run[0], gutter, crossed), bottom + SAME_HEIGHT, gutter))
                    break
    return sorted(found)


def sides_under(headers: Sequence[Box], tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """Lists under two headers of one height side by side, each in a frame of its own, that nothing frames further down."""
    found: list[Sides] = []
    for left, right in pairwise(sorted(headers, key=lambda box: (round(box.top), box.x0))):
        level = max(abs(left.top - right.top), abs(left.bottom - right.bottom)) <= SAME_HEIGHT
        if not level or right.x0 - left.x1 < GUTTER:
            continue
        gutter, top = (left.x1 + right.x0) / 2, left.bottom
        crossing = [y for y, x0, x1 in drawn if y > top and x0 < gutter < x1]
        crossing += [t.cy for t in tokens if t.cy > top and t.x0 < gutter < t.x1]
        own = [t for t in tokens if top < t.cy < min(crossing, default=float("inf"))]
        if own and _are_lists(own, gutter):
            found.append(Sides(top, max(t.bottom for t in own), gutter))
    return found


def sides_under_units(tokens: Sequence[Token]) -> list[Sides]:
    """Lists that no rule bounds, under captions on one line, each with its unit: 基金 (単位：千円)  職員 (人)  水路 (m).

    Of three lists and more the right one comes first: what stands left of it is parted then.
    """
    lines = lines_of(tokens) if tokens else []
    found: list[Sides] = []
    floor = 0.0
    for n, line in enumerate(lines):
        chunks = chunks_of(line)
        units = [k for k, chunk in enumerate(chunks) if _says_unit(chunk)]
        captioned = all(b - a > 1 for a, b in pairwise([-1, *units])) and units[-1:] == [len(chunks) - 1]
        if len(units) < 2 or not captioned or line[0].cy < floor:
            continue
        gutters = [(chunks[k][-1].x1 + chunks[k + 1][0].x0) / 2 for k in units[:-1]]
        below = min((_lines_below(lines[n:], gutter) for gutter in gutters), key=len)
        listed = [t for each in below[1:] for t in each]
        if all(_are_lists(listed, gutter) for gutter in gutters):
            found += [_over(below, gutter) for gutter in reversed(gutters)]
            floor = max(each.bottom for each in found)
    return found


def _says_unit(chunk: Sequence[Token]) -> bool:
    """Whether a chunk is the unit of what stands below it: (単位：千円), 単位 千円, (m)."""
    return bool(UNIT_REMARK.match(text_of(chunk))) or is_bare_unit(chunk)


def sides_under_headers(tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """Lists under one header that is printed twice on a line: 科目 金額  科目 金額; bands of colour may run across both."""
    lines = lines_of(tokens) if tokens else []
    found: list[Sides] = []
    for n, line in enumerate(lines):
        names = words_in(chunks_of(line))
        half = len(names) // 2
        texts = ["".join(t.text for t in name) for name in names]
        again = half > 1 and len(set(texts)) >= half and texts[:half] == texts[half:]
        if not again or any(t.numeric for t in line) or line[0].cy < (found[-1].bottom if found else 0.0):
            continue
        gutter = _blank_before(lines[n:], names[half - 1 : half + 1])
        own = _lines_below(lines[n:], gutter) if gutter else []
        below = [t for each in own[1:] for t in each]
        if gutter and _are_lists(below, gutter) and _name_labels(names, below, gutter):
            sides = _over(own, gutter)
            edges = [y for y, x0, x1 in drawn if x0 < gutter < x1 and 0 <= y - sides.bottom < line[0].em]
            found.append(sides._replace(bottom=max([sides.bottom, *edges])))  # of the last band
    return found


def _blank_before(lines: Sequence[Sequence[Token]], names: Sequence[Sequence[Token]]) -> float | None:
    """Where a blank runs down between the figures under one name of a header and the labels under the next, if any does."""
    blanks = _blanks_below(lines, names)
    return blanks[-1] if blanks else None


def _name_labels(names: Sequence[Sequence[Token]], tokens: Sequence[Token], gutter: float) -> bool:
    """Whether the first name of each half of a header stands over labels, left of all figures of its list.

    Else the header is that of pairs of columns (件数, 金額), and the left list's labels stand for both.
    """
    for right, name in enumerate((names[0], names[len(names) // 2])):
        own = [t for t in tokens if (t.cx > gutter) == bool(right)]
        rows = [chunks for line in lines_of(own) if is_number((chunks := chunks_of(line))[-1])]
        labels = [row[0] for row in rows if not is_number(row[0])]
        figures = min((c[0].x0 for row in rows for c in row[1:] if is_number(c)), default=gutter)
        if len(labels) < LABELLED * len(rows) or centre_of(name) > figures or not any(_overlap(name, c) for c in labels):
            return False
    return True


def _overlap(one: Sequence[Token], two: Sequence[Token]) -> bool:
    return one[0].x0 < two[-1].x1 and two[0].x0 < one[-1].x1


def sides_under_captions(tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """Lists under two captions on one line, each over its own list and over all of it, with nothing else to bound them."""
    lines = lines_of(tokens) if tokens else []
    found: list[Sides] = []
    for n, line in enumerate(lines[:-1]):
        captions = chunks_of(line)
        above = lines[n - 1] if n else []
        headed = len(chunks_of(above)) > len(captions) if above else False  # 資産の部 and 負債の部 below their header
        if len(captions) != 2 or headed or any(t.numeric for t in line) or line[0].cy < (found[-1].bottom if found else 0.0):
            continue
        for gutter in _blanks_below(lines[n:], captions):
            own = _lines_below(lines[n:], gutter)
            sides = _over(own, gutter)
            crossed = any(sides.top < y < sides.bottom and x0 < gutter < x1 for y, x0, x1 in drawn)
            below = [t for each in own[1:] for t in each]
            if not crossed and _are_lists(below, gutter) and _are_captions(captions, below, gutter):
                found.append(sides)
                break
    return found


def _blanks_below(lines: Sequence[Sequence[Token]], captions: Sequence[Sequence[Token]]) -> list[float]:
    """Where, between the middles of two captions, a blank runs down their line and as many below as make them two lists."""
    first, last = map(centre_of, captions)
    extents = sorted((t.x0, t.x1) for line in lines[: 2 + HEADER_LINES + FEWEST] for t in line)
    found: list[float] = []
    end = float("-inf")
    for x0, x1 in extents:
        if x0 - end > GUTTER and first < (x0 + end) / 2 < last:
            found.append((x0 + end) / 2)
        end = max(end, x1)
    return found


def _are_captions(captions: Sequence[Sequence[Token]], below: Sequence[Token], gutter: float) -> bool:
    """Whether each of two texts begins where its list does or stands in its middle: headings over columns leave the stub out.

    The right list's labels have their own name in its header.
    """
    sides = [[t for t in below if (t.cx > gutter) == right] for right in (False, True)]
    lasts = [max(t.bottom for t in side if t.numeric) for side in sides]  # further down are notes
    sides = [[t for t in side if t.top < last] for side, last in zip(sides, lasts, strict=True)]
    for caption, side in zip(captions, sides, strict=True):
        left, right, em = min(t.x0 for t in side), max(t.x1 for t in side), caption[0].em
        begins = abs(caption[0].x0 - left) < BESIDE * em
        if not begins and abs(centre_of(caption) - (left + right) / 2) > BESIDE * em:
            return False
    rows = [chunks_of(line) for line in lines_of(sides[1]) if line[-1].numeric]
    figures = [c for row in rows for c in row[not is_number(row[0]) :] if is_number(c)]  # a label may begin with a number
    return any(t.cy < rows[0][-1][0].cy - t.em / 2 and t.x1 <= min(c[0].x0 for c in figures) for t in sides[1])


def _lines_below(lines: Sequence[Sequence[Token]], gutter: float) -> Sequence[Sequence[Token]]:
    """The first line and those below it, down to a wide blank, a text across the gutter, a note or the next caption with its unit."""
    bottom = max(t.bottom for t in lines[0])
    for n, below in enumerate(lines[1:], 1):
        height = max(t.bottom - t.top for t in below)
        crossed = any(t.x0 < gutter < t.x1 for t in below) or UNIT_REMARK.match(below[-1].text)
        if min(t.top for t in below) - bottom > STEP * height or crossed or is_noted(chunks_of(below)):
            return lines[:n]
        bottom = max([bottom, *(t.bottom for t in below)])
    return lines


def _over(lines: Sequence[Sequence[Token]], gutter: float) -> Sides:
    """Two lists that begin and end with these lines."""
    bottom = max(t.bottom for line in lines for t in line)
    return Sides(min(t.top for t in lines[0]), bottom + SAME_HEIGHT, gutter)


def _bottoms(
    tokens: Sequence[Token], drawn: Strokes, crossed: Sequence[float], pair: _Pair, run: Sequence[float]
) -> Iterator[float]:
    """Where two lists may end, the likeliest first: with the rules that both have, with rules of their own, with their lines."""
    if len(run) >= FEWEST and _are_lists([t for t in tokens if run[0] <= t.cy <= run[-1]], (pair.left + pair.right) / 2):
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


def _are_lists(tokens: Sequence[Token], gutter: float) -> bool:
    """Whether lines with figures stand on both sides, and those at the right begin with words.

    Single letters are none: the name of a chart's axis runs down beside its ticks.
    """
    sides = [[t for t in tokens if t.cx < gutter], [t for t in tokens if t.cx > gutter]]
    rows = [[line for line in lines_of(side) if any(t.numeric for t in line)] if side else [] for side in sides]
    labelled = sum(any(_is_word(t) for t in line[:2]) for line in rows[1])  # its code may stand before a label
    return min(map(len, rows)) >= FEWEST and labelled >= LABELLED * len(rows[1])


def _is_word(token: Token) -> bool:
    return not token.numeric and not (len(token.text) == 1 and token.text.isascii())


def _with_header(tokens: Sequence[Token], top: float, gutter: float, crossed: Sequence[float]) -> float:
    """The height where the header over the sides' first rule begins: lines with texts on both sides that cross nothing.

    ``crossed``: heights of what crosses the gutter; a rule there, below figures, closes another table.
    """
    above = [t for t in tokens if t.cy < top]
    for line in reversed(lines_of(above)) if above else ():
        height = max(t.bottom - t.top for t in line)
        left, right = [t.x1 for t in line if t.cx < gutter], [t.x0 for t in line if t.cx > gutter]
        if not left or not right or max(left) > gutter or min(right) - max(left) < height:
            break
        closed = any(t.numeric for t in line) and any(line[0].cy < y < top for y in crossed)
        if top - max(t.bottom for t in line) > STEP * height or closed:
            break
        top = min(t.top for t in line)
    return top
