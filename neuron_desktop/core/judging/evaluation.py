"""How well a neuron does on samples it may not have seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.model.neuron import Neuron


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many samples of each class were assigned to which; class 1 is the positive one."""

    true_positives: int
    false_positives: int
    true_negatives: int
    false_negatives: int

    @property
    def sample_count(self) -> int:
        """The number of samples."""
        return self.true_positives + self.false_positives + self.true_negatives + self.false_negatives

    @property
    def accuracy(self) -> float:
        """The share of samples assigned to their own class; NaN without samples."""
        right = self.true_positives + self.true_negatives
        return right / self.sample_count if self.sample_count else float("nan")

    @property
    def larger_class(self) -> tuple[int, float]:
        """The class with more samples, 0 of equal ones, and its share, which is the accuracy of always answering it."""
        ones = self.true_positives + self.false_negatives
        larger = int(2 * ones > self.sample_count)
        counts = self.sample_count - ones, ones
        return larger, counts[larger] / self.sample_count if self.sample_count else float("nan")


def confusion(neuron: Neuron, dataset: Dataset) -> Confusion:
    """Count the neuron's right and wrong answers on `dataset`."""
    called = neuron.predict(dataset.features)
    counts = np.bincount(2 * dataset.labels + called, minlength=4)
    true_negatives, false_positives, false_negatives, true_positives = (int(count) for count in counts)
    return Confusion(true_positives, false_positives, true_negatives, false_negatives)
