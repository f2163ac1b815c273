"""All views in their docks: opened in the lower right, closed, arranged by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from neuron_desktop.ui import views as table
from neuron_desktop.ui.docks.view_dock import ViewDock
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.views import View, Workbench

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
# A view with less height than this is hard to read, so no second one is opened below it.
COMFORTABLE_LINES = 13


class ViewDocks(QObject):
    """Makes a dock for each view of the table, and knows which are visible.

    Signals
    -------
    visibility_changed(str, bool)
        Whether the view of this name is visible now.
    told(str)
        What was done, in a sentence.
    """

    visibility_changed = Signal(str, bool)
    told = Signal(str)

    def __init__(self, workbench: Workbench, stored: QSettings, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, ViewDock] = {}
        for spec in table.VIEWS:
            dock = self._docks[spec.name] = ViewDock(spec, workbench, stored, window)
            dock.visibilityChanged.connect(self._on_visibility_changed)
            dock.told.connect(self.told)
            window.addDockWidget(RIGHT, dock)
            dock.hide()

    def __getitem__(self, name: str) -> ViewDock:
        """Return a dock by the name of its view."""
        return self._docks[name]

    def __iter__(self) -> Iterator[ViewDock]:
        """Return all docks, in the order of the table."""
        return iter(self._docks.values())

    def view(self, name: str) -> View:
        """Return a view, made if it was not needed before."""
        return self._docks[name].view

    @property
    def open_names(self) -> tuple[str, ...]:
        """The open views, visible or behind another in a tab."""
        return tuple(name for name, dock in self._docks.items() if not dock.isHidden())

    @Slot(str)
    def toggle(self, name: str) -> None:
        """Close a visible view; open another."""
        dock = self._docks[name]
        if dock.isVisible():
            dock.close()
        else:
            self.open(name)

    @Slot(str)
    def open(self, name: str) -> None:
        """Show a view in the lower right, where it replaces the last view if two are there."""
        dock = self._docks[name]
        if dock.isHidden() and not dock.isFloating():
            self._seat(dock)
        dock.show()
        dock.raise_()

    def arrange(self, names: Iterable[str]) -> None:
        """Show these views and no others, one below the other at the right."""
        for dock in self:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        shown = [self._docks[name] for name in names]
        for dock in shown:
            self._window.addDockWidget(RIGHT, dock, Qt.Orientation.Vertical)
            dock.show()
        for dock in self:
            if dock not in shown:
                # The window keeps nothing about a dock that it does not have.
                self._window.addDockWidget(RIGHT, dock)
                dock.hide()
        if shown:
            self._window.resizeDocks(shown, [1] * len(shown), Qt.Orientation.Vertical)

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        for dock in self:
            dock.set_theme(theme)

    def keep_states(self) -> None:
        """Keep what has been set in the views for the next start."""
        for dock in self:
            dock.keep_state()

    def make_shown(self) -> None:
        """Make the views that will be seen with the window."""
        for dock in self:
            if not dock.isHidden():
                _ = dock.view

    def _seat(self, dock: ViewDock) -> None:
        window = self._window
        others = [each for each in self if each.isVisible() and not each.isFloating()]
        others = [each for each in others if window.dockWidgetArea(each) is RIGHT]
        if not others:
            window.addDockWidget(RIGHT, dock)
            return
        lowest = max(others, key=lambda each: each.y())
        height = lowest.geometry().bottom() - min(each.y() for each in others)
        if len(others) == 1 and height >= 2 * COMFORTABLE_LINES * window.fontMetrics().lineSpacing():
            window.addDockWidget(RIGHT, dock, Qt.Orientation.Vertical)
            window.splitDockWidget(lowest, dock, Qt.Orientation.Vertical)
        else:
            size = lowest.height()
            window.addDockWidget(RIGHT, dock)
            window.tabifyDockWidget(lowest, dock)
            lowest.hide()
            window.resizeDocks([dock], [size], Qt.Orientation.Vertical)

    @Slot(bool)
    def _on_visibility_changed(self, visible: bool) -> None:
        dock = self.sender()
        assert isinstance(dock, ViewDock)
        self.visibility_changed.emit(dock.spec.name, visible)
