"""Passes the mouse on the canvas to the chosen tool, and emits the tool's requests."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Dataset
from neuron_desktop.core.training.plane import Plane
from neuron_desktop.ui.canvas.gesture_item import GestureItem
from neuron_desktop.ui.canvas.tools import Gesture, ToolKind, ToolSettings, make_tools
from neuron_desktop.ui.items.view_map import Array, Indices, Neighbours, Pixel, ViewMap
from neuron_desktop.ui.widgets.hovering import Hover

_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class Plot(Protocol):
    """What the canvas must provide to the driver."""

    @property
    def dataset(self) -> Dataset:
        """What is drawn."""
        ...

    @property
    def plane(self) -> Plane:
        """Where it is drawn."""
        ...

    @property
    def points(self) -> Array:
        """Where the samples are on the plane, shape (2, m)."""
        ...

    @property
    def view(self) -> ViewMap:
        """The visible part of the plane."""
        ...

    @property
    def neighbours(self) -> Neighbours:
        """The samples, to be found by their pixels."""
        ...

    def grid_step(self) -> tuple[float, float]:
        """How far apart the finest ticks are, across and up."""
        ...

    def viewport(self) -> QWidget:
        """Return the widget that has the mouse."""
        ...


class ToolDriver(QObject):
    """Turns presses, moves and releases into gestures of the chosen tool; the middle button and Alt pan.

    The number of a gesture is the same from press to release: its requests belong together.

    Signals
    -------
    points_requested(features, bool, int)
        New samples, shape (n, k), of the other class if the flag is set, and the number of the gesture.
    removal_requested(indices, int)
        Remove these samples.
    move_requested(indices, features, int)
        Give these samples other features, shape (n, k).
    selection_requested(indices)
        Select these samples and no others.
    """

    points_requested = Signal(object, bool, int)
    removal_requested = Signal(object, int)
    move_requested = Signal(object, object, int)
    selection_requested = Signal(object)

    def __init__(self, plot: Plot, item: GestureItem, parent: QObject) -> None:
        super().__init__(parent)
        self._plot = plot
        self._item = item
        self._tools = make_tools()
        self._kind = ToolKind.POINT
        self._settings = ToolSettings()
        self._selection: Indices = np.empty(0, np.int64)
        self._gesture: Gesture | None = None
        self._gestures = 0
        self._is_asking = False
        plot.viewport().installEventFilter(self)
        # After the driver's own filter, which swallows some moves: Qt asks the last filter first.
        self._hover = Hover(plot.viewport(), self._show_circle)
        self.choose(self._kind)

    @property
    def kind(self) -> ToolKind:
        """The chosen tool."""
        return self._kind

    @property
    def settings(self) -> ToolSettings:
        """The settings of the tools."""
        return self._settings

    @property
    def selection(self) -> Indices:
        """The selected samples."""
        return self._selection

    @property
    def view(self) -> ViewMap:
        """The visible part of the plane."""
        return self._plot.view

    @property
    def points(self) -> Array:
        """Where the samples are on the plane, shape (2, m)."""
        return self._plot.points

    @property
    def neighbours(self) -> Neighbours:
        """The samples, to be found by their pixels."""
        return self._plot.neighbours

    def choose(self, kind: ToolKind) -> None:
        """Take up another tool."""
        self.cancel()
        self._kind = kind
        self._plot.viewport().setCursor(self._tools[kind].cursor)
        self._hover.refresh()

    def configure(self, settings: ToolSettings) -> None:
        """Continue with other settings."""
        self._settings = settings
        self._hover.refresh()

    def set_selection(self, indices: Indices) -> None:
        """Note which samples are selected now."""
        self._selection = indices

    def on_points_changed(self) -> None:
        """Release what is held if the points were changed elsewhere: it may be gone."""
        if not self._is_asking:
            self.cancel()

    def cancel(self) -> None:
        """End the gesture under way at once."""
        self._gesture = None
        self._item.set_band(None, None)

    def next_gesture(self) -> int:
        """Return the number of a new gesture."""
        self._gestures += 1
        return self._gestures

    # --- what tools ask for

    def place(self, points: Array, gesture: Gesture) -> None:
        """Ask for new samples at points of the plane, shape (2, k)."""
        self._ask(self.points_requested, self._plot.plane.samples(points), gesture.other, gesture.number)

    def erase(self, indices: Indices, gesture: Gesture) -> None:
        """Ask to remove samples."""
        self._ask(self.removal_requested, indices, gesture.number)

    def drag(self, indices: Indices, points: Array, gesture: Gesture) -> None:
        """Ask to move samples to points of the plane, shape (2, k)."""
        features = self._plot.plane.moved(self._plot.dataset.features[:, indices], points)
        self._ask(self.move_requested, indices, features, gesture.number)

    def select(self, indices: Indices) -> None:
        """Ask for another selection."""
        self._ask(self.selection_requested, indices)

    def snapped(self, points: Array) -> Array:
        """Return points of the plane, on the finest ticks where they are to snap to them."""
        if not self._settings.snap:
            return points
        steps = np.array(self._plot.grid_step())[:, None]
        return np.asarray(np.round(points / steps) * steps)

    def show_band(self, corner: Pixel, opposite: Pixel) -> None:
        """Show a rectangle between two pixels."""
        self._item.set_band(corner, opposite)

    def hide_band(self) -> None:
        """Hide it again."""
        self._item.set_band(None, None)

    def _show_circle(self, pixel: Pixel | None) -> None:
        has_circle = pixel is not None and self._tools[self._kind].has_radius and bool(self.view.shows(pixel))
        self._item.set_circle((pixel, self._settings.radius) if pixel is not None and has_circle else None)

    def _ask(self, signal: object, *arguments: object) -> None:
        self._is_asking = True
        try:
            signal.emit(*arguments)  # type: ignore[attr-defined]
        finally:
            self._is_asking = False

    # --- the mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse events meant for the tool, and leave the others to the view."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind in _PRESSES:
                return self._press(event)
            if kind is QEvent.Type.MouseMove:
                return self._move(event)
            if kind is QEvent.Type.MouseButtonRelease:
                return self._release(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QMouseEvent) -> bool:
        modifiers, pixel = event.modifiers(), _pixel(event.position())
        view = self.view
        if self._gesture is not None:
            if event.button() is not self._gesture.button:
                # A second button does not disturb the gesture of the first.
                return True
            # The release went to another window.
            self._end(self._gesture, self._gesture.last)
        if (
            event.button() not in _BUTTONS
            or modifiers & Qt.KeyboardModifier.AltModifier
            or self._kind is ToolKind.HAND
            or not view.shows(pixel)
        ):
            return False
        extend = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        gesture = Gesture(self.next_gesture(), pixel, event.button(), extend)
        if extend and self._kind in (ToolKind.POINT, ToolKind.BRUSH):
            nearest = self.neighbours.nearest(pixel)
            if nearest is not None:
                self.erase(np.array([nearest]), gesture)
            return True
        self._gesture = gesture
        self._tools[self._kind].press(self, gesture)
        return True

    def _move(self, event: QMouseEvent) -> bool:
        pixel, tool = _pixel(event.position()), self._tools[self._kind]
        if self._gesture is None:
            return False
        if pixel != self._gesture.last:
            tool.move(self, self._gesture, pixel)
            if self._gesture is not None:
                self._gesture.last = pixel
        return True

    def _release(self, event: QMouseEvent) -> bool:
        if self._gesture is None:
            return False
        if event.button() is self._gesture.button:
            self._end(self._gesture, _pixel(event.position()))
        return True

    def _end(self, gesture: Gesture, pixel: Pixel) -> None:
        self._gesture = None
        self._tools[self._kind].release(self, gesture, pixel)


def _pixel(position: QPointF) -> Pixel:
    return position.x(), position.y()
