"""Numbers as text."""

from __future__ import annotations

import math

from neuron_desktop.core.numerals import UNKNOWN, grouped, loss, number, probability, resolved

__all__ = ["UNKNOWN", "count", "loss", "number", "percent", "probability", "resolved"]


def count(value: int) -> str:
    """Return a whole number with its thousands set apart."""
    return grouped(value)


def percent(share: float) -> str:
    """Return a share in percent, always with one decimal; 0 and 100 % for none and all alone."""
    if not math.isfinite(share):
        return UNKNOWN
    tenths = math.floor(share * 1000 + 1e-9)
    return f"{tenths / 10:.1f} %" if tenths > 0 or share <= 0.0 else "< 0.1 %"
