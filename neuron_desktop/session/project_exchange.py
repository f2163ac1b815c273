"""Everything that opening a project replaces, and the step of undo that replaces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from weakref import WeakMethod

from PySide6.QtGui import QUndoCommand

from neuron_desktop.core import Checkpoint, Dataset, SettingsError, Trainer, TrainingSettings
from neuron_desktop.files.project import Others, Project, View
from neuron_desktop.session.document import DocumentState
from neuron_desktop.session.pinned_runs import Runs


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Everything that opening a project replaces; without a checkpoint the run begins anew."""

    state: DocumentState
    view: View
    checkpoint: Checkpoint | None = None
    goal: int = 0
    notes: str = ""
    saved_notes: str = ""
    runs: Runs = ()
    saved_runs: Runs = ()
    path: Path | None = None
    is_run_saved: bool = False
    others: Others = field(default_factory=Others)


class Exchange(QUndoCommand):
    """One whole project in place of another."""

    def __init__(self, text: str, before: Whole, after: Whole, exchange: Callable[[Whole, Whole], Whole]) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        # Not held, for the reason that commands of the document do not hold it.
        self._reference = WeakMethod(exchange)

    def redo(self) -> None:
        """Show the one after."""
        self._before = self._exchange(self._before, self._after)

    def undo(self) -> None:
        """Show the one before."""
        self._after = self._exchange(self._after, self._before)

    def _exchange(self, shown: Whole, other: Whole) -> Whole:
        exchange = self._reference()
        assert exchange is not None
        return exchange(shown, other)


def fresh_run(dataset: Dataset, settings: TrainingSettings) -> Checkpoint:
    """Return a run at its start, without derived features where the data set cannot give them."""
    try:
        return Trainer(dataset, settings).checkpoint()
    except SettingsError:
        return Trainer(dataset, replace(settings, feature_map=())).checkpoint()


def project_of(
    state: DocumentState,
    checkpoint: Checkpoint,
    goal: int,
    *,
    notes: str,
    runs: Runs,
    view: View,
    others: Others,
) -> Project:
    """Return all of it as one value."""
    source = state.source
    return Project(
        dataset=state.sheet.dataset,
        split=state.split,
        keys=state.sheet.keys,
        drawn_keys=state.drawn_keys,
        checkpoint=checkpoint,
        goal=goal,
        source=source.name,
        summary=source.summary,
        recipe=source.recipe,
        generator=source.generator,
        missing=source.missing,
        notes=notes,
        runs=runs,
        view=view,
        others=others,
    )
