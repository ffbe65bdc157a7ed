"""Which sums run down each statement, once what its siblings taught is known?  Two passes over all of them."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.reconciliation.breakdowns import parents_first
from pipeline.reconciliation.footing import footing
from pipeline.reconciliation.identities import balance, written
from pipeline.reconciliation.sheets import Memory, Plan, Sheet
from pipeline.reconciliation.words import is_flow_total

_CHARGES = re.compile("(?:料金|利用料|使用料|手数料|単価|料率|税率|報酬|日当)(?:の?額)?(?:表|一覧)?(?:[(].*[)])?$")
"""What is charged for one thing and for another adds up to nothing."""


LEAST_FLAT = 2
"""Sums of several rows below them, from which on those are taken that no indentation shows."""


def vertical(sheet: Sheet, memory: Memory) -> list[Plan]:
    """Every sum down the rows of a statement."""
    plain_pass = footing(sheet, memory, {})
    closers = [p for p in plain_pass if p.kind == "footing" and sheet.fit(p.total, p.terms).good and len(p.terms) > 1]
    plans = plain_pass
    if not closers and not _CHARGES.search(sheet.book.packet.statements[sheet.index].title):
        parents, _ = parents_first(sheet)
        if not parents:  # an outer total that does not add up hides those within, which are printed no further in
            flat, _ = parents_first(sheet, flat=True)
            parents = flat if sum(len(terms) > 1 for terms in flat.values()) >= LEAST_FLAT else {}
        if parents:
            plans = footing(sheet, memory, parents)
    formulas = written(sheet)
    plans = [*_besides_formulas(sheet, _sure_flows(sheet, plans), formulas), *formulas, *balance(sheet)]
    return _unique(sheet, plans)


def _besides_formulas(sheet: Sheet, plans: list[Plan], formulas: list[Plan]) -> list[Plan]:
    """The sums found without those of rows whose own formula holds, and they do not: 合計(B)+(C) says what it adds up."""
    told = {p.total for p in formulas if not p.weak}
    return [p for p in plans if p.total not in told or sheet.fit(p.total, p.terms).good]


def _sure_flows(sheet: Sheet, plans: list[Plan]) -> list[Plan]:
    """What one activity comes to is a claim wherever another activity of the statement adds up."""
    rows = sheet.book.packet.statements[sheet.index].rows
    flows = [p for p in plans if p.kind == "footing" and is_flow_total(rows[p.total].item)]
    if not any(sheet.fit(p.total, p.terms).good for p in flows if len(p.terms) > 1):
        return plans
    return [replace(p, weak=False, soft=False) if p in flows and len(p.terms) > 1 else p for p in plans]


def _unique(sheet: Sheet, plans: list[Plan]) -> list[Plan]:
    """Each sum once: the same total and the same terms (but for rows of zeros) found by two rules are one."""
    seen: dict[tuple[int, frozenset[tuple[int, int]]], Plan] = {}
    for plan in plans:
        key = plan.total, frozenset((w, r) for w, r in plan.terms if any(sheet.numbers[r])) or frozenset(plan.terms)
        kept = seen.get(key)
        if kept is None or (kept.weak and not plan.weak):
            seen[key] = plan
    return list(seen.values())


def discover_vertical(all_sheets: list[Sheet]) -> dict[int, list[Plan]]:
    """Sums of every statement, in two passes: what held in one statement is proposed to its siblings."""
    memory = Memory()
    for sheet in all_sheets:
        for plan in vertical(sheet, Memory()):
            fit = sheet.fit(plan.total, plan.terms)
            if fit.holds:
                memory.remember(sheet, plan, fit.holds)
    return {sheet.index: vertical(sheet, memory) for sheet in all_sheets}
