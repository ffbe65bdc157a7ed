"""Glyphs to tokens to lines: pure functions over boxes, every guess with a name.

A *token* is a run of glyphs without a gap (figures and what they count take a typesetter's blank between them); a *chunk* is one
or more tokens of one line that belong together (a sign and its number, the words of a phrase).  Coordinates are points,
origin top left, y down.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise, repeat
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Box, Glyphs

TOKEN_GAP = 0.18
"""Em: glyphs of one run touch; a Latin blank is .25 em, so this parts words and joins kerned digits."""
SAME_ROW = 0.3
"""Em: centres of glyphs on one line differ less than this, superscripts included."""
LINE_TOLERANCE = 0.45
"""Em: centres of tokens that a reader sees on one line (mixed sizes, number fonts set lower than kanji)."""
WORD_GAP = 0.34
"""Em: the quarter of an em, and its rounding, that typesetters put between figures and kanji (3 月補正後): no printed blank."""
CHUNK_GAP = 0.75
"""Em: a wider blank inside a line parts two cells where nothing is drawn (a blank glyph is .25 to .5 em)."""
BLANK = 0.15
"""Em: a gap this wide is a printed blank."""
WATERMARK = 6.0
"""Of the page's usual glyph height: titles on covers reach 4."""
WATERMARK_HEIGHT = 60.0
"""Points: nothing smaller is a watermark."""
MIN_WIDE = 3
"""Full-width glyphs from which on a page's em is told by them."""
LATIN_ASPECT = 0.8
"""Em per line height where a page has no full-width glyphs to measure it by."""

SHUFFLED = 0.6
"""Share of a page's runs that is left once those that touch are joined, below which the file's order says nothing of reading."""

UPWARDS, FEWEST_RUNS = 2, 30
"""Times as many steps up as down, from run to run, of a page that its file writes from the foot, and how many runs tell."""

_DATE = r"(?![0-9０-９]{1,4}[.．][0-9０-９]{1,2}[.．][0-9０-９]{1,2}$)"
NUMERIC = re.compile(
    rf"[△▲Δ∆−－‐–\-+＋±(（\[［〔〈<＜]*{_DATE}[0-9０-９][0-9０-９,，.．]*(?:[)）\]］〕〉>＞%％]|円|千円|百万円|人)*"
)
NUMBER_END = frozenset("0123456789０１２３４５６７８９,，.．)）]］〕〉>＞%％円人")
"""How a number can end: most words fail on this alone."""
LEADERS = re.compile(r"[…⋯‥・．.·‧](?:(?<=[…⋯‥])[…⋯‥]+|(?<=[・．.·‧])[・．.·‧]{3,})")
"""Dots that lead from a label to its number: two wide ones or four (written so that a search looks for the first dot only)."""
OPENING, CLOSING = frozenset("(（[［〔"), frozenset(")）]］〕")
COUNTED = re.compile(r"[0-9０-９]{1,4} ?[ぁ-鿿]")
"""Figures and what they count or number (3 月, 令和 4 年度), at the beginning of a run."""
AREA = "aａ"
"""The one letter that figures count in words: 10ａ当たり."""
FIGURES = re.compile(r"[0-9０-９]{1,4}")
FIGURE = frozenset("0123456789０１２３４５６７８９")
POINTS = frozenset("・･.．,，、。:：;；'’‐‑–—―－−-…‥·")
SPECK, INK = 0.4, 0.5
"""Of a page's largest and its usual em: what is smaller may be a point whose box is only its ink."""
SIGNS = frozenset("△▲−-－(（")
DASHES = frozenset("-－―—‐–ー−─…⋯")
DASH = re.compile(r"[-－―—‐–ー−─]+|[…⋯]")


class Token(NamedTuple):
    """A run of glyphs on one line; a blank in its text is no glyph."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    em: float
    numeric: bool
    """Whether the run alone reads as a number."""
    cx: float
    """Middle."""
    cy: float
    """Middle height."""
    at: int
    """Place of its first glyph in the file's order; 0 for all where that is not the order of reading anywhere on the page."""
    run: int = 1
    """How many of its glyphs the file writes one after the other, at most."""


_MIDDLE_HEIGHT = itemgetter(8)
_new = tuple.__new__
"""Makes hundreds of named tuples a page: past their own constructors, which take three times as long."""


def token_of(x0: float, top: float, x1: float, bottom: float, text: str, em: float, at: int, run: int = 1) -> Token:
    """A token from its box."""
    numeric = NUMERIC.fullmatch(text) is not None
    return Token(x0, top, x1, bottom, text, em, numeric, (x0 + x1) / 2, (top + bottom) / 2, at, run)


def em_per_height(glyphs: Glyphs) -> float:
    """How many em one line height of this page's fonts is: from the full-width glyphs, whose width is the em."""
    codes = np.frombuffer(glyphs.text.encode("utf-32-le"), np.uint32)
    wide = (codes >= 0x3041) & (codes <= 0x9FFF)
    boxes = glyphs.boxes
    ratios = (boxes[:, 2] - boxes[:, 0])[wide] / (boxes[:, 3] - boxes[:, 1])[wide]  # taking whole rows costs five times as much
    return min(max(middle_of(ratios), 0.55), 1.1) if len(ratios) >= MIN_WIDE else LATIN_ASPECT


def middle_of(values: NDArray[np.float32]) -> float:
    """The upper median (a partition costs ten times as much where, as in a page's heights, most values are equal)."""
    ordered = values.copy()
    ordered.sort()
    return float(ordered[len(values) // 2])


def any_of(mask: NDArray[np.bool_]) -> bool:
    """What ``mask.any()`` says, for a page's few in a fifth of its time."""
    return b"\1" in mask.tobytes()


def all_of(mask: NDArray[np.bool_]) -> bool:
    """What ``mask.all()`` says."""
    return b"\0" not in mask.tobytes()


def tokens_of(glyphs: Glyphs) -> list[Token]:
    """Runs of glyphs, in content order where that is the order of reading; runs that touch are joined.

    Dots that lead from a label to its number are left out.
    """
    count = len(glyphs.text)
    if not count:
        return []
    glyphs = _without_watermark(glyphs)
    boxes, text, count = glyphs.boxes, glyphs.text, len(glyphs.text)
    em = _sizes(glyphs)
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    gap = boxes[1:, 0] - boxes[:-1, 2]
    size = np.minimum(em[1:], em[:-1])
    linked = (np.abs(middle[1:] - middle[:-1]) < SAME_ROW * size) & (gap < TOKEN_GAP * size) & (gap > -0.45 * size)
    led = LEADERS.search(text) is not None
    if led:
        linked &= ~_at_leaders(text)
    begins = np.empty(count, bool)
    begins[0] = True
    np.logical_not(linked, out=begins[1:])
    starts = begins.nonzero()[0]
    x0, top = (np.minimum.reduceat(boxes[:, side], starts) for side in (0, 1))
    x1, bottom = (np.maximum.reduceat(boxes[:, side], starts) for side in (2, 3))
    ems, cx, cy = np.maximum.reduceat(em, starts), (x0 + x1) / 2, (top + bottom) / 2
    first = starts.tolist()
    words = [text[a:b] for a, b in pairwise([*first, count])]
    number = NUMERIC.fullmatch
    numeric = [word[-1] in NUMBER_END and number(word) is not None for word in words]
    sides = (x0.tolist(), top.tolist(), x1.tolist(), bottom.tolist())
    columns = zip(*sides, words, ems.tolist(), numeric, cx.tolist(), cy.tolist(), first, map(len, words), strict=True)
    tokens = list(map(_new, repeat(Token), columns))
    if led:
        tokens = [token for token in tokens if not LEADERS.fullmatch(token.text)]
    joined = _joined_runs(tokens) if _some_touch(x0, x1, cy, ems) else tokens
    shuffled = len(joined) < SHUFFLED * len(tokens) or _goes_up(cy, ems)
    tokens = [token._replace(at=0, run=1) for token in joined] if shuffled else joined
    quarter = (gap >= TOKEN_GAP * size) & (gap < WORD_GAP * size)
    return _with_counted(tokens) if _some_counted(glyphs.text, quarter) else tokens


def _sizes(glyphs: Glyphs) -> NDArray[Any]:
    """The em of each glyph by its height; of a point or a dash whose box is only its ink (Type 3 fonts) the page's usual one."""
    em: NDArray[Any] = (glyphs.boxes[:, 3] - glyphs.boxes[:, 1]) * em_per_height(glyphs)
    small = em < SPECK * float(em.max())
    if any_of(small):
        usual = middle_of(em)
        for at in (small & (em < INK * usual)).nonzero()[0].tolist():
            if glyphs.text[at] in POINTS:
                em[at] = usual
    return em


def _goes_up(cy: NDArray[Any], em: NDArray[Any]) -> bool:
    """Whether a file writes a page from its foot to its head: it steps up from run to run far more often than down."""
    if len(cy) < FEWEST_RUNS:
        return False
    steps = (cy[1:] - cy[:-1]) / em[1:]
    return int(np.count_nonzero(steps < -SAME_ROW)) > UPWARDS * int(np.count_nonzero(steps > SAME_ROW))


def _some_counted(text: str, quarter: NDArray[np.bool_]) -> bool:
    """Whether figures stand a typesetter's blank before kanji anywhere; ``quarter``: where such a blank follows a glyph."""
    places = quarter.nonzero()[0].tolist()
    return any(text[at] in FIGURE and ("ぁ" <= text[at + 1] <= "鿿" or text[at + 1] in AREA) for at in places)


def _with_counted(tokens: list[Token]) -> list[Token]:
    """Join figures with the kanji around them that a typesetter's blank parts: they are one word, which no column parts.

    Amounts stay numbers, with their unit (30 円) or without.
    """
    found: list[Token] = []
    left = float("-inf")  # where the run after this one begins
    for token in reversed(tokens):
        if 0.0 < left - token.x1 < WORD_GAP * token.em and _is_counted(token, found[-1]):
            after = found.pop()
            joined = f"{token.text}{'' if after.text[0] in AREA else ' '}{after.text}"
            token = token_of(*hull((token, after)), joined, max(token.em, after.em), token.at, max(token.run, after.run))
        found.append(token)
        left = token.x0
    return found[::-1]


def _is_counted(token: Token, after: Token) -> bool:
    """Whether two runs of one line are figures and what they count, or words and such figures (令和 4 年度)."""
    em = token.em if token.em < after.em else after.em
    if not (TOKEN_GAP * em <= after.x0 - token.x1 < WORD_GAP * em and abs(after.cy - token.cy) < SAME_ROW * em):
        return False
    if COUNTED.match(after.text):
        return "ぁ" <= token.text[-1] <= "鿿"
    counted = after.text[1:] if after.text[0] in AREA else after.text
    if not FIGURES.fullmatch(token.text) or not "ぁ" <= counted[:1] <= "鿿":
        return False
    return NUMERIC.fullmatch(token.text + after.text) is None


def _at_leaders(text: str) -> NDArray[np.bool_]:
    """Shape (n - 1): where a run of dots from a label to its number begins or ends."""
    inside = np.zeros(len(text), bool)
    for found in LEADERS.finditer(text):
        inside[found.start() : found.end()] = True
    return np.not_equal(inside[1:], inside[:-1])


def _without_watermark(glyphs: Glyphs) -> Glyphs:
    """Glyphs but for those many times larger than the rest: 案 or 見本 printed across the page is no text of it."""
    heights = glyphs.boxes[:, 3] - glyphs.boxes[:, 1]
    if heights.max() <= WATERMARK_HEIGHT:
        return glyphs
    large = heights > max(WATERMARK * middle_of(heights), WATERMARK_HEIGHT)
    if not large.any() or large.mean() > 0.2:
        return glyphs
    keep = np.flatnonzero(~large)
    return Glyphs("".join([glyphs.text[i] for i in keep.tolist()]), glyphs.boxes[keep])


def _some_touch(x0: NDArray[Any], x1: NDArray[Any], cy: NDArray[Any], em: NDArray[Any]) -> bool:
    """Whether any run ends where another on its line begins: the file draws text apart that belongs together."""
    rows = (cy / max(middle_of(em) * 0.5, 1.0) + 0.5).astype(np.int64)
    order = (rows * 100_000.0 + x0).argsort(kind="stable")
    left, right = order[:-1], order[1:]
    gap = x0[right] - x1[left]
    em = em[order]
    size = np.minimum(em[1:], em[:-1])
    level = np.abs(cy[right] - cy[left]) < SAME_ROW * size
    return any_of(level & (gap > -0.2 * size) & (gap < TOKEN_GAP * size))


def _joined_runs(tokens: list[Token]) -> list[Token]:
    """Join runs that touch on one line though the file draws them apart."""
    found: list[Token] = []
    for line in lines_of(tokens):
        parts = line[:1]
        x1, top, bottom, em = line[0].x1, line[0].top, line[0].bottom, line[0].em
        for token in line[1:]:
            left, upper, right, lower = token[:4]
            size = token.em if token.em < em else em
            if -0.2 * size < left - x1 < TOKEN_GAP * size and abs(token.cy - (top + bottom) / 2) < SAME_ROW * size:
                parts.append(token)
                x1, em = (right if right > x1 else x1), (token.em if token.em > em else em)
                top, bottom = (upper if upper < top else top), (lower if lower > bottom else bottom)
                continue
            found.append(_merged(parts, top, x1, bottom, em))
            parts = [token]
            x1, top, bottom, em = right, upper, lower, token.em
        found.append(_merged(parts, top, x1, bottom, em))
    return found


def _merged(parts: list[Token], top: float, x1: float, bottom: float, em: float) -> Token:
    """Touching runs, left to right, as one of this extent and size."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return token_of(first.x0, top, x1, bottom, "".join([t.text for t in parts]), em, first.at, max([t.run for t in parts]))


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens grouped to lines, top to bottom, each from left to right.

    A token joins the open line whose height is nearest; a line is as high as the mean of its tokens, so that a page whose
    columns are set half a line apart does not run together into one.
    """
    if len(tokens) == 1:
        return [list(tokens)]
    lines: list[list[Token]] = []
    line: list[Token] = []
    height = float("-inf")
    for token in sorted(tokens, key=_MIDDLE_HEIGHT):
        cy = token.cy
        if cy - height <= LINE_TOLERANCE * token.em:
            line.append(token)
            height += (cy - height) / len(line)
        else:
            line = [token]
            lines.append(line)
            height = cy
    for line in lines:
        if len(line) > 1:
            line.sort()
    return lines


def centre_of(chunk: Sequence[Token]) -> float:
    """The middle of a chunk, in points from the left."""
    return (chunk[0].x0 + chunk[-1].x1) / 2


def chunks_of(line: Sequence[Token], gap: float = CHUNK_GAP) -> list[list[Token]]:
    """A line's tokens, parted at wide blanks; signs and brackets stay with the number they belong to, however far."""
    last = line[0]
    chunk = [last]
    found = [chunk]
    if len(line) == 1:
        return found
    openers, inner = ((), ()) if OPENING.isdisjoint([t.text for t in line]) else _bracketed(line)
    em = last.em
    for index, token in enumerate(line[1:], 1):
        before, em = em, token.em
        blank, limit = token.x0 - last.x1, gap * (before if before < em else em)
        joins = blank < limit or index in inner or (blank < 3 * limit and _belongs(token, last))
        joins = joins and not (token.numeric and last.numeric and _are_two(last.text, token.text))
        if joins and index not in openers:
            chunk.append(token)
        else:
            chunk = [token]
            found.append(chunk)
        last = token
    return found


def _belongs(token: Token, last: Token) -> bool:
    """Whether a token set apart is the number of a sign, or closes the brackets of words before it."""
    if last.text in DASHES and token.text[0] in OPENING:
        return False  # 0, and a negative number in its brackets
    return (token.numeric and last.text in SIGNS) or (token.text[-1] in CLOSING and _closes(token, last))


def _are_two(first: str, second: str) -> bool:
    """Whether two numbers side by side are two amounts: none in brackets, no date (31. 3.20), no spread figures."""
    return first[-1] not in CLOSING and first[-1] not in ".．" and second[0] not in OPENING and len(first) + len(second) > 2


def _bracketed(line: Sequence[Token]) -> tuple[set[int], set[int]]:
    """Of pairs of brackets set around a number (or around nothing): which tokens open them, which stand inside or close them."""
    openers: set[int] = set()
    inner: set[int] = set()
    start: int | None = None
    for index, token in enumerate(line):
        if token.text in OPENING:
            start = index
        elif start is not None:
            closing = token.text[-1] in CLOSING
            if not (closing or token.numeric or token.text in SIGNS) or (len(token.text) > 1 and not token.numeric):
                start = None
            elif closing:
                openers.add(start)
                inner.update(range(start + 1, index + 1))
                start = None
    return openers, inner


def _closes(token: Token, last: Token) -> bool:
    """Whether a token closes the brackets that words before it have opened: (うち当期純利益　　1,234円)."""
    return len(last.text) > 1 and _is_open(last.text) and not _is_open(token.text)


def _is_open(text: str) -> bool:
    """Whether a text opens a bracket that it does not close."""
    return sum(char in OPENING for char in text) > sum(char in CLOSING for char in text)


def is_number(tokens: Sequence[Token]) -> bool:
    """Whether a chunk reads as one number (or a lone dash), sign and brackets set apart or not."""
    if len(tokens) == 1:
        token = tokens[0]
        return token.numeric or (token.text[0] in DASHES and DASH.fullmatch(token.text) is not None)
    if tokens[-1].text[-1] not in NUMBER_END:
        return False
    return NUMERIC.fullmatch("".join([token.text for token in tokens])) is not None


def text_of(line: Sequence[Token]) -> str:
    """A line's text, a blank where there is a gap."""
    last = line[0]
    if len(line) == 1:
        return last.text
    parts = [last.text]
    for token in line[1:]:
        if token.x0 - last.x1 > BLANK * (last.em if last.em < token.em else token.em):
            parts.append(" ")
        parts.append(token.text)
        last = token
    return "".join(parts)


def hull(tokens: Sequence[Token] | Sequence[Box]) -> Box:
    """The smallest box around tokens or boxes."""
    sides = tokens[0][:4]
    if len(tokens) == 1:
        return _new(Box, sides)
    x0, top, x1, bottom = sides
    for token in tokens[1:]:  # quicker for a few than four passes
        left, upper, right, lower = token[:4]
        if left < x0:
            x0 = left
        if upper < top:
            top = upper
        if right > x1:
            x1 = right
        if lower > bottom:
            bottom = lower
    return _new(Box, (x0, top, x1, bottom))


def split_at(token: Token, glyphs: Glyphs, position: float) -> list[Token]:
    """A token cut where a rule runs through it: by its glyphs' middles."""
    inside = np.flatnonzero(
        (glyphs.boxes[:, 0] >= token.x0 - 0.1)
        & (glyphs.boxes[:, 2] <= token.x1 + 0.1)
        & (glyphs.boxes[:, 1] >= token.top - 0.1)
        & (glyphs.boxes[:, 3] <= token.bottom + 0.1)
    )
    inside = inside[np.argsort(glyphs.boxes[inside, 0], kind="stable")]
    left = (glyphs.boxes[inside, 0] + glyphs.boxes[inside, 2]) / 2 < position
    found = []
    for side in (inside[left], inside[~left]):
        if len(side):
            text = "".join(glyphs.text[i] for i in side)
            low, high = glyphs.boxes[side].min(0).tolist(), glyphs.boxes[side].max(0).tolist()
            found.append(token_of(low[0], low[1], high[2], high[3], text, token.em, int(side[0])))
    return found


def slot(edges: Sequence[float], position: float) -> int:
    """Which interval between sorted edges a position lies in, 0 to len(edges) − 2, the outer ones reaching outwards."""
    return min(max(bisect_right(edges, position) - 1, 0), len(edges) - 2)
