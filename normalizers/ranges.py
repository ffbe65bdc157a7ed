"""Which printed years cannot be: a burden that starts before the act that causes it, or ends before it starts?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizers.eras import fiscal_years
from normalizers.labels import clean_label
from pipeline.model import Datum, Statement

_ACT = re.compile("(行為|設定|議決|契約)年度")


def impossible_ranges(statement: Statement) -> Iterator[tuple[Datum, str]]:
    """Text cells whose years break 行為年度 ≤ first ≤ last, with what is wrong."""
    acts = {n for n, column in enumerate(statement.columns) if _ACT.search(clean_label(column.name))}
    act_years: dict[int, int] = {}
    for datum in statement.data:
        if datum.column in acts and (years := fiscal_years(datum.raw)):
            act_years[datum.row] = years[0]
    for datum in statement.data:
        if datum.column in acts or datum.value is not None:
            continue
        years = fiscal_years(datum.raw)
        if len(years) >= 2 and years[0] > years[-1]:
            yield datum, f"the years run from {years[0]} to {years[-1]}"
        elif years and acts and years[0] < act_years.get(datum.row, years[0]):
            yield datum, f"the years start in {years[0]}, before the act of {act_years[datum.row]}"
