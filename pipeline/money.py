"""What is one of each unit of money worth in yen, and how is an amount printed?  One answer for all who read and publish."""

from __future__ import annotations

from pipeline.model import Number

YEN_FACTORS: dict[str, int] = {
    "円": 1,
    "千円": 1_000,
    "万円": 10_000,
    "百万円": 1_000_000,
    "千万円": 10_000_000,
    "億円": 100_000_000,
    "十億円": 1_000_000_000,
    "兆円": 1_000_000_000_000,
}
"""Yen in one of each unit of money."""


def yen(value: Number | None, unit: str) -> Number | None:
    """The value in yen; ``None`` where there is no value or the unit is not money.  Whole yen are ``int``."""
    factor = YEN_FACTORS.get(unit)
    if value is None or factor is None:
        return None
    if isinstance(value, int):
        return value * factor
    product = value * factor
    return int(product) if product == product.to_integral_value() else product


def in_print(value: Number | None) -> str:
    """An amount as statements print it; ``None``, which is none, as nothing.

    >>> in_print(-1234), in_print(0)
    ('△1,234', '0')
    """
    return "" if value is None else f"{value:,}".replace("-", "△")
