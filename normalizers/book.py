"""Under which 款 and 項 does a budget book's list stand?  Lines above it say so, and lines across it where the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from normalizers.drafts import Caption, DraftRow
from normalizers.labels import clean_label
from normalizers.units import without_unit
from normalizers.words import closed_name, section_name
from pipeline.model import Box, Cell, PageContent, Table

SAME_LINE = 3.0
"""Points by which the upper edge of a list may stand over the line that heads it."""
PLACES = {"款": -2, "項": -1}
"""Label columns left of all others, for the row groups that 款 and 項 are."""
_SAID = re.compile("[款項]")
_GRAND = re.compile("総合?計$|^[*]*歳[入出]合計$")
_SUM_OF_LEVEL = re.compile("[*]*([款項])計$")
"""＊＊ 款計, of all 項 above it."""
_AMOUNT = re.compile("[0-9][0-9,]*千?円")
_LINE = re.compile(r"第?[0-9]+[款項]|[(\[〔【][款項][)\]〕】]")
_LEVEL = re.compile(
    "(?P<numbered>第?[0-9]+(?P<a>[款項])[^0-9]*?)(?:[0-9][0-9,]*千?円)?(?=第?[0-9]+[項]|$)"
    r"|(?P<named>[(\[〔【](?P<b>[款項])[)\]〕】][0-9]*[^(\[〔【0-9]*)"
)
"""1款市税 1項市民税 9千円, and (款)1市税(項)1市民税."""


def is_book_line(clean: str) -> bool:
    """Whether a cleaned line names a 款 or a 項, perhaps with its amount: ``1款市税49,286,300千円``."""
    return bool(_LINE.match(clean))


def levels_of(lines: Iterable[str]) -> dict[int, str]:
    """The 款 and 項 that cleaned lines name, by their places; the last of each."""
    found: dict[int, str] = {}
    for line in lines:
        if is_book_line(line):
            for match in _LEVEL.finditer(line):
                found[PLACES[match["a"] or match["b"]]] = without_unit(match["numbered"] or match["named"])
    return found


def book_lines(page: PageContent) -> list[tuple[float, str]]:
    """The book lines of a page, in lists or outside, cleaned, by their upper edges; none where nothing has a place."""
    printed = [(line.box, line.text) for line in page.lines] + [pair for each in page.tables for pair in _across(each)]
    lines = [(box.top, clean_label(text)) for box, text in printed if box and _SAID.search(text)]
    return sorted((top, clean) for top, clean in lines if is_book_line(clean))


def levels_above(lines: Sequence[tuple[float, str]], table: Table) -> tuple[str, ...]:
    """The book lines above a table's upper edge: of two lists side by side only the left has them, and they hold for both."""
    return tuple(clean for top, clean in lines if table.box and top < table.box.top + SAME_LINE)


def runs_on(pages: Iterable[PageContent]) -> bool:
    """Whether the lists of a book go on under the next 款 or 項 without a header of their own: lines for these stand in them."""
    tables = (table for page in pages for table in page.tables)
    return any(is_book_line(clean_label(text)) for table in tables for _, text in _across(table))


def in_title(caption: Caption, before: Sequence[str], table: Table, paired: bool) -> Caption:
    """A caption with the 款 and 項 printed above its table's own header as the last step of its title.

    ``before``: the steps of the table before, which hold where this one prints none; ``paired``: whether a list stands beside,
    over which they are printed for both.
    """
    above = [clean for line in table.above if is_book_line(clean := clean_label(line.text))]
    above = above or (list(caption.levels) if paired else [])
    if not above:
        return caption
    step = " ".join(levels_of(above).values())
    steps = (*(caption.steps or before), step)
    printed = "\n".join(filter(None, (caption.printed, step)))
    return replace(caption, title=" ".join(steps), steps=steps, printed=printed, levels=(), bare=False)


def _across(table: Table) -> Iterator[tuple[Box | None, str]]:
    """The cells that are alone in their row, an amount in 円 aside."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    for cells in rows.values():
        if all(_AMOUNT.fullmatch(clean_label(cell.text)) for cell in cells[1:]):
            yield cells[0].box, cells[0].text


def _heads_a_list(row: DraftRow) -> bool:
    """Whether a row is a book line, its amounts printed with their unit."""
    amounts = all(cell is None or _AMOUNT.fullmatch(clean_label(cell.text)) for cell in row.cells)
    return amounts and is_book_line(clean_label(row.label))


def _is_beyond(label: str, levels: Iterable[str]) -> bool:
    """Whether a row is the grand total, and the name of what it adds up is none of the levels open: 病院事業費用総計."""
    name = closed_name(label) if _GRAND.search(label) else ""
    return bool(name) and name not in {section_name(level) for level in levels}


def in_book(rows: Sequence[DraftRow], levels: dict[int, str]) -> list[DraftRow]:
    """The rows under their 款 and 項; a line across the list that names the next is a heading, its amount part of it."""
    under: list[DraftRow] = []
    filled = [row for row in rows if any(row.cells)]
    if filled and all(map(_heads_a_list, filled)):
        return list(rows)  # nothing stands under them: 第3条 lists 款 and 項 themselves
    for row in rows:
        label = clean_label(row.label)
        if _heads_a_list(row):
            whole = " ".join([row.label, *(cell.text for cell in row.cells if cell)])
            levels = levels | levels_of([label])
            under.append(replace(row, label=whole, cells=(None,) * len(row.cells), groups=(), places=()))
            continue
        if levels and _is_beyond(label, levels.values()):
            levels = {}
        if own := levels_of([label]):  # 6款予備費 with its figures is no part of 5款
            levels = {place: name for place, name in levels.items() if place < min(own)}
        if closing := _SUM_OF_LEVEL.match(label):
            levels = {place: name for place, name in levels.items() if place <= PLACES[closing[1]]}
        groups = dict(sorted((levels | dict(zip(row.places, row.groups, strict=True))).items())) if levels else {}
        under.append(replace(row, groups=tuple(groups.values()), places=tuple(groups)) if groups else row)
    return under
