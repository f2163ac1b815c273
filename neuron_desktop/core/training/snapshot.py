"""Snapshots: the state of a run after some iteration, as a trainer reports it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.model.neuron import Array, Neuron, sigmoid
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.training.history import CostCurve
from neuron_desktop.core.training.segments import Change
from neuron_desktop.core.training.settings import TrainingSettings


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Snapshot:
    """The state of a run after some iteration.

    `neuron` is in data units and weighs the terms of `feature_map`; `scaled_neuron` is in the units the steps are
    taken in (the same object unless standardised). `settings` are those of the last step, or before the first those of
    the next, with the terms that the weights belong to. `cost` (with the penalties), `accuracy` and `gradient_norm`
    (the length of the whole set's gradient, in those units) are NaN where there are no samples. `class_counts` says how
    many samples there are of class 0 and of class 1, and `right_counts` how many of these are predicted.
    `first_iteration` to `last_iteration` can be sought. `converged` says that the tolerance of the settings is reached,
    `finite` that steps can still be taken.
    """

    run: int
    iteration: int
    neuron: Neuron
    scaled_neuron: Neuron
    scaling: Scaling
    feature_map: FeatureMap
    settings: TrainingSettings
    cost: float
    accuracy: float
    class_counts: tuple[int, int]
    right_counts: tuple[int, int]
    gradient_norm: float
    cost_curve: CostCurve
    sample_count: int
    first_iteration: int
    last_iteration: int
    changes: tuple[Change, ...]
    converged: bool
    finite: bool

    def __repr__(self) -> str:
        return (
            f"<Snapshot after iteration {self.iteration} of {self.last_iteration}: cost {self.cost!r}, "
            f"accuracy {self.accuracy!r}, {self.neuron!r}>"
        )

    @property
    def diverged(self) -> bool:
        """Whether the numbers have left the range of float64, after which no step helps."""
        return self.sample_count > 0 and not (self.finite and math.isfinite(self.cost) and self.neuron.is_finite)

    @property
    def larger_class(self) -> tuple[int, float]:
        """The class with more samples, 0 of equal ones, and its share, which is the accuracy of always answering it."""
        larger = int(self.class_counts[1] > self.class_counts[0])
        return larger, self.class_counts[larger] / self.sample_count if self.sample_count else math.nan

    def logits(self, features: ArrayLike) -> Array:
        """Return z of samples as a data set holds them, shape (n, m) → (m,)."""
        return self.neuron.logits(self.feature_map.apply(features))

    def forward_propagation(self, features: ArrayLike) -> Array:
        """Return ŷ of samples as a data set holds them, shape (n, m) → (m,)."""
        return sigmoid(self.logits(features))

    def predict(self, features: ArrayLike) -> NDArray[np.int8]:
        """Return the class of samples as a data set holds them, shape (n, m) → (m,): 1 where z ≥ 0."""
        return (self.logits(features) >= 0.0).astype(np.int8)
