"""The facts agree with plain computations of them, on every kind of data set."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from neuron_desktop.core import Dataset, Optimizer, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.judging.examination import examine
from neuron_desktop.core.judging.line import Verdict
from neuron_desktop.core.judging.moments import Combination
from neuron_desktop.core.judging.newton import Optimum, Outcome, optimum
from neuron_desktop.core.judging.penalties import MOST_VALUES, _loss_of, entropy
from neuron_desktop.core.numerals import rounded_down


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


def verdict_on(dataset, **settings):
    return examine(dataset, TrainingSettings(**settings)).line.verdict


def test_a_line_fails_at_xor_and_a_curve_does_not():
    line = examine(xor(), TrainingSettings()).line
    assert line.verdict is Verdict.CURVE
    assert line.curve.outcome is Outcome.SEPARABLE
    assert line.curve_settings.feature_map == ("x1", "x2", "x1²", "x2²", "x1·x2")
    assert line.curve_settings.standardize
    assert verdict_on(xor(), feature_map=("x1", "x1·x2")) is Verdict.NOTHING_AGAINST_IT


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
    wanted = examine(xor(), settings).line.curve_settings
    assert wanted.standardize is standardize
    assert wanted.learning_rate == pytest.approx(rate, rel=0.3)


@pytest.mark.parametrize("count", [4, 12, 40])
def test_xor_is_told_from_four_points_on(count):
    corners = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    assert verdict_on(Dataset(np.tile(corners, count // 4), np.tile([0, 1, 1, 0], count // 4))) is Verdict.CURVE


def test_that_squares_fit_a_few_points_by_chance_is_not_held_against_a_line():
    # Labels by a line, and noise: of so few points the squares always make something.
    found = [verdict_on(overlapping(40, seed)) for seed in range(30)]
    assert Verdict.CURVE not in found
    assert verdict_on(overlapping(12, 2)) is Verdict.NOTHING_AGAINST_IT


def test_a_weak_line_is_judged_by_its_likelihood_and_not_by_the_larger_class():
    random = np.random.default_rng(0)
    labels = np.arange(3000) % 10 == 0
    values = random.normal(size=(2, 3000)) + np.where(labels, 0.3, -0.3)
    facts = examine(Dataset(values, labels), TrainingSettings())
    assert facts.optimum.accuracy < 0.91
    assert facts.optimum.cost > 0.9 * entropy((2700, 300))
    assert facts.line.verdict is Verdict.NOTHING_AGAINST_IT


def test_a_penalty_that_holds_the_weights_is_not_the_lines_fault():
    facts = examine(overlapping(), TrainingSettings(l2=1e4))
    assert facts.optimum.cost > 0.9 * math.log(2.0)
    assert facts.line.verdict is Verdict.NOTHING_AGAINST_IT
    assert facts.line.best.cost < 0.6
    facts = examine(article_dataset(), TrainingSettings(l2=1e4))
    assert facts.line.verdict is Verdict.NOTHING_AGAINST_IT
    assert facts.relief.l2 < 100.0
    assert verdict_on(xor(), l2=1.0) is Verdict.CURVE


def test_without_a_curve_to_try_only_the_line_is_judged():
    values = np.random.default_rng(4).normal(size=(11, 2000))
    line = examine(Dataset(values, values[0] * values[1] > 0), TrainingSettings(0.01)).line
    assert line.verdict is Verdict.CHANCE
    assert line.curve is line.curve_settings is None
    huge = Dataset(np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]) * 1e200, [0, 1, 1, 0])
    line = examine(huge, TrainingSettings()).line
    assert line.verdict is Verdict.CHANCE
    assert line.curve is None


def test_of_many_samples_the_curve_sees_a_part(monkeypatch):
    dataset = xor(20_000)
    monkeypatch.setattr("neuron_desktop.core.judging.penalties.MOST_VALUES", 5 * 4000)
    sizes = []

    def noted(some, settings):
        sizes.append(some.sample_count)
        return optimum(some, settings)

    monkeypatch.setattr("neuron_desktop.core.judging.line.optimum", noted)
    assert verdict_on(dataset) is Verdict.CURVE
    assert 3700 < sizes[-1] < 4300
    assert MOST_VALUES >= 1_000_000


def test_a_part_without_one_of_the_classes_tells_nothing_of_a_curve(monkeypatch):
    monkeypatch.setattr("neuron_desktop.core.judging.penalties.MOST_VALUES", 5 * 50)
    values = np.random.default_rng(1).normal(size=(2, 5000))
    assert examine(Dataset(values, np.arange(5000) == 7), TrainingSettings()).line.curve is None


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


@pytest.mark.parametrize("l1", [1.0, 1e12, 1e300])
def test_a_penalty_is_lightened_until_weights_can_grow(l1):
    relief = examine(overlapping(), TrainingSettings(l1=l1)).relief
    assert 1e-3 < relief.l1 < 0.3
    # Numbers so small that no penalty is light enough.
    tiny = replace(overlapping(), features=1e-30 * overlapping().features)
    assert examine(tiny, TrainingSettings(l2=1.0)).relief.l2 < 1e-14


def test_what_the_search_did_not_find_has_no_loss():
    assert _loss_of(Optimum(Outcome.UNDECIDED), overlapping(), TrainingSettings()) == math.inf


def test_a_sum_is_written_only_where_its_numbers_are_round_and_its_columns_few():
    names = tuple("abcdefgh")
    assert Combination(2, (0, 1), (-1.0, 2.5), 0.0).written(names) == "c = 2.5·b − a"
    assert Combination(2, (0, 1), (-1.0, -1.0), -3.0).written(names) == "c = −3 − a − b"
    assert Combination(2, (0, 1), (-1.0, -1.0), 0.0).written(names) == "c = −a − b"
    assert Combination(2, (0, 1), (1.0, 1 / 3), 0.0).written(names) == "c is a sum of a and b, each times a number"
    assert (
        Combination(7, tuple(range(7)), (1.0,) * 7, 0.0).written(names).startswith("h is a sum of a, b, c, d, e, f and")
    )


def test_a_sum_of_copies_and_constants_names_neither():
    x1, x2 = np.random.default_rng(3).normal(size=(2, 60))
    dataset = Dataset([x1, x1, np.ones(60), x2, x1 - x2], x1 > 0, tuple("abcde"))
    facts = examine(dataset, TrainingSettings())
    assert facts.combined_columns == (("e", "e = a − d"),)
    assert facts.duplicate_columns == (("a", "b"),)
