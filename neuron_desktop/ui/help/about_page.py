"""About Neuron Desktop: versions, licence, and the folders it uses."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.files.resources import resource_path
from neuron_desktop.ui.help.facts import everything, places, version_lines
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.widgets.widgets import labelled

SIZE = 700, 520


class AboutPage(QDialog):
    """Shows all of it, opens a folder or copies its name, and copies everything for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("aboutPage")
        self.setWindowTitle("About Neuron Desktop")
        name, *versions = version_lines()
        title = labelled(name, "value")
        title.setObjectName("aboutTitle")
        facts = PlainLabel("\n".join(versions))
        facts.setObjectName("aboutVersions")
        flags = Qt.TextInteractionFlag
        facts.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        sentence = PlainLabel(
            "One neuron, fully understood. It works offline: nothing is sent, and nothing is looked up."
        )
        sentence.setWordWrap(True)
        licence = QPlainTextEdit(_licence())
        licence.setObjectName("aboutLicence")
        licence.setAccessibleName("Licence")
        licence.setReadOnly(True)
        licence.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("aboutCopyButton")
        copy.setToolTip("Copy versions, licence and folders for a report")
        copy.setAutoDefault(False)
        copy.clicked.connect(self._on_copy)
        layout = QVBoxLayout(self)
        for part in (title, sentence, facts, labelled("Kept on this machine", "heading")):
            layout.addWidget(part)
        layout.addLayout(self._places())
        layout.addWidget(labelled("Licence", "heading"))
        layout.addWidget(licence, 1)
        layout.addWidget(buttons)
        self.resize(*SIZE)

    def _places(self) -> QGridLayout:
        grid = QGridLayout()
        for row, (what, place) in enumerate(places()):
            key = what.split()[0].lower()
            field = QLineEdit(place)
            field.setObjectName(f"{key}PlaceField")
            field.setAccessibleName(what)
            field.setReadOnly(True)
            field.setCursorPosition(0)
            open_button, copy_button = QPushButton("Open"), QPushButton("Copy")
            open_button.setObjectName(f"{key}OpenButton")
            open_button.setAccessibleName(f"Open the folder: {what}")
            open_button.setToolTip("Show the folder in the file manager")
            copy_button.setObjectName(f"{key}CopyButton")
            copy_button.setAccessibleName(f"Copy the path: {what}")
            copy_button.setToolTip("Copy the path")
            folder = folder_of(place)
            open_button.setEnabled(folder is not None)
            if folder is not None:
                open_button.clicked.connect(partial(_open, folder))
            copy_button.clicked.connect(partial(_copy, place))
            for column, part in enumerate((PlainLabel(what), field, open_button, copy_button)):
                if isinstance(part, QPushButton):
                    part.setAutoDefault(False)
                grid.addWidget(part, row, column)
        grid.setColumnStretch(1, 1)
        return grid

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(everything())


def folder_of(place: str) -> Path | None:
    """Return the folder of a file, or a folder itself; None if there is none yet, or it is not on the disk."""
    path = Path(place)
    folder = path.parent if path.is_file() else path
    return folder if folder.is_dir() else None


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _copy(place: str) -> None:
    QGuiApplication.clipboard().setText(place)


def _licence() -> str:
    try:
        return resource_path("LICENSE").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return "MIT. The text of the licence is missing; install Neuron Desktop again."
