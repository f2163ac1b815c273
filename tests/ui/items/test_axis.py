"""The axes of the canvas: ticks where the values are, and numbers that are seen whole."""

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGraphicsItem

from neuron_desktop.core.numerals import parse_number
from neuron_desktop.ui.items.axis_item import CanvasAxis
from neuron_desktop.ui.items.canvas_items import style_axes
from neuron_desktop.ui.looks.theme import DARK, LIGHT
from tests.ui.plane import Plane, near

TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def plane(request, qtbot):
    made = Plane(qtbot, request.param)
    made.theme = request.param
    made.widget.setAxisItems({side: CanvasAxis(side) for side in ("left", "bottom")})
    style_axes(made.widget, request.param)
    # Long enough for the axes to have made room for their numbers.
    for _ in range(3):
        made.image()
    return made


def numbers(plane):
    for side in ("left", "bottom"):
        # What is kept as pixels would be written as pixels.
        plane.widget.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.NoCache)
    return [text.text.strip() for text in plane.svg().iter(TEXT)]


@pytest.mark.parametrize(
    ("x_range", "y_range", "expected"),
    [
        ((-5.0, 5.0), (-5.0, 5.0), ["−4", "−2", "0", "2", "4"]),
        ((0.1, 0.52), (-1.0, 1.0), ["0.1", "0.2", "0.3", "0.4", "0.5"]),
        ((-1.0, 1.0), (90.0, 1330.0), ["0", "500", "1000", "1500"]),
    ],
)
def test_numbers_stand_at_the_longer_ticks(plane, x_range, y_range, expected):
    plane.look_at(x_range, y_range)
    written = numbers(plane)
    # One at either end may have no room.
    assert [number for number in expected[1:-1] if number not in written] == []
    for side, (low, high) in (("bottom", x_range), ("left", y_range)):
        axis = plane.widget.getAxis(side)
        length = plane.view_box.rect().width() if side == "bottom" else plane.view_box.rect().height()
        for value in axis.tickValues(low, high, length)[0][1][1:-1]:
            assert min(abs(parse_number(number) - value) for number in written) <= 1e-9 * max(1.0, abs(value))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_ticks_reach_into_the_view_where_the_grid_runs(plane, scale):
    image = plane.image(scale)
    length = plane.view_box.rect().width()
    ticks = plane.widget.getAxis("bottom").tickValues(-5.0, 5.0, length)[0][1]
    area = plane.view_box.sceneBoundingRect()
    row = int((area.bottom() - 3.0) * scale)
    for value in ticks:
        column = plane.place(value, 0.0, scale).x()
        around = [image.pixelColor(column + shift, row) for shift in (-2, -1, 0, 1, 2)]
        assert any(near(color, plane.theme.border) for color in around)
    between = plane.place((ticks[0] + ticks[1]) / 2 + 0.23, 0.0, scale).x()
    assert near(image.pixelColor(between, row), plane.theme.canvas)


def test_longer_numbers_get_room(plane, qtbot):
    left, metrics = plane.widget.getAxis("left"), QFontMetricsF(plane.widget.font())
    before = left.geometry().width()
    plane.look_at((-1.0, 1.0), (1_000.0, 1_000.002))
    longest = max(numbers(plane), key=len)
    assert metrics.horizontalAdvance(longest) > before
    qtbot.waitUntil(lambda: left.geometry().width() >= metrics.horizontalAdvance(longest))


def test_a_number_that_would_be_cut_at_the_end_is_left_out(plane):
    plane.look_at((-6.0, 4.02), (100.0, 101.0))
    assert "2" in numbers(plane)
    assert "4" not in numbers(plane)
    plane.look_at((-6.0, 5.0), (100.0, 101.0))
    assert "4" in numbers(plane)
    plane.look_at((-1.0, 1.0), (92.0, 100.02))
    assert "100" not in numbers(plane)
    assert "98" in numbers(plane)


def test_an_axis_that_is_told_its_range_again_is_not_drawn_anew(plane, monkeypatch):
    axis = plane.widget.getAxis("bottom")
    told = []
    monkeypatch.setattr(axis, "updateAutoSIPrefix", lambda: told.append(1))
    axis.setRange(*axis.range)
    assert not told
    axis.setRange(-2.0, 2.0)
    assert told == [1]


@pytest.mark.parametrize("view", [(1e9 - 1, 1e9 + 1), (-1e300, 1e300), (1e-300, 3e-300)])
def test_ranges_far_away_huge_and_tiny_are_drawn(plane, view):
    plane.look_at(view, view)
    assert not plane.image().isNull()
    assert numbers(plane)


def test_an_axis_without_length_is_drawn(plane):
    plane.widget.resize(1, 1)
    assert not plane.image().isNull()
