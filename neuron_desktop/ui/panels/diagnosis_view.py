"""The diagnosis in words, with a button that applies its remedy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from neuron_desktop.core.judging.findings import Remedy
from neuron_desktop.ui.looks.plain_text import PlainLabel, key_text
from neuron_desktop.ui.widgets.widgets import keep_keys, set_tone

MARGIN = 3
# Pixels; a line more or less matters here.
LOW_WINDOW = 640


class DiagnosisView(QWidget):
    """A sentence, and beside it a button if there is a remedy.

    Signals
    -------
    remedy_chosen(Remedy)
        The person wants it applied.
    """

    remedy_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remedy: Remedy | None = None
        self._is_placed = False
        self._label = PlainLabel()
        self._label.setObjectName("diagnosisLabel")
        self._label.setWordWrap(True)
        self._label.setMargin(MARGIN)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._button = QPushButton()
        self._button.setObjectName("remedyButton")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_keys(self._button, Qt.Key.Key_Space)
        self._button.clicked.connect(self._on_clicked)
        self._button.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, sentence: str, *, is_warning: bool = False, remedy: Remedy | None = None) -> None:
        """Show a sentence and offer a remedy."""
        self._label.setText(sentence)
        self._make_high_enough()
        set_tone(self._label, "warning" if is_warning else "")
        self._remedy = remedy
        if remedy is not None:
            self._button.setText(key_text(remedy.label))
        self._button.setVisible(remedy is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have as many lines as the sentence needs at another width."""
        super().resizeEvent(event)
        self._is_placed = True
        self._make_high_enough()

    def _make_high_enough(self) -> None:
        # Two lines at least, so that nothing moves when a sentence is longer than the last; one in a low window.
        lines = 1 if self.window().height() < LOW_WINDOW else 2
        least = lines * self._label.fontMetrics().lineSpacing() + 2 * MARGIN
        # Also while a message hides it: what comes back after the message is to find its place.
        needed = self._label.heightForWidth(self._label.width()) if self._is_placed else 0
        self.setMinimumHeight(max(least, needed, self._button.sizeHint().height()))

    @Slot()
    def _on_clicked(self) -> None:
        if self._remedy is not None:
            self.remedy_chosen.emit(self._remedy)
