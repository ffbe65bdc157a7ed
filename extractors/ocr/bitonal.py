"""Scans in black and white only: where dots stand for grey, and edges are ragged, what was grey is made grey again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.embedded import POINTS_AN_INCH, Grey

DOT_AREA = 8
"""Pixels: larger patches of black or white are no dots of a screen."""
WINDOW_POINTS = 12.0
LEAST_DOTS, LEAST_HOLES = 24, 8
"""So many dots in a window of 12 points, and white ones among them, are a grey of which print must be told."""
LEAST_SHADE_DOTS = 45
"""So many black ones alone are a light shade, whose dots are taken out one by one later; a dotted rule has up to 25."""
LEAST_SCREEN_POINTS = 10.0
"""A screened area is nowhere narrower: a header, a row."""
SCREEN_BLUR = 1.3
"""Pixels: what makes a screen an even grey, and leaves the strokes printed in it."""
RAGGED = 0.04
"""Dents of one pixel by concave corners of the ink: thresholds leave at most .026, dithering and worn scanners .067 and more."""
EDGE_BLUR, SMALL_EDGE_BLUR = 0.6, 0.7
"""Pixels: what takes a dent of one pixel off an edge; below `SMALL_DPI` dents are as large as strokes."""
SMALL_DPI = 190.0


def with_greys(grey: Grey, dpi: float) -> tuple[Grey, bool]:
    """A bitonal picture as it was before it was made so, and whether its edges are ragged; any other picture as it is.

    ``grey``: at its own resolution.
    """
    ink = grey < 128
    if not ink.any() or int(np.count_nonzero((grey > 0) & (grey < 255))) > 0:
        return grey, False
    shade, screen = _dotted_areas(ink, dpi / POINTS_AN_INCH)
    found = grey
    ragged = _dents(ink & ~shade) > RAGGED
    if ragged:
        blur = SMALL_EDGE_BLUR if dpi < SMALL_DPI else EDGE_BLUR
        found = np.where(shade, grey, cv2.GaussianBlur(grey, (0, 0), blur)).astype(np.uint8)
    if screen.any():
        even = cv2.GaussianBlur(grey, (0, 0), SCREEN_BLUR)
        found = np.where(screen, even, found).astype(np.uint8)
    return found, ragged


def _dotted_areas(ink: NDArray[np.bool_], point: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where dots stand for grey: all of it, and where white dots are among them."""
    dots, holes = _dots(ink), _dots(~ink)
    side = max(int(WINDOW_POINTS * point), 3)
    least = max(int(LEAST_SCREEN_POINTS * point), 3)
    near_holes = cv2.boxFilter(holes, -1, (side, side), normalize=False)
    near = cv2.boxFilter(dots, -1, (side, side), normalize=False) + near_holes
    screen = (near >= LEAST_DOTS) & (near_holes >= LEAST_HOLES)
    areas = [cv2.morphologyEx(a.astype(np.uint8), cv2.MORPH_OPEN, np.ones((least, least), np.uint8))
             for a in (screen | (near >= LEAST_SHADE_DOTS), screen)]  # fmt: skip
    shade = cv2.dilate(areas[0], np.ones((side, side), np.uint8))  # at its edge a shade fills half a window
    return np.asarray(shade, np.bool_), np.asarray(areas[1], np.bool_)


def _dots(ink: NDArray[np.bool_]) -> NDArray[np.float32]:
    """1 at the middle of each small patch."""
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=4)
    small = stats[:, 4] <= DOT_AREA
    small[0] = False
    found = np.zeros(ink.shape, np.float32)
    found[middles[small, 1].astype(int), middles[small, 0].astype(int)] = 1
    return found


def _dents(ink: NDArray[np.bool_]) -> float:
    """Dents of one pixel in straight edges, by concave corners; 0 where there are few corners."""
    paper = ~ink
    blocks = ink[:-1, :-1].astype(np.uint8) + ink[:-1, 1:] + ink[1:, :-1] + ink[1:, 1:]
    corners = int(np.count_nonzero(blocks == 3))
    if corners < 200:
        return 0.0
    return sum(_dents_from_left(np.rot90(paper, turn)) for turn in range(4)) / corners


def _dents_from_left(paper: NDArray[np.bool_]) -> int:
    """Pixels of paper with ink at their left, above and below, and paper at their right all along."""
    left, here, right = paper[:, :-2], paper[:, 1:-1], paper[:, 2:]
    edge = ~left & ~here & right  # rows in which the ink ends before ``here`` is paper again
    dent = ~left[1:-1] & here[1:-1] & right[1:-1] & edge[:-2] & edge[2:]
    return int(np.count_nonzero(dent))
