"""The items around the points on the canvas: shading and lines."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import Neuron, TrueLine, sigmoid
from neuron_desktop.core.model.boundary import line_in_rectangle
from neuron_desktop.ui.items.view_item import Layer, View, ViewItem
from neuron_desktop.ui.looks.theme import Theme, blend

# Beyond these logits the shade no longer changes visibly; between them 48 steps keep it exact to 2/255.
SHADED_LOGITS = 6.0
SHADE_STOPS = 49
# Where ŷ is 0.25 and 0.75.
MARGIN_LOGIT = math.log(3.0)
MARGIN_WIDTH = 1.25


class ShadingItem(ViewItem):
    """The probability as a tint over the whole view.

    The tint of one linear neuron is a function of the logit alone, and the logit is linear in pixels too: one gradient
    fill, whose ends are where z = ∓6, shows it.
    """

    def __init__(self, view_box: pg.ViewBox) -> None:
        super().__init__(view_box, Layer.SHADING)
        self._neuron: Neuron | None = None
        self._stops: list[tuple[float, QColor]] = []

    def set_theme(self, theme: Theme) -> None:
        """Take the tints of the classes from `theme`."""
        places = np.linspace(0.0, 1.0, SHADE_STOPS)
        shades = (shade(theme, (2.0 * place - 1.0) * SHADED_LOGITS) for place in places)
        self._stops = list(zip(places.tolist(), shades, strict=True))
        self.update()

    def set_neuron(self, neuron: Neuron | None) -> None:
        """Show the probabilities of `neuron` (two weights), or nothing."""
        self._neuron = neuron
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Fill the view."""
        view = self.view
        if self._neuron is None or not self._stops or not view.is_drawable:
            return
        neuron = view.neuron_in_pixels(self._neuron)
        if not neuron.is_finite:
            return
        across, down = neuron.weights.tolist()
        steepness = across * across + down * down
        center = QPointF(view.width / 2, view.height / 2)
        z = neuron.bias + across * center.x() + down * center.y()
        if not math.isfinite(steepness) or not math.isfinite(z):
            return
        if math.sqrt(steepness) * (view.width + view.height) < 1e-3:
            share = min(max(0.5 + z / (2.0 * SHADED_LOGITS), 0.0), 1.0)
            painter.fillRect(self.boundingRect(), self._stops[round(share * (SHADE_STOPS - 1))][1])
            return
        slope = QPointF(across, down) / steepness
        gradient = QLinearGradient(center + (-SHADED_LOGITS - z) * slope, center + (SHADED_LOGITS - z) * slope)
        gradient.setStops(self._stops)
        painter.fillRect(self.boundingRect(), gradient)


def shade(theme: Theme, logit: float) -> QColor:
    """Return the tint of the plane where z is `logit`."""
    probability = float(sigmoid(logit))
    tint = theme.class_tints[1] if probability >= 0.5 else theme.class_tints[0]
    return blend(theme.canvas, tint, abs(2.0 * probability - 1.0))


class LineItem(ViewItem):
    """A straight line w1·x + w2·y + b = 0 across the whole view, and on demand its margins ŷ = 0.25 and 0.75."""

    def __init__(self, view_box: pg.ViewBox, layer: Layer = Layer.BOUNDARY) -> None:
        super().__init__(view_box, layer)
        self._neuron: Neuron | None = None
        self._pen = QPen()
        self._margin_pen = QPen()
        self._has_margins = False

    @property
    def is_shown(self) -> bool:
        """Whether there is a line to show, in view or not."""
        return self._neuron is not None and self._neuron.has_boundary

    @property
    def has_margins(self) -> bool:
        """Whether the margins are shown where the line is."""
        return self._has_margins

    def set_pen(self, line: QPen) -> None:
        """Draw the line with this pen, and its margins thin and dashed in the same colour."""
        self._pen = line
        self._margin_pen = margin_pen(line.color())
        self.update()

    def set_neuron(self, neuron: Neuron | None) -> None:
        """Show the boundary of `neuron` (two weights), or nothing."""
        self._neuron = neuron
        self.update()

    def set_line(self, line: TrueLine | None) -> None:
        """Show the line x2 = slope · x1 + intercept, or nothing."""
        self.set_neuron(None if line is None else Neuron(np.array([line.slope, -1.0]), line.intercept))

    def set_margins(self, shown: bool) -> None:
        """Show the margins, or the line alone."""
        self._has_margins = shown
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw what crosses the view."""
        view = self.view
        if self._neuron is None or not view.is_drawable:
            return
        neuron = view.neuron_in_pixels(self._neuron)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        levels = [(0.0, self._pen)]
        if self._has_margins:
            levels = [(-MARGIN_LOGIT, self._margin_pen), (MARGIN_LOGIT, self._margin_pen), *levels]
        for logit, line_pen in levels:
            piece = line_in_view(neuron, view, logit)
            if piece is not None:
                painter.setPen(line_pen)
                painter.drawLine(piece)


def line_in_view(neuron: Neuron, view: View, logit: float = 0.0) -> QLineF | None:
    """Return where a neuron in pixels says z = `logit` in a view, or None where it does nowhere."""
    level = Neuron(neuron.weights, neuron.bias - logit)
    ends = line_in_rectangle(level, (0.0, view.width), (0.0, view.height))
    return None if ends is None else QLineF(*ends[0], *ends[1])


def pen(color: str, width: float, *, dashed: bool = False) -> QPen:
    """Return a pen whose width is in screen pixels."""
    return QPen(QColor(color), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)


def margin_pen(color: QColor) -> QPen:
    """Return the thin, dashed pen of the margins of a boundary of this colour."""
    made = QPen(color, MARGIN_WIDTH)
    made.setDashPattern([5.0, 4.0])
    return made


def style_axes(plot: pg.PlotWidget, theme: Theme) -> None:
    """Colour the axes of `plot`, and keep them as pictures: drawing their text costs more than all else in a frame."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        # As wide on a dense screen, and in a large picture, as elsewhere.
        axis.setPen(pg.mkPen(theme.border, cosmetic=False))
        axis.setTextPen(theme.muted)
        axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
