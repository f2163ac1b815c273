"""Every dialog can be used, and left, by keys and ears alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMenu

from neuron_desktop.session.faults import Fault
from neuron_desktop.ui.dialogs.changed_file import ChangedFileQuestion
from neuron_desktop.ui.dialogs.fault_dialog import FaultDialog
from neuron_desktop.ui.widgets.choosing import complain
from neuron_desktop.ui.widgets.dialogs import open_dialog
from tests.places import TESTS
from tests.ui.focus import complaints, is_read_after, reachable, same_mnemonics, walk

ASKED_ABOUT = TESTS / "data" / "iris.csv"


def open_import(robot):
    robot.window.open_path(ASKED_ABOUT)


def open_export(robot):
    robot.export_dialog()


def open_question(robot):
    robot.window.document.clear()
    robot.window._closing._is_agreed = False
    robot.window.close()


def open_changed_file(robot):
    ChangedFileQuestion(robot.window).ask(ASKED_ABOUT)


def open_complaint(robot):
    complain(robot.window, "Nothing was opened", "There is no such file.")


def open_fault(robot):
    open_dialog(FaultDialog(Fault("It broke.", "Traceback: it broke"), TESTS, robot.window))


def by_action(name):
    def opened(robot):
        robot.child(name).trigger()

    return opened


DIALOGS = {
    "import": open_import,
    "export weights": open_export,
    "unsaved work": open_question,
    "changed file": open_changed_file,
    "complaint": open_complaint,
    "fault": open_fault,
    **{
        name: by_action(name)
        for name in (
            "exportImageAction",
            "exportAnimationAction",
            "helpAction",
            "keyboardHelpAction",
            "formulasAction",
            "whatsNewAction",
            "reportFaultAction",
            "aboutAction",
        )
    },
}


@pytest.fixture(params=DIALOGS)
def dialog(request, robot):
    robot.window.activateWindow()
    robot.qtbot.waitUntil(robot.window.isActiveWindow)
    robot.child("iterationsBox").setFocus()
    robot.child("stepAction").trigger()
    robot.qtbot.waitUntil(lambda: robot.window.training.snapshot.iteration == 1)
    DIALOGS[request.param](robot)
    robot.qtbot.waitUntil(lambda: bool(dialogs(robot)))
    (opened,) = dialogs(robot)
    opened.activateWindow()
    robot.qtbot.waitUntil(opened.isActiveWindow)
    return opened


def dialogs(robot):
    return [dialog for dialog in robot.window.findChildren(QDialog) if dialog.isVisible()]


def test_a_dialog_is_walked_through_named_and_left_by_keys(robot, dialog):
    assert complaints(dialog) == []
    texts = [part.text() for part in dialog.findChildren(QAbstractButton) if part.isVisible()]
    texts += [part.text() for part in dialog.findChildren(QLabel) if part.isVisible() and part.buddy()]
    assert same_mnemonics(texts) == []
    start = QApplication.focusWidget()
    assert start is not None
    assert dialog.isAncestorOf(start)
    stops = walk(start)
    assert len(stops) == len(set(stops))
    assert set(stops) == reachable(dialog)
    assert walk(start, forward=False) == [stops[0], *reversed(stops[1:])]
    first = min(reachable(dialog), key=lambda stop: (stop.mapToGlobal(stop.rect().topLeft()).y(), stop.x()))
    in_order = stops[stops.index(first) :] + stops[: stops.index(first)]
    for before, after in pairwise(in_order):
        assert is_read_after(after, before), (before.objectName(), after.objectName())
    robot.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    robot.qtbot.waitUntil(lambda: not dialogs(robot))
    robot.window.activateWindow()
    robot.qtbot.waitUntil(robot.window.isActiveWindow)
    assert QApplication.focusWidget() is robot.child("iterationsBox")


def test_no_menu_uses_a_letter_twice(robot):
    menus = [menu for menu in robot.window.menuBar().findChildren(QMenu) if menu.actions()]
    assert len(menus) > 6
    assert same_mnemonics([action.text() for action in robot.window.menuBar().actions()]) == []
    for menu in menus:
        assert same_mnemonics([action.text() for action in menu.actions()]) == [], menu.title()
