"""The gallery shows what is there: its pages exist, its pictures are drawn, and it is written by one command."""

from __future__ import annotations

from pathlib import Path

from bench.gallery import FIXTURES, LAYOUTS, described, draw
from tests.packets import EXPECTED, ROOT, lines_of


def test_every_layout_is_a_page_with_cells() -> None:
    for layout in LAYOUTS:
        pages = {line["page"] for line in lines_of(EXPECTED / f"{layout.packet}.csv")}
        assert str(layout.page) in pages, layout


def test_the_page_names_every_layout_and_its_pictures_are_there() -> None:
    page = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    for layout in LAYOUTS:
        assert f"## {layout.title}\n\n{layout.says}\n" in page
        assert (ROOT / "docs" / "gallery" / f"{layout.packet}-{layout.page}.png").exists()
    assert len(list((ROOT / "docs" / "gallery").iterdir())) == len(LAYOUTS)


def test_a_picture_is_small_and_drawn_alike_twice(tmp_path: Path) -> None:
    layout = LAYOUTS[0]
    for name in "ab":
        draw(ROOT / FIXTURES / f"{layout.packet}.pdf", layout.page, tmp_path / f"{name}.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").stat().st_size < 50_000


def test_facts_are_shown_as_a_grid() -> None:
    fact = {"page": "3", "table": "t", "section": "A", "item": "現金", "occurrence": "1", "column": "金額", "value": "-1234",
            "raw": "△1,234", "unit": "円", "status": "unchecked"}  # fmt: skip
    assert "| A > **現金** | −1,234 · |" in described(LAYOUTS[0], "x.png", [fact])
