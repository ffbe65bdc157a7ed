"""What do the words of a label say about arithmetic?  Generic accounting words only: no body's own vocabulary."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.gauges import NO_SUM

_CLOSERS = f"合計|総計|小計|中計|^累計|(?<![集生累]){NO_SUM}計"
_TOTAL = re.compile(rf"(?:{_CLOSERS})(?:額)?$")
_DIFFERENCE = re.compile(
    r"(?:(?<!特別)(?<!臨時)利益|(?:^|総|事業|供給|利用|経常|当期|税引前当期)(?<!資本)(?<!利益)(?<!繰越)剰余金|損益|(?:営業|経常|当期|当期純|総|当年度純|純|税引前|税引前当期|事業)損失|利益金|過不足額?|不足額|収支額?|(?:純(?:経常)?|^)行政コスト)(?:[(][△▲Δ-](?:.{0,8}損失?)?[)])?$|^差引|(?:(?<!換算)(?<!売却)(?<!処分)(?<!評価)差額|差引額?|増減額?)(?:合計|計)?$|^(?:資金|現金[^増減]*)の?(?:増[加減](?:額|高)?(?:[(][^()]*減少[^()]*[)])?|減少(?:額|高)[(][△▲Δ-][)])$"
)
_CLOSING = re.compile(r"(?:当期末|期末|当年度末|年度末|次期繰越|次年度繰越|翌年度繰越|翌期繰越)|(?:残高)$")
_OPENING = re.compile(
    r"月1日(?:現在)?の?残高$|前期末|期首|前年度末|前期繰越|前年度繰越|年度当初|(?<!次期)(?<!翌期)(?<!次年度)(?<!翌年度)(?<!への)繰越金$"
)
_OPENS = re.compile(r"前期末|期首|前年度末|前期繰越|前年度繰越|前年度からの繰越|前期")
_CLOSES = re.compile(r"当期末|期末|当年度末|年度末|次期繰越|次年度繰越|翌年度繰越|翌期繰越|当期")
_BALANCE = re.compile("繰越|期首|期末|残高")
_YEARS_CHANGE = re.compile("^(?:本年度|当年度|当期|当事業年度)[^のに]*(?:差額|変動額)$")
_UNDISPOSED = re.compile(r"未処[分理](?:利益)?(?:剰余金|利益金?|損失金?|欠損金)$")
_MINUS = re.compile(
    r"費用|支出|損失|歳出|原価|繰り?越すべき|販売費|管理費|経費|法人税|住民税|減少|控除|支払|払出|払戻|(?:返還|返済|償還)額?$|[^益]損$|^負債(?:の部)?(?:合計|計)?$"
)
_PLUS = re.compile(r"収益|収入|歳入|売上|利益|差額|増加|受入|受取|損益|増減")
_NUMBERING = re.compile(
    r"^(?:[(\[〔【<][^)\]〕】>]{1,3}[)\]〕】>]|[0-9]{1,2}[.、．:]?(?=\D)|[IVXivx]{1,4}(?:[.、．](?=\D)|(?=[^\x00-\x7f]))|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])"
)
_PARTIAL = re.compile(r"^[※＊*]?(?:うち|内(?:訳|数|書)?[:：、]|再掲)|[(\[〔【<〈《](?:うち|再掲|内数)")
_RATIO = re.compile(
    r"(?:率|割合|構成比|係数|指数|倍率|平均[^合]*|単価|単位当た?り\w*|[0-9]+(?:a|ha|アール|㎡|m2|㎥|m3|kg|t|トン)(?:当た?り|あたり))(?:[(].*[)])?$"
    r"|(?<![0-9])[%％][)]?$|^平均|^最[高低大小]"
)
_KEY_FIGURES = re.compile("主要な?[^の]{0,6}(?:データ|指標|数値|係数)|経年比較|財務データ|経営指標")
_CARRIED = re.compile("^[(\\[〔【]?(?:次|前)(?:頁|ページ|葉)(?:へ|より|から|に|の?(?:続き|つづき))")
_LEFT = re.compile(r"(?:差額|差引額?|利益|損益|増減額?|収支額?)(?:合計|計)?$")
_SIGNED = re.compile(r"[(][△▲Δ-](?:.{0,8}損失?)?[)]$")
"""A result whose label says that a loss is printed with a minus."""
_MINUS_MARK = re.compile(r"[(][-−ー](は?(?:.{0,8}損失?)?)[)]$")
"""The same with a bare minus: 当期純利益(−は当期純損失)."""
_PER_HEAD = re.compile(r"(?:[0-9]|一)(?:人|世帯|件|戸|床)(?:[0-9一](?:日|回|月|年|か月))?(?:当たり|あたり|当り)")
_COUNTED = re.compile(r"^(.+)[(](?:[点個台本冊枚株口筆棟戸人件頭羽両隻]|㎡|m2|㎥|m3|ha|kg|t|kl)[)]$")
"""A label with a measure of its own that is no money: 美術品(点)."""
_OF_A_RATE = re.compile(r"年度?$|^(?:差|増減|比較)|(?:差引?|増減)$")
"""Headers below that of a rate whose figures are rates, too."""
_MARK = r"\(?[0-9A-ZＡ-Ｚア-ンイロハニホ]{1,2}\)?"
_FORMULA = re.compile(rf"\(?(?:({_MARK})=)?({_MARK}(?:[-+−ー~](?:{_MARK}))+)\)?$")
_MARKED_FORMULA = re.compile(rf"[(]?({_MARK}(?:[-+−]{_MARK})+)[)]?(?:[(]([A-ZＡ-Ｚ])[)]|([A-ZＡ-Ｚ]))$")
"""A formula with its own mark behind it: (A)+(B)-(C)(D), (A-B)C."""
_NUMBERED_FORMULA = re.compile(
    r"(?<=[^\x00-\x7f])(?:([0-9]{1,2})[(]([0-9]{1,2}(?:[-+−][0-9]{1,2})+)[)]|([A-Z])[(]([A-Z](?:[-+−][A-Z])+)[)])$"
)
"""A formula with its own mark before it: 差引C(A-B), 経常利益⑧(⑤+⑥-⑦), of which NFKC leaves the digits."""
_EXPLAINED = re.compile("[(][一-鿿ぁ-ヺー]+(?:[-+−＋][一-鿿ぁ-ヺー]+)+[)]$")
"""What a result is in words, behind its name: 経常損益(経常収益-経常費用)."""
_UNIT = re.compile("[(](?:円|千円|百万円|億円|千?人|名|件|戸|世帯|床|台|両|回|日|[kc]?m|㎡|㎥|千㎥|ha|t|k[Wg]h?)[)]$")
"""In which unit a row is, behind its name: 乗客数計(千人); a share (%) tells what the row is."""
_ADDED = re.compile("(?:算入|加算)額?$")
"""What is paid, and added to what is held: 支払利息の算入 in a list of land."""
_FOOTNOTE = re.compile("(?<=.)[※＊*][0-9０-９]{0,2}$")
"""What refers to a note below: 病床利用率(%)※2."""
_PUNCTUATION = re.compile(r"[\s・､、,，.．「」『』:：;；･~〜ー\-−―]")
_BRACKETS = re.compile(r"^[(\[〔【<]([^()\[\]〔〕【】<>]*)[)\]〕】>]$")
_BRACKETED_MARK = re.compile(r"[(]([0-9A-Zア-ンイロハニホ]{1,2})[)]$")
_LEAD = re.compile(r"(?:[(]([0-9]{1,2})[)]|([A-Z]))(?=[^\x00-\x7f])")
_WRITTEN_MARK = re.compile(
    r"[(]([0-9A-Zア-ンイロハニホ]{1,2})[)]$|(?<=[^\x00-\x7f)])([A-Z])$|(?<=[)])([A-Z])$|(?<=[一-龥])([0-9]{1,2})$"
)


@lru_cache(maxsize=65536)
def plain(label: str) -> str:
    """A label without numbering, enclosing brackets, written formula and punctuation: for matching, never for publishing.

    >>> plain("(前期末現金及び預金)"), plain("(2)事業活動支出計(2)"), plain("当期増減差額(11)=(7)+(10)"), plain("純利益(-は損失)")
    ('前期末現金及び預金', '事業活動支出計', '当期増減差額', '純利益(△は損失)')
    """
    text = _FOOTNOTE.sub("", re.sub(r"\s", "", label))
    whole = _BRACKETS.match(text)
    if whole:
        text = whole[1]
    text = _NUMBERED_FORMULA.sub("", text) or text
    text = _MARKED_FORMULA.sub("", text) or text
    text = _FORMULA.sub("", text) or text
    text = _BRACKETED_MARK.sub("", text) or text
    text = _NUMBERING.sub("", text) or text
    text = _EXPLAINED.sub("", text) or text
    text = _UNIT.sub("", text) or text
    text = _MINUS_MARK.sub(r"(△\1)", text)
    return _PUNCTUATION.sub("", text)


@lru_cache(maxsize=65536)
def stem(label: str) -> str:
    """What a total is the total of: 流動資産合計 → 流動資産, 資産の部合計 → 資産.

    >>> stem("流動資産合計"), stem("資産の部"), stem("一般会計")
    ('流動資産', '資産', '一般会計')
    """
    text = plain(label)
    text = _TOTAL.sub("", text)
    return re.sub(r"の部$", "", text)


@lru_cache(maxsize=65536)
def is_partial(label: str) -> bool:
    """Whether a label says that its row is only part of another's figure: うち …, 内 …, 再掲."""
    return bool(_PARTIAL.search(re.sub(r"\s", "", label)))


@lru_cache(maxsize=65536)
def picks_figures(title: str) -> bool:
    """Whether a table picks figures from several statements, between which lines are left out: 主要な財務データの経年比較."""
    return bool(_KEY_FIGURES.search(title))


@lru_cache(maxsize=65536)
def is_carried(label: str) -> bool:
    """Whether a row only carries a sum to the next page, or from the one before: 次頁へ(収入計), 前頁より."""
    return bool(_CARRIED.match(re.sub(r"\s", "", label)))


@lru_cache(maxsize=65536)
def is_ratio(label: str) -> bool:
    """Whether the figures of a row are shares or averages, which do not add up: 比率, 割合, 平均 …, (%)."""
    return bool(_RATIO.search(_FOOTNOTE.sub("", re.sub(r"\s", "", label))))


@lru_cache(maxsize=65536)
def is_rate_column(header: str) -> bool:
    """Whether the figures of a column do not add up: by its own header, or as a year or a change of the rate above it.

    >>> is_rate_column("収納率 / 差"), is_rate_column("収入率 / (B/A)"), is_rate_column("収納率 / 調定額")
    (True, True, False)
    """
    levels = [level for level in header.split(" / ") if not level.startswith("(")] or [header]
    return is_ratio(levels[-1]) or (bool(_OF_A_RATE.search(levels[-1])) and any(map(is_ratio, levels)))


@lru_cache(maxsize=65536)
def counts(label: str) -> str:
    """What a label with a measure of its own counts: 美術品(点) → 美術品; empty where it names none."""
    found = _COUNTED.match(label)
    return found[1] if found else ""


@lru_cache(maxsize=65536)
def is_per_head(label: str) -> bool:
    """Whether figures are amounts a head or a household, each rounded alone: they add up to the rounding only."""
    return bool(_PER_HEAD.search(re.sub(r"\s", "", label)))


@lru_cache(maxsize=65536)
def is_total(label: str) -> bool:
    """Whether a label closes a run of rows: 合計, 小計, 計 …, but not 会計."""
    return bool(_TOTAL.search(plain(label)))


@lru_cache(maxsize=65536)
def is_whole(segment: str) -> bool:
    """Whether a segment is all segments together: 合計, but not the 小計 of some."""
    return is_total(segment) and not plain(segment).endswith(("小計", "中計"))


@lru_cache(maxsize=65536)
def is_flow_total(label: str) -> bool:
    """Whether a label names what one activity of a cash flow statement comes to."""
    return plain(label).endswith(("によるキャッシュフロ", "によるキャッシュフロー"))


@lru_cache(maxsize=65536)
def is_difference(label: str) -> bool:
    """Whether a label names what is left: 利益, 差額, 増減 …"""
    return bool(_DIFFERENCE.search(plain(label)))


@lru_cache(maxsize=65536)
def is_years_change(label: str) -> bool:
    """Whether a label names what net assets changed by in a whole year, or a part of that: 本年度差額, 本年度純資産変動額."""
    return bool(_YEARS_CHANGE.search(plain(label)))


@lru_cache(maxsize=65536)
def is_undisposed(label: str) -> bool:
    """Whether a label names what is left of a year and those before it, to be disposed of: 当期未処分剰余金, 未処理損失."""
    return bool(_UNDISPOSED.search(plain(label)))


@lru_cache(maxsize=65536)
def moves(label: str) -> int:
    """Whether a label names what a balance grew by (+1) or shrank by (−1), by a plain 増加 or 減少; else 0."""
    text = plain(label)
    grew, shrank = bool(re.search("増加(?:額|高)?$", text)), bool(re.search("減少(?:額|高)?$", text))
    return int(grew) - int(shrank)


@lru_cache(maxsize=65536)
def is_closing(label: str) -> bool:
    """Whether a label names a closing balance."""
    text = plain(label)
    return bool(_CLOSING.search(text)) and not is_opening(label)


@lru_cache(maxsize=65536)
def is_opening(label: str) -> bool:
    """Whether a label names an opening balance."""
    return bool(_OPENING.search(plain(label)))


@lru_cache(maxsize=65536)
def is_balance(label: str) -> bool:
    """Whether a label may name what there is at one time: an opening or a closing balance, by whichever words."""
    return bool(_BALANCE.search(plain(label))) or is_opening(label) or is_closing(label)


@lru_cache(maxsize=65536)
def core(label: str) -> str:
    """What an opening or closing balance is the balance of.

    >>> core("前期末現金及び預金"), core("当期末未収金")
    ('現金及び預金', '未収金')
    """
    return (_OPENS if is_opening(label) else _CLOSES).sub("", plain(label), count=1)


@lru_cache(maxsize=65536)
def sign(label: str) -> int:
    """The side that a row takes in a difference: +1, −1, or 0 where its words do not say.

    >>> sign("営業費用合計"), sign("営業利益"), sign("その他")
    (-1, 1, 0)
    """
    text = plain(label)
    if is_opening(label) or is_flow_total(label) or _SIGNED.search(text) or _LEFT.search(text):
        return 1
    if _MINUS.search(text):
        return 0 if _ADDED.search(text) else -1
    return 1 if _PLUS.search(text) else 0


@lru_cache(maxsize=65536)
def formula(label: str) -> tuple[str, tuple[tuple[int, str], ...]] | None:
    """A formula written in a label: its own mark, then (sign, mark) of each term.

    >>> formula("当期活動増減差額(11)=(7)+(10)")
    ('11', ((1, '7'), (1, '10')))
    """
    text = re.sub(r"\s", "", label)
    marked, found, numbered = _MARKED_FORMULA.search(text), _FORMULA.search(text), _NUMBERED_FORMULA.search(text)
    if not marked and not found:
        return None
    own, written = (marked[2] or marked[3], marked[1]) if marked else (found[1], found[2]) if found else ("", "")
    own, written = (numbered[1] or numbered[3], numbered[2] or numbered[4]) if numbered else (own, written)
    terms = tuple(
        (-1 if operator in "-−ー" and operator else 1, mark)
        for operator, mark in re.findall(r"([-+−ー]?)\(?([0-9A-Zア-ンイロハニホ]{1,2})\)?", written)
    )
    return ((own or "").strip("()"), terms) if len(terms) > 1 else None


@lru_cache(maxsize=65536)
def mark(label: str) -> str:
    """The mark that a formula may call a row or column by: 事業活動収入計(1) → 1; empty where there is none."""
    text = re.sub(r"\s", "", label)
    if numbered := _NUMBERED_FORMULA.search(text):
        return numbered[1] or numbered[3]
    marked = _MARKED_FORMULA.search(text)
    if marked:
        return marked[2] or marked[3]
    found = _FORMULA.search(text)
    if found:
        return (found[1] or "").strip("()")
    written = _WRITTEN_MARK.search(text)
    return next(filter(None, written.groups())) if written else ""


def lead(label: str) -> str:
    """The number in brackets or the letter that a label begins with: (9)受取寄附金 → 9, A元利償還金 → A; empty where it has none.

    In some statements formulas call rows by it; in most it only counts the rows of a section.
    """
    found = _LEAD.match(label)
    return found[1] or found[2] if found else ""


def is_given(label: str) -> bool:
    """Whether formulas may call a row that has none itself: it follows from nothing in a statement that writes formulas."""
    return bool(mark(label)) and not formula(label)
