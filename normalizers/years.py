"""Of which fiscal year is a table, a column?

A table's year is its title's, its period's, or that of the nearest heading; a column's is what its header names, else the
table's. Where the rows are years (令和2年度, 令和3年度 …), their columns are of none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.captions import is_running_text, is_sitting
from normalizers.drafts import Draft
from normalizers.eras import fiscal_year, fiscal_year_of_period, fiscal_years, period, year_of_month, year_span
from normalizers.labels import clean_label
from pipeline.model import Line

HEADING = 40
"""Characters of a heading, at most: longer lines are prose, which names many years."""
SEPARATE_YEARS = 3
"""As many columns of years beside it make a 合計 one over the years, and of none of them."""

_CARRIED = re.compile("翌年度への?繰り?越|繰越額|繰り越すべき")
"""What is carried into the next year is of this one."""
_RUNS_ON = re.compile("(?<![0-9元])年度(?:末?まで|以降)")
"""前年度末まで, 当該年度以降: years that the table is about without naming one; 令和9年度以降 names its first."""
_OVER_YEARS = re.compile(
    r"(?:全体|総|累|合|通算|[0-9]+(?:か|ヶ|カ|ケ)?年間?(?:の?(?:合|平均)?))(?:計|額|計画|事業費|平均)?(?:\(.*\))?$|^計$"
)
_TERM = re.compile("第([0-9]{1,3})(?:事業|会計)?年度")
"""第9期 may be three years of a plan."""
_ORDINAL = re.compile("第([0-9]{1,3})期")
_HALF = re.compile("(?:^| / )前期(?: / |$)")
_CALENDAR_YEAR, _LAST_MONTHS = re.compile("年$"), re.compile("[1-3]月(?:分|末|期|$)")
"""A year without 年度 above the months that its fiscal year does not have."""
_ENTRY = re.compile(r"(?:[.・‥…]){2,}|[0-9]+$")
"""A line of a table of contents: its page stands at the end."""
_END_OF_SPAN = re.compile(r"[(\[〔【]?[自至](?=.*[0-9]年[0-9]+月[0-9]+日)")
_YEAR_ROW = re.compile(
    r"(?:明治|大正|昭和|平成|令和|[MTSHR]\.?|(?=(?:19|20)[0-9]{2}))(?:[0-9]{1,4}|元)(?:年度?末?)?(?![0-9月])"
    r"(?:[^一-鿿]|(?:決算|予算|実績|見込|計画|推計|目標|当初|補正|確定|速報|以前|以降|現在|産|産米|分|計|合計).*$|$)"
)
"""A row that is a year: 令和2年度末, R2, 2020年度決算; 平成12年度上水道事業債 is a bond."""


def standing_year(lines: Sequence[Line], *, contents: bool = False) -> int | None:
    """The fiscal year of the last heading among the lines; ``None`` where none names one.

    ``contents``: the lines are a page of their own, a cover or a list of what follows: of several years it tells none.
    """
    years = [year for line in lines if (year := _heading_year(line.text)) is not None]
    if contents:
        named = set(years or _year_of_span(lines) or _years_of_prose(lines))
        return named.pop() if len(named) == 1 else None
    return years[-1] if years else None


def _year_of_span(lines: Sequence[Line]) -> list[int]:
    """The year that a cover prints as its first and last day, in one line or two: 自 令和5年4月1日, 至 令和6年3月31日."""
    ends = [clean for line in lines if _END_OF_SPAN.match(clean := clean_label(line.text))]
    start, end = period("".join(ends[:2]))
    return [fiscal_year_of_period(start, end)] if start else []


def _years_of_prose(lines: Sequence[Line]) -> list[int]:
    """What the lines of a page without headings name, the short ones first: 令和6年度早瀬市の一般会計の予算は、…"""
    named = [(len(line.text) > HEADING, years[0]) for line in lines if (years := fiscal_years(line.text))]
    return [year for is_long, year in named if is_long == named[0][0]] if (named := sorted(named)) else []


def _heading_year(text: str) -> int | None:
    if "年度" not in text:
        return None
    clean = clean_label(text)
    if len(clean) > HEADING or is_running_text(clean) or _ENTRY.search(clean) or is_sitting(clean):
        return None
    years = set(fiscal_years(clean))
    return years.pop() if len(years) == 1 else None


def dated(drafts: Sequence[Draft]) -> list[Draft]:
    """With the fiscal year of each table: its own, the nearest heading's, else the table's before.

    Tables before any that names one take the only one that any table names. A day (2月末現在) is its own table's alone.
    """
    named = {own for draft in drafts if (own := _own_year(draft)) is not None}
    standing = named.pop() if len(named) == 1 else None
    result: list[Draft] = []
    for draft in drafts:
        own = _own_year(draft)
        headed = draft.caption.standing if own is None else own
        standing = standing if headed is None else headed
        of_day = _year_of_day(draft) if own is None else None
        result.append(replace(draft, year=standing if of_day is None else of_day))
    return result


def _own_year(draft: Draft) -> int | None:
    """The year of the innermost caption that names one, of the period printed, or of a short line above."""
    caption = draft.caption
    steps = caption.steps or ((caption.title,) if caption.title else ())
    named = [*(fiscal_years(step)[:1] for step in reversed(steps)), *([fiscal_year(step)] for step in reversed(steps))]
    titled = next((year for years in named for year in years if year is not None), None)
    if titled is not None:
        return titled
    start, end = period(caption.period) if caption.period else ("", "")
    if end and (start or end[5:] in ("03-31", "12-31")):
        return fiscal_year_of_period(start, end)
    return caption.years[0] if caption.years else None


def _year_of_day(draft: Draft) -> int | None:
    """The year of the month or the day within a year that this table alone is about: 令和7年12月の実績, 2月末現在."""
    month = year_of_month(draft.caption.title)
    if month is not None:
        return month
    _, end = period(draft.caption.period) if draft.caption.period else ("", "")
    return fiscal_year_of_period("", end) if end else None


def column_years(names: Sequence[str], context: int | None) -> list[int | None]:
    """The fiscal year that each header names; ``None`` for one that names none.

    ``names``: header levels joined by `` / ``; ``context``: the table's year, which completes 前年度 and 31年度, and is that of
    the last of several terms (第68年度, 第67年度).
    """
    halves = any("後期" in name.split(" / ") for name in names)  # 前期 is the first half of a year then
    years = [None if halves and _HALF.search(name) else _column_year(name, context) for name in names]
    terms = [int(found[1]) if (found := _TERM.search(name)) else 0 for name in names]
    if not any(terms) and not any(years):
        ordinals = [int(found[1]) if (found := _ORDINAL.fullmatch(name)) else 0 for name in names]
        terms = ordinals if len({*ordinals} - {0}) >= SEPARATE_YEARS else terms
    if context is None or len({*terms} - {0}) < 2:
        return years
    return [year if year or not term else context + term - max(terms) for year, term in zip(years, terms, strict=True)]


def _column_year(name: str, context: int | None) -> int | None:
    """By the innermost level that names one; what is carried over into 翌年度 is of no other year.

    January to March of a calendar year are of the fiscal year before: 令和7年 / 1月.
    """
    levels = (level for level in reversed(name.split(" / ")) if not _CARRIED.search(level) and not _RUNS_ON.search(level))
    months = False
    for level in levels:
        year = fiscal_year(level, context) if level else None
        if year is not None:
            return year - (months and bool(_CALENDAR_YEAR.search(level)))
        months = months or bool(_LAST_MONTHS.match(level))
    return None


def is_over_years(names: Sequence[str], index: int) -> bool:
    """Whether a column without a year stands beside columns of several: a sum over all of them (全体計画, 3年間合計)."""
    years = {year for name in names if (year := fiscal_year(name)) is not None}
    return len(years) >= SEPARATE_YEARS and bool(_OVER_YEARS.search(names[index].rpartition(" / ")[2]))


def are_years(items: Sequence[str]) -> bool:
    """Whether a table's rows are years: at least two, and half of all."""
    years = sum(bool(_YEAR_ROW.match(item)) for item in items)
    return years >= 2 and 2 * years >= len(items)


def span_moved(start: str, end: str, years: int) -> tuple[str, str]:
    """A period as many years later; of a part of a year no other year is known: two empties."""
    if not years or not end:
        return start, end
    whole = year_span(int(end[:4]) - 1)
    if (start, end) != whole and end != whole[1]:
        return "", ""
    return _move(start, years), _move(end, years)


def _move(day: str, years: int) -> str:
    return f"{int(day[:4]) + years:04d}{day[4:]}" if day else ""
