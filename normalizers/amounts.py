"""What number does this text say?  The one doorway from text to number, and it refuses to guess.

Three outcomes only: an ``Amount``, ``None`` for a blank, or ``UnreadableAmount`` quoting the cell, which the caller
records as a finding.  Parentheses may be a sign or a subtotal: both values are candidates, and the sums decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from normalizers.units import TRAILING_UNIT
from pipeline.errors import KenzanError
from pipeline.model import Number


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed."""

    value: Number
    """The likeliest value: the first candidate."""
    candidates: tuple[Number, ...]
    """Every value that the print allows, likeliest first; never empty."""
    unit: str = ""
    """The unit printed in the same cell (``1,234円``), else empty."""


class UnreadableAmount(KenzanError):  # noqa: N818 - a state of the cell, as the contract names it
    """A cell that holds something, and no number that can be relied on."""

    def __init__(self, printed: str) -> None:
        self.printed = printed
        super().__init__(f"not a number: {printed!r}")


_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)")
_SIGNED = re.compile(r"[△▲-] ?(?=[0-9])")
_NUMBER = re.compile(r"((?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*))(\.[0-9]+)?")
_SIGNS = str.maketrans(dict.fromkeys("▲Δ∆⊿", "△") | dict.fromkeys("−‐‑‒–", "-") | {"、": ",", "\\": "¥"})
_DASHES = frozenset("-—―ー─━")
"""A cell of nothing but these is a printed nought: hyphens of every width (as - by now), rules and the long-vowel mark."""

_MINUS, _PREFIXES = ("△", "-"), ("△", "-", "+")
_BRACKETS = {"(": ")", "[": "]", "〔": "〕", "<": ">", "〈": "〉", "«": "»", "《": "》", "【": "】", "{": "}"}
_BLANKS = re.compile(r"\s+")
_SPLIT_DIGITS = re.compile(r"[0-9]\s+(?=[0-9])")
_DIGIT_RUN = re.compile(r"[0-9]{2}")
_BROKEN_ACROSS = re.compile(r"[0-9]\s*[\n\r]\s*[0-9]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f]")

_NOTE_MARK = re.compile(
    r"(?<=[0-9)\]円%人件戸台])"
    r"(?:※[0-9]{0,2}\)?|[(\[](?:※|\*|注)[0-9]{0,2}[)\]]|\*{1,3}"
    r"|(?<=[,.][0-9]{3})\*[0-9]\)?|(?<=[円人件戸台])\*[0-9]\)?|注[0-9]{0,2}\)?)$"
)
"""A note's mark behind a number, by its own character: ``4,700※1``, ``4,700*``, ``4,700(注1)``, ``42,800人*1``."""
_RAISED_MARK = re.compile("(?<=[0-9０-９]{3})[⁽(（]?[¹²³⁰⁴-⁹]{1,2}[⁾)）]?$")
"""A raised mark behind at least three digits: ``4,700¹``; shorter numbers may be powers."""
_NUMERIC = re.compile(r"[0-9,.()\[\]〔〕<>〈〉«»《》【】{}+¥△-]+")
_SAYS_SOMETHING = re.compile(r"[0-9△-]")
_MINUS_NOTE = re.compile(
    r"(?:\(\)(?:内|書き?|付き?)?|[括か][弧っ]こ?(?:内|書き?|付き?))(?:の(?:数字|数値|金額))?は,?、?"
    r"(?:負|マイナス|赤字|△|[^。]{0,10}差し引)"
)
_DOTS = frozenset({"…", "‥", "⋯", "・・・", "..."})
_NOUGHT_NOTE = re.compile(
    "[「『](?:…|‥|⋯|・・・)[」』](?:印)?(?:は|=|＝|:|：)[^。]{0,6}(?:該当|実績|皆無|ゼロ|なし|ない|無し|0|０)"
)
_HOLLOW = re.compile(r"[#■□�?]{2,}")
_MIXED = re.compile(r"[0-9,.OoIlSB|■□�?#+¥()△-]+")
_GROUPED = re.compile(r"[0-9],[0-9OoIlSB|■□�?#]|[OoIlSB|■□�?#],[0-9]")
_NUMBERING = re.compile(r"(?:\([1-9][0-9]?\))+|0[0-9]+|[0-9]+(?:-[0-9]+)+-?|[0-9]{1,4}(?:\.[0-9]{1,2}){2,}|[0-9]{1,2}\.|[0-9]+\)")
"""Digits and punctuation that name or count something instead of amounting to it: (1), (1)(2), 050, 1-2, 30.4.1, 3., 1)"""


@lru_cache(maxsize=16384)
def parse_amount(printed: str) -> Amount | None:
    """Read △1,234 as −1234, a lone dash as 0, and an empty cell as ``None``; a trailing or leading unit is kept beside it.

    Raises ``UnreadableAmount`` for anything else: wrong grouping, leading zeros, two numbers in a cell, a lone △, words.
    """
    if _PLAIN.fullmatch(printed):
        return _single(int(printed.replace(",", "")))
    signed = _SIGNED.match(printed)
    if signed and _PLAIN.fullmatch(printed, signed.end()):
        return _single(-int(printed[signed.end() :].replace(",", "")))
    marked = printed if printed.isascii() else _RAISED_MARK.sub("", printed.rstrip())
    text = _normal(marked)
    if not text.strip():
        return None
    if _foreign(marked) or _two_numbers(text):
        raise UnreadableAmount(printed)
    text, unit = split_unit(_NOTE_MARK.sub("", _BLANKS.sub("", text)))
    candidates = _candidates(text)
    if not candidates:
        raise UnreadableAmount(printed)
    return Amount(candidates[0], candidates, unit)


def is_bracketed(text: str) -> bool:
    """Whether a cell's whole text stands in brackets: a subtotal, or a negative number."""
    normal = _normal(text).strip()
    return len(normal) > 2 and _BRACKETS.get(normal[0]) == normal[-1]


@lru_cache(maxsize=16384)
def looks_numeric(text: str) -> bool:
    """Whether the cell should be a number: digits and number punctuation only, perhaps broken; the unit may stand with it.

    True for ``1,23``, ``△``, ``12,34O``, ``####`` (all unreadable) and a lone dash; False for blanks, words with digits in
    them (``平成30年度から``, ``①``, ``3階``), and digits that only number something (``(1)``, ``050``, ``1-2``, ``30.4.1``).
    """
    if _PLAIN.fullmatch(text):
        return True
    text = text if text.isascii() else _RAISED_MARK.sub("", text.rstrip())
    normal = _NOTE_MARK.sub("", _BLANKS.sub("", _normal(text)))
    if not normal or _foreign(text):
        return False
    number, unit = split_unit(normal)
    if not unit and _BRACKETS.get(normal[0]) != normal[-1]:
        bare, unit = split_unit(normal.strip("()[]〔〕"))
        number = bare if unit else number  # one bracket lost, the unit before the other: 1,234円)
    if not number or (_NUMBERING.fullmatch(number) and not (unit and number[0] == "(")):
        return False
    dashes = number[1:-1] if _BRACKETS.get(number[0]) == number[-1] and len(number) > 2 else number
    if set(dashes) <= _DASHES or (_NUMERIC.fullmatch(number) and _SAYS_SOMETHING.search(number)):
        return True
    return bool(_HOLLOW.fullmatch(number) or (_MIXED.fullmatch(number) and _GROUPED.search(number)))


def split_unit(text: str) -> tuple[str, str]:
    """The number's text and the unit printed with it, both NFKC: ``1,234円`` and ``¥1,234`` → ``("1,234", "円")``.

    A unit inside the number's brackets comes out of them: ``(1,234円)`` → ``("(1,234)", "円")``.
    """
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    normal = normal.strip()
    if normal[:1] in ("¥", "\\"):
        return normal[1:].lstrip().removesuffix("円").rstrip(), "円"
    if _BRACKETS.get(normal[:1]) == normal[-1:]:
        inner, unit = split_unit(normal[1:-1])
        return (f"{normal[0]}{inner}{normal[-1]}", unit) if inner and unit else (normal, "")
    match = TRAILING_UNIT.search(normal)
    if not match:
        return normal, ""
    return normal[: match.start()].rstrip(), {"m3": "㎥", "m2": "㎡"}.get(match[1], match[1])


def _single(value: Number, unit: str = "") -> Amount:
    return Amount(value, (value,), unit)


def _normal(printed: str) -> str:
    """NFKC, one character a sign, nothing invisible; blanks are still there."""
    text = printed if printed.isascii() else unicodedata.normalize("NFKC", printed)
    return _INVISIBLE.sub("", text).translate(_SIGNS)


def _foreign(printed: str) -> bool:
    """Whether a digit is one only by compatibility: ①, ², ½, which NFKC would turn into a plain digit."""
    return not printed.isascii() and any(char.isdigit() or char.isnumeric() for char in printed if char not in _DIGITS)


_DIGITS = frozenset("0123456789０１２３４５６７８９百千万億兆十")


def _two_numbers(text: str) -> bool:
    """Whether blanks stand between digits that are not evenly spaced single ones (字間): two numbers, or a doubt."""
    if not _SPLIT_DIGITS.search(text):
        return False
    return bool(_DIGIT_RUN.search(text) or _BROKEN_ACROSS.search(text))


class Legend(NamedTuple):
    """What the notes of a packet say its signs stand for."""

    minus: bool
    """Brackets for a minus."""
    nought: bool
    """Dots for nothing at all; else nobody knows what they stand for."""


def is_dots(text: str) -> bool:
    """Whether a cell says … where others have a figure: not available, or nothing, as the notes tell."""
    return text.strip() in _DOTS


def legend_of(lines: Iterable[str]) -> Legend:
    """What any line says: （　）は負数を示す, 「…」は該当なし."""
    minus = nought = False
    for line in lines:
        minus, nought = minus or says_minus(line), nought or bool(_NOUGHT_NOTE.search(_BLANKS.sub("", line)))
    return Legend(minus, nought)


def says_minus(line: str) -> bool:
    """Whether a note says that brackets stand for a minus: （　）は負数を示す."""
    return _MINUS_NOTE.search(unicodedata.normalize("NFKC", line).replace(" ", "")) is not None


def _candidates(text: str) -> tuple[Number, ...]:
    """Every value of a text without blanks, likeliest first; empty where it is no number."""
    if text and set(text) <= _DASHES:
        return (0,)
    negative, text = text[:1] in _MINUS, text[1:] if text[:1] in _PREFIXES else text
    bracketed = len(text) > 2 and _BRACKETS.get(text[0]) == text[-1]
    if not bracketed:
        return _signed(_magnitude(text), negative)
    inner = text[1:-1]
    if set(inner) <= _DASHES:
        return () if negative else (0,)
    if not negative and _BRACKETS.get(inner[0]) == inner[-1]:
        return _candidates(inner)  # ［（1,234）］: a subtotal, and perhaps negative
    if inner[0] in _PREFIXES and not negative:
        return _signed(_magnitude(inner[1:]), inner[0] in _MINUS)
    value = _magnitude(inner)
    return _signed(value, negative) if negative or not value else (value, -value)


def _signed(value: Number | None, negative: bool) -> tuple[Number, ...]:
    if value is None:
        return ()
    return (-value if negative else value,)


def _magnitude(text: str) -> Number | None:
    """1,234 → 1234, 12.5 → Decimal; ``None`` for wrong grouping or leading zeros."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    digits = match[1].replace(",", "")
    return Decimal(digits + match[2]) if match[2] else int(digits)
