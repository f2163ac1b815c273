"""The data sets that ship are whole, and learned from as their description says."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from neuron_desktop.core import Trainer, TrainingSettings, optimum
from neuron_desktop.files.recipes.samples import SAMPLES, Sample
from neuron_desktop.files.resources import resource_path


def sample(name: str) -> Sample:
    return next(sample for sample in SAMPLES if sample.name == name)


@pytest.mark.parametrize(
    ("name", "counts", "features"),
    [
        ("Titanic", (424, 290), ("age", "fare", "sex → female", "sibsp", "pclass")),
        ("Banknotes", (762, 610), ("variance", "skewness", "kurtosis", "entropy")),
        ("Challenger's O-rings", (16, 7), ("temperature (°F)",)),
        ("Iris, two kinds", (50, 50), ("petal length (cm)", "petal width (cm)")),
    ],
)
def test_each_sample_holds_what_it_should(name: str, counts: tuple[int, int], features: tuple[str, ...]) -> None:
    data = sample(name).load()
    assert data.dataset.class_counts == counts
    assert data.dataset.feature_names == features
    assert f"samples/{sample(name).file}" in resource_path("README.md").read_text("utf-8")


def test_titanic_trained_to_the_end_is_scikit_learns_optimum() -> None:
    dataset = sample("Titanic").load().dataset
    trainer = Trainer(dataset, TrainingSettings(learning_rate=1.0, iterations=20_000, standardize=True, tolerance=1e-9))
    snapshot = trainer.advance(20_000)
    assert snapshot.converged
    oracle = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    scales = dataset.features.std(axis=1)
    oracle.fit((dataset.features / scales[:, None]).T, dataset.labels)
    np.testing.assert_allclose(snapshot.neuron.weights, oracle.coef_[0] / scales, rtol=0, atol=1e-6)
    assert snapshot.neuron.bias == pytest.approx(oracle.intercept_[0], abs=1e-6)


def test_what_is_said_of_titanic_is_so() -> None:
    dataset = sample("Titanic").load().dataset
    best = optimum(dataset, TrainingSettings(standardize=True))
    assert best.neuron is not None
    strength = np.abs(best.neuron.weights * dataset.features.std(axis=1))
    assert dataset.feature_names[int(np.argmax(strength))] == "sex → female"
    assert dataset.feature_names[int(np.argmin(strength))] == "fare"


def test_challenger_is_the_published_fit() -> None:
    # Dalal, Fowlkes and Hoadley (1989): any O-ring damaged, by temperature.
    best = optimum(sample("Challenger's O-rings").load().dataset, TrainingSettings())
    assert best.neuron is not None
    assert best.neuron.weights[0] == pytest.approx(-0.232163, abs=1e-6)
    assert best.neuron.bias == pytest.approx(15.042902, abs=1e-6)


def test_iris_is_separable_and_banknotes_nearly() -> None:
    assert optimum(sample("Iris, two kinds").load().dataset, TrainingSettings()).neuron is None
    dataset = sample("Banknotes").load().dataset
    assert optimum(dataset, TrainingSettings()).accuracy > 0.99
