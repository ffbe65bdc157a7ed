"""Which rows are not there by the order of those that are?  Numbers that leave one out, blocks that fall short, balances without
an opening.

Sums see a missing row only where they were learned; these are told by the statement's own order, beside the sums: what a break
in the numbers means is an error where a sum is short there too, else a doubt, and nothing where a sum of that very list holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Row
from pipeline.money import in_print
from pipeline.reconciliation.bare_headings import bare_headings, bare_totals
from pipeline.reconciliation.book import Book, is_evidence
from pipeline.reconciliation.column_words import is_change
from pipeline.reconciliation.comparisons import one_of_three
from pipeline.reconciliation.end_totals import end_totals
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.flow_totals import flow_totals
from pipeline.reconciliation.gaps import gaps, is_summary, lists_revised, misread
from pipeline.reconciliation.left_over_parts import further_in, left_over
from pipeline.reconciliation.numbering import Break, breaks
from pipeline.reconciliation.outlines import outlines
from pipeline.reconciliation.parents import (
    broken_down,
    childless,
    numbered_parents,
    orphans,
    parents_of,
    parts_of,
    unnamed_parents,
)
from pipeline.reconciliation.results import results_alone, results_apart, results_before, results_short
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.short_totals import roots, short_totals
from pipeline.reconciliation.step_breaks import step_breaks
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import OTHER, System
from pipeline.reconciliation.told_elsewhere import told_elsewhere
from pipeline.reconciliation.total_rows import CLOSES_ITS_HEADING
from pipeline.reconciliation.words import is_closing, is_difference, is_opening, is_total, plain

LEAST_BALANCES = 2
"""Columns in which a balance must be more than the changes above it."""
MOST_BETWEEN = 3
"""Rows above a closing balance among which the result is that it goes on from: 当年度収支差額, 基本金取崩額."""


def out_of_order(book: Book, claims: Claims, system: System) -> Iterator[Structure]:
    """Rows that the order of the others asks for; at most one of each sort a statement."""
    sums, guesses = _sums(book, system), _sums(book, system, guessed=True)
    summed = _summed(book, system)
    whole: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for sheet in claims.sheets:
        statement = book.packet.statements[sheet.index]
        for style, count in numbered_parents(sheet, statement.rows).items():
            numbers[style] = numbers.get(style, 0) + count
        held = parents_of(sheet, statement.rows).keys() & _totals(book, system, sums.get(sheet.index, []))
        whole[statement.kind] = whole.get(statement.kind, 0) + len(held)
    for sheet in claims.sheets:
        mine = sums.get(sheet.index, [])
        yield from _unnumbered(book, sheet, system, mine)
        totals = _totals(book, system, mine)
        yield from childless(book, sheet, totals, numbers)
        yield from unnamed_parents(book, sheet)
        yield from orphans(book, sheet, system, mine)
        yield from left_over(book, sheet, system, mine)
        yield from further_in(book, sheet)
        yield from bare_headings(book, sheet)
        yield from bare_totals(book, sheet)
        if not is_summary(book, sheet):
            kind = book.packet.statements[sheet.index].kind
            yield from broken_down(book, sheet, system, mine, _mostly(book, system, mine), whole.get(kind, 0))
        yield from short_totals(book, sheet, system, summed.get(sheet.index, set()))
        yield from step_breaks(book, sheet, system, guesses.get(sheet.index, []))
        yield from flow_totals(book, sheet, summed.get(sheet.index, set()))
        yield from results_apart(book, sheet, summed.get(sheet.index, set()))
        yield from results_alone(book, sheet, summed.get(sheet.index, set()))
        yield from results_before(book, sheet)
        yield from told_elsewhere(book, sheet, system, totals)
        yield from _block_short(book, sheet, system, mine, guesses.get(sheet.index, []))
        yield from _unopened(book, sheet, mine, system)
        yield from _starts_with_changes(book, sheet)
        yield from outlines(book, claims, sheet, system)
    yield from results_short(book, claims.sheets, system, summed)
    yield from one_of_three(book, claims.sheets)
    yield from end_totals(book, claims.sheets)


def _sums(book: Book, system: System, guessed: bool = False) -> dict[int, list[int]]:
    """Sums down each statement that say anything: claims, or guesses that a label backs."""
    found: dict[int, list[int]] = {}
    for i, relation in enumerate(system.relations):
        downwards = "v" in relation.template and relation.kind in ("footing", "difference")
        downwards = downwards and (relation.weak and relation.soft if guessed else not relation.weak)
        if downwards and is_evidence(relation, system.values):
            found.setdefault(book.cells[relation.total].statement, []).append(i)
    return found


def _totals(book: Book, system: System, sums: list[int]) -> set[int]:
    """Rows of a statement that are sums and hold."""
    return {book.cells[system.relations[i].total].row for i in sums if not system.fails(i)}


def _mostly(book: Book, system: System, sums: list[int]) -> set[int]:
    """Rows that are sums and hold in at least half of the columns that say so."""
    held: dict[int, list[bool]] = {}
    for i in sums:
        held.setdefault(book.cells[system.relations[i].total].row, []).append(not system.fails(i))
    return {row for row, holds in held.items() if 2 * sum(holds) >= len(holds)}


def _summed(book: Book, system: System) -> dict[int, set[int]]:
    """Rows of each statement that some sum down it comes to, be it a guess, in at least half of the columns with amounts.

    What amounts differ by may be 0 where a row is not there, so that the sum of the changes holds without it.
    """
    kept: dict[tuple[int, int, str], tuple[list[bool], list[bool]]] = {}
    for i, relation in enumerate(system.relations):
        if "v" in relation.template and is_evidence(relation, system.values):
            total = book.cells[relation.total]
            change = is_change(book.packet.statements[total.statement].columns[total.column])
            kept.setdefault((total.statement, total.row, relation.template), ([], []))[change].append(not system.fails(i))
    found: dict[int, set[int]] = {}
    for (s, row, _), (amounts, changes) in kept.items():
        told = amounts or changes
        if any(told) and 2 * sum(told) >= len(told):
            found.setdefault(s, set()).add(row)
    return found


# ----------------------------------------------------------------------------------------------------------------- numbers


def _unnumbered(book: Book, sheet: Sheet, system: System, sums: list[int]) -> Iterator[Structure]:
    rows = book.packet.statements[sheet.index].rows
    found = breaks(rows)
    if not found or not _one_place(found):
        return
    best = max(found, key=lambda b: (bool(b.lacks), b.before is not None))
    if not (best.lacks or best.before is not None):
        return
    near = {r for b in found for r in (b.before, b.after) if r is not None}
    near |= set(range(min(near), max(near) + 1))
    heads = rows[best.after].heading  # a heading before it may be lacking then, which has no figures
    short = [i for i in sums if system.fails(i) and near & _rows(book, system, i)]
    short = short or [i for i in sums if heads and system.fails(i) and _closes(book, system, i, best.after)]
    listed = best.lacks and not heads and not lists_revised(book, sheet)
    if not (short or listed) or (short and _misread_instead(book, system, short, best)):
        return
    if _adds_up(book, rows, system, sums, best, near):
        return
    after = f"after {rows[best.before].item}" if best.before is not None else "before"
    lacks = f"no row bears the number {best.lacks}" if best.lacks else "the numbers start again"
    text = f"a row is missing: {lacks} {after}{'' if best.before is None else ', and'} {rows[best.after].item} follows"
    if best.before is None:
        text = f"a row is missing: {lacks}, and the list starts with {rows[best.after].item}"
    at = best.before if best.before is not None else best.after
    yield Structure("unreadable", "error" if short else "warning", sheet.index, text, at, None, set(short))


def _misread_instead(book: Book, system: System, short: list[int], best: Break) -> bool:
    """Whether a misread figure explains what is short better than a row that is not there.

    Where the very list that is short leaves a number out, the figure must be asked for by two sums: one sum of figures in
    round thousands is soon mended by some digit of some figure, and that leaves the number unexplained.
    """
    if not misread(system, short):
        return False
    listed = all(best.after in {book.cells[cell].row for _, cell in system.relations[i].terms} for i in short)
    likely = (c for c in system.candidates(short) if c.cost < OTHER and not c.broken)
    return not (best.lacks and listed) or any(len(c.mended | c.hinted) > 1 for c in likely)


def _one_place(found: Sequence[Break]) -> bool:
    """Whether all breaks lie around one row: a parent left out breaks its own list and that of the parts below it."""
    starts = [b.before if b.before is not None else b.after - 1 for b in found]
    return max(starts) < min(b.after for b in found)


def _adds_up(book: Book, rows: Sequence[Row], system: System, sums: list[int], best: Break, near: set[int]) -> bool:
    """Whether a sum of the very list holds, so that no row with a figure is missing from it.

    Nothing is told by a column in which the rows beside the break say 0: so may the one between them.
    """
    deepest = rows[best.after].indent
    beside = {best.after} if best.before is None else {best.before, best.after}
    for i in sums:
        cells = [cell for _, cell in system.relations[i].terms]
        terms = {book.cells[cell].row for cell in cells}
        if best.lacks and not any(system.values[cell] for cell in cells if book.cells[cell].row in beside):
            continue
        both = best.after in terms and (best.before is None or best.before in terms or not best.lacks)
        if both and not system.fails(i) and (not best.lacks or all(rows[r].indent <= deepest for r in terms & near)):
            return True
    return False


def _closes(book: Book, system: System, i: int, row: int) -> bool:
    """Whether a sum closes the section in which a row stands."""
    total = system.relations[i].total
    return book.row(total).section == book.statement(total).rows[row].section


def _rows(book: Book, system: System, i: int) -> set[int]:
    return {book.cells[cell].row for cell in system.relations[i].cells()}


# ------------------------------------------------------------------------------------------------------------------ blocks


def _block_short(book: Book, sheet: Sheet, system: System, sums: list[int], guesses: list[int]) -> Iterator[Structure]:
    """The one total of a cash flow statement that the rows under its own heading do not come to, where other sums hold."""
    short = [i for i in guesses if system.relations[i].rule == CLOSES_ITS_HEADING and system.fails(i)]
    rows = {book.cells[system.relations[i].total].row for i in short}
    cash = book.packet.statements[sheet.index].kind == "cash_flow"
    several = all(len(system.relations[i].terms) > 1 for i in short)
    if cash and len(rows) == 1 and several and len(_totals(book, system, sums)) > 1 and not misread(system, short):
        r = rows.pop()
        item = book.packet.statements[sheet.index].rows[r].item
        gaps = ", ".join(in_print(system.gaps[i]) for i in short[:8])
        text = f"a row is missing: {item} differs from the rows under its heading by {gaps}, and the statement's other sums hold"
        yield Structure("unreadable", "warning", sheet.index, text, r, None, set(short))


# ---------------------------------------------------------------------------------------------------------- opening balances


def _closings(rows: Sequence[Row], sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Each row but the first, and the one above it; of a balance the last result, where but a row or two stand between them."""
    for n, r in enumerate(sheet.order[1:], 1):
        above = sheet.order[max(n - MOST_BETWEEN, 0) : n]
        last = next((o for o in reversed(above) if is_difference(rows[o].item) or is_total(rows[o].item)), above[-1])
        beside = all(rows[o].section == rows[r].section for o in above if o >= last)
        yield (last if is_closing(rows[r].item) and is_difference(rows[last].item) and beside else above[-1]), r


def _unopened(book: Book, sheet: Sheet, sums: list[int], system: System) -> Iterator[Structure]:
    """A closing balance right after a change that it differs from, without an opening balance anywhere in the statement."""
    statement = book.packet.statements[sheet.index]
    rows = statement.rows
    equity = statement.kind == "equity_changes"  # what its columns change by is a total there
    if statement.kind not in ("cash_flow", "income_statement", "budget") and not equity:
        return
    totals = _totals(book, system, sums)
    ends = [rows[r].section for r in sheet.order if is_closing(rows[r].item)]
    blocks = len(ends) > 1 and all(ends[:-1]) and len(set(ends)) == len(ends)  # each opens and closes
    for above, r in _closings(rows, sheet):
        near = [o for o in sheet.order if rows[o].section == rows[r].section] if blocks else sheet.order
        opened = any(is_opening(rows[o].item) for o in near)
        changed = is_difference(rows[above].item) or (equity and is_total(rows[above].item))
        if opened or not is_closing(rows[r].item) or not changed or r in totals or above not in totals:
            continue
        differs = any(sheet.numbers[r]) and sheet.numbers[r] != sheet.numbers[above]
        if differs and not _goes_on_across(sheet, above, r):
            text = f"a row is missing: {rows[r].item} follows {rows[above].item}, and no row says what it was before"
            yield Structure("unreadable", "warning", sheet.index, text, above, None)


def _goes_on_across(sheet: Sheet, above: int, r: int) -> bool:
    """Whether a balance goes on from that of the column before it, year by year, with the change and what follows that."""
    added = list(zip(*(sheet.numbers[o] for o in sheet.order if above <= o < r), strict=True))
    steps = [after - before for before, after in pairwise(sheet.numbers[r])]
    return len(steps) > 1 and steps == [sum(column) for column in added[1:]]


def _starts_with_changes(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """Changes of equity above the first balance that they do not come to, and no balance before them."""
    statement = book.packet.statements[sheet.index]
    items = [plain(statement.rows[r].item) for r in sheet.order]
    n = next((n for n, item in enumerate(items) if item.endswith("残高")), 0)
    if statement.kind != "equity_changes" or not n or is_opening(statement.rows[sheet.order[0]].item):
        return
    r, changes = sheet.order[n], roots(sheet.order[:n], parts_of(sheet, statement.rows))
    found = [gap for gap, there in zip(gaps(sheet, r, changes), sheet.present[r], strict=True) if gap and there]
    if len(found) >= LEAST_BALANCES:
        first = statement.rows[sheet.order[0]].item
        said = ", ".join(map(in_print, found[:8]))
        text = f"a row is missing: {statement.rows[r].item} is {said} more than the changes above it, "
        text += f"and no row says what there was before {first}"
        yield Structure("unreadable", "warning", sheet.index, text, sheet.order[0], None)
