"""The canvas: where points are placed and the neuron's line is seen."""

from __future__ import annotations

import html
import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from neuron_desktop.core import Dataset, Neuron, Snapshot, log_loss
from neuron_desktop.session.evaluation import TestResult
from neuron_desktop.ui import formatting
from neuron_desktop.ui.canvas_items import LineItem, ShadingItem, TestPointsItem, pen, style_axes
from neuron_desktop.ui.curve_items import CurvedItem, logits_at
from neuron_desktop.ui.points_item import PointsItem
from neuron_desktop.ui.theme import Theme

MARGIN = 10
EMPTY_RANGE = (-10.0, 10.0)


class DrawingViewBox(pg.ViewBox):  # type: ignore[misc]
    """A view in which the left button draws: only middle-drag and Alt+drag pan."""

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Pan with the middle button or with Alt; leave other drags alone."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.button() is Qt.MouseButton.MiddleButton or alt:
            super().mouseDragEvent(event, axis)
        else:
            event.ignore()


class Canvas(pg.PlotWidget):  # type: ignore[misc]
    """Shows the data set, the probability as shading, the line ŷ = ½ and the true line.

    Signals
    -------
    point_requested(float, float, bool)
        A click at (x, y) in data units asks for a point; of the other class where the flag is set.
    removal_requested(list)
        A Shift+click asks to remove the samples at these columns.
    """

    point_requested = Signal(float, float, bool)
    removal_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        # No move of the mouse may be skipped, not even the last of a quick pair.
        pg.setConfigOption("mouseRateLimit", -1)
        super().__init__(parent, viewBox=DrawingViewBox(enableMenu=False))
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self._dataset: Dataset | None = None
        self._snapshot: Snapshot | None = None
        self._theme: Theme | None = None
        self._pointer: QPointF | None = None

        self._shading = ShadingItem()
        self._curved = CurvedItem()
        self._true_line = LineItem()
        self._points = PointsItem()
        self._test_points = TestPointsItem()
        self._boundary = LineItem()
        grounds = (self._shading, self._curved)
        lines = (self._true_line, self._boundary, self._curved.contour)
        for item in (*grounds, *self._test_points.parts, self._points, *lines):
            self.addItem(item, ignoreBounds=True)
        self._hint = self._overlay("hint", "canvasHint")
        self._probe = self._overlay("probe", "probeLabel")
        self._legend = self._overlay("probe", "legendLabel")

        self.plotItem.hideButtons()
        self.plotItem.setMenuEnabled(False)
        self.viewport().setMouseTracking(True)
        self.viewport().installEventFilter(self)
        scene = self.scene()
        # A slow press must still place a point.
        scene.minDragTime = 1e9
        scene.sigMouseClicked.connect(self._on_clicked)
        scene.sigMouseMoved.connect(self._on_moved)
        self._set_view(EMPTY_RANGE, EMPTY_RANGE)

    def set_theme(self, theme: Theme) -> None:
        """Take every colour from `theme`."""
        self.setBackground(theme.canvas)
        for item in (self._shading, self._curved, self._points, self._test_points):
            item.set_theme(theme)
        self._boundary.setPen(pen(theme.boundary, 2.5))
        self._true_line.setPen(pen(theme.true_line, 2, dashed=True))
        self._theme = theme
        self._show_legend()
        style_axes(self, theme)

    def set_hint(self, text: str) -> None:
        """Show a line of advice over the canvas, or none."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))
        self._place_overlays()

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        """Show another data set; fit the view to one that was replaced."""
        self._dataset = dataset
        x, y = self._plotted(dataset)
        self._points.set_samples(x, y, dataset.labels)
        self._true_line.set_line(dataset.true_line)
        self._show_legend()
        names = self._axis_names(dataset)
        self.setLabel("bottom", html.escape(names[0]))
        self.setLabel("left", html.escape(names[1]))
        if replaced:
            self.fit_view()
        reds, blues = dataset.class_counts
        self.setAccessibleDescription(
            f"{dataset.sample_count} points: {reds} {dataset.class_names[0]}, {blues} {dataset.class_names[1]}; "
            f"horizontally {names[0]}, vertically {names[1]}"
        )

    @Slot(object)
    def on_progressed(self, snapshot: Snapshot) -> None:
        """Move the line, or the curve, and the shading."""
        self._snapshot = snapshot if snapshot.feature_map.input_count == 2 else None
        is_straight = snapshot.feature_map.is_linear
        neuron = _plane_neuron(snapshot) if self._snapshot is not None and is_straight else None
        self._shading.set_neuron(neuron)
        self._boundary.set_neuron(neuron)
        self._curved.set_snapshot(None if is_straight else self._snapshot)
        self._show_legend()
        if self._pointer is not None and self._probe.isVisible():
            self._on_moved(self._pointer)

    @Slot(object)
    def on_result_changed(self, result: TestResult | None) -> None:
        """Show test points, the misclassified ones ringed, or none."""
        if result is None:
            self._test_points.set_result(None, None)
        else:
            self._test_points.set_result(result.dataset, result.wrong)

    @Slot()
    def fit_view(self) -> None:
        """Show all points, with a margin."""
        dataset = self._dataset
        if dataset is None or dataset.sample_count == 0:
            self._set_view(EMPTY_RANGE, EMPTY_RANGE)
            return
        ranges = []
        for values in self._plotted(dataset):
            low, high = float(values.min()), float(values.max())
            if not high - low > 1e-9 * max(abs(low), abs(high)):
                half = abs(low) / 2 or 1.0
                low, high = low - half, high + half
            ranges.append((low, high))
        self._set_view(*ranges)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the read-out when the mouse leaves."""
        if event.type() is QEvent.Type.Leave:
            self._probe.hide()
        return bool(super().eventFilter(watched, event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the overlays in their places."""
        super().resizeEvent(event)
        if hasattr(self, "_probe"):
            self._place_overlays()

    def _overlay(self, role: str, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("role", role)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.hide()
        return label

    def _show_legend(self) -> None:
        """Name the lines that can be seen."""
        lines = []
        if self._theme is not None and self._boundary.is_shown:
            lines.append(f'<span style="color:{self._theme.boundary}"><b>━━</b></span> the neuron’s line, ŷ = ½')
        if self._theme is not None and self._curved.is_shown:
            lines.append(f'<span style="color:{self._theme.boundary}"><b>━━</b></span> the neuron’s curve, ŷ = ½')
        if self._theme is not None and self._true_line.is_shown:
            lines.append(f'<span style="color:{self._theme.true_line}"><b>╍╍</b></span> the true line')
        text = "<br>".join(lines)
        if text != self._legend.text():
            self._legend.setText(text)
            self._legend.setVisible(bool(text))
            self._place_overlays()

    def _place_overlays(self) -> None:
        area = self.plotItem.vb.sceneBoundingRect().toRect()
        self._hint.setWordWrap(False)
        self._hint.adjustSize()
        if self._hint.width() > area.width() - 2 * MARGIN:
            self._hint.setWordWrap(True)
            width = max(area.width() - 2 * MARGIN, 1)
            self._hint.resize(width, self._hint.heightForWidth(width))
        self._hint.move(area.center().x() - self._hint.width() // 2, area.top() + MARGIN)
        self._probe.adjustSize()
        self._legend.adjustSize()
        # A row above the probe, whose width changes with what is under the mouse.
        above = area.bottom() - self._probe.height() - MARGIN * 3 // 2
        self._legend.move(area.right() - self._legend.width() - MARGIN, above - self._legend.height())
        self._probe.move(area.left() + MARGIN, area.bottom() - self._probe.height() - MARGIN)

    def _set_view(self, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
        self.setRange(xRange=x_range, yRange=y_range, padding=0.05, disableAutoRange=True)

    @staticmethod
    def _plotted(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
        """Return what is plotted along each axis: the first two features, or height 0 for a single one."""
        x = dataset.features[0]
        return x, dataset.features[1] if dataset.feature_count > 1 else np.zeros_like(x)

    @staticmethod
    def _axis_names(dataset: Dataset) -> tuple[str, str]:
        return dataset.feature_names[0], dataset.feature_names[1] if dataset.feature_count > 1 else ""

    def _data_position(self, scene_position: QPointF) -> QPointF | None:
        view = self.plotItem.vb
        if not view.sceneBoundingRect().contains(scene_position):
            return None
        return QPointF(view.mapSceneToView(scene_position))

    @Slot(object)
    def _on_clicked(self, event: Any) -> None:
        position = self._data_position(event.scenePos())
        button = event.button()
        if position is None or button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            nearest = self._nearest(position)
            if nearest is not None:
                self.removal_requested.emit([nearest])
        else:
            self.point_requested.emit(position.x(), position.y(), button is Qt.MouseButton.RightButton)

    def _nearest(self, position: QPointF) -> int | None:
        """Return the column of the sample that looks nearest on the screen."""
        if self._dataset is None or self._dataset.sample_count == 0:
            return None
        width, height = self.plotItem.vb.viewPixelSize()
        x, y = self._plotted(self._dataset)
        return int(np.argmin(((x - position.x()) / width) ** 2 + ((y - position.y()) / height) ** 2))

    @Slot(object)
    def _on_moved(self, scene_position: QPointF) -> None:
        self._pointer = scene_position
        position = self._data_position(scene_position)
        self._probe.setVisible(position is not None and self._dataset is not None)
        if position is None or self._dataset is None:
            return
        shown = [
            f"{name} = {formatting.number(value, 3)}"
            for name, value in zip(self._axis_names(self._dataset), (position.x(), position.y()), strict=True)
            if name
        ]
        if self._snapshot is not None:
            logits = logits_at(self._snapshot, np.array([[position.x()], [position.y()]]))
            z = math.nan if logits is None else float(logits[0])
            probability = float(np.exp(-log_loss(z, 1)))
            shown += [f"z = {formatting.number(z, 3)}", f"ŷ = {formatting.number(probability, 3)}"]
        self._probe.setText("   ".join(shown))
        self._place_overlays()


def _plane_neuron(snapshot: Snapshot) -> Neuron:
    """Return the neuron that gives on both inputs what that of a straight boundary gives on its terms."""
    if snapshot.feature_map.is_identity:
        return snapshot.neuron
    weights = np.zeros(2)
    for term, weight in zip(snapshot.feature_map.terms, snapshot.neuron.weights, strict=True):
        weights[term.first] += weight
    return Neuron(weights, snapshot.neuron.bias)
