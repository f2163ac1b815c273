"""The points alone as a file: saves them, and knows whether the file has changed since."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.files.stamp import ABSENT, FileStamp, has_changed
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.files.table_writing import TableWriter


@dataclass(frozen=True, slots=True)
class _Save:
    """A save under way: of which data, by their number, and in which state."""

    replacements: int
    version: int


class PointsFile(QObject):
    """The table to which a document's points were saved last.

    A table is written in a thread of its own, so that every command returns at once and a signal tells how it ended.

    Signals
    -------
    saved(Path, int)
        This many points are on the disk.
    failed(Exception)
        They could not be saved; the text of a NeuronDesktopError is for the person.

    Attributes
    ----------
    path : Path or None
        The table; None before the points were saved, and again once they are replaced.
    """

    saved = Signal(object, object)
    failed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._stamp = ABSENT
        self._document = document
        self._replacements = 0
        self._saves: deque[_Save] = deque()
        self._writer = TableWriter(self)
        self._writer.written.connect(self._on_written)
        self._writer.failed.connect(self._on_failed)
        document.dataset_changed.connect(self._on_dataset_changed)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return bool(self._saves)

    def has_changed(self) -> bool:
        """Return whether somebody else has changed or removed the file since the points were saved there."""
        # What is being written now has a stamp that is not known yet.
        return self.path is not None and not self.is_saving and has_changed(self.path, [self._stamp])

    def save(self, path: Path) -> None:
        """Save the points to `path`, overwriting it; it becomes their file once that has succeeded."""
        self._saves.append(_Save(self._replacements, self._document.version))
        self._writer.write(path, self._document.dataset)

    def close(self) -> None:
        """End the thread, once it has finished writing; call it once before the object is destroyed."""
        self._writer.close()

    @Slot(object, object, object)
    def _on_written(self, path: Path, count: int, stamp: FileStamp) -> None:
        save, document = self._saves.popleft(), self._document
        if save.replacements == self._replacements:
            self.path, self._stamp = path, stamp
            # Anything done or undone while the file was written is not saved.
            document.set_saved(version=save.version)
            document.source = replace(document.source, name=path.name, summary="")
        self.saved.emit(path, count)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._saves.popleft()
        self.failed.emit(error)

    @Slot(object, bool)
    def _on_dataset_changed(self, _dataset: object, replaced: bool) -> None:
        # Other data must not overwrite the file of the previous ones, nor a table of which those are a part.
        self._replacements += replaced
        if replaced or (self.path is not None and self._document.source.name != self.path.name):
            self.path = None
