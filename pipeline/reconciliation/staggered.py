"""Do the columns of one amount step inwards?  Details left, their sums on the last detail's line one column further right.

Statements of local public enterprises print 損益計算書 so: the details of a block in the first column, the block's sum in the
second, what blocks leave (営業利益) in the third, where the results then run on from line to line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise, permutations

from pipeline.model import EquationKind, Row
from pipeline.reconciliation.book import Book, Relation, holds, is_evidence
from pipeline.reconciliation.contras import netted_blocks, one_digit_off
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.words import is_closing, is_difference, is_opening, is_partial, is_total, plain, sign

LEAST_TURNING = 3
"""Columns, at least, of which the first two may step the other way than the last two."""
LEAST_HELD = 2
"""Sums that must hold before columns are taken to step inwards …"""
LEAST_SHARE = (6, 10)
"""… and their least share."""
_LEFT_OVER = re.compile("未処[分理].*(?:剰余金|欠損金)$|(?:実施|行政)コスト$")
"""What results run on to: 当年度未処分利益剰余金, 行政サービス実施コスト."""
_LOSS = re.compile("(?:営業|医業|経常|純|総)損失$|(?:繰越|未処理)欠損金$")
_STOCK_OPENS, _STOCK_CLOSES = re.compile("^期首.*(?:棚卸|たな卸|仕掛|貯蔵)"), re.compile("^期末.*(?:棚卸|たな卸|仕掛|貯蔵)")
_DETAILS, _AMOUNTS = re.compile("^(?:内訳|明細|内書)(?:金?額)?$"), re.compile("^(?:金額|合計|計)$")
_REPEATED = re.compile(r"^(.*?)(?: #(\d+))?$")

Terms = tuple[tuple[int, int], ...]


def staggered(book: Book, sheet: Sheet) -> Iterator[Relation]:
    """Sums from one column to the next, where columns of one name step inwards and most sums hold; the rest are guesses."""
    for steps in column_steps(book, sheet):
        netted = list(netted_blocks(book, sheet, steps))
        used = frozenset(cell for relation in netted for _, cell in relation.terms)
        told = {relation.total for relation in netted}
        yield from netted
        plain, sided = (list(_results(book, sheet, steps, sided)) for sided in (False, True))
        results = _read_either_way(book, plain, sided)
        taken = [r for r in _inwards(book, sheet, steps, True, used) if all(weight < 0 for weight, _ in r.terms)]
        signed = any(holds(r, book.values) and is_evidence(r, book.values) for r in taken)
        left = [r for r in plain if is_difference(_item(book, sheet, r.total))]
        signed = signed or (bool(left) and 2 * sum(bool(holds(r, book.values)) for r in left) >= len(left))
        inner = _read_either_way(book, *(list(_inwards(book, sheet, steps, signed, used, two)) for two in (False, True)))
        both = [*inner, *results]
        inwards = both if _believed(book, both, told) else inner
        left_by = list(_left_by_blocks(book, sheet, steps)) if len(steps) >= LEAST_TURNING else []
        known = {r.total for r in both if is_evidence(r, book.values) and holds(r, book.values) and len(r.terms) > 1}
        outwards = [
            [r for r in _with_results(book, steps, found, left_by) if r.total not in known or holds(r, book.values)]
            for found in _outwards(book, sheet, steps)
        ]  # what blocks leave is no sum above the next block
        if len(steps) < LEAST_TURNING and not _believed(book, inwards, told):  # 資金増加額 of the flows above their rows
            outwards = [[*found, *results] if _believed(book, found, told) else found for found in outwards]
        for found in (inwards, *outwards, *_turning(book, sheet, steps, inwards, inner, results, told)):
            if _believed(book, found, told) or (_are_details(book, sheet, steps) and _half_hold(book, found)):
                open_ = (r for r in found if r.total not in told)
                yield from (replace(r, weak=True, soft=True) if holds(r, book.values) is False else r for r in open_)
        if _held(book, inner) == 1:  # one block of several whose sums stand above their details has it below them
            one = next(r for r in inner if holds(r, book.values) and is_evidence(r, book.values))
            yield from [one] if is_total(_item(book, sheet, one.total)) and len(one.terms) > 1 and one.total not in told else ()


def _with_results(book: Book, steps: list[int], found: list[Relation], results: list[Relation]) -> list[Relation]:
    """Sums above their details, and what blocks leave one column further in, which is no sum above what stands below it.

    Of that column only what holds is a sum above its details: 6事業管理費 among results.
    """
    if _held(book, results) < LEAST_HELD:
        return found
    last, told = f"vs{len(steps) - 2}", {r.total for r in results}
    above = [r for r in found if not r.template.endswith(last) or (_is_held(book, r) and len(r.terms) > 1)]
    return [*(r for r in above if not r.template.endswith(last) or r.total not in told), *results]


def _left_by_blocks(book: Book, sheet: Sheet, steps: list[int]) -> Iterator[Relation]:
    """Results as the one before and the blocks since, or as these alone where that holds: 経常利益, 営業外損益."""
    at = book.at[sheet.index]
    before: list[tuple[int, int]] = []
    blocks: list[tuple[int, int]] = []
    for r in sheet.order:
        outer, cell = at.get((r, steps[-2])), at.get((r, steps[-1]))
        if outer is not None and book.values[outer]:
            blocks.append((_side(book, sheet, r), outer))
        if cell is None or not is_difference(_item(book, sheet, cell)):
            continue
        ways = [
            _relation(sheet, cell, (*start, *blocks), len(book.packet.statements[sheet.index].rows)) for start in (before, ())
        ]
        if blocks and (before or len(blocks) > 1):
            yield next((way for way in ways if holds(way, book.values)), ways[0])
        before, blocks = [(1, cell)], []


def _turning(
    book: Book,
    sheet: Sheet,
    steps: list[int],
    inwards: list[Relation],
    inner: list[Relation],
    results: list[Relation],
    told: set[int],
) -> Iterator[list[Relation]]:
    """The last column's sums and results where blocks print their sums above their details, and these their total below them.

    1流動資産 over 現金 and 預金, 資産合計 below 3固定資産.  Only told where the one holds, and not all steps go inwards.
    """
    last = f"vs{len(steps) - 2}"
    if len(steps) < LEAST_TURNING or _believed(book, inwards, told):
        return
    for found in _outwards(book, sheet, steps):
        above = [r for r in found if not r.template.endswith(last)]
        if _believed(book, above, told):
            own = [] if _believed(book, found, told) else above  # told with the last column's, else
            yield [*own, *(r for r in inner if r.template.endswith(last)), *results]
            return


def _believed(book: Book, found: list[Relation], told: set[int]) -> bool:
    """Whether most sums hold, of those whose totals no other has told."""
    telling = [r for r in found if r.total not in told and is_evidence(r, book.values)]
    held = _held(book, telling)
    return held >= LEAST_HELD and LEAST_SHARE[1] * held >= LEAST_SHARE[0] * len(telling)


def _are_details(book: Book, sheet: Sheet, steps: list[int]) -> bool:
    """Whether the first column says of itself that it breaks down the second: 内訳."""
    return len(steps) == 2 and bool(_DETAILS.search(book.packet.statements[sheet.index].columns[steps[0]].name))


def _half_hold(book: Book, found: list[Relation]) -> bool:
    """Whether at least every other sum of several details holds."""
    return 2 * _held(book, found) >= len(found) > 0 and any(len(r.terms) > 1 and holds(r, book.values) for r in found)


def steps_held(book: Book, sheet: Sheet, steps: list[int]) -> tuple[int, int]:
    """How many sums of several details hold one column further in, below or above them, if the columns step in this order.

    And how many results in the last column: the order in which details, sums and results stand is told by both.
    """
    ways = (_inwards(book, sheet, steps, False, frozenset()), *_outwards(book, sheet, steps, near=True))
    left = (_left_by_blocks(book, sheet, steps), *(_results(book, sheet, steps, sided) for sided in (False, True)))
    return max(_held(book, [r for r in found if len(r.terms) > 1]) for found in ways), max(_held(book, list(r)) for r in left)


def column_steps(book: Book, sheet: Sheet) -> Iterator[list[int]]:
    """Neighbouring columns of one name: 金額, 金額 #2, 金額 #3; what stands between them is nothing but 0.

    And the two columns of a statement that are called 内訳 and 金額, in this order, whichever stands left.
    """
    columns = book.packet.statements[sheet.index].columns
    filled = {c for (_, c), cell in book.at[sheet.index].items() if book.values[cell]}
    groups: dict[str, list[int]] = {}
    for c in book.money[sheet.index]:
        named = _REPEATED.match(columns[c].name)
        groups.setdefault(named[1] if named else "", []).append(c)
    for group in groups.values():
        if len(group) > 1 and all(c in group or c not in filled for c in range(group[0], group[-1])):
            yield group
    if len(groups) == 2 and all(len(group) == 1 for group in groups.values()):
        for name, whole in permutations(groups):
            if _DETAILS.search(name) and _AMOUNTS.search(whole):
                yield [*groups[name], *groups[whole]]


def _inwards(
    book: Book, sheet: Sheet, steps: list[int], signed: bool, used: frozenset[int], two_sides: bool = False
) -> Iterator[Relation]:
    """``signed``: whether the innermost column prints what is taken away with a minus, so that its results are plain sums;
    ``used``: cells that are in sums already; ``two_sides``: whether details of both sides, 事業収益 and 事業費用, leave a result.
    """
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    losses = bare_losses(book, sheet, steps[-1])
    for n, (left, right) in enumerate(pairwise(steps)):
        run: list[int] = []
        waits = False  # for the column after the next: its next figure sums up what stands in the next one
        for r in sheet.order:
            if (r, left) in at and at[r, left] not in used and not is_partial(rows[r].item):
                run.append(r)
            total = at.get((r, right))
            beyond = at.get((r, steps[n + 2])) if n + 2 < len(steps) else None
            alone = (r, left) in at or is_total(rows[r].item)
            if total is None and beyond is not None and alone and not waits:  # the only block since the last result
                total = beyond
            waits = (waits or total is not None) and beyond is None
            if total is None:
                continue
            kept = _stock_kept(rows, run)
            run = _without_parts(rows, run, {o for o in sheet.order if n and (o, steps[n - 1]) in at})
            if run:
                sides = [_side(book, sheet, o) if n else (sign(rows[o].item) or 1) if two_sides else 1 for o in run]
                sides = sides if n or max(sides) > 0 else [1 for _ in run]
                if is_total(rows[r].item) or (max(sides) < 0 and not signed):
                    worth = "欠損金" not in rows[r].item
                    sides = [-1 if worth and _is_deficit(book, rows[o].item, at[o, left]) else 1 for o in run]
                if run[-1] == kept and (book.values[at[kept, left]] or 0) > 0:
                    sides[-1] = -1
                turn = -1 if total in losses else 1
                terms = tuple((turn * side, at[o, left]) for side, o in zip(sides, run, strict=True))
                yield _relation(sheet, total, terms, n)
            run = []


def _stock_kept(rows: Sequence[Row], run: list[int]) -> int | None:
    """The last row of a cost of sales that the stock opens, if it is the stock that closes it, which is no cost of the year."""
    opened = any(_STOCK_OPENS.search(rows[r].item) for r in run)
    return run[-1] if opened and _STOCK_CLOSES.search(rows[run[-1]].item) else None


def _without_parts(rows: Sequence[Row], run: list[int], details: set[int]) -> list[int]:
    """Rows without those that a total among them adds up, which stand under its heading.

    ``details``: rows with a figure further out; a total right below such (未収金計) adds up these, and none of the run.
    """
    above = dict(zip(run[1:], run, strict=False))
    own = {t for t in run if any(above.get(t, -1) < o < t for o in details)}
    closed = [(t, rows[t].section) for t in run if is_total(rows[t].item) and rows[t].section and t not in own]
    inner = {o for t, section in closed for o in run if o < t and rows[o].section[: len(section)] == section}
    return [r for r in run if r not in inner]


def bare_losses(book: Book, sheet: Sheet, column: int) -> frozenset[int]:
    """The cells of results that say by their label that they are losses, and bear no minus, where none of the column does."""
    rows = book.packet.statements[sheet.index].rows
    found = [cell for (r, c), cell in book.at[sheet.index].items() if c == column and _LOSS.search(plain(rows[r].item))]
    return frozenset(found) if all((book.values[cell] or 0) > 0 for cell in found) else frozenset()


def _is_deficit(book: Book, item: str, cell: int) -> bool:
    """Whether a row is a deficit printed without a minus: 剰余金合計 takes it away."""
    return "欠損金" in item and (book.values[cell] or 0) > 0


def _outwards(book: Book, sheet: Sheet, steps: list[int], near: bool = False) -> Iterator[list[Relation]]:
    """The other way round: the sum on its first detail's line (現金預金 in a 財産目録), or on a line of its own above them."""
    for alone in (False, True):
        yield [r for n in range(len(steps) - 1) for r in _downwards(book, sheet, steps, n, alone, near)]


def _downwards(book: Book, sheet: Sheet, steps: list[int], n: int, alone: bool, near: bool) -> Iterator[Relation]:
    """Sums above their details, one column further out; ``alone``: no detail stands on the line of its sum.

    A figure still further in ends a block and, unless sums are ``near``, is that of the next one where no other is (流動負債).
    """
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    total: int | None = None
    run: list[tuple[int, int]] = []
    for r in [*sheet.order, None]:
        detail, beside = (at.get((r, column)) if r is not None else None for column in steps[n : n + 2])
        beyond = next((cell for c in steps[n + 2 :] if r is not None and (cell := at.get((r, c))) is not None), None)
        further = alone and beside is None and detail is None and beyond is not None and bool(book.values[beyond])
        if r is None or further or (beside is not None and book.values[beside]):
            if total is not None and run:
                yield _of_parents(book, _relation(sheet, total, tuple(run), n))
            own = beside if (detail is None) == alone else None
            total, run = beyond if further and not near and r is not None and not is_total(rows[r].item) else own, []
        if detail is not None and not (alone and beside is not None):
            run.append((1, detail))


def _of_parents(book: Book, found: Relation) -> Relation:
    """A sum that fails, of the details alone that are no part of another one, if that holds: 任意積立金 is two below it."""
    if holds(found, book.values) is not False:
        return found
    left, terms = list(found.terms), []
    while left:
        parent = left.pop(0)
        terms.append(parent)
        amounts = list(accumulate((book.values[cell] or 0 for _, cell in left)))
        parts = next((k for k in range(1, len(amounts)) if amounts[k] and amounts[k] == book.values[parent[1]]), None)
        left = left[parts + 1 :] if parts else left
    lean = replace(found, terms=tuple(terms))
    return lean if holds(lean, book.values) else found


def _side(book: Book, sheet: Sheet, row: int) -> int:
    """Whether a block's sum is added or taken away: as its heading says, or its own words where that says nothing, or is none."""
    own = book.packet.statements[sheet.index].rows[row]
    name = own.section[-1] if own.section and not is_difference(own.section[-1]) else own.item  # 事業損益 heads both
    return sign(name) or sign(own.item) or (-1 if own.section and plain(name).endswith("費") else 1)


def _results(book: Book, sheet: Sheet, steps: list[int], sided: bool) -> Iterator[Relation]:
    """Down the innermost column a result is the one before and all that came since.

    ``sided``: blocks' sums stand in it, too, and are added or taken away as their headings say; what two blocks leave is added.
    Where that is not printed, the next result takes in their sums, one column further out.
    """
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    losses = bare_losses(book, sheet, steps[-1])
    run: list[tuple[int, int]] = []
    beside: list[tuple[int, int]] = []
    skipped: list[tuple[Relation, Relation]] = []
    for r in sheet.order:
        outer, cell = at.get((r, steps[-2])), at.get((r, steps[-1]))
        if outer is not None and not is_partial(rows[r].item):
            net = _relation(sheet, outer, tuple(beside), len(rows))
            if cell is not None and len(beside) > 1 and is_difference(rows[r].item) and holds(net, book.values):
                yield net  # 経常利益: what its blocks leave beside what there is then
                beside = [(1, outer)]
            else:
                beside.append((_side(book, sheet, r), outer))
        if cell is None:
            continue
        left = is_difference(rows[r].item) or (bool(_LEFT_OVER.search(rows[r].item)) and not is_opening(rows[r].item))
        left = left or (is_closing(rows[r].item) and any(is_opening(_item(book, sheet, each)) for _, each in run))
        turn = -1 if cell in losses else 1
        ends = left
        inner = _of_its_section(book, sheet, r, run) if left else []
        if inner and holds(own := _turned(sheet, cell, turn, inner, len(rows)), book.values):
            yield own
            run = [term for term in run if term not in inner]
            ends = False
        elif left and run:
            chain, whole, own = (_turned(sheet, cell, turn, terms, len(rows)) for terms in (run, [*run, *beside], beside))
            if beside and not holds(own, book.values) and not holds(chain, book.values):
                skipped += [] if one_digit_off(book, own) and not holds(whole, book.values) else [(whole, chain)]
            elif len(run) > 1 and not (beside and holds(own, book.values)):
                yield chain
            ends = not (beside and holds(own, book.values)) or bool(holds(chain, book.values))
        run = [] if ends else run
        run.append((turn if left or not sided or len({side for side, _ in beside}) > 1 else _side(book, sheet, r), cell))
        beside = []
    printed = not any(holds(whole, book.values) for whole, _ in skipped)
    yield from (chain if printed else whole for whole, chain in skipped if not printed or len(chain.terms) > 1)


def _of_its_section(book: Book, sheet: Sheet, row: int, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The addends under a result's own heading, where others stand above it: what they leave goes into a later result."""
    section = book.packet.statements[sheet.index].rows[row].section
    inner = [(weight, cell) for weight, cell in run if section and book.row(cell).section[: len(section)] == section]
    return inner if 1 < len(inner) < len(run) else []


def _read_either_way(book: Book, plain: list[Relation], sided: list[Relation]) -> list[Relation]:
    """Results as sums, or with blocks taken away as their headings say: as most hold, and each as it holds by itself.

    Where one of those blocks bears a minus, all that are taken away do.
    """
    most, others = (sided, plain) if _held(book, sided) > _held(book, plain) else (plain, sided)
    turned = {cell for r in sided for weight, cell in r.terms if weight < 0}
    if any((book.values[cell] or 0) < 0 for cell in turned):
        return most
    other = {r.total: r for r in others}
    return [other[r.total] if holds(r, book.values) is False and _is_held(book, other.get(r.total)) else r for r in most]


def _is_held(book: Book, relation: Relation | None) -> bool:
    return relation is not None and bool(holds(relation, book.values))


def _turned(sheet: Sheet, total: int, turn: int, terms: list[tuple[int, int]], n: int) -> Relation:
    """A result from its addends, all turned round where it is a loss that bears no minus."""
    return _relation(sheet, total, tuple((turn * side, cell) for side, cell in terms), n)


def _item(book: Book, sheet: Sheet, cell: int) -> str:
    return book.packet.statements[sheet.index].rows[book.cells[cell].row].item


def _held(book: Book, relations: list[Relation]) -> int:
    return sum(bool(holds(r, book.values)) for r in relations if is_evidence(r, book.values))


def _relation(sheet: Sheet, total: int, terms: Terms, n: int) -> Relation:
    kind: EquationKind = "difference" if any(weight < 0 for weight, _ in terms) else "footing"
    allowed = slack(sheet.allowance, len(terms))
    return Relation(kind, total, terms, "all beside it or since the last sum", tolerance=allowed, template=f"{sheet.index}vs{n}")
