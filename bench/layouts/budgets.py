"""Kinds of tables: budgets and accounts by 款, 項, 目 and 節, in columns of names, of numbers, of codes."""

from __future__ import annotations

from bench.layouts.statements import EXPENSES
from bench.layouts.tables import WORDS, Dice, Head, Row, Table, heads, sums

KAN = {
    "1 保険料": ("1 後期高齢者医療保険料", "2 滞納繰越分"),
    "2 使用料及び手数料": ("1 使用料", "2 手数料"),
    "3 国庫支出金": ("1 国庫負担金", "2 国庫補助金"),
    "4 繰入金": ("1 他会計繰入金", "2 基金繰入金"),
    "5 諸収入": ("1 延滞金及び過料", "2 預金利子", "3 雑入"),
}
SPENDING = {
    "総務費": ("総務管理費", "徴税費"),
    "民生費": ("社会福祉費", "児童福祉費"),
    "土木費": ("道路橋りょう費", "河川費"),
    "教育費": ("小学校費", "中学校費"),
}
MOKU = ("一般管理費", "施設管理費", "整備費", "振興費")
SETSU = ("報酬", "給料", "職員手当等", "共済費", "旅費", "需用費", "役務費", "委託料", "使用料及び賃借料", "負担金補助及び交付金")
DETAILS = ("", "委員報酬", "一般職給", "光熱水費、修繕料", "清掃業務委託料", "協議会負担金ほか", "消耗品費及び印刷製本費")


def by_kan(dice: Dice) -> Table:
    """款 with the sum of its 項, a column each.  With an amount of its own a 款 is an item and heads nothing."""
    rows, tops = _kan(dice, columns := _supplement(dice), span=False)
    return _kan_table(dice, columns, (*rows, Row("歳入合計", sums(tops), 0, "total")), "levels")


def by_kan_span(dice: Dice) -> Table:
    """款 that spans its 項 and has no amount of its own."""
    rows, tops = _kan(dice, columns := _supplement(dice), span=True)
    items = tuple(row for row in rows if row.depth)
    return _kan_table(dice, columns, (*items, Row("歳入合計", sums(tops), 0, "total")), "groups")


def _kan_table(dice: Dice, columns: tuple[Head, ...], rows: tuple[Row, ...], form: str) -> Table:
    title = dice.one_of("第1表 歳入予算", "歳入歳出予算 歳入", "歳入予算")
    return Table(title, ("款", "項"), columns, rows, "levels" if form == "levels" else "groups")


def _supplement(dice: Dice) -> tuple[Head, ...]:
    return heads("金額") if dice.chance(0.5) else heads("補正前の額", "補正額", "計")


def _kan(dice: Dice, columns: tuple[Head, ...], span: bool) -> tuple[list[Row], list[Row]]:
    rows: list[Row] = []
    tops = []
    for parent, children in dice.some(list(KAN.items()), 3, 5):
        below = [Row(child, _supplemented(dice)[-len(columns) :], 1, section=(parent,) if span else ()) for child in children]
        tops.append(Row(parent, sums(below)))
        rows += [tops[-1], *below]
    return rows, tops


def _supplemented(dice: Dice) -> tuple[int, int, int]:
    before, change = dice.amount(4, 7), dice.one_of(0, 1, -1) * dice.amount(3, 4)
    before = max(before, -change)
    return before, change, before + change


def by_moku(dice: Dice) -> Table:
    """款, 項 and 目, a column each, every level with its amount."""
    title = dice.one_of("歳出予算事項別明細書", "収益費用明細書")
    return Table(title, ("款", "項", "目"), heads("本年度予算額", "前年度予算額", "比較"), _moku(dice, False), "levels")


def by_number(dice: Dice) -> Table:
    """The numbers of 款, 項 and 目, a narrow column each, and the name beside them."""
    columns = heads("予算現額", "支出済額", "不用額")
    return Table(
        dice.one_of("歳出決算書", "歳出予算執行状況"), ("款", "項", "目", "科目"), columns, _moku(dice, True), "numbered"
    )


def _moku(dice: Dice, numbered: bool) -> tuple[Row, ...]:
    rows: list[Row] = []
    tops = []
    for kan, (name, parts) in enumerate(dice.some(list(SPENDING.items()), 2, 3), 1):
        top = _named(kan, name, numbered)
        below: list[Row] = []
        sums_of_parts = []
        for kou, part in enumerate(parts, 1):
            inner = _named(kou, part, numbered)
            names = [_named(moku, each, numbered) for moku, each in enumerate(dice.some(MOKU, 1, 3), 1)]
            items = [Row(each, _compared(dice), 2, code=code) for code, each in names]
            sums_of_parts.append(Row(inner[1], sums(items), 1, code=inner[0]))
            below += [sums_of_parts[-1], *items]
        tops.append(Row(top[1], sums(sums_of_parts), code=top[0]))
        rows += [tops[-1], *below]
    return (*rows, Row("歳出合計", sums(tops), 0, "total"))


def _named(number: int, name: str, numbered: bool) -> tuple[str, str]:
    """Code and label."""
    return (str(number), name) if numbered else ("", f"{number}{name}")


def _compared(dice: Dice) -> tuple[int, int, int]:
    this, last = dice.amount(4, 7), dice.amount(4, 7)
    return this, last, this - last


def moku_and_setsu(dice: Dice) -> tuple[Table, Table]:
    """目 left, their 節 with 説明 right, each 目 beside its first 節."""
    left: list[Row] = []
    right: list[Row] = []
    for number, name in enumerate(dice.some(MOKU, 2, 3), 1):
        parts = []
        for code, part in dice.some(list(enumerate(SETSU, 1)), 2, 5):
            parts.append(Row(f"{code} {part}", (dice.amount(3, 6), dice.one_of(*DETAILS))))
        this, last = sum(part.at(0) for part in parts), dice.amount(5, 7)
        left += [Row(f"{number} {name}", (this, last, this - last)), *[Row("")] * (len(parts) - 1)]
        right += parts
    left.append(Row("計", sums([row for row in left if row.cells]), 0, "total"))
    columns = heads("本年度", "前年度", "比較")
    explained = (Head("金額"), Head(dice.one_of("説明", "説　明"), unit=WORDS))
    return Table("歳出予算事項別明細書", ("目",), columns, tuple(left)), Table(
        "歳出予算事項別明細書", ("節",), explained, tuple(right)
    )


def by_code(dice: Dice) -> Table:
    """A column of account codes left of the accounts."""
    rows = []
    for number, name in enumerate(dice.some(EXPENSES, 4, 9)):
        opening, debit, credit = dice.amount(5, 8), dice.amount(4, 6), dice.amount(3, 5)
        cells = (opening, debit, credit, opening + debit - credit)
        rows.append(Row(name, cells, code=f"{dice.between(1, 9)}{number:02}"))
    columns = heads("前期残高", "借方", "貸方", "当期残高")
    title = dice.one_of("支出内訳書", "収入内訳書", "勘定科目別残高一覧")
    return Table(title, ("コード", "科目"), columns, (*rows, Row("合計", sums(rows), 0, "total")), "codes")
