"""Table detection as the competition measures it: by the characters whose centres lie in a region.

Each true region takes the unused found region of its page with most characters in common (of equals the smaller).  It is
*complete* when that region has all of its characters, *pure* when it has no other.  Characters of found regions that no
true region took are false.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.icdar.scores import Counts, added
from pipeline.model import Box

Region = tuple[int, Box]
"""Page, and box from the top left."""
Centres = dict[int, NDArray[np.float32]]
"""For each page, the (x, y) of every visible character's centre, from the top left: shape (n, 2)."""


class Detection(NamedTuple):
    """What one document's regions came to."""

    regions: int
    complete: int
    pure: int
    spare: int
    """Found regions that no true region took."""
    characters: Counts


def detect(true: Sequence[Region], found: Sequence[Region], centres: Centres) -> Detection:
    """Compare a document's true regions with the found ones."""
    left = [characters_in(region, centres) for region in found]
    complete = pure = 0
    counts: list[Counts] = []
    for region in true:
        wanted = characters_in(region, centres)
        best = max(left, key=lambda got: (len(wanted & got), -len(got)), default=frozenset())
        if not wanted & best:
            counts.append(Counts(len(wanted), 0, 0))
            continue
        left.remove(best)
        complete += wanted <= best
        pure += best <= wanted
        counts.append(Counts(len(wanted), len(best), len(wanted & best)))
    counts.extend(Counts(0, len(got), 0) for got in left)
    return Detection(len(true), complete, pure, len(left), added(counts))


def characters_in(region: Region, centres: Centres) -> frozenset[tuple[int, int]]:
    """The characters, as (page, index), whose centres lie in the region."""
    page, box = region
    if page not in centres:
        return frozenset()
    x, y = centres[page].T
    inside = (box.x0 <= x) & (x <= box.x1) & (box.top <= y) & (y <= box.bottom)
    return frozenset((page, int(i)) for i in np.flatnonzero(inside))
