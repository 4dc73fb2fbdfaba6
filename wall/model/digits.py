"""Numbers in sentences."""

from __future__ import annotations


def in_digits(number: float) -> str:
    """`36 800 100`, `0.25`: as people write it; never `3.68e+07`."""
    digits = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"
    return digits.replace(",", "\u202f")
