"""The worker that trains, in a thread of its own."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from neuron_desktop.core import Checkpoint, Dataset, Neuron, SettingsError, Trainer, TrainingSettings
from neuron_desktop.session.runs.run_marks import RunMark, RunMarks

SLICE_SECONDS = 0.004
FRAME_SECONDS = 1.0 / 60.0
# After a stall, a limited speed catches up by at most this much, so that the line never jumps.
CATCH_UP_SECONDS = 0.1


class TrainingState(Enum):
    """What training is doing."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"


def _reporting_failure(command: Callable[..., None]) -> Callable[..., None]:
    """Let no exception leave the thread: stop, and report it as a signal."""

    @functools.wraps(command)
    def guarded(self: TrainingWorker, *arguments: Any) -> None:
        try:
            command(self, *arguments)
        except Exception as error:
            self._timer.stop()
            self.failed.emit(self.run_number, error)

    return guarded


class TrainingWorker(QObject):
    """Trains in slices, between which queued commands get their turn.

    A timer of its own drives it, so that every command is a plain slot. It sends no snapshot before the last one has
    been acknowledged: a window that paints slowly is never buried. For the same reason, of several iterations sought in
    a row only the newest is shown; any other command finds that done.

    Signals
    -------
    progressed(Snapshot)
        The newest state, at most one each frame.
    state_changed(int, TrainingState)
        What the run of that number is doing now.
    failed(int, Exception)
        Training stopped by an exception.
    refused(int, TrainingSettings, SettingsError)
        The data set cannot give a derived feature that was asked for; the settings are those in force instead.
    taken_up(int, TrainingSettings)
        The run of that number continues from a mark, under these settings.
    checkpoint_made(object, Checkpoint or None, int)
        The request, the run as it was when the request had its turn, and where it is to end; None if it failed.
    recalled(int, int, Snapshot | None)
        In the run of that number, the state after the iteration that was asked for, or None where it has none.
    """

    progressed = Signal(object)
    state_changed = Signal(int, object)
    failed = Signal(int, object)
    refused = Signal(int, object, object)
    taken_up = Signal(int, object)
    # An object, since Qt's own integers end at 2³¹.
    checkpoint_made = Signal(object, object, object)
    recalled = Signal(int, object, object)

    def __init__(self, dataset: Dataset, settings: TrainingSettings) -> None:
        super().__init__()
        self._trainer = Trainer(dataset, settings)
        self._run_number = self._trainer.run_number
        self._speed = math.inf
        self._goal = settings.iterations
        self._credit = 0.0
        self._seconds_per_iteration = 0.0
        self._last_tick = 0.0
        self._next_report = 0.0
        self._unacknowledged = False
        self._sought: int | None = None
        self._was_running = False
        self._marks = RunMarks()
        self._seek_timer = QTimer(self)
        self._seek_timer.setSingleShot(True)
        self._seek_timer.timeout.connect(self._seek_if_acknowledged)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def run_number(self) -> int:
        """The number of the present run."""
        return self._run_number

    @Slot(object, object, int)
    @_reporting_failure
    def begin(self, dataset: Dataset, settings: TrainingSettings, run: int) -> None:
        """Start run number `run` at zero weights, without training yet."""
        self._begin_run(run)
        try:
            self._trainer = Trainer(dataset, settings, run=run)
        except SettingsError as error:
            settings = replace(settings, feature_map=())
            self._trainer = Trainer(dataset, settings, run=run)
            self.refused.emit(run, settings, error)
        self._goal = settings.iterations
        self._stop(TrainingState.READY)

    @Slot(object)
    @_reporting_failure
    def set_dataset(self, dataset: Dataset) -> None:
        """Go on from the present weights with edited samples."""
        self._finish_seeking()
        try:
            self._trainer.set_dataset(dataset)
        except SettingsError as error:
            settings = replace(self._trainer.settings, feature_map=())
            self._trainer.configure(settings)
            self._trainer.set_dataset(dataset)
            self.refused.emit(self.run_number, settings, error)
        self._seconds_per_iteration = 0.0
        if dataset.sample_count == 0 and self._timer.isActive():
            self._stop(TrainingState.PAUSED)
        else:
            self._report()

    @Slot(object)
    @_reporting_failure
    def configure(self, settings: TrainingSettings) -> None:
        """Continue with other settings."""
        self._finish_seeking()
        before = self._trainer.settings
        try:
            self._trainer.configure(settings)
        except SettingsError as error:
            self.refused.emit(self.run_number, before, error)
            return
        if settings.iterations != before.iterations:
            self._goal = settings.iterations
        self._seconds_per_iteration = 0.0
        self._report()

    @Slot(object, object)
    @_reporting_failure
    def set_neuron(self, neuron: Neuron, iteration: int) -> None:
        """Continue from given weights."""
        self._finish_seeking()
        self._trainer.set_neuron(neuron, iteration=iteration)
        self._stop(TrainingState.PAUSED)

    @Slot(object)
    @_reporting_failure
    def hand_out_checkpoint(self, request: object) -> None:
        """Answer `request` with the run as it is now; training continues."""
        checkpoint = None
        try:
            self._finish_seeking()
            checkpoint = self._trainer.checkpoint()
        finally:
            self.checkpoint_made.emit(request, checkpoint, self._goal)

    @Slot(object)
    @_reporting_failure
    def remember(self, mark: RunMark) -> None:
        """Keep the run as it is now under `mark`; training continues."""
        self._finish_seeking()
        self._marks.keep(mark, self._trainer.bookmark(), self._goal)

    @Slot(object, object, int)
    @_reporting_failure
    def take_up(self, mark: RunMark, dataset: Dataset, run: int) -> None:
        """Take up the run kept under `mark`, on the data set it was on, as run number `run`.

        Training that is under way continues, unless the mark shows an iteration before the end of its run.
        """
        was_running = self._timer.isActive()
        self._begin_run(run)
        bookmark, goal = self._marks.kept(mark)
        self._trainer = Trainer.from_bookmark(bookmark, dataset, run=run)
        self._goal = goal
        self.taken_up.emit(run, bookmark.settings)
        if was_running and not bookmark.is_looking_back and self._state_at_rest is not TrainingState.FINISHED:
            self._report()
            self._go_on()
        else:
            self._stop(self._state_at_rest)

    @Slot(object, object, int)
    @_reporting_failure
    def restore(self, checkpoint: Checkpoint, goal: int, run: int) -> None:
        """Restore the run of a checkpoint as run number `run`, without training yet."""
        self._begin_run(run)
        self._trainer = Trainer.from_checkpoint(checkpoint, run=run)
        self._goal = goal
        self._stop(self._state_at_rest)

    @Slot(float)
    @_reporting_failure
    def set_speed(self, iterations_per_second: float) -> None:
        """Limit the speed; infinity for no limit."""
        self._speed = iterations_per_second
        self._credit = 1.0
        if self._timer.isActive():
            self._start_timer()

    @Slot()
    @_reporting_failure
    def run(self) -> None:
        """Train up to the iterations of the settings, or as many again when those are done."""
        self._finish_seeking()
        if self._timer.isActive() or self._trainer.dataset.sample_count == 0:
            return
        if self._trainer.iteration >= self._goal:
            self._goal = self._trainer.iteration + self._trainer.settings.iterations
        self._go_on()

    @Slot()
    @_reporting_failure
    def pause(self) -> None:
        """Stop where it is."""
        self._finish_seeking()
        if self._timer.isActive():
            self._stop(TrainingState.PAUSED)

    @Slot()
    @_reporting_failure
    def toggle(self) -> None:
        """Pause if training runs, else run; decided here, where no second key press can overtake the first."""
        self._finish_seeking()
        if self._timer.isActive():
            self.pause()
        else:
            self.run()

    @Slot()
    @_reporting_failure
    def step(self) -> None:
        """Take one step and pause."""
        self._finish_seeking()
        self._trainer.take_steps(1)
        self._stop(TrainingState.FINISHED if self._trainer.has_converged else TrainingState.PAUSED)

    @Slot(object)
    @_reporting_failure
    def seek(self, iteration: int) -> None:
        """Pause and go to the state after `iteration`, or the nearest that is remembered, soon."""
        if self._sought is None:
            self._was_running = self._timer.isActive()
        self._timer.stop()
        self._sought = min(max(iteration, self._trainer.first_iteration), self._trainer.last_iteration)
        # Commands queued meanwhile get their turn before a timer does.
        self._seek_timer.start(0)

    @Slot()
    @_reporting_failure
    def step_back(self) -> None:
        """Pause and go back by one iteration."""
        self.seek((self._trainer.iteration if self._sought is None else self._sought) - 1)

    @Slot(object)
    @_reporting_failure
    def recall(self, iteration: int) -> None:
        """Report the state after `iteration`; training is not affected."""
        try:
            snapshot = self._trainer.recall(iteration)
        except SettingsError:
            snapshot = None
        self.recalled.emit(self.run_number, iteration, snapshot)

    @Slot()
    @_reporting_failure
    def acknowledge(self) -> None:
        """Note that the last snapshot has been shown."""
        self._unacknowledged = False
        if self._sought is not None:
            self._seek_timer.start(0)

    @Slot()
    @_reporting_failure
    def _seek_if_acknowledged(self) -> None:
        if not self._unacknowledged:
            self._finish_seeking()

    def _finish_seeking(self) -> None:
        """Go to the iteration that was sought last, if that has not been done yet."""
        sought, self._sought = self._sought, None
        if sought is None:
            return
        self._seek_timer.stop()
        if sought == self._trainer.iteration and not self._was_running:
            self._report()
        else:
            self._trainer.seek(sought)
            self._stop(TrainingState.PAUSED)

    def _begin_run(self, run: int) -> None:
        self._timer.stop()
        self._sought = None
        self._run_number = run
        self._seconds_per_iteration = 0.0

    @property
    def _state_at_rest(self) -> TrainingState:
        """The state of a restored run that is not being trained."""
        trainer = self._trainer
        if trainer.iteration >= self._goal or trainer.has_converged:
            return TrainingState.FINISHED
        has_begun = trainer.last_iteration > trainer.first_iteration
        return TrainingState.PAUSED if has_begun else TrainingState.READY

    def _go_on(self) -> None:
        self._credit = 1.0
        self._start_timer()
        self.state_changed.emit(self.run_number, TrainingState.RUNNING)

    def _start_timer(self) -> None:
        self._last_tick = time.perf_counter()
        interval = 0 if math.isinf(self._speed) else max(FRAME_SECONDS, min(1.0 / self._speed, CATCH_UP_SECONDS))
        self._timer.start(int(interval * 1000))

    @Slot()
    @_reporting_failure
    def _tick(self) -> None:
        start = time.perf_counter()
        count = min(self._iterations_due(start), self._goal - self._trainer.iteration)
        if count > 0:
            before = self._trainer.iteration
            self._trainer.take_steps(count)
            taken = self._trainer.iteration - before
            self._seconds_per_iteration = (time.perf_counter() - start) / max(taken, 1)
        if not self._trainer.is_finite:
            self._stop(TrainingState.DIVERGED)
        elif self._trainer.iteration >= self._goal or self._trainer.has_converged:
            self._stop(TrainingState.FINISHED)
        elif count > 0 and not self._unacknowledged and time.perf_counter() >= self._next_report:
            self._report()

    def _iterations_due(self, now: float) -> int:
        """How many iterations fit into this slice at the chosen speed; after the first slice the pace is known."""
        until_report = self._next_report - now
        room = until_report if 0.0 < until_report < SLICE_SECONDS else SLICE_SECONDS
        fitting = int(room / self._seconds_per_iteration) if self._seconds_per_iteration else 1
        if math.isinf(self._speed):
            return max(fitting, 1)
        self._credit += (now - self._last_tick) * self._speed
        self._credit = min(self._credit, max(1.0, self._speed * CATCH_UP_SECONDS))
        self._last_tick = now
        due = min(int(self._credit), max(fitting, 1))
        self._credit -= due
        return due

    def _stop(self, state: TrainingState) -> None:
        self._timer.stop()
        self._report(stopped=state)

    def _report(self, *, stopped: TrainingState | None = None) -> None:
        # The frames after a late one do not make up for it.
        now = time.perf_counter()
        self._next_report = max(self._next_report + FRAME_SECONDS, now + 0.5 * FRAME_SECONDS)
        snapshot = self._trainer.snapshot()
        self._unacknowledged = True
        self.progressed.emit(snapshot)
        if snapshot.diverged and stopped is not TrainingState.READY:
            self._timer.stop()
            self.state_changed.emit(snapshot.run, TrainingState.DIVERGED)
        elif stopped is not None:
            self.state_changed.emit(snapshot.run, stopped)
