"""How is a cause told?  Each once, worst first, with the equations that show it and why it is this and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model import Action, Finding, FindingKind, Number, Repair, Severity
from pipeline.money import in_print
from pipeline.reconciliation.book import Book, Relation, computed, residual, size
from pipeline.reconciliation.causes import Belief, Diagnosis
from pipeline.reconciliation.doubts import RULE, Doubts
from pipeline.reconciliation.equations import Claims
from pipeline.reconciliation.reserves import explanation
from pipeline.reconciliation.staggered import bare_losses, column_steps
from pipeline.reconciliation.structure import Structure
from pipeline.reconciliation.verdicts import Judgement, KeyCache, equation_id, short_id, verdict

WORST_FIRST = {"error": 0, "warning": 1, "info": 2}
MOST_NAMED = 4
"""Equations or cells named in one sentence; the rest are counted."""
MOST_CHOICES = 40
"""Equally good explanations named in one sentence: whoever decides among them must see them all."""
KIND_WORDS = {
    "vertical": "the sums down its column",
    "row": "the sums across its row",
    "sibling": "the same figure elsewhere",
    "statement": "another statement",
    "year": "the year before or after",
    "prose": "an amount named in the text",
    "text": "the same label printed with a minus elsewhere",
}


class Teller:
    """Turns a diagnosis into findings, repairs and judgements."""

    def __init__(self, book: Book, claims: Claims, diagnosis: Diagnosis, doubts: Doubts | None = None) -> None:
        self.book, self.claims, self.diagnosis, self.doubts = book, claims, diagnosis, doubts or Doubts()
        self.keys = KeyCache(book)
        self.unreliable = self._unreliable()
        self.judgement = Judgement()
        self.findings: list[Finding] = []
        self.repairs: list[Repair] = []

    def tell(self) -> None:
        """Fill findings, repairs and judgement."""
        for belief in self.diagnosis.beliefs:
            self._belief(belief)
        for structure in self.diagnosis.structures:
            self._structure(structure)
        for changes, mended in self.diagnosis.ambiguous:
            self._ambiguous(changes, mended)
        for i, sets in self.diagnosis.undecided:
            self._undecided(i, sets)
        for group in self.diagnosis.mismatches:
            self._mismatch(group)
        for group in self.diagnosis.unexplained:
            self._unexplained(group)
        self._bare_losses()
        self._unreadable()
        self._doubts()
        self._unsure_labels()
        self._rounding()

    # ------------------------------------------------------------------------------------------------------------- cells

    def _belief(self, belief: Belief) -> None:
        unread = belief.read is None
        kind: FindingKind = "unreadable" if unread else "dropped_sign" if belief.is_sign else "misread_digit"
        repaired = belief.repaired and belief.cell not in self.unreliable
        severity: Severity = "warning" if repaired else "error"
        action: Action = "repaired" if repaired else "proposed"
        finding = self._add(kind, severity, belief.cell, self._why(belief), str(belief.value), action)
        if repaired:
            self.judgement.repaired.add(belief.cell)
            key = self.keys[belief.cell]
            value = str(belief.value)
            self.repairs.append(Repair(finding.id, "value", finding.printed, value, "dropped sign", finding.evidence, *key))
        else:
            self.judgement.suspect.add(belief.cell)
        self._blame(belief.mended, finding.id)

    def _why(self, belief: Belief) -> str:
        said = in_print(belief.value)
        verb = "holds" if len(belief.mended) == 1 else "hold"
        more = f"{_count(len(belief.mended), 'equation')} more {verb} ({self._names(belief.mended)})"
        parts = [f"read as {said}, {more} and none breaks"]
        if belief.unproven:
            parts.append("not known to be the only explanation: there were too many sets of changes to try them all")
        elif belief.together > 1:
            parts.append(f"one of {belief.together} signs that are the only smallest explanation of its column")
        elif belief.next_best is None:
            parts.append("no other single change explains them")
        else:
            parts.append(f"the next best explanation costs {belief.next_best} more")
        parts.append("evidence: " + ", ".join(KIND_WORDS[kind] for kind in belief.kinds))
        return "; ".join(parts)

    def _ambiguous(self, changes: list[tuple[int, Number]], mended: list[int]) -> None:
        cell = changes[0][0] if len({c for c, _ in changes}) == 1 else self.diagnosis.relations[mended[0]].total
        choices = "; ".join(f"{self._where(c)} {in_print(value)}" for c, value in changes[:MOST_CHOICES])
        more = f" and {len(changes) - MOST_CHOICES} more" if len(changes) > MOST_CHOICES else ""
        text = f"{self._names(mended)} cannot hold; {len(changes)} single changes explain it equally well: {choices}{more}"
        finding = self._add("unexplained", "error", cell, text)
        self.judgement.suspect.update(c for c, _ in changes)
        self._blame(mended, finding.id)

    def _undecided(self, i: int, sets: list[list[tuple[int, Number]]]) -> None:
        said = [" with ".join(f"{self._where(c)} {in_print(value)}" for c, value in changes) for changes in sets]
        more = f"; or one of {len(said) - MOST_CHOICES} more" if len(said) > MOST_CHOICES else ""
        text = f"{self._names([i])} cannot hold; {len(sets)} sets of {len(sets[0])} changes explain it equally well: "
        text += "; or ".join(said[:MOST_CHOICES]) + more
        finding = self._add("unexplained", "error", self.diagnosis.relations[i].total, text)
        self.judgement.suspect.update(c for changes in sets for c, _ in changes)
        self._blame([i], finding.id)

    def _unreadable(self) -> None:
        told = {belief.cell for belief in self.diagnosis.beliefs}
        text = "a number is expected here, and the text is none; no sum tells its value"
        for cell in (c.index for c in self.book.cells):
            if self.book.values[cell] is None and cell not in told and not self._passed_on(cell, "unreadable"):
                self.judgement.suspect.add(cell)
                self._add("unreadable", "error", cell, text)

    def _doubts(self) -> None:
        """Readings that the sums chose, and cells where they could not."""
        told = {belief.cell for belief in self.diagnosis.beliefs} | self.unreliable
        for cell, value in sorted(self.doubts.chosen.items()):
            if cell not in told:
                self._chosen(cell, value)
        self.judgement.doubted |= self.doubts.blocking
        for cell in sorted(self.doubts.open - self.judgement.repaired):
            self.judgement.suspect.add(cell)
            if cell not in told and self.book.values[cell] is not None:
                text = f"read as {self._readings(cell)}, and no sum tells which"
                self._add("reader_disagreement", "warning", cell, text)

    def _unreliable(self) -> set[int]:
        """Cells of rows of which a finding of the table says that nothing can be relied on."""
        statements = enumerate(self.book.packet.statements)
        unsure = [(s, label.rows) for s, statement in statements for label in statement.unsure if label.why]
        return {cell for s, rows in unsure for (row, _), cell in self.book.at[s].items() if row in rows}

    def _unsure_labels(self) -> None:
        """Labels of scans read in doubt: their figures may be right and stand for something else, so no sum settles it.

        Under a heading read in doubt the rows still say themselves what they are.
        """
        for s, statement in enumerate(self.book.packet.statements):
            for text, rows, columns, page, reason in statement.unsure:
                at = self.book.at[s]
                under = [cell for (row, column), cell in at.items() if row in rows or column in columns]
                own = {r for r in rows if text in statement.rows[r].item}
                named = {cell for (row, column), cell in at.items() if row in own or column in columns}
                self.judgement.suspect.update(named - self.judgement.repaired)
                if under:
                    read = reason or f"'{text}' was read in doubt, and nothing in the packet settles it"
                    why = f"{read}: {_count(len(under), 'figure')}"
                    self._label(min(under), text, page, f"{why} may stand for something else, whatever the sums say")

    def _label(self, cell: int, text: str, page: int, evidence: str) -> None:
        table, section, item, occurrence, column = self.keys[cell]
        row = text and item and any(text in label for label in (item, section))
        name = f"garbled_header-{short_id('unsure', table, text, str(page))}"
        where = {"section": section, "item": item, "occurrence": occurrence} if row else {"column": column}
        self.findings.append(Finding(name, "warning", "garbled_header", evidence, table, page=page, printed=text, **where))

    def _chosen(self, cell: int, value: Number) -> None:
        holding = [i for i, r in enumerate(self.diagnosis.relations) if not r.weak and cell in r.cells()]
        holding = [i for i in holding if verdict(self.book, self.diagnosis.relations[i], self.judgement) in ("exact", "rounded")]
        text = f"read as {self._readings(cell)}; with {value:,} alone of them the sums hold".replace("with -", "with △")
        text += f" ({self._names(holding)})" if holding else ""
        read = self.book.datum(cell).value
        kind: FindingKind = "dropped_sign" if read == -value else "misread_digit"
        finding = self._add(kind, "warning", cell, text, str(value), "repaired")
        self.judgement.repaired.add(cell)
        key = self.keys[cell]
        self.repairs.append(Repair(finding.id, "value", finding.printed, str(value), RULE, text, *key))

    def _readings(self, cell: int) -> str:
        texts = dict.fromkeys(" ".join(reading.text.split()) for reading in self.book.datum(cell).readings)
        return " or ".join(f"'{text}'" if text else "nothing" for text in texts)

    def _passed_on(self, cell: int, kind: str) -> bool:
        key = self.keys[cell]
        place = key.table, key.item, key.column
        return any(f.kind == kind and (f.table, f.item, f.column) == place for f in self.book.packet.findings)

    def _bare_losses(self) -> None:
        """Losses that bear no minus: by their label they need none, but nothing would show one that was lost."""
        believed = {belief.cell for belief in self.diagnosis.beliefs}
        for sheet in self.claims.sheets:
            for steps in column_steps(self.book, sheet):
                losses = bare_losses(self.book, sheet, steps[-1])
                for cell in sorted(losses - believed):
                    # a deficit carried into a year that ends without one: nothing else says how this body prints losses
                    alone = len(losses) == 1 and "繰越欠損金" in self.keys[cell].item
                    text = "a loss by its label, printed without a minus: its sums hold if it is taken away"
                    self._add("dropped_sign", "warning" if alone else "info", cell, text, str(-(self.book.values[cell] or 0)))

    # ------------------------------------------------------------------------------------------------- relations, structure

    def _mismatch(self, group: list[int]) -> None:
        relations = [self.diagnosis.relations[i] for i in group]
        cell = self._most_specific(relations)
        gaps = sorted({size(gap) for r in relations if (gap := residual(r, self.book.values))})
        text = (f"{self._described(group)}; gap {', '.join(f'{g:,}' for g in gaps[:MOST_NAMED])}; each figure is borne out by "
                "other equations, so no single figure is misread: the source contradicts itself")  # fmt: skip
        text += self._reserves(relations, cell)
        finding = self._add("source_mismatch", "warning", cell, text)
        for i, relation in zip(group, relations, strict=True):
            if relation.kind == "roll_forward" and relation.total != cell:
                self.judgement.secondary.add(i)
            else:
                self.judgement.disputed.update(relation.cells())
        self._blame(group, finding.id)

    def _reserves(self, relations: Sequence[Relation], cell: int) -> str:
        """The reserves that explain a gap between two years, if they do so exactly."""
        broken = next((r for r in relations if r.total == cell and r.kind == "roll_forward"), None)
        found = explanation(self.claims, self.diagnosis.relations, broken) if broken else []
        if not found:
            return ""
        named = ", ".join(f"{name} {in_print(value)}" for name, value in found)
        total = in_print(sum(value for _, value in found))
        lead = "reserves of the same segment do not roll forward either, and explain it to the last unit"
        return f"; {lead}: {named}, together {total}"

    def _most_specific(self, relations: Sequence[Relation]) -> int:
        """The cell where a mismatch that shows in totals too comes from: a segment rather than the total."""

        def rank(relation: Relation) -> tuple[bool, int]:
            column = self.book.statement(relation.total).columns[self.book.cells[relation.total].column]
            return (column.segment in ("", "合計"), relation.total)

        return min(relations, key=rank).total

    def _unexplained(self, group: list[int]) -> None:
        text = f"{self._described(group)}; no single change of a figure explains it without breaking another equation"
        finding = self._add("unexplained", "error", self.diagnosis.relations[group[0]].total, text)
        self._blame(group, finding.id)

    def _structure(self, structure: Structure) -> None:
        statement = self.book.packet.statements[structure.statement]
        row = statement.rows[structure.row] if structure.row is not None else None
        column = statement.columns[structure.column].name if structure.column is not None else ""
        item, section = (row.item, " > ".join(row.section)) if row else ("", "")
        name = f"{structure.kind}-{short_id(structure.kind, statement.id, section, item, column, structure.evidence[:20])}"
        self.findings.append(
            Finding(name, structure.severity, structure.kind, structure.evidence, statement.id, section, item,
                    row.occurrence if row else None, column, row.page if row else statement.first_page, "", structure.proposed)
        )  # fmt: skip
        self.judgement.suspect.update(structure.doubted)
        self._blame(structure.explains, name)

    def _rounding(self) -> None:
        by_statement: dict[int, list[int]] = {}
        for i, relation in enumerate(self.diagnosis.relations):
            if relation.weak or not relation.tolerance or relation.template == "prose":
                continue
            gap = residual(relation, self.book.values)
            if gap and size(gap) <= relation.tolerance and verdict(self.book, relation, self.judgement) == "rounded":
                by_statement.setdefault(self.book.cells[relation.total].statement, []).append(i)
        if not by_statement:
            return
        members = [i for found in by_statement.values() for i in found]
        said = "; ".join(f"{self._rounded_as(s)}: {self._names(found)}" for s, found in by_statement.items())
        text = f"{_count(len(members), 'equation')} off by no more than the rounding of their figures explains, no error: {said}"
        name = f"rounding-{short_id('rounding', self.book.packet.name)}"
        self.findings.append(Finding(name, "info", "rounding", text))
        self._blame(members, name)

    def _rounded_as(self, index: int) -> str:
        statement = self.book.packet.statements[index]
        finer = "undeclared" if index in self.claims.inferred else "as the finer figures show"
        said = f"{statement.rounding} as the page says" if statement.rounding else finer
        return f"{statement.title or statement.id} ({statement.unit}, {said})"

    # ------------------------------------------------------------------------------------------------------------ wording

    def _add(
        self, kind: FindingKind, severity: Severity, cell: int, evidence: str, proposed: str = "", action: Action = "reported"
    ) -> Finding:
        key, datum = self.keys[cell], self.book.datum(cell)
        name = f"{kind}-{short_id(kind, *map(str, key))}"
        finding = Finding(name, severity, kind, evidence, *key, datum.page, datum.raw, proposed, action)
        self.findings.append(finding)
        return finding

    def _blame(self, relations: Iterable[int], finding: str) -> None:
        for i in relations:
            self.judgement.finding_of.setdefault(i, finding)

    def _names(self, relations: Sequence[int]) -> str:
        named = [f"{self.diagnosis.relations[i].kind} {self._id(i)}" for i in relations[:MOST_NAMED]]
        return ", ".join(named) + (f" and {len(relations) - MOST_NAMED} more" if len(relations) > MOST_NAMED else "")

    def _id(self, i: int) -> str:
        relation = self.diagnosis.relations[i]
        return equation_id(relation, [self.keys[cell] for cell in relation.cells()])

    def _described(self, group: Sequence[int]) -> str:
        """The violated equations in numbers: where, printed and computed."""
        parts = []
        for i in group[:MOST_NAMED]:
            relation = self.diagnosis.relations[i]
            printed, result = self.book.values[relation.total], computed(relation, self.book.values)
            name = f"{relation.kind} {self._id(i)}"
            if printed is None or result is None:
                parts.append(name)
                continue
            numbers = f"is printed {in_print(printed)}, computed {in_print(result)}"
            parts.append(f"{name}: {self._where(relation.total)} {numbers} ({relation.rule})")
        return "; ".join(parts) + (f"; and {len(group) - MOST_NAMED} more" if len(group) > MOST_NAMED else "")

    def _where(self, cell: int) -> str:
        key = self.keys[cell]
        return f"{key.item} ({key.column}, {self.book.statement(cell).title})"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, worst first, otherwise in the order given."""
    once = {finding.id: finding for finding in findings}
    return sorted(once.values(), key=lambda finding: WORST_FIRST[finding.severity])
