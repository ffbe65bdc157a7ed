"""How an equation is written so that an accountant can read it and ``kenzan check`` can work it out again.

The row of equations.csv names the total; ``expression`` is the right-hand side, in the printed units of its cells::

    [現金及び預金] + [未収金] + [リース資産#2]        cells of the total's own table, section and column; the 2nd リース資産
    [|一般事業] + [|本人確認情報処理事業]              the total's own row, other columns
    [固定資産 > 有形固定資産|建物|] - [∅|補助金|]       other sections (∅: none), the total's own column
    0 - [cash_flow-2018-資金計画||当期末未収金|金額]     another table
    round((2*[t13|||] + [t14|||]) / 1000)           四捨五入 to a coarser unit, halves away from zero; trunc(…) cuts off
    600                                             an amount that the text around the tables names

A reference has one part (item), two (item, column), three (section, item, column) or four (table, section, item,
column); a part left empty, or left out, is the total's own.  ``#n`` behind an item is its occurrence, 1 where it has none.
``[ ] | \\`` everywhere, ``#`` in an item and a part that is just ``∅`` take a backslash.  Weights are whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

from pipeline.errors import KenzanError
from pipeline.model import FactKey, Number

Rounding = Literal["", "round", "trunc"]
_NOTHING = "∅"


class ExpressionError(KenzanError):
    """An expression that the grammar does not know."""

    def __init__(self, text: str, cause: str) -> None:
        super().__init__(f"expression {text!r}: {cause}")


@dataclass(frozen=True, slots=True)
class Expression:
    """A weighted sum of facts, perhaps divided and rounded to a coarser unit."""

    terms: tuple[tuple[int, FactKey], ...]
    """(weight, fact) of each addend, in order."""
    divisor: int = 1
    rounding: Rounding = ""
    """``round``: half up, away from zero (四捨五入); ``trunc``: towards zero (切捨て); empty: not divided."""
    constant: int = 0
    """An amount that no cell prints, but the text around the tables does."""

    def value(self, values: Mapping[FactKey, Number | None]) -> Number | None:
        """What the sum comes to; ``None`` where a term has no value."""
        total: Number = self.constant
        for weight, key in self.terms:
            value = values.get(key)
            if value is None:
                return None
            total += weight * value
        return rounded(total, self.divisor, self.rounding) if self.rounding else total


def rounded(total: Number, divisor: int, rounding: Rounding) -> int:
    """The total in units of ``divisor``: ``round`` 1,264,500 / 1000 → 1265 and −2500 / 1000 → −3, ``trunc`` −2900 / 1000 → −2."""
    if isinstance(total, int):
        half = divisor // 2 if rounding == "round" else 0
        size = (2 * abs(total) + divisor) // (2 * divisor) if half or divisor == 1 else abs(total) // divisor
        return size if total >= 0 else -size
    mode = ROUND_HALF_UP if rounding == "round" else ROUND_DOWN
    return int((total / Decimal(divisor)).quantize(Decimal(1), rounding=mode))


def write_expression(
    key: FactKey, terms: Iterable[tuple[int, FactKey]], divisor: int = 1, rounding: Literal["round", "trunc"] = "round"
) -> str:
    """The right-hand side of the equation whose total is ``key``; ``divisor`` above 1 wraps it in ``round(… / divisor)``."""
    pieces: list[str] = []
    for weight, term in terms:
        if not pieces:
            pieces.append("0 - " if weight < 0 else "")
        else:
            pieces.append(" - " if weight < 0 else " + ")
        size = abs(weight)
        pieces.append(write_reference(key, term) if size == 1 else f"{size}*{write_reference(key, term)}")
    total = "".join(pieces) or "0"
    if divisor == 1:
        return total
    return f"{rounding}({total} / {divisor})" if len(pieces) == 2 and pieces[0] == "" else f"{rounding}(({total}) / {divisor})"


def write_reference(key: FactKey, term: FactKey) -> str:
    """One cell as seen from the total: only the parts that differ are written."""
    same_row = term.item == key.item and term.occurrence == key.occurrence
    item = "" if same_row else _escaped(term.item, item=True) + (f"#{term.occurrence}" if term.occurrence != 1 else "")
    column = "" if term.column == key.column else _escaped(term.column)
    section = "" if term.section == key.section else _escaped(term.section)
    if term.table != key.table:
        return f"[{_escaped(term.table)}|{section}|{item}|{column}]"
    if section:
        return f"[{section}|{item}|{column}]"
    return f"[{item}|{column}]" if column else f"[{item}]"


def parse_expression(key: FactKey, text: str) -> Expression:
    """Read an expression back; the key is that of its equation's row.  Raises ``ExpressionError`` with the cause."""
    if _CONSTANT.fullmatch(text):
        return Expression((), constant=int(text))
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped:
        divisor = int(wrapped["divisor"])
        if divisor == 0:
            raise ExpressionError(text, "divides by zero")
        inner = wrapped["inner"] if wrapped["inner"] is not None else wrapped["one"]
        rounding: Rounding = "round" if wrapped["mode"] == "round" else "trunc"
        return Expression(_terms(key, inner, text), divisor, rounding)
    return Expression(_terms(key, text, text))


_REFERENCE = r"\[(?:[^\[\]\\]|\\.)*\]"
_TERM = re.compile(rf"\s*(?P<sign>[+-])?\s*(?:(?P<weight>[0-9]+)\s*\*\s*)?(?P<reference>{_REFERENCE})")
_CONSTANT = re.compile(r"-?[1-9][0-9]*")
_ZERO = re.compile(r"\s*0\s*(?=[+-]|$)")
_WRAPPED = re.compile(
    rf"(?P<mode>round|trunc)\((?:\((?P<inner>.*)\)|(?P<one>(?:[0-9]+\*)?{_REFERENCE}))\s*/\s*(?P<divisor>[0-9]+)\)", re.DOTALL
)
_SPECIAL = re.compile(r"[\[\]|\\]")
_SPECIAL_IN_ITEM = re.compile(r"[\[\]|\\#]")
_PART = re.compile(r"((?:[^|\\]|\\.)*)(?:\||$)", re.DOTALL)
_OCCURRENCE = re.compile(r"((?:[^\\#]|\\.)*)#([0-9]+)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def _escaped(part: str, item: bool = False) -> str:
    if part in ("", _NOTHING):
        return f"\\{_NOTHING}" if part else _NOTHING
    return (_SPECIAL_IN_ITEM if item else _SPECIAL).sub(r"\\\g<0>", part)


def _terms(key: FactKey, text: str, whole: str) -> tuple[tuple[int, FactKey], ...]:
    terms: list[tuple[int, FactKey]] = []
    zero = _ZERO.match(text)
    position = zero.end() if zero else 0
    while position < len(text):
        match = _TERM.match(text, position)
        if not match or (not match["sign"] and position):
            raise ExpressionError(whole, f"not understood from {text[position : position + 20]!r} on")
        size = int(match["weight"] or 1)
        terms.append((-size if match["sign"] == "-" else size, _reference(key, match["reference"][1:-1], whole)))
        position = match.end()
        if not text[position:].strip():
            break
    if not terms and not zero:
        raise ExpressionError(whole, "is empty")
    return tuple(terms)


def _reference(key: FactKey, inner: str, whole: str) -> FactKey:
    parts = inner.split("|") if "\\" not in inner else _split(inner)
    if len(parts) > 4:
        raise ExpressionError(whole, f"a reference has {len(parts)} parts: {inner!r}")
    column = parts.pop() if len(parts) > 1 else ""
    item = parts.pop()
    section = parts.pop() if parts else ""
    table = parts.pop() if parts else ""
    name, occurrence = key.item, key.occurrence
    if item:
        numbered = _OCCURRENCE.fullmatch(item)
        name, occurrence = (_plain(numbered[1]), int(numbered[2])) if numbered else (_plain(item), 1)
    return FactKey(
        _plain(table) if table else key.table,
        _plain(section) if section else key.section,
        name,
        occurrence,
        _plain(column) if column else key.column,
    )


def _split(inner: str) -> list[str]:
    """Split at bars without a backslash."""
    parts: list[str] = []
    position = 0
    while True:
        match = _PART.match(inner, position)
        if match is None:  # a backslash at the very end
            return [*parts, inner[position:]]
        parts.append(match[1])
        if match.end(1) == len(inner):
            return parts
        position = match.end()


def _plain(part: str) -> str:
    if part == _NOTHING:
        return ""
    return _ESCAPE.sub(r"\1", part) if "\\" in part else part
