"""Which lists stand side by side, by what is printed over them: framed headers, captions, units, one header twice?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.geometry import Token, centre_of, chunks_of, is_number, lines_of, text_of
from extractors.header_start import HEADER_LINES, SECTION, UNIT_REMARK, is_bare_unit
from extractors.printed_lines import is_noted, words_in
from extractors.regions import Strokes
from extractors.sides import FEWEST, GUTTER, LABELLED, SAME_HEIGHT, STEP, Sides, are_lists, with_header
from pipeline.model import Box

BESIDE = 1.5
"""Em by which a caption's left edge or middle stands beside its list's, at most."""


def sides_under(headers: Sequence[Box], tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """Lists under two headers of one height side by side, each in a frame of its own, that nothing frames further down."""
    found: list[Sides] = []
    for left, right in pairwise(sorted(headers, key=lambda box: (round(box.top), box.x0))):
        level = max(abs(left.top - right.top), abs(left.bottom - right.bottom)) <= SAME_HEIGHT
        if not level or right.x0 - left.x1 < GUTTER:
            continue
        gutter, top = (left.x1 + right.x0) / 2, left.bottom
        crossing = [y for y, x0, x1 in drawn if y > top and x0 < gutter < x1]
        crossing += [t.cy for t in tokens if t.cy > top and t.x0 < gutter < t.x1]
        own = [t for t in tokens if top < t.cy < min(crossing, default=float("inf"))]
        if own and are_lists(own, gutter):
            found.append(Sides(top, max(t.bottom for t in own), gutter))
    return found


def sides_under_units(lines: Sequence[Sequence[Token]]) -> list[Sides]:
    """Lists that no rule bounds, under captions on one line, each with its unit: 基金 (単位：千円)  職員 (人)  水路 (m).

    Of three lists and more the right one comes first: what stands left of it is parted then.
    """
    found: list[Sides] = []
    floor = 0.0
    for n, line in enumerate(lines):
        chunks = [] if line[-1].numeric else chunks_of(line)
        if len(chunks) < 4 or not _says_unit(chunks[-1]):
            continue
        units = [k for k, chunk in enumerate(chunks) if _says_unit(chunk)]
        captioned = all(b - a > 1 for a, b in pairwise([-1, *units]))
        if len(units) < 2 or not captioned or line[0].cy < floor:
            continue
        gutters = [(chunks[k][-1].x1 + chunks[k + 1][0].x0) / 2 for k in units[:-1]]
        below = min((_lines_below(lines[n:], gutter) for gutter in gutters), key=len)
        listed = [t for each in below[1:] for t in each]
        if all(are_lists(listed, gutter) for gutter in gutters):
            found += [_over(below, gutter) for gutter in reversed(gutters)]
            floor = max(each.bottom for each in found)
    return found


def _says_unit(chunk: Sequence[Token]) -> bool:
    """Whether a chunk is the unit of what stands below it: (単位：千円), 単位 千円, (m)."""
    return bool(UNIT_REMARK.match(text_of(chunk))) or is_bare_unit(chunk)


def sides_under_headers(lines: Sequence[Sequence[Token]], tokens: Sequence[Token], drawn: Strokes) -> list[Sides]:
    """Lists under one header that is printed twice on a line: 科目 金額  科目 金額; bands of colour may run across both."""
    found: list[Sides] = []
    for n, line in enumerate(lines):
        if len(line) < 4 or any(t.numeric for t in line):
            continue
        names = words_in(chunks_of(line))
        half = len(names) // 2
        texts = ["".join(t.text for t in name) for name in names]
        again = half > 1 and len(set(texts)) >= half and texts[:half] == texts[half:]
        if not again or line[0].cy < (found[-1].bottom if found else 0.0):
            continue
        gutter = _blank_before(lines[n:], names[half - 1 : half + 1])
        own = _lines_below(lines[n:], gutter) if gutter else []
        below = [t for each in own[1:] for t in each]
        if gutter and are_lists(below, gutter) and _name_labels(names, below, gutter):
            sides = _over(own, gutter)
            sides = sides._replace(top=with_header(tokens, sides.top, gutter, ()))
            edges = [y for y, x0, x1 in drawn if x0 < gutter < x1 and 0 <= y - sides.bottom < line[0].em]
            found.append(sides._replace(bottom=max([sides.bottom, *edges])))  # of the last band
    return found


def _blank_before(lines: Sequence[Sequence[Token]], names: Sequence[Sequence[Token]]) -> float | None:
    """Where a blank runs down between the figures under one name of a header and the labels under the next, if any does."""
    blanks = _blanks_below(lines, names)
    return blanks[-1] if blanks else None


def _name_labels(names: Sequence[Sequence[Token]], tokens: Sequence[Token], gutter: float) -> bool:
    """Whether the first name of each half of a header stands over labels, left of all figures of its list.

    Else the header is that of pairs of columns (件数, 金額), and the left list's labels stand for both.
    """
    for right, name in enumerate((names[0], names[len(names) // 2])):
        own = [t for t in tokens if (t.cx > gutter) == bool(right)]
        rows = [chunks for line in lines_of(own) if is_number((chunks := chunks_of(line))[-1])]
        labels = [row[0] for row in rows if not is_number(row[0])]
        figures = min((c[0].x0 for row in rows for c in row[1:] if is_number(c)), default=gutter)
        if len(labels) < LABELLED * len(rows) or centre_of(name) > figures or not any(_overlap(name, c) for c in labels):
            return False
    return True


def _overlap(one: Sequence[Token], two: Sequence[Token]) -> bool:
    return one[0].x0 < two[-1].x1 and two[0].x0 < one[-1].x1


def sides_under_captions(lines: Sequence[Sequence[Token]], drawn: Strokes) -> list[Sides]:
    """Lists under two captions on one line, each over its own list and over all of it, with nothing else to bound them."""
    found: list[Sides] = []
    for n, line in enumerate(lines[:-1]):
        captions = [] if any(t.numeric for t in line) else chunks_of(line)
        if len(captions) != 2:
            continue
        above = lines[n - 1] if n else []
        headed = len(chunks_of(above)) > len(captions) if above else False  # 資産の部 and 負債の部 below their header
        counted = SECTION.fullmatch(text_of(captions[0])) is not None  # Ⅱ 負債の部
        floor = found[-1].bottom if found else 0.0
        if headed or counted or line[0].cy < floor:
            continue
        for gutter in _blanks_below(lines[n:], captions):
            own = _lines_below(lines[n:], gutter)
            sides = _over(own, gutter)
            crossed = any(sides.top < y < sides.bottom and x0 < gutter < x1 for y, x0, x1 in drawn)
            below = [t for each in own[1:] for t in each]
            if not crossed and are_lists(below, gutter) and _are_captions(captions, below, gutter):
                found.append(sides)
                break
    return found


def _blanks_below(lines: Sequence[Sequence[Token]], captions: Sequence[Sequence[Token]]) -> list[float]:
    """Where, between the middles of two captions, a blank runs down their line and as many below as make them two lists."""
    first, last = map(centre_of, captions)
    near = _before_blank(lines[: 2 + HEADER_LINES + FEWEST])
    extents = sorted((t.x0, t.x1) for line in near for t in line)
    found: list[float] = []
    end = float("-inf")
    for x0, x1 in extents:
        if x0 - end > GUTTER and first < (x0 + end) / 2 < last:
            found.append((x0 + end) / 2)
        end = max(end, x1)
    return found


def _are_captions(captions: Sequence[Sequence[Token]], below: Sequence[Token], gutter: float) -> bool:
    """Whether each of two texts begins where its list does or stands in its middle: headings over columns leave the stub out.

    The right list's labels have their own name in its header.
    """
    sides = [[t for t in below if (t.cx > gutter) == right] for right in (False, True)]
    lasts = [max(t.bottom for t in side if t.numeric) for side in sides]  # further down are notes
    sides = [[t for t in side if t.top < last] for side, last in zip(sides, lasts, strict=True)]
    for caption, side in zip(captions, sides, strict=True):
        left, right, em = min(t.x0 for t in side), max(t.x1 for t in side), caption[0].em
        begins = abs(caption[0].x0 - left) < BESIDE * em
        if not begins and abs(centre_of(caption) - (left + right) / 2) > BESIDE * em:
            return False
    rows = [chunks_of(line) for line in lines_of(sides[1]) if line[-1].numeric]
    figures = [c for row in rows for c in row[not is_number(row[0]) :] if is_number(c)]  # a label may begin with a number
    return any(t.cy < rows[0][-1][0].cy - t.em / 2 and t.x1 <= min(c[0].x0 for c in figures) for t in sides[1])


def _lines_below(lines: Sequence[Sequence[Token]], gutter: float) -> Sequence[Sequence[Token]]:
    """The first line and those below it, down to a wide blank, a text across the gutter, a note or the next caption."""
    near = _before_blank(lines)
    for n, below in enumerate(near[1:], 1):
        crossed = any(t.x0 < gutter < t.x1 for t in below)
        if (
            crossed
            or is_noted(chunks_of(below))
            or (UNIT_REMARK.match(below[-1].text) and not (n == 1 and _are_units(below, gutter)))
        ):
            return near[:n]
    return near


def _are_units(line: Sequence[Token], gutter: float) -> bool:
    """Whether a line says the unit of each of two lists, below their captions, and nothing else."""
    chunks = chunks_of(line)
    return len(chunks) == 2 and all(map(_says_unit, chunks)) and chunks[0][-1].x1 < gutter < chunks[1][0].x0


def _before_blank(lines: Sequence[Sequence[Token]]) -> Sequence[Sequence[Token]]:
    """The first line and those below it, down to a wide blank."""
    bottom = max(t.bottom for t in lines[0])
    for n, below in enumerate(lines[1:], 1):
        if min(t.top for t in below) - bottom > STEP * max(t.bottom - t.top for t in below):
            return lines[:n]
        bottom = max([bottom, *(t.bottom for t in below)])
    return lines


def _over(lines: Sequence[Sequence[Token]], gutter: float) -> Sides:
    """Two lists that begin and end with these lines."""
    bottom = max(t.bottom for line in lines for t in line)
    return Sides(min(t.top for t in lines[0]), bottom + SAME_HEIGHT, gutter)
