"""Which characters of a line are one word, though they stand apart (合　計, 東　　北)?  Headers and labels are spread so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.geometry import CHUNK_GAP, Token
from extractors.spanners import EVEN, SPREAD

LEAST_STACKED = 3
"""Glyphs below one another that are a name, at least."""
COUNTS = re.compile("[Ａ-Ｚⅰ-ⅹⅠ-Ⅻ①-⑳]")
"""What counts labels, and stands at its own distance before one."""
SUM = "計"
"""What ends the name of a sum: nothing of it follows."""
SAME_STACK = 0.3
"""Em between the middles of two glyphs of one stack."""
Interval = tuple[float, float]
Chunk = list[Token]


def whole_words(line: Sequence[Chunk], reach: float = float("inf")) -> list[Chunk]:
    """A label's chunks, single characters beside each other as the word that is spread over the stub: 東　北, 合　　計.

    ``reach``: em between them, at most.
    """
    words: list[Chunk] = []
    for chunk in line:
        last = words[-1] if words else []
        blank = chunk[0].x0 - last[-1].x1 if last else 0.0
        spread = last and is_character(chunk) and last[-1].text != SUM and all(is_character([token]) for token in last)
        counted = bool(last) and COUNTS.fullmatch(last[0].text) is not None  # Ａ 流　動　資　産
        even = len(last) - counted < 2 or abs(blank - (last[-1].x0 - last[-2].x1)) < EVEN * chunk[0].em
        if spread and even and blank < reach * chunk[0].em:
            words[-1] = [*last, *chunk]
        else:
            words.append(chunk)
    return words


def is_character(chunk: Chunk) -> bool:
    return len(chunk) == 1 and len(chunk[0].text) == 1 and not chunk[0].text.isascii() and not chunk[0].numeric


def headings_of(line: Sequence[Chunk]) -> list[Interval]:
    """Extents of the texts of a header's line; characters that stand alone, evenly apart, are one word, spread: 合　計.

    A character that stands further from all others may be a piece of any word, and tells nothing.  The first one of a spread word
    may stand no further from the word before than from the next of its own.
    """
    words: list[tuple[float, float, int]] = []  # from, to, and of how many lone characters (0: it is set solid)
    step = 0.0  # how far apart those of the last word stand
    for chunk, follows in zip(line, [*line[1:], []], strict=True):
        for part in _without_first(chunk, follows):
            x0, x1, em = part[0].x0, part[-1].x1, part[0].em
            single = len(part) == 1 and len(part[0].text) == 1 and not part[0].numeric
            start, end, count = words[-1] if words else (x0, x0, 0)
            if single and count and x0 - end < SPREAD * em and (count == 1 or abs(x0 - end - step) < EVEN * em):
                words[-1], step = (start, x1, count + 1), x0 - end
            else:
                words.append((x0, x1, int(single)))
    return [(x0, x1) for x0, x1, count in words if count != 1]


def stacked_names(lines: Sequence[Sequence[Chunk]]) -> list[Interval]:
    """Extents of names written glyph below glyph in the lines of a header, those two columns of glyphs wide as one."""
    glyphs = sorted((t.cx, t) for line in lines for chunk in line for t in chunk if len(t.text) == 1 and not t.text.isascii())
    stacks: list[list[Token]] = []
    for _, token in glyphs:
        if stacks and token.cx - stacks[-1][-1].cx < SAME_STACK * token.em:
            stacks[-1].append(token)
        else:
            stacks.append([token])
    found: list[Interval] = []
    for stack in stacks:
        if len(stack) < LEAST_STACKED or len({round(t.cy) for t in stack}) < len(stack):
            continue
        x0, x1 = min(t.x0 for t in stack), max(t.x1 for t in stack)
        if found and x0 - found[-1][1] < CHUNK_GAP * stack[0].em:
            found[-1] = (found[-1][0], x1)
        else:
            found.append((x0, x1))
    return found


def _without_first(chunk: Chunk, follows: Chunk) -> list[Chunk]:
    """A chunk without its last character where that is the first of a spread word that goes on behind it (決算額構　成　比)."""
    last = chunk[-1]
    if len(chunk) < 2 or len(last.text) > 1 or last.numeric or not follows or len(follows[0].text) > 1 or follows[0].numeric:
        return [chunk]
    near = follows[0].x0 - last.x1 < SPREAD * last.em
    return [chunk[:-1], chunk[-1:]] if near and len(chunk[-2].text) > 1 else [chunk]
