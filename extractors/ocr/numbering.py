"""How are a table's labels numbered?  A numeral that the network wavers about is what the others leave for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.ocr.labels import UNREAD

LEADING_ONE = re.compile(r"^[Il|](?=[ 　.．]?[ァ-ヺ一-龥])")
FEWEST_IN_ORDER, SHARE_IN_ORDER = 2, 0.5
"""Labels from a Ⅰ on that it takes to see an order in Roman numerals, and the share of them that must be read so."""
IROHA = (
    ("イ", "イ丁ィ亻ｲT7"), ("ロ", "ロ口ﾛ"), ("ハ", "ハ八ﾊ"), ("ニ", "ニ二ﾆ="), ("ホ", "ホ木ﾎ"), ("ヘ", "ヘへ八ﾍ"),
    ("ト", "ト卜ﾄ"), ("チ", "チ千ﾁ"), ("リ", "リりﾘ"), ("ヌ", "ヌ又ﾇ"),
)  # fmt: skip
"""The old order of kana, in which items are numbered, and what each is taken for."""
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_WORD = re.compile("[ぁ-ヺ一-龥]")
_FIGURE = re.compile(r"^[2-9２-９](?=[ 　.．]?[ァ-ヺ一-龥])")
_PLAIN = re.compile(r"^[1-9][0-9]?(?=[ 　.．]?[ァ-ヺ一-龥])")
_BRACKETED = re.compile(r"^[(（]([1-9][0-9]?)[)）](?=[ 　]?[ァ-ヺ一-龥])")
_ROMAN = re.compile(r"^(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVXN]{1,4})(?=[ 　．.、]*[（(ァ-ヺ一-龥])")
_ROMANS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_LATIN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_VALUES = {numeral: k for k, pair in enumerate(zip(_ROMANS, _LATIN, strict=True)) for numeral in pair}


def numbered(labels: Sequence[str]) -> dict[int, str]:
    """The labels of a table whose numerals its others tell, by index, as they can only be."""
    ones = {i: LEADING_ONE.sub("1", label) for i, label in enumerate(labels) if LEADING_ONE.match(label)}
    others = _in_iroha(labels) | _in_circles(labels) | _in_figures(labels)
    if any(_FIGURE.match(label) for label in labels) and not any(_is_roman(label) for label in labels):
        return ones | others
    nested = _nested_ones(labels, ones)
    return _in_order([nested.get(i, label) for i, label in enumerate(labels)]) | nested | others


def _nested_ones(labels: Sequence[str], ones: dict[int, str]) -> dict[int, str]:
    """An I of tables numbered in both ways: only the first is Ⅰ where there is one Ⅱ, the others are 1."""
    seconds = sum(label.startswith(("Ⅱ", "II")) and not label.startswith("III") for label in labels)
    figures = any(_FIGURE.match(label) for label in labels)
    return {i: ones[i] for i in sorted(ones)[1:]} if figures and seconds <= 1 else {}


def _is_roman(label: str) -> bool:
    found = _ROMAN.match(label)
    return found is not None and found[0] != "I"


def _in_order(labels: Sequence[str]) -> dict[int, str]:
    """Labels numbered Ⅰ, Ⅱ, Ⅲ …, which may begin anew: where most are read so, the others can only be what the order says."""
    runs: list[list[tuple[int, int, int]]] = []
    for i, label in enumerate(labels):
        if found := _ROMAN.match(label):
            value = _VALUES.get(found[0], -1)
            if value == 0:
                runs.append([])
            if runs:
                runs[-1].append((i, value, found.end()))
    told: dict[int, str] = {}
    for run in runs:
        right = sum(value == k for k, (_, value, _) in enumerate(run))
        if FEWEST_IN_ORDER <= len(run) <= len(_ROMANS) and right >= SHARE_IN_ORDER * len(run):
            told |= {i: _ROMANS[k] + labels[i][end:] for k, (i, value, end) in enumerate(run) if value == k or _confirmed(run, k)}
    return told


def _confirmed(run: Sequence[tuple[int, int, int]], k: int) -> bool:
    """Whether a misread numeral can only be the one in its place: the next is read in order, or it says less than its place."""
    value = run[k][1]
    return run[k + 1][1] == k + 1 if k + 1 < len(run) else value < k


def _in_iroha(labels: Sequence[str]) -> dict[int, str]:
    """Labels numbered イ, ロ, ハ …, whose kanji twins the network sees: those in their order, two of them at least."""
    told: dict[int, str] = {}
    run: list[tuple[int, str]] = []
    for i, label in enumerate(labels):
        head, rest = label[:1], label[1:].lstrip(" 　．.\n")
        starts = bool(rest) and bool(_WORD.match(rest))
        if starts and len(run) < len(IROHA) and head in IROHA[len(run)][1]:
            run.append((i, IROHA[len(run)][0] + label[1:]))
        elif starts and head in IROHA[0][1]:
            told |= dict(run if len(run) >= FEWEST_IN_ORDER else ())
            run = [(i, IROHA[0][0] + label[1:])]
    return told | dict(run if len(run) >= FEWEST_IN_ORDER else ())


def _in_figures(labels: Sequence[str]) -> dict[int, str]:
    """The only bracketed numeral, where all others are plain and it is the one that they leave out: 2, (3), 4."""
    bracketed = [(i, found) for i, label in enumerate(labels) if (found := _BRACKETED.match(label))]
    plain = {int(found[0]) for label in labels if (found := _PLAIN.match(label))}
    if len(bracketed) != 1:
        return {}
    [(i, found)] = bracketed
    value = int(found[1])
    left_out = value not in plain and {value - 1, value + 1} <= plain
    return {i: found[1] + labels[i][found.end() :]} if left_out else {}


def _in_circles(labels: Sequence[str]) -> dict[int, str]:
    """Labels that begin with a circled numeral that could not be read, between two that could and leave room for one."""
    places = [
        (i, _CIRCLES.find(label[0])) for i, label in enumerate(labels) if label and (label[0] in _CIRCLES or label[0] == UNREAD)
    ]
    told: dict[int, str] = {}
    for k, (i, value) in enumerate(places):
        before = places[k - 1][1] if k else -1
        after = places[k + 1][1] if k + 1 < len(places) else -1
        if value < 0 and before >= 0 and after in (before + 2, 0, -1):
            told[i] = _CIRCLES[before + 1] + labels[i][1:]
            places[k] = (i, before + 1)
    return told
