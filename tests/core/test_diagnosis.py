"""Each problem fires where it should and not where it should not."""

import numpy as np
import pytest

from neuron_desktop.core import Dataset, Trainer, TrainingSettings, article_dataset
from neuron_desktop.core.diagnosis import Problem, diagnose


def after(dataset, iterations, **settings):
    return dataset, Trainer(dataset, TrainingSettings(**settings)).advance(iterations)


def test_no_points():
    finding = diagnose(*after(Dataset.empty(), 10))
    assert finding.problem is Problem.NO_POINTS
    assert "Click" in finding.sentence


@pytest.mark.parametrize(("label", "present", "missing"), [(0, "red", "blue"), (1, "blue", "red")])
def test_one_class_only_names_the_missing_one(label, present, missing):
    finding = diagnose(*after(Dataset([[1.0, 2.0], [3.0, 4.0]], [label, label]), 10))
    assert finding.problem is Problem.ONE_CLASS
    assert f"Every point is {present}" in finding.sentence
    assert f"Add some {missing}" in finding.sentence


def test_numbers_beyond_float64_have_diverged():
    finding = diagnose(*after(Dataset([[1e300, 1e299], [1.0, 2.0]], [0, 1]), 10))
    assert finding.problem is Problem.DIVERGED
    assert "learning rate" in finding.sentence


def test_a_cost_above_the_first_is_overshooting():
    random = np.random.default_rng(3)
    features = np.vstack([random.uniform(0, 80, 200), random.uniform(0, 500, 200)])
    dataset = Dataset(features, random.integers(0, 2, 200))
    finding = diagnose(*after(dataset, 50))
    assert finding.problem is Problem.OVERSHOOTING
    assert "standardize" in finding.sentence
    assert diagnose(*after(dataset, 50, standardize=True)) is None


@pytest.mark.parametrize("iterations", [0, 1, 5, 100, 2000])
def test_no_false_alarm_on_the_article_set(iterations):
    assert diagnose(*after(article_dataset(), iterations)) is None
