"""Is a row not there?  Told by sums short in several columns and by siblings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Number, Row, Severity
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, is_evidence, size
from pipeline.reconciliation.chained_rows import broken_links
from pipeline.reconciliation.dispositions import undisposed
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.first_levels import first_levels
from pipeline.reconciliation.gap_rows import gap_rows, sums_down
from pipeline.reconciliation.gaps import failing_down, one_digit
from pipeline.reconciliation.namesakes import namesakes
from pipeline.reconciliation.outline_jumps import outline_jumps
from pipeline.reconciliation.recurring_rows import recurring_rows
from pipeline.reconciliation.restatements import Place, Twin
from pipeline.reconciliation.sheets import Sheet, rows_of
from pipeline.reconciliation.shortfalls import out_of_order
from pipeline.reconciliation.staggered import column_steps
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import OTHER, System
from pipeline.reconciliation.words import formula, is_difference, is_partial, is_total, mark, plain, stem

_CAPITAL = re.compile("^(?:自己)?資本金$|^(?:政府|地方公共団体)?出資金$|^元入金$")
"""Blocks of a balance sheet that may be one figure, printed as its own total."""
_ASIDE = re.compile("その他の情報|参考|再掲|^その他$")
"""Headings of what is told beside a statement, and added up by nobody."""
_NO_TOTAL = re.compile("計(?:欄)?[をは]?(?:設け|示さ|付さ|算出し|記載し|行わ)(?:ない|ていない|ず)")
"""A note that says why no total is printed: 重複するため計を設けない。"""
_OMITTED = re.compile("省略(?:した|してい|する)")
"""A note that says that rows are left out: 補正のない項及び目は、記載を省略した。"""
LEAST_COLUMNS = 2
"""Columns in which a sum must be short before a row is believed missing …"""
MANY_COLUMNS = 4
"""Columns from which on sums that are short in most of them are so by a row, whatever explains each."""
LEAST_ALIKE = (9, 10)
"""… and the share of a sibling's rows that must agree before a row that it alone has is."""
LEAST_AGREEING = 5
"""Different non-zero figures that a sibling must share."""
LEAST_SUMS = 2
"""Totals and results of a sibling that are here, at least, before one that is not is missed."""
LEAST_CLOSED = 3
"""Blocks with a total, or rows with a mark, that a statement must have before one without is an omission."""


LEAST_STOCKS = 5
"""The same in a balance sheet in columns that step inwards, whose details stand further out than their totals."""
MOST_PARTS = 30
"""Rows below a place among which parts of a sibling's row are sought."""


def missing_rows(book: Book, claims: Claims, system: System) -> Iterator[Structure]:
    """Rows that sums and siblings ask for and the table does not have; each table's rows once."""
    found: dict[tuple[int, str], Structure] = {}
    orders = {sheet.index: sheet.order for sheet in claims.sheets}
    down = sums_down(book, system)
    for structure in (
        *_absent_in_siblings(book, claims),
        *_short_sums(book, system),
        *_unclosed(book, claims),
        *_empty_blocks(book, claims),
        *_marks_without_a_row(book, claims),
        *out_of_order(book, claims, system),
        *first_levels(book),
        *outline_jumps(book, claims),
        *namesakes(book, claims.sheets),
        *(found_ for sheet in claims.sheets for found_ in (*undisposed(book, sheet), *recurring_rows(book, sheet))),
        *(found_ for sheet in claims.sheets for found_ in gap_rows(book, claims, sheet, system, down.get(sheet.index, ()))),
    ):
        if _OMITTED.search(book.packet.statements[structure.statement].notes):
            continue  # the page says so
        kept = found.get((structure.statement, structure.proposed))
        if kept is None:
            own = [s for s in found.values() if s.statement == structure.statement]
            same = next((s for s in own if _same(orders[s.statement], s, structure)), None)
            if same is None:
                found[structure.statement, structure.proposed] = structure
                continue
            kept = same
        kept.explains |= structure.explains
    for structure in found.values():
        structure.explains |= _short_by(book, claims, system, structure) | _unlikely(book, system, structure.statement)
        structure.explains |= broken_links(system, structure.statement) | _of_its_name(book, system, structure)
    yield from found.values()


def _same(order: list[int], known: Structure, more: Structure) -> bool:
    """Whether what two structures miss may be one row; a mere doubt that a block is empty explains no sum elsewhere."""
    doubt = known.severity == "warning" and bool(known.proposed and more.explains)
    return (not more.proposed and not doubt) or _beside(order, known.row, more.row)


def _beside(order: list[int], one: int | None, two: int | None) -> bool:
    """Whether no other row with figures stands between two rows: what is not there is the same row then."""
    if one is None or two is None:
        return one == two
    return sum(min(one, two) < r <= max(one, two) for r in order) <= 1


def _unlikely(book: Book, system: System, statement: int) -> set[int]:
    """Sums down a statement that fail and that no likely misreading explains: a row left out breaks its own sum and others."""
    return {i for i in failing_down(book, system, statement) if not system.relations[i].weak and not _likely_misread(system, i)}


# ------------------------------------------------------------------------------------------------------------------ siblings


def _absent_in_siblings(book: Book, claims: Claims) -> Iterator[Structure]:
    """Rows with figures that a statement printing the same column has, and this one has not."""
    for twin in claims.twins:
        if not _close(book, twin):
            continue
        for here, there in ((twin.one, twin.two), (twin.two, twin.one)):
            matched = {pair[0] if there is twin.one else pair[1] for pair in twin.rows}
            outside = _outside(there.sheet, matched)
            for r in there.sheet.order:
                cell = book.at[there.sheet.index].get((r, there.column))
                row = book.packet.statements[there.sheet.index].rows[r]
                if cell is None or r in matched or r in outside or not book.values[cell] or is_partial(row.item):
                    continue
                if _prints(book, here, row.item, book.values[cell], {a if here is twin.one else b for a, b in twin.rows}):
                    continue  # 款 and 項 of one name
                if _in_parts(book, here, book.values[cell], _before(here.sheet, there.sheet, r, twin)):
                    continue  # printed in parts here
                if _grouped_otherwise(claims, twin, here, r):
                    continue  # その他 of what is listed here
                if _alone(book, twin, there.sheet) or _sum_left_out(book, twin, there.sheet, r):
                    other = book.packet.statements[there.sheet.index]
                    value = in_print(book.values[cell])
                    text = f"a row is missing: {other.title} prints {row.item} {value} between rows that both tables have"
                    above = _before(here.sheet, there.sheet, r, twin)
                    yield Structure("unreadable", "error", here.sheet.index, text, above, None, proposed=row.item)


def _outside(sheet: Sheet, matched: set[int]) -> set[int]:
    """Rows before the first or behind the last of those that two statements have in common, where several are: a part of one."""
    places = [n for n, r in enumerate(sheet.order) if r in matched]
    ends = (sheet.order[: places[0]], sheet.order[places[-1] + 1 :]) if places else ()
    return {r for end in ends if len(end) > 1 for r in end}


def _in_parts(book: Book, place: Place, value: Number | None, above: int | None) -> bool:
    """Whether rows that follow each other below a place come to a figure: the sibling prints their sum as one row."""
    order = place.sheet.order
    start = 0 if above is None or above not in order else order.index(above)
    cells = [book.at[place.sheet.index].get((r, place.column)) for r in order[start:]]
    figures = [book.values[cell] or 0 for cell in cells if cell is not None]
    for first in range(min(MOST_PARTS, len(figures))):
        total: Number = 0
        for count, figure in enumerate(figures[first : first + MOST_PARTS], 1):
            total += figure
            if count > 1 and total == value:
                return True
    return False


def _prints(book: Book, place: Place, item: str, value: Number | None, matched: set[int]) -> bool:
    """Whether a statement has a row of that name, or a total, with that figure that is not another row of the sibling."""
    rows = book.packet.statements[place.sheet.index].rows
    cells = ((r, book.at[place.sheet.index].get((r, place.column))) for r in place.sheet.order if r not in matched)
    return any(
        cell is not None and book.values[cell] == value
        and (plain(rows[r].item) == plain(item) or (is_total(item) and (not stem(item) or is_total(rows[r].item))))
        for r, cell in cells
    )  # fmt: skip


def _grouped_otherwise(claims: Claims, twin: Twin, here: Place, r: int) -> bool:
    """Whether the sum of which the sibling's row is a part holds here, too, with rows that the sibling does not print."""
    there = twin.two if here is twin.one else twin.one
    pairs = {b: a for a, b in twin.rows} if here is twin.one else dict(twin.rows)
    wholes = {pairs.get(p.total) for p in claims.plans.get(there.sheet.index, ()) if r in rows_of(p.terms)}
    at, values = claims.book.at[here.sheet.index], claims.book.values
    for plan in claims.plans.get(here.sheet.index, ()):
        own = [o for o in rows_of(plan.terms) if o not in pairs.values()]
        if plan.weak or plan.total not in wholes or not own or (plan.total, here.column) not in at:
            continue
        added = sum(w * (values[at[o, here.column]] or 0) for w, o in plan.terms if (o, here.column) in at)
        place = claims.book.money[here.sheet.index].index(here.column)
        if added == values[at[plan.total, here.column]] or one_digit(here.sheet, plan.total, rows_of(plan.terms), place):
            return True
    return False


def _close(book: Book, twin: Twin) -> bool:
    same: set[Number] = set()
    equal = compared = 0
    at_one, at_two = book.at[twin.one.sheet.index], book.at[twin.two.sheet.index]
    for r1, r2 in twin.rows:
        one, two = at_one.get((r1, twin.one.column)), at_two.get((r2, twin.two.column))
        a, b = (book.values[one] if one is not None else None), (book.values[two] if two is not None else None)
        if a or b:
            compared += 1
            if a is not None and b is not None and size(a) == size(b):
                equal += 1
                same.add(size(a))
    return len(same) >= LEAST_AGREEING and LEAST_ALIKE[1] * equal >= LEAST_ALIKE[0] * compared


def _alone(book: Book, twin: Twin, sheet: Sheet) -> bool:
    """Whether nearly all other rows of the sibling are here: a summary that lists fewer rows misses none."""
    place = twin.one if twin.one.sheet is sheet else twin.two
    at = book.at[sheet.index]
    told = [row for row in sheet.order if (cell := at.get((row, place.column))) is not None and book.values[cell]]
    matched = {pair[0] if place is twin.one else pair[1] for pair in twin.rows}
    return LEAST_ALIKE[1] * len([row for row in told if row in matched]) >= LEAST_ALIKE[0] * (len(told) - 1)


def _sum_left_out(book: Book, twin: Twin, sheet: Sheet, row: int) -> bool:
    """Whether a total or result of the sibling stands between two rows that are neighbours here: no list leaves those out."""
    here = twin.two.sheet if twin.one.sheet is sheet else twin.one.sheet
    pairs = dict(twin.rows) if twin.one.sheet is sheet else {b: a for a, b in twin.rows}
    rows = book.packet.statements[sheet.index].rows
    sums = [r for r in sheet.order if is_total(rows[r].item) or is_difference(rows[r].item)]
    at = sheet.order.index(row)
    if row not in sums or not 0 < at < len(sheet.order) - 1 or sum(r in pairs for r in sums) < LEAST_SUMS:
        return False
    above, below = (pairs.get(sheet.order[n]) for n in (at - 1, at + 1))
    if above is None or below is None or sheet.numbers[row] == sheet.numbers[sheet.order[at - 1]]:  # the sum of one row
        return False
    return here.order.index(below) == here.order.index(above) + 1


def _before(here: Sheet, there: Sheet, r: int, twin: Twin) -> int | None:
    """The row here after which the missing one should stand."""
    pairs = {b: a for a, b in twin.rows} if twin.two.sheet is there else dict(twin.rows)
    above = [row for row in there.order if row < r and row in pairs]
    return pairs[above[-1]] if above else (here.order[0] if here.order else None)


# ------------------------------------------------------------------------------------------------------------------ short sums


def _short_sums(book: Book, system: System) -> Iterator[Structure]:
    """Sums that fail in several columns at once, where no likely misreading of a figure explains each."""
    groups: dict[str, list[int]] = {}
    tried: dict[str, int] = {}
    for i, relation in enumerate(system.relations):
        if relation.kind not in ("footing", "difference") or "v" not in relation.template or relation.weak:
            continue
        if is_evidence(relation, system.values):
            tried[relation.template] = tried.get(relation.template, 0) + 1
        if system.fails(i):
            groups.setdefault(relation.template, []).append(i)
    for template, members in groups.items():
        one_row = _of_one_row([system.gaps[i] or 0 for i in members])
        few = not one_row and (2 * len(members) < tried[template] or system.relations[members[0]].kind == "difference")
        if len(members) < LEAST_COLUMNS or few or _rows_fail(system, members):
            continue
        by_row = one_row or _whole_row(system, members, tried[template]) or _many_short(system, members, tried[template])
        if not by_row and all(_likely_misread(system, i) for i in members):
            continue
        total = book.cells[system.relations[members[0]].total]
        gaps = ", ".join(in_print(system.gaps[i]) for i in members[:8])
        row = book.packet.statements[total.statement].rows[total.row]
        differs = f"{row.item} differs from its rows in {len(members)} columns at once, by {gaps}"
        text = f"a row is missing, or one too many stands in the sum: {differs}"
        yield Structure("unreadable", "error", total.statement, text, total.row, None, set(members))


def _whole_row(system: System, members: list[int], tried: int) -> bool:
    """Whether every column is short, each of less than half of its total: likelier by one row than by one digit in each."""
    short = [(system.gaps[i] or 0, system.values[system.relations[i].total] or 0) for i in members]
    return len(members) == tried and all(0 < 2 * gap < total for gap, total in short)


def _many_short(system: System, members: list[int], tried: int) -> bool:
    """Whether most columns, many of them, are short, each of less than half of its total: no one misreads a figure in each."""
    short = [(system.gaps[i] or 0, system.values[system.relations[i].total] or 0) for i in members]
    return len(members) >= MANY_COLUMNS and 2 * len(members) > tried and all(0 < 2 * gap < total for gap, total in short)


def _rows_fail(system: System, members: list[int]) -> bool:
    """Whether sums across the very rows fail, too: then figures are wrong, and no row is missing."""
    cells = {cell for i in members for _, cell in system.relations[i].terms}
    across = {j for cell in cells for j, _ in system.by_cell[cell] if "h" in system.relations[j].template}
    return sum(system.fails(j) and not system.relations[j].weak for j in across) >= LEAST_COLUMNS


def _unclosed(book: Book, claims: Claims) -> Iterator[Structure]:
    """A block of rows without the total that all other blocks of its statement have."""
    for sheet in claims.sheets:
        rows = book.packet.statements[sheet.index].rows
        blocks: dict[tuple[str, ...], list[int]] = {}
        for r in sheet.order:
            if rows[r].section and not is_difference(rows[r].item) and not is_partial(rows[r].item):
                blocks.setdefault(rows[r].section, []).append(r)
        leaves = {s: b for s, b in blocks.items() if any(not is_total(rows[r].item) for r in b) and not _has_inner(s, blocks)}
        results = {rows[r].section for r in sheet.order if is_difference(rows[r].item)}  # what is left closes a block, too
        several = {s for s, b in leaves.items() if sum(any(sheet.numbers[r]) for r in b) > 1}  # one figure is its own total
        several = {s for s in several if _of_one_unit(book, sheet, leaves[s]) and not _ASIDE.search(s[-1])}
        open_ = [s for s, b in leaves.items() if s in several and not is_total(rows[b[-1]].item) and s not in results]
        open_ = [s for s in open_ if not _leaves_a_result(sheet, rows, leaves[s])]
        closed = {s for s, block in blocks.items() if any(is_total(rows[r].item) for r in block)}
        siblings = [s for s in closed if open_ and s != open_[0] and s[:-1] == open_[0][:-1]]
        told = _NO_TOTAL.search(book.packet.statements[sheet.index].notes)
        if len(open_) == 1 and len(leaves) - 1 >= LEAST_CLOSED and siblings and not told:
            name = " > ".join(open_[0])
            text = f"a row is missing: {name} has no total, and all {len(leaves) - 1} other blocks of the statement have one"
            yield Structure("unreadable", "error", sheet.index, text, leaves[open_[0]][-1], None, proposed=f"{open_[0][-1]} 計")
        elif not open_:
            yield from _unclosed_blocks(sheet, rows, blocks, closed, results)


def _leaves_a_result(sheet: Sheet, rows: Sequence[Row], block: Sequence[int]) -> bool:
    """Whether a block of what comes in and goes out alike (特別損益) is taken into the result right behind it, 税引前当期利益."""
    after = next((r for r in sheet.order if r > block[-1]), None)
    ends = after is not None and is_difference(rows[after].item) and len(rows[after].section) < len(rows[block[0]].section)
    return ends and is_difference(rows[block[0]].section[-1])


def _of_one_unit(book: Book, sheet: Sheet, block: list[int]) -> bool:
    """Whether the figures of a block are in one unit, column by column: what is counted in 人, km and 両 has no total."""
    units: dict[int, set[str]] = {}
    for (r, column), cell in book.at[sheet.index].items():
        if r in block:
            units.setdefault(column, set()).add(book.cells[cell].unit)
    return all(len(own) == 1 for own in units.values())


def _is_closed_after(sheet: Sheet, rows: Sequence[Row], below: list[int]) -> bool:
    """Whether the total right behind a section of several blocks is just what these come to: 資産合計 behind 借方."""
    after = next((r for r in sheet.order if r > max(below)), None)
    if after is None or not is_total(rows[after].item):
        return False
    totals = [r for r in below if is_total(rows[r].item)]
    sums = [sum(column) for column in zip(*(sheet.numbers[r] for r in totals), strict=True)]
    return sums == list(sheet.numbers[after])


def _unclosed_blocks(
    sheet: Sheet,
    rows: Sequence[Row],
    blocks: dict[tuple[str, ...], list[int]],
    closed: set[tuple[str, ...]],
    results: set[tuple[str, ...]],
) -> Iterator[Structure]:
    """A section of several blocks without the total that all others like it have: 固定資産 before 流動資産合計."""
    inner: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for section in closed:
        for depth in range(1, len(section)):
            inner.setdefault(section[:depth], set()).add(section)
    whole = {section for section, under in inner.items() if len(under) > 1}
    lacking = [section for section in whole if section not in closed and section not in results]
    for section in lacking if len(lacking) == 1 else ():
        like = [other for other in whole if len(other) == len(section) and other != section]
        below = [r for other, rows in blocks.items() if other[: len(section)] == section for r in rows]
        if like and all(other in closed for other in like) and not _is_closed_after(sheet, rows, below):
            text = f"a row is missing: {' > '.join(section)} has no total, and the other sections of several blocks have one"
            yield Structure("unreadable", "error", sheet.index, text, max(below), None, proposed=f"{section[-1]} 計")


def _empty_blocks(book: Book, claims: Claims) -> Iterator[Structure]:
    """A total with a figure right under the heading that it closes, in a statement whose other blocks have rows."""
    for sheet in claims.sheets:
        rows = book.packet.statements[sheet.index].rows
        headings = {(*row.section, row.item) for row in rows if row.heading}
        filled = {rows[r].section for r in sheet.order if not is_total(rows[r].item)}
        closed = {rows[r].section for r in sheet.order if is_total(rows[r].item)}
        stocks = book.packet.statements[sheet.index].kind in ("balance_sheet", "inventory")
        stepped = any(True for _ in column_steps(book, sheet))
        if stocks and not (stepped and len(filled & closed) >= LEAST_STOCKS):  # a balance may be printed once, as its own total
            continue
        if len(filled & closed) < LEAST_CLOSED:
            continue
        for r in sheet.order:
            section = rows[r].section
            name = stem(rows[r].item)
            named = not name or (name == stem(section[-1] if section else "") and section in headings)
            own = section and is_total(rows[r].item) and named
            inside = own and any(s[: len(section)] == section for s in filled)
            if own and not inside and any(sheet.numbers[r]) and sheet.order.index(r) > 0:
                above = sheet.order[sheet.order.index(r) - 1]
                if rows[above].section[: len(section)] != section:
                    text = f"a row is missing: {rows[r].item} has a figure, and no row stands between it and its heading"
                    severity: Severity = "warning" if _CAPITAL.search(name) else "error"
                    yield Structure("unreadable", severity, sheet.index, text, r, None, proposed=section[-1])


def _has_inner(section: tuple[str, ...], blocks: dict[tuple[str, ...], list[int]]) -> bool:
    return any(other != section and other[: len(section)] == section for other in blocks)


def _marks_without_a_row(book: Book, claims: Claims) -> Iterator[Structure]:
    """A written formula that calls a row by a mark that no row bears, though its other marks are borne."""
    for sheet in claims.sheets:
        rows = book.packet.statements[sheet.index].rows
        borne = {mark(rows[r].item): r for r in sheet.order if mark(rows[r].item)}
        calls = [name for r in sheet.order if (written := formula(rows[r].item)) for _, name in written[1] if name not in borne]
        for r in sheet.order:
            written = formula(rows[r].item)
            if not written:
                continue
            lost = [name for _, name in written[1] if name not in borne]
            above = [borne[name] for _, name in written[1] if name in borne and borne[name] < r]
            sure = mark(rows[r].item) or len(above) > 1
            many = len(borne) >= LEAST_CLOSED or (len(set(calls)) == 1 < len(calls))  # or two formulas call one mark alike
            if len(lost) == 1 and above and many and sure:
                text = f"a row is missing: {rows[r].item} calls it ({lost[0]}), and no row bears that mark"
                yield Structure("unreadable", "error", sheet.index, text, above[-1], None, proposed=f"({lost[0]})")


def short_sum(book: Book, system: System, members: list[int]) -> Structure:
    """A sum that fails by what no digit or sign explains."""
    relation = system.relations[members[0]]
    total = book.cells[relation.total]
    row = book.packet.statements[total.statement].rows[total.row]
    gap = in_print(system.gaps[members[0]] or 0)
    differs = f"{row.item} differs from its rows by {gap}, which no digit or sign explains"
    text = f"a row is missing, or one too many stands in the sum: {differs}"
    return Structure("unreadable", "error", total.statement, text, total.row, total.column, set(members))


def _of_one_row(gaps: list[Number]) -> bool:
    """Whether gaps in a few columns are related as the figures of one row are: alike, or one the sum of the others."""
    sizes = {size(gap) for gap in gaps}
    return len(gaps) > 1 and (len(sizes) == 1 or any(2 * gap == sum(gaps) for gap in gaps))


def _likely_misread(system: System, i: int) -> bool:
    """Whether one digit or sign of one figure explains the gap, without breaking anything."""
    return any(change.cost < OTHER and not change.broken for change in system.candidates([i]) if i in change.mended)


def _short_by(book: Book, claims: Claims, system: System, structure: Structure) -> set[int]:
    """What fails in the statement, or where others are held against it, by just what the missing row says in the sibling."""
    if not structure.proposed:
        return set()
    values = {
        size(book.values[cell] or 0)
        for sheet in claims.sheets
        for r, (_, item, _) in sheet.keys.items() if item == plain(structure.proposed)
        for cell in book.by_row[sheet.index].get(r, ())
    }  # fmt: skip
    found = set()
    for i, relation in enumerate(system.relations):
        if system.fails(i) and any(book.cells[cell].statement == structure.statement for cell in relation.cells()):
            gap = size(system.gaps[i] or 0)
            rounded_ = relation.divisor > 1 and any(size(gap * relation.divisor - value) <= relation.divisor for value in values)
            if gap in values or rounded_:
                found.add(i)
    return found


def _of_its_name(book: Book, system: System, structure: Structure) -> set[int]:
    """Restatements that fail because another row of the missing one's name took its place: elsewhere is just what sums lack."""
    lacking = ({size(system.gaps[i] or 0) for i in structure.explains} | set(map(size, structure.lacking))) - {0}
    return {
        i
        for i, relation in enumerate(system.relations)
        if relation.kind == "restatement" and system.fails(i)
        and any(book.cells[cell].statement == structure.statement for cell in relation.cells())
        and any(size(book.values[cell] or 0) in lacking for cell in relation.cells())
    }  # fmt: skip
