"""In which unit are figures printed where only a note says so: （注）金額の単位は千円である?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.drafts import Draft
from normalizers.labels import key_of
from normalizers.units import YEN_FACTORS, squeeze
from pipeline.model import Line

_MONEY = "|".join(sorted(YEN_FACTORS, key=len, reverse=True))
_NOTED = re.compile(
    rf"(?P<of>[^。]*?)の?(?:金額|計数)(?:の単位)?は、?(?:すべて|全て|いずれも)?(?P<unit>{_MONEY})(?:単位|である|です|とする|で表示)"
)
"""金額の単位は円である, 第１表及び第２表の金額の単位は、千円である, 金額は、千円単位で表示している."""

_SAYS = re.compile("金額|計数")


def in_noted_units(drafts: Sequence[Draft], lines: Sequence[Line]) -> list[Draft]:
    """The drafts of a page, those without a unit in that which a note among the page's ``lines`` says.

    A note that names tables of the page is of these alone.
    """
    silent = [draft for draft in drafts if not draft.caption.unit]
    notes = [found for line in lines if _SAYS.search(line.text) for found in _NOTED.finditer(squeeze(line.text))]
    if not silent or not notes:
        return list(drafts)
    told: dict[int, str] = {}
    for note in notes:
        named = [draft for draft in drafts if _names(note["of"], draft.caption.title)]
        told |= {id(draft): note["unit"] for draft in named or drafts if draft in silent and id(draft) not in told}
    return [_in_unit(draft, told[id(draft)]) if id(draft) in told else draft for draft in drafts]


def _names(words: str, title: str) -> bool:
    """Whether a note has a table's name in it, or how it is counted: 第1表及び第2表."""
    count = re.match("第[0-9]+[表号]", title)
    name = key_of(title[count.end() :] if count else title)
    return (bool(name) and name in key_of(words)) or (count is not None and count[0] in words)


def _in_unit(draft: Draft, unit: str) -> Draft:
    return replace(draft, caption=replace(draft.caption, unit=unit, units=(unit,)))
