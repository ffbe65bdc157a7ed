"""How does a table of values become a CSV that people may open and programs may diff?  And back.

UTF-8 without BOM, LF, RFC 4180.  A text that a spreadsheet would take for a formula starts with an apostrophe; numbers and
lone dashes do not (CONTRACT: after NFKC, one of = + - @ or TAB).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pipeline.errors import InputError
from pipeline.publication.schema import File

TRIGGERS = ("=", "+", "-", "@", "\t")
RAW = "raw"
"""The one text column that holds printed numbers."""
PART = 1000
"""Rows that are written at once."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_PRINTED_NUMBER = re.compile(r"\+*-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[-―—‐–]")
_MINUS_SIGNS = str.maketrans("△▲Δ∆−", "-----")
_BLANKS_AND_COMMAS = re.compile(r"[\s,]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def csv_parts(file: File, packet: str, records: Iterable[object]) -> Iterator[str]:
    """The file as text, header first, in parts: as one, the equations of a long packet take more room than the packet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(file.header)
    printed = [field.name == RAW for field in file.fields]
    numeric = [field.type in ("number", "integer") for field in file.fields]
    for count, row in enumerate(file.rows(packet, records), 1):
        writer.writerow(
            [
                value if value.__class__ is int else _as_text(value, raw, number)
                for value, raw, number in zip(row, printed, numeric, strict=True)
            ]
        )
        if count % PART == 0:
            yield _taken_out(out)
    yield _taken_out(out)


def _taken_out(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return _LONE_SURROGATES.sub("\ufffd", text)


def read_csv(path: Path, file: File) -> list[dict[str, str]]:
    """The rows of a published CSV as text, guards taken off.

    Raises:
        InputError: not there, not UTF-8, or not these columns.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        raise InputError(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise InputError(path, "is not UTF-8") from error
    except csv.Error as error:
        raise InputError(path, f"is no CSV: {error}") from error
    header = rows[0] if rows else []
    if tuple(header) != file.header:
        raise InputError(path, f"its columns are {', '.join(header) or 'missing'}; expected {', '.join(file.header)}")
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise InputError(path, f"row {number} has {len(row)} cells instead of {len(header)}")
    return [dict(zip(header, map(unguarded, row), strict=True)) for row in rows[1:]]


@lru_cache(maxsize=4096)
def guarded(text: str, raw: bool = False) -> str:
    """The text, with an apostrophe in front of what looks like a formula; in ``raw`` texts a number may have a plus sign."""
    if not _starts_like_a_formula(text):
        return text
    normal = unicodedata.normalize("NFKC", text)
    if normal == "-":
        return text
    if _NUMBER.fullmatch(normal.replace(",", "")):
        return text
    if raw and _PRINTED_NUMBER.fullmatch(_BLANKS_AND_COMMAS.sub("", normal).translate(_MINUS_SIGNS)):
        return text
    return f"'{text}"


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    return text[1:] if text[:1] == "'" and _starts_like_a_formula(text[1:]) else text


def _starts_like_a_formula(text: str) -> bool:
    if not text:
        return False
    first = text[0]
    return (first if first.isascii() else unicodedata.normalize("NFKC", first)).startswith(TRIGGERS)


def _as_text(value: object, raw: bool, number: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    text = str(value)
    if number:
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return guarded(text, raw)


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent, as printed: 0.50 stays 0.50; −0.0 is 0.0."""
    text = format(value, "f")
    return text[1:] if text[0] == "-" and not value else text
