"""Which rows are the second lines of labels, set further in, and as far below the first as rows are from each other?

A typist breaks a long label where the column ends, and sets what is left in by a character or two: the figures stand beside that.
It looks like a heading with a single row under it, but nothing else in the table begins there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from normalizers.drafts import DraftRow
from normalizers.labels import clean_label, numbering
from normalizers.words import is_side, is_total
from pipeline.model import Box

LONG, LEAST, SHORTEST = 8, 6, 4
"""Characters of a label's first line, usually; at least where it is as wide as the longest label with figures; and of any."""
SHORT = 6
"""Characters of a heading's second line, at most."""
LEAST_INDENT, MOST_INDENT, ONE_CHARACTER = 0.4, 3.2, 1.6
"""Heights of a line by which the second line is set in, at least, at most, and where the first is short …"""
BEHIND_NUMBER, MOST_BEHIND = 1.2, 4.5
"""… and where the first bears a number, behind which it stands."""
FULL, AS_WIDE = 3.0, 1.3
"""Heights of a line between the ends of the first line and of the longest label with figures, at most; and for both as wide."""
ENDINGS = frozenset("金費入出料債額等税益損業者数")
"""Characters that end names, and are none."""
NEAR = 1.2
"""Heights of a line between the two, at most, where the figures stand beside the first."""
BACK = 2.0
"""Points by which the next row stands further left again, at least."""


_HEADING = re.compile("承認を受け(?:た|る|ようとする)額$|投資その他の資産$")
"""What statutory forms print over reserves (利益の処分に関する書類) and over investments, whatever is set in below."""


class HangingLines(NamedTuple):
    """What a table's labels tell of where lines hang."""

    right: float
    """Where the longest label with figures ends."""
    free: list[float]
    """Where labels begin that are no second line, as far as the rows above them tell."""
    levels: list[float]
    """Where rows with figures begin that stand below others as far in, or further."""

    @classmethod
    def of(cls, rows: Sequence[DraftRow]) -> HangingLines:
        """Measured on all rows with a box."""
        right = max((row.box.x1 for row in rows if row.box and row.label and not row.blank), default=0.0)
        later = {id(b) for a, b in pairwise(rows) if (a.blank and _may_hang(a, b)) or (b.blank and _may_hang(a, b, SHORTEST))}
        for above, below in pairwise(rows):  # a third line
            if id(above) in later and below.blank and _begin_together(above, below):
                later.add(id(below))
        other = [row for row in rows if row.label and id(row) not in later and not is_total(clean_label(row.label))]
        pairs = [(a.box, b.box) for a, b in pairwise(rows) if a.page == b.page and not b.blank]
        levels = [two.x0 for one, two in pairs if one and two and one.x0 > two.x0 - BACK]
        return cls(right, [row.box.x0 for row in other if row.box], levels)

    def begins_row(self, row: DraftRow) -> bool:
        """Whether a label begins where rows of their own do."""
        return row.box is not None and any(abs(x - row.box.x0) < BACK for x in self.levels)

    def ends(self, row: DraftRow, last: DraftRow, below: DraftRow | None) -> bool:
        """Whether a row is the second line of the label above it, which has no figures."""
        one, two = last.box, row.box
        if not (last.blank and one and two and _may_hang(last, row)):
            return False
        height, (number, words) = _height(one), numbering(last.label)
        as_wide = self.right - one.x1 < AS_WIDE * height
        full = as_wide or (len(words) >= LONG and self.right - one.x1 < FULL * height)
        alone = not any(abs(x - two.x0) < height / 2 for x in self.free)
        if row.blank:
            return alone and full and not number and len(clean_label(row.label)) <= SHORT
        if _HEADING.search(clean_label(last.label)) or _heads_beside(below, last):
            return False
        if as_wide and (clean_label(row.label) in ENDINGS or (number and len(words) >= LONG and _is_next(below, last))):
            return True
        back = below is None or below.page != row.page or (below.box is not None and below.box.x0 < two.x0 - BACK)
        behind = bool(number) and len(words) >= LONG and two.x0 - one.x0 > BEHIND_NUMBER * height
        return alone and back and (full or behind)

    def goes_on(self, row: DraftRow, last: DraftRow, below: DraftRow | None) -> bool:
        """Whether a row without figures is the second line of the label above it, beside which the figures stand.

        It heads nothing: the next row stands no further in than the first line.
        """
        one, two = last.box, row.box
        if last.blank or not row.blank or is_total(clean_label(last.label)):
            return False
        if not (one and two and _may_hang(last, row, SHORTEST)):
            return False
        height = min(_height(one), _height(two))  # of one line
        if any(abs(x - two.x0) < height / 2 for x in self.free) or two.top - one.bottom > NEAR * height:
            return False
        if below is None or below.page != row.page or not below.box or is_total(clean_label(below.label)):
            return True
        return below.box.x0 < one.x0 + BACK or (below.blank and _begin_together(row, below))


def _begin_together(one: DraftRow, two: DraftRow) -> bool:
    """Whether two labels of a page begin at one place."""
    return bool(one.box and two.box and one.page == two.page and abs(one.box.x0 - two.box.x0) < BACK)


def _is_next(below: DraftRow | None, last: DraftRow) -> bool:
    """Whether the next row is numbered, too, and stands as far in as one above it: nothing in between is a row of its own."""
    own = below is not None and below.box and last.box and abs(below.box.x0 - last.box.x0) < BACK
    return bool(own) and below is not None and bool(numbering(below.label)[0])


def _heads_beside(below: DraftRow | None, last: DraftRow) -> bool:
    """Whether the next number has no figures, either, and is short of where lines break: both head what is set in."""
    if below is None or not below.blank or not _is_next(below, last) or not (below.box and last.box):
        return False
    return below.box.x1 < last.box.x1 - FULL * _height(last.box)


def _may_hang(last: DraftRow, row: DraftRow, least: int = LEAST) -> bool:
    """Whether a label is set in below a long one, bears no number and is no sum."""
    if not (row.box and last.box and row.label and last.label) or row.page != last.page or numbering(row.label)[0]:
        return False
    label = clean_label(row.label)
    if label.endswith("。") and not label.startswith("("):
        return False  # a note in words
    if is_total(label) or (row.blank and is_side(label)) or clean_label(last.label).endswith("の部"):
        return False
    number, words = numbering(last.label)
    most = MOST_BEHIND if number else MOST_INDENT if len(words) >= LONG else ONE_CHARACTER
    return len(words) >= least and LEAST_INDENT < (row.box.x0 - last.box.x0) / _height(last.box) < most


def _height(box: Box) -> float:
    return max(box.bottom - box.top, 1.0)
