"""The samples on the canvas, drawn once into an image that is repainted while the line moves."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.ui.theme import Theme

POINT_SIZE = 8.0
OUTLINE = 1.0


class PointsItem(pg.GraphicsObject):  # type: ignore[misc]
    """Discs of class 1 and squares of class 0, so that shape tells too; later samples lie above earlier ones.

    Every frame of training repaints the canvas, but only another view, data set or theme changes this image.
    """

    def __init__(self) -> None:
        super().__init__()
        self._x = self._y = np.empty(0)
        self._labels = np.empty(0, np.int8)
        self._theme: Theme | None = None
        self._image: QImage | None = None
        self._drawn_for: object = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the classes from `theme`."""
        self._theme = theme
        self._redraw()

    def set_samples(self, x: NDArray[np.float64], y: NDArray[np.float64], labels: NDArray[np.int8]) -> None:
        """Show samples at (x, y), each shape (m,)."""
        self._x, self._y, self._labels = x, y, labels
        self._redraw()

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        """Return the visible part of the plane."""
        return self.viewRect() or QRectF()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint the image, drawn anew where the view is another one."""
        if self._theme is None or self._x.size == 0:
            return
        to_device = painter.worldTransform()
        area = to_device.mapRect(self.boundingRect()).toAlignedRect()
        scale = painter.device().devicePixelRatioF()
        view = (to_device, area, scale)
        if self._image is None or view != self._drawn_for:
            self._image = self._drawn(self._theme, to_device, area, scale)
            self._drawn_for = view
        painter.save()
        painter.resetTransform()
        painter.drawImage(area.topLeft(), self._image)
        painter.restore()

    def _redraw(self) -> None:
        self._image = None
        self.update()

    def _drawn(self, theme: Theme, to_device: QTransform, area: QRect, scale: float) -> QImage:
        width, height = max(round(area.width() * scale), 1), max(round(area.height() * scale), 1)
        stamps = np.stack([_stamp(label, theme, scale) for label in (0, 1)])
        pixels = self._stamped(stamps, to_device, area, scale, (height, width))
        image = QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
        image.setDevicePixelRatio(scale)
        return image

    def _stamped(
        self, stamps: NDArray[np.uint32], to_device: QTransform, area: QRect, scale: float, shape: tuple[int, int]
    ) -> NDArray[np.uint32]:
        """Return the image's pixels, shape (height, width), the stamp of each sample's class pressed on each place.

        Every pixel keeps the number of the last sample whose stamp covers it together with the place in that stamp,
        so one pass over the few places of a stamp serves all samples at once.
        """
        size = stamps.shape[1]
        height, width = shape[0] + 2 * size, shape[1] + 2 * size
        with np.errstate(over="ignore", invalid="ignore"):
            column = (self._x * to_device.m11() + to_device.dx() - area.left()) * scale - size / 2 + size
            row = (self._y * to_device.m22() + to_device.dy() - area.top()) * scale - size / 2 + size
            seen = np.flatnonzero((column >= 0) & (column < width - size) & (row >= 0) & (row < height - size))
        corner = np.rint(row[seen]).astype(np.int64) * width + np.rint(column[seen]).astype(np.int64)
        places = size * size
        order = (seen + 1) * places
        winner = np.full(height * width, -1, np.int64)
        labels = self._labels[seen]
        for label, stamp in enumerate(stamps.reshape(2, places)):
            own_corner, own_order = corner[labels == label], order[labels == label]
            for place in np.flatnonzero(stamp >> 24).tolist():
                target = own_corner + (place // size * width + place % size)
                winner[target] = np.maximum(winner[target], own_order + place)
        pixels = np.zeros(height * width, np.uint32)
        shown = np.flatnonzero(winner >= 0)
        sample, place = winner[shown] // places - 1, winner[shown] % places
        pixels[shown] = stamps.reshape(2, places)[self._labels[sample], place]
        return pixels.reshape(height, width)[size:-size, size:-size]


def _stamp(label: int, theme: Theme, scale: float) -> NDArray[np.uint32]:
    """Return the symbol of a class as premultiplied ARGB pixels, shape (size, size)."""
    size = int(np.ceil((POINT_SIZE + 2 * OUTLINE) * scale)) + 1
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(label))
    painter.setPen(QPen(QColor(theme.outline), OUTLINE * scale))
    painter.setBrush(QColor(theme.class_colors[label]))
    extent = POINT_SIZE * scale if label else round((POINT_SIZE - 1.0) * scale)
    margin = (size - extent) / 2
    if label:
        painter.drawEllipse(QRectF(margin, margin, extent, extent))
    else:
        painter.drawRect(QRectF(int(margin), int(margin), extent, extent))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(size, size).copy()
