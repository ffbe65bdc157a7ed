"""Pages drawn as text: tests of the reading of pages look like the tables they describe.

A sketch is a page in a fixed pitch: a half-width character takes 5 points, a full-width one 10, a line 12; every glyph's em is 10
points.  ``─`` draws a horizontal rule, ``│`` a vertical one, corners and crossings both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.digital import tables_of
from extractors.drawings import rules_of
from extractors.geometry import Token, tokens_of
from pipeline.model import Cell, Glyphs, Page, PageContent, Table

EM = 10.0
PITCH = 12.0
HALF = EM / 2
LEFT, TOP = 40.0, 50.0
"""Where a sketch's first character stands."""

_RIGHTWARDS = frozenset("─┌├└┬┼┴")
_LEFTWARDS = frozenset("─┐┤┘┬┼┴")
_DOWNWARDS = frozenset("│┌┬┐├┼┤")
_UPWARDS = frozenset("│└┴┘├┼┤")
_DRAWN = _RIGHTWARDS | _LEFTWARDS | _DOWNWARDS | _UPWARDS

Run = tuple[float, float, str]
"""Left edge and middle height of a text, in points, and the text."""


def width_of(char: str, em: float = EM) -> float:
    """Points that a character takes."""
    return em if unicodedata.east_asian_width(char) in "WF" or char in "△▲①②―－" else em / 2


def glyphs_at(runs: Iterable[Run], em: float = EM) -> Glyphs:
    """Glyphs of texts set solid, each from its left edge and middle height."""
    text, boxes = "", []
    for x, y, run in runs:
        for char in run:
            if char != " ":
                text += char
                boxes.append((x, y - em / 2, x + width_of(char, em), y + em / 2))
            x += width_of(char, em)
    return Glyphs(text, np.array(boxes, np.float32).reshape(-1, 4))


def joined_glyphs(*parts: Glyphs) -> Glyphs:
    """Several texts on one page."""
    return Glyphs("".join(part.text for part in parts), np.concatenate([part.boxes for part in parts]))


def tokens_at(*runs: Run, em: float = EM) -> list[Token]:
    """Tokens of texts, each from its left edge and middle height."""
    return tokens_of(glyphs_at(runs, em))


def page_at(runs: Iterable[Run], strokes: Iterable[Sequence[float]] = (), em: float = EM, number: int = 1) -> Page:
    """A page with texts and thin strokes (x0, top, x1, bottom)."""
    boxes = np.array(list(strokes), np.float32).reshape(-1, 4)
    return Page(number, 600.0, 800.0, "text", glyphs_at(runs, em), rules_of(boxes))


def sketched(sketch: str) -> Page:
    """The page that a sketch draws; common indentation is left out."""
    runs: list[Run] = []
    strokes: list[tuple[float, float, float, float]] = []
    for line, text in enumerate(_lines(sketch)):
        x, y = LEFT, TOP + line * PITCH
        for char in text:
            if char in _DRAWN:
                middle = x + HALF / 2
                if char in _RIGHTWARDS:
                    strokes.append((middle, y - 0.2, x + HALF, y + 0.2))
                if char in _LEFTWARDS:
                    strokes.append((x, y - 0.2, middle, y + 0.2))
                if char in _DOWNWARDS:
                    strokes.append((middle - 0.2, y, middle + 0.2, y + PITCH / 2))
                if char in _UPWARDS:
                    strokes.append((middle - 0.2, y - PITCH / 2, middle + 0.2, y))
                x += HALF
            else:
                runs.append((x, y, char))
                x += width_of(char)
    return page_at(runs, [(a, b, c, d) for a, b, c, d in strokes])


def _lines(sketch: str) -> list[str]:
    lines = sketch.strip("\n").split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[indent:].rstrip() for line in lines]


def read(sketch: str) -> PageContent:
    """What is read of a sketch."""
    return tables_of(sketched(sketch))


def table_in(sketch: str) -> Table:
    """The only table of a sketch."""
    [table] = read(sketch).tables
    return table


def rows_of(table: Table) -> list[list[str]]:
    """A table's texts, row by row; blank where nothing stands and where a cell spans."""
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] += cell.text
    return rows


def grid(sketch: str) -> list[list[str]]:
    """The only table of a sketch, row by row."""
    return rows_of(table_in(sketch))


def cell_of(table: Table, text: str) -> Cell:
    """The only cell that says a text."""
    [cell] = [cell for cell in table.cells if cell.text == text]
    return cell


def boxes(*sides: Sequence[float]) -> NDArray[np.float32]:
    """Boxes as an array of shape (n, 4)."""
    return np.array(sides, np.float32).reshape(-1, 4)
