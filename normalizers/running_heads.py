"""Which lines at the head of a page are printed on every page, and are no table's caption?

議案第12号, 令和5年度決算 or a meeting's name would else be the title of a table that goes on, and part it from its beginning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalizers.captions import may_head, title_text
from normalizers.labels import clean_label, numbering
from normalizers.titles import is_side
from normalizers.units import unit_in
from normalizers.words import kind_of_title
from pipeline.model import Line, PageContent, Table

HEAD = 0.12
"""Of the page's height: running heads stand above it."""
SAME_HEIGHT = 3.0
"""Points between the upper edges of one running head on two pages."""
AT_RIGHT = 12.0
"""Points that a line may end left of its table's right edge, at most."""
FEWEST = 2
"""Pages that have it, at least."""
_COUNT = r"[-－―–—(（\s]*[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?[-－―–—)）\s]*"
_NUMBERED = re.compile(rf"^{_COUNT}\s|\s{_COUNT}$")
"""A page number beside a running head."""
_YEAR = re.compile("(?:(?:明治|大正|昭和|平成|令和)(?:元|[0-9]{1,2})|(?:19|20)[0-9]{2})年度")
_DOCUMENT = re.compile("[書表]$")
_COUNTED = re.compile("第?[0-9]{1,2}(?![0-9年月])")
"""A caption that counts the document's tables: 第3契約一覧."""
_CHAPTER = re.compile(r"第[0-9一二三四五六七八九十]{1,3}[編部章節]")
"""A division of the document that holds tables of its own, however it is numbered."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A line at the head of a page."""

    text: str
    """Cleaned, without a page number."""
    top: float
    page: int
    numbered: bool
    aside: bool
    """Whether it ends where its table does, in the right half, where no caption stands."""
    below: tuple[str, ...]
    """What stands between it and the first table, cleaned."""


def without_running_heads(pages: Sequence[PageContent]) -> list[PageContent]:
    """Pages whose tables have no running head among the lines above them, but its year and unit; the pages' own lines stay."""
    found: dict[str, list[_Head]] = defaultdict(list)
    for page in pages:
        for head in _heads(page):
            found[head.text].append(head)
    running = {text: [h.top for h in heads] for text, heads in found.items() if _is_running(text, heads)}
    return [_without(page, running) for page in pages] if running else list(pages)


def _heads(page: PageContent) -> list[_Head]:
    """The lines at the head of a page that stand over its first table."""
    above = page.tables[0].above if page.tables else ()
    heads = []
    for number, line in enumerate(above):
        if line.box is None or line.box.bottom > HEAD * page.height:
            break
        below = tuple(title_text(clean_label(each.text)) for each in above[number + 1 :])
        box = page.tables[0].box
        aside = box is not None and line.box.x0 > (box.x0 + box.x1) / 2 and line.box.x1 > box.x1 - AT_RIGHT
        heads.append(_Head(_bare(line), line.box.top, page.page, bool(_NUMBERED.search(line.text)), aside, below))
    return heads


def _bare(line: Line) -> str:
    return clean_label(_NUMBERED.sub("", line.text))


def _is_running(text: str, heads: Sequence[_Head]) -> bool:
    """Whether a text stands at one height over several pages and, on one of them, over another table's caption.

    What is numbered or says a side is a caption, however often it comes again, but a chapter; a document's name is one but over
    a statement's, or at the right.
    """
    if not may_head(text) or is_side(text) or (numbering(text)[0] and not _CHAPTER.match(text)):
        return False
    tops = [head.top for head in heads]
    if len({head.page for head in heads}) < FEWEST or max(tops) - min(tops) > SAME_HEIGHT:
        return False
    over = [below for head in heads for below in head.below if below != text and _is_caption(below)]
    if kind_of_title(text) or _DOCUMENT.search(text):
        return any(kind_of_title(each) or _COUNTED.match(each) for each in over) or all(head.aside for head in heads)
    return bool(over) or all(head.numbered for head in heads)


def _is_caption(line: str) -> bool:
    """Whether a line names a table by itself: a side does where it is numbered (2 歳入)."""
    return may_head(line) and (not is_side(line) or line[0].isdecimal() or bool(numbering(line)[0]))


def _without(page: PageContent, running: dict[str, list[float]]) -> PageContent:
    tables = tuple(_table_without(table, running) for table in page.tables)
    return replace(page, tables=tables) if tables != page.tables else page


def _table_without(table: Table, running: dict[str, list[float]]) -> Table:
    above = tuple(kept for line in table.above if (kept := _kept(line, running)))
    return replace(table, above=above) if above != table.above else table


def _kept(line: Line, running: dict[str, list[float]]) -> Line | None:
    """A line as it is, or no more of a running head than the fiscal year that it names and the unit that it declares."""
    text = _bare(line)
    if line.box is None or not any(abs(line.box.top - top) <= SAME_HEIGHT for top in running.get(text, ())):
        return line
    year = _YEAR.search(text)
    unit = unit_in(text) if "単位" in text else ""
    told = [*([year[0]] if year else []), *([f"(単位:{unit})"] if unit else [])]
    return replace(line, text=" ".join(told)) if told else None
