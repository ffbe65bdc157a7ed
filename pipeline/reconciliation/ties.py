"""Which figures of one statement are figures of another?  Learned by value, and believed when many columns agree.

現金及び預金 of a balance sheet is 当期末現金及び預金 of the cash plan; its 未収金 is that plan's 当期末未収金 with the
other sign; 営業収益 of the plan is 営業収益合計 less what was drawn from reserves.  None of these is listed here: a row of
one statement is held against single rows of the other, then against small sums of rows with like names, in every column
that both share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from pipeline.model import Number
from pipeline.reconciliation.book import Book, Relation, holds, size
from pipeline.reconciliation.column_words import is_change
from pipeline.reconciliation.restatements import Place
from pipeline.reconciliation.sheets import RowKey, Sheet
from pipeline.reconciliation.words import core, is_total, stem

if TYPE_CHECKING:
    from pipeline.reconciliation.equations import Claims

LEAST_VALUES = 3
"""Different non-zero values that must agree before two rows of unrelated names are tied."""
LEAST_SHARE = (7, 10)
"""Share of the columns that say anything in which a tie must hold to be believed; for one name (現金及び預金 and
当期末現金及び預金) all but MOST_ASTRAY columns are enough."""
SHORTEST_NAME = 3
"""Characters of a name that is worth comparing: その他 and 合計 say nothing, 減価償却費 does."""
MOST_ASTRAY = 2
"""Columns in which rows of one name may differ and still be tied: two swapped columns."""
MOST_ADDENDS = 3
"""Rows of a small sum, at most."""
WIDEST_POOL = 14
"""Rows with like names that sums are tried from, at most."""
_COMMON = frozenset("の及び等その他合計額当期末前期首部金費収入支出差引")

Pairing = list[tuple[Place, Place]]
"""Columns of two statements of different kinds that are about the same year, segment and version."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One row as a signed sum of rows of the other statement."""

    total: RowKey
    terms: tuple[tuple[int, RowKey], ...]


Found = tuple[int, Tie]
"""In how many columns a tie holds, and the tie."""


@dataclass(slots=True)
class Table:
    """Numbers of one side of a pairing: row key → value in each shared column."""

    rows: dict[RowKey, list[Number]]


def ties(claims: Claims) -> list[Relation]:
    """Relations between two statements of one year, segment and version."""
    found: list[Relation] = []
    for (_, _, year), pairing in pairings(claims).items():
        one, two = _table(claims.book, [p for p, _ in pairing]), _table(claims.book, [p for _, p in pairing])
        for tie in _learn(claims, pairing, one, two):
            found += _instances(claims.book, tie, pairing, f"t{year}")
    return found


def pairings(claims: Claims) -> dict[tuple[str, str, int | None], Pairing]:
    """Columns of different kinds of statement that belong together: the first of each kind with the first of the other, …"""
    scopes: dict[tuple[object, ...], dict[str, list[Place]]] = {}
    for (key, unit), places in claims.groups.items():
        if key.kind in TIED_KINDS:
            kinds = scopes.setdefault((key.fiscal_year, key.segment, key.version, key.measure, unit), {})
            kinds.setdefault(key.kind, []).extend(places)
    found: dict[tuple[str, str, int | None], Pairing] = {}
    for scope, kinds in scopes.items():
        for one, two in combinations([k for k in TIED_KINDS if k in kinds], 2):
            for i in range(max(len(kinds[one]), len(kinds[two]))):
                pair = kinds[one][min(i, len(kinds[one]) - 1)], kinds[two][min(i, len(kinds[two]) - 1)]
                year = scope[0] if isinstance(scope[0], int) else None
                found.setdefault((one, two, year), []).append(pair)
    return found


TIED_KINDS = ("balance_sheet", "income_statement", "cash_flow", "equity_changes")
"""Statements that tell of the same thing; in a pairing the later one's row is the total."""


def _table(book: Book, places: Sequence[Place]) -> Table:
    rows: dict[RowKey, list[Number]] = {}
    for n, place in enumerate(places):
        at = book.at[place.sheet.index]
        for key, r in place.sheet.named.items():
            cell = at.get((r, place.column))
            value = book.values[cell] if cell is not None else None
            if value:
                rows.setdefault(key, [0] * len(places))[n] = value
    return Table(rows)


# ------------------------------------------------------------------------------------------------------------------ learning


def _learn(claims: Claims, pairing: Pairing, one: Table, two: Table) -> Iterator[Tie]:
    by_value: list[dict[Number, list[RowKey]]] = [{} for _ in pairing]
    for key, values in one.rows.items():
        for n, value in enumerate(values):
            if value:
                by_value[n].setdefault(size(value), []).append(key)
    for key, values in two.rows.items():
        single = _single(key, values, one, by_value)
        whole = None if single and single[0] == sum(map(bool, values)) else _sum(claims, pairing, key, values, one)
        best = max((found for found in (single, whole) if found), key=lambda found: found[0], default=None)
        if best:
            yield best[1]


def _single(key: RowKey, values: list[Number], one: Table, by_value: list[dict[Number, list[RowKey]]]) -> Found | None:
    votes: dict[RowKey, int] = {}
    for n, value in enumerate(values):
        for other in by_value[n].get(size(value), ()) if value else ():
            votes[other] = votes.get(other, 0) + 1
    best: tuple[tuple[int, bool], RowKey] | None = None
    for other, count in votes.items():
        score = count, related(key[1], other[1])
        same = core(key[1]) == other[1]
        if (best is None or score > best[0]) and _believable(values, one.rows[other], score[1], signs=True, same=same):
            best = score, other
    if best is None:
        return None
    return best[0][0], Tie(key, ((_sign(values, one.rows[best[1]]), best[1]),))


def _sign(values: list[Number], others: list[Number]) -> int:
    return 1 if sum(a == b for a, b in zip(values, others, strict=True) if a) * 2 >= sum(
        size(a) == size(b) for a, b in zip(values, others, strict=True) if a) else -1  # fmt: skip


def _believable(values: Sequence[Number], others: Sequence[Number], like: bool, signs: bool = False, same: bool = False) -> bool:
    """Whether two rows agree in enough columns: rows of like names need fewer different values."""
    shared: set[Number] = set()
    equal = tried = 0
    for a, b in zip(values, others, strict=True):
        if not (a or b):
            continue
        tried += 1
        if a == b or (signs and a == -b):
            equal += 1
            shared.add(size(a))
    if LEAST_SHARE[1] * equal < LEAST_SHARE[0] * tried and not (same and tried - equal <= MOST_ASTRAY):
        return False
    return len(shared) >= LEAST_VALUES or (like and bool(shared) and equal == tried and max(shared) >= 100)


def _sum(claims: Claims, pairing: Pairing, key: RowKey, values: list[Number], one: Table) -> Found | None:
    """The row as a total less some of its addends, or as a small sum of rows with like names."""
    if sum(map(bool, values)) < 2:
        return None
    bases: list[tuple[RowKey | None, list[RowKey]]] = []
    for other in one.rows:
        if is_total(other[1]) and stem(other[1]) == stem(key[1]):
            bases.append((other, _addends(claims, pairing, other, one)))
    bases.append((None, [k for k in one.rows if related(key[1], k[1])]))
    best: Found | None = None
    for base, pool in bases:
        start = one.rows[base] if base else None
        for signs in (-1,) if base else (1, -1):
            found = _subset(values, start, [(k, one.rows[k]) for k in pool[:WIDEST_POOL]], signs)
            if found and (best is None or found[0] > best[0]):
                terms = (*(((1, base),) if base else ()), *((signs, k) for k in found[1]))
                best = found[0], Tie(key, terms)
    return best


def _subset(
    values: list[Number], start: list[Number] | None, pool: list[tuple[RowKey, list[Number]]], sign: int
) -> tuple[int, tuple[RowKey, ...]] | None:
    best: tuple[int, tuple[RowKey, ...]] | None = None
    columns = [n for n, v in enumerate(values) if v]
    need = [values[n] - (start[n] if start else 0) for n in columns]
    for count in range(1 if start else 2, MOST_ADDENDS + 1):
        for rows in combinations(pool, count):
            hits = sum(sign * sum(row[1][n] for row in rows) == want for n, want in zip(columns, need, strict=True))
            if hits > (best[0] if best else 0):
                total = [(start[n] if start else 0) + sign * sum(r[1][n] for r in rows) for n in range(len(values))]
                if _believable(values, total, True) and all(any(r[1]) for r in rows):
                    best = hits, tuple(r[0] for r in rows)
    return best


def _addends(claims: Claims, pairing: Pairing, total: RowKey, one: Table) -> list[RowKey]:
    for place, _ in pairing:
        row = place.sheet.named.get(total)
        for plan in claims.plans.get(place.sheet.index, ()):
            if plan.total == row and plan.kind == "footing":
                return [place.sheet.keys[r] for _, r in plan.terms if place.sheet.keys[r] in one.rows]
    return []


def related(one: str, two: str) -> bool:
    """Whether two names share two neighbouring characters that say something."""
    return bool(_pairs(one) & _pairs(two))


@lru_cache(maxsize=65536)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(text) if not (a in _COMMON and b in _COMMON))


# ----------------------------------------------------------------------------------------------------------------- instances


def namesakes(claims: Claims) -> Iterator[Relation]:
    """Figures of one name, year, segment, version and unit in different statements: hints, for either sign."""
    first: dict[tuple[object, ...], int] = {}
    for (key, unit), places in claims.groups.items():
        for place in places:
            for (_, item, _), r in place.sheet.named.items():
                cell = claims.book.at[place.sheet.index].get((r, place.column))
                if cell is None or not claims.book.values[cell] or len(item) < SHORTEST_NAME or item.startswith("その他"):
                    continue
                name = (key.fiscal_year, key.segment, key.version, key.measure, unit, core(item))
                other = first.setdefault(name, cell)
                if claims.book.cells[other].statement != place.sheet.index:
                    for sign in (1, -1):
                        yield Relation("tie", cell, ((sign, other),), "the same name", weak=True, hint=True)


def _instances(book: Book, tie: Tie, pairing: Pairing, scope: str) -> Iterator[Relation]:
    for place, other in pairing:
        total = _cell(book, other.sheet, tie.total, other.column)
        terms = []
        for weight, key in tie.terms:
            cell = _cell(book, place.sheet, key, place.column)
            if cell is not None:
                terms.append((weight, cell))
        if total is not None and terms:
            rule = "the same figure in another statement"
            allowed = (len(terms) + 1) // 2 if place.sheet.allowance and len(terms) > 1 else 0
            relation = Relation("tie", total, tuple(terms), rule, tolerance=allowed, template=f"{scope}:{tie.total[1]}")
            if not (is_change(book.statement(total).columns[other.column]) and holds(relation, book.values) is False):
                yield relation  # changes may be told against another year's figures: 決算見込 here, 当初予算 there


def _cell(book: Book, sheet: Sheet, key: RowKey, column: int) -> int | None:
    row = sheet.named.get(key)
    return None if row is None else book.at[sheet.index].get((row, column))
