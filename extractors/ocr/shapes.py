"""Does what was seen fit the ink?  Room and characters held against each other, and signs told by their shape."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from extractors.ocr.recognition import MARGIN_SHARE, Seen
from extractors.ocr.rules import Mask
from extractors.ocr.words import Word

JAPANESE = re.compile("[ぁ-ヺ一-龥]")
BLANK_EMS, PASSED_OVER_EMS = 0.35, 0.6
"""Wider gaps in a label are blanks; so much ink beyond what its characters take is a character that was passed over."""
NARROWEST_EMS = 0.55
"""Ink of kanji and kana of a condensed font takes so much of its height along the line, small kana among them."""
LEAST_STEPS, WIDE_STEP, OWN_INK = 6, 1.6, 0.6
"""Characters of a text whose steps are looked at; of the usual one, a step over a character that was not seen, and how far from
a character's middle its own ink reaches."""
LEVEL_SHARE, DASH_INK = 0.8, 0.5
"""Of a dash's length, the ink of its fullest row; of its box, all its ink."""
PERCENT_AT_END = re.compile("[%％](?=[)）]?$)")
RING_SHARE, RINGS_AT_FOOT = 0.65, 2
"""Of the highest mark: the rings of % and ‰ are lower; how many of ‰ stand in the lower half."""
AFTER_A_LETTER = re.compile(r"(?<=[A-Z])[エ工]")
SERIFED_I = 1.2
"""Height by width of an I with serifs, at least; エ and 工 are broader than high."""


def fits_room(seen: Seen, word: Word, em: float) -> bool:
    """Whether a label's characters and its ink take the same room, neither more nor less; ``em``: of its print, in pixels."""
    return _covers_ink(seen, word, em) and not is_overfull(seen, word, em) and not passes_over(seen, word)


def passes_over(seen: Seen, word: Word) -> bool:
    """Whether two characters stand further apart than others do and ink lies between them: B S where BOS is printed."""
    if len(seen.places) != len(seen.text) or len(seen.text) < LEAST_STEPS:
        return False
    x0, top, x1, bottom = word.box
    margin = MARGIN_SHARE * (bottom - top)
    middles = x0 - margin + np.array(seen.places) * (x1 - x0 + 2 * margin)
    steps = np.diff(middles)
    pairs = zip(steps.tolist(), pairwise(seen.text), strict=True)
    broad = [step for step, pair in pairs if all(map(JAPANESE.match, pair))]
    usual = max(float(np.median(steps)), float(np.median(broad)) if broad else 0.0)  # letters and brackets take half as much
    inks = (word.marks[:, 0] + word.marks[:, 2]) / 2
    return any(
        ((inks > middles[i] + OWN_INK * usual) & (inks < middles[i + 1] - OWN_INK * usual)).any()
        for i in np.flatnonzero(steps > WIDE_STEP * usual).tolist()
    )


def is_overfull(seen: Seen, word: Word, em: float) -> bool:
    """Whether more kanji and kana were seen than there is room for: 酬州 in the place of 酬."""
    return len(JAPANESE.findall(seen.text)) * NARROWEST_EMS * em > word.box[2] - word.box[0]


def _covers_ink(seen: Seen, word: Word, em: float) -> bool:
    """Whether a label has no more ink along its line than its characters take: a network passes over 人 among broader kanji."""
    ends = np.maximum.accumulate(word.marks[:, 2])
    blanks = np.maximum(word.marks[1:, 0] - ends[:-1], 0)
    blank = float(blanks[blanks > BLANK_EMS * em].sum())
    return word.box[2] - word.box[0] - blank <= (len(seen.text.replace(" ", "")) + PASSED_OVER_EMS) * em


def is_level(word: Word, black: Mask) -> bool:
    """Whether a dash is level and whole; what is left of a stroke that slants through a cell, or of a shade, is not."""
    x0, top, x1, bottom = word.box
    rows = black[top:bottom, x0:x1].mean(axis=1)
    return float(rows.max()) >= LEVEL_SHARE and float(rows.mean()) >= DASH_INK


def inked(word: Word, black: Mask) -> float:
    """Share of a word's box that is ink."""
    x0, top, x1, bottom = word.box
    return float(black[top:bottom, x0:x1].mean())


def with_per_mille(word: Word, text: str) -> str:
    """A label that ends with a %, as ‰ where two rings stand at the foot of its stroke: networks know the one sign only."""
    if not PERCENT_AT_END.search(text):
        return text
    marks = word.marks.tolist()[: -1 if text[-1] in ")）" else None]
    highest = max(bottom - top for _, top, _, bottom in marks)
    at_foot = strokes = 0
    for _, top, _, bottom in reversed(marks):
        strokes += bottom - top > RING_SHARE * highest
        if strokes > 1:
            break
        at_foot += bottom - top <= RING_SHARE * highest and top > (word.box[1] + word.box[3]) / 2
    return PERCENT_AT_END.sub("‰", text) if strokes and at_foot == RINGS_AT_FOOT else text


def with_latin_i(word: Word, seen: Seen) -> str:
    """What was seen, with I for an エ after a letter that is higher than broad: the I of Mincho has serifs (JPKI)."""
    text, (x0, _, x1, _) = seen.text, word.box
    if len(seen.places) != len(text):
        return text
    middles = (word.marks[:, 0] + word.marks[:, 2]) / 2
    for i in [found.start() for found in AFTER_A_LETTER.finditer(text)]:
        left, top, right, bottom = word.marks[int(np.abs(middles - (x0 + seen.places[i] * (x1 - x0))).argmin())].tolist()
        if bottom - top >= SERIFED_I * (right - left):
            text = f"{text[:i]}I{text[i + 1 :]}"
    return text
