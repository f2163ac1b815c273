"""What is shown on demand, and remembered."""

import pytest
from PySide6.QtCore import QSettings

from neuron_desktop.core import Dataset, Neuron
from neuron_desktop.session.document.source import Source
from neuron_desktop.ui.canvas.view_options import MOST_POINT_SIZE, ViewOptions
from neuron_desktop.ui.window.main_window import MainWindow

SHOWN = {
    "marginsAction": lambda layers: layers.boundary.has_margins,
    "gridAction": lambda layers: layers.grid.isVisible(),
    "weightArrowAction": lambda layers: layers.arrow.isVisible(),
}


@pytest.mark.parametrize("name", SHOWN)
def test_each_is_shown_at_a_click_and_gone_at_the_next(robot, name):
    layers = robot.window.canvas.layers
    assert not SHOWN[name](layers)
    robot.child(name).trigger()
    assert SHOWN[name](layers)
    robot.child(name).trigger()
    assert not SHOWN[name](layers)


def test_the_legend_names_the_margins(robot):
    robot.window.training.set_neuron(Neuron([1.0, 1.0], 0.0), 0)
    robot.qtbot.waitUntil(lambda: "ŷ = ½" in robot.text("legendLabel"))
    assert "¼" not in robot.text("legendLabel")
    robot.child("marginsAction").trigger()
    assert "¼" in robot.text("legendLabel")


def test_misclassified_points_are_ringed_and_the_rings_follow_the_line(robot):
    robot.window.document.replace(Dataset([[-1.0, 1.0], [0.0, 0.0]], [0, 1]), Source("two"))
    robot.child("ringsAction").trigger()
    marked = robot.window.canvas.layers.points._marked
    for sign, count in ((1.0, 0), (-1.0, 2)):
        robot.window.training.set_neuron(Neuron([sign, 0.0], 0.0), 0)
        robot.qtbot.waitUntil(lambda sign=sign: robot.window.training.snapshot.neuron.weights[0] == sign, timeout=5000)
        assert marked.samples.count == count
    robot.child("ringsAction").trigger()
    assert marked.samples.count == 0


def test_at_equal_scale_a_unit_is_as_long_across_as_up(robot):
    across, up = robot.window.canvas.view.pixel_size
    assert across != pytest.approx(up, rel=0.05)
    robot.child("equalScaleAction").trigger()
    across, up = robot.window.canvas.view.pixel_size
    assert across == pytest.approx(up, rel=1e-3)


def test_points_grow_and_shrink_within_bounds(robot):
    for _ in range(30):
        robot.child("enlargePointsAction").trigger()
    assert robot.window.canvas.layers.points._size == MOST_POINT_SIZE
    for _ in range(60):
        robot.child("shrinkPointsAction").trigger()
    assert robot.window.canvas.layers.points._size == 3.0


def test_they_are_remembered(robot, qtbot):
    robot.child("gridAction").trigger()
    robot.child("enlargePointsAction").trigger()
    other = MainWindow()
    qtbot.addWidget(other)
    assert other.canvas.layers.grid.isVisibleTo(other.canvas.plotItem.vb) or other.canvas.layers.grid.isVisible()
    assert other.canvas.layers.points._size == pytest.approx(10.0)


@pytest.mark.parametrize("size", ["abc", "-4", "1e9", "nan"])
def test_stored_nonsense_is_left_at_its_default(qtbot, size):
    stored = QSettings("Neuron Desktop", "Neuron Desktop")
    stored.setValue("view/point_size", size)
    stored.setValue("view/grid", "perhaps")
    window = MainWindow()
    qtbot.addWidget(window)
    assert window.canvas.layers.points._size == ViewOptions().point_size
    assert not window.canvas.layers.grid.isVisible()
