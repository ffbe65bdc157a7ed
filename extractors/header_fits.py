"""Which run of columns does a text of a header head?  The one that it stands in the middle of, by what stands below it.

Several runs may have one middle: what they are called tells which belongs together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pipeline.model import Box

CENTRED = 1.0
"""Em between the middle of a heading and that of those that it stands over."""
ALONE = 1.5
"""Em between them, where no other heading stands beside it and the names below it leave no other choice, or come again."""
SAME_MIDDLE = 0.4
"""Em within which one middle is as good as another."""
SOLID = 0.5
"""Em between two lines of one name, at most."""
APART = 0.1
"""Em by which a heading stands further from the names below it than the lines of a name do from each other, at least."""
OVERLAP = 0.3
"""Em by which a text may reach beyond its cell."""
NAME_LINES = 3
"""Lines of a name flush right at its figures, at least: a heading may stand right above a name of two."""
FLUSH = 0.2
"""Em between the right edges of a column's name and of its figures, where both are set flush right."""
SUM = re.compile("(?:^|[合小総累])計$")
"""How columns of sums are called, or the last line of their name."""
STOCK = re.compile("残高$|総額$|現在高$|^期[首末]|価額$")
"""How columns of what there was are called, before and after what a heading between them tells."""
COUNTED = re.compile("(?!.*(?:増減|異動|変動|当[期年]))[^()（）]*(?:[数金高]|人員|面積)(?:[(（][^()（）]+[)）])?")
"""A heading over all that there was of something and what became of it: 会員数（人）."""
REST = re.compile("以[降後上下内外前]|(?:の|を|及び|並びに|等$|年度?$)")
"""How no name begins: what stands so below a text is the rest of it."""
COMPLETE = re.compile("[^減]額$")
"""How a name ends, and no part of one that ends so again."""

_NUMBER_OR_TURN = re.compile("[0-9０-９元本前当翌次上下後]")
SAME_BEGINNING = 3
"""Characters that two headings of one level begin with, where they are not otherwise alike."""

Runs = list[tuple[int, int]]
"""First and last columns."""


@dataclass(eq=False, slots=True)
class HeaderText:
    """One line of a text of the header."""

    box: Box
    em: float
    column: int
    text: str = ""
    closed: bool = False
    """Whether a wide bracket closes it, half of which is blank."""
    middle: float = field(init=False)
    height: float = field(init=False)
    """Of its middle."""

    def __post_init__(self) -> None:
        self.closed = self.closed or self.text.endswith("）")
        self.middle = (self.box.x0 + self.box.x1) / 2
        self.height = (self.box.top + self.box.bottom) / 2


class Block(NamedTuple):
    """What stands in a column, or under a heading: from one height to another, over these columns."""

    top: float
    bottom: float
    left: int
    right: int


class Cells(NamedTuple):
    """What is known of the columns: the edges of their cells, the lowest text over each, and where its figures end."""

    edges: list[float]
    names: dict[int, HeaderText]
    ends: dict[int, float]
    steps: dict[int, float]
    """The blank between the two lines of each column that has just two, in one middle."""


def runs_under(text: HeaderText, beside: Sequence[HeaderText], blocks: dict[int, Block], cells: Cells) -> Runs:
    """The runs that a text heads, the likeliest of those that it stands in the middle of, and alone: the widest first."""
    starts = sorted({block.left for block in blocks.values()})
    ends = sorted({block.right for block in blocks.values()})
    runs = [(i, j) for i in starts for j in ends if i < j and all(k in blocks for k in range(i, j + 1))]
    runs = [run for run in runs if _covers(text, run, cells) and not any(_touches(other, run, cells) for other in beside)]
    runs = [run for run in runs if _one_level([blocks[k] for k in range(run[0], run[1] + 1)], text.em)]
    off = {run: _off(text, run, cells) for run in runs}
    whole = [run for run in runs if _leaves_none(text, run, blocks, cells)] if not beside else []
    if any(off[run] < ALONE for run in whole):
        off = {run: value * CENTRED / ALONE for run, value in off.items() if run in whole}
    fits = {run: _hangs_together(text, run, blocks, cells) for run, value in off.items() if value < ALONE}
    fits = {run: fit for run, fit in fits.items() if off[run] < CENTRED or (fit.told_again and fit.one_kind)}
    if not fits:
        return []
    near = min(off.values()) + SAME_MIDDLE
    likely = [run for run, fit in fits.items() if off[run] < near or fit.takes_up or fit.closed]
    best = max(fits[run] for run in likely)
    likely = sorted((run for run in likely if fits[run] == best), key=lambda run: run[0] - run[1])
    return [] if _is_first_line(text, likely[0], blocks, cells) and not _stands_apart(text, blocks, cells) else likely


def are_siblings(one: str, two: str) -> bool:
    """Whether two headings are of one level by their words: 令和6年度 and 令和5年度, 当年度末 and 当年度償還."""
    bare = _NUMBER_OR_TURN.sub("", one)
    return (len(bare) > 1 and bare == _NUMBER_OR_TURN.sub("", two)) or one[:SAME_BEGINNING] == two[:SAME_BEGINNING]


def _leaves_none(text: HeaderText, run: tuple[int, int], blocks: dict[int, Block], cells: Cells) -> bool:
    """Whether a run has all names of one level that stand side by side, and names of columns under no heading stand higher."""
    level = blocks[run[0]]
    same = {k for k, block in blocks.items() if _one_level([block, level], text.em)}
    higher = any(name.box.top < level.top - SAME_MIDDLE * text.em for k, name in cells.names.items() if k not in same)
    return higher and not same & {run[0] - 1, run[1] + 1}


class _Fit(NamedTuple):
    """How well what stands below a text goes together as what it heads, the weightiest first."""

    one_kind: bool
    """Headings alone, or names of columns alone."""
    takes_up: bool
    """Every name has the text's own word: 償還高 over 当年度償還高."""
    told_again: bool
    """The same names stand side by side elsewhere in the header, under another heading."""
    no_twin: bool
    """No name begins as the text does: 当年度借入額 stands beside 当年度償還額, and not below it."""
    closed: bool
    """One of them is a sum, at either end."""
    moves: bool
    """They do not begin and end with what there was before it all, and after."""


def _hangs_together(text: HeaderText, run: tuple[int, int], blocks: dict[int, Block], cells: Cells) -> _Fit:
    own = sorted({blocks[k] for k in range(run[0], run[1] + 1)}, key=lambda block: block.left)
    names = [cells.names[block.left].text for block in own if block.left == block.right]
    every = [cells.names[k].text if k in cells.names else "" for k in range(1, len(cells.edges) - 1)]
    again = sum(every[n : n + len(names)] == names for n in range(len(every)))
    sums = [n for n, name in enumerate(names) if SUM.search(name)]
    stocks = [bool(STOCK.search(name)) for name in names]
    framed = stocks[:1] == stocks[-1:] == [True] and not all(stocks) and not STOCK.search(text.text)
    framed = framed and not COUNTED.fullmatch(text.text)
    taken = bool(names) and all(text.text in name for name in names)
    own_sums = [text.text + word for word in ("計", "合計", "小計")]  # 利益剰余金合計 under 利益剰余金
    return _Fit(
        one_kind=len(names) in (0, len(own)),
        takes_up=taken,
        told_again=1 < len(names) == len(set(names)) == len(own) and again > 1,
        no_twin=taken or not any(name[:2] == text.text[:2] and name not in own_sums for name in names),
        closed=len(sums) == 1 and sums[0] in (0, len(names) - 1),
        moves=not framed,
    )


def _one_level(blocks: Sequence[Block], em: float) -> bool:
    """Whether blocks stand in the middle of cells of one height, or all at their top, or all at their foot."""
    for heights in ([b.top + b.bottom for b in blocks], [2 * b.top for b in blocks], [2 * b.bottom for b in blocks]):
        if max(heights) - min(heights) < 2 * SAME_MIDDLE * em:
            return True
    return False


def _covers(text: HeaderText, run: tuple[int, int], cells: Cells) -> bool:
    """Whether the cells of a run hold a text."""
    slack = OVERLAP * text.em
    left, right = cells.edges[run[0]], cells.edges[run[1] + 1]
    return left - slack < text.box.x0 and text.box.x1 < right + slack


def _touches(text: HeaderText, run: tuple[int, int], cells: Cells) -> bool:
    """Whether a text reaches into the cells of a run."""
    slack = OVERLAP * text.em
    return text.box.x0 < cells.edges[run[1] + 1] - slack and text.box.x1 > cells.edges[run[0]] + slack


def _off(text: HeaderText, run: tuple[int, int], cells: Cells) -> float:
    """Em between the middle of a text and that of the cells of a run, or of their names."""
    between = (cells.edges[run[0]] + cells.edges[run[1] + 1]) / 2
    named = (cells.names[run[0]].box.x0 + cells.names[run[1]].box.x1) / 2
    return min(abs(text.middle - between), abs(text.middle - named)) / text.em


def _stands_apart(text: HeaderText, blocks: dict[int, Block], cells: Cells) -> bool:
    """Whether a text stands further from the name below it than the lines of every other name do from each other."""
    others = [blank for column, blank in cells.steps.items() if column != text.column]
    return bool(others) and blocks[text.column].top - text.box.bottom > max(others) + APART * text.em


def _has_two_lines_like_neighbours(text: HeaderText, cells: Cells) -> bool:
    """Whether columns side by side elsewhere have names of two lines set as this text and the name below it are.

    Headings stand over the middle one of three columns or more: never over two side by side.
    """
    own = cells.steps.get(text.column)
    alike = [k for k, blank in cells.steps.items() if own is not None and abs(blank - own) < SAME_MIDDLE * text.em]
    return any(k + 1 in alike for k in alike if text.column not in (k, k + 1))


def _is_first_line(text: HeaderText, run: tuple[int, int], blocks: dict[int, Block], cells: Cells) -> bool:
    """Whether a text over the middle column of a run is the first line of that column's name.

    The names of columns of one level stand at one height, however many lines each has: with the text, or without it.  Lines that
    both end where the column's figures do are one name, whatever stands beside them, and so are two set solid where the heading
    would be that of all columns.
    """
    own = text.column
    width = cells.edges[own + 1] - cells.edges[own]
    if blocks[own].left != blocks[own].right or text.box.x1 - text.box.x0 > width or not _covers(text, (own, own), cells):
        return False
    solid = blocks[own].top - text.box.bottom < SOLID * text.em
    flush = own in cells.ends and all(
        abs(x1 - cells.ends[own]) <= FLUSH * text.em for x1 in (text.box.x1, cells.names[own].box.x1)
    )
    if solid and _has_two_lines_like_neighbours(text, cells):
        return True
    if solid and flush:
        return not (COMPLETE.search(text.text) and COMPLETE.search(cells.names[own].text))  # 予算現額 over 補正予算額
    if abs(text.middle - cells.names[own].middle) > SAME_MIDDLE * text.em:
        return False
    if solid and REST.match(cells.names[own].text):
        return True
    if solid and run == (1, len(cells.edges) - 2):
        return True
    usual = median([blocks[k].top + blocks[k].bottom for k in range(run[0], run[1] + 1) if k != own])
    whole, without = text.box.top + blocks[own].bottom, blocks[own].top + blocks[own].bottom
    return abs(whole - usual) <= abs(without - usual)


def goes_round(text: HeaderText, texts: Sequence[HeaderText]) -> bool:
    """Whether a text is the first line of a name whose second stands right below it, the names beside both half way down."""
    below = next((t for t in texts if t.column == text.column and t.height > text.height), None)
    if (
        below is None
        or below.box.top - text.box.bottom > SOLID * text.em
        or abs(below.middle - text.middle) > SAME_MIDDLE * text.em
    ):
        return False
    half = (text.height + below.height) / 2
    beside = {t.column - text.column for t in texts if abs(t.height - half) < SAME_MIDDLE * text.em}
    return {-1, 1} <= beside


def begins_lines_flush_right(text: HeaderText, texts: Sequence[HeaderText]) -> bool:
    """Whether a text is the first of three lines or more of one name, all flush right; the names beside stand half way down."""
    own = sorted((t for t in texts if t.column == text.column and t.height >= text.height), key=lambda t: t.height)
    solid = all(below.box.top - above.box.bottom < SOLID * text.em for above, below in pairwise(own))
    if len(own) < NAME_LINES or not solid or any(abs(t.box.x1 - text.box.x1) > FLUSH * text.em for t in own):
        return False
    if text.box.x0 < min(t.box.x0 for t in own[1:]) - text.em:
        return False  # it stands over the column beside, too
    beside = {t.column - text.column for t in texts if own[0].box.bottom < t.height < own[-1].box.top}
    return {-1, 1} <= beside
