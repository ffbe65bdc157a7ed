"""`make score-scans`: fixture packets printed, scanned and damaged, read as pictures, against what their makers printed.

Each variant rasterises the pages of which the expected CSV names cells, damages them as scanners and copiers do, and runs
them through recognition, grids, normalizers and reconciliation.  *Silent errors* are numbers that are not on the page and
yet published as proven (`footed`, `rounded`, `agreed`); *unflagged* are those published as `unchecked`; *misplaced* are numbers
of the page under an item or column that is not theirs and not `suspect`.  None of them may occur.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.scan_peers import peers, peers_of
from bench.scan_variants import VARIANTS, Variant, pages_of, rasterised
from bench.score import Line, read_csv
from bench.table import print_table
from extractors.digital import read_pdf, tables_of
from extractors.ocr.picture import Picture, picture_of_page, prepared
from extractors.pictures import labels_of, read_picture_page, with_sure_labels
from normalizers.statements import understand
from pipeline.model import Fact, PageContent
from pipeline.reconciliation import reconcile

PDFS = Path("fixtures/pdfs")
EXPECTED = Path("fixtures/expected_csv")
REAL = Path("../shared/real")
REAL_SCANS = ("R2財産目録", "R7歳出_part-2", "D04_BS_FY2019_R01H31")
PROVEN = frozenset({"footed", "rounded", "agreed", "repaired"})
FLAGGED = frozenset({"suspect", "disputed"})


# ------------------------------------------------------------------------------------------------------------------- scoring


@dataclass
class Score:
    """What one variant came to, over all packets."""

    cells: int = 0
    before: int = 0
    after: int = 0
    labels: list[int] = field(default_factory=lambda: [0, 0])
    headers: list[int] = field(default_factory=lambda: [0, 0])
    silent: list[str] = field(default_factory=list)
    unflagged: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    suspects: int = 0
    pages: int = 0
    seconds: float = 0.0

    def row(self, name: str) -> list[str]:
        """One line of the table."""
        per_page = self.seconds / max(self.pages, 1)
        shares = (_share(self.before, self.cells), _share(self.after, self.cells), _share(*self.labels), _share(*self.headers))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        wrong = [str(len(cases)) for cases in (self.silent, self.unflagged, self.misplaced)]
        return [name, str(self.cells), *shares, *wrong, str(self.suspects), f"{per_page:.1f}", str(peak)]


HEADER = (
    "variant",
    "cells",
    "before %",
    "after %",
    "labels %",
    "headers %",
    "silent",
    "unflagged",
    "misplaced",
    "suspect",
    "CPU s/page",
    "MB",
)


def _share(right: int, total: int) -> str:
    return f"{100 * right / total:.2f}" if total else ""


def score(contents: Sequence[PageContent], expected: Sequence[Line], found: Score, packet: str) -> None:
    """Hold pages that were read as pictures against the cells that were printed on them."""
    contents = with_sure_labels(contents, labels_of(contents))
    understood = understand(packet, contents)
    facts = reconcile(understood).facts
    printed = Counter((line["page"], line["item"], line["column"], line["value"]) for line in expected if line["value"])
    first = Counter(
        (str(datum.page), statement.rows[datum.row].item, statement.columns[datum.column].name, str(datum.value))
        for statement in understood.statements
        for datum in statement.data
        if datum.value is not None
    )
    last = Counter((str(f.page), f.key.item, f.key.column, str(f.value)) for f in facts if f.value is not None)
    found.cells += printed.total()
    found.before += (printed & first).total()
    found.after += (printed & last).total()
    for kind, names, keys in ((found.labels, _items(expected), {(str(f.page), f.key.item) for f in facts}),
                              (found.headers, _columns(expected), {(str(f.page), f.key.column) for f in facts})):  # fmt: skip
        kind[0] += len(names & keys)
        kind[1] += len(names)
    _errors(facts, expected, found, packet)


def _items(lines: Iterable[Line]) -> set[tuple[str, str]]:
    return {(line["page"], line["item"]) for line in lines}


def _columns(lines: Iterable[Line]) -> set[tuple[str, str]]:
    return {(line["page"], line["column"]) for line in lines}


def _errors(facts: Sequence[Fact], expected: Sequence[Line], found: Score, packet: str) -> None:
    """Numbers published that the page does not print, by how sure they are said to be, and those that stand elsewhere on it."""
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    cells = Counter((line["page"], line["item"], line["column"], line["value"]) for line in expected)
    for line in expected:
        numbers[line["page"]][line["value"]] += 1
    for fact in facts:
        found.suspects += fact.status in FLAGGED
        if fact.value is None or fact.status in FLAGGED:
            continue
        said = f"{packet} p.{fact.page} {fact.key.item} / {fact.key.column} = {fact.value} ({fact.status}, read {fact.raw!r})"
        page, value = str(fact.page), str(fact.value)
        cell = (page, fact.key.item, fact.key.column, value)
        if not numbers[page][value]:
            (found.silent if fact.status in PROVEN else found.unflagged).append(said)
        elif not cells[cell]:
            found.misplaced.append(said)
        numbers[page][value] -= 1
        cells[cell] -= 1


# ------------------------------------------------------------------------------------------------------------------- reading


def run(variant: Variant, packets: Sequence[Path], expected: Path, most: int) -> Score:
    """Read every packet in one variant."""
    found = Score()
    for path in packets:
        lines = read_csv(expected / f"{path.stem}.csv")
        pages = pages_of(lines, most)
        contents = []
        for number, grey in rasterised(path, pages, variant):
            start = time.process_time()
            contents.append(read_picture_page(prepared(grey, variant.dpi, variant.dpi), number, tables_of))
            found.seconds += time.process_time() - start
            found.pages += 1
        score(contents, [line for line in lines if int(line["page"]) in pages], found, path.stem)
    return found


def text_layer(packets: Sequence[Path], expected: Path, most: int) -> Score:
    """The same pages read from their text layers: what grids, normalizers and sums make of a page that is read without fault."""
    found = Score()
    for path in packets:
        lines = read_csv(expected / f"{path.stem}.csv")
        pages = pages_of(lines, most)
        start = time.process_time()
        contents = list(read_pdf(path, pages))
        found.seconds += time.process_time() - start
        found.pages += len(pages)
        score(contents, [line for line in lines if int(line["page"]) in pages], found, path.stem)
    return found


def real_scans() -> Iterator[list[str]]:
    """Real scans have no expected CSV: what their own sums say."""
    import pypdfium2

    for name in REAL_SCANS:
        path = REAL / f"{name}.pdf"
        if not path.exists():
            continue
        start = time.process_time()
        document: Any = pypdfium2.PdfDocument(path)
        pictures: list[Picture] = [picture_of_page(document[index]) for index in range(len(document))]
        contents = [read_picture_page(picture, number, tables_of) for number, picture in enumerate(pictures, 1)]
        contents = with_sure_labels(contents, labels_of(contents))
        facts = [fact for fact in reconcile(understand(name, contents)).facts if fact.value is not None]
        status = Counter(fact.status for fact in facts)
        seconds = (time.process_time() - start) / len(document)
        counts = [str(status[name]) for name in ("footed", "rounded", "repaired", "unchecked", "suspect", "disputed")]
        yield [name, str(len(facts)), *counts, f"{seconds:.1f}"]


def main() -> None:
    """Read, compare, print; exit 1 where a number is wrong and said to be proven."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packets", nargs="*", help="names of packets; all without any")
    parser.add_argument("--pdfs", type=Path, default=PDFS)
    parser.add_argument("--expected", type=Path, default=EXPECTED)
    parser.add_argument("--variants", default="", help="only variants whose name contains one of these, comma between")
    parser.add_argument("--most-pages", type=int, default=0, metavar="N", help="at most N pages a packet")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="wrong numbers named a variant")
    parser.add_argument("--peers", action="store_true", help="tesseract and rapidocr on whole pages, too")
    parser.add_argument("--rapidocr", default=sys.executable, metavar="PYTHON", help="a Python with rapidocr and all it requires")
    options = parser.parse_args()
    packets = [p for p in sorted(options.pdfs.glob("*.pdf")) if (options.expected / f"{p.stem}.csv").exists()]
    packets = [p for p in packets if not options.packets or p.stem in options.packets]
    wanted = [v for v in VARIANTS if any(part in v.name for part in options.variants.split(","))]
    scores = []
    for variant in wanted:
        scores.append((variant, run(variant, packets, options.expected, options.most_pages)))
        print(*scores[-1][1].row(variant.name), sep="  ", file=sys.stderr, flush=True)
    bound = text_layer(packets, options.expected, options.most_pages).row("text layer")
    print_table(HEADER, [bound, *(found.row(variant.name) for variant, found in scores)])
    for variant, found in scores:
        for kind, cases in (("silent", found.silent), ("unflagged", found.unflagged), ("misplaced", found.misplaced)):
            for case in cases[: options.show]:
                print(f"  {variant.name}: {kind}: {case}")
    if rows := list(real_scans()):
        print("\nreal scans: what becomes of their numbers")
        print_table(("scan", "numbers", "footed", "rounded", "repaired", "unchecked", "suspect", "disputed", "CPU s/page"), rows)
    if options.peers:
        print("\nfull-page readers: printed numbers found anywhere on their page")
        programs = peers(options.rapidocr)
        rows = [row for variant in wanted for row in peers_of(variant, packets, options.expected, options.most_pages, programs)]
        print_table(("reader", "variant", "cells", "found %", "CPU s/page", "MB"), rows)
    sys.exit(any(found.silent for _, found in scores))


if __name__ == "__main__":
    main()
