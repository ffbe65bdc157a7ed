"""The scan that a PDF page carries, pixel by pixel as it was scanned: rendering draws it anew, and blurs its edges."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

POINTS_AN_INCH = 72
SQUARE = 0.01
"""Pixels as wide as high, but for so much: fax pixels are not."""
LEAST_SIDE = 0.9
"""Of the page's sides: a smaller picture is pasted onto a page."""
LEVEL = 0.002
"""Of its width: a picture set more askew than this is to be rendered."""
CHECK_DPI = 36
ALIKE = 6.0
"""Grey levels: mean distance at `CHECK_DPI` between the picture and the page as drawn, which masks and clips would exceed."""


def embedded_scan(page: Any) -> tuple[Grey, float] | None:
    """The pixels and the resolution of the one picture that is all a pypdfium2 page shows, upright and cut to the page.

    ``None`` where anything else is drawn, the picture is turned or stretched, or does not look like the page as rendered.
    """
    image = _only_picture(page)
    if image is None:
        return None
    across, rise, lean, up, x, y = image.get_matrix().get()
    if across <= 0 or up <= 0 or max(abs(rise), abs(lean)) > LEVEL * across:
        return None
    width, height = image.get_px_size()
    dpi = width / across * POINTS_AN_INCH
    left, bottom, right, top = page.get_cropbox()
    if abs(height / up * POINTS_AN_INCH / dpi - 1) > SQUARE or min(across / (right - left), up / (top - bottom)) < LEAST_SIDE:
        return None
    scale = dpi / POINTS_AN_INCH
    size = round((top - bottom) * scale), round((right - left) * scale)
    placed = _placed(_grey(image.get_bitmap(render=False)), round((x - left) * scale), round((top - y - up) * scale), size)
    upright = np.ascontiguousarray(np.rot90(placed, -page.get_rotation() // 90))
    return (upright, dpi) if _looks_like(upright, page) else None


def rendered(page: Any, dpi: float) -> Grey:
    """A pypdfium2 page as drawn, upright."""
    bitmap = page.render(scale=dpi / POINTS_AN_INCH, grayscale=True, optimize_mode=None)
    return np.ascontiguousarray(np.asarray(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, -1)[:, : bitmap.width])


def _only_picture(page: Any) -> Any | None:
    """The page's picture, where nothing else is drawn but text that is not shown."""
    import pypdfium2.raw as pdfium

    found = None
    for thing in page.get_objects(max_depth=1):
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFTextObj_GetTextRenderMode(thing) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                return None
        elif thing.type != pdfium.FPDF_PAGEOBJ_IMAGE or found is not None:
            return None
        else:
            found = thing
    return found


def _grey(bitmap: Any) -> Grey:
    pixels = np.asarray(bitmap.to_numpy(), np.uint8)
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return pixels.reshape(pixels.shape[:2])
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels[:, :, :3]), cv2.COLOR_BGR2GRAY), np.uint8)


def _placed(grey: Grey, x: int, y: int, size: tuple[int, int]) -> Grey:
    """The picture on white paper of a size, what reaches beyond it cut off."""
    if (x, y) == (0, 0) and grey.shape == size:
        return grey
    paper = np.full(size, 255, np.uint8)
    seen = grey[max(-y, 0) : max(size[0] - y, 0), max(-x, 0) : max(size[1] - x, 0)]
    paper[max(y, 0) : max(y, 0) + seen.shape[0], max(x, 0) : max(x, 0) + seen.shape[1]] = seen
    return paper


def _looks_like(grey: Grey, page: Any) -> bool:
    """Whether the picture is what a reader of the page sees."""
    drawn = rendered(page, CHECK_DPI)
    small = cv2.resize(grey, (drawn.shape[1], drawn.shape[0]), interpolation=cv2.INTER_AREA)
    return float(np.abs(small.astype(np.int16) - drawn).mean()) <= ALIKE
