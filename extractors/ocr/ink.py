"""What is printed on the picture: which pixels are ink, which ink is a rule, and which marks remain when rules are gone."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.picture import Grey, Picture

Mask = NDArray[np.uint8]
"""Shape as the picture's, 0 or 1."""
Boxes = NDArray[np.int32]
"""Shape (n, 4): x0, top, x1, bottom in pixels, right and bottom exclusive."""

WINDOW_POINTS = 18.0
"""Neighbourhood for the local threshold: a line of print and its surroundings."""
PAPER_POINTS = 12.0
"""Dark features narrower than this are print, wider ones shading: a bar behind a line of print is higher."""
LEAST_CONTRAST = 24
"""Grey levels (of 255) below the surroundings from which a pixel is ink; under it lies paper grain and JPEG noise."""
CONTRAST_SHARE = 0.35
"""Of the distance between paper and the darkest ink near: what a pixel must exceed to be ink rather than a glyph's soft edge."""
STILL_SHARE = 0.3
"""Of neighbouring pixels that are alike: in a picture with so many there is no grain to smooth."""
GRAIN_SHARE = 0.08
"""Of the contrast between paper and print: a usual step between neighbours from which grain is smoothed."""
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
EDGE_TO_EDGE = 0.93
"""Of the page: a line this long is no rule of a table but a fold or the edge of the glass."""
FOLD_SHARE = 0.5
"""Of the page: so much of such a line must be found."""
STRAIGHT = 1.7
"""A straight piece is at most so many times as high as thick, skew that is left included; an arc is higher."""
SEAL_POINTS = 32.0
"""Marks larger than this both ways are no glyphs: seals, or glyphs that a seal joins."""
SEAL_SHARE = 0.75
"""Of full ink: what is paler belongs to the seal."""
BESIDE_HAIRLINE = 0.3
"""Of its length: so much ink may stand right above or below a hairline."""
FULL_INK_PERCENTILE = 80
"""This share of the inked pixels is at most as deep as what counts as black: soft edges are the rest of them."""
SPECKLE_POINTS = 0.62
"""Marks that fit into a square of this side are dirt or halftone; a comma at 8 points is 1.2 points high."""
SEED_POINTS = 26.0
"""A straight run this long is a rule: no stroke of body text or of a title up to 24 points is."""
SHORT_SEED_POINTS = 7.0
"""A vertical run this long is a rule where both its ends lie on horizontal rules: the side of a low cell."""
THICKEST_RULE_POINTS = 5.0
"""Thicker straight ink is a bar or a shaded area; a double rule at 80 dpi runs together to 3.6 points."""
BRIDGE_POINTS = 6.0
"""Gaps up to this between collinear pieces belong to the same rule: dotted, dashed, broken by fold or scan."""
BUTT_POINTS = 1.0
"""Short pieces must touch what they are joined to or held by: stems of glyphs in neighbouring rows keep their distance."""
TALLER_THAN_STEM_POINTS = 13.0
"""No stem of body text is this long."""
CROSSING_POINTS = 8.5
"""Gaps up to this between long collinear pieces: where two dashed rules cross a dash and two blanks may be missing."""
DOT_POINTS = 2.2
"""Dots and dashes of a dotted rule are no thicker than this."""
LEAST_DOTS = 4
"""Collinear dots that make a dotted rule."""
HALFTONE_POINTS = 1.3
"""Dots of a halftone are no larger; a comma at 8 points is taller."""
CLOT_POINTS = (3.5, 1.6)
"""Width and height of dots of a halftone that ran together; a comma is taller, a dash wider."""
STUB_POINTS = 8.0
"""What is left of two rules where they cross is no larger."""
SLIVER_POINTS = 0.8
"""Ink this thin beside a rule is part of the rule."""
HALFTONE_WINDOW_POINTS = 12.0
LEAST_HALFTONE_DOTS = 20
"""So many dots in a window are shading: a dense line of print has at most ten marks this small there."""
RAGGED_POINTS = 0.35
"""How far a rule's edge strays from its middle thickness."""
STRAY_POINTS = 1.3
"""Collinear means: within this distance across."""


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
    clean: Grey
    """Marks alone, dark on white, soft edges kept: what the recognisers are shown."""


def ink_of(picture: Picture) -> Ink:
    """Separate a page's ink into rules and marks."""
    turned, dark = dark_areas_turned(picture.grey, picture.point)
    calm = without_grain(turned)
    depth = depth_of_ink(calm, picture.point)
    black = binarised(depth, picture.point)
    faint = (depth > LEAST_CONTRAST).astype(np.uint8)
    halftone = _halftone(black, picture.point)
    black &= ~halftone.astype(bool)
    faint = np.asarray(faint & (cv2.dilate(halftone, np.ones((9, 9), np.uint8)) == 0), np.uint8)
    horizontal, h_mask = _rules(black, faint, picture.point, across=None)
    horizontal = _with_edges(horizontal, dark, picture.point)
    upright, faint_upright = np.ascontiguousarray(black.T), np.ascontiguousarray(faint.T)
    vertical, v_mask = _rules(upright, faint_upright, picture.point, horizontal, np.ascontiguousarray(h_mask.T))
    rules = np.asarray(h_mask | v_mask.T, np.uint8)
    rest = np.asarray(black & ~rules.astype(bool), np.uint8)
    dirt = _dirt(rest, h_mask, np.asarray(v_mask.T, np.uint8), halftone, picture.point)
    marks = _without_seals(np.asarray(rest & ~dirt.astype(bool), np.uint8), depth, picture.point)
    return Ink(marks, rules, horizontal, vertical, _cleaned(depth, marks, rules | dirt | halftone))


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
        y0, y1, x0, x1 = 4 * y, min(4 * (y + height), grey.shape[0]), 4 * x, min(4 * (x + width), grey.shape[1])
        ground = float(np.median(grey[y0:y1, x0:x1]))
        alike = np.abs(grey[y0:y1, x0:x1].astype(np.int16) - ground) < ALIKE
        if float(alike.mean()) < DARK_SHARE or ground >= DARK:
            continue
        rows, columns = (np.flatnonzero(alike.mean(axis=axis) >= EDGE_SHARE) for axis in (1, 0))
        y0, y1, x0, x1 = y0 + int(rows[0]), y0 + int(rows[-1]) + 1, x0 + int(columns[0]), x0 + int(columns[-1]) + 1
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


def _with_edges(rules: NDArray[np.float32], areas: list[tuple[int, int, int, int]], point: float) -> NDArray[np.float32]:
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


def binarised(depth: Grey, point: float) -> Mask:
    """1 where a pixel is ink: deeper than grain, and than a good part of the deepest ink near it."""
    reach = int(WINDOW_POINTS * point) // 3 | 1
    deepest = cv2.dilate(depth, np.ones((reach, reach), np.uint8))
    least = np.maximum(LEAST_CONTRAST, (deepest * np.float32(CONTRAST_SHARE)).astype(np.uint8))
    return (depth > least).astype(np.uint8)


def _rules(
    black: Mask, faint: Mask, point: float, across: NDArray[np.float32] | None, crossed: Mask | None = None
) -> tuple[NDArray[np.float32], Mask]:
    """Find the rules that run along the rows of ``black``, and hairlines of ``faint`` (all that is darker than paper).

    ``across``, ``crossed``: rules already found in the other direction, and their ink.

    Returns shape (n, 3): position, start, end; and the mask of their ink.
    """
    seed = SHORT_SEED_POINTS if across is not None else SEED_POINTS
    solid = np.asarray(cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((1, max(int(seed * point), 3)), np.uint8)), np.uint8)
    pieces = _pieces(solid, point)
    rest = black & ~solid.astype(bool)
    dots = _dotted(rest if crossed is None else rest & ~crossed.astype(bool), point)
    hairlines = _hairlines(faint, point)
    chains = _chained(np.vstack([pieces, dots, hairlines]), point)
    long = [c for c in chains if c[2] - c[1] >= SEED_POINTS * point]
    keep = long + [c for c in chains if c not in long and across is not None and _held(c, across, long, point)]
    folds = _folds(chains, black.shape[1], point)
    keep += folds
    rules = [c for c in keep if not any(_covers(other, c, point) for other in keep)]
    rules = [c for c in rules if all(abs(c[0] - fold[0]) > point for fold in folds)]
    ink = _rule_ink(np.asarray(black | faint, np.uint8) if len(hairlines) else black, keep, point)
    return np.array([c[:3] for c in rules], np.float32).reshape(-1, 3), ink


def _pieces(solid: Mask, point: float) -> NDArray[np.float32]:
    """Straight pieces, shape (n, 4): middle, start, end, thickness; bars are left out."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    x, y, w, h, area = (stats[1:, i].astype(np.float32) for i in range(5))
    thickness = area / np.maximum(w, 1)
    thin = (thickness <= THICKEST_RULE_POINTS * point) & (h <= STRAIGHT * thickness + 2.0 * point)  # no arc of a seal
    return np.column_stack([y + h / 2, x, x + w, thickness])[thin].astype(np.float32)


def _hairlines(faint: Mask, point: float) -> NDArray[np.float32]:
    """Long thin pieces fainter than print that stand alone, shape (n, 4): middle, start, end, thickness."""
    solid = cv2.morphologyEx(faint, cv2.MORPH_OPEN, np.ones((1, int(SEED_POINTS * point)), np.uint8))
    pieces = _pieces(np.asarray(solid, np.uint8), point)
    alone = [_stands_alone(faint, piece, point) for piece in pieces.tolist()]
    return pieces[np.array(alone, bool)] if len(pieces) else pieces


def _stands_alone(faint: Mask, piece: list[float], point: float) -> bool:
    """Whether there is little ink right above and below a piece: the soft edges of a line of print are no rule."""
    middle, start, end, thick = piece
    away = thick / 2 + 1.2 * point
    rows = [row for row in (int(middle - away), int(middle + away)) if 0 <= row < faint.shape[0]]
    return all(float(faint[row, int(start) : int(end)].mean()) <= BESIDE_HAIRLINE for row in rows)


def _dotted(rest: Mask, point: float) -> NDArray[np.float32]:
    """Dots and dashes in a row, joined, shape (n, 4): middle, start, end, thickness."""
    _, labels, stats, middles = cv2.connectedComponentsWithStats(rest, connectivity=8)
    small = (stats[:, 3] <= DOT_POINTS * point) & (stats[:, 2] <= SEED_POINTS * point)
    small &= stats[:, 2] >= 0.8 * stats[:, 3]  # dashes of this direction, or round; no commas
    small[0] = False
    if small.sum() < LEAST_DOTS:
        return np.empty((0, 4), np.float32)
    dots = small[labels].astype(np.uint8)
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, int(BRIDGE_POINTS * point)), np.uint8))
    _, runs, run_stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    xs, ys = middles[small, 0].astype(int), middles[small, 1].astype(int)
    number = np.bincount(runs[ys, xs], minlength=len(run_stats))
    long = (run_stats[:, 2] >= SEED_POINTS * point) & (number >= LEAST_DOTS) & (run_stats[:, 3] <= 1.5 * DOT_POINTS * point)
    long[0] = False
    x, y, w, h = (run_stats[long, i].astype(np.float32) for i in range(4))
    return np.column_stack([y + h / 2, x, x + w, h]).astype(np.float32)


def _chained(pieces: NDArray[np.float32], point: float) -> list[tuple[float, float, float, float]]:
    """Join collinear pieces over small gaps: position, start, end, thickness."""
    chains: list[list[float]] = []
    for middle, start, end, thick in sorted(pieces.tolist(), key=lambda p: p[1]):
        for chain in chains:
            short = min(chain[2] - chain[1], end - start) < SEED_POINTS * point
            bridge = (BUTT_POINTS if short else CROSSING_POINTS) * point
            if abs(chain[4] - middle) <= STRAY_POINTS * point and start - chain[2] <= bridge:
                length, more = chain[2] - chain[1], end - start
                chain[0] = (chain[0] * length + middle * more) / max(length + more, 1)
                chain[2], chain[3], chain[4] = max(chain[2], end), max(chain[3], thick), middle
                break
        else:
            chains.append([middle, start, end, thick, middle])
    return [(c[0], c[1], c[2], c[3]) for c in chains]


def _held(
    chain: tuple[float, float, float, float],
    across: NDArray[np.float32],
    long: list[tuple[float, float, float, float]],
    point: float,
) -> bool:
    """Whether a short piece spans from rule to rule of the other direction: a cell's side, not a glyph's stem."""
    reach = BUTT_POINTS * point
    crossing = across[(across[:, 1] <= chain[0] + reach) & (across[:, 2] >= chain[0] - reach), 0]
    starts, ends = crossing - chain[1], chain[2] - crossing  # it may reach over a thick rule, but must not stop short of it
    if not all(((beyond >= -reach) & (beyond <= 2 * reach)).any() for beyond in (starts, ends)):
        return False
    in_line = any(abs(other[0] - chain[0]) <= STRAY_POINTS * point for other in long)
    return in_line or chain[2] - chain[1] >= TALLER_THAN_STEM_POINTS * point


def _folds(chains: list[tuple[float, float, float, float]], extent: int, point: float) -> list[tuple[float, float, float, float]]:
    """Lines from edge to edge of the page, whole or in pieces: folds and the edge of the glass, no rules of a table."""
    found = []
    for chain in chains:
        pieces = [other for other in chains if abs(other[0] - chain[0]) <= point]
        start, end = min(piece[1] for piece in pieces), max(piece[2] for piece in pieces)
        inked = sum(piece[2] - piece[1] for piece in pieces)
        if end - start >= EDGE_TO_EDGE * extent and inked >= FOLD_SHARE * extent:
            found.append((chain[0], start, end, min(piece[3] for piece in pieces)))
    return found


def _covers(longer: tuple[float, float, float, float], chain: tuple[float, float, float, float], point: float) -> bool:
    """Whether a rule is but the ragged edge of a longer one."""
    common = min(longer[2], chain[2]) - max(longer[1], chain[1])
    near = abs(longer[0] - chain[0]) <= STRAY_POINTS * point
    return near and longer[2] - longer[1] > chain[2] - chain[1] and common >= 0.8 * (chain[2] - chain[1])


def _rule_ink(black: Mask, rules: list[tuple[float, float, float, float]], point: float) -> Mask:
    """The ink along the rules.  Where a stroke reaches out of the rule's band only the rule's core goes, not the stroke."""
    mask = np.zeros_like(black)
    height = black.shape[0]
    margin = RAGGED_POINTS * point + 1
    for middle, start, end, thick in rules:
        x = slice(max(int(start) - 1, 0), int(end) + 2)
        y0, y1 = max(int(middle - thick / 2 - margin), 1), min(int(np.ceil(middle + thick / 2 + margin)), height - 1)
        band = black[y0:y1, x].copy()
        stroke = (black[y0 - 1, x] | black[min(y1, height - 1), x]).astype(bool)
        rows = np.arange(y0, y1) + 0.5
        band[np.ix_(np.abs(rows - middle) > thick / 2 + 0.5, stroke)] = 0
        mask[y0:y1, x] |= band
    return mask


def _halftone(black: Mask, point: float) -> Mask:
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
    return np.asarray(dot[labels].astype(np.uint8) & area, np.uint8)


def _dirt(rest: Mask, horizontal: Mask, vertical: Mask, halftone: Mask, point: float) -> Mask:
    """Ink that is no mark: specks, clots of halftone, slivers beside a rule that is not straight, stubs where rules cross."""
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
    dirty = speck | clot | sliver | stub
    dirty[0] = False
    return np.asarray(dirty[labels], np.uint8)


def _without_seals(marks: Mask, depth: Grey, point: float) -> Mask:
    """The marks, of very large ones only what is as deep as print: a seal in red ink over figures is paler than they."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    large = (stats[:, 2] > SEAL_POINTS * point) & (stats[:, 3] > SEAL_POINTS * point)
    large[0] = False
    if not large.any():
        return marks
    full = float(np.percentile(depth[marks > 0], FULL_INK_PERCENTILE))
    return np.where(large[labels] & (depth < SEAL_SHARE * full), 0, marks).astype(np.uint8)


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
    inked = depth[marks > 0]
    full = float(np.percentile(inked, FULL_INK_PERCENTILE)) if len(inked) else 255.0
    darkened = 255 - np.minimum(depth * np.float32(255 / max(full, LEAST_CONTRAST)), 255)
    return np.where(near, darkened, 255).astype(np.uint8)
