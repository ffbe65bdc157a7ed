"""From a region of a page to a table of cells: rules and alignments make the grid, glyphs fall into its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.columns import inner_edges
from extractors.geometry import Token, hull, is_vertical, lines_of, read_cell, slot, split_at
from extractors.regions import Region
from extractors.rows import SAME_HEIGHT, CellLine, anchors_of, assign_rows, cell_line, offset_of, pitch_of
from pipeline.model import Cell, Glyphs, Reading

SAME_EDGE = 2.2
"""Points: rules nearer than this are one edge (double rules, borders of neighbouring cells drawn apart)."""
BESIDE = 0.7
"""Share of a stretch's lines that stand beside numbers, from which on they are rows."""
MAX_SPAN_LINES = 3
"""Lines in one band of a taller stretch that are still one spanned cell."""
EMPTY_BAND = 6.0
"""Points: a band this low without text is the gap of a double rule."""
OVERFLOW = re.compile(r"([^0-9０-９△▲(（［\[−\-]*)([△▲(（［\[−\-]*[0-9０-９][0-9０-９,，.．]*)?")
"""What a label that runs on into the next cell leaves there: its end, and perhaps the number right after it."""
BRACKETS = frozenset("()（）[]［］〔〕 　\n")

Bool = NDArray[np.bool_]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one region, and how many rows and columns they span."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    row_tops: tuple[float, ...]


@dataclass(slots=True)
class _Frame:
    """The drawn skeleton: edges along both axes, and which of them is drawn where."""

    xs: list[float]
    ys: list[float]
    hard: list[bool]
    """For each inner and outer x edge whether a rule draws it."""
    parted: Bool
    """Shape (bands, x edges): whether the edge parts its neighbours in that band."""
    ruled: Bool
    """Shape (y edges, columns): whether a rule is drawn there."""


def build_grid(region: Region, tokens: Sequence[Token], glyphs: Glyphs, reader: str = "pdfium") -> Grid:
    """The cells of a region: ``tokens`` are those whose middle lies in it."""
    frame = _frame(region, tokens)
    tokens = _cut_at_rules(tokens, frame, glyphs)
    placed: dict[Place, list[Token]] = {}
    for token in tokens:
        band = slot(frame.ys, token.cy)
        placed.setdefault((band, _column_of(token, frame, band)), []).append(token)
    groups = _merged_cells(frame, placed)
    bands, rows_of_band = _rows(frame, groups)
    return _assembled(frame, groups, bands, rows_of_band, reader)


# -------------------------------------------------------------------------------------------------------------------- frame


def _frame(region: Region, tokens: Sequence[Token]) -> _Frame:
    box, rules = region.box, region.rules
    hard_xs = _edges(rules.vertical[:, 0], box.x0, box.x1)
    ys = _without_slits(_edges(rules.horizontal[:, 0], box.top, box.bottom), [t.cy for t in tokens])
    xs, hard = [hard_xs[0]], [True]
    for left, right in zip(hard_xs, hard_xs[1:], strict=False):
        strip = [t for t in tokens if t.x0 > left - 2.0 and t.x1 < right + 2.0]
        inner = inner_edges(strip) if len(strip) > 2 else []
        xs += inner + [right]
        hard += [False] * len(inner) + [True]
    middles = (np.array(ys[1:]) + np.array(ys[:-1])) / 2
    parted = _drawn(rules.vertical, np.array(xs), middles).T
    parted[:, ~np.array(hard)] = True
    parted[:, [0, -1]] = True
    columns = (np.array(xs[1:]) + np.array(xs[:-1])) / 2
    ruled = _drawn(rules.horizontal, np.array(ys), columns)
    ruled[[0, -1]] = True
    return _Frame(xs, ys, hard, parted, ruled)


def _edges(positions: NDArray[np.float32], low: float, high: float) -> list[float]:
    """Sorted edges with the outer two, near ones united."""
    found: list[list[float]] = []
    for position in sorted([low, high, *positions.tolist()]):
        if found and position - found[-1][-1] <= SAME_EDGE:
            found[-1].append(position)
        else:
            found.append([position])
    edges = [sum(group) / len(group) for group in found]
    return edges if len(edges) > 1 else [edges[0], edges[0] + 1.0]


def _without_slits(ys: list[float], heights: Sequence[float]) -> list[float]:
    """Edges without the lower one of a double rule's two."""
    found = [ys[0]]
    for y in ys[1:]:
        slit = y - found[-1] < EMPTY_BAND and not any(found[-1] < height < y for height in heights)
        if slit and len(found) > 1:
            found[-1] = y if y == ys[-1] else found[-1]
        elif not slit or y == ys[-1]:
            found.append(y)
    return found


def _drawn(rules: NDArray[np.float32], edges: NDArray[np.float64], middles: NDArray[np.float64]) -> Bool:
    """Shape (edges, middles): whether some rule lies on the edge and passes the middle."""
    if not len(rules):
        return np.zeros((len(edges), len(middles)), bool)
    on = np.abs(rules[:, None, 0] - edges[None, :]) <= SAME_EDGE * 1.5
    across = (rules[:, None, 1] - 1.0 <= middles[None, :]) & (rules[:, None, 2] + 1.0 >= middles[None, :])
    return np.asarray((on[:, :, None] & across[:, None, :]).any(0))


def _cut_at_rules(tokens: Sequence[Token], frame: _Frame, glyphs: Glyphs) -> list[Token]:
    """Tokens through which a drawn rule runs are cut there: two cells printed without a gap between them.

    A label too long for its cell runs on over the rule: what stands beyond it before the number stays with the label.
    """
    found = []
    for token in tokens:
        pieces = [token]
        slack = 0.35 * token.em
        for index, x in enumerate(frame.xs):
            if token.x0 + slack < x < token.x1 - slack and frame.hard[index]:
                band = slot(frame.ys, token.cy)
                if frame.parted[band, index]:
                    pieces = [*pieces[:-1], *_parted(pieces[-1], glyphs, x, tokens)]
        found += pieces
    return found


def _parted(token: Token, glyphs: Glyphs, x: float, tokens: Sequence[Token]) -> list[Token]:
    pieces = split_at(token, glyphs, x)
    if len(pieces) < 2 or pieces[0].numeric:
        return pieces
    overflow = OVERFLOW.fullmatch(pieces[1].text)
    if overflow is None:
        return pieces
    head, number = overflow.groups()
    if number:
        return split_at(token, glyphs, _start_of(pieces[1], number, glyphs)) if head else pieces
    beside = any(t.numeric and abs(t.cy - token.cy) < 0.5 * token.em and t.x0 >= token.x1 - 0.5 for t in tokens)
    return [token] if beside else pieces


def _start_of(token: Token, number: str, glyphs: Glyphs) -> float:
    """Where the number at the end of a token begins, in points."""
    boxes = glyphs.boxes
    on_line = np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - token.cy) < 0.3 * token.em
    lefts = np.sort(boxes[on_line & (boxes[:, 0] >= token.x0 - 0.1) & (boxes[:, 2] <= token.x1 + 0.1), 0])
    return float(lefts[-len(number)])


def _column_of(token: Token, frame: _Frame, band: int) -> int:
    """By its middle; across an edge that no rule draws a number belongs where it ends, a label of the stub where it starts."""
    first, last = slot(frame.xs, token.x0 + 0.3), slot(frame.xs, token.x1 - 0.3)
    if first != last and not any(frame.hard[k] for k in range(first + 1, last + 1)):
        if token.numeric:
            return last
        if frame.hard[first]:
            return first
    return slot(frame.xs, token.cx)


# ------------------------------------------------------------------------------------------------------------- merged cells


@dataclass(slots=True)
class _Group:
    """A cell as drawn: one atom of the grid or several without an edge between them."""

    top: int
    left: int
    bottom: int
    right: int
    tokens: list[Token]
    vertical: bool = False


def _merged_cells(frame: _Frame, placed: dict[Place, list[Token]]) -> list[_Group]:
    """Atoms joined where no edge parts them, as rectangles; several numbers one above the other keep their own."""
    bands, columns = len(frame.ys) - 1, len(frame.xs) - 1
    heights = _number_heights(placed)
    owner = list(range(bands * columns))

    def root(cell: int) -> int:
        while owner[cell] != cell:
            owner[cell] = owner[owner[cell]]
            cell = owner[cell]
        return cell

    for band, edge in np.argwhere(~frame.parted[:, 1:-1]).tolist():
        if not _numbers_on_both_sides(placed.get((band, edge)), placed.get((band, edge + 1))):
            owner[root(band * columns + edge + 1)] = root(band * columns + edge)
    for column in range(columns):
        for first, last in _undivided(frame, column):
            if _is_one_cell([placed.get((band, column), []) for band in range(first, last + 1)], heights):
                for band in range(first, last):
                    owner[root((band + 1) * columns + column)] = root(band * columns + column)
    atoms: dict[int, list[int]] = {}
    for cell in range(bands * columns):
        atoms.setdefault(root(cell), []).append(cell)
    groups = []
    for members in atoms.values():
        groups += _rectangles(members, columns, placed)
    return groups


def _number_heights(placed: dict[Place, list[Token]]) -> list[float]:
    """Heights of the rows that have numbers."""
    lines = [cell_line(0, line) for tokens in placed.values() for line in lines_of(tokens)]
    return anchors_of(lines)


def _numbers_on_both_sides(left: list[Token] | None, right: list[Token] | None) -> bool:
    return bool(left and right and any(t.numeric for t in left) and any(t.numeric for t in right))


def _undivided(frame: _Frame, column: int) -> list[tuple[int, int]]:
    """First and last band of each stretch of a column through which no rule runs."""
    drawn = frame.ruled[:, column].tolist()
    edges = [k for k, is_drawn in enumerate(drawn) if is_drawn]
    return [(a, b - 1) for a, b in zip(edges, edges[1:], strict=False) if b - a > 1]


def _is_one_cell(pieces: list[list[Token]], heights: Sequence[float]) -> bool:
    """Whether the text of an undivided stretch is one spanned cell, not a row a band.

    Numbers above each other are rows.  Several lines that each stand beside a number row are rows; a lone line, stacked
    text or lines that keep no row's height are one cell.
    """
    tokens = [t for piece in pieces for t in piece]
    if len(tokens) > 1 and is_vertical(tokens):
        return True
    filled = [piece for piece in pieces if piece]
    if sum(any(t.numeric for t in piece) for piece in filled) > 1:
        return False
    if len(filled) < 2:
        return len(lines_of(tokens)) <= MAX_SPAN_LINES
    lines = [cell_line(0, line) for line in lines_of(tokens)]
    beside = [h for h in heights if lines[0].cy - lines[0].em < h < lines[-1].cy + 2 * lines[0].em]
    shift = offset_of(lines, beside, pitch_of(beside))
    near = sum(1 for line in lines if any(abs(h - line.cy - shift) <= SAME_HEIGHT * line.em for h in beside))
    return near < BESIDE * len(lines) and len(lines) < 2 * len(pieces)


def _rectangles(members: list[int], columns: int, placed: dict[Place, list[Token]]) -> list[_Group]:
    places = [divmod(cell, columns) for cell in members]
    top, bottom = min(p[0] for p in places), max(p[0] for p in places)
    left, right = min(p[1] for p in places), max(p[1] for p in places)
    if (bottom - top + 1) * (right - left + 1) == len(places):
        tokens = [t for place in places for t in placed.get(place, ())]
        return [_Group(top, left, bottom, right, tokens)]
    found = []
    for band in range(top, bottom + 1):  # not a rectangle: each band for itself
        run = sorted(p[1] for p in places if p[0] == band)
        starts = [c for c in run if c - 1 not in run]
        for start in starts:
            end = start
            while end + 1 in run:
                end += 1
            tokens = [t for c in range(start, end + 1) for t in placed.get((band, c), ())]
            found.append(_Group(band, start, band, end, tokens))
    return found


# --------------------------------------------------------------------------------------------------------------------- rows


def _rows(frame: _Frame, groups: list[_Group]) -> tuple[dict[int, list[CellLine]], list[list[float]]]:
    """The lines of every band's cells with their rows, and the heights of each band's rows."""
    bands = len(frame.ys) - 1
    lines: dict[int, list[CellLine]] = {}
    for index, group in enumerate(groups):
        if not group.tokens:
            continue
        group.vertical = len(group.tokens) > 1 and is_vertical(group.tokens)
        if group.vertical or group.bottom > group.top:
            continue
        for line in lines_of(group.tokens):
            found = cell_line(group.left, line)
            found.column = index
            lines.setdefault(group.top, []).append(found)
    heights = []
    right_edges = [frame.xs[group.right + 1] for group in groups]
    pitch = pitch_of(anchors_of([line for own in lines.values() for line in own]))
    loose = any(len(anchors_of(own)) > 1 for own in lines.values())
    for band in range(bands):
        own = lines.get(band, [])
        rows = assign_rows(own, right_edges, pitch, loose)
        heights.append(rows or [(frame.ys[band] + frame.ys[band + 1]) / 2])
    return lines, heights


def _assembled(
    frame: _Frame, groups: list[_Group], lines: dict[int, list[CellLine]], heights: list[list[float]], reader: str
) -> Grid:
    first = [0]
    for rows in heights:
        first.append(first[-1] + len(rows))
    cells = []
    for band, own in lines.items():
        by_cell: dict[Place, list[Token]] = {}
        for line in own:
            by_cell.setdefault((line.column, line.row), []).extend(line.tokens)
        for (index, row), tokens in by_cell.items():
            group = groups[index]
            cells += _cell(first[band] + row, group.left, tokens, 1, group.right - group.left + 1, False, reader)
    for group in groups:
        if group.tokens and (group.vertical or group.bottom > group.top):
            row, end = first[group.top], first[group.bottom + 1]
            cells += _cell(
                row, group.left, group.tokens, end - row, group.right - group.left + 1, group.vertical, reader
            )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    tops = []
    for band, rows in enumerate(heights):
        tops += [
            frame.ys[band] if k == 0 else (rows[k - 1] + height) / 2 for k, height in enumerate(rows)
        ]
    return Grid(first[-1], len(frame.xs) - 1, tuple(cells), tuple(tops))


def _cell(
    row: int, column: int, tokens: list[Token], rows: int, columns: int, vertical: bool, reader: str
) -> list[Cell]:
    text, stacked = read_cell(tokens)
    if not text or BRACKETS.issuperset(text):
        return []  # printed brackets with nothing between them hold no datum
    return [
        Cell(row, column, (Reading(text, reader),), rows, columns, hull(tokens), vertical or stacked)
    ]
