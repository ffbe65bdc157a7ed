"""How many numbers were read, and what is known of them?  What ``extract`` certifies and ``check`` works out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

PROVEN = ("footed", "rounded")
"""Statuses of numbers that at least one sum covers, all that cover them holding."""
OTHERS = ("agreed", "unchecked", "repaired", "suspect", "disputed")


def certificate(facts: Iterable[tuple[object, str]]) -> dict[str, int]:
    """Numbers by what is known of them; ``facts``: value (``None`` or empty: none) and status of each."""
    count = Counter(status for value, status in facts if _is_number(value, status))
    return {"numbers": count.total(), "proven": sum(count[status] for status in PROVEN), **{s: count[s] for s in OTHERS}}


def _is_number(value: object, status: str) -> bool:
    """Whether a fact counts: it has a value, or should have one and could not be read."""
    return value not in (None, "") or status == "suspect"


def in_words(figures: Mapping[str, int]) -> str:
    """Such as ``2443 numbers; 2351 proven, 80 unchecked, 12 repaired``: what there is none of is left out, but proven."""
    others = "".join(f", {figures[status]} {status}" for status in OTHERS if figures.get(status))
    return f"{figures['numbers']} number{'' if figures['numbers'] == 1 else 's'}; {figures['proven']} proven{others}"
