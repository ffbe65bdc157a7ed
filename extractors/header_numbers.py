"""Which numbers belong to a column's name, and are none of its figures: 均等割額 above （10％) or 10％, 予算額 above (1)?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.geometry import OPENING, Token

QUALIFIER = re.compile(r"[(（](?:[0-9０-９]{1,3}(?:[.．][0-9０-９]+)?[%％]|[0-9０-９]{1,2})[)）]")
"""A share, or the number of a column."""
SHARE = re.compile(r"[0-9０-９]{1,2}(?:[.．][0-9０-９])?[%％]")
"""The same without brackets, in a line that has no amount."""
NAME_STEP = 1.8
"""Em from the name's last line down to its number, at most."""
CENTRED = 0.8
"""Em between the middles of a name and its number."""


def without_header_numbers(tokens: list[Token]) -> list[Token]:
    """The tokens, such numbers as words: right below a word and in its middle, the next number in its column without brackets."""
    found = [token for token in tokens if token.numeric and token.text[0] in OPENING and QUALIFIER.fullmatch(token.text)]
    found += _shares(tokens)
    named = {id(token) for token in found if _ends_a_name(token, tokens)}
    return [token._replace(numeric=False) if id(token) in named else token for token in tokens] if named else tokens


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
