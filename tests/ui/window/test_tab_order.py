"""Tab goes where the eye does, through the whole window, and is never caught."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from neuron_desktop.core import Dataset
from neuron_desktop.session.document.source import Source
from tests.ui.focus import VIEWS, bring_to_front, is_read_after, reachable, walk


@pytest.fixture
def window(robot, qtbot):
    robot.window.resize(1280, 800)
    robot.window.activateWindow()
    qtbot.waitUntil(robot.window.isActiveWindow)
    return robot.window


def part_of(window, widget):
    """The part of the window, beside the others, that a widget belongs to."""
    while widget.parentWidget() is not window:
        widget = widget.parentWidget()
    return widget


@pytest.mark.parametrize("view", VIEWS)
def test_tab_reaches_everything_once_as_it_is_read_and_shift_tab_goes_the_same_way_back(robot, window, view):
    bring_to_front(robot, view)
    stops = walk(window.canvas)
    assert len(stops) == len(set(stops))
    assert set(stops) == reachable(window)
    assert robot.child(view) in stops
    for before, after in pairwise(stops):
        if part_of(window, before) is part_of(window, after):
            assert is_read_after(after, before), (before.objectName(), after.objectName())
    assert walk(window.canvas, forward=False) == [stops[0], *reversed(stops[1:])]


def test_tab_goes_from_tool_bar_to_left_column_canvas_views_and_timeline(robot, window):
    robot.key(Qt.Key.Key_Right)
    robot.qtbot.waitUntil(robot.child("timelineSlider").isEnabled)
    bring_to_front(robot, "weightsTable")
    names = [stop.objectName() for stop in walk(robot.child("speedBox"))]
    wanted = ["speedBox", "sampleBox", "splitSlider", "canvas", "costPlot", "weightsTable", "timelineSlider"]
    assert [name for name in names if name in wanted] == wanted


def test_tab_finds_what_is_unfolded_and_what_comes_with_a_data_set(robot, window):
    features = np.random.default_rng(0).normal(size=(4, 40))
    four = Dataset(features, np.arange(40) % 2, feature_names=("a", "b", "c", "d"))
    window.document.replace(four, Source("four features"))
    for name in ("moreSettingsButton", "xAxisBox"):
        assert robot.child(name).isVisible()
    robot.child("moreSettingsButton").click()
    stops = walk(window.canvas)
    assert set(stops) == reachable(window)
    names = [stop.objectName() for stop in stops]
    assert names.index("xAxisBox") < names.index("yAxisBox") < names.index("pointToolButton")
    assert names.index("moreSettingsButton") < names.index("optimizerBox") < names.index("toleranceBox")


def test_tab_scrolls_to_what_it_reaches(robot, window):
    window.resize(1024, 500)
    slider = robot.child("splitSlider")
    assert slider.visibleRegion().isEmpty()
    walk(window.canvas)
    window.canvas.setFocus()
    robot.qtbot.keyClick(window.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is slider
    assert not slider.visibleRegion().isEmpty()


def test_tab_in_a_cell_goes_on_to_the_next_cell(robot, window, qtbot):
    bring_to_front(robot, "pointsTable")
    qtbot.mouseClick(robot.child("addPointButton"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(QApplication.focusWidget(), "1.5")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    table = robot.child("pointsTable")
    assert table.isAncestorOf(QApplication.focusWidget())
    assert table.currentIndex().column() == 2
