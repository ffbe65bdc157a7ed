"""Kinds of tables: budgets by 款 項 目, registers, comparisons over years, and what else stands in rows and columns."""

from __future__ import annotations

from decimal import Decimal

from bench.layouts.statements import ASSETS, EXPENSES
from bench.layouts.tables import WORDS, Cell, Dice, Head, Row, Table, heads, less, share, sums

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
SOURCES = ["地方税", "地方譲与税", "地方交付税", "国庫支出金", "県支出金", "繰入金", "繰越金", "諸収入", "地方債"]
NATURES = ["人件費", "扶助費", "公債費", "物件費", "維持補修費", "補助費等", "繰出金", "投資的経費"]
PROJECTS = ["健康づくり推進事業", "施設改修事業", "人材育成事業", "情報システム更新事業", "地域交流促進事業", "防災対策事業"]
RESULTS = (
    "市民の健康増進を図るため、各種健診及び健康教室を開催した。参加者は延べ1,234人であった。",
    "老朽化した施設の改修工事を実施した。",
    "関係団体と連携し、研修会を12回開催した。令和5年度から継続して実施している。",
    "情報システムの更新（5年リース）を行った。",
    "",
)
DATE_FORMS = ("令和{y}年{m}月{d}日", "R{y}.{m}.{d}", "令和 {y}年 {m}月 {d}日", "令{y}.{m}.{d}")
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


# ------------------------------------------------------------------------------------------------------------ 款 項 目 節


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


# ---------------------------------------------------------------------------------------------------- schedules and registers


def fixed_assets(dice: Dice) -> Table:
    """Roll-forward of fixed assets, two heads under 減価償却累計額."""
    rows = []
    for name in dice.some(ASSETS["固定資産"], 3, 7):
        opening = dice.amount(6, 9)
        added, removed = (dice.amount(4, 6) if dice.chance(0.7) else 0), (dice.amount(3, 5) if dice.chance(0.6) else 0)
        closing = opening + added - removed
        written_off = dice.between(0, closing)
        year = written_off // dice.between(5, 20)
        rows.append(Row(name, (opening, added, removed, closing, written_off, year, closing - written_off)))
    inner = heads(dice.one_of("累計額", "期末累計額"), "当期償却額")
    columns = (*heads("期首残高", "当期増加額", "当期減少額", "期末残高"), Head("減価償却累計額", inner), Head("差引当期末残高"))
    title = dice.one_of("固定資産明細書", "固定資産の取得及び処分並びに減価償却費の明細", "有形固定資産明細書")
    stub = dice.one_of("資産の種類", "資産の区分", "区分")
    return Table(title, (stub,), columns, (*rows, Row(dice.one_of("計", "合計"), sums(rows), 0, "total")))


def loans(dice: Dice) -> Table:
    """Loans by lender, with rates and terms."""
    lenders = "財政融資資金 地方公共団体金融機構 みどり銀行 農林中央金庫 独立行政法人福祉医療機構 市中銀行縁故債 共済組合連合会"
    rows = []
    for name in dice.some(lenders.split(), 2, 5):
        opening, added, paid = dice.amount(6, 9), dice.amount(4, 6) if dice.chance(0.5) else 0, dice.amount(4, 6)
        rate = Decimal(dice.between(10, 399)).scaleb(-2)
        until = f"令和{dice.between(7, 40)}年{dice.between(1, 12)}月"
        rows.append(Row(name, (opening, added, paid, opening + added - paid, rate, until)))
    columns = (
        *heads("期首残高", "当期増加", "当期減少", "期末残高"),
        Head("平均利率(%)", unit="％"),
        Head("返済期限", unit=WORDS),
    )
    title = dice.one_of("長期借入金明細書", "企業債明細書", "借入金の明細")
    return Table(title, ("借入先",), columns, (*rows, Row("合計", sums(rows), 0, "total")))


def bonds(dice: Dice) -> Table:
    """地方債: two heads under 当該年度中増減見込."""
    rows = []
    names = ("1 普通債", "2 災害復旧債", "3 臨時財政対策債", "4 減税補てん債", "5 辺地対策事業債", "6 その他")
    for name in dice.some(names, 3, 6):
        before, last, raised, paid = dice.amount(5, 8), dice.amount(5, 8), dice.one_of(0, dice.amount(4, 6)), dice.amount(4, 5)
        rows.append(Row(name, (before, last, raised, paid, last + raised - paid)))
    inner = heads("当該年度中起債見込額", "当該年度中元金償還見込額")
    columns = (
        *heads("前々年度末現在高", "前年度末現在高見込額"),
        Head("当該年度中増減見込", inner),
        Head("当該年度末現在高見込額"),
    )
    title = dice.one_of("地方債の現在高の見込みに関する調書", "地方債に関する調書")
    return Table(title, ("区分",), columns, (*rows, Row("合計", sums(rows), 0, "total")))


def commitments(dice: Dice) -> Table:
    """債務負担行為: terms in words, 財源 on two or three levels of heads."""
    deep = dice.chance(0.6)
    special = Head("特定財源", heads("国県支出金", "地方債", "その他") if deep else ())
    term = (Head("期間", unit=WORDS), Head("金額"))
    columns = (
        Head("限度額"),
        Head("前年度末までの支出見込額", term),
        Head("当該年度以降の支出予定額", term),
        Head("左の財源内訳", (special, Head("一般財源"))),
    )
    subjects = (
        "庁舎清掃業務委託", "情報システム賃借料", "学校給食調理業務委託", "指定管理料(市民会館)", "複写機賃借料",
        "土地開発公社に対する債務保証", "ごみ収集業務委託",
    )  # fmt: skip
    rows = []
    for subject in dice.some(subjects, 3, 6):
        spent, ahead = dice.one_of(0, dice.amount(4, 6)), dice.amount(4, 6)
        other = dice.between(1, ahead)
        national = dice.between(0, ahead - other)
        past: tuple[Cell, ...] = (f"令和{dice.between(3, 5)}年度～令和6年度", spent) if spent else ("", None)
        funds = (national, 0, other) if deep else (national + other,)
        future = (f"令和7年度～令和{dice.between(8, 12)}年度", ahead)
        rows.append(Row(subject, (spent + ahead, *past, *future, *funds, ahead - sum(funds))))
    return Table("債務負担行為に関する調書", ("事項",), columns, tuple(rows))


def personnel(dice: Dice) -> Table:
    """給与費明細書: heads on two or three levels, this year, last year and what changed."""
    deep = dice.chance(0.5)
    allowances = Head("手当", heads("期末手当", "勤勉手当", "計")) if deep else Head("職員手当")
    pay = Head("給与費", (*heads("報酬", "給料"), allowances, Head("計")))
    columns = (Head(dice.one_of("職員数(人)", "職員数"), unit="人"), pay, *heads("共済費", "合計"))
    title = dice.one_of("給与費明細書", "給与費明細書 1 特別職", "人件費の状況")
    if dice.chance(0.5):
        this, last = _pay(dice, deep), _pay(dice, deep)
        rows = (Row("本年度", this), Row("前年度", last), Row("比較", less(this, last), 0, "total"))
        return Table(title, ("区分",), columns, rows)
    years: list[list[Row]] = []
    for year in ("本年度", "前年度"):
        items = [Row(who, _pay(dice, deep), section=(year,)) for who in ("長等", "議員", "その他の特別職")]
        years.append([*items, Row("計", sums(items), 0, "total", (year,))])
    both = zip(*years, strict=True)
    changes = [Row(this.label, less(this.cells, last.cells), 0, this.role, ("比較",)) for this, last in both]
    return Table(title, ("区分", ""), columns, (*years[0], *years[1], *changes), "groups")


def _pay(dice: Dice, deep: bool) -> tuple[int, ...]:
    fees, salary, first, second = dice.amount(4, 5), dice.amount(5, 6), dice.amount(4, 5), dice.amount(4, 5)
    allowances = (first, second, first + second) if deep else (first + second,)
    pay, mutual = fees + salary + first + second, dice.amount(4, 5)
    return dice.between(3, 300), fees, salary, *allowances, pay, mutual, pay + mutual


def results(dice: Dice) -> Table:
    """Projects with what was done, in sentences."""
    rows = []
    for name in dice.some(PROJECTS, 3, 5):
        planned = dice.amount(5, 7)
        spent = planned - dice.between(0, planned // 5)
        rows.append(Row(name, (planned, spent, share(spent, planned), dice.one_of(*RESULTS))))
    columns = (*heads("予算額", "決算額"), Head("執行率(%)", unit="％"), Head("事業の内容", unit=WORDS))
    plain = Row("合計", sums(rows))
    whole = Row("合計", (*plain.cells[:2], share(plain.at(1), plain.at(0)), None), 0, "total")
    return Table(dice.one_of("主要な施策の成果", "事業費の内訳", "補助金一覧"), ("事業名",), columns, (*rows, whole))


def contracts(dice: Dice) -> Table:
    """A register: who, when, how much; dates in one of their forms."""
    form = dice.one_of(*DATE_FORMS)
    works = (
        "庁舎空調設備改修工事",
        "基幹業務システム保守",
        "給食センター調理業務",
        "道路台帳更新業務",
        "水質検査業務",
        "封入封緘業務",
    )
    firms = ("株式会社あおば設備", "みどりシステム株式会社", "(株)さくら給食", "東西測量(有)", "一般財団法人水質協会")
    rows = []
    for name in dice.some(works, 3, 6):
        on = form.format(y=dice.between(5, 7), m=dice.between(1, 12), d=dice.between(1, 28))
        rows.append(
            Row(name, (dice.one_of(*firms), on, dice.amount(6, 8), dice.one_of("一般競争入札", "随意契約", "指名競争入札")))
        )
    columns = (
        Head("契約の相手方", unit=WORDS),
        Head(dice.one_of("契約日", "契約年月日"), unit=WORDS),
        Head("契約金額"),
        Head("契約方法", unit=WORDS),
    )
    rows.append(Row("合計", ("", "", sums(rows)[2], ""), 0, "total"))
    return Table(dice.one_of("契約の状況", "業務委託契約一覧"), ("件名",), columns, tuple(rows))


# ------------------------------------------------------------------------------------------------------------- comparisons


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
