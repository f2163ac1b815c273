"""One stretch of a run in which neither the data set nor the settings change: how its steps are taken."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.data.feature_map import FeatureMap
from neuron_desktop.core.model.neuron import Array, Neuron
from neuron_desktop.core.model.objective import Objective, least_slope, pack
from neuron_desktop.core.model.scaling import Scaling
from neuron_desktop.core.training.descent import Descent
from neuron_desktop.core.training.history import ITERATIONS_BETWEEN_COSTS
from neuron_desktop.core.training.settings import Optimizer, TrainingSettings

MEAN_DECAY, SQUARE_DECAY, ADAM_FLOOR = 0.9, 0.999, 1e-8
_MEMORIES = {Optimizer.GRADIENT_DESCENT: 0, Optimizer.MOMENTUM: 1, Optimizer.ADAM: 2}
# Going through the results of steps costs as much as ten of them; the memory for it is bounded.
MOST_STEPS_AT_ONCE = 320
NUMBERS_LEFT_BEHIND = 131_072


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The results of some steps, valid until the next are taken.

    Parameters
    ----------
    states
        Shape (count + 1, state size): where each step began, and where the last ended.
    slopes
        Shape (count, k + 1): `StepEngine.factor` times the gradient that each step followed.
    recorded
        Which of the steps began at an iteration where costs are recorded.
    costs
        The costs there; with mini-batches, of the batch of that iteration.
    """

    states: Array
    slopes: Array
    recorded: slice
    costs: Array


def state_size(settings: TrainingSettings, feature_count: int) -> int:
    """Return how many numbers a state has: see `StepEngine`.

    Raises
    ------
    SettingsError
        If this many features cannot give a derived feature.
    """
    parameter_count = len(FeatureMap.of(settings.feature_map, feature_count).terms) + 1
    return parameter_count * (1 + _MEMORIES[settings.optimizer]) + 1


class StepEngine:
    """A data set and settings made ready for steps.

    A state is one array: the parameters, what the optimizer remembers, and the number of steps it remembers them from.
    Which samples a step uses depends only on the seed and the number of the iteration, so training can resume from any
    state.
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
        self._scratch, self._move = np.empty((2, self.parameter_count))
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
        self._descent: Descent | None = None
        if descends and not (self._batches or settings.l1 or settings.l2) and Descent.fits(self.objective):
            self._descent = Descent(self.objective, settings.learning_rate)
        self.most_steps = max(1, min(MOST_STEPS_AT_ONCE, NUMBERS_LEFT_BEHIND // self.state_size))
        self._states = np.zeros((self.most_steps + 1, self.state_size))
        self._slopes = np.empty((self.most_steps, self.parameter_count))
        self._costs = np.empty(self.most_steps // ITERATIONS_BETWEEN_COSTS + 1)

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

    def take(self, state: Array, iteration: int, count: int) -> Steps:
        """Take up to `most_steps` steps from `state`, which stays as it is, the one after `iteration` steps."""
        states, slopes = self._states[: count + 1], self._slopes[:count]
        recorded = slice(-iteration % ITERATIONS_BETWEEN_COSTS, count, ITERATIONS_BETWEEN_COSTS)
        costs = self._costs[: len(range(count)[recorded])]
        states[0] = state
        if self._descent:
            self._descent.follow(iteration, states[:, : self.parameter_count], slopes, costs)
        else:
            for place, slope in enumerate(slopes):
                states[place + 1] = states[place]
                parameters = states[place + 1, : self.parameter_count]
                objective = self._batch(iteration + place) if self._batches else self.objective
                if (iteration + place) % ITERATIONS_BETWEEN_COSTS == 0:
                    cost = objective.gradient_and_cost(parameters, slope, self.factor)
                    costs[place // ITERATIONS_BETWEEN_COSTS] = cost
                else:
                    objective.gradient(parameters, slope, self.factor)
                self._step(states[place + 1], slope)
        return Steps(states, slopes, recorded, costs)

    def converged(self, steps: Steps, iteration: int) -> int | None:
        """Return the first of the steps, begun at `iteration`, at which the gradient is below the tolerance."""
        tolerance = self.settings.tolerance
        if not tolerance:
            return None
        places = range(len(steps.slopes))[steps.recorded]
        parameters = steps.states[:-1, : self.parameter_count]
        if self.batches_in_a_pass == 1:
            gradients = steps.slopes[steps.recorded] / self.factor
            short = self._norms(gradients, parameters[steps.recorded]) < tolerance
            return next(itertools.compress(places, short), None)
        # The gradient of a batch says little, so that of the whole set is checked, once in several passes over it.
        between = ITERATIONS_BETWEEN_COSTS * self.batches_in_a_pass
        seldom = (place for place in places if (iteration + place) % between == 0)
        return next((place for place in seldom if self.gradient_norm(parameters[place]) < tolerance), None)

    def _step(self, state: Array, slope: Array) -> None:
        """Change `state` by a step along `factor` times the gradient."""
        settings, move = self.settings, self._move
        parameters, velocity = state[: self.parameter_count], state[self.parameter_count : 2 * self.parameter_count]
        rate: float | Array = settings.learning_rate
        if settings.optimizer is Optimizer.GRADIENT_DESCENT:
            parameters -= slope
        elif settings.optimizer is Optimizer.MOMENTUM:
            velocity *= settings.momentum
            velocity += slope
            parameters -= np.multiply(velocity, rate, out=move)
            # At rest v is g / (1 − μ), and the penalty has to balance that.
            rate = settings.learning_rate / (1.0 - settings.momentum)
        else:
            rate = self._adam(state, slope)
        if settings.l1:
            weights = parameters[:-1]
            shrink = rate[:-1] if isinstance(rate, np.ndarray) else rate
            weights[:] = np.copysign(np.maximum(np.abs(weights) - shrink * settings.l1, 0.0), weights)

    def _adam(self, state: Array, slope: Array) -> Array:
        """Take Adam's step and return the rate of each parameter."""
        count, rates, move = self.parameter_count, self._scratch, self._move
        parameters, mean, square = state[:count], state[count : 2 * count], state[2 * count : 3 * count]
        state[-1] += 1.0
        steps = float(state[-1])
        mean *= MEAN_DECAY
        mean += np.multiply(slope, 1.0 - MEAN_DECAY, out=move)
        square *= SQUARE_DECAY
        np.square(slope, out=move)
        square += np.multiply(move, 1.0 - SQUARE_DECAY, out=move)
        np.divide(square, 1.0 - SQUARE_DECAY**steps, out=rates)
        np.sqrt(rates, out=rates)
        rates += ADAM_FLOOR
        np.divide(self.settings.learning_rate, rates, out=rates)
        np.multiply(mean, rates, out=move)
        move /= 1.0 - MEAN_DECAY**steps
        parameters -= move
        return rates

    def _batch(self, iteration: int) -> Objective:
        epoch, place = divmod(iteration, self.batches_in_a_pass)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng([self.settings.seed, epoch]).permutation(self.dataset.sample_count)
        size = self._batches[0].sample_count
        columns = self._order[place * size : (place + 1) * size]
        batch = self._batches[0] if columns.size == size else self._batches[1]
        batch.take(self.objective, columns)
        return batch

    def measure(self, state: Array, iteration: int) -> tuple[float, float | None]:
        """Return the length of the whole set's gradient at `state`, and the cost to record, if `iteration` has one."""
        parameters = state[: self.parameter_count]
        if iteration % ITERATIONS_BETWEEN_COSTS:
            return self.gradient_norm(parameters), None
        if self._descent or self._batches:
            return self.gradient_norm(parameters), float(self.take(state, iteration, 1).costs[0])
        # One pass over a large set gives both.
        cost = self.objective.gradient_and_cost(parameters, self._scratch)
        return float(self._norms(self._scratch[None], parameters[None])[0]), cost

    def gradient_norm(self, parameters: Array) -> float:
        """Return the length of the whole set's gradient; with an L1 penalty, of its smallest subgradient."""
        self.objective.gradient(parameters, self._scratch)
        return float(self._norms(self._scratch[None], parameters[None])[0])

    def _norms(self, gradients: Array, parameters: Array) -> Array:
        """Return the lengths of gradients, or of the smallest subgradients, at the rows of `parameters`."""
        if self.settings.l1:
            weights = parameters[:, :-1]
            smallest = least_slope(gradients[:, :-1], weights, self.settings.l1)
            gradients = np.concatenate([smallest, gradients[:, -1:]], axis=1)
        return np.asarray(np.linalg.norm(gradients, axis=1))
