"""What paper does print stand on?  Dark bars with light print are turned; how much darker than its paper each pixel is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.picture import Grey
from extractors.ocr.rules import STRAY_POINTS

PAPER_POINTS = 12.0
"""Dark features narrower than this are print, wider ones shading: a bar behind a line of print is higher."""
DARK = 150
"""Grey levels below which an area can be the ground of light print."""
DARK_GAP_POINTS = 7.0
"""Light strokes on dark ground are narrower than this; dark areas are wider than this everywhere."""
DARK_SIZE = (24.0, 9.0)
"""Least width and height of a dark area, in points: a line of print and a word."""
DARK_SHARE = 0.55
"""Of its pixels that have the ground's own grey; a line of bold print is not half black."""
ALIKE = 40
"""Grey levels: pixels that differ less are of one ground."""
EDGE_SHARE = 0.35
"""Of a row's (column's) pixels that have the ground's grey: the first and last such row are the area's edges."""
DARK_FILL = 0.55
"""Of its box: a dark area is a rectangle."""


def dark_areas_turned(grey: Grey, point: float) -> tuple[Grey, list[tuple[int, int, int, int]]]:
    """The picture with light print on dark areas made dark print on light, and the boxes of those areas."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = max(int(DARK_GAP_POINTS * point) // 4, 1) | 1
    dark = cv2.morphologyEx((small < DARK).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    found, boxes = grey, []
    for x, y, width, height, area in np.asarray(stats[1:], np.int32).tolist():
        if area < DARK_FILL * width * height or 4 * width < DARK_SIZE[0] * point or 4 * height < DARK_SIZE[1] * point:
            continue
        area_found = _dark_area(grey, (4 * x, 4 * y, 4 * (x + width), 4 * (y + height)), point)
        if area_found is None:
            continue
        (x0, y0, x1, y1), ground = area_found
        if found is grey:
            found = grey.copy()
        margin = int(point / 2) + 1
        y0, y1, x0, x1 = max(y0 - margin, 0), y1 + margin, max(x0 - margin, 0), x1 + margin
        area_grey = grey[y0:y1, x0:x1].astype(np.float32)
        light = np.clip(255 - np.abs(area_grey - ground) * (255 / max(255 - ground, 1)), 0, 255)
        edge = _outline(light.shape, 2 * margin + 4)
        found[y0:y1, x0:x1] = np.where(edge, 255, light).astype(np.uint8)
        boxes.append((x0 + margin, y0 + margin, x1 - margin, y1 - margin))
    return found, boxes


def _dark_area(grey: Grey, box: tuple[int, int, int, int], point: float) -> tuple[tuple[int, int, int, int], float] | None:
    """The box of the even ground in a dark box, and its grey; ``None`` where there is none.  Lines of print below are cut off."""
    x0, top, x1, bottom = box
    inside = grey[top:bottom, x0:x1]
    if not (inside < DARK).any():
        return None
    ground = float(np.median(inside[inside < DARK]))
    alike = np.abs(inside.astype(np.int16) - ground) < ALIKE
    for axis in (1, 0):
        held = np.flatnonzero(alike.mean(axis=axis) >= EDGE_SHARE)
        if not len(held):
            return None
        start, end = int(held[0]), int(held[-1]) + 1
        alike = alike[start:end] if axis else alike[:, start:end]
        top, bottom, x0, x1 = (top + start, top + end, x0, x1) if axis else (top, bottom, x0 + start, x0 + end)
    large = x1 - x0 >= DARK_SIZE[0] * point and bottom - top >= DARK_SIZE[1] * point
    return ((x0, top, x1, bottom), ground) if large and float(alike.mean()) >= DARK_SHARE else None


def with_edges(rules: NDArray[np.float32], areas: list[tuple[int, int, int, int]], point: float) -> NDArray[np.float32]:
    """Rules and the upper and lower edges of dark areas, where no rule is drawn along them."""
    found = rules.tolist()
    for x0, top, x1, bottom in areas:
        for edge in (top, bottom):
            drawn = [y for y, a, b in found if abs(y - edge) <= 2 * STRAY_POINTS * point and a <= x1 and b >= x0]
            if not drawn:
                found.append([float(edge), float(x0), float(x1)])
    return np.array(found, np.float32).reshape(-1, 3)


def _outline(shape: tuple[int, ...], width: int) -> NDArray[np.bool_]:
    """True along the border of an area."""
    border = np.ones(shape[:2], np.bool_)
    border[width : shape[0] - width, width : shape[1] - width] = False
    return border


def depth_of_ink(grey: Grey, point: float) -> Grey:
    """How much darker each pixel is than the paper around it, which may be shaded or coloured."""
    window = int(PAPER_POINTS * point) // 4 | 1
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8))
    paper = cv2.resize(closed, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.subtract(paper, grey), np.uint8)
