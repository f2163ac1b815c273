"""Asks before a file is overwritten that somebody else has changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from neuron_desktop.ui.looks.plain_text import MessageBox
from neuron_desktop.ui.widgets.dialogs import bring_to_front, open_dialog

_ROLES = QMessageBox.ButtonRole


class ChangedFileQuestion(QObject):
    """Asks what to do about a file that is no longer what it was when it was opened or saved here.

    Signals
    -------
    overwrite_chosen(Path), save_as_chosen(), theirs_chosen(Path)
        Save there anyway; save under another name; open the file as it is now.
    cancelled()
        Do nothing.
    """

    overwrite_chosen = Signal(object)
    save_as_chosen = Signal()
    theirs_chosen = Signal(object)
    cancelled = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    @Slot(object)
    def ask(self, path: Path) -> None:
        """Ask about the file at `path`, which has changed or is gone; while a question is open, none is asked."""
        if bring_to_front(self._window, MessageBox, lambda box: box.objectName() == "changedFileQuestion"):
            return
        is_there = path.exists()
        title = "The file has changed" if is_there else "The file is gone"
        box = MessageBox(QMessageBox.Icon.Warning, title, title, parent=self._window)
        box.setObjectName("changedFileQuestion")
        if is_there:
            box.setInformativeText(
                f"Another program or window has written to “{path.name}” since it was opened or saved here. "
                "Overwriting it discards their changes. If you open theirs, Undo restores what is on screen."
            )
        else:
            box.setInformativeText(f"“{path.name}” was moved or deleted since it was opened or saved here.")
        overwrite = box.addButton("&Overwrite" if is_there else "Save it &here again", _ROLES.DestructiveRole)
        overwrite.setObjectName("overwriteButton")
        save_as = box.addButton("Save &as…", _ROLES.AcceptRole)
        save_as.setObjectName("saveAsButton")
        if is_there:
            box.addButton("Open &theirs", _ROLES.ActionRole).setObjectName("openTheirsButton")
        box.addButton(QMessageBox.StandardButton.Cancel)
        # Enter chooses the answer that loses nothing.
        box.setDefaultButton(save_as)
        box.finished.connect(partial(self._on_finished, box, path))
        open_dialog(box)

    def _on_finished(self, box: MessageBox, path: Path, _result: int) -> None:
        clicked = box.clickedButton()
        match clicked.objectName() if clicked is not None else "":
            case "overwriteButton":
                self.overwrite_chosen.emit(path)
            case "saveAsButton":
                self.save_as_chosen.emit()
            case "openTheirsButton":
                self.theirs_chosen.emit(path)
            case _:
                self.cancelled.emit()
