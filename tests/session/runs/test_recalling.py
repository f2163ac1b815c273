"""Asking for earlier iterations leaves training as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, SettingsError, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.training.settings import Optimizer
from neuron_desktop.session.runs.worker import TrainingState
from tests.session.training_runs import SETTINGS, finish

KINDS = (
    TrainingSettings(),
    TrainingSettings(standardize=True, optimizer=Optimizer.ADAM),
    TrainingSettings(batch_size=64, optimizer=Optimizer.MOMENTUM, l2=0.1),
    TrainingSettings(feature_map=("x1", "x2", "x1²"), learning_rate=0.001),
    TrainingSettings(tolerance=0.05),
)


def facts(snapshot):
    """Everything a snapshot says, in a form that compares to the last bit."""
    curve = snapshot.cost_curve
    return (
        snapshot.iteration,
        snapshot.neuron,
        snapshot.scaled_neuron,
        snapshot.cost,
        snapshot.accuracy,
        snapshot.gradient_norm,
        curve.iterations.tolist(),
        curve.costs.tolist(),
        snapshot.first_iteration,
        snapshot.last_iteration,
        snapshot.converged,
    )


@given(
    settings=st.sampled_from(KINDS),
    steps=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    asked=st.lists(st.integers(0, 300), max_size=6),
    back=st.integers(0, 40),
)
def test_a_trainer_that_was_asked_goes_on_as_one_that_was_not(settings, steps, asked, back):
    silent, spoken = (Trainer(article_dataset(), settings) for _ in range(2))
    for count in steps:
        silent.take_steps(count)
        spoken.take_steps(count)
        for iteration in asked:
            if iteration <= spoken.last_iteration:
                reference = Trainer(article_dataset(), settings)
                reference.take_steps(iteration)
                assert spoken.recall(iteration).neuron == reference.neuron
        assert facts(spoken.snapshot()) == facts(silent.snapshot())
    for trainer in (silent, spoken):
        trainer.seek(max(trainer.iteration - back, 0))
    for iteration in asked:
        if iteration <= spoken.last_iteration:
            spoken.recall(iteration)
    assert facts(spoken.snapshot()) == facts(silent.snapshot())
    assert facts(spoken.advance(7)) == facts(silent.advance(7))


def test_what_came_before_an_edit_is_recalled_with_the_data_of_then():
    trainer = Trainer(article_dataset(), TrainingSettings())
    before = trainer.advance(20)
    trainer.set_dataset(article_dataset().with_sample((1.0, 30.0), 0))
    after = trainer.advance(20)
    recalled = trainer.recall(20 - 1)
    assert recalled.sample_count == before.sample_count
    assert facts(trainer.snapshot()) == facts(after)
    assert trainer.recall(40).neuron == after.neuron


@pytest.mark.parametrize("iteration", [-1, 21])
def test_an_iteration_that_is_not_remembered_is_refused_and_nothing_moves(iteration):
    trainer = Trainer(article_dataset(), TrainingSettings())
    before = trainer.advance(20)
    with pytest.raises(SettingsError, match="cannot be shown"):
        trainer.recall(iteration)
    assert facts(trainer.snapshot()) == facts(before)


def test_a_running_training_answers_and_ends_with_the_same_bits(qtbot, training):
    answers = []
    training.recalled.connect(lambda iteration, snapshot: answers.append((iteration, snapshot)))
    training.set_speed(1500)
    training.run()
    qtbot.waitUntil(lambda: training.snapshot.iteration > 20)
    training.set_speed(1)  # so that it does not end before it answers
    for iteration in (0, 3, 10, 17):
        training.recall(iteration)
    qtbot.waitUntil(lambda: len(answers) == 4)
    assert training.state is TrainingState.RUNNING
    training.set_speed()
    finish(qtbot, training)
    for iteration, snapshot in answers:
        assert snapshot.iteration == iteration
        assert snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(iteration).neuron
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(400).neuron


def test_looking_back_is_left_where_it_is(qtbot, training):
    training.run()
    finish(qtbot, training)
    training.seek(100)
    qtbot.waitUntil(lambda: training.snapshot.iteration == 100)
    with qtbot.waitSignal(training.recalled) as heard:
        training.recall(300)
    assert heard.args[1].iteration == 300
    training.step()
    qtbot.waitUntil(lambda: training.snapshot.iteration == 101)
    assert training.snapshot.last_iteration == 101


def test_a_sought_iteration_is_still_gone_to(worker):
    worker.run()
    while worker.states[-1][1] is TrainingState.RUNNING:
        worker._tick()
    worker.seek(100)
    worker.recall(300)
    worker.acknowledge()
    worker._seek_if_acknowledged()
    assert worker.snapshots[-1].iteration == 100


@pytest.mark.parametrize("iteration", [-1, 401, 10**12])
def test_an_iteration_out_of_reach_is_answered_with_none(qtbot, training, iteration):
    training.run()
    finish(qtbot, training)
    with qtbot.waitSignal(training.recalled) as heard:
        training.recall(iteration)
    assert heard.args == [iteration, None]
    assert training.state is TrainingState.FINISHED


def test_the_run_before_is_not_taken_for_the_present_one(qtbot, training):
    training.run()
    finish(qtbot, training)
    with qtbot.waitSignal(training.recalled) as heard:
        training.recall(0)
        training.reset()
    assert heard.args == [0, None]


def test_an_empty_data_set_has_its_start(qtbot, training):
    training.set_dataset(Dataset.empty(), True)
    with qtbot.waitSignal(training.recalled) as heard:
        training.recall(0)
    assert np.array_equal(heard.args[1].neuron.weights, np.zeros(2))


def test_a_training_that_has_converged_is_still_so():
    trainer = Trainer(article_dataset(), TrainingSettings(tolerance=0.1))
    converged = trainer.advance(10_000)
    assert converged.converged
    assert not trainer.recall(5).converged
    assert facts(trainer.snapshot()) == facts(converged)
