"""Does one page hold two printed side by side (two A4 on an A3, two statements), and where is the white between them?

A table has white strips too: between labels and amounts, before remarks.  Two pages differ in what stands right of the
strip: lines that begin with a label and end with a number of their own, under nothing that crosses from the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.furniture import is_page_number
from extractors.geometry import Token, chunks_of, hull, is_number, lines_of, text_of
from extractors.header_start import UNIT_REMARK
from extractors.printed_lines import words_in
from pipeline.model import Box, Page, Rules

GUTTER = 18.0
"""Points: the white between two pages is this wide; the narrowest seen between two A4 statements is 24."""
WIDE_GUTTER = 36.0
"""Points: where one side holds no statement, the white must be two printed margins wide."""
BIN = 2.0
"""Points: how finely white is looked for at first."""
SPANNING = 2
"""Lines that may run across the gutter, the number of the page aside: a title and its date."""
TITLE_BAR = 1.0
"""Em from a title to the lower edge of the bar that it stands on, at most."""
TITLE_OFF = 1.5
"""Em between the middle of a title in a page's head and that of the page, at most."""
HEAD_LINES = 3
"""Lines of a page's head, at most."""
SPREAD = 3
"""Characters set apart from each other, from which on they are a title and not the cells of a row."""
EVEN = 1.7
"""How much wider the widest gap of such a title is than the narrowest, at most."""
ENTRIES = 3
"""Lines from a label to a number, on each side, that show a statement there."""
STARTED = 0.3
"""Share of the right side's lines that may start with a number: right of a strip inside a table nearly all do."""
NUMBERING = 2
"""Characters: a number before a label is no longer."""
DIFFERENT = 0.6
"""Share of the right side's labels that are printed once: units and counters repeat."""
TALL = 80.0
"""Points: an upright rule between two statements is no shorter."""
DOUBLE = 5.0
"""Points between the two of a double rule, at most."""
LANDSCAPE = 1.3
"""Width per height, from which on two upright pages fit on one."""
SAME_MARGIN = 24.0
"""Points by which the left margins of two pages on one differ at most (mirrored margins of a book: 10–20)."""


Chunk = list[Token]


@dataclass(frozen=True, eq=False, slots=True)
class Half:
    """What is printed on one side of a gutter."""

    tokens: list[Token]
    rules: Rules
    drawn: NDArray[np.float32]
    """Shape (n, 3): y, x0, x1 of horizontal rules and of the edges of shading."""


@dataclass(frozen=True, slots=True)
class _Wall:
    """An upright rule between two statements."""

    x: float
    top: float
    bottom: float


def gutter_of(page: Page, tokens: Sequence[Token], drawn: NDArray[np.float32]) -> float | None:
    """The x in points of the white between two pages on this one; ``None`` for a page of its own.

    ``drawn``: shape (n, 3): y, x0, x1 of horizontal rules and of the edges of shading: none of them crosses a gutter.
    """
    low, high = page.width / 3, page.width * 2 / 3
    wall = _wall(page, drawn, low, high)
    if wall is not None and _parts_statement(wall, tokens):
        return wall.x
    if sum([x0 < low and x1 > high for _, x0, x1 in drawn.tolist()]) > SPANNING:
        return None  # rules across the middle third: one page
    drawn = _below_title(drawn, tokens)
    if not len(page.glyphs.text) or not _may_have_gutter(page.glyphs.boxes, drawn, low, high):
        return None
    right = [t for t in tokens if t.cx > page.width / 2]
    if sum(not t.numeric for t in right) < ENTRIES or len(right) == len(tokens):
        return None
    taken = [(float(x0), float(x1)) for _, x0, x1 in drawn]
    alone: list[Box] = []
    lines = [chunks_of(line) for line in lines_of(tokens)]
    for n, line in enumerate(lines):
        title = title_in_head(line, page.width) if n < HEAD_LINES else []
        if title:
            line = [chunk for chunk in line if chunk[0] not in title]
        own = _but_unit(line)
        if len(own) > 1 and not _is_spread(own):
            taken += [(chunk[0].x0, chunk[-1].x1) for chunk in line]
        elif n < len(lines) - 1 or not is_page_number(line):
            alone.append(hull([token for chunk in own for token in chunk]))
    for strip in _strips(taken, low, high):
        gutter = _narrowed(strip, alone)
        if gutter is not None and _parts_pages(gutter, page, tokens):
            return (gutter[0] + gutter[1]) / 2
    return None


def _below_title(drawn: NDArray[np.float32], tokens: Sequence[Token]) -> NDArray[np.float32]:
    """The rules without those around a page's first line: the edges of a bar that its title stands on."""
    first = min(tokens, key=lambda t: t.cy) if tokens and len(drawn) else None
    return drawn if first is None else drawn[drawn[:, 0] > first.bottom + TITLE_BAR * first.em]


def title_in_head(line: Sequence[Chunk], width: float) -> Chunk:
    """The title in the very middle of a page's head, where whose it is stands left of it and the page's number right of it."""
    words = words_in(line)
    middles = [word for word in words[1:-1] if abs(word[0].x0 + word[-1].x1 - width) < 2 * TITLE_OFF * word[0].em]
    return middles[0] if middles else []


def _wall(page: Page, drawn: NDArray[np.float32], low: float, high: float) -> _Wall | None:
    """The one tall upright rule in the middle third of a page, double perhaps, that no other rule meets."""
    upright = page.rules.vertical
    xs = [x for x, top, bottom in upright.tolist() if bottom - top >= TALL]
    if not xs or max(xs) - min(xs) > DOUBLE or not low < xs[0] < high:
        return None
    tall = upright[upright[:, 2] - upright[:, 1] >= TALL]
    x, top, bottom = float(tall[:, 0].mean()), float(tall[:, 1].min()), float(tall[:, 2].max())
    level = (drawn[:, 0] > top + DOUBLE) & (drawn[:, 0] < bottom - DOUBLE)
    across = level & (drawn[:, 1] < x - DOUBLE) & (drawn[:, 2] > x + DOUBLE)
    return None if across.any() else _Wall(x, top, bottom)


def _parts_statement(wall: _Wall, tokens: Sequence[Token]) -> bool:
    """Whether lists from labels to numbers stand on both sides of a wall, and nothing runs through it."""
    beside = [t for t in tokens if wall.top < t.cy < wall.bottom]
    if any(t.x0 < wall.x < t.x1 for t in beside):
        return False
    for side in ([t for t in beside if t.x1 <= wall.x], [t for t in beside if t.x0 >= wall.x]):
        rows = [chunks_of(line) for line in lines_of(side)] if side else []
        started = sum(is_number(row[0]) and not _is_numbered(row) for row in rows)
        if sum(map(_is_entry, rows)) < ENTRIES or started > STARTED * len(rows):
            return False
    return True


def _but_unit(chunks: list[Chunk]) -> list[Chunk]:
    """A line without the unit at its end: (令和7年3月31日)   (単位:千円)."""
    if len(chunks) == 1 or not UNIT_REMARK.match(text_of(chunks[-1])):
        return chunks
    return chunks if any(UNIT_REMARK.match(text_of(chunk)) for chunk in chunks[:-1]) else chunks[:-1]


def _is_spread(chunks: Sequence[Chunk]) -> bool:
    """Whether a line is one text set wide: single characters at even distances."""
    if len(chunks) <= SPREAD or any(len(chunk) > 1 or len(chunk[0].text) > 1 for chunk in chunks):
        return False
    gaps = [right[0].x0 - left[0].x1 for left, right in pairwise(chunks)]
    return max(gaps) < EVEN * min(gaps)


def _may_have_gutter(boxes: NDArray[np.float32], drawn: NDArray[np.float32], low: float, high: float) -> bool:
    """Whether nearly no glyph and no rule stands in some strip: a coarse look in bulk that most pages end here."""
    count = _coverage(boxes[:, 0], boxes[:, 2], low, high)
    if len(drawn):
        count += (2 * SPANNING + 1) * _coverage(drawn[:, 1], drawn[:, 2], low, high)
    open_bins = np.concatenate(([0], (count <= 2 * SPANNING).astype(np.int8), [0]))  # a line may cover a bin by two glyphs
    edges = np.flatnonzero(np.diff(open_bins))
    return bool(len(edges) and (edges[1::2] - edges[::2]).max() >= GUTTER / BIN - 2)


def _coverage(x0: NDArray[np.float32], x1: NDArray[np.float32], low: float, high: float) -> NDArray[np.int64]:
    """How many of the stretches cover each bin between ``low`` and ``high``."""
    bins = int((high - low) / BIN)
    first = np.clip((x0 - low) / BIN, 0, bins).astype(np.int64)
    last = np.clip(np.ceil((x1 - low) / BIN), 0, bins).astype(np.int64)
    return np.cumsum(np.bincount(first, minlength=bins + 1) - np.bincount(last, minlength=bins + 1))[:bins]


def _strips(taken: Sequence[tuple[float, float]], low: float, high: float) -> list[tuple[float, float]]:
    """The strips between ``low`` and ``high`` that nothing in ``taken`` stands in: the one in the middle, then the widest."""
    edges: list[tuple[float, float]] = []
    reach = 0.0
    for x0, x1 in [*sorted(taken), (float("inf"), float("inf"))]:
        if x0 - reach >= GUTTER and reach < high and x0 > low:
            edges.append((reach, x0))
        reach = max(reach, x1)
    middle = (low + high) / 2
    return sorted(edges, key=lambda edge: (not edge[0] < middle < edge[1], max(edge[0], low) - min(edge[1], high)))


def _narrowed(strip: tuple[float, float], alone: Sequence[Box]) -> tuple[float, float] | None:
    """A strip between lines that stand alone on their height, too; ``None`` where more than a title runs across."""
    low, high = strip
    across = 0
    for box in alone:
        if box.x1 <= low or box.x0 >= high:
            continue
        if box.x0 >= low and box.x1 > high:
            high = box.x0
        elif box.x0 < low and box.x1 <= high:
            low = box.x1
        else:
            across += 1
    return (low, high) if across <= SPANNING and high - low >= GUTTER else None


def _parts_pages(gutter: tuple[float, float], page: Page, tokens: Sequence[Token]) -> bool:
    """Whether pages stand on both sides: statements, or anything where white parts the middle of a lying sheet."""
    low, high = gutter
    left, right = [t for t in tokens if t.x1 <= low + 0.5], [t for t in tokens if t.x0 >= high - 0.5]
    if not any(t.numeric for t in left) or not any(any(map(str.isdigit, t.text)) for t in right):
        return False
    rows = [chunks_of(line) for line in lines_of(right)]
    if sum(is_number(row[0]) and not _is_numbered(row) for row in rows) > STARTED * len(rows):
        return False
    entries = [row for row in rows if _is_entry(row)]
    if len(entries) >= ENTRIES and sum(_is_entry(chunks_of(line)) for line in lines_of(left)) >= ENTRIES:
        labels = ["".join(t.text for t in row[0]) for row in entries]
        if len(set(labels)) >= DIFFERENT * len(labels):
            return True
    return _are_sheets(gutter, page, tokens, left, right)


def _are_sheets(
    gutter: tuple[float, float], page: Page, tokens: Sequence[Token], left: Sequence[Token], right: Sequence[Token]
) -> bool:
    """Whether two sheets of one layout lie side by side, whatever is printed on them."""
    middle = page.width / 2
    margins = min(t.x0 for t in left), min(t.x0 for t in right) - middle
    return (
        page.width >= LANDSCAPE * page.height
        and gutter[0] < middle < gutter[1]
        and gutter[1] - gutter[0] >= WIDE_GUTTER
        and len(left) + len(right) == len(tokens)
        and abs(margins[0] - margins[1]) <= SAME_MARGIN
    )


def _is_words(chunk: Sequence[Token]) -> bool:
    """Whether a chunk is a label: two letters or more, whatever numbering stands before them."""
    return not is_number(chunk) and sum(char.isalpha() for token in chunk for char in token.text) > 1


def _is_numbered(row: Sequence[Sequence[Token]]) -> bool:
    """Whether a line begins with the number of its label, set apart from it: 1　分担金."""
    return len(row) > 1 and sum(len(token.text) for token in row[0]) <= NUMBERING and _is_words(row[1])


def _is_entry(row: Sequence[Sequence[Token]]) -> bool:
    return len(row) > 1 and _is_words(row[0]) and is_number(row[-1])


def parted(tokens: Sequence[Token], rules: Rules, drawn: NDArray[np.float32], x: float) -> tuple[Half, Half, list[Token]]:
    """What stands left and right of a gutter at ``x``, and the tokens of the lines that run across it."""
    across = {id(token) for line in lines_of(tokens) for token in _across(chunks_of(line), x)}
    sides = []
    for sign in (1, -1):
        own = [t for t in tokens if id(t) not in across and sign * (x - t.cx) > 0]
        flat = [band[sign * (x - (band[:, 1] + band[:, 2]) / 2) > 0] for band in (rules.horizontal, drawn)]
        tall = rules.vertical[sign * (x - rules.vertical[:, 0]) > 0]
        sides.append(Half(own, Rules(flat[0], tall), flat[1]))
    return sides[0], sides[1], [t for t in tokens if id(t) in across]


def _across(chunks: list[Chunk], x: float) -> list[Token]:
    """The tokens of a line that run across ``x``: a text with its number, or all of a title set wide."""
    if len(chunks) > 1 and chunks[0][0].x0 < x < chunks[-1][-1].x1 and _is_spread(chunks):
        return [token for chunk in chunks for token in chunk]
    found: list[Token] = []
    chunks = words_in(chunks)
    for n, chunk in enumerate(chunks):
        if chunk[0].x0 < x < chunk[-1].x1 and not _gapped(chunk, x):
            found += chunks[0] if n == 1 and sum(len(token.text) for token in chunks[0]) <= NUMBERING else []
            found += chunk
    return found


def _gapped(chunk: Sequence[Token], x: float) -> bool:
    """Whether the gutter itself is the gap between two tokens of a chunk (brackets set wide apart)."""
    return any(a.x1 <= x <= b.x0 and b.x0 - a.x1 >= GUTTER for a, b in pairwise(chunk))
