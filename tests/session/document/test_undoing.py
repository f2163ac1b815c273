"""Undo brings back everything: points, settings and the run, to the bits."""

import gc
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuron_desktop.core import Neuron, Optimizer, Remedy, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.data.split import Split
from neuron_desktop.core.generators.catalogue import CircleGenerator, LineGenerator
from neuron_desktop.session.document.document import Document
from neuron_desktop.session.document.generation import Generation, article_source
from neuron_desktop.session.document.samples import sample_named
from neuron_desktop.session.runs.run_commands import RunCommands, change_in_words
from neuron_desktop.session.runs.run_marks import FEW_ROWS, RunMark, RunMarks
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState
from tests.core.training.test_history import bits, costs, overlapping
from tests.session.training_runs import awaited

pytestmark = pytest.mark.usefixtures("qapp")


class Desk:
    """A document and the run on it, worked on as by a window."""

    def __init__(self):
        self.training = Training(article_dataset(), TrainingSettings(iterations=40))
        self.document = Document(article_dataset(), article_source(), run=self.training)
        self.document.parts_changed.connect(self.training.on_parts_changed)
        self.commands = RunCommands(self.document, self.training)
        self.generation = Generation(self.document)
        self.settle()

    def settle(self):
        """Wait until the thread has carried out every command, and the window has heard of it."""
        with awaited(self.training.checkpoint_made):
            self.training.request_checkpoint("settled")

    def finish(self):
        """Train to the end."""
        self.commands.toggle()
        while self.training.state is not TrainingState.FINISHED:
            with awaited(self.training.state_changed):
                pass

    def look(self):
        """Everything that a person sees of points, settings and run."""
        self.settle()
        snapshot = self.training.snapshot
        assert self.training.is_up_to_date
        return (
            self.document.dataset,
            self.document.source,
            self.document.split,
            self.document.parts.is_test.tobytes(),
            self.training.settings,
            bits(snapshot),
            costs(snapshot),
            snapshot.changes,
            (snapshot.first_iteration, snapshot.last_iteration, snapshot.iteration),
        )

    def undo(self):
        self.document.undo_stack.undo()

    def redo(self):
        self.document.undo_stack.redo()

    def close(self):
        self.training.close()
        self.document.undo_stack.clear()


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.close()


def choose_sample(desk, name):
    dataset, source, recommended = sample_named(name)
    desk.document.replace(dataset, source, on_disk=True, settings=recommended)


def point(desk, chance):
    values = tuple(chance.uniform(-2, 2) for _ in desk.document.dataset.feature_names)
    desk.document.add_sample(values, chance.randrange(2))


def erase(desk, chance):
    if desk.document.dataset.sample_count:
        desk.document.remove_samples([chance.randrange(desk.document.dataset.sample_count)])


def configure(desk, chance):
    desk.commands.configure(
        TrainingSettings(
            learning_rate=chance.choice([0.03, 0.1, 0.5]),
            iterations=chance.choice([10, 40]),
            standardize=chance.random() < 0.5,
            optimizer=chance.choice(list(Optimizer)),
            batch_size=chance.choice([None, 7]),
        )
    )


def put_weights(desk, chance):
    weights = [chance.uniform(-1, 1) for _ in desk.training.snapshot.neuron.weights]
    desk.commands.set_neuron("import weights", Neuron(weights, 0.5), 3, desk.training.settings)


ACTS = {
    "point": point,
    "erase": erase,
    "clear": lambda desk, chance: desk.document.clear(),
    "settings": configure,
    "remedy": lambda desk, chance: desk.commands.apply(Remedy("Start over", TrainingSettings(0.2), reset=True)),
    "reset": lambda desk, chance: desk.commands.reset(),
    "weights": put_weights,
    "step": lambda desk, chance: desk.commands.step(),
    "train": lambda desk, chance: desk.finish() if desk.training.dataset.sample_count else None,
    "seek": lambda desk, chance: desk.training.seek(chance.randrange(40)),
    "back": lambda desk, chance: desk.training.step_back(),
    "sample": lambda desk, chance: choose_sample(desk, chance.choice(["Challenger's O-rings", "The article's line"])),
    "generator": lambda desk, chance: desk.generation.generate(
        chance.choice([CircleGenerator(count=20, seed=2), LineGenerator(count=30, slope=2.0)])
    ),
    "split": lambda desk, chance: desk.document.set_split(Split(chance.choice([0.0, 0.3]), chance.randrange(3))),
    "undo": lambda desk, chance: desk.undo(),
    "redo": lambda desk, chance: desk.redo(),
}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 2**16), st.booleans()), max_size=14))
def test_any_acts_undone_to_the_start_and_redone_give_the_same_state_to_the_bits(acts):
    desk = Desk()
    try:
        stack = desk.document.undo_stack
        ends = {0: desk.look()}
        for name, seed, waits in acts:
            before = stack.index()
            if name not in ("undo", "redo"):
                # What a step starts from is what its undo must bring back, training since the last step included.
                ends[before] = desk.look()
            ACTS[name](desk, random.Random(seed))
            if waits:
                desk.settle()
        top = stack.index()
        ends[top] = desk.look()
        while stack.canUndo():
            desk.undo()
            assert desk.look() == ends[stack.index()]
        while stack.index() < top:
            desk.redo()
            assert desk.look() == ends[stack.index()]
        # And in one go, without a look in between.
        while stack.canUndo():
            desk.undo()
        assert desk.look() == ends[0]
        while stack.index() < top:
            desk.redo()
        assert desk.look() == ends[top]
    finally:
        desk.close()


def test_a_setting_ticked_after_training_is_unticked_and_the_run_is_back(desk):
    choose_sample(desk, "Banknotes")
    desk.commands.configure(TrainingSettings(iterations=60))
    desk.finish()
    trained = desk.look()
    desk.commands.configure(TrainingSettings(iterations=60, standardize=True))
    assert desk.document.undo_stack.undoText() == "standardize"
    desk.undo()
    assert desk.look() == trained
    assert not desk.training.settings.standardize
    desk.redo()
    assert desk.training.settings.standardize
    assert desk.look()[0] is trained[0]


def test_a_sample_brings_its_settings_and_takes_them_away_again(desk):
    desk.commands.configure(TrainingSettings(learning_rate=3.0, standardize=True))
    before = desk.look()
    choose_sample(desk, "The article's line")
    assert desk.training.settings == TrainingSettings()
    assert desk.document.undo_stack.count() == 2
    desk.undo()
    assert desk.look() == before


def test_what_lay_ahead_of_a_sought_iteration_comes_back(desk):
    desk.finish()
    desk.training.seek(10)
    desk.settle()
    back = desk.look()
    desk.commands.step()
    assert desk.document.undo_stack.undoText() == "going on from iteration 10"
    assert desk.look()[-1] == (0, 11, 11)
    desk.commands.step()
    assert desk.document.undo_stack.count() == 1
    desk.undo()
    assert desk.look() == back
    assert back[-1] == (0, 40, 10)
    desk.redo()
    assert desk.look()[-1] == (0, 12, 12)


def test_going_on_at_once_after_seeking_is_a_step_though_the_window_has_not_heard_yet(desk):
    desk.finish()
    desk.settle()
    desk.training.seek(5)
    desk.commands.step()
    assert desk.document.undo_stack.undoText() == "going on from iteration 5"
    desk.undo()
    assert desk.look()[-1] == (0, 40, 5)


def test_training_on_is_no_step_and_neither_is_a_reset_at_the_start(desk):
    desk.commands.reset()
    desk.commands.step()
    desk.settle()
    desk.training.step_back()
    desk.settle()
    assert desk.document.undo_stack.count() == 0
    desk.commands.reset()
    assert desk.document.undo_stack.undoText() == "reset"


def test_a_run_under_way_goes_on_after_an_edit_is_undone(desk):
    desk.training.set_speed(100.0)
    desk.commands.configure(TrainingSettings(iterations=100_000))
    desk.commands.toggle()
    desk.document.add_sample((0.0, 0.0), 1)
    desk.settle()
    desk.undo()
    desk.settle()
    assert desk.training.state is TrainingState.RUNNING
    assert desk.document.dataset == article_dataset()


def test_settings_and_resets_leave_nothing_to_save(desk):
    desk.commands.configure(TrainingSettings(standardize=True))
    desk.commands.step()
    desk.commands.reset()
    assert desk.document.is_saved
    desk.document.add_sample((0.0, 0.0), 1)
    assert not desk.document.is_saved
    desk.undo()
    assert desk.document.is_saved
    desk.redo()
    desk.document.set_saved()
    desk.commands.configure(TrainingSettings())
    assert desk.document.is_saved
    desk.undo()
    desk.undo()
    assert not desk.document.is_saved


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"learning_rate": 0.3}, "set learning rate to 0.3"),
        ({"iterations": 5000}, "train for 5\u202f000 iterations"),
        ({"standardize": True}, "standardize"),
        ({"batch_size": 32}, "set batch size to 32"),
        ({"feature_map": ("x1", "x2", "x1²")}, "derive features"),
        ({"optimizer": Optimizer.ADAM}, "choose adam"),
        ({"l2": 0.01}, "set L2 penalty to 0.01"),
        ({"l1": 0.5, "l2": 0.5}, "change settings"),
    ],
)
def test_a_change_of_settings_has_a_name(change, words):
    assert change_in_words(TrainingSettings(), TrainingSettings(**change)) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ({"standardize": True}, "leave features as they are"),
        ({"batch_size": 32}, "use all points in each step"),
        ({"feature_map": ("x1", "x2", "x1²")}, "derive no features"),
        ({"l1": 0.5, "l2": 0.5}, "restore the default settings"),
    ],
)
def test_going_back_to_the_defaults_has_a_name(before, words):
    assert change_in_words(TrainingSettings(**before), TrainingSettings()) == words


def test_marks_of_long_runs_keep_few_rows_each_and_every_iteration():
    trainer = Trainer(overlapping(20), TrainingSettings())
    marks, kept = RunMarks(most_bytes=100_000), []
    for _ in range(6):
        trainer.advance(8000)
        kept.append(RunMark())
        marks.keep(kept[-1], trainer.bookmark(), 8000)
    sizes = [mark.place.record.iterations.size for mark in kept]
    assert sizes[0] <= FEW_ROWS < sizes[-2] < sizes[-1] or max(sizes[:-1]) <= FEW_ROWS
    bookmark, goal = marks.kept(kept[0])
    assert goal == 8000
    old = Trainer.from_bookmark(bookmark, trainer.dataset, run=1)
    for iteration in (7777, 4321, 8000):
        assert bits(old.seek(iteration)) == bits(trainer.seek(iteration))


def test_a_mark_that_was_never_filled_says_so():
    with pytest.raises(LookupError, match="could not be kept"):
        RunMarks().kept(RunMark())


def test_what_a_step_remembers_goes_with_it(desk):
    others = [thing for thing in gc.get_objects() if isinstance(thing, RunMark)]
    for _ in range(5):
        desk.commands.configure(TrainingSettings(learning_rate=float(np.random.default_rng().uniform(1, 2))))
    desk.settle()
    desk.document.undo_stack.clear()
    desk.settle()
    gc.collect()
    found = [thing for thing in gc.get_objects() if isinstance(thing, RunMark)]
    assert not [mark for mark in found if not any(mark is other for other in others)]
