"""The decision boundary ŷ = ½ of a neuron with two features."""

from __future__ import annotations

import math

from neuron_desktop.core.model.neuron import Neuron

Point = tuple[float, float]
Range = tuple[float, float]


def line_in_rectangle(neuron: Neuron, x_range: Range, y_range: Range) -> tuple[Point, Point] | None:
    """Return the end points of w1·x + w2·y + b = 0 inside a rectangle, or None if it does not cross it.

    Parameters
    ----------
    neuron
        Two weights; with all weights zero there is no boundary.
    x_range, y_range
        The rectangle's (low, high) in data units.
    """
    w1, w2 = (float(weight) for weight in neuron.weights)
    norm = math.hypot(w1, w2)
    if norm == 0.0 or not math.isfinite(norm) or not math.isfinite(neuron.bias):
        return None
    # Along the line from its point nearest the centre, so that neither huge weights nor a far origin cost digits.
    center = (sum(x_range) / 2, sum(y_range) / 2)
    normal = (w1 / norm, w2 / norm)
    distance = normal[0] * center[0] + normal[1] * center[1] + neuron.bias / norm
    start = (center[0] - distance * normal[0], center[1] - distance * normal[1])
    direction = (-normal[1], normal[0])
    low, high = -math.inf, math.inf
    for origin, slope, (lower, upper) in zip(start, direction, (x_range, y_range), strict=True):
        if slope == 0.0:
            if not lower <= origin <= upper:
                return None
            continue
        ends = sorted(((lower - origin) / slope, (upper - origin) / slope))
        low, high = max(low, ends[0]), min(high, ends[1])
    if low >= high:
        return None
    return (
        (start[0] + low * direction[0], start[1] + low * direction[1]),
        (start[0] + high * direction[0], start[1] + high * direction[1]),
    )
