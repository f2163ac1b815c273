"""The facts agree with plain computations of them, on every kind of data set."""

import itertools
import math

import numpy as np
import pytest

from neuron_desktop.core import Dataset, Optimizer, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.examination import curve_helps, examine, rounded_down
from neuron_desktop.core.newton import Outcome


def overlapping(count=300, seed=5, scale=1.0, features=2):
    random = np.random.default_rng(seed)
    values = random.normal(2.0, 3.0, (features, count))
    labels = values.sum(axis=0) + random.normal(0.0, 4.0, count) > 4.0
    return Dataset(values * np.logspace(0, math.log10(scale), features)[:, None], labels)


def xor(count=400, seed=7):
    values = np.random.default_rng(seed).uniform(-5, 5, (2, count))
    return Dataset(values, values[0] * values[1] > 0.0)


def plain_bound(features, l2=0.0):
    """Return the eigenvalues of (1/4m)·X̃·X̃ᵀ + λ₂, written down as it is defined."""
    extended = np.vstack([features, np.ones(features.shape[1])])
    penalty = np.diag([l2] * len(features) + [0.0])
    return np.linalg.eigvalsh(0.25 * extended @ extended.T / features.shape[1] + penalty)


@pytest.mark.parametrize("l2", [0.0, 0.3, 1e3])
@pytest.mark.parametrize("standardize", [False, True])
def test_the_stable_rate_and_the_condition_are_those_of_the_bound(standardize, l2):
    dataset = overlapping(scale=20.0)
    facts = examine(dataset, TrainingSettings(standardize=standardize, l2=l2), find_optimum=False)
    features = dataset.features
    standard = (features - features.mean(axis=1)[:, None]) / features.std(axis=1)[:, None]
    values = plain_bound(standard if standardize else features, l2)
    assert facts.largest_stable_learning_rate == pytest.approx(2 / values[-1], rel=1e-10)
    assert facts.condition_number == pytest.approx(values[-1] / values[0], rel=1e-8)
    assert facts.standardized_learning_rate == pytest.approx(2 / plain_bound(standard, l2)[-1], rel=1e-10)
    assert facts.optimum is None


def test_the_bound_is_that_of_the_derived_features():
    dataset = xor()
    facts = examine(dataset, TrainingSettings(feature_map=("x1²", "x1·x2")), find_optimum=False)
    x1, x2 = dataset.features
    assert facts.largest_stable_learning_rate == pytest.approx(2 / plain_bound(np.vstack([x1 * x1, x1 * x2]))[-1])


def test_momentum_bears_more_and_adam_is_not_judged():
    plain, momentum, adam = (
        examine(article_dataset(), TrainingSettings(optimizer=kind, momentum=0.8), find_optimum=False)
        for kind in (Optimizer.GRADIENT_DESCENT, Optimizer.MOMENTUM, Optimizer.ADAM)
    )
    assert momentum.largest_stable_learning_rate == pytest.approx(1.8 * plain.largest_stable_learning_rate)
    assert adam.largest_stable_learning_rate is adam.standardized_learning_rate is None


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.MOMENTUM])
def test_below_the_stable_rate_the_cost_comes_to_rest_and_far_above_it_does_not(optimizer):
    dataset = xor()
    rate = examine(dataset, TrainingSettings(optimizer=optimizer)).largest_stable_learning_rate

    def gap(factor):
        trainer = Trainer(dataset, TrainingSettings(factor * rate, optimizer=optimizer))
        return trainer.advance(1500).gradient_norm

    assert gap(0.99) < 1e-3 < 0.1 < gap(1.5)


def test_mini_batches_bear_less_down_to_the_longest_sample():
    dataset = overlapping()
    rates = [
        examine(dataset, TrainingSettings(batch_size=size), find_optimum=False).largest_stable_learning_rate
        for size in (1, 10, 100, 300, None)
    ]
    longest = np.square(dataset.features).sum(axis=0).max() + 1.0
    assert rates[0] == pytest.approx(8 / longest)
    assert all(first < second for first, second in itertools.pairwise(rates[:4]))
    assert rates[3] == rates[4]


def test_blocks_of_samples_add_up():
    dataset = overlapping(count=300_000)
    facts = examine(dataset, TrainingSettings(), find_optimum=False)
    assert facts.largest_stable_learning_rate == pytest.approx(2 / plain_bound(dataset.features)[-1], rel=1e-10)


def test_columns_that_say_nothing_of_their_own_are_named():
    x1, x2 = np.random.default_rng(1).normal(size=(2, 100))
    dataset = Dataset(
        [x1, x2, x1, np.full(100, 7.0), 32 - 1.8 * x2, x1], x1 + x2 > 0, feature_names=("a", "b", "c", "d", "e", "f")
    )
    facts = examine(dataset, TrainingSettings())
    assert facts.constant_columns == ("d",)
    assert facts.duplicate_columns == (("a", "c"), ("b", "e"), ("a", "f"))
    assert facts.class_counts == dataset.class_counts
    near = Dataset([x1, x1 + 1e-5 * x2], x1 > 0)
    assert examine(near, TrainingSettings()).duplicate_columns == ()


def test_a_square_can_repeat_its_input():
    x1 = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    dataset = Dataset([x1, [1.0, 2.0, 3.0, 4.0, 5.0]], [0, 1, 0, 1, 1], feature_names=("sex", "age"))
    facts = examine(dataset, TrainingSettings(feature_map=("x1", "x2", "x1²")))
    assert facts.duplicate_columns == (("sex", "sex²"),)


def test_the_scale_ratio_counts_the_bias_and_the_distance_from_zero():
    labels = [0, 1, 0, 1]

    def ratio(*columns):
        return examine(Dataset(columns, labels), TrainingSettings(), find_optimum=False).scale_ratio

    assert ratio([1.0, -1.0, 1.0, -1.0]) == 1.0
    assert ratio([100.0, -100.0, 100.0, -100.0]) == pytest.approx(100.0)
    assert ratio([0.01, -0.01, 0.01, -0.01]) == pytest.approx(100.0)
    assert ratio([2001.0, 1999.0, 2001.0, 1999.0]) == pytest.approx(2000.0, rel=1e-6)
    assert ratio([5.0, 5.0, 5.0, 5.0]) == 5.0


def test_a_line_fails_at_xor_and_a_curve_does_not():
    facts = examine(xor(), TrainingSettings())
    assert facts.line_fails
    assert facts.curve.outcome is Outcome.SEPARABLE
    assert curve_helps(facts)
    assert facts.curve_settings.feature_map == ("x1", "x2", "x1²", "x2²", "x1·x2")
    assert facts.curve_settings.standardize
    assert not examine(xor(), TrainingSettings(feature_map=("x1", "x1·x2"))).line_fails


@pytest.mark.parametrize(
    ("settings", "standardize", "rate"),
    [
        (TrainingSettings(0.001), False, 0.001),
        (TrainingSettings(0.1, optimizer=Optimizer.ADAM), False, 0.1),
        (TrainingSettings(0.1), True, 0.1),
        (TrainingSettings(50.0), True, 7.0),
    ],
)
def test_the_curve_is_standardized_only_where_the_rate_needs_it(settings, standardize, rate):
    wanted = examine(xor(), settings).curve_settings
    assert wanted.standardize is standardize
    assert wanted.learning_rate == pytest.approx(rate, rel=0.3)


def test_nothing_but_chance_is_told_from_a_curve():
    values = np.random.default_rng(2).normal(size=(2, 400))
    facts = examine(Dataset(values, np.random.default_rng(3).integers(0, 2, 400)), TrainingSettings())
    assert facts.line_fails
    assert not curve_helps(facts)


def test_a_penalty_that_holds_the_weights_is_not_the_lines_fault():
    facts = examine(overlapping(), TrainingSettings(l2=1e4))
    assert facts.optimum.cost > 0.9 * math.log(2.0)
    assert not facts.line_fails
    assert not curve_helps(facts)
    assert examine(xor(), TrainingSettings(l2=1.0)).line_fails


def test_without_a_curve_to_try_the_line_still_fails():
    values = np.random.default_rng(4).normal(size=(11, 2000))
    facts = examine(Dataset(values, values[0] * values[1] > 0), TrainingSettings(0.01))
    assert facts.line_fails
    assert facts.curve is facts.curve_settings is None
    assert not curve_helps(facts)
    huge = Dataset(np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]) * 1e200, [0, 1, 1, 0])
    facts = examine(huge, TrainingSettings())
    assert facts.line_fails
    assert facts.curve is None


EXTREMES = [
    Dataset.empty(),
    Dataset([[3.0], [4.0]], [1]),
    Dataset([[3.0, 3.0], [4.0, 4.0]], [0, 1]),
    Dataset([[1e300, -1e300, 3.0], [1e-300, 2e-300, 5e-300]], [0, 1, 0]),
    Dataset([[1.7e308, -1.7e308, 1.7e308, 0.0], [5e-324, 0.0, 0.0, 0.0]], [0, 1, 0, 1]),
]


@pytest.mark.parametrize("dataset", EXTREMES, ids=["empty", "one", "identical", "1e300", "limits"])
@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("batch_size", [None, 1])
def test_any_data_set_can_be_examined(dataset, standardize, batch_size):
    settings = TrainingSettings(standardize=standardize, batch_size=batch_size, l2=0.0)
    facts = examine(dataset, settings)
    rate = facts.largest_stable_learning_rate
    assert (rate is None) == (dataset.sample_count == 0)
    assert rate is None or 0.0 <= rate <= 8.0
    assert facts.condition_number >= 1.0
    assert facts.scale_ratio >= 1.0
    assert facts.duplicate_columns == ()
    assert facts.optimum is not None
    huge_penalty = examine(dataset, TrainingSettings(l2=1e308), find_optimum=False).largest_stable_learning_rate
    assert rate is None or 0.0 <= huge_penalty < 1e-300


@pytest.mark.parametrize(
    ("value", "cut"), [(0.0540432, 0.054), (0.0999, 0.099), (8.0, 8.0), (123.4, 120.0), (1e-300, 1e-300), (0.1, 0.1)]
)
def test_rates_are_cut_to_two_digits(value, cut):
    assert rounded_down(value) == cut
