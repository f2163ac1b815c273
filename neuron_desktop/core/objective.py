"""The cost and its gradient on one data set: the inner loop of training."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from neuron_desktop.core.neuron import Array

MOST_COLUMNS_IN_A_BLOCK = 8192
NUMBERS_IN_A_BLOCK = 131_072
# Below this many blocks handing work to another thread costs more than it saves.
BLOCKS_WORTH_SHARING = 32
MOST_FACTORS = 64
FEWEST_PRODUCTS = 32
NUMBERS_KEPT_FOR_COSTS = 32_768
# Where 1 + tanh(u) has lost digits, or the mean has, the exact but slower form is taken.
LEAST_FACTOR = 2.0**-9
LEAST_QUICK_COST = 1e-3


class Objective:
    """Cost, gradient and accuracy as functions of the parameters, allocating nothing in the loop.

    The parameters are one array of shape (k + 1,): weights, then bias. With the sign s = +1 for label 1 and −1 for
    label 0, and S = ½·s·[X; 1], one product u = parameters·S holds half of every signed logit s·z, and

        gradient = (1/m) (S tanh(u)ᵀ − Σ S)        cost = (1/m) Σ ln(1 + e^(−2u))

    which is the article's (1/m) X (A − Y)ᵀ, since A − Y = −s·(½ − ½·tanh(s·z/2)). Three calls do a gradient, no
    logit overflows, and the loss keeps its digits when it is tiny.

    Columns are taken in blocks that stay in cache. Each block's sum has a place of its own and the places are added in
    order; a block is small enough that BLAS never splits a sum. So the bits do not depend on the number of threads.

    Parameters
    ----------
    features
        Shape (k, m), as the steps see them.
    labels
        Shape (m,) of 0 and 1.
    l1, l2
        Penalties λ₁·Σ|w| + ½·λ₂·Σw² added to the cost; `gradient` has the part of the second, which is smooth.
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
        half_signs = labels - 0.5
        extended = np.empty((features.shape[0] + 1, features.shape[1] + 1))
        np.multiply(features, half_signs, out=extended[:-1, :-1])
        extended[-1, :-1] = half_signs
        self._prepare(extended, l1, l2, cores)

    @classmethod
    def for_batches(cls, rows: int, size: int, *, l1: float, l2: float) -> Objective:
        """Return an objective of `size` samples that `take` fills."""
        objective = cls.__new__(cls)
        objective._prepare(np.zeros((rows, size + 1)), l1, l2, 1)
        return objective

    def _prepare(self, extended: Array, l1: float, l2: float, cores: int | None) -> None:
        # One more column holds −Σ S, so that the product that sums the slopes subtracts it too.
        self._extended = extended
        self.signed = signed = extended[:, :-1]
        rows, samples = signed.shape
        self.sample_count = int(samples)
        self.l1, self.l2 = l1, l2
        with np.errstate(over="ignore", invalid="ignore"):
            np.negative(signed.sum(axis=1), out=extended[:, -1])
        self._less_total = extended[:, -1].copy()
        width = max(1024, min(MOST_COLUMNS_IN_A_BLOCK, NUMBERS_IN_A_BLOCK // rows))
        self._blocks = [signed[:, start : start + width] for start in range(0, samples, width)]
        width = min(width, max(samples, 1))
        shares = 1
        if len(self._blocks) >= BLOCKS_WORTH_SHARING:
            shares = usable_cores() if cores is None else cores
        edges = [len(self._blocks) * share // shares for share in range(shares + 1)]
        self._shares = [range(*pair) for pair in itertools.pairwise(edges)]
        self._pool = ThreadPoolExecutor(shares - 1, "columns") if shares > 1 else None
        # Rows of the factors 1 + tanh(u), many of which are multiplied before a logarithm is taken.
        self._length = max(FEWEST_PRODUCTS, -(-(width + 1) // MOST_FACTORS))
        room = self._length * -(-(width + 1) // self._length)
        self.slots = max(1, NUMBERS_KEPT_FOR_COSTS // room) if len(self._blocks) == 1 else 1
        self._kept = np.zeros((self.slots, room))
        self._work = [np.zeros((2, room)) for _ in self._shares]
        self._partial = np.empty((len(self._blocks), rows))
        self._sums: Array = np.empty(len(self._blocks))
        self._half_logits = self._work[0][0, :samples]
        if len(self._blocks) == 1:
            # The row that no slot means comes last, where −1 finds it.
            rows_of_tanh = [*self._kept, self._work[0][1]]
            self._tanh = [(row[:samples], row[: samples + 1]) for row in rows_of_tanh]
            for _, row in self._tanh:
                row[-1] = 1.0

    def take(self, source: Array, columns: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Replace the samples by the given columns of another objective's `signed`."""
        np.take(source, columns, axis=1, out=self.signed, mode="clip")
        np.negative(np.add.reduce(self.signed, axis=1), out=self._extended[:, -1])
        self._less_total[:] = self._extended[:, -1]

    def gradient(self, parameters: Array, out: Array, slot: int = -1, factor: float = 1.0) -> None:
        """Write `factor` times the gradient at `parameters` into `out`, both of shape (k + 1,).

        With a `slot` from 0 to `slots` − 1, keep what `kept_costs` needs to tell the cost at `parameters` later.
        """
        if len(self._blocks) == 1:
            tanh, extended = self._tanh[slot]
            np.dot(parameters, self.signed, out=self._half_logits)
            np.tanh(self._half_logits, out=tanh)
            np.vecdot(self._extended, extended, out=out)
        else:
            self._share(lambda share, work: self._sum_slopes(share, work, parameters, slot >= 0))
            np.add.reduce(self._partial, axis=0, out=out)
            out += self._less_total
        out *= factor / self.sample_count
        if self.l2:
            out[:-1] += factor * self.l2 * parameters[:-1]

    def kept_costs(self, parameters: Array) -> Array:
        """Return the costs at the rows of `parameters`, (count, k + 1): those of slots 0 to count − 1, in order.

        A slot tells its cost once. The loss is −ln((1 + tanh u)/2), so up to 64 factors share one logarithm.
        """
        count = len(parameters)
        if len(self._blocks) == 1:
            kept = self._kept[:count]
            kept[:, self.sample_count] = 0.0
            with np.errstate(divide="ignore", invalid="ignore"):
                sums = _sum_of_logarithms(kept, self._length)
            kept[:, self.sample_count] = 1.0
            kept[:, self.sample_count + 1 :] = 0.0
        else:
            sums = self._sums.sum(keepdims=True)
        costs: Array = math.log(2.0) - sums / self.sample_count
        quick = costs >= LEAST_QUICK_COST
        if self.l1 or self.l2:
            weights = parameters[:, :-1]
            costs += self.l1 * np.abs(weights).sum(axis=1) + 0.5 * self.l2 * np.square(weights).sum(axis=1)
        if not quick.all():
            for place in np.flatnonzero(~quick):
                costs[place] = self.cost(parameters[place])
        return costs

    @property
    def parameter_count(self) -> int:
        """The number of parameters, k + 1."""
        return len(self.signed)

    def cost(self, parameters: Array) -> float:
        """Return the mean loss at `parameters`, plus the penalties."""
        self._share(lambda share, work: self._sum_losses(share, work, parameters))
        return float(self._sums.sum()) / self.sample_count + self._penalty(parameters)

    def accuracy(self, parameters: Array) -> float:
        """Return the share of samples whose class is predicted, ŷ = ½ counting as class 1."""
        self._share(lambda share, work: self._count_right(share, work, parameters))
        return float(self._sums.sum()) / self.sample_count

    def _penalty(self, parameters: Array) -> float:
        if not (self.l1 or self.l2):
            return 0.0
        weights = parameters[:-1]
        return float(self.l1 * np.abs(weights).sum() + 0.5 * self.l2 * np.dot(weights, weights))

    def _share(self, work: Callable[[range, Array], None]) -> None:
        """Do each share of the blocks, the first in this thread."""
        others = []
        if self._pool is not None:
            for share, buffers in zip(self._shares[1:], self._work[1:], strict=True):
                others.append(self._pool.submit(work, share, buffers))
        work(self._shares[0], self._work[0])
        for other in others:
            other.result()

    def _sum_slopes(self, share: range, work: Array, parameters: Array, keep: bool) -> None:
        # The state of NumPy's warnings belongs to a thread.
        with np.errstate(all="ignore"):
            for place in share:
                block = self._blocks[place]
                half_logits, tanh = work[:, : block.shape[1]]
                np.dot(parameters, block, out=half_logits)
                np.tanh(half_logits, out=tanh)
                np.vecdot(block, tanh, out=self._partial[place])
                if keep:
                    work[1, block.shape[1] :] = 0.0
                    self._sums[place] = _sum_of_logarithms(work[1:], self._length)[0]

    def _sum_losses(self, share: range, work: Array, parameters: Array) -> None:
        with np.errstate(all="ignore"):
            for place in share:
                block = self._blocks[place]
                margins, scratch = work[:, : block.shape[1]]
                np.dot(parameters, block, out=margins)
                margins *= -2.0
                # ln(1 + e^v) = max(v, 0) + ln(1 + e^(−|v|)), v the logit on the wrong side
                np.abs(margins, out=scratch)
                np.negative(scratch, out=scratch)
                np.exp(scratch, out=scratch)
                np.log1p(scratch, out=scratch)
                np.maximum(margins, 0.0, out=margins)
                scratch += margins
                self._sums[place] = scratch.sum()

    def _count_right(self, share: range, work: Array, parameters: Array) -> None:
        with np.errstate(all="ignore"):
            for place in share:
                block = self._blocks[place]
                half_logits = np.dot(parameters, block, out=work[0, : block.shape[1]])
                right = np.count_nonzero(half_logits > 0.0)
                self._sums[place] = right + np.count_nonzero((half_logits == 0.0) & (block[-1] > 0.0))


def _sum_of_logarithms(tanh: Array, length: int) -> Array:
    """Return Σ ln(1 + t) of each row, which it overwrites; infinite where a factor has lost its digits."""
    tanh += 1.0
    too_small = tanh.min(axis=1) < LEAST_FACTOR
    products = np.multiply.reduce(tanh.reshape(len(tanh), -1, length), axis=1)
    sums: Array = np.log(products, out=products).sum(axis=1)
    sums[too_small] = math.inf
    return sums


def least_slope(slope: Array, weights: Array, l1: Array | float) -> Array:
    """Return the subgradient of least length of a smooth function with gradient `slope`, plus Σ l1·|w|."""
    at_zero = np.sign(slope) * np.maximum(np.abs(slope) - l1, 0.0)
    return np.where(weights == 0.0, at_zero, slope + l1 * np.sign(weights))


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pack(weights: Array, bias: float) -> Array:
    """Return weights and bias as the one array that `Objective` works on."""
    return np.append(weights, bias)
