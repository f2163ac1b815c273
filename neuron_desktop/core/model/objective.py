"""The cost and its gradient on one data set, from which training takes its steps and reports."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable

import numpy as np

from neuron_desktop.core.model.neuron import Array

# The size of one call of BLAS, which splits no sum of up to 10,000 terms and no product of up to 460,800 numbers.
MOST_COLUMNS_IN_A_STRIP = 2048
NUMBERS_IN_A_STRIP = 65_536
# The size of one call of NumPy: threads that return to the interpreter more often than this wait for each other.
NUMBERS_IN_A_BLOCK = 196_608
# Only a call with more than 500 sums releases the interpreter meanwhile. With few rows these are sums of short strips;
# with more rows, whose products take longer, BLAS gains more from long ones.
MOST_ROWS_IN_SHORT_STRIPS = 10
COLUMNS_IN_A_SHORT_STRIP = 512
SUMS_IN_A_BLOCK = 504
# Below this many, handing work to another thread costs more than it saves.
SAMPLES_WORTH_SHARING = 250_000
# How many factors are multiplied before a logarithm is taken; no product overflows while their mean loss is below 44.
FACTORS = 16
# Below this mean the logarithms have lost digits, and the exact but slower form is used.
LEAST_QUICK_COST = 1e-3
# NumPy handles an array without dimensions in half the time of a Python number.
ONE = np.array(1.0)


class Objective:
    """Cost, gradient and accuracy as functions of the parameters, allocating nothing that grows with the samples.

    The parameters are one array of shape (k + 1,): weights, then bias. With the sign s = +1 for label 1 and −1 for
    label 0, and N = −s·[X; 1], one product u = parameters·N holds every logit as seen from the wrong side, and

        gradient = (1/m) (Σ N − N (1 / (1 + eᵘ))ᵀ)        cost = (1/m) Σ ln(1 + eᵘ)

    which is the article's (1/m) X (A − Y)ᵀ, since A − Y = −s·(1 − 1 / (1 + eᵘ)). An overflow of eᵘ is harmless: its
    sample counts in full.

    Columns are taken in strips whose sums have fixed places and are added in order. A strip is never split, and the
    rest is done number by number, so the bits depend neither on the number of threads here nor on BLAS's.

    Parameters
    ----------
    features
        Shape (k, m), as the steps see them.
    labels
        Shape (m,) of 0 and 1.
    l1, l2
        Penalties λ₁·Σ|w| + ½·λ₂·Σw² added to the cost; the gradient has the part of the second, which is smooth.
    cores
        How many threads share large data sets; by default, as many as this process may use.
    """

    def __init__(
        self,
        features: Array,
        labels: np.ndarray[tuple[int], np.dtype[np.int8]],
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        cores: int | None = None,
    ) -> None:
        self._prepare(len(features) + 1, len(labels), l1, l2, cores)
        opposed = np.multiply(labels, -2.0, out=self.columns[-1])
        opposed += 1.0
        np.multiply(features, opposed, out=self.columns[:-1])
        self._find_mean()

    @classmethod
    def for_batches(cls, rows: int, size: int, *, l1: float, l2: float) -> Objective:
        """Return an objective for `size` samples, to be filled by `take`."""
        objective = cls.__new__(cls)
        objective._prepare(rows, size, l1, l2, 1)
        return objective

    def _prepare(self, rows: int, samples: int, l1: float, l2: float, cores: int | None) -> None:
        self.parameter_count, self.sample_count = rows, samples
        self.l1, self.l2 = l1, l2
        is_short = rows <= MOST_ROWS_IN_SHORT_STRIPS
        longest = COLUMNS_IN_A_SHORT_STRIP if is_short else MOST_COLUMNS_IN_A_STRIP
        width = min(longest, NUMBERS_IN_A_STRIP // rows, max(samples, 1))
        width = -(-width // FACTORS) * FACTORS
        count = -(-samples // width)
        # Columns of zeros fill up the last strip: they add nothing to the gradient.
        stored = np.zeros((rows, count * width))
        self.columns = stored[:, :samples]
        self.mean = np.zeros(rows)
        self._strip_sums = np.empty((count, rows))
        strips = stored.reshape(rows, count, width).swapaxes(0, 1)
        together = -(-SUMS_IN_A_BLOCK // rows) if is_short else max(1, NUMBERS_IN_A_BLOCK // rows // width)
        starts = range(0, count, together)
        self._blocks = [(strips[at : at + together], self._strip_sums[at : at + together]) for at in starts]
        self._filled = [min(together * width, samples - at * width) for at in starts]
        self._sums = np.empty(len(starts))
        self._right = np.empty((len(starts), 2), np.intp)
        shares = 1
        if samples >= SAMPLES_WORTH_SHARING:
            shares = usable_cores() if cores is None else cores
        edges = [len(starts) * share // shares for share in range(shares + 1)]
        self._shares = [range(*pair) for pair in itertools.pairwise(edges)]
        self._pool = None
        if shares > 1:
            # It imports logging and queues, which a command would load for every small table.
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(shares - 1, "columns")
        self._work = [np.empty((2, min(together, count), width)) for _ in self._shares]

    def _find_mean(self) -> None:
        """Find the mean of N; the sum of very large features would overflow although their mean does not."""
        shares = self._work[0][0]
        shares[:] = 1.0 / max(self.sample_count, 1)
        for strips, sums in self._blocks:
            np.vecdot(strips, shares[: len(strips), None], out=sums)
        np.add.reduce(self._strip_sums, axis=0, out=self.mean)

    def take(self, source: Objective, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Replace the samples by those at the given places of another objective."""
        np.take(source.columns, places, axis=1, out=self.columns, mode="clip")
        self._find_mean()

    def gradient(self, parameters: Array, out: Array, factor: float = 1.0) -> None:
        """Write `factor` times the gradient at `parameters` into `out`, both of shape (k + 1,)."""
        self._find_gradient(parameters, out, factor, False)

    def gradient_and_cost(self, parameters: Array, out: Array, factor: float = 1.0) -> float:
        """Do what `gradient` does and return the cost, most of which has been computed on the way."""
        self._find_gradient(parameters, out, factor, True)
        return float(self.costs(self._sums.sum(keepdims=True), parameters[None])[0])

    def costs(self, logarithms: Array, parameters: Array) -> Array:
        """Return the costs at the rows of `parameters`, (count, k + 1), from sums of ln(1 + eᵘ) there, (count,)."""
        costs: Array = logarithms / self.sample_count
        doubtful = np.flatnonzero(~((costs >= LEAST_QUICK_COST) & (costs < np.inf)))
        if self.l1 or self.l2:
            costs += [self._penalty(row) for row in parameters]
        for place in doubtful:
            costs[place] = self.cost(parameters[place])
        return costs

    def cost(self, parameters: Array) -> float:
        """Return the mean loss at `parameters`, plus the penalties."""
        return self.evaluate(parameters)[0]

    def evaluate(self, parameters: Array) -> tuple[float, tuple[int, int]]:
        """Return the cost at `parameters` and how many of class 0 and of class 1 are right, ŷ = ½ counting as 1."""
        self._share(self._judge, parameters)
        cost = float(self._sums.sum()) / self.sample_count + self._penalty(parameters)
        zeros, ones = self._right.sum(axis=0).tolist()
        return cost, (zeros, ones)

    def _find_gradient(self, parameters: Array, out: Array, factor: float, with_cost: bool) -> None:
        self._share(self._sum_slopes, parameters, np.array(-factor / self.sample_count), with_cost)
        np.add.reduce(self._strip_sums, axis=0, out=out)
        out += factor * self.mean
        if self.l2:
            out[:-1] += factor * self.l2 * parameters[:-1]

    def _penalty(self, parameters: Array) -> float:
        if not (self.l1 or self.l2):
            return 0.0
        weights = parameters[:-1]
        return float(self.l1 * np.abs(weights).sum() + 0.5 * self.l2 * np.dot(weights, weights))

    def _share(self, work: Callable[..., None], *arguments: object) -> None:
        """Work through the shares of the blocks, the first in this thread."""
        # Backwards after forwards, since what came last may still be in the processor's cache.
        self._shares = [share[::-1] for share in self._shares]
        others = []
        if self._pool is not None:
            for share, buffers in zip(self._shares[1:], self._work[1:], strict=True):
                others.append(self._pool.submit(work, share, buffers, *arguments))
        work(self._shares[0], self._work[0], *arguments)
        for other in others:
            other.result()

    def _sum_slopes(self, share: range, work: Array, parameters: Array, numerator: Array, with_cost: bool) -> None:
        # The state of NumPy's warnings belongs to a thread.
        with np.errstate(all="ignore"):
            for place in share:
                strips, sums = self._blocks[place]
                factors = work[0, : len(strips)]
                np.matmul(parameters, strips, out=factors)
                np.exp(factors, out=factors)
                np.add(factors, ONE, out=factors)
                if with_cost:
                    factors.reshape(-1)[self._filled[place] :] = 1.0
                    self._sums[place] = sum_of_logarithms(factors.reshape(1, -1))[0]
                np.divide(numerator, factors, out=factors)
                np.vecdot(strips, factors[:, None], out=sums)

    def _judge(self, share: range, work: Array, parameters: Array) -> None:
        with np.errstate(all="ignore"):
            for place in share:
                strips = self._blocks[place][0]
                np.matmul(parameters, strips, out=work[0, : len(strips)])
                logits, scratch = work.reshape(2, -1)[:, : self._filled[place]]
                labels_are_1 = strips[:, -1].reshape(-1)[: logits.size] < 0.0
                is_right = logits < 0.0
                zeros = np.count_nonzero(is_right) - np.count_nonzero(is_right & labels_are_1)
                self._right[place] = zeros, np.count_nonzero((logits <= 0.0) & labels_are_1)
                # ln(1 + eᵘ) = max(u, 0) + ln(1 + e^(−|u|))
                np.abs(logits, out=scratch)
                np.negative(scratch, out=scratch)
                np.exp(scratch, out=scratch)
                np.log1p(scratch, out=scratch)
                np.maximum(logits, 0.0, out=logits)
                scratch += logits
                self._sums[place] = scratch.sum()


def sum_of_logarithms(factors: Array) -> Array:
    """Return Σ ln f over each row of positive numbers, shape (count, FACTORS·length); infinite where it overflows."""
    count, size = factors.shape
    products = np.multiply.reduce(factors.reshape(count, FACTORS, size // FACTORS), axis=1)
    return np.asarray(np.log(products, out=products).sum(axis=1))


def least_slope(slope: Array, weights: Array, l1: Array | float) -> Array:
    """Return the subgradient of least length of a smooth function with gradient `slope`, plus Σ l1·|w|."""
    at_zero = np.sign(slope) * np.maximum(np.abs(slope) - l1, 0.0)
    return np.where(weights == 0.0, at_zero, slope + l1 * np.sign(weights))


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pack(weights: Array, bias: float) -> Array:
    """Return weights and bias as the single array that `Objective` works on."""
    return np.append(weights, bias)
