"""A municipal budget of any length, drawn from made-up figures that add up: what `bench.book` measures.

Two printed pages a sheet, as such books are put into one file: 目 with 本年度, 前年度 and 比較 on the left, their 節 with 金額
and 説明 on the right, a 項 over one to four sheets with a 計 under its last 目, sheets of prose between.  ReportLab and its own
metrics for Japanese fonts, so that no font file is needed and nothing but this generator is kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIZE = (842.0, 595.0)
FONT = "HeiseiMin-W3"
TOP, BOTTOM = 128.0, 520.0
"""Where the lists' frames begin and end, in points from the top of the page."""
HEADER = 30.0
LEFT = (36.0, 212.0, 270.0, 328.0, 386.0)
"""Column edges of the list of 目."""
RIGHT = (444.0, 502.0, 550.0, 792.0)
"""Column edges of the list of 節."""
LINE = 13.0
SHEETS_PER_PROSE = 5
"""A sheet of prose after at least so many of figures, between 項: a fifth to a tenth of the books looked at."""
MOKU_NAMES = (
    "一般管理費 文書広報費 財産管理費 企画費 電子計算費 支所費 交通安全対策費 市民活動推進費 賦課徴収費 "
    "戸籍住民基本台帳費 社会福祉総務費 老人福祉費 児童福祉総務費 保育所費 保健衛生総務費 予防費 塵芥処理費 "
    "農業振興費 商工振興費 道路維持費 河川改修費 公園費 住宅管理費 常備消防費 学校管理費 教育振興費 "
    "社会教育総務費 図書館費 体育施設費 給食費"
)
MOKU = MOKU_NAMES.split()
SETSU_NAMES = (
    "報酬 給料 職員手当等 共済費 報償費 旅費 交際費 需用費 役務費 委託料 使用料及び賃借料 工事請負費 "
    "備品購入費 負担金補助及び交付金 扶助費 貸付金 積立金 繰出金"
)
SETSU = SETSU_NAMES.split()
DETAILS_NAMES = "光熱水費 消耗品費 印刷製本費 修繕料 通信運搬費 手数料 清掃業務委託料 設備保守点検委託料 協議会負担金 事業補助金"
DETAILS = DETAILS_NAMES.split()
PROSE = (
    "本市の財政は、歳入の根幹をなす市税が緩やかに増加する一方、社会保障関係費の伸びと公共施設の更新に要する経費が",
    "引き続き見込まれ、依然として厳しい状況にあります。このため、予算の編成に当たっては、事業の必要性と効果をあらためて",
    "点検し、限られた財源を重点的に配分することを基本としました。令和6年度は、子育ての支援、防災と減災、地域の産業の",
    "振興、行政手続のデジタル化を重点とし、第5次総合計画の第3章に掲げる施策を着実に進めます。なお、詳細は各款の説明欄を",
    "参照してください（電話 0000-00-0000、担当 財政課 内線 215、令和6年2月20日現在）。",
)


@dataclass(frozen=True, slots=True)
class MokuRow:
    """One printed row of the list of 目, the 計 of a 項 included."""

    page: int
    label: str
    this_year: int
    last_year: int

    @property
    def numbers(self) -> tuple[int, int, int]:
        """本年度, 前年度, 比較."""
        return self.this_year, self.last_year, self.this_year - self.last_year


@dataclass(frozen=True, slots=True)
class _Moku:
    label: str
    last_year: int
    parts: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]
    """節: label, amount, and what its 説明 lists."""

    @property
    def this_year(self) -> int:
        return sum(amount for _, amount, _ in self.parts)

    @property
    def height(self) -> float:
        return LINE * (1 + sum(max(1, len(details)) for _, _, details in self.parts))


def draw_book(path: Path, pages: int, seed: int = 612) -> list[MokuRow]:
    """Draw a book of so many sheets; every row of its lists of 目, in order."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), pagesize=SIZE, pageCompression=1, invariant=1)
    canvas.setTitle("令和6年度 予算に関する説明書")
    rows: list[MokuRow] = []
    dice = random.Random(seed)
    sheets = _sheets(dice)
    since = SHEETS_PER_PROSE
    closed = True
    for page in range(1, pages + 1):
        if closed and since >= SHEETS_PER_PROSE:
            _prose(canvas, page, dice)
            since = 0
        else:
            sheet = next(sheets)
            rows += _figures(canvas, page, sheet)
            since, closed = since + 1, sheet.closes is not None
        canvas.showPage()
    canvas.save()
    return rows


# ----------------------------------------------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class _Sheet:
    kan: str
    kou: str
    moku: tuple[_Moku, ...]
    closes: tuple[int, int] | None
    """本年度 and 前年度 of the 項 that ends here."""


def _sheets(dice: random.Random) -> Iterator[_Sheet]:
    """Sheet after sheet, 項 after 項, without an end."""
    number = 0
    while True:
        number += 1
        kan, kou = f"{1 + number // 6}款　{dice.choice(MOKU)[:-1]}", f"{1 + number % 6}項　{dice.choice(MOKU)}"
        this_year = last_year = 0
        names = dice.sample(MOKU, dice.randint(2, 9))
        waiting = [_moku(dice, f"{place}　{name}") for place, name in enumerate(names, 1)]
        while waiting:
            own: list[_Moku] = []
            room = BOTTOM - TOP - HEADER - 2 * LINE
            while waiting and waiting[0].height <= room:
                room -= waiting[0].height
                own.append(waiting.pop(0))
            this_year += sum(moku.this_year for moku in own)
            last_year += sum(moku.last_year for moku in own)
            yield _Sheet(kan, kou, tuple(own), None if waiting else (this_year, last_year))


def _moku(dice: random.Random, label: str) -> _Moku:
    chosen = sorted(dice.sample(range(len(SETSU)), dice.randint(1, 5)))
    parts = tuple(_setsu(dice, number) for number in chosen)
    this_year = sum(amount for _, amount, _ in parts)
    return _Moku(label, max(1, this_year + dice.randint(-this_year // 3, this_year // 3)), parts)


def _setsu(dice: random.Random, number: int) -> tuple[str, int, tuple[tuple[str, int], ...]]:
    names = dice.sample(DETAILS, dice.randint(1, 3))
    details = tuple((name, int(10 ** dice.uniform(1.5, 5.5))) for name in names)
    return f"{number + 1}　{SETSU[number]}", sum(amount for _, amount in details), details


def _figures(canvas: Any, page: int, sheet: _Sheet) -> list[MokuRow]:
    """Draw one sheet of figures; its rows of 目."""
    _say(canvas, LEFT[0] + 6, 84, sheet.kan, 11)
    _say(canvas, LEFT[0] + 24, 102, sheet.kou, 10)
    _frame(canvas, LEFT, ("目", "本年度予算額", "前年度予算額", "比　　較"))
    _frame(canvas, RIGHT, ("節", "金　額", "説　　　　　明"))
    y = TOP + HEADER
    for edges, columns in ((LEFT, (1, 2, 3)), (RIGHT, (1,))):
        for column in columns:
            _say(canvas, edges[column + 1] - 3, y + 8, "千円", 6, "right")
    y += 6
    rows = []
    for moku in sheet.moku:
        rows.append(MokuRow(page, moku.label, moku.this_year, moku.last_year))
        _row(canvas, y, rows[-1])
        _parts(canvas, y, moku)
        y += moku.height
        _rule(canvas, LEFT[0], LEFT[-1], y)
        _rule(canvas, RIGHT[0], RIGHT[-1], y)
    if sheet.closes:
        rows.append(MokuRow(page, "計", *sheet.closes))
        _row(canvas, y, rows[-1])
    for middle, number in ((LEFT[0] + LEFT[-1], 2 * page - 1), (RIGHT[0] + RIGHT[-1], 2 * page)):
        _say(canvas, middle / 2, 560, f"- {number} -", 8, "centre")
    return rows


def _row(canvas: Any, y: float, row: MokuRow) -> None:
    _say(canvas, LEFT[0] + 5, y + 10, row.label, 8)
    for edge, number in zip(LEFT[2:], row.numbers, strict=True):
        _say(canvas, edge - 3, y + 10, _printed(number), 8, "right")


def _parts(canvas: Any, y: float, moku: _Moku) -> None:
    for label, amount, details in moku.parts:
        _say(canvas, RIGHT[0] + 3, y + 10, label, 6.2 if len(label) > 8 else 7)
        _say(canvas, RIGHT[2] - 3, y + 10, _printed(amount), 8, "right")
        for name, detail in details:
            _say(canvas, RIGHT[2] + 5, y + 10, name, 8)
            _say(canvas, RIGHT[3] - 5, y + 10, _printed(detail), 8, "right")
            y += LINE


def _frame(canvas: Any, edges: Sequence[float], headers: Sequence[str]) -> None:
    for y in (TOP, TOP + HEADER, BOTTOM):
        _rule(canvas, edges[0], edges[-1], y)
    for x in edges:
        canvas.line(x, SIZE[1] - TOP, x, SIZE[1] - BOTTOM)
    for left, right, text in zip(edges, edges[1:], headers, strict=False):
        _say(canvas, (left + right) / 2, TOP + 19, text, 8, "centre")


# ------------------------------------------------------------------------------------------------------------------- prose


def _prose(canvas: Any, page: int, dice: random.Random) -> None:
    _say(canvas, 60, 80, "令和6年度 予算に関する説明書" if page == 1 else f"第{page // 6}節　予算編成の基本的な考え方", 14)
    for number in range(22):
        _say(canvas, 60, 120 + 18 * number, dice.choice(PROSE), 10)
    _say(canvas, SIZE[0] / 2, 560, f"- {2 * page - 1} -", 8, "centre")


def _printed(number: int) -> str:
    return f"△{-number:,}" if number < 0 else f"{number:,}"


def _rule(canvas: Any, x0: float, x1: float, y: float) -> None:
    canvas.line(x0, SIZE[1] - y, x1, SIZE[1] - y)


def _say(canvas: Any, x: float, y: float, text: str, size: float, align: str = "left") -> None:
    canvas.setFont(FONT, size)
    draw = {"left": canvas.drawString, "right": canvas.drawRightString, "centre": canvas.drawCentredString}[align]
    draw(x, SIZE[1] - y, text)
