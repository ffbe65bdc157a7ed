"""Sets tables as HTML: what `layouts.css` cannot say by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import zip_longest

from bench.layouts.style import Style, printed, spread
from bench.layouts.tables import WORDS, Head, Row, Table

LEADERS = "…" * 6
LONG_HEAD = 2
"""Heads of more characters are set upright, where upright heads are."""
MOST_UPRIGHT = 6
"""Characters of the longest group name that is set upright."""
GAP = '<td class="gap"></td>'
"""Between the two halves of a grid."""


def grid_html(halves: Sequence[Table], style: Style, caption: str = "") -> str:
    """A grid: one table, or two whose rows stand side by side."""
    levels = max(table.levels for table in halves)
    head = [_joined(row) for row in zip(*(_head_rows(table, style, levels) for table in halves), strict=True)]
    if caption:
        columns = sum(_columns(table) for table in halves) + len(halves) - 1
        head.insert(0, f'<tr><th class="caption" colspan="{columns}">{escape(caption)}</th></tr>')
    if style.unit_at == "row":
        head.append(_joined([_units(table, style) for table in halves], "units"))
    bodies = [list(_body_rows(table, style)) for table in halves]
    blanks = ["<td></td>" * _columns(table) for table in halves]
    body = []
    for number, cells in enumerate(zip_longest(*bodies)):
        total = any(number < len(table.rows) and table.rows[number].role == "total" for table in halves)
        filled = [each or blank for each, blank in zip(cells, blanks, strict=True)]
        body.append(_joined(filled, "total" if total else ""))
    return f"<table><thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody></table>"


def _joined(halves: Sequence[str], kind: str = "") -> str:
    return f'<tr class="{kind}">{GAP.join(halves)}</tr>'


def _columns(table: Table) -> int:
    return len(table.stubs) + len(table.leaves)


# ------------------------------------------------------------------------------------------------------------------- heads


def _head_rows(table: Table, style: Style, levels: int) -> list[str]:
    rows = [""] * levels
    stubs = list(table.stubs)
    while stubs:
        stub = stubs.pop(0)
        span = 1
        while stubs and not stubs[0]:
            span += 1
            stubs.pop(0)
        rows[0] += f'<th rowspan="{levels}" colspan="{span}">{escape(spread(stub, style.head_text))}</th>'
    _hang(rows, table.heads, style, 0)
    return rows


def _hang(rows: list[str], heads: Sequence[Head], style: Style, level: int) -> None:
    """Add heads, and what they span, to the rows of heads from this level on."""
    for head in heads:
        label = f"<span>{escape(spread(head.label, style.head_text))}</span>"
        if head.parts:
            rows[level] += f'<th class="spanner" colspan="{sum(1 for _ in head.leaves())}">{label}</th>'
            _hang(rows, head.parts, style, level + 1)
        else:
            kind = "leaf long" if len(head.label) > LONG_HEAD else "leaf"
            rows[level] += f'<th class="{kind}" rowspan="{len(rows) - level}">{label}</th>'


def _units(table: Table, style: Style) -> str:
    units = (head.unit if head.unit in ("人", "件", "％") else style.unit if head.unit else "" for _, head in table.leaves)
    said = ("" if "(" in head.label else unit for unit, (_, head) in zip(units, table.leaves, strict=True))
    return "<td></td>" * len(table.stubs) + "".join(f"<td>{unit}</td>" for unit in said)


# -------------------------------------------------------------------------------------------------------------------- rows


def _body_rows(table: Table, style: Style) -> Iterator[str]:
    above: Row | None = None
    for number, row in enumerate(table.rows):
        cells = "".join(_cell(table, row, column, style) for column in range(len(table.leaves)))
        yield _stub_cells(table, number, above, style) + cells
        above = row


def _cell(table: Table, row: Row, column: int, style: Style) -> str:
    kind = "figure" if table.leaves[column][1].unit != WORDS else "words"
    text = printed(row.cells[column], style) if row.cells else ""
    return f'<td class="{kind}">{escape(text)}</td>'


def _stub_cells(table: Table, number: int, above: Row | None, style: Style) -> str:
    row, count = table.rows[number], len(table.stubs)
    label = escape(spread(row.label, style.labels))
    if table.form == "plain":
        return _plain(row, label, style)
    if table.form == "units":
        return f'<td class="label">{label}</td><td class="unit">{escape(row.code)}</td>'
    if row.role == "total" and not row.section:
        return f'<td class="label" colspan="{count}">{label}</td>'
    if table.form == "groups":
        opened = "".join(_group(table, number, level, above, style) for level in range(count - 1))
        return f'{opened}<td class="label">{label}</td>'
    if table.form == "codes":
        return f'<td class="label">{row.code}</td><td class="label">{label}</td>'
    if table.form == "numbered":
        texts = [*(row.code if level == row.depth else "" for level in range(count - 1)), label]
    else:
        texts = [label if level == row.depth else "" for level in range(count)]
    return "".join(f'<td class="label">{text}</td>' for text in texts)


def _plain(row: Row, label: str, style: Style) -> str:
    blanks = "　" * row.depth if style.indent == "blanks" else ""
    edge = f' style="padding-left: {2.5 + row.depth * 9}pt"' if style.indent == "padding" else ""
    leaders = LEADERS if style.labels == "leaders" and row.cells else ""
    return f'<td class="label"{edge}>{blanks}{label}{leaders}</td>'


def _group(table: Table, number: int, level: int, above: Row | None, style: Style) -> str:
    """The cell of a group of rows, on its first row."""
    path = table.rows[number].section[: level + 1]
    if above is not None and above.section[: level + 1] == path:
        return ""
    rows = 0
    while number + rows < len(table.rows) and table.rows[number + rows].section[: level + 1] == path:
        rows += 1
    high = style.groups == "upright" and rows * (style.size * style.line + style.padding) > (len(path[-1]) + 1) * style.size
    kind = "group high" if high and len(path[-1]) <= MOST_UPRIGHT else "group"
    return f'<td class="{kind}" rowspan="{rows}"><span>{escape(path[-1])}</span></td>'
