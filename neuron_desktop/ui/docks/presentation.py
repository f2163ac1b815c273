"""Present: the window for a projector, with the canvas, one view, and larger text and points."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QByteArray, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QToolBar

from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.view_options import MOST_POINT_SIZE, ViewOptions
from neuron_desktop.ui.docks.view_docks import ViewDocks
from neuron_desktop.ui.docks.workspaces import LAYOUT_VERSION

SCALE = 1.5
USUAL_VIEW = "cost"
VIEW_SHARE = 0.32


@dataclass(frozen=True, slots=True)
class _Before:
    layout: QByteArray
    states: Qt.WindowState
    font: QFont


class Presentation(QObject):
    """Enters and leaves Present, and restores what was there before.

    Signals
    -------
    scaled()
        The application's text has another size now.
    """

    scaled = Signal()

    def __init__(
        self,
        canvas: Canvas,
        docks: ViewDocks,
        action: QAction,
        leave: QAction,
        side: tuple[QDockWidget | QToolBar, ...],
    ) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._docks = docks
        self._side = side
        self._action = action
        self._leave_action = leave
        self._before: _Before | None = None
        self._options = ViewOptions()
        action.setCheckable(True)
        leave.setEnabled(False)

    @property
    def is_on(self) -> bool:
        """Whether the window is presented."""
        return self._before is not None

    @Slot(object)
    def set_options(self, options: ViewOptions) -> None:
        """Show the canvas with these options, its points larger while it is presented."""
        self._options = options
        size = options.point_size * (SCALE if self.is_on else 1.0)
        self._canvas.set_options(replace(options, point_size=min(size, MOST_POINT_SIZE)))

    @Slot()
    def toggle(self) -> None:
        """Enter, or leave."""
        if self.is_on:
            self.leave()
        else:
            self.enter()

    @Slot()
    def enter(self) -> None:
        """Show the canvas and the view that is in front at the lower right, on the whole screen."""
        window, application = self._canvas.window(), QApplication.instance()
        if self.is_on or not isinstance(window, QMainWindow) or not isinstance(application, QApplication):
            return
        font = application.font()
        self._before = _Before(window.saveState(LAYOUT_VERSION), window.windowState(), QFont(font))
        seen = [dock for dock in self._docks if dock.isVisible()]
        front = max(seen, key=lambda dock: dock.y()).spec.name if seen else USUAL_VIEW
        self._docks.arrange([front])
        for part in self._side:
            part.hide()
        font.setPointSizeF(font.pointSizeF() * SCALE)
        application.setFont(font)
        self._show(True)
        window.showFullScreen()
        window.resizeDocks([self._docks[front]], [round(window.width() * VIEW_SHARE)], Qt.Orientation.Horizontal)

    @Slot()
    def leave(self) -> None:
        """Restore what was there."""
        before, window, application = self._before, self._canvas.window(), QApplication.instance()
        if before is None or not isinstance(window, QMainWindow) or not isinstance(application, QApplication):
            return
        self._before = None
        application.setFont(before.font)
        self._show(False)
        window.setWindowState(before.states)
        window.restoreState(before.layout, LAYOUT_VERSION)

    def _show(self, on: bool) -> None:
        self._action.setChecked(on)
        self._leave_action.setEnabled(on)
        self.scaled.emit()
        self.set_options(self._options)
