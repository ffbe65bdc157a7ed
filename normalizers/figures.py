"""Which figures does a draft's column print, row by row?"""

from __future__ import annotations

from functools import lru_cache

from normalizers.amounts import UnreadableAmount, parse_amount
from normalizers.drafts import Draft
from pipeline.model import Cell, Number


def figure(cell: Cell | None) -> Number | None:
    """The likeliest value of a cell; ``None`` for a blank, words, and what cannot be read."""
    return None if cell is None else _value(cell.text)


@lru_cache(maxsize=16384)
def _value(text: str) -> Number | None:
    try:
        amount = parse_amount(text)
    except UnreadableAmount:
        return None
    return amount.value if amount else None


def column_figures(draft: Draft, column: int) -> list[tuple[str, Number]]:
    """Label and size (without sign: it may be lost) of every figure in a column."""
    values = ((item, figure(row.cells[column])) for item, row in zip(draft.items, draft.rows, strict=True))
    return [(item, abs(value)) for item, value in values if value is not None]
