"""Page contents as lines of JSON, between the reading child and its parent."""

from __future__ import annotations

import json
from typing import Any

from pipeline.model import Box, Cell, PageContent, Reading, Table


def content_to_line(content: PageContent) -> str:
    """One line without a line feed; only what a second reader fills is carried."""
    return json.dumps(
        {
            "page": content.page,
            "size": [content.width, content.height],
            "tables": [_table_to_json(table) for table in content.tables],
        },
        ensure_ascii=True,
    )


def content_from_line(line: str) -> PageContent:
    """Undo ``content_to_line``."""
    data = json.loads(line)
    tables = tuple(_table_from_json(data["page"], table) for table in data["tables"])
    return PageContent(data["page"], "text", tables, width=data["size"][0], height=data["size"][1])


def _table_to_json(table: Table) -> dict[str, Any]:
    return {
        "rows": table.rows,
        "columns": table.columns,
        "box": table.box,
        "row_tops": table.row_tops,
        "cells": [
            [cell.row, cell.column, cell.row_span, cell.column_span, cell.box, cell.text, cell.readings[0].reader]
            for cell in table.cells
        ],
    }


def _table_from_json(page: int, data: dict[str, Any]) -> Table:
    cells = tuple(
        Cell(row, column, (Reading(text, reader),), row_span, column_span, Box(*box) if box else None)
        for row, column, row_span, column_span, box, text, reader in data["cells"]
    )
    box = Box(*data["box"]) if data["box"] else None
    return Table(page, data["rows"], data["columns"], cells, box=box, row_tops=tuple(data["row_tops"]))
