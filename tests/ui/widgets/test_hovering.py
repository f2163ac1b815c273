"""What is read off where the mouse rests is a function of what is there now."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QToolTip, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.canvas.tools import ToolKind
from neuron_desktop.ui.widgets.hovering import Hover

# Tips are brought to the front.
TIPS_SHOWN_OFFSCREEN = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)


@pytest.fixture
def few(robot):
    dataset = Dataset([[-5.0, 5.0, -5.0, 5.0], [-5.0, -5.0, 5.0, 5.0]], [0, 0, 1, 1])
    robot.window.document.replace(dataset, Source("few"))
    robot.view("points")
    return robot


def rest(robot, widget, place):
    """Move the mouse to a place of a widget, from elsewhere, and leave it there."""
    robot.qtbot.mouseMove(widget, place + QPoint(3, 3))
    robot.qtbot.mouseMove(widget, place)


def rest_on_cost_curve(robot, iteration):
    plot = robot.child("costPlot")
    box = plot.plotItem.vb
    place = plot.mapFromScene(box.mapViewToScene(QPointF(iteration, box.viewRange()[1][1] / 2)))
    rest(robot, plot.viewport(), place)


def train(robot):
    robot.at_full_speed()
    robot.child("runAction").trigger()
    robot.wait_for(TrainingState.FINISHED)


def told_cost(robot):
    return robot.text("costReading")


def _told(robot):
    """The iteration and the cost that are told."""
    iteration, cost = told_cost(robot).removeprefix("iteration ").split(": ")
    return int(iteration.replace("\u202f", "")), float(cost)


# --- the mechanism


@pytest.fixture
def read(qtbot):
    widget, places = QWidget(), []
    qtbot.addWidget(widget)
    widget.resize(100, 100)
    widget.show()
    hover = Hover(widget, places.append)
    return widget, hover, places


def test_moves_are_read_at_once_and_changes_once_a_turn(read, qtbot):
    widget, hover, places = read
    qtbot.mouseMove(widget, QPoint(9, 9))
    qtbot.mouseMove(widget, QPoint(20, 30))
    assert places[-1] == (20.0, 30.0)
    places.clear()
    for _ in range(5):
        hover.refresh()
    assert places == []
    qtbot.waitUntil(lambda: places != [])
    QCoreApplication.processEvents()
    assert places == [(20.0, 30.0)]


def test_nothing_is_read_where_the_mouse_is_not(read, qtbot):
    widget, hover, places = read
    qtbot.mouseMove(widget, QPoint(9, 9))
    qtbot.mouseMove(widget, QPoint(20, 30))
    hover.refresh()
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
    assert places[-1] is None
    places.clear()
    hover.refresh()
    QCoreApplication.processEvents()
    assert places == []


def test_the_place_is_the_mouses_again_when_the_cursor_has_gone(read, qtbot):
    widget, hover, places = read
    qtbot.mouseMove(widget, QPoint(9, 9))
    qtbot.mouseMove(widget, QPoint(20, 30))
    hover.move_cursor((50.0, 60.0))
    assert places[-1] == (50.0, 60.0)
    hover.move_cursor(None)
    assert places[-1] == (20.0, 30.0)


# --- the cost curve


def test_the_cost_read_off_is_that_of_the_curve_on_screen(robot):
    train(robot)
    rest_on_cost_curve(robot, 1000)
    before = told_cost(robot)
    robot.window.document.replace(Dataset([[-1.0, 2.0, 3.0], [1.0, -1.0, 2.0]], [0, 1, 1]), Source("three"))
    train(robot)
    robot.qtbot.waitUntil(lambda: told_cost(robot) not in (before, ""))
    curve = robot.window.training.snapshot.cost_curve
    costs = dict(zip(curve.iterations.tolist(), curve.costs.tolist(), strict=True))
    robot.qtbot.waitUntil(lambda: _told(robot)[1] == pytest.approx(costs[_told(robot)[0]], rel=1e-3))


def test_a_curve_that_has_gone_is_not_read_off(robot):
    train(robot)
    rest_on_cost_curve(robot, 1000)
    assert "iteration 1\u202f0" in told_cost(robot) or "iteration 99" in told_cost(robot)
    robot.child("resetAction").trigger()
    robot.qtbot.waitUntil(lambda: told_cost(robot).startswith("iteration 0:"))


def test_the_axis_of_costs_says_so_and_counts_in_decades(robot):
    train(robot)
    axis = robot.child("costPlot").getAxis("left")
    assert axis.label.isVisible()
    assert axis.labelText == "cost"
    robot.child("costLogBox").click()
    (low, high), length = axis.range, axis.geometry().height()
    _, numbered = axis.tickValues(low, high, length)[0]
    assert numbered
    assert all(value == round(value) for value in numbered)
    assert axis.tickStrings(numbered, 1.0, 1.0)[-1] in ("1", "0.1")
    # The smallest that is shown.
    _, numbered = axis.tickValues(-16.0, 0.0, 150.0)[0]
    assert axis.tickStrings(numbered, 1.0, 5.0)[-2:] == ["10⁻⁵", "1"]


# --- the canvas


def told_place(robot):
    return robot.text("probeLabel")


def test_the_probe_follows_the_view(few):
    few.hover(2.0, 3.0)
    before = told_place(few)
    few.window.canvas.setRange(xRange=(100.0, 200.0), yRange=(100.0, 200.0), padding=0)
    few.qtbot.waitUntil(lambda: told_place(few) != before)
    assert "x1 = 1" in told_place(few)


def test_the_probe_follows_the_points(few):
    few.hover(5.0, -5.0)
    assert "point 2" in told_place(few)
    few.window.document.relabel_samples([1], 1)
    few.qtbot.waitUntil(lambda: "blue:" in told_place(few))
    few.window.document.remove_samples([1])
    few.qtbot.waitUntil(lambda: "point" not in told_place(few))


def test_the_probe_tells_of_a_point_that_appears_below_the_mouse(few):
    few.hover(0.0, 0.0)
    assert "point" not in told_place(few)
    few.window.document.add_samples([[0.0], [0.0]], [1])
    few.qtbot.waitUntil(lambda: "point 5" in told_place(few))
    assert few.window.canvas.layers.points._emphasized == 4


def test_the_probe_is_of_the_features_that_are_plotted(robot):
    dataset = Dataset([[-1.0, 1.0], [-1.0, 1.0], [10.0, 30.0]], [0, 1], ("a", "b", "c"))
    robot.window.document.replace(dataset, Source("three features"))
    robot.hover(0.0, 0.0)
    assert "b = " in told_place(robot)
    box = robot.child("yAxisBox")
    box.setCurrentIndex(2)
    box.activated.emit(2)
    robot.qtbot.waitUntil(lambda: "c = " in told_place(robot))


def test_the_brushs_circle_follows_its_radius_and_the_tool(robot):
    item = robot.window.canvas._gesture_item
    robot.window.panels.palette.choose(ToolKind.BRUSH)
    robot.hover(2.0, 3.0)
    radius = item._circle[1]
    robot.window.panels.palette.widen()
    robot.qtbot.waitUntil(lambda: item._circle[1] > radius)
    robot.window.panels.palette.choose(ToolKind.POINT)
    robot.qtbot.waitUntil(lambda: item._circle is None)


# --- tables and tips


def test_the_row_that_comes_under_the_mouse_lights_its_point(few):
    table = few.child("pointsTable")
    rest(few, table.viewport(), table.visualRect(table.model().index(0, 1)).center())
    points = few.window.canvas.layers.points
    assert points._emphasized == 0
    table.model().sort_by(0, Qt.SortOrder.DescendingOrder)
    few.qtbot.waitUntil(lambda: points._emphasized == 3)
    few.window.document.remove_samples([3])
    few.qtbot.waitUntil(lambda: points._emphasized == 2)


def ask_for_tip(robot, widget, place):
    rest(robot, widget, place)
    # Qt asks for it itself; if the test did, Qt would ask once more after the change.
    robot.qtbot.waitUntil(QToolTip.isVisible)


@pytest.fixture
def tips(robot):
    yield robot
    QToolTip.hideText()
    robot.qtbot.waitUntil(lambda: not QToolTip.isVisible())


@TIPS_SHOWN_OFFSCREEN
def test_the_timelines_tip_follows_the_run(tips):
    timeline = tips.child("timelineSlider")
    tips.child("stepAction").trigger()
    tips.qtbot.waitUntil(timeline.isEnabled)
    ask_for_tip(tips, timeline, timeline.rect().center())
    tips.child("stepAction").trigger()
    tips.qtbot.waitUntil(lambda: "iteration 2 of 2" in QToolTip.text())


@TIPS_SHOWN_OFFSCREEN
def test_a_weights_tip_follows_the_run(tips):
    tips.view("diagram")
    tips.child("stepAction").trigger()
    table = tips.child("weightsTable")
    tips.qtbot.waitUntil(lambda: table.item(0, 1).text() not in ("", "0.00000"))
    ask_for_tip(tips, table.viewport(), table.visualRect(table.model().index(0, 1)).center())
    before = QToolTip.text()
    assert float(before)
    tips.child("stepAction").trigger()
    tips.qtbot.waitUntil(lambda: QToolTip.text() != before)
    tips.qtbot.waitUntil(lambda: QToolTip.text() == repr(float(tips.window.training.snapshot.neuron.weights[0])))
