"""Pages: one to three tables in one style, with titles, units, prose and notes around them, and what must be read from each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path

from bench.layouts.draw import grid_html
from bench.layouts.kinds import KINDS, TWO_SIDED
from bench.layouts.style import Style, printed, random_style, suited
from bench.layouts.tables import Cell, Dice, Table
from bench.score import Line

CSS = (Path(__file__).parent / "layouts.css").read_text("utf-8")
PROSE = (
    "本年度の状況は次のとおりである。前年度に比べ大きな変動はなく、おおむね計画のとおり推移した。",
    "令和6年度の決算額は、前年度に比べ1,234千円（2.5％）の増となった。主な要因は、施設の改修工事によるものである。",
    "なお、令和7年3月31日現在の会員数は312人であり、詳細は第3章に述べる。",
    "各事業の内訳は下表のとおりです。",
)
NOTES = ("（注）端数は四捨五入していない。", "※ 表示単位未満は切り捨てていない。", "（注1）前年度の数値は、決算額である。")
DATES = ("（令和7年3月31日現在）", "令和6年4月1日から令和7年3月31日まで", "自 令和6年4月1日 至 令和7年3月31日")
ROOM = {"tall": 700.0, "wide": 450.0}
"""Points that the tables of a page may take: more goes to the next page, as in any document, but seldom."""
MOST_ABREAST = 4
"""Columns of the widest table that stands beside another."""
MOST_ROWS_ABREAST = 25
SHARES = {"one": 0.6, "more": 0.2, "abreast": 0.1, "halves": 0.1}
"""How many pages hold one table, several below each other, two side by side, the two halves of one."""
BLOCKS = {"one": 1, "more": 3, "abreast": 2, "halves": 1}


@dataclass(frozen=True)
class Block:
    """A grid with its title: a table, or the two halves of one."""

    kind: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Page:
    """What is drawn as one page (two, where it is too long)."""

    number: int
    blocks: tuple[Block, ...]
    abreast: bool
    style: Style
    words: tuple[str, ...]
    """A sentence before each block, and a note."""
    date: str

    @property
    def name(self) -> str:
        """The packet's name."""
        return f"p{self.number:04}"

    @property
    def sheet(self) -> str:
        """The named page that it is printed on.  Every other page is a little shorter: so the file shows where each begins."""
        return f"{self.style.sheet}-{'ab'[self.number % 2]}"

    def truth(self) -> Iterator[Line]:
        """Every cell that must be read."""
        for block in self.blocks:
            for table in block.tables:
                for cell in table.truth():
                    raw = printed(cell.cell, self.style)
                    if raw:
                        yield {"kind": block.kind, "section": cell.section, "item": cell.item, "column": cell.column,
                               "value": _value(cell.cell), "raw": raw, "table": table.title, "page": self.name}  # fmt: skip


def _value(cell: Cell) -> str:
    return str(cell) if isinstance(cell, int | Decimal) else ""


def random_pages(seed: int, count: int, kinds: Sequence[str] = ()) -> Iterator[Page]:
    """Pages of these kinds, of all without any; each from its own dice, so that a page is the same whatever the count."""
    for number in range(1, count + 1):
        yield _random_page(number, Dice(f"{seed}/{number}"), tuple(kinds) or (*KINDS, *TWO_SIDED))


def _random_page(number: int, dice: Dice, kinds: Sequence[str]) -> Page:
    style = random_style(dice)
    singles = [name for name in kinds if name in KINDS]
    halves = [name for name in kinds if name in TWO_SIDED]
    how = dice.weighted(SHARES)
    if not singles or (how == "halves" and halves):
        how, name = "halves", dice.one_of(*halves)
        blocks = [Block(name, TWO_SIDED[name](dice))]
    else:
        names = [dice.one_of(*singles) for _ in range(BLOCKS[how])]
        blocks = [Block(name, (KINDS[name](dice),)) for name in names]
    if how == "abreast" and not all(_is_small(block.tables[0]) for block in blocks):
        how, blocks = "one", blocks[:1]
    tables = [table for block in blocks for table in block.tables]
    style = suited(style, tables, how in ("abreast", "halves"))
    if how == "more":
        blocks = list(_with_room(blocks, style))
    words = (*(dice.one_of(*PROSE) for _ in blocks), dice.one_of(*NOTES))
    return Page(number, tuple(blocks), how == "abreast", style, words, dice.one_of(*DATES))


def _is_small(table: Table) -> bool:
    """Whether it may stand beside another."""
    return len(table.leaves) <= MOST_ABREAST and len(table.rows) <= MOST_ROWS_ABREAST


def _with_room(blocks: Sequence[Block], style: Style) -> Iterator[Block]:
    """The blocks that find room on one page; the first does."""
    room = ROOM[style.sheet]
    for number, block in enumerate(blocks):
        lines = sum(len(table.rows) + 2 * table.levels for table in block.tables) + 5
        room -= lines * (style.size * style.line + style.padding + 1)
        if number == 0 or room >= 0:
            yield block


# -------------------------------------------------------------------------------------------------------------------- HTML


def document(pages: Sequence[Page]) -> str:
    """The pages as one HTML document."""
    head = f'<meta charset="utf-8"><title>layouts</title><style>{CSS}</style>'
    body = "".join(_section(page) for page in pages)
    return f'<!doctype html><html lang="ja"><head>{head}</head><body>{body}</body></html>'


def _section(page: Page) -> str:
    style = page.style
    inner = "".join(_block(page, number) for number in range(len(page.blocks)))
    if page.abreast:
        inner = f'<div class="abreast">{inner}</div>'
    if page.abreast and style.prose:
        inner = f"<p>{page.words[0]}</p>{inner}"
    if style.note:
        inner += f"<p>{page.words[-1]}</p>"
    look = f"font: {style.size}pt/{style.line} '{style.font}'; --padding: {style.padding}pt"
    return f'<section class="{page.sheet} {style.classes}" style="{look}">{inner}</section>'


def _block(page: Page, number: int) -> str:
    """Title and sentence, and as wide as the grid the unit above it."""
    style, block = page.style, page.blocks[number]
    unit = style.unit_form.format(style.unit)
    blank = "　" if unit[0] not in "（(" else ""
    title = block.tables[0].title + (blank + unit if style.unit_at == "title" else "")
    above = "" if style.title == "row" else _title(escape(title), page, number)
    if style.prose and not page.abreast:
        above += f"<p>{page.words[number]}</p>"
    line = f'<div class="unit-{style.unit_at}">{unit}</div>' if style.unit_at in ("right", "left") else ""
    grid = grid_html(block.tables, style, title if style.title == "row" else "")
    return f'<div>{above}<div class="block">{line}{grid}</div></div>'


def _title(title: str, page: Page, number: int) -> str:
    return {
        "centre": f"<h3>{title}</h3>",
        "numbered": f"<h4>{number + 1} {title}</h4>",
        "brackets": f"<div>【{title}】</div>",
        "bullet": f"<div>○{title}</div>",
        "dated": f'<h3>{title}</h3><div class="date">{page.date}</div>',
    }[page.style.title]
