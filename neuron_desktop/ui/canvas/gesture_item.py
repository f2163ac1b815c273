"""What follows the mouse or the keyboard's cursor on the canvas, in pixels: a circle, a rectangle, cross hairs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neuron_desktop.ui.items.view_map import Pixel
from neuron_desktop.ui.looks.theme import Theme

CROSS_HAIR = 12.0


class GestureItem(QGraphicsItem):
    """Lies above everything, in the pixels of the scene rather than on the plane."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(1000)
        self._circle: tuple[Pixel, float] | None = None
        self._band: QRectF | None = None
        self._cross: Pixel | None = None
        self._color = QColor()
        self._ground = QColor()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours from `theme`."""
        self._color, self._ground = QColor(theme.text), QColor(theme.canvas)
        self.update()

    def set_circle(self, circle: tuple[Pixel, float] | None) -> None:
        """Show a circle of a middle and radius, or none."""
        self.prepareGeometryChange()
        self._circle = circle

    def set_band(self, corner: Pixel | None, opposite: Pixel | None) -> None:
        """Show the rectangle between two pixels, or none."""
        self.prepareGeometryChange()
        self._band = QRectF(QPointF(*corner), QPointF(*opposite)).normalized() if corner and opposite else None

    def set_cross(self, pixel: Pixel | None) -> None:
        """Show cross hairs at a pixel, or none."""
        self.prepareGeometryChange()
        self._cross = pixel

    def boundingRect(self) -> QRectF:
        """Return what is painted on."""
        area = QRectF()
        if self._circle is not None:
            (x, y), radius = self._circle
            area |= QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        if self._band is not None:
            area |= self._band
        if self._cross is not None:
            x, y = self._cross
            area |= QRectF(x - CROSS_HAIR, y - CROSS_HAIR, 2 * CROSS_HAIR, 2 * CROSS_HAIR)
        return area.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint the parts, with a pale edge so that they are visible on any background."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._band is not None:
            fill = QColor(self._color)
            fill.setAlphaF(0.08)
            painter.fillRect(self._band, fill)
        for color, width in ((self._ground, 3.0), (self._color, 1.2)):
            painter.setPen(QPen(color, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self._circle is not None:
                (x, y), radius = self._circle
                painter.drawEllipse(QPointF(x, y), radius, radius)
            if self._band is not None:
                painter.drawRect(self._band)
            if self._cross is not None:
                x, y = self._cross
                painter.drawLine(QPointF(x - CROSS_HAIR, y), QPointF(x + CROSS_HAIR, y))
                painter.drawLine(QPointF(x, y - CROSS_HAIR), QPointF(x, y + CROSS_HAIR))
