"""Published facts as a pandas table, for analysts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Number
from pipeline.publication.csv_files import read_csv
from pipeline.publication.schema import FACTS
from pipeline.published import find_packets, number

if TYPE_CHECKING:
    import pandas as pd

CATEGORIES = ("packet", "table", "statement", "title", "role", "segment", "version", "measure", "unit", "status")
"""Columns with few different values."""
_LARGEST_INT64 = 2**63 - 1


def read_facts(*paths: Path) -> pd.DataFrame:
    """Every fact of the published packets in these folders, one row each, in the order of facts.csv.

    fiscal_year, occurrence: Int64; value, value_yen: Int64, or exact objects (int, Decimal) where a column holds decimals or
    figures beyond 64 bits, never floats; period_start, period_end: datetime64; packet, table, statement, …: category; section,
    item, column, raw: string.  Empty cells are <NA>, but for the empty section, segment, version that mean none.

    Raises:
        KenzanError: a folder without a published packet, or a facts.csv that cannot be read.
    """
    import pandas as pd

    rows: list[dict[str, str]] = []
    for folder in find_packets(paths):
        if isinstance(folder, Exception):
            raise folder
        rows += read_csv(folder / FACTS.path, FACTS)
    table = pd.DataFrame(rows, columns=list(FACTS.header), dtype="string")
    for field in FACTS.fields:
        texts = table[field.name]
        if field.type == "integer":
            table[field.name] = pd.array([int(text) if text else None for text in texts], dtype="Int64")
        elif field.type == "number":
            table[field.name] = _exact([number(text) for text in texts])
        elif field.type == "date":
            table[field.name] = pd.to_datetime(texts.mask(texts == ""), format="%Y-%m-%d")
        elif field.name in CATEGORIES:
            table[field.name] = pd.Categorical(texts, categories=list(field.words) or None)
    return table


def _exact(values: Iterable[Number | None]) -> pd.Series:
    import pandas as pd

    listed = list(values)
    small = all(value is None or (isinstance(value, int) and abs(value) <= _LARGEST_INT64) for value in listed)
    return pd.Series(pd.array(listed, dtype="Int64")) if small else pd.Series(listed, dtype="object")
