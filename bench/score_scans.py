"""`make score-scans`: fixture packets printed, scanned and damaged, read as pictures, against what their makers printed.

Each variant rasterises the pages of which the expected CSV names cells, damages them as scanners and copiers do, and runs
them through recognition, grids, normalizers and reconciliation.  *Silent errors* are numbers that are not on the page and
yet published as proven (`footed`, `rounded`, `agreed`); *unflagged* are those published as `unchecked`.  Neither may occur.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.score import Line, read_csv
from bench.table import print_table
from extractors.digital import read_pdf, tables_of
from extractors.ocr.picture import Picture, picture_of_page, prepared
from extractors.pictures import labels_of, read_picture_page, with_sure_labels
from normalizers.statements import understand
from pipeline.model import Fact, PageContent
from pipeline.reconciliation import reconcile

Grey = NDArray[np.uint8]
Damage = Callable[[Grey, np.random.Generator], Grey]

PDFS = Path("fixtures/pdfs")
EXPECTED = Path("fixtures/expected_csv")
REAL = Path("../shared/real")
REAL_SCANS = ("R2財産目録", "R7歳出_part-2", "D04_BS_FY2019_R01H31")
PROVEN = frozenset({"footed", "rounded", "agreed", "repaired"})
FLAGGED = frozenset({"suspect", "disputed"})
PEERS = ("tesseract", "rapidocr")


# ------------------------------------------------------------------------------------------------------------------- damages


def bitonal(grey: Grey, rng: np.random.Generator) -> Grey:
    """Black and white, as fax machines and old scanners make it."""
    del rng
    return np.where(grey < 160, 0, 255).astype(np.uint8)


def skewed(degrees: float) -> Damage:
    """Laid on the glass askew."""

    def turn(grey: Grey, rng: np.random.Generator) -> Grey:
        del rng
        height, width = grey.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)

    return turn


def blurred(grey: Grey, rng: np.random.Generator) -> Grey:
    """Out of focus."""
    del rng
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.uint8)


def noisy(grey: Grey, rng: np.random.Generator) -> Grey:
    """A grainy sensor."""
    return np.clip(grey + rng.normal(0, 14, grey.shape), 0, 255).astype(np.uint8)


def jpeg(grey: Grey, rng: np.random.Generator) -> Grey:
    """Packed as hard as mail programs do."""
    del rng
    packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def faint(grey: Grey, rng: np.random.Generator) -> Grey:
    """Toner at its end, on grey paper."""
    del rng
    return (225 - (255 - grey.astype(np.float32)) * 0.35).astype(np.uint8)


def speckled(grey: Grey, rng: np.random.Generator) -> Grey:
    """Dust."""
    found = grey.copy()
    found[rng.random(grey.shape) < 0.0008] = 0
    return found


def stamped(grey: Grey, rng: np.random.Generator) -> Grey:
    """A round seal over some cells, in the grey that red ink becomes."""
    height, width = grey.shape
    centre = (int(width * rng.uniform(0.45, 0.85)), int(height * rng.uniform(0.25, 0.6)))
    seal = np.full_like(grey, 255)
    cv2.circle(seal, centre, int(width * 0.05), 120, max(int(width * 0.004), 2), cv2.LINE_AA)
    return np.minimum(grey, seal)


def folded(grey: Grey, rng: np.random.Generator) -> Grey:
    """Fold lines: toner broken along one, a shadow along the other."""
    found = grey.copy()
    row, column = int(grey.shape[0] * rng.uniform(0.4, 0.6)), int(grey.shape[1] * rng.uniform(0.4, 0.6))
    found[row : row + 2] = np.maximum(found[row : row + 2], 225)
    found[:, column : column + 2] = np.minimum(found[:, column : column + 2], 205)
    return found


@dataclass(frozen=True)
class Variant:
    """How packets are printed and scanned."""

    name: str
    dpi: int
    damages: tuple[Damage, ...] = ()


VARIANTS = (
    Variant("300 grey", 300),
    Variant("200 grey", 200),
    Variant("150 grey", 150),
    Variant("600 bitonal", 600, (bitonal,)),
    Variant("300 bitonal", 300, (bitonal,)),
    Variant("200 bitonal", 200, (bitonal,)),
    Variant("150 bitonal", 150, (bitonal,)),
    Variant("300 skew 1.5", 300, (skewed(1.5),)),
    Variant("200 skew -0.8 jpeg", 200, (skewed(-0.8), jpeg)),
    Variant("200 blur noise", 200, (blurred, noisy)),
    Variant("300 faint", 300, (faint, noisy)),
    Variant("200 speckle", 200, (speckled,)),
    Variant("300 stamp fold", 300, (stamped, folded)),
)


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
    suspects: int = 0
    pages: int = 0
    seconds: float = 0.0

    def row(self, name: str) -> list[str]:
        """One line of the table."""
        per_page = self.seconds / max(self.pages, 1)
        shares = (_share(self.before, self.cells), _share(self.after, self.cells), _share(*self.labels), _share(*self.headers))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        counts = (str(len(self.silent)), str(len(self.unflagged)), str(self.suspects), f"{per_page:.1f}", str(peak))
        return [name, str(self.cells), *shares, *counts]


HEADER = (
    "variant",
    "cells",
    "before %",
    "after %",
    "labels %",
    "headers %",
    "silent",
    "unflagged",
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
    """Numbers published that the page does not print, by how sure they are said to be."""
    left: dict[str, Counter[str]] = defaultdict(Counter)
    for line in expected:
        left[line["page"]][line["value"]] += 1
    for fact in facts:
        found.suspects += fact.status in FLAGGED
        if fact.value is None:
            continue
        if left[str(fact.page)][str(fact.value)]:
            left[str(fact.page)][str(fact.value)] -= 1
            continue
        said = f"{packet} p.{fact.page} {fact.key.item} / {fact.key.column} = {fact.value} ({fact.status}, read {fact.raw!r})"
        if fact.status in PROVEN:
            found.silent.append(said)
        elif fact.status not in FLAGGED:
            found.unflagged.append(said)


# ------------------------------------------------------------------------------------------------------------------- reading


def rasterised(path: Path, pages: Sequence[int], variant: Variant) -> Iterator[tuple[int, Grey]]:
    """The pages of a PDF as a scanner would give them, damages always the same."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in pages:
        page: Any = document[number - 1]
        bitmap = page.render(scale=variant.dpi / 72, grayscale=True)
        grey = np.ascontiguousarray(bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width])
        rng = np.random.default_rng(number)
        for damage in variant.damages:
            grey = damage(grey, rng)
        yield number, grey


def run(variant: Variant, packets: Sequence[Path], expected: Path, most: int) -> Score:
    """Read every packet in one variant."""
    found = Score()
    for path in packets:
        lines = read_csv(expected / f"{path.stem}.csv")
        pages = sorted({int(line["page"]) for line in lines})[: most or None]
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
        pages = sorted({int(line["page"]) for line in lines})[: most or None]
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


# --------------------------------------------------------------------------------------------------------------------- peers


def peers(variant: Variant, packets: Sequence[Path], expected: Path, most: int) -> Iterator[list[str]]:
    """How many of the printed numbers stand anywhere in what a full-page reader says of their page."""
    for name in PEERS:
        read = _peer(name)
        if read is None:
            continue
        right = total = pages_read = 0
        start = time.process_time() + _children()
        for path in packets:
            lines = read_csv(expected / f"{path.stem}.csv")
            pages = sorted({int(line["page"]) for line in lines})[: most or None]
            for number, grey in rasterised(path, pages, variant):
                said = Counter(read(grey))
                wanted = Counter(_plain(line["raw"]) for line in lines if int(line["page"]) == number and line["value"])
                right, total, pages_read = right + (said & wanted).total(), total + wanted.total(), pages_read + 1
        seconds = (time.process_time() + _children() - start) / max(pages_read, 1)
        yield [name, variant.name, str(total), _share(right, total), f"{seconds:.1f}"]


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _plain(text: str) -> str:
    return "".join(text.split()).replace("▲", "△")


def _peer(name: str) -> Callable[[Grey], Iterable[str]] | None:
    if name == "tesseract":
        return _tesseract if _runs("tesseract") else None
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    engine: Any = RapidOCR(params={"Global.use_cls": False})

    def read(grey: Grey) -> Iterable[str]:
        found: Any = engine(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
        return [_plain(text) for text in found.txts or ()]

    return read


def _runs(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _tesseract(grey: Grey) -> Iterable[str]:
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "page.png")
        cv2.imwrite(str(picture), grey)
        command = ["tesseract", str(picture), "stdout", "-l", "jpn+eng", "--psm", "6"]
        said = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    return [_plain(word) for word in said.split()]


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
        for kind, cases in (("silent", found.silent), ("unflagged", found.unflagged)):
            for case in cases[: options.show]:
                print(f"  {variant.name}: {kind}: {case}")
    if rows := list(real_scans()):
        print("\nreal scans: what becomes of their numbers")
        print_table(("scan", "numbers", "footed", "rounded", "repaired", "unchecked", "suspect", "disputed", "CPU s/page"), rows)
    if options.peers:
        print("\nfull-page readers: printed numbers found anywhere on their page")
        rows = [row for variant in wanted for row in peers(variant, packets, options.expected, options.most_pages)]
        print_table(("reader", "variant", "cells", "found %", "CPU s/page"), rows)
    sys.exit(any(found.silent for _, found in scores))


if __name__ == "__main__":
    main()
