"""Which columns a strip of a table has where no rule parts them: by where its numbers stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise, repeat
from operator import itemgetter

from extractors.geometry import DASHES, Token, centre_of, chunks_of, is_number, lines_of
from extractors.spread_words import Chunk, Interval, headings_of, stacked_names, whole_words
from extractors.stubs import beside_groups, beside_rows, gaps_of_words, gutters_under, share_lines, without_counting
from extractors.tight import parted

MIN_LINES = 2
"""Lines with numbers that make a column inside a ruled strip."""
MAX_TEXTS = 0.25
"""Share of a strip's number lines that may have a word beside the number and still be two number columns."""
NUMBER_SHARE = 0.5
"""Share of a column's tokens that are numbers; headers, units and signs are the rest."""
STUB_COLUMNS = 0.6
"""Share of the rows whose label comes in several pieces, from which on the stub has columns."""
SAME_COLUMN = 0.1
"""Em: numbers whose extents come this near are one column."""
SAME_END = 0.3
"""Em: numbers of one column that are set flush right end this near each other."""
RIGHT_EDGE = 0.8
"""Em: right edges of one column's numbers, brackets and percent signs included."""
AFTER = 0.5
"""Em from the last column of numbers to the header of a column of words right of it, at least."""

APART = 1.5
"""Em between a number and the text that it numbers, at most."""
STEP = 3.0
"""Em between the ends of two steps' amounts, at least."""
FEWEST_IN_STEP = 3
"""Amounts that end at one place, one a line, before it is a step of its own."""
MARK = re.compile(r"[(（][0-9０-９]{1,2}[)）]")
"""What a formula may call a row by."""
_CALLED = rf"(?:[A-ZＡ-Ｚ]|{MARK.pattern}|[①-⑳])"
FORMULA = re.compile(rf"[(（]?{_CALLED}(?:[-－−‐–+＋×÷/／=＝]{_CALLED})*[)）]?")
"""Such a mark, or what is made of them (Ａ－Ｂ): behind a label it is part of that."""
COUNTED = frozenset("円人%％")
"""What is counted, behind a number: 87人 before a text numbers nothing."""
TOTALS = frozenset({"計", "合計", "総計", "小計", "総合計"})
DECIMAL = re.compile(r"\d+\.\d+")

_NUMERIC = itemgetter(Token._fields.index("numeric"))


def inner_edges(
    tokens: Sequence[Token], texts_part: bool = True, known: Sequence[list[Chunk]] = (), known_numbers: Sequence[list[Chunk]] = ()
) -> list[float]:
    """Edges between the columns of a strip, left to right; none where it is one column.

    Numbers make the columns: those of one column overlap, or end at one edge.  What stands left of, between and right of
    them in the same lines is text of columns of its own.  ``texts_part``: whether a text beside a number can be another
    column; right of ruled number columns it is not, but an explanation with amounts in it (説明).  ``known``: the chunks of
    its lines, if they were parted before, and those of them that are numbers; they count where they are those of all its tokens.
    """
    if len(tokens) < 3 or True not in map(_NUMERIC, tokens):
        return []
    whole = known and len(tokens) == sum([len(chunk) for line in known for chunk in line])
    if not (len(tokens) > len(known) if whole else share_lines(tokens)) and not _ends_apart(tokens):
        return []
    lines = list(known) if whole else _chunked(tokens)
    single = all(len(line) == 1 for line in lines)
    if single and not _stepped(lines):
        return []
    numbers = with_short_numbers(lines, list(known_numbers) if whole else [numbers_in(line) for line in lines])
    numbers = _without_dashes_of_words(lines, numbers)
    rows = [(line, found) for line, found in zip(lines, numbers, strict=True) if found]
    if all(MARK.fullmatch("".join(t.text for t in chunk)) for _, found in rows for chunk in found):
        return []  # 差引額 (3) ＝ (1) － (2): what formulas call the rows
    if len(rows) < MIN_LINES and not any(len(found) > 1 for _, found in rows):
        return []
    if not single and not any(len(line) > 1 for line, _ in rows) and not _stepped(lines):
        return []
    if not texts_part and sum(len(line) > len(found) for line, found in rows) > MAX_TEXTS * len(rows):
        return []
    bands = _bands([found for _, found in rows])
    headers = lines[: next(k for k, found in enumerate(numbers) if found)]
    return _edges(_with_text_columns(bands, rows, headers, lines[len(headers) :], texts_part), bands, headers)


def _with_text_columns(
    bands: list[Interval], rows: list[tuple[list[Chunk], list[Chunk]]], headers: list[list[Chunk]], body: list[list[Chunk]],
    texts_part: bool,
) -> list[Interval]:  # fmt: skip
    """The blanks between all columns: those of numbers, and those of words left and right of them."""
    blanks = _blanks(bands, rows, headers, _wrapped(body, bands))
    if not texts_part or not blanks:
        return blanks
    within = [blank for blank in blanks if blank[1] < bands[0][0]]  # those of the stub
    stub = [] if within else beside_rows(body, bands[0][0])
    stub = max(stub, gutters_under(headers, body, float("-inf"), bands[0][0]), key=len)
    if len(stub) > len(within):
        blanks = [*stub, *blanks[len(within) :]]
    if blanks[-1][0] == bands[-1][1]:
        blanks = [*blanks, *gutters_under(headers, body, bands[-1][1], float("inf"))]
    return _with_empty_columns(blanks, headers, bands)


def _with_empty_columns(blanks: list[Interval], headers: Sequence[list[Chunk]], bands: Sequence[Interval]) -> list[Interval]:
    """The blanks, parted where names of the header stand over one and nothing is printed under them.

    No more than the header has names beyond the columns, each on a line with the name of the column right of it.
    """
    if not headers or len(stacked_names(headers)) > 1:
        return blanks
    over = [any(x0 < high and low < x1 for x0, x1 in line for low, high in bands) for line in _lowest_names(headers)]
    lines = [line for line, names in zip(_lowest_names(headers), over, strict=True) if names]  # the others are headings of rows
    names = _united([name for line in lines for name in line])
    columns = sum(high >= bands[0][0] for _, high in blanks)  # right of the labels, whose name may be a single character
    more = max(len(names) - len(blanks) - 1, sum(x1 > bands[0][0] for _, x1 in names) - columns)
    if more <= 0:
        return blanks
    aside = AFTER * headers[0][0][0].em
    found: list[Interval] = []
    for (low, high), after in zip(blanks, [*(each for each, _ in blanks[1:]), float("inf")], strict=True):
        beside = [line for line in lines if any(high < x1 and x0 < after for x0, x1 in line)]
        own = _united([name for line in beside for name in line if low + aside < name[0] and name[1] < high - aside])
        named = any(x0 < low for line in lines for x0, _ in line)
        found += _left_of_blank(low, own if named else [], high)
    return found if len(found) <= len(blanks) + more else blanks


def _united(names: Sequence[Interval]) -> list[Interval]:
    """The extents of names, left to right, those of one column's lines as one."""
    found: list[Interval] = []
    for x0, x1 in sorted(names):
        if found and x0 < found[-1][1]:
            found[-1] = (found[-1][0], max(x1, found[-1][1]))
        else:
            found.append((x0, x1))
    return found


def _left_of_blank(low: float, names: Sequence[Interval], high: float) -> list[Interval]:
    """What names leave of a blank."""
    return list(zip([low, *(x1 for _, x1 in names)], [*(x0 for x0, _ in names), high], strict=True))


def _lowest_names(headers: Sequence[Sequence[Chunk]]) -> list[list[Interval]]:
    """The texts of each line of a header but headings over several names."""
    names = [headings_of(line) for line in headers]
    return [[name for name in own if not _spans(name, names[n + 1 :])] for n, own in enumerate(names)]


def _edges(blanks: Sequence[Interval], bands: Sequence[Interval], headers: list[list[Chunk]]) -> list[float]:
    """Where in each blank between columns the edge is, by the headers over it."""
    edges: list[float] = []
    levels = _levels(headers) if blanks else []
    for blank, after in zip(blanks, [*(low for low, _ in blanks[1:]), float("inf")], strict=False):
        edges.append(_edge(blank, edges[-1] if edges else float("-inf"), after, levels))
    named = _one_each(headers, blanks) if len(blanks) == len(bands) else []
    for n, (left, right) in enumerate(pairwise(named), 1):
        if any(x0 < edges[n] < x1 for x0, x1 in (left, right)):  # a heading over both columns misled
            edges[n] = (max(blanks[n][0], left[1]) + min(blanks[n][1], right[0])) / 2
    return edges


def is_number_column(tokens: Sequence[Token]) -> bool:
    """Whether a strip holds numbers for the most part, or nothing but a number below its header."""
    numbers = [t for t in tokens if t.numeric]
    if not numbers:
        return False
    if len(numbers) >= MIN_LINES and len(numbers) >= NUMBER_SHARE * len(tokens):
        return True
    first = min(t.top for t in numbers)
    return all(t.cy < first for t in tokens if not t.numeric)


def numbers_in(line: Sequence[Chunk]) -> list[Chunk]:
    """The chunks of a line that are numbers and can stand in a column: not the numbering before a text.

    Before a text only a grouped number, one of four digits and more, or a decimal or a count inside the line is no numbering.
    """
    numeric = [is_number(chunk) for chunk in line]
    if True not in numeric:
        return []
    if len(line) == 1:
        return list(line)
    last = len(line) - 1
    return [
        chunk
        for index, chunk in enumerate(line)
        if numeric[index] and (index == last or numeric[index + 1] or _is_no_numbering(chunk, index))
    ]


def with_short_numbers(lines: Sequence[Sequence[Chunk]], numbers: list[list[Chunk]]) -> list[list[Chunk]]:
    """The numbers of each line, short ones before a text (221　補助金) with them where they end under one that surely is."""
    inner = [
        (n, chunk)
        for n, line in enumerate(lines)
        if 2 < len(line) > len(numbers[n])
        for chunk in line[1:-1]
        if chunk[-1].numeric and chunk not in numbers[n] and is_number(chunk)
    ]
    if not inner:
        return numbers
    ends = sorted([chunk[-1].x1 for found in numbers for chunk in found] + _ends_of_amounts(lines, inner))
    taken = [list(found) for found in numbers]
    for n, chunk in inner:
        x1, reach = chunk[-1].x1, SAME_END * chunk[0].em
        if bisect_left(ends, x1 - reach) < bisect_right(ends, x1 + reach):
            taken[n] = [each for each in lines[n] if each is chunk or each in taken[n]]
    return taken


def _ends_of_amounts(lines: Sequence[Sequence[Chunk]], short: Sequence[tuple[int, Chunk]]) -> list[float]:
    """Where short numbers before a text end that are a column of amounts: far from it, behind another number, and falling.

    ``short``: their lines, and they themselves.  What numbers the texts beside it counts on, or starts again.
    """
    return [
        column[0][1][-1].x1
        for column in _by_end(short, SAME_END)
        if len(column) > MIN_LINES and _are_amounts(lines, sorted(column, key=itemgetter(0)))
    ]


def _are_amounts(lines: Sequence[Sequence[Chunk]], column: Sequence[tuple[int, Chunk]]) -> bool:
    for n, chunk in column:
        at = next(k for k, each in enumerate(lines[n]) if each is chunk)
        if not is_number(lines[n][at - 1]) or lines[n][at + 1][0].x0 - chunk[-1].x1 < APART * chunk[0].em:
            return False
    values = [int("".join(c for t in chunk for c in t.text if c.isdecimal()) or 0) for _, chunk in column]
    return any(below < above and below != values[0] for above, below in pairwise(values))


def _without_dashes_of_words(lines: Sequence[Sequence[Chunk]], numbers: list[list[Chunk]]) -> list[list[Chunk]]:
    """The numbers of each line without dashes in a column of words: － among % and 百万円 says that there is no unit."""
    dashes = [chunk for found in numbers for chunk in found if chunk[0].text[0] in DASHES]
    if not dashes:
        return numbers
    first = next(n for n, found in enumerate(numbers) if found)
    digits = [chunk for found in numbers for chunk in found if chunk[0].text[0] not in DASHES]
    words = [chunk for line, found in zip(lines[first:], numbers[first:], strict=True) for chunk in line if chunk not in found]
    left = min((chunk[0].x0 for chunk in digits), default=float("-inf"))
    words = [chunk for chunk in words if chunk[0].x0 < left]
    among = [
        dash for dash in dashes
        if sum(map(_is_over, words, repeat(dash))) > 1 and not any(map(_is_over, digits, repeat(dash)))
    ]  # fmt: skip
    return [[chunk for chunk in found if chunk not in among] for found in numbers] if among else numbers


def _is_over(one: Chunk, two: Chunk) -> bool:
    return one[0].x0 < two[-1].x1 and two[0].x0 < one[-1].x1


def _is_no_numbering(chunk: Chunk, index: int) -> bool:
    text = "".join(t.text for t in chunk)
    grouped = "," in text or "，" in text or sum(c.isdigit() for c in text) >= 4
    return grouped or (index > 0 and (text[-1] in COUNTED or DECIMAL.fullmatch(text) is not None))


def _bands(rows: list[list[Chunk]]) -> list[Interval]:
    """The extents of the number columns, left to right."""
    chunks = sorted([(chunk[0].x0, k, chunk) for k, row in enumerate(rows) for chunk in row], key=itemgetter(0))
    members: list[list[tuple[float, int, Chunk]]] = []
    reach = float("-inf")
    for item in chunks:
        x0, _, chunk = item
        if x0 < reach + SAME_COLUMN * chunk[0].em:
            members[-1].append(item)
            reach = x1 if (x1 := chunk[-1].x1) > reach else reach
        else:
            members.append([item])
            reach = chunk[-1].x1
    found: list[Interval] = []
    for group in members:
        if len({row for _, row, _ in group}) == len(group):
            found.append((group[0][0], max([chunk[-1].x1 for _, _, chunk in group])))
        else:
            found += _by_right_edge([chunk for _, _, chunk in group])
    return found


def _ends_apart(tokens: Sequence[Token]) -> bool:
    """Whether numbers end at places further apart than their signs and brackets make them."""
    ends = [t.x1 for t in tokens if t.numeric]
    return len(ends) >= 2 * FEWEST_IN_STEP and max(ends) - min(ends) > STEP * tokens[0].em


def _chunked(tokens: Sequence[Token]) -> list[list[Chunk]]:
    """The chunks of a strip's lines; none where nothing but a header (金　額) stands beside anything, and no number in a step."""
    lines = lines_of(tokens)
    if not any(len(line) > 1 and _holds_number(line) for line in lines) and not _may_be_stepped(tokens):
        return []
    return list(parted([chunks_of(line) for line in lines]))


def _may_be_stepped(tokens: Sequence[Token]) -> bool:
    """Whether numbers, and dashes for them, are enough for two steps and do not all end at one place."""
    ends = [t.x1 for t in tokens if t.numeric or t.text[0] in DASHES]
    return len(ends) >= 2 * FEWEST_IN_STEP and max(ends) - min(ends) > SAME_END * tokens[0].em


def _holds_number(line: Sequence[Token]) -> bool:
    return any(t.numeric or t.text[0] in DASHES for t in line)


def _stepped(lines: Sequence[Sequence[Chunk]]) -> bool:
    """Whether the amounts of a strip, one a line, end at two places or more, clear of each other: steps of one column."""
    amounts = [chunk for line in lines for chunk in line if is_number(chunk)]
    if len(amounts) < 2 * FEWEST_IN_STEP:
        return False
    ends = [chunk[-1].x1 for chunk in amounts]
    if max(ends) - min(ends) <= SAME_END * amounts[0][0].em:
        return False
    bands = _bands([[chunk] for chunk in amounts])
    held = [[c for c in amounts if left <= c[0].x0 and c[-1].x1 <= right] for left, right in bands]
    apart = all(max(c[-1].x1 for c in own) - min(c[-1].x1 for c in own) <= SAME_END * own[0][0].em for own in held if own)
    return len(bands) > 1 and apart and all(len(own) >= FEWEST_IN_STEP for own in held)


def _by_right_edge(group: list[Chunk]) -> list[Interval]:
    """Columns whose numbers overlap sideways, parted by where the numbers end."""
    found = _by_end(list(enumerate(group)), RIGHT_EDGE)
    return [(min(c[0].x0 for _, c in column), max(c[-1].x1 for _, c in column)) for column in found]


def _by_end(chunks: Sequence[tuple[int, Chunk]], reach: float) -> list[list[tuple[int, Chunk]]]:
    """Numbered chunks, those together that end within ``reach`` em of the one before, left to right."""
    found: list[list[tuple[int, Chunk]]] = []
    for n, chunk in sorted(chunks, key=lambda each: each[1][-1].x1):
        if found and chunk[-1].x1 - found[-1][-1][1][-1].x1 <= reach * chunk[0].em:
            found[-1].append((n, chunk))
        else:
            found.append([(n, chunk)])
    return found


def _wrapped(lines: Sequence[Sequence[Chunk]], bands: Sequence[Interval]) -> list[list[Chunk]]:
    """Texts between or right of number columns in lines of their own: a period over two lines beside one amount."""
    if len(bands) < 2:
        return []
    clear = [
        [c for c in line if c[0].x0 > bands[0][1] and all(c[-1].x1 < left or c[0].x0 > right for left, right in bands)]
        for line in lines
        if not any(map(is_number, line))
    ]
    inner = [[c for c in line if c[-1].x1 < bands[-1][0]] for line in clear]
    return [line for line in inner if line]


def _blanks(
    bands: list[Interval], rows: list[tuple[list[Chunk], list[Chunk]]], headers: list[list[Chunk]], wrapped: list[list[Chunk]]
) -> list[Interval]:
    """Blanks between number columns and the text columns around them; ``headers``: the lines above the first number,
    ``wrapped``: texts between columns in lines without a number."""
    blanks: list[Interval] = []
    texts = [[chunk for chunk in line if chunk not in found] for line, found in rows if len(found) < len(line)]
    texts += wrapped
    previous = float("-inf")
    for left, right in bands:
        inner = previous > float("-inf")
        zones = [[c for c in line if previous <= c[0].x0 < left and centre_of(c) > previous] for line in texts]
        zones = [[c for n, c in enumerate(line) if not _ends_at(c, right) or not (n or inner)] for line in zones if line]
        if not inner:
            zones = [_with_marks(whole_words(line)) for line in zones]
        zone = [c for line in zones for c in line]
        if zone:
            if inner:
                blanks.append((previous, min(c[0].x0 for c in zone)))
            elif sum(len(line) > 1 for line in zones) > STUB_COLUMNS * sum(len(line) > 0 for line in zones):
                gaps = gaps_of_words([c for line in zones for c in line if len(line) > 1 or not _is_centred_total(c)])
                blanks += without_counting(gaps, headers, zones)
            else:
                blanks += beside_groups(zones)
            reach = min(max(c[-1].x1 for c in zone), left)
            blanks.append((reach if reach > previous else left, left))
        elif inner:
            blanks.append((previous, left))
        previous = right
    after = [c[0].x0 for line in texts for c in line if c[0].x0 > previous]
    if not after:
        after = [c[0].x0 for line in headers if len(line) > len(bands) for c in line if c[0].x0 > previous]
        after = after or _names_after(headers, bands[-1])
        if after:  # its words may stand close to the numbers: 61,200 4月
            after += [t.x0 for line in texts for c in line for t in c[1:] if t.x0 > previous]
    return [*blanks, (previous, min(after))] if after else blanks


def _is_centred_total(chunk: Chunk) -> bool:
    """Whether a label is a mere total, which may be set in the middle of all columns of labels."""
    return "".join(t.text for t in chunk) in TOTALS


def _with_marks(line: list[Chunk]) -> list[Chunk]:
    """A label's chunks, the last with the one before where it is a mark or a formula: 経常収支差引　Ａ－Ｂ."""
    if len(line) < 2 or not FORMULA.fullmatch("".join(t.text for t in line[-1])):
        return line
    return [*line[:-2], [*line[-2], *line[-1]]]


def _names_after(headers: Sequence[Sequence[Chunk]], last: Interval) -> list[float]:
    """Where headers begin right of the last column of numbers, where that has one of its own over it."""
    names = [name for line in headers for name in headings_of(line)]
    if not any(x0 < last[1] and x1 > last[0] for x0, x1 in names):
        return []
    return [x0 for x0, _ in names if x0 > last[1] + AFTER * headers[0][0][0].em]


def _ends_at(chunk: Chunk, right: float) -> bool:
    """Whether words stand among the numbers that end there: 皆増, 500注1)."""
    return abs(right - chunk[-1].x1) <= SAME_END * chunk[0].em


def _levels(headers: Sequence[Sequence[Chunk]]) -> list[tuple[list[Interval], list[Interval]]]:
    """For each line of a header its texts, and those of all lines beside its height, its own among them.

    Where names are stacked, glyph below glyph, they are what stands over the columns, and no heading above them is; nor is one
    over several names.
    """
    stacks = stacked_names(headers)
    if len(stacks) > 1:
        return [(stacks, stacks)]
    names = _lowest_names(headers)
    return [
        (own, [name for each, other in zip(names, headers, strict=True) if _overlap(line, other) for name in each])
        for own, line in zip(names, headers, strict=True)
    ]


def _spans(name: Interval, below: Sequence[Sequence[Interval]]) -> bool:
    """Whether a text of a header stands over two or more of a line below it."""
    return any(sum(x0 < name[1] and name[0] < x1 for x0, x1 in line) > 1 for line in below)


def _edge(blank: Interval, before: float, after: float, levels: Sequence[tuple[list[Interval], list[Interval]]]) -> float:
    """Where in a blank between two columns the edge is: between their headers, too, which may reach into it.

    ``before``: the edge before the left column; ``after``: where the right one ends.  A header right in the blank is the right
    one's if that has no other and the left one has, and the other way round.  ``levels``: as `_levels` says.
    """
    low, high = blank
    for own, beside in levels:
        line = [name for name in own if name[1] > before and name[0] < after]
        if not line:
            continue
        left = [x1 for x0, x1 in line if x0 < blank[0] and x1 <= blank[1]]
        right = [x0 for x0, x1 in line if x1 > blank[1] and x0 >= blank[0]]
        within = sorted(each for each in line if each[0] >= blank[0] and each[1] <= blank[1])
        if within:
            near = [name for name in beside if name[1] > before and name[0] < after]
            has_left = any(x0 < blank[0] and x1 <= blank[1] for x0, x1 in near)
            has_right = any(x1 > blank[1] and x0 >= blank[0] for x0, x1 in near)
            if not has_right and (has_left or len(within) > 1):
                right.append(within.pop()[0])
            elif not has_left and has_right:
                left.append(within.pop(0)[1])
        low, high = max([low, *left]), min([high, *right])
    return (low + high) / 2 if low < high else sum(blank) / 2


def _overlap(one: Sequence[Chunk], two: Sequence[Chunk]) -> bool:
    """Whether two lines of a header stand beside each other's half height: a name of two lines, and one of one line."""
    return one[0][0].top < two[0][0].bottom - 1.0 and two[0][0].top < one[0][0].bottom - 1.0


def _one_each(headers: Sequence[Sequence[Chunk]], blanks: Sequence[Interval]) -> list[Interval]:
    """The texts of the lowest header line that has one for each column of numbers; ``blanks``: those left of the columns."""
    afters = [*(high for _, high in blanks[1:]), float("inf")]
    for line in reversed(headers):
        found = headings_of(line)
        apart = len(found) == len(blanks) and all(a[1] < b[0] for a, b in pairwise(found))
        if apart and all(x1 > low and x0 < after for (x0, x1), (low, _), after in zip(found, blanks, afters, strict=True)):
            return found
    return []
