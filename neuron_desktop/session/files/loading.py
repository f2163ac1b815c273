"""Reads tables, and makes data sets from them, away from the window's thread."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.files.errors import ReadingCancelled
from neuron_desktop.session.threads import WorkerThread

if TYPE_CHECKING:
    from neuron_desktop.files.recipes.recipe import Recipe
    from neuron_desktop.files.recipes.survey import Survey
    from neuron_desktop.files.text.dialect_values import Dialect
    from neuron_desktop.files.text.tables import Preview

PROGRESS_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """One thing to do; `cancelled` is the only thing the two threads share."""

    path: Path
    cancelled: threading.Event = field(default_factory=threading.Event)


class _LoadingWorker(QObject):
    progressed = Signal(object, float)
    previewed = Signal(object, object)
    read = Signal(object, object)
    imported = Signal(object, object)
    failed = Signal(object, object)
    refused = Signal(object, object)

    @Slot(object, object)
    def read_file(self, request: _Request, dialect: Dialect | None) -> None:
        from neuron_desktop.files.recipes.survey import survey
        from neuron_desktop.files.text.dialect import detect_dialect
        from neuron_desktop.files.text.tables import preview_table, read_table

        last = 0.0

        def report(share: float) -> None:
            nonlocal last
            if time.perf_counter() - last >= PROGRESS_SECONDS:
                last = time.perf_counter()
                self.progressed.emit(request, share)

        try:
            dialect = dialect or detect_dialect(request.path, cancelled=request.cancelled.is_set)
            # The beginning is shown long before a large file is read.
            self.previewed.emit(request, preview_table(request.path, dialect=dialect))
            table = read_table(request.path, dialect=dialect, progress=report, cancelled=request.cancelled.is_set)
            known = survey(table, cancelled=request.cancelled.is_set)
        except ReadingCancelled:
            return
        except Exception as error:
            self.failed.emit(request, error)
        else:
            self.read.emit(request, known)

    @Slot(object, object, object)
    def convert(self, request: _Request, known: Survey, recipe: Recipe) -> None:
        from neuron_desktop.files.recipes.csv_data import to_dataset

        if request.cancelled.is_set():
            return
        try:
            imported = to_dataset(known.table, recipe)
        except Exception as error:
            self.refused.emit(request, error)
        else:
            self.imported.emit(request, imported)


class TableLoader(QObject):
    """Reads one table, or makes one data set, at a time in a thread of its own; a new request cancels the one before.

    Signals
    -------
    progressed(Path, float)
        The share of the file that has been read, 0 to 1.
    previewed(Preview)
        The beginning of the file is read; the rest is to come.
    read(Survey)
        The file is read and looked at; `convert` makes a data set of it.
    failed(Exception)
        It could not be read; the text of a NeuronDesktopError is for the person.
    imported(ImportedData)
        The data set is made.
    refused(Exception)
        It could not be made.
    """

    progressed = Signal(object, float)
    previewed = Signal(object)
    read = Signal(object)
    failed = Signal(object)
    imported = Signal(object)
    refused = Signal(object)

    _read_file = Signal(object, object)
    _convert = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: _Request | None = None
        self._worker = _LoadingWorker()
        self._thread = WorkerThread(self._worker, self)
        self._read_file.connect(self._worker.read_file)
        self._convert.connect(self._worker.convert)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.previewed.connect(self._on_previewed)
        self._worker.read.connect(self._on_read)
        self._worker.failed.connect(self._on_failed)
        self._worker.imported.connect(self._on_imported)
        self._worker.refused.connect(self._on_refused)
        self._thread.start()

    @property
    def is_loading(self) -> bool:
        """Whether a request is under way."""
        return self._request is not None

    def load(self, path: Path, dialect: Dialect | None = None) -> None:
        """Begin to read the table at `path`, with `dialect` or else the detected one."""
        self._read_file.emit(self._begin(path), dialect)

    def convert(self, known: Survey, recipe: Recipe) -> None:
        """Begin to make a data set from a table that was read."""
        self._convert.emit(self._begin(known.table.path), known, recipe)

    def cancel(self) -> None:
        """Drop the request under way; none of its signals will come."""
        if self._request is not None:
            self._request.cancelled.set()
        self._request = None

    def close(self) -> None:
        """Cancel, and end the thread; call it once before the object is destroyed."""
        self.cancel()
        self._thread.close()

    def _begin(self, path: Path) -> _Request:
        self.cancel()
        self._request = _Request(path)
        return self._request

    def _end(self, request: _Request) -> bool:
        """Return whether this is the request under way, which is over now."""
        if request is not self._request:
            return False
        self._request = None
        return True

    @Slot(object, float)
    def _on_progressed(self, request: _Request, share: float) -> None:
        if request is self._request:
            self.progressed.emit(request.path, share)

    @Slot(object, object)
    def _on_previewed(self, request: _Request, preview: Preview) -> None:
        if request is self._request:
            self.previewed.emit(preview)

    @Slot(object, object)
    def _on_read(self, request: _Request, known: Survey) -> None:
        if self._end(request):
            self.read.emit(known)

    @Slot(object, object)
    def _on_failed(self, request: _Request, error: Exception) -> None:
        if self._end(request):
            self.failed.emit(error)

    @Slot(object, object)
    def _on_imported(self, request: _Request, imported: object) -> None:
        if self._end(request):
            self.imported.emit(imported)

    @Slot(object, object)
    def _on_refused(self, request: _Request, error: Exception) -> None:
        if self._end(request):
            self.refused.emit(error)
