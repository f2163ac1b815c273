"""The cost and its gradient on one data set: the inner loop of training."""

from __future__ import annotations

import numpy as np

from neuron_desktop.core.neuron import Array

COLUMNS_IN_A_BLOCK = 8192


class Objective:
    """Cost, gradient and accuracy as functions of the parameters, allocating nothing after construction.

    The parameters are one array of shape (n + 1,): weights, then bias. With the sign s = +1 for label 1 and −1 for
    label 0, and S = ½·s·[X; 1], one product u = parameters·S holds half of every signed logit s·z, and

        gradient = (1/m) (S tanh(u)ᵀ − Σ S)        cost = (1/m) Σ ln(1 + e^(−2u))

    which is the article's (1/m) X (A − Y)ᵀ, since A − Y = −s·(½ − ½·tanh(s·z/2)). Three calls do a gradient, no
    logit overflows, and the loss keeps its digits when it is tiny. Columns are taken in blocks that stay in cache and
    are summed in a fixed order, so results do not depend on how the work is sliced.
    """

    def __init__(self, features: Array, labels: np.ndarray[tuple[int], np.dtype[np.int8]]) -> None:
        count, samples = features.shape
        half_signs = labels - 0.5
        signed = np.empty((count + 1, samples))
        np.multiply(features, half_signs, out=signed[:count])
        signed[count] = half_signs
        self.sample_count = int(samples)
        with np.errstate(over="ignore", invalid="ignore"):
            self._total = signed.sum(axis=1)
        starts = range(0, samples, COLUMNS_IN_A_BLOCK)
        self._blocks = [signed[:, start : start + COLUMNS_IN_A_BLOCK] for start in starts]
        width = min(samples, COLUMNS_IN_A_BLOCK)
        self._work = [np.empty(block.shape[1]) for block in self._blocks[:1] + self._blocks[-1:]]
        self._scratch = np.empty(width)
        self._partial = np.empty(count + 1)

    def gradient(self, parameters: Array, out: Array) -> None:
        """Write the gradient at `parameters` into `out`, both of shape (n + 1,)."""
        out.fill(0.0)
        for block in self._blocks:
            half_logits = self._half_logits(block, parameters)
            np.tanh(half_logits, out=half_logits)
            np.dot(block, half_logits, out=self._partial)
            out += self._partial
        out -= self._total
        out /= self.sample_count

    def cost(self, parameters: Array) -> float:
        """Return the mean loss at `parameters`."""
        total = 0.0
        for block in self._blocks:
            margins = self._half_logits(block, parameters)
            margins *= -2.0
            scratch = self._scratch[: margins.size]
            # ln(1 + e^v) = max(v, 0) + ln(1 + e^(−|v|)), v the logit on the wrong side
            np.abs(margins, out=scratch)
            np.negative(scratch, out=scratch)
            np.exp(scratch, out=scratch)
            np.log1p(scratch, out=scratch)
            np.maximum(margins, 0.0, out=margins)
            scratch += margins
            total += float(scratch.sum())
        return total / self.sample_count

    def accuracy(self, parameters: Array) -> float:
        """Return the share of samples whose class is predicted, ŷ = ½ counting as class 1."""
        right = 0
        for block in self._blocks:
            half_logits = self._half_logits(block, parameters)
            right += int(np.count_nonzero(half_logits > 0.0))
            right += int(np.count_nonzero((half_logits == 0.0) & (block[-1] > 0.0)))
        return right / self.sample_count

    def _half_logits(self, block: Array, parameters: Array) -> Array:
        work = self._work[0] if block.shape[1] == self._work[0].size else self._work[-1]
        return np.dot(parameters, block, out=work)


def pack(weights: Array, bias: float) -> Array:
    """Return weights and bias as the one array that `Objective` works on."""
    return np.append(weights, bias)
