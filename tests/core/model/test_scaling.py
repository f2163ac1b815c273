from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from neuron_desktop.core import Dataset, Neuron, Scaling
from tests.core.strategies import datasets, problems


def test_no_scaling_hands_everything_through() -> None:
    scaling = Scaling.none(2)
    neuron = Neuron([1.0, 2.0], 3.0)
    features = np.array([[1.0], [2.0]])
    assert scaling.is_none
    assert scaling.apply(features) is features
    assert scaling.to_data_units(neuron) is neuron
    assert scaling.from_data_units(neuron) is neuron


@pytest.mark.parametrize(("mean", "deviation"), [([0.0, 1.0], [1.0, 1.0]), ([0.0, 0.0], [1.0, 2.0])])
def test_a_map_that_moves_or_stretches_is_not_none(mean: list[float], deviation: list[float]) -> None:
    assert not Scaling(np.array(mean), np.array(deviation)).is_none


def test_an_empty_data_set_is_not_scaled() -> None:
    assert Scaling.standardizing(Dataset.empty().features).is_none


def test_mean_and_deviation_of_a_hand_computed_example() -> None:
    scaling = Scaling.standardizing(Dataset([[1.0, 3.0, 5.0, 7.0], [-2.0, -2.0, 2.0, 2.0]], [0, 0, 1, 1]).features)
    assert scaling.mean == pytest.approx([4.0, 0.0], rel=1e-15)
    assert scaling.deviation == pytest.approx([np.sqrt(5.0), 2.0], rel=1e-15)


@pytest.mark.parametrize("unit", [1.0, 1e300, 1e-300, 1e-320])
def test_scaled_features_have_mean_0_and_deviation_1_in_any_unit(unit: float) -> None:
    # The last is subnormal and has few digits left.
    tolerance = 1e-2 if unit < 1e-310 else 1e-14
    base = np.random.default_rng(1).normal([[0.5], [-0.3]], [[0.1], [0.2]], (2, 300)) * unit
    scaled = Scaling.standardizing(Dataset(base, np.zeros(300)).features).apply(base)
    assert scaled.mean(axis=1) == pytest.approx([0.0, 0.0], abs=tolerance)
    assert scaled.std(axis=1) == pytest.approx([1.0, 1.0], rel=tolerance)


def test_the_widest_range_of_all_does_not_warn() -> None:
    largest = np.finfo(np.float64).max
    dataset = Dataset([[-largest, largest, largest]], [0, 1, 1])
    scaling = Scaling.standardizing(dataset.features)
    assert scaling.mean[0] == pytest.approx(largest / 3.0, rel=1e-14)
    assert np.isfinite(scaling.deviation).all()
    assert scaling.apply(dataset.features)[0] == pytest.approx([-np.sqrt(2.0), np.sqrt(0.5), np.sqrt(0.5)], rel=1e-14)


def test_a_row_beside_the_widest_keeps_its_digits() -> None:
    largest = np.finfo(np.float64).max
    features = np.array([[-largest, largest, largest], [5e-324, 1e-323, 1.5e-323]])
    scaling = Scaling(np.array([largest / 3.0, 0.0]), np.array([largest, 5e-324]))
    assert scaling.apply(features)[1].tolist() == [1.0, 2.0, 3.0]


def test_a_spread_too_small_for_a_number_counts_as_constant() -> None:
    tiny = 5e-324
    dataset = Dataset([[0.0] * 99 + [tiny]], np.zeros(100))
    scaling = Scaling.standardizing(dataset.features)
    assert scaling.deviation.tolist() == [1.0]
    assert np.isfinite(scaling.apply(dataset.features)).all()


@pytest.mark.parametrize("constant", [0.0, 0.1, -7.3, 1e300, 1e-300])
def test_a_constant_feature_is_moved_to_exactly_0(constant: float) -> None:
    dataset = Dataset([[constant] * 7, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]], np.zeros(7))
    scaling = Scaling.standardizing(dataset.features)
    assert scaling.mean[0] == constant
    assert scaling.deviation[0] == 1.0
    assert scaling.apply(dataset.features)[0].tolist() == [0.0] * 7


def test_the_arrays_cannot_be_written_to() -> None:
    for scaling in (Scaling.none(1), Scaling.standardizing(Dataset([[1.0, 2.0]], [0, 1]).features)):
        with pytest.raises(ValueError, match="read-only"):
            scaling.mean[0] = 1.0
        with pytest.raises(ValueError, match="read-only"):
            scaling.deviation[0] = 1.0


@given(problems())
def test_both_neurons_give_the_same_logits(problem: tuple[Dataset, Neuron]) -> None:
    dataset, scaled = problem
    scaling = Scaling.standardizing(dataset.features)
    expected = scaled.logits(scaling.apply(dataset.features))
    in_data_units = scaling.to_data_units(scaled)
    # The terms may be far larger than their sum, which is what bounds the rounding.
    terms = np.abs(in_data_units.weights) @ (np.abs(dataset.features) + np.abs(scaling.mean)[:, None]) + 10.0
    assert np.all(np.abs(in_data_units.logits(dataset.features) - expected) <= 1e-14 * terms)


@given(datasets())
def test_to_data_units_and_back_is_the_same_neuron(dataset: Dataset) -> None:
    scaling = Scaling.standardizing(dataset.features)
    neuron = Neuron(np.linspace(-1.0, 2.0, dataset.feature_count), 0.5)
    returned = scaling.to_data_units(scaling.from_data_units(neuron))
    assert returned.weights == pytest.approx(neuron.weights, rel=1e-12)
    size = 1.0 + float(np.abs(neuron.weights) @ np.abs(scaling.mean))
    assert returned.bias == pytest.approx(neuron.bias, abs=1e-14 * size)


def test_weights_that_leave_the_range_become_infinite_and_do_not_warn() -> None:
    scaling = Scaling(np.array([1.0]), np.array([1e-300]))
    assert not scaling.to_data_units(Neuron([1e300])).is_finite
    assert not Scaling(np.array([1.0]), np.array([1e300])).from_data_units(Neuron([1e300])).is_finite


def test_scalings_are_equal_where_means_and_deviations_are() -> None:
    features = np.array([[1.0, 3.0, 5.0]])
    assert Scaling.standardizing(features) == Scaling.standardizing(features.copy())
    assert Scaling.standardizing(features) != Scaling.standardizing(features + 1.0)
    assert Scaling.standardizing(features) != Scaling.standardizing(features * [[2.0, 1.0, 0.0]])
    assert Scaling.none(1) != "none"
