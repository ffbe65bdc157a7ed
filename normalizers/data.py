"""What do a draft's cells say: which number, in which unit?  Draft cells in, data out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from normalizers.amounts import Legend, UnreadableAmount, is_bracketed, is_dots, looks_numeric, parse_amount
from normalizers.captions import left_open
from normalizers.drafts import Draft, DraftRow
from normalizers.figures import without_unit_line
from normalizers.headers import CHANGES, unit_column
from normalizers.labels import clean_label
from normalizers.quantities import declared_unit, first_quantity, unit_of_row
from normalizers.units import YEN_FACTORS, squeeze, unit_of_label
from pipeline.model import Cell, Column, Datum, Number, Row

_DIGIT = re.compile("[0-9０-９]")


def data_of(draft: Draft, columns: Sequence[Column], rows: Sequence[Row], legend: Legend) -> Iterator[Datum]:
    """Every data cell of a draft, row by row, read as a number where it is one.

    ``columns`` and ``rows``: the draft's, understood; ``legend``: what the packet's notes say that brackets and dots stand for.
    """
    told = unit_column(columns)
    declared = [bool(declared_unit(column.levels)) for column in draft.columns]
    named = [first_quantity(map(clean_label, reversed(column.levels))).kind for column in draft.columns]
    amounts = [column.measure in CHANGES and column.name.startswith("金額") for column in columns]  # 金額の増減
    named = ["money" if amount else kind for kind, amount in zip(named, amounts, strict=True)]
    silent = [
        not kind or (column.measure in CHANGES and not amount)
        for kind, column, amount in zip(named, columns, amounts, strict=True)
    ]
    by_kind = told is None and {"count", "money"} <= set(named)  # 件数 and 金額: a row's 世帯 says who pays, not what is counted
    aside = told is not None and "money" in named and draft.caption.unit in YEN_FACTORS  # 数量 | 単位 | 金額: of 数量 alone
    whole, of_whole = Row(""), ""
    for number, (row, understood) in enumerate(zip(draft.rows, rows, strict=True)):
        printed = squeeze(cell.text) if told is not None and (cell := row.cells[told]) else unit_of_label(row.label)
        printed = "" if printed[:1].isdigit() else printed  # 1時間: by what a charge is reckoned
        implied = None if printed else unit_of_row(understood.item, understood.section, draft.caption.all_units)
        if printed or not _is_part(understood, whole):
            whole, of_whole = understood, printed
        elif implied is None:
            implied = of_whole or None
        for datum in _row_data(number, row, columns, draft, legend):
            own = datum.unit
            if own is None and draft.columns[datum.column].numeric and not declared[datum.column]:
                kind = "" if silent[datum.column] else named[datum.column]
                apart = by_kind or (aside and printed not in YEN_FACTORS)
                of_row = "" if kind == "rate" or (apart and kind in ("count", "money")) else printed  # 達成率 beside 単位 ha
                own = of_row or (implied if silent[datum.column] else None)
            yield replace(datum, unit=own if own != columns[datum.column].unit else None)


def _is_part(row: Row, whole: Row) -> bool:
    """Whether a row is a part of the one above that said its unit: うち男性, or indented below it."""
    return row.section == whole.section and (row.item.startswith("うち") or row.indent > whole.indent)


def _row_data(number: int, row: DraftRow, columns: Sequence[Column], draft: Draft, legend: Legend) -> Iterator[Datum]:
    opened = left_open(clean_label(row.label)) > 0  # （うち当期総利益　46,686,989）: the amount closes it
    bracketed = [is_bracketed(cell.text) for cell in row.cells if cell]
    for index, cell in enumerate(row.cells):
        if cell is None:
            continue
        numeric = draft.columns[index].numeric
        value, candidates, unit, unreadable = _read(cell, numeric, opened)
        if columns[index].measure in CHANGES and sum(bracketed) == 1 and len(candidates) == 2 and is_bracketed(cell.text):
            value, candidates = candidates[1], candidates[::-1]  # the one in brackets among plain ones: a decrease
        if legend.nought and numeric and is_dots(cell.text):
            value, candidates = 0, (0,)
        if legend.minus and is_bracketed(cell.text) and len(candidates) == 2:
            value = min(candidates)
            candidates = (value,)
        yield Datum(
            row=number,
            column=index,
            readings=cell.readings,
            value=value,
            candidates=candidates,
            unreadable=unreadable,
            unit=unit or None,
            page=row.page,
            box=cell.box,
        )


def _read(cell: Cell, numeric: bool, opened: bool = False) -> tuple[Number | None, tuple[Number, ...], str, bool]:
    """A cell's value, all its candidates over all readings, its own unit, and whether it should be a number and is not.

    ``opened``: its row's label opens a bracket that it may close.
    """
    candidates: list[Number] = []
    unit, failed = "", False
    for reading in cell.readings:
        text, own = without_unit_line(reading.text)
        if opened and not any(map(text.count, "(（")):
            text = text.rstrip(")） ")
        if not numeric and not (looks_numeric(text) and _DIGIT.search(text)):
            continue
        try:
            amount = parse_amount(text)
        except UnreadableAmount:
            failed |= looks_numeric(text)
            continue
        if amount is not None and (numeric or not amount.unit):
            candidates += [value for value in amount.candidates if value not in candidates]
            unit = unit or own or amount.unit
    if not candidates:
        return None, (), "", failed and numeric
    return candidates[0], tuple(candidates), unit, False
