"""What is a table's whole title, where its captions stand in steps: 予算実施計画, 収益的収入及び支出, 収入?

The line nearest to a table may say no more than a side.  Then the lines above it, or the tables before, say of what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.drafts import Caption
from normalizers.labels import numbering
from normalizers.words import kind_of_title, numbering_style

SHORT = 30
"""Characters: a numbered line below a title (1 総括) that is longer is a caption of its own."""
_NAMES = "収入|支出|歳入|歳出|収益|費用"
_SIDE = re.compile(rf"(?:[0-9]{{1,2}}[.、]?)?(?:(?:{_NAMES})(?:の部)?$|[(\[〔【](?:{_NAMES})(?:の部)?[)\]〕】])")
"""収入, 支出の部, (歳入), 2歳出 (no age), and (歳出)3款民生費."""
_NUMBER = re.compile("[0-9]+")
_LISTS = re.compile("(?:明細|調|報告)書$")
"""A document of several tables."""
_DOCUMENT = re.compile("[書表]$")
_PART = re.compile(r"^[(\[〔【]?[^\W\d]{2,}(?:事業|会計|勘定)[)\]〕】]?$")
"""The part of a body that a statement is of, where it stands right below its name: 個人番号カード発行等関連事業."""
_RANKS = tuple(map(re.compile, ("第", "[IVX]", "一", "[01]", r"[(\[〔]1")))
_ACCOUNT = re.compile("^(?:収益|資本)的(?:収入及び支出|収支|収入|支出)$")

_PAPER = re.compile(
    "^(?:議案第|第[0-9]+号議案)|について$|(?:予算|決算|計画|報告)書?(?:及び|並びに|、|・)[^()]*(?:予算|決算|計画|報告|書類?|概要|説明)[^()]*$"
    "|(?:予算|決算|計画)(?:案|書)?の(?:概要|説明|説明資料|あらまし|ポイント)$"
)
"""What a whole paper is called: 議案第1号 …について, 令和7年度事業計画及び収支予算, 当初予算案の概要."""
_WHO = re.compile("(?:委員会|審議会|協議会|議会|組合|連合|事務局|[課局室係])$")
"""Who meets, or tells: of no side of a budget the whole."""

Step = tuple[str, str]
"""A caption as read, and cleaned without what shares its line."""


def is_side(title: str) -> bool:
    """Whether a cleaned caption says only which side of a statement it is over: 収入, 2歳出, 【支出】."""
    return bool(_SIDE.match(numbering(title)[1] or title) or _SIDE.match(title))


def title_of(steps: Sequence[str]) -> str:
    """The steps of a caption as one title; the paper that they are all printed in is none, but for a side that says no more."""
    own = [step for n, step in enumerate(steps) if n == len(steps) - 1 or not _PAPER.search(step)]
    return " ".join(steps if own and is_side(own[0]) else own)


def steps_of(captions: Sequence[Step], place: int) -> list[Step]:
    """The captions that make the title, outermost first; ``captions``: those above a table, ``place``: the main one's."""
    place = _last_sibling(captions, place)
    own = captions[place]
    below = [step for step in captions[place + 1 :] if _is_step(step[1])]
    if kind_of_title(own[1]) and any(_PART.match(text) and len(text) <= SHORT for _, text in captions[place + 1 : place + 2]):
        below = [captions[place + 1], *below]
    if not is_side(own[1]):
        return [*_over(captions, place), own, *below]
    over = [n for n in reversed(range(place)) if not is_side(captions[n][1])]
    parent = next((n for n in over if not _WHO.search(captions[n][1])), over[0] if over else None)
    if parent is None:
        return [own, *below]
    outermost = _over(captions, parent)
    named = [step for step in captions[:parent] if kind_of_title(step[1]) and not is_side(step[1])]
    outer = named[-1:] if not outermost and not kind_of_title(captions[parent][1]) else outermost
    return [*outer, captions[parent], own, *below]


def _last_sibling(captions: Sequence[Step], place: int) -> int:
    """The place of the last caption numbered as the main one is: a section without a table may stand between it and this one."""
    style = numbering_style(captions[place][1])
    alike = [n for n, (_, text) in enumerate(captions) if n >= place and style and numbering_style(text) == style]
    return alike[-1] if alike else place


def _over(captions: Sequence[Step], place: int) -> list[Step]:
    """The captions that a caption is one of several under, outermost first: 5 将来負担比率 over (1) 将来負担額."""
    if not place or not _heads(captions[place - 1][1], captions[place][1]):
        return []
    return [*_over(captions, place - 1), captions[place - 1]]


def _heads(upper: str, own: str) -> bool:
    """Whether the caption right above another is numbered one level higher, or names a document that the other is a part of."""
    if is_side(upper) or len(upper) > SHORT or _DOCUMENT.search(own):
        return False
    return bool(_LISTS.search(upper)) or -1 < _rank(upper) < _rank(own)


def _rank(caption: str) -> int:
    """How deep a caption's numbering stands among those in use: 第1, Ⅰ, 一, 1, (1), then ① and letters; −1 without one."""
    style = numbering_style(caption)
    return next((n for n, marks in enumerate(_RANKS) if marks.match(style)), len(_RANKS)) if style else -1


def _is_step(text: str) -> bool:
    """Whether a caption below the main one only narrows it down."""
    found, words = numbering(text)
    return is_side(text) or bool(_ACCOUNT.match(words)) or (bool(found) and len(text) <= SHORT and not kind_of_title(text))


def under(caption: Caption, before: Sequence[str]) -> Caption:
    """A caption under the steps that the table before printed and this one does not: 支出 after 決算報告書, 収入."""
    if not caption.steps:
        return caption
    own = caption.steps[0]
    style = _style(own)
    level = next((n for n, step in enumerate(before) if style and _style(step) == style), None)
    if not is_side(own):
        if not level or style.startswith("第") or not _follows(before[level], own):
            return caption  # 第3表 …: a table of the whole document
        return _with_steps(caption, (*before[:level], *caption.steps))
    side = next((n for n, step in enumerate(before) if is_side(step)), None)
    return _with_steps(caption, (*before[: level if level is not None else side or 0], *caption.steps))


def _with_steps(caption: Caption, steps: tuple[str, ...]) -> Caption:
    return replace(caption, title=title_of(steps), steps=steps)


def _follows(before: str, own: str) -> bool:
    """Whether a caption's number comes after another's of its style; the same caption may come again."""
    numbers = [_NUMBER.search(numbering(step)[0]) for step in (before, own)]
    return before == own or (all(numbers) and int(numbers[0][0]) < int(numbers[1][0]))  # type: ignore[index]


def _style(step: str) -> str:
    """How a caption is numbered; 2歳入, which is no age here, as 1総括 is."""
    return numbering_style(step) or ("1" if step[:1].isdecimal() else "")
