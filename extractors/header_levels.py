"""Where are lines of a header levels, though no rule parts them?  A heading stands right over the blank between others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.geometry import Token, chunks_of, hull, lines_of, slot
from pipeline.model import Box

CENTRED = 1.0
"""Em between the middles of a heading and of those that it stands over."""


class Level(NamedTuple):
    """A seam inside a header."""

    band: int
    y: float
    spans: tuple[tuple[int, int], ...]
    """First and last column under each heading above the seam."""


def level_of(xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> Level | None:
    """The seam between the last two lines of a header over the figures, where some heading above it stands over several below.

    Over the middle one of three only where it is wider than that one's column: else it may be the first line of its name.
    """
    first = min([t.cy for t in tokens if t.numeric], default=ys[0])
    band = slot(ys, first) - 1
    if band < 0:
        return None
    lines = lines_of([t for t in tokens if ys[band] <= t.cy < ys[band + 1]] or tokens[:1])
    if len(lines) < 2:
        return None
    below = [hull(chunk) for chunk in chunks_of(lines[-1])]
    above = [hull(chunk) for line in lines[:-1] for chunk in chunks_of(line)]
    found = [(box, run) for box in above if (run := _run_under(box, above, below, lines[-1][0].em, xs))]
    columns = [tuple(slot(xs, _middle(each)) for each in run) for _, run in found]
    uneven = found and max(box.top for box, _ in found) - min(box.top for box, _ in found) > CENTRED * lines[-1][0].em
    if not found or uneven or any(b - a != 1 for run in columns for a, b in pairwise(run)):
        return None
    y = (max(box.bottom for box, _ in found) + min(box.top for box in below)) / 2
    return Level(band, y, tuple((run[0], run[-1]) for run in columns))


def _run_under(box: Box, above: Sequence[Box], below: Sequence[Box], em: float, xs: Sequence[float]) -> Sequence[Box]:
    """The most headings side by side right under the middle of a heading, and nearer to it than to any beside it."""
    middle = _middle(box)
    beside = [(_middle(each) + middle) / 2 for each in above if each is not box]
    low = max((x for x in beside if x < middle), default=float("-inf"))
    high = min((x for x in beside if x > middle), default=float("inf"))
    column = slot(xs, middle)
    wide = box.x0 < xs[column] and box.x1 > xs[column + 1]
    for count in range(len(below), 1, -1):
        if count % 2 and not wide:
            continue
        for start in range(len(below) - count + 1):
            run = below[start : start + count]
            left, right = run[0].x0, run[-1].x1
            if low < left and right < high and abs(middle - (left + right) / 2) < CENTRED * em:
                return run
    return ()


def _middle(box: Box) -> float:
    return (box.x0 + box.x1) / 2
