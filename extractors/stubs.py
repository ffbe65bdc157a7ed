"""Which columns do the words left and right of a table's numbers have, where no rule parts them: codes, groups, 款 and 項?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter, sub

from extractors.geometry import LINE_TOLERANCE, Token, chunks_of, is_number, lines_of
from extractors.spanners import SPREAD
from extractors.spread_words import COUNTS, Chunk, Interval, headings_of, is_character, whole_words

NUMBERING = 3
"""Characters: what is no longer than this may be a row's number or code."""
STUB_GAP = 0.5
"""Em: the blank between columns of a stub, at least."""
STUB_BLANK = 2.0
"""Em: the blank between two label columns that no rule parts, at least; full-width blanks inside a label are one."""
STUB_ROWS, STUB_ALONE = 2, 2
"""Lines that have both of two label columns, and lines that have the right one alone, at least."""
STUB_INDENT = 2.0
"""Em by which labels of the right column may be indented."""
STUB_CROSSED = 0.15
"""Share of the lines that may run across two label columns: totals and headings."""
BETWEEN = 0.6
"""Of the step from row to row: so near to a row, or to two, a name stands beside rows; further away it has a line of its own."""
STACKED_PITCH = 1.8
"""Em from one character of a name that runs down to the next, at most."""
TEXT_EDGE = 0.3
"""Em: left edges of one column's texts."""

NUMBERED = re.compile(r".|[^ぁ-ヿ㐀-鿿]{1,3}|[（(]?第?[一二三四五六七八九十ア-ン款項目節0-9０-９]{1,2}[）).．]?")
"""A row's number or code, the heading of such, or a character of a word that is spread over the stub."""
COUNTING = re.compile(r"[（(]?第?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ア-ンⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①-⑳])[款項目節]?[）).．、]?")
"""What counts a label that begins right of it."""
SUM = re.compile("計$")
LEVELS = frozenset("款項目節")
"""Single characters that head a column of labels each."""

_EM, _MIDDLE_HEIGHT = map(itemgetter, map(Token._fields.index, ("em", "cy")))
"""What a token says, for all of them at once."""


def stub_edge(tokens: Sequence[Token]) -> list[float]:
    """The edge between two label columns of a strip of words; none where it is one column.

    The right one starts at one height in many lines, goes on alone in some, and nothing but a few totals runs across.
    """
    if len(tokens) < 2 * STUB_ROWS or not share_lines(tokens, STUB_ROWS):
        return []
    lines = [whole_words(chunks_of(line)) for line in lines_of(tokens)]
    em = max(t.em for t in tokens)
    starts = sorted(b[0].x0 for line in lines for a, b in pairwise(line[:2]) if b[0].x0 - a[-1].x1 > STUB_BLANK * b[0].em)
    if not starts:
        return []
    start = _most_common(starts, TEXT_EDGE * em)
    both = [line for line in lines if len(line) > 1 and abs(line[1][0].x0 - start) <= TEXT_EDGE * em]
    alone = [line for line in lines if start - TEXT_EDGE * em <= line[0][0].x0 <= start + STUB_INDENT * em]
    across = [line for line in lines if any(c[0].x0 < start - TEXT_EDGE * em and c[-1].x1 > start - STUB_GAP * em for c in line)]
    if len(both) < STUB_ROWS or len(alone) < STUB_ALONE or len(across) > STUB_CROSSED * len(lines):
        return []
    return [(max(line[0][-1].x1 for line in both) + start) / 2]


def _most_common(starts: Sequence[float], step: float) -> float:
    """The left end of the most crowded stretch."""
    ordered = sorted(starts)
    return max(ordered, key=lambda x: bisect_right(ordered, x + step) - bisect_left(ordered, x), default=0.0)


def share_lines(tokens: Sequence[Token], fewest: int = 1) -> bool:
    """Whether so many tokens may stand on one line with one before them, not all one below the other."""
    heights = sorted(map(_MIDDLE_HEIGHT, tokens))
    gaps = sorted(map(sub, heights[1:], heights))
    return len(gaps) >= fewest and gaps[fewest - 1] < LINE_TOLERANCE * max(map(_EM, tokens))


def without_counting(
    blanks: Sequence[Interval], headers: Sequence[Sequence[Chunk]], lines: Sequence[Sequence[Chunk]]
) -> list[Interval]:
    """The blanks between columns of words, but for those that part nothing but what counts labels from these: 第１項　営業収益.

    What counts them has no column of its own unless a text of the header stands over it alone.
    """
    return [blank for blank in blanks if not _parts_counting(blank, headers, lines)]


def _parts_counting(blank: Interval, headers: Sequence[Sequence[Chunk]], lines: Sequence[Sequence[Chunk]]) -> bool:
    pairs = [(a, b) for line in lines for a, b in pairwise(line) if a[-1].x1 <= blank[0] + 1.0 and b[0].x0 >= blank[1] - 1.0]
    pairs = [pair for pair in pairs if not SUM.search("".join(t.text for part in pair for t in part))]  # ＊ 項　計
    if not pairs or not all(COUNTING.fullmatch("".join(t.text for t in one)) for one, _ in pairs):
        return False
    left, right = min(one[0].x0 for one, _ in pairs), blank[1]
    return not any(left < t.x1 <= right for line in headers for c in line for t in c)


def beside_groups(zones: Sequence[Sequence[Chunk]]) -> list[Interval]:
    """The blank between labels and the names of their groups, printed once for several rows, left of where any label starts."""
    pairs = [line for line in zones if len(line) == 2 and sum(len(t.text) for t in line[0]) > NUMBERING]
    if len(pairs) < STUB_ROWS:
        return []
    reach, start = max(line[0][-1].x1 for line in pairs), min(line[-1][0].x0 for line in zones if line)
    return [(reach, start)] if start > reach + STUB_GAP * pairs[0][0][0].em else []


def beside_rows(lines: Sequence[Sequence[Chunk]], left: float) -> list[Interval]:
    """The blank between the names of row groups, each in the middle of its rows and so mostly between two, and the rows' labels.

    Right of it labels start at one place in nearly all rows; left of it fewer names stand, none in a line of its own.
    """
    stub = [[c for c in line if c[-1].x1 <= left and not is_number(c)] for line in lines]
    labels = [c for line in stub for c in line]
    if len(labels) < 2 * STUB_ROWS:
        return []
    em = labels[0][0].em
    edges = [c[0].x0 for c in labels]
    if max(edges) - min(edges) <= TEXT_EDGE * em:
        return []
    beside = [c[0].x0 for own, line in zip(stub, lines, strict=True) if len(line) > len(own) for c in own]  # figures
    start = _most_common(beside or edges, TEXT_EDGE * em)
    stub = [[part for c in line for part in _parted_at(c, start)] for line in stub]
    labels = [c for line in stub for c in line]
    own = [c[0].cy for c in labels if abs(c[0].x0 - start) <= TEXT_EDGE * em]
    names = [c for line in stub for c in line if c[-1].x1 < start - STUB_GAP * em and c[0].cy < own[-1] + em]
    names = [c for c in names if not NUMBERED.fullmatch("".join(t.text for t in c)) or len(c[0].text) == 1]
    names = [c for c in names if not COUNTS.fullmatch(c[0].text)]  # Ⅰ before the first level's labels
    stacks = _stacks(names)
    if len(names) < STUB_ROWS or len(own) <= len(stacks) + 1:
        return []
    pitch = min(below - above for above, below in pairwise(own))
    apart = [min(abs(height - stack[0][0].cy) for height in own) for stack in stacks if len(stack) == 1]
    if any(off > BETWEEN * pitch for off in apart):
        return []
    crossed = any(c[0].x0 < start - TEXT_EDGE * em < c[-1].x1 for line in stub[:-1] for c in line)
    return [] if crossed else [(max(c[-1].x1 for c in names), start)]


def _parted_at(chunk: Chunk, start: float) -> list[Chunk]:
    """A chunk in two where a single character stands before a label: one of a name that runs down beside its rows."""
    first, *rest = chunk
    stacked = bool(rest) and is_character([first]) and abs(rest[0].x0 - start) <= TEXT_EDGE * first.em
    return [[first], rest] if stacked and rest[0].x0 - first.x1 > STUB_GAP * first.em else [chunk]


def _stacks(names: Sequence[Chunk]) -> list[list[Chunk]]:
    """Names top to bottom, each by itself, but single characters set solid below each other together."""
    found: list[list[Chunk]] = []
    for name in sorted(names, key=lambda c: c[0].cy):
        above = found[-1][-1][0] if found else None
        own = name[0]
        solid = above is not None and own.cy - above.cy < STACKED_PITCH * own.em and abs(own.cx - above.cx) < TEXT_EDGE * own.em
        if solid and is_character(name) and is_character(found[-1][-1]):
            found[-1].append(name)
        else:
            found.append([name])
    return found


def gutters_under(
    headers: Sequence[Sequence[Chunk]], body: Sequence[Sequence[Chunk]], left: float, right: float
) -> list[Interval]:
    """The blanks between the columns of words beside the numbers, one column under each text of the header: 款, 項, 事業名.

    ``left`` and ``right``: where the words may stand.  Nothing crosses a blank but a few lines that stand alone (totals).
    """
    named = next((found for line in reversed(headers) if len(found := _names_between(line, left, right)) > 1), [])
    named = named or _names_of_levels(headers, left, right)
    reach = SPREAD if right == float("inf") else float("inf")  # the words of a total are spread over the whole stub
    lines = [[c for c in whole_words(line, reach) if c[0].x0 > left and c[-1].x1 < right] for line in body] if named else []
    several = sorted((c[0].x0, c[-1].x1) for line in lines if len(line) > 1 for c in line)
    if len(several) < 2 * STUB_ROWS:  # names of two lines around what stands beside them
        several = sorted((c[0].x0, c[-1].x1) for line in lines for c in line)
        if len(named) > STUB_ROWS or (len(several) < 2 * STUB_ROWS and not _stand_each_under(named, lines)):
            return []
    named = max(named, _spread_over(headers[-1], _clear(several), left, right), key=len)
    gaps = without_counting(_clear(several), headers, lines)
    blanks = _parting(named, gaps)
    if not blanks and len(named) > 2 and right < float("inf"):
        blanks = _parting(named[:-1], gaps)  # the last stands over figures that begin right of it
    across = [line[0] for line in lines if len(line) == 1 and any(_crosses(line[0], blank) for blank in blanks)]
    if any(len(chunk) > 1 and chunk[-1].text != "計" for chunk in across):
        return []  # in pieces, which the blank would part: 歳　入　合　計
    em = body[0][0][0].em
    wide = all(high - low > STUB_GAP * em for low, high in blanks)
    return blanks if wide and len(across) <= max(1, STUB_CROSSED * len(lines)) else []


def _stand_each_under(names: Sequence[Interval], lines: Sequence[Sequence[Chunk]]) -> bool:
    """Whether the words of a row or two, the last of a table that goes on, stand each under a name of the header."""
    rows = [line for line in lines if len(line) == len(names)]
    return bool(rows) and all(
        chunk[0].x0 < name[1] and name[0] < chunk[-1].x1 for line in rows for chunk, name in zip(line, names, strict=True)
    )


def _parting(names: Sequence[Interval], gaps: Sequence[Interval]) -> list[Interval]:
    """The gap between the middles of each name and the next, the widest of several; none where any two have none."""
    pairs = list(pairwise(names))
    near = [[gap for gap in gaps if gap[0] < sum(two) / 2 and gap[1] > sum(one) / 2] for one, two in pairs]
    chosen = [gap for gap in gaps if any(gap in own for own in near)]
    if len(chosen) != len(pairs) or not all(gap in own for gap, own in zip(chosen, near, strict=True)):
        chosen = []
        for own in near:
            left = [gap for gap in own if gap not in chosen]
            if not left:
                return []
            chosen.append(max(left, key=lambda gap: gap[1] - gap[0]))
    return [_between(gap, *pair) for gap, pair in zip(chosen, pairs, strict=True)]


def _between(gap: Interval, one: Interval, two: Interval) -> Interval:
    """The part of a gap between two names of the header, where there is one."""
    low, high = max(gap[0], one[1]), min(gap[1], two[0])
    return (low, high) if low < high else gap


def _crosses(chunk: Chunk, blank: Interval) -> bool:
    return chunk[0].x0 < blank[0] and chunk[-1].x1 > blank[1]


def _names_between(header: Sequence[Chunk], left: float, right: float) -> list[Interval]:
    """The texts of a header's line that stand there and may name a column: 款, 項, 目, 節 among them, no numbering."""
    names: list[Interval] = []
    words: list[Chunk] = []
    for chunk in header:
        text = "".join(t.text for t in chunk)
        if text in LEVELS:
            names.append((chunk[0].x0, chunk[-1].x1))
        elif is_character(chunk) or not NUMBERED.fullmatch(text):
            words.append(chunk)
    return sorted((x0, x1) for x0, x1 in [*names, *(headings_of(words) if words else [])] if left < x0 and x1 < right)


def _names_of_levels(headers: Sequence[Sequence[Chunk]], left: float, right: float) -> list[Interval]:
    """The texts of two lines of a header half a line apart, the upper where they stand over none of the lower.

    事　項 stands in the middle of two levels, beside 補正前 over 期間 and 限度額.
    """
    for upper, lower in reversed(list(pairwise(headers))):
        if lower[0][0].cy - upper[0][0].cy < lower[0][0].em:
            below = _names_between(lower, left, right)
            beside = [name for name in _names_between(upper, left, right) if not _spans(name, below)]
            if below and beside:
                return sorted([*below, *beside])
    return []


def _spans(name: Interval, others: Sequence[Interval]) -> bool:
    """Whether a name stands over another."""
    return any(name[0] < x1 and x0 < name[1] for x0, x1 in others)


def _spread_over(header: Sequence[Chunk], gaps: Sequence[Interval], left: float, right: float) -> list[Interval]:
    """The names of a header of nothing but single characters, evenly spread over all columns: parted where the gaps below them
    are.  None where one of them is a single character."""
    characters = [chunk for chunk in header if left < chunk[0].x0 and chunk[-1].x1 < right]
    if not gaps or not all(map(is_character, characters)):
        return []
    blanks = [(one[-1].x1, two[0].x0) for one, two in pairwise(characters)]
    parting = [max(blanks, key=lambda blank: min(gap[1], blank[1]) - max(gap[0], blank[0])) for gap in gaps] if blanks else []
    words = [[characters[0]]] if characters else []
    for blank, character in zip(blanks, characters[1:], strict=True):
        if blank in parting:
            words.append([])
        words[-1].append(character)
    if len(words) != len(gaps) + 1 or any(len(word) < 2 for word in words):
        return []
    return [(word[0][0].x0, word[-1][-1].x1) for word in words]


def _clear(extents: Sequence[Interval]) -> list[Interval]:
    """The blanks between extents, which are sorted by where they start."""
    gaps: list[Interval] = []
    reach = extents[0][1]
    for x0, x1 in extents:
        if x0 > reach:
            gaps.append((reach, x0))
        reach = max(reach, x1)
    return gaps


def gaps_of_words(chunks: list[Chunk]) -> list[Interval]:
    """The blanks that no chunk of a stub crosses: it has columns of its own (codes, units, places)."""
    found: list[Interval] = []
    reach = float("inf")
    worded = False  # numbering at the left is no column of its own
    for chunk in sorted(chunks, key=lambda c: c[0].x0):
        if worded and chunk[0].x0 > reach + STUB_GAP * chunk[0].em:
            found.append((reach, chunk[0].x0))
        reach = chunk[-1].x1 if reach == float("inf") else max(reach, chunk[-1].x1)
        worded = worded or not NUMBERED.fullmatch("".join([t.text for t in chunk]))
    return found
