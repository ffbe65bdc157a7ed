"""Which atoms of a table's skeleton are one cell as drawn, and which numbers stand alone?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from operator import attrgetter

from extractors.frames import Frame, Place
from extractors.geometry import DASH, LINE_TOLERANCE, Token, all_of, hull, is_number, lines_of, slot, token_of
from extractors.group_names import Name, names_down
from extractors.group_rows import blanks_below_names, rows_of_names
from extractors.header_start import is_bare_unit
from extractors.rows import CellLine, anchors_of, cell_line, keeps_rows, names_rows
from extractors.spanners import COUNT_GAP, MOST_COUNTED
from extractors.stacked import is_vertical

SUMS_OF_ALL = ("合計", "総計")
"""What the name of a sum of all groups ends in."""
LEVELS = 2
"""Lines flush right above the first row that may be two levels of a header."""
WRAPPED_SHARE = 0.7
"""Lines per band of a stretch, below which they are one text set solid in a spanned cell, not a row a band."""
ROW_PITCH = 1.2
"""Em from row to row, at least; stacked glyphs stand closer."""
FEW_BESIDE = 3
"""Rows for each character of a word that runs down beside them, at least."""
SET_OFF = 0.25
"""Em by which the characters of a column may stand off their rows differently."""
CLOSE_PITCH, SAME_HEIGHT = 1.1, 0.1
"""Em from row to row, at least, where the characters of a column stand so near to the heights of numbers beside them."""
UNIT_BELOW = 3.5
"""Em from the last line of a header's name to the unit in brackets below it, at most."""
SOLID_PITCH = 1.6
"""Em from line to line of one text, at most."""
MIDDLE = 0.25
"""Of the step from row to row: so far from the middle stands a label beside two lines of figures, and nothing else."""
FEWEST_LONE = 2
"""Stretches of a column with a lone name in their middle, from which on two lines in another one are one, too."""
MAX_SPAN_LINES = 3
"""Lines in one band of a taller stretch that are still one spanned cell."""
GROUPED = re.compile(r"[△▲−(（-]*[1-9]\d{0,2}(,\d{3})+[)）]?")
"""A number with every comma where it belongs."""

_PART = re.compile("(?:資産|負債|純資産|正味財産|資本|収入|支出|収益|費用)の部")

Lone = tuple[int, int, Token]
"""Band, column and number, of an atom that holds nothing but numbers."""


@dataclass(slots=True)
class DrawnCell:
    """A cell as drawn: one atom of the grid, or several without an edge between them."""

    top: int
    left: int
    bottom: int
    right: int
    tokens: list[Token]
    vertical: bool = False
    whole: bool = False
    """Whether its text stands for every row of its band."""
    reach: tuple[float, float] | None = None
    """The heights between which its rows stand, where they are not all rows of its bands."""


def drawn_cells(frame: Frame, placed: dict[Place, list[Token]]) -> tuple[list[Lone], list[DrawnCell]]:
    """Atoms joined where no edge parts them, as rectangles; several numbers one above the other keep their own.

    Most atoms of a statement hold nothing but numbers, one below the other: those come apart, as (band, column, token).
    """
    joined = _joined_atoms(frame, placed)
    taken = {place for members in joined for place in members}
    lone: list[Lone] = []
    groups: list[DrawnCell] = []
    for place, tokens in placed.items():
        if place in taken:
            continue
        band, column = place
        if len(tokens) == 2:
            tokens = _whole_number(tokens)
        if len(tokens) == 1 and tokens[0].numeric:
            lone.append((band, column, tokens[0]))
        elif len(tokens) > 1 and _are_stacked_numbers(tokens):
            lone += [(band, column, token) for token in tokens]
        else:
            groups.append(DrawnCell(band, column, band, column, tokens))
    for members in joined:
        groups += _rectangles(members, placed)
    return lone, [part for group in groups for part in _names_apart(group, frame, placed)]


def _names_apart(group: DrawnCell, frame: Frame, placed: dict[Place, list[Token]]) -> list[DrawnCell]:
    """A cell of one column that holds several names running down beside rows of numbers, as one for each of them."""
    if group.left != group.right:
        return [group]
    top, bottom = frame.ys[group.top], frame.ys[group.bottom + 1]
    names = names_down(group.tokens, top, bottom)
    if not names:
        return [group]
    beside = [(t.cy, t.em) for tokens in placed.values() for t in tokens if t.numeric and top < t.cy < bottom]
    names[-1] = names[-1]._replace(bottom=_foot_of(names[-1], group, bottom, placed))
    if stand_beside(group.tokens, beside) or not all(any(name.top < y < name.bottom for y, _ in beside) for name in names):
        return [group]
    bands = [slot(frame.ys, name.tokens[0].cy) for name in names]
    return [
        DrawnCell(group.top, group.left, group.bottom, group.right, name.tokens, True, reach=(name.top, name.bottom))
        if name.stacked
        else DrawnCell(band, group.left, band, group.right, name.tokens)
        for name, band in zip(names, bands, strict=True)
    ]


def _foot_of(name: Name, group: DrawnCell, bottom: float, placed: dict[Place, list[Token]]) -> float:
    """Where the rows of a column's last name end: above the sum of all, where that alone stands below them."""
    below = [
        t for tokens in placed.values() for t in tokens if name.bottom < t.cy < bottom and not t.numeric and t not in group.tokens
    ]
    label = "".join(t.text for t in sorted(below, key=attrgetter("x0")) if not DASH.fullmatch(t.text))
    return name.bottom if label.endswith(SUMS_OF_ALL) else bottom


def _joined_atoms(frame: Frame, placed: dict[Place, list[Token]]) -> list[list[Place]]:
    """The places of atoms that no edge parts, cell by cell."""
    owner: dict[Place, Place] = {}

    def root(place: Place) -> Place:
        while (above := owner.setdefault(place, place)) != place:
            place = above
        return place

    numbered: set[Place] = set()  # the cells that hold a number by now: no second one joins them, blanks between or not
    for band, edge in zip(*(places.tolist() for places in (~frame.parted[:, 1:-1]).nonzero()), strict=True):
        left, right = root((band, edge)), (band, edge + 1)
        if _holds_number(placed.get((band, edge)), placed.get(right)):
            numbered.add(left)
        joins = _holds_number(placed.get(right), placed.get((band, edge + 2)))
        if not (joins and (left in numbered or _are_rows(placed[right]))):
            owner[root(right)] = left
            if joins:
                numbered.add(left)
    runs: dict[Place, list[Token]] = {}
    for place in owner:
        runs.setdefault(root(place), []).extend(placed.get(place, ()))
    across = {place: runs[root(place)] for place in owner}
    stretches = [
        (column, first, last, [across.get((band, column), placed.get((band, column), [])) for band in range(first, last + 1)])
        for column, first, last in _undivided(frame)
    ]
    lone = Counter(column for column, first, last, pieces in stretches if _is_lone_name(pieces, _middle(frame, first, last)))
    for column, first, last, pieces in stretches:
        middle, heights = _middle(frame, first, last), partial(_number_heights, placed)
        beside = [across.get((band, column + 1), placed.get((band, column + 1), [])) for band in range(first, last + 1)]
        if _is_lone_number(pieces, middle) or _stands_on_a_step(pieces, beside):
            continue
        if _is_one_cell(pieces, heights) or _is_wrapped_name(pieces, middle, heights, lone[column] >= FEWEST_LONE):
            for band in range(first, last):
                owner[root((band + 1, column))] = root((band, column))
            continue
        for band in _bands_of_names(pieces, frame.ys[first : last + 2], heights()):
            owner[root((first + band, column))] = root((first + band - 1, column))
        for band in blanks_below_names(pieces, beside):
            owner[root((first + band, column))] = root((first + band - 1, column))
    joined: dict[Place, list[Place]] = {}
    for place in owner:
        joined.setdefault(root(place), []).append(place)
    return list(joined.values())


def _stands_on_a_step(pieces: Sequence[Sequence[Token]], beside: Sequence[Sequence[Token]]) -> bool:
    """Whether the only text of an undivided stretch stands in its last band, where the column of labels right of it is blank.

    A rule runs under every row from its own label on (款, 項, 目, 節): what stands above the label belongs to others.
    """
    alone = bool(pieces[-1]) and not any(pieces[:-1])
    return alone and not beside[-1] and any(not t.numeric for tokens in beside for t in tokens)


def _bands_of_names(pieces: Sequence[Sequence[Token]], ys: Sequence[float], heights: Sequence[float]) -> list[int]:
    """The bands of an undivided stretch that are one cell with the band above, where names stand in the middle of their rows.

    Each band is a row; the first name stands at none of them, or not at the first.
    """
    lines = [lines_of(list(piece)) for piece in pieces if piece]
    rows = [[height for height in heights if top < height < bottom] for top, bottom in pairwise(ys)]
    if not lines or pieces[0] or any(len(own) > 1 for own in lines) or any(len(own) != 1 for own in rows):
        return []
    names = rows_of_names([own[0] for own in lines], [own[0] for own in rows])
    return [band for name in names for band in range(name.first + 1, name.last + 1)]


def _whole_number(tokens: list[Token]) -> list[Token]:
    """Two numbers one below the other are one where only together they are well grouped: it was broken for want of room."""
    first, second = tokens if tokens[0].cy <= tokens[1].cy else reversed(tokens)
    if "," not in first.text or GROUPED.fullmatch(first.text) or not GROUPED.fullmatch(first.text + second.text):
        return tokens
    box = hull(tokens)
    return [token_of(box.x0, box.top, box.x1, box.bottom, first.text + second.text, first.em, first.at)]


def _are_stacked_numbers(tokens: list[Token]) -> bool:
    """Whether an atom of several tokens holds numbers alone, each on a line of its own."""
    if False in [t.numeric for t in tokens]:
        return False
    heights = sorted([(t.cy, t.em) for t in tokens])
    return min([below - above - LINE_TOLERANCE * em for (above, _), (below, em) in pairwise(heights)]) > 0


def _number_heights(placed: dict[Place, list[Token]]) -> list[float]:
    """Heights of the rows that have numbers."""
    return anchors_of([cell_line(0, line) for tokens in placed.values() for line in lines_of(tokens)])


def _are_rows(tokens: Sequence[Token]) -> bool:
    """Whether figures stand one below the other: those of several rows, which no one cell holds."""
    heights = sorted((t.cy, t.em) for t in tokens if t.numeric)
    return any(below - above > LINE_TOLERANCE * em for (above, em), (below, _) in pairwise(heights))


def _holds_number(tokens: list[Token] | None, beside: list[Token] | None) -> bool:
    """Whether a figure stands in an atom, and none that counts the label behind it, there or ``beside`` it: 1 国民健康保険料."""
    numbers = [t for t in tokens or () if t.numeric]
    if not numbers:
        return False
    words = [t for t in (*(tokens or ()), *(beside or ())) if not t.numeric]
    return not all(len(t.text) <= MOST_COUNTED and any(_counts(t, word) for word in words) for t in numbers)


def _counts(number: Token, word: Token) -> bool:
    """Whether a number stands right before a word."""
    return abs(number.cy - word.cy) < LINE_TOLERANCE * word.em and 0 <= word.x0 - number.x1 < COUNT_GAP * word.em


def _undivided(frame: Frame) -> list[tuple[int, int, int]]:
    """Column, first and last band of each stretch of a column through which no rule runs."""
    if all_of(frame.ruled):
        return []
    found = []
    for column, ruled in enumerate(frame.ruled.T.tolist()):
        if False in ruled:
            edges = [edge for edge, drawn in enumerate(ruled) if drawn]
            found += [(column, a, b - 1) for a, b in pairwise(edges) if b - a > 1]
    return found


def _is_one_cell(pieces: list[list[Token]], heights: Callable[[], list[float]]) -> bool:
    """Whether the text of an undivided stretch is one spanned cell, not a row a band.

    Numbers above each other are rows.  Several lines that each stand beside a number row are rows; a lone line, stacked
    text or lines that keep no row's height are one cell.
    """
    tokens = [t for piece in pieces for t in piece]
    if len(tokens) > 1 and is_vertical(tokens):
        own = [len(line) > 1 for line in lines_of(tokens)]
        spread = 2 * sum(own) > len(own)  # 本　年　度 above 前　年　度, beside their rows
        return not (spread and stand_beside(tokens, [(height, tokens[0].em) for height in heights()]))
    filled = [piece for piece in pieces if piece]
    if sum(any(t.numeric for t in piece) for piece in filled) > 1 or _numbers_alone(tokens) > 1:
        return False
    if not tokens:
        return True
    lines = [cell_line(0, line) for line in lines_of(tokens)]
    if len(filled) < 2:
        few = len(lines) <= MAX_SPAN_LINES and sum(t.numeric for t in tokens) < 2
        return few and (len(lines) < 2 or _set_solid(lines) or not keeps_rows(lines, heights()))
    if len(lines) < WRAPPED_SHARE * len(pieces) and _set_solid(lines):
        return True
    if _is_header(lines, heights()):
        return True
    if keeps_rows(lines, heights()) or len(lines) >= 2 * len(pieces) or _name_all(lines, heights()):
        return False
    return _set_solid(lines) or not names_rows(lines, heights())


def _is_header(lines: Sequence[CellLine], heights: Sequence[float]) -> bool:
    """Whether lines above the first row follow each other evenly, each in the middle or at the right: one name of several lines.

    The unit of a name, in brackets, may stand on the line of other names below that (収納率, （％）).
    """
    em = lines[0].em
    name, last = lines[-2], lines[-1]
    under = abs(name.x0 + name.x1 - last.x0 - last.x1) < em or abs(name.x1 - last.x1) < em / 2  # in its middle, or flush right
    unit = is_bare_unit(last.tokens) and last.cy - name.cy < UNIT_BELOW * em and under
    if not heights or lines[-1].cy > heights[0] - em or not _set_solid(lines[:-1] if unit else lines):
        return False
    lines = lines[:-1] if unit else lines
    if len(lines) == 1:
        return True
    pitches = [below.cy - above.cy for above, below in pairwise(lines)]
    middles, ends = [line.x0 + line.x1 for line in lines], [line.x1 for line in lines]
    flush = len(lines) > LEVELS and max(ends) - min(ends) < em / 4
    return max(pitches) - min(pitches) < SAME_HEIGHT * em and (flush or max(middles) - min(middles) < em)


def _name_all(lines: Sequence[CellLine], heights: Sequence[float]) -> bool:
    """Whether lines set off against each other name every row beside them: 2 固定負債, 長期借入金, 固定負債合計."""
    em = lines[0].em
    for places in ([line.x0 for line in lines], [line.x0 + line.x1 for line in lines]):
        if max(places) - min(places) < em:
            return False  # one text, set flush or in the middle
    beside = [height for height in heights if lines[0].cy - em < height < lines[-1].cy + em]
    return len(beside) > 1 and all(any(abs(line.cy - height) < LINE_TOLERANCE * em for line in lines) for height in beside)


def _is_lone_number(pieces: list[list[Token]], middle: float) -> bool:
    """Whether nothing but one number stands in an undivided stretch, and not in its middle: it is of the row beside it."""
    tokens = sorted(t for piece in pieces for t in piece)
    if not tokens or not is_number(tokens) or len(lines_of(tokens)) > 1:  # △ 640,000 may be two
        return False
    return abs(tokens[-1].cy - middle) > tokens[-1].em


def _numbers_alone(tokens: Sequence[Token]) -> int:
    """How many lines hold a number and nothing else."""
    if sum(t.numeric for t in tokens) < 2:
        return 0
    return sum(len(line) == 1 and line[0].numeric for line in lines_of(tokens))


def _middle(frame: Frame, first: int, last: int) -> float:
    """Height of the middle of a stretch of bands."""
    return (frame.ys[first] + frame.ys[last + 1]) / 2


def _is_lone_name(pieces: list[list[Token]], middle: float) -> bool:
    """Whether nothing but one word stands in an undivided stretch, in its middle: the name of its rows."""
    tokens = [t for piece in pieces for t in piece]
    return len(tokens) == 1 and not tokens[0].numeric and abs(tokens[0].cy - middle) < MIDDLE * tokens[0].em


def _is_wrapped_name(pieces: list[list[Token]], middle: float, heights: Callable[[], list[float]], among: bool) -> bool:
    """Whether the lines of an undivided stretch are one name in its middle, and not at the heights of its rows.

    ``among``: other stretches of the column have names in their middle.  Then one that wraps to as many lines as there are rows
    (10 over 月) may stand at their heights.
    """
    tokens = [t for piece in pieces for t in piece]
    if not tokens or any(t.numeric for t in tokens[1 if among else 0 :]):
        return False
    lines = [cell_line(0, line) for line in lines_of(tokens)]
    off = abs((lines[0].cy + lines[-1].cy) / 2 - middle)
    if not 1 < len(lines) <= len(pieces) + 1 or not _set_solid(lines) or off >= MIDDLE * lines[0].em:
        return False
    rows = [] if among else heights()
    at_rows = sum(any(abs(line.cy - height) < MIDDLE * line.em for height in rows) for line in lines)
    return 2 * at_rows <= len(lines)  # a heading among rows has none beside it


def _set_solid(lines: Sequence[CellLine]) -> bool:
    """Whether lines follow each other as those of one text do."""
    return all(below.cy - above.cy < SOLID_PITCH * above.em for above, below in pairwise(lines))


def _rectangles(places: list[Place], placed: dict[Place, list[Token]]) -> list[DrawnCell]:
    top, bottom = min(p[0] for p in places), max(p[0] for p in places)
    left, right = min(p[1] for p in places), max(p[1] for p in places)
    if (bottom - top + 1) * (right - left + 1) == len(places):
        return [DrawnCell(top, left, bottom, right, [t for place in sorted(places) for t in placed.get(place, ())])]
    found = []
    for band in range(top, bottom + 1):  # not a rectangle: each band for itself
        run = sorted(p[1] for p in places if p[0] == band)
        for start in (c for c in run if c - 1 not in run):
            end = start
            while end + 1 in run:
                end += 1
            tokens = [t for c in range(start, end + 1) for t in placed.get((band, c), ())]
            found.append(DrawnCell(band, start, band, end, tokens))
    return found


def _are_uneven(heights: Sequence[float], em: float) -> bool:
    """Whether lines are not all equally far apart, as the characters of one name would be."""
    steps = [below - above for above, below in pairwise(heights)]
    return max(steps) - min(steps) > SAME_HEIGHT * em


def stand_beside(tokens: Sequence[Token], numbers: Sequence[tuple[float, float]]) -> bool:
    """Whether single characters one below the other (units) each stand beside a number of their own, set apart as rows are.

    The name of a part of a statement (資本の部) is one word, however it is spread beside its rows.
    Where they keep the very heights of the numbers and not all are one character, the rows may be set close.  A header above the
    first number (頁) is none of them.
    """
    if _PART.fullmatch("".join([t.text for t in sorted(tokens, key=attrgetter("cy"))])):
        return False
    heights = sorted([cy for cy, _ in numbers])
    em = tokens[0].em
    lines = sorted([t.cy for t in tokens if heights and t.cy > heights[0] - t.em])
    lines = [line for n, line in enumerate(lines) if not n or line - lines[n - 1] > SAME_HEIGHT * em]  # 土　地 is one
    if len(lines) < 2:
        return False
    rows = 1 + sum(below - above > em / 2 for above, below in pairwise(heights))
    if len(tokens) == len(lines) and FEW_BESIDE * len(lines) <= rows:
        return False  # units stand beside every row; 収 and 入 in the middle of many are one word
    nearest = [heights[max(bisect_left(heights, line) - 1, 0) : bisect_left(heights, line) + 1] for line in lines]
    gaps = [min((height - line for height in near), key=abs) for near, line in zip(nearest, lines, strict=True)]
    off = max(map(abs, gaps))
    if max(gaps) - min(gaps) > SET_OFF * em and len(lines) < rows:
        return False  # evenly spread over the cell, not row by row
    words = any(len(t.text) > 1 for t in tokens) or len(tokens) >= 2 * len(lines)
    close = off < SAME_HEIGHT * em and words
    if off < SAME_HEIGHT * em and len(lines) == rows and (len(tokens) > len(lines) or _are_uneven(lines, em)):
        return True  # a word beside every row and at its very height, however close the rows are set
    pitch = CLOSE_PITCH if close else ROW_PITCH
    return off < LINE_TOLERANCE * em and all(below - above > pitch * em for above, below in pairwise(lines))
