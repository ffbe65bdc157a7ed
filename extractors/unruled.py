"""Tables that no rule parts: runs of lines whose numbers stand in columns, with the headers and headings that belong to them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.columns import numbers_in, with_short_numbers
from extractors.geometry import CLOSING, OPENING, Token, chunks_of, hull, lines_of, text_of
from extractors.regions import HEADER_HEIGHT, SAME_WIDTH, WIDE, Region, Strokes, free_rules, header_top
from extractors.tight import parted
from pipeline.model import Box, Rules

ALIGNED = 0.6
"""Em: right (or left) edges of numbers in one column differ less than this; a bracket is .5 em wide."""
MIN_NUMBER_LINES = 3
"""Lines with aligned numbers that make a table where no rule says so; two are chance in prose, but for a header over each."""
MIN_HEADED = 2
"""Numbers beside each other in a line below a header, each under a text of its own, that make a table of that line alone."""
LINE_STEP = 2.6
"""Line heights: a wider blank ends a run of rows (a blank line between blocks is 2)."""
HEADING_LINES = 6
"""Lines without numbers that may stand between two rows with numbers (headings, wrapped labels)."""
HEADERS_OVER = 2
"""Texts over the columns of numbers that make a line between rows a header."""
STACKED_HEIGHT = 260.0
"""Points: how high a header of stacked characters is at most: twenty of them, and a heading over several columns."""
STACKED_SHARE, FEWEST_STACKED = 0.6, 6
"""Share of a header's texts, line by line, that are single characters where they run downwards, and how many there are."""
GROUPED_ROWS = 0.4
"""Of a run's width: a shorter rule between rows underlines numbers, a longer one may begin right of the names of row groups."""
SPANNER = 0.06
"""Of a run's width: a shorter rule among its headers is no more than an underlined word."""
HEADING_INDENT = 3.0
"""Em by which a heading on a coloured band is set in, at most."""
UNIT = 3
"""Characters of a unit, at most."""
UNITS = re.compile("[%％円人名件戸回日台㎡㎥]|千円|百万円|億円|世帯|[箇か]所|[mk][²³m]|ha|時間|kWh")
"""Units that tables print below the names of their columns, each perhaps once."""
WRAP_STEP = 0.5
"""Line heights between the lines of one wrapped header, at most."""
HEADER_STEP = 1.0
"""Line heights between two header lines, at most."""
ABSENT = re.compile(r"(?:該当|該当事項(?:は|な)?)?(?:なし|無し|ありません)[。.]?")
"""What a note says in the place of its figures: over other figures it is no header."""
UNIT_REMARK = re.compile(r"[(（\[［]単位")
"""A unit above a table."""
SAME_STEP = 1.2
"""Of the blank between a table's lines: its headings stand no further from them."""
SAME_RUNG = 2.0
"""Points between the ends of two rules of one width; nearer ones are one double rule."""
MIN_RUNGS, MIN_RUNG_ROWS = 4, 2
"""Rules of a ladder, and rows with numbers between them, at least: over the header, below it, and below each of two rows."""
RUNGS_FILLED = 0.6
"""Share of the blanks between rungs that hold a row, at least: the lines behind a chart hold few."""
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+[)）]?")
"""A number that only an amount can be; signs may stand before it."""
HEADER_LINES = 6
"""Lines above the first number that may be column headers."""


@dataclass(slots=True)
class _PrintedLine:
    """A line of text outside ruled tables, with those of its chunks that are numbers standing at its end."""

    tokens: list[Token]
    chunks: list[list[Token]]
    numbers: list[list[Token]]
    aligned: list[list[Token]]
    box: Box
    headed: bool = False
    """Whether a header right above says of each of its numbers, and of its label, what they are."""


def unruled_regions(
    tokens: Sequence[Token],
    drawn: NDArray[np.float32],
    taken: Sequence[Region] = (),
    whole: Sequence[tuple[float, float]] = (),
) -> list[Region]:
    """Runs of lines with numbers one above the other, with the headers and headings that belong to them.

    ``drawn``: shape (n, 3): y, x0, x1 of horizontal rules and of the edges of shading.  ``taken``: tables known already.
    ``whole``: heights between which all lines are one table, however wide the blank over its total.
    """
    lines = _printed_lines(tokens)
    known = [line.numbers for line in lines]
    numbers = with_short_numbers([line.chunks for line in lines], known)
    if not any(numbers):
        return []
    for line, found in zip(lines, numbers, strict=True):
        line.numbers = found
    _mark_aligned(lines)
    _mark_beside(lines)
    _mark_steps(lines)
    _mark_headed(lines)
    rules = free_rules(drawn.tolist(), taken)
    _mark_between_rules(lines, rules)
    regions: list[Region] = []
    floor = 0  # the first line that belongs to no run before
    for first, last in _runs(lines, whole):
        above, floor = lines[floor:first], last + 1
        block = lines[first : last + 1]
        if not _are_rows(block) or _is_chart(block):
            continue
        start = first - len(above) + _header_start([*above, *block], len(above), block, rules)
        box = hull([line.box for line in lines[start : last + 1]])
        ceiling = max((r.box.bottom for r in [*taken, *regions] if r.box.bottom < box.top + 2.0), default=0.0)
        captions = [b.bottom for b in _captions(lines[:start], box)]
        around = [*lines[:start], *lines[last + 1 :]]
        box, hints = _with_rules(box, rules, block[0].box.top, max([ceiling, *captions]), around)
        box = _covering(box, lines[:start])
        if start < first:
            box = _below_captions(box, lines[:start], _data_left(block))
            hints = [rule for rule in hints if rule[0] > box.top - 1.0]
        if start < first:
            hints += _seam(lines, (start, first), block, box, hints)
        parted = [line.chunks for line in lines[start : last + 1]]
        own = Rules(np.array(hints, np.float32).reshape(-1, 3), np.empty((0, 3), np.float32))
        regions.append(Region(box, own, False, parted, known[start : last + 1]))
    return regions


def _seam(
    lines: Sequence[_PrintedLine], header: tuple[int, int], block: Sequence[_PrintedLine], box: Box, hints: Strokes
) -> list[list[float]]:
    """A rule between a header and the first row where nothing else says that they are no two lines of one.

    Nothing does over the only row, nor where ``hints`` part all other rows: the edges of shading begin below the first one.
    ``header``: its first line among ``lines``, and the one after its last, headings of the first row included.
    """
    left, row = _data_left(block), block[0].box
    last = max((n for n in range(*header) if _middle(lines[n].chunks[-1]) > left), default=header[1] - 1)
    upper, lower = lines[last].box, lines[last + 1].box
    parted = any(y > row.top for y, _, _ in hints) and not any(upper.bottom - 2.0 < y < row.top + 2.0 for y, _, _ in hints)
    return [[(upper.bottom + lower.top) / 2, box.x0, box.x1]] if parted or len(block) == 1 else []


def _below_captions(box: Box, above: Sequence[_PrintedLine], left: float) -> Box:
    """A box without the lines above its header that a rule over them took in: captions stand over no column of numbers."""
    taken = [line for line in above if line.box.bottom > box.top + 1.0 and (line.box.top + line.box.bottom) / 2 > box.top]
    captions = [line.box.bottom for line in taken if _is_remark(line) or all(_middle(c) < left for c in line.chunks)]
    return Box(box.x0, max([box.top, *captions]), box.x1, box.bottom)


def _middle(chunk: Sequence[Token]) -> float:
    return (chunk[0].x0 + chunk[-1].x1) / 2


def _is_chart(block: Sequence[_PrintedLine]) -> bool:
    """Whether every column of numbers goes up or down by equal steps, without labels: the ticks of a chart's axes."""
    rows = [line for line in block if line.aligned]
    if sum(line.chunks[0] not in line.numbers and len(text_of(line.chunks[0])) > 1 for line in rows) > len(rows) / 2:
        return False
    steps: list[set[int]] = []
    chunks = sorted((c for line in block for c in line.aligned), key=_right)
    for column in _columns(chunks):
        values = [int("".join(char for t in c for char in t.text if char.isdecimal())) for c in column if _has_digit(c)]
        if len(values) >= MIN_NUMBER_LINES:
            steps.append({below - above for above, below in pairwise(values)})
    return bool(steps) and all(len(found) == 1 and found != {0} for found in steps)


def _columns(chunks: Sequence[list[Token]]) -> list[list[list[Token]]]:
    """Chunks sorted by where they end, parted into columns, each top to bottom."""
    columns: list[list[list[Token]]] = []
    for chunk in chunks:
        if columns and _right(chunk) - _right(columns[-1][-1]) <= ALIGNED * chunk[0].em:
            columns[-1].append(chunk)
        else:
            columns.append([chunk])
    return [sorted(column, key=lambda c: c[0].cy) for column in columns]


def _has_digit(chunk: Sequence[Token]) -> bool:
    return any(char.isdecimal() for t in chunk for char in t.text)


def _captions(above: Sequence[_PrintedLine], box: Box) -> list[Box]:
    """The lines above a run that go right across it: no header is as wide as its table."""
    width = box.x1 - box.x0
    return [hull(c) for line in above[-HEADER_LINES:] for c in line.chunks if c[-1].x1 - c[0].x0 > WIDE * width]


def _printed_lines(tokens: Sequence[Token]) -> list[_PrintedLine]:
    lines = lines_of(tokens) if tokens else []
    chunks = parted([chunks_of(line) for line in lines])
    return [_PrintedLine(line, own, numbers_in(own), [], hull(line)) for line, own in zip(lines, chunks, strict=True)]


def _mark_aligned(lines: list[_PrintedLine]) -> None:
    """Note which numbers stand under or over others: equal right edges (or left ones) in enough lines."""
    found = [(line, chunk) for line in lines for chunk in line.numbers]
    marked: set[int] = set()
    for edge in (_right, _middle):
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


def _mark_beside(lines: list[_PrintedLine]) -> None:
    """Take numbers for aligned that end elsewhere but stand under those of the row above: two subtotals in brackets."""
    for above, line in pairwise(lines):
        blank = line.box.top - above.box.bottom
        if line.aligned or len(line.numbers) < 2 or len(above.aligned) < 2 or blank > line.box.bottom - line.box.top:
            continue
        under = [c for c in line.numbers if any(c[0].x0 < a[-1].x1 and c[-1].x1 > a[0].x0 for a in above.aligned)]
        if len(under) == len(line.numbers) and line.chunks[0] is not line.numbers[0]:
            line.aligned += under


def _mark_steps(lines: list[_PrintedLine]) -> None:
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


def _are_rows(block: Sequence[_PrintedLine]) -> bool:
    """Whether the numbers of a run stand in columns: in enough lines, or in few that have a header."""
    rows = [line for line in block if line.aligned]
    return len(rows) >= MIN_NUMBER_LINES or (any(line.headed for line in rows) and sum(len(line.aligned) for line in rows) > 1)


def _mark_headed(lines: list[_PrintedLine]) -> None:
    """Take numbers for aligned that stand in too few lines to show it, each under a header: the last rows of a table."""
    header: _PrintedLine | None = None
    for above, line in pairwise(lines):
        first = above is lines[0]  # a table that goes on at a page's head has its header there, and no caption
        if header and not above.numbers and _overlaps(header, above):
            header = _together(header, above)  # R5 beside the half height of 指標
        elif not above.numbers and len(above.chunks) > (1 if first else MIN_HEADED):
            header = above
        blank = line.box.top - above.box.bottom
        if blank > LINE_STEP * (line.box.bottom - line.box.top) or not (line.numbers or (header and _overlaps(header, line))):
            header = None
        elif header and not line.aligned and _is_under(line, header, 1 if header is lines[0] else MIN_HEADED):
            line.aligned, line.headed = line.numbers, True


def _mark_between_rules(lines: list[_PrintedLine], rules: Strokes) -> None:
    """Take numbers for aligned that stand, right of a label, between the rungs of a ladder: rules of one width, one below the
    other, which part rows however few there are."""
    for rungs in _ladders(rules):
        left, right = rungs[0][1] - SAME_WIDTH, rungs[0][2] + SAME_WIDTH
        heights = [rung[0] for rung in rungs]
        bands: list[list[_PrintedLine]] = [[] for _ in heights[1:]]
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


def _overlaps(upper: _PrintedLine, lower: _PrintedLine) -> bool:
    """Whether a line stands beside the half height of the one above it."""
    return upper.box.bottom > lower.box.top + 1.0


def _together(first: _PrintedLine, second: _PrintedLine) -> _PrintedLine:
    """Two lines of one header as one."""
    chunks = sorted([*first.chunks, *second.chunks], key=lambda chunk: chunk[0].x0)
    return _PrintedLine([*first.tokens, *second.tokens], chunks, [], [], hull([first.box, second.box]))


def _is_under(line: _PrintedLine, header: _PrintedLine, fewest: int) -> bool:
    """Whether a label and its numbers, and nothing else, stand each under a text of a header; ``fewest``: numbers."""
    if len(line.numbers) < fewest or len(line.chunks) != len(line.numbers) + 1 or line.chunks[0] is line.numbers[0]:
        return False
    nearest = [min(range(len(header.chunks)), key=lambda n: abs(_middle(header.chunks[n]) - _middle(c))) for c in line.numbers]
    return len(set(nearest)) == len(nearest) and _middle(header.chunks[0]) < line.numbers[0][0].x0 and 0 not in nearest


def _right(chunk: Sequence[Token]) -> float:
    return chunk[-1].x1


def _runs(lines: list[_PrintedLine], whole: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """First and last line of each run of rows; prose across the number columns, or a wide blank, ends one."""
    runs: list[tuple[int, int]] = []
    previous: int | None = None
    for index, line in enumerate(lines):
        if not line.aligned:
            continue
        one = previous is not None and any(top < lines[previous].box.top and line.box.bottom < foot for top, foot in whole)
        if previous is not None and (one or _continues(lines, previous, index)):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
        previous = index
    return runs


def _continues(lines: list[_PrintedLine], previous: int, index: int) -> bool:
    upper, lower = lines[previous], lines[index]
    widest = LINE_STEP * max(upper.box.bottom - upper.box.top, lower.box.bottom - lower.box.top)
    if index == previous + 1:
        return lower.box.top - upper.box.bottom < widest
    between = lines[previous + 1 : index]
    if not _are_headings(between, _data_left((upper, lower))):
        return False
    return all(b.box.top - a.box.bottom < widest for a, b in pairwise([upper, *between, lower]))


def _are_headings(between: Sequence[_PrintedLine], left: float) -> bool:
    """Whether lines between two rows, whose numbers begin at ``left``, belong to their table."""
    if len(between) > HEADING_LINES or any(_begins_table(line, left) for line in between):
        return False
    for line in between:
        alone = not line.numbers and len(line.chunks) == 1
        if alone and line.chunks[0][0].x0 < left < line.chunks[0][-1].x1 - 1.0:
            return False  # running text across the columns
    return True


def _begins_table(line: _PrintedLine, left: float) -> bool:
    """Whether a line between rows belongs to the next table: a unit over its columns, or its headers."""
    if _is_remark(line):
        return line.box.x0 > left
    return not line.numbers and sum(_middle(chunk) > left for chunk in line.chunks) >= HEADERS_OVER


def _data_left(lines: Sequence[_PrintedLine]) -> float:
    """Where the columns of numbers begin: years and numbering at a line's start are its label, where others follow."""
    inner = [c[0].x0 for line in lines for c in line.aligned if c is not line.chunks[0]]
    return min(inner) if inner else min([c[0].x0 for line in lines for c in line.aligned])


def _header_start(lines: list[_PrintedLine], first: int, block: list[_PrintedLine], drawn: Strokes) -> int:
    """The first line of the headers over a run: lines whose chunks stand over its columns, headings between them.

    Above a header, a rule or a blank parts the caption from the table; a remark in brackets (a unit) is no header.
    """
    left, right = _data_left(block), max([c[-1].x1 for line in block for c in line.aligned])
    labels = stub = max([x1 for line in block for c in line.chunks if (x1 := c[-1].x1) <= left], default=left)
    across = [rule for rule in drawn if _shared(rule, left, right) > WIDE * (right - left)]
    wide = [rule[0] for rule in across if rule[1] < stub]  # one that begins right of the labels stands under headings
    widest = max(len(line.aligned) for line in block)
    start = first
    for index in range(first - 1, max(first - 1 - HEADER_LINES, -1), -1):
        line, below = lines[index], lines[index + 1]
        blank, height = below.box.top - line.box.bottom, line.box.bottom - line.box.top
        ruled = any(line.box.bottom - 2.0 < y < below.box.top + 2.0 for y in wide)
        whole = start == first or _are_units(below) or _names_more(line, below, widest)
        if blank > (LINE_STEP if whole else HEADER_STEP) * height or (ruled and not whole):
            break
        beside = index and _overlaps(lines[index - 1], line)  # the second line of a header: 執行率 (%)
        if (_is_remark(line) and not beside) or ABSENT.fullmatch(text_of(line.chunks[-1])):
            break
        if line.chunks[0][0].x0 > right and start == first and not ruled:
            continue  # the first line of a remark beside the first row
        over = [c for c in line.chunks if _middle(c) > stub and c[0].x0 < right + height]
        if start < first and not beside and over and all(UNIT_REMARK.match(text_of(c)) for c in over):
            break  # beside the caption
        wrapped = ruled and _ends_a_name(lines, index)
        wrapped = wrapped or _is_spanner(line, drawn, labels)
        if over and (len(line.chunks) >= 2 or wrapped or (blank < WRAP_STEP * height and not _bracketed(line.chunks[0]))):
            start = index
            if _middle(line.chunks[0]) < left:  # what stands over this stands right of the stub's own header
                stub = max(stub, line.chunks[0][-1].x1)
        elif start < first and _overlaps(line, below):
            start = index  # the first line of a header beside the middle of others
        elif not (line.chunks[-1][-1].x1 <= left + 1.0):
            break
    while start < first and len(lines[start].chunks) < 2 and not _is_spanner(lines[start], drawn, labels):
        start += 1  # a caption set close is no header: a header names columns
    if start < first:
        return start
    blanks = sorted(below.box.top - above.box.bottom for above, below in pairwise(block))
    indents = [line.box.x0 for line in block if line.box.x0 < left]
    return _heading_start(lines, first, (left, max(indents, default=left)), blanks[len(blanks) // 2] if blanks else 0.0)


def _names_more(line: _PrintedLine, below: _PrintedLine, columns: int) -> bool:
    """Whether a line over a rule has a name for every column, and the one below it but headings: 資産の部 and 負債の部."""
    return not line.numbers and _words(line) > columns > _words(below)


def _words(line: _PrintedLine) -> int:
    """How many texts a line has, characters of spread ones that follow each other counted as one."""
    single = [len(text_of(chunk)) == 1 for chunk in line.chunks]
    return len(single) - sum(a and b for a, b in pairwise(single))


def _ends_a_name(lines: Sequence[_PrintedLine], index: int) -> bool:
    """Whether a lone text ends a name of several lines, which stands beside others: in the middle below one of them."""
    line = lines[index]
    middle, height = _middle(line.chunks[0]), line.box.bottom - line.box.top
    if len(line.chunks) > 1:
        return False
    for above, below in zip(reversed(lines[:index]), reversed(lines[: index + 1]), strict=False):
        if above.numbers or below.box.top - above.box.bottom > height:
            return False
        if len(above.chunks) >= HEADERS_OVER and any(abs(_middle(c) - middle) < line.tokens[0].em for c in above.chunks):
            return True
    return False


def _is_spanner(line: _PrintedLine, drawn: Strokes, stub: float) -> bool:
    """Whether a text stands on a rule that is wider than itself and begins right of the labels: a heading over columns."""
    box, em = line.box, line.tokens[0].em
    under = [rule for rule in drawn if box.bottom - em / 2 < rule[0] < box.bottom + em]
    return any(stub < x0 < box.x0 - em / 2 and x1 > box.x1 + em / 2 for _, x0, x1 in under)


def _are_units(line: _PrintedLine) -> bool:
    """Whether a line says over and over one or two short words: 円, a column's unit below its header."""
    texts = [text_of(chunk) for chunk in line.chunks]
    few = len(set(texts)) <= len(texts) / 2 or all(map(UNITS.fullmatch, texts))
    return len(texts) > 1 and few and all(len(text) <= UNIT for text in texts)


def _heading_start(lines: list[_PrintedLine], first: int, edges: tuple[float, float], usual: float) -> int:
    """The first of the headings that stand right above a run without a header, at the left like its labels.

    ``edges``: where its numbers begin, and the most indented of its labels; ``usual``: the blank between its lines.
    """
    left, indent = edges
    while first:
        line, below = lines[first - 1], lines[first]
        height = line.box.bottom - line.box.top
        close = below.box.top - line.box.bottom < max(HEADER_STEP * height, SAME_STEP * usual)
        if not close or line.box.x1 > left or line.box.x0 > indent + 1.0 or _is_remark(line):
            break
        first -= 1
    return first


def _is_remark(line: _PrintedLine) -> bool:
    """Whether a line is one pair of brackets with what stands in it: a unit or a date above a table, however spread."""
    text = "".join(t.text for t in line.tokens)
    inner = text[1:-1]
    if text.find("単位") in (0, 1) and not line.numbers:
        return True  # without brackets, or in what a damaged text layer has for them
    return text[0] in OPENING and text[-1] in CLOSING and not (set(inner) & (OPENING | CLOSING)) and not line.numbers


def _bracketed(chunk: Sequence[Token]) -> bool:
    return chunk[0].text[0] in OPENING and chunk[-1].text[-1] in CLOSING


def _with_rules(
    box: Box, drawn: Strokes, first: float, ceiling: float, around: Sequence[_PrintedLine]
) -> tuple[Box, list[Sequence[float]]]:
    """The rules along a run: they close its header and its totals, and a header stands between the first two.

    Above ``first``, where the first line of numbers begins, a short rule stands under a heading over several columns.
    Nothing above ``ceiling`` (where the table before ends) belongs to this one.  ``around``: the lines above and below the run;
    the second rule below it does not close it where nothing but a heading stands between the two (on a coloured band).
    """
    width = box.x1 - box.x0
    shared = [(_shared(rule, box.x0, box.x1), rule) for rule in drawn]
    wide = [rule for part, rule in shared if part > WIDE * width]
    heights = [rule[0] for rule in wide if rule[0] > ceiling]
    top = _stacked_top(header_top(box.top, heights), heights, around)
    bottom = box.bottom
    for y in sorted([rule[0] for rule in wide]):
        passed = [line for line in around if bottom - 1.0 < line.box.top and line.box.bottom < y + 1.0]
        headed = passed and all(_is_heading(line, box.x0) or _is_remark(line) for line in passed)
        if headed and (bottom > box.bottom or any(rule[0] > y for rule in wide)):
            break  # this and all below are the next table's
        if bottom < y < bottom + HEADER_HEIGHT / 2:
            bottom = y
    grouped = [rule for part, rule in shared if GROUPED_ROWS * width < part <= WIDE * width and rule[0] > first]
    wide += [rule for rule in grouped if rule[2] > box.x1 - SAME_WIDTH]
    chosen = [rule for rule in wide if top - 0.5 <= rule[0] <= bottom + 0.5]
    chosen += [rule for part, rule in shared if SPANNER * width < part <= WIDE * width and top + 2.0 < rule[0] < first]
    if not chosen:
        return box, chosen
    x0, x1 = min([box.x0, *(rule[1] for rule in chosen)]), max([box.x1, *(rule[2] for rule in chosen)])
    return Box(x0, top, x1, bottom), chosen


def _shared(rule: Sequence[float], x0: float, x1: float) -> float:
    """How much of a stretch a rule runs along."""
    _, start, end = rule
    return (end if end < x1 else x1) - (start if start > x0 else x0)


def _is_heading(line: _PrintedLine, left: float) -> bool:
    """Whether a line is a text at the left edge, its number apart from it or not (4　一般会計歳出), and no figure."""
    return not line.numbers and len(line.chunks) <= MIN_HEADED and line.box.x0 < left + HEADING_INDENT * line.tokens[0].em


def _stacked_top(top: float, rules: Sequence[float], above: Sequence[_PrintedLine]) -> float:
    """Where a header over ``top`` begins, which may be far higher where its texts run downwards, a character a line."""
    upper = max((y for y in rules if y < top - 1.0), default=top)
    if not HEADER_HEIGHT < top - upper <= STACKED_HEIGHT:
        return top
    between = [line for line in above if upper < (line.box.top + line.box.bottom) / 2 < top]
    texts = [text_of(chunk) for line in between for chunk in line.chunks]
    stacked = sum(len(text) == 1 for text in texts) >= STACKED_SHARE * len(texts) and len(texts) >= FEWEST_STACKED
    return upper if stacked and not any(line.numbers for line in between) else top


def _covering(box: Box, above: Sequence[_PrintedLine]) -> Box:
    """A box that ends between lines, not through one."""
    crossed = [line.box for line in above if line.box.top < box.top < line.box.bottom]
    return Box(box.x0, min([b.top for b in crossed] + [box.top]), box.x1, box.bottom)
