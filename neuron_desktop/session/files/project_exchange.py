"""Everything that opening a project replaces, and the step of undo that replaces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from weakref import WeakMethod

from neuron_desktop.core import Checkpoint, Dataset, SettingsError, Trainer, TrainingSettings
from neuron_desktop.core.data.split import Split
from neuron_desktop.files.projects.project import Others, Project, View
from neuron_desktop.files.stamp import ABSENT, FileStamp
from neuron_desktop.session.document.commands import Changeable, Step
from neuron_desktop.session.document.document import DocumentState
from neuron_desktop.session.runs.pinned_runs import Runs

# The story of a run, and its last iteration.
Position = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Everything that opening a project replaces, except the run."""

    state: DocumentState
    view: View
    notes: str = ""
    saved_notes: str = ""
    runs: Runs = ()
    saved_runs: Runs = ()
    path: Path | None = None
    stamp: FileStamp = ABSENT
    saved_split: Split | None = None
    saved_position: Position | None = None
    others: Others = field(default_factory=Others)


class Exchange(Step):
    """Replaces one whole project by another.

    `begin` shows it for the first time, with its run; `exchange` shows another later, and returns what it replaced.
    """

    def __init__(
        self,
        document: Changeable,
        text: str,
        before: Whole,
        after: Whole,
        *,
        begin: Callable[[], None],
        exchange: Callable[[Whole], Whole],
    ) -> None:
        super().__init__(document, text)
        self._before = before
        self._after = after
        self._begin: Callable[[], None] | None = begin
        # A weak reference, like that to the document.
        self._exchange = WeakMethod(exchange)

    def _act(self, document: Changeable) -> None:
        begin, self._begin = self._begin, None
        assert begin is not None
        begin()

    def _go(self, document: Changeable, *, forward: bool) -> None:
        exchange = self._exchange()
        assert exchange is not None
        if forward:
            self._before = exchange(self._after)
        else:
            self._after = exchange(self._before)


def fresh_run(dataset: Dataset, settings: TrainingSettings) -> Checkpoint:
    """Return a run at its start, without derived features if the data set cannot give them."""
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
