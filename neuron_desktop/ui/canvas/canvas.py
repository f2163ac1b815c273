"""The canvas: shows the points and the neuron's line, and is where points are placed."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Dataset, Snapshot
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.core.training.plane import Plane, Slice
from neuron_desktop.session.judging.evaluation import TestResult
from neuron_desktop.session.runs.pinned_runs import Runs
from neuron_desktop.ui.canvas.canvas_state import CanvasState, PlaneChoice
from neuron_desktop.ui.canvas.description import axes_in_words, boundary_in_words, points_in_words, progress_in_words
from neuron_desktop.ui.canvas.gesture_item import GestureItem
from neuron_desktop.ui.canvas.keyboard_cursor import KeyboardCursor
from neuron_desktop.ui.canvas.layers import Layers
from neuron_desktop.ui.canvas.overlays import Overlays
from neuron_desktop.ui.canvas.pointing import Pointing
from neuron_desktop.ui.canvas.tool_driver import ToolDriver
from neuron_desktop.ui.canvas.tools import ToolKind
from neuron_desktop.ui.canvas.view_options import ViewOptions
from neuron_desktop.ui.items.axis_item import CanvasAxis
from neuron_desktop.ui.items.view_map import Array, Indices, Neighbours, ViewMap, extent, fitted
from neuron_desktop.ui.looks.theme import Theme
from neuron_desktop.ui.widgets.described_plot import DescribedPlot
from neuron_desktop.ui.widgets.help_text import set_help

EMPTY_RANGE = (-10.0, 10.0)

Mask = NDArray[np.bool_]

HELP = (
    "The points, the line on which the neuron is undecided (ŷ = ½), and its probability as shading, the stronger "
    "the surer. A left click places a point of the chosen class, a right click one of the other; drag a point to "
    "move it, Shift+click removes the nearest. The wheel zooms, Alt+drag moves the view, Ctrl+0 shows all points.\n"
    "Space trains and pauses, Right and Left go by one iteration, Home starts over.\n"
    "Without a mouse: Up or Down shows a cursor, the arrows move it, B and R place a point, Delete removes the "
    "nearest, Esc hides it."
)


class DrawingViewBox(pg.ViewBox):  # type: ignore[misc]
    """A view in which the left button draws: middle-drag, Alt+drag and the hand pan."""

    pans_with_left = False

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Pan, or leave the drag alone."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.button() is Qt.MouseButton.MiddleButton or alt or self.pans_with_left:
            super().mouseDragEvent(event, axis)
        else:
            event.ignore()


class Canvas(DescribedPlot):
    """Shows the data set, the probability as shading, the boundary ŷ = ½ and the true line.

    Signals
    -------
    sample_pointed(int or None)
        The mouse is on this sample, or on none.
    view_changed(Plane, ViewMap)
        Another part of the plane is visible, or another plane.

    Attributes
    ----------
    tools : ToolDriver
        What the mouse does; its signals ask for changes of the points.
    keyboard : KeyboardCursor
        What the arrow keys do; so does its signal.
    layers : Layers
        What is painted.
    """

    sample_pointed = Signal(object)
    view_changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        # No move of the mouse may be skipped, not even the last of a quick pair.
        pg.setConfigOption("mouseRateLimit", -1)
        axes = {side: CanvasAxis(side) for side in ("left", "bottom")}
        super().__init__(parent, viewBox=DrawingViewBox(enableMenu=False), axisItems=axes)
        set_help(self, "Canvas", HELP)
        for side in ("top", "right"):
            # They are never shown, but would follow each zoom.
            self.getAxis(side).unlinkFromView()
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self._parts = TrainTestSplit.whole(Dataset.empty())
        self._snapshot: Snapshot | None = None
        self._result: TestResult | None = None
        self._runs: Runs = ()
        self._section: Slice | None = None
        self._choice = PlaneChoice()
        self._plane = Plane.of(self.dataset)
        self._points: Array = self.dataset.features
        self._options = ViewOptions()
        self._labels = ("", "")
        self._formula = ""

        self.layers = Layers(self)
        self._overlays = Overlays(self)
        self.plotItem.hideButtons()
        self.plotItem.setMenuEnabled(False)
        self.viewport().setMouseTracking(True)
        gesture_item = GestureItem()
        self._gesture_item = gesture_item
        self.scene().addItem(gesture_item)
        self.tools = ToolDriver(self, gesture_item, self)
        self.keyboard = KeyboardCursor(self, self.tools, gesture_item, self)
        # Installed after the tools, which swallow some of the mouse's moves: Qt asks the last filter first.
        self._pointing = Pointing(self, self)
        for view_changed in (self.plotItem.vb.sigRangeChanged, self.plotItem.vb.sigResized):
            view_changed.connect(self._on_view_changed)
        self._pointing.told.connect(self._on_told)
        self._pointing.sample_pointed.connect(self.sample_pointed)
        self.keyboard.moved.connect(self._pointing.move_cursor)
        self._set_view(EMPTY_RANGE, EMPTY_RANGE)

    # --- what is shown

    @property
    def dataset(self) -> Dataset:
        """What is drawn."""
        return self._parts.dataset

    @property
    def parts(self) -> TrainTestSplit:
        """The training and the test part of it."""
        return self._parts

    @property
    def valid_snapshot(self) -> Snapshot | None:
        """The newest snapshot, if its neuron belongs to this data set."""
        return self._snapshot if self._section is not None else None

    @property
    def choice(self) -> PlaneChoice:
        """Which features are plotted, and where the others are held."""
        return self._choice

    @property
    def plane(self) -> Plane:
        """Where it is drawn."""
        return self._plane

    @property
    def points(self) -> Array:
        """Where the samples are on the plane, shape (2, m)."""
        return self._points

    @property
    def view(self) -> ViewMap:
        """The visible part of the plane."""
        area = self.plotItem.vb.sceneBoundingRect()
        x_range, y_range = self.plotItem.vb.viewRange()
        width, height = max(area.width(), 1.0), max(area.height(), 1.0)
        return ViewMap(area.left(), area.top(), width, height, tuple(x_range), tuple(y_range))

    @property
    def neighbours(self) -> Neighbours:
        """The samples, to be found by their pixels."""
        return Neighbours(self._points, self.view)

    def grid_step(self) -> tuple[float, float]:
        """Return how far apart the finest ticks are, across and up."""
        view = self.view
        steps = []
        for side, (low, high), length in (
            ("bottom", view.x_range, view.width),
            ("left", view.y_range, view.height),
        ):
            spacings = [spacing for spacing, _ in self.getAxis(side).tickSpacing(low, high, length)]
            steps.append(float(spacings[1]))
        return steps[0], steps[1]

    @property
    def legend_text(self) -> str:
        """The legend as HTML, empty where there is nothing to name."""
        return self.layers.legend()

    def state(self) -> CanvasState:
        """Return what is shown."""
        (left, right), (bottom, top) = self.viewRange()
        view = (left, right), (bottom, top)
        # What is new here may not be all that is new on another canvas.
        parts = replace(self._parts, appended=0)
        return CanvasState(parts, self._choice, self._options, self._snapshot, self._result, self._runs, view)

    def show_state(self, state: CanvasState) -> None:
        """Show what another canvas shows; what both already show stays."""
        if state.parts is not self._parts:
            self.on_parts_changed(state.parts, False)
        if state.choice != self._choice:
            self.show_plane(state.choice)
        if state.options != self._options:
            self.set_options(state.options)
        if state.snapshot is not None:
            self.on_progressed(state.snapshot)
        self.on_result_changed(state.result)
        if state.runs is not self._runs:
            self.on_runs_changed(state.runs)
        x_range, y_range = state.view
        self.setRange(xRange=x_range, yRange=y_range, padding=0, disableAutoRange=True)

    def show_nothing(self) -> None:
        """Let data set, run and test points go, and the memory that painting them has taken."""
        self._snapshot = None
        self.on_result_changed(None)
        self.on_runs_changed(())
        self.on_parts_changed(TrainTestSplit.whole(Dataset.empty()), True)
        self.layers.release()

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        self.setBackground(theme.canvas)
        self.layers.set_theme(theme)
        self._gesture_item.set_theme(theme)
        self._show_legend()

    def set_hint(self, text: str) -> None:
        """Show a line of advice over the canvas, or none."""
        self._overlays.show(self._overlays.hint, text)

    def set_options(self, options: ViewOptions) -> None:
        """Show these options besides the points and the line."""
        self._options = options
        self.plotItem.vb.setAspectLocked(options.equal_scale)
        self.layers.set_options(options)
        self._show_section()

    def choose_tool(self, kind: ToolKind) -> None:
        """Choose what the mouse does."""
        self.tools.choose(kind)
        self.plotItem.vb.pans_with_left = kind is ToolKind.HAND

    @Slot(object)
    def show_plane(self, choice: PlaneChoice) -> None:
        """Plot other features, or hold those that are not plotted elsewhere."""
        refit = choice.axes != self._choice.axes
        self._choice = choice
        self._show_points(appended=0)
        if refit:
            self.fit_view()

    @Slot(object, bool)
    def on_parts_changed(self, parts: TrainTestSplit, replaced: bool) -> None:
        """Show another data set, its test part hollow; fit the view to one that was replaced."""
        before, dataset = self.dataset, parts.dataset
        self._parts = parts
        other_features = dataset.feature_names != before.feature_names
        if replaced or other_features:
            self._choice = PlaneChoice()
        if dataset is not before:
            self.tools.on_points_changed()
        if not parts.appended:
            self._pointing.forget()
        self._show_points(appended=parts.appended)
        if replaced or other_features:
            self.fit_view()
        self.setAccessibleDescription(self.in_words())

    @Slot(str)
    def on_boundary_written(self, formula: str) -> None:
        """Note the formula of the boundary, for the description in words."""
        self._formula = formula

    def in_words(self) -> str:
        """Return the points of each class, the axes, the boundary with its sides, and how well the neuron does."""
        told = [points_in_words(self._parts), axes_in_words(self._axis_names(), self.view)]
        snapshot = self.valid_snapshot
        if snapshot is not None and self._section is not None:
            told.append(boundary_in_words(self._section, self._formula, self.dataset.class_names, self.view))
            told.append(progress_in_words(snapshot))
        return " ".join(filter(None, told))

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Move the line, or the curve, and the shading."""
        self._snapshot = snapshot
        self._show_section()

    @Slot(object)
    def on_result_changed(self, result: TestResult | None) -> None:
        """Show test points, the misclassified ones ringed, or none."""
        self._result = result
        self.layers.set_result(result)

    @Slot(object)
    def on_runs_changed(self, runs: Runs) -> None:
        """Show the boundaries of these pinned runs."""
        self._runs = runs
        self.layers.set_pinned(self._plane, runs)
        self._show_legend()

    @Slot(object)
    def on_selection_changed(self, indices: Indices) -> None:
        """Show which samples are selected."""
        self.tools.set_selection(indices)
        self.layers.set_selected(indices)

    @Slot(object)
    def point_at(self, index: int | None) -> None:
        """Highlight a sample that another view points at."""
        self.layers.set_emphasized(index)

    @Slot()
    def fit_view(self) -> None:
        """Show all points, with a margin."""
        if not self._points.shape[1]:
            self._set_view(EMPTY_RANGE, EMPTY_RANGE)
            return
        self._set_view(*(fitted(*extent(values)) for values in self._points))

    # --- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the overlays in their places."""
        super().resizeEvent(event)
        if hasattr(self, "_overlays"):
            self._overlays.place(self.plotItem.vb.sceneBoundingRect().toRect())

    @Slot(object)
    def _on_view_changed(self, *_change: object) -> None:
        self._pointing.refresh()
        self.view_changed.emit(self._plane, self.view)

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self._overlays.show(self._overlays.probe, text)

    # --- showing

    def _show_points(self, *, appended: int) -> None:
        """Draw the samples; only the last `appended`, if the others are drawn already."""
        dataset, choice = self.dataset, self._choice
        sample = min(choice.sample, max(dataset.sample_count - 1, 0))
        before, self._plane = self._plane, Plane.of(dataset, choice.axes, hold=choice.hold, sample=sample)
        self._points = self._plane.coordinates(dataset.features)
        self.layers.set_points(self._plane, dataset, self._points, self._parts.is_test, appended=appended)
        if not appended:
            self.layers.set_selected(self.tools.selection)
        names = self._axis_names()
        if names != self._labels:
            # An axis with another label is redrawn, which takes longer than all points.
            self._labels = names
            self.setLabel("bottom", html.escape(names[0]))
            self.setLabel("left", html.escape(names[1]))
        if not self._plane.is_where(before):
            if self._runs:
                self.layers.set_pinned(self._plane, self._runs)
            self.view_changed.emit(self._plane, self.view)
        self._show_section()

    def _show_section(self) -> None:
        snapshot = self._snapshot
        self._section = None if snapshot is None else self._plane.slice(snapshot)
        self.layers.set_section(self._section)
        if self._options.rings:
            self.layers.set_marked(None if snapshot is None else _wrong(self.dataset, snapshot))
        self._show_legend()
        self._pointing.refresh()

    def _show_legend(self) -> None:
        self._overlays.show(self._overlays.legend, self.layers.legend())

    def _set_view(self, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
        self.setRange(xRange=x_range, yRange=y_range, padding=0.05, disableAutoRange=True)

    def _axis_names(self) -> tuple[str, str]:
        names, plane = self.dataset.feature_names, self._plane
        return names[plane.horizontal], "" if plane.vertical is None else names[plane.vertical]


def _wrong(dataset: Dataset, snapshot: Snapshot) -> Mask | None:
    """Return which samples are on the wrong side of the boundary; None if the neuron has other features."""
    if snapshot.feature_map.input_count != dataset.feature_count:
        return None
    return np.asarray(snapshot.predict(dataset.features) != dataset.labels)
