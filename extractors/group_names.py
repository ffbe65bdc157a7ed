"""Which rows does each of several names stand for, that run down one column of which no rule parts them?

Each stands in the middle of its rows (a merged cell is set so), and the first one's begin where the column does: so the end of
each one's rows lies as far below its middle as their beginning lies above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.geometry import DASH, Token, lines_of

APART = 1.8
"""Times the usual step from character to character: a wider blank parts two names."""
SOLID = 1.4
"""Em: no closer ones are parted."""
PAIRS = frozenset(("比較", "収入", "支出", "歳入", "歳出", "差引", "増減", "資産", "負債", "収益", "費用"))
"""Names of groups of two characters."""
FEWEST = 4
"""Characters of two names, at least."""
SLACK = 0.6
"""Em by which the middle of a name may stand beside the middle of its rows."""


class Name(NamedTuple):
    """A name and the heights between which its rows stand."""

    tokens: list[Token]
    top: float
    bottom: float
    stacked: bool
    """Whether it runs down, a character a line; else it is the label of one row, which ends the one above."""


def names_down(tokens: Sequence[Token], top: float, bottom: float) -> list[Name]:
    """The names in a column's stretch from one height to another, top to bottom; none where it has one, or where the middles
    do not tell whose rows are which."""
    if len(tokens) < FEWEST or True in [t.numeric for t in tokens]:
        return []
    if 2 * sum(bool(DASH.fullmatch(t.text)) for t in tokens) >= len(tokens):
        return []
    blocks = _blocks(lines_of(tokens))
    stacked = [len(block) > 1 for block in blocks]
    if len(blocks) < 2 or True not in stacked or not all(map(_runs_down, blocks)):
        return []
    seams = _seams(blocks, top, bottom)
    if seams is None:
        return []
    ends = [top, *seams]
    return [
        Name([t for line in block for t in line], above, below, many)
        for block, (above, below), many in zip(blocks, pairwise(ends), stacked, strict=True)
    ]


def _blocks(lines: Sequence[list[Token]]) -> list[list[list[Token]]]:
    """Lines that follow each other closely, each such run for itself; a word of several characters is a line of its own."""
    steps = [below[0].cy - above[0].cy for above, below in pairwise(lines)]
    if not steps:
        return [list(lines)]
    usual = sorted(steps)[len(steps) // 2]
    blocks = [[lines[0]]]
    for step, (above, line) in zip(steps, pairwise(lines), strict=True):
        if step > max(APART * usual, SOLID * line[0].em) or _is_word(above) != _is_word(line):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return _with_pairs(blocks)


def _with_pairs(blocks: Sequence[list[list[Token]]]) -> list[list[list[Token]]]:
    """Blocks, two of a character each as one where they are a name of two that is spread further: 比 and 較."""
    found: list[list[list[Token]]] = []
    for block in blocks:
        last = found[-1] if found else []
        if len(last) == len(block) == 1 and last[0][0].text + block[0][0].text in PAIRS:
            found[-1] = [*last, *block]
        else:
            found.append(block)
    return found


def _is_word(line: Sequence[Token]) -> bool:
    return len(line) > 1 or len(line[0].text) > 1


def _runs_down(block: Sequence[Sequence[Token]]) -> bool:
    """Whether a block is one line, or characters one below the other."""
    return len(block) == 1 or all(len(line) == 1 and len(line[0].text) == 1 for line in block)


def _seams(blocks: Sequence[Sequence[Sequence[Token]]], top: float, bottom: float) -> list[float] | None:
    """Where each name's rows end, from the top on: the last one's as far below its middle as they begin above it."""
    spans = [(block[0][0].top, block[-1][0].bottom) for block in blocks]
    em = blocks[0][0][0].em
    found: list[float] = []
    for (start, end), (following, _) in pairwise(spans):
        seam = start + end - (found[-1] if found else top)
        if not end - SLACK * em <= seam <= following + SLACK * em:
            return None
        found.append(seam)
    last = spans[-1][0] + spans[-1][1] - found[-1]
    return [*found, last] if abs(last - bottom) < 2 * len(spans) * SLACK * em else None
