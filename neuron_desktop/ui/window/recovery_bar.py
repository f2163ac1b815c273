"""The bar that offers the unsaved work of a crashed window."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolBar, QWidget

from neuron_desktop.session.files.autosave import Recovered
from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.plain_text import set_tip
from neuron_desktop.ui.widgets.help_text import set_help
from neuron_desktop.ui.widgets.widgets import ElidingLabel

HELP = (
    "Work that was not saved when the program last ended unexpectedly. Recover opens it, and Undo restores what is "
    "there now; Later keeps it for the next start; Delete removes it for good."
)


class RecoveryBar(QToolBar):
    """Says what was found and asks what to do with it; hidden if there is nothing.

    Signals
    -------
    recover_requested(), postpone_requested(), discard_requested()
        Open it; ask again at the next start; delete it.
    """

    recover_requested = Signal()
    postpone_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Recovery", parent)
        set_help(self, "Recovery", HELP)
        self.setObjectName("recoveryBar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # It shows and hides itself.
        self.toggleViewAction().setVisible(False)
        self._text = ElidingLabel("recoveryLabel")
        frame = QFrame()
        frame.setProperty("role", "offer")
        frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 4, 4, 4)
        row.addWidget(self._text, 1)
        for name, text, tip, signal in (
            (
                "recoverButton",
                "Recover",
                "Open it; Undo restores what is there now",
                self.recover_requested,
            ),
            ("recoverLaterButton", "Later", "Keep it and ask again at the next start", self.postpone_requested),
            ("recoverDiscardButton", "Delete", "Delete the unsaved work for good", self.discard_requested),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            set_tip(button, tip)
            button.clicked.connect(signal)
            row.addWidget(button)
        self.addWidget(frame)
        self.hide()

    @Slot(object)
    def on_offered(self, offer: Recovered | None) -> None:
        """Show an offer, or nothing."""
        self.setVisible(offer is not None)
        if offer is None:
            return
        project = offer.project
        iteration = project.checkpoint.iteration
        trained = f", iteration {count(iteration)}" if iteration else ""
        self._text.setText(
            f"Unsaved work from before a crash: “{offer.title}”, {count(project.dataset.sample_count)} points"
            f"{trained}, kept {_when(offer.when)}."
        )


def _when(then: datetime) -> str:
    days = (datetime.now().date() - then.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {then:%Y-%m-%d}")
    return f"{day} at {then:%H:%M}"
