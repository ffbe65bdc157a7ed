"""Do the numbers that rows bear run on?  (1) (2) (4) lacks a row; so does a list that starts at 2, or starts anew in its parent.

Numbers are no proof: codes of account leave numbers out on purpose.  So one break is told of a statement whose other numbers
all run on, and what it means is judged by others, beside the sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Row
from pipeline.reconciliation.words import is_total

LEAST_NUMBERED = 4
"""Rows with a number that a statement must have before a break among them means anything."""
_UNITS = "年|月|日|級|号|円|台|歳児|歳未|歳以"
_STYLES = (
    ("第{}", re.compile(r"^第(\d{1,2})([款項目節])")),
    ("({})", re.compile(r"^\((\d{1,2})\)")),
    ("{}", re.compile(rf"^(\d{{1,2}})(?:[.、．](?=\D)|(?!{_UNITS})(?=[^\d.,、．%％~〜～–―-]))")),
)
_ROMAN = re.compile(r"^(I{1,3}|IV|VI{0,3}|IX|X)[.、．]?(?=[^\x00-\x7f]|[(])")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_GRADE = re.compile(r"([0-9]{1,2})級")
_RANGE = re.compile(r"([0-9][0-9,]*)[~〜～–―-]([0-9][0-9,]*)([^0-9~〜～]*)")
LEAST_RANGES = 3
"""Steps from range to range, at least, before one that is wider lacks a row."""
_KATAKANA = re.compile(r"[ァ-ー・]")
_ORDERS = ("アイウエオカキクケコサシスセソタチツテト", "イロハニホヘトチリヌルヲワカヨタレソツネ")


Level = tuple[int, int]
"""How many headings stand above a row, and how far in it is printed."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where numbers do not run on."""

    before: int | None
    """The numbered row of the same list above the break, if there is one."""
    after: int
    """The numbered row below it."""
    lacks: str
    """The number that is not there, as it would be printed; empty where a list starts again without a row to part it."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    row: int
    style: str
    value: int


@dataclass(slots=True)
class _List:
    """Numbers of one style under one parent."""

    style: str
    level: Level
    section: tuple[str, ...]
    members: list[_Numbered]


def breaks(rows: Sequence[Row]) -> list[Break]:
    """Every place where the numbers of a statement's rows do not run on; nothing where too few rows bear one."""
    lists = list(_lists(rows))
    found = [b for one in lists for b in _within(rows, one)]
    numbered_ = sum(len(one.members) for one in lists)
    for style, level in dict.fromkeys((one.style, one.level) for one in lists):
        found += _starts([one for one in lists if (one.style, one.level) == (style, level)])
    found = found if numbered_ >= LEAST_NUMBERED else []
    return sorted([*found, *_grades(rows), *_ranges(rows)], key=lambda b: b.after)


def _grades(rows: Sequence[Row]) -> list[Break]:
    """1級, 2級, 4級, up or down: the one grade left out of a list that runs on otherwise."""
    found: list[Break] = []
    run: list[tuple[int, int]] = []
    for r, row in enumerate([*rows, Row("")]):
        grade = _GRADE.fullmatch(row.item)
        if grade and (not run or rows[run[-1][0]].section == row.section):
            run.append((r, int(grade[1])))
            continue
        steps = [below[1] - above[1] for above, below in pairwise(run)]
        odd = [n for n, step in enumerate(steps) if abs(step) != 1]
        if len(steps) > len(odd) == 1 and abs(steps[odd[0]]) == 2 and len({step > 0 for step in steps}) == 1:
            above, below = run[odd[0]], run[odd[0] + 1]
            found.append(Break(above[0], below[0], f"{(above[1] + below[1]) // 2}級"))
        run = [(r, int(grade[1]))] if grade else []
    return found


def _ranges(rows: Sequence[Row]) -> list[Break]:
    """0~4歳, 5~9歳, 15~19歳: the one range left out of a list in which each begins where the one before ends."""
    found: list[Break] = []
    run: list[tuple[int, int, int, str]] = []
    for r, row in enumerate([*rows, Row("")]):
        own = _RANGE.fullmatch(row.item)
        ends = (int(own[1].replace(",", "")), int(own[2].replace(",", ""))) if own else (0, 0)
        if own and (not run or (rows[run[-1][0]].section == row.section and run[-1][3] == own[3] and ends[0] >= run[-1][2])):
            run.append((r, *ends, own[3]))
            continue
        steps = [below[1] - above[2] for above, below in pairwise(run)]
        usual = min(steps, default=0)
        odd = [n for n, step in enumerate(steps) if step != usual]
        if len(odd) == 1 and usual < LEAST_RANGES <= len(steps):
            above, below = run[odd[0]], run[odd[0] + 1]
            found.append(Break(above[0], below[0], f"{above[2] + usual:,}~{below[1] - usual:,}{above[3]}"))
        run = [(r, *ends, own[3])] if own else []
    return found


def _lists(rows: Sequence[Row]) -> Iterator[_List]:
    """Rows of one section and one indentation, until a row further out; after a total or a heading they may start anew."""
    open_: dict[Level, _List] = {}
    closed: set[Level] = set()
    for r, row in _with_headings(rows):
        number = _number(r, row.item, open_.get((len(row.section), row.indent)))
        level = _goes_on(open_, row, number) or (len(row.section), row.indent)
        for outer in [known for known in open_ if known > level]:
            yield open_.pop(outer)
        if number is None:
            closed |= {known for known in open_ if row.heading or is_total(row.item)}
            continue
        kept = open_.get(level)
        anew = number.value == 1 and level in closed
        closed.discard(level)
        if kept and kept.style == number.style and kept.section == row.section and not anew:
            kept.members.append(number)
        else:
            if kept:
                yield kept
            open_[level] = _List(number.style, level, row.section, [number])
    yield from open_.values()


def _with_headings(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """Every row, and before it the headings of its section that are printed beside their rows rather than above them."""
    told = {(*row.section, row.item) for row in rows}
    for r, row in enumerate(rows):
        for depth in range(1, len(row.section) + 1):
            path = row.section[:depth]
            if path not in told:
                told.add(path)
                yield r, Row(path[-1], path[:-1], indent=row.indent, heading=True)
        yield r, row


def _goes_on(open_: dict[Level, _List], row: Row, number: _Numbered | None) -> Level | None:
    """The list of the same section that a heading's number goes on with, though it may be printed further in or out."""
    own = len(row.section), row.indent
    for level in sorted(open_, key=lambda level: level != own):
        one = open_[level]
        on = number and one.style == number.style and one.members[-1].value + 1 == number.value
        if on and one.section == row.section and (level == own or row.heading):
            return level
    return None


def _number(r: int, item: str, before: _List | None) -> _Numbered | None:
    for style, pattern in _STYLES:
        found = pattern.match(item)
        if found:
            return _Numbered(r, style + (found[2] if len(found.groups()) > 1 else ""), int(found[1]))
    roman = _ROMAN.match(item)
    if roman:
        return _Numbered(r, "I", _ROMANS.index(roman[1]) + 1)
    return _letter(r, item, before)


def number(item: str) -> tuple[str, int] | None:
    """How a label is numbered, and which number it bears."""
    found = _number(0, item, None)
    return (found.style, found.value) if found else None


def numbered(item: str) -> bool:
    """Whether a label begins with a number."""
    return _number(0, item, None) is not None


def _letter(r: int, item: str, before: _List | None) -> _Numbered | None:
    """イ ロ ハ and ア イ ウ: a letter is a number only where it goes on from the one above, or may be the first of a list."""
    letter = item[1:2] if item.startswith("(") and item[2:3] == ")" else item[:1]
    for order in _ORDERS:
        value = order.find(letter) + 1 if letter else 0
        style = order[0] + ("()" if item.startswith("(") else "")
        first = value == 1 and not _KATAKANA.match(item[1:2])
        last = before.members[-1].value if before and before.style == style else value
        if first or (value and last < value <= last + 2):
            return _Numbered(r, style, value)
    return None


def _within(rows: Sequence[Row], one: _List) -> Iterator[Break]:
    for above, below in zip(one.members, one.members[1:], strict=False):
        if below.value == above.value + 2:
            if not _elsewhere(rows, above, below):
                yield Break(above.row, below.row, _written(one.style, above.value + 1))
        elif below.value == 1 or below.value > above.value + 2 or below.value != above.value + 1:
            yield Break(above.row, below.row, "")


def _elsewhere(rows: Sequence[Row], above: _Numbered, below: _Numbered) -> bool:
    """Whether a row between the two bears the number after all, out of its place, where a wrapped label may have put it."""
    between = [(rows[r].section, _number(r, rows[r].item, None)) for r in range(above.row + 1, below.row)]
    borne = {(section, n.value) for section, n in between if n and n.style == above.style}
    return any(n == above.value + 1 and (section, above.value) not in borne for section, n in borne)


def _starts(lists: list[_List]) -> Iterator[Break]:
    """Lists that start at 2 where the others start at 1; where they run on from one list to the next, a number left out."""
    lists = sorted(lists, key=lambda one: one.members[0].row)
    first = [one.members[0].value == 1 for one in lists]
    anew = sum(first) > 1 and 2 * sum(first) > len(lists)
    last = 0
    for one in lists:
        start = one.members[0]
        wanted = 1 if anew or start.value <= max(1, last) else last + 1
        if start.value == wanted + 1:
            yield Break(None, start.row, _written(one.style, wanted))
        elif start.value != wanted:
            yield Break(None, start.row, "")
        last = one.members[-1].value


def _written(style: str, value: int) -> str:
    if style == "I":
        return _ROMANS[value - 1] if value <= len(_ROMANS) else ""
    for order in _ORDERS:
        if style[0] == order[0]:
            return f"({order[value - 1]})" if style.endswith("()") else order[value - 1]
    return style.format(value) if "{" in style else ""
