"""Runs that are put aside: named, marked, thinned, and refused where their parts do not belong together."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neuron_desktop.core import CostCurve, Dataset, Neuron, Optimizer, SettingsError, Trainer, TrainingSettings
from neuron_desktop.core.training.history import CURVE_BINS
from neuron_desktop.core.training.pinned_run import MOST_PINNED, PinnedRun, described
from tests.core.training.test_history import overlapping

DATASET = overlapping(40)


def pinned(others=(), dataset=DATASET, iterations=12):
    return PinnedRun.of(Trainer(dataset).advance(iterations), dataset, others)


def test_a_run_is_kept_as_its_snapshot_was():
    settings = TrainingSettings(0.5)
    snapshot = Trainer(DATASET, settings).advance(12)
    run = PinnedRun.of(snapshot, DATASET, ())
    assert run.neuron == snapshot.neuron
    assert (run.iteration, run.cost, run.accuracy, run.sample_count) == (12, snapshot.cost, snapshot.accuracy, 40)
    assert run.larger_class == snapshot.larger_class[1]
    assert run.cost_curve.costs.tolist() == snapshot.cost_curve.costs.tolist()
    assert run.fits(DATASET)
    assert not run.fits(replace(DATASET, feature_names=("a", "b")))
    assert not run.fits(replace(DATASET, class_names=("a", "b")))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (TrainingSettings(), "α 0.1"),
        (TrainingSettings(3.0, iterations=7), "α 3"),
        (TrainingSettings(0.003, standardize=True), "α 0.003, features standardized"),
        (TrainingSettings(optimizer=Optimizer.ADAM, l2=0.5), "α 0.1, L2 penalty 0.5, adam"),
    ],
)
def test_a_run_is_called_by_what_is_not_as_usual(settings, name):
    assert described(settings).casefold() == name.casefold()


def test_names_and_colours_do_not_repeat():
    runs = ()
    for _ in range(MOST_PINNED):
        runs += (pinned(others=runs),)
    assert [run.name for run in runs] == ["α 0.1", *(f"α 0.1 ({number})" for number in range(2, MOST_PINNED + 1))]
    assert [run.mark for run in runs] == list(range(MOST_PINNED))
    again = pinned(others=(*runs[:2], *runs[3:]))
    assert (again.name, again.mark) == (runs[2].name, runs[2].mark)


def test_the_settings_are_those_of_the_last_step():
    trainer = Trainer(DATASET, TrainingSettings(0.5))
    trainer.advance(12)
    trainer.configure(TrainingSettings(0.25))
    assert PinnedRun.of(trainer.snapshot(), DATASET, ()).name == "α 0.5"
    assert PinnedRun.of(trainer.advance(1), DATASET, ()).settings.learning_rate == 0.25
    assert PinnedRun.of(trainer.seek(12), DATASET, ()).settings.learning_rate == 0.5
    back = PinnedRun.of(trainer.seek(3), DATASET, ())
    assert (back.name, back.iteration) == ("α 0.5", 3)
    # The whole curve, which going on from there forgets.
    assert back.cost_curve.iterations.tolist() == [0, 5, 10]
    assert PinnedRun.of(Trainer(DATASET, TrainingSettings(0.5)).snapshot(), DATASET, ()).name == "α 0.5"


def test_the_terms_are_those_of_the_weights_whatever_has_been_chosen_since():
    curved = TrainingSettings(feature_map=("x1", "x2", "x1²"))
    trainer = Trainer(DATASET, curved)
    snapshot = trainer.advance(5)
    run = PinnedRun.of(snapshot, DATASET, ())
    assert run.feature_map == snapshot.feature_map
    assert run.neuron == snapshot.neuron
    trainer.configure(TrainingSettings())
    assert PinnedRun.of(trainer.snapshot(), DATASET, ()).feature_map.is_identity


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"mark": MOST_PINNED}, ValueError),
        ({"mark": -1}, ValueError),
        ({"neuron": Neuron.zero(3)}, ValueError),
        ({"feature_names": ("x1",)}, ValueError),
        ({"settings": TrainingSettings(feature_map=("x9",))}, SettingsError),
        ({"cost_curve": CostCurve(np.array([0, 5]), np.array([1.0]))}, ValueError),
        ({"cost_curve": CostCurve(np.array([5, 5]), np.array([1.0, 2.0]))}, ValueError),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(changes, error):
    with pytest.raises(error):
        replace(pinned(), **changes)


def test_a_run_without_samples_has_no_cost():
    run = pinned(dataset=Dataset.empty(), iterations=0)
    assert math.isnan(run.cost)
    assert run.cost_curve.costs.size == 0


@given(st.integers(0, 9 * CURVE_BINS).flatmap(lambda size: arrays(np.float64, size, elements=st.floats(0.0, 1e6))))
def test_a_thinned_curve_has_the_ends_the_peaks_and_the_valleys_of_the_whole(costs):
    whole = CostCurve(np.arange(costs.size) * 5, costs)
    thin = whole.thinned()
    assert thin.costs.size <= 3 * CURVE_BINS
    assert np.array_equal(costs[thin.iterations // 5], thin.costs)
    assert (np.diff(thin.iterations) > 0).all()
    if costs.size:
        assert (thin.iterations[0], thin.iterations[-1]) == (0, whole.iterations[-1])
        assert (thin.costs.min(), thin.costs.max()) == (costs.min(), costs.max())
