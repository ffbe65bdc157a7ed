"""What is printed on the picture: which pixels are ink, which ink is a rule, and which marks remain when rules are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.grounds import dark_areas_turned, depth_of_ink, with_edges
from extractors.ocr.picture import Grey, Picture
from extractors.ocr.rules import RAGGED_POINTS, Mask, rules_along
from extractors.ocr.shades import shade_edges
from extractors.ocr.strays import FULL_INK_PERCENTILE, LEAST_CONTRAST, seals, watermark, without_seals, without_slants

Boxes = NDArray[np.int32]
"""Shape (n, 4): x0, top, x1, bottom in pixels, right and bottom exclusive."""

WINDOW_POINTS = 18.0
"""Neighbourhood for the local threshold: a line of print and its surroundings."""
CONTRAST_SHARE = 0.35
"""Of the distance between paper and the darkest ink near: what a pixel must exceed to be ink rather than a glyph's soft edge."""
THIN_SHARE = 0.16
"""Of black: paler ink is grain, or shows through from the other side."""
STILL_SHARE = 0.3
"""Of neighbouring pixels that are alike: in a picture with so many there is no grain to smooth."""
GRAIN_SHARE = 0.08
"""Of the contrast between paper and print: a usual step between neighbours from which grain is smoothed."""
SPECKLE_POINTS = 0.62
"""Marks that fit into a square of this side are dirt or halftone; a comma at 8 points is 1.2 points high."""
HALFTONE_POINTS = 1.3
"""Dots of a halftone are no larger; a comma at 8 points is taller."""
CLOT_POINTS = (3.5, 1.6)
"""Width and height of dots of a halftone that ran together; a comma is taller, a dash wider."""
STUB_POINTS = 8.0
"""What is left of two rules where they cross is no larger."""
SLIVER_POINTS = 0.8
"""Ink this thin beside a rule is part of the rule."""
TALLER_THAN_PRINT_POINTS, BAR_POINTS = 14.0, 1.2
"""An upright stroke by itself, so high and so thin, is what is left of a rule: an I of 20 points is thicker."""
HALFTONE_WINDOW_POINTS = 12.0
LEAST_HALFTONE_DOTS = 20
"""So many dots in a window are shading: a dense line of print has at most ten marks this small there …"""
LEAST_SHADE_DOTS = 120
"""… but small Mincho, whose thin strokes are broken, up to 28 in a word: a shaded cell of 12 by 30 points holds 150."""


@dataclass(frozen=True, eq=False, slots=True)
class Ink:
    """The black of a page, taken apart."""

    marks: Mask
    """Ink that is neither rule nor speckle."""
    rules: Mask
    """Ink of the rules."""
    horizontal: NDArray[np.float32]
    """Shape (h, 3): y, x0, x1 of each rule, in pixels."""
    vertical: NDArray[np.float32]
    """Shape (v, 3): x, top, bottom, in pixels."""
    shades: NDArray[np.float32]
    """Shape (s, 3): y, x0, x1 of the upper and lower edges of shaded areas, in pixels."""
    clean: Grey
    """Marks alone, dark on white, soft edges kept: what the recognisers are shown."""


def ink_of(picture: Picture) -> Ink:
    """Separate a page's ink into rules and marks."""
    turned, dark = dark_areas_turned(picture.grey, picture.point)
    calm = without_grain(turned)
    depth = depth_of_ink(calm, picture.point)
    black = binarised(depth, picture.point)
    faint = (depth > LEAST_CONTRAST).astype(np.uint8)
    halftone = _halftone(black, picture.point, LEAST_SHADE_DOTS if calm is turned else 0)  # dots of grain stand alone
    water = watermark(calm, depth, black, picture.point) | seals(depth, black, picture.point)
    black &= ~(halftone | water).astype(bool)
    faint = np.asarray(faint & (cv2.dilate(halftone | water, np.ones((9, 9), np.uint8)) == 0), np.uint8)
    horizontal, h_mask = rules_along(black, faint, picture.point, across=None)
    horizontal = with_edges(horizontal, dark, picture.point)
    upright, faint_upright = np.ascontiguousarray(black.T), np.ascontiguousarray(faint.T)
    vertical, v_mask = rules_along(upright, faint_upright, picture.point, horizontal, np.ascontiguousarray(h_mask.T))
    rules = np.asarray(h_mask | v_mask.T, np.uint8)
    rest = np.asarray(black & ~rules.astype(bool), np.uint8)
    dirt = _dirt(rest, h_mask, np.asarray(v_mask.T, np.uint8), halftone, picture.point)
    dirt |= _rules_in_dark(rest, np.asarray(v_mask.T, np.uint8), dark, picture.point)
    marks = without_seals(np.asarray(rest & ~dirt.astype(bool), np.uint8), depth, picture.point)
    marks = without_slants(marks, picture.point)
    shades = shade_edges(turned, halftone, picture.point)
    return Ink(marks, rules, horizontal, vertical, shades, _cleaned(depth, marks, rules | dirt | halftone | water))


def without_grain(grey: Grey) -> Grey:
    """The picture, smoothed where its grain is strong beside the contrast of the print."""
    sample = grey[:: max(grey.shape[0] // 800, 1)].astype(np.int16)
    steps = np.abs(np.diff(sample, axis=1))
    grain = float(np.median(steps[steps > 0])) if steps.any() else 0.0
    flat = float((steps == 0).mean())
    low, high = np.percentile(grey[::7, ::7], (1, 60))
    if flat > STILL_SHARE or grain < GRAIN_SHARE * max(float(high - low), 1.0):
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.9), np.uint8)


def binarised(depth: Grey, point: float) -> Mask:
    """1 where a pixel is ink: deeper than grain, and than a good part of the deepest ink near it."""
    reach = int(WINDOW_POINTS * point) // 3 | 1
    deepest = cv2.dilate(depth, np.ones((reach, reach), np.uint8))
    least = np.maximum(LEAST_CONTRAST, (deepest * np.float32(CONTRAST_SHARE)).astype(np.uint8))
    return (depth > least).astype(np.uint8)


def _halftone(black: Mask, point: float, least: int) -> Mask:
    """The dots of shaded areas: small ones in crowds."""
    _, labels, stats, middles = cv2.connectedComponentsWithStats(black, connectivity=4)
    dot = (stats[:, 2] <= HALFTONE_POINTS * point) & (stats[:, 3] <= HALFTONE_POINTS * point)
    dot[0] = False
    if dot.sum() < LEAST_HALFTONE_DOTS:
        return np.zeros_like(black)
    counts = np.zeros(black.shape, np.float32)
    counts[middles[dot, 1].astype(int), middles[dot, 0].astype(int)] = 1
    side = int(HALFTONE_WINDOW_POINTS * point)
    crowd = cv2.boxFilter(counts, -1, (side, side), normalize=False)
    area = cv2.dilate((crowd >= LEAST_HALFTONE_DOTS).astype(np.uint8), np.ones((side, side), np.uint8))
    _, areas = cv2.connectedComponents(area, connectivity=4)
    held = np.bincount(areas[counts > 0], minlength=int(areas.max()) + 1) >= least
    held[0] = False
    return np.asarray(dot[labels].astype(np.uint8) & held[areas], np.uint8)


def _dirt(rest: Mask, horizontal: Mask, vertical: Mask, halftone: Mask, point: float) -> Mask:
    """Ink that is no mark: specks, clots of halftone, pieces of rules, slivers beside a rule, stubs where rules cross."""
    _, labels, raw_stats, middles = cv2.connectedComponentsWithStats(rest, connectivity=8)
    stats = np.asarray(raw_stats, np.int32)
    width, height = stats[:, 2] / point, stats[:, 3] / point
    at = (middles[:, 1].astype(int), middles[:, 0].astype(int))
    side = int(HALFTONE_WINDOW_POINTS * point)
    shaded = cv2.dilate(halftone, np.ones((side, side), np.uint8))[at] > 0
    beside = int(2 * RAGGED_POINTS * point + 1) * 2 + 1
    by_horizontal = cv2.dilate(horizontal, np.ones((beside, beside), np.uint8))[at] > 0
    by_vertical = cv2.dilate(vertical, np.ones((beside, beside), np.uint8))[at] > 0
    speck = (width <= max(SPECKLE_POINTS, 1 / point)) & (height <= max(SPECKLE_POINTS, 1 / point))
    clot = shaded & ~_at_foot(stats, point) & (height <= CLOT_POINTS[1]) & (width <= CLOT_POINTS[0])
    sliver = (by_horizontal | by_vertical) & (np.minimum(width, height) <= SLIVER_POINTS)
    stub = by_horizontal & by_vertical & (np.maximum(width, height) <= STUB_POINTS)
    bar = (height >= TALLER_THAN_PRINT_POINTS) & (width <= BAR_POINTS)
    dirty = speck | clot | sliver | stub | bar
    dirty[0] = False
    return np.asarray(dirty[labels], np.uint8)


def _rules_in_dark(rest: Mask, vertical: Mask, dark: Sequence[tuple[int, int, int, int]], point: float) -> Mask:
    """Upright pieces in dark areas that go on below them as a rule: there the rule is hardly darker than its ground."""
    found = np.zeros_like(rest)
    reach = int(2 * TALLER_THAN_PRINT_POINTS * point)
    for x0, top, x1, bottom in dark:
        columns = np.asarray(vertical[max(top - reach, 0) : bottom + reach, x0:x1].any(axis=0), np.uint8)
        near = np.asarray(cv2.dilate(columns[None], np.ones((1, 3), np.uint8)), np.uint8).ravel()
        _, labels, raw_stats, middles = cv2.connectedComponentsWithStats(rest[top:bottom, x0:x1], connectivity=8)
        stats = np.asarray(raw_stats, np.int32)
        piece = np.asarray((stats[:, 2] <= 1.5 * BAR_POINTS * point) & (stats[:, 3] >= 2 * stats[:, 2]))
        piece &= near[middles[:, 0].astype(int)] > 0
        piece[0] = False
        found[top:bottom, x0:x1] |= piece[labels].astype(np.uint8)
    return found


def _at_foot(stats: NDArray[np.int32], point: float) -> NDArray[np.bool_]:
    """Which small components stand beside the foot of a large one: where a comma is printed."""
    x, bottom = stats[:, 0], stats[:, 1] + stats[:, 3]
    glyphs = stats[1:][stats[1:, 3] >= 4 * point]
    foot = np.zeros(len(stats), np.bool_)
    for left, top, width, height, _ in glyphs.tolist():
        beside = (x >= left + width - 1) & (x <= left + width + 2 * point)
        foot |= beside & (np.abs(bottom - (top + height) - 0.8 * point) <= 1.2 * point)
    return foot


def _cleaned(depth: Grey, marks: Mask, gone: Mask) -> Grey:
    """Marks as dark on white whatever paper they were on, with their soft edges and nothing else."""
    near = cv2.dilate(marks, np.ones((5, 5), np.uint8)).astype(bool)
    near &= ~cv2.dilate(gone, np.ones((3, 3), np.uint8)).astype(bool) | cv2.dilate(marks, np.ones((3, 3), np.uint8)).astype(bool)
    near &= ~gone.astype(bool)
    near |= _thin_strokes(depth, marks, gone)
    inked = depth[marks > 0]
    full = float(np.percentile(inked, FULL_INK_PERCENTILE)) if len(inked) else 255.0
    darkened = 255 - np.minimum(depth * np.float32(255 / max(full, LEAST_CONTRAST)), 255)
    return np.where(near, darkened, 255).astype(np.uint8)


def _thin_strokes(depth: Grey, marks: Mask, gone: Mask) -> NDArray[np.bool_]:
    """Paler ink that hangs together with marks: the thin strokes of Mincho, which no threshold keeps whole."""
    free = cv2.dilate(gone, np.ones((3, 3), np.uint8)) == 0
    soft = ((depth > THIN_SHARE * 255) & (free | (marks > 0))).astype(np.uint8)
    _, labels = cv2.connectedComponents(soft, connectivity=8)
    held = np.zeros(int(labels.max()) + 1, np.bool_)
    held[np.unique(labels[marks > 0])] = True
    held[0] = False
    return np.asarray(held[labels], np.bool_)
