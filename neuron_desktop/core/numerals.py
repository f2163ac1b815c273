"""How numbers are written, in every sentence and view: a decimal point, and a thin space between thousands."""

from __future__ import annotations

# NARROW NO-BREAK SPACE: as thin as a thin space, and no line breaks inside a number.
THOUSANDS = "\u202f"


def grouped(value: float, digits: int = 0) -> str:
    """Return `value` with so many decimals and its thousands set apart: 12 345.6, where ``{:,.1f}`` has a comma."""
    return f"{value:,.{digits}f}".replace(",", THOUSANDS)
