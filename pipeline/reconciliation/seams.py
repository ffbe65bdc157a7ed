"""Is a table two tables?  Told by captions between its rows, by the rows' kinds, and by a rule of its columns that changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Statement
from pipeline.reconciliation.book import Book
from pipeline.reconciliation.captions_between import captions_between
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.header_claims import unkept
from pipeline.reconciliation.numbering import number
from pipeline.reconciliation.second_lists import second_list
from pipeline.reconciliation.sheets import Sheet
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.system import System
from pipeline.reconciliation.trial_balances import is_trial_balance
from pipeline.reconciliation.words import is_partial, picks_figures, plain

LEAST_ROWS = 3
"""Rows of another kind of statement that make a table two tables."""
_LISTS = ("advances", "commitments", "personnel")
"""Statements whose rows have no words in common with others."""
_KINDS = ("balance_sheet", "income_statement", "cash_flow")
_ENDS = {
    "balance_sheet": re.compile("^負債.*(?:純資産|資本|正味財産|基金)(?:の部)?(?:合計|計)$"),
    "inventory": re.compile("^(?:差引)?(?:正味財産|純資産)(?:合計|額)?$"),
}
"""How the last row of statements of stocks is named."""
_OVER_YEARS = re.compile("推移|概況|概要|経年")
_SIDE = re.compile("負債|純資産|資本|正味財産")
"""What stands on the right side of a balance sheet."""


def glued_tables(book: Book, claims: Claims, system: System) -> Iterator[Structure]:
    """Tables whose first rows are those of one kind of statement and whose last rows are those of another."""
    kinds: dict[str, set[tuple[str, int]]] = {}
    for sheet in claims.sheets:
        kind = book.packet.statements[sheet.index].kind
        if kind in _KINDS:
            for _, item, _ in sheet.keys.values():
                places = kinds.setdefault(item, set())
                if sum(k == kind for k, _ in places) < 2:  # two tell whether another statement than one's own prints it
                    places.add((kind, sheet.index))
    failing: dict[int, set[int]] = {}
    sideways: dict[int, list[int]] = {}
    for i, relation in enumerate(system.relations):
        s = book.cells[relation.total].statement
        if system.fails(i):
            failing.setdefault(s, set()).add(i)
        if relation.template.startswith(f"{s}h"):
            sideways.setdefault(s, []).append(i)
    captions = captions_between(book)
    for sheet in claims.sheets:
        statement = book.packet.statements[sheet.index]
        found = (
            _seam(statement, sheet, kinds) or _rule_changes(book, statement, sheet, system, sideways.get(sheet.index, []))
            or _captioned(statement, sheet, captions) or _second(book, statement, sheet) or _after_the_end(statement, sheet)
        )  # fmt: skip
        if found:
            found.explains = failing.get(sheet.index, set())
            yield found


def _captioned(statement: Statement, sheet: Sheet, captions: dict[int, tuple[int, str]]) -> Structure | None:
    """A caption that is printed between two rows."""
    if sheet.index not in captions:
        return None
    row, caption = captions[sheet.index]
    text = f"two tables are glued together at {statement.rows[row].item}: a caption stands above it, {caption}"
    return Structure("lost_caption", "error", sheet.index, text, row)


def _second(book: Book, statement: Statement, sheet: Sheet) -> Structure | None:
    found = second_list(book, sheet)
    if found is None:
        return None
    text = f"two tables are glued together at {statement.rows[found[0]].item}: {found[1]}"
    return Structure("lost_caption", "error", sheet.index, text, found[0])


def _after_the_end(statement: Statement, sheet: Sheet) -> Structure | None:
    """Rows below the line that both sides of a balance come to, or below what is left of an inventory: nothing stands there."""
    end = _ENDS.get(statement.kind)
    last = [r for r in sheet.order if end and not statement.rows[r].section[1:] and end.search(plain(statement.rows[r].item))]
    last = last or _total_of_liabilities(statement, sheet)
    below = [r for r in sheet.order if last and r > last[-1] and not is_partial(statement.rows[r].item)]
    if len(last) != 1 or len(below) < LEAST_ROWS or sheet.order.index(last[0]) < LEAST_ROWS:
        return None
    row, end_row = statement.rows[below[0]], statement.rows[last[0]]
    text = f"two tables are glued together at {row.item}: {end_row.item} stands above it, with which such a statement ends"
    return Structure("lost_caption", "error", sheet.index, text, below[0])


def _total_of_liabilities(statement: Statement, sheet: Sheet) -> list[int]:
    """The first total of all behind liabilities and what is left over them, where it is called 合計 and no more."""
    rows = statement.rows
    sides: set[str] = set()
    for r in sheet.order if statement.kind == "balance_sheet" else ():
        if plain(rows[r].item) == "合計" and not rows[r].section and len(sides) > 1:
            return [r]
        sides |= {found[0][:2] for name in (*rows[r].section, rows[r].item) if (found := _SIDE.search(name))}
    return []


def _rule_changes(book: Book, statement: Statement, sheet: Sheet, system: System, sideways: list[int]) -> Structure | None:
    """A relation between columns that every row keeps up to a line, and no row below it (or the other way round)."""
    kept: dict[str, dict[int, bool]] = {}
    for i in sideways:
        relation = system.relations[i]
        moving = sum(1 for _, cell in relation.terms if system.values[cell]) > 1
        if moving and system.gaps[i] is not None:
            kept.setdefault(relation.template, {})[book.cells[relation.total].row] = not system.fails(i)
    for rows in kept.values():
        said = [(r, rows[r]) for r in sheet.order if r in rows]
        turns = [k for k in range(1, len(said)) if said[k][1] != said[k - 1][1]]
        if len(turns) == 1 and min(turns[0], len(said) - turns[0]) >= LEAST_ROWS and not unkept(book, sheet):
            first = said[turns[0]][0]
            keeps = "below it, and no row above it," if said[turns[0]][1] else "above it, and no row below it,"
            text = f"two tables are glued together at {statement.rows[first].item}: every row {keeps} keeps what its columns say"
            return Structure("lost_caption", "error", sheet.index, text, first)
    return None


def _seam(statement: Statement, sheet: Sheet, kinds: dict[str, set[tuple[str, int]]]) -> Structure | None:
    """Where one kind of statement ends and another begins: by the rows' own words, else by where such rows stand too."""
    if "セグメント" in statement.title and not any("負債" in row.item for row in statement.rows):
        return None  # 開示すべきセグメント情報 lists costs, revenues and assets of each segment
    if _OVER_YEARS.search(statement.title) or picks_figures(statement.title) or is_trial_balance(statement):
        return None  # 財務の概況 picks lines from several statements, and a trial balance has all accounts
    by_words: list[tuple[int, str]] = []
    by_all: list[tuple[int, str]] = []
    for r in sheet.order:
        item = sheet.keys[r][1]
        words = _by_words(item)
        known = {kind for kind, s in kinds.get(item, ()) if s != sheet.index} or words
        if not known and statement.kind in _LISTS:
            known = words = {statement.kind}
        by_words += [(r, kind) for kind in words]
        by_all += [(r, next(iter(known)))] if len(known) == 1 else []
    best = _split(by_all, statement.kind) or _split(by_words, statement.kind)
    if best is None or _numbered_on(statement, best[0]):
        return None
    row = statement.rows[best[0]]
    above, below = best[1].replace("_", " "), best[2].replace("_", " ")
    text = f"two tables are glued together: the rows from {row.item} on are those of a {below}, the rows above those of a {above}"
    return Structure("lost_caption", "error", sheet.index, text, best[0])


def _numbered_on(statement: Statement, row: int) -> bool:
    """Whether a row stands under a heading that counts on from the one before: Ⅳ総資産 after Ⅲ臨時損益等 is of one table."""
    outermost = list(dict.fromkeys(r.section[0] for r in statement.rows[: row + 1] if r.section))
    if len(outermost) < 2 or not statement.rows[row].section or statement.rows[row].section[0] != outermost[-1]:
        return False
    before, own = number(outermost[-2]), number(outermost[-1])
    return before is not None and own is not None and (own[0], own[1]) == (before[0], before[1] + 1)


def _split(said: list[tuple[int, str]], own: str) -> tuple[int, str, str] | None:
    """The row at which the kind changes for good, and the kinds before and after, if nine rows in ten say so."""
    best: tuple[int, int, str, str] | None = None
    for k in range(1, len(said)):
        one, two = [kind for _, kind in said[:k]], [kind for _, kind in said[k:]]
        first, last = max(set(one), key=one.count), max(set(two), key=two.count)
        enough = len(two) >= LEAST_ROWS and (len(one) >= LEAST_ROWS or (len(one) > 1 and set(one) == {own}))
        pure = 10 * one.count(first) >= 9 * len(one) and 10 * two.count(last) >= 9 * len(two)
        right = one.count(first) + two.count(last)
        named = own not in (first, last) and own != "other"  # its caption says what it is: a budget has rows of both kinds
        if enough and pure and not named and first != last and last != own and (best is None or right > best[0]):
            best = right, said[k][0], first, last
    return best[1:] if best else None


def _by_words(item: str) -> set[str]:
    """What kind of statement a row belongs to by its own words, where they leave no doubt."""
    if item.endswith(("資産合計", "負債合計", "純資産合計", "正味財産合計", "引当金", "現金及び預金")) and "期" not in item:
        return {"balance_sheet"}
    if item.endswith(
        (
            "収益合計",
            "費用合計",
            "損失合計",
            "経常利益",
            "営業利益",
            "当期純利益",
            "収益計",
            "費用計",
            "特別利益",
            "特別損失",
            "純経常行政コスト",
            "純行政コスト",
            "経常費用",
            "経常収益",
            "臨時損失",
            "臨時利益",
        )
    ):
        return {"income_statement"}
    if (
        item.endswith(("収入合計", "支出合計", "収支差額", "収入計", "支出計"))
        or "キャッシュフロ" in item
        or ("活動による" in item and item.endswith(("収入", "支出")))
        or item.startswith("資金")
    ):
        return {"cash_flow"}
    return set()
