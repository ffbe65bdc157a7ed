"""PDF pages with a text layer, from file to tables of cells and the lines between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import PdfiumError

from extractors.box_drawing import FRAME, framed
from extractors.damage import Damage, damage_of, page_finding
from extractors.furniture import without_margin_number, without_page_number
from extractors.geometry import CLOSING, DASHES, OPENING, Token, centre_of, chunks_of, hull, lines_of, text_of, tokens_of
from extractors.grids import Grid, build_grid
from extractors.gutters import worded_regions
from extractors.halves import HEAD_LINES, Half, gutter_of, parted, title_in_head
from extractors.headed_sides import sides_under, sides_under_captions, sides_under_headers, sides_under_units
from extractors.header_numbers import without_header_numbers
from extractors.header_start import is_numbered
from extractors.native import give_back_memory
from extractors.page_kinds import is_covered, nameless, page_kind
from extractors.parted_regions import parted_region
from extractors.pdf_pages import PdfFile, PdfPage, open_pdf
from extractors.reach import trimmed, widened, with_bodies, with_groups
from extractors.regions import Region, Strokes, free_rules, parted_by, ruled_regions
from extractors.shaded_heads import in_shaded_bands
from extractors.sides import Sides
from extractors.sides_beside import sides_beside
from extractors.two_sides import two_sides
from extractors.unruled import unruled_regions
from pipeline.errors import InputError
from pipeline.model import Box, Finding, Line, Page, PageContent, PageKind, Severity, Table

FEW_RULES = 4
"""Rules fewer than this, and no numbers at line ends: a page of prose, whose glyph boxes nobody needs."""
NUMBER_LINES = 3
"""Lines that end in a number, for a page without rules to be looked at for tables."""
SHORT_PAGE, FEWEST_FIGURES = 8, 2
"""Lines of a page that may hold the last rows of a table and no more, and figures that those have at least."""
WORD_ROWS, WORD_CELLS = 3, 10
"""A table of words has as many: stamps stand in two rows, the names of a body and its accounts in six cells."""
ABOVE = 4.0
"""Points by which a line may reach into a table that it stands above (boxes of glyphs are higher than their ink)."""
HANGS = 6.0
"""Points by which a caption may begin left of its table's edge, or end right of it: it stands over no table beside that."""
CAPTION_GAP = 1.5
"""Em: a wider blank parts the captions of tables beside each other."""
HEAD_GAP = 3.0
"""Em between a title in the middle of a page's head and what stands beside it, at least."""
WORD_GAP, SAME_EDGE = 0.4, 1.5
"""Em between two texts that touch no more, at least, and points between the beginnings of a caption and of its table."""
RUNNING_TEXT = 16
"""Characters of a text beside a table that is no unit or number of it, at least."""
FRAMING, LONE_NUMBERS = 2, 3
"""Rules that frame a table, and numbers between them, from which on the page is looked at for it."""
FULL = 0.75
"""Share of its cells that hold words, from which on a ruled grid without figures is a table."""
PAGES_A_READING = 64
"""Pages after which the file is opened anew: until it is closed, pdfium keeps all that it ever unpacked of it."""
_ENDS_IN_NUMBER = re.compile(r"(?:^|[\s　)）】])[△▲(（−－-]?\s?[0-9０-９][0-9０-９,，.．]*[)）%％]?\s?(?:千|百万)?円?\s*$")
_ALONE = re.compile(r"(?<!\S)[△▲(（−－-]?[0-9０-９][0-9０-９,，.．]*[)）%％]?(?!\S)")
_ENDS_IN_NUMBERS = re.compile(r"(?:\s[△▲(（−－-]?\s?[0-9０-９][0-9０-９,，.．]*[)）%％]?){2}\s*$")
"""Two figures beside each other at a line's end, which prose has not: the last row of a table, alone on its page."""
_FIGURE = re.compile(
    r"(?<!\S)(?<![-‐–—―－] )[△▲(（−－-]?"
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9０-９][0-9０-９,，.．]*[)）%％]?(?:千|百万)?円?(?!\S|\s[ぁ-鿿]))"
)
"""An amount, or a number that counts nothing behind it (第 2 回) and is not the page's (－ 2 －)."""
_LONE_AMOUNT = re.compile(r"(?<!\S)[△▲(（−－-]?[0-9]{1,3}(?:,[0-9]{3})+[)）]?(?!\S)")
"""An amount that no word touches: where words follow it on its line, in a column of its own perhaps."""
_CONTENTS = re.compile(r"^\s*目\s*次(?:\s|頁|ページ)*$", re.MULTILINE)
_LED = re.compile(r"[…‥・．.]{2}\s*[(（]?[0-9０-９]{1,4}[)）]?\s*$")
"""A line of a table of contents, from dots on."""
_AMOUNT = re.compile(r"[0-9０-９][,，][0-9０-９]{3}")
_NUMBER_ENDS = frozenset("0123456789０１２３４５６７８９,，.．)）%％円")
"""Most lines of prose fail on this alone."""


def read_pdf(path: Path, pages: Sequence[int] | None = None, password: str | None = None) -> Iterator[PageContent]:
    """Read the wanted pages (from 1; all by default), one at a time; damaged ones carry a finding.

    Raises:
        InputError: the file cannot be opened, has none of the pages wanted, or none that can be loaded.
    """
    damage: Damage | None = None
    for content in read_pages(path, pages, password):
        first = damage is None
        damage = damage or damage_of(path.read_bytes())
        yield _with_damage(content, damage, first)
    give_back_memory()


def read_pages(path: Path, pages: Sequence[int] | None = None, password: str | None = None) -> Iterator[PageContent]:
    """The pages alone, as far as they can be loaded, without a look through the whole file for damage."""
    document = open_pdf(path, password)
    try:
        numbers = _present(path, pages, len(document))
        lost = 0
        for done, number in enumerate(numbers):
            if done and done % PAGES_A_READING == 0:
                document.close()
                document = open_pdf(path, password)
            content = _page_of(document, number)
            lost += content.kind == "damaged"
            yield content
        if lost and lost == len(numbers):
            raise InputError(path, "the PDF is damaged: nothing can be read of any page")
    finally:
        document.close()


def _present(path: Path, pages: Sequence[int] | None, count: int) -> Sequence[int]:
    """Those of the wanted pages that a PDF of ``count`` pages has."""
    if pages is None:
        return range(1, count + 1)
    found = [number for number in pages if 1 <= number <= count]
    if not found and len(pages):
        raise InputError(path, f"there is no page {pages[0]}: the PDF has {count} page{'' if count == 1 else 's'}")
    return found


def _page_of(document: PdfFile, number: int) -> PageContent:
    """One page; for one that pdfium cannot load, a finding."""
    try:
        page = PdfPage(document, number)
    except PdfiumError:
        lost = page_finding(number, "is damaged and cannot be loaded: nothing on it is published")
        return PageContent(number, "damaged", findings=(lost,))
    with page:
        return read_page(page)


def _with_damage(content: PageContent, damage: Damage, first: bool) -> PageContent:
    """A page with what is to be said of damaged parts of the file; the first one speaks for the file."""
    told = damage.pages.get(content.page)
    if content.kind == "damaged":
        told = None  # it says so itself
    elif not told and damage.unplaced and content.kind == "blank":
        told = page_finding(content.page, "is empty: parts of the file are damaged, and it may be one of them")
    extra = [finding for finding in (told, damage.file if first else None) if finding]
    if not extra:
        return content
    kind: PageKind = "damaged" if told and content.kind == "blank" else content.kind
    return replace(content, kind=kind, findings=(*content.findings, *extra))


def read_page(page: PdfPage) -> PageContent:
    """One page: its tables, and its lines of text outside them."""
    text = page.text()
    turn = page.turn_upright(text)
    drawing = page.drawing()
    kind = page_kind(text, drawing.images, drawing.paths, (page.width, page.height), page.handle)
    rules = len(drawing.rules.horizontal) + len(drawing.rules.vertical)
    if kind == "bad_text":
        content = PageContent(page.number, kind, (), (), page.width, page.height)
    elif kind != "text" or (rules < FEW_RULES and not (_has_numbers(text, rules) or FRAME.search(text))):
        shown_text = text.replace("\ufffe", "-").replace("\x02", "-")  # hyphens that end a line
        lines = tuple(Line(line, None, page.number) for line in shown_text.splitlines() if line.strip())
        content = PageContent(page.number, kind, (), lines, page.width, page.height)
    else:
        margin = page.margin_places(text) if turn % 2 else None
        shown = Page(page.number, page.width, page.height, kind, page.glyphs(text, margin), drawing.rules)
        content = tables_of(shown, drawing.shades)
        if margin is not None:
            content = replace(content, lines=(*_margin_lines(text, margin, page.number), *content.lines))
    if not content.tables and content.lines and is_covered(drawing.images, (page.width, page.height)):
        content = replace(content, findings=(_picture_finding(page.number, kind),))
    if kind == "text" and (lost := nameless(text)):
        content = replace(content, findings=(*content.findings, _nameless_finding(page.number, lost)))
    return replace(content, turn=turn) if turn else content


def _margin_lines(text: str, places: NDArray[np.int64], page: int) -> Iterator[Line]:
    """What stands in the margin of a page turned by a quarter, line by line; ``places``: of its characters in the page's text."""
    own = set(places.tolist())
    margin = "".join(char if n in own or char.isspace() else "\n" for n, char in enumerate(text))
    return (Line(line.strip(), None, page) for line in margin.splitlines() if line.strip())


def _nameless_finding(page: int, lost: str) -> Finding:
    """The font names no character for some glyphs: figures and most words are right, labels with these are not."""
    text = f"page {page}: the file does not say which characters some glyphs are; {lost} stand for them, and perhaps others"
    return Finding(f"unreadable-glyphs-p{page}", "warning", "unreadable", text, page=page)


def _picture_finding(page: int, kind: PageKind) -> Finding:
    """A picture that takes up the page below some text: it may be a table; where the text is a page number, it is print."""
    text = f"page {page} is largely a picture, of which only the text printed over it was read"
    severity: Severity = "error" if kind == "image" else "warning"
    return Finding(f"unsupported_page-picture-p{page}", severity, "unsupported_page", text, page=page)


def _has_numbers(text: str, rules: int) -> bool:
    """Whether lines of a page end in numbers, or, between rules, many stand anywhere: pdfium may write several rows as a line."""
    lines = text.splitlines()
    ends = [line for line in lines if line.rstrip()[-1:] in _NUMBER_ENDS and _ENDS_IN_NUMBER.search(line)]
    if ends and _are_contents(ends, text):
        return False
    if len(ends) >= NUMBER_LINES or any(map(_ENDS_IN_NUMBERS.search, ends)):
        return True
    if ends and len(lines) <= SHORT_PAGE and len(_FIGURE.findall(text)) >= FEWEST_FIGURES:
        return True
    if rules >= FRAMING and len(_ALONE.findall(text)) >= LONE_NUMBERS:
        return True
    return sum(_LONE_AMOUNT.search(line) is not None for line in lines if "," in line) >= NUMBER_LINES


def _are_contents(ends: Sequence[str], text: str) -> bool:
    """Whether all lines that end in a number are those of a table of contents: dots lead to every page, and nothing is an amount.

    The page's own number may stand below them.
    """
    entries = [line for line in ends if not line.strip().isdecimal()]
    return all(map(_LED.search, entries)) and _CONTENTS.search(text) is not None and not _AMOUNT.search(text)


def tables_of(page: Page, shades: NDArray[np.float32] | None = None) -> PageContent:
    """Tables and lines of a page whose glyphs and rules are known; ``shades`` (y, x0, x1): edges of shaded boxes."""
    glyphs, rules = framed(page.glyphs, page.rules)
    if glyphs is not page.glyphs:
        page = replace(page, glyphs=glyphs, rules=rules)
    drawn = page.rules.horizontal if shades is None else np.concatenate((page.rules.horizontal, shades))
    tokens = without_header_numbers(tokens_of(page.glyphs))
    gutter = gutter_of(page, tokens, drawn)
    if gutter is not None:
        return _two_pages(page, tokens, drawn, gutter)
    tables, lines = _tables_and_lines(page, Half(tokens, page.rules, drawn))
    placed = tuple(_with_lines(table, tables, lines) for table in tables)
    return PageContent(page.number, page.kind, placed, tuple(lines), page.width, page.height)


def _tables_and_lines(page: Page, half: Half) -> tuple[list[Table], list[Line]]:
    """Tables, top to bottom, without the lines around them, and those lines."""
    printed = without_margin_number(half.tokens, page.width, page.height)
    found = [part for region in ruled_regions(half.rules, printed) for part in parted_region(region, printed)]
    found = in_shaded_bands(found, half.drawn.tolist(), printed) if found else found
    regions = [widened(trimmed(region, printed), printed, found, half.drawn) for region in found]
    free = printed
    for region in regions:
        _, free = parted_by(region.box, free)
    free = without_page_number(free, half.drawn, page.width, page.height)
    regions = with_bodies(regions, _unruled(free, printed, half, regions), printed)
    regions = with_groups(regions, printed)
    regions += worded_regions(free, half.rules.horizontal, regions)
    regions.sort(key=lambda r: (r.box.top, r.box.x0))
    tables: list[Table] = []
    outside = half.tokens
    for region in regions:
        own, rest = _parted_from(region, regions, outside)
        digits = True in [t.numeric for t in own] or any(char.isdigit() for t in own for char in t.text)
        if not digits and not region.ruled:
            continue
        grid = build_grid(region, own, page.glyphs)
        if not digits and not _is_full(grid):
            continue
        outside = rest
        tables.append(Table(page.number, grid.rows, grid.columns, grid.cells, box=region.box, row_tops=grid.row_tops))
    lines = _printed_lines(outside, page.number, _side_by_side(tables), [_boxed(table) for table in tables], page.width)
    return tables, lines


def _parted_from(region: Region, regions: Sequence[Region], tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The tokens of a region, and the others: of a frame that stands half beside a table without one, the frame keeps its own."""
    own, others = parted_by(region.box, tokens)
    for other in regions if not region.ruled else ():
        box = other.box
        aside = box.x0 < region.box.x1 < box.x1 - SAME_EDGE or box.x0 + SAME_EDGE < region.box.x0 < box.x1
        if other.ruled and aside and box.top < region.box.bottom and region.box.top < box.bottom:
            framed_there, own = parted_by(box, own)
            others += framed_there
    return own, others


def _unruled(tokens: list[Token], printed: Sequence[Token], half: Half, taken: Sequence[Region]) -> list[Region]:
    """The tables that no upright rule parts; lists that stand side by side each for themselves, shading across them or not."""
    if not any(token.numeric or token.text[0] in DASHES for token in tokens):
        return []  # as on most pages of ruled tables
    drawn, flat = half.drawn, half.drawn.tolist()
    pairs = sides_beside(taken, printed, tokens, flat)
    rest = [t for t in tokens if not any(sides.top < t.cy < sides.bottom for sides in pairs)]
    pairs += _lists_side_by_side(rest, free_rules(half.rules.horizontal.tolist(), taken), flat, taken)
    found: list[Region] = []
    for sides in pairs:
        left, right = sides.parted(tokens, drawn)
        own = [token for token in tokens if sides.holds_right(token)]
        tokens = [token for token in tokens if not sides.holds_right(token)]
        found += unruled_regions(own, right, taken, [sides.heights])
        drawn = left
    return unruled_regions(tokens, drawn, taken, [sides.heights for sides in pairs]) + found


def _lists_side_by_side(tokens: list[Token], rules: Strokes, drawn: Strokes, taken: Sequence[Region]) -> list[Sides]:
    """Where lists stand side by side: by rules that end at a gutter, bands of colour alone, captions, or one header twice."""
    if not tokens:
        return []
    if found := two_sides(tokens, rules) or two_sides(tokens, free_rules(drawn, taken)):
        return found
    lines = lines_of(tokens)
    found = sides_under_units(lines) or sides_under_captions(lines, drawn) or sides_under_headers(lines, tokens, drawn)
    return found or (sides_under([region.box for region in taken], tokens, drawn) if len(taken) > 1 else [])


def _printed_lines(
    tokens: Sequence[Token], page: int, beside: Sequence[Box] = (), boxes: Sequence[Box] = (), width: float = 0.0
) -> list[Line]:
    """The lines of text, each parted where it runs over tables ``beside`` each other, or out of running text over a table.

    So are those of a page's head, where a title stands in the middle of the page's ``width``.  ``boxes``: those of all tables.
    """
    printed = lines_of(tokens)
    head = [part for line in printed[:HEAD_LINES] for part in _parts_of_head(line, width)]
    lines = [part for line in [*head, *printed[HEAD_LINES:]] for own in _numbered_captions(line) for part in _parts(own, beside)]
    return [Line(text_of(part), hull(part), page) for line in lines for part in _without_text_beside(line, boxes)]


def _numbered_captions(line: list[Token]) -> list[list[Token]]:
    """A line parted where captions that count the tables stand in it side by side: 第１表 歳入予算　　第２表 歳出予算."""
    starts = [n for n, token in enumerate(line) if is_numbered(token.text)]
    apart = [n for n in starts if not n or line[n].x0 - line[n - 1].x1 > CAPTION_GAP * line[n].em]
    if len(starts) < 2 or apart != starts or starts[0]:
        return [line]
    return [line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def _parts_of_head(line: list[Token], width: float) -> list[list[Token]]:
    """What stands left of a title in the middle of a page's head, the title, and what stands right of it: the page's number."""
    title = title_in_head(chunks_of(line), width) if len(line) > 2 else []
    if not title:
        return [line]
    left, right = [t for t in line if t.x1 <= title[0].x0], [t for t in line if t.x0 >= title[-1].x1]
    far = HEAD_GAP * title[0].em
    apart = left and right and title[0].x0 - left[-1].x1 > far and right[0].x0 - title[-1].x1 > far
    return [left, title, right] if apart else [line]


def _parts(line: list[Token], beside: Sequence[Box]) -> list[list[Token]]:
    if not beside or len(line) == 1:
        return [line]
    parts: list[tuple[int, list[Token]]] = []
    chunks = [part for chunk in chunks_of(line, CAPTION_GAP) for part in _at_left_edges(chunk, beside)]
    for chunk in chunks:
        middle = centre_of(chunk)
        owner = next((k for k, box in enumerate(beside) if box.x0 - ABOVE <= middle <= box.x1 + ABOVE), -1)
        if parts and parts[-1][0] == owner:
            parts[-1][1].extend(chunk)
        else:
            parts.append((owner, list(chunk)))
    return [part for _, part in parts]


def _at_left_edges(chunk: list[Token], beside: Sequence[Box]) -> list[list[Token]]:
    """A text parted where a word begins at the left edge of a table: its caption, right behind the unit of the one before."""
    parts = [[chunk[0]]]
    for before, token in pairwise(chunk):
        apart = token.x0 - before.x1 > WORD_GAP * token.em and before.text[-1] in CLOSING  # no 貸　借　対　照　表
        if apart and any(before.x1 < box.x0 + SAME_EDGE and -SAME_EDGE < token.x0 - box.x0 < token.em for box in beside):
            parts.append([])
        parts[-1].append(token)
    return parts


def _without_text_beside(line: list[Token], boxes: Sequence[Box]) -> list[list[Token]]:
    """A line that is a caption of the next table below it, with running text left or right of that table apart from it."""
    below = min((box for box in boxes if box.top > line[0].cy), key=lambda box: box.top, default=None)
    chunks = chunks_of(line, CAPTION_GAP) if below and len(line) > 1 else [line]
    if below is None or len(chunks) < 2:
        return [line]
    left, right = chunks[0], chunks[-1]
    if left[-1].x1 < below.x0 and _is_long(left):
        return [left, [token for chunk in chunks[1:] for token in chunk]]
    if right[0].x0 > below.x1 and _is_long(right):
        return [[token for chunk in chunks[:-1] for token in chunk], right]
    return [line]


def _is_long(chunk: Sequence[Token]) -> bool:
    return sum(len(token.text) for token in chunk) >= RUNNING_TEXT


def _side_by_side(tables: Sequence[Table]) -> list[Box]:
    """The tables that stand beside another one, left to right."""
    boxes = [_boxed(table) for table in tables]
    beside = [a for a in boxes if any(a.top < b.bottom and b.top < a.bottom and (a.x1 <= b.x0 or b.x1 <= a.x0) for b in boxes)]
    return sorted(set(beside), key=lambda box: box.x0)


# ---------------------------------------------------------------------------------------------------- two pages printed on one


def _two_pages(page: Page, tokens: Sequence[Token], drawn: NDArray[np.float32], gutter: float) -> PageContent:
    """A page on which two are printed side by side: each has its own tables and lines; those across belong to both."""
    left, right, across = parted(tokens, page.rules, drawn, gutter)
    shared = _printed_lines(across, page.number)
    sides = [_tables_and_lines(page, half) for half in (left, right)]
    if _is_spread(sides[0][0], *sides[1], shared):
        tables = sorted(sides[0][0] + sides[1][0], key=lambda t: (_boxed(t).top, _boxed(t).x0))
        lines = _downwards(sides[0][1] + sides[1][1] + shared)
        placed = tuple(_with_lines(table, tables, lines) for table in tables)
        return PageContent(page.number, page.kind, placed, tuple(lines), page.width, page.height)
    placed = tuple(_with_lines(t, own, _downwards(lines + shared)) for own, lines in sides for t in own)
    lines = _downwards(sides[0][1] + shared) + sides[1][1]
    return PageContent(page.number, page.kind, placed, tuple(lines), page.width, page.height, gutter=gutter)


def _is_spread(left: Sequence[Table], right: Sequence[Table], lines: Sequence[Line], shared: Sequence[Line]) -> bool:
    """Whether the right side has no caption, so that the left one's holds for both: a spread of a book, an account's two sides.

    ``lines``: the right side's own.  A table that goes on from the left page to the right one has its header again.
    """
    if not right:
        return False
    top = _boxed(right[0]).top + ABOVE
    if any(line.box and line.box.bottom <= top and not _is_bracketed(line.text) for line in lines):
        return False
    titled = any(line.box and line.box.bottom <= top for line in shared)
    return titled or not left or _first_row(left[-1]) != _first_row(right[0])


def _is_bracketed(text: str) -> bool:
    return text[0] in OPENING and text[-1] in CLOSING


def _first_row(table: Table) -> list[str]:
    return [cell.text for cell in table.cells if cell.row == 0]


def _downwards(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.box.top if line.box else 0.0)


def _is_full(grid: Grid) -> bool:
    """Whether words without any figure stand in rows and columns: no frame around a heading, a body's name or stamps."""
    size = grid.rows * grid.columns
    return grid.rows >= WORD_ROWS and grid.columns >= 2 and size >= WORD_CELLS and len(grid.cells) >= FULL * size


def _with_lines(table: Table, tables: Sequence[Table], lines: Sequence[Line]) -> Table:
    """A table with the lines above it, down from the last table that ends above; the last one also with those below."""
    box = _boxed(table)
    ceiling = max((_boxed(t).bottom for t in tables if t is not table and _boxed(t).bottom <= box.top + 2.0), default=-1.0)
    above = tuple(line for line in lines if line.box and ceiling - 2.0 <= line.box.top and line.box.bottom <= box.top + ABOVE)
    beside = [b for b in map(_boxed, tables) if b.top < box.bottom and box.top < b.bottom and (b.x1 <= box.x0 or b.x0 >= box.x1)]
    own = tuple(line for line in above if _is_over(box, line) or not any(_is_over(b, line) for b in beside))
    if any(not _is_bracketed(line.text) for line in own):
        above = own  # captions over a table beside this one are that one's, unless this one has none but a date or a unit
    over = tuple(line for line in above if _is_over(box, line) or len(line.text) < RUNNING_TEXT)
    above = over if any(_is_over(box, line) for line in over) else above  # running text stands left or right of it
    lowest = max(_boxed(t).bottom for t in tables)
    below = tuple(line for line in lines if line.box and line.box.top >= lowest - 4.0) if box.bottom >= lowest else ()
    return Table(table.page, table.rows, table.columns, table.cells, above, below, table.header_rows, table.box, table.row_tops)


def _is_over(box: Box, line: Line) -> bool:
    return line.box is not None and line.box.x0 < box.x1 - HANGS and line.box.x1 > box.x0 + HANGS


def _boxed(table: Table) -> Box:
    assert table.box is not None  # every table of a page has one
    return table.box
