"""Statistics of each feature of a data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import Dataset, read_only

BINS = 32


@dataclass(frozen=True, slots=True, eq=False)
class FeatureStatistics:
    """Figures of one feature; NaN where there are no samples.

    Parameters
    ----------
    name
        The feature.
    count
        The number m of samples.
    mean, deviation
        The mean, and the standard deviation with the divisor m, as standardising takes it.
    minimum, median, maximum
        The smallest, the middle and the largest value.
    histogram
        Shape (2, `BINS`), read-only: of each class, how many samples lie in each of the bins that divide the range from
        `minimum` to `maximum` evenly; all in the first where these are equal.
    """

    name: str
    count: int
    mean: float
    deviation: float
    minimum: float
    median: float
    maximum: float
    histogram: NDArray[np.int64]


def feature_statistics(
    dataset: Dataset, *, cancelled: Callable[[], bool] | None = None
) -> tuple[FeatureStatistics, ...] | None:
    """Return the statistics of each feature, or None if `cancelled`, asked before each of them, answered True."""
    found = []
    for name, values in zip(dataset.feature_names, dataset.features, strict=True):
        if cancelled is not None and cancelled():
            return None
        found.append(_statistics(name, values, dataset.labels))
    return tuple(found)


def _statistics(name: str, values: NDArray[np.float64], labels: NDArray[np.int8]) -> FeatureStatistics:
    if not values.size:
        nothing = (float("nan"),) * 5
        return FeatureStatistics(name, 0, *nothing, read_only(np.zeros((2, BINS), np.int64)))
    low, high = float(values.min()), float(values.max())
    # Sums and squares of the largest numbers there are would be infinite; half and scaled they are not.
    scale = max(abs(low), abs(high)) or 1.0
    scaled = values / scale
    places = np.zeros(values.size, np.int64)
    if low < high:
        width = high / scale - low / scale
        np.minimum(((scaled - low / scale) * (BINS / width)).astype(np.int64), BINS - 1, out=places)
    histogram = np.bincount(places + labels * np.int64(BINS), minlength=2 * BINS).reshape(2, BINS)
    mean = float(np.clip(scaled.mean() * scale, low, high))
    deviation = float(scaled.std() * scale) if low < high else 0.0
    median = float(np.clip(np.median(scaled) * scale, low, high))
    return FeatureStatistics(name, values.size, mean, deviation, low, median, high, read_only(histogram))
