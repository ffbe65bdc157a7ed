"""What does the text layer that another OCR program left under a scan say of our cells, and is it worth hearing?

It is judged by the figures that we read without doubt: a layer whose words lie off their ink, or that says something else of
most of them, is not heard at all; a middling one is heard where we doubt ourselves; a fair one everywhere.  What is heard stands
among a cell's readings under a name of its own: it was made by another program, so that its agreement is a second reader's.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from extractors.page_kinds import is_broken
from pipeline.model import Box, Cell, Finding, Glyphs, PageContent, Reading, Table

READER = "layer"
"""The name that the layer reads under."""
FEWEST = 8
"""Figures read without doubt that it takes to judge a layer."""
MIDDLING, FAIR = 0.5, 0.9
"""Share of those figures of which the layer says the same, from which it is heard where we doubt, and everywhere."""
SLACK = 1.0
"""Points around a cell's ink within which a glyph's middle is the cell's."""
_SIGNS = str.maketrans("▲Δ∆−－―‐", "△△△----")
_FIGURES = frozenset("0123456789,.△-()%")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a layer stands up to the figures that were read without doubt."""

    figures: int
    said: int
    """Of how many of them it says anything: the others lie off their ink."""
    same: int

    @property
    def trust(self) -> float:
        """Share of the figures of which it says the same."""
        return self.same / self.figures if self.figures >= FEWEST else 0.0


def with_layer(content: PageContent, glyphs: Glyphs, skew: float = 0.0) -> PageContent:
    """The page's cells with what a layer says of them, as far as it is worth hearing, and a finding about it.

    ``skew``: degrees by which the picture was turned level, counter-clockwise; the layer's boxes are turned alike.
    """
    if is_broken(glyphs.text):
        return _told(content, "its characters are mojibake, and it was not heard")
    middles = _turned((glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / np.float32(2), skew, content.width, content.height)
    said = [[_said(cell.box, glyphs, middles) for cell in table.cells] for table in content.tables]
    verdict = judged(content.tables, said)
    tables = [
        replace(table, cells=tuple(_heard(cell, text, verdict.trust) for cell, text in zip(table.cells, texts, strict=True)))
        for table, texts in zip(content.tables, said, strict=True)
    ]
    how = "everywhere" if verdict.trust >= FAIR else "where readings were in doubt" if verdict.trust >= MIDDLING else "nowhere"
    what = f"it says {verdict.same} of {verdict.figures} figures that were read without doubt the same way"
    off = f", and nothing where {verdict.figures - verdict.said} of them stand" if verdict.said < verdict.figures else ""
    return _told(replace(content, tables=tuple(tables)), f"{what}{off}: it was heard {how}")


def judged(tables: Sequence[Table], said: Sequence[Sequence[str]]) -> Verdict:
    """Hold what a layer says against the figures that we read without doubt."""
    pairs = [
        (plain(cell.text), plain(text))
        for table, texts in zip(tables, said, strict=True)
        for cell, text in zip(table.cells, texts, strict=True)
        if _is_figure(cell) and not _is_doubted(cell)
    ]
    return Verdict(len(pairs), sum(bool(text) for _, text in pairs), sum(own == text for own, text in pairs))


def plain(text: str) -> str:
    """What two readers' texts have in common when they say the same."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_SIGNS)).split())


def _turned(points: NDArray[np.float32], degrees: float, width: float, height: float) -> NDArray[np.float32]:
    """Points turned clockwise about the middle of the page, as the picture was."""
    if not degrees:
        return points
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    x, y = points[:, 0] - width / 2, points[:, 1] - height / 2
    return np.column_stack([cosine * x - sine * y + width / 2, sine * x + cosine * y + height / 2]).astype(np.float32)


def _said(box: Box | None, glyphs: Glyphs, middles: NDArray[np.float32]) -> str:
    if box is None:
        return ""
    x, y = middles[:, 0], middles[:, 1]
    inside = (x >= box.x0 - SLACK) & (x <= box.x1 + SLACK) & (y >= box.top - SLACK) & (y <= box.bottom + SLACK)
    return "".join(glyphs.text[i] for i in np.flatnonzero(inside).tolist())


def _is_figure(cell: Cell) -> bool:
    text = plain(cell.text)
    return set(text) <= _FIGURES and any(character.isdigit() for character in text)


def _is_doubted(cell: Cell) -> bool:
    return len({plain(reading.text) for reading in cell.readings}) > 1


def _heard(cell: Cell, text: str, trust: float) -> Cell:
    """The cell with the layer's reading beside ours, where it counts."""
    own, other = plain(cell.text), plain(text)
    if trust < MIDDLING or not other:
        return cell
    if own == other:
        readings = (cell.readings[0],) if not _is_figure(cell) else cell.readings
        return cell._replace(readings=(*readings, Reading(cell.text, READER)))
    amount = set(other) <= _FIGURES and any(character.isdigit() for character in other)
    if _is_figure(cell) and amount and (trust >= FAIR or _is_doubted(cell)):
        return cell._replace(readings=(*cell.readings, Reading(other, READER)))
    return cell


def _told(content: PageContent, what: str) -> PageContent:
    text = f"page {content.page} carries the text layer of another OCR program under its picture: {what}"
    name = f"reader_disagreement-layer-p{content.page}"
    return replace(content, findings=(*content.findings, Finding(name, "info", "reader_disagreement", text, page=content.page)))
