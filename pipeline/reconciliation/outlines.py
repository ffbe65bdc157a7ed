"""Does a flat list of numbered rows lack one of its levels?  款, 項 and 目 that no indentation tells apart.

1議会費, 1議会費, 1議会費, 2総務費, 1総務管理費 … is read by its numbers and its sums alone: the total is all 款, each 款 its 項,
each 項 its 目.  Where no reading is whole, but one is with a single row put in, that row is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.model import Number
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.gap_rows import Short, is_row, lacks_of
from pipeline.reconciliation.gaps import failing_down, gaps, is_summary, lacks_a_row, levels, lists_revised
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.parents import ALONE, breaks_down_some, have_one_form
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import is_total

DEPTHS = (2, 3)
"""Levels of a list that are tried, the total apart."""
LEAST_ROWS = 6
"""Rows that a list must have before its levels are read from its sums …"""
LEAST_PARENTS = 3
"""… and rows of its outermost level."""
MOST_TRIES = 20_000
"""Steps of one reading, before the list is given up as undecided."""

Figures = tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """The one row that a reading puts in."""

    before: int
    """The place in the list at which it is put in."""
    parent: int | None = None
    """The place of the row whose parts fall short; ``None`` where parts have no parent."""
    parts: tuple[int, ...] = ()
    """The places of the parts that are there."""


End = tuple[int, Lack | None]
"""Where a row with all its parts ends, and what it lacks."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows of one level that follow one another."""

    end: int
    last: int
    """The number that the last of them bears; what is put in bears the next."""
    added: Figures
    heads: tuple[int, ...]
    lack: Lack | None
    count: int


@dataclass(slots=True)
class _Outline:
    """Readings of a list with a given number of levels."""

    depth: int
    numbers: Sequence[int]
    figures: Sequence[Figures]
    allowance: str
    alone: frozenset[int] = frozenset()
    """Places of rows that need no parts: 予備費."""
    tries: int = 0
    known: dict[tuple[int, int], list[End]] = field(default_factory=dict)

    def readings(self, total: Figures) -> list[Lack | None]:
        """What each reading of the whole list puts in."""
        every = (run for run in self._runs(0, 1) if run.end == len(self.figures) and run.count >= LEAST_PARENTS)
        return [run.lack for run in every if self._equal(total, run)]

    def _equal(self, whole: Figures, run: _Run) -> bool:
        allowed = slack(self.allowance, run.count)
        return all(size(a - b) <= allowed for a, b in zip(whole, run.added, strict=True))

    def _node(self, at: int, depth: int) -> list[End]:
        """Where a printed row ends with its parts."""
        if depth == self.depth:
            return [(at + 1, None)]
        if (at, depth) not in self.known:
            self.known[at, depth] = list(dict.fromkeys(self._parts(at, depth)))
        return self.known[at, depth]

    def _parts(self, at: int, depth: int) -> Iterator[End]:
        last = depth + 1 == self.depth
        if at in self.alone:
            yield at + 1, None
        if last and any(self.figures[at]):
            yield at + 1, Lack(at + 1, at)
        for run in self._runs(at + 1, depth + 1):
            if self._equal(self.figures[at], run):
                yield run.end, run.lack
            elif last and run.lack is None:
                yield run.end, Lack(run.end, at, run.heads)

    def _runs(self, at: int, depth: int, before: _Run | None = None) -> Iterator[_Run]:
        """Every run of rows of one level that starts at a place: each longer than the one before, or otherwise read."""
        self.tries += 1
        if at >= len(self.figures) or self.tries > MOST_TRIES:
            return
        run = before or _Run(at, 0, (0,) * len(self.figures[at]), (), None, 0)
        for more in (*self._printed(run, depth), *self._put_in(run, depth)):
            yield more
            yield from self._runs(more.end, depth, more)

    def _printed(self, run: _Run, depth: int) -> Iterator[_Run]:
        at = run.end
        if self.numbers[at] <= run.last:
            return
        for end, lack in self._node(at, depth):
            if not (lack and run.lack):
                added = tuple(a + b for a, b in zip(run.added, self.figures[at], strict=True))
                yield _Run(end, self.numbers[at], added, (*run.heads, at), lack or run.lack, run.count + 1)

    def _put_in(self, run: _Run, depth: int) -> Iterator[_Run]:
        """A row that is not there above parts that are."""
        if run.lack or depth == self.depth:
            return
        for parts in self._runs(run.end, depth + 1):
            if parts.lack is None and any(parts.added):
                added = tuple(a + b for a, b in zip(run.added, parts.added, strict=True))
                lack = Lack(run.end, None, parts.heads)
                yield _Run(parts.end, run.last + 1, added, run.heads, lack, run.count + 1)


def outlines(book: Book, claims: Claims, sheet: Sheet, system: System) -> Iterator[Structure]:
    """The row that makes a flat list of numbered rows whole, where it is not."""
    lack = _lack(book, claims, sheet)
    if lack is None:
        return
    rows = book.packet.statements[sheet.index].rows
    style = (number(rows[sheet.order[0]].item) or ("", 0))[0]
    explains = failing_down(book, system, sheet.index)
    if lack.parent is None or not lack.parts:
        if any(breaks_down_some(other, style) and have_one_form(book, sheet, other) for other in book.siblings(sheet.index)):
            return
        around = rows[sheet.order[lack.parts[0] if lack.parent is None else lack.parent]].item
        text = f"a row is missing: around {around} a level is not there in which all other rows of the list stand"
    else:
        parent, parts = sheet.order[lack.parent], [sheet.order[n] for n in lack.parts]
        said = ", ".join(in_print(gap) for gap in gaps(sheet, parent, parts)[:8] if gap)
        text = f"a row is missing: the parts of {rows[parent].item} fall short of it by {said}"
        text += ", and all others of the list come to theirs"
    at = sheet.order[max(lack.before - 1, 0)]
    yield Structure("unreadable", "error" if explains else "warning", sheet.index, text, at, None, explains)


def _lack(book: Book, claims: Claims, sheet: Sheet) -> Lack | None:
    """The row that the only readings of a list with one row put in ask for; ``None`` where one is whole or none is found."""
    rows = book.packet.statements[sheet.index].rows
    *listed, total = sheet.order or (0,)
    numbers = [n[1] for r in listed if (n := number(rows[r].item)) and not rows[r].section]
    if len(listed) < LEAST_ROWS or len(numbers) < len(listed) or not is_total(rows[total].item):
        return None
    if is_summary(book, sheet) or lists_revised(book, sheet):
        return None
    columns = [n for n in levels(book, sheet) if sheet.present[total][n]]
    figures = [tuple(sheet.numbers[r][n] for n in columns) for r in listed]
    alone = frozenset(n for n, r in enumerate(listed) if ALONE.search(rows[r].item))
    found: list[Lack] = []
    for depth in DEPTHS if columns else ():
        outline = _Outline(depth, numbers, figures, sheet.allowance, alone)
        read = outline.readings(tuple(sheet.numbers[total][n] for n in columns))
        if None in read or outline.tries > MOST_TRIES:
            return None
        found += [lack for lack in read if lack and _fits(book, claims, sheet, lack)]
    return next((lack for lack in found if lack.parent is None), found[0] if found else None)


def _fits(book: Book, claims: Claims, sheet: Sheet, lack: Lack) -> bool:
    """Whether what parts fall short by is a row, and no misread figure."""
    if lack.parent is None or not lack.parts:
        return True
    parent, parts = sheet.order[lack.parent], [sheet.order[n] for n in lack.parts]
    plans = [p for p in claims.columns.get(sheet.index, ()) if not p.weak and not p.periods]
    short = Short(parent, lacks_of(book, sheet, parent, parts), closed=True)
    return is_row(book, sheet, short, plans) or lacks_a_row(book, sheet, parent, parts)
