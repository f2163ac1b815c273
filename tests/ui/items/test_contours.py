"""Logits on a grid, and the curves on which they have a given value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuron_desktop.core import FeatureMap, Neuron, quadratic_terms
from neuron_desktop.ui.items.contours import contour, logits_on_grid

TERMS = (*quadratic_terms(2), "sin x1", "sin x2")


@given(
    st.lists(st.sampled_from(TERMS), min_size=1, unique=True),
    st.lists(st.floats(-100, 100), min_size=len(TERMS) + 1, max_size=len(TERMS) + 1),
    arrays(np.float64, 5, elements=st.floats(-1e3, 1e3)),
    arrays(np.float64, 4, elements=st.floats(-1e3, 1e3)),
)
def test_the_grid_has_the_logits_of_its_nodes(terms, weights, x, y):
    feature_map = FeatureMap.of(terms, 2)
    neuron = Neuron(weights[: len(terms)], weights[-1])
    columns, rows = np.meshgrid(x, y)
    nodes = np.stack([columns.ravel(), rows.ravel()])
    expected = neuron.logits(feature_map.apply(nodes)).reshape(rows.shape)
    sizes = np.abs(neuron.weights) @ np.abs(feature_map.apply(nodes)) + abs(neuron.bias)
    z = logits_on_grid(neuron, feature_map, x, y)
    assert (np.abs(z - expected).ravel() <= 1e-13 * sizes).all()


def test_numbers_too_large_to_square_give_no_grid():
    feature_map = FeatureMap.of(("x1²",), 2)
    places = np.array([-1e200, 1e200])
    assert logits_on_grid(Neuron([1.0], 0.0), feature_map, places, places) is None
    assert logits_on_grid(Neuron([0.0], 0.0), feature_map, places, places) is None


def lengths(curves):
    return sum(np.hypot(*np.diff(curve)).sum() for curve in curves)


@pytest.mark.parametrize(
    ("values", "length", "count"),
    [
        (lambda x, y: x - 3.25, 9.0, 1),
        (lambda x, y: y - 0.5, 9.0, 1),
        (lambda x, y: np.hypot(x - 4.5, y - 4.5) - 3.0, 2 * np.pi * 3.0, 1),
        (lambda x, y: (x - 2.5) * (x - 6.5), 18.0, 2),
        (lambda x, y: 1e300 * (x - 3.25), 9.0, 1),
        (lambda x, y: 1e-300 * (x - 3.25), 9.0, 1),
        (lambda x, y: x * 0.0 + 1.0, 0.0, 0),
        (lambda x, y: x * 0.0, 0.0, 0),
    ],
)
def test_a_contour_is_as_long_as_the_curve_and_in_one_piece(values, length, count):
    y, x = np.mgrid[0:10, 0:10].astype(float)
    curves = contour(values(x, y))
    assert len(curves) == count
    assert lengths(curves) == pytest.approx(length, rel=0.03)
    for columns, rows in curves:
        assert np.abs(values(columns, rows)).max() <= 0.07 * np.abs(values(x, y)).max()


@pytest.mark.parametrize("level", [-np.log(3.0), 0.0, np.log(3.0)])
def test_a_contour_runs_where_the_function_has_its_level(level):
    y, x = np.mgrid[0:40, 0:50].astype(float)
    curves = contour(0.3 * x - 0.2 * y - 2.0, level)
    assert len(curves) == 1
    assert np.abs(0.3 * curves[0][0] - 0.2 * curves[0][1] - 2.0 - level).max() < 1e-12


def test_a_closed_curve_ends_where_it_begins():
    y, x = np.mgrid[0:20, 0:20].astype(float)
    (curve,) = contour(np.hypot(x - 9.3, y - 9.6) - 5.0)
    assert np.array_equal(curve[:, 0], curve[:, -1])


@pytest.mark.parametrize("middle", [0.3, -0.3])
def test_a_saddle_is_cut_as_its_middle_says(middle):
    curves = contour(np.array([[1.0, -1.0], [-1.0, 1.0]]) + middle)
    assert len(curves) == 2
    for curve in curves:
        # Where the middle is positive the pieces cut off the negative corners, (1, 0) and (0, 1).
        assert (abs(curve.mean(axis=1).sum() - 1.0) < 1e-9) == (middle > 0)


@given(arrays(np.int64, (6, 7), elements=st.integers(-9, 9)), st.integers(-9, 9), st.sampled_from([1e-300, 1.0, 1e300]))
def test_every_crossing_of_an_edge_is_on_a_curve_once(values, whole, unit):
    # Between the values, so that no two crossings are in the same place.
    z, level = values * unit, (whole + 0.5) * unit
    inside = z >= level
    crossings = (inside[:, 1:] != inside[:, :-1]).sum() + (inside[1:] != inside[:-1]).sum()
    curves = contour(z, level)
    # A closed curve names the place where it begins twice. Every curve that does not close ends at the edge.
    closed = [np.array_equal(curve[:, 0], curve[:, -1]) and curve.shape[1] > 2 for curve in curves]
    assert sum(curve.shape[1] for curve in curves) - sum(closed) == crossings
    for curve, is_closed in zip(curves, closed, strict=True):
        assert np.isfinite(curve).all()
        if not is_closed:
            for column, row in curve[:, [0, -1]].T:
                assert column in (0.0, 6.0) or row in (0.0, 5.0)
