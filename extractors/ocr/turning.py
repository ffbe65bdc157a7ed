"""Which way up is the picture?  A page that hardly reads as it lies is tried the three other ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from extractors.ocr.ink import Ink, ink_of
from extractors.ocr.picture import Picture
from extractors.ocr.recognition import crop_of, recogniser
from extractors.ocr.words import Word, words_of

SAMPLE = 14
"""Words read to tell which way up a page is: of the widest, which no page of print lacks."""
SIDEWAYS_ASPECT = 2.0
"""Width of all words by their height, below which print lies on its side: upright pages measured 3.7 to 10, sideways ones 1.0
to 1.7."""
READS_BADLY = 600
"""Parts per thousand, mean certainty of a whole page, below which other ways up are tried: upright print reaches 850 even at
80 dpi."""
CLEARLY = 100
"""Parts per thousand by which another way up must read better."""
FEWEST = 6


def lies_sideways(words: Sequence[Word]) -> bool:
    """Whether the shapes of a page's words say that it was laid on its side."""
    if len(words) < FEWEST:
        return False
    width, height = (sum(word.box[i + 2] - word.box[i] for word in words) for i in (0, 1))
    return width < SIDEWAYS_ASPECT * height


def reads_badly(certainties: Sequence[int]) -> bool:
    """Whether a page's words were read so badly that it may stand on its head."""
    return len(certainties) >= FEWEST and sum(certainties) < READS_BADLY * len(certainties)


def best_way_up(picture: Picture) -> tuple[Picture, Ink, list[Word]]:
    """The picture in the way up that reads best, with its ink and words."""
    best = _looked_at(picture)
    certainty = _certainty(*best)
    for quarters in (1, 3, 2):
        turned = _looked_at(replace(picture, grey=np.ascontiguousarray(np.rot90(picture.grey, quarters))))
        if (other := _certainty(*turned)) > certainty + CLEARLY:
            best, certainty = turned, other
    return best


def _looked_at(picture: Picture) -> tuple[Picture, Ink, list[Word]]:
    ink = ink_of(picture)
    return picture, ink, words_of(ink, picture.point)


def _certainty(picture: Picture, ink: Ink, words: list[Word]) -> int:
    """How surely the widest words are read, and how much of them: sideways print gives few characters."""
    del picture
    widest = sorted(words, key=lambda word: word.box[0] - word.box[2])[: 2 * SAMPLE : 2]
    seen = recogniser("ppocrv6-small").read([crop_of(ink.clean, word.box, 0) for word in widest])
    room = [(word.box[2] - word.box[0]) / max(word.box[3] - word.box[1], 1) for word in widest]
    read = [s.mean * min(len(s.text), width) for s, width in zip(seen, room, strict=True)]
    return int(sum(read) / max(sum(room), 1))
