"""The real window, driven by mouse and keys."""

from __future__ import annotations

from functools import wraps

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget

from neuron_desktop.files.weights.export_formats import FORMATS
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.window.main_window import MainWindow
from tests.conftest import delete_closed_windows


class WindowRobot:
    """Does to a window what a person does."""

    def __init__(self, qtbot, window):
        self.qtbot = qtbot
        self.window = window

    def pixel(self, x, y) -> QPoint:
        """Where data coordinates are on the canvas's viewport."""
        canvas = self.window.canvas
        return canvas.mapFromScene(canvas.plotItem.vb.mapViewToScene(QPointF(x, y)))

    def click(self, x, y, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.mouseClick(self.window.canvas.viewport(), button, modifier, self.pixel(x, y))

    def hover(self, x, y):
        """Move the mouse there, from elsewhere: the last test may have left it on that very pixel."""
        viewport, place = self.window.canvas.viewport(), self.pixel(x, y)
        self.qtbot.mouseMove(viewport, place + QPoint(9, 9))
        self.qtbot.mouseMove(viewport, place)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.window.canvas, key, modifier)

    def text(self, name) -> str:
        return self.child(name).text()

    def child(self, name):
        found = self.window.findChildren(QObject, name)
        assert len(found) == 1, name
        return found[0]

    def view(self, name):
        """The view of this name, brought to sight."""
        self.window.views.open(name)
        return self.window.views.view(name)

    def wait_for(self, state: TrainingState, timeout=30_000):
        self.qtbot.waitUntil(lambda: self.window.training.state is state, timeout=timeout)

    def at_full_speed(self):
        self.child("speedBox").setCurrentText("max")

    def complaint(self):
        """The text of the message box on screen, which is then closed."""
        self.qtbot.waitUntil(lambda: bool(self._boxes()))
        (box,) = self._boxes()
        text = box.informativeText()
        box.accept()
        self.qtbot.waitUntil(lambda: not self._boxes())
        return text

    def saved(self, action="saveAction"):
        """Save by an action, and wait until that has been done."""
        with self.qtbot.waitSignal(self.window.files.saved):
            self.child(action).trigger()

    def export_dialog(self):
        """The export dialog on screen, once the file of its format is made and checked."""
        self.child("exportWeightsAction").trigger()
        save = self.child("saveExportButton")
        self.qtbot.waitUntil(save.isEnabled)
        return self.child("exportDialog")

    def export(self, key="json"):
        """Save the weights by the export dialog, where the file chooser says."""
        dialog = self.export_dialog()
        place = next(place for place, known in enumerate(FORMATS) if known.key == key)
        self.child("formatList").setCurrentRow(place)
        save, check = self.child("saveExportButton"), self.child("exportCheck")
        self.qtbot.waitUntil(save.isEnabled)
        self.qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(save.isEnabled)
        text = check.text()
        dialog.reject()
        self.qtbot.waitUntil(lambda: self.window.findChild(object, "exportDialog") is None)
        # Without a window manager nobody else gives the keys back.
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        return text

    def _boxes(self):
        return [box for box in self.window.findChildren(QWidget, "complaint") if box.isVisible()]


@pytest.fixture(autouse=True)
def windows_are_held_until_they_are_deleted(monkeypatch):
    """Hold every window that a test makes: the collector would take their attributes before Qt calls their slots."""
    windows = []
    make = MainWindow.__init__

    @wraps(make)
    def noted(window, *arguments, **options):
        windows.append(window)
        make(window, *arguments, **options)

    monkeypatch.setattr(MainWindow, "__init__", noted)
    yield
    delete_closed_windows()


@pytest.fixture
def open_window(qtbot):
    """Open a window, with the arguments of `MainWindow`, and return its robot."""

    def opened(**options):
        window = MainWindow(**options)
        qtbot.addWidget(window, before_close_func=give_up_changes)
        window.resize(1100, 750)
        with qtbot.waitExposed(window):
            window.show()
        return WindowRobot(qtbot, window)

    return opened


@pytest.fixture
def robot(open_window):
    return open_window()


def give_up_changes(window):
    """Let a window be closed without a question."""
    window._closing._is_agreed = True
