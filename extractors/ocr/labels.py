"""Which Japanese text is it?  Glyphs that look the same are told apart by their neighbours, doubtful labels by sure ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

TWINS = dict(zip("力口二八夕工千才三又卜一", "カロニハタエチオミヌトー", strict=True))
"""Kanji and the katakana that is drawn alike."""
HIRAGANA_TWINS = dict(zip("へべぺり", "ヘベペリ", strict=True))
KATAKANA = re.compile(r"[ァ-ヺー]")
HIRAGANA = re.compile(r"[ぁ-ゖ]")
AFTER_ONE = frozenset("般部時括覧式定切層例体日月年号級次人名回度旦条")
"""Kanji that stand after 一 and not after ー."""
SNAP_SHARE = 0.26
"""Of a label's length: at most this many characters may differ from the sure label it is taken for."""
SHORTEST_SNAPPED = 3
SURE_LABEL = 850
"""Parts per thousand from which a label is taken as read, and may stand model for others."""


def in_context(text: str) -> str:
    """Text with kanji, hiragana and katakana that look the same chosen by their neighbours."""
    found = list(text)
    for i, character in enumerate(found):
        before, after = found[i - 1] if i else "", text[i + 1] if i + 1 < len(text) else ""
        if character in TWINS and _in_katakana(character, before, after):
            found[i] = TWINS[character]
        elif character in HIRAGANA_TWINS and _is_kana(before) and not HIRAGANA.match(after or "あ"):
            found[i] = HIRAGANA_TWINS[character]
        elif character in "カロニハタエチオミトー" and not _near_katakana(before, after):
            found[i] = _kanji_of(character, before)
    return "".join(found)


def _in_katakana(character: str, before: str, after: str) -> bool:
    if character == "一":
        return bool(KATAKANA.match(before)) and after not in AFTER_ONE
    if character in "千三二八":  # numerals are common before katakana too: both neighbours must be katakana
        return _is_kana(before) and (_is_kana(after) or after in TWINS)
    return _near_katakana(before, after)


def _near_katakana(before: str, after: str) -> bool:
    return _is_kana(before) or _is_kana(after) or (after in TWINS and after != "一") or (before in TWINS.values())


def _is_kana(character: str) -> bool:
    return bool(KATAKANA.match(character))


def _kanji_of(character: str, before: str) -> str:
    """A lone katakana among kanji is the kanji drawn alike, where that is the commoner: ニ in 第ニ号."""
    if character in "ニハミチ" and (before in "第十" or before.isdigit()):
        return {"ニ": "二", "ハ": "八", "ミ": "三", "チ": "千"}[character]
    if character == "ー" and before and not _is_kana(before):
        return "一" if before in "第十" else character
    return character


def sure_labels(labels: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Texts that stand model, with how often each was read: labels read surely, and those read alike twice."""
    seen = list(labels)
    count = Counter(text for text, _ in seen)
    best = {text: max(score for other, score in seen if other == text) for text in count}
    return {text: n for text, n in count.items() if len(text) >= SHORTEST_SNAPPED and (best[text] >= SURE_LABEL or n > 2)}


def snapped(text: str, score: int, models: dict[str, int]) -> str | None:
    """The one sure label that a doubtful one can be; ``None`` where it is sure itself, or where none or several are near."""
    if score >= SURE_LABEL or text in models or len(text) < SHORTEST_SNAPPED:
        return None
    near = sorted((_distance(text, model), model) for model in models if abs(len(model) - len(text)) <= 2)
    if not near or near[0][0] > SNAP_SHARE * len(text):
        return None
    best, model = near[0]
    rivals = [other for distance, other in near[1:] if distance <= best + 1]
    begins = [other for other in models if other != model and (other.startswith(model) or model.startswith(other))]
    figures = re.sub(r"\D", "", text) != re.sub(r"\D", "", model)
    return None if rivals or figures or any(other in {m for _, m in near} for other in begins) else model


def _distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Edits between two texts."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
