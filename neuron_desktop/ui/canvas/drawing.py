"""Drawing: turns requests from the canvas into steps of the document."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset, DatasetError
from neuron_desktop.session.document.document import Document
from neuron_desktop.ui.items.view_map import Array, Indices


class Drawing(QObject):
    """Knows the class that is placed, the points that are selected, and the one that is pointed at.

    Signals
    -------
    class_changed(int)
        Clicks place this class now.
    selection_changed(indices)
        Other samples are selected.
    sample_pointed(int or None)
        A view points at this sample now, or none does.
    told(str)
        What could not be done, in a sentence.
    """

    class_changed = Signal(int)
    selection_changed = Signal(object)
    sample_pointed = Signal(object)
    told = Signal(str)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._label = 1
        self._selection: Indices = np.empty(0, np.int64)
        self._count = document.dataset.sample_count
        self._gesture = self._stroke = 0
        document.dataset_changed.connect(self._on_dataset_changed)

    @property
    def label(self) -> int:
        """The class that is placed."""
        return self._label

    @property
    def selection(self) -> Indices:
        """The selected samples, in order."""
        return self._selection

    @Slot(object)
    def point_at(self, index: int | None) -> None:
        """Let every view light this sample, or none."""
        self.sample_pointed.emit(index)

    @Slot(int)
    def choose_class(self, label: int) -> None:
        """Place another class, and give it to the selected samples."""
        if self._selection.size:
            self._document.relabel_samples(self._selection, label)
        self._label = label
        self.class_changed.emit(label)

    @Slot()
    def choose_red(self) -> None:
        """Place class 0."""
        self.choose_class(0)

    @Slot()
    def choose_blue(self) -> None:
        """Place class 1."""
        self.choose_class(1)

    @Slot()
    def swap_class(self) -> None:
        """Place the other class."""
        self._label = 1 - self._label
        self.class_changed.emit(self._label)

    @Slot(object)
    def select(self, indices: Indices) -> None:
        """Select these samples, each named once, and no others."""
        ordered = np.sort(np.asarray(indices, np.int64))
        if not np.array_equal(ordered, self._selection):
            self._selection = ordered
            self.selection_changed.emit(ordered)

    @Slot()
    def select_all(self) -> None:
        """Select every sample."""
        self.select(np.arange(self._document.dataset.sample_count))

    @Slot()
    def select_none(self) -> None:
        """Select nothing."""
        self.select(np.empty(0, np.int64))

    @Slot()
    def delete_selection(self) -> None:
        """Remove the selected samples."""
        if self._selection.size:
            self._document.remove_samples(self._selection)

    @Slot(object, bool, int)
    def add(self, features: Array, other: bool, gesture: int) -> None:
        """Add samples, shape (n, k), of the chosen class, or the other."""
        labels = np.full(features.shape[1], 1 - self._label if other else self._label, np.int8)
        try:
            self._document.add_samples(features, labels, stroke=self._stroke_of(gesture))
        except DatasetError as error:
            self.told.emit(str(error))

    @Slot(object, int)
    def add_labelled(self, features: Array, label: int) -> None:
        """Add a sample, shape (n, 1), of class `label`."""
        self._document.add_samples(features, [label])

    @Slot(object, int)
    def remove(self, indices: Indices, gesture: int) -> None:
        """Remove samples."""
        self._document.remove_samples(indices, stroke=self._stroke_of(gesture))

    @Slot(object, object, int)
    def move(self, indices: Indices, features: Array, gesture: int) -> None:
        """Give samples other features, shape (n, k)."""
        try:
            self._document.move_samples(indices, features, stroke=self._stroke_of(gesture))
        except DatasetError as error:
            self.told.emit(str(error))

    def _stroke_of(self, gesture: int) -> int:
        if gesture != self._gesture:
            self._gesture, self._stroke = gesture, self._document.new_stroke()
        return self._stroke

    @Slot(object, bool)
    def _on_dataset_changed(self, dataset: Dataset, replaced: bool) -> None:
        # After additions or removals, the numbers mean other samples.
        if replaced or dataset.sample_count != self._count:
            self._count = dataset.sample_count
            self.select_none()
