"""Writing points as a table away from the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset
from neuron_desktop.files.stamp import stamp_of
from neuron_desktop.session.threads import WorkerThread


class _TableWorker(QObject):
    written = Signal(object, object, object)
    failed = Signal(object)

    @Slot(object, object)
    def write(self, path: Path, dataset: Dataset) -> None:
        from neuron_desktop.files.recipes.csv_data import write_dataset

        try:
            write_dataset(path, dataset)
        except Exception as error:
            self.failed.emit(error)
        else:
            self.written.emit(path, dataset.sample_count, stamp_of(path))


class TableWriter(QObject):
    """Writes data sets as tables in a thread of its own, one after the other.

    Signals
    -------
    written(Path, int, FileStamp)
        The table is on the disk, with this many points and this stamp.
    failed(Exception)
        It failed; the text of a NeuronDesktopError is for the person.
    """

    written = Signal(object, object, object)
    failed = Signal(object)

    _write = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = _TableWorker()
        self._thread = WorkerThread(self._worker, self)
        self._write.connect(self._worker.write)
        self._worker.written.connect(self.written)
        self._worker.failed.connect(self.failed)
        self._thread.start()

    def write(self, path: Path, dataset: Dataset) -> None:
        """Write `dataset` after those before it."""
        self._write.emit(path, dataset)

    def close(self) -> None:
        """End the thread, once it has finished writing; call it once before the object is destroyed."""
        self._thread.close()
