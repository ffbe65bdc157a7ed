"""What is left of a large filled box within its clip?  Some writers paint the whole page through a hole as small as a dot.

cairo draws patterns and dotted borders so: the path is as large as the page, and what shows of it is the clip's.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import repeat

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from extractors.native import Item, Scratch, answers, call_each, pointer

LARGE = 72.0
"""Points both ways: smaller boxes are seldom clipped, and hide little if they are."""
MOST_POINTS = 64
"""Points of one clip at most: one with more is a drawing of its own, and is taken to hide nothing."""

_int, _ptr = ctypes.c_int, ctypes.c_void_p
_clip_of = pointer(raw.FPDFPageObj_GetClipPath, Item)
_path_count = pointer(raw.FPDFClipPath_CountPaths, _int)
_point_count = pointer(raw.FPDFClipPath_CountPathSegments, _int, _ptr, _int)
_point_of = pointer(raw.FPDFClipPath_GetPathSegment, Item, _ptr, _int, _int)
_place_of = pointer(raw.FPDFPathSegment_GetPoint, _int)
_places = Scratch(step=4)


def clip_boxes(paths: Sequence[Item], boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Boxes of filled paths, shape (n, 4): left, bottom, right, top; the large ones cut down to what their clips let through."""
    large = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) > LARGE
    if not large.any():
        return boxes
    shown = boxes.copy()
    for index in large.nonzero()[0].tolist():
        for clip in _clips(paths[index]):
            shown[index, :2] = np.maximum(shown[index, :2], clip[:2])
            shown[index, 2:] = np.maximum(np.minimum(shown[index, 2:], clip[2:]), shown[index, :2])
    return shown


def _clips(path: Item) -> list[NDArray[np.float32]]:
    """The boxes of the paths that clip an object, all of which it is cut down to."""
    clip = _clip_of(path)
    if not clip:
        return []
    found: list[NDArray[np.float32]] = []
    for number in range(max(_path_count(clip), 0)):
        count = _point_count(clip, number)
        if 0 < count <= MOST_POINTS:
            points = answers(_point_of, repeat(clip), repeat(number), range(count))
            places = _places.cleared(count)
            to = _places.pointers[: 4 * count]
            call_each(_place_of, points, to[::4], to[1::4])
            found.append(np.concatenate((places[:, :2].min(0), places[:, :2].max(0))))
    return found
