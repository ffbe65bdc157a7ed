"""From a region of a page to a table of cells: the skeleton's atoms become cells, bands become rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from operator import itemgetter

from extractors.frames import Frame, Place, frame_of, placed_tokens
from extractors.geometry import DASH, LINE_TOLERANCE, Token, all_of, hull, lines_of, slot, text_of, token_of
from extractors.group_names import names_down
from extractors.group_rows import rows_of_names
from extractors.regions import Region
from extractors.rows import CellLine, anchors_of, assign_rows, cell_line, keeps_rows, names_rows, offset_of, pitch_of
from extractors.stacked import is_vertical, text_of_cell
from pipeline.model import Box, Cell, Glyphs, Reading

WRAPPED_SHARE = 0.7
"""Lines per band of a stretch, below which they are one text set solid in a spanned cell, not a row a band."""
ROW_PITCH = 1.2
"""Em from row to row, at least; stacked glyphs stand closer."""
FEW_BESIDE = 3
"""Rows for each character of a word that runs down beside them, at least."""
CLOSE_PITCH, SAME_HEIGHT = 1.1, 0.1
"""Em from row to row, at least, where the characters of a column stand so near to the heights of numbers beside them."""
SOLID_PITCH = 1.6
"""Em from line to line of one text, at most."""
HALF_WAY = 0.6
"""Of the step from row to row: how far from the middle of its rows a label for all of them may stand."""
MIDDLE = 0.25
"""Of the step from row to row: so far from the middle stands a label beside two lines of figures, and nothing else."""
MAX_SPAN_LINES = 3
"""Lines in one band of a taller stretch that are still one spanned cell."""
GROUPED = re.compile(r"[△▲−(（-]*[1-9]\d{0,2}(,\d{3})+[)）]?")
"""A number with every comma where it belongs."""
LONG_VOWEL = "ー"
"""A dash by itself, and the end of a word (キャッシュ・フロー) where a line of words stands above it in its cell."""
BRACKETS = frozenset("()（）[]［］〔〕 　\n")
_new = tuple.__new__
"""Makes hundreds of named tuples a page: past their own constructors, which take three times as long."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one region, and how many rows and columns they span."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    row_tops: tuple[float, ...]


_Lone = tuple[int, int, Token]
"""Band, column and number, of an atom that holds nothing but numbers."""


@dataclass(slots=True)
class _Group:
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


def build_grid(region: Region, tokens: Sequence[Token], glyphs: Glyphs, reader: str = "pdfium") -> Grid:
    """The cells of a region: ``tokens`` are those whose middle lies in it."""
    frame = frame_of(region, tokens)
    lone, groups = _drawn_cells(frame, placed_tokens(tokens, frame, glyphs))
    rows = _rows(frame, lone, groups)
    cells = _lone_cells(lone, rows, reader) + _line_cells(groups, rows, reader) + _whole_cells(groups, rows, reader)
    cells.sort(key=itemgetter(0, 1))
    return Grid(rows.first[-1], len(frame.xs) - 1, tuple(cells), _tops(frame, rows.heights))


# ------------------------------------------------------------------------------------------------------------- merged cells


def _drawn_cells(frame: Frame, placed: dict[Place, list[Token]]) -> tuple[list[_Lone], list[_Group]]:
    """Atoms joined where no edge parts them, as rectangles; several numbers one above the other keep their own.

    Most atoms of a statement hold nothing but numbers, one below the other: those come apart, as (band, column, token).
    """
    joined = _joined_atoms(frame, placed)
    taken = {place for members in joined for place in members}
    lone: list[_Lone] = []
    groups: list[_Group] = []
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
            groups.append(_Group(band, column, band, column, tokens))
    for members in joined:
        groups += _rectangles(members, placed)
    return lone, [part for group in groups for part in _names_apart(group, frame, placed)]


def _names_apart(group: _Group, frame: Frame, placed: dict[Place, list[Token]]) -> list[_Group]:
    """A cell of one column that holds several names running down beside rows of numbers, as one for each of them."""
    if group.left != group.right:
        return [group]
    top, bottom = frame.ys[group.top], frame.ys[group.bottom + 1]
    names = names_down(group.tokens, top, bottom)
    if not names:
        return [group]
    beside = [(t.cy, t.em) for tokens in placed.values() for t in tokens if t.numeric and top < t.cy < bottom]
    if _stand_beside(group.tokens, beside) or not all(any(name.top < y < name.bottom for y, _ in beside) for name in names):
        return [group]
    bands = [slot(frame.ys, name.tokens[0].cy) for name in names]
    return [
        _Group(group.top, group.left, group.bottom, group.right, name.tokens, True, reach=(name.top, name.bottom))
        if name.stacked
        else _Group(band, group.left, band, group.right, name.tokens)
        for name, band in zip(names, bands, strict=True)
    ]


def _joined_atoms(frame: Frame, placed: dict[Place, list[Token]]) -> list[list[Place]]:
    """The places of atoms that no edge parts, cell by cell."""
    owner: dict[Place, Place] = {}

    def root(place: Place) -> Place:
        while (above := owner.setdefault(place, place)) != place:
            place = above
        return place

    for band, edge in zip(*(places.tolist() for places in (~frame.parted[:, 1:-1]).nonzero()), strict=True):
        if not _numbers_on_both_sides(placed.get((band, edge)), placed.get((band, edge + 1))):
            owner[root((band, edge + 1))] = root((band, edge))
    runs: dict[Place, list[Token]] = {}
    for place in owner:
        runs.setdefault(root(place), []).extend(placed.get(place, ()))
    across = {place: runs[root(place)] for place in owner}
    for column, first, last in _undivided(frame):
        places = [(band, column) for band in range(first, last + 1)]
        pieces = [across.get(place, placed.get(place, [])) for place in places]
        middle = (frame.ys[first] + frame.ys[last + 1]) / 2
        heights = partial(_number_heights, placed)
        if _is_one_cell(pieces, heights) or _is_wrapped_name(pieces, middle, heights):
            for band in range(first, last):
                owner[root((band + 1, column))] = root((band, column))
    joined: dict[Place, list[Place]] = {}
    for place in owner:
        joined.setdefault(root(place), []).append(place)
    return list(joined.values())


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


def _numbers_on_both_sides(left: list[Token] | None, right: list[Token] | None) -> bool:
    return bool(left and right and any(t.numeric for t in left) and any(t.numeric for t in right))


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
        return not (spread and _stand_beside(tokens, [(height, tokens[0].em) for height in heights()]))
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
    if keeps_rows(lines, heights()) or len(lines) >= 2 * len(pieces):
        return False
    return _set_solid(lines) or not names_rows(lines, heights())


def _numbers_alone(tokens: Sequence[Token]) -> int:
    """How many lines hold a number and nothing else."""
    if sum(t.numeric for t in tokens) < 2:
        return 0
    return sum(len(line) == 1 and line[0].numeric for line in lines_of(tokens))


def _is_wrapped_name(pieces: list[list[Token]], middle: float, heights: Callable[[], list[float]]) -> bool:
    """Whether the lines of an undivided stretch are one name in its middle, and not at the heights of its rows."""
    tokens = [t for piece in pieces for t in piece]
    if not tokens or any(t.numeric for t in tokens):
        return False
    lines = [cell_line(0, line) for line in lines_of(tokens)]
    off = abs((lines[0].cy + lines[-1].cy) / 2 - middle)
    if not 1 < len(lines) <= len(pieces) + 1 or not _set_solid(lines) or off >= MIDDLE * lines[0].em:
        return False
    rows = heights()
    return not all(any(abs(line.cy - height) < MIDDLE * line.em for height in rows) for line in lines)


def _set_solid(lines: Sequence[CellLine]) -> bool:
    """Whether lines follow each other as those of one text do."""
    return all(below.cy - above.cy < SOLID_PITCH * above.em for above, below in pairwise(lines))


def _rectangles(places: list[Place], placed: dict[Place, list[Token]]) -> list[_Group]:
    top, bottom = min(p[0] for p in places), max(p[0] for p in places)
    left, right = min(p[1] for p in places), max(p[1] for p in places)
    if (bottom - top + 1) * (right - left + 1) == len(places):
        return [_Group(top, left, bottom, right, [t for place in sorted(places) for t in placed.get(place, ())])]
    found = []
    for band in range(top, bottom + 1):  # not a rectangle: each band for itself
        run = sorted(p[1] for p in places if p[0] == band)
        for start in (c for c in run if c - 1 not in run):
            end = start
            while end + 1 in run:
                end += 1
            tokens = [t for c in range(start, end + 1) for t in placed.get((band, c), ())]
            found.append(_Group(band, start, band, end, tokens))
    return found


# ------------------------------------------------------------------------------------------------------------ rows and cells


def _stand_beside(tokens: Sequence[Token], numbers: Sequence[tuple[float, float]]) -> bool:
    """Whether single characters one below the other (units) each stand beside a number of their own, set apart as rows are.

    Where they keep the very heights of the numbers and not all are one character, the rows may be set close.  A header above the
    first number (頁) is none of them.
    """
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
    off = max(min(abs(height - line) for height in near) for near, line in zip(nearest, lines, strict=True))
    words = any(len(t.text) > 1 for t in tokens) or len(tokens) >= 2 * len(lines)
    close = off < SAME_HEIGHT * em and words
    if off < SAME_HEIGHT * em and len(lines) == rows and len(tokens) > len(lines):
        return True  # a word beside every row and at its very height, however close the rows are set
    pitch = CLOSE_PITCH if close else ROW_PITCH
    return off < LINE_TOLERANCE * em and all(below - above > pitch * em for above, below in pairwise(lines))


def _figures_beside(group: _Group, groups: Sequence[_Group]) -> list[tuple[float, float]]:
    """Heights and sizes of the figures that share a band with a cell: theirs stand below headers or units in one band."""
    others = [other.tokens for other in groups if other is not group and other.top == group.top]
    return [(t.cy, t.em) for tokens in others if _are_figures(tokens) for t in tokens if t.numeric]


def _are_figures(tokens: Sequence[Token]) -> bool:
    """Whether all texts of a cell but one, its header or unit, are figures."""
    return len(tokens) > 1 and sum(t.numeric or bool(DASH.fullmatch(t.text)) for t in tokens) >= len(tokens) - 1


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of all bands."""

    first: list[int]
    """Row number of each band's first row, and the number of all rows."""
    heights: list[list[float]]
    """Heights of each band's rows."""
    lines: dict[int, list[CellLine]]
    """The lines of each band's cells, with their rows (``CellLine.cell``: index of the group)."""
    several: set[int]
    """The bands where a cell has several lines."""


def _rows(frame: Frame, lone: list[_Lone], groups: list[_Group]) -> _Rows:
    """Which rows every band has, and which line belongs to which."""
    bands = range(len(frame.ys) - 1)
    numbers: list[list[tuple[float, float]]] = [[] for _ in bands]
    for band, _, token in lone:
        numbers[band].append((token.cy, token.em))
    lines, several = _lines_by_band(groups, numbers)
    anchors = [anchors_of(lines.get(band, ()), numbers[band]) for band in bands]
    for band, own in lines.items():
        if len(anchors[band]) > 1:
            _mark_whole(groups, own, anchors[band])
            _mark_names(groups, own, anchors[band])
    right_edges = [frame.xs[group.right + 1] for group in groups]
    pitch = pitch_of([height for found in anchors for height in found])
    loose = any(len(found) > 1 for found in anchors)
    offset = _offsets(groups, lines, anchors, pitch) if loose else None
    first, heights = [0], []
    for band in bands:
        if not loose and band not in several:  # nothing in it stands above anything else
            for line in lines.get(band, ()):
                line.row = 0
            heights.append(anchors[band] or [(frame.ys[band] + frame.ys[band + 1]) / 2])
            first.append(first[-1] + 1)
            continue
        rows = assign_rows(lines.get(band, []), anchors[band], right_edges, pitch, loose, offset)
        heights.append(rows or anchors[band][:1] or [(frame.ys[band] + frame.ys[band + 1]) / 2])
        first.append(first[-1] + len(heights[-1]))
    return _Rows(first, heights, lines, several)


def _mark_whole(groups: list[_Group], lines: list[CellLine], anchors: Sequence[float]) -> None:
    """Take out of a band's lines a lone label at half its height, left of labels of its rows: it stands for all of them."""
    if not lines:
        return
    middle, slack = (anchors[0] + anchors[-1]) / 2, (anchors[1] - anchors[0]) * HALF_WAY
    labels = [line for line in lines if not line.number]
    first = min((groups[line.cell].left for line in labels), default=0)
    own = [line for line in labels if groups[line.cell].left == first]
    beside = sum(groups[line.cell].left == first + 1 for line in labels)
    alone = len(own) == 1 and len(own[0].tokens) == len(groups[own[0].cell].tokens)
    if alone and len(labels) == 1 and len(anchors) <= MAX_SPAN_LINES:
        beside, slack = len(anchors), slack * MIDDLE / HALF_WAY  # beside figures alone it stands right in the middle
    if alone and beside == len(anchors) and abs(own[0].cy - middle) <= slack:
        groups[own[0].cell].whole = True
        lines.remove(own[0])


def _mark_names(groups: list[_Group], lines: list[CellLine], anchors: Sequence[float]) -> None:
    """Take out of a band's lines the names of its row groups, each left of the labels of several rows and in their middle."""
    labels = [line for line in lines if not line.number]
    first = min((groups[line.cell].left for line in labels), default=0)
    own = sorted([line for line in labels if groups[line.cell].left == first], key=lambda line: line.cy)
    beside = [line.cy for line in labels if groups[line.cell].left == first + 1]
    if len(own) < 2 or len(beside) < len(anchors) / 2 or any(groups[line.cell].whole for line in own):
        return
    for name in rows_of_names([line.tokens for line in own], anchors):
        if name.first == name.last:
            continue
        ends = anchors[name.first], anchors[name.last]
        named = sum(ends[0] - own[0].em / 2 < height < ends[1] + own[0].em / 2 for height in beside)
        if named < name.last - name.first + 1:
            return
        group = groups[own[name.lines[0]].cell]
        tokens = [t for n in name.lines for t in own[n].tokens]
        groups.append(_Group(group.top, first, group.bottom, group.right, tokens, whole=True, reach=(ends[0] - 1, ends[1] + 1)))
        for n in name.lines:
            lines.remove(own[n])


def _lines_by_band(
    groups: list[_Group], numbers: Sequence[Sequence[tuple[float, float]]]
) -> tuple[dict[int, list[CellLine]], set[int]]:
    """The lines of the cells within each band, and the bands where a cell has several; says of cells that they are stacked."""
    lines: dict[int, list[CellLine]] = {}
    several: set[int] = set()
    for index, group in enumerate(groups):
        tokens = group.tokens
        if not tokens:
            continue
        if len(tokens) > 1 and not group.reach:
            group.vertical = is_vertical(tokens)
        if group.vertical and not group.reach:
            beside = numbers[group.top] or _figures_beside(group, groups)
            group.vertical = not _stand_beside(tokens, beside)
        if group.vertical or group.bottom > group.top:
            continue
        found = lines.setdefault(group.top, [])
        if len(tokens) == 1:
            found.append(cell_line(index, tokens))
            continue
        own = [cell_line(index, line) for line in lines_of(tokens)]
        for above, line in pairwise(own):
            if line.number and not above.number and line.tokens[0].text == LONG_VOWEL:
                line.number = False
        found += own
        if len(own) > 1:
            several.add(group.top)
    return lines, several


def _offsets(
    groups: list[_Group], lines: dict[int, list[CellLine]], anchors: list[list[float]], pitch: float
) -> Callable[[int], float]:
    """Tells for a group how far below its labels the numbers of its column's lines are printed, all bands together."""
    known: dict[int, float] = {}

    def offset(index: int) -> float:
        column = groups[index].left
        if column not in known:
            texts = {band: [x for x in own if not x.number and groups[x.cell].left == column] for band, own in lines.items()}
            known[column] = offset_of([(own, anchors[band]) for band, own in texts.items() if anchors[band]], pitch)
        return known[column]

    return offset


def _lone_cells(lone: list[_Lone], rows: _Rows, reader: str) -> list[Cell]:
    """The numbers that have their line of an atom alone, each in the row nearest to its height."""
    middles = [[(a + b) / 2 for a, b in pairwise(heights)] if len(heights) > 1 else () for heights in rows.heights]
    cells = []
    first = rows.first
    for band, column, token in lone:
        row = first[band] + (bisect_left(middles[band], token.cy) if middles[band] else 0)
        readings = (_new(Reading, (token.text, reader, None)),)
        cells.append(_new(Cell, (row, column, readings, 1, 1, _new(Box, token[:4]), False)))
    return cells


def _line_cells(groups: list[_Group], rows: _Rows, reader: str) -> list[Cell]:
    """Cells within one band: the lines of one drawn cell that share a row."""
    cells = []
    for band, own in rows.lines.items():
        first = rows.first[band]
        for index, row, tokens, text in _joined(own) if band in rows.several else _apart(own):
            if not _is_empty(text):
                group = groups[index]
                cells.append(_cell(first + row, group.left, 1, group.right - group.left + 1, text, tokens, False, reader))
    return cells


_Text = tuple[int, int, list[Token], str]
"""Cell, row, tokens and text of what becomes one cell of the grid."""


def _apart(lines: Sequence[CellLine]) -> list[_Text]:
    """The lines of a band none of whose cells has several."""
    return [(line.cell, line.row, line.tokens, text_of(line.tokens)) for line in lines]


def _joined(lines: Sequence[CellLine]) -> list[_Text]:
    """The lines of a band, those of one cell and row together."""
    by_cell: dict[Place, list[list[Token]]] = {}
    for line in lines:
        by_cell.setdefault((line.cell, line.row), []).append(line.tokens)
    texts: list[_Text] = []
    for (cell, row), own in by_cell.items():
        tokens = own[0] if len(own) == 1 else [t for line in own for t in line]
        texts.append((cell, row, tokens, text_of(tokens) if len(own) == 1 else text_of_cell(tokens, False)))
    return texts


def _whole_cells(groups: list[_Group], rows: _Rows, reader: str) -> list[Cell]:
    """Cells that span bands, and those of stacked text: every row of their bands."""
    cells = []
    for group in groups:
        if group.tokens and (group.vertical or group.whole or group.bottom > group.top):
            text = text_of_cell(group.tokens, group.vertical)
            if not _is_empty(text):
                row, end = _rows_of(group, rows)
                across = group.right - group.left + 1
                cells.append(_cell(row, group.left, end - row, across, text, group.tokens, group.vertical, reader))
    return cells


def _rows_of(group: _Group, rows: _Rows) -> tuple[int, int]:
    """First row of a cell, and the one after its last."""
    row, end = rows.first[group.top], rows.first[group.bottom + 1]
    if group.reach is None:
        return row, end
    heights = [height for band in rows.heights[group.top : group.bottom + 1] for height in band]
    first, last = bisect_left(heights, group.reach[0]), bisect_left(heights, group.reach[1])
    return row + first, max(row + last, row + first + 1)


def _is_empty(text: str) -> bool:
    """Whether a text is printed brackets with nothing between them, which hold no datum."""
    return text[0] in BRACKETS and BRACKETS.issuperset(text)


def _cell(
    row: int, column: int, row_span: int, column_span: int, text: str, tokens: list[Token], vertical: bool, reader: str
) -> Cell:
    return _new(Cell, (row, column, (_new(Reading, (text, reader, None)),), row_span, column_span, hull(tokens), vertical))


def _tops(frame: Frame, heights: list[list[float]]) -> tuple[float, ...]:
    """Upper edge of each row: a rule, or half way up to the row above."""
    tops = []
    for top, rows in zip(frame.ys, heights, strict=False):
        tops.append(top)
        if len(rows) > 1:
            tops += [(above + below) / 2 for above, below in pairwise(rows)]
    return tuple(tops)
