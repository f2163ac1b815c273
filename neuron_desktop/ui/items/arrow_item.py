"""The weight vector on the canvas."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import Neuron
from neuron_desktop.ui.items.canvas_items import line_in_view
from neuron_desktop.ui.items.view_item import Layer, View, ViewItem
from neuron_desktop.ui.looks.theme import Theme

ARROW_LENGTH = 64.0
ARROW_HEAD = 11.0
ARROW_WIDTH = 2.5
HALO_WIDTH = 3.0
LABEL_DISTANCE = 10.0


class WeightArrowItem(ViewItem):
    """The weight vector w: an arrow of fixed length from the boundary, in the direction of w in the units of the data.

    It starts where the boundary is nearest to the middle of the view and points to class 1. Nothing is shown where the
    weights are all zero or the boundary is out of view.
    """

    def __init__(self, view_box: pg.ViewBox) -> None:
        super().__init__(view_box, Layer.ARROW)
        self._neuron: Neuron | None = None
        self._theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the boundary's colour from `theme`."""
        self._theme = theme
        self.update()

    def set_neuron(self, neuron: Neuron | None) -> None:
        """Show the weights of `neuron` (two of them), or nothing."""
        self._neuron = neuron
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the arrow with its label, on a halo that sets both off from the points."""
        view = self.view
        if self._theme is None or self._neuron is None or not view.is_drawable:
            return
        shaft = weight_arrow(self._neuron, view)
        if shaft is None:
            return
        color, halo = QColor(self._theme.boundary), QPen(QColor(self._theme.canvas), HALO_WIDTH)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        shape = _arrow_outline(shaft)
        shape.addPath(_label(shaft))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(shape, halo)
        painter.fillPath(shape, color)


def weight_arrow(neuron: Neuron, view: View) -> QLineF | None:
    """Return the arrow of a neuron's weights, of two weights, in the pixels of a view; None where it has no place."""
    in_pixels = view.neuron_in_pixels(neuron)
    boundary = line_in_view(in_pixels, view)
    if boundary is None:
        return None
    middle = QPointF(view.width / 2, view.height / 2)
    along = boundary.p2() - boundary.p1()
    share = QPointF.dotProduct(middle - boundary.p1(), along) / QPointF.dotProduct(along, along)
    start = boundary.pointAt(min(max(share, 0.0), 1.0))
    # Longest first, so that neither huge weights nor huge scales leave the range of float64.
    w1, w2 = (float(weight) / max(abs(float(value)) for value in neuron.weights) for weight in neuron.weights)
    ratio = view.rows_per_unit / view.columns_per_unit
    across, down = (w1, -w2 * ratio) if ratio <= 1.0 else (w1 / ratio, -w2)
    length = math.hypot(across, down)
    if length == 0.0:
        return None
    return QLineF(start, start + QPointF(across, down) * (ARROW_LENGTH / length))


def _arrow_outline(shaft: QLineF) -> QPainterPath:
    along = (shaft.p2() - shaft.p1()) / ARROW_LENGTH
    aside = QPointF(-along.y(), along.x())
    neck = shaft.p2() - along * ARROW_HEAD
    half, wing = aside * (ARROW_WIDTH / 2), aside * (ARROW_HEAD * 0.45)
    outline = QPainterPath()
    outline.addPolygon(
        QPolygonF(
            [shaft.p1() + half, neck + half, neck + wing, shaft.p2(), neck - wing, neck - half, shaft.p1() - half]
        )
    )
    outline.closeSubpath()
    return outline


def _label(shaft: QLineF) -> QPainterPath:
    font = QFont()
    font.setBold(True)
    font.setItalic(True)
    text = QPainterPath()
    text.addText(QPointF(), font, "w")
    place = shaft.p2() + (shaft.p2() - shaft.p1()) * (LABEL_DISTANCE / ARROW_LENGTH)
    text.translate(place - text.boundingRect().center())
    return text
