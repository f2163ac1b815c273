"""Gradient descent: the settings, the trainer that takes the steps, and what it reports."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.dataset import Dataset, read_only
from neuron_desktop.core.errors import DatasetError, SettingsError
from neuron_desktop.core.neuron import Array, Neuron
from neuron_desktop.core.objective import Objective, pack
from neuron_desktop.core.scaling import Scaling

ITERATIONS_BETWEEN_COSTS = 5


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How to train; the defaults are the article's.

    Parameters
    ----------
    learning_rate
        α in w ← w − α·dw; above 0 and finite.
    iterations
        Where a run ends; at least 1.
    standardize
        Whether the steps are taken on features of mean 0 and standard deviation 1. The weights reported are in
        data units either way.

    Raises
    ------
    SettingsError
        If a value lies outside its domain.
    """

    learning_rate: float = 0.1
    iterations: int = 2000
    standardize: bool = False

    def __post_init__(self) -> None:
        if not (isinstance(self.learning_rate, int | float) and 0.0 < self.learning_rate < math.inf):
            raise SettingsError(f"The learning rate is {self.learning_rate}; it must be a finite number above 0.")
        if not isinstance(self.iterations, int) or self.iterations < 1:
            raise SettingsError(f"The number of iterations is {self.iterations}; it must be a whole number from 1.")


@dataclass(frozen=True, slots=True, eq=False)
class CostCurve:
    """The recorded costs of a run: `costs[i]` is the cost at iteration `iterations[i]`; both read-only."""

    iterations: NDArray[np.int64]
    costs: Array


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The state of a run after some iteration.

    `neuron` is in data units, `scaled_neuron` in the units the steps are taken in (the same object unless
    standardised). `cost` and `accuracy` are NaN where there are no samples.
    """

    run: int
    iteration: int
    neuron: Neuron
    scaled_neuron: Neuron
    scaling: Scaling
    cost: float
    accuracy: float
    cost_curve: CostCurve
    sample_count: int

    @property
    def diverged(self) -> bool:
        """Whether the numbers have left the range of float64, after which no step helps."""
        return self.sample_count > 0 and not (math.isfinite(self.cost) and self.neuron.is_finite)


class Trainer:
    """Trains one neuron on one data set, an iteration at a time; starts at zero.

    The same data set and settings give the same weights to the last bit, however the iterations are sliced into
    calls of `advance`.

    Parameters
    ----------
    dataset
        What to learn.
    settings
        How; may be exchanged later by `configure`.
    run
        The number that snapshots carry.
    """

    def __init__(self, dataset: Dataset, settings: TrainingSettings | None = None, *, run: int = 0) -> None:
        self.run = run
        self.iteration = 0
        self._settings = settings or TrainingSettings()
        self._costs = _CostRecord()
        self._adopt(dataset, Neuron.zero(dataset.feature_count))

    @property
    def dataset(self) -> Dataset:
        """The data set being learned."""
        return self._dataset

    @property
    def settings(self) -> TrainingSettings:
        """The settings in force."""
        return self._settings

    @property
    def neuron(self) -> Neuron:
        """The neuron as it is now, in data units."""
        return self._scaling.to_data_units(self._scaled_neuron())

    @property
    def is_finite(self) -> bool:
        """Whether training can go on: the weights are still finite numbers."""
        return bool(np.isfinite(self._parameters).all())

    def configure(self, settings: TrainingSettings) -> None:
        """Go on from the present weights with other settings."""
        rescale = settings.standardize != self._settings.standardize
        neuron = self.neuron
        self._settings = settings
        if rescale:
            self._adopt(self._dataset, neuron)

    def set_dataset(self, dataset: Dataset) -> None:
        """Go on from the present weights with other samples of the same features.

        Raises
        ------
        DatasetError
            If the number of features differs.
        """
        if dataset.feature_count != self._dataset.feature_count:
            raise DatasetError(
                f"The neuron has {self._dataset.feature_count} weights but the data set {dataset.feature_count} "
                "features; start a new run."
            )
        self._adopt(dataset, self.neuron)

    def set_neuron(self, neuron: Neuron, *, iteration: int = 0) -> None:
        """Go on from `neuron` (data units), counted as the state after `iteration`; recorded costs are dropped."""
        if neuron.weights.size != self._dataset.feature_count:
            raise DatasetError(
                f"The neuron has {neuron.weights.size} weights but the data set {self._dataset.feature_count} features."
            )
        self.iteration = iteration
        self._costs = _CostRecord()
        self._adopt(self._dataset, neuron)

    def advance(self, iterations: int) -> Snapshot:
        """Take `iterations` steps and return the state after them; see `take_steps`."""
        self.take_steps(iterations)
        return self.snapshot()

    def take_steps(self, iterations: int) -> None:
        """Take `iterations` steps without the passes over the data that a snapshot costs.

        No step is taken on an empty data set, nor once a weight is no longer finite.
        """
        objective, parameters, gradient, costs = self._objective, self._parameters, self._gradient, self._costs
        learning_rate = self._settings.learning_rate
        with np.errstate(all="ignore"):
            for _ in range(iterations if objective.sample_count else 0):
                # The sum is the quick question; it may overflow where each number is still finite.
                if not math.isfinite(parameters.sum()) and not self.is_finite:
                    break
                if self.iteration % ITERATIONS_BETWEEN_COSTS == 0:
                    costs.add(self.iteration, objective.cost(parameters))
                objective.gradient(parameters, gradient)
                gradient *= learning_rate
                parameters -= gradient
                self.iteration += 1

    def snapshot(self) -> Snapshot:
        """Return the present state."""
        samples = self._objective.sample_count
        cost = accuracy = math.nan
        if samples:
            with np.errstate(all="ignore"):
                cost = self._objective.cost(self._parameters)
                accuracy = self._objective.accuracy(self._parameters)
            if self.iteration % ITERATIONS_BETWEEN_COSTS == 0:
                self._costs.add(self.iteration, cost)
        scaled = self._scaled_neuron()
        return Snapshot(
            run=self.run,
            iteration=self.iteration,
            neuron=self._scaling.to_data_units(scaled),
            scaled_neuron=scaled,
            scaling=self._scaling,
            cost=cost,
            accuracy=accuracy,
            cost_curve=self._costs.curve(),
            sample_count=samples,
        )

    def _scaled_neuron(self) -> Neuron:
        return Neuron(self._parameters[:-1], float(self._parameters[-1]))

    def _adopt(self, dataset: Dataset, neuron: Neuron) -> None:
        self._dataset = dataset
        if self._settings.standardize:
            self._scaling = Scaling.standardizing(dataset)
        else:
            self._scaling = Scaling.none(dataset.feature_count)
        scaled = self._scaling.from_data_units(neuron)
        self._objective = Objective(self._scaling.apply(dataset.features), dataset.labels)
        self._parameters = pack(scaled.weights, scaled.bias)
        self._gradient = np.empty_like(self._parameters)


class _CostRecord:
    """Iterations and costs in arrays that double when full; a curve handed out never changes afterwards."""

    def __init__(self) -> None:
        self._iterations = np.empty(512, np.int64)
        self._costs = np.empty(512)
        self._count = 0

    def add(self, iteration: int, cost: float) -> None:
        if self._count and self._iterations[self._count - 1] == iteration:
            return
        if self._count == self._costs.size:
            self._iterations = np.concatenate([self._iterations, np.empty_like(self._iterations)])
            self._costs = np.concatenate([self._costs, np.empty_like(self._costs)])
        self._iterations[self._count] = iteration
        self._costs[self._count] = cost
        self._count += 1

    def curve(self) -> CostCurve:
        return CostCurve(read_only(self._iterations[: self._count]), read_only(self._costs[: self._count]))
