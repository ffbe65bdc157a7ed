"""`make score`: every fixture packet through the whole run, cell by cell against what its maker printed.

A table of the expected CSV is held against the published table that shares most of its cells, whatever its id, so that a
wrong title costs a title and not every cell.  `../shared/real/truth` adds real statements where it is there: by page, the
numbers of a row in their order.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bench.table import print_table
from pipeline.inputs import Source, find_inputs
from pipeline.run import Failure, extract
from pipeline.settings import Settings

EXPECTED = Path("fixtures/expected_csv")
INPUTS = (Path("fixtures/pdfs"), Path("fixtures/markdown"))
REAL = Path("../shared/real")
KINDS = ("table", "title", "header", "section", "unit", "year", "sign", "spurious", "cell")
KEY = ("table", "section", "item", "occurrence", "column")

Line = dict[str, str]
"""One line of a CSV, by column name."""


@dataclass
class Tally:
    """How many of each kind were right, of how many, and what was wrong, in document order."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, kind: str, right: bool, complaint: str) -> None:
        """Note one thing looked at."""
        self.total[kind] += 1
        self.right[kind] += right
        if not right:
            self.wrong[kind].append(complaint)

    def share(self, kind: str) -> str:
        """Such as ``1746/1746 100%``; of what should not be there, how many there are."""
        if not self.total[kind]:
            return str(len(self.wrong[kind])) if kind == "spurious" else ""
        share = 100 * self.right[kind] / self.total[kind]
        return f"{self.right[kind]}/{self.total[kind]} {share:.4g}%"


def main() -> None:
    """Extract, compare, print; exit 1 where anything but the real statements is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packets", nargs="*", help="names of fixture packets; all without any")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="wrong ones named, a packet and kind")
    parser.add_argument("--pdfs", type=Path, help="packets of your own instead of the fixtures and the real statements")
    parser.add_argument("--expected", type=Path, default=EXPECTED, help="folder with the expected CSV of each")
    options = parser.parse_args()
    inputs = [options.pdfs] if options.pdfs else INPUTS
    fixtures = [source for source in _sources(inputs) if (options.expected / f"{source.packet}.csv").exists()]
    real = [source for source in _sources([] if options.pdfs else [REAL]) if (REAL / "truth" / f"{source.packet}.csv").exists()]
    if options.packets:
        fixtures, real = ([s for s in sources if s.packet in options.packets] for sources in (fixtures, real))
    with tempfile.TemporaryDirectory() as folder:
        published = published_cells([*fixtures, *real], Path(folder))
        tallies = [(source.packet, compare(read_csv(options.expected / f"{source.packet}.csv"), published[source.packet]))
                   for source in fixtures if source.packet in published]  # fmt: skip
        truths = [(source.packet, compare_rows(read_csv(REAL / "truth" / f"{source.packet}.csv"), published[source.packet]))
                  for source in real if source.packet in published]  # fmt: skip
    _print("fixture packets", KINDS, tallies, options.show)
    if truths:
        _print("real statements: rows whose numbers stand on their page in order", ("row",), truths, options.show)
    sys.exit(len(published) < len(fixtures) + len(real) or any(wrong for _, tally in tallies for wrong in tally.wrong.values()))


def _sources(folders: Iterable[Path]) -> list[Source]:
    return [found for found in find_inputs([f for f in folders if f.exists()]) if isinstance(found, Source)]


def published_cells(sources: Sequence[Source], folder: Path) -> dict[str, list[Line]]:
    """The published cells of each packet: facts.csv and cells.csv joined by key."""
    published = {}
    for outcome in extract(sources, Settings(folder, jobs=2), lambda _source, _page: None):
        if isinstance(outcome, Failure):
            print(outcome.message, file=sys.stderr)
            continue
        places = {tuple(line[name] for name in KEY): line for line in read_csv(folder / outcome.packet / "cells.csv")}
        facts = read_csv(folder / outcome.packet / "facts.csv")
        published[outcome.packet] = [fact | _place(places, fact) for fact in facts]
    return published


def _place(places: dict[tuple[str, ...], Line], fact: Line) -> Line:
    place = places[tuple(fact[name] for name in KEY)]
    return {"page": place["page"], "row": place["row"]}


def read_csv(path: Path) -> list[Line]:
    """All lines of a CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --------------------------------------------------------------------------------------------------------- fixture packets


def compare(expected: Sequence[Line], actual: Sequence[Line]) -> Tally:
    """Hold a published packet against its expected cells."""
    tally = Tally()
    wanted, got = _by_table(expected), _by_table(actual)
    partner = _partners(wanted, got)
    for table, lines in wanted.items():
        own = got.get(partner.get(table, ""), [])
        _compare_table(table, lines, own, tally)
    for table, lines in got.items():
        mine = [line for name, other in partner.items() if other == table for line in wanted[name]]
        for line in surplus(lines, mine, lambda line: content(line).lstrip("-")):
            if line["value"]:
                tally.wrong["spurious"].append(f"page {line['page']} {said(line)}")
    return tally


def _by_table(lines: Sequence[Line]) -> dict[str, list[Line]]:
    tables: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        tables[line["table"]].append(line)
    return tables


def _partners(wanted: dict[str, list[Line]], got: dict[str, list[Line]]) -> dict[str, str]:
    """For each expected table the published one with most cells in common; one partner each, best pairs first."""
    bags = {name: Counter(_cell(line) for line in lines) for name, lines in got.items()}
    pairs = []
    for order, (name, lines) in enumerate(wanted.items()):
        bag = Counter(_cell(line) for line in lines)
        for place, (other, theirs) in enumerate(bags.items()):
            if common := (bag & theirs).total():
                pairs.append((-common, name != other, order, place, name, other))
    partner: dict[str, str] = {}
    for *_, name, other in sorted(pairs):
        if name not in partner and other not in partner.values():
            partner[name] = other
    return partner


def _cell(line: Line) -> tuple[str, ...]:
    return line["item"], content(line), line["page"]


def _compare_table(table: str, wanted: Sequence[Line], got: Sequence[Line], tally: Tally) -> None:
    missing = {id(line) for line in surplus(wanted, got, lambda line: (line["item"], line["column"], content(line)))}
    for line in wanted:
        tally.count("cell", id(line) not in missing, f"page {line['page']} {said(line)}")
    columns = {line["column"] for line in got}
    for column in dict.fromkeys(line["column"] for line in wanted):
        tally.count("header", column in columns, f"{table}: {column!r}; published: {sorted(columns)}")
    where = {key: line for line in got for key in reversed(_names(line))}
    for line in wanted:
        own = _own(line, where)
        if own is not None and _same_digits(line["value"], own["value"]) and "-" in line["value"] + own["value"]:
            tally.count("sign", line["value"] == own["value"], f"page {line['page']} {said(line)}, published {own['value']}")
    for line in wanted:
        own = _own(line, where)
        if own is not None and line["value"]:
            told = f"page {line['page']} {said(line)}"
            tally.count("unit", _unit(own) == _unit(line), f"{told}: {line['unit']!r}, published {own['unit']!r}")
            same = own["fiscal_year"] == line["fiscal_year"]
            tally.count("year", same, f"{told}: {line['fiscal_year']!r}, published {own['fiscal_year']!r}")
    lost = surplus(wanted, got, lambda line: (line["section"], line["item"], content(line).lstrip("-")))
    elsewhere = {id(line) for line in lost}
    for line in wanted:
        tally.count("section", id(line) not in elsewhere, f"page {line['page']} {line['section']!r} of {said(line)}")
    title, name = (got[0]["title"], got[0]["table"]) if got else ("", "")
    tally.count("title", title == wanted[0]["title"], f"{wanted[0]['title']!r}, published {title!r}")
    tally.count("table", name == table, f"{table}, published {name or 'nothing'}")


def _names(line: Line) -> tuple[tuple[str, ...], ...]:
    """What a cell may be found by: with its headings, and without, where these are read otherwise."""
    name = line["item"], line["occurrence"], line["column"]
    return (line["section"], *name), name


def _own(line: Line, where: dict[tuple[str, ...], Line]) -> Line | None:
    """The published cell of an expected one's name."""
    return next((where[key] for key in _names(line) if key in where), None)


def surplus(lines: Sequence[Line], others: Sequence[Line], key: Callable[[Line], object]) -> list[Line]:
    """The lines that have no partner of the same key among the others."""
    left = Counter(key(line) for line in others)
    surplus = []
    for line in lines:
        if left[key(line)]:
            left[key(line)] -= 1
        else:
            surplus.append(line)
    return surplus


def said(line: Line) -> str:
    return f"{line['item']!r} / {line['column']!r} = {line['value'] or line['raw']!r} in {line['table']}"


def _unit(line: Line) -> str:
    """㎡ and m2 are one."""
    return _bare(line["unit"])


def _same_digits(one: str, other: str) -> bool:
    return bool(one and other) and abs(Decimal(one)) == abs(Decimal(other))


def content(line: Line) -> str:
    """A number, however many noughts it ends in, or the text of a cell that is none."""
    return f"{Decimal(line['value']).normalize():f}" if line["value"] else _bare(line["raw"])


def _bare(text: str) -> str:
    """Blanks come and go with the writer of a PDF, and so do wide and narrow forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


# ----------------------------------------------------------------------------------------------------------- real statements


def compare_rows(truth: Sequence[Line], actual: Sequence[Line]) -> Tally:
    """Which rows of a statement's truth stand on their page, each printed row used once."""
    tally = Tally()
    rows = _printed_rows(actual)
    for line in truth:
        if line["ok"] != "True":
            continue
        numbers = [Decimal(line[name]) for name in ("c1", "c2", "c3") if line[name]]
        match = next((row for row in rows[line["page"]] if _in_order(numbers, row)), None)
        if match is not None:
            rows[line["page"]].remove(match)
        tally.count("row", match is not None, f"page {line['page']} y {line['y']} {line['label']} {', '.join(map(str, numbers))}")
    return tally


def _printed_rows(actual: Sequence[Line]) -> dict[str, list[list[Decimal]]]:
    rows: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for line in actual:
        if line["value"]:
            rows[line["page"], line["table"], line["row"]].append(Decimal(line["value"]))
    pages: dict[str, list[list[Decimal]]] = defaultdict(list)
    for (page, _, _), numbers in rows.items():
        pages[page].append(numbers)
    return pages


def _in_order(numbers: Sequence[Decimal], row: Iterable[Decimal]) -> bool:
    rest: Iterator[Decimal] = iter(row)
    return all(number in rest for number in numbers)


def _print(title: str, kinds: Sequence[str], tallies: Sequence[tuple[str, Tally]], show: int) -> None:
    print(f"\n{title}")
    rows = [[name, *map(tally.share, kinds)] for name, tally in tallies]
    print_table(["packet", *kinds], rows)
    for name, tally in tallies:
        for kind in kinds:
            for complaint in tally.wrong[kind][:show]:
                print(f"  {name}: {kind}: {complaint}")
            if len(tally.wrong[kind]) > show:
                print(f"  {name}: {kind}: and {len(tally.wrong[kind]) - show} more")


if __name__ == "__main__":
    main()
