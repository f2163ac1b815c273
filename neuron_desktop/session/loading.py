"""Reading tables away from the window's thread."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.files.csv_data import ColumnChoice, to_dataset
from neuron_desktop.files.errors import ReadingCancelled
from neuron_desktop.files.tables import Table, read_table
from neuron_desktop.session.threads import WorkerThread

PROGRESS_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """One file to read; `cancelled` is the only thing the two threads share."""

    path: Path
    cancelled: threading.Event = field(default_factory=threading.Event)


class _LoadingWorker(QObject):
    progressed = Signal(object, float)
    read = Signal(object, object)
    imported = Signal(object, object)
    failed = Signal(object, object)

    @Slot(object)
    def read_file(self, request: _Request) -> None:
        last = 0.0

        def report(share: float) -> None:
            nonlocal last
            if time.perf_counter() - last >= PROGRESS_SECONDS:
                last = time.perf_counter()
                self.progressed.emit(request, share)

        try:
            table = read_table(request.path, progress=report, cancelled=request.cancelled.is_set)
        except ReadingCancelled:
            return
        except Exception as error:
            self.failed.emit(request, error)
        else:
            self.read.emit(request, table)

    @Slot(object, object, object)
    def convert(self, request: _Request, table: Table, choice: ColumnChoice) -> None:
        try:
            imported = to_dataset(table, choice)
        except Exception as error:
            self.failed.emit(request, error)
        else:
            self.imported.emit(request, imported)


class TableLoader(QObject):
    """Reads one table at a time in a thread of its own; a new request cancels the one before.

    Signals
    -------
    progressed(Path, float)
        The share of the file that has been read, 0 to 1.
    read(Table)
        The file is read; `convert` makes a data set of it.
    imported(Table, ImportedData)
        The data set is made.
    failed(Exception)
        Neither; the text of a NeuronDesktopError is for the person.
    """

    progressed = Signal(object, float)
    read = Signal(object)
    imported = Signal(object, object)
    failed = Signal(object)

    _read_file = Signal(object)
    _convert = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: _Request | None = None
        self._table: Table | None = None
        self._worker = _LoadingWorker()
        self._thread = WorkerThread(self._worker, self)
        self._read_file.connect(self._worker.read_file)
        self._convert.connect(self._worker.convert)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.read.connect(self._on_read)
        self._worker.imported.connect(self._on_imported)
        self._worker.failed.connect(self._on_failed)
        self._thread.start()

    @property
    def is_loading(self) -> bool:
        """Whether a request is under way."""
        return self._request is not None

    def load(self, path: Path) -> None:
        """Begin to read the table at `path`."""
        self.cancel()
        self._request = _Request(path)
        self._read_file.emit(self._request)

    def convert(self, table: Table, choice: ColumnChoice) -> None:
        """Begin to make a data set of the chosen columns."""
        self.cancel()
        self._request = _Request(table.path)
        self._table = table
        self._convert.emit(self._request, table, choice)

    def cancel(self) -> None:
        """Drop the request under way; none of its signals will come."""
        if self._request is not None:
            self._request.cancelled.set()
        self._request = None

    def close(self) -> None:
        """Cancel, and end the thread; to be called once before the object goes."""
        self.cancel()
        self._thread.close()

    @Slot(object, float)
    def _on_progressed(self, request: _Request, share: float) -> None:
        if request is self._request:
            self.progressed.emit(request.path, share)

    @Slot(object, object)
    def _on_read(self, request: _Request, table: Table) -> None:
        if request is self._request:
            self._request = None
            self.read.emit(table)

    @Slot(object, object)
    def _on_imported(self, request: _Request, imported: object) -> None:
        if request is self._request:
            self._request = None
            self.imported.emit(self._table, imported)

    @Slot(object, object)
    def _on_failed(self, request: _Request, error: Exception) -> None:
        if request is self._request:
            self._request = None
            self.failed.emit(error)
