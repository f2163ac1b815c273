"""The base of pages of text."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from neuron_desktop.ui.help.page_text import PageText
from neuron_desktop.ui.looks.plain_text import window_title

SIZE = 720, 560


class Page(QDialog):
    """A text with a button that copies all of it; Esc closes it.

    Attributes
    ----------
    text : PageText
        The text of the page.
    """

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Page")
        self.setWindowTitle(window_title(title))
        self.text = PageText(f"{name}Text", title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        copy = buttons.addButton("Copy all", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName(f"{name}CopyButton")
        copy.setAutoDefault(False)
        copy.clicked.connect(self._on_copy)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        self.resize(*SIZE)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
