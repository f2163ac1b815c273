"""Keys do what they do elsewhere in what has the focus, though the window has other uses for them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from neuron_desktop.session.runs.worker import TrainingState
from tests.ui.focus import bring_to_front, walk

KEYS = Qt.Key


@pytest.fixture
def window(robot):
    robot.window.activateWindow()
    robot.qtbot.waitUntil(robot.window.isActiveWindow)
    return robot.window


def test_space_presses_every_button_that_tab_reaches(robot, window, monkeypatch):
    robot.window.document.add_samples([[30.0], [-30.0]], [1])
    robot.qtbot.waitUntil(lambda: bool(robot.text("diagnosisLabel")))
    buttons = [stop for stop in walk(window.canvas) if isinstance(stop, QAbstractButton)]
    assert len(buttons) > 8
    for button in buttons:
        # What a button before this one has put away takes no keys.
        if not button.isVisible():
            continue
        pressed = []
        button.clicked.connect(lambda *_, pressed=pressed: pressed.append(True))
        button.setFocus()
        robot.qtbot.keyClick(button, KEYS.Key_Space)
        assert pressed, button.objectName()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
    assert window.training.state is TrainingState.READY


def test_the_arrows_choose_the_class_and_take_no_step(robot, window):
    blue, red = robot.child("class1Button"), robot.child("class0Button")
    blue.setFocus()
    robot.qtbot.keyClick(blue, KEYS.Key_Right)
    assert red.isChecked()
    assert window.drawing.label == 0
    assert QApplication.focusWidget() is red
    assert window.training.snapshot.iteration == 0


@pytest.mark.parametrize("name", ["weightsTable", "runsTable", "pointsTable"])
def test_the_arrows_go_from_cell_to_cell_and_take_no_step(robot, window, name):
    robot.key(KEYS.Key_Right)
    robot.qtbot.waitUntil(lambda: window.training.snapshot.iteration == 1)
    bring_to_front(robot, name)
    table = robot.child(name)
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    for key, column in ((KEYS.Key_Right, 1), (KEYS.Key_Left, 0), (KEYS.Key_Right, 1), (KEYS.Key_Home, 0)):
        robot.qtbot.keyClick(table, key)
        assert table.currentIndex().column() == column
    robot.child("pinRunAction").trigger()
    assert window.training.snapshot.iteration == 1


@pytest.mark.parametrize("name", ["sampleBox", "generatorBox", "speedBox"])
def test_home_in_a_list_chooses_its_first_and_resets_nothing(robot, window, name):
    asked = []
    window._actions["resetAction"].triggered.connect(asked.append)
    box = robot.child(name)
    box.setFocus()
    robot.qtbot.keyClick(box, KEYS.Key_Home)
    assert box.currentIndex() == 0
    assert not asked


def test_the_focus_goes_on_from_a_button_that_is_of_no_more_use(robot, window):
    robot.child("pinRunAction").trigger()
    bring_to_front(robot, "runsTable")
    table, remove = robot.child("runsTable"), robot.child("removeRunButton")
    table.setFocus()
    table.selectRow(1)
    order = walk(window.canvas)
    remove.setFocus()
    robot.qtbot.keyClick(remove, KEYS.Key_Space)
    assert not remove.isEnabled()
    assert QApplication.focusWidget() is order[(order.index(remove) + 1) % len(order)]


def test_every_action_of_the_tool_bar_is_in_a_menu(robot):
    menus = [menu for action in robot.window.menuBar().actions() if (menu := action.menu())]
    listed = {action for menu in menus for action in menu.actions()}
    bars = [action for action in robot.child("toolbar").actions() if action.text() and not action.isSeparator()]
    assert len(bars) > 8
    assert set(bars) <= listed
    assert set(robot.window._actions.values()) <= listed
