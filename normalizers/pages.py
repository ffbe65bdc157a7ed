"""Which tables are one, printed over several pages?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from normalizers.book import levels_of
from normalizers.captions import GOES_ON, may_head
from normalizers.drafts import Draft, DraftRow
from normalizers.headers import header_keys
from normalizers.label_lines import with_words
from normalizers.labels import clean_label, key_of
from normalizers.steps import same_steps
from normalizers.titles import is_side as is_side_caption
from normalizers.words import is_difference, is_side, is_total

_DIGIT = re.compile("[0-9０-９]")
_WHICH_PART = re.compile(r"[(\[〔【](?:その)?[0-9]{1,2}(?:/[0-9]{1,2})?[)\]〕】]$|その[0-9一二三四五六七八九十]{1,2}$")
_UNIT = re.compile(r"[(\[〔【]\s*単位[^()\[\]〔〕【】]*[)\]〕】]$")
RESTARTED_SHARE = 0.5
"""Where at least this share of the second table's labels stand in the first, it is another statement of the same form."""


ROW_STEP = 1.5
"""Of the usual step from row to row: a heading at the foot of a page stands no further below the last row."""
SAME_EDGE = 3.0
"""Points by which it may begin left of its list's labels, or right of where any of them begins."""


def join_pages(drafts: Sequence[Draft]) -> list[Draft]:
    """Join each table that goes on over a page break (or, without pages, right after itself) with its continuation."""
    joined: list[Draft] = []
    for draft in drafts:
        sides = [n for n in reversed(range(len(joined))) if joined[n].side == draft.side]
        near = sides if _in_book(draft) or _says_so(draft) else sides[:1]
        pairs = [(n, *same_steps(joined[n], draft)) for n in near]
        before = next(((n, first, second) for n, first, second in pairs if _goes_on(first, second)), None)
        if before is not None:
            joined[before[0]] = join(*before[1:])
        else:
            joined.append(draft)
    return joined


def _goes_on(first: Draft, second: Draft) -> bool:
    """Whether columns, position and captions agree that the second is the first's continuation."""
    apart = second.first_page - first.last_page
    told = _says_so(second)
    if apart not in (0, 1) or (apart == 1 and not ((first.last_on_page or told) and second.first_on_page)):
        return False
    if len(first.columns) != len(second.columns) or not _is_under(second.heading, first):
        return False
    if not second.caption.bare and (apart == 0 or not _is_caption_again(first, second)):
        return False
    header = header_keys(second)
    if any(header):
        if header != header_keys(first):
            return False
        if apart == 0 and second.header_rows and not _in_book(first) and _is_closed(first):
            return False
    elif apart == 0 and not _in_book(first) and not (first.header_rows and _stand_in_line(first, second)):
        return False
    return _in_book(second) or not _restarts(first, second)


def _says_so(draft: Draft) -> bool:
    """Whether a table is the rest of another one by its own caption, which names that: 支出の部（つづき）.

    Another table may stand between the two, below the first part.
    """
    title = clean_label(draft.caption.printed)
    return bool(GOES_ON.search(title)) and bool(_words(title))


def _stand_in_line(first: Draft, second: Draft) -> bool:
    """Whether the figures of two parts without a header between them end at the same places, two columns at least.

    A note across the table, on a band of its own, parts it in the print alone.
    """
    ends = [_ends(draft) for draft in (first, second)]
    shared = [n for n in ends[0] if n in ends[1]]
    return len(shared) > 1 and all(abs(ends[0][n] - ends[1][n]) < SAME_EDGE for n in shared)


def _ends(draft: Draft) -> dict[int, float]:
    """Where the figures of each column end, furthest right."""
    found: dict[int, float] = {}
    for row in draft.rows:
        for n, cell in enumerate(row.cells):
            if cell and cell.box and draft.columns[n].numeric and any(map(str.isdigit, cell.text)):
                found[n] = max(found.get(n, 0.0), cell.box.x1)
    return found


def _is_closed(first: Draft) -> bool:
    """Whether a printed table ends in its sum: what follows on its page under a header of its own is another."""
    last = next((row for row in reversed(first.rows) if not row.blank), None)
    return last is not None and last.box is not None and is_total(clean_label(last.label))


def _in_book(draft: Draft) -> bool:
    """Whether it is a list of a budget book: it goes on under the next 項 without a header of its own."""
    return bool(draft.rows) and any(place < 0 for place in draft.rows[-1].places)


def _is_under(heading: str, first: Draft) -> bool:
    """Whether what stands over the second part is what the first part was under at its end: its own or its last 純資産の部."""
    if not heading:
        return not first.heading
    headings = [first.heading, *(row.label for row in first.rows if row.blank and clean_label(row.label).endswith("の部"))]
    return key_of(heading) in (key_of(headings[-1]), key_of(first.heading))


def _is_caption_again(first: Draft, second: Draft) -> bool:
    """Whether the second part repeats the caption of the first, or only the innermost of its steps."""
    printed = _words(second.caption.printed)
    told = GOES_ON.search(clean_label(second.caption.printed))  # 歳入（続き）
    if told and not printed:
        return True  # （前頁からつづく）
    last = first.caption.steps[-1:]
    own = [first.caption.printed, *(step for step in last if told or not is_side_caption(step))]
    return printed in map(_words, own)


def _words(title: str) -> str:
    """What two captions of one table share: which of its pages they stand on is left out, and the unit behind them."""
    return key_of(_WHICH_PART.sub("", GOES_ON.sub("", _UNIT.sub("", clean_label(title)).strip())))


def _restarts(first: Draft, second: Draft) -> bool:
    """Whether the second has the rows of the first over again."""
    known = {(row.groups, key_of(row.label)) for row in first.rows}
    labels = [(row.groups, key_of(row.label)) for row in second.rows if row.label]
    again = sum(label in known for label in labels)
    starts = bool(labels) and bool(first.rows) and labels[0][1] == key_of(first.rows[0].label)
    return bool(labels) and starts and again >= RESTARTED_SHARE * len(labels)


def join(first: Draft, second: Draft) -> Draft:
    """A table and its continuation as one."""
    first, second = _whole_words(_with_last_headings(first), second)
    rows = tuple(replace(row, number=row.number + first.printed_rows) for row in _carried_over(first, second))
    columns = tuple(replace(column, numeric=_is_numeric(first, second, n)) for n, column in enumerate(first.columns))
    notes = first.caption.notes or second.caption.notes
    caption = replace(
        first.caption, notes=notes, unit=first.caption.unit or second.caption.unit,
        rounding=first.caption.rounding or second.caption.rounding,
    )  # fmt: skip
    return replace(
        first,
        columns=columns,
        rows=(*first.rows, *rows),
        caption=caption,
        printed_rows=first.printed_rows + second.printed_rows,
        last_page=second.last_page,
        last_on_page=second.last_on_page,
        below=second.below,
    )


def _with_last_headings(first: Draft) -> Draft:
    """With the headings that stand right below the last row of a page as the first lines of what goes on with the next.

    Without figures beside them they were read as lines; a table that goes on shows that they are none of what follows it.
    """
    rows = [row for row in first.rows if row.page == first.last_page and row.box]
    figures = [cell.box.x0 for row in rows for cell in row.cells if cell and cell.box]
    steps = sorted(b.box.top - a.box.top for a, b in pairwise(rows) if a.box and b.box)
    if not figures or not steps:
        return first
    edges = [row.box.x0 for row in rows if row.box]
    last, found = rows[-1], []
    for line in first.below:
        box, above = line.box, last.box
        if not box or not above or box.top - above.top > ROW_STEP * steps[len(steps) // 2] or box.x1 > min(figures):
            break
        if not min(edges) - SAME_EDGE <= box.x0 <= max(edges) + SAME_EDGE or not may_head(clean_label(line.text)):
            break
        last = DraftRow(line.text, (), (None,) * len(first.columns), line.page, last.number + 1, box)
        found.append(last)
    return replace(first, rows=(*first.rows, *found), printed_rows=first.printed_rows + len(found))


def _is_numeric(first: Draft, second: Draft, column: int) -> bool:
    """Whether a column of both parts is one of numbers: dashes alone in one part do not outvote the words of the other."""
    inked: list[bool] = []
    telling: list[bool] = []
    for draft in (first, second):
        texts = [cell.text for row in draft.rows if (cell := row.cells[column])]
        inked += [draft.columns[column].numeric] if texts else []
        telling += [draft.columns[column].numeric] if any(map(_DIGIT.search, texts)) else []
    return any(telling or inked)


def _whole_words(first: Draft, second: Draft) -> tuple[Draft, Draft]:
    """Words without a label at the head of the second part belong to the last row of the first."""
    rows = list(first.rows)
    count = 0
    for row in second.rows:
        if row.label or any(cell and column.numeric for cell, column in zip(row.cells, second.columns, strict=True)):
            break
        rows[-1], count = replace(rows[-1], cells=with_words(rows[-1], row).cells), count + 1
    return replace(first, rows=tuple(rows)), replace(second, rows=second.rows[count:])


def _carried_over(first: Draft, second: Draft) -> list[DraftRow]:
    """The continuation's rows under the row groups that were still open at the page break."""
    last = first.rows[-1]
    still_open = dict(zip(last.places, last.groups, strict=True))
    rows = []
    for row in second.rows:
        own = dict(zip(row.places, row.groups, strict=True))
        named = levels_of([clean_label(row.label)])  # （款）5 over all columns begins a group of its own
        for place in [p for p in still_open if p >= row.place or any(q <= p for q in (*own, *named))]:
            del still_open[place]
        result = is_difference(clean_label(row.label))
        if result and still_open and is_side(clean_label(still_open[max(still_open)])):
            del still_open[max(still_open)]  # what a subtraction leaves is on neither side
        whole = dict(sorted((still_open | own).items()))
        rows.append(replace(row, groups=tuple(whole.values()), places=tuple(whole)))
        if result:
            still_open.clear()
    return rows
