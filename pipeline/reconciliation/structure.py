"""Is a column under the wrong header, or not in the print at all?  One fault of structure breaks many relations at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.model import Column, FindingKind, Number, Severity, Statement
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, Relation, rounded, size
from pipeline.reconciliation.column_changes import DIFFERENCE
from pipeline.reconciliation.column_fit import ColumnPlan
from pipeline.reconciliation.column_words import is_change, is_planned, moves
from pipeline.reconciliation.columns_by_arithmetic import BY_ARITHMETIC
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.header_claims import Swap, neighbours, unkept
from pipeline.reconciliation.misheaded import misheaded
from pipeline.reconciliation.notes import BY_VALUE
from pipeline.reconciliation.rates import misrated
from pipeline.reconciliation.restatements import ColumnKey, Place
from pipeline.reconciliation.roundings import names
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.staggered import column_steps, steps_held
from pipeline.reconciliation.system import System
from pipeline.reconciliation.whose_year import of_another_year
from pipeline.reconciliation.words import is_closing, is_opening, is_per_head, is_whole, plain
from pipeline.reconciliation.year_order import turned_years

LEAST_BROKEN = 2
"""Relations with different totals that must fail before two columns are suspected to be swapped …"""
LEAST_MENDED = (4, 5)
"""… and the share of them that the swap must mend."""
LEAST_SAME = 4
"""Different non-zero values by which a column is recognised as another one's figures."""
LEAST_NEGATIVE = 2
"""Rows in which a level is negative beside a positive one, before it is taken for a change."""
LEAST_SIBLINGS = 2
"""Statements with the same columns that must lack one before it is doubted."""
LEAST_STEPS = 3
"""Sums that must stand one column inwards once two columns are swapped."""
MORE_STEPS = 2
"""How many more these must be than as read."""
LEAST_SAME_COLUMNS = 3
"""Headers that two statements must share to have the same columns."""
_REPEATED = re.compile(r"(?:^|\s)#\d+$")
_AMOUNT = ("金額", "")
_SIDES = re.compile(r"(?<!及び)(?<!収入)(?<!歳入)(収入|歳入|支出|歳出)(?:の部)?[)）]?$")
_BOTH_SIDES = {"収入", "支出"}
OWN_WORDS = 4
"""Characters of a header that nobody but the printer can have set over a column of noughts."""
LEAST_ROWS_OF_ZEROS = 3
"""Rows of nothing but 0 that make a column suspect."""


@dataclass(slots=True)
class Structure:
    """A fault of a whole column, row or table."""

    kind: FindingKind
    severity: Severity
    statement: int
    evidence: str
    row: int | None = None
    column: int | None = None
    explains: set[int] = field(default_factory=set)
    """Relations that fail because of it."""
    doubted: set[int] = field(default_factory=set)
    """Cells that stand in the wrong place."""
    proposed: str = ""
    lacking: frozenset[Number] = frozenset()
    """Figures of a row that is missing, as far as no relation tells them."""


def misplaced_columns(book: Book, claims: Claims, system: System) -> Iterator[Structure]:
    """Columns under each other's header, told by the relations that a swap mends, or by whose figures they are elsewhere."""
    told: set[int] = set()
    explained: set[int] = set()
    swaps = [
        swap for sheet in claims.sheets for a, b in neighbours(book, sheet)
        if not _made_up(book, sheet, (a, b)) and (swap := _swap(book, system, sheet, a, b))
    ]  # fmt: skip
    for swap in sorted(swaps, key=lambda s: -len(s.explains)):
        if swap.statement in told or len(swap.explains - explained) < LEAST_BROKEN:
            continue
        told.add(swap.statement)
        swap.explains |= _elsewhere(book, system, swap.doubted) | _across(book, claims, system, swap)
        explained |= swap.explains
        yield swap
    found: list[Structure] = []
    for sheet in claims.sheets:  # what a statement says of itself, before what others say of it
        if sheet.index not in told:
            found += _by_itself(book, claims, sheet)
    told |= {structure.statement for structure in found}
    for sheet in claims.sheets:
        if sheet.index not in told and (alike := _recognised(book, claims, sheet, told)) and _printed(book, sheet, alike):
            told.add(sheet.index)
            found.append(alike)
    for other in of_another_year(book, claims.sheets, told):
        found.append(_swapped_pair(book, other.sheet, *other.pair, other.why))
    for structure in sorted(found, key=lambda s: s.statement):
        structure.explains |= _elsewhere(book, system, structure.doubted) | _across(book, claims, system, structure)
        yield structure


def _by_itself(book: Book, claims: Claims, sheet: Sheet) -> list[Structure]:
    """The first thing that a statement's own headers and figures say against two of its columns."""
    found = (
        _reversed(book, claims, sheet) or _against_words(book, claims, sheet) or _told(book, sheet, unkept(book, sheet))
        or _steps_swapped(book, sheet) or _unlike_siblings(book, claims, sheet)
        or _told(book, sheet, misheaded(book, sheet, claims.columns.get(sheet.index, [])))
        or _told(book, sheet, next(misrated(book, sheet), None)) or _told(book, sheet, turned_years(book, sheet))
    )  # fmt: skip
    return [found] if found and _printed(book, sheet, found) else []


def _printed(book: Book, sheet: Sheet, found: Structure) -> bool:
    """Whether all columns of a fault can be in the print."""
    return not _made_up(book, sheet, [book.cells[cell].column for cell in found.doubted])


def _made_up(book: Book, sheet: Sheet, columns: Iterable[int]) -> bool:
    """Whether one of the columns has neither a header of its own nor a figure other than 0: it may not be in the print."""
    bare = {c for c in columns if not _header(book, sheet.index, c)}
    filled = {c for (_, c), cell in book.at[sheet.index].items() if book.values[cell]}
    return bool(bare - filled)


def _elsewhere(book: Book, system: System, cells: set[int]) -> set[int]:
    """What fails because figures of swapped columns are held against other columns, tables and years.

    Sums down one column fail for causes of their own, unless they add up shares, which are rounded, as if they were amounts,
    or gains apart from losses, which count against each other, or what each head pays.
    """
    touched = {i for cell in cells for i, _ in system.by_cell.get(cell, ()) if system.fails(i)}
    places = {(book.cells[cell].statement, book.cells[cell].column) for cell in cells}
    apart = {s for s, c in places if is_per_head(book.packet.statements[s].columns[c].name)}
    halves = apart | {s for s, c in places if book.packet.statements[s].columns[c].measure in ("増", "減")}
    if halves:
        return touched | {i for i in system.violated() if book.cells[system.relations[i].total].statement in halves}
    return {i for i in touched if "v" not in system.relations[i].template or _mixed(book, system.relations[i])}


def _across(book: Book, claims: Claims, system: System, swapped: Structure) -> set[int]:
    """Relations between columns that fail where two are swapped: those of either column, and others in several rows at once.

    A row in which one of the two is blank takes no figure of it; what its header claims is looked for among others then.
    What was learned to be the same in another table was learned of the wrong column.
    """
    s = swapped.statement
    moved = {book.cells[cell].column for cell in swapped.doubted}
    found: set[int] = set()
    for n, plan in enumerate(claims.columns.get(s, ())):
        failing = {i for i, r in enumerate(system.relations) if r.template == f"{s}h{n}" and system.fails(i)}
        if len(failing) >= LEAST_BROKEN or moved & {plan.total, *(c for _, c in plan.terms)}:
            found |= failing
    return found | {
        i for i, r in enumerate(system.relations)
        if r.kind == "tie" and system.fails(i) and any(book.cells[cell].statement == s for cell in r.cells())
    }  # fmt: skip


def _mixed(book: Book, relation: Relation) -> bool:
    """Whether a sum down the rows takes figures from several columns, or has shares among them."""
    cells = list(relation.cells())
    return len({book.cells[cell].column for cell in cells}) > 1 or any(isinstance(book.values[cell], Decimal) for cell in cells)


def _swap(book: Book, system: System, sheet: Sheet, a: int, b: int) -> Structure | None:
    at = book.at[sheet.index]
    cells = [(at.get((r, a)), at.get((r, b))) for r in sheet.order]
    pairs = [(x, y) for x, y in cells if x is not None and y is not None and system.values[x] != system.values[y]]
    touched = {i for pair in pairs for cell in pair for i, _ in system.by_cell.get(cell, ())}
    touched = {i for i in touched if system.relations[i].template not in (BY_VALUE, "prose") and not system.relations[i].hint}
    before = {i for i in touched if system.fails(i)}
    if len(before) < LEAST_BROKEN or len({system.relations[i].total for i in before}) < LEAST_BROKEN:
        return None
    for x, y in pairs:
        one, two = system.values[x], system.values[y]
        system.set(x, two)
        system.set(y, one)
    after = {i for i in touched if system.fails(i)}
    for x, y in pairs:
        one, two = system.values[x], system.values[y]
        system.set(x, two)
        system.set(y, one)
    if LEAST_MENDED[1] * (len(before) - len(after)) < LEAST_MENDED[0] * len(before):
        return None
    text = f"{len(before)} equations fail as read, {len(after)} with the two columns swapped"
    return _swapped(book, sheet, a, b, text, before, {cell for pair in pairs for cell in pair})


def _swapped(book: Book, sheet: Sheet, a: int, b: int, why: str, explains: set[int], doubted: set[int]) -> Structure:
    statement = book.packet.statements[sheet.index]
    one, two = statement.columns[a].name, statement.columns[b].name
    text = f"the columns {one} and {two} seem swapped, each under the other's header: {why}"
    return Structure("garbled_header", "error", sheet.index, text, None, a, explains, doubted, two)


# ------------------------------------------------------------------------------------------------------- whose figures are they


def _recognised(book: Book, claims: Claims, sheet: Sheet, told: set[int]) -> Structure | None:
    """A column whose figures stand elsewhere under another header of this statement, and not under its own."""
    statement = book.packet.statements[sheet.index]
    keys = {c: _key(statement, c) for c in book.money[sheet.index]}
    for c, key in keys.items():
        for place, divisor in _namesakes(claims, sheet, statement, c, key):
            named_there = book.packet.statements[place.sheet.index].columns[place.column]
            if is_planned(statement.columns[c]) != is_planned(named_there):
                continue  # a plan is not what came of it
            if place.sheet.index in told or _same(book, sheet, c, place, divisor):
                continue
            for d in keys:
                if d != c and abs(d - c) == 1 and _same(book, sheet, d, place, divisor):
                    own = _namesakes(claims, sheet, statement, d, keys[d])
                    if any(_same(book, sheet, d, other, by) for other, by in own):
                        continue
                    where = book.packet.statements[place.sheet.index]
                    here, named = statement.columns[d].name, statement.columns[c].name
                    text = f"the figures under {here} are those of {named} in {where.title}, row by row"
                    cells = {cell for (r, k), cell in book.at[sheet.index].items() if k in (c, d)}
                    return _swapped(book, sheet, min(c, d), max(c, d), text, set(), cells)
    return None


def _key(statement: Statement, column: int) -> ColumnKey:
    c = statement.columns[column]
    return ColumnKey(statement.kind, c.fiscal_year, "" if is_whole(c.segment) else c.segment, c.version, c.measure)


def _namesakes(claims: Claims, sheet: Sheet, statement: Statement, column: int, key: ColumnKey) -> Iterator[tuple[Place, int]]:
    """Columns of other statements that should hold the same figures, in the same or a finer unit; changes have none."""
    unit = statement.columns[column].unit
    if is_change(statement.columns[column]):
        return
    for other, worth in YEN_FACTORS.items():
        if unit in YEN_FACTORS and (other == unit or worth < YEN_FACTORS[unit]):
            for place in claims.groups.get((key, other), ())[:2]:
                if place.sheet is not sheet:
                    yield place, YEN_FACTORS[unit] // worth


def _same(book: Book, sheet: Sheet, column: int, place: Place, divisor: int) -> bool:
    """Whether a column prints another's figures: nearly all that can be compared agree, signs apart."""
    at, there = book.at[sheet.index], book.at[place.sheet.index]
    if divisor == 1:
        pairs = [(r, place.sheet.named[k]) for r, k in sheet.keys.items() if k in place.sheet.named]
    else:
        finer = names(place.sheet)
        rows = book.packet.statements[sheet.index].rows
        pairs = [(r, finer[plain(rows[r].item)]) for r in sheet.order if plain(rows[r].item) in finer]
    equal, compared = 0, 0
    values: set[Number] = set()
    for r, other in pairs:
        one, two = at.get((r, column)), there.get((other, place.column))
        a, b = (book.values[one] if one is not None else None), (book.values[two] if two is not None else None)
        if a is None or b is None or not (a or b):
            continue
        compared += 1
        if size(a) == size(rounded(b, divisor, "half_up")):
            equal += 1
            values.add(size(a))
    return len(values) >= (LEAST_SAME - 1 if equal == compared else LEAST_SAME) and 10 * equal >= 7 * compared


def _reversed(book: Book, claims: Claims, sheet: Sheet) -> Structure | None:
    """増減 that is the older year less the newer one in every row: the two years stand under each other's header."""
    statement = book.packet.statements[sheet.index]
    for plan in claims.columns.get(sheet.index, ()):
        if plan.rule != DIFFERENCE or plan.weak or len(plan.terms) != 2:
            continue
        (w1, a), (w2, b) = plan.terms
        one, two = statement.columns[a].fiscal_year, statement.columns[b].fiscal_year
        change = statement.columns[plan.total].measure == "増減" and (w1, w2) == (1, -1)
        if change and one is not None and two is not None and one < two:
            text = f"{statement.columns[plan.total].name} is {one} less {two} in every row"
            cells = {cell for (r, k), cell in book.at[sheet.index].items() if k in (a, b)}
            return _swapped(book, sheet, min(a, b), max(a, b), text, set(), cells)
    return None


def _against_words(book: Book, claims: Claims, sheet: Sheet) -> Structure | None:
    """Columns that add up only against what their headers say: 増加 taken away, 減少 added, a change larger than its levels."""
    columns = book.packet.statements[sheet.index].columns
    for plan in claims.columns.get(sheet.index, ()):
        grown = [c for w, c in plan.terms if w < 0 and moves(columns[c]) > 0]
        shrunk = [c for w, c in plan.terms if w > 0 and moves(columns[c]) < 0]
        if plan.rule == BY_ARITHMETIC and grown and shrunk and not _older(columns, plan):
            why = f"{columns[grown[0]].name} is taken away and {columns[shrunk[0]].name} added in every row"
            return _swapped_pair(book, sheet, grown[0], shrunk[0], why)
        opening = [c for c in book.money[sheet.index] if is_opening(columns[c].name)]
        if plan.rule == BY_ARITHMETIC and is_closing(columns[plan.total].name) and len(opening) == 1:
            beside = [c for w, c in plan.terms if w > 0 and abs(c - opening[0]) == 1 and moves(columns[c]) <= 0]
            if opening[0] not in {c for _, c in plan.terms} and len(beside) == 1:
                closing, other, first = (columns[c].name for c in (plan.total, beside[0], opening[0]))
                why = f"{closing} follows from {other} in every row, and not from {first}"
                return _swapped_pair(book, sheet, beside[0], opening[0], why)
        if plan.rule == DIFFERENCE and not plan.weak and len(plan.terms) == 2:
            older = plan.terms[1][1]
            taken = plan.terms[1][0] < 0 and abs(plan.total - older) == 1
            if taken and _change_and_level(book, sheet, plan.total, plan.terms[0][1], older):
                why = f"{columns[older].name} has negative figures where {columns[plan.total].name} has none"
                return _swapped_pair(book, sheet, older, plan.total, why)
    return None


def _older(columns: Sequence[Column], plan: ColumnPlan) -> bool:
    """Whether what the columns come to is of a year before one of them: going back, growth is taken away."""
    own = columns[plan.total].fiscal_year
    levels = [columns[c].fiscal_year for _, c in plan.terms if not moves(columns[c])]
    return own is not None and any(year is not None and year > own for year in levels)


def _told(book: Book, sheet: Sheet, found: Swap | None) -> Structure | None:
    return _swapped_pair(book, sheet, *found) if found else None


def _unlike_siblings(book: Book, claims: Claims, sheet: Sheet) -> Structure | None:
    """差異 of 予算 and 決算 taken the other way round than in all other statements with these headers, which are several.

    Income may be told less its budget where a budget is told less its expenses: those of the other side say nothing.
    """
    side = _side(book, sheet)
    for plan in claims.columns.get(sheet.index, ()):
        own = _way(book, sheet, plan)
        if own is None:
            continue
        others = [other for other in claims.sheets if other is not sheet and {side, _side(book, other)} != _BOTH_SIDES]
        ways = [_way(book, other, p) for other in others for p in claims.columns.get(other.index, ())]
        turned = sum(way == (own[0], own[2], own[1]) for way in ways)
        if turned >= LEAST_SIBLINGS and own not in ways:
            (_, a), (_, b) = plan.terms
            why = f"{own[0]} is {own[1]} less {own[2]} in every row, in {turned} statements like it the other way round"
            return _swapped_pair(book, sheet, a, b, why)
    return None


def _side(book: Book, sheet: Sheet) -> str:
    """収入 or 支出, as a statement's caption ends; empty where it ends with neither or with both (収入支出, 収入及び支出)."""
    found = _SIDES.search(book.packet.statements[sheet.index].title)
    return "" if found is None else {"歳入": "収入", "歳出": "支出"}.get(found[1], found[1])


def _way(book: Book, sheet: Sheet, plan: ColumnPlan) -> tuple[str, str, str] | None:
    """Which two columns a difference is taken of, by name: the change, from what, and what is taken away."""
    if plan.rule != DIFFERENCE or plan.weak or len(plan.terms) != 2 or [w for w, _ in plan.terms] != [1, -1]:
        return None
    columns = book.packet.statements[sheet.index].columns
    return columns[plan.total].name, columns[plan.terms[0][1]].name, columns[plan.terms[1][1]].name


def _steps_swapped(book: Book, sheet: Sheet) -> Structure | None:
    """Columns that step inwards only once two of them have changed places: sums stand left of their details as read."""
    for steps in column_steps(book, sheet):
        read, _ = steps_held(book, sheet, steps)
        tried = [(*steps_held(book, sheet, _exchanged(steps, k)), k) for k in range(len(steps) - 1)]
        most, results, k = max(tried)
        if most >= max(LEAST_STEPS, read + MORE_STEPS) and sum(t[:2] == (most, results) for t in tried) == 1:
            why = f"{most} sums hold one column further in than their details once swapped, {read} as read"
            return _swapped_pair(book, sheet, steps[k], steps[k + 1], why)
    return None


def _exchanged(steps: list[int], k: int) -> list[int]:
    return [*steps[:k], steps[k + 1], steps[k], *steps[k + 2 :]]


def _change_and_level(book: Book, sheet: Sheet, change: int, newer: int, older: int) -> bool:
    at = book.at[sheet.index]
    places = [tuple(at.get((r, c)) for c in (newer, older, change)) for r in sheet.order]
    values = [tuple(book.values[c] or 0 if c is not None else 0 for c in cells) for cells in places]
    negative = [v for v in values if v[0] > 0 and v[1] < 0]
    return len(negative) >= LEAST_NEGATIVE and not any(v[2] < 0 for v in values)


def _swapped_pair(book: Book, sheet: Sheet, a: int, b: int, why: str) -> Structure:
    cells = {cell for (_, k), cell in book.at[sheet.index].items() if k in (a, b)}
    return _swapped(book, sheet, min(a, b), max(a, b), why, set(), cells)


# --------------------------------------------------------------------------------------------------------------- phantom columns


def phantom_columns(book: Book, claims: Claims, system: System) -> Iterator[Structure]:
    """Columns of nothing but 0, of shares too, without a header of their own, or that statements with the same columns lack.

    What fails because of their figures follows from it: no balance carried forward is 0 there.
    """
    headers = {s.index: {_header(book, s.index, c) for c in book.money[s.index]} for s in claims.sheets}
    for index, at in enumerate(book.at):
        printed: dict[int, list[int]] = {}
        for (_, c), cell in sorted(at.items()):
            printed.setdefault(c, []).append(cell)
        own = headers.get(index, set())
        for c, cells in printed.items() if len(printed) > 1 else ():
            values = [book.values[cell] for cell in cells]
            if len(values) < LEAST_ROWS_OF_ZEROS or any(v is None or v for v in values):
                continue
            name = _header(book, index, c)
            siblings = [h for s, h in headers.items() if s != index and len(h & own) >= LEAST_SAME_COLUMNS]
            if name and (any(name in h for h in siblings) or len(siblings) < LEAST_SIBLINGS or name in _AMOUNT):
                continue
            said = f"column {name}" if name else "a column without a header of its own"
            lacking = f", and {len(siblings)} statements with the same columns lack it" if siblings else ""
            text = f"{said}: all {len(values)} figures are 0{lacking}; it may not be in the print"
            words = len(name) >= OWN_WORDS or _under_a_header(book, index, c)  # no reader makes up so many words
            explains = {i for cell in cells for i, _ in system.by_cell.get(cell, ()) if system.fails(i)}
            yield Structure("phantom_column", "info" if words else "warning", index, text, None, c, explains)


def _under_a_header(book: Book, index: int, column: int) -> bool:
    """Whether a column stands with others under a header that spans them, by a name that is no part of theirs."""
    columns = book.packet.statements[index].columns
    outer, _, own = columns[column].name.rpartition(" / ")
    beside = [c.name.rpartition(" / ")[2] for n, c in enumerate(columns) if n != column and c.name.startswith(f"{outer} / ")]
    return bool(outer and own and beside) and not _REPEATED.search(own) and not any(own in name for name in beside)


def _header(book: Book, index: int, column: int) -> str:
    """A column's own header, without those above it; empty for a repeated or a missing one."""
    c = book.packet.statements[index].columns[column]
    name = c.name.rsplit(" / ", 1)[-1]
    return "" if _REPEATED.search(name) or (not c.raw.strip() and name in _AMOUNT) else plain(name)
