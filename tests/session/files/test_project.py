"""The open document as a project: saved, opened, taken back, and what of it is unsaved."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QThread

from neuron_desktop.core import Dataset, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.data.split import Split
from neuron_desktop.files.errors import FileError, ProjectError
from neuron_desktop.files.projects.project import View
from neuron_desktop.files.projects.project_file import read_project, write_project
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.source import Source
from neuron_desktop.session.files.project import ProjectSession
from neuron_desktop.session.runs.pinned_runs import PinnedRuns
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState
from tests.core.training.test_history import bits, costs
from tests.files.projects.projects import rich_project, small_project
from tests.session.training_runs import SETTINGS

SEEN = View(x_range=(0.0, 1.0), y_range=(-1.0, 2.0))


class Desk:
    """A document, its training and the project made of both."""

    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.training = Training(article_dataset(), SETTINGS)
        self.document = Document(article_dataset(), Source("The article's line"), run=self.training)
        self.document.parts_changed.connect(self.training.on_parts_changed)
        self.runs = PinnedRuns(self.document.dataset, self.training)
        self.project = ProjectSession(self.document, self.training, self.runs, lambda: SEEN)
        self.modified = []
        self.views = []
        self.failures = []
        self.project.modified_changed.connect(self.modified.append)
        self.project.opened.connect(self.views.append)
        self.project.failed.connect(lambda _request, error: self.failures.append(error))

    def train(self):
        def is_end(state):
            return state is TrainingState.FINISHED

        with self.qtbot.waitSignal(self.training.state_changed, check_params_cb=is_end, timeout=20_000):
            self.training.run()

    def seek(self, iteration):
        self.training.seek(iteration)
        self.qtbot.waitUntil(lambda: self.training.snapshot.iteration == iteration)

    def save(self, path):
        with self.qtbot.waitSignal(self.project.saved):
            self.project.save(path)

    def open(self, path):
        with self.qtbot.waitSignal(self.project.opened):
            self.project.open(path)
        self.qtbot.waitUntil(lambda: self.training.is_up_to_date)

    def undo(self):
        self.document.undo_stack.undo()
        self.qtbot.waitUntil(lambda: self.training.is_up_to_date)

    def close(self):
        self.project.close()
        self.training.close()
        self.document.undo_stack.clear()


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot)
    yield made
    made.close()


@pytest.fixture
def another(qtbot):
    made = Desk(qtbot)
    yield made
    made.close()


def test_a_checkpoint_comes_in_the_owners_thread_while_training_goes_on(qtbot, training):
    heard = []

    class Listener(ProjectSession.__mro__[1]):
        def on_made(self, *what):
            heard.append((QThread.currentThread(), *what))

    listener = Listener()
    training.checkpoint_made.connect(listener.on_made)
    training.set_speed(2000.0)
    training.run()
    qtbot.waitUntil(lambda: training.snapshot.iteration > 20)
    training.request_checkpoint("mine")
    qtbot.waitUntil(lambda: bool(heard))
    thread, request, checkpoint, goal = heard[0]
    assert (thread, request, goal) == (QThread.currentThread(), "mine", SETTINGS.iterations)
    assert training.state is TrainingState.RUNNING
    expected = Trainer(article_dataset(), SETTINGS).advance(checkpoint.iteration)
    assert bits(Trainer.from_checkpoint(checkpoint).snapshot()) == bits(expected)


def test_a_worker_that_cannot_answer_says_so(worker, monkeypatch):
    answers = []
    worker.checkpoint_made.connect(lambda *what: answers.append(what))

    def fail(_trainer):
        raise MemoryError("full")

    monkeypatch.setattr(Trainer, "checkpoint", fail)
    worker.hand_out_checkpoint("mine")
    assert answers == [("mine", None, SETTINGS.iterations)]
    assert [str(error) for _, error in worker.failures] == ["full"]


@pytest.mark.parametrize(
    ("iterations", "sought", "goal", "state"),
    [
        (0, 0, 400, TrainingState.READY),
        (30, 30, 400, TrainingState.PAUSED),
        (30, 0, 400, TrainingState.PAUSED),
        (30, 30, 30, TrainingState.FINISHED),
    ],
)
def test_a_restored_run_is_in_the_state_it_was_in(worker, iterations, sought, goal, state):
    trainer = Trainer(article_dataset(), SETTINGS)
    trainer.advance(iterations)
    trainer.seek(sought)
    worker.restore(trainer.checkpoint(), goal, 7)
    assert worker.states[-1] == (7, state)
    assert bits(worker.snapshots[-1]) == bits(trainer.snapshot())
    assert worker.snapshots[-1].run == 7


def test_a_run_that_converged_is_finished(worker):
    trainer = Trainer(article_dataset(), TrainingSettings(tolerance=0.5))
    trainer.advance(500)
    assert trainer.has_converged
    worker.restore(trainer.checkpoint(), 4000, 1)
    assert worker.states[-1] == (1, TrainingState.FINISHED)


def test_a_saved_project_opens_to_the_same_and_goes_on_to_the_same_bits(desk, another, tmp_path):
    desk.document.set_split(Split(0.25, 3))
    desk.document.add_sample((1.0, 2.0), 1)
    desk.training.configure(replace(SETTINGS, learning_rate=0.03))
    desk.train()
    desk.document.add_samples(np.array([[3.0, -2.0], [1.0, 5.0]]), [0, 1])
    desk.train()
    desk.seek(123)
    desk.project.set_notes("Two runs")
    desk.save(tmp_path / "mine.neuron")
    another.open(tmp_path / "mine.neuron")
    assert another.document.dataset == desk.document.dataset
    assert another.document.split == desk.document.split
    assert np.array_equal(another.document.parts.is_test, desk.document.parts.is_test)
    assert another.project.notes == "Two runs"
    assert another.views == [SEEN]
    assert another.training.settings == desk.training.settings
    assert bits(another.training.snapshot) == bits(desk.training.snapshot)
    assert costs(another.training.snapshot) == costs(desk.training.snapshot)
    assert another.training.snapshot.changes == desk.training.snapshot.changes
    for iteration in (500, 7, 800):
        desk.seek(iteration)
        another.seek(iteration)
        assert bits(another.training.snapshot) == bits(desk.training.snapshot)
    for one in (desk, another):
        # New keys are drawn where the old ones ended.
        one.document.add_samples(np.arange(20.0).reshape(2, 10), [0, 1] * 5)
        one.train()
    assert np.array_equal(another.document.parts.is_test, desk.document.parts.is_test)
    assert bits(another.training.snapshot) == bits(desk.training.snapshot)


def test_opening_is_undone_with_training_notes_and_file(desk, tmp_path):
    desk.train()
    desk.project.set_notes("before")
    desk.save(tmp_path / "mine.neuron")
    before, dataset = bits(desk.training.snapshot), desk.document.dataset
    write_project(tmp_path / "rich.neuron", rich_project())
    desk.open(tmp_path / "rich.neuron")
    assert desk.document.dataset == rich_project().dataset
    assert desk.document.source.recipe == rich_project().recipe
    assert desk.document.source.generator == rich_project().generator
    assert (desk.project.title, desk.training.snapshot.iteration) == ("rich.neuron", 17)
    assert not desk.project.is_modified
    desk.undo()
    assert desk.document.dataset is dataset
    assert bits(desk.training.snapshot) == before
    assert (desk.project.notes, desk.project.title) == ("before", "mine.neuron")
    assert desk.document.split == Split()
    desk.document.undo_stack.redo()
    desk.qtbot.waitUntil(lambda: desk.training.is_up_to_date)
    assert (desk.project.title, desk.project.notes) == ("rich.neuron", rich_project().notes)
    assert desk.training.snapshot.iteration == 17


def test_a_point_placed_at_once_after_opening_is_a_step_on_what_was_opened(desk):
    desk.train()
    trained = bits(desk.training.snapshot)
    desk.project.show(small_project(), None)
    desk.document.add_sample((1.0, 2.0), 1)
    desk.undo()
    assert desk.document.dataset == small_project().dataset
    assert desk.training.snapshot.iteration == small_project().checkpoint.iteration
    desk.undo()
    assert desk.document.dataset == article_dataset()
    assert bits(desk.training.snapshot) == trained


def test_points_and_notes_are_unsaved_work_and_training_alone_is_not(desk):
    desk.train()
    assert not desk.project.is_modified
    assert desk.project.has_unsaved_work
    desk.document.add_sample((1.0, 2.0), 1)
    assert desk.project.is_modified
    desk.document.undo_stack.undo()
    assert not desk.project.is_modified
    desk.project.set_notes("mine")
    assert desk.project.is_modified
    desk.project.set_notes("")
    assert not desk.project.is_modified
    assert desk.modified == [True, False, True, False]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.train(),
        lambda desk: desk.training.reset(),
        lambda desk: desk.training.configure(replace(SETTINGS, learning_rate=0.5)),
        lambda desk: desk.document.set_split(Split(0.5)),
        lambda desk: desk.document.add_sample((1.0, 2.0), 1),
        lambda desk: desk.project.set_notes("more"),
        lambda desk: desk.runs.pin(),
    ],
)
def test_in_a_project_training_is_work_too(desk, tmp_path, change):
    desk.save(tmp_path / "mine.neuron")
    assert not desk.project.has_unsaved_work
    change(desk)
    desk.qtbot.waitUntil(lambda: desk.modified == [True])
    desk.save(tmp_path / "mine.neuron")
    assert not desk.project.is_modified
    assert desk.modified[-1] is False


def test_pinned_runs_are_saved_and_come_back_by_undo(desk, tmp_path):
    desk.train()
    assert not desk.project.is_modified
    desk.runs.pin()
    assert desk.project.is_modified
    desk.runs.remove(desk.runs.runs[0])
    assert not desk.project.is_modified
    desk.runs.pin()
    mine = desk.runs.runs
    desk.save(tmp_path / "mine.neuron")
    assert not desk.project.has_unsaved_work
    write_project(tmp_path / "rich.neuron", rich_project())
    desk.open(tmp_path / "rich.neuron")
    assert [run.name for run in desk.runs.runs] == [run.name for run in rich_project().runs]
    assert not desk.project.has_unsaved_work
    desk.runs.rename(desk.runs.runs[0], "renamed")
    desk.project.set_notes("written after opening")
    desk.undo()
    assert desk.runs.runs == mine
    desk.runs.rename(mine[0], "mine")
    desk.document.undo_stack.redo()
    assert [run.name for run in desk.runs.runs] == ["renamed", rich_project().runs[1].name]
    assert desk.project.notes == "written after opening"
    desk.qtbot.waitUntil(lambda: desk.training.is_up_to_date)
    desk.undo()
    assert [run.name for run in desk.runs.runs] == ["mine"]
    desk.open(tmp_path / "mine.neuron")
    (run,) = desk.runs.runs
    assert (run.name, run.neuron, run.cost) == (mine[0].name, mine[0].neuron, mine[0].cost)
    desk.project.new(Dataset.empty(), Source("nothing"))
    assert desk.runs.runs == ()


def test_looking_back_is_no_change(desk, tmp_path):
    desk.train()
    desk.save(tmp_path / "mine.neuron")
    desk.seek(100)
    assert not desk.project.has_unsaved_work


def test_what_is_done_during_a_save_is_not_saved_by_it(desk, tmp_path):
    desk.document.add_sample((1.0, 2.0), 1)
    with desk.qtbot.waitSignal(desk.project.saved):
        desk.project.save(tmp_path / "mine.neuron")
        assert desk.project.is_saving
        desk.document.add_sample((2.0, 2.0), 1)
        desk.project.set_notes("later")
    assert not desk.project.is_saving
    assert desk.project.is_modified
    saved = read_project(tmp_path / "mine.neuron")
    assert (saved.dataset.sample_count, saved.notes) == (501, "")
    desk.document.undo_stack.undo()
    desk.project.set_notes("")
    assert not desk.project.is_modified


def test_a_save_that_fails_leaves_the_work_unsaved(desk, tmp_path):
    desk.document.add_sample((1.0, 2.0), 1)
    with desk.qtbot.waitSignal(desk.project.failed):
        desk.project.save(tmp_path / "gone" / "mine.neuron")
    assert isinstance(desk.failures[0], FileError)
    assert desk.project.is_modified
    assert desk.project.path is None
    desk.save(tmp_path / "mine.neuron")
    with desk.qtbot.waitSignal(desk.project.failed):
        desk.project.save(tmp_path / "gone" / "mine.neuron")
    assert not desk.project.is_modified
    assert desk.project.path == tmp_path / "mine.neuron"


def test_other_data_do_not_overwrite_the_project_they_replaced(desk, tmp_path):
    with desk.qtbot.waitSignal(desk.project.saved):
        desk.project.save(tmp_path / "mine.neuron")
        desk.document.replace(Dataset.empty(), Source("Empty"))
    assert desk.project.path is None
    assert read_project(tmp_path / "mine.neuron").dataset.sample_count == 500
    desk.save(tmp_path / "empty.neuron")
    desk.document.replace(article_dataset(), Source("The article's line"))
    assert (desk.project.path, desk.project.title) == (None, "The article's line")


def test_a_file_that_does_not_open_changes_nothing(desk, tmp_path):
    (tmp_path / "bad.neuron").write_bytes(b"PK")
    dataset = desk.document.dataset
    with desk.qtbot.waitSignal(desk.project.failed):
        desk.project.open(tmp_path / "bad.neuron")
    assert isinstance(desk.failures[0], ProjectError)
    assert desk.document.dataset is dataset
    assert desk.document.undo_stack.count() == 0


def test_reading_that_is_given_up_shows_nothing(desk, tmp_path):
    write_project(tmp_path / "rich.neuron", rich_project())
    with desk.qtbot.waitSignal(desk.project.store.read):
        desk.project.open(tmp_path / "rich.neuron")
        desk.project.cancel()
    (tmp_path / "bad.neuron").write_bytes(b"PK")
    with desk.qtbot.waitSignal(desk.project.store.failed):
        desk.project.open(tmp_path / "bad.neuron")
        desk.project.cancel()
    assert desk.document.undo_stack.count() == 0
    assert not desk.failures


def test_a_new_project_has_no_notes_and_no_file_until_it_is_undone(desk, tmp_path):
    desk.project.set_notes("mine")
    desk.save(tmp_path / "mine.neuron")
    desk.project.new(Dataset.empty(), Source("Empty canvas"))
    assert (desk.project.notes, desk.project.path, desk.document.dataset.sample_count) == ("", None, 0)
    assert not desk.project.is_modified
    desk.undo()
    assert (desk.project.notes, desk.project.path) == ("mine", tmp_path / "mine.neuron")


def test_unsaved_work_behind_an_opened_project_is_still_unsaved(desk, tmp_path):
    write_project(tmp_path / "rich.neuron", rich_project())
    desk.document.add_sample((1.0, 2.0), 1)
    desk.open(tmp_path / "rich.neuron")
    assert desk.project.is_modified


def test_a_failed_training_is_saved_as_a_run_at_its_start(desk, tmp_path, monkeypatch):
    desk.train()
    monkeypatch.setattr(Trainer, "set_dataset", lambda *_: 1 / 0)
    desk.document.add_sample((1.0, 2.0), 1)
    desk.qtbot.waitUntil(lambda: desk.training.state is TrainingState.FAILED)
    desk.save(tmp_path / "mine.neuron")
    saved = read_project(tmp_path / "mine.neuron")
    assert (saved.dataset.sample_count, saved.checkpoint.last_iteration) == (501, 0)


def test_what_other_versions_know_survives_opening_and_saving(desk, tmp_path):
    project = rich_project()
    others = replace(project.others, entries=(("lesson.json", b"{}"),), values='{"pinned": 1}')
    write_project(tmp_path / "lesson.neuron", replace(project, others=others))
    desk.open(tmp_path / "lesson.neuron")
    desk.save(tmp_path / "lesson.neuron")
    assert read_project(tmp_path / "lesson.neuron").others == others
