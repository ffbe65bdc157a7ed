"""What kind of page is it: text, a picture, outlines, a picture over a bad text layer, or blank?  Text pages pay nothing."""

from __future__ import annotations

import ctypes
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.model import PageKind

COVERING_SHARE = 0.45
"""A picture that covers this much of a page is the page; the margins of a scan may be cropped, a photograph is smaller."""
BROKEN_SHARE = 0.2
"""Of a page's characters: so many without meaning, and the fonts tell no characters (a few are symbols and dingbats)."""
FEW_CHARACTERS = 12
"""A stamp or a page number put on a scanned page is no text layer."""
SHAPING_PATHS = 40
"""Paths without any text: fewer are a frame or a drawing, more shape glyphs."""
INVISIBLE = 3
"""Text render mode of layers that OCR programs put under a picture."""
SAMPLE = 60
"""Text objects looked at for visibility."""

_BROKEN = re.compile("[\ufffd\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf]|[\x81-\x9f\xe0-\xef][\x40-\x7e\x80-\xfc]|[ÀÁÈÉÌÎÐÑÒÓÔÖØÙÛÜÞßäåæçèéìîïðñòôöø]{3,}")
_NAMELESS = re.compile("(?<![A-Za-zÀ-ſ])[ÿĀ-ſ](?![A-Za-z])")
"""A code that a reader is left with where a font names some of its glyphs and not these: no word, not even a Roman one, has it
alone (Ghostscript loses the names of proportional kana and brackets so)."""
FEW_NAMELESS = 2
"""One may be a symbol."""


def page_kind(text: str, images: NDArray[np.float32], paths: int, size: tuple[float, float], raw_page: Any = None) -> PageKind:
    """The kind of a page, from what was read of it anyway.

    ``text``: all its characters; ``images``: shape (n, 4), boxes of its pictures in points; ``paths``: how many it draws;
    ``size``: width and height in points; ``raw_page``: pdfium's handle of the page, asked for the visibility of its text
    where a picture covers it.
    """
    letters = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    covered = is_covered(images, size)
    if letters <= (FEW_CHARACTERS if covered else 0):
        return (
            "image"
            if covered or (len(images) and not letters)
            else "outlines"
            if paths >= SHAPING_PATHS
            else "blank"
            if not letters
            else "text"
        )
    if is_broken(text):
        return "bad_text"
    if covered and raw_page is not None and is_invisible(raw_page):
        return "bad_text"
    return "text"


def is_covered(images: NDArray[np.float32], size: tuple[float, float]) -> bool:
    """Whether pictures cover the page: one of them, or strips of a scan together."""
    if not len(images):
        return False
    width = np.clip(images[:, 2], 0, size[0]) - np.clip(images[:, 0], 0, size[0])
    height = np.clip(images[:, 3], 0, size[1]) - np.clip(images[:, 1], 0, size[1])
    return bool((np.abs(width) * np.abs(height)).sum() >= COVERING_SHARE * size[0] * size[1])


def is_broken(text: str) -> bool:
    """Whether a text layer tells no characters: private codes, controls, one encoding read as another."""
    if text.isascii():
        return False
    if len(_ODD.findall(text)) <= BROKEN_SHARE / 2 * len(text):
        return False  # every match of the patterns below holds one of these among its one or two characters
    broken = sum(1 for _ in _BROKEN.finditer(text)) + sum(len(found[0]) for found in _MOJIBAKE.finditer(text))
    return broken > BROKEN_SHARE * max(len(text), 1)


def nameless(text: str) -> str:
    """The characters of a text that stand for glyphs without a name, each once, in order; none where the page has few."""
    found = _NAMELESS.findall(text)
    return "".join(dict.fromkeys(found)) if len(found) >= FEW_NAMELESS else ""


def is_invisible(raw_page: Any) -> bool:
    """Whether most of a page's text is not drawn, or lies under a picture: a layer that an OCR program left."""
    import pypdfium2.raw as raw

    items = [raw.FPDFPage_GetObject(raw_page, index) for index in range(raw.FPDFPage_CountObjects(raw_page))]
    kinds = [raw.FPDFPageObj_GetType(item) for item in items]
    places = [i for i, kind in enumerate(kinds) if kind == raw.FPDF_PAGEOBJ_TEXT][:SAMPLE]
    area = COVERING_SHARE * raw.FPDF_GetPageWidthF(raw_page) * raw.FPDF_GetPageHeightF(raw_page)
    pictures = [i for i, kind in enumerate(kinds) if kind == raw.FPDF_PAGEOBJ_IMAGE and _area(raw, items[i]) >= area]
    covers = max((i for i in pictures if not raw.FPDFPageObj_HasTransparency(items[i])), default=-1)
    unseen = sum(i < covers or raw.FPDFTextObj_GetTextRenderMode(items[i]) == INVISIBLE for i in places)
    return bool(unseen > len(places) / 2)


def _area(raw: Any, item: Any) -> float:
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return abs((right - left) * (top - bottom))
