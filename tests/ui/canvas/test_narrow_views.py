"""Columns that are narrow beside their values: seen, zoomed into, drawn on and read off like any others."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from neuron_desktop.core import Dataset
from neuron_desktop.core.numerals import parse_number
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.items.view_map import fitted

NARROW = [(1.7e15, 2e4), (1.7e9, 0.001), (1e12, 1.0), (-1e12, 1.0), (1013.0, 2.0)]


def narrow(middle, half, count=60):
    random = np.random.default_rng(1)
    offsets = random.uniform(-half, half, count)
    prices = random.uniform(8.0, 22.0, count)
    # Not quite separable, so that there is an optimum.
    labels = (offsets / half + random.normal(0.0, 0.2, count) > 0.1).astype(int)
    return Dataset(np.stack([middle + offsets, prices]), labels, ("stamp", "price"))


@pytest.fixture(params=NARROW, ids=[f"{middle:g}" for middle, _ in NARROW])
def seen(robot, request):
    middle, half = request.param
    robot.window.document.replace(narrow(middle, half), Source("narrow"))
    robot.half, robot.middle = half, middle
    # A wide canvas, whose axes need no other width while it is zoomed.
    robot.child("drawWorkspaceAction").trigger()
    QCoreApplication.processEvents()
    robot.window.canvas.fit_view()
    return robot


def wheel(robot, pixel, steps):
    viewport = robot.window.canvas.viewport()
    place, nothing = QPointF(*pixel), QPoint()
    turned = QWheelEvent(
        place, QPointF(viewport.mapToGlobal(place.toPoint())), nothing, QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(viewport, turned)


def test_all_points_are_seen_side_by_side(seen):
    canvas = seen.window.canvas
    columns = canvas.view.to_pixels(canvas.points)[0]
    assert np.ptp(columns) > 0.8 * canvas.view.width
    assert np.unique(np.round(columns)).size > 40


def test_the_axis_tells_its_numbers_apart(seen):
    axis = seen.window.canvas.getAxis("bottom")
    low, high = axis.range
    spacing, values = axis.tickValues(low, high, axis.geometry().width())[0]
    texts = axis.tickStrings(values, 1.0, spacing)
    assert len(set(texts)) == len(texts) >= 2
    assert max(map(len, texts)) <= 9
    label = axis.labelString()
    offset = parse_number(label.split(" − ")[1].split("<")[0]) if " − " in label else 0.0
    offset = -parse_number(label.split(" + ")[1].split("<")[0]) if " + " in label else offset
    for value, text in zip(values, texts, strict=True):
        assert parse_number(text) + offset == pytest.approx(
            value, rel=0, abs=spacing / 100 + 2 * np.spacing(abs(value))
        )


def test_the_wheel_zooms_about_the_mouse(seen):
    canvas = seen.window.canvas
    pixel = (canvas.view.left + canvas.view.width * 0.3, canvas.view.top + canvas.view.height * 0.6)
    before, width = canvas.view.to_plane(np.array(pixel)[:, None]), np.ptp(canvas.view.x_range)
    wheel(seen, pixel, 2)
    assert np.ptp(canvas.view.x_range) < 0.9 * width
    after = canvas.view.to_pixels(before)[:, 0]
    assert after == pytest.approx(pixel, abs=1.0)


def test_a_click_places_a_point_below_the_mouse(seen):
    canvas = seen.window.canvas
    pixel = QPoint(
        round(canvas.view.left + canvas.view.width * 0.31), round(canvas.view.top + canvas.view.height * 0.77)
    )
    count = canvas.dataset.sample_count
    seen.qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixel)
    assert canvas.dataset.sample_count == count + 1
    placed = canvas.view.to_pixels(canvas.points[:, [-1]])[:, 0]
    assert placed == pytest.approx((pixel.x(), pixel.y()), abs=1.0)


def test_the_line_lies_between_the_classes_and_the_probe_is_exact_to_the_pixel(seen):
    canvas = seen.window.canvas
    seen.child("standardizeBox").click()
    seen.at_full_speed()
    seen.child("runAction").trigger()
    seen.wait_for(TrainingState.FINISHED)
    assert seen.window.training.snapshot.accuracy > 0.8
    image = canvas.grab().toImage()
    area = canvas.plotItem.vb.sceneBoundingRect()
    row = int(area.center().y())
    scale = image.devicePixelRatio()
    # Shaded red left of the line, blue right of it.
    left = image.pixelColor(int((area.left() + 6) * scale), int(row * scale))
    right = image.pixelColor(int((area.right() - 6) * scale), int(row * scale))
    assert left.red() > left.blue() + 10
    assert right.blue() > right.red() + 10
    pixel = (canvas.view.left + canvas.view.width * 0.4, canvas.view.top + canvas.view.height * 0.4)
    canvas._pointing._on_read(pixel)
    told = parse_number(seen.text("probeLabel").split("   ")[0].removeprefix("stamp = "))
    assert told == pytest.approx(
        canvas.view.to_plane(np.array(pixel)[:, None])[0, 0], rel=0, abs=canvas.view.pixel_size[0]
    )


@pytest.mark.parametrize(
    ("low", "high"),
    [(-5.0, 5.0), (3.0, 3.0), (0.0, 0.0), (1e12, 1e12 + 1.0), (1e12, np.nextafter(1e12, np.inf)), (-1e300, 1e300)],
)
def test_a_range_holds_its_values_and_can_be_drawn(low, high):
    left, right = fitted(low, high)
    assert left <= low <= high <= right
    assert right - left >= 8 * np.spacing(max(abs(low), abs(high)))
    assert right - left <= max(2 * (high - low), abs(low), 2.0, 9 * np.spacing(abs(high)))
