"""Training through its thread, and the worker's slots called directly."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread

from neuron_desktop.core import Dataset, Neuron, Trainer, TrainingSettings, article_dataset
from neuron_desktop.session.runs.training import Training
from neuron_desktop.session.runs.worker import TrainingState
from tests.session.training_runs import SETTINGS, finish


def test_a_run_gives_the_trainers_weights_to_the_last_bit(qtbot, training):
    training.run()
    finish(qtbot, training)
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(400).neuron
    assert training.snapshot.iteration == 400


@pytest.mark.parametrize("speed", [300.0, 1500.0])
def test_limited_speeds_give_the_same_weights(qtbot, training, speed):
    training.set_speed(speed)
    training.run()
    finish(qtbot, training)
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(400).neuron


def test_snapshots_come_in_the_owners_thread_and_in_order(qtbot, training):
    class Listener(QObject):
        def __init__(self):
            super().__init__()
            self.heard = []

        def on_progressed(self, snapshot):
            self.heard.append((QThread.currentThread(), snapshot.iteration))

    listener = Listener()
    training.progressed.connect(listener.on_progressed)
    training.set_speed(1500.0)
    training.run()
    finish(qtbot, training)
    assert {thread for thread, _ in listener.heard} == {training.thread()}
    iterations = [iteration for _, iteration in listener.heard]
    assert iterations == sorted(iterations)
    assert len(iterations) > 3


def test_points_added_in_training_keep_weights_and_run(qtbot, training):
    training.configure(TrainingSettings(iterations=10**9))
    training.run()
    qtbot.waitUntil(lambda: training.snapshot.iteration > 50)
    run = training.snapshot.run
    training.set_dataset(article_dataset().with_sample((0.0, 1.0), 1), False)
    qtbot.waitUntil(lambda: training.snapshot.sample_count == 501)
    assert training.snapshot.run == run
    assert training.snapshot.iteration > 50
    assert training.snapshot.neuron.weights.any()
    training.pause()
    qtbot.waitUntil(lambda: training.state is TrainingState.PAUSED)


def test_another_data_set_starts_a_new_run_at_zero(qtbot, training):
    training.run()
    finish(qtbot, training)
    training.set_dataset(Dataset([[1.0, 2.0, 3.0]], [0, 0, 1], ("only",)), True)
    qtbot.waitUntil(lambda: training.state is TrainingState.READY)
    assert training.snapshot.iteration == 0
    assert training.snapshot.neuron == Neuron.zero(1)


def test_snapshots_of_an_older_run_are_dropped(qtbot, training):
    training.configure(TrainingSettings(iterations=10**9))
    training.run()
    qtbot.waitUntil(lambda: training.snapshot.iteration > 0)
    training.reset()
    heard = []
    training.progressed.connect(heard.append)
    qtbot.waitUntil(lambda: training.state is TrainingState.READY and training.snapshot.iteration == 0)
    assert all(snapshot.iteration == 0 for snapshot in heard)


def test_pressing_twice_quickly_runs_and_pauses(qtbot, training):
    training.configure(TrainingSettings(iterations=10**9))
    training.toggle()
    training.toggle()
    qtbot.waitUntil(lambda: training.state is TrainingState.PAUSED)


def test_step_takes_one_iteration(qtbot, training):
    training.step()
    qtbot.waitUntil(lambda: training.snapshot.iteration == 1)
    assert training.snapshot.neuron == Trainer(article_dataset(), SETTINGS).advance(1).neuron
    qtbot.waitUntil(lambda: training.state is TrainingState.PAUSED)


def test_given_weights_start_a_run_there(qtbot, training):
    training.set_neuron(Neuron([1.0, -2.0], 0.5), 1234)
    qtbot.waitUntil(lambda: training.snapshot.iteration == 1234)
    assert training.snapshot.neuron == Neuron([1.0, -2.0], 0.5)
    assert training.snapshot.cost == pytest.approx(
        training.snapshot.neuron.cost(article_dataset().features, article_dataset().labels)
    )


def test_a_training_deleted_without_being_closed_ends_its_thread(qtbot):
    parent = QObject()
    training = Training(article_dataset(), SETTINGS, parent)
    thread = training._thread._thread
    training.run()
    qtbot.waitUntil(lambda: training.snapshot.iteration > 0)
    with qtbot.waitSignal(parent.destroyed):
        parent.deleteLater()
    assert thread.isFinished()


def test_an_exception_in_the_thread_is_reported_and_reset_recovers(qtbot, training):
    with qtbot.waitSignal(training.failed) as heard:
        training.set_dataset(Dataset([[1.0]], [1]), False)
    assert "start a new run" in str(heard.args[0])
    assert training.state is TrainingState.FAILED
    training.reset()
    qtbot.waitUntil(lambda: training.state is TrainingState.READY)


def test_diverging_training_stops_and_says_so(qtbot, training):
    huge = Dataset([[1e300, 1e299], [1.0, 2.0]], [0, 1])
    training.set_dataset(huge, True)
    training.run()
    qtbot.waitUntil(lambda: training.state is TrainingState.DIVERGED)
    assert training.snapshot.diverged


def test_running_on_no_points_does_nothing(worker):
    worker.begin(Dataset.empty(), SETTINGS, 3)
    worker.run()
    assert not worker._timer.isActive()
    assert worker.states == [(3, TrainingState.READY)]


def test_removing_the_last_point_pauses(worker):
    worker.run()
    worker.set_dataset(Dataset.empty())
    assert worker.states[-1] == (0, TrainingState.PAUSED)
    assert math.isnan(worker.snapshots[-1].cost)


def test_a_finished_run_goes_on_for_as_many_again(worker):
    for goal in (400, 800):
        worker.run()
        while worker.states[-1][1] is TrainingState.RUNNING:
            worker._tick()
        assert worker.states[-1] == (0, TrainingState.FINISHED)
        assert worker.snapshots[-1].iteration == goal


def test_nothing_more_is_sent_until_the_last_is_acknowledged(worker):
    worker.configure(TrainingSettings(iterations=10**9))
    worker.acknowledge()
    worker.run()
    before = len(worker.snapshots)
    for _ in range(40):
        worker._tick()
    assert len(worker.snapshots) == before + 1
    worker.acknowledge()
    for _ in range(10):
        worker._tick()
    assert len(worker.snapshots) == before + 2


def test_a_slow_speed_takes_one_iteration_at_a_time(worker):
    worker.set_speed(1.0)
    worker.run()
    worker._tick()
    assert worker._trainer.iteration == 1
    worker._tick()
    assert worker._trainer.iteration == 1


def test_the_speed_can_change_while_it_runs(worker):
    worker.set_speed(1.0)
    worker.run()
    worker.set_speed(math.inf)
    assert worker._timer.interval() == 0


def test_arrays_that_cross_the_thread_are_read_only(qtbot, training):
    training.run()
    finish(qtbot, training)
    snapshot = training.snapshot
    for array in (snapshot.neuron.weights, snapshot.cost_curve.costs, snapshot.cost_curve.iterations):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert np.all(np.diff(snapshot.cost_curve.iterations) == 5)
