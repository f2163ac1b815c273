"""The figures of each feature, against NumPy's on numbers that NumPy can do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset
from neuron_desktop.core.data.statistics import BINS, feature_statistics


def statistics_of(values, labels=None):
    (found,) = feature_statistics(Dataset([values], labels if labels is not None else [0] * len(values)))
    return found


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=30), st.data())
def test_they_are_what_numpy_says(values, data):
    labels = data.draw(st.lists(st.integers(0, 1), min_size=len(values), max_size=len(values)))
    found = statistics_of(values, labels)
    array = np.array(values)
    size = np.abs(array).max()
    assert (found.count, found.minimum, found.maximum) == (len(values), array.min(), array.max())
    assert found.mean == pytest.approx(array.mean(), rel=1e-12, abs=1e-12 * size)
    assert found.deviation == pytest.approx(array.std(), rel=1e-9, abs=1e-12 * size)
    assert found.median == pytest.approx(np.median(array), rel=1e-12, abs=1e-12 * size)
    assert found.histogram.shape == (2, BINS)
    assert found.histogram.sum(axis=1).tolist() == [labels.count(0), labels.count(1)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_the_largest_numbers_there_are_do_not_overflow(values):
    found = statistics_of(values)
    assert found.minimum <= found.mean <= found.maximum
    assert found.minimum <= found.median <= found.maximum
    assert np.isfinite(found.deviation)
    assert found.histogram.sum() == len(values)


def test_each_value_is_counted_in_its_bin_and_class():
    found = statistics_of([0.0, 31.9, 32.0, 16.0, 15.9], [0, 0, 1, 1, 0])
    assert found.histogram[0].nonzero()[0].tolist() == [0, 15, 31]
    assert found.histogram[1].nonzero()[0].tolist() == [16, 31]


def test_equal_values_have_no_deviation_and_one_bin():
    found = statistics_of([0.1] * 7)
    assert (found.deviation, found.mean, found.median) == (0.0, 0.1, 0.1)
    assert found.histogram[0].tolist() == [7] + [0] * (BINS - 1)


def test_of_nothing_nothing_is_known():
    found = feature_statistics(Dataset.empty())
    assert [one.name for one in found] == ["x1", "x2"]
    assert found[0].count == 0
    assert np.isnan([found[0].mean, found[0].deviation, found[0].minimum, found[0].median, found[0].maximum]).all()


def test_it_can_be_cancelled_between_features():
    answers = iter([False, True])
    assert feature_statistics(Dataset.empty(), cancelled=lambda: next(answers)) is None
