"""The view of a project: read from the window, and restored."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from neuron_desktop.core.training.plane import Hold
from neuron_desktop.files.projects.project import Range, View
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.judging.evaluation import Evaluation
from neuron_desktop.session.runs.training import Training
from neuron_desktop.ui.canvas.canvas import Canvas
from neuron_desktop.ui.canvas.canvas_state import PlaneChoice
from neuron_desktop.ui.docks.view_docks import ViewDocks
from neuron_desktop.ui.panels.axes_panel import AxesPanel
from neuron_desktop.ui.panels.split_panel import SplitPanel
from neuron_desktop.ui.widgets.speed_box import SpeedBox


class ProjectView(QObject):
    """Knows which part of the window shows which part of a `View`."""

    def __init__(
        self,
        document: Document,
        training: Training,
        evaluation: Evaluation,
        *,
        canvas: Canvas,
        axes_panel: AxesPanel,
        split_panel: SplitPanel,
        speed_box: SpeedBox,
        panels: Sequence[QWidget],
        views: ViewDocks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._training = training
        self._evaluation = evaluation
        self._canvas = canvas
        self._axes_panel = axes_panel
        self._split_panel = split_panel
        self._speed_box = speed_box
        self._panels = panels
        self._views = views

    def look(self) -> View:
        """Return the present view."""
        choice = self._canvas.choice
        x_range, y_range = self._canvas.plotItem.vb.viewRange()
        return View(
            choice.axes if self._document.dataset.feature_count > 2 else None,
            choice.hold.value,
            choice.sample,
            _range(x_range),
            _range(y_range),
            tuple(panel.objectName() for panel in (*self._panels, *self._views) if panel.isHidden()),
            self._speed_box.speed,
            self._evaluation.seed,
        )

    @Slot(object)
    def show_view(self, view: View) -> None:
        """Restore `view`."""
        self._split_panel.show_split(self._document.split)
        self._split_panel.on_parts_changed(self._document.parts, True)
        if view.axes is not None:
            holds = {hold.value: hold for hold in Hold}
            choice = PlaneChoice(view.axes, holds.get(view.hold, Hold.MEAN), view.sample)
            self._axes_panel.show_choice(choice)
            self._canvas.show_plane(choice)
        if view.x_range is not None and view.y_range is not None:
            self._canvas.setRange(xRange=view.x_range, yRange=view.y_range, padding=0.0, disableAutoRange=True)
        if view.speed is not None:
            self._speed_box.show_speed(view.speed)
        if view.test_seed is not None:
            self._evaluation.draw(self._document.dataset, self._training.snapshot, seed=view.test_seed)
        if view.hidden_panels is not None:
            for panel in self._panels:
                panel.setVisible(panel.objectName() not in view.hidden_panels)
            self._show_views(view.hidden_panels)

    def _show_views(self, hidden: tuple[str, ...]) -> None:
        """Open the views that were open; of a project that knows no views only close what was closed."""
        wanted = tuple(dock.spec.name for dock in self._views if dock.objectName() not in hidden)
        if len(wanted) < len(list(self._views)) - 1:
            if wanted != self._views.open_names:
                self._views.arrange(wanted)
        else:
            for dock in self._views:
                if dock.objectName() in hidden:
                    dock.hide()


def _range(ends: Sequence[float]) -> Range | None:
    low, high = float(ends[0]), float(ends[1])
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None
