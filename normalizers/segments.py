"""Placeholder."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.drafts import Draft


def repair_columns(drafts: Sequence[Draft]) -> list[Draft]:
    """Unchanged for now."""
    return list(drafts)
