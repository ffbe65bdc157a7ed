"""Which files does a run read?  Paths and folders in, packets in a fixed order out, and a line for each that cannot be."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import InputError

Kind = Literal["pdf", "markdown", "picture"]

KINDS: dict[str, Kind] = {
    ".pdf": "pdf", ".md": "markdown",
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".tif": "picture", ".tiff": "picture",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One input file."""

    path: Path
    packet: str
    """The packet's name: the file's stem in NFC."""
    kind: Kind

    @property
    def overrides(self) -> Path:
        """Where a person's decisions about this packet lie, if there are any."""
        return self.path.with_name(f"{self.path.stem}.overrides.csv")


def find_inputs(inputs: Sequence[Path]) -> Iterator[Source | InputError]:
    """Every packet that the inputs name, in the order given, folders searched through in sorted order.

    What cannot be an input is an error in its place, so that one run tells of all of them: a missing path, another kind of
    file, a folder that cannot be opened or holds nothing, a second file of one stem.
    """
    seen: dict[str, Path] = {}
    for found in _every_path(inputs):
        if isinstance(found, InputError):
            yield found
            continue
        packet = unicodedata.normalize("NFC", found.stem)
        if packet in seen:
            yield InputError(found, f"its packet would be named {packet} like that of {seen[packet]}")
            continue
        seen[packet] = found
        yield Source(found, packet, KINDS[found.suffix.lower()])


def _every_path(inputs: Sequence[Path]) -> Iterator[Path | InputError]:
    for path in inputs:
        if path.is_dir():
            yield from _in_folder(path)
        elif not path.exists():
            yield InputError(path, "there is no such file or folder")
        elif path.suffix.lower() not in KINDS:
            yield InputError(path, f"not a kind of input ({', '.join(KINDS)}, or a folder of these)")
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path | InputError]:
    """Everything readable below a folder; hidden files and files of other kinds are passed over."""
    closed: list[InputError] = []

    def note(error: OSError) -> None:
        closed.append(InputError(error.filename or folder, f"the folder cannot be read: {error.strerror}"))

    paths: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(parent, name) for name in names if not name.startswith(".") and Path(name).suffix.lower() in KINDS]
    yield from sorted(paths, key=lambda path: unicodedata.normalize("NFC", path.as_posix()))
    yield from closed
    if not paths and not closed:
        yield InputError(folder, f"the folder holds no input ({', '.join(KINDS)})")
