"""The panels around the canvas, and their places."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.panels.axes_panel import AxesPanel
from neuron_desktop.ui.panels.data_panel import DataPanel
from neuron_desktop.ui.panels.settings_panel import SettingsPanel
from neuron_desktop.ui.panels.split_panel import SplitPanel
from neuron_desktop.ui.panels.status_strip import StatusStrip
from neuron_desktop.ui.panels.tool_palette import ToolPalette
from neuron_desktop.ui.views.columns_view import StatisticsView
from neuron_desktop.ui.views.cost_view import CostView
from neuron_desktop.ui.views.evaluation_view import EvaluationView
from neuron_desktop.ui.views.neuron_view import NeuronView
from neuron_desktop.ui.views.notes_view import NotesView
from neuron_desktop.ui.views.points_table import PointsTable
from neuron_desktop.ui.views.runs_view import RunsView
from neuron_desktop.ui.widgets.loading_view import LoadingView
from neuron_desktop.ui.widgets.speed_box import SpeedBox
from neuron_desktop.ui.widgets.widgets import SidePanel
from neuron_desktop.ui.window.actions import Actions

SIDE_WIDTH = 210
# The right-hand column shows all its tabs where that takes no more than this share of the window.
LEAST_RIGHT_WIDTH, MOST_RIGHT_SHARE = 300, 0.28


class Panels:
    """Makes every panel and puts it into its dock or tab; `connections` connects them.

    Attributes
    ----------
    data, axes, palette, settings, split
        The left column, from above.
    cost, neuron, evaluation, runs, points, statistics, notes
        The right column: the cost curve and the tabs below it.
    strip, speed, loading
        The read-outs at the bottom, the speed in the toolbar, and the progress in the status bar.
    tabs, docks
        What holds them.
    """

    def __init__(self, window: QMainWindow, actions: Actions, dataset: Dataset, training: Training) -> None:
        self._window = window
        self.data = DataPanel()
        self.axes = AxesPanel()
        self.palette = ToolPalette(actions)
        self.settings = SettingsPanel(training.settings)
        self.split = SplitPanel()
        self.cost = CostView(training.settings)
        self.neuron = NeuronView(dataset)
        self.evaluation = EvaluationView(actions["testAction"])
        self.runs = RunsView(actions["pinRunAction"])
        self.points = PointsTable(dataset)
        self.statistics = StatisticsView()
        self.notes = NotesView()
        self.strip = StatusStrip(dataset, training.snapshot)
        self.speed = SpeedBox()
        self.loading = LoadingView()
        self.tabs = self._made_tabs()
        areas = Qt.DockWidgetArea
        self.docks = (
            self._dock("Data and neuron", "setupDock", self._side_panel(), areas.LeftDockWidgetArea),
            self._dock("Cost curve", "costDock", self.cost, areas.RightDockWidgetArea),
            self._dock("Details", "detailsDock", self.tabs, areas.RightDockWidgetArea),
            self._dock("Read-outs", "readoutsDock", self.strip, areas.BottomDockWidgetArea),
        )
        window.statusBar().addPermanentWidget(self.loading)

    def arrange(self) -> None:
        """Give the canvas what the panels can spare; only a window that has been shown knows what they need."""
        left, cost, tabs, strip = self.docks
        wanted = self.tabs.tabBar().sizeHint().width() + 12
        right_width = max(LEAST_RIGHT_WIDTH, min(wanted, round(self._window.width() * MOST_RIGHT_SHARE)))
        self._window.resizeDocks([left, cost], [SIDE_WIDTH, right_width], Qt.Orientation.Horizontal)
        self._window.resizeDocks([cost, tabs], [280, 320], Qt.Orientation.Vertical)
        self._window.resizeDocks([strip], [strip.minimumSizeHint().height()], Qt.Orientation.Vertical)

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        for panel in (self.cost, self.data, self.runs, self.points, self.statistics):
            panel.set_theme(theme)

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

    def _made_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        for panel, title in (
            (self.neuron, "Neuron"),
            (self.evaluation, "Evaluation"),
            (self.runs, "Runs"),
            (self.points, "Points"),
            (self.statistics, "Columns"),
            (self.notes, "Notes"),
        ):
            tabs.addTab(panel, title)
        return tabs

    def _dock(self, title: str, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        # A panel has its own headings; the empty bar would only take space.
        dock.setTitleBarWidget(QWidget())
        self._window.addDockWidget(area, dock)
        return dock
