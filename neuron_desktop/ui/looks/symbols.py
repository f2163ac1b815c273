"""The symbols of the classes, as shapes and as stamps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from neuron_desktop.ui.looks.theme import Theme

HOLLOW_LINE = 1.5
# From the edge of a symbol to the middle of its ring.
RING_DISTANCE = 3.0
RING_LINE = 2.0
# A symbol's kind is its label, plus this where it is hollow.
HOLLOW = 2
KINDS = 4


@dataclass(frozen=True, slots=True)
class Look:
    """Discs for class 1 and squares for class 0, so that the shape distinguishes them too; filled or hollow.

    Lengths are in device-independent pixels: `size` is the diameter of a disc within its outline. `ring` is the colour
    of a ring around the symbol, where there is one.
    """

    theme: Theme
    size: float
    outline: str
    outline_width: float = 1.0
    ring: str | None = None

    @property
    def reach(self) -> float:
        """How far from its middle a symbol extends."""
        beyond = self.outline_width if self.ring is None else RING_DISTANCE + RING_LINE / 2
        return self.size / 2 + beyond

    def paint(self, painter: QPainter, center: QPointF, kind: int) -> None:
        """Paint the symbol of a kind about `center`."""
        self._paint_shape(painter, center, kind)
        if self.ring is not None:
            painter.setPen(QPen(QColor(self.ring), RING_LINE))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = self.size / 2 + RING_DISTANCE
            painter.drawEllipse(center, radius, radius)

    def stamps(self, scale: float) -> NDArray[np.uint32]:
        """Return the symbols of all kinds as premultiplied ARGB, shape (KINDS, size, size), `scale` pixels for one."""
        # As many pixels as the square has, or one more on each side: then its edges fall between pixels.
        square = round((self.size - 1.0 + 2 * self.outline_width) * scale)
        size = square + 2 * max(math.ceil(self.reach * scale - square / 2), 0)
        stamps = np.empty((KINDS, size, size), np.uint32)
        for kind, stamp in enumerate(stamps):
            image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale, scale)
            self.paint(painter, QPointF(size / 2, size / 2) / scale, kind)
            painter.end()
            stamp[:] = np.frombuffer(image.constBits(), np.uint32).reshape(size, size)
        return stamps

    def _paint_shape(self, painter: QPainter, center: QPointF, kind: int) -> None:
        label = kind % HOLLOW
        color = QColor(self.theme.class_colors[label])
        outline = QPen(QColor(self.outline), self.outline_width)
        outline.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        # A pen paints half of its width to either side of a shape's edge.
        extent = self.size - (0.0 if label else 1.0)
        painter.setPen(outline)
        painter.setBrush(color)
        _paint_extent(painter, center, label, extent + self.outline_width)
        if kind >= HOLLOW:
            line = QPen(color, HOLLOW_LINE)
            line.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(line)
            painter.setBrush(QColor(self.theme.canvas))
            _paint_extent(painter, center, label, extent - HOLLOW_LINE)


def _paint_extent(painter: QPainter, center: QPointF, label: int, extent: float) -> None:
    half = extent / 2
    if label:
        painter.drawEllipse(center, half, half)
    else:
        painter.drawRect(QRectF(center.x() - half, center.y() - half, extent, extent))
