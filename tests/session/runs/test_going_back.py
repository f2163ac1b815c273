"""Earlier iterations, the tolerance, and settings that change in a run."""

import pytest

from neuron_desktop.core import Dataset, Neuron, Trainer, TrainingSettings, article_dataset
from neuron_desktop.session.runs.worker import TrainingState
from tests.session.training_runs import SETTINGS, finish


def exhausted(worker):
    while worker.states[-1][1] is TrainingState.RUNNING:
        worker._tick()


def test_an_earlier_iteration_is_gone_to_and_gone_on_from(qtbot, training):
    training.run()
    finish(qtbot, training)
    training.seek(123)
    qtbot.waitUntil(lambda: training.snapshot.iteration == 123)
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(123).neuron
    assert training.snapshot.last_iteration == 400
    qtbot.waitUntil(lambda: training.state is TrainingState.PAUSED)
    training.step()
    qtbot.waitUntil(lambda: training.snapshot.iteration == 124)
    assert training.snapshot.last_iteration == 124
    training.run()
    finish(qtbot, training)
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(400).neuron


def test_stepping_back_goes_back_by_one_each(qtbot, training):
    training.run()
    finish(qtbot, training)
    for _ in range(3):
        training.step_back()
    qtbot.waitUntil(lambda: training.snapshot.iteration == 397)
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(397).neuron


@pytest.mark.parametrize(("wanted", "reached"), [(-5, 0), (10**12, 400)])
def test_an_iteration_out_of_reach_is_the_nearest_one(qtbot, training, wanted, reached):
    training.run()
    finish(qtbot, training)
    training.seek(200)
    qtbot.waitUntil(lambda: training.snapshot.iteration == 200)
    training.seek(wanted)
    qtbot.waitUntil(lambda: training.snapshot.iteration == reached)
    assert training.state is not TrainingState.FAILED


def test_of_many_queued_seeks_the_newest_is_carried_out(worker):
    worker.run()
    exhausted(worker)
    worker.acknowledge()
    before = len(worker.snapshots)
    for iteration in range(399, 99, -1):
        worker.seek(iteration)
    assert len(worker.snapshots) == before
    worker._seek_if_acknowledged()
    assert [snapshot.iteration for snapshot in worker.snapshots[before:]] == [100]
    worker.seek(50)
    worker._seek_if_acknowledged()
    assert len(worker.snapshots) == before + 1
    worker.acknowledge()
    worker._seek_if_acknowledged()
    assert worker.snapshots[-1].iteration == 50


def test_a_command_after_a_seek_finds_it_done(worker):
    worker.run()
    exhausted(worker)
    worker.seek(100)
    worker.step()
    assert worker.snapshots[-1].iteration == 101
    worker.seek(50)
    worker.begin(article_dataset(), SETTINGS, 1)
    worker.acknowledge()
    worker._seek_if_acknowledged()
    assert worker.snapshots[-1].iteration == 0
    assert worker.states[-1] == (1, TrainingState.READY)


def test_seeking_pauses_a_run_and_leaves_a_fresh_one_ready(worker):
    worker.seek(0)
    worker.acknowledge()
    worker._seek_if_acknowledged()
    assert worker.states == []
    worker.run()
    worker.seek(0)
    assert not worker._timer.isActive()
    worker.pause()
    assert worker.states[-1] == (0, TrainingState.PAUSED)


def test_training_ends_where_the_tolerance_is_reached(worker):
    worker.configure(TrainingSettings(iterations=10**6, tolerance=0.05))
    worker.run()
    exhausted(worker)
    assert worker.states[-1] == (0, TrainingState.FINISHED)
    snapshot = worker.snapshots[-1]
    assert snapshot.converged
    assert snapshot.gradient_norm < 0.05
    assert 0 < snapshot.iteration < 10**6
    worker.step()
    assert worker.states[-1] == (0, TrainingState.FINISHED)


def test_weights_of_a_very_late_iteration_are_put_back(qtbot, training):
    training.set_neuron(Neuron([1.0, -2.0], 0.5), 5_000_000_000)
    qtbot.waitUntil(lambda: training.snapshot.iteration == 5_000_000_000)
    training.step()
    qtbot.waitUntil(lambda: training.snapshot.iteration == 5_000_000_001)
    training.step_back()
    qtbot.waitUntil(lambda: training.snapshot.iteration == 5_000_000_000)


def test_other_derived_features_keep_the_weights_that_stay(qtbot, training):
    training.run()
    finish(qtbot, training)
    before = training.snapshot.neuron
    training.configure(TrainingSettings(iterations=400, feature_map=("x1", "x2", "x1²")))
    qtbot.waitUntil(lambda: training.snapshot.neuron.weights.size == 3)
    assert training.snapshot.neuron.weights.tolist() == [*before.weights.tolist(), 0.0]
    assert training.snapshot.iteration == 400


def test_derived_features_that_cannot_be_are_refused_and_the_rest_goes_on(qtbot, training):
    with qtbot.waitSignal(training.refused) as heard:
        training.configure(TrainingSettings(feature_map=("x1", "x7")))
    assert "needs 7 columns" in str(heard.args[0])
    assert training.settings == SETTINGS
    training.configure(TrainingSettings(feature_map=("x1", "x2²")))
    with qtbot.waitSignal(training.refused):
        training.set_dataset(Dataset([[1.0, 2.0]], [0, 1]), True)
    assert training.settings == TrainingSettings()
    qtbot.waitUntil(lambda: training.is_up_to_date and training.state is TrainingState.READY)
    training.configure(TrainingSettings(feature_map=("x1²",)))
    with qtbot.waitSignal(training.refused):
        training.set_dataset(Dataset([[1.0, 2.0, 1e200]], [0, 1, 1]), False)
    qtbot.waitUntil(lambda: training.snapshot.sample_count == 3)
    assert training.snapshot.feature_map.is_identity
