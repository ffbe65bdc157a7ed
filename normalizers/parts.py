"""Which tables below each other are the parts of one statement, each with the header again: 収入の部, 支出の部?

The form of the school corporations prints each part under its own heading (学校法人会計基準, 第一号様式, 第七号様式).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.drafts import Draft
from normalizers.headers import header_keys
from normalizers.labels import clean_label
from normalizers.layout import under_lines
from normalizers.pages import join
from normalizers.words import kind_of_title
from pipeline.model import Line

_PART = re.compile("[一-鿿・]{2,10}の部")


def join_parts(drafts: Sequence[Draft]) -> list[Draft]:
    """Join a table under nothing but the heading of a part with the statement that begins with another part, as its rows."""
    joined: list[Draft] = []
    for draft in drafts:
        first = joined[-1] if joined else None
        if first and _is_next_part(first, draft):
            heading = Line(draft.caption.printed or draft.caption.title, None, draft.first_page)
            joined[-1] = join(_opened(first), under_lines(draft, [heading]))
        else:
            joined.append(draft)
    return joined


def _is_next_part(first: Draft, second: Draft) -> bool:
    """Whether a table has nothing over it but a part's heading and the header of the one before, which begins with a part."""
    title, steps = clean_label(second.caption.title), second.caption.steps
    if not _PART.fullmatch(title) or len(steps) > 1 or not kind_of_title(first.caption.title) or first.side != second.side:
        return False
    if not _first_part(first) or second.first_page - first.last_page not in (0, 1):
        return False
    header = header_keys(first)
    return bool(second.header_rows) and any(header) and header == header_keys(second)


def _first_part(draft: Draft) -> str:
    """The heading of a part that stands between the title of a statement and its header, or above its rows once joined."""
    own = [clean_label(line.text) for line in draft.caption.headings[-1:]] or [clean_label(row.label) for row in draft.rows[:1]]
    return own[0] if own and _PART.fullmatch(own[0]) else ""


def _opened(first: Draft) -> Draft:
    """The first part with its heading as its first row, where it is not yet."""
    opened = under_lines(first, first.caption.headings[-1:])
    return replace(opened, caption=replace(first.caption, headings=()))
