"""Where did every printed number go?  Each is a fact or set aside by a named rule; footings cannot notice a lost column."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.model import Finding, Line, Packet, PageContent, PageKind

CellRule = str
"""fact, header, label, table text, wrapped cell, phantom column, contents, or the rule of a ``SetAside``."""
LineRule = Literal["page number", "form", "contents", "heading", "date", "numbering", "amount in prose", "prose"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text with digits in it, as read on a page."""

    page: int
    text: str


@dataclass(slots=True)
class PageNotes:
    """What the census remembers of pages that stream by: no geometry, so that memory stays flat."""

    kinds: dict[int, PageKind] = field(default_factory=dict)
    tables: list[list[Printed]] = field(default_factory=list)
    """The cells with digits in them, table by table."""
    unread: list[int] = field(default_factory=list)
    """The pages with something on them of which nothing was read."""

    def noting(self, contents: Iterable[PageContent]) -> Iterator[PageContent]:
        """Hand each page on, and remember its kind and its table cells that have digits."""
        for content in contents:
            self.kinds[content.page] = content.kind
            if is_unread(content):
                self.unread.append(content.page)
            for table in content.tables:
                self.tables.append([Printed(content.page, cell.text) for cell in table.cells if _has_digit(cell.text)])
            yield content


_UNREAD: dict[PageKind, str] = {
    "image": "a picture of text",
    "outlines": "text drawn as outlines",
    "bad_text": "text whose fonts do not say which characters they print",
}


def is_unread(content: PageContent) -> bool:
    """Whether a page holds something of which nothing was read, and a finding says so."""
    if content.kind == "damaged":
        return True
    empty = content.kind in _UNREAD and not content.tables and not content.lines
    return empty and any(f.kind == "unsupported_page" and f.severity == "error" for f in content.findings)


def with_unread_said(content: PageContent) -> PageContent:
    """A page that holds something, of which nothing was read, with a finding that says so."""
    what = _UNREAD.get(content.kind)
    if what is None or content.tables or content.lines or content.findings:
        return content
    text = f"page {content.page} is {what}, and was not read: nothing on it is published"
    name = f"unsupported_page-{content.kind}-p{content.page}"
    return replace(content, findings=(Finding(name, "error", "unsupported_page", text, page=content.page),))


def lost_numbers(notes: PageNotes, packet: Packet) -> tuple[Printed, ...]:
    """Table cells with digits in them that are neither a fact nor set aside by a rule."""
    return tuple(cell for cell, rule in account_cells(notes, packet) if rule is None)


def account_cells(notes: PageNotes, packet: Packet) -> Iterator[tuple[Printed, CellRule | None]]:
    """Each noted cell and the rule that accounts for it; ``None`` where none does."""
    facts = Counter(
        (datum.page, _bare(reading.text)) for s in packet.statements for datum in s.data for reading in datum.readings[:1]
    )
    texts = {page: _Texts.on(page, packet) for page in notes.kinds}
    for cells in sorted(notes.tables, key=_is_contents):  # page numbers last: they must not pass for facts of the same digits
        rules = [_cell_rule(cell, facts, texts[cell.page]) for cell in cells]
        contents = "fact" not in rules and _is_contents(cells)
        yield from zip(cells, ["contents"] * len(cells) if contents else rules, strict=True)


def _cell_rule(cell: Printed, facts: Counter[tuple[int, str]], texts: _Texts) -> CellRule | None:
    bare = _bare(cell.text)
    for text in (bare, _bare(cell.text.partition("\n")[2])):  # the second: a figure below its column's unit
        if facts[cell.page, text]:
            facts[cell.page, text] -= 1
            return "fact"
    whole = texts.rule(bare)
    if whole or "\n" not in cell.text:
        return whole
    rules = [texts.rule(_bare(line)) for line in cell.text.split("\n") if _has_digit(line)]  # two headings in one cell
    return None if None in rules else rules[0]


def _is_contents(cells: Sequence[Printed]) -> bool:
    """Whether a grid is a table of contents: its only numbers are numberings of headings and page numbers that never fall."""
    numbers = [bare for bare in (_bare(cell.text) for cell in cells) if _NUMBER.fullmatch(bare)]
    return all(_PAGE_NUMBER.fullmatch(bare) for bare in numbers) and numbers == sorted(numbers, key=int)


def pages_with_numbers_outside(packet: Packet) -> tuple[int, ...]:
    """The pages that print amounts or counts outside any table: prose, or a table that was not seen as one."""
    return tuple(sorted({line.page for line in packet.lines if line_rule(line) == "amount in prose"}))


# ------------------------------------------------------------------------------------------------------------------- cells


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the statements on one page say besides their facts, bare."""

    headers: tuple[str, ...]
    labels: tuple[str, ...]
    others: tuple[str, ...]
    wraps: frozenset[str]
    """The lines of data cells that were joined from several lines of the grid."""
    aside: Mapping[str, str]
    """The cells that the normalizers set aside, bare, with their rule."""
    phantom: bool
    """Whether a column of noughts that nobody printed was taken out of a table here."""

    @classmethod
    def on(cls, page: int, packet: Packet) -> _Texts:
        here = [s for s in packet.statements if s.first_page <= page <= s.last_page]
        rows = [row for s in here for row in s.rows if row.page == page]
        names = {s.id for s in here}
        return cls(
            headers=tuple(_bare(text) for s in here for column in s.columns for text in (column.raw, column.name)),
            labels=tuple(_bare(text) for row in rows for text in (row.raw, row.item, *row.section)),
            others=tuple(_bare(text) for s in here for text in (s.title, s.printed_title, s.period, s.unit, s.form, s.notes)),
            wraps=frozenset(
                _bare(line)
                for s in here
                for datum in s.data
                if datum.page in (page, page - 1) and "\n" in datum.raw  # words may go on over the page
                for line in datum.raw.split("\n")
            ),
            aside={_bare(cell.text): cell.rule for cell in packet.aside if cell.page == page},
            phantom=any(finding.kind == "phantom_column" and finding.table in names for finding in packet.findings),
        )

    def rule(self, bare: str) -> CellRule | None:
        if any(_says(text, bare) for text in self.headers):
            return "header"
        if any(_says(text, bare) for text in self.labels):
            return "label"
        if any(_says(text, bare) for text in self.others):
            return "table text"
        if bare in self.wraps:
            return "wrapped cell"
        if bare in self.aside:
            return self.aside[bare]
        return "phantom column" if self.phantom and bare == "0" else None


_NUMBER = re.compile(r"\d[\d,.]*")
_PAGE_NUMBER = re.compile(r"\d{1,4}")


def _says(text: str, bare: str) -> bool:
    """Whether a longer text holds this one; a mere number must be one of its numbers whole."""
    if _NUMBER.fullmatch(bare):
        return bare in _NUMBER.findall(text)
    return bare in text


# ------------------------------------------------------------------------------------------------------------------- lines

_MONEY_OR_COUNT = r"(?:兆|億|百万|千|万)*(?:円|人|名|件|台|団体|箇所|か所|%|ポイント)"
_LINE_RULES: tuple[tuple[LineRule, re.Pattern[str]], ...] = (
    ("page number", re.compile(r"[-‐‑–—―(\[]*(?:p\.?|P\.?|頁|ページ)?\d{1,4}(?:/\d{1,4})?(?:頁|ページ)?[-‐‑–—―)\]]*")),
    ("form", re.compile(r".*様式(?:第?\d|[一二三四五六七八九十]).*")),
    ("contents", re.compile(r".*[.・][.・]\(?\d{1,4}\)?")),  # after NFKC … is three full stops
    ("heading", re.compile(r"第?\d{1,2}[款項][^\d]+\d[\d,]*[千百]?万?円")),  # of a budget book's list, what it adds up to with it
)
_AMOUNT = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+|(?<![\d.])\d[\d.]*{_MONEY_OR_COUNT}")
_DATE = re.compile(r"(?:元|\d{1,4})(?:年度?|月|日|時|分|期)|\d{1,4}[/.]\d{1,2}[/.]\d{1,2}|\d{1,2}:\d\d")
_NUMBERING = re.compile(
    r"第\d+[回号条項章節期款]?|[(\[]?\d{1,3}[)\].、]|^\d{1,3}(?:[-‐.]\d{1,3})*(?=\D|$)|[一-龥々]\d{1,3}(?:[-‐]\d{1,3})*"
)


def line_rule(line: Line) -> LineRule | None:
    """The rule that sets a line's numbers aside, or ``None`` where the line has no digit."""
    bare = _bare(line.text)
    if not _has_digit(bare):
        return None
    for rule, pattern in _LINE_RULES:
        if pattern.fullmatch(bare):
            return rule
    if _AMOUNT.search(bare):
        return "amount in prose"
    if not _has_digit(without_dates := _DATE.sub("", bare)):
        return "date"
    if not _has_digit(_NUMBERING.sub("", without_dates)):
        return "numbering"
    return "prose"


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
