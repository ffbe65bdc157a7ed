"""Which year, which day, which period does this text name?  Japanese eras and Western years, text in, dates out.

Eras run on past their end (平成32年 is 2020) because budgets are printed before an era changes.  A fiscal year is named by
the Gregorian year in which it starts, on April 1: 平成30年度 → 2018, 平成31年3月31日 lies in 2018.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_YEAR_BEFORE = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "ショウワ": 1925,
    "ヘイセイ": 1988,
    "レイワ": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
"""The Gregorian year before each era's first; katakana is what mainframes print."""

_FIRST_FISCAL_MONTH = 4
_KANJI = {"元": 1, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_ERA = r"(?P<era>明治|大正|昭和|平成|令和|ショウワ|ヘイセイ|レイワ|(?<![A-Za-z])[MTSHR](?![A-Za-z])\.?)"
_COUNT = r"(?P<count>[0-9]{1,3}|元|[一二三四五六七八九十]{1,3})"
_WESTERN = r"(?P<western>(?<![0-9])(?:1[89]|20)[0-9]{2})"
_NAMED_YEAR = rf"(?:西暦)?(?:{_ERA}{_COUNT}|{_WESTERN})"
_OTHER_NAME = r"(?:年?[(\[〔][^)\]〕]{2,8}[)\]〕])?"
_FISCAL = re.compile(rf"{_NAMED_YEAR}{_OTHER_NAME}(?:[~〜～-][0-9]{{1,2}})?(?:事業|会計)?年度")
_LETTER_FISCAL = re.compile(rf"{_ERA}{_COUNT}(?:年度)?(?![0-9年.])")
_BARE_FISCAL = re.compile(r"(?<![0-9.,第])([0-9]{1,2}|元)年度")
_TERM_END = re.compile(rf"{_NAMED_YEAR}年(?P<month>[0-9]{{1,2}})月期")
_MONTH = re.compile(rf"{_NAMED_YEAR}年(?P<month>1?[0-9])月(?:分|中|末|の?実績|現在|時点|(?=[)\]]*$))")
"""A month that figures are of; not the one of a meeting (令和7年2月定例会)."""
_MONTH_ALONE = re.compile(rf"{_NAMED_YEAR}年(?P<month>1?[0-9])月(?:分|中|末|の?実績|現在)?")
_WHOLE_YEAR = re.compile(rf"{_NAMED_YEAR}年?{_OTHER_NAME}年?")
_RELATIVE = re.compile(r"(前々|前|当|本|今|翌)(?:年度|事業年度|会計年度|期|(?<=前)年(?=同[月期日]|実績|決算|予算|当初|度末))")
_OFFSETS = {"前々": -2, "前": -1, "当": 0, "本": 0, "今": 0, "翌": 1}

_SEPARATOR = "[.．/・-]"
_DATE = re.compile(
    rf"(?:{_NAMED_YEAR}{_OTHER_NAME}|(?P<relative>同|翌)|(?<![0-9])(?P<bare>[0-9]{{1,2}}|元))"
    rf"(?:(?:年|(?<=[)\]〕]))(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}}|末)日?|{_SEPARATOR}(?P<m>[0-9]{{1,2}}){_SEPARATOR}(?P<d>[0-9]{{1,2}})(?![0-9]))"
)
_RANGE = re.compile(r"から|より|至|[~〜～―—–-]")
_BLANKS = re.compile(r"\s+")


class _Dated(NamedTuple):
    start: int
    end: int
    day: date


@lru_cache(maxsize=8192)
def fiscal_year(text: str, context: int | None = None) -> int | None:
    """The first fiscal year that the text names, by the Gregorian year in which it starts; ``None`` where it names none.

    ``context`` is the fiscal year that the page is about: it completes ``31年度`` (the nearest year of any era), 前年度, 当期.
    Without 年度 a 3月期, a date (the year it lies in; of a range the first), a month (令和7年9月) or a year (平成30年, H30) is
    taken.
    """
    squeezed = _squeeze(text)
    found = fiscal_years(text)
    if found:
        return found[0]
    if context is not None:
        bare = _BARE_FISCAL.search(squeezed)
        if bare:
            return _nearest(_count(bare[1]), context)
        relative = _RELATIVE.search(squeezed)
        if relative:
            return context + _OFFSETS[relative[1]]
    return _year_without_its_word(squeezed)


@lru_cache(maxsize=8192)
def year_of_month(text: str) -> int | None:
    """The fiscal year of the month that figures are of: ``令和7年12月の実績`` → 2025; ``None`` where no such month is named."""
    month = _MONTH.search(_squeeze(text))
    return _year(month) - (int(month["month"]) < _FIRST_FISCAL_MONTH) if month else None


@lru_cache(maxsize=8192)
def fiscal_years(text: str) -> tuple[int, ...]:
    """Every fiscal year with its era or Western year and 年度, in order: ``平成30年度から平成31年度`` → ``(2018, 2019)``."""
    squeezed = _squeeze(text)
    return tuple(_year(match) for match in _FISCAL.finditer(squeezed)) if "年度" in squeezed else ()


@lru_cache(maxsize=4096)
def _dates(squeezed: str) -> tuple[_Dated, ...]:
    return tuple(_find_dates(squeezed))


def dates(text: str) -> list[date]:
    """Every date in the text, in order; one that no calendar has (2月30日) is left out.

    A year without its era takes the era of the date before it, 同年 and 翌年 its year: ``平成30年4月1日から31年3月31日``.
    """
    return [found.day for found in _dates(_squeeze(text))]


@lru_cache(maxsize=4096)
def period(text: str) -> tuple[str, str]:
    """The period printed, as ISO dates: ``(start, end)``, ``("", end)`` for a single day (現在), else two empties."""
    squeezed = _squeeze(text)
    found = _dates(squeezed)
    for first, second in pairwise(found):
        between = squeezed[first.end : second.start]
        if first.day < second.day and len(between) <= 4 and _RANGE.search(between):
            return first.day.isoformat(), second.day.isoformat()
    return ("", found[0].day.isoformat()) if found else ("", "")


def fiscal_year_of_period(start: str, end: str) -> int:
    """The fiscal year of a printed period, ISO dates: by the end where it ends in March, else by its first day's year."""
    last = date.fromisoformat(end)
    if not start or last.month == _FIRST_FISCAL_MONTH - 1:
        return fiscal_year_of(last)
    return date.fromisoformat(start).year


def fiscal_year_of(day: date) -> int:
    """The fiscal year in which a day lies, April to March."""
    return day.year if day.month >= _FIRST_FISCAL_MONTH else day.year - 1


def year_span(year: int) -> tuple[str, str]:
    """First and last day of a fiscal year, as ISO dates: 2018 → ``("2018-04-01", "2019-03-31")``."""
    return f"{year:04d}-04-01", f"{year + 1:04d}-03-31"


def _find_dates(squeezed: str) -> Iterator[_Dated]:
    era_base, year = None, None
    if "月" not in squeezed and not re.search(_SEPARATOR, squeezed):
        return
    for match in _DATE.finditer(squeezed):
        if match["era"] or match["western"]:
            era_base = _base(match) if match["era"] else None
            year = _year(match)
        elif match["relative"] and year is not None:
            year += match["relative"] == "翌"
        elif match["bare"] and era_base is not None:
            year = era_base + _count(match["bare"])
        else:
            continue
        day = _calendar_day(year, match["month"] or match["m"], match["day"] or match["d"])
        if day:
            yield _Dated(match.start(), match.end(), day)


def _calendar_day(year: int, month: str, day: str) -> date | None:
    try:
        if day == "末":
            return date(year, int(month), monthrange(year, int(month))[1])
        return date(year, int(month), int(day))
    except ValueError:
        return None


def _year_without_its_word(squeezed: str) -> int | None:
    """The fiscal year of a text that doesn't say 年度."""
    term = _TERM_END.search(squeezed)
    if term:
        return _year(term) - (int(term["month"]) < 12)
    found = _dates(squeezed)
    if found:
        return fiscal_year_of(found[0].day)
    month = _MONTH_ALONE.fullmatch(squeezed)
    if month:
        return _year(month) - (int(month["month"]) < _FIRST_FISCAL_MONTH)
    alone = _WHOLE_YEAR.fullmatch(squeezed) or _LETTER_FISCAL.search(squeezed)
    return _year(alone) if alone and not squeezed.isdigit() else None


def _year(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups.get("western"):
        return int(groups["western"])
    return _base(match) + _count(match["count"])


def _base(match: re.Match[str]) -> int:
    return _YEAR_BEFORE[match["era"].rstrip(".")]


def _count(printed: str) -> int:
    """31, 元, 三十一 → int."""
    if printed.isdecimal():
        return int(printed)
    if "十" not in printed:
        return int("".join(str(_KANJI[char]) for char in printed))
    tens, _, ones = printed.partition("十")
    return (_KANJI[tens] if tens else 1) * 10 + (_KANJI[ones] if ones else 0)


def _nearest(count: int, context: int) -> int:
    """The Gregorian year of an era's nth year that lies nearest to the context; the newer of two equally near."""
    years = sorted({base + count for base in _YEAR_BEFORE.values()}, reverse=True)
    return min(years, key=lambda year: abs(year - context))


def _squeeze(text: str) -> str:
    return _BLANKS.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))
