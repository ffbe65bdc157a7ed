"""The random choices of how a page is set; what no reader could tell apart is not chosen together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bench.layouts.tables import Cell, Dice, Table
from bench.table import width_of

Rules = Literal["full", "hair", "columns", "lines", "header", "outer", "dotted", "open-left", "double", "none"]
"""Which rules there are: all; all, thin; between columns and around totals; between rows; around the header and the
table; columns and a frame; columns solid and rows dotted; all but left of the labels; all within a double frame; none."""
Title = Literal["centre", "numbered", "brackets", "bullet", "row", "dated"]
Minus = Literal["△", "△ ", "▲", "-", "()"]

FONTS = {
    "IPAMincho": 3.0, "IPAexMincho": 2.0, "IPAexGothic": 2.0, "IPAPGothic": 1.0, "Noto Sans CJK JP": 2.0,
    "Noto Serif CJK JP": 2.0, "TakaoPMincho": 1.0, "VL PGothic": 1.0,
}  # fmt: skip
RULES: dict[Rules, float] = {
    "full": 5, "hair": 2, "columns": 3, "lines": 3, "header": 2, "outer": 2, "dotted": 2, "open-left": 2, "double": 1,
    "none": 1,
}  # fmt: skip
NO_LINES_BETWEEN_ROWS = frozenset({"columns", "header", "outer", "none"})
"""Rules with which a group's name stands at its first row, or none could tell where the group begins."""
UPRIGHT_EMS, WRAPPED_EMS, LABEL_EMS, WORDS_EMS = 1.4, 4.5, 8.0, 12.0
"""How wide upright heads, wrapped heads, wrapped labels and wrapped words are, in type sizes."""
SHEET = {"tall": 515.0, "wide": 761.0}
"""Points from margin to margin."""
LEAST_SIZE = 5.0
LEAST_PADDING = 4.5
"""Points at either side of a cell where no rule stands between columns."""
GAP = 20.0
"""Points between tables that stand side by side."""
LONGEST_SPREAD = 4
"""Characters of the longest words that are spread over their cell."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the tables of one page are set."""

    rules: Rules
    heads: Literal["ruled", "underlined"]
    """Whether heads of several levels are ruled on all sides or stand over a line as wide as what they span."""
    head_text: Literal["plain", "wrapped", "spread", "upright"]
    minus: Minus
    zero: Literal["0", "－", "-", ""]
    font: str
    size: float
    line: float
    """Line height, in type sizes."""
    padding: float
    indent: Literal["blanks", "padding", "none"]
    labels: Literal["plain", "wrapped", "spread", "leaders"]
    groups: Literal["middle", "top", "upright"]
    title: Title
    unit_at: Literal["right", "left", "title", "row", "none"]
    unit: str
    unit_form: Literal["（単位：{}）", "(単位 {})", "単位:{}", "（{}）"]
    shading: Literal["none", "heads", "stripes"]
    full_width: bool
    sheet: Literal["tall", "wide"]
    prose: bool
    note: bool

    @property
    def classes(self) -> str:
        """What the style sheet goes by."""
        axes = (f"heads-{self.heads}", f"text-{self.head_text}", f"groups-{self.groups}", f"labels-{self.labels}")
        fill = "fill" if self.full_width else "fit"
        return f"rules-{self.rules} shade-{self.shading} {' '.join(axes)} {fill}"


def random_style(dice: Dice) -> Style:
    """A style, whatever is set in it."""
    rules = dice.weighted(RULES)
    return Style(
        rules=rules,
        heads="underlined" if rules in ("header", "lines", "none") else "ruled",
        head_text=dice.weighted({"plain": 4, "wrapped": 2, "spread": 2, "upright": 1}),
        minus=dice.weighted({"△": 4, "△ ": 1, "▲": 1, "-": 1, "()": 1}),
        zero=dice.weighted({"0": 3, "－": 2, "-": 1, "": 1}),
        font=dice.weighted(FONTS),
        size=dice.one_of(7.0, 8.0, 9.0, 10.5),
        line=dice.one_of(1.1, 1.3, 1.7),
        padding=dice.one_of(1.0, 2.0, 3.0, 5.0),
        indent=dice.one_of("blanks", "padding", "none"),
        labels=dice.weighted({"plain": 5, "wrapped": 2, "spread": 2, "leaders": 1}),
        groups=dice.one_of("middle", "top", "upright"),
        title=dice.one_of("centre", "numbered", "brackets", "bullet", "row", "dated"),
        unit_at=dice.weighted({"right": 5, "left": 1, "title": 2, "row": 1}),
        unit=dice.one_of("円", "千円", "百万円"),
        unit_form=dice.one_of("（単位：{}）", "(単位 {})", "単位:{}", "（{}）"),
        shading=dice.weighted({"none": 6, "heads": 2, "stripes": 1}),
        full_width=dice.chance(0.5),
        sheet="wide" if dice.chance(0.15) else "tall",
        prose=dice.chance(0.5),
        note=dice.chance(0.4),
    )  # fmt: skip


def suited(style: Style, tables: Sequence[Table], abreast: bool) -> Style:
    """The style without what would make these tables unreadable or too wide for the sheet."""
    if style.minus == "()" and any(not isinstance(c, int) for table in tables for row in table.rows for c in row.cells):
        style = replace(style, minus="△")
    if any(table.own_units for table in tables):
        style = replace(style, unit_at="none")
    if style.head_text == "upright" and not all(table.upright for table in tables):
        style = replace(style, head_text="plain")
    if style.head_text == "spread" and style.heads == "underlined" and any(table.levels > 1 for table in tables):
        style = replace(style, head_text="plain")  # 決　算　額　構　成　比: without a rule between them nothing parts the two
    if style.labels == "leaders" and any(table.form != "plain" for table in tables):
        style = replace(style, labels="plain")
    if style.labels == "wrapped" and any(table.form in ("numbered", "codes") for table in tables):
        style = replace(style, labels="plain")
    if style.groups != "top" and style.rules in NO_LINES_BETWEEN_ROWS:
        style = replace(style, groups="top")
    return _fitted(style, tables, abreast)


def _fitted(style: Style, tables: Sequence[Table], abreast: bool) -> Style:
    """The sheet turned, or the type smaller, as far as the widest table needs it."""
    each = [_ems(table, style) for table in tables]
    ems = sum(each) if abreast else max(each)
    columns = [len(table.leaves) + len(table.stubs) for table in tables]
    padding = 2.5 * max(style.padding, LEAST_PADDING) * (sum(columns) if abreast else max(columns)) + (GAP if abreast else 0)
    if ems * style.size + padding > SHEET[style.sheet]:
        style = replace(style, sheet="wide")
    size = min(style.size, (SHEET[style.sheet] - padding) / ems)
    return replace(style, size=max(LEAST_SIZE, round(size * 2 - 0.5) / 2))


def _ems(table: Table, style: Style) -> float:
    """About how wide a table is, in type sizes."""
    label = max(_label_ems(row.label, style) + 1.0 + row.depth for row in table.rows)
    if style.labels == "leaders":
        label += 6
    stubs = label + sum(max((width_of(part) / 2 for row in table.rows for part in row.section), default=0) + 1
                        for _ in table.stubs[1:])  # fmt: skip
    return stubs + sum(_column_ems(table, number, style) for number in range(len(table.leaves)))


def _label_ems(label: str, style: Style) -> float:
    return min(LABEL_EMS, width_of(label) / 2) if style.labels == "wrapped" else width_of(label) / 2 + 1


def _column_ems(table: Table, number: int, style: Style) -> float:
    """Chromium sets digits and wraps heads as wide as the font says; these are a little more."""
    path, head = table.leaves[number]
    cells = [row.cells[number] for row in table.rows if row.cells]
    words = [min(WORDS_EMS, width_of(cell) / 2 + 0.5) for cell in cells if isinstance(cell, str)]
    figures = [0.62 * len(printed(cell, style)) + 0.5 for cell in cells if not isinstance(cell, str)]
    spanned = max((width_of(label) / 2 / _span(table, path[: level + 1]) for level, label in enumerate(path[:-1])), default=0)
    return max(_head_ems(head.label, style), spanned, *words, *figures) + 0.3


def _head_ems(label: str, style: Style) -> float:
    if style.head_text == "upright":
        return UPRIGHT_EMS if len(label) > 2 else len(label)
    return min(WRAPPED_EMS, width_of(label) / 2) if style.head_text == "wrapped" else width_of(spread(label, style.head_text)) / 2


def _span(table: Table, path: tuple[str, ...]) -> int:
    return sum(leaf[: len(path)] == path for leaf, _ in table.leaves)


# ------------------------------------------------------------------------------------------------------------- as printed


def printed(cell: Cell, style: Style) -> str:
    """A cell's text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if cell == 0 and isinstance(cell, int):
        return style.zero
    figure = f"{abs(cell):,}" if isinstance(cell, int) else f"{abs(cell)}"
    if cell >= 0:
        return figure
    return f"({figure})" if style.minus == "()" else f"{style.minus}{figure}"


def spread(text: str, how: str) -> str:
    """Short words over the width of a cell (字間), where so set."""
    if how != "spread" or not 2 <= len(text) <= LONGEST_SPREAD or not text.isalpha():
        return text
    return ("　" if len(text) < 4 else " ").join(text)
