"""How does a packet's folder change at once, or not at all?"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import KenzanError

MARK = "manifest.json"
"""The file by which a folder is known as one of ours, so that nobody else's is ever replaced."""
OURS = (".csv", ".json", ".parquet", ".html")
"""Endings of what a run publishes: those of an earlier run go, anything else that lies there stays."""

_PREFIX = ".kenzan-"


def replace_folder(folder: Path, files: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Make ``folder`` hold exactly these files (name and parts of the text), by way of a sibling: nothing is ever half written.

    Raises:
        KenzanError: it cannot be written, or what stands in its place was not published by this program.
    """
    target = folder.resolve() if folder.is_symlink() else folder
    with _one_line(folder):
        _refuse_strangers(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_after_the_dead(target.parent)
        beside = _sibling(target, "new")
        try:
            for name, parts in files:
                with (beside / name).open("wb") as file:
                    file.writelines(part.encode("utf-8") for part in parts)
            _swap(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _swap(new: Path, target: Path) -> None:
    """Put the new folder in the old one's place; if that fails the old one goes back."""
    if not target.exists():
        new.rename(target)
        return
    for entry in target.iterdir():
        if entry.suffix not in OURS:
            _copy(entry, new / entry.name)
    old = _sibling(target, "old")
    old.rmdir()
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:  # an interrupt too must leave a whole folder there
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _copy(entry: Path, to: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.copytree(entry, to, symlinks=True)
    else:
        shutil.copy2(entry, to, follow_symlinks=False)


def _sibling(target: Path, word: str) -> Path:
    """A fresh empty folder beside the target, hidden, that no other run or worker uses."""
    path = target.parent / f"{_PREFIX}{word}-{os.getpid()}-{threading.get_ident()}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


def _clear_after_the_dead(parent: Path) -> None:
    """Remove what killed runs left half written."""
    for path in parent.glob(f"{_PREFIX}*-*-*"):
        process = path.name.split("-")[2]
        if process.isdecimal() and not _alive(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _refuse_strangers(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise KenzanError(f"{target}: cannot be written: a file of this name is in the way")
    if target.is_dir() and not (target / MARK).exists() and any(target.iterdir()):
        raise KenzanError(f"{target}: cannot be written: the folder holds other things (no {MARK} in it)")


@contextlib.contextmanager
def _one_line(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KenzanError(f"{folder}: cannot be written: {error.strerror or error}") from error
