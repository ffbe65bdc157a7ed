"""Which numbers of a page without upright rules stand in columns: under others, under headers, between the rungs of a ladder?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from extractors.geometry import centre_of
from extractors.printed_lines import LINE_STEP, PrintedLine, right_of, stands_beside, together
from extractors.regions import HEADER_HEIGHT, SAME_WIDTH, Strokes

ALIGNED = 0.6
"""Em: right (or left) edges of numbers in one column differ less than this; a bracket is .5 em wide."""
MIN_NUMBER_LINES = 3
"""Lines with aligned numbers that make a table where no rule says so; two are chance in prose, but for a header over each."""
MIN_HEADED = 2
"""Numbers beside each other in a line below a header, each under a text of its own, that make a table of that line alone."""
MOST_WORDS = 2
"""Chunks of a label, at most."""
SAME_RUNG = 2.0
"""Points between the ends of two rules of one width; nearer ones are one double rule."""
MIN_RUNGS, MIN_RUNG_ROWS = 4, 2
"""Rules of a ladder, and rows with numbers between them, at least: over the header, below it, and below each of two rows."""
RUNGS_FILLED = 0.6
"""Share of the blanks between rungs that hold a row, at least: the lines behind a chart hold few."""
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+[)）]?")
"""A number that only an amount can be; signs may stand before it."""


def mark_aligned(lines: list[PrintedLine], rules: Strokes) -> None:
    """Note in each line which of its numbers stand in columns; ``rules``: horizontal ones (y, x0, x1) outside ruled tables."""
    _mark_in_columns(lines)
    _mark_beside(lines)
    _mark_steps(lines)
    _mark_headed(lines)
    _mark_between_rules(lines, rules)


def _mark_in_columns(lines: list[PrintedLine]) -> None:
    """Note which numbers stand under or over others: equal right edges (or left ones) in enough lines."""
    found = [(line, chunk) for line in lines for chunk in line.numbers]
    marked: set[int] = set()
    for edge in (right_of, centre_of):
        if len(marked) == len(found):
            break
        groups: list[list[int]] = []
        last = float("-inf")
        for position, index, em in sorted([(edge(chunk), index, chunk[0].em) for index, (_, chunk) in enumerate(found)]):
            if position - last <= ALIGNED * em:
                groups[-1].append(index)
            else:
                groups.append([index])
            last = position
        for group in groups:
            if len(group) < MIN_NUMBER_LINES or len({id(found[index][0]) for index in group}) < MIN_NUMBER_LINES:
                continue
            for index in group:
                if index not in marked:
                    marked.add(index)
                    line, chunk = found[index]
                    line.aligned.append(chunk)


def _mark_beside(lines: list[PrintedLine]) -> None:
    """Take numbers for aligned that end elsewhere but stand under those of the row above: two subtotals in brackets."""
    for above, line in pairwise(lines):
        blank = line.box.top - above.box.bottom
        if line.aligned or len(line.numbers) < 2 or len(above.aligned) < 2 or blank > line.box.bottom - line.box.top:
            continue
        under = [c for c in line.numbers if any(c[0].x0 < a[-1].x1 and c[-1].x1 > a[0].x0 for a in above.aligned)]
        if len(under) == len(line.numbers) and line.chunks[0] is not line.numbers[0]:
            line.aligned += under


def _mark_steps(lines: list[PrintedLine]) -> None:
    """Take amounts for aligned that end their line as no others do, right above or below one of the table: sums in a step of
    their own."""
    for near in (pairwise(reversed(lines)), pairwise(lines)):
        for line, other in near:
            if not line.aligned or other.aligned or not other.numbers or len(other.chunks) < 2:
                continue
            above, below = (line, other) if line.box.top < other.box.top else (other, line)
            last = other.numbers[-1]
            amount = last is other.chunks[-1] and GROUPED.fullmatch(last[-1].text)
            if amount and below.box.top - above.box.bottom < LINE_STEP * (line.box.bottom - line.box.top):
                other.aligned = [last]


def _mark_headed(lines: list[PrintedLine]) -> None:
    """Take numbers for aligned that stand in too few lines to show it, each under a header: the last rows of a table."""
    header: PrintedLine | None = None
    for above, line in pairwise(lines):
        first = above is lines[0]  # a table that goes on at a page's head has its header there, and no caption
        if header and not above.numbers and stands_beside(header, above):
            header = together(header, above)  # R5 beside the half height of 指標
        elif not above.numbers and len(above.chunks) > (1 if first else MIN_HEADED):
            header = above
        blank = line.box.top - above.box.bottom
        if blank > LINE_STEP * (line.box.bottom - line.box.top) or not (line.numbers or (header and stands_beside(header, line))):
            header = None
            continue
        fewest = 1 if header is lines[0] else MIN_HEADED
        if header and (len(line.aligned) < len(line.numbers) or above is header) and _is_under(line, header, fewest):
            line.aligned, line.headed = line.numbers, True  # its last may end where those of a table above do


def _mark_between_rules(lines: list[PrintedLine], rules: Strokes) -> None:
    """Take numbers for aligned that stand, right of a label, between the rungs of a ladder: rules of one width, one below the
    other, which part rows however few there are."""
    for rungs in _ladders(rules):
        left, right = rungs[0][1] - SAME_WIDTH, rungs[0][2] + SAME_WIDTH
        heights = [rung[0] for rung in rungs]
        bands: list[list[PrintedLine]] = [[] for _ in heights[1:]]
        for line in lines:
            place = bisect_left(heights, line.box.top + 1.0) - 1
            if 0 <= place < len(bands) and line.box.bottom < heights[place + 1] + 1.0:
                bands[place].append(line)
        named = [[line for line in band if line.numbers and line.chunks[0] is not line.numbers[0]] for band in bands]
        rows = [line for band in named for line in band]
        inside = all(left < line.box.x0 and line.box.x1 < right for band in bands for line in band)
        filled = sum(map(bool, named[1:]))
        enough = len(rows) >= MIN_RUNG_ROWS and filled >= RUNGS_FILLED * (len(bands) - 1)
        if inside and enough and any(len(line.chunks) > 1 for line in bands[0]):
            for line in rows:
                line.aligned, line.headed = line.numbers, True


def _ladders(rules: Strokes) -> list[list[Sequence[float]]]:
    """Runs of rules of one width, one below the other no further apart than a header is high."""
    ladders: list[list[Sequence[float]]] = []
    for rule in sorted(rules, key=lambda rule: rule[0]):
        for ladder in ladders:
            last = ladder[-1]
            beside = max(abs(rule[1] - last[1]), abs(rule[2] - last[2])) <= SAME_RUNG
            if beside and rule[0] - last[0] <= HEADER_HEIGHT:
                if rule[0] - last[0] > SAME_RUNG:
                    ladder.append(rule)
                break
        else:
            ladders.append([rule])
    return [ladder for ladder in ladders if len(ladder) >= MIN_RUNGS]


def _is_under(line: PrintedLine, header: PrintedLine, fewest: int) -> bool:
    """Whether a label and its numbers, and nothing else, stand each under a text of a header; ``fewest``: numbers."""
    words = len(line.chunks) - len(line.numbers)  # of the label, and of its number perhaps: 第1款 資本的収入
    if len(line.numbers) < fewest or not 0 < words <= MOST_WORDS or line.chunks[words] is not line.numbers[0]:
        return False
    centres = [centre_of(chunk) for chunk in header.chunks]
    nearest = [min(range(len(centres)), key=lambda n: abs(centres[n] - centre_of(c))) for c in line.numbers]
    return len(set(nearest)) == len(nearest) and centre_of(header.chunks[0]) < line.numbers[0][0].x0 and 0 not in nearest
