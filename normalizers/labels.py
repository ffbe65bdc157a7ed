"""What words does this label say, whatever the print did to them?

``clean_label`` gives the published text of items, columns, titles and sections; the others are for understanding and matching.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RADICALS_SUPPLEMENT = (
    "·厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣"
    "尢𡯂巳幺彑𫜹忄心扌攵·旡日月歺母"
    "民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹"
    "纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹"
    "艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑"
    "钅長镸长门𨸏阝雨青韦页风飞食𩙿飠"
    "饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜"
    "龙龜亀龟"
)
"""U+2E80 to U+2EF3, CJK Radicals Supplement: the equivalent unified ideograph of each, ``·`` where there is none.
Source: Unicode Character Database 17.0.0, EquivalentUnifiedIdeograph.txt.  U+2F00 to U+2FD5 (Kangxi radicals) mend by NFKC."""

_MENDED = {0x2E80 + n: char for n, char in enumerate(_RADICALS_SUPPLEMENT) if char != "·"}
_INVISIBLE = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_REPAIRS = _MENDED | _INVISIBLE

_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff⺀-⻳︱︲]")
_OPERATOR = re.compile(r"\s+(?=[－−＋＝×÷])|(?<=[－−＋＝×÷])\s+")
"""Blanks around the full-width signs of a formula: (Ｂ) － (Ａ)."""
_DETACHED = re.compile(r"\s+(?=[\u0300-\u036f\u3099\u309a])")
"""The blank that NFKC leaves before an accent or a voicing mark printed as a character of its own: ハ゜, ¯."""
_BLANK = re.compile(r"\s")
_BLANKS = re.compile(r"\s+")
_VERTICAL_DASH = re.compile(r"([ァ-ヺｦ-ﾝ]\s*)[︱︲]")
"""NFKC would turn the upright form of ー into a dash."""
_VERTICAL_BAR = re.compile(r"(?<=[ァ-ヺ])[|│┃丨](?=\S|$)")
_ASIAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")
_RANGE = re.compile("([0-9]) ?[~〜] ?(?=[0-9])")
"""From a number to another: 3　～　5."""
_SINGLES = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9](?: [A-Za-z0-9](?![A-Za-z0-9]))+")
_ALONE = re.compile(r"(?:^|(?<= ))[ぁ-ヿ一-鿿](?= |$)")
SPREAD = 3
"""Characters that stand alone between blanks, from which on a label is spread over its cell: its blanks part no words."""
_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z0-9,.;&']) (?=[A-Za-z0-9&])")
_KEPT = "\x1f"

_PLAIN_KEY = re.compile("[0-9a-zぁ-ゖァ-ヺー一-鿿々〇]+")
_DASH_IN_KATAKANA = re.compile(r"(?<=[ァ-ヺ])[-‐-―−─|~〜ｰ]")

_ROMAN = "(?:VI{0,3}|I{1,3}|IV|IX|X|XI{0,3})"
_NUMBERINGS = (
    r"第[0-9一二三四五六七八九十]+[款項目節条章編表部]",
    r"[(〔\[]\s*(?:[0-9]{1,3}|[ァ-ヶ]|[ｦ-ﾝ]|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\s*[)〕\]]",
    r"[①-⑳㉑-㉟⓪❶-❿⑴-⒇]",
    r"[0-9]{1,2}(?:[-‐−][0-9]{1,2})+[.)、]?(?![0-9年月日])",
    r"[0-9]{1,2}[.)、](?![0-9])",
    r"0[0-9]{1,3}(?![0-9.,])",
    r"[0-9]{1,3}(?=\s)(?!\s*[0-9年月日か箇])",
    r"[0-9]{1,2}(?=[一-鿿ァ-ヺ])(?![年月日期回号名人件級株箇円階款項目節条章割社世次者学番%億万千百十]|歳(?![入出]))",
    r"[0-9]{1,2}(?=その他)",
    r"[ア-ン](?:[.)、]|(?=\s+[^\sァ-ォッャ-ョー]\S)|(?=[一-鿿])(?![所月国条箇年]))",
    rf"{_ROMAN}(?:[.)、]|(?=\s)|(?=[一-鿿]))",
    r"[一二三四五六七八九十]{1,3}[.)、]",
    r"[a-zA-Z][.)](?![a-zA-Z])",
)
_NUMBERING = re.compile("(?:" + "|".join(_NUMBERINGS) + ")")
_ROMAN_NUMERALS = {ord(roman): unicodedata.normalize("NFKC", roman) for roman in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"}
_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


@lru_cache(maxsize=32768)
def clean_label(raw: str) -> str:
    """The label as published: NFKC, radicals and vertical forms mended, wraps and 字間 joined; numbering and brackets stay.

    ``科　目`` → 科目, ``L G W A N`` → LGWAN, ``平成 3 1 年度`` → 平成31年度, ``サ｜ビス`` → サービス; a blank between
    Latin words stays.  Applied to its own result it changes nothing.
    """
    if raw.isascii() and raw.isprintable() and " " not in raw:
        return raw
    text = raw
    if not raw.isascii():
        if _ODD.search(text):
            text = _VERTICAL_DASH.sub(r"\1ー", text.translate(_REPAIRS))
        text = unicodedata.normalize("NFKC", _OPERATOR.sub("", text))
        if _BLANK.search(text):  # NFKC brings signs of its own, as − of ₋
            text = unicodedata.normalize("NFKC", _OPERATOR.sub("", _DETACHED.sub("", text)))
    elif not raw.isprintable():
        text = _BLANKS.sub(" ", text).translate(_INVISIBLE)
    if _BLANK.search(text):
        text = _join(text)
    if not text.isascii():
        text = _VERTICAL_BAR.sub("ー", unicodedata.normalize("NFKC", text))
    return text


@lru_cache(maxsize=32768)
def key_of(label: str) -> str:
    """What two prints of one label share: letters, kana, kanji and digits, without case, blanks, punctuation and accents.

    Kana and kanji are never transliterated: サーバ and サーバー keep different keys (that is a finding, not a spelling).
    """
    text = clean_label(label).casefold()
    if _PLAIN_KEY.fullmatch(text):
        return text
    text = _DASH_IN_KATAKANA.sub("ー", text)
    return "".join(char if _PLAIN_KEY.fullmatch(char) else _latin(char) for char in text)


@lru_cache(maxsize=8192)
def numbering(label: str) -> tuple[str, str]:
    """The label's own numbering and its words: ``(1)現金`` → ``("(1)", "現金")``, ``050 人件費`` → ``("050", "人件費")``.

    Takes the label as read or cleaned; ①, Ⅰ and ア are known in both (Ⅰ gives ``I``).  Without numbering: ``("", label)``.
    Counted words (11月補正後, 31年度, 1株当たり) have none.
    """
    text = label if label.isascii() else label.translate(_ROMAN_NUMERALS | _WIDTH)
    text = text.strip()
    match = _NUMBERING.match(text)
    if not match or match.end() == len(text):
        return "", clean_label(label)
    return _BLANKS.sub("", match[0]), clean_label(text[match.end() :])


@lru_cache(maxsize=2048)
def slug(title: str) -> str:
    """The title without blanks and punctuation, for readable ids: ``(事業別財務情報(平成30年度))`` → 事業別財務情報平成30年度."""
    return "".join(char for char in clean_label(title) if char.isalnum())


def _join(text: str) -> str:
    """Take the blanks away that the layout put in; keep those that part Latin words."""
    text = _BLANKS.sub(" ", text).strip()
    if " " not in text:
        return text
    text = _SINGLES.sub(lambda match: match[0].replace(" ", ""), text)
    text = _RANGE.sub(r"\1~", text)
    if text.isascii() or not _ASIAN.search(text):
        return text
    if len(_ALONE.findall(text)) >= SPREAD:
        return text.replace(" ", "")
    return _BETWEEN_WORDS.sub(_KEPT, text).replace(" ", "").replace(_KEPT, " ")


@lru_cache(maxsize=2048)
def _latin(char: str) -> str:
    """Letters and digits of an accented or enclosed character; nothing for punctuation."""
    if char.isascii():
        return char if char.isalnum() else ""
    if _ASIAN.match(char) and char.isalpha():
        return char
    from unidecode import unidecode

    plain: str = unidecode(char)
    return "".join(c for c in plain.casefold() if c.isalnum())
