"""Data sets that grow from each other share their samples and never see each other's."""

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.shared_columns import LEAST_ROOM

MANY = 1_000_000


def large():
    features = np.zeros((2, MANY))
    features.flags.writeable = False
    return Dataset(features, np.zeros(MANY, np.int8))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 400)), max_size=12))
def test_however_they_grow_each_keeps_its_own_samples(growth):
    known = [(Dataset.empty(), np.empty((2, 0)), np.empty(0))]
    for number, (parent, count) in enumerate(growth):
        dataset, features, labels = known[parent % len(known)]
        new, classes = np.full((2, count), float(number)), np.full(count, number % 2)
        known.append((dataset.with_samples(new, classes), np.append(features, new, axis=1), np.append(labels, classes)))
    for dataset, features, labels in known:
        assert np.array_equal(dataset.features, features)
        assert np.array_equal(dataset.labels, labels)
        assert not dataset.features.flags.writeable
        assert not dataset.labels.flags.writeable


def test_points_placed_one_after_another_copy_the_others_once():
    dataset = large().with_sample((0.0, 0.0), 1)
    tracemalloc.start()
    for place in range(LEAST_ROOM):
        dataset = dataset.with_sample((float(place), 1.0), 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000
    assert dataset.features[0, -1] == LEAST_ROOM - 1


def test_rows_stay_in_one_piece():
    grown = large().with_sample((1.0, 2.0), 1)
    assert grown.features.strides[1] == grown.features.itemsize
    assert grown.without_sample(0).features.flags.c_contiguous
