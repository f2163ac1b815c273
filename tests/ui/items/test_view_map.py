"""Pixels and points of the plane answer to each other, and samples are found where they are seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.ui.items.view_map import VALUES_AT_ONCE, Neighbours, ViewMap, extent

VIEW = ViewMap(40.0, 5.0, 400.0, 300.0, (-10.0, 10.0), (0.0, 30.0))
PIXELS = st.tuples(st.floats(0, 500), st.floats(0, 400))


def at(pixels):
    """The points of the plane under pixels."""
    return VIEW.to_plane(np.array(pixels, float).T)


@given(st.lists(PIXELS, min_size=1, max_size=5))
def test_a_pixel_comes_back_from_its_point(pixels):
    np.testing.assert_allclose(VIEW.to_pixels(at(pixels)).T, pixels, atol=1e-9)


def test_corners_are_where_the_ranges_end():
    assert at([(40, 5), (440, 305)]).T.tolist() == [[-10.0, 30.0], [10.0, 0.0]]
    assert VIEW.pixel_size == (0.05, 0.1)


def test_only_the_rectangle_shows_the_plane():
    assert VIEW.shows([[40, 39.9, 440, 441, 100, 100], [5, 100, 305, 100, 4, 306]]).tolist() == [
        True,
        False,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("span", [1e-300, 1e300, 1.7e308])
def test_ranges_at_the_ends_of_float64_map_without_a_warning(span):
    view = ViewMap(0.0, 0.0, 100.0, 100.0, (-span, span), (-span, span))
    np.testing.assert_allclose(view.to_pixels([[0.0, span], [0.0, -span]]), [[50.0, 100.0], [50.0, 100.0]])
    np.testing.assert_allclose(view.to_plane([[50.0], [0.0]]), [[0.0], [span]], atol=span * 1e-15)


@given(st.lists(PIXELS, min_size=1, max_size=30), PIXELS, st.floats(1, 200))
def test_the_nearest_sample_is_the_nearest(pixels, mouse, within):
    distances = [np.hypot(x - mouse[0], y - mouse[1]) for x, y in pixels]
    found = Neighbours(at(pixels), VIEW).nearest(mouse, within=within)
    if found is None:
        assert min(distances) > within * (1 - 1e-9)
    else:
        assert distances[found] == pytest.approx(min(distances), abs=1e-9)
        assert distances[found] <= within * (1 + 1e-9)


def test_of_two_at_one_spot_the_uppermost_is_nearest():
    assert Neighbours(at([(100, 100)] * 3), VIEW).nearest((101, 100)) == 2


def test_nothing_is_nearest_to_nothing():
    nobody = Neighbours(np.empty((2, 0)), VIEW)
    assert nobody.nearest((1, 1)) is None
    assert nobody.within((0, 0), (500, 500), 50.0).size == 0


@given(st.lists(PIXELS, max_size=30), PIXELS, PIXELS, st.floats(1, 100))
def test_a_path_finds_what_a_dense_row_of_its_points_finds(pixels, start, end, radius):
    points = at(pixels) if pixels else np.empty((2, 0))
    found = set(Neighbours(points, VIEW).within(start, end, radius).tolist())
    row = np.linspace(start, end, 400)
    step = np.hypot(*np.subtract(end, start)) / 399
    for place, pixel in enumerate(pixels):
        distance = np.hypot(*(row - pixel).T).min()
        if distance <= radius - 1e-6:
            assert place in found
        if distance > radius + step:
            assert place not in found


def test_a_rectangle_holds_what_lies_in_it_from_any_corner():
    neighbours = Neighbours(at([(100, 100), (150, 120), (300, 100)]), VIEW)
    for corner, opposite in (((90, 90), (160, 130)), ((160, 90), (90, 130))):
        assert neighbours.inside(corner, opposite).tolist() == [0, 1]


@pytest.mark.parametrize("count", [1, 2, VALUES_AT_ONCE, 3 * VALUES_AT_ONCE + 1])
def test_the_extent_is_from_the_smallest_to_the_largest(count):
    values = np.random.default_rng(count).normal(size=count)
    assert extent(values) == (values.min(), values.max())
