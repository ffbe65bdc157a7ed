"""Placeholder."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.drafts import Draft


def compare_labels(drafts: Sequence[Draft]) -> list[Draft]:
    """Unchanged for now."""
    return list(drafts)
