"""Which columns hold what their header cannot say?  Amounts under 構成比, changes under 決算, carry-overs where 不用額 is due.

Sums cannot tell columns that they treat alike: in 予算 − 決算 = 差異 the last two may change places, and every row still adds up.
But what an amount looks like and what a change or a share looks like differ, and a header says which of them it is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, permutations

from pipeline.model import Column, Number
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.column_changes import REVISED
from pipeline.reconciliation.column_fit import ColumnPlan
from pipeline.reconciliation.column_words import is_accumulated, is_balance, is_change, is_total_column, moves
from pipeline.reconciliation.columns_by_arithmetic import BY_ARITHMETIC
from pipeline.reconciliation.compared_columns import other_columns
from pipeline.reconciliation.header_claims import LEAST_DIFFERENT, Swap
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.words import is_difference, is_opening, is_ratio

LEAST_ROWS = 4
"""Rows with figures in both columns before anything is said of them."""
LARGEST_SHARE = 100
"""Percent that a share has at most; rates of change may be more."""
MOSTLY, NEARLY_ALL = (6, 10), (9, 10)
"""Shares of the rows that must look like the other column's: with signs that only a change has, and without."""
LEAST_ADDENDS, LEAST_TOGETHER = 3, 3
"""Addends of a sum that stands at an end of them; columns that hang together, before one is odd among them."""
_DIFFERS = re.compile("増減|差異|比較|補正|差$")
_SHARE = re.compile("構成比|割合|構成率|比率")
_CARRIED, _UNUSED = re.compile("繰越"), re.compile("^不用額")
_EACH = re.compile("単価|当たり|当り|あたり|平均|料率")
"""Yen for each of what is counted may be less than there are."""
_AREA, _NUMBER = re.compile("(?:面積|地積)$"), re.compile("[件人者戸棟台口員地]数$|金額$")
_MEASURED = ("㎡", "㎥", "ha", "t", "kg", "km", "m")
_LAST_MONTH = re.compile("^前月(?:末|から)?の?(?:残高|繰越)")
LEAST_CARRIED = 3
"""Rows whose opening balance is the closing one of the row above, at least."""
LEAST_FRACTIONS = 3
"""Rows with fractions where none can be, at least."""
_COUNTED = ("人", "件", "世帯", "戸", "台", "床", "棟", "画地", "区画", "枚", "冊", "本", "口", "団体", "校")


def misheaded(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Swap | None:
    """The first pair of neighbours that look like each other's header."""
    checks = (
        *(_shares(book, sheet), _change_under_share(book, sheet), _changes(book, sheet, plans), _unused(book, sheet)),
        *(_in_the_midst(book, sheet, plans), _odd_one(book, sheet, plans)),
        *(_beside_a_claim(book, sheet, plans), _older_balance(book, sheet, plans), _counts(book, sheet)),
        *(other_columns(book, sheet, plans), _fractions(book, sheet), _carried_down(book, sheet)),
        _balances_and_moves(book, sheet, plans),
    )
    return next((found for check in checks for found in check), None)


def _shares(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """Large whole numbers under a share, decimals in the column of amounts beside it."""
    columns = book.packet.statements[sheet.index].columns
    near = list(_beside(book, sheet))
    apart = [(a, d) for (a, b), (c, d) in pairwise(near) if b == c]
    for a, b in (*near, *apart):
        ratio, amount = (a, b) if is_ratio(_last(columns[a])) else (b, a)
        if is_ratio(_last(columns[amount])) or not _SHARE.search(_last(columns[ratio])) or columns[amount].unit == "%":
            continue
        rows = _rows(book, sheet, ratio, amount)
        large = [one for one, _ in rows if not isinstance(one, Decimal) and size(one) > LARGEST_SHARE]
        small = [two for _, two in rows if size(two) <= LARGEST_SHARE]
        if (a, b) in apart and not any(isinstance(two, Decimal) for two in small):
            continue
        least = LEAST_ROWS - any(two == LARGEST_SHARE for _, two in rows[-1:])  # a total of 100 is a share's
        if len(rows) >= least and 2 * len(large) > len(rows) and len(small) == len(rows):
            why = f"{columns[ratio].name} has {len(large)} figures above {LARGEST_SHARE}, {columns[amount].name} none"
            yield a, b, why


def _change_under_share(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """What two columns of amounts differ by in nearly every row, under a share, beside a column of changes."""
    columns, at = book.packet.statements[sheet.index].columns, book.at[sheet.index]
    for a, b in _beside(book, sheet):
        ratio, change = (a, b) if _SHARE.search(_last(columns[a])) else (b, a)
        if not _SHARE.search(_last(columns[ratio])) or not is_change(columns[change]):
            continue
        levels = [c for c in book.money[sheet.index] if c != change and columns[c].unit == columns[change].unit]
        rows = [r for r in sheet.order if (r, ratio) in at]
        for one, two in permutations(levels, 2):
            held = [
                r for r in rows if _value(book, at[r, ratio]) == _value(book, at.get((r, one))) - _value(book, at.get((r, two)))
            ]
            moving = [r for r in held if _value(book, at[r, ratio])]
            if len(moving) >= LEAST_ROWS and NEARLY_ALL[1] * len(held) >= NEARLY_ALL[0] * len(rows):
                yield a, b, f"{columns[ratio].name} is what {columns[one].name} and {columns[two].name} differ by"


def _changes(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """A level that is smaller than the change beside it and of either sign, though the level that it is held against is not."""
    columns = book.packet.statements[sheet.index].columns
    for plan in plans:
        if plan.weak or len(plan.terms) != 2:
            continue
        (w1, first), (w2, second) = plan.terms
        if plan.kind == "difference" and (w1, w2) == (1, -1) and _DIFFERS.search(_last(columns[plan.total])):
            level, change, against = second, plan.total, first
        elif plan.rule == REVISED and (w1, w2) == (1, 1):
            level, change, against = first, second, plan.total
        else:
            continue
        if abs(level - change) == 1 and not is_change(columns[level]) and _look_swapped(book, sheet, level, change, against):
            one, two = columns[level].name, columns[change].name
            yield level, change, f"{one} is smaller than {two} in nearly all rows, and of either sign as only a change is"


def _look_swapped(book: Book, sheet: Sheet, level: int, change: int, against: int) -> bool:
    at = book.at[sheet.index]
    items = book.packet.statements[sheet.index].rows
    order = [r for r in sheet.order if not is_difference(items[r].item)]  # results are of either sign in any column
    rows = [tuple(_value(book, at.get((r, c))) for c in (level, change, against)) for r in order]
    told = [row for row in rows if row[2] and (row[0] or row[1])]
    moving = [row for row in told if row[0]]
    small = [row for row in moving if size(row[0]) < size(row[1])]
    turned = [row for row in moving if row[0] * row[2] < 0]
    back = [row for row in moving if row[1] * row[2] < 0]
    if len(moving) < LEAST_ROWS or 2 * len(moving) < len(told):
        return False
    if turned and len(turned) > len(back) and MOSTLY[1] * len(small) >= MOSTLY[0] * len(moving):
        return True
    return len(moving) >= 2 * LEAST_ROWS and not back and NEARLY_ALL[1] * len(small) >= NEARLY_ALL[0] * len(moving)


def _unused(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """Amounts carried over in nearly every row, and nearly none left unused: it is the other way round in every budget."""
    columns = book.packet.statements[sheet.index].columns
    for a, b in pairwise(book.money[sheet.index]):
        if not (_CARRIED.search(columns[a].name) and _UNUSED.search(_last(columns[b]))):
            continue
        at = book.at[sheet.index]
        rows = [(_value(book, at.get((r, a))), _value(book, at.get((r, b)))) for r in sheet.order if (r, b) in at]
        carried, unused = sum(bool(one) for one, _ in rows), sum(bool(two) for _, two in rows)
        both = carried >= 2 * LEAST_ROWS and NEARLY_ALL[1] * carried >= NEARLY_ALL[0] * len(rows)
        if both and 2 * unused < carried:
            yield a, b, f"{carried} of {len(rows)} rows are carried over, and only {unused} have anything left unused"


def _beside_a_claim(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """A column that the others come to, though its header says nothing of it and its neighbour's does and is not kept."""
    columns = book.packet.statements[sheet.index].columns
    kept = {plan.total for plan in plans if not plan.weak}
    for plan in plans:
        addends = {c for _, c in plan.terms}
        if plan.rule != BY_ARITHMETIC or is_change(columns[plan.total]) or len(plan.terms) != 2:
            continue
        changed = sorted(weight for weight, _ in plan.terms) == [-1, 1]
        for c in (plan.total - 1, plan.total + 1):
            if c in book.money[sheet.index] and c not in kept | addends and changed and columns[c].measure in ("増減", "差異"):
                first, second = (columns[term].name for _, term in plan.terms)
                yield min(c, plan.total), max(c, plan.total), f"{columns[plan.total].name} is what {first} and {second} differ by"


def _in_the_midst(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """What three others or more come to, though no header says so, one column inwards of them: sums stand at an end."""
    columns = book.packet.statements[sheet.index].columns
    for plan in plans:
        places = sorted((plan.total, *(c for _, c in plan.terms)))
        added = [c for weight, c in plan.terms if weight > 0]
        whole = plan.total if len(added) == len(plan.terms) else added[0] if len(added) == 1 else None
        if plan.rule != BY_ARITHMETIC or len(plan.terms) < LEAST_ADDENDS or whole is None or is_total_column(columns[whole]):
            continue
        for inner, end in ((1, 0), (len(places) - 2, len(places) - 1)):
            if places[inner] == whole and abs(whole - places[end]) == 1:
                why = f"{columns[whole].name} is what the columns on either side of it come to"
                yield min(whole, places[end]), max(whole, places[end]), why


def _odd_one(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """A column of another year, or under another header, than all that it adds up with, beside one of theirs that does not."""
    columns, money = book.packet.statements[sheet.index].columns, book.money[sheet.index]
    for plan in plans:
        inside = [plan.total, *(c for _, c in plan.terms)]
        if plan.rule != BY_ARITHMETIC or len(inside) < LEAST_TOGETHER:
            continue
        between_years = any(is_change(columns[c]) for c in inside)  # a change is of two years
        for kind in (_outer,) if between_years else (_year, _outer):
            told = [kind(columns[c]) for c in inside]
            for c, own in zip(inside, told, strict=True):
                rest = {other for x, other in zip(inside, told, strict=True) if x != c}
                stands = is_balance(columns[c]) or is_total_column(columns[c]) or is_change(columns[c])
                alike = len({_last(columns[x]) for x in inside}) == 1  # 金額 of each, beside 件数
                if len(rest) != 1 or own in rest or not all(rest) or not own or stands or c == plan.total:
                    continue
                for other in (c - 1, c + 1):
                    if (
                        other in money
                        and other not in inside
                        and {kind(columns[other])} == rest
                        and not is_change(columns[other])
                        and not (alike and _last(columns[other]) != _last(columns[c]))
                        and _differ(book, sheet, c, other)
                    ):
                        names = " and ".join(columns[x].name for x in inside if x != c)
                        yield (
                            min(c, other),
                            max(c, other),
                            f"{columns[c].name} adds up with {names}, and {columns[other].name} does not",
                        )


def _differ(book: Book, sheet: Sheet, a: int, b: int) -> bool:
    """Whether two columns print different figures in several rows."""
    return sum(one != two for one, two in _rows(book, sheet, a, b)) >= LEAST_DIFFERENT


def _year(column: Column) -> str:
    return str(column.fiscal_year or "")


def _outer(column: Column) -> str:
    return column.name.rpartition(" / ")[0]


def _older_balance(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """A balance that follows from one further left than the nearest: what came and went did so after the nearest."""
    columns = book.packet.statements[sheet.index].columns
    for plan in plans:
        start = [c for w, c in plan.terms if w > 0 and is_balance(columns[c])]
        moved = [c for _, c in plan.terms if c not in start]
        if plan.weak or not is_balance(columns[plan.total]) or len(start) != 1 or not moved:
            continue
        nearer = start[0] + 1
        between = nearer in book.money[sheet.index] and is_balance(columns[nearer]) and nearer < min(moved)
        between = between and columns[nearer].unit == columns[start[0]].unit
        if between and min(moved) < plan.total and all(moves(columns[c]) for c in moved):
            one, two = columns[start[0]].name, columns[nearer].name
            yield start[0], nearer, f"{columns[plan.total].name} follows from {one} in every row, and not from {two}"


def _balances_and_moves(book: Book, sheet: Sheet, plans: list[ColumnPlan]) -> Iterator[Swap]:
    """Columns of which one balance alone hangs together with what comes and goes, and two, or none, once two are exchanged.

    期末残高 is 期首残高 and what came and went; 差引 is what came less what went: no 期末残高 is 積立額 less 取崩額.
    """
    columns, money = book.packet.statements[sheet.index].columns, book.money[sheet.index]
    told = [[(-1, plan.total), *plan.terms] for plan in plans if not plan.weak]
    odd = [terms for terms in told if not _hang_together([(weight, columns[c]) for weight, c in terms])]
    if not odd:
        return
    found = []
    for a, b in pairwise(money):
        names = {a: columns[b], b: columns[a]}
        if all(_hang_together([(weight, names.get(c, columns[c])) for weight, c in terms]) for terms in told):
            found.append((a, b))
    if len(found) == 1:
        (a, b), terms = found[0], [columns[c].name for _, c in odd[0]]
        yield a, b, f"{terms[0]} is what {' and '.join(terms[1:])} come to: a balance among what comes and goes"


def _hang_together(terms: list[tuple[int, Column]]) -> bool:
    """Whether columns that add up to 0 may do so by their headers: of balances none is alone, nor are two on one side.

    Nothing is said where a header tells nothing, nor of what has accumulated, which is taken from what there is.
    """
    balances = [weight for weight, column in terms if is_balance(column)]
    flows = [column for _, column in terms if not is_balance(column) and (moves(column) or is_change(column))]
    if len(balances) + len(flows) < len(terms) or not flows or any(is_accumulated(column) for _, column in terms):
        return True
    return not balances or (len(balances) == 2 and sum(balances) == 0)


def _carried_down(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """In rows that are years, what there was before is what the row above leaves: only once two columns have changed places."""
    columns, at = book.packet.statements[sheet.index].columns, book.at[sheet.index]
    opening = [c for c in book.money[sheet.index] if is_opening(_last(columns[c])) or _LAST_MONTH.search(_last(columns[c]))]
    closing = [c for c in book.money[sheet.index] if is_balance(columns[c]) and c not in opening]
    if len(opening) != 1 or len(closing) != 1:
        return

    def held(swap: dict[int, int]) -> tuple[int, int]:
        before, after = (swap.get(c, c) for c in (opening[0], closing[0]))
        rows = [(above, r) for above, r in pairwise(sheet.order) if (above, after) in at and (r, before) in at]  # no 年度計
        pairs = [(_value(book, at[above, after]), _value(book, at[r, before])) for above, r in rows]
        return sum(one == two != 0 for one, two in pairs), len(pairs)

    if held({})[0]:
        return
    for a, b in pairwise(book.money[sheet.index]):
        kept, tried = held({a: b, b: a})
        if kept == tried >= LEAST_CARRIED:
            yield a, b, f"{columns[opening[0]].name} is what the row above leaves in all rows once swapped, and in none as read"


def _counts(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """More heads or items than yen in nearly every row, beside a column of amounts that would be fewer."""
    columns = book.packet.statements[sheet.index].columns
    for a, b in _beside(book, sheet):
        counted, money = (a, b) if columns[a].unit in _COUNTED else (b, a)
        factor = YEN_FACTORS.get(columns[money].unit)
        changing = is_change(columns[money]) and not is_change(columns[counted])
        if columns[counted].unit not in _COUNTED or factor is None or _EACH.search(columns[money].name) or changing:
            continue
        rows = [(one, two) for one, two in _rows(book, sheet, counted, money) if one > 0 and two > 0]
        more = [(one, two) for one, two in rows if one > two * factor]
        if len(rows) >= LEAST_ROWS and NEARLY_ALL[1] * len(more) >= NEARLY_ALL[0] * len(rows):
            yield a, b, f"{columns[counted].name} would be more than the yen of {columns[money].name} in {len(more)} rows"


def _fractions(book: Book, sheet: Sheet) -> Iterator[Swap]:
    """Fractions of a yen or of a head, and whole numbers beside them where a measure (㎡) is due."""
    columns = book.packet.statements[sheet.index].columns
    for a, b in _beside(book, sheet):
        whole, measured = (a, b) if _is_measured(columns[b]) else (b, a)
        if not _is_measured(columns[measured]) or not _is_whole(columns[whole]):
            continue
        rows = _rows(book, sheet, whole, measured)
        parted = sum(isinstance(one, Decimal) for one, _ in rows)
        if len(rows) >= LEAST_FRACTIONS and parted == len(rows) and not any(isinstance(two, Decimal) for _, two in rows):
            yield a, b, f"{columns[whole].name} has fractions in all {len(rows)} rows, and {columns[measured].name} none"


def _is_measured(column: Column) -> bool:
    """Whether a column's figures may have fractions: areas, weights and rates."""
    return column.unit in (*_MEASURED, "%") or (not column.unit and bool(_AREA.search(_last(column))))


def _is_whole(column: Column) -> bool:
    """Whether a column's figures have none: yen, and what is counted."""
    counted = column.unit in ("円", "千円", *_COUNTED) or (not column.unit and _NUMBER.search(_last(column)) is not None)
    return counted and not _EACH.search(column.name)


def _beside(book: Book, sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Columns of numbers beside each other, shares among them."""
    yield from pairwise(sorted({c for _, c in book.at[sheet.index]}))


def _rows(book: Book, sheet: Sheet, a: int, b: int) -> list[tuple[Number, Number]]:
    """The figures of two columns, in the rows in which both have one other than 0."""
    at = book.at[sheet.index]
    rows = sorted({r for r, _ in at})
    pairs = [(_value(book, at.get((r, a))), _value(book, at.get((r, b)))) for r in rows]
    return [(one, two) for one, two in pairs if one and two]


def _value(book: Book, cell: int | None) -> Number:
    return (book.values[cell] or 0) if cell is not None else 0


def _last(column: Column) -> str:
    return column.name.rsplit(" / ", 1)[-1]
