"""All kinds of tables, by the name that the benchmark prints."""

from __future__ import annotations

from bench.layouts import budgets, comparisons, schedules, statements
from bench.layouts.tables import Kind, KindOfHalves

_KINDS: tuple[Kind, ...] = (
    statements.budget, statements.balance_sheet, statements.cash_flow, statements.segments, statements.by_group,
    statements.by_two_groups, statements.inventory,
    budgets.by_kan, budgets.by_kan_span, budgets.by_moku, budgets.by_number, budgets.by_code,
    schedules.fixed_assets, schedules.loans, schedules.bonds, schedules.commitments, schedules.personnel, schedules.results,
    schedules.contracts,
    comparisons.collection, comparisons.over_years, comparisons.by_nature, comparisons.by_month, comparisons.years_down,
    comparisons.indicators, comparisons.with_units, comparisons.pairs, comparisons.counts_and_amounts,
    comparisons.total_first, comparisons.by_quarter, comparisons.by_town,
)  # fmt: skip
KINDS = {kind.__name__: kind for kind in _KINDS}
TWO_SIDED: dict[str, KindOfHalves] = {kind.__name__: kind for kind in (statements.two_sided, budgets.moku_and_setsu)}
"""Kinds that are printed as the two halves of one grid."""
