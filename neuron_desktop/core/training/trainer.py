"""Gradient descent: the trainer, which takes the steps and reports snapshots."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from neuron_desktop.core.arguments import whole
from neuron_desktop.core.data.dataset import Dataset, read_only
from neuron_desktop.core.errors import DatasetError, SettingsError
from neuron_desktop.core.model.neuron import Array, Neuron
from neuron_desktop.core.training.checkpoint import Bookmark, Checkpoint
from neuron_desktop.core.training.history import ITERATIONS_BETWEEN_COSTS, StateRecord
from neuron_desktop.core.training.segments import Segment, Segments, change_of_points, changes_between
from neuron_desktop.core.training.settings import TrainingSettings
from neuron_desktop.core.training.snapshot import Snapshot
from neuron_desktop.core.training.step_engine import StepEngine, Steps


class Trainer:
    """Trains one neuron on one data set, an iteration at a time; starts at zero.

    The same data set and settings give the same weights to the last bit, however the iterations are sliced into
    calls of `advance` and however many threads share them. Every earlier iteration can be sought.

    Parameters
    ----------
    dataset
        What to learn.
    settings
        How; may be exchanged later by `configure`.
    run
        The number of the run, which snapshots carry; `run_number` then.

    Raises
    ------
    SettingsError
        If the settings ask for a derived feature that the data set cannot give.
    """

    def __init__(self, dataset: Dataset, settings: TrainingSettings | None = None, *, run: int = 0) -> None:
        self.run_number = whole(run, "number of the run")
        self.iteration = 0
        settings = (settings or TrainingSettings()).for_inputs(dataset.feature_count)
        self._present = StepEngine(dataset, settings)
        self._begin(Neuron.zero(self._present.parameter_count - 1), 0)

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint, *, run: int | None = None) -> Trainer:
        """Return a trainer that resumes `checkpoint` bit for bit.

        Its snapshots carry the number `run`, or that of the checkpoint.
        """
        number = checkpoint.run if run is None else run
        return cls.from_bookmark(checkpoint, checkpoint.dataset, run=number)

    @classmethod
    def from_bookmark(cls, kept: Bookmark | Checkpoint, dataset: Dataset, *, run: int) -> Trainer:
        """Return a trainer that resumes `kept`, on the data set it had then, as run number `run`."""
        trainer = cls(dataset, kept.settings, run=run)
        trainer.iteration, trainer._last_iteration = kept.iteration, kept.last_iteration
        trainer._record = StateRecord.of(kept.record, trainer._present.state_size)
        trainer._segments = Segments.of(kept.segments)
        trainer._engine = trainer._engine_of(trainer._segments.at(kept.iteration))
        trainer._state = kept.state.copy()
        trainer._converged = kept.converged
        return trainer

    def bookmark(self) -> Bookmark:
        """Return the run as it is now, for `from_bookmark`."""
        return Bookmark(
            settings=self.settings,
            iteration=self.iteration,
            state=read_only(self._state.copy()),
            last_iteration=self._last_iteration,
            record=self._record.kept(),
            segments=self._segments.kept,
            converged=self._converged,
        )

    def checkpoint(self) -> Checkpoint:
        """Return the run as it is now, for `from_checkpoint`."""
        return Checkpoint.of(self.bookmark(), self.dataset, run=self.run_number)

    def __repr__(self) -> str:
        return f"<Trainer after iteration {self.iteration} of {self.settings.iterations} on {self.dataset!r}>"

    def _begin(self, neuron: Neuron, iteration: int) -> None:
        """Start an empty history at `neuron`."""
        self.iteration = self._last_iteration = iteration
        self._engine = self._present
        self._state = self._engine.start_state(neuron)
        self._record = StateRecord(self._engine.state_size)
        self._segments = Segments(iteration, self._state, self._engine.settings)
        self._converged = False
        self._seen: tuple[Segment, StepEngine] | None = None

    @property
    def dataset(self) -> Dataset:
        """The data set that the next step learns from."""
        return self._present.dataset

    @property
    def settings(self) -> TrainingSettings:
        """The settings of the next step."""
        return self._present.settings

    @property
    def neuron(self) -> Neuron:
        """The neuron as it is now, in data units."""
        return self._engine.scaling.to_data_units(self._engine.scaled_neuron(self._state))

    @property
    def first_iteration(self) -> int:
        """The earliest iteration that can be sought."""
        return self._segments.first_iteration

    @property
    def last_iteration(self) -> int:
        """The latest iteration that can be sought."""
        return self._last_iteration

    @property
    def is_finite(self) -> bool:
        """Whether training can continue: the weights, and what the optimizer remembers, are still finite numbers."""
        return bool(np.isfinite(self._state).all())

    @property
    def has_converged(self) -> bool:
        """Whether the last step was left out because the gradient is shorter than the tolerance."""
        return self._converged

    def configure(self, settings: TrainingSettings) -> None:
        """Continue from the present weights with other settings; terms that stay keep their weights.

        Raises
        ------
        SettingsError
            If the data set cannot give a derived feature; nothing has changed then.
        """
        present = self._present
        settings = settings.for_inputs(present.dataset.feature_count)
        if replace(settings, iterations=present.settings.iterations) == present.settings:
            present.settings = settings
            return
        what = changes_between(present.settings, settings)
        self._adopt(StepEngine(present.dataset, settings), what)

    def set_dataset(self, dataset: Dataset) -> None:
        """Continue from the present weights with other samples of the same features.

        Raises
        ------
        DatasetError
            If the number of features differs.
        """
        old = self.dataset
        if dataset.feature_count != old.feature_count:
            raise DatasetError(
                f"The neuron learns from {old.feature_count} features but the data set has {dataset.feature_count}; "
                "start a new run."
            )
        self._adopt(StepEngine(dataset, self.settings), (change_of_points(old, dataset),))

    def set_neuron(self, neuron: Neuron, *, iteration: int = 0) -> None:
        """Continue from `neuron` (data units) as the state after `iteration`; the history before is dropped."""
        count = self._present.parameter_count - 1
        if neuron.weights.size != count:
            raise DatasetError(f"The neuron has {neuron.weights.size} weights but the data set {count} features.")
        self._begin(neuron, whole(iteration, "iteration"))

    def run(self) -> Snapshot:
        """Train up to the iteration that the settings name, and return the state there.

        It ends earlier where the tolerance is reached or a weight is no longer finite; see `take_steps`.
        """
        return self.advance(self.settings.iterations - self.iteration)

    def advance(self, iterations: int) -> Snapshot:
        """Take `iterations` steps and return the state after them; see `take_steps`."""
        self.take_steps(iterations)
        return self.snapshot()

    def take_steps(self, iterations: int) -> None:
        """Take `iterations` steps without the passes over the data that a snapshot costs.

        After `seek`, what came later is forgotten and training continues with the present data set and settings. No
        step is taken on an empty data set, nor once a weight is no longer finite or the tolerance is reached.
        """
        iterations = whole(iterations, "number of iterations")
        if iterations <= 0 or not self._present.dataset.sample_count or not self.is_finite:
            return
        self._go_on_from_here()
        end = self.iteration + iterations
        try:
            with np.errstate(all="ignore"):
                while self.iteration < end and self._take_recorded_steps(
                    min(end - self.iteration, self._engine.most_steps)
                ):
                    pass
        except KeyboardInterrupt:
            # At a prompt, a long run may be interrupted, inspected and continued.
            self._truncate()
            raise
        self._last_iteration = self.iteration

    def seek(self, iteration: int) -> Snapshot:
        """Return to the state after `iteration` steps, to the last bit, and return it.

        Raises
        ------
        SettingsError
            If that iteration has not been reached, or lies before what is remembered.
        """
        iteration = whole(iteration, "iteration")
        if not self.first_iteration <= iteration <= self._last_iteration:
            raise SettingsError(
                f"Iteration {iteration} cannot be shown; "
                f"those from {self.first_iteration} to {self._last_iteration} can."
            )
        with np.errstate(all="ignore"):
            if self.iteration == self._last_iteration > iteration and self._engine.dataset.sample_count:
                # Otherwise the next step records the state that it begins at.
                self._record_steps(self._engine.take(self._state, self.iteration, 1), 1)
            segment = self._segments.at(iteration)
            self._engine = self._engine_of(segment)
            self._restore(segment, iteration)
            self._take_steps_again(iteration - self.iteration)
        return self.snapshot()

    def recall(self, iteration: int) -> Snapshot:
        """Return the state after `iteration` steps without going there: what comes next is unaffected.

        Raises
        ------
        SettingsError
            If that iteration has not been reached, or lies before what is remembered.
        """
        here = self.iteration, self._state, self._engine, self._converged
        try:
            return self.seek(iteration)
        finally:
            self.iteration, self._state, self._engine, self._converged = here

    def step_back(self) -> Snapshot:
        """Return to the iteration before this one, where it is remembered."""
        return self.seek(max(self.iteration - 1, self.first_iteration))

    def snapshot(self) -> Snapshot:
        """Return the present state."""
        engine, parameters = self._engine, self._parameters
        samples = engine.dataset.sample_count
        cost = accuracy = norm = math.nan
        right = (0, 0)
        present = None
        if samples:
            with np.errstate(all="ignore"):
                cost, right = engine.objective.evaluate(parameters)
                accuracy = sum(right) / samples
                norm, recorded = engine.measure(self._state, self.iteration)
                if recorded is not None and self.iteration % self._record.spacing == 0:
                    present = self.iteration, recorded
        scaled = engine.scaled_neuron(self._state)
        return Snapshot(
            run=self.run_number,
            iteration=self.iteration,
            neuron=engine.scaling.to_data_units(scaled),
            scaled_neuron=scaled,
            scaling=engine.scaling,
            feature_map=engine.feature_map,
            settings=self._settings_used(),
            cost=cost,
            accuracy=accuracy,
            class_counts=engine.dataset.class_counts,
            right_counts=right,
            gradient_norm=norm,
            cost_curve=self._record.curve(present),
            sample_count=samples,
            first_iteration=self.first_iteration,
            last_iteration=self._last_iteration,
            changes=self._segments.changes,
            converged=self._converged,
            finite=self.is_finite,
        )

    def _settings_used(self) -> TrainingSettings:
        used, terms = self._segments.at(max(self.iteration - 1, self.first_iteration)).settings, self._engine.settings
        # Other terms may have been chosen since the last step.
        return used if used.feature_map == terms.feature_map else replace(used, feature_map=terms.feature_map)

    @property
    def _parameters(self) -> Array:
        return self._state[: self._engine.parameter_count]

    def _take_recorded_steps(self, count: int) -> bool:
        """Take up to `count` steps and record them; return whether there may be more."""
        steps = self._engine.take(self._state, self.iteration, count)
        converged = self._engine.converged(steps, self.iteration)
        taken = count if converged is None else converged
        finite = bool(np.isfinite(steps.states[taken]).all())
        if not finite:
            # A state that is not finite never recovers: training ends at the first one.
            taken, converged = int(np.argmin(np.isfinite(steps.states).all(axis=1))), None
        self._converged = converged is not None
        self._record_steps(steps, taken)
        self._state[:] = steps.states[taken]
        self.iteration += taken
        return finite and not self._converged

    def _record_steps(self, steps: Steps, end: int) -> None:
        """Record the states in which the steps before `end` began."""
        count = len(range(end)[steps.recorded])
        iterations = self.iteration + steps.recorded.start + ITERATIONS_BETWEEN_COSTS * np.arange(count)
        self._record.add(iterations, steps.states[steps.recorded][:count], steps.costs[:count])

    def _take_steps_again(self, count: int) -> None:
        """Take steps that are recorded already."""
        while count:
            some = min(count, self._engine.most_steps)
            self._state[:] = self._engine.take(self._state, self.iteration, some).states[-1]
            self.iteration += some
            count -= some

    def _restore(self, segment: Segment, iteration: int) -> None:
        """Take up the newest remembered state of a segment at or before `iteration`."""
        at, state = self._record.newest(iteration, segment.start) or (segment.start, segment.state)
        self.iteration = at
        self._state = state[: self._engine.state_size].copy()
        self._converged = False

    def _engine_of(self, segment: Segment) -> StepEngine:
        """Return how the steps of a segment are taken."""
        if segment is self._segments.newest:
            return self._present
        if self._seen is None or self._seen[0] is not segment:
            dataset = self._segments.dataset_of(segment, self._present.dataset)
            self._seen = segment, StepEngine(dataset, segment.settings)
        return self._seen[1]

    def _go_on_from_here(self) -> None:
        """Forget what came after an iteration that was sought, and use the present data set and settings."""
        if self.iteration == self._last_iteration and self._engine is self._present:
            return
        self._truncate()
        if self._engine is not self._present:
            self._continue_on(self._present, ("the present data set and settings",))

    def _truncate(self) -> None:
        self._record.truncate(self.iteration)
        self._last_iteration = self.iteration
        self._segments.truncate(self.iteration)

    def _adopt(self, engine: StepEngine, what: tuple[str, ...]) -> None:
        """Take the next steps with `engine`."""
        self._present, before = engine, self._present
        if self._engine is not before or self.iteration != self._last_iteration:
            self._truncate()
        self._continue_on(engine, what)

    def _continue_on(self, engine: StepEngine, what: tuple[str, ...]) -> None:
        before = self._engine
        neuron = before.scaling.to_data_units(before.scaled_neuron(self._state))
        if engine.feature_map != before.feature_map:
            known = dict(zip(before.feature_map.terms, neuron.weights.tolist(), strict=True))
            neuron = Neuron(np.array([known.get(term, 0.0) for term in engine.feature_map.terms]), neuron.bias)
        same_units = (
            engine.settings.optimizer is before.settings.optimizer
            and engine.feature_map == before.feature_map
            and engine.scaling == before.scaling
        )
        self._engine = engine
        self._seen = None
        # The optimizer's memory is in the units of the steps; if those stay, so does the memory.
        self._state = self._state.copy() if same_units else engine.start_state(neuron)
        self._segments.begin(
            self.iteration, self._state, engine.settings, what, before=before.dataset, after=engine.dataset
        )
        self._record.truncate(self.iteration - 1)
        self._record.widen(engine.state_size)
        self._converged = False
        self._record.forget_before(self._segments.first_iteration)
