from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Neuron, log_loss, sigmoid
from tests.core import article
from tests.core.strategies import problems

# The cube root of the precision balances truncation against rounding in a central difference.
DIFFERENCE = float(np.finfo(np.float64).eps ** (1 / 3))


@pytest.mark.parametrize(
    ("z", "probability"),
    [(0.0, 0.5), (math.log(3.0), 0.75), (-math.log(3.0), 0.25), (1e308, 1.0), (-1e308, 0.0), (math.inf, 1.0)],
)
def test_sigmoid_at_known_points(z: float, probability: float) -> None:
    assert sigmoid(z) == pytest.approx(probability, rel=1e-15)


@given(st.floats(-700.0, 700.0))
def test_sigmoid_is_the_article_s(z: float) -> None:
    assert float(sigmoid(z)) == pytest.approx(float(article.sigmoid(z)), rel=1e-12, abs=2e-16)


@pytest.mark.parametrize(
    ("z", "label", "loss"),
    [
        (0.0, 0, math.log(2.0)),
        (0.0, 1, math.log(2.0)),
        (-1e4, 1, 1e4),
        (1e4, 0, 1e4),
        (1e4, 1, 0.0),
        (-1e4, 0, 0.0),
        (40.0, 1, math.exp(-40.0)),
        (-40.0, 0, math.exp(-40.0)),
        (700.0, 1, math.exp(-700.0)),
        (-40.0, 1, 40.0),
        (1e308, 0, 1e308),
        (1e308, 1, 0.0),
        (-math.inf, 1, math.inf),
    ],
)
def test_log_loss_is_exact_at_any_logit(z: float, label: int, loss: float) -> None:
    assert float(log_loss(z, label)) == pytest.approx(loss, rel=1e-15, abs=0.0)


@given(st.floats(-1e4, 1e4), st.integers(0, 1))
def test_log_loss_is_finite_and_above_both_of_its_bounds(z: float, label: int) -> None:
    wrong_side = z if label == 0 else -z
    loss = float(log_loss(z, label))
    assert math.isfinite(loss)
    assert loss >= max(wrong_side, 0.0)
    # e^−|z| − e^−2|z|/2 ≤ ln(1 + e^−|z|) ≤ e^−|z| pins the part beyond max(·, 0).
    tail = math.exp(-abs(z))
    assert max(wrong_side, 0.0) + tail - tail * tail / 2 <= loss * (1 + 1e-15)
    assert loss <= (max(wrong_side, 0.0) + tail) * (1 + 1e-15)


@given(st.floats(-30.0, 30.0), st.integers(0, 1))
def test_log_loss_is_the_article_s_where_that_keeps_its_digits(z: float, label: int) -> None:
    # 1 − A has lost |z|/ln 10 digits by cancellation.
    expected = float(article.loss(article.sigmoid(z), label))
    assert float(log_loss(z, label)) == pytest.approx(expected, rel=1e-12, abs=1e-15 * math.exp(abs(z)))


def test_log_loss_takes_arrays() -> None:
    losses = log_loss([0.0, 1e4, -1e4], [1, 0, 0])
    assert losses.tolist() == [math.log(2.0), 1e4, 0.0]


def test_the_four_steps_on_a_hand_computed_example() -> None:
    neuron = Neuron([2.0, -1.0], 0.5)
    features = [[1.0, 0.0], [2.5, 0.5]]
    assert neuron.logits(features).tolist() == [0.0, 0.0]
    assert neuron.forward_propagation(features).tolist() == [0.5, 0.5]
    assert neuron.predict(features).tolist() == [1, 1]
    assert neuron.predict(features).dtype == np.int8
    assert neuron.cost(features, [0, 1]) == pytest.approx(math.log(2.0), rel=1e-15)
    gradient = neuron.backpropagation(features, [0, 1])
    assert gradient.weights.tolist() == [0.25, 0.5]
    assert gradient.bias == 0.0


def test_prediction_changes_class_at_the_boundary() -> None:
    assert Neuron([1.0]).predict([[-1e-9, 0.0, 1e-9]]).tolist() == [0, 1, 1]


@given(problems())
def test_backpropagation_is_the_slope_of_the_cost(problem: tuple[Dataset, Neuron]) -> None:
    dataset, neuron = problem
    gradient = neuron.backpropagation(dataset.features, dataset.labels)

    def slope(weights: np.ndarray, bias: float) -> float:
        ahead = Neuron(neuron.weights + DIFFERENCE * weights, neuron.bias + DIFFERENCE * bias)
        behind = Neuron(neuron.weights - DIFFERENCE * weights, neuron.bias - DIFFERENCE * bias)
        rise = ahead.cost(dataset.features, dataset.labels) - behind.cost(dataset.features, dataset.labels)
        return rise / (2.0 * DIFFERENCE)

    still = np.zeros(dataset.feature_count)
    for index in range(dataset.feature_count):
        direction = still.copy()
        direction[index] = 1.0
        assert gradient.weights[index] == pytest.approx(slope(direction, 0.0), rel=1e-7, abs=1e-8)
    assert gradient.bias == pytest.approx(slope(still, 1.0), rel=1e-7, abs=1e-8)


@given(problems())
def test_the_neuron_computes_the_article_s_formulas(problem: tuple[Dataset, Neuron]) -> None:
    dataset, neuron = problem
    weights, labels = neuron.weights[:, None], dataset.labels[None].astype(float)
    probabilities = article.forward_propagation(weights, neuron.bias, dataset.features)
    assert neuron.forward_propagation(dataset.features) == pytest.approx(probabilities[0], rel=1e-10)
    stepped, stepped_bias = article.backpropagation(
        weights, neuron.bias, dataset.features, probabilities, labels, 1.0, dataset.sample_count
    )
    gradient = neuron.backpropagation(dataset.features, dataset.labels)
    assert neuron.weights - gradient.weights == pytest.approx(stepped[:, 0], rel=1e-9, abs=1e-12)
    assert neuron.bias - gradient.bias == pytest.approx(stepped_bias, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("weight", [1e308, -1e308])
def test_a_step_at_the_largest_logits_is_exact_and_silent(weight: float) -> None:
    neuron = Neuron([weight])
    features = [[1.0, -1.0, 1.0]]
    side = 1.0 if weight > 0 else 0.0
    assert neuron.forward_propagation(features).tolist() == [side, 1.0 - side, side]
    gradient = neuron.backpropagation(features, [0, 1, 1])
    expected = ((side - 0) - (1 - side - 1) + (side - 1)) / 3
    assert gradient.weights[0] == pytest.approx(expected, rel=1e-15)
    assert neuron.cost([[1.0]], [1 - side]) == 1e308


def test_numbers_beyond_the_range_give_infinity_and_no_warning() -> None:
    neuron = Neuron([1e308, 1e308])
    features = np.full((2, 4), 1e308)
    assert neuron.logits(features).tolist() == [math.inf] * 4
    assert neuron.cost(features, [0, 0, 1, 1]) == math.inf
    assert Neuron([1.0, 0.0]).cost(features, [0, 0, 0, 0]) == math.inf
    assert neuron.backpropagation(features, [0, 0, 0, 0]).weights.tolist() == [math.inf] * 2
    assert Neuron([1.0, 1.0]).backpropagation([[1e308], [-1e308]], [1]).bias == -0.5


def test_no_samples_have_no_cost_and_no_slope() -> None:
    neuron = Neuron([1.0, 2.0], 3.0)
    nothing = Dataset.empty()
    assert math.isnan(neuron.cost(nothing.features, nothing.labels))
    gradient = neuron.backpropagation(nothing.features, nothing.labels)
    assert gradient.weights.tolist() == [0.0, 0.0]
    assert gradient.bias == 0.0


def test_a_neuron_starts_at_zero() -> None:
    assert Neuron.zero(3) == Neuron([0.0, 0.0, 0.0], 0.0)


def test_a_neuron_does_not_change() -> None:
    weights = np.array([1.0, 2.0])
    neuron = Neuron(weights, 1)
    weights[0] = 9.0
    assert neuron.weights.tolist() == [1.0, 2.0]
    assert type(neuron.bias) is float
    with pytest.raises(ValueError, match="read-only"):
        neuron.weights[0] = 9.0
    with pytest.raises(AttributeError):
        neuron.bias = 9.0
    with pytest.raises(ValueError, match="read-only"):
        neuron.backpropagation([[1.0], [2.0]], [1]).weights[0] = 9.0


@pytest.mark.parametrize("weights", [1.0, [[1.0, 2.0]]])
def test_weights_of_another_shape_are_refused(weights: object) -> None:
    with pytest.raises(ValueError, match=r"Weights must have the shape \(features,\)"):
        Neuron(weights)


def test_neurons_compare_by_their_numbers() -> None:
    neuron = Neuron([1.0, 2.0], 3.0)
    assert neuron == Neuron([1.0, 2.0], 3.0)
    assert Neuron([0.0], 0.0) == Neuron([-0.0], -0.0)
    assert neuron != Neuron([1.0, np.nextafter(2.0, 3.0)], 3.0)
    assert neuron != Neuron([1.0, 2.0], np.nextafter(3.0, 4.0))
    assert neuron != Neuron([1.0, 2.0, 0.0], 3.0)
    assert neuron != "a neuron"
    with pytest.raises(TypeError, match="unhashable"):
        hash(neuron)


def test_gradients_compare_by_identity_and_without_asking_arrays_for_their_truth() -> None:
    neuron = Neuron([1.0, 2.0], 3.0)
    first = neuron.backpropagation([[1.0], [2.0]], [1])
    second = neuron.backpropagation([[1.0], [2.0]], [1])
    assert first != second
    assert first == first


@pytest.mark.parametrize(
    ("weights", "bias", "finite"),
    [([1.0, 2.0], 3.0, True), ([1.0, math.inf], 3.0, False), ([math.nan, 2.0], 3.0, False), ([1.0], math.nan, False)],
)
def test_is_finite_looks_at_every_number(weights: list[float], bias: float, finite: bool) -> None:
    assert Neuron(weights, bias).is_finite is finite
