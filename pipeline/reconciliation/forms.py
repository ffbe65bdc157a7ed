"""How do the columns of statutory forms hang together?  調定額 is 収入済額 + 不納欠損額 + 収入未済額, whatever else is printed.

Only words of the forms that laws and accounting standards prescribe to all bodies.  What they say is a claim where the figures
keep it, and tells columns that stand under each other's header where they keep it only once these have changed places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.model import Column
from pipeline.reconciliation.words import is_total, plain, stem

AS_IN_FORMS = "as the form prescribes"

_BUDGET = r"予算現額|予算現額計|歳出予算現額|歳入予算現額"
_SPENT = r"支出済額|支出額|決算額|決算見込額|執行額|執行済額|支払義務発生額|支出負担行為額"
_CAME_IN = r"収入済額|収納済額|収納額|収入額"
_OUTSTANDING = r"収入未済額|未収入額|未収額|未納額|未収金|滞納額"
_OWED_BACK = r"(?:過誤納|還付)(?:還付)?未済額"
_UNUSED = r"不用額|予算残額|執行残額|未執行額|残額"
_LATER = r"(?:当該|当|翌)年度以降の?(?:支出|支払)(?:予定|見込)?額"
_BEFORE = r"(?:前年度末?|過年度)までの?(?:支出|支払)(?:済|見込)?額"
_THIS_YEAR = r"(?:当|本)年度の?(?:支出|支払)(?:予定|見込)?額"
_CARRIED = r"翌年度繰越額|翌年度へ?の?繰越額|繰越額|繰越明許費(?:繰越額)?|継続費逓次繰越(?:額)?|事故繰越し?(?:額)?"
_AT_COST = r"取得(?:価額|原価)"
_OPENING = rf"(?:期首|前期末|当期首|前年度末|本年度期首|前期繰越)(?:残高|現在高|帳簿価額|{_AT_COST})(?:[(][A-Z][)])?"
_CLOSING = rf"(?:期末|当期末|本年度末|当年度末|決算年度末)(?:残高|現在高|帳簿価額|{_AT_COST})(?:[(][A-Z][)])?"
_GROWTH = r"(?:当期|本年度|当年度|年度中)?(?:増加|取得)(?:額|高)?(?:[(][A-Z][)])?"
_DECLINE = r"(?:当期|本年度|当年度|年度中)?(?:減少|取崩)(?:額|高)?(?:[(][A-Z][)])?|(?:当期)?減価償却額"
_AT_END = "(?:本年度末|当年度末|当期末|期末)"
_WORN = rf"(?:{_AT_END}?(?:減価)?償却累計額(?:又は償却累計額)?|{_AT_END}累計額)(?:[(][A-Z][)])?"
_IMPAIRED = r"減損損失累計額(?:[(][A-Z][)])?"
_REPAID = "償還高?累計|償還額累計"
FORMS: tuple[tuple[str, tuple[tuple[int, str, bool], ...]], ...] = (
    ("調定額", ((1, _CAME_IN, True), (1, "不納欠損額", False), (1, _OUTSTANDING, True), (-1, _OWED_BACK, False))),
    ("歳入歳出差引(?:残?額)?|形式収支額?", ((1, "歳入(?:決算)?総?額", True), (-1, "歳出(?:決算)?総?額", True))),
    ("実質収支額?", ((1, "(?:歳入歳出)?差引(?:残?額)?|形式収支額?", True), (-1, "翌年度(?:へ|に)?繰り?越すべき財源", True))),
    ("限度額", ((1, _BEFORE, True), (1, _THIS_YEAR, False), (1, _LATER, True))),
    (r".*予算現額と収入済額との(?:比較|差)(?:増減)?", ((1, "収入済額", True), (-1, _BUDGET, True))),
    (r".*予算現額と支出済額との(?:比較|差)(?:増減)?", ((1, _BUDGET, True), (-1, "支出済額", True))),
    (r"予算現額との(?:比較|差)(?:増減)?", ((1, "収入済額|支出済額", True), (-1, _BUDGET, True))),
    (r"予算現額との(?:比較|差)(?:増減)?", ((1, _BUDGET, True), (-1, "収入済額|支出済額", True))),
    ("不用額", ((1, _BUDGET, True), (-1, "支出済額", True), (-1, _CARRIED, False))),
    (_UNUSED, ((1, _BUDGET + "|予算額", True), (-1, _SPENT, True), (0, ".*(?:繰り?越|第26条).*", False))),
    ("不用額", ((1, "予算計上額", True), (-1, _SPENT, True), (-1, _CARRIED, True))),
    (_CLOSING, ((1, _OPENING, True), (1, _GROWTH, True), (-1, _DECLINE, True))),
    (r"差引.*(?:残高|価額|簿価)(?:[(][A-Z][)])?", ((1, _CLOSING, True), (-1, _WORN, True), (-1, _IMPAIRED, False))),
    (
        "(?:当期末)?残高|合計",
        ((1, ".*指定正味財産からの充当額", True), (1, ".*一般正味財産からの充当額", True), (1, ".*負債に対応する額", False)),
    ),
    (
        "予算現額|予算現額計",
        (
            (1, "予算額|当初予算額|当初|予算計上額", True),
            (1, "補正(?:予算)?額", False),
            (1, "(?:前年度|継続費及び|繰越事業費).*繰越.*", False),
            (1, "(?:予備費.*|.*流用.*)", False),
        ),
    ),
    ("当(?:期|年度)(?:損益金?|収支差額)", ((1, "収入(?:合計|総額)?", True), (-1, "支出(?:合計|総額)?", True))),
    (
        "(?:翌年度|次年度|次期)繰越(?:剰余)?金",
        ((1, "当(?:期|年度)(?:損益金?|収支差額|剰余金)", True), (1, "(?:前年度|前期)繰越(?:剰余)?金", True)),
    ),
    ("未交付額|交付未済額", ((1, "(?:交付)?決定額|交付額", True), (-1, "交付済額|支出済額", True))),
    ("定数との差", ((1, "現員数?|職員数|実員数?", True), (-1, ".*定数", True))),
    ("未償還残高", ((1, "発行総額", True), (-1, _REPAID, True))),
    ("未償還残高", ((1, "発行価額|借入総額", True), (-1, _REPAID, True), (0, "発行総額", False))),
    (
        r"(?:当期末残高|期末帳簿価額|帳簿価額|差引.*残高)",
        ((1, "取得価額|取得原価", True), (-1, "減価償却累計額", True), (-1, _IMPAIRED, False)),
    ),
    ("期末残高相当額", ((1, "取得価額相当額", True), (-1, "減価償却累計額相当額", True), (-1, _IMPAIRED + "相当額", False))),
)
"""Total, and (weight, addend, whether the form cannot do without it); of weight 0: what the form does not have."""


def prescribed(columns: Sequence[Column], money: Sequence[int]) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """(total, terms) of every relation that forms prescribe between columns of these names: of all, and under each header."""
    outer: dict[str, list[int]] = {}
    for c in money:
        outer.setdefault(columns[c].name.rpartition(" / ")[0], []).append(c)
    groups = [own for head, own in outer.items() if head and len(own) > 1] if len(outer) > 1 else []
    yield from dict.fromkeys(found for own in (money, *groups) for found in _within(columns, own))


def _within(columns: Sequence[Column], money: Sequence[int]) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    words = {c: _words_of(_name(columns[c])) for c in money}
    for total_name, parts in FORMS:
        totals = [c for c in money if total_name in words[c]]
        if len(totals) != 1:
            continue
        matching = [(weight, [c for c in money if word in words[c]], needed) for weight, word, needed in parts]
        addends = [(weight, _without_parts(columns, found), needed) for weight, found, needed in matching]
        if any(len(found) != 1 for _, found, needed in addends if needed):
            continue
        if any(found for weight, found, _ in addends if not weight):
            continue
        if any(not found and _in_parts(columns, money, word) for (_, found, _), (_, word, _) in zip(addends, parts, strict=True)):
            continue
        terms = tuple((weight, c) for weight, found, _ in addends for c in found)
        if totals[0] not in {c for _, c in terms} and len({c for _, c in terms}) == len(terms) > 1:
            yield totals[0], terms


@lru_cache(maxsize=1024)
def _words_of(name: str) -> frozenset[str]:
    """The patterns of the forms that a column's name matches."""
    patterns = {word for total, parts in FORMS for word in (total, *(word for _, word, _ in parts))}
    return frozenset(word for word in patterns if re.fullmatch(word, name))


def _without_parts(columns: Sequence[Column], found: list[int]) -> list[int]:
    """Columns of one addend, those apart that another one is the sum of: 繰越明許費 beside 計, both under 翌年度繰越額."""
    levels = {c: columns[c].name.rpartition(" / ") for c in found}
    sums = {c: head for c, (head, _, own) in levels.items() if head and _is_bare(plain(own))}
    return [c for c in found if c in sums or levels[c][0] not in sums.values()]


def _is_bare(level: str) -> bool:
    """Whether a header says no more than that its column is a sum: 計."""
    return is_total(level) and not stem(level)


def _in_parts(columns: Sequence[Column], money: Sequence[int], word: str) -> bool:
    """Whether an addend has no column of its own, but its parts have: 減損損失累計額 over 当期損益内 and 当期損益外."""
    return any(re.fullmatch(word, plain(level)) for c in money for level in columns[c].name.split(" / ")[:-1])


def _name(column: Column) -> str:
    """A column's own header; the one above it of a bare 計 or 金額, and of the 期末残高 of what assets have worn off."""
    levels = [plain(level) for level in column.name.split(" / ")]
    bare = len(levels) > 1 and (levels[-1] == "金額" or _is_bare(levels[-1]))
    worn = len(levels) > 1 and levels[-2].endswith("償却累計額") and re.search("期末|年度末", levels[-1])
    if len(levels) > 1 and levels[-1] == "累計額" and levels[-2].endswith("償却"):
        return "減価償却累計額"
    return levels[-2] if bare or worn else levels[-1]
