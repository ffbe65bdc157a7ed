"""Are the figures under one year, or under 予算, those that other tables print of the year beside it, or of 決算?

Sums cannot tell two years apart, nor plans from results.  But what an item came to in a year is printed again in other tables,
of other kinds and units: a column whose figures are all its neighbour's there stands under its neighbour's header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.model import Column, Number
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, rounded, size
from pipeline.reconciliation.column_words import is_change, is_planned, is_shift, moves
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_whole, plain

LEAST_SAME = 3
"""Different figures that must be those of the other column elsewhere, while none is the column's own."""
LEAST_CROSSWISE = 2
"""Rows in which both columns must print each other's figures elsewhere, while in none either prints its own …"""
LARGE = 100_000
"""… but one, where both figures are so large that they are not equal by chance; and one less of a single column's."""
LARGE_BOTH = 100
"""The same of two figures that change places in columns of like segments."""
LEAST_FIGURE = 1000
"""What smaller figures have in common is chance."""
_RESULT = ("決算", "")
"""Versions of what came to be: a statement that names no version is one of these."""
_PLANNED = re.compile("計画|予定|見込|目標")
"""Headers of what came to be of nothing yet: 計画額 names no version, and is no result."""
_NAMED = re.compile(r"^\s*(?!#\d+$)\S")
"""A header of its own: what has none (or is a repetition of none, #2) stands under no other column's."""
_SIDE = re.compile("(?:収入|支出)$")
"""手数料収入 of a cash statement is 手数料 of an income statement."""

Values = dict[str, Number]
Identity = tuple[int | None, str, str, str, str, bool]


@dataclass(slots=True)
class Elsewhere:
    """Two neighbouring columns of a statement whose figures stand under each other's year or version elsewhere."""

    sheet: Sheet
    pair: tuple[int, int]
    why: str
    tables: set[int] = field(default_factory=set)
    """Statements that say so."""
    figures: int = 0


def of_another_year(book: Book, sheets: list[Sheet], told: set[int]) -> Iterator[Elsewhere]:
    """The statements that most others speak against first; one that none but those told already contradict is not told."""
    named = {sheet.index: {c: _named(book, sheet, c) for c in book.money[sheet.index]} for sheet in sheets}
    wrong = [sheet for sheet in sheets if sheet.index not in told]
    alike = _alike(book, sheets)
    found = [f for sheet in wrong for f in (*_exchanged(book, sheet, sheets, named), *_crosswise(book, sheet, alike, named))]
    told = set(told)
    for one in sorted(found, key=lambda f: (-len(f.tables), -f.figures)):
        if one.sheet.index not in told and one.tables - told:
            told.add(one.sheet.index)
            yield one


def _exchanged(book: Book, sheet: Sheet, sheets: list[Sheet], named: dict[int, dict[int, Values]]) -> Iterator[Elsewhere]:
    columns = book.packet.statements[sheet.index].columns
    own = named[sheet.index]
    for a, b in pairwise(book.money[sheet.index]):
        one, two = columns[a], columns[b]
        apart = (one.fiscal_year, one.version) != (two.fiscal_year, two.version) and one.fiscal_year and two.fiscal_year
        moving = any(is_change(column) or moves(column) or is_shift(column) for column in (one, two))
        headed = all(_NAMED.search(column.name) for column in (one, two))
        if not (apart and headed) or one.unit != two.unit or one.segment != two.segment or moving:
            continue
        found = Elsewhere(sheet, (a, b), "")
        kept = 0
        for other in sheets:
            if other.index == sheet.index:
                continue
            for c, values in named[other.index].items():
                column = book.packet.statements[other.index].columns[c]
                for mine, its in ((a, b), (b, a)):
                    if not _of_one_time(columns[mine], columns[its], column) or _is_a_budgets(book, other, column):
                        continue
                    if is_planned(columns[mine]) != is_planned(column):
                        continue  # a plan is not what came of it
                    worth = YEN_FACTORS.get(column.unit, 0), YEN_FACTORS.get(one.unit, 0)
                    kept += len(_common(own[mine], own[its], values, worth))
                    turned = _common(own[its], own[mine], values, worth)
                    if len(turned) >= LEAST_SAME - (min(turned, default=0) >= LARGE):
                        found.tables.add(other.index)
                        found.figures += len(turned)
                        found.why = found.why or _why(book, other, c, columns[mine], columns[its])
        if found.tables and not kept:
            yield found


def _alike(book: Book, sheets: Sequence[Sheet]) -> dict[Identity, dict[int, tuple[Sheet, list[int]]]]:
    """By what headers name: the statements that have such columns, and which."""
    alike: dict[Identity, dict[int, tuple[Sheet, list[int]]]] = {}
    for sheet in sheets:
        columns = book.packet.statements[sheet.index].columns
        for c in book.money[sheet.index]:
            alike.setdefault(_identity(columns[c]), {}).setdefault(sheet.index, (sheet, []))[1].append(c)
    return alike


def _crosswise(
    book: Book, sheet: Sheet, alike: dict[Identity, dict[int, tuple[Sheet, list[int]]]], named: dict[int, dict[int, Values]]
) -> Iterator[Elsewhere]:
    """Neighbours that print each other's figures of another table with columns of both their years, versions and segments."""
    columns, own = book.packet.statements[sheet.index].columns, named[sheet.index]
    for a, b in pairwise(book.money[sheet.index]):
        first, second = (_identity(columns[x]) for x in (a, b))
        if first == second:
            continue
        found, kept = Elsewhere(sheet, (a, b), ""), 0
        for index, (other, one_) in alike[first].items():
            two_ = alike[second].get(index, (other, []))[1]
            if index == sheet.index or len(one_) != 1 or len(two_) != 1:
                continue
            one, two = named[index][one_[0]], named[index][two_[0]]
            items = [i for i in own[a] if i in own[b] and i in one and i in two and own[a][i] != own[b][i]]
            turned = {(own[a][i], own[b][i]) for i in items if (own[a][i], own[b][i]) == (two[i], one[i])}
            kept += sum((own[a][i], own[b][i]) == (one[i], two[i]) for i in items)
            least = LARGE_BOTH if columns[a].segment and columns[b].segment else LARGE
            large = any(min(size(x), size(y)) >= least for x, y in turned)
            if len(turned) >= LEAST_CROSSWISE - large:
                found.tables.add(index)
                found.figures += len(turned)
                found.why = found.why or _why(book, other, one_[0], columns[a], columns[b])
        if found.tables and not kept:
            yield found


def _identity(column: Column) -> Identity:
    """What a header names: columns of different tables with all of it in common hold figures of one sort."""
    return column.fiscal_year, column.version, column.segment, column.measure, column.unit, is_planned(column)


def _why(book: Book, other: Sheet, c: int, mine: Column, its: Column) -> str:
    title = book.packet.statements[other.index].title
    column = book.packet.statements[other.index].columns[c].name
    return f"what {title} prints under {column} stands under {its.name} here, and nothing of it under {mine.name}"


def _is_a_budgets(book: Book, other: Sheet, column: Column) -> bool:
    """Whether a column without a version is of a budget: its 前年度 is the year before as it was planned."""
    title = book.packet.statements[other.index].title
    return not column.version and "予算" in title and "決算" not in title + column.name


def _of_one_time(mine: Column, its: Column, column: Column) -> bool:
    """Whether a column elsewhere is of the year and the version of one of two columns, and not of the other's."""
    version = column.version or ("決算" if "決算" in (mine.version, its.version) and not _PLANNED.search(column.name) else "")
    same = (column.fiscal_year, version) == (mine.fiscal_year, mine.version)
    if mine.fiscal_year != its.fiscal_year:
        same = column.fiscal_year == mine.fiscal_year and (column.version == mine.version or version in _RESULT)
    whole = not column.segment or column.segment == mine.segment or is_whole(column.segment)
    return same and whole and not is_change(column)


def _common(one: Values, other: Values, there: Values, worth: tuple[int, int]) -> set[Number]:
    """Figures of one column, and not of the other, that a third prints of the same items, be it in another unit."""
    theirs, own = worth
    if not theirs or not own:
        return set()
    found = set()
    for item, value in there.items():
        a, b = one.get(item), other.get(item)
        if a is None or b is None or size(value) < LEAST_FIGURE or _equal(b, value, theirs, own):
            continue
        if _equal(a, value, theirs, own):
            found.add(size(value))
    return found


def _equal(value: Number, there: Number, theirs: int, own: int) -> bool:
    """Whether two figures are one, in one unit or with the finer one rounded to the coarser."""
    fine, coarse, divisor = (value, there, theirs // own) if theirs >= own else (there, value, own // theirs)
    return size(coarse) in {size(rounded(fine, divisor, "half_up")), size(rounded(fine, divisor, "down"))}


def _named(book: Book, sheet: Sheet, column: int) -> Values:
    """The figures of a column by what their rows are named, of names that one row bears."""
    rows = book.packet.statements[sheet.index].rows
    found: dict[str, list[Number]] = {}
    for r in sheet.order:
        cell = book.at[sheet.index].get((r, column))
        if cell is not None and (value := book.values[cell]) is not None:
            found.setdefault(_SIDE.sub("", plain(rows[r].item)), []).append(value)
    return {item: values[0] for item, values in found.items() if len(values) == 1}
