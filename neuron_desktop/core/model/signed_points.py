"""The samples as signed points, in blocks that stay in cache: what the search for the optimum works on.

A signed point is s·[x; 1] with s = +1 for label 1 and −1 for label 0; p·point is the signed logit, above 0 where the
sample is predicted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.model.objective import FACTORS, sum_of_logarithms
from neuron_desktop.core.model.scaling import Scaling

# BLAS splits longer sums among its own threads, which costs more than it saves.
COLUMNS_IN_A_STRIP = 8192
# The size of one call of NumPy; with less, threads would mostly wait for each other at the interpreter.
NUMBERS_IN_A_BLOCK = 196_608
# How much one thread does at a time; the same for any number of threads, so that sums do not depend on it.
COLUMNS_IN_A_SHARE = 131_072
SMALLEST_DEVIATION = 1e-305
# A part of the points is taken in runs of neighbours, which lie together in memory.
NEIGHBOURS = 64


# Calls a function for each of some values, in order: the builtin map or that of a pool.
Share = Callable[[Callable[[Array], Any], Iterable[Array]], Iterable[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Mean loss, its gradient (d,) and Hessian (d, d), and the least signed logit, at some parameters."""

    loss: float
    gradient: Array
    hessian: Array
    least: float


class SignedPoints:
    """Signed points a, the columns of an array of shape (d, m).

    With u = −p·a, f = 1 + eᵘ and σ = 1/f: loss = (1/m) Σ ln f, gradient = (1/m) (Σ σ·a − Σ a) and Hessian =
    (1/m) Σ σ·(1 − σ)·a·aᵀ. Blocks are shared out by `share` and added up in a fixed order.
    """

    def __init__(self, columns: Array, share: Share) -> None:
        self.columns = columns
        self.share = share
        starts = range(0, columns.shape[1], COLUMNS_IN_A_SHARE)
        self._shares = [columns[:, start : start + COLUMNS_IN_A_SHARE] for start in starts]
        size = len(columns)
        self.gram, self._total, self.reach = np.zeros((size, size)), np.zeros(size), np.zeros(size)
        for gram, total, reach in share(_summary_of, self._shares):
            self.gram += gram
            self._total += total
            np.maximum(self.reach, reach, out=self.reach)

    @classmethod
    def of(cls, features: Array, labels: NDArray[np.int8], scaling: Scaling, share: Share) -> SignedPoints:
        """Standardise and sign; a row too narrow to be scaled becomes zero, as a constant one does."""
        columns = np.empty((features.shape[0] + 1, labels.size))
        inverse = np.zeros(features.shape[0])
        np.divide(1.0, scaling.deviation, out=inverse, where=scaling.deviation > SMALLEST_DEVIATION)
        half_mean = 0.5 * scaling.mean

        for start in range(0, labels.size, COLUMNS_IN_A_STRIP):
            part = slice(start, start + COLUMNS_IN_A_STRIP)
            signs = np.multiply(labels[part], 2.0, out=columns[-1, part])
            signs -= 1.0
            rows = columns[:-1, part]
            # Halved before the mean is taken off, so that the widest range of all does not overflow.
            np.multiply(features[:, part], 0.5, out=rows)
            rows -= half_mean[:, None]
            rows *= inverse[:, None]
            rows *= 2.0 * signs
        return cls(columns, share)

    def sampled(self, every: int) -> SignedPoints:
        """Return about one in `every` points, evenly."""
        size, count = self.columns.shape
        whole = count // (every * NEIGHBOURS) * every * NEIGHBOURS
        runs = self.columns[:, :whole].reshape(size, -1, every, NEIGHBOURS)[:, :, 0]
        return SignedPoints(runs.reshape(size, -1), self.share)

    def view(self, parameters: Array) -> View:
        """Go through all points once, at `parameters` of shape (d,)."""
        size, count = self.columns.shape
        loss, least = 0.0, math.inf
        gradient, hessian = -self._total, np.zeros((size, size))
        for part in self.share(lambda columns: _view_of(columns, parameters), self._shares):
            loss += part.loss
            gradient += part.gradient
            hessian += part.hessian
            least = min(least, part.least)
        return View(loss / count, gradient / count, hessian / count, least)

    def accuracy(self, parameters: Array) -> float:
        """Return the share of points predicted, z = 0 counting as class 1."""
        right = sum(self.share(lambda columns: _count_right(columns, parameters), self._shares))
        return float(right / self.columns.shape[1])


def _blocks(columns: Array) -> Iterable[Array]:
    """Cut columns, shape (d, m), into blocks of strips, each of shape (strips, d, width)."""
    size, count = columns.shape
    whole = count - count % COLUMNS_IN_A_STRIP
    strips = columns[:, :whole].reshape(size, -1, COLUMNS_IN_A_STRIP).swapaxes(0, 1)
    together = max(1, NUMBERS_IN_A_BLOCK // size // COLUMNS_IN_A_STRIP)
    for start in range(0, len(strips), together):
        yield strips[start : start + together]
    if whole < count:
        yield columns[None, :, whole:]


def _summary_of(columns: Array) -> tuple[Array, Array, Array]:
    """Return the rows' products with each other, (d, d), their sums and the largest magnitudes, both (d,)."""
    size = len(columns)
    gram, total, reach = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    for block in _blocks(columns):
        # For few rows, BLAS takes five times as long for the product with themselves as with a copy.
        gram += np.matmul(block.copy(), block.swapaxes(1, 2)).sum(axis=0)
        total += block.sum(axis=2).sum(axis=0)
        np.maximum(reach, np.maximum(block.max(axis=(0, 2)), -block.min(axis=(0, 2))), out=reach)
    return gram, total, reach


def _view_of(columns: Array, parameters: Array) -> View:
    """Return the sums that a view divides by m; scratch arrays are made once for all blocks."""
    size = len(columns)
    scratch: Array = np.empty(0)
    loss, least = 0.0, math.inf
    # The rows of the Hessian, and below them the gradient.
    sums = np.zeros((size + 1, size))
    # The state of NumPy's warnings belongs to a thread; where eᵘ is infinite, σ is 0, as it should be.
    with np.errstate(over="ignore"):
        for block in _blocks(columns):
            count, _, width = block.shape
            if scratch.size < (size + 3) * count * width:
                scratch = np.empty((size + 3) * count * width)
            logits, work = scratch[: 2 * count * width].reshape(2, count, width)
            weighted = scratch[2 * count * width : (size + 3) * count * width].reshape(count, size + 1, width)
            shares = weighted[:, size]
            np.matmul(-parameters, block, out=logits)
            least = min(least, -float(logits.max()))
            np.exp(logits, out=work)
            work += 1.0
            loss += _loss_of(work.ravel(), logits.ravel())
            np.divide(1.0, work, out=shares)
            np.multiply(shares, shares, out=work)
            np.subtract(shares, work, out=work)
            np.multiply(block, work[:, None], out=weighted[:, :size])
            sums += np.matmul(weighted, block.swapaxes(1, 2)).sum(axis=0)
    return View(loss, sums[size], sums[:size], least)


def _loss_of(factors: Array, logits: Array) -> float:
    """Return Σ ln f of f = 1 + eᵘ."""
    even = factors.size - factors.size % FACTORS
    loss = float(sum_of_logarithms(factors[None, :even])[0] + np.log(factors[even:]).sum())
    return loss if math.isfinite(loss) else float(np.logaddexp(0.0, logits).sum())


def _count_right(columns: Array, parameters: Array) -> int:
    right = 0
    for block in _blocks(columns):
        logits = np.matmul(parameters, block)
        right += int(np.count_nonzero(logits > 0.0))
        right += int(np.count_nonzero((logits == 0.0) & (block[:, -1] > 0.0)))
    return right
