"""What a second reader catches: figures that the first reader is made to misread, published with it and without it.

For each fixture PDF, one digit of so many figures is changed as the first reader hands them on; the packet is published with
``--second-reader never``, ``auto`` and ``always``.  Every figure is then held against what is published undamaged.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.score import KEY, read_csv
from bench.table import print_table
from extractors.digital import read_pdf
from pipeline import run
from pipeline.inputs import Source, find_inputs
from pipeline.model import Box, PageContent, Reading
from pipeline.settings import Settings, When

FIXTURES = Path("fixtures/pdfs")
WAYS: tuple[When, ...] = ("never", "auto", "always")
LOOK_ALIKE = str.maketrans("0123456789", "6743968530")
"""A digit that one may be taken for."""
CERTAIN = ("footed", "rounded", "agreed", "repaired")

Damage = dict[tuple[int, Box | None], str]
"""(page, box of the cell) to what the first reader reads there."""


def main() -> None:
    """Damage, publish, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdfs", nargs="*", type=Path, default=[FIXTURES])
    parser.add_argument("--figures", type=int, default=10, help="figures misread in each packet")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows: list[list[str]] = []
    for source in find_inputs(options.pdfs):
        if isinstance(source, Source) and source.kind == "pdf":
            damage = _damage(source.path, options.figures, random.Random(options.seed))
            rows += _measured(source, damage)
    names = ["misread", "put right", "in doubt", "unchecked", "wrong and certain", "others in doubt"]
    print_table(["packet", "second reader", *names, "CPU s"], rows)


def _damage(path: Path, figures: int, dice: random.Random) -> Damage:
    cells = [
        (content.page, cell.box, cell.text)
        for content in read_pdf(path) for table in content.tables for cell in table.cells
        if sum(char in "123456789" for char in cell.text) >= 2 and cell.text.strip("△▲ ").replace(",", "").isascii()
        and cell.text.strip("△▲ ").replace(",", "").isdecimal()
    ]  # fmt: skip
    chosen = dice.sample(cells, min(figures, len(cells)))
    return {(page, box): _misread(text, dice) for page, box, text in chosen}


def _misread(text: str, dice: random.Random) -> str:
    place = dice.choice([n for n, char in enumerate(text) if char in "123456789"])
    return text[:place] + text[place].translate(LOOK_ALIKE) + text[place + 1 :]


def _measured(source: Source, damage: Damage) -> Iterator[list[str]]:
    whole, _ = _published(source, {}, "never")
    for way in WAYS:
        facts, cpu = _published(source, damage, way)
        count: Counter[str] = Counter()
        for key, fact in facts.items():
            right = fact["value"] == whole[key]["value"] if key in whole else False
            hit = fact["raw"] != whole[key]["raw"] if key in whole else True
            if hit:
                count["misread"] += 1
                kind = "right" if right else "certain" if fact["status"] in CERTAIN else fact["status"]
                count["doubt" if kind in ("suspect", "disputed") else kind] += 1
            elif key in whole and fact["status"] in ("suspect", "disputed") and whole[key]["status"] != fact["status"]:
                count["others"] += 1
        names = ("misread", "right", "doubt", "unchecked", "certain", "others")
        yield [source.packet, way, *(str(count[name]) for name in names), f"{cpu:.1f}"]


def _published(source: Source, damage: Damage, way: When) -> tuple[dict[tuple[str, ...], dict[str, str]], float]:
    """The facts of a packet by key, and the CPU it took, child processes included."""

    def damaged(path: Path, pages: Sequence[int] | None = None, password: str | None = None) -> Iterator[PageContent]:
        for content in read_pdf(path, pages, password):
            cells = [tuple(_hit(content.page, cell, damage) for cell in table.cells) for table in content.tables]
            tables = (replace(table, cells=own) for table, own in zip(content.tables, cells, strict=True))
            yield replace(content, tables=tuple(tables))

    start = _cpu()
    with patch.object(run, "read_pdf", damaged), tempfile.TemporaryDirectory() as folder:
        run.publish_packet(source, Settings(Path(folder), second_reader=way), lambda _step: None)
        facts = read_csv(Path(folder, source.packet, "facts.csv"))
    return {tuple(fact[name] for name in KEY): fact for fact in facts}, _cpu() - start


def _hit(page: int, cell: Any, damage: Damage) -> Any:
    text = damage.get((page, cell.box))
    return cell if text is None else cell._replace(readings=(Reading(text),))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
