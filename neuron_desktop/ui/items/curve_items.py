"""A boundary that is a curve: its shading and its contours, from logits on a grid over the view."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import FeatureMap, Neuron, SettingsError
from neuron_desktop.ui.items.canvas_items import MARGIN_LOGIT, SHADED_LOGITS, margin_pen, pen, shade
from neuron_desktop.ui.items.contours import contour, logits_on_grid
from neuron_desktop.ui.items.view_item import Array, Layer, View, ViewItem
from neuron_desktop.ui.looks.theme import LIGHT, Theme

GRID = 128
SHADES = 512
CURVE_WIDTH = 2.5


class MappedNeuron(Protocol):
    """A neuron together with the derived features of two inputs that it weighs, such as a snapshot."""

    @property
    def neuron(self) -> Neuron:
        """What weighs the terms of the feature map."""

    @property
    def feature_map(self) -> FeatureMap:
        """The terms of the two inputs."""

    def logits(self, features: Array, /) -> Array:
        """Return z of points of the plane, shape (2, m) → (m,)."""


class CurvedItem(ViewItem):
    """The probability as a tint over the whole view, of a neuron with derived features.

    The grid's nodes are the centres of the image's pixels. It reaches one pixel beyond the view, so that a curve does
    not end before the edge. `contour` is an item of its own, for it lies above the points.
    """

    def __init__(self, view_box: pg.ViewBox) -> None:
        super().__init__(view_box, Layer.SHADING)
        self.contour = ContourItem(view_box, self)
        self._source: MappedNeuron | None = None
        self._theme = LIGHT
        self._image: QImage | None = None
        self._logits: Array | None = None
        self._computed_for: View | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the tints of the classes, and the curve's colour, from `theme`."""
        self._theme = theme
        self.contour.set_theme(theme)
        self._look_again()

    @property
    def is_shown(self) -> bool:
        """Whether there is a curve to show, in view or not."""
        return self._source is not None and self._source.neuron.has_boundary

    def set_snapshot(self, source: MappedNeuron | None) -> None:
        """Show the probabilities of a neuron on two inputs, or nothing."""
        if source is None and self._source is None:
            return
        self._source = source
        self._look_again()

    def logits(self) -> Array | None:
        """Return z at the nodes, shape (GRID, GRID), row 0 at the top; None where there is nothing to show."""
        view = self.view
        if view != self._computed_for:
            self._computed_for = view
            self._logits = self._image = None
            if self._source is not None and view.is_drawable:
                self._logits = _logits_in_view(self._source, view)
        return self._logits

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint the image over the view."""
        logits = self.logits()
        if logits is None:
            return
        if self._image is None:
            shares = np.clip(logits * (0.5 / SHADED_LOGITS) + 0.5, 0.0, 1.0)
            pixels = _tints(self._theme)[np.rint(shares * (SHADES - 1)).astype(np.intp)]
            self._image = QImage(pixels.tobytes(), GRID, GRID, GRID * 4, QImage.Format.Format_RGB32).copy()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        view = self.view
        width, height = view.width / (GRID - 2), view.height / (GRID - 2)
        painter.drawImage(QRectF(-width, -height, GRID * width, GRID * height), self._image)

    def _look_again(self) -> None:
        self._computed_for = None
        self.update()
        self.contour.update()


@cache
def _tints(theme: Theme) -> NDArray[np.uint32]:
    """Return the tints of the plane for z from −`SHADED_LOGITS` to `SHADED_LOGITS`, shape (SHADES,)."""
    tints = [shade(theme, z).rgb() for z in np.linspace(-SHADED_LOGITS, SHADED_LOGITS, SHADES)]
    return np.array(tints, np.uint32)


class ContourItem(ViewItem):
    """The curve ŷ = ½ of a neuron with derived features, and on demand its margins ŷ = 0.25 and 0.75."""

    def __init__(self, view_box: pg.ViewBox, curved: CurvedItem) -> None:
        super().__init__(view_box, Layer.BOUNDARY)
        self._curved = curved
        self._has_margins = False
        self._pen = QPen()
        self._margin_pen = QPen()

    def set_theme(self, theme: Theme) -> None:
        """Take the curve's colour from `theme`."""
        self._pen = pen(theme.boundary, CURVE_WIDTH)
        self._pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._margin_pen = margin_pen(self._pen.color())
        self.update()

    def set_margins(self, shown: bool) -> None:
        """Show the margins, or the curve alone."""
        self._has_margins = shown
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the curves."""
        logits = self._curved.logits()
        if logits is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        levels = [(0.0, self._pen)]
        if self._has_margins:
            levels += [(-MARGIN_LOGIT, self._margin_pen), (MARGIN_LOGIT, self._margin_pen)]
        for level, line in levels:
            painter.setPen(line)
            for curve in _curves(logits, self.view, level):
                painter.drawPolyline(curve)


def curves_in_view(source: MappedNeuron, view: View) -> list[QPolygonF]:
    """Return the curves ŷ = ½ of a neuron on two inputs, in the pixels of a view."""
    logits = _logits_in_view(source, view)
    return [] if logits is None else _curves(logits, view, 0.0)


def _logits_in_view(source: MappedNeuron, view: View) -> Array | None:
    x, y = (_nodes(*ends) for ends in (view.x_range, view.y_range[::-1]))
    return logits_on_grid(source.neuron, source.feature_map, x, y)


def _curves(logits: Array, view: View, level: float) -> list[QPolygonF]:
    width, height = view.width / (GRID - 2), view.height / (GRID - 2)
    curves = []
    for columns, rows in contour(logits, level):
        points = zip(((columns - 0.5) * width).tolist(), ((rows - 0.5) * height).tolist(), strict=True)
        curves.append(QPolygonF([QPointF(column, row) for column, row in points]))
    return curves


def _nodes(start: float, end: float) -> Array:
    """Return where the nodes of the grid are along a side of the view: the first and the last half a cell outside."""
    places = (np.arange(GRID) - 0.5) / (GRID - 2)
    return start * (1.0 - places) + end * places


def logits_at(source: MappedNeuron, points: Array) -> Array | None:
    """Return z of points in the plane, shape (2, m) → (m,), or None where a number leaves the range of float64."""
    try:
        with np.errstate(all="ignore"):
            z = source.logits(points)
    except SettingsError:
        return None
    return z if np.isfinite(z).all() else None
