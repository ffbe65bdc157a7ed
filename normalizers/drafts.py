"""What lies between a grid and a statement?  A draft: one list of labelled rows under one row of columns, meaning still open."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Box, Cell, FindingKind, Line, RepairField, Severity, StatementKind, Table


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a matrix: ``at[row][column]`` is the cell that covers the place (spans filled in), or ``None``."""

    table: Table
    at: tuple[tuple[Cell | None, ...], ...]

    def anchored(self, row: int, column: int) -> Cell | None:
        """The cell whose top left is here."""
        cell = self.at[row][column]
        return cell if cell is not None and cell.row == row and cell.column == column else None


def grid_of(table: Table) -> Grid:
    """Lay a table's cells out, each over all the places it spans; cells that overlap keep the first."""
    at: list[list[Cell | None]] = [[None] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        if not cell.text.strip():
            continue
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, table.columns)):
                if at[row][column] is None:
                    at[row][column] = cell
    return Grid(table, tuple(map(tuple, at)))


@dataclass(frozen=True, slots=True)
class Block:
    """One list of a grid: its label columns and its data columns."""

    stubs: tuple[int, ...]
    data: tuple[int, ...]
    groups: tuple[int, ...] = ()
    """Label columns of the list before it, whose cells over several rows name what this one lists."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What the lines around a table say of it; every part empty where they are silent."""

    title: str = ""
    """Cleaned."""
    steps: tuple[str, ...] = ()
    """The captions that it is made of, outermost first."""
    printed: str = ""
    """As read."""
    form: str = ""
    period: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    """All that are declared, ``unit`` among them: (単位：千円、件)."""
    named_units: tuple[tuple[str, str], ...] = ()
    """What is printed in what, where the caption says so: (件数：件、金額：千円)."""
    rounding: str = ""
    notes: str = ""
    headings: tuple[Line, ...] = ()
    """Lines between the unit and the table: its first headings, where it has no header of its own."""
    levels: tuple[str, ...] = ()
    """Lines above that name a 款 or a 項 of a budget book, cleaned."""
    years: tuple[int, ...] = ()
    """Fiscal years named in the short lines above, nearest first."""
    standing: int | None = None
    """The fiscal year of the last heading since the table before."""
    bare: bool = True
    """Whether nothing but a unit, form or page number stands above: the print lost the caption, or the table goes on."""

    @property
    def all_units(self) -> tuple[str, ...]:
        """The units that hold for the table, money first, declared here or taken from beside."""
        return self.units or ((self.unit,) if self.unit else ())


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A data column with its header as read, outer level first, blanks left out."""

    levels: tuple[str, ...]
    numeric: bool
    """Whether its cells are numbers (a text column says things like 備考 or 行為年度)."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A printed row."""

    label: str
    """As read; empty where the row has none."""
    groups: tuple[str, ...]
    """Row groups to the left of the label, as read, outermost first."""
    cells: tuple[Cell | None, ...]
    """One for each data column."""
    page: int
    number: int
    """Which printed row of the statement, from 1, header rows counted."""
    box: Box | None = None
    """The label's ink."""
    places: tuple[int, ...] = ()
    """The label column of each group, from 0."""
    place: int = 0
    """The label's own label column."""

    @property
    def blank(self) -> bool:
        """Whether no data column has anything."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be told of a draft once it has its id."""

    severity: Severity
    kind: FindingKind
    evidence: str
    field: RepairField | None = None
    """Set where it is a repair, which goes into the ledger too."""
    printed: str = ""
    value: str = ""
    rule: str = ""
    column: int | None = None
    """Index of the data column it is about, after repair."""
    row: int | None = None
    """Index of the row it is about."""
    same_cause: bool = False
    """Whether the note before names the cause already: only the ledger gets one more line."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement in the making, over one page or, once joined, several."""

    columns: tuple[DraftColumn, ...]
    rows: tuple[DraftRow, ...]
    caption: Caption
    header_rows: int
    printed_rows: int
    """Rows of the grid, header rows counted."""
    heading: str = ""
    """What a header cell over the whole list says, label column included (資産の部 over the left half)."""
    first_page: int = 1
    last_page: int = 1
    first_on_page: bool = True
    last_on_page: bool = True
    side: int = 0
    """Which of the lists side by side in its grid this is, from 0."""
    below: tuple[Line, ...] = ()
    """The lines between the last table of a page and its foot."""
    names: tuple[str, ...] = ()
    """Headers as repaired, one a column; empty while none was repaired."""
    notes: tuple[Note, ...] = ()
    kind: StatementKind = "other"
    year: int | None = None
    """The fiscal year that the table is about."""
    items: tuple[str, ...] = ()
    """Labels cleaned and mended, one a row."""
