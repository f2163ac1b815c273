"""The plane on which samples of many features are drawn: two features along the axes, the others held still."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.data.feature_map import FeatureMap, Term
from neuron_desktop.core.model.neuron import Array, Neuron
from neuron_desktop.core.training.pinned_run import PinnedRun
from neuron_desktop.core.training.snapshot import Snapshot


class Hold(Enum):
    """Where the features that are not plotted are held."""

    MEAN = "their means"
    MEDIAN = "their medians"
    SAMPLE = "the values of a point"


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A neuron on a plane.

    `neuron` weighs the terms of `feature_map`, the first two of which are the plotted values themselves.
    """

    feature_map: FeatureMap
    neuron: Neuron

    @property
    def is_straight(self) -> bool:
        """Whether the boundary ŷ = ½ is a straight line on the plane."""
        return self.feature_map.is_linear

    def logits(self, points: ArrayLike) -> Array:
        """Return z at points of the plane, shape (2, k) → (k,).

        Raises
        ------
        SettingsError
            If a term leaves the range of float64 there.
        """
        return self.neuron.logits(self.feature_map.apply(np.asarray(points, np.float64)))


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Two features of a data set along the axes; the rest are held at `held`, shape (n,).

    Parameters
    ----------
    horizontal
        The number of the feature along the horizontal axis, from 0.
    vertical
        That along the vertical axis; None for a data set of a single feature, which is drawn at height 0.
    held
        A value for each feature; those of the plotted ones are not used.
    hold
        Where `held` comes from.
    """

    horizontal: int
    vertical: int | None
    held: Array
    hold: Hold = Hold.MEAN

    @classmethod
    def of(cls, dataset: Dataset, axes: tuple[int, int] = (0, 1), *, hold: Hold = Hold.MEAN, sample: int = 0) -> Plane:
        """Return the plane of the features `axes` of `dataset`; with `Hold.SAMPLE` it goes through that sample."""
        count = dataset.feature_count
        held = np.zeros(count)
        if dataset.sample_count and count > 2:
            if hold is Hold.MEAN:
                # By parts, since a sum of large values may leave the range of float64.
                held = (dataset.features / dataset.sample_count).sum(axis=1)
            elif hold is Hold.MEDIAN:
                held = np.median(dataset.features, axis=1)
            else:
                held = dataset.features[:, sample].copy()
        return cls(axes[0] if count > 1 else 0, axes[1] if count > 1 else None, read_only(held), hold)

    @property
    def feature_count(self) -> int:
        """The number n of features."""
        return int(self.held.size)

    @property
    def is_slice(self) -> bool:
        """Whether there are features that are not plotted."""
        return self.feature_count > 2

    def is_where(self, other: Plane) -> bool:
        """Whether another plane is the same, so that every neuron gives the same answers on both."""
        axes = (self.horizontal, self.vertical) == (other.horizontal, other.vertical)
        return axes and np.array_equal(self.held, other.held)

    def coordinates(self, features: Array) -> Array:
        """Return where samples are drawn, shape (n, m) → (2, m)."""
        if self.feature_count == 2 and (self.horizontal, self.vertical) == (0, 1):
            return features
        x = features[self.horizontal]
        return np.stack([x, np.zeros_like(x) if self.vertical is None else features[self.vertical]])

    def samples(self, points: ArrayLike) -> Array:
        """Return the samples that lie at points of the plane, shape (2, k) → (n, k)."""
        x, y = np.asarray(points, np.float64)
        features = np.repeat(self.held[:, None], x.size, axis=1)
        features[self.horizontal] = x
        if self.vertical is not None:
            features[self.vertical] = y
        return features

    def moved(self, features: Array, points: ArrayLike) -> Array:
        """Return samples, shape (n, k), that are moved to points of the plane, (2, k); other features stay."""
        x, y = np.asarray(points, np.float64)
        changed = features.copy()
        changed[self.horizontal] = x
        if self.vertical is not None:
            changed[self.vertical] = y
        return changed

    def slice(self, snapshot: Snapshot | PinnedRun) -> Slice | None:
        """Return a neuron on this plane; None if it belongs to other features.

        With the other features held still, each term is one of the plotted values again, times a constant.
        """
        feature_map = snapshot.feature_map
        if feature_map.input_count != self.feature_count:
            return None
        places = {self.horizontal: 0}
        if self.vertical is not None:
            places[self.vertical] = 1
        weights: dict[Term, float] = {Term(0): 0.0, Term(1): 0.0}
        bias = snapshot.neuron.bias
        with np.errstate(over="ignore", invalid="ignore"):
            for term, weight in zip(feature_map.terms, snapshot.neuron.weights.tolist(), strict=True):
                kept, factor = self._split(term, places)
                if kept is None:
                    bias += weight * factor
                else:
                    weights[kept] = weights.get(kept, 0.0) + weight * factor
        terms = tuple(weights)
        return Slice(FeatureMap(2, terms), Neuron(np.array([weights[term] for term in terms]), bias))

    def _split(self, term: Term, places: dict[int, int]) -> tuple[Term | None, float]:
        """Return the plotted part of a term, in the plane's own numbering, and the rest as a constant."""
        if term.is_sine:
            if term.first in places:
                return Term(places[term.first], is_sine=True), 1.0
            return None, float(np.sin(self.held[term.first]))
        factors = (term.first,) if term.second is None else (term.first, term.second)
        plotted = sorted(places[place] for place in factors if place in places)
        constant = float(np.prod([self.held[place] for place in factors if place not in places]))
        if not plotted:
            return None, constant
        return Term(plotted[0], plotted[1] if len(plotted) == 2 else None), constant
