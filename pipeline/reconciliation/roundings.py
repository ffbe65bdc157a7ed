"""Which figures are another table's figures in a coarser unit?  百万円 against 千円, by item, year, segment and version."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Number
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, Mode, Relation, holds, rounded, size
from pipeline.reconciliation.restatements import LEAST_AGREEING, ColumnKey, Place
from pipeline.reconciliation.sheets import Plan, Sheet
from pipeline.reconciliation.words import plain, stem

Terms = tuple[tuple[int, int], ...]
LEAST_SHARE = (6, 10)
"""Share of the comparable rows that must be the rounded figure for two columns to be believed the same facts."""


MOST_SOURCES = 4
"""Columns that a coarse one is held against, at most: 調定額 and 収入済額 are both 決算."""


def names(sheet: Sheet) -> dict[str, int]:
    """Rows by what they are the figure of, totals first: 営業収益合計 answers to 営業収益."""
    found: dict[str, int] = {}
    rows = sheet.book.packet.statements[sheet.index].rows
    for r in sheet.order:
        if stem(rows[r].item) != plain(rows[r].item) and stem(rows[r].item):
            found.setdefault(stem(rows[r].item), r)
    for r in sheet.order:
        found.setdefault(plain(rows[r].item), r)
    return found


def _by_name(sheet: Sheet) -> dict[str, list[int]]:
    """The rows of each name."""
    rows = sheet.book.packet.statements[sheet.index].rows
    found: dict[str, list[int]] = {}
    for r in sheet.order:
        found.setdefault(plain(rows[r].item), []).append(r)
    return found


class Coarsening:
    """Finds the finer source of every coarse column."""

    def __init__(self, book: Book, groups: dict[tuple[ColumnKey, str], list[Place]], plans: dict[int, list[Plan]]) -> None:
        self.book, self.groups, self.plans = book, groups, plans
        self._names: dict[int, tuple[dict[str, int], dict[str, list[int]]]] = {}

    def relations(self) -> Iterator[Relation]:
        """One relation for each coarse figure whose finer source is printed."""
        for (key, unit), places in self.groups.items():
            if unit not in YEN_FACTORS:
                continue
            for place in places:
                found = self._source(key, unit, place)
                if found:
                    yield from found

    def _source(self, key: ColumnKey, unit: str, place: Place) -> list[Relation]:
        best: list[Relation] = []
        most = (0, 0)
        for finer, worth in YEN_FACTORS.items():
            if worth >= YEN_FACTORS[unit]:
                continue
            for source in self._sources(key, finer, place):
                found = self._compare(place, source, YEN_FACTORS[unit] // worth)
                fit = sum(holds(relation, self.book.values) is True for relation in found), len(found)
                if fit > most:
                    most, best = fit, found
        return best

    def _sources(self, key: ColumnKey, finer: str, place: Place) -> Iterator[list[tuple[int, Place]]]:
        """Columns, with weights, that a coarse column may be the rounding of: the same column, or for 増減 new less old."""
        if key.measure in ("増減", "差異"):
            yield from self._differences(key, finer, place)
            return
        for source in self.groups.get((key, finer), ())[:MOST_SOURCES]:
            yield [(1, source)]

    def _differences(self, key: ColumnKey, finer: str, place: Place) -> Iterator[list[tuple[int, Place]]]:
        statement = self.book.packet.statements[place.sheet.index]
        sides = []
        for c in self.book.money[place.sheet.index]:
            column = statement.columns[c]
            if c == place.column or column.measure in ("増減", "差異"):
                continue
            other = key._replace(fiscal_year=column.fiscal_year, version=column.version, measure=column.measure)
            sources = self.groups.get((other, finer), ())
            if sources:
                sides.append((column.fiscal_year or 0, sources[0]))
        if len(sides) == 2:
            sides.sort(key=lambda side: -side[0])
            yield [(1, sides[0][1]), (-1, sides[1][1])]

    def _compare(self, place: Place, source: list[tuple[int, Place]], divisor: int) -> list[Relation]:
        pairs = self._pairs(place, source)
        modes: tuple[Mode, ...] = ("down", "half_up") if place.sheet.allowance == "切捨て" else ("half_up", "down")
        for mode in modes:
            same: set[Number] = set()
            equal = compared = 0
            for cell, terms in pairs:
                printed, value = self.book.values[cell], self._sum(terms)
                if printed is None or value is None or not (printed or value):
                    continue
                compared += 1
                if size(rounded(value, divisor, mode)) == size(printed):
                    equal += 1
                    same.add(size(printed))
            if len(same) >= min(LEAST_AGREEING, len(pairs)) > 1 and LEAST_SHARE[1] * equal >= LEAST_SHARE[0] * compared:
                return [
                    Relation("rounding", cell, terms, "the same figure in a finer unit", divisor=divisor, mode=mode,
                             template=f"{place.sheet.index}.{place.column}~") for cell, terms in pairs
                ]  # fmt: skip
        return []

    def _sum(self, terms: Terms) -> Number | None:
        total: Number = 0
        for weight, cell in terms:
            value = self.book.values[cell]
            if value is None:
                return None
            total += weight * value
        return total

    def _pairs(self, place: Place, source: list[tuple[int, Place]]) -> list[tuple[int, Terms]]:
        at = self.book.at[place.sheet.index]
        rows = [(weight, other, self._matched(place.sheet, other.sheet)) for weight, other in source]
        found = []
        for r in place.sheet.order:
            cell = at.get((r, place.column))
            if cell is None or not all(r in matched for _, _, matched in rows):
                continue
            terms = []
            for weight, other, matched in rows:
                for row in matched[r]:
                    finer = self.book.at[other.sheet.index].get((row, other.column))
                    if finer is not None:
                        terms.append((weight, finer))
            if terms:
                found.append((cell, tuple(terms)))
        return found

    def _named(self, sheet: Sheet) -> tuple[dict[str, int], dict[str, list[int]]]:
        """A statement's rows by what they are the figure of, and all rows of each name."""
        if sheet.index not in self._names:
            self._names[sheet.index] = names(sheet), _by_name(sheet)
        return self._names[sheet.index]

    def _matched(self, coarse: Sheet, fine: Sheet) -> dict[int, list[int]]:
        """For each coarse row, the finer rows that add up to it: one of the same name, or what a breakdown leaves over."""
        rows = coarse.book.packet.statements[coarse.index].rows
        (_, here), (fine_names, there) = self._named(coarse), self._named(fine)
        found: dict[int, list[int]] = {}
        for r in coarse.order:
            name = plain(rows[r].item)
            match = fine_names.get(name, fine_names.get(stem(rows[r].item)))
            if match is None or name.startswith("その他"):
                continue
            if len(here[name]) == 1:
                found[r] = [match]
            elif len(here[name]) == len(there.get(name, ())):  # 人件費 of each of several parents, in one order
                found[r] = [there[name][here[name].index(r)]]
        for plan in self.plans.get(coarse.index, ()):
            self._leftover(plan, coarse, fine, found)
            if plan.total not in found and plan.kind == "footing" and all(r in found for _, r in plan.terms):
                found[plan.total] = [row for _, r in plan.terms for row in found[r]]
        return found

    def _leftover(self, plan: Plan, coarse: Sheet, fine: Sheet, found: dict[int, list[int]]) -> None:
        """その他 in a coarse breakdown is every finer addend that the breakdown does not name."""
        if plan.kind != "footing" or plan.total not in found:
            return
        rows = coarse.book.packet.statements[coarse.index].rows
        other = [r for _, r in plan.terms if plain(rows[r].item).startswith("その他")]
        named = {found[r][0] for _, r in plan.terms if r not in other and r in found}
        if len(other) != 1 or len(named) != len(plan.terms) - 1:
            return
        for source in self.plans.get(fine.index, ()):
            if source.total == found[plan.total][0] and source.kind == "footing":
                addends = [r for _, r in source.terms]
                if named <= set(addends):
                    found[other[0]] = [r for r in addends if r not in named]
                    return
