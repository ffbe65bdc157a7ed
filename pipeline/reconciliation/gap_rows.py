"""Is what a sum lacks itself a row?  What is lacking in several columns keeps what the columns claim, as only a row does.

Where 合計 is short by 124 of 発行総額, 62 of 償還高累計 and 62 of 未償還残高, the three are one loan: no misreading of a figure
in a row that keeps its own claims comes to that.  A sum that a label closes lacks this row; a row above its parts may break down
only some of what it is, so there the others of its statement must be whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Number
from pipeline.model import Row as StatementRow
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, is_evidence, size
from pipeline.reconciliation.column_fit import ColumnPlan
from pipeline.reconciliation.column_words import is_change
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.gaps import failing_down, gaps, is_summary, unrevised
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.parents import parents_of, parts_of
from pipeline.reconciliation.results import is_result
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.short_totals import roots, rows_closed
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import is_total, is_whole, stem

LEAST_COLUMNS = 2
"""Columns that must be short of a row."""
Row = dict[int, Number]
"""The figures of a row by their columns."""


@dataclass(frozen=True, slots=True)
class Short:
    """A sum that lacks a row."""

    total: int
    lacks: Row
    closed: bool
    """Whether a label closes the rows that it adds up, so that none may be left out."""
    learned: bool = False
    """Whether a learned sum says so, some of whose rows may be taken away."""
    either: bool = False
    """Whether its rows are of both signs."""


def sums_down(book: Book, system: System) -> dict[int, list[int]]:
    """For each statement the relations that add up or subtract its rows, by their places in the system."""
    down: dict[int, list[int]] = {}
    for i, relation in enumerate(system.relations):
        statement = book.cells[relation.total].statement
        if relation.kind in ("footing", "difference") and relation.template.startswith(f"{statement}v"):
            down.setdefault(statement, []).append(i)
    return down


def gap_rows(book: Book, claims: Claims, sheet: Sheet, system: System, sums: Sequence[int]) -> Iterator[Structure]:
    """The one sum of a statement that lacks what is a row by what its columns claim; ``sums``: its own of `sums_down`."""
    plans = [p for p in claims.columns.get(sheet.index, ()) if not p.weak and not p.periods]
    if not plans:
        return
    rows = book.packet.statements[sheet.index].rows
    sources = (_short_parents(book, claims, sheet), _short_totals(book, sheet), _short_sums(book, sheet, system, sums),
               _results_apart(book, sheet), _totals_apart(book, claims, sheet))  # fmt: skip
    found: dict[int, Short] = {}
    for source in sources:
        for short in source:
            if short.total not in found or any(found[short.total].lacks.values()):  # else its sum holds
                found[short.total] = short
    lacking = [s for s in found.values() if is_row(book, sheet, s, plans)]
    if len(lacking) != 1:
        return
    s = lacking[0]
    said = ", ".join(in_print(value) for value in s.lacks.values() if value)
    text = (
        f"a row is missing: {rows[s.total].item} differs from its rows by {said}, which keep what the columns claim as a row does"
    )
    explains = failing_down(book, system, sheet.index, s.total)
    yield Structure("unreadable", "error" if s.closed else "warning", sheet.index, text, s.total, None, explains)


def _short_parents(book: Book, claims: Claims, sheet: Sheet) -> Iterator[Short]:
    """A row that is more than its parts, where all others with parts are what theirs come to, here and under the same headers."""
    rows = book.packet.statements[sheet.index].rows
    short = _by_parts(book, sheet, whole=False)
    others = len(_by_parts(book, sheet, whole=True))
    names = _headers(book, sheet)
    for other in claims.sheets if len(short) == 1 else ():
        if other is not sheet and _headers(book, other) == names:
            others += len(_by_parts(book, other, whole=True))
            short = {} if _by_parts(book, other, whole=False) else short
    for r, lacks in short.items() if len(short) == 1 and not is_summary(book, sheet) else ():
        if not is_total(rows[r].item) and (others or _by_form(sheet, rows, r)):
            yield Short(r, lacks, closed=False, either=_of_both_signs(sheet, parents_of(sheet, rows)[r]))


def _of_both_signs(sheet: Sheet, parts: Sequence[int]) -> bool:
    """Whether some row among parts grows and another shrinks, in each column that any of them prints."""
    columns = [[sheet.numbers[o][n] for o in parts] for n in range(len(sheet.numbers[parts[0]]))]
    return all(min(own) < 0 < max(own) for own in columns if any(own))


def _by_form(sheet: Sheet, rows: Sequence[StatementRow], r: int) -> bool:
    """Whether a form says that a row is the sum of its parts: 第1款 is all of its 項."""
    styles = {found[0] if (found := number(rows[o].item)) else "" for o in parents_of(sheet, rows)[r]}
    own = number(rows[r].item)
    return own is not None and own[0] == "第{}款" and styles == {"第{}項"}


def _by_parts(book: Book, sheet: Sheet, whole: bool) -> dict[int, Row]:
    """Rows that are what their parts come to, or those that are not, and what these have more.

    A revision that lists only what it changes says nothing of the others.
    """
    parents = parents_of(sheet, book.packet.statements[sheet.index].rows)
    lacks = {r: lacks_of(book, sheet, r, parts) for r, parts in parents.items()}
    return {r: gap for r, gap in lacks.items() if any(gap.values()) != whole and (whole or not unrevised(book, sheet, r, gap))}


def _headers(book: Book, sheet: Sheet) -> list[str]:
    columns = book.packet.statements[sheet.index].columns
    return [columns[c].name for c in book.money[sheet.index]]


def _short_totals(book: Book, sheet: Sheet) -> Iterator[Short]:
    """A total that is more than the rows above it which it closes; without a section only where all of its name are whole."""
    statement = book.packet.statements[sheet.index]
    rows, stocks = statement.rows, statement.kind == "balance_sheet"
    parts = parts_of(sheet, rows)
    closed: dict[str, list[Short]] = {}
    for n, r in enumerate(sheet.order):
        if is_total(rows[r].item):
            run = roots(rows_closed(rows, sheet.order[:n], r, stocks), parts)
            if run:
                closed.setdefault(rows[r].item, []).append(Short(r, lacks_of(book, sheet, r, run), closed=True))
    for like in closed.values():
        short = [s for s in like if any(s.lacks.values())]
        yield from (s for s in short if rows[s.total].section or len(short) == 1 < len(like))


def _results_apart(book: Book, sheet: Sheet) -> Iterator[Short]:
    """A result right below another one, and what the two differ by."""
    rows = book.packet.statements[sheet.index].rows
    for one, two in pairwise(sheet.order):
        if is_result(rows[one].item) and is_result(rows[two].item) and rows[one].section == rows[two].section:
            yield Short(two, lacks_of(book, sheet, two, [one]), closed=True, learned=True)


def _totals_apart(book: Book, claims: Claims, sheet: Sheet) -> Iterator[Short]:
    """A total of all right below the only total of some, and what the two differ by: 合計 after 学部計."""
    rows = book.packet.statements[sheet.index].rows
    totals = [r for r in sheet.order if is_total(rows[r].item)]
    known = {plan.total for plan in claims.plans.get(sheet.index, ()) if sheet.fit(plan.total, plan.terms).good}
    for one, two in pairwise(sheet.order) if len(totals) == 2 else ():
        both = [one, two] == totals and is_whole(rows[two].item) and stem(rows[one].item) and not stem(rows[two].item)
        if both and two not in known and rows[one].section == rows[two].section:
            yield Short(two, lacks_of(book, sheet, two, [one]), closed=True)


def _short_sums(book: Book, sheet: Sheet, system: System, sums: Sequence[int]) -> Iterator[Short]:
    """A learned sum that fails in some columns, and is no mere guess or holds in several others."""
    gaps_: dict[tuple[str, int], Row] = {}
    added: dict[tuple[str, int], set[int]] = {}
    held: dict[tuple[str, int], int] = {}
    for i in sums:
        relation, gap = system.relations[i], system.gaps[i]
        total = book.cells[relation.total]
        if gap is None or any(book.cells[cell].column != total.column for _, cell in relation.terms):
            continue
        gaps_.setdefault((relation.template, total.row), {})[total.column] = gap if system.fails(i) else 0
        added.setdefault((relation.template, total.row), set()).update(book.cells[cell].row for _, cell in relation.terms)
        told = LEAST_COLUMNS if not relation.weak else not system.fails(i) and is_evidence(relation, system.values)
        held[relation.template, total.row] = held.get((relation.template, total.row), 0) + told
    for (template, r), lacks in gaps_.items():
        if held[template, r] >= LEAST_COLUMNS:
            yield Short(r, _unadded(book, sheet, r, added[template, r]) | lacks, closed=True, learned=True)


def _unadded(book: Book, sheet: Sheet, total: int, rows: set[int]) -> Row:
    """What a sum prints in columns in which none of its rows prints anything."""
    at = book.at[sheet.index]
    empty = [c for c in book.money[sheet.index] if (total, c) in at and not any((r, c) in at for r in rows)]
    return {c: value for c in empty if (value := book.values[at[total, c]])}


def lacks_of(book: Book, sheet: Sheet, total: int, parts: Sequence[int]) -> Row:
    """What a row has more than others, in the columns in which it prints a figure or they do."""
    found = zip(book.money[sheet.index], gaps(sheet, total, parts), range(len(book.money[sheet.index])), strict=True)
    return {c: gap for c, gap, n in found if sheet.present[total][n] or any(sheet.present[o][n] for o in parts)}


def is_row(book: Book, sheet: Sheet, short: Short, plans: list[ColumnPlan]) -> bool:
    """Whether what is lacking keeps every claim of the columns that it touches, at least one, and fits into its total."""
    lacks = short.lacks
    at = book.at[sheet.index]
    if all(gap == book.values[at[short.total, c]] for c, gap in lacks.items() if (short.total, c) in at):
        return False  # nothing that it adds up is anything: its rows are others
    if unrevised(book, sheet, short.total, lacks):
        return False
    if sum(bool(gap) for gap in lacks.values()) < LEAST_COLUMNS or not _fits(book, sheet, short, plans):
        return False
    told = 0
    for plan in plans:
        cells = [plan.total, *(c for _, c in plan.terms)]
        if not any(lacks.get(c) for c in cells):
            continue
        gap = lacks.get(plan.total, 0) - sum(weight * lacks.get(c, 0) for weight, c in plan.terms)
        if size(gap) > slack(sheet.allowance, len(plan.terms)) or not any(lacks.get(c) for _, c in plan.terms):
            return False
        if not _kept(book, sheet, plan):
            return False
        told += 1
    return told > 0


def _fits(book: Book, sheet: Sheet, short: Short, plans: list[ColumnPlan]) -> bool:
    """Whether no amount that is lacking is more than its total, and of its sign; changes and their sources are of either."""
    columns = book.packet.statements[sheet.index].columns
    if short.learned or short.either:
        return True
    either = {c for c in book.money[sheet.index] if is_change(columns[c])}
    either |= {c for plan in plans if plan.total in either and plan.kind == "cross_footing" for _, c in plan.terms}
    either |= {c for n, c in enumerate(book.money[sheet.index]) if _moved(sheet, short.total, n)}
    for n, c in enumerate(book.money[sheet.index]):
        gap, value = short.lacks.get(c, 0), sheet.numbers[short.total][n]
        if gap and c not in either and not 0 <= gap * (1 if value > 0 else -1) <= size(value):
            return False
    return True


def _moved(sheet: Sheet, total: int, n: int) -> bool:
    """Whether a column tells what rows pass on to one another, which comes to 0: 予備費支出額."""
    return sheet.present[total][n] and not sheet.numbers[total][n] and any(sheet.numbers[r][n] for r in sheet.order)


def _kept(book: Book, sheet: Sheet, plan: ColumnPlan) -> bool:
    """Whether every row keeps a claim of the columns: then no figure of it is misread."""
    at = book.at[sheet.index]
    for r in sheet.order:
        if (r, plan.total) in at and any((r, c) in at for _, c in plan.terms):
            values = {c: book.values[at[r, c]] or 0 for c in (plan.total, *(c for _, c in plan.terms)) if (r, c) in at}
            gap = values[plan.total] - sum(weight * values.get(c, 0) for weight, c in plan.terms)
            if size(gap) > slack(sheet.allowance, len(plan.terms)):
                return False
    return True
