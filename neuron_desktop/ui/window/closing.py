"""Asks before a window closes with unsaved work."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from neuron_desktop.session.files.points_file import PointsFile
from neuron_desktop.session.files.project import ProjectSession
from neuron_desktop.ui.looks.plain_text import MessageBox
from neuron_desktop.ui.widgets.dialogs import bring_to_front, open_dialog

_BUTTONS = QMessageBox.StandardButton


class ClosingQuestion(QObject):
    """Decides whether a window may close; if it has to ask or wait, it closes the window afterwards itself.

    Signals
    -------
    save_requested()
        The work is to be saved; `on_saved` or `on_not_saved` answers.
    """

    save_requested = Signal()

    def __init__(self, session: ProjectSession, points: PointsFile, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._points = points
        self._window = window
        self._is_agreed = False
        self._closes_after_saving = False

    def may_close(self) -> bool:
        """Return whether the window may close at once; if not, ask the person, or wait for a save."""
        if self._is_agreed:
            return True
        if self._session.is_saving or self._points.is_saving:
            self._closes_after_saving = True
            return False
        if not self._session.is_modified:
            return True
        self._ask()
        return False

    @Slot()
    def on_saved(self) -> None:
        """Close the window if it was waiting for this."""
        if self._closes_after_saving:
            self._closes_after_saving = False
            self._window.close()

    @Slot()
    def on_not_saved(self) -> None:
        """Stay open."""
        self._closes_after_saving = False

    def _ask(self) -> None:
        if bring_to_front(self._window, MessageBox, lambda box: box.objectName() == "unsavedQuestion"):
            return
        if self._session.path is not None:
            text = f"“{self._session.title}” has changes that are not saved. Save it before closing?"
        elif self._session.is_more_than_points:
            text = "Notes, pinned runs or points are not saved. Save them as a project before closing?"
        else:
            text = "The points have changes that are not saved. Save them before closing?"
        box = MessageBox(
            QMessageBox.Icon.Question,
            "Unsaved work",
            text,
            _BUTTONS.Save | _BUTTONS.Discard | _BUTTONS.Cancel,
            self._window,
        )
        box.setObjectName("unsavedQuestion")
        box.finished.connect(self._on_answered)
        open_dialog(box)

    @Slot(int)
    def _on_answered(self, answer: int) -> None:
        if answer == _BUTTONS.Discard:
            self._is_agreed = True
            self._window.close()
        elif answer == _BUTTONS.Save:
            self._closes_after_saving = True
            self.save_requested.emit()
