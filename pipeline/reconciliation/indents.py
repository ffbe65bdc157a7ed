"""Which rows lost their indentation?  (1) stands no further out than the (2) and (3) right below it, however long its label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Packet, Row

_NUMBER = re.compile(r"^\((\d{1,2})\)")
"""Numbers in brackets: those of a list whose parents are numbered otherwise, so that (1) is no parent of (2)."""


def settle_indents(packet: Packet) -> Packet:
    """The packet with every row whose number the next row counts on from printed as far in as that one."""
    return replace(packet, statements=tuple(
        replace(s, rows=rows) if (rows := _settled(s.rows)) != s.rows else s for s in packet.statements
    ))  # fmt: skip


def _settled(rows: Sequence[Row]) -> tuple[Row, ...]:
    found = list(rows)
    for r, (row, below) in reversed(list(enumerate(pairwise(rows)))):
        one, two = _NUMBER.match(row.item), _NUMBER.match(below.item)
        runs_on = one and two and int(one[1]) + 1 == int(two[1]) and row.section == below.section
        if runs_on and not row.heading and row.indent < found[r + 1].indent:
            found[r] = replace(row, indent=found[r + 1].indent)
    return tuple(found)
