"""Which amounts may a crop say?  Readings with scores from the networks' output; shapes have a say where networks are weak.

A cell of figures gets one reading from each network; they say the same text where nothing speaks against it.  Any doubt
shows as a further reading with another text: the readers differ, a digit is uncertain, the ink does not fit the text.
Whoever chooses needs no score to see a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.ocr.ink import Boxes
from extractors.ocr.recognition import NUMBER_CHARACTERS, Seen
from extractors.ocr.rules import Mask
from pipeline.model import Reading

FAMILY = "ppocrv6"
"""The name both networks read under: they were trained on the same pictures and err together, so that their agreement is the
agreement of one reader."""
IN_BRACKETS = re.compile(r"\((.*)\)")
SIGNS = "△▲-+"
SURE = {"ppocrv6-small": 900, "ppocrv6-tiny": 600}
"""Parts per thousand: below this a reader's own least certain digit is a doubt.  See docs/ocr.md for how wrong and right
cells are spread over scores."""
WEAK_SURE = {"ppocrv6-small": 985, "ppocrv6-tiny": 930}
"""The same for print that was scanned too small (``SMALL_PRINT_PIXELS``): both networks are then sure of wrong digits."""
SMALL_PRINT_PIXELS = 15.0
"""Height of a digit, in pixels of the scan itself, below which print is too small to be trusted: 7.5 points at 150 dpi."""
ALTERNATIVE_SHARE = 0.002
"""Probability from which another character, or none, is a candidate."""
AROUND_FIGURES = frozenset("，,．.、;:；：△▲Δ∆+＋-－−―—–ー一()（）[]［］%％OoIl|〇○'‘’·")
TAKEN_FOR_FIGURES = frozenset("SsBZzgqbAaTtDGYyLiJCcUuQ$&?!/\\")
"""Letters that a network sees in damaged figures."""
LONE_FIGURES = frozenset("OoIl|〇○d")
MOST_CANDIDATES = 8
DASH_SHAPE = (2.2, 0.3)
"""A lone dash is at least so many times as wide as high, and at most this part of an em high."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to read a crop as an amount."""

    text: str
    score: int
    """Parts per thousand."""


def looks_numeric(seen: Seen) -> bool:
    """Whether a crop is one of figures: hardly anything but digits and signs was seen freely."""
    text = seen.text.replace(" ", "")
    figures = sum(character in "0123456789０１２３４５６７８９" for character in text)
    around = sum(character in AROUND_FIGURES for character in text)
    taken = sum(character in TAKEN_FOR_FIGURES for character in text)
    if text in LONE_FIGURES:
        return True
    if figures + around + taken < len(text) or not text:
        return False
    return figures > taken


def unlike_figures(seen: Seen) -> bool:
    """Whether a crop of figures was seen with a letter among them: a doubt in itself."""
    return any(character in TAKEN_FOR_FIGURES or character == "d" for character in seen.text)


def spellings(numbers: NDArray[np.float32]) -> list[Spelling]:
    """The likeliest text under the mask, then what one other choice makes of it, likeliest first.

    ``numbers``: shape (frames, 1 + characters), column 0 the blank.
    """
    numbers, triangle = _one_triangle(numbers)
    shares = numbers / np.maximum(numbers.sum(axis=1, keepdims=True), 1e-6)
    peaks = _peaks(shares)
    if not peaks:
        return [Spelling("", 0)]
    best = [NUMBER_CHARACTERS[int(share[1:].argmax())] for share in peaks]
    sure = [_certainty(share) for share in peaks]
    found = {"".join(best): min(sure)}
    for i, share in enumerate(peaks):
        for other in np.flatnonzero(share > ALTERNATIVE_SHARE).tolist():
            character = NUMBER_CHARACTERS[other - 1] if other else ""
            if character != best[i]:
                text = "".join([*best[:i], character, *best[i + 1 :]])
                found[text] = max(found.get(text, 0.0), float(share[other]))
    for position, character, probability in _unread(shares, peaks):
        text = "".join([*best[:position], character, *best[position:]])
        found.setdefault(text, probability)
    ranked = sorted(found.items(), key=lambda item: (item[0] != "".join(best), -item[1]))
    return [Spelling(text.replace("△", triangle), int(1000 * score)) for text, score in ranked[: 2 * MOST_CANDIDATES]]


def _certainty(share: NDArray[np.float32]) -> float:
    """How sure a character is; whether a separator is a dot or a comma is no doubt, the grouping decides it."""
    comma, dot = 1 + NUMBER_CHARACTERS.index(","), 1 + NUMBER_CHARACTERS.index(".")
    best = int(share[1:].argmax()) + 1
    return float(share[comma] + share[dot]) if best in (comma, dot) else float(share[best])


def _one_triangle(numbers: NDArray[np.float32]) -> tuple[NDArray[np.float32], str]:
    """△ and ▲ as one sign, which they are, and which of them was rather seen."""
    white, black = 1 + NUMBER_CHARACTERS.index("△"), 1 + NUMBER_CHARACTERS.index("▲")
    united = numbers.copy()
    united[:, white] += numbers[:, black]
    united[:, black] = 0
    return united, "▲" if numbers[:, black].max() > numbers[:, white].max() else "△"


def _peaks(shares: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """For each character of the likeliest text, the distribution of the frame that is surest of it."""
    best = shares.argmax(axis=1)
    peaks: list[NDArray[np.float32]] = []
    start = 0
    while start < len(best):
        stop = start
        while stop < len(best) and best[stop] == best[start]:
            stop += 1
        if best[start]:
            run = shares[start:stop]
            peaks.append(run[int(run[:, best[start]].argmax())])
        start = stop
    return peaks


def _unread(shares: NDArray[np.float32], peaks: list[NDArray[np.float32]]) -> list[tuple[int, str, float]]:
    """Characters that may stand where the likeliest text has none: index before which, character, probability."""
    del peaks
    best = shares.argmax(axis=1)
    found: list[tuple[int, str, float]] = []
    read = 0
    for frame, now in enumerate(best.tolist()):
        if now and (frame == 0 or best[frame - 1] != now):
            read += 1
        around = {now, int(best[max(frame - 1, 0)]), int(best[min(frame + 1, len(best) - 1)])}
        for other in np.flatnonzero(shares[frame] > 10 * ALTERNATIVE_SHARE).tolist():
            if other and not now and other not in around:
                found.append((read, NUMBER_CHARACTERS[other - 1], float(shares[frame, other])))
    return found


def mended(text: str) -> str | None:
    """The text as an amount is printed, where its grouping allows one; ``None`` where it does not.

    Whether a dot is a comma is decided by what follows: three digits and no more.  A comma that is missing is mended where the
    others stand right: ``1185,549,327`` can only be 1,185,549,327.
    """
    bracketed = IN_BRACKETS.fullmatch(text)
    if bracketed:
        inner = mended(bracketed[1])
        return f"({inner})" if inner else None
    if text in ("-", ""):
        return text or None
    sign = text[0] if text[0] in SIGNS else ""
    percent = "%" if text.endswith("%") else ""
    body = text[len(sign) : len(text) - len(percent)].strip(",.")
    groups = re.split(r"[,.]", body)
    if not all(group.isdigit() for group in groups):
        return None
    decimals = ""
    if len(groups) > 1 and len(groups[-1]) != 3 and len(groups[-1]) < 3:
        decimals, groups = f".{groups[-1]}", groups[:-1]
    whole = "".join(groups)
    if whole[0] == "0" and whole != "0":
        return None
    if len(groups) > 1 and any(len(group) % 3 for group in groups[1:]):
        return None
    grouped = f"{int(whole):,}" if len(groups) > 1 or decimals else whole
    return f"{sign}{grouped}{decimals}{percent}"


def readings_of(
    small: Seen, tiny: Seen | None, *, marks: Boxes, black: Mask | None, digit_pixels: float, extra_doubt: bool = False
) -> tuple[Reading, ...]:
    """All readings of a crop of figures, the first one first.

    ``marks``: boxes of the crop's marks; ``black``: the page's marks, for the shape of the first; ``digit_pixels``: height of a
    digit in pixels of the scan itself.
    """
    seen = [("ppocrv6-small", spellings(small.numbers))]
    if tiny is not None:
        seen.append(("ppocrv6-tiny", spellings(tiny.numbers)))
    limits = WEAK_SURE if digit_pixels < SMALL_PRINT_PIXELS else SURE
    first: list[Reading] = []
    doubt = extra_doubt
    for reader, ways in seen:
        text = mended(ways[0].text)
        doubt |= text is None or ways[0].score < limits[reader] or not fits_ink(text, marks)
        first.append(Reading(text or ways[0].text, FAMILY, ways[0].score))
    doubt |= len({reading.text.replace("▲", "△") for reading in first}) > 1
    if not doubt and len(first) > 1:
        first[1] = first[1]._replace(text=first[0].text)
    signed = _with_triangle(first, marks, black)
    first, doubt = signed or first, doubt or signed is not None
    if first[0].text and mended(first[0].text) is None and any(mended(r.text) for r in first[1:]):
        first.sort(key=lambda reading: mended(reading.text) is None)
    return (*first, *(_others(first, seen) if doubt else ()))


def _others(first: list[Reading], seen: list[tuple[str, list[Spelling]]]) -> list[Reading]:
    """Further candidates, likeliest first; at least one, and be it that the cell cannot be read."""
    known = {reading.text for reading in first}
    others: dict[str, Reading] = {}
    for _, ways in seen:
        for way in ways[1:]:
            text = mended(way.text)
            if text and text not in known and (text not in others or (others[text].score or 0) < way.score):
                others[text] = Reading(text, FAMILY, way.score)
    for text in _without_sign_or_with(first[0].text):
        others.setdefault(text, Reading(text, FAMILY, 0))
    ranked = sorted((r for r in others.values() if r.text not in known), key=lambda r: (-(r.score or 0), r.text))
    return ranked[:MOST_CANDIDATES] or [Reading("", FAMILY, 0)]


def _without_sign_or_with(text: str) -> list[str]:
    """The same amount with the other sign: a thin △ is what scans lose first."""
    if not any(character.isdigit() for character in text) or text.strip("△▲-,") == "0":
        return []
    return [text[1:]] if text[0] in SIGNS else [f"△{text}"] if text[0].isdigit() else []


def _with_triangle(first: list[Reading], marks: Boxes, black: Mask | None) -> list[Reading] | None:
    """The readings with △ put before those that miss one although the first mark is a triangle; ``None`` where none does."""
    if black is None or not len(marks) or all(r.text[:1] in tuple(SIGNS) for r in first if r.text):
        return None
    if not is_triangle(marks, black):
        return None
    return [Reading(f"△{r.text}", r.reader, r.score) if r.text[:1].isdigit() else r for r in first]


def is_triangle(marks: Boxes, black: Mask) -> bool:
    """Whether the first mark widens evenly from a point to a base: △, as no digit does."""
    x0, top, x1, bottom = (int(v) for v in marks[np.argmin(marks[:, 0])])
    width, height = x1 - x0, bottom - top
    if height < 6 or not 0.75 <= width / height <= 1.6:
        return False
    shape = black[top:bottom, x0:x1].astype(bool)
    rows = np.flatnonzero(shape.any(axis=1))
    left = np.array([shape[row].argmax() for row in rows])
    right = np.array([width - shape[row, ::-1].argmax() for row in rows])
    spans = (right - left) / width
    quarter = max(len(rows) // 4, 1)
    widens = spans[:quarter].mean() < 0.38 and spans[-quarter:].mean() > 0.75
    level = np.abs((right[:quarter] + left[:quarter]).mean() / (2 * width) - 0.5) < 0.15
    falling = np.corrcoef(np.arange(len(rows)), spans)[0, 1] > 0.95 if len(rows) > 3 and spans.std() else False
    based = float(shape[rows[-max(len(rows) // 8, 2) :]].mean(axis=1).max()) > 0.8
    return bool(widens and level and falling and based)


def fits_ink(text: str, marks: Boxes) -> bool:
    """Whether there is no more ink than the text explains: a mark as high as a digit that no character stands for is a doubt.

    Fewer marks than characters are no doubt: digits touch.
    """
    heights = marks[:, 3] - marks[:, 1]
    if not len(heights) or text == "-":
        return True
    high = int((heights >= 0.6 * heights.max()).sum())
    return high <= sum(character not in ",.-" for character in text) + text.count("%") * 2


def is_lone_dash(marks: Boxes, em: float) -> bool:
    """Whether a crop holds nothing but one short level stroke."""
    if not 1 <= len(marks) <= 2:
        return False
    width = int(marks[:, 2].max() - marks[:, 0].min())
    height = int(marks[:, 3].max() - marks[:, 1].min())
    return width >= DASH_SHAPE[0] * height and height <= DASH_SHAPE[1] * em and 0.2 * em <= width <= 3 * em
