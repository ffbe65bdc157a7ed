"""Under which headings does each row stand, and what part does it play?

A row with a label and no figure is a heading.  A total that repeats its words closes it.  Where the print lost all
indentation, totals still to come tell nested headings from neighbours; where it did not, left edges tell the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from normalizers.drafts import Draft, DraftRow
from normalizers.labels import clean_label
from normalizers.words import (
    changed_by,
    closed_name,
    core,
    flow_name,
    is_difference,
    is_grand_total_word,
    is_memo,
    is_side,
    is_subtotal_word,
    is_total,
    numbering_style,
    result_name,
    section_name,
)
from pipeline.model import Box, Role, Row

_DIGITS = re.compile("[0-9]+")
_NET_PROFIT = re.compile("(?:当期|当年度)?純(?:利益|損失|損益)")
_EQUITY = re.compile("(?:純資産|資本)(?:の部)?$")
_PROFIT = re.compile("(?:売上総|営業|医業|経常|税引前当期純|税金等調整前当期純)(?:利益|損失|損益)")
"""What is left after costs stands under none of their headings, however it is indented."""
_NETTED = re.compile("収支|損益")
"""A heading of both sides and what they leave."""
CENTRED = 24.0
"""Points by which a heading's left edge stands right of what stands under it where it is set in the middle: no indentation."""
BRACKETED = "【】"
"""The style of a heading that stands in such brackets, as `numbering_style` says."""
_IN_BRACKETS = re.compile(r"\s*[(（\[［〔【〈《「].*[)）\]］〕】〉》」]\s*")
HANGS = 0.6
"""Of a label's height: so far an opening bracket may hang out at the left."""
INDENT_STEP = 3.0
"""Points between two left edges that make two levels: a third of the smallest type, more than side bearings differ."""


@dataclass(slots=True)
class _Heading:
    """An open heading."""

    label: str
    row: int
    style: str
    edge: float | None
    closes_at: int | None
    """The row of the total that will close it, where there is one."""
    items: int = 0
    subtotals: int = 0
    """How many 小計 stand under it."""
    beside: bool = False
    """Whether an item stands right above it at its own left edge: then it may be an item itself, its figures left blank."""
    inner: float | None = None
    """The left edge of the first item or heading under it."""
    flush: bool = False
    """Whether its items are not indented against it: then no left edge tells where it ends."""
    centred: bool = False
    """Whether it is set in the middle: then it ends where another one is."""
    follows: bool = False
    """Whether one at its own edge ended right above it without a total: then a plain 合計 at that edge sums over both."""
    sided: bool = False
    """Whether sides stand under it at its own edge (1 事業活動による収支, 【収入】, 【支出】): what they leave closes it."""


@dataclass(slots=True)
class _Walk:
    """What is open while the rows are walked through."""

    groups: tuple[str, ...] = ()
    open: list[_Heading] = field(default_factory=list)
    last: tuple[int, str, tuple[str, ...]] = (-1, "", ())
    """The row before, where it was a total or a memo beside one: its number, item and section."""
    item: tuple[int, float | None] = (-1, None)
    """The last item: its number and left edge."""
    over: list[_Heading] = field(default_factory=list)
    """Headings that go on when the groups which run down the page end."""
    sides: list[str] = field(default_factory=list)
    """Those of them over all columns while a group runs down the page: 支出の部 over 会議費, 事務費."""

    def turn_to(self, groups: tuple[str, ...], heading: bool) -> None:
        """Another group begins or the last one ends: headings within it end, a side over all columns goes on.

        So does, over the next heading, one that is a level of the group itself: (款)2 over 節 of its (項)1, and again over (項)2.
        """
        if not self.groups:
            self.over = [each for each in self.open if is_side(each.label) or each.label in groups]
        left = self.over if heading else [each for each in self.over if is_side(each.label)]
        self.groups, self.open = groups, [] if groups else left
        self.sides = [each.label for each in self.over if is_side(each.label) and each.label not in groups] if groups else []


def understand_rows(draft: Draft) -> tuple[Row, ...]:
    """The rows of a draft with section, occurrence and role."""
    items = draft.items or tuple(clean_label(row.label) for row in draft.rows)
    closers = _closers(draft.rows, items)
    closing = frozenset(number for number in closers.values() if not changed_by(items[number]))
    levels = _indents(draft.rows)
    flat = not any(levels)  # labels all at one edge: the edge tells nothing
    outer = clean_label(draft.heading)
    walk = _Walk(open=[_Heading(outer, -1, "", None, _closing_row(outer, draft.rows, items))] if outer else [])
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    rows: list[Row] = []
    place: tuple[tuple[str, ...], int] = (), 0
    for number, row in enumerate(draft.rows):
        groups = tuple(clean_label(group) for group in row.groups)
        same = (
            bool(rows) and not row.label and groups == walk.groups and items[number] == items[number - 1]
        )  # 予算 above, 決算 below
        heading = row.blank and bool(row.label) and not _is_counted_on(items, number)
        if groups != walk.groups:
            walk.turn_to(groups, heading)
        result = _is_result(walk, items[number])
        edge = row.box.x0 if row.box and not flat else None
        middle = heading and number + 1 < len(draft.rows) and _is_in_the_middle(row, draft.rows[number + 1])
        place = place if same else _place(walk, number, edge, items[number], heading, closers, middle)
        section, depth = place
        whole = (*walk.sides, *groups, *section)
        seen[whole, items[number]] += 1
        rows.append(
            Row(
                item=items[number],
                section=whole,
                occurrence=seen[whole, items[number]],
                role="item" if heading else _role(items[number], len(whole) - len(section) + depth, result, number in closing),
                raw=row.label,
                heading=heading,
                indent=levels[number],
                page=row.page,
                printed_row=row.number,
            )
        )
    return tuple(rows)


def _is_counted_on(items: Sequence[str], number: int) -> bool:
    """Whether a label and the next differ in nothing but their number: 1級 without a figure heads no 2級."""
    here, below = items[number], items[number + 1] if number + 1 < len(items) else ""
    return here != below and _DIGITS.sub("#", here) == _DIGITS.sub("#", below)


def _closing_row(heading: str, rows: Sequence[DraftRow], items: Sequence[str]) -> int | None:
    """The row of the total that closes the heading of the whole list."""
    name = section_name(heading)
    return next((n for n, row in enumerate(rows) if not row.blank and is_total(items[n]) and closed_name(items[n]) == name), None)


def _closers(rows: Sequence[DraftRow], items: Sequence[str]) -> dict[int, int]:
    """For every heading row that has one, the row of the total or result that closes it by name."""
    pending: dict[str, list[int]] = {}
    closed: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for number, (row, item) in enumerate(zip(rows, items, strict=True)):
        if row.blank:
            _end_further_in(rows, pending, number)
            pending.setdefault(section_name(item), []).append(number)
            continue
        for heading in closed.pop(changed_by(item), []):
            found[heading] = number  # the changes of a stock end with the stock, not with their sum
        name = closed_name(item) if is_total(item) else result_name(item) if is_difference(item) else flow_name(item)
        if name in pending and is_total(item) and _is_total_first(rows, pending[name][-1], number):
            continue
        for heading in pending.pop(name, []) if name else []:
            found[heading] = number
            closed.setdefault(name, []).append(heading)
    return found


def _end_further_in(rows: Sequence[DraftRow], pending: dict[str, list[int]], number: int) -> None:
    """Leave off waiting for the totals of headings that stand further in than a later one: 事業活動収入の部 of 教育活動収支.

    One in the middle of its list is no further in than what stands under it.
    """
    for name, waiting in list(pending.items()):
        kept = [n for n in waiting if not _is_further_in(rows, n, rows[number].box)]
        if kept:
            pending[name] = kept
        else:
            del pending[name]


def _is_further_in(rows: Sequence[DraftRow], heading: int, later: Box | None) -> bool:
    own = rows[heading].box
    if heading + 1 < len(rows) and _is_in_the_middle(rows[heading], rows[heading + 1]):
        return False
    return bool(own and later) and later.x0 < own.x0 - INDENT_STEP  # type: ignore[union-attr]


def _is_total_first(rows: Sequence[DraftRow], heading: int, total: int) -> bool:
    """Whether a total stands right below its heading, what it sums over below it, no further out: it closes nothing."""
    parts = [row.box for row in (rows[heading], *rows[total : total + 2])]
    if total != heading + 1 or len(parts) < 3 or rows[total + 1].blank or _sums_up(clean_label(rows[total + 1].label)):
        return False
    if _is_in_the_middle(rows[heading], rows[total]):
        return True
    first, *below = (box.x0 if box else 0.0 for box in parts)
    return all(edge > first + INDENT_STEP for edge in below)


def _sums_up(item: str) -> bool:
    return is_total(item) or is_difference(item) or is_memo(item)


def _is_in_the_middle(heading: DraftRow, below: DraftRow) -> bool:
    """Whether a heading is set in the middle of its list, by the row below it."""
    return bool(heading.box and below.box) and below.box.x0 + CENTRED < heading.box.x0  # type: ignore[union-attr]


def _place(
    walk: _Walk, number: int, edge: float | None, item: str, heading: bool, closers: dict[int, int], middle: bool
) -> tuple[tuple[str, ...], int]:
    """The headings that the row stands under, and how many; opens or closes headings on the way.

    ``middle``: whether the row is a heading in the middle of its list.
    """
    if heading:
        if is_grand_total_word(item):
            walk.open.clear()
        left = list(walk.open)
        _leave(walk, number, edge, numbering_style(item), middle)
        follows = any(_level(edge, each.edge) and each.items and not each.subtotals for each in left[len(walk.open) :])
        section = tuple(each.label for each in walk.open)
        beside = walk.item[0] == number - 1 and _level(edge, walk.item[1])
        _enter(walk, edge)
        style, closes = numbering_style(item), closers.get(number)
        alone = middle and closes is None
        walk.open.append(_Heading(item, number, style, edge, closes, beside=beside, flush=alone, centred=alone, follows=follows))
        return section, len(section)
    after_total = walk.last[0] == number - 1
    if is_total(item) or _is_result(walk, item) or number in closers.values():
        section, depth = _close(walk, number, edge, item, after_total and is_subtotal_word(walk.last[1]))
        walk.last = number, item, section
        return section, depth
    if is_memo(item) and after_total:  # (うち基本財産への充当額): of the total above it
        walk.last = number, item, walk.last[2]
        return walk.last[2], len(walk.last[2])
    walk.item = number, edge
    if edge is not None:
        _settle(walk, number, edge)
        while walk.open and walk.open[-1].items and not _stays(walk, number) and _is_outside(edge, walk.open[-1]):
            walk.open.pop()
    _enter(walk, edge)
    for each in walk.open:
        each.items += 1
    return tuple(each.label for each in walk.open), len(walk.open)


def _enter(walk: _Walk, edge: float | None) -> None:
    """Note where what stands under the innermost heading begins."""
    if walk.open and walk.open[-1].inner is None:
        walk.open[-1].inner = edge


def _settle(walk: _Walk, number: int, edge: float) -> None:
    """See by a heading's first item, where it stands at the heading's own edge, whether the heading is one."""
    top = walk.open[-1] if walk.open else None
    if top and not top.items and top.row == number - 1 and not _stays(walk, number) and _left_of(edge, top.edge):
        if top.beside:
            walk.open.pop()
        else:
            top.flush, top.centred = True, _is_middle(top, edge)


def _is_middle(heading: _Heading, edge: float) -> bool:
    """Whether a heading is set in the middle of its list, by what stands right below it."""
    return heading.edge is not None and edge + CENTRED < heading.edge


def _is_outside(edge: float, heading: _Heading) -> bool:
    """Whether an item's edge says that it stands under no more of a heading."""
    if heading.centred:
        return False
    return _left_of(edge + 2 * INDENT_STEP if heading.flush else edge, heading.edge)


def _is_result(walk: _Walk, item: str) -> bool:
    """Whether the row is what a subtraction leaves, and no item of a list: 純利益, as a cash flow starts with, or among a
    balance sheet's 純資産."""
    if not is_difference(item) or (walk.open and not walk.open[-1].items and walk.open[-1].row >= 0):
        return False
    return not (_NET_PROFIT.match(core(item)) and any(_EQUITY.search(each.label) for each in walk.open))


def _pending(heading: _Heading, number: int) -> int | None:
    """The row of the heading's total where that is still to come."""
    return heading.closes_at if heading.closes_at is not None and heading.closes_at > number else None


def _stays(walk: _Walk, number: int) -> bool:
    """Whether the innermost heading waits for its total."""
    return _pending(walk.open[-1], number) is not None


def _left_of(edge: float | None, other: float | None) -> bool:
    """Whether an edge is not indented against another."""
    return edge is not None and other is not None and edge < other + INDENT_STEP


def _level(edge: float | None, other: float | None) -> bool:
    """Whether two edges are one indentation."""
    return edge is not None and other is not None and abs(edge - other) < INDENT_STEP


def _leave(walk: _Walk, number: int, edge: float | None, style: str, middle: bool) -> None:
    """Close the headings that a new one does not stand under; ``middle``: it is set in the middle, as they may be."""
    if style:
        same = next((n for n, each in enumerate(walk.open) if each.style == style), None)
        if same is not None and all(_pending(each, number) is None for each in walk.open[same:]):
            del walk.open[same:]
            return
    while walk.open:
        top = walk.open[-1]
        if _pending(top, number) is not None or (top.centred and edge is not None and _is_middle(top, edge)):
            return
        if top.centred and middle:
            walk.open.pop()
            continue
        if edge is None or top.edge is None:
            if not top.items or top.row < 0:  # the heading of the whole list ends where its total stands
                return
        elif not _left_of(edge, top.edge):
            return
        elif style == BRACKETED != top.style and _level(edge, top.edge) and (top.sided or top.row == number - 1):
            top.sided = True
            return
        walk.open.pop()


def _close(walk: _Walk, number: int, edge: float | None, item: str, after_subtotal: bool) -> tuple[tuple[str, ...], int]:
    """Where a total or result stands: under the heading it closes, else under those that stay open."""
    if is_grand_total_word(item):
        walk.open.clear()
        return (), 0
    if is_subtotal_word(item) and walk.open:
        walk.open[-1].subtotals += 1
        walk.open[-1].items += 1
    elif after_subtotal and not closed_name(item) and walk.open and walk.open[-1].subtotals == 1:
        walk.open.pop()  # the 小計 above was all of the heading: a plain 合計 right below it sums over more
    own = next((n for n in reversed(range(len(walk.open))) if walk.open[n].closes_at == number), None)
    if own is None and is_total(item) and not closed_name(item) and not is_subtotal_word(item) and walk.open:
        if walk.open[-1].follows and _level(edge, walk.open[-1].edge) and not walk.open[-1].flush:
            walk.open.pop()
        own = len(walk.open) - 1 if walk.open else None
    if own is None and is_difference(item) and walk.open and walk.open[-1].sided:
        own = len(walk.open) - 1
    if own is not None:
        section = tuple(each.label for each in walk.open[: own + 1])
        del walk.open[own:]
        for each in walk.open:
            each.items += 1
        return section, len(section)
    name = closed_name(item)
    if not is_subtotal_word(item):
        among = not _PROFIT.match(item)
        while walk.open and not _stays(walk, number) and not (among and _is_among(edge, walk.open[-1])):
            if walk.open[-1].centred and _NETTED.search(walk.open[-1].label):
                break
            outside = edge is not None and walk.open[-1].items > 0 and _is_outside(edge, walk.open[-1])
            if not (is_difference(item) or outside or _joins(name, walk.open[-1].label)):
                break
            walk.open.pop()
    return tuple(each.label for each in walk.open), len(walk.open)


def _is_among(edge: float | None, heading: _Heading) -> bool:
    """Whether a total or result is indented as what stands under a heading is."""
    return heading.items > 0 and not heading.flush and _level(edge, heading.inner) and not _left_of(edge, heading.edge)


def _joins(name: str, heading: str) -> bool:
    """Whether a total sums over more than a heading: 負債及び純資産 over 純資産の部."""
    inner = section_name(heading)
    return bool(inner) and inner in name and inner != name


def _role(item: str, depth: int, result: bool, closes: bool) -> Role:
    if is_memo(item):
        return "memo"
    if is_subtotal_word(item):
        return "subtotal"
    if is_total(item) or (closes and not result):
        return "subtotal" if depth >= 2 else "total"
    return "difference" if result else "item"


def _indents(rows: Sequence[DraftRow]) -> list[int]:
    """The indentation level of each row's label, 0 outermost; all 0 without geometry."""
    edges = _label_edges(rows)
    levels: list[float] = []
    for edge in sorted({edge for edge in edges if edge is not None}):
        if not levels or edge - levels[-1] >= INDENT_STEP:
            levels.append(edge)
    return [max((n for n, level in enumerate(levels) if edge is not None and edge >= level), default=0) for edge in edges]


def _label_edges(rows: Sequence[DraftRow]) -> list[float | None]:
    """Where each row's label begins; one in brackets that hangs out half a glyph begins where the others do: 〔予備費〕."""
    edges = [row.box.x0 if row.box else None for row in rows]
    hanging = {n: row.box for n, row in enumerate(rows) if row.box and _IN_BRACKETS.fullmatch(row.label)}
    plain = [edge for n, edge in enumerate(edges) if edge is not None and n not in hanging] if hanging else []
    for n, box in hanging.items():
        edges[n] = min((x for x in plain if 0 < x - box.x0 < HANGS * (box.bottom - box.top)), default=box.x0)
    return edges
