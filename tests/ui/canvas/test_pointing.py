"""A point that is pointed at in one view is lit in the others."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.canvas.tools import REACH


@pytest.fixture
def few(robot):
    dataset = Dataset([[-5.0, 5.0, -5.0, 5.0], [-5.0, -5.0, 5.0, 5.0]], [0, 0, 1, 1])
    robot.window.document.replace(dataset, Source("few"))
    robot.view("points")
    return robot


def background(robot, row):
    model = robot.child("pointsTable").model()
    return model.data(model.index(row, 0), Qt.ItemDataRole.BackgroundRole)


def test_the_canvas_lights_the_row(few):
    few.hover(5.0, -5.0)
    assert background(few, 1) is not None
    assert [background(few, row) for row in (0, 2, 3, 4)] == [None] * 4
    few.hover(0.0, 0.0)
    assert background(few, 1) is None


def test_the_row_lights_the_point(few):
    table = few.child("pointsTable")
    place = table.visualRect(table.model().index(2, 1)).center()
    few.qtbot.mouseMove(table.viewport(), place + QPoint(1, 1))
    few.qtbot.mouseMove(table.viewport(), place)
    assert few.window.canvas.layers.points._emphasized == 2
    QCoreApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    assert few.window.canvas.layers.points._emphasized is None


def test_a_point_is_met_within_some_pixels_only(few):
    heard = []
    few.window.canvas.sample_pointed.connect(heard.append)
    viewport, place = few.window.canvas.viewport(), few.pixel(5.0, 5.0)
    for away in (30, int(REACH) - 2, 30):
        few.qtbot.mouseMove(viewport, place + QPoint(away, 0))
    assert heard == [3, None]


def test_points_that_change_are_lit_no_longer(few):
    few.hover(5.0, 5.0)
    few.child("clearAction").trigger()
    assert few.window.canvas.layers.points._emphasized is None
    assert background(few, 0) is None


def test_a_row_is_lit_still_when_other_points_are_held_back(few):
    few.hover(5.0, -5.0)
    assert background(few, 1) is not None
    few.child("splitSlider").setValue(50)
    few.qtbot.waitUntil(lambda: background(few, 1) is not None)
    assert few.window.canvas.layers.points._emphasized == 1
