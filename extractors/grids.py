"""From a region of a page to a table of cells: the skeleton's atoms become cells, bands become rows."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from extractors.frames import Frame, Place, frame_of, placed_tokens
from extractors.geometry import DASH, Token, hull, lines_of, slot, text_of
from extractors.group_rows import SOLID, label_every_row, rows_of_names, stand_at_first_rows
from extractors.header_start import UNITS, is_bare_unit
from extractors.merged_cells import MAX_SPAN_LINES, MIDDLE, DrawnCell, Lone, drawn_cells, stand_beside
from extractors.regions import Region
from extractors.rows import SAME_HEIGHT, CellLine, anchors_of, assign_rows, cell_line, offset_of, pitch_of
from extractors.stacked import is_vertical, like_columns, text_of_cell
from pipeline.model import Box, Cell, Glyphs, Reading

HALF_WAY = 0.6
"""Of the step from row to row: how far from the middle of its rows a label for all of them may stand."""
FEWEST_OF_KINDS = 3
"""Bands that each have the same kinds of figures, at least."""
SHORT_NAME = 4
"""Glyphs of a name that is too short to show whether it is stacked: 貸付 above 事業, or 貸付 right of 事業."""
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


def build_grid(region: Region, tokens: Sequence[Token], glyphs: Glyphs, reader: str = "pdfium") -> Grid:
    """The cells of a region: ``tokens`` are those whose middle lies in it."""
    frame = frame_of(region, tokens)
    lone, groups = drawn_cells(frame, placed_tokens(tokens, frame, glyphs))
    rows = _rows(frame, lone, groups)
    cells = _lone_cells(lone, rows, reader) + _line_cells(groups, rows, reader) + _whole_cells(groups, rows, reader)
    cells += _heading_cells(frame, rows, cells, reader)
    cells.sort(key=itemgetter(0, 1))
    return Grid(rows.first[-1], len(frame.xs) - 1, tuple(cells), _tops(frame, rows.heights))


def _figures_beside(group: DrawnCell, groups: Sequence[DrawnCell], last: int) -> list[tuple[float, float]]:
    """Heights and sizes of the figures in a cell's bands, down to the last: theirs stand below headers or units in one band."""
    others = [other.tokens for other in groups if other is not group and group.top <= other.top <= last]
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
    body: int
    """The first band with a figure, where rules part all columns: what none parts above it is one name; else 0."""


def _rows(frame: Frame, lone: list[Lone], groups: list[DrawnCell]) -> _Rows:
    """Which rows every band has, and which line belongs to which."""
    bands = range(len(frame.ys) - 1)
    numbers: list[list[tuple[float, float]]] = [[] for _ in bands]
    for band, _, token in lone:
        numbers[band].append((token.cy, token.em))
    for heading in frame.headings:  # a row each, as if it had a number
        numbers[slot(frame.ys, heading[0].cy)].append((heading[0].cy, heading[0].em))
    lines, several = _lines_by_band(frame, groups, numbers)
    anchors = [anchors_of(lines.get(band, ()), numbers[band]) for band in bands]
    _mark_beside_kinds(groups, lines, anchors)
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
    body = min((band for band, _, _ in lone), default=0) if all(frame.hard) else 0
    return _Rows(first, heights, lines, several, body)


def _mark_beside_kinds(groups: list[DrawnCell], lines: dict[int, list[CellLine]], anchors: Sequence[Sequence[float]]) -> None:
    """Take out of the lines what stands beside several kinds of figures in every band (予算 over 決算): words about all of them.

    A name of two lines would else be one name at 予算, and another at 決算.
    """
    body = [band for band in lines if len(anchors[band]) > 1]
    if len(body) < FEWEST_OF_KINDS or len({len(anchors[band]) for band in body}) > 1:
        return
    words: dict[int, list[tuple[str, ...]]] = {}
    for band in body:
        columns = {groups[line.cell].left for line in lines[band]}
        for column in columns:
            own = [line for line in lines[band] if groups[line.cell].left == column]
            level = len(own) == len(anchors[band]) and not any(line.number for line in own)
            level = level and all(abs(x.cy - y) < SAME_HEIGHT * x.em for x, y in zip(own, anchors[band], strict=True))
            words.setdefault(column, []).append(tuple(text_of(line.tokens) for line in own) if level else ())
    kinds = {column for column, own in words.items() if len(own) == len(body) and len(set(own)) == 1 and all(own)}
    for band in body if kinds else ():
        numbered = {line.cell for line in lines[band] if line.number}
        of_all = {x.cell for x in lines[band] if x.cell not in numbered and groups[x.cell].left not in kinds}
        for cell in of_all:
            groups[cell].whole = True
        lines[band] = [line for line in lines[band] if line.cell not in of_all]


def _mark_whole(groups: list[DrawnCell], lines: list[CellLine], anchors: Sequence[float]) -> None:
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


def _mark_names(groups: list[DrawnCell], lines: list[CellLine], anchors: Sequence[float]) -> None:
    """Take out of a band's lines the names of its row groups, each left of the labels of several rows and in their middle."""
    labels = [line for line in lines if not line.number]
    first = min((groups[line.cell].left for line in labels), default=0)
    own = sorted([line for line in labels if groups[line.cell].left == first], key=lambda line: line.cy)
    inner = sorted([line for line in labels if groups[line.cell].left == first + 1], key=lambda line: line.cy)
    beside = [line.cy for line in inner]
    if len(own) < 2 or len(beside) < len(anchors) / 2 or any(groups[line.cell].whole for line in own):
        return
    if any(line.number and groups[line.cell].left == first for line in lines):
        return  # figures among them: they are rows themselves
    names = [line.tokens for line in own]
    if label_every_row(names, anchors) or stand_at_first_rows(names, [line.tokens for line in inner], anchors):
        return  # or each name was typed at the first of its rows
    for name in rows_of_names(names, anchors):
        if name.first == name.last:
            continue
        ends = anchors[name.first], anchors[name.last]
        named = sum(ends[0] - own[0].em / 2 < height < ends[1] + own[0].em / 2 for height in beside)
        if named < name.last - name.first + 1:
            return
        group = groups[own[name.lines[0]].cell]
        tokens = [t for n in name.lines for t in own[n].tokens]
        reach = (ends[0] - 1, ends[1] + 1)
        groups.append(DrawnCell(group.top, first, group.bottom, group.right, tokens, whole=True, reach=reach))
        for n in name.lines:
            lines.remove(own[n])


def _mark_stacked(frame: Frame, groups: list[DrawnCell], numbers: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Say of cells that their text runs down; of two lines that tell nothing themselves, what stands beside them does."""
    open_: list[DrawnCell] = []
    for group in groups:
        tokens = group.tokens
        if len(tokens) < 2:
            continue
        if not group.reach:
            group.vertical = is_vertical(tokens, frame.xs[group.right + 1] - frame.xs[group.left])
            open_ += [] if group.vertical or len(tokens) > SHORT_NAME else [group]
        if group.vertical and not group.reach:
            units = all(UNITS.fullmatch(t.text) for t in tokens)  # no group's name, so of all rows that they reach over
            last = group.bottom if units else group.top
            heights = [height for band in range(group.top, last + 1) for height in numbers[band]]
            beside = heights or _figures_beside(group, groups, last)
            group.vertical = not stand_beside(tokens, beside)
    for group in open_:
        stacked = [other.tokens for other in groups if other.vertical and (other.top, other.bottom) == (group.top, group.bottom)]
        group.vertical = len(stacked) > 1 and like_columns(group.tokens, stacked)


def _lines_by_band(
    frame: Frame, groups: list[DrawnCell], numbers: Sequence[Sequence[tuple[float, float]]]
) -> tuple[dict[int, list[CellLine]], set[int]]:
    """The lines of the cells within each band, and the bands where a cell has several; says of cells that they are stacked."""
    lines: dict[int, list[CellLine]] = {}
    several: set[int] = set()
    _mark_stacked(frame, groups, numbers)
    for index, group in enumerate(groups):
        tokens = group.tokens
        if not tokens or group.vertical or group.bottom > group.top:
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
    groups: list[DrawnCell], lines: dict[int, list[CellLine]], anchors: list[list[float]], pitch: float
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


def _lone_cells(lone: list[Lone], rows: _Rows, reader: str) -> list[Cell]:
    """The numbers that have their line of an atom alone, each in the row nearest to its height."""
    middles = [[(a + b) / 2 for a, b in pairwise(heights)] if len(heights) > 1 else () for heights in rows.heights]
    cells = []
    first = rows.first
    for band, column, token in lone:
        row = first[band] + (bisect_left(middles[band], token.cy) if middles[band] else 0)
        readings = (_new(Reading, (token.text, reader, None)),)
        cells.append(_new(Cell, (row, column, readings, 1, 1, _new(Box, token[:4]), False, None)))
    return cells


def _heading_cells(frame: Frame, rows: _Rows, beside: Sequence[Cell], reader: str) -> list[Cell]:
    """The headings in the middle of all columns, each a label of its own row: in the column that has the most words."""
    if not frame.headings:
        return []
    cells = []
    words = Counter(cell.column for cell in beside if sum(map(str.isalpha, cell.text)) > 1)
    column = min(words, key=lambda each: (-words[each], each), default=0)
    for line in frame.headings:
        band, cy = slot(frame.ys, line[0].cy), line[0].cy
        heights = rows.heights[band]
        row = rows.first[band] + min(range(len(heights)), key=lambda n: abs(heights[n] - cy))
        cells.append(_cell(row, column, 1, 1, " ".join(t.text for t in line), line, False, reader))
    return cells


def _line_cells(groups: list[DrawnCell], rows: _Rows, reader: str) -> list[Cell]:
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


def _whole_cells(groups: list[DrawnCell], rows: _Rows, reader: str) -> list[Cell]:
    """Cells that span bands, and those of stacked text: every row of their bands, or each name in them its own."""
    cells = []
    for group in groups:
        if group.tokens and (group.vertical or group.whole or group.bottom > group.top):
            row, end = _rows_of(group, rows)
            for first, last, tokens in _names_apart(group, rows, row) or [(row, end, group.tokens)]:
                text = text_of_cell(tokens, group.vertical)
                if not _is_empty(text):
                    across = group.right - group.left + 1
                    cells.append(_cell(first, group.left, last - first, across, text, tokens, group.vertical, reader))
    return cells


def _names_apart(group: DrawnCell, rows: _Rows, row: int) -> list[tuple[int, int, list[Token]]]:
    """First row, the one after the last, and tokens of each name in a cell of several: each in its rows' middle, and apart."""
    lines = lines_of(group.tokens)
    steps = [(below[0].cy - above[0].cy) / above[0].em for above, below in pairwise(lines)]
    if group.vertical or group.reach or group.bottom == group.top or not steps or max(steps) < SOLID:
        return []
    if is_bare_unit(lines[-1]):
        return []  # 収納率, and （％） below it
    if group.bottom < rows.body:
        return []  # 予算額に比べ, and 決算額の増減 below it
    heights = [height for band in rows.heights[group.top : group.bottom + 1] for height in band]
    named = rows_of_names(lines, heights)
    if len(named) < 2 or any(steps[name.lines[-1]] < SOLID for name in named[:-1]):
        return []  # lines of one text
    return [(row + name.first, row + name.last + 1, [t for n in name.lines for t in lines[n]]) for name in named]


def _rows_of(group: DrawnCell, rows: _Rows) -> tuple[int, int]:
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
    box = hull(tokens)
    left = tokens[0].x0 if not vertical and tokens[0].x0 > box.x0 else None
    return _new(Cell, (row, column, (_new(Reading, (text, reader, None)),), row_span, column_span, box, vertical, left))


def _tops(frame: Frame, heights: list[list[float]]) -> tuple[float, ...]:
    """Upper edge of each row: a rule, or half way up to the row above."""
    tops = []
    for top, rows in zip(frame.ys, heights, strict=False):
        tops.append(top)
        if len(rows) > 1:
            tops += [(above + below) / 2 for above, below in pairwise(rows)]
    return tuple(tops)
