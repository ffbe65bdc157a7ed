"""What a PDF page draws besides text: straight rules, pictures and shades, from pdfium's page objects, in bulk.

pdfium hands out one object at a time; the calls go through C function pointers that take plain addresses, and bounds are
written straight into an array.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

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
MAX_DEPTH = 4
"""Nested form XObjects that are entered."""

ADDRESS = ctypes.c_void_p
_PATH, _IMAGE, _FORM = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM


def pointer(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function, taking plain integers for addresses and keeping the interpreter's lock: calls are short."""
    address = ctypes.cast(function, ADDRESS).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


_int, _ptr = ctypes.c_int, ctypes.c_void_p
_get_object = pointer(raw.FPDFPage_GetObject, _ptr, _ptr, _int)
_form_object = pointer(raw.FPDFFormObj_GetObject, _ptr, _ptr, ctypes.c_ulong)
_object_type = pointer(raw.FPDFPageObj_GetType, _int, _ptr)
_object_bounds = pointer(raw.FPDFPageObj_GetBounds, _int, _ptr, _ptr, _ptr, _ptr, _ptr)
_object_matrix = pointer(raw.FPDFPageObj_GetMatrix, _int, _ptr, _ptr)
_object_count = pointer(raw.FPDFPage_CountObjects, _int, _ptr)
_form_count = pointer(raw.FPDFFormObj_CountObjects, _int, _ptr)
_draw_mode = pointer(raw.FPDFPath_GetDrawMode, _int, _ptr, _ptr, _ptr)
_segment_count = pointer(raw.FPDFPath_CountSegments, _int, _ptr)
_segment = pointer(raw.FPDFPath_GetPathSegment, _ptr, _ptr, _int)
_segment_point = pointer(raw.FPDFPathSegment_GetPoint, _int, _ptr, _ptr, _ptr)
_segment_type = pointer(raw.FPDFPathSegment_GetType, _int, _ptr)
_segment_close = pointer(raw.FPDFPathSegment_GetClose, _int, _ptr)


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


def objects_of(page: int) -> list[int]:
    """Addresses of a page's objects (``page``: the page's address)."""
    return list(map(_get_object, repeat(page), range(_object_count(page))))


@dataclass(slots=True)
class Ink:
    """Boxes of what is drawn (left, bottom, right, top in page space), in arrays of shape (n, 4), and how many paths."""

    lines: list[NDArray[np.float32]] = field(default_factory=list)
    pictures: list[NDArray[np.float32]] = field(default_factory=list)
    fills: list[NDArray[np.float32]] = field(default_factory=list)
    paths: int = 0


def collect(objects: list[int], ink: Ink, matrix: tuple[float, ...] | None = None, depth: int = 0) -> None:
    """Add what some page objects draw; ``matrix``: of the form that holds them."""
    kinds = list(map(_object_type, objects))
    paths = [o for o, kind in zip(objects, kinds, strict=True) if kind == _PATH]
    pictures = [o for o, kind in zip(objects, kinds, strict=True) if kind == _IMAGE]
    ink.paths += len(paths)
    if paths:
        bounds = _bounds_of(paths)
        size = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
        thin = size <= THIN
        ink.lines.append(_transformed(bounds[thin], matrix))
        for index in np.flatnonzero(~thin):
            lines = _lines_of(paths[index])
            if lines is None:
                ink.fills.append(_transformed(bounds[index : index + 1], matrix))
            else:
                ink.lines.append(_transformed(lines, matrix))
    if pictures:
        ink.pictures.append(_transformed(_bounds_of(pictures), matrix))
    if _FORM in kinds and depth < MAX_DEPTH:
        for form in (o for o, kind in zip(objects, kinds, strict=True) if kind == _FORM):
            inner = list(map(_form_object, repeat(form), range(_form_count(form))))
            collect(inner, ink, _product(_matrix(form), matrix), depth + 1)


def _bounds_of(objects: list[int]) -> NDArray[np.float32]:
    """Shape (n, 4): left, bottom, right, top."""
    bounds = np.zeros((len(objects), 4), np.float32)
    base, end = bounds.ctypes.data, bounds.ctypes.data + bounds.nbytes
    deque(
        map(
            _object_bounds,
            objects,
            range(base, end, 16),
            range(base + 4, end, 16),
            range(base + 8, end, 16),
            range(base + 12, end, 16),
        ),
        maxlen=0,
    )
    return bounds


def _lines_of(path: int) -> NDArray[np.float32] | None:
    """The straight horizontal and vertical strokes of a path that is more than one line; ``None`` for a mere fill."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    _draw_mode(path, ctypes.addressof(fill), ctypes.addressof(stroke))
    segments = _segment_count(path)
    if segments > MAX_SEGMENTS or (not stroke.value and segments <= 5):
        return None  # a shaded box: its edges are no lines
    strokes = _strokes(path, segments)
    if not strokes:
        return None
    ends = np.array(strokes, np.float32)
    a, b, c, d, e, f = _matrix(path)
    x0, y0 = a * ends[:, 0] + c * ends[:, 1] + e, b * ends[:, 0] + d * ends[:, 1] + f
    x1, y1 = a * ends[:, 2] + c * ends[:, 3] + e, b * ends[:, 2] + d * ends[:, 3] + f
    sides = (np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1))
    lines: NDArray[np.float32] = np.stack(sides, axis=1).astype(np.float32)
    straight = lines[np.minimum(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) <= THIN / 2]
    return straight if stroke.value else _thin_pairs(straight)


def _strokes(path: int, count: int) -> list[tuple[float, float, float, float]]:
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


def _segments(path: int, count: int) -> tuple[list[tuple[float, float]], list[int], list[int]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points, kinds, closes = [], [], []
    for index in range(count):
        segment = _segment(path, index)
        _segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
        points.append((x.value, y.value))
        kinds.append(_segment_type(segment))
        closes.append(_segment_close(segment))
    return points, kinds, closes


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


def _matrix(page_object: int) -> tuple[float, ...]:
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
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    dot = np.maximum(width, height) <= DOT
    flat, tall = (width > height) | dot, (height > width) | dot
    middle_y, middle_x = (boxes[:, 1] + boxes[:, 3]) / 2, (boxes[:, 0] + boxes[:, 2]) / 2
    horizontal = joined(middle_y[flat], boxes[flat, 0], boxes[flat, 2])
    vertical = joined(middle_x[tall], boxes[tall, 1], boxes[tall, 3])
    return Rules(horizontal, vertical)


def joined(across: NDArray[np.float32], start: NDArray[np.float32], end: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shape (n, 3): position across, start, end of each rule, pieces on one line joined."""
    if not len(across):
        return np.empty((0, 3), np.float32)
    order = np.argsort(across, kind="stable")
    line = np.concatenate(([0], np.cumsum(np.diff(across[order]) > SAME_LINE)))
    order2 = np.lexsort((start[order], line))
    order, line = order[order2], line[order2]
    offset = line * np.float64(1e5)  # one number line for all rules: running maxima never cross from one to the next
    begin, stop = start[order] + offset, end[order] + offset
    reach = np.maximum.accumulate(stop)
    short = (stop - begin) <= DOT
    allowed = np.where(short[1:] & short[:-1], DOT_GAP, JOIN_GAP)
    cut = np.flatnonzero(np.concatenate(([True], begin[1:] > reach[:-1] + allowed)))
    last = np.concatenate((cut[1:] - 1, [len(order) - 1]))
    weight = np.maximum(stop - begin, 0.1)
    position = np.add.reduceat(across[order] * weight, cut) / np.add.reduceat(weight, cut)
    found = np.stack((position, begin[cut] - offset[cut], reach[last] - offset[cut]), axis=1).astype(np.float32)
    return found[(found[:, 2] - found[:, 1]) >= MIN_RULE]
