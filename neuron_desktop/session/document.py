"""The open document: one data set, every change of it an undoable command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from neuron_desktop.core import Dataset
from neuron_desktop.files.recipe import Recipe

UNDO_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set came from: the name of a sample or file, and for a file what was taken from it, and how."""

    name: str
    summary: str = ""
    recipe: Recipe | None = None


class Document(QObject):
    """Holds the current data set; the only place where it changes.

    Signals
    -------
    dataset_changed(Dataset, bool)
        The data set is another one. The flag tells a replaced set (opened, generated, or such a step undone), on
        which training starts anew, from an edited one, on which it goes on.

    Attributes
    ----------
    source : Source
        Where the data set came from, or the file it was last saved to.
    undo_stack : QUndoStack
        Every change so far.
    """

    dataset_changed = Signal(object, bool)

    def __init__(self, dataset: Dataset, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self.source = source
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)

    @property
    def dataset(self) -> Dataset:
        """The current data set."""
        return self._dataset

    def add_sample(self, values: tuple[float, ...], label: int) -> None:
        """Add one sample at the end."""
        index = self._dataset.sample_count
        self.undo_stack.push(
            _Edit(
                f"place {self._dataset.class_names[label]} point",
                lambda: self._edit(self._dataset.with_sample(values, label, index=index)),
                lambda: self._edit(self._dataset.without_sample(index)),
            )
        )

    def remove_sample(self, index: int) -> None:
        """Remove the sample at column `index`."""
        values = tuple(float(value) for value in self._dataset.features[:, index])
        label = int(self._dataset.labels[index])
        self.undo_stack.push(
            _Edit(
                f"remove {self._dataset.class_names[label]} point",
                lambda: self._edit(self._dataset.without_sample(index)),
                lambda: self._edit(self._dataset.with_sample(values, label, index=index)),
            )
        )

    def clear(self) -> None:
        """Remove every sample; the features and classes keep their names."""
        before = self._dataset
        if before.sample_count == 0:
            return
        after = Dataset.empty(before.feature_names, before.class_names)
        self.undo_stack.push(_Edit("clear all points", lambda: self._edit(after), lambda: self._edit(before)))

    def replace(self, dataset: Dataset, source: Source, *, on_disk: bool = False) -> None:
        """Put another data set in place of this one.

        One that is `on_disk`, or can be had again, leaves nothing to be saved, unless what it replaces did.
        """
        before, source_before = self._dataset, self.source
        nothing_lost = on_disk and self.undo_stack.isClean()
        self.undo_stack.push(
            _Edit(
                f"open {source.name}",
                lambda: self._replace(dataset, source),
                lambda: self._replace(before, source_before),
            )
        )
        if nothing_lost:
            self.undo_stack.setClean()

    def _edit(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.dataset_changed.emit(dataset, False)

    def _replace(self, dataset: Dataset, source: Source) -> None:
        self._dataset = dataset
        self.source = source
        self.dataset_changed.emit(dataset, True)


class _Edit(QUndoCommand):
    """A step made of what does it and what takes it back; holds no copy of the data beyond what these need."""

    def __init__(self, text: str, redo: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(text)
        self._redo = redo
        self._undo = undo

    def redo(self) -> None:
        self._redo()

    def undo(self) -> None:
        self._undo()
