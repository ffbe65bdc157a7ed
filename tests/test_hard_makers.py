"""The makers of the hard pages and of the other bodies' packets: sound sums, unique facts, the same bytes each time."""

from __future__ import annotations

import csv
import importlib
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fixtures.makers import hard_types
from fixtures.makers.hard_types import DATA, UnsoundFixtureError, amount, clean, load

FIXTURES = Path(hard_types.__file__).parent.parent
PACKETS = {
    "hard-pages": "hard_pages",
    "hard-more": "hard_more",
    "other-water": "other_water",
    "other-univ": "other_univ",
    "other-care": "other_care",
}
SCATTERED = ("hard-more", "2")
"""The page whose glyphs stand in the file sorted by character."""
WRITERS = {"other-univ": "typst", "other-care": "fpdf"}
KEY = ("table", "section", "item", "occurrence", "column")


def expected(packet: str) -> list[dict[str, str]]:
    with (FIXTURES / "expected_csv" / f"{packet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", sorted(file.stem for file in DATA.glob("*.txt") if re.match("hard_|other_", file.name)))
def test_every_statement_adds_up(name: str) -> None:
    statement = load(name)
    assert statement.rows and statement.columns


def test_a_false_sum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DATA / "hard_advances.txt").read_text("utf-8")
    (tmp_path / "hard_advances.txt").write_text(text.replace("1,240,000", "1,240,001"), "utf-8")
    monkeypatch.setattr(hard_types, "DATA", tmp_path)
    with pytest.raises(UnsoundFixtureError, match="研修受講料"):
        load("hard_advances")


@pytest.mark.parametrize("packet", PACKETS)
def test_keys_are_unique_and_yen_follow_units(packet: str) -> None:
    rows = expected(packet)
    assert len({tuple(row[name] for name in KEY) for row in rows}) == len(rows)
    for row in rows:
        scale = hard_types.YEN.get(row["unit"])
        assert bool(row["value_yen"]) == (scale is not None)
        if scale is not None:
            assert Decimal(row["value_yen"]) == Decimal(row["value"]) * scale


@pytest.mark.parametrize("packet", PACKETS)
def test_the_text_layer_prints_every_value(packet: str) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(FIXTURES / "pdfs" / f"{packet}.pdf")
    pages = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    for row in expected(packet):
        bare = "".join(row["raw"].split())
        if row["value"] and len(bare) > 2 and (packet, row["page"]) != SCATTERED:
            assert bare in pages[int(row["page"]) - 1], row


@pytest.mark.parametrize("packet", PACKETS)
def test_the_makers_write_the_same_bytes(packet: str, tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    if packet in WRITERS:
        pytest.importorskip(WRITERS[packet])
    if packet != "other-univ":
        from fixtures.makers import hard_ink

        if not hard_ink.have_fonts():
            pytest.skip("the fonts of the fixtures are not on this machine")
    maker = importlib.import_module(f"fixtures.makers.{PACKETS[packet]}")
    maker.draw(tmp_path / "a.pdf", tmp_path / "a.csv")
    maker.draw(tmp_path / "b.pdf", tmp_path / "b.csv")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (FIXTURES / "expected_csv" / f"{packet}.csv").read_bytes()


@pytest.mark.parametrize(
    ("printed", "parentheses", "value"),
    [
        ("△ 1,234", "", -1234), ("▲5", "", -5), ("（１，２３４）", "negative", -1234), ("(1,234)", "", 1234),
        ("－", "", 0), ("注1", "", None), ("67.8", "", Decimal("67.8")),
    ],
)  # fmt: skip
def test_amounts_as_printed(printed: str, parentheses: str, value: object) -> None:
    assert amount(printed, parentheses) == value


def test_labels_lose_wraps_and_gaps() -> None:
    assert clean("当期末⏎残　高（１）") == "当期末残高(1)"
