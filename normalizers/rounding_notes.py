"""How are figures rounded where no note stands at their table?  A note that goes on (以下同じ), or one for the whole packet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalizers.drafts import Draft
from normalizers.units import rounding, squeeze

_FOR_ALL = re.compile(
    "(?:本(?:資料|書|計画書?|報告書?|決算書?|予算書?|冊子)|各(?:表|計数|欄)|資料中|表中|以下の(?:各)?表|計数)[^。]*?(百万円|千円|億円|万円|単位|表示単位)未満[^。]*?(?:四捨五入|切り?捨て)"
)
"""本資料の計数は、百万円未満を四捨五入して表示している."""
_ANY = ("単位", "表示単位")


def rounded_alike(drafts: Sequence[Draft], lines: Iterable[str]) -> list[Draft]:
    """The drafts, those that say nothing of rounding as the last note that goes on says, or one among the packet's ``lines``."""
    packet = _of_the_packet(lines)
    result: list[Draft] = []
    goes_on: dict[str, str] = {}
    for draft in drafts:
        caption = draft.caption
        if "以下同じ" in caption.notes and caption.rounding:
            goes_on[caption.unit] = caption.rounding
        elif not caption.rounding:
            caption = replace(caption, rounding=goes_on.get(caption.unit) or _said(packet, caption.unit))
        result.append(replace(draft, caption=caption))
    return result


def _of_the_packet(lines: Iterable[str]) -> dict[str, str]:
    """What notes for all tables say, by unit; an empty one for whatever unit a table is in."""
    found: dict[str, str] = {}
    for line in lines:
        match = _FOR_ALL.search(squeeze(line))
        if match:
            found.setdefault("" if match[1] in _ANY else match[1], rounding(match[0]))
    return found


def _said(packet: dict[str, str], unit: str) -> str:
    """A coarse unit is rounded as the note says; figures in yen are what they are."""
    return packet.get(unit) or (packet.get("", "") if unit not in ("", "円") else "")
