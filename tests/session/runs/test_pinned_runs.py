"""Runs pinned beside the present one."""

from dataclasses import replace

import pytest

from neuron_desktop.core import Dataset, article_dataset
from neuron_desktop.core.training.pinned_run import MOST_PINNED
from neuron_desktop.session.runs.pinned_runs import PinnedRuns


@pytest.fixture
def runs(training):
    return PinnedRuns(article_dataset(), training)


def step(qtbot, training):
    iteration = training.snapshot.iteration
    training.step()
    qtbot.waitUntil(lambda: training.snapshot.iteration == iteration + 1)


def test_a_pinned_run_stays_while_training_goes_on(qtbot, training, runs):
    heard = []
    runs.changed.connect(heard.append)
    runs.shown_changed.connect(heard.append)
    step(qtbot, training)
    runs.pin()
    (run,) = runs.runs
    assert heard == [(run,), (run,)]
    assert run.neuron == training.snapshot.neuron
    step(qtbot, training)
    assert run.iteration == 1
    assert run.neuron != training.snapshot.neuron


def test_no_more_runs_are_pinned_than_there_are_colours(qtbot, runs):
    said = []
    runs.told.connect(said.append)
    for _ in range(MOST_PINNED):
        runs.pin()
    kept = runs.runs
    assert (len(kept), said) == (MOST_PINNED, [])
    runs.pin()
    assert runs.runs is kept
    assert "remove one" in said[0]
    runs.remove(kept[2])
    runs.pin()
    assert runs.runs[:-1] == (*kept[:2], *kept[3:])
    assert runs.runs[-1].mark == kept[2].mark


def test_a_run_is_renamed_but_not_to_nothing(runs):
    runs.pin()
    runs.pin()
    first, second = runs.runs
    runs.rename(first, "  mine ")
    assert [run.name for run in runs.runs] == ["mine", second.name]
    assert runs.runs[1] is second
    before = runs.runs
    for name in ("", "  ", "mine"):
        runs.rename(before[0], name)
    assert runs.runs is before


def test_only_runs_on_the_same_features_are_shown(runs):
    runs.pin()
    pinned, shown = runs.runs, []
    runs.shown_changed.connect(shown.append)
    runs.on_dataset_changed(Dataset([[1.0], [2.0], [3.0]], [1]), True)
    assert (runs.runs, shown) == (pinned, [()])
    runs.on_dataset_changed(article_dataset(), True)
    runs.on_dataset_changed(article_dataset().with_sample([0.0, 0.0], 1), False)
    assert shown == [(), pinned]


def test_the_run_before_is_not_pinned_in_the_name_of_the_next(qtbot, training, runs):
    said = []
    runs.told.connect(said.append)
    step(qtbot, training)
    others = replace(article_dataset(), class_names=("no", "yes"))
    training.set_dataset(others, True)
    runs.on_dataset_changed(others, True)
    runs.pin()
    assert (runs.runs, len(said)) == ((), 1)
    qtbot.waitUntil(lambda: training.is_up_to_date)
    runs.pin()
    (run,) = runs.runs
    assert (run.iteration, run.class_names) == (0, ("no", "yes"))


def test_a_run_that_is_not_yet_on_these_features_is_not_pinned(runs):
    said = []
    runs.told.connect(said.append)
    runs.on_dataset_changed(Dataset([[1.0], [2.0], [3.0]], [1]), True)
    runs.pin()
    assert runs.runs == ()
    assert "has not begun" in said[0]
