"""Plain tables on the terminal, aligned though Japanese takes two columns a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a header; columns that hold numbers only stand to the right."""
    widths = [max(width_of(row[column]) for row in (header, *rows)) for column in range(len(header))]
    numeric = [all(_is_number(row[column]) for row in rows) for column in range(len(header))]
    for row in (header, ["-" * width for width in widths], *rows):
        print("  ".join(_padded(text, width, right) for text, width, right in zip(row, widths, numeric, strict=True)).rstrip())


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _is_number(text: str) -> bool:
    return not text.strip("0123456789.,%-/ ")
