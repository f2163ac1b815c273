"""One stretch of a run in which neither the data set nor the settings change: how its steps are taken."""

from __future__ import annotations

import math

import numpy as np

from neuron_desktop.core.dataset import Dataset
from neuron_desktop.core.feature_map import FeatureMap
from neuron_desktop.core.neuron import Array, Neuron
from neuron_desktop.core.objective import Objective, least_slope, pack
from neuron_desktop.core.scaling import Scaling
from neuron_desktop.core.settings import Optimizer, TrainingSettings

MEAN_DECAY, SQUARE_DECAY, ADAM_FLOOR = 0.9, 0.999, 1e-8
_MEMORIES = {Optimizer.GRADIENT_DESCENT: 0, Optimizer.MOMENTUM: 1, Optimizer.ADAM: 2}


def state_size(settings: TrainingSettings, feature_count: int) -> int:
    """Return how many numbers a state has: see `Stage`.

    Raises
    ------
    SettingsError
        If so many features cannot give a derived feature.
    """
    parameter_count = len(FeatureMap.of(settings.feature_map, feature_count).terms) + 1
    return parameter_count * (1 + _MEMORIES[settings.optimizer]) + 1


class Stage:
    """A data set and settings made ready for steps.

    A state is one array: the parameters, what the optimizer remembers, and the number of steps it remembers them
    from. Which samples a step sees depends on the seed and the number of the iteration alone, so a state can be
    taken up again anywhere.
    """

    def __init__(self, dataset: Dataset, settings: TrainingSettings) -> None:
        self.dataset = dataset
        self.settings = settings
        self.feature_map = FeatureMap.of(settings.feature_map, dataset.feature_count)
        features = self.feature_map.apply(dataset.features)
        if settings.standardize:
            self.scaling = Scaling.standardizing(features)
        else:
            self.scaling = Scaling.none(len(features))
        self.objective = Objective(self.scaling.apply(features), dataset.labels, l1=settings.l1, l2=settings.l2)
        self.parameter_count = len(features) + 1
        self.state_size = state_size(settings, dataset.feature_count)
        self.gradient = np.empty(self.parameter_count)
        self._scratch = np.empty(self.parameter_count)
        self._batches: list[Objective] = []
        self._epoch = -1
        self.batches_in_a_pass = 1
        size, samples = settings.batch_size, dataset.sample_count
        if size is not None and size < samples:
            sizes = [size, samples % size] if samples % size else [size]
            self._batches = [
                Objective.for_batches(self.parameter_count, part, l1=settings.l1, l2=settings.l2) for part in sizes
            ]
            self.batches_in_a_pass = math.ceil(samples / size)
            self._order = np.empty(0, np.int64)

        descends = settings.optimizer is Optimizer.GRADIENT_DESCENT
        self.factor = settings.learning_rate if descends else 1.0
        self._is_plain = descends and not self._batches and not settings.l1

    @property
    def slots(self) -> int:
        """How many costs may be kept before they must be told."""
        return 1 if self._batches else self.objective.slots

    def start_state(self, neuron: Neuron) -> Array:
        """Return the state that begins at `neuron` (data units) with nothing remembered."""
        scaled = self.scaling.from_data_units(neuron)
        state = np.zeros(self.state_size)
        state[: self.parameter_count] = pack(scaled.weights, scaled.bias)
        return state

    def scaled_neuron(self, state: Array) -> Neuron:
        """Return the neuron of a state, in the units the steps are taken in."""
        last = self.parameter_count - 1
        return Neuron(state[:last], float(state[last]))

    def slope(self, parameters: Array, iteration: int, slot: int = -1) -> Objective:
        """Find `factor` times the gradient that the step from `iteration` follows; return whose it is."""
        objective = self._batch(iteration) if self._batches else self.objective
        objective.gradient(parameters, self.gradient, slot, self.factor)
        return objective

    def steps(self, state: Array, iteration: int, count: int) -> None:
        """Change `state` by `count` steps from `iteration` on."""
        parameters = state[: self.parameter_count]
        if self._is_plain:
            # The article's own way, without a detour: on a small data set calls cost more than the arithmetic.
            follow, gradient, rate = self.objective.gradient, self.gradient, self.factor
            for _ in range(count):
                follow(parameters, gradient, -1, rate)
                parameters -= gradient
            return
        for place in range(iteration, iteration + count):
            self.slope(parameters, place)
            self.step(state)

    def step(self, state: Array) -> None:
        """Change `state` by one step along the gradient found last."""
        count, settings, gradient = self.parameter_count, self.settings, self.gradient
        parameters = state[:count]
        rate: float | Array = settings.learning_rate
        if settings.optimizer is Optimizer.GRADIENT_DESCENT:
            parameters -= gradient
        elif settings.optimizer is Optimizer.MOMENTUM:
            velocity = state[count : 2 * count]
            velocity *= settings.momentum
            velocity += gradient
            np.multiply(velocity, rate, out=gradient)
            parameters -= gradient
            # At rest v is g / (1 − μ), and the penalty has to weigh against that.
            rate = settings.learning_rate / (1.0 - settings.momentum)
        else:
            rate = self._adam(state, parameters)
        if settings.l1:
            weights = parameters[:-1]
            shrink = rate[:-1] if isinstance(rate, np.ndarray) else rate
            weights[:] = np.copysign(np.maximum(np.abs(weights) - shrink * settings.l1, 0.0), weights)

    def _adam(self, state: Array, parameters: Array) -> Array:
        count, gradient, scratch = self.parameter_count, self.gradient, self._scratch
        mean, square = state[count : 2 * count], state[2 * count : 3 * count]
        state[-1] += 1.0
        steps = float(state[-1])
        mean *= MEAN_DECAY
        np.multiply(gradient, 1.0 - MEAN_DECAY, out=scratch)
        mean += scratch
        square *= SQUARE_DECAY
        np.square(gradient, out=scratch)
        scratch *= 1.0 - SQUARE_DECAY
        square += scratch
        np.divide(square, 1.0 - SQUARE_DECAY**steps, out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += ADAM_FLOOR
        np.divide(self.settings.learning_rate, scratch, out=scratch)
        np.multiply(mean, scratch, out=gradient)
        gradient /= 1.0 - MEAN_DECAY**steps
        parameters -= gradient
        return scratch

    def _batch(self, iteration: int) -> Objective:
        epoch, place = divmod(iteration, self.batches_in_a_pass)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng([self.settings.seed, epoch]).permutation(self.dataset.sample_count)
        size = self._batches[0].sample_count
        columns = self._order[place * size : (place + 1) * size]
        batch = self._batches[0] if columns.size == size else self._batches[1]
        batch.take(self.objective.signed, columns)
        return batch

    def gradient_norm(self, parameters: Array) -> float:
        """Return the length of the whole set's gradient; with an L1 penalty, of its smallest subgradient."""
        gradient = self._scratch
        self.objective.gradient(parameters, gradient)
        if self.settings.l1:
            gradient[:-1] = least_slope(gradient[:-1], parameters[:-1], self.settings.l1)
        return float(np.linalg.norm(gradient))
