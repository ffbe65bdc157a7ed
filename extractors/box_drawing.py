"""Tables framed with characters: ┌─┬┐ and their kind become the rules that they draw, and are text no more.

Unicode block Box Drawing (U+2500–257F); line printers and plain-text mailers set tables so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.drawings import rules_of
from pipeline.model import Glyphs, Rules

FRAME = re.compile("[-=─━═│┃┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋║╔╗╚╝╠╣╦╩╬](?:(?<![-=─━═])|[-=─━═]{11,})")
"""Characters that only a frame has, and rows of dashes as wide as one; a lone ─ is a dash.  (One class first: searched fast.)"""
DASHED = re.compile("[-=─━═]{3,}")
"""Dashes beside a heading that show how far it reaches."""
FRAME_ROW = 12
"""Dashes in a row that are a rule, at least."""
LONE_ROW = 30
"""Dashes in a row that are a rule wherever there are no others."""
WIDEST_STEP = 2.5
"""Widths of a dash from one to the next of a row, at most: - - - -."""
MIN_FRAME = 3
"""Such marks on a page from which on they are a table's frame."""
DASHES = frozenset("-=")
"""ASCII's stand-ins for ─ and ═, in rows of them only."""
COLONS = frozenset(":|：｜")
"""A line printer's upright rules."""
LEAST_COLONS, SAME_PLACE, MOST_GAP = 6, 1.0, 4.0
"""Colons one below the other that are a rule, at least; points between their edges, and heights of one between two, at most."""
LEFTWARD = frozenset("─━┄┅┈┉═┐┘┤┬┴┼┓┛┫┳┻╋╗╝╣╦╩╬╴")
RIGHTWARD = frozenset("─━┄┅┈┉═┌└├┬┴┼┏┗┣┳┻╋╔╚╠╦╩╬╶")
UPWARD = frozenset("│┃┆┇┊┋║└┘├┤┴┼┗┛┣┫┻╋╚╝╠╣╩╬╵")
DOWNWARD = frozenset("│┃┆┇┊┋║┌┐├┤┬┼┏┓┣┫┳╋╔╗╠╣╦╬╷")
CROSSINGS = LEFTWARD | RIGHTWARD | UPWARD | DOWNWARD
"""Characters of a frame between two runs of dashes: they go on."""


def framed(glyphs: Glyphs, rules: Rules) -> tuple[Glyphs, Rules]:
    """Glyphs without a frame's characters, and the rules with those that they draw."""
    marks = list(FRAME.finditer(glyphs.text))
    if len(marks) < MIN_FRAME and not any(len(mark[0]) >= LONE_ROW for mark in marks):
        return glyphs, rules
    runs = _runs_of_dashes(glyphs)
    spanners, beside = _spanners(glyphs, runs)
    rows = [run for run in runs if len(run) >= FRAME_ROW and beside.isdisjoint(run)]
    spaced = [run for run in rows if _is_spaced(glyphs.boxes[run.start : run.stop])]
    arms = [(k, c) for k, c in enumerate(glyphs.text) if c in LEFTWARD or c in RIGHTWARD or c in UPWARD or c in DOWNWARD]
    arms += [(k, "─") for run in rows for k in run if glyphs.text[k] in DASHES]
    arms = [(k, c) for k, c in arms if k not in beside]
    places = np.array([k for k, _ in arms], np.int64)
    lines = np.array([_along(glyphs.boxes[run.start : run.stop]) for run in spaced], np.float32).reshape(-1, 4)
    drawn = rules_of(np.concatenate((_strokes(glyphs.boxes[places], [c for _, c in arms]), spanners, lines)))
    upright, colons = _upright(glyphs)
    drawn = Rules(drawn.horizontal, np.concatenate((drawn.vertical, rules_of(upright).vertical)))
    keep = np.setdiff1d(np.arange(len(glyphs.text)), np.array(sorted({*places.tolist(), *beside, *colons})))
    return (
        Glyphs("".join(glyphs.text[k] for k in keep), glyphs.boxes[keep]),
        Rules(
            np.concatenate((rules.horizontal, drawn.horizontal)).astype(np.float32),
            np.concatenate((rules.vertical, drawn.vertical)).astype(np.float32),
        ),
    )


def _upright(glyphs: Glyphs) -> tuple[NDArray[np.float32], set[int]]:
    """The rules that a line printer draws with colons, one below the other in many lines, and the places of these."""
    columns: list[list[int]] = []
    boxes = glyphs.boxes.tolist()
    for k in [k for k, char in enumerate(glyphs.text) if char in COLONS and _stands_alone(boxes, k)]:
        own = next((column for column in columns if abs(boxes[column[0]][0] - boxes[k][0]) < SAME_PLACE), None)
        if own is None:
            columns.append([k])
        else:
            own.append(k)
    found = [sorted(column, key=lambda k: boxes[k][1]) for column in columns]
    runs = [run for column in found for run in _without_gaps(boxes, column) if len(run) >= LEAST_COLONS]
    strokes = [((x := (boxes[run[0]][0] + boxes[run[0]][2]) / 2), boxes[run[0]][1], x + 0.1, boxes[run[-1]][3]) for run in runs]
    return np.array(strokes, np.float32).reshape(-1, 4), {k for run in runs for k in run}


def _stands_alone(boxes: Sequence[Sequence[float]], k: int) -> bool:
    """Whether nothing touches a character on its line: no time (10:30), and nothing that leads on (単位：円)."""
    x0, top, x1, bottom = boxes[k]
    near = [boxes[n] for n in (k - 1, k + 1) if 0 <= n < len(boxes)]
    level = [box for box in near if box[1] < bottom and box[3] > top]
    return all(box[2] <= x0 - (x1 - x0) / 2 or box[0] >= x1 + (x1 - x0) / 2 for box in level)


def _without_gaps(boxes: Sequence[Sequence[float]], column: Sequence[int]) -> list[list[int]]:
    """Characters one below the other, parted where more than a row or two of them is left out."""
    runs = [[column[0]]]
    for above, below in pairwise(column):
        if boxes[below][1] - boxes[above][3] > MOST_GAP * (boxes[above][3] - boxes[above][1]):
            runs.append([])
        runs[-1].append(below)
    return runs


def _runs_of_dashes(glyphs: Glyphs) -> list[range]:
    """The places of dashes that follow each other on one line, evenly: ------, and - - - - -."""
    boxes = glyphs.boxes.tolist()
    found: list[range] = []
    for match in DASHED.finditer(glyphs.text):
        start = match.start()
        for k in range(start + 1, match.end() + 1):
            if k == match.end() or _is_apart(boxes[k - 1], boxes[k], boxes[start + 1][0] - boxes[start][0]):
                found.append(range(start, k))
                start = k
    return found


def _is_spaced(boxes: NDArray[np.float32]) -> bool:
    """Whether dashes of a row stand apart."""
    return bool(boxes[1, 0] > boxes[0, 2] + (boxes[0, 2] - boxes[0, 0]) / 2)


def _along(boxes: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """The rule from the first to the last dash of a row."""
    middle = float(boxes[0, 1] + boxes[0, 3]) / 2
    return float(boxes[0, 0]), middle, float(boxes[-1, 2]), middle + 0.1


def _is_apart(one: Sequence[float], two: Sequence[float], step: float) -> bool:
    """Whether a dash stands on another line than the one before it, or further right than the next of its row.

    ``step``: points between the first two dashes of the row, where no more than one is left out between them.
    """
    width = one[2] - one[0]
    usual = step if width / 2 < step < WIDEST_STEP * width else width
    return abs(one[1] - two[1]) > 1.0 or two[0] - one[0] > usual + width / 2


def _spanners(glyphs: Glyphs, runs: Sequence[range]) -> tuple[NDArray[np.float32], set[int]]:
    """The rules under headings that dashes on both sides draw out over their columns, and the places of these dashes.

    ------ 令和6年度 ------ heads what stands below from the first dash to the last; ─┬─ is a rule that another one meets.
    """
    boxes = glyphs.boxes
    strokes: list[tuple[float, float, float, float]] = []
    places: set[int] = set()
    for one, two in pairwise(runs):
        own = boxes[one.start : two.stop]
        level = float(np.ptp(own[:, 1] + own[:, 3])) < float((own[:, 3] - own[:, 1]).max())
        heading = glyphs.text[one.stop : two.start]
        if level and not CROSSINGS.issuperset(heading) and one.start not in places:
            bottom = float(own[:, 3].max())
            strokes.append((float(own[0, 0]), bottom, float(own[-1, 2]), bottom + 0.1))
            places |= {*one, *two}
    return np.array(strokes, np.float32).reshape(-1, 4), places


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
