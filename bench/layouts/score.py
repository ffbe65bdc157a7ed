"""Prints drawn pages, reads each as a packet of its own, and holds every number against what was drawn."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from bench.layouts.pages import Page, document
from bench.score import Line, Tally, content, published_cells, said, surplus
from fixtures.makers.browser import printed_by_chromium
from fixtures.makers.printing import dated
from pipeline.inputs import Source, find_inputs

PAGES_PRINTED_AT_ONCE = 100


@dataclass(frozen=True)
class Result:
    """What became of one page."""

    page: Page
    tally: Tally
    by_kind: dict[str, Tally]

    @property
    def whole(self) -> bool:
        """Whether every number is there, under its sections, and no other."""
        return not any(self.tally.wrong[kind] for kind in ("number", "section", "spurious"))


def print_pages(pages: Sequence[Page], folder: Path) -> None:
    """Write each page to a PDF of its own.  Raises CalledProcessError or TimeoutExpired (Chromium), RuntimeError."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(pages), PAGES_PRINTED_AT_ONCE):
        some = pages[start : start + PAGES_PRINTED_AT_ONCE]
        _split(dated(printed_by_chromium(document(some))), some, folder)


def _split(pdf: bytes, pages: Sequence[Page], folder: Path) -> None:
    """One file for each run of sheets of one size."""
    whole: Any = pypdfium2.PdfDocument(pdf)
    sizes = [tuple(round(side) for side in whole.get_page_size(number)) for number in range(len(whole))]
    runs = [[number for number, _ in run] for _, run in itertools.groupby(enumerate(sizes), key=lambda sheet: sheet[1])]
    if len(runs) != len(pages):
        raise RuntimeError(f"{len(pages)} pages were drawn, {len(runs)} printed")
    for page, run in zip(pages, runs, strict=True):
        part: Any = pypdfium2.PdfDocument.new()
        part.import_pages(whole, run)
        part.save(folder / f"{page.name}.pdf")
        part.close()
    whole.close()


def read_pages(pages: Sequence[Page], pdfs: Path, out: Path) -> list[Result]:
    """Publish each page and compare."""
    sources = [found for found in find_inputs([pdfs / f"{page.name}.pdf" for page in pages]) if isinstance(found, Source)]
    published = published_cells(sources, out)
    return [compare(page, published.get(page.name, [])) for page in pages]


def compare(page: Page, got: Sequence[Line]) -> Result:
    """Hold the published cells of a page against what was drawn, whatever table each was published in."""
    wanted = list(page.truth())
    result = Result(page, Tally(), defaultdict(Tally))
    numbers, words = ([line for line in wanted if bool(line["value"]) is number] for number in (True, False))
    figures, texts = ([line for line in got if bool(line["value"]) is number] for number in (True, False))
    for kind, own, theirs, keys in (
        ("number", numbers, figures, ("item", "column")),
        ("section", numbers, figures, ("section", "item")),
        ("words", words, texts, ("item", "column")),
    ):
        lost = {id(line) for line in surplus(own, theirs, lambda line, keys=keys: _key(line, keys))}  # type: ignore[misc]
        for line in own:
            complaint = f"{line['section']!r} of {said(line)}" if kind == "section" else said(line)
            for tally in (result.tally, result.by_kind[line["kind"]]):
                tally.count(kind, id(line) not in lost, complaint)
    result.tally.wrong["spurious"] += [
        said(line) for line in surplus(figures, numbers, lambda line: _key(line, ("item", "column")))
    ]
    return result


def _key(line: Line, names: Sequence[str]) -> tuple[str, ...]:
    return (*(line[name] for name in names), content(line))


def added(tallies: Sequence[Tally]) -> Tally:
    """One tally of several."""
    whole = Tally()
    for tally in tallies:
        whole.right += tally.right
        whole.total += tally.total
        for kind, complaints in tally.wrong.items():
            whole.wrong[kind] += complaints
    return whole
