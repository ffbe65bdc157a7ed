"""Do headings beside each other stand as far aside of their columns as one another: 第1四半期 … 第4四半期, over three months?

Where figures are flush right and cells have room, the middle of a heading's cell is not that of the names below it.  But it is as
far from it in every cell, and headings that count on have equally many columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.header_fits import SAME_MIDDLE, Cells, HeaderText, are_siblings, begins_lines_flush_right

ASIDE = 2.5
"""Em between the middle of a heading and that of the names below it, at most."""
ALIKE = 0.6
"""Em by which that may differ from heading to heading."""
MOST_COLUMNS = 7
"""Columns under one of several headings that count on, at most."""


@dataclass(eq=False, slots=True)
class Heading:
    """A heading found: its lines, bottom to top, and all that stands under it."""

    left: int
    right: int
    texts: list[HeaderText]
    seam: float
    bottom: float

    @property
    def top(self) -> float:
        """Where its text begins."""
        return self.texts[-1].box.top


def set_alike(found: Sequence[Heading], texts: Sequence[HeaderText], cells: Cells) -> list[Heading]:
    """The headings, those of the first line over as many columns each, or as far aside as one that is placed."""
    names = {k: name for k, name in cells.names.items() if k in cells.ends}
    lowest = max((text.height for text in texts), default=0.0)
    line = [t for t in texts if abs(t.height - texts[0].height) < SAME_MIDDLE * t.em and t not in names.values()]
    line = [t for t in line if not begins_lines_flush_right(t, texts)]
    below = {k: name for k, name in names.items() if name.box.top > texts[0].box.bottom} if texts else {}
    placed = {id(text): each for each in found for text in each.texts}
    if len(line) < 2 or lowest == line[0].height or any(len(placed[id(t)].texts) > 1 for t in line if id(t) in placed):
        return list(found)
    runs = _equal_runs(line, below) if all(are_siblings(line[0].text, t.text) for t in line[1:]) else {}
    same = {each.right - each.left for each in placed.values() if each.texts[0] in line}
    if runs and (len(same) > 1 or any(id(t) not in placed for t in line)):
        others = [each for each in found if each.texts[0] not in line]
        return [*others, *(_heading(text, runs[n], below) for n, text in enumerate(line))]
    return [*found, *_as_far_aside(line, placed, below)]


def _equal_runs(line: Sequence[HeaderText], names: dict[int, HeaderText]) -> dict[int, tuple[int, int]]:
    """Runs of one length side by side, of which every heading stands as far aside of its own as the others; the nearest ones."""
    best: tuple[float, dict[int, tuple[int, int]]] = (ASIDE * line[0].em, {})
    for length in range(2, MOST_COLUMNS + 1):
        for start in names:
            runs = {n: (start + n * length, start + (n + 1) * length - 1) for n in range(len(line))}
            if any(k not in names for left, right in runs.values() for k in range(left, right + 1)):
                continue
            off = [_off(text, runs[n], names) for n, text in enumerate(line)]
            far = max(map(abs, off))
            if max(off) - min(off) < ALIKE * line[0].em and far < best[0]:
                best = (far, runs)
    return best[1]


def _as_far_aside(line: Sequence[HeaderText], placed: dict[int, Heading], names: dict[int, HeaderText]) -> list[Heading]:
    """The headings of a line that are not placed, each over columns of which it stands as far aside as those that are.

    What stands in the middle right above the name of its own column is that name's first line.
    """
    own = [(t, placed[id(t)]) for t in line if id(t) in placed]
    off = [_off(text, (each.left, each.right), names) for text, each in own if _named(each, names)]
    taken = {k for each in placed.values() for k in range(each.left, each.right + 1)}
    found: list[Heading] = []
    for text in line if off else ():
        free = [k for k in sorted(names) if k not in taken]
        runs = [(i, j) for i in free for j in free if i < j and all(k in free for k in range(i, j + 1))]
        x0, x1 = text.box.x0 + text.em, text.box.x1 - text.em
        runs = [run for run in runs if names[run[0]].box.x0 < x0 and x1 < names[run[1]].box.x1]
        near = [run for run in runs if min(abs(_off(text, run, names) - each) for each in off) < ALIKE * text.em]
        if id(text) not in placed and len(near) == 1 and not _begins_name(text, names):
            found.append(_heading(text, near[0], names))
            taken |= set(range(near[0][0], near[0][1] + 1))
    return found


def _begins_name(text: HeaderText, names: dict[int, HeaderText]) -> bool:
    name = names.get(text.column)
    return name is not None and abs(name.middle - text.middle) < SAME_MIDDLE * text.em


def _named(heading: Heading, names: dict[int, HeaderText]) -> bool:
    return all(k in names for k in range(heading.left, heading.right + 1))


def _off(text: HeaderText, run: tuple[int, int], names: dict[int, HeaderText]) -> float:
    """Points from the middle of a run's names to that of a text over them."""
    return text.middle - (names[run[0]].box.x0 + names[run[1]].box.x1) / 2


def _heading(text: HeaderText, run: tuple[int, int], names: dict[int, HeaderText]) -> Heading:
    own = [names[k].box for k in range(run[0], run[1] + 1)]
    return Heading(*run, [text], (text.box.bottom + min(box.top for box in own)) / 2, max(box.bottom for box in own))
