"""Do two readers see the same thing in the same place?  Pure functions of boxes and texts; nothing here knows a number's value.

What counts is what decides a sum: digits, decimal point and sign, in their order.  Blanks, line breaks, thousands marks and
the width of characters do not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model import Box, Cell, Reading, Table

TOUCHED = 0.25
"""Share of the ink from which a second reader's cell has a part in it: two such parts are a cell cut in two.  A neighbour
that the second reader's grid lets overlap by a glyph's width has less."""
COVERED = 1 - TOUCHED
"""Share of the first reader's ink that a second reader's cell must cover to be the same cell: no other then has a part."""
MINUS = dict.fromkeys(map(ord, "△▲−‐‑‒–—―"), "-")
"""Marks of a negative number, and dashes for nothing, after NFKC: readers decode them differently."""
UNSPOKEN = dict.fromkeys(map(ord, ",，、¥￥円"), None)
"""Marks that change no digit and no sign."""
OVERPRINTS = range(2, 5)
"""How many times fake bold was seen to print each glyph; the first reader has dropped the copies."""


class Opinion(NamedTuple):
    """What the second reader says of one cell of the first."""

    reading: Reading
    agrees: bool
    """Whether digits and sign (or, in a cell without digits, the whole text but its blanks) are the same."""


def agreement(first: Table, second: Sequence[Table]) -> tuple[Opinion | None, ...]:
    """The second reader's opinion of each cell of ``first``, in their order.

    ``None`` is no evidence: the second reader saw no text there, or laid one cell over several of the first's.  A cell that
    it cut in two is a disagreement, whatever the digits say, for the cut is about placement; its reading joins the parts by
    a line feed.  ``second`` are its tables of any pages.
    """
    theirs = [cell for table in second if table.page == first.page for cell in table.cells if cell.box is not None]
    return tuple(_opinion(cell, first.cells, theirs) for cell in first.cells)


def unclaimed(first: Sequence[Table], second: Sequence[Table]) -> list[tuple[int, Cell]]:
    """The second reader's cells with digits where the first reader has no cell at all, each with its page.

    Its tables of one column are left out: camelot makes one of every block of prose.
    """
    boxes: dict[int, list[Box]] = {}
    for table in first:
        boxes.setdefault(table.page, []).extend(cell.box for cell in table.cells if cell.box is not None)
    return [
        (table.page, cell)
        for table in second
        if table.columns > 1
        for cell in table.cells
        if cell.box is not None
        and any(char.isdecimal() for char in cell.text)
        and not any(overlap(box, cell.box) >= TOUCHED for box in boxes.get(table.page, ()))
    ]


def agrees(first: str, second: str) -> bool:
    """Whether two texts say the same number, or the same words; a text whose every glyph was overprinted says it once.

    >>> agrees("△1,234", "- 1 234")
    True
    >>> agrees("△1,234", "1,234")
    False
    >>> agrees("1,234", "1,234\\n1,234")
    True
    """
    one, other = essence(first), essence(once(second))
    return one == other or any(other == _overprinted(one, times) for times in OVERPRINTS)


def once(text: str) -> str:
    """A text whose lines are all the same, as fake bold makes some readers say it, said once."""
    lines = {"".join(line.split()) for line in text.splitlines()}
    return text.splitlines()[0] if len(lines) == 1 else text


def essence(text: str) -> tuple[str, str]:
    """Digits and decimal point in their order, and the signs and parentheses, sorted.

    Signs are sorted because readers disagree about the order of a cell's pieces: ``( 0 )`` also comes as ``() 0``.  A text
    without digits is its own essence, but for blanks.

    >>> essence("△ 1,234.5 円")
    ('1234.5', '-')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).translate(MINUS).translate(UNSPOKEN).split())
    if not any(char.isdecimal() for char in plain):
        return plain, ""
    digits = "".join(char for char in plain if char.isdecimal() or char == ".")
    return digits, "".join(sorted(char for char in plain if char in "-+()"))


def _overprinted(one: tuple[str, str], times: int) -> tuple[str, str]:
    digits, signs = ("".join(char * times for char in part) for part in one)
    return digits, signs


def overlap(box: Box, other: Box) -> float:
    """Share of ``box``'s area that ``other`` covers, 0 to 1; a box without area counts by its longer side."""
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    if width < 0 or height < 0:
        return 0.0
    across = width / (box.x1 - box.x0) if box.x1 > box.x0 else 1.0
    down = height / (box.bottom - box.top) if box.bottom > box.top else 1.0
    return across * down


def _opinion(cell: Cell, ours: Sequence[Cell], theirs: Sequence[Cell]) -> Opinion | None:
    if cell.box is None:
        return None
    shares = [(overlap(cell.box, other.box), other) for other in theirs if other.box is not None]
    touching = [other for share, other in shares if share >= TOUCHED]
    whole = [(share, other) for share, other in shares if share >= COVERED]
    same = [(share, other) for share, other in whole if not _covers_several(other, cell, ours)]
    if same:  # tables may lie over each other: the tightest of the cells that hold this ink best
        best = min(same, key=lambda pair: (-round(pair[0], 2), _area(pair[1])))[1]
        return Opinion(best.readings[0], agrees(cell.text, best.text))
    if whole:
        return None
    if len(touching) < 2:
        return None
    parts = sorted(touching, key=lambda other: (other.row, other.column))
    return Opinion(Reading("\n".join(part.text for part in parts), parts[0].readings[0].reader), False)


def _area(cell: Cell) -> float:
    box = cell.box
    return (box.x1 - box.x0) * (box.bottom - box.top) if box else 0.0


def _covers_several(theirs: Cell, cell: Cell, ours: Sequence[Cell]) -> bool:
    """Whether the second reader's cell holds other cells of the first too: then it did not tell them apart."""
    assert theirs.box is not None  # cells without a box were passed over
    return any(other is not cell and other.box is not None and overlap(other.box, theirs.box) >= COVERED for other in ours)
