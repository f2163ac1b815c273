"""Examines a data set before and during training, away from the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from neuron_desktop.core import Dataset, NeuronDesktopError, TrainingSettings
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.session.threads import WorkerThread

if TYPE_CHECKING:
    from neuron_desktop.core.judging.examination import Examination

# Training has the computer to itself while points are being placed.
CALM_MILLISECONDS = 250


class _ExaminingWorker(QObject):
    done = Signal(object)

    @Slot(object, object)
    def examine(self, dataset: Dataset, settings: TrainingSettings) -> None:
        # Imported in this thread, once the window is there.
        from neuron_desktop.core.judging.examination import examine

        result: Examination | None
        try:
            result = examine(dataset, settings)
        except (NeuronDesktopError, MemoryError):
            # Training meets the same problem and reports it; without an examination there is only less to say.
            result = None
        self.done.emit(result)


class Examiner(QObject):
    """Examines the newest data set and settings in a thread of its own, once they have rested for a moment.

    One examination runs at a time; of the changes meanwhile, only the newest is examined next.

    Signals
    -------
    examined(Examination or None)
        What was found about the present data set and settings; None as soon as they have changed.
    """

    examined = Signal(object)

    _examine = Signal(object, object)

    def __init__(self, dataset: Dataset, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self._settings = settings
        self._is_busy = False
        self._is_stale = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MILLISECONDS)
        self._calm.timeout.connect(self._on_calm)
        worker = _ExaminingWorker()
        self._thread = WorkerThread(worker, self)
        self._examine.connect(worker.examine)
        worker.done.connect(self._on_done)
        self._worker = worker
        self._thread.start()

    @Slot(object, bool)
    def on_parts_changed(self, parts: TrainTestSplit, _replaced: bool) -> None:
        """Examine what is learned from now."""
        self._dataset = parts.training
        self._ask()

    @Slot(object)
    def on_settings_changed(self, settings: TrainingSettings) -> None:
        """Examine for other settings."""
        self._settings = settings
        self._ask()

    def close(self) -> None:
        """End the thread; call it once before the object is destroyed."""
        self._calm.stop()
        self._thread.close()

    def _ask(self) -> None:
        self.examined.emit(None)
        self._is_stale = True
        self._calm.start()

    @Slot()
    def _on_calm(self) -> None:
        if not self._is_busy:
            self._is_busy, self._is_stale = True, False
            self._examine.emit(self._dataset, self._settings)

    @Slot(object)
    def _on_done(self, examination: Examination | None) -> None:
        self._is_busy = False
        if not self._is_stale:
            self.examined.emit(examination)
        elif not self._calm.isActive():
            self._on_calm()
