"""Where do the headers over a run of rows begin, or the headings over a run without headers?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from extractors.geometry import Token, centre_of, text_of
from extractors.printed_lines import (
    HEADERS_OVER,
    LINE_STEP,
    PrintedLine,
    data_left,
    heads_rows,
    is_bracketed,
    is_remark,
    is_sentence,
    is_set_larger,
    stands_beside,
    words_of,
)
from extractors.regions import WIDE, Strokes, run_along

SIDE = re.compile("[借貸]方")
"""What a side of an account is called."""
UNIT = 3
"""Characters of a unit, at most."""
UNITS = re.compile("[%％円人名件戸回日台床校室両隻頭本枚冊点㎡㎥at]|千円|百万円|億円|世帯|[箇か]所|k?m[²³23]?|ha|時間|kWh|トン")
"""Units that tables print below the names of their columns, each perhaps once."""
_UNIT_LIST = re.compile(rf"(?:{UNITS.pattern})(?:[、・,](?:{UNITS.pattern}))*")
WRAP_STEP = 0.5
"""Line heights between the lines of one wrapped header, at most."""
HEADER_STEP = 1.0
"""Line heights between two header lines, at most."""
ABSENT = re.compile(r"(?:該当|該当事項(?:は|な)?)?(?:なし|無し|ありません)[。.]?")
"""What a note says in the place of its figures: over other figures it is no header."""
UNIT_REMARK = re.compile(r"[(（\[［][^()（）]{0,8}単位|(?:金額)?単位[:： ]")
"""A unit above a table: (単位：円), (面積以外の単位 円), 金額単位 円."""
_SAYS_UNIT = ("単位", "金額単位")
"""What stands before a unit, apart from it perhaps."""
_AMOUNTS = re.compile(rf"[^\s(（]{{2,}}[(（](?:{UNITS.pattern})[)）]$")
"""A name with its unit."""
_COUNT = "[0-9０-９一二三四五六七八九十]+"
_NUMBERED_CAPTION = re.compile(f"(?:別表|付表|附表|図表|表)第?{_COUNT}(?![年月日])|第{_COUNT}[表図]")
"""A caption that counts the tables."""
FLUSH = 0.3
"""Em between the right edges of figures and of the name over them."""
FAR = 3.0
"""Em from a caption to the unit on its line, at least: a name's own stands close behind it."""
SAME_STEP = 1.2
"""Of the blank between a table's lines: its headings stand no further from them."""
NAME_LINES = 4
"""Lines below a heading in which the names stand that it heads, at most."""
LARGER = 1.1
"""Of the letters below: a caption's are larger."""
SECTION = re.compile(f"第{_COUNT}|[(（]?{_COUNT}[)）]?[.．、]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①-⑳]")
"""What counts the sections of a text."""
_SECTION_NAME = re.compile(f"(?:[(（]{_COUNT}[)）]|{_COUNT}[.．、]|第?{_COUNT} |[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①-⑳]) ?[^ 0-9０-９]{{2,}}")
"""The same with its name close behind."""
_TITLE = re.compile("(?:計算書|対照表|明細書|明細表|調書|目録|計画書?|内訳書|予算書|決算書)$")
"""How captions of statements end, which may stand on the line of their unit, and in the middle: 令和7年度　予定損益計算書."""
_STATEMENT = re.compile("(?:計算書|対照表|明細書|明細表|調書|目録)(?:[(（][^()（）]{1,8}[)）])?$|。$")
"""Those of them that no column is called by, as one may be by 令和7年度計画; their unit behind them; and a sentence's end."""
_ASIDE = re.compile("[(（]?(?:(?:平成|令和)[ 0-9０-９元]+年度?|(?:収入|支出|歳入|歳出|収益|費用|資産|負債)(?:の部)?)[)）]?")
"""A year, or a side."""
_DATED = re.compile("[0-9０-９元][年月日]")
_PERIOD = re.compile("[(（]?(?:自)?[^から至まで]{6,}(?:から|至)[^から至まで]{6,}(?:まで)?[)）]?")
"""From when to when a statement tells: 令和6年4月1日から令和7年3月31日まで, 自 … 至 …."""
_UNIT_BEHIND = re.compile(rf"[(（]?(?:金額)?単位[:：]?(?:{UNITS.pattern})[)）]?$")
"""The unit at the end of such a line."""
DATE_PARTS = 3
"""Year, month and day."""
PAIR = 2
"""Characters of a title set wide that stand together, at most."""
OVER, ASIDE = 1.5, 1.0
"""Em between the middles of a heading and of the columns under it, at most, and between it and that of all columns, at least."""
HEADER_LINES = 8
"""Lines above the first number that may be column headers."""


def header_start(lines: list[PrintedLine], first: int, block: list[PrintedLine], drawn: Strokes) -> int:
    """The first line of the headers over a run: lines whose chunks stand over its columns, headings between them.

    Above a header, a rule or a blank parts the caption from the table; a remark in brackets (a unit) is no header.
    """
    climb = _Climb.from_rows(lines, first, block, drawn)
    for index in range(first - 1, max(first - 1 - HEADER_LINES, -1), -1):
        if climb.is_parted(index) or climb.is_closed(index) or not climb.goes_past(index):
            break
    climb.leave_captions()
    if climb.start < first:
        return climb.start
    indents = [line.box.x0 for line in block if line.box.x0 < climb.left]
    edges = climb.left, max(indents, default=climb.left)
    return _heading_start(lines, first, edges, _usual_blank(block))


def _usual_blank(block: Sequence[PrintedLine]) -> float:
    """The blank between two of a block's lines that is neither among its widest nor its narrowest."""
    blanks = sorted(below.box.top - above.box.bottom for above, below in pairwise(block))
    return blanks[len(blanks) // 2] if blanks else 0.0


@dataclass(slots=True)
class _Climb:
    """Line by line up from a run of rows, for as long as headers stand there."""

    lines: list[PrintedLine]
    first: int
    """The first line of the rows."""
    start: int
    """The uppermost header found; ``first`` where there is none yet."""
    drawn: Strokes
    left: float
    right: float
    """Where the figures begin and end."""
    labels: float
    stub: float
    """Where the rows' labels end, and where the header's own name of them does."""
    runs: _Runs
    wide: list[float]
    """Heights of rules over all columns."""
    widest: int
    """Figures of the fullest row."""
    inner: float
    """Where labels begin that all stand between figures; else where the figures do."""
    usual: float
    """The blank between two rows with figures."""

    @classmethod
    def from_rows(cls, lines: list[PrintedLine], first: int, block: list[PrintedLine], drawn: Strokes) -> _Climb:
        """At the foot of the lines above a block of rows."""
        left, right = data_left(block), max([c[-1].x1 for line in block for c in line.aligned])
        labels = max([x1 for line in block for c in line.chunks if (x1 := c[-1].x1) <= left], default=left)
        across = [rule for rule in drawn if run_along(rule, left, right) > WIDE * (right - left)]
        wide = [rule[0] for rule in across if rule[1] < labels]  # one that begins right of the labels stands under headings
        widest = max(len(line.aligned) for line in block)
        inner = min((c[0].x0 for line in block for c in line.chunks if c not in line.numbers), default=left)
        inner, usual = max(inner, left), _usual_blank([line for line in block if line.aligned])
        return cls(lines, first, first, drawn, left, right, labels, labels, _Runs.of(block, left), wide, widest, inner, usual)

    def is_parted(self, index: int) -> bool:
        """Whether a wide blank or a rule parts a line from those below it."""
        line, below = self.lines[index], self.lines[index + 1]
        ruled = self._is_ruled(index)
        whole = self.start == self.first or _are_units(below) or _names_more(line, below, self.widest) or is_side(line)
        whole = whole or _are_spanners(line, self.drawn, self.labels) or (not ruled and self.runs.are_headed_by(line))
        whole = whole or (len(line.chunks) == 1 and self.runs.covers(line) and _is_spanner(line, self.drawn, self.labels))
        blank, height = below.box.top - line.box.bottom, line.box.bottom - line.box.top
        most = max(LINE_STEP * height, self.usual) if self.start == self.first else (LINE_STEP if whole else HEADER_STEP) * height
        return blank > most or (ruled and not whole)

    def is_closed(self, index: int) -> bool:
        """Whether a line is a remark, a caption or the heading of a section, above which no header stands."""
        line = self.lines[index]
        if (is_remark(line) and not self._is_beside(index)) or ABSENT.fullmatch(text_of(line.chunks[-1])):
            return True
        if is_numbered_caption(line) or _is_captioned_unit(line) or line.tokens[-1].text.endswith("。"):
            return True
        if self.start < self.first and _is_title_or_period(line):
            return True
        if self.start == self.first or self._is_beside(index) or is_side(line):
            return False
        return _heads_a_section(line, self.left) or _is_unit_line(line, self._over(line)) or _is_spread_caption(line, self.runs)

    def goes_past(self, index: int) -> bool:
        """Whether a line is a header, which is noted, or may stand between headers and rows."""
        line, height = self.lines[index], self.lines[index].box.bottom - self.lines[index].box.top
        lowest = self.start == self.first
        if lowest and line.chunks[0][0].x0 > self.right and not self._is_ruled(index):
            return True  # the first line of a remark beside the first row
        if lowest and (heads_rows(line) or self._heads_inner_labels(line)):
            return True
        tight = self.lines[index + 1].box.top - line.box.bottom < WRAP_STEP * height and not is_bracketed(line.chunks[0])
        if self._over(line) and (len(line.chunks) >= 2 or tight or self._is_part_of_a_header(index)):
            self.start = index
            name = line.chunks[0]
            if centre_of(name) < self.left and (name[-1].x1 <= self.left or name[0].x0 < self.labels):
                self.stub = max(self.stub, name[-1].x1)  # what stands over this stands right of the stub's own header
        elif not lowest and stands_beside(line, self.lines[index + 1]):
            self.start = index  # the first line of a header beside the middle of others
        elif line.chunks[-1][-1].x1 > self.left + 1.0 and not (index and goes_on_below(line, self.lines[index - 1])):
            return False
        return True

    def leave_captions(self) -> None:
        """Go down again past lone texts that are no headers: a caption set close names no columns."""
        while self.start < self.first and len(self.lines[self.start].chunks) < 2:
            line = self.lines[self.start]
            named = is_side(line) or _is_spanner(line, self.drawn, self.labels) or _names_amounts(line, self.labels)
            named = named or _is_over_its_unit(line, self.lines[self.start + 1])
            if named or _names_the_column(line, self.runs) or _is_lone_heading(self.lines, self.start, self.runs):
                return
            if _begins_a_name(line, self.lines[self.start + 1]) and self.runs.has_a_column_for(line):
                return
            if _goes_round(self.lines, self.start + 2) or stands_beside(line, self.lines[self.start + 1]):
                return
            self.start += 1

    def _heads_inner_labels(self, line: PrintedLine) -> bool:
        """Whether a lone text begins where labels do that stand between figures (a trial balance), or its bracket does."""
        alone = self.inner > self.left and len(line.chunks) == 1 and not line.numbers
        return alone and abs(line.box.x0 - self.inner) < ASIDE * line.tokens[0].em

    def _is_part_of_a_header(self, index: int) -> bool:
        """Whether a lone text is a line of a name, or a heading of columns."""
        line, lowest = self.lines[index], self.start == self.first
        ruled = self._is_ruled(index)
        close = index > 0 and line.box.top - self.lines[index - 1].box.bottom < WRAP_STEP * (line.box.bottom - line.box.top)
        if ((ruled or close) and _ends_a_name(self.lines, index)) or _is_spanner(line, self.drawn, self.labels):
            return True
        if lowest:
            return _names_the_column(line, self.runs)
        lone = not ruled and len(line.chunks) == 1 and _is_lone_heading(self.lines, index, self.runs)
        return lone or _names_amounts(line, self.labels)

    def _is_ruled(self, index: int) -> bool:
        line, below = self.lines[index], self.lines[index + 1]
        return any(line.box.bottom - 2.0 < y < below.box.top + 2.0 for y in self.wide)

    def _is_beside(self, index: int) -> bool:
        """Whether a line is the second one of a header: 執行率 (%)."""
        line, above = self.lines[index], self.lines[index - 1]
        if index > 0 and (stands_beside(above, line) or _is_unit_of_a_name(line, above)):
            return True
        return _goes_round(self.lines, index)

    def _over(self, line: PrintedLine) -> list[list[Token]]:
        """The texts of a line that stand over the figures."""
        height = line.box.bottom - line.box.top
        return [c for c in line.chunks if centre_of(c) > self.stub and c[0].x0 < self.right + height]


def _is_lone_heading(lines: Sequence[PrintedLine], index: int, runs: _Runs) -> bool:
    """Whether a lone text is the first line of a header: below the unit, or in the header's letters below a larger caption.

    It heads several columns, or begins the name of one of those on the next line.
    """
    line, below, above = lines[index], lines[index + 1], lines[index - 1] if index else None
    if is_bracketed(line.chunks[0]) or _DATED.search(text_of(line.chunks[0])):
        return False
    if runs.covers(line) and not runs.is_over_all(line) and runs.are_headed_by(below):
        return True  # a level over others
    ems = [max(t.em for t in each.tokens) for each in (above or line, line, below)]
    alike = abs(ems[1] - ems[2]) < (LARGER - 1) * ems[1]
    if above is None:  # a table that goes on from the page before
        return runs.holds(line) or (alike and len(below.chunks) > 1 and runs.covers(line) and not runs.is_over_all(line))
    if runs.holds(line) and _is_caption(above, line):
        return True
    under_unit = bool(UNIT_REMARK.match(text_of(above.chunks[-1])))
    smaller = ems[0] > LARGER * ems[1] and alike
    if under_unit and (runs.holds(line) or _begins_a_name(line, below) or _is_between_names(line, lines[index + 1 :])):
        return True
    return smaller and runs.covers(line)


def _is_caption(line: PrintedLine, below: PrintedLine) -> bool:
    """Whether a lone text that is no sentence begins left of a heading, and apart from it: the caption is printed already."""
    text = text_of(line.chunks[0])
    lone = len(line.chunks) == 1 and not line.numbers and not text.endswith(("。", "、", "，"))
    return lone and line.box.x1 - line.box.x0 < (below.box.x0 - line.box.x0) and line.box.x0 + line.tokens[0].em < below.box.x0


def _is_between_names(line: PrintedLine, below: Sequence[PrintedLine]) -> bool:
    """Whether a text stands in the middle between two names of the lines below it, set in the middle of their columns."""
    names = [c for each in below[:NAME_LINES] if not each.numbers for c in each.chunks]
    middle, em = centre_of(line.chunks[0]), line.tokens[0].em
    pairs = ((a, b) for a, b in combinations(sorted(map(centre_of, names)), 2) if a < line.box.x0 and line.box.x1 < b)
    return any(abs((a + b) / 2 - middle) < em / 2 for a, b in pairs)


def _begins_a_name(line: PrintedLine, below: PrintedLine) -> bool:
    """Whether a text stands right over one of the next line, in one middle or flush right: 決算額の予算額, に対する増減."""
    close = below.box.top - line.box.bottom < WRAP_STEP * (line.box.bottom - line.box.top)
    chunk, em = line.chunks[0], line.tokens[0].em
    over = [c for c in below.chunks if c[0].x0 < chunk[-1].x1 and chunk[0].x0 < c[-1].x1]
    return close and any(abs(centre_of(c) - centre_of(chunk)) < em / 2 or abs(c[-1].x1 - chunk[-1].x1) < em / 4 for c in over)


class _Runs(NamedTuple):
    """Columns of figures side by side, over several of which a heading may stand in the middle."""

    edges: list[float]
    """Where the columns end, and before them where the first one begins."""
    starts: list[float]
    """Where the figures of each begin."""
    middle: float
    """That of all, their labels with them."""

    @classmethod
    def of(cls, block: Sequence[PrintedLine], left: float) -> _Runs:
        """The columns of a run of rows."""
        edges, starts = [left], [left]
        for x1, x0 in sorted((c[-1].x1, c[0].x0) for line in block for c in line.aligned):
            if x1 - edges[-1] > block[0].tokens[0].em:
                edges.append(x1)
                starts.append(x0)
            else:
                starts[-1] = min(starts[-1], x0)
        return cls(edges, starts[1:], (min(line.box.x0 for line in block) + edges[-1]) / 2)

    def are_headed_by(self, line: PrintedLine) -> bool:
        """Whether a line is two headings or more, each in the middle over columns of its own."""
        words, end = words_of(line), -1
        for word in words:
            beyond = [j for (i, j), _ in self._under(word[0].x0, word[-1].x1, word[0].em) if i > end]
            if not beyond:
                return False
            end = min(beyond)
        return len(words) > 1 and not line.numbers

    def covers(self, line: PrintedLine) -> bool:
        """Whether a lone text stands in the middle over several of the columns, and not over all of them."""
        return any(True for _ in self._under(line.box.x0, line.box.x1, line.tokens[0].em))

    def holds(self, line: PrintedLine) -> bool:
        """The same, and not in the middle of all."""
        return self.covers(line) and abs((line.box.x0 + line.box.x1) / 2 - self.middle) > ASIDE * line.tokens[0].em

    def has_a_column_for(self, line: PrintedLine) -> bool:
        """Whether a text that is neither a date nor in brackets stands within one column."""
        x0, x1, em = line.box.x0, line.box.x1, line.tokens[0].em
        if is_bracketed(line.chunks[0]) or _DATED.search(text_of(line.chunks[0])):
            return False
        return any(left < x0 and x1 < right + em / 2 for left, right in pairwise(self.edges))

    def is_over_all(self, line: PrintedLine) -> bool:
        """Whether a text stands nearer to the middle of all columns and their labels than to that of any it stands over."""
        x0, x1, em = line.box.x0, line.box.x1, line.tokens[0].em
        aside = abs(x0 + x1 - 2 * self.middle)
        return aside < 2 * ASIDE * em and aside < min((off for _, off in self._under(x0, x1, em)), default=0.0)

    def _under(self, x0: float, x1: float, em: float) -> Iterator[tuple[tuple[int, int], float]]:
        """First and last of columns, several and not all, between which a text stands in the middle, and twice how far off it."""
        last = len(self.starts)
        for i in range(last):
            for j in range(i + 2, min(last + 1, i + last)):
                off = min(abs(x0 + x1 - left - self.edges[j]) for left in (self.edges[i], self.starts[i]))
                alike = abs(x0 + x1 - 2 * self.edges[i + 1] + self.edges[i + 2] - self.edges[j])  # all as wide as the second one
                off = min(off, alike) if alike < em else off
                if self.edges[i] - em < x0 and x1 < self.edges[j] + em and off < 2 * OVER * em:
                    yield (i, j - 1), off


def _is_over_its_unit(line: PrintedLine, below: PrintedLine) -> bool:
    """Whether a name stands right over a unit in brackets, in one middle or flush with it, on the line of other names."""
    em, x0, x1 = line.tokens[0].em, line.box.x0, line.box.x1
    units = [c for c in below.chunks if is_bare_unit(c)]
    return len(below.chunks) > 1 and any(abs(x0 + x1 - c[0].x0 - c[-1].x1) < em or abs(x1 - c[-1].x1) < em / 2 for c in units)


def is_side(line: PrintedLine) -> bool:
    """Whether all that a line says is the side of an account, over all that stands on it: 借　　　方."""
    return bool(SIDE.fullmatch("".join("".join(t.text for t in line.tokens).split())))


def is_bare_unit(chunk: Sequence[Token]) -> bool:
    """Whether a chunk is a unit in brackets without the word for it, or several: (人), (m), (億円、％)."""
    return is_bracketed(chunk) and bool(_UNIT_LIST.fullmatch(text_of(chunk)[1:-1]))


def _is_unit_line(line: PrintedLine, over: list[list[Token]]) -> bool:
    """Whether what stands over the columns is a unit alone, or a unit and the caption left of it, which may pass the table."""
    of_units = line.chunks[1:] if len(line.chunks) == 2 and over[:1] == line.chunks[:1] else over
    first, last = line.chunks[0], line.chunks[-1]
    apart = len(line.chunks) == 2 and last[0].x0 - first[-1].x1 > FAR * last[0].em
    captioned = bool(over) and first not in over and last[0].x0 - first[-1].x1 > FAR * last[0].em
    if (apart and is_bare_unit(last)) or (captioned and all(map(is_bare_unit, over))):
        return True  # 延患者数 (人), though another caption stands beside it
    return bool(over) and all(UNIT_REMARK.match(text_of(chunk)) for chunk in of_units)


def _is_captioned_unit(line: PrintedLine) -> bool:
    """Whether a line ends in the unit of all figures, behind the caption of a statement, wherever that stands."""
    texts = [text_of(chunk) for chunk in line.chunks]
    if len(texts) > 2 and texts[-2] in _SAYS_UNIT:
        texts[-2:] = [" ".join(texts[-2:])]
    if len(texts) < 2 or not UNIT_REMARK.match(texts.pop()):
        return False
    caption = line.chunks[: len(texts)]
    if any(map(_TITLE.search, texts)) or SECTION.fullmatch(texts[0]) or len(_DATED.findall("".join(texts))) >= DATE_PARTS:
        return True  # or from when to when it tells
    spread = ["".join(t.text for t in chunk) for chunk in caption]  # 貸借 対 照 表
    return max(map(len, spread)) <= PAIR and _STATEMENT.search("".join(spread)) is not None


def _is_title_or_period(line: PrintedLine) -> bool:
    """Whether all that a line says is the name of a statement, or from when to when it tells: neither heads columns."""
    text = _UNIT_BEHIND.sub("", "".join(text_of(chunk) for chunk in line.chunks).replace(" ", ""))
    if _PERIOD.fullmatch(text) and len(_DATED.findall(text)) >= 2 * DATE_PARTS:
        return True
    return len(line.chunks) == 1 and _STATEMENT.search(text) is not None


def _names_the_column(line: PrintedLine, runs: _Runs) -> bool:
    """Whether a lone text ends where the figures do that stand in one column below it, as their name: 人数."""
    chunk = line.chunks[0]
    alone = len(line.chunks) == 1 and not is_bracketed(chunk) and not line.numbers and len(runs.starts) == 1
    return alone and abs(chunk[-1].x1 - runs.edges[-1]) < FLUSH * chunk[0].em and chunk[0].x0 > runs.edges[0]


def goes_on_below(line: PrintedLine, above: PrintedLine) -> bool:
    """Whether every text ends a name of the line above, in its middle: 借入 and 完済 over 年度, left and right of all figures."""
    close = line.box.top - above.box.bottom < WRAP_STEP * (line.box.bottom - line.box.top)
    return (
        close
        and not above.numbers
        and len(above.chunks) > len(line.chunks)
        and all(any(abs(centre_of(c) - centre_of(chunk)) < chunk[0].em / 2 for c in above.chunks) for chunk in line.chunks)
    )


def _is_spread_caption(line: PrintedLine, runs: _Runs) -> bool:
    """Whether characters set apart are one text in the middle of all columns: 財　産　目　録 right above a header."""
    return len(line.chunks) > 1 and not line.numbers and len(words_of(line)) == 1 and runs.is_over_all(line)


def _is_unit_of_a_name(line: PrintedLine, above: PrintedLine) -> bool:
    """Whether a unit in brackets alone stands right under one of several names, in one middle or flush right: 路線 延長, (m)."""
    alone = len(line.chunks) == 1 and is_bracketed(line.chunks[0]) and not UNIT_REMARK.match(text_of(line.chunks[0]))
    return alone and len(above.chunks) > 1 and not above.numbers and _begins_a_name(line, above)


def _names_more(line: PrintedLine, below: PrintedLine, columns: int) -> bool:
    """Whether a line over a rule has a name for every column, and the one below it but headings: 資産の部 and 負債の部."""
    return not line.numbers and _words(line) > columns > _words(below)


def _words(line: PrintedLine) -> int:
    """How many texts a line has, characters of spread ones that follow each other counted as one."""
    single = [len(text_of(chunk)) == 1 for chunk in line.chunks]
    return len(single) - sum(a and b for a, b in pairwise(single))


def _ends_a_name(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a lone text ends a name of several lines, which stands beside others: in the middle below one, or flush right.

    The name may begin alone, too, over the half height of the others: 平均利率, (%) around them.
    """
    line = lines[index]
    middle, right, height = centre_of(line.chunks[0]), line.box.x1, line.box.bottom - line.box.top
    if len(line.chunks) > 1:
        return False
    if _goes_round(lines, index):
        return True
    for above, below in zip(reversed(lines[:index]), reversed(lines[: index + 1]), strict=False):
        if above.numbers or below.box.top - above.box.bottom > height:
            return False
        flush = line.tokens[0].em / 4
        named = any(abs(centre_of(c) - middle) < line.tokens[0].em or abs(c[-1].x1 - right) < flush for c in above.chunks)
        if named and (len(above.chunks) >= HEADERS_OVER or (len(below.chunks) > 1 and stands_beside(above, below))):
            return True
    return False


def _goes_round(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a lone text ends a name that begins alone two lines further up, the names of other columns half way between."""
    if index < 2:
        return False
    first, between, line = lines[index - 2 : index + 1]
    if len(first.chunks) > 1 or len(line.chunks) > 1 or len(between.chunks) < HEADERS_OVER or between.numbers:
        return False
    em = line.tokens[0].em
    half_way = abs(first.box.top + line.box.top - 2 * between.box.top) < em / 2
    close = line.box.top - first.box.top < 2 * (1 + WRAP_STEP) * em
    return half_way and close and abs(centre_of(first.chunks[0]) - centre_of(line.chunks[0])) < em / 2


def _is_spanner(line: PrintedLine, drawn: Strokes, stub: float) -> bool:
    """Whether a text stands on a rule that is wider than itself and begins right of the labels: a heading over columns."""
    return _is_on_rule(line, line.box.x0, line.box.x1, drawn, stub)


def is_numbered_caption(line: PrintedLine) -> bool:
    """Whether a line begins as captions do that count the tables: 別表３, 第2表, 表 4."""
    return is_numbered("".join(text_of(chunk) for chunk in line.chunks))


def is_numbered(text: str) -> bool:
    """Whether a text begins so."""
    return bool(_NUMBERED_CAPTION.match(text))


def _heads_a_section(line: PrintedLine, left: float) -> bool:
    """Whether a number and words after it begin at the left, all that a line says but for a year or a side behind them.

    第１ 組合員及び受益地, (1) 収益的収入及び支出　　支　出.
    """
    number, *words = words_of(line)
    if len(words) > 0 and _ASIDE.fullmatch("".join(t.text for t in words[-1])):
        del words[-1]
    if any(c is not line.chunks[0] for c in line.numbers) or number[0].x0 > left:
        return False
    if not words:
        return bool(_SECTION_NAME.match(text_of(number)))
    if len(words) != 1 or words[0][0].x0 > left:
        return False
    return bool(SECTION.fullmatch(text_of(number))) and len(text_of(words[0])) > 1


def _names_amounts(line: PrintedLine, stub: float) -> bool:
    """Whether a lone text right of the labels ends in a unit: a heading over columns (令和3年度負担金(千円)), no caption."""
    return len(line.chunks) == 1 and line.box.x0 > stub and bool(_AMOUNTS.search(text_of(line.chunks[0])))


def _are_spanners(line: PrintedLine, drawn: Strokes, stub: float) -> bool:
    """Whether each of several texts stands on a rule of its own that is wider than itself: headings over columns."""
    return len(line.chunks) > 1 and all(_is_on_rule(line, c[0].x0, c[-1].x1, drawn, stub) for c in line.chunks)


def _is_on_rule(line: PrintedLine, left: float, right: float, drawn: Strokes, stub: float) -> bool:
    bottom, em = line.box.bottom, line.tokens[0].em
    under = [rule for rule in drawn if bottom - em / 2 < rule[0] < bottom + em]
    return any(stub < x0 < left - em / 2 and x1 > right + em / 2 for _, x0, x1 in under)


def _are_units(line: PrintedLine) -> bool:
    """Whether a line says over and over one or two short words: 円, a column's unit below its header."""
    texts = [text_of(chunk) for chunk in line.chunks]
    few = len(set(texts)) <= len(texts) / 2 or all(map(UNITS.fullmatch, texts))
    return len(texts) > 1 and few and all(len(text) <= UNIT for text in texts)


def _heading_start(lines: list[PrintedLine], first: int, edges: tuple[float, float], usual: float) -> int:
    """The first of the headings that stand right above a run without a header, at the left like its labels.

    ``edges``: where its numbers begin, and the most indented of its labels; ``usual``: the blank between its lines.
    """
    (left, indent), row = edges, lines[first : first + 1]
    while first:
        line, below = lines[first - 1], lines[first]
        height = line.box.bottom - line.box.top
        close = below.box.top - line.box.bottom < max(HEADER_STEP * height, SAME_STEP * usual)
        if not close or line.box.x1 > left or line.box.x0 > indent + 1.0:
            break
        if is_remark(line) or is_sentence(line, row[0].box.x0) or is_set_larger(line, row):
            break
        first -= 1
    return first
