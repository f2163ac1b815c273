"""Small widgets that several panels share."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QStyle, QStyleOption, QWidget

from neuron_desktop.ui.looks.plain_text import PlainLabel, set_tip
from neuron_desktop.ui.widgets.hovering import LiveTip


class ElidingLabel(PlainLabel):
    """A line of text that is cut with an ellipsis if it does not fit; `text()` and the tool tip are complete."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName(name)
        LiveTip(self)

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(text)
        set_tip(self, text)

    def minimumSizeHint(self) -> QSize:
        """Return a width of a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 8, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as much of the text as fits."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        area = self.contentsRect().adjusted(self.margin(), 0, -self.margin(), 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(self.alignment()), shown)


class _KeyKeeper(QObject):
    def __init__(self, widget: QWidget, keys: tuple[Qt.Key, ...]) -> None:
        super().__init__(widget)
        self._keys = keys
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
            and event.key() in self._keys
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def keep_keys(widget: QWidget, *keys: Qt.Key) -> None:
    """Let `widget`, while it has the focus, use these keys itself although they are shortcuts of the window."""
    _KeyKeeper(widget, keys)


def labelled(text: str, role: str) -> QLabel:
    """Return a label in the style of `role`: heading, caption or value."""
    label = PlainLabel(text)
    label.setProperty("role", role)
    return label


def set_tone(widget: QWidget, tone: str) -> None:
    """Style `widget` as "warning", as "changed" or, with an empty tone, as plain text."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class SidePanel(QScrollArea):
    """Scrolls a column of controls up and down, and is never narrower than they are."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        # It scrolls to what has the focus, and has nothing to do with it itself.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the content when a part of it is shown."""
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return bool(super().eventFilter(watched, event))

    def minimumSizeHint(self) -> QSize:
        """Return the content's width beside a scroll bar."""
        width = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, 80)

    def sizeHint(self) -> QSize:
        """Return a little more than the least."""
        return QSize(self.minimumSizeHint().width(), self._content.sizeHint().height())
