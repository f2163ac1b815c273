"""Report a fault: a text to fill in and copy. Nothing is sent from here."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from neuron_desktop.session.files.folders import log_folder
from neuron_desktop.ui.help.facts import version_lines
from neuron_desktop.ui.looks.plain_text import PlainLabel

SIZE = 620, 460
HOW = (
    "Describe below what went wrong, copy the report, and send it to where you got the program, by mail or on its "
    "page of issues. Nothing is sent from here. The report contains versions, but no folders and none of your data; "
    "if the points matter, attach the project (File, Save as). The log shows what happened before."
)
QUESTIONS = ("What I did", "What happened", "What should have happened")


class ReportPage(QDialog):
    """Has the questions and the versions; the answers are lost with the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportPage")
        self.setWindowTitle("Report a fault")
        how = PlainLabel(HOW)
        how.setObjectName("reportAdvice")
        how.setWordWrap(True)
        self._report = QPlainTextEdit()
        self._report.setObjectName("reportText")
        self._report.setAccessibleName("Report")
        self._report.setTabChangesFocus(True)
        self._report.setPlainText("".join(f"{question}:\n\n" for question in QUESTIONS) + "\n".join(version_lines()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("reportCopyButton")
        copy.clicked.connect(self._on_copy)
        self._log = log_folder()
        show = buttons.addButton("Show the log", QDialogButtonBox.ButtonRole.ActionRole)
        show.setObjectName("reportLogButton")
        show.setEnabled(self._log.is_dir())
        show.clicked.connect(self._on_show_log)
        layout = QVBoxLayout(self)
        layout.addWidget(how)
        layout.addWidget(self._report, 1)
        layout.addWidget(buttons)
        self.resize(*SIZE)
        # Below the first question.
        self._report.moveCursor(QTextCursor.MoveOperation.Down)
        self._report.setFocus()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText().rstrip() + "\n")

    @Slot()
    def _on_show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log)))
