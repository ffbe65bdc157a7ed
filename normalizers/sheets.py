"""Which printed pages does a sheet hold, and where on the sheet as a viewer shows it does a cell stand?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model import Box, Line, PageContent, Statement, Table


def printed_pages(sheets: Iterable[PageContent]) -> Iterator[PageContent]:
    """Each page by itself, in the order of reading: of two that are printed side by side on one sheet first the left one.

    So a table that goes on from the left page to the right one, or from there to the next sheet, goes on over pages.
    """
    for sheet in sheets:
        if sheet.gutter is None:
            yield sheet
            continue
        for right in (False, True):
            tables = tuple(t for t in sheet.tables if t.box and _is_right(t, sheet.gutter) is right)
            lines = tuple(line for line in sheet.lines if line.box and _is_right(line, sheet.gutter) is right)
            yield replace(sheet, tables=tables, lines=lines, findings=() if right else sheet.findings)


def _is_right(thing: Table | Line, gutter: float) -> bool:
    """Whether something begins right of the gutter; a line across it is told with the left page."""
    return thing.box is not None and thing.box.x0 >= gutter


def as_displayed(statements: Sequence[Statement], sheets: Iterable[PageContent]) -> list[Statement]:
    """The statements with the boxes of their data on the sheets as displayed, where a sheet was turned to be read."""
    turned = {sheet.page: sheet for sheet in sheets if sheet.turn}
    return [_turned_back(statement, turned) for statement in statements] if turned else list(statements)


def _turned_back(statement: Statement, turned: dict[int, PageContent]) -> Statement:
    data = tuple(
        replace(datum, box=displayed(datum.box, turned[datum.page])) if datum.box and datum.page in turned else datum
        for datum in statement.data
    )
    return replace(statement, data=data)


def displayed(box: Box, sheet: PageContent) -> Box:
    """A box on a sheet that was turned by ``sheet.turn`` quarters clockwise, turned back."""
    x0, top, x1, bottom = box
    if sheet.turn == 1:
        return Box(top, sheet.width - x1, bottom, sheet.width - x0)
    if sheet.turn == 2:
        return Box(sheet.width - x1, sheet.height - bottom, sheet.width - x0, sheet.height - top)
    if sheet.turn == 3:
        return Box(sheet.height - bottom, x0, sheet.height - top, x1)
    return box
