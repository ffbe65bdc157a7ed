"""Which figures does a draft's column print, row by row?"""

from __future__ import annotations

from normalizers.amounts import UnreadableAmount, parse_amount
from normalizers.drafts import Draft
from pipeline.model import Cell, Number


def figure(cell: Cell | None) -> Number | None:
    """The likeliest value of a cell; ``None`` for a blank, words, and what cannot be read."""
    if cell is None:
        return None
    try:
        amount = parse_amount(cell.text)
    except UnreadableAmount:
        return None
    return amount.value if amount else None


def size(value: Number) -> Number:
    """The figure without its sign, which a reader may have lost."""
    return -value if value < 0 else value


def column_figures(draft: Draft, column: int) -> list[tuple[str, Number]]:
    """Label and size of every figure in a column."""
    values = ((item, figure(row.cells[column])) for item, row in zip(draft.items, draft.rows, strict=True))
    return [(item, size(value)) for item, value in values if value is not None]
