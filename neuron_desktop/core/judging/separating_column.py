"""The one column that separates the classes by itself: what people look for when weights grow forever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import figure, grouped


@dataclass(frozen=True, slots=True)
class SeparatingColumn:
    """A column in which one class has the lower values and the other the higher ones.

    Parameters
    ----------
    name
        The column.
    above
        The class, 0 or 1, with the higher values.
    lower_end, upper_start
        The highest value of the lower class and the lowest of the class `above`; equal where both have points there.
    lowest, highest
        The ends of the column.
    shared_count
        How many points lie where both classes have points and are not separated; 0 if the ends differ.
    has_two_values
        Whether there are no other values than `lowest` and `highest`.
    """

    name: str
    above: int
    lower_end: float
    upper_start: float
    lowest: float
    highest: float
    shared_count: int
    has_two_values: bool

    def sentence(self, class_names: tuple[str, str]) -> str:
        """Return in words how the column separates the classes."""
        low, high = class_names[1 - self.above], class_names[self.above]
        name, edge = self.name, figure(self.lower_end)
        if not self.shared_count:
            if self.has_two_values:
                values = figure(self.lowest), figure(self.highest)
                ends = [f"where it is {values[0]} all are {low}", f"where it is {values[1]} all are {high}"]
            else:
                ends = [f"up to {edge} all are {low}", f"from {figure(self.upper_start)} on all are {high}"]
            return f"{name} alone does it: {', '.join(ends)}."
        if self.has_two_values:
            end, only = (self.lowest, low) if self.lowest != self.lower_end else (self.highest, high)
            return f"Look at {name}: where it is {figure(end)}, every point is {only}."
        ends = [f"below {edge} every point is {low}"] if self.lowest < self.lower_end else []
        ends += [f"above {edge} every point is {high}"] if self.highest > self.lower_end else []
        return f"Look at {name}: {', '.join(ends)}, and only at {edge} are {grouped(self.shared_count)} of both."


def separating_column(features: Array, labels: NDArray[np.int8], names: Sequence[str]) -> SeparatingColumn | None:
    """Return the column of `features`, (n, m), that separates the most points, labels (m,) of both classes; or None."""
    best: SeparatingColumn | None = None
    is_one = labels == 1
    for name, values in zip(names, features, strict=True):
        parts = values[~is_one], values[is_one]
        ends = [(float(part.min()), float(part.max())) for part in parts]
        lowest, highest = min(ends[0][0], ends[1][0]), max(ends[0][1], ends[1][1])
        for above in (0, 1):
            edge, start = ends[1 - above][1], ends[above][0]
            if edge > start or lowest == highest:
                continue
            shared = int(np.count_nonzero(values == edge)) if edge == start else 0
            if best is None or shared < best.shared_count:
                two = bool(((values == lowest) | (values == highest)).all())
                best = SeparatingColumn(name, above, edge, start, lowest, highest, shared, two)
    return best
