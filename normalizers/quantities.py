"""Of what is this the amount: money, heads, days, a rate?  The words of a header or a label, and the unit that follows from them.

A caption's unit (単位：千円) is that of the money below it.  What counts or rates something beside the money says so in its
own words: 職員数 are 人 and 執行率 are %, wherever the table's unit is 千円.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from normalizers.drafts import Caption
from normalizers.labels import clean_label
from normalizers.units import YEN_FACTORS, is_bare_unit, unit_in, unit_of_label
from pipeline.model import Number

Kind = Literal["money", "rate", "count", "measure", "index", ""]

RATES = ("%", "‰")
_RATE_TAIL = re.compile(r"(?:\([A-Z0-9/÷×+-]+\)|[A-Z]/[A-Z]|[×x]100|[%‰])+$")
"""What stands behind the words of a rate: its formula and its sign."""
_ASIDE = re.compile(r"(?:\([^()]*\)|[*※][0-9]*)$")
"""What is said in brackets behind a quantity: 職員数(A), 病床数(許可)."""
_RATE = re.compile("(?:率|比|割合|比重)$")
_INDEX = re.compile("(?:指数|係数|倍率|順位|密度)$")
_MONEY = re.compile("(?:[金費料税]|[^定]額|[価残]高|財源|収[入益支]|支出|利益|損失|基金|損益|積立|繰入|繰出|収入済|支出済)$")
_AREA, _AREAS = re.compile("(?:面積|地積)$"), ("㎡", "千㎡", "ha", "a")
_MEASURED = re.compile("(?:数|(?<!計)量|面積|地積|延長|距離|キロ|人員|定員|人口)$")
_PEOPLE = re.compile("(?:[会職教役社議委]員|組合員|(?:保険|扶養|加入|受給|利用|退職|該当)者|児童|生徒|学生)$")
"""Whom a column counts where its caption says 人, beside what is paid: 任意継続組合員."""
_UNITS_OF_COUNTS = {
    "人": ("員数", "人数", "者数", "人員", "定員", "人口", "児数", "生数", "民数"),
    "件": ("件数",),
    "戸": ("戸数",),
    "世帯": ("世帯数",),
    "年": ("年数",),
    "日": ("日数",),
    "回": ("回数",),
    "台": ("台数",),
    "床": ("床数",),
    "口": ("口数",),
    "株": ("株数", "株式数"),
    "団体": ("団体数",),
    "校": ("校数",),
    "園": ("園数",),
    "冊": ("冊数",),
    "本": ("本数",),
    "枚": ("枚数",),
    "食": ("食数",),
    "時間": ("時間", "時間数"),
}
"""The unit of what is counted, by the words that it ends in."""
LEAST_PERCENT = 2
"""A rate printed with decimals that goes beyond this is one of a hundred, not of one (財政力指数 0.27, 扶養率 0.83)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured."""

    kind: Kind
    unit: str = ""
    """The unit that the words imply; empty where they imply none."""
    words: str = ""
    """The words that say so, without formula and brackets."""


@lru_cache(maxsize=8192)
def quantity_of(label: str) -> Quantity:
    """What a cleaned label or header level names by its last words; of kind ``""`` where it names nothing that is measured."""
    words = _RATE_TAIL.sub("", label)
    words = _ASIDE.sub("", words) or words
    if _RATE.search(words):
        return Quantity("rate", words=words)
    if _INDEX.search(words):
        return Quantity("index", words=words)
    counted = next((unit for unit, ends in _UNITS_OF_COUNTS.items() if words.endswith(ends)), "")
    if counted:
        return Quantity("count", counted, words)
    if _MEASURED.search(words):
        return Quantity("measure", words=words)
    return Quantity("money", words=words) if _MONEY.search(words) else Quantity("")


def first_quantity(levels: Iterable[str]) -> Quantity:
    """The first that names one, of cleaned texts from the nearest outwards: 男 below 被保険者数 counts heads."""
    return next((found for level in levels if (found := quantity_of(level)).kind), Quantity(""))


def is_unit_under(level: str, above: str) -> bool:
    """Whether a header's level is the unit of what is measured above it: t under 減収量; both cleaned."""
    return is_bare_unit(level) and quantity_of(above).kind in ("count", "measure", "money")


def declared_unit(levels: Sequence[str]) -> str:
    """The unit that a header's levels, as read and outer level first, print themselves; empty where they print none."""
    declared = next((unit for level in reversed(levels) if (unit := unit_in(level))), "")
    if not declared and len(levels) > 1 and is_unit_under(last := clean_label(levels[-1]), clean_label(levels[-2])):
        return last.strip("()")
    return declared


def unit_of_column(levels: Sequence[str], caption: Caption, figures: Sequence[Number]) -> str:
    """A column's unit: what its header declares, else what its words imply beside the caption's units, else the caption's first.

    ``levels``: as read, outer level first.
    """
    declared = declared_unit(levels) or _called(levels, caption.named_units)
    if declared:
        return declared
    units = caption.all_units
    quantity = first_quantity(clean_label(level) for level in reversed(levels))
    implied = implied_unit(quantity, units)
    if implied is None and "人" in units and _PEOPLE.search(clean_label(levels[-1]) if levels else ""):
        return "人"
    if implied is None:
        of_rate = not quantity.kind and "%" in units and _of_a_hundred(figures)
        return "%" if of_rate else default_unit(units)
    if quantity.kind == "rate" and quantity.words.endswith("割合") and not _of_a_hundred(figures):
        return ""  # of one: 基準額に対する割合 0.285
    if quantity.kind == "rate" and not implied and _of_a_hundred(figures):
        return "%"
    return implied


def _called(levels: Sequence[str], named: Sequence[tuple[str, str]]) -> str:
    """The unit that the caption gives what a header calls by its longest name there (金額：千円, １人当たり：円), or nothing."""
    for level in map(clean_label, reversed(levels) if named else ()):
        found = [(len(name), unit) for name, unit in named if name in level]
        if found:
            return max(found)[1]
    return ""


def unit_of_row(item: str, sections: Sequence[str], units: Sequence[str]) -> str | None:
    """The unit that a row's words imply, else the one in brackets behind the headings above it; ``None`` where they tell none.

    ``item`` and ``sections``: cleaned, outermost first; ``units``: all that the caption declares, one of which a heading that
    counts something (職員数) may mean.
    """
    own = quantity_of(item)
    implied = implied_unit(own, units)
    if implied is not None:
        return implied
    printed = next(filter(None, map(unit_of_label, reversed(sections))), None)
    if printed or own.kind or len(units) < 2:
        return printed
    counted = first_quantity(reversed(sections))
    unit = implied_unit(counted, units) if counted.kind in ("count", "measure") else None
    return unit if unit in units else None


def implied_unit(quantity: Quantity, units: Sequence[str]) -> str | None:
    """The unit of what is measured, beside those that a caption declares; empty where it has none that is known.

    ``None`` where the words say nothing, or money, so that the caption's unit holds.
    """
    if quantity.kind in ("", "money"):
        return None
    if quantity.kind == "rate":
        return next((unit for unit in units if unit in RATES), "")
    if quantity.kind == "index":
        return ""
    others = [unit for unit in units if unit not in YEN_FACTORS and unit not in RATES]
    thousands = f"千{quantity.unit}"
    if quantity.unit and thousands in units:
        return thousands
    named = [unit for unit in others if quantity.words.endswith(f"{unit}数")]  # 画地数 are 画地
    named += [unit for unit in others if unit in _AREAS] if _AREA.search(quantity.words) else []
    if len(named) == 1:
        return named[0]
    if quantity.unit and (quantity.unit in units or len(units) != 1 or not others):
        return quantity.unit
    return others[0] if len(others) == 1 else quantity.unit


def default_unit(units: Sequence[str]) -> str:
    """The unit of what nothing else is known of: the first; several counts (台・点) are told as they are printed."""
    if len(units) < 2 or units[0] in YEN_FACTORS or set(units) & set(RATES):
        return units[0] if units else ""
    return "・".join(units)


def _of_a_hundred(figures: Sequence[Number]) -> bool:
    """Whether rates are printed of a hundred: all with decimals, some beyond what a ratio is."""
    printed = [figure for figure in figures if figure]
    return all(isinstance(figure, Decimal) for figure in printed) and any(
        not -LEAST_PERCENT <= figure <= LEAST_PERCENT for figure in printed
    )
