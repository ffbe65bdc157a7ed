"""Tables that no rule parts: runs of lines whose numbers stand in columns, with the headers and headings that belong to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.aligned import ALIGNED, MIN_HEADED, MIN_NUMBER_LINES, mark_aligned
from extractors.columns import TOTALS, with_short_numbers
from extractors.geometry import OPENING, Token, centre_of, hull, text_of
from extractors.header_start import (
    HEADER_LINES,
    SECTION,
    UNITS,
    WRAP_STEP,
    goes_on_below,
    header_start,
    is_numbered_caption,
)
from extractors.printed_lines import (
    HEADERS_OVER,
    LINE_STEP,
    PrintedLine,
    data_left,
    has_digit,
    heads_rows,
    is_note,
    is_remark,
    is_sentence,
    is_set_larger,
    printed_lines,
    right_of,
    says_unit,
    stands_beside,
)
from extractors.regions import HEADER_HEIGHT, SAME_WIDTH, WIDE, Region, Strokes, free_rules, header_top, run_along
from pipeline.model import Box, Rules

HEADING_LINES = 6
"""Lines without numbers that may stand between two rows with numbers (headings, wrapped labels)."""
STACKED_HEIGHT = 260.0
"""Points: how high a header of stacked characters is at most: twenty of them, and a heading over several columns."""
FEWEST_LINES = 4
"""Lines above a header from which on texts of two characters may be two columns of stacked ones."""
STACKED_SHARE, FEWEST_STACKED = 0.6, 6
"""Share of a header's texts, line by line, that are single characters where they run downwards, and how many there are."""
FRAME_GAP = 8.0
"""Points between the foot of a frame and the head of the next, at least."""
LEAST_GROUPED = 3
"""Rules between rows, at least, that begin where a rule between names of groups ends."""
LEAST_ALIKE = 3
"""Rules of a table that tell how wide its others are, at least."""
GROUPED_ROWS = 0.4
"""Of a run's width: a shorter rule between rows underlines numbers, a longer one may begin right of the names of row groups."""
SPANNER = 0.06
"""Of a run's width: a shorter rule among its headers is no more than an underlined word."""
SAME_MIDDLE = 0.25
"""Em between the middles of two lines of one name that is set in the middle of its column, at most."""
SPACED, FEWEST_SHARED = 2.0, 3
"""Of the widest blank: how far apart rows may stand that share so many columns, at least, with nothing between them."""
HANGING, NEARER = 2.0, 0.87
"""Points by which the next line of a label is set in, at least, and how near it stands, of the step from row to row."""
SAME_STEP, APART = 1.1, 1.5
"""Of that step: how near it stands where nothing follows it, and how far off anything then is."""
LONG = 10
"""Characters of a label that goes on below as far from it as rows are from each other, at least."""
NEARLY = 1.5
"""Em by which a label that does not fit in may be shorter than the longest of its list."""
HEADING_INDENT = 3.0
"""Em by which a heading on a coloured band is set in, at most."""
_COUNTED_AMOUNT = re.compile(r"[(（]([0-9０-９]+)[)）].+[0-9０-９,，]+(?:千|百万)?円")
"""(1) 職員給与費  4,237,984千円: a line of an article's list."""


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
    lines = printed_lines(tokens)
    known = [line.numbers for line in lines]
    numbers = with_short_numbers([line.chunks for line in lines], known)
    if not any(numbers):
        return []
    for line, found in zip(lines, numbers, strict=True):
        line.numbers = [] if found and is_note(line) else found
    rules = free_rules(drawn.tolist(), taken)
    mark_aligned(lines, rules)
    regions: list[Region] = []
    floor = 0  # the first line that belongs to no run before
    for first, end in _runs(lines, whole, [region.box for region in taken], rules):
        last = _with_rest_of_label(lines, first, end)
        above, floor = lines[floor:first], last + 1
        block = lines[first : last + 1]
        if not _are_rows(block) or _is_chart(block):
            continue
        start = first - len(above) + header_start([*above, *block], len(above), block, rules)
        over = _taken_over(block[0].box, taken)
        start = next((n for n in range(start, first) if lines[n].box.top > over), first)
        box = hull([line.box for line in lines[start : last + 1]])
        ceiling = max((r.box.bottom for r in [*taken, *regions] if r.box.bottom < box.top + 2.0), default=0.0)
        captions = [b.bottom for b in _captions(lines[:start], box)]
        around = [*lines[:start], *lines[last + 1 :]]
        box, hints = _with_rules(box, rules, block, max([ceiling, *captions]), around)
        box = _covering(box, lines[:start])
        if start < first:
            box = _below_captions(box, lines[:start], lines[start], data_left(block))
            hints = [rule for rule in hints if rule[0] > box.top - 1.0]
        if start < first:
            hints += _seam(lines, (start, first), block, box, hints)
        parted = [line.chunks for line in lines[start : last + 1]]
        own = Rules(np.array(hints, np.float32).reshape(-1, 3), np.empty((0, 3), np.float32))
        regions.append(Region(box, own, False, parted, known[start : last + 1]))
    return regions


def _taken_over(row: Box, taken: Sequence[Region]) -> float:
    """Where the last of the known tables over a row ends: what stands above that is no header of the row's."""
    over = [r.box.bottom for r in taken if r.box.bottom < row.top + 2.0 and r.box.x0 < row.x1 and row.x0 < r.box.x1]
    return max(over, default=float("-inf")) - 2.0


def _seam(
    lines: Sequence[PrintedLine], header: tuple[int, int], block: Sequence[PrintedLine], box: Box, hints: Strokes
) -> list[list[float]]:
    """A rule between a header and the first row where none is drawn: else they might be two lines of one label.

    Without a text over the figures the lines above are a header where there is but one row, or where ``hints`` part the other
    rows (the edges of shading begin below the first one), and not the total alone.
    ``header``: its first line among ``lines``, and the one after its last, headings of the first row included.
    """
    left, row = data_left(block), block[0].box
    heads = [n for n in range(*header) if _heads_figures(lines[n], block, left) and not heads_rows(lines[n])]
    if not heads and any(box.top + 2.0 < y < lines[header[0]].box.top + 2.0 for y, _, _ in hints):
        return []  # they are headings of rows: a rule over them closes the header
    last = heads[-1] if heads else header[1] - 1
    while last + 1 < header[1] and right_of(lines[last + 1].chunks[-1]) > left and goes_on_below(lines[last + 1], lines[last]):
        last += 1
    if heads and last > heads[0] and _is_closed_over(lines[heads[0]], lines[last], box, hints):
        return []
    upper, lower = lines[last].box, lines[last + 1].box
    body = lower.top if heads_rows(lines[last + 1]) else row.top  # a coloured band below 資産の部 begins with its rows
    drawn = any(upper.bottom - 2.0 < y < body + 2.0 for y, _, _ in hints)
    parted = not drawn and (heads or sum(y > row.top for y, _, _ in hints) >= len(block) / 2)
    return [[(upper.bottom + lower.top) / 2, box.x0, box.x1]] if parted or len(block) == 1 else []


def _is_closed_over(first: PrintedLine, last: PrintedLine, box: Box, hints: Strokes) -> bool:
    """Whether a rule along all columns closes the header above the last line that might be of it: a row's label begins there."""
    texts = [text_of(chunk) for chunk in last.chunks]
    if all(map(UNITS.fullmatch, texts)):
        return False
    across = [y for y, x0, x1 in hints if x1 - x0 > WIDE * (box.x1 - box.x0)]
    return any(first.box.bottom - 2.0 < y < last.box.top + 2.0 for y in across)


def _heads_figures(line: PrintedLine, block: Sequence[PrintedLine], left: float) -> bool:
    """Whether a line over a run has a text over its figures, which begin at ``left``: one that is no heading of rows.

    Right of the first figures stand labels, too, where a statement has two sides, and headings over these (負債の部).
    """
    labels = [c for row in block for c in row.chunks if c not in row.numbers]
    figures = [c for row in block for c in row.numbers]
    stub = max((c[-1].x1 for c in labels if c[-1].x1 <= left), default=left)
    right = [c for c in line.chunks if centre_of(c) > left or (c[0].x0 > stub and _is_over(c, figures))]
    labels = [c for c in labels if c[0].x0 > left]
    return any(not _is_over(chunk, labels) or _is_over(chunk, figures) for chunk in right)


def _is_over(chunk: list[Token], others: Sequence[list[Token]]) -> bool:
    """Whether a text stands over one of others, in part at least."""
    return any(chunk[0].x0 < other[-1].x1 and other[0].x0 < chunk[-1].x1 for other in others)


def _below_captions(box: Box, above: Sequence[PrintedLine], header: PrintedLine, left: float) -> Box:
    """A box without the lines above its ``header`` that a rule over them took in: captions stand over no column of numbers.

    Nor right over a name of the header, whose first line that is, further left perhaps than the figures begin.
    """
    taken = [line for line in above if line.box.bottom > box.top + 1.0 and (line.box.top + line.box.bottom) / 2 > box.top]
    if len(taken) == 1 and _begins_name(taken[0], header):
        return box
    over = [not is_remark(line) and any(centre_of(c) >= left and not says_unit(c) for c in line.chunks) for line in taken]
    first = next((n for n, heads in enumerate(over) if heads), len(taken))  # 区分 among stacked names is no caption
    captions = [line.box.bottom for n, line in enumerate(taken) if not over[n] and (n < first or is_remark(line))]
    return Box(box.x0, max([box.top, *captions]), box.x1, box.bottom)


def _begins_name(line: PrintedLine, header: PrintedLine) -> bool:
    """Whether a text is the first line of a name in the header right below: in the middle over it, as close as lines of one."""
    middle, height = centre_of(line.chunks[0]), line.box.bottom - line.box.top
    close = header.box.top - line.box.bottom < WRAP_STEP * height
    return close and len(line.chunks) == 1 and any(abs(centre_of(c) - middle) < SAME_MIDDLE * c[0].em for c in header.chunks)


def _is_chart(block: Sequence[PrintedLine]) -> bool:
    """Whether every column of numbers goes up or down by equal steps, without labels: the ticks of a chart's axes."""
    rows = [line for line in block if line.aligned]
    if sum(line.chunks[0] not in line.numbers and len(text_of(line.chunks[0])) > 1 for line in rows) > len(rows) / 2:
        return False
    steps: list[set[int]] = []
    chunks = sorted((c for line in block for c in line.aligned), key=right_of)
    for column in _columns(chunks):
        values = [int("".join(char for t in c for char in t.text if char.isdecimal())) for c in column if has_digit(c)]
        if len(values) >= MIN_NUMBER_LINES:
            steps.append({below - above for above, below in pairwise(values)})
    return bool(steps) and all(len(found) == 1 and found != {0} for found in steps)


def _columns(chunks: Sequence[list[Token]]) -> list[list[list[Token]]]:
    """Chunks sorted by where they end, parted into columns, each top to bottom."""
    columns: list[list[list[Token]]] = []
    for chunk in chunks:
        if columns and right_of(chunk) - right_of(columns[-1][-1]) <= ALIGNED * chunk[0].em:
            columns[-1].append(chunk)
        else:
            columns.append([chunk])
    return [sorted(column, key=lambda c: c[0].cy) for column in columns]


def _captions(above: Sequence[PrintedLine], box: Box) -> list[Box]:
    """The lines above a run that count the tables, or go right across it: no header is as wide as its table."""
    width, near = box.x1 - box.x0, above[-HEADER_LINES:]
    across = [hull(c) for line in near for c in line.chunks if c[-1].x1 - c[0].x0 > WIDE * width]
    return across + [line.box for line in near if is_numbered_caption(line)]


def _with_rest_of_label(lines: Sequence[PrintedLine], first: int, last: int) -> int:
    """The last line of a run, or the one below it where that ends its label: set in, and nearer than rows are to each other."""
    if last + 1 == len(lines):
        return last
    row, rest = lines[last], lines[last + 1]
    if len(rest.chunks) > 1 or rest.numbers or is_note(rest) or rest.box.x1 >= min(c[0].x0 for c in row.aligned):
        return last
    label = row.chunks[0] if row.chunks[0] not in row.aligned else None
    if label is None:
        return last + 1 if last > first and _stand_in_the_middle(lines[last - 1], row, rest) else last
    steps = sorted(b.box.top - a.box.top for a, b in pairwise([line for line in lines[first : last + 1] if line.aligned]))
    if steps and last > first and _are_three_lines(lines[last - 1], row, rest):
        return last + 1
    if not steps or is_remark(rest):
        return last
    pitch, after = steps[len(steps) // 2], lines[last + 2 : last + 3]
    alone = all(below.box.top - rest.box.top > APART * pitch for below in after)
    if rest.box.x0 <= label[0].x0 + HANGING:
        words = alone and _may_go_on(text_of(rest.chunks[0]), row)  # a line printer sets all lines equally far apart
        near = rest.box.top - row.box.top < (SAME_STEP * pitch if words else NEARER * steps[0])
        alike = rest.tokens[0].em < label[0].em * SAME_STEP and rest.box.x0 > label[0].x0 - 1.0
        whole = [t for c in row.chunks if c not in row.aligned for t in c]
        return last + 1 if near and alike and _fills_the_stub(whole, lines[first : last + 1]) else last
    return last + 1 if rest.box.top - row.box.top < (SAME_STEP if alone else NEARER) * pitch else last


def _may_go_on(text: str, row: PrintedLine) -> bool:
    """Whether a text may end the label of a row, which is long: no number or bracket begins it, and it is no heading."""
    label = sum(len(t.text) for c in row.chunks if c not in row.aligned for t in c)
    return label >= LONG and text[0] not in OPENING and not SECTION.match(text) and not text.endswith("の部")


def _are_three_lines(above: PrintedLine, row: PrintedLine, rest: PrintedLine) -> bool:
    """Whether a row's label is the second of three lines that begin together, one as far from it as the other."""
    if above.numbers or len(above.chunks) > 1 or above.heads:
        return False
    label = row.chunks[0]
    em, middles = label[0].em, (above.tokens[0].cy, label[0].cy, rest.tokens[0].cy)
    over, under = middles[1] - middles[0], middles[2] - middles[1]
    starts = above.box.x0, label[0].x0, rest.box.x0
    return max(over, under) < (1 + WRAP_STEP) * em and abs(over - under) < SAME_MIDDLE * em and max(starts) - min(starts) < em / 2


def _fills_the_stub(label: Sequence[Token], block: Sequence[PrintedLine]) -> bool:
    """Whether a label is as long as any of its list, or nearly: what does not fit in goes on below."""
    rows = [line for line in block if line.aligned]
    stubs = [c for line in block if not line.heads for c in line.chunks if c not in line.numbers]
    figures = min(c[0].x0 for line in rows for c in line.aligned)
    return label[-1].x1 + NEARLY * label[0].em > max(c[-1].x1 for c in stubs if c[-1].x1 < figures)


def _stand_in_the_middle(label: PrintedLine, row: PrintedLine, rest: PrintedLine) -> bool:
    """Whether figures stand half way between two lines of words that begin together: those of one label."""
    if label.aligned or len(label.chunks) > 1:
        return False
    over, under = row.tokens[0].cy - label.tokens[0].cy, rest.tokens[0].cy - row.tokens[0].cy
    em = label.tokens[0].em
    return over < em and abs(over - under) < SAME_MIDDLE * em and abs(label.box.x0 - rest.box.x0) < em / 2


def _are_rows(block: Sequence[PrintedLine]) -> bool:
    """Whether the numbers of a run stand in columns: in enough lines, in few with a header, or in two of an article's list."""
    rows = [line for line in block if line.aligned]
    headed = any(line.headed for line in rows) and sum(len(line.aligned) for line in rows) > 1
    return len(rows) >= MIN_NUMBER_LINES or headed or _are_counted_amounts(rows)


def _are_counted_amounts(rows: Sequence[PrintedLine]) -> bool:
    """Whether lines are counted from 1 and end in money with its unit: (1) 職員給与費  4,237,984千円, (2) 交際費  840千円."""
    texts = ["".join(t.text for t in line.tokens) for line in rows]
    counts = [found[1] for text in texts if (found := _COUNTED_AMOUNT.fullmatch(text))]
    return len(rows) > 1 and list(map(int, counts)) == list(range(1, len(rows) + 1))


def _runs(
    lines: list[PrintedLine], whole: Sequence[tuple[float, float]], taken: Sequence[Box], rules: Strokes
) -> list[tuple[int, int]]:
    """First and last line of each run of rows; prose across the columns, a wide blank, a known table or a frame ends one."""
    runs: list[tuple[int, int]] = []
    previous: int | None = None
    for index, line in enumerate(lines):
        if not line.aligned:
            continue
        one = previous is not None and any(top < lines[previous].box.top and line.box.bottom < foot for top, foot in whole)
        if (
            previous is not None
            and (one or _continues(lines, previous, index))
            and not _parts(taken, lines[previous].box, line.box)
            and not _opens_frame(lines[previous : index + 1], rules)
        ):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
        previous = index
    return runs


def _opens_frame(lines: Sequence[PrintedLine], rules: Strokes) -> bool:
    """Whether a frame ends between the first and the last of some lines, and the next begins below a blank, with its header."""
    upper, lower = lines[0].box, lines[-1].box
    left, right = min(upper.x0, lower.x0), max(upper.x1, lower.x1)
    between = [rule for rule in rules if upper.bottom < rule[0] < lower.top and rule[1] < left and rule[2] > right]
    between.sort(key=lambda rule: rule[0])
    for above, below in pairwise(between):
        same = abs(above[1] - below[1]) + abs(above[2] - below[2]) < SAME_WIDTH / 4 and below[0] - above[0] > FRAME_GAP
        empty = not any(above[0] < (line.box.top + line.box.bottom) / 2 < below[0] for line in lines)
        headed = any(line.box.top > below[0] and not line.numbers and len(line.chunks) >= HEADERS_OVER for line in lines[1:-1])
        if same and empty and headed:
            return True
    return False


def _parts(taken: Sequence[Box], upper: Box, lower: Box) -> bool:
    """Whether one of these boxes, a framed header perhaps, lies between two lines."""
    return any(
        upper.bottom <= box.top + 1.0 and box.bottom <= lower.top + 1.0 and box.x0 < lower.x1 and lower.x0 < box.x1
        for box in taken
    )


def _continues(lines: list[PrintedLine], previous: int, index: int) -> bool:
    upper, lower = lines[previous], lines[index]
    widest = LINE_STEP * max(upper.box.bottom - upper.box.top, lower.box.bottom - lower.box.top)
    if index == previous + 1:
        blank = lower.box.top - upper.box.bottom
        return blank < widest or _is_total_below(upper, lower) or (blank < SPACED * widest and _share_columns(upper, lower))
    between = lines[previous + 1 : index]
    own = [line for line in between if not (stands_beside(upper, line) or stands_beside(line, lower))]  # lines of one row's words
    own = [line for line in own if not _are_second_lines(line, upper)]
    left = min(upper.box.x0, lower.box.x0)
    begun = any(is_sentence(line, left) or is_set_larger(line, (upper, lower)) for line in own)
    if begun or not _are_headings(own, data_left((upper, lower))):
        return False
    return all(b.box.top - a.box.bottom < widest for a, b in pairwise([upper, *between, lower]))


def _are_second_lines(line: PrintedLine, row: PrintedLine) -> bool:
    """Whether all texts of a line right below a row begin where words of it do: 令和7年度から over 令和9年度まで, twice."""
    close = line.box.top - row.box.bottom < WRAP_STEP * (row.box.bottom - row.box.top)
    starts = [chunk[0].x0 for chunk in row.chunks if chunk not in row.numbers]
    em = line.tokens[0].em
    return close and not line.numbers and all(any(abs(c[0].x0 - x) < em / 4 for x in starts) for c in line.chunks)


def _share_columns(upper: PrintedLine, lower: PrintedLine) -> bool:
    """Whether the figures of two lines, right of a label each, end at the same places: rows set wide."""
    edges = [[right_of(chunk) for chunk in line.aligned] for line in (upper, lower)]
    em = lower.tokens[0].em
    labelled = all(line.chunks[0] not in line.numbers for line in (upper, lower))
    same = len(edges[0]) == len(edges[1]) and all(abs(a - b) < em / 2 for a, b in zip(*map(sorted, edges), strict=True))
    return labelled and same and len(edges[0]) >= FEWEST_SHARED


def _is_total_below(upper: PrintedLine, lower: PrintedLine) -> bool:
    """Whether a line is the total of the rows above, at the foot of the page perhaps: its numbers end where theirs do."""
    label = "".join(t.text for chunk in lower.chunks if chunk not in lower.numbers for t in chunk)
    edges = [right_of(chunk) for chunk in upper.numbers]
    below = [right_of(chunk) for chunk in lower.numbers]
    em = lower.tokens[0].em
    return label in TOTALS and len(edges) == len(below) and all(abs(a - b) < em for a, b in zip(edges, below, strict=True))


def _are_headings(between: Sequence[PrintedLine], left: float) -> bool:
    """Whether lines between two rows, whose numbers begin at ``left``, belong to their table."""
    own = [line for line in between if not heads_rows(line)]
    if len(between) > HEADING_LINES or any(_begins_table(line, left) for line in own):
        return False
    alone = [line.chunks[0] for line in own if not line.numbers and len(line.chunks) == 1]
    return not any(chunk[0].x0 < left < chunk[-1].x1 - 1.0 for chunk in alone)  # running text across the columns


def _begins_table(line: PrintedLine, left: float) -> bool:
    """Whether a line between rows belongs to the next table: a unit over its columns, or its headers."""
    if is_remark(line):
        return line.box.x0 > left
    return not line.numbers and sum(centre_of(chunk) > left for chunk in line.chunks) >= HEADERS_OVER


def _with_rules(
    box: Box, drawn: Strokes, block: Sequence[PrintedLine], ceiling: float, around: Sequence[PrintedLine]
) -> tuple[Box, list[Sequence[float]]]:
    """The rules along a run: they close its header and its totals, and a header stands between the first two.

    Above the ``block`` of its rows a short rule stands under a heading over several columns.
    Nothing above ``ceiling`` (where the table before ends) belongs to this one.  ``around``: the lines above and below the run;
    the second rule below it does not close it where nothing but a heading stands between the two (on a coloured band).
    """
    first, width = block[0].box.top, box.x1 - box.x0
    shared = [(run_along(rule, box.x0, box.x1), rule) for rule in drawn]
    wide = _without_bars([rule for part, rule in shared if part > WIDE * width], box)
    heights = [rule[0] for rule in wide if rule[0] > ceiling]
    top = _stacked_top(header_top(box.top, heights), heights, around)
    if any(rule[0] == top and rule[1] > box.x0 + SPANNER * width for rule in wide):
        top = header_top(top, heights)  # it stands under headings, whose own rule is above them
    bottom, known = box.bottom, [rule for rule in wide if top - 0.5 <= rule[0] <= box.bottom + 0.5]
    for y, x0, x1 in sorted(wide, key=lambda rule: rule[0]):
        own = [*known, (y, min([box.x0, *(rule[1] for rule in known)]), max([box.x1, *(rule[2] for rule in known)]))]
        if known and not any(abs(x0 - rule[1]) + abs(x1 - rule[2]) < SAME_WIDTH for rule in own):
            break  # neither as wide as one of this table's nor as all of it: the one below has begun
        passed = [line for line in around if bottom - 1.0 < line.box.top and line.box.bottom < y + 1.0]
        headed = passed and all(_is_heading(line, box.x0) or _is_caption(line, box, block) or is_remark(line) for line in passed)
        headed = headed or any(map(is_numbered_caption, passed))
        if headed and (bottom > box.bottom or any(rule[0] > y for rule in wide)):
            break  # this and all below are the next table's
        if bottom < y < bottom + HEADER_HEIGHT / 2:
            bottom = y
            known.append((y, x0, x1))
    grouped = [rule for part, rule in shared if GROUPED_ROWS * width < part <= WIDE * width and rule[0] > first]
    grouped = [rule for rule in grouped if rule[2] > box.x1 - SAME_WIDTH]
    wide += grouped
    wide += _between_groups(drawn, box, wide)
    chosen = [rule for rule in wide if top - 0.5 <= rule[0] <= bottom + 0.5]
    chosen += [rule for part, rule in shared if SPANNER * width < part <= WIDE * width and top + 2.0 < rule[0] < first]
    if not chosen:
        return box, chosen
    x0, x1 = min([box.x0, *(rule[1] for rule in chosen)]), max([box.x1, *(rule[2] for rule in chosen)])
    return Box(x0, top, x1, bottom), chosen


def _without_bars(rules: list[Sequence[float]], box: Box) -> list[Sequence[float]]:
    """Rules along a run without those above it that reach beyond all others: the edge of a slide's title bar."""
    inside = [rule for rule in rules if box.top - 0.5 <= rule[0] <= box.bottom + 0.5]
    if len(inside) < LEAST_ALIKE:
        return rules
    x0, x1 = min(rule[1] for rule in inside), max(rule[2] for rule in inside)
    return [r for r in rules if r[0] >= box.top - 0.5 or (r[1] > x0 - SAME_WIDTH and r[2] < x1 + SAME_WIDTH)]


def _between_groups(drawn: Strokes, box: Box, rows: Strokes) -> list[Sequence[float]]:
    """The rules between the names of row groups alone, left of those between their rows."""
    half, edge = (box.x0 + box.x1) / 2, min([box.x0, *(rule[1] for rule in rows)])
    left = [rule for rule in drawn if rule[2] < half and abs(rule[1] - edge) < SAME_WIDTH and box.top < rule[0] < box.bottom]
    starts = [rule[1] for rule in rows] if left else []
    return [rule for rule in left if sum(abs(rule[2] - x) < SAME_WIDTH for x in starts) >= LEAST_GROUPED]


def _is_heading(line: PrintedLine, left: float) -> bool:
    """Whether a line is a text at the left edge, its number apart from it or not (4　一般会計歳出), and no figure.

    The unit of the table below may stand at its end.
    """
    texts = len(line.chunks) - says_unit(line.chunks[-1])
    return not line.numbers and texts <= MIN_HEADED and line.box.x0 < left + HEADING_INDENT * line.tokens[0].em


def _is_caption(line: PrintedLine, box: Box, block: Sequence[PrintedLine]) -> bool:
    """Whether a line is one text in the middle of a box, or across columns of its figures: the next table's caption."""
    if line.numbers or len(line.chunks) > 1:
        return False
    if abs((line.box.x0 + line.box.x1) / 2 - (box.x0 + box.x1) / 2) < line.tokens[0].em:
        return True
    return sum(_is_over(chunk, line.chunks) for chunk in block[-1].aligned) > 1


def _stacked_top(top: float, rules: Sequence[float], above: Sequence[PrintedLine]) -> float:
    """Where a header over ``top`` begins, which may be far higher where its texts run downwards, a character a line."""
    upper = max((y for y in rules if y < top - 1.0), default=top)
    if not HEADER_HEIGHT < top - upper <= STACKED_HEIGHT:
        return top
    between = [line for line in above if upper < (line.box.top + line.box.bottom) / 2 < top]
    texts = [text_of(chunk) for line in between for chunk in line.chunks]
    widest = 1 if len(between) < FEWEST_LINES else 2  # two columns of characters side by side
    stacked = sum(len(text) <= widest for text in texts) >= STACKED_SHARE * len(texts) and len(texts) >= FEWEST_STACKED
    return upper if stacked and not any(line.numbers for line in between) else top


def _covering(box: Box, above: Sequence[PrintedLine]) -> Box:
    """A box that ends between lines, not through one; a line of which its rule cuts off no more than the foot stays above."""
    crossed = [line.box for line in above if line.box.top < box.top < (line.box.top + line.box.bottom) / 2]
    return Box(box.x0, min([b.top for b in crossed] + [box.top]), box.x1, box.bottom)
