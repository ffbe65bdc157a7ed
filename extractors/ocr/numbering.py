"""How are a table's labels numbered?  A numeral that the network wavers about is what the others leave for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

LEADING_ONE = re.compile(r"^[Il|](?=[ 　.．]?[ァ-ヺ一-龥])")
FEWEST_IN_ORDER, SHARE_IN_ORDER = 2, 0.5
"""Labels from a Ⅰ on that it takes to see an order in Roman numerals, and the share of them that must be read so."""
_FIGURE = re.compile(r"^[2-9２-９](?=[ 　.．]?[ァ-ヺ一-龥])")
_ROMAN = re.compile(r"^(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVXN]{1,4})(?=[ 　．.、]*[ァ-ヺ一-龥])")
_ROMANS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_LATIN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_VALUES = {numeral: k for k, pair in enumerate(zip(_ROMANS, _LATIN, strict=True)) for numeral in pair}


def numbered(labels: Sequence[str]) -> dict[int, str]:
    """The labels of a table whose numerals its others tell, by index, as they can only be."""
    ones = {i: LEADING_ONE.sub("1", label) for i, label in enumerate(labels) if LEADING_ONE.match(label)}
    if any(_FIGURE.match(label) for label in labels) and not any(_is_roman(label) for label in labels):
        return ones
    return _in_order(labels)


def _is_roman(label: str) -> bool:
    found = _ROMAN.match(label)
    return found is not None and found[0] != "I"


def _in_order(labels: Sequence[str]) -> dict[int, str]:
    """Labels numbered Ⅰ, Ⅱ, Ⅲ …, which may begin anew: where most are read so, the others can only be what the order says."""
    runs: list[list[tuple[int, int, int]]] = []
    for i, label in enumerate(labels):
        if found := _ROMAN.match(label):
            value = _VALUES.get(found[0], -1)
            if value == 0:
                runs.append([])
            if runs:
                runs[-1].append((i, value, found.end()))
    told: dict[int, str] = {}
    for run in runs:
        right = sum(value == k for k, (_, value, _) in enumerate(run))
        near = all(value < 0 or abs(value - k) <= 1 for k, (_, value, _) in enumerate(run))
        if near and FEWEST_IN_ORDER <= len(run) <= len(_ROMANS) and right >= SHARE_IN_ORDER * len(run):
            told |= {i: _ROMANS[k] + labels[i][end:] for k, (i, _, end) in enumerate(run)}
    return told
