"""Tails and neighbours agree with an independent reference, and with chance dealt out many times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from neuron_desktop.core.judging.significance import (
    MOST_NEIGHBOURS,
    Neighbours,
    _nearest,
    _rank_distances,
    _score,
    chi_square_tail,
    is_clearly_lower,
)


@given(st.floats(0.0, 5000.0), st.integers(1, 80))
def test_the_tail_of_chi_square_is_scipys(value, freedom):
    assert chi_square_tail(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), rel=1e-8, abs=1e-250)


def test_a_cost_is_lower_than_chance_makes_it_from_the_thousandth_on():
    limit = stats.chi2.isf(0.001, 3) / (2 * 500)
    assert is_clearly_lower(0.6 - 1.01 * limit, 0.6, 500, 3)
    assert not is_clearly_lower(0.6 - 0.99 * limit, 0.6, 500, 3)
    assert not is_clearly_lower(0.7, 0.6, 500, 3)


@pytest.mark.parametrize("kind", ["even", "rare", "ties"])
def test_the_score_is_that_of_labels_dealt_out_at_random(kind):
    random = np.random.default_rng(5)
    values = random.normal(size=(2, 120)) if kind != "ties" else random.integers(0, 3, (2, 120)).astype(float)
    ones = 10 if kind == "rare" else 50
    labels = (np.arange(120) < ones).astype(np.int8)
    lots = np.full((120, 120), 1e-9, np.float32) + np.diag(np.full(120, np.inf, np.float32))
    nearest = _nearest(_rank_distances(values[0]) + _rank_distances(values[1]), lots)
    dealt = [np.mean(each[nearest] == each) for each in (random.permutation(labels) for _ in range(8000))]
    score, deviation, chance = _score(nearest, labels, ones)
    assert chance == pytest.approx(np.mean(dealt), abs=4 * deviation / 8000**0.5)
    assert deviation == pytest.approx(np.std(dealt), rel=0.05)
    assert score == pytest.approx((np.mean(labels[nearest] == labels) - chance) / deviation)


def test_neighbours_see_what_two_of_many_features_say():
    random = np.random.default_rng(1)
    values = random.uniform(-1.0, 1.0, (8, 600))
    for features, hidden in ((values, values[2] * values[5] > 0.0), (values, np.abs(values[3]) > 0.5)):
        seen = Neighbours.of(features, hidden.astype(np.int8))
        assert not seen.is_chance
    assert Neighbours.of(values, random.integers(0, 2, 600).astype(np.int8)).is_chance


def test_neither_the_order_nor_the_units_nor_the_number_of_samples_count():
    random = np.random.default_rng(2)
    labels = np.repeat([0, 1], 700).astype(np.int8)
    # One value throughout: every sample is as near as every other, and sorted by class.
    assert Neighbours.of(np.ones((1, 1400)), labels).is_chance
    values = random.normal(size=(2, 1400)) + 2.0 * labels
    plain, stretched = (Neighbours.of(each, labels) for each in (values, np.exp(values * [[1.0], [20.0]])))
    assert plain == stretched
    assert plain.sample_count == MOST_NEIGHBOURS
    assert plain.right > 0.8
    assert plain.most_agreement > 0.6


def test_where_all_labels_are_alike_nothing_is_known():
    seen = Neighbours.of(np.arange(10.0)[None], np.zeros(10, np.int8))
    assert (seen.is_chance, seen.most_agreement) == (True, 1.0)
