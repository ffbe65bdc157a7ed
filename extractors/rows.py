"""Which rows a band between two rules has: one a number, labels that wrap joined to theirs, headings for themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from extractors.geometry import CLOSING, OPENING, Token, is_number, text_of

SAME_HEIGHT = 0.55
"""Em: a label and its number on one line are set this far apart at most (number fonts sit lower)."""
WRAP_PITCH = 0.88
"""Of the rows' pitch: lines of one wrapped label stand closer than rows do."""
NEAR_EDGE = 1.3
"""Em: a line that ends this near its column's edge was broken for want of room."""
BRACKET_STEP = 1.9
"""Em: how far below a line the one may stand that closes its brackets."""
FULL_LINE = 11.5
"""Em: a line this long at least that ends at the margin of its column's labels was broken there."""
FULL_SHARE = 0.4
"""Share of a column's lines that end at one margin, from which on they were spread to it (字間), not broken."""
SAME_INDENT = 0.6
"""Em: the lines of a wrapped label start together."""
FEWEST_NAMED, NAMED = 4, 0.9
"""Number rows beside a stretch of text, and the share of them with a line at their height, for its lines to be their labels."""
BESIDE = 0.7
"""Share of a stretch's lines that stand beside numbers, from which on they are rows."""
OFFSET_REACH = 0.62
"""Of the rows' pitch: how far below its label a number may be printed."""
MIN_OFFSET = 3
"""Labels from which on an offset can be told."""
OFFSET_SPREAD = 0.25
"""Em: labels set off from their numbers by one distance differ less than this."""
SET_AROUND = 0.3
"""Em: how far the middle of a header of two lines is from that of headers of one line beside it, at most."""
WRAP_REACH = 1.45
"""Em: how far above or below its number a centred label's lines stand, at most."""


AROUND = 4.5
"""Em from a number to the outermost lines of its label, at most."""
EVEN, CENTRED = 0.15, 0.35
"""Em by which the steps from line to line of one label differ, and its middle stands beside its number, at most."""
NOT_SOLID = 1.7
"""Em from line to line, from which on they are no lines of one text."""
ROOM = 2.0
"""Em left between a line and its column's edge, where it was not broken for want of room."""
NUMBERED = re.compile(r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①-⑳]|[(（]?[0-9０-９ア-ン]{1,2}[)）.．、 　]")
"""A label behind its number."""
HANGING = 3.2
"""Em: the next line of a numbered label is indented by less."""
HEADED = re.compile(
    "[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①-⑳]|[(（]?[0-9０-９一二三四五六七八九十]{1,2}[)）.．、 　]|第[0-9０-９一二三四五六七八九十]{1,2}[款項目]|.*の部$"
)
"""A numbered heading, or one over a part of a statement."""
PART = re.compile("[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ](?![-+＋－−])")
"""What counts the parts of a statement: no label goes on with it."""


@dataclass(slots=True)
class CellLine:
    """One line of text within one drawn cell of a band."""

    cell: int
    """Which of the band's cells."""
    tokens: list[Token]
    number: bool
    cy: float
    x0: float
    x1: float
    em: float
    row: int = -1


def cell_line(cell: int, tokens: list[Token]) -> CellLine:
    """Measure one line of one cell."""
    if len(tokens) == 1:
        x0, _, x1, _, _, em, numeric, _, cy, _, _ = tokens[0]
        return CellLine(cell, tokens, numeric or is_number(tokens), cy, x0, x1, em)
    cy = sum([t.cy for t in tokens]) / len(tokens)
    return CellLine(cell, tokens, is_number(tokens), cy, tokens[0].x0, tokens[-1].x1, max([t.em for t in tokens]))


def assign_rows(
    lines: Sequence[CellLine],
    anchors: Sequence[float],
    right_edges: Sequence[float],
    pitch: float,
    loose: bool,
    offset: Callable[[int], float] | None = None,
) -> list[float]:
    """Give every line of a band its row (``line.row``) and return the rows' heights, top to bottom.

    ``anchors``: heights of the band's number rows.  ``right_edges``: where each cell ends, to tell a line that was broken
    for want of room.  ``pitch``: the table's usual distance from row to row.  ``loose``: the table does not rule its rows
    off; where it does, a band with one number a column at most is one row, however its labels wrap.  ``offset``: for each
    cell how far below its labels the numbers are printed in the whole of its column, for bands too short to tell.
    """
    if len(anchors) < (1 if loose else 2):
        return _under_headings(lines, anchors, right_edges) or _one_row(lines, anchors)
    by_cell: dict[int, list[CellLine]] = {}
    for line in lines:
        by_cell.setdefault(line.cell, []).append(line)
    for cell, own in by_cell.items():
        own.sort(key=attrgetter("cy"))
        for line in own:
            line.row = _nearest(line, anchors, 0.0)
        texts = [line for line in own if not line.number]
        shift = 0.0
        if len(texts) >= MIN_OFFSET:
            shift = offset_of([(texts, anchors)], pitch)
        elif offset and -1 in [line.row for line in texts]:
            shift = offset(cell)
        if shift:
            for line in texts:
                line.row = _nearest(line, anchors, shift)
        if texts:
            _join_around(texts, anchors, pitch, right_edges[cell])
            _join_centred(own, anchors)
            _join_wrapped(texts, pitch, _margin(texts, right_edges[cell]))
    return _numbered(lines, anchors, pitch)


def _under_headings(lines: Sequence[CellLine], anchors: Sequence[float], right_edges: Sequence[float]) -> list[float]:
    """A band that is one row below numbered headings in the cell of its label, each line with room left; [] where it is not.

    Other headings stand as far above the row as rows are from each other, and the row is set in.  The figures stand beside the
    last line; beside a wrapped label they stand at its first line or in its middle.
    """
    stub = min((line.cell for line in lines), default=0)
    label = sorted([line for line in lines if line.cell == stub], key=attrgetter("cy"))
    if len(anchors) != 1 or len(label) < 2:
        return []
    off, middle = abs(label[-1].cy - anchors[0]), (label[0].cy + label[-1].cy) / 2
    if off > SAME_HEIGHT * label[-1].em or off >= abs(middle - anchors[0]):
        return []
    upper = label[:-1]
    roomy = all(right_edges[stub] - line.x1 > ROOM * line.em for line in upper)
    apart = (
        all(b.cy - a.cy > NOT_SOLID * a.em for a, b in pairwise(label))
        and label[-1].x0 > upper[-1].x0 + SAME_INDENT * upper[-1].em
    )
    if not roomy or not (apart or all(HEADED.match(text_of(line.tokens)) for line in upper)):
        return []
    if any(line.cy < upper[-1].cy + line.em / 2 for line in lines if line.cell != stub):
        return []
    for line in lines:
        line.row = upper.index(line) if line in upper else len(upper)
    return [line.cy for line in upper] + [anchors[0]]


def _one_row(lines: Sequence[CellLine], anchors: Sequence[float]) -> list[float]:
    """A band that is one row; words set above the numbers of several cells (千円) are a row of their own over it."""
    if not lines:
        return []
    numbers = {line.cell for line in lines if line.number}
    above = [line for line in lines if line.cell in numbers and not line.number and line.cy < anchors[0] - line.em * 0.8]
    split = len({line.cell for line in above}) > max(1, len(numbers) // 2)
    for line in lines:
        line.row = 1 if split else 0
    if not split:
        return [sum(line.cy for line in lines) / len(lines)]
    for line in above:
        line.row = 0
    return [sum(line.cy for line in above) / len(above), anchors[0]]


def keeps_rows(lines: Sequence[CellLine], anchors: Sequence[float]) -> bool:
    """Whether most lines of a stretch stand beside number rows (or all equally far above them)."""
    reach = 2 * lines[0].em
    beside = [height for height in anchors if lines[0].cy - reach < height < lines[-1].cy + reach]
    if not beside:
        return False
    shift = offset_of([(lines, beside)], pitch_of(beside))
    near = sum(1 for line in lines if _nearest(line, beside, shift) >= 0)
    return near >= BESIDE * len(lines)


def names_rows(lines: Sequence[CellLine], anchors: Sequence[float]) -> bool:
    """Whether nearly every number row beside a stretch has a line of its own there, however many headings stand between."""
    beside = [height for height in anchors if lines[0].cy <= height <= lines[-1].cy + lines[-1].em]
    named = sum(any(abs(line.cy - height) <= SAME_HEIGHT * line.em for line in lines) for height in beside)
    return len(beside) >= FEWEST_NAMED and named >= NAMED * len(beside)


def pitch_of(heights: Sequence[float]) -> float:
    """The usual distance from one row to the next; 0 where there are fewer than two.

    The lower quartile: headings and wrapped labels make gaps wider, nothing makes them narrower.
    """
    gaps = sorted(b - a for a, b in pairwise(heights))
    return gaps[len(gaps) // 4] if gaps else 0.0


def offset_of(bands: Sequence[tuple[Sequence[CellLine], Sequence[float]]], pitch: float) -> float:
    """How far below its labels a column's numbers are printed: 0, or what brings clearly more labels to a number.

    Some accounting packages print every label half a row above its numbers.  ``bands``: labels and heights of the number
    rows, for each band by itself.
    """
    count = sum(len(texts) for texts, _ in bands)
    near = sum(1 for texts, anchors in bands for line in texts if _nearest(line, anchors, 0.0) >= 0)
    if count < MIN_OFFSET or near >= 0.5 * count:
        return 0.0
    near_by = OFFSET_REACH * pitch
    gaps = [(a - line.cy, line.em) for texts, anchors in bands for line in texts for a in anchors if abs(a - line.cy) < near_by]
    best, most = 0.0, 0
    for shift, em in gaps:
        reach = OFFSET_SPREAD * em
        met = sum([-reach <= gap - shift <= reach for gap, _ in gaps])
        if met > most:
            best, most = shift, met
    if _set_around(bands, best):
        return 0.0
    return best if most >= MIN_OFFSET and most > 1.5 * near else 0.0


def _set_around(bands: Sequence[tuple[Sequence[CellLine], Sequence[float]]], shift: float) -> bool:
    """Whether lines stand as far below a number as others above one: labels of two lines, their number between.

    Where every label is printed above its number, one that stands below a number stands above the next one too.
    """
    above = below = 0
    for line, anchors in ((line, anchors) for texts, anchors in bands for line in texts):
        gaps = [anchor - line.cy for anchor in anchors]
        if any(abs(gap - shift) <= OFFSET_SPREAD * line.em for gap in gaps):
            above += 1
        elif any(abs(gap + shift) <= OFFSET_SPREAD * line.em for gap in gaps):
            below += 1
    return below > 0.5 * above


def anchors_of(lines: Sequence[CellLine], numbers: Sequence[tuple[float, float]] = ()) -> list[float]:
    """Heights of the number rows, from lines and from further numbers (height, em)."""
    pairs = [*numbers, *[(line.cy, line.em) for line in lines if line.number]]
    if len(pairs) == 1:
        return [pairs[0][0]]
    found: list[float] = []
    first, total, count = 0.0, 0.0, 0
    for cy, em in sorted(pairs):
        if count and cy - first <= SAME_HEIGHT * em:
            total, count = total + cy, count + 1
            found[-1] = total / count
        else:
            first, total, count = cy, cy, 1
            found.append(cy)
    return found


def _nearest(line: CellLine, anchors: Sequence[float], shift: float) -> int:
    """The row at a line's height, -1 where there is none."""
    height = line.cy + shift
    index = bisect_left(anchors, height)
    best = index if index < len(anchors) else index - 1
    if index and height - anchors[index - 1] < abs(anchors[best] - height):
        best = index - 1
    return best if abs(anchors[best] - height) <= SAME_HEIGHT * line.em else -1


def _join_around(texts: Sequence[CellLine], anchors: Sequence[float], pitch: float, right: float) -> None:
    """A label of many lines with its number at the middle of them: lines that follow each other evenly, and closer than rows."""
    for row, height in enumerate(anchors):
        own = [n for n, line in enumerate(texts) if line.row in (row, -1) and abs(line.cy - height) < AROUND * line.em]
        if len(own) < 2:
            continue
        low, high = _evenly_around(texts, own, height, WRAP_PITCH * pitch, right)
        if high > low:
            for line in texts[low : high + 1]:
                line.row = row


def _evenly_around(texts: Sequence[CellLine], near: Sequence[int], height: float, widest: float, right: float) -> tuple[int, int]:
    """First and last of the most lines around a height whose middle it is, at even steps below ``widest``, free all of them."""
    best = (near[0], near[0])
    for low in near:
        step, left = 0.0, texts[low].x0
        for high in range(low + 1, near[-1] + 1):
            blank = texts[high].cy - texts[high - 1].cy
            step = step or blank
            em = texts[high].em
            if high not in near or blank >= widest or abs(blank - step) > EVEN * em:
                break
            if high == low + 1 and _falls_back(texts[low], texts[high], right):
                left = texts[high].x0
            if abs(texts[high].x0 - left) > SAME_INDENT * em:
                break
            centred = abs((texts[low].cy + texts[high].cy) / 2 - height) <= CENTRED * em
            if centred and high - low > best[1] - best[0]:
                best = (low, high)
    return best


def _join_centred(own: list[CellLine], anchors: Sequence[float]) -> None:
    """A label of two lines with its number set between them."""
    if all(line.row >= 0 for line in own):
        return
    taken = {line.row for line in own}
    for row, height in enumerate(anchors):
        if row in taken:
            continue
        free = [line for line in own if line.row < 0 and abs(line.cy - height) <= WRAP_REACH * line.em]
        above = [line for line in free if line.cy <= height]
        below = [line for line in free if line.cy > height]
        if above and below:
            up, down = above[-1], below[0]
            if abs((up.cy + down.cy) / 2 - height) <= 0.35 * up.em:
                up.row = down.row = row
        elif len(free) == 1 and abs(free[0].cy - height) <= 1.0 * free[0].em:
            free[0].row = row


def _join_wrapped(texts: list[CellLine], pitch: float, right: float) -> None:
    """Lines that belong to the label above or below them: set closer than rows, or broken for want of room."""
    _join_brackets(texts)
    if all(line.row >= 0 for line in texts):
        return
    blocks: list[list[CellLine]] = []
    step = _line_step(texts)
    levels = [b.x0 for a, b in pairwise(texts) if b.row >= 0 and a.x0 > b.x0 - SAME_INDENT * b.em / 2]
    for line in texts:
        if blocks and line.cy - blocks[-1][-1].cy < step and _wraps(blocks[-1][-1], line, pitch, right, levels):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    at_end = sum(_number_at_end(block) for block in blocks)
    for block in blocks:
        _join_block(block, upwards=at_end <= 0)


def _line_step(texts: Sequence[CellLine]) -> float:
    """How far apart the lines of one label stand, at most: where some stand nearer than all others do, no further than these."""
    steps = sorted(below.cy - above.cy for above, below in pairwise(texts) if below.cy - above.cy > TIGHTEST * below.em)
    if not steps:
        return float("inf")
    near = [step for step in steps if step < EQUAL * steps[0]]
    return EQUAL * steps[0] if MIN_OFFSET <= len(near) < len(steps) else float("inf")


def _falls_back(upper: CellLine, lower: CellLine, right: float) -> bool:
    """Whether a label set in by blanks goes on at the edge of its column: 　　退職給付引当, 金."""
    full = right - upper.x1 < NEAR_EDGE * upper.em
    return full and lower.x0 < upper.x0 and lower.x1 < upper.x1 and not HEADED.match(text_of(lower.tokens))


def _join_brackets(texts: Sequence[CellLine]) -> None:
    """Give a line whose brackets the next one closes the row of that, or the next one its own."""
    for upper, lower in pairwise(texts):
        near = (upper.row < 0 or lower.row < 0) and lower.cy - upper.cy < BRACKET_STEP * upper.em
        if near and _opened(upper) > 0 > _opened(lower):
            upper.row = lower.row = max(upper.row, lower.row)


def _opened(line: CellLine) -> int:
    """How many brackets a line opens, less those that it closes."""
    return sum((char in OPENING) - (char in CLOSING) for token in line.tokens for char in token.text)


def _margin(texts: Sequence[CellLine], right: float) -> float:
    """Where the lines of a label column are broken: at its edge, or before it where several long lines end at one place.

    A long line with a number of its own, and the next line with another, is a whole label: then nothing is broken there.
    """
    longest = max(texts, key=attrgetter("x1"))
    full = [line for line in texts if longest.x1 - line.x1 < SAME_INDENT * line.em and line.x1 - line.x0 > FULL_LINE * line.em]
    whole = any(line in full and below.row > line.row >= 0 for line, below in pairwise(texts))
    return longest.x1 if 1 < len(full) < FULL_SHARE * len(texts) and not whole else right


def _number_at_end(block: Sequence[CellLine]) -> int:
    """1 for a wrapped label whose number stands at its last line, −1 where it stands at its first, 0 where nothing is told."""
    if len(block) == 1:
        return 0
    rows = [line.row >= 0 for line in block]
    return int(rows[-1]) - int(rows[0]) if sum(rows) == 1 else 0


def _join_block(block: Sequence[CellLine], upwards: bool) -> None:
    """Give the lines of a block without a row that of the one above them, or below; at its ends there is but one."""
    rows = [line.row for line in block]
    if -1 not in rows or max(rows) < 0:
        return
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1))[:: 1 if upwards else -1]:
        last = -1
        for index in order:
            last = rows[index] if rows[index] >= 0 else last
            rows[index] = last
    for line, row in zip(block, rows, strict=True):
        line.row = row


TIGHTEST, EQUAL = 0.9, 1.15
"""Em between two lines that are set below each other at least, and how far one such step may be from another, as a share."""
FEW = 3
"""Characters of what is left of a label for its next line, and is no heading."""
LINES = 1.7
"""Em from line to line of one label, at most, where the upper one was broken for want of room."""
COMPLETE = "計"
"""What ends the name of a sum: a label that ends so goes on in no further line, as wide as it may be."""


def _wraps(upper: CellLine, lower: CellLine, pitch: float, right: float, levels: Sequence[float] = ()) -> bool:
    """Whether two neighbouring lines of a label column can be one wrapped label; never two lines that have numbers.

    ``levels``: where rows begin that stand below others as far in, or further: what begins there is a row of its own.
    """
    if upper.row >= 0 and lower.row >= 0 and upper.row != lower.row:
        return False
    step = lower.cy - upper.cy
    if PART.match(lower.tokens[0].text):
        return False
    if abs(upper.x0 - lower.x0) > SAME_INDENT * upper.em:
        rest = sum(len(t.text) for t in lower.tokens) <= FEW and upper.tokens[-1].text[-1] != COMPLETE
        fallen = rest and step < LINES * upper.em and _falls_back(upper, lower, right)
        row = any(abs(x - lower.x0) < SAME_INDENT * lower.em / 2 for x in levels)
        return fallen or (step < WRAP_PITCH * pitch and not row and _hangs(upper, lower))
    if HEADED.match(text_of(upper.tokens)) and HEADED.match(text_of(lower.tokens)):
        return False  # (1) 保留地, (2) 什器備品
    broken = right - upper.x1 < NEAR_EDGE * upper.em and step < LINES * upper.em and upper.tokens[-1].text[-1] != COMPLETE
    return step < WRAP_PITCH * pitch or (broken and not HEADED.match(text_of(lower.tokens)))


def _hangs(upper: CellLine, lower: CellLine) -> bool:
    """Whether a line begins where the words of the one above do, behind their number, or further in: (2) 雨水処理, 負担金."""
    indent = (lower.x0 - upper.x0) / upper.em
    numbered = NUMBERED.match(text_of(upper.tokens)) and not HEADED.match(text_of(lower.tokens))
    return bool(numbered) and SAME_INDENT < indent < HANGING


def _numbered(lines: Sequence[CellLine], anchors: Sequence[float], pitch: float) -> list[float]:
    """Rows for lines that belong to no number (headings, headers), then all rows numbered top to bottom."""
    loose = sorted((line for line in lines if line.row < 0), key=lambda line: line.cy)
    extra: list[list[CellLine]] = []
    for line in loose:
        if extra and line.cy - extra[-1][0].cy <= SAME_HEIGHT * line.em:
            extra[-1].append(line)
        else:
            extra.append([line])
    extra = _wrapped_headers(extra, anchors[0], pitch)
    heights = [(height, row) for row, height in enumerate(anchors)]
    heights += [(sum(line.cy for line in g) / len(g), len(anchors) + k) for k, g in enumerate(extra)]
    heights.sort()
    new = {row: index for index, (_, row) in enumerate(heights)}
    for line in lines:
        if line.row >= 0:
            line.row = new[line.row]
    for k, group in enumerate(extra):
        for line in group:
            line.row = new[len(anchors) + k]
    return [height for height, _ in heights]


def _wrapped_headers(groups: list[list[CellLine]], first: float, pitch: float) -> list[list[CellLine]]:
    """Header lines above the first number that stand closer than rows are one header row."""
    found: list[list[CellLine]] = []
    for group in groups:
        near = bool(found) and group[0].cy < first and group[0].cy - found[-1][-1].cy < WRAP_PITCH * pitch
        if near and (len(group) > 1 or _set_around_others(found[-1], group)):
            found[-1] += group
        else:
            found.append(group)
    return found


def _set_around_others(upper: Sequence[CellLine], lower: Sequence[CellLine]) -> bool:
    """Whether headers of several lines stand around the middle of at least as many others beside them, the stub's own apart."""
    cells, stub = {line.cell for line in lower}, min(line.cell for line in upper)
    others = [line.cy for line in upper if line.cell not in cells and line.cell != stub]
    firsts = {line.cell: line.cy for line in sorted(upper, key=attrgetter("cy"), reverse=True)}
    middles = [(firsts[line.cell] + line.cy) / 2 for line in lower if line.cell in firsts]
    if len(middles) < len(lower) or len(others) < len(lower):
        return False
    height = sum(others) / len(others)
    return all(abs(middle - height) <= SET_AROUND * lower[0].em for middle in middles)
