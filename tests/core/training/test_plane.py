"""A plane through samples of many features shows exactly what the neuron says there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.training.plane import Hold, Plane


def dataset_of(count, samples=12):
    random = np.random.default_rng(count)
    return Dataset(random.normal(size=(count, samples)), np.arange(samples) % 2)


@st.composite
def planes(draw):
    count = draw(st.integers(2, 5))
    axes = draw(st.permutations(range(count)))[:2]
    hold = draw(st.sampled_from(Hold))
    return dataset_of(count), tuple(axes), hold, draw(st.integers(0, 11))


TERMS = ("x1", "x2", "x1²", "x1·x2", "x2²", "sin x1", "sin x2")


@given(planes(), st.sets(st.sampled_from(TERMS), min_size=1), st.booleans())
def test_a_slice_says_what_the_neuron_says_at_the_samples_of_the_plane(made, terms, derived):
    dataset, axes, hold, sample = made
    settings = TrainingSettings(feature_map=tuple(sorted(terms)) if derived else (), standardize=True)
    snapshot = Trainer(dataset, settings).advance(20)
    plane = Plane.of(dataset, axes, hold=hold, sample=sample)
    points = np.random.default_rng(1).normal(size=(2, 7)) * 3.0
    section = plane.slice(snapshot)
    np.testing.assert_allclose(section.logits(points), snapshot.logits(plane.samples(points)), rtol=1e-12, atol=1e-12)


@given(planes())
def test_samples_lie_where_they_are_drawn(made):
    dataset, axes, hold, sample = made
    plane = Plane.of(dataset, axes, hold=hold, sample=sample)
    points = np.array([[1.5, -2.0], [0.25, 4.0]])
    assert np.array_equal(plane.coordinates(plane.samples(points)), points)
    assert np.array_equal(plane.coordinates(dataset.features), dataset.features[list(axes)])


@given(planes())
def test_moving_a_sample_leaves_what_is_not_plotted(made):
    dataset, axes, hold, sample = made
    plane = Plane.of(dataset, axes, hold=hold, sample=sample)
    moved = plane.moved(dataset.features[:, :2], [[7.0, 8.0], [9.0, 10.0]])
    others = [place for place in range(dataset.feature_count) if place not in axes]
    assert np.array_equal(moved[others], dataset.features[others, :2])
    assert np.array_equal(plane.coordinates(moved), [[7.0, 8.0], [9.0, 10.0]])


def test_what_is_not_plotted_is_held_at_means_medians_or_a_point():
    dataset = Dataset([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 2.0, 9.0]], [0, 1, 0])
    held = {hold: Plane.of(dataset, hold=hold, sample=2).held[2] for hold in Hold}
    assert held == {Hold.MEAN: 4.0, Hold.MEDIAN: 2.0, Hold.SAMPLE: 9.0}
    assert Plane.of(dataset).is_slice
    assert not Plane.of(article_dataset()).is_slice


def test_the_mean_of_huge_values_is_finite():
    dataset = Dataset([[0.0, 0.0], [0.0, 0.0], [1.7e308, 1.7e308]], [0, 1])
    assert Plane.of(dataset).held[2] == pytest.approx(1.7e308)


def test_a_single_feature_is_drawn_at_height_zero_and_its_line_is_vertical():
    dataset = Dataset([[1.0, 2.0, 3.0]], [0, 1, 1])
    plane = Plane.of(dataset)
    assert np.array_equal(plane.coordinates(dataset.features), [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    assert np.array_equal(plane.samples([[4.0], [17.0]]), [[4.0]])
    assert np.array_equal(plane.moved(dataset.features[:, :1], [[4.0], [17.0]]), [[4.0]])
    section = plane.slice(Trainer(dataset).advance(10))
    assert section.neuron.weights[1] == 0.0
    assert section.is_straight


def test_a_neuron_of_other_features_has_no_slice():
    assert Plane.of(dataset_of(3)).slice(Trainer(article_dataset()).snapshot()) is None


def test_a_plane_through_no_samples_is_at_zero():
    assert np.array_equal(Plane.of(Dataset.empty(("a", "b", "c"))).held, [0.0, 0.0, 0.0])
