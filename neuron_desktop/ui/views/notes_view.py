"""Notes: the person's text about a project."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from neuron_desktop.ui.widgets.help_text import set_help

ADVICE = "What is this about? What was tried, and what came of it?\n\nNotes are saved with the project (Ctrl+S)."

HELP = (
    "A page of your own: what this is about, what was tried, what came of it. Notes are saved with the project "
    "(Ctrl+S). While you write, letters, Space and the arrows belong to the page; Tab leaves it."
)


class NotesView(QPlainTextEdit):
    """A page to write on; keys are letters there, not commands.

    Signals
    -------
    notes_edited(str)
        The person has written.
    """

    notes_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_help(self, "Notes", HELP)
        self.setObjectName("notesView")
        self.setAccessibleName("Notes")
        self.setPlaceholderText(ADVICE)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(8)
        self.textChanged.connect(self._on_text_changed)

    @Slot(str)
    def show_notes(self, notes: str) -> None:
        """Show the notes of another project."""
        if notes != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(notes)
            self.blockSignals(False)

    @Slot()
    def _on_text_changed(self) -> None:
        self.notes_edited.emit(self.toPlainText())
