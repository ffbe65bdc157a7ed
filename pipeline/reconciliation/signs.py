"""Which △ did the print or the reader lose?  Per column, the smallest set of signs that makes every sum true."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.reconciliation.book import Book
from pipeline.reconciliation.system import OTHER, System

MOST_SIGNS = 4
"""Signs lost in one column (or row) and one chain of sums, at most."""
MOST_TRIES = 12_000
"""Cells tried for one column (the seed needs 987 sets at most): beyond it the column is left to the general search."""


Flips = frozenset[int]
"""Cells whose sign is turned."""


class SignSearch:
    """Looks for lost signs one column at a time, so that no table can vouch for another that lost the same △."""

    def __init__(self, book: Book, system: System) -> None:
        self.book, self.system = book, system
        self.tries = 0

    def columns(self) -> dict[int, frozenset[int]]:
        """For each cell whose sign is lost, the set that it belongs to: only sets that are the one smallest explanation.

        Nor does any of them break what its rows say as read: then a column falls short of something else, of a row perhaps.
        """
        found: dict[int, frozenset[int]] = {}
        for chains in self._violated_columns().values():
            for chain in self._chains(chains):
                best = self._smallest(chain)
                flips = next(iter(best)) if len(best) == 1 else frozenset()
                if len(flips) == 1 or (flips and not self._one_digit(chain)):
                    found.update(dict.fromkeys(flips, flips))
        return self._borne_out(found)

    def _borne_out(self, found: dict[int, Flips]) -> dict[int, Flips]:
        """The sets but for those that break a sum or difference across a row, all of them turned together."""
        held = [i for i in {i for cell in found for i, _ in self.system.by_cell.get(cell, ())} if self._is_held_across(i)]
        while True:
            for cell in found:
                self.system.set(cell, -(self.system.values[cell] or 0))
            broken = {cell for i in held if self.system.fails(i) for cell in self.system.relations[i].cells()}
            for cell in found:
                self.system.set(cell, -(self.system.values[cell] or 0))
            kept = {cell: flips for cell, flips in found.items() if not flips & broken}
            if len(kept) == len(found):
                return found
            found = kept

    def _is_held_across(self, i: int) -> bool:
        """Whether a row's own columns bear a relation out as read."""
        relation = self.system.relations[i]
        places = {(self.book.cells[cell].statement, self.book.cells[cell].row) for cell in relation.cells()}
        gap = self.system.gaps[i]
        return len(places) == 1 and not relation.weak and gap is not None and not self.system.fails(i)

    def _violated_columns(self) -> dict[tuple[int, int], list[int]]:
        columns: dict[tuple[int, int], list[int]] = {}
        for i in range(len(self.system.relations)):
            if self._claimed(i) and self._vertical(i) and self.system.fails(i):
                cell = self.book.cells[self.system.relations[i].total]
                columns.setdefault((cell.statement, cell.column), []).append(i)
        return columns

    def _claimed(self, i: int) -> bool:
        """A sum that a label backs may ask for a sign even where so many are lost that it holds nowhere."""
        return not self.system.relations[i].weak or self.system.relations[i].soft

    def _vertical(self, i: int) -> bool:
        return "v" in self.system.relations[i].template

    def _chains(self, violated: list[int]) -> Iterator[list[int]]:
        """Violated sums of a column that hang together: through sums that share a cell, held or not."""
        left = set(violated)
        while left:
            chain, edge = set(), {min(left)}
            while edge:
                chain |= edge
                cells = {cell for i in edge for cell in self.system.relations[i].cells()}
                edge = {i for cell in cells for i, _ in self.system.by_cell.get(cell, ()) if i in left} - chain
            left -= chain
            yield sorted(chain)

    def _smallest(self, chain: list[int]) -> set[frozenset[int]]:
        self.tries = 0
        if any(self._odd(i) for i in chain):
            return set()
        for size in range(1, MOST_SIGNS + 1):
            found: set[frozenset[int]] = set()
            self._search(chain, frozenset(), size, found, set())
            if found or self.tries > MOST_TRIES:
                return found if self.tries <= MOST_TRIES else set()
        return set()

    def _search(self, chain: list[int], flips: Flips, size: int, found: set[Flips], seen: set[Flips]) -> None:
        """Try every set of ``size`` signs, led by the sums that fail."""
        if self.tries > MOST_TRIES:
            return
        failing = self._first_failing(chain, flips)
        if failing is None:
            if len(flips) and not size:
                found.add(flips)
            return
        if not size:
            return
        for cell in self.system.relations[failing].cells():
            self.tries += 1
            value = self.system.values[cell]
            if not value or value < 0 or cell in flips or cell in self.system.counts:
                continue
            if size == 1 and not self._mends(failing, cell):
                continue
            more = flips | {cell}
            if more in seen:
                continue
            seen.add(more)
            self.system.set(cell, -value)
            self._search(chain, more, size - 1, found, seen)
            self.system.set(cell, value)

    def _one_digit(self, chain: list[int]) -> bool:
        """Whether one misread digit explains all that several lost signs would."""
        return any(
            change.cost < OTHER and not change.broken and change.mended | change.hinted >= set(chain)
            for change in self.system.candidates(chain[:1])
        )

    def _odd(self, i: int) -> bool:
        """Whether no signs can mend a sum: each changes it by an even amount."""
        gap = self.system.gaps[i]
        return not self.system.relations[i].tolerance and gap is not None and gap % 2 != 0

    def _mends(self, i: int, cell: int) -> bool:
        """Whether the cell's sign alone makes a sum true: all that the last sign of a set may do."""
        relation = self.system.relations[i]
        if relation.divisor != 1 or relation.tolerance:
            return True
        value = self.system.values[cell]
        return value is not None and self.system.implied(i, cell) == -value

    def _first_failing(self, chain: list[int], flips: frozenset[int]) -> int | None:
        for i in chain:
            if self.system.fails(i):
                return i
        for cell in flips:
            for i, _ in self.system.by_cell.get(cell, ()):
                if self._vertical(i) and self._claimed(i) and self.system.fails(i):
                    return i
        return None
