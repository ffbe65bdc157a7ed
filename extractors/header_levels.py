"""Where are lines of a header levels, though no rule parts them?  A heading stands in the middle over several columns.

Texts of a header stand in the middle of their cells, and figures end at the right edge of theirs.  So the ends of the figures
and the names of single columns tell where the cells' edges are, and a text that stands in the middle over a run of
them, with something below it in every one and nothing beside it, heads that run.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.geometry import Token, centre_of, chunks_of, hull, lines_of, slot, text_of
from extractors.header_fits import (
    FLUSH,
    SAME_MIDDLE,
    SOLID,
    Block,
    Cells,
    HeaderText,
    Runs,
    are_siblings,
    begins_lines_flush_right,
    goes_round,
    runs_under,
)
from extractors.header_siblings import Heading, set_alike
from extractors.header_start import SIDE, UNITS
from extractors.spanners import EVEN, SPREAD, WIDEST
from extractors.spread_words import LEAST_STACKED, SAME_STACK
from extractors.stacked import is_known

FEWEST_GLYPHS = 2
"""Of a heading: a character by itself is one of a name that runs downwards."""
NEXT_GLYPH = 1.3
"""Em from the middle of one glyph of a name that runs downwards to the next, at most."""
MOST_LINES = 8
"""Lines of a header: more is text that runs downwards."""
LOOSE = 1.0
"""Em by which the names of columns may stand apart from the middles of their cells: else they are set otherwise."""
MOST_FLUSH = 0.75
"""Share of the columns whose names are: one with no heading over it may be set in the middle."""
LOWER = 0.4
"""Em from the foot of a heading to the middle of a text below it, at least: one for both levels stands nearer, half way down."""
SAME_END = 2
"""Characters that two headings of one level end in: 社会福祉事業, 収益事業."""
BRACKET = 0.5
"""Em of a wide closing bracket that are blank."""
YEAR, YEAR_DIGITS = "年", 2
"""What stands behind the number of a year, and figures of that number, at most."""
OPPOSITES = frozenset(("増減", "男女", "田畑", "有無", "新旧", "内外", "公私"))
"""Names of one character each that stand beside each other."""
NEAR = 2.0
"""Points between the seams of two headings that end at one height, at most."""


class Level(NamedTuple):
    """A heading over several columns: its cell reaches from one height down to another."""

    top: float
    y: float
    left: int
    right: int
    """First and last column under it."""


def levels_of(xs: Sequence[float], ys: Sequence[float], tokens: Sequence[Token]) -> list[Level]:
    """The headings over several columns in the header over the figures, outermost first."""
    dated = _of_spread_years(tokens)
    first = min([t.cy for t in tokens if t.numeric and t not in dated], default=ys[0])
    band = slot(ys, first) - 1
    if band < 0:
        return []
    lines = lines_of([t for t in tokens if ys[band] <= t.cy < ys[band + 1]] or tokens[:1])
    if len(lines) > MOST_LINES:
        return _over_stacks(lines, xs, (ys[band], ys[band + 1]))
    if len(lines) < 2:
        return []
    downwards = _downwards(lines)
    parted = _without_units([_words(line, xs, downwards) for line in lines])
    further = [[t for word in (w for below in parted[n + 1 :] for w in below) for t in word] for n in range(len(parted))]
    words = [name for line, below in zip(parted, further, strict=True) for word in line for name in _names_of(word, xs, below)]
    texts = [HeaderText(hull(word), word[0].em, slot(xs, centre_of(word)), "".join(t.text for t in word)) for word in words]
    texts = _with_units(texts)
    figures = [t for t in tokens if t.numeric and t.cy >= first]
    sides = _two_sides(texts, {slot(xs, t.cx) for t in figures}, xs, ys[band])
    if sides:
        return sides
    cells = _cells(xs, texts, figures)
    ledger = _over_all(texts[0], texts[1:], xs, ys[band])
    found, fits = _headings(texts, cells, {})
    unplaced = any(not each for each in fits.values())
    # One that stands over two runs alike: the text above it may stand over one of them alone.
    for n, others in fits.items() if unplaced else ():
        if len(others) > 1:
            tried = (_headings(texts, cells, {n: run})[0] for run in others[1:])
            found = max((found, *tried), key=lambda headings: sum(len(each.texts) for each in headings))
    found = set_alike(found, texts, cells)
    found += _over_one(found, texts, cells)
    return [*ledger, *_levels(found, ledger[0].y if ledger else ys[band])]


def _of_spread_years(tokens: Sequence[Token]) -> set[Token]:
    """The numbers of years that are set wide, character by character: 令　和　６　年　度."""
    turns = [t for t in tokens if t.text == YEAR]
    return {
        t
        for t in tokens
        if t.numeric and len(t.text) <= YEAR_DIGITS
        for year in turns
        if abs(year.cy - t.cy) < t.em / 2 and 0 < year.x0 - t.x1 < WIDEST * t.em
    }


def _over_one(headings: Sequence[Heading], texts: Sequence[HeaderText], cells: Cells) -> list[Heading]:
    """The headings over one column: on the line of others, over a name that stands under one of those, too (金額).

    Or they end as one of those does (社会福祉事業, 収益事業), over a name on the line of the names under them.
    """
    covered = {k for each in headings for k in range(each.left, each.right + 1)}
    under = [cells.names[k] for k in covered if k in cells.names]
    again = {name.text for name in under}
    found: list[Heading] = []
    for k, name in cells.names.items():
        own = [text for text in texts if text.column == k]
        if k in covered or len(own) != 2:
            continue
        upper = own[0]
        level = [t for each in headings for t in each.texts if abs(upper.height - t.height) < SAME_MIDDLE * upper.em]
        siblings = name.text in again and any(are_siblings(upper.text, text.text) for text in level)
        beside = any(abs(name.height - each.height) < SAME_MIDDLE * name.em for each in under)
        apart = beside and name.box.top - upper.box.bottom > SOLID * upper.em
        if siblings or (apart and any(upper.text[-SAME_END:] == text.text[-SAME_END:] for text in level)):
            found.append(Heading(k, k, [upper], (upper.box.bottom + name.box.top) / 2, name.box.bottom))
    return found


def _over_all(first: HeaderText, others: Sequence[HeaderText], xs: Sequence[float], top: float) -> list[Level]:
    """The side of an account in the middle over all that stands on it, labels and figures."""
    aside = abs(first.middle - (xs[0] + xs[-1]) / 2)
    below = min((text.box.top for text in others), default=top)
    if not SIDE.fullmatch("".join(first.text.split())) or aside > first.em or below < first.box.bottom:
        return []
    return [Level(top, (first.box.bottom + below) / 2, 0, len(xs) - 2)]


def _two_sides(texts: Sequence[HeaderText], columns: set[int], xs: Sequence[float], top: float) -> list[Level]:
    """借方 and 貸方 of a trial balance: every column of figures stands under one of the two, the labels perhaps between them."""
    sides = [text for text in texts if SIDE.fullmatch("".join(text.text.split()))]
    names = [text for text in texts if text not in sides]
    if len(sides) != 2 or not names or sides[0].text[0] == sides[1].text[0] or len(columns) < 2 * len(sides):
        return []
    bottom, below = max(text.box.bottom for text in sides), min(text.box.top for text in names)
    parting = (min(text.box.x1 for text in sides) + max(text.box.x0 for text in sides)) / 2
    left = [k for k in columns if (xs[k] + xs[k + 1]) / 2 < parting]
    right = [k for k in columns if k not in left]
    if below < bottom or len(left) != len(right) or max(left) >= min(right):
        return []
    return [Level(top, (bottom + below) / 2, min(own), max(own)) for own in (left, right)]


def _headings(
    texts: Sequence[HeaderText], cells: Cells, told: dict[int, tuple[int, int]]
) -> tuple[list[Heading], dict[int, Runs]]:
    """The headings among texts, lowest first, and for each text that might be one the runs that it stands over alike.

    ``told``: by number of the text, which of them it is.
    """
    found: list[Heading] = []
    fits: dict[int, Runs] = {}
    for n, text in reversed(list(enumerate(texts))):
        if text is cells.names.get(text.column) or _is_of_a_stack(text, texts, cells):
            continue
        if goes_round(text, texts) or begins_lines_flush_right(text, texts):
            continue
        blocks = _blocks_under(text, texts, found, cells)
        beside = [t for t in texts if t is not text and abs(t.height - text.height) < LOWER * text.em]
        fits[n] = runs_under(text, beside, blocks, cells)
        if not fits[n]:
            continue
        run = told.get(n, fits[n][0])
        same = next((each for each in found if (each.left, each.right) == run), None)
        if same:  # its next line
            same.texts.append(text)
        else:
            own = [block for k, block in blocks.items() if run[0] <= k <= run[1]]
            seam = (text.box.bottom + min(block.top for block in own)) / 2
            found.append(Heading(*run, [text], seam, max(block.bottom for block in own)))
    return found, fits


def _is_of_a_stack(text: HeaderText, texts: Sequence[HeaderText], cells: Cells) -> bool:
    """Whether a character by itself is one of a name that runs downwards: not where a name stands below it (田 over 面積).

    Nor where it ends a heading of two lines: 令和6年度末までの支出（見込） over 額.
    """
    if len(text.text) >= FEWEST_GLYPHS or any(_is_last_line(text, each) for each in texts):
        return False
    own = [t for t in texts if t.column == text.column]
    return len(own) != 2 or len(cells.names[text.column].text) < FEWEST_GLYPHS


def _is_last_line(text: HeaderText, above: HeaderText) -> bool:
    """Whether a text stands right below a longer one, in its middle."""
    close = -SOLID * text.em < text.box.top - above.box.bottom < SOLID * text.em and above.height < text.height
    return close and len(above.text) >= FEWEST_GLYPHS and abs(above.middle - text.middle) < SAME_MIDDLE * text.em


def _over_stacks(lines: Sequence[list[Token]], xs: Sequence[float], band: tuple[float, float]) -> list[Level]:
    """The heading on a header's first line over names that run downwards, set in the middle of what it leaves of the height.

    A name under none stands in the middle of all of the height.  ``band``: from where to where the header reaches.
    """
    words, em = _words(lines[0], xs), lines[0][0].em
    below = [t for line in lines[1:] for t in line]
    seam = (hull(lines[0]).bottom + min(t.top for t in below)) / 2
    if len(words) != 1 or len(words[0]) < 2 or seam - hull(lines[0]).bottom < em / 2:
        return []
    stacks = [[t.cy for t in below if slot(xs, t.cx) == k] for k in range(len(xs) - 1)]
    lower = [k for k, own in enumerate(stacks) if own and (own[0] + own[-1] - sum(band)) / 2 > LOWER * em]
    if len(lower) < 2 or lower[-1] - lower[0] >= len(lower):
        return []
    left, right = (next(t.cx for t in below if slot(xs, t.cx) == k) for k in (lower[0], lower[-1]))
    near = abs(centre_of(words[0]) - (left + right) / 2) < (xs[lower[0] + 1] - xs[lower[0]]) / 2
    return [Level(band[0], seam, lower[0], lower[-1])] if near else []


def _without_units(lines: list[list[list[Token]]]) -> list[list[list[Token]]]:
    """The lines of a header but a last one of nothing but units, in brackets or flush with the figures: they name no column."""
    last = [text_of(word) for word in lines[-1]]
    units = len(lines) > 2 and len(last) > 1 and all(UNITS.fullmatch(text) or _is_unit(text) for text in last)
    return lines[:-1] if units else lines


def _with_units(texts: Sequence[HeaderText]) -> list[HeaderText]:
    """The texts, top to bottom, a unit in brackets right below a name (取得費 over (千円)) as a part of it."""
    found: list[HeaderText] = []
    for text in texts:
        over = next((each for each in reversed(found) if each.column == text.column), None)
        if over and _is_unit(text.text) and text.box.top - over.box.bottom < SOLID * text.em:
            found[found.index(over)] = HeaderText(hull([over.box, text.box]), over.em, over.column, over.text, text.closed)
        else:
            found.append(text)
    return found


def _levels(headings: Sequence[Heading], top: float) -> list[Level]:
    """The cells of headings, outermost first: each begins at the header's ``top``, or where the one over it ends."""
    heights: list[float] = []
    for y in sorted({each.seam for each in headings}):
        if not heights or y - heights[-1] > NEAR:
            heights.append(y)
    levels: list[Level] = []
    for each in sorted(headings, key=lambda each: each.left - each.right):
        over = [level.y for level in levels if level.left <= each.left and each.right <= level.right]
        y = min(heights, key=lambda height: abs(height - each.seam))
        levels.append(Level(max([top, *over]), y, each.left, each.right))
    return [level for level in levels if level.top < level.y]


def _downwards(lines: Sequence[Sequence[Token]]) -> set[Token]:
    """The characters of names that run downwards: below each other, as near as characters of one name are."""
    stacks: list[list[Token]] = []
    for line in lines:
        for token in line:
            if len(token.text) > 1 or token.text.isascii():
                continue
            over = next((s for s in stacks if abs(s[-1].cx - token.cx) < SAME_STACK * token.em), None)
            if over and token.cy - over[-1].cy < NEXT_GLYPH * token.em:
                over.append(token)
            else:
                stacks.insert(0, [token])
    return {token for stack in stacks if len(stack) >= LEAST_STACKED for token in stack}


def _words(line: Sequence[Token], xs: Sequence[float], apart: Container[Token] = ()) -> list[list[Token]]:
    """The texts of a line; single characters spread over a cell (給　与　費) are one, words in two columns are two.

    ``apart``: characters that are of no word of the line.
    """
    words: list[list[Token]] = []
    spread: list[list[Token]] = []
    for chunk in [part for whole in chunks_of(line) for part in _parts(whole, xs)]:
        if len(chunk) == 1 and _is_glyph(chunk[0].text) and chunk[0] not in apart:
            spread.append(chunk)
            continue
        words += _joined(spread)
        spread = []
        words.append(chunk)
    return _with_their_units(words + _joined(spread))


def _is_glyph(text: str) -> bool:
    """Whether a text is a character by itself, a unit in brackets set solid behind it perhaps: 費（円）."""
    return len(text) == 1 or (text[0].isalpha() and _is_unit(text[1:]))


def _with_their_units(words: Sequence[list[Token]]) -> list[list[Token]]:
    """The texts of a line, a unit in brackets behind one as its end, as far from it as its own characters are apart."""
    found: list[list[Token]] = []
    for word in words:
        last = found[-1] if found else []
        blank = word[0].x0 - last[-1].x1 if last else 0.0
        own = last[-1].x0 - last[-2].x1 if len(last) > 1 else 0.0
        if last and _is_unit(text_of(word)) and 0 <= blank < max(own + EVEN * word[0].em, word[0].em / 2):
            found[-1] = [*last, *word]
        else:
            found.append(list(word))
    return found


def _is_unit(text: str) -> bool:
    """Whether a text is a unit in brackets: (千円)."""
    inner = text.strip("()（）[]［］")
    return inner != text and bool(UNITS.fullmatch(inner))


def _parts(chunk: list[Token], xs: Sequence[float]) -> list[list[Token]]:
    """A chunk parted between words that stand in two columns."""
    parts = [chunk[:1]]
    for before, token in pairwise(chunk):
        if len(before.text) > 1 < len(token.text) and slot(xs, before.cx) < slot(xs, token.cx):
            parts.append([token])
        else:
            parts[-1].append(token)
    return parts


def spread_words(line: Sequence[Token], xs: Sequence[float], below: Sequence[Token]) -> list[list[Token]]:
    """Single characters of a line as the words that their blanks make of them, but for two that name a column each.

    ``below``: what the header has further down.
    """
    words = _joined([[token] for token in line])
    return [part for word in words for part in _names_of(word, xs, below)]


def _names_of(word: list[Token], xs: Sequence[float], below: Sequence[Token]) -> list[list[Token]]:
    """A word, or two names: 増 and 減 below 比較, each in a column that has no other name below."""
    columns = [slot(xs, token.cx) for token in word]
    text = "".join(token.text for token in word)
    if text not in OPPOSITES or len(set(columns)) == 1 or any(slot(xs, token.cx) in columns for token in below):
        return [word]
    return [[token] for token in word]


def _joined(characters: Sequence[list[Token]]) -> list[list[Token]]:
    """Single characters as the words that their blanks make of them: all of them one, however far apart, where it is known."""
    if len(characters) > 1 and is_known("".join(token.text for (token,) in characters)) and _even([t for (t,) in characters]):
        return [[token for (token,) in characters]]
    blanks = [(b[0].x0 - a[0].x1) / b[0].em for a, b in pairwise(characters)]
    words = [list(characters[0])] if characters else []
    for n, (blank, character) in enumerate(zip(blanks, characters[1:], strict=True)):
        beside = [each for each in blanks[max(n - 1, 0) : n + 2] if each > 0]
        if blank < min([each + EVEN for each in beside], default=SPREAD) and blank < WIDEST:
            words[-1] += character
        else:
            words.append(list(character))
    return [part for word in words for part in ([word] if _is_word(word) else [[token] for token in word])]


def _even(characters: Sequence[Token]) -> bool:
    """Whether characters of a line stand evenly apart."""
    blanks = [(b.x0 - a.x1) / b.em for a, b in pairwise(characters)]
    return max(blanks) - min(blanks) < EVEN and min(blanks) > 0


def _is_word(characters: Sequence[Token]) -> bool:
    """Whether characters evenly apart are one word: near each other, or known.

    Over all columns of a heading they may stand far apart: 予　　　算　　　額, 合　　　　　計.
    """
    text = "".join(token.text for token in characters)
    near = all(b.x0 - a.x1 < SPREAD * b.em for a, b in pairwise(characters))
    return near or is_known(text)


def _cells(xs: Sequence[float], texts: Sequence[HeaderText], figures: Iterable[Token]) -> Cells:
    """The cells' edges, by where figures end and the names of columns stand; where these do not agree, by ``xs``."""
    names: dict[int, HeaderText] = {}
    for text in texts:  # top to bottom
        names[text.column] = text
    ends: dict[int, float] = {}
    for token in figures:
        column = slot(xs, token.cx)
        ends[column] = max(ends.get(column, token.x1), token.x1)
    steps = _steps(texts)
    flush = _flush_right(xs, names, ends)
    if flush:
        return Cells(flush, names, ends, steps)
    inset = [text.middle - (ends[k - 1] + ends[k]) / 2 for k, text in names.items() if k - 1 in ends and k in ends]
    if not inset or ends.keys() != set(range(1, len(xs) - 1)):
        return Cells(list(xs), names, ends, steps)
    beyond = median(inset)
    if median([abs(each - beyond) for each in inset]) > LOOSE * texts[0].em:
        return Cells(list(xs), names, ends, steps)
    edges = [xs[0], xs[1], *(ends[k] + beyond for k in range(1, len(xs) - 1))]
    if 1 in names:
        edges[1] = min(2 * names[1].middle - edges[2], names[1].box.x0)
    return Cells(edges, names, ends, steps)


def _steps(texts: Sequence[HeaderText]) -> dict[int, float]:
    """The blank between the two lines of each column that has just two, in one middle and one right below the other."""
    by_column: dict[int, list[HeaderText]] = {}
    for text in texts:
        by_column.setdefault(text.column, []).append(text)
    pairs = {k: (own[0], own[1]) for k, own in by_column.items() if len(own) == 2}
    blanks = {k: b.box.top - a.box.bottom for k, (a, b) in pairs.items() if abs(a.middle - b.middle) < SAME_MIDDLE * a.em}
    return {k: blank for k, blank in blanks.items() if blank < SOLID * texts[0].em}


def _flush_right(xs: Sequence[float], names: dict[int, HeaderText], ends: dict[int, float]) -> list[float]:
    """The cells' edges where names end where their figures do: each cell ends there too; empty where they do not.

    Where the first column begins nothing tells; it is taken to be as wide as the columns of its name, else as most are.
    """
    first = min(ends, default=1)  # right of all columns of labels
    columns = range(first, len(xs) - 1)
    off = [_off_end(names[k], ends[k]) for k in columns if k in names and k in ends]
    if len(off) < len(columns) or len(off) < 2 or sum(each <= FLUSH for each in off) < MOST_FLUSH * len(off):
        return []
    widths = [ends[k] - ends[k - 1] for k in columns[1:]]
    return [*xs[:first], ends[first] - median(widths[1::2] or widths), *(ends[k] for k in columns)]


def _off_end(name: HeaderText, end: float) -> float:
    """Em between the end of a name and that of its figures; the blank of a last bracket may be counted to it, or not."""
    trimmed = name.box.x1 - BRACKET * name.em if name.closed else name.box.x1
    return min(abs(name.box.x1 - end), abs(trimmed - end)) / name.em


def _blocks_under(heading: HeaderText, texts: Sequence[HeaderText], found: Sequence[Heading], cells: Cells) -> dict[int, Block]:
    """What stands below a text in each column that has nothing beside it: its name, or the heading over it and its like."""
    foot = heading.box.bottom + LOWER * heading.em
    blocks: dict[int, Block] = {}
    for k in range(1, len(cells.edges) - 1):
        over = [each for each in found if each.left <= k <= each.right]
        if over:
            outer = max(over, key=lambda each: each.right - each.left)
            if (outer.texts[0].height if heading.column == k else outer.texts[-1].height) > foot:
                blocks[k] = Block(outer.top, outer.bottom, outer.left, outer.right)
            continue
        own = [t for t in texts if t.column == k and t is not heading and t.height > heading.box.top]
        if own and own[0].height > foot:
            blocks[k] = Block(own[0].box.top, own[-1].box.bottom, k, k)
    return blocks
