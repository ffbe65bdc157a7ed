"""Which chunks of a table's lines are two columns that stand close?  Only all the lines together tell."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractors.geometry import DASH, DASHES, NUMERIC, OPENING, Token

NARROW = 0.25
"""Em: what stands closer after a number is its unit or its bracket."""
BLANK = 0.35
"""Em: what stands closer before a number may be the word before it (a Latin blank is .25 em)."""
SAME_EDGE = 0.3
"""Em: numbers of one column end, and its texts start, this near each other."""
SUPPORT = 3
"""Lines in which a column's numbers end, or its texts start, at one place, at least."""
GROUPED = re.compile(r"[△▲−-]?\d{1,3}(?:,\d{3})+")
"""What only an amount can be; shorter numbers may be numbering."""
MEASURED = re.compile(r"[△▲−-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|\.\d+)")
"""An amount or a rate."""
BEFORE_NUMBER = re.compile(r"^.$|[(（\[［〔.．]$|(?:明治|大正|昭和|平成|令和)$")
"""A sign, an open bracket, and the beginning of a date (平成31. 3.20) belong to the number that follows."""

Chunk = list[Token]


def parted(lines: Sequence[list[Chunk]]) -> Sequence[list[Chunk]]:
    """The chunks of lines, cut before and behind an amount, where what stands on both sides has its place in other lines, too."""
    if not any(_may_part(a, b) for line in lines for chunk in line for a, b in pairwise(chunk)):
        return lines
    places = _Places(lines)
    return [[part for chunk in line for part in _cut(chunk, places)] for line in lines]


def _may_part(first: Token, second: Token) -> bool:
    """Whether two texts side by side may be two cells: a number and no unit or bracket of it, or words and an amount."""
    if not (first.numeric or second.numeric or first.text[0] in DASHES):
        return False  # most words fail on this alone
    if second.text[0] in OPENING:
        return False  # a reference to a note, or a second figure in brackets
    blank, em = second.x0 - first.x1, first.em if first.em < second.em else second.em
    if blank < NARROW * em:
        return False
    if not (first.numeric or DASH.fullmatch(first.text)):
        return blank >= BLANK * em and MEASURED.fullmatch(second.text) is not None and not BEFORE_NUMBER.search(first.text)
    return second.numeric or NUMERIC.fullmatch(first.text + second.text) is None


class _Places:
    """Where in all lines numbers end and texts start."""

    def __init__(self, lines: Sequence[list[Chunk]]) -> None:
        tokens = [token for line in lines for chunk in line for token in chunk]
        numbers = [token for token in tokens if token.numeric]
        self._ends = sorted(token.x1 for token in numbers)
        self._amounts = sorted(token.x1 for token in numbers if GROUPED.fullmatch(token.text))
        self._measured = sorted(token.x1 for token in numbers if MEASURED.fullmatch(token.text))
        self._starts = sorted(token.x0 for token in tokens)
        self._dashes = sorted(token.x1 for token in tokens if DASH.fullmatch(token.text))
        self._lines = lines

    def part(self, first: Token, second: Token) -> bool:
        """Whether a number ends where amounts do, and what stands beside it is in a column, too."""
        reach = SAME_EDGE * min(first.em, second.em)
        if not (first.numeric or DASH.fullmatch(first.text)):
            return _near(self._ends, second.x1, reach) >= SUPPORT
        if DASH.fullmatch(first.text) and second.numeric:
            column = _near(self._ends, second.x1, reach) + _near(self._dashes, second.x1, reach)
            return self._is_zero(first, second, reach) and column >= SUPPORT
        sure = self._amounts if second.numeric else self._measured
        ending = _near(self._ends, first.x1, reach) + (not first.numeric)
        if DASH.fullmatch(second.text):
            ending += _near(self._dashes, first.x1, reach)  # 0 in one column or the other
        if not _near(sure, first.x1, reach) or ending < SUPPORT:
            return False
        if second.numeric:
            return _near(self._ends, second.x1, reach) >= SUPPORT
        return _near(self._starts, second.x0, reach) >= SUPPORT

    def _is_zero(self, dash: Token, number: Token, reach: float) -> bool:
        """Whether a dash is a 0 of its own column, and no sign of the number beside it.

        Numbers of other lines end where it does, beside what ends where the number does; or dashes alone do, one beside each
        number: no column is all decreases.
        """
        ends, dashes = self._beside(dash.x1, number.x1, reach), _near(self._dashes, dash.x1, reach)
        alone = ends == 0 and dashes >= _near(self._ends, number.x1, reach)
        return (ends > 0 or alone) and ends + dashes >= SUPPORT

    def _beside(self, place: float, other: float, reach: float) -> int:
        """In how many lines a number ends at one place, and a number or a dash at the other."""
        if not _near(self._ends, place, reach):
            return 0
        count = 0
        for line in self._lines:
            found = [token for chunk in line for token in chunk]
            if any(t.numeric and abs(t.x1 - place) <= reach for t in found):
                count += any(abs(t.x1 - other) <= reach and (t.numeric or DASH.fullmatch(t.text)) for t in found)
        return count


def _near(places: Sequence[float], place: float, reach: float) -> int:
    return bisect_right(places, place + reach) - bisect_left(places, place - reach)


def _cut(chunk: Chunk, places: _Places) -> list[Chunk]:
    parts = [[chunk[0]]]
    for first, second in pairwise(chunk):
        if _may_part(first, second) and places.part(first, second):
            parts.append([second])
        else:
            parts[-1].append(second)
    return parts
