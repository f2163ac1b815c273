"""A boundary that is a curve: its shading and its contour, from logits on a grid over the view."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import SettingsError, Snapshot, sigmoid
from neuron_desktop.ui.canvas_items import SHADED_LOGITS, StrokeItem
from neuron_desktop.ui.theme import Theme, blend

GRID = 128
SHADES = 512
Array = NDArray[np.float64]


class CurvedItem(pg.GraphicsObject):  # type: ignore[misc]
    """The probability as a tint over the whole view, and the curve ŷ = ½, of a neuron with derived features.

    The grid's nodes are the centres of the image's pixels. It reaches one pixel beyond the view, so that the curve
    does not end before the edge.
    """

    def __init__(self) -> None:
        super().__init__()
        self.contour = StrokeItem(connect="pairs")
        self._snapshot: Snapshot | None = None
        self._tints = np.zeros(SHADES, np.uint32)
        self._image: QImage | None = None
        self.setZValue(-100)

    def set_theme(self, theme: Theme) -> None:
        """Take the tints of the classes, and the curve's colour, from `theme`."""
        curve_pen = pg.mkPen(theme.boundary, width=2.5)
        # Flat or square ends would show where the pieces meet.
        curve_pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.contour.setPen(curve_pen)
        for place, logit in enumerate(np.linspace(-SHADED_LOGITS, SHADED_LOGITS, SHADES)):
            probability = float(sigmoid(logit))
            tint = theme.class_tints[1] if probability >= 0.5 else theme.class_tints[0]
            self._tints[place] = blend(theme.canvas, tint, abs(2.0 * probability - 1.0)).rgb()
        self._redraw()

    @property
    def is_shown(self) -> bool:
        """Whether there is a curve to show, in view or not."""
        snapshot = self._snapshot
        return snapshot is not None and snapshot.neuron.is_finite and bool(snapshot.neuron.weights.any())

    def set_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the probabilities of a neuron on two inputs, or nothing."""
        if snapshot is None and self._snapshot is None:
            return
        self._snapshot = snapshot
        self._redraw()

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()
        if self._snapshot is not None:
            self._redraw()

    def boundingRect(self) -> QRectF:
        """Return the visible part of the plane, and a pixel of the grid around it."""
        box = self.getViewBox()
        if box is None:
            return QRectF()
        # The item's own viewRect() still holds the last view while viewRangeChanged is called.
        view = box.viewRect()
        width, height = view.width() / (GRID - 2), view.height() / (GRID - 2)
        return QRectF(view).adjusted(-width, -height, width, height)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint the image over the view."""
        if self._image is None:
            return
        area = painter.worldTransform().mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)
        painter.restore()

    def _redraw(self) -> None:
        x = y = np.empty(0)
        self._image = None
        logits = self._logits()
        if logits is not None:
            area = self.boundingRect()
            shares = np.clip(logits[::-1] * (0.5 / SHADED_LOGITS) + 0.5, 0.0, 1.0)
            pixels = self._tints[np.rint(shares * (SHADES - 1)).astype(np.intp)]
            self._image = QImage(pixels.tobytes(), GRID, GRID, GRID * 4, QImage.Format.Format_RGB32).copy()
            columns, rows = zero_contour(logits)
            x = area.left() + (columns + 0.5) * (area.width() / GRID)
            y = area.top() + (rows + 0.5) * (area.height() / GRID)
        self.contour.setData(x, y)
        self.update()

    def _logits(self) -> Array | None:
        """Return z at the nodes, shape (GRID, GRID), row 0 at the smallest y; None where it cannot be told."""
        snapshot, area = self._snapshot, self.boundingRect()
        if snapshot is None or area.isEmpty():
            return None
        places = (np.arange(GRID) + 0.5) / GRID
        x, y = np.meshgrid(area.left() + places * area.width(), area.top() + places * area.height())
        z = logits_at(snapshot, np.stack([x.ravel(), y.ravel()]))
        return None if z is None else z.reshape(GRID, GRID)


def logits_at(snapshot: Snapshot, points: Array) -> Array | None:
    """Return z of points in the plane, shape (2, m) → (m,), or None where a number leaves the range of float64."""
    try:
        with np.errstate(all="ignore"):
            z = snapshot.logits(points)
    except SettingsError:
        return None
    return z if np.isfinite(z).all() else None


def zero_contour(z: Array) -> tuple[Array, Array]:
    """Return where a function is 0, by marching squares.

    Parameters
    ----------
    z
        Its values at the nodes of a grid, shape (rows, columns), finite.

    Returns
    -------
    tuple
        Columns and rows, in units of the grid, of the ends of straight pieces: two ends after each other make one.
    """
    inside = z >= 0.0
    corners = (np.s_[:-1, :-1], np.s_[:-1, 1:], np.s_[1:, 1:], np.s_[1:, :-1])
    count = np.stack([inside[corner] for corner in corners]).sum(axis=0)
    row, column = np.nonzero((count > 0) & (count < 4))
    if not row.size:
        return np.empty(0), np.empty(0)
    scale = np.abs(z).max()
    values = np.stack([(z / scale)[corner][row, column] for corner in corners])
    positive = np.stack([inside[corner][row, column] for corner in corners])
    # Edge e runs from corner e to the next, around the cell: below, right, above, left.
    after = np.roll(values, -1, axis=0)
    crossed = positive != np.roll(positive, -1, axis=0)
    share = np.divide(values, values - after, out=np.zeros_like(values), where=crossed)
    edge_columns = np.stack([share[0], np.ones_like(share[1]), 1.0 - share[2], np.zeros_like(share[3])]) + column
    edge_rows = np.stack([np.zeros_like(share[0]), share[1], np.ones_like(share[2]), 1.0 - share[3]]) + row
    is_saddle = crossed.all(axis=0)
    # Of a saddle's four crossings, its middle tells which belong together: 0 with 1 and 2 with 3, or 0 with 3.
    turned = is_saddle & ((values.mean(axis=0) >= 0.0) != positive[0])
    order = np.where(turned, np.array([[0], [3], [1], [2]]), np.arange(4)[:, None])
    chosen = np.take_along_axis(crossed, order, axis=0).T
    edge_columns = np.take_along_axis(edge_columns, order, axis=0).T
    edge_rows = np.take_along_axis(edge_rows, order, axis=0).T
    return edge_columns[chosen], edge_rows[chosen]
