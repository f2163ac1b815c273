"""A thread that does not outlive its owner."""

from __future__ import annotations

import atexit

import shiboken6
from PySide6.QtCore import QObject, QThread


class WorkerThread:
    """A QThread with one worker in it, ended by `close` or, failing that, by its owner's destruction.

    Qt aborts the program when a running QThread is deleted. So this one has no parent, and it and its worker are kept
    from Python's garbage collector until it has ended, at the latest with the interpreter.
    """

    def __init__(self, worker: QObject, owner: QObject) -> None:
        self._worker = worker
        self._thread = QThread()
        self._thread.setObjectName(type(worker).__name__)
        worker.moveToThread(self._thread)
        self._thread.finished.connect(worker.deleteLater)
        owner.destroyed.connect(self.close)

    def start(self) -> None:
        """Start the thread's event loop."""
        atexit.register(self.close)
        self._thread.start()

    def close(self, _owner: QObject | None = None) -> None:
        """Leave the event loop and wait until the thread has ended; a second call does nothing."""
        if shiboken6.isValid(self._thread):
            self._thread.quit()
            self._thread.wait()
        atexit.unregister(self.close)
