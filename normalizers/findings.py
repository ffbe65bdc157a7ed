"""What was noticed while a table was understood, as findings and ledger rows under its id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2s

from normalizers.drafts import Note
from normalizers.ranges import impossible_ranges
from pipeline.model import Datum, Finding, FindingKind, Repair, Row, Severity, Statement

SECTION_SEPARATOR = " > "


def tell(statement: Statement, notes: Sequence[Note]) -> tuple[list[Finding], list[Repair]]:
    """Findings and repairs of one statement: the notes of its making, its unreadable cells, its impossible years."""
    findings: list[Finding] = []
    repairs: list[Repair] = []
    for note in notes:
        if not note.same_cause or not findings:
            findings.append(_finding(statement, note))
        finding = findings[-1]
        if note.field is not None:
            repairs.append(_repair(finding, note))
    findings += _unreadable(statement)
    findings += _impossible(statement)
    return findings, repairs


def finding_id(kind: str, *parts: object) -> str:
    """An id from content: the same cause has the same id in every run."""
    digest = blake2s("\x1f".join(map(str, parts)).encode(), digest_size=5).hexdigest()
    return f"{kind}-{digest}"


def _finding(statement: Statement, note: Note) -> Finding:
    row = statement.rows[note.row] if note.row is not None else None
    column = statement.columns[note.column].name if note.column is not None else ""
    section, item, occurrence = _row_key(row)
    return Finding(
        id=finding_id(note.kind, statement.id, section, item, occurrence, column, note.printed, note.value),
        severity=note.severity,
        kind=note.kind,
        evidence=note.evidence,
        table=statement.id,
        section=section,
        item=item,
        occurrence=occurrence,
        column=column,
        page=row.page if row else statement.first_page,
        printed=note.printed,
        proposed=note.value,
        action="repaired" if note.field is not None else "reported",
    )


def _row_key(row: Row | None) -> tuple[str, str, int | None]:
    return (SECTION_SEPARATOR.join(row.section), row.item, row.occurrence) if row else ("", "", None)


def _repair(finding: Finding, note: Note) -> Repair:
    assert note.field is not None
    return Repair(
        finding=finding.id,
        field=note.field,
        printed=note.printed,
        value=note.value,
        rule=note.rule,
        evidence=note.evidence,
        table=finding.table,
        section=finding.section,
        item=finding.item,
        occurrence=finding.occurrence,
        column=finding.column,
    )


def _unreadable(statement: Statement) -> Iterable[Finding]:
    for datum in statement.data:
        if datum.unreadable:
            yield _of_cell(statement, datum, "unreadable", "error", f"{datum.raw!r} stands among numbers and is none")


def _impossible(statement: Statement) -> Iterable[Finding]:
    for datum, fault in impossible_ranges(statement):
        yield _of_cell(statement, datum, "impossible_range", "warning", f"{fault}; the page image decides who is wrong")


def _of_cell(statement: Statement, datum: Datum, kind: FindingKind, severity: Severity, evidence: str) -> Finding:
    column = statement.columns[datum.column].name
    section, item, occurrence = _row_key(statement.rows[datum.row])
    return Finding(
        id=finding_id(kind, statement.id, section, item, occurrence, column),
        severity=severity,
        kind=kind,
        evidence=evidence,
        table=statement.id,
        section=section,
        item=item,
        occurrence=occurrence,
        column=column,
        page=datum.page,
        printed=datum.raw,
    )
