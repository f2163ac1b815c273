"""The panels around the canvas: the left column and the read-outs below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.panels.axes_panel import AxesPanel
from neuron_desktop.ui.panels.data_panel import DataPanel
from neuron_desktop.ui.panels.settings_panel import SettingsPanel
from neuron_desktop.ui.panels.split_panel import SplitPanel
from neuron_desktop.ui.panels.status_strip import StatusStrip
from neuron_desktop.ui.panels.tool_palette import ToolPalette
from neuron_desktop.ui.widgets.loading_view import LoadingView
from neuron_desktop.ui.widgets.speed_box import SpeedBox
from neuron_desktop.ui.widgets.widgets import SidePanel
from neuron_desktop.ui.window.actions import Actions


class Panels:
    """Makes every panel and puts it into its dock; `connections` connects them.

    Attributes
    ----------
    data, axes, palette, settings, split
        The left column, from above.
    strip, speed, loading
        The read-outs at the bottom, the speed in the toolbar, and the progress in the status bar.
    setup, readouts
        The docks of the left column and of the read-outs.
    """

    def __init__(self, window: QMainWindow, actions: Actions, dataset: Dataset, training: Training) -> None:
        self._window = window
        self.data = DataPanel()
        self.axes = AxesPanel()
        self.palette = ToolPalette(actions)
        self.settings = SettingsPanel(training.settings)
        self.split = SplitPanel()
        self.strip = StatusStrip(dataset, training.snapshot)
        self.speed = SpeedBox()
        self.loading = LoadingView()
        left, below = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        self.setup = self._dock("Data and neuron", "setupDock", self._side_panel(), left)
        self.readouts = self._dock("Read-outs", "readoutsDock", self.strip, below)
        # A message hides what is said of the run for some seconds, and takes no row of its own.
        window.statusBar().addWidget(self.strip.diagnosis, 1)
        window.statusBar().addPermanentWidget(self.loading)
        window.statusBar().setSizeGripEnabled(False)
        window.statusBar().setContentsMargins(8, 0, 8, 0)

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        self.data.set_theme(theme)

    def _side_panel(self) -> QWidget:
        panel = SidePanel(self._left_column())
        panel.setObjectName("sidePanel")
        panel.setAccessibleName("Data and neuron")
        return panel

    def _left_column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(0)
        for panel in (self.data, self.axes, self.palette, self.settings, self.split):
            # Closer than the style's spacing, since these belong together.
            panel.setContentsMargins(0, -4, 0, -4)
            layout.addWidget(panel)
        layout.addStretch(1)
        return column

    def _dock(self, title: str, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        # A panel has its own headings; the empty bar would only take space.
        dock.setTitleBarWidget(QWidget())
        self._window.addDockWidget(area, dock)
        return dock
