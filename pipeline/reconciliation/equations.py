"""What must be equal?  Every claim of a packet, found from labels, arithmetic and siblings, as one list of relations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Statement
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, Relation, holds, is_evidence, residual, size
from pipeline.reconciliation.carried_columns import Balances, balances, counted_once
from pipeline.reconciliation.chained_rows import added_up, chains, linked
from pipeline.reconciliation.column_changes import ROLLED
from pipeline.reconciliation.column_fit import ColumnPlan, across_of
from pipeline.reconciliation.columns_by_arithmetic import BY_ARITHMETIC, column_plans
from pipeline.reconciliation.columns_by_words import at_a_time
from pipeline.reconciliation.contras import NETTED
from pipeline.reconciliation.downwards import discover_vertical
from pipeline.reconciliation.gaps import by_column, unrevised
from pipeline.reconciliation.notes import notes
from pipeline.reconciliation.periods import carried_on
from pipeline.reconciliation.prose import prose
from pipeline.reconciliation.restatements import Aligner, Twin, column_groups, restatements, twins
from pipeline.reconciliation.roundings import Coarsening
from pipeline.reconciliation.running_balances import balances_down, running
from pipeline.reconciliation.shares import shares
from pipeline.reconciliation.sheets import Plan, Sheet, rows_of, sheets, slack
from pipeline.reconciliation.side_lists import side_lists
from pipeline.reconciliation.staggered import staggered
from pipeline.reconciliation.ties import namesakes, ties
from pipeline.reconciliation.turned_sides import turned_rows
from pipeline.reconciliation.words import is_per_head, picks_figures
from pipeline.reconciliation.years import roll_forwards

Turned = Mapping[int, frozenset[int]]
"""By column of changes, the rows in which these are told the other way round."""
LEAST_ADDED = 3
"""Addends of a sum that holds to the unit, for the last digit of one to have been moved so that it does."""
MOST_SLIP = 2
"""Units by which a total of rounded figures may miss its own rounding, at most (the seed and all samples: 1)."""
LEAST_NOTES = 2
"""Tables in a unit with one note on rounding, from which on it holds for all others in that unit; of 百万円 one will do."""
COARSE = 1_000_000
"""Yen of a unit in which nobody keeps accounts: its figures are rounded ones of others."""
UNDECLARED_LEAST = 3
"""Sums off by no more than rounding explains before a table is taken to be rounded though no note says so, fewer by each table
in its unit that bears one …"""
UNDECLARED_SHARE = 10
"""… and their least share of its sums, as 1 / this: one slip of a digit touches fewer."""


def declared_roundings(statements: Sequence[Statement]) -> dict[int, str]:
    """How figures are rounded, by statement: as its note says, or as notes of several others in its unit do."""
    found = {s: statement.rounding for s, statement in enumerate(statements) if statement.rounding}
    told = Counter((statements[s].unit, rounding) for s, rounding in found.items())
    for (unit, rounding), count in told.items():
        worth = YEN_FACTORS.get(unit, 1)
        if (count >= LEAST_NOTES and worth > 1) or (worth >= COARSE and len({r for u, r in told if u == unit}) == 1):
            found |= {s: rounding for s, each in enumerate(statements) if unit in _units(each) and s not in found}
    return found


def _units(statement: Statement) -> set[str]:
    """The unit of a statement; where its rows have their own (患者数(人), 収益(千円)), these."""
    return {statement.unit} if statement.unit else {datum.unit for datum in statement.data if datum.unit}


class Claims:
    """All relations of a packet, and what was learned on the way."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.allowances = declared_roundings(book.packet.statements)
        self.inferred: list[int] = []
        """Statements taken to be rounded without a note."""
        self.sheets: list[Sheet] = sheets(book, self.allowances)
        self.groups = column_groups(book, self.sheets)
        self._allow_where_a_finer_source_is_printed()
        self.plans: dict[int, list[Plan]] = discover_vertical(self.sheets)
        self._leave_key_figures_alone()
        self._allow_where_sums_say_so()
        self.columns: dict[int, list[ColumnPlan]] = {
            sheet.index: column_plans(across_of(book, sheet.index, sheet.allowance)) for sheet in self.sheets
        }
        self.aligner = Aligner(book)
        self.twins: list[Twin] = list(twins(book, self.groups, self.aligner))
        self.relations: list[Relation] = self._without_slips_of_adding(list(self._relations()))

    def _relations(self) -> Iterator[Relation]:
        for sheet in self.sheets:
            steps = list(staggered(self.book, sheet))
            told = {r.total for r in steps if r.rule == NETTED}
            turned = turned_rows(self.book, sheet.index, self.columns[sheet.index])
            rows = down(self.book, sheet, self.plans[sheet.index], turned)
            chained, book_of_cash = chains(self.book, sheet), running(self.book, sheet)
            pairs = [*chained, (book_of_cash.balance, book_of_cash.balance)] if book_of_cash else chained
            rows = (r for r in rows if not pairs or not added_up(self.book, r, pairs))
            kept = [r for r in rows if r.total not in told or holds(r, self.book.values)]
            yield from kept
            yield from linked(self.book, sheet, chained)
            yield from balances_down(self.book, sheet, book_of_cash) if book_of_cash else ()
            yield from _but_once(_without_guesses(self.book, steps, kept), kept)
            yield from across(self.book, sheet, self.columns[sheet.index], self.plans[sheet.index], turned)
            yield from shares(self.book, sheet, self.plans[sheet.index])
            yield from carried_on(self.book, sheet)
        yield from side_lists(self.book, self.sheets)
        yield from restatements(self.book, self.twins)
        yield from Coarsening(self.book, self.groups, self.plans).relations()

    def _without_slips_of_adding(self, relations: list[Relation]) -> list[Relation]:
        """Coarse totals that add up rounded figures may miss the rounding of the finer total by as much as their addends can.

        An addend of a sum of several that holds to the unit may have been moved by one to make it hold.  Totals are
        believed only where their own sums hold to the unit, and either at least two totals of a statement do so or two sums of
        the one say so: a slip of the reader touches one, and all its sums.
        """
        values = self.book.values
        exact = [
            r for r in relations if r.divisor == 1 and r.kind in ("footing", "cross_footing", "difference") and not r.weak
            and is_evidence(r, values) and residual(r, values) == 0 and len(r.terms) > 1
        ]  # fmt: skip
        summed = Counter(r.total for r in exact)
        added = {cell for r in exact if len(r.terms) >= LEAST_ADDED for _, cell in r.terms}
        lenient: dict[int, list[int]] = {}
        for i, relation in enumerate(relations):
            gap = residual(relation, values) if relation.kind == "rounding" else 0
            if gap and size(gap) <= MOST_SLIP and relation.total in summed:
                lenient.setdefault(self.book.cells[relation.total].statement, []).append(i)
        chosen = {i for members in lenient.values() for i in members if len(members) > 1 or summed[relations[i].total] > 1}
        one_off = {
            i for i, r in enumerate(relations)
            if r.kind == "rounding" and r.total in added and size(residual(r, values) or 0) == 1 and i not in chosen
        }  # fmt: skip
        allowed = dict.fromkeys(one_off, 1) | dict.fromkeys(chosen, MOST_SLIP)
        return [replace(r, tolerance=allowed[i]) if i in allowed else r for i, r in enumerate(relations)]

    def between(self) -> list[Relation]:
        """Relations between statements and years; learned last, from what is believed by then."""
        return [*ties(self), *notes(self), *roll_forwards(self), *prose(self), *namesakes(self)]

    def _leave_key_figures_alone(self) -> None:
        """Of figures picked from several statements only what adds up everywhere is a sum: lines are left out on purpose."""
        for sheet in self.sheets:
            if picks_figures(self.book.packet.statements[sheet.index].title):
                fits = [(plan, sheet.fit(plan.total, plan.terms)) for plan in self.plans[sheet.index]]
                self.plans[sheet.index] = [plan for plan, fit in fits if fit.tried == fit.holds]

    def _allow_where_a_finer_source_is_printed(self) -> None:
        for relation in Coarsening(self.book, self.groups, {}).relations():
            s = self.book.cells[relation.total].statement
            self.allowances.setdefault(s, "切捨て" if relation.mode == "down" else "四捨五入")
        for sheet in self.sheets:
            sheet.allowance = self.allowances.get(sheet.index, "")

    def _allow_where_sums_say_so(self) -> None:
        declared = Counter(statement.unit for statement in self.book.packet.statements if statement.rounding)
        for sheet in self.sheets:
            unit = self.book.packet.statements[sheet.index].unit
            if sheet.allowance or YEN_FACTORS.get(unit, 1) == 1:
                continue
            sideways = column_plans(across_of(self.book, sheet.index, ""))
            plans = self.plans[sheet.index]
            turned = turned_rows(self.book, sheet.index, sideways)
            found = [*down(self.book, sheet, plans, turned), *across(self.book, sheet, sideways, plans, turned)]
            tried = [r for r in found if is_evidence(r, self.book.values)]
            off = [size(gap) <= slack("四捨五入", len(r.terms)) for r in tried if (gap := residual(r, self.book.values))]
            told = declared[unit]  # tables in its unit that bear a note
            least = UNDECLARED_LEAST - told if told else max(UNDECLARED_LEAST, len(tried) / UNDECLARED_SHARE)
            if sum(off) >= max(least, 1) and sum(off) > 2 * (len(off) - sum(off)):
                sheet.allowance = self.allowances[sheet.index] = "四捨五入"
                self.inferred.append(sheet.index)


def down(book: Book, sheet: Sheet, plans: list[Plan], turned: Turned) -> Iterator[Relation]:
    """Each sum down the rows, in every column that prints its total; ``turned``: changes told the other way round."""
    at, columns = book.at[sheet.index], book.packet.statements[sheet.index].columns
    halves = netted(book, sheet)
    apart = {c for pair in halves for c in pair}
    for n, plan in enumerate(plans):
        partial = plan.kind == "footing" and unrevised(
            book, sheet, plan.total, by_column(book, sheet, plan.total, rows_of(plan.terms))
        )
        for pair in halves:
            yield from _net(book, sheet, plan, pair, f"{sheet.index}v{n}")
        for c in book.money[sheet.index]:
            if c in apart:
                continue
            total = at.get((plan.total, c))
            back = turned.get(c, frozenset())
            terms = tuple((-w if (r in back) != (plan.total in back) else w, at[r, c]) for w, r in plan.terms if (r, c) in at)
            if total is None or not terms or not _same_unit(book, total, terms):
                continue
            per_head = is_per_head(columns[c].name)
            if per_head and _is_mean(book, total, terms):
                continue
            rounding = "四捨五入" if per_head else sheet.allowance if _is_money(book, total) else ""
            found = Relation(plan.kind, total, terms, plan.rule, tolerance=slack(rounding, len(terms)), weak=plan.weak,
                             soft=plan.soft, template=f"{sheet.index}v{n}")  # fmt: skip
            yield replace(found, weak=True, soft=False) if partial and not holds(found, book.values) else found


def _is_money(book: Book, cell: int) -> bool:
    """Whether a figure may be rounded: heads and items are counted."""
    return book.cells[cell].unit in YEN_FACTORS or not book.cells[cell].unit


def _is_mean(book: Book, total: int, terms: tuple[tuple[int, int], ...]) -> bool:
    """Whether a total lies among its addends: what an age group costs a head is no part of what all cost a head."""
    values = [book.values[cell] or 0 for _, cell in terms]
    return len(values) > 1 and min(values) < (book.values[total] or 0) < max(values)


def netted(book: Book, sheet: Sheet) -> list[tuple[int, int]]:
    """Neighbouring columns 増 and 減 of which every row prints one: each total is what its parts come to, gains less losses."""
    columns, money, at = book.packet.statements[sheet.index].columns, book.money[sheet.index], book.at[sheet.index]
    found = []
    for up, down_ in pairwise(money):
        if (columns[up].measure, columns[down_].measure) != ("増", "減"):
            continue
        rows = [[bool(book.values[at[r, c]]) if (r, c) in at else False for c in (up, down_)] for r in book.by_row[sheet.index]]
        if not any(all(row) for row in rows) and all(map(any, zip(*rows, strict=True))):
            found.append((up, down_))
    return found


def _net(book: Book, sheet: Sheet, plan: Plan, pair: tuple[int, int], template: str) -> Iterator[Relation]:
    """A sum down two columns of which each row prints one: the total's own side counts for it, the other against it."""
    at = book.at[sheet.index]
    for own, other in (pair, pair[::-1]):
        total = at.get((plan.total, own))
        if total is None or not book.values[total]:
            continue
        terms = tuple((w * side, at[r, c]) for w, r in plan.terms for side, c in ((1, own), (-1, other)) if (r, c) in at)
        if terms and _same_unit(book, total, terms):
            yield Relation(plan.kind, total, terms, plan.rule, tolerance=slack(sheet.allowance, len(terms)), weak=plan.weak,
                           soft=plan.soft, template=template)  # fmt: skip


def across(book: Book, sheet: Sheet, plans: list[ColumnPlan], sums: list[Plan], turned: Turned) -> Iterator[Relation]:
    """Each relation between columns, in every row that prints its total.

    What arithmetic alone or the order of balances suggested is only a guess in the rows that do not keep it.  A row that sums
    others (``sums``) takes in those of them that print no parts (諸税 under 人件費, 経費, 合計).
    """
    at, rows = book.at[sheet.index], book.packet.statements[sheet.index].rows
    for n, plan in enumerate(plans):
        told: Balances | None = None
        parts = [p for p in plans if p.total not in {c for _, c in plan.terms} and {*p.terms} < {*plan.terms} and not p.weak]
        for r in book.by_row[sheet.index]:
            total = at.get((r, plan.total))
            way = -1 if r in turned.get(plan.total, ()) else 1
            terms = tuple((way * w, at[r, c]) for w, c in at_a_time(plan, rows[r].item) if (r, c) in at)
            terms += tuple((1, at[r, p.total]) for p in parts if (r, p.total) in at and not any((r, c) in at for _, c in p.terms))
            if total is None or not terms or not _same_unit(book, total, terms):
                continue
            allowed = slack(sheet.allowance, len(terms)) if _is_money(book, total) else 0
            relation = Relation(plan.kind, total, terms, plan.rule, tolerance=allowed, weak=plan.weak,
                                template=f"{sheet.index}h{n}")  # fmt: skip
            if plan.kind == "cross_footing" and holds(relation, book.values) is False:
                whole = replace(relation, terms=(*terms, *_unsplit(book, sheet, plan, r, sums)))
                relation = whole if holds(whole, book.values) else relation
            if plan.kind == "cross_footing" and holds(relation, book.values) is False:
                told = balances(book, sheet, plan) if told is None else told
                relation = (any(told) and counted_once(book, sheet, plan, relation, r, sums, told)) or relation
            if plan.rule in (BY_ARITHMETIC, ROLLED) and holds(relation, book.values) is False:
                relation = replace(relation, weak=True, soft=True)
            yield relation


def _unsplit(book: Book, sheet: Sheet, plan: ColumnPlan, row: int, sums: list[Plan]) -> Iterator[tuple[int, int]]:
    """The figures of a total column in rows that a row sums, where they print none of the column's addends."""
    at = book.at[sheet.index]
    for weight, r in next((each.terms for each in sums if each.total == row and each.kind == "footing"), ()):
        if (r, plan.total) in at and not any((r, c) in at and book.values[at[r, c]] for _, c in plan.terms):
            yield weight, at[r, plan.total]
        else:
            yield from _unsplit(book, sheet, plan, r, sums)


def _same_unit(book: Book, total: int, terms: tuple[tuple[int, int], ...]) -> bool:
    """Whether figures may be added up to a total: what prints no unit may be of any."""
    unit = book.cells[total].unit
    return unit != "%" and all(book.cells[cell].unit in (unit, "") for _, cell in terms)


def violated(book: Book, relations: list[Relation]) -> list[int]:
    """Which relations do not hold, by index."""
    return [i for i, relation in enumerate(relations) if holds(relation, book.values) is False]


def _without_guesses(book: Book, steps: Iterable[Relation], rows: Iterable[Relation]) -> Iterator[Relation]:
    """The sums of columns that step inwards, but for guesses that fail where the same total holds down its own column."""
    values = book.values
    held = {r.total for r in rows if not r.weak and len(r.terms) > 1 and is_evidence(r, values) and holds(r, values)}
    return (r for r in steps if not (r.weak and r.total in held and holds(r, values) is False))


def _but_once(relations: Iterable[Relation], told: Iterable[Relation]) -> Iterator[Relation]:
    """The relations but for those that are told already, or twice: two ways that steps may go share some of their sums."""
    seen = {(relation.total, frozenset(relation.terms)) for relation in told if not relation.weak}
    for relation in relations:
        key = relation.total, frozenset(relation.terms)
        if key not in seen:
            seen.add(key)
            yield relation
