"""What does each column of a statement stand for: segment, version, measure, fiscal year, period, unit?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from normalizers.amounts import looks_numeric, split_unit
from normalizers.drafts import Draft
from normalizers.eras import fiscal_year, fiscal_year_of_period, period
from normalizers.figures import figures_of, is_difference
from normalizers.labels import clean_label, key_of
from normalizers.quantities import default_unit, first_quantity, is_unit_under, quantity_of, unit_of_column
from normalizers.units import YEN_FACTORS, unit_of_label, without_unit
from normalizers.years import are_years, column_years, is_over_years, span_moved
from pipeline.model import Column, StatementKind

SEPARATOR = " / "
SEGMENT_KINDS: frozenset[StatementKind] = frozenset({"balance_sheet", "income_statement", "cash_flow", "budget"})
TOTAL_HEADERS = frozenset({"合計", "計", "総計", "法人合計"})

_SUPPLEMENT = re.compile(r"([0-9]{1,2}月)補正")
_SUPPLEMENT_AFTER = re.compile(r"([0-9]{1,2}月)補正後")
_VERSIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("補正前"), "補正前"),
    (re.compile("^(第?[0-9]{1,2}[回次号月]|今回)?補正(予算|予定)?額?$"), "補正額"),
    (re.compile("補正後"), "補正後"),
    (re.compile("当初"), "当初"),
    (re.compile("決算"), "決算"),
    (re.compile("予算"), "予算"),
    (re.compile("(支出|収入|執行)済|調定額|不納欠損額|収入未済"), "決算"),
    (re.compile("実績"), "実績"),
)
_CHANGE = re.compile("増減|比較|増[△▲(（]?減|伸び?率")
_GAP = re.compile("差異|過不足|予算残|^差$|との差$")
_LIMIT = re.compile("限度額")
UNNAMED = "金額"
"""What a column without a header is called, though it holds beds and patients, too."""
_COUNTED = ("count", "measure", "rate")
"""What is counted or rated beside money: a measure of its own name."""
_OPENING = re.compile("^期首$")
"""A column of opening balances: the table's date is not theirs."""
_NO_VERSION = re.compile("不用額|[^利]率|構成比|割合|繰越額|繰り?越すべき|残額|収支(?:\\(|$)")
_AGAINST = re.compile("対前|前年度?(当初)?(予算)?比|前期比(?!較)|前年同[月期日].*[比減]|増[△▲(（]?減|伸び?率")
"""A column that sets this year against the one before is of this year."""
_FORMULA = re.compile(r"(?<=[^()])\([A-Z]\).*$")
_RATE_TAIL = re.compile(r"(?:\([A-Z0-9/÷×+-]+\)|[A-Z]/[A-Z]|[×x]100|[%‰])+$")
"""What stands behind the words of a rate: its formula and its sign."""
_CALLED_RATIO = re.compile("(?:年度?|当初|予算|計画|期|月)比$")
"""対前年度比 may be a share of last year, or what it grew by: its figures tell."""
_PART_OF_CHANGE = re.compile("^(?:金額|額|対.+(?<![率比]))$")
"""What stands below 比較 or 増減, and names no measure of its own: 対予算."""
_MARKS = re.compile(r"[(]?[A-Z][)]?(?:[-+/×÷][(]?[A-Z][)]?)*")
"""What formulas call columns by, and formulas of such."""
_OVER_CHANGES = re.compile("(?:比較)?増減[額率]?|比較|伸び?率")
"""What stands over the changes of several amounts: 増減 over 会員数 and 会費."""
_RATE = re.compile("[率比]$|割合")
_HALF_OF_CHANGE = re.compile("^(増|減)(?:加|少)?額?$")
"""A change printed in two columns, what grew and what shrank: neither is the difference of the years by itself."""
CHANGES = frozenset({"増減", "差異", "増", "減"})
_BY_SEGMENT = re.compile("内訳表|(?:事業|部門|拠点|会計|施設|セグメント|区分)別")
"""A statement by segments, wherever its 合計 is printed (often on the next page)."""
_UNIT_COLUMN = re.compile("^(単位|数量単位)$")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a statement's columns take from their table where their own header is silent."""

    kind: StatementKind
    title: str
    year: int | None
    period: str
    segments: frozenset[str]
    """Every segment that the packet's segment columns name."""


def version_of(text: str) -> str:
    """当初, N月補正後, 補正額, 予算, 決算 … of a cleaned header; empty where it says none."""
    if _CHANGE.search(text) or _GAP.search(text):
        return ""
    after = _SUPPLEMENT_AFTER.search(text)
    if after:
        return f"{after[1]}補正後"
    return next((version for words, version in _VERSIONS if words.search(text)), "")


def version_of_title(title: str) -> str:
    """The version that a cleaned title gives all its columns: ``平成30年度3月補正予定貸借対照表`` → ``3月補正後``."""
    supplement = _SUPPLEMENT.search(title)
    if supplement:
        return f"{supplement[1]}補正後"
    if "当初予算" in title:
        return "当初"
    if "決算" in title and "予算" not in title:
        return "決算"
    return "予算" if "予算" in title and "決算" not in title and "対比" not in title else ""


def header_keys(draft: Draft) -> list[str]:
    """What the header of each data column is told by from that of another table, blanks and punctuation left out."""
    return [key_of(header_of(column.levels)) for column in draft.columns]


def header_of(levels: Sequence[str]) -> str:
    """All header levels cleaned and joined; a level that says nothing but a unit is left out."""
    parts: list[str] = []
    for level in levels:
        words, _, last = level.rpartition("\n")
        if words and without_unit(last) != last and not without_unit(last).strip() and "(" not in clean_label(last):
            level = words  # a unit on a line of its own: 本年度⏎千円
        text = clean_label(level) if without_unit(level).strip() else ""
        if text and not (parts and is_unit_under(text, parts[-1])):
            parts.append(text)
    return SEPARATOR.join(parts)


def names_of(draft: Draft) -> tuple[str, ...]:
    """The header of each column.

    Where nothing but the unit tells neighbours apart (人, % under よく利用する), it is a level; and where it stands in a line
    with the marks of formulas: (A), (B), (B)-(A), (%).
    """
    if draft.names:
        return draft.names
    names = [header_of(column.levels) for column in draft.columns]
    units = [clean_label(column.levels[-1]) if column.levels else "" for column in draft.columns]
    alone = [bool(unit) and not without_unit(unit).strip() for unit in units]
    marked = {len(column.levels) for column, unit in zip(draft.columns, units, strict=True) if _MARKS.fullmatch(unit)} - {1}
    told: list[str] = []
    for n, name in enumerate(names):
        if alone[n] and name and len(draft.columns[n].levels) in marked:
            told.append(f"{name}{SEPARATOR}{units[n]}")
            continue
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(names) and names[m] == name and name]
        apart = alone[n] and any(alone[m] and units[m] != units[n] for m in beside)
        told.append(f"{name}{SEPARATOR}{units[n].strip('()')}" if apart else name)
    return tuple(told)


def segment_names(draft: Draft, kind: StatementKind) -> tuple[str, ...]:
    """The header of each column where the columns are segments: with a total (合計) beside them, or by the title; else none."""
    names = names_of(draft)
    figures = [name for name, column in zip(names, draft.columns, strict=True) if column.numeric]
    parts = [name for name in figures if name not in TOTAL_HEADERS]
    if kind not in SEGMENT_KINDS or len(parts) < 2:
        return ()
    if len(parts) == len(figures) and (kind == "budget" or not _BY_SEGMENT.search(draft.caption.title)):
        return ()
    if any(_is_other(name) for name in parts):
        return ()
    return names


def _is_other(name: str) -> bool:
    """Whether a header says when or what is measured, and so not where."""
    if version_of(name) or _CHANGE.search(name) or _GAP.search(name) or not name:
        return True
    return bool(re.fullmatch(r"(第?[0-9]{1,2}(月|四半期|期)|.*年度末?|.*[額高]|構成比.*)", name)) or fiscal_year(name) is not None


def understand_columns(draft: Draft, scope: Scope) -> tuple[Column, ...]:
    """The columns of a draft, names unique."""
    names = names_of(draft)
    segmented = bool(segment_names(draft, scope.kind))
    totals = sum(name in TOTAL_HEADERS for name in names)
    years = column_years(names, scope.year)
    mixed = any(_UNIT_COLUMN.match(name) for name in names) or len(_units_of_cells(draft)) > 1
    told = [None if _AGAINST.search(name) else year for name, year in zip(names, years, strict=True)]
    named = any(year is not None for year in told)
    levels = [not (named and (_AGAINST.search(name) or _CHANGE.search(name))) for name in names]  # not what these differ by
    dated = [
        scope.year if year is None else year
        for year, column, level in zip(told, draft.columns, levels, strict=True) if column.numeric and level
    ]  # fmt: skip
    amended = {version_of(name) for name in names} >= {"補正前", "補正額"}
    newest = max((year for year in dated if year is not None), default=None)
    rows_are_years = are_years(draft.items)
    columns: list[Column] = []
    for column, name, year in zip(draft.columns, names, years, strict=True):
        unit = unit_of_column(column.levels, draft.caption, figures_of(draft, len(columns))) if column.numeric else ""
        measure = _measure(name, column.numeric, unit, mixed)
        if _CALLED_RATIO.search(name) and is_difference(draft, len(columns)):
            unit, measure = default_unit(draft.caption.all_units), "増減"
        if measure in CHANGES or _AGAINST.search(name):
            own = _year_above(name)
            year = newest if own is None and newest is not None and (year is None or measure != "差異") else own or year
        if year is None and not rows_are_years and not is_over_years(names, len(columns)):
            year = scope.year
        start, end = _period(name, year, scope)
        columns.append(
            Column(
                name=name or measure or UNNAMED,
                raw=" / ".join(column.levels),
                segment=_segment(name, segmented, totals > 1, scope),
                version="補正後" if amended and name in TOTAL_HEADERS else _version(name, measure, year, years, scope),
                measure=measure,
                fiscal_year=year,
                period_start=start,
                period_end=end,
                unit=unit,
            )
        )
    return _unique(columns)


def _without_formulas(levels: Sequence[str]) -> list[str]:
    """The cleaned levels of a header that have words: 収入率 over (B/A)."""
    return [level for level in levels if level and not _RATE_TAIL.fullmatch(level)]


def _units_of_cells(draft: Draft) -> set[str]:
    """The units that single figures print themselves."""
    texts = {
        cell.text for row in draft.rows for cell, column in zip(row.cells, draft.columns, strict=True) if cell and column.numeric
    }
    labels = {unit for row in draft.rows if not row.blank and (unit := unit_of_label(row.label))}
    return labels | {unit for text in texts if not text[-1:].isdigit() and (unit := split_unit(text)[1]) and looks_numeric(text)}


def _measure(name: str, numeric: bool, unit: str, mixed: bool) -> str:
    levels = _without_formulas(name.split(SEPARATOR))
    outer, inner = SEPARATOR.join(levels[:-1]), levels[-1] if levels else ""
    last = _RATE_TAIL.sub("", _FORMULA.sub("", clean_label(without_unit(inner))))
    if _PART_OF_CHANGE.match(last) and _CHANGE.search(outer):
        last = outer
    half = _HALF_OF_CHANGE.match(last)
    if half and _CHANGE.search(outer):
        return half[1]
    if not numeric:
        return last or "文言"
    if any(map(_OVER_CHANGES.fullmatch, levels[:-1])) and not half and not _RATE.search(last):
        return "増減率" if "率" in outer else "増減"
    if _CHANGE.search(last) and "増減事由" not in last:
        return "増減" if not re.search("率", last) else last
    if _GAP.search(last):
        return "差異"
    if _LIMIT.search(last):
        return "限度額"
    quantity = first_quantity((last, *(clean_label(level) for level in reversed(levels[:-1]))))
    if quantity.kind in _COUNTED:
        return last if quantity_of(last).kind else quantity.words
    if mixed:
        return ""
    return "金額" if unit in YEN_FACTORS or not unit or not last else last


def _version(name: str, measure: str, year: int | None, years: Sequence[int | None], scope: Scope) -> str:
    """The column's own version; else the title's, unless the column is of another year than the title or is a change."""
    if measure in CHANGES or _NO_VERSION.search(name):
        return ""
    own = next((version for level in reversed(name.split(SEPARATOR)) if (version := version_of(level))), "")
    if own or (year != scope.year and any(years)):
        return own
    return version_of_title(scope.title)


def _segment(name: str, segmented: bool, totals: bool, scope: Scope) -> str:
    """The segment; 合計 for the column of totals, which keeps its own name where there are several (合計, 法人合計)."""
    levels = name.split(SEPARATOR) if name else []
    if segmented:
        own = next((level for level in reversed(levels) if level not in TOTAL_HEADERS), "")
        return "合計" if name in TOTAL_HEADERS and not totals else own or name
    for level in levels:
        if level in scope.segments or (len(levels) > 1 and re.search("(事業|会計|拠点)$", level)):
            return level
    named = [segment for segment in scope.segments if segment in scope.title]
    return max(named, key=len, default="")


def _year_above(name: str) -> int | None:
    """The year under which a change or a rate stands: 令和4年度 / 前年比; none that it is held against (対令和5年度)."""
    outer = name.split(" / ")[:-1]
    levels = (level for level in reversed(outer) if not (_AGAINST.search(level) or _CHANGE.search(level)))
    return next((year for level in levels if (year := fiscal_year(level)) is not None), None)


def _period(name: str, year: int | None, scope: Scope) -> tuple[str, str]:
    """First and last day: the column's own, else the table's as printed, moved where the column is of another year."""
    if _OPENING.search(name) and scope.kind == "balance_sheet":
        return "", ""
    start, end = period(name) if "月" in name and "補正" not in name else ("", "")
    if not end:
        start, end = period(scope.period) if scope.period else ("", "")
        if not end:
            return "", ""
        start, end = span_moved(start, end, 0 if year is None else year - fiscal_year_of_period(start, end))
    return ("" if scope.kind in ("balance_sheet", "inventory") else start), end


def _unique(columns: list[Column]) -> tuple[Column, ...]:
    """Headers that repeat get `` #2``, `` #3``."""
    from dataclasses import replace

    seen: Counter[str] = Counter()
    result = []
    for column in columns:
        seen[column.name] += 1
        result.append(replace(column, name=f"{column.name} #{seen[column.name]}") if seen[column.name] > 1 else column)
    return tuple(result)


def unit_column(columns: Sequence[Column]) -> int | None:
    """The column that prints each row's unit, where there is one."""
    return next((n for n, column in enumerate(columns) if _UNIT_COLUMN.match(column.name)), None)
