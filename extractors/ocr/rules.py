"""Which ink is a rule?  Straight pieces, dots in a row and hairlines, joined where they run on; folds are none."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
"""Shape as the picture's, 0 or 1."""
Chain = tuple[float, float, float, float]
"""A rule: position across, start, end, thickness."""

EDGE_TO_EDGE = 0.93
"""Of the page: a line this long is no rule of a table but a fold or the edge of the glass."""
FOLD_SHARE = 0.5
"""Of the page: so much of such a line must be found."""
STRAIGHT = 1.7
"""A straight piece is at most so many times as high as thick, skew that is left included; an arc is higher."""
BESIDE_HAIRLINE = 0.3
"""Of its length: so much ink may stand right above or below a hairline."""
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
LONG_DASH_POINTS, DASH_FILL = 4.5, 0.52
"""A dash so long fills so much of its box: it is straight; brackets below each other before numbered labels are bent."""
LEAST_DOTS = 4
"""Collinear dots that make a dotted rule."""
REGULAR, REGULAR_PIXELS, SHARE_REGULAR = 0.4, 3.0, 0.6
"""Dots of a rule differ in length and distance by no more than this share or so many pixels, but for a few: where a glyph or
another rule crosses it, and where dithering or wear took some."""
FREE_POINTS, FREE_SHARE = (0.6, 2.0), 0.4
"""Beside a dotted rule, so far from it, is ink along so much of it at most."""
RAGGED_POINTS = 0.35
"""How far a rule's edge strays from its middle thickness."""
STRAY_POINTS = 1.3
"""Collinear means: within this distance across."""


def rules_along(
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
    small &= stats[:, 2] + 1 >= 0.8 * stats[:, 3]  # dashes of this direction, or round give or take a pixel; no commas
    filled = stats[:, 4] >= DASH_FILL * stats[:, 2] * stats[:, 3]
    small &= filled | (stats[:, 2] < LONG_DASH_POINTS * point)
    small[0] = False
    if small.sum() < LEAST_DOTS:
        return np.empty((0, 4), np.float32)
    dots = small[labels].astype(np.uint8)
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, int(BRIDGE_POINTS * point)), np.uint8))
    _, runs, run_stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    xs, ys = middles[small, 0].astype(int), middles[small, 1].astype(int)
    run_of = runs[ys, xs]
    number = np.bincount(run_of, minlength=len(run_stats))
    long = (run_stats[:, 2] >= SEED_POINTS * point) & (number >= LEAST_DOTS) & (run_stats[:, 3] <= 1.5 * DOT_POINTS * point)
    long[0] = False
    starts, lengths = stats[small, 0], stats[small, 2]
    for run in np.flatnonzero(long).tolist():
        own = run_of == run
        long[run] = _is_regular(starts[own], lengths[own]) and _is_free(rest, run_stats[run], point)
    x, y, w, h = (run_stats[long, i].astype(np.float32) for i in range(4))
    return np.column_stack([y + h / 2, x, x + w, h]).astype(np.float32)


def _is_free(rest: Mask, box: NDArray[np.int32], point: float) -> bool:
    """Whether dots have little beside them: strokes of one glyph below the other (未払 in each row) stand among others."""
    x, y, width, height = box[:4].tolist()
    near, far = int(FREE_POINTS[0] * point), int(FREE_POINTS[1] * point) + 1
    sides = rest[max(y - far, 0) : max(y - near, 0), x : x + width], rest[y + height + near : y + height + far, x : x + width]
    return all(float(side.any(axis=0).mean()) <= FREE_SHARE for side in sides if side.size)


def _is_regular(starts: NDArray[np.int32], lengths: NDArray[np.int32]) -> bool:
    """Whether most dots are about as long as each other and as far apart: strokes of glyphs in a row are neither."""
    steps = np.asarray(np.diff(np.sort(starts)), np.int32)
    for sizes in (lengths, steps):
        usual = float(np.median(sizes))
        alike = np.abs(sizes - usual) <= max(REGULAR * usual, REGULAR_PIXELS)
        if float(alike.mean()) < SHARE_REGULAR:
            return False
    return True


def _chained(pieces: NDArray[np.float32], point: float) -> list[Chain]:
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
    chain: Chain,
    across: NDArray[np.float32],
    long: list[Chain],
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


def _folds(chains: list[Chain], extent: int, point: float) -> list[Chain]:
    """Lines from edge to edge of the page, whole or in pieces: folds and the edge of the glass, no rules of a table."""
    found = []
    for chain in chains:
        pieces = [other for other in chains if abs(other[0] - chain[0]) <= point]
        start, end = min(piece[1] for piece in pieces), max(piece[2] for piece in pieces)
        inked = sum(piece[2] - piece[1] for piece in pieces)
        if end - start >= EDGE_TO_EDGE * extent and inked >= FOLD_SHARE * extent:
            found.append((chain[0], start, end, min(piece[3] for piece in pieces)))
    return found


def _covers(longer: Chain, chain: Chain, point: float) -> bool:
    """Whether a rule is but the ragged edge of a longer one."""
    common = min(longer[2], chain[2]) - max(longer[1], chain[1])
    near = abs(longer[0] - chain[0]) <= STRAY_POINTS * point
    return near and longer[2] - longer[1] > chain[2] - chain[1] and common >= 0.8 * (chain[2] - chain[1])


def _rule_ink(black: Mask, rules: list[Chain], point: float) -> Mask:
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
