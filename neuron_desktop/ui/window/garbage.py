"""Runs Python's garbage collector in the window's thread only, between two events."""

from __future__ import annotations

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

INTERVAL_MILLISECONDS = 100


class GarbageCollection:
    """Collects garbage between events of the window, and at no other time, until it is closed.

    By default the collector runs wherever Python happens to allocate: in a worker's thread, or in the middle of a Qt
    call. Widgets and items of scenes that it finds in a cycle are destroyed there and then, while the window's thread
    may be going through a list of all widgets to give them another style.

    Parameters
    ----------
    owner
        The window whose destruction ends it, if `close` does not.
    """

    # The collector belongs to the process, and there may be several windows.
    _holders: ClassVar[int] = 0

    def __init__(self, owner: QObject) -> None:
        self._is_open = True
        GarbageCollection._holders += 1
        gc.disable()
        self._timer = QTimer(owner)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start(INTERVAL_MILLISECONDS)
        owner.destroyed.connect(self.close)

    def close(self, _owner: QObject | None = None) -> None:
        """Re-enable the collector once no window is left; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        if _owner is None:
            self._timer.stop()
        GarbageCollection._holders -= 1
        if not GarbageCollection._holders:
            gc.enable()


def collect_what_is_due() -> None:
    """Collect the oldest generation whose count is above its threshold, as the collector itself would."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [
        generation
        for generation, (count, threshold) in enumerate(zip(counts, thresholds, strict=True))
        if count > threshold > 0
    ]
    if due:
        gc.collect(due[-1])
