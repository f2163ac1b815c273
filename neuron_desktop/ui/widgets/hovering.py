"""Read-outs of what is under the mouse: a function of its place and of what is shown there now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip, QWidget

from neuron_desktop.ui.items.view_map import Pixel

_ENDS = (QEvent.Type.Leave, QEvent.Type.Hide)


class Hover(QObject):
    """Has a place read whenever the mouse moves to it and whenever what is shown there may have changed.

    All read-outs work this way, so none describes what was there when the mouse last moved. Moves are read at once.
    Changes are read at the end of the turn of the event loop in which they happen: once, however many they are, and
    after everything on screen has heard of them.

    Parameters
    ----------
    widget
        What the mouse is over; of an area that scrolls, its viewport.
    read
        Called with a pixel of the widget, or None if the mouse is elsewhere.
    """

    def __init__(self, widget: QWidget, read: Callable[[Pixel | None], None]) -> None:
        super().__init__(widget)
        self._read = read
        self._mouse: Pixel | None = None
        self._cursor: Pixel | None = None
        self._changes = QTimer(self)
        self._changes.setSingleShot(True)
        self._changes.timeout.connect(self._on_changes_made)
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    @property
    def place(self) -> Pixel | None:
        """What is read: where the keyboard's cursor is, or else the mouse."""
        return self._mouse if self._cursor is None else self._cursor

    @Slot()
    def refresh(self) -> None:
        """Read the place again: what is shown there may have changed."""
        if self.place is not None:
            self._changes.start()

    @Slot(object)
    def move_cursor(self, pixel: Pixel | None) -> None:
        """Follow the keyboard's cursor until it is gone or the mouse moves."""
        self._cursor = pixel
        self._read(self.place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse, without swallowing its events."""
        kind = event.type()
        if kind is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._mouse, self._cursor = (event.position().x(), event.position().y()), None
            self._read(self._mouse)
        elif kind in _ENDS:
            self._mouse = self._cursor = None
            self._read(None)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_changes_made(self) -> None:
        # The mouse may have left in the meantime, which has been read then.
        if self.place is not None:
            self._read(self.place)


class LiveTip(QObject):
    """Keeps the tool tip of a widget, or those of a list's or table's items, true while it is on screen.

    Until the mouse moves, Qt shows the text of the moment when the tip appeared.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._view = widget if isinstance(widget, QAbstractItemView) else None
        self._widget = widget if self._view is None else self._view.viewport()
        self._hover = Hover(self._widget, self._on_read)
        self._place: Pixel | None = None
        self._text = ""
        self._widget.installEventFilter(self)
        if self._view is not None:
            model = self._view.model()
            for changed in (model.dataChanged, model.modelReset, model.rowsInserted, model.rowsRemoved):
                changed.connect(self._hover.refresh)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice which text is shown, and when another is set."""
        if event.type() is QEvent.Type.ToolTipChange:
            self._hover.refresh()
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._text = self._text_at(event.pos())
        return super().eventFilter(watched, event)

    def _on_read(self, pixel: Pixel | None) -> None:
        # A tip appears where the mouse has rested. When it moves, Qt updates the tip itself.
        moved, self._place = pixel != self._place, pixel
        if pixel is None or moved or not QToolTip.isVisible() or QToolTip.text() != self._text:
            return
        place = QPoint(round(pixel[0]), round(pixel[1]))
        asked = QHelpEvent(QEvent.Type.ToolTip, place, self._widget.mapToGlobal(place))
        QApplication.sendEvent(self._widget, asked)

    def _text_at(self, place: QPoint) -> str:
        if self._view is None:
            return self._widget.toolTip()
        index = self._view.indexAt(place)
        return str(index.data(Qt.ItemDataRole.ToolTipRole) or "") if index.isValid() else ""
