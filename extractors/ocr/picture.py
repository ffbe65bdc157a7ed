"""What picture is there of the page?  Grey, upright, deskewed, at a resolution the networks can read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.bitonal import SMALL_DPI, with_greys
from extractors.ocr.embedded import POINTS_AN_INCH, embedded_scan, rendered

Grey = NDArray[np.uint8]
"""Shape (height, width), 0 black, 255 white."""

WORKING_DPI = (180, 320)
"""Pictures below the first are enlarged by a whole factor, above the second made smaller: glyphs of 8–12 points are then
25–50 pixels high, what the recognisers take in.  More pixels cost time and gave no better reading (600 against 300 dpi)."""
RENDER_DPI = 300
"""For pages that are no single picture: vector outlines, mosaics of pictures."""
COVERING_SHARE = 0.45
"""A picture that covers less of the page than this is an illustration, not the page."""
MAX_SKEW_DEGREES = 2.0
LEAST_SKEW_DEGREES = 0.04
"""Below this a line across an A4 page rises by less than half a millimetre: turning would only blur."""
LEAST_GAIN = 1.04
"""How much sharper the rows of a page must become for it to be turned: less is chance on a page with few lines."""
SKEW_SEARCH_DPI = 100
WORN_DPI = SMALL_DPI
"""Pixels an inch below which a ragged black-and-white scan proves nothing (error diffusion at 150: 5 of 6,868 numbers silently
wrong, a scanner's at 200: none)."""


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A page to be read."""

    grey: Grey
    dpi: float
    """Pixels an inch of ``grey``."""
    native_dpi: float
    """Pixels an inch the page was scanned with: what small print can be trusted at."""
    skew: float = 0.0
    """Degrees, counter-clockwise, that were turned back."""
    worn: bool = False
    """Black and white with ragged edges, and few pixels: networks are sure there of what is wrong."""

    @property
    def point(self) -> float:
        """Pixels a point."""
        return self.dpi / POINTS_AN_INCH

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.grey.shape
        return width / self.point, height / self.point


def picture_of_page(page: Any) -> Picture:
    """The scan that a pypdfium2 page is, or else the page rendered, at the resolution of the picture that covers it."""
    if scan := embedded_scan(page):
        return prepared(*scan, scan[1])
    native = scanned_dpi(page) or RENDER_DPI
    render_at = native if native <= WORKING_DPI[1] else RENDER_DPI
    return prepared(rendered(page, render_at), render_at, native)


def scanned_dpi(page: Any) -> float | None:
    """Resolution of the picture that covers the page; ``None`` where no single one does."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    best: tuple[float, float] | None = None
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = image.get_bounds()
        share = abs((right - left) * (top - bottom)) / max(width * height, 1)
        pixels = sorted(image.get_px_size())
        points = sorted((abs(right - left), abs(top - bottom)))
        if share >= COVERING_SHARE and (best is None or share > best[0]):
            best = (share, float(pixels[1] / max(points[1], 1) * POINTS_AN_INCH))
    return best[1] if best else None


def prepared(grey: Grey, dpi: float, native_dpi: float) -> Picture:
    """Bring a picture to working resolution and turn its lines level."""
    grey, ragged = with_greys(grey, dpi)
    if dpi < WORKING_DPI[0]:
        factor = math.ceil(WORKING_DPI[0] / dpi)
        grey, dpi = _resized(grey, factor), dpi * factor
    elif dpi > WORKING_DPI[1]:
        factor_down = RENDER_DPI / dpi
        grey, dpi = _resized(grey, factor_down), RENDER_DPI
    skew = skew_of(grey, dpi)
    if abs(skew) >= LEAST_SKEW_DEGREES:
        grey = turned(grey, skew)
    else:
        skew = 0.0
    return Picture(grey, dpi, native_dpi, skew, ragged and native_dpi < WORN_DPI)


def _resized(grey: Grey, factor: float) -> Grey:
    """Enlarge smoothly, or make smaller without losing thin lines."""
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=method), np.uint8)


def skew_of(grey: Grey, dpi: float) -> float:
    """Degrees the lines rise to the right (counter-clockwise positive): where the row profile is sharpest."""
    small = _resized(grey, SKEW_SEARCH_DPI / dpi) if dpi > SKEW_SEARCH_DPI else grey
    dark = small < np.clip(cv2.blur(small, (31, 31)).astype(np.int16) - 25, 0, 255)
    ys, xs = np.nonzero(dark)
    if len(ys) < 200:
        return 0.0
    best = 0.0
    for step, reach in ((0.2, MAX_SKEW_DEGREES), (0.05, 0.2), (0.0125, 0.05)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(ys, xs, float(angle))))
    gain = _sharpness(ys, xs, best) / max(_sharpness(ys, xs, 0.0), 1.0)
    return best if gain >= LEAST_GAIN else 0.0


def _sharpness(ys: NDArray[np.int64], xs: NDArray[np.int64], degrees: float) -> float:
    """How much rows of ink differ from their neighbours when the page is turned back by ``degrees``."""
    shift = math.tan(math.radians(degrees))
    rows = np.bincount((ys + xs * shift + 4000.5).astype(np.int64))
    steps = np.diff(rows).astype(np.float64)
    return float(steps @ steps)


def turned(grey: Grey, degrees: float) -> Grey:
    """Turn clockwise by ``degrees`` about the middle, white at the borders."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)
