"""The neuron: logistic regression as in the article, stable for any logit.

Shapes: `features` is (n, m), a column a sample; `labels` (m,) of 0 and 1; `weights` (n,); `bias` a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neuron_desktop.core.arguments import check_rows, is_number, plain
from neuron_desktop.core.data.dataset import read_only
from neuron_desktop.core.errors import DatasetError
from neuron_desktop.core.numerals import bracketed

Array = NDArray[np.float64]


def sigmoid(z: ArrayLike) -> Array:
    """Return σ(z) = 1 / (1 + e^(−z)) in the form ½ + ½·tanh(z/2), which cannot overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(np.multiply(z, 0.5)))


def log_loss(z: ArrayLike, labels: ArrayLike) -> Array:
    """Return the loss of each sample from its logit, −(y ln ŷ + (1 − y) ln(1 − ŷ)) with ŷ = σ(z).

    Written as max(u, 0) + ln(1 + e^(−|u|)) with u = z for label 0 and −z for label 1: finite and exact where
    the probability itself would round to 0 or 1.

    Raises
    ------
    DatasetError
        If there are several of both, but not as many labels as logits.
    """
    logits, classes = np.asarray(z, np.float64), np.asarray(labels)
    if logits.shape != classes.shape and logits.ndim and classes.ndim:
        raise DatasetError(
            f"Labels of shape {classes.shape} do not fit logits of shape {logits.shape}; give one label for each logit."
        )
    wrong_side = np.where(classes > 0, -logits, logits)
    return np.asarray(np.maximum(wrong_side, 0.0) + np.log1p(np.exp(-np.abs(wrong_side))))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Gradient:
    """The slope of the cost: dw, shape (n,), and db."""

    weights: Array
    bias: float

    def __repr__(self) -> str:
        return f"Gradient({bracketed(self.weights.tolist())}, {self.bias!r})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Neuron:
    """Weights, shape (n,), and bias of one sigmoid neuron."""

    weights: Array
    bias: float = 0.0

    def __post_init__(self) -> None:
        weights = np.array(self.weights, np.float64)
        if weights.ndim != 1:
            raise ValueError(f"Weights must have the shape (features,), not {weights.shape}.")
        bias = plain(self.bias)
        if not is_number(bias):
            raise ValueError(f"The bias is {bias}; it must be a number.")
        object.__setattr__(self, "weights", read_only(weights))
        object.__setattr__(self, "bias", float(bias))

    def __repr__(self) -> str:
        return f"Neuron({bracketed(self.weights.tolist())}, {self.bias!r})"

    @classmethod
    def zero(cls, feature_count: int) -> Neuron:
        """Return the neuron every run starts from: all weights and the bias zero."""
        return cls(np.zeros(feature_count), 0.0)

    def __eq__(self, other: object) -> bool:
        """Compare weights and bias bit for bit, up to the sign of zero."""
        if not isinstance(other, Neuron):
            return NotImplemented
        return self.bias == other.bias and np.array_equal(self.weights, other.weights)

    @property
    def is_finite(self) -> bool:
        """Whether every weight and the bias are finite numbers."""
        return bool(np.isfinite(self.weights).all() and np.isfinite(self.bias))

    @property
    def has_boundary(self) -> bool:
        """Whether there can be a boundary ŷ = ½: the numbers are finite, and some weight is not 0."""
        return self.is_finite and bool(self.weights.any())

    def logits(self, features: ArrayLike) -> Array:
        """Return z = wᵀX + b, shape (m,).

        Summed feature by feature, so that a sample's z is the same to the last bit whatever samples are beside it; in a
        matrix product they depend on the sample's place in the matrix.

        Raises
        ------
        DatasetError
            If there is not one row for each weight; likewise in all methods below.
        """
        rows = np.asarray(features, np.float64)
        check_rows(rows.shape, self.weights.size, f"weights of shape {self.weights.shape}")
        z = np.zeros(rows.shape[1:])
        with np.errstate(over="ignore", invalid="ignore"):
            for weight, row in zip(self.weights.tolist(), rows, strict=True):
                z += weight * row
            return np.asarray(z + self.bias)

    def forward_propagation(self, features: ArrayLike) -> Array:
        """Return the probabilities ŷ = A = σ(z), shape (m,)."""
        return sigmoid(self.logits(features))

    def predict(self, features: ArrayLike) -> NDArray[np.int8]:
        """Return the class of each sample, shape (m,): 1 where ŷ ≥ ½, which is where z ≥ 0."""
        return (self.logits(features) >= 0.0).astype(np.int8)

    def cost(self, features: ArrayLike, labels: ArrayLike) -> float:
        """Return J(w, b), the mean loss; NaN for no samples, infinite where a logit overflows on the wrong side."""
        losses = log_loss(self.logits(features), _matching(labels, features))
        with np.errstate(over="ignore"):
            return float(losses.mean()) if losses.size else float("nan")

    def backpropagation(self, features: ArrayLike, labels: ArrayLike) -> Gradient:
        """Return dw = (1/m) X dZᵀ and db = (1/m) Σ dZ with dZ = A − Y; zero for no samples."""
        columns = np.asarray(features, np.float64)
        slopes = self.forward_propagation(columns) - _matching(labels, columns)
        count = max(slopes.size, 1)
        with np.errstate(over="ignore", invalid="ignore"):
            weights = np.asarray(columns @ slopes / count)
        return Gradient(read_only(weights), float(slopes.sum() / count))


def _matching(labels: ArrayLike, features: ArrayLike) -> NDArray[Any]:
    """Return labels as an array, one for each sample; NumPy would silently broadcast another shape."""
    classes, shape = np.asarray(labels), np.shape(features)
    if classes.shape != shape[1:]:
        raise DatasetError(
            f"Labels of shape {classes.shape} do not fit features of shape {shape}; give one label for each sample, a "
            "column of the features."
        )
    return classes
