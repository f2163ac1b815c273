"""Each problem fires where it should and not where it should not, and its remedy helps."""

import math
from dataclasses import replace

import numpy as np
import pytest

from neuron_desktop.core import (
    CostCurve,
    Dataset,
    FeatureMap,
    Optimizer,
    Trainer,
    TrainingSettings,
    article_dataset,
    quadratic_terms,
)
from neuron_desktop.core.judging.diagnosis import Problem, Severity, diagnose, findings_by
from neuron_desktop.core.judging.examination import examine
from neuron_desktop.core.judging.findings import Known
from neuron_desktop.core.numerals import percent
from tests.core.judging.test_examination import overlapping, xor


class Run:
    """A run with its diagnosis, on which remedies are applied as the window does it."""

    def __init__(self, dataset, iterations, *, iterations_asked=2000, **settings):
        self.settings = TrainingSettings(iterations=iterations_asked, **settings)
        self.dataset = dataset
        self.trainer = Trainer(dataset, self.settings)
        self.facts = examine(dataset, self.settings)
        self.advance(iterations)

    def advance(self, iterations):
        self.snapshot = self.trainer.advance(iterations)
        return self

    @property
    def findings(self):
        return diagnose(self.dataset, self.snapshot, settings=self.settings, examination=self.facts)

    @property
    def problems(self):
        return [finding.problem for finding in self.findings]

    def finding(self, problem):
        return next(finding for finding in self.findings if finding.problem is problem)

    def apply(self, remedy, iterations):
        self.settings = remedy.settings
        self.facts = examine(self.dataset, self.settings)
        if remedy.reset:
            self.trainer = Trainer(self.dataset, self.settings)
        else:
            self.trainer.configure(self.settings)
        return self.advance(iterations)


def scales(seed=3):
    random = np.random.default_rng(seed)
    values = np.vstack([random.uniform(0, 1, 300), random.uniform(0, 1000, 300)])
    return Dataset(values, 2 * values[0] + values[1] / 1000 + random.normal(0, 0.5, 300) > 1.5)


def problems_of(run, costs, *, slope=0.0, at=None, **changes):
    """Return what is found where the cost has been `costs` every fifth iteration and the gradient is so long."""
    curve = CostCurve(5 * np.arange(len(costs)), np.asarray(costs, np.float64))
    at = 5 * (len(costs) - 1) if at is None else at
    changes = {"cost": float(costs[at // 5]), "gradient_norm": slope, "iteration": at, **changes}
    run.snapshot = replace(run.snapshot, cost_curve=curve, **changes)
    return run.problems


@pytest.mark.parametrize("facts_known", [False, True])
def test_no_points(facts_known):
    run = Run(Dataset.empty(), 10)
    (finding,) = run.findings if facts_known else findings_by(None, run.dataset, run.snapshot)
    assert finding.problem is Problem.NO_POINTS
    assert finding.severity is Severity.NOTE
    assert "Click" in finding.sentence


@pytest.mark.parametrize(("label", "present", "missing"), [(0, "red", "blue"), (1, "blue", "red")])
def test_one_class_only_names_the_missing_one(label, present, missing):
    (finding,) = Run(Dataset([[1.0, 2.0], [3.0, 4.0]], [label, label]), 10).findings
    assert finding.problem is Problem.ONE_CLASS
    assert finding.severity is Severity.WARNING
    assert f"Every point is {present}" in finding.sentence
    assert f"Add some {missing}" in finding.sentence


@pytest.mark.parametrize("iterations", [0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 1000, 2000])
@pytest.mark.parametrize("batch_size", [None, 10])
def test_no_false_alarm_on_the_article_set(iterations, batch_size):
    run = Run(article_dataset(), iterations, batch_size=batch_size)
    (finding,) = run.findings
    assert (finding.problem, finding.severity, finding.remedy) == (Problem.SEPARABLE, Severity.NOTE, None)
    assert findings_by(None, run.dataset, run.snapshot) == ()


@pytest.mark.parametrize("settings", [{}, {"standardize": True}, {"optimizer": Optimizer.MOMENTUM}])
def test_no_warning_ever_on_the_article_set(settings):
    run = Run(article_dataset(), 0, **settings)
    seen = []
    for _ in range(120):
        run.advance(100)
        assert all(finding.severity is Severity.NOTE for finding in run.findings)
        seen.append(run.finding(Problem.SEPARABLE).remedy is not None)
    # Once told, it stays told.
    assert seen == sorted(seen)


def test_numbers_beyond_float64_have_diverged_and_standardizing_helps():
    run = Run(Dataset([[1e300, 1e299], [1.0, 2.0]], [0, 1]), 10)
    (finding,) = run.findings
    assert finding.problem is Problem.DIVERGED
    assert "learning rate" in finding.sentence
    assert finding.remedy.reset
    run.apply(finding.remedy, 100)
    assert Problem.DIVERGED not in run.problems
    assert run.snapshot.cost < 0.1
    (finding,) = findings_by(None, run.dataset, Trainer(run.dataset).advance(10))
    assert finding.problem is Problem.DIVERGED
    assert finding.remedy is None


def test_too_steep_a_penalty_diverges_and_a_lower_rate_helps():
    run = Run(overlapping(), 2000, l2=100.0)
    (finding,) = run.findings
    assert finding.problem is Problem.DIVERGED
    assert finding.remedy.settings.learning_rate == 0.019
    assert run.apply(finding.remedy, 2000).problems == [Problem.OVER_PENALISED, Problem.CONVERGED]
    finding = run.finding(Problem.OVER_PENALISED)
    assert "The L2 penalty of 100 holds the weights near 0" in finding.sentence
    assert run.apply(finding.remedy, 2000).problems == [Problem.CONVERGED]


def test_a_penalty_that_holds_every_weight_at_zero_is_no_convergence_alone():
    finding = Run(overlapping(), 100, l1=10.0, l2=0.5).finding(Problem.OVER_PENALISED)
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("The L1 penalty of 10 and the L2 penalty of 0.5 hold every weight at 0")
    assert Problem.OVER_PENALISED not in Run(overlapping(), 19, l1=10.0).problems


def test_weights_beyond_float64_have_no_remedy():
    # Standardised they are moderate; in data units they are ten to the 310.
    dataset = Dataset([[1e-310, -1e-310, 2e-310, 0.0], [1.0, 2.0, 3.0, 5.0]], [0, 1, 0, 1])
    (finding,) = Run(dataset, 5, standardize=True).findings
    assert finding.problem is Problem.DIVERGED
    assert "closer to 1" in finding.sentence
    assert finding.remedy is None


def test_swinging_on_columns_of_different_scales_is_cured_by_standardizing():
    run = Run(scales(), 50)
    finding = run.finding(Problem.OSCILLATING)
    assert "standardize" in finding.sentence
    assert finding.remedy.reset
    assert run.apply(finding.remedy, 1000).snapshot.cost < run.facts.optimum.cost + 0.01
    assert Problem.OSCILLATING not in run.problems
    (finding,) = findings_by(None, scales(), Trainer(scales()).advance(50))
    assert finding.problem is Problem.OSCILLATING
    assert "standardize" in finding.sentence
    assert findings_by(None, scales(), Trainer(scales(), TrainingSettings(standardize=True)).advance(50)) == ()


@pytest.mark.parametrize("rate", [1.0, 2.0])
def test_swinging_is_cured_by_the_stable_rate(rate):
    run = Run(overlapping(), 100, learning_rate=rate)
    swinging = run.snapshot.cost
    finding = run.finding(Problem.OSCILLATING)
    assert finding.severity is Severity.WARNING
    stable = run.facts.largest_stable_learning_rate
    assert 0.9 * stable < finding.remedy.settings.learning_rate <= stable
    assert f"{finding.remedy.settings.learning_rate:g} is safe" in finding.sentence
    run.apply(finding.remedy, 500)
    assert run.snapshot.cost < swinging
    assert Problem.OSCILLATING not in run.problems


def test_only_a_cost_above_that_of_the_untrained_neuron_calls_for_a_new_start():
    near = Run(overlapping(), 100, learning_rate=1.0).finding(Problem.OSCILLATING)
    assert "stays about" in near.sentence
    assert not near.remedy.reset
    lost = Run(overlapping(), 100, learning_rate=2.0).finding(Problem.OSCILLATING)
    assert "untrained" in lost.sentence
    assert lost.remedy.reset


def test_the_largest_stable_rate_itself_is_not_blamed():
    wild = [0.7, 2.0] * 10
    stable = Run(overlapping(), 0).facts.largest_stable_learning_rate
    assert problems_of(Run(overlapping(), 0, learning_rate=stable), wild) == []
    assert problems_of(Run(overlapping(), 0, learning_rate=1.01 * stable), wild) == [Problem.OSCILLATING]


def test_a_high_cost_that_falls_is_no_swinging():
    assert problems_of(Run(overlapping(), 0, learning_rate=0.6), np.linspace(3.0, 2.0, 20)) == []


@pytest.mark.parametrize(("share", "found"), [(0.1, [Problem.OSCILLATING]), (0.5, []), (1.0, [])])
def test_a_fall_of_less_than_a_quarter_of_what_the_slope_promises_is_overshot(share, found):
    # Half of twenty costs lie fifty iterations apart.
    falling = 0.6 - share * 0.6 * 0.04 * 50 * np.linspace(0.0, 2.0, 20) / (20 / 19)
    assert problems_of(Run(overlapping(), 0, learning_rate=0.6), falling + 2.0, slope=0.2) == found


def test_what_came_later_is_not_held_against_an_earlier_iteration():
    costs = [*np.linspace(0.7, 0.6, 11), *([0.7, 5.0] * 15)]
    run = Run(overlapping(), 0, learning_rate=0.6)
    assert problems_of(run, costs, at=50) == []
    assert problems_of(run, costs) == [Problem.OSCILLATING]


@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_a_cost_that_falls_is_no_swinging(rate):
    run = Run(overlapping(), 0, learning_rate=rate)
    for _ in range(60):
        assert Problem.OSCILLATING not in run.advance(7).problems


def test_swinging_does_not_flicker():
    run = Run(scales(), 20)
    for _ in range(200):
        assert run.problems == [Problem.OSCILLATING]
        run.advance(5)


def test_adams_steps_are_judged_by_the_cost_alone():
    run = Run(overlapping(), 60, learning_rate=30.0, optimizer=Optimizer.ADAM)
    finding = run.finding(Problem.OSCILLATING)
    assert finding.remedy.settings.learning_rate == 3.0
    lost = run.snapshot.cost
    assert run.apply(finding.remedy, 60).snapshot.cost < lost
    quiet = Run(overlapping(), 60, learning_rate=0.1, optimizer=Optimizer.ADAM)
    assert quiet.findings == ()


def test_adam_on_different_scales_is_given_standardized_features_at_its_own_rate():
    run = Run(scales(), 60, learning_rate=3.0, optimizer=Optimizer.ADAM)
    remedy = run.finding(Problem.OSCILLATING).remedy
    assert remedy.settings == replace(run.settings, standardize=True)


def test_what_came_before_a_change_is_not_held_against_the_run():
    run = Run(overlapping(), 100, learning_rate=2.0)
    assert Problem.OSCILLATING in run.problems
    run.trainer.configure(replace(run.settings, learning_rate=1.0))
    run.settings = run.trainer.settings
    assert run.advance(5).problems == []
    assert Problem.OSCILLATING in run.advance(50).problems


def test_crawling_on_different_scales_is_cured_by_standardizing():
    run = Run(scales(), 300, learning_rate=2e-5)
    before = run.snapshot.cost
    finding = run.finding(Problem.CRAWLING)
    assert "Standardize" in finding.sentence
    assert not finding.remedy.reset
    run.apply(finding.remedy, 300)
    assert run.snapshot.cost < before - 0.1
    assert Problem.CRAWLING not in run.problems


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.MOMENTUM])
def test_crawling_by_too_small_a_rate_is_cured_by_a_larger_one(optimizer):
    run = Run(article_dataset(), 100, learning_rate=1e-7, optimizer=optimizer)
    before = run.snapshot.cost
    finding = run.finding(Problem.CRAWLING)
    assert "Raise" in finding.sentence
    assert run.apply(finding.remedy, 100).snapshot.cost < before - 0.3
    assert run.problems == [Problem.SEPARABLE]


def test_crawling_is_judged_from_the_twentieth_iteration_after_a_change_on():
    run = Run(overlapping(), 19, learning_rate=1e-7)
    assert run.problems == []
    assert run.advance(1).problems == [Problem.CRAWLING]
    run.settings = replace(run.settings, learning_rate=2e-7)
    run.trainer.configure(run.settings)
    assert run.advance(19).problems == []
    assert run.advance(1).problems == [Problem.CRAWLING]


@pytest.mark.parametrize("rate", [1e-4, 3e-4, 1e-3, 3e-3])
@pytest.mark.parametrize("iterations", [300, 2000])
def test_a_run_that_ends_with_much_left_to_gain_is_crawling_and_cured_by_a_larger_rate(rate, iterations):
    random = np.random.default_rng(8)
    values = random.normal(size=(2, 500))
    dataset = Dataset(values, 3 * values[0] + values[1] + random.logistic(size=500) > 0)
    run = Run(dataset, iterations - 1, learning_rate=rate, iterations_asked=iterations)
    assert run.snapshot.cost > run.facts.optimum.cost + 0.05 * (math.log(2) - run.facts.optimum.cost)
    finding = run.advance(1).finding(Problem.CRAWLING)
    assert "Raise the learning rate" in finding.sentence
    run.apply(finding.remedy, iterations)
    assert Problem.CRAWLING not in run.problems
    assert run.snapshot.cost < run.facts.optimum.cost + 1e-3


def test_a_tolerance_that_ends_a_run_early_is_an_end():
    run = Run(overlapping(), 1500, learning_rate=1e-3, tolerance=0.3)
    assert run.snapshot.converged
    assert Problem.CRAWLING in run.problems


def test_where_the_rate_is_right_more_iterations_are_offered():
    x1, x2 = np.random.default_rng(6).normal(size=(2, 300))
    dataset = Dataset([x1, x1 + 0.05 * x2], x2 > np.random.default_rng(1).normal(size=300))
    run = Run(dataset, 100, learning_rate=2.0, standardize=True, iterations_asked=100)
    finding = run.finding(Problem.CRAWLING)
    assert "more iterations" in finding.sentence
    assert finding.remedy.settings.iterations == 1000
    before = run.snapshot.cost
    assert run.apply(finding.remedy, 900).snapshot.cost < before - 0.05
    # Mini-batches wander, and more of them may be no better.
    assert (
        Problem.CRAWLING
        not in Run(dataset, 100, learning_rate=1.0, standardize=True, iterations_asked=100, batch_size=10).problems
    )


def test_a_run_that_ends_far_from_its_best_is_told_to_take_shorter_steps():
    run = Run(overlapping(), 0, learning_rate=0.6, iterations_asked=95)
    costs = np.linspace(0.7, run.facts.optimum.cost + 0.1, 20)
    assert problems_of(run, costs) == [Problem.CRAWLING]
    finding = run.finding(Problem.CRAWLING)
    assert "too long to settle" in finding.sentence
    assert finding.remedy.settings.learning_rate < run.facts.largest_stable_learning_rate


def test_adam_is_given_a_usual_rate():
    run = Run(overlapping(), 2000, learning_rate=1e-4, optimizer=Optimizer.ADAM)
    finding = run.finding(Problem.CRAWLING)
    assert "to 0.1, say" in finding.sentence
    run.apply(finding.remedy, 2000)
    assert Problem.CRAWLING not in run.problems


def test_separable_points_are_never_done_and_crawl_only_with_much_left():
    dataset = Dataset([[1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 3.0, 1.0]], [0, 0, 1, 1])
    assert Problem.CRAWLING in Run(dataset, 2000, learning_rate=1e-4).problems
    run = Run(dataset, 2000, learning_rate=0.1)
    assert run.snapshot.cost > 0.02 * math.log(2)
    assert Problem.CRAWLING not in run.problems


@pytest.mark.parametrize(("gap", "found"), [(0.1, [Problem.CRAWLING]), (0.01, [])])
def test_what_cannot_be_seen_is_not_missed(gap, found):
    run = Run(overlapping(), 0, learning_rate=1e-6)
    assert problems_of(run, [run.facts.optimum.cost + gap] * 20, slope=1e-3) == found


@pytest.mark.parametrize(("momentum", "found"), [(0.0, [Problem.CRAWLING]), (0.99, [])])
def test_momentum_counts_as_the_pace_that_it_gives(momentum, found):
    run = Run(overlapping(), 0, learning_rate=1e-4, optimizer=Optimizer.MOMENTUM, momentum=momentum)
    assert problems_of(run, [run.facts.optimum.cost + 0.1] * 20, slope=0.1) == found


def test_what_a_rate_cannot_help_is_not_called_crawling():
    # Two columns that nearly repeat each other: little is left to learn along their difference, slowly.
    x1, x2 = np.random.default_rng(6).normal(size=(2, 300))
    dataset = Dataset([x1, x1 + 0.002 * x2], x2 > 0)
    run = Run(dataset, 100, learning_rate=2.0, standardize=True)
    assert run.snapshot.cost > run.facts.optimum.cost + 0.1
    assert run.problems == [Problem.SEPARABLE]


def test_a_line_cannot_do_xor_and_derived_features_can():
    run = Run(xor(), 100)
    finding = run.finding(Problem.LINE_CANNOT)
    assert finding.severity is Severity.WARNING
    assert not finding.remedy.reset
    run.apply(finding.remedy, 500)
    assert run.snapshot.accuracy > 0.95
    assert Problem.LINE_CANNOT not in run.problems


def test_a_line_is_given_time():
    assert Problem.LINE_CANNOT not in Run(xor(), 5).problems
    assert Problem.LINE_CANNOT not in Run(overlapping(), 500).problems


@pytest.mark.parametrize(("share", "found"), [(1.02, [Problem.LINE_CANNOT]), (1.5, [])])
def test_a_line_is_given_up_where_its_cost_is_near_the_best(share, found):
    run = Run(xor(), 0)
    assert problems_of(run, [run.facts.optimum.cost * share] * 5, slope=0.3) == found


def test_what_bends_is_no_line():
    run = Run(xor(), 0)
    bent = FeatureMap.of(quadratic_terms(2), 2)
    assert problems_of(run, [run.facts.optimum.cost] * 5, slope=0.3, feature_map=bent) == []


def test_a_line_is_compared_with_saying_the_larger_class():
    whole = xor()
    kept = (whole.labels == 1) | (np.arange(400) % 3 > 0)
    run = Run(Dataset(whole.features[:, kept], whole.labels[kept]), 200)
    share = run.dataset.labels.mean()
    assert share > 0.55
    assert f"always answering blue would give {percent(share)}" in run.finding(Problem.LINE_CANNOT).sentence


def test_chance_is_not_promised_a_remedy():
    values = np.random.default_rng(2).normal(size=(2, 400))
    finding = Run(Dataset(values, np.random.default_rng(3).integers(0, 2, 400)), 300).finding(Problem.LITTLE_TO_LEARN)
    assert finding.severity is Severity.NOTE
    assert "little about the class" in finding.sentence
    assert finding.remedy is None


def test_a_line_in_many_inputs_is_told_what_was_not_tried():
    values = np.random.default_rng(4).normal(size=(11, 2000))
    run = Run(Dataset(values, values[0] * values[1] > 0), 300)
    finding = run.finding(Problem.NO_BETTER_THAN_CHANCE)
    assert "were not tried" in finding.sentence
    assert finding.remedy is None


def test_a_rare_class_is_counted_of_its_own():
    run = Run(rare_class(), 500)
    finding = run.finding(Problem.IMBALANCE)
    assert finding.severity is Severity.WARNING
    found = run.snapshot.predict(run.dataset.features)[run.dataset.labels == 1].mean()
    assert f"Only 10 % of the points are blue, and of these {percent(found)} are found" in finding.sentence
    assert "always answering red gives 90 %" in finding.sentence
    turned = Run(replace(run.dataset, labels=1 - run.dataset.labels), 500).finding(Problem.IMBALANCE)
    assert "are red" in turned.sentence


def test_a_rare_class_is_waited_for_until_the_run_is_near_the_best_or_over():
    assert Problem.IMBALANCE not in Run(rare_class(), 19).problems
    slow = Run(rare_class(), 1999, learning_rate=0.003)
    assert Problem.IMBALANCE not in slow.problems
    assert Problem.IMBALANCE in slow.advance(1).problems


def rare_class(seed=0):
    random = np.random.default_rng(seed)
    labels = np.arange(1000) % 10 == 0
    return Dataset(random.normal(size=(2, 1000)) + np.where(labels, 0.3, -0.3), labels)


def with_extra(column):
    dataset = overlapping()
    return replace(
        dataset, features=np.vstack([dataset.features, column(dataset.features)]), feature_names=("a", "b", "c")
    )


def test_a_constant_column_is_left_out():
    run = Run(with_extra(lambda values: np.full(300, 40.0)), 0, learning_rate=0.001)
    (finding,) = run.findings
    assert finding.problem is Problem.CONSTANT_COLUMN
    assert "c" in finding.sentence
    condition = run.facts.condition_number
    assert run.apply(finding.remedy, 10).findings == ()
    assert run.settings.feature_map == ("x1", "x2")
    assert run.facts.condition_number < condition / 100
    assert Run(overlapping(), 0).findings == ()


def test_duplicate_columns_are_left_out():
    run = Run(with_extra(lambda values: 3.0 - 2.0 * values[0]), 0, learning_rate=0.001)
    (finding,) = run.findings
    assert finding.problem is Problem.DUPLICATE_COLUMNS
    assert "c repeats a" in finding.sentence
    assert run.apply(finding.remedy, 10).findings == ()
    assert run.facts.condition_number < 1e4
    assert Run(with_extra(lambda values: values[0] * values[1]), 0).findings == ()


def test_several_columns_are_listed_and_the_last_is_not_left_out():
    dataset = Dataset([[5.0] * 4, [6.0] * 4], [0, 1, 0, 1])
    finding = Run(dataset, 0).finding(Problem.CONSTANT_COLUMN)
    assert "x1 and x2" in finding.sentence
    assert finding.remedy is None


def test_separable_points_are_explained_and_a_penalty_bounds_the_weights():
    dataset = Dataset([[1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 3.0, 1.0]], [0, 0, 1, 1])
    run = Run(dataset, 2000, learning_rate=0.5)
    finding = run.finding(Problem.SEPARABLE)
    assert finding.severity is Severity.NOTE
    assert (
        "The boundary separates all points. x1 alone does it: up to 2 all are red, from 3 on all are blue."
        in finding.sentence
    )
    run.apply(finding.remedy, 4000)
    assert run.problems == [Problem.CONVERGED]
    size = np.abs(run.snapshot.neuron.weights).max()
    assert np.abs(run.advance(4000).snapshot.neuron.weights).max() == pytest.approx(size, rel=1e-3)


def test_separable_points_are_told_at_once_and_offer_nothing_before_they_are_parted():
    run = Run(article_dataset(), 0)
    (finding,) = run.findings
    assert "A straight boundary can separate these points perfectly. That is a property" in finding.sentence
    assert finding.remedy is None
    assert run.advance(2000).finding(Problem.SEPARABLE) == finding
    curved = Run(xor(), 0, feature_map=("x1", "x2", "x1·x2")).finding(Problem.SEPARABLE)
    assert "A boundary of these terms" in curved.sentence


def test_what_a_boundary_can_do_is_not_said_of_this_one():
    # Where x is 2 both classes lie.
    dataset = Dataset([[1.0, 2.0, 3.0, 2.0, 1.0, 3.0]], [0, 0, 1, 1, 0, 1])
    run = Run(dataset, 0, learning_rate=0.5)
    finding = run.finding(Problem.SEPARABLE)
    assert "can separate all points except those exactly on it" in finding.sentence
    assert "below 2 every point is red, above 2 every point is blue, and only at 2 are 2 of both" in finding.sentence
    assert "The boundary separates" not in run.advance(2000).finding(Problem.SEPARABLE).sentence
    assert (finding.remedy is None, run.finding(Problem.SEPARABLE).remedy is None) == (True, False)


def test_points_that_overlap_are_never_called_separable():
    assert Problem.SEPARABLE not in Run(overlapping(), 2000).problems


def test_converged_gives_the_gradient_and_the_gap():
    run = Run(overlapping(), 3000)
    (finding,) = run.findings
    assert finding.problem is Problem.CONVERGED
    assert finding.severity is Severity.NOTE
    assert f"{run.snapshot.gradient_norm:.2g}" in finding.sentence
    assert "above the lowest" in finding.sentence
    assert Run(overlapping(), 20).findings == ()


def test_a_cost_that_rounding_puts_below_the_lowest_is_at_it():
    run = Run(overlapping(), 3000)
    run.snapshot = replace(run.snapshot, cost=run.facts.optimum.cost - 1e-15)
    assert "lies 0 above the lowest" in run.finding(Problem.CONVERGED).sentence


def test_a_batch_of_everything_is_no_mini_batch():
    assert Run(overlapping(), 3000, batch_size=300).problems == [Problem.CONVERGED]


def test_no_remedy_sets_a_rate_of_zero():
    known = Known(overlapping(), TrainingSettings(), examine(overlapping(), TrainingSettings()))
    assert known.with_rate(0.0, reset=True).settings.learning_rate > 0.0


def test_a_tolerance_that_is_reached_is_converged_even_without_a_minimum():
    run = Run(article_dataset(), 3000, tolerance=0.05)
    assert run.problems == [Problem.SEPARABLE, Problem.CONVERGED]
    finding = run.finding(Problem.CONVERGED)
    assert "lowest" not in finding.sentence


@pytest.mark.parametrize(
    ("optimizer", "turns"),
    # Adam forgets slopes that have vanished and, after some thousand iterations, bursts away from the minimum again.
    [(Optimizer.GRADIENT_DESCENT, 600), (Optimizer.MOMENTUM, 600), (Optimizer.ADAM, 200)],
)
def test_converging_does_not_flicker(optimizer, turns):
    run = Run(overlapping(), 0, optimizer=optimizer, momentum=0.98)
    seen = [Problem.CONVERGED in run.advance(5).problems for _ in range(turns)]
    assert seen[-1]
    assert seen == sorted(seen)


def test_mini_batches_wander_and_are_not_called_converged():
    assert Run(overlapping(), 3000, batch_size=5, learning_rate=0.02).findings == ()


def test_without_the_optimum_less_is_told():
    run = Run(article_dataset(), 100, learning_rate=1e-7)
    facts = examine(run.dataset, run.settings, find_optimum=False)
    assert diagnose(run.dataset, run.snapshot, settings=run.settings, examination=facts) == ()


def test_an_earlier_iteration_is_judged_as_it_was():
    run = Run(overlapping(), 3000)
    run.snapshot = run.trainer.seek(20)
    assert run.findings == ()


def test_without_settings_and_facts_the_snapshot_s_are_taken_and_found():
    run = Run(scales(), 300)
    assert run.finding(Problem.OSCILLATING).remedy is not None
    assert diagnose(run.dataset, run.snapshot) == run.findings
    calm = Run(scales(), 300, standardize=True, learning_rate=1.0)
    assert diagnose(calm.dataset, calm.snapshot) == calm.findings != run.findings


def with_a_slip():
    random = np.random.default_rng(3)
    values = random.normal(size=(2, 500))
    labels = np.clip(values, -3, 3).sum(axis=0) + random.normal(size=500) > 0
    values[0, 41] = 1e4
    return Dataset(values, labels)


def test_a_far_point_is_blamed_where_standardizing_does_not_help():
    run = Run(with_a_slip(), 2000, standardize=True)
    assert run.snapshot.cost > run.facts.optimum.cost + 0.1
    finding = run.findings[0]
    assert (finding.problem, finding.severity) == (Problem.FAR_POINTS, Severity.WARNING)
    assert "point 42 with x1 = 10\u202f000, where all others have −" in finding.sentence
    assert Problem.CRAWLING not in run.problems
    assert run.facts.scale_ratio > 100.0 > 2.0 > run.facts.usual_scale_ratio


def test_a_far_point_that_does_no_harm_is_a_note():
    run = Run(with_a_slip(), 10, standardize=True)
    finding = run.finding(Problem.FAR_POINTS)
    assert finding.severity is Severity.NOTE
    assert "dominates every step" not in finding.sentence


def test_far_points_have_the_numbers_that_they_have_among_all():
    run = Run(with_a_slip(), 10)
    rows = np.arange(500) * 2 + 1000
    (finding,) = (
        each
        for each in findings_by(Known(run.dataset, run.settings, run.facts, rows), run.dataset, run.snapshot)
        if each.problem is Problem.FAR_POINTS
    )
    assert "point 1\u202f083 with" in finding.sentence


def test_a_few_points_have_no_others_to_be_far_from():
    assert examine(Dataset([[0.0, 1, 2, 3, 1e6]], [0, 0, 1, 1, 1])).far_points == ()
