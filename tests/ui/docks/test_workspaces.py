"""Workspaces, the view bar and Present, in windows of every size."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from neuron_desktop.ui.docks.workspaces import FIRST, LAYOUT_VERSION, WORKSPACES

CONTROL = Qt.KeyboardModifier.ControlModifier
SIZES = ((960, 540), (1024, 700), (1092, 614), (1280, 800), (1600, 1000))


def settled(robot, width, height):
    """Give the window a size, and wait until it has been arranged in it."""
    robot.window.resize(width, height)
    robot.qtbot.waitUntil(lambda: robot.window.width() == width)
    QApplication.processEvents()


def share(robot):
    """Return how much of the window's width is the canvas's."""
    return robot.window.canvas.width() / robot.window.width()


@pytest.fixture
def large_text(qapp):
    """Plain text of 14 points while the test lasts."""
    before = qapp.font()
    large = qapp.font()
    large.setPointSizeF(14.0)
    qapp.setFont(large)
    yield
    qapp.setFont(before)


def is_whole(robot):
    """Return whether nothing of the toolbar and the view bar is cut or behind an arrow."""
    toolbar, bar = robot.child("toolbar"), robot.child("viewBar")
    arrows = [each for each in robot.window.findChildren(QToolButton) if each.objectName() == "qt_toolbar_ext_button"]
    switch = robot.child("workspaceSwitch")
    end = switch.mapTo(toolbar, QPoint(switch.width(), 0)).x()
    return not any(each.isVisible() for each in arrows) and end <= toolbar.width() and bar.isVisible()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_by_default_the_canvas_has_its_share_and_nothing_is_cut(robot, size):
    settled(robot, *size)
    for space in WORKSPACES:
        robot.child(f"{space.name}WorkspaceAction").trigger()
        robot.window.workspaces.reset()
        QApplication.processEvents()
        assert share(robot) >= 0.45, space.name
        assert is_whole(robot), space.name
        assert len(robot.window.views.open_names) <= (3 if size[0] >= 1280 else 2)
        for name in robot.window.views.open_names:
            assert robot.window.views[name].isVisible()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_so_it_is_with_large_text(large_text, open_window, size):
    robot = open_window()
    settled(robot, *size)
    for space in WORKSPACES:
        robot.child(f"{space.name}WorkspaceAction").trigger()
        robot.window.workspaces.reset()
        QApplication.processEvents()
        assert share(robot) >= 0.45, space.name
        assert is_whole(robot), space.name


def test_a_smaller_window_takes_from_the_views_not_from_the_canvas(robot):
    settled(robot, 1600, 1000)
    robot.window.workspaces.reset()
    QApplication.processEvents()
    robot.window.resize(1024, 700)
    robot.qtbot.waitUntil(lambda: robot.window.width() == 1024 and share(robot) >= 0.45)


def test_each_workspace_is_found_as_it_was_left(robot):
    settled(robot, 1280, 800)
    robot.key(Qt.Key.Key_4, CONTROL)
    assert robot.child("judgeWorkspaceAction").isChecked()
    assert robot.child("evaluationDock").isVisible()
    robot.window.views.toggle("runs")
    robot.view("notes")
    left = set(robot.window.views.open_names)
    robot.key(Qt.Key.Key_1, CONTROL)
    assert robot.window.views.open_names == ()
    robot.key(Qt.Key.Key_2, CONTROL)
    assert set(robot.window.views.open_names) == {"cost", "diagram"}
    robot.key(Qt.Key.Key_4, CONTROL)
    assert set(robot.window.views.open_names) == left
    robot.child("resetWorkspaceAction").trigger()
    assert set(robot.window.views.open_names) == {"evaluation", "runs"}


def test_the_next_start_finds_every_workspace(robot, open_window):
    robot.view("notes")
    train = set(robot.window.views.open_names)
    robot.key(Qt.Key.Key_3, CONTROL)
    robot.window.views.toggle("cost")
    explain = set(robot.window.views.open_names)
    robot.window.close()
    other = open_window()
    assert other.window.workspaces.current == "explain"
    assert set(other.window.views.open_names) == explain
    assert all(other.window.views[name].isVisible() for name in explain)
    other.key(Qt.Key.Key_2, CONTROL)
    assert set(other.window.views.open_names) == train


def test_layouts_of_earlier_versions_and_nonsense_are_dropped_without_a_word(open_window):
    stored = QSettings("Neuron Desktop", "Neuron Desktop")
    stored.setValue("layout/state", b"of a version with tabs")
    stored.setValue("workspaces/current", "mathematics")
    stored.setValue("workspaces/train", "no layout")
    robot = open_window()
    assert robot.window.workspaces.current == FIRST
    assert {"cost", "diagram"} == set(robot.window.views.open_names)
    assert not stored.contains("layout/state")
    assert LAYOUT_VERSION > 1


def test_presenting_shows_the_canvas_and_one_view_in_large_text_and_escape_brings_all_back(robot, qapp):
    settled(robot, 1280, 800)
    robot.window.workspaces.reset()
    before = robot.window.views.open_names, qapp.font().pointSizeF(), robot.window._view_options.options.point_size
    robot.key(Qt.Key.Key_F5)
    robot.qtbot.waitUntil(robot.window.isFullScreen)
    assert robot.window.views.open_names == ("diagram",)
    assert not robot.child("setupDock").isVisible()
    assert not robot.child("viewBar").isVisible()
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * before[1])
    assert robot.window.canvas.state().options.point_size == pytest.approx(1.5 * before[2])
    robot.child("enlargePointsAction").trigger()
    assert robot.window.canvas.state().options.point_size > 1.5 * before[2]
    robot.child("shrinkPointsAction").trigger()
    robot.key(Qt.Key.Key_Escape)
    robot.qtbot.waitUntil(lambda: not robot.window.isFullScreen())
    assert robot.child("setupDock").isVisible()
    assert robot.child("viewBar").isVisible()
    assert (robot.window.views.open_names, qapp.font().pointSizeF()) == before[:2]
    assert robot.window.canvas.state().options.point_size == pytest.approx(before[2])


def test_a_window_that_is_closed_while_it_presents_leaves_no_trace(robot, open_window, qapp):
    size = qapp.font().pointSizeF()
    robot.key(Qt.Key.Key_F5)
    robot.qtbot.waitUntil(robot.window.isFullScreen)
    robot.window.close()
    assert qapp.font().pointSizeF() == size
    other = open_window()
    assert not other.window.isFullScreen()
    assert other.child("setupDock").isVisible()


def test_the_view_bar_has_words_where_the_window_is_wide(robot):
    settled(robot, 1024, 700)
    assert robot.child("viewBar").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    settled(robot, 1280, 800)
    assert robot.child("viewBar").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon


def test_what_leaves_a_narrow_toolbar_comes_back_in_its_place(robot):
    settled(robot, 1280, 800)
    toolbar = robot.child("toolbar")
    before = toolbar.actions()
    toolbar.fit(600)
    assert len(toolbar.actions()) < len(before)
    assert robot.child("runAction") not in before
    toolbar.fit(1280)
    assert toolbar.actions() == before
