"""Which rows stand under a parent that is not theirs?  Parts further in than their siblings, parts that nobody adds up.

A parent that is not printed leaves its parts behind, under the row above: 使用料 and 手数料 below 移転費用 once 経常収益 is not
there.  What they stand under then is whole without them, or only with them beside rows that have such parts of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Row
from pipeline.reconciliation.book import Book, is_evidence
from pipeline.reconciliation.parents import parents_of
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import is_difference

LEAST_WHOLE = 2
"""Parents that are the sum of all of their parts, before one that leaves some out is doubted."""


def left_over(book: Book, sheet: Sheet, system: System, sums: Sequence[int]) -> Iterator[Structure]:
    """The one parent that is what the first of its parts come to, where every other is the sum of all; ``sums`` down it."""
    rows = book.packet.statements[sheet.index].rows
    parents = parents_of(sheet, rows)
    added = _added(book, system, sums)
    whole = [r for r, parts in parents.items() if set(parts) == added.get(r)]
    short = [(r, rest) for r, parts in parents.items() if (rest := _rest(sheet, parts, added.get(r, set())))]
    short = [(r, rest) for r, rest in short if not any(r < o < rest[0] and is_difference(rows[o].item) for o in sheet.order)]
    if len(short) == 1 and len(whole) >= LEAST_WHOLE:
        (r, rest), item = short[0], rows[short[0][1][0]].item
        text = f"a row is missing: {item} stands below {rows[r].item}, which is whole without it, and all {len(whole)} other "
        yield Structure("unreadable", "warning", sheet.index, text + "rows with parts are the sum of all of them", rest[0], None)


def _added(book: Book, system: System, sums: Sequence[int]) -> dict[int, set[int]]:
    """For each row that is a sum and holds, the rows that it adds up in any column."""
    found: dict[int, set[int]] = {}
    for i in sums:
        relation = system.relations[i]
        if relation.kind == "footing" and not system.fails(i) and is_evidence(relation, system.values):
            added = {book.cells[cell].row for _, cell in relation.terms}
            found.setdefault(book.cells[relation.total].row, set()).update(added)
    return found


def _rest(sheet: Sheet, parts: Sequence[int], added: set[int]) -> list[int]:
    """The parts with figures behind those that a row is the sum of; none where it adds up others, too."""
    rest = [r for r in parts[len(added) :] if any(sheet.numbers[r])]
    return rest if added and set(parts[: len(added)]) == added and len(rest) == len(parts) - len(added) else []


def further_in(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """Rows right below a parent that stand as far in as the parts of their siblings, with which it adds them up."""
    rows = book.packet.statements[sheet.index].rows
    for n, r in enumerate(sheet.order):
        block = _below(rows, sheet.order, n)
        lost, siblings = _levels(rows, block)
        if lost and _holds(sheet, r, [*lost, *siblings]):
            item = rows[lost[0]].item
            text = f"a row is missing: {item} stands as far in as the rows below {rows[siblings[0]].item}, "
            yield Structure("unreadable", "warning", sheet.index, text + "and no row says what it is part of", lost[0], None)
            return


def _below(rows: Sequence[Row], order: Sequence[int], at: int) -> list[int]:
    """The rows that stand further in than one of them, ``at`` its place, as long as nothing else comes between."""
    parent = rows[order[at]]
    block: list[int] = []
    for n in range(at + 1, len(order)):
        if rows[order[n]].indent <= parent.indent or rows[order[n]].section != parent.section:
            break
        block.append(order[n])
    return block


def _levels(rows: Sequence[Row], block: Sequence[int]) -> tuple[list[int], list[int]]:
    """The first rows of a block if they stand further in than others, and these, if they all have parts just as far in."""
    outer = min((rows[r].indent for r in block), default=0)
    places = [n for n, r in enumerate(block) if rows[r].indent == outer]
    if not places or places[0] == 0:
        return [], []
    inner = rows[block[0]].indent
    level = all(rows[r].indent in (outer, inner) for r in block)
    parted = all(n + 1 < len(block) and rows[block[n + 1]].indent == inner for n in places)
    return (list(block[: places[0]]), [block[n] for n in places]) if level and parted else ([], [])


def _holds(sheet: Sheet, r: int, parts: Sequence[int]) -> bool:
    """Whether a row is the sum of others in each column."""
    fit = sheet.fit(r, tuple((1, o) for o in parts))
    return 0 < fit.tried == fit.holds
