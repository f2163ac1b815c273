"""Confusion counts."""

import math

import numpy as np
import pytest

from neuron_desktop.core import Dataset, Neuron, Trainer
from neuron_desktop.core.judging.evaluation import confusion


def test_each_cell_counts_its_own_samples():
    # z = x1: called 1 from 0 on.
    features = np.array([[1.0, 2.0, 3.0, -1.0, 5.0, 6.0, -1.0, -2.0, -3.0, -4.0], np.zeros(10)])
    labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    counts = confusion(Neuron([1.0, 0.0]), Dataset(features, labels))
    assert (counts.true_positives, counts.false_negatives) == (3, 1)
    assert (counts.false_positives, counts.true_negatives) == (2, 4)
    assert counts.sample_count == 10
    assert counts.accuracy == 0.7
    assert counts.larger_class == (0, 0.6)


def test_no_samples_have_no_accuracy():
    counts = confusion(Neuron.zero(2), Dataset.empty())
    assert counts.sample_count == 0
    assert math.isnan(counts.accuracy)
    assert math.isnan(counts.larger_class[1])


@pytest.mark.parametrize(("labels", "larger"), [([0, 1], (0, 0.5)), ([1, 1, 0, 1], (1, 0.75)), ([0, 0, 1], (0, 2 / 3))])
def test_the_larger_class_is_what_always_saying_it_gets_right(labels, larger):
    dataset = Dataset(np.ones((1, len(labels))), labels)
    assert confusion(Neuron.zero(1), dataset).larger_class == larger
    assert Trainer(dataset).snapshot().larger_class == larger
    assert math.isnan(Trainer(Dataset.empty()).snapshot().larger_class[1])
