"""What is each of the lists side by side in one grid called, where each has a caption of its own over it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from normalizers.captions import may_head, read_caption
from normalizers.drafts import Draft
from normalizers.labels import clean_label
from pipeline.model import Line

LEVEL = 0.5
"""Of its height: so far from the middle of a line is that of another one on its level, at most."""
HANGS = 6.0
"""Points by which a caption may begin left of its list's labels."""

Extent = tuple[float, float]


def with_own_captions(drafts: Sequence[Draft], above: Sequence[Line]) -> list[Draft]:
    """The drafts of one grid, left to right, each under the caption over it; as they were where not every one has its own.

    ``above``: the lines over the grid.
    """
    extents = [_extent(draft) for draft in drafts]
    if len(drafts) < 2 or not all(extents) or any(draft.heading for draft in drafts):
        return list(drafts)
    whole = [extent for extent in extents if extent]
    own = next((found for line in reversed(above) if (found := _one_each(line, above, whole))), None)
    if own is None:
        return list(drafts)
    return [_under(draft, [line for line in above if line is own[n] or line not in own]) for n, draft in enumerate(drafts)]


def _extent(draft: Draft) -> Extent | None:
    """From where to where a list is printed."""
    boxes = [box for row in draft.rows for box in (row.box, *(cell.box for cell in row.cells if cell)) if box]
    return (min(box.x0 for box in boxes), max(box.x1 for box in boxes)) if boxes else None


def _one_each(line: Line, lines: Sequence[Line], extents: Sequence[Extent]) -> list[Line]:
    """The lines on the level of one, one over each list and nothing else; empty where they are not so."""
    if not line.box:
        return []
    height, middle = line.box.bottom - line.box.top, line.box.top + line.box.bottom
    level = [each for each in lines if each.box and abs(each.box.top + each.box.bottom - middle) < 2 * LEVEL * height]
    level.sort(key=lambda each: each.box.x0 if each.box else 0.0)
    ends = [*(right[0] for _, right in pairwise(extents)), float("inf")]
    if len(level) != len(extents) or not all(may_head(clean_label(each.text)) for each in level):
        return []
    inside = [
        each.box and left - HANGS <= each.box.x0 <= right and each.box.x1 <= end
        for each, (left, right), end in zip(level, extents, ends, strict=True)
    ]
    return level if all(inside) else []


def _under(draft: Draft, above: Sequence[Line]) -> Draft:
    own, shared = read_caption(above), draft.caption
    titled = replace(shared, title=own.title, steps=own.steps, printed=own.printed, bare=own.bare)
    return replace(draft, caption=replace(titled, unit=own.unit, units=own.units) if own.unit else titled)
