"""The axes of the canvas."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core.numerals import tick_offset, tick_texts

# Of the ticks with numbers, and of those between them.
TICKS = ((5.0, 1.0), (3.0, 0.5))
TEXT_DISTANCE = 4.0


class CanvasAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis at the left or the bottom that redraws quickly, as it must in every frame of a zoom.

    Its ticks have two lengths, the longer ones numbers. pyqtgraph's own axis has three and tries to find room for
    numbers at all of them, records what it draws before it draws it, and sets its label anew each time that it is told
    its range, which a view does twice.

    If the numbers would be long and begin alike, an offset is subtracted, which the label names: a label “time −
    1.7e15” and a number 20 000 say that time is 1.7e15 + 20 000 there.
    """

    _shown_label = ""
    _offset, _offset_text = 0.0, ""

    def setRange(self, low: float, high: float) -> None:
        """Show another range of values."""
        # The base class tells the first range before there is one.
        if [low, high] != getattr(self, "range", None):
            super().setRange(low, high)

    def updateAutoSIPrefix(self) -> None:
        """Find the offset of a new range, where pyqtgraph would multiply the numbers by some power of ten."""
        low, high = self.range
        self._offset, self._offset_text = tick_offset(low, high, self._spacing(low, high)) if low < high else (0.0, "")
        self._updateLabel()

    def labelString(self) -> str:
        """Return the label as HTML, with the offset of the numbers."""
        style = ";".join(f"{key}: {value}" for key, value in self.labelStyle.items())
        offset = f" − {self._offset_text}".replace("− −", "+ ") if self._offset_text else ""
        return f"<span style='{style}'>{self.labelText}{offset}</span>"

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        """Return the numbers beside ticks."""
        return tick_texts(values, spacing, self._offset)

    def _spacing(self, low: float, high: float) -> float:
        """Return how far apart the numbers are."""
        size = self.geometry().height() if self.orientation == "left" else self.geometry().width()
        return float(self.tickSpacing(low, high, max(size, 1.0))[0][0])

    def _updateLabel(self) -> None:
        # To lay out text as HTML takes longer than to draw the axis.
        label = self.labelString()
        if label != self._shown_label:
            self._shown_label = label
            super()._updateLabel()
        else:
            self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the line, the ticks and the numbers."""
        bounds = self.mapRectFromParent(self.geometry())
        is_upright = self.orientation == "left"
        line = QLineF(bounds.bottomRight() if is_upright else bounds.topLeft(), bounds.topRight())
        inwards = QPointF(1.0, 0.0) if is_upright else QPointF(0.0, -1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.pen())
        painter.drawLine(line)
        low, high = self.range
        if not line.length() > 0.0 or not 0.0 < high - low < math.inf:
            return
        levels = self.tickSpacing(low, high, line.length())
        for (spacing, _), (length, opacity) in zip(levels, TICKS, strict=False):
            values = [number * spacing for number in range(math.ceil(low / spacing), math.floor(high / spacing) + 1)]
            places = [line.pointAt((value - low) / (high - low)) for value in values]
            painter.setPen(_faded(self.tickPen(), opacity))
            painter.drawLines([QLineF(place, place + inwards * length) for place in places])
            if spacing == levels[0][0]:
                numbers = self.tickStrings(values, self.autoSIPrefixScale * self.scale, spacing)
                self._write(painter, list(zip(places, numbers, strict=True)))

    def _write(self, painter: QPainter, numbers: list[tuple[QPointF, str]]) -> None:
        """Write numbers beside their ticks, except those that would be cut."""
        metrics, bounds = painter.fontMetrics(), self.mapRectFromParent(self.geometry())
        painter.setPen(self.textPen())
        height, widest = float(metrics.height()), 0.0
        for place, number in numbers:
            width = float(metrics.horizontalAdvance(number))
            widest = max(widest, width)
            if self.orientation == "left":
                corner = place - QPointF(width + TEXT_DISTANCE, height / 2)
            else:
                corner = place + QPointF(-width / 2, TEXT_DISTANCE)
            text = QRectF(corner.x(), corner.y(), width, height)
            # Towards the corner of the axes there is room.
            if bounds.top() <= text.top() and text.right() <= bounds.right():
                painter.drawText(text, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, number)
        # Makes room for the numbers of a range that has longer ones.
        self._updateMaxTextSize(math.ceil(widest if self.orientation == "left" else height))


def _faded(pen: QPen, opacity: float) -> QPen:
    color = QColor(pen.color())
    color.setAlphaF(opacity * color.alphaF())
    faded = QPen(pen)
    faded.setColor(color)
    return faded
