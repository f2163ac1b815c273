"""Computes statistics of the features away from the window's thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset
from neuron_desktop.session.threads import WorkerThread


class _CountingWorker(QObject):
    done = Signal(object, object)

    @Slot(object, object)
    def compute(self, dataset: Dataset, cancelled: threading.Event) -> None:
        from neuron_desktop.core.data.statistics import feature_statistics

        found = feature_statistics(dataset, cancelled=cancelled.is_set)
        if found is not None:
            self.done.emit(dataset, found)


class Statistics(QObject):
    """Computes the statistics of the newest data set in a thread of its own; a newer one ends the work on the last.

    Signals
    -------
    computed(tuple of FeatureStatistics)
        Those of the data set that was asked for last.
    """

    computed = Signal(object)

    _compute = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._cancelled = threading.Event()
        self._worker = _CountingWorker()
        self._thread = WorkerThread(self._worker, self)
        self._compute.connect(self._worker.compute)
        self._worker.done.connect(self._on_done)
        self._thread.start()

    @Slot(object)
    def compute(self, dataset: Dataset) -> None:
        """Begin to compute; `computed` follows."""
        self._cancelled.set()
        self._cancelled = threading.Event()
        self._dataset = dataset
        self._compute.emit(dataset, self._cancelled)

    def close(self) -> None:
        """Stop, and end the thread; call it once before the object is destroyed."""
        self._cancelled.set()
        self._thread.close()

    @Slot(object, object)
    def _on_done(self, dataset: Dataset, found: object) -> None:
        if dataset is self._dataset:
            self.computed.emit(found)
