"""Reading and writing project files away from the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.files.project import Project
from neuron_desktop.files.project_file import read_project, write_project
from neuron_desktop.session.threads import WorkerThread


@dataclass(frozen=True, slots=True, eq=False)
class StoreRequest:
    """A file to read, or to write `project` to; told from others by identity."""

    path: Path
    project: Project | None = None


class _StoreWorker(QObject):
    read = Signal(object, object)
    written = Signal(object)
    failed = Signal(object, object)

    @Slot(object)
    def carry_out(self, request: StoreRequest) -> None:
        try:
            if request.project is None:
                self.read.emit(request, read_project(request.path))
            else:
                write_project(request.path, request.project)
                self.written.emit(request)
        except Exception as error:
            self.failed.emit(request, error)


class ProjectStore(QObject):
    """Reads and writes project files in a thread of its own, one after the other.

    Signals
    -------
    read(StoreRequest, Project)
        The file of a request is read.
    written(StoreRequest)
        The project of a request is on the disk.
    failed(StoreRequest, Exception)
        Neither; the text of a NeuronDesktopError is for the person.
    """

    read = Signal(object, object)
    written = Signal(object)
    failed = Signal(object, object)

    _carry_out = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = _StoreWorker()
        self._thread = WorkerThread(self._worker, self)
        self._carry_out.connect(self._worker.carry_out)
        self._worker.read.connect(self.read)
        self._worker.written.connect(self.written)
        self._worker.failed.connect(self.failed)
        self._thread.start()

    def submit(self, request: StoreRequest) -> None:
        """Carry out `request` after those before it."""
        self._carry_out.emit(request)

    def close(self) -> None:
        """End the thread; to be called once before the object goes."""
        self._thread.close()
