"""`make gallery`: docs/gallery.md, one page picture and its facts for each kind of layout, from the fixture packets alone."""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.inputs import Source, find_inputs
from pipeline.run import Failure, extract
from pipeline.settings import Settings

FIXTURES = Path("fixtures/pdfs")
PAGE = Path("docs/gallery.md")
WIDTH = 640
"""Pixels across a picture: amounts of 8 points stay readable."""
GREYS = 8
"""Shades of grey in a picture, to keep it small."""
KEY = ("table", "section", "item", "occurrence", "column")
PROVEN = ("footed", "rounded")
MARKS = {"footed": "", "rounded": "", "agreed": "", "unchecked": " ·", "repaired": " ✎", "suspect": " ?", "disputed": " ≠"}

INTRODUCTION = """# Gallery

One page for each kind of layout that is read, with what is published of it. Written by `make gallery` from the packets in
`fixtures/pdfs`; don't edit it by hand. What is not supported yet stands in [limits.md](limits.md).

A figure without a mark is proven by at least one sum; `·` no sum covers it, `?` in doubt, `≠` the source contradicts itself,
`✎` repaired. Text cells are in *italics*. Sections stand before the item, joined by ` > `, as in facts.csv.
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """A page that shows a kind of layout."""

    title: str
    says: str
    """What is hard about it."""
    packet: str
    page: int


LAYOUTS = (
    Layout("Ruled grid, stacked headers", "Headers run down in two columns, ー drawn as ｜.", "hard-pages", 3),
    Layout("Rules between columns only", "No lines between rows: they are found from the figures' baselines.", "hard-pages", 4),
    Layout("Wrapped labels, over a page break", "Labels on two lines; the table goes on without its header.", "hard-pages", 5),
    Layout("Fake bold, 字間, △ with a blank", "Glyphs printed four times, characters set apart.", "hard-pages", 8),
    Layout("Text columns among figures", "A list over two pages, its header repeated.", "hard-pages", 9),
    Layout("Horizontal rules only", "▲ is the minus, ― is nought.", "hard-pages", 11),
    Layout("No rules at all", "( ) is the minus here, as the sums prove.", "hard-pages", 12),
    Layout("Underlines only", "( ) marks subtotals here, ▲ is the minus.", "hard-pages", 13),
    Layout("Dotted and dashed rules", "Rules as rows of dots; two header levels; full-width digits.", "hard-pages", 14),
    Layout("Shading instead of rules", "Every other row tinted, a column of percentages.", "hard-pages", 15),
    Layout("Turned pages", "/Rotate 90; 本年度 and 前年度 span 予算額, 決算額, 差異.", "hard-pages", 16),
    Layout("Two statements side by side", "Assets left, liabilities right, in one frame.", "hard-pages", 18),
    Layout("Row groups running down", "Stacked text down the stub, going on over the page.", "hard-pages", 19),
    Layout("Amounts inside text, units in headers", "A remarks column with figures in its sentences.", "hard-pages", 21),
    Layout("A unit for each row", "A column of units; notes below the table.", "hard-pages", 22),
    Layout("Labels on the line above", "Each label stands over its numbers.", "hard-pages", 23),
    Layout("款項目節", "A list of 目 left and of its 節 right, on the same lines.", "hard-more", 1),
    Layout("Glyphs out of order", "The file holds them sorted by character.", "hard-more", 2),
    Layout("Watermark, struck cells", "A pale 案 across the page, blank cells struck through.", "hard-more", 3),
    Layout("Three header levels", "And below it a table whose cells print their own units.", "hard-more", 4),
    Layout("A continuation upside down", "A table over two pages, the second turned by /Rotate 180.", "hard-more", 6),
    Layout("White on dark headers, row groups", "資金収支予算書 with groups as cells beside their rows.", "other-care", 2),
    Layout("Segments side by side", "事業活動計算書内訳表: a column for each 拠点, + signs on increases.", "other-care", 3),
    Layout("A matrix of changes", "純資産変動計算書: figures across and down.", "other-univ", 4),
    Layout("Details and subtotals in their own columns", "One header over three unnamed money columns.", "other-water", 2),
    Layout("事業別 with many segments", "Seven segments and 合計, as a browser prints them.", "jlis-21-browser", 6),
    Layout("補正: before, change, after", "11月補正後, 補正額 and 3月補正後 side by side.", "jlis-21-browser", 13),
    Layout("債務負担行為", "限度額 with years as text, over two pages.", "jlis-21-browser", 20),
)


def main() -> None:
    """Write the page and its pictures anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write; pictures go into a folder of its name")
    options = parser.parse_args()
    pictures = options.page.with_suffix("")
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("*.png"):
        old.unlink()
    published = _publish(sorted({layout.packet for layout in LAYOUTS}))
    parts = [INTRODUCTION]
    for layout in LAYOUTS:
        picture = pictures / f"{layout.packet}-{layout.page}.png"
        draw(FIXTURES / f"{layout.packet}.pdf", layout.page, picture)
        parts.append(described(layout, f"{pictures.name}/{picture.name}", published[layout.packet]))
    options.page.write_text("\n".join(parts), "utf-8")


def draw(pdf: Path, page: int, picture: Path) -> None:
    """Render a page as a small picture."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page - 1]
        image = shown.render(scale=WIDTH / shown.get_width(), grayscale=True).to_pil()
        image.quantize(GREYS).save(picture, optimize=True)


def _publish(packets: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """The facts of each packet, each with its page."""
    sources = [found for found in find_inputs([FIXTURES / f"{name}.pdf" for name in packets]) if isinstance(found, Source)]
    facts: dict[str, list[dict[str, str]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for outcome in extract(sources, Settings(Path(folder)), lambda _source, _step: None):
            if isinstance(outcome, Failure):
                raise SystemExit(outcome.message)
            own = Path(folder, outcome.packet)
            places = {tuple(line[name] for name in KEY): line for line in _lines(own / "cells.csv")}
            facts[outcome.packet] = [
                fact | {"page": places[tuple(fact[name] for name in KEY)]["page"]} for fact in _lines(own / "facts.csv")
            ]
    return facts


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def described(layout: Layout, picture: str, facts: Iterable[dict[str, str]]) -> str:
    """A section of the page: what it shows, the picture, and each table's facts."""
    own = [fact for fact in facts if fact["page"] == str(layout.page)]
    parts = [f"## {layout.title}", "", layout.says, "", f"![{layout.packet}, page {layout.page}]({picture})", ""]
    for table in dict.fromkeys(fact["table"] for fact in own):
        parts += _grid(table, [fact for fact in own if fact["table"] == table])
    return "\n".join(parts)


def _grid(table: str, facts: Sequence[dict[str, str]]) -> list[str]:
    """A table's facts as a grid, folded."""
    columns = list(dict.fromkeys(fact["column"] for fact in facts))
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for fact in facts:
        rows.setdefault((fact["section"], fact["item"], fact["occurrence"]), {})[fact["column"]] = _cell(fact)
    numbers = [fact for fact in facts if fact["value"]]
    proven = sum(fact["status"] in PROVEN for fact in numbers)
    units = "、".join(dict.fromkeys(fact["unit"] for fact in numbers if fact["unit"]))
    summary = f"<code>{table}</code>: {len(facts)} facts, {len(numbers)} numbers, {proven} proven; {units or 'no unit'}"
    lines = [f"<details><summary>{summary}</summary>", "", _row(["", *columns]), _row(["---", *["--:"] * len(columns)])]
    for (section, item, occurrence), cells in rows.items():
        name = (f"{section} > " if section else "") + f"**{item}**" + (f" ({occurrence})" if occurrence != "1" else "")
        lines.append(_row([name, *(cells.get(column, "") for column in columns)]))
    return [*lines, "", "</details>", ""]


def _cell(fact: dict[str, str]) -> str:
    if not fact["value"]:
        return f"*{fact['raw']}*"
    whole, _, decimals = fact["value"].partition(".")
    return f"{int(whole):,}".replace("-", "−") + (f".{decimals}" if decimals else "") + MARKS[fact["status"]]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
