"""What do a packet's grids stand for?  All normalizers in one order: grids → drafts → statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalizers.amounts import Legend, legend_of
from normalizers.book import book_lines, in_title, is_book_line, levels_above, levels_of, runs_on
from normalizers.captions import before_list, read_caption
from normalizers.captions_beside import with_own_captions
from normalizers.continued import heads_all, under_shared, with_header
from normalizers.data import data_of
from normalizers.drafts import Caption, Draft, DraftRow, Grid, grid_of
from normalizers.findings import tell
from normalizers.grids import whole_tables
from normalizers.headers import TOTAL_HEADERS, Scope, header_of, segment_names, understand_columns
from normalizers.known_names import with_known_names
from normalizers.labels import clean_label, slug
from normalizers.layout import drafts_of, header_rows, set_aside
from normalizers.long_lists import join_columns
from normalizers.lost_captions import find_captions
from normalizers.pages import join, join_pages
from normalizers.parts import join_parts
from normalizers.rounding_notes import rounded_alike
from normalizers.rows import line_counts
from normalizers.running_heads import without_running_heads
from normalizers.sections import understand_rows
from normalizers.segments import repair_columns
from normalizers.sheets import as_displayed, printed_pages
from normalizers.spreads import beside, placing
from normalizers.titles import under
from normalizers.unit_notes import in_noted_units
from normalizers.unsure import doubted_labels, with_unsure_labels
from normalizers.variants import compare_labels
from normalizers.words import kind_of_columns, kind_of_rows, kind_of_title, likely_kind
from normalizers.years import dated, standing_year
from pipeline.model import Cell, Column, Finding, Line, Packet, PageContent, Repair, SetAside, Statement, Table

BY_SEGMENT = "事業別"
SUPPLEMENT = "補正"
_LEADERS = re.compile("(?:[.・‥…]){2,}$")


def understand(name: str, contents: Iterable[PageContent]) -> Packet:
    """Understand every table of a packet.

    Tables without figures become lines, so that each number on a page stays accountable.
    """
    pages = without_running_heads(list(printed_pages(contents)))
    drafts, lines_aside, aside = _drafts(pages)
    drafts = [_named(draft) for draft in with_known_names(join_pages(join_parts(drafts)))]
    drafts = rounded_alike(dated(drafts), (line.text for page in pages for line in page.lines))
    drafts = compare_labels(find_captions(repair_columns(drafts)))
    segments = frozenset(name for draft in drafts for name in segment_names(draft, draft.kind) if name not in TOTAL_HEADERS)
    statements: list[Statement] = []
    findings: list[Finding] = [finding for page in pages for finding in page.findings]
    repairs: list[Repair] = []
    ids: Counter[str] = Counter()
    doubted = doubted_labels(pages)
    scanned = frozenset(page.page for page in pages if page.kind != "text")
    worn = frozenset(page.page for page in pages if page.worn)
    legend = legend_of(line.text for page in pages for line in page.lines)
    for draft in drafts:
        statement = with_unsure_labels(_statement(draft, segments, ids, legend), doubted, scanned, worn)
        statements.append(statement)
        told, mended = tell(statement, draft.notes)
        findings += told
        repairs += mended
    lines = (*(line for page in pages for line in page.lines), *lines_aside)
    return Packet(name, tuple(as_displayed(statements, pages)), lines, tuple(findings), tuple(repairs), tuple(aside))


def _drafts(pages: Sequence[PageContent]) -> tuple[list[Draft], list[Line], list[SetAside]]:
    """The drafts of all data tables in document order, the rows of every other table as lines, and the rules for both."""
    drafts: list[Draft] = []
    lines: list[Line] = []
    aside: list[SetAside] = []
    steps: tuple[str, ...] = ()
    last: Grid | None = None
    standing: int | None = None
    left: list[Draft] = []
    listed = runs_on(pages)
    for page in pages:
        kept: list[Draft] = []
        waiting: tuple[Line, ...] = ()
        shared: Grid | None = None
        tables, book = whole_tables(page.tables), book_lines(page)
        for number, table in enumerate(tables):
            below = tables[number + 1].above if number + 1 < len(tables) else table.below
            caption = read_caption(before_list((*waiting, *table.above), _first_heading(table)), below)
            headed = under_shared(with_header(grid_of(table), last if caption.bare else None), shared)
            told = standing_year(table.above)
            standing = standing if told is None else told
            reason = set_aside(headed.grid, [line.text for line in table.above])
            if reason:
                shared = headed.grid if reason == "no numbers" and heads_all(headed.grid) else shared
                lines += _as_lines(table)
                aside += [SetAside(page.page, cell.text, reason) for cell in table.cells]
                waiting = () if reason == "table of contents" else (*waiting, *table.above)
                continue
            others = beside(tables, number)
            caption = _with_unit_beside(caption, others)
            if kept and table.box and not caption.unit and not waiting and not set(table.above) & set(page.lines):
                caption = replace(caption, unit=kept[-1].caption.unit)  # nothing but the table above stands between
            if caption.levels or not caption.title:
                caption = replace(caption, levels=levels_above(book, table) or caption.levels)
            caption = replace(under(caption, steps), standing=standing)
            own = not listed and not headed.lent and header_rows(headed.grid) > 0
            titled = _with_unit_above(in_title(caption, steps, table, bool(others)) if own else caption, kept)
            place = placing(tables, number)
            drawn = with_own_captions(drafts_of(headed.grid, titled, last), table.above)
            drawn = [place.of(headed.own(draft)) for draft in drawn]
            counts = line_counts(headed.grid, header_rows(headed.grid)) if drawn else ()
            aside += [SetAside(page.page, cell.text, "line number") for cell in counts]
            kept += [replace(draft, below=table.below) for draft in drawn]
            steps, last, waiting, standing = caption.steps or steps, headed.grid, (), None if drawn else standing
        if not kept:  # a cover, a contents page
            told = standing_year(page.lines, contents=True)
            standing = standing if told is None else told
        kept = join_columns(in_noted_units(kept, page.lines), join)
        halves = drafts[-len(left) :] if left and left[-1].last_page == page.page else []
        if halves and not any(draft.caption.unit for draft in halves):  # said once for both, at the right
            drafts[-len(left) :] = [_in_units_of(draft, kept) for draft in halves]
        left = kept
        drafts += kept
        aside += _rewritten(page, tables)
    return drafts, lines, aside


def _in_units_of(draft: Draft, beside: Sequence[Draft]) -> Draft:
    """A draft with the unit that those on the other half of its sheet declare."""
    units = next((other.caption.units for other in beside if other.caption.unit), ())
    return replace(draft, caption=replace(draft.caption, unit=units[0], units=units)) if units else draft


def _first_heading(table: Table) -> str:
    """The cleaned text of a table's first row where it is alone there: a heading of a list in notes; else empty."""
    cells = [cell for cell in table.cells if cell.row == 0]
    return clean_label(cells[0].text) if len(cells) == 1 else ""


def _with_unit_beside(caption: Caption, others: Sequence[Table]) -> Caption:
    """With the unit that stands over the table beside, printed once for both, at the right."""
    if caption.unit:
        return caption
    captions = [read_caption(other.above) for other in others]
    alike = [other.units for other in captions if other.unit and other.title == caption.title]
    units = next(iter(alike), next((other.units for other in captions if other.unit), ()))
    return replace(caption, unit=units[0], units=units) if units else caption


def _with_unit_above(caption: Caption, before: Sequence[Draft]) -> Caption:
    """With the unit of the table before under the same heading, which declares it once for its parts: (1) …, (2) …."""
    if caption.unit or not before or len(caption.steps) < 2:
        return caption
    other = before[-1].caption
    return replace(caption, unit=other.unit, units=other.units) if other.steps[:1] == caption.steps[:1] else caption


def _rewritten(page: PageContent, tables: Sequence[Table]) -> Iterable[SetAside]:
    """The cells of a page that were lifted out of their grid as captions, or joined to an explanation over several columns."""
    kept = {(cell.text, cell.box) for table in tables for cell in table.cells}
    lifted = {(line.text, line.box) for table in tables for line in table.above if line.box}
    for table in page.tables:
        for cell in table.cells:
            if (cell.text, cell.box) not in kept:
                caption = any((text, cell.box) in lifted for text in cell.text.split("\n"))
                yield SetAside(page.page, cell.text, "caption" if caption else "explanation")


def _as_lines(table: Table) -> list[Line]:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [Line(" ".join(cell.text for cell in cells), cells[0].box, table.page) for cells in rows.values()]


def _named(draft: Draft) -> Draft:
    """With cleaned labels, and its kind by the caption, else by the rows."""
    items = _items(draft.rows)
    headers = [header_of(column.levels) for column in draft.columns]
    kind = kind_of_title(draft.caption.title) or kind_of_rows(list(items)) or kind_of_columns(headers)
    kind = (
        kind
        or likely_kind(draft.caption.title)
        or ("budget" if draft.caption.levels or any(map(is_book_line, draft.caption.steps)) else "other")
    )
    return replace(draft, items=items, kind=kind)


def _items(rows: Sequence[DraftRow]) -> tuple[str, ...]:
    """The cleaned labels; a label that is printed once stands for the lines of figures below it too, the last line apart.

    Last lines without a label are sums that nobody named.
    """
    items: list[str] = []
    for number, row in enumerate(rows):
        shared = not row.label and number and number < len(rows) - 1 and rows[number - 1].groups == row.groups
        items.append(items[-1] if shared else _LEADERS.sub("", clean_label(row.label)))
    return tuple(items)


def _statement(draft: Draft, segments: frozenset[str], ids: Counter[str], legend: Legend) -> Statement:
    """``legend``: what the packet's notes say that brackets and dots stand for."""
    caption = draft.caption
    scope = Scope(draft.kind, caption.title, draft.year, caption.period, segments)
    columns = understand_columns(draft, scope)
    rows = understand_rows(draft)
    table = _id(draft, columns)
    ids[table] += 1
    return Statement(
        id=table if ids[table] == 1 else f"{table}-{ids[table]}",
        kind=draft.kind,
        title=caption.title,
        columns=columns,
        rows=rows,
        data=tuple(data_of(draft, columns, rows, legend)),
        first_page=draft.first_page,
        last_page=draft.last_page,
        form=caption.form,
        period=caption.period,
        unit=caption.unit,
        rounding=caption.rounding,
        notes=caption.notes,
        printed_title=caption.printed,
    )


def _id(draft: Draft, columns: Sequence[Column]) -> str:
    """A readable id from the table's own content, so that it stays when other tables come or go."""
    name = draft.caption.title or "".join(levels_of(draft.caption.levels).values())
    parts = [draft.kind, "" if draft.year is None else f"{draft.year:04d}", slug(name)]
    own = list(dict.fromkeys(column.segment for column in columns if column.segment and column.segment != "合計"))
    versions = {column.version for column in columns}
    if len(own) > 1:
        parts.append(BY_SEGMENT)
    elif own and any(own[0] in column.name for column in columns):
        parts.append(slug(own[0]))
    elif "補正額" in versions and any(version.endswith(("補正前", "補正後")) for version in versions):
        parts.append(SUPPLEMENT)
    return "-".join(part for part in parts if part)
