"""The column to blame is the one that separates the classes by itself, and its sentence is true of the points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from neuron_desktop.core import Dataset, TrainingSettings
from neuron_desktop.core.judging.newton import Outcome, optimum
from neuron_desktop.core.judging.separating_column import separating_column

WELL, SICK = "well", "sick"


def sentence_of(values, labels):
    column = separating_column(np.asarray([values], float), np.asarray(labels, np.int8), ("treated",))
    return column and column.sentence((WELL, SICK))


@pytest.mark.parametrize(
    ("values", "labels", "sentence"),
    [
        ([0, 1, 0, 1], [0, 1, 0, 1], "treated alone does it: where it is 0 all are well, where it is 1 all are sick."),
        ([0, 1, 0, 1], [1, 0, 1, 0], "treated alone does it: where it is 0 all are sick, where it is 1 all are well."),
        ([1, 2.5, 3, 4], [0, 0, 1, 1], "treated alone does it: up to 2.5 all are well, from 3 on all are sick."),
        ([0, 1, 0, 0, 1], [0, 1, 1, 0, 1], "Look at treated: where it is 1, every point is sick."),
        ([0, 1, 0, 1, 1], [1, 1, 1, 0, 0], "Look at treated: where it is 0, every point is sick."),
        ([1, 2, 2, 2], [0, 1, 0, 1], "Look at treated: where it is 1, every point is well."),
        ([1, 2, 2, 3, 4], [0, 0, 1, 1, 1], "Look at treated: below 2 every point is well, "
         "above 2 every point is sick, and only at 2 are 2 of both."),
        ([2, 2, 3, 4], [0, 1, 1, 1], "Look at treated: above 2 every point is sick, and only at 2 are 2 of both."),
        ([0, 1, 2, 2], [0, 0, 0, 1], "Look at treated: below 2 every point is well, and only at 2 are 2 of both."),
        ([1, 1, 1, 1], [0, 0, 1, 1], None),
        ([1, 2, 1, 2], [0, 0, 1, 1], None),
    ],
)  # fmt: skip
def test_what_is_said_of_a_column(values, labels, sentence):
    assert sentence_of(values, labels) == sentence


def test_of_several_columns_the_one_that_parts_the_most_is_blamed():
    labels = np.array([0, 0, 1, 1, 1], np.int8)
    values = np.array([[0.0, 1, 1, 1, 1], [1, 2, 3, 1, 2], [0, 0, 0, 1, 2], [0, 0, 1, 1, 2]])
    assert separating_column(values, labels, "abcd").name == "d"
    assert separating_column(values[:3], labels, "abc").name == "c"
    assert separating_column(values[1:2], labels, "b") is None


@given(st.data())
def test_there_is_one_only_where_the_column_alone_has_no_minimum(data):
    count = data.draw(st.integers(2, 12))
    values = data.draw(arrays.arrays(np.float64, (1, count), elements=st.integers(0, 4).map(float)))
    labels = np.array([0, 1, *data.draw(st.lists(st.integers(0, 1), min_size=count - 2, max_size=count - 2))], np.int8)
    outcome = optimum(Dataset(values, labels), TrainingSettings()).outcome
    found = separating_column(values, labels, ("x",))
    assert (found is None) == (outcome not in (Outcome.SEPARABLE, Outcome.QUASI_SEPARABLE))
    if found is not None:
        assert (found.shared_count == 0) == (outcome is Outcome.SEPARABLE)
