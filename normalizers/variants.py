"""Which rows do two tables of one statement call by different names?

A label is never made to agree with another table's wording: the difference is told, once for each pair of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from normalizers.drafts import Draft, Note
from normalizers.figures import figure, size
from pipeline.model import Number, StatementKind

COMPARED: frozenset[StatementKind] = frozenset({"balance_sheet", "income_statement", "cash_flow", "equity_changes", "budget"})
SIBLING_SHARE = 0.8
"""Tables that share this part of their labels print one statement twice."""
LONG_VOWEL = "ー"


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of a draft."""

    draft: int
    row: int


def compare_labels(drafts: Sequence[Draft]) -> list[Draft]:
    """Note every label that a sibling table prints differently at the same place, beside the same figure."""
    found: dict[frozenset[str], dict[str, list[_Place]]] = {}
    for first, second in _siblings(drafts):
        for a, b in _differing(drafts[first], drafts[second]):
            names = (drafts[first].items[a], drafts[second].items[b])
            places = found.setdefault(frozenset(names), {name: [] for name in names})
            places[names[0]].append(_Place(first, a))
            places[names[1]].append(_Place(second, b))
    noted = list(drafts)
    for places in found.values():
        odd, usual = sorted(places, key=lambda name: (len({p.draft for p in places[name]}), -places[name][-1].draft))
        where = places[odd][-1]
        note = _note(odd, usual, where.row, [drafts[n] for n in sorted({p.draft for p in places[usual]})])
        noted[where.draft] = replace(noted[where.draft], notes=(*noted[where.draft].notes, note))
    return noted


def _siblings(drafts: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """Pairs of tables of one kind and year with mostly the same labels."""
    labels = [frozenset(draft.items) for draft in drafts]
    for second, draft in enumerate(drafts):
        if draft.kind not in COMPARED or draft.caption.levels:  # a budget book's lists are parts, not prints of one
            continue
        for first in range(second):
            other = drafts[first]
            if other.kind != draft.kind or other.year != draft.year or labels[first] == labels[second]:
                continue
            if len(labels[first] & labels[second]) >= SIBLING_SHARE * max(len(labels[first]), len(labels[second])):
                yield first, second


def _differing(first: Draft, second: Draft) -> Iterator[tuple[int, int]]:
    """Rows at the same place between the same neighbours that share a figure and not their label."""
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, first.items, second.items, autojunk=False).get_opcodes():
        if tag != "replace" or a1 - a0 != b1 - b0:
            continue
        for a, b in zip(range(a0, a1), range(b0, b1), strict=True):
            if _sizes(first, a) & _sizes(second, b):
                yield a, b


def _sizes(draft: Draft, row: int) -> set[Number]:
    return {size(value) for cell in draft.rows[row].cells if (value := figure(cell))}


def _note(odd: str, usual: str, row: int, tables: Sequence[Draft]) -> Note:
    titles = ", ".join(dict.fromkeys(table.caption.title for table in tables))
    evidence = f"the same row with the same figure reads {usual} in {titles}"
    lost = odd.replace(LONG_VOWEL, "") == usual.replace(LONG_VOWEL, "")
    if lost:
        evidence += f"; only a {LONG_VOWEL} is missing, which a reader may have lost"
    return Note("info", "label_variant", evidence, printed=odd, value=usual if lost else "", row=row)
