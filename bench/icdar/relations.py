"""Cell adjacency: Göbel, Hassan, Oro, Orsi, "A methodology for evaluating algorithms for table understanding in PDF
documents" (DocEng 2012), in the conventions of the competition's own tool (github.com/tamirhassan/dataset-tools).

A cell is written into every grid place that it spans; blank cells into none.  From each place the nearest other cell to the
right and the nearest below make a relation (from, to, direction, blank places between), once for each pair of cells and
direction: parallel links between spanning cells count once, with the gap of the first row or column where they meet.  Two
relations are equal when both texts, the direction and the number of blanks are.  Texts are compared without blanks and in
capitals.  Relations are matched one to one, as bags.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

Normalize = Callable[[str], str]


class GridCell(NamedTuple):
    """A cell's place in its grid, ends included, and its text."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str


class Relation(NamedTuple):
    """Two neighbours, by their normalised texts."""

    text: str
    neighbour: str
    direction: Literal["right", "below"]
    blanks: int


def standard(text: str) -> str:
    """The tool's default: blanks removed, capitals.

    >>> standard("Less than 50 ")
    'LESSTHAN50'
    """
    return re.sub(r"\s", "", text).upper()


def symbols_alike(text: str) -> str:
    """The tool's ``-ignorechars``: moreover every character that is no ASCII letter, digit or underscore becomes one."""
    return re.sub(r"\W", "_", re.sub(r"\s", "", text), flags=re.ASCII).upper()


def relations(cells: Iterable[GridCell], normalize: Normalize = standard) -> Counter[Relation]:
    """The bag of adjacency relations of one table."""
    texts: list[str] = []
    grid: dict[tuple[int, int], int] = {}
    for cell in cells:
        if text := normalize(cell.text):
            for row in range(cell.row, cell.last_row + 1):
                for column in range(cell.column, cell.last_column + 1):
                    grid[row, column] = len(texts)  # a later cell on the same place wins, as in the tool
            texts.append(text)
    found: Counter[Relation] = Counter()
    by_row = sorted(grid)
    by_column = sorted(grid, key=lambda place: (place[1], place[0]))
    for (one, other), blanks in _links(grid, by_row, 1).items():
        found[Relation(texts[one], texts[other], "right", blanks)] += 1
    for (one, other), blanks in _links(grid, by_column, 0).items():
        found[Relation(texts[one], texts[other], "below", blanks)] += 1
    return found


def _links(
    grid: dict[tuple[int, int], int], places: Sequence[tuple[int, int]], along: Literal[0, 1]
) -> dict[tuple[int, int], int]:
    """Pairs of neighbouring cells along one axis, with the blanks between them where they first meet."""
    links: dict[tuple[int, int], int] = {}
    for place, following in pairwise(places):
        if place[1 - along] == following[1 - along] and grid[place] != grid[following]:
            links.setdefault((grid[place], grid[following]), following[along] - place[along] - 1)
    return links
