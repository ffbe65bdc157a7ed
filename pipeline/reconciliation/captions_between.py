"""Does a caption stand between two rows of one table?  Then they are rows of two, read as one.

Pages of a long table repeat its caption, its unit and the running head: what is repeated, or names the table itself or another
one, which may stand beside it, is no sign.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from itertools import pairwise

from pipeline.model import Line, Statement
from pipeline.reconciliation.book import Book

LONGEST_CAPTION = 40
"""Characters; what is longer is a sentence."""
LEAST_BELOW = 3
"""Rows that must follow before they are a table of their own."""
EDGE = 2.0
"""Points by which the boxes of a row and of the line below it may touch."""
_CAPTION = re.compile(r"(?:書|表|目録|計画|調書|明細|内訳|状況|台帳|一覧|収入及び支出)(?:[(][^()]*[)])*$")
_AS_OF = re.compile(r"\d年\d{1,2}月\d{1,2}日")
_UNIT = re.compile(r"単位")
_NO_CAPTION = re.compile(r"^(?:※|[(]?注|[(]?備考)|。|続|[(][款項目][)]|第?\d+[款項]|次[頁ペ]")

Place = tuple[int, float]
"""Page and height."""


def captions_between(book: Book) -> dict[int, tuple[int, str]]:
    """For each statement with a caption among its rows, the row below it and what it says."""
    lines = sorted((line for line in book.packet.lines if line.box), key=_place)
    pages: dict[str, set[int]] = {}
    for line in lines:
        pages.setdefault(_bare(line.text), set()).add(line.page)
    places = [_place(line) for line in lines]
    found: dict[int, tuple[int, str]] = {}
    for s in range(len(book.packet.statements)) if lines else ():
        seam = _seam(book, s, lines, places, pages)
        if seam:
            found[s] = seam
    return found


def _seam(book: Book, s: int, lines: list[Line], places: list[Place], pages: dict[str, set[int]]) -> tuple[int, str] | None:
    statement = book.packet.statements[s]
    spans = _spans(statement)
    rows = sorted(spans)
    title = _squeezed(statement.title)
    for n, (above, below) in enumerate(pairwise(rows)):
        (_, end), (start, _) = spans[above], spans[below]
        if start <= end or len(rows) - n - 1 < LEAST_BELOW or n + 1 < LEAST_BELOW:
            continue
        between = lines[bisect_left(places, (end[0], end[1] - EDGE)) : bisect_left(places, (start[0], start[1]))]
        own = [line for line in between if len(pages[_bare(line.text)]) == 1]
        if any(title and title in _squeezed(line.text) for line in between):
            continue
        caption = next((line for line in own if _is_caption(_squeezed(line.text), same_page=end[0] == start[0])), None)
        if caption and (_above(statement, caption) or not _of_another(book, s, caption)):
            return below, _squeezed(caption.text)
    return None


def _of_another(book: Book, s: int, caption: Line) -> bool:
    """Whether a caption is that of another statement on its page, which may stand beside this one."""
    text = _squeezed(caption.text)
    others = [other for o, other in enumerate(book.packet.statements) if o != s and other.first_page == caption.page]
    titles = [title for other in others if (title := _squeezed(other.title))]
    return any(title.startswith(text) or text.startswith(title) for title in titles)  # its unit may stand behind it


def _above(statement: Statement, caption: Line) -> bool:
    """Whether a caption stands over figures of the statement on its page, and not beside all of them."""
    boxes = [datum.box for datum in statement.data if datum.box and datum.page == caption.page]
    return any(caption.box and box.x0 < caption.box.x1 and caption.box.x0 < box.x1 for box in boxes)


def _spans(statement: Statement) -> dict[int, tuple[Place, Place]]:
    """Where the figures of each row begin and end."""
    found: dict[int, tuple[Place, Place]] = {}
    for datum in statement.data:
        if datum.box:
            one, two = (datum.page, datum.box.top), (datum.page, datum.box.bottom)
            old = found.get(datum.row, (one, two))
            found[datum.row] = min(old[0], one), max(old[1], two)
    return found


def _is_caption(text: str, same_page: bool) -> bool:
    if len(text) > LONGEST_CAPTION or _NO_CAPTION.search(text):
        return False
    return bool(_CAPTION.search(text) or (same_page and (_AS_OF.search(text) or _UNIT.search(text))))


def _place(line: Line) -> Place:
    return line.page, line.box.top if line.box else 0.0


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _bare(text: str) -> str:
    """A text without its digits: running heads differ in the page's number."""
    return re.sub(r"\d", "", _squeezed(text))
