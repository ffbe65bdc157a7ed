"""Tables framed with characters: ┌─┬┐ and their kind become the rules that they draw, and are text no more.

Unicode block Box Drawing (U+2500–257F); line printers and plain-text mailers set tables so.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from extractors.drawings import rules_of
from pipeline.model import Glyphs, Rules

FRAME = re.compile("[-=─━═│┃┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋║╔╗╚╝╠╣╦╩╬](?:(?<![-=─━═])|[-=─━═]{11,})")
"""Characters that only a frame has, and rows of dashes as wide as one; a lone ─ is a dash.  (One class first: searched fast.)"""
MIN_FRAME = 3
"""Such marks on a page from which on they are a table's frame."""
DASHES = frozenset("-=")
"""ASCII's stand-ins for ─ and ═, in rows of them only."""
LEFTWARD = frozenset("─━┄┅┈┉═┐┘┤┬┴┼┓┛┫┳┻╋╗╝╣╦╩╬╴")
RIGHTWARD = frozenset("─━┄┅┈┉═┌└├┬┴┼┏┗┣┳┻╋╔╚╠╦╩╬╶")
UPWARD = frozenset("│┃┆┇┊┋║└┘├┤┴┼┗┛┣┫┻╋╚╝╠╣╩╬╵")
DOWNWARD = frozenset("│┃┆┇┊┋║┌┐├┤┬┼┏┓┣┫┳╋╔╗╠╣╦╬╷")


def framed(glyphs: Glyphs, rules: Rules) -> tuple[Glyphs, Rules]:
    """Glyphs without a frame's characters, and the rules with those that they draw."""
    marks = list(FRAME.finditer(glyphs.text))
    if len(marks) < MIN_FRAME:
        return glyphs, rules
    arms = [(k, c) for k, c in enumerate(glyphs.text) if c in LEFTWARD or c in RIGHTWARD or c in UPWARD or c in DOWNWARD]
    arms += [(k, "─") for m in marks for k in range(m.start(), m.end()) if glyphs.text[k] in DASHES]
    places = np.array([k for k, _ in arms])
    drawn = rules_of(_strokes(glyphs.boxes[places], [c for _, c in arms]))
    keep = np.setdiff1d(np.arange(len(glyphs.text)), places)
    return (
        Glyphs("".join(glyphs.text[k] for k in keep), glyphs.boxes[keep]),
        Rules(
            np.concatenate((rules.horizontal, drawn.horizontal)).astype(np.float32),
            np.concatenate((rules.vertical, drawn.vertical)).astype(np.float32),
        ),
    )


def _strokes(boxes: NDArray[np.float32], characters: list[str]) -> NDArray[np.float32]:
    """Shape (n, 4): x0, top, x1, bottom of the arms of each character, from its middle outwards.

    Arms down and up reach a quarter of the height further: lines are set wider apart than their characters are high.
    """
    found: list[tuple[float, float, float, float]] = []
    for (x0, top, x1, bottom), char in zip(boxes.tolist(), characters, strict=True):
        x, y, reach = (x0 + x1) / 2, (top + bottom) / 2, (bottom - top) / 4
        if char in LEFTWARD or char in RIGHTWARD:
            found.append((x0 if char in LEFTWARD else x, y, x1 if char in RIGHTWARD else x, y + 0.1))
        if char in UPWARD or char in DOWNWARD:
            found.append((x, top - reach if char in UPWARD else y, x + 0.1, bottom + reach if char in DOWNWARD else y))
    return np.array(found, np.float32).reshape(-1, 4)
