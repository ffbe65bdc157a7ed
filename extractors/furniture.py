"""What numbers a page and belongs to no table: a line at its foot, alone or beside a running text, or a number in its margin?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from extractors.columns import numbers_in
from extractors.geometry import DASHES, LINE_TOLERANCE, Token, chunks_of, is_number, lines_of

FOOT = 0.88
"""Of the page's height: a page number at the foot stands lower (LaTeX sets it highest, at .91)."""
CENTRED = 0.02
"""Of the page's width: the middle of a page number is this near to the page's."""
FAR = 2.0
"""Em below the last line of text, at least, for a number in the middle of a page to be its own."""
SET_APART = 1.15
"""Of the usual step from line to line: what stands this far below the last row is none of the table."""
TOO_NEAR = 0.85
"""Of the smallest step from line to line: no row stands nearer than this to the one above."""
NEAR_LINES = 8
"""Lines above a foot that say how far apart rows stand."""
SAME_EDGE = 0.6
"""Em: labels of one column begin this near each other."""

IN_THE_MARGIN = 1.0
"""Widths of a turned figure between a page number beside a turned page's text and that text, at least."""
TURNED = 1.2
"""Of its height: a figure that lies on its side is as broad, at least."""
MOST_IN_MARGIN = 5
"""Tokens of a page number set upright to the long edge: － 1 2 －."""

_MIDDLE_HEIGHT = itemgetter(Token._fields.index("cy"))
_RIGHT = itemgetter(Token._fields.index("x1"))
_DASHES = r"[-‐‑–—―－−ー~〜～・|｜(（\[［<〈〔]*"
_ENDS = r"[-‐‑–—―－−ー~〜～・|｜)）\]］>〉〕]*"
_COUNT = r"\d{1,4}(?:(?:[/／]|of)\d{1,4})?"
PAGE_NUMBER = re.compile(rf"{_DASHES}(?:[PpＰｐ](?:age)?[.．]?|頁|ページ)?{_COUNT}(?:頁|ページ)?{_ENDS}")
"""－ 3 －, (3), 3/8, P.3, 3 ページ, ページ 3; blanks left out."""
_BARE = re.compile(r"\d+")


def without_page_number(tokens: Sequence[Token], drawn: NDArray[np.float32], width: float, height: float) -> list[Token]:
    """Tokens without the line at the foot that numbers the page; ``drawn``: y, x0, x1 of rules; the page's size in points.

    A number higher up is one where it stands alone in the middle of the page, well below all else.
    """
    if not tokens:
        return []
    lowest = max(tokens, key=_MIDDLE_HEIGHT)
    low = lowest.cy >= FOOT * height
    if not low and not (PAGE_NUMBER.fullmatch(lowest.text) and abs(lowest.cx - width / 2) < CENTRED * width):
        return list(tokens)
    near = LINE_TOLERANCE * lowest.em
    foot = sorted(t for t in tokens if lowest.cy - t.cy <= near)
    if not _may_number(chunks_of(foot)) or not (low or _is_far(foot, tokens)):
        return list(tokens)
    rest = [t for t in tokens if lowest.cy - t.cy > near]
    return rest if not rest or _is_furniture(foot, rest, drawn) else list(tokens)


def is_page_number(chunks: Sequence[list[Token]]) -> bool:
    """Whether a line says nothing but which page it stands on."""
    return PAGE_NUMBER.fullmatch(_bare(chunks)) is not None


def _is_far(foot: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Whether a lone token stands well below the line above it."""
    if len(foot) > 1:
        return False
    above = max((t.bottom for t in tokens if t.cy < foot[0].cy), default=foot[0].top)
    return foot[0].top - above > FAR * foot[0].em


def without_margin_number(tokens: Sequence[Token], width: float, height: float) -> list[Token]:
    """Tokens without the number that a turned page bears beside its text, where an upright one has its foot."""
    if width <= height or not tokens:
        return list(tokens)
    first, last = min(tokens), max(tokens, key=_RIGHT)
    number = _in_margin([(t.x0, t.x1, t) for t in tokens]) if _is_turned(first) else []
    if not number and _is_turned(last):
        number = _in_margin([(-t.x1, -t.x0, t) for t in tokens])
    margin = {id(t) for t in number}
    return [t for t in tokens if id(t) not in margin]


def _is_turned(token: Token) -> bool:
    """Whether a figure lies on its side, or a dash stands: broader than high, or higher than broad."""
    broader = token.x1 - token.x0 > TURNED * (token.bottom - token.top)  # a full-width figure is as broad as it is high
    return len(token.text) == 1 and (broader if token.numeric else token.text in DASHES or token.text in "|｜")


def _in_margin(spans: list[tuple[float, float, Token]]) -> list[Token]:
    """The page number, perhaps glyph by glyph down or up the margin, that a wide blank parts from all else."""
    spans.sort()
    reach = spans[0][1]
    for n, (start, end, _) in enumerate(spans[1 : MOST_IN_MARGIN + 1], 1):
        own = [t for _, _, t in spans[:n]]
        if start - reach >= IN_THE_MARGIN * max(t.x1 - t.x0 for t in own):
            text = "".join(t.text for t in sorted(own, key=_MIDDLE_HEIGHT))
            turned = all(map(_is_turned, own))
            return own if turned and (PAGE_NUMBER.fullmatch(text) or PAGE_NUMBER.fullmatch(text[::-1])) else []
        reach = max(reach, end)
    return []


def _may_number(chunks: Sequence[list[Token]]) -> bool:
    """Whether a line is a page number, or words and a page number at one end of them."""
    if is_page_number(chunks):
        return True
    ends = [chunk for chunk in (chunks[0], chunks[-1]) if is_page_number([chunk])]
    return len(ends) == 1 and sum(is_number(chunk) for chunk in chunks) <= 1


def _is_furniture(foot: list[Token], rest: Sequence[Token], drawn: NDArray[np.float32]) -> bool:
    """Whether the lines above a foot, or the rules between, say that it is none of their rows."""
    chunks = chunks_of(foot)
    if len(chunks) == 1 and not _BARE.fullmatch(_bare(chunks)) and not is_number(chunks[0]):
        return True  # － 3 －, 3/8: no figure at all
    above = lines_of(rest)[-NEAR_LINES:]
    if not _is_apart(foot, above, drawn):
        return False
    if is_page_number(chunks):
        return True
    rows = [line for line in map(chunks_of, above) if numbers_in(line)]
    several = sum(len(numbers_in(line)) > 1 for line in rows) > len(rows) / 2
    return several or not any(abs(line[0][0].x0 - foot[0].x0) < SAME_EDGE * foot[0].em for line in rows)


def _is_apart(foot: list[Token], above: Sequence[list[Token]], drawn: NDArray[np.float32]) -> bool:
    """Whether another blank than between rows, or the table's last rule, parts a foot from what stands above it."""
    heights = [sum(t.cy for t in line) / len(line) for line in above]
    cy = foot[0].cy
    steps = sorted(b - a for a, b in pairwise(heights))
    if not steps or not TOO_NEAR * steps[0] < cy - heights[-1] < SET_APART * steps[len(steps) // 2]:
        return True
    below = drawn[drawn[:, 0] > cy]
    return bool((drawn[:, 0] > heights[-1]).any()) and not len(below)


def _bare(chunks: Sequence[list[Token]]) -> str:
    return "".join(t.text for chunk in chunks for t in chunk)
