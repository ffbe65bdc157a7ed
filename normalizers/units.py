"""In which unit is this printed?  Text in, unit out: captions, header cells, single cells, and notes on rounding.

Units are spelled as the contract does: 円, 千円, 百万円, 億円, %, 人, 件, ㎥ ….
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.money import YEN_FACTORS, yen

__all__ = ["TRAILING_UNIT", "YEN_FACTORS", "rounding", "squeeze", "unit_in", "units_in", "without_unit", "yen"]

_COUNTERS = (
    "人 名 件 台 戸 世帯 口 株 枚 冊 個 箇所 か所 棟 床 通 両 本 隻 頭 羽 匹 基 団体 年 歳 時間 日 回 月分 か月 人日 人月 "
    "人泊 泊 車線 画地 区画 食 倍"
)
_THOUSANDS = "千人泊 千人 千件 千戸 千株 千口 千枚 千本 千冊 千個 千台 千回 千羽 千頭 千トン 千kWh"
_MEASURES = f"ポイント トン t m L km 千km kg ha kWh MWh kW kl TEU % ‰ ㎥ ㎡ 千㎥ 千㎡ {_THOUSANDS}"
_WORDS_TOO = frozenset("株日本社所校園室席部筆点羽組式分秒坪a")
"""Units that in brackets may be something else: (株) is a company, (社) an association, (日) a Sunday, (a) a formula's term."""
_PER = "㎥ m3 ㎡ m2 日 月 年 回 時間 kWh kW kg km kl t トン ha a 10a"
_PER_HEAD = "人 件 戸 世帯 台 床 口 団体"
"""After a stroke, what a rate is reckoned by (円/㎥); a head only in a header's brackets, for a caption lists so: 千円/人."""
_CURRENCIES = "ドル 米ドル 千ドル 千米ドル 百万ドル ユーロ 千ユーロ ポンド ウォン"
"""Money of others: a unit, and never yen."""
_OTHER_UNITS = {unit: unit for unit in f"{_COUNTERS} {_MEASURES} {_CURRENCIES}".split()} | {
    "パーセント": "%",
    "m3": "㎥",
    "m2": "㎡",
    "千m3": "千㎥",
    "千m2": "千㎡",
    "立方メートル": "㎥",
    "平方メートル": "㎡",
}

_SPELLINGS: dict[str, str] = {**{unit: unit for unit in YEN_FACTORS}, **_OTHER_UNITS}
"""Every spelling after NFKC and without blanks → the unit's name."""

_WORD = "(?:" + "|".join(sorted((re.escape(unit) for unit in _SPELLINGS), key=len, reverse=True)) + ")"
_LIST = rf"{_WORD}(?:[、,・/及び]+{_WORD})*"
_BLANKS = re.compile(r"\s+")
_DECLARED = re.compile(rf"[(\[〔【]?(?:金額)?単位(?:は|[::=])?[(\[]?({_LIST})[)\]]?[)\]〕】]?")
_ANY = r"[^()\[\]〔〕【】、,・/。]{1,6}"
_AT_END = re.compile(r"[(\[〔]([^()\[\]〔〕]{1,6})[)\]〕]$")
_OPEN_LIST = re.compile(rf"[(\[〔【](?:金額)?単位(?:は|[::=])({_ANY}(?:[、,・/]{_ANY})*)[)\]〕】]")
"""A list in brackets that says 単位: members that are no unit known here are units all the same (回線)."""
_NAMED_UNIT = rf"([^、,:()]{{1,12}}?):({_LIST})[、,]?(?=[^、,:()]{{1,12}}:|[)\]〕】])"
_NAMED_UNITS = re.compile(_NAMED_UNIT)
"""What is printed in what: (税率：％、税額・限度額：円), (件数：件　金額：千円)."""
_LIST_OF_NAMED = re.compile(rf"[(\[〔【](?:{_NAMED_UNIT}){{2,}}[)\]〕】]")
_BRACKETED = re.compile(rf"[(\[〔【](?:年利?(?=%))?(?!株|[日本][)\]〕】])({_LIST})[)\]〕】]")
"""(株) is a company, (日) a Sunday and (本) the head office, without 単位 before them."""
_MEASURED_IN = re.compile(r"[(\[〔](?:地積|[一-鿿]{0,3}面積|総?延長|容積|[数重]量)(m3|m2|ha|km|m|t|kg)[)\]〕]$")
"""What is measured, and in what: 土地(地積㎡), 建物(延面積㎡)."""
_COUNTED_OR_MEASURED = re.compile("(?:[数量積長価]|距離|キロ|料金|人員|時間|期間)$")
_CLEAR = rf"(?:{'|'.join(YEN_FACTORS)}|%|パーセント|‰|m3|m2|人|名|件|台|戸|世帯|月分|ポイント|{'|'.join(_CURRENCIES.split())})"
_ALONE = re.compile(rf"{_CLEAR}(?:[、,・/及び]+{_CLEAR})*")
"""Units that are nothing else when they stand alone; 日, 本, 口 or 団体 alone is a word."""
_REMARKED = re.compile(rf"[(\[〔][^()\[\]〔〕]*、({_CLEAR})[)\]〕]$")
"""A remark in brackets that ends in a unit: (再掲、人)."""
_SPLIT = re.compile(r"[、,・及び]+")
_COUNTS_IN_CELLS = (
    "人 名 件 台 戸 世帯 口 株 枚 冊 個 箇所 か所 棟 床 通 両 隻 頭 団体 月分 回 店 倍 "
    "校 園 本 基 門 食 匹 羽 筆 社 区画 路線 便 講座 歳 人日 トン"
)
_IN_CELLS = f"{_COUNTS_IN_CELLS} ‰ % m3 m2 千m3 千m2 ha m km kg kWh MWh {_THOUSANDS} {_CURRENCIES}"
TRAILING_UNIT = re.compile(
    "(" + "|".join(sorted([*YEN_FACTORS, *_IN_CELLS.split()], key=len, reverse=True)) + "|(?<=[0-9]{3})[a日])$"
)
"""A unit behind a number in its own cell (1,234円, 5人); after NFKC, so ㎥ is m3.  Floors, dates and grades are words.

486,320ａ and 258日 are amounts; 12a may count articles, and 31日 be a day.
"""

_RATED = re.compile(r"(?:率|比|割合|比重|指数)[^%‰0-9]{0,12}([%‰])$")
"""A rate with its sign bare at the end of its header, after the formula where there is one: ``執行率(B/A)%``."""
_OF_AMOUNT = re.compile(rf"[^\W\d]{{2,8}}?[:は]?({_WORD})")
"""What an amount is called, and its unit: 面積㎡, 金額は千円, 税率:％."""
_ROUNDING = re.compile(r"四捨五入|切り?捨て?")


@lru_cache(maxsize=4096)
def units_in(text: str) -> tuple[str, ...]:
    """Every unit that a caption, a header or a cell declares, in order: ``（単位：千円、％）`` → ``("千円", "%")``.

    Declared means ``単位`` before it, brackets around it, or nothing but it (a last printed line counts: ``本年度⏎千円``).
    """
    squeezed = squeeze(text)
    match = _OPEN_LIST.search(squeezed) or _DECLARED.search(squeezed)
    if match:
        return _of_amounts(_names(match[1]))
    named = _NAMED_UNITS.findall(squeezed) if ":" in squeezed else []
    if named:
        return tuple(dict.fromkeys(name for _, listed in named for name in _names(listed)))
    match = _BRACKETED.search(squeezed) or _MEASURED_IN.search(squeezed)
    if match:
        return _names(match[1], _PER_HEAD)
    tail = _tail(squeezed)
    if tail:
        return (tail,)
    if _ALONE.fullmatch(squeezed):
        return _names(squeezed)
    last = squeeze(text.rstrip().rpartition("\n")[2])
    if _ALONE.fullmatch(last):
        return _names(last)
    rated = _RATED.search(squeezed)
    return (rated[1],) if rated else ()


def named_units(text: str) -> tuple[tuple[str, str], ...]:
    """What a caption says to be printed in what, where it says so of several: ``(件数：件　金額：千円)``; else empty."""
    found = _LIST_OF_NAMED.search(squeeze(text)) if ":" in text or "：" in text else None
    pairs = _NAMED_UNITS.findall(found[0]) if found else []
    return tuple((name.strip("([〔【"), _names(listed)[0]) for names, listed in pairs for name in names.split("・"))


def unit_in(text: str) -> str:
    """The first unit that the text declares, money before anything else; empty where it declares none."""
    units = units_in(text)
    return next((unit for unit in units if unit in YEN_FACTORS), units[0] if units else "")


def is_bare_unit(text: str) -> bool:
    """Whether a text is the name of a unit and nothing else, brackets around it or not; 日, 本 and a in their place only."""
    word = squeeze(text).strip("()[]〔〕")
    return word in _SPELLINGS or word in _WORDS_TOO


@lru_cache(maxsize=4096)
def unit_of_label(label: str) -> str:
    """The unit in brackets at the end of a row's label, behind a remark perhaps; empty where there is none.

    ``職員数 (A)(人)`` → ``人``, ``標準報酬月額（年度平均、円）`` → ``円``.
    """
    squeezed = squeeze(label)
    remarked = _REMARKED.search(squeezed)
    if remarked:
        return _SPELLINGS[remarked[1]]
    match = _AT_END.search(squeezed)
    if not match:
        return ""
    word = match[1]
    if word in _SPELLINGS and word not in _WORDS_TOO:
        return _SPELLINGS[word]
    return _tail(squeezed)


def _of_amounts(names: tuple[str, ...]) -> tuple[str, ...]:
    """The units of a list that says of what each is: 面積㎡・金額千円; the list itself where it says so of none."""
    found = [_OF_AMOUNT.fullmatch(name) for name in names] if len(names) > 1 else []
    return tuple(_SPELLINGS[each[1]] for each in found if each) if found and all(found) else names


def _tail(squeezed: str) -> str:
    """The unit in brackets at the end of what it measures: 日数(日), 供給単価(円/㎥), 画地数(画地); empty where it is none."""
    match = _AT_END.search(squeezed)
    if not match:
        return ""
    word, head = match[1], squeezed[: match.start()]
    rate = _rate(word, _PER_HEAD)
    if rate or head.endswith(f"{word}数"):
        return rate or _SPELLINGS.get(word, word)
    return word if word in _WORDS_TOO and _COUNTED_OR_MEASURED.search(head) else ""


def _rate(word: str, heads: str = "") -> str:
    """So much money or so many by something else: ``円/m3`` → ``円/㎥``; empty where the text says no such thing."""
    amount, _, by = word.partition("/")
    if not by or by not in f"{_PER} {heads}".split() or amount not in _SPELLINGS or amount in ("%", "‰"):
        return ""
    return f"{_SPELLINGS[amount]}/{_SPELLINGS.get(by, by)}"


@lru_cache(maxsize=4096)
def without_unit(text: str) -> str:
    """The text without its declared unit: ``限度額(千円)`` → ``限度額``, ``本年度⏎千円`` → ``本年度``, ``(単位：円)`` → empty.

    NFKC and stripped where a unit was taken away, untouched otherwise.
    """
    if not units_in(text):
        return text
    normal = unicodedata.normalize("NFKC", text)
    first, _, last = normal.rstrip().rpartition("\n")
    if first and _ALONE.fullmatch(squeeze(last)):
        return first.strip()
    squeezed = squeeze(text)
    rest = _OPEN_LIST.sub("", squeezed, count=1)
    if rest == squeezed:
        rest = _DECLARED.sub("", squeezed, count=1)
    if rest == squeezed:
        rest = _LIST_OF_NAMED.sub("", squeezed, count=1)
    if rest == squeezed:
        rest = _BRACKETED.sub("", squeezed, count=1)
    if rest == squeezed and _tail(squeezed):
        rest = _AT_END.sub("", squeezed)
    return "" if _ALONE.fullmatch(rest) else rest


def rounding(text: str) -> str:
    """What a note says of rounding: ``四捨五入``, ``切捨て`` or empty."""
    match = _ROUNDING.search(squeeze(text))
    if not match:
        return ""
    return "四捨五入" if match[0] == "四捨五入" else "切捨て"


def squeeze(text: str) -> str:
    """NFKC without any blank."""
    return _BLANKS.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def _names(listed: str, heads: str = "") -> tuple[str, ...]:
    """The units of a list; ``heads``: what a rate may be reckoned by besides measures."""
    names: list[str] = []
    for part in _SPLIT.split(listed):
        rate = _rate(part, heads)
        names += [rate] if rate else [_SPELLINGS.get(word, word) for word in part.split("/") if word]
    return tuple(dict.fromkeys(names))
