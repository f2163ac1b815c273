"""The menu of recent files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from neuron_desktop.session.files.recent import RecentFiles
from neuron_desktop.ui.looks.plain_text import key_text, set_tip


class RecentMenu(QMenu):
    """Lists the files by name, with their folder where a name repeats.

    Signals
    -------
    path_chosen(Path)
        Open this file; it may be gone.
    """

    path_chosen = Signal(object)

    def __init__(self, recent: RecentFiles, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", parent)
        self.setObjectName("recentMenu")
        self.setToolTipsVisible(True)
        self._recent = recent
        recent.changed.connect(self._fill)
        self.triggered.connect(self._on_triggered)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        paths = self._recent.paths
        names = [path.name for path in paths]
        for path in paths:
            text = path.name if names.count(path.name) == 1 else f"{path.name} — {path.parent}"
            action = self.addAction(key_text(text))
            action.setData(str(path))
            set_tip(action, str(path))
        self.addSeparator()
        clear = self.addAction("Clear this list")
        clear.setObjectName("clearRecentAction")
        self.setEnabled(bool(paths))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        if action.data() is None:
            self._recent.clear()
        else:
            self.path_chosen.emit(Path(action.data()))
