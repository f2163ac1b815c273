"""The dialog that says what went wrong unexpectedly, with a report to copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from neuron_desktop.session.faults import Fault
from neuron_desktop.ui.looks.plain_text import PlainLabel


class FaultDialog(QDialog):
    """Shows the first fault, and counts those that come while it is open; the window goes on answering."""

    def __init__(self, fault: Fault, log_folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultDialog")
        self.setWindowTitle("Something went wrong")
        self._fault = fault
        self._log_folder = log_folder
        self._others = 0
        reason = PlainLabel(fault.reason)
        reason.setObjectName("faultReason")
        reason.setTextFormat(Qt.TextFormat.PlainText)
        reason.setWordWrap(True)
        reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._advice = PlainLabel()
        self._advice.setObjectName("faultAdvice")
        self._advice.setWordWrap(True)
        self._advice.setProperty("role", "caption")
        report = QPlainTextEdit(fault.report)
        report.setObjectName("faultReport")
        report.setAccessibleName("Report")
        report.setReadOnly(True)
        report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copyReportButton")
        copy.clicked.connect(self._on_copy)
        if log_folder is not None:
            show = buttons.addButton("Show the log", QDialogButtonBox.ButtonRole.ActionRole)
            show.setObjectName("showLogButton")
            show.clicked.connect(self._on_show_log)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (reason, self._advice, report, buttons):
            layout.addWidget(part)
        self._show_advice()
        self.resize(620, 420)

    def add(self, _fault: Fault) -> None:
        """Count one more."""
        self._others += 1
        self._show_advice()

    def _show_advice(self) -> None:
        more = ""
        if self._others:
            more = f" {self._others} more {'has' if self._others == 1 else 'have'} followed; the log has them all."
        self._advice.setText(
            "This is a fault of the program, which continues where it can. Save your work; if something behaves "
            f"oddly, restart the program.{more}\nThe report below names versions and lines of the program, none of "
            "your data. Nothing is sent: copy it to pass it on."
        )

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._fault.report)

    @Slot()
    def _on_show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))
