"""What F1 shows: one part of the window, explained beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from neuron_desktop.ui.looks.plain_text import PlainLabel, window_title
from neuron_desktop.ui.widgets.help_text import HelpText
from neuron_desktop.ui.widgets.widgets import labelled

WIDTH, GAP = 420, 8
# The height of a window's title, which Qt only knows once the window is shown.
FRAME = 32


class TopicPage(QDialog):
    """Shows a paragraph; F1 or Esc closes it.

    Signals
    -------
    keyboard_requested()
        The person wants to see every key.
    """

    keyboard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topicPage")
        self._topic: HelpText | None = None
        self._title = labelled("", "heading")
        self._title.setObjectName("topicTitle")
        self._text = PlainLabel()
        self._text.setObjectName("topicText")
        self._text.setWordWrap(True)
        self._text.setMargin(4)
        flags = Qt.TextInteractionFlag
        self._text.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        # Qt would skip it with Tab.
        self._text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        keyboard = buttons.addButton("Keyboard and mouse", QDialogButtonBox.ButtonRole.ActionRole)
        keyboard.setObjectName("topicKeyboardButton")
        keyboard.setAutoDefault(False)
        keyboard.clicked.connect(self.keyboard_requested)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        layout = QVBoxLayout(self)
        for part in (self._title, self._text):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(buttons)
        # Read at once by a screen reader; and Enter closes.
        self._text.setFocus()

    def explains(self, topic: HelpText) -> bool:
        """Return whether it is this part that is explained."""
        return self._topic is not None and self._topic.widget is topic.widget

    def show_topic(self, topic: HelpText) -> None:
        """Explain a part of the window, beside it if there is room."""
        self._topic = topic
        self.setWindowTitle(window_title(f"Help: {topic.title}"))
        self._title.setText(topic.title)
        self._text.setText(topic.text)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))
        corner = topic.widget.mapToGlobal(QPoint(0, 0))
        part = QRect(corner, topic.widget.size())
        self.move(place_beside(part, self.rect(), topic.widget.screen().availableGeometry()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on F1."""
        if event.key() == Qt.Key.Key_F1:
            self.reject()
        else:
            super().keyPressEvent(event)


def place_beside(part: QRect, page: QRect, screen: QRect) -> QPoint:
    """Return where the corner of a page comes on the screen: beside, below or above a part, or in its corner."""
    right, bottom = screen.right() - page.width(), screen.bottom() - page.height() - FRAME
    x, y = _between(screen.left(), part.left(), right), _between(screen.top(), part.top(), bottom)
    for corner in (
        QPoint(part.right() + GAP, y),
        QPoint(x, part.bottom() + GAP),
        QPoint(part.left() - GAP - page.width(), y),
        QPoint(x, part.top() - GAP - FRAME - page.height()),
    ):
        if screen.left() <= corner.x() <= right and screen.top() <= corner.y() <= bottom:
            return corner
    return QPoint(_between(screen.left(), part.right() - GAP - page.width(), right), y)


def _between(least: int, value: int, most: int) -> int:
    return min(max(value, least), most)
