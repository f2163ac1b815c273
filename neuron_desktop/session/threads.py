"""A thread that outlives no owner."""

from __future__ import annotations

import functools

import shiboken6
from PySide6.QtCore import QObject, QThread


class WorkerThread:
    """A QThread with one worker in it, ended by `close` or, failing that, by its owner's destruction.

    The QThread is nobody's child: Qt aborts the program when a running one is deleted, and an owner that goes without
    having been closed must still find its thread ended.
    """

    def __init__(self, worker: QObject, owner: QObject) -> None:
        thread = QThread()
        thread.setObjectName(type(worker).__name__)
        worker.moveToThread(thread)
        thread.finished.connect(worker.deleteLater)
        owner.destroyed.connect(functools.partial(_end, thread))
        self._thread = thread

    def start(self) -> None:
        """Start the thread's event loop."""
        self._thread.start()

    def close(self) -> None:
        """Leave the event loop and wait until the thread has ended."""
        _end(self._thread)


def _end(thread: QThread, _owner: QObject | None = None) -> None:
    # As the interpreter ends, Qt may have deleted the (finished) thread before its owner.
    if shiboken6.isValid(thread):
        thread.quit()
        thread.wait()
