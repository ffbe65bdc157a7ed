"""The whole run on one screen: inputs → pages → statements → facts → verdicts → a published folder, packet by packet.

This is the only room that knows all the others.
"""

from __future__ import annotations

import hashlib
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from extractors.digital import read_pdf, tables_of
from extractors.markdown import read_markdown
from extractors.pdf_pages import open_pdf
from normalizers.figures import figure
from normalizers.identity import identity_of
from normalizers.statements import understand
from pipeline.census import PageNotes, Printed, lost_numbers, pages_with_numbers_outside, with_unread_said
from pipeline.errors import InputError, KenzanError
from pipeline.inputs import Source
from pipeline.model import Cell, Number, Packet, PageContent, Reading, Reconciled, Severity
from pipeline.publication import SourceInfo, publish
from pipeline.reconciliation import reconcile
from pipeline.reconciliation.overrides import Override, StaleOverride, read_overrides
from pipeline.second_opinion import Answers, Reader, Said, second_opinion, unexplained_pages
from pipeline.settings import Settings
from pipeline.workers import Died, Report, run_each


class Step(NamedTuple):
    """How far a packet is: this page is read, of so many."""

    page: int
    done: int
    pages: int


_GROUPED = re.compile(r"^\D*[1-9]\d{0,2}(,\d{3})+\D*$", re.ASCII)
OnPage = Callable[[Source, Step], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person is told of one published packet."""

    packet: str
    pages: int
    tables: int
    figures: Mapping[str, int]
    """The certificate: how many numbers, and what is known of them."""
    findings: tuple[tuple[Severity, int], ...]
    outside: tuple[int, ...]
    """Pages that hold numbers outside any table."""
    unread: tuple[int, ...]
    """Pages with something on them of which nothing was read."""
    lost: tuple[Printed, ...]
    """Numbers of a table that became no fact; none, unless a rule is missing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One line about an input that was not published."""

    message: str


Outcome = Summary | Failure


def extract(found: Sequence[Source | InputError], settings: Settings, on_page: OnPage) -> Iterator[Outcome]:
    """Publish every packet that can be read; one outcome for each input found, in the same order.

    Raises:
        KenzanError: the output folder cannot be made.
    """
    _make_folder(settings.out)
    work: Callable[[Source, Report], Outcome] = partial(_packet_or_line, settings=settings)
    results = run_each([source for source in found if isinstance(source, Source)], work, settings.jobs, on_page)
    for source in found:
        if isinstance(source, InputError):
            yield Failure(str(source))
            continue
        result = next(results)
        yield Failure(f"{source.path}: {result.cause}") if isinstance(result, Died) else result


def publish_packet(source: Source, settings: Settings, report: Report) -> Summary:
    """One packet's way from bytes to a published folder.

    Raises:
        KenzanError: the input cannot be read, or a person's override no longer matches it.
        OSError: the output cannot be written.
    """
    digest = _sha256(source.path)
    overrides = read_overrides(source.overrides) if source.overrides.exists() else ()
    notes = PageNotes()
    contents = notes.noting(map(with_unread_said, _contents(source, settings, report)))
    packet = understand(source.packet, contents)
    outside, lost = pages_with_numbers_outside(packet), lost_numbers(notes, packet)
    try:
        reconciled = reconcile(packet, overrides)
        if source.kind == "pdf":
            readable = [page for page, kind in notes.kinds.items() if kind == "text"]
            unexplained = unexplained_pages(packet.lines, ((number.page, number.text) for number in lost))
            judge = partial(_judged_again, packet, overrides)
            ask = partial(_ask, source, settings)
            reconciled = second_opinion(reconciled, settings.second_reader, readable, unexplained, ask, judge)
    except StaleOverride as error:
        raise InputError(source.overrides, str(error)) from error
    identity = identity_of(packet.lines)
    info = SourceInfo(digest, settings.published(), tuple(notes.kinds.items()), identity._asdict())
    publish(settings.out / source.packet, packet, reconciled, info)
    return _summary(source.packet, notes, len(packet.statements), reconciled, outside, lost)


def _contents(source: Source, settings: Settings, report: Report) -> Iterable[PageContent]:
    """The pages, each reported as it is read; what reads pictures is loaded for packets that may hold some only."""
    if not source.path.stat().st_size:
        raise InputError(source.path, "the file is empty")
    reporting = partial(_reporting, report=report, count=partial(_page_count, source, settings))
    if source.kind == "markdown":
        return reporting(read_markdown(source.path))
    from extractors.pictures import read_picture_file, with_pictures

    if source.kind == "pdf":
        read = reporting(read_pdf(source.path, settings.pages, settings.password))
        return with_pictures(read, source.path, tables_of, settings.password, settings.ocr)
    return reporting(read_picture_file(source.path, tables_of, settings.pages, settings.ocr))


def _judged_again(packet: Packet, overrides: Sequence[Override], decided: Sequence[Override]) -> Reconciled:
    """The packet with what a second reader and the sums decided; a person's word comes last and counts more."""
    return reconcile(packet, (*decided, *overrides))


def _ask(source: Source, settings: Settings, pages: Sequence[int], reader: Reader) -> Answers:
    """A second reader's opinion of every table on some pages, which the first reader reads once more for it."""
    from extractors.second_readers import once, second_round

    upright = [content for content in read_pdf(source.path, pages, settings.password) if not content.turn]
    tables = [table for content in upright for table in content.tables]
    numbers = [content.page for content in upright]
    asked = second_round(source.path, tables, reader=reader, password=settings.password or "", pages=numbers)
    said = [
        Said((table.page, cell.box), reader, text := once(opinion.reading.text), _figure(cell, text), opinion.agrees)
        for table, opinions in zip(asked.tables, asked.opinions, strict=True)
        for cell, opinion in zip(table.cells, opinions, strict=True)
        if opinion is not None and cell.box is not None
    ]
    figures = tuple((page, cell.text) for page, cell in asked.unclaimed if figure(cell) is not None)
    return Answers(tuple(said), figures, asked.findings)


def _figure(cell: Cell, text: str) -> Number | None:
    """What a second reader's text says as a number; one of whole groups of three may come in pieces."""
    whole = "".join(text.split())
    read = whole if _GROUPED.search(whole) else text
    return figure(cell._replace(readings=(Reading(read),)))


def _packet_or_line(source: Source, report: Report, settings: Settings) -> Outcome:
    """A packet's summary or, whatever happens, one line: the other packets go on."""
    try:
        return publish_packet(source, settings, report)
    except KenzanError as error:
        return Failure(str(error))
    except OSError as error:
        return Failure(f"{error.filename or source.path}: {error.strerror or error}")
    except Exception as error:
        if os.environ.get("KENZAN_TRACEBACK"):
            traceback.print_exc()
        return Failure(f"{source.path}: a fault of this program, please report it: {type(error).__name__}: {error}")


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KenzanError(f"{out}: the output folder cannot be made: {error.strerror}") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise KenzanError(f"{out}: the output folder cannot be written")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reporting(contents: Iterable[PageContent], report: Report, count: Callable[[], int]) -> Iterator[PageContent]:
    pages = 0
    for done, content in enumerate(contents, 1):
        pages = pages or count()
        report(Step(content.page, done, pages))
        yield content


def _page_count(source: Source, settings: Settings) -> int:
    """How many pages will be read of an input that can be read."""
    if source.kind != "pdf":
        return 1
    with closing(open_pdf(source.path, settings.password)) as document:
        wanted = settings.pages or range(1, len(document) + 1)
        return len(range(max(wanted[0], 1), min(wanted[-1], len(document)) + 1))


def _summary(
    packet: str, notes: PageNotes, tables: int, reconciled: Reconciled, outside: tuple[int, ...], lost: tuple[Printed, ...]
) -> Summary:
    findings = reconciled.findings
    severities: tuple[Severity, ...] = ("error", "warning", "info")
    return Summary(
        packet=packet,
        pages=len(notes.kinds),
        tables=tables,
        figures=reconciled.figures,
        findings=tuple((severity, sum(finding.severity == severity for finding in findings)) for severity in severities),
        outside=outside,
        unread=tuple(notes.unread),
        lost=lost,
    )
