"""What do the words of a header say about arithmetic?  合計, 増減, 補正額, 期首 and 期末, 加入 and 脱退, parts of a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Column
from pipeline.reconciliation.words import formula, is_total

NEIGHBOURS = 4
"""How many columns to the left and right a difference column's terms are looked for."""
_PLANNED = re.compile("計画|目標|見通し|見込|予定")
_PERIOD = re.compile(r"^第?[1-4一二三四]・?(?:四半期|期)|^[0-9]{1,2}月|^(?:上|下)(?:半)?期|^(?:上|下)半期|^第?[1-4一二三四]Q")
_CHANGE = re.compile(r"増[△▲(（]?減|比較|差異|差引|差額|過不足|対比|^差$|との差$|^対前(?:年度?|期)$")
_CHANGE_ITSELF = re.compile(r"(?:増減|差引|比較)(?:増減)?額?(?:[(].*[)])?")
_BALANCE = re.compile(
    r"残高|現在高|(?:期首|期末|年度末)(?:帳簿|取得)?(?:価額|簿価|原価)|^(?:前期末|当期末|期首|期末)(?:見込|予定|計画|実績)?$"
    r"|^(?:(?:令和|平成)(?:元|[0-9]+))?(?:前々|前|当|本|当該)?年?度末(?:決算|実績|見込|予定)?額?$"
    r"|(?:期首|期末|年度末|年度当初)(?:現在|棚卸|在庫)?の?(?:面積|数量?|人数|人員|員数|会員数|組合員数|台数|戸数|価額|額|高)$"
    r"|[0-9]月[0-9]{1,2}日現在$"
)
_BARE = re.compile(r"(?:金額|件数|口数|人数|数量|面積|株数|戸数|台数)(?:[(][^()]*[)])?")
"""What says of itself nothing but what is measured; the header above says when."""
_CAME = re.compile(r"増加|起債|発行|借入|取得|繰入|受入|積立|加入|増資|入会|新規|引受|採用|仕入|貸付(?:額|高)?$|^増(?:額|高)?$")
_WENT = re.compile(
    r"減少|償還|返済|取崩|除却|売却|目的使用|償却|脱退|退職(?!給付)|収益化|減資|退会|払出|弁済|(?:売上|供給)原価|(?:回収|戻入|処分)(?:額|高)?$|^減(?:額|高)?$"
)
"""What balances grow and shrink by between two of them: of a fund, a loan, an asset, of members and their shares."""
_AT_A_TIME = re.compile("(?:期首|期末|年度末)取得(?:価額|原価)$")
"""What assets have cost that there are then; nothing came or went."""
_ACCUMULATED = re.compile("累計額?(?:[(].*[)])?$")
_INTEREST = re.compile(r"利子|利息|手数料")
"""Paid beside what is paid back: a loan does not fall by it."""
_WHOLE = re.compile("総額$|総数$|^全体(?:計画|事業費)?額?$|^総事業費$")
_UNIT_BEHIND = re.compile(r"\([^()]*\)$")
"""支給率計(月分) is the total of 支給率."""
_SHIFT = re.compile("予備費|充当|充用|流用|繰越(?:事業|額|財源)")
"""What moves within a year's budget, or into it: 予備費充当額, 流用増減額, 継続費及び繰越事業費繰越額."""
_REVISION = re.compile(r"(?:補正|変更|修正)額(?:$|\()|更正額")
_YEAR_BEFORE = re.compile("^前(?:年度|年|期)(?:の)?")
Choice = tuple[int, tuple[tuple[int, int], ...]]
"""A total column, and (weight, column) of each addend."""


def own_header(column: Column) -> str:
    """A column's own header, without those above it."""
    return column.name.rsplit(" / ", 1)[-1]


def says_change(column: Column) -> bool:
    """Whether a header says that its figures are what others differ by: 増減, 比較, 差異."""
    return bool(_CHANGE.search(own_header(column)))


def without_unit(header: str) -> str:
    """A header without the brackets behind it: 合計(千円), 支給率計(月分)."""
    return _UNIT_BEHIND.sub("", header)


def is_shift(column: Column) -> bool:
    """Whether a column tells what is moved within a year's budget or into it, which is no level of it."""
    return bool(_SHIFT.search(column.name))


def is_revision(column: Column) -> bool:
    """Whether a column tells what a budget or a plan is changed by: 補正額, 更正額, 変更額."""
    return column.version == "補正額" or bool(_REVISION.search(column.name))


def levels_compared(columns: Sequence[Column], money: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(change, one, other) where a header above a column compares, and the column's own stands under just two others, too.

    比較増減 / 件数 is what 令和4年度 / 件数 and 令和5年度 / 件数 differ by.
    """
    named: dict[tuple[str, str], list[int]] = {}
    for c in money:
        if " / " in columns[c].name:
            named.setdefault((own_header(columns[c]), columns[c].unit), []).append(c)
    for group in named.values():
        changes = [c for c in group if _CHANGE.search(columns[c].name.partition(" / ")[0])]
        levels = [c for c in group if c not in changes]
        if len(changes) == 1 and len(levels) == 2:
            yield changes[0], levels[0], levels[1]
    yield from _one_word_twice(columns, named)


def _one_word_twice(columns: Sequence[Column], named: dict[tuple[str, str], list[int]]) -> Iterator[tuple[int, int, int]]:
    """The same of 比較 / 増減額, whose own header says no more: of the only word that stands under two others, once under each.

    令和5年度 / 予算額, 令和5年度 / 決算額, 令和4年度 / 決算額: what 決算額 differs by.
    """
    changes = [c for group in named.values() for c in group if _CHANGE.search(columns[c].name.partition(" / ")[0])]
    told = [c for c in changes if _CHANGE_ITSELF.fullmatch(own_header(columns[c]))]
    twice = [
        group for (word, _), group in named.items()
        if len(group) == 2 and not _CHANGE.search(word) and not set(group) & set(changes)
        and len({columns[c].fiscal_year for c in group}) == 2
    ]  # fmt: skip
    same = len(told) == len(twice) == 1 and columns[told[0]].unit == columns[twice[0][0]].unit
    if same and len(changes) == 1:
        yield told[0], twice[0][0], twice[0][1]


def year_before(columns: Sequence[Column], money: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(this year, the year before) of columns one of which is named after the other: 収入済額 and 前年度収入済額."""
    named = {own_header(columns[c]): c for c in reversed(money)}
    for name, c in named.items():
        own = _YEAR_BEFORE.sub("", name)
        if own != name and own in named and columns[named[own]].unit == columns[c].unit:
            yield named[own], c


def says_whole(column: Column) -> bool:
    """Whether a header calls its figures the whole of something: 総額, 総数."""
    return bool(_WHOLE.search(own_header(column)))


def is_period(column: Column) -> bool:
    """Whether a header names a part of a year: a month, a quarter, a half, and not the month of a revision (3月補正後)."""
    own = own_header(column)
    return bool(_PERIOD.match(own)) and "補正" not in own and not is_total(own)


def is_planned(column: Column) -> bool:
    """Whether a header speaks of what is planned, beside columns of what came of it."""
    return bool(_PLANNED.search(column.name))


def is_total_column(column: Column) -> bool:
    """Whether a header, or the segment that it names, says that others are added up here."""
    own = without_unit(own_header(column))
    return is_total(own) or own in ("年間", "通年") or (column.segment != "" and is_total(column.segment))


def rolling(columns: Sequence[Column], money: Sequence[int]) -> Iterator[Choice]:
    """Each balance as the one left of it, and the columns between them, all of which say what came or what went.

    Interest paid beside what is paid back leaves it as it is; what land has cost grows by it.
    """
    balances = [c for c in money if is_balance(columns[c])]
    units = dict.fromkeys(columns[c].unit for c in balances)
    pairs = [pair for unit in units for pair in pairwise(c for c in balances if columns[c].unit == unit)]
    for before, after in pairs:
        between = [c for c in money if before < c < after and columns[c].unit == columns[after].unit]  # no 件数 among 円
        paid = [c for c in between if not _INTEREST.search(own_header(columns[c]))]
        for moved in (between, paid) if paid != between else (between,):
            signs = [moves(columns[c]) for c in moved]
            if len(signs) == 2 and sum(map(bool, signs)) == 1:  # 受入額 and 受託研究収益: what it came to goes the other way
                signs = [one or -sum(signs) for one in signs]
            if moved and all(signs):
                yield after, ((1, before), *zip(signs, moved, strict=True))


def gains_and_losses(columns: Sequence[Column], money: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """(newer year, more, less, older year) where what two years differ by has a column for either direction."""
    measured = [c for c in money if columns[c].measure in ("増", "減")]
    for up, down in pairwise(measured):
        if (columns[up].measure, columns[down].measure) != ("増", "減") or down - up > 2:  # one that is not in the print between
            continue
        near = [c for c in money if 0 < up - c <= NEIGHBOURS and columns[c].unit == columns[up].unit and columns[c].fiscal_year]
        for a, b in pairwise(near[-2:]):
            one, two = columns[a].fiscal_year or 0, columns[b].fiscal_year or 0
            if one != two:
                yield (a, up, down, b) if one > two else (b, up, down, a)


def is_balance(column: Column) -> bool:
    """Whether a header names what there is of something at a time: 期末残高, 現在高, and 金額 under 前年度末."""
    levels = column.name.split(" / ")
    named = levels[-2] if len(levels) > 1 and _BARE.fullmatch(levels[-1]) else levels[-1]
    return bool(_BALANCE.search(without_unit(named))) and not moves(column)


def moves(column: Column) -> int:
    """Whether a header says what came to a balance or what went from it, outer levels asked where its own does not say."""
    for level in reversed(column.name.split(" / ")):
        if _AT_A_TIME.search(level):
            return 0
        if bool(_CAME.search(level)) != bool(_WENT.search(level)):
            return 1 if _CAME.search(level) else -1
    return 0


def is_accumulated(column: Column) -> bool:
    """Whether a header, or one above it, names what has come together over the years: 減価償却累計額 / 期末残高."""
    return any(map(_ACCUMULATED.search, column.name.split(" / ")))


def repetition(column: Column) -> str:
    """Which repetition of its header a column is: 2 of 増減 #2, empty of the first."""
    return column.name.rpartition(" #")[2] if " #" in column.name else ""


def is_change(column: Column) -> bool:
    """Whether a column tells what amounts differ by (増減, 差異, 補正額), and so may be of either sign."""
    return column.measure in ("増減", "差異") or is_revision(column) or says_change(column)


def claims_a_relation(column: Column) -> bool:
    """Whether a header says that its figures follow from those of other columns."""
    changes = is_revision(column) or says_change(column)
    return is_total_column(column) or changes or says_whole(column) or formula(own_header(column)) is not None
