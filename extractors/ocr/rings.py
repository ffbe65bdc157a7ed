"""Which marks are circled or bracketed numerals?  Networks see ③ as 131 or 3), and lose the thin brackets of (2)."""

from __future__ import annotations

import re

import cv2
import numpy as np

from extractors.ocr.rules import Mask
from extractors.ocr.words import Word

SQUARE = (0.8, 1.25)
"""Width of a ring by its height."""
HOLLOW = 0.5
"""Of a ring's box: at least so much lies inside of it."""
CORNER = 0.12
"""Of a ring's side: so large a corner of its box holds none of its ink; 国 and 口 fill theirs."""
WHOLE, SIDE = (0.75, 1.15), 0.2
"""In ems: width of a circled numeral, and how broad and how unlike the sides of a thin circle are; brackets are higher than
their digit, such sides lower."""
_INSIDE = re.compile(r"^[\[(【〔Il|1]?([1-9])[\])】〕Il|1]?$")
_PLAIN = re.compile(r"^[(（]?(\d{1,2})[)）]?$")


def has_ring(word: Word, black: Mask) -> bool:
    """Whether a word begins with a circle that has ink inside."""
    x0, top, x1, bottom = word.marks[0].tolist()
    width, height = x1 - x0, bottom - top
    if height < 10 or not SQUARE[0] <= width / height <= SQUARE[1]:
        return False
    inside = word.marks[1:]
    held = (inside[:, 0] > x0) & (inside[:, 2] < x1) & (inside[:, 1] > top) & (inside[:, 3] < bottom)
    if not held.any():
        return False
    _, labels = cv2.connectedComponents(black[top:bottom, x0:x1], connectivity=8)
    edge = labels[:, 0][labels[:, 0] > 0]
    ring = (labels == (int(np.bincount(edge).argmax()) if len(edge) else 0)).astype(np.uint8)
    corner = max(int(CORNER * height), 1)
    if any(ring[y, x].any() for y in (slice(corner), slice(-corner, None)) for x in (slice(corner), slice(-corner, None))):
        return False
    contours, tree = cv2.findContours(ring, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    holes = [cv2.contourArea(c) for c, node in zip(contours, tree[0], strict=True) if node[3] >= 0]
    return bool(max(holes, default=0.0) >= HOLLOW * width * height)


def has_arcs(word: Word, em: float) -> bool:
    """Whether a word is a numeral between the sides of a thin circle, whose top and bottom are too faint to be ink."""
    if len(word.marks) < 3 or not WHOLE[0] * em <= word.box[2] - word.box[0] <= WHOLE[1] * em:
        return False
    heights = word.marks[:, 3] - word.marks[:, 1]
    widths = word.marks[:, 2] - word.marks[:, 0]
    sides = max(widths[0], widths[-1]) <= SIDE * em and abs(int(heights[0]) - int(heights[-1])) <= SIDE * em
    return bool(sides and max(heights[0], heights[-1]) < heights[1:-1].max())


def circled(text: str) -> str:
    """What a network saw of a circled numeral, as one; empty where it saw none."""
    found = _INSIDE.match(text)
    return chr(ord("①") + int(found[1]) - 1) if found else ""


def bracketed(word: Word, text: str) -> str:
    """A numeral with both brackets where there are two marks more than digits and the network saw one bracket or none."""
    found = _PLAIN.match(text)
    if not found or len(word.marks) != len(found[1]) + 2 or (text[0] in "(（" and text[-1] in ")）"):
        return text
    first, *_, last = (word.marks[:, 3] - word.marks[:, 1]).tolist()
    digits = word.marks[1:-1, 3] - word.marks[1:-1, 1]
    return f"({found[1]})" if min(first, last) > float(digits.max()) else text
