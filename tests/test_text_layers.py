"""The text layer that another OCR program left under a scan: judged by what was read without doubt, heard where it is fair."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.text_layers import READER, with_layer
from pipeline.model import Box, Cell, Glyphs, PageContent, Reading, Table

AMOUNTS = [f"1,{n}34" for n in range(10, 22)]
STEP = 20.0


def page(doubted: str = "") -> PageContent:
    """Twelve amounts, one below the other; the last one doubted where another reading is given."""
    cells = []
    for i, text in enumerate(AMOUNTS):
        other = doubted if doubted and i == len(AMOUNTS) - 1 else text
        readings = (Reading(text, "ppocrv6", 900), Reading(other, "ppocrv6", 800))
        cells.append(Cell(i, 0, readings, box=Box(100, i * STEP, 160, i * STEP + 10)))
    return PageContent(1, "bad_text", (Table(1, len(cells), 1, tuple(cells)),), width=595, height=842)


def layer(texts: list[str], right: float = 0.0) -> Glyphs:
    """The layer's glyphs, so many points too far right."""
    places = [(100 + right + 8 * k, i * STEP) for i, text in enumerate(texts) for k in range(len(text))]
    boxes = [(x, y, x + 8, y + 10) for x, y in places]
    return Glyphs("".join(texts), np.array(boxes, np.float32))


def heard(content: PageContent) -> list[str]:
    return [r.text for cell in content.tables[0].cells for r in cell.readings if r.reader == READER]


def test_a_fair_layer_is_a_second_reader_of_every_figure() -> None:
    read = with_layer(page(), layer([*AMOUNTS[:-1], "1,211"]))
    assert heard(read) == [*AMOUNTS[:-1], "1,211"]
    assert "11 of 12 figures" in read.findings[0].evidence


def test_a_middling_layer_is_heard_where_it_agrees_or_we_doubt() -> None:
    texts = [*AMOUNTS[:8], "9", "8", "7", "1,2134"]
    assert heard(with_layer(page(doubted="1,2134"), layer(texts))) == [*AMOUNTS[:8], "1,2134"]


@pytest.mark.parametrize("glyphs", [layer(["77"] * 12), layer(AMOUNTS, right=300), layer(["ã‚¢Ã£" * 3] * 12)])
def test_a_layer_that_is_wrong_or_off_its_ink_is_not_heard_and_told(glyphs: Glyphs) -> None:
    read = with_layer(page(), glyphs)
    assert not heard(read)
    assert [finding.severity for finding in read.findings] == ["info"]
