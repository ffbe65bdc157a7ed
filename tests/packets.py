"""What the end-to-end tests share: the fixture packets, the command, and the CSVs it publishes."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXPECTED = ROOT / "fixtures" / "expected_csv"
INPUTS = {path.stem: path for pattern in ("pdfs/*.pdf", "markdown/*.md") for path in sorted((ROOT / "fixtures").glob(pattern))}
KEY = ("table", "section", "item", "occurrence", "column")

Line = dict[str, str]


def kenzan(*arguments: object, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | (env or {}), check=False,
    )  # fmt: skip


def lines_of(path: Path) -> list[Line]:
    """All lines of a CSV, by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key_of(line: Line) -> tuple[str, ...]:
    """The key of a fact, the same in every file."""
    return tuple(line[name] for name in KEY)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
