"""Options in, exit code out.  Nothing slow is imported before a command has its options."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.certificate import in_words
from pipeline.errors import KenzanError
from pipeline.settings import Settings, When, parse_pages

if TYPE_CHECKING:
    from pipeline.inputs import Source
    from pipeline.run import Step, Summary


class Exit(IntEnum):
    """What the exit codes say; 0 is done, 1 is for a check that found an error."""

    UNREADABLE = 2
    INTERRUPTED = 130


app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
    help="Turns committee packets into tidy tables that are proven to add up.",
)  # fmt: skip


@app.callback()
def _commands() -> None:
    """Turns committee packets into tidy tables that are proven to add up."""


@app.command()
def extract(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT", help="PDFs, pictures, OCR Markdown, or folders of them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to publish one folder a packet.")],
    jobs: Annotated[int, typer.Option(min=1, help="Packets read at the same time.")] = 1,
    pages: Annotated[str | None, typer.Option(metavar="1-8", help="Only these pages.")] = None,
    ocr: Annotated[When, typer.Option(help="When to read pages as pictures: where there is no text.")] = "auto",
    second_reader: Annotated[When, typer.Option(help="Ask camelot and pdfplumber: where sums fail, or prove nothing.")] = "auto",
    password: Annotated[str | None, typer.Option(help="Opens encrypted PDFs.")] = None,
) -> None:
    """Publish DIR/<packet>/ for each packet: facts, where they were printed, and what the sums say."""
    settings = Settings(out, jobs, parse_pages(pages) if pages else None, ocr, second_reader, password)
    from pipeline.inputs import find_inputs
    from pipeline.run import Failure, extract

    found = list(find_inputs(inputs))
    progress = Progress(len(found))
    failed = False
    try:
        for outcome in extract(found, settings, progress.page):
            progress.packet()
            if isinstance(outcome, Failure):
                failed = True
                complain(outcome.message)
            else:
                typer.echo(summary_line(outcome))
    except KeyboardInterrupt:
        progress.packet()
        complain("interrupted")
        raise typer.Exit(Exit.INTERRUPTED) from None
    if failed:
        raise typer.Exit(Exit.UNREADABLE)


@app.command()
def check(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR", help="Published packets, or folders of them.")],
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
) -> None:
    """Verify published packets again from their CSVs alone; change nothing."""
    from pipeline.verification import check

    checked = check(folders)
    for line in checked.lines():
        typer.echo(line)
    for line in checked.unreadable:
        complain(line)
    raise typer.Exit(checked.exit_code(strict))


@app.command()
def accept(
    packet: Annotated[Path, typer.Argument(metavar="DIR/PACKET", help="A published packet.")],
    findings: Annotated[list[str], typer.Argument(metavar="FINDING", help="Ids of findings that propose a value.")],
    overrides: Annotated[Path, typer.Option(metavar="FILE", help="<stem>.overrides.csv beside the input.")],
) -> None:
    """Write proposals that a person accepts into an overrides file, for the next extract to take in."""
    from pipeline.reconciliation.overrides import accept

    added = accept(packet, findings, overrides)
    typer.echo(f"{overrides}: {counted(added, 'override')} added")


def summary_line(summary: Summary) -> str:
    """One line a packet: pages, tables, numbers, proven, findings, and the pages to look at."""
    counts = [f"{number} {word}" for word, number in summary.findings if number]
    parts = [
        counted(summary.pages, "page"),
        counted(summary.tables, "table"),
        in_words(summary.figures),
        f"findings: {', '.join(counts) or 'none'}",
    ]
    if summary.unread:
        parts.append(f"not read: {page_list(summary.unread)}")
    if summary.outside:
        parts.append(f"numbers outside tables: {page_list(summary.outside)}")
    if summary.lost:
        first = summary.lost[0]
        text = " ".join(first.text.split())
        parts.append(f"{counted(len(summary.lost), 'number')} became no fact, the first on page {first.page}: {text}")
    return f"{summary.packet}: {'; '.join(parts)}"


def counted(number: int, noun: str) -> str:
    """Such as ``1 page`` and ``2 pages``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def page_list(pages: tuple[int, ...]) -> str:
    """Such as ``page 7`` and ``pages 1–3, 7``."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    return f"page{'' if len(pages) == 1 else 's'} {', '.join('–'.join(map(str, run)) for run in runs)}"


class Progress:
    """A bar on the terminal over the pages of all packets; nothing where standard error is no terminal."""

    STEPS = 24

    def __init__(self, packets: int) -> None:
        self._packets, self._done = packets, 0
        self._shares: dict[str, float] = {}
        """For each packet under way, how much of it was read before its newest page."""
        self._shown = sys.stderr.isatty()

    def page(self, source: Source, step: Step) -> None:
        """Show that a page of a packet was read."""
        self._shares[source.packet] = (step.done - 1) / max(step.pages, 1)
        under_way = min(sum(self._shares.values()), self._packets - self._done)
        full = int(self.STEPS * (self._done + under_way) / self._packets)
        bar = "#" * full + "." * (self.STEPS - full)
        page = f"page {step.page}" + (f" ({step.done} of {step.pages})" if step.pages > 1 else "")
        self._write(f"[{bar}] {self._done}/{self._packets} {source.packet}: {page}")

    def packet(self) -> None:
        """Count a packet as done, and leave the line to what is printed next."""
        self._done += 1
        self._shares.clear()
        self._write("")

    def _write(self, line: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()


def complain(message: str) -> None:
    """One line on standard error, whatever the message holds."""
    typer.echo(f"kenzan: {' '.join(message.split())}", err=True)


def main() -> None:
    """The console script."""
    try:
        app()
    except KenzanError as error:
        complain(str(error))
        sys.exit(Exit.UNREADABLE)


if __name__ == "__main__":
    main()
