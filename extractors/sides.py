"""Where two lists stand side by side on a page, and what tells that they are two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Token, chunks_of, lines_of
from extractors.printed_lines import words_in

SAME_HEIGHT = 1.0
"""Points between the heights of the two sides' rules."""
GUTTER = 2.5
"""Points between the two sides' rules, at least: pieces of one rule lie nearer."""
FEWEST = 2
"""Heights at which both sides have a rule, and lines with figures on each side, at least."""
LABELLED = 0.6
"""Share of the right side's lines of figures that begin with words, at least: else it is more columns of the left side's rows."""
OVER = 36.0
"""Points above the sides' headers where a rule over both may be drawn: a line of text may stand between."""
STEP = 2.6
"""Heights of a line by which the sides' header stands over their first rule, at most."""


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
        return left, right[own | ~across]  # no rule under the page's head is the right list's


def are_lists(tokens: Sequence[Token], gutter: float) -> bool:
    """Whether lines with figures stand on both sides, and those at the right begin with words.

    Single letters are none: the name of a chart's axis runs down beside its ticks.
    """
    sides = [[t for t in tokens if t.cx < gutter], [t for t in tokens if t.cx > gutter]]
    rows = [[line for line in lines_of(side) if any(t.numeric for t in line)] if side else [] for side in sides]
    labelled = sum(any(is_word(t) for t in line[:2]) for line in rows[1])  # its code may stand before a label
    return min(map(len, rows)) >= FEWEST and labelled >= LABELLED * len(rows[1])


def is_word(token: Token) -> bool:
    return not token.numeric and not (len(token.text) == 1 and token.text.isascii())


def with_header(tokens: Sequence[Token], top: float, gutter: float, crossed: Sequence[float]) -> float:
    """The height where the header over the sides' first rule begins: lines with texts on both sides that cross nothing.

    ``crossed``: heights of what crosses the gutter; a rule there, below figures, closes another table.
    """
    above = [t for t in tokens if t.cy < top]
    for line in reversed(lines_of(above)) if above else ():
        height = max(t.bottom - t.top for t in line)
        words = words_in(chunks_of(line))
        if any(word[0].x0 < gutter < word[-1].x1 for word in words):
            break  # 損　益　計　算　書
        left, right = [t.x1 for t in line if t.cx < gutter], [t.x0 for t in line if t.cx > gutter]
        if not left or not right or max(left) > gutter or min(right) - max(left) < height:
            break
        closed = any(t.numeric for t in line) and any(line[0].cy < y < top for y in crossed)
        if top - max(t.bottom for t in line) > STEP * height or closed:
            break
        top = min(t.top for t in line)
    return top
