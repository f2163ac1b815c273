"""The axis of costs."""

from __future__ import annotations

import math

import pyqtgraph as pg

from neuron_desktop.core.numerals import power_of_ten

# Numbers at least so many pixels apart.
LEAST_DISTANCE = 22.0
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)

Ticks = list[tuple[float, list[float]]]


class CostAxis(pg.AxisItem):  # type: ignore[misc]
    """An upright axis, linear or logarithmic; the logarithmic one has numbers at decades and nowhere else."""

    def __init__(self) -> None:
        super().__init__("left")
        # Costs below 1 would be multiplied by a thousand, and the label say so.
        self.enableAutoSIPrefix(False)

    def tickValues(self, low: float, high: float, length: float) -> Ticks:
        """Return how far apart ticks are and where, those with numbers first."""
        return _decades(low, high, length) if self.logMode else super().tickValues(low, high, length)

    def logTickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        """Return the costs at decades, whose logarithms are `values`."""
        return [power_of_ten(round(value)) for value in values]


def _decades(low: float, high: float, length: float) -> Ticks:
    room = max((high - low) * LEAST_DISTANCE / max(length, 1.0), 0.0)
    step = next((step for step in _STEPS if step >= room), _STEPS[-1])
    exponents = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    numbered = [float(exponent) for exponent in exponents if exponent % step == 0]
    if step > 1:
        between = [float(exponent) for exponent in exponents if exponent % step]
    else:
        powers = range(math.floor(low), math.ceil(high) + 1)
        places = [power + math.log10(factor) for power in powers for factor in range(2, 10)]
        between = [place for place in places if low <= place <= high]
    return [(float(step), numbered), (0.0, between)]
