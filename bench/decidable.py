"""Which faults can be told at all?  By the equations of the undamaged packet alone, not by what the program says of the fault.

A cell is *determined* when no other single cell, changed no less likely, mends every equation that the fault breaks and
breaks none.  A fault of structure can be *seen* when some equation of the undamaged packet shows it:

* swapped columns: one that holds before the swap and not after it.  Columns that nothing relates to others, to rows of other
  tables or to other years can change places and everything still adds up; and 差異 of 予算 and 決算 is printed either way round.
  A sum down one column goes with it, blanks and all.  A figure of another table tells where it stands only if the header there
  names what tells the two columns apart: the year, the segment, the version or the measure.
* a dropped row: a sum of other rows that is short without it (and that its own addends, where it is itself a sum, cannot make
  up for), or a table that restates it.  The only part of a parent leaves no sum that is short, but a row without parts: it
  shows where all other rows of the parent's level have parts.
* a column of zeros, and two tables run together: always taken to be visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.faults import Fault, key_of
from pipeline.expressions import Expression, parse_expression
from pipeline.model import Equation, Fact, FactKey, Number, Packet, Reconciled, Row
from pipeline.reconciliation.book import size
from pipeline.reconciliation.system import change_cost
from pipeline.reconciliation.words import formula, is_difference, is_opening, is_total

Values = Mapping[FactKey, Number | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """An equation that holds in the undamaged packet, ready to be worked out again."""

    equation: Equation
    right: Expression

    @property
    def cells(self) -> set[FactKey]:
        """The total and every term."""
        return {self.equation.key, *(key for _, key in self.right.terms)}

    def gap(self, values: Values) -> Number | None:
        """Printed less computed; ``None`` where a cell is gone."""
        printed, computed = values.get(self.equation.key), self.right.value(values)
        return None if printed is None or computed is None else printed - computed

    def holds(self, values: Values) -> bool | None:
        """Within its tolerance; ``None`` where a cell is gone."""
        gap = self.gap(values)
        return None if gap is None else -self.equation.tolerance <= gap <= self.equation.tolerance


class Truth:
    """What the undamaged packet claims and keeps."""

    def __init__(self, result: Reconciled) -> None:
        self.facts: dict[FactKey, Fact] = {fact.key: fact for fact in result.facts}
        self.values: dict[FactKey, Number | None] = {key: fact.value for key, fact in self.facts.items()}
        held = [e for e in result.equations if e.status in ("exact", "rounded")]
        claims = [Claim(e, parse_expression(e.key, e.expression)) for e in held]
        self.claims = [c for c in claims if any(self.values.get(key) for key in c.cells)]
        self.by_cell: dict[FactKey, list[Claim]] = {}
        for claim in self.claims:
            for key in claim.cells:
                self.by_cell.setdefault(key, []).append(claim)

    # ------------------------------------------------------------------------------------------------------------ one cell

    def rivals(self, fault: Fault) -> set[FactKey] | None:
        """Other cells that explain a fault as well as the true one; ``None`` where it breaks no equation beyond its rounding."""
        assert fault.key and fault.was is not None
        values = {**self.values, fault.key: fault.became}
        broken = [c for c in self.by_cell.get(fault.key, ()) if not c.holds(values)]
        if not broken:
            return None
        cost = change_cost(fault.became, fault.was)
        common = set.intersection(*(c.cells for c in broken)) - {fault.key}
        return {key for key in common if self._explains(key, broken, values, cost)}

    def _explains(self, key: FactKey, broken: list[Claim], values: dict[FactKey, Number | None], cost: int) -> bool:
        value = _implied(broken[0], key, values)
        if value is None or change_cost(values[key], value) > cost:
            return False
        tried = {**values, key: value}
        return all(c.holds(tried) for c in {id(c): c for c in (*broken, *self.by_cell.get(key, ()))}.values())

    # ----------------------------------------------------------------------------------------------------------- structure

    def shows(self, fault: Fault, damaged: Packet) -> bool:
        """Whether anything in the packet can show a fault of structure."""
        if fault.kind == "columns":
            return self._swap_shows(damaged)
        if fault.kind == "row" and fault.key:
            return self._row_shows(fault.key, damaged)
        return True

    def _swap_shows(self, damaged: Packet) -> bool:
        values = {key_of(s, d): d.value for s in damaged.statements for d in s.data}
        weights: dict[tuple[str, str], dict[str, int]] = {}
        across = [c for c in self.claims if all(k[:4] == c.equation.key[:4] for _, k in c.right.terms) and c.right.terms]
        for c in across:
            known = weights.setdefault((c.equation.key.table, c.equation.key.column), {})
            known.update({k.column: w for w, k in c.right.terms})
        for c in across:  # with the columns that are blank in its row, which the swap may fill
            own = c.equation.key
            known = weights[own.table, own.column]
            if size(_gap_across(own, known, self.values)) > c.equation.tolerance:  # not of balances over the parts of a year
                known = {k.column: w for w, k in c.right.terms}
            gap, other = _gap_across(own, known, values), _gap_across(own, {k: -w for k, w in known.items()}, values)
            turned = sorted(known.values()) == [-1, 1] and other == 0 and not self._direction(own, known)
            if not -c.equation.tolerance <= gap <= c.equation.tolerance and not turned:
                return True
        down = self._down_rows()
        for c in self.claims:
            if c in across or c.holds({key: values.get(key, 0) for key in c.cells}) is not False:
                continue
            if c.equation.key[:4] in down and _inside_one_column(c):  # with the rows that are blank in its column
                if values.get(c.equation.key) is None:  # no total is printed there any more
                    continue
                rows = down[c.equation.key[:4]]
                column = c.equation.key.column
                terms = sum(w * (values.get(FactKey(*row, column)) or 0) for row, w in rows.items())
                if size((values.get(c.equation.key) or 0) - terms) <= c.equation.tolerance:
                    continue
            if self._says_which(c, values):
                return True
        return False

    def _down_rows(self) -> dict[tuple[str, str, str, int], dict[tuple[str, str, str, int], int]]:
        """Of each total that rows add up to, these and their weights, whatever column prints them."""
        found: dict[tuple[str, str, str, int], dict[tuple[str, str, str, int], int]] = {}
        for c in self.claims:
            if _inside_one_column(c):
                found.setdefault(c.equation.key[:4], {}).update({key[:4]: w for w, key in c.right.terms})
        return found

    def _says_which(self, claim: Claim, values: Values) -> bool:
        """Whether a claim between tables names, by its other columns, which of two that changed places is meant."""
        moved = [key for key in claim.cells if values.get(key) != self.values.get(key)]
        others = [self.facts[key] for key in claim.cells if key.table not in {m.table for m in moved}]
        if not others:
            return True
        return any(_apart(self.facts[key], self._beside(key, values), others) for key in moved)

    def _beside(self, key: FactKey, values: Values) -> Fact | None:
        """The cell of a row whose figure stands now where another one stood."""
        row = [fact for other, fact in self.facts.items() if other[:4] == key[:4] and other != key]
        return next((fact for fact in row if fact.value == values.get(key) and values.get(fact.key) == self.values[key]), None)

    def _direction(self, total: FactKey, sides: Iterable[str]) -> bool:
        """Whether a difference says which side is taken from which: by a formula in its header, or by two years."""
        years = {fact.fiscal_year for column in sides if (fact := self.facts.get(total._replace(column=column)))}
        return len(years) > 1 or formula(total.column.rsplit(" / ", 1)[-1]) is not None

    def _row_shows(self, row: FactKey, damaged: Packet) -> bool:
        cells = [key for key in self.values if key[:4] == row[:4]]
        for key in cells:
            around = self.by_cell.get(key, [])
            if not self.values[key]:
                continue
            if any(c.equation.kind == "restatement" for c in around):
                return True
            own = [c for c in around if c.equation.key == key and _down(c)]
            sums = [c for c in around if _down(c) and c.equation.key != key and not own]
            if any(len(c.right.terms) > 1 or _peers_have_parts(damaged, c.equation.key) for c in sums):
                return True
        return False


def _inside_one_column(claim: Claim) -> bool:
    return all(key.table == claim.equation.key.table and key.column == claim.equation.key.column for key in claim.cells)


def _apart(one: Fact, two: Fact | None, others: Sequence[Fact]) -> bool:
    """Whether others bear what only the first of two columns' headers names."""
    if two is None:
        return True
    told = [(f.fiscal_year, f.segment, f.version, f.measure) for f in (one, two)]
    return any(
        mine and mine != its and mine in {(o.fiscal_year, o.segment, o.version, o.measure)[n] for o in others}
        for n, (mine, its) in enumerate(zip(*told, strict=True))
    )


def _gap_across(total: FactKey, weights: Mapping[str, int], values: Values) -> Number:
    """A total less the weighted figures of other columns in its row; blanks count as 0."""
    gap: Number = values.get(total) or 0
    for column, weight in weights.items():
        gap -= weight * (values.get(total._replace(column=column)) or 0)
    return gap


def _peers_have_parts(packet: Packet, parent: FactKey) -> bool:
    """Whether every other row of a parent's level, totals and results apart, has rows further in below it."""
    statement = next(s for s in packet.statements if s.id == parent.table)
    rows = statement.rows
    figures = {datum.row for datum in statement.data if datum.value is not None}
    own = next(r for r, row in enumerate(rows) if (" > ".join(row.section), row.item, row.occurrence) == parent[1:4])
    level = rows[own].indent, len(rows[own].section)
    peers = [
        r for r, row in enumerate(rows)
        if (row.indent, len(row.section)) == level and r in figures and r != own
        and not (is_total(row.item) or is_difference(row.item) or is_opening(row.item))
    ]  # fmt: skip
    return bool(peers) and not is_total(rows[own].item) and all(_has_parts(rows, r) for r in peers)


def _has_parts(rows: Sequence[Row], r: int) -> bool:
    below = rows[r + 1] if r + 1 < len(rows) else None
    return below is not None and (below.indent > rows[r].indent or below.section == (*rows[r].section, rows[r].item))


def _down(claim: Claim) -> bool:
    """Whether a sum runs down one table, in one column or from one to the next where amounts step inwards."""
    own = claim.equation.key
    terms = [key for _, key in claim.right.terms]
    inside = all(k.table == own.table for k in terms) and any(k[:4] != own[:4] for k in terms)
    return claim.equation.kind in ("footing", "difference") and inside


def _implied(claim: Claim, key: FactKey, values: Values) -> Number | None:
    """The value of a cell that would make a claim hold exactly."""
    gap, value = claim.gap(values), values[key]
    if gap is None or value is None:
        return None
    if key == claim.equation.key:
        return value - gap
    weight = sum(w for w, k in claim.right.terms if k == key)
    return value + gap * weight if claim.right.divisor == 1 and weight in (1, -1) else None


def covered(facts: Iterable[Fact]) -> frozenset[FactKey]:
    """Cells that an equation with a figure in it covers."""
    return frozenset(fact.key for fact in facts if fact.checks)
