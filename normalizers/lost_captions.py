"""Placeholder."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.drafts import Draft


def find_captions(drafts: Sequence[Draft]) -> list[Draft]:
    """Unchanged for now."""
    return list(drafts)
