"""What all export formats have in common, and the check that a file gives the neuron's predictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import grouped
from neuron_desktop.files.weights.trained_neuron import DIVERGED, TrainedNeuron

CHECKED = 2_000
CHECK_SEED = 20_000
# How far ŷ of a file may differ, beyond the rounding of the sums themselves.
TOLERANCE = 1e-12
LONGEST_PREVIEW = 20_000


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A file as read by code that shares nothing with the writer.

    Parameters
    ----------
    probabilities
        Takes samples, shape (n, m), and returns their ŷ, shape (m,).
    predict
        The same for their class, 0 or 1, as the file decides it; None where the file only gives ŷ.
    """

    probabilities: Callable[[Array], Array]
    predict: Callable[[Array], NDArray[Any]] | None = None


class WeightsFormat(Protocol):
    """One way to write a trained neuron for use elsewhere."""

    @property
    def key(self) -> str:
        """The name on the command line."""

    @property
    def name(self) -> str:
        """The name in the window."""

    @property
    def suffix(self) -> str:
        """The ending of such file names."""

    @property
    def sentence(self) -> str:
        """What it is for, and what it holds."""

    def explain_impossible(self, trained: TrainedNeuron) -> str | None:
        """Return a sentence on why `trained` cannot be written so, or None if it can."""

    def write(self, trained: TrainedNeuron) -> bytes:
        """Return the whole file; `explain_impossible` has returned None."""

    def preview(self, data: bytes) -> str:
        """Return a file's content for people, at most `LONGEST_PREVIEW` characters."""

    def read_back(self, data: bytes) -> ReadBack:
        """Read a file of `write` with code that shares nothing with it."""


@dataclass(frozen=True, slots=True)
class Check:
    """How far the predictions of a file agree with those of the neuron.

    Parameters
    ----------
    count
        How many samples were predicted.
    same_classes
        How many of them got the same class.
    undecided
        How many of the others lie so near to the boundary that rounding decides.
    largest_difference
        The largest difference in ŷ.
    agrees
        Whether every ŷ is within rounding and every class is the same or undecided.
    """

    count: int
    same_classes: int
    undecided: int
    largest_difference: float
    agrees: bool

    @property
    def sentence(self) -> str:
        """The result of the check, with its figures."""
        size = f"ŷ differs by at most {self.largest_difference:.2g}" if self.largest_difference else "ŷ to the last bit"
        if self.agrees and not self.undecided:
            return f"verified: {grouped(self.count)} predictions identical ({size})"
        if self.agrees:
            return (
                f"verified: {grouped(self.same_classes)} of {grouped(self.count)} predictions identical; the other "
                f"{grouped(self.undecided)} lie exactly on the boundary, where rounding decides ({size})"
            )
        return (
            f"not verified: only {grouped(self.same_classes)} of {grouped(self.count)} predictions are "
            f"identical and {size}; "
            "choose another format"
        )


def check_samples(trained: TrainedNeuron, dataset: Dataset | None) -> Array:
    """Return `CHECKED` samples to check a file by, shape (n, `CHECKED`).

    Up to half are samples of `dataset`, evenly spread over it; the others are random and lie in the range of its
    features, or where it has none of the samples that `trained` is checked by. The same input, the same samples.
    """
    known = trained.checks if dataset is None or not dataset.sample_count else dataset.features
    count = min(known.shape[1], CHECKED // 2)
    chosen = known[:, np.linspace(0, known.shape[1] - 1, count).astype(np.intp)]
    low, high = known.min(axis=1, keepdims=True), known.max(axis=1, keepdims=True)
    # Halves, since the whole range of two large numbers may be infinite.
    middle, half = 0.5 * low + 0.5 * high, 0.5 * high - 0.5 * low
    random = np.random.default_rng(CHECK_SEED).uniform(-1.0, 1.0, (len(known), CHECKED - count))
    return read_only(np.concatenate([chosen, middle + half * random], axis=1))


def verify(weights_format: WeightsFormat, data: bytes, trained: TrainedNeuron, samples: Array) -> Check:
    """Predict `samples`, shape (n, m), by a file's bytes and by `trained`, and compare.

    Raises
    ------
    SettingsError
        If a derived feature of a sample leaves the range of float64.
    """
    back = weights_format.read_back(data)
    expected, expected_classes = trained.probabilities(samples), trained.predict(samples)
    # A z that leaves the range of numbers is compared like any other.
    with np.errstate(over="ignore", invalid="ignore"):
        found = back.probabilities(samples)
        classes = (found >= trained.threshold) if back.predict is None else back.predict(samples)
    difference = np.abs(found - expected)
    rounding = trained.rounding(samples)
    same = np.asarray(classes, np.int8) == expected_classes
    undecided = ~same & (np.abs(expected - trained.threshold) <= TOLERANCE + rounding)
    # A comparison with NaN is False, so a ŷ that is no number counts as a difference.
    agrees = bool(((difference <= TOLERANCE + rounding) & (same | undecided)).all())
    return Check(
        count=samples.shape[1],
        same_classes=int(np.count_nonzero(same)),
        undecided=int(np.count_nonzero(undecided)),
        largest_difference=float(difference.max()),
        agrees=agrees,
    )


def explain_unusable(trained: TrainedNeuron) -> str | None:
    """Return a sentence on why no program could use `trained`, or None if one can."""
    if not trained.neuron.is_finite:
        return DIVERGED
    for name in (*trained.feature_names, *trained.class_names):
        try:
            name.encode()
        except UnicodeEncodeError:
            return f"The name {name!a} cannot be written to a file; rename it, or export JSON."
    return None


def text_preview(data: bytes) -> str:
    """Return the beginning of a file of text."""
    text = data[: 4 * LONGEST_PREVIEW].decode("utf-8", "replace")
    return text if len(text) <= LONGEST_PREVIEW else text[: LONGEST_PREVIEW - 1] + "…"
