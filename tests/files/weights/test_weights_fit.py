"""Weights fit data by names: what can be turned round is, and what cannot is explained name by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_desktop.core import Dataset, Trainer, TrainingSettings, quadratic_terms
from neuron_desktop.files.errors import MismatchError
from neuron_desktop.files.weights.fit import MOST_EXPLAINED, fit_to
from neuron_desktop.files.weights.trained_neuron import TrainedNeuron, trained_neuron

NAMES = ("height", "Größe", "age")


def made_of(feature_map: tuple[str, ...], *, standardize: bool = True) -> tuple[TrainedNeuron, Dataset]:
    random = np.random.default_rng(5)
    dataset = Dataset(random.normal(size=(3, 40)), random.integers(0, 2, 40), NAMES, ("no", "yes"))
    settings = TrainingSettings(feature_map=feature_map, standardize=standardize, iterations=20)
    return trained_neuron(dataset, Trainer(dataset, settings).advance(20)), dataset


def empty(feature_names: tuple[str, ...], class_names: tuple[str, str] = ("no", "yes")) -> Dataset:
    return Dataset.empty(feature_names, class_names)


def test_weights_of_the_same_names_stay_as_they_are() -> None:
    trained, dataset = made_of(())
    fitted = fit_to(trained, dataset)
    assert fitted.trained is trained
    assert fitted.remarks == ()


@given(
    order=st.permutations(range(3)),
    feature_map=st.sampled_from([(), quadratic_terms(3), ("sin x3", "x1·x3", "x2²")]),
    standardize=st.booleans(),
)
def test_features_in_another_order_keep_their_predictions(
    order: list[int], feature_map: tuple[str, ...], standardize: bool
) -> None:
    trained, dataset = made_of(feature_map, standardize=standardize)
    other = Dataset(dataset.features[order], dataset.labels, tuple(NAMES[place] for place in order), ("no", "yes"))
    fitted = fit_to(trained, other)
    assert fitted.trained.feature_names == other.feature_names
    assert fitted.trained.probabilities(other.features) == pytest.approx(
        trained.probabilities(dataset.features), abs=1e-15
    )
    assert fitted.trained.probabilities(fitted.trained.checks) == pytest.approx(
        trained.probabilities(trained.checks), abs=1e-15
    )
    scaled = fitted.trained.scaling.to_data_units(fitted.trained.scaled_neuron)
    assert scaled.weights == pytest.approx(fitted.trained.neuron.weights, rel=1e-12)
    assert [("another order" in remark) for remark in fitted.remarks] == [True] * (order != [0, 1, 2])


@pytest.mark.parametrize("threshold", [0.5, 0.3])
def test_swapped_classes_turn_the_neuron_round(threshold: float) -> None:
    trained, dataset = made_of(("x1", "x2·x3"))
    trained = replace(trained, threshold=threshold)
    swapped = Dataset(dataset.features, 1 - dataset.labels, NAMES, ("yes", "no"))
    fitted = fit_to(trained, swapped)
    assert fitted.trained.class_names == ("yes", "no")
    assert fitted.trained.probabilities(dataset.features) == pytest.approx(
        1.0 - trained.probabilities(dataset.features), abs=1e-15
    )
    assert fitted.trained.predict(dataset.features).tolist() == (1 - trained.predict(dataset.features)).tolist()
    assert fitted.trained.scaled_neuron.bias == -trained.scaled_neuron.bias
    (remark,) = fitted.remarks
    assert "no = 0, yes = 1" in remark
    assert "signs of weights and bias were changed" in remark


def test_both_are_turned_round_together() -> None:
    trained, _ = made_of(())
    fitted = fit_to(trained, empty(("age", "height", "Größe"), ("yes", "no")))
    assert len(fitted.remarks) == 2
    w = trained.neuron.weights
    assert fitted.trained.neuron.weights.tolist() == [-w[2], -w[0], -w[1]]


def explained(trained: TrainedNeuron, dataset: Dataset) -> list[str]:
    with pytest.raises(MismatchError) as caught:
        fit_to(trained, dataset)
    return str(caught.value).splitlines()


def test_a_mismatch_is_explained_column_by_column() -> None:
    trained, _ = made_of(())
    assert explained(trained, empty(("height", "width"))) == [
        "The weights are for 3 features, the data set has 2:",
        "• Größe: the data set has no such feature",
        "• age: the data set has no such feature",
        "• width: the weights have no such feature",
        "Open the data they were trained on, or rename its columns.",
    ]


def test_a_name_that_differs_in_case_or_spaces_is_pointed_out() -> None:
    trained, _ = made_of(())
    lines = explained(trained, empty(("Height ", "Größe", "age")))
    assert "• height: the data set has no such feature (but Height : names must match exactly)" in lines
    assert "• Height : the weights have no such feature (but height: names must match exactly)" in lines


def test_other_classes_are_explained() -> None:
    trained, _ = made_of(())
    lines = explained(trained, empty(NAMES, ("sick", "well")))
    assert lines[1:-1] == ["• classes: no and yes in the weights, sick and well in the data set"]


def test_many_differences_are_counted_and_long_names_cut() -> None:
    trained, _ = made_of(())
    lines = explained(trained, empty(tuple(f"{'n' * 100}\n{place}" for place in range(30))))
    assert len(lines) == MOST_EXPLAINED + 3
    assert lines[-2] == f"• and {33 - MOST_EXPLAINED} more"
    assert max(map(len, lines)) < 100


def test_one_feature_is_counted_in_the_singular() -> None:
    dataset = Dataset(np.array([[1.0, 2.0]]), np.array([0, 1]), ("a",), ("no", "yes"))
    trained = trained_neuron(dataset, Trainer(dataset).snapshot())
    assert explained(trained, empty(("b",)))[0] == "The weights are for 1 feature, the data set has 1:"
