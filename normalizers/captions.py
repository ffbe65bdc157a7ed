"""What do the lines around a table say of it: title, form, period, unit, rounding, notes?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, takewhile

from normalizers.book import is_book_line
from normalizers.drafts import Caption
from normalizers.eras import fiscal_year_of, fiscal_years, period
from normalizers.labels import clean_label, numbering
from normalizers.titles import Step, is_side, steps_of, title_of
from normalizers.units import YEN_FACTORS, named_units, rounding, unit_in, unit_of_label, units_in, without_unit
from normalizers.words import kind_of_title, numbering_style
from pipeline.model import Line

MAX_TITLE_LENGTH = 70
"""Characters; the longest caption seen is 62, over two lines, and a longer line is prose."""
MAX_SHORT_LINE = 80
"""Characters up to which a line above is searched for the fiscal year that it is about."""
NOTE_STEP = 1.2
"""Heights of a line: a wider blank below a note parts it from what follows, the next table's caption."""
NEAR_LINES = 8
"""How far above its table a caption was ever seen, in lines (title, what it shows, period, unit, form, body, page)."""

LARGER = 1.2
"""Heights of a caption's line: that of the heading over it, at least."""

GOES_ON = re.compile(
    r"[(\[〔【]?(?:(?:前(?:頁|ページ)(?:から|より)?の?)?(?:続き?|つづき|承前)|前(?:頁|ページ)(?:から|より)(?:続く|つづく))[)\]〕】]?(?=$|[^\w])"
)
"""Says that a table goes on from the page before."""
_LEADS_ON = re.compile(r"^[(\[〔【]?(?:次(?:頁|ページ|葉)[へに]?(?:続く|つづく|続き)?|以下(?:余白|白紙))[)\]〕】]?$")
"""次頁へ続く, 以下余白: said of the page, of no table."""
_PAPER = re.compile(
    r"^[(\[〔【]?(?:(?:参考|配布|会議)?資料(?:No\.?)?[0-9]+(?:[-の][0-9]+)*|(?:議案|報告|認定|承認|諮問)第[0-9]+号|第[0-9]+号議案)[)\]〕】]?$"
)
"""The number of a paper for a meeting: 資料2-1, 議案第12号."""
_COUNT = "[0-9一二三四五六七八九十]+"
_FORM = re.compile(
    rf"^[(\[〔【]?(?:(?:別紙|別記|別表)?様式第?{_COUNT}(?:-[0-9]+)*号?(?:の{_COUNT})?(?:様式)?(?:\(第{_COUNT}条関係\))?"
    rf"|第{_COUNT}号の?(?:{_COUNT})?第?(?:{_COUNT})?様式|別紙[0-9]*(?:[-ー][0-9]+)*)[)\]〕】]?"
)
_NOTE = re.compile(r"^[(\[〔【]?(?:注|※|\*|備考)[)\]〕】:0-9\s]?")
_NOTED_TABLE = re.compile(r"^[(\[〔【]注記?[)\]〕】][^。]{2,}(?:内訳|明細|状況|推移|表)$")
"""A note that is nothing but the caption of a table: (注記)資金の期末残高の内訳."""
_ENDED = re.compile(r"[。))]$")
_PAGE_NUMBER = re.compile(r"^[-ー–—\s]*(?:P\.?)?[0-9]{1,4}(?:/[0-9]{1,4})?(?:頁|ページ)?[-ー–—\s]*$")
_PAGE_TAIL = re.compile(r"(?:[0-9]{1,4}(?:頁|ページ)|(?<![A-Za-z])(?:頁|ページ|P\.|PAGE)[:.]?[0-9]{1,4})$")
_ONLY_YEAR = re.compile(
    r"^[(\[〔【]?(?:(?:明治|大正|昭和|平成|令和)(?:元|[0-9]{1,2})|(?:19|20)[0-9]{2})(?:年度?|年[0-9]{1,2}月(?:分|中|末)?)[)\]〕】]?$"
)
"""A year or a month alone: 令和7年度, (令和7年9月分)."""
_PROSE = re.compile(r"[。.、]$|(?:である|ました|します|による(?:増|減)|の(?:増|減)|のとおり|[^は]なし)$|…|・・・")
_SENTENCE = re.compile(r"(?:定める|とおりとする|ものとする|である)。")
"""A rule of a budget in articles, whatever stands in brackets after it."""
_SENTENCE_END = re.compile(r"。(?![)\]」』〕】])")
_SENTENCE_PART = re.compile("[、はをが]")
_PARTICLE = re.compile("[はをが]")
MIN_PROSE_LINE = 25
"""Characters; a line of running text fills its page, no caption with は or 、 was ever as long above a sentence's end."""
_NUMBERED_TABLE = re.compile("^(?:第[0-9一二三四五六七八九十]{1,3}(?:-[0-9]{1,2})?表|表[0-9]{1,3}(?:-[0-9]{1,2})?)(?![0-9])")
"""第1表 …: says itself that it is a table's caption."""
_SUBMITTED = re.compile("[0-9]日(?:提出|提案|専決|議決|招集|報告|公表|送付)")
"""The day of a bill, with its author behind it."""
_EXPLAINS = re.compile(r"(?:もの|こと)[)\]〕】]?$|^[-・¹²³⁴-⁹]")
_PERIOD_LINE = re.compile(
    r"現在|^[(\[]?(?:明治|大正|昭和|平成|令和)?(?:[0-9]+|元)年[0-9]+月[0-9]+日[)\]]?$|から.*まで|自.*至|[0-9]日[~〜～―—–-]"
)
_SITTING = re.compile("年度第[0-9]+回[^0-9]*会|^第[0-9]+回.*年[0-9]+月[0-9]+日")
"""令和7年度第1回評価委員会, 第3回 令和6年3月22日 …: who met and when, not what about."""
_TOPIC = re.compile("(?:明治|大正|昭和|平成|令和|20)(?:[0-9]+|元)年度[はにの]")
_BODY = re.compile(
    r"^(?:[(\[〔【]?白紙[)\]〕】]?"
    r"|(?:資料|出典|出所)[::].*"
    r"|[一-鿿]{3,}[課係]"
    r"|(?:法人名|団体名|施設名|会計単位名?|拠点(?:区分)?|事業区分|サービス区分|部局名?|所管)[::]?.*)$"
)
_PART = re.compile(r"(?:[IVX]+[.、]?)?(?:資産|負債|純資産|正味財産|資本|負債(?:及び|・)?(?:純資産|資本))の部$")
"""The heading of a balance sheet's part, which is no table's caption."""
_OPEN_END = re.compile("(?:までの|ための|についての|及び|又は|並びに|に係る|に関する|当該)$")
_OPEN_START = re.compile("^(?:及び|並びに|又は|に関する|に係る|についての|[のを](?=[一-鿿]))")
_ASIDE = re.compile(r"\([^()]*\)")
_ONLY_GOES_ON = re.compile(rf"^{GOES_ON.pattern}$|^[(\[〔【][^)\]〕】]*(?:続き|つづき)[)\]〕】]$")
_SHARED = re.compile(r"[(（\[〔]?\s*単位.*$|\s[0-9０-９]{1,4}\s*(?:頁|ページ)\s*$")
_BRACKETS_BEHIND = re.compile(r"[(（][^()（）]*[)）]$")
_DECORATED = re.compile(r"([*＊☆★◆◇■□●○◎=＝~～―—_-])\1+\s*(?P<text>.+?)\s*\1{2,}")
_DAY_BEHIND = re.compile(r"(?P<words>[^0-9()。、:]{3,}?)(?:明治|大正|昭和|平成|令和)(?:[0-9]+|元)年[0-9]+月(?:[0-9]+日)?末?現在")
_NO_CAPTION = re.compile("[日市町村県都府道国会]$|組合$|法人$|公社$|機構$|大学$|病院$|センター$")
"""Whose day it is, or of what."""
_UNIT_BEHIND = re.compile("、単位:[^()]+[)]$")
_HAS_DIGIT = re.compile("[0-9元]")
_ONLY_MARK = re.compile(r"^[(\[〔【].*[)\]〕】]$")


def read_caption(above: Sequence[Line], below: Sequence[Line] = ()) -> Caption:
    """Take the lines above a table, and the first below it, apart.

    The title is the nearest line that names a statement; where none does, the nearest line that looks like a caption.
    """
    cleaned = _whole_lines([(line.text, clean_label(_undecorated(line.text))) for line in above])
    near = cleaned[-NEAR_LINES:]
    prose = _running_text(near)
    below_unit = max(len(near) - _after_unit(near), _parts_below(near))
    steps = _steps(near, prose, {line.text: line.box.bottom - line.box.top for line in above if line.box})
    start = max((n for n, pair in enumerate(near) if steps and pair[0] == steps[-1][0]), default=0)
    beside = [clean for _, clean in near]
    units = next((units for clean in reversed(beside) if len(clean) <= MAX_TITLE_LENGTH and (units := _units(clean))), ())
    units = units or (_sorted(units_in(clean_label(steps[-1][0]))) if steps else ())  # 電力使用量(千kWh)
    around = [*below[:NEAR_LINES], *reversed(above[-NEAR_LINES:])]
    return Caption(
        title=title_of([text for _, text in steps]),
        steps=tuple(text for _, text in steps),
        printed="\n".join(raw for raw, _ in steps),
        form=next((match[0] for clean in reversed(beside) if (match := _FORM.match(clean))), ""),
        period=_printed_period([*near[start:], *reversed(near[:start])])
        or _printed_period(_from_and_to(near))
        or _bracketed_period(steps[-1][0] if steps else ""),
        unit=units[0] if units else "",
        units=units,
        named_units=next((named for clean in reversed(beside) if (named := named_units(clean))), ()),
        headings=tuple(line for line in above[len(above) - below_unit :] if may_head(clean_label(line.text))),
        rounding=next((word for line in around if (word := rounding(line.text))), ""),
        notes=notes_of(below),
        years=(*fiscal_years(_paper(near, prose))[:1], *_years(near, prose)),
        levels=tuple(clean for clean in beside if is_book_line(clean)),
        bare=not steps,
    )


def _undecorated(text: str) -> str:
    """A line without the marks on both its sides: *** 損益計算書 ***."""
    found = _DECORATED.fullmatch(text.strip())
    return found["text"] if found else text


def is_running_text(clean: str) -> bool:
    """Whether a cleaned line is a sentence, the start of one, or a note."""
    return bool(_PROSE.search(clean) or _SENTENCE.search(clean) or _NOTE.match(clean))


def _years(near: Sequence[tuple[str, str]], prose: set[int]) -> tuple[int, ...]:
    """The first year of each line above, the nearest first; running text counts where it begins with it: 令和6年度は、…"""
    told = [clean for n, (_, clean) in enumerate(near) if n not in prose or _TOPIC.match(clean)]
    return tuple(year for clean in reversed(told) for year in years_in(clean)[:1])


def is_sitting(clean: str) -> bool:
    """Whether a cleaned line says who met and when, and names a year but for that."""
    return _SITTING.search(clean) is not None


def _parts_below(near: Sequence[tuple[str, str]]) -> int:
    """How many lines right above a table are headings of its parts (負債の部), and no caption."""
    return len(list(takewhile(lambda pair: _PART.match(pair[1]), reversed(near))))


def _whole_lines(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A line that ends inside brackets goes on in the next, which closes them, as does one that ends in a particle."""
    whole: list[tuple[str, str]] = []
    for raw, clean in lines:
        if whole and ((left_open(whole[-1][1]) and left_open(clean) < 0) or _goes_on(whole[-1][1], clean)):
            before = whole.pop()
            whole.append((f"{before[0]}\n{raw}", clean_label(f"{before[1]}{clean}")))
        else:
            whole.append((raw, clean))
    return whole


def _goes_on(clean: str, below: str) -> bool:
    """Whether a line ends in a particle, or the next starts with one."""
    return bool(_OPEN_END.search(clean) or _OPEN_START.search(below)) and not unit_in(clean) and not _PROSE.search(clean)


def left_open(clean: str) -> int:
    """How many brackets a line leaves open; negative where it closes more than it opens."""
    return clean.count("(") - clean.count(")")


def notes_of(lines: Sequence[Line]) -> str:
    """The notes (注 …) at the head of the lines below a table, with the lines that go on until one that is none."""
    notes: list[str] = []
    for number, line in enumerate(lines):
        clean = clean_label(line.text)
        if _NOTE.match(clean):
            notes.append(line.text.strip())
        elif notes and number and _is_below(lines[number - 1], line) and not _ENDED.search(clean_label(lines[number - 1].text)):
            notes[-1] += clean if _NOTE.match(clean_label(notes[-1])) else ""
        else:
            break
    return "\n".join(notes)


def before_list(above: Sequence[Line], heading: str) -> Sequence[Line]:
    """The lines above the list that a table's first heading, as cleaned, goes on with: ``3.`` below ``1.`` and ``2.``."""
    style = numbering_style(heading)
    if not style.endswith(".") or numbering(heading)[0] == style:
        return above
    numbered = (n for n, line in enumerate(above) if numbering_style(clean_label(line.text)) == style)
    return above[: next(numbered, len(above))]


def _is_below(upper: Line, lower: Line) -> bool:
    """Whether a line follows another as those of one text do; true where nothing has a place."""
    if not upper.box or not lower.box:
        return True
    return lower.box.top - upper.box.bottom <= NOTE_STEP * (upper.box.bottom - upper.box.top)


def years_in(clean: str) -> tuple[int, ...]:
    """Fiscal years that a short line names; a period line counts by its first day."""
    if len(clean) > MAX_SHORT_LINE or _PROSE.search(clean) or is_sitting(clean):
        return ()
    named = fiscal_years(clean)
    if named or not _is_period(clean):
        return named
    from datetime import date

    start, end = period(clean)
    day = start or end
    return (fiscal_year_of(date.fromisoformat(day)),) if day else ()


def _steps(near: Sequence[tuple[str, str]], prose: set[int], heights: Mapping[str, float]) -> list[Step]:
    """The captions that make the title, as read and without what shares their line; none where nothing is one.

    ``prose``: which lines are running text; ``heights``: those of the lines, by their text.
    """
    told = _end_of_prose(near, prose)
    candidates = [pair for n, pair in enumerate(near) if n not in prose and _may_be_title(pair[1])]
    below = [pair for pair in candidates if pair in near[told:]]  # the paper's own title stands above running text
    candidates = below if any(not is_side(clean) for _, clean in below) else candidates
    title = _title(near, candidates)
    if title is None:
        return []
    last = near[: _after_unit(near)]
    standing = [pair for pair in candidates if pair in last or pair == title]
    place = standing.index(title)
    steps = steps_of([(raw, title_text(clean)) for raw, clean in standing], place)
    if place and steps[0][0] == title[0] and _is_headed(title, standing[place - 1], heights):
        return [(standing[place - 1][0], title_text(standing[place - 1][1])), *steps]
    return steps


def _is_headed(caption: tuple[str, str], above: tuple[str, str], heights: Mapping[str, float]) -> bool:
    """Whether a caption that names no statement stands under a heading in larger type."""
    if kind_of_title(caption[1]) or _NUMBERED_TABLE.match(caption[1]):
        return False
    own, larger = heights.get(caption[0]), heights.get(above[0])
    return own is not None and larger is not None and larger > LARGER * own


def _end_of_prose(near: Sequence[tuple[str, str]], prose: set[int]) -> int:
    """The place after the last line of running text; 0 without any."""
    return max((n + 1 for n, (_, clean) in enumerate(near) if n in prose or _SENTENCE_END.search(clean)), default=0)


def _paper(near: Sequence[tuple[str, str]], prose: set[int]) -> str:
    """The title of the paper, where running text stands between it and the table; empty where none does."""
    above = near[: _end_of_prose(near, prose)]
    return next((clean for _, clean in reversed(above) if kind_of_title(clean) and _may_be_title(clean)), "")


def _title(near: Sequence[tuple[str, str]], candidates: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The main caption, as read and cleaned."""
    if candidates and _NUMBERED_TABLE.match(candidates[-1][1]):
        return candidates[-1]
    named = [pair for pair in candidates if kind_of_title(pair[1])]
    above = near[: _after_unit(near)]  # what stands between the unit and the table is its first heading
    before = [pair for pair in named if pair in above] or named or [pair for pair in candidates if pair in above]
    return next(reversed(before or candidates), None)


def _running_text(near: Sequence[tuple[str, str]]) -> set[int]:
    """Which lines belong to a sentence that ends in a line below them: full lines with its particles, and no end of their own."""
    prose: set[int] = set()
    for n in reversed(range(len(near) - 1)):
        below, clean = near[n + 1][1], near[n][1]
        goes_on = n + 1 in prose or bool(_SENTENCE_END.search(below))
        part = _PARTICLE if numbering(clean)[0] else _SENTENCE_PART  # 9.取得価額、累計額及び残高: a numbered heading lists
        if goes_on and len(clean) >= MIN_PROSE_LINE and part.search(_ASIDE.sub("", clean)):
            prose.add(n)
    return prose


def _after_unit(near: Sequence[tuple[str, str]]) -> int:
    """The place after the line that says nothing but the unit."""
    return next(
        (n for n, (_, clean) in enumerate(near, 1) if "単位" in clean and (_is_remark(clean) or not title_text(clean))), len(near)
    )


def _is_remark(clean: str) -> bool:
    """Whether brackets hold a unit and whatever else is said, the day perhaps, and the line is no more: (4月1日現在、単位:人)."""
    return bool(_ONLY_MARK.match(clean)) and "単位" in clean and clean.count("(") == 1


def _may_be_title(clean: str) -> bool:
    if not clean or len(_ASIDE.sub("", clean)) > MAX_TITLE_LENGTH or _is_period(clean) or _ONLY_GOES_ON.match(clean):
        return False
    if _LEADS_ON.match(clean) or _PAPER.match(clean) or _SUBMITTED.search(clean):
        return False
    if is_book_line(clean) or clean in "款項目節":
        return False
    if _BODY.match(clean) and not kind_of_title(clean):
        return False
    if _PAGE_NUMBER.match(clean) or _ONLY_YEAR.match(clean):
        return False
    if _NOTE.match(clean) and not _NOTED_TABLE.match(clean):
        return False
    if _PROSE.search(clean) or _EXPLAINS.search(clean) or _SENTENCE.search(clean):
        return False
    if _PART.match(clean) or _is_remark(clean):
        return False
    rest = title_text(clean)
    return bool(rest) and not _ONLY_GOES_ON.match(rest) and any(char.isalpha() for char in rest)


def may_head(clean: str) -> bool:
    """Whether a line between unit and table is its first heading."""
    return bool(_PART.match(clean)) or _may_be_title(clean)


def title_text(clean: str) -> str:
    """A caption without the form, unit and page number that share its line."""
    text = _PAGE_TAIL.sub("", clean)
    text = _FORM.sub("", text, count=1)
    text = _words_before_day(text) or text
    if unit_in(text):
        text = _UNIT_BEHIND.sub(")", text) if _UNIT_BEHIND.search(text) else clean_label(without_unit(text))
    return _closed(text.strip())


def _words_before_day(clean: str) -> str:
    """What stands before the day that shares its line, at its end (職員数　　令和7年4月1日現在); else nothing."""
    found = _DAY_BEHIND.fullmatch(clean)
    return found["words"] if found and not _NO_CAPTION.search(found["words"]) else ""


def _closed(text: str) -> str:
    """A text with the bracket closed that stood behind what was taken from its end: (令和7年3月31日　単位：円)."""
    if left_open(text.replace("（", "(").replace("）", ")")) <= 0:
        return text
    return text + ("）" if "（" in text else ")")


def _is_period(clean: str) -> bool:
    """Whether the line is a date or a range of dates and no more."""
    if "月" not in clean or kind_of_title(clean):
        return False
    if _words_before_day(clean):
        return False
    named = _BRACKETS_BEHIND.sub("", clean)
    if named and named != clean and not _HAS_DIGIT.search(named):
        return False  # 職員の数 (令和7年4月1日現在)
    start, end = period(clean)
    return bool(end) and bool(start or _PERIOD_LINE.search(clean) or _ONLY_MARK.match(clean))


def _printed_period(lines: Sequence[tuple[str, str]]) -> str:
    """The first line that is a period, as printed."""
    return next((_period_text(raw) for raw, clean in lines if _is_period(clean)), "")


def _bracketed_period(title: str) -> str:
    """The day or days in brackets behind a title, on its line: 貸借対照表（令和7年3月31日現在　単位：円）."""
    found = _BRACKETS_BEHIND.search(_period_text(title))
    return found[0] if found and "月" in found[0] and period(found[0])[1] else ""


def _from_and_to(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """自 … and 至 … on a line each, as one line."""
    return [
        (f"{first[0]} {second[0]}", first[1] + second[1])
        for first, second in pairwise(lines)
        if first[1].startswith("自") and second[1].startswith("至")
    ]


def _period_text(raw: str) -> str:
    """A period as printed, without the unit and page number that share its line."""
    return _closed(_SHARED.sub("", raw).strip())


def _units(clean: str) -> tuple[str, ...]:
    """The units that a line declares, money first."""
    if "単位" not in clean and not _ONLY_MARK.match(clean):
        return ()
    remarked = unit_of_label(clean) if clean.count("(") == 1 else ""  # (令和4年度、円)
    return _sorted(units_in(clean) or ((remarked,) if remarked else ()))


def _sorted(units: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(units, key=lambda unit: unit not in YEN_FACTORS))
