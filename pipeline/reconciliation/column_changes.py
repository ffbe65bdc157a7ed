"""Which columns do headers call the change, the revision or the rest of others?  増減, 補正後, 差引, 残高."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.reconciliation.column_fit import Across, ColumnPlan
from pipeline.reconciliation.column_words import (
    Choice,
    gains_and_losses,
    is_revision,
    is_shift,
    levels_compared,
    repetition,
    rolling,
    says_change,
    year_before,
)
from pipeline.reconciliation.words import is_difference, is_total, sign

ROLLED = "the balance before, and what came and went"
DIFFERENCE = "difference column"
REVISED = "after = before + change"
MOST_ROWS = (9, 10)
"""Share of the rows in which a year does not have both more and less than the one before."""
_LEFT, _TAKEN = re.compile("^差引|差引額?$"), re.compile("減(?!価)|控除|除く|返還|取消")


def revisions(across: Across) -> Iterator[ColumnPlan]:
    """補正前, 補正額, 補正後: a revision with the two columns near it that it leads from and to, and what else moves between."""
    for change in across.money:
        column = across.columns[change]
        if not is_revision(column):
            continue
        shifts = [c for c in across.money if is_shift(across.columns[c])]
        near = [c for c in across.money if c != change and c not in shifts and across.columns[c].segment == column.segment]
        near = [c for c in near if abs(c - change) - sum(min(c, change) < x < max(c, change) for x in shifts) <= 2]
        own = [c for c in near if across.beside(c, change)]
        near = own if len(own) > 1 else near
        choices: list[Choice] = []
        for before, after in ((before, after) for before in near for after in near if before < after):
            between = tuple((1, x) for x in shifts if before < x < after)  # 予備費充当額, too
            others = tuple((1, x) for x in near if before < x < after and x != change and is_revision(across.columns[x]))
            choices += [(after, ((1, before), (1, change), *moved)) for moved in dict.fromkeys(((), between, others))]
        yield from (replace(plan, by=change) for plan in across.best(choices, REVISED))


def sides(across: Across) -> Iterator[ColumnPlan]:
    """差引 beside what comes in and what goes out: the one total under each of the two headers, in most rows."""
    for c in across.money:
        if not is_difference(across.own(c)):
            continue
        others = [t for t in across.money if t != c and across.same_unit(t, c)]
        both = {way: [t for t in others if _comes_to(across, t) == way] for way in (1, -1)}
        if all(len(found) == 1 for found in both.values()):
            terms = tuple((way, found[0]) for way, found in both.items())
            if across.fit(c, terms).good:
                yield ColumnPlan("difference", c, terms, "what comes in less what goes out")


def _comes_to(across: Across, column: int) -> int:
    """Whether a column is the total of what comes in or of what goes out, by the header above it."""
    head, _, own = across.columns[column].name.rpartition(" / ")
    return sign(head) if head and is_total(own) and not is_difference(head) else 0


def more_and_less(across: Across) -> Iterator[ColumnPlan]:
    """A year as the one before, with what it has more and without what it has less, each in a column of its own."""
    for newer, up, down, older in gains_and_losses(across.columns, across.money):
        terms = ((1, older), (1, up), (-1, down))
        both = sum(bool(row.get(up) and row.get(down)) for row in across.rows)
        if across.fit(newer, terms).good and MOST_ROWS[1] * (len(across.rows) - both) >= MOST_ROWS[0] * len(across.rows):
            yield ColumnPlan("cross_footing", newer, terms, "the year before, and what there is more or less", by=up)


def compared(across: Across) -> Iterator[ColumnPlan]:
    """A change under a header that compares, of the two columns that bear its own under others."""
    for change, a, b in levels_compared(across.columns, across.money):
        yield from across.best([(change, ((1, x), (-1, y))) for x, y in across.directions(a, b)], DIFFERENCE)


def changes(across: Across) -> Iterator[ColumnPlan]:
    """増減, 差異: of a year and the one before where headers name these, else of two columns near it."""
    for change in across.money:
        if across.columns[change].measure not in ("増減", "差異") and not says_change(across.columns[change]):
            continue
        if is_shift(across.columns[change]):
            continue  # 流用増減額 is one of several ways in which a budget becomes another
        if named := the_year_before(across, change):
            choices: list[Choice] = [(change, ((1, x), (-1, y))) for x, y in across.directions(*named[0])]
            yield from across.best(choices, DIFFERENCE)
        else:
            yield from _of_neighbours(across, change)


def _of_neighbours(across: Across, change: int) -> Iterator[ColumnPlan]:
    """A change as what some two columns near it differ by."""
    near = [c for c in across.money if c != change and across.same_block(c, change)]
    pairs = [(a, b) for i, a in enumerate(near) for b in near[i + 1 :]]
    pairs.sort(key=lambda pair: (_strangers(across, change, pair), abs(pair[0] - change) + abs(pair[1] - change)))
    choices: list[Choice] = [(change, ((1, x), (-1, y))) for a, b in pairs[:6] for x, y in across.directions(a, b)]
    if _LEFT.search(across.own(change)):  # 減免額 printed with a minus before 差引
        less = [(a, b) for a, b in pairs[:6] if _TAKEN.search(across.own(b)) and across.negative(b) and not across.negative(a)]
        choices += [(change, ((1, a), (1, b))) for a, b in less]
    yield from across.best(choices, DIFFERENCE)


def rolled(across: Across) -> Iterator[ColumnPlan]:
    """A balance as the one left of it, and the columns between them that say what came and what went."""
    for after, moved in rolling(across.columns, across.money):
        terms = tuple((1 if weight < 0 and across.negative(c) else weight, c) for weight, c in moved)
        if across.fit(after, terms).good:
            yield ColumnPlan("cross_footing", after, terms, ROLLED)


def _strangers(across: Across, change: int, pair: tuple[int, int]) -> int:
    """How many of two columns are another repetition of their header than the change's: 増減 #2 is of 当年度 #2."""
    own = repetition(across.columns[change])
    return sum(repetition(across.columns[c]) != own for c in pair)


def the_year_before(across: Across, change: int) -> list[tuple[int, int]]:
    """The only column named after another, as its year before, where this is the change between the two."""
    moves = [c for c in across.money if across.columns[c].measure in ("増減", "差異") or says_change(across.columns[c])]
    left = [c for c in across.money if c < change and across.same_unit(c, change) and c not in moves]
    says = "前年" in across.columns[change].name
    beside = {c for c in across.money if c < change or says or len(left) < 2}
    named = [pair for pair in year_before(across.columns, across.money) if beside.issuperset(pair)]
    return named if len(named) == 1 and (len(moves) == 1 or says) else []
