"""Kinds of tables: statements, whose rows stand under headings and are summed up, and what is set out by business or fund."""

from __future__ import annotations

from bench.layouts.tables import MONEY, WORDS, Cell, Dice, Head, Row, Table, heads, less, sums

REVENUES = [
    "会費収入",
    "事業収入",
    "補助金等収入",
    "受託金収入",
    "負担金収入",
    "寄附金収入",
    "受取利息配当金収入",
    "雑収入",
    "使用料及び手数料",
    "繰入金収入",
    "前期繰越金",
    "国庫支出金",
    "都道府県支出金",
    "諸収入",
]
EXPENSES = [
    "人件費",
    "役員報酬",
    "職員給料手当",
    "法定福利費",
    "旅費交通費",
    "通信運搬費",
    "消耗品費",
    "印刷製本費",
    "光熱水料費",
    "賃借料",
    "委託費",
    "租税公課",
    "支払手数料",
    "会議費",
    "修繕費",
    "減価償却費",
    "広報費",
    "研修費",
    "保険料",
    "雑費",
]
ASSETS = {
    "流動資産": ["現金及び預金", "未収金", "前払費用", "貯蔵品", "短期貸付金"],
    "固定資産": ["建物", "構築物", "機械装置", "車両運搬具", "工具器具備品", "土地", "建設仮勘定", "ソフトウェア", "長期貸付金"],
}
LIABILITIES = {
    "流動負債": ["未払金", "前受金", "預り金", "未払費用", "賞与引当金"],
    "固定負債": ["長期借入金", "退職給付引当金", "長期リース債務", "預り保証金"],
}
SEGMENTS = [
    "一般事業",
    "公的個人認証サービス事業",
    "住民基本台帳ネットワーク事業",
    "研修事業",
    "共同利用施設事業",
    "情報提供ネットワーク事業",
    "普及啓発事業",
    "調査研究事業",
    "貸付事業",
    "収益事業",
    "会館運営事業",
    "広域連携推進事業",
]
GROUPS = ["公益目的事業", "収益事業等", "法人管理", "施設運営", "地域支援", "在宅福祉", "一般会計", "特別会計"]
TASKS = [
    "研修会の開催",
    "相談支援",
    "広報活動",
    "施設管理",
    "調査研究",
    "情報化推進",
    "貸付事業",
    "会員交流",
    "出版事業",
    "国際交流",
]
REMARKS = ("", "", "会員増による", "前年度実績", "委託先の変更", "三年契約")


def budget(dice: Dice) -> Table:
    """Two amounts and their difference, 収入 and 支出, what is left."""
    first, second = dice.one_of(
        ("予算額", "決算額"), ("本年度予算額", "前年度予算額"), ("当初予算額", "補正後予算額"), ("当年度", "前年度")
    )
    columns = heads(first, second, dice.one_of("差異", "増減", "比較増減"))
    remarks = dice.chance(0.4)
    if remarks:
        columns += heads(dice.one_of("備考", "摘要", "説明"), unit=WORDS)
    rows: list[Row] = []
    totals = []
    for name, accounts in (("収入", REVENUES), ("支出", EXPENSES)):
        heading = f"{name}の部"
        items = [_budget_row(dice, account, heading, remarks) for account in dice.some(accounts, 3, 8)]
        totals.append(Row(f"{name}合計", sums(items), dice.between(0, 1), "total", (heading,)))
        rows += [Row(heading, role="heading"), *items, totals[-1]]
    left = dice.one_of("当期収支差額", "収支差引", "収支差額")
    rows.append(Row(left, less(totals[0].cells, totals[1].cells), 0, "total"))
    title = dice.one_of("収支予算書", "収支計算書", "資金収支計算書", "収入支出決算書")
    return Table(title, (dice.one_of("科目", "勘定科目", "区分", "項目"),), columns, tuple(rows))


def _budget_row(dice: Dice, account: str, heading: str, remarks: bool) -> Row:
    this, last = dice.amount(4, 8), 0 if dice.chance(0.1) else dice.amount(4, 8)
    cells: tuple[Cell, ...] = (this, last, this - last)
    return Row(account, (*cells, dice.one_of(*REMARKS)) if remarks else cells, 1, "item", (heading,))


def balance_sheet(dice: Dice) -> Table:
    """資産の部 in two steps of headings."""
    columns = heads("当年度末", "前年度末", "増減") if dice.chance(0.6) else heads("金額")
    rows = _part(dice, "資産の部", ASSETS, len(columns))
    return Table("貸借対照表", ("科目",), columns, tuple(rows))


def two_sided(dice: Dice) -> tuple[Table, Table]:
    """資産の部 left, 負債の部 right, an amount each."""
    sides = (("資産の部", ASSETS), ("負債の部", LIABILITIES))
    left, right = (Table("貸借対照表", ("科目",), heads("金額"), tuple(_part(dice, part, groups, 1))) for part, groups in sides)
    return left, right


def _part(dice: Dice, part: str, groups: dict[str, list[str]], columns: int) -> list[Row]:
    rows = [Row(part, role="heading")]
    totals = []
    for group, names in groups.items():
        section = (part, group)
        items = [Row(name, _change(dice)[:columns], 2, "item", section) for name in dice.some(names, 2, 6)]
        totals.append(Row(f"{group}合計", sums(items), 2, "total", section))
        rows += [Row(group, (), 1, "heading", (part,)), *items, totals[-1]]
    rows.append(Row(f"{part.removesuffix('の部')}合計", sums(totals), 1, "total", (part,)))
    return rows


def _change(dice: Dice) -> tuple[int, int, int]:
    this, last = dice.amount(5, 9), dice.amount(5, 9)
    return this, last, this - last


def cash_flow(dice: Dice) -> Table:
    """Three numbered parts, each with what it leaves; outflows are negative."""
    columns = heads("当年度", "前年度") if dice.chance(0.5) else heads("金額")
    flows = {
        "業務活動": ["人件費支出", "業務支出", "補助金等収入", "自己収入", "利息の支払額"],
        "投資活動": ["有形固定資産の取得による支出", "定期預金の払戻による収入", "施設費による収入"],
        "財務活動": ["長期借入れによる収入", "長期借入金の返済による支出", "リース債務の返済による支出"],
    }
    rows: list[Row] = []
    results = []
    for number, (name, lines) in zip("ⅠⅡⅢ", flows.items(), strict=True):
        heading = f"{number} {name}によるキャッシュ・フロー"
        items = [Row(line, _flow(dice, line, len(columns)), 1, "item", (heading,)) for line in dice.some(lines, 2, 5)]
        results.append(Row(f"{name}によるキャッシュ・フロー", sums(items), 1, "total", (heading,)))
        rows += [Row(heading, role="heading"), *items, results[-1]]
    change = Row("Ⅳ 資金増加額", sums(results), 0, "total")
    opening = Row("Ⅴ 資金期首残高", tuple(dice.amount(6, 9) for _ in columns))
    closing = Row("Ⅵ 資金期末残高", sums([change, opening]), 0, "total")
    return Table("キャッシュ・フロー計算書", ("区分",), columns, (*rows, change, opening, closing))


def _flow(dice: Dice, line: str, columns: int) -> tuple[int, ...]:
    sign = 1 if "収入" in line else -1
    return tuple(sign * dice.amount(4, 8) for _ in range(columns))


def segments(dice: Dice) -> Table:
    """A column for each business, some of them under a common head with their 小計, and 合計."""
    names = dice.some(SEGMENTS, 3, 6)
    columns = [Head(name) for name in names]
    if dice.chance(0.4) and len(names) > 3:
        count = dice.between(2, len(names) - 1)
        inner = (*columns[:count], Head("小計")) if dice.chance(0.5) else tuple(columns[:count])
        columns[:count] = [Head(dice.one_of("公益目的事業会計", "受託事業"), inner)]
    table = Table("", ("科目",), (*columns, Head("合計")), ())
    rows: list[Row] = []
    totals = []
    for name, accounts in (("経常収益", REVENUES), ("経常費用", EXPENSES)):
        items = [Row(each, _by_segment(dice, table), 1, "item", (name,)) for each in dice.some(accounts, 3, 7)]
        totals.append(Row(f"{name}計", sums(items), 1, "total", (name,)))
        rows += [Row(name, role="heading"), *items, totals[-1]]
    rows.append(Row("当期経常増減額", less(totals[0].cells, totals[1].cells), 0, "total"))
    title = dice.one_of("事業別損益計算書", "事業別収支予算", "正味財産増減計算書内訳表")
    return Table(title, table.stubs, table.heads, tuple(rows), upright=True)


def _by_segment(dice: Dice, table: Table) -> tuple[int, ...]:
    cells: list[int] = []
    inner = whole = 0
    for path, head in table.leaves:
        if head.label == "小計":
            cells.append(inner)
        elif path == ("合計",):
            cells.append(whole)
        else:
            amount = dice.amount(3, 7) if dice.chance(0.8) else 0
            cells.append(amount)
            whole += amount
            inner += amount if len(path) > 1 else 0
    return tuple(cells)


def by_group(dice: Dice) -> Table:
    """区分 that span their rows, with and without 小計."""
    first, second, third = dice.one_of(("予算額", "決算額", "執行残"), ("前年度末現在高", "決算年度中増減高", "決算年度末現在高"))
    sign = -1 if third == "執行残" else 1
    rows: list[Row] = []
    subtotals = []
    with_subtotals = dice.chance(0.6)
    for group in dice.some(GROUPS, 2, 4):
        items = [_balance_row(dice, task, group, sign) for task in dice.some(TASKS, 2, 4)]
        subtotals.append(Row("小計", sums(items), 0, "total", (group,)))
        rows += [*items, subtotals[-1]] if with_subtotals else items
    rows.append(Row("合計", sums(subtotals), 0, "total"))
    stubs = (dice.one_of("区分", "会計"), dice.one_of("事業名", "項目"))
    title = dice.one_of("事業計画", "事業別予算内訳", "基金運用状況")
    return Table(title, stubs, heads(first, second, third), tuple(rows), "groups")


def _balance_row(dice: Dice, task: str, group: str, sign: int) -> Row:
    first, second = dice.amount(4, 7), dice.amount(3, 6)
    return Row(task, (first, second, first + sign * second), 0, "item", (group,))


def by_two_groups(dice: Dice) -> Table:
    """大区分 and 中区分, each spanning its rows."""
    rows: list[Row] = []
    for outer, inners in dice.some((("歳入", ("自主財源", "依存財源")), ("歳出", ("義務的経費", "投資的経費", "その他"))), 1, 2):
        names = iter(dice.some(TASKS, 10, 10))
        for inner in inners:
            for name in [next(names) for _ in range(dice.between(2, 3))]:
                this, last = dice.amount(4, 7), dice.amount(4, 7)
                rows.append(Row(name, (this, last, this - last), 0, "item", (outer, inner)))
    columns = heads("本年度", "前年度", "増減")
    return Table(dice.one_of("財源別内訳", "性質別内訳"), ("大区分", "中区分", "内容"), columns, tuple(rows), "groups")


def inventory(dice: Dice) -> Table:
    """財産目録: what, where and how much, in words and money."""
    places = ("手元保管", "みどり銀行本店", "運転資金として", "公益目的保有財産である", "木造2階建 延べ312㎡", "庁舎敷地 1,204㎡")
    rows: list[Row] = []
    totals = []
    for group, names in ASSETS.items():
        items = [Row(each, (dice.one_of(*places), dice.amount(4, 9)), 1, "item", (group,)) for each in dice.some(names, 2, 5)]
        totals.append(Row(f"{group}合計", sums(items), 1, "total", (group,)))
        rows += [Row(group, role="heading"), *items, totals[-1]]
    rows.append(Row("資産合計", sums(totals), 0, "total"))
    columns = (Head(dice.one_of("場所・物量等", "使用目的等"), unit=WORDS), Head("金額", unit=MONEY))
    return Table("財産目録", (dice.one_of("貸借対照表科目", "科目"),), columns, tuple(rows))
