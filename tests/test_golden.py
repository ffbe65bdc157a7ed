"""Every fixture packet, whole: each line of its expected CSV against the published facts."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.packets import EXPECTED, INPUTS, Line, key_of, lines_of

FIRST = 40
"""Lines of a difference that are shown."""


def test_every_input_has_an_expected_csv_and_every_csv_an_input() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == set(INPUTS)


@pytest.mark.parametrize("packet", sorted(INPUTS))
def test_golden(packet: str, published: Path) -> None:
    expected = lines_of(EXPECTED / f"{packet}.csv")
    places = {key_of(line): line for line in lines_of(published / packet / "cells.csv")}
    facts = [line | {"page": places[key_of(line)]["page"]} for line in lines_of(published / packet / "facts.csv")]
    printed = [_comparable({name: fact[name] for name in expected[0]}) for fact in facts]
    if INPUTS[packet].suffix == ".md":
        _take_signs_that_only_the_sums_know(printed, expected, facts)
    wanted = [printed_line(_comparable(line)) for line in expected]
    difference = list(unified_diff(wanted, [printed_line(line) for line in printed], n=0))
    assert not difference, f"{len(difference)} lines, - expected, + published\n" + "\n".join(difference[:FIRST])


def test_published_packets_keep_the_contract(published: Path, shared: Path) -> None:
    run = subprocess.run([sys.executable, shared / "check_contract.py", published], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def printed_line(line: Line) -> str:
    """One line of a readable difference."""
    return " | ".join(line.values())


def _comparable(line: Line) -> Line:
    """Blanks inside a cell come and go with the writer of a PDF, and so do radicals: the text of a cell is compared without."""
    return line | {"raw": "".join(unicodedata.normalize("NFKC", line["raw"].removeprefix("'")).split())}


def _take_signs_that_only_the_sums_know(printed: list[Line], expected: list[Line], facts: list[Line]) -> None:
    """An OCR engine drops △ without a trace: until a sum restores it, a cell in doubt may lack its sign, nothing else."""
    wanted = {key_of(line): line for line in expected}
    for line, fact in zip(printed, facts, strict=True):
        true = wanted.get(key_of(fact))
        if true and fact["status"] in ("suspect", "unchecked") and f"-{line['value']}" == true["value"]:
            line["value"], line["value_yen"] = true["value"], true["value_yen"]
