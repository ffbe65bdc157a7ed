"""What can go wrong for a person, in one line each."""

from __future__ import annotations

from pathlib import Path


class KenzanError(Exception):
    """Bad input or an impossible output: the message is one clear line that names the file (and page) and the cause."""


class InputError(KenzanError):
    """An input that cannot be read: exit code 2, every other input is still published."""

    def __init__(self, path: Path | str, cause: str, page: int | None = None) -> None:
        self.path, self.cause, self.page = Path(path), cause, page
        where = f"{path}: page {page}" if page is not None else f"{path}"
        super().__init__(f"{where}: {cause}")
