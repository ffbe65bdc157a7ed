"""Which pieces of ruling are one header, parted by white lines in one band of colour?

Labels at the left of such a band, and columns that no line crosses, have none of its lines.  The rows below it may have no rule.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.geometry import Token
from extractors.regions import SAME_WIDTH, TOUCH, Region, Strokes, holds_figures
from pipeline.model import Box, Rules

NEAR = 3.0
"""Points between the ends of the lines and the edges of the band that they part, at most."""
SAME_EDGE = 1.0
"""Points: the upper and the lower edge of a band begin and end this near each other."""


def in_shaded_bands(regions: Sequence[Region], drawn: Strokes, tokens: Sequence[Token]) -> list[Region]:
    """Regions, those that part a band of colour and reach to no end of it as one, as wide as the band.

    ``drawn``: y, x0, x1 of horizontal rules and of the edges of shading.
    """
    found = list(regions)
    for region in regions:
        band = _band_of(region.box, drawn) if region in found else None
        if band is None or holds_figures(region.box, tokens):
            continue
        own = [r for r in found if _parts(r.box, band) and not holds_figures(r.box, tokens)]
        edges = [[band.top, band.x0, band.x1], [band.bottom, band.x0, band.x1]]
        horizontal = np.concatenate([np.array(edges, np.float32), *(r.rules.horizontal for r in own)])
        whole = Region(band, Rules(horizontal, np.concatenate([r.rules.vertical for r in own])), True)
        found = [r for r in found if r not in own] + [whole]
    return found


def _band_of(box: Box, drawn: Strokes) -> Box | None:
    """The narrowest band with its upper and lower edge at those of a box that is wider than this."""
    tops = [rule for rule in drawn if abs(rule[0] - box.top) < NEAR and _is_wider(rule, box)]
    feet = [rule for rule in drawn if abs(rule[0] - box.bottom) < NEAR and _is_wider(rule, box)]
    pairs = [(a, b) for a in tops for b in feet if abs(a[1] - b[1]) < SAME_EDGE and abs(a[2] - b[2]) < SAME_EDGE]
    if not pairs:
        return None
    top, foot = min(pairs, key=lambda pair: pair[0][2] - pair[0][1])
    return Box(top[1], top[0], top[2], foot[0])


def _is_wider(rule: Sequence[float], box: Box) -> bool:
    """Whether an edge runs along all of a box and beyond it."""
    return rule[1] < box.x0 + TOUCH and rule[2] > box.x1 - TOUCH and rule[2] - rule[1] > box.x1 - box.x0 + SAME_WIDTH


def _parts(box: Box, band: Box) -> bool:
    """Whether a box is as high as a band, and within it."""
    level = abs(box.top - band.top) < NEAR and abs(box.bottom - band.bottom) < NEAR
    return level and band.x0 - TOUCH < box.x0 and box.x1 < band.x1 + TOUCH
