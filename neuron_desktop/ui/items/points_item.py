"""The samples on the canvas."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.ui.items.point_layer import NO_SAMPLES, PointLayer, Samples
from neuron_desktop.ui.items.scratch import Scratch
from neuron_desktop.ui.items.view_item import Layer, ViewItem
from neuron_desktop.ui.looks.symbols import Look
from neuron_desktop.ui.looks.theme import Theme

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

POINT_SIZE = 8.0
OUTLINE = 1.0
SELECTED_OUTLINE = 2.5
EMPHASIS_GROWTH = 1.4
GLOW_GROWTH = 3.0
GLOW_OPACITY = 0.35
TEST_POINT_SIZE = 5.0
TEST_POINT_OPACITY = 0.6


class PointsItem(ViewItem):
    """Samples of two classes, later ones above earlier ones, marked ones above those, and selected ones on top.

    Every frame of training repaints the canvas, but only another view, data set or theme draws the samples anew, and
    samples that are appended are pressed upon those that are there.

    Parameters
    ----------
    view_box
        Where they are shown.
    size
        The diameter of a disc in device-independent pixels.
    opacity
        Of the samples that are neither marked nor selected.
    """

    def __init__(
        self,
        view_box: pg.ViewBox,
        layer: Layer = Layer.POINTS,
        *,
        size: float = POINT_SIZE,
        opacity: float = 1.0,
    ) -> None:
        super().__init__(view_box, layer)
        self._size = size
        self._samples_opacity = opacity
        self._theme: Theme | None = None
        self._scratch = scratch = Scratch()
        self._all, self._marked, self._selected = (PointLayer(scratch) for _ in range(3))
        self._emphasized: int | None = None

    @property
    def sample_count(self) -> int:
        """How many samples are shown."""
        return self._all.count

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the classes, of rings and of the selection from `theme`."""
        self._theme = theme
        self._set_looks()

    def set_point_size(self, size: float) -> None:
        """Draw discs of `size` device-independent pixels across, and squares to match."""
        self._size = size
        self._set_looks()

    def set_samples(self, x: Floats, y: Floats, labels: NDArray[np.int8], *, hollow: Mask | None = None) -> None:
        """Show other samples, none of them marked, selected or emphasized.

        Parameters
        ----------
        x, y
            Where they are, shape (m,), in units of the data.
        labels
            Their classes, shape (m,).
        hollow
            Marks those whose symbol is hollow, shape (m,).
        """
        self._all.set_samples(Samples.of(x, y, labels, hollow))
        self._marked.set_samples(NO_SAMPLES)
        self._selected.set_samples(NO_SAMPLES)
        self._emphasized = None
        self.update()

    def append_samples(self, x: Floats, y: Floats, labels: NDArray[np.int8], *, hollow: Mask | None = None) -> None:
        """Show more samples, above the others; takes only the new ones, shape (k,), and costs as much as these do."""
        self._all.append(Samples.of(x, y, labels, hollow))
        self.update()

    def set_marked(self, mask: Mask | None) -> None:
        """Ring the samples in `mask`, shape (m,), and bring them to the front; None rings none."""
        self._choose(self._marked, mask)

    def set_selected(self, mask: Mask | None) -> None:
        """Show the samples in `mask`, shape (m,), as selected, in front of all others; None selects none."""
        self._choose(self._selected, mask)

    def set_emphasized(self, index: int | None) -> None:
        """Light up one sample, by its column, or none."""
        if index != self._emphasized:
            self._emphasized = index
            self.update()

    def release(self) -> None:
        """Give up the memory that painting has taken, until it is painted again."""
        for layer in (self._all, self._marked, self._selected):
            layer.release()
        self._scratch.release()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the images, or shapes on a device that keeps shapes; on screen, more samples in the next turn."""
        if self._theme is None:
            return
        view = self.view
        opacity = painter.opacity()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity * self._samples_opacity)
        is_whole = self._all.paint(painter, view, in_pieces=widget is not None)
        if not is_whole:
            QTimer.singleShot(0, self, self._go_on)
        painter.setOpacity(opacity)
        self._marked.paint(painter, view)
        self._selected.paint(painter, view)
        if self._emphasized is not None and view.is_drawable:
            self._paint_emphasized(painter, self._theme, self._emphasized)

    @Slot()
    def _go_on(self) -> None:
        self.update()

    def _choose(self, layer: PointLayer, mask: Mask | None) -> None:
        layer.set_samples(NO_SAMPLES if mask is None else self._all.samples.chosen(mask))
        self.update()

    def _set_looks(self) -> None:
        theme, size = self._theme, self._size
        if theme is None:
            return
        self._all.set_look(Look(theme, size, theme.outline, OUTLINE))
        self._marked.set_look(Look(theme, size, theme.outline, OUTLINE, ring=theme.boundary))
        self._selected.set_look(Look(theme, size, theme.selection, SELECTED_OUTLINE))
        self.update()

    def _paint_emphasized(self, painter: QPainter, theme: Theme, index: int) -> None:
        samples = self._all.samples
        view, own = self.view, slice(index, index + 1)
        center = QPointF(view.columns(samples.x[own])[0], view.rows(samples.y[own])[0])
        look = Look(theme, EMPHASIS_GROWTH * self._size, theme.boundary, SELECTED_OUTLINE)
        glow = QColor(theme.accent)
        glow.setAlphaF(GLOW_OPACITY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glow)
        radius = GLOW_GROWTH * self._size / 2
        painter.drawEllipse(center, radius, radius)
        look.paint(painter, center, int(samples.kinds[index]))


class TestPointsItem(PointsItem):
    """Points of the article's test: small and faint, the misclassified ones ringed."""

    __test__ = False

    def __init__(self, view_box: pg.ViewBox) -> None:
        super().__init__(view_box, Layer.TEST_POINTS, size=TEST_POINT_SIZE, opacity=TEST_POINT_OPACITY)
        self._shown: Dataset | None = None

    def set_result(self, dataset: Dataset | None, wrong: Mask | None) -> None:
        """Show the test points with two features and ring those marked in `wrong`, or show nothing."""
        if dataset is not self._shown:
            self._shown = dataset
            x, y = np.empty((2, 0)) if dataset is None else dataset.features
            self.set_samples(x, y, np.empty(0, np.int8) if dataset is None else dataset.labels)
        self.set_marked(wrong)
