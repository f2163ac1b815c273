"""The grid on the canvas."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.ui.items.canvas_items import pen
from neuron_desktop.ui.items.view_item import Array, Layer, Range, View, ViewItem
from neuron_desktop.ui.looks.theme import Theme


class GridItem(ViewItem):
    """A line across the view at each major tick of its axes.

    The axes could draw one themselves, but an axis that reaches across the plot is painted anew in every frame.
    """

    def __init__(self, view_box: pg.ViewBox, bottom: pg.AxisItem, left: pg.AxisItem) -> None:
        super().__init__(view_box, Layer.GRID)
        self._axes = bottom, left
        self._pen = QPen()
        self._lines: list[QLineF] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colour of the lines from `theme`."""
        self._pen = pen(theme.border, 1.0)
        self.update()

    def view_changed(self) -> None:
        """Look at the ticks anew when painted next."""
        self._lines = None

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the lines."""
        if self._lines is None:
            self._lines = self._at_ticks(self.view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._pen)
        painter.drawLines(self._lines)

    def _at_ticks(self, view: View) -> list[QLineF]:
        if not view.is_drawable:
            return []
        bottom, left = self._axes
        columns = view.columns(_major_ticks(bottom, view.x_range, view.width))
        rows = view.rows(_major_ticks(left, view.y_range, view.height))
        upright = [QLineF(column, 0.0, column, view.height) for column in columns.tolist()]
        return upright + [QLineF(0.0, row, view.width, row) for row in rows.tolist()]


def _major_ticks(axis: pg.AxisItem, shown: Range, length: float) -> Array:
    levels = axis.tickValues(*shown, length)
    return np.asarray(levels[0][1] if levels else (), np.float64)
