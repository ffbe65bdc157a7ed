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
_ACCOUNT = re.compile("^(?:収益|資本)的(?:収入及び支出|収支)$")

Step = tuple[str, str]
"""A caption as read, and cleaned without what shares its line."""


def is_side(title: str) -> bool:
    """Whether a cleaned caption says only which side of a statement it is over: 収入, 2歳出, 【支出】."""
    return bool(_SIDE.match(numbering(title)[1] or title) or _SIDE.match(title))


def steps_of(captions: Sequence[Step], place: int) -> list[Step]:
    """The captions that make the title, outermost first; ``captions``: those above a table, ``place``: the main one's."""
    own = captions[place]
    below = [step for step in captions[place + 1 :] if _is_step(step[1])]
    if not is_side(own[1]):
        return [own, *below]
    parents = [step for step in captions[:place] if not is_side(step[1])]
    if not parents:
        return [own, *below]
    named = [step for step in parents if kind_of_title(step[1])]
    outer = named[-1:] if not kind_of_title(parents[-1][1]) else []
    return [*outer, parents[-1], own, *below]


def _is_step(text: str) -> bool:
    """Whether a caption below the main one only narrows it down."""
    found, words = numbering(text)
    return is_side(text) or bool(_ACCOUNT.match(words)) or (bool(found) and len(text) <= SHORT and not kind_of_title(text))


def under(caption: Caption, before: Sequence[str]) -> Caption:
    """A caption under the steps that the table before printed and this one does not: 支出 after 収入, (2) after (1)."""
    if not caption.steps or not (is_side(caption.steps[0]) or _follows(caption.steps[0], before)):
        return caption
    style = _style(caption.steps[0])
    level = next((n for n, step in enumerate(before) if style and _style(step) == style), None)
    side = next((n for n, step in enumerate(before) if is_side(step)), None)
    steps = (*before[: level if level is not None else side or 0], *caption.steps)
    return replace(caption, title=" ".join(steps), steps=steps)


def _follows(step: str, before: Sequence[str]) -> bool:
    """Whether a caption in brackets counts on from one below a heading: (2)引当金の明細 after 附属明細書, (1)固定資産の明細."""
    if numbering_style(step) != "(1)" or kind_of_title(step):
        return False
    count = int("".join(char for char in numbering(step)[0] if char.isdecimal()) or 0)
    return any(numbering(each)[0] == f"({count - 1})" for each in before[1:])


def _style(step: str) -> str:
    """How a caption is numbered; 2歳入, which is no age here, as 1総括 is."""
    return numbering_style(step) or ("1" if step[:1].isdecimal() else "")
