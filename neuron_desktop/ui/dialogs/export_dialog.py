"""Exports trained weights: choose a format, see the file and its check, save it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neuron_desktop.core import NeuronDesktopError
from neuron_desktop.files.weights.export_format import Check, WeightsFormat
from neuron_desktop.files.weights.export_formats import FORMATS
from neuron_desktop.session.files.exporting import Exporter, Prepared, Subject
from neuron_desktop.ui.looks.formatting import count
from neuron_desktop.ui.looks.plain_text import PlainLabel
from neuron_desktop.ui.widgets.tab_order import focus_next
from neuron_desktop.ui.widgets.widgets import labelled, set_tone


class ExportDialog(QDialog):
    """Shows what each format's file would hold and how its predictions agree with the neuron's.

    Signals
    -------
    save_requested(WeightsFormat)
        A file of that format is to be saved; `save` does it once it is known where.
    exported(str)
        A file was saved and checked, in a sentence.
    """

    save_requested = Signal(object)
    exported = Signal(str)

    def __init__(self, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export weights")
        self._prepared: Prepared | None = None
        self._exporter = Exporter(subject, self)
        self._exporter.prepared.connect(self._on_prepared)
        self._exporter.exported.connect(self._on_exported)
        self._exporter.failed.connect(self._on_failed)
        self.finished.connect(self._exporter.close)
        heading = labelled(f"Weights of iteration {count(subject.snapshot.iteration)}", "heading")
        self._formats = QListWidget()
        self._formats.setObjectName("formatList")
        self._formats.setAccessibleName("Format")
        self._formats.addItems([known.name for known in FORMATS])
        self._formats.setSpacing(2)
        self._formats.setFixedWidth(self._formats.sizeHintForColumn(0) + 32)
        self._sentence = PlainLabel()
        self._sentence.setObjectName("formatSentence")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for three lines, so that the preview does not jump from format to format.
        self._sentence.setMinimumHeight(3 * self._sentence.fontMetrics().lineSpacing() + 2)
        self._preview = QPlainTextEdit()
        self._preview.setObjectName("exportPreview")
        self._preview.setAccessibleName("What the file will hold")
        self._preview.setReadOnly(True)
        self._preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._check = PlainLabel()
        self._check.setObjectName("exportCheck")
        self._check.setWordWrap(True)
        self._check.setMargin(4)
        self._check.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox()
        self._copy = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setObjectName("copyExportButton")
        self._copy.setAutoDefault(False)
        self._copy.setToolTip("Copy what is shown")
        self._save = QPushButton("&Save…")
        self._save.setObjectName("saveExportButton")
        self._save.setDefault(True)
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.ApplyRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        self._copy.clicked.connect(self._on_copy)
        self._save.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        right = QVBoxLayout()
        right.addWidget(self._sentence)
        right.addWidget(self._preview, 1)
        right.addWidget(self._check)
        middle = QHBoxLayout()
        middle.addWidget(self._formats)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(heading)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        self.resize(760, 520)
        self._formats.currentRowChanged.connect(self._on_format_chosen)
        self._formats.setCurrentRow(0)
        self._formats.setFocus()

    @property
    def weights_format(self) -> WeightsFormat:
        """The chosen format."""
        return FORMATS[self._formats.currentRow()]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next part on Tab; Qt would pass over all buttons but the default one."""
        return focus_next(self, forward=forward)

    def save(self, path: Path) -> None:
        """Begin to write the file, and to check it where it lies."""
        self._save.setEnabled(False)
        self._tell(f"Writing {path.name} and reading it back…")
        self._exporter.save(path, self.weights_format)

    def _tell(self, text: str, *, warn: bool = False) -> None:
        self._check.setText(text)
        set_tone(self._check, "warning" if warn else "")

    @Slot(int)
    def _on_format_chosen(self, _row: int) -> None:
        self._prepared = None
        self._sentence.setText(self.weights_format.sentence)
        self._preview.clear()
        self._save.setEnabled(False)
        self._copy.setEnabled(False)
        self._copy.setText("&Copy")
        self._tell("Making the file and checking it…")
        self._exporter.prepare(self.weights_format)

    @Slot(object)
    def _on_prepared(self, prepared: Prepared) -> None:
        if prepared.weights_format is not self.weights_format:
            return
        self._prepared = prepared
        self._preview.setPlainText(prepared.preview)
        self._save.setEnabled(prepared.check is not None)
        self._copy.setEnabled(prepared.check is not None)
        if prepared.check is None:
            self._tell(prepared.reason, warn=True)
        else:
            self._tell(
                f"Read back before saving, {prepared.check.sentence}. {count(len(prepared.data))} bytes.",
                warn=not prepared.check.agrees,
            )

    @Slot(object, object)
    def _on_exported(self, path: Path, check: Check) -> None:
        self._save.setEnabled(True)
        self._tell(f"Saved as {path.name} and read back from there, {check.sentence}.", warn=not check.agrees)
        self.exported.emit(f"Weights exported to {path.name}; {check.sentence}.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._save.setEnabled(self._prepared is not None)
        told = (
            str(error) if isinstance(error, NeuronDesktopError) else f"This format failed: {error!r}; choose another."
        )
        self._tell(told, warn=True)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._preview.toPlainText())
        self._copy.setText("&Copied")

    @Slot()
    def _on_save(self) -> None:
        self.save_requested.emit(self.weights_format)
