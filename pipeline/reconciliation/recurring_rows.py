"""Does one part of a statement lack the row that every other part like it has?

The parts of a statement are set alike: each opens and closes with a balance, each ends in a result named after it, each has the
same adjustment before that.  Where one has it not, no sum tells: the result is what the statement goes on with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from pipeline.model import Row
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.words import core, is_closing, is_difference, is_opening, is_total, plain

LEAST_ALIKE = 2
"""Parts that have the row, at least, beside the one that has it not."""
LEAST_CORE = 2
"""Characters of what a heading and the result below it share, at least."""

Section = tuple[str, ...]


def recurring_rows(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """What recurs in the parts of a statement, and is not there once."""
    rows = book.packet.statements[sheet.index].rows
    yield from _between(sheet, rows)
    yield from _balances(sheet, rows)
    yield from _named_results(book, sheet, rows)


def _between(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Structure]:
    """差引, 調整勘定等, 収支差額 in all parts but one, where 収支差額 follows 差引 and is something else."""
    follows: dict[str, list[tuple[int, int]]] = {}
    for above, below in pairwise(sheet.order):
        if rows[above].section == rows[below].section and rows[above].section and _ends(rows[above]):
            follows.setdefault(plain(rows[above].item), []).append((above, below))
    for pairs in follows.values():
        names = [plain(rows[below].item) for _, below in pairs]
        usual = max(names, key=names.count)
        lacking = [pair for pair, name in zip(pairs, names, strict=True) if name != usual]
        if names.count(usual) < LEAST_ALIKE or len(lacking) != 1 or _ends(rows[pairs[names.index(usual)][1]]):
            continue
        above, below = lacking[0]
        ends = _ends(rows[below]) and all(_ends_after(sheet, rows, pair[1]) for pair in pairs if pair not in lacking)
        if ends and sheet.numbers[above] != sheet.numbers[below] and not _has(sheet, rows, rows[above].section, usual):
            item = rows[pairs[names.index(usual)][1]].item
            text = (
                f"a row is missing: {item} stands below {rows[above].item} in all {names.count(usual)} other parts, and not here"
            )
            yield Structure("unreadable", "error", sheet.index, text, above, None, proposed=item)


def _ends(row: Row) -> bool:
    """Whether a row is a result or a total."""
    return is_difference(row.item) or is_total(row.item)


def _ends_after(sheet: Sheet, rows: Sequence[Row], r: int) -> bool:
    """Whether a result or a total of the same part follows a row."""
    at = sheet.order.index(r) + 1
    return at < len(sheet.order) and rows[sheet.order[at]].section == rows[r].section and _ends(rows[sheet.order[at]])


def _has(sheet: Sheet, rows: Sequence[Row], section: Section, name: str) -> bool:
    return any(rows[r].section == section and plain(rows[r].item) == name for r in sheet.order)


def _balances(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Structure]:
    """A balance at the beginning of the year without the one at its end, or the other way round, where others have both."""
    opening: dict[tuple[Section, str], int] = {}
    closing: dict[tuple[Section, str], int] = {}
    for r in sheet.order:
        for side, found in ((is_opening, opening), (is_closing, closing)):
            if side(rows[r].item) and any(sheet.numbers[r]) and core(rows[r].item) != plain(rows[r].item):  # 処分後残高
                found.setdefault((rows[r].section, core(rows[r].item)), r)
    both = opening.keys() & closing.keys()
    names = {name for _, name in (*opening, *closing)}
    whole = {name for _, name in both}  # 正味財産期末残高 below those of its parts has no beginning
    alone = [key for key in opening.keys() - both if not any(_is_sum_of(key[1], name) for name in names)]
    alone += [key for key in closing.keys() - both if key[1] in whole]
    if not both or len(alone) != 1 or len({len(section) for section, _ in (*both, *alone)}) > 1:
        return
    section, name = alone[0]
    r = (opening | closing)[section, name]
    others = (o for o in sheet.order if o != r and rows[o].section[: len(section)] == section and _of_balance(rows[o]))
    if not any(core(rows[o].item) == name for o in others):
        lost, have = (
            "end" if alone[0] in opening else "beginning",
            "other like it has" if len(both) == 1 else "others like it have",
        )
        text = f"a row is missing: {rows[r].item} has no balance at the {lost} of the year beside it, and {len(both)} {have} both"
        yield Structure("unreadable", "warning", sheet.index, text, r, None)


def _is_sum_of(name: str, other: str) -> bool:
    """Whether a balance may be that of several: 正味財産 of 一般正味財産 and 指定正味財産."""
    return name != other and other.endswith(name)


def _of_balance(row: Row) -> bool:
    return is_opening(row.item) or is_closing(row.item)


def _named_results(book: Book, sheet: Sheet, rows: Sequence[Row]) -> Iterator[Structure]:
    """2 経常外増減の部 without 当期経常外増減額, where 1 経常増減の部 has 当期経常増減額, and another statement has both."""
    results = [plain(rows[r].item) for r in sheet.order if is_difference(rows[r].item)]
    elsewhere = {
        plain(row.item)
        for s, other in enumerate(book.packet.statements) if s != sheet.index
        for row in other.rows if is_difference(row.item)
    }  # fmt: skip
    parts = list(dict.fromkeys(rows[r].section[:depth] for r in sheet.order for depth in range(1, len(rows[r].section) + 1)))
    for one, two in permutations(parts, 2):
        name, lost = _core(one[-1]), _core(two[-1])
        own = next((item for item in results if name and name in item), "")
        wanted = own.replace(name, lost) if own and lost and one[:-1] == two[:-1] else ""
        if wanted in elsewhere and not any(lost in item for item in results):
            last = max(r for r in sheet.order if rows[r].section[: len(two)] == two)
            text = f"a row is missing: {one[-1]} ends in {own}, {two[-1]} in no {wanted}, which another statement has"
            yield Structure("unreadable", "error", sheet.index, text, last, None, proposed=wanted)


def _core(heading: str) -> str:
    """What a heading is about: 経常外増減 of 2 経常外増減の部."""
    name = plain(heading).removesuffix("の部")
    return name if len(name) >= LEAST_CORE else ""
