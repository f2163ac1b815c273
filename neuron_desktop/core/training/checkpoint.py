"""What a trainer needs to continue as if it had never stopped."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Self

import numpy as np

from neuron_desktop.core.data.dataset import Dataset
from neuron_desktop.core.errors import CheckpointError, SettingsError
from neuron_desktop.core.model.neuron import Array
from neuron_desktop.core.training.history import FEWEST_ROWS, ITERATIONS_BETWEEN_COSTS, MOST_ROWS, RecordedStates
from neuron_desktop.core.training.segments import Edit, Segment
from neuron_desktop.core.training.settings import TrainingSettings
from neuron_desktop.core.training.step_engine import state_size

LARGEST_RUN = 2**30
LARGEST_ITERATION = 2**53
# A state that was not recorded takes as many steps as lie between two that were: minutes at the very most.
LARGEST_SPACING = ITERATIONS_BETWEEN_COSTS * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Bookmark:
    """A run at one moment, without its data set: cheap to make, and held by every step of undo.

    Its fields are those of `Checkpoint`; arrays are shared with the run, which never changes them.
    """

    settings: TrainingSettings
    iteration: int
    state: Array = field(repr=False)
    last_iteration: int
    record: RecordedStates = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)
    converged: bool

    @property
    def is_looking_back(self) -> bool:
        """Whether the iteration shown is earlier than the last one of the run."""
        return self.iteration < self.last_iteration

    def thinned(self, most_rows: int) -> Self:
        """Return the bookmark with at most this many recorded states of its own; every iteration stays reachable."""
        return replace(self, record=self.record.thinned(most_rows))


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A run as `Trainer.checkpoint` returns it and `Trainer.from_checkpoint` resumes it; read-only throughout.

    Parameters
    ----------
    run
        The run's number, 0 to 2³⁰.
    dataset, settings
        The data set and the settings of the next step.
    iteration, state
        The present iteration, which may be one that was sought, and its state: parameters in the units of the steps,
        what the optimizer remembers, and its count of steps.
    last_iteration
        How far the run has come.
    record
        The states and costs on the way.
    segments
        What changed on the way, the oldest first; the last is under `dataset`.
    converged
        Whether the last step was left out because the gradient is shorter than the tolerance.

    Raises
    ------
    CheckpointError
        If no training can have led to it.
    """

    run: int
    dataset: Dataset
    settings: TrainingSettings
    iteration: int
    state: Array = field(repr=False)
    last_iteration: int
    record: RecordedStates = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)
    converged: bool

    @classmethod
    def of(cls, bookmark: Bookmark, dataset: Dataset, *, run: int) -> Self:
        """Return the checkpoint of a run of that number that stands as the bookmark says, on `dataset`."""
        kept = {field.name: getattr(bookmark, field.name) for field in fields(bookmark)}
        return cls(run=run, dataset=dataset, **kept)

    def __post_init__(self) -> None:
        starts = [segment.start for segment in self.segments]
        _ask(0 <= self.run <= LARGEST_RUN, "the number of the run lies outside its range")
        _ask(bool(starts) and starts == sorted(set(starts)), "the parts of the run are not in order")
        _ask(starts[0] >= 0 and self.last_iteration <= LARGEST_ITERATION, "an iteration lies outside its range")
        _ask(starts[0] <= self.iteration <= self.last_iteration, "the present iteration lies outside the run")
        _ask(starts[-1] <= self.last_iteration, "a part of the run begins after its end")
        self._check_datasets()
        sizes = self._state_sizes()
        self._check_states(sizes)
        self._check_record(sizes, starts)

    def _check_datasets(self) -> None:
        count = self.dataset.sample_count
        _ask(self.segments[-1].edit is None, "its last part leads to no data set")
        for segment in reversed(self.segments[:-1]):
            if segment.edit is not None:
                _check_edit(segment.edit, self.dataset.feature_count, count)
                count = segment.edit.kept_before + segment.edit.labels.size + segment.edit.kept_after

    def _state_sizes(self) -> list[int]:
        """Return how many numbers a state of each segment has."""
        newest = replace(self.segments[-1].settings, iterations=self.settings.iterations)
        _ask(newest == self.settings, "the settings are not those of its last part")
        try:
            return [state_size(segment.settings, self.dataset.feature_count) for segment in self.segments]
        except SettingsError as error:
            raise CheckpointError(f"The training cannot be resumed: {error}") from error

    def _check_states(self, sizes: list[int]) -> None:
        place = max(place for place, segment in enumerate(self.segments) if segment.start <= self.iteration)
        states = [*((segment.state, size) for segment, size in zip(self.segments, sizes, strict=True))]
        for state, size in [*states, (self.state, sizes[place])]:
            _ask(
                state.shape == (size,) and state.dtype == np.float64,
                "a state has another number of parameters than its settings ask for",
            )

    def _check_record(self, sizes: list[int], starts: list[int]) -> None:
        record = self.record
        rows = record.iterations.size
        _ask(
            record.iterations.shape == record.costs.shape == (rows,)
            and record.states.ndim == 2
            and len(record.states) == rows
            and (not rows or record.states.shape[1] >= max(sizes)),
            "the recorded states and costs do not match",
        )
        _ask(max(rows, FEWEST_ROWS) <= record.most_rows <= MOST_ROWS, "it may record too many states, or too few")
        doublings, rest = divmod(record.spacing, ITERATIONS_BETWEEN_COSTS)
        _ask(
            rest == 0 and doublings.bit_count() == 1 and record.spacing <= LARGEST_SPACING,
            "its states are recorded at a spacing that no run has",
        )
        _ask(
            not np.any(record.iterations % record.spacing) and not np.any(np.diff(record.iterations) <= 0),
            "its recorded states are out of order",
        )
        inside = (record.iterations >= starts[0]) & (record.iterations <= self.last_iteration)
        _ask(bool(inside.all()), "a recorded state lies outside the run")
        known = np.concatenate([record.iterations, np.array([*starts, self.last_iteration], np.int64)])
        # A stable sort merges the two parts, which are in order already.
        known.sort(kind="stable")
        _ask(not np.any(np.diff(known) > record.spacing), "recorded states are missing")


def _check_edit(edit: Edit, feature_count: int, sample_count: int) -> None:
    """Refuse an edit that cannot be undone on a data set with these numbers of features and samples."""
    _ask(
        min(edit.kept_before, edit.kept_after) >= 0 and edit.kept_before + edit.kept_after <= sample_count,
        "an earlier data set keeps more samples than there are",
    )
    _ask(
        edit.of.feature_count == feature_count and edit.columns.shape == (feature_count, edit.labels.size),
        "an earlier data set has other features",
    )
    _ask(
        edit.labels.ndim == 1 and bool(np.isin(edit.labels, (0, 1)).all() and np.isfinite(edit.columns).all()),
        "an earlier data set has an invalid sample",
    )


def _ask(truth: bool, otherwise: str) -> None:
    if not truth:
        raise CheckpointError(f"The training cannot be resumed: {otherwise}.")
