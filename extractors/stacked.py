"""Does a cell's text run down in columns, and what does it say then?  Pure functions over tokens, every guess with a name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.geometry import DASH, SIGNS, Token, lines_of, text_of, token_of

LOOSE_PITCH = 1.06
"""Em: glyphs of horizontal text follow each other at one em; columns of stacked text stand a little apart."""
LOOSE_LINES = 1.2
"""Of the pitch between glyphs that stand apart: lines of spread horizontal text are further down than this."""
SPREAD_PITCH = 1.9
"""Em: two glyphs of a word spread over its cell (字間) stand this far apart, columns of stacked text never."""
SPREAD_COLUMNS = 1.15
"""Em: columns of spread stacked text stand further apart than glyphs of a word."""
TIGHT_LINES = 1.1
"""Em: lines of horizontal text are never set this tight; stacked glyphs are."""
LONGEST_RUN = 4
"""Glyphs side by side in stacked text, at most: a year among its characters."""
FEW_ALONG, MOST_ALONG = 2.6, 3.0
"""Glyphs a line of stacked text, on average: in two columns, a year among them, and in three."""
WORD_RUN = 3
"""Glyphs that the file writes one after the other side by side: three columns of stacked text never come so."""
FIRST_WIDE = "\u2e80"
"""Characters from here on are as wide as high; Latin words stand upright in stacked text."""
WIDE_GLYPH = 0.7
"""Em: runs of wider glyphs cross neighbouring columns of stacked text; digits and Latin letters stand in one."""
ONE_SIZE = 1.2
"""Largest em over smallest of two lines that may be stacked text: a unit in small print over its figure (6 over 8) is none."""
WIDEST_COLUMNS = 1.4
"""Em: columns of stacked text stand this far apart at most; glyphs of two-letter words spread over a list stand further."""
FEWEST_PAIRS = 4
"""Lines of two glyphs, from which on nobody has broken a text that had room for more in a line."""
MANY_COLUMNS = (2, 3)
"""Columns of stacked text in one cell that are looked for among lines."""
ROOM = 1.8
"""Of its widest line: a cell this wide would have held more of a text in every line than a glyph or two."""
SAME_STEP = 0.1
"""Em: two texts whose glyphs stand as far apart as this are set in one way."""
LINE_BREAK = 2
"""Characters that pdfium counts for a new line, where it sees one."""
_LISTED = """
一般 下水 予算 事業 交付 介護 会計 住宅 作成 供給 保健 保険 修繕 借入 健康 償却 償還
公債 公益 共済 共通 内部 出資 分担 利息 剰余 助成 医療 収入 収益 受取 受託 合計 固定
国庫 土地 地方 基金 委託 学校 家賃 年度 広域 建物 引当 後期 情報 手当 手数 技術 振替
推進 損失 支出 支援 教育 整備 料金 施設 普及 有価 有形 期末 期首 業務 機器 水道 法人
活動 流動 消費 減価 借方 貸方 貸出 部門 内訳 区分 収支 差引 増減 数量 利用 本年
港湾 無形 特別 特定 現在 現金 環境 産業 病院 療養 目的 相談 研修
研究 福祉 積立 管理 経常 経費 給与 給水 繰入 繰延 繰越 職員 行政 衛生 補助 製品 証券
認証 調査 負債 負担 財源 財産 貸付 費用 賃貸 資本 資産 資金 賞与 賦課 農業 退職 造成 連携 面積
運営 運用 道路 配水 金額 開発 雑入 電子 預金 高額 高齢
歳入 歳出 半期 人口 世帯 決算 当初 補正 前年 当年 調定 収納 滞納 元金 利子 執行 取得 処分 契約 予定 実績 計画
"""
WORDS = frozenset(_LISTED.split())
"""Words of two characters that headers and labels of public bodies are made of."""


def is_known(text: str) -> bool:
    """Whether a text is one of these words, or a longer one with one of them in it."""
    return text in WORDS or (len(text) > 2 and any(text[n : n + 2] in WORDS for n in range(len(text) - 1)))


VERTICAL_FORMS = frozenset("︰︱︲︳︴︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈｜│")
"""Brackets and bars drawn for vertical text."""


def is_vertical(tokens: Sequence[Token], room: float = 0.0) -> bool:
    """Whether a cell's text runs down in columns: its glyphs stand closer to the next below than to the next beside.

    Horizontal text has a pitch of one em along the line and more from line to line; stacked text the other way round.
    ``room``: the width of the cell in points, where it is known.
    """
    if len(tokens) < 2 or False not in [t[6] for t in tokens]:
        return False
    lengths = [len(t[4]) for t in tokens]
    glyph_count = sum(lengths)
    if glyph_count > (MOST_ALONG if room else FEW_ALONG) * len(tokens) or max(lengths) > LONGEST_RUN:
        return False
    along = True in [t.run >= WORD_RUN and t.text[0] > FIRST_WIDE for t in tokens]  # written along the line
    if along and not room:
        return False
    lines = lines_of(tokens)
    along = along or glyph_count > FEW_ALONG * len(lines)
    if len(lines) < 2 or (along and len(lines) < FEWEST_PAIRS):
        return False
    if all(t.numeric or t.text in SIGNS or DASH.fullmatch(t.text) for t in tokens):
        return False
    sizes = sorted([t[5] for t in tokens])
    em = sizes[len(tokens) // 2]
    written = _written_down(lines)
    written = False if along and not written else written
    if written is not None:
        return written or (_has_room(lines, room) and _in_columns(lines, em))
    if len(lines) == 2 and sizes[-1] > ONE_SIZE * sizes[0]:
        return False
    if all(len(line) == 1 and len(line[0].text) <= 2 for line in lines):
        lone = [line[0] for line in lines]
        if sum(len(t.text) == 1 for t in lone) >= max(2, len(lone) * 0.6):
            return max(t.cx for t in lone) - min(t.cx for t in lone) < 0.9 * em or _pitch(tokens, em)
    return _pitch(tokens, em)


def _written_down(lines: Sequence[Sequence[Token]]) -> bool | None:
    """What the file's order of glyphs says: line after line, or (several columns) one glyph below the other; else ``None``."""
    counts = [sum(len(t.text) for t in line) for line in lines]
    if max(sum(len(t.text) for t in line if not t.numeric) for line in lines) < 2:
        return None  # one column, digits side by side at most: it is written down either way
    steps = [below[0].at - above[0].at for above, below in pairwise(lines)]
    if steps == counts[:-1] or steps == [count + LINE_BREAK for count in counts[:-1]]:
        return False
    return True if all(step == 1 for step in steps) or _columns_run_on(lines) else None


def _columns_run_on(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether the file writes two columns of glyphs or more, each from top to bottom without anything between."""
    columns: list[list[Token]] = []
    for glyph in sorted((t for line in lines for t in line), key=lambda t: t.cx):
        if columns and glyph.cx - columns[-1][0].cx < 0.3 * glyph.em:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    if len(columns) < 2 or any(len(t.text) > 1 for column in columns for t in column):
        return False
    runs = [sorted(column, key=lambda t: t.cy) for column in columns]
    return all(len(run) > 2 and all(b.at - a.at == 1 for a, b in pairwise(run)) for run in runs)


def _has_room(lines: Sequence[Sequence[Token]], room: float) -> bool:
    """Whether lines of two wide glyphs or three, and less at the end, stand in a cell that is far wider than any of them."""
    if len(lines) < FEWEST_PAIRS - 1 or any(t.text[0] <= FIRST_WIDE and len(t.text) > 1 for line in lines for t in line):
        return False
    counts = [sum(len(t.text) for t in line) for line in lines]
    widest = max(line[-1].x1 - line[0].x0 for line in lines)
    return max(counts) in MANY_COLUMNS and counts == sorted(counts, reverse=True) and room > ROOM * widest


def _in_columns(lines: Sequence[Sequence[Token]], em: float) -> bool:
    """Whether such lines, which the file writes one by one, are two columns: set as no lines are, the longer on the right.

    Where lines are words (有形, 固定, 資産), or the columns hold more of them (事業 in 貸付事業), these tell.
    """
    centres = [_glyph_centres(line) for line in lines]
    whole = [points for points in centres if len(points) == len(centres[0])]
    sides = np.sort(np.stack([np.sort(points[:, 0]) for points in whole]).mean(axis=0))
    if any(np.abs(sides - x).min() > 0.3 * em for points in centres for x in points[:, 0]):
        return False  # set in the middle
    along = _median(np.array([float(np.ptp(points[:, 0])) / (len(points) - 1) for points in whole]))
    down = _median(np.array([float(below[0, 1] - above[0, 1]) for above, below in pairwise(centres)]))
    apart = LOOSE_PITCH * em < along < WIDEST_COLUMNS * em
    across = _words_in([text_of(line) for line in lines])
    upright = _words_in([read_vertical([t for line in lines for t in line])])
    if across != upright:
        return upright > across and along < WIDEST_COLUMNS * em
    if any(abs(float(points[:, 0].max()) - sides[-1]) > 0.3 * em for points in centres):
        return False  # at the left, as the end of a text is
    if len(lines) < FEWEST_PAIRS:
        return apart and down < 0.98 * along
    return down < TIGHT_LINES * em or (apart and (down < 0.98 * along or len(whole) >= FEWEST_PAIRS))


def _words_in(texts: Sequence[str]) -> int:
    """How many known words texts hold."""
    return sum(text[n : n + 2] in WORDS for text in texts for n in range(len(text) - 1))


def like_columns(tokens: Sequence[Token], stacked: Sequence[Sequence[Token]]) -> bool:
    """Whether two lines of two glyphs are set like the columns of stacked texts beside them, as far apart and as tight."""
    lines = lines_of(tokens)
    counts = [sum(len(t.text) for t in line) for line in lines]
    if len(lines) != 2 or counts[0] != 2 or counts[1] > 2 or any(t.text[0] <= FIRST_WIDE for t in tokens):
        return False
    em = tokens[0].em
    own = _steps(_glyph_centres(tokens), em)
    steps = [_steps(_glyph_centres(other), em) for other in stacked]
    wide = [step for step in steps if step[0] < np.inf]
    return bool(wide) and all(abs(a - b) < SAME_STEP * em for step in wide for a, b in zip(own, step, strict=True))


def _steps(centres: NDArray[np.float64], em: float) -> tuple[float, float]:
    """How far glyphs stand from the next beside them, and from the next below."""
    dx = np.abs(centres[:, None, 0] - centres[None, :, 0])
    dy = np.abs(centres[:, None, 1] - centres[None, :, 1])
    beside = np.where((dy < 0.3 * em) & (dx > 0.3 * em), dx, np.inf).min(1)
    below = np.where((dx < 0.3 * em) & (dy > 0.3 * em), dy, np.inf).min(1)
    return _median(beside), _median(below)


def _glyph_centres(tokens: Sequence[Token]) -> NDArray[np.float64]:
    """Shape (n, 2): centres of the glyphs of short tokens, the outer two half an em from the token's ends."""
    points = []
    for token in tokens:
        count = len(token.text)
        half = min(token.em, (token.x1 - token.x0) / count) / 2
        step = (token.x1 - token.x0 - 2 * half) / (count - 1) if count > 1 else 0.0
        points += [(token.x0 + half + step * k, token.cy) for k in range(count)]
    return np.array(points)


def _pitch(tokens: Sequence[Token], em: float) -> bool:
    centres = _glyph_centres(tokens)
    along, down = _steps(centres, em)
    rows = len(lines_of(tokens))
    if any(char in VERTICAL_FORMS for token in tokens for char in token.text):
        return down < 1.5 * along
    if rows == 2 and (along > SPREAD_PITCH * em or _grows(centres)):
        return False
    if rows > 2 and along > SPREAD_COLUMNS * em and down > SPREAD_PITCH * em:
        return True  # glyphs spread over the height of their cell
    if along > LOOSE_PITCH * em:
        return down < (LOOSE_LINES if rows > 2 else 0.98) * along
    return down < 0.98 * along or down < TIGHT_LINES * em


def _median(values: NDArray[np.float64]) -> float:
    """What ``np.median`` gives, in a tenth of its time."""
    ordered, half = np.sort(values), len(values) // 2
    return float(ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def _grows(centres: NDArray[np.float64]) -> bool:
    """Whether the lower of two lines has more glyphs than the upper: every column of stacked text begins at the top."""
    upper = int((centres[:, 1] < centres[:, 1].mean()).sum())
    return upper < len(centres) - upper


def read_vertical(tokens: Sequence[Token]) -> str:
    """Read stacked text: columns right to left, each top to bottom; two digits side by side stay one row of a column."""
    em = sorted([t[5] for t in tokens])[len(tokens) // 2]
    glyphs: list[Token] = []
    for token in tokens:
        wide = token.x1 - token.x0 > WIDE_GLYPH * token.em * len(token.text)
        glyphs += _apart(token) if len(token.text) > 1 and wide else [token]
    columns: list[list[Token]] = []
    for glyph in sorted(glyphs, key=lambda t: -t.cx):
        if columns and abs(columns[-1][0].cx - glyph.cx) < 0.6 * em:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    for column in columns:
        column.sort(key=lambda t: (t.cy, t.x0))
    if _turned_left(columns):
        columns = [column[::-1] for column in reversed(columns)]
    return "".join(t.text for column in columns for t in column)


def _turned_left(columns: Sequence[Sequence[Token]]) -> bool:
    """Whether the file writes every column upwards: horizontal text turned left, read from bottom to top."""
    steps = [below.at - above.at for column in columns for above, below in pairwise(column)]
    return bool(steps) and all(step < 0 for step in steps) and (len(steps) > 1 or steps[0] == -1)


def _apart(token: Token) -> list[Token]:
    """The glyphs of a run that crosses neighbouring columns of stacked text."""
    step = (token.x1 - token.x0) / len(token.text)
    return [
        token_of(token.x0 + k * step, token.top, token.x0 + (k + 1) * step, token.bottom, char, token.em, token.at + k)
        for k, char in enumerate(token.text)
    ]


def text_of_cell(tokens: Sequence[Token], vertical: bool) -> str:
    """A cell's text: stacked text as one run, lines of horizontal text joined by a line feed."""
    if vertical:
        return read_vertical(tokens)
    return "\n".join([text_of(line) for line in lines_of(tokens)])
