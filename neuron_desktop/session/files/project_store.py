"""Reads and writes project files away from the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.files.stamp import FileStamp, has_changed, stamp_of
from neuron_desktop.session.threads import WorkerThread

if TYPE_CHECKING:
    from neuron_desktop.files.projects.project import Project


@dataclass(frozen=True, slots=True, eq=False)
class StoreRequest:
    """A file to read, or to write `project` to; compared by identity.

    With `known`, a file is only overwritten if it has that stamp, or if the same store has written it.
    """

    path: Path
    project: Project | None = None
    known: FileStamp | None = None


class _StoreWorker(QObject):
    read = Signal(object, object, object)
    written = Signal(object, object)
    refused = Signal(object)
    failed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[Path, FileStamp] = {}

    @Slot(object)
    def carry_out(self, request: StoreRequest) -> None:
        # Imported in this thread, when a project is first read or written.
        from neuron_desktop.files.projects.project_file import read_project, write_project

        path = request.path
        try:
            if request.project is None:
                # Taken before reading: whatever is written in between counts as a change.
                stamp = stamp_of(path)
                self.read.emit(request, read_project(path), stamp)
            elif self._would_overwrite(request):
                self.refused.emit(request)
            else:
                write_project(path, request.project)
                stamp = self._written[path] = stamp_of(path)
                self.written.emit(request, stamp)
        except Exception as error:
            self.failed.emit(request, error)

    def _would_overwrite(self, request: StoreRequest) -> bool:
        """Return whether somebody else's changes would be lost."""
        known = request.known
        return known is not None and has_changed(request.path, [known, self._written.get(request.path, known)])


class ProjectStore(QObject):
    """Reads and writes project files in a thread of its own, one after the other.

    Signals
    -------
    read(StoreRequest, Project, FileStamp)
        The file of a request is read; its stamp.
    written(StoreRequest, FileStamp)
        The project of a request is on the disk; the stamp of its file.
    refused(StoreRequest)
        The file has changed; nothing was written.
    failed(StoreRequest, Exception)
        It failed; the text of a NeuronDesktopError is for the person.
    """

    read = Signal(object, object, object)
    written = Signal(object, object)
    refused = Signal(object)
    failed = Signal(object, object)

    _carry_out = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = _StoreWorker()
        self._thread = WorkerThread(self._worker, self)
        self._carry_out.connect(self._worker.carry_out)
        self._worker.read.connect(self.read)
        self._worker.written.connect(self.written)
        self._worker.refused.connect(self.refused)
        self._worker.failed.connect(self.failed)
        self._thread.start()

    def submit(self, request: StoreRequest) -> None:
        """Carry out `request` after those before it."""
        self._carry_out.emit(request)

    def close(self) -> None:
        """End the thread; call it once before the object is destroyed."""
        self._thread.close()
