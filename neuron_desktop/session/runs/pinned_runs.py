"""The runs that were pinned for comparison."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Dataset
from neuron_desktop.core.training.pinned_run import MOST_PINNED, PinnedRun
from neuron_desktop.session.runs.training import Training

Runs = tuple[PinnedRun, ...]


class PinnedRuns(QObject):
    """Keeps runs as they were when they were pinned, whatever happens to the data set and the training.

    Signals
    -------
    changed(Runs)
        All that are pinned.
    shown_changed(Runs)
        Those that can be compared with a run on the data set that is open.
    told(str)
        Why a run was not pinned.
    """

    changed = Signal(object)
    shown_changed = Signal(object)
    told = Signal(str)

    def __init__(self, dataset: Dataset, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self._training = training
        self._runs: Runs = ()
        self._shown: Runs = ()

    @property
    def runs(self) -> Runs:
        """All that are pinned, the oldest first."""
        return self._runs

    @property
    def shown(self) -> Runs:
        """Those that can be compared with a run on the data set that is open."""
        return self._shown

    @Slot()
    def pin(self) -> None:
        """Pin the present run as it stands."""
        snapshot = self._training.snapshot
        if len(self._runs) == MOST_PINNED:
            self.told.emit(f"{MOST_PINNED} runs are pinned, the most that can be told apart; remove one under Runs.")
        elif not self._training.is_up_to_date or snapshot.feature_map.input_count != self._dataset.feature_count:
            self.told.emit("The run on these points has not begun yet; pin it in a moment.")
        else:
            self.replace((*self._runs, PinnedRun.of(snapshot, self._dataset, self._runs)))

    def remove(self, run: PinnedRun) -> None:
        """Remove a run."""
        self.replace(tuple(other for other in self._runs if other is not run))

    def rename(self, run: PinnedRun, name: str) -> None:
        """Rename a run; an empty name changes nothing."""
        name = name.strip()
        if name and name != run.name:
            self.replace(tuple(replace(run, name=name) if other is run else other for other in self._runs))

    def replace(self, runs: Runs) -> None:
        """Pin these runs and no others."""
        if runs != self._runs:
            self._runs = runs
            self.changed.emit(runs)
            self._show()

    @Slot(object, bool)
    def on_dataset_changed(self, dataset: Dataset, _replaced: bool) -> None:
        """Show the runs that can be compared with one on this data set."""
        self._dataset = dataset
        self._show()

    def _show(self) -> None:
        shown = tuple(run for run in self._runs if run.fits(self._dataset))
        if shown != self._shown:
            self._shown = shown
            self.shown_changed.emit(shown)
