"""What is a table called whose caption the print lost?  Its figures say: another table prints them as its whole.

The caption above it belongs to another table and is never taken.  A statement by segments whose 合計 column is another
statement's only column is that statement's breakdown: it takes its year, period and unit, and its title in the form that
captioned breakdowns of the same list have (``(事業別財務情報(…関係))`` around the title of the whole).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalizers.drafts import Draft, Note
from normalizers.figures import column_figures
from normalizers.headers import TOTAL_HEADERS, names_of
from normalizers.labels import clean_label
from normalizers.words import is_total, kind_of_title
from pipeline.model import Number, StatementKind

SAME_SHARE = 0.9
"""Share of rows that must agree: a △ or a label may be damaged on the way, a different year agrees on next to none."""
MIN_SAME = 4
"""Figures, other than nought, that must agree."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """The table that prints a breakdown's totals."""

    draft: Draft
    column: str


Shelf = dict[tuple[StatementKind, int], list[tuple[Draft, int, Sequence[tuple[str, Number]]]]]
"""Every column of figures of the captioned tables, by kind and by how many figures it prints; tables of few columns first."""


def find_captions(drafts: Sequence[Draft]) -> list[Draft]:
    """Give every table without a caption the one that its figures prove."""
    captioned = [draft for draft in drafts if draft.caption.title]
    shelf = _shelf(captioned)
    wrappers = _wrappers(captioned, shelf)
    found: list[Draft] = []
    for draft in drafts:
        above = found[-1] if found else draft
        if not draft.caption.title and _is_other_side(above, draft):
            caption = replace(above.caption, unit=draft.caption.unit or above.caption.unit)
            draft = replace(draft, caption=caption, year=above.year, kind=above.kind)
        found.append(draft if draft.caption.title else _found(draft, shelf, wrappers))
    return found


def _is_other_side(above: Draft, draft: Draft) -> bool:
    """Whether a table prints what the balance sheet before it on its page lacks: liabilities below or beside assets."""
    if above.kind != "balance_sheet" or draft.kind not in (above.kind, "other") or _headers(above) != _headers(draft):
        return False
    one, two = (
        [clean_label(each.heading), *(clean_label(row.label) for row in each.rows if is_total(clean_label(row.label)))]
        for each in (above, draft)
    )
    owed = any("負債" in name for name in two) and not any("負債" in name for name in one)
    return bool(above.caption.title) and owed and above.last_page == draft.first_page and not any(map(_is_end, one))


def _is_end(name: str) -> bool:
    return "純資産" in name or "資本" in name


def _shelf(captioned: Sequence[Draft]) -> Shelf:
    shelf: Shelf = {}
    for draft in sorted(captioned, key=lambda each: len(each.columns)):
        for n, column in enumerate(draft.columns):
            figures = column_figures(draft, n) if column.numeric else ()
            if len(figures) >= MIN_SAME:
                shelf.setdefault((draft.kind, len(figures)), []).append((draft, n, figures))
    return shelf


def _wrappers(captioned: Sequence[Draft], shelf: Shelf) -> dict[tuple[str, ...], tuple[str, str]]:
    """For each list of segments, what captioned breakdowns print around the title of the whole."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for draft in captioned:
        whole = _whole(draft, shelf)
        if whole and whole.draft.caption.title in draft.caption.title:
            before, _, after = draft.caption.title.partition(whole.draft.caption.title)
            found.setdefault(_headers(draft), (before, after))
    return found


def _headers(draft: Draft) -> tuple[str, ...]:
    return names_of(draft)


def _total_column(draft: Draft) -> int | None:
    """The column that says what the whole says: 合計, else the only column of figures."""
    headers = _headers(draft)
    named = [n for n, header in enumerate(headers) if header in TOTAL_HEADERS]
    figures = [n for n, column in enumerate(draft.columns) if column.numeric]
    return named[-1] if named else figures[0] if len(figures) == 1 else None


def _whole(draft: Draft, shelf: Shelf) -> _Whole | None:
    """The captioned table with a column that equals the draft's total column; one with fewer columns rather than more."""
    total = _total_column(draft)
    if total is None:
        return None
    own = column_figures(draft, total)
    for other, n, figures in shelf.get((draft.kind, len(own)), ()):
        if other is not draft and len(other.columns) <= len(draft.columns) and _same(own, figures):
            return _Whole(other, _headers(other)[n])
    return None


def _same(own: Sequence[tuple[str, Number]], other: Sequence[tuple[str, Number]]) -> bool:
    """Whether two columns print the same figures on the same labels, signs and a damaged label apart."""
    agree = sum(a[1] == b[1] for a, b in zip(own, other, strict=True))
    telling = sum(a[1] == b[1] != 0 for a, b in zip(own, other, strict=True))
    return telling >= MIN_SAME and agree >= SAME_SHARE * len(own)


def _found(draft: Draft, shelf: Shelf, wrappers: dict[tuple[str, ...], tuple[str, str]]) -> Draft:
    whole = _whole(draft, shelf)
    if whole is None:
        return _unknown(draft)
    title = whole.draft.caption.title
    before, after = wrappers.get(_headers(draft), ("", ""))
    inferred = f"{before}{title}{after}"
    caption = replace(
        draft.caption,
        title=inferred,
        period=draft.caption.period or whole.draft.caption.period,
        unit=draft.caption.unit or whole.draft.caption.unit,
        rounding=draft.caption.rounding or whole.draft.caption.rounding,
    )
    form = " in the form of the captioned breakdowns by the same segments" if before or after else ""
    evidence = f"the total column equals {whole.column} of {title} row by row; title{form}, period and unit are taken from there"
    rule = "a breakdown takes the caption of the whole it adds up to"
    notes = [Note("info", "lost_caption", evidence, "title", "", inferred, rule)]
    if not draft.caption.unit and caption.unit:
        notes.append(Note("info", "lost_caption", evidence, "unit", "", caption.unit, rule, same_cause=True))
    return replace(draft, caption=caption, year=whole.draft.year, notes=(*draft.notes, *notes))


def _unknown(draft: Draft) -> Draft:
    """A table that stays without a title: typed by its rows where they say enough."""
    if draft.kind == "other" or draft.caption.levels or kind_of_title(draft.caption.title):
        return draft
    evidence = f"no caption stands above the table; its rows are those of a {draft.kind.replace('_', ' ')}"
    return replace(draft, notes=(*draft.notes, Note("warning", "lost_caption", evidence)))
