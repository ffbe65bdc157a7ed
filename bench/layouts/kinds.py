"""All kinds of tables, by the name that the benchmark prints."""

from __future__ import annotations

from bench.layouts import lists, statements
from bench.layouts.tables import Kind

KINDS: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        statements.budget, statements.balance_sheet, statements.cash_flow, statements.segments, statements.by_group,
        statements.by_two_groups, statements.inventory,
        lists.by_kan, lists.by_kan_span, lists.by_moku, lists.by_number, lists.by_code,
        lists.fixed_assets, lists.loans, lists.bonds, lists.commitments, lists.personnel, lists.results, lists.contracts,
        lists.collection, lists.over_years, lists.by_nature, lists.by_month, lists.years_down, lists.indicators,
        lists.with_units, lists.pairs, lists.counts_and_amounts, lists.total_first, lists.by_quarter,
    )
}  # fmt: skip
TWO_SIDED: dict[str, tuple[Kind, Kind]] = {"two_sided": (statements.one_sided_assets, statements.liabilities)}
"""Kinds that are printed as the two halves of one grid."""
