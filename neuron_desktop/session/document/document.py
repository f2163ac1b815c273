"""The open document: one data set, of which every change is an undoable command."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from neuron_desktop.core import Dataset, TrainingSettings
from neuron_desktop.core.data.split import Keys, Split, TrainTestSplit
from neuron_desktop.session.document.commands import (
    EditCommand,
    ExchangeCommand,
    Run,
    Shown,
    SplitCommand,
    Standing,
    Step,
)
from neuron_desktop.session.document.edits import Addition, Edit, Movement, Relabelling, Removal, Sheet
from neuron_desktop.session.document.source import Source

UNDO_STEPS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class DocumentState:
    """Everything a document holds: the data set with its keys, the split, how many keys were drawn, the source."""

    sheet: Sheet
    split: Split
    drawn_keys: int
    source: Source


class _NoRun:
    """The run of a document without training."""

    def remember(self) -> None:
        """Remember nothing."""

    def take_up(self, remembered: object) -> None:
        """Leave everything as it is."""

    def configure(self, settings: TrainingSettings) -> None:
        """Leave everything as it is."""


class Document(QObject):
    """Holds the current data set; the only place where it changes.

    A `stroke` is a number for edits of one gesture, such as a drag of the brush: those that follow each other with the
    same number are one step of undo. Undoing a step brings the run on the data set back with it.

    Signals
    -------
    dataset_changed(Dataset, bool)
        The data set has changed. The flag distinguishes a replaced set (opened, generated, or such a step undone), on
        which training starts over, from an edited one, on which it continues.
    parts_changed(TrainTestSplit, bool)
        Which samples are learned from and which are held back; after each `dataset_changed`, with its flag, and when
        the split has changed.
    split_changed(Split)
        The split has changed; before its `parts_changed`.

    Attributes
    ----------
    source : Source
        Where the data set came from, or the file it was last saved to.
    undo_stack : QUndoStack
        Every change so far, of the points and of the run.
    run : Run
        The training on the data set.
    """

    dataset_changed = Signal(object, bool)
    parts_changed = Signal(object, bool)
    split_changed = Signal(object)

    def __init__(
        self, dataset: Dataset, source: Source, parent: QObject | None = None, *, run: Run | None = None
    ) -> None:
        super().__init__(parent)
        self.run = _NoRun() if run is None else run
        self._split = Split()
        self._sheet = Sheet(dataset, self._split.keys(dataset.sample_count))
        self._drawn_keys = dataset.sample_count
        self._parts = self._split.divide(dataset, self._sheet.keys)
        self._next_stroke = 0
        # Every state of the points has a number that undo and redo bring back with it.
        self._version = self._newest_version = 0
        self._saved_versions = frozenset({0})
        self.source = source
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)

    @property
    def dataset(self) -> Dataset:
        """The current data set, whole."""
        return self._sheet.dataset

    @property
    def sheet(self) -> Sheet:
        """The data set with the keys by which it is split."""
        return self._sheet

    @property
    def parts(self) -> TrainTestSplit:
        """The training and the test part of it."""
        return self._parts

    @property
    def split(self) -> Split:
        """How samples are held back."""
        return self._split

    @property
    def state(self) -> DocumentState:
        """All of it as one value."""
        return DocumentState(self._sheet, self._split, self._drawn_keys, self.source)

    @property
    def is_saved(self) -> bool:
        """Whether the points are on the disk, or can be made again."""
        return self._version in self._saved_versions or self.undo_stack.isClean()

    @property
    def version(self) -> int:
        """The number of the points as they are now, which undo and redo bring back with them."""
        return self._version

    def set_saved(self, is_saved: bool = True, *, version: int | None = None) -> None:
        """Note that the points as they are now, or were at `version`, are saved, or that nothing is after all."""
        saved = self._version if version is None else version
        self._saved_versions = frozenset({saved} if is_saved else ())
        if is_saved and saved == self._version:
            self.undo_stack.setClean()
        else:
            self.undo_stack.resetClean()

    def new_stroke(self) -> int:
        """Return a new number for a stroke."""
        self._next_stroke += 1
        return self._next_stroke

    def add_sample(self, values: tuple[float, ...], label: int) -> None:
        """Add one sample at the end."""
        self.add_samples(np.array(values)[:, None], [label])

    def add_samples(self, features: ArrayLike, labels: ArrayLike, *, stroke: int | None = None) -> None:
        """Add samples at the end: `features` (n, k) and `labels` (k,).

        Raises
        ------
        DatasetError
            If this data set cannot hold them; nothing has changed then.
        """
        added = Dataset(np.asarray(features, np.float64), np.asarray(labels), self.dataset.feature_names)
        if added.sample_count:
            keys = self._new_keys(added.sample_count)
            self._push(Addition(added.features, added.labels, keys), stroke)

    def remove_samples(self, indices: ArrayLike, *, stroke: int | None = None) -> None:
        """Remove the samples at the columns `indices`."""
        removal = Removal.of(self._sheet, np.asarray(indices, np.int64))
        if removal.indices.size:
            self._push(removal, stroke)

    def move_samples(self, indices: ArrayLike, features: ArrayLike, *, stroke: int | None = None) -> None:
        """Give the samples at `indices`, shape (k,), other `features`, shape (n, k).

        Raises
        ------
        DatasetError
            If a feature is not a finite number; nothing has changed then.
        """
        places = np.asarray(indices, np.int64)
        before = self.dataset.features[:, places]
        moved = Dataset(np.asarray(features, np.float64), self.dataset.labels[places], self.dataset.feature_names)
        if not np.array_equal(before, moved.features):
            self._push(Movement(places, before, moved.features), stroke)

    def relabel_samples(self, indices: ArrayLike, label: int) -> None:
        """Put the samples at the columns `indices` into the class `label`."""
        places = np.asarray(indices, np.int64)
        places = places[self.dataset.labels[places] != label]
        if places.size:
            before = self.dataset.labels[places]
            self._push(Relabelling(places, before, np.full_like(before, label)), None)

    def clear(self) -> None:
        """Remove every sample; the features and classes keep their names."""
        before = self.dataset
        if before.sample_count:
            empty = Dataset.empty(before.feature_names, before.class_names)
            source = replace(self.source, generator=None)
            self._exchange("clear all points", Sheet(empty, self._split.keys(0)), source, replaced=False)

    def replace(
        self,
        dataset: Dataset,
        source: Source,
        *,
        on_disk: bool = False,
        keep_neuron: bool = False,
        settings: TrainingSettings | None = None,
        stroke: int | None = None,
    ) -> None:
        """Replace the data set, and with it the settings, if `settings` that suit it are given.

        A data set that is `on_disk`, or can be made again, leaves nothing to save, unless the one that it replaces did.
        With `keep_neuron` training continues from where it is, if the number of features is the same.
        """
        replaced = not keep_neuron or dataset.feature_count != self.dataset.feature_count
        sheet = Sheet(dataset, self._new_keys(dataset.sample_count))
        verb = "open" if source.generator is None else "generate"
        text = f"{verb} {source.name}"
        self._exchange(
            text, sheet, source, replaced=replaced, stroke=stroke, settings=settings, can_be_had_again=on_disk
        )

    def set_split(self, split: Split, stroke: int | None = None) -> None:
        """Hold back other samples."""
        if split != self._split:
            self.push(SplitCommand(self, split, stroke))

    def push(self, step: Step, *, can_be_had_again: bool = False) -> None:
        """Do `step` and put it on the stack.

        The points after it count as saved if they can be made again and nothing unsaved was lost.
        """
        if can_be_had_again and self.is_saved:
            self._saved_versions |= {self._newest_version + 1}
        self.undo_stack.push(step)

    # --- for the commands of the undo stack alone

    def standing(self) -> Standing:
        """Return the run and the number of the points as they are now."""
        return Standing(self.run.remember(), self._version)

    def begin(self, *, changes_points: bool) -> None:
        """Note that a step is about to be done for the first time."""
        if changes_points:
            self._newest_version += 1
            self._version = self._newest_version

    def stand(self, standing: Standing) -> None:
        """Restore the run that belongs to the points shown now."""
        self._version = standing.version
        self.run.take_up(standing.run)

    def show(self, sheet: Sheet, source: Source, *, replaced: bool, appended: int = 0) -> None:
        """Take up a state of the document and tell everyone."""
        self._sheet = sheet
        self.source = source
        self.dataset_changed.emit(sheet.dataset, replaced)
        self._divide(replaced=replaced, appended=appended)

    def show_split(self, split: Split, keys: Keys) -> None:
        """Use a split with its keys, and emit the signals."""
        self._split, self._sheet = split, Sheet(self.dataset, keys)
        self.split_changed.emit(split)
        self._divide(replaced=False)

    def take_up(self, state: DocumentState) -> None:
        """Become `state`, as a replaced set."""
        self._split, self._drawn_keys = state.split, state.drawn_keys
        self.show(state.sheet, state.source, replaced=True)

    def _push(self, edit: Edit, stroke: int | None) -> None:
        self.push(EditCommand(self, edit, stroke))

    def _exchange(
        self,
        text: str,
        sheet: Sheet,
        source: Source,
        *,
        replaced: bool,
        stroke: int | None = None,
        settings: TrainingSettings | None = None,
        can_be_had_again: bool = False,
    ) -> None:
        before, after = Shown(self._sheet, self.source), Shown(sheet, source)
        step = ExchangeCommand(self, text, before, after, replaced=replaced, stroke=stroke, settings=settings)
        self.push(step, can_be_had_again=can_be_had_again)

    def _new_keys(self, count: int) -> Keys:
        first, self._drawn_keys = self._drawn_keys, self._drawn_keys + count
        return self._split.keys(count, first=first)

    def _divide(self, *, replaced: bool, appended: int = 0) -> None:
        self._sheet = Sheet(self.dataset, self._split.drawn(self._sheet.keys))
        self._parts = self._split.divide(self.dataset, self._sheet.keys, appended=appended)
        self.parts_changed.emit(self._parts, replaced)
