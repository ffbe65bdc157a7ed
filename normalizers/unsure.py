"""Which rows and columns stand under a label that was read in doubt?  Scans only: elsewhere a label has one reading.

The label is looked for by its text in what was understood, so that it does not matter how grids were joined and cut on the way.
A header that the packet's own columns mended is in doubt no longer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from normalizers.labels import clean_label
from pipeline.model import PageContent, Statement, UnsureLabel

SHORTEST_PART = 3
"""Characters: a shorter text must be a whole label to be found, not part of one."""
NO_HEADER = "no header was read"
WORN = "the scan is black and white with ragged edges, and small: scanned anew in grey or at 300 dpi it can be proven"
SIDE_BY_SIDE = 0.5
"""Share of a statement's rows with two figures and more, from which on its columns are no steps of one."""
SETTLED_BY = ("packet", "lexicon")
"""The readers of a label that was taken for a sure one of the same packet, or for a term of bookkeeping: that settles it."""
_LABEL = re.compile("[^0-9,.△▲()%\\s□-]")
Doubted = Mapping[int, Sequence[str]]
"""Page to the texts of its labels that are in doubt, cleaned."""


def doubted_labels(pages: Iterable[PageContent]) -> Doubted:
    """The labels read in doubt, by page."""
    found: dict[int, list[str]] = defaultdict(list)
    for page in pages:
        for table in page.tables:
            for cell in table.cells:
                doubted = len({reading.text for reading in cell.readings}) > 1 and cell.readings[0].reader not in SETTLED_BY
                if doubted and _LABEL.search(cell.text):
                    found[page.page].append(clean_label(cell.text))
    return {page: tuple(dict.fromkeys(texts)) for page, texts in found.items()}


def with_unsure_labels(
    statement: Statement, doubted: Doubted, scanned: Container[int], worn: Container[int] = frozenset()
) -> Statement:
    """The statement with the rows and columns that stand under doubtful labels of its pages, or, on ``scanned`` ones, none.

    ``worn``: pages of which no figure can be relied on.
    """
    nameless = _nameless(statement) if statement.first_page in scanned else ()
    found = [UnsureLabel("", (), nameless, statement.first_page, NO_HEADER)] if nameless else []
    if rows := tuple(i for i, row in enumerate(statement.rows) if row.page in worn):
        found.append(UnsureLabel("", rows, (), statement.rows[rows[0]].page, WORN))
    found += [
        unsure
        for page in range(statement.first_page, statement.last_page + 1)
        for text in doubted.get(page, ())
        if (unsure := _under(statement, text, page)) is not None
    ]
    return replace(statement, unsure=tuple(found)) if found else statement


def _nameless(statement: Statement) -> tuple[int, ...]:
    """Columns of figures above which no header was read, beside others; the steps of one column (金額) need none."""
    figures = {datum.column for datum in statement.data if datum.value is not None}
    nameless = tuple(i for i, column in enumerate(statement.columns) if not column.raw and i in figures)
    if figures - set(nameless):
        return nameless
    beside = Counter(datum.row for datum in statement.data if datum.value is not None)
    several = sum(count > 1 for count in beside.values())
    return nameless if several >= SIDE_BY_SIDE * max(len(beside), 1) else ()


def _under(statement: Statement, text: str, page: int) -> UnsureLabel | None:
    rows = tuple(
        i
        for i, row in enumerate(statement.rows)
        if row.page == page and any(_holds(label, text) for label in (row.item, *row.section))
    )
    columns = tuple(
        i for i, column in enumerate(statement.columns) if any(_holds(level, text) for level in column.name.split(" / "))
    )
    return UnsureLabel(text, rows, columns, page) if rows or columns else None


def _holds(label: str, text: str) -> bool:
    return label == text or (len(text) >= SHORTEST_PART and text in label)
