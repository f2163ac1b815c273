"""The few points that lie far from all others: mostly typing errors, and they dominate every scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.model.neuron import Array

# Fewer points are too few to be far from.
FEWEST_POINTS = 10
# More points are a group of their own, or the tail of a distribution.
MOST_FAR, MOST_FAR_SHARE = 5, 0.01
# A point is far if it is many times farther from the middle than half of the points, and than any that is not far.
TIMES_THE_MIDDLE, TIMES_THE_NEXT = 30.0, 10.0


@dataclass(frozen=True, slots=True)
class FarPoints:
    """Points that lie far from all others along a column.

    Parameters
    ----------
    places
        Their places among the samples, counted from 0, the farthest first.
    name
        The column.
    values
        What they have there.
    lowest, highest
        The ends of the others.
    """

    places: tuple[int, ...]
    name: str
    values: tuple[float, ...]
    lowest: float
    highest: float


def far_points(features: Array, names: Sequence[str]) -> tuple[FarPoints, ...]:
    """Return the points far along each column of `features`, shape (n, m), where there are some."""
    count = features.shape[1]
    most = min(MOST_FAR, max(1, int(MOST_FAR_SHARE * count)))
    found = []
    for name, values in zip(names, features, strict=True) if count >= FEWEST_POINTS else ():
        # Halved, so that no difference leaves the range of numbers.
        distances = np.abs(0.5 * values - 0.5 * float(np.median(values)))
        usual = float(np.median(distances))
        # If half of the points are equal, as in a column of 0 and 1, none of the others is far.
        if usual == 0.0:
            continue
        farthest = np.argpartition(distances, count - most - 1)[count - most - 1 :]
        farthest = farthest[np.argsort(-distances[farthest], kind="stable")]
        ordered = distances[farthest]
        is_far = (ordered[:-1] / TIMES_THE_NEXT >= ordered[1:]) & (ordered[:-1] / TIMES_THE_MIDDLE >= usual)
        if is_far.any():
            places = farthest[: int(np.flatnonzero(is_far)[-1]) + 1]
            others = np.delete(values, places)
            far = values[places].tolist()
            ends = float(others.min()), float(others.max())
            found.append(FarPoints(tuple(places.tolist()), name, tuple(far), *ends))
    return tuple(found)
