"""Actions on the run, each a step of undo with a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from PySide6.QtCore import QObject, Slot

from neuron_desktop.core import Neuron, Remedy, TrainingSettings
from neuron_desktop.core.numerals import grouped, shortest
from neuron_desktop.session.document.commands import RunCommand
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.runs.training import Training


class RunCommands(QObject):
    """Changes settings and weights, resets, and continues from earlier iterations: everything that undo can restore.

    Training forwards is not a step, because it destroys nothing.
    """

    def __init__(self, document: Document, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._training = training

    @Slot(object)
    def configure(self, settings: TrainingSettings) -> None:
        """Continue with other settings."""
        training = self._training
        if settings != training.settings:
            self._do(change_in_words(training.settings, settings), lambda: training.configure(settings))

    @Slot(object)
    def apply(self, remedy: Remedy) -> None:
        """Apply a remedy."""

        def act() -> None:
            self._training.configure(remedy.settings)
            if remedy.reset:
                self._training.reset()

        if remedy.reset or remedy.settings != self._training.settings:
            self._do(remedy.label[:1].lower() + remedy.label[1:], act)

    @Slot()
    def reset(self) -> None:
        """Go back to zero weights, if the run is not there."""
        if not self._training.is_at_start:
            self._do("reset", self._training.reset)

    def set_neuron(self, text: str, neuron: Neuron, iteration: int, settings: TrainingSettings) -> None:
        """Use given weights, trained so far under these settings; `text` says where they came from."""

        def act() -> None:
            self._training.configure(settings)
            self._training.set_neuron(neuron, iteration)

        self._do(text, act)

    @Slot()
    def toggle(self) -> None:
        """Pause if training runs, else run."""
        self._go_on(self._training.toggle)

    @Slot()
    def step(self) -> None:
        """Take one iteration and pause."""
        self._go_on(self._training.step)

    def _go_on(self, act: Callable[[], None]) -> None:
        """Train; as a step of undo, if that forgets iterations after the one shown."""
        training = self._training
        if training.is_looking_back and training.dataset.sample_count:
            self._do(f"going on from iteration {grouped(training.present_iteration)}", act)
        else:
            act()

    def _do(self, text: str, act: Callable[[], None]) -> None:
        self._document.push(RunCommand(self._document, text, act))


def change_in_words(before: TrainingSettings, after: TrainingSettings) -> str:
    """Return what a change of settings does, in words that follow "Undo"."""
    changed = [field.name for field in fields(after) if getattr(after, field.name) != getattr(before, field.name)]
    if len(changed) != 1:
        return "restore the default settings" if after == TrainingSettings() else "change settings"
    match changed[0]:
        case "standardize":
            return "standardize" if after.standardize else "leave features as they are"
        case "iterations":
            return f"train for {grouped(after.iterations)} iterations"
        case "batch_size":
            size = after.batch_size
            return "use all points in each step" if size is None else f"set batch size to {grouped(size)}"
        case "feature_map":
            return "derive features" if after.feature_map else "derive no features"
        case "optimizer":
            return f"choose {after.optimizer.value}"
        case "l1" | "l2" as name:
            return f"set {name.upper()} penalty to {shortest(getattr(after, name))}"
        case name:
            return f"set {name.replace('_', ' ')} to {shortest(getattr(after, name))}"
