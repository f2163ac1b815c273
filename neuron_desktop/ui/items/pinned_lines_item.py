"""The boundaries of pinned runs on the canvas."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core.training.plane import Slice
from neuron_desktop.ui.items.canvas_items import line_in_view, pen
from neuron_desktop.ui.items.curve_items import curves_in_view
from neuron_desktop.ui.items.view_item import Layer, View, ViewItem
from neuron_desktop.ui.looks.theme import Theme

WIDTH = 1.75


class PinnedLinesItem(ViewItem):
    """Lines or curves ŷ = ½ that stay where they are, each in the colour of its mark; traced once for a view."""

    def __init__(self, view_box: pg.ViewBox) -> None:
        super().__init__(view_box, Layer.PINNED_LINES)
        self._sections: Sequence[tuple[int, Slice]] = ()
        self._pens: list[QPen] = []
        self._traced: list[tuple[int, QPolygonF]] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the marks from `theme`."""
        self._pens = [pen(color, WIDTH) for color in theme.run_colors]
        self.update()

    def set_sections(self, sections: Sequence[tuple[int, Slice]]) -> None:
        """Show the boundaries of what some neurons say on the plane, each with its mark."""
        self._sections = sections
        self.view_changed()
        self.update()

    def view_changed(self) -> None:
        """Trace the boundaries anew when painted next."""
        self._traced = None

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw what crosses the view."""
        if not self._sections or not self._pens:
            return
        if self._traced is None:
            view = self.view
            self._traced = [(mark, line) for mark, section in self._sections for line in _boundaries(section, view)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark, line in self._traced:
            painter.setPen(self._pens[mark])
            painter.drawPolyline(line)


def _boundaries(section: Slice, view: View) -> list[QPolygonF]:
    if not view.is_drawable:
        return []
    if not section.is_straight:
        return curves_in_view(section, view)
    piece = line_in_view(view.neuron_in_pixels(section.neuron), view)
    return [] if piece is None else [QPolygonF([piece.p1(), piece.p2()])]
