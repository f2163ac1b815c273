"""Standardising features, and taking weights to data units and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.arguments import check_rows
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.model.neuron import Array, Neuron
from neuron_desktop.core.numerals import bracketed

# Subtracting a smaller mean makes no feature overflow: it is lost in the rounding of the largest number.
SMALL_MEAN = 1e291


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scaling:
    """The map x → (x − mean) / deviation of each feature; both arrays have the shape (n,).

    Weights found on scaled features answer to data units by w = w̃ / deviation and b = b̃ − Σ w̃·mean / deviation.
    """

    mean: Array
    deviation: Array

    def __repr__(self) -> str:
        return f"<Scaling: mean {bracketed(self.mean.tolist())}, deviation {bracketed(self.deviation.tolist())}>"

    def __eq__(self, other: object) -> bool:
        """Compare means and deviations bit for bit, up to the sign of zero."""
        if not isinstance(other, Scaling):
            return NotImplemented
        return np.array_equal(self.mean, other.mean) and np.array_equal(self.deviation, other.deviation)

    @classmethod
    def none(cls, feature_count: int) -> Scaling:
        """Return the map that changes nothing."""
        return cls(read_only(np.zeros(feature_count)), read_only(np.ones(feature_count)))

    @classmethod
    def standardizing(cls, features: Array) -> Scaling:
        """Return the map that gives each row of `features`, shape (n, m), mean 0 and standard deviation 1.

        A constant feature is only moved to 0, so its weight stays where it started.
        """
        count, samples = features.shape
        if samples == 0:
            return cls.none(count)
        low, high = features.min(axis=1), features.max(axis=1)
        # Measured from the smallest value in units of the largest magnitude: neither 1e300 nor 1e-300 leaves the range.
        unit = np.maximum(np.abs(low), np.abs(high))
        unit[unit == 0.0] = 1.0
        mean = np.empty(count)
        deviation = np.ones(count)
        for row, values in enumerate(features):
            if low[row] == high[row]:
                mean[row] = low[row]
                continue
            in_units = values / unit[row]
            mean[row] = in_units.mean() * unit[row]
            spread = in_units.std() * unit[row]
            deviation[row] = spread if spread > 0.0 else 1.0
        return cls(read_only(mean), read_only(deviation))

    @property
    def is_none(self) -> bool:
        """Whether this map changes nothing."""
        return not self.mean.any() and bool((self.deviation == 1.0).all())

    def apply(self, features: Array) -> Array:
        """Return the scaled features, shape (n, m).

        Raises
        ------
        DatasetError
            If there are more or fewer features than means.
        """
        check_rows(features.shape, self.mean.size, f"means of shape {self.mean.shape}")
        if self.is_none:
            return features
        mean, deviation = self.mean[:, None], self.deviation[:, None]
        with np.errstate(over="ignore"):
            if np.abs(mean).max() > SMALL_MEAN:
                half = np.where(np.abs(mean) > SMALL_MEAN, 0.5, 1.0)
                features, mean, deviation = half * features, half * mean, half * deviation
            return np.asarray((features - mean) / deviation)

    def to_data_units(self, scaled: Neuron) -> Neuron:
        """Return the neuron that gives on raw features what `scaled` gives on scaled ones."""
        if self.is_none:
            return scaled
        with np.errstate(over="ignore", invalid="ignore"):
            weights = scaled.weights / self.deviation
            return Neuron(weights, scaled.bias - float(np.dot(weights, self.mean)))

    def from_data_units(self, neuron: Neuron) -> Neuron:
        """Return the neuron that gives on scaled features what `neuron` gives on raw ones."""
        if self.is_none:
            return neuron
        with np.errstate(over="ignore", invalid="ignore"):
            return Neuron(neuron.weights * self.deviation, neuron.bias + float(np.dot(neuron.weights, self.mean)))
