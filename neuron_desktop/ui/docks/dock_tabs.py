"""The tabs of docks stacked by a person: with icons, and without words if there is no space."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTabBar

from neuron_desktop.ui.docks.view_docks import ViewDocks
from neuron_desktop.ui.looks.icons import icon
from neuron_desktop.ui.looks.theme import LIGHT, Theme


class DockTabs(QObject):
    """Makes sure that no tab is cut or hidden behind arrows, as Qt's own would be."""

    def __init__(self, docks: ViewDocks, window: QMainWindow) -> None:
        super().__init__(window)
        self._docks = docks
        self._window = window
        self._theme = LIGHT
        self._known: set[QTabBar] = set()
        # Qt makes and fills its tab bars after it has emitted the change.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.fit)
        docks.visibility_changed.connect(self._soon.start)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours."""
        self._theme = theme
        self.fit()

    def fit(self) -> None:
        """Show words if all fit, else only icons."""
        bars = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for bar in bars:
            if bar not in self._known:
                self._known.add(bar)
                bar.setUsesScrollButtons(False)
                bar.setElideMode(Qt.TextElideMode.ElideNone)
                bar.installEventFilter(self)
            self._fit(bar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again when a bar gets another width or other tabs."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._soon.start()
        return super().eventFilter(watched, event)

    def _fit(self, bar: QTabBar) -> None:
        titles = {dock.windowTitle(): dock for dock in self._docks}
        docks = [titles.get(bar.tabText(place) or bar.tabToolTip(place)) for place in range(bar.count())]
        for place, dock in enumerate(docks):
            if dock is not None:
                bar.setTabIcon(place, icon(dock.spec.icon, self._theme))
                bar.setTabToolTip(place, dock.windowTitle())
                bar.setTabText(place, dock.windowTitle())
        if bar.sizeHint().width() > bar.width():
            for place, dock in enumerate(docks):
                if dock is not None:
                    bar.setTabText(place, "")
