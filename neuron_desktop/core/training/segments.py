"""What changed in a run, and when: its data sets and settings, each reachable again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.numerals import shortest
from neuron_desktop.core.training.settings import TrainingSettings

BYTES_FOR_CHANGES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Change:
    """A change after `iteration` steps, in words."""

    iteration: int
    what: str


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """What to replace in a data set to get the one before: `columns` lie between equal ends."""

    kept_before: int
    kept_after: int
    columns: Array
    labels: NDArray[np.int8]
    of: Dataset

    @classmethod
    def between(cls, old: Dataset, new: Dataset) -> Edit:
        """Return the edit that leads from `new` back to `old`."""
        shorter = min(old.sample_count, new.sample_count)
        before = _equal_columns(old, new, slice(0, shorter), slice(0, shorter))
        rest = shorter - before
        backwards = slice(-1, -rest - 1, -1)
        after = _equal_columns(old, new, backwards, backwards)
        middle = slice(before, old.sample_count - after)
        # Only the names of the old set are kept: its samples would stay in memory as long as the edit.
        names = Dataset.empty(old.feature_names, old.class_names)
        columns, labels = old.features[:, middle].copy(), old.labels[middle].copy()
        return cls(before, after, read_only(columns), read_only(labels), names)

    @property
    def bytes(self) -> int:
        """The memory that the edit holds."""
        return self.columns.nbytes + self.labels.nbytes + 512

    def undone(self, new: Dataset) -> Dataset:
        """Return the data set before the edit that led to `new`."""
        tail = new.sample_count - self.kept_after
        features = [new.features[:, : self.kept_before], self.columns, new.features[:, tail:]]
        labels = [new.labels[: self.kept_before], self.labels, new.labels[tail:]]
        return replace(
            self.of, features=np.concatenate(features, axis=1), labels=np.concatenate(labels), true_line=new.true_line
        )


def _equal_columns(old: Dataset, new: Dataset, of_old: slice, of_new: slice) -> int:
    """Return how many columns are equal, from the start of both slices."""
    equal = (old.features[:, of_old] == new.features[:, of_new]).all(axis=0)
    equal &= old.labels[of_old] == new.labels[of_new]
    return int(equal.size if equal.all() else np.argmin(equal))


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A part of a run under one data set and one set of settings.

    `state`, read-only, is where it began. `edit` leads from the data set of the next segment back to this one's, where
    they differ.
    """

    start: int
    state: Array
    settings: TrainingSettings
    what: tuple[str, ...]
    edit: Edit | None = None

    @property
    def bytes(self) -> int:
        """The memory that the segment holds."""
        return self.state.nbytes + 512 + (self.edit.bytes if self.edit else 0)


class Segments:
    """The parts of a run in order; every iteration of the run lies in one.

    Data sets of the past are kept as edits of the present one. When edits fill their share of memory, the oldest
    segments are forgotten.
    """

    def __init__(self, start: int, state: Array, settings: TrainingSettings) -> None:
        self._segments = [Segment(start, read_only(state.copy()), settings, ())]

    @classmethod
    def of(cls, kept: tuple[Segment, ...]) -> Segments:
        """Return the segments that `kept` was taken of."""
        segments = cls.__new__(cls)
        segments._segments = list(kept)
        return segments

    @property
    def kept(self) -> tuple[Segment, ...]:
        """The segments as a value, which later ones do not change."""
        return tuple(self._segments)

    @property
    def first_iteration(self) -> int:
        """The earliest iteration that is remembered."""
        return self._segments[0].start

    @property
    def changes(self) -> tuple[Change, ...]:
        """What changed, in order."""
        return tuple(Change(segment.start, what) for segment in self._segments for what in segment.what)

    @property
    def newest(self) -> Segment:
        """The segment that is being written."""
        return self._segments[-1]

    def at(self, iteration: int) -> Segment:
        """Return the segment that an iteration lies in; at a change, the one that begins there."""
        return next(segment for segment in reversed(self._segments) if segment.start <= iteration)

    def dataset_of(self, segment: Segment, newest: Dataset) -> Dataset:
        """Return a segment's data set, given that of the newest."""
        place = self._segments.index(segment)
        for later in reversed(self._segments[place:-1]):
            if later.edit is not None:
                newest = later.edit.undone(newest)
        return newest

    def truncate(self, iteration: int) -> None:
        """Forget the segments that begin after `iteration`."""
        while self.newest.start > iteration:
            self._segments.pop()

    def begin(
        self,
        start: int,
        state: Array,
        settings: TrainingSettings,
        what: tuple[str, ...],
        *,
        before: Dataset,
        after: Dataset,
    ) -> None:
        """Begin a segment at `start` that goes from the data set `before` to the one `after`.

        A segment without an iteration of its own is replaced.
        """
        if self.newest.start == start:
            # Settings made before the first step are not a change.
            empty = self._segments.pop()
            what = empty.what + tuple(word for word in what if word not in empty.what) if self._segments else ()
            if self._segments and before is not after:
                edit = self.newest.edit
                self._end_newest(Edit.between(edit.undone(before) if edit else before, after))
        elif before is not after:
            self._end_newest(Edit.between(before, after))
        self._segments.append(Segment(start, read_only(state.copy()), settings, what))
        while len(self._segments) > 1 and sum(segment.bytes for segment in self._segments) > BYTES_FOR_CHANGES:
            del self._segments[0]

    def _end_newest(self, edit: Edit) -> None:
        self._segments[-1] = replace(self.newest, edit=edit)


def changes_between(old: TrainingSettings, new: TrainingSettings) -> tuple[str, ...]:
    """Return the differences in words."""
    words = []
    for name, text in (
        ("learning_rate", "learning rate"),
        ("batch_size", "batch size"),
        ("l1", "L1 penalty"),
        ("l2", "L2 penalty"),
        ("momentum", "momentum"),
        ("tolerance", "tolerance"),
        ("seed", "seed"),
    ):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            shown = "all" if after is None else shortest(after) if isinstance(after, float) else str(after)
            words.append(f"{text} {shown}")
    if old.optimizer is not new.optimizer:
        words.append(new.optimizer.value)
    if old.standardize != new.standardize:
        words.append("features standardized" if new.standardize else "features as they are")
    if old.feature_map != new.feature_map:
        words.append(f"features {', '.join(new.feature_map)}" if new.feature_map else "no derived features")
    return tuple(words)


def change_of_points(old: Dataset, new: Dataset) -> str:
    """Return in words how the points changed."""
    added = new.sample_count - old.sample_count
    if added == 0:
        return "points changed"
    points = "1 point" if abs(added) == 1 else f"{abs(added)} points"
    return f"{points} {'added' if added > 0 else 'removed'}"
