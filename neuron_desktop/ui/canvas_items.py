"""What is painted on the canvas around the points: shading, lines and test points."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import Dataset, Neuron, TrueLine, sigmoid
from neuron_desktop.core.boundary import line_in_rectangle
from neuron_desktop.ui.theme import Theme, blend

# Beyond these logits the shade no longer changes visibly; between them 48 steps keep it exact to 2/255.
SHADED_LOGITS = 6.0
SHADE_STOPS = 49
SYMBOLS = ("s", "o")


class ShadingItem(pg.GraphicsObject):  # type: ignore[misc]
    """The probability as a tint over the whole view.

    The tint of one linear neuron is a function of the logit alone, and the logit is linear in device coordinates too:
    one gradient fill, whose ends are where z = ∓6, shows it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._neuron: Neuron | None = None
        self._stops: list[tuple[float, QColor]] = []
        self.setZValue(-100)

    def set_theme(self, theme: Theme) -> None:
        """Take the tints of the classes from `theme`."""
        self._stops = []
        for position in np.linspace(0.0, 1.0, SHADE_STOPS):
            probability = float(sigmoid((2.0 * position - 1.0) * SHADED_LOGITS))
            tint = theme.class_tints[1] if probability >= 0.5 else theme.class_tints[0]
            self._stops.append((float(position), blend(theme.canvas, tint, abs(2.0 * probability - 1.0))))
        self.update()

    def set_neuron(self, neuron: Neuron | None) -> None:
        """Show the probabilities of `neuron` (two weights), or nothing."""
        self._neuron = neuron
        self.update()

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        """Return the visible part of the plane."""
        return self.viewRect() or QRectF()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Fill the view."""
        neuron = self._neuron
        if neuron is None or not neuron.is_finite or not self._stops:
            return
        to_device = painter.worldTransform()
        area = to_device.mapRect(self.boundingRect())
        slope_x, slope_y, offset = _logit_in_device(neuron, to_device)
        steepness = slope_x * slope_x + slope_y * slope_y
        painter.save()
        painter.resetTransform()
        center = area.center()
        z = offset + slope_x * center.x() + slope_y * center.y()
        reach = math.sqrt(steepness) * (area.width() + area.height())
        if not math.isfinite(z) or not math.isfinite(reach):
            painter.restore()
            return
        if reach < 1e-3:
            share = min(max(0.5 + z / (2.0 * SHADED_LOGITS), 0.0), 1.0)
            painter.fillRect(area, self._stops[round(share * (SHADE_STOPS - 1))][1])
        else:
            low = (-SHADED_LOGITS - z) / steepness
            high = (SHADED_LOGITS - z) / steepness
            gradient = QLinearGradient(
                QPointF(center.x() + low * slope_x, center.y() + low * slope_y),
                QPointF(center.x() + high * slope_x, center.y() + high * slope_y),
            )
            gradient.setStops(self._stops)
            painter.fillRect(area, gradient)
        painter.restore()


def _logit_in_device(neuron: Neuron, to_device: QTransform) -> tuple[float, float, float]:
    """Return a, b and c of z = a·px + b·py + c in device pixels."""
    inverse, _ = to_device.inverted()
    w1, w2 = (float(weight) for weight in neuron.weights)
    return (
        w1 * inverse.m11() + w2 * inverse.m12(),
        w1 * inverse.m21() + w2 * inverse.m22(),
        w1 * inverse.dx() + w2 * inverse.dy() + neuron.bias,
    )


class StrokeItem(pg.PlotCurveItem):  # type: ignore[misc]
    """A curve whose width is in pixels of the window on every device.

    Painted by the base class its width would be in the device's own pixels, fewer on a dense screen or in a large
    picture, and in an SVG file it would be a feature that many readers lack.
    """

    def __init__(self, *, connect: str = "all") -> None:
        super().__init__(antialias=True, skipFiniteCheck=True, connect=connect)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paint the curve as it lies on the device."""
        if self.xData is None or not len(self.xData):
            return
        pen = QPen(self.opts["pen"])
        pen.setCosmetic(False)
        path = painter.worldTransform().map(self.getPath())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.restore()


class LineItem(StrokeItem):
    """A straight line w1·x + w2·y + b = 0 across the whole view."""

    def __init__(self) -> None:
        super().__init__()
        self._neuron: Neuron | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a line to show, in view or not."""
        return self._neuron is not None and self._neuron.is_finite and bool(self._neuron.weights.any())

    def set_neuron(self, neuron: Neuron | None) -> None:
        """Show the boundary of `neuron` (two weights), or nothing."""
        self._neuron = neuron
        self._place()

    def set_line(self, line: TrueLine | None) -> None:
        """Show the line x2 = slope · x1 + intercept, or nothing."""
        self.set_neuron(None if line is None else Neuron(np.array([line.slope, -1.0]), line.intercept))

    def viewRangeChanged(self) -> None:
        """Follow the view."""
        super().viewRangeChanged()
        self._place()

    def _place(self) -> None:
        view = self.getViewBox()
        ends = None
        if view is not None and self._neuron is not None:
            x_range, y_range = view.viewRange()
            ends = line_in_rectangle(self._neuron, tuple(x_range), tuple(y_range))
        x, y = zip(*ends, strict=True) if ends else ((), ())
        self.setData(np.array(x, np.float64), np.array(y, np.float64))

    def dataBounds(self, *_arguments: object, **_options: object) -> tuple[None, None]:
        """Take no part in fitting the view."""
        return (None, None)


class TestPointsItem:
    """Test points: small and faint, the misclassified ones ringed."""

    __test__ = False

    def __init__(self) -> None:
        self._right = tuple(pg.ScatterPlotItem(symbol=symbol, size=5, pen=None) for symbol in SYMBOLS)
        self._wrong = pg.ScatterPlotItem(symbol="o", size=14, brush=None)
        self.parts = (*self._right, self._wrong)
        self._shown: Dataset | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours from `theme`."""
        for part, color in zip(self._right, theme.class_colors, strict=True):
            faint = QColor(color)
            faint.setAlphaF(0.6)
            part.setBrush(pg.mkBrush(faint))
        self._wrong.setPen(pg.mkPen(theme.boundary, width=2))

    def set_result(self, dataset: Dataset | None, wrong: NDArray[np.bool_] | None) -> None:
        """Show the test points with two features and ring those marked in `wrong`, or show nothing."""
        if dataset is None or wrong is None:
            self._shown = None
            for part in self.parts:
                part.setData([], [])
            return
        x, y = dataset.features
        if dataset is not self._shown:
            self._shown = dataset
            for label, part in enumerate(self._right):
                own = dataset.labels == label
                part.setData(x[own], y[own])
        self._wrong.setData(x[wrong], y[wrong])


def pen(color: str, width: float, *, dashed: bool = False) -> object:
    """Return a pen whose width is in screen pixels."""
    return pg.mkPen(color, width=width, style=Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)


def style_axes(plot: pg.PlotWidget, theme: Theme) -> None:
    """Colour the axes of `plot`, and keep them as pictures: drawing their text costs more than all else in a frame."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme.border, cosmetic=False))
        axis.setTextPen(theme.muted)
        axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
