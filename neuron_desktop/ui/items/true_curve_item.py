"""The curve by which a generated data set was labelled."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import TrueCurve
from neuron_desktop.ui.items.view_item import Layer, View, ViewItem

# Columns of pixels from one place where the function is asked to the next.
STEP = 2.0
# A piece that is steeper than this many views is a jump, and not drawn.
JUMP = 4.0


class TrueCurveItem(ViewItem):
    """x2 = f(x1), followed through the view; with gaps where the function has no value or jumps."""

    def __init__(self, view_box: pg.ViewBox) -> None:
        super().__init__(view_box, Layer.TRUE_LINE)
        self._curve: TrueCurve | None = None
        self._pen = QPen()
        self._pieces: list[QPolygonF] | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a curve to show, in view or not."""
        return self._curve is not None

    def set_pen(self, pen: QPen) -> None:
        """Draw the curve with this pen."""
        self._pen = pen
        self.update()

    def set_curve(self, curve: TrueCurve | None) -> None:
        """Show a curve, or nothing."""
        self._curve = curve
        self.view_changed()
        self.update()

    def view_changed(self) -> None:
        """Follow the curve anew when painted next."""
        self._pieces = None

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the pieces."""
        if self._curve is None or not self.view.is_drawable:
            return
        if self._pieces is None:
            self._pieces = _pieces(self._curve, self.view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        for piece in self._pieces:
            painter.drawPolyline(piece)


def _pieces(curve: TrueCurve, view: View) -> list[QPolygonF]:
    columns = np.arange(0.0, view.width + STEP, STEP)
    share = columns / view.width
    heights = curve.heights(view.x_range[0] * (1.0 - share) + view.x_range[1] * share)
    # Far outside the view Qt's own numbers end.
    reach = JUMP * view.height
    with np.errstate(invalid="ignore"):
        rows = np.clip(view.rows(heights), -reach, view.height + reach)
        broken = ~np.isfinite(rows[1:]) | ~np.isfinite(rows[:-1]) | (np.abs(np.diff(rows)) > reach)
    pieces = []
    for part in np.split(np.arange(columns.size), np.flatnonzero(broken) + 1):
        if part.size > 1:
            pieces.append(QPolygonF([QPointF(columns[place], rows[place]) for place in part]))
    return pieces
