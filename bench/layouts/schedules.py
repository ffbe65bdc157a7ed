"""Kinds of tables: schedules that roll a balance forward, registers, what was done for the money."""

from __future__ import annotations

from decimal import Decimal

from bench.layouts.statements import ASSETS
from bench.layouts.tables import WORDS, Cell, Dice, Head, Row, Table, heads, less, share, sums

PROJECTS = ["健康づくり推進事業", "施設改修事業", "人材育成事業", "情報システム更新事業", "地域交流促進事業", "防災対策事業"]
RESULTS = (
    "市民の健康増進を図るため、各種健診及び健康教室を開催した。参加者は延べ1,234人であった。",
    "老朽化した施設の改修工事を実施した。",
    "関係団体と連携し、研修会を12回開催した。令和5年度から継続して実施している。",
    "情報システムの更新（5年リース）を行った。",
    "",
)
DATE_FORMS = ("令和{y}年{m}月{d}日", "R{y}.{m}.{d}", "令和 {y}年 {m}月 {d}日", "令{y}.{m}.{d}")


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
