"""Which rows are not there by the order of those that are?  Numbers that leave one out, parents without parts, balances without
an opening.

Sums see a missing row only where they were learned; these are told by the statement's own order, beside the sums: what a break
in the numbers means is an error where a sum is short there too, else a doubt, and nothing where a sum of that very list holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Number, Row
from pipeline.money import YEN_FACTORS, in_print
from pipeline.reconciliation.book import Book, is_evidence, size
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.footing import CLOSES_ITS_HEADING
from pipeline.reconciliation.numbering import Break, breaks, numbered
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import OTHER, System, change_cost
from pipeline.reconciliation.words import is_closing, is_difference, is_opening, is_partial, is_total

LEAST_PARENTS = 4
"""Rows with parts of their own that a level must have before one without is doubted."""


def out_of_order(book: Book, claims: Claims, system: System) -> Iterator[Structure]:
    """Rows that the order of the others asks for; at most one of each sort a statement."""
    sums, guesses = _sums(book, system), _sums(book, system, guessed=True)
    whole: dict[str, int] = {}
    for sheet in claims.sheets:
        statement = book.packet.statements[sheet.index]
        held = _parents(sheet, statement.rows).keys() & _totals(book, system, sums.get(sheet.index, []))
        whole[statement.kind] = whole.get(statement.kind, 0) + len(held)
    for sheet in claims.sheets:
        mine = sums.get(sheet.index, [])
        yield from _unnumbered(book, sheet, system, mine)
        yield from _childless(book, sheet, system, mine)
        if not _summary(book, sheet):
            kind = book.packet.statements[sheet.index].kind
            yield from _broken_down(book, sheet, system, mine, whole.get(kind, 0))
        yield from _steps_short(book, sheet, system, guesses.get(sheet.index, []))
        yield from _block_short(book, sheet, system, mine, guesses.get(sheet.index, []))
        yield from _unopened(book, sheet, mine, system)


def _summary(book: Book, sheet: Sheet) -> bool:
    """Whether the packet prints statements of this kind in a finer unit, too: summaries leave out rows on purpose."""
    own = book.packet.statements[sheet.index]
    worth = YEN_FACTORS.get(own.unit, 1)
    return any(other.kind == own.kind and YEN_FACTORS.get(other.unit, worth) < worth for other in book.packet.statements)


def _sums(book: Book, system: System, guessed: bool = False) -> dict[int, list[int]]:
    """Sums down each statement that say anything: claims, or guesses that a label backs."""
    found: dict[int, list[int]] = {}
    for i, relation in enumerate(system.relations):
        downwards = "v" in relation.template and relation.kind in ("footing", "difference")
        downwards = downwards and (relation.weak and relation.soft if guessed else not relation.weak)
        if downwards and is_evidence(relation, system.values):
            found.setdefault(book.cells[relation.total].statement, []).append(i)
    return found


# ----------------------------------------------------------------------------------------------------------------- numbers


def _unnumbered(book: Book, sheet: Sheet, system: System, sums: list[int]) -> Iterator[Structure]:
    rows = book.packet.statements[sheet.index].rows
    found = breaks(rows)
    if not found or not _one_place(found):
        return
    best = max(found, key=lambda b: (bool(b.lacks), b.before is not None))
    if not (best.lacks or best.before is not None) or rows[best.after].heading:
        return
    near = {r for b in found for r in (b.before, b.after) if r is not None}
    near |= set(range(min(near), max(near) + 1))
    short = [i for i in sums if system.fails(i) and near & _rows(book, system, i)]
    if not (best.lacks or short) or _adds_up(book, rows, system, sums, best, near) or (short and _misread(system, short)):
        return
    after = f"after {rows[best.before].item}" if best.before is not None else "before"
    lacks = f"no row bears the number {best.lacks}" if best.lacks else "the numbers start again"
    text = f"a row is missing: {lacks} {after}{'' if best.before is None else ', and'} {rows[best.after].item} follows"
    if best.before is None:
        text = f"a row is missing: {lacks}, and the list starts with {rows[best.after].item}"
    at = best.before if best.before is not None else best.after
    yield Structure("unreadable", "error" if short else "warning", sheet.index, text, at, None, set(short))


def _one_place(found: Sequence[Break]) -> bool:
    """Whether all breaks lie around one row: a parent left out breaks its own list and that of the parts below it."""
    starts = [b.before if b.before is not None else b.after - 1 for b in found]
    return max(starts) < min(b.after for b in found)


def _adds_up(book: Book, rows: Sequence[Row], system: System, sums: list[int], best: Break, near: set[int]) -> bool:
    """Whether a sum of the very list holds, so that no row with a figure is missing from it."""
    deepest = rows[best.after].indent
    for i in sums:
        terms = {book.cells[cell].row for _, cell in system.relations[i].terms}
        both = best.after in terms and (best.before is None or best.before in terms or not best.lacks)
        if both and not system.fails(i) and (not best.lacks or all(rows[r].indent <= deepest for r in terms & near)):
            return True
    return False


def _rows(book: Book, system: System, i: int) -> set[int]:
    return {book.cells[cell].row for cell in system.relations[i].cells()}


def _misread(system: System, short: list[int]) -> bool:
    """Whether one digit or sign explains all that is short."""
    return any(c.cost < OTHER and not c.broken and (c.mended | c.hinted) >= set(short) for c in system.candidates(short[:1]))


# ------------------------------------------------------------------------------------------------------- parents without parts


def _childless(book: Book, sheet: Sheet, system: System, sums: list[int]) -> Iterator[Structure]:
    """The one row of its level without parts, where all others bear a number and have parts that add up to them."""
    rows = book.packet.statements[sheet.index].rows
    held = _totals(book, system, sums)
    levels: dict[tuple[int, int], list[int]] = {}
    parts = _parts(sheet, rows)
    for r in sheet.order:
        if _plain(rows[r]):
            levels.setdefault((len(rows[r].section), rows[r].indent), []).append(r)
    for members in levels.values():
        bare = [r for r in members if not parts[r]]
        whole = [r for r in members if parts[r] and (r in held or not any(sheet.numbers[r]))]
        sure = len(bare) == 1 and len(whole) >= LEAST_PARENTS and len(whole) == len(members) - 1
        if sure and any(sheet.numbers[bare[0]]) and all(numbered(rows[r].item) for r in members):
            item = rows[bare[0]].item
            text = f"a row is missing: {item} has no row below it, and all {len(whole)} other rows of its level have their parts"
            yield Structure("unreadable", "warning", sheet.index, text, bare[0], None)


def _parts(sheet: Sheet, rows: Sequence[Row]) -> dict[int, list[int]]:
    """For each row with figures those printed as its direct parts: further in, or under its name."""
    found: dict[int, list[int]] = {r: [] for r in sheet.order}
    above: list[int] = []
    for r in sheet.order:
        while above and not _inside(rows[above[-1]], rows[r]):
            above.pop()
        if above and _plain(rows[r]):
            found[above[-1]].append(r)
        if _plain(rows[r]):
            above.append(r)
    return found


def _broken_down(book: Book, sheet: Sheet, system: System, sums: list[int], whole: int) -> Iterator[Structure]:
    """The one row whose parts do not come to it, where the parts of all others do, here and in ``whole`` rows in all."""
    rows = book.packet.statements[sheet.index].rows
    parents = _parents(sheet, rows)
    short = sorted(parents.keys() - _totals(book, system, sums))
    if len(short) != 1 or whole < LEAST_PARENTS or not _falls_short(sheet, short[0], parents[short[0]]):
        return
    r = short[0]
    explains = {i for i in sums if book.cells[system.relations[i].total].row == r and system.fails(i)}
    gaps = ", ".join(in_print(gap) for gap in _gaps(sheet, r, parents[r])[:8] if gap)
    text = f"a row is missing: the rows below {rows[r].item} fall short of it by {gaps}, and {whole} other rows of such "
    yield Structure("unreadable", "warning", sheet.index, text + "statements are the sum of those below them", r, None, explains)


def _parents(sheet: Sheet, rows: Sequence[Row]) -> dict[int, list[int]]:
    """Rows with figures that have parts, and these."""
    return {r: parts for r, parts in _parts(sheet, rows).items() if parts and any(sheet.numbers[r])}


def _totals(book: Book, system: System, sums: list[int]) -> set[int]:
    """Rows of a statement that are sums and hold."""
    return {book.cells[system.relations[i].total].row for i in sums if not system.fails(i)}


def _gaps(sheet: Sheet, r: int, parts: list[int]) -> list[Number]:
    return [value - sum(sheet.numbers[o][c] for o in parts) for c, value in enumerate(sheet.numbers[r])]


def _falls_short(sheet: Sheet, r: int, parts: list[int]) -> bool:
    """Whether a part as large as what is lacking fits in: no column has more than its parent, and most have less."""
    gaps = [(gap, value) for gap, value in zip(_gaps(sheet, r, parts), sheet.numbers[r], strict=True) if value]
    within = all(0 <= gap * (1 if value > 0 else -1) <= size(value) for gap, value in gaps)
    short = [c for c, gap in enumerate(_gaps(sheet, r, parts)) if gap]
    return within and 2 * len(short) > len(gaps) and not all(_one_digit(sheet, r, parts, c) for c in short)


def _one_digit(sheet: Sheet, r: int, parts: list[int], c: int) -> bool:
    """Whether one digit or sign of one figure explains what a column lacks: likelier than a row that is not there."""
    gap = _gaps(sheet, r, parts)[c]
    figures = [(sheet.numbers[r][c], -gap), *((sheet.numbers[o][c], gap) for o in parts)]
    return any(change_cost(value, value + more) < OTHER for value, more in figures)


def _plain(row: Row) -> bool:
    return not (is_total(row.item) or is_difference(row.item) or is_partial(row.item) or row.role in ("total", "difference"))


def _inside(parent: Row, row: Row) -> bool:
    """Whether a row is printed as part of the one above: further in, or under its name."""
    return row.indent > parent.indent and (row.section == parent.section or row.section == (*parent.section, parent.item))


def _steps_short(book: Book, sheet: Sheet, system: System, guesses: list[int]) -> Iterator[Structure]:
    """A sum one column further in that its details fall short of, where the columns' other sums hold."""
    short = []
    for i in guesses:
        relation, gap = system.relations[i], system.gaps[i]
        total = system.values[relation.total]
        inwards = relation.template.startswith(f"{sheet.index}vs") and all(weight > 0 for weight, _ in relation.terms)
        inwards = inwards and not is_difference(book.row(relation.total).item) and len(relation.terms) > 1
        if inwards and gap and total and 0 < gap * (1 if total > 0 else -1) < size(total):
            short.append(i)
    if len(short) == 1 and not _misread(system, short):
        row = book.cells[system.relations[short[0]].total].row
        item = book.packet.statements[sheet.index].rows[row].item
        said = in_print(system.gaps[short[0]])
        text = f"a row is missing: the sum printed beside {item} is {said} more than the rows that it adds up"
        yield Structure("unreadable", "warning", sheet.index, text, row, None, set(short))


def _block_short(book: Book, sheet: Sheet, system: System, sums: list[int], guesses: list[int]) -> Iterator[Structure]:
    """The one total of a cash flow statement that the rows under its own heading do not come to, where other sums hold."""
    short = [i for i in guesses if system.relations[i].rule == CLOSES_ITS_HEADING and system.fails(i)]
    rows = {book.cells[system.relations[i].total].row for i in short}
    cash = book.packet.statements[sheet.index].kind == "cash_flow"
    several = all(len(system.relations[i].terms) > 1 for i in short)
    if cash and len(rows) == 1 and several and len(_totals(book, system, sums)) > 1 and not _misread(system, short):
        r = rows.pop()
        item = book.packet.statements[sheet.index].rows[r].item
        gaps = ", ".join(in_print(system.gaps[i]) for i in short[:8])
        text = f"a row is missing: {item} differs from the rows under its heading by {gaps}, and the statement's other sums hold"
        yield Structure("unreadable", "warning", sheet.index, text, r, None, set(short))


# ---------------------------------------------------------------------------------------------------------- opening balances


def _unopened(book: Book, sheet: Sheet, sums: list[int], system: System) -> Iterator[Structure]:
    """A closing balance right after a change that it differs from, without an opening balance anywhere in the statement."""
    statement = book.packet.statements[sheet.index]
    rows = statement.rows
    if statement.kind not in ("cash_flow", "income_statement", "budget"):
        return
    totals = _totals(book, system, sums)
    for above, r in zip(sheet.order, sheet.order[1:], strict=False):
        opened = any(is_opening(rows[o].item) for o in sheet.order)
        if opened or not is_closing(rows[r].item) or not is_difference(rows[above].item) or r in totals or above not in totals:
            continue
        if any(sheet.numbers[r]) and sheet.numbers[r] != sheet.numbers[above]:
            text = f"a row is missing: {rows[r].item} follows {rows[above].item}, and no row says what it was before"
            yield Structure("unreadable", "warning", sheet.index, text, above, None)
