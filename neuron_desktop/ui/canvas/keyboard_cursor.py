"""A cursor on the canvas that the arrow keys move: drawing without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from neuron_desktop.ui.canvas.gesture_item import GestureItem
from neuron_desktop.ui.canvas.tool_driver import Plot, ToolDriver

STEP, FINE_STEP = 12.0, 1.0
REACH_OF_DELETE = 14.0
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_CLASSES = {Qt.Key.Key_R: 0, Qt.Key.Key_B: 1}
_OWN_KEYS = (*_ARROWS, *_CLASSES, Qt.Key.Key_Delete, Qt.Key.Key_Escape)


class KeyboardCursor(QObject):
    """Up or Down on the focused canvas shows the cursor, Escape hides it.

    While it is there the arrow keys move it, by a pixel with Shift, B and R place a point of their class, and Delete
    removes the nearest. Otherwise these keys are the window's.

    Signals
    -------
    point_requested(features, int)
        A sample, shape (n, 1), of this class.
    moved(tuple or None)
        The cursor is at this pixel, or gone.
    """

    point_requested = Signal(object, int)
    moved = Signal(object)

    def __init__(self, plot: Plot, driver: ToolDriver, item: GestureItem, canvas: QObject) -> None:
        super().__init__(canvas)
        self._plot = plot
        self._driver = driver
        self._item = item
        self._pixel: tuple[float, float] | None = None
        canvas.installEventFilter(self)

    @property
    def is_shown(self) -> bool:
        """Whether the cursor is there."""
        return self._pixel is not None

    def hide(self) -> None:
        """Give the keys back."""
        self._show(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the cursor's keys, before they are shortcuts."""
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        if isinstance(event, QKeyEvent) and self._is_own(event):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._press(Qt.Key(event.key()), fine=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
        return super().eventFilter(watched, event)

    def _is_own(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        return event.key() in (_OWN_KEYS if self.is_shown else (Qt.Key.Key_Up, Qt.Key.Key_Down))

    def _press(self, key: Qt.Key, *, fine: bool) -> None:
        view = self._plot.view
        pixel = self._pixel
        if pixel is None:
            self._show((view.left + view.width / 2, view.top + view.height / 2))
        elif key in _ARROWS:
            step = FINE_STEP if fine else STEP
            across, down = _ARROWS[key]
            x = min(max(pixel[0] + across * step, view.left), view.left + view.width)
            y = min(max(pixel[1] + down * step, view.top), view.top + view.height)
            self._show((x, y))
        elif key in _CLASSES:
            point = self._driver.snapped(view.to_plane([[pixel[0]], [pixel[1]]]))
            self.point_requested.emit(self._plot.plane.samples(point), _CLASSES[key])
        elif key is Qt.Key.Key_Delete:
            found = self._plot.neighbours.nearest(pixel, within=REACH_OF_DELETE)
            if found is not None:
                self._driver.removal_requested.emit([found], self._driver.next_gesture())
        else:
            self.hide()

    def _show(self, pixel: tuple[float, float] | None) -> None:
        if pixel != self._pixel:
            self._pixel = pixel
            self._item.set_cross(pixel)
            self.moved.emit(pixel)
