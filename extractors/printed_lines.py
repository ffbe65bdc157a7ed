"""What stands in a line of text outside ruled tables: its chunks, which of them are numbers, and is it a remark above a table?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.columns import numbers_in
from extractors.geometry import CLOSING, OPENING, Token, chunks_of, hull, lines_of, text_of
from extractors.middle_headings import middle_headings
from extractors.spanners import is_spread
from extractors.tight import parted
from pipeline.model import Box

LINE_STEP = 2.6
"""Line heights: a wider blank ends a run of rows (a blank line between blocks is 2)."""
LARGER = 1.15
"""Of the size of rows: a caption among them is set as large, at least."""
HEADERS_OVER = 2
"""Texts over the columns of numbers that make a line between rows a header."""


@dataclass(slots=True)
class PrintedLine:
    """A line of text outside ruled tables, with those of its chunks that are numbers standing at its end."""

    tokens: list[Token]
    chunks: list[list[Token]]
    numbers: list[list[Token]]
    aligned: list[list[Token]]
    box: Box
    headed: bool = False
    """Whether a header right above says of each of its numbers, and of its label, what they are."""
    heads: bool = False
    """Whether it heads the rows below it from the middle over all columns."""


def has_digit(chunk: Sequence[Token]) -> bool:
    """Whether it says any figure: a dash for zero says none."""
    return any(char.isdecimal() for t in chunk for char in t.text)


def printed_lines(tokens: Sequence[Token]) -> list[PrintedLine]:
    """The lines of tokens, top to bottom; none of their numbers is marked as aligned yet."""
    lines = lines_of(tokens) if tokens else []
    chunks = parted([chunks_of(line) for line in lines])
    printed = [PrintedLine(line, own, numbers_in(own), [], hull(line)) for line, own in zip(lines, chunks, strict=True)]
    for n in middle_headings(lines):
        printed[n].heads = True
    return printed


def stands_beside(upper: PrintedLine, lower: PrintedLine) -> bool:
    """Whether a line stands beside the half height of the one above it."""
    return upper.box.bottom > lower.box.top + 1.0


def together(first: PrintedLine, second: PrintedLine) -> PrintedLine:
    """Two lines of one header as one."""
    chunks = sorted([*first.chunks, *second.chunks], key=lambda chunk: chunk[0].x0)
    return PrintedLine([*first.tokens, *second.tokens], chunks, [], [], hull([first.box, second.box]))


def words_of(line: PrintedLine) -> list[list[Token]]:
    """The texts of a line, characters set apart evenly as one."""
    return words_in(line.chunks)


def words_in(chunks: Sequence[list[Token]]) -> list[list[Token]]:
    """The same of chunks."""
    words: list[list[Token]] = []
    for chunk in chunks:
        last = words[-1] if words else []
        if last and len(text_of(chunk)) == 1 and is_spread([*last, *chunk]):
            last += chunk
        else:
            words.append(list(chunk))
    return words


def heads_rows(line: PrintedLine) -> bool:
    """Whether a line heads the rows below it: from the middle over all columns, or as a statement's part."""
    return line.heads or heads_a_part(line)


def heads_a_part(line: PrintedLine) -> bool:
    """Whether a line says, spread or not, nothing but which part of a statement begins: 資　産　の　部."""
    text = "".join(t.text for t in line.tokens).rstrip(")）")
    return text.endswith("の部") and not line.numbers and len(words_of(line)) == 1


def right_of(chunk: Sequence[Token]) -> float:
    """Where a chunk ends, in points from the left."""
    return chunk[-1].x1


def data_left(lines: Sequence[PrintedLine]) -> float:
    """Where the columns of numbers begin: years and numbering at a line's start are its label, where others follow."""
    inner = [c[0].x0 for line in lines for c in line.aligned if c is not line.chunks[0]]
    return min(inner) if inner else min([c[0].x0 for line in lines for c in line.aligned])


ACCOUNTS = re.compile("(?:流動|固定|繰延)?(?:資産|負債)|純資産|正味財産")
"""What stands in brackets over the first rows of an inventory."""


_NOTE = re.compile(r"[（(〔\[]注|注[0-9０-９)）:：]|※|[*＊][0-9０-９]")
LONG_NOTE = 12
"""Characters of a note's text, at least: a mark alone may stand before a label."""


def is_note(line: PrintedLine) -> bool:
    """Whether a line is a note in words: （注）１ 資産の合計を掲げた。 ２ …; numbers in it count the notes."""
    return is_noted(line.chunks)


def is_noted(chunks: Sequence[list[Token]]) -> bool:
    """The same of chunks."""
    texts = ["".join(t.text for t in chunk) for chunk in chunks]
    return bool(_NOTE.match(texts[0])) and max(map(len, texts)) >= LONG_NOTE


def is_set_larger(line: PrintedLine, rows: Sequence[PrintedLine]) -> bool:
    """Whether a line is set larger than rows, and begins left of their labels: the caption of what follows.

    What is numbered (3 固定負債) may be a heading in the same statement.
    """
    em = max(row.tokens[0].em for row in rows)
    outside = line.box.x0 < min(row.box.x0 for row in rows) - em
    larger = line.tokens[0].em > LARGER * em and outside and not line.numbers
    return larger and line.tokens[0].text[0].isalpha() and not heads_a_part(line)


def is_sentence(line: PrintedLine, left: float) -> bool:
    """Whether a line that begins at the ``left`` says something: the article of a budget that its next table belongs to."""
    text = text_of(line.tokens)
    return text.endswith("。") and text[0] not in OPENING and line.box.x0 < left + line.tokens[0].em


def is_remark(line: PrintedLine) -> bool:
    """Whether a line is a unit, or one pair of brackets with what stands in it: a date above a table, however spread."""
    text = "".join(t.text for t in line.tokens)
    inner = text[1:-1]
    if says_unit(line.tokens) and not line.numbers:
        return True  # without brackets, or in what a damaged text layer has for them
    if "単位" in inner and text[0] in OPENING and text[-1] in CLOSING and not line.numbers:
        return True  # behind a date
    if inner.endswith("の部") or ACCOUNTS.fullmatch(inner):
        return False  # （資産の部） and (流動資産) head rows
    return text[0] in OPENING and text[-1] in CLOSING and not (set(inner) & (OPENING | CLOSING)) and not line.numbers


def says_unit(chunk: Sequence[Token]) -> bool:
    """Whether a chunk, or a line, says in which unit figures are: （単位：人）."""
    return "".join(t.text for t in chunk).find("単位") in (0, 1)


def is_bracketed(chunk: Sequence[Token]) -> bool:
    """Whether a chunk begins and ends with a bracket."""
    return chunk[0].text[0] in OPENING and chunk[-1].text[-1] in CLOSING
