"""Notes: the person's text about a project."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from neuron_desktop.ui.views.view import View, Workbench
from neuron_desktop.ui.widgets.help_text import set_help

ADVICE = "What is this about? What was tried, and what came of it?\n\nNotes are saved with the project (Ctrl+S)."

HELP = (
    "A page of your own: what this is about, what was tried, what came of it. Notes are saved with the project "
    "(Ctrl+S). While you write, letters, Space and the arrows belong to the page; Tab leaves it."
)


class NotesView(View):
    """A page to write on; keys are letters there, not commands."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(workbench, parent)
        set_help(self, "Notes", HELP)
        self._page = QPlainTextEdit()
        self._page.setObjectName("notesView")
        self._page.setAccessibleName("Notes")
        self._page.setPlaceholderText(ADVICE)
        self._page.setTabChangesFocus(True)
        self._page.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._page.document().setDocumentMargin(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        self.follow(workbench.project.notes_changed, self._on_notes_changed, workbench.project.notes)
        self._page.textChanged.connect(self._on_text_changed)

    def _on_notes_changed(self, notes: str) -> None:
        # Of another project.
        if notes != self._page.toPlainText():
            self._page.blockSignals(True)
            self._page.setPlainText(notes)
            self._page.blockSignals(False)

    @Slot()
    def _on_text_changed(self) -> None:
        self.workbench.project.set_notes(self._page.toPlainText())
