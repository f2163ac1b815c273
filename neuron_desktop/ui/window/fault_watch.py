"""Shows unexpected errors, and keeps a log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from neuron_desktop.session.faults import Fault, FaultReporter, close_log, open_log
from neuron_desktop.ui.widgets.dialogs import bring_to_front, open_dialog


class FaultWatch(QObject):
    """Keeps the log and shows a dialog over the window when something goes wrong, one at a time.

    Parameters
    ----------
    folder
        Where the log is written.
    window
        The parent of the dialog.
    """

    def __init__(self, folder: Path, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._window = window
        self._log = open_log(folder)
        self.reporter = FaultReporter(self)
        # Queued, since a fault can occur in any thread and in the middle of anything.
        self.reporter.met.connect(self._on_met, Qt.ConnectionType.QueuedConnection)
        self.reporter.install()

    def close(self) -> None:
        """Restore the hooks, and close the log; call it once."""
        self.reporter.remove()
        if self._log is not None:
            close_log(self._log)

    @Slot(object)
    def _on_met(self, fault: Fault) -> None:
        from neuron_desktop.ui.dialogs.fault_dialog import FaultDialog

        shown = bring_to_front(self._window, FaultDialog)
        if shown is not None:
            shown.add(fault)
            return
        folder = self._folder if self._log is not None else None
        open_dialog(FaultDialog(fault, folder, self._window), blocks_window=False)
