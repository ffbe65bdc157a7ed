"""Which business segment does each column belong to, where a reader broke, split or invented columns?

A packet prints the same list of segments over several statements.  A damaged list is laid along the known one, one to one
and in order, by what is left of its header and by the figures that its columns share with other statements: never by the
likeness of words alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from normalizers.drafts import Draft, DraftColumn, DraftRow, Note
from normalizers.figures import figure, size
from normalizers.headers import SEPARATOR, header_of, segment_names
from pipeline.model import Cell, Number

DISTINCTIVE = 1_000
"""Smaller figures recur by chance."""
ENOUGH_SHARED = 5
"""More shared figures than this add nothing to the certainty."""
DROP_COST = 0.5
"""Weight of calling a column of noughts a phantom, against at most 1 for a header that reads well."""
FAMILIAR_SHARE = 0.5
"""Mean likeness at which a list of headers is taken for a damaged print of a known list."""

_REVENUE_TOTAL = re.compile("収益(合)?計$")
_DRAWDOWN = "取崩"


@dataclass(frozen=True, slots=True)
class _Known:
    """A list of segments, 合計 included, and the figures that every statement prints under each."""

    names: tuple[str, ...]
    figures: tuple[frozenset[Number], ...]
    tables: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One known segment's share of a damaged table: a column, or two that are one."""

    columns: tuple[int, ...]
    known: int
    shared: int
    likeness: float


def repair_columns(drafts: Sequence[Draft]) -> list[Draft]:
    """Give every column of a segment table its segment; tell of each repair."""
    tables = {n: _own_levels(names) for n, draft in enumerate(drafts) if (names := segment_names(draft, draft.kind))}
    clusters = _clusters(tables)
    figures = {n: _figures(drafts[n]) for n in tables}
    repaired = list(drafts)
    for n, names in tables.items():
        lists = [_known(cluster, n, tables, figures) for cluster in clusters if cluster != [n]]
        repaired[n] = _repair(drafts[n], names, figures[n], lists)
    return repaired


def _own_levels(names: tuple[str, ...]) -> tuple[str, ...]:
    """What headers say at their innermost level, where that tells them apart: not all tables head their segments with 経理別."""
    own = tuple(name.rpartition(SEPARATOR)[2] for name in names)
    return own if len(set(own)) == len(own) else names


def _clusters(tables: dict[int, tuple[str, ...]]) -> list[list[int]]:
    """Tables whose headers agree position by position for the most part."""
    clusters: list[list[int]] = []
    for n, names in tables.items():
        for cluster in clusters:
            first = tables[cluster[0]]
            if len(first) == len(names) and 2 * sum(a == b for a, b in zip(first, names, strict=True)) > len(names):
                cluster.append(n)
                break
        else:
            clusters.append([n])
    return clusters


def _known(
    cluster: Sequence[int], table: int, tables: dict[int, tuple[str, ...]], figures: dict[int, list[frozenset[Number]]]
) -> _Known:
    """The fullest header at each position of a cluster, and the figures under it in all its tables but the one in question."""
    positions = range(len(tables[cluster[0]]))
    names = tuple(_fullest([tables[n][position] for n in cluster]) for position in positions)
    others = [figures[n] for n in cluster if n != table]
    shared: list[frozenset[Number]] = [frozenset().union(*(columns[position] for columns in others)) for position in positions]
    return _Known(names, tuple(shared), len(cluster))


def _fullest(texts: Sequence[str]) -> str:
    """The header of which the most others are what is left when characters are lost."""
    counts = Counter(texts)

    def standing(text: str) -> tuple[int, int, int]:
        return sum(n for other, n in counts.items() if _is_left_of(other, text)), counts[text], len(text)

    return max(counts, key=standing)


@lru_cache(maxsize=4096)
def _is_left_of(part: str, whole: str) -> bool:
    """Whether the characters stand in the whole in the same order."""
    rest = iter(whole)
    return all(char in rest for char in part)


def _figures(draft: Draft) -> list[frozenset[Number]]:
    """The distinctive figures of each column (each found in one column only), and its revenue total less drawdowns."""
    columns = [[figure(row.cells[c]) for row in draft.rows] for c in range(len(draft.columns))]
    owners = Counter(value for column in columns for value in {size(v) for v in column if v})
    result: list[frozenset[Number]] = []
    for column in columns:
        own = {size(v) for v in column if v and size(v) >= DISTINCTIVE and owners[size(v)] == 1}
        result.append(frozenset(own | _revenue_in_cash(draft, column)))
    return result


def _revenue_in_cash(draft: Draft, column: Sequence[Number | None]) -> set[Number]:
    """Revenue totals less the drawdowns above them, which are no cash: what a cash statement prints as revenue."""
    found: set[Number] = set()
    drawn: Number = 0
    for item, value in zip(draft.items, column, strict=True):
        if _DRAWDOWN in item:
            drawn += value or 0
        elif _REVENUE_TOTAL.search(item):
            if drawn and value and value - drawn >= DISTINCTIVE:
                found.add(value - drawn)
            drawn = 0
    return found


def _repair(draft: Draft, names: tuple[str, ...], figures: Sequence[frozenset[Number]], lists: Sequence[_Known]) -> Draft:
    """Lay the columns along the list that fits best."""
    best: tuple[float, _Known, list[_Step]] | None = None
    for known in lists:
        if set(names) == set(known.names) or len(known.names) > len(names) or len(set(known.names)) < len(known.names):
            continue
        steps = _align(draft, names, figures, known)
        if not steps or sum(step.likeness for step in steps) < FAMILIAR_SHARE * len(steps):
            continue
        score = sum(step.likeness + step.shared for step in steps) / len(steps)
        if best is None or (known.tables, score) > (best[1].tables, best[0]):
            best = (score, known, steps)
    return _applied(draft, names, best[1], best[2]) if best else draft


def _align(draft: Draft, names: tuple[str, ...], figures: Sequence[frozenset[Number]], known: _Known) -> list[_Step]:
    """The best one-to-one assignment in order: columns to segments, neighbours that are one joined, phantoms left out."""
    count, wanted = len(names), len(known.names)
    unreachable = (float("-inf"), ())
    table: list[list[tuple[float, tuple[_Step, ...]]]] = [[unreachable] * (wanted + 1) for _ in range(count + 1)]
    table[0][0] = (0.0, ())
    empty = [_is_nought(draft, c) for c in range(count)]
    split = [c + 1 < count and _are_one(draft, c, c + 1) for c in range(count)]
    for c in range(count):
        for k in range(wanted + 1):
            score, steps = table[c][k]
            if score == float("-inf"):
                continue
            moves: list[tuple[int, int, float, tuple[_Step, ...]]] = []
            if empty[c]:
                moves.append((c + 1, k, score - DROP_COST, steps))
            if k < wanted:
                step = _step(names, figures, known, (c,), k)
                moves.append((c + 1, k + 1, score + step.likeness + step.shared, (*steps, step)))
                if split[c]:
                    step = _step(names, figures, known, (c, c + 1), k)
                    moves.append((c + 2, k + 1, score + 1 + step.likeness + step.shared, (*steps, step)))
            for to_c, to_k, new, path in moves:
                if new > table[to_c][to_k][0]:
                    table[to_c][to_k] = (new, path)
    return list(table[count][wanted][1])


def _step(names: Sequence[str], figures: Sequence[frozenset[Number]], known: _Known, columns: tuple[int, ...], k: int) -> _Step:
    own = frozenset().union(*(figures[c] for c in columns))
    shared = min(len(own & known.figures[k]), ENOUGH_SHARED)
    text = "".join(names[c] for c in columns)
    return _Step(columns, k, shared, _likeness(text, known.names[k], len(columns) > 1))


@lru_cache(maxsize=4096)
def _likeness(text: str, name: str, shuffled: bool) -> float:
    """Share of common characters, in order, or in any order where two columns of one header were read as two."""
    common = (Counter(text) & Counter(name)).total() if shuffled else _common(text, name)
    return 2 * common / max(len(text) + len(name), 1)


def _common(a: str, b: str) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for char in a:
        before = 0
        for n, other in enumerate(b, 1):
            before, row[n] = row[n], before + 1 if char == other else max(row[n], row[n - 1])
    return row[-1]


def _is_nought(draft: Draft, column: int) -> bool:
    return all(row.cells[column] is None or figure(row.cells[column]) == 0 for row in draft.rows)


def _are_one(draft: Draft, left: int, right: int) -> bool:
    """Whether two neighbours are one column: in every row with figures exactly one of them is blank."""
    rows = [(row.cells[left], row.cells[right]) for row in draft.rows if not row.blank]
    return all((a is None) != (b is None) for a, b in rows) and any(a for a, _ in rows) and any(b for _, b in rows)


def _applied(draft: Draft, names: tuple[str, ...], known: _Known, steps: Sequence[_Step]) -> Draft:
    """The draft with its columns joined, dropped and named, and a note for each."""
    columns = tuple(_column(draft, step) for step in steps)
    rows = tuple(replace(row, cells=tuple(_cell(row, step) for step in steps)) for row in draft.rows)
    notes: list[Note] = []
    final: list[str] = []
    for n, step in enumerate(steps):
        name, told = _verdict(names, known, step, n)
        whole = header_of(draft.columns[step.columns[0]].levels)
        outer = whole.removesuffix(names[step.columns[0]])  # the levels above, as this table prints them
        final.append(f"{outer}{name}" if outer.endswith(SEPARATOR) else name)
        notes += told
    kept = {c for step in steps for c in step.columns}
    notes += [_phantom(draft, c, len(steps)) for c in range(len(names)) if c not in kept]
    return replace(draft, columns=columns, rows=rows, names=tuple(final), notes=(*draft.notes, *notes))


def _column(draft: Draft, step: _Step) -> DraftColumn:
    first = draft.columns[step.columns[0]]
    if len(step.columns) == 1:
        return first
    return DraftColumn((" | ".join(_printed(draft, c) for c in step.columns),), first.numeric)


def _printed(draft: Draft, column: int) -> str:
    return " / ".join(draft.columns[column].levels)


def _cell(row: DraftRow, step: _Step) -> Cell | None:
    return next((row.cells[c] for c in step.columns if row.cells[c] is not None), None)


def _verdict(names: Sequence[str], known: _Known, step: _Step, n: int) -> tuple[str, list[Note]]:
    """The column's name, and what to tell of it."""
    printed, name = " | ".join(names[c] for c in step.columns), known.names[step.known]
    if printed == name:
        return name, []
    fits = [other for other in known.names if _is_left_of(printed, other)]
    evidence = f"in order the only column left for {name} among {len(known.names)} known ones"
    if step.shared:
        many = " or more" if step.shared == ENOUGH_SHARED else ""
        evidence += f"; {step.shared}{many} of its figures stand under {name} elsewhere"
    elif fits == [name]:
        evidence += "; what is left of the header stands in no other segment's name"
    else:
        doubt = f"the header may be {name}, but no figure and no other header decides it"
        return printed, [Note("warning", "garbled_header", doubt, printed=printed, value=name, column=n)]
    if len(step.columns) > 1:
        blanks = "exactly one of the two is blank in every row with figures; " + evidence
        rule = "neighbours with blanks in turn are one column"
        return name, [Note("info", "split_column", blanks, "column", printed, name, rule, n)]
    rule = "one-to-one assignment in order to the segments of the other tables"
    return name, [Note("info", "garbled_header", evidence, "column", printed, name, rule, n)]


def _phantom(draft: Draft, column: int, wanted: int) -> Note:
    printed = header_of(draft.columns[column].levels)
    evidence = f"every figure is 0, and the other tables print {wanted} columns in this order, 合計 included"
    rule = "a column of noughts that no other table has is dropped"
    return Note("info", "phantom_column", evidence, "column", printed, "", rule)
