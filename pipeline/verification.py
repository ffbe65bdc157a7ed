"""Do published packets still hold?  Worked out again from their CSVs alone, in exact numbers, without the PDF.

Every equation's expression is evaluated against facts.csv; what the packet says of itself (computed, difference, status of
equations and facts, checks) must follow from that.  Nothing is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.across import check_across
from pipeline.certificate import certificate, in_words
from pipeline.errors import InputError
from pipeline.expressions import Expression, ExpressionError, parse_expression
from pipeline.form import FIRST_LINE, Problem, check_form, place
from pipeline.model import FactKey, Number, Severity
from pipeline.published import PublishedPacket, Row, find_packets, key_of, number, read_packet

Proof = Literal["footed", "rounded", ""]


@dataclass(frozen=True, slots=True)
class CheckedPacket:
    """What a check found in one packet."""

    name: str
    facts: int
    figures: Mapping[str, int]
    """The certificate, from the facts' statuses, which were held against the equations."""
    equations: int
    findings: tuple[Problem, ...]
    """The findings that the packet itself publishes, worst first."""
    problems: tuple[Problem, ...]
    """What does not follow from its CSVs."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found in all packets."""

    packets: tuple[CheckedPacket, ...]
    unreadable: tuple[str, ...] = ()
    """One line for each folder that could not be read."""
    across: tuple[Problem, ...] = ()
    """What packets of several years say against each other."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Published findings and new problems of all packets, in order."""
        own = tuple(problem for packet in self.packets for problem in (*packet.problems, *packet.findings))
        return own + self.across

    def exit_code(self, strict: bool = False) -> int:
        """2 where something could not be read; 1 for an error (strict: or a warning); else 0."""
        if self.unreadable:
            return 2
        grave: set[Severity] = {"error", "warning"} if strict else {"error"}
        return int(any(problem.severity in grave for problem in self.problems))

    def lines(self) -> Iterator[str]:
        """What to print: every error and warning, and a line for each packet."""
        for packet in self.packets:
            for problem in (*packet.problems, *packet.findings):
                if problem.severity != "info":
                    yield str(problem)
            yield _summary(packet)
        yield from map(str, self.across)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A row of equations.csv, worked out."""

    row: Row
    key: FactKey
    expression: Expression
    printed: Number | None
    computed: Number | None
    evidence: bool
    """Whether some figure in it is not zero."""

    @property
    def holds(self) -> bool:
        return self.row["status"] in ("exact", "rounded")

    @property
    def cells(self) -> set[FactKey]:
        return {self.key, *(key for _, key in self.expression.terms)}


def check(paths: Iterable[Path]) -> Checked:
    """Check every published packet in these folders; a folder that cannot be read is a line, and the others go on."""
    packets: list[PublishedPacket] = []
    checked: list[CheckedPacket] = []
    unreadable: list[str] = []
    for found in find_packets(paths):
        try:
            if isinstance(found, InputError):
                raise found
            packet = read_packet(found)
        except InputError as error:
            unreadable.append(str(error))
            continue
        packets.append(packet)
        checked.append(check_packet(packet))
    across = tuple(problem for compare in ACROSS for problem in compare(packets))
    return Checked(tuple(checked), tuple(unreadable), across)


def check_packet(packet: PublishedPacket) -> CheckedPacket:
    """One packet against itself: its form, its sums, and what it says of them."""
    problems = [*check_form(packet), *check_sums(packet)]
    return CheckedPacket(
        packet.name,
        len(packet.rows["facts"]),
        certificate((row["value"], row["status"]) for row in packet.rows["facts"]),
        len(packet.rows["equations"]),
        tuple(_published_finding(packet, row) for row in packet.rows["findings"]),
        tuple(problems),
    )


def check_sums(packet: PublishedPacket) -> Iterator[Problem]:
    """Every equation worked out again, and every fact's status held against the equations that cover it."""
    sums: list[_Sum] = []
    for line, row in enumerate(packet.rows["equations"], FIRST_LINE):
        where = f"equations.csv row {line} {place(row)}"
        try:
            worked = _work_out(packet, row)
        except ExpressionError as error:
            yield Problem(packet.name, "error", where, str(error))
            continue
        sums.append(worked)
        yield from (Problem(packet.name, severity, where, message) for severity, message in _sum_faults(packet, worked))
    yield from _status_faults(packet, sums)


ACROSS: tuple[Callable[[Sequence[PublishedPacket]], Iterator[Problem]], ...] = (check_across,)
"""Checks of packets against each other: write the function, name it here."""


def _work_out(packet: PublishedPacket, row: Row) -> _Sum:
    key = key_of(row)
    expression = parse_expression(key, row["expression"])
    values = packet.values
    evidence = any(values.get(cell) for cell in (key, *(term for _, term in expression.terms)))
    return _Sum(row, key, expression, values.get(key), expression.value(values), evidence)


def _sum_faults(packet: PublishedPacket, worked: _Sum) -> Iterator[tuple[Severity, str]]:
    row = worked.row
    for _, key in worked.expression.terms:
        if key not in packet.values:
            yield "error", f"a term is no fact: {place(key)}"
    said = number(row["printed"])
    if said != worked.printed:
        yield "error", f"printed is {row['printed'] or 'empty'}, facts.csv has {_shown(worked.printed)}"
    if number(row["computed"]) != worked.computed:
        yield "error", f"computed is {row['computed'] or 'empty'}, the terms come to {_shown(worked.computed)}"
    gap = None if worked.printed is None or worked.computed is None else worked.printed - worked.computed
    if number(row["difference"]) != gap:
        yield "error", f"difference is {row['difference'] or 'empty'}, and should be {_shown(gap)}"
    yield from _verdict_faults(worked, gap)


def _verdict_faults(worked: _Sum, gap: Number | None) -> Iterator[tuple[Severity, str]]:
    row, status = worked.row, worked.row["status"]
    tolerance = number(row["tolerance"])
    if tolerance is None or tolerance < 0:
        yield "error", f"tolerance is {row['tolerance'] or 'empty'}"
        return
    if tolerance > honest_tolerance(worked.expression):
        yield "warning", f"tolerance {row['tolerance']} is more than {len(worked.expression.terms)} rounded terms can explain"
    if status == "blocked":
        return
    if gap is None:
        yield "error", f"{status}, but a figure is missing"
        return
    within = -tolerance <= gap <= tolerance
    if status == "exact" and gap:
        yield "error", f"exact, but printed and computed differ by {gap}"
    elif status == "rounded" and not within:
        yield "error", f"rounded, but the difference {gap} is more than {tolerance}"
    elif status == "mismatch" and within:
        yield "error", f"mismatch, but the difference {gap} is within {tolerance}"
    if status == "mismatch" and not row["finding"]:
        yield "error", "mismatch, and no finding explains it"


def honest_tolerance(expression: Expression) -> int:
    """The largest difference, in printed units, when every figure and the total lost less than one unit in rounding."""
    return sum(abs(weight) for weight, _ in expression.terms) + 1


def _status_faults(packet: PublishedPacket, sums: Sequence[_Sum]) -> Iterator[Problem]:
    covering: defaultdict[FactKey, list[_Sum]] = defaultdict(list)
    for worked in sums:
        for key in worked.cells:
            covering[key].append(worked)
    checks = {key_of(row): row["checks"] for row in packet.rows["cells"]}
    for line, row in enumerate(packet.rows["facts"], FIRST_LINE):
        key = key_of(row)
        cover = covering.get(key, [])
        for severity, message in _fact_faults(row["status"], proof(cover), cover, checks.get(key, "")):
            yield Problem(packet.name, severity, f"facts.csv row {line} {place(row)}", message)


def proof(cover: Sequence[_Sum]) -> Proof:
    """What the equations that cover a cell prove: all must hold, and one of them with a figure that is not zero."""
    verdicts = [worked for worked in cover if worked.row["status"] != "blocked"]
    if not all(worked.holds for worked in verdicts):
        return ""
    statuses = {worked.row["status"] for worked in verdicts if worked.evidence}
    if "exact" in statuses:
        return "footed"
    return "rounded" if "rounded" in statuses else ""


def _fact_faults(status: str, proven: Proof, cover: Sequence[_Sum], checks: str) -> Iterator[tuple[Severity, str]]:
    if status in ("footed", "rounded") and status != proven:
        yield "error", f"{status}, but the equations that cover it ({len(cover)}) prove {f'it {proven}' if proven else 'nothing'}"
    if status in ("agreed", "unchecked") and proven and len(cover) == sum(worked.holds for worked in cover):
        yield "warning", f"{status}, but its equations prove it {proven}"
    most = sum(worked.holds for worked in cover)
    least = sum(worked.holds and worked.evidence for worked in cover)
    if checks.isdecimal() and not least <= int(checks) <= most:
        yield "error", f"cells.csv counts {checks} checks, equations.csv {most}"


def _published_finding(packet: PublishedPacket, row: Row) -> Problem:
    severity: Severity = "error" if row["severity"] == "error" else "warning" if row["severity"] == "warning" else "info"
    page = f"p.{row['page']}" if row["page"] else ""
    where = " ".join(part for part in (f"finding {row['finding']}", page, place(row)) if part)
    proposed = f" (printed {row['printed']}, {row['action']} {row['proposed']})" if row["proposed"] else ""
    return Problem(packet.name, severity, where, f"{row['kind']}: {' '.join(row['evidence'].split())}{proposed}")


def _summary(packet: CheckedPacket) -> str:
    both = (*packet.problems, *packet.findings)
    counts = {word: sum(problem.severity == word for problem in both) for word in ("error", "warning", "info")}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "none"
    sums = f"{packet.equations} {'equation' if packet.equations == 1 else 'equations'}"
    return f"{packet.name}: {packet.facts} facts; {in_words(packet.figures)}; {sums} worked out again; findings: {told}"


def _shown(value: Number | None) -> str:
    return "none" if value is None else str(value)
