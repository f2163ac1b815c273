"""The base of all items on the canvas: they paint in the pixels of a view, not in the units of the data.

A transformation from data to pixels loses what float64 and Qt cannot hold: the digits of a narrow view far from the
origin, and, since Qt takes 1e-12 for 0, every view wider than that. So the items here subtract first and then scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Slot
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsObject

from neuron_desktop.core import Neuron

Range = tuple[float, float]
Array = NDArray[np.float64]


class Layer(IntEnum):
    """What lies above what in a view: all of it below what is added to the view in the units of the data."""

    SHADING = -80
    GRID = -70
    TEST_POINTS = -60
    POINTS = -50
    TRUE_LINE = -40
    PINNED_LINES = -35
    BOUNDARY = -30
    ARROW = -20


@dataclass(frozen=True, slots=True)
class View:
    """The part of the plane that is shown, and its size in device-independent pixels, counted from its top left."""

    x_range: Range
    y_range: Range
    width: float
    height: float

    @property
    def is_drawable(self) -> bool:
        """Whether it has an area, and float64 the digits to divide it into pixels."""
        scales = (self.columns_per_unit, self.rows_per_unit)
        return all(math.isfinite(scale) and scale > 0.0 for scale in scales)

    @property
    def columns_per_unit(self) -> float:
        """Pixels for one unit to the right."""
        return _ratio(self.width, self.x_range[1] - self.x_range[0])

    @property
    def rows_per_unit(self) -> float:
        """Pixels for one unit upwards."""
        return _ratio(self.height, self.y_range[1] - self.y_range[0])

    def columns(self, x: Array) -> Array:
        """Return the columns of places in the plane; infinite where they lie too far outside for a number."""
        with np.errstate(over="ignore"):
            return np.asarray((x - self.x_range[0]) * self.columns_per_unit)

    def rows(self, y: Array) -> Array:
        """Return the rows of places in the plane; infinite where they lie too far outside for a number."""
        with np.errstate(over="ignore"):
            return np.asarray((self.y_range[1] - y) * self.rows_per_unit)

    def neuron_in_pixels(self, neuron: Neuron) -> Neuron:
        """Return the neuron that says of a pixel (column, row) what `neuron`, of two weights, says of its place.

        It is not finite where the numbers leave the range of float64.
        """
        w1, w2 = (float(weight) for weight in neuron.weights)
        per_column, per_row = w1 / self.columns_per_unit, -w2 / self.rows_per_unit
        # From the middle of the view, so that neither a far origin nor huge weights cost the digits that show.
        middle = w1 * _middle(self.x_range) + w2 * _middle(self.y_range) + neuron.bias
        return Neuron(np.array([per_column, per_row]), middle - per_column * self.width / 2 - per_row * self.height / 2)


class ViewItem(QGraphicsObject):
    """An item that covers a view and is painted in its pixels.

    It is a child of the view itself, and takes no part in fitting the view or in what the mouse does.
    """

    def __init__(self, view_box: pg.ViewBox, layer: Layer) -> None:
        super().__init__()
        # A parent given to the constructor would be one more owner, and the item deleted twice with its view.
        self.setParentItem(view_box)
        self._view_box = view_box
        self._area = QRectF(view_box.rect())
        self.setZValue(layer)
        view_box.sigRangeChanged.connect(self._on_range_changed)
        view_box.sigResized.connect(self._on_resized)

    @property
    def view(self) -> View:
        """What is shown now."""
        x_range, y_range = self._view_box.viewRange()
        return View(tuple(x_range), tuple(y_range), self._area.width(), self._area.height())

    def boundingRect(self) -> QRectF:
        """Return the view, in its pixels."""
        return self._area

    def shape(self) -> QPainterPath:
        """Return nothing: the mouse goes to what lies below."""
        return QPainterPath()

    def contains(self, _point: QPointF | QPoint | QPainterPath.Element) -> bool:
        """Return False for every point; Qt would ask the clipping of the view and not the shape."""
        return False

    def view_changed(self) -> None:
        """Follow the view; the item is repainted in any case."""

    @Slot(object, object, object)
    def _on_range_changed(self, *_change: object) -> None:
        self.view_changed()
        self.update()

    @Slot(object)
    def _on_resized(self, view_box: pg.ViewBox) -> None:
        self.prepareGeometryChange()
        self._area = QRectF(view_box.rect())
        self.view_changed()


def _middle(values: Range) -> float:
    return values[0] / 2 + values[1] / 2


def _ratio(pixels: float, units: float) -> float:
    return pixels / units if units > 0.0 else math.nan
