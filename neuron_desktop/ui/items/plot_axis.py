"""The axes of a plot beside the canvas."""

from __future__ import annotations

import math

import pyqtgraph as pg

from neuron_desktop.core.numerals import power_of_ten, tick_texts

# Numbers at least this many pixels apart.
LEAST_DISTANCE = 22.0
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)

Ticks = list[tuple[float, list[float]]]


class PlotAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis, linear or logarithmic, with numbers written as everywhere; the logarithmic one has them at decades."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        # Numbers below 1 would be multiplied by a thousand, and the label say so.
        self.enableAutoSIPrefix(False)

    def tickValues(self, low: float, high: float, length: float) -> Ticks:
        """Return how far apart ticks are and where, those with numbers first."""
        return _decades(low, high, length) if self.logMode else super().tickValues(low, high, length)

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        """Return the numbers beside ticks; on a logarithmic axis those at decades, whose logarithms are `values`."""
        return [power_of_ten(round(value)) for value in values] if self.logMode else tick_texts(values, spacing)


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
