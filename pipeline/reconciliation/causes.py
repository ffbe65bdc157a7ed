"""What single cause explains it?  From violated relations to beliefs: lost signs, wrong digits, and mismatches of the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.model import Number
from pipeline.money import YEN_FACTORS
from pipeline.reconciliation.book import Book, Relation, is_evidence, residual
from pipeline.reconciliation.column_words import is_change
from pipeline.reconciliation.doubts import is_doubted
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.missing import missing_rows, short_sum
from pipeline.reconciliation.notes import BY_VALUE
from pipeline.reconciliation.seams import glued_tables
from pipeline.reconciliation.search import Outcome, search
from pipeline.reconciliation.signs import SignSearch
from pipeline.reconciliation.structure import Structure, misplaced_columns, phantom_columns
from pipeline.reconciliation.system import OTHER, SIGN, System
from pipeline.reconciliation.words import is_difference, plain

COPIES = ("sibling",)
"""Evidence that is a copy of the same cell: whatever lost a △ in one may have lost it in the other."""


@dataclass(slots=True)
class Belief:
    """A cell that we believe to say something else than was read, and why."""

    cell: int
    read: Number | None
    value: Number
    mended: list[int]
    """Relations that hold with it and did not as read."""
    kinds: list[str]
    """Kinds of evidence: vertical, row, sibling, statement, year, text."""
    together: int = 1
    """How many cells the smallest explanation of its place changes."""
    next_best: int | None = None
    """Cost of the next best explanation, over its own; ``None`` when there is no other."""
    repaired: bool = False
    unproven: bool = False
    """Whether the search was cut short before every other explanation was tried."""

    @property
    def is_sign(self) -> bool:
        """Whether only the sign differs."""
        return self.read is not None and self.value == -self.read


@dataclass(slots=True)
class Diagnosis:
    """All that the search for causes found."""

    relations: list[Relation]
    beliefs: list[Belief] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    ambiguous: list[tuple[list[tuple[int, Number]], list[int]]] = field(default_factory=list)
    """(equally good changes, relations that each of them mends)."""
    undecided: list[tuple[int, list[list[tuple[int, Number]]]]] = field(default_factory=list)
    """(relation, sets of changes that explain it equally well)."""
    mismatches: list[list[int]] = field(default_factory=list)
    """Groups of relations that the source itself does not keep."""
    unexplained: list[list[int]] = field(default_factory=list)
    """Groups of relations that cannot all hold, for a reason that is not established."""


def diagnose(book: Book, claims: Claims) -> Diagnosis:
    """Find the causes; repaired values are put into the book, proposed ones are not."""
    _choose_readings(book, claims.relations)
    read = list(book.values)
    counts = _counts(book)
    signs = SignSearch(book, System(claims.relations, book.values, counts)).columns()
    for cell in signs:
        book.values[cell] = -(book.values[cell] or 0)
    relations = [*claims.relations, *claims.between()]
    system = System(relations, book.values, counts)
    diagnosis = Diagnosis(relations)
    glued = list(glued_tables(book, claims, system))
    two = {structure.statement for structure in glued}
    swapped = list(misplaced_columns(book, claims, system))
    lacking = _but_in(swapped, missing_rows(book, claims, system))
    found = [*swapped, *lacking, *phantom_columns(book, claims, system)]
    diagnosis.structures = [*(structure for structure in found if structure.statement not in two), *glued]
    hidden = {i for structure in diagnosis.structures for i in structure.explains}
    for i in hidden:
        system.gaps[i] = None
    unread = _unread(book, system)
    outcome = search(system)
    book.values[:] = read
    _confirm(relations, outcome, {i for cell in signs for i, _ in system.by_cell[cell] if not system.fails(i)})
    printed = System(relations, read, by_cell=system.by_cell)
    final = System(relations, system.values, by_cell=system.by_cell)
    changed = {cell: frozenset({cell}) for cell in (*unread, *(c.cell for c in outcome.accepted))} | signs
    turned = [cell for cell in sorted(changed) if final.values[cell] != read[cell]]  # a sign turned and turned back is none
    for cell in turned:
        diagnosis.beliefs.append(_belief(book, printed, final, cell, changed[cell], outcome, hidden))
    _settle(book, diagnosis, final, hidden, outcome.unproven)
    _leftovers(book, diagnosis, final, outcome)
    return diagnosis


def _but_in(swapped: list[Structure], lacking: Iterable[Structure]) -> Iterator[Structure]:
    """Rows that are missing, but in no table with columns under each other's header: what is short there follows from that."""
    told = {structure.statement: structure for structure in swapped}
    for structure in lacking:
        if structure.statement in told:
            told[structure.statement].explains |= structure.explains
        else:
            yield structure


def _counts(book: Book) -> set[int]:
    """Cells that no reader robbed of a minus: gains and losses in columns of their own, and heads or items (人, 件 …).

    Only where neither their row nor their column tells of changes or holds a minus.
    """
    minus = {(c.statement, "column", c.column) for c in book.cells if (book.values[c.index] or 0) < 0}
    minus |= {(c.statement, "row", c.row) for c in book.cells if (book.values[c.index] or 0) < 0}
    found = set()
    for cell in book.cells:
        measure = book.packet.statements[cell.statement].columns[cell.column].measure
        if measure in ("増", "減") and (cell.statement, "column", cell.column) not in minus:
            found.add(cell.index)
        if cell.unit in ("", "%") or cell.unit in YEN_FACTORS:
            continue
        told = measure in ("増減", "差異") or is_difference(book.row(cell.index).item) or "比較" in book.row(cell.index).item
        if not told and not minus & {(cell.statement, "column", cell.column), (cell.statement, "row", cell.row)}:
            found.add(cell.index)
    return found


def _confirm(relations: list[Relation], outcome: Outcome, by_signs: set[int]) -> None:
    """Guesses that an accepted cause bears out, or that several causes would, are claims from now on."""
    groups = [outcome.accepted, *outcome.ambiguous]
    for i in {i for group in groups for change in group for i in change.hinted} | by_signs:
        if relations[i].soft:
            relations[i] = replace(relations[i], weak=False, soft=False)


def _choose_readings(book: Book, relations: Iterable[Relation]) -> None:
    """Where the print allows several values (parentheses), take the one that the sums ask for."""
    several = (c.index for c in book.cells if len(book.datum(c.index).candidates) > 1)
    doubtful = [cell for cell in several if not is_doubted(book.datum(cell))]
    if not doubtful:
        return
    system = System(list(relations), book.values)
    for _ in range(2):
        for cell in doubtful:
            options = [system.change(cell, v) for v in book.datum(cell).candidates if v != system.values[cell]]
            options = [o for o in options if len(o.mended) + len(o.hinted) > o.broken]
            if options:
                best = max(options, key=lambda o: len(o.mended) + len(o.hinted) - o.broken)
                system.set(cell, best.value)
    book.values[:] = system.values


def _unread(book: Book, system: System) -> list[int]:
    """Cells that could not be read, filled in where the relations that need nothing else agree on a value."""
    found = []
    for cell in book.cells:
        if system.values[cell.index] is not None:
            continue
        votes: dict[Number, int] = {}
        for i, coefficient in system.by_cell.get(cell.index, ()):
            relation = system.relations[i]
            others = [c for c in relation.cells() if c != cell.index]
            if relation.divisor != 1 or any(system.values[c] is None for c in others):
                continue
            system.values[cell.index] = 0
            rest = (system.values[relation.total] or 0) - sum(w * (system.values[c] or 0) for w, c in relation.terms)
            system.values[cell.index] = None
            value = -rest * coefficient
            votes[value] = votes.get(value, 0) + 1
        if votes and (len(votes) == 1 or sorted(votes.values())[-1] > sorted(votes.values())[-2]):
            system.set(cell.index, max(votes, key=lambda v: votes[v]))
            found.append(cell.index)
    return found


def _belief(
    book: Book, printed: System, final: System, cell: int, together: frozenset[int], outcome: Outcome, hidden: set[int]
) -> Belief:
    value = final.values[cell]
    mended = [
        i
        for i, _ in final.by_cell.get(cell, ())
        if i not in hidden
        and final.holds(i)
        and not printed.holds(i)
        and is_evidence(final.relations[i], final.values)
        and not (final.relations[i].template == BY_VALUE and value == -(printed.values[cell] or 0))  # says nothing of signs
    ]
    kinds = {evidence_kind(final.relations[i]) for i in mended}
    if len(together) > 1:
        kinds.add("vertical")
    if value is not None and value < 0 and _printed_negative_elsewhere(book, cell):
        kinds.add("text")
    rivals = outcome.rivals.get(cell, [])
    cost = next((c.cost for c in outcome.accepted if c.cell == cell), SIGN)
    next_best = min((r.cost for r in rivals), default=None)
    return Belief(cell, printed.values[cell], value if value is not None else 0, mended, sorted(kinds), len(together),
                  None if next_best is None else max(0, next_best - cost))  # fmt: skip


def evidence_kind(relation: Relation) -> str:
    """What sort of witness a relation is: two of one sort may have been hit by one failure."""
    if relation.template == "prose":
        return "prose"
    if "v" in relation.template and relation.kind in ("footing", "difference", "cross_footing"):
        return "vertical"
    return {"cross_footing": "row", "difference": "row", "restatement": "sibling", "rounding": "sibling", "tie": "statement",
            "roll_forward": "year"}.get(relation.kind, "vertical")  # fmt: skip


def _printed_negative_elsewhere(book: Book, cell: int) -> bool:
    """Whether the same item is printed with a minus in another statement of its kind."""
    statement, item = book.statement(cell), plain(book.row(cell).item)
    for s, other in enumerate(book.packet.statements):
        if other is statement or other.kind != statement.kind:
            continue
        for r, row in enumerate(other.rows):
            amounts = [c for c in book.by_row[s].get(r, ()) if not is_change(other.columns[book.cells[c].column])]
            if plain(row.item) == item and any((book.values[c] or 0) < 0 for c in amounts):
                return True
    return False


def _settle(book: Book, diagnosis: Diagnosis, final: System, hidden: set[int], unproven: set[int]) -> None:
    """Which beliefs are repairs: lost signs with two kinds of evidence, one of them no copy of the same cell."""
    for belief in diagnosis.beliefs:
        broken = any(
            final.fails(i) and i not in hidden and not final.relations[i].weak and evidence_kind(final.relations[i]) != "year"
            for i, _ in final.by_cell.get(belief.cell, ())
        )
        own = [kind for kind in belief.kinds if kind not in COPIES and kind != "text"]
        sure = belief.cell not in unproven
        if sure and belief.is_sign and belief.value < 0 and not broken and len(belief.kinds) >= 2 and own:
            belief.repaired = True
            book.values[belief.cell] = belief.value


def _leftovers(book: Book, diagnosis: Diagnosis, final: System, outcome: Outcome) -> None:
    for group in outcome.ambiguous:
        changes = [(change.cell, change.value) for change in group]
        asked = sorted(group[0].mended | group[0].hinted)
        if group[0].cost >= OTHER and all(final.relations[i].kind == "footing" for i in asked):
            diagnosis.structures.append(short_sum(book, final, asked))
        else:
            diagnosis.ambiguous.append((changes, asked))
    for i, sets in outcome.undecided:
        diagnosis.undecided.append((i, [[(change.cell, change.value) for change in s] for s in sets]))
    for belief in diagnosis.beliefs:
        belief.unproven = belief.cell in outcome.unproven
    groups: dict[tuple[str, str, bool], list[int]] = {}
    for i in outcome.left:
        relation = final.relations[i]
        if residual(relation, book.values) == 0:  # it fails only with what is proposed: as printed it says nothing
            continue
        supported = all(_support(final, cell, i) for cell in relation.cells())
        groups.setdefault((*_topic(book, relation), supported), []).append(i)
    for (_, _, supported), members in groups.items():
        (diagnosis.mismatches if supported else diagnosis.unexplained).append(members)


def _topic(book: Book, relation: Relation) -> tuple[str, str]:
    """What a relation is about: mismatches of one kind about one item are one cause."""
    if relation.kind == "roll_forward":
        return relation.kind, relation.template
    return relation.kind, f"{book.cells[relation.total].statement}/{plain(book.row(relation.total).item)}"


def _support(system: System, cell: int, apart: int) -> bool:
    """Whether some other relation that holds would break if the cell were changed."""
    return any(
        i != apart and not system.fails(i) and system.gaps[i] is not None and not system.relations[i].weak
        and is_evidence(system.relations[i], system.values)
        for i, _ in system.by_cell.get(cell, ())
    )  # fmt: skip
