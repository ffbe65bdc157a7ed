"""Which cells are in doubt, what does a second reader say of them, and what does its answer do?

With ``auto`` nobody is asked while the sums hold.  A reading that agrees makes a cell that no equation covers ``agreed``; of
two readings that differ the one that adds up is taken, and the ledger says so; where no sum decides, the cell is in
doubt and a finding quotes both.  A second reader that is slow, missing, or crashes costs a finding, never the run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from pipeline.certificate import certificate
from pipeline.model import Box, Fact, FactKey, Finding, Line, Number, Reconciled
from pipeline.reconciliation.choice import Alternatives, cells_of, choose, holds_too, resembles, standing
from pipeline.reconciliation.findings import in_order
from pipeline.reconciliation.overrides import Override
from pipeline.reconciliation.verdicts import short_id

Reader = Literal["camelot", "pdfplumber"]
READERS: tuple[Reader, ...] = ("camelot", "pdfplumber")
"""In the order in which they are asked; both decode text without pdfium, so that agreement with it is evidence."""
RULE = "second_reader"
MOST_PAGES = 24
"""Pages asked about with ``auto``, 0.2 s each: a packet with more in doubt is misunderstood, not misread."""
FIGURE_ROWS = 3
"""Lines outside tables that end in figures, for a page to be taken for one with a table that nobody saw."""
EXPLAINED = ("source_mismatch", "rounding")
"""Kinds of findings after which a sum that fails is no doubt about the reading."""
MOST_QUOTED = 4
"""Readings quoted in one finding; the rest are counted."""
_FIGURE = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?!\d)")
_ENDS_IN_FIGURES = re.compile(rf".*\D{_FIGURE.pattern}[)）]?\s*", re.DOTALL)

Place = tuple[int, Box]
"""A page, and where on it the first reader's cell lies."""


class Said(NamedTuple):
    """What a second reader says of one cell of the first."""

    place: Place
    reader: str
    text: str
    value: Number | None
    """Its text as a number; ``None`` where it is none, such as a cell cut in two."""
    agrees: bool


class Answers(NamedTuple):
    """What came of asking one reader about some pages."""

    said: tuple[Said, ...]
    unclaimed: tuple[tuple[int, str], ...]
    """(page, text) of its cells with figures where the first reader has no cell at all."""
    failures: tuple[Finding, ...]
    """One for each page that it did not get through."""


Ask = Callable[[Sequence[int], Reader], Answers]
"""Asks a reader, by its name, about pages."""
Judge = Callable[[Sequence[Override]], Reconciled]
"""Reconciles the packet again, with other values in some cells."""


@dataclass(slots=True)
class _Hearing:
    """What is known while readers are asked one after the other."""

    reconciled: Reconciled
    said: dict[FactKey, list[Said]] = field(default_factory=dict)
    taken: dict[FactKey, Override] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def second_opinion(
    reconciled: Reconciled,
    when: Literal["auto", "always", "never"],
    readable: Iterable[int],
    unexplained: Iterable[int],
    ask: Ask,
    judge: Judge,
) -> Reconciled:
    """The packet after a second reader was heard; the same object where nobody had to be asked.

    ``readable``: the pages whose text a reader can decode; ``unexplained``: those that the first reader cannot explain
    (`unexplained_pages`).
    """
    pages = set(readable)
    hearing = _Hearing(reconciled)
    unseen = sorted(pages.intersection(unexplained))
    for reader in READERS if when != "never" else ():
        open_ = {key for key in doubted(hearing.reconciled, when) if not _confirmed(hearing, key)}
        asked = sorted({f.page for f in reconciled.facts if f.key in open_ and f.box and f.page in pages} | set(unseen))
        if not asked:
            break
        if when == "auto" and len(asked) > MOST_PAGES:
            hearing.findings.append(_too_many(reader, asked))
            asked = asked[:MOST_PAGES]
        answers = ask(asked, reader)
        _hear(hearing, answers, reader, _wanted(hearing.reconciled, open_, when), judge)
        hearing.findings += _unseen(answers, unseen, reader)
        unseen = []
    return hearing.reconciled if not (hearing.said or hearing.findings) else _told(hearing)


# -------------------------------------------------------------------------------------------------------- what is in doubt


def doubted(reconciled: Reconciled, when: str) -> set[FactKey]:
    """The numbers that a second reading may decide: of sums that fail, and with ``always`` those that no sum covers."""
    settled = {finding.id for finding in reconciled.findings if finding.kind in EXPLAINED}
    found = {fact.key for fact in reconciled.facts if fact.status == "suspect"}
    for equation in reconciled.equations:
        if equation.status in ("mismatch", "blocked") and equation.finding not in settled:
            found |= cells_of(equation)
    if when == "always":
        found |= {fact.key for fact in reconciled.facts if fact.status == "unchecked" and fact.value is not None}
    return found


def unexplained_pages(lines: Iterable[Line], lost: Iterable[tuple[int, str]]) -> set[int]:
    """Pages with figures in a table that became no fact (``lost``: page, text), and with rows of figures outside any table."""
    rows = Counter(line.page for line in lines if _ENDS_IN_FIGURES.fullmatch(line.text))
    unplaced = {page for page, text in lost if _FIGURE.search(text)}
    return unplaced | {page for page, count in rows.items() if count >= FIGURE_ROWS}


def _wanted(reconciled: Reconciled, open_: set[FactKey], when: str) -> set[FactKey]:
    """The cells whose second readings count: with ``auto`` all of the tables in doubt, and of no other."""
    tables = {key.table for key in open_}
    return {fact.key for fact in reconciled.facts if when == "always" or fact.key.table in tables}


def _confirmed(hearing: _Hearing, key: FactKey) -> bool:
    return any(said.agrees for said in hearing.said.get(key, ()))


# --------------------------------------------------------------------------------------------------------- what is answered


def _hear(hearing: _Hearing, answers: Answers, reader: str, wanted: set[FactKey], judge: Judge) -> None:
    """Take in one reader's answers: its readings, what the sums choose among them, and where it failed."""
    facts = {_place(fact.page, fact.box): fact for fact in hearing.reconciled.facts if fact.box and fact.key in wanted}
    others: dict[FactKey, Number] = {}
    for said in answers.said:
        fact = facts.get(_place(*said.place))
        if fact is None:
            continue
        hearing.said.setdefault(fact.key, []).append(said)
        words = fact.value is None and fact.status != "suspect"  # no number in the book, which no sum could choose
        if not said.agrees and said.value not in (None, fact.value) and not words and fact.key not in hearing.taken:
            others[fact.key] = said.value
    hearing.findings += _failures(answers.failures, reader)
    if others:
        _decide(hearing, others, reader, judge)


def _place(page: int, box: Box) -> tuple[int, ...]:
    """Boxes of one reader, read twice, are equal; a hundredth of a point forgives a float's way through a file."""
    return (page, *(round(100 * edge) for edge in box))


def _decide(hearing: _Hearing, others: Alternatives, reader: str, judge: Judge) -> None:
    """Take the readings that add up, where the first reader's do not."""
    raws = {fact.key: fact.raw for fact in hearing.reconciled.facts}

    def override(key: FactKey, value: Number) -> Override:
        evidence = f"{_quoted('the first reader', raws[key])}, {_quoted(reader, str(value))}: the sums hold with the second only"
        return Override(key, raws[key], value, evidence, RULE, _finding_id(key))

    def again(values: Alternatives) -> Reconciled:
        return judge([*hearing.taken.values(), *(override(key, value) for key, value in values.items())])

    chosen, hearing.reconciled = choose(hearing.reconciled, others, again)
    hearing.taken |= {key: override(key, others[key]) for key in others if key in chosen}


def _unseen(answers: Answers, unseen: Iterable[int], reader: str) -> list[Finding]:
    """One finding for each unexplained page on which the second reader sees figures in a table and the first nothing."""
    found = []
    for page in unseen:
        texts = [text for number, text in answers.unclaimed if number == page]
        if len(texts) >= FIGURE_ROWS:
            text = f"{reader} sees a table with {len(texts)} figures here that the first reader has in none: {_some(texts)}"
            name = f"reader_disagreement-{short_id(reader, *texts)}"
            found.append(Finding(name, "warning", "reader_disagreement", text, page=page))
    return found


def _failures(failures: Sequence[Finding], reader: str) -> list[Finding]:
    """One finding a cause, whatever the number of pages."""
    pages: dict[str, list[Finding]] = {}
    for failure in failures:
        pages.setdefault(failure.evidence, []).append(failure)
    return [
        replace(own[0], evidence=f"{text} (so also on {len(own) - 1} more)" if len(own) > 1 else text,
                id=f"unsupported_page-{short_id(reader, text)}")
        for text, own in pages.items()
    ]  # fmt: skip


def _too_many(reader: str, asked: Sequence[int]) -> Finding:
    left = asked[MOST_PAGES:]
    text = (
        f"{len(asked)} pages are in doubt: {reader} was asked about the first {MOST_PAGES} only, "
        f"and with --second-reader always is asked about all; the first one left out is page {left[0]}"
    )
    return Finding(f"unsupported_page-{short_id(reader, 'too many')}", "info", "unsupported_page", text, page=left[0])


# ----------------------------------------------------------------------------------------------------------- what comes of it


def _told(hearing: _Hearing) -> Reconciled:
    """With statuses and findings as the readings leave them."""
    stands = standing(hearing.reconciled)
    facts: list[Fact] = []
    findings = list(hearing.findings)
    apart: dict[str, list[tuple[Fact, Said]]] = {}
    for fact in hearing.reconciled.facts:
        said = hearing.said.get(fact.key, ())
        against = [one for one in said if not one.agrees and one.value != fact.value]
        numbers = _in_question(fact, said)
        if fact.key in hearing.taken:
            findings.append(_repaired(fact, hearing.taken[fact.key], said))
        elif numbers and (not stands.proves(fact.key) or _too_near(hearing.reconciled, fact, numbers)):
            findings.append(_undecided(fact, numbers))
            fact = replace(fact, status="suspect" if fact.status in ("unchecked", "rounded") else fact.status)
        elif fact.status == "unchecked" and fact.value is not None and any(one.agrees for one in said):
            fact = replace(fact, status="agreed")
        elif against and not stands.proves(fact.key):
            apart.setdefault(fact.key.table, []).append((fact, against[0]))
        facts.append(fact)
    findings += [_laid_out(own) for own in apart.values()]
    return replace(
        hearing.reconciled,
        facts=tuple(facts),
        findings=tuple(in_order((*hearing.reconciled.findings, *findings))),
        figures=certificate((fact.value, fact.status) for fact in facts),
    )


def _in_question(fact: Fact, said: Sequence[Said]) -> list[Said]:
    """The other numbers read for a cell; where a further reader agrees with the first, only those that may be misreadings."""
    numbers = [one for one in said if not one.agrees and one.value is not None and one.value != fact.value]
    placed = any(one.agrees for one in said)
    return [one for one in numbers if not placed or (one.value is not None and resembles(fact.value, one.value))]


def _too_near(reconciled: Reconciled, fact: Fact, said: Iterable[Said]) -> bool:
    """Whether the rounding of the sums lets the other reading hold as well."""
    values = {one.value for one in said if one.value is not None}
    return fact.status == "rounded" and any(holds_too(reconciled, fact.key, value) for value in values)


def _repaired(fact: Fact, override: Override, said: Sequence[Said]) -> Finding:
    text = f"{_both(fact, said)}; the sums that cover it hold with {override.value:,} and do not as first read"
    return Finding(
        override.finding, "warning", "reader_disagreement", text, *fact.key, fact.page, fact.raw, str(override.value), "repaired"
    )


def _undecided(fact: Fact, said: Sequence[Said]) -> Finding:
    text = f"{_both(fact, said)}; no sum decides between them"
    return Finding(_finding_id(fact.key), "warning", "reader_disagreement", text, *fact.key, fact.page, fact.raw)


def _laid_out(own: Sequence[tuple[Fact, Said]]) -> Finding:
    """One finding for all cells of a table that the second reader cuts elsewhere; the digits are not in question."""
    fact, said = own[0]
    more = f", and {len(own) - 1} more cells of this table otherwise" if len(own) > 1 else ""
    text = f"{_both(fact, [said])}{more}: the readers place the table's cells differently, and no sum covers them"
    name = f"reader_disagreement-{short_id(fact.key.table, said.reader)}"
    return Finding(name, "info", "reader_disagreement", text, fact.key.table, page=fact.page)


def _both(fact: Fact, said: Iterable[Said]) -> str:
    quoted = dict.fromkeys(_quoted(one.reader, one.text) for one in said)
    return ", ".join([_quoted("the first reader", fact.raw), *quoted])


def _quoted(reader: str, text: str) -> str:
    return f"{reader} reads '{' '.join(text.split())}'"


def _some(texts: Sequence[str]) -> str:
    shown = [" ".join(text.split()) for text in texts[:MOST_QUOTED]]
    return "; ".join(shown) + (" …" if len(texts) > MOST_QUOTED else "")


def _finding_id(key: FactKey) -> str:
    return f"reader_disagreement-{short_id(*map(str, key))}"
