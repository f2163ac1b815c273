"""Tells people who cannot see the window that training has stopped, and where."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from neuron_desktop.core import Snapshot
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState
from neuron_desktop.ui.looks import formatting
from neuron_desktop.ui.widgets.accessible import announce
from neuron_desktop.ui.widgets.described_plot import DescribedPlot

_STOPPED = {
    TrainingState.PAUSED: "Paused",
    TrainingState.FINISHED: "Finished",
    TrainingState.DIVERGED: "Training diverged",
    TrainingState.FAILED: "Training stopped by an error",
}


class Announcer(QObject):
    """Lets a screen reader say how training has ended, and prepares the descriptions of the plots.

    Stepping and seeking are not announced: the person who does it hears the timeline.
    """

    def __init__(self, training: Training, window: QWidget) -> None:
        super().__init__(window)
        self._training = training
        self._window = window
        self._was_running = False
        training.state_changed.connect(self._on_state_changed)

    @Slot(object)
    def _on_state_changed(self, state: TrainingState) -> None:
        was_running, self._was_running = self._was_running, state is TrainingState.RUNNING
        if self._was_running:
            return
        for plot in self._window.findChildren(DescribedPlot):
            plot.setAccessibleDescription(plot.in_words())
        if was_running and state in _STOPPED:
            announce(self._window, sentence(state, self._training.snapshot))


def sentence(state: TrainingState, snapshot: Snapshot) -> str:
    """Return how training has ended, at which iteration, and how well the neuron does then."""
    how = "Converged" if state is TrainingState.FINISHED and snapshot.converged else _STOPPED[state]
    return (
        f"{how} at iteration {formatting.count(snapshot.iteration)}: cost {formatting.number(snapshot.cost)}, "
        f"accuracy {formatting.percent(snapshot.accuracy)}."
    )
