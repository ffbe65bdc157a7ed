"""What stands beside rows that no upright rule parts: running text, or another table, whose lines are none of theirs?

Slides and reports set a table beside a paragraph, or two tables with headers of different heights beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.geometry import Token, chunks_of, hull, lines_of, text_of
from extractors.regions import Region, Strokes, holds_figures
from extractors.sides import FEWEST, GUTTER, SAME_HEIGHT, STEP, Sides
from pipeline.model import Box

SAME_GUTTER = 12.0
"""Points between two gutters that are one, seen from either side."""
CHUNK = 1.5
"""Em: a wider blank parts running text from what stands beside it."""
LONG, LEAST_LINES = 10, 3
"""Characters of a line of running text beside a table, and such lines below each other, at least."""
FAR = 5.0
"""Em from a framed header to the name beside it, at most."""
INDENT = 1.5
"""Em by which a paragraph's first line is set in, at most."""
RAGGED = 2.5
"""Em that a line of running text may leave of its column, where no sentence ends."""
LEADING = 1.4
"""Heights of a line between two lines of running text, at most."""


def sides_beside(taken: Sequence[Region], printed: Sequence[Token], tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """The places where lists stand under framed headers, or beside running text, from right to left.

    ``taken``: the ruled regions, ``printed``: all tokens, ``tokens``: those outside.
    """
    found: list[Sides] = []
    frames = _beside_frames(taken, printed, tokens, drawn)
    for sides in (*_beside_bodies(taken, printed, tokens, drawn), *frames, *_beside_text(tokens)):
        same = next((each for each in found if _are_one(each, sides)), None)
        if same:
            found.remove(same)
            sides = Sides(min(same.top, sides.top), max(same.bottom, sides.bottom), same.gutter)
        found.append(sides)
    return sorted(found, key=lambda sides: -sides.gutter)


def _are_one(one: Sides, two: Sides) -> bool:
    return abs(one.gutter - two.gutter) < SAME_GUTTER and one.top < two.bottom and two.top < one.bottom


def _beside_bodies(taken: Sequence[Region], printed: Sequence[Token], tokens: Sequence[Token], drawn: Strokes) -> Iterator[Sides]:
    """Where rows stand under a ruled header that has none of its own, with anything beside them."""
    for region in taken:
        box = _with_names_beside(region.box, [other.box for other in taken if other is not region], tokens)
        own = [t for t in tokens if t.cy > box.bottom and box.x0 - GUTTER < t.cx < box.x1 + GUTTER]
        if not own or holds_figures(box, printed):
            continue
        end = _end_of_lines(own, box.bottom)
        rows = [line for line in lines_of([t for t in own if t.cy < end] or own[:1]) if any(t.numeric for t in line)]
        if len(rows) >= FEWEST:
            for right, gutter in _gutters(box, [t for t in tokens if box.top < t.cy < end]):
                others = [t for t in tokens if (t.cx > gutter) == right]
                crossed = [y for y, x0, x1 in drawn if x0 < gutter < x1] + [t.cy for t in tokens if t.x0 < gutter < t.x1]
                yield _reach(box, end, others, crossed, gutter)


def _with_names_beside(box: Box, others: Sequence[Box], tokens: Sequence[Token]) -> Box:
    """A header's box with the names beside it that no rule frames, up to the next table: 種別 left of it, 年度計 right of it."""
    left = max((other.x1 for other in others if other.x1 < box.x0 and _level(other, box)), default=float("-inf"))
    right = min((other.x0 for other in others if other.x0 > box.x1 and _level(other, box)), default=float("inf"))
    names = [t for t in tokens if box.top < t.cy < box.bottom and left < t.cx < right and not t.numeric and len(t.text) < LONG]
    x0, x1 = box.x0, box.x1
    for token in sorted((t for t in names if t.cx < box.x0), key=lambda t: -t.x1):
        if x0 - token.x1 < FAR * token.em and not _heads_figures(token, tokens, box.bottom):  # 種別 stands over labels
            x0 = token.x0
    for token in sorted((t for t in names if t.cx > box.x1), key=lambda t: t.x0):
        if token.x0 - x1 < FAR * token.em / 2 and _heads_figures(token, tokens, box.bottom):  # 年度計
            x1 = token.x1
    return Box(x0, box.top, x1, box.bottom)


def _heads_figures(name: Token, tokens: Sequence[Token], foot: float) -> bool:
    """Whether the first thing below a name and its header's ``foot`` is a figure."""
    below = [t for t in tokens if t.cy > foot and t.x0 < name.x1 and name.x0 < t.x1]
    return bool(below) and min(below, key=lambda t: t.cy).numeric


def _level(one: Box, two: Box) -> bool:
    return one.top < two.bottom and two.top < one.bottom


def _gutters(box: Box, level: Sequence[Token]) -> Iterator[tuple[bool, float]]:
    """Gutters right and left of a header, half way to what stands beside its rows, and on which side that is."""
    right, left = [t.x0 for t in level if t.x0 > box.x1], [t.x1 for t in level if t.x1 < box.x0]
    if right and min(right) - box.x1 > GUTTER:
        yield True, (box.x1 + min(right)) / 2
    if left and box.x0 - max(left) > GUTTER:
        yield False, (box.x0 + max(left)) / 2


def _reach(box: Box, end: float, others: Sequence[Token], crossed: Sequence[float], gutter: float) -> Sides:
    """From the first line beside a header down to the last beside its rows, nothing between that crosses the gutter."""
    ceiling = max((y for y in crossed if y < box.bottom), default=float("-inf"))
    floor = min((y for y in crossed if y > box.bottom + SAME_HEIGHT), default=float("inf"))
    above = [t for t in others if ceiling < t.cy < box.bottom]
    top = _start_of_lines(lines_of(above) if above else (), box.bottom)
    bottom = _end_of_lines([t for t in others if box.bottom < t.cy < floor], box.bottom)
    return Sides(top, min(max(end, bottom), floor) + SAME_HEIGHT, gutter)


def _start_of_lines(lines: Sequence[Sequence[Token]], bottom: float) -> float:
    """Where the lines above a height begin, below the last wide blank."""
    top = bottom
    for line in reversed(lines):
        if top - max(t.bottom for t in line) > STEP * max(t.bottom - t.top for t in line):
            break
        top = min([top, *(t.top for t in line)])
    return top


def _end_of_lines(tokens: Sequence[Token], top: float) -> float:
    """Where the lines below a height end, before the first wide blank."""
    bottom = top
    for line in lines_of(tokens) if tokens else ():
        if min(t.top for t in line) - bottom > STEP * max(t.bottom - t.top for t in line):
            break
        bottom = max([bottom, *(t.bottom for t in line)])
    return bottom


def _beside_frames(taken: Sequence[Region], printed: Sequence[Token], tokens: Sequence[Token], drawn: Strokes) -> Iterator[Sides]:
    """Where rows stand beside a ruled table whose caption is on the height of one of them: it is none of theirs."""
    for box in [region.box for region in taken if holds_figures(region.box, printed)]:
        above = [t for t in tokens if t.cy < box.top and box.x0 - t.em / 2 < t.x0 and t.x1 < box.x1 + t.em / 2]
        top = _start_of_lines(lines_of(above) if above else (), box.top)
        level = [t for t in tokens if top <= t.cy < box.bottom] if top < box.top else []
        for right in (False, True):  # of the table
            beside = [t for t in level if (t.x0 > box.x1 if right else t.x1 < box.x0)]
            if sum(any(t.numeric for t in line) for line in lines_of(beside)) < FEWEST if beside else True:
                continue
            edge = min(t.x0 for t in beside) if right else max(t.x1 for t in beside)
            gutter = (edge + (box.x1 if right else box.x0)) / 2
            crossed = [y for y, x0, x1 in drawn if x0 < gutter < x1] + [t.cy for t in tokens if t.x0 < gutter < t.x1]
            if not any(top < y < box.bottom for y in crossed):
                found = _along(tokens, hull(beside), right, gutter)
                yield Sides(min(top, found.top), max(box.bottom + SAME_HEIGHT, found.bottom), gutter)


def _beside_text(tokens: Sequence[Token]) -> Iterator[Sides]:
    """Where lines of figures stand right or left of a paragraph."""
    if not any("。" in t.text for t in tokens):
        return
    for box in _paragraphs(tokens):
        level = [t for t in tokens if box.top - 1.0 < t.cy < box.bottom + 1.0]
        for right in (True, False):
            beside = [t for t in level if (t.x0 > box.x1 if right else t.x1 < box.x0)]
            rows = [line for line in lines_of(beside) if any(t.numeric for t in line)] if beside else []
            if len(rows) >= FEWEST:
                gutter = (box.x1 + min(t.x0 for t in beside)) / 2 if right else (box.x0 + max(t.x1 for t in beside)) / 2
                if not any(t.x0 < gutter < t.x1 for t in level):
                    yield _along(tokens, box, right, gutter)


def _along(tokens: Sequence[Token], box: Box, right: bool, gutter: float) -> Sides:
    """As far up and down as lines follow each other on one side of a gutter, and beside it on the other, and cross it nowhere."""
    crossed = [t.cy for t in tokens if t.x0 < gutter < t.x1]
    ceiling = max((y for y in crossed if y < box.top), default=float("-inf"))
    floor = min((y for y in crossed if y > box.bottom), default=float("inf"))
    own = [t for t in tokens if ceiling < t.cy < floor and (t.cx > gutter) == right]
    lines = lines_of(own)
    first = next(n for n, line in enumerate(lines) if line[0].cy > box.top - 1.0)
    top = _start_of_lines(lines[:first], min(t.top for t in lines[first]))
    bottom = _end_of_lines([t for t in own if t.cy > top], top)
    return Sides(min(top, box.top), max(bottom, box.bottom) + SAME_HEIGHT, gutter)


def _paragraphs(tokens: Sequence[Token]) -> list[Box]:
    """The boxes around lines of running text below each other that begin at one edge, with a sentence's end among them."""
    blocks: list[list[list[Token]]] = []
    for line in lines_of(tokens):
        for chunk in chunks_of(line, CHUNK):
            if sum(len(t.text) for t in chunk) >= LONG and not chunk[-1].numeric:
                block = next((each for each in blocks if _goes_on(each[-1], chunk)), None)
                if block:
                    block.append(chunk)
                else:
                    blocks.append([chunk])
    return [hull([t for chunk in block for t in chunk]) for block in blocks if len(block) >= LEAST_LINES and _runs_on(block)]


def _runs_on(block: Sequence[Sequence[Token]]) -> bool:
    """Whether lines fill their column but for those that end a sentence: labels, and a note below them, do not."""
    right, em = max(chunk[-1].x1 for chunk in block), block[0][0].em
    ends = [text_of(chunk).endswith("。") for chunk in block]
    short = [right - chunk[-1].x1 > RAGGED * em for chunk in block]
    return any(ends) and not any(cut and not end for cut, end in zip(short, ends, strict=True))


def _goes_on(above: Sequence[Token], chunk: Sequence[Token]) -> bool:
    """Whether a line of text is the next one of a paragraph."""
    height, em = above[0].bottom - above[0].top, above[0].em
    return abs(chunk[0].x0 - above[0].x0) < INDENT * em and 0 < chunk[0].top - above[0].bottom < LEADING * height
