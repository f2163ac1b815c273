"""The article's plain steps on a data set that fits the cache: the inner loop of training."""

from __future__ import annotations

import numpy as np

from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.model.objective import FACTORS, ONE, Objective, sum_of_logarithms
from neuron_desktop.core.training.history import ITERATIONS_BETWEEN_COSTS

# BLAS gives no product of up to 460,800 numbers to more than one thread.
MOST_NUMBERS = 131_072
NUMBERS_KEPT_FOR_COSTS = 65_536
FEWEST_COSTS_KEPT, MOST_COSTS_KEPT = 2, 64
# BLAS takes rows four at a time.
ROWS_TOGETHER = 4


class Descent:
    """Steps p ← p − α·gradient of an `Objective` without L1 or L2, six calls of NumPy each and nothing else.

    With N as in `Objective`, E = [N | its mean] and f = 1 + e^(p·N), a step subtracts E·[−(α/m) / f | α]. Every state,
    every slope and, at iterations where costs are recorded, f is written to a place prepared for it, so that what a
    history needs is there when the loop ends, at no cost to the loop.
    """

    @classmethod
    def fits(cls, objective: Objective) -> bool:
        """Whether the samples are few enough, and some."""
        return objective.sample_count > 0 and cls._room(objective) <= MOST_NUMBERS

    @staticmethod
    def _room(objective: Objective) -> int:
        return _up_to(ROWS_TOGETHER, objective.parameter_count) * _up_to(FACTORS, objective.sample_count + 1)

    def __init__(self, objective: Objective, rate: float) -> None:
        self._objective = objective
        rows, samples = objective.parameter_count, objective.sample_count
        height, width = _up_to(ROWS_TOGETHER, rows), _up_to(FACTORS, samples + 1)
        self._extended = np.zeros((height, width))
        self._extended[:rows, :samples] = objective.columns
        self._extended[:rows, samples] = objective.mean
        self._numerator = np.array(-rate / samples)
        self._shares = np.zeros(width)
        self._shares[samples] = rate
        self._logits = np.empty(width)
        kept = max(FEWEST_COSTS_KEPT, min(MOST_COSTS_KEPT, NUMBERS_KEPT_FOR_COSTS // width))
        self._kept = np.ones((kept, width))
        self._length = kept * ITERATIONS_BETWEEN_COSTS
        self._states = np.zeros((self._length + 1, height))
        self._slopes = np.zeros((self._length, height))
        # The logits are no longer needed when their factors are known, and what is small stays in the cache.
        factors = [self._logits[:samples]] * self._length
        factors[::ITERATIONS_BETWEEN_COSTS] = [row[:samples] for row in self._kept]
        self._places = list(zip(self._states[:-1], factors, self._slopes, self._states[1:], strict=True))

    def follow(self, iteration: int, states: Array, slopes: Array, costs: Array) -> None:
        """Fill `states`, (count + 1, k + 1), from its first row on, the state after `iteration` steps.

        `slopes`, (count, k + 1), becomes α times the gradient at each state but the last, `costs` the cost at those
        that belong to a recorded iteration.
        """
        rows, done, told = states.shape[1], 0, 0
        while done < len(slopes):
            first = (iteration + done) % ITERATIONS_BETWEEN_COSTS
            last = min(self._length, first + len(slopes) - done)
            self._states[first, :rows] = states[done]
            self._loop(first, last)
            following = done + last - first
            states[done + 1 : following + 1] = self._states[first + 1 : last + 1, :rows]
            slopes[done:following] = self._slopes[first:last, :rows]
            kept = slice(-(-first // ITERATIONS_BETWEEN_COSTS), -(-last // ITERATIONS_BETWEEN_COSTS))
            sums = sum_of_logarithms(self._kept[kept])
            costs[told : told + len(sums)] = sums
            done, told = following, told + len(sums)
        costs[:] = self._objective.costs(
            costs, states[-iteration % ITERATIONS_BETWEEN_COSTS : -1 : ITERATIONS_BETWEEN_COSTS]
        )

    def _loop(self, first: int, last: int) -> None:
        # On a small data set a call takes as long as the arithmetic: no keyword, no attribute, no view, no number.
        dot, exp, add, divide, subtract = np.dot, np.exp, np.add, np.divide, np.subtract
        extended, logits, shares, numerator = self._extended, self._logits, self._shares, self._numerator
        samples = self._objective.sample_count
        of_samples, odds, one = logits[:samples], shares[:samples], ONE
        for state, factors, slope, following in self._places[first:last]:
            dot(state, extended, logits)
            exp(of_samples, odds)
            add(odds, one, factors)
            divide(numerator, factors, odds)
            dot(extended, shares, slope)
            subtract(state, slope, following)


def _up_to(multiple: int, number: int) -> int:
    return -(-number // multiple) * multiple
