"""The open document as a project: its file, what is not saved yet, and what opening another one replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from neuron_desktop.core import Checkpoint, Dataset, TrainingSettings
from neuron_desktop.files.projects.project import Others, Project, View
from neuron_desktop.files.stamp import ABSENT, FileStamp
from neuron_desktop.session.document.document import Document, DocumentState
from neuron_desktop.session.document.edits import Sheet
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.project_exchange import Exchange, Position, Whole, fresh_run, project_of
from neuron_desktop.session.files.project_store import ProjectStore, StoreRequest
from neuron_desktop.session.runs.pinned_runs import PinnedRuns, Runs
from neuron_desktop.session.runs.training import Training


@dataclass(frozen=True, slots=True, eq=False)
class _Awaiting:
    """A request for a checkpoint, and what to do with the result."""

    then: Callable[[Checkpoint | None, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Save:
    """A save under way: the numbers of its data and of the run's story, and whether the points were saved before."""

    replacements: int
    story: int
    was_saved: bool


class ProjectSession(QObject):
    """Saves and opens the document with its training, notes and view as one.

    A checkpoint of the training comes from its thread and files are read and written in another, so that every command
    returns at once and a signal tells how it ended.

    Signals
    -------
    opened(View)
        Another project, or by undo the one before it, is on screen, with this view.
    saved(Path)
        The project is on the disk.
    found_changed(Path)
        The project was not saved: somebody else has changed or removed the file since it was opened or saved here.
    failed(StoreRequest, Exception)
        A file was not opened or not saved; nothing else has changed.
    path_changed()
        The project has another file, or none.
    notes_changed(str)
        The notes have changed.
    modified_changed(bool)
        Whether there is something to be saved.

    Attributes
    ----------
    runs : PinnedRuns
        Those that are pinned.

    Parameters
    ----------
    look
        Returns the present view.
    """

    opened = Signal(object)
    saved = Signal(object)
    found_changed = Signal(object)
    failed = Signal(object, object)
    path_changed = Signal()
    notes_changed = Signal(str)
    modified_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        training: Training,
        runs: PinnedRuns,
        look: Callable[[], View],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._training = training
        self.runs = runs
        self._saved_runs: Runs = ()
        self._look = look
        self._path: Path | None = None
        self._stamp = ABSENT
        self._notes = self._saved_notes = ""
        self._others = Others()
        self._saved_split = document.split
        self._saved_position: Position | None = None
        self._was_modified = False
        # Counts how often the data were replaced.
        self._replacements = 0
        self._reading: StoreRequest | None = None
        self._saves: dict[StoreRequest, _Save] = {}
        self._saves_begun = 0
        self.store = ProjectStore(self)
        self.store.read.connect(self._on_read)
        self.store.written.connect(self._on_written)
        self.store.refused.connect(self._on_refused)
        self.store.failed.connect(self._on_failed)
        training.checkpoint_made.connect(self._on_checkpoint_made)
        document.dataset_changed.connect(self._on_dataset_changed)
        document.parts_changed.connect(self._refresh)
        document.undo_stack.cleanChanged.connect(self._refresh)
        document.undo_stack.indexChanged.connect(self._refresh)
        training.progressed.connect(self._refresh)
        training.settings_changed.connect(self._refresh)
        runs.changed.connect(self._refresh)

    @property
    def path(self) -> Path | None:
        """The project's file; None without one."""
        return self._path

    @property
    def stamp(self) -> FileStamp:
        """The stamp of the project's file when it was last opened or saved."""
        return self._stamp

    @property
    def title(self) -> str:
        """What is open: the project's file, or where its data came from."""
        return self._document.source.name if self._path is None else self._path.name

    @property
    def notes(self) -> str:
        """What the person wrote."""
        return self._notes

    @property
    def is_modified(self) -> bool:
        """Whether closing would lose something that was made by hand, or in a project the training too."""
        by_hand = self._notes != self._saved_notes or self.runs.runs != self._saved_runs
        if by_hand or not self._document.is_saved:
            return True
        return self._path is not None and (self._document.split != self._saved_split or not self._is_run_saved)

    @property
    def has_unsaved_work(self) -> bool:
        """Whether closing would lose anything, training included."""
        return self.is_modified or not self._is_run_saved

    @property
    def is_more_than_points(self) -> bool:
        """Whether there are notes or pinned runs, which only a project can keep."""
        return bool(self._notes or self.runs.runs)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return self._saves_begun > 0

    def set_notes(self, notes: str) -> None:
        """Take the text that the person has written."""
        if notes != self._notes:
            self._notes = notes
            self.notes_changed.emit(notes)
            self._refresh()

    def capture(self, then: Callable[[Project], None]) -> None:
        """Call `then` soon, with the project as it is now."""
        state, training_set = self._document.state, self._document.parts.training
        settings, notes, others, view = self._training.settings, self._notes, self._others, self._look()
        runs = self.runs.runs

        def assemble(checkpoint: Checkpoint | None, goal: int) -> None:
            if checkpoint is None or not _is_on(checkpoint, training_set):
                # A training that failed is worth nothing; what was made by hand is kept all the same.
                checkpoint, goal = fresh_run(training_set, settings), settings.iterations
            then(project_of(state, checkpoint, goal, notes=notes, runs=runs, view=view, others=others))

        self._training.request_checkpoint(_Awaiting(assemble))

    def save(self, path: Path) -> None:
        """Save to `path`, overwriting it; it becomes the project's file once that has succeeded."""
        self._save(path, known=None)

    def save_again(self) -> None:
        """Save to the project's file, unless somebody else has changed it; then `found_changed` is emitted."""
        if self._path is not None:
            self._save(self._path, known=self._stamp)

    def _save(self, path: Path, *, known: FileStamp | None) -> None:
        save = _Save(self._replacements, self._training.story, self._document.is_saved)
        # Anything done or undone while the file is being written is not saved.
        self._document.set_saved()
        self._saves_begun += 1

        def write(project: Project) -> None:
            request = StoreRequest(path, project, known)
            self._saves[request] = save
            self.store.submit(request)

        self.capture(write)

    def open(self, path: Path) -> None:
        """Read the project at `path` and show it; until then the screen stays as it is, and undo restores it."""
        self._reading = StoreRequest(path)
        self.store.submit(self._reading)

    def cancel(self) -> None:
        """Drop the project that is being read."""
        self._reading = None

    def show(self, project: Project, path: Path | None, *, stamp: FileStamp = ABSENT, is_saved: bool = True) -> None:
        """Replace what is on screen by `project`, whose file has this `stamp`, as one step of undo."""
        sheet = Sheet(project.dataset, project.keys)
        source = Source(project.source, project.summary, project.generator, project.recipe, project.missing)
        after = Whole(
            state=DocumentState(sheet, project.split, project.drawn_keys, source),
            view=project.view,
            notes=project.notes,
            saved_notes=project.notes if is_saved else "",
            runs=project.runs,
            saved_runs=project.runs if is_saved else (),
            path=path,
            stamp=stamp,
            others=project.others,
        )

        def begin() -> None:
            self._take_up(after)
            training_set, checkpoint = self._document.parts.training, project.checkpoint
            if _is_on(checkpoint, training_set):
                # The same object, so that identity later tells whose the run is.
                self._training.restore(replace(checkpoint, dataset=training_set), project.goal)
                if is_saved:
                    self._saved_position = self._training.story, checkpoint.last_iteration
            self._tell(after.view)

        text = f"open {project.source if path is None else path.name}"
        self._exchange(text, after, begin, is_saved=is_saved)

    def new(self, dataset: Dataset, source: Source) -> None:
        """Begin with `dataset`, the default settings, no notes and no file, as one step of undo."""
        split = self._document.split
        state = DocumentState(Sheet(dataset, split.keys(dataset.sample_count)), split, dataset.sample_count, source)
        after = Whole(state, View())

        def begin() -> None:
            self._training.configure(TrainingSettings())
            self._take_up(after)
            self._tell(after.view)

        self._exchange(f"open {source.name}", after, begin, is_saved=True)

    def leave_file(self) -> None:
        """Continue without a project file: the points were saved as a table."""
        self._path = None
        self.path_changed.emit()
        self._refresh()

    def close(self) -> None:
        """End the thread; call it once before the object is destroyed."""
        self.store.close()

    def _exchange(self, text: str, after: Whole, begin: Callable[[], None], *, is_saved: bool) -> None:
        step = Exchange(self._document, text, self._whole(), after, begin=begin, exchange=self._show_instead)
        self._document.push(step, can_be_had_again=is_saved and not self.is_modified)
        if not is_saved:
            self._document.set_saved(False)

    def _whole(self) -> Whole:
        return Whole(
            state=self._document.state,
            view=self._look(),
            notes=self._notes,
            saved_notes=self._saved_notes,
            runs=self.runs.runs,
            saved_runs=self._saved_runs,
            path=self._path,
            stamp=self._stamp,
            saved_split=self._saved_split,
            saved_position=self._saved_position,
            others=self._others,
        )

    def _show_instead(self, other: Whole) -> Whole:
        """Show another one, and return the one that was shown, in its present state."""
        shown = self._whole()
        self._take_up(other)
        self._tell(other.view)
        return shown

    def _take_up(self, whole: Whole) -> None:
        self._document.take_up(whole.state)
        self._path, self._stamp = whole.path, whole.stamp
        self._notes, self._saved_notes = whole.notes, whole.saved_notes
        self._others, self._saved_runs = whole.others, whole.saved_runs
        self._saved_split = whole.state.split if whole.saved_split is None else whole.saved_split
        self._saved_position = whole.saved_position
        self.runs.replace(whole.runs)

    def _tell(self, view: View) -> None:
        self.path_changed.emit()
        self.notes_changed.emit(self._notes)
        self.opened.emit(view)
        self._refresh()

    @property
    def _is_run_saved(self) -> bool:
        """Whether the run is the one that was saved, or opened, or has no iteration yet."""
        training, saved = self._training, self._saved_position
        if not training.is_up_to_date:
            return saved is not None and training.story == saved[0]
        snapshot = training.snapshot
        if saved is None:
            return self._path is None and snapshot.last_iteration == snapshot.first_iteration
        return (training.story, snapshot.last_iteration) == saved

    @Slot(object, object, object)
    def _on_checkpoint_made(self, request: object, checkpoint: Checkpoint | None, goal: int) -> None:
        if isinstance(request, _Awaiting):
            request.then(checkpoint, goal)

    @Slot(object, object, object)
    def _on_read(self, request: StoreRequest, project: Project, stamp: FileStamp) -> None:
        if request is self._reading:
            self._reading = None
            self.show(project, request.path, stamp=stamp)

    @Slot(object, object)
    def _on_written(self, request: StoreRequest, stamp: FileStamp) -> None:
        save = self._saves.pop(request, None)
        if save is None or request.project is None:
            return
        self._saves_begun -= 1
        if save.replacements == self._replacements:
            self._path, self._stamp = request.path, stamp
            self._saved_notes, self._saved_split = request.project.notes, request.project.split
            self._saved_runs = request.project.runs
            self._saved_position = save.story, request.project.checkpoint.last_iteration
            self.path_changed.emit()
        self.saved.emit(request.path)
        self._refresh()

    @Slot(object)
    def _on_refused(self, request: StoreRequest) -> None:
        if self._give_up_save(request):
            self.found_changed.emit(request.path)

    @Slot(object, object)
    def _on_failed(self, request: StoreRequest, error: Exception) -> None:
        if request is self._reading:
            self._reading = None
        elif not self._give_up_save(request):
            return
        self.failed.emit(request, error)

    def _give_up_save(self, request: StoreRequest) -> bool:
        """Note that a save failed; return whether the request was one."""
        save = self._saves.pop(request, None)
        if save is None:
            return False
        self._saves_begun -= 1
        if not save.was_saved and save.replacements == self._replacements:
            self._document.set_saved(False)
        self._refresh()
        return True

    @Slot(object, bool)
    def _on_dataset_changed(self, _dataset: Dataset, replaced: bool) -> None:
        # Other data must not overwrite the file of the previous ones.
        if replaced:
            self._replacements += 1
            self._path, self._others, self._saved_position = None, Others(), None
            self.path_changed.emit()

    @Slot()
    def _refresh(self) -> None:
        if self.is_modified != self._was_modified:
            self._was_modified = not self._was_modified
            self.modified_changed.emit(self._was_modified)


def _is_on(checkpoint: Checkpoint, dataset: Dataset) -> bool:
    """Return whether the run is on that data set, usually the very same object."""
    return checkpoint.dataset is dataset or checkpoint.dataset == dataset
