"""Score readers side by side by the ICDAR 2013 table competition's measure: ``python -m bench.score_icdar [FOLDER]``.

FOLDER holds PDFs, each with ``-str.xml`` and ``-reg.xml`` (default ``../shared/real/icdar2013-us``).  Printed are, each as
per-document average and pooled, precision / recall / F1 of the cell adjacency relations

* end to end, the competition's tool: a true table takes the found table that shares most relations with it;
* end to end, matched by place: a true table takes the found table that overlaps its region best;
* structure alone: only cells within the true regions count;

and table detection: characters, and how many true regions were complete and pure.  ``--lost`` says for each table which cells
were lost; ``--symbols-alike`` compares texts as the competition's tool does with ``-ignorechars``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.icdar.lost import lost
from bench.icdar.matching import by_best_relations, by_region, within_regions
from bench.icdar.readers import READERS
from bench.icdar.regions import Centres, Detection, Region, detect
from bench.icdar.relations import Normalize, standard, symbols_alike
from bench.icdar.scores import Counts, Score, added, averaged, pooled
from bench.icdar.truth import TrueTable, flipped, read_regions, read_structure
from pipeline.model import Table

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "shared/real/icdar2013-us"


@dataclass(frozen=True)
class Document:
    """A PDF and its truth, boxes from the top left."""

    path: Path
    pages: int
    tables: list[TrueTable]
    table_regions: list[list[Region]]
    """For each of ``tables``, its regions."""
    regions: list[Region]
    """Of ``-reg.xml``."""
    centres: Centres


@dataclass(frozen=True)
class DocumentScore:
    """What one reader made of one document."""

    tool: Counts
    place: Counts
    structure: Counts
    detection: Detection


def documents(folder: Path) -> Iterator[Document]:
    """Every PDF of the folder that has both truths, by name."""
    for structure in sorted(folder.glob("*-str.xml")):
        stem = structure.name.removesuffix("-str.xml")
        pdf, regions = folder / f"{stem}.pdf", folder / f"{stem}-reg.xml"
        if pdf.exists() and regions.exists():
            yield load(pdf, structure, regions)


def load(path: Path, structure: Path, regions: Path) -> Document:
    """Read a document's truth, and its characters by pdfium (the measure needs some reader of characters)."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    try:
        heights: dict[int, float] = {}
        centres: Centres = {}
        for index, page in enumerate(pdf):
            heights[index + 1] = page.get_height()
            centres[index + 1] = _centres(page, page.get_height())
        tables = read_structure(structure)
        top_left = [[(page, flipped(box, heights[page])) for page, box in table.regions] for table in tables]
        areas = [(page, flipped(box, heights[page])) for page, box in read_regions(regions)]
        return Document(path, len(heights), tables, top_left, areas, centres)
    finally:
        pdf.close()


def _centres(page: object, height: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    text = page.get_textpage()  # type: ignore[attr-defined]
    count = text.count_chars()
    visible = [i for i in range(count) if text.get_text_range(i, 1).strip()]
    boxes = [text.get_charbox(i) for i in visible]
    points = [((left + right) / 2, height - (bottom + top) / 2) for left, bottom, right, top in boxes]
    text.close()
    return np.array(points, dtype=np.float32).reshape(-1, 2)


def score(document: Document, found: Sequence[Table], normalize: Normalize) -> DocumentScore:
    """Hold a reader's tables of one document against its truth."""
    regions = [(table.page, table.box) for table in found if table.box is not None]
    return DocumentScore(
        by_best_relations(document.tables, found, normalize),
        by_region(document.tables, document.table_regions, found, normalize),
        within_regions(document.tables, document.table_regions, found, normalize),
        detect(document.regions, regions, document.centres),
    )


def read_all(name: str, texts: Sequence[Document]) -> list[list[Table]]:
    """Let one reader read every document; a document on which it fails is said and counts as nothing found."""
    tables: list[list[Table]] = []
    for document in texts:
        try:
            tables.append(READERS[name](document.path, range(1, document.pages + 1)))
        except Exception as error:  # a peer's failure is part of the measurement, not the end of it
            print(f"{name}: {document.path.name}: {type(error).__name__}: {error}", file=sys.stderr)
            tables.append([])
    return tables


def report(results: dict[str, list[DocumentScore]]) -> str:
    """The tables to print, as Markdown."""
    lines = ["| precision / recall / F1 | tool, averaged | tool, pooled | place, averaged | place, pooled "
             "| structure, averaged | structure, pooled |", "|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, scores in results.items():
        columns = [[s.tool for s in scores], [s.place for s in scores], [s.structure for s in scores]]
        cells = [_three(way(column)) for column in columns for way in (averaged, pooled)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", "| table detection | characters, averaged | characters, pooled | complete | pure | of regions | spare |",
              "|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, scores in results.items():
        found = [s.detection for s in scores]
        characters = [d.characters for d in found]
        complete, pure, regions, spare = (sum(getattr(d, key) for d in found) for key in ("complete", "pure", "regions", "spare"))
        lines.append(
            f"| {name} | {_three(averaged(characters))} | {_three(pooled(characters))} "
            f"| {complete} | {pure} | {regions} | {spare} |"
        )
    return "\n".join(lines)


def by_document(texts: Sequence[Document], results: dict[str, list[DocumentScore]]) -> str:
    """F1 of each document for each reader, end to end by the tool's matching."""
    lines = ["| F1, tool | relations | " + " | ".join(results) + " |", "|---|---|" + "---|" * len(results)]
    for index, document in enumerate(texts):
        scores = [_score(found[index].tool).f1 for found in results.values()]
        relations = next(iter(results.values()))[index].tool.true
        lines.append(f"| {document.path.stem} | {relations} | " + " | ".join(f"{f1:.3f}" for f1 in scores) + " |")
    return "\n".join(lines)


def _all_lost(name: str, texts: Sequence[Document], found: Sequence[Sequence[Table]], normalize: Normalize) -> Iterator[str]:
    for document, tables in zip(texts, found, strict=True):
        yield f"{name}: {document.path.stem}"
        yield from lost(document.tables, tables, normalize)


def _score(counts: Counts) -> Score:
    return pooled([added([counts])])


def _three(value: Score) -> str:
    return f"{value.precision:.3f} / {value.recall:.3f} / {value.f1:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Score and print; 2 where the folder holds no truth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT_FOLDER)
    parser.add_argument("--readers", default=",".join(READERS), help="which, separated by commas (default: %(default)s)")
    parser.add_argument("--symbols-alike", action="store_true", help="count every symbol as the same one")
    parser.add_argument("--lost", action="store_true", help="name the cells that each reader lost, table by table")
    options = parser.parse_args(arguments)
    texts = list(documents(options.folder))
    if not texts:
        print(f"{options.folder}: no PDF with -str.xml and -reg.xml", file=sys.stderr)
        return 2
    normalize = symbols_alike if options.symbols_alike else standard
    results: dict[str, list[DocumentScore]] = {}
    for name in options.readers.split(","):
        start = time.process_time()
        found = read_all(name, texts)
        print(f"{name}: {time.process_time() - start:.1f} s CPU, {sum(map(len, found))} tables", file=sys.stderr)
        if options.lost:
            print(*_all_lost(name, texts, found, normalize), sep="\n")
        results[name] = [score(document, tables, normalize) for document, tables in zip(texts, found, strict=True)]
    pages = sum(document.pages for document in texts)
    print(f"{len(texts)} documents, {pages} pages, {sum(len(d.tables) for d in texts)} tables\n")
    print(report(results), by_document(texts, results), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
