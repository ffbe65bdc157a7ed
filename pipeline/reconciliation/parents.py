"""Which rows are not there by what stands above and below the others?  Parents without parts, parts that fall short of their
parent, parts whose parent is not printed.

A statement that prints its amounts over several levels does so everywhere in the same way.  One place that differs from all
others is a doubt; nothing is said where several do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Row, Statement
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.gaps import by_column, gaps, goes_on, lacks_a_row, levels, same_gap, told_gaps, unrevised
from pipeline.reconciliation.numbering import number, numbered
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.words import (
    formula,
    is_balance,
    is_difference,
    is_flow_total,
    is_opening,
    is_partial,
    is_total,
    is_undisposed,
    is_whole,
    plain,
)

LEAST_PARENTS = 4
"""Rows with parts of their own that a level must have before one without is doubted …"""
LEAST_NUMBERED_PARENTS = 3
"""… fewer where rows bear numbers, and what parts a form has is told by them."""
_APART = re.compile("(?:年度末|期末).*残高$|補正(?:されな|のな|しな|を要しな)")
"""What is left at the end of a year, and a line for all that a revision leaves as it is, are no part of the row above."""
LEAST_AMOUNTS = 3
"""Amounts of one row that tell by themselves, where several parts are short of it in all of them."""
LEAST_TOLD = 3
"""Parts of a row that is itself added up without them, at least, before one more is missed; its amounts are one less."""
LEAST_ONLY_PARTS = 2
"""Parents with a single part, equal to them, that show that a form prints even those."""
ONLY_PART = "only part"
"""How rows without a number that have a single part are counted."""
LEAST_NAMED = 3
"""Headings of one depth that must be printed before one that is only named is doubted."""
ALONE = re.compile("(?:予備費|基本金|資本金|出資金)$")
"""What has no parts in most forms."""
_EQUITY = re.compile("純資産|資本|正味財産")
"""Headings under which many an item has no parts where those of assets and liabilities do."""
_SURPLUS = "剰余金"
"""A part of the equity in a balance sheet, what is left anywhere else."""


def childless(book: Book, sheet: Sheet, totals: set[int], numbers: dict[str, int]) -> Iterator[Structure]:
    """The one row of its level without parts, where all others have parts that add up to them.

    Where rows bear no number, only if the statement prints even the single part of a parent.  ``numbers``: rows with parts of
    all statements, by how they are numbered; a short form is like the others of its packet.
    """
    rows = book.packet.statements[sheet.index].rows
    parts = parts_of(sheet, rows)
    by_level, by_section = _levels(sheet, rows)
    siblings = book.siblings(sheet.index)
    for members in (*by_level, *by_section):
        bare = [r for r in members if not parts[r]]
        whole = [r for r in members if parts[r] and (r in totals or not any(sheet.numbers[r]))]
        style = _style(rows[members[0]].item)
        least = LEAST_NUMBERED_PARENTS if style else LEAST_PARENTS
        if len(bare) != 1 or len(whole) != len(members) - 1 or not any(sheet.numbers[bare[0]]):
            continue
        one_style = style and all(_style(rows[r].item) == style for r in members)
        known = numbers.get(style if one_style else ONLY_PART, 0)
        like = one_style or (not style and all(len(parts[r]) == 1 for r in whole))
        if bare[0] == sheet.order[-1] and any(map(goes_on, book.packet.statements[sheet.index + 1 : sheet.index + 2])):
            continue  # its parts stand overleaf
        counted = all(numbered(rows[o].item) for r in whole for o in parts[r])  # 款 over 項: there 予備費 has its part, too
        alone = ALONE.search(rows[bare[0]].item) and (
            not counted or _is_only_part(sheet, rows, bare[0]) or not _has_part_elsewhere(book, rows[bare[0]].item)
        )
        if style and any(breaks_down_some(other, style) and have_one_form(book, sheet, other) for other in siblings):
            continue
        equity = alone or any(map(_EQUITY.search, rows[bare[0]].section)) or is_undisposed(rows[bare[0]].item)
        equity = equity or is_balance(rows[bare[0]].item)
        if equity or formula(rows[bare[0]].item) or max(sheet.numbers[bare[0]]) <= 0 or _between_results(sheet, rows, bare[0]):
            continue  # 基金, 資本金; III繰越金(I-II); 貸倒引当金; 一般管理費配賦額 before 事業利益
        beside = [r for r in whole if rows[r].section == rows[bare[0]].section]
        if style and members in by_level and len(beside) == 1:
            continue  # 長期借入金 beside 引当金 among debts, whatever the assets have
        enough = len(whole) >= least or (len(whole) > 1 and like and known >= LEAST_PARENTS)
        alike = len({rows[r].section for r in members}) == 1
        only, level = _only_parts(rows, parts, whole if members in by_level else sheet.order, whole, totals)
        even_one = alike and only >= LEAST_ONLY_PARTS and (members in by_level or 2 * only > level)
        if enough and (style or even_one):
            item = rows[bare[0]].item
            text = f"a row is missing: {item} has no row below it, and all {len(whole)} other rows of its level have their parts"
            yield Structure("unreadable", "warning", sheet.index, text, bare[0], None)
            return


def have_one_form(book: Book, sheet: Sheet, other: Statement) -> bool:
    """Whether two statements have the same columns, of amounts at least: what one shows of its rows holds for the other."""
    own, names = book.packet.statements[sheet.index].columns, [column.name for column in other.columns]
    return all(own[c].name in names for c in book.money[sheet.index])


def breaks_down_some(statement: Statement, style: str) -> bool:
    """Whether a sibling has two outermost rows of a style one right below the other, 予備費 apart: it breaks down some alone."""
    figures = {datum.row for datum in statement.data if datum.value}
    told = [row for r, row in enumerate(statement.rows) if r in figures and _plain(row) and not ALONE.search(row.item)]
    outermost = min((row.indent for row in told), default=0)
    level = [_style(row.item) == style and row.indent == outermost for row in told]
    return any(a and b for a, b in pairwise(level)) and not all(level)


def _has_part_elsewhere(book: Book, item: str) -> bool:
    """Whether the packet prints a row of a name right below another of the same: 款 予備費 over 項 予備費."""
    pairs = (pair for statement in book.packet.statements for pair in pairwise(statement.rows))
    return any(plain(a.item) == plain(b.item) == plain(item) for a, b in pairs)


def _is_only_part(sheet: Sheet, rows: Sequence[Row], r: int) -> bool:
    """Whether the row above is of the same name: 目 予備費 is all of 項 予備費, and has no 節."""
    at = sheet.order.index(r)
    return at > 0 and plain(rows[sheet.order[at - 1]].item) == plain(rows[r].item)


def _between_results(sheet: Sheet, rows: Sequence[Row], r: int) -> bool:
    """Whether a row is all that stands between two results: what one leaves of the other."""
    at = sheet.order.index(r)
    near = sheet.order[max(at - 1, 0) : at + 2]
    return len(near) == 3 and is_difference(rows[near[0]].item) and is_difference(rows[near[2]].item)


def _only_parts(
    rows: Sequence[Row], parts: dict[int, list[int]], among: list[int], whole: list[int], totals: set[int]
) -> tuple[int, int]:
    """Of the rows as far in as those that are whole: how many have a single part, equal to them, and how many have parts."""
    level = [r for r in among if parts[r] and whole and rows[r].indent == rows[whole[0]].indent]
    return sum(len(parts[r]) == 1 and r in totals for r in level), len(level)


def _levels(sheet: Sheet, rows: Sequence[Row]) -> tuple[list[list[int]], list[list[int]]]:
    """Rows that stand as far in as one another, of those with numbers these alone; and the same of each section without any."""
    levels: dict[tuple[int, int], list[int]] = {}
    sections: dict[tuple[tuple[str, ...], int], list[int]] = {}
    for r in sheet.order:
        if _plain(rows[r]) and (not is_opening(rows[r].item) or numbered(rows[r].item)):  # 10款繰越金 is an item like others
            levels.setdefault((len(rows[r].section), rows[r].indent), []).append(r)
            sections.setdefault((rows[r].section, rows[r].indent), []).append(r)
    by_level = [[r for r in level if numbered(rows[r].item)] or level for level in levels.values()]
    return by_level, [level for level in sections.values() if not any(numbered(rows[r].item) for r in level)]


def _style(item: str) -> str:
    """How a row is numbered; empty where it is not."""
    found = number(item)
    return found[0] if found else ""


def numbered_parents(sheet: Sheet, rows: Sequence[Row]) -> dict[str, int]:
    """Rows with parts of a statement, by how they are numbered; of those without a number the ones with a single part."""
    found: dict[str, int] = {}
    for r, parts in parts_of(sheet, rows).items():
        style = _style(rows[r].item)
        kind = style or (ONLY_PART if len(parts) == 1 else "")
        if parts and kind:
            found[kind] = found.get(kind, 0) + 1
    return found


def broken_down(book: Book, sheet: Sheet, system: System, sums: list[int], totals: set[int], whole: int) -> Iterator[Structure]:
    """The one row whose parts do not come to it, where the parts of all others do, here and in ``whole`` rows in all."""
    rows = book.packet.statements[sheet.index].rows
    parents = parents_of(sheet, rows)
    short = [r for r in sorted(parents.keys() - totals) if any(told_gaps(sheet, r, parents[r]))]
    if len(short) != 1 or _interrupted(sheet, rows, short[0], parents) or _listed_elsewhere(sheet, rows, short[0], parents):
        return
    r = short[0]
    if unrevised(book, sheet, r, by_column(book, sheet, r, parents[r])):
        return
    numbers = all(numbered(rows[o].item) for o in parents[r])
    least = LEAST_NUMBERED_PARENTS if numbers else LEAST_PARENTS
    amounts = LEAST_AMOUNTS - same_gap(book, sheet, r, parents[r])
    wide = len(parents[r]) > 1 and bool(parents.keys() & totals) and lacks_a_row(book, sheet, r, parents[r], amounts)
    wide = wide or (_is_added_up(book, system, sums, r, parents[r]) and _is_largely_told(book, sheet, r, parents, totals))
    if not wide and (whole < least or not lacks_a_row(book, sheet, r, parents[r])):
        return
    explains = {i for i in sums if book.cells[system.relations[i].total].row == r and system.fails(i)}
    lacking = [gap for gap in told_gaps(sheet, r, parents[r]) if gap]
    said = ", ".join(map(in_print, lacking[:8]))
    others = "1 other row of such statements is" if whole == 1 else f"{whole} other rows of such statements are"
    why = f"{others} the sum of those below" if whole else "a sum adds it up without them"
    text = f"a row is missing: the rows below {rows[r].item} fall short of it by {said}, and {why}"
    yield Structure("unreadable", "warning", sheet.index, text, r, None, explains, lacking=frozenset(lacking))


def _is_added_up(book: Book, system: System, sums: list[int], r: int, parts: Sequence[int]) -> bool:
    """Whether a sum that holds has the row among its addends and none of its parts: these are parts of nothing else."""
    for i in sums:
        terms = {book.cells[cell].row for _, cell in system.relations[i].terms}
        if r in terms and not terms & set(parts) and not system.fails(i):
            return True
    return False


def _is_largely_told(book: Book, sheet: Sheet, r: int, parents: dict[int, list[int]], totals: set[int]) -> bool:
    """Whether the parts of a row lack but one row like them: several stand there, or all other rows have all of theirs."""
    parts = parents[r]
    told = [n for n in levels(book, sheet) if sheet.present[r][n] and sheet.numbers[r][n]]
    found = gaps(sheet, r, parts)
    most = len(told) > 1 or all(2 * size(found[n]) < size(sheet.numbers[r][n]) for n in told)
    several = len(parts) >= LEAST_TOLD and most
    others = parents.keys() - {r}
    least = 1 if book.packet.statements[sheet.index].kind == "balance_sheet" else 2  # which breaks down all or nothing
    alike = len(others) >= least and others <= totals
    return (several or alike) and lacks_a_row(book, sheet, r, parts, min(LEAST_TOLD - 1, len(told)))


def _interrupted(sheet: Sheet, rows: Sequence[Row], r: int, parents: dict[int, list[int]]) -> bool:
    """Whether totals or results stand between a row and its parts: their indentation is that of centred labels then."""
    return any(r < o < parents[r][-1] and (is_total(rows[o].item) or is_difference(rows[o].item)) for o in sheet.order)


def _listed_elsewhere(sheet: Sheet, rows: Sequence[Row], r: int, parents: dict[int, list[int]]) -> bool:
    """Whether all parts of a row are items that stand elsewhere under no row: 1報酬 is 節 like 18負担金, however far in."""
    parts = {o for below in parents.values() for o in below}
    alone = {rows[o].item for o in sheet.order if o not in parts}
    return all(rows[o].item in alone for o in parents[r])


def unnamed_parents(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """A heading with parts that no row prints, though every other heading of its depth is a row with figures."""
    statement = book.packet.statements[sheet.index]
    printed = {(*row.section, row.item): r in book.by_row[sheet.index] for r, row in enumerate(statement.rows)}
    named: dict[int, dict[tuple[str, ...], int]] = {}
    for r in sheet.order:
        for depth in range(1, len(statement.rows[r].section) + 1):
            named.setdefault(depth, {}).setdefault(statement.rows[r].section[:depth], r)
    for paths in named.values():
        lost = [path for path in paths if path not in printed]
        lost = lost if len(lost) == 1 and not _continued(book, sheet.index, lost[0]) else []
        if lost and sum(printed.get(path, False) for path in paths) == len(paths) - 1 >= LEAST_NAMED:
            text = f"a row is missing: the rows below it name {lost[0][-1]}, and no row prints it"
            text += f", while all {len(paths) - 1} other headings like it are rows with figures"
            yield Structure("unreadable", "warning", sheet.index, text, paths[lost[0]], None)


def _continued(book: Book, index: int, path: tuple[str, ...]) -> bool:
    """Whether an earlier page of the same table prints a heading."""
    own = book.packet.statements[index]
    before = [s for s in book.packet.statements[:index] if (s.title, s.kind) == (own.title, own.kind)]
    return any((*row.section, row.item) == path for statement in before for row in statement.rows)


def orphans(book: Book, sheet: Sheet, system: System, sums: list[int]) -> Iterator[Structure]:
    """Rows further in than all others that a total adds up, which have parts: the row that they are part of is not there."""
    rows = book.packet.statements[sheet.index].rows
    parents = parents_of(sheet, rows)
    seen: set[int] = set()
    for i in sums:
        relation = system.relations[i]
        total = book.cells[relation.total].row
        if relation.kind != "footing" or system.fails(i) or total in seen or not is_total(rows[total].item):
            continue
        seen.add(total)
        terms = [book.cells[cell].row for _, cell in relation.terms if _may_be_part(rows[book.cells[cell].row])]
        outer = [r for r in terms if parents.get(r)]
        inner = {rows[o].indent for r in outer for o in parents[r]}
        level = {rows[r].indent for r in outer}
        lost = [r for r in terms if rows[r].indent in inner and r not in outer]
        own = len(level) == 1 and not level & inner and {rows[r].indent for r in terms} == level | {rows[r].indent for r in lost}
        if own and len(outer) >= LEAST_NAMED and lost and _together(sheet, lost):
            item = rows[lost[0]].item
            text = f"a row is missing: {item} stands further in than the rows beside which {rows[total].item} adds it up, "
            explains = {
                j for cell in book.by_row[sheet.index].get(lost[0], ()) for j, _ in system.by_cell.get(cell, ())
                if system.fails(j) and "v" in system.relations[j].template
            }  # fmt: skip
            text += "and no row says what it is part of"
            yield Structure("unreadable", "warning", sheet.index, text, lost[0], None, explains)


def _together(sheet: Sheet, rows: list[int]) -> bool:
    """Whether rows follow one another: the parts of one parent."""
    first = sheet.order.index(rows[0])
    return sheet.order[first : first + len(rows)] == rows


def parts_of(sheet: Sheet, rows: Sequence[Row]) -> dict[int, list[int]]:
    """For each row with figures those printed as its direct parts: further in, or under its name."""
    found: dict[int, list[int]] = {r: [] for r in sheet.order}
    above: list[int] = []
    stock = sheet.book.packet.statements[sheet.index].kind == "balance_sheet"
    for r in sheet.order:
        while above and not (_inside(rows[above[-1]], rows[r]) and _beside_parts(rows, found[above[-1]], rows[r])):
            above.pop()
        own = _may_be_part(rows[r]) or (stock and rows[r].item == _SURPLUS)
        own = own or (bool(above) and (_changes_cash(rows[above[-1]], rows[r]) or _is_equity(rows[above[-1]], rows[r])))
        if above and own:
            found[above[-1]].append(r)
        if own:
            above.append(r)
        elif is_whole(rows[r].item):
            above = [o for o in above if rows[o].section != rows[r].section]  # however far in it is set: what follows is no part
    flush = _flush_right(sheet, rows, found)
    return {r: [] if r in flush else parts for r, parts in found.items()} if flush else found


def _changes_cash(parent: Row, row: Row) -> bool:
    """Whether a result or a change is an item of a flow of cash that is printed above it: 当年度純利益, 未収金の増減額."""
    aside = is_total(row.item) or is_partial(row.item) or row.role == "total" or is_flow_total(row.item)
    return is_flow_total(parent.item) and row.indent > parent.indent and not aside


def _is_equity(parent: Row, row: Row) -> bool:
    """Whether what is left undisposed is a part of the equity, or of its surplus, that is printed above it."""
    equity = _EQUITY.search(parent.item) is not None or parent.item.endswith(_SURPLUS)
    return equity and row.indent > parent.indent and is_undisposed(row.item)


def _beside_parts(rows: Sequence[Row], parts: list[int], row: Row) -> bool:
    """Whether a row may be one of the parts printed before it: not if those stand further in, under their parent's name."""
    return not parts or row.indent >= rows[parts[0]].indent or len(row.section) >= len(rows[parts[0]].section)


def parents_of(sheet: Sheet, rows: Sequence[Row]) -> dict[int, list[int]]:
    """Rows with figures that have parts, and these; what follows a balance brought forward is none of it."""
    carried = {r for r in sheet.order if is_opening(rows[r].item) and not numbered(rows[r].item)}
    return {r: parts for r, parts in parts_of(sheet, rows).items() if parts and any(sheet.numbers[r]) and r not in carried}


def _may_be_part(row: Row) -> bool:
    """Whether a row may be a part of another, or have parts."""
    return _plain(row) and not _APART.search(row.item)


def _plain(row: Row) -> bool:
    return not (is_total(row.item) or is_difference(row.item) or is_partial(row.item) or row.role in ("total", "difference"))


def _inside(parent: Row, row: Row) -> bool:
    """Whether a row is printed as part of the one above: further in, or under its name."""
    return row.indent > parent.indent and (row.section == parent.section or row.section == (*parent.section, parent.item))


def _flush_right(sheet: Sheet, rows: Sequence[Row], found: dict[int, list[int]]) -> set[int]:
    """Rows whose only parts are rows of shorter numbers, where no row of such a number has parts itself.

    Numbers set flush right stand further in the shorter they are: 7報償費 below 14工事請負費 is no part of it.  Where most such
    rows are what their parts come to (11地方交付税, 15国庫支出金 with 1国庫負担金 and more), they are parts.
    """
    long = {r for r, parts in found.items() if parts and all(_shorter(rows[r].item, rows[o].item) for o in parts)}
    fits = [sheet.fit(r, tuple((1, o) for o in found[r])) for r in long]
    if 2 * sum(0 < fit.tried == fit.holds for fit in fits) > len(long):
        return set()
    return long if long and not any(parts for r, parts in found.items() if r not in long and number(rows[r].item)) else set()


def _shorter(above: str, item: str) -> bool:
    one, two = number(above), number(item)
    return one is not None and two is not None and one[0] == two[0] and two[1] < 10 <= one[1]
