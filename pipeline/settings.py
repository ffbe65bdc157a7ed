"""What a person asked for in one run, checked once, at the door."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.errors import KenzanError

When = Literal["auto", "always", "never"]

PAGES = re.compile(r"(?P<first>[1-9]\d{0,5})(-(?P<last>[1-9]\d{0,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of one `kenzan extract`."""

    out: Path
    jobs: int = 1
    pages: range | None = None
    """The pages to read, counted from 1; ``None`` for all."""
    ocr: When = "auto"
    second_reader: When = "auto"
    password: str | None = field(default=None, repr=False)

    def published(self) -> dict[str, str]:
        """The settings that the result depends on, for the manifest: never jobs, folders or a password."""
        pages = "all" if self.pages is None else f"{self.pages[0]}-{self.pages[-1]}"
        return {"pages": pages, "ocr": self.ocr, "second_reader": self.second_reader}


def parse_pages(text: str) -> range:
    """Read ``3`` or ``1-8``; pages count from 1.

    Raises:
        KenzanError: anything else, or a range that runs backwards.
    """
    match = PAGES.fullmatch(text.strip())
    if match is None:
        raise KenzanError(f"--pages {text}: not a page or a range of pages such as 3 or 1-8")
    first = int(match["first"])
    last = int(match["last"] or first)
    if last < first:
        raise KenzanError(f"--pages {text}: the range runs backwards")
    return range(first, last + 1)
