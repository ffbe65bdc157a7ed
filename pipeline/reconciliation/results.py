"""Do results run on from line to line?  What stands between 当期純利益 and 当期総利益 is what they differ by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product, takewhile

from pipeline.model import Number, Row
from pipeline.reconciliation.book import Book, size
from pipeline.reconciliation.gaps import failing_down
from pipeline.reconciliation.parents import parts_of
from pipeline.reconciliation.sheets import Sheet, slack
from pipeline.reconciliation.short_totals import roots
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import OTHER, System, any_likely, change_cost
from pipeline.reconciliation.words import (
    formula,
    is_closing,
    is_difference,
    is_given,
    is_opening,
    is_partial,
    is_years_change,
    picks_figures,
    plain,
)

KINDS = ("income_statement", "budget", "equity_changes", "other")
"""Statements whose results are what is left of the rows above them, one after the other."""
LEAST_RESULTS = 2
"""Results of a kind of statement that must follow from the rows above them before one that does not is doubted."""
MOST_ADDENDS = 6
"""Rows between two results at most, whose signs are all tried."""

LEAST_SHARED = 4
"""Characters at the end of the names of two results of one kind: 事業総利益, 営業損益."""
LEAST_AMOUNTS = 2
"""Columns in which a result must differ from the only row above it."""
LEAST_OFF = 3
"""Columns in all of which a result must not follow, for one that does beside it to be enough."""
STOCKS = ("balance_sheet", "inventory", "equity_changes")

_HANDED_ON = re.compile("(?:次期|次年度|翌期|翌年度)(?:への?)?繰越")
_LEFT = re.compile("差引(?:残?額)?$|収支差引?額?$|差額$")
_RESULT = re.compile("(?<!臨時)(?<!特別)(?<!業外)(?:利益|損失|損益)(?:金|額)?(?:[(].*[)])?$|未処[分理].*(?:剰余金|欠損金)$")


def results_apart(book: Book, sheet: Sheet, summed: set[int]) -> Iterator[Structure]:
    """Two results one right below the other that differ, the lower of which nothing adds up: what lies between is not there."""
    statement = book.packet.statements[sheet.index]
    if statement.kind not in KINDS or not summed:
        return
    at = book.at[sheet.index]
    for r in sheet.order:
        if r == 0 or r in summed:
            continue
        pair = is_result(statement.rows[r - 1].item) and is_result(statement.rows[r].item)
        if not pair and not _hands_on(statement.rows, r):
            continue
        both = [(at[r - 1, c], at[r, c]) for c in book.money[sheet.index] if (r - 1, c) in at and (r, c) in at]
        differ = [_differ(book.values[one], book.values[two]) for one, two in both]
        one, two = statement.rows[r - 1].item, statement.rows[r].item
        beside = pair and _are_beside(one, two)
        if both and all(differ) and statement.rows[r].section == statement.rows[r - 1].section and not beside:
            text = f"a row is missing: {two} follows {one} and differs from it, and no row says by what"
            yield Structure("unreadable", "warning", sheet.index, text, r - 1, None)
            return


def _hands_on(rows: Sequence[Row], r: int) -> bool:
    """Whether a row is handed on to the next year (次期繰越収支差額, below what is left of this), and nothing came before."""
    closes = _HANDED_ON.match(plain(rows[r].item)) and is_difference(rows[r - 1].item) and not is_closing(rows[r - 1].item)
    return bool(closes) and not any(is_opening(row.item) for row in rows)


def _are_beside(one: str, two: str) -> bool:
    """Whether two results are of one kind and of two branches, or of all and of one: neither follows from the other.

    信用事業総利益 and 共済事業総利益 are, or 事業総利益 above them; 税引前当期純利益 and 税引後当期純利益 are not.
    """
    first, second = plain(one), plain(two)
    if second != first and second.endswith(first) and len(first) >= LEAST_SHARED and "税引" not in second:
        return True
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(first), reversed(second), strict=False)))
    branches = first[: len(first) - shared], second[: len(second) - shared]
    return shared >= LEAST_SHARED and all(branches) and "税引" not in first + second


def results_alone(book: Book, sheet: Sheet, summed: set[int]) -> Iterator[Structure]:
    """差引 right below the only row above it, from which it differs: what is taken away from that is not there."""
    statement = book.packet.statements[sheet.index]
    rows = statement.rows
    if len(sheet.order) < LEAST_RESULTS or statement.kind in STOCKS:
        return
    one, r = sheet.order[:2]
    listed = rows[one].section == rows[r].section and not any(row.heading for row in rows[:r])
    result = _LEFT.search(plain(rows[r].item)) and not (is_difference(rows[one].item) or is_opening(rows[one].item))
    if not listed or not result or r in summed:
        return
    both = [(a, b) for a, b, there in zip(sheet.numbers[one], sheet.numbers[r], sheet.present[r], strict=True) if there and a]
    likely = sum(bool(b) and change_cost(a, b) < OTHER for a, b in both)
    if len(both) - likely >= LEAST_AMOUNTS and all(size(a) != size(b) for a, b in both):
        text = f"a row is missing: {rows[r].item} follows {rows[one].item} alone and differs from it, and no row says by what"
        yield Structure("unreadable", "warning", sheet.index, text, one, None)


def results_short(book: Book, sheets: Sequence[Sheet], system: System, summed: dict[int, set[int]]) -> Iterator[Structure]:
    """The one result of a statement that does not follow from the rows since the result before it, whichever way they count."""
    beside = _beside(book, system)
    held: dict[str, int] = {}
    short: dict[int, list[tuple[int, list[int]]]] = {}
    for sheet in sheets:
        statement = book.packet.statements[sheet.index]
        told = statement.kind in KINDS and not picks_figures(statement.title)
        results = _results(book, sheet, beside.get(sheet.index, set())) if told else []
        for r in results:
            addends = _since(sheet, statement.rows, r, results)
            if r in summed.get(sheet.index, ()) or (addends and _follows(sheet, r, addends)):
                held[statement.kind] = held.get(statement.kind, 0) + 1
            elif addends:
                short.setdefault(sheet.index, []).append((r, addends))
    sheets_by = {sheet.index: sheet for sheet in sheets}
    for s, found in short.items():
        (r, addends), rows = found[0], book.packet.statements[s].rows
        own = roots(addends, parts_of(sheets_by[s], rows))
        least = 1 if all(_is_off_throughout(sheets_by[s], r, each) for each in (addends, own)) else LEAST_RESULTS
        if len(found) == 1 and held.get(book.packet.statements[s].kind, 0) >= least:
            between = f"{rows[addends[0]].item} and what stands between" if len(addends) > 1 else rows[addends[0]].item
            text = f"a row is missing: {rows[r].item} does not follow from {between}, and other results do"
            yield Structure("unreadable", "warning", s, text, r, None, failing_down(book, system, s, r))


def results_before(book: Book, sheet: Sheet) -> Iterator[Structure]:
    """基本金組入前当年度収支差額 right above 基本金組入額, and no 当年度収支差額 after it, though rows go on."""
    rows = book.packet.statements[sheet.index].rows
    for n, r in enumerate(sheet.order[:-2]):
        found = _BEFORE.match(plain(rows[r].item)) if is_difference(rows[r].item) else None
        below = [rows[o].item for o in sheet.order[n + 1 :]]
        if not found or not plain(below[0]).startswith(found[1]) or any(_after(item, found[2]) for item in below):
            continue
        text = f"a row is missing: {rows[r].item} says what was before {below[0]}, and no row says {found[2]} after it"
        yield Structure("unreadable", "warning", sheet.index, text, sheet.order[n + 1], None)
        return


def _after(item: str, name: str) -> bool:
    """Whether a row is the result of that name, however it is called for a gain or a loss."""
    return name in plain(item) and not is_opening(item) and not is_closing(item)


def _beside(book: Book, system: System) -> dict[int, set[int]]:
    """Of each statement the rows that a sum adds up after others of their section, or below it, and that follow from none.

    事業外損益 does not follow from 事業剰余金, nor 購買事業総利益 from 事業総利益 above it.
    """
    found: dict[int, set[int]] = {}
    for i, relation in enumerate(system.relations):
        if "v" in relation.template and not system.fails(i) and not relation.weak:
            rows = [(book.cells[cell].row, book.row(cell).section) for _, cell in relation.terms]
            last = {row for row, section in rows if any(other < row and under == section for other, under in rows)}
            if book.cells[relation.total].row < min(row for row, _ in rows):
                last = {row for row, _ in rows}  # parts of what stands above them
            found.setdefault(book.cells[relation.total].statement, set()).update(last)
    return found


_BEFORE = re.compile("(.+?)前(当(?:期|年度).+)$")
"""A result of the year before something is taken away from it."""
_OVER_YEARS = re.compile("単年度収支")
"""What a year's balance differs by from that of the year before."""


def _results(book: Book, sheet: Sheet, beside: set[int]) -> list[int]:
    """Rows that name what is left, of those that no sum adds up after another one."""
    rows = book.packet.statements[sheet.index].rows
    written = any(formula(row.item) for row in rows)  # then what bears a mark and no formula follows from nothing here
    given = {r for r in sheet.order if written and is_given(rows[r].item)}
    return [
        r for r in sheet.order
        if is_difference(rows[r].item) and any(sheet.numbers[r]) and r not in beside | given
        and not _OVER_YEARS.search(rows[r].item) and not plain(rows[r].item).startswith(("前年度", "前期"))
        and not (is_opening(rows[r].item) or is_closing(rows[r].item) or is_partial(rows[r].item))
    ]  # fmt: skip


def _since(sheet: Sheet, rows: Sequence[Row], r: int, results: list[int]) -> list[int]:
    """The rows of a result's own section since the result before it, that one first; none where others stand between them."""
    found: list[int] = []
    for o in reversed([o for o in sheet.order if o < r]):
        if rows[o].section != rows[r].section or len(found) > MOST_ADDENDS:
            return []
        if not is_partial(rows[o].item):
            found.insert(0, o)
        if o in results:
            return found
        if rows[r].section and o - 1 >= 0 and rows[o - 1].heading:
            return found
    return found


def _follows(sheet: Sheet, r: int, addends: list[int]) -> bool:
    """Whether a result is what is left of the others, each taken either way, but for what one digit or sign explains."""
    columns = [c for c, there in enumerate(sheet.present[r]) if there and sheet.numbers[r][c]]
    columns = [c for c in columns if any(sheet.present[o][c] for o in addends)]  # steps: what it follows from stands further out
    for signs in product((1, -1), repeat=len(addends) - 1):
        if all(_near(sheet, r, tuple(zip((1, *signs), addends, strict=True)), c) for c in columns):
            return True
    return False


def _is_off_throughout(sheet: Sheet, r: int, addends: list[int]) -> bool:
    """Whether a result follows in no column, several at least, whichever way its addends count: no misreading hits them all."""
    columns = [c for c, there in enumerate(sheet.present[r]) if there and sheet.numbers[r][c]]
    ways = [tuple(zip((1, *signs), addends, strict=True)) for signs in product((1, -1), repeat=len(addends) - 1)]
    return len(columns) >= LEAST_OFF and not any(_near(sheet, r, terms, c) for c in columns for terms in ways)


def _near(sheet: Sheet, r: int, terms: tuple[tuple[int, int], ...], column: int) -> bool:
    value = sheet.numbers[r][column]
    gap = value - sum(weight * sheet.numbers[o][column] for weight, o in terms)
    if size(gap) <= slack(sheet.allowance, len(terms)):
        return True
    changes = [(value, -gap), *((sheet.numbers[o][column], gap * weight) for weight, o in terms)]
    return any_likely(changes, slack(sheet.allowance, len(terms)))


def _differ(one: Number | None, two: Number | None) -> bool:
    """Whether two figures differ by more than one digit or sign."""
    return bool(one is not None and two and one != two and change_cost(one, two) >= OTHER)


def is_result(item: str) -> bool:
    """Whether a row names what is left of all before it: 当期純利益, 当期総利益, 未処分利益剰余金, 本年度差額."""
    if is_years_change(item):
        return True
    return bool(_RESULT.search(plain(item))) and is_difference(item) | ("未処" in item) and not is_opening(item)
