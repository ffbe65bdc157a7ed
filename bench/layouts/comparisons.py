"""Kinds of tables: years, months, places and kinds set against each other, in one unit or several."""

from __future__ import annotations

from decimal import Decimal

from bench.layouts.tables import Cell, Dice, Head, Row, Table, heads, share, sums

SOURCES = ["地方税", "地方譲与税", "地方交付税", "国庫支出金", "県支出金", "繰入金", "繰越金", "諸収入", "地方債"]
NATURES = ["人件費", "扶助費", "公債費", "物件費", "維持補修費", "補助費等", "繰出金", "投資的経費"]
TOWNS = (("北", "南", "上", "中", "東", "西", "大", "小"), ("沢", "野", "川", "山田", "原", "浜", "谷", "森"))
"""Beginnings and ends of names."""
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


def collection(dice: Dice) -> Table:
    """What was due, collected and left, and the rate."""
    names = ["保険料", "分担金及び負担金", "使用料及び手数料", "国庫支出金", "県支出金", "繰入金", "繰越金", "諸収入"]
    rows = []
    for name in dice.some(names, 3, 7):
        collected, lost, left = dice.amount(5, 8), dice.one_of(0, dice.amount(3, 4)), dice.one_of(0, dice.amount(3, 5))
        cells = (collected + dice.between(-999, 999), collected + lost + left, collected, lost, left)
        rows.append(Row(name, cells))
    rows.append(Row(dice.one_of("合計", "計"), sums(rows), 0, "total"))
    with_rates = [Row(row.label, (*row.cells, share(row.at(2), row.at(1))), 0, row.role) for row in rows]
    columns = (
        *heads("予算現額", "調定額", "収入済額", "不納欠損額", "収入未済額"),
        Head(dice.one_of("収納率(%)", "収納率"), unit="％"),
    )
    title = dice.one_of("歳入決算状況", "保険料収納状況", "歳入款別決算表")
    return Table(title, (dice.one_of("款", "区分", "科目"),), columns, tuple(with_rates))


def over_years(dice: Dice) -> Table:
    """Years side by side, with and without 構成比 under each."""
    first, count, shares = dice.between(2, 5), dice.between(2, 4), dice.chance(0.6)
    names = dice.some(SOURCES, 4, 8)
    years = [[dice.amount(4, 8) for _ in names] for _ in range(count)]
    rows = []
    for number, name in enumerate((*names, "合計")):
        cells: list[Cell] = []
        for year in years:
            amount = sum(year) if number == len(names) else year[number]
            cells += [amount, share(amount, sum(year))] if shares else [amount]
        rows.append(Row(name, tuple(cells), 0, "total" if number == len(names) else "item"))
    inner = (Head("決算額"), Head("構成比", unit="％")) if shares else ()
    columns = tuple(Head(f"令和{first + n}年度", inner) for n in range(count))
    return Table(dice.one_of("財政状況の推移", "歳入決算額の推移", "会員数及び収入の推移"), ("区分",), columns, tuple(rows))


def by_nature(dice: Dice) -> Table:
    """金額 and 構成比 of each nature in rows of their own, years side by side."""
    count = dice.between(2, 4)
    names = dice.some(NATURES, 3, 6)
    years = [[dice.amount(5, 8) for _ in names] for _ in range(count)]
    rows = []
    for number, name in enumerate((*names, "合計")):
        amounts = [sum(year) if number == len(names) else year[number] for year in years]
        shares = tuple(share(amount, sum(year)) for amount, year in zip(amounts, years, strict=True))
        rows += [Row("金額", tuple(amounts), section=(name,)), Row("構成比(%)", shares, section=(name,))]
    columns = heads(*(f"令和{year}年度" for year in range(7 - count, 7)))
    return Table(dice.one_of("性質別歳出の状況", "歳入の構成"), ("区分", ""), columns, tuple(rows), "groups")


def by_month(dice: Dice) -> Table:
    """Twelve months and their sum."""
    rows = []
    for name in dice.some(["保険料収入", "国庫補助金", "医療給付費", "事務費", "貸付金", "償還金", "繰入金"], 3, 6):
        months = [dice.amount(3, 5) for _ in MONTHS]
        rows.append(Row(name, (*months, sum(months))))
    columns = heads(*(f"{month}月" for month in MONTHS), dice.one_of("計", "合計"))
    title = dice.one_of("月別収納状況", "月別給水量", "月別資金収支計画")
    return Table(title, ("区分",), columns, (*rows, Row("計", sums(rows), 0, "total")))


def years_down(dice: Dice) -> Table:
    """A row for each year, its columns in several units."""
    rows = []
    for year in range(dice.between(1, 3), 7):
        rate = Decimal(dice.between(850, 999)).scaleb(-1)
        cells = (dice.amount(4, 5), dice.amount(4, 6), dice.amount(6, 8), rate)
        rows.append(Row(f"令和{'元' if year == 1 else year}年度", cells))
    columns = heads("世帯数(世帯)", "人口(人)", dice.one_of("収入額(円)", "収入額(千円)"), "収納率(%)")
    title = dice.one_of("年度別加入状況", "被保険者数の推移", "料金収入の推移")
    return Table(title, ("年度",), columns, tuple(rows), own_units=True)


def indicators(dice: Dice) -> Table:
    """A few figures beside those of the year before."""
    rows = []
    for name in dice.some(
        ["被保険者数", "加入事業所数", "一人当たり医療費", "給付費総額", "保険料収入", "入院件数", "外来件数"], 2, 5
    ):
        rows.append(Row(name, _grown(dice)))
    columns = (*heads("令和6年度", "令和5年度", "増減"), Head(dice.one_of("増減率(%)", "増減率"), unit="％"))
    return Table(dice.one_of("主要指標", "業務量", "経営の状況"), ("区分",), columns, tuple(rows), own_units=True)


def _grown(dice: Dice) -> tuple[Cell, ...]:
    this = dice.amount(3, 7)
    last = max(1, this * (100 + dice.between(-20, 20)) // 100)
    return this, last, this - last, share(this - last, last)


def with_units(dice: Dice) -> Table:
    """A column of units beside the labels."""
    rows = []
    units = {
        "給水人口": "人",
        "給水戸数": "戸",
        "年間配水量": "㎥",
        "配水管延長": "m",
        "職員数": "人",
        "給水収益": "千円",
        "有収水量": "㎥",
    }
    for name, unit in dice.some(list(units.items()), 3, 6):
        rows.append(Row(name, _grown(dice)[:3], code=unit))
    columns = heads("令和6年度", "令和5年度", "比較増減")
    title = dice.one_of("業務の概況", "業務予定量")
    return Table(title, (dice.one_of("項目", "区分"), "単位"), columns, tuple(rows), "units", own_units=True)


def pairs(dice: Dice) -> Table:
    """Labels and one figure each."""
    names = dice.some(["基本財産", "運用財産", "積立金", "組合員数", "出資金", "準備金"], 3, 6)
    rows = tuple(Row(name, (dice.amount(4, 8),)) for name in names)
    columns = heads(dice.one_of("金額", "数量"))
    return Table(dice.one_of("基本財産", "組合の概要", "積立金の状況"), ("項目",), columns, rows, own_units=True)


def counts_and_amounts(dice: Dice) -> Table:
    """件数 and 金額, the same three heads under each."""
    rows = []
    for name in dice.some(["貸付", "保証", "給付", "検診", "研修", "相談", "講習"], 3, 6):
        few, many = [dice.amount(2, 4) for _ in range(2)], [dice.amount(4, 7) for _ in range(2)]
        rows.append(Row(name, (*few, few[0] - few[1], *many, many[0] - many[1])))
    inner = ("当年度", "前年度", "増減")
    columns = (Head("件数", heads(*inner, unit="件")), Head("金額", heads(*inner)))
    title = dice.one_of("料金改定の影響", "事業実績")
    return Table(title, ("区分",), columns, (*rows, Row("計", sums(rows), 0, "total")))


def total_first(dice: Dice) -> Table:
    """総数 above what it is the sum of, as statistics have it."""
    rows = []
    for name in dice.some(["0～14歳", "15～39歳", "40～64歳", "65～74歳", "75歳以上"], 3, 5):
        men, women = dice.amount(3, 5), dice.amount(3, 5)
        rows.append(Row(name, (men + women, men, women), 1))
    inner = heads(dice.one_of("計", "総数"), "男", "女", unit="人")
    columns = inner if dice.chance(0.5) else (Head("被保険者数", inner),)
    first = Row(dice.one_of("総数", "合計"), sums(rows), 0, "total")
    return Table(dice.one_of("年齢階層別被保険者数", "年齢別人口"), ("区分",), columns, (first, *rows), own_units=True)


def by_quarter(dice: Dice) -> Table:
    """上期 and 下期, quarters under each, and their sums: three levels of heads."""
    rows = []
    for name in dice.some(NATURES, 3, 6):
        quarters = [dice.amount(3, 6) for _ in range(4)]
        first, second = sum(quarters[:2]), sum(quarters[2:])
        rows.append(Row(name, (*quarters[:2], first, *quarters[2:], second, first + second)))
    halves = (
        Head("上期", heads("第1四半期", "第2四半期", "計")),
        Head("下期", heads("第3四半期", "第4四半期", "計")),
        Head("年間計"),
    )
    columns = (Head(dice.one_of("令和7年度計画", "令和7年度執行計画"), halves),)
    title = dice.one_of("四半期別執行計画", "資金計画")
    return Table(title, ("区分",), columns, (*rows, Row("合計", sums(rows), 0, "total")))


def by_town(dice: Dice) -> Table:
    """A long list of towns, which goes on over the page."""
    names = [first + second for first in TOWNS[0] for second in TOWNS[1]]
    rows = []
    for name in dice.some(names, 25, 60):
        people = dice.amount(3, 6)
        share_of_costs, own = dice.amount(5, 7), dice.amount(4, 6)
        rows.append(Row(name + dice.one_of("市", "町", "村"), (people, share_of_costs, own, share_of_costs + own)))
    columns = (Head("人口", unit="人"), *heads("均等割額", "人口割額", "計"))
    total = Row(dice.one_of("合計", "計"), sums(rows), 0, "total")
    title = dice.one_of("市町村負担金一覧", "構成市町村別負担金")
    return Table(title, (dice.one_of("市町村名", "団体名"),), columns, (*rows, total))
