"""Where a foreign reader's coordinates lie on the page as displayed.

pdfminer and playa measure from the MediaBox; a viewer, and so the model, from the CropBox.  camelot moreover turns a page
whose text mostly runs sideways before it reads it.  Both are undone here, in pure functions of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.model import Box

Turn = Literal["", "clockwise", "anticlockwise"]
Rectangle = tuple[float, float, float, float]
"""left, bottom, right, top in the PDF's own space."""


class Frame(NamedTuple):
    """A page as displayed, in points: its size, and how far its corner lies inside the MediaBox's corner."""

    width: float
    height: float
    left: float = 0.0
    top: float = 0.0


def rectangle(numbers: Sequence[float]) -> Rectangle:
    """A library's four numbers, of whatever type, as ours."""
    left, bottom, right, top = map(float, numbers)
    return left, bottom, right, top


def displayed_frame(media: Rectangle, crop: Rectangle, rotate: int) -> Frame:
    """The CropBox's place in the MediaBox after turning both by /Rotate (degrees clockwise)."""
    crop = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if crop[2] <= crop[0] or crop[3] <= crop[1]:  # a CropBox off the page is ignored, as viewers do
        crop = media
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    before = {"left": crop[0] - media[0], "right": media[2] - crop[2], "below": crop[1] - media[1], "above": media[3] - crop[3]}
    edges = {0: ("left", "above"), 90: ("below", "left"), 180: ("right", "below"), 270: ("above", "right")}
    left, top = edges[rotate % 360]
    if rotate % 180:
        width, height = height, width
    return Frame(width, height, before[left], before[top])


def turn_back(box: Box, turn: Turn, width: float, height: float) -> Box:
    """Undo camelot's turning of a page; ``width`` and ``height`` are those of the page as camelot turned it.

    ``turn`` names how the text ran on the page: ``clockwise`` text was turned anticlockwise to be read, and back here.
    """
    if turn == "clockwise":
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)
    if turn == "anticlockwise":
        return Box(box.top, width - box.x1, box.bottom, width - box.x0)
    return box


def shift(box: Box, frame: Frame) -> Box:
    """From the MediaBox's corner to the displayed page's."""
    return Box(box.x0 - frame.left, box.top - frame.top, box.x1 - frame.left, box.bottom - frame.top)
