"""The boundary inside a rectangle."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Neuron
from neuron_desktop.core.model.boundary import line_in_rectangle

numbers = st.just(0.0) | st.floats(1e-6, 100) | st.floats(-100, -1e-6)


@given(numbers, numbers, numbers)
def test_ends_lie_on_the_line_and_on_the_edge(w1, w2, bias):
    ends = line_in_rectangle(Neuron(np.array([w1, w2]), bias), (-5.0, 5.0), (-2.0, 3.0))
    corners = [w1 * x + w2 * y + bias for x in (-5.0, 5.0) for y in (-2.0, 3.0)]
    if ends is None:
        slack = 1e-9 * (abs(w1) + abs(w2) + abs(bias))
        assert min(corners) >= -slack or max(corners) <= slack
        return
    for x, y in ends:
        assert abs(w1 * x + w2 * y + bias) <= 1e-9 * (5 * abs(w1) + 3 * abs(w2) + abs(bias))
        assert -5 - 1e-9 <= x <= 5 + 1e-9
        assert -2 - 1e-9 <= y <= 3 + 1e-9
        assert min(abs(x + 5), abs(x - 5), abs(y + 2), abs(y - 3)) < 1e-9


def test_vertical_and_horizontal_lines():
    assert line_in_rectangle(Neuron([2.0, 0.0], -2.0), (-5, 5), (-2, 3)) == ((1.0, -2.0), (1.0, 3.0))
    (x1, y1), (x2, y2) = line_in_rectangle(Neuron([0.0, 2.0], -2.0), (-5, 5), (-2, 3))
    assert {x1, x2} == {-5.0, 5.0}
    assert y1 == y2 == 1.0


def test_lines_outside_the_rectangle_are_not_shown():
    assert line_in_rectangle(Neuron([1.0, 0.0], -7.0), (-5, 5), (-2, 3)) is None
    assert line_in_rectangle(Neuron([0.0, 1.0], -7.0), (-5, 5), (-2, 3)) is None
    assert line_in_rectangle(Neuron([1.0, 1.0], -30.0), (-5, 5), (-2, 3)) is None


@pytest.mark.parametrize(
    "neuron", [Neuron.zero(2), Neuron([0.0, 0.0], 1.0), Neuron([math.inf, 1.0]), Neuron([1, 1], math.nan)]
)
def test_no_line_without_finite_weights(neuron):
    assert line_in_rectangle(neuron, (-5, 5), (-2, 3)) is None
