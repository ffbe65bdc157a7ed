"""`make score-layouts`: random tables in random layouts, printed by Chromium and read back.

Every table is made of figures that add up; what must be read comes from these, not from the print.  The same seed draws the same
pages; page n of a seed is the same whatever the count.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from bench.layouts.kinds import KINDS, TWO_SIDED
from bench.layouts.pages import random_pages
from bench.layouts.score import Result, added, print_pages, read_pages
from bench.layouts.style import Style
from bench.score import Tally
from bench.table import print_table
from fixtures.makers.browser import CHROMIUM

COUNTED = ("number", "section", "words")


def main() -> None:
    """Draw, read, compare, print; exit 2 where there is no Chromium."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--count", type=int, default=100, help="pages")
    parser.add_argument("--kinds", default="", help=f"only these, comma between: {', '.join((*KINDS, *TWO_SIDED))}")
    choices = [choice.name for choice in fields(Style)]
    parser.add_argument("--by", default="rules", choices=choices, metavar="CHOICE", help=f"count by: {', '.join(choices)}")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="pages that were not read whole, N complaints of a sort")
    parser.add_argument("--pdfs", type=Path, default=Path("build/layouts"), help="where the drawn pages are kept")
    options = parser.parse_args()
    if shutil.which(CHROMIUM[0]) is None:
        print(f"{CHROMIUM[0]} is needed to print the pages, and is not on the PATH", file=sys.stderr)
        sys.exit(2)
    kinds = [name for name in options.kinds.split(",") if name]
    if unknown := [name for name in kinds if name not in KINDS and name not in TWO_SIDED]:
        parser.error(f"no such kind: {', '.join(unknown)}")
    pages = list(random_pages(options.seed, options.count, kinds))
    print_pages(pages, options.pdfs)
    with tempfile.TemporaryDirectory() as folder:
        results = read_pages(pages, options.pdfs, Path(folder))
    _print_kinds(results)
    _print_styles(results, options.by)
    for result in results:
        if options.show and not result.whole:
            _show(result, options.pdfs, options.show)


def _print_kinds(results: Sequence[Result]) -> None:
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for result in results:
        for kind, tally in result.by_kind.items():
            tallies[kind].append(tally)
    rows = []
    for kind in sorted(tallies):
        whole = sum(not any(tally.wrong.values()) for tally in tallies[kind])
        rows.append([kind, str(len(tallies[kind])), str(whole), *map(added(tallies[kind]).share, COUNTED)])
    print_table(("kind", "on pages", "whole", *COUNTED), rows)


def _print_styles(results: Sequence[Result], choice: str) -> None:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[str(getattr(result.page.style, choice))].append(result)
    rows = [_style_row(name, groups[name]) for name in sorted(groups)]
    print()
    print_table((choice, "pages", "whole", *COUNTED, "spurious"), [*rows, _style_row("all", results)])


def _style_row(name: str, results: Sequence[Result]) -> list[str]:
    tally = added([result.tally for result in results])
    return [name, str(len(results)), str(sum(result.whole for result in results)), *map(tally.share, (*COUNTED, "spurious"))]


def _show(result: Result, folder: Path, most: int) -> None:
    page = result.page
    style = " ".join(f"{name}={value}" for name, value in asdict(page.style).items())
    print(f"\n{folder / page.name}.pdf: {' + '.join(block.kind for block in page.blocks)}: {style}")
    for kind, complaints in result.tally.wrong.items():
        for complaint in complaints[:most]:
            print(f"  {kind}: {complaint}")
        if len(complaints) > most:
            print(f"  {kind}: and {len(complaints) - most} more")


if __name__ == "__main__":
    main()
