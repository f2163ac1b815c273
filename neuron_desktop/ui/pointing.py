"""Follows the mouse, or the keyboard's cursor, over the canvas: what is there, and which sample is met."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QMouseEvent

from neuron_desktop.core import Snapshot
from neuron_desktop.core.split import Division
from neuron_desktop.ui.probe import place_text, sample_text
from neuron_desktop.ui.tool_driver import Plot
from neuron_desktop.ui.tools import REACH
from neuron_desktop.ui.view_map import Pixel


class Shown(Plot, Protocol):
    """What is asked of the canvas."""

    @property
    def division(self) -> Division:
        """What is learned from and what is held back."""
        ...

    @property
    def judge(self) -> Snapshot | None:
        """The neuron on this data set, where there is one."""
        ...


class Pointing(QObject):
    """Says what is to be read off where the mouse is.

    Signals
    -------
    told(str)
        What is there, in a line or two; empty outside the plane.
    sample_pointed(int or None)
        The sample that is met now, or none.
    """

    told = Signal(str)
    sample_pointed = Signal(object)

    def __init__(self, canvas: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._pixel: Pixel | None = None
        self._sample: int | None = None
        canvas.viewport().installEventFilter(self)

    def forget(self) -> None:
        """Know of no sample: the numbers mean others now."""
        self._meet(None)

    def refresh(self) -> None:
        """Say again what is there: the neuron is another one."""
        if self._pixel is not None:
            self._tell(self._sample)

    @Slot(object)
    def move_to(self, pixel: Pixel | None) -> None:
        """Follow to a pixel of the canvas, or away from it."""
        self._pixel = pixel
        sample = None
        if pixel is not None and self._canvas.view.shows(pixel):
            sample = self._canvas.neighbours.nearest(pixel, within=REACH)
        self._tell(sample)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse, whatever else it does."""
        if event.type() is QEvent.Type.Leave:
            self.move_to(None)
        elif event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            place = event.position()
            self.move_to((place.x(), place.y()))
        return super().eventFilter(watched, event)

    def _tell(self, sample: int | None) -> None:
        canvas, pixel = self._canvas, self._pixel
        text = ""
        if pixel is not None and canvas.view.shows(pixel):
            dataset, plane, judge = canvas.dataset, canvas.plane, canvas.judge
            text = place_text(dataset, plane, judge, canvas.view.to_plane([[pixel[0]], [pixel[1]]]))
            if sample is not None:
                held_back = bool(canvas.division.is_test[sample])
                text += "\n" + sample_text(dataset, plane, judge, sample, held_back=held_back)
        self.told.emit(text)
        self._meet(sample)

    def _meet(self, sample: int | None) -> None:
        if sample != self._sample:
            self._sample = sample
            self.sample_pointed.emit(sample)
