from __future__ import annotations

import csv
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from sklearn.linear_model import LogisticRegression

from neuron_desktop.core import Dataset, Neuron, SettingsError, TrainingSettings, article_dataset
from neuron_desktop.core.judging import newton as module
from neuron_desktop.core.judging import separation
from neuron_desktop.core.judging.newton import Optimum, Outcome, optimum
from neuron_desktop.core.model import signed_points
from tests.core.judging.test_separation import linear_programme, small_sets
from tests.core.strategies import datasets
from tests.places import DATA

PLAIN = TrainingSettings()


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def overlapping(samples: int, features: int, *, seed: int = 0) -> Dataset:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, samples)
    units = 10.0 ** random.integers(-2, 3, (features, 1))
    shifted = random.normal(size=(features, samples)) + labels * random.normal(0, 0.7, (features, 1))
    return Dataset((shifted + 2.0) * units, labels)


def cost(neuron: Neuron, dataset: Dataset, settings: TrainingSettings) -> float:
    """The plain formula, for penalties in data units."""
    penalty = settings.l1 * np.abs(neuron.weights).sum() + settings.l2 / 2 * (neuron.weights**2).sum()
    return neuron.cost(dataset.features, dataset.labels) + float(penalty)


def signed_logits(neuron: Neuron, dataset: Dataset) -> np.ndarray:
    return neuron.logits(dataset.features) * (2.0 * dataset.labels - 1.0)


# --- against published tables


def test_challenger_o_rings() -> None:
    rows = table("challenger_orings.csv")
    temperatures = [float(row["Temperature"]) for row in rows]
    found = optimum(Dataset([temperatures], [int(row["Total"]) > 0 for row in rows], ("temperature",)), PLAIN)
    assert found.outcome is Outcome.UNIQUE
    assert [found.neuron.bias, *found.neuron.weights] == pytest.approx([15.042902, -0.232163], abs=6e-7)
    errors = found.standard_errors
    assert [errors.bias, *errors.weights] == pytest.approx([7.378636, 0.108237], abs=6e-7)
    assert [found.z_values.bias, *found.z_values.weights] == pytest.approx([2.0387, -2.1450], abs=6e-5)
    assert 2 * 23 * found.cost == pytest.approx(20.3152, abs=6e-5)


def test_finneys_vasoconstriction() -> None:
    """As SAS prints it in its manual of PROC LOGISTIC, from Finney (1947) and Pregibon (1981)."""
    rows = table("vasoconstriction.csv")
    features = np.log([[float(row[name]) for row in rows] for name in ("Volume", "Rate")])
    found = optimum(Dataset(features, [int(row["Y"]) for row in rows]), PLAIN)
    assert [found.neuron.bias, *found.neuron.weights] == pytest.approx([-2.875, 5.179, 4.562], abs=6e-4)
    errors = found.standard_errors
    assert [errors.bias, *errors.weights] == pytest.approx([1.3208, 1.865, 1.838], abs=6e-4)


def test_the_titanic() -> None:
    """No publication; scikit-learn and statsmodels agree on these figures."""
    rows = [row for row in table("titanic_891.csv") if row["age"]]
    features = [
        [float(row["age"]) for row in rows],
        [float(row["fare"]) for row in rows],
        [float(row["sex"] == "female") for row in rows],
        [float(row["sibsp"]) for row in rows],
    ]
    found = optimum(Dataset(features, [int(row["survived"]) for row in rows]), PLAIN)
    expected = [-1.025059, -0.019927, 0.015891, 2.441331, -0.463048]
    assert [found.neuron.bias, *found.neuron.weights] == pytest.approx(expected, abs=6e-7)
    assert found.cost * 714 == pytest.approx(349.604627, abs=6e-7)
    predicted = found.neuron.predict(features)
    assert found.accuracy == np.mean(predicted == [int(row["survived"]) for row in rows])


# --- against scikit-learn


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("l2", [0.0, 1e-3, 1.0])
@pytest.mark.parametrize(("samples", "features"), [(40, 1), (80, 2), (400, 6)])
def test_the_minimum_is_that_of_scikit_learn(samples: int, features: int, l2: float, standardize: bool) -> None:
    dataset = overlapping(samples, features)
    mean, deviation = dataset.features.mean(axis=1), dataset.features.std(axis=1)
    scaled = (dataset.features - mean[:, None]) / deviation[:, None] if standardize else dataset.features
    strength = 1.0 / (samples * l2) if l2 else np.inf
    model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(scaled.T, dataset.labels)
    weights = model.coef_[0] / (deviation if standardize else 1.0)
    bias = model.intercept_[0] - (weights @ mean if standardize else 0.0)
    found = optimum(dataset, TrainingSettings(l2=l2, standardize=standardize))
    assert found.outcome is Outcome.UNIQUE
    assert found.neuron.weights == pytest.approx(weights, rel=1e-8)
    assert found.neuron.bias == pytest.approx(bias, rel=1e-8)
    assert found.gradient_norm < 1e-12
    assert (found.standard_errors is None) == (l2 > 0.0)
    if not standardize:
        assert found.cost == pytest.approx(cost(found.neuron, dataset, TrainingSettings(l2=l2)), rel=1e-12)


@pytest.mark.parametrize("l1", [1e-3, 1e-2, 0.1])
@pytest.mark.parametrize("l2", [0.0, 0.02])
def test_the_sparse_minimum_is_that_of_scikit_learn(l1: float, l2: float) -> None:
    dataset = overlapping(150, 5, seed=2)
    scaled = (dataset.features - dataset.features.mean(axis=1)[:, None]) / dataset.features.std(axis=1)[:, None]
    model = LogisticRegression(
        C=1 / (150 * (l1 + l2)), l1_ratio=l1 / (l1 + l2), solver="saga", tol=1e-11, max_iter=100_000, random_state=0
    ).fit(scaled.T, dataset.labels)
    found = optimum(Dataset(scaled, dataset.labels), TrainingSettings(l1=l1, l2=l2))
    assert found.outcome is Outcome.UNIQUE
    assert found.neuron.weights == pytest.approx(model.coef_[0], abs=1e-7)
    assert found.neuron.bias == pytest.approx(model.intercept_[0], abs=1e-7)
    assert found.gradient_norm < 1e-12
    # Standardising inside is the same as standardised features.
    inside = optimum(dataset, TrainingSettings(l1=l1, l2=l2, standardize=True))
    assert inside.neuron.weights * dataset.features.std(axis=1) == pytest.approx(found.neuron.weights, abs=1e-11)
    assert found.cost == pytest.approx(
        cost(found.neuron, Dataset(scaled, dataset.labels), TrainingSettings(l1=l1, l2=l2))
    )


@pytest.mark.parametrize("sweeps", [1, 2])
def test_few_sweeps_find_the_same_sparse_minimum(sweeps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    base = random.normal(size=60)
    features = base + 0.05 * random.normal(size=(6, 60))
    dataset = Dataset(features, base + random.normal(size=60) > 0)
    settings = TrainingSettings(l1=0.003)
    expected = optimum(dataset, settings)
    monkeypatch.setattr(module, "MOST_SWEEPS", sweeps)
    assert optimum(dataset, settings).neuron.weights == pytest.approx(expected.neuron.weights, abs=1e-9)


@pytest.mark.parametrize("settings", [TrainingSettings(l1=0.01), TrainingSettings(l2=0.01), TrainingSettings(l1=5.0)])
def test_no_step_away_from_a_penalised_minimum_costs_less(settings: TrainingSettings) -> None:
    dataset = overlapping(60, 3, seed=4)
    found = optimum(dataset, settings)
    for place in range(3):
        for step in (-1e-4, 1e-4):
            weights = found.neuron.weights.copy()
            weights[place] += step
            assert cost(Neuron(weights, found.neuron.bias), dataset, settings) > found.cost
    assert cost(Neuron(found.neuron.weights, found.neuron.bias + 1e-4), dataset, settings) > found.cost


def test_derived_features_find_the_circle() -> None:
    random = np.random.default_rng(0)
    features = random.uniform(-2, 2, (2, 300))
    labels = (features**2).sum(axis=0) + random.normal(0, 0.5, 300) < 2.0
    dataset = Dataset(features, labels, ("age", "dose"))
    found = optimum(dataset, TrainingSettings(feature_map=("x1²", "x2²")))
    direct = optimum(Dataset(features**2, labels), PLAIN)
    assert found.neuron == direct.neuron
    assert found.accuracy > 0.85
    constant = Dataset(np.vstack([features, np.ones(300)]), labels, ("age", "dose", "dog"))
    assert optimum(constant, TrainingSettings(feature_map=("x1²", "x3²"))).constant == ("dog²",)
    with pytest.raises(SettingsError):
        optimum(dataset, TrainingSettings(feature_map=("x3",)))


# --- outcomes


def test_no_points() -> None:
    found = optimum(Dataset.empty(), PLAIN)
    assert found.outcome is Outcome.NO_POINTS
    assert found.neuron is None
    assert math.isnan(found.cost)


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("settings", [PLAIN, TrainingSettings(l2=1.0), TrainingSettings(l1=1.0)])
def test_one_class(label: int, settings: TrainingSettings) -> None:
    dataset = Dataset([[1.0, 2.0], [5.0, 5.0]], [label, label])
    found = optimum(dataset, settings)
    assert found.outcome is Outcome.ONE_CLASS
    assert (found.neuron, found.cost, found.accuracy) == (None, 0.0, 1.0)
    assert signed_logits(found.direction, dataset).min() > 0.0


def test_separable_but_not_with_a_penalty() -> None:
    dataset = article_dataset()
    found = optimum(dataset, PLAIN)
    assert found.outcome is Outcome.SEPARABLE
    assert (found.neuron, found.cost, found.accuracy) == (None, 0.0, 1.0)
    assert signed_logits(found.direction, dataset).min() > 0.0
    for settings in (TrainingSettings(l2=1e-6), TrainingSettings(l1=1e-4), TrainingSettings(l2=1e-12)):
        finite = optimum(dataset, settings)
        assert finite.outcome is Outcome.UNIQUE
        assert finite.cost == pytest.approx(cost(finite.neuron, dataset, settings), rel=1e-4)
        assert finite.gradient_norm < 1e-11


def test_separable_by_a_hair_and_not() -> None:
    """Only the tie decides; the weights on the way look alike."""
    x = [-3.0, -2.0, -1.0, 0.0, 1e-7, 1.0, 2.0, 3.0]
    assert optimum(Dataset([x], [0, 0, 0, 0, 1, 1, 1, 1]), PLAIN).outcome is Outcome.SEPARABLE
    assert optimum(Dataset([x], [0, 0, 0, 1, 0, 1, 1, 1]), PLAIN).outcome is Outcome.UNIQUE
    x[4] = 0.0
    assert optimum(Dataset([x], [0, 0, 0, 0, 1, 1, 1, 1]), PLAIN).outcome is Outcome.QUASI_SEPARABLE


def test_quasi_separable_costs_what_the_points_on_the_line_cost() -> None:
    # Three points tie at x = 1, two of them of class 1.
    dataset = Dataset([[0.0, 1.0, 1.0, 1.0, 2.0, 3.0]], [0, 0, 1, 1, 1, 1])
    found = optimum(dataset, PLAIN)
    assert found.outcome is Outcome.QUASI_SEPARABLE
    assert found.neuron is None
    assert found.cost == pytest.approx((math.log(3.0) + 2.0 * math.log(1.5)) / 6.0, rel=1e-12)
    assert found.accuracy == pytest.approx(5.0 / 6.0)
    margins = signed_logits(found.direction, dataset)
    assert margins[[0, 4, 5]].min() > 0.1
    assert np.abs(margins[1:4]).max() < 1e-12


def test_the_limit_is_left_open_where_the_points_on_the_line_stay_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = module._limit

    def hurried(*arguments: Any) -> tuple[float, float]:
        monkeypatch.setattr(module, "MOST_STEPS", 1)
        return whole(*arguments)

    monkeypatch.setattr(module, "_limit", hurried)
    found = optimum(Dataset([[0.0, 1.0, 1.0, 1.0, 2.0]], [0, 0, 1, 1, 1]), PLAIN)
    assert found.outcome is Outcome.QUASI_SEPARABLE
    assert math.isnan(found.cost)
    assert math.isnan(found.accuracy)


def test_constant_and_repeated_columns_are_named_and_the_least_weights_given() -> None:
    random = np.random.default_rng(0)
    x, labels = random.normal(size=50), random.integers(0, 2, 50)
    dataset = Dataset([x, np.full(50, 3.0), 5.0 * x - 1.0], labels, ("a", "b", "c"))
    found = optimum(dataset, PLAIN)
    alone = optimum(Dataset([x], labels), PLAIN)
    assert found.outcome is Outcome.COLLINEAR
    assert (found.constant, found.dependent) == (("b",), ("c",))
    assert "b" in found.sentence
    assert "c" in found.sentence
    assert found.standard_errors is None
    assert found.cost == pytest.approx(alone.cost, rel=1e-14)
    assert found.neuron.logits(dataset.features) == pytest.approx(alone.neuron.logits([x]), abs=1e-12)
    # Of least length where the columns are standardised: both have the same weight there.
    assert found.neuron.weights * [1.0, 1.0, 5.0] == pytest.approx(alone.neuron.weights[0] * np.array([0.5, 0, 0.5]))
    assert optimum(dataset, TrainingSettings(l1=0.01)).outcome is Outcome.COLLINEAR
    assert optimum(dataset, TrainingSettings(l2=0.01)).outcome is Outcome.UNIQUE
    assert optimum(Dataset(dataset.features[:2], labels), TrainingSettings(l1=0.01)).outcome is Outcome.UNIQUE
    assert optimum(Dataset(dataset.features[:2], labels), PLAIN).outcome is Outcome.COLLINEAR


def test_separable_and_collinear_is_separable() -> None:
    dataset = Dataset([[0.0, 1.0, 2.0, 3.0], [0.0, 2.0, 4.0, 6.0]], [0, 0, 1, 1])
    found = optimum(dataset, PLAIN)
    assert found.outcome is Outcome.SEPARABLE
    assert found.dependent == ("x2",)
    assert signed_logits(found.direction, dataset).min() > 0.0


def test_what_rounding_hides_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    quasi = Dataset([[0.0, 1.0, 1.0, 2.0]], [0, 0, 1, 1])
    monkeypatch.setattr(separation, "MOST_CYCLES", 1)
    monkeypatch.setattr(module, "MOST_STEPS", 60)
    found = optimum(quasi, PLAIN)
    assert found.outcome is Outcome.UNDECIDED
    assert found.neuron is None
    assert math.isnan(found.cost)


def test_a_search_cut_short_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STEPS", 2)
    assert optimum(overlapping(80, 2), PLAIN).outcome is Outcome.UNDECIDED


def test_a_step_too_long_is_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sixteenth sample asks for steep weights, from where a whole Newton step leads far astray."""
    random = np.random.default_rng(0)
    x = random.normal(size=1600)
    labels = (x + random.normal(size=1600) < 0.0).astype(int)
    labels[:: module.SAMPLED] = x[:: module.SAMPLED] > 0.0
    labels[0], labels[16] = 1 - labels[0], 1 - labels[16]
    x[[0, 16]] *= 0.01
    dataset = Dataset([x], labels)
    expected = optimum(dataset, PLAIN)
    monkeypatch.setattr(module, "LARGE_SAMPLE", 1000)
    monkeypatch.setattr(signed_points, "NEIGHBOURS", 1)
    looks = []
    view = signed_points.SignedPoints.view

    def counted(self: signed_points.SignedPoints, parameters: np.ndarray) -> signed_points.View:
        looks.append(self.columns.shape[1])
        return view(self, parameters)

    monkeypatch.setattr(signed_points.SignedPoints, "view", counted)
    found = optimum(dataset, PLAIN)
    assert looks.count(100) > 5
    assert looks.count(1600) > found.iterations + 1
    assert found.outcome is Outcome.UNIQUE
    assert found.neuron.weights == pytest.approx(expected.neuron.weights, rel=1e-9)
    assert found.neuron.bias == pytest.approx(expected.neuron.bias, rel=1e-9)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_sentence(outcome: Outcome) -> None:
    assert Optimum(outcome).sentence.endswith(".")


@given(datasets())
@examples(max_examples=60)
def test_a_claimed_minimum_is_one(dataset: Dataset) -> None:
    found = optimum(dataset, PLAIN)
    assert found.outcome is not Outcome.UNDECIDED
    if found.neuron is not None:
        assert found.neuron.is_finite
        assert found.gradient_norm < 1e-9
        assert found.cost <= math.log(2.0) + 1e-12
    elif found.outcome is not Outcome.ONE_CLASS:
        margins = signed_logits(found.direction, dataset)
        size = np.abs(found.direction.weights) @ np.abs(dataset.features).max(axis=1) + abs(found.direction.bias)
        assert margins.min() >= -1e-9 * size
        assert margins.max() > 0.0


@given(small_sets())
def test_a_minimum_is_claimed_exactly_where_a_linear_programme_says_so(points: np.ndarray) -> None:
    labels = (points[-1] > 0.0).astype(int)
    found = optimum(Dataset(points[:-1] * points[-1], labels), PLAIN)
    if found.outcome is not Outcome.ONE_CLASS:
        assert (
            found.outcome
            in {
                separation.SeparationKind.COMPLETE: {Outcome.SEPARABLE},
                separation.SeparationKind.QUASI: {Outcome.QUASI_SEPARABLE},
                separation.SeparationKind.OVERLAP: {Outcome.UNIQUE, Outcome.COLLINEAR},
            }[linear_programme(points)]
        )
        rank = np.linalg.matrix_rank(points)
        assert (rank < points.shape[0]) == bool(found.constant or found.dependent)


# --- awkward numbers


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("unit", [1e300, 1e-300])
def test_units_do_not_matter_without_a_penalty(unit: float, standardize: bool) -> None:
    dataset = overlapping(60, 2)
    found = optimum(Dataset(dataset.features * unit, dataset.labels), TrainingSettings(standardize=standardize))
    expected = optimum(dataset, PLAIN)
    assert found.outcome is Outcome.UNIQUE
    assert found.neuron.weights * unit == pytest.approx(expected.neuron.weights, rel=1e-9)
    assert found.neuron.bias == pytest.approx(expected.neuron.bias, rel=1e-9)
    assert found.z_values.weights == pytest.approx(expected.z_values.weights, rel=1e-9)
    assert found.z_values.bias == pytest.approx(expected.z_values.bias, rel=1e-9)


@pytest.mark.parametrize("settings", [TrainingSettings(l2=1.0), TrainingSettings(l1=1.0), TrainingSettings(l1=1, l2=1)])
@pytest.mark.parametrize("unit", [1e300, 1e-300])
def test_penalties_in_extreme_units(unit: float, settings: TrainingSettings) -> None:
    dataset = overlapping(60, 2)
    found = optimum(Dataset(dataset.features * unit, dataset.labels), settings)
    assert found.outcome is Outcome.UNIQUE
    if unit < 1.0:
        assert np.abs(found.neuron.weights).max() < 1e-299
        ones = dataset.class_counts[1]
        assert found.neuron.bias == pytest.approx(math.log(ones / (60 - ones)), rel=1e-9)
    else:
        free = optimum(dataset, PLAIN)
        assert found.neuron.weights * unit == pytest.approx(free.neuron.weights, rel=1e-9)


@pytest.mark.parametrize("unit", [1.0, 1e300, 1e-300, 1e-304, 1e-306, 5e-324])
def test_separable_in_extreme_units(unit: float) -> None:
    dataset = Dataset([[-1.0 * unit, -2.0 * unit, 2.0 * unit, 3.0 * unit]], [0, 0, 1, 1])
    found = optimum(dataset, PLAIN)
    if unit > 1e-305:
        assert found.outcome is Outcome.SEPARABLE
        assert found.direction.is_finite
        assert signed_logits(found.direction, dataset).min() > 0.0
    else:
        # Too narrow for weights that float64 could hold.
        assert found.outcome is Outcome.COLLINEAR
        assert found.constant == ("x1",)
        assert found.neuron.is_finite


def test_the_widest_range_of_all() -> None:
    largest = np.finfo(np.float64).max
    found = optimum(Dataset([[-largest, largest, largest, -largest]], [0, 1, 0, 1]), PLAIN)
    assert found.outcome is Outcome.UNIQUE
    assert abs(found.neuron.weights[0]) < 1e-300


@pytest.mark.parametrize("value", [0.0, 1.5, 1e300, 1e-300])
def test_identical_points_of_both_classes(value: float) -> None:
    found = optimum(Dataset([[value] * 3, [value] * 3], [0, 1, 1]), PLAIN)
    assert found.outcome is Outcome.COLLINEAR
    assert found.constant == ("x1", "x2")
    assert found.neuron.weights.tolist() == [0.0, 0.0]
    assert found.neuron.bias == pytest.approx(math.log(2.0), rel=1e-12)


def test_one_point() -> None:
    assert optimum(Dataset([[3.0]], [1]), PLAIN).outcome is Outcome.ONE_CLASS


# --- many samples


def test_the_result_does_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_points, "COLUMNS_IN_A_SHARE", 10_000)
    dataset = overlapping(module.LARGE_SAMPLE + 10, 2)
    found = [optimum(dataset, PLAIN, threads=threads) for threads in (1, 2, 5, None)]
    for other in found[1:]:
        assert other.neuron == found[0].neuron
        assert (other.cost, other.iterations) == (found[0].cost, found[0].iterations)
    assert found[0].gradient_norm < 1e-12


def test_many_samples_of_which_a_few_mislead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sixteenth sample alone is separable; all together are not."""
    monkeypatch.setattr(module, "LARGE_SAMPLE", 100)
    monkeypatch.setattr(signed_points, "NEIGHBOURS", 1)
    random = np.random.default_rng(0)
    x = random.normal(size=320)
    labels = (x + random.normal(size=320) > 0).astype(int)
    labels[:: module.SAMPLED] = x[:: module.SAMPLED] > 0
    found = optimum(Dataset([x], labels), PLAIN)
    assert found.outcome is Outcome.UNIQUE
    monkeypatch.setattr(module, "LARGE_SAMPLE", 1000)
    assert found.neuron.weights == pytest.approx(optimum(Dataset([x], labels), PLAIN).neuron.weights, rel=1e-10)
