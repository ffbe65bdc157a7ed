"""Which numbers belong to a column's name, and are none of its figures: 均等割額 above （10％) or 10％, 予算額 above (1)?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.geometry import OPENING, Token
from extractors.spanners import SPREAD

QUALIFIER = re.compile(r"[(（](?:[0-9０-９]{1,3}(?:[.．][0-9０-９]+)?[%％]|[0-9０-９]{1,2})[)）]")
"""A share, or the number of a column."""
SHARE = re.compile(r"[0-9０-９]{1,2}(?:[.．][0-9０-９])?[%％]")
"""The same without brackets, in a line that has no amount."""
ERAS = ("令和", "平成", "昭和", "大正")
ERA_ENDS = ("和", "成", "正")
LEVEL = 0.4
"""Em between the middles of texts on one line, at most."""
NAME_STEP = 1.8
"""Em from the name's last line down to its number, at most."""
CENTRED = 0.8
"""Em between the middles of a name and its number."""


def without_header_numbers(tokens: list[Token]) -> list[Token]:
    """The tokens, such numbers as words: right below a word and in its middle, the next number in its column without brackets."""
    found = [token for token in tokens if token.numeric and token.text[0] in OPENING and QUALIFIER.fullmatch(token.text)]
    found += _shares(tokens)
    named = {id(token) for token in found if _ends_a_name(token, tokens)} | _years(tokens)
    return [token._replace(numeric=False) if id(token) in named else token for token in tokens] if named else tokens


def _years(tokens: Sequence[Token]) -> set[int]:
    """The numbers of years that stand apart from their era and from 年, behind or right below them: 令和 12 年度."""
    eras = [t for t in tokens if t.text[-2:] in ERAS]
    spread = [t for t in tokens if t.text in ERA_ENDS]  # 令　和　６　年
    years = [t for t in tokens if t.text[0] == "年"] if eras or spread else []
    found = set()
    for token in tokens if years else ():
        if token.numeric and len(token.text) <= 2:
            before = any(_stands_behind(token, t, 1.0) for t in eras) and any(_follows(t, token) for t in years)
            apart = any(_stands_behind(token, t, SPREAD) for t in spread) and any(_stands_behind(t, token, SPREAD) for t in years)
            if before or apart:
                found.add(id(token))
    return found


def _stands_behind(token: Token, before: Token, reach: float) -> bool:
    """Whether a token stands on a line behind another, so many em away at most."""
    return abs(before.cy - token.cy) < LEVEL * token.em and 0 <= token.x0 - before.x1 < reach * token.em


def _follows(word: Token, number: Token) -> bool:
    """Whether a word stands right behind a number, or on the next line of one name."""
    down = word.cy - number.cy
    return _stands_behind(word, number, 1.0) or (
        0 < down < NAME_STEP * number.em and word.x0 < number.x1 and number.x0 < word.x1 + number.em
    )


def _shares(tokens: Sequence[Token]) -> list[Token]:
    """Bare shares in lines without an amount."""
    bare = [token for token in tokens if token.text[-1] in "%％" and token.numeric and SHARE.fullmatch(token.text)]
    if not bare:
        return []
    amounts = {round(token.cy) for token in tokens if token.numeric and ("," in token.text or "，" in token.text)}
    return [token for token in bare if amounts.isdisjoint(range(round(token.cy) - 2, round(token.cy) + 3))]


def _ends_a_name(number: Token, tokens: Sequence[Token]) -> bool:
    column = [t for t in tokens if t is not number and t.x0 < number.x1 and t.x1 > number.x0]
    above = max((t for t in column if t.cy < number.cy), key=lambda t: t.cy, default=None)
    figure = min((t for t in column if t.cy > number.cy and t.numeric), key=lambda t: t.cy, default=None)
    if above is None or figure is None or above.numeric or QUALIFIER.fullmatch(figure.text) or figure.text[-1] in "%％":
        return False
    return number.cy - above.cy < NAME_STEP * number.em and abs(above.cx - number.cx) < CENTRED * number.em
