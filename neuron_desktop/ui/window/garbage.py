"""Runs Python's garbage collector in the window's thread only, between two events, and gives free memory back."""

from __future__ import annotations

import gc
import sys
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

INTERVAL_MILLISECONDS = 100
# How often memory that nobody uses is given back: it takes 3 ms, and 70 ms once after half a gigabyte was freed.
GIVING_BACK_MILLISECONDS = 30_000


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
        self._giving_back = QTimer(owner)
        self._giving_back.timeout.connect(give_back_free_memory)
        self._giving_back.start(GIVING_BACK_MILLISECONDS)
        owner.destroyed.connect(self.close)

    def close(self, _owner: QObject | None = None) -> None:
        """Re-enable the collector once no window is left; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        if _owner is None:
            self._timer.stop()
            self._giving_back.stop()
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


def give_back_free_memory() -> bool:
    """Return to the system what the allocator keeps though it is free; return whether there was any.

    After a million points have come and gone that can be hundreds of megabytes. Only glibc has to be asked.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))
