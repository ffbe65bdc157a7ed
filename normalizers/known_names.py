"""Which two rows are the lines of one name that is printed whole elsewhere, in another table or in the law's list of accounts?

A typist breaks 当年度未処分利益剰余金 after 当年度未処分, without setting in what is left: nothing in that table tells.  But the
packet's other tables print it on one line, or 地方公営企業法施行規則 (別表第二号, 勘定科目表の区分) names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from normalizers.drafts import Draft, DraftRow
from normalizers.label_lines import with_words
from normalizers.labels import key_of, numbering

LEAST = 8
"""Characters of such a name, at least."""
NEAR, LINE = 1.2, 2.0
"""Heights of a line between the two, at most, and for each line more of the first."""
_ACCOUNTS = """
建設改良費等の財源に充てるための企業債 その他の企業債 支払利息及び企業債取扱諸費 過年度損益修正益 過年度損益修正損
その他未処分利益剰余金変動額 当年度未処分利益剰余金 当年度未処理欠損金 前年度繰越利益剰余金 繰越利益剰余金年度末残高
未処分利益剰余金 受取利息及び配当金 他会計負担金及び補助金 長期前受金戻入 長期前受金収益化累計額 有形固定資産合計
無形固定資産合計 投資その他の資産合計 法定福利費引当金 退職給付引当金 その他資本剰余金 工具器具及び備品
建設改良費に充てるための企業債による収入
"""
ACCOUNTS = frozenset(map(key_of, _ACCOUNTS.split()))
"""Keys of names from that list, and of what statements call their sums."""


def with_known_names(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, two rows as one where their labels together are a name known otherwise, and the first alone is none."""
    known = ACCOUNTS | {key for draft in drafts for row in draft.rows if len(key := _key(row)) >= LEAST}
    alone = {_key(row) for draft in drafts for row in draft.rows if not row.blank}
    return [_joined(draft, known, alone) for draft in drafts]


def _joined(draft: Draft, known: frozenset[str], alone: set[str]) -> Draft:
    rows: list[DraftRow] = []
    at = 0
    while at < len(draft.rows):
        lines = next(
            (own for n in (3, 2) if _are_lines(own := draft.rows[at : at + n], n, known, alone)), draft.rows[at : at + 1]
        )
        rows.append(reduce(_with_next_line, lines))
        at += len(lines)
    return replace(draft, rows=tuple(rows)) if len(rows) < len(draft.rows) else draft


def _with_next_line(first: DraftRow, second: DraftRow) -> DraftRow:
    row = with_words(first, second)
    return replace(row, label=f"{first.label}\n{second.label}", box=first.box, number=first.number)


def _are_lines(rows: Sequence[DraftRow], count: int, known: frozenset[str], alone: set[str]) -> bool:
    """Whether rows are the lines of one name, with the figures of one row beside the first or the last of them.

    ``alone``: names of rows with figures of their own.
    """
    if len(rows) < count or sum(not row.blank for row in rows) != 1 or (rows[0].blank and rows[-1].blank):
        return False
    if not all(_follows(one, two) for one, two in pairwise(rows)):
        return False
    whole = _key(rows[0]) + "".join(key_of(row.label) for row in rows[1:])
    return len(whole) >= LEAST and whole in known and _key(rows[0]) not in alone | ACCOUNTS


def _follows(one: DraftRow, two: DraftRow) -> bool:
    """Whether a label begins on the line below another's end, and bears no number."""
    if one.page != two.page or one.groups != two.groups or not (one.box and two.box and one.label and two.label):
        return False
    height = min(one.box.bottom - one.box.top, two.box.bottom - two.box.top)
    near = NEAR + LINE * one.label.count("\n")  # the box may be that of the first of its lines
    return 0 <= two.box.top - one.box.bottom < near * height and not numbering(two.label)[0]


def _key(row: DraftRow) -> str:
    return key_of(numbering(row.label)[1])
