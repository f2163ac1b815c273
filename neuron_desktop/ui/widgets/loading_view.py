"""Shows what is being read, how much of it, and a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import ElidingLabel

_STEPS = 1000

HELP = "What is being read, and how much of it. Cancel (Space) stops it; what is on screen stays."


class LoadingView(QWidget):
    """Shows a long job in the status bar; hidden when there is none.

    Signals
    -------
    cancelled()
        Cancel the job.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Progress", HELP)
        self._label = ElidingLabel("loadingLabel")
        self._bar = QProgressBar()
        self._bar.setObjectName("loadingBar")
        self._bar.setAccessibleName("Progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setMaximumHeight(10)
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("cancelLoadingButton")
        self._cancel.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._label, self._bar, self._cancel):
            layout.addWidget(part)
        self.hide()

    @Slot(str, float)
    def show_progress(self, text: str, share: float) -> None:
        """Say what is going on; a share below 0 is not known, and an empty text ends it."""
        self._label.setText(text)
        self._label.setMinimumWidth(min(self._label.sizeHint().width(), 360))
        self._bar.setRange(0, 0 if share < 0.0 and text else _STEPS)
        self._bar.setValue(round(max(share, 0.0) * _STEPS))
        self.setVisible(bool(text))
