"""Which lines head the rows below them, though they stand in the middle over all columns: 収　入 … 支　出, or 被 保 険 者?

Where nothing is ruled such a line looks like a header, a caption or running text.  It is one of several: each stands alone on its
line, all in the middle of the rows between them, and no names of columns follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.geometry import CLOSING, OPENING, Token, text_of
from extractors.spanners import is_spread

ONE_MIDDLE, OF_ALL = 0.5, 1.5
"""Em between the middles of two such headings, and between those and the middle of their rows, at most."""
SET_IN = 2.0
"""Em by which they begin right of the rows' labels, at least."""
LARGER = 1.1
"""Of the rows' letters: what is set larger is a caption."""
WRAPPED = 2
"""Lines of words between a heading and the first figures below it, at most: the label of that row."""
SIDES = ({"収入", "支出"}, {"歳入", "歳出"})
"""Headings that need not stand in the very middle, where both are there."""


def middle_headings(lines: Sequence[Sequence[Token]]) -> list[int]:
    """Which of some lines of tokens, top to bottom and each left to right, head rows from the middle."""
    alone = [n for n, line in enumerate(lines) if _is_one_word(line)]
    if len(alone) < 2:
        return []
    names = {n: "".join(t.text for t in lines[n]) for n in alone}
    sides = [n for n in alone if any(names[n] in pair for pair in SIDES)]
    found = set(sides) if {names[n] for n in sides} in SIDES else set()
    for upper, lower in pairwise(n for n in alone if _heads_rows(lines, n)):
        if _is_over_rows(lines[upper], lines[lower], lines[upper + 1 : lower]):
            found |= {upper, lower}
    return sorted(found)


def _is_one_word(line: Sequence[Token]) -> bool:
    """Whether a line is one word without a number, spread perhaps: no sentence, no remark in brackets."""
    if True in [t.numeric for t in line] or (len(line) > 1 and not _is_spread(line)):
        return False
    text = text_of(list(line))
    return text[0] not in OPENING and text[-1] not in CLOSING and not text.endswith("。")


def _is_spread(line: Sequence[Token]) -> bool:
    """Whether the tokens of a line are the characters of one word; two sides may be set as wide as they like."""
    return len(line[0].text) == 1 and (is_spread(line) or "".join(t.text for t in line) in SIDES[0] | SIDES[1])


def _heads_rows(lines: Sequence[Sequence[Token]], n: int) -> bool:
    """Whether a row follows a line, with no more between than the first lines of its label; set no larger than that row."""
    below, head = lines[n + 1 : n + 2 + WRAPPED], lines[n][0]
    if any(abs(line[0].cy - head.cy) < head.em for line in (*lines[max(n - 1, 0) : n], *below[:1])):
        return False  # it stands beside a row: the first or the last line of a remark
    first = next((k for k, line in enumerate(below) if line[-1].numeric), None)
    if first is None or any(line[-1].x1 > _figures_left(below[first]) for line in below[:first]):
        return False
    row = below[first]
    return head.em < LARGER * row[-1].em and head.x0 > min(line[0].x0 for line in below[: first + 1]) + SET_IN * head.em


def _figures_left(row: Sequence[Token]) -> float:
    """Where the figures of a line begin that has a label, or none."""
    return min(t.x0 for t in row if t.numeric and (t is not row[0] or len(row) == 1))


def _is_over_rows(upper: Sequence[Token], lower: Sequence[Token], rows: Sequence[Sequence[Token]]) -> bool:
    """Whether two lines stand in one middle, that of the rows between them, and each begins right of these rows' labels."""
    em, figures = upper[0].em, [_figures_left(line) for line in rows if line[-1].numeric]
    if not figures or any(line[-1].x1 > min(figures) for line in rows if not line[-1].numeric):
        return False  # names of columns stand between: the lower one is the next table's caption
    left, right = min(line[0].x0 for line in rows), max(line[-1].x1 for line in rows)
    middles = [(line[0].x0 + line[-1].x1) / 2 for line in (upper, lower)]
    if abs(middles[0] - middles[1]) > ONE_MIDDLE * em or min(upper[0].x0, lower[0].x0) < left + SET_IN * em:
        return False
    return all(abs(middle - (left + right) / 2) < OF_ALL * em for middle in middles)
