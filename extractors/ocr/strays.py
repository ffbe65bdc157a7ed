"""Which ink is neither print nor rule?  Watermarks, seals, and strokes that slant through cells meant to stay empty."""

from __future__ import annotations

import math

import cv2
import numpy as np

from extractors.ocr.picture import Grey
from extractors.ocr.rules import Mask

SEAL_POINTS = 32.0
"""Marks larger than this both ways are no glyphs: seals, or glyphs that a seal joins."""
SEAL_SHARE = 0.75
"""Of full ink: what is paler belongs to the seal."""
LEAST_SEAL_POINTS, MOST_SEAL_POINTS, SEAL_ASPECT = 24.0, 120.0, 1.3
"""A seal is at least so large both ways, at most 42 mm, and round or square; figures and letters of a line are longer than
high, the rules of a table, pale where they are thin, larger."""
RING_FILL = 0.35
"""Of its box: a ring is empty inside (measured: .14), blurred print that hangs together is not."""
RING_POINTS, RING_GAP_POINTS = 1.1, 3.5
"""The ring of a seal is no thinner; print and rules part it by no more."""
FULL_INK_PERCENTILE = 80
"""This share of the inked pixels is at most as deep as what counts as black: soft edges are the rest of them."""
BLACKEST_PERCENTILE = 97
"""The same where half of the ink may be a watermark's."""
PAPER_PERCENTILE = 80
"""This share of a page's pixels is at least as dark as its paper."""
WATERMARK_SHARE = 0.35
"""Of full ink: watermarks are paler (measured: .13), grey print is not."""
WATERMARK_POINTS = 1.8
"""Pale ink that is nowhere narrower than this is no print; strokes of bold kanji of 11 points are 1.2 wide."""
SHADE_FILL = 0.7
"""Of its box: pale ground that fills it is the shade of a row or a header, whose edges may be rules."""
SLANT_POINTS = (30.0, 7.0)
"""A slanting stroke is at least so long, and reaches at least so far both ways: no glyph of a title up to 24 points does."""
SLANT_SHARE = 0.75
"""Of the diagonal of the box of the ink that it is part of: glyphs may touch it."""
CROSSED_SHARE = 0.9
"""Of a line from corner to corner of a mark's box: so much of it is ink where the mark is a slanting stroke."""
LEAST_CONTRAST = 24
"""Grey levels (of 255) below the surroundings from which a pixel is ink; under it lies paper grain and JPEG noise."""


def watermark(grey: Grey, depth: Grey, black: Mask, point: float) -> Mask:
    """The pale wide ink of a word or a mark printed under the page, as far as it is no soft edge of print.

    ``depth`` tells nothing inside strokes wider than a line of print: they count as paper there, and their corners as ink.
    """
    if not black.any():
        return black
    full = float(np.percentile(depth[black > 0], BLACKEST_PERCENTILE))
    under = float(np.percentile(grey[::8, ::8], PAPER_PERCENTILE)) - grey.astype(np.float32)
    dark = (under >= WATERMARK_SHARE * full).astype(np.uint8)
    pale = ((under > LEAST_CONTRAST) & (dark == 0)).astype(np.uint8)
    side = max(int(WATERMARK_POINTS * point), 3)
    core = cv2.erode(pale, np.ones((side, side), np.uint8))
    if not core.any():
        return np.zeros_like(black)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    wide = np.zeros(len(stats), np.uint8)
    wide[np.unique(labels[core > 0])] = 1
    wide[stats[:, 4] >= SHADE_FILL * stats[:, 2] * stats[:, 3]] = 0
    wide[0] = 0
    return np.asarray(wide[labels] & (cv2.dilate(dark, np.ones((3, 3), np.uint8)) == 0), np.uint8)


def seals(depth: Grey, black: Mask, point: float) -> Mask:
    """The ink of seals that is paler than print: an upright stretch of their ring is no rule, and what they cover stays."""
    if not black.any():
        return black
    full = float(np.percentile(depth[black > 0], BLACKEST_PERCENTILE))
    pale = ((black > 0) & (depth < SEAL_SHARE * full)).astype(np.uint8)
    side, gap = max(int(RING_POINTS * point), 2), max(int(RING_GAP_POINTS * point), 3)
    thick = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not thick.any():
        return np.zeros_like(black)
    whole = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    width, height = stats[:, 2], stats[:, 3]
    ring = np.minimum(width, height) >= LEAST_SEAL_POINTS * point
    ring &= np.maximum(width, height) <= MOST_SEAL_POINTS * point
    ring &= np.maximum(width, height) <= SEAL_ASPECT * np.minimum(width, height)
    ring &= stats[:, 4] <= RING_FILL * width * height
    ring[0] = False
    around = cv2.dilate(ring[labels].astype(np.uint8), np.ones((gap, gap), np.uint8))
    return np.asarray(np.asarray(around, np.uint8) & pale, np.uint8)


def without_seals(marks: Mask, depth: Grey, point: float) -> Mask:
    """The marks, of very large ones only what is as deep as print: a seal in red ink over figures is paler than they."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    large = (stats[:, 2] > SEAL_POINTS * point) & (stats[:, 3] > SEAL_POINTS * point)
    large[0] = False
    if not large.any():
        return marks
    full = float(np.percentile(depth[marks > 0], FULL_INK_PERCENTILE))
    return np.where(large[labels] & (depth < SEAL_SHARE * full), 0, marks).astype(np.uint8)


def without_slants(marks: Mask, point: float) -> Mask:
    """The marks without long slanting strokes: those that cross out an empty cell or part a corner cell in two."""
    near = cv2.dilate(marks, np.ones((3, 3), np.uint8))  # thin strokes are broken by the threshold
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    width, height = stats[:, 2] / point, stats[:, 3] / point
    long = (np.hypot(width, height) >= SLANT_POINTS[0]) & (np.minimum(width, height) >= SLANT_POINTS[1])
    long[0] = False
    found = marks
    for i in np.flatnonzero(long).tolist():
        x, y, w, h = stats[i, :4].tolist()
        x, y, w, h = x + 1, y + 1, w - 2, h - 2
        own = marks[y : y + h, x : x + w] & (labels[y : y + h, x : x + w] == i).astype(np.uint8)
        strokes = _strokes(own, point)
        if strokes is not None:
            found = found.copy() if found is marks else found
            found[y : y + h, x : x + w][strokes > 0] = 0
    return found


def _strokes(own: Mask, point: float) -> Mask | None:
    """The ink of straight strokes from corner to corner of a mark's box, or along most of it; ``None`` where there is none."""
    height, width = own.shape
    thick, near = max(int(point), 3) + 2, cv2.dilate(own, np.ones((3, 3), np.uint8))
    band = np.zeros_like(own)
    for start, end in (((0, 0), (width - 1, height - 1)), ((0, height - 1), (width - 1, 0))):
        line = cv2.line(np.zeros_like(own), start, end, 1, 1)
        if int(near[line > 0].sum()) >= CROSSED_SHARE * np.count_nonzero(line):
            cv2.line(band, start, end, 1, thick)
    if not band.any():
        least = SLANT_SHARE * math.hypot(width, height)
        lines = cv2.HoughLinesP(own, 1, math.pi / 720, int(least / 2), minLineLength=least, maxLineGap=2 * point)
        for x0, y0, x1, y1 in np.asarray(lines if lines is not None else np.empty((0, 4))).reshape(-1, 4).astype(int).tolist():
            if min(abs(x1 - x0), abs(y1 - y0)) >= SLANT_POINTS[1] * point:
                cv2.line(band, (x0, y0), (x1, y1), 1, thick)
    return np.asarray(band & own, np.uint8) if band.any() else None
