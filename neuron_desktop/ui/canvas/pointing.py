"""Follows the mouse, or the keyboard's cursor, over the canvas: what is there, and which sample is hit."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Snapshot
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.ui.canvas.probe import place_text, sample_text
from neuron_desktop.ui.canvas.tool_driver import Plot
from neuron_desktop.ui.canvas.tools import REACH
from neuron_desktop.ui.items.view_map import Array, Pixel, ViewMap
from neuron_desktop.ui.widgets.hovering import Hover


class Shown(Plot, Protocol):
    """What the canvas must provide."""

    @property
    def parts(self) -> TrainTestSplit:
        """What is learned from and what is held back."""
        ...

    @property
    def valid_snapshot(self) -> Snapshot | None:
        """The neuron on this data set, if there is one."""
        ...


class Pointing(QObject):
    """Reports what can be read off at the mouse.

    Signals
    -------
    told(str)
        What is there, in a line or two; empty outside the plane.
    sample_pointed(int or None)
        The sample under the mouse, or none.
    """

    told = Signal(str)
    sample_pointed = Signal(object)

    def __init__(self, canvas: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._sample: int | None = None
        self._found: tuple[Pixel, ViewMap, Array, int | None] | None = None
        self._hover = Hover(canvas.viewport(), self._on_read)

    def forget(self) -> None:
        """Forget the sample until the place is read again: the numbers mean other samples now."""
        self._meet(None)
        self._hover.refresh()

    @Slot()
    def refresh(self) -> None:
        """Report again: the points, the neuron or the view have changed."""
        self._hover.refresh()

    @Slot(object)
    def move_cursor(self, pixel: Pixel | None) -> None:
        """Follow the keyboard's cursor."""
        self._hover.move_cursor(pixel)

    def _on_read(self, pixel: Pixel | None) -> None:
        canvas, text, sample = self._canvas, "", None
        view = canvas.view
        if pixel is not None and view.shows(pixel):
            dataset, plane, judge = canvas.dataset, canvas.plane, canvas.valid_snapshot
            text = place_text(dataset, plane, judge, view.to_plane([[pixel[0]], [pixel[1]]]), view.pixel_size)
            sample = self._sample_at(pixel, view)
            if sample is not None:
                held_back = bool(canvas.parts.is_test[sample])
                text += "\n" + sample_text(dataset, plane, judge, sample, view.pixel_size, held_back=held_back)
        self.told.emit(text)
        self._meet(sample)

    def _sample_at(self, pixel: Pixel, view: ViewMap) -> int | None:
        # While only the neuron changes, a million points are not searched in each frame.
        points, found = self._canvas.points, self._found
        if found is None or found[:2] != (pixel, view) or found[2] is not points:
            found = (pixel, view, points, self._canvas.neighbours.nearest(pixel, within=REACH))
            self._found = found
        return found[3]

    def _meet(self, sample: int | None) -> None:
        if sample != self._sample:
            self._sample = sample
            self.sample_pointed.emit(sample)
