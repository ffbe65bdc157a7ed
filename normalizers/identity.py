"""Whose packet is this?  Body, committee, meeting and date, as its first pages print them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.model import Line

FIRST_PAGES = 3
"""Pages that a cover, an agenda and a first statement take; names further on are those of other bodies."""
FIRST_LINES = 120
"""The same for a text without pages: lines."""

PREFIXES = (
    "独立行政法人|地方独立行政法人|国立大学法人|公立大学法人|学校法人|医療法人|宗教法人|社会福祉法人|更生保護法人|"
    "一般社団法人|一般財団法人|公益社団法人|公益財団法人|社団法人|財団法人|特定非営利活動法人|NPO法人|認定NPO法人|"
    "株式会社|有限会社|合同会社|合資会社|合名会社"
)
SUFFIXES = (
    "機構|組合|連合|連合会|広域連合|協会|協議会|財団|社団|基金|公庫|公社|公団|事業団|企業団|共済会|研究所|"
    "大学|学会|学園|センター|病院|株式会社|有限会社"
)
COMMITTEES = "委員会|審議会|理事会|評議員会|評議会|総会|協議会|部会|分科会|議会|取締役会|監事会|役員会|会議|懇談会|検討会"

_NAME = r"[^\W\d_、。]"
_BODY = re.compile(
    rf"(?:(?:法人|団体|会社|組合|機関)名[:]?)?(?P<body>(?:{PREFIXES}){_NAME}{{1,30}}"
    rf"|{_NAME}{{2,30}}(?:{SUFFIXES})|{_NAME}{{1,8}}[都道府県市区町村])"
)
_YEAR = r"(?:(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})年度?|\d{4}年度?)?"
_MEETING = re.compile(
    rf"(?P<body>{_NAME}*?){_YEAR}(?P<meeting>第\d{{1,4}}回(?:定例|臨時|通常)?)"
    rf"(?P<committee>{_NAME}{{0,24}}(?:{COMMITTEES}))(?:資料|会議資料|議事次第|次第|議案|議案書)?"
)
_ASSEMBLY = re.compile(
    rf"{_YEAR}(?P<committee>(?P<body>{_NAME}*?)議会)?{_YEAR}(?P<meeting>第\d{{1,4}}回(?:定例|臨時)会)(?:議案)?"
)
_COMMITTEE = re.compile(rf"(?:{COMMITTEES})$")
_DATE = re.compile(
    r"(?:日時|開催日|期日|とき)?[:]?(?P<date>(?:(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})|(?:19|20)\d\d)年\d{1,2}月\d{1,2}日)"
    r"(?:\([月火水木金土日](?:曜日?)?[・祝]*\))?(?:(?:午前|午後)?\d{1,2}[:時].*)?"
)


class Identity(NamedTuple):
    """As printed, blanks between the characters aside; empty where not found."""

    body: str = ""
    committee: str = ""
    meeting: str = ""
    date: str = ""


def identity_of(lines: Iterable[Line]) -> Identity:
    """Read who met, and when, from lines that say nothing else: names inside sentences are not trusted."""
    body = committee = meeting = date = ""
    for line in _first(lines):
        text = _plain(line.text)
        if not meeting and (match := _MEETING.fullmatch(text) or _ASSEMBLY.fullmatch(text)):
            meeting, committee = match["meeting"], match["committee"] or ""
            body = body or match["body"] or ""
        elif not body and (match := _BODY.fullmatch(text)) and not _COMMITTEE.search(text):
            body = match["body"]
        elif not date and (match := _DATE.fullmatch(text)):
            date = match["date"]
    return Identity(body, committee, meeting, date)


def _first(lines: Iterable[Line]) -> Iterable[Line]:
    return [line for line in lines if line.page <= FIRST_PAGES][:FIRST_LINES]


def _plain(text: str) -> str:
    """One width for each character, and no blanks: 第 21 回 → 第21回."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
