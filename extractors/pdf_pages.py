"""What is printed where on a PDF page: glyphs with their em boxes, straight rules, pictures; through pdfium, in bulk.

pdfium hands out one character and one path at a time; the calls go through C function pointers that take plain
addresses, so that a page of 1,500 glyphs costs one ``map`` and no Python object a glyph.  All coordinates that leave this
module are points as displayed: origin top left, after /Rotate and CropBox.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.model import Glyphs, Rules

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

TALL = 1.6
"""Of the page's usual glyph height: a bullet whose font claims more stands where its ink is."""
BULLETS = frozenset("•‣⁃◦∙●○■□◆◇▪▫►▶➢➤✓✔")
"""Set from symbol fonts, whose line height is not the text's (their private codes count as well)."""

_ADDRESS = ctypes.c_void_p
_TEXT, _PATH, _IMAGE, _FORM = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM


def _pointer(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function, taking plain integers for addresses and keeping the interpreter's lock: calls are short."""
    address = ctypes.cast(function, _ADDRESS).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


_int, _ptr = ctypes.c_int, ctypes.c_void_p
_loose_box = _pointer(raw.FPDFText_GetLooseCharBox, _int, _ptr, _int, _ptr)
_tight_box = _pointer(raw.FPDFText_GetCharBox, _int, _ptr, _int, _ptr, _ptr, _ptr, _ptr)
_get_object = _pointer(raw.FPDFPage_GetObject, _ptr, _ptr, _int)
_form_object = _pointer(raw.FPDFFormObj_GetObject, _ptr, _ptr, ctypes.c_ulong)
_object_type = _pointer(raw.FPDFPageObj_GetType, _int, _ptr)
_object_bounds = _pointer(raw.FPDFPageObj_GetBounds, _int, _ptr, _ptr, _ptr, _ptr, _ptr)
_object_matrix = _pointer(raw.FPDFPageObj_GetMatrix, _int, _ptr, _ptr)
_form_count = _pointer(raw.FPDFFormObj_CountObjects, _int, _ptr)
_draw_mode = _pointer(raw.FPDFPath_GetDrawMode, _int, _ptr, _ptr, _ptr)
_segment_count = _pointer(raw.FPDFPath_CountSegments, _int, _ptr)
_segment = _pointer(raw.FPDFPath_GetPathSegment, _ptr, _ptr, _int)
_segment_point = _pointer(raw.FPDFPathSegment_GetPoint, _int, _ptr, _ptr, _ptr)
_segment_type = _pointer(raw.FPDFPathSegment_GetType, _int, _ptr)
_segment_close = _pointer(raw.FPDFPathSegment_GetClose, _int, _ptr)


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


def open_pdf(path: Path, password: str | None = None) -> pdfium.PdfDocument:
    """Open a PDF; raise InputError that says why it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, error.strerror or str(error)) from error
    if not data:
        raise InputError(path, "the file is empty")
    if b"%PDF-" not in data[:1024]:
        raise InputError(path, "not a PDF (no %PDF- header)")
    try:
        document = pdfium.PdfDocument(data, password=password)
        pages = len(document)
    except pdfium.PdfiumError as error:
        raise InputError(path, _why_unreadable(error, password)) from error
    if not pages:
        raise InputError(path, "the PDF has no pages")
    return document


def _why_unreadable(error: pdfium.PdfiumError, password: str | None) -> str:
    text = str(error).lower()
    if "password" in text:
        return "wrong password" if password else "encrypted, a password is needed (--password)"
    if "security" in text:
        return "encrypted in a way that cannot be read"
    return "the PDF is damaged or truncated"


class PdfPage:
    """One loaded page; close it with ``with``.  Reading happens only for what is asked."""

    def __init__(self, document: pdfium.PdfDocument, number: int) -> None:
        self.number = number
        self._page = raw.FPDF_LoadPage(document.raw, number - 1)
        if not self._page:
            raise pdfium.PdfiumError(f"page {number} cannot be loaded")
        self._handle = ctypes.cast(self._page, _ADDRESS).value
        self._text_page: Any = None
        self.rotation = raw.FPDFPage_GetRotation(self._page)
        self.width = float(raw.FPDF_GetPageWidthF(self._page))
        self.height = float(raw.FPDF_GetPageHeightF(self._page))
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(self._page, box)
        self._bounds = (box.left, box.bottom, box.right, box.top)

    def __enter__(self) -> PdfPage:
        return self

    def __exit__(self, *_: object) -> None:
        if self._text_page:
            raw.FPDFText_ClosePage(self._text_page)
        raw.FPDF_ClosePage(self._page)

    # ---------------------------------------------------------------------------------------------------------------- text

    def text(self) -> str:
        """All characters in content order, with the blanks and line ends that pdfium infers."""
        if self._text_page is None:
            self._text_page = raw.FPDFText_LoadPage(self._page)
        count = raw.FPDFText_CountChars(self._text_page)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        got = raw.FPDFText_GetText(self._text_page, 0, count, buffer)
        if got == count + 1:  # one unit a character: the string's index is the character's
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        codes = map(raw.FPDFText_GetUnicode, repeat(self._text_page), range(count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def boxes(self, indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Shape (n, 4): x0, top, x1, bottom of the em boxes of the characters at these places, as displayed."""
        boxes = np.zeros((len(indices), 4), np.float32)  # FS_RECTF: left, top, right, bottom
        handle = ctypes.cast(self._text_page, _ADDRESS).value
        base = boxes.ctypes.data
        deque(map(_loose_box, repeat(handle), indices.tolist(), range(base, base + boxes.nbytes, 16)), maxlen=0)
        return self._displayed(boxes[:, 0], boxes[:, 3], boxes[:, 2], boxes[:, 1])

    def glyphs(self, text: str) -> Glyphs:
        """Visible glyphs only, each once: blanks, control characters and overprinted copies (fake bold) are left out.

        ``text``: this page's, as ``text()`` gave it.
        """
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        codes = np.where((codes == 0xFFFE) | (codes == 2), np.uint32(ord("-")), codes)  # a hyphen that ends a line
        visible = (codes > 0x20) & (codes != 0x3000) & (codes != 0xA0) & (codes != 0x200B)
        places = np.flatnonzero(visible)
        boxes = self.boxes(places)
        self._lower_bullets(codes[places], places, boxes)
        return glyphs_of(codes[places], boxes)

    def _lower_bullets(self, codes: NDArray[np.uint32], places: NDArray[np.int64], boxes: NDArray[np.float32]) -> None:
        """Set marks of fonts with boxes far too high (bullets of symbol fonts) on the line where their ink is."""
        heights = boxes[:, 3] - boxes[:, 1]
        usual = float(np.partition(heights, len(heights) // 2)[len(heights) // 2]) if len(heights) else 0.0
        tall = np.flatnonzero(heights > TALL * usual).tolist()
        if not tall:
            return
        edges = np.zeros(4, np.float64)  # left, right, bottom, top
        base = edges.ctypes.data
        handle = ctypes.cast(self._text_page, _ADDRESS).value
        for index in tall:
            mark = chr(codes[index]) in BULLETS or 0xE000 <= codes[index] < 0xF900
            if mark and _tight_box(handle, int(places[index]), *range(base, base + 32, 8)):
                left, right, bottom, top = edges.astype(np.float32)[:, None]
                ink = self._displayed(left, bottom, right, top)[0]
                middle = (ink[1] + ink[3]) / 2
                boxes[index, 1], boxes[index, 3] = middle - usual / 2, middle + usual / 2

    def _displayed(
        self, left: NDArray[Any], bottom: NDArray[Any], right: NDArray[Any], top: NDArray[Any]
    ) -> NDArray[np.float32]:
        """From page space to x0, top, x1, bottom as a viewer shows them."""
        x_min, y_min, x_max, y_max = self._bounds
        if self.rotation == 0:
            sides = (left - x_min, y_max - top, right - x_min, y_max - bottom)
        elif self.rotation == 1:
            sides = (bottom - y_min, left - x_min, top - y_min, right - x_min)
        elif self.rotation == 2:
            sides = (x_max - right, bottom - y_min, x_max - left, top - y_min)
        else:
            sides = (y_max - top, x_max - right, y_max - bottom, x_max - left)
        return np.stack(sides, axis=1).astype(np.float32, copy=False)

    # --------------------------------------------------------------------------------------------------------------- paths

    def drawing(self) -> Drawing:
        """Rules, pictures and the number of paths."""
        boxes: list[NDArray[np.float32]] = []
        images: list[NDArray[np.float32]] = []
        fills: list[NDArray[np.float32]] = []
        count = raw.FPDFPage_CountObjects(self._page)
        objects = list(map(_get_object, repeat(self._handle), range(count)))
        paths = self._collect(objects, None, (boxes, images, fills), 0)
        shown = self._shown(fills)
        sides = shown[(shown[:, 2] - shown[:, 0]) * (shown[:, 3] - shown[:, 1]) < MAX_SHADE * self.width * self.height]
        shades = joined(
            np.concatenate((sides[:, 1], sides[:, 3])), np.tile(sides[:, 0], 2), np.tile(sides[:, 2], 2)
        )
        return Drawing(rules_of(self._shown(boxes)), self._shown(images), paths, shades)

    def _shown(self, boxes: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Left, bottom, right, top in page space to boxes as displayed."""
        if not boxes:
            return np.empty((0, 4), np.float32)
        found = np.concatenate(boxes)
        return self._displayed(found[:, 0], found[:, 1], found[:, 2], found[:, 3])

    def _collect(
        self,
        objects: list[int],
        matrix: tuple[float, ...] | None,
        found: tuple[list[NDArray[np.float32]], list[NDArray[np.float32]], list[NDArray[np.float32]]],
        depth: int,
    ) -> int:
        """Gather boxes of lines, pictures and fills (left, bottom, right, top in page space); return the paths' number."""
        boxes, images, fills = found
        kinds = list(map(_object_type, objects))
        paths = [o for o, kind in zip(objects, kinds, strict=True) if kind == _PATH]
        pictures = [o for o, kind in zip(objects, kinds, strict=True) if kind == _IMAGE]
        count = len(paths)
        if paths:
            bounds = _bounds_of(paths)
            size = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
            thin = size <= THIN
            boxes.append(_transformed(bounds[thin], matrix))
            for index in np.flatnonzero(~thin):
                lines = _lines_of(paths[index])
                if lines is None:
                    fills.append(_transformed(bounds[index : index + 1], matrix))
                else:
                    boxes.append(_transformed(lines, matrix))
        if pictures:
            images.append(_transformed(_bounds_of(pictures), matrix))
        if _FORM in kinds and depth < MAX_DEPTH:
            for form in (o for o, kind in zip(objects, kinds, strict=True) if kind == _FORM):
                inner = list(map(_form_object, repeat(form), range(_form_count(form))))
                count += self._collect(inner, _product(_matrix(form), matrix), found, depth + 1)
        return count


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
    points, kinds, closes = _segments(path, segments)
    matrix = _matrix(path)
    found = []
    start = previous = None
    for point, kind, close in zip(points, kinds, closes, strict=True):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and previous is not None:
            found.append((*previous, *point))
        previous = point
        if close and start is not None and previous is not None:
            found.append((*previous, *start))
            previous = start
    if not found:
        return None
    ends = np.array(found, np.float32)
    a, b, c, d, e, f = matrix
    x0, y0 = a * ends[:, 0] + c * ends[:, 1] + e, b * ends[:, 0] + d * ends[:, 1] + f
    x1, y1 = a * ends[:, 2] + c * ends[:, 3] + e, b * ends[:, 2] + d * ends[:, 3] + f
    lines = np.stack((np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)), axis=1)
    straight = np.minimum(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) <= THIN / 2
    if stroke.value:
        return lines[straight].astype(np.float32)
    return _thin_pairs(lines[straight].astype(np.float32))


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


# ------------------------------------------------------------------------------------------------------------------- glyphs


def glyphs_of(codes: NDArray[np.uint32], boxes: NDArray[np.float32]) -> Glyphs:
    """Glyphs from their characters and boxes: those without extent and overprinted copies are left out."""
    fresh = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    fresh &= ~_overprinted(codes, boxes)
    if not fresh.all():
        codes, boxes = codes[fresh], boxes[fresh]
    return Glyphs(codes.tobytes().decode("utf-32-le", "replace"), boxes)


def _overprinted(codes: NDArray[np.uint32], boxes: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which glyphs repeat an earlier one at nearly the same place (up to a quarter of an em away)."""
    repeated = np.zeros(len(codes), bool)
    if len(codes) < 2:
        return repeated
    x, y = boxes[:, 0], (boxes[:, 1] + boxes[:, 3]) / 2
    em, width = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    half = len(em) // 2
    step = max(float(np.partition(em, half)[half]) * 0.5, 1.0)
    low = float(x.min())
    for phase in (0.0, 0.5):  # two grids of rows, so that no pair is parted by a row's edge in both
        row = (y / step + phase).astype(np.int64) + 8
        place = (codes.astype(np.int64) << 40) | (row << 20) | ((x - low) * 16).astype(np.int64)
        order = np.argsort(place)
        first, second = order[:-1], order[1:]
        reach = 0.25 * em[second]
        near = (place[first] >> 20 == place[second] >> 20) & (np.abs(x[second] - x[first]) <= reach)
        near &= np.abs(y[second] - y[first]) <= reach
        near &= np.abs(x[second] - x[first]) <= 0.5 * np.minimum(width[first], width[second])  # copies overlap, ``II`` touches
        if not near.any():
            break  # no print is bold only where the second grid would see it
        repeated[np.maximum(first[near], second[near])] = True
    return repeated


def pages_of(document: pdfium.PdfDocument, pages: range | list[int] | None = None) -> Iterator[PdfPage]:
    """The wanted pages (from 1), each closed before the next is opened: memory stays flat on long files."""
    for number in pages or range(1, len(document) + 1):
        with PdfPage(document, number) as page:
            yield page
