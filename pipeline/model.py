"""The things this project speaks of, as frozen values: from glyphs on a page to facts, equations and findings.

The way of a number is one direction: ``Page`` (what is printed where) → ``PageContent`` (tables of cells, and the lines
of text between them) → ``Statement`` (headers, sections, units and periods understood) → ``Fact`` (one published cell)
→ ``Equation`` → ``Finding`` and ``Repair``.  Every length is in points, origin at the top left of the page as a viewer
shows it (after /Rotate); pages count from 1; rows and columns of a grid count from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Number = int | Decimal
"""A printed number: ``int`` for money and counts, ``Decimal`` where decimals are printed.  Never a float."""

PageKind = Literal["text", "image", "outlines", "bad_text", "blank", "markdown", "damaged"]
StatementKind = Literal[
    "balance_sheet", "income_statement", "cash_flow", "equity_changes", "budget", "inventory", "advances", "commitments",
    "personnel", "other",
]  # fmt: skip
Role = Literal["item", "subtotal", "total", "difference", "memo"]
Status = Literal["repaired", "suspect", "disputed", "footed", "rounded", "agreed", "unchecked"]
EquationKind = Literal["footing", "cross_footing", "difference", "restatement", "tie", "rounding", "roll_forward"]
EquationStatus = Literal["exact", "rounded", "mismatch", "blocked"]
Severity = Literal["error", "warning", "info"]
FindingKind = Literal[
    "dropped_sign", "misread_digit", "split_column", "phantom_column", "garbled_header", "lost_caption", "label_variant",
    "source_mismatch", "rounding", "impossible_range", "unreadable", "overlap", "reader_disagreement", "unsupported_page",
    "unexplained",
]  # fmt: skip
Action = Literal["repaired", "proposed", "reported"]
RepairField = Literal["value", "column", "title", "section", "item", "unit"]


class Box(NamedTuple):
    """A rectangle on a page, in points."""

    x0: float
    top: float
    x1: float
    bottom: float


# ---------------------------------------------------------------------------------------------------------- what is printed


@dataclass(frozen=True, eq=False, slots=True)
class Glyphs:
    """Every visible glyph of a page, as columns: overprinted duplicates and blanks are gone, radicals are mended."""

    text: str
    """One character a glyph, in content order; ``text[i]`` belongs to ``boxes[i]``."""
    boxes: NDArray[np.float32]
    """Shape (n, 4): x0, top, x1, bottom of each glyph's em box."""


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """The straight lines of a page, thin rectangles and rows of dots included, collinear pieces joined."""

    horizontal: NDArray[np.float32]
    """Shape (h, 3): y, x0, x1."""
    vertical: NDArray[np.float32]
    """Shape (v, 3): x, top, bottom."""


@dataclass(frozen=True, eq=False, slots=True)
class Page:
    """What is printed on one page."""

    number: int
    width: float
    height: float
    kind: PageKind
    glyphs: Glyphs
    rules: Rules


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside any table."""

    text: str
    box: Box | None = None
    page: int = 1


# ------------------------------------------------------------------------------------------------------------------- tables


class Reading(NamedTuple):
    """One reader's opinion of what a cell says.  Choosing among readings belongs to reconciliation: only the sums know."""

    text: str
    """As printed; lines of a wrapped cell joined by a line feed."""
    reader: str = "pdfium"
    score: int | None = None
    """Parts per thousand, for readers that give one; used to rank candidates, never published."""


class Cell(NamedTuple):
    """One cell of a grid.  Blank cells are not listed, spanned ones only at their top left."""

    row: int
    column: int
    readings: tuple[Reading, ...]
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    """The ink of the text where there is some, as displayed; ``None`` for Markdown."""
    vertical: bool = False
    """Whether the text was printed in columns, top to bottom (a stacked header, a row group)."""
    left: float | None = None
    """Where the first of several lines begins, where that is not where the box does: a label's indentation."""

    @property
    def text(self) -> str:
        """What the first reader read."""
        return self.readings[0].text


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells on one page, not yet understood."""

    page: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    above: tuple[Line, ...] = ()
    """The lines printed between the table before (or the page's top) and this one, top to bottom: captions, units, prose."""
    below: tuple[Line, ...] = ()
    """The lines after the page's last table; empty for every other table."""
    header_rows: int | None = None
    """How many of the first rows are header, where the reader knows (Markdown's separator, a scan); else ``None``."""
    box: Box | None = None
    row_tops: tuple[float, ...] = ()
    """Upper edge of each row, in points; empty where the reader has no geometry."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """What an extractor hands on for one page."""

    page: int
    kind: PageKind
    tables: tuple[Table, ...] = ()
    lines: tuple[Line, ...] = ()
    """Every line outside tables, in reading order (the same lines as in ``above`` and ``below`` of the tables)."""
    width: float = 0.0
    height: float = 0.0
    findings: tuple[Finding, ...] = ()
    gutter: float | None = None
    """Where two pages printed side by side on this one part: x of the white between them; ``None`` for a page of its own."""
    turn: int = 0
    """Quarter turns clockwise by which the page was turned to read it, because its text is drawn sideways: every box, width
    and height is then that of the turned page."""
    worn: bool = False
    """Whether it is a scan in which so little is left of the print that no figure can be relied on."""


# --------------------------------------------------------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Column:
    """A data column, understood."""

    name: str
    """All header levels joined by `` / ``, repaired, unique in its statement (`` #2`` for a repeated one)."""
    raw: str
    """The header as read, before any repair."""
    segment: str = ""
    version: str = ""
    measure: str = ""
    fiscal_year: int | None = None
    period_start: str = ""
    period_end: str = ""
    unit: str = ""
    """The printed unit of this column's numbers (円, 千円, %, 人 …); a datum may have its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row with a label: an item with data, or a heading without."""

    item: str
    section: tuple[str, ...] = ()
    """Headings and row groups above the item, outermost first."""
    occurrence: int = 1
    """1 for the first row with this section and item in its statement, 2 for the second, …"""
    role: Role = "item"
    raw: str = ""
    """The label as read."""
    heading: bool = False
    """Whether the row has no datum: it opens a section and is no fact."""
    indent: int = 0
    """Indentation level, 0 outermost; all 0 where the print or the reader lost it."""
    page: int = 1
    printed_row: int = 1
    """Which of its statement's printed rows this is, from 1, headings and header rows counted, on through all its pages."""


@dataclass(frozen=True, slots=True)
class Datum:
    """A printed data cell, read as a number where it is one."""

    row: int
    """Index into ``Statement.rows``."""
    column: int
    """Index into ``Statement.columns``."""
    readings: tuple[Reading, ...]
    value: Number | None
    """The number as read; ``None`` for a text cell and for one that cannot be read."""
    candidates: tuple[Number, ...] = ()
    """Every value that the print allows, likeliest first: more than one where parentheses may be a sign or a subtotal, or
    where readers differ.  The sums choose."""
    unreadable: bool = False
    """Should be a number and is not."""
    unit: str | None = None
    """Overrides its column's where the row or the cell has one of its own, or none (財政力指数 among 千円)."""
    page: int = 1
    box: Box | None = None

    @property
    def raw(self) -> str:
        """What the first reader read, before any repair."""
        return self.readings[0].text

    def unit_in(self, column: Column) -> str:
        """The unit of this figure, which stands in that column."""
        return column.unit if self.unit is None else self.unit


class UnsureLabel(NamedTuple):
    """A label that was read in doubt, and what stands under it: which figures they are is in doubt then, not what they say."""

    text: str
    """As read."""
    rows: tuple[int, ...] = ()
    """Indices of the rows whose item or section holds it."""
    columns: tuple[int, ...] = ()
    """Indices of the columns whose header holds it."""
    page: int = 1
    why: str = ""
    """What else than a reader's doubt about the label speaks against its figures."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One table of the packet, over as many pages as it takes, with every row and column understood."""

    id: str
    kind: StatementKind
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    data: tuple[Datum, ...]
    """In document order: by row, then by column."""
    first_page: int = 1
    last_page: int = 1
    form: str = ""
    period: str = ""
    unit: str = ""
    rounding: str = ""
    """``四捨五入``, ``切捨て`` or empty, from a note on the page."""
    notes: str = ""
    printed_title: str = ""
    """The caption as read; empty where the print lost it and ``title`` was inferred."""
    unsure: tuple[UnsureLabel, ...] = ()
    """Labels of scans that were read in doubt and that nothing in the packet settles."""


class SetAside(NamedTuple):
    """A cell of a grid that is no fact, and the rule that says so."""

    page: int
    text: str
    rule: str
    """``caption``, ``table of contents``, ``counts in prose``, ``no numbers``, ``one column`` …"""


@dataclass(frozen=True, slots=True)
class Packet:
    """All that was understood of one input."""

    name: str
    statements: tuple[Statement, ...]
    lines: tuple[Line, ...] = ()
    """Lines outside tables, for amounts claimed in prose and for the census."""
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    aside: tuple[SetAside, ...] = ()
    """Cells of grids that became neither fact nor label nor header."""


# ------------------------------------------------------------------------------------------------ facts and what is said of them


class FactKey(NamedTuple):
    """The key of a fact, in every published file."""

    table: str
    section: str
    item: str
    occurrence: int
    column: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One published data cell: a row of facts.csv together with its row of cells.csv."""

    key: FactKey
    statement: StatementKind
    title: str
    fiscal_year: int | None
    period_start: str
    period_end: str
    role: Role
    segment: str
    version: str
    measure: str
    value: Number | None
    unit: str
    raw: str
    status: Status = "unchecked"
    row: int = 1
    page: int = 1
    box: Box | None = None
    reader: str = "pdfium"
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Equation:
    """One sum that the packet claims, and how it holds.  The key names the total."""

    id: str
    kind: EquationKind
    key: FactKey
    expression: str
    """Readable, and `kenzan check` can evaluate it again."""
    printed: Number | None
    computed: Number | None
    tolerance: Number
    status: EquationStatus
    terms: tuple[tuple[int, FactKey], ...] = ()
    """(weight, fact) of each addend."""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause, told once."""

    id: str
    severity: Severity
    kind: FindingKind
    evidence: str
    table: str = ""
    section: str = ""
    item: str = ""
    occurrence: int | None = None
    column: str = ""
    page: int | None = None
    printed: str = ""
    proposed: str = ""
    action: Action = "reported"


@dataclass(frozen=True, slots=True)
class Repair:
    """One line of the ledger: what was printed, what is published instead, and by which rule."""

    finding: str
    field: RepairField
    printed: str
    value: str
    rule: str
    evidence: str
    table: str = ""
    section: str = ""
    item: str = ""
    occurrence: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What reconciliation makes of a packet."""

    facts: tuple[Fact, ...]
    equations: tuple[Equation, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
