"""Which printed rows are lines of one?  Figures a line below their label, words that start above it or go on below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from normalizers.book import is_book_line
from normalizers.drafts import DraftRow
from normalizers.hanging_lines import HangingLines
from normalizers.labels import clean_label, numbering
from normalizers.words import is_side, is_total
from pipeline.model import Box, Cell, Reading

_BRACKETED = re.compile("[(〔\\[【].*(資産|負債|の部)[)〕\\]】]")
"""A heading of an inventory: (流動資産)."""
_DIGIT = re.compile("[0-9０-９]")
_IN_MID_PHRASE = re.compile("[のをに](?=[一-鿿0-9])|及び|並びに|又は|に(?:係|関)")
"""No label begins so: の2の規定による基金繰入額 goes on from the line above."""
_OPEN_ENDED = re.compile("(?:による|及び|並びに|又は|に係る|に伴う|に対する|に関する|・|(?<!も)[のにを])$")
"""No label ends so: その他の業務活動による goes on on the next line."""
_LAW, _ARTICLE = re.compile("(?:法|令|条例|規則|基準)$"), re.compile("第[0-9]+条")
_ASIDE = re.compile(r"\([^()]{2,}\)")
_SIGN = re.compile("[(][△▲-][^()]+[)]")
"""What a sign means, in the name of a row: （△は増加）."""
_REST_OF_FORMULA = re.compile(r"(?:[-+][(]?[0-9A-Z]{1,2}[)]?)+")
"""－(10): what a label goes on to reckon on its next line."""
CLOSE_LINE = 0.5
"""Heights of a line between a heading and what narrows it down, at most."""
LEAST_WHOLE = 4
"""Numbered rows with figures, at least, before numbers without any are taken for the first lines of labels."""
HANGING = 2.0
"""Points by which the next line of a label is set in, at least."""
NEARER = 0.87
"""Of the step from row to row: the lines of one label stand nearer."""
FULL = 1.3
"""Heights of a line that are left of the labels' column, at most, where a line was broken for want of room."""
NEXT_LINE = 1.2
"""Heights of a line between the lines of one label, at most."""


def joined_labels(rows: Sequence[DraftRow], numeric: Sequence[bool]) -> list[DraftRow]:
    """Join what one row's print was spread over: figures a line below their label, and words that start above or go on below.

    A heading keeps its row where figures have a label of their own.
    """
    joined: list[DraftRow] = []
    above: DraftRow | None = None
    told = _Told.of(rows, numeric)
    for row, below in zip(rows, [*rows[1:], None] if rows else [], strict=True):
        row, above = (with_words(above, row) if above else row), None
        last = joined[-1] if joined else None
        if below and _opens(row, last, below, numeric):
            above = row
        elif last and (
            whole := _with_next_line(last, row, below, told) or _with_first_line(last, row, (joined[-2:-1], below), told)
        ):
            joined[-1] = whole
        elif last is None or row.label or last.groups != row.groups:
            joined.append(row)
        elif last.label and (last.blank or _is_completed(last, row, numeric)):
            joined[-1] = replace(with_words(last, row), label=last.label, box=last.box)
        elif not _has_figures(row, numeric):
            joined[-1] = replace(last, cells=with_words(last, row).cells)
        else:
            joined.append(row)
    return joined


class _Told(NamedTuple):
    """What all rows of a table tell of its labels."""

    numbered: bool
    parted: Callable[[DraftRow, DraftRow], bool]
    pitch: float
    """As `_are_numbered`, `_are_numbered_lines` and `_pitch` say."""
    column: _LabelColumn
    hanging: HangingLines

    @classmethod
    def of(cls, rows: Sequence[DraftRow], numeric: Sequence[bool]) -> _Told:
        numbered, lines = _are_numbered(rows, numeric), _are_numbered_lines(rows, numeric)
        return cls(numbered, lines, _pitch(rows), _LabelColumn.of(rows), HangingLines.of(rows))


def _with_next_line(last: DraftRow, row: DraftRow, below: DraftRow | None, told: _Told) -> DraftRow | None:
    """The last row with one without figures as the next line of its label, if it is that."""
    label = f"{last.label}\n{row.label}"
    if row.blank and _on_its_line(row, last):
        return replace(last, label=label)
    open_ended = bool(_OPEN_ENDED.search(clean_label(last.label)))
    if last.box and row.box and _goes_on(row, last) and (open_ended or told.numbered or _hangs(row, last, below, told.pitch)):
        return replace(last, label=label, box=last.box._replace(bottom=row.box.bottom))
    if row.blank and (_narrows(row, last) or _is_rest_of_formula(row, last)):
        return replace(last, label=label)
    if last.box and row.box and told.hanging.goes_on(row, last, below):
        return replace(last, label=label, box=last.box._replace(bottom=row.box.bottom))
    if last.box and row.box and told.column.breaks(last, row):
        return replace(last, label=label, box=last.box._replace(bottom=row.box.bottom, x1=row.box.x1))
    return None


def _with_first_line(
    last: DraftRow, row: DraftRow, around: tuple[Sequence[DraftRow], DraftRow | None], told: _Told
) -> DraftRow | None:
    """A row with the last one, which has no figures, as the first line of its label, if it is that.

    ``around``: what stands before the last row, and below this one.
    """
    if not last.blank or last.groups != row.groups:
        return None
    before, below = around
    rest = _is_mid_phrase(last.label, row.label) or _SIGN.fullmatch(clean_label(row.label))
    near = _ends_what_hangs(row, last, before, told.pitch) and not told.hanging.begins_row(row)
    hangs = near or told.hanging.ends(row, last, below)
    if told.parted(last, row) or rest or hangs:
        return replace(row, label=f"{last.label}\n{row.label}", box=last.box)
    return None


class _LabelColumn(NamedTuple):
    """The column of a table's labels."""

    right: float
    """Where the longest of them ends."""
    blank: float
    """Between two of them, usually."""

    @classmethod
    def of(cls, rows: Sequence[DraftRow]) -> _LabelColumn:
        """Measured on all rows with a box; nothing breaks in a column without any."""
        boxes = [row.box for row in rows if row.label and row.box]
        pairs = [(a.box, b.box) for a, b in pairwise(rows) if a.page == b.page and not b.blank]
        blanks = sorted(two.top - one.bottom for one, two in pairs if one and two)
        return cls(max((box.x1 for box in boxes), default=0.0), blanks[len(blanks) // 2] if blanks else 0.0)

    def breaks(self, upper: DraftRow, lower: DraftRow) -> bool:
        """Whether a heading was broken for want of room: it fills the column, and goes on nearer than rows are to each other."""
        one, two = upper.box, lower.box
        if not (upper.blank and lower.blank and one and two and upper.label and lower.label) or upper.page != lower.page:
            return False
        if upper.groups != lower.groups or numbering(clean_label(lower.label))[0] or abs(one.x0 - two.x0) > HANGING:
            return False
        if clean_label(upper.label).endswith("の部"):
            return False
        height = two.bottom - two.top
        return self.right - one.x1 < FULL * height and 0 <= two.top - one.bottom < min(height, NEARER * self.blank)


def _narrows(row: DraftRow, last: DraftRow) -> bool:
    """Whether a heading in brackets right below another one narrows that down: 有形固定資産, （償却費損益内）."""
    if not (last.blank and row.blank and last.label and row.box and last.box and row.groups == last.groups):
        return False
    label, height = clean_label(row.label), last.box.bottom - last.box.top
    whole = _ASIDE.fullmatch(label) and not numbering(label)[0] and not _BRACKETED.fullmatch(label)
    return bool(whole) and 0 <= row.box.top - last.box.bottom < CLOSE_LINE * height


def _is_rest_of_formula(row: DraftRow, last: DraftRow) -> bool:
    """Whether a label ends what the one above begins to reckon: －(10) below 差額合計(11)＝(3)＋(6)＋(9)."""
    return "=" in clean_label(last.label) and bool(_REST_OF_FORMULA.fullmatch(clean_label(row.label)))


def _is_mid_phrase(above: str, label: str) -> bool:
    """Whether a label goes on from the line above it, which ends in a law's name, before a particle or behind one."""
    clean, before = clean_label(label), clean_label(above)
    return bool(_IN_MID_PHRASE.match(clean) or _OPEN_ENDED.search(before) or (_LAW.search(before) and _ARTICLE.match(clean)))


def _are_numbered(rows: Sequence[DraftRow], numeric: Sequence[bool]) -> bool:
    """Whether every label with figures beside it is numbered, sums apart: what bears no number begins no row."""
    labels = [clean_label(row.label) for row in rows if row.label and _has_figures(row, numeric)]
    own = [label for label in labels if not is_total(label)]
    return len(own) > 1 and all(numbering(label)[0] for label in own)


def _are_numbered_lines(rows: Sequence[DraftRow], numeric: Sequence[bool]) -> Callable[[DraftRow, DraftRow], bool]:
    """Tells of a list whose rows are all numbered which two lines are one label, the figures beside the second.

    2財政安定化 and 基金支出金 are.  In such a list whatever has figures and no number, totals apart, stands right below a number
    without any.
    """
    named = [row for row in rows if row.label and not is_total(clean_label(row.label))]
    figures = [_has_figures(row, numeric) for row in named]
    numbers = [bool(numbering(row.label)[0]) for row in named]
    whole = sum(a and b for a, b in zip(figures, numbers, strict=True))
    second = [n for n in range(len(named)) if figures[n] and not numbers[n]]
    lone = [n for n in range(len(named)) if numbers[n] and not figures[n]]
    every = [n + 1 for n in lone] == second and all(_right_below(named[n - 1], named[n]) for n in second)
    if not (every and second and whole >= max(LEAST_WHOLE, len(second))):
        return lambda _last, _row: False
    pairs = {(id(named[n - 1]), id(named[n])) for n in second}
    return lambda last, row: (id(last), id(row)) in pairs


def _right_below(first: DraftRow, second: DraftRow) -> bool:
    """Whether a label begins on the next line of the same label column, no further in than the one above ends."""
    if not first.box or not second.box or first.page != second.page or first.place != second.place:
        return False
    return 0 <= second.box.top - first.box.bottom < NEXT_LINE * (first.box.bottom - first.box.top)


def _goes_on(row: DraftRow, last: DraftRow) -> bool:
    """Whether a label without number or figures, right below one with both, is its next line."""
    if not (row.blank and row.label and not last.blank and row.box and last.box and row.groups == last.groups):
        return False
    label, before = clean_label(row.label), clean_label(last.label)
    if numbering(label)[0] or is_book_line(label) or is_total(before) or label.endswith("の部") or is_side(label):
        return False
    height = last.box.bottom - last.box.top
    return 0 <= row.box.top - last.box.bottom < NEXT_LINE * min(height, row.box.bottom - row.box.top) and last.page == row.page


def _pitch(rows: Sequence[DraftRow]) -> float:
    """Points from one row with figures to the next, usually; 0 where no two stand below each other."""
    pairs = [(a.box, b.box) for a, b in pairwise(rows) if not a.blank and not b.blank and a.page == b.page]
    steps = sorted(two.top - one.top for one, two in pairs if one and two)
    return steps[len(steps) // 2] if steps else 0.0


def _hangs(row: DraftRow, last: DraftRow, below: DraftRow | None, pitch: float) -> bool:
    """Whether a label is the next line of the one above: further in, nearer to it than rows are to each other, and than it is to
    the next row."""
    if not (row.box and last.box) or row.box.x0 < last.box.x0 + HANGING:
        return False
    step = row.box.top - last.box.top
    after = below.box.top - row.box.top if below and below.box and below.page == row.page else pitch
    return step < NEARER * min(pitch, after)


def _ends_what_hangs(row: DraftRow, last: DraftRow, before: Sequence[DraftRow], pitch: float) -> bool:
    """Whether figures stand beside the second line of a label: further in, nearer to the first than rows are to each other, and
    than that is to the row before."""
    if row.blank or not (row.label and row.box and last.box and row.page == last.page) or last.label.endswith("の部"):
        return False
    if numbering(row.label)[0]:
        return False  # (項)2 徴収費 heads 1 賦課徴収費
    step = row.box.top - last.box.top
    over = [last.box.top - other.box.top for other in before if other.box and other.page == last.page]
    return row.box.x0 >= last.box.x0 + HANGING and 0 < step < NEARER * min([pitch, *over])


def _is_completed(last: DraftRow, row: DraftRow, numeric: Sequence[bool]) -> bool:
    """Whether figures without a label fill what a row of words, dashes among them, left blank."""
    said = [cell.text for cell, number in zip(last.cells, numeric, strict=True) if cell and number]
    twice = any(a and b and number for a, b, number in zip(last.cells, row.cells, numeric, strict=True))
    return not any(map(_DIGIT.search, said)) and _has_figures(row, numeric) and not twice


def _opens(row: DraftRow, last: DraftRow | None, below: DraftRow, numeric: Sequence[bool]) -> bool:
    """Whether words without a label are the first line of the row below: it has their columns, or nothing but its figures."""
    if row.label or row.blank or not _is_words(row, numeric):
        return False
    if below.label:
        return _both(row, below) and not (last and _both(last, row))
    return not _is_words(below, numeric) and not (last and _is_words(last, numeric)) and row.groups == below.groups


def _on_its_line(row: DraftRow, last: DraftRow) -> bool:
    """Whether words stand on the line of figures whose label starts a line above."""
    if not (row.label and last.label and row.box and last.box and row.groups == last.groups):
        return False
    lines = [cell.box for cell in last.cells if cell and cell.box]
    middle = (row.box.top + row.box.bottom) / 2
    return bool(lines) and all(box.top < middle < box.bottom and last.box.bottom < middle for box in lines)


def _is_words(row: DraftRow, numeric: Sequence[bool]) -> bool:
    """Whether a printed row has no figures: a label, or words of text columns."""
    return not _has_figures(row, numeric)


def _has_figures(row: DraftRow, numeric: Sequence[bool]) -> bool:
    return any(cell and number for cell, number in zip(row.cells, numeric, strict=True))


def _both(first: DraftRow, second: DraftRow) -> bool:
    """Whether every cell of the row with fewer has one of the other beside it."""
    places = [{n for n, cell in enumerate(row.cells) if cell} for row in (first, second)]
    return bool(places[0] & places[1]) and (places[0] <= places[1] or places[1] <= places[0])


def with_words(first: DraftRow, second: DraftRow) -> DraftRow:
    """The second row with the words of the first line of its cells."""
    return replace(second, cells=tuple(map(_with_more, first.cells, second.cells)))


def _with_more(cell: Cell | None, more: Cell | None) -> Cell | None:
    """A cell of words with the line that goes on below it."""
    if cell is None or more is None:
        return cell or more
    first, second = cell.readings[0], more.readings[0]
    joined = Reading(f"{first.text}\n{second.text}", first.reader, first.score)
    box = cell.box
    if cell.box and more.box:
        box = Box(min(cell.box.x0, more.box.x0), cell.box.top, max(cell.box.x1, more.box.x1), more.box.bottom)
    return Cell(cell.row, cell.column, (joined,), cell.row_span, cell.column_span, box, cell.vertical)
