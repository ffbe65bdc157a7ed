"""Which figures does a draft's column print, row by row?"""

from __future__ import annotations

from normalizers.amounts import UnreadableAmount, looks_numeric, parse_amount
from normalizers.drafts import Draft
from normalizers.units import unit_in, without_unit
from pipeline.model import Cell, Number


def figure(cell: Cell | None) -> Number | None:
    """The likeliest value of a cell; ``None`` for a blank, words, and what cannot be read."""
    if cell is None:
        return None
    try:
        amount = parse_amount(without_unit_line(cell.text)[0])
    except UnreadableAmount:
        return None
    return amount.value if amount else None


def without_unit_line(text: str) -> tuple[str, str]:
    """A cell's text and unit where the unit has a line of its own over the figure, as in a budget book's first cells."""
    first, _, rest = text.partition("\n")
    unit = unit_in(first) if rest and not without_unit(first).strip() else ""
    return (rest, unit) if unit and looks_numeric(rest) else (text, "")


def is_unit(text: str) -> bool:
    """Whether a cell says nothing but a unit."""
    return bool(unit_in(text)) and not without_unit(text).strip()


def is_figure(text: str) -> bool:
    """Whether a cell should be a number, its unit's line apart."""
    return looks_numeric(without_unit_line(text)[0] if "\n" in text else text)


def size(value: Number) -> Number:
    """The figure without its sign, which a reader may have lost."""
    return -value if value < 0 else value


def column_figures(draft: Draft, column: int) -> list[tuple[str, Number]]:
    """Label and size of every figure in a column."""
    values = ((item, figure(row.cells[column])) for item, row in zip(draft.items, draft.rows, strict=True))
    return [(item, size(value)) for item, value in values if value is not None]


def figures_of(draft: Draft, column: int) -> list[Number]:
    """Every figure in a column, top to bottom."""
    return [value for row in draft.rows if (value := figure(row.cells[column])) is not None]


def is_difference(draft: Draft, column: int) -> bool:
    """Whether every figure of a column is what two other columns of its row differ by, in at least two rows with one."""
    rows = [[figure(cell) for cell in row.cells] for row in draft.rows]
    rows = [row for row in rows if row[column] is not None]
    others = [n for n, other in enumerate(draft.columns) if other.numeric and n != column]
    if sum(bool(row[column]) for row in rows) < 2:
        return False
    return any(
        all((row[one] or 0) - (row[two] or 0) == row[column] for row in rows) for one in others for two in others if one != two
    )
