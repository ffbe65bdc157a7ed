"""Where is the paper shaded?  The edges of shaded rows and headers, which part rows where no rule is drawn."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.picture import Grey
from extractors.ocr.rules import Mask

PRINT_POINTS = 5.0
"""Strokes of print, and the rules around cells, are narrower than this; what is darker and wider is ground."""
LEAST_LEVELS = 7
"""Grey levels by which a shade is darker than the paper: what prints as 3 % of grey."""
ALIKE_LEVELS = 5
"""Grey levels around its own that belong to a shade; its pixels are alike but for what JPEG leaves."""
LEAST_SHARE = 0.0008
"""Of the page: a shade of which there is less is a stamp or a fold."""
MOST_SHADES = 6
LEAST_POINTS = (40.0, 7.0)
"""Width and height of a shaded row of one cell."""
FILL = 0.93
"""Of its box: a shaded area is a rectangle."""


def shade_edges(grey: Grey, halftone: Mask, point: float) -> NDArray[np.float32]:
    """Shape (n, 3): y, x0, x1 in pixels of the upper and lower edges of shaded boxes, of an even tone or of dots."""
    ground = _without_print(grey, point)
    masks = [(np.abs(ground.astype(np.int16) - level) <= ALIKE_LEVELS).astype(np.uint8) for level in _levels(ground)]
    if halftone.any():
        dots = _without_print(np.asarray(255 * (1 - _dots_joined(halftone, point)), np.uint8), point)
        masks.append((dots < 128).astype(np.uint8))
    boxes = [box for mask in masks for box in _boxes(mask, point / 2)]
    edges = [(y, x0, x1) for x0, top, x1, bottom in boxes for y in (top, bottom)]
    return 2 * np.array(edges, np.float32).reshape(-1, 3)


def _without_print(grey: Grey, point: float) -> Grey:
    """The ground alone, at half the resolution."""
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    side = int(PRINT_POINTS * point / 2) | 1
    return np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)


def _levels(ground: Grey) -> list[int]:
    """The greys of the page's shades, the commonest first: peaks of what is darker than its paper."""
    counts = np.bincount(ground.ravel(), minlength=256).astype(np.int64)
    paper = int(counts[128:].argmax()) + 128
    counts[max(paper - LEAST_LEVELS + 1, 0) :] = 0
    found: list[int] = []
    while len(found) < MOST_SHADES:
        around = np.convolve(counts, np.ones(2 * ALIKE_LEVELS + 1, np.int64), mode="same")
        peak = int(around.argmax())
        if around[peak] < LEAST_SHARE * ground.size:
            break
        found.append(peak)
        counts[max(peak - 2 * ALIKE_LEVELS, 0) : peak + 2 * ALIKE_LEVELS + 1] = 0
    return found


def _dots_joined(halftone: Mask, point: float) -> Mask:
    side = int(PRINT_POINTS * point) | 1
    return np.asarray(cv2.morphologyEx(halftone, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)


def _boxes(mask: Mask, point: float) -> list[tuple[int, int, int, int]]:
    """Boxes that a shade fills, in pixels of the mask; ``point``: its pixels a point."""
    side = int(LEAST_POINTS[1] * point / 2) | 1
    whole = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=4)
    found = []
    for x, y, width, height, area in np.asarray(stats[1:], np.int32).tolist():
        if width >= LEAST_POINTS[0] * point and height >= LEAST_POINTS[1] * point and area >= FILL * width * height:
            found.append((x, y, x + width, y + height))
    return found
