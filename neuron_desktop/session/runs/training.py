"""Training as the window sees it: commands go out, snapshots come back."""

from __future__ import annotations

import itertools
import math
import sys
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from neuron_desktop.core import Checkpoint, Dataset, Neuron, SettingsError, Snapshot, Trainer, TrainingSettings
from neuron_desktop.core.data.split import TrainTestSplit
from neuron_desktop.session.runs.run_marks import RunMark
from neuron_desktop.session.runs.worker import TrainingState, TrainingWorker
from neuron_desktop.session.threads import WorkerThread

# Seconds a busy Python thread may keep the interpreter: with the usual 5 ms a window stutters beside training.
SWITCH_INTERVAL = 0.0005
# Numbers and curves that change more often than this cannot be read, and drawing them slows training down.
READING_MILLISECONDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class RememberedRun:
    """A run to return to: where the worker keeps it, its settings, and the number of its story."""

    mark: RunMark
    settings: TrainingSettings
    story: int


class Training(QObject):
    """Owns the worker and its thread; lives in the thread of the window.

    Every command returns at once and is carried out by the worker. Each reset or replaced data set starts a run with a
    new number, and anything that still arrives from an older run is dropped.

    Signals
    -------
    progressed(Snapshot)
        The newest state of the present run, up to 60 times a second.
    read_out(Snapshot)
        The same for what is read rather than watched: less often while training runs, at once when its state changes.
    state_changed(TrainingState)
        What the present run is doing now.
    settings_changed(TrainingSettings)
        The settings in force have changed.
    failed(Exception)
        Training stopped by an exception; a reset starts over.
    refused(SettingsError)
        The data set cannot give a derived feature that was asked for; training continues without it.
    checkpoint_made(object, Checkpoint or None, int)
        The answer to `request_checkpoint`: the request, the run, and the iteration where it is to end.
    recalled(int, Snapshot | None)
        The state after an iteration that was asked for by `recall`, or None where the present run has none.
    """

    progressed = Signal(object)
    read_out = Signal(object)
    state_changed = Signal(object)
    settings_changed = Signal(object)
    failed = Signal(object)
    refused = Signal(object)
    checkpoint_made = Signal(object, object, object)
    recalled = Signal(object, object)

    _begin = Signal(object, object, int)
    _set_dataset = Signal(object)
    _configure = Signal(object)
    _set_neuron = Signal(object, object)
    _set_speed = Signal(float)
    _run = Signal()
    _pause = Signal()
    _toggle = Signal()
    _step = Signal()
    _step_back = Signal()
    # An object, since Qt's own integers end at 2³¹.
    _seek = Signal(object)
    _hand_out_checkpoint = Signal(object)
    _restore = Signal(object, object, int)
    _remember = Signal(object)
    _take_up = Signal(object, object, int)
    _recall = Signal(object)
    _acknowledge = Signal()

    def __init__(self, dataset: Dataset, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self._settings = settings
        self._run_number = 0
        self._stories = itertools.count(1)
        self._story = 0
        self._sought: int | None = None
        self._state = TrainingState.READY
        self._snapshot = Trainer(dataset, settings).snapshot()
        self._is_read_out = True
        self._reading_timer = QTimer(self)
        self._reading_timer.setInterval(READING_MILLISECONDS)
        self._reading_timer.timeout.connect(self._on_reading_due)
        worker = TrainingWorker(dataset, settings)
        self._worker = worker
        self._thread = WorkerThread(worker, self)
        for command, slot in (
            (self._begin, worker.begin),
            (self._set_dataset, worker.set_dataset),
            (self._configure, worker.configure),
            (self._set_neuron, worker.set_neuron),
            (self._set_speed, worker.set_speed),
            (self._run, worker.run),
            (self._pause, worker.pause),
            (self._toggle, worker.toggle),
            (self._step, worker.step),
            (self._step_back, worker.step_back),
            (self._seek, worker.seek),
            (self._hand_out_checkpoint, worker.hand_out_checkpoint),
            (self._restore, worker.restore),
            (self._remember, worker.remember),
            (self._take_up, worker.take_up),
            (self._recall, worker.recall),
            (self._acknowledge, worker.acknowledge),
        ):
            command.connect(slot)
        worker.progressed.connect(self._on_progressed)
        worker.state_changed.connect(self._on_state_changed)
        worker.failed.connect(self._on_failed)
        worker.refused.connect(self._on_refused)
        worker.taken_up.connect(self._on_taken_up)
        worker.checkpoint_made.connect(self.checkpoint_made)
        worker.recalled.connect(self._on_recalled)
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._thread.start()

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self._snapshot

    @property
    def run_number(self) -> int:
        """The number of the present run."""
        return self._run_number

    @property
    def story(self) -> int:
        """A number for everything done to the run except training it; a restored run has its old number."""
        return self._story

    @property
    def is_looking_back(self) -> bool:
        """Whether the iteration shown, or sought, is earlier than the last: continuing forgets what is later.

        If the iteration sought has not arrived yet, the answer is yes.
        """
        if self._sought is not None:
            return True
        return self.is_up_to_date and self._snapshot.iteration < self._snapshot.last_iteration

    @property
    def present_iteration(self) -> int:
        """The iteration shown, or sought."""
        return self._snapshot.iteration if self._sought is None else self._sought

    @property
    def is_at_start(self) -> bool:
        """Whether the run is where a reset would put it: zero weights, nothing trained."""
        snapshot = self._snapshot
        has_begun = snapshot.last_iteration > 0 or snapshot.neuron.weights.any() or snapshot.neuron.bias != 0.0
        return self.is_up_to_date and self._state is TrainingState.READY and not has_begun

    @property
    def dataset(self) -> Dataset:
        """The data set that the neuron learns from."""
        return self._dataset

    @property
    def is_up_to_date(self) -> bool:
        """Whether the newest snapshot is of the present run, and not of the one before."""
        return self._snapshot.run == self._run_number

    @property
    def state(self) -> TrainingState:
        """What the present run is doing, as last reported."""
        return self._state

    @property
    def settings(self) -> TrainingSettings:
        """The settings in force."""
        return self._settings

    def set_dataset(self, dataset: Dataset, replaced: bool) -> None:
        """Train on `dataset`: on from the present weights, or from zero where it was replaced."""
        self._dataset = dataset
        if replaced:
            self.reset()
        else:
            self._begin_story()
            self._set_dataset.emit(dataset)

    @Slot(object, bool)
    def on_parts_changed(self, parts: TrainTestSplit, replaced: bool) -> None:
        """Train on what is not held back."""
        self.set_dataset(parts.training, replaced)

    def configure(self, settings: TrainingSettings) -> None:
        """Continue with other settings."""
        if settings == self._settings:
            return
        self._settings = settings
        self._begin_story()
        self._configure.emit(settings)
        self.settings_changed.emit(settings)

    def set_speed(self, iterations_per_second: float = math.inf) -> None:
        """Limit the speed; infinity for no limit."""
        self._set_speed.emit(iterations_per_second)

    @Slot()
    def run(self) -> None:
        """Start or continue."""
        self._go_on()
        self._run.emit()

    @Slot()
    def pause(self) -> None:
        """Stop where it is."""
        self._pause.emit()

    @Slot()
    def toggle(self) -> None:
        """Pause if training runs, else run."""
        self._go_on()
        self._toggle.emit()

    @Slot()
    def step(self) -> None:
        """Take one iteration and pause."""
        self._go_on()
        self._step.emit()

    @Slot()
    def step_back(self) -> None:
        """Go back by one iteration and pause."""
        self._sought = max(self.present_iteration - 1, 0)
        self._step_back.emit()

    @Slot(object)
    def seek(self, iteration: int) -> None:
        """Go to the state after `iteration`, or the nearest that is remembered, and pause.

        Of many calls in a row, only the last is certain to be carried out. Training continues from there; what came
        later is forgotten then.
        """
        self._sought = iteration
        self._seek.emit(iteration)

    def recall(self, iteration: int) -> None:
        """Ask for the state after `iteration`, which `recalled` delivers; training is not affected."""
        self._recall.emit(iteration)

    @Slot()
    def reset(self) -> None:
        """Go back to the start, zero weights, as a new run."""
        self._begin_run()
        self._begin_story()
        self._begin.emit(self._dataset, self._settings, self._run_number)

    def set_neuron(self, neuron: Neuron, iteration: int) -> None:
        """Use given weights, as a new run that is at `iteration`."""
        self.reset()
        self._set_neuron.emit(neuron, iteration)

    def request_checkpoint(self, request: object) -> None:
        """Ask for the run after all commands given so far; `checkpoint_made` answers, with `request`."""
        self._hand_out_checkpoint.emit(request)

    def restore(self, checkpoint: Checkpoint, goal: int) -> None:
        """Take up the run of `checkpoint`, which is to end at iteration `goal`, under a new number.

        Its data set must be the present one.
        """
        self._begin_run(at_least=checkpoint.run)
        self._begin_story()
        self._dataset = checkpoint.dataset
        self._restore.emit(checkpoint, goal, self._run_number)
        self._take_settings(checkpoint.settings)

    def remember(self) -> RememberedRun:
        """Return what `take_up` needs to restore the run as it is after all commands given so far."""
        mark = RunMark()
        self._remember.emit(mark)
        return RememberedRun(mark, self._settings, self._story)

    def take_up(self, remembered: object) -> None:
        """Restore a remembered run under a new number; the data set must be the one of that time."""
        assert isinstance(remembered, RememberedRun)
        self._begin_run()
        self._story = remembered.story
        self._take_up.emit(remembered.mark, self._dataset, self._run_number)
        self._take_settings(remembered.settings)

    def close(self) -> None:
        """End the thread; call it once before the object is destroyed."""
        self._thread.close()

    def _begin_run(self, *, at_least: int = 0) -> None:
        self._run_number = max(self._run_number + 1, at_least)
        self._sought = None

    def _begin_story(self) -> None:
        self._story = next(self._stories)

    def _go_on(self) -> None:
        """Note that whatever comes after the iteration shown is forgotten."""
        if self.is_looking_back:
            self._begin_story()
        self._sought = None

    def _hear_of_seeking(self, snapshot: Snapshot) -> None:
        """Forget the iteration sought once it is shown; if it is not recorded, the nearest recorded one is."""
        if self._sought is not None:
            nearest = min(max(self._sought, snapshot.first_iteration), snapshot.last_iteration)
            if snapshot.iteration == nearest:
                self._sought = None

    def _take_settings(self, settings: TrainingSettings) -> None:
        if settings != self._settings:
            self._settings = settings
            self.settings_changed.emit(settings)

    @Slot(int, object)
    def _on_taken_up(self, run: int, settings: TrainingSettings) -> None:
        # The worker may have refused settings that were asked for just before it had to remember.
        if run == self._run_number:
            self._take_settings(settings)

    @Slot(object)
    def _on_progressed(self, snapshot: Snapshot) -> None:
        self._acknowledge.emit()
        if snapshot.run == self._run_number:
            self._snapshot = snapshot
            self._hear_of_seeking(snapshot)
            self._is_read_out = False
            self.progressed.emit(snapshot)
            if not self._reading_timer.isActive():
                self._read_out()

    @Slot()
    def _on_reading_due(self) -> None:
        if self._is_read_out:
            self._reading_timer.stop()
        else:
            self._read_out()

    def _read_out(self) -> None:
        self._is_read_out = True
        self._reading_timer.start()
        self.read_out.emit(self._snapshot)

    @Slot(int, object, object)
    def _on_recalled(self, run: int, iteration: int, snapshot: Snapshot | None) -> None:
        self.recalled.emit(iteration, snapshot if run == self._run_number else None)

    @Slot(int, object)
    def _on_state_changed(self, run: int, state: TrainingState) -> None:
        if run == self._run_number:
            if not self._is_read_out:
                self._read_out()
            if state is not TrainingState.RUNNING and self._snapshot.iteration < self._snapshot.last_iteration:
                # A step back from a running training starts where the worker is, not where the window last saw it.
                self._sought = None
            self._state = state
            self.state_changed.emit(state)

    @Slot(int, object)
    def _on_failed(self, run: int, error: Exception) -> None:
        if run == self._run_number:
            self._state = TrainingState.FAILED
            self.state_changed.emit(self._state)
            self.failed.emit(error)

    @Slot(int, object, object)
    def _on_refused(self, run: int, settings: TrainingSettings, error: SettingsError) -> None:
        if run == self._run_number:
            self._settings = settings
            self.settings_changed.emit(settings)
            self.refused.emit(error)
