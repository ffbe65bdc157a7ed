"""What a PDF page draws besides text: straight rules, pictures and shades, from pdfium's page objects, in bulk.

pdfium hands out one object at a time; `native` calls it in batches, and bounds are written straight into an array.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, repeat
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.clips import clip_boxes
from extractors.covers import uncovered
from extractors.geometry import all_of
from extractors.native import ADDRESS, Item, Scratch, answers, call_each, pointer
from pipeline.model import Rules

THIN = 2.6
"""Points: a filled box at most this thick is a drawn line (Excel's thickest border prints at 2.25)."""
DOT = 3.0
"""Points: boxes no longer than this are dots of a dotted line, joined over wider gaps."""
JOIN_GAP = 2.0
"""Points: collinear pieces closer than this are one rule (borders drawn cell by cell leave gaps up to a line width)."""
DOT_GAP = 4.5
"""Points between the dots of one dotted rule (Excel's dotted border: 3)."""
SAME_LINE = 0.9
"""Points: parallel pieces closer than this are the same rule drawn twice (double borders are 1.5 and more apart)."""
MIN_RULE = 5.0
"""Points: what is shorter after joining is a tick or a dot, no rule."""
MAX_SEGMENTS = 4000
"""Segments of one path that are looked at: more is a drawing, no grid."""
MAX_SHADE = 0.5
"""Of the page: a larger filled box is the paper, no shading."""
OPAQUE = 255
"""Alpha of a colour that covers."""
MAX_DEPTH = 4
"""Nested form XObjects that are entered."""
LINE_APART, SET_APART = 1e5, 1e7
"""Points, more than any page is wide: rules of one line never reach the next one's, lines of one set never another's."""
TURNED, UPPER_EDGE, LOWER_EDGE = ([1, 0, 3, 2], [0, 1, 2, 1], [0, 3, 2, 3])
"""Columns of boxes: as if they lay on their sides, and each of two edges as a box without height."""
FEW = 80
"""Pieces up to which plain Python joins them sooner than forty calls of NumPy."""
NO_BOXES, NO_RULES = np.empty((0, 4), np.float32), np.empty((0, 3), np.float32)

_HEIGHT, _START = itemgetter(0), itemgetter(1)
_PATH, _IMAGE, _FORM = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM

_int, _ptr = ctypes.c_int, ADDRESS
_get_object = pointer(raw.FPDFPage_GetObject, Item)
_form_object = pointer(raw.FPDFFormObj_GetObject, Item, _ptr, ctypes.c_ulong)
_object_type = pointer(raw.FPDFPageObj_GetType, _int)
_object_bounds = pointer(raw.FPDFPageObj_GetBounds, None)
_object_matrix = pointer(raw.FPDFPageObj_GetMatrix, _int, _ptr, _ptr)
_object_count = pointer(raw.FPDFPage_CountObjects, _int)
_form_count = pointer(raw.FPDFFormObj_CountObjects, _int, _ptr)
_draw_mode = pointer(raw.FPDFPath_GetDrawMode, _int, _ptr, _ptr, _ptr)
_fill_colour = pointer(raw.FPDFPageObj_GetFillColor, _int, _ptr, _ptr, _ptr, _ptr, _ptr)
_segment_count = pointer(raw.FPDFPath_CountSegments, _int, _ptr)
_segment = pointer(raw.FPDFPath_GetPathSegment, Item, _ptr, _int)
_segment_point = pointer(raw.FPDFPathSegment_GetPoint, _int)
_segment_type = pointer(raw.FPDFPathSegment_GetType, _int)
_segment_close = pointer(raw.FPDFPathSegment_GetClose, _int)
_bounds = Scratch(step=4)


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """What a page shows besides text."""

    rules: Rules
    images: NDArray[np.float32]
    """Shape (n, 4): x0, top, x1, bottom of each picture."""
    paths: int
    """How many paths the page draws, rules and curves alike."""
    shades: NDArray[np.float32]
    """Shape (n, 3): y, x0, x1 of the upper and lower edges of shaded boxes, neighbours joined."""


def objects_of(page: Any) -> list[Item]:
    """A page's objects (``page``: a reference to it)."""
    return answers(_get_object, repeat(page), range(_object_count(page)))


@dataclass(slots=True)
class Ink:
    """Boxes of what is drawn (left, bottom, right, top in page space), in arrays of shape (n, 4), and how many paths."""

    lines: list[NDArray[np.float32]] = field(default_factory=list)
    pictures: list[NDArray[np.float32]] = field(default_factory=list)
    fills: list[NDArray[np.float32]] = field(default_factory=list)
    paths: int = 0


def collect(objects: list[Item], ink: Ink, matrix: tuple[float, ...] | None = None, depth: int = 0) -> None:
    """Add what some page objects draw; ``matrix``: of the form that holds them."""
    kinds = answers(_object_type, objects)
    if _PATH in kinds:
        paths = _of_kind(_PATH, objects, kinds)
        ink.paths += len(paths)
        _collect_paths(paths, ink, matrix)
    if _IMAGE in kinds:
        ink.pictures.append(_transformed(_bounds_of(_of_kind(_IMAGE, objects, kinds)), matrix))
    if _FORM in kinds and depth < MAX_DEPTH:
        for form in _of_kind(_FORM, objects, kinds):
            inner = answers(_form_object, repeat(form), range(_form_count(form)))
            collect(inner, ink, _product(_matrix(form), matrix), depth + 1)


def _of_kind(wanted: int, objects: list[Item], kinds: list[int]) -> list[Item]:
    return [item for item, kind in zip(objects, kinds, strict=True) if kind == wanted]


def _collect_paths(paths: list[Item], ink: Ink, matrix: tuple[float, ...] | None) -> None:
    bounds = _bounds_of(paths)
    thin = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) <= THIN
    if all_of(thin):
        ink.lines.append(_transformed(bounds, matrix))
        return
    lines, order = bounds[thin], thin.nonzero()[0]
    fills: list[int] = []
    outlines: list[_Outline] = []
    for index in (~thin).nonzero()[0].tolist():
        outline = _outline_of(paths[index])
        if outline is None:
            fills.append(index)
        else:
            outlines.append(outline)
    shades = clip_boxes([paths[index] for index in fills], bounds[fills])
    painted = list(zip(fills, shades.tolist(), strict=True))
    ink.lines.append(_transformed(uncovered(lines, order, painted, lambda index: _is_opaque(paths[index])), matrix))
    dots = np.minimum(shades[:, 2] - shades[:, 0], shades[:, 3] - shades[:, 1]) <= THIN
    if dots.any():  # what shows of a large box through a hole
        ink.lines.append(_transformed(shades[dots], matrix))
        shades = shades[~dots]
    if outlines:
        ink.lines.append(_transformed(_lines_of(outlines), matrix))
    ink.fills.append(_transformed(shades, matrix))


def _is_opaque(path: Item) -> bool:
    """Whether a filled path lets nothing through that was drawn before."""
    colour = [ctypes.c_uint() for _ in range(4)]
    return bool(_fill_colour(path, *map(ctypes.addressof, colour))) and colour[3].value == OPAQUE


def _bounds_of(objects: list[Item]) -> NDArray[np.float32]:
    """Shape (n, 4): left, bottom, right, top."""
    bounds = _bounds.cleared(len(objects))
    to = _bounds.pointers[: 4 * len(objects)]
    call_each(_object_bounds, objects, to[::4], to[1::4], to[2::4], to[3::4])
    return bounds.copy()


class _Outline(NamedTuple):
    """A path that is more than one line."""

    strokes: list[tuple[float, float, float, float]]
    """Both ends of each straight piece, in the path's own space."""
    matrix: tuple[float, ...]
    stroked: bool
    """Whether a pen draws it; else its edges bound what is filled."""


def _outline_of(path: Item) -> _Outline | None:
    """A path's straight pieces; ``None`` for a mere fill."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    _draw_mode(path, ctypes.addressof(fill), ctypes.addressof(stroke))
    segments = _segment_count(path)
    if segments > MAX_SEGMENTS or (not stroke.value and segments <= 5):
        return None  # a shaded box: its edges are no lines
    strokes = _strokes(path, segments)
    return _Outline(strokes, _matrix(path), bool(stroke.value)) if strokes else None


def _lines_of(outlines: Sequence[_Outline]) -> NDArray[np.float32]:
    """The straight horizontal and vertical strokes of outlines, path by path."""
    counts = [len(outline.strokes) for outline in outlines]
    ends = np.array([ends for outline in outlines for ends in outline.strokes], np.float32)
    a, b, c, d, e, f = np.array([outline.matrix for outline in outlines], np.float32).repeat(counts, axis=0).T
    x0, y0 = a * ends[:, 0] + c * ends[:, 1] + e, b * ends[:, 0] + d * ends[:, 1] + f
    x1, y1 = a * ends[:, 2] + c * ends[:, 3] + e, b * ends[:, 2] + d * ends[:, 3] + f
    sides = (np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1))
    lines: NDArray[np.float32] = np.stack(sides, axis=1).astype(np.float32)
    straight: NDArray[np.bool_] = np.minimum(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) <= THIN / 2
    if all(outline.stroked for outline in outlines):
        return lines[straight]
    found: list[NDArray[np.float32]] = []
    for outline, (start, end) in zip(outlines, pairwise(accumulate(counts, initial=0)), strict=True):
        own = lines[start:end][straight[start:end]]
        found.append(own if outline.stroked else _thin_pairs(own))
    return np.concatenate(found)


def _strokes(path: Item, count: int) -> list[tuple[float, float, float, float]]:
    """Both ends of each straight piece of a path, in its own space."""
    found = []
    start = previous = None
    for point, kind, close in zip(*_segments(path, count), strict=True):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and previous is not None:
            found.append((*previous, *point))
        previous = point
        if close and start is not None and previous is not None:
            found.append((*previous, *start))
            previous = start
    return found


def _segments(path: Item, count: int) -> tuple[list[tuple[float, float]], list[int], list[int]]:
    segments = answers(_segment, repeat(path), range(count))
    ends = _bounds.cleared(count)
    to = _bounds.pointers[: 4 * count]
    call_each(_segment_point, segments, to[::4], to[1::4])
    points = list(map(tuple, ends[:, :2].tolist()))
    return points, answers(_segment_type, segments), answers(_segment_close, segments)


def _thin_pairs(lines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of the edges of a filled shape, those that bound a thin bar (many bars drawn as one path); the rest is shading."""
    horizontal = (lines[:, 3] - lines[:, 1]) < (lines[:, 2] - lines[:, 0])
    keep = np.zeros(len(lines), bool)
    for flat, along, across in ((horizontal, 0, 1), (~horizontal, 1, 0)):
        chosen = np.flatnonzero(flat)
        order = chosen[np.lexsort((lines[chosen, across], lines[chosen, along]))]
        near = np.abs(np.diff(lines[order, across])) <= THIN
        same = np.abs(np.diff(lines[order, along])) <= 1.0
        keep[order[:-1][near & same]] = True
    return lines[keep]


def _matrix(page_object: Item) -> tuple[float, ...]:
    matrix = raw.FS_MATRIX()
    if not _object_matrix(page_object, ctypes.addressof(matrix)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _product(first: tuple[float, ...], then: tuple[float, ...] | None) -> tuple[float, ...]:
    if then is None:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _transformed(boxes: NDArray[np.float32], matrix: tuple[float, ...] | None) -> NDArray[np.float32]:
    if matrix is None or not len(boxes):
        return boxes
    a, b, c, d, e, f = matrix
    xs = np.stack((a * boxes[:, 0] + c * boxes[:, 1] + e, a * boxes[:, 2] + c * boxes[:, 3] + e))
    ys = np.stack((b * boxes[:, 0] + d * boxes[:, 1] + f, b * boxes[:, 2] + d * boxes[:, 3] + f))
    return np.stack((xs.min(0), ys.min(0), xs.max(0), ys.max(0)), axis=1).astype(np.float32)


# -------------------------------------------------------------------------------------------------------------------- rules


def rules_of(boxes: NDArray[np.float32]) -> Rules:
    """Horizontal and vertical rules from thin boxes (x0, top, x1, bottom); collinear pieces and dots are joined."""
    rules = drawn_of(boxes, NO_BOXES)
    return Rules(rules[0], rules[1])


def drawn_of(lines: NDArray[np.float32], fills: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Horizontal rules, vertical rules and edges of shades from thin boxes and from shaded ones (x0, top, x1, bottom)."""
    if not len(lines) and not len(fills):
        return [NO_RULES] * 3
    if len(lines) + 2 * len(fills) <= FEW:
        return _few_drawn(lines, fills)
    width, height = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    dot = np.maximum(width, height) <= DOT
    across, down = _dotted(lines, dot) if dot.any() else (dot, dot)
    flat, tall = lines[(width > height) & ~dot | across], lines[(height > width) & ~dot | down]
    if not len(fills):
        return joined((flat, tall[:, TURNED], NO_BOXES))
    return joined((flat, tall[:, TURNED], np.concatenate((fills[:, UPPER_EDGE], fills[:, LOWER_EDGE]))))


def _dotted(boxes: NDArray[np.float32], dot: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which dots may belong to a line across, and which to one down: not to one where only the other has a next dot.

    Dots of rows that begin at different places fill a page's width; taken for pieces of upright rules, they would shift these.
    """
    places = dot.nonzero()[0]
    next_across, next_down = (_has_next(boxes[places], along, over) for along, over in ((0, 1), (1, 0)))
    across, down = dot.copy(), dot.copy()
    across[places] = next_across | ~next_down
    down[places] = next_down | ~next_across
    return across, down


def _has_next(dots: NDArray[np.float32], along: int, over: int) -> NDArray[np.bool_]:
    """Whether each dot has another one on its line, as near as dots of one rule are."""
    line = dots[:, over].round(1)
    order = np.lexsort((dots[:, along], line))
    near = (np.diff(line[order]) == 0) & (dots[order[1:], along] - dots[order[:-1], along + 2] <= DOT_GAP)
    found = np.zeros(len(dots), bool)
    found[order[:-1]] |= near
    found[order[1:]] |= near
    return found


def _few_drawn(lines: NDArray[np.float32], fills: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """What `drawn_of` gives, piece by piece."""
    flat, tall = [], []
    size = np.maximum(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) <= DOT
    across, down = (side.tolist() for side in (_dotted(lines, size) if True in size else (size, size)))
    middles = ((lines[:, :2] + lines[:, 2:]) / 2).tolist()  # rounded as those of many are
    for (x0, top, x1, bottom), (x, y), dot, in_row, in_column in zip(
        lines.tolist(), middles, size.tolist(), across, down, strict=True
    ):
        width, height = x1 - x0, bottom - top
        if in_row or (width > height and not dot):
            flat.append((y, x0, x1))
        if in_column or (height > width and not dot):
            tall.append((x, top, bottom))
    edges = [(y, x0, x1) for x0, top, x1, bottom in fills.tolist() for y in (top, bottom)]
    return [few_joined(flat), few_joined(tall), few_joined(edges)]


def few_joined(pieces: list[tuple[float, float, float]]) -> NDArray[np.float32]:
    """What `joined` gives for one set, whose pieces are told by their height, start and end."""
    rules = [rule for line in _in_lines(pieces) for rule in _joined_line(line) if rule[2] - rule[1] >= MIN_RULE]
    return np.array(rules, np.float32) if rules else NO_RULES


def _in_lines(pieces: list[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    """Pieces at one height, line by line."""
    lines: list[list[tuple[float, float, float]]] = []
    last = float("-inf")
    for piece in sorted(pieces, key=_HEIGHT):
        if piece[0] - last > SAME_LINE:
            lines.append([])
        lines[-1].append(piece)
        last = piece[0]
    return lines


def _joined_line(line: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """The rules of one line, left to right: their mean height (longer pieces count for more), start and end."""
    if len(line) == 1:
        return line
    rules = []
    heights = weights = 0.0
    start = reach = float("-inf")
    dotted = False
    for y, x0, x1 in sorted(line, key=_START):
        length = x1 - x0
        short = length <= DOT
        if x0 > reach + (DOT_GAP if short and dotted else JOIN_GAP):
            if weights:
                rules.append((heights / weights, start, reach))
            heights, weights, start, reach = 0.0, 0.0, x0, x1
        weight = max(length, 0.1)
        heights, weights, reach, dotted = heights + y * weight, weights + weight, max(reach, x1), short
    return [*rules, (heights / weights, start, reach)]


def joined(sets: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """For each set of flat boxes the rules, shape (n, 3): their height, start and end, pieces on one line joined.

    All sets go through NumPy at once, for its calls cost more than a page's pieces.  They lie on one number line, on which
    the lines of all of them follow each other: running maxima never cross from one to the next.
    """
    boxes = np.concatenate(sets)
    count = len(boxes)
    across = (boxes[:, 1] + boxes[:, 3]) / 2
    heights = across.astype(np.float64)
    borders = list(accumulate(map(len, sets)))
    for border in borders[:-1]:
        heights[border:] += SET_APART
    order = heights.argsort(kind="stable")
    heights = heights[order]
    offset = np.zeros(count)
    offset[1:] = LINE_APART * (heights[1:] - heights[:-1] > SAME_LINE).cumsum()
    begin = boxes[order, 0] + offset
    order2 = begin.argsort(kind="stable")
    begin, order = begin[order2], order[order2]
    stop = boxes[order, 2] + offset
    reach, length = np.maximum.accumulate(stop), stop - begin
    short = length <= DOT
    first = np.ones(count, bool)  # of a rule's pieces
    first[1:] = begin[1:] > reach[:-1] + JOIN_GAP + (DOT_GAP - JOIN_GAP) * (short[1:] & short[:-1])
    cut = first.nonzero()[0]
    last = np.concatenate((cut[1:], (count,))) - 1
    weight = np.maximum(length, 0.1)
    found = np.empty((len(cut), 3), np.float32)
    found[:, 0] = np.add.reduceat(across[order] * weight, cut) / np.add.reduceat(weight, cut)
    found[:, 1], found[:, 2] = begin[cut] - offset[cut], reach[last] - offset[cut]
    long = found[:, 2] - found[:, 1] >= MIN_RULE
    return [found[a:b][long[a:b]] for a, b in pairwise((0, *cut.searchsorted(borders).tolist()))]
