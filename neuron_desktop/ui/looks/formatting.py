"""Numbers as text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from neuron_desktop.core.numerals import UNKNOWN, grouped, loss, number, probability, resolved

# A longer name of a class would push other figures aside.
LONGEST_NAME = 12

__all__ = ["UNKNOWN", "always", "count", "loss", "number", "percent", "probability", "resolved"]


def count(value: int) -> str:
    """Return a whole number with its thousands set apart."""
    return grouped(value)


def always(class_names: Sequence[str], larger_class: tuple[int, float]) -> str:
    """Return in short what to compare an accuracy with: the accuracy of always answering the larger class."""
    name = class_names[larger_class[0]]
    return f"always {name if len(name) <= LONGEST_NAME else 'the larger class'}: {percent(larger_class[1])}"


def percent(share: float) -> str:
    """Return a share in percent, always with one decimal; 0 and 100 % for none and all alone."""
    if not math.isfinite(share):
        return UNKNOWN
    tenths = math.floor(share * 1000 + 1e-9)
    return f"{tenths / 10:.1f} %" if tenths > 0 or share <= 0.0 else "< 0.1 %"
